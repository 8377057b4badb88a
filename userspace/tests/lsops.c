// SPDX-License-Identifier: GPL-2.0-or-later
/* What the machines of the world of the tests ask of their surroundings. */

#include "lsworld.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t op_now(void *ctx)
{
	return ((struct ue *)ctx)->world->now;
}

static int op_random(void *ctx, void *buf, size_t len)
{
	struct ue *ue = ctx;
	uint8_t *p = buf;

	if (ue->fail_random)
		return -EIO;
	if (len == 1 && ue->force_octet) {
		*p = ue->force_octet;
		return 0;
	}
	if (len == 3 && ue->force_l2id) {
		p[0] = ue->force_l2id >> 16;
		p[1] = ue->force_l2id >> 8;
		p[2] = ue->force_l2id;
		return 0;
	}
	while (len--)
		*p++ = world_random(ue->world);
	return 0;
}

static void op_transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	struct ue *ue = ctx;
	struct packet packet = {
		.from = ue->index,
		.srb = tx->srb,
		.src = tx->src,
		.dst = tx->dst,
		.sess_id = tx->sess_id,
		.type = ((const uint8_t *)tx->data)[0],
	};
	size_t head = tx->srb ? WORLD_HEAD : 0;

	assert_true(tx->srb <= 3 && tx->len + head + WORLD_MAC <= WORLD_PDU);
	ue->sent[packet.type]++;
	memcpy(packet.pdu + head, tx->data, tx->len);
	packet.len = tx->len + head;
	if (ue->evil && tx->srb != 3) {
		struct pc5s_msg msg;
		ssize_t len;

		assert_int_equal(pc5s_decode(&msg, tx->data, tx->len), 0);
		ue->evil(ue, &msg);
		len = pc5s_encode(&msg, packet.pdu + head,
				  sizeof(packet.pdu) - head - WORLD_MAC);
		assert_true(len > 0);
		packet.len = len + head;
	}
	if (tx->srb) {
		packet.pdu[4] = tx->sess_id >> 8;
		packet.pdu[5] = tx->sess_id;
	}
	if (tx->path && !world_srap(ue, tx->path, &packet))
		return;
	if (tx->srb == 3)
		packet.type = 0;
	if (tx->sess_id) {
		struct wlink *link = world_find(ue, tx->link);
		struct wctx *wctx = link ? world_ctx(link, tx->sess_id) : NULL;

		assert_non_null(wctx);
		assert_true((tx->path ?
			     world_on_path(ue, tx->path, tx->sess_id) :
			     world_pair(ue, tx->src, tx->dst)) == link);
		assert_int_equal(tx->no_cipher, packet.type ==
				 PC5S_SECURITY_MODE_COMMAND);
		world_protect(wctx, tx->srb, tx->no_cipher, &packet);
	}
	world_radio(ue->world, &packet);
}

static int op_admit(void *ctx, struct pc5_ls_dcr *dcr)
{
	struct ue *ue = ctx;

	dcr->backoff = pc5s_gprs_timer_encode(120);
	return ue->admit;
}

static uint8_t op_qos(void *ctx, uint32_t link, uint8_t op,
		      struct pc5s_span flows, struct pc5s_span rules)
{
	(void)link;
	(void)op;
	(void)rules;
	assert_non_null(flows.data);
	return ((struct ue *)ctx)->refuse_qos;
}

static bool op_rename(void *ctx, uint32_t link,
		      const struct pc5_user_info *peer)
{
	(void)link;
	(void)peer;
	return ((struct ue *)ctx)->allow_rename;
}

static bool same_name(const struct pc5_user_info *a,
		      const struct pc5_user_info *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

static int op_knrp_find(void *ctx, uint32_t id,
			const struct pc5_user_info *peer,
			const struct pc5_hop *hop, struct pc5_ls_knrp *knrp)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		struct pc5_ls_knrp *it = &ue->knrp[i];

		if (!it->id || (!peer && it->id != id) ||
		    (peer && (!same_name(&it->peer, peer) ||
			      !pc5_hop_equal(&it->hop, hop))))
			continue;
		*knrp = *it;
		return 0;
	}
	return -ENOENT;
}

static bool op_knrp_taken(void *ctx, uint32_t id, uint32_t mask)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		if (ue->knrp[i].id && (ue->knrp[i].id & mask) == (id & mask))
			return true;
	}
	return false;
}

static void op_knrp_forget(void *ctx, uint32_t id)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_KNRPS; i++) {
		if (ue->knrp[i].id == id)
			memset(&ue->knrp[i], 0, sizeof(ue->knrp[i]));
	}
}

static int op_knrp_store(void *ctx, const struct pc5_ls_knrp *knrp,
			 uint32_t old_id)
{
	struct ue *ue = ctx;
	int i;

	assert_true(knrp->id);
	for (i = 0; i < WORLD_KNRPS; i++) {
		const struct pc5_ls_knrp *it = &ue->knrp[i];
		bool same = same_name(&it->peer, &knrp->peer) &&
			    pc5_hop_equal(&it->hop, &knrp->hop);

		if (it->id && (it->id == old_id || same))
			memset(&ue->knrp[i], 0, sizeof(ue->knrp[i]));
	}
	for (i = 0; i < WORLD_KNRPS && ue->knrp[i].id; i++)
		;
	assert_true(i < WORLD_KNRPS);
	ue->knrp[i] = *knrp;
	return 0;
}

static int op_link_create(void *ctx, uint32_t handle,
			  const struct pc5_ls_ids *ids, uint8_t data_type)
{
	struct ue *ue = ctx;
	int i;

	(void)data_type;
	assert_null(world_find(ue, handle));
	for (i = 0; i < WORLD_LINKS; i++) {
		if (!ue->links[i].handle)
			break;
	}
	if (i == WORLD_LINKS)
		return -ENOSPC;
	if (i == ue->n_links)
		ue->n_links++;
	memset(&ue->links[i], 0, sizeof(ue->links[i]));
	ue->links[i].handle = handle;
	ue->links[i].pair[0] = *ids;
	ue->links[i].active = -1;
	return 0;
}

static struct wlink *need(void *ctx, uint32_t handle)
{
	struct wlink *link = world_find(ctx, handle);

	assert_non_null(link);
	return link;
}

static int op_link_up(void *ctx, uint32_t handle, const struct pc5_ls_up *up)
{
	struct wlink *link = need(ctx, handle);

	assert_int_equal(up->secured, link->active >= 0);
	link->carries = true;
	link->up = *up;
	link->pair[0] = up->ids;
	return 0;
}

static void op_link_down(void *ctx, uint32_t handle, uint8_t cause)
{
	(void)cause;
	need(ctx, handle)->carries = false;
}

static void op_link_delete(void *ctx, uint32_t handle)
{
	memset(need(ctx, handle), 0, sizeof(struct wlink));
}

static int op_install(void *ctx, uint32_t handle,
		      const struct pc5_ls_context *context)
{
	struct wlink *link = need(ctx, handle);
	int i;

	if (((struct ue *)ctx)->fail_install)
		return -ENOMEM;
	assert_true(context->sess_id && context->sel.integrity);
	assert_null(world_ctx(link, context->sess_id));
	for (i = 0; i < WORLD_CONTEXTS && link->ctx[i].used; i++)
		;
	assert_true(i < WORLD_CONTEXTS);
	memset(&link->ctx[i], 0, sizeof(link->ctx[i]));
	link->ctx[i].used = true;
	link->ctx[i].id[0] = context->sess_id;
	link->ctx[i].context = *context;
	return 0;
}

static int op_verify(void *ctx, uint32_t handle, uint16_t sess_id,
		     const void *pdu, size_t len)
{
	struct wctx *wctx = world_ctx(need(ctx, handle), sess_id);
	uint8_t copy[WORLD_PDU];

	assert_non_null(wctx);
	memcpy(copy, pdu, len);
	return world_unprotect(wctx, 1, copy, len) ? 0 : -EBADMSG;
}

static int op_activate(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = world_ctx(link, sess_id);

	assert_non_null(wctx);
	link->active = wctx - link->ctx;
	return 0;
}

static void op_delete(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = world_ctx(link, sess_id);

	assert_non_null(wctx);
	if (wctx - link->ctx == link->active)
		link->active = -1;
	memset(wctx, 0, sizeof(*wctx));
}

static int op_ids(void *ctx, uint32_t handle, uint8_t phase,
		  const struct pc5_ls_ids *old, const struct pc5_ls_ids *new)
{
	struct wlink *link = need(ctx, handle);
	struct wctx *wctx = link->active < 0 ? NULL : &link->ctx[link->active];

	switch (phase) {
	case PC5_LS_IDS_BOTH:
		assert_int_equal(link->pair[0].own, old->own);
		if (!new->path)
			assert_null(world_pair(ctx, new->own, new->peer));
		link->pair[1] = *new;
		/* Over another path, it may stay. */
		if (wctx && new->sess_id != old->sess_id) {
			assert_int_equal(wctx->id[0], old->sess_id);
			assert_null(world_ctx(link, new->sess_id));
			wctx->id[1] = new->sess_id;
		}
		link->send = 0;
		return 0;
	case PC5_LS_IDS_SEND_NEW:
		assert_true(link->pair[1].own);
		link->send = 1;
		return 0;
	case PC5_LS_IDS_NEW:
		link->pair[0] = *new;
		if (wctx)
			wctx->id[0] = new->sess_id;
		break;
	}
	memset(&link->pair[1], 0, sizeof(link->pair[1]));
	link->send = 0;
	if (wctx)
		wctx->id[1] = 0;
	return 0;
}

static void op_event(void *ctx, const struct pc5_ls_event *event)
{
	struct ue *ue = ctx;

	if (world_tracing())
		fprintf(stderr, "%8llu %d %s link %u cause %u%s %s\n",
			(unsigned long long)ue->world->now, ue->index,
			pc5_ls_event_name(event->type), event->handle,
			event->cause, event->local ? " local" : "",
			event->message ? pc5s_type_name(event->message) : "");
	ue->events[event->type]++;
	ue->last[event->type] = *event;
}

static uint64_t op_heard(void *ctx, uint32_t handle)
{
	(void)handle;
	return ((struct ue *)ctx)->heard;
}

static uint8_t op_addresses(void *ctx, uint32_t handle, uint8_t own,
			    uint8_t peer)
{
	const struct ue *ue = ctx;

	(void)handle;
	return ue->no_addresses && pc5_ls_allocates(false, own, peer) ?
	       PC5S_CAUSE_LACK_OF_RESOURCES : 0;
}

const struct pc5_ls_ops world_ops = {
	.now = op_now,
	.random = op_random,
	.transmit = op_transmit,
	.admit = op_admit,
	.qos = op_qos,
	.rename = op_rename,
	.knrp_find = op_knrp_find,
	.knrp_taken = op_knrp_taken,
	.knrp_store = op_knrp_store,
	.knrp_forget = op_knrp_forget,
	.link_create = op_link_create,
	.link_up = op_link_up,
	.link_down = op_link_down,
	.link_delete = op_link_delete,
	.context_install = op_install,
	.context_verify = op_verify,
	.context_activate = op_activate,
	.context_delete = op_delete,
	.ids = op_ids,
	.heard = op_heard,
	.addresses = op_addresses,
	.event = op_event,
};
