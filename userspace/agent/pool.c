// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: pool of IP addresses. */

#include "pool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/ls.h"

/* Of an IPv4 prefix: network, this UE, and at the end the broadcast address. */
#define OWN4 1
#define FIRST4 2
#define NOT_GIVEN4 3

/* Bits of an IPv6 prefix that is given, and of one half of an address. */
#define GIVEN6 64

uint8_t agent_pool_what(const struct pc5_prov_addresses *from)
{
	return (from->ipv6_prefix.len ? PC5_LS_ALLOCATE6 : 0) |
	       (from->ipv4_pool.len ? PC5_LS_ALLOCATE4 : 0);
}

void agent_pool_set(struct agent_pool *pool,
		    const struct pc5_prov_addresses *from)
{
	pool->from = *from;
}

/* How many there are, free or not. */
static uint64_t count6(const struct agent_pool *pool)
{
	return (uint64_t)1 << (GIVEN6 - pool->from.ipv6_prefix.len);
}

static uint64_t count4(const struct agent_pool *pool)
{
	return ((uint64_t)1 << (32 - pool->from.ipv4_pool.len)) - NOT_GIVEN4;
}

/* Prefix number @n. */
static struct in6_addr at6(const struct agent_pool *pool, uint64_t n)
{
	struct in6_addr addr = pool->from.ipv6_prefix.addr;
	int i;

	for (i = 7; i >= 0; i--, n >>= 8)
		addr.s6_addr[i] |= n & 0xff;
	return addr;
}

static struct in_addr at4(const struct agent_pool *pool, uint64_t n)
{
	uint32_t base = ntohl(pool->from.ipv4_pool.addr.s_addr);

	return (struct in_addr){ htonl(base + FIRST4 + n) };
}

static bool taken6(const struct agent_pool *pool, const struct in6_addr *addr)
{
	size_t i;

	for (i = 0; i < pool->n; i++) {
		if ((pool->lease[i].what & PC5_LS_ALLOCATE6) &&
		    IN6_ARE_ADDR_EQUAL(&pool->lease[i].prefix6, addr))
			return true;
	}
	return false;
}

static bool given4(const struct agent_pool *pool, struct in_addr addr)
{
	size_t i;

	for (i = 0; i < pool->n; i++) {
		if ((pool->lease[i].what & PC5_LS_ALLOCATE4) &&
		    pool->lease[i].peer4.s_addr == addr.s_addr)
			return true;
	}
	return false;
}

/* This UE's own address of before a reload is nobody else's either. */
static bool taken4(const struct agent_pool *pool, struct in_addr addr)
{
	size_t i;

	for (i = 0; i < pool->n; i++) {
		if ((pool->lease[i].what & PC5_LS_ALLOCATE4) &&
		    pool->lease[i].own4.s_addr == addr.s_addr)
			return true;
	}
	return given4(pool, addr);
}

/*
 * Where the search for a peer begins (FNV-1a of 64 bits): spread, and always the
 * same. That two peers begin at the same place does no harm.
 */
static uint64_t place(const struct pc5_user_info *peer)
{
	uint64_t hash = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < peer->len; i++)
		hash = (hash ^ peer->octets[i]) * 0x100000001b3;
	return hash ^ hash >> 32;
}

/*
 * More than are taken need not be looked at: with two addresses for each link,
 * one of them is free.
 */
static bool find6(const struct agent_pool *pool, uint64_t from,
		  struct in6_addr *addr)
{
	uint64_t n = count6(pool), i;

	for (i = 0; i < n && i <= pool->n; i++) {
		*addr = at6(pool, (from + i) % n);
		if (!taken6(pool, addr))
			return true;
	}
	return false;
}

static bool find4(const struct agent_pool *pool, uint64_t from,
		  struct in_addr *addr)
{
	uint64_t n = count4(pool), i;

	for (i = 0; i < n && i <= 2 * pool->n; i++) {
		*addr = at4(pool, (from + i) % n);
		if (!taken4(pool, *addr))
			return true;
	}
	return false;
}

static int find(const struct agent_pool *pool, uint8_t what, uint64_t from,
		struct agent_lease *lease)
{
	const struct pc5_prov_addresses *of = &pool->from;
	struct in_addr own = {
		htonl(ntohl(of->ipv4_pool.addr.s_addr) + OWN4),
	};

	if (what & ~agent_pool_what(of))
		return -EINVAL;
	lease->what = what;
	if (what & PC5_LS_ALLOCATE6) {
		if (!find6(pool, from, &lease->prefix6))
			return -ENOSPC;
		lease->pool6 = of->ipv6_prefix.addr;
		lease->pool6_len = of->ipv6_prefix.len;
	}
	if (what & PC5_LS_ALLOCATE4) {
		/* A peer has it since before a reload. */
		if (given4(pool, own) || !find4(pool, from, &lease->peer4))
			return -ENOSPC;
		lease->own4 = own;
		lease->pool4_len = of->ipv4_pool.len;
	}
	return 0;
}

bool agent_pool_left(const struct agent_pool *pool, uint8_t what)
{
	struct agent_lease lease;

	return !find(pool, what, 0, &lease);
}

int agent_pool_take(struct agent_pool *pool, uint32_t owner, uint8_t what,
		    const struct pc5_user_info *peer, struct agent_lease *lease)
{
	struct agent_lease *more;
	size_t i;
	int ret;

	memset(lease, 0, sizeof(*lease));
	for (i = 0; i < pool->n; i++) {
		if (pool->lease[i].owner == owner)
			return -EEXIST;
	}
	ret = find(pool, what, place(peer), lease);
	if (ret)
		return ret;
	lease->owner = owner;
	more = realloc(pool->lease, (pool->n + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	pool->lease = more;
	more[pool->n++] = *lease;
	return 0;
}

void agent_pool_give(struct agent_pool *pool, uint32_t owner)
{
	size_t i;

	for (i = 0; i < pool->n; i++) {
		if (pool->lease[i].owner == owner) {
			pool->lease[i] = pool->lease[--pool->n];
			return;
		}
	}
}

void agent_pool_free(struct agent_pool *pool)
{
	free(pool->lease);
	pool->lease = NULL;
	pool->n = 0;
}
