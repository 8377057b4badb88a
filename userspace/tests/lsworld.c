// SPDX-License-Identifier: GPL-2.0-or-later
/* A world of a few UEs for the tests of the link procedures. */

#include "lsworld.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>

/* COUNT and K_NRP-sess ID before, MAC-I after the message. */
#define HEAD 6
#define MAC 8

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

	for (i = 0; i < WORLD_LINKS && handle; i++) {
		if (ue->links[i].handle == handle)
			return &ue->links[i];
	}
	return NULL;
}

static struct wctx *find_ctx(struct wlink *link, uint16_t id)
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
	memcpy(mac, out, MAC);
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

static void protect(struct wctx *ctx, uint8_t srb, bool no_cipher,
		    struct packet *packet)
{
	bool responder = ctx->context.responder;
	uint32_t count = ctx->tx[srb]++;

	put32(packet->pdu, count);
	seal(ctx, srb, responder, packet->pdu, packet->len,
	     packet->pdu + packet->len);
	packet->len += MAC;
	if (!no_cipher)
		cipher(ctx, srb, responder, count, packet->pdu + HEAD,
		       packet->len - HEAD);
}

/* Verify and decipher @pdu; whether it is good and new. */
static bool unprotect(struct wctx *ctx, uint8_t srb, uint8_t *pdu, size_t len)
{
	bool responder = !ctx->context.responder;
	uint32_t count;
	uint8_t mac[MAC];

	if (len < HEAD + MAC)
		return false;
	count = get32(pdu);
	if (count >= WORLD_COUNTS || ctx->rx[srb][count / 8] >> count % 8 & 1)
		return false;
	/* What UE_2 sends on SL-SRB1 is the Security Mode Command. */
	if (srb != 1 || !responder)
		cipher(ctx, srb, responder, count, pdu + HEAD, len - HEAD);
	seal(ctx, srb, responder, pdu, len - MAC, mac);
	if (memcmp(mac, pdu + len - MAC, MAC))
		return false;
	ctx->rx[srb][count / 8] |= 1 << count % 8;
	return true;
}

/* The radio. */

void world_send(struct world *world, const struct packet *packet)
{
	int i;

	for (i = 0; i < WORLD_PACKETS; i++) {
		if (world->packets[i].at)
			continue;
		world->packets[i] = *packet;
		world->packets[i].order = world->order++;
		world->packets[i].at = world->now + world->delay + 1;
		if (world->jitter)
			world->packets[i].at +=
				world_random(world) % world->jitter;
		return;
	}
	fail_msg("too many packets");
}

/* LS_TRACE=1: what is sent and what happens, to standard error. */
static bool tracing(void)
{
	static int on = -1;

	if (on < 0)
		on = !!getenv("LS_TRACE");
	return on;
}

static void radio(struct world *world, struct packet *packet)
{
	if (tracing() && packet->srb != WORLD_DATA)
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
	return pair->own && pair->own == own && pair->peer == peer;
}

static struct wlink *find_pair(struct ue *ue, uint32_t own, uint32_t peer)
{
	int i;

	for (i = 0; i < WORLD_LINKS; i++) {
		struct wlink *link = &ue->links[i];

		if (link->handle && (is_pair(&link->pair[0], own, peer) ||
				     is_pair(&link->pair[1], own, peer)))
			return link;
	}
	return NULL;
}

static void deliver(struct ue *ue, struct packet *packet)
{
	struct wlink *link = find_pair(ue, packet->dst, packet->src);
	struct pc5_ls_rx rx = {
		.srb = packet->srb,
		.src = packet->src,
		.dst = packet->dst,
		.data = packet->pdu,
		.len = packet->len,
	};
	struct wctx *ctx = NULL;
	uint8_t pdu[WORLD_PDU];

	if (!packet->srb) {
		if (packet->pdu[0] == PC5S_ESTABLISHMENT_REQUEST &&
		    packet->dst != ue->listen &&
		    packet->dst != WORLD_SERVICE_L2)
			return;
		pc5_ls_rx(ue->ls, &rx);
		return;
	}
	if (packet->len < HEAD)
		return;
	rx.sess_id = packet->pdu[4] << 8 | packet->pdu[5];
	rx.data = packet->pdu + HEAD;
	rx.len = packet->len - HEAD;
	if (rx.sess_id) {
		if (packet->len < HEAD + MAC)
			return;
		rx.len -= MAC;
		ctx = link ? find_ctx(link, rx.sess_id) : NULL;
		if (!ctx && packet->srb != 1)
			return;
		memcpy(pdu, packet->pdu, packet->len);
		if (!ctx) {
			rx.pdu = pdu;
			rx.pdu_len = packet->len;
		} else if (!unprotect(ctx, packet->srb, packet->pdu,
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

static void arrive(struct world *world, struct packet *slot)
{
	struct packet packet = *slot;
	int i;

	slot->at = 0;
	for (i = 0; i < world->n; i++) {
		struct packet copy = packet;

		if (i != packet.from && world->ue[i].ls)
			deliver(&world->ue[i], &copy);
	}
}

/* Operations of the machine. */

static uint64_t op_now(void *ctx)
{
	return ((struct ue *)ctx)->world->now;
}

static int op_random(void *ctx, void *buf, size_t len)
{
	struct ue *ue = ctx;
	uint8_t *p = buf;

	while (len--)
		*p++ = world_random(ue->world);
	return 0;
}

static void op_transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	struct ue *ue = ctx;
	struct packet packet = {
		.from = ue->index,
		.srb = tx->srb,
		.src = tx->src,
		.dst = tx->dst,
		.sess_id = tx->sess_id,
		.type = ((const uint8_t *)tx->data)[0],
	};
	size_t head = tx->srb ? HEAD : 0;

	assert_true(tx->srb <= 3 && tx->len + head + MAC <= WORLD_PDU);
	ue->sent[packet.type]++;
	memcpy(packet.pdu + head, tx->data, tx->len);
	packet.len = tx->len + head;
	if (tx->srb) {
		packet.pdu[4] = tx->sess_id >> 8;
		packet.pdu[5] = tx->sess_id;
	}
	if (tx->sess_id) {
		struct wlink *link = world_find(ue, tx->link);
		struct wctx *wctx = link ? find_ctx(link, tx->sess_id) : NULL;

		assert_non_null(wctx);
		assert_true(find_pair(ue, tx->src, tx->dst) == link);
		assert_int_equal(tx->no_cipher, packet.type ==
				 PC5S_SECURITY_MODE_COMMAND);
		protect(wctx, tx->srb, tx->no_cipher, &packet);
	}
	radio(ue->world, &packet);
}

static int op_admit(void *ctx, struct pc5_ls_dcr *dcr)
{
	struct ue *ue = ctx;

	dcr->backoff = pc5s_gprs_timer_encode(60);
	return ue->admit;
}

static uint8_t op_qos(void *ctx, uint32_t link, uint8_t op,
		      struct pc5s_span flows, struct pc5s_span rules)
{
	(void)link, (void)op, (void)rules;
	assert_non_null(flows.data);
	return ((struct ue *)ctx)->refuse_qos;
}

static bool op_rename(void *ctx, uint32_t link,
		      const struct pc5_user_info *peer)
{
	(void)link, (void)peer;
	return ((struct ue *)ctx)->allow_rename;
}

static bool same_name(const struct pc5_user_info *a,
		      const struct pc5_user_info *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

static int op_knrp_find(void *ctx, uint32_t id,
			const struct pc5_user_info *peer,
			struct pc5_knrp *knrp)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		struct pc5_knrp *it = &ue->knrp[i];

		if (it->id && (peer ? same_name(&it->peer, peer)
				    : it->id == id)) {
			*knrp = *it;
			return 0;
		}
	}
	return -ENOENT;
}

static bool op_knrp_taken(void *ctx, uint32_t id, uint32_t mask)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		if (ue->knrp[i].id && (ue->knrp[i].id & mask) == (id & mask))
			return true;
	}
	return false;
}

static void op_knrp_forget(void *ctx, uint32_t id)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		if (ue->knrp[i].id == id)
			memset(&ue->knrp[i], 0, sizeof(ue->knrp[i]));
	}
}

static int op_knrp_store(void *ctx, const struct pc5_knrp *knrp,
			 uint32_t old_id)
{
	struct ue *ue = ctx;
	int i;

	assert_true(knrp->id);
	for (i = 0; i < WORLD_KNRPS; i++) {
		if (ue->knrp[i].id && (ue->knrp[i].id == old_id ||
				       same_name(&ue->knrp[i].peer,
						 &knrp->peer)))
			memset(&ue->knrp[i], 0, sizeof(ue->knrp[i]));
	}
	for (i = 0; i < WORLD_KNRPS && ue->knrp[i].id; i++)
		;
	assert_true(i < WORLD_KNRPS);
	ue->knrp[i] = *knrp;
	return 0;
}

static int op_link_create(void *ctx, uint32_t handle,
			  const struct pc5_ls_ids *ids)
{
	struct ue *ue = ctx;
	int i;

	assert_null(world_find(ue, handle));
	for (i = 0; i < WORLD_LINKS; i++) {
		if (!ue->links[i].handle)
			break;
	}
	if (i == WORLD_LINKS)
		return -ENOSPC;
	memset(&ue->links[i], 0, sizeof(ue->links[i]));
	ue->links[i].handle = handle;
	ue->links[i].pair[0] = *ids;
	ue->links[i].active = -1;
	return 0;
}

static struct wlink *need(void *ctx, uint32_t handle)
{
	struct wlink *link = world_find(ctx, handle);

	assert_non_null(link);
	return link;
}

static int op_link_up(void *ctx, uint32_t handle, const struct pc5_ls_up *up)
{
	struct wlink *link = need(ctx, handle);

	assert_int_equal(up->secured, link->active >= 0);
	link->carries = true;
	link->up = *up;
	return 0;
}

static void op_link_down(void *ctx, uint32_t handle, uint8_t cause)
{
	(void)cause;
	need(ctx, handle)->carries = false;
}

static void op_link_delete(void *ctx, uint32_t handle)
{
	memset(need(ctx, handle), 0, sizeof(struct wlink));
}

static int op_install(void *ctx, uint32_t handle,
		      const struct pc5_ls_context *context)
{
	struct wlink *link = need(ctx, handle);
	int i;

	if (((struct ue *)ctx)->fail_install)
		return -ENOMEM;
	assert_true(context->sess_id && context->sel.integrity);
	assert_null(find_ctx(link, context->sess_id));
	for (i = 0; i < WORLD_CONTEXTS && link->ctx[i].used; i++)
		;
	assert_true(i < WORLD_CONTEXTS);
	memset(&link->ctx[i], 0, sizeof(link->ctx[i]));
	link->ctx[i].used = true;
	link->ctx[i].id[0] = context->sess_id;
	link->ctx[i].context = *context;
	return 0;
}

static int op_verify(void *ctx, uint32_t handle, uint16_t sess_id,
		     const void *pdu, size_t len)
{
	struct wctx *wctx = find_ctx(need(ctx, handle), sess_id);
	uint8_t copy[WORLD_PDU];

	assert_non_null(wctx);
	memcpy(copy, pdu, len);
	return unprotect(wctx, 1, copy, len) ? 0 : -EBADMSG;
}

static int op_activate(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = find_ctx(link, sess_id);

	assert_non_null(wctx);
	link->active = wctx - link->ctx;
	return 0;
}

static void op_delete(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = find_ctx(link, sess_id);

	assert_non_null(wctx);
	if (wctx - link->ctx == link->active)
		link->active = -1;
	memset(wctx, 0, sizeof(*wctx));
}

static int op_ids(void *ctx, uint32_t handle, uint8_t phase,
		  const struct pc5_ls_ids *old, const struct pc5_ls_ids *new)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = link->active < 0 ? NULL : &link->ctx[link->active];

	switch (phase) {
	case PC5_LS_IDS_BOTH:
		assert_int_equal(link->pair[0].own, old->own);
		assert_null(find_pair(ctx, new->own, new->peer));
		link->pair[1] = *new;
		if (wctx) {
			assert_int_equal(wctx->id[0], old->sess_id);
			assert_null(find_ctx(link, new->sess_id));
			wctx->id[1] = new->sess_id;
		}
		link->send = 0;
		return 0;
	case PC5_LS_IDS_SEND_NEW:
		assert_true(link->pair[1].own);
		link->send = 1;
		return 0;
	case PC5_LS_IDS_NEW:
		link->pair[0] = *new;
		if (wctx)
			wctx->id[0] = new->sess_id;
		break;
	}
	memset(&link->pair[1], 0, sizeof(link->pair[1]));
	link->send = 0;
	if (wctx)
		wctx->id[1] = 0;
	return 0;
}

static void op_event(void *ctx, const struct pc5_ls_event *event)
{
	struct ue *ue = ctx;

	if (tracing())
		fprintf(stderr, "%8llu %d %s link %u cause %u%s %s\n",
			(unsigned long long)ue->world->now, ue->index,
			pc5_ls_event_name(event->type), event->handle,
			event->cause, event->local ? " local" : "",
			event->message ? pc5s_type_name(event->message) : "");
	ue->events[event->type]++;
	ue->last[event->type] = *event;
}

static const struct pc5_ls_ops ops = {
	.now = op_now,
	.random = op_random,
	.transmit = op_transmit,
	.admit = op_admit,
	.qos = op_qos,
	.rename = op_rename,
	.knrp_find = op_knrp_find,
	.knrp_taken = op_knrp_taken,
	.knrp_store = op_knrp_store,
	.knrp_forget = op_knrp_forget,
	.link_create = op_link_create,
	.link_up = op_link_up,
	.link_down = op_link_down,
	.link_delete = op_link_delete,
	.context_install = op_install,
	.context_verify = op_verify,
	.context_activate = op_activate,
	.context_delete = op_delete,
	.ids = op_ids,
	.event = op_event,
};

void world_start(struct ue *ue)
{
	pc5_ls_free(ue->ls);
	memset(ue->links, 0, sizeof(ue->links));
	ue->ls = pc5_ls_new(&ue->config, &ops, &world_auth, ue);
	assert_non_null(ue->ls);
}

static void set_name(struct pc5_user_info *info, const char *name)
{
	info->len = strlen(name);
	memcpy(info->octets, name, info->len);
}

struct world *world_new(uint64_t seed, int n)
{
	static const char *const name[WORLD_UES] = { "alice", "bob", "carol" };
	struct world *world = calloc(1, sizeof(*world));
	int i;

	assert_non_null(world);
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
		set_name(&ue->config.user_info, name[i]);
		memset(ue->psk, 0x5a, sizeof(ue->psk));
		ue->config.n_services = 1;
		service->data_type = PC5_LS_IP;
		service->ip_config = PC5S_IP_NO_ALLOCATION;
		memset(service->prose_ids, 0x11, 16);
		memcpy(service->prose_ids + 16, "\004mesh", 5);
		service->prose_ids_len = 21;
		memcpy(service->qos_flows, "\001\040\101\001\001\132", 6);
		service->qos_len = 6;
		service->link_local[0] = 0xfe;
		service->link_local[1] = 0x80;
		service->link_local[15] = i + 1;
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
		pc5_ls_free(world->ue[i].ls);
		assert_int_equal(world->ue[i].sessions, 0);
	}
	free(world);
}

static struct packet *first_packet(struct world *world)
{
	struct packet *first = NULL;
	int i;

	for (i = 0; i < WORLD_PACKETS; i++) {
		struct packet *it = &world->packets[i];

		if (it->at && (!first || it->at < first->at ||
			       (it->at == first->at &&
				it->order < first->order)))
			first = it;
	}
	return first;
}

/* One thing that happens before @end; whether there was one. */
static bool step(struct world *world, uint64_t end)
{
	struct packet *packet = first_packet(world);
	struct ue *next = NULL;
	uint64_t at = end;
	int i;

	for (i = 0; i < world->n; i++) {
		if (pc5_ls_next(world->ue[i].ls) < at) {
			next = &world->ue[i];
			at = pc5_ls_next(next->ls);
		}
	}
	if (packet && packet->at < end && packet->at <= at) {
		world->now = packet->at;
		arrive(world, packet);
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
	while (first_packet(world))
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

	for (i = 0; i < WORLD_LINKS; i++)
		n += ue->links[i].handle && ue->links[i].carries;
	return n;
}

struct wlink *world_up(struct ue *ue)
{
	int i;

	for (i = 0; i < WORLD_LINKS; i++) {
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
	packet.len = HEAD + 4;
	packet.sess_id = ctx->id[link->send ? ctx->id[1] != 0 : 0];
	packet.pdu[4] = packet.sess_id >> 8;
	packet.pdu[5] = packet.sess_id;
	put32(packet.pdu + HEAD, ++link->sent);
	protect(ctx, WORLD_DATA, false, &packet);
	radio(ue->world, &packet);
}

struct wlink *world_mirror(struct ue *ue, const struct wlink *link,
			   struct ue **peer)
{
	struct world *world = ue->world;
	const struct pc5_ls_ids *pair = &link->pair[link->send];
	int i;

	for (i = 0; i < world->n; i++) {
		struct wlink *it;

		*peer = &world->ue[i];
		it = find_pair(*peer, pair->peer, pair->own);
		if (*peer != ue && it && it->carries)
			return it;
	}
	return NULL;
}

static const char *check_ends(const struct wlink *a, const struct wlink *b)
{
	const struct wctx *ca, *cb;

	if (a->up.initiator == b->up.initiator)
		return "both made it";
	if (a->up.secured != b->up.secured || (a->active < 0) != (b->active < 0))
		return "one end has no security";
	if (a->up.user_plane.integrity != b->up.user_plane.integrity ||
	    a->up.user_plane.ciphering != b->up.user_plane.ciphering)
		return "user planes differ";
	if (a->active < 0)
		return NULL;
	ca = &a->ctx[a->active];
	cb = &b->ctx[b->active];
	if (ca->id[!!a->send] != cb->id[!!b->send])
		return "K_NRP-sess IDs differ";
	if (memcmp(&ca->context.sel, &cb->context.sel, sizeof(ca->context.sel)))
		return "algorithms differ";
	if (memcmp(ca->context.nrpik, cb->context.nrpik, PC5_NRP_KEY_LEN) ||
	    memcmp(ca->context.nrpek, cb->context.nrpek, PC5_NRP_KEY_LEN))
		return "keys differ";
	if (ca->context.responder == cb->context.responder)
		return "directions are the same";
	return NULL;
}

const char *world_check(struct world *world)
{
	int i, j;

	for (i = 0; i < world->n; i++) {
		for (j = 0; j < WORLD_LINKS; j++) {
			struct wlink *link = &world->ue[i].links[j];
			struct wlink *other;
			const char *wrong;
			struct ue *peer;

			if (!link->handle || !link->carries)
				continue;
			other = world_mirror(&world->ue[i], link, &peer);
			wrong = other ? check_ends(link, other)
				      : "the other end is down";
			if (wrong)
				return wrong;
		}
	}
	return NULL;
}

void world_settle(struct world *world)
{
	const char *wrong;

	world_run(world, 150000);
	wrong = world_check(world);
	if (wrong)
		fail_msg("%s", wrong);
}
