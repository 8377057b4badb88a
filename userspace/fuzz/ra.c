// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: neighbour discovery. What is taken of a Router Advertisement
 * is a prefix of unicast addresses, and a route that is around it or none.
 */

#include <stdlib.h>
#include <string.h>

#include "libpc5/ra.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
	if (!condition)
		abort();
}

static void check_ra(const struct pc5_ra *ra)
{
	struct in6_addr cut = ra->prefix;
	uint8_t out[PC5_RA_SIZE];
	struct pc5_ra again;

	pc5_ra_mask(&cut, PC5_RA_PREFIX_LEN);
	check(!memcmp(&cut, &ra->prefix, sizeof(cut)));
	check(!IN6_IS_ADDR_MULTICAST(&cut) && !IN6_IS_ADDR_LINKLOCAL(&cut) &&
	      !IN6_IS_ADDR_UNSPECIFIED(&cut) && !IN6_IS_ADDR_LOOPBACK(&cut));
	check(ra->valid && ra->preferred <= ra->valid);
	if (ra->route_len) {
		check(ra->route_len <= PC5_RA_PREFIX_LEN);
		pc5_ra_mask(&cut, ra->route_len);
		check(!memcmp(&cut, &ra->route, sizeof(cut)));
	}
	check(!pc5_ra_parse(out, pc5_ra_build(ra, out), &again));
	check(!memcmp(&ra->prefix, &again.prefix, sizeof(again.prefix)));
	check(!memcmp(&ra->route, &again.route, sizeof(again.route)));
	check(ra->valid == again.valid && ra->preferred == again.preferred);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *msg = malloc(size ? size : 1);
	struct in6_addr addr;
	struct pc5_ra ra;

	memcpy(msg, data, size);
	if (!pc5_ra_parse(msg, size, &ra))
		check_ra(&ra);
	pc5_ra_is_solicit(msg, size);
	if (!pc5_ra_announced(msg, size, &addr))
		check(!IN6_IS_ADDR_MULTICAST(&addr));
	free(msg);
	return 0;
}
