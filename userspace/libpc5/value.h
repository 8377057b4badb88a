/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values as text: Layer-2 IDs, K_NRP-sess IDs, numbers, names, addresses. */
#ifndef LIBPC5_VALUE_H
#define LIBPC5_VALUE_H

#include <stdint.h>

#include "attr.h"
#include "nl-names.h"

/*
 * Unsigned number of at least @min and at most @max, decimal or after 0x
 * hexadecimal; nothing before or after it. Returns 0 or -EINVAL.
 */
int pc5_parse_uint(const char *text, uint64_t min, uint64_t max,
		   uint64_t *value);

/*
 * Layer-2 ID, 1 to PC5_L2ID_MAX: as above, or its three octets in hexadecimal
 * as in 0a:0b:0c (TS 38.300 clause 8.4). Returns 0 or -EINVAL.
 */
int pc5_parse_l2id(const char *text, uint32_t *l2id);

/* IPv4 or IPv6 address. Returns 0 or -EINVAL. */
int pc5_parse_addr(const char *text, struct pc5_addr *addr);

/* Text of an address; empty where its family is none of the two. */
void pc5_format_addr(const struct pc5_addr *addr, char *text, size_t size);

/*
 * Value called @text, whatever the case of its letters. Algorithms may also
 * have their names of TS 33.501 clause 5.11.1: 128-NEA2. Returns 0 or
 * -EINVAL.
 */
int pc5_parse_name(const struct pc5_names *names, const char *text,
		   uint32_t *value);

/* Name of @value, NULL where it has none. */
const char *pc5_name(const struct pc5_names *names, uint32_t value);

#endif /* LIBPC5_VALUE_H */
