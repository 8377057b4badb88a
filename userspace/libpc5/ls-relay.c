// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: hop links of a UE-to-UE relay (TS 24.554 clauses 7.2.2 and
 * 7.2.13), as far as one link is concerned. What concerns more than one is left
 * to struct pc5_ls_upper.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void add_info(struct ls_out *out, enum pc5s_ie ie,
		     const struct pc5_user_info *info)
{
	if (info->len)
		pc5s_set(&out->msg, ie, info->octets, info->len);
}

/* IEs of relays in a DCR; @relay has to outlive the message. */
void ls_add_relay(struct ls_out *out, const struct pc5_ls_relay *relay)
{
	add_info(out, PC5S_IE_SOURCE_USER_INFO, &relay->source);
	add_info(out, PC5S_IE_TARGET_USER_INFO, &relay->target);
	add_info(out, PC5S_IE_RELAY_USER_INFO, &relay->relay);
	pc5s_set_u24(&out->msg, &out->store, PC5S_IE_RELAY_SERVICE_CODE,
		     relay->hop.rsc);
	if (relay->target_l2)
		pc5s_set_u24(&out->msg, &out->store,
			     PC5S_IE_TARGET_END_UE_L2_ID, relay->target_l2);
	if (relay->indication)
		pc5s_set_u8(&out->msg, &out->store, PC5S_IE_RELAY_INDICATION,
			    PC5S_INDICATED);
}

static void take_info(const struct pc5s_msg *msg, enum pc5s_ie ie,
		      struct pc5_user_info *info)
{
	struct pc5s_span span = msg->ie[ie];

	info->len = span.len;
	if (span.len)
		memcpy(info->octets, span.data, span.len);
}

/*
 * What a DCR says of relays; whether it does. By a relay other than this UE,
 * this UE is a target; with its own user info, or the relay indication, it is
 * the relay: so nobody is taken for a relay who did not say to be one, and what
 * is said is then authenticated.
 */
bool ls_take_relay(const struct pc5_ls *ls, const struct pc5s_msg *msg,
		   struct pc5_ls_relay *relay)
{
	if (!pc5s_has(msg, PC5S_IE_RELAY_SERVICE_CODE))
		return false;
	take_info(msg, PC5S_IE_SOURCE_USER_INFO, &relay->source);
	take_info(msg, PC5S_IE_TARGET_USER_INFO, &relay->target);
	take_info(msg, PC5S_IE_RELAY_USER_INFO, &relay->relay);
	relay->target_l2 = pc5s_u24(msg, PC5S_IE_TARGET_END_UE_L2_ID);
	relay->indication = pc5s_has(msg, PC5S_IE_RELAY_INDICATION);
	/* Neither the one nor the other: no hop of anybody. */
	if (!relay->indication && !relay->relay.len)
		return false;
	relay->hop.rsc = pc5s_u24(msg, PC5S_IE_RELAY_SERVICE_CODE);
	relay->hop.peer_relay = !relay->indication &&
		!pc5_user_info_equal(&relay->relay, &ls->config.user_info);
	return relay->hop.rsc;
}

/* The two sides of an authentication on a link. */
void ls_auth_who(const struct ls_link *link, bool initiator,
		 struct pc5_ls_auth_who *who)
{
	*who = (struct pc5_ls_auth_who){
		.initiator = initiator,
		.rekey = link->state == LS_UP,
		.rsc = link->hop.rsc,
		.peer_relay = link->hop.peer_relay,
		.own = link->own_info,
		.peer = link->peer_info,
	};
}

static struct ls_link *find_held(struct pc5_ls *ls, uint32_t handle)
{
	struct ls_link *link = ls_find(ls, handle);

	return link && link->state == LS_HOLD ? link : NULL;
}

int pc5_ls_accept(struct pc5_ls *ls, uint32_t handle,
		  const struct pc5_ls_grant *grant)
{
	struct ls_link *link = find_held(ls, handle);

	if (!link)
		return -ENOENT;
	ls_accept_now(link, grant);
	ls_settle(ls);
	return 0;
}

int pc5_ls_refuse(struct pc5_ls *ls, uint32_t handle, uint8_t cause,
		  uint8_t end_ue_cause)
{
	struct ls_link *link = find_held(ls, handle);

	if (!link)
		return -ENOENT;
	ls_refuse_now(link, cause, end_ue_cause);
	ls_settle(ls);
	return 0;
}

void pc5_ls_refuse_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		       uint8_t cause)
{
	ls_reject_dcr(ls, rx, cause, 0);
}

int pc5_ls_relay_update(struct pc5_ls *ls, uint32_t handle,
			const struct pc5s_msg *msg)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_out out;

	if (!link || link->state != LS_UP)
		return -ENOENT;
	if (ls_running(link, PC5_LS_T5097))
		return -EBUSY;
	ls_begin(link, &out, PC5S_RELAY_UPDATE_REQUEST);
	memcpy(out.msg.ie, msg->ie, sizeof(out.msg.ie));
	return ls_send(link, &out, 2, PC5_LS_T5097);
}

static void updated(struct ls_link *link, uint8_t cause)
{
	const struct pc5_ls *ls = link->ls;

	ls_stop(link, PC5_LS_T5097);
	if (ls->upper)
		ls->upper->updated(ls->upper_ctx, link->handle, cause);
}

/* T5097: the target does not answer. */
void ls_update_exhausted(struct ls_link *link)
{
	updated(link, PC5S_CAUSE_UNSPECIFIED);
}

/* To take the same request twice does no harm, so nothing is remembered. */
static void rx_update(struct ls_link *link, const struct pc5s_msg *msg)
{
	const struct pc5_ls *ls = link->ls;
	uint8_t cause = ls->upper->update(ls->upper_ctx, link->handle, msg);
	struct ls_out out;

	if (cause) {
		ls_send_cause(link, PC5S_RELAY_UPDATE_REJECT, 2, cause);
		return;
	}
	ls_begin(link, &out, PC5S_RELAY_UPDATE_ACCEPT);
	memcpy(out.msg.ie, msg->ie, sizeof(out.msg.ie));
	ls_send(link, &out, 2, -1);
}

/* UE-to-UE Relay Update messages. */
void ls_rx_relay(struct ls_link *link, const struct pc5s_msg *msg)
{
	bool waiting = ls_running(link, PC5_LS_T5097);

	if (link->state != LS_UP || !link->hop.rsc || !link->ls->upper)
		ls_ignored(link->ls, link, msg->type);
	else if (msg->type == PC5S_RELAY_UPDATE_REQUEST &&
		 link->hop.peer_relay)
		rx_update(link, msg);
	else if (msg->type == PC5S_RELAY_UPDATE_ACCEPT && waiting)
		updated(link, 0);
	else if (msg->type == PC5S_RELAY_UPDATE_REJECT && waiting)
		updated(link, pc5s_cause(msg, PC5S_IE_CAUSE));
	else
		ls_ignored(link->ls, link, msg->type);
}

int pc5_ls_srb3(struct pc5_ls *ls, uint32_t handle, const void *data,
		size_t len)
{
	const struct ls_link *link = ls_find(ls, handle);
	struct pc5_ls_tx tx = { .srb = 3, .data = data, .len = len };

	if (!link || link->state != LS_UP || !link->secured)
		return -ENOENT;
	if (!len || len > PC5_LS_MSG_MAX)
		return -EMSGSIZE;
	tx.link = link->handle;
	tx.src = link->own;
	tx.dst = link->peer;
	tx.path = link->path;
	tx.sess_id = link->cur.id;
	ls->ops->transmit(ls->ctx, &tx);
	return 0;
}

/* Verified; of a link between end UEs nobody waits for any. */
void ls_rx_srb3(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	const struct pc5_ls *ls = link->ls;

	if (ls->upper && link->hop.rsc)
		ls->upper->srb3(ls->upper_ctx, link->handle, rx->data, rx->len);
}

int pc5_ls_knrp_half(struct pc5_ls *ls, uint32_t handle, bool msb,
		     uint32_t other, uint16_t *half)
{
	const struct ls_link *link = ls_find(ls, handle);

	if (!link || !link->has_knrp || !link->knrp.id)
		return -ENOENT;
	return ls_pick_knrp_half(ls, msb, other, half);
}

int pc5_ls_knrp_rename(struct pc5_ls *ls, uint32_t handle, uint32_t id)
{
	struct ls_link *link = ls_find(ls, handle);
	uint32_t old_id;

	if (!link || !link->has_knrp || !link->knrp.id)
		return -ENOENT;
	old_id = link->knrp.id;
	if (old_id == id)
		return 0;
	link->knrp.id = id;
	ls_knrp_keep(link, old_id);
	return 0;
}
