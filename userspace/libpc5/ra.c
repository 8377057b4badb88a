// SPDX-License-Identifier: GPL-2.0-or-later
/* Neighbour discovery on a link of two. */

#include "ra.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <stdbool.h>
#include <string.h>

/* Octets of the messages before their options, and unit of options' length. */
#define RS_LEN 8
#define RA_LEN 16
#define NA_LEN 24
#define UNIT 8

/* Options (RFC 4861 clause 4.6, RFC 4191 clause 2.3), and their octets. */
#define OPT_PREFIX 3
#define OPT_PREFIX_LEN 32
#define OPT_ROUTE 24
#define OPT_ROUTE_LEN 16

/* Flags of the prefix option, and of a Neighbour Advertisement. */
#define PREFIX_AUTONOMOUS 0x40
#define NA_OVERRIDE 0x20

static void put32(uint8_t *to, uint32_t v)
{
	to[0] = v >> 24;
	to[1] = v >> 16;
	to[2] = v >> 8;
	to[3] = v;
}

static uint32_t get32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | from[1] << 16 | from[2] << 8 | from[3];
}

void pc5_ra_mask(struct in6_addr *addr, unsigned int bits)
{
	unsigned int i;

	for (i = 0; i < sizeof(addr->s6_addr); i++) {
		unsigned int keep = bits > 8 * i ? bits - 8 * i : 0;

		if (keep < 8)
			addr->s6_addr[i] &= 0xff00 >> keep;
	}
}

size_t pc5_ra_solicit(uint8_t out[PC5_RA_SIZE])
{
	memset(out, 0, PC5_RA_SIZE);
	out[0] = ND_ROUTER_SOLICIT;
	return RS_LEN;
}

size_t pc5_ra_build(const struct pc5_ra *ra, uint8_t out[PC5_RA_SIZE])
{
	uint8_t *opt = out + RA_LEN;

	memset(out, 0, PC5_RA_SIZE);
	out[0] = ND_ROUTER_ADVERT;
	opt[0] = OPT_PREFIX;
	opt[1] = OPT_PREFIX_LEN / UNIT;
	opt[2] = PC5_RA_PREFIX_LEN;
	/* Not on link: the router has an address of it too, by which to go. */
	opt[3] = PREFIX_AUTONOMOUS;
	put32(opt + 4, ra->valid);
	put32(opt + 8, ra->preferred);
	memcpy(opt + 16, &ra->prefix, sizeof(ra->prefix));
	opt += OPT_PREFIX_LEN;
	if (!ra->route_len)
		return opt - out;
	opt[0] = OPT_ROUTE;
	opt[1] = OPT_ROUTE_LEN / UNIT;
	opt[2] = ra->route_len;
	put32(opt + 4, ra->valid);
	/* Only the first half, as it is not longer than that. */
	memcpy(opt + 8, &ra->route, 8);
	return opt + OPT_ROUTE_LEN - out;
}

/* The fixed part is there, and what follows are options of sound length. */
static int check(const uint8_t *msg, size_t len, uint8_t type, size_t fixed)
{
	size_t at;

	if (!len || msg[0] != type)
		return -ENOENT;
	if (len < fixed || len > PC5_RA_MAX || msg[1])
		return -EBADMSG;
	for (at = fixed; at < len; at += msg[at + 1] * UNIT) {
		if (len - at < UNIT || !msg[at + 1] ||
		    (size_t)msg[at + 1] * UNIT > len - at)
			return -EBADMSG;
	}
	return 0;
}

static bool unicast(const struct in6_addr *addr)
{
	return !IN6_IS_ADDR_MULTICAST(addr) && !IN6_IS_ADDR_LINKLOCAL(addr) &&
	       !IN6_IS_ADDR_UNSPECIFIED(addr) && addr->s6_addr[0];
}

/* RFC 4862 clause 5.5.3 */
static bool take_prefix(const uint8_t *opt, struct pc5_ra *ra)
{
	if (opt[1] != OPT_PREFIX_LEN / UNIT || opt[2] != PC5_RA_PREFIX_LEN ||
	    !(opt[3] & PREFIX_AUTONOMOUS))
		return false;
	ra->valid = get32(opt + 4);
	ra->preferred = get32(opt + 8);
	memcpy(&ra->prefix, opt + 16, sizeof(ra->prefix));
	pc5_ra_mask(&ra->prefix, PC5_RA_PREFIX_LEN);
	return ra->valid && ra->preferred <= ra->valid && unicast(&ra->prefix);
}

/* Only one around the prefix: it says where the router's other peers are. */
static void take_route(const uint8_t *opt, struct pc5_ra *ra)
{
	struct in6_addr route = { 0 }, around = ra->prefix;
	uint8_t bits = opt[2];
	size_t octets = opt[1] * UNIT - 8;

	if (opt[1] > 3 || !bits || bits > PC5_RA_PREFIX_LEN ||
	    (bits + 7) / 8U > octets || !get32(opt + 4))
		return;
	memcpy(&route, opt + 8, octets);
	pc5_ra_mask(&route, bits);
	pc5_ra_mask(&around, bits);
	if (memcmp(&route, &around, sizeof(route)))
		return;
	ra->route = route;
	ra->route_len = bits;
}

int pc5_ra_parse(const void *data, size_t len, struct pc5_ra *ra)
{
	const uint8_t *msg = data;
	bool found = false;
	size_t at;
	int ret;

	memset(ra, 0, sizeof(*ra));
	ret = check(msg, len, ND_ROUTER_ADVERT, RA_LEN);
	if (ret)
		return ret;
	for (at = RA_LEN; at < len && !found; at += msg[at + 1] * UNIT)
		found = msg[at] == OPT_PREFIX && take_prefix(msg + at, ra);
	if (!found) {
		memset(ra, 0, sizeof(*ra));
		return -ENOENT;
	}
	for (at = RA_LEN; at < len && !ra->route_len; at += msg[at + 1] * UNIT) {
		if (msg[at] == OPT_ROUTE)
			take_route(msg + at, ra);
	}
	return 0;
}

int pc5_ra_is_solicit(const void *data, size_t len)
{
	return !check(data, len, ND_ROUTER_SOLICIT, RS_LEN);
}

size_t pc5_ra_announce(const struct in6_addr *addr, uint8_t out[PC5_RA_SIZE])
{
	memset(out, 0, PC5_RA_SIZE);
	out[0] = ND_NEIGHBOR_ADVERT;
	out[4] = NA_OVERRIDE;
	memcpy(out + 8, addr, sizeof(*addr));
	return NA_LEN;
}

int pc5_ra_announced(const void *data, size_t len, struct in6_addr *addr)
{
	int ret = check(data, len, ND_NEIGHBOR_ADVERT, NA_LEN);

	memset(addr, 0, sizeof(*addr));
	if (ret)
		return ret;
	memcpy(addr, (const uint8_t *)data + 8, sizeof(*addr));
	if (IN6_IS_ADDR_MULTICAST(addr) || IN6_IS_ADDR_UNSPECIFIED(addr)) {
		memset(addr, 0, sizeof(*addr));
		return -EBADMSG;
	}
	return 0;
}
