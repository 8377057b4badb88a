// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: the machine, and what the links ask of it.
 *
 * The links' questions and events only change what is remembered here; what
 * follows is done when the links have come to rest, until nothing changes.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* Rounds of settle(); each does what the one before made possible. */
#define ROUNDS 16

void pc5_relay_config_init(struct pc5_relay_config *config)
{
	*config = (struct pc5_relay_config){
		.max_pairs = 256,
		.max_pairs_source = 64,
		.max_held = 32,
		.pick_ms = 100,
		.pair_ms = 60000,
		.ids_ms = 500,
		.ids_retries = 8,
		.path_ms = 60000,
		.exclude_ms = 60000,
		.update_ms = 2000,
		.update_retries = 2,
		.attempts = 3,
	};
}

static bool config_ok(const struct pc5_relay_config *config)
{
	unsigned int i, j;

	if (config->n_services > PC5_RELAY_SERVICES_MAX ||
	    config->max_pairs > PC5_RELAY_PAIRS_MAX)
		return false;
	for (i = 0; i < config->n_services; i++) {
		const struct pc5_relay_service *it = &config->services[i];

		if (!it->rsc || it->rsc > 0xffffff ||
		    (it->layer != 2 && it->layer != 3))
			return false;
		for (j = 0; j < i; j++) {
			if (config->services[j].rsc == it->rsc)
				return false;
		}
	}
	return true;
}

const struct pc5_user_info *relay_own(const struct pc5_relay *relay)
{
	return &pc5_ls_config_of(relay->ls)->user_info;
}

uint64_t relay_now(const struct pc5_relay *relay)
{
	return pc5_ls_time(relay->ls);
}

/* Something was busy: look again soon. */
void relay_later(struct pc5_relay *relay)
{
	uint64_t at = relay_now(relay) + RELAY_AGAIN_MS;

	if (at < relay->again)
		relay->again = at;
}

struct pc5_user_info relay_info(struct pc5s_span span)
{
	struct pc5_user_info info = { .len = span.len };

	if (span.len)
		memcpy(info.octets, span.data, span.len);
	return info;
}

const struct pc5_relay_service *relay_service(const struct pc5_relay *relay,
					      uint32_t rsc, bool serve)
{
	unsigned int i;

	for (i = 0; i < relay->config.n_services; i++) {
		const struct pc5_relay_service *it =
			&relay->config.services[i];

		if (it->rsc == rsc && (serve ? it->serve : it->use))
			return it;
	}
	return NULL;
}

void relay_event(struct pc5_relay *relay, uint8_t type,
		 const struct relay_pair *pair, uint8_t cause, bool local)
{
	struct pc5_relay_event event = {
		.type = type,
		.pair = &pair->pub,
		.old = type == PC5_RELAY_MOVED ? pair->moves : 0,
		.cause = cause,
		.end_ue_cause = pair->end_cause,
		.local = local,
	};

	if (relay->ops->event)
		relay->ops->event(relay->ctx, &event);
}

int relay_authorise(struct pc5_relay *relay, struct relay_pair *pair)
{
	if (!relay->ops->authorise)
		return PC5S_CAUSE_NOT_ALLOWED;
	return relay->ops->authorise(relay->ctx, &pair->pub);
}

/* Keep a DCR; NULL where memory is short. */
struct relay_held *relay_hold(const struct pc5_ls_rx *rx,
			      const struct pc5_ls_dcr *dcr)
{
	struct pc5s_span nonce = dcr->message->ie[PC5S_IE_NONCE_1];
	struct relay_held *held;

	held = calloc(1, sizeof(*held) + rx->len);
	if (!held)
		return NULL;
	held->rx = *rx;
	held->rx.data = held->data;
	held->rx.pdu = NULL;
	memcpy(held->data, rx->data, rx->len);
	if (nonce.data)
		memcpy(held->nonce, nonce.data, sizeof(held->nonce));
	held->relay = dcr->relay;
	return held;
}

bool relay_same_dcr(const struct relay_held *held, const struct pc5_ls_dcr *dcr)
{
	struct pc5s_span nonce = dcr->message->ie[PC5S_IE_NONCE_1];

	return held->rx.src == dcr->src && nonce.data &&
	       !memcmp(held->nonce, nonce.data, sizeof(held->nonce));
}

/* How a hop link is made: as its RSC says, for what the DCR asks. */
void relay_set_profile(struct pc5_relay *relay,
		       const struct pc5_relay_service *service,
		       const struct pc5s_msg *dcr)
{
	struct pc5s_span ids = dcr->ie[PC5S_IE_PROSE_IDENTIFIERS];
	struct pc5_ls_profile *profile = &relay->profile;

	*profile = service->hop;
	if (!ids.data || ids.len > sizeof(profile->prose_ids))
		return;
	memcpy(profile->prose_ids, ids.data, ids.len);
	profile->prose_ids_len = ids.len;
}

/* What the links ask. */

static int op_dcr(void *ctx, const struct pc5_ls_rx *rx,
		  struct pc5_ls_dcr *dcr)
{
	struct pc5_relay *relay = ctx;

	if (dcr->path)
		return relay_end_path_dcr(relay, dcr);
	if (dcr->relay.hop.peer_relay)
		return relay_end_dcr(relay, rx, dcr);
	return relay_serve_dcr(relay, rx, dcr);
}

static int op_accept(void *ctx, uint32_t link, const struct pc5_ls_relay *said,
		     struct pc5_ls_grant *grant)
{
	if (said->hop.peer_relay)
		return relay_end_accept(ctx, link, said, grant);
	return relay_serve_accept(ctx, link, said, grant);
}

static void op_accepted(void *ctx, uint32_t link, const struct pc5s_msg *msg)
{
	struct pc5_relay *relay = ctx;
	struct relay_pair *pair;
	struct pc5_ls_info info;

	if (pc5_ls_info(relay->ls, link, &info))
		return;
	for (pair = relay->pairs; pair; pair = pair->next) {
		const struct relay_hop *hop =
			pair->side[pair->pub.role == PC5_RELAY_RELAY].hop;

		if (hop && !hop->dead && !hop->link && hop->request &&
		    pc5_hop_equal(&hop->hop, &info.hop) &&
		    (!hop->peer.len ||
		     pc5_user_info_equal(&hop->peer, &info.peer)))
			relay_end_accepted(pair, msg);
	}
}

/* Why the other side refused, for whoever asked this UE. */
static void op_failed(void *ctx, uint32_t request, const struct pc5s_msg *msg)
{
	struct pc5_relay *relay = ctx;
	struct relay_pair *pair;

	for (pair = relay->pairs; pair && msg; pair = pair->next) {
		struct relay_hop *hop =
			pair->side[pair->pub.role == PC5_RELAY_RELAY].hop;

		if (!hop || hop->request != request || hop->link)
			continue;
		if (pair->pub.role == PC5_RELAY_RELAY)
			pair->end_cause = pc5s_cause(msg, PC5S_IE_CAUSE);
		else
			pair->end_cause =
				pc5s_cause(msg, PC5S_IE_END_UE_FAILURE_CAUSE);
	}
}

static int op_modify(void *ctx, uint32_t link, const struct pc5s_msg *msg)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	if (!hop)
		return relay_select_asked(ctx, link, msg);
	if (!hop->up)
		return PC5S_CAUSE_UNSPECIFIED;
	if (pc5s_has(msg, PC5S_IE_RELAY_RESELECTION))
		return relay_select_hop_asked(ctx, hop, msg);
	if (hop->hop.peer_relay)
		return relay_end_modify(ctx, hop, msg);
	return relay_serve_modify(ctx, hop, msg);
}

static void op_modified(void *ctx, uint32_t link, const struct pc5s_msg *msg)
{
	bool ok = msg && msg->type == PC5S_MODIFICATION_ACCEPT;
	struct relay_hop *hop = relay_hop_link(ctx, link);
	struct pc5_relay *relay = ctx;
	struct relay_side *side = NULL;
	struct relay_pair *pair;
	uint8_t cause;

	if (!hop) {
		relay_select_answered(relay, link, msg);
		return;
	}
	pair = relay_pair_get(relay, hop->mod_pair);
	hop->mod_busy = false;
	if (pair)
		side = &pair->side[pair->side[SIDE_S].hop != hop];
	if (!pair || side->hop != hop || !side->sent)
		return;
	cause = msg ? pc5s_cause(msg, PC5S_IE_CAUSE) : 0;
	side->sent = false;
	if (side->tell == RELAY_TELL_DEL) {
		side->known = false;
		side->tell = RELAY_TELL_NONE;
		return;
	}
	if (side->tell == RELAY_TELL_MOVE) {
		side->tell = pair->state >= PAIR_CLOSE ? RELAY_TELL_DEL :
							 RELAY_TELL_NONE;
		relay_select_hop_answered(relay, pair, msg);
		return;
	}
	side->known = true;
	/* Ended in the meantime: what was added is removed again. */
	if (pair->state >= PAIR_CLOSE) {
		side->tell = ok ? RELAY_TELL_DEL : RELAY_TELL_NONE;
		return;
	}
	side->tell = RELAY_TELL_NONE;
	if (ok) {
		relay_end_accepted(pair, msg);
		return;
	}
	side->known = !msg;
	pair->end_cause = pair->pub.role == PC5_RELAY_RELAY ? cause :
		msg ? pc5s_cause(msg, PC5S_IE_END_UE_FAILURE_CAUSE) : 0;
	relay_pair_end(relay, pair, cause ? cause : PC5S_CAUSE_NOT_AVAILABLE,
		       !msg);
}

static void op_ack(void *ctx, uint32_t link, const struct pc5s_msg *msg)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	(void)msg;
	if (hop)
		relay_select_ack(ctx, hop);
}

static uint8_t op_update(void *ctx, uint32_t link, const struct pc5s_msg *msg)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	return hop ? relay_update_take(ctx, hop, msg) :
		     PC5S_CAUSE_UNKNOWN_INITIATOR;
}

static void op_updated(void *ctx, uint32_t link, uint8_t cause)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	if (hop)
		relay_update_answered(ctx, hop, cause);
}

static int op_rename(void *ctx, uint32_t link, const struct pc5_user_info *info,
		     const uint8_t *link_local, struct pc5s_span targets)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	if (!hop)
		return PC5S_CAUSE_UNSPECIFIED;
	return relay_update_rename(ctx, hop, info, link_local, targets);
}

static size_t op_update_targets(void *ctx, uint32_t link, uint8_t *buf,
				size_t size)
{
	const struct relay_hop *hop = relay_hop_link(ctx, link);

	return hop ? relay_update_targets(ctx, hop, buf, size) : 0;
}

/* The pair of the same end UEs over another relay. */
static int op_find_path(void *ctx, uint32_t link, uint32_t peer_l2,
			struct pc5_ls_ids *ids)
{
	const struct pc5_relay *relay = ctx;
	const struct relay_pair *pair, *old;

	for (old = relay->pairs; old && old->pub.link != link; old = old->next)
		;
	for (pair = relay->pairs; old && pair; pair = pair->next) {
		if (!pair->has_path || pair->state >= PAIR_LOST ||
		    pair->peer_l2 != peer_l2 || pair == old ||
		    pair->pub.role != old->pub.role ||
		    pair->pub.rsc != old->pub.rsc ||
		    !pc5_user_info_equal(&pair->pub.source,
					 &old->pub.source) ||
		    !pc5_user_info_equal(&pair->pub.target,
					 &old->pub.target))
			continue;
		*ids = (struct pc5_ls_ids){
			.own = pair->own_l2,
			.peer = pair->peer_l2,
			.path = pair->pub.path,
		};
		return 0;
	}
	return -ENOENT;
}

static void op_srb3(void *ctx, uint32_t link, const void *data, size_t len)
{
	struct relay_hop *hop = relay_hop_link(ctx, link);

	if (hop && hop->up)
		relay_ids_rx(ctx, hop, data, len);
}

static struct relay_hop *hop_of(const struct pc5_relay *relay,
				const struct pc5_ls_event *event)
{
	struct relay_hop *hop;

	for (hop = relay->hops; hop; hop = hop->next) {
		if (hop->dead)
			continue;
		if (event->handle && hop->link == event->handle)
			return hop;
		if (event->request && !hop->link &&
		    hop->request == event->request)
			return hop;
	}
	return NULL;
}

static void op_event(void *ctx, const struct pc5_ls_event *event)
{
	struct pc5_relay *relay = ctx;
	struct relay_hop *hop = hop_of(relay, event);

	if (!hop) {
		relay_end_link(relay, event);
		return;
	}
	switch (event->type) {
	case PC5_LS_ESTABLISHED:
		relay_hop_up(relay, hop, event->handle);
		break;
	case PC5_LS_CONNECT_FAILED:
	case PC5_LS_REFUSED:
	case PC5_LS_RELEASED:
		relay_hop_down(relay, hop, event->cause);
		break;
	case PC5_LS_IDS_CHANGED:
	case PC5_LS_IDS_FAILED:
		relay_update_renamed(relay, hop);
		break;
	}
}

static void run_pairs(struct pc5_relay *relay)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->state < PAIR_CLOSE &&
		    pair->deadline <= relay_now(relay))
			relay_pair_end(relay, pair, PC5S_CAUSE_NOT_AVAILABLE,
				       true);
		if (pair->pub.role == PC5_RELAY_RELAY)
			relay_serve_run(relay, pair);
		else
			relay_end_run(relay, pair);
	}
}

static void op_settle(void *ctx)
{
	struct pc5_relay *relay = ctx;
	int i = 0;

	do {
		relay->dirty = false;
		relay_copies_run(relay);
		run_pairs(relay);
		relay_pairs_tell(relay);
		relay_hops_run(relay);
		relay_ids_send(relay);
		relay_pairs_reap(relay);
		relay_hops_free(relay, false);
	} while (relay->dirty && ++i < ROUNDS);
	if (relay->dirty)
		relay_later(relay);
}

static uint64_t op_next(void *ctx)
{
	const struct pc5_relay *relay = ctx;
	const struct relay_copies *copies;
	const struct relay_pair *pair;
	const struct relay_hop *hop;
	uint64_t next = relay->again;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->deadline < next)
			next = pair->deadline;
	}
	for (hop = relay->hops; hop; hop = hop->next) {
		if (hop->ids_at < next)
			next = hop->ids_at;
	}
	for (copies = relay->copies; copies; copies = copies->next) {
		if (copies->at < next)
			next = copies->at;
	}
	return next;
}

static void op_run(void *ctx)
{
	struct pc5_relay *relay = ctx;
	uint64_t now = relay_now(relay);
	struct relay_hop *hop;

	if (relay->again <= now)
		relay->again = RELAY_OFF;
	for (hop = relay->hops; hop; hop = hop->next) {
		if (hop->ids_at <= now)
			relay_ids_timeout(relay, hop);
	}
}

static const struct pc5_ls_upper upper = {
	.dcr = op_dcr,
	.accept = op_accept,
	.accepted = op_accepted,
	.failed = op_failed,
	.modify = op_modify,
	.modified = op_modified,
	.ack = op_ack,
	.update = op_update,
	.updated = op_updated,
	.rename = op_rename,
	.update_targets = op_update_targets,
	.find_path = op_find_path,
	.srb3 = op_srb3,
	.event = op_event,
	.settle = op_settle,
	.next = op_next,
	.run = op_run,
};

struct pc5_relay *pc5_relay_new(const struct pc5_relay_config *config,
				struct pc5_ls *ls,
				const struct pc5_relay_ops *ops, void *ctx)
{
	struct pc5_relay *relay;

	if (!config_ok(config))
		return NULL;
	relay = calloc(1, sizeof(*relay));
	if (!relay)
		return NULL;
	relay->config = *config;
	relay->ls = ls;
	relay->ops = ops;
	relay->ctx = ctx;
	relay->again = RELAY_OFF;
	pc5_ls_attach(ls, &upper, relay);
	return relay;
}

void pc5_relay_free(struct pc5_relay *relay)
{
	if (!relay)
		return;
	pc5_ls_attach(relay->ls, NULL, NULL);
	while (relay->pairs)
		relay_pair_free(relay, relay->pairs);
	relay_hops_free(relay, true);
	relay_copies_free(relay);
	explicit_bzero(relay, sizeof(*relay));
	free(relay);
}

int pc5_relay_info(const struct pc5_relay *relay, uint32_t handle,
		   struct pc5_relay_pair *info)
{
	const struct relay_pair *pair = relay_pair_get(relay, handle);

	if (!pair)
		return -ENOENT;
	*info = pair->pub;
	return 0;
}

int pc5_relay_info_next(const struct pc5_relay *relay, uint32_t handle,
			struct pc5_relay_pair *info)
{
	const struct relay_pair *next = NULL;
	const struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->pub.handle > handle &&
		    (!next || pair->pub.handle < next->pub.handle))
			next = pair;
	}
	if (!next)
		return -ENOENT;
	*info = next->pub;
	return 0;
}

const char *pc5_relay_event_name(uint8_t type)
{
	static const char *const name[] = {
		[PC5_RELAY_UP] = "up",
		[PC5_RELAY_DOWN] = "down",
		[PC5_RELAY_MOVED] = "moved",
		[PC5_RELAY_RESELECT] = "reselect",
		[PC5_RELAY_REFUSED] = "refused",
		[PC5_RELAY_CHANGED] = "changed",
	};

	return type < ARRAY_SIZE(name) ? name[type] : "unknown";
}
