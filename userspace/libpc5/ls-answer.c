// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: establishment at UE_2 (TS 24.554 clause 7.2.2).
 *
 * Anybody can send a Direct Communication Request (DCR), under any source
 * Layer-2 ID. So a DCR in work changes nothing for links that are there, has
 * its own Layer-2 ID of this UE and ends with its timers; how many there are is
 * limited, and one too many is left out in silence: an answer would help only
 * who sends them. Where the limit for all is reached, who has not answered for
 * longest makes way, so that requests of nobody do not keep somebody's away for
 * as long as their timers run.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool info_is(const struct pc5_user_info *info, struct pc5s_span span)
{
	return info->len == span.len && !memcmp(info->octets, span.data,
						info->len);
}

/* The service whose ProSe identifiers those are; -1 where there is none. */
static int find_service(const struct pc5_ls_config *config,
			const struct pc5s_msg *msg)
{
	struct pc5s_span ids = msg->ie[PC5S_IE_PROSE_IDENTIFIERS];
	unsigned int i;

	if (!ids.data)
		return config->n_services &&
		       pc5s_has(msg, PC5S_IE_TARGET_USER_INFO) ? 0 : -1;
	for (i = 0; i < config->n_services; i++) {
		const struct pc5_ls_profile *it = &config->services[i];

		if (it->prose_ids_len == ids.len &&
		    !memcmp(it->prose_ids, ids.data, ids.len))
			return i;
	}
	return -1;
}

/* Whether two DCRs are the same one, sent again. */
static bool same_dcr(const struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span nonce = msg->ie[PC5S_IE_NONCE_1];

	if (link->smc.has_nonce != !!nonce.data)
		return false;
	if (nonce.data)
		return !memcmp(link->smc.nonce_1, nonce.data, nonce.len);
	return link->dcr_seq == msg->seq;
}

/*
 * A DCR that is known: its own timers see to it. Where it made a link whose
 * Establishment Accept nobody is known to have received, that is sent again:
 * nothing else would.
 */
static bool known(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		  const struct pc5s_msg *msg)
{
	struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (link->dead || link->initiator || link->peer != rx->src ||
		    link->path != rx->path || link->rekey.has_done || !same_dcr(link, msg))
			continue;
		if (link->state == LS_UP && !link->confirmed && link->accept)
			ls_resend(link, link->accept);
		return true;
	}
	return false;
}

/* The Layer-2 ID of another UE, or another purpose (cause #3). */
static bool conflict(const struct pc5_ls *ls, uint32_t src, uint32_t path,
		     const struct pc5_user_info *source, uint8_t policy)
{
	const struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (link->dead || link->state != LS_UP || link->peer != src ||
		    link->path != path)
			continue;
		if (!pc5_user_info_equal(&link->peer_info, source) ||
		    link->smc.policy != policy)
			return true;
	}
	return false;
}

/* Whether there is no room for one more DCR, or none that can be made. */
static bool half_open_full(struct pc5_ls *ls, uint32_t src)
{
	struct ls_link *link, *silent = NULL;
	unsigned int all = 0, mine = 0;

	for (link = ls->links; link; link = link->next) {
		if (link->dead || link->initiator || link->state >= LS_HOLD)
			continue;
		all++;
		mine += link->peer == src;
		/* The newest come first. */
		if (!link->answered)
			silent = link;
	}
	if (mine >= ls->config.max_half_open_src)
		return true;
	if (all < ls->config.max_half_open)
		return false;
	if (!silent || ls_now(ls) - silent->since < ls->config.half_open_ms)
		return true;
	ls_link_kill(silent);
	return false;
}

/* Copy what the security mode control will need. */
static int take(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span caps = msg->ie[PC5S_IE_SECURITY_CAPABILITIES];
	struct pc5s_span first = msg->ie[PC5S_IE_KEY_EST_INFO];
	struct ls_smc *smc = &link->smc;

	link->dcr_seq = msg->seq;
	smc->policy = pc5s_u8(msg, PC5S_IE_SIGNALLING_POLICY);
	smc->caps_len = caps.len;
	memcpy(smc->caps, caps.data, caps.len);
	smc->has_nonce = pc5s_has(msg, PC5S_IE_NONCE_1);
	if (smc->has_nonce)
		memcpy(smc->nonce_1, msg->ie[PC5S_IE_NONCE_1].data,
		       sizeof(smc->nonce_1));
	smc->msb = pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_MSB);
	return ls_set_octets(&smc->first, &smc->first_len, first.data,
			     first.len);
}

/* K_NRP of an earlier link, if the DCR names it and both UEs have it. */
static void find_knrp(struct ls_link *link, const struct pc5s_msg *msg)
{
	const struct pc5_ls *ls = link->ls;
	struct ls_smc *smc = &link->smc;
	uint32_t id = pc5s_u32(msg, PC5S_IE_KNRP_ID);

	if (!id || ls->ops->knrp_find(ls->ctx, id, NULL, NULL, &smc->knrp))
		return;
	/*
	 * It is the one of whom it was made with, whatever the DCR claims, and
	 * for what it was made for: the same two UEs have others where one of
	 * them is the relay of the other.
	 */
	if (pc5_user_info_equal(&smc->knrp.peer, &link->peer_info) &&
	    pc5_hop_equal(&smc->knrp.hop, &link->hop))
		smc->has_knrp = true;
	else
		explicit_bzero(&smc->knrp, sizeof(smc->knrp));
}

static const struct pc5_ls_profile *profile_of(const struct pc5_ls *ls,
					       const struct pc5_ls_dcr *dcr)
{
	return dcr->profile ? dcr->profile : &ls->config.services[dcr->service];
}

/* The checks of clause 7.2.2.5; 0 or the cause to refuse with. */
static uint8_t check(struct pc5_ls *ls, const struct pc5s_msg *msg,
		     const struct pc5_ls_dcr *dcr, struct pc5s_algorithms *sel)
{
	const struct pc5_ls_config *config = &ls->config;
	const struct pc5_ls_profile *service = profile_of(ls, dcr);
	uint8_t policy = pc5s_u8(msg, PC5S_IE_SIGNALLING_POLICY);
	struct pc5s_span caps = msg->ie[PC5S_IE_SECURITY_CAPABILITIES];

	if (conflict(ls, dcr->src, dcr->path, &dcr->source, policy))
		return PC5S_CAUSE_L2_ID_CONFLICT;
	if (ls_count(ls) >= config->max_links)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	/* No cause is meant for policies that do not go together. */
	if (pc5_policy_select(pc5s_policy_decode(policy), service->signalling,
			      pc5s_capabilities_decode(caps), &config->algs,
			      sel))
		return PC5S_CAUSE_UNSPECIFIED;
	if (sel->integrity && (!pc5s_has(msg, PC5S_IE_NONCE_1) ||
			       !pc5s_has(msg, PC5S_IE_KNRP_SESS_ID_MSB)))
		return PC5S_CAUSE_UNSPECIFIED;
	return 0;
}

/* What the DCR says of relays stays with a hop link. */
static int take_hop(struct ls_link *link, const struct pc5_ls_dcr *dcr)
{
	link->hop = dcr->relay.hop;
	if (!link->hop.rsc)
		return 0;
	link->relay = malloc(sizeof(*link->relay));
	if (!link->relay)
		return -ENOMEM;
	*link->relay = dcr->relay;
	return 0;
}

static void answer(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		   const struct pc5s_msg *msg, const struct pc5_ls_dcr *dcr,
		   struct pc5s_algorithms sel)
{
	struct ls_link *link = ls_link_new(ls);

	if (!link)
		return;
	link->peer = rx->src;
	link->path = rx->path;
	link->own = rx->dst;
	link->peer_info = dcr->source;
	link->profile = *profile_of(ls, dcr);
	if ((!link->path && ls_new_l2id(ls, &link->own)) ||
	    ls_new_link_local(link) || take_hop(link, dcr) || take(link, msg)) {
		ls_link_kill(link);
		return;
	}
	link->smc.sel = sel;
	if (!sel.integrity) {
		ls_smc_begin(link);
		return;
	}
	link->secured = true;
	find_knrp(link, msg);
	if (link->smc.has_knrp)
		ls_smc_begin(link);
	else
		ls_auth_begin(link);
}

/*
 * Whether the DCR is for this UE: of its user info or none, for a service it
 * offers; of relays, for it as a relay, or as a target. What nobody above takes
 * care of is left out.
 */
static bool for_us(const struct pc5_ls *ls, const struct pc5s_msg *msg,
		   const struct pc5_ls_dcr *dcr, int service)
{
	const struct pc5_user_info *own = &ls->config.user_info;
	struct pc5s_span target = msg->ie[PC5S_IE_TARGET_USER_INFO];
	const struct pc5_hop *hop = &dcr->relay.hop;

	if (pc5_user_info_equal(own, &dcr->source) ||
	    info_is(own, msg->ie[PC5S_IE_SOURCE_USER_INFO]))
		return false;
	if (pc5s_has(msg, PC5S_IE_RELAY_SERVICE_CODE) &&
	    (!hop->rsc || !ls->upper || dcr->path))
		return false;
	if (hop->rsc && !hop->peer_relay)
		return !target.data || !info_is(own, target);
	return service >= 0 && (!target.data || info_is(own, target));
}

/*
 * One establishment over a path at a time. The path is the relay's, and so is
 * who sends on it: a link that proved itself stays, of others the last one.
 */
static bool path_busy(struct pc5_ls *ls, uint32_t path)
{
	struct ls_link *link;

	for (link = ls->links; link && path; link = link->next) {
		if (link->dead || link->path != path)
			continue;
		if (link->proven || link->initiator)
			return true;
		ls_link_kill(link);
	}
	return false;
}

/* Those who decide: what stands above, then the surroundings. */
static int admit(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		 struct pc5_ls_dcr *dcr)
{
	int ret = 0;

	if (ls->upper && (dcr->relay.hop.rsc || dcr->path))
		ret = ls->upper->dcr(ls->upper_ctx, rx, dcr);
	if (!ret && ls->ops->admit)
		ret = ls->ops->admit(ls->ctx, dcr);
	if (!ret && dcr->relay.hop.rsc && !dcr->profile)
		return -EINVAL;
	return ret;
}

/* Direct Communication Request. */
void ls_rx_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
	       const struct pc5s_msg *msg)
{
	struct pc5s_span source = msg->ie[PC5S_IE_SOURCE_USER_INFO];
	int service = find_service(&ls->config, msg);
	struct pc5_ls_dcr dcr = {
		.src = rx->src,
		.path = rx->path,
		.service = service,
		.message = msg,
	};
	struct pc5s_algorithms sel = { 0 };
	int cause;

	dcr.source.len = source.len;
	memcpy(dcr.source.octets, source.data, source.len);
	if (ls_take_relay(ls, msg, &dcr.relay) && dcr.relay.hop.peer_relay)
		dcr.source = dcr.relay.relay;
	if (!for_us(ls, msg, &dcr, service)) {
		ls_ignored(ls, NULL, msg->type);
		return;
	}
	if (known(ls, rx, msg))
		return;
	if (path_busy(ls, rx->path) || (!dcr.relay.hop.rsc && !rx->path &&
					ls_request_first(ls, &dcr.source))) {
		ls_ignored(ls, NULL, msg->type);
		return;
	}
	if (half_open_full(ls, rx->src)) {
		ls_event(ls, PC5_LS_HALF_OPEN_LIMIT, NULL, 0, true);
		return;
	}
	cause = admit(ls, rx, &dcr);
	if (cause < 0 ||
	    (!dcr.profile && dcr.service >= ls->config.n_services))
		return;
	if (!cause)
		cause = check(ls, msg, &dcr, &sel);
	if (cause)
		ls_reject_dcr(ls, rx, cause, dcr.backoff);
	else
		answer(ls, rx, msg, &dcr, sel);
}

/* The checks on the Security Mode Complete; 0 or the cause to refuse with. */
static uint8_t check_complete(struct ls_link *link, const struct pc5s_msg *msg)
{
	bool ip = link->profile.data_type == PC5_LS_IP;
	struct pc5_ls *ls = link->ls;
	uint8_t policy = pc5s_u8(msg, PC5S_IE_UP_POLICY);

	if (conflict(ls, link->peer, link->path, &link->peer_info,
		     link->smc.policy))
		return PC5S_CAUSE_L2_ID_CONFLICT;
	if (ls_count(ls) >= ls->config.max_links)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	if (pc5s_has(msg, PC5S_IE_IP_CONFIG) != ip)
		return PC5S_CAUSE_UNSPECIFIED;
	if (pc5_policy_up(pc5s_policy_decode(policy), link->profile.user_plane,
			  link->smc.sel, &link->user_plane))
		return PC5S_CAUSE_UNSPECIFIED;
	if (ls->ops->qos && pc5s_has(msg, PC5S_IE_QOS_FLOWS))
		return ls->ops->qos(ls->ctx, link->handle, 0,
				    msg->ie[PC5S_IE_QOS_FLOWS],
				    msg->ie[PC5S_IE_QOS_RULES]);
	return 0;
}

/*
 * Of a hop link: the relay accepts in the name of the target, a target says
 * which relay it accepts (TS 24.554 clause 10.3.2).
 */
static void add_grant(const struct ls_link *link, struct ls_out *out,
		      const struct pc5_ls_grant *grant)
{
	const struct pc5_user_info *relay = link->hop.peer_relay ?
		&link->peer_info : &link->own_info;
	uint8_t addr[17];
	int n;

	if (!link->hop.rsc || !grant)
		return;
	if (!link->hop.peer_relay)
		pc5s_set(&out->msg, PC5S_IE_SOURCE_USER_INFO,
			 grant->target.octets, grant->target.len);
	pc5s_set(&out->msg, PC5S_IE_RELAY_USER_INFO, relay->octets, relay->len);
	if (grant->has_mac)
		pc5s_set(&out->msg, PC5S_IE_TARGET_MAC, grant->mac,
			 sizeof(grant->mac));
	if (!grant->has_addr)
		return;
	n = pc5s_ue_ip_encode(&grant->addr, addr);
	if (n > 0)
		pc5s_set_copy(&out->msg, &out->store, PC5S_IE_TARGET_END_UE_IP,
			      addr, n);
}

static int send_accept(struct ls_link *link, struct pc5s_span qos,
		       const struct pc5_ls_grant *grant)
{
	const struct pc5_ls_profile *profile = &link->profile;
	uint8_t up = pc5s_up_config_encode(pc5_up_config(link->user_plane));
	struct ls_out out;

	ls_begin(link, &out, PC5S_ESTABLISHMENT_ACCEPT);
	pc5s_set(&out.msg, PC5S_IE_SOURCE_USER_INFO, link->own_info.octets,
		 link->own_info.len);
	pc5s_set(&out.msg, PC5S_IE_UP_CONFIG, &up, sizeof(up));
	add_grant(link, &out, grant);
	/* What was asked for was granted as it is, or refused. */
	out.msg.ie[PC5S_IE_QOS_FLOWS] = qos;
	if (profile->data_type == PC5_LS_IP) {
		pc5s_set(&out.msg, PC5S_IE_IP_CONFIG, &profile->ip_config, 1);
		if (profile->ip_config == PC5S_IP_NO_ALLOCATION)
			pc5s_set(&out.msg, PC5S_IE_TARGET_LINK_LOCAL,
				 link->link_local, sizeof(link->link_local));
	}
	return ls_send_keep(link, &out, 2, &link->accept);
}

/* Refused after security mode control, by this UE or who is behind it. */
void ls_refuse_now(struct ls_link *link, uint8_t cause, uint8_t end_ue_cause)
{
	struct pc5_ls *ls = link->ls;
	struct ls_out out;

	ls_begin(link, &out, PC5S_ESTABLISHMENT_REJECT);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_CAUSE, cause);
	if (end_ue_cause)
		pc5s_set_u8(&out.msg, &out.store, PC5S_IE_END_UE_FAILURE_CAUSE,
			    end_ue_cause);
	ls_send(link, &out, 2, -1);
	ls_event(ls, PC5_LS_REFUSED, link, cause, true);
	ls_link_kill(link);
}

void ls_accept_now(struct ls_link *link, const struct pc5_ls_grant *grant)
{
	struct pc5s_span qos = {
		.data = link->hold_qos,
		.len = link->hold_qos_len,
	};

	ls_stop(link, LS_THOLD);
	if (send_accept(link, qos, grant))
		ls_refuse_now(link, PC5S_CAUSE_UNSPECIFIED, 0);
	else
		ls_went_up(link, qos);
}

/* Whoever stands above decides on hop links. */
static int decide(struct ls_link *link, struct pc5_ls_grant *grant)
{
	const struct pc5_ls *ls = link->ls;

	if (!link->hop.rsc)
		return 0;
	if (!ls->upper)
		return PC5S_CAUSE_UNSPECIFIED;
	return ls->upper->accept(ls->upper_ctx, link->handle, link->relay,
				 grant);
}

/* Security mode control ended well: accept, wait, or still refuse. */
void ls_establish(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span qos = msg->ie[PC5S_IE_QOS_FLOWS];
	int cause = check_complete(link, msg);
	struct pc5_ls_grant grant = { 0 };

	if (!cause && link->profile.data_type == PC5_LS_IP)
		cause = ls_take_ip(link, msg);
	if (!cause && ls_set_octets(&link->hold_qos, &link->hold_qos_len,
				    qos.data, qos.len))
		cause = PC5S_CAUSE_LACK_OF_RESOURCES;
	if (cause) {
		ls_refuse_now(link, cause, 0);
		return;
	}
	cause = decide(link, &grant);
	if (cause == PC5_LS_LATER) {
		link->state = LS_HOLD;
		ls_arm_ms(link, LS_THOLD, link->ls->config.hold_ms);
	} else if (cause) {
		ls_refuse_now(link, cause > 0 ? cause : PC5S_CAUSE_UNSPECIFIED,
			      0);
	} else {
		ls_accept_now(link, &grant);
	}
}

/* Replace K_NRP in good time. */
void ls_watch_knrp(struct ls_link *link)
{
	uint64_t ms = (uint64_t)link->knrp.lifetime * 1000;
	uint64_t margin = link->ls->config.reauth_margin_ms;

	ls_stop(link, LS_TREAUTH);
	if (link->has_knrp && ms && link->ls->auth)
		ls_arm_ms(link, LS_TREAUTH,
			  ms > 2 * margin ? ms - margin : ms / 2);
}

static int data_plane_up(struct ls_link *link, struct pc5s_span qos)
{
	struct pc5_ls *ls = link->ls;
	struct pc5_ls_up up = {
		.initiator = link->initiator,
		.secured = link->secured,
		.sel = link->smc.sel,
		.user_plane = link->user_plane,
		.hop = link->hop,
		.peer = link->peer_info,
		.data_type = link->profile.data_type,
		.ip_config = link->profile.ip_config,
		.peer_ip_config = link->peer_ip_config,
		.qos_flows = qos,
	};

	ls_ids_now(link, &up.ids);
	return ls->ops->link_up(ls->ctx, link->handle, &up);
}

/* Both sides: the link is established. */
void ls_went_up(struct ls_link *link, struct pc5s_span qos)
{
	struct ls_request *request = link->request;
	struct pc5_ls *ls = link->ls;

	link->state = LS_UP;
	link->request = NULL;
	if (data_plane_up(link, qos)) {
		ls_release_start(link, PC5S_CAUSE_LACK_OF_RESOURCES);
		if (request)
			ls_request_fail(request, PC5S_CAUSE_LACK_OF_RESOURCES,
					true);
		return;
	}
	link->up = true;
	ls_auth_clear(link);
	/* UE_1: only now it is known that UE_2 has it too. */
	if (link->initiator && link->secured)
		ls_knrp_adopt(link);
	ls_keepalive_arm(link);
	ls_arm_privacy(link);
	ls_event_request(ls, PC5_LS_ESTABLISHED,
			 request && !request->quiet ? request->handle : 0,
			 link, 0, true);
	if (request) {
		request->links++;
		if (request->connect.target.len ||
		    request->connect.relay.target.len)
			ls_request_kill(request);
	}
	ls_request_satisfied(link);
}
