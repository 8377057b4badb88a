// SPDX-License-Identifier: GPL-2.0-or-later
/* A world of a few UEs: one link to begin with, and an eye on the air. */

#include "lsworld.h"

uint32_t alice, bob;

struct packet seen[WORLD_SEEN];
unsigned int n_seen;

static uint8_t drop_type;
static int drop_n;

struct world *linked(uint64_t seed)
{
	struct world *world = world_new(seed, 2);

	world_link(world, &alice, &bob);
	return world;
}

static bool see(struct world *world, struct packet *packet)
{
	(void)world;
	if (n_seen < ARRAY_SIZE(seen))
		seen[n_seen++] = *packet;
	return true;
}

void watch(struct world *world)
{
	n_seen = 0;
	world->edit = see;
}

static bool drop(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->type != drop_type || drop_n-- <= 0;
}

void drop_first(struct world *world, uint8_t type, int n)
{
	drop_type = type;
	drop_n = n;
	world->edit = drop;
}
