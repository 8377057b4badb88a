/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a UE is: its user info, and what it may be. */
#ifndef LIBPC5_PEER_H
#define LIBPC5_PEER_H

#include <stdint.h>
#include <string.h>

/* Most octets of an Application layer ID (TS 24.554 clause 11.3.4). */
#define PC5_USER_INFO_MAX 255

/**
 * struct pc5_user_info - user info: an Application layer ID (TS 24.554 clause
 * 11.3.4)
 * @len: octets, 1 to 255; 0 for none
 * @data: opaque octets
 */
struct pc5_user_info {
	uint8_t len;
	uint8_t data[PC5_USER_INFO_MAX];
};

static inline int pc5_user_info_equal(const struct pc5_user_info *a,
				      const struct pc5_user_info *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/**
 * enum pc5_peer_role - what a UE may be; bits of a mask
 * @PC5_PEER_END_UE: an end of a link
 * @PC5_PEER_RELAY: a UE-to-UE relay (TS 24.554 clause 8a)
 * @PC5_PEER_GROUP_MEMBER: a member of groups
 * @PC5_PEER_ALL: all of them
 */
enum pc5_peer_role {
	PC5_PEER_END_UE = 1 << 0,
	PC5_PEER_RELAY = 1 << 1,
	PC5_PEER_GROUP_MEMBER = 1 << 2,
	PC5_PEER_ALL = (1 << 3) - 1,
};

#endif /* LIBPC5_PEER_H */
