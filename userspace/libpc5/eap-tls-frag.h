/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fragments of EAP-TLS messages (RFC 5216 clauses 2.1.5 and 3). */
#ifndef LIBPC5_EAP_TLS_FRAG_H
#define LIBPC5_EAP_TLS_FRAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth-error.h"
#include "eap.h"

/* The flags octet. */
#define EAP_TLS_LENGTH 0x80
#define EAP_TLS_MORE 0x40
#define EAP_TLS_START 0x20

/* Longest message, in octets, put together or sent: one flight of TLS. */
#define EAP_TLS_MESSAGE_MAX 32768

/* Octets of an EAP packet that are not TLS: header, flags and length. */
#define EAP_TLS_OVERHEAD (EAP_DATA_OFFSET + 1 + 4)

/*
 * Longest EAP packet made: the smallest and the largest that may be asked for,
 * and what is taken otherwise, which leaves room for the headers of PC5-S, PDCP
 * and the underlay in 1500 octets.
 */
#define EAP_TLS_FRAGMENT_MIN 64
#define EAP_TLS_FRAGMENT_MAX EAP_PACKET_MAX
#define EAP_TLS_FRAGMENT_DEFAULT 1300

/**
 * struct eap_tls_frag - a message in the making in each direction
 * @in: what has been received of a message
 * @in_len: octets of it
 * @in_total: octets it is to have; 0 where that was not said
 * @in_more: more fragments are to come
 * @out: what is to be sent
 * @out_len: octets of it
 * @out_done: octets of it that have been sent
 * @fragment: longest EAP packet made
 */
struct eap_tls_frag {
	uint8_t *in;
	size_t in_len;
	size_t in_total;
	bool in_more;
	uint8_t *out;
	size_t out_len;
	size_t out_done;
	size_t fragment;
};

/**
 * enum eap_tls_got - what a packet was
 * @EAP_TLS_GOT_MESSAGE: the end of a message, which is in @in
 * @EAP_TLS_GOT_PART: a fragment, to be acknowledged by an empty packet
 * @EAP_TLS_GOT_ACK: an acknowledgment; eap_tls_frag_send() goes on
 * @EAP_TLS_GOT_EMPTY: empty, and nothing was waiting for it
 * @EAP_TLS_GOT_WRONG: it is malformed or too long; the error is filled
 */
enum eap_tls_got {
	EAP_TLS_GOT_MESSAGE,
	EAP_TLS_GOT_PART,
	EAP_TLS_GOT_ACK,
	EAP_TLS_GOT_EMPTY,
	EAP_TLS_GOT_WRONG,
};

/* Take the flags and what follows of a packet, @len octets. */
enum eap_tls_got eap_tls_frag_take(struct eap_tls_frag *frag,
				   const uint8_t *data, size_t len,
				   struct pc5_auth_error *err);

/* Forget the message that was received. */
void eap_tls_frag_taken(struct eap_tls_frag *frag);

/*
 * Room for a message of @len octets to be sent; NULL where that is too long
 * or memory is short.
 */
uint8_t *eap_tls_frag_room(struct eap_tls_frag *frag, size_t len);

/* Write the next fragment; one is left, or eap_tls_frag_room() was called. */
void eap_tls_frag_send(struct eap_tls_frag *frag, struct eap_io *io);

void eap_tls_frag_free(struct eap_tls_frag *frag);

#endif /* LIBPC5_EAP_TLS_FRAG_H */
