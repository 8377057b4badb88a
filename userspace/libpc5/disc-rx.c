// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay discovery: what is received. */

#include <errno.h>
#include <string.h>

#include "disc-priv.h"
#include "util.h"

/**
 * struct in - a message that was accepted
 * @i: place of its RSC
 * @src: source Layer-2 ID
 * @msg: the message
 * @relayed: it has a status indicator: a relay sent it
 * @named: it names a relay
 * @mine: which is this UE
 */
struct in {
	unsigned int i;
	uint32_t src;
	struct pc5s_msg msg;
	bool relayed;
	bool named;
	bool mine;
};

bool disc_open_set(struct pc5_disc *disc, const struct pc5_disc_app *app,
		   struct pc5s_span octets, struct pc5_disc_set *set)
{
	uint64_t utc = disc->ops->utc(disc->ctx);
	uint8_t copy[PC5_DISC_SET_MAX];
	struct pc5s_span clear = { copy, octets.len };
	uint32_t counter;
	int i;

	if (octets.len > sizeof(copy))
		return false;
	for (i = app->ring.open ? 0 : disc_valid_keys(&app->ring, utc, 0);
	     i >= 0; i = disc_valid_keys(&app->ring, utc, i + 1)) {
		memcpy(copy, octets.data, octets.len);
		if (!pc5_disc_set_unprotect(app->ring.open ? &disc_open_keys :
					    &app->ring.keyset[i].keys, utc,
					    disc->config.skew_s, copy,
					    octets.len, &counter) &&
		    !pc5_disc_set_decode(clear, set))
			return true;
	}
	return false;
}

/* Whether the set is of somebody this UE looks for, and for this UE. */
static bool is_wanted(const struct pc5_disc_app *app,
		      const struct pc5_disc_set *set)
{
	return disc_looks_for(app, &set->discoveree) &&
	       !pc5_user_info_equal(&set->discoveree, &app->own) &&
	       (disc_anybody(&set->discoverer) ||
		pc5_user_info_equal(&set->discoverer, &app->own));
}

/* Put what the set says behind @relay, if it is for this UE. */
static uint8_t take_set(struct pc5_disc *disc, struct disc_relay *relay,
			struct pc5s_span octets, const uint8_t *info)
{
	struct pc5_disc_target target = { .seen_ms = disc_now(disc) };
	struct pc5_disc_set set;
	unsigned int i;

	for (i = 0; i < disc->config.n_apps; i++) {
		const struct pc5_disc_app *app = &disc->config.app[i];

		if (!(app->use & PC5_DISC_FIND) ||
		    !disc_open_set(disc, app, octets, &set) ||
		    !is_wanted(app, &set))
			continue;
		target.name = set.discoveree;
		target.own = app->own;
		target.protected = !app->ring.open;
		target.has_info = info;
		if (info)
			memcpy(target.info, info, PC5_DISC_INFO_LEN);
		return disc_put_target(disc, relay, &target) ? PC5_DISC_TAKEN :
		       PC5_DISC_TABLE;
	}
	return PC5_DISC_SET;
}

static struct disc_relay *put_relay(struct pc5_disc *disc, const struct in *in,
				    const uint8_t *info, uint8_t status)
{
	struct pc5_disc_relay seen = {
		.direct = !in->named,
		.l2_id = in->src,
		.status = status,
		.protected = !disc->config.rsc[in->i].ring.open,
		.seen_ms = disc_now(disc),
	};

	memcpy(seen.info, info, sizeof(seen.info));
	return disc_put_relay(disc, disc->rsc[in->i], &seen);
}

static uint8_t take_announcement(struct pc5_disc *disc, const struct in *in)
{
	struct pc5s_span set[PC5_DISC_SETS_MAX];
	struct disc_relay *relay;
	int i, n;

	if (in->mine)
		return PC5_DISC_OWN;
	if (!(disc->config.rsc[in->i].roles & PC5_DISC_USE))
		return PC5_DISC_ROLE;
	relay = put_relay(disc, in, in->msg.ie[PC5S_IE_RELAY_USER_INFO].data,
			  pc5s_u8(&in->msg, PC5S_IE_STATUS_INDICATOR));
	if (!relay)
		return PC5_DISC_TABLE;
	n = pc5_disc_sets_decode(in->msg.ie[PC5S_IE_DISCOVERY_SETS], set);
	for (i = 0; i < n; i++)
		take_set(disc, relay, set[i], NULL);
	return PC5_DISC_TAKEN;
}

/* Whether another message may be sent because @src wants it. */
static bool may_answer(struct pc5_disc *disc, struct disc_rsc *rsc,
		       struct disc_source *source)
{
	const struct pc5_disc_config *config = &disc->config;
	uint64_t now = disc_now(disc);

	return disc_take(&source->bucket, now, config->answer_source_ms,
			 config->answer_source_burst) &&
	       disc_take(&rsc->answers, now, config->answer_ms,
			 config->answer_burst);
}

static uint8_t sent(int ret)
{
	return ret == -EKEYEXPIRED ? PC5_DISC_NO_KEYS :
	       ret ? PC5_DISC_FAILED : PC5_DISC_TAKEN;
}

/* A source looks for somebody; this UE is a relay. */
static uint8_t relay_solicitation(struct pc5_disc *disc, const struct in *in)
{
	const uint8_t *info = in->msg.ie[PC5S_IE_SOURCE_END_UE_INFO].data;
	struct disc_rsc *rsc = disc->rsc[in->i];
	uint64_t now = disc_now(disc);
	struct disc_source *source;

	if (in->relayed)
		return PC5_DISC_RELAYED;
	if (in->named && !in->mine)
		return PC5_DISC_ROLE;
	if (info)
		disc_put_heard(disc, rsc, info, in->src);
	source = disc_get_source(rsc, in->src, now);
	if (!may_answer(disc, rsc, source))
		return PC5_DISC_RATE;
	source->until_ms = now + (disc->config.retries + 1ULL) *
			   disc->config.t5112_ms;
	source->left = PC5_DISC_RESPONSES_MAX;
	return sent(disc_relay_on(disc, in->i, &in->msg, 0));
}

/* Somebody looks for this UE, through a relay or in range. */
static uint8_t answer_solicitation(struct pc5_disc *disc, const struct in *in)
{
	struct disc_rsc *rsc = disc->rsc[in->i];
	struct pc5_disc_set set;
	unsigned int i;

	if (in->relayed != in->named || (!in->relayed && !disc->config.direct))
		return PC5_DISC_ROLE;
	for (i = 0; i < disc->config.n_apps; i++) {
		const struct pc5_disc_app *app = &disc->config.app[i];

		if (!(app->use & PC5_DISC_FOUND) ||
		    !disc_open_set(disc, app,
				   in->msg.ie[PC5S_IE_DISCOVERY_SET], &set) ||
		    !pc5_user_info_equal(&set.discoveree, &app->own) ||
		    pc5_user_info_equal(&set.discoverer, &app->own) ||
		    disc_anybody(&set.discoverer) ||
		    (!disc_anybody(&app->peer) &&
		     !pc5_user_info_equal(&set.discoverer, &app->peer)))
			continue;
		if (!may_answer(disc, rsc,
				disc_get_source(rsc, in->src, disc_now(disc))))
			return PC5_DISC_RATE;
		return sent(disc_respond(disc, in->i, i, &set.discoverer,
					 &in->msg, in->src));
	}
	return PC5_DISC_SET;
}

static bool has_info(const struct pc5_disc *disc, const struct in *in,
		     enum pc5s_ie ie)
{
	return pc5s_has(&in->msg, ie) &&
	       !memcmp(in->msg.ie[ie].data, disc->config.info,
		       PC5_DISC_INFO_LEN);
}

static uint8_t take_solicitation(struct pc5_disc *disc, const struct in *in)
{
	uint8_t relayed = PC5_DISC_ROLE, answered = PC5_DISC_ROLE;

	if (has_info(disc, in, PC5S_IE_SOURCE_END_UE_INFO) ||
	    (in->relayed && in->mine))
		return PC5_DISC_OWN;
	if (disc->config.rsc[in->i].roles & PC5_DISC_USE)
		answered = answer_solicitation(disc, in);
	if (disc->rsc[in->i]->serving)
		relayed = relay_solicitation(disc, in);
	if (!relayed || !answered)
		return PC5_DISC_TAKEN;
	return answered == PC5_DISC_ROLE ? relayed : answered;
}

/* The set of an end UE that this relay hears, to be announced. */
static uint8_t keep_set(struct pc5_disc *disc, const struct in *in)
{
	struct pc5s_span set = in->msg.ie[PC5S_IE_DISCOVERY_SET];
	const uint8_t *info = in->msg.ie[PC5S_IE_TARGET_END_UE_INFO].data;
	struct disc_heard *heard;

	if (!info)
		return PC5_DISC_ROLE;
	heard = disc_put_heard(disc, disc->rsc[in->i], info, in->src);
	if (!heard)
		return PC5_DISC_TABLE;
	heard->prohibited = pc5s_has(&in->msg, PC5S_IE_ANNOUNCE_PROHIBITED);
	/* One that was made for everybody is of more use than this. */
	if (in->named && !heard->asked && disc_announced(disc, heard))
		return PC5_DISC_TAKEN;
	heard->asked = in->named;
	heard->set_ms = disc_now(disc);
	heard->set_len = set.len;
	memcpy(heard->set, set.data, set.len);
	return PC5_DISC_TAKEN;
}

/* The one source that waits, or the default destination where several do. */
static uint8_t relay_response(struct pc5_disc *disc, const struct in *in)
{
	struct disc_rsc *rsc = disc->rsc[in->i];
	uint64_t now = disc_now(disc);
	unsigned int i, n = 0;
	uint32_t dst = 0;

	for (i = 0; i < PC5_DISC_SOURCES_MAX; i++) {
		struct disc_source *source = &rsc->source[i];

		if (source->until_ms <= now || !source->left)
			continue;
		dst = n++ ? 0 : source->l2_id;
	}
	if (!n)
		return PC5_DISC_ROLE;
	if (!disc_take(&rsc->answers, now, disc->config.answer_ms,
		       disc->config.answer_burst))
		return PC5_DISC_RATE;
	for (i = 0; i < PC5_DISC_SOURCES_MAX; i++)
		if (rsc->source[i].left)
			rsc->source[i].left--;
	return sent(disc_relay_on(disc, in->i, &in->msg, dst));
}

static uint8_t take_response(struct pc5_disc *disc, const struct in *in)
{
	const uint8_t *target = in->msg.ie[PC5S_IE_TARGET_END_UE_INFO].data;
	bool use = disc->config.rsc[in->i].roles & PC5_DISC_USE;
	uint8_t reason = PC5_DISC_ROLE;
	struct disc_relay *relay;

	if (has_info(disc, in, PC5S_IE_TARGET_END_UE_INFO) ||
	    (in->relayed && in->mine))
		return PC5_DISC_OWN;
	if (disc->rsc[in->i]->serving && !in->relayed &&
	    (!in->named || in->mine)) {
		reason = keep_set(disc, in);
		if (in->mine)
			return relay_response(disc, in);
	}
	/* To a relay, which is not this UE; or of nobody. */
	if (!use || in->relayed != in->named || !target)
		return reason;
	relay = put_relay(disc, in, in->named ?
			  in->msg.ie[PC5S_IE_RELAY_USER_INFO].data : target,
			  in->named ?
			  pc5s_u8(&in->msg, PC5S_IE_STATUS_INDICATOR) :
			  PC5_DISC_STATUS_RESOURCES);
	if (!relay)
		return PC5_DISC_TABLE;
	reason = take_set(disc, relay, in->msg.ie[PC5S_IE_DISCOVERY_SET],
			  target);
	/* There is nothing else to a UE in range. */
	if (relay->r.direct && !relay->r.n_targets)
		relay->r.id = 0;
	return reason;
}

/* Try the keys of RSC @i. Returns 0 or -ENOENT; -EKEYEXPIRED without any. */
static int try_rsc(struct pc5_disc *disc, unsigned int i,
		   const struct pc5_disc_rx *rx, uint8_t *clear,
		   struct pc5s_msg *msg, uint32_t *counter)
{
	const struct pc5_disc_ring *ring = &disc->config.rsc[i].ring;
	uint64_t utc = disc->ops->utc(disc->ctx);
	int k = ring->open ? 0 : disc_valid_keys(ring, utc, 0);

	if (k < 0)
		return -EKEYEXPIRED;
	for (; k >= 0; k = disc_valid_keys(ring, utc, k + 1)) {
		memcpy(clear, rx->data, rx->len);
		if (pc5_disc_unprotect(ring->open ? &disc_open_keys :
				       &ring->keyset[k].keys, utc,
				       disc->config.skew_s, clear, rx->len,
				       counter))
			continue;
		if (!pc5_disc_decode(msg, clear, rx->len) &&
		    pc5s_u24(msg, PC5S_IE_RELAY_SERVICE_CODE) ==
		    disc->config.rsc[i].rsc)
			return 0;
	}
	return -ENOENT;
}

static uint8_t dispatch(struct pc5_disc *disc, struct in *in)
{
	in->named = pc5s_has(&in->msg, PC5S_IE_RELAY_USER_INFO);
	in->relayed = pc5s_has(&in->msg, PC5S_IE_STATUS_INDICATOR);
	in->mine = has_info(disc, in, PC5S_IE_RELAY_USER_INFO);
	switch (in->msg.type) {
	case PC5_DISC_ANNOUNCEMENT:
		return take_announcement(disc, in);
	case PC5_DISC_SOLICITATION:
		return take_solicitation(disc, in);
	default:
		return take_response(disc, in);
	}
}

static uint8_t receive(struct pc5_disc *disc, const struct pc5_disc_rx *rx,
		       struct pc5_disc_result *result)
{
	struct in in = { .src = rx->src };
	uint32_t utc = disc->ops->utc(disc->ctx);
	const uint8_t *octets = rx->data;
	uint8_t reason = PC5_DISC_NO_KEYS;
	uint32_t counter;
	int ret;

	if (rx->src == disc->config.l2_id)
		return PC5_DISC_OWN;
	if (!rx->src || rx->len < PC5_DISC_MSG_MIN ||
	    rx->len > PC5_DISC_MSG_MAX)
		return PC5_DISC_MALFORMED;
	/* The same whatever the keys are. */
	counter = pc5_disc_counter(utc, octets[1]);
	if (!pc5_disc_in_time(utc, counter, disc->config.skew_s))
		return PC5_DISC_TIME;
	for (in.i = 0; in.i < disc->config.n_rscs; in.i++) {
		ret = try_rsc(disc, in.i, rx, result->clear, &in.msg,
			      &counter);
		if (!ret)
			break;
		if (ret == -ENOENT)
			reason = PC5_DISC_NOT_OURS;
	}
	if (in.i == disc->config.n_rscs)
		return reason;
	result->rsc = disc->config.rsc[in.i].rsc;
	result->clear_len = rx->len;
	reason = disc_accept_once(disc, disc->rsc[in.i], counter,
				  result->clear, rx->len);
	return reason ? reason : dispatch(disc, &in);
}

void pc5_disc_rx(struct pc5_disc *disc, const struct pc5_disc_rx *rx,
		 struct pc5_disc_result *result)
{
	struct pc5_disc_result own;

	if (!result)
		result = &own;
	result->rsc = 0;
	result->clear_len = 0;
	result->reason = receive(disc, rx, result);
	disc->count[result->reason]++;
	if (result == &own)
		explicit_bzero(&own, sizeof(own));
}
