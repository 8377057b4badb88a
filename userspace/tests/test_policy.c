// SPDX-License-Identifier: GPL-2.0-or-later
/* Security policies: each function, and all combinations end to end. */

#include "lsworld.h"

#include "libpc5/policy.h"

#define N PC5_POLICY_NOT_NEEDED
#define P PC5_POLICY_PREFERRED
#define R PC5_POLICY_REQUIRED

/* What the matrices say: off, on, or no link. */
enum cell {
	OFF,
	ON,
	NO,
};

/* TS 33.536 clause 5.3.3.1.4.3: row UE_1, column UE_2. */
static const uint8_t matrix[3][3] = {
	{ OFF, OFF, NO },
	{ OFF, ON, ON },
	{ NO, ON, ON },
};

static void decide(void **state)
{
	int a, b;

	(void)state;
	for (a = N; a <= R; a++) {
		for (b = N; b <= R; b++) {
			int got = pc5_policy_decide(a, b, true);

			assert_int_equal(got < 0 ? NO : got, matrix[a][b]);
			got = pc5_policy_decide(a, b, false);
			if (a == R || b == R)
				assert_int_equal(got, -EACCES);
			else
				assert_int_equal(got, 0);
		}
	}
}

static struct pc5_algs all_algs(void)
{
	struct pc5_ls_config config;

	pc5_ls_config_init(&config);
	return config.algs;
}

static void own_priority_chooses(void **state)
{
	struct pc5s_policy required = { .integrity = R, .ciphering = R };
	struct pc5s_capabilities caps = { .ea = 0x0f, .ia = 0x0f };
	struct pc5_algs own = all_algs();
	struct pc5s_algorithms sel;

	(void)state;
	memcpy(own.ea_order, "\003\001\002\000", 4);
	memcpy(own.ia_order, "\001\003\002\000", 4);
	assert_int_equal(pc5_policy_select(required, required, caps, &own,
					   &sel), 0);
	assert_int_equal(sel.ciphering, 3);
	assert_int_equal(sel.integrity, 1);
	/* Only what both have. */
	caps.ea = 0x06;
	caps.ia = 0x0d;
	own.caps.ea = 0x09;
	assert_int_equal(pc5_policy_select(required, required, caps, &own,
					   &sel), -EACCES);
	own.caps.ea = 0x0f;
	assert_int_equal(pc5_policy_select(required, required, caps, &own,
					   &sel), 0);
	assert_int_equal(sel.ciphering, 1);
	assert_int_equal(sel.integrity, 3);
	/* Algorithms 4 to 7 are not for this UE, whatever it is offered. */
	caps.ia = 0xf0;
	assert_int_equal(pc5_policy_select(required, required, caps, &own,
					   &sel), -EACCES);
}

static void no_ciphering_without_integrity(void **state)
{
	struct pc5s_capabilities caps = { .ea = 0x0f, .ia = 0x01 };
	struct pc5s_policy policy = { .integrity = P, .ciphering = P };
	struct pc5_algs own = all_algs();
	struct pc5s_algorithms sel;

	(void)state;
	assert_int_equal(pc5_policy_select(policy, policy, caps, &own, &sel),
			 0);
	assert_int_equal(sel.integrity, 0);
	assert_int_equal(sel.ciphering, 0);
	policy.ciphering = R;
	assert_int_equal(pc5_policy_select(policy, policy, caps, &own, &sel),
			 -EACCES);
	/* A null algorithm nobody offers is not chosen either. */
	policy.ciphering = P;
	caps.ia = 0x10;
	assert_int_equal(pc5_policy_select(policy, policy, caps, &own, &sel),
			 -EACCES);
}

static void rekeying_keeps_on_and_off(void **state)
{
	struct pc5s_capabilities caps = { .ea = 0x0f, .ia = 0x0f };
	struct pc5s_algorithms now = { .integrity = 1, .ciphering = 0 };
	struct pc5_algs own = all_algs();
	struct pc5s_algorithms sel;

	(void)state;
	assert_int_equal(pc5_policy_reselect(now, caps, &own, &sel), 0);
	assert_int_equal(sel.integrity, 2);
	assert_int_equal(sel.ciphering, 0);
	now.ciphering = 1;
	caps.ea = 0x01;
	assert_int_equal(pc5_policy_reselect(now, caps, &own, &sel), -EACCES);
	caps.ea = 0x0f;
	caps.ia = 0x01;
	assert_int_equal(pc5_policy_reselect(now, caps, &own, &sel), -EACCES);
}

static void off_or_on_is_the_receivers_choice(void **state)
{
	struct pc5s_up_config either = { PC5S_UP_EITHER, PC5S_UP_EITHER };
	struct pc5s_algorithms sel = { .integrity = 2, .ciphering = 0 };
	struct pc5s_policy own = { .integrity = P, .ciphering = P };
	struct pc5_up up = pc5_up_resolve(either, own, sel);

	(void)state;
	assert_true(up.integrity && !up.ciphering);
	own.integrity = N;
	assert_false(pc5_up_resolve(either, own, sel).integrity);
	/* And what was not left open has to suit the policy. */
	own.integrity = R;
	up.integrity = false;
	assert_false(pc5_policy_up_fits(own, sel, up));
	up.integrity = true;
	assert_true(pc5_policy_up_fits(own, sel, up));
	up.ciphering = true;
	assert_false(pc5_policy_up_fits(own, sel, up));
	own.integrity = N;
	up.ciphering = false;
	assert_false(pc5_policy_up_fits(own, sel, up));
}

static void command_checks(void **state)
{
	struct pc5_algs algs = all_algs();
	struct pc5_smc_check good = {
		.own = { .integrity = R, .ciphering = P },
		.algs = &algs,
		.sel = { .integrity = 2, .ciphering = 2 },
	};
	struct pc5_smc_check check = good;

	(void)state;
	assert_int_equal(pc5_smc_check(&check), 0);
	check.links_full = true;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_LACK_OF_RESOURCES);
	check = good;
	check.sel.integrity = 0;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check.own.integrity = P;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check.sel.ciphering = 0;
	assert_int_equal(pc5_smc_check(&check), 0);
	check = good;
	check.own.ciphering = R;
	check.sel.ciphering = 0;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check.own.ciphering = N;
	check.sel.ciphering = 1;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check = good;
	algs.caps.ea = 0x03;
	assert_int_equal(pc5_smc_check(&check),
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	algs.caps.ea = 0x0f;
	check.sel.integrity = 7;
	assert_int_equal(pc5_smc_check(&check),
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	check = good;
	check.lsb_taken = true;
	assert_int_equal(pc5_smc_check(&check),
			 PC5S_CAUSE_SESS_ID_LSB_CONFLICT);
	/* At rekeying nothing is switched on or off. */
	check = good;
	check.rekey = true;
	check.now = good.sel;
	check.links_full = true;
	check.lsb_taken = true;
	assert_int_equal(pc5_smc_check(&check), 0);
	check.sel.integrity = 0;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check.sel = good.sel;
	check.sel.ciphering = 0;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
	check.now.ciphering = 0;
	check.sel.ciphering = 1;
	assert_int_equal(pc5_smc_check(&check), PC5S_CAUSE_POLICY_MISMATCH);
}

static void echo_checks(void **state)
{
	static const uint8_t caps[] = { 0xe0, 0xe0, 0x00 };
	static const uint8_t less[] = { 0x80, 0xe0, 0x00 };
	static const uint8_t spare[] = { 0xe0, 0xe0, 0x01 };
	struct pc5_smc_echo good = {
		.caps = caps, .caps_len = 3,
		.sent_caps = caps, .sent_caps_len = 3,
		.has_policy = true, .policy = 0x12, .sent_policy = 0x12,
	};
	struct pc5_smc_echo echo = good;

	(void)state;
	assert_int_equal(pc5_smc_check_echo(&echo), 0);
	echo.caps = less;
	assert_int_equal(pc5_smc_check_echo(&echo),
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	echo.caps = spare;
	assert_int_equal(pc5_smc_check_echo(&echo),
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	echo.caps = caps;
	echo.caps_len = 2;
	assert_int_equal(pc5_smc_check_echo(&echo),
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	echo = good;
	echo.policy = 0x11;
	assert_int_equal(pc5_smc_check_echo(&echo),
			 PC5S_CAUSE_POLICY_MISMATCH);
	echo = good;
	echo.has_policy = false;
	assert_int_equal(pc5_smc_check_echo(&echo),
			 PC5S_CAUSE_POLICY_MISMATCH);
	echo.rekey = true;
	assert_int_equal(pc5_smc_check_echo(&echo), 0);
}

/* Establish with these policies; the link of alice or NULL. */
static struct wlink *try(struct world *world)
{
	struct ue *alice = &world->ue[0];

	world_start(alice);
	world_start(&world->ue[1]);
	world_connect(alice, &world->ue[1]);
	world_run(world, 60000);
	assert_null(world_check(world));
	assert_int_equal(world_ups(alice), world_ups(&world->ue[1]));
	return world_up(alice);
}

/* All 81 combinations of both sides' signalling policies. */
static void signalling_matrix_end_to_end(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 81; i++) {
		uint8_t i1 = i % 3, i2 = i / 3 % 3;
		uint8_t c1 = i / 9 % 3, c2 = i / 27;
		struct world *world = world_new(i, 2);
		uint8_t integrity = matrix[i1][i2];
		uint8_t ciphering = matrix[c1][c2];
		struct wlink *link;

		/* There is no ciphering without integrity. */
		if (integrity == OFF && ciphering == ON)
			ciphering = c1 == R || c2 == R ? NO : OFF;
		world_policy(&world->ue[0], i1, c1, P, P);
		world_policy(&world->ue[1], i2, c2, P, P);
		link = try(world);
		if (integrity == NO || ciphering == NO) {
			assert_null(link);
			assert_int_equal(world->ue[0].last[PC5_LS_CONNECT_FAILED]
					 .cause, PC5S_CAUSE_UNSPECIFIED);
		} else {
			assert_non_null(link);
			assert_int_equal(!!link->up.sel.integrity, integrity);
			assert_int_equal(!!link->up.sel.ciphering, ciphering);
			assert_int_equal(link->up.secured, integrity);
			assert_int_equal(link->up.user_plane.integrity,
					 integrity);
			assert_int_equal(link->up.user_plane.ciphering,
					 ciphering);
		}
		world_free(world);
	}
}

/* All 81 combinations of both sides' user plane policies, all protected. */
static void user_plane_matrix_end_to_end(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 81; i++) {
		uint8_t i1 = i % 3, i2 = i / 3 % 3;
		uint8_t c1 = i / 9 % 3, c2 = i / 27;
		struct world *world = world_new(100 + i, 2);
		uint8_t integrity = matrix[i1][i2];
		uint8_t ciphering = matrix[c1][c2];
		struct wlink *link;

		world_policy(&world->ue[0], R, R, i1, c1);
		world_policy(&world->ue[1], R, R, i2, c2);
		link = try(world);
		if (integrity == NO || ciphering == NO) {
			assert_null(link);
		} else {
			assert_non_null(link);
			assert_int_equal(link->up.user_plane.integrity,
					 integrity);
			assert_int_equal(link->up.user_plane.ciphering,
					 ciphering);
		}
		world_free(world);
	}
}

/* What signalling has not, the user plane cannot have. */
static void user_plane_needs_signalling(void **state)
{
	static const uint8_t policy[][4] = {
		/* UE_1's and UE_2's user plane; is there a link? */
		{ P, P, P, true }, { R, P, P, false }, { P, P, R, false },
		{ N, N, N, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(policy); i++) {
		struct world *world = world_new(200 + i, 2);
		struct wlink *link;

		world_policy(&world->ue[0], R, N, P, policy[i][0]);
		world_policy(&world->ue[1], R, N, P, policy[i][2]);
		link = try(world);
		assert_int_equal(!!link, policy[i][3]);
		if (link)
			assert_false(link->up.user_plane.ciphering);
		world_free(world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decide),
		cmocka_unit_test(own_priority_chooses),
		cmocka_unit_test(no_ciphering_without_integrity),
		cmocka_unit_test(rekeying_keeps_on_and_off),
		cmocka_unit_test(off_or_on_is_the_receivers_choice),
		cmocka_unit_test(command_checks),
		cmocka_unit_test(echo_checks),
		cmocka_unit_test(signalling_matrix_end_to_end),
		cmocka_unit_test(user_plane_matrix_end_to_end),
		cmocka_unit_test(user_plane_needs_signalling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
