// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relays in the world of the tests. */

#include "relayworld.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

static int op_authorise(void *ctx, const struct pc5_relay_pair *pair)
{
	(void)pair;
	return ((struct ue *)ctx)->authorise;
}

static unsigned int op_pick(void *ctx, const struct pc5_relay_pair *pair,
			    const struct pc5_user_info *relay, unsigned int n)
{
	struct ue *ue = ctx;

	assert_true(n && relay[0].len && pair->source.len);
	return ue->pick < n ? ue->pick : 0;
}

static unsigned int op_candidates(void *ctx, uint32_t rsc,
				  const struct pc5_user_info *target,
				  struct pc5_relay_candidate *list,
				  unsigned int max)
{
	const struct ue *ue = ctx;
	unsigned int i;

	assert_true(rsc && target->len);
	for (i = 0; i < ue->n_candidates && i < max; i++)
		list[i] = ue->candidates[i];
	return i;
}

static uint32_t op_target_l2(void *ctx, uint32_t rsc,
			     const struct pc5_user_info *target)
{
	const struct world *world = ((struct ue *)ctx)->world;
	int i;

	(void)rsc;
	for (i = 0; i < world->n; i++) {
		if (pc5_user_info_equal(&world->ue[i].config.user_info,
					target))
			return world->ue[i].listen;
	}
	return 0;
}

static struct wlink *hop_of(struct ue *ue, uint32_t hop)
{
	struct wlink *link = world_find(ue, hop);

	assert_non_null(link);
	return link;
}

static int op_address(void *ctx, uint32_t hop, struct pc5_addr *addr)
{
	const struct world *world = ((struct ue *)ctx)->world;
	const struct ue *ue = ctx;
	char text[32];
	int i;

	for (i = 0; i < world->n && hop; i++) {
		if (pc5_user_info_equal(&hop_of(ctx, hop)->up.peer,
					&world->ue[i].config.user_info))
			ue = &world->ue[i];
	}
	/* 10.0.0.N, of the Nth UE. */
	snprintf(text, sizeof(text), "10.0.0.%d", ue->index + 1);
	addr->family = AF_INET;
	assert_int_equal(inet_pton(AF_INET, text, &addr->v4), 1);
	return 0;
}

static int op_mac(void *ctx, uint8_t mac[PC5_RELAY_MAC_LEN])
{
	memset(mac, 2, PC5_RELAY_MAC_LEN);
	mac[5] = ((struct ue *)ctx)->index;
	return 0;
}

static int op_pair_up(void *ctx, const struct pc5_relay_pair *pair)
{
	struct ue *ue = ctx;

	assert_int_equal(pair->layer, 3);
	if (pair->role != PC5_RELAY_SOURCE)
		hop_of(ue, pair->hop_source);
	if (pair->role != PC5_RELAY_TARGET)
		hop_of(ue, pair->hop_target);
	ue->pairs_up++;
	return 0;
}

static void op_pair_down(void *ctx, const struct pc5_relay_pair *pair)
{
	(void)pair;
	assert_true(((struct ue *)ctx)->pairs_up-- > 0);
}

static bool same_id(const struct pc5_relay_route *a, uint32_t hop, uint8_t id)
{
	return (a->hop_a == hop || a->hop_b == hop) &&
	       (a->ue_id_a == id || a->ue_id_b == id);
}

static int op_route_add(void *ctx, const struct pc5_relay_route *route)
{
	struct ue *ue = ctx;
	int free = -1;
	int i;

	assert_true(route->pair && route->ue_id_a != route->ue_id_b);
	hop_of(ue, route->hop_a);
	hop_of(ue, route->hop_b);
	for (i = 0; i < WORLD_ROUTES; i++) {
		const struct pc5_relay_route *it = &ue->routes[i];

		if (!it->pair) {
			free = i;
			continue;
		}
		assert_true(it->pair != route->pair);
		assert_false(same_id(it, route->hop_a, route->ue_id_a) ||
			     same_id(it, route->hop_a, route->ue_id_b) ||
			     same_id(it, route->hop_b, route->ue_id_a) ||
			     same_id(it, route->hop_b, route->ue_id_b));
	}
	if (free < 0)
		return -ENOSPC;
	ue->routes[free] = *route;
	return 0;
}

static void op_route_del(void *ctx, const struct pc5_relay_route *route)
{
	struct ue *ue = ctx;
	int i;

	for (i = 0; i < WORLD_ROUTES; i++) {
		if (ue->routes[i].pair == route->pair) {
			assert_int_equal(ue->routes[i].hop_a, route->hop_a);
			assert_int_equal(ue->routes[i].hop_b, route->hop_b);
			assert_int_equal(ue->routes[i].ue_id_a, route->ue_id_a);
			assert_int_equal(ue->routes[i].ue_id_b, route->ue_id_b);
			memset(&ue->routes[i], 0, sizeof(ue->routes[i]));
			return;
		}
	}
	fail_msg("no such route");
}

static int op_path_add(void *ctx, const struct pc5_relay_path *path)
{
	struct ue *ue = ctx;
	int free = -1;
	int i;

	hop_of(ue, path->hop);
	assert_true(path->path && path->own_l2 && path->peer_l2);
	for (i = 0; i < WORLD_ROUTES; i++) {
		if (!ue->paths[i].path)
			free = i;
		assert_true(ue->paths[i].path != path->path);
	}
	if (free < 0)
		return -ENOSPC;
	ue->paths[free] = *path;
	return 0;
}

static void op_path_del(void *ctx, uint32_t path)
{
	struct ue *ue = ctx;
	int i;

	assert_null(world_on_path(ue, path, 0));
	for (i = 0; i < WORLD_ROUTES; i++) {
		if (ue->paths[i].path == path) {
			memset(&ue->paths[i], 0, sizeof(ue->paths[i]));
			return;
		}
	}
	fail_msg("no such path");
}

static void op_event(void *ctx, const struct pc5_relay_event *event)
{
	struct ue *ue = ctx;

	if (world_tracing())
		fprintf(stderr, "%8llu %d RELAY %s pair %u role %u cause %u/%u%s old %u\n",
			(unsigned long long)ue->world->now, ue->index,
			pc5_relay_event_name(event->type), event->pair->handle,
			event->pair->role, event->cause, event->end_ue_cause,
			event->local ? " local" : "", event->old);
	ue->revents[event->type]++;
	ue->rlast[event->type] = *event;
	ue->rpair[event->type] = *event->pair;
}

static const struct pc5_relay_ops relay_ops = {
	.authorise = op_authorise,
	.pick = op_pick,
	.candidates = op_candidates,
	.target_l2 = op_target_l2,
	.address = op_address,
	.mac = op_mac,
	.pair_up = op_pair_up,
	.pair_down = op_pair_down,
	.route_add = op_route_add,
	.route_del = op_route_del,
	.path_add = op_path_add,
	.path_del = op_path_del,
	.event = op_event,
};

void relay_start(struct ue *ue, bool serve)
{
	struct pc5_relay_config *config = ue->rconfig;
	int i;

	if (!config) {
		config = malloc(sizeof(*config));
		assert_non_null(config);
		pc5_relay_config_init(config);
		config->n_services = 2;
		for (i = 0; i < 2; i++) {
			struct pc5_relay_service *it = &config->services[i];

			memset(it, 0, sizeof(*it));
			it->rsc = i ? RELAY_RSC_L3 : RELAY_RSC_L2;
			it->layer = i ? 3 : 2;
			it->use = true;
			it->serve = serve;
			it->broadcast = RELAY_BROADCAST_L2;
			it->hop = ue->config.services[0];
			it->hop.qos_len = 0;
			it->hop.data_type = i ? PC5_LS_IP : PC5_LS_UNSTRUCTURED;
		}
		ue->rconfig = config;
	}
	ue->may_relay = serve;
	ue->relay = pc5_relay_new(config, ue->ls, &relay_ops, ue);
	assert_non_null(ue->relay);
}

struct world *relay_world(uint64_t seed, int n, int relays)
{
	struct world *world = world_new(seed, n);
	int i, j;

	for (i = 0; i < n; i++) {
		struct ue *ue = &world->ue[i];

		ue->config.max_links = 64;
		ue->config.max_half_open = 64;
		world_start(ue);
		relay_start(ue, i >= n - relays);
		for (j = n - relays; j < n && ue->n_candidates < 4; j++) {
			struct pc5_relay_candidate *it =
				&ue->candidates[ue->n_candidates];

			if (j == i)
				continue;
			it->info = world->ue[j].config.user_info;
			it->l2 = world->ue[j].listen;
			ue->n_candidates++;
		}
	}
	return world;
}

int relay_try(struct ue *from, const struct ue *via, const struct ue *to,
	      uint32_t rsc, uint32_t *handle)
{
	static struct pc5_relay_connect connect;

	memset(&connect, 0, sizeof(connect));
	connect.rsc = rsc;
	if (via) {
		connect.relay.info = via->config.user_info;
		connect.relay.l2 = via->listen;
	}
	if (to)
		connect.target = to->config.user_info;
	connect.profile = from->config.services[0];
	return pc5_relay_connect(from->relay, &connect, handle);
}

uint32_t relay_connect(struct ue *from, const struct ue *via,
		       const struct ue *to, uint32_t rsc)
{
	uint32_t handle = 0;

	assert_int_equal(relay_try(from, via, to, rsc, &handle), 0);
	return handle;
}

unsigned int relay_ups(const struct ue *ue, uint8_t role)
{
	struct pc5_relay_pair pair = { 0 };
	unsigned int n = 0;

	while (!pc5_relay_info_next(ue->relay, pair.handle, &pair))
		n += pair.up && pair.role == role;
	return n;
}

unsigned int relay_all(const struct ue *ue)
{
	struct pc5_relay_pair pair = { 0 };
	unsigned int n = 0;

	while (!pc5_relay_info_next(ue->relay, pair.handle, &pair))
		n++;
	return n;
}

uint32_t relay_first(const struct ue *ue, uint8_t role)
{
	struct pc5_relay_pair pair = { 0 };

	while (!pc5_relay_info_next(ue->relay, pair.handle, &pair)) {
		if (pair.up && pair.role == role)
			return pair.handle;
	}
	return 0;
}

struct wlink *relay_link(struct ue *ue, uint8_t role)
{
	struct pc5_relay_pair pair;

	if (pc5_relay_info(ue->relay, relay_first(ue, role), &pair))
		return NULL;
	return world_find(ue, pair.link);
}

/* Pairs of the same end UEs and RSC over the same relay that are up. */
static unsigned int matching(const struct ue *ue,
			     const struct pc5_relay_pair *like, uint8_t role)
{
	struct pc5_relay_pair it = { 0 };
	unsigned int n = 0;

	while (!pc5_relay_info_next(ue->relay, it.handle, &it))
		n += it.up && it.role == role && it.rsc == like->rsc &&
		     pc5_user_info_equal(&it.source, &like->source) &&
		     pc5_user_info_equal(&it.target, &like->target) &&
		     pc5_user_info_equal(&it.relay, &like->relay);
	return n;
}

static const char *check_pairs(struct world *world, const struct ue *ue)
{
	struct pc5_relay_pair it = { 0 };
	unsigned int n[3], i;
	int j;

	while (!pc5_relay_info_next(ue->relay, it.handle, &it)) {
		if (!it.up)
			return "a pair neither up nor gone";
		memset(n, 0, sizeof(n));
		for (j = 0; j < world->n; j++) {
			for (i = 0; i < 3; i++)
				n[i] += matching(&world->ue[j], &it, i);
		}
		for (i = 0; i < 3; i++) {
			if (n[i] != 1)
				return "a pair is not up at all three UEs";
		}
	}
	return NULL;
}

static const char *check_plane(const struct ue *ue)
{
	struct pc5_relay_pair it = { 0 };
	unsigned int want_routes = 0, want_paths = 0, routes = 0, paths = 0;
	int want_up = 0;
	int i;

	while (!pc5_relay_info_next(ue->relay, it.handle, &it)) {
		want_up += it.layer == 3;
		want_routes += it.layer == 2 && it.role == PC5_RELAY_RELAY;
		want_paths += it.layer == 2 && it.role != PC5_RELAY_RELAY;
	}
	for (i = 0; i < WORLD_ROUTES; i++) {
		routes += ue->routes[i].pair != 0;
		paths += ue->paths[i].path != 0;
	}
	if (routes != want_routes)
		return "routes without pairs, or pairs without";
	if (paths != want_paths)
		return "paths without pairs, or pairs without";
	return ue->pairs_up == want_up ? NULL : "layer-3 pairs differ";
}

/* A hop link without a pair has no use. */
static const char *check_hops(const struct ue *ue)
{
	struct pc5_ls_info info = { 0 };

	while (!pc5_ls_info_next(ue->ls, info.handle, &info)) {
		struct pc5_relay_pair it = { 0 };
		bool used = !info.hop.rsc || !info.established;

		while (!pc5_relay_info_next(ue->relay, it.handle, &it))
			used |= it.hop_source == info.handle ||
				it.hop_target == info.handle;
		if (!used)
			return "a hop link without a pair";
	}
	return NULL;
}

const char *relay_check(struct world *world)
{
	const char *wrong = world_check(world);
	int i;

	for (i = 0; i < world->n && !wrong; i++) {
		if (!world->ue[i].relay)
			continue;
		wrong = check_pairs(world, &world->ue[i]);
		if (!wrong)
			wrong = check_plane(&world->ue[i]);
		if (!wrong)
			wrong = check_hops(&world->ue[i]);
	}
	return wrong;
}

void relay_settle(struct world *world)
{
	const char *wrong;

	world_run(world, 200000);
	wrong = relay_check(world);
	if (wrong)
		fail_msg("%s", wrong);
}
