// SPDX-License-Identifier: GPL-2.0-or-later
/* Machines that discover each other over a radio of paper. */

#include "discworld.h"

#include <stdio.h>
#include <stdlib.h>

#define MS_AT_BEGIN 1000000

static uint64_t op_now(void *ctx)
{
	return ((struct dw_ue *)ctx)->world->now;
}

static uint64_t op_utc(void *ctx)
{
	struct dw_ue *ue = ctx;

	return DW_UTC + (ue->world->now - MS_AT_BEGIN) / 1000 + ue->skew_s;
}

static int op_random(void *ctx, void *buf, size_t len)
{
	struct dw_ue *ue = ctx;
	uint8_t *p = buf;

	if (ue->world->fail_random)
		return -EIO;
	while (len--)
		*p++ = rng_next(&ue->world->rng);
	return 0;
}

static void put(struct dw *world, const struct dw_msg *msg)
{
	unsigned int i;

	for (i = 0; i < DW_AIR; i++) {
		if (world->air[i].at_ms)
			continue;
		world->air[i] = *msg;
		return;
	}
	fail_msg("too much in the air");
}

static void op_transmit(void *ctx, const struct pc5_disc_tx *tx)
{
	struct dw_ue *ue = ctx;
	struct dw *world = ue->world;
	unsigned int i, from = ue - world->ue;
	struct dw_msg *msg = &world->last;

	assert_in_range(tx->len, PC5_DISC_MSG_MIN, PC5_DISC_MSG_MAX);
	assert_true(tx->src && tx->dst && tx->broadcast == (tx->dst == DW_DST));
	ue->sent++;
	memcpy(world->last_clear, tx->clear, tx->clear_len);
	world->last_clear_len = tx->clear_len;
	for (i = 0; i < world->n; i++) {
		if (i == from || !(ue->reach & 1U << i))
			continue;
		msg->to = i;
		msg->src = tx->src;
		msg->dst = tx->dst;
		msg->len = tx->len;
		memcpy(msg->data, tx->data, tx->len);
		if ((world->tap && !world->tap(world, from, msg)) ||
		    rng_range(&world->rng, 0, 999) < world->loss)
			continue;
		msg->at_ms = world->now + rng_range(&world->rng, 1, 20);
		put(world, msg);
		if (rng_range(&world->rng, 0, 999) >= world->copies)
			continue;
		msg->at_ms = world->now + rng_range(&world->rng, 1, 2000);
		put(world, msg);
	}
}

static void op_event(void *ctx, const struct pc5_disc_event *event)
{
	struct dw_ue *ue = ctx;
	struct dw_event *e = &ue->event[ue->n_events];

	if (ue->n_events == DW_EVENTS)
		return;
	ue->n_events++;
	e->e = *event;
	if (event->relay)
		e->relay = *event->relay;
	if (event->target)
		e->target = *event->target;
}

static const struct pc5_disc_ops ops = {
	.now = op_now,
	.utc = op_utc,
	.random = op_random,
	.transmit = op_transmit,
	.event = op_event,
};

void dw_begin(struct dw *world, uint64_t seed)
{
	memset(world, 0, sizeof(*world));
	world->rng.state = seed;
	world->now = MS_AT_BEGIN;
}

void dw_end(struct dw *world)
{
	unsigned int i;

	for (i = 0; i < world->n; i++)
		pc5_disc_free(world->ue[i].disc);
	world->n = 0;
}

void dw_keys(struct pc5_disc_ring *ring, uint8_t salt)
{
	struct pc5_disc_keyset *k = &ring->keyset[ring->n++];

	ring->open = false;
	memset(k, 0, sizeof(*k));
	k->not_after = UINT64_MAX;
	k->keys.has_duik = true;
	k->keys.has_duck = salt & 1;
	k->keys.has_dusk = salt & 2;
	memset(k->keys.duik, salt, PC5_DISC_KEY_LEN);
	memset(k->keys.duck, salt + 1, PC5_DISC_KEY_LEN);
	memset(k->keys.dusk, salt + 2, PC5_DISC_KEY_LEN);
}

struct pc5_user_info dw_name(const char *text)
{
	struct pc5_user_info name = { .len = strlen(text) };

	memcpy(name.octets, text, name.len);
	return name;
}

struct dw_ue *dw_add(struct dw *world, const char *info,
		     uint32_t l2_id, uint32_t roles)
{
	struct dw_ue *ue = &world->ue[world->n];
	struct pc5_disc_config *config = &ue->config;
	struct pc5_user_info name = dw_name(info);

	assert_true(world->n++ < DW_UES);
	ue->world = world;
	ue->reach = ~0U;
	pc5_disc_config_init(config);
	assert_int_equal(pc5_disc_info(&name, config->info), 0);
	config->l2_id = l2_id;
	config->n_rscs = 1;
	config->rsc[0].rsc = DW_RSC;
	config->rsc[0].roles = roles;
	config->rsc[0].dst = DW_DST;
	dw_keys(&config->rsc[0].ring, DW_KEYS);
	return ue;
}

void dw_start(struct dw_ue *ue)
{
	ue->disc = pc5_disc_new(&ue->config, &ops, ue);
	assert_non_null(ue->disc);
}

struct pc5_disc_app *dw_app(struct dw_ue *ue, const char *own,
			    const char *peer, uint32_t use, uint8_t salt)
{
	struct pc5_disc_app *app = &ue->config.app[ue->config.n_apps++];

	app->own = dw_name(own);
	app->peer = dw_name(peer);
	app->use = use;
	dw_keys(&app->ring, salt);
	return app;
}

uint8_t dw_inject(struct dw_ue *ue, uint32_t src, const void *data,
		  size_t len)
{
	const struct pc5_disc_rx rx = { src, data, len };
	static struct pc5_disc_result result;

	pc5_disc_rx(ue->disc, &rx, &result);
	assert_in_range(result.reason, 0, PC5_DISC_REASONS - 1);
	ue->world->reasons[result.reason]++;
	return result.reason;
}

size_t dw_forge(const struct dw *world, struct pc5s_msg *msg, uint8_t salt,
		uint8_t buf[PC5_DISC_MSG_MAX])
{
	const uint8_t random[4] = { 1, 2, 3, 4 };
	const uint8_t zero[4] = { 0 }, rsc[3] = { 0x00, 0xc0, 0xde };
	uint32_t utc = DW_UTC + (world->now - MS_AT_BEGIN) / 1000;
	struct pc5_disc_ring ring = { .n = 0 };
	ssize_t len;

	dw_keys(&ring, salt);
	pc5s_set(msg, PC5S_IE_MIC, zero, 4);
	if (!pc5s_has(msg, PC5S_IE_RELAY_SERVICE_CODE))
		pc5s_set(msg, PC5S_IE_RELAY_SERVICE_CODE, rsc, 3);
	msg->seq = utc & 0x0f;
	len = pc5_disc_encode(msg, buf, PC5_DISC_MSG_MAX);
	assert_true(len > 0);
	if (salt)
		assert_int_equal(pc5_disc_protect(&ring.keyset[0].keys, utc,
						  random, buf, len), 0);
	return len;
}

/* When something happens next: in the air, or in a machine. */
static uint64_t next(const struct dw *world, bool air_only)
{
	uint64_t at = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < DW_AIR; i++)
		if (world->air[i].at_ms && world->air[i].at_ms < at)
			at = world->air[i].at_ms;
	for (i = 0; !air_only && i < world->n; i++) {
		uint64_t due = pc5_disc_next(world->ue[i].disc);

		if (due < at)
			at = due;
	}
	return at;
}

static void deliver(struct dw *world)
{
	static struct dw_msg msg;
	unsigned int i;

	for (i = 0; i < DW_AIR; i++) {
		struct dw_ue *ue;

		if (!world->air[i].at_ms || world->air[i].at_ms > world->now)
			continue;
		msg = world->air[i];
		world->air[i].at_ms = 0;
		ue = &world->ue[msg.to];
		/* The filter of the lower layer (TS 38.321 clause 5.22.2). */
		if (msg.dst == DW_DST || msg.dst == ue->config.l2_id)
			dw_inject(ue, msg.src, msg.data, msg.len);
	}
}

static void run_until(struct dw *world, uint64_t end, bool air_only)
{
	unsigned int i;
	uint64_t at;

	while ((at = next(world, air_only)) <= end && at != UINT64_MAX) {
		if (at > world->now)
			world->now = at;
		deliver(world);
		for (i = 0; !air_only && i < world->n; i++)
			if (pc5_disc_next(world->ue[i].disc) <= world->now)
				pc5_disc_run(world->ue[i].disc);
	}
}

void dw_pass(struct dw *world, uint64_t ms)
{
	uint64_t end = world->now + ms;

	run_until(world, end, false);
	world->now = end;
}

void dw_settle(struct dw *world)
{
	run_until(world, UINT64_MAX, true);
}

unsigned int dw_count(const struct dw_ue *ue, uint8_t type)
{
	unsigned int i, n = 0;

	for (i = 0; i < ue->n_events; i++)
		n += ue->event[i].e.type == type;
	return n;
}

const struct dw_event *dw_last(const struct dw_ue *ue, uint8_t type)
{
	unsigned int i = ue->n_events;

	while (i--)
		if (ue->event[i].e.type == type)
			return &ue->event[i];
	fail_msg("no event %s", pc5_disc_event_name(type));
	return NULL;
}

uint32_t dw_find(struct dw_ue *ue, const char *name)
{
	struct pc5_disc_find find = {
		.rsc = DW_RSC,
		.target = dw_name(name),
	};
	uint32_t search = 0;

	assert_int_equal(pc5_disc_find(ue->disc, &find, &search), 0);
	assert_int_not_equal(search, 0);
	return search;
}

unsigned int dw_candidates(const struct dw_ue *ue, const char *name)
{
	struct pc5_user_info target_name = dw_name(name);
	struct pc5_disc_relay relay = { 0 };
	struct pc5_disc_target target;
	unsigned int n = 0;

	while (!pc5_disc_candidate_next(ue->disc, relay.id, DW_RSC,
					&target_name, &relay, &target))
		n++;
	return n;
}

unsigned int dw_relays(const struct dw_ue *ue)
{
	struct pc5_disc_relay relay = { 0 };
	unsigned int n = 0;

	while (!pc5_disc_relay_next(ue->disc, relay.id, &relay))
		n++;
	return n;
}
