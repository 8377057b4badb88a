// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay discovery: what is sent. */

#include <errno.h>
#include <string.h>

#include "disc-priv.h"
#include "util.h"

/**
 * struct out - a message being made
 * @msg: the message
 * @store: its short values
 * @set: its set
 * @clear: it, encoded
 * @octets: the same, protected
 */
struct out {
	struct pc5s_msg msg;
	struct pc5s_store store;
	uint8_t set[PC5_DISC_SET_MAX];
	uint8_t clear[PC5_DISC_MSG_MAX];
	uint8_t octets[PC5_DISC_MSG_MAX];
};

int pc5_disc_keys_now(const struct pc5_disc_ring *ring, uint64_t utc,
		      const struct pc5_disc_keys **keys)
{
	const struct pc5_disc_keyset *best = NULL;
	int i;

	*keys = NULL;
	if (ring->open)
		return 1;
	for (i = disc_valid_keys(ring, utc, 0); i >= 0;
	     i = disc_valid_keys(ring, utc, i + 1))
		if (!best || ring->keyset[i].not_before >= best->not_before)
			best = &ring->keyset[i];
	if (!best)
		return -EKEYEXPIRED;
	*keys = &best->keys;
	return 0;
}

const struct pc5_disc_keys disc_open_keys;

/* A set of this UE in @app into @out. */
static int make_set(struct pc5_disc *disc, const struct pc5_disc_app *app,
		    const struct pc5_disc_set *set, struct out *out)
{
	uint64_t utc = disc->ops->utc(disc->ctx);
	const struct pc5_disc_keys *keys;
	uint8_t random[PC5_DISC_MIC_LEN];
	ssize_t len;
	int ret;

	ret = pc5_disc_keys_now(&app->ring, utc, &keys);
	if (ret < 0)
		return ret;
	len = pc5_disc_set_encode(set, utc, out->set, sizeof(out->set));
	if (len < 0)
		return len;
	ret = disc->ops->random(disc->ctx, random, sizeof(random));
	if (!ret)
		ret = pc5_disc_set_protect(keys ?: &disc_open_keys, utc, random,
					   out->set, len);
	pc5s_set(&out->msg, PC5S_IE_DISCOVERY_SET, out->set, len);
	return ret;
}

static void start(struct pc5_disc *disc, unsigned int i, uint8_t type,
		  struct out *out)
{
	pc5s_init(&out->msg, type, 0);
	out->store.used = 0;
	pc5s_set_u24(&out->msg, &out->store, PC5S_IE_RELAY_SERVICE_CODE,
		     disc->config.rsc[i].rsc);
	pc5s_set_u32(&out->msg, &out->store, PC5S_IE_MIC, 0);
}

static void set_info(struct out *out, enum pc5s_ie ie, const uint8_t *info)
{
	pc5s_set_copy(&out->msg, &out->store, ie, info, PC5_DISC_INFO_LEN);
}

/* Copy an IE that came, absent or not. */
static void copy(struct out *out, enum pc5s_ie ie, const struct pc5s_msg *from)
{
	out->msg.ie[ie] = from->ie[ie];
}

/* To @dst, or where that is 0 to the default destination. */
static int finish(struct pc5_disc *disc, unsigned int i, struct out *out,
		  uint32_t dst)
{
	const struct pc5_disc_rsc *rsc = &disc->config.rsc[i];
	uint64_t utc = disc->ops->utc(disc->ctx);
	const struct pc5_disc_keys *keys;
	uint8_t random[PC5_DISC_MIC_LEN];
	struct pc5_disc_tx tx;
	ssize_t len;
	int ret;

	ret = pc5_disc_keys_now(&rsc->ring, utc, &keys);
	if (ret < 0)
		return ret;
	out->msg.seq = utc & 0x0f;
	len = pc5_disc_encode(&out->msg, out->clear, sizeof(out->clear));
	if (len < 0)
		return len;
	ret = disc->ops->random(disc->ctx, random, sizeof(random));
	if (ret)
		return ret;
	memcpy(out->octets, out->clear, len);
	ret = pc5_disc_protect(keys ?: &disc_open_keys, utc, random, out->octets,
			       len);
	if (ret)
		return ret;
	tx = (struct pc5_disc_tx) {
		.src = disc->config.l2_id,
		.dst = dst ? dst : rsc->dst,
		.broadcast = !dst,
		.rsc = rsc->rsc,
		.data = out->octets,
		.len = len,
		.clear = out->clear,
		.clear_len = len,
	};
	disc->ops->transmit(disc->ctx, &tx);
	return 0;
}

int disc_announce(struct pc5_disc *disc, unsigned int i)
{
	struct disc_rsc *rsc = disc->rsc[i];
	struct pc5s_span set[PC5_DISC_SETS_MAX];
	uint8_t list[PC5_DISC_SETS_LEN_MAX];
	size_t j, n = 0;
	struct out out;
	ssize_t len;

	for (j = 0; j < PC5_DISC_HEARD_MAX && n < PC5_DISC_SETS_MAX; j++) {
		const struct disc_heard *heard = &rsc->heard[j];

		if (!disc_announced(disc, heard))
			continue;
		set[n].data = heard->set;
		set[n++].len = heard->set_len;
	}
	len = pc5_disc_sets_encode(set, n, list, sizeof(list));
	if (len < 0)
		return len;
	start(disc, i, PC5_DISC_ANNOUNCEMENT, &out);
	set_info(&out, PC5S_IE_RELAY_USER_INFO, disc->config.info);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_STATUS_INDICATOR,
		    rsc->status);
	pc5s_set(&out.msg, PC5S_IE_DISCOVERY_SETS, list, len);
	return finish(disc, i, &out, 0);
}

/* A response of this UE in @app to @to, with what it says of itself. */
static int respond(struct pc5_disc *disc, unsigned int i, unsigned int app,
		   const struct pc5_user_info *discoverer, struct out *out,
		   uint32_t dst)
{
	const struct pc5_disc_app *a = &disc->config.app[app];
	struct pc5_disc_set set = {
		.discoveree = a->own,
		.discoverer = *discoverer,
	};
	int ret;

	ret = make_set(disc, a, &set, out);
	if (ret)
		return ret;
	set_info(out, PC5S_IE_TARGET_END_UE_INFO, disc->config.info);
	if (a->announce_prohibited)
		pc5s_set_u8(&out->msg, &out->store,
			    PC5S_IE_ANNOUNCE_PROHIBITED, 1);
	return finish(disc, i, out, dst);
}

int disc_offer(struct pc5_disc *disc, unsigned int i)
{
	unsigned int app;
	struct out out;
	int ret = 0;

	for (app = 0; app < disc->config.n_apps; app++) {
		const struct pc5_disc_app *a = &disc->config.app[app];
		int err;

		if (!(a->use & PC5_DISC_FOUND))
			continue;
		start(disc, i, PC5_DISC_RESPONSE, &out);
		err = respond(disc, i, app, &a->peer, &out, 0);
		ret = ret ?: err;
	}
	return ret;
}

int disc_respond(struct pc5_disc *disc, unsigned int i, unsigned int app,
		 const struct pc5_user_info *discoverer,
		 const struct pc5s_msg *msg, uint32_t dst)
{
	struct out out;

	start(disc, i, PC5_DISC_RESPONSE, &out);
	/* Of the relay it came through; directly from the source there is none. */
	copy(&out, PC5S_IE_RELAY_USER_INFO, msg);
	return respond(disc, i, app, discoverer, &out, dst);
}

int disc_solicit(struct pc5_disc *disc, const struct disc_search *search)
{
	const struct pc5_disc_find *find = &search->find;
	int i = disc_find_rsc(disc, find->rsc);
	struct pc5_disc_set set = { .discoveree = find->target };
	unsigned int app;
	struct out out;
	int ret = -ENOENT;

	for (app = 0; app < disc->config.n_apps; app++) {
		const struct pc5_disc_app *a = &disc->config.app[app];
		int err;

		if (!disc_looks_for(a, &find->target))
			continue;
		start(disc, i, PC5_DISC_SOLICITATION, &out);
		set.discoverer = a->own;
		err = make_set(disc, a, &set, &out);
		set_info(&out, PC5S_IE_SOURCE_END_UE_INFO, disc->config.info);
		if (find->has_relay)
			set_info(&out, PC5S_IE_RELAY_USER_INFO, find->relay);
		if (!err)
			err = finish(disc, i, &out, find->has_relay ?
				     find->relay_l2_id : 0);
		/* With the keys of one of them is enough. */
		if (ret)
			ret = err;
	}
	return ret;
}

int disc_relay_on(struct pc5_disc *disc, unsigned int i,
		  const struct pc5s_msg *msg, uint32_t dst)
{
	struct out out;

	start(disc, i, msg->type, &out);
	copy(&out, PC5S_IE_DISCOVERY_SET, msg);
	copy(&out, PC5S_IE_SOURCE_END_UE_INFO, msg);
	copy(&out, PC5S_IE_TARGET_END_UE_INFO, msg);
	copy(&out, PC5S_IE_ANNOUNCE_PROHIBITED, msg);
	set_info(&out, PC5S_IE_RELAY_USER_INFO, disc->config.info);
	pc5s_set_u8(&out.msg, &out.store, PC5S_IE_STATUS_INDICATOR,
		    disc->rsc[i]->status);
	return finish(disc, i, &out, dst);
}
