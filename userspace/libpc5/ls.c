// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: the machine, its links, and where received messages go.
 *
 * A procedure that ends a link marks it; it is freed when the machine is left.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* Attempts at a random value that has to be free. */
#define TRIES 64

void pc5_ls_config_init(struct pc5_ls_config *config)
{
	static const uint32_t ms[PC5_LS_TIMERS] = {
		[PC5_LS_T5080] = 8000, [PC5_LS_T5081] = 5000,
		[PC5_LS_T5082] = 2000, [PC5_LS_T5083] = 2000,
		[PC5_LS_T5084] = 5000, [PC5_LS_T5085] = 5000,
		[PC5_LS_T5087] = 5000, [PC5_LS_T5089] = 2000,
		[PC5_LS_T5090] = 0, [PC5_LS_T5091] = 8000,
		[PC5_LS_T5092] = 2000, [PC5_LS_T5080_RELAY] = 16000,
		[PC5_LS_T5097] = 2000,
	};
	size_t i;

	memset(config, 0, sizeof(*config));
	/*
	 * T5089 and T5092 have run out before T5080 and T5091 retransmit, as
	 * the notes of clauses 7.2.2.2 and 7.2.11.2 advise.
	 */
	for (i = 0; i < PC5_LS_TIMERS; i++) {
		config->timer_ms[i] = ms[i];
		config->retries[i] = 2;
	}
	config->retries[PC5_LS_T5080] = 3;
	config->retries[PC5_LS_T5091] = 3;
	config->algs.caps.ea = 0x0f;
	config->algs.caps.ia = 0x0f;
	for (i = 0; i < PC5_ALGS - 1; i++) {
		static const uint8_t order[] = {
			PC5_NEA2, PC5_NEA1, PC5_NEA3,
		};

		config->algs.ea_order[i] = order[i];
		config->algs.ia_order[i] = order[i];
	}
	config->max_links = 8;
	config->max_half_open = 64;
	config->max_half_open_src = 4;
	config->half_open_ms = 1000;
	config->max_answers = 8;
	config->max_lsb_conflicts = 4;
	config->reject_hold_ms = 2000;
	config->backoff_unproven_max_ms = 60000;
	config->grace_ms = 10000;
	config->collision_min_ms = 200;
	config->collision_max_ms = 3000;
	config->modify_bar_ms = 30 * 60 * 1000;
	config->reauth_margin_ms = 60000;
	/* As long as a source waits for its relay. */
	config->hold_ms = 60000;
}

static bool config_ok(const struct pc5_ls_config *config)
{
	return config->user_info.len && config->max_links &&
	       config->n_services <= PC5_LS_SERVICES_MAX &&
	       config->collision_min_ms <= config->collision_max_ms;
}

struct pc5_ls *pc5_ls_new(const struct pc5_ls_config *config,
			  const struct pc5_ls_ops *ops,
			  const struct pc5_ls_auth_ops *auth, void *ctx)
{
	struct pc5_ls *ls;

	if (!config_ok(config))
		return NULL;
	ls = calloc(1, sizeof(*ls));
	if (!ls)
		return NULL;
	ls->config = *config;
	ls->ops = ops;
	ls->auth = auth;
	ls->ctx = ctx;
	return ls;
}

int pc5_ls_reconfigure(struct pc5_ls *ls, const struct pc5_ls_config *config,
		       const struct pc5_ls_auth_ops *auth)
{
	struct pc5_user_info own = ls->config.user_info;

	if (!config_ok(config))
		return -EINVAL;
	ls->config = *config;
	ls->config.user_info = own;
	ls->auth = auth;
	return 0;
}

uint64_t ls_now(const struct pc5_ls *ls)
{
	return ls->ops->now(ls->ctx);
}

static void link_free(struct ls_link *link)
{
	int i;

	ls_auth_clear(link);
	ls_smc_clear(&link->smc);
	for (i = 0; i < LS_TIMERS; i++)
		free(link->clock[i].msg);
	free(link->complete);
	free(link->accept);
	free(link->modify_msg);
	free(link->modify_answer);
	free(link->release_answer);
	free(link->relay);
	free(link->hold_qos);
	free(link->ids.ack);
	free(link->ids.held);
	explicit_bzero(link, sizeof(*link));
	free(link);
}

static void request_free(struct ls_request *request)
{
	ls_smc_clear(&request->smc);
	free(request->clock.msg);
	explicit_bzero(request, sizeof(*request));
	free(request);
}

/* Free what was marked. */
static void reap(struct pc5_ls *ls)
{
	struct ls_request **request = &ls->requests;
	struct ls_link **link = &ls->links;

	while (*link) {
		struct ls_link *it = *link;

		if (it->dead) {
			*link = it->next;
			link_free(it);
		} else {
			link = &it->next;
		}
	}
	while (*request) {
		struct ls_request *it = *request;

		if (it->dead) {
			*request = it->next;
			request_free(it);
		} else {
			request = &it->next;
		}
	}
}

void pc5_ls_free(struct pc5_ls *ls)
{
	struct ls_request *request;
	struct ls_link *link;

	if (!ls)
		return;
	for (link = ls->links; link; link = link->next)
		link->dead = true;
	for (request = ls->requests; request; request = request->next)
		request->dead = true;
	reap(ls);
	explicit_bzero(ls, sizeof(*ls));
	free(ls);
}

struct ls_link *ls_link_new(struct pc5_ls *ls)
{
	struct ls_link *link = calloc(1, sizeof(*link));
	int i;

	if (!link)
		return NULL;
	link->ls = ls;
	link->handle = ++ls->handle;
	link->since = ls_now(ls);
	link->own_info = ls->config.user_info;
	for (i = 0; i < LS_TIMERS; i++)
		link->clock[i].at = LS_OFF;
	link->next = ls->links;
	ls->links = link;
	return link;
}

/* Stop user data; the data plane is told once. */
void ls_link_down(struct ls_link *link, uint8_t cause)
{
	const struct pc5_ls *ls = link->ls;

	if (!link->up)
		return;
	link->up = false;
	ls->ops->link_down(ls->ctx, link->handle, cause);
}

/* The end of a link, without a message. */
void ls_link_kill(struct ls_link *link)
{
	const struct pc5_ls *ls = link->ls;

	if (link->dead)
		return;
	ls_stop_all(link);
	ls_link_down(link, PC5S_CAUSE_UNSPECIFIED);
	if (link->created)
		ls->ops->link_delete(ls->ctx, link->handle);
	link->created = false;
	link->dead = true;
}

struct ls_link *ls_find(const struct pc5_ls *ls, uint32_t handle)
{
	struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (!link->dead && link->handle == handle)
			return link;
	}
	return NULL;
}

struct ls_request *ls_find_request(const struct pc5_ls *ls, uint32_t handle)
{
	struct ls_request *request;

	for (request = ls->requests; request; request = request->next) {
		if (!request->dead && request->handle == handle)
			return request;
	}
	return NULL;
}

/* Links that count against the limit: those past authentication. */
unsigned int ls_count(const struct pc5_ls *ls)
{
	const struct ls_link *link;
	unsigned int n = 0;

	for (link = ls->links; link; link = link->next) {
		if (!link->dead && (link->state == LS_UP ||
				    link->state == LS_RELEASE ||
				    link->state == LS_HOLD ||
				    link->state == LS_COMPLETE))
			n++;
	}
	return n;
}

bool ls_l2id_taken(const struct pc5_ls *ls, uint32_t l2id)
{
	const struct ls_request *request;
	const struct ls_link *link;

	if (ls->ops->l2id_used && ls->ops->l2id_used(ls->ctx, l2id))
		return true;
	for (link = ls->links; link; link = link->next) {
		if (link->own == l2id || link->peer == l2id)
			return true;
		if (link->ids.step != LS_IDS_NONE &&
		    (link->ids.old.own == l2id || link->ids.old.peer == l2id ||
		     link->ids.new.own == l2id || link->ids.new.peer == l2id))
			return true;
	}
	for (request = ls->requests; request; request = request->next) {
		if (request->own == l2id || request->connect.dst == l2id)
			return true;
	}
	return false;
}

/* A Layer-2 ID that this UE does not know of yet (clause 7.2.2.2). */
int ls_new_l2id(struct pc5_ls *ls, uint32_t *l2id)
{
	int i;

	for (i = 0; i < TRIES; i++) {
		uint8_t r[3] = { 0 };
		int ret = ls->ops->random(ls->ctx, r, sizeof(r));
		uint32_t it = (uint32_t)r[0] << 16 | r[1] << 8 | r[2];

		if (ret)
			return ret;
		/* All ones would look like a broadcast address. */
		if (!it || it == PC5_L2ID_MAX || ls_l2id_taken(ls, it))
			continue;
		*l2id = it;
		return 0;
	}
	return -EBUSY;
}

int ls_random_range(struct pc5_ls *ls, uint32_t min, uint32_t max,
		    uint32_t *value)
{
	uint32_t r;
	int ret = ls->ops->random(ls->ctx, &r, sizeof(r));

	if (ret)
		return ret;
	*value = min + (uint32_t)(r % ((uint64_t)max - min + 1));
	return 0;
}

/* Start what was wished for where nothing is in its way any more. */
static void start_wanted(struct pc5_ls *ls)
{
	struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (link->dead || link->state != LS_UP)
			continue;
		if (link->want_rekey)
			ls_rekey_try(link);
		if (link->want_ids)
			ls_ids_try(link);
	}
}

/*
 * Whether a message came with these identifiers. Over a layer-2 relay no
 * Layer-2 IDs of the link are on the air: there it is the path, and K_NRP-sess
 * ID.
 */
bool ls_ids_fit(const struct pc5_ls_rx *rx, const struct pc5_ls_ids *ids)
{
	if (rx->path != ids->path)
		return false;
	if (rx->path)
		return !rx->sess_id || !ids->sess_id ||
		       rx->sess_id == ids->sess_id;
	return rx->dst == ids->own && rx->src == ids->peer;
}

static bool link_fits(const struct ls_link *link, const struct pc5_ls_rx *rx)
{
	if (rx->path != link->path)
		return false;
	return rx->path || (rx->dst == link->own && rx->src == link->peer);
}

/*
 * Whether one of the two links is one too many. Between a relay and an end UE
 * each may have made one, for the pairs it is in; and over each path there is
 * one, whose end is that of its pair.
 */
bool ls_same_purpose(const struct ls_link *a, const struct ls_link *b)
{
	return pc5_hop_equal(&a->hop, &b->hop) && !a->path && !b->path &&
	       (!a->hop.rsc || a->initiator == b->initiator);
}

static struct ls_link *find_pair(const struct pc5_ls *ls,
				 const struct pc5_ls_rx *rx)
{
	struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		const struct ls_ids *ids = &link->ids;

		if (link->dead)
			continue;
		if (link_fits(link, rx))
			return link;
		if (ids->step < LS_IDS_ACCEPTED)
			continue;
		if (ls_ids_fit(rx, &ids->old) || ls_ids_fit(rx, &ids->new))
			return link;
	}
	return NULL;
}

bool pc5_ls_uses(const struct pc5_ls *ls, uint32_t own)
{
	const struct ls_request *request;
	const struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (!link->dead && link->own == own)
			return true;
	}
	for (request = ls->requests; request; request = request->next) {
		if (!request->dead && request->own == own)
			return true;
	}
	return false;
}

static struct ls_request *find_own(const struct pc5_ls *ls,
				   const struct pc5_ls_rx *rx)
{
	struct ls_request *request;

	for (request = ls->requests; request; request = request->next) {
		if (!request->dead && request->connect.ids.path == rx->path &&
		    (rx->path || request->own == rx->dst))
			return request;
	}
	return NULL;
}

/*
 * Whether a message came on the SL-SRB it has to come on. Before the end of
 * security mode control that is SL-SRB0 for all that comes before it; where the
 * Security Mode Reject belongs is UNCONFIRMED, TS 38.321 leaves only SL-SRB0.
 * During rekeying the same messages are protected like all else.
 */
static bool bearer_fits(const struct ls_link *link, const struct pc5_ls_rx *rx,
			uint8_t type)
{
	switch (type) {
	case PC5S_SECURITY_MODE_COMMAND:
	case PC5S_SECURITY_MODE_COMPLETE:
		return rx->srb == 1;
	case PC5S_AUTHENTICATION_REQUEST:
	case PC5S_AUTHENTICATION_RESPONSE:
	case PC5S_AUTHENTICATION_REJECT:
	case PC5S_AUTHENTICATION_FAILURE:
	case PC5S_SECURITY_MODE_REJECT:
		return rx->srb == (link->state < LS_UP ? 0 : 2);
	case PC5S_ESTABLISHMENT_REJECT:
		return rx->srb == (link->state < LS_COMPLETE ? 0 : 2);
	default:
		return rx->srb == 2;
	}
}

/*
 * Whether only the peer can have sent it. Of a link without security nobody
 * knows, and both sides' policies agreed to that.
 */
static bool proven(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	if (!link->secured)
		return !rx->sess_id;
	return rx->verified && ls_context(link, rx->sess_id);
}

/* What any protected message tells. */
static void rx_any(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	ls_heard(link);
	if (link->state == LS_UP && link->ids.step != LS_IDS_NONE &&
	    ls_ids_fit(rx, &link->ids.new))
		ls_ids_seen(link);
	/*
	 * UE_2 sends on SL-SRB2 under the new context only after it has the
	 * Security Mode Complete: that tells as much as the Rekeying Response.
	 */
	if (link->rekey.role == LS_REKEY_UE_1 && link->rekey.switched &&
	    rx->sess_id == link->cur.id)
		ls_rekey_done(link);
}

/* A protected message on an established link, or one being established. */
static void rx_link(struct ls_link *link, const struct pc5_ls_rx *rx,
		    const struct pc5s_msg *msg)
{
	rx_any(link, rx);
	switch (msg->type) {
	case PC5S_ESTABLISHMENT_ACCEPT:
		ls_rx_accept(link, msg);
		break;
	case PC5S_RELEASE_REQUEST:
	case PC5S_RELEASE_ACCEPT:
		ls_rx_release(link, msg);
		break;
	case PC5S_MODIFICATION_REQUEST:
	case PC5S_MODIFICATION_ACCEPT:
	case PC5S_MODIFICATION_REJECT:
	case PC5S_MODIFICATION_ACK:
		ls_rx_modify(link, msg);
		break;
	case PC5S_RELAY_UPDATE_REQUEST:
	case PC5S_RELAY_UPDATE_ACCEPT:
	case PC5S_RELAY_UPDATE_REJECT:
		ls_rx_relay(link, msg);
		break;
	case PC5S_KEEPALIVE_REQUEST:
	case PC5S_KEEPALIVE_RESPONSE:
		ls_rx_keepalive(link, msg);
		break;
	case PC5S_REKEYING_REQUEST:
		ls_rx_rekey_request(link, rx, msg);
		break;
	case PC5S_REKEYING_RESPONSE:
		ls_rx_rekey_response(link, rx);
		break;
	case PC5S_IDENTIFIER_UPDATE_REQUEST:
	case PC5S_IDENTIFIER_UPDATE_ACCEPT:
	case PC5S_IDENTIFIER_UPDATE_ACK:
	case PC5S_IDENTIFIER_UPDATE_REJECT:
		ls_rx_ids(link, rx, msg);
		break;
	case PC5S_AUTHENTICATION_REQUEST:
	case PC5S_AUTHENTICATION_RESPONSE:
	case PC5S_AUTHENTICATION_REJECT:
	case PC5S_AUTHENTICATION_FAILURE:
		ls_rx_auth(link, msg);
		break;
	case PC5S_SECURITY_MODE_REJECT:
		ls_rx_smc_reject(link, msg);
		break;
	case PC5S_SECURITY_MODE_COMPLETE:
		ls_rx_smc_complete(link, rx, msg);
		break;
	default:
		ls_ignored(link->ls, link, msg->type);
		break;
	}
}

/* On SL-SRB0: anybody may have sent it. */
static void rx_plain(struct pc5_ls *ls, struct ls_link *link,
		     const struct pc5_ls_rx *rx, const struct pc5s_msg *msg)
{
	struct ls_request *request = find_own(ls, rx);

	if (!link && request && msg->type == PC5S_AUTHENTICATION_REQUEST)
		link = ls_answer(request, rx->src);
	if (link && !bearer_fits(link, rx, msg->type)) {
		ls_ignored(ls, link, msg->type);
		return;
	}
	switch (msg->type) {
	case PC5S_ESTABLISHMENT_REJECT:
		if (request)
			ls_rx_reject(request, link, msg);
		break;
	case PC5S_AUTHENTICATION_REQUEST:
	case PC5S_AUTHENTICATION_RESPONSE:
	case PC5S_AUTHENTICATION_REJECT:
	case PC5S_AUTHENTICATION_FAILURE:
		if (link)
			ls_rx_auth(link, msg);
		break;
	case PC5S_SECURITY_MODE_REJECT:
		if (link)
			ls_rx_smc_reject(link, msg);
		break;
	default:
		ls_ignored(ls, link, msg->type);
		break;
	}
}

static void rx_command(struct pc5_ls *ls, struct ls_link *link,
		       const struct pc5_ls_rx *rx, const struct pc5s_msg *msg)
{
	struct ls_request *request = find_own(ls, rx);

	if (!link && request)
		link = ls_answer(request, rx->src);
	if (link)
		ls_rx_smc_command(link, rx, msg);
	else
		ls_ignored(ls, NULL, msg->type);
}

static void rx_one(struct pc5_ls *ls, const struct pc5_ls_rx *rx)
{
	struct pc5s_msg msg = { 0 };
	struct ls_link *link;

	/* Not of PC5-S (TS 38.331). */
	if (rx->srb == 3) {
		link = find_pair(ls, rx);
		if (link && link->state == LS_UP && link->secured &&
		    proven(link, rx)) {
			rx_any(link, rx);
			ls_rx_srb3(link, rx);
		} else {
			ls_ignored(ls, link, 0);
		}
		return;
	}
	if (pc5s_decode(&msg, rx->data, rx->len)) {
		ls_ignored(ls, NULL, msg.type);
		return;
	}
	if (!rx->srb && (rx->sess_id || rx->verified)) {
		ls_ignored(ls, NULL, msg.type);
		return;
	}
	if (msg.type == PC5S_ESTABLISHMENT_REQUEST) {
		if (rx->srb)
			ls_ignored(ls, NULL, msg.type);
		else
			ls_rx_dcr(ls, rx, &msg);
		return;
	}
	link = find_pair(ls, rx);
	if (!rx->srb) {
		rx_plain(ls, link, rx, &msg);
	} else if (rx->srb == 1 && msg.type == PC5S_SECURITY_MODE_COMMAND) {
		rx_command(ls, link, rx, &msg);
	} else if (!link || !bearer_fits(link, rx, msg.type) ||
		   !proven(link, rx) || link->state == LS_AUTH) {
		ls_ignored(ls, link, msg.type);
	} else if (link->state == LS_COMPLETE &&
		   msg.type == PC5S_ESTABLISHMENT_REJECT) {
		ls_rx_reject(link->request, link, &msg);
	} else {
		rx_link(link, rx, &msg);
	}
}

void ls_settle(struct pc5_ls *ls)
{
	start_wanted(ls);
	if (ls->settling)
		return;
	reap(ls);
	if (!ls->upper)
		return;
	/* What it calls comes back here; nothing is freed in the meantime. */
	ls->settling = true;
	ls->upper->settle(ls->upper_ctx);
	ls->settling = false;
	start_wanted(ls);
	reap(ls);
}

void pc5_ls_attach(struct pc5_ls *ls, const struct pc5_ls_upper *upper,
		   void *ctx)
{
	ls->upper = upper;
	ls->upper_ctx = ctx;
}

uint64_t pc5_ls_time(const struct pc5_ls *ls)
{
	return ls_now(ls);
}

int pc5_ls_random(struct pc5_ls *ls, void *buf, size_t len)
{
	return ls->ops->random(ls->ctx, buf, len);
}

const struct pc5_ls_config *pc5_ls_config_of(const struct pc5_ls *ls)
{
	return &ls->config;
}

void pc5_ls_rx(struct pc5_ls *ls, const struct pc5_ls_rx *rx)
{
	rx_one(ls, rx);
	ls_settle(ls);
}

static void fill(const struct ls_link *link, struct pc5_ls_info *info)
{
	*info = (struct pc5_ls_info){
		.handle = link->handle,
		.initiator = link->initiator,
		.established = link->state == LS_UP,
		.secured = link->secured,
		.rekeying = link->rekey.role != LS_REKEY_NONE,
		.updating = link->ids.step != LS_IDS_NONE,
		.sel = link->cur.sel,
		.user_plane = link->user_plane,
		.hop = link->hop,
		.knrp_id = link->has_knrp ? link->knrp.id : 0,
		.peer = link->peer_info,
	};
	ls_ids_now(link, &info->ids);
}

int pc5_ls_info(const struct pc5_ls *ls, uint32_t handle,
		struct pc5_ls_info *info)
{
	const struct ls_link *link = ls_find(ls, handle);

	if (!link)
		return -ENOENT;
	fill(link, info);
	return 0;
}

int pc5_ls_info_next(const struct pc5_ls *ls, uint32_t handle,
		     struct pc5_ls_info *info)
{
	const struct ls_link *next = NULL;
	const struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (!link->dead && link->handle > handle &&
		    (!next || link->handle < next->handle))
			next = link;
	}
	if (!next)
		return -ENOENT;
	fill(next, info);
	return 0;
}
