/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a UE is, and what it may be. */
#ifndef LIBPC5_AUTH_PEER_H
#define LIBPC5_AUTH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth-error.h"
#include "pc5-oid.h"
#include "peer.h"

/* A pc5_auth_peer.valid_until that never comes. */
#define PC5_AUTH_FOREVER INT64_MAX

/**
 * enum pc5_want_role - what a UE may be
 * @PC5_WANT_ANY: whatever it is
 * @PC5_WANT_END_UE: an end of a link
 * @PC5_WANT_RELAY: a UE-to-UE relay for a relay service code
 * @PC5_WANT_GROUP: a member of a group
 */
enum pc5_want_role {
	PC5_WANT_ANY,
	PC5_WANT_END_UE,
	PC5_WANT_RELAY,
	PC5_WANT_GROUP,
};

/**
 * struct pc5_auth_want - who the peer has to be
 * @name: the only name it may have; none: any name
 * @role: the role it has to have
 * @role_id: relay service code or Layer-2 ID that goes with @role
 * @now: the time now, in seconds since 1970 (UTC)
 */
struct pc5_auth_want {
	struct pc5_user_info name;
	enum pc5_want_role role;
	uint32_t role_id;
	int64_t now;
};

/**
 * struct pc5_auth_peer - who the peer proved to be
 * @name: its name; of several in a certificate the expected one, or the first
 * @roles: what it may be
 * @method: EAP method type it was authenticated with
 * @valid_until: when its credentials end, in seconds since 1970 (UTC)
 */
struct pc5_auth_peer {
	struct pc5_user_info name;
	struct pc5_roles roles;
	uint8_t method;
	int64_t valid_until;
};

/* Returns 0, or -EMSGSIZE where @len is 0 or more than PC5_USER_INFO_MAX. */
int pc5_auth_name_set(struct pc5_user_info *name, const void *data, size_t len);

/* Room for pc5_auth_name_text(). */
#define PC5_AUTH_NAME_TEXT 64

/* The name for a log: printable ASCII, cut to what fits, the rest as %XX. */
const char *pc5_auth_name_text(const struct pc5_user_info *name,
			       char text[PC5_AUTH_NAME_TEXT]);

bool pc5_roles_have(const struct pc5_roles *roles, enum pc5_want_role role,
		    uint32_t id);

/*
 * Whether @peer is who @want wants. Fills @err with PC5_AUTH_NAME or
 * PC5_AUTH_ROLE where not.
 */
bool pc5_auth_peer_wanted(const struct pc5_auth_peer *peer,
			  const struct pc5_auth_want *want,
			  struct pc5_auth_error *err);

/**
 * struct pc5_uri - one URI of pc5-oid.h
 * @name: set where the URI is a name
 * @role: the role otherwise
 * @id: relay service code or Layer-2 ID that goes with @role
 */
struct pc5_uri {
	struct pc5_user_info name;
	enum pc5_want_role role;
	uint32_t id;
};

/*
 * Parse the @len octets of @text. Returns 1, 0 for a URI that is not of this
 * kind, or -EINVAL for one that begins as such and is not.
 */
int pc5_uri_parse(struct pc5_uri *uri, const char *text, size_t len);

#endif /* LIBPC5_AUTH_PEER_H */
