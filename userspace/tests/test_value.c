// SPDX-License-Identifier: GPL-2.0-or-later
/* Values as text. */

#include "test.h"

#include <arpa/inet.h>

#include "libpc5/value.h"

static void l2id_good(void **state)
{
	static const struct {
		const char *text;
		uint32_t value;
	} good[] = {
		{ "1", 1 },
		{ "16777215", 0xffffff },
		{ "0x1", 1 },
		{ "0XABCDEF", 0xabcdef },
		{ "0xabcdef", 0xabcdef },
		{ "AB:CD:EF", 0xabcdef },
		{ "00:00:01", 1 },
		/* No octal: a leading zero means nothing. */
		{ "010", 10 },
	};
	uint32_t value;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(pc5_parse_l2id(good[i].text, &value), 0);
		assert_int_equal(value, good[i].value);
	}
}

static void l2id_bad(void **state)
{
	static const char *const bad[] = {
		"", "0", "0x", "0x0", "16777216", "0x1000000", "-1", "+1",
		" 1", "1 ", "abcdef", "0xg", "AB:CD", "AB:CD:EF:01", "A:B:C",
		"AB:CD:EG", "AB:CD:EF ", "ABCD:EF", "00:00:00", "AB-CD-EF",
		"18446744073709551617", "99999999999999999999999",
	};
	uint32_t value;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(pc5_parse_l2id(bad[i], &value), -EINVAL);
}

static void numbers(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(pc5_parse_uint("0", 0, 0, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(pc5_parse_uint("4294967295", 0, UINT32_MAX, &value),
			 0);
	assert_int_equal(value, UINT32_MAX);
	assert_int_equal(pc5_parse_uint("4294967296", 0, UINT32_MAX, &value),
			 -EINVAL);
	assert_int_equal(pc5_parse_uint("3", 4, 19, &value), -EINVAL);
	assert_int_equal(pc5_parse_uint("4k", 4, 19, &value), -EINVAL);
	assert_int_equal(pc5_parse_uint("1a", 0, 100, &value), -EINVAL);
	assert_int_equal(pc5_parse_uint("a", 0, 100, &value), -EINVAL);
	assert_int_equal(pc5_parse_uint("0x0x1", 0, 100, &value), -EINVAL);
}

static void names(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(pc5_parse_name(&pc5_nea_names, "NEA2", &value), 0);
	assert_int_equal(value, 2);
	assert_int_equal(pc5_parse_name(&pc5_nia_names, "128-Nia3", &value),
			 0);
	assert_int_equal(value, 3);
	assert_int_equal(pc5_parse_name(&pc5_nea_names, "nia2", &value),
			 -EINVAL);
	assert_int_equal(pc5_parse_name(&pc5_nea_names, "nea4", &value),
			 -EINVAL);
	assert_int_equal(pc5_parse_name(&pc5_policy_names, "128-required",
					&value), -EINVAL);
	/* The SDU types have a gap. */
	assert_int_equal(pc5_parse_name(&pc5_sdu_type_names, "ethernet",
					&value), 0);
	assert_int_equal(value, 2);
	assert_null(pc5_name(&pc5_sdu_type_names, 1));
	assert_null(pc5_name(&pc5_sdu_type_names, 3));
	assert_string_equal(pc5_name(&pc5_role_names, 1), "responder");
}

static void addresses(void **state)
{
	struct pc5_addr addr;
	char text[INET6_ADDRSTRLEN];

	(void)state;
	assert_int_equal(pc5_parse_addr("192.0.2.1", &addr), 0);
	assert_int_equal(addr.family, AF_INET);
	pc5_format_addr(&addr, text, sizeof(text));
	assert_string_equal(text, "192.0.2.1");
	assert_int_equal(pc5_parse_addr("2001:db8::1", &addr), 0);
	assert_int_equal(addr.family, AF_INET6);
	pc5_format_addr(&addr, text, sizeof(text));
	assert_string_equal(text, "2001:db8::1");
	assert_int_equal(pc5_parse_addr("192.0.2.256", &addr), -EINVAL);
	assert_int_equal(pc5_parse_addr("localhost", &addr), -EINVAL);
	addr.family = AF_UNSPEC;
	pc5_format_addr(&addr, text, sizeof(text));
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(l2id_good),
		cmocka_unit_test(l2id_bad),
		cmocka_unit_test(numbers),
		cmocka_unit_test(names),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
