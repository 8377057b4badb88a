// SPDX-License-Identifier: GPL-2.0-or-later
/* What two UEs agree on about IP addresses, and what keep-alive hears of data. */

#include "lsworld.h"

#define NONE PC5S_IP_NO_ALLOCATION
#define V6 PC5S_IP_IPV6_ROUTER
#define V4 PC5S_IP_DHCPV4_SERVER
#define BOTH PC5S_IP_DHCPV4_AND_ROUTER

/* Each combination: exactly one gives each family that somebody would. */
static void who_gives(void **state)
{
	static const uint8_t config[] = { 0, NONE, V6, V4, BOTH };
	static const uint8_t mask[] = { 0, 0, 1, 2, 3 };
	int a, b;

	(void)state;
	for (a = 0; a < 5; a++) {
		for (b = 0; b < 5; b++) {
			uint8_t one = pc5_ls_allocates(true, config[a],
						       config[b]);
			uint8_t two = pc5_ls_allocates(false, config[b],
						       config[a]);

			assert_int_equal(one & two, 0);
			assert_int_equal(one | two, mask[a] | mask[b]);
			assert_int_equal(one, mask[a]);
		}
		if (a)
			assert_int_equal(pc5_ls_ip_config(mask[a]),
					 config[a]);
	}
}

/* UE_2 says what is left to it, and both know the same. */
static void agreed(void **state)
{
	static const uint8_t config[] = { NONE, V6, V4, BOTH };
	static const uint8_t said[4][4] = {
		{ NONE, V6, V4, BOTH },
		{ NONE, NONE, V4, V4 },
		{ NONE, V6, NONE, V6 },
		{ NONE, NONE, NONE, NONE },
	};
	unsigned int a, b;

	(void)state;
	for (a = 0; a < 4; a++) {
		for (b = 0; b < 4; b++) {
			struct world *world = world_new(a * 4 + b, 2);
			const struct pc5_ls_up *one, *two;
			uint32_t alice, bob;

			world->ue[0].config.services[0].ip_config = config[a];
			world->ue[1].config.services[0].ip_config = config[b];
			world_start(&world->ue[0]);
			world_start(&world->ue[1]);
			world_link(world, &alice, &bob);
			one = &world_up(&world->ue[0])->up;
			two = &world_up(&world->ue[1])->up;
			assert_int_equal(one->ip_config, config[a]);
			assert_int_equal(two->peer_ip_config, config[a]);
			assert_int_equal(two->ip_config, said[a][b]);
			assert_int_equal(one->peer_ip_config, said[a][b]);
			/* Only who gives nothing tells its address. */
			assert_int_equal(one->ids.peer_link_local[0],
					 said[a][b] == NONE ? 0xfe : 0);
			assert_int_equal(two->ids.peer_link_local[0],
					 config[a] == NONE ? 0xfe : 0);
			world_free(world);
		}
	}
}

/* Whoever began them, no two links of a UE have one address. */
static void no_two_the_same(void **state)
{
	struct world *world = world_new(9, 3);
	struct pc5_ls_info info[2];
	uint32_t handle = 0;
	int i;

	(void)state;
	world_connect(&world->ue[0], &world->ue[1]);
	world_connect(&world->ue[2], &world->ue[0]);
	world_run(world, 2000);
	for (i = 0; i < 2; i++) {
		assert_int_equal(pc5_ls_info_next(world->ue[0].ls, handle,
						  &info[i]), 0);
		handle = info[i].handle;
		assert_int_equal(info[i].ids.link_local[0], 0xfe);
	}
	assert_memory_not_equal(info[0].ids.link_local,
				info[1].ids.link_local, 16);
	world_free(world);
}

/* UE_2 has none left: UE_1 hears so, and gets no link. */
static void none_left(void **state)
{
	struct world *world = world_new(3, 2);

	(void)state;
	world->ue[1].config.services[0].ip_config = V4;
	world->ue[1].no_addresses = true;
	world_start(&world->ue[1]);
	world_connect(&world->ue[0], &world->ue[1]);
	world_run(world, 40000);
	assert_int_equal(world_ups(&world->ue[0]), 0);
	assert_int_equal(world_ups(&world->ue[1]), 0);
	assert_int_equal(world->ue[0].events[PC5_LS_CONNECT_FAILED], 1);
	assert_int_equal(world->ue[0].sent[PC5S_RELEASE_REQUEST], 0);
	assert_int_equal(world->ue[1].sent[PC5S_ESTABLISHMENT_REJECT], 1);
	world_free(world);
}

/* User data stands for a message; T5084 counts from when it came. */
static void keep_alive(void **state)
{
	struct world *world = world_new(5, 2);
	struct ue *alice = &world->ue[0], *bob = &world->ue[1];
	uint32_t a, b;
	uint64_t up;

	(void)state;
	alice->config.timer_ms[PC5_LS_T5084] = 5000;
	bob->config.timer_ms[PC5_LS_T5084] = 0;
	world_start(alice);
	world_start(bob);
	world_link(world, &a, &b);
	up = world->now;
	alice->heard = up + 4000;
	world_run(world, 8900);
	assert_int_equal(alice->sent[PC5S_KEEPALIVE_REQUEST], 0);
	world_run(world, 200);
	assert_int_equal(alice->sent[PC5S_KEEPALIVE_REQUEST], 1);
	world_free(world);
}

/* Another configuration is for what begins. */
static void reconfigured(void **state)
{
	struct world *world = world_new(7, 2);
	struct ue *alice = &world->ue[0], *bob = &world->ue[1];
	struct pc5_ls_config config;
	uint32_t a, b;

	(void)state;
	world_link(world, &a, &b);
	config = bob->config;
	config.max_links = 0;
	assert_int_equal(pc5_ls_reconfigure(bob->ls, &config, NULL), -EINVAL);
	config = bob->config;
	config.services[0].signalling.integrity = PC5_POLICY_NOT_NEEDED;
	config.services[0].signalling.ciphering = PC5_POLICY_NOT_NEEDED;
	config.services[0].user_plane = config.services[0].signalling;
	config.user_info.octets[0] ^= 1;
	assert_int_equal(pc5_ls_reconfigure(bob->ls, &config, NULL), 0);
	world_run(world, 1000);
	assert_non_null(world_up(bob));
	assert_int_equal(pc5_ls_release(alice->ls, a, 2), 0);
	world_run(world, 1000);
	/* It has its name yet, and what alice requires it does not allow. */
	world_connect(alice, bob);
	world_run(world, 40000);
	assert_int_equal(world_ups(alice), 0);
	assert_int_equal(alice->events[PC5_LS_CONNECT_FAILED], 1);
	assert_true(bob->sent[PC5S_ESTABLISHMENT_REJECT] > 0);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_gives),
		cmocka_unit_test(agreed),
		cmocka_unit_test(no_two_the_same),
		cmocka_unit_test(none_left),
		cmocka_unit_test(keep_alive),
		cmocka_unit_test(reconfigured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
