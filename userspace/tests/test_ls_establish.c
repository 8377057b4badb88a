// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: establishment. */

#include "lsworld.h"

static void each_method(void **state)
{
	static const int rounds[] = { 0, 1, 3 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rounds); i++) {
		struct world *world = world_new(1 + i, 2);
		uint32_t alice, bob;

		world->ue[1].rounds = rounds[i];
		world_link(world, &alice, &bob);
		assert_int_equal(world->ue[1].sent[PC5S_AUTHENTICATION_REQUEST],
				 rounds[i]);
		world_free(world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_method),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
