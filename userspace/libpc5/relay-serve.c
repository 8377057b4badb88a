// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: the relay (TS 24.554 clause 7.2.2, TS 23.304 clause 6.7).
 *
 * The second hop is begun only after the security mode control of the first one
 * succeeded, but with integrated discovery, where it is the other way round; and
 * the source is accepted only when the second hop is secured.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct relay_pair *make(struct pc5_relay *relay,
			       const struct pc5_relay_service *service,
			       const struct pc5_user_info *source,
			       const struct pc5_user_info *target)
{
	struct relay_pair *pair = relay_pair_new(relay, PC5_RELAY_RELAY,
						 service);

	if (!pair)
		return NULL;
	pair->pub.source = *source;
	pair->pub.target = *target;
	pair->pub.relay = *relay_own(relay);
	return pair;
}

/* Before anything is proven: 0, the cause to refuse with, or silence. */
static int may_have(struct pc5_relay *relay, const struct pc5_relay_service *service,
		    const struct pc5_user_info *source,
		    const struct pc5_user_info *target)
{
	struct relay_pair pair = {
		.pub = {
			.role = PC5_RELAY_RELAY,
			.rsc = service->rsc,
			.layer = service->layer,
			.data_type = service->hop.data_type,
			.source = *source,
			.target = *target,
			.relay = *relay_own(relay),
		},
	};

	if (pc5_user_info_equal(source, target) ||
	    pc5_user_info_equal(target, relay_own(relay)))
		return PC5S_CAUSE_UNKNOWN_TARGET;
	if (relay_pair_count(relay, true, NULL) >= relay->config.max_pairs ||
	    relay_pair_count(relay, true, source) >=
	    relay->config.max_pairs_source)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	return relay_authorise(relay, &pair);
}

static unsigned int count_held(const struct pc5_relay *relay)
{
	const struct relay_pair *pair;
	unsigned int n = 0;

	for (pair = relay->pairs; pair; pair = pair->next)
		n += pair->held && !pair->side[SIDE_S].hop;
	return n;
}

static struct relay_pair *find_held(const struct pc5_relay *relay,
				    const struct pc5_ls_dcr *dcr)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->held && pair->state < PAIR_CLOSE &&
		    relay_same_dcr(pair->held, dcr))
			return pair;
	}
	return NULL;
}

/* Integrated discovery: whether there is such a target is to be found out. */
static int discover(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		    struct pc5_ls_dcr *dcr,
		    const struct pc5_relay_service *service)
{
	struct relay_pair *pair = find_held(relay, dcr);

	if (pair)
		return pair->state == PAIR_FIRST ? 0 : PC5_LS_SILENT;
	if (count_held(relay) >= relay->config.max_held)
		return PC5_LS_SILENT;
	pair = make(relay, service, &dcr->relay.source, &dcr->relay.target);
	if (!pair)
		return PC5_LS_SILENT;
	pair->held = relay_hold(rx, dcr);
	if (!pair->held) {
		relay_pair_free(relay, pair);
		return PC5_LS_SILENT;
	}
	pair->connect.target_l2 = dcr->relay.target_l2;
	pair->connect.profile = relay->profile;
	return PC5_LS_LATER;
}

int relay_serve_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		    struct pc5_ls_dcr *dcr)
{
	const struct pc5_relay_service *service =
		relay_service(relay, dcr->relay.hop.rsc, true);
	int ret;

	if (!service)
		return PC5_LS_SILENT;
	relay_set_profile(relay, service, dcr->message);
	dcr->profile = &relay->profile;
	if (relay->inject)
		return 0;
	ret = may_have(relay, service, &dcr->relay.source,
		       &dcr->relay.target);
	/* Nobody asked for this relay: it does not show itself. */
	if (dcr->relay.indication)
		return ret && !find_held(relay, dcr) ? PC5_LS_SILENT :
			discover(relay, rx, dcr, service);
	if (!ret && !dcr->relay.target.len)
		ret = PC5S_CAUSE_UNKNOWN_TARGET;
	return ret < 0 ? PC5_LS_SILENT : ret;
}

static void fill_grant(const struct relay_pair *pair,
		       struct pc5_ls_grant *grant)
{
	memset(grant, 0, sizeof(*grant));
	grant->target = pair->pub.target;
	grant->has_addr = pair->pub.layer == 3 &&
			  pair->pub.target_addr.family != AF_UNSPEC;
	grant->addr = pair->pub.target_addr;
	grant->has_mac = pair->pub.has_target_mac;
	memcpy(grant->mac, pair->pub.target_mac, sizeof(grant->mac));
}

static struct relay_hop *first_hop(struct pc5_relay *relay, uint32_t link,
				   const struct pc5_ls_relay *said)
{
	struct relay_hop *hop = relay_hop_new(relay, &said->hop, &said->source);

	if (hop)
		hop->link = link;
	return hop;
}

/* The source of integrated discovery, for whom the target is there. */
static struct relay_pair *discovered(const struct pc5_relay *relay,
				     const struct pc5_ls_relay *said)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->held && pair->state == PAIR_FIRST &&
		    !pair->side[SIDE_S].hop &&
		    pair->pub.rsc == said->hop.rsc &&
		    pc5_user_info_equal(&pair->pub.source, &said->source) &&
		    (!said->target.len ||
		     pc5_user_info_equal(&pair->pub.target, &said->target)))
			return pair;
	}
	return NULL;
}

/* The source proved itself. */
int relay_serve_accept(struct pc5_relay *relay, uint32_t link,
		       const struct pc5_ls_relay *said,
		       struct pc5_ls_grant *grant)
{
	const struct pc5_relay_service *service =
		relay_service(relay, said->hop.rsc, true);
	struct relay_pair *pair = NULL;
	struct relay_hop *hop;
	int ret;

	if (!service)
		return PC5S_CAUSE_SERVICE_NOT_ALLOWED;
	if (said->indication)
		pair = discovered(relay, said);
	if (said->indication && !pair)
		return PC5S_CAUSE_NOT_AVAILABLE;
	ret = pair ? relay_authorise(relay, pair) :
		     may_have(relay, service, &said->source, &said->target);
	if (ret)
		return ret > 0 ? ret : PC5S_CAUSE_NOT_ALLOWED;
	hop = first_hop(relay, link, said);
	if (!hop)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	if (pair) {
		relay_pair_on(pair, SIDE_S, hop);
		fill_grant(pair, grant);
		relay->dirty = true;
		return 0;
	}
	pair = make(relay, service, &said->source, &said->target);
	if (!pair)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	pair->hold_accept = true;
	pair->connect.target_l2 = said->target_l2;
	pair->connect.profile = service->hop;
	relay_pair_on(pair, SIDE_S, hop);
	return PC5_LS_LATER;
}

/* A further target of a source that is there (operation code 8). */
static int add(struct pc5_relay *relay, struct relay_hop *hop,
	       const struct pc5s_msg *msg)
{
	const struct pc5_relay_service *service =
		relay_service(relay, hop->hop.rsc, true);
	struct pc5_user_info target =
		relay_info(msg->ie[PC5S_IE_TARGET_END_UE_INFO]);
	struct pc5_user_info source =
		relay_info(msg->ie[PC5S_IE_SOURCE_END_UE_INFO]);
	struct pc5s_span mac = msg->ie[PC5S_IE_SOURCE_MAC];
	struct relay_pair *pair;
	int ret;

	if (!service || !target.len)
		return PC5S_CAUSE_UNKNOWN_TARGET;
	if (source.len && !pc5_user_info_equal(&source, &hop->peer))
		return PC5S_CAUSE_NOT_ALLOWED;
	if (relay_pair_find(relay, PC5_RELAY_RELAY, service->rsc, &hop->peer,
			    &target, NULL))
		return PC5S_CAUSE_LINK_EXISTS;
	ret = may_have(relay, service, &hop->peer, &target);
	if (ret)
		return ret > 0 ? ret : PC5S_CAUSE_NOT_ALLOWED;
	pair = make(relay, service, &hop->peer, &target);
	if (!pair)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	pair->hold_modify = true;
	pair->connect.target_l2 = pc5s_u24(msg, PC5S_IE_TARGET_END_UE_L2_ID);
	pair->connect.profile = service->hop;
	if (mac.data) {
		pair->pub.has_source_mac = true;
		memcpy(pair->pub.source_mac, mac.data, mac.len);
	}
	relay_pair_on(pair, SIDE_S, hop);
	return PC5_LS_LATER;
}

/*
 * An end UE removes a pair (operation code 9), one of its own only. That there
 * is none any more is as good.
 */
static int remove_pair(struct pc5_relay *relay, struct relay_hop *hop,
		       const struct pc5s_msg *msg)
{
	struct pc5_user_info target =
		relay_info(msg->ie[PC5S_IE_TARGET_END_UE_INFO]);
	struct pc5_user_info source =
		relay_info(msg->ie[PC5S_IE_SOURCE_END_UE_INFO]);
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		struct relay_side *s = &pair->side[SIDE_S];
		struct relay_side *t = &pair->side[SIDE_T];
		struct relay_side *mine = NULL;

		if (s->hop == hop &&
		    pc5_user_info_equal(&pair->pub.target, &target))
			mine = s;
		else if (t->hop == hop &&
			 pc5_user_info_equal(&pair->pub.source, &source))
			mine = t;
		if (!mine || pair->state == PAIR_END)
			continue;
		mine->known = false;
		relay_pair_end(relay, pair, PC5S_CAUSE_NO_LONGER_NEEDED,
			       false);
	}
	hop->answer = 1;
	return PC5_LS_LATER;
}

int relay_serve_modify(struct pc5_relay *relay, struct relay_hop *hop,
		       const struct pc5s_msg *msg)
{
	relay->dirty = true;
	switch (pc5s_operation(msg)) {
	case PC5S_OPERATION_ADD_END_UE:
		return add(relay, hop, msg);
	case PC5S_OPERATION_REMOVE_END_UE:
		return remove_pair(relay, hop, msg);
	default:
		return PC5S_CAUSE_UNSPECIFIED;
	}
}

/* The DCR of the relay to the target (TS 24.554 clause 7.2.2.2). */
static int connect_target(struct pc5_relay *relay, struct relay_pair *pair,
			  struct relay_hop *hop)
{
	const struct pc5_relay_service *service = pair->service;
	const struct pc5_user_info *target = &pair->pub.target;
	struct pc5_ls_connect *connect = calloc(1, sizeof(*connect));
	int ret;

	if (!connect)
		return -ENOMEM;
	connect->dst = pair->connect.target_l2;
	if (!connect->dst && target->len && relay->ops->target_l2)
		connect->dst = relay->ops->target_l2(relay->ctx, service->rsc,
						     target);
	if (!connect->dst) {
		connect->dst = service->broadcast;
		connect->broadcast = true;
	}
	connect->target = *target;
	connect->relay.hop = hop->hop;
	connect->relay.source = pair->pub.source;
	connect->relay.target = *target;
	connect->relay.relay = *relay_own(relay);
	connect->profile = pair->connect.profile;
	ret = connect->dst ? pc5_ls_connect(relay->ls, connect, &hop->request) :
			     -ENXIO;
	free(connect);
	return ret;
}

/* By a hop link that is there, or is coming; else a new one. */
static void begin_second(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct pc5_hop to_end = { .rsc = pair->pub.rsc };
	struct relay_side *side = &pair->side[SIDE_T];
	struct relay_hop *hop = NULL;

	relay->dirty = true;
	pair->state = PAIR_SECOND;
	if (pair->pub.target.len)
		hop = relay_hop_find(relay, &to_end, &pair->pub.target);
	if (hop) {
		relay_pair_on(pair, SIDE_T, hop);
		side->tell = RELAY_TELL_ADD;
		return;
	}
	hop = relay_hop_new(relay, &to_end, &pair->pub.target);
	if (!hop || connect_target(relay, pair, hop)) {
		if (hop)
			hop->dead = true;
		relay_pair_end(relay, pair, PC5S_CAUSE_UNKNOWN_TARGET, true);
		return;
	}
	relay_pair_on(pair, SIDE_T, hop);
	side->known = true;
}

static bool side_ready(const struct relay_side *side)
{
	return side->hop && side->hop->up && !side->hop->releasing &&
	       side->known && side->tell == RELAY_TELL_NONE && !side->sent;
}

static void accept_modify(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct pc5_relay_pair *pub = &pair->pub;
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	uint8_t addr[PC5S_UE_IP_MAX];
	int n;

	pc5s_init(&msg, PC5S_MODIFICATION_ACCEPT, 0);
	pc5s_set(&msg, PC5S_IE_SOURCE_END_UE_INFO, pub->source.octets,
		 pub->source.len);
	pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO, pub->target.octets,
		 pub->target.len);
	if (pub->has_target_mac)
		pc5s_set(&msg, PC5S_IE_TARGET_MAC, pub->target_mac,
			 PC5_RELAY_MAC_LEN);
	n = pub->layer == 3 ? pc5s_ue_ip_encode(&pub->target_addr, addr) : 0;
	if (n > 0)
		pc5s_set_copy(&msg, &store, PC5S_IE_TARGET_END_UE_IP, addr, n);
	pc5_ls_modify_answer(relay->ls, pair->side[SIDE_S].hop->link, &msg);
}

/* The second hop is secured: the first one is accepted. */
static void second_done(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_ls_grant grant;

	relay->dirty = true;
	relay_pair_address(relay, pair);
	pair->state = PAIR_FIRST;
	if (pair->hold_accept) {
		pair->hold_accept = false;
		fill_grant(pair, &grant);
		pc5_ls_accept(relay->ls, pair->side[SIDE_S].hop->link, &grant);
	} else if (pair->hold_modify) {
		pair->hold_modify = false;
		accept_modify(relay, pair);
	} else if (pair->held) {
		relay->inject = pair;
		pc5_ls_rx(relay->ls, &pair->held->rx);
		relay->inject = NULL;
	}
}

/* Both hops are there. */
static void first_done(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_relay_route route = {
		.pair = pair->pub.handle,
		.hop_a = pair->pub.hop_source,
		.hop_b = pair->pub.hop_target,
	};

	relay->dirty = true;
	pair->side[SIDE_S].known = true;
	if (pair->pub.layer == 3) {
		relay_pair_ready(relay, pair);
		return;
	}
	if (!relay_ids_assign(relay, pair)) {
		route.ue_id_a = pair->pub.ue_source;
		route.ue_id_b = pair->pub.ue_target;
		pair->routed = relay->ops->route_add &&
			       !relay->ops->route_add(relay->ctx, &route);
	}
	if (!pair->routed) {
		relay_pair_end(relay, pair, PC5S_CAUSE_LACK_OF_RESOURCES,
			       true);
		return;
	}
	/* The source begins as soon as it can: the target has to know first. */
	pair->side[SIDE_T].ids = RELAY_IDS_WANTED;
	pair->state = PAIR_IDS;
}

static void refuse(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5s_store store = { 0 };
	uint8_t cause = pair->refuse;
	struct relay_hop *hop = pair->side[SIDE_S].hop;
	struct pc5s_msg msg;

	pair->refuse = 0;
	relay->dirty = true;
	if (!hop || hop->dead)
		return;
	if (pair->hold_accept) {
		pc5_ls_refuse(relay->ls, hop->link, cause, pair->end_cause);
		return;
	}
	pc5s_init(&msg, PC5S_MODIFICATION_REJECT, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause);
	if (pair->end_cause)
		pc5s_set_u8(&msg, &store, PC5S_IE_END_UE_FAILURE_CAUSE,
			    pair->end_cause);
	pc5_ls_modify_answer(relay->ls, hop->link, &msg);
}

/* The next step of a pair, if what it waits for is there. */
void relay_serve_run(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct relay_side *s = &pair->side[SIDE_S];
	struct relay_side *t = &pair->side[SIDE_T];

	if (pair->refuse)
		refuse(relay, pair);
	if (pair->asked || pair->move_ack)
		relay_select_relay(relay, pair);
	switch (pair->state) {
	case PAIR_NEW:
		begin_second(relay, pair);
		break;
	case PAIR_SECOND:
		if (side_ready(t))
			second_done(relay, pair);
		break;
	case PAIR_FIRST:
		if (s->hop && s->hop->up)
			first_done(relay, pair);
		break;
	case PAIR_IDS:
		if (t->ids == RELAY_IDS_DONE && s->ids == RELAY_IDS_NONE) {
			s->ids = RELAY_IDS_WANTED;
			relay->dirty = true;
		} else if (s->ids == RELAY_IDS_DONE) {
			relay_pair_ready(relay, pair);
		}
		break;
	}
}
