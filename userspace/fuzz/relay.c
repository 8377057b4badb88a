// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The UE-to-UE relay machine, which is relay, source and target at once, by
 * peers that say whatever they like and whose MAC-I always holds.
 *
 * The input is a list of steps of three octets: what, and two arguments.
 * Messages are made of the values that mean something here, so that it takes
 * little to come far; local UE IDs are also octets of the input as they are.
 * The data plane finds what is forgotten twice, or never was.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/pc5s-table.h"
#include "libpc5/relay.h"

#define SLOTS 64

/* What a step does. */
enum what {
	MESSAGE,	/* type, how it comes, bits of IEs */
	IDS,		/* octets on SL-SRB3 */
	WAIT,
	CONNECT,
	RELEASE,
	RESELECT,
	LINK,		/* release, lose, rekey or update a link */
	WHATS
};

/**
 * struct fuzz - surroundings
 * @now: time
 * @counter: of what should be random
 * @n: links made
 * @id: what links are, of the last ones
 * @sess_id: K_NRP-sess ID last installed, of each
 * @routes: pairs that are forwarded
 * @paths: paths there are
 * @pairs: layer-3 pairs up
 * @sent: Layer-2 IDs last sent with and to, outside of links
 * @sessions: authentications that were not stopped
 */
struct fuzz {
	uint64_t now;
	uint32_t counter;
	unsigned int n;
	struct pc5_ls_ids id[SLOTS];
	uint16_t sess_id[SLOTS];
	uint32_t routes[SLOTS];
	uint32_t paths[SLOTS];
	int pairs;
	struct pc5_ls_ids sent;
	int sessions;
};

static uint64_t now(void *ctx)
{
	return ((struct fuzz *)ctx)->now;
}

static int fill(void *ctx, void *buf, size_t len)
{
	struct fuzz *fuzz = ctx;
	uint8_t *p = buf;

	while (len--)
		*p++ = (fuzz->counter = fuzz->counter * 1103515245 + 12345)
			>> 16;
	return 0;
}

static void transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	struct fuzz *fuzz = ctx;

	if (tx->srb)
		return;
	fuzz->sent.own = tx->src;
	fuzz->sent.peer = tx->dst;
	fuzz->sent.path = tx->path;
}

static int knrp_find(void *ctx, uint32_t id, const struct pc5_user_info *peer,
		     const struct pc5_hop *hop, struct pc5_ls_knrp *knrp)
{
	(void)ctx;
	memset(knrp, 0, sizeof(*knrp));
	if (!peer)
		return -ENOENT;
	knrp->id = id ? id : 0x10002;
	knrp->peer = *peer;
	knrp->hop = *hop;
	return 0;
}

static bool knrp_taken(void *ctx, uint32_t id, uint32_t mask)
{
	(void)ctx;
	return !(id & mask);
}

static int knrp_store(void *ctx, const struct pc5_ls_knrp *knrp,
		      uint32_t old_id)
{
	(void)ctx;
	return knrp->id == old_id ? -EIO : 0;
}

static void knrp_forget(void *ctx, uint32_t id)
{
	(void)ctx;
	(void)id;
}

static int link_create(void *ctx, uint32_t link, const struct pc5_ls_ids *ids,
		       uint8_t data_type)
{
	struct fuzz *fuzz = ctx;

	(void)data_type;
	fuzz->id[link % SLOTS] = *ids;
	fuzz->n = link;
	return 0;
}

static int link_up(void *ctx, uint32_t link, const struct pc5_ls_up *up)
{
	(void)ctx;
	(void)link;
	(void)up;
	return 0;
}

static void link_down(void *ctx, uint32_t link, uint8_t cause)
{
	(void)ctx;
	(void)link;
	(void)cause;
}

static void link_delete(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
}

static int context_install(void *ctx, uint32_t link,
			   const struct pc5_ls_context *context)
{
	struct fuzz *fuzz = ctx;

	fuzz->sess_id[link % SLOTS] = context->sess_id;
	return 0;
}

static int context_verify(void *ctx, uint32_t link, uint16_t sess_id,
			  const void *pdu, size_t len)
{
	(void)ctx;
	(void)link;
	(void)sess_id;
	(void)pdu;
	(void)len;
	return 0;
}

static int context_activate(void *ctx, uint32_t link, uint16_t sess_id)
{
	(void)ctx;
	(void)link;
	(void)sess_id;
	return 0;
}

static void context_delete(void *ctx, uint32_t link, uint16_t sess_id)
{
	(void)ctx;
	(void)link;
	(void)sess_id;
}

static int ids(void *ctx, uint32_t link, uint8_t phase,
	       const struct pc5_ls_ids *old, const struct pc5_ls_ids *new)
{
	struct fuzz *fuzz = ctx;

	fuzz->id[link % SLOTS] = phase == PC5_LS_IDS_SEND_NEW ||
				 phase == PC5_LS_IDS_NEW ? *new : *old;
	if (fuzz->id[link % SLOTS].sess_id)
		fuzz->sess_id[link % SLOTS] = fuzz->id[link % SLOTS].sess_id;
	return 0;
}

static bool rename_peer(void *ctx, uint32_t link,
			const struct pc5_user_info *peer)
{
	(void)ctx;
	(void)link;
	(void)peer;
	return true;
}

static const struct pc5_ls_ops ops = {
	.now = now,
	.random = fill,
	.transmit = transmit,
	.rename = rename_peer,
	.knrp_find = knrp_find,
	.knrp_taken = knrp_taken,
	.knrp_store = knrp_store,
	.knrp_forget = knrp_forget,
	.link_create = link_create,
	.link_up = link_up,
	.link_down = link_down,
	.link_delete = link_delete,
	.context_install = context_install,
	.context_verify = context_verify,
	.context_activate = context_activate,
	.context_delete = context_delete,
	.ids = ids,
};

/* A method that always succeeds. */
static int first(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		 size_t size)
{
	(void)ctx;
	(void)who;
	(void)size;
	*out = 1;
	return 1;
}

static int start(void *ctx, const struct pc5_ls_auth_who *who, const void *in,
		 size_t len, void **session, struct pc5_ls_auth_step *step)
{
	struct fuzz *fuzz = ctx;

	(void)who;
	(void)in;
	(void)len;
	*session = malloc(1);
	if (!*session)
		return -ENOMEM;
	fuzz->sessions++;
	step->status = PC5_LS_AUTH_DONE;
	return 0;
}

static void input(void *ctx, void *session, const void *in, size_t len,
		  struct pc5_ls_auth_step *step)
{
	(void)ctx;
	(void)session;
	(void)in;
	(void)len;
	step->status = PC5_LS_AUTH_DONE;
}

static void stop(void *ctx, void *session)
{
	((struct fuzz *)ctx)->sessions--;
	free(session);
}

static const struct pc5_ls_auth_ops auth = {
	.first = first,
	.start = start,
	.input = input,
	.stop = stop,
};

static int authorise(void *ctx, const struct pc5_relay_pair *pair)
{
	(void)ctx;
	return pair->source.len == 1 ? PC5S_CAUSE_NOT_ALLOWED : 0;
}

static unsigned int candidates(void *ctx, uint32_t rsc,
			       const struct pc5_user_info *target,
			       struct pc5_relay_candidate *list,
			       unsigned int max)
{
	(void)ctx;
	(void)rsc;
	(void)target;
	(void)max;
	list[0].info = (struct pc5_user_info){ 3, "dan" };
	list[0].l2 = 0x44;
	return 1;
}

static void put(uint32_t *slot, uint32_t what)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (slot[i] == what)
			abort();
	}
	for (i = 0; slot[i]; i++)
		;
	slot[i] = what;
}

static void drop(uint32_t *slot, uint32_t what)
{
	int i;

	for (i = 0; i < SLOTS && slot[i] != what; i++)
		;
	if (i == SLOTS)
		abort();
	slot[i] = 0;
}

static bool full(const uint32_t *slot)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (!slot[i])
			return false;
	}
	return true;
}

static int route_add(void *ctx, const struct pc5_relay_route *route)
{
	struct fuzz *fuzz = ctx;

	if (!route->hop_a || !route->hop_b || route->ue_id_a == route->ue_id_b)
		abort();
	if (full(fuzz->routes))
		return -ENOSPC;
	put(fuzz->routes, route->pair);
	return 0;
}

static void route_del(void *ctx, const struct pc5_relay_route *route)
{
	drop(((struct fuzz *)ctx)->routes, route->pair);
}

static int path_add(void *ctx, const struct pc5_relay_path *path)
{
	struct fuzz *fuzz = ctx;

	if (!path->hop || !path->own_l2 || !path->peer_l2)
		abort();
	if (full(fuzz->paths))
		return -ENOSPC;
	put(fuzz->paths, path->path);
	return 0;
}

static void path_del(void *ctx, uint32_t path)
{
	drop(((struct fuzz *)ctx)->paths, path);
}

static int pair_up(void *ctx, const struct pc5_relay_pair *pair)
{
	(void)pair;
	((struct fuzz *)ctx)->pairs++;
	return 0;
}

static void pair_down(void *ctx, const struct pc5_relay_pair *pair)
{
	(void)pair;
	if (!((struct fuzz *)ctx)->pairs--)
		abort();
}

static const struct pc5_relay_ops relay_ops = {
	.authorise = authorise,
	.candidates = candidates,
	.pair_up = pair_up,
	.pair_down = pair_down,
	.route_add = route_add,
	.route_del = route_del,
	.path_add = path_add,
	.path_del = path_del,
};

/* User infos there are; this UE is "amy". */
static const char *const names[] = { "amy", "bob", "cat", "dan" };

/* Which name an IE has, by the bits of the step; -1 where it has none. */
static int name_of(unsigned int ie, uint8_t bits)
{
	switch (ie) {
	case PC5S_IE_SOURCE_USER_INFO:
	case PC5S_IE_SOURCE_END_UE_INFO:
	case PC5S_IE_OLD_SOURCE_USER_INFO:
		return bits & 3;
	case PC5S_IE_TARGET_USER_INFO:
	case PC5S_IE_TARGET_END_UE_INFO:
	case PC5S_IE_NEW_SOURCE_USER_INFO:
		return bits >> 2 & 3;
	case PC5S_IE_RELAY_USER_INFO:
	case PC5S_IE_NEW_RELAY_INFO:
		return bits >> 4 & 3;
	default:
		return -1;
	}
}

/* Octets of an IE whose content matters; 0 for any. */
static size_t value_of(unsigned int ie, uint8_t bits,
		       const struct pc5_ls_ids *id, uint8_t value[20])
{
	static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	int name = name_of(ie, bits);

	memset(value, 0x22, 20);
	if (name >= 0) {
		memcpy(value, names[name], 3);
		return 3;
	}
	switch (ie) {
	case PC5S_IE_SECURITY_CAPABILITIES:
		memset(value, 0xf0, 2);
		return 2;
	case PC5S_IE_QOS_FLOWS:
		memcpy(value, flow, sizeof(flow));
		return sizeof(flow);
	case PC5S_IE_RELAY_SERVICE_CODE:
		memset(value, 0, 3);
		value[2] = bits & 0x80 ? 3 : 2;
		return 3;
	case PC5S_IE_OPERATION_CODE:
		value[0] = bits & 0x40 ? PC5S_OPERATION_REMOVE_END_UE :
					 PC5S_OPERATION_ADD_END_UE;
		return 1;
	case PC5S_IE_CAUSE:
		value[0] = bits & 0x1f;
		return 1;
	case PC5S_IE_RELAY_CANDIDATES:
		memcpy(value, "\003dan", 4);
		return 4;
	case PC5S_IE_SOURCE_L2_ID:
		value[2] = id->peer + 1;
		return 3;
	case PC5S_IE_TARGET_USER_INFOS:
		memcpy(value, "\003bob", 4);
		return 4;
	}
	return 0;
}

/* A message with all its IEs that a receiver would take with such values. */
static size_t compose(uint8_t *buf, size_t size, uint8_t type, uint8_t seq,
		      uint8_t bits, const struct pc5_ls_ids *id)
{
	const struct pc5s_desc *desc = pc5s_find_desc(type);
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	uint8_t value[20];
	ssize_t len;
	size_t i, n;

	pc5s_init(&msg, type, seq);
	for (i = 0; i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];

		if (field->ie == PC5S_IE_RELAY_INDICATION && !(bits & 0x40))
			continue;
		/* Told apart by its nonce. */
		n = value_of(field->ie, bits, id, value);
		if (field->ie == PC5S_IE_NONCE_1)
			value[0] = seq;
		pc5s_set_copy(&msg, &store, field->ie, value,
			      n ? n : field->min);
		len = pc5s_encode(&msg, buf, size);
		if (len == -EINVAL && !field->mandatory)
			msg.ie[field->ie] = (struct pc5s_span){ 0 };
	}
	len = pc5s_encode(&msg, buf, size);
	return len > 0 ? len : 0;
}

static const uint8_t types[] = {
	PC5S_ESTABLISHMENT_REQUEST, PC5S_ESTABLISHMENT_ACCEPT,
	PC5S_ESTABLISHMENT_REJECT, PC5S_SECURITY_MODE_COMMAND,
	PC5S_SECURITY_MODE_COMPLETE, PC5S_AUTHENTICATION_REQUEST,
	PC5S_MODIFICATION_REQUEST, PC5S_MODIFICATION_ACCEPT,
	PC5S_MODIFICATION_REJECT, PC5S_RELEASE_REQUEST, PC5S_RELEASE_ACCEPT,
	PC5S_IDENTIFIER_UPDATE_REQUEST, PC5S_IDENTIFIER_UPDATE_ACCEPT,
	PC5S_RELAY_UPDATE_REQUEST, PC5S_RELAY_UPDATE_ACCEPT,
	PC5S_MODIFICATION_ACK,
};

static void message(struct pc5_ls *ls, struct fuzz *fuzz, uint8_t arg,
		    uint8_t bits)
{
	unsigned int slot = (fuzz->n - (arg >> 4 & 3)) % SLOTS;
	uint8_t type = types[arg & 15];
	const struct pc5_ls_ids *id = &fuzz->id[slot];
	struct pc5_ls_rx rx = { .srb = 2, .verified = true };
	uint8_t buf[600];

	rx.sess_id = fuzz->sess_id[slot];
	if (type == PC5S_ESTABLISHMENT_REQUEST || arg & 0x40) {
		id = &fuzz->sent;
		rx.srb = 0;
		rx.verified = false;
		rx.sess_id = 0;
		rx.src = arg & 0x80 ? fuzz->sent.peer : 0x770000 + bits;
	}
	if (type == PC5S_SECURITY_MODE_COMMAND) {
		rx.srb = 1;
		rx.verified = false;
		rx.sess_id = (rx.sess_id & 0xff00) | 0x22;
	} else if (type == PC5S_SECURITY_MODE_COMPLETE) {
		rx.srb = 1;
	}
	rx.dst = id->own;
	if (rx.srb || arg & 0x80)
		rx.src = id->peer;
	rx.path = id->path;
	rx.data = buf;
	rx.len = compose(buf, sizeof(buf), type, fuzz->counter++, bits, id);
	rx.pdu = rx.srb == 1 ? buf : NULL;
	rx.pdu_len = rx.pdu ? rx.len : 0;
	if (rx.len)
		pc5_ls_rx(ls, &rx);
}

/* A request, or its answer, about "bob". */
static void local_ids(struct pc5_ls *ls, struct fuzz *fuzz, uint8_t arg,
		      uint8_t bits)
{
	unsigned int slot = (fuzz->n - (arg >> 4 & 3)) % SLOTS;
	const uint8_t request[] = {
		1, bits, 1, arg, bits, 0x66, 0, arg, 3,
		'a' + (bits & 3), "mooaatn"[bits & 3], "ybtn"[bits & 3],
	};
	uint8_t buf[16];
	struct pc5_ls_rx rx = {
		.srb = 3,
		.verified = true,
		.sess_id = fuzz->sess_id[slot],
		.src = fuzz->id[slot].peer,
		.dst = fuzz->id[slot].own,
		.path = fuzz->id[slot].path,
		.data = buf,
		.len = arg & 1 ? sizeof(request) : 3,
	};

	memcpy(buf, request, sizeof(request));
	if (!(arg & 1)) {
		buf[0] = 2;
		buf[2] = 0;
	}
	pc5_ls_rx(ls, &rx);
}

static void connect_to(struct pc5_relay *relay, uint8_t arg)
{
	static struct pc5_relay_connect connect;
	uint32_t handle;

	memset(&connect, 0, sizeof(connect));
	connect.rsc = arg & 1 ? 3 : 2;
	if (arg & 2) {
		connect.relay.info.len = 3;
		memcpy(connect.relay.info.octets, names[arg >> 3 & 3], 3);
		connect.relay.l2 = 0x55;
	}
	if (arg & 4) {
		connect.target.len = 3;
		memcpy(connect.target.octets, names[arg >> 5 & 3], 3);
	}
	connect.profile.signalling.integrity = PC5_POLICY_REQUIRED;
	connect.profile.ip_config = PC5S_IP_NO_ALLOCATION;
	pc5_relay_connect(relay, &connect, &handle);
}

static uint32_t any_pair(const struct pc5_relay *relay, uint8_t n)
{
	struct pc5_relay_pair pair = { 0 };

	while (!pc5_relay_info_next(relay, pair.handle, &pair) && n-- & 3)
		;
	return pair.handle;
}

static void act(struct pc5_relay *relay, struct pc5_ls *ls, struct fuzz *fuzz,
		uint8_t what, uint8_t arg, uint8_t bits)
{
	static const struct pc5_user_info other = { 3, "eve" };
	static const struct pc5_relay_candidate list = { { 3, "dan" }, 0x44 };
	uint32_t link = fuzz->n - (arg >> 4 & 3);
	int i;

	switch (what) {
	case MESSAGE:
		message(ls, fuzz, arg, bits);
		break;
	case IDS:
		local_ids(ls, fuzz, arg, bits);
		break;
	case WAIT:
		fuzz->now += (uint64_t)arg * arg;
		for (i = 0; i < 100 && pc5_ls_next(ls) <= fuzz->now; i++)
			pc5_ls_run(ls);
		break;
	case CONNECT:
		connect_to(relay, arg);
		break;
	case RELEASE:
		pc5_relay_release(relay, any_pair(relay, arg),
				  PC5S_CAUSE_NO_LONGER_NEEDED);
		break;
	case RESELECT:
		pc5_relay_reselect(relay, any_pair(relay, arg), &list, 1);
		break;
	case LINK:
		if ((arg & 3) == 0)
			pc5_ls_release(ls, link, PC5S_CAUSE_NOT_AVAILABLE);
		else if ((arg & 3) == 1)
			pc5_ls_lost(ls, link);
		else if ((arg & 3) == 2)
			pc5_ls_rekey(ls, link, false);
		else
			pc5_ls_update(ls, link, arg & 4 ? &other : NULL, NULL);
		break;
	}
}

static void configure(struct pc5_ls_config *config,
		      struct pc5_relay_config *relay)
{
	unsigned int i;

	pc5_ls_config_init(config);
	config->user_info = (struct pc5_user_info){ 3, "amy" };
	config->n_services = 1;
	config->max_links = 32;
	config->services[0].signalling.integrity = PC5_POLICY_REQUIRED;
	config->services[0].signalling.ciphering = PC5_POLICY_PREFERRED;
	config->services[0].user_plane.integrity = PC5_POLICY_PREFERRED;
	config->services[0].ip_config = PC5S_IP_NO_ALLOCATION;
	pc5_relay_config_init(relay);
	relay->n_services = 2;
	for (i = 0; i < 2; i++) {
		relay->services[i].rsc = 2 + i;
		relay->services[i].layer = 2 + i;
		relay->services[i].serve = true;
		relay->services[i].use = true;
		relay->services[i].broadcast = 0x5e;
		relay->services[i].hop = config->services[0];
	}
	relay->services[0].hop.data_type = PC5_LS_UNSTRUCTURED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct pc5_relay_config relay_config;
	static struct pc5_ls_config config;
	struct fuzz fuzz = { .now = 1, .sent = { .own = 0x42, .peer = 0x43 } };
	struct pc5_relay *relay;
	struct pc5_ls *ls;
	size_t i;

	configure(&config, &relay_config);
	ls = pc5_ls_new(&config, &ops, &auth, &fuzz);
	relay = ls ? pc5_relay_new(&relay_config, ls, &relay_ops, &fuzz) : NULL;
	if (!relay)
		abort();
	for (i = 0; len - i >= 3 && i < 600; i += 3)
		act(relay, ls, &fuzz, data[i] % WHATS, data[i + 1],
		    data[i + 2]);
	/* All that is left comes to an end, and nothing stays in the data plane. */
	while (any_pair(relay, 0) && i++ < 4000) {
		pc5_relay_release(relay, any_pair(relay, i),
				  PC5S_CAUSE_NO_LONGER_NEEDED);
		fuzz.now += 1000;
		pc5_ls_run(ls);
	}
	if (any_pair(relay, 0))
		abort();
	for (i = 0; i < SLOTS; i++) {
		if (fuzz.routes[i] || fuzz.paths[i])
			abort();
	}
	if (fuzz.pairs)
		abort();
	pc5_relay_free(relay);
	pc5_ls_free(ls);
	if (fuzz.sessions)
		abort();
	return 0;
}
