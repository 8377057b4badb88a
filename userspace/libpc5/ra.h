/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbour discovery on a link of exactly two (RFC 4861, RFC 4862): the router
 * gives its neighbour one /64, and the neighbour tells which address it made of
 * it. Only the ICMPv6 messages are here, without their checksum, which the
 * kernel sees to; whoever receives them checks that their hop limit is 255.
 */
#ifndef LIBPC5_RA_H
#define LIBPC5_RA_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Octets of the longest message that is made here, and that is looked at. */
#define PC5_RA_SIZE 80
#define PC5_RA_MAX 1280

/* Length of a prefix that hosts make addresses of (RFC 4862 clause 5.5.3). */
#define PC5_RA_PREFIX_LEN 64

/* A lifetime without an end (RFC 4861 clause 4.6.2). */
#define PC5_RA_FOREVER UINT32_MAX

/**
 * struct pc5_ra - Router Advertisement with one prefix to make addresses of
 * @prefix: the prefix, of PC5_RA_PREFIX_LEN bits; what follows is 0
 * @valid: seconds an address of it may be used
 * @preferred: seconds it may be used for what is new, at most @valid
 * @route: prefix that is reached by the sender, with @prefix in it (RFC 4191);
 *	of @route_len 0 there is none
 * @route_len: its length in bits, at most PC5_RA_PREFIX_LEN
 */
struct pc5_ra {
	struct in6_addr prefix;
	uint32_t valid;
	uint32_t preferred;
	struct in6_addr route;
	uint8_t route_len;
};

/* Router Solicitation; octets of it. */
size_t pc5_ra_solicit(uint8_t out[PC5_RA_SIZE]);

/*
 * Router Advertisement of a router that is none for anything else: it has no
 * default route to offer. Octets of it.
 */
size_t pc5_ra_build(const struct pc5_ra *ra, uint8_t out[PC5_RA_SIZE]);

/*
 * Parse one. Returns 0; -ENOENT where it has no prefix to make addresses of, or
 * is no Router Advertisement; -EBADMSG where it is broken. Of several prefixes
 * the first one that is fit is taken.
 */
int pc5_ra_parse(const void *data, size_t len, struct pc5_ra *ra);

/* Whether it is a Router Solicitation. */
int pc5_ra_is_solicit(const void *data, size_t len);

/*
 * Unsolicited Neighbour Advertisement of an address that is new (RFC 9131);
 * octets of it. And the address of one, or -ENOENT or -EBADMSG as above.
 */
size_t pc5_ra_announce(const struct in6_addr *addr, uint8_t out[PC5_RA_SIZE]);
int pc5_ra_announced(const void *data, size_t len, struct in6_addr *addr);

/* Cut @addr off behind @bits. */
void pc5_ra_mask(struct in6_addr *addr, unsigned int bits);

#endif /* LIBPC5_RA_H */
