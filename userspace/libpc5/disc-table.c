// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay discovery: what is remembered, all of it bounded. */

#include <openssl/evp.h>
#include <string.h>

#include "disc-priv.h"

bool disc_take(struct pc5_disc_bucket *bucket, uint64_t now, uint32_t every_ms,
	       unsigned int burst)
{
	uint64_t most = (uint64_t)every_ms * burst;

	if (!bucket->at_ms)
		bucket->credit_ms = most;
	else if (now > bucket->at_ms)
		bucket->credit_ms += now - bucket->at_ms;
	if (bucket->credit_ms > most)
		bucket->credit_ms = most;
	bucket->at_ms = now ? now : 1;
	if (bucket->credit_ms < every_ms)
		return false;
	bucket->credit_ms -= every_ms;
	return true;
}

/* How much later @a is than @b. */
static int32_t later(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

uint8_t disc_accept_once(struct pc5_disc *disc, struct disc_rsc *rsc,
			 uint32_t counter, const uint8_t *msg, size_t len)
{
	/* What is older than this can be refused without being remembered. */
	int32_t span = 2 * disc->config.skew_s;
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned int i, n = 0;

	if (rsc->has_high && later(rsc->high, counter) > span)
		return PC5_DISC_REPLAY;
	if (EVP_Digest(msg, len, hash, NULL, EVP_sha256(), NULL) != 1)
		return PC5_DISC_FAILED;
	for (i = 0; i < rsc->n_seen; i++)
		if (rsc->seen[i].counter == counter &&
		    !memcmp(rsc->seen[i].hash, hash, PC5_DISC_SEEN_LEN))
			return PC5_DISC_REPLAY;
	if (!rsc->has_high || later(counter, rsc->high) > 0)
		rsc->high = counter;
	rsc->has_high = true;
	for (i = 0; i < rsc->n_seen; i++)
		if (later(rsc->high, rsc->seen[i].counter) <= span)
			rsc->seen[n++] = rsc->seen[i];
	rsc->n_seen = n;
	/* Forgetting one instead would let it come again. */
	if (n == PC5_DISC_SEEN_MAX)
		return PC5_DISC_FULL;
	rsc->seen[n].counter = counter;
	memcpy(rsc->seen[n].hash, hash, PC5_DISC_SEEN_LEN);
	rsc->n_seen++;
	return PC5_DISC_TAKEN;
}

struct disc_source *disc_get_source(struct disc_rsc *rsc, uint32_t l2_id,
				    uint64_t now)
{
	struct disc_source *s, *oldest = rsc->source;
	unsigned int i;

	for (i = 0; i < PC5_DISC_SOURCES_MAX; i++) {
		s = &rsc->source[i];
		if (s->l2_id == l2_id) {
			s->used_ms = now;
			return s;
		}
		if (s->used_ms < oldest->used_ms)
			oldest = s;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->l2_id = l2_id;
	oldest->used_ms = now;
	return oldest;
}

static void tell(struct pc5_disc *disc, uint8_t type,
		 const struct disc_relay *relay,
		 const struct pc5_disc_target *target)
{
	const struct pc5_disc_event event = {
		.type = type,
		.rsc = relay->r.rsc,
		.relay = &relay->r,
		.target = target,
	};

	disc_event(disc, &event);
}

static bool same_relay(const struct pc5_disc_relay *a,
		       const struct pc5_disc_relay *b)
{
	return a->id && a->l2_id == b->l2_id && a->direct == b->direct &&
	       !memcmp(a->info, b->info, PC5_DISC_INFO_LEN);
}

/* A free place, or that of the relay without targets silent for longest. */
static struct disc_relay *make_room(struct pc5_disc *disc, struct disc_rsc *rsc)
{
	struct disc_relay *relay, *worst = NULL;
	unsigned int i;

	for (i = 0; i < PC5_DISC_RELAYS_MAX; i++) {
		relay = &rsc->relay[i];
		if (!relay->r.id)
			return relay;
		if (!relay->r.n_targets &&
		    (!worst || relay->r.seen_ms < worst->r.seen_ms))
			worst = relay;
	}
	if (worst) {
		tell(disc, PC5_DISC_RELAY_LOST, worst, NULL);
		worst->r.id = 0;
	}
	return worst;
}

struct disc_relay *disc_put_relay(struct pc5_disc *disc, struct disc_rsc *rsc,
				  const struct pc5_disc_relay *seen)
{
	struct disc_relay *relay = NULL;
	unsigned int i;

	for (i = 0; i < PC5_DISC_RELAYS_MAX; i++)
		if (same_relay(&rsc->relay[i].r, seen))
			relay = &rsc->relay[i];
	if (relay) {
		relay->r.status = seen->status;
		relay->r.seen_ms = seen->seen_ms;
		return relay;
	}
	relay = make_room(disc, rsc);
	if (!relay)
		return NULL;
	memset(relay, 0, sizeof(*relay));
	relay->r = *seen;
	relay->r.id = disc_new_id(disc);
	relay->r.rsc = rsc->rsc;
	if (!relay->r.direct)
		tell(disc, PC5_DISC_RELAY_FOUND, relay, NULL);
	return relay;
}

/* Sets that are announced do not say which user info ID the target has. */
static bool same_target(const struct pc5_disc_target *a,
			const struct pc5_disc_target *b)
{
	return pc5_user_info_equal(&a->name, &b->name) &&
	       pc5_user_info_equal(&a->own, &b->own) &&
	       (!a->has_info || !b->has_info ||
		!memcmp(a->info, b->info, PC5_DISC_INFO_LEN));
}

struct pc5_disc_target *
disc_put_target(struct pc5_disc *disc, struct disc_relay *relay,
		const struct pc5_disc_target *seen)
{
	struct pc5_disc_target *target;
	unsigned int i;

	for (i = 0; i < relay->r.n_targets; i++) {
		target = &relay->target[i];
		if (!same_target(target, seen))
			continue;
		target->seen_ms = seen->seen_ms;
		target->protected = seen->protected;
		if (seen->has_info) {
			target->has_info = true;
			memcpy(target->info, seen->info, PC5_DISC_INFO_LEN);
		}
		return target;
	}
	if (i == PC5_DISC_TARGETS_MAX)
		return NULL;
	relay->target[i] = *seen;
	relay->r.n_targets++;
	tell(disc, PC5_DISC_TARGET_FOUND, relay, &relay->target[i]);
	return &relay->target[i];
}

struct disc_heard *disc_put_heard(struct pc5_disc *disc, struct disc_rsc *rsc,
				  const uint8_t *info, uint32_t l2_id)
{
	struct disc_heard *heard, *room = NULL, *oldest = rsc->heard;
	uint64_t now = disc_now(disc);
	unsigned int i;

	for (i = 0; i < PC5_DISC_HEARD_MAX; i++) {
		heard = &rsc->heard[i];
		if (heard->u.id && heard->u.l2_id == l2_id &&
		    !memcmp(heard->u.info, info, PC5_DISC_INFO_LEN)) {
			heard->u.seen_ms = now;
			return heard;
		}
		if (!heard->u.id && !room)
			room = heard;
		if (heard->u.seen_ms < oldest->u.seen_ms)
			oldest = heard;
	}
	/* Those that offer themselves are heard more often than that. */
	if (!room && now - oldest->u.seen_ms > 2ULL * disc->config.announce_ms)
		room = oldest;
	if (!room)
		return NULL;
	memset(room, 0, sizeof(*room));
	room->u.id = disc_new_id(disc);
	room->u.rsc = rsc->rsc;
	memcpy(room->u.info, info, PC5_DISC_INFO_LEN);
	room->u.l2_id = l2_id;
	room->u.seen_ms = now;
	return room;
}

bool disc_announced(const struct pc5_disc *disc, const struct disc_heard *heard)
{
	return heard->u.id && heard->set_len && !heard->prohibited &&
	       disc_now(disc) - heard->set_ms < disc->config.skew_s * 1000ULL;
}

static void expire_targets(struct pc5_disc *disc, struct disc_relay *relay,
			   uint64_t before)
{
	unsigned int i = 0;

	while (i < relay->r.n_targets) {
		struct pc5_disc_target lost = relay->target[i];

		if (lost.seen_ms > before) {
			i++;
			continue;
		}
		relay->r.n_targets--;
		memmove(&relay->target[i], &relay->target[i + 1],
			(relay->r.n_targets - i) * sizeof(lost));
		tell(disc, PC5_DISC_TARGET_LOST, relay, &lost);
	}
}

uint64_t disc_expiry(const struct pc5_disc *disc, const struct disc_rsc *rsc)
{
	uint64_t oldest = UINT64_MAX;
	unsigned int i, j;

	for (i = 0; i < PC5_DISC_RELAYS_MAX; i++) {
		const struct disc_relay *relay = &rsc->relay[i];

		if (!relay->r.id)
			continue;
		if (relay->r.seen_ms < oldest)
			oldest = relay->r.seen_ms;
		for (j = 0; j < relay->r.n_targets; j++)
			if (relay->target[j].seen_ms < oldest)
				oldest = relay->target[j].seen_ms;
	}
	for (i = 0; i < PC5_DISC_HEARD_MAX; i++)
		if (rsc->heard[i].u.id && rsc->heard[i].u.seen_ms < oldest)
			oldest = rsc->heard[i].u.seen_ms;
	return oldest == UINT64_MAX ? oldest : oldest + disc->config.expire_ms;
}

void disc_expire(struct pc5_disc *disc, struct disc_rsc *rsc)
{
	uint64_t now = disc_now(disc);
	uint64_t before = now - disc->config.expire_ms;
	unsigned int i;

	if (now < disc->config.expire_ms)
		return;
	for (i = 0; i < PC5_DISC_RELAYS_MAX; i++) {
		struct disc_relay *relay = &rsc->relay[i];

		if (!relay->r.id)
			continue;
		expire_targets(disc, relay, before);
		if (relay->r.seen_ms > before)
			continue;
		if (!relay->r.direct)
			tell(disc, PC5_DISC_RELAY_LOST, relay, NULL);
		relay->r.id = 0;
	}
	for (i = 0; i < PC5_DISC_HEARD_MAX; i++)
		if (rsc->heard[i].u.id && rsc->heard[i].u.seen_ms <= before)
			memset(&rsc->heard[i], 0, sizeof(rsc->heard[i]));
}
