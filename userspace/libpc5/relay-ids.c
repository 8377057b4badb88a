// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay, layer 2: local UE IDs, given out and taken. */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool shares_hop(const struct relay_pair *a, const struct relay_pair *b)
{
	int i, j;

	for (i = SIDE_S; i <= SIDE_T; i++) {
		for (j = SIDE_S; j <= SIDE_T; j++) {
			if (a->side[i].hop && a->side[i].hop == b->side[j].hop)
				return true;
		}
	}
	return false;
}

/*
 * Two IDs that no other pair has on either hop link, those of pairs that are
 * being removed among them. Going round, so that an ID is used again as late as
 * possible.
 */
int relay_ids_assign(struct pc5_relay *relay, struct relay_pair *pair)
{
	bool taken[256] = { false };
	const struct relay_pair *it;
	uint8_t id[2];
	int n = 0, i;

	for (it = relay->pairs; it; it = it->next) {
		if (it == pair || it->pub.role != PC5_RELAY_RELAY ||
		    it->pub.ue_source == it->pub.ue_target ||
		    !shares_hop(it, pair))
			continue;
		taken[it->pub.ue_source] = true;
		taken[it->pub.ue_target] = true;
	}
	for (i = 0; i < 256 && n < 2; i++) {
		uint8_t try = relay->next_id++;

		if (!taken[try])
			id[n++] = try;
	}
	if (n < 2)
		return -ENOSPC;
	pair->pub.ue_source = id[0];
	pair->pub.ue_target = id[1];
	return 0;
}

/* The entry of a pair for one of its sides. */
static int fill(struct pc5_relay *relay, const struct relay_pair *pair, int i,
		struct pc5_rrc_ids_entry *entry)
{
	const struct pc5_relay_pair *pub = &pair->pub;
	struct pc5_ls_info info;

	if (pc5_ls_info(relay->ls, pair->side[!i].hop->link, &info))
		return -ENOENT;
	entry->own = i == SIDE_S ? pub->ue_source : pub->ue_target;
	entry->peer = i == SIDE_S ? pub->ue_target : pub->ue_source;
	entry->info = i == SIDE_S ? pub->target : pub->source;
	entry->peer_l2 = info.ids.peer;
	return 0;
}

static void give_up(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct relay_pair *pair;
	int i;

	hop->ids_at = RELAY_OFF;
	for (pair = relay->pairs; pair; pair = pair->next) {
		for (i = SIDE_S; i <= SIDE_T; i++) {
			if (pair->side[i].hop == hop &&
			    pair->side[i].ids == RELAY_IDS_SENT)
				relay_pair_end(relay, pair,
					       PC5S_CAUSE_NOT_AVAILABLE, true);
		}
	}
}

static void transmit(struct pc5_relay *relay, struct relay_hop *hop)
{
	hop->ids_at = relay_now(relay) + relay->config.ids_ms;
	pc5_ls_srb3(relay->ls, hop->link, hop->ids, hop->ids_len);
}

void relay_ids_timeout(struct pc5_relay *relay, struct relay_hop *hop)
{
	if (!hop->ids_left--)
		give_up(relay, hop);
	else
		transmit(relay, hop);
}

/* Gather what is wanted on one hop link into one request. */
static void send_hop(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct pc5_rrc_ids msg = { .type = PC5_RRC_IDS_REQUEST };
	struct relay_pair *pair;
	uint8_t *buf;
	ssize_t len;
	int i;

	for (pair = relay->pairs; pair; pair = pair->next) {
		for (i = SIDE_S; i <= SIDE_T; i++) {
			struct relay_side *side = &pair->side[i];

			if (side->hop != hop || pair->state >= PAIR_CLOSE ||
			    side->ids != RELAY_IDS_WANTED ||
			    msg.n * (6 + PC5_USER_INFO_MAX) > RELAY_IDS_ROOM ||
			    fill(relay, pair, i, &msg.entry[msg.n]))
				continue;
			msg.n++;
			side->ids = RELAY_IDS_SENT;
		}
	}
	if (!msg.n)
		return;
	msg.transaction = ++hop->ids_transaction;
	buf = malloc(PC5_RRC_IDS_LEN);
	len = buf ? pc5_rrc_ids_encode(&msg, buf, PC5_RRC_IDS_LEN) : -ENOMEM;
	if (len < 0) {
		free(buf);
		give_up(relay, hop);
		return;
	}
	free(hop->ids);
	hop->ids = buf;
	hop->ids_len = len;
	hop->ids_left = relay->config.ids_retries;
	transmit(relay, hop);
}

void relay_ids_send(struct pc5_relay *relay)
{
	struct relay_hop *hop;

	for (hop = relay->hops; hop; hop = hop->next) {
		if (hop->up && !hop->hop.peer_relay && hop->ids_at == RELAY_OFF)
			send_hop(relay, hop);
	}
}

static bool refused(const struct pc5_rrc_ids *msg, uint8_t own, uint8_t peer)
{
	unsigned int i;

	for (i = 0; i < msg->n; i++) {
		if (msg->entry[i].own == own && msg->entry[i].peer == peer)
			return true;
	}
	return false;
}

/* Relay: the end UE has them. */
static void rx_complete(struct pc5_relay *relay, struct relay_hop *hop,
			const struct pc5_rrc_ids *msg)
{
	struct relay_pair *pair;
	int i;

	if (hop->ids_at == RELAY_OFF || msg->transaction != hop->ids_transaction)
		return;
	hop->ids_at = RELAY_OFF;
	relay->dirty = true;
	for (pair = relay->pairs; pair; pair = pair->next) {
		for (i = SIDE_S; i <= SIDE_T; i++) {
			struct relay_side *side = &pair->side[i];
			uint8_t own = i == SIDE_S ? pair->pub.ue_source :
						    pair->pub.ue_target;
			uint8_t peer = i == SIDE_S ? pair->pub.ue_target :
						     pair->pub.ue_source;

			if (side->hop != hop || side->ids != RELAY_IDS_SENT)
				continue;
			side->ids = RELAY_IDS_DONE;
			if (refused(msg, own, peer))
				relay_pair_end(relay, pair,
					       PC5S_CAUSE_LACK_OF_RESOURCES,
					       false);
		}
	}
}

/* Whether another path of that hop link has one of the IDs. */
static bool in_use(const struct pc5_relay *relay, const struct relay_hop *hop,
		   const struct pc5_rrc_ids_entry *entry)
{
	const struct relay_pair *it;

	for (it = relay->pairs; it; it = it->next) {
		const struct pc5_relay_pair *pub = &it->pub;

		if (it->side[SIDE_S].hop == hop && it->has_path &&
		    (pub->ue_source == entry->own ||
		     pub->ue_source == entry->peer ||
		     pub->ue_target == entry->own ||
		     pub->ue_target == entry->peer))
			return true;
	}
	return false;
}

static struct relay_pair *waiting(const struct pc5_relay *relay,
				  const struct relay_hop *hop,
				  const struct pc5_user_info *peer)
{
	struct relay_pair *it;

	for (it = relay->pairs; it; it = it->next) {
		bool source = it->pub.role == PC5_RELAY_SOURCE;

		if (it->side[SIDE_S].hop == hop && it->state == PAIR_IDS &&
		    !it->has_path &&
		    pc5_user_info_equal(peer, source ? &it->pub.target
						     : &it->pub.source))
			return it;
	}
	return NULL;
}

/* End UE: IDs of one pair; 0 or why not. */
static int take(struct pc5_relay *relay, struct relay_hop *hop,
		const struct pc5_rrc_ids_entry *entry)
{
	struct relay_pair *pair = waiting(relay, hop, &entry->info);
	struct pc5_relay_path path;
	struct pc5_ls_info info;
	bool source;
	int ret;

	if (!pair)
		return -ENOENT;
	if (in_use(relay, hop, entry))
		return -EEXIST;
	ret = pc5_ls_info(relay->ls, hop->link, &info);
	if (ret)
		return ret;
	if (info.ids.own == entry->peer_l2)
		return -EINVAL;
	path = (struct pc5_relay_path){
		.path = ++relay->handle,
		.hop = hop->link,
		.own_ue_id = entry->own,
		.peer_ue_id = entry->peer,
		.own_l2 = info.ids.own,
		.peer_l2 = entry->peer_l2,
	};
	ret = relay->ops->path_add ? relay->ops->path_add(relay->ctx, &path)
				   : -EOPNOTSUPP;
	if (ret)
		return ret;
	source = pair->pub.role == PC5_RELAY_SOURCE;
	pair->pub.path = path.path;
	pair->pub.ue_source = source ? entry->own : entry->peer;
	pair->pub.ue_target = source ? entry->peer : entry->own;
	pair->own_l2 = path.own_l2;
	pair->peer_l2 = path.peer_l2;
	pair->has_path = true;
	pair->state = PAIR_LINK;
	return 0;
}

/* End UE: a new request; the one before is answered again, older ones not. */
static void rx_request(struct pc5_relay *relay, struct relay_hop *hop,
		       const struct pc5_rrc_ids *msg)
{
	struct pc5_rrc_ids answer = {
		.type = PC5_RRC_IDS_COMPLETE,
		.transaction = msg->transaction,
	};
	unsigned int i;
	ssize_t len;

	relay->dirty = true;
	if (hop->ids_heard && (int8_t)(msg->transaction - hop->ids_seen) <= 0) {
		hop->answer_ids = msg->transaction == hop->ids_seen;
		return;
	}
	for (i = 0; i < msg->n; i++) {
		if (take(relay, hop, &msg->entry[i]))
			answer.entry[answer.n++] = msg->entry[i];
	}
	len = pc5_rrc_ids_encode(&answer, hop->ids_answer,
				 sizeof(hop->ids_answer));
	if (len < 0)
		return;
	hop->ids_heard = true;
	hop->ids_seen = msg->transaction;
	hop->answer_len = len;
	hop->answer_ids = true;
}

void relay_ids_rx(struct pc5_relay *relay, struct relay_hop *hop,
		  const void *data, size_t len)
{
	struct pc5_rrc_ids *msg = malloc(sizeof(*msg));

	if (!msg)
		return;
	if (!pc5_rrc_ids_decode(msg, data, len)) {
		if (msg->type == PC5_RRC_IDS_REQUEST && hop->hop.peer_relay)
			rx_request(relay, hop, msg);
		else if (msg->type == PC5_RRC_IDS_COMPLETE &&
			 !hop->hop.peer_relay)
			rx_complete(relay, hop, msg);
	}
	free(msg);
}
