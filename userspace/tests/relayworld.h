/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UE-to-UE relays in the world of the tests: a data plane with routes and
 * paths, which finds everything that is said twice, too late or never.
 */
#ifndef TESTS_RELAYWORLD_H
#define TESTS_RELAYWORLD_H

#include "lsworld.h"

#define RELAY_RSC_L2 0x00c0de
#define RELAY_RSC_L3 0x00c0d3

/* Destination Layer-2 ID of DCRs of integrated discovery. */
#define RELAY_BROADCAST_L2 0x5e5e5f

/*
 * Give a UE a relay machine; @serve: it relays for both RSCs, and may. Any UE
 * may use them. Again after world_start().
 */
void relay_start(struct ue *ue, bool serve);

/*
 * @n UEs, of which the last @relays are relays for everybody, and all know all
 * of them from discovery.
 */
struct world *relay_world(uint64_t seed, int n, int relays);

/* From @from through @via, NULL for integrated discovery, to @to. */
int relay_try(struct ue *from, const struct ue *via, const struct ue *to,
	      uint32_t rsc, uint32_t *handle);
uint32_t relay_connect(struct ue *from, const struct ue *via,
		       const struct ue *to, uint32_t rsc);

/* How many pairs of a UE are up with a role; and the first of them. */
unsigned int relay_ups(const struct ue *ue, uint8_t role);
unsigned int relay_all(const struct ue *ue);
uint32_t relay_first(const struct ue *ue, uint8_t role);

/* The end-to-end link of the only pair of that role, NULL for none. */
struct wlink *relay_link(struct ue *ue, uint8_t role);

/*
 * Whatever happened, at the end: pairs are up at all three UEs or at none, with
 * ends of equal keys; local UE IDs, routes and paths belong to pairs; hop links
 * to pairs too. NULL or what is wrong.
 */
const char *relay_check(struct world *world);
void relay_settle(struct world *world);

#endif /* TESTS_RELAYWORLD_H */
