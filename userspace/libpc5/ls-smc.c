// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: security mode control at UE_2 (TS 24.554 clause 7.2.10), at
 * establishment and inside a rekeying.
 */

#include "ls-priv.h"

#include <errno.h>
#include <string.h>

/* It came to nothing; inside a rekeying the link stays as it is. */
void ls_smc_abort(struct ls_link *link, uint8_t cause, bool local)
{
	struct pc5_ls *ls = link->ls;

	ls_stop(link, PC5_LS_T5089);
	if (link->state == LS_UP) {
		ls_context_drop(link, &link->spare);
		ls_rekey_end(link);
		ls_event(ls, PC5_LS_REKEY_FAILED, link, cause, local);
		return;
	}
	ls_event(ls, PC5_LS_REFUSED, link, cause, local);
	ls_link_kill(link);
}

static int send_command(struct ls_link *link)
{
	const struct ls_smc *smc = &link->smc;
	struct ls_out out;

	ls_begin(link, &out, PC5S_SECURITY_MODE_COMMAND);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_SELECTED_ALGORITHMS,
		    pc5s_algorithms_encode(smc->sel));
	pc5s_set(&out.msg, PC5S_IE_SECURITY_CAPABILITIES, smc->caps,
		 smc->caps_len);
	if (link->state != LS_UP)
		pc5s_set(&out.msg, PC5S_IE_SIGNALLING_POLICY, &smc->policy, 1);
	if (smc->sel.integrity) {
		pc5s_set(&out.msg, PC5S_IE_NONCE_2, smc->nonce_2,
			 sizeof(smc->nonce_2));
		pc5s_set(&out.msg, PC5S_IE_KNRP_SESS_ID_LSB, &smc->lsb, 1);
	}
	if (smc->last)
		pc5s_set(&out.msg, PC5S_IE_KEY_EST_INFO, smc->last,
			 smc->last_len);
	if (smc->new_knrp)
		pc5s_set_u16(&out.msg, &out.store, PC5S_IE_KNRP_ID_MSBS,
			     smc->msbs);
	return ls_send(link, &out, 1, PC5_LS_T5089);
}

/*
 * Nonce_2 and the LSB of K_NRP-sess ID, and the context they make. Also where
 * UE_1 refused the LSB: under another one, the same keys would start again from
 * COUNT 0, so the nonce is new as well.
 */
static int propose(struct ls_link *link)
{
	struct ls_smc *smc = &link->smc;
	struct pc5_ls *ls = link->ls;
	int ret;

	if (!smc->sel.integrity)
		return ls_create(link);
	ret = ls->ops->random(ls->ctx, smc->nonce_2, sizeof(smc->nonce_2));
	/* The one that was refused is still there, and not chosen again. */
	if (!ret)
		ret = ls_pick_octet(ls, link, false, &smc->lsb);
	if (!ret && smc->new_knrp)
		ret = ls_pick_knrp_half(ls, true, UINT32_MAX, &smc->msbs);
	return ret ? ret : ls_context_install(link, true);
}

/* K_NRP and algorithms are known. */
void ls_smc_begin(struct ls_link *link)
{
	ls_stop(link, LS_TNEXT);
	if (link->state != LS_UP)
		link->state = LS_COMMAND;
	link->smc.refused = 0;
	if (propose(link) || send_command(link))
		ls_smc_abort(link, PC5S_CAUSE_LACK_OF_RESOURCES, true);
}

/* The same command once more: UE_1 asks again, and it may have missed it. */
void ls_smc_again(struct ls_link *link)
{
	ls_stop(link, LS_TNEXT);
	if (send_command(link))
		ls_smc_abort(link, PC5S_CAUSE_LACK_OF_RESOURCES, true);
}

/*
 * T5089, and no answer. UE_1 may have the new context, and send under it: it is
 * received for as long as the rekeying can go on at UE_1.
 */
void ls_smc_exhausted(struct ls_link *link)
{
	const struct pc5_ls_config *config = &link->ls->config;
	uint8_t cause = link->smc.refused;

	if (link->state != LS_UP) {
		ls_smc_abort(link, cause, !cause);
		return;
	}
	ls_arm_ms(link, LS_TNEXT,
		  (uint64_t)config->timer_ms[PC5_LS_T5091] *
		  (config->retries[PC5_LS_T5091] + 1));
	ls_event(link->ls, PC5_LS_REKEY_FAILED, link, cause, !cause);
	link->rekey.role = LS_REKEY_NONE;
	ls_auth_clear(link);
}

/*
 * Security Mode Reject. At establishment anybody can say so, and T5089 is
 * waited for: the Security Mode Complete may still come.
 */
void ls_rx_smc_reject(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint8_t cause = pc5s_cause(msg, PC5S_IE_CAUSE);

	if (!ls_running(link, PC5_LS_T5089)) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	if (cause == PC5S_CAUSE_SESS_ID_LSB_CONFLICT &&
	    link->smc.conflicts < link->ls->config.max_lsb_conflicts) {
		link->smc.conflicts++;
		ls_smc_begin(link);
		return;
	}
	link->smc.refused = cause;
	if (link->state == LS_UP)
		ls_smc_abort(link, cause, false);
}

/* Take over K_NRP, and keep it where it is new. */
void ls_knrp_adopt(struct ls_link *link)
{
	uint32_t old_id = link->has_knrp ? link->knrp.id : 0;

	if (!link->smc.has_knrp || (link->has_knrp && !link->smc.new_knrp))
		return;
	link->knrp = link->smc.knrp;
	link->knrp.peer = link->peer_info;
	link->knrp.hop = link->hop;
	link->has_knrp = true;
	if (link->smc.new_knrp)
		ls_knrp_keep(link, old_id);
	link->smc.new_knrp = false;
	ls_watch_knrp(link);
}

static bool expected(const struct ls_link *link, const struct pc5_ls_rx *rx)
{
	if (link->state != LS_COMMAND && link->state != LS_UP)
		return false;
	if (!link->secured)
		return link->state == LS_COMMAND;
	return link->spare.set && !link->spare.own_msb &&
	       rx->sess_id == link->spare.id;
}

/* Security Mode Complete, verified under the new context. */
void ls_rx_smc_complete(struct ls_link *link, const struct pc5_ls_rx *rx,
			const struct pc5s_msg *msg)
{
	struct ls_smc *smc = &link->smc;

	if (!expected(link, rx) ||
	    (smc->new_knrp && !pc5s_has(msg, PC5S_IE_KNRP_ID_LSBS))) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	ls_stop(link, PC5_LS_T5089);
	link->proven = true;
	if (link->secured && ls_context_activate(link)) {
		ls_smc_abort(link, PC5S_CAUSE_LACK_OF_RESOURCES, true);
		return;
	}
	if (smc->new_knrp)
		smc->knrp.id = (uint32_t)smc->msbs << 16 |
			       pc5s_u16(msg, PC5S_IE_KNRP_ID_LSBS);
	ls_knrp_adopt(link);
	if (link->state == LS_UP)
		ls_rekey_done(link);
	else
		ls_establish(link, msg);
}
