// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: a source gets another user info or address (TS 24.554 clauses
 * 7.2.4.3 and 7.2.13). Its targets are told before its identifier update is
 * accepted; one of them that refuses ends it.
 */

#include "relay-priv.h"

#include <errno.h>
#include <string.h>

#include "pc5s-list.h"

static bool listed(struct pc5s_span list, const struct pc5_user_info *info)
{
	struct pc5s_span entry;

	if (!list.data)
		return true;
	while (pc5s_user_info_next(&list, &entry) == 1) {
		if (entry.len == info->len &&
		    !memcmp(entry.data, info->octets, info->len))
			return true;
	}
	return false;
}

/* Relay: what an end UE asks for. */
int relay_update_rename(struct pc5_relay *relay, struct relay_hop *hop,
			const struct pc5_user_info *info,
			const uint8_t *link_local, struct pc5s_span targets)
{
	struct relay_pair *pair;
	struct pc5_ls_info now;
	bool any = false;

	if (hop->rename || pc5_ls_info(relay->ls, hop->link, &now))
		return PC5S_CAUSE_UNSPECIFIED;
	for (pair = relay->pairs; pair; pair = pair->next) {
		pair->update = RELAY_UPDATE_NONE;
		/* There is no message that would tell a source. */
		if (pair->side[SIDE_T].hop == hop && info &&
		    pair->state < PAIR_CLOSE)
			return PC5S_CAUSE_UNSPECIFIED;
	}
	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop || pair->state != PAIR_UP ||
		    pair->pub.role != PC5_RELAY_RELAY ||
		    !listed(targets, &pair->pub.target))
			continue;
		pair->update = RELAY_UPDATE_WANTED;
		any = true;
	}
	if (!any)
		return 0;
	hop->rename = true;
	hop->rename_cause = 0;
	hop->old_info = hop->peer;
	hop->new_info = info ? *info : hop->peer;
	hop->has_addr = link_local;
	if (hop->has_addr) {
		memcpy(hop->old_addr, now.ids.peer_link_local,
		       sizeof(hop->old_addr));
		memcpy(hop->new_addr, link_local, sizeof(hop->new_addr));
	}
	relay->dirty = true;
	return PC5_LS_LATER;
}

static int send_one(struct pc5_relay *relay, const struct relay_hop *hop,
		    const struct relay_pair *pair)
{
	struct pc5s_msg msg;

	pc5s_init(&msg, PC5S_RELAY_UPDATE_REQUEST, 0);
	if (hop->has_addr) {
		pc5s_set(&msg, PC5S_IE_OLD_SOURCE_IPV6, hop->old_addr,
			 sizeof(hop->old_addr));
		pc5s_set(&msg, PC5S_IE_NEW_SOURCE_IPV6, hop->new_addr,
			 sizeof(hop->new_addr));
	}
	pc5s_set(&msg, PC5S_IE_OLD_SOURCE_USER_INFO, hop->old_info.octets,
		 hop->old_info.len);
	pc5s_set(&msg, PC5S_IE_NEW_SOURCE_USER_INFO, hop->new_info.octets,
		 hop->new_info.len);
	return pc5_ls_relay_update(relay->ls, pair->pub.hop_target, &msg);
}

/* One target of each hop link at a time; the answer when there is none left. */
void relay_update_send(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct relay_pair *pair;
	bool waits = false;
	int ret;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop ||
		    pair->update == RELAY_UPDATE_NONE)
			continue;
		if (pair->state != PAIR_UP) {
			pair->update = RELAY_UPDATE_NONE;
			continue;
		}
		if (pair->update == RELAY_UPDATE_WANTED && !hop->rename_cause) {
			ret = send_one(relay, hop, pair);
			if (!ret)
				pair->update = RELAY_UPDATE_SENT;
			else if (ret != -EBUSY)
				hop->rename_cause = PC5S_CAUSE_UNKNOWN_TARGET;
			else
				relay_later(relay);
		}
		waits |= pair->update == RELAY_UPDATE_SENT ||
			 !hop->rename_cause;
	}
	if (waits)
		return;
	hop->rename = false;
	relay->dirty = true;
	pc5_ls_rename_answer(relay->ls, hop->link, hop->rename_cause);
}

/* A target answered on its hop link, which has one update at a time. */
void relay_update_answered(struct pc5_relay *relay, struct relay_hop *hop,
			   uint8_t cause)
{
	struct relay_pair *pair;

	relay->dirty = true;
	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_T].hop != hop ||
		    pair->update != RELAY_UPDATE_SENT)
			continue;
		pair->update = RELAY_UPDATE_NONE;
		/* Clause 7.2.4.5: the target's own cause is not for the source. */
		if (cause && pair->side[SIDE_S].hop)
			pair->side[SIDE_S].hop->rename_cause =
				PC5S_CAUSE_UNKNOWN_TARGET;
		return;
	}
}

static void changed(struct pc5_relay *relay, struct relay_pair *pair)
{
	relay_pair_address(relay, pair);
	if (pair->told_up && relay->ops->pair_changed)
		relay->ops->pair_changed(relay->ctx, &pair->pub);
	relay_event(relay, PC5_RELAY_CHANGED, pair, 0, false);
}

/* Identifiers of a hop link changed, or did not; names may have. */
void relay_update_renamed(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct relay_pair *pair;
	struct pc5_ls_info info;

	if (pc5_ls_info(relay->ls, hop->link, &info) ||
	    pc5_user_info_equal(&hop->peer, &info.peer))
		return;
	hop->peer = info.peer;
	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop)
			continue;
		if (pair->pub.role == PC5_RELAY_RELAY)
			pair->pub.source = info.peer;
		else
			pair->pub.relay = info.peer;
		if (pair->state == PAIR_UP)
			changed(relay, pair);
	}
}

/*
 * Target: the relay says that a source is called something else, 0 or the cause
 * to refuse with. With layer 2 the end-to-end link knows better.
 */
uint8_t relay_update_take(struct pc5_relay *relay, struct relay_hop *hop,
			  const struct pc5s_msg *msg)
{
	struct pc5_user_info old =
		relay_info(msg->ie[PC5S_IE_OLD_SOURCE_USER_INFO]);
	struct pc5_user_info new =
		relay_info(msg->ie[PC5S_IE_NEW_SOURCE_USER_INFO]);
	struct pc5s_span addr = msg->ie[PC5S_IE_NEW_SOURCE_IPV6];
	struct relay_pair *pair, *it = NULL;
	struct pc5_relay_pair before;
	int ret;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop || pair->state != PAIR_UP ||
		    pair->pub.role != PC5_RELAY_TARGET)
			continue;
		if (pc5_user_info_equal(&pair->pub.source, &old))
			it = pair;
		/* It was done, and the answer was lost. */
		if (new.len && pc5_user_info_equal(&pair->pub.source, &new))
			it = pair;
	}
	if (!it)
		return PC5S_CAUSE_UNKNOWN_INITIATOR;
	before = it->pub;
	if (new.len)
		it->pub.source = new;
	if (addr.data && it->pub.layer == 3) {
		it->pub.source_addr.family = AF_INET6;
		memcpy(&it->pub.source_addr.v6, addr.data,
		       sizeof(it->pub.source_addr.v6));
	}
	ret = relay_authorise(relay, it);
	if (ret) {
		it->pub = before;
		return ret > 0 ? ret : PC5S_CAUSE_NOT_ALLOWED;
	}
	changed(relay, it);
	return 0;
}

/* Source: whom its relay is to tell. */
size_t relay_update_targets(const struct pc5_relay *relay,
			    const struct relay_hop *hop, uint8_t *buf,
			    size_t size)
{
	struct pc5s_writer writer = { .data = buf, .size = size };
	const struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop || pair->state != PAIR_UP ||
		    pair->pub.role != PC5_RELAY_SOURCE)
			continue;
		/* Where they do not all fit there is no list: that is all. */
		if (pc5s_user_info_put(&writer, pair->pub.target.octets,
				       pair->pub.target.len))
			return 0;
	}
	return writer.len;
}
