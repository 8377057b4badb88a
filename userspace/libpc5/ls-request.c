// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: establishment at UE_1 (TS 24.554 clause 7.2.2).
 *
 * Each UE that answers the Direct Communication Request (DCR) is a link of its
 * own from its first message on, so that no answer, forged or not, disturbs
 * another one. Nothing unprotected ends the wait for a better one: a refusal
 * that anybody may have sent only shortens it, from what is left of T5080 to
 * the hold time of the configuration, and says what to fail with. As long as
 * a Security Mode Command can arrive and verify in that time, who forges
 * refusals gains nothing.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool same_info(const struct pc5_user_info *a,
		      const struct pc5_user_info *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

static bool same_service(const struct pc5_ls_profile *a,
			 const struct pc5_ls_profile *b)
{
	return a->data_type == b->data_type &&
	       a->prose_ids_len == b->prose_ids_len &&
	       !memcmp(a->prose_ids, b->prose_ids, a->prose_ids_len);
}

/* Whether the first link answers the DCR. */
static bool wants_one(const struct ls_request *request)
{
	const struct pc5_ls_connect *connect = &request->connect;

	return connect->target.len || connect->relay.target.len;
}

static int timer_of(const struct ls_request *request)
{
	return request->connect.relay.hop.peer_relay ? PC5_LS_T5080_RELAY
						     : PC5_LS_T5080;
}

static bool same_relay(const struct pc5_ls_connect *a,
		       const struct pc5_ls_connect *b)
{
	return pc5_hop_equal(&a->relay.hop, &b->relay.hop) &&
	       same_info(&a->relay.target, &b->relay.target) &&
	       a->ids.path == b->ids.path;
}

/* Whether T5088 runs for that peer. */
static bool backed_off(const struct pc5_ls *ls,
		       const struct pc5_ls_connect *connect)
{
	uint64_t now = ls_now(ls);
	int i;

	for (i = 0; i < LS_BACKOFFS; i++) {
		const struct ls_backoff *it = &ls->backoff[i];

		if (it->until > now && it->dst == connect->dst &&
		    same_info(&it->target, &connect->target))
			return true;
	}
	return false;
}

/* Start T5088; the entry that ends first makes room. */
static void back_off(struct ls_request *request, const struct pc5s_msg *msg,
		     bool proven)
{
	struct pc5_ls *ls = request->ls;
	struct ls_backoff *slot = &ls->backoff[0];
	uint32_t seconds;
	uint64_t ms;
	int i;

	if (pc5s_cause(msg, PC5S_IE_CAUSE) != PC5S_CAUSE_CONGESTION ||
	    !pc5s_has(msg, PC5S_IE_BACKOFF))
		return;
	seconds = pc5s_gprs_timer_decode(pc5s_u8(msg, PC5S_IE_BACKOFF));
	if (seconds == PC5S_TIMER_DEACTIVATED)
		return;
	ms = (uint64_t)seconds * 1000;
	if (!proven && ms > ls->config.backoff_unproven_max_ms)
		ms = ls->config.backoff_unproven_max_ms;
	for (i = 0; i < LS_BACKOFFS; i++) {
		if (ls->backoff[i].until < slot->until)
			slot = &ls->backoff[i];
	}
	slot->dst = request->connect.dst;
	slot->target = request->connect.target;
	slot->until = ls_now(ls) + ms;
}

static int may_connect(const struct pc5_ls *ls,
		       const struct pc5_ls_connect *connect)
{
	const struct ls_request *request;
	const struct ls_link *link;

	for (link = ls->links; link && connect->target.len; link = link->next) {
		if (!link->dead && link->state == LS_UP &&
		    same_info(&link->peer_info, &connect->target) &&
		    pc5_hop_equal(&link->hop, &connect->relay.hop) &&
		    (!link->hop.rsc || link->initiator) &&
		    link->path == connect->ids.path &&
		    same_service(&link->profile, &connect->profile))
			return -EEXIST;
	}
	for (request = ls->requests; request; request = request->next) {
		if (!request->dead &&
		    request->connect.dst == connect->dst &&
		    same_info(&request->connect.target, &connect->target) &&
		    same_relay(&request->connect, connect) &&
		    same_service(&request->connect.profile, &connect->profile))
			return -EEXIST;
	}
	if (backed_off(ls, connect))
		return -EAGAIN;
	return ls_count(ls) < ls->config.max_links ? 0 : -EMLINK;
}

/* What every answer starts from: nonce, capabilities, K_NRP, container. */
static int prepare(struct ls_request *request)
{
	const struct pc5_ls_connect *connect = &request->connect;
	struct ls_smc *smc = &request->smc;
	struct pc5_ls *ls = request->ls;
	struct pc5_ls_auth_who who = {
		.initiator = true,
		.rsc = connect->relay.hop.rsc,
		.peer_relay = connect->relay.hop.peer_relay,
		.own = ls->config.user_info,
		.peer = connect->target,
	};
	uint8_t first[PC5_LS_AUTH_CONTAINER_MAX];
	int ret;

	smc->caps_len = PC5S_CAPABILITIES_LEN;
	pc5s_capabilities_encode(ls->config.algs.caps, smc->caps);
	smc->policy = pc5s_policy_encode(connect->profile.signalling);
	if (connect->profile.signalling.integrity == PC5_POLICY_NOT_NEEDED)
		return 0;
	ret = ls->ops->random(ls->ctx, smc->nonce_1, sizeof(smc->nonce_1));
	if (!ret)
		ret = ls_pick_octet(ls, NULL, true, &smc->msb);
	if (ret)
		return ret;
	smc->has_nonce = true;
	if (connect->target.len &&
	    !ls->ops->knrp_find(ls->ctx, 0, &connect->target,
				&connect->relay.hop, &smc->knrp))
		smc->has_knrp = true;
	if (!ls->auth)
		return 0;
	ret = ls->auth->first(ls->ctx, &who, first, sizeof(first));
	if (ret <= 0)
		return ret;
	return ls_set_octets(&smc->first, &smc->first_len, first, ret);
}

static struct ls_msg *make_dcr(const struct ls_request *request)
{
	const struct pc5_ls_connect *connect = &request->connect;
	const struct pc5_ls_profile *profile = &connect->profile;
	const struct pc5_ls_config *config = &request->ls->config;
	const struct ls_smc *smc = &request->smc;
	struct ls_out out = { 0 };

	pc5s_init(&out.msg, PC5S_ESTABLISHMENT_REQUEST, request->ls->seq++);
	pc5s_set(&out.msg, PC5S_IE_SOURCE_USER_INFO, config->user_info.octets,
		 config->user_info.len);
	if (connect->relay.hop.rsc)
		ls_add_relay(&out, &connect->relay);
	pc5s_set(&out.msg, PC5S_IE_SECURITY_CAPABILITIES, smc->caps,
		 smc->caps_len);
	pc5s_set(&out.msg, PC5S_IE_SIGNALLING_POLICY, &smc->policy, 1);
	if (profile->prose_ids_len)
		pc5s_set(&out.msg, PC5S_IE_PROSE_IDENTIFIERS,
			 profile->prose_ids, profile->prose_ids_len);
	if (smc->first)
		pc5s_set(&out.msg, PC5S_IE_KEY_EST_INFO, smc->first,
			 smc->first_len);
	if (smc->has_nonce) {
		pc5s_set(&out.msg, PC5S_IE_NONCE_1, smc->nonce_1,
			 sizeof(smc->nonce_1));
		pc5s_set(&out.msg, PC5S_IE_KNRP_SESS_ID_MSB, &smc->msb, 1);
	}
	if (connect->target.len && !connect->relay.hop.rsc)
		pc5s_set(&out.msg, PC5S_IE_TARGET_USER_INFO,
			 connect->target.octets, connect->target.len);
	if (smc->has_knrp)
		pc5s_set_u32(&out.msg, &out.store, PC5S_IE_KNRP_ID,
			     smc->knrp.id);
	return ls_encode(&out, 0);
}

static void send_dcr(const struct ls_request *request)
{
	struct pc5_ls *ls = request->ls;
	struct pc5_ls_tx tx = {
		.cast = request->connect.broadcast ? PC5_LS_BROADCAST
						   : PC5_LS_UNICAST,
		.src = request->own,
		.dst = request->connect.dst,
		.path = request->connect.ids.path,
		.data = request->clock.msg->data,
		.len = request->clock.msg->len,
	};

	ls->ops->transmit(ls->ctx, &tx);
}

static void restart(struct ls_request *request)
{
	const struct pc5_ls *ls = request->ls;

	request->clock.at = ls_now(ls) +
			    ls->config.timer_ms[timer_of(request)];
}

int pc5_ls_connect(struct pc5_ls *ls, const struct pc5_ls_connect *connect,
		   uint32_t *handle)
{
	struct ls_request *request;
	int ret = may_connect(ls, connect);

	if (ret)
		return ret;
	request = calloc(1, sizeof(*request));
	if (!request)
		return -ENOMEM;
	request->ls = ls;
	request->connect = *connect;
	request->clock.at = LS_OFF;
	request->hold = LS_OFF;
	request->own = connect->ids.own;
	ret = connect->ids.path ? 0 : ls_new_l2id(ls, &request->own);
	if (!ret)
		ret = prepare(request);
	request->next = ls->requests;
	ls->requests = request;
	if (!ret) {
		request->clock.msg = make_dcr(request);
		if (!request->clock.msg)
			ret = -EINVAL;
	}
	if (ret) {
		request->dead = true;
		ls_settle(ls);
		return ret;
	}
	request->handle = ++ls->handle;
	request->clock.left = ls->config.retries[timer_of(request)];
	restart(request);
	send_dcr(request);
	*handle = request->handle;
	return 0;
}

/*
 * The end of the wait. An answer that came as far as its Security Mode Complete
 * may be a link for the other UE already, which is told.
 */
void ls_request_kill(struct ls_request *request)
{
	struct ls_link *link;

	request->dead = true;
	for (link = request->ls->links; link; link = link->next) {
		if (link->dead || link->request != request)
			continue;
		link->request = NULL;
		if (link->state == LS_COMPLETE)
			ls_release_start(link, PC5S_CAUSE_NO_LONGER_NEEDED);
		else
			ls_link_kill(link);
	}
}

/*
 * Where nothing that came verified, the K_NRP that was named may be another one
 * at the peer: the next attempt does not name it.
 */
void ls_request_fail(struct ls_request *request, uint8_t cause, bool local)
{
	const struct pc5_ls *ls = request->ls;

	if (request->dead)
		return;
	if (cause == PC5S_CAUSE_INTEGRITY_FAILURE && request->smc.has_knrp)
		ls->ops->knrp_forget(ls->ctx, request->smc.knrp.id);
	ls_request_kill(request);
	if (!request->quiet)
		ls_event_request(request->ls, PC5_LS_CONNECT_FAILED,
				 request->handle, NULL, cause, local);
}

/* Whether an answer verified, so that refusals by others are forgotten. */
static bool has_proof(const struct ls_request *request)
{
	const struct ls_link *link;

	for (link = request->ls->links; link; link = link->next) {
		if (!link->dead && link->request == request && link->proven)
			return true;
	}
	return false;
}

void ls_request_timeout(struct ls_request *request, uint64_t now)
{
	if (request->hold <= now) {
		request->hold = LS_OFF;
		if (!has_proof(request)) {
			ls_request_fail(request, request->cause, false);
			return;
		}
	}
	if (request->clock.at > now)
		return;
	if (request->clock.left) {
		request->clock.left--;
		restart(request);
		send_dcr(request);
	} else if (request->links) {
		ls_request_kill(request);
	} else {
		ls_request_fail(request, request->cause, true);
	}
}

/* Somebody may have refused: fail with @cause unless there is better news. */
void ls_answer_doubted(struct ls_request *request, uint8_t cause)
{
	const struct pc5_ls *ls = request->ls;

	request->cause = cause;
	if (wants_one(request) && request->hold == LS_OFF)
		request->hold = ls_now(ls) + ls->config.reject_hold_ms;
}

/* An answer that is known to be the peer's came to nothing. */
void ls_answer_failed(struct ls_link *link, uint8_t cause, bool local)
{
	struct ls_request *request = link->request;

	ls_link_kill(link);
	if (!request)
		return;
	request->cause = cause;
	if (wants_one(request))
		ls_request_fail(request, cause, local);
}

/* Room for one more answer: the oldest of which nothing is known goes. */
static void make_room(struct ls_request *request)
{
	struct ls_link *oldest = NULL;
	struct ls_link *link;
	unsigned int n = 0;

	for (link = request->ls->links; link; link = link->next) {
		if (link->dead || link->request != request || link->proven)
			continue;
		oldest = link;
		n++;
	}
	if (oldest && n >= request->ls->config.max_answers)
		ls_link_kill(oldest);
}

/* A UE that was not heard before answers; NULL where memory is short. */
struct ls_link *ls_answer(struct ls_request *request, uint32_t peer)
{
	struct pc5_ls *ls = request->ls;
	struct ls_link *link;

	make_room(request);
	link = ls_link_new(ls);
	if (!link)
		return NULL;
	if (ls_smc_copy(&link->smc, &request->smc)) {
		ls_link_kill(link);
		return NULL;
	}
	link->state = LS_AUTH;
	link->initiator = true;
	link->request = request;
	link->own = request->own;
	link->peer = peer;
	link->path = request->connect.ids.path;
	link->hop = request->connect.relay.hop;
	link->profile = request->connect.profile;
	link->peer_info = request->connect.target;
	if (ls_new_link_local(link)) {
		ls_link_kill(link);
		return NULL;
	}
	return link;
}

/*
 * The peer is whom it authenticated as, or whom it was asked to be: with a key
 * that two share, nobody else can say something in its name.
 */
static bool name_fits(const struct pc5_user_info *peer, struct pc5s_span info)
{
	return !peer->len || (peer->len == info.len &&
			      !memcmp(peer->octets, info.data, info.len));
}

/*
 * A relay says which target it accepts for, and who it is itself: both have to
 * be what was asked for.
 */
static bool names_fit(const struct ls_link *link, const struct pc5s_msg *msg)
{
	const struct pc5_ls_relay *relay = &link->request->connect.relay;
	struct pc5s_span source = msg->ie[PC5S_IE_SOURCE_USER_INFO];
	struct pc5s_span info = msg->ie[PC5S_IE_RELAY_USER_INFO];

	if (!link->hop.rsc)
		return name_fits(&link->peer_info, source);
	if (link->hop.peer_relay)
		return info.data && name_fits(&link->peer_info, info) &&
		       name_fits(&relay->target, source);
	return info.data && name_fits(&link->own_info, info) &&
	       name_fits(&link->peer_info, source);
}

static bool accept_fits(struct ls_link *link, const struct pc5s_msg *msg)
{
	bool ip = link->profile.data_type == PC5_LS_IP;
	struct pc5s_up_config config;

	if (!names_fit(link, msg) ||
	    pc5s_has(msg, PC5S_IE_IP_CONFIG) != ip)
		return false;
	config = pc5s_up_config_decode(pc5s_u8(msg, PC5S_IE_UP_CONFIG));
	link->user_plane = pc5_up_resolve(config, link->profile.user_plane,
					  link->smc.sel);
	return pc5_policy_up_fits(link->profile.user_plane, link->smc.sel,
				  link->user_plane);
}

/* Direct Communication Accept; the protection was checked. */
void ls_rx_accept(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct ls_request *request = link->request;
	struct pc5s_span info = msg->ie[link->hop.peer_relay ?
					PC5S_IE_RELAY_USER_INFO :
					PC5S_IE_SOURCE_USER_INFO];

	if (link->state != LS_COMPLETE || !request) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	if (!accept_fits(link, msg)) {
		link->request = NULL;
		ls_release_start(link, PC5S_CAUSE_UNSPECIFIED);
		request->cause = PC5S_CAUSE_UNSPECIFIED;
		if (wants_one(request))
			ls_request_fail(request, PC5S_CAUSE_UNSPECIFIED, true);
		return;
	}
	if (!link->peer_info.len) {
		link->peer_info.len = info.len;
		memcpy(link->peer_info.octets, info.data, info.len);
	}
	ls_take_ip(link, msg);
	if (link->hop.rsc && link->ls->upper)
		link->ls->upper->accepted(link->ls->upper_ctx, link->handle,
					  msg);
	ls_went_up(link, msg->ie[PC5S_IE_QOS_FLOWS]);
}

/*
 * Direct Communication Reject: protected where a context is active, which was
 * checked, else anybody's.
 */
void ls_rx_reject(struct ls_request *request, struct ls_link *link,
		  const struct pc5s_msg *msg)
{
	uint8_t cause = pc5s_cause(msg, PC5S_IE_CAUSE);
	bool proven = link && link->state == LS_COMPLETE && link->secured;

	if (!request)
		return;
	back_off(request, msg, proven);
	if (request->ls->upper)
		request->ls->upper->failed(request->ls->upper_ctx,
					   request->handle, msg);
	if (link && link->state == LS_COMPLETE)
		ls_answer_failed(link, cause, false);
	else
		ls_answer_doubted(request, cause);
}

static bool smaller(const struct pc5_user_info *a,
		    const struct pc5_user_info *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int cmp = memcmp(a->octets, b->octets, n);

	return cmp ? cmp < 0 : a->len < b->len;
}

/*
 * Two UEs that ask for each other at the same time need one link, not two. The
 * one whose user info is smaller leaves the other's DCR unanswered as long as
 * its own may be answered; nothing is believed of that DCR, it is only left for
 * later. Clause 7.2.2 says nothing about this case.
 */
bool ls_request_first(const struct pc5_ls *ls,
		      const struct pc5_user_info *source)
{
	const struct ls_request *request;

	for (request = ls->requests; request; request = request->next) {
		if (!request->dead && !request->connect.relay.hop.rsc &&
		    same_info(&request->connect.target, source) &&
		    smaller(&ls->config.user_info, source))
			return true;
	}
	return false;
}

/*
 * Whether an answer may be a link for the other UE already. Then it has to end
 * by the rule that both UEs know.
 */
static bool finishing(const struct ls_request *request)
{
	const struct ls_link *link;

	for (link = request->ls->links; link; link = link->next) {
		if (!link->dead && link->request == request &&
		    link->state == LS_COMPLETE)
			return true;
	}
	return false;
}

/*
 * @link came up. A DCR that asked for just that is answered, and a link to the
 * same peer for the same purpose that is there already is one too many: the one
 * made earlier goes, or where each side made one the one of the larger user
 * info, by the UE that made it. The peer is authenticated by now.
 */
void ls_request_satisfied(struct ls_link *link)
{
	struct pc5_ls *ls = link->ls;
	struct ls_request *request;
	struct ls_link *it;

	for (request = ls->requests; request; request = request->next) {
		if (request->dead || request->quiet || link->hop.rsc ||
		    request->connect.relay.hop.rsc ||
		    request->connect.ids.path || link->path ||
		    !same_info(&request->connect.target, &link->peer_info) ||
		    !same_service(&request->connect.profile, &link->profile))
			continue;
		ls_event_request(ls, PC5_LS_ESTABLISHED, request->handle, link,
				 0, true);
		if (finishing(request))
			request->quiet = true;
		else
			ls_request_kill(request);
	}
	for (it = ls->links; it; it = it->next) {
		if (it == link || it->dead || it->state != LS_UP ||
		    !ls_same_purpose(it, link) || !same_info(&it->peer_info, &link->peer_info) ||
		    !same_service(&it->profile, &link->profile))
			continue;
		if (it->peer == link->peer)
			ls_release_local(it, PC5S_CAUSE_NO_LONGER_NEEDED);
		else if (it->initiator == link->initiator)
			ls_release_start(it, PC5S_CAUSE_NO_LONGER_NEEDED);
		else if (smaller(&link->peer_info, &link->own_info))
			ls_release_start(it->initiator ? it : link,
					 PC5S_CAUSE_NO_LONGER_NEEDED);
	}
}
