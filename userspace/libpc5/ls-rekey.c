// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: rekeying (TS 24.554 clause 7.2.11).
 *
 * Neither side loses a packet: UE_2 receives under the new context before it
 * sends the Security Mode Command, UE_1 sends under it from its Security Mode
 * Complete on, UE_2 from when it has that; and both go on receiving what was
 * sent under the old one for a time after the end.
 */

#include "ls-priv.h"

#include <errno.h>
#include <string.h>

/* What the DCR said of policies outlives the security mode control. */
static void begin_smc(struct ls_link *link, const uint8_t nonce[PC5_NONCE_LEN],
		      uint8_t msb, const void *caps, size_t caps_len)
{
	struct ls_smc *smc = &link->smc;
	uint8_t policy = smc->policy;

	ls_smc_clear(smc);
	ls_auth_clear(link);
	smc->policy = policy;
	smc->has_nonce = true;
	memcpy(smc->nonce_1, nonce, sizeof(smc->nonce_1));
	smc->msb = msb;
	smc->caps_len = caps_len;
	memcpy(smc->caps, caps, caps_len);
	smc->sel = link->cur.sel;
}

static void use_knrp(struct ls_link *link)
{
	link->smc.knrp = link->knrp;
	link->smc.has_knrp = true;
}

/* The first container, as in the DCR; clause 7.2.11.2 d) always has one. */
static int add_first(struct ls_link *link)
{
	struct pc5_ls *ls = link->ls;
	struct ls_smc *smc = &link->smc;
	struct pc5_ls_auth_who who;
	uint8_t first[PC5_LS_AUTH_CONTAINER_MAX];
	int ret;

	if (!ls->auth)
		return 0;
	ls_auth_who(link, true, &who);
	ret = ls->auth->first(ls->ctx, &who, first, sizeof(first));
	if (ret <= 0)
		return ret;
	return ls_set_octets(&smc->first, &smc->first_len, first, ret);
}

static int send_request(struct ls_link *link)
{
	const struct ls_smc *smc = &link->smc;
	struct ls_out out;

	ls_begin(link, &out, PC5S_REKEYING_REQUEST);
	pc5s_set(&out.msg, PC5S_IE_SECURITY_CAPABILITIES, smc->caps,
		 smc->caps_len);
	if (smc->first)
		pc5s_set(&out.msg, PC5S_IE_KEY_EST_INFO, smc->first,
			 smc->first_len);
	pc5s_set(&out.msg, PC5S_IE_NONCE_1, smc->nonce_1,
		 sizeof(smc->nonce_1));
	pc5s_set(&out.msg, PC5S_IE_KNRP_SESS_ID_MSB, &smc->msb, 1);
	if (link->rekey.reauth)
		pc5s_set_u8(&out.msg, &out.store, PC5S_IE_REAUTH,
			    PC5S_INDICATED);
	return ls_send(link, &out, 2, PC5_LS_T5091);
}

static int begin(struct ls_link *link)
{
	struct pc5_ls *ls = link->ls;
	uint8_t caps[PC5S_CAPABILITIES_LEN];
	uint8_t nonce[PC5_NONCE_LEN];
	uint8_t msb;
	int ret;

	ret = ls->ops->random(ls->ctx, nonce, sizeof(nonce));
	if (!ret)
		ret = ls_pick_octet(ls, link, true, &msb);
	if (ret)
		return ret;
	pc5s_capabilities_encode(ls->config.algs.caps, caps);
	begin_smc(link, nonce, msb, caps, sizeof(caps));
	if (!link->rekey.reauth)
		use_knrp(link);
	ret = add_first(link);
	return ret ? ret : send_request(link);
}

/* As soon as nothing is in the way. */
void ls_rekey_try(struct ls_link *link)
{
	struct ls_rekey *rekey = &link->rekey;

	/* Three contexts at most: what is left of the last one goes first. */
	if (rekey->role != LS_REKEY_NONE || link->ids.step != LS_IDS_NONE ||
	    link->spare.set || link->old.set)
		return;
	link->want_rekey = false;
	rekey->role = LS_REKEY_UE_1;
	rekey->reauth = link->want_reauth;
	link->want_reauth = false;
	if (!begin(link))
		return;
	ls_rekey_end(link);
	ls_event(link->ls, PC5_LS_REKEY_FAILED, link,
		 PC5S_CAUSE_LACK_OF_RESOURCES, true);
}

int pc5_ls_rekey(struct pc5_ls *ls, uint32_t handle, bool reauth)
{
	struct ls_link *link = ls_find(ls, handle);

	if (!link || link->state != LS_UP)
		return -ENOENT;
	if (!link->secured || (reauth && !ls->auth))
		return -EOPNOTSUPP;
	link->want_rekey = true;
	link->want_reauth |= reauth;
	ls_settle(ls);
	return 0;
}

/* No rekeying any more, however it ended. */
void ls_rekey_end(struct ls_link *link)
{
	ls_stop(link, PC5_LS_T5091);
	ls_stop(link, PC5_LS_T5092);
	ls_auth_clear(link);
	link->rekey.role = LS_REKEY_NONE;
	link->rekey.reauth = false;
	link->rekey.switched = false;
}

static void send_response(struct ls_link *link)
{
	struct ls_out out;

	ls_begin(link, &out, PC5S_REKEYING_RESPONSE);
	ls_send(link, &out, 2, -1);
}

/*
 * Both sides have the new context. UE_1 knows by the Rekeying Response or by
 * whatever comes under the new context in its place.
 */
void ls_rekey_done(struct ls_link *link)
{
	struct ls_rekey *rekey = &link->rekey;
	bool own = rekey->role == LS_REKEY_UE_1;
	struct pc5_ls *ls = link->ls;

	if (own) {
		ls_knrp_adopt(link);
		rekey->has_done = false;
	} else {
		memcpy(rekey->done_nonce, link->smc.nonce_1,
		       sizeof(rekey->done_nonce));
		rekey->has_done = true;
		send_response(link);
	}
	ls_rekey_end(link);
	ls_arm_ms(link, LS_TGRACE, ls->config.grace_ms);
	ls_event(ls, PC5_LS_REKEYED, link, 0, own);
}

/* T5091: the peer does not follow (clause 7.2.11.7). */
void ls_rekey_exhausted(struct ls_link *link)
{
	ls_event(link->ls, PC5_LS_REKEY_FAILED, link, 0, true);
	ls_release_start(link, PC5S_CAUSE_UNSPECIFIED);
}

/* This UE's own rekeying meets the peer's: the larger Nonce_1 goes on. */
static bool own_goes_on(struct ls_link *link, const uint8_t *nonce)
{
	bool reauth = link->rekey.reauth;

	if (link->rekey.switched ||
	    memcmp(link->smc.nonce_1, nonce, PC5_NONCE_LEN) > 0)
		return true;
	ls_rekey_end(link);
	/* The peer's may do less. */
	link->want_rekey = reauth;
	link->want_reauth = reauth;
	ls_event(link->ls, PC5_LS_COLLISION, link, 0, true);
	return false;
}

/*
 * Whether the request is one to go by: of the current context or the one just
 * proposed, as what comes under a replaced one is late; not while identifiers
 * change.
 */
static bool welcome(struct ls_link *link, const struct pc5_ls_rx *rx,
		    const struct pc5s_msg *msg)
{
	const struct ls_context *context = ls_context(link, rx->sess_id);

	return link->state == LS_UP && link->secured && link->has_knrp &&
	       context != &link->old && link->ids.step == LS_IDS_NONE &&
	       pc5s_has(msg, PC5S_IE_NONCE_1) &&
	       pc5s_has(msg, PC5S_IE_KNRP_SESS_ID_MSB);
}

/* UE_2: a new rekeying. */
static void follow(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span caps = msg->ie[PC5S_IE_SECURITY_CAPABILITIES];
	struct pc5s_span first = msg->ie[PC5S_IE_KEY_EST_INFO];
	bool reauth = pc5s_has(msg, PC5S_IE_REAUTH);
	struct ls_smc *smc = &link->smc;
	struct pc5_ls *ls = link->ls;

	ls_stop(link, PC5_LS_T5089);
	ls_stop(link, PC5_LS_T5092);
	ls_context_drop(link, &link->spare);
	begin_smc(link, msg->ie[PC5S_IE_NONCE_1].data,
		  pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_MSB), caps.data, caps.len);
	link->rekey.role = LS_REKEY_UE_2;
	link->rekey.reauth = reauth;
	if ((reauth && !ls->auth) ||
	    pc5_policy_reselect(link->cur.sel, pc5s_capabilities_decode(caps),
				&ls->config.algs, &smc->sel) ||
	    ls_set_octets(&smc->first, &smc->first_len, first.data,
			  first.len)) {
		ls_rekey_end(link);
		ls_event(ls, PC5_LS_REKEY_FAILED, link,
			 PC5S_CAUSE_CAPABILITIES_MISMATCH, true);
		return;
	}
	if (reauth) {
		ls_auth_begin(link);
		return;
	}
	use_knrp(link);
	ls_smc_begin(link);
}

/* Rekeying Request. */
void ls_rx_rekey_request(struct ls_link *link, const struct pc5_ls_rx *rx,
			 const struct pc5s_msg *msg)
{
	const uint8_t *nonce = msg->ie[PC5S_IE_NONCE_1].data;
	struct ls_rekey *rekey = &link->rekey;
	bool again;

	if (nonce && rekey->has_done && rekey->role == LS_REKEY_NONE &&
	    !memcmp(rekey->done_nonce, nonce, PC5_NONCE_LEN)) {
		/* The response was lost. */
		send_response(link);
		return;
	}
	if (!welcome(link, rx, msg) ||
	    (rekey->role == LS_REKEY_UE_1 && own_goes_on(link, nonce))) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	again = !memcmp(link->smc.nonce_1, nonce, PC5_NONCE_LEN);
	if (rekey->role == LS_REKEY_UE_2 && again)
		return;
	if (again && link->spare.set) {
		rekey->role = LS_REKEY_UE_2;
		ls_smc_again(link);
		return;
	}
	follow(link, msg);
}

/* Rekeying Response: only under the new context, and then rx_link() did all. */
void ls_rx_rekey_response(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	if (rx->sess_id != link->cur.id)
		ls_ignored(link->ls, link, PC5S_REKEYING_RESPONSE);
}
