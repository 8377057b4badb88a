// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: security mode control at UE_1 (TS 24.554 clauses 7.2.10.3
 * and 7.2.10.5).
 *
 * The Security Mode Command carries what its own verification needs, so it is
 * read before anything vouches for it. Until the data plane has verified it
 * nothing ends because of it: what does not verify may be forged, and the true
 * one may come after it.
 */

#include "ls-priv.h"

#include <errno.h>
#include <string.h>

/**
 * struct offer - what a Security Mode Command sets in struct ls_smc
 * @nonce_2: Nonce_2
 * @lsb: LSB of K_NRP-sess ID
 * @sel: algorithms
 */
struct offer {
	uint8_t nonce_2[PC5_NONCE_LEN];
	uint8_t lsb;
	struct pc5s_algorithms sel;
};

static struct offer save(const struct ls_smc *smc)
{
	struct offer offer = { .lsb = smc->lsb, .sel = smc->sel };

	memcpy(offer.nonce_2, smc->nonce_2, sizeof(offer.nonce_2));
	return offer;
}

static void restore(struct ls_smc *smc, const struct offer *offer)
{
	memcpy(smc->nonce_2, offer->nonce_2, sizeof(smc->nonce_2));
	smc->lsb = offer->lsb;
	smc->sel = offer->sel;
}

static struct pc5s_algorithms selected(const struct pc5s_msg *msg)
{
	uint8_t octet = pc5s_u8(msg, PC5S_IE_SELECTED_ALGORITHMS);

	return pc5s_algorithms_decode(octet);
}

/* Whether another UE that answered the same DCR has this LSB. */
static bool lsb_taken(const struct ls_link *link)
{
	const struct ls_link *it;

	for (it = link->ls->links; it; it = it->next) {
		if (it != link && !it->dead && it->initiator && it->cur.set &&
		    it->own == link->own && it->cur.own_msb &&
		    it->cur.id == (link->smc.msb << 8 | link->smc.lsb))
			return true;
	}
	return false;
}

/* All checks but the one of the MAC-I; 0 or the cause to refuse with. */
static uint8_t check(const struct ls_link *link, const struct pc5s_msg *msg)
{
	const struct pc5_ls_config *config = &link->ls->config;
	struct pc5s_span caps = msg->ie[PC5S_IE_SECURITY_CAPABILITIES];
	const struct ls_smc *smc = &link->smc;
	bool rekey = link->state == LS_UP;
	struct pc5_smc_check check = {
		.rekey = rekey,
		.links_full = link->state == LS_AUTH &&
			      ls_count(link->ls) >= config->max_links,
		.own = link->profile.signalling,
		.algs = &config->algs,
		.now = link->cur.sel,
		.sel = smc->sel,
		.lsb_taken = smc->sel.integrity && lsb_taken(link),
	};
	struct pc5_smc_echo echo = {
		.rekey = rekey,
		.caps = caps.data,
		.caps_len = caps.len,
		.sent_caps = smc->caps,
		.sent_caps_len = smc->caps_len,
		.has_policy = pc5s_has(msg, PC5S_IE_SIGNALLING_POLICY),
		.policy = pc5s_u8(msg, PC5S_IE_SIGNALLING_POLICY),
		.sent_policy = smc->policy,
	};
	uint8_t cause = pc5_smc_check(&check);

	return cause ? cause : pc5_smc_check_echo(&echo);
}

static void add_establishment(const struct ls_link *link, struct ls_out *out)
{
	const struct pc5_ls_profile *profile = &link->profile;

	if (profile->qos_len)
		pc5s_set(&out->msg, PC5S_IE_QOS_FLOWS, profile->qos_flows,
			 profile->qos_len);
	if (profile->data_type != PC5_LS_IP)
		return;
	pc5s_set(&out->msg, PC5S_IE_IP_CONFIG, &profile->ip_config, 1);
	if (profile->ip_config == PC5S_IP_NO_ALLOCATION)
		pc5s_set(&out->msg, PC5S_IE_TARGET_LINK_LOCAL,
			 link->link_local, sizeof(link->link_local));
}

static int send_complete(struct ls_link *link)
{
	const struct ls_smc *smc = &link->smc;
	struct ls_out out;

	ls_begin(link, &out, PC5S_SECURITY_MODE_COMPLETE);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_UP_POLICY,
		    pc5s_policy_encode(link->profile.user_plane));
	if (link->state != LS_UP)
		add_establishment(link, &out);
	if (smc->new_knrp)
		pc5s_set_u16(&out.msg, &out.store, PC5S_IE_KNRP_ID_LSBS,
			     smc->knrp.id & 0xffff);
	return ls_send_keep(link, &out, 1, &link->complete);
}

/* The peer is known, and refused. */
static void refuse(struct ls_link *link, uint8_t cause)
{
	bool rekey = link->state == LS_UP;

	ls_context_drop(link, &link->spare);
	ls_send_cause(link, PC5S_SECURITY_MODE_REJECT, rekey ? 2 : 0, cause);
	/* It will choose another one. */
	if (cause == PC5S_CAUSE_SESS_ID_LSB_CONFLICT)
		return;
	if (rekey) {
		ls_rekey_end(link);
		ls_event(link->ls, PC5_LS_REKEY_FAILED, link, cause, true);
	} else {
		ls_answer_failed(link, cause, true);
	}
}

/*
 * Nobody knows who sent this. At establishment it is refused, as it may be a
 * defect that the peer has to know of; that refusal cannot be believed either.
 * A peer that proved itself is not told: it would take a refusal for its own,
 * and it sends its command again.
 */
static void doubt(struct ls_link *link, uint8_t cause)
{
	if (link->proven || link->state == LS_UP) {
		ls_ignored(link->ls, link, PC5S_SECURITY_MODE_COMMAND);
		return;
	}
	ls_send_cause(link, PC5S_SECURITY_MODE_REJECT, 0, cause);
	ls_answer_doubted(link->request, cause);
}

/*
 * K_NRP: a new one if the message has the MSBs of its ID, else the one that the
 * DCR named, or the link's. 0 or the cause to refuse with.
 */
static uint8_t find_knrp(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct ls_smc *smc = &link->smc;
	uint32_t msbs;
	uint16_t lsbs;
	uint8_t cause;

	if (!pc5s_has(msg, PC5S_IE_KNRP_ID_MSBS))
		return smc->has_knrp && !smc->new_knrp ?
			0 : PC5S_CAUSE_UNSPECIFIED;
	/* In a rekeying it is new if it was asked for, and not else. */
	if (link->state == LS_UP && !link->rekey.reauth)
		return PC5S_CAUSE_UNSPECIFIED;
	cause = ls_auth_finish(link, msg->ie[PC5S_IE_KEY_EST_INFO]);
	if (cause)
		return cause;
	msbs = pc5s_u16(msg, PC5S_IE_KNRP_ID_MSBS);
	if (ls_pick_knrp_half(link->ls, false, msbs << 16, &lsbs))
		return PC5S_CAUSE_UNSPECIFIED;
	smc->knrp.id = msbs << 16 | lsbs;
	return 0;
}

/* With integrity: 0, or the cause to doubt it with. */
static uint8_t verify(struct ls_link *link, const struct pc5_ls_rx *rx,
		      const struct pc5s_msg *msg)
{
	const struct pc5_ls *ls = link->ls;
	const struct ls_smc *smc = &link->smc;
	uint8_t cause;
	int ret;

	if (!smc->has_nonce || !pc5s_has(msg, PC5S_IE_NONCE_2) ||
	    !pc5s_has(msg, PC5S_IE_KNRP_SESS_ID_LSB) || !rx->pdu ||
	    rx->sess_id != (smc->msb << 8 | smc->lsb))
		return PC5S_CAUSE_INTEGRITY_FAILURE;
	/* An algorithm that is not there has no keys. */
	if (!(ls->config.algs.caps.ia >> smc->sel.integrity & 1) ||
	    !(ls->config.algs.caps.ea >> smc->sel.ciphering & 1))
		return PC5S_CAUSE_CAPABILITIES_MISMATCH;
	cause = find_knrp(link, msg);
	if (cause)
		return cause;
	if (ls_context_install(link, false))
		return PC5S_CAUSE_UNSPECIFIED;
	ret = ls->ops->context_verify(ls->ctx, link->handle, rx->sess_id,
				      rx->pdu, rx->pdu_len);
	if (ret) {
		ls_context_drop(link, &link->spare);
		return PC5S_CAUSE_INTEGRITY_FAILURE;
	}
	link->proven = true;
	return 0;
}

static void accept_secured(struct ls_link *link, const struct pc5_ls_rx *rx,
			   const struct pc5s_msg *msg)
{
	struct offer offer = save(&link->smc);
	struct ls_smc *smc = &link->smc;
	uint8_t cause;

	smc->sel = selected(msg);
	smc->lsb = pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_LSB);
	if (pc5s_has(msg, PC5S_IE_NONCE_2))
		memcpy(smc->nonce_2, msg->ie[PC5S_IE_NONCE_2].data,
		       sizeof(smc->nonce_2));
	cause = verify(link, rx, msg);
	if (cause) {
		restore(smc, &offer);
		doubt(link, cause);
		return;
	}
	cause = check(link, msg);
	if (cause) {
		restore(smc, &offer);
		refuse(link, cause);
		return;
	}
	if (ls_context_activate(link)) {
		refuse(link, PC5S_CAUSE_LACK_OF_RESOURCES);
		return;
	}
	link->secured = true;
	if (link->state == LS_UP)
		link->rekey.switched = true;
	else
		link->state = LS_COMPLETE;
	if (send_complete(link))
		refuse(link, PC5S_CAUSE_UNSPECIFIED);
}

/* Null integrity, where this UE's policy allows it: nothing to verify. */
static void accept_plain(struct ls_link *link, const struct pc5_ls_rx *rx,
			 const struct pc5s_msg *msg)
{
	struct ls_smc *smc = &link->smc;
	struct offer offer = save(smc);
	uint8_t cause;

	/* A rekeying or a proven peer cannot get rid of its security. */
	if (rx->sess_id || link->secured || link->state == LS_UP) {
		doubt(link, PC5S_CAUSE_POLICY_MISMATCH);
		return;
	}
	smc->sel = selected(msg);
	cause = check(link, msg);
	if (!cause && ls_create(link))
		cause = PC5S_CAUSE_LACK_OF_RESOURCES;
	if (cause) {
		restore(smc, &offer);
		doubt(link, cause);
		return;
	}
	smc->has_knrp = false;
	link->state = LS_COMPLETE;
	if (send_complete(link))
		ls_answer_failed(link, PC5S_CAUSE_UNSPECIFIED, true);
}

/* Whether it is the command that was answered, sent again. */
static bool repeated(const struct ls_link *link, const struct pc5_ls_rx *rx,
		     const struct pc5s_msg *msg)
{
	struct pc5s_span nonce = msg->ie[PC5S_IE_NONCE_2];

	if (!rx->verified || !link->complete)
		return false;
	return rx->sess_id == link->cur.id && nonce.data &&
	       !memcmp(nonce.data, link->smc.nonce_2, nonce.len);
}

/* Security Mode Command, verified or not. */
void ls_rx_smc_command(struct ls_link *link, const struct pc5_ls_rx *rx,
		       const struct pc5s_msg *msg)
{
	bool rekey = link->state == LS_UP &&
		     link->rekey.role == LS_REKEY_UE_1;
	bool establish = link->request && (link->state == LS_AUTH ||
					   link->state == LS_COMPLETE);

	if (repeated(link, rx, msg))
		ls_resend(link, link->complete);
	else if (rx->verified || (!rekey && !establish))
		ls_ignored(link->ls, link, msg->type);
	else if (selected(msg).integrity)
		accept_secured(link, rx, msg);
	else
		accept_plain(link, rx, msg);
}
