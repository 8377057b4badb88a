// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: release (TS 24.554 clause 7.2.6). It beats all others. */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>

/*
 * The ID K_NRP is kept under from now on, so that nobody can tell that the next
 * DCR is by the same UEs.
 */
static void new_knrp_id(struct ls_link *link, uint16_t msbs, uint16_t lsbs)
{
	uint32_t old_id = link->knrp.id;

	if (!link->has_knrp || !old_id)
		return;
	link->knrp.id = (uint32_t)msbs << 16 | lsbs;
	ls_knrp_keep(link, old_id);
}

/*
 * Nothing else goes on any more. Where UE_1 does not know whether UE_2 has the
 * new K_NRP, the two may be left with different keys under the ID they are
 * about to agree on: UE_1 keeps none.
 */
static void stop_procedures(struct ls_link *link, uint8_t cause)
{
	if (link->rekey.role == LS_REKEY_UE_1 && link->rekey.reauth &&
	    link->rekey.switched)
		ls_knrp_forget(link);
	/* In an identifier update both sets are received until the end. */
	ls_stop_all(link);
	ls_auth_clear(link);
	link->rekey.role = LS_REKEY_NONE;
	link->request = NULL;
	ls_link_down(link, cause);
}

/* Without a message, and K_NRP stays. */
void ls_release_local(struct ls_link *link, uint8_t cause)
{
	if (link->dead)
		return;
	ls_link_down(link, cause);
	ls_event(link->ls, PC5_LS_RELEASED, link, cause, true);
	ls_link_kill(link);
}

void ls_release_start(struct ls_link *link, uint8_t cause)
{
	struct pc5_ls *ls = link->ls;
	struct ls_out out;

	if (link->dead || link->state >= LS_RELEASE)
		return;
	stop_procedures(link, cause);
	link->state = LS_RELEASE;
	link->release_cause = cause;
	if (ls_pick_knrp_half(ls, true, UINT32_MAX, &link->release_msbs)) {
		ls_knrp_forget(link);
		ls_release_local(link, cause);
		return;
	}
	ls_begin(link, &out, PC5S_RELEASE_REQUEST);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_CAUSE, cause);
	pc5s_set_u16(&out.msg, &out.store, PC5S_IE_KNRP_ID_MSBS,
		     link->release_msbs);
	if (ls_send(link, &out, 2, PC5_LS_T5087))
		ls_release_local(link, cause);
}

/*
 * T5087: nobody knows which ID the peer keeps K_NRP under, so it is forgotten
 * (clause 7.2.6.5.1).
 */
void ls_release_exhausted(struct ls_link *link)
{
	ls_knrp_forget(link);
	ls_release_local(link, link->release_cause);
}

static bool allowed(uint8_t cause)
{
	switch (cause) {
	case PC5S_CAUSE_NOT_ALLOWED:
	case PC5S_CAUSE_NO_LONGER_NEEDED:
	case PC5S_CAUSE_NOT_AVAILABLE:
	case PC5S_CAUSE_LACK_OF_RESOURCES:
	case PC5S_CAUSE_CONGESTION:
	case PC5S_CAUSE_END_UE_FAILURE:
	case PC5S_CAUSE_UNSPECIFIED:
		return true;
	default:
		return false;
	}
}

int pc5_ls_release(struct pc5_ls *ls, uint32_t handle, uint8_t cause)
{
	struct ls_request *request = ls_find_request(ls, handle);
	struct ls_link *link = ls_find(ls, handle);

	if (!allowed(cause))
		return -EINVAL;
	if (!link && !request)
		return -ENOENT;
	if (request)
		ls_request_fail(request, cause, true);
	else if (link->state >= LS_RELEASE)
		return -EALREADY;
	else if (link->state == LS_UP)
		ls_release_start(link, cause);
	else
		return -ENOENT;
	ls_settle(ls);
	return 0;
}

int pc5_ls_lost(struct pc5_ls *ls, uint32_t handle)
{
	struct ls_link *link = ls_find(ls, handle);

	if (!link || link->state < LS_UP)
		return -ENOENT;
	if (link->state == LS_UP || link->state == LS_RELEASE)
		ls_release_local(link, PC5S_CAUSE_NOT_AVAILABLE);
	else
		ls_link_kill(link);
	ls_settle(ls);
	return 0;
}

static void send_accept(struct ls_link *link, uint16_t lsbs)
{
	struct ls_out out;

	ls_begin(link, &out, PC5S_RELEASE_ACCEPT);
	pc5s_set_u16(&out.msg, &out.store, PC5S_IE_KNRP_ID_LSBS, lsbs);
	ls_send_keep(link, &out, 2, &link->release_answer);
}

/* Each costs the data plane a link, so they are no more than links may be. */
static void limit_lingering(struct pc5_ls *ls)
{
	struct ls_link *link, *oldest = NULL;
	unsigned int n = 0;

	for (link = ls->links; link; link = link->next) {
		if (link->dead || link->state != LS_GONE)
			continue;
		n++;
		if (!oldest || link->clock[LS_TGONE].at <
			       oldest->clock[LS_TGONE].at)
			oldest = link;
	}
	if (n > ls->config.max_links)
		ls_link_kill(oldest);
}

/*
 * Released: signalling is kept up for as long as the peer may send its request
 * again, as the answer can be lost.
 */
static void linger(struct ls_link *link)
{
	const struct pc5_ls_config *config = &link->ls->config;

	link->state = LS_GONE;
	ls_arm_ms(link, LS_TGONE,
		  (uint64_t)config->timer_ms[PC5_LS_T5087] *
		  (config->retries[PC5_LS_T5087] + 1));
	limit_lingering(link->ls);
}

static void rx_request(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint16_t msbs = pc5s_u16(msg, PC5S_IE_KNRP_ID_MSBS);
	uint8_t cause = pc5s_cause(msg, PC5S_IE_CAUSE);
	struct ls_request *request = link->request;
	bool crossed = link->state == LS_RELEASE;
	uint16_t lsbs;

	if (link->state == LS_GONE) {
		if (link->release_answer)
			ls_resend(link, link->release_answer);
		return;
	}
	stop_procedures(link, cause);
	if (ls_pick_knrp_half(link->ls, false, (uint32_t)msbs << 16, &lsbs)) {
		ls_knrp_forget(link);
		lsbs = 0;
	}
	send_accept(link, lsbs);
	/* Two requests, two IDs: neither side can tell which one counts. */
	if (crossed)
		ls_knrp_forget(link);
	else
		new_knrp_id(link, msbs, lsbs);
	ls_event(link->ls, PC5_LS_RELEASED, link, cause, false);
	linger(link);
	if (request && request->connect.target.len)
		ls_request_fail(request, cause, false);
}

static void rx_accept(struct ls_link *link, const struct pc5s_msg *msg)
{
	if (link->state != LS_RELEASE) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	new_knrp_id(link, link->release_msbs,
		    pc5s_u16(msg, PC5S_IE_KNRP_ID_LSBS));
	ls_release_local(link, link->release_cause);
}

void ls_rx_release(struct ls_link *link, const struct pc5s_msg *msg)
{
	if (link->state < LS_COMPLETE)
		ls_ignored(link->ls, link, msg->type);
	else if (msg->type == PC5S_RELEASE_REQUEST)
		rx_request(link, msg);
	else
		rx_accept(link, msg);
}
