// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: identifier update (TS 24.554 clause 7.2.4). The Layer-2 IDs
 * of both UEs, K_NRP-sess ID and the IPv6 link-local addresses change together,
 * so that nobody can follow the link; keys and COUNT stay.
 *
 * Make before break: the peer receives under both from its Accept on, and sends
 * under the new ones when it has the Ack; the starter receives under both and
 * sends under the new ones from its Ack on. Each forgets the old ones a time
 * after it knows that the other one uses the new ones.
 */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ls_arm_privacy(struct ls_link *link)
{
	if (link->ls->config.timer_ms[PC5_LS_T5090])
		ls_arm(link, PC5_LS_T5090, NULL);
}

/* T5090. */
void ls_ids_privacy(struct ls_link *link)
{
	link->want_ids = true;
}

static int tell(struct ls_link *link, uint8_t phase)
{
	struct pc5_ls *ls = link->ls;

	return ls->ops->ids(ls->ctx, link->handle, phase, &link->ids.old,
			    &link->ids.new);
}

static void use(struct ls_link *link, const struct pc5_ls_ids *ids)
{
	link->own = ids->own;
	link->peer = ids->peer;
	link->path = ids->path;
	if (link->cur.set)
		link->cur.id = ids->sess_id;
	memcpy(link->link_local, ids->link_local, sizeof(link->link_local));
	memcpy(link->peer_link_local, ids->peer_link_local,
	       sizeof(link->peer_link_local));
}

/* What was asked of this UE in addition stays for the next attempt. */
static void clear(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;

	ls_stop(link, PC5_LS_T5082);
	ls_stop(link, PC5_LS_T5083);
	ls_stop(link, LS_TPROBE);
	ls_stop(link, LS_TIDS);
	free(ids->ack);
	ids->ack = NULL;
	ids->step = LS_IDS_NONE;
	ids->starter = false;
	ids->seen = false;
	ids->probed = false;
	ids->peer_has_info = false;
	ids->peer_has_link_local = false;
	ids->has_move = false;
}

/* Back to the old identifiers. */
void ls_ids_abort(struct ls_link *link)
{
	if (link->ids.step >= LS_IDS_ACCEPTED) {
		tell(link, PC5_LS_IDS_OLD);
		use(link, &link->ids.old);
	}
	clear(link);
	ls_arm_privacy(link);
}

/* Both sides use the new ones; nothing old is on its way any more. */
void ls_ids_end(struct ls_link *link)
{
	tell(link, PC5_LS_IDS_NEW);
	clear(link);
	ls_arm_privacy(link);
}

static void failed(struct ls_link *link, uint8_t cause, bool local)
{
	ls_ids_abort(link);
	ls_event(link->ls, PC5_LS_IDS_FAILED, link, cause, local);
}

/* The new identifiers are agreed: send under them, receive both. */
static int switch_over(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	int ret = tell(link, PC5_LS_IDS_SEND_NEW);

	if (ret)
		return ret;
	use(link, &ids->new);
	ids->step = LS_IDS_SWITCHED;
	if (link->path_lost) {
		link->path_lost = false;
		ls_stop(link, LS_TPATH);
		ls_keepalive_arm(link);
	}
	if (ids->has_info)
		link->own_info = ids->info;
	ids->has_info = false;
	ids->has_link_local = false;
	if (ids->peer_has_info) {
		link->peer_info = ids->peer_info;
		link->knrp.peer = ids->peer_info;
		if (link->has_knrp && link->knrp.id)
			ls_knrp_keep(link, link->knrp.id);
	}
	return 0;
}

/* The old ones are received for a while yet. */
static void settle(struct ls_link *link)
{
	link->ids.seen = true;
	ls_stop(link, LS_TPROBE);
	ls_arm_ms(link, LS_TIDS, link->ls->config.grace_ms);
	ls_event(link->ls, PC5_LS_IDS_CHANGED, link, 0, link->ids.starter);
}

/* The peer has the starter's Ack, or must have got it. */
static void acknowledged(struct ls_link *link)
{
	ls_stop(link, PC5_LS_T5083);
	if (switch_over(link))
		failed(link, PC5S_CAUSE_UNSPECIFIED, true);
	else
		settle(link);
}

/* Something came under the new identifiers. */
void ls_ids_seen(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;

	if (ids->step == LS_IDS_ACCEPTED)
		acknowledged(link);
	else if (ids->step == LS_IDS_SWITCHED && !ids->seen)
		settle(link);
}

static void add_octets(struct ls_out *out, bool has, enum pc5s_ie ie,
		       const void *data, size_t len)
{
	if (has)
		pc5s_set(&out->msg, ie, data, len);
}

/* To a relay: which targets it has to tell. */
static void add_targets(const struct ls_link *link, struct ls_out *out)
{
	const struct pc5_ls *ls = link->ls;
	uint8_t list[255];
	size_t n;

	if (!ls->upper || !link->hop.peer_relay ||
	    (!link->ids.has_info && !link->ids.has_link_local))
		return;
	n = ls->upper->update_targets(ls->upper_ctx, link->handle, list,
				      sizeof(list));
	if (n)
		pc5s_set_copy(&out->msg, &out->store, PC5S_IE_TARGET_USER_INFOS,
			      list, n);
}

static void add_link_local(struct ls_link *link, struct ls_out *out)
{
	const struct pc5_ls_ids *new = &link->ids.new;

	add_octets(out, link->profile.data_type == PC5_LS_IP,
		   PC5S_IE_SOURCE_LINK_LOCAL, new->link_local,
		   sizeof(new->link_local));
}

static int send_request(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	struct ls_out out;

	ls_begin(link, &out, PC5S_IDENTIFIER_UPDATE_REQUEST);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_KNRP_SESS_ID_MSB,
		    ids->new.sess_id >> 8);
	pc5s_set_u24(&out.msg, &out.store, PC5S_IE_SOURCE_L2_ID, ids->new.own);
	add_octets(&out, ids->has_info, PC5S_IE_SOURCE_USER_INFO,
		   ids->info.octets, ids->info.len);
	add_link_local(link, &out);
	add_targets(link, &out);
	return ls_send(link, &out, 2, PC5_LS_T5082);
}

static int send_accept(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	struct ls_out out;

	ls_begin(link, &out, PC5S_IDENTIFIER_UPDATE_ACCEPT);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_KNRP_SESS_ID_LSB,
		    ids->new.sess_id & 0xff);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_KNRP_SESS_ID_MSB,
		    ids->new.sess_id >> 8);
	/* Source and target are those of this message. */
	pc5s_set_u24(&out.msg, &out.store, PC5S_IE_SOURCE_L2_ID, ids->new.own);
	pc5s_set_u24(&out.msg, &out.store, PC5S_IE_TARGET_L2_ID,
		     ids->new.peer);
	add_octets(&out, ids->has_info, PC5S_IE_SOURCE_USER_INFO,
		   ids->info.octets, ids->info.len);
	add_link_local(link, &out);
	add_octets(&out, ids->peer_has_info, PC5S_IE_TARGET_USER_INFO,
		   ids->peer_info.octets, ids->peer_info.len);
	add_octets(&out, ids->peer_has_link_local, PC5S_IE_TARGET_LINK_LOCAL,
		   ids->new.peer_link_local, sizeof(ids->new.peer_link_local));
	return ls_send(link, &out, 2, PC5_LS_T5083);
}

/* With the old identifiers, also when it is sent again. */
static int send_ack(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	struct ls_out out;

	ls_begin(link, &out, PC5S_IDENTIFIER_UPDATE_ACK);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_KNRP_SESS_ID_LSB,
		    ids->new.sess_id & 0xff);
	pc5s_set_u24(&out.msg, &out.store, PC5S_IE_TARGET_L2_ID,
		     ids->new.peer);
	add_octets(&out, ids->peer_has_info, PC5S_IE_TARGET_USER_INFO,
		   ids->peer_info.octets, ids->peer_info.len);
	add_octets(&out, ids->peer_has_link_local, PC5S_IE_TARGET_LINK_LOCAL,
		   ids->new.peer_link_local, sizeof(ids->new.peer_link_local));
	free(ids->ack);
	ids->ack = ls_encode(&out, 2);
	if (!ids->ack)
		return -ENOMEM;
	ids->ack->old_ids = true;
	link->seq++;
	ls_resend(link, ids->ack);
	return 0;
}

/* New identifiers of this UE, beside those that it shares with the peer. */
static int choose(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	/* With a path comes a Layer-2 ID. */
	int ret = ids->new.own ? 0 : ls_new_l2id(link->ls, &ids->new.own);

	if (ret || link->profile.data_type != PC5_LS_IP)
		return ret;
	if (!ids->has_link_local)
		return ls_random_link_local(link->ls, ids->new.link_local);
	memcpy(ids->new.link_local, ids->link_local, sizeof(ids->link_local));
	return 0;
}

static int begin(struct ls_link *link)
{
	struct ls_ids *ids = &link->ids;
	uint8_t msb;
	int ret;

	ls_ids_now(link, &ids->old);
	memset(&ids->new, 0, sizeof(ids->new));
	if (ids->has_move) {
		ids->new.path = ids->move.path;
		ids->new.own = ids->move.own;
	} else {
		ids->new.path = link->path;
	}
	ret = choose(link);
	if (!ret)
		ret = ls_pick_octet(link->ls, link, true, &msb);
	if (ret)
		return ret;
	ids->new.sess_id = msb << 8;
	ids->step = LS_IDS_REQUESTED;
	ids->starter = true;
	return send_request(link);
}

/* As soon as nothing is in the way (clause 7.2.4.2). */
void ls_ids_try(struct ls_link *link)
{
	if (link->ids.step != LS_IDS_NONE || link->spare.set ||
	    link->ids.held || link->path_lost ||
	    link->rekey.role != LS_REKEY_NONE ||
	    ls_running(link, LS_TRETRY_IDS))
		return;
	link->want_ids = false;
	ls_stop(link, PC5_LS_T5090);
	if (begin(link))
		failed(link, PC5S_CAUSE_LACK_OF_RESOURCES, true);
}

int pc5_ls_update(struct pc5_ls *ls, uint32_t handle,
		  const struct pc5_user_info *user_info,
		  const uint8_t link_local[PC5S_LINK_LOCAL_LEN])
{
	struct ls_link *link = ls_find(ls, handle);

	if (!link || link->state != LS_UP)
		return -ENOENT;
	if (link->ids.step == LS_IDS_REQUESTED ||
	    link->ids.step == LS_IDS_ACCEPTED)
		return -EBUSY;
	if (user_info) {
		link->ids.has_info = true;
		link->ids.info = *user_info;
	}
	if (link_local) {
		link->ids.has_link_local = true;
		memcpy(link->ids.link_local, link_local, PC5S_LINK_LOCAL_LEN);
	}
	link->want_ids = true;
	ls_settle(ls);
	return 0;
}

/* Both asked at the same time: each tries again after a random time. */
static void collide(struct ls_link *link)
{
	const struct pc5_ls_config *config = &link->ls->config;
	uint32_t ms = config->collision_max_ms;

	ls_ids_abort(link);
	ls_random_range(link->ls, config->collision_min_ms,
			config->collision_max_ms, &ms);
	ls_arm_ms(link, LS_TRETRY_IDS, ms);
	ls_event(link->ls, PC5_LS_COLLISION, link, 0, true);
}

/* Whether another procedure has to end first, or this one came too late. */
static bool in_the_way(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	struct ls_ids *ids = &link->ids;
	struct ls_rekey *rekey = &link->rekey;

	if (rekey->role == LS_REKEY_UE_2 || link->spare.set ||
	    rekey->switched)
		return true;
	/* The old identifiers were replaced: from before that. */
	if (ids->step == LS_IDS_SWITCHED && !ls_ids_fit(rx, &ids->new))
		return true;
	/* It was asked for before, and waits. */
	if (ids->held)
		return true;
	if (rekey->role == LS_REKEY_UE_1) {
		link->want_rekey = true;
		link->want_reauth |= rekey->reauth;
		ls_rekey_end(link);
	}
	return false;
}

/*
 * The peer's new Layer-2 ID, 0 or the cause to refuse with. Where it is the one
 * the peer has on another path of this link, the link goes over there.
 */
static uint8_t take_l2(struct ls_link *link, uint32_t peer)
{
	const struct pc5_ls *ls = link->ls;
	struct ls_ids *ids = &link->ids;
	struct pc5_ls_ids to;

	if (!peer)
		return PC5S_CAUSE_L2_ID_CONFLICT;
	if (ids->starter && ids->has_move) {
		ids->new.peer = peer;
		return peer == ids->move.peer ? 0 : PC5S_CAUSE_L2_ID_CONFLICT;
	}
	if (!ids->starter && link->path && ls->upper &&
	    !ls->upper->find_path(ls->upper_ctx, link->handle, peer, &to)) {
		ids->new = to;
		return 0;
	}
	if (ls_l2id_taken(ls, peer))
		return PC5S_CAUSE_L2_ID_CONFLICT;
	ids->new.peer = peer;
	ids->new.path = link->path;
	return 0;
}

/*
 * What the peer wants to be called from now on; 0 or the cause to refuse with.
 * It proved its user info once, and another one is not proven by that.
 */
static int take_peer(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span address = msg->ie[PC5S_IE_SOURCE_LINK_LOCAL];
	struct pc5s_span info = msg->ie[PC5S_IE_SOURCE_USER_INFO];
	const struct pc5_ls *ls = link->ls;
	struct ls_ids *ids = &link->ids;
	uint8_t cause;
	int ret;

	ids->peer_has_info = false;
	ids->peer_has_link_local = false;
	cause = take_l2(link, pc5s_u24(msg, PC5S_IE_SOURCE_L2_ID));
	if (cause)
		return cause;
	if (info.data) {
		ids->peer_info.len = info.len;
		memcpy(ids->peer_info.octets, info.data, info.len);
		if (!ls->ops->rename ||
		    !ls->ops->rename(ls->ctx, link->handle, &ids->peer_info))
			return PC5S_CAUSE_UNSPECIFIED;
		ids->peer_has_info = true;
	}
	memcpy(ids->new.peer_link_local, address.data ? address.data :
	       link->peer_link_local, sizeof(ids->new.peer_link_local));
	ids->peer_has_link_local = address.data;
	if (!ls->upper || !link->hop.rsc || link->hop.peer_relay ||
	    ids->decided || (!info.data && !address.data))
		return 0;
	/* Targets learn it first (clause 7.2.4.3). */
	ret = ls->upper->rename(ls->upper_ctx, link->handle,
				info.data ? &ids->peer_info : NULL,
				address.data, msg->ie[PC5S_IE_TARGET_USER_INFOS]);
	return ret;
}

/* Wait for what stands above. */
static void hold(struct ls_link *link, const struct pc5_ls_rx *rx)
{
	struct ls_ids *ids = &link->ids;

	if (ls_set_octets(&ids->held, &ids->held_len, rx->data, rx->len))
		return;
	ids->held_rx = *rx;
	ids->held_rx.data = ids->held;
	ids->held_rx.pdu = NULL;
}

static void rx_request(struct ls_link *link, const struct pc5_ls_rx *rx,
		       const struct pc5s_msg *msg)
{
	uint8_t msb = pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_MSB);
	struct ls_ids *ids = &link->ids;
	uint8_t lsb;
	int cause;

	if (in_the_way(link, rx)) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	if (ids->step == LS_IDS_REQUESTED) {
		collide(link);
		return;
	}
	if (ids->step == LS_IDS_ACCEPTED &&
	    ids->new.peer == pc5s_u24(msg, PC5S_IE_SOURCE_L2_ID) &&
	    ids->new.sess_id >> 8 == msb && ls_running(link, PC5_LS_T5083)) {
		ls_resend(link, link->clock[PC5_LS_T5083].msg);
		return;
	}
	if (ids->step == LS_IDS_ACCEPTED)
		ls_ids_abort(link);
	else if (ids->step == LS_IDS_SWITCHED)
		ls_ids_end(link);
	memset(&ids->new, 0, sizeof(ids->new));
	ids->starter = false;
	cause = take_peer(link, msg);
	if (cause == PC5_LS_LATER) {
		hold(link, rx);
		return;
	}
	if (!cause && (choose(link) ||
		       ls_pick_octet(link->ls, link, false, &lsb)))
		cause = PC5S_CAUSE_UNSPECIFIED;
	if (cause) {
		ls_send_cause(link, PC5S_IDENTIFIER_UPDATE_REJECT, 2, cause);
		return;
	}
	ls_ids_now(link, &ids->old);
	ids->new.sess_id = msb << 8 | lsb;
	ids->step = LS_IDS_ACCEPTED;
	ls_stop(link, PC5_LS_T5090);
	if (tell(link, PC5_LS_IDS_BOTH) || send_accept(link))
		failed(link, PC5S_CAUSE_UNSPECIFIED, true);
}

static void rx_accept(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct ls_ids *ids = &link->ids;
	int cause;

	if (pc5s_u24(msg, PC5S_IE_TARGET_L2_ID) != ids->new.own ||
	    pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_MSB) != ids->new.sess_id >> 8 ||
	    !ids->starter) {
		ls_ignored(link->ls, link, msg->type);
		return;
	}
	if (ids->step == LS_IDS_SWITCHED) {
		/* The Ack was lost. */
		if (!ids->seen)
			ls_resend(link, ids->ack);
		return;
	}
	cause = take_peer(link, msg);
	if (cause) {
		failed(link, cause > 0 ? cause : PC5S_CAUSE_UNSPECIFIED, true);
		return;
	}
	ls_stop(link, PC5_LS_T5082);
	ids->new.sess_id |= pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_LSB);
	ids->step = LS_IDS_ACCEPTED;
	if (tell(link, PC5_LS_IDS_BOTH) || send_ack(link) ||
	    switch_over(link)) {
		failed(link, PC5S_CAUSE_UNSPECIFIED, true);
		return;
	}
	ls_arm_ms(link, LS_TPROBE,
		  link->ls->config.timer_ms[PC5_LS_T5083]);
}

static void rx_ack(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct ls_ids *ids = &link->ids;

	if (ids->step == LS_IDS_ACCEPTED && !ids->starter &&
	    pc5s_u24(msg, PC5S_IE_TARGET_L2_ID) == ids->new.own &&
	    pc5s_u8(msg, PC5S_IE_KNRP_SESS_ID_LSB) ==
	    (ids->new.sess_id & 0xff))
		acknowledged(link);
	else
		ls_ignored(link->ls, link, msg->type);
}

void ls_rx_ids(struct ls_link *link, const struct pc5_ls_rx *rx,
	       const struct pc5s_msg *msg)
{
	bool starting = link->ids.starter && link->ids.step != LS_IDS_NONE;

	if (link->state != LS_UP)
		ls_ignored(link->ls, link, msg->type);
	else if (msg->type == PC5S_IDENTIFIER_UPDATE_REQUEST)
		rx_request(link, rx, msg);
	else if (msg->type == PC5S_IDENTIFIER_UPDATE_ACCEPT && starting)
		rx_accept(link, msg);
	else if (msg->type == PC5S_IDENTIFIER_UPDATE_ACK)
		rx_ack(link, msg);
	else if (msg->type == PC5S_IDENTIFIER_UPDATE_REJECT && starting &&
		 link->ids.step == LS_IDS_REQUESTED)
		failed(link, pc5s_cause(msg, PC5S_IE_CAUSE), false);
	else
		ls_ignored(link->ls, link, msg->type);
}

/*
 * The starter has heard nothing under the new identifiers: it asks. Where the
 * peer is then heard only under the old ones, it gave up, and so does this UE
 * (clause 7.2.4.6.2); where it is not heard at all, keep-alive ends the link.
 */
static void probe(struct ls_link *link)
{
	const struct pc5_ls_config *config = &link->ls->config;
	struct ls_ids *ids = &link->ids;
	uint64_t ms = (uint64_t)config->timer_ms[PC5_LS_T5083] *
		      (config->retries[PC5_LS_T5083] + 1);

	if (!ids->probed) {
		ids->probed = true;
		ids->probed_at = ls_now(link->ls);
		ls_keepalive_start(link);
		ls_arm_ms(link, LS_TPROBE, ms);
	} else if (link->heard > ids->probed_at) {
		failed(link, 0, true);
	} else {
		ls_arm_ms(link, LS_TPROBE, ms);
	}
}

/* The decision about what was held. */
int pc5_ls_rename_answer(struct pc5_ls *ls, uint32_t handle, uint8_t cause)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_ids *ids;
	struct pc5s_msg msg;
	uint8_t *held;

	if (!link || !link->ids.held)
		return -ENOENT;
	ids = &link->ids;
	held = ids->held;
	ids->held = NULL;
	if (link->state != LS_UP) {
		free(held);
		return -ENOENT;
	}
	if (cause) {
		ls_send_cause(link, PC5S_IDENTIFIER_UPDATE_REJECT, 2, cause);
	} else if (!pc5s_decode(&msg, held, ids->held_len)) {
		ids->decided = true;
		rx_request(link, &ids->held_rx, &msg);
		ids->decided = false;
	}
	free(held);
	return 0;
}

int pc5_ls_move(struct pc5_ls *ls, uint32_t handle,
		const struct pc5_ls_ids *to)
{
	struct ls_link *link = ls_find(ls, handle);

	if (!link || link->state != LS_UP || !link->path)
		return -ENOENT;
	if (link->ids.step != LS_IDS_NONE || link->path_lost)
		return -EBUSY;
	link->ids.has_move = true;
	link->ids.move = *to;
	link->want_ids = true;
	ls_settle(ls);
	return 0;
}

int pc5_ls_path_lost(struct pc5_ls *ls, uint32_t handle, uint32_t path,
		     uint32_t ms)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_ids *ids;

	if (!link)
		return -ENOENT;
	ids = &link->ids;
	if (link->state != LS_UP) {
		if (link->path == path)
			ls_link_kill(link);
		return 0;
	}
	if (link->path != path) {
		if (ids->step == LS_IDS_SWITCHED && ids->old.path == path)
			ls_ids_end(link);
		else if (ids->step != LS_IDS_NONE && ids->new.path == path)
			failed(link, PC5S_CAUSE_NOT_AVAILABLE, true);
		return 0;
	}
	if (ids->step == LS_IDS_SWITCHED && ids->old.path != path) {
		/* Back to where it came from. */
		failed(link, PC5S_CAUSE_NOT_AVAILABLE, true);
		return 0;
	}
	if (ids->step != LS_IDS_NONE && ids->new.path == path)
		failed(link, PC5S_CAUSE_NOT_AVAILABLE, true);
	link->path_lost = true;
	ls_stop(link, PC5_LS_T5084);
	ls_stop(link, PC5_LS_T5085);
	ls_stop(link, LS_T5086);
	ls_arm_ms(link, LS_TPATH, ms);
	return 0;
}

void pc5_ls_path_gone(struct pc5_ls *ls, uint32_t path)
{
	struct ls_request *request;
	struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		struct ls_ids *ids = &link->ids;

		if (link->dead)
			continue;
		if (link->path == path && link->state == LS_UP)
			ls_release_local(link, PC5S_CAUSE_NOT_AVAILABLE);
		else if (link->path == path)
			ls_link_kill(link);
		else if (ids->step == LS_IDS_SWITCHED && ids->old.path == path)
			ls_ids_end(link);
		else if (ids->step != LS_IDS_NONE && ids->new.path == path)
			ls_ids_abort(link);
	}
	for (request = ls->requests; request; request = request->next) {
		if (!request->dead && request->connect.ids.path == path)
			ls_request_fail(request, PC5S_CAUSE_NOT_AVAILABLE,
					true);
	}
}

int pc5_ls_path_new(struct pc5_ls *ls, uint32_t handle,
		    const struct pc5_ls_ids *to, bool now, uint32_t ms)
{
	struct ls_link *link = ls_find(ls, handle);
	struct ls_ids *ids;

	if (!link || link->state != LS_UP || !link->path)
		return -ENOENT;
	ids = &link->ids;
	if (link->spare.set || link->rekey.switched || ids->held)
		return -EBUSY;
	if (ids->step != LS_IDS_NONE && !link->path_lost)
		return -EBUSY;
	if (link->rekey.role != LS_REKEY_NONE)
		ls_rekey_end(link);
	if (ids->step != LS_IDS_NONE)
		ls_ids_abort(link);
	ls_ids_now(link, &ids->old);
	ids->new = ids->old;
	ids->new.own = to->own;
	ids->new.peer = to->peer;
	ids->new.path = to->path;
	ids->step = LS_IDS_ACCEPTED;
	ids->starter = now;
	ls_stop(link, PC5_LS_T5090);
	if (tell(link, PC5_LS_IDS_BOTH)) {
		failed(link, PC5S_CAUSE_UNSPECIFIED, true);
		return -EIO;
	}
	if (!now) {
		ls_arm_ms(link, LS_TIDS, ms);
		return 0;
	}
	if (switch_over(link)) {
		failed(link, PC5S_CAUSE_UNSPECIFIED, true);
		return -EIO;
	}
	/* Whoever saw the old K_NRP-sess ID is to lose the link again. */
	link->want_ids = true;
	probe(link);
	return 0;
}

void ls_ids_timeout(struct ls_link *link, int timer)
{
	if (timer == LS_TPROBE)
		probe(link);
	else if (timer == LS_TIDS && link->ids.step == LS_IDS_ACCEPTED)
		ls_ids_abort(link);
	else if (timer == LS_TIDS)
		ls_ids_end(link);
	else
		failed(link, 0, true);
}
