// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: pairs, from their beginning to when everybody who knows of
 * one has been told of its end.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct relay_pair *relay_pair_new(struct pc5_relay *relay, uint8_t role,
				  const struct pc5_relay_service *service)
{
	struct relay_pair *pair = calloc(1, sizeof(*pair));

	if (!pair)
		return NULL;
	pair->pub.handle = ++relay->handle;
	pair->pub.role = role;
	pair->pub.rsc = service->rsc;
	pair->pub.layer = service->layer;
	pair->pub.data_type = service->hop.data_type;
	pair->service = service;
	pair->deadline = relay_now(relay) + relay->config.pair_ms;
	pair->next = relay->pairs;
	relay->pairs = pair;
	relay->dirty = true;
	return pair;
}

struct relay_pair *relay_pair_get(const struct pc5_relay *relay,
				  uint32_t handle)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->pub.handle == handle)
			return pair;
	}
	return NULL;
}

/* One that has not ended; each user info may be NULL for any. */
struct relay_pair *relay_pair_find(const struct pc5_relay *relay, uint8_t role,
				   uint32_t rsc,
				   const struct pc5_user_info *source,
				   const struct pc5_user_info *target,
				   const struct pc5_user_info *via)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		const struct pc5_relay_pair *pub = &pair->pub;

		if (pub->role == role && pub->rsc == rsc &&
		    pair->state < PAIR_LOST &&
		    (!source || pc5_user_info_equal(&pub->source, source)) &&
		    (!target || pc5_user_info_equal(&pub->target, target)) &&
		    (!via || pc5_user_info_equal(&pub->relay, via)))
			return pair;
	}
	return NULL;
}

/* Pairs relayed, or used; @source NULL for any. */
unsigned int relay_pair_count(const struct pc5_relay *relay, bool relayed,
			      const struct pc5_user_info *source)
{
	const struct relay_pair *pair;
	unsigned int n = 0;

	for (pair = relay->pairs; pair; pair = pair->next) {
		bool is_relay = pair->pub.role == PC5_RELAY_RELAY;

		if (is_relay == relayed &&
		    (!source ||
		     pc5_user_info_equal(&pair->pub.source, source)))
			n++;
	}
	return n;
}

/* The pair uses that hop link. */
void relay_pair_on(struct relay_pair *pair, int side, struct relay_hop *hop)
{
	uint8_t role = pair->pub.role;
	bool to_source = role == PC5_RELAY_TARGET ||
			 (role == PC5_RELAY_RELAY && side == SIDE_S);

	pair->side[side].hop = hop;
	if (to_source)
		pair->pub.hop_source = hop->link;
	else
		pair->pub.hop_target = hop->link;
}

/* Addresses that are known only now. */
void relay_pair_address(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_relay_pair *pub = &pair->pub;
	struct pc5_addr addr;

	if (pub->layer != 3 || !relay->ops->address)
		return;
	/* Those of other UEs an end UE knows from what the relay says. */
	if (pub->role != PC5_RELAY_TARGET &&
	    (pub->role == PC5_RELAY_SOURCE || pub->hop_source) &&
	    !relay->ops->address(relay->ctx, pub->hop_source, &addr))
		pub->source_addr = addr;
	if (pub->role != PC5_RELAY_SOURCE &&
	    (pub->role == PC5_RELAY_TARGET || pub->hop_target) &&
	    !relay->ops->address(relay->ctx, pub->hop_target, &addr))
		pub->target_addr = addr;
}

/* All that it needs is there. */
void relay_pair_ready(struct pc5_relay *relay, struct relay_pair *pair)
{
	pair->deadline = RELAY_OFF;
	relay_pair_address(relay, pair);
	if (pair->pub.layer == 3 && relay->ops->pair_up) {
		pair->pub.up = true;
		if (relay->ops->pair_up(relay->ctx, &pair->pub)) {
			relay_pair_end(relay, pair,
				       PC5S_CAUSE_LACK_OF_RESOURCES, true);
			return;
		}
		pair->told_up = true;
	}
	pair->state = PAIR_UP;
	pair->pub.up = true;
	relay->dirty = true;
	if (pair->moves)
		relay_select_moved(relay, pair);
	else
		relay_event(relay, PC5_RELAY_UP, pair, 0, true);
}

/* The data plane forwards no more. */
static void unplug(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_relay_route route = {
		.pair = pair->pub.handle,
		.hop_a = pair->pub.hop_source,
		.hop_b = pair->pub.hop_target,
		.ue_id_a = pair->pub.ue_source,
		.ue_id_b = pair->pub.ue_target,
	};

	pair->pub.up = false;
	if (pair->routed)
		relay->ops->route_del(relay->ctx, &route);
	pair->routed = false;
	if (pair->told_up && relay->ops->pair_down)
		relay->ops->pair_down(relay->ctx, &pair->pub);
	pair->told_up = false;
}

/* The hop links are told, where they know of it. */
static void leave(struct relay_pair *pair)
{
	int i;

	for (i = SIDE_S; i <= SIDE_T; i++) {
		struct relay_side *side = &pair->side[i];

		if (side->sent)
			continue;
		side->tell = side->known && side->hop && !side->hop->dead ?
			RELAY_TELL_DEL : RELAY_TELL_NONE;
	}
	pair->state = PAIR_END;
}

/*
 * The end of a pair. What waits for it is refused, whose cause is that of the
 * far end UE where it gave one (TS 24.554 clause 7.2.2.5).
 */
void relay_pair_end(struct pc5_relay *relay, struct relay_pair *pair,
		    uint8_t cause, bool local)
{
	bool quiet = pair->moved || (pair->moves && !pair->pub.up);

	if (pair->state >= PAIR_CLOSE)
		return;
	unplug(relay, pair);
	pair->deadline = RELAY_OFF;
	if (pair->hold_accept || pair->hold_modify)
		pair->refuse = pair->end_cause ? PC5S_CAUSE_END_UE_FAILURE :
			       cause ? cause : PC5S_CAUSE_NOT_AVAILABLE;
	pair->end_msg_cause = cause;
	relay->dirty = true;
	/* The pair in whose place it is, or was to be, tells. */
	if (!quiet)
		relay_event(relay, PC5_RELAY_DOWN, pair, cause, local);
	if (pair->pub.link || pair->request || pair->has_path)
		pair->state = PAIR_CLOSE;
	else
		leave(pair);
}

void relay_pair_free(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct relay_pair **it = &relay->pairs;

	while (*it != pair)
		it = &(*it)->next;
	*it = pair->next;
	free(pair->held);
	free(pair);
}

/* PAIR_CLOSE: first the end-to-end link goes, then its path. */
static void close_link(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct relay_hop *hop = pair->side[SIDE_S].hop;
	bool lost = !hop || hop->dead || !pair->side[SIDE_S].known;
	struct pc5_ls_info info;
	uint32_t request = pair->request;

	pair->request = 0;
	if (request)
		pc5_ls_release(relay->ls, request, PC5S_CAUSE_NOT_AVAILABLE);
	if (pair->pub.link && !pc5_ls_info(relay->ls, pair->pub.link, &info)) {
		if (lost)
			pc5_ls_lost(relay->ls, pair->pub.link);
		else
			pc5_ls_release(relay->ls, pair->pub.link,
				       PC5S_CAUSE_NO_LONGER_NEEDED);
		if (!pc5_ls_info(relay->ls, pair->pub.link, &info))
			return;
	}
	pair->pub.link = 0;
	if (!lost && pair->deadline > relay_now(relay) &&
	    pair->deadline != RELAY_OFF)
		return;
	pair->deadline = RELAY_OFF;
	if (pair->pub.path)
		pc5_ls_path_gone(relay->ls, pair->pub.path);
	if (pair->has_path)
		relay->ops->path_del(relay->ctx, pair->pub.path);
	pair->has_path = false;
	leave(pair);
	relay->dirty = true;
}

static void add_info(struct pc5s_msg *msg, enum pc5s_ie ie,
		     const struct pc5_user_info *info)
{
	if (info->len)
		pc5s_set(msg, ie, info->octets, info->len);
}

/* Modification Request of a pair (TS 24.554 clause 10.3.6). */
static int modify(struct pc5_relay *relay, struct relay_pair *pair,
		  const struct relay_side *side)
{
	/* The flow description the message cannot be without. */
	static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	const struct pc5_ls_profile *profile = pair->connect.profile.qos_len ?
		&pair->connect.profile : &pair->service->hop;
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	if (side->tell == RELAY_TELL_MOVE)
		return relay_select_offer(relay, pair, side->hop->link);
	pc5s_init(&msg, PC5S_MODIFICATION_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_OPERATION_CODE,
		    side->tell == RELAY_TELL_ADD ?
			PC5S_OPERATION_ADD_END_UE :
			PC5S_OPERATION_REMOVE_END_UE);
	if (profile->qos_len)
		pc5s_set(&msg, PC5S_IE_QOS_FLOWS, profile->qos_flows,
			 profile->qos_len);
	else
		pc5s_set(&msg, PC5S_IE_QOS_FLOWS, flow, sizeof(flow));
	add_info(&msg, PC5S_IE_SOURCE_END_UE_INFO, &pair->pub.source);
	add_info(&msg, PC5S_IE_TARGET_END_UE_INFO, &pair->pub.target);
	if (pair->connect.target_l2 && pair->pub.role == PC5_RELAY_SOURCE)
		pc5s_set_u24(&msg, &store, PC5S_IE_TARGET_END_UE_L2_ID,
			     pair->connect.target_l2);
	if (pair->pub.has_source_mac)
		pc5s_set(&msg, PC5S_IE_SOURCE_MAC, pair->pub.source_mac,
			 PC5_RELAY_MAC_LEN);
	return pc5_ls_modify_msg(relay->ls, side->hop->link, &msg);
}

static void tell(struct pc5_relay *relay, struct relay_pair *pair,
		 struct relay_side *side)
{
	struct relay_hop *hop = side->hop;
	int ret;

	if (side->tell == RELAY_TELL_NONE || side->sent)
		return;
	if (!hop || hop->dead) {
		side->tell = RELAY_TELL_NONE;
		side->known = false;
		relay->dirty = true;
		return;
	}
	if (!hop->up) {
		/* Nobody waits for it any more. */
		if (side->tell == RELAY_TELL_DEL &&
		    !relay_hop_shared(relay, hop, pair)) {
			side->tell = RELAY_TELL_NONE;
			side->hop = NULL;
			relay->dirty = true;
		}
		return;
	}
	/* With its last pair a hop link goes, and nothing has to be said. */
	if (side->tell == RELAY_TELL_DEL && !relay_hop_shared(relay, hop, pair)) {
		if (hop->mod_busy)
			return;
		side->tell = RELAY_TELL_NONE;
		side->known = false;
		side->hop = NULL;
		hop->release_cause =
			pair->end_msg_cause == PC5S_CAUSE_NO_LONGER_NEEDED ?
			PC5S_CAUSE_NO_LONGER_NEEDED : PC5S_CAUSE_NOT_AVAILABLE;
		relay->dirty = true;
		return;
	}
	if (hop->mod_busy || hop->releasing)
		return;
	ret = modify(relay, pair, side);
	if (ret == -EBUSY) {
		relay_later(relay);
		return;
	}
	if (ret) {
		side->tell = RELAY_TELL_NONE;
		side->known = false;
		relay_pair_end(relay, pair, PC5S_CAUSE_UNSPECIFIED, true);
		return;
	}
	hop->mod_busy = true;
	hop->mod_pair = pair->pub.handle;
	side->sent = true;
}

/* What the pairs have to say to the other ends of their hop links. */
void relay_pairs_tell(struct pc5_relay *relay)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->state == PAIR_CLOSE)
			close_link(relay, pair);
		tell(relay, pair, &pair->side[SIDE_S]);
		tell(relay, pair, &pair->side[SIDE_T]);
	}
}

static bool done(const struct relay_side *side)
{
	return !side->hop || side->hop->dead ||
	       (side->tell == RELAY_TELL_NONE && !side->sent);
}

/* Pairs that nobody has to be told of any more; their local UE IDs are free. */
void relay_pairs_reap(struct pc5_relay *relay)
{
	struct relay_pair *pair = relay->pairs;

	while (pair) {
		struct relay_pair *next = pair->next;

		if (pair->state == PAIR_END && !pair->refuse &&
		    done(&pair->side[SIDE_S]) && done(&pair->side[SIDE_T])) {
			relay_pair_free(relay, pair);
			relay->dirty = true;
		}
		pair = next;
	}
}
