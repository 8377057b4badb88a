// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: reselection (TS 24.554 clause 8a.2.3).
 *
 * A pair whose relay is lost stays, without hop links, while others are tried;
 * each is a pair of its own that takes its place. The new one is there before
 * the old one goes, where the old one is there at all.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool pc5_relay_excluded(const struct pc5_relay *relay, uint32_t rsc,
			const struct pc5_user_info *info)
{
	uint64_t now = relay_now(relay);
	int i;

	for (i = 0; i < RELAY_EXCLUDED; i++) {
		const struct relay_excluded *it = &relay->excluded[i];

		if (it->until > now && it->rsc == rsc &&
		    pc5_user_info_equal(&it->info, info))
			return true;
	}
	return false;
}

/* The entry that ends first makes room. */
void relay_exclude(struct pc5_relay *relay, uint32_t rsc,
		   const struct pc5_user_info *info)
{
	struct relay_excluded *slot = &relay->excluded[0];
	int i;

	if (!info->len)
		return;
	for (i = 0; i < RELAY_EXCLUDED; i++) {
		if (relay->excluded[i].until < slot->until)
			slot = &relay->excluded[i];
	}
	slot->rsc = rsc;
	slot->info = *info;
	slot->until = relay_now(relay) + relay->config.exclude_ms;
}

/* Whether another relay may do better (clause 8a.2.3.2). */
static bool triggers(uint8_t cause)
{
	switch (cause) {
	case PC5S_CAUSE_NO_LONGER_NEEDED:
	case PC5S_CAUSE_END_UE_FAILURE:
	case PC5S_CAUSE_SERVICE_NOT_ALLOWED:
	case PC5S_CAUSE_LINK_EXISTS:
		return false;
	default:
		return true;
	}
}

/*
 * The relay is lost for a pair of this end UE. Whether the pair goes on without
 * one: the source looks for another one, a target with an end-to-end link waits
 * for the source to do so.
 */
bool relay_lost(struct pc5_relay *relay, struct relay_pair *pair, uint8_t cause)
{
	bool source = pair->pub.role == PC5_RELAY_SOURCE;

	if (pair->pub.role == PC5_RELAY_RELAY || pair->moved ||
	    pair->state >= PAIR_LOST || pair->moves)
		return false;
	if (source && triggers(cause)) {
		relay_exclude(relay, pair->pub.rsc, &pair->pub.relay);
		if (!relay->ops->candidates || !pair->pub.target.len)
			source = false;
	} else if (source) {
		return false;
	}
	if (!source && !pair->pub.link)
		return false;
	if (pair->told_up && relay->ops->pair_down)
		relay->ops->pair_down(relay->ctx, &pair->pub);
	pair->told_up = false;
	pair->pub.up = false;
	pair->state = PAIR_LOST;
	pair->lost = true;
	pair->end_msg_cause = cause;
	pair->deadline = relay_now(relay) + relay->config.path_ms;
	relay->dirty = true;
	relay_event(relay, PC5_RELAY_RESELECT, pair, cause, false);
	return true;
}

/* The pair that is to come in the place of this one. */
struct relay_pair *relay_successor(const struct pc5_relay *relay,
				   const struct relay_pair *pair)
{
	struct relay_pair *it;

	for (it = relay->pairs; it; it = it->next) {
		if (it->moves == pair->pub.handle && it->state < PAIR_CLOSE)
			return it;
	}
	return NULL;
}

/* Try one. */
static int begin(struct pc5_relay *relay, struct relay_pair *pair,
		 const struct pc5_relay_candidate *candidate)
{
	struct relay_pair *next = relay_pair_new(relay, PC5_RELAY_SOURCE,
						 pair->service);
	int ret;

	if (!next)
		return -ENOMEM;
	next->connect = pair->connect;
	next->connect.relay = *candidate;
	next->pub.source = pair->pub.source;
	next->pub.target = pair->pub.target;
	next->pub.relay = candidate->info;
	next->pub.has_source_mac = pair->pub.has_source_mac;
	memcpy(next->pub.source_mac, pair->pub.source_mac,
	       sizeof(next->pub.source_mac));
	next->moves = pair->pub.handle;
	ret = relay_end_connect(relay, next);
	if (ret)
		relay_pair_free(relay, next);
	return ret;
}

static void try_others(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_relay_candidate list[PC5_RELAY_CANDIDATES_MAX];
	unsigned int i, n;

	n = relay->ops->candidates(relay->ctx, pair->pub.rsc,
				   &pair->pub.target, list,
				   PC5_RELAY_CANDIDATES_MAX);
	for (i = 0; i < n && pair->attempts; i++) {
		if (pc5_relay_excluded(relay, pair->pub.rsc, &list[i].info))
			continue;
		pair->attempts--;
		/* Not twice: it is excluded again only if it is lost. */
		relay_exclude(relay, pair->pub.rsc, &list[i].info);
		if (!begin(relay, pair, &list[i]))
			return;
	}
	/* Discovery may find one as long as the link waits. */
	if (pair->attempts && pair->pub.link)
		relay_later(relay);
	else
		relay_pair_end(relay, pair, pair->end_msg_cause, true);
}

static void begin_chosen(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct pc5_relay_candidate *it = &pair->list[pair->chosen - 1];

	pair->chosen = 0;
	relay->dirty = true;
	if (pair->new_id)
		pc5_ls_knrp_rename(relay->ls, pair->pub.link, pair->new_id);
	if (!relay_successor(relay, pair))
		begin(relay, pair, it);
}

/* What is to be done about reselection, for a pair that is up or lost. */
void relay_select_next(struct pc5_relay *relay, struct relay_pair *pair)
{
	bool source = pair->pub.role == PC5_RELAY_SOURCE;

	if (pair->asked)
		relay_select_answer(relay, pair);
	if (pair->move_ack)
		relay_select_send_ack(relay, pair);
	if (pair->chosen)
		begin_chosen(relay, pair);
	if (pair->state != PAIR_LOST)
		return;
	if (pair->lost) {
		pair->lost = false;
		relay->dirty = true;
		if (pair->request)
			pc5_ls_release(relay->ls, pair->request,
				       PC5S_CAUSE_NOT_AVAILABLE);
		pair->request = 0;
		if (pair->pub.link &&
		    pc5_ls_path_lost(relay->ls, pair->pub.link, pair->pub.path,
				     relay->config.path_ms))
			pair->pub.link = 0;
	}
	if (pair->moved)
		return;
	if (!source && !pair->pub.link)
		relay_pair_end(relay, pair, pair->end_msg_cause, false);
	else if (source && !relay_successor(relay, pair))
		try_others(relay, pair);
}

/*
 * The pair is up in the place of another one, which stays until nothing is on
 * its way there any more.
 */
void relay_select_moved(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct relay_pair *old = relay_pair_get(relay, pair->moves);
	bool up = old && old->state == PAIR_UP;

	pair->attempts = relay->config.attempts;
	relay_event(relay, PC5_RELAY_MOVED, pair, 0, true);
	pair->moves = 0;
	pair->moving = false;
	if (!old || old->state >= PAIR_CLOSE)
		return;
	old->moved = true;
	old->pub.link = 0;
	old->pub.up = false;
	old->state = PAIR_LOST;
	if (!up || old->lost)
		relay_pair_end(relay, old, PC5S_CAUSE_NO_LONGER_NEEDED, true);
	else if (old->pub.role == PC5_RELAY_TARGET)
		/* The source ends it. */
		old->deadline = relay_now(relay) + relay->config.pair_ms;
	else
		old->deadline = relay_now(relay) +
				pc5_ls_config_of(relay->ls)->grace_ms;
}
