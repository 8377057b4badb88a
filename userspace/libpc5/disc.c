// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay discovery: the machine. */

#include "disc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "disc-priv.h"
#include "util.h"

/* Least and most time between two looks at the validity of keys, in ms. */
#define KEYS_MIN_MS 1000
#define KEYS_MAX_MS 60000

#define RSC_MAX 0xffffffU
#define L2_ID_MAX 0xffffffU

static const char *const reason_names[] = {
	[PC5_DISC_TAKEN] = "taken",
	[PC5_DISC_OWN] = "own",
	[PC5_DISC_MALFORMED] = "malformed",
	[PC5_DISC_NOT_OURS] = "not-ours",
	[PC5_DISC_NO_KEYS] = "no-keys",
	[PC5_DISC_TIME] = "time",
	[PC5_DISC_REPLAY] = "replay",
	[PC5_DISC_FULL] = "full",
	[PC5_DISC_RELAYED] = "relayed",
	[PC5_DISC_ROLE] = "role",
	[PC5_DISC_SET] = "set",
	[PC5_DISC_RATE] = "rate",
	[PC5_DISC_TABLE] = "table",
	[PC5_DISC_FAILED] = "failed",
};

static const char *const event_names[] = {
	[PC5_DISC_RELAY_FOUND] = "relay-found",
	[PC5_DISC_RELAY_LOST] = "relay-lost",
	[PC5_DISC_TARGET_FOUND] = "target-found",
	[PC5_DISC_TARGET_LOST] = "target-lost",
	[PC5_DISC_SEARCH_DONE] = "search-done",
	[PC5_DISC_KEYS_GONE] = "keys-gone",
	[PC5_DISC_KEYS_BACK] = "keys-back",
};

const char *pc5_disc_reason_name(uint8_t reason)
{
	return reason < ARRAY_SIZE(reason_names) ? reason_names[reason] :
	       "unknown";
}

const char *pc5_disc_event_name(uint8_t type)
{
	return type < ARRAY_SIZE(event_names) ? event_names[type] : "unknown";
}

uint32_t disc_new_id(struct pc5_disc *disc)
{
	/* At thousands a second it takes weeks to come round. */
	if (!++disc->last_id)
		disc->last_id = 1;
	return disc->last_id;
}

uint64_t disc_now(const struct pc5_disc *disc)
{
	return disc->ops->now(disc->ctx);
}

int disc_find_rsc(const struct pc5_disc *disc, uint32_t rsc)
{
	unsigned int i;

	for (i = 0; i < disc->config.n_rscs; i++)
		if (disc->config.rsc[i].rsc == rsc)
			return i;
	return -ENOENT;
}

void disc_event(struct pc5_disc *disc, const struct pc5_disc_event *event)
{
	if (disc->ops->event)
		disc->ops->event(disc->ctx, event);
}

int disc_valid_keys(const struct pc5_disc_ring *ring, uint64_t utc,
		    unsigned int i)
{
	for (; i < ring->n; i++)
		if (utc >= ring->keyset[i].not_before &&
		    utc <= ring->keyset[i].not_after)
			return i;
	return -1;
}

void pc5_disc_config_init(struct pc5_disc_config *config)
{
	memset(config, 0, sizeof(*config));
	config->announce_ms = 2000;
	config->t5110_ms = 2000;
	config->t5112_ms = 2000;
	config->retries = 3;
	config->expire_ms = 30000;
	config->skew_s = 5;
	config->answer_ms = 100;
	config->answer_burst = 16;
	config->answer_source_ms = 1000;
	config->answer_source_burst = 4;
	config->direct = true;
}

static bool ring_ok(const struct pc5_disc_ring *ring)
{
	unsigned int i;

	if (ring->n > PC5_DISC_KEYSETS_MAX || ring->open == !!ring->n)
		return false;
	for (i = 0; i < ring->n; i++)
		if (!ring->keyset[i].keys.has_duik)
			return false;
	return true;
}

static bool rsc_ok(const struct pc5_disc_config *config, unsigned int i)
{
	const struct pc5_disc_rsc *rsc = &config->rsc[i];
	unsigned int j;

	for (j = 0; j < i; j++)
		if (config->rsc[j].rsc == rsc->rsc)
			return false;
	return rsc->rsc <= RSC_MAX && rsc->dst && rsc->dst <= L2_ID_MAX &&
	       rsc->roles && !(rsc->roles & ~(PC5_DISC_SERVE | PC5_DISC_USE)) &&
	       ring_ok(&rsc->ring);
}

static bool app_ok(const struct pc5_disc_app *app)
{
	return app->own.len && !disc_anybody(&app->own) && app->peer.len &&
	       app->use && !(app->use & ~(PC5_DISC_FIND | PC5_DISC_FOUND)) &&
	       ring_ok(&app->ring);
}

static bool config_ok(const struct pc5_disc_config *config)
{
	unsigned int i;

	if (config->n_rscs > PC5_DISC_RSCS_MAX ||
	    config->n_apps > PC5_DISC_APPS_MAX || !config->l2_id ||
	    config->l2_id > L2_ID_MAX || !config->announce_ms ||
	    !config->t5110_ms || !config->t5112_ms || !config->expire_ms ||
	    !config->skew_s || config->skew_s > PC5_DISC_SKEW_MAX ||
	    !config->answer_ms || !config->answer_burst ||
	    !config->answer_source_ms || !config->answer_source_burst)
		return false;
	for (i = 0; i < config->n_rscs; i++)
		if (!rsc_ok(config, i))
			return false;
	for (i = 0; i < config->n_apps; i++)
		if (!app_ok(&config->app[i]))
			return false;
	return true;
}

struct pc5_disc *pc5_disc_new(const struct pc5_disc_config *config,
			      const struct pc5_disc_ops *ops, void *ctx)
{
	struct pc5_disc *disc = calloc(1, sizeof(*disc));

	if (!disc)
		return NULL;
	disc->ops = ops;
	disc->ctx = ctx;
	if (!pc5_disc_configure(disc, config))
		return disc;
	free(disc);
	return NULL;
}

void pc5_disc_free(struct pc5_disc *disc)
{
	unsigned int i;

	if (!disc)
		return;
	for (i = 0; i < disc->config.n_rscs; i++)
		free(disc->rsc[i]);
	explicit_bzero(disc, sizeof(*disc));
	free(disc);
}

/* What the roles do not need, nobody is to find. */
static void trim_rsc(struct pc5_disc *disc, unsigned int i)
{
	struct disc_rsc *rsc = disc->rsc[i];
	uint32_t roles = disc->config.rsc[i].roles;

	if (!(roles & PC5_DISC_SERVE)) {
		rsc->serving = false;
		memset(rsc->heard, 0, sizeof(rsc->heard));
		memset(rsc->source, 0, sizeof(rsc->source));
	}
	if (!(roles & PC5_DISC_USE)) {
		rsc->offering = false;
		memset(rsc->relay, 0, sizeof(rsc->relay));
	}
	rsc->no_keys = false;
}

static bool searched(const struct pc5_disc *disc,
		     const struct pc5_disc_find *find)
{
	int i = disc_find_rsc(disc, find->rsc);
	unsigned int j;

	for (j = 0; i >= 0 && j < disc->config.n_apps; j++)
		if ((disc->config.rsc[i].roles & PC5_DISC_USE) &&
		    disc_looks_for(&disc->config.app[j], &find->target))
			return true;
	return false;
}

int pc5_disc_configure(struct pc5_disc *disc,
		       const struct pc5_disc_config *config)
{
	struct disc_rsc *rsc[PC5_DISC_RSCS_MAX] = { NULL };
	unsigned int i;
	int ret = 0;
	int old;

	if (!config_ok(config))
		return -EINVAL;
	for (i = 0; i < config->n_rscs; i++) {
		if (disc_find_rsc(disc, config->rsc[i].rsc) >= 0)
			continue;
		rsc[i] = calloc(1, sizeof(*rsc[i]));
		if (!rsc[i])
			ret = -ENOMEM;
		else
			rsc[i]->rsc = config->rsc[i].rsc;
	}
	if (ret) {
		for (i = 0; i < config->n_rscs; i++)
			free(rsc[i]);
		return ret;
	}
	for (i = 0; i < config->n_rscs; i++) {
		old = disc_find_rsc(disc, config->rsc[i].rsc);
		if (old < 0)
			continue;
		rsc[i] = disc->rsc[old];
		disc->rsc[old] = NULL;
	}
	for (i = 0; i < disc->config.n_rscs; i++)
		free(disc->rsc[i]);
	explicit_bzero(&disc->config, sizeof(disc->config));
	disc->config = *config;
	memcpy(disc->rsc, rsc, sizeof(rsc));
	memset(disc->app_no_keys, 0, sizeof(disc->app_no_keys));
	disc->keys_ms = 0;
	for (i = 0; i < config->n_rscs; i++)
		trim_rsc(disc, i);
	for (i = 0; i < PC5_DISC_SEARCHES_MAX; i++)
		if (!searched(disc, &disc->search[i].find))
			disc->search[i].id = 0;
	return 0;
}

void pc5_disc_set_l2_id(struct pc5_disc *disc, uint32_t l2_id)
{
	disc->config.l2_id = l2_id;
}

/* Say when the last keys went, or the first ones came. */
static void watch_keys(struct pc5_disc *disc, const struct pc5_disc_ring *ring,
		       uint64_t utc, bool *gone, uint32_t rsc, unsigned int app)
{
	bool none = !ring->open && disc_valid_keys(ring, utc, 0) < 0;
	const struct pc5_disc_event event = {
		.type = none ? PC5_DISC_KEYS_GONE : PC5_DISC_KEYS_BACK,
		.rsc = rsc,
		.app = app,
	};

	if (none == *gone)
		return;
	*gone = none;
	disc_event(disc, &event);
}

/* Seconds until the next key becomes valid, or stops being so. */
static uint64_t keys_due(const struct pc5_disc_ring *ring, uint64_t utc,
			 uint64_t due)
{
	unsigned int i;

	for (i = 0; i < ring->n; i++) {
		const struct pc5_disc_keyset *k = &ring->keyset[i];

		if (k->not_before > utc && k->not_before - utc < due)
			due = k->not_before - utc;
		if (k->not_after >= utc && k->not_after - utc < due)
			due = k->not_after - utc + 1;
	}
	return due;
}

static void run_keys(struct pc5_disc *disc, uint64_t now)
{
	uint64_t utc = disc->ops->utc(disc->ctx);
	uint64_t due = KEYS_MAX_MS / 1000;
	unsigned int i;

	for (i = 0; i < disc->config.n_rscs; i++) {
		const struct pc5_disc_rsc *rsc = &disc->config.rsc[i];

		watch_keys(disc, &rsc->ring, utc, &disc->rsc[i]->no_keys,
			   rsc->rsc, 0);
		due = keys_due(&rsc->ring, utc, due);
	}
	for (i = 0; i < disc->config.n_apps; i++) {
		const struct pc5_disc_ring *ring = &disc->config.app[i].ring;

		watch_keys(disc, ring, utc, &disc->app_no_keys[i], 0, i + 1);
		due = keys_due(ring, utc, due);
	}
	disc->keys_ms = now + (due * 1000 > KEYS_MIN_MS ? due * 1000 :
			       KEYS_MIN_MS);
}

static void min_time(uint64_t *next, uint64_t time)
{
	if (time < *next)
		*next = time;
}

uint64_t pc5_disc_next(const struct pc5_disc *disc)
{
	uint64_t next = UINT64_MAX;
	unsigned int i;

	if (disc->config.n_rscs || disc->config.n_apps)
		next = disc->keys_ms;
	for (i = 0; i < disc->config.n_rscs; i++) {
		const struct disc_rsc *rsc = disc->rsc[i];

		if (rsc->serving)
			min_time(&next, rsc->announce_ms);
		if (rsc->offering)
			min_time(&next, rsc->offer_ms);
		min_time(&next, disc_expiry(disc, rsc));
	}
	for (i = 0; i < PC5_DISC_SEARCHES_MAX; i++)
		if (disc->search[i].id)
			min_time(&next, disc->search[i].at_ms);
	return next;
}

/* Relays that were heard to have the target since the search began. */
static unsigned int count_found(const struct pc5_disc *disc,
				const struct disc_search *search)
{
	struct pc5_disc_relay relay = { 0 };
	struct pc5_disc_target target;
	unsigned int n = 0;

	while (!pc5_disc_candidate_next(disc, relay.id, search->find.rsc,
					&search->find.target, &relay, &target))
		n += target.seen_ms >= search->begin_ms;
	return n;
}

static void run_search(struct pc5_disc *disc, struct disc_search *search,
		       uint64_t now)
{
	struct pc5_disc_event event = {
		.type = PC5_DISC_SEARCH_DONE,
		.rsc = search->find.rsc,
		.search = search->id,
		.found = count_found(disc, search),
	};

	if (!event.found && search->left) {
		search->left--;
		search->at_ms = now + disc->config.t5110_ms;
		disc_solicit(disc, search);
		return;
	}
	search->id = 0;
	disc_event(disc, &event);
}

void pc5_disc_run(struct pc5_disc *disc)
{
	uint64_t now = disc_now(disc);
	unsigned int i;

	if (disc->keys_ms <= now)
		run_keys(disc, now);
	for (i = 0; i < disc->config.n_rscs; i++) {
		struct disc_rsc *rsc = disc->rsc[i];

		disc_expire(disc, rsc);
		if (rsc->serving && rsc->announce_ms <= now) {
			rsc->announce_ms = now + disc->config.announce_ms;
			disc_announce(disc, i);
		}
		if (rsc->offering && rsc->offer_ms <= now) {
			rsc->offer_ms = now + disc->config.announce_ms;
			disc_offer(disc, i);
		}
	}
	for (i = 0; i < PC5_DISC_SEARCHES_MAX; i++)
		if (disc->search[i].id && disc->search[i].at_ms <= now)
			run_search(disc, &disc->search[i], now);
}

/* Place of @rsc where this UE has the role for it, or a negative errno. */
static int role_for(const struct pc5_disc *disc, uint32_t rsc,
		    enum pc5_disc_role role)
{
	int i = disc_find_rsc(disc, rsc);

	if (i < 0)
		return i;
	return disc->config.rsc[i].roles & role ? i : -EPERM;
}

int pc5_disc_serve(struct pc5_disc *disc, uint32_t rsc, bool on, uint8_t status)
{
	int i = role_for(disc, rsc, PC5_DISC_SERVE);

	if (i < 0)
		return i;
	if (on && !disc->rsc[i]->serving)
		disc->rsc[i]->announce_ms = disc_now(disc);
	disc->rsc[i]->serving = on;
	disc->rsc[i]->status = status;
	return 0;
}

int pc5_disc_offer(struct pc5_disc *disc, uint32_t rsc, bool on)
{
	int i = role_for(disc, rsc, PC5_DISC_USE);

	if (i < 0)
		return i;
	if (on && !disc->rsc[i]->offering)
		disc->rsc[i]->offer_ms = disc_now(disc);
	disc->rsc[i]->offering = on;
	return 0;
}

static bool same_search(const struct pc5_disc_find *a,
			const struct pc5_disc_find *b)
{
	return a->rsc == b->rsc && a->has_relay == b->has_relay &&
	       pc5_user_info_equal(&a->target, &b->target) &&
	       (!a->has_relay || !memcmp(a->relay, b->relay, sizeof(a->relay)));
}

int pc5_disc_find(struct pc5_disc *disc, const struct pc5_disc_find *find,
		  uint32_t *search)
{
	struct disc_search *room = NULL;
	unsigned int i;
	int ret;

	ret = role_for(disc, find->rsc, PC5_DISC_USE);
	if (ret < 0)
		return ret;
	if (!searched(disc, find))
		return -ENOENT;
	for (i = 0; i < PC5_DISC_SEARCHES_MAX; i++) {
		if (!disc->search[i].id)
			room = &disc->search[i];
		else if (same_search(&disc->search[i].find, find))
			return -EALREADY;
	}
	if (!room)
		return -ENOSPC;
	room->find = *find;
	room->left = disc->config.retries;
	room->begin_ms = disc_now(disc);
	room->at_ms = room->begin_ms + disc->config.t5110_ms;
	ret = disc_solicit(disc, room);
	if (ret)
		return ret;
	room->id = disc_new_id(disc);
	*search = room->id;
	return 0;
}

int pc5_disc_stop(struct pc5_disc *disc, uint32_t search)
{
	unsigned int i;

	for (i = 0; search && i < PC5_DISC_SEARCHES_MAX; i++) {
		if (disc->search[i].id == search) {
			disc->search[i].id = 0;
			return 0;
		}
	}
	return -ENOENT;
}

uint64_t pc5_disc_count(const struct pc5_disc *disc, uint8_t reason)
{
	return reason < PC5_DISC_REASONS ? disc->count[reason] : 0;
}
