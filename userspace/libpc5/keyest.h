/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The content of the key establishment information container (TS 24.554 clause
 * 11.3.9). APPLICATION SPECIFIC: TS 33.536 clause 5.3.3.1.4.3 leaves it to the
 * application, so this coding is the project's own and changes only here.
 *
 * The first octet is the kind:
 *
 *	0x11 offer	in the DCR and the REKEYING REQUEST: number n of methods,
 *			n EAP method types in order of preference, then at will
 *			an EAP-Response/Identity. n is 0 where a UE has only
 *			provisioned K_NRPs.
 *	0x12 EAP	in AUTHENTICATION REQUEST, RESPONSE and FAILURE: one EAP
 *			packet
 *	0x13 finish	in the DSM Command: confirmation of 16 octets, then
 *			EAP-Success
 *
 * The high four bits, 1, are the version of this coding.
 *
 * The confirmation proves that both UEs saw the same containers, from the offer
 * on, so that a list of methods somebody shortened on the way is found out. It
 * is the last 16 octets of KDF (TS 33.220 clause B.2.0) with
 *
 *	key	the last 32 octets of the MSK, which K_NRP does not use
 *	FC	0xF0, of the range free for unregistered use (clause B.2.2)
 *	P0	SHA-256 of all containers before it in order, each after its
 *		length in two octets; repetitions and what was discarded left
 *		out
 */
#ifndef LIBPC5_KEYEST_H
#define LIBPC5_KEYEST_H

#include <stddef.h>
#include <stdint.h>

#include "eap.h"

#define KEYEST_OFFER 0x11
#define KEYEST_EAP 0x12
#define KEYEST_FINISH 0x13

#define KEYEST_CONFIRM_FC 0xf0
#define KEYEST_CONFIRM_LEN 16

/* Longest container, in octets. */
#define KEYEST_MAX (1 + KEYEST_CONFIRM_LEN + EAP_PACKET_MAX)

/**
 * struct keyest - a container as received
 * @kind: KEYEST_OFFER, KEYEST_EAP or KEYEST_FINISH
 * @types: in an offer, the method types
 * @n_types: number of @types
 * @confirm: in a finish, the confirmation; KEYEST_CONFIRM_LEN octets
 * @eap: the EAP packet; NULL where there is none
 * @eap_len: octets of @eap
 */
struct keyest {
	uint8_t kind;
	const uint8_t *types;
	unsigned int n_types;
	const uint8_t *confirm;
	const uint8_t *eap;
	size_t eap_len;
};

/* Returns 0, or -EBADMSG where the @len octets at @buf are no container. */
int keyest_parse(struct keyest *k, const void *buf, size_t len);

/*
 * Write what @k says to @buf, which has room for KEYEST_MAX octets. Returns its
 * length.
 */
size_t keyest_build(const struct keyest *k, uint8_t *buf);

#endif /* LIBPC5_KEYEST_H */
