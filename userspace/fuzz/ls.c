// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The link procedures, by a peer that says whatever it likes and whose MAC-I
 * always holds, and by a user who does anything at any time.
 *
 * The input is a list of steps: what, an argument, and where a message comes
 * its length and octets. Layer-2 IDs and K_NRP-sess IDs are those the machine
 * used last, so that it takes little to be heard.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/ls.h"

/* What a step does. */
enum what {
	MESSAGE,	/* the argument: SL-SRB, verified, K_NRP-sess ID, DCR */
	WAIT,		/* the argument squared, in tens of milliseconds */
	CONNECT,
	RELEASE,
	REKEY,
	UPDATE,
	MODIFY,
	LOST,
	WHATS
};

/**
 * struct fuzz - surroundings
 * @now: time
 * @counter: of what should be random
 * @own: Layer-2 ID last sent with
 * @peer: Layer-2 ID last sent to
 * @sess_id: K_NRP-sess ID last installed
 * @old_id: the one before
 * @sessions: authentications that were not stopped
 */
struct fuzz {
	uint64_t now;
	uint32_t counter;
	uint32_t own;
	uint32_t peer;
	uint16_t sess_id;
	uint16_t old_id;
	int sessions;
};

static uint64_t now(void *ctx)
{
	return ((struct fuzz *)ctx)->now;
}

static int fill(void *ctx, void *buf, size_t len)
{
	struct fuzz *fuzz = ctx;
	uint8_t *p = buf;

	while (len--)
		*p++ = (fuzz->counter = fuzz->counter * 1103515245 + 12345)
			>> 16;
	return 0;
}

static void transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	struct fuzz *fuzz = ctx;

	fuzz->own = tx->src;
	fuzz->peer = tx->dst;
}

static int knrp_find(void *ctx, uint32_t id, const struct pc5_user_info *peer,
		     const struct pc5_hop *hop, struct pc5_ls_knrp *knrp)
{
	(void)ctx;
	(void)hop;
	if (id & 1)
		return -ENOENT;
	memset(knrp, 0, sizeof(*knrp));
	knrp->id = id ? id : 0x10002;
	knrp->peer.len = 3;
	memcpy(knrp->peer.octets, "bob", 3);
	if (peer)
		knrp->peer = *peer;
	return 0;
}

static bool knrp_taken(void *ctx, uint32_t id, uint32_t mask)
{
	(void)ctx;
	return !(id & mask);
}

static int knrp_store(void *ctx, const struct pc5_ls_knrp *knrp, uint32_t old_id)
{
	(void)ctx;
	return knrp->id == old_id ? -EIO : 0;
}

static void knrp_forget(void *ctx, uint32_t id)
{
	(void)ctx;
	(void)id;
}

static int link_create(void *ctx, uint32_t link, const struct pc5_ls_ids *ids,
		       uint8_t data_type)
{
	(void)data_type;
	(void)ctx;
	(void)link;
	return ids->own ? 0 : -EINVAL;
}

static int link_up(void *ctx, uint32_t link, const struct pc5_ls_up *up)
{
	(void)ctx;
	(void)link;
	return up->peer.len == 7 ? -ENOMEM : 0;
}

static void link_down(void *ctx, uint32_t link, uint8_t cause)
{
	(void)ctx;
	(void)link;
	(void)cause;
}

static void link_delete(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
}

static int context_install(void *ctx, uint32_t link,
			   const struct pc5_ls_context *context)
{
	struct fuzz *fuzz = ctx;

	(void)link;
	/* Whatever is said, this is never asked for. */
	if (!context->sess_id || !context->sel.integrity)
		abort();
	fuzz->old_id = fuzz->sess_id;
	fuzz->sess_id = context->sess_id;
	return 0;
}

static int context_verify(void *ctx, uint32_t link, uint16_t sess_id,
			  const void *pdu, size_t len)
{
	(void)ctx;
	(void)link;
	(void)sess_id;
	return len && *(const uint8_t *)pdu ? 0 : -EBADMSG;
}

static int context_activate(void *ctx, uint32_t link, uint16_t sess_id)
{
	(void)ctx;
	(void)link;
	return sess_id ? 0 : -EINVAL;
}

static void context_delete(void *ctx, uint32_t link, uint16_t sess_id)
{
	(void)ctx;
	(void)link;
	(void)sess_id;
}

static int ids(void *ctx, uint32_t link, uint8_t phase,
	       const struct pc5_ls_ids *old, const struct pc5_ls_ids *new)
{
	struct fuzz *fuzz = ctx;

	(void)link;
	(void)old;
	fuzz->old_id = fuzz->sess_id;
	if (phase == PC5_LS_IDS_SEND_NEW)
		fuzz->sess_id = new->sess_id;
	return 0;
}

static bool rename_peer(void *ctx, uint32_t link,
			const struct pc5_user_info *peer)
{
	(void)ctx;
	(void)link;
	return peer->len != 1;
}

static const struct pc5_ls_ops ops = {
	.now = now,
	.random = fill,
	.transmit = transmit,
	.rename = rename_peer,
	.knrp_find = knrp_find,
	.knrp_taken = knrp_taken,
	.knrp_store = knrp_store,
	.knrp_forget = knrp_forget,
	.link_create = link_create,
	.link_up = link_up,
	.link_down = link_down,
	.link_delete = link_delete,
	.context_install = context_install,
	.context_verify = context_verify,
	.context_activate = context_activate,
	.context_delete = context_delete,
	.ids = ids,
};

/* A method that goes the way its last container says. */
static void obey(const uint8_t *in, size_t len, struct pc5_ls_auth_step *step)
{
	step->status = len ? in[0] & 3 : PC5_LS_AUTH_DONE;
	step->len = len > 1 ? in[1] : 1;
	step->lifetime = len > 2 ? in[2] : 0;
}

static int first(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		 size_t size)
{
	(void)ctx;
	(void)who;
	(void)size;
	*out = 1;
	return 1;
}

static int start(void *ctx, const struct pc5_ls_auth_who *who, const void *in,
		 size_t len, void **session, struct pc5_ls_auth_step *step)
{
	struct fuzz *fuzz = ctx;

	*session = malloc(1);
	if (!*session)
		return -ENOMEM;
	fuzz->sessions++;
	if (!who->initiator)
		obey(in, len, step);
	return 0;
}

static void input(void *ctx, void *session, const void *in, size_t len,
		  struct pc5_ls_auth_step *step)
{
	(void)ctx;
	(void)session;
	obey(in, len, step);
}

static void stop(void *ctx, void *session)
{
	((struct fuzz *)ctx)->sessions--;
	free(session);
}

static const struct pc5_ls_auth_ops auth = {
	.first = first,
	.start = start,
	.input = input,
	.stop = stop,
};

static void configure(struct pc5_ls_config *config)
{
	pc5_ls_config_init(config);
	config->user_info.len = 5;
	memcpy(config->user_info.octets, "alice", 5);
	config->timer_ms[PC5_LS_T5090] = 60000;
	config->n_services = 1;
	config->services[0].signalling.integrity = PC5_POLICY_PREFERRED;
	config->services[0].signalling.ciphering = PC5_POLICY_PREFERRED;
	config->services[0].user_plane = config->services[0].signalling;
	config->services[0].ip_config = PC5S_IP_NO_ALLOCATION;
}

static void receive(struct pc5_ls *ls, const struct fuzz *fuzz, uint8_t how,
		    const uint8_t *data, size_t len)
{
	const uint16_t id[] = { 0, fuzz->sess_id, fuzz->old_id, 0x3a01 };
	struct pc5_ls_rx rx = {
		.srb = how & 3,
		.verified = how & 4,
		.sess_id = id[how >> 3 & 3],
		.src = how & 0x20 ? 0x777777 : fuzz->peer,
		.dst = fuzz->own,
		.data = data,
		.len = len,
	};

	if (!rx.verified && rx.sess_id && rx.srb == 1) {
		/* The high half is the machine's own. */
		if (how & 0x40 && len)
			rx.sess_id = (rx.sess_id & 0xff00) | data[len - 1];
		rx.pdu = data;
		rx.pdu_len = len;
	}
	pc5_ls_rx(ls, &rx);
}

static uint32_t any_link(const struct pc5_ls *ls, uint8_t n)
{
	struct pc5_ls_info info = { 0 };

	while (!pc5_ls_info_next(ls, info.handle, &info) && n-- & 3)
		;
	return info.handle;
}

static void act(struct pc5_ls *ls, struct fuzz *fuzz,
		const struct pc5_ls_profile *profile, uint8_t what, uint8_t arg)
{
	static const uint8_t address[PC5S_LINK_LOCAL_LEN] = { 0xfe, 0x80 };
	static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	static const struct pc5s_span flows = { flow, sizeof(flow) };
	static const struct pc5s_span none;
	static struct pc5_ls_connect connect;
	uint32_t handle = any_link(ls, arg);

	switch (what) {
	case WAIT:
		fuzz->now += (uint64_t)arg * arg * 10;
		while (pc5_ls_next(ls) <= fuzz->now)
			pc5_ls_run(ls);
		break;
	case CONNECT:
		connect.dst = 0x424242;
		connect.target.len = arg & 1 ? 3 : 0;
		memcpy(connect.target.octets, "bob", 3);
		connect.profile = *profile;
		pc5_ls_connect(ls, &connect, &handle);
		break;
	case RELEASE:
		pc5_ls_release(ls, handle, arg & 4 ? PC5S_CAUSE_NOT_AVAILABLE :
			       PC5S_CAUSE_NO_LONGER_NEEDED);
		break;
	case REKEY:
		pc5_ls_rekey(ls, handle, arg & 4);
		break;
	case UPDATE:
		pc5_ls_update(ls, handle, NULL, arg & 4 ? address
							: NULL);
		break;
	case MODIFY:
		pc5_ls_modify(ls, handle, arg >> 4, flows, none);
		break;
	case LOST:
		pc5_ls_lost(ls, handle);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz fuzz = { .now = 1, .own = 0x424242, .peer = 0x434343 };
	static struct pc5_ls_config config;
	struct pc5_ls *ls;
	size_t i = 0;

	configure(&config);
	ls = pc5_ls_new(&config, &ops, &auth, &fuzz);
	if (!ls)
		return 0;
	while (len - i >= 3) {
		uint8_t what = data[i++] % WHATS;
		uint8_t arg = data[i++];
		size_t n = data[i++];

		if (what == MESSAGE) {
			n = n < len - i ? n : len - i;
			receive(ls, &fuzz, arg, data + i, n);
			i += n;
		} else {
			act(ls, &fuzz, &config.services[0], what, arg);
		}
	}
	pc5_ls_free(ls);
	if (fuzz.sessions)
		abort();
	return 0;
}
