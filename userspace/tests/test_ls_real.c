// SPDX-License-Identifier: GPL-2.0-or-later
/* The link procedures with the real methods, as the agent has them. */

#include "lsreal.h"

/* What the method leaves out of a link that is there, and its keys. */
static void check_link(struct world *world, uint32_t alice)
{
	struct pc5_ls_info info;

	assert_null(world_check(world));
	assert_int_equal(pc5_ls_info(world->ue[0].ls, alice, &info), 0);
	assert_true(info.established && info.secured);
	assert_int_equal(info.peer.len, 3);
	assert_memory_equal(info.peer.octets, "bob", 3);
}

static void whole_life(uint8_t method)
{
	struct world *world = world_new(1, 2);
	struct pc5_ls_info before, after;
	uint32_t alice, bob;
	struct pair pair;

	real_start(world, &pair, method);
	world_link(world, &alice, &bob);
	check_link(world, alice);
	assert_int_equal(pc5_ls_info(world->ue[0].ls, alice, &before), 0);

	assert_int_equal(pc5_ls_rekey(world->ue[0].ls, alice, false), 0);
	world_flush(world);
	check_link(world, alice);
	assert_int_equal(pc5_ls_info(world->ue[0].ls, alice, &after), 0);
	assert_int_not_equal(before.ids.sess_id, after.ids.sess_id);
	assert_int_equal(before.knrp_id, after.knrp_id);
	world_run(world, 20000);

	if (method) {
		assert_int_equal(pc5_ls_rekey(world->ue[0].ls, alice, true), 0);
		world_flush(world);
		check_link(world, alice);
		assert_int_equal(pc5_ls_info(world->ue[0].ls, alice, &after),
				 0);
		assert_int_not_equal(before.knrp_id, after.knrp_id);
	} else {
		assert_int_equal(pc5_ls_rekey(world->ue[0].ls, alice, true),
				 -EOPNOTSUPP);
	}
	world_free(world);
	real_end(&pair);
}

static void provisioned(void **state)
{
	(void)state;
	whole_life(0);
}

static void eap_psk(void **state)
{
	(void)state;
	whole_life(EAP_TYPE_PSK);
}

static void eap_tls(void **state)
{
	(void)state;
	whole_life(EAP_TYPE_TLS);
}

/* The pre-shared keys differ: both are down, and neither says otherwise. */
static void other_psk(void **state)
{
	struct world *world = world_new(1, 2);
	struct pair pair;

	(void)state;
	real_start(world, &pair, EAP_TYPE_PSK);
	pair.psk[UE_2].key[0] ^= 1;
	world_connect(&world->ue[0], &world->ue[1]);
	world_settle(world);
	assert_null(world_up(&world->ue[0]));
	assert_null(world_up(&world->ue[1]));
	world_free(world);
	real_end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(provisioned),
		cmocka_unit_test(eap_psk),
		cmocka_unit_test(eap_tls),
		cmocka_unit_test(other_psk),
	};

	return cmocka_run_group_tests(tests, creds_setup, creds_teardown);
}
