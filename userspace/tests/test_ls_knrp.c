// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: the ID that a K_NRP is kept under. Each UE gives one half;
 * the whole is unique at each of them (TS 24.554 clause 7.2.10.2).
 */

#include "lsworld.h"

/* What the next random numbers of 16 bits are. */
static void force(struct ue *ue, uint16_t a, uint16_t b, uint16_t c)
{
	ue->force_half[2] = a;
	ue->force_half[1] = b;
	ue->force_half[0] = c;
	ue->n_force_half = 3;
}

/* A K_NRP that a UE has with somebody who is not here. */
static void keep(struct ue *ue, uint32_t id)
{
	struct pc5_ls_knrp *it = &ue->knrp[WORLD_KNRPS - 1];

	it->id = id;
	it->peer = world_name("dave");
}

static uint32_t kept(const struct ue *ue)
{
	const struct pc5_ls_knrp *it = &ue->knrp[WORLD_KNRPS - 1];

	return pc5_user_info_equal(&it->peer, &(struct pc5_user_info){
				   .len = 4, .octets = "dave" }) ? it->id : 0;
}

/* UE_2 knows only its own half: no other K_NRP has it. Never 0. */
static void first_half_is_free(void **state)
{
	struct world *world = world_new(1, 2);

	(void)state;
	keep(BOB, 0x12340777);
	force(BOB, 0x1234, 0, 0x4321);
	force(ALICE, 0, 0x0888, 0x0999);
	world_link(world, &alice, &bob);
	assert_int_equal(ALICE->knrp[0].id, 0x43210888);
	assert_int_equal(BOB->knrp[0].id, 0x43210888);
	assert_int_equal(kept(BOB), 0x12340777);
	world_free(world);
}

/* UE_1 knows both: the whole is one that it has not, a half may be. */
static void whole_id_is_free(void **state)
{
	struct world *world = world_new(2, 2);

	(void)state;
	keep(ALICE, 0x12340777);
	force(BOB, 0x1234, 1, 1);
	force(ALICE, 0x0777, 0x0778, 1);
	world_link(world, &alice, &bob);
	assert_int_equal(ALICE->knrp[0].id, 0x12340778);
	assert_int_equal(BOB->knrp[0].id, 0x12340778);
	assert_int_equal(kept(ALICE), 0x12340777);
	world_free(world);

	world = world_new(3, 2);
	keep(ALICE, 0x56780777);
	force(BOB, 0x1234, 1, 1);
	force(ALICE, 0x0777, 0x0778, 1);
	world_link(world, &alice, &bob);
	assert_int_equal(ALICE->knrp[0].id, 0x12340777);
	assert_int_equal(kept(ALICE), 0x56780777);
	world_free(world);
}

/* The same for the ID after a release. */
static void id_after_release(void **state)
{
	struct world *world = linked(4);

	(void)state;
	keep(ALICE, 0x12340777);
	keep(BOB, 0x56780777);
	force(ALICE, 0, 0x1234, 0x5678);
	force(BOB, 0x0777, 0, 0x0778);
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	assert_int_equal(ALICE->knrp[0].id, 0x56780778);
	assert_int_equal(BOB->knrp[0].id, 0x56780778);
	assert_int_equal(kept(ALICE), 0x12340777);
	assert_int_equal(kept(BOB), 0x56780777);
	world_free(world);
}

/* Without random octets of any of the kinds there is no link. */
static void no_random_half(void **state)
{
	static const size_t len[] = { sizeof(uint16_t), 1, PC5_NONCE_LEN };
	size_t i;
	int who;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(len); i++)
		for (who = 0; who < 2; who++) {
			struct world *world = world_new(5, 2);
			uint32_t handle;

			world->ue[who].fail_len = len[i];
			world_try_connect(ALICE, BOB, &handle);
			world_run(world, 100);
			assert_int_equal(ALICE->sent
					 [PC5S_SECURITY_MODE_COMPLETE], 0);
			assert_int_equal(BOB->sent
					 [PC5S_SECURITY_MODE_COMMAND],
					 !who && !i);
			assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
			world_free(world);
		}
}

/* A rekeying under the K_NRP that is there needs no ID. */
static void same_knrp_same_id(void **state)
{
	struct world *world = linked(6);
	uint32_t id = ALICE->knrp[0].id;

	(void)state;
	ALICE->fail_len = sizeof(uint16_t);
	BOB->fail_len = sizeof(uint16_t);
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_int_equal(ALICE->knrp[0].id, id);
	world_free(world);
}

/* An ID that cannot be made in a release: the K_NRP is kept no more. */
static void no_id_after_release(void **state)
{
	int who;

	(void)state;
	for (who = 0; who < 2; who++) {
		struct world *world = linked(7);

		world->ue[who].fail_len = sizeof(uint16_t);
		pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
		world_run(world, 100);
		assert_int_equal(world->ue[who].knrp[0].id, 0);
		assert_int_equal(world_ups(ALICE), 0);
		world_free(world);
	}
}

/* Both ask for the release at once: nobody can tell which ID counts. */
static void crossed_releases(void **state)
{
	struct world *world = linked(8);

	(void)state;
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	pc5_ls_release(BOB->ls, bob, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	assert_int_equal(ALICE->knrp[0].id, 0);
	assert_int_equal(BOB->knrp[0].id, 0);
	world_free(world);
}

/* What happens to one K_NRP says nothing of those with other UEs. */
static void other_links_keep_theirs(void **state)
{
	struct world *world = world_new(9, 3);
	struct pc5_ls_info info[2];
	uint32_t carol;

	(void)state;
	world_link(world, &alice, &bob);
	world_connect(ALICE, CAROL);
	world_run(world, 100);
	assert_int_equal(world_ups(ALICE), 2);
	assert_int_equal(pc5_ls_info_next(ALICE->ls, alice, &info[0]), 0);
	carol = info[0].handle;
	assert_true(info[0].knrp_id);
	pc5_ls_rekey(ALICE->ls, alice, true);
	world_run(world, 100);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_int_equal(pc5_ls_info(ALICE->ls, carol, &info[1]), 0);
	assert_int_equal(info[1].knrp_id, info[0].knrp_id);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_half_is_free),
		cmocka_unit_test(whole_id_is_free),
		cmocka_unit_test(id_after_release),
		cmocka_unit_test(no_random_half),
		cmocka_unit_test(same_knrp_same_id),
		cmocka_unit_test(no_id_after_release),
		cmocka_unit_test(crossed_releases),
		cmocka_unit_test(other_links_keep_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
