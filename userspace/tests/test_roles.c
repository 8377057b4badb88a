// SPDX-License-Identifier: GPL-2.0-or-later
/* What a UE may be, as text. */

#include "test.h"

#include <stdio.h>

#include "libpc5/peer.h"

static void roles(void **state)
{
	static const char *const bad_words[] = {
		"", "end", "end-ues", "relay", "relay:", "relay:00000",
		"relay:0000000", "relay:00000A", "relay:00000g", "group:x",
		"relays:000000",
	};
	struct pc5_roles r = { 0 }, back;
	char text[PC5_ROLES_TEXT];
	char word[16];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad_words); i++)
		assert_int_equal(pc5_roles_add(&r, bad_words[i]), -EINVAL);
	pc5_roles_text(&r, text);
	assert_string_equal(text, "");
	assert_int_equal(pc5_roles_add(&r, "end-ue"), 0);
	assert_int_equal(pc5_roles_add(&r, "end-ue"), -EEXIST);
	for (i = 0; i < PC5_ROLES_MAX; i++) {
		snprintf(word, sizeof(word), "relay:%06zx", i);
		assert_int_equal(pc5_roles_add(&r, word), 0);
		assert_int_equal(pc5_roles_add(&r, word), -EEXIST);
		snprintf(word, sizeof(word), "group:%06zx", 0xffffff - i);
		assert_int_equal(pc5_roles_add(&r, word), 0);
	}
	assert_int_equal(pc5_roles_add(&r, "group:000000"), -ENOSPC);
	pc5_roles_text(&r, text);
	assert_int_equal(strlen(text), 6 + 64 * 13);
	assert_int_equal(pc5_roles_parse(&back, text), 0);
	assert_memory_equal(&r, &back, sizeof(r));
	assert_int_equal(pc5_roles_parse(&back, "end-ue,"), -EINVAL);
	assert_int_equal(pc5_roles_parse(&back, ",end-ue"), -EINVAL);
	assert_int_equal(pc5_roles_parse(&back, "relay:0000001"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
