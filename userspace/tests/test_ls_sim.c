// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures under random schedules: messages lost, repeated and out of
 * order, and both UEs begin whatever they can at random times. It always ends
 * with both ends up with equal keys, or both down. PC5_LS_SCHEDULES says how
 * many, PC5_LS_SEED which one is the first.
 */

#include "lsworld.h"

#include <stdio.h>
#include <stdlib.h>

/**
 * struct tally - what the schedules did, so that it is known that they did
 * @up: ended with a link
 * @down: ended without
 * @events: how many of each
 */
struct tally {
	unsigned int up;
	unsigned int down;
	unsigned long events[PC5_LS_IGNORED + 1];
};

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

static struct wlink *any_link(struct ue *ue)
{
	uint32_t start = world_random(ue->world);
	int i;

	for (i = 0; i < ue->n_links; i++) {
		struct wlink *it = &ue->links[(start + i) % ue->n_links];

		if (it->handle && it->carries)
			return it;
	}
	return NULL;
}

/* Something a user, an application or a timer may do. */
static void act(struct ue *ue)
{
	static const uint8_t flows[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	struct pc5s_span qos = { .data = flows, .len = sizeof(flows) };
	struct world *world = ue->world;
	struct wlink *link = any_link(ue);
	uint32_t what = world_random(world) % 100;
	uint32_t handle;

	if (!link || what < 8) {
		world_try_connect(ue, &world->ue[!ue->index], &handle);
		return;
	}
	if (what < 30)
		pc5_ls_rekey(ue->ls, link->handle, what < 18);
	else if (what < 55)
		pc5_ls_update(ue->ls, link->handle, NULL, NULL);
	else if (what < 75)
		pc5_ls_modify(ue->ls, link->handle, PC5S_OPERATION_ADD_QOS,
			      qos, (struct pc5s_span){ 0 });
	else if (what < 80)
		pc5_ls_release(ue->ls, link->handle,
			       PC5S_CAUSE_NO_LONGER_NEEDED);
	else
		world_data(ue, link);
}

static void shape(struct world *world)
{
	static const unsigned int loss[] = { 0, 0, 20, 100, 300 };
	static const unsigned int dup[] = { 0, 50, 300 };
	static const uint32_t jitter[] = { 0, 10, 200, 3000 };
	int i;

	world->loss = loss[world_random(world) % ARRAY_SIZE(loss)];
	world->dup = dup[world_random(world) % ARRAY_SIZE(dup)];
	world->jitter = jitter[world_random(world) % ARRAY_SIZE(jitter)];
	for (i = 0; i < world->n; i++) {
		struct ue *ue = &world->ue[i];

		ue->rounds = world_random(world) % 4;
		ue->config.timer_ms[PC5_LS_T5090] =
			world_random(world) % 4 ? 0 : 20000;
		ue->lifetime = world_random(world) % 4 ? 0 : 60;
		ue->config.rekey_ms = world_random(world) % 4 ? 0 : 30000;
		world_start(ue);
	}
}

/* A K_NRP ID means the same key to both. */
static void check_knrps(struct world *world, uint64_t seed)
{
	const struct pc5_ls_knrp *a, *b;
	int i, j;

	for (i = 0; i < WORLD_KNRPS; i++) {
		for (j = 0; j < WORLD_KNRPS; j++) {
			a = &world->ue[0].knrp[i];
			b = &world->ue[1].knrp[j];
			if (a->id && a->id == b->id &&
			    memcmp(a->key, b->key, sizeof(a->key)))
				fail_msg("seed %llu: K_NRP ID %08x is two keys",
					 (unsigned long long)seed, a->id);
		}
	}
}

static void schedule(uint64_t seed, struct tally *tally)
{
	struct world *world = world_new(seed, 2);
	unsigned int acts;
	const char *wrong;
	int i, j;

	shape(world);
	for (acts = world_random(world) % 12 + 1; acts; acts--) {
		act(&world->ue[world_random(world) % 2]);
		if (world_random(world) % 3 == 0)
			act(&world->ue[world_random(world) % 2]);
		world_run(world, world_random(world) % 2 ?
			  world_random(world) % 20 :
			  world_random(world) % 9000);
	}
	/* The storm is over; timers that start something stay quiet now. */
	world->loss = 0;
	world->dup = 0;
	world_run(world, 100000);
	for (i = 0; i < 60 && (wrong = world_check(world)); i++)
		world_run(world, 1000);
	if (wrong)
		fail_msg("seed %llu: %s", (unsigned long long)seed, wrong);
	if (world_ups(&world->ue[0]) != world_ups(&world->ue[1]) ||
	    world_ups(&world->ue[0]) > 1)
		fail_msg("seed %llu: %u and %u links",
			 (unsigned long long)seed, world_ups(&world->ue[0]),
			 world_ups(&world->ue[1]));
	check_knrps(world, seed);
	if (world_ups(&world->ue[0]))
		tally->up++;
	else
		tally->down++;
	for (i = 0; i < 2; i++) {
		for (j = 0; j <= PC5_LS_IGNORED; j++)
			tally->events[j] += world->ue[i].events[j];
	}
	world_free(world);
}

static void schedules(void **state)
{
	unsigned long n = number("PC5_LS_SCHEDULES", 2000);
	unsigned long seed = number("PC5_LS_SEED", 1);
	struct tally tally = { 0 };
	unsigned long i;
	int j;

	(void)state;
	print_message("%lu schedules from seed %lu\n", n, seed);
	for (i = 0; i < n; i++)
		schedule(seed + i, &tally);
	print_message("%u up, %u down", tally.up, tally.down);
	for (j = 0; j <= PC5_LS_IGNORED; j++)
		print_message(", %lu %s", tally.events[j],
			      pc5_ls_event_name(j));
	print_message("\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schedules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
