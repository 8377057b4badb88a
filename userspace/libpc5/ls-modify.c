// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: modification (TS 24.554 clause 7.2.3). */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How often a modification that met one of the peer is tried again. */
#define TRIES 8

/*
 * How long a request is known again. Shorter than the time in which 128
 * messages come, after which sequence numbers cannot be compared.
 */
#define KNOWN_MS 30000

static bool barred(const struct ls_link *link, uint8_t op)
{
	return link->modify_bar[op] > ls_now(link->ls);
}

int pc5_ls_modify(struct pc5_ls *ls, uint32_t handle, uint8_t op,
		  struct pc5s_span flows, struct pc5s_span rules)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_out out;
	int ret;

	if (!link || link->state != LS_UP)
		return -ENOENT;
	if (op < PC5S_OPERATION_ADD_QOS || op > PC5S_OPERATION_REMOVE_APPS ||
	    !flows.data)
		return -EINVAL;
	/* Clause 7.2.3.2: not while T5091 runs, or the peer rekeys. */
	if (ls_running(link, PC5_LS_T5081) ||
	    ls_running(link, LS_TRETRY_MODIFY) ||
	    link->rekey.role != LS_REKEY_NONE)
		return -EBUSY;
	if (barred(link, op))
		return -EAGAIN;
	ls_begin(link, &out, PC5S_MODIFICATION_REQUEST);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_OPERATION_CODE, op);
	out.msg.ie[PC5S_IE_QOS_FLOWS] = flows;
	out.msg.ie[PC5S_IE_QOS_RULES] = rules;
	ret = ls_send(link, &out, 2, PC5_LS_T5081);
	if (ret)
		return ret;
	link->modify_op = op;
	link->modify_upper = false;
	link->modify_tries = 0;
	return 0;
}

int pc5_ls_modify_msg(struct pc5_ls *ls, uint32_t handle,
		      const struct pc5s_msg *msg)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_out out;
	int ret;

	if (!link || link->state != LS_UP)
		return -ENOENT;
	if (ls_running(link, PC5_LS_T5081) || link->modify_held ||
	    ls_running(link, LS_TRETRY_MODIFY) ||
	    link->rekey.role != LS_REKEY_NONE)
		return -EBUSY;
	ls_begin(link, &out, PC5S_MODIFICATION_REQUEST);
	memcpy(out.msg.ie, msg->ie, sizeof(out.msg.ie));
	ret = ls_send(link, &out, 2, PC5_LS_T5081);
	if (ret)
		return ret;
	link->modify_op = 0;
	link->modify_upper = true;
	link->modify_tries = 0;
	return 0;
}

/* The answer to what stands above, NULL for none. */
static void tell_upper(struct ls_link *link, const struct pc5s_msg *msg)
{
	const struct pc5_ls *ls = link->ls;

	if (!link->modify_upper)
		return;
	link->modify_upper = false;
	if (ls->upper)
		ls->upper->modified(ls->upper_ctx, link->handle, msg);
}

static void failed(struct ls_link *link, const struct pc5s_msg *msg,
		   uint8_t cause, bool local)
{
	ls_stop(link, PC5_LS_T5081);
	tell_upper(link, msg);
	ls_event(link->ls, PC5_LS_MODIFY_FAILED, link, cause, local);
}

void ls_modify_exhausted(struct ls_link *link)
{
	failed(link, NULL, 0, true);
}

/* The peer asked at the same time: each tries again after a random time. */
static void collide(struct ls_link *link)
{
	const struct pc5_ls_config *config = &link->ls->config;
	struct ls_clock *clock = &link->clock[PC5_LS_T5081];
	uint32_t ms = config->collision_max_ms;

	if (link->modify_tries++ >= TRIES) {
		failed(link, NULL, 0, true);
		return;
	}
	ls_random_range(link->ls, config->collision_min_ms,
			config->collision_max_ms, &ms);
	free(link->modify_msg);
	link->modify_msg = clock->msg;
	clock->msg = NULL;
	ls_stop(link, PC5_LS_T5081);
	ls_arm_ms(link, LS_TRETRY_MODIFY, ms);
	ls_event(link->ls, PC5_LS_COLLISION, link, 0, true);
}

/* After a collision: the same message, to the peer a new one. */
void ls_modify_retry(struct ls_link *link)
{
	struct ls_msg *msg = link->modify_msg;

	link->modify_msg = NULL;
	if (!msg)
		return;
	msg->data[1] = link->seq++;
	ls_resend(link, msg);
	ls_arm(link, PC5_LS_T5081, msg);
}

/* Whether a request is an old one, late; it is not one to be answered. */
static bool late(const struct ls_link *link, uint8_t seq)
{
	return link->modify_answer &&
	       ls_now(link->ls) - link->modify_done_at < KNOWN_MS &&
	       (int8_t)(seq - link->modify_done) < 0;
}

static bool answered(const struct ls_link *link, uint8_t seq)
{
	return link->modify_answer && seq == link->modify_done &&
	       ls_now(link->ls) - link->modify_done_at < KNOWN_MS;
}

static void answer(struct ls_link *link, const struct pc5s_msg *msg,
		   uint8_t cause)
{
	struct ls_out out;

	ls_begin(link, &out, cause ? PC5S_MODIFICATION_REJECT
				   : PC5S_MODIFICATION_ACCEPT);
	if (cause)
		pc5s_set_u8(&out.msg, &out.store, PC5S_IE_CAUSE, cause);
	else
		out.msg.ie[PC5S_IE_QOS_FLOWS] = msg->ie[PC5S_IE_QOS_FLOWS];
	if (ls_send_keep(link, &out, 2, &link->modify_answer))
		return;
	link->modify_done = msg->seq;
	link->modify_done_at = ls_now(link->ls);
}

int pc5_ls_modify_answer(struct pc5_ls *ls, uint32_t handle,
			 const struct pc5s_msg *msg)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_out out;
	int ret;

	if (!link || !link->modify_held)
		return -ENOENT;
	link->modify_held = false;
	if (link->state != LS_UP)
		return -ENOENT;
	ls_begin(link, &out, msg->type);
	memcpy(out.msg.ie, msg->ie, sizeof(out.msg.ie));
	ret = ls_send_keep(link, &out, 2, &link->modify_answer);
	if (ret)
		return ret;
	link->modify_done = link->modify_seq;
	link->modify_done_at = ls_now(ls);
	return 0;
}

int pc5_ls_modify_ack(struct pc5_ls *ls, uint32_t handle,
		      const struct pc5s_msg *msg)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_out out;

	if (!link || link->state != LS_UP)
		return -ENOENT;
	ls_begin(link, &out, PC5S_MODIFICATION_ACK);
	memcpy(out.msg.ie, msg->ie, sizeof(out.msg.ie));
	return ls_send(link, &out, 2, -1);
}

/* Pairs of a relay, and reselection. */
static bool of_relays(const struct pc5s_msg *msg)
{
	uint8_t op = pc5s_operation(msg);

	return op == PC5S_OPERATION_ADD_END_UE ||
	       op == PC5S_OPERATION_REMOVE_END_UE ||
	       pc5s_has(msg, PC5S_IE_RELAY_RESELECTION);
}

/* Whether the answer was put off. */
static bool put_off(struct ls_link *link, const struct pc5s_msg *msg,
		    uint8_t *cause)
{
	const struct pc5_ls *ls = link->ls;
	int ret = PC5S_CAUSE_UNSPECIFIED;

	if (ls->upper)
		ret = ls->upper->modify(ls->upper_ctx, link->handle, msg);
	if (ret == PC5_LS_LATER) {
		link->modify_held = true;
		link->modify_seq = msg->seq;
		return true;
	}
	*cause = ret > 0 ? ret : PC5S_CAUSE_UNSPECIFIED;
	return false;
}

static void rx_request(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint8_t op = pc5s_operation(msg);
	struct pc5_ls *ls = link->ls;
	uint8_t cause = 0;

	/* Security mode control comes first (clause 7.2.10.6). */
	if (link->rekey.role == LS_REKEY_UE_2 || late(link, msg->seq) ||
	    link->modify_held) {
		ls_ignored(ls, link, msg->type);
		return;
	}
	if (answered(link, msg->seq)) {
		ls_resend(link, link->modify_answer);
		return;
	}
	if (ls_running(link, PC5_LS_T5081)) {
		collide(link);
		return;
	}
	if (of_relays(msg)) {
		if (put_off(link, msg, &cause))
			return;
	} else if (op < PC5S_OPERATION_ADD_QOS || op > PC5S_OPERATION_REMOVE_APPS) {
		cause = PC5S_CAUSE_UNSPECIFIED;
	} else if (ls->ops->qos) {
		cause = ls->ops->qos(ls->ctx, link->handle, op,
				     msg->ie[PC5S_IE_QOS_FLOWS],
				     msg->ie[PC5S_IE_QOS_RULES]);
	}
	answer(link, msg, cause);
	if (!cause)
		ls_event(ls, PC5_LS_MODIFIED, link, 0, false);
}

static void rx_reject(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint8_t cause = pc5s_cause(msg, PC5S_IE_CAUSE);

	if (cause == PC5S_CAUSE_LACK_OF_RESOURCES ||
	    cause == PC5S_CAUSE_SERVICE_NOT_ALLOWED ||
	    cause == PC5S_CAUSE_POLICY_NOT_ALIGNED)
		link->modify_bar[link->modify_op] =
			ls_now(link->ls) + link->ls->config.modify_bar_ms;
	failed(link, msg, cause, false);
}

void ls_rx_modify(struct ls_link *link, const struct pc5s_msg *msg)
{
	if (link->state != LS_UP) {
		ls_ignored(link->ls, link, msg->type);
	} else if (msg->type == PC5S_MODIFICATION_REQUEST) {
		rx_request(link, msg);
	} else if (msg->type == PC5S_MODIFICATION_ACK) {
		if (link->ls->upper)
			link->ls->upper->ack(link->ls->upper_ctx, link->handle,
					     msg);
	} else if (!ls_running(link, PC5_LS_T5081)) {
		ls_ignored(link->ls, link, msg->type);
	} else if (msg->type == PC5S_MODIFICATION_ACCEPT) {
		ls_stop(link, PC5_LS_T5081);
		tell_upper(link, msg);
		ls_event(link->ls, PC5_LS_MODIFIED, link, 0, true);
	} else {
		rx_reject(link, msg);
	}
}
