// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay: source and target end UE. */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How long a target waits for the relay to remove a pair, in milliseconds. */
#define LEAVE_MS 10000

/* A relay asks in the name of a source: whether it is worth an answer. */
int relay_end_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		  struct pc5_ls_dcr *dcr)
{
	const struct pc5_relay_service *service =
		relay_service(relay, dcr->relay.hop.rsc, false);
	struct relay_pair pair = { 0 };
	int ret;

	if (!service)
		return PC5_LS_SILENT;
	pair.pub.role = PC5_RELAY_TARGET;
	pair.pub.rsc = service->rsc;
	pair.pub.layer = service->layer;
	pair.pub.data_type = service->hop.data_type;
	pair.pub.source = dcr->relay.source;
	pair.pub.target = *relay_own(relay);
	pair.pub.relay = dcr->relay.relay;
	ret = relay_authorise(relay, &pair);
	if (ret)
		return ret > 0 ? ret : PC5_LS_SILENT;
	if (relay_pair_count(relay, false, NULL) >= relay->config.max_pairs)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	relay_set_profile(relay, service, dcr->message);
	dcr->profile = &relay->profile;
	return relay_copies_dcr(relay, rx, dcr, service);
}

/* Over a path only the other end UE of the pair is expected. */
int relay_end_path_dcr(const struct pc5_relay *relay,
		       const struct pc5_ls_dcr *dcr)
{
	const struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->pub.path == dcr->path && pair->has_path &&
		    pair->state == PAIR_LINK &&
		    pair->pub.role == PC5_RELAY_TARGET &&
		    pc5_user_info_equal(&pair->pub.source, &dcr->source))
			return 0;
	}
	return PC5_LS_SILENT;
}

static struct relay_pair *make_target(struct pc5_relay *relay,
				      struct relay_hop *hop,
				      const struct pc5_relay_service *service,
				      const struct pc5_user_info *source)
{
	struct relay_pair *pair = relay_pair_new(relay, PC5_RELAY_TARGET,
						 service);

	if (!pair)
		return NULL;
	pair->pub.source = *source;
	pair->pub.target = *relay_own(relay);
	pair->pub.relay = hop->peer;
	pair->state = PAIR_HOP;
	pair->side[SIDE_S].known = true;
	relay_pair_on(pair, SIDE_S, hop);
	return pair;
}

/* The relay proved itself to this target. */
int relay_end_accept(struct pc5_relay *relay, uint32_t link,
		     const struct pc5_ls_relay *said,
		     struct pc5_ls_grant *grant)
{
	const struct pc5_relay_service *service =
		relay_service(relay, said->hop.rsc, false);
	struct relay_hop *hop;

	if (!service ||
	    relay_pair_count(relay, false, NULL) >= relay->config.max_pairs)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	hop = relay_hop_new(relay, &said->hop, &said->relay);
	if (!hop)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	hop->link = link;
	if (!make_target(relay, hop, service, &said->source))
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	grant->has_mac = relay->ops->mac &&
			 service->hop.data_type == PC5_LS_ETHERNET &&
			 !relay->ops->mac(relay->ctx, grant->mac);
	return 0;
}

static struct relay_pair *on_hop(const struct pc5_relay *relay,
				 const struct relay_hop *hop, uint8_t role,
				 const struct pc5_user_info *other)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (pair->side[SIDE_S].hop == hop && pair->pub.role == role &&
		    pair->state != PAIR_END &&
		    pc5_user_info_equal(other, role == PC5_RELAY_SOURCE ?
					&pair->pub.target : &pair->pub.source))
			return pair;
	}
	return NULL;
}

static void gone(struct pc5_relay *relay, struct relay_pair *pair)
{
	pair->side[SIDE_S].known = false;
	if (!relay_lost(relay, pair, PC5S_CAUSE_NOT_AVAILABLE))
		relay_pair_end(relay, pair, PC5S_CAUSE_NOT_AVAILABLE, false);
}

/* A further source (operation code 8). */
static int add(struct pc5_relay *relay, struct relay_hop *hop,
	       const struct pc5s_msg *msg)
{
	const struct pc5_relay_service *service =
		relay_service(relay, hop->hop.rsc, false);
	struct pc5_user_info source =
		relay_info(msg->ie[PC5S_IE_SOURCE_END_UE_INFO]);
	struct pc5_user_info target =
		relay_info(msg->ie[PC5S_IE_TARGET_END_UE_INFO]);
	struct relay_pair *pair;
	int ret;

	if (!service || !source.len ||
	    !pc5_user_info_equal(&target, relay_own(relay)))
		return PC5S_CAUSE_UNKNOWN_TARGET;
	if (relay_pair_count(relay, false, NULL) >= relay->config.max_pairs)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	/* The relay knows nothing of the one before. */
	pair = on_hop(relay, hop, PC5_RELAY_TARGET, &source);
	if (pair)
		gone(relay, pair);
	pair = make_target(relay, hop, service, &source);
	if (!pair)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	ret = relay_authorise(relay, pair);
	if (ret) {
		relay_pair_free(relay, pair);
		return ret > 0 ? ret : PC5S_CAUSE_NOT_ALLOWED;
	}
	hop->answer = 1;
	return PC5_LS_LATER;
}

/* The relay removes a pair (operation code 9). */
static int remove_pair(struct pc5_relay *relay, struct relay_hop *hop,
		       const struct pc5s_msg *msg)
{
	struct pc5_user_info source =
		relay_info(msg->ie[PC5S_IE_SOURCE_END_UE_INFO]);
	struct pc5_user_info target =
		relay_info(msg->ie[PC5S_IE_TARGET_END_UE_INFO]);
	struct relay_pair *pair;

	pair = on_hop(relay, hop, PC5_RELAY_SOURCE, &target);
	if (!pair)
		pair = on_hop(relay, hop, PC5_RELAY_TARGET, &source);
	if (pair)
		gone(relay, pair);
	hop->answer = 1;
	return PC5_LS_LATER;
}

int relay_end_modify(struct pc5_relay *relay, struct relay_hop *hop,
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

/* What the other end of a hop said when it accepted the pair. */
void relay_end_accepted(struct relay_pair *pair, const struct pc5s_msg *msg)
{
	struct pc5s_span source = msg->ie[PC5S_IE_SOURCE_USER_INFO];
	struct pc5s_span mac = msg->ie[PC5S_IE_TARGET_MAC];
	struct pc5s_span ip = msg->ie[PC5S_IE_TARGET_END_UE_IP];
	struct pc5_relay_pair *pub = &pair->pub;
	struct pc5_addr addr;

	/* Integrated discovery: whoever offers the service. */
	if (!pub->target.len)
		pub->target = relay_info(source);
	if (mac.data) {
		pub->has_target_mac = true;
		memcpy(pub->target_mac, mac.data, mac.len);
	}
	if (ip.data && !pc5s_ue_ip_decode(ip, &addr))
		pub->target_addr = addr;
}

/* The DCR of a source to its relay. */
static int connect_relay(struct pc5_relay *relay, struct relay_pair *pair,
			 struct relay_hop *hop)
{
	const struct pc5_relay_service *service = pair->service;
	const struct pc5_relay_connect *want = &pair->connect;
	struct pc5_ls_connect *connect = calloc(1, sizeof(*connect));
	int ret;

	if (!connect)
		return -ENOMEM;
	connect->dst = want->relay.l2;
	connect->target = want->relay.info;
	connect->relay.hop = hop->hop;
	connect->relay.relay = want->relay.info;
	connect->relay.target = want->target;
	connect->relay.target_l2 = want->target_l2;
	if (!want->relay.info.len) {
		connect->relay.indication = true;
		connect->broadcast = true;
		connect->dst = service->broadcast;
	}
	connect->profile = service->hop;
	if (want->profile.prose_ids_len) {
		connect->profile.prose_ids_len = want->profile.prose_ids_len;
		memcpy(connect->profile.prose_ids, want->profile.prose_ids,
		       want->profile.prose_ids_len);
	}
	if (service->layer == 3 && want->profile.qos_len) {
		connect->profile.qos_len = want->profile.qos_len;
		memcpy(connect->profile.qos_flows, want->profile.qos_flows,
		       want->profile.qos_len);
	}
	ret = connect->dst ? pc5_ls_connect(relay->ls, connect, &hop->request) :
			     -EINVAL;
	free(connect);
	return ret;
}

/* By a hop link to the relay that is there, or is coming; else a new one. */
int relay_end_connect(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct pc5_hop to_relay = {
		.rsc = pair->pub.rsc,
		.peer_relay = true,
	};
	const struct pc5_relay_connect *want = &pair->connect;
	struct relay_side *side = &pair->side[SIDE_S];
	struct relay_hop *hop = NULL;
	int ret;

	pair->state = PAIR_HOP;
	if (want->relay.info.len)
		hop = relay_hop_find(relay, &to_relay, &want->relay.info);
	if (hop) {
		relay_pair_on(pair, SIDE_S, hop);
		side->tell = RELAY_TELL_ADD;
		relay->dirty = true;
		return 0;
	}
	hop = relay_hop_new(relay, &to_relay, &want->relay.info);
	if (!hop)
		return -ENOMEM;
	ret = connect_relay(relay, pair, hop);
	if (ret) {
		hop->dead = true;
		return ret;
	}
	relay_pair_on(pair, SIDE_S, hop);
	side->known = true;
	return 0;
}

static const struct relay_pair *same_pair(const struct pc5_relay *relay,
					  const struct pc5_relay_connect *want)
{
	const struct relay_pair *it;

	for (it = relay->pairs; it && want->target.len; it = it->next) {
		if (it->pub.role == PC5_RELAY_SOURCE &&
		    it->pub.rsc == want->rsc && it->state < PAIR_CLOSE &&
		    !it->moved &&
		    pc5_user_info_equal(&it->pub.target, &want->target))
			return it;
	}
	return NULL;
}

int pc5_relay_connect(struct pc5_relay *relay,
		      const struct pc5_relay_connect *connect,
		      uint32_t *handle)
{
	const struct pc5_relay_service *service =
		relay_service(relay, connect->rsc, false);
	struct relay_pair *pair;
	int ret;

	if (!service)
		return -ENOENT;
	if (pc5_user_info_equal(&connect->target, relay_own(relay)) ||
	    (!connect->target.len && connect->relay.info.len))
		return -EINVAL;
	if (same_pair(relay, connect))
		return -EEXIST;
	if (pc5_relay_excluded(relay, connect->rsc, &connect->relay.info))
		return -EAGAIN;
	if (relay_pair_count(relay, false, NULL) >= relay->config.max_pairs)
		return -EMLINK;
	pair = relay_pair_new(relay, PC5_RELAY_SOURCE, service);
	if (!pair)
		return -ENOMEM;
	pair->connect = *connect;
	pair->pub.source = *relay_own(relay);
	pair->pub.target = connect->target;
	pair->pub.relay = connect->relay.info;
	pair->attempts = relay->config.attempts;
	if (relay->ops->mac && service->hop.data_type == PC5_LS_ETHERNET)
		pair->pub.has_source_mac =
			!relay->ops->mac(relay->ctx, pair->pub.source_mac);
	ret = relay_end_connect(relay, pair);
	if (ret) {
		relay_pair_free(relay, pair);
		return ret;
	}
	*handle = pair->pub.handle;
	/* A further pair of a hop link begins when the links are at rest. */
	relay_later(relay);
	return 0;
}

static bool allowed(uint8_t cause)
{
	return cause == PC5S_CAUSE_NOT_ALLOWED ||
	       cause == PC5S_CAUSE_NO_LONGER_NEEDED ||
	       cause == PC5S_CAUSE_NOT_AVAILABLE ||
	       cause == PC5S_CAUSE_LACK_OF_RESOURCES ||
	       cause == PC5S_CAUSE_CONGESTION ||
	       cause == PC5S_CAUSE_END_UE_FAILURE ||
	       cause == PC5S_CAUSE_UNSPECIFIED;
}

int pc5_relay_release(struct pc5_relay *relay, uint32_t handle, uint8_t cause)
{
	struct relay_pair *pair = relay_pair_get(relay, handle);

	if (!allowed(cause))
		return -EINVAL;
	if (!pair || pair->state >= PAIR_CLOSE)
		return -ENOENT;
	relay_pair_end(relay, pair, cause, true);
	relay_later(relay);
	return 0;
}

/* The DCR of the source to the target itself, over the path. */
static void connect_target(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct pc5_ls_connect *connect = calloc(1, sizeof(*connect));
	int ret = -ENOMEM;

	if (connect) {
		connect->dst = pair->peer_l2;
		connect->target = pair->pub.target;
		connect->ids.own = pair->own_l2;
		connect->ids.peer = pair->peer_l2;
		connect->ids.path = pair->pub.path;
		connect->profile = pair->connect.profile;
		ret = pc5_ls_connect(relay->ls, connect, &pair->request);
	}
	free(connect);
	relay->dirty = true;
	if (ret)
		relay_pair_end(relay, pair, PC5S_CAUSE_UNSPECIFIED, true);
}

static struct relay_pair *by_request(const struct pc5_relay *relay,
				     uint32_t request)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (request && pair->request == request)
			return pair;
	}
	return NULL;
}

static struct relay_pair *by_link(const struct pc5_relay *relay, uint32_t link)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (link && pair->pub.link == link)
			return pair;
	}
	return NULL;
}

static struct relay_pair *by_path(const struct pc5_relay *relay, uint32_t path)
{
	struct relay_pair *pair;

	for (pair = relay->pairs; pair; pair = pair->next) {
		if (path && pair->has_path && pair->pub.path == path)
			return pair;
	}
	return NULL;
}

static void established(struct pc5_relay *relay,
			const struct pc5_ls_event *event)
{
	struct relay_pair *pair = by_request(relay, event->request);
	struct relay_hop *hop;
	struct pc5_ls_info info;

	if (pc5_ls_info(relay->ls, event->handle, &info))
		return;
	/* More than one relay answered: this one has no use. */
	if (info.hop.rsc) {
		hop = relay_hop_new(relay, &info.hop, &info.peer);
		if (hop)
			relay_hop_up(relay, hop, event->handle);
		return;
	}
	if (!pair)
		pair = by_path(relay, info.ids.path);
	if (!pair)
		return;
	pair->request = 0;
	pair->pub.link = event->handle;
	relay->dirty = true;
	if (pair->state == PAIR_LINK)
		relay_pair_ready(relay, pair);
}

/* Events of links that are no hop links. */
void relay_end_link(struct pc5_relay *relay, const struct pc5_ls_event *event)
{
	struct relay_pair *pair = NULL;

	switch (event->type) {
	case PC5_LS_ESTABLISHED:
		established(relay, event);
		return;
	case PC5_LS_CONNECT_FAILED:
		pair = by_request(relay, event->request);
		if (pair)
			pair->request = 0;
		break;
	case PC5_LS_RELEASED:
		pair = by_link(relay, event->handle);
		if (pair)
			pair->pub.link = 0;
		break;
	case PC5_LS_IDS_FAILED:
		pair = by_link(relay, event->handle);
		for (pair = pair ? relay->pairs : NULL; pair; pair = pair->next)
			pair->moving = false;
		relay_later(relay);
		return;
	case PC5_LS_IDS_CHANGED:
		relay->dirty = true;
		return;
	}
	if (!pair)
		return;
	relay->dirty = true;
	if (relay_lost(relay, pair, event->cause))
		return;
	relay_pair_end(relay, pair, event->cause, event->local);
	/*
	 * The source, which released it, goes on to the hop links. Two that
	 * release the same one at a time would have to forget its K_NRP.
	 */
	if (event->type == PC5_LS_RELEASED && !event->local &&
	    pair->pub.role == PC5_RELAY_TARGET)
		pair->deadline = relay_now(relay) + LEAVE_MS;
}

/* The pair whose end-to-end link is to come over this one's path. */
static struct relay_pair *predecessor(const struct pc5_relay *relay,
				      const struct relay_pair *pair)
{
	struct relay_pair *it;

	for (it = relay->pairs; it; it = it->next) {
		if (it != pair && it->pub.link && it->state < PAIR_CLOSE &&
		    it->pub.role == pair->pub.role &&
		    it->pub.rsc == pair->pub.rsc &&
		    pc5_user_info_equal(&it->pub.source, &pair->pub.source) &&
		    pc5_user_info_equal(&it->pub.target, &pair->pub.target))
			return it;
	}
	return NULL;
}

/* Make the end-to-end link come over, or see that it did. */
static void take_over(struct pc5_relay *relay, struct relay_pair *pair,
		      struct relay_pair *old)
{
	const struct pc5_ls_ids to = {
		.own = pair->own_l2,
		.peer = pair->peer_l2,
		.path = pair->pub.path,
	};
	bool source = pair->pub.role == PC5_RELAY_SOURCE;
	struct pc5_ls_info info;
	int ret = 0;

	if (pc5_ls_info(relay->ls, old->pub.link, &info)) {
		old->pub.link = 0;
		relay->dirty = true;
		return;
	}
	if (info.ids.path == pair->pub.path) {
		pair->pub.link = old->pub.link;
		pair->moves = old->pub.handle;
		relay_pair_ready(relay, pair);
		return;
	}
	if (source && old->state == PAIR_LOST && !old->lost) {
		ret = pc5_ls_path_new(relay->ls, old->pub.link, &to, true,
				      relay->config.path_ms);
		relay->dirty = !ret;
	} else if (source && !pair->moving && old->state != PAIR_LOST) {
		ret = pc5_ls_move(relay->ls, old->pub.link, &to);
		pair->moving = !ret;
	} else if (!source && !pair->attached) {
		ret = pc5_ls_path_new(relay->ls, old->pub.link, &to, false,
				      relay->config.path_ms);
		pair->attached = !ret;
	}
	if (ret)
		relay_later(relay);
}

static void run_link(struct pc5_relay *relay, struct relay_pair *pair)
{
	struct relay_pair *old = predecessor(relay, pair);

	if (old)
		take_over(relay, pair, old);
	else if (pair->pub.role == PC5_RELAY_SOURCE && !pair->request &&
		 !pair->pub.link)
		connect_target(relay, pair);
}

/* The next step of a pair, if what it waits for is there. */
void relay_end_run(struct pc5_relay *relay, struct relay_pair *pair)
{
	const struct relay_side *side = &pair->side[SIDE_S];

	switch (pair->state) {
	case PAIR_HOP:
		if (!side->hop || !side->hop->up || !side->known ||
		    side->tell != RELAY_TELL_NONE || side->sent)
			break;
		relay->dirty = true;
		if (pair->pub.layer == 3)
			relay_pair_ready(relay, pair);
		else
			pair->state = PAIR_IDS;
		break;
	case PAIR_LINK:
		run_link(relay, pair);
		break;
	case PAIR_UP:
	case PAIR_LOST:
		relay_select_next(relay, pair);
		break;
	}
}
