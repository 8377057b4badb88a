// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: keep-alive, release and modification. */

#include "lsworld.h"

static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
static const uint8_t gone[] = { 1, 0x40, 0x00 };
static const struct pc5s_span add = { flow, sizeof(flow) };
static const struct pc5s_span removed = { gone, sizeof(gone) };
static const struct pc5s_span none;

static bool silence(struct world *world, struct packet *packet)
{
	(void)world;
	(void)packet;
	return false;
}

static void ts36523_19_1_10_keepalive(void **state)
{
	struct world *world = linked(1);

	(void)state;
	world_run(world, 60000);
	assert_true(ALICE->sent[PC5S_KEEPALIVE_RESPONSE] +
		    BOB->sent[PC5S_KEEPALIVE_RESPONSE] >= 10);
	assert_int_equal(world_ups(ALICE), 1);
	world->edit = silence;
	world_run(world, 30000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	assert_int_equal(ALICE->events[PC5_LS_PEER_SILENT], 1);
	assert_int_equal(ALICE->last[PC5_LS_RELEASED].cause,
			 PC5S_CAUSE_NOT_AVAILABLE);
	/* Without a message, so K_NRP stays as it is at both. */
	assert_int_equal(ALICE->sent[PC5S_RELEASE_REQUEST], 0);
	assert_true(ALICE->knrp[0].id);
	assert_int_equal(ALICE->knrp[0].id, BOB->knrp[0].id);
	world_free(world);
}

/* Clause 7.2.5.1: T5084 can be off; then T5086 asks. */
static void inactivity_period(void **state)
{
	struct world *world = world_new(2, 2);
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world->ue[i].config.timer_ms[PC5_LS_T5084] = i ? 0 : 20000;
		world->ue[i].config.max_inactivity_s = i ? 0 : 30;
		world_start(&world->ue[i]);
	}
	world_link(world, &alice, &bob);
	world_run(world, 21000);
	assert_int_equal(ALICE->sent[PC5S_KEEPALIVE_REQUEST], 1);
	world->edit = silence;
	world_run(world, 60000);
	/* bob asked, after the period that alice told him. */
	assert_int_equal(BOB->sent[PC5S_KEEPALIVE_REQUEST], 3);
	assert_int_equal(world_ups(BOB), 0);
	world_free(world);
}

static void ts36523_19_1_10_release(void **state)
{
	struct world *world = linked(3);

	(void)state;
	assert_int_equal(pc5_ls_release(ALICE->ls, alice, 3), -EINVAL);
	assert_int_equal(pc5_ls_release(ALICE->ls, alice,
					PC5S_CAUSE_NO_LONGER_NEEDED), 0);
	assert_int_equal(pc5_ls_release(ALICE->ls, alice,
					PC5S_CAUSE_NO_LONGER_NEEDED),
			 -EALREADY);
	assert_int_equal(world_ups(ALICE), 0);
	world_run(world, 100);
	assert_int_equal(world_ups(BOB), 0);
	assert_int_equal(BOB->last[PC5_LS_RELEASED].cause,
			 PC5S_CAUSE_NO_LONGER_NEEDED);
	assert_false(BOB->last[PC5_LS_RELEASED].local);
	assert_true(ALICE->last[PC5_LS_RELEASED].local);
	world_run(world, 60000);
	assert_null(world_find(ALICE, alice));
	assert_null(world_find(BOB, bob));
	world_free(world);
}

static void release_lost(void **state)
{
	static const struct {
		uint8_t type, cause;
		int n;
		unsigned int requests;
		bool kept;
	} lost[] = {
		{ PC5S_RELEASE_REQUEST, 2, 1, 2, true },
		{ PC5S_RELEASE_ACCEPT, 2, 1, 2, true },
		{ PC5S_RELEASE_ACCEPT, 2, 100, 3, false },
		{ PC5S_RELEASE_REQUEST, 2, 100, 3, false },
		/* The radio is gone: it is not asked again. */
		{ PC5S_RELEASE_REQUEST, 4, 100, 1, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lost); i++) {
		struct world *world = linked(10 + i);

		drop_first(world, lost[i].type, lost[i].n);
		pc5_ls_release(ALICE->ls, alice, lost[i].cause);
		world_settle(world);
		assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
		assert_int_equal(ALICE->sent[PC5S_RELEASE_REQUEST],
				 lost[i].requests);
		assert_int_equal(!!ALICE->knrp[0].id, lost[i].kept);
		if (lost[i].kept)
			assert_int_equal(ALICE->knrp[0].id, BOB->knrp[0].id);
		world_free(world);
	}
}

/* Whatever the peer's ID is, the one that is forgotten cannot be matched. */
static void release_crossed(void **state)
{
	struct world *world = linked(20);

	(void)state;
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	pc5_ls_release(BOB->ls, bob, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	assert_int_equal(ALICE->knrp[0].id, 0);
	assert_int_equal(BOB->knrp[0].id, 0);
	assert_int_equal(ALICE->events[PC5_LS_RELEASED], 1);
	assert_int_equal(BOB->events[PC5_LS_RELEASED], 1);
	world_link(world, &alice, &bob);
	world_free(world);
}

/* Clause 7.2.6: in the middle of whatever goes on. */
static void release_beats_all(void **state)
{
	unsigned int ms, what;

	(void)state;
	for (what = 0; what < 6; what++) {
		for (ms = 0; ms < 30; ms += 3) {
			struct world *world = linked(30 + what);

			if (what < 2)
				pc5_ls_rekey(ALICE->ls, alice, what == 1);
			else if (what == 2)
				pc5_ls_update(ALICE->ls, alice, NULL, NULL);
			else if (what == 3)
				pc5_ls_modify(ALICE->ls, alice, 3, add, none);
			else if (what == 4)
				pc5_ls_rekey(BOB->ls, bob, true);
			else
				pc5_ls_update(BOB->ls, bob, NULL, NULL);
			world_run(world, ms);
			pc5_ls_release(ALICE->ls, alice,
				       PC5S_CAUSE_NO_LONGER_NEEDED);
			world_run(world, 200);
			assert_int_equal(world_ups(ALICE), 0);
			assert_int_equal(world_ups(BOB), 0);
			/* The same key under the same ID, or none. */
			if (ALICE->knrp[0].id == BOB->knrp[0].id)
				assert_memory_equal(ALICE->knrp[0].key,
						    BOB->knrp[0].key,
						    PC5_KNRP_LEN);
			else
				assert_true(what == 1 || what == 4);
			world_run(world, 20000);
			world_link(world, &alice, &bob);
			world_free(world);
		}
	}
}

/* Different keys under one ID: it is not named again. */
static void knrp_that_differs(void **state)
{
	struct world *world = linked(39);

	(void)state;
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 20000);
	ALICE->knrp[0].key[0] ^= 1;
	world_connect(ALICE, BOB);
	world_run(world, 40000);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_INTEGRITY_FAILURE);
	world_link(world, &alice, &bob);
	world_free(world);
}

static void link_lost(void **state)
{
	struct world *world = linked(40);

	(void)state;
	assert_int_equal(pc5_ls_lost(ALICE->ls, alice), 0);
	assert_int_equal(pc5_ls_lost(ALICE->ls, alice), -ENOENT);
	world_settle(world);
	assert_int_equal(world_ups(BOB), 0);
	assert_int_equal(ALICE->knrp[0].id, BOB->knrp[0].id);
	world_free(world);
}

static void ts38523_13_2_3_add_modify_delete(void **state)
{
	struct world *world = linked(50);

	(void)state;
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_ADD_QOS, add, none), 0);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_ADD_QOS, add, none),
			 -EBUSY);
	world_run(world, 100);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_MODIFY_QOS, add, none),
			 0);
	world_run(world, 100);
	assert_int_equal(pc5_ls_modify(BOB->ls, bob,
				       PC5S_OPERATION_REMOVE_QOS, removed,
				       none), 0);
	world_run(world, 100);
	assert_int_equal(ALICE->events[PC5_LS_MODIFIED], 3);
	assert_int_equal(BOB->events[PC5_LS_MODIFIED], 3);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice, 2, add, none),
			 -EINVAL);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice, 8, add, none),
			 -EINVAL);
	assert_int_equal(pc5_ls_modify(ALICE->ls, 99, 3, add, none), -ENOENT);
	world_free(world);
}

static void modification_refused(void **state)
{
	struct world *world = linked(51);

	(void)state;
	BOB->refuse_qos = PC5S_CAUSE_SERVICE_NOT_ALLOWED;
	pc5_ls_modify(ALICE->ls, alice, PC5S_OPERATION_ADD_APPS, add, none);
	world_run(world, 100);
	assert_int_equal(ALICE->last[PC5_LS_MODIFY_FAILED].cause,
			 PC5S_CAUSE_SERVICE_NOT_ALLOWED);
	/* Not again for half an hour; something else is another matter. */
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_ADD_APPS, add, none),
			 -EAGAIN);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_ADD_QOS, add, none), 0);
	world_run(world, 1800000);
	assert_int_equal(pc5_ls_modify(ALICE->ls, alice,
				       PC5S_OPERATION_ADD_APPS, add, none), 0);
	world_free(world);
}

/* An answer that was lost is given again, and nothing is done twice. */
static void modification_lost(void **state)
{
	static const uint8_t type[] = {
		PC5S_MODIFICATION_REQUEST, PC5S_MODIFICATION_ACCEPT,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		struct world *world = linked(60 + i);

		drop_first(world, type[i], 1);
		pc5_ls_modify(ALICE->ls, alice, 3, add, none);
		world_run(world, 6000);
		assert_int_equal(ALICE->events[PC5_LS_MODIFIED], 1);
		assert_int_equal(BOB->events[PC5_LS_MODIFIED], 1);
		drop_first(world, type[i], 100);
		pc5_ls_modify(ALICE->ls, alice, 3, add, none);
		world_run(world, 16000);
		assert_int_equal(ALICE->events[PC5_LS_MODIFY_FAILED], 1);
		assert_int_equal(world_ups(ALICE), 1);
		world_free(world);
	}
}

static void modification_crossed(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 70; seed < 80; seed++) {
		struct world *world = linked(seed);

		pc5_ls_modify(ALICE->ls, alice, 3, add, none);
		pc5_ls_modify(BOB->ls, bob, 3, add, none);
		world_run(world, 60000);
		assert_true(ALICE->events[PC5_LS_COLLISION]);
		assert_int_equal(ALICE->events[PC5_LS_MODIFIED], 2);
		assert_int_equal(BOB->events[PC5_LS_MODIFIED], 2);
		world_free(world);
	}
}

/* A link that is made and released again and again costs no more than it may. */
static void released_often(void **state)
{
	struct world *world = world_new(91, 2);
	unsigned int i, n;
	int j;

	(void)state;
	for (i = 0; i < 50; i++) {
		world_link(world, &alice, &bob);
		assert_true(pc5_ls_uses(ALICE->ls,
					world_up(ALICE)->pair[0].own));
		pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
		world_flush(world);
		for (n = 0, j = 0; j < BOB->n_links; j++)
			n += !!BOB->links[j].handle;
		assert_int_equal(n, i < 8 ? i + 1 : 8);
	}
	world_run(world, 60000);
	for (j = 0; j < BOB->n_links; j++)
		assert_int_equal(BOB->links[j].handle, 0);
	assert_false(pc5_ls_uses(BOB->ls, 0x100002));
	world_free(world);
}

/* The list of links, as a tool would show it. */
static void info(void **state)
{
	struct world *world = linked(90);
	struct pc5_ls_info info;

	(void)state;
	assert_int_equal(pc5_ls_info_next(ALICE->ls, 0, &info), 0);
	assert_int_equal(info.handle, alice);
	assert_true(info.established && info.secured && info.initiator);
	assert_int_equal(info.sel.integrity, 2);
	assert_int_equal(info.ids.sess_id, world_up(BOB)->up.ids.sess_id);
	assert_int_equal(pc5_ls_info_next(ALICE->ls, alice, &info), -ENOENT);
	assert_int_equal(pc5_ls_info(ALICE->ls, 0, &info), -ENOENT);
	assert_string_equal(pc5_ls_event_name(PC5_LS_REKEYED), "rekeyed");
	assert_string_equal(pc5_ls_event_name(200), "unknown");
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ts36523_19_1_10_keepalive),
		cmocka_unit_test(inactivity_period),
		cmocka_unit_test(ts36523_19_1_10_release),
		cmocka_unit_test(release_lost),
		cmocka_unit_test(release_crossed),
		cmocka_unit_test(release_beats_all),
		cmocka_unit_test(knrp_that_differs),
		cmocka_unit_test(link_lost),
		cmocka_unit_test(ts38523_13_2_3_add_modify_delete),
		cmocka_unit_test(modification_refused),
		cmocka_unit_test(modification_lost),
		cmocka_unit_test(modification_crossed),
		cmocka_unit_test(released_often),
		cmocka_unit_test(info),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
