// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: rekeying. */

#include "lsworld.h"

static uint8_t *nrpik(struct ue *ue)
{
	struct wlink *link = world_up(ue);

	return link->ctx[link->active].context.nrpik;
}

static void keys_change(void **state)
{
	struct world *world = linked(1);
	uint8_t old[PC5_NRP_KEY_LEN];
	struct pc5_ls_info info;
	uint32_t knrp_id;
	int who, reauth;

	(void)state;
	for (who = 0; who < 2; who++) {
		for (reauth = 0; reauth < 2; reauth++) {
			struct ue *ue = &world->ue[who];

			knrp_id = ALICE->knrp[0].id;
			memcpy(old, nrpik(ALICE), sizeof(old));
			BOB->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
			ALICE->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
			assert_int_equal(pc5_ls_rekey(ue->ls, world_up(ue)
						      ->handle, reauth), 0);
			world_run(world, 200);
			assert_memory_not_equal(old, nrpik(ALICE),
						sizeof(old));
			assert_null(world_check(world));
			/* The UE that sent the command has DIRECTION 1. */
			assert_int_equal(world_up(ue)->ctx[world_up(ue)->active]
					 .context.responder, false);
			assert_int_equal(reauth, world->ue[!who]
					 .sent[PC5S_AUTHENTICATION_REQUEST]);
			assert_int_equal(knrp_id != ALICE->knrp[0].id, reauth);
			assert_int_equal(BOB->knrp[0].id, ALICE->knrp[0].id);
			/* What was replaced goes after its time. */
			world_run(world, 20000);
			assert_int_equal(world_up(ALICE)->ctx[0].used +
					 world_up(ALICE)->ctx[1].used, 1);
		}
	}
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 4);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 4);
	assert_int_equal(pc5_ls_info(ALICE->ls, alice, &info), 0);
	assert_false(info.rekeying);
	assert_int_equal(info.knrp_id, ALICE->knrp[0].id);
	world_free(world);
}

/* User data both ways all the time; the radio delays but loses nothing. */
static void no_packet_lost(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 10; seed < 30; seed++) {
		struct world *world = linked(seed);
		unsigned int i;

		world->jitter = seed % 2 ? 60 : 0;
		for (i = 0; i < 100; i++) {
			if (i == 20)
				pc5_ls_rekey((seed % 4 < 2 ? ALICE : BOB)->ls,
					     seed % 4 < 2 ? alice : bob,
					     seed % 3 == 0);
			world_data(ALICE, world_up(ALICE));
			world_data(BOB, world_up(BOB));
			world_run(world, 4);
		}
		world_run(world, 200);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
		assert_int_equal(world_up(BOB)->got, 100);
		assert_int_equal(world_up(ALICE)->got, 100);
		world_free(world);
	}
}

/* Each message lost @n times; user data goes through while it happens. */
static void lose(uint8_t type, int n, bool works)
{
	struct world *world = linked(40 + type);
	unsigned int i;

	drop_first(world, type, n);
	pc5_ls_rekey(ALICE->ls, alice, true);
	for (i = 0; i < 100; i++) {
		world_data(ALICE, world_up(ALICE));
		world_data(BOB, world_up(BOB));
		world_run(world, 100);
	}
	if (works) {
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
		assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
		assert_int_equal(world_up(BOB)->got, 100);
		assert_int_equal(world_up(ALICE)->got, 100);
	}
	world_settle(world);
	assert_int_equal(world_ups(ALICE), works);
	world_free(world);
}

static void every_message_lost(void **state)
{
	static const uint8_t type[] = {
		PC5S_REKEYING_REQUEST, PC5S_AUTHENTICATION_REQUEST,
		PC5S_AUTHENTICATION_RESPONSE, PC5S_SECURITY_MODE_COMMAND,
		PC5S_SECURITY_MODE_COMPLETE, PC5S_REKEYING_RESPONSE,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		lose(type[i], 1, true);
		/* In the place of a response anything does. */
		if (type[i] != PC5S_REKEYING_RESPONSE)
			lose(type[i], 1000000, false);
	}
}

/* UE_2 gave up, UE_1 did not: the next Rekeying Request brings them together */
static void command_after_t5089(void **state)
{
	struct world *world = linked(60);
	unsigned int i;

	(void)state;
	drop_first(world, PC5S_SECURITY_MODE_COMPLETE, 3);
	pc5_ls_rekey(ALICE->ls, alice, false);
	for (i = 0; i < 100; i++) {
		world_data(ALICE, world_up(ALICE));
		world_data(BOB, world_up(BOB));
		world_run(world, 100);
	}
	assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 1);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_int_equal(world_up(BOB)->got, 100);
	assert_int_equal(world_up(ALICE)->got, 100);
	world_free(world);
}

static void both_at_once(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 70; seed < 90; seed++) {
		struct world *world = linked(seed);

		world->jitter = 30;
		pc5_ls_rekey(ALICE->ls, alice, false);
		pc5_ls_rekey(BOB->ls, bob, false);
		world_run(world, 30000);
		assert_null(world_check(world));
		assert_int_equal(world_ups(ALICE), 1);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
		assert_int_equal(ALICE->events[PC5_LS_COLLISION] +
				 BOB->events[PC5_LS_COLLISION], 1);
		world_free(world);
	}
}

/* By time, and by the end of the life of K_NRP. */
static void by_time(void **state)
{
	struct world *world = world_new(100, 2);

	(void)state;
	ALICE->config.rekey_ms = 60000;
	world_start(ALICE);
	world_link(world, &alice, &bob);
	world_run(world, 61000);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	world_run(world, 61000);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 2);
	world_free(world);

	world = world_new(101, 2);
	ALICE->lifetime = 600;
	world_link(world, &alice, &bob);
	world_run(world, 539000);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	world_run(world, 2000);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 2);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	world_free(world);
}

/* No integrity: nothing to renew (clause 7.2.11.1). */
static void not_without_security(void **state)
{
	struct world *world = world_new(102, 2);
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world_policy(&world->ue[i], 0, 0, 0, 0);
		world_start(&world->ue[i]);
	}
	world_link(world, &alice, &bob);
	assert_int_equal(pc5_ls_rekey(ALICE->ls, alice, false), -EOPNOTSUPP);
	assert_int_equal(pc5_ls_rekey(ALICE->ls, 77, false), -ENOENT);
	world_free(world);
}

/* UE_2's algorithms of today, but what is on stays on. */
static void no_downgrade(void **state)
{
	struct world *world = world_new(103, 2);
	struct pc5_algs *algs = &BOB->config.algs;
	struct pc5_ls_info info;

	(void)state;
	algs->caps.ia = 0x0b;
	algs->caps.ea = 0x0b;
	world_start(BOB);
	world_link(world, &alice, &bob);
	assert_int_equal(world_up(ALICE)->up.sel.integrity, 1);
	pc5_ls_rekey(BOB->ls, bob, false);
	world_run(world, 100);
	assert_int_equal(pc5_ls_info(BOB->ls, bob, &info), 0);
	/* alice is UE_2 this time, with what bob says he has. */
	assert_int_equal(info.sel.integrity, 1);
	assert_int_equal(info.sel.ciphering, 1);
	world_free(world);
}

/* Without new nonces there are no new keys. */
static void no_randomness(void **state)
{
	int who;

	(void)state;
	for (who = 0; who < 2; who++) {
		struct world *world = linked(60);
		uint8_t old[PC5_NRP_KEY_LEN];

		memcpy(old, nrpik(ALICE), sizeof(old));
		world->ue[who].fail_random = true;
		pc5_ls_rekey(ALICE->ls, alice, false);
		world_run(world, 1000);
		assert_int_equal(ALICE->sent[PC5S_REKEYING_REQUEST], who);
		assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 1);
		assert_int_equal(world->ue[who].events[PC5_LS_REKEY_FAILED],
				 1);
		assert_memory_equal(old, nrpik(ALICE), sizeof(old));
		assert_memory_equal(old, nrpik(BOB), sizeof(old));
		world->ue[who].fail_random = false;
		world_run(world, 40000);
		if (!who)
			pc5_ls_rekey(ALICE->ls, alice, false);
		world_run(world, 1000);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
		world_free(world);
	}
}

/* The peer cannot prove itself again: the link stays as it is. */
static void authentication_fails(void **state)
{
	int strict, who;

	(void)state;
	for (strict = 0; strict < 3; strict++)
		for (who = 0; who < 2; who++) {
			struct world *world = linked(70 + strict);
			struct ue *ue = &world->ue[who];
			uint8_t old[PC5_NRP_KEY_LEN];

			memcpy(old, nrpik(ALICE), sizeof(old));
			memset(BOB->psk, 0xee, sizeof(BOB->psk));
			world->ue[who].strict = strict == 1;
			world->ue[!who].strict = strict == 2;
			pc5_ls_rekey(ue->ls, world_up(ue)->handle, true);
			world_run(world, 3000);
			assert_int_equal(ALICE->events[PC5_LS_REKEYED] +
					 BOB->events[PC5_LS_REKEYED], 0);
			assert_memory_equal(old, nrpik(ALICE), sizeof(old));
			assert_null(world_check(world));
			if (strict == 1) {
				assert_int_equal(world->ue[0].events
						 [PC5_LS_REKEY_FAILED], 1);
				assert_int_equal(world->ue[1].events
						 [PC5_LS_REKEY_FAILED], 1);
				memset(BOB->psk, 0x5a, sizeof(BOB->psk));
				pc5_ls_rekey(ue->ls, world_up(ue)->handle,
					     true);
				world_run(world, 1000);
				assert_int_equal(ue->events[PC5_LS_REKEYED],
						 1);
				assert_null(world_check(world));
			}
			world_free(world);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_change),
		cmocka_unit_test(no_packet_lost),
		cmocka_unit_test(every_message_lost),
		cmocka_unit_test(command_after_t5089),
		cmocka_unit_test(both_at_once),
		cmocka_unit_test(by_time),
		cmocka_unit_test(not_without_security),
		cmocka_unit_test(no_downgrade),
		cmocka_unit_test(no_randomness),
		cmocka_unit_test(authentication_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
