// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: what source and target agree on before they go over to another
 * relay (TS 23.304 clause 6.7.4, TS 33.503 clause 6.6.4.2): with layer 2 end to
 * end, with layer 3 by way of the relay that is to be left.
 */

#include "relay-priv.h"

#include <errno.h>
#include <string.h>

#include "pc5s-list.h"

/*
 * Layer 3, hop by hop: the answer to the offer, at the target what it picked,
 * at the relay what the target did. The relay is the first of the list.
 */
static void answer_hop(struct pc5_relay *relay, struct relay_pair *pair,
		       uint8_t cause)
{
	const struct relay_hop *hop = pair->side[SIDE_S].hop;
	const struct pc5_user_info *picked = &pair->list[0].info;
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	uint8_t addr[PC5S_UE_IP_MAX];
	int n;

	relay->dirty = true;
	if (!hop || hop->dead)
		return;
	pc5s_init(&msg, cause ? PC5S_MODIFICATION_REJECT :
				PC5S_MODIFICATION_ACCEPT, 0);
	if (cause) {
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause);
	} else {
		pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO,
			 pair->pub.target.octets, pair->pub.target.len);
		pc5s_set_u8(&msg, &store, PC5S_IE_RELAY_RESELECTION,
			    PC5S_INDICATED);
		pc5s_set(&msg, PC5S_IE_NEW_RELAY_INFO, picked->octets,
			 picked->len);
		n = pc5s_ue_ip_encode(&pair->pub.target_addr, addr);
		if (n > 0)
			pc5s_set_copy(&msg, &store, PC5S_IE_TARGET_END_UE_IP,
				      addr, n);
	}
	pc5_ls_modify_answer(relay->ls, hop->link, &msg);
}

/* The target picked, or is to be told what this target picked. */
void relay_select_answer(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5s_store store = { 0 };
	uint8_t cause = pair->asked - 1;
	struct pc5s_msg msg;
	uint16_t lsbs;

	pair->asked = 0;
	if (!cause && pair->pub.layer == 2 &&
	    pc5_ls_knrp_half(relay->ls, pair->pub.link, false,
			     (uint32_t)pair->move_msbs << 16, &lsbs))
		cause = PC5S_CAUSE_UNSPECIFIED;
	if (pair->pub.layer == 3) {
		answer_hop(relay, pair, cause);
		return;
	}
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

static void add_addresses(const struct relay_pair *pair, struct pc5s_msg *msg,
			  struct pc5s_store *store)
{
	const struct pc5_relay_pair *pub = &pair->pub;
	uint8_t octets[PC5S_UE_IP_MAX + 1];
	struct pc5s_writer list = { .data = octets, .size = sizeof(octets) };
	int n;

	pc5s_set(msg, PC5S_IE_SOURCE_END_UE_INFO, pub->source.octets,
		 pub->source.len);
	pc5s_set(msg, PC5S_IE_TARGET_END_UE_INFO, pub->target.octets,
		 pub->target.len);
	if (pub->role == PC5_RELAY_RELAY) {
		n = pc5s_ue_ip_encode(&pub->source_addr, octets);
		if (n > 0)
			pc5s_set_copy(msg, store, PC5S_IE_SOURCE_END_UE_IP,
				      octets, n);
	} else if (pub->target_addr.family != AF_UNSPEC &&
		   !pc5s_ue_ip_put(&list, &pub->target_addr)) {
		pc5s_set_copy(msg, store, PC5S_IE_TARGET_END_UE_IPS, octets,
			      list.len);
	}
}

/*
 * The offer: with layer 2 to the target, with layer 3 to the next UE on the way
 * there, which is the relay that is to be left.
 */
int relay_select_offer(struct pc5_relay *relay, struct relay_pair *pair,
		       uint32_t link)
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

		if (pc5s_user_info_put(&info, it->info.octets, it->info.len))
			break;
		/* May be left out (clause 10.3.6). */
		if (it->l2)
			pc5s_relay_put(&l2id, &entry);
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
	if (l2id.len)
		pc5s_set(&msg, PC5S_IE_RELAY_CANDIDATE_L2_IDS, l2ids, l2id.len);
	if (pair->pub.layer == 2)
		pc5s_set_u16(&msg, &store, PC5S_IE_NEW_KNRP_ID_MSBS,
			     pair->move_msbs);
	else
		add_addresses(pair, &msg, &store);
	return pc5_ls_modify_msg(relay->ls, link, &msg);
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
	if (relay_successor(relay, pair))
		return -EBUSY;
	pair->n_list = 0;
	for (i = 0; i < n && pair->n_list < PC5_RELAY_CANDIDATES_MAX; i++) {
		if (!pc5_relay_excluded(relay, pair->pub.rsc, &list[i].info) &&
		    !pc5_user_info_equal(&list[i].info, &pair->pub.relay))
			pair->list[pair->n_list++] = list[i];
	}
	if (!pair->n_list)
		return -EINVAL;
	if (pair->pub.layer == 3) {
		if (pair->side[SIDE_S].tell != RELAY_TELL_NONE)
			return -EBUSY;
		pair->side[SIDE_S].tell = RELAY_TELL_MOVE;
		relay_later(relay);
		return 0;
	}
	ret = pc5_ls_knrp_half(relay->ls, pair->pub.link, true, UINT32_MAX,
			       &pair->move_msbs);
	return ret ? ret : relay_select_offer(relay, pair, pair->pub.link);
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

/* The first relay that this target may use. */
static void pick(struct pc5_relay *relay, struct relay_pair *pair,
		 struct pc5s_span list)
{
	struct relay_pair via;
	struct pc5s_span info;

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
}

/* Target, layer 2: an offer came. */
int relay_select_asked(struct pc5_relay *relay, uint32_t link,
		       const struct pc5s_msg *msg)
{
	struct pc5s_span list = msg->ie[PC5S_IE_RELAY_CANDIDATES];
	struct relay_pair *pair = of_link(relay, link);

	if (!pair || pair->pub.role != PC5_RELAY_TARGET || !list.data ||
	    !pc5s_has(msg, PC5S_IE_RELAY_RESELECTION) ||
	    !pc5s_has(msg, PC5S_IE_NEW_KNRP_ID_MSBS))
		return PC5S_CAUSE_UNSPECIFIED;
	pair->move_msbs = pc5s_u16(msg, PC5S_IE_NEW_KNRP_ID_MSBS);
	pick(relay, pair, list);
	return PC5_LS_LATER;
}

/* Layer 3: the relay passes the offer on, the target picks. */
int relay_select_hop_asked(struct pc5_relay *relay, struct relay_hop *hop,
			   const struct pc5s_msg *msg)
{
	struct pc5_user_info target =
		relay_info(msg->ie[PC5S_IE_TARGET_END_UE_INFO]);
	struct pc5_user_info source =
		relay_info(msg->ie[PC5S_IE_SOURCE_END_UE_INFO]);
	struct pc5s_span list = msg->ie[PC5S_IE_RELAY_CANDIDATES];
	struct relay_pair *pair;
	struct pc5s_span info;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop == hop && pair->state == PAIR_UP &&
		    pair->pub.layer == 3 &&
		    pair->pub.role != PC5_RELAY_SOURCE &&
		    pc5_user_info_equal(&pair->pub.target, &target) &&
		    pc5_user_info_equal(&pair->pub.source, &source))
			break;
	}
	if (!pair || !list.data)
		return PC5S_CAUSE_UNKNOWN_TARGET;
	if (pair->pub.role == PC5_RELAY_TARGET) {
		pick(relay, pair, list);
		return PC5_LS_LATER;
	}
	if (pair->hold_move || pair->side[SIDE_T].tell != RELAY_TELL_NONE)
		return PC5S_CAUSE_CONGESTION;
	pair->n_list = 0;
	while (pair->n_list < PC5_RELAY_CANDIDATES_MAX &&
	       pc5s_user_info_next(&list, &info) == 1) {
		pair->list[pair->n_list].l2 = 0;
		pair->list[pair->n_list++].info = relay_info(info);
	}
	pair->hold_move = true;
	pair->side[SIDE_T].tell = RELAY_TELL_MOVE;
	relay->dirty = true;
	return PC5_LS_LATER;
}

/* What the next UE on the way to the target answered, NULL for nothing. */
void relay_select_hop_answered(struct pc5_relay *relay,
			       struct relay_pair *pair,
			       const struct pc5s_msg *msg)
{
	bool ok = msg && msg->type == PC5S_MODIFICATION_ACCEPT;
	struct pc5_user_info info = { 0 };
	unsigned int i;

	relay->dirty = true;
	if (ok)
		info = relay_info(msg->ie[PC5S_IE_NEW_RELAY_INFO]);
	if (pair->pub.role == PC5_RELAY_RELAY) {
		pair->hold_move = false;
		pair->asked = 1 + (ok && info.len ? 0 :
				   msg ? pc5s_cause(msg, PC5S_IE_CAUSE) :
				   PC5S_CAUSE_NOT_AVAILABLE);
		pair->list[0].info = info;
		return;
	}
	for (i = 0; i < pair->n_list && ok; i++) {
		if (!pc5_user_info_equal(&pair->list[i].info, &info))
			continue;
		pair->chosen = i + 1;
		pair->new_id = 0;
		pair->move_ack = SIDE_S + 1;
		break;
	}
}

/* Relay: the source has the answer; the target is to know. */
void relay_select_ack(struct pc5_relay *relay, struct relay_hop *hop)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop != hop || pair->state != PAIR_UP ||
		    pair->pub.role != PC5_RELAY_RELAY || !pair->list[0].info.len)
			continue;
		pair->list[0].info.len = 0;
		pair->move_ack = SIDE_T + 1;
		relay->dirty = true;
	}
}

/* Which address the source will have is known only at the new relay: its own. */
void relay_select_send_ack(struct pc5_relay *relay, struct relay_pair *pair)
{
	static const struct pc5_addr none = { .family = AF_INET };
	const struct pc5_addr *own = &pair->pub.source_addr;
	const struct relay_hop *hop = pair->side[pair->move_ack - 1].hop;
	struct pc5s_store store = { 0 };
	uint8_t addr[PC5S_UE_IP_MAX];
	struct pc5s_msg msg;
	int n;

	pair->move_ack = 0;
	if (!hop || hop->dead)
		return;
	pc5s_init(&msg, PC5S_MODIFICATION_ACK, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_RELAY_RESELECTION, PC5S_INDICATED);
	n = pc5s_ue_ip_encode(own->family == AF_UNSPEC ? &none : own, addr);
	pc5s_set_copy(&msg, &store, PC5S_IE_SOURCE_IP_NEW_RELAY, addr, n);
	pc5_ls_modify_ack(relay->ls, hop->link, &msg);
}

/* Relay: what is to be passed on. */
void relay_select_relay(struct pc5_relay *relay, struct relay_pair *pair)
{
	uint8_t cause = pair->asked ? pair->asked - 1 : 0;

	if (pair->asked && pair->state == PAIR_UP)
		answer_hop(relay, pair, cause);
	pair->asked = 0;
	if (pair->move_ack)
		relay_select_send_ack(relay, pair);
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
