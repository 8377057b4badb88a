// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: timers (TS 24.554 clause 12.3). */

#include "ls-priv.h"

#include <stdlib.h>

/* Start a timer of the configuration; @msg is retransmitted, and freed. */
void ls_arm(struct ls_link *link, int timer, struct ls_msg *msg)
{
	const struct pc5_ls_config *config = &link->ls->config;

	ls_stop(link, timer);
	link->clock[timer].at = ls_now(link->ls) + config->timer_ms[timer];
	link->clock[timer].left = config->retries[timer];
	link->clock[timer].msg = msg;
}

/* Start a timer that expires once. */
void ls_arm_ms(struct ls_link *link, int timer, uint64_t ms)
{
	ls_stop(link, timer);
	link->clock[timer].at = ls_now(link->ls) + ms;
	link->clock[timer].left = 0;
}

void ls_stop(struct ls_link *link, int timer)
{
	link->clock[timer].at = LS_OFF;
	free(link->clock[timer].msg);
	link->clock[timer].msg = NULL;
}

void ls_stop_all(struct ls_link *link)
{
	int i;

	for (i = 0; i < LS_TIMERS; i++)
		ls_stop(link, i);
}

bool ls_running(const struct ls_link *link, int timer)
{
	return link->clock[timer].at != LS_OFF;
}

/* The last retransmission was not answered, or there is none. */
static void expired(struct ls_link *link, int timer)
{
	switch (timer) {
	case PC5_LS_T5081:
		ls_modify_exhausted(link);
		break;
	case PC5_LS_T5082:
	case PC5_LS_T5083:
	case LS_TIDS:
	case LS_TPROBE:
		ls_ids_timeout(link, timer);
		break;
	case PC5_LS_T5084:
	case PC5_LS_T5085:
	case LS_T5086:
		ls_keepalive_timeout(link, timer);
		break;
	case PC5_LS_T5087:
		ls_release_exhausted(link);
		break;
	case PC5_LS_T5089:
		ls_smc_exhausted(link);
		break;
	case PC5_LS_T5090:
		ls_ids_privacy(link);
		break;
	case PC5_LS_T5091:
		ls_rekey_exhausted(link);
		break;
	case PC5_LS_T5092:
		ls_auth_exhausted(link);
		break;
	case LS_TGRACE:
		ls_context_drop(link, &link->old);
		break;
	case LS_TNEXT:
		ls_context_drop(link, &link->spare);
		break;
	case LS_TRETRY_IDS:
		link->want_ids = true;
		break;
	case LS_TRETRY_MODIFY:
		ls_modify_retry(link);
		break;
	case LS_TAGE:
	case LS_TREAUTH:
		link->want_rekey = true;
		link->want_reauth |= timer == LS_TREAUTH;
		break;
	case PC5_LS_T5097:
		ls_update_exhausted(link);
		break;
	case LS_TGONE:
		ls_link_kill(link);
		break;
	case LS_THOLD:
		ls_refuse_now(link, PC5S_CAUSE_UNSPECIFIED, 0);
		break;
	case LS_TPATH:
		ls_release_local(link, PC5S_CAUSE_NOT_AVAILABLE);
		break;
	}
}

/* UE_1 said no, though unprotected: it is not asked again. */
static bool refused(const struct ls_link *link, int timer)
{
	return (timer == PC5_LS_T5089 || timer == PC5_LS_T5092) &&
	       link->smc.refused;
}

static void run(struct ls_link *link, int timer, uint64_t now)
{
	struct ls_clock *clock = &link->clock[timer];

	if (clock->at > now)
		return;
	/* Radio that is gone is not waited for (clause 7.2.6.5.1). */
	if (timer == PC5_LS_T5087 &&
	    (link->release_cause == PC5S_CAUSE_NOT_AVAILABLE ||
	     link->release_cause == PC5S_CAUSE_LACK_OF_RESOURCES))
		clock->left = 0;
	if (clock->msg && clock->left && !refused(link, timer)) {
		clock->left--;
		clock->at = now + link->ls->config.timer_ms[timer];
		ls_resend(link, clock->msg);
		return;
	}
	ls_stop(link, timer);
	expired(link, timer);
}

uint64_t pc5_ls_next(const struct pc5_ls *ls)
{
	const struct ls_request *request;
	const struct ls_link *link;
	uint64_t next = LS_OFF;
	int i;

	for (link = ls->links; link; link = link->next) {
		for (i = 0; i < LS_TIMERS; i++) {
			if (link->clock[i].at < next)
				next = link->clock[i].at;
		}
	}
	for (request = ls->requests; request; request = request->next) {
		if (request->clock.at < next)
			next = request->clock.at;
		if (request->hold < next)
			next = request->hold;
	}
	if (ls->upper && ls->upper->next(ls->upper_ctx) < next)
		next = ls->upper->next(ls->upper_ctx);
	return next;
}

void pc5_ls_run(struct pc5_ls *ls)
{
	uint64_t now = ls_now(ls);
	struct ls_request *request;
	struct ls_link *link;
	int i;

	for (link = ls->links; link; link = link->next) {
		for (i = 0; i < LS_TIMERS && !link->dead; i++)
			run(link, i, now);
	}
	for (request = ls->requests; request; request = request->next) {
		if (!request->dead)
			ls_request_timeout(request, now);
	}
	if (ls->upper)
		ls->upper->run(ls->upper_ctx);
	ls_settle(ls);
}
