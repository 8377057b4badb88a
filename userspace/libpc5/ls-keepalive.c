// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: keep-alive (TS 24.554 clause 7.2.5). */

#include "ls-priv.h"

#include <errno.h>

/* T5084: from now on, silence is noticed. */
void ls_keepalive_arm(struct ls_link *link)
{
	if (link->ls->config.timer_ms[PC5_LS_T5084] &&
	    link->state == LS_UP && !link->path_lost)
		ls_arm(link, PC5_LS_T5084, NULL);
}

/* The round that goes on is answered, by whatever came. */
static void answered(struct ls_link *link)
{
	if (ls_running(link, PC5_LS_T5085)) {
		ls_stop(link, PC5_LS_T5085);
		link->keepalive++;
	}
	ls_keepalive_arm(link);
}

/* A message of the peer verified. */
void ls_heard(struct ls_link *link)
{
	link->proven = true;
	link->heard = ls_now(link->ls);
	if (link->state != LS_UP)
		return;
	if (!link->initiator)
		link->confirmed = true;
	answered(link);
	if (link->inactivity_ms)
		ls_arm_ms(link, LS_T5086, link->inactivity_ms);
}

void ls_keepalive_start(struct ls_link *link)
{
	uint32_t period = link->ls->config.max_inactivity_s;
	struct ls_out out;

	if (ls_running(link, PC5_LS_T5085) || link->path_lost)
		return;
	ls_stop(link, PC5_LS_T5084);
	ls_begin(link, &out, PC5S_KEEPALIVE_REQUEST);
	pc5s_set_u32(&out.msg, &out.store, PC5S_IE_KEEPALIVE_COUNTER,
		     link->keepalive);
	if (period)
		pc5s_set_u32(&out.msg, &out.store, PC5S_IE_MAX_INACTIVITY,
			     period);
	ls_send(link, &out, 2, PC5_LS_T5085);
	if (period) {
		link->inactivity_ms = (uint64_t)period * 1000 > UINT32_MAX ?
			UINT32_MAX : period * 1000;
		ls_arm_ms(link, LS_T5086, link->inactivity_ms);
	}
}

/*
 * User data that came since the timer was started stands for a message. @left is
 * what there is still of @ms since then.
 */
static bool data_heard(struct ls_link *link, uint64_t ms, uint64_t *left)
{
	struct pc5_ls *ls = link->ls;
	uint64_t heard = ls->ops->heard ?
		ls->ops->heard(ls->ctx, link->handle) : 0;
	uint64_t now = ls_now(ls);

	if (!heard || heard <= link->heard || heard + ms <= now)
		return false;
	link->heard = heard;
	*left = heard + ms - now;
	if (!link->initiator)
		link->confirmed = true;
	return true;
}

void ls_keepalive_timeout(struct ls_link *link, int timer)
{
	const struct pc5_ls_config *config = &link->ls->config;
	uint64_t ms = timer == LS_T5086 ? link->inactivity_ms :
		(uint64_t)config->timer_ms[timer] *
		(timer == PC5_LS_T5085 ? config->retries[timer] + 1 : 1);
	uint64_t left;

	if (link->state != LS_UP)
		return;
	if (data_heard(link, ms, &left)) {
		if (timer == PC5_LS_T5085) {
			link->keepalive++;
			ls_keepalive_arm(link);
		} else {
			ls_arm_ms(link, timer, left);
		}
	} else if (timer == PC5_LS_T5085) {
		ls_event(link->ls, PC5_LS_PEER_SILENT, link, 0, true);
		ls_release_local(link, PC5S_CAUSE_NOT_AVAILABLE);
	} else {
		ls_keepalive_start(link);
	}
}

static void rx_request(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint32_t counter = pc5s_u32(msg, PC5S_IE_KEEPALIVE_COUNTER);
	struct ls_out out;

	if (counter < link->keepalive_seen) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	link->keepalive_seen = counter;
	if (pc5s_has(msg, PC5S_IE_MAX_INACTIVITY)) {
		uint64_t ms = (uint64_t)pc5s_u32(msg, PC5S_IE_MAX_INACTIVITY) *
			      1000;

		link->inactivity_ms = ms > UINT32_MAX ? UINT32_MAX : ms;
		if (ms)
			ls_arm_ms(link, LS_T5086, link->inactivity_ms);
		else
			ls_stop(link, LS_T5086);
	}
	ls_begin(link, &out, PC5S_KEEPALIVE_RESPONSE);
	pc5s_set_u32(&out.msg, &out.store, PC5S_IE_KEEPALIVE_COUNTER, counter);
	ls_send(link, &out, 2, -1);
}

void ls_rx_keepalive(struct ls_link *link, const struct pc5s_msg *msg)
{
	/* A response answers as anything does that is heard: ls_heard(). */
	if (link->state == LS_UP && msg->type == PC5S_KEEPALIVE_REQUEST)
		rx_request(link, msg);
}
