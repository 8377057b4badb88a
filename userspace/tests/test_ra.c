// SPDX-License-Identifier: GPL-2.0-or-later
/* Neighbour discovery on a link of two. */

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "libpc5/ra.h"

static struct in6_addr addr(const char *text)
{
	struct in6_addr it;

	assert_int_equal(inet_pton(AF_INET6, text, &it), 1);
	return it;
}

static struct pc5_ra sample(void)
{
	return (struct pc5_ra){
		.prefix = addr("fd00:1:2:304::"),
		.valid = 86400,
		.preferred = 3600,
		.route = addr("fd00:1:2:300::"),
		.route_len = 56,
	};
}

/* RFC 4861 clauses 4.2 and 4.6.2, RFC 4191 clause 2.3, to the octet. */
static void octets(void **state)
{
	static const uint8_t want[] = {
		134, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		3, 4, 64, 0x40, 0, 1, 0x51, 0x80, 0, 0, 0x0e, 0x10, 0, 0, 0, 0,
		0xfd, 0, 0, 1, 0, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0,
		24, 2, 56, 0, 0, 1, 0x51, 0x80, 0xfd, 0, 0, 1, 0, 2, 3, 0,
	};
	struct pc5_ra ra = sample();
	uint8_t out[PC5_RA_SIZE];

	(void)state;
	assert_int_equal(pc5_ra_build(&ra, out), sizeof(want));
	assert_memory_equal(out, want, sizeof(want));
	ra.route_len = 0;
	assert_int_equal(pc5_ra_build(&ra, out), sizeof(want) - 16);
	assert_int_equal(pc5_ra_solicit(out), 8);
	assert_int_equal(out[0], 133);
	assert_true(pc5_ra_is_solicit(out, 8));
	assert_false(pc5_ra_is_solicit(want, sizeof(want)));
}

static void there_and_back(void **state)
{
	struct pc5_ra ra = sample(), got;
	uint8_t out[PC5_RA_SIZE];
	size_t len = pc5_ra_build(&ra, out);

	(void)state;
	assert_int_equal(pc5_ra_parse(out, len, &got), 0);
	assert_memory_equal(&got.prefix, &ra.prefix, sizeof(ra.prefix));
	assert_memory_equal(&got.route, &ra.route, sizeof(ra.route));
	assert_int_equal(got.valid, ra.valid);
	assert_int_equal(got.preferred, ra.preferred);
	assert_int_equal(got.route_len, ra.route_len);
}

/* What is no prefix for us, and what is broken: nothing is left in the result. */
static void unfit(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		int ret;
	} edit[] = {
		{ 0, 135, -ENOENT },	/* type */
		{ 1, 1, -EBADMSG },	/* code */
		{ 16, 25, -ENOENT },	/* not a prefix */
		{ 17, 0, -EBADMSG },	/* option without length */
		{ 17, 200, -EBADMSG },	/* longer than the message */
		{ 17, 5, -EBADMSG },	/* so that what follows is broken */
		{ 18, 63, -ENOENT },	/* no host can make an address of it */
		{ 19, 0x80, -ENOENT },	/* not autonomous */
		{ 24, 1, -ENOENT },	/* preferred for longer than valid */
		{ 32, 0xff, -ENOENT },	/* multicast */
		{ 32, 0, -ENOENT },	/* neither global nor local */
	};
	static const struct pc5_ra nothing;
	struct pc5_ra ra = sample(), got;
	uint8_t out[PC5_RA_SIZE];
	size_t len = pc5_ra_build(&ra, out);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(edit) / sizeof(edit[0]); i++) {
		uint8_t copy[PC5_RA_SIZE];

		memcpy(copy, out, sizeof(copy));
		copy[edit[i].at] = edit[i].value;
		if (pc5_ra_parse(copy, len, &got) != edit[i].ret)
			fail_msg("octet %zu = %u", edit[i].at, edit[i].value);
		assert_memory_equal(&got, &nothing, sizeof(got));
	}
	for (i = 0; i < len; i++) {
		int ret = pc5_ra_parse(out, i, &got);

		/* Only at the ends of options it is a whole message. */
		assert_int_equal(ret, i == 16 || !i ? -ENOENT :
				 i == 48 ? 0 : -EBADMSG);
	}
}

/* A route that is not around the prefix is nobody's business. */
static void other_route(void **state)
{
	struct pc5_ra ra = sample(), got;
	uint8_t out[PC5_RA_SIZE];
	size_t len;

	(void)state;
	ra.route = addr("2001:db8::");
	len = pc5_ra_build(&ra, out);
	assert_int_equal(pc5_ra_parse(out, len, &got), 0);
	assert_int_equal(got.route_len, 0);
	out[len - 14] = 0;
	assert_int_equal(pc5_ra_parse(out, len, &got), 0);
	assert_int_equal(got.route_len, 0);
	assert_memory_equal(&got.prefix, &ra.prefix, 16);
}

static void announcement(void **state)
{
	struct in6_addr it = addr("fd00:1:2:304::77"), got;
	uint8_t out[PC5_RA_SIZE];
	size_t len = pc5_ra_announce(&it, out);

	(void)state;
	assert_int_equal(len, 24);
	assert_int_equal(out[0], 136);
	assert_int_equal(pc5_ra_announced(out, len, &got), 0);
	assert_memory_equal(&got, &it, sizeof(it));
	assert_int_equal(pc5_ra_announced(out, len - 1, &got), -EBADMSG);
	out[8] = 0xff;
	assert_int_equal(pc5_ra_announced(out, len, &got), -EBADMSG);
	out[0] = 134;
	assert_int_equal(pc5_ra_announced(out, len, &got), -ENOENT);
}

static void masks(void **state)
{
	struct in6_addr it = addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	struct in6_addr want = addr("ffff:ffff:ffe0::");

	(void)state;
	pc5_ra_mask(&it, 128);
	assert_int_equal(it.s6_addr[15], 0xff);
	pc5_ra_mask(&it, 43);
	assert_memory_equal(&it, &want, sizeof(it));
	pc5_ra_mask(&it, 0);
	assert_true(IN6_IS_ADDR_UNSPECIFIED(&it));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(octets),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(unfit),
		cmocka_unit_test(other_route),
		cmocka_unit_test(announcement),
		cmocka_unit_test(masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
