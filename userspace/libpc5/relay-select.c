// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: reselection (TS 24.554 clause 8a.2.3, TS 23.304 clause 6.7.4,
 * TS 33.503 clause 6.6.4.2).
 *
 * A pair whose relay is lost stays, without hop links, while others are tried;
 * each is a pair of its own that takes its place. The new one is there before
 * the old one goes, where the old one is there at all.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pc5s-list.h"

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

static struct relay_pair *successor(const struct pc5_relay *relay,
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

/* The target picked, or is to be told what this target picked. */
static void answer_asked(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5s_store store = { 0 };
	uint8_t cause = pair->asked - 1;
	struct pc5s_msg msg;
	uint16_t lsbs;

	pair->asked = 0;
	if (!cause && pc5_ls_knrp_half(relay->ls, pair->pub.link, false,
				       (uint32_t)pair->move_msbs << 16, &lsbs))
		cause = PC5S_CAUSE_UNSPECIFIED;
	pc5s_init(&msg, cause ? PC5S_MODIFICATION_REJECT :
				PC5S_MODIFICATION_ACCEPT, 0);
	if (cause) {
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause);
	} else {
		pc5s_set_u8(&msg, &store, PC5S_IE_RELAY_RESELECTION,
			    PC5S_INDICATED);
		pc5s_set(&msg, PC5S_IE_NEW_RELAY_INFO,
			 pair->list[0].info.octets, pair->list[0].info.len);
		pc5s_set_u16(&msg, &store, PC5S_IE_NEW_KNRP_ID_LSBS, lsbs);
	}
	if (!pc5_ls_modify_answer(relay->ls, pair->pub.link, &msg) && !cause)
		pc5_ls_knrp_rename(relay->ls, pair->pub.link,
				   (uint32_t)pair->move_msbs << 16 | lsbs);
	relay->dirty = true;
}

static void begin_chosen(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct pc5_relay_candidate *it = &pair->list[pair->chosen - 1];

	pair->chosen = 0;
	relay->dirty = true;
	if (pair->new_id)
		pc5_ls_knrp_rename(relay->ls, pair->pub.link, pair->new_id);
	if (!successor(relay, pair))
		begin(relay, pair, it);
}

/* What is to be done about reselection, for a pair that is up or lost. */
void relay_select_next(struct pc5_relay *relay, struct relay_pair *pair)
{
	bool source = pair->pub.role == PC5_RELAY_SOURCE;

	if (pair->asked)
		answer_asked(relay, pair);
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
	else if (source && !successor(relay, pair))
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

/* The offer to the target, end to end. */
static int send_offer(struct pc5_relay *relay, struct relay_pair *pair)
{
	static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	uint8_t infos[255], l2ids[255];
	struct pc5s_writer info = { .data = infos, .size = sizeof(infos) };
	struct pc5s_writer l2id = { .data = l2ids, .size = sizeof(l2ids) };
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	unsigned int i;

	for (i = 0; i < pair->n_list; i++) {
		const struct pc5_relay_candidate *it = &pair->list[i];
		const struct pc5s_relay entry = {
			.user_info = { it->info.octets, it->info.len },
			.l2_id = it->l2,
		};

		if (pc5s_user_info_put(&info, it->info.octets, it->info.len) ||
		    pc5s_relay_put(&l2id, &entry))
			break;
	}
	pair->n_list = i;
	if (!i)
		return -EINVAL;
	pc5s_init(&msg, PC5S_MODIFICATION_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_OPERATION_CODE,
		    PC5S_UNCONFIRMED_OPERATION_RESELECTION);
	pc5s_set(&msg, PC5S_IE_QOS_FLOWS, flow, sizeof(flow));
	pc5s_set_u8(&msg, &store, PC5S_IE_RELAY_RESELECTION, PC5S_INDICATED);
	pc5s_set(&msg, PC5S_IE_RELAY_CANDIDATES, infos, info.len);
	pc5s_set(&msg, PC5S_IE_RELAY_CANDIDATE_L2_IDS, l2ids, l2id.len);
	pc5s_set_u16(&msg, &store, PC5S_IE_NEW_KNRP_ID_MSBS, pair->move_msbs);
	return pc5_ls_modify_msg(relay->ls, pair->pub.link, &msg);
}

int pc5_relay_reselect(struct pc5_relay *relay, uint32_t handle,
		       const struct pc5_relay_candidate *list, unsigned int n)
{
	struct relay_pair *pair = relay_pair_get(relay, handle);
	unsigned int i;
	int ret;

	if (!pair || pair->state != PAIR_UP ||
	    pair->pub.role != PC5_RELAY_SOURCE)
		return -ENOENT;
	if (successor(relay, pair))
		return -EBUSY;
	pair->n_list = 0;
	for (i = 0; i < n && pair->n_list < PC5_RELAY_CANDIDATES_MAX; i++) {
		if (!pc5_relay_excluded(relay, pair->pub.rsc, &list[i].info) &&
		    !pc5_user_info_equal(&list[i].info, &pair->pub.relay))
			pair->list[pair->n_list++] = list[i];
	}
	if (!pair->n_list)
		return -EINVAL;
	/* Hop by hop there is nothing to agree on end to end. */
	if (pair->pub.layer == 3) {
		pair->chosen = 1;
		pair->new_id = 0;
		relay_later(relay);
		return 0;
	}
	ret = pc5_ls_knrp_half(relay->ls, pair->pub.link, true, UINT32_MAX,
			       &pair->move_msbs);
	return ret ? ret : send_offer(relay, pair);
}

static struct relay_pair *of_link(const struct pc5_relay *relay, uint32_t link)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->pub.link == link && pair->state == PAIR_UP)
			return pair;
	}
	return NULL;
}

/* Target: an offer came; the first relay that it may use is picked. */
int relay_select_asked(struct pc5_relay *relay, uint32_t link,
		       const struct pc5s_msg *msg)
{
	struct pc5s_span list = msg->ie[PC5S_IE_RELAY_CANDIDATES];
	struct relay_pair *pair = of_link(relay, link);
	struct relay_pair via;
	struct pc5s_span info;

	if (!pair || pair->pub.role != PC5_RELAY_TARGET || !list.data ||
	    !pc5s_has(msg, PC5S_IE_RELAY_RESELECTION) ||
	    !pc5s_has(msg, PC5S_IE_NEW_KNRP_ID_MSBS))
		return PC5S_CAUSE_UNSPECIFIED;
	pair->move_msbs = pc5s_u16(msg, PC5S_IE_NEW_KNRP_ID_MSBS);
	pair->asked = PC5S_CAUSE_RELAY_NOT_SELECTED + 1;
	relay->dirty = true;
	while (pc5s_user_info_next(&list, &info) == 1) {
		via = *pair;
		via.pub.relay = relay_info(info);
		if (relay_authorise(relay, &via))
			continue;
		pair->list[0].info = via.pub.relay;
		pair->asked = 1;
		break;
	}
	return PC5_LS_LATER;
}

/* Source: the target picked one, or none. */
void relay_select_answered(struct pc5_relay *relay, uint32_t link,
			   const struct pc5s_msg *msg)
{
	struct relay_pair *pair = of_link(relay, link);
	struct pc5_user_info info;
	unsigned int i;

	if (!pair || !msg || msg->type != PC5S_MODIFICATION_ACCEPT ||
	    !pc5s_has(msg, PC5S_IE_NEW_KNRP_ID_LSBS))
		return;
	info = relay_info(msg->ie[PC5S_IE_NEW_RELAY_INFO]);
	for (i = 0; i < pair->n_list; i++) {
		if (!pc5_user_info_equal(&pair->list[i].info, &info))
			continue;
		pair->chosen = i + 1;
		pair->new_id = (uint32_t)pair->move_msbs << 16 |
			       pc5s_u16(msg, PC5S_IE_NEW_KNRP_ID_LSBS);
		relay->dirty = true;
		break;
	}
}
