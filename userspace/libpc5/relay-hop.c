// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay: hop links, and which pairs use them. */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct relay_hop *relay_hop_new(struct pc5_relay *relay,
				const struct pc5_hop *hop,
				const struct pc5_user_info *peer)
{
	struct relay_hop *it = calloc(1, sizeof(*it));

	if (!it)
		return NULL;
	it->hop = *hop;
	it->peer = *peer;
	it->ids_at = RELAY_OFF;
	it->next = relay->hops;
	relay->hops = it;
	return it;
}

struct relay_hop *relay_hop_link(const struct pc5_relay *relay, uint32_t link)
{
	struct relay_hop *hop;

	for (hop = relay->hops; hop; hop = hop->next) {
		if (!hop->dead && hop->link == link && link)
			return hop;
	}
	return NULL;
}

/* One that a further pair may use, or may soon; the established one first. */
struct relay_hop *relay_hop_find(const struct pc5_relay *relay,
				 const struct pc5_hop *hop,
				 const struct pc5_user_info *peer)
{
	struct relay_hop *found = NULL;
	struct relay_hop *it;

	for (it = relay->hops; it; it = it->next) {
		if (it->dead || it->releasing || (!it->up && !it->request) ||
		    !pc5_hop_equal(&it->hop, hop) ||
		    !pc5_user_info_equal(&it->peer, peer))
			continue;
		if (!found || it->up)
			found = it;
	}
	return found;
}

void relay_hop_up(struct pc5_relay *relay, struct relay_hop *hop, uint32_t link)
{
	struct pc5_ls_info info;
	struct relay_pair *pair;

	hop->link = link;
	hop->up = true;
	relay->dirty = true;
	/* Integrated discovery: only now it is known who answered. */
	if (!pc5_ls_info(relay->ls, link, &info))
		hop->peer = info.peer;
	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop == hop)
			relay_pair_on(pair, SIDE_S, hop);
		if (pair->side[SIDE_T].hop == hop)
			relay_pair_on(pair, SIDE_T, hop);
		if (pair->side[SIDE_S].hop == hop &&
		    pair->pub.role == PC5_RELAY_SOURCE && !pair->pub.relay.len)
			pair->pub.relay = hop->peer;
	}
}

/* It is no more: so are its pairs. */
void relay_hop_down(struct pc5_relay *relay, struct relay_hop *hop,
		    uint8_t cause)
{
	struct relay_pair *pair;
	int i;

	hop->dead = true;
	hop->up = false;
	hop->ids_at = RELAY_OFF;
	relay->dirty = true;
	for (pair = relay->pairs; pair; pair = pair->next) {
		for (i = SIDE_S; i <= SIDE_T; i++) {
			struct relay_side *side = &pair->side[i];

			if (side->hop != hop)
				continue;
			side->known = false;
			side->tell = RELAY_TELL_NONE;
			side->sent = false;
			if (!relay_lost(relay, pair, cause))
				relay_pair_end(relay, pair, cause, false);
		}
	}
}

/* Whether pairs other than @except use it, or are about to. */
bool relay_hop_shared(const struct pc5_relay *relay,
		      const struct relay_hop *hop,
		      const struct relay_pair *except)
{
	const struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair == except || pair->state == PAIR_END)
			continue;
		if (pair->side[SIDE_S].hop == hop ||
		    pair->side[SIDE_T].hop == hop)
			return true;
	}
	return false;
}

static bool used(const struct pc5_relay *relay, const struct relay_hop *hop)
{
	const struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop == hop ||
		    pair->side[SIDE_T].hop == hop)
			return true;
	}
	return false;
}

static void answer(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct pc5s_store store = { 0 };
	uint8_t cause = hop->answer - 1;
	uint8_t mac[PC5_RELAY_MAC_LEN];
	struct pc5s_msg msg;

	hop->answer = 0;
	pc5s_init(&msg, cause ? PC5S_MODIFICATION_REJECT :
				PC5S_MODIFICATION_ACCEPT, 0);
	if (cause)
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause);
	else if (hop->hop.peer_relay && relay->ops->mac &&
		 !relay->ops->mac(relay->ctx, mac))
		pc5s_set(&msg, PC5S_IE_TARGET_MAC, mac, sizeof(mac));
	pc5_ls_modify_answer(relay->ls, hop->link, &msg);
	relay->dirty = true;
}

/* What hop links owe their peers; those nobody uses go. */
void relay_hops_run(struct pc5_relay *relay)
{
	struct relay_hop *hop;

	for (hop = relay->hops; hop; hop = hop->next) {
		if (hop->dead)
			continue;
		if (hop->answer)
			answer(relay, hop);
		if (hop->answer_ids) {
			hop->answer_ids = false;
			pc5_ls_srb3(relay->ls, hop->link, hop->ids_answer,
				    hop->answer_len);
		}
		if (hop->rename)
			relay_update_send(relay, hop);
		if (hop->releasing || used(relay, hop))
			continue;
		hop->releasing = true;
		if (pc5_ls_release(relay->ls,
				   hop->up ? hop->link : hop->request,
				   hop->release_cause ? hop->release_cause :
				   PC5S_CAUSE_NO_LONGER_NEEDED))
			hop->dead = true;
		relay->dirty = true;
	}
}

/* Forget what is dead and nobody looks at; or all. */
void relay_hops_free(struct pc5_relay *relay, bool all)
{
	struct relay_hop **it = &relay->hops;

	while (*it) {
		struct relay_hop *hop = *it;

		if (all || (hop->dead && !used(relay, hop))) {
			*it = hop->next;
			free(hop->ids);
			free(hop);
		} else {
			it = &hop->next;
		}
	}
}
