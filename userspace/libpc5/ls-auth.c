// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: authentication and key establishment (TS 24.554 clause
 * 7.2.12), of a link being made on SL-SRB0 and inside a rekeying protected.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ls_auth_clear(struct ls_link *link)
{
	const struct pc5_ls *ls = link->ls;
	struct ls_auth *auth = &link->auth;

	if (auth->started)
		auth->ops->stop(ls->ctx, auth->session);
	ls_set_octets(&auth->in, &auth->in_len, NULL, 0);
	free(auth->answer);
	memset(auth, 0, sizeof(*auth));
}

/* Where the messages of this authentication go. */
static uint8_t srb(const struct ls_link *link)
{
	return link->state == LS_UP ? 2 : 0;
}

static int start(struct ls_link *link, bool initiator,
		 struct pc5_ls_auth_step *step)
{
	const struct pc5_ls *ls = link->ls;
	const struct ls_smc *smc = &link->smc;
	struct pc5_ls_auth_who who;
	int ret;

	if (!ls->auth)
		return -EOPNOTSUPP;
	ls_auth_who(link, initiator, &who);
	ret = ls->auth->start(ls->ctx, &who, smc->first, smc->first_len,
			      &link->auth.session, step);
	link->auth.ops = ls->auth;
	link->auth.started = !ret;
	return ret;
}

/* K_NRP is there, if it is that of the right peer. */
static bool take_knrp(struct ls_link *link, const struct pc5_ls_auth_step *step)
{
	struct ls_smc *smc = &link->smc;

	if (step->peer.len && link->peer_info.len &&
	    (step->peer.len != link->peer_info.len ||
	     memcmp(step->peer.octets, link->peer_info.octets, step->peer.len)))
		return false;
	if (step->peer.len)
		link->peer_info = step->peer;
	memcpy(smc->knrp.key, step->knrp, sizeof(smc->knrp.key));
	smc->knrp.lifetime = step->lifetime;
	smc->knrp.id = 0;
	smc->has_knrp = true;
	smc->new_knrp = true;
	link->auth.done = true;
	return true;
}

static int send_container(struct ls_link *link, uint8_t type,
			  const struct pc5_ls_auth_step *step, int timer)
{
	struct ls_out out;

	ls_begin(link, &out, type);
	if (step->len)
		pc5s_set(&out.msg, PC5S_IE_KEY_EST_INFO, step->out, step->len);
	return ls_send(link, &out, srb(link), timer);
}

/* UE_2: no success. Inside a rekeying the link stays as it is. */
static void failed(struct ls_link *link, uint8_t cause, bool local)
{
	struct pc5_ls *ls = link->ls;

	ls_auth_clear(link);
	if (link->state == LS_UP) {
		ls_rekey_end(link);
		ls_event(ls, PC5_LS_REKEY_FAILED, link, cause, local);
		return;
	}
	ls_event(ls, PC5_LS_REFUSED, link, cause, local);
	ls_link_kill(link);
}

/* UE_2: after a step of the method. */
static void go_on(struct ls_link *link, struct pc5_ls_auth_step *step)
{
	struct ls_smc *smc = &link->smc;

	switch (step->status) {
	case PC5_LS_AUTH_CONTINUE:
		if (send_container(link, PC5S_AUTHENTICATION_REQUEST, step,
				   PC5_LS_T5092))
			failed(link, PC5S_CAUSE_UNSPECIFIED, true);
		break;
	case PC5_LS_AUTH_DONE:
		ls_stop(link, PC5_LS_T5092);
		if (!take_knrp(link, step)) {
			step->len = 0;
			send_container(link, PC5S_AUTHENTICATION_FAILURE, step,
				       -1);
			failed(link, PC5S_CAUSE_AUTHENTICATION_FAILURE, true);
			break;
		}
		if (ls_set_octets(&smc->last, &smc->last_len, step->out,
				  step->len))
			failed(link, PC5S_CAUSE_UNSPECIFIED, true);
		else
			ls_smc_begin(link);
		break;
	case PC5_LS_AUTH_FAILED:
		send_container(link, PC5S_AUTHENTICATION_FAILURE, step, -1);
		failed(link, PC5S_CAUSE_AUTHENTICATION_FAILURE, true);
		break;
	}
}

/* UE_2: the DCR, or the Rekeying Request, asks for a new K_NRP. */
void ls_auth_begin(struct ls_link *link)
{
	struct pc5_ls_auth_step *step;

	link->smc.has_knrp = false;
	if (link->state != LS_UP)
		link->state = LS_AUTH;
	step = calloc(1, sizeof(*step));
	if (!step || start(link, false, step) ||
	    step->status == PC5_LS_AUTH_IGNORE)
		failed(link, PC5S_CAUSE_AUTHENTICATION_FAILURE, true);
	else
		go_on(link, step);
	if (step)
		explicit_bzero(step, sizeof(*step));
	free(step);
}

/* UE_2: T5092, and no answer. */
void ls_auth_exhausted(struct ls_link *link)
{
	failed(link, link->smc.refused, !link->smc.refused);
}

static void rx_response(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span in = msg->ie[PC5S_IE_KEY_EST_INFO];
	const struct pc5_ls *ls = link->ls;
	struct pc5_ls_auth_step *step;

	if (!ls_running(link, PC5_LS_T5092)) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	step = calloc(1, sizeof(*step));
	if (!step)
		return;
	link->auth.ops->input(ls->ctx, link->auth.session, in.data, in.len,
			      step);
	if (step->status != PC5_LS_AUTH_IGNORE)
		link->answered = true;
	go_on(link, step);
	explicit_bzero(step, sizeof(*step));
	free(step);
}

/*
 * UE_1 gives up; on SL-SRB0 anybody may say so, and T5092 is waited for: the
 * Authentication Response may still come.
 */
static void rx_reject(struct ls_link *link, const struct pc5s_msg *msg)
{
	uint8_t cause = pc5s_cause(msg, PC5S_IE_CAUSE);

	if (!ls_running(link, PC5_LS_T5092)) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	link->smc.refused = cause;
	if (link->state == LS_UP) {
		ls_stop(link, PC5_LS_T5092);
		failed(link, cause, false);
	}
}

static bool same_request(const struct ls_auth *auth, struct pc5s_span in)
{
	return auth->answer && auth->in_len == in.len &&
	       !memcmp(auth->in, in.data, in.len);
}

/* UE_1: the method does not believe the peer. */
static void refuse(struct ls_link *link)
{
	struct ls_request *request = link->request;
	uint8_t cause = PC5S_CAUSE_AUTHENTICATION_FAILURE;

	ls_send_cause(link, PC5S_AUTHENTICATION_REJECT, srb(link), cause);
	ls_auth_clear(link);
	if (link->state == LS_UP) {
		ls_rekey_end(link);
		ls_event(link->ls, PC5_LS_REKEY_FAILED, link, cause, true);
		return;
	}
	/* Who answers next may be the one that is wanted. */
	ls_answer_doubted(request, cause);
	ls_link_kill(link);
}

/* UE_1: the method's answer; what is received again is answered again. */
static void respond(struct ls_link *link, struct pc5s_span in,
		    const struct pc5_ls_auth_step *step)
{
	struct ls_auth *auth = &link->auth;
	struct ls_out out;

	if (ls_set_octets(&auth->in, &auth->in_len, in.data, in.len))
		return;
	ls_begin(link, &out, PC5S_AUTHENTICATION_RESPONSE);
	pc5s_set(&out.msg, PC5S_IE_KEY_EST_INFO, step->out, step->len);
	ls_send_keep(link, &out, srb(link), &auth->answer);
}

static void input(struct ls_link *link, struct pc5s_span in,
		  struct pc5_ls_auth_step *step)
{
	const struct pc5_ls *ls = link->ls;

	if (!link->auth.started && start(link, true, step))
		step->status = PC5_LS_AUTH_FAILED;
	else
		link->auth.ops->input(ls->ctx, link->auth.session, in.data, in.len,
				step);
	if (step->status == PC5_LS_AUTH_DONE && !take_knrp(link, step))
		step->status = PC5_LS_AUTH_FAILED;
}

static void rx_request(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span in = msg->ie[PC5S_IE_KEY_EST_INFO];
	struct pc5_ls_auth_step *step;

	if (same_request(&link->auth, in)) {
		ls_resend(link, link->auth.answer);
		return;
	}
	step = calloc(1, sizeof(*step));
	if (!step)
		return;
	input(link, in, step);
	if (step->status == PC5_LS_AUTH_FAILED)
		refuse(link);
	else if (step->status != PC5_LS_AUTH_IGNORE && step->len)
		respond(link, in, step);
	explicit_bzero(step, sizeof(*step));
	free(step);
}

/*
 * UE_1: UE_2 went on to the Security Mode Command, with container @in or none.
 * Returns 0 if there is a new K_NRP now, else the cause to refuse with.
 */
uint8_t ls_auth_finish(struct ls_link *link, struct pc5s_span in)
{
	struct pc5_ls_auth_step *step;
	bool done;

	if (link->auth.done && !in.data)
		return 0;
	step = calloc(1, sizeof(*step));
	if (!step)
		return PC5S_CAUSE_UNSPECIFIED;
	input(link, in, step);
	done = link->auth.done && step->status != PC5_LS_AUTH_FAILED;
	if (step->status == PC5_LS_AUTH_FAILED)
		ls_auth_clear(link);
	explicit_bzero(step, sizeof(*step));
	free(step);
	return done ? 0 : PC5S_CAUSE_AUTHENTICATION_FAILURE;
}

/* UE_1: UE_2 gives up; the container, if any, is only of interest to a log. */
static void rx_failure(struct ls_link *link)
{
	uint8_t cause = PC5S_CAUSE_AUTHENTICATION_FAILURE;

	if (link->state != LS_UP) {
		ls_answer_doubted(link->request, cause);
		return;
	}
	ls_rekey_end(link);
	ls_event(link->ls, PC5_LS_REKEY_FAILED, link, cause, false);
}

void ls_rx_auth(struct ls_link *link, const struct pc5s_msg *msg)
{
	bool rekey = link->state == LS_UP && link->rekey.reauth;
	bool ue_1, ue_2;

	ue_1 = (link->state == LS_AUTH && link->initiator && link->request) ||
	       (rekey && link->rekey.role == LS_REKEY_UE_1 &&
		!link->rekey.switched);
	ue_2 = (link->state == LS_AUTH && !link->initiator) ||
	       (rekey && link->rekey.role == LS_REKEY_UE_2);
	if (ue_1 && msg->type == PC5S_AUTHENTICATION_REQUEST)
		rx_request(link, msg);
	else if (ue_1 && msg->type == PC5S_AUTHENTICATION_FAILURE)
		rx_failure(link);
	else if (ue_2 && msg->type == PC5S_AUTHENTICATION_RESPONSE)
		rx_response(link, msg);
	else if (ue_2 && msg->type == PC5S_AUTHENTICATION_REJECT)
		rx_reject(link, msg);
	else
		ls_ignored(link->ls, link, msg->type);
}
