// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: messages to the peer, and events. */

#include "ls-priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Empty message to the peer; a sequence number is used up when it is sent. */
void ls_begin(const struct ls_link *link, struct ls_out *out, uint8_t type)
{
	memset(&out->store, 0, sizeof(out->store));
	pc5s_init(&out->msg, type, link->seq);
}

/* NULL where it does not make a message, or memory is short. */
struct ls_msg *ls_encode(const struct ls_out *out, uint8_t srb)
{
	uint8_t buf[PC5_LS_MSG_MAX];
	struct ls_msg *msg;
	ssize_t len;

	len = pc5s_encode(&out->msg, buf, sizeof(buf));
	if (len < 0)
		return NULL;
	msg = malloc(sizeof(*msg) + len);
	if (!msg)
		return NULL;
	msg->srb = srb;
	msg->old_ids = false;
	msg->len = len;
	memcpy(msg->data, buf, len);
	return msg;
}

/*
 * The context a message goes under: on SL-SRB0 none; the Security Mode Command
 * under the one it proposes, all else under the active one.
 */
static uint16_t context_of(const struct ls_link *link, const struct ls_msg *msg)
{
	if (!msg->srb || !link->secured)
		return 0;
	if (msg->data[0] == PC5S_SECURITY_MODE_COMMAND)
		return link->spare.id;
	if (msg->old_ids)
		return link->ids.old.sess_id;
	return link->cur.id;
}

/* (Re)transmit, with the identifiers and the context of now. */
void ls_resend(const struct ls_link *link, const struct ls_msg *msg)
{
	const struct pc5_ls *ls = link->ls;
	struct pc5_ls_tx tx = {
		.link = link->created ? link->handle : 0,
		.srb = msg->srb,
		.cast = PC5_LS_UNICAST,
		.src = msg->old_ids ? link->ids.old.own : link->own,
		.dst = msg->old_ids ? link->ids.old.peer : link->peer,
		.path = msg->old_ids ? link->ids.old.path : link->path,
		.sess_id = context_of(link, msg),
		.no_cipher = msg->data[0] == PC5S_SECURITY_MODE_COMMAND,
		.data = msg->data,
		.len = msg->len,
	};

	ls->ops->transmit(ls->ctx, &tx);
}

/* Send, and keep it in @keep, whose former content is freed. */
int ls_send_keep(struct ls_link *link, const struct ls_out *out, uint8_t srb,
		 struct ls_msg **keep)
{
	struct ls_msg *msg = ls_encode(out, srb);

	if (!msg)
		return -EMSGSIZE;
	link->seq++;
	free(*keep);
	*keep = msg;
	ls_resend(link, msg);
	return 0;
}

/* Send, and where @timer is not negative again whenever that one expires. */
int ls_send(struct ls_link *link, const struct ls_out *out, uint8_t srb,
	    int timer)
{
	struct ls_msg *msg = ls_encode(out, srb);

	if (!msg)
		return -EMSGSIZE;
	link->seq++;
	ls_resend(link, msg);
	if (timer < 0)
		free(msg);
	else
		ls_arm(link, timer, msg);
	return 0;
}

/* A message whose only IE is a cause. */
void ls_send_cause(struct ls_link *link, uint8_t type, uint8_t srb,
		   uint8_t cause)
{
	struct ls_out out;

	ls_begin(link, &out, type);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_CAUSE, cause);
	ls_send(link, &out, srb, -1);
}

/*
 * Refuse a DCR that did not become a link. The answer comes from the Layer-2 ID
 * that was addressed, or from none that is used again.
 */
void ls_reject_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx, uint8_t cause,
		   uint8_t backoff)
{
	uint8_t buf[16];
	struct pc5_ls_tx tx = {
		.cast = PC5_LS_UNICAST,
		.dst = rx->src,
		.path = rx->path,
		.data = buf,
	};
	struct pc5_ls_event event = {
		.type = PC5_LS_REFUSED,
		.cause = cause,
		.local = true,
		.message = PC5S_ESTABLISHMENT_REQUEST,
	};
	struct ls_out out = { 0 };
	ssize_t len;

	tx.src = rx->dst;
	if (!rx->path && ls_new_l2id(ls, &tx.src))
		return;
	pc5s_init(&out.msg, PC5S_ESTABLISHMENT_REJECT, ls->seq++);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_CAUSE, cause);
	if (cause == PC5S_CAUSE_CONGESTION && backoff)
		pc5s_set_u8(&out.msg, &out.store, PC5S_IE_BACKOFF, backoff);
	len = pc5s_encode(&out.msg, buf, sizeof(buf));
	if (len < 0)
		return;
	tx.len = len;
	ls->ops->transmit(ls->ctx, &tx);
	ls_emit(ls, &event);
}

void ls_emit(const struct pc5_ls *ls, const struct pc5_ls_event *event)
{
	if (ls->ops->event)
		ls->ops->event(ls->ctx, event);
	if (ls->upper)
		ls->upper->event(ls->upper_ctx, event);
}

void ls_event(struct pc5_ls *ls, uint8_t type, const struct ls_link *link,
	      uint8_t cause, bool local)
{
	ls_event_request(ls, type, 0, link, cause, local);
}

void ls_event_request(struct pc5_ls *ls, uint8_t type, uint32_t request,
		      const struct ls_link *link, uint8_t cause, bool local)
{
	struct pc5_ls_event event = {
		.type = type,
		.handle = link ? link->handle : 0,
		.request = request,
		.cause = cause,
		.local = local,
	};

	ls_emit(ls, &event);
}

/* A message is left out; @type 0 where it is not even one. */
void ls_ignored(struct pc5_ls *ls, const struct ls_link *link, uint8_t type)
{
	struct pc5_ls_event event = {
		.type = PC5_LS_IGNORED,
		.handle = link ? link->handle : 0,
		.message = type,
	};

	ls_emit(ls, &event);
}

/* Identifiers that are sent with. */
void ls_ids_now(const struct ls_link *link, struct pc5_ls_ids *ids)
{
	ids->own = link->own;
	ids->peer = link->peer;
	ids->path = link->path;
	ids->sess_id = link->cur.set ? link->cur.id : 0;
	memcpy(ids->link_local, link->link_local, sizeof(ids->link_local));
	memcpy(ids->peer_link_local, link->peer_link_local,
	       sizeof(ids->peer_link_local));
}

const char *pc5_ls_event_name(uint8_t type)
{
	static const char *const name[] = {
		[PC5_LS_ESTABLISHED] = "established",
		[PC5_LS_CONNECT_FAILED] = "connect-failed",
		[PC5_LS_REFUSED] = "refused",
		[PC5_LS_HALF_OPEN_LIMIT] = "half-open-limit",
		[PC5_LS_RELEASED] = "released",
		[PC5_LS_REKEYED] = "rekeyed",
		[PC5_LS_REKEY_FAILED] = "rekey-failed",
		[PC5_LS_IDS_CHANGED] = "identifiers-changed",
		[PC5_LS_IDS_FAILED] = "identifier-update-failed",
		[PC5_LS_MODIFIED] = "modified",
		[PC5_LS_MODIFY_FAILED] = "modification-failed",
		[PC5_LS_COLLISION] = "collision",
		[PC5_LS_PEER_SILENT] = "peer-silent",
		[PC5_LS_IGNORED] = "ignored",
	};

	return type < sizeof(name) / sizeof(name[0]) ? name[type] : "unknown";
}
