// SPDX-License-Identifier: GPL-2.0-or-later
/* Pool of IP addresses of the agent. */

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/pool.h"
#include "libpc5/ls.h"

#define BOTH (PC5_LS_ALLOCATE6 | PC5_LS_ALLOCATE4)

static struct pc5_prov_addresses from(const char *v6, uint32_t len6,
				      const char *v4, uint32_t len4)
{
	struct pc5_prov_addresses it = {
		.ipv6_prefix.len = len6,
		.ipv4_pool.len = len4,
	};

	assert_int_equal(inet_pton(AF_INET6, v6, &it.ipv6_prefix.addr), 1);
	assert_int_equal(inet_pton(AF_INET, v4, &it.ipv4_pool.addr), 1);
	return it;
}

static struct pc5_user_info named(unsigned int n)
{
	struct pc5_user_info info = { 0 };

	info.len = sprintf((char *)info.octets, "peer%u", n);
	return info;
}

static struct agent_lease take(struct agent_pool *pool, uint32_t owner,
			       uint8_t what, int ret)
{
	struct pc5_user_info info = named(owner);
	struct agent_lease lease;

	assert_int_equal(agent_pool_take(pool, owner, what, &info, &lease),
			 ret);
	return lease;
}

/* All of a pool: each different, in it, and neither its ends nor this UE's. */
static void all_of_it(void **state)
{
	struct pc5_prov_addresses of = from("fd00:1:2::", 60, "192.168.7.0",
					    28);
	struct agent_pool pool = { 0 };
	struct agent_lease lease[16];
	unsigned int i, j;

	(void)state;
	agent_pool_set(&pool, &of);
	for (i = 0; i < 13; i++) {
		uint32_t host;

		assert_true(agent_pool_left(&pool, BOTH));
		lease[i] = take(&pool, i + 1, BOTH, 0);
		host = ntohl(lease[i].peer4.s_addr) - 0xc0a80700;
		assert_in_range(host, 2, 14);
		assert_int_equal(ntohl(lease[i].own4.s_addr), 0xc0a80701);
		assert_int_equal(lease[i].pool4_len, 28);
		assert_memory_equal(&lease[i].prefix6, &of.ipv6_prefix.addr, 7);
		assert_in_range(lease[i].prefix6.s6_addr[7], 0, 15);
		assert_memory_equal(&lease[i].prefix6.s6_addr[8], "\0\0\0\0"
				    "\0\0\0\0", 8);
		for (j = 0; j < i; j++) {
			assert_int_not_equal(lease[i].peer4.s_addr,
					     lease[j].peer4.s_addr);
			assert_memory_not_equal(&lease[i].prefix6,
						&lease[j].prefix6, 16);
		}
	}
	assert_false(agent_pool_left(&pool, BOTH));
	take(&pool, 99, BOTH, -ENOSPC);
	/* Prefixes are left; and a link has only one lease. */
	take(&pool, 13, PC5_LS_ALLOCATE6, -EEXIST);
	take(&pool, 14, PC5_LS_ALLOCATE6, 0);
	agent_pool_give(&pool, 77);
	take(&pool, 99, BOTH, -ENOSPC);
	agent_pool_give(&pool, 5);
	assert_true(agent_pool_left(&pool, BOTH));
	assert_int_equal(take(&pool, 99, BOTH, 0).peer4.s_addr,
			 lease[4].peer4.s_addr);
	agent_pool_free(&pool);
	assert_int_equal(pool.n, 0);
}

/* The smallest and the largest that a provisioning may have. */
static void sizes(void **state)
{
	struct pc5_prov_addresses of = from("fd00:1:2:3::", 64, "10.0.0.4", 30);
	struct agent_pool pool = { 0 };
	struct agent_lease lease;

	(void)state;
	assert_int_equal(agent_pool_what(&of), BOTH);
	agent_pool_set(&pool, &of);
	lease = take(&pool, 1, BOTH, 0);
	assert_int_equal(ntohl(lease.own4.s_addr), 0x0a000005);
	assert_int_equal(ntohl(lease.peer4.s_addr), 0x0a000006);
	assert_memory_equal(&lease.prefix6, &of.ipv6_prefix.addr, 16);
	take(&pool, 2, PC5_LS_ALLOCATE4, -ENOSPC);
	take(&pool, 2, PC5_LS_ALLOCATE6, -ENOSPC);
	agent_pool_give(&pool, 1);
	of = from("fd00::", 16, "10.0.0.0", 8);
	agent_pool_set(&pool, &of);
	lease = take(&pool, 1, BOTH, 0);
	assert_int_equal(lease.prefix6.s6_addr[0], 0xfd);
	assert_int_equal(lease.prefix6.s6_addr[1], 0);
	assert_int_equal(ntohl(lease.peer4.s_addr) >> 24, 10);
	agent_pool_free(&pool);
}

/* A peer gets what it had, and another one does not. */
static void again(void **state)
{
	struct pc5_prov_addresses of = from("fd00:1::", 32, "10.0.0.0", 8);
	struct pc5_user_info bob = named(1), carol = named(2);
	struct agent_pool pool = { 0 };
	struct agent_lease a, b;

	(void)state;
	agent_pool_set(&pool, &of);
	assert_int_equal(agent_pool_take(&pool, 1, BOTH, &bob, &a), 0);
	agent_pool_give(&pool, 1);
	assert_int_equal(agent_pool_take(&pool, 2, BOTH, &carol, &b), 0);
	assert_int_not_equal(a.peer4.s_addr, b.peer4.s_addr);
	assert_int_equal(agent_pool_take(&pool, 3, BOTH, &bob, &b), 0);
	assert_int_equal(a.peer4.s_addr, b.peer4.s_addr);
	assert_memory_equal(&a.prefix6, &b.prefix6, 16);
	agent_pool_free(&pool);
}

static void nothing_there(void **state)
{
	struct pc5_prov_addresses of = { 0 };
	struct agent_pool pool = { 0 };

	(void)state;
	assert_int_equal(agent_pool_what(&of), 0);
	agent_pool_set(&pool, &of);
	assert_true(agent_pool_left(&pool, 0));
	assert_false(agent_pool_left(&pool, PC5_LS_ALLOCATE6));
	take(&pool, 1, PC5_LS_ALLOCATE4, -EINVAL);
	agent_pool_free(&pool);
}

/* What was given before a reload is not given again, nor this UE's own. */
static void reloaded(void **state)
{
	struct pc5_prov_addresses wide = from("fd00::", 48, "10.0.0.0", 30);
	struct pc5_prov_addresses other = from("fd00::", 48, "10.0.0.0", 29);
	struct agent_pool pool = { 0 };
	struct agent_lease a, b;
	int i;

	(void)state;
	agent_pool_set(&pool, &wide);
	a = take(&pool, 1, BOTH, 0);
	agent_pool_set(&pool, &other);
	for (i = 2; i < 6; i++) {
		b = take(&pool, i, BOTH, 0);
		assert_int_not_equal(a.peer4.s_addr, b.peer4.s_addr);
	}
	take(&pool, 6, BOTH, -ENOSPC);
	/* This UE would be 10.0.0.2, which a peer has. */
	other.ipv4_pool.addr.s_addr = htonl(0x0a000001);
	agent_pool_set(&pool, &other);
	take(&pool, 6, BOTH, -ENOSPC);
	agent_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it),
		cmocka_unit_test(sizes),
		cmocka_unit_test(again),
		cmocka_unit_test(nothing_there),
		cmocka_unit_test(reloaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
