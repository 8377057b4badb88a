/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a UE is: its user info, and what it may be. */
#ifndef LIBPC5_PEER_H
#define LIBPC5_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Most octets of a user info (Application layer ID, TS 24.554 clause 11.3.4). */
#define PC5_USER_INFO_MAX 255

/**
 * struct pc5_user_info - user info (TS 24.554 clause 11.3.4)
 * @len: octets; 0 where it is not known
 * @octets: the user info, of any octets
 */
struct pc5_user_info {
	uint8_t len;
	uint8_t octets[PC5_USER_INFO_MAX];
};

static inline bool pc5_user_info_equal(const struct pc5_user_info *a,
				       const struct pc5_user_info *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

/* Most relay service codes, and most groups, of a UE. */
#define PC5_ROLES_MAX 32

/**
 * struct pc5_roles - all that a UE may be
 * @end_ue: an end of a link
 * @n_relay: number of @relay
 * @n_group: number of @group
 * @relay: relay service codes it may relay for (24 bits, TS 24.554 clause
 *	11.3.26)
 * @group: destination Layer-2 IDs of groups it is a member of (24 bits)
 */
struct pc5_roles {
	bool end_ue;
	unsigned int n_relay;
	unsigned int n_group;
	uint32_t relay[PC5_ROLES_MAX];
	uint32_t group[PC5_ROLES_MAX];
};

/* Octets of all roles as text, the final NUL included. */
#define PC5_ROLES_TEXT (sizeof("end-ue") + \
			2 * PC5_ROLES_MAX * sizeof(",relay:000000"))

/*
 * Add the role @word: "end-ue", "relay:RSC" or "group:L2ID" with six
 * hexadecimal digits in lower case. Returns 0, -EINVAL for anything else,
 * -EEXIST where it is among them already, -ENOSPC where they are full.
 */
int pc5_roles_add(struct pc5_roles *roles, const char *word);

/* Roles as such words with commas between them; empty where there are none. */
void pc5_roles_text(const struct pc5_roles *roles, char text[PC5_ROLES_TEXT]);

/* The roles of such a text: 0, or as pc5_roles_add(). */
int pc5_roles_parse(struct pc5_roles *roles, const char *text);

/**
 * struct pc5_hop - purpose of a link, and of its K_NRP
 * @rsc: relay service code of a hop link of a UE-to-UE relay (24 bits); 0 for a
 *	link between end UEs
 * @peer_relay: of a hop link: the peer is the relay, else this UE is
 */
struct pc5_hop {
	uint32_t rsc;
	bool peer_relay;
};

static inline bool pc5_hop_equal(const struct pc5_hop *a,
				 const struct pc5_hop *b)
{
	return a->rsc == b->rsc && a->peer_relay == b->peer_relay;
}

/**
 * enum pc5_peer_role - kinds of roles; bits of a mask
 * @PC5_PEER_END_UE: an end of a link
 * @PC5_PEER_RELAY: a UE-to-UE relay (TS 24.554 clause 8a)
 * @PC5_PEER_GROUP_MEMBER: a member of groups
 */
enum pc5_peer_role {
	PC5_PEER_END_UE = 1 << 0,
	PC5_PEER_RELAY = 1 << 1,
	PC5_PEER_GROUP_MEMBER = 1 << 2,
};

#endif /* LIBPC5_PEER_H */
