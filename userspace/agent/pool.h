/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IP addresses given to peers: one /64 and one IPv4 address for each link, out of
 * the prefixes of the provisioning, never the same to two links at a time. A peer
 * gets what it had before if that is free. No I/O is done here.
 */
#ifndef AGENT_POOL_H
#define AGENT_POOL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libpc5/provision.h"

/**
 * struct agent_lease - what one link has
 * @owner: the link
 * @what: mask of enum pc5_ls_allocate
 * @prefix6: its /64; this UE's address in it is the first one
 * @pool6: the prefix that is of, and whose peers are reached by this UE
 * @pool6_len: its length in bits
 * @own4: this UE's IPv4 address, the same for all links
 * @peer4: the peer's
 * @pool4_len: length in bits of the prefix they are of
 */
struct agent_lease {
	uint32_t owner;
	uint8_t what;
	struct in6_addr prefix6;
	struct in6_addr pool6;
	uint8_t pool6_len;
	struct in_addr own4;
	struct in_addr peer4;
	uint8_t pool4_len;
};

/**
 * struct agent_pool - what may be given, and what is
 * @from: the prefixes
 * @lease: what is given
 * @n: how much
 */
struct agent_pool {
	struct pc5_prov_addresses from;
	struct agent_lease *lease;
	size_t n;
};

/* What there is to give at all: mask of enum pc5_ls_allocate. */
uint8_t agent_pool_what(const struct pc5_prov_addresses *from);

/* Give of other prefixes from now on; what is given stays. */
void agent_pool_set(struct agent_pool *pool,
		    const struct pc5_prov_addresses *from);

/* Whether there is some of each of @what left. */
bool agent_pool_left(const struct agent_pool *pool, uint8_t what);

/*
 * Take some of each of @what for the link @owner, which has none, to @peer.
 * Returns 0, -ENOSPC where there is none left, -EINVAL where there never was,
 * -EEXIST where @owner has some, or -ENOMEM.
 */
int agent_pool_take(struct agent_pool *pool, uint32_t owner, uint8_t what,
		    const struct pc5_user_info *peer,
		    struct agent_lease *lease);

/* The link @owner is gone. */
void agent_pool_give(struct agent_pool *pool, uint32_t owner);

void agent_pool_free(struct agent_pool *pool);

#endif /* AGENT_POOL_H */
