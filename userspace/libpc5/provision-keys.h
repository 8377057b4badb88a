/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of a provisioning file as tables. The parser goes by them, and a
 * test holds Documentation/provisioning.schema.json against them.
 */
#ifndef LIBPC5_PROVISION_KEYS_H
#define LIBPC5_PROVISION_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl-names.h"

/**
 * enum pc5_prov_type - what a value is and where it goes
 * @PC5_PROV_MAP: a map of its own keys; a struct
 * @PC5_PROV_LIST: a list of maps; a pointer to structs and their number
 * @PC5_PROV_TEXT: text of min to max octets; char *
 * @PC5_PROV_DEVICE: name of a net device; char *
 * @PC5_PROV_NAME: user info of one UE; char *
 * @PC5_PROV_PATTERN: user info of one UE, or "*"; char *
 * @PC5_PROV_FILE: name of a file; struct pc5_named_file
 * @PC5_PROV_UINT: number from min to max; uint32_t
 * @PC5_PROV_MSEC: duration, its limits in milliseconds; uint32_t of them
 * @PC5_PROV_SEC: duration, its limits in seconds; uint32_t of them
 * @PC5_PROV_ENUM: one of the names; uint32_t
 * @PC5_PROV_MASK: list of names; uint32_t, bit n for name n
 * @PC5_PROV_ROLES: list of roles with their codes; struct pc5_roles, of which
 *	the default is an end UE
 * @PC5_PROV_ORDER: list of names that are at least min; struct pc5_order
 * @PC5_PROV_L2ID: Layer-2 ID; uint32_t
 * @PC5_PROV_L2ID_SELF: Layer-2 ID or "self-assigned"; uint32_t, 0 for that
 * @PC5_PROV_KNRP_ID: K_NRP ID; uint32_t
 * @PC5_PROV_UUID: UUID; uint8_t [16]
 * @PC5_PROV_TIME: time in UTC; uint64_t
 * @PC5_PROV_PREFIX6: IPv6 prefix of min to max bits; struct pc5_prefix6
 * @PC5_PROV_PREFIX4: IPv4 prefix of min to max bits; struct pc5_prefix4
 */
enum pc5_prov_type {
	PC5_PROV_MAP,
	PC5_PROV_LIST,
	PC5_PROV_TEXT,
	PC5_PROV_DEVICE,
	PC5_PROV_NAME,
	PC5_PROV_PATTERN,
	PC5_PROV_FILE,
	PC5_PROV_UINT,
	PC5_PROV_MSEC,
	PC5_PROV_SEC,
	PC5_PROV_ENUM,
	PC5_PROV_MASK,
	PC5_PROV_ROLES,
	PC5_PROV_ORDER,
	PC5_PROV_L2ID,
	PC5_PROV_L2ID_SELF,
	PC5_PROV_KNRP_ID,
	PC5_PROV_UUID,
	PC5_PROV_TIME,
	PC5_PROV_PREFIX6,
	PC5_PROV_PREFIX4,
};

/* Number of a policy that a service does not give: the file's own counts. */
#define PC5_PROV_INHERIT UINT32_MAX

struct pc5_prov_keys;

/**
 * struct pc5_prov_key - a key
 * @name: its name
 * @type: enum pc5_prov_type
 * @off: offset of its value in the struct of its map
 * @required: it has to be given
 * @never: a duration may also be "never", which is 0
 * @min: least number, octets, bits or items
 * @max: most of them
 * @def: value where it is not given; of PC5_PROV_ORDER, one value each
 *	hexadecimal digit with the first one in the lowest; of PC5_PROV_ENUM
 *	PC5_PROV_INHERIT for none
 * @names: of PC5_PROV_ENUM, PC5_PROV_MASK and PC5_PROV_ORDER
 * @sub: keys of PC5_PROV_MAP and of the maps in PC5_PROV_LIST
 * @n_off: offset of the number of PC5_PROV_LIST, a size_t
 * @size: octets of the struct of one item of PC5_PROV_LIST
 */
struct pc5_prov_key {
	const char *name;
	enum pc5_prov_type type;
	size_t off;
	bool required;
	bool never;
	uint64_t min;
	uint64_t max;
	uint64_t def;
	const struct pc5_names *names;
	const struct pc5_prov_keys *sub;
	size_t n_off;
	size_t size;
};

/**
 * struct pc5_prov_keys - the keys of a map
 * @key: they
 * @n: how many
 */
struct pc5_prov_keys {
	const struct pc5_prov_key *key;
	size_t n;
};

/* The keys of a provisioning file; of a struct pc5_provision. */
extern const struct pc5_prov_keys pc5_prov_keys;

/* In provision-relay.c: maps of it. */
extern const struct pc5_prov_keys pc5_prov_relay_keys;
extern const struct pc5_prov_keys pc5_prov_relay_service_keys;
extern const struct pc5_prov_keys pc5_prov_target_keys;

/* Policies of a service, which may be those of the file. */
extern const struct pc5_prov_keys pc5_prov_service_policies_keys;

extern const struct pc5_names pc5_relay_use_names;
extern const struct pc5_names pc5_target_use_names;
extern const struct pc5_names pc5_announce_names;
extern const struct pc5_names pc5_disc_security_names;
extern const struct pc5_names pc5_peer_role_names;
extern const struct pc5_names pc5_service_use_names;
extern const struct pc5_names pc5_auth_method_names;

#endif /* LIBPC5_PROVISION_KEYS_H */
