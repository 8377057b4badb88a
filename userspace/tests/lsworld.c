// SPDX-License-Identifier: GPL-2.0-or-later
/* A world of a few UEs for the tests of the link procedures. */

#include "lsworld.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>

uint32_t world_random(struct world *world)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 7;
	world->random ^= world->random << 17;
	return world->random * 0x2545f4914f6cdd1dull >> 32;
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

struct wlink *world_find(struct ue *ue, uint32_t handle)
{
	int i;

	for (i = 0; i < ue->n_links && handle; i++) {
		if (ue->links[i].handle == handle)
			return &ue->links[i];
	}
	return NULL;
}

struct wctx *world_ctx(struct wlink *link, uint16_t id)
{
	int i;

	for (i = 0; i < WORLD_CONTEXTS && id; i++) {
		struct wctx *ctx = &link->ctx[i];

		if (ctx->used && (ctx->id[0] == id || ctx->id[1] == id))
			return ctx;
	}
	return NULL;
}

/* The data plane of a UE: protection. */

static void seal(const struct wctx *ctx, uint8_t srb, bool responder,
		 const uint8_t *pdu, size_t len, uint8_t *mac)
{
	uint8_t buf[WORLD_PDU + 2];
	uint8_t out[32];

	buf[0] = srb;
	buf[1] = responder;
	memcpy(buf + 2, pdu, len);
	HMAC(EVP_sha256(), ctx->context.nrpik, PC5_NRP_KEY_LEN, buf, len + 2,
	     out, NULL);
	memcpy(mac, out, WORLD_MAC);
}

static void cipher(const struct wctx *ctx, uint8_t srb, bool responder,
		   uint32_t count, uint8_t *data, size_t len)
{
	uint8_t block[8] = { srb, responder };
	uint8_t key[32];
	size_t i;

	if (!ctx->context.sel.ciphering)
		return;
	put32(block + 4, count);
	HMAC(EVP_sha256(), ctx->context.nrpek, PC5_NRP_KEY_LEN, block,
	     sizeof(block), key, NULL);
	for (i = 0; i < len; i++)
		data[i] ^= key[i % sizeof(key)];
}

void world_protect(struct wctx *ctx, uint8_t srb, bool no_cipher,
		   struct packet *packet)
{
	bool responder = ctx->context.responder;
	uint32_t count = ctx->tx[srb]++;

	put32(packet->pdu, count);
	seal(ctx, srb, responder, packet->pdu, packet->len,
	     packet->pdu + packet->len);
	packet->len += WORLD_MAC;
	if (!no_cipher)
		cipher(ctx, srb, responder, count, packet->pdu + WORLD_HEAD,
		       packet->len - WORLD_HEAD);
}

/* Verify and decipher @pdu; whether it is good and new. */
bool world_unprotect(struct wctx *ctx, uint8_t srb, uint8_t *pdu, size_t len)
{
	bool responder = !ctx->context.responder;
	uint32_t count;
	uint8_t mac[WORLD_MAC];

	if (len < WORLD_HEAD + WORLD_MAC)
		return false;
	count = get32(pdu);
	if (count >= WORLD_COUNTS || ctx->rx[srb][count / 8] >> count % 8 & 1)
		return false;
	/* What UE_2 sends on SL-SRB1 is the Security Mode Command. */
	if (srb != 1 || !responder)
		cipher(ctx, srb, responder, count, pdu + WORLD_HEAD, len - WORLD_HEAD);
	seal(ctx, srb, responder, pdu, len - WORLD_MAC, mac);
	if (memcmp(mac, pdu + len - WORLD_MAC, WORLD_MAC))
		return false;
	ctx->rx[srb][count / 8] |= 1 << count % 8;
	return true;
}

/* The radio. */

void world_send(struct world *world, const struct packet *packet)
{
	struct packet *copy = malloc(sizeof(*copy));

	assert_non_null(copy);
	assert_true(world->n_packets < WORLD_PACKETS);
	memcpy(copy, packet, offsetof(struct packet, pdu) + packet->len);
	copy->order = world->order++;
	copy->at = world->now + world->delay + 1;
	if (world->jitter)
		copy->at += world_random(world) % world->jitter;
	world->packets[world->n_packets++] = copy;
}

/* LS_TRACE=1: what is sent and what happens, to standard error. */
bool world_tracing(void)
{
	static int on = -1;

	if (on < 0)
		on = !!getenv("LS_TRACE");
	return on;
}

void world_radio(struct world *world, struct packet *packet)
{
	if (world_tracing() && packet->srb != WORLD_DATA)
		fprintf(stderr, "%8llu %d srb%u %06x>%06x %04x %s\n",
			(unsigned long long)world->now, packet->from,
			packet->srb, packet->src, packet->dst, packet->sess_id,
			pc5s_type_name(packet->type));
	if (world->edit && !world->edit(world, packet))
		return;
	if (world_random(world) % 1000 < world->loss)
		return;
	world_send(world, packet);
	while (world_random(world) % 1000 < world->dup)
		world_send(world, packet);
}

static bool is_pair(const struct pc5_ls_ids *pair, uint32_t own, uint32_t peer)
{
	return pair->own && !pair->path && pair->own == own &&
	       pair->peer == peer;
}

struct wlink *world_pair(struct ue *ue, uint32_t own, uint32_t peer)
{
	int i;

	for (i = 0; i < ue->n_links; i++) {
		struct wlink *link = &ue->links[i];

		if (link->handle && (is_pair(&link->pair[0], own, peer) ||
				     is_pair(&link->pair[1], own, peer)))
			return link;
	}
	return NULL;
}

/* The link bound to a path; of two, the one with that context. */
struct wlink *world_on_path(struct ue *ue, uint32_t path, uint16_t sess_id)
{
	int i;

	for (i = 0; i < ue->n_links; i++) {
		struct wlink *link = &ue->links[i];

		if (!link->handle || (link->pair[0].path != path &&
				      link->pair[1].path != path))
			continue;
		if (!sess_id || world_ctx(link, sess_id))
			return link;
	}
	return NULL;
}

/* Where the packet goes on the air, if there is still such a path. */
bool world_srap(struct ue *ue, uint32_t path, struct packet *packet)
{
	int i;

	for (i = 0; i < WORLD_ROUTES; i++) {
		const struct pc5_relay_path *it = &ue->paths[i];
		const struct wlink *hop;

		if (it->path != path)
			continue;
		hop = world_find(ue, it->hop);
		if (!hop)
			return false;
		packet->srap = true;
		packet->ue_src = it->own_ue_id;
		packet->ue_dst = it->peer_ue_id;
		packet->src = hop->pair[hop->send].own;
		packet->dst = hop->pair[hop->send].peer;
		return true;
	}
	return false;
}

/* At the relay: by the table, without a look into it. */
static bool forward(struct ue *ue, const struct wlink *hop,
		    const struct packet *packet)
{
	int i;

	for (i = 0; i < WORLD_ROUTES; i++) {
		const struct pc5_relay_route *it = &ue->routes[i];
		struct packet copy;
		uint32_t out = 0;

		if (it->pair && it->hop_a == hop->handle &&
		    it->ue_id_a == packet->ue_src &&
		    it->ue_id_b == packet->ue_dst)
			out = it->hop_b;
		else if (it->pair && it->hop_b == hop->handle &&
			 it->ue_id_b == packet->ue_src &&
			 it->ue_id_a == packet->ue_dst)
			out = it->hop_a;
		hop = out ? world_find(ue, out) : hop;
		if (!out || !hop)
			continue;
		memcpy(&copy, packet,
		       offsetof(struct packet, pdu) + packet->len);
		copy.from = ue->index;
		copy.src = hop->pair[hop->send].own;
		copy.dst = hop->pair[hop->send].peer;
		ue->forwarded++;
		world_radio(ue->world, &copy);
		return true;
	}
	return false;
}

/* What came over a layer-2 relay: 0 where it is not for this UE. */
static uint32_t path_of(struct ue *ue, const struct packet *packet,
			struct pc5_ls_rx *rx)
{
	const struct wlink *hop = world_pair(ue, packet->dst, packet->src);
	int i;

	for (i = 0; i < WORLD_ROUTES && hop; i++) {
		const struct pc5_relay_path *it = &ue->paths[i];

		if (!it->path || it->hop != hop->handle ||
		    it->own_ue_id != packet->ue_dst ||
		    it->peer_ue_id != packet->ue_src)
			continue;
		rx->path = it->path;
		rx->src = it->peer_l2;
		rx->dst = it->own_l2;
		return it->path;
	}
	if (hop && !forward(ue, hop, packet))
		ue->dropped++;
	return 0;
}

static void deliver(struct ue *ue, struct packet *packet)
{
	struct wlink *link = world_pair(ue, packet->dst, packet->src);
	struct pc5_ls_rx rx = {
		.srb = packet->srb,
		.src = packet->src,
		.dst = packet->dst,
		.data = packet->pdu,
		.len = packet->len,
	};
	struct wctx *ctx = NULL;
	uint8_t pdu[WORLD_PDU];

	if (packet->srap && !path_of(ue, packet, &rx))
		return;
	if (packet->srap)
		link = world_on_path(ue, rx.path, packet->srb &&
				     packet->len >= WORLD_HEAD ?
				     packet->pdu[4] << 8 | packet->pdu[5] : 0);
	if (!packet->srb) {
		if (!packet->srap && packet->pdu[0] == PC5S_ESTABLISHMENT_REQUEST &&
		    packet->dst != ue->listen &&
		    packet->dst != WORLD_SERVICE_L2 &&
		    packet->dst != 0x5e5e5f)
			return;
		pc5_ls_rx(ue->ls, &rx);
		return;
	}
	if (packet->len < WORLD_HEAD)
		return;
	rx.sess_id = packet->pdu[4] << 8 | packet->pdu[5];
	rx.data = packet->pdu + WORLD_HEAD;
	rx.len = packet->len - WORLD_HEAD;
	if (rx.sess_id) {
		if (packet->len < WORLD_HEAD + WORLD_MAC)
			return;
		rx.len -= WORLD_MAC;
		ctx = link ? world_ctx(link, rx.sess_id) : NULL;
		if (!ctx && packet->srb != 1)
			return;
		memcpy(pdu, packet->pdu, packet->len);
		if (!ctx) {
			rx.pdu = pdu;
			rx.pdu_len = packet->len;
		} else if (!world_unprotect(ctx, packet->srb, packet->pdu,
				      packet->len)) {
			return;
		}
		rx.verified = ctx;
	}
	if (packet->srb == WORLD_DATA) {
		if (link && link->carries)
			link->got++;
		return;
	}
	pc5_ls_rx(ue->ls, &rx);
}

static void arrive(struct world *world, int index)
{
	struct packet *packet = world->packets[index];
	int i;

	world->packets[index] = world->packets[--world->n_packets];
	for (i = 0; i < world->n; i++) {
		struct packet copy;

		memcpy(&copy, packet,
		       offsetof(struct packet, pdu) + packet->len);
		if (i != packet->from)
			deliver(&world->ue[i], &copy);
	}
	free(packet);
}

void world_start(struct ue *ue)
{
	pc5_relay_free(ue->relay);
	ue->relay = NULL;
	memset(ue->routes, 0, sizeof(ue->routes));
	memset(ue->paths, 0, sizeof(ue->paths));
	ue->pairs_up = 0;
	pc5_ls_free(ue->ls);
	memset(ue->links, 0, sizeof(ue->links));
	ue->n_links = 0;
	ue->ls = pc5_ls_new(&ue->config, &world_ops, &world_auth, ue);
	assert_non_null(ue->ls);
}

struct pc5_user_info world_name(const char *name)
{
	struct pc5_user_info info = { .len = strlen(name) };

	memcpy(info.octets, name, info.len);
	return info;
}

struct world *world_new(uint64_t seed, int n)
{
	static const char *const name[WORLD_UES] = {
		"alice", "bob", "carol", "dave", "erin", "frank", "u6", "u7",
		"u8", "u9", "u10", "u11", "u12", "u13", "u14", "u15", "u16",
		"u17", "u18", "u19", "u20", "u21", "u22", "u23"
	};
	struct world *world = calloc(1, sizeof(*world));
	int i;

	assert_non_null(world);
	world->ue = calloc(n, sizeof(*world->ue));
	assert_non_null(world->ue);
	world->random = seed * 0x9e3779b97f4a7c15ull + 1;
	world->now = 1000000;
	world->n = n;
	world->delay = 5;
	for (i = 0; i < n; i++) {
		struct ue *ue = &world->ue[i];
		struct pc5_ls_profile *service = &ue->config.services[0];

		ue->world = world;
		ue->index = i;
		ue->listen = 0x100001 + i;
		ue->rounds = 1;
		pc5_ls_config_init(&ue->config);
		ue->config.user_info = world_name(name[i]);
		memset(ue->psk, 0x5a, sizeof(ue->psk));
		ue->config.n_services = 1;
		service->data_type = PC5_LS_IP;
		service->ip_config = PC5S_IP_NO_ALLOCATION;
		memset(service->prose_ids, 0x11, 16);
		memcpy(service->prose_ids + 16, "\004mesh", 5);
		service->prose_ids_len = 21;
		memcpy(service->qos_flows, "\001\040\101\001\001\132", 6);
		service->qos_len = 6;
		world_policy(ue, PC5_POLICY_REQUIRED, PC5_POLICY_REQUIRED,
			     PC5_POLICY_REQUIRED, PC5_POLICY_REQUIRED);
		world_start(ue);
	}
	return world;
}

void world_policy(struct ue *ue, uint8_t integrity, uint8_t ciphering,
		  uint8_t up_integrity, uint8_t up_ciphering)
{
	struct pc5_ls_profile *service = &ue->config.services[0];

	service->signalling.integrity = integrity;
	service->signalling.ciphering = ciphering;
	service->user_plane.integrity = up_integrity;
	service->user_plane.ciphering = up_ciphering;
}

void world_free(struct world *world)
{
	int i;

	for (i = 0; i < world->n; i++) {
		pc5_relay_free(world->ue[i].relay);
		pc5_ls_free(world->ue[i].ls);
		free(world->ue[i].rconfig);
		assert_int_equal(world->ue[i].sessions, 0);
	}
	while (world->n_packets)
		free(world->packets[--world->n_packets]);
	free(world->ue);
	free(world);
}

/* Index of the packet that arrives next, -1 where there is none. */
static int first_packet(const struct world *world)
{
	int first = -1;
	int i;

	for (i = 0; i < world->n_packets; i++) {
		const struct packet *it = world->packets[i];
		const struct packet *best = first < 0 ? it :
					    world->packets[first];

		if (first < 0 || it->at < best->at ||
		    (it->at == best->at && it->order < best->order))
			first = i;
	}
	return first;
}

/* One thing that happens before @end; whether there was one. */
static bool step(struct world *world, uint64_t end)
{
	int first = first_packet(world);
	struct ue *next = NULL;
	uint64_t at = end;
	int i;

	for (i = 0; i < world->n; i++) {
		if (pc5_ls_next(world->ue[i].ls) < at) {
			next = &world->ue[i];
			at = pc5_ls_next(next->ls);
		}
	}
	if (first >= 0 && world->packets[first]->at <= at &&
	    world->packets[first]->at < end) {
		world->now = world->packets[first]->at;
		arrive(world, first);
		return true;
	}
	if (!next)
		return false;
	if (at > world->now)
		world->now = at;
	pc5_ls_run(next->ls);
	return true;
}

void world_run(struct world *world, uint64_t ms)
{
	uint64_t end = world->now + ms;

	while (step(world, end))
		;
	world->now = end;
}

void world_flush(struct world *world)
{
	while (world->n_packets)
		step(world, UINT64_MAX);
}

int world_try_connect(struct ue *from, const struct ue *to, uint32_t *handle)
{
	static struct pc5_ls_connect connect;

	connect.dst = to ? to->listen : WORLD_SERVICE_L2;
	connect.broadcast = !to;
	connect.target.len = 0;
	if (to)
		connect.target = to->config.user_info;
	connect.profile = from->config.services[0];
	return pc5_ls_connect(from->ls, &connect, handle);
}

uint32_t world_connect(struct ue *from, const struct ue *to)
{
	uint32_t handle = 0;

	assert_int_equal(world_try_connect(from, to, &handle), 0);
	return handle;
}

unsigned int world_ups(const struct ue *ue)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < ue->n_links; i++)
		n += ue->links[i].handle && ue->links[i].carries;
	return n;
}

struct wlink *world_up(struct ue *ue)
{
	int i;

	for (i = 0; i < ue->n_links; i++) {
		if (ue->links[i].handle && ue->links[i].carries)
			return &ue->links[i];
	}
	return NULL;
}

void world_link(struct world *world, uint32_t *alice, uint32_t *bob)
{
	world_connect(&world->ue[0], &world->ue[1]);
	world_flush(world);
	assert_non_null(world_up(&world->ue[0]));
	assert_non_null(world_up(&world->ue[1]));
	*alice = world_up(&world->ue[0])->handle;
	*bob = world_up(&world->ue[1])->handle;
	assert_null(world_check(world));
}

void world_data(struct ue *ue, struct wlink *link)
{
	struct packet packet = { .from = ue->index, .srb = WORLD_DATA };
	struct wctx *ctx;

	if (!link || !link->carries || link->active < 0)
		return;
	ctx = &link->ctx[link->active];
	packet.src = link->pair[link->send].own;
	packet.dst = link->pair[link->send].peer;
	if (link->pair[link->send].path &&
	    !world_srap(ue, link->pair[link->send].path, &packet))
		return;
	packet.len = WORLD_HEAD + 4;
	packet.sess_id = ctx->id[link->send ? ctx->id[1] != 0 : 0];
	packet.pdu[4] = packet.sess_id >> 8;
	packet.pdu[5] = packet.sess_id;
	put32(packet.pdu + WORLD_HEAD, ++link->sent);
	world_protect(ctx, WORLD_DATA, false, &packet);
	world_radio(ue->world, &packet);
}

void world_inject(struct world *world, uint8_t srb, uint32_t src, uint32_t dst,
		  uint16_t sess_id, const struct pc5s_msg *msg)
{
	struct packet packet = {
		.from = -1,
		.srb = srb,
		.src = src,
		.dst = dst,
		.sess_id = sess_id,
		.type = msg->type,
	};
	size_t head = srb ? WORLD_HEAD : 0;
	ssize_t len = pc5s_encode(msg, packet.pdu + head,
				  sizeof(packet.pdu) - head - WORLD_MAC);

	assert_true(len > 0);
	packet.len = head + len + (sess_id ? WORLD_MAC : 0);
	if (srb) {
		packet.pdu[4] = sess_id >> 8;
		packet.pdu[5] = sess_id;
	}
	world_send(world, &packet);
}

void world_inject_cause(struct world *world, uint8_t srb, uint32_t src,
			uint32_t dst, uint8_t type, uint8_t cause)
{
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	pc5s_init(&msg, type, 0);
	if (cause)
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause);
	world_inject(world, srb, src, dst, 0, &msg);
}

void world_inject_dcr(struct world *world, const struct ue *as, uint32_t src,
		      const struct ue *to)
{
	const struct pc5_ls_profile *service = &as->config.services[0];
	struct pc5s_store store = { 0 };
	uint8_t nonce[PC5_NONCE_LEN];
	uint8_t caps[] = { 0xf0, 0xf0 };
	struct pc5s_msg msg;
	size_t i;

	for (i = 0; i < sizeof(nonce); i++)
		nonce[i] = world_random(world);
	pc5s_init(&msg, PC5S_ESTABLISHMENT_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_SOURCE_USER_INFO, as->config.user_info.octets,
		 as->config.user_info.len);
	pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, caps, sizeof(caps));
	pc5s_set_u8(&msg, &store, PC5S_IE_SIGNALLING_POLICY,
		    pc5s_policy_encode(service->signalling));
	pc5s_set(&msg, PC5S_IE_PROSE_IDENTIFIERS, service->prose_ids,
		 service->prose_ids_len);
	pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, nonce, sizeof(nonce));
	pc5s_set(&msg, PC5S_IE_NONCE_1, nonce, sizeof(nonce));
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x3a);
	pc5s_set(&msg, PC5S_IE_TARGET_USER_INFO, to->config.user_info.octets,
		 to->config.user_info.len);
	world_inject(world, 0, src, to->listen, 0, &msg);
}

void world_say(struct ue *ue, struct wlink *link, uint8_t srb, uint16_t sess_id,
	       const struct pc5s_msg *msg)
{
	const struct pc5_ls_ids *pair = &link->pair[link->send];
	struct wctx *ctx = sess_id ? world_ctx(link, sess_id)
				   : &link->ctx[link->active];
	struct packet packet = {
		.from = ue->index,
		.srb = srb,
		.src = pair->own,
		.dst = pair->peer,
		.type = msg->type,
	};
	ssize_t len = pc5s_encode(msg, packet.pdu + WORLD_HEAD,
				  sizeof(packet.pdu) - WORLD_HEAD - WORLD_MAC);

	assert_non_null(ctx);
	assert_true(len > 0);
	packet.len = len + WORLD_HEAD;
	packet.sess_id = ctx->id[link->send];
	packet.pdu[4] = packet.sess_id >> 8;
	packet.pdu[5] = packet.sess_id;
	/* Of UE_2 there is only the Security Mode Command. */
	world_protect(ctx, srb, srb == 1 && ctx->context.responder, &packet);
	world_radio(ue->world, &packet);
}
