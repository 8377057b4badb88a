// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay under random schedules: messages lost, repeated and out of
 * order, end UEs and relays that do whatever they can at random times, and that
 * lose all they know. It always ends with pairs up at all three UEs with equal
 * keys or at none, and no local UE ID, route or path of any other.
 * PC5_RELAY_SCHEDULES says how many, PC5_RELAY_SEED which one is the first.
 */

#include "relayworld.h"

#include <stdlib.h>

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

/* Pairs up at the end, and what happened on the way. */
static unsigned long ups, events[PC5_RELAY_CHANGED + 1];

static uint32_t any_pair(const struct ue *ue)
{
	struct pc5_relay_pair it = { 0 };
	uint32_t skip = world_random(ue->world) % 4;

	while (!pc5_relay_info_next(ue->relay, it.handle, &it) && skip--)
		;
	return it.handle;
}

static uint32_t any_link(const struct ue *ue)
{
	struct pc5_ls_info it = { 0 };
	uint32_t skip = world_random(ue->world) % 6;

	while (!pc5_ls_info_next(ue->ls, it.handle, &it) && skip--)
		;
	return it.handle;
}

static void connect_any(struct world *world, int relays)
{
	int ends = world->n - relays;
	struct ue *from = &world->ue[world_random(world) % ends];
	struct ue *to = &world->ue[world_random(world) % ends];
	struct ue *via = &world->ue[ends + world_random(world) % relays];
	uint32_t handle;

	if (from == to)
		return;
	relay_try(from, world_random(world) % 4 ? via : NULL, to,
		  world_random(world) % 2 ? RELAY_RSC_L2 : RELAY_RSC_L3,
		  &handle);
}

static void restart(struct ue *ue)
{
	world_start(ue);
	relay_start(ue, ue->may_relay);
}

/* Something a user, an application, a timer or bad luck may do. */
static void act(struct world *world, int relays)
{
	struct ue *ue = &world->ue[world_random(world) % world->n];
	uint32_t what = world_random(world) % 100;

	if (what < 40)
		connect_any(world, relays);
	else if (what < 55)
		pc5_relay_release(ue->relay, any_pair(ue),
				  PC5S_CAUSE_NO_LONGER_NEEDED);
	else if (what < 65)
		pc5_relay_reselect(ue->relay, any_pair(ue), ue->candidates,
				   ue->n_candidates);
	else if (what < 72)
		pc5_ls_update(ue->ls, any_link(ue), NULL, NULL);
	else if (what < 80)
		pc5_ls_rekey(ue->ls, any_link(ue), what & 1);
	else if (what < 85)
		pc5_ls_release(ue->ls, any_link(ue),
			       PC5S_CAUSE_NO_LONGER_NEEDED);
	else if (what < 90)
		pc5_ls_lost(ue->ls, any_link(ue));
	else if (what < 93)
		restart(ue);
}

static void shape(struct world *world)
{
	static const unsigned int loss[] = { 0, 0, 20, 100, 250 };
	static const unsigned int dup[] = { 0, 50, 300 };
	static const uint32_t jitter[] = { 0, 10, 200, 2000 };
	int i;

	world->loss = loss[world_random(world) % ARRAY_SIZE(loss)];
	world->dup = dup[world_random(world) % ARRAY_SIZE(dup)];
	world->jitter = jitter[world_random(world) % ARRAY_SIZE(jitter)];
	for (i = 0; i < world->n; i++) {
		struct ue *ue = &world->ue[i];

		ue->rounds = world_random(world) % 3;
		ue->pick = world_random(world) % 2;
		ue->lifetime = world_random(world) % 4 ? 0 : 60;
		if (world_random(world) % 4 == 0)
			ue->n_candidates = 0;
		restart(ue);
	}
}

static void schedule(uint64_t seed)
{
	int n = 3 + seed % 4, relays = n > 3 ? 1 + seed / 4 % 2 : 1;
	struct world *world = relay_world(seed, n, relays);
	const char *wrong = NULL;
	unsigned int acts;
	int i, j;

	shape(world);
	connect_any(world, relays);
	for (acts = world_random(world) % 10 + 1; acts; acts--) {
		act(world, relays);
		world_run(world, world_random(world) % 2 ?
			  world_random(world) % 50 :
			  world_random(world) % 9000);
	}
	/* The storm is over. */
	world->loss = 0;
	world->dup = 0;
	world_run(world, 130000);
	for (i = 0; i < 200 && (wrong = relay_check(world)); i++)
		world_run(world, 1000);
	if (wrong)
		fail_msg("seed %llu: %s", (unsigned long long)seed, wrong);
	for (i = 0; i < n; i++) {
		ups += relay_ups(&world->ue[i], PC5_RELAY_RELAY);
		for (j = 0; j <= PC5_RELAY_CHANGED; j++)
			events[j] += world->ue[i].revents[j];
	}
	world_free(world);
}

static void schedules(void **state)
{
	unsigned long n = number("PC5_RELAY_SCHEDULES", 2000);
	unsigned long seed = number("PC5_RELAY_SEED", 1);
	unsigned long i;
	int j;

	(void)state;
	print_message("%lu schedules from seed %lu\n", n, seed);
	for (i = 0; i < n; i++)
		schedule(seed + i);
	print_message("%lu pairs up at the end", ups);
	for (j = 0; j <= PC5_RELAY_CHANGED; j++)
		print_message(", %lu %s", events[j], pc5_relay_event_name(j));
	print_message("\n");
	assert_true(n < 100 || (ups && events[PC5_RELAY_MOVED]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schedules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
