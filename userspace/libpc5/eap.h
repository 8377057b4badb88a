/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Extensible Authentication Protocol (RFC 3748): packets, and the EAP
 * server and the EAP peer as state machines that neither send nor wait: the
 * carrier hands them packets, and retransmits.
 */
#ifndef LIBPC5_EAP_H
#define LIBPC5_EAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth-error.h"
#include "auth-peer.h"

/*
 * Longest EAP packet, in octets: what the EAP message IE may hold (TS 24.554
 * clause 11.3.31), taken for the key establishment information container too.
 */
#define EAP_PACKET_MAX 1500

/* Octets before the type, and before the data of a request or response. */
#define EAP_HEADER_LEN 4
#define EAP_DATA_OFFSET 5

/* Octets of an MSK and of an EMSK (RFC 3748 clause 7.10). */
#define EAP_MSK_LEN 64

/* Most methods a UE allows, and most that are taken from a list. */
#define EAP_METHODS_MAX 8

/* Packets taken from the other side before it is given up. */
#define EAP_ROUNDS_DEFAULT 100

enum eap_code {
	EAP_CODE_REQUEST = 1,
	EAP_CODE_RESPONSE = 2,
	EAP_CODE_SUCCESS = 3,
	EAP_CODE_FAILURE = 4,
};

enum eap_type {
	EAP_TYPE_NONE = 0,
	EAP_TYPE_IDENTITY = 1,
	EAP_TYPE_NOTIFICATION = 2,
	EAP_TYPE_NAK = 3,
	EAP_TYPE_TLS = 13,
	EAP_TYPE_PSK = 47,
};

/**
 * struct eap_packet - a packet as received
 * @code: enum eap_code
 * @id: identifier
 * @type: type; EAP_TYPE_NONE in success and failure
 * @data: what follows the type, in the packet
 * @data_len: its octets
 */
struct eap_packet {
	uint8_t code;
	uint8_t id;
	uint8_t type;
	const uint8_t *data;
	size_t data_len;
};

/*
 * Parse the @len octets at @buf, which have to be one packet and nothing else.
 * Returns 0, or -EBADMSG where they are not.
 */
int eap_parse(struct eap_packet *pkt, const void *buf, size_t len);

/*
 * Write the first octets of a packet of @len octets in all: the header and,
 * where @len is longer than that, @type. @len is at most EAP_PACKET_MAX.
 */
void eap_put_header(uint8_t *buf, uint8_t code, uint8_t id, uint8_t type,
		    size_t len);

/**
 * enum eap_verdict - what a method makes of a packet
 * @EAP_METHOD_SEND: an answer is to be sent
 * @EAP_METHOD_DONE: it succeeded and has the keys; the peer's answer, if any,
 *	is its last
 * @EAP_METHOD_FAILED: it failed; there may be a last answer
 * @EAP_METHOD_DISCARD: the packet is to be treated as never received
 */
enum eap_verdict {
	EAP_METHOD_SEND,
	EAP_METHOD_DONE,
	EAP_METHOD_FAILED,
	EAP_METHOD_DISCARD,
};

/**
 * struct eap_io - what a method reads and writes
 * @in: the whole packet received, of @in_len octets; NULL when a server begins
 * @in_len: octets of it, at least EAP_DATA_OFFSET
 * @code: code of the answer
 * @id: identifier of the answer
 * @out: room for EAP_PACKET_MAX octets; data goes to @out + EAP_DATA_OFFSET
 * @out_len: octets of the whole answer, 0 for none; the header is put before
 *	it by the caller
 */
struct eap_io {
	const uint8_t *in;
	size_t in_len;
	uint8_t code;
	uint8_t id;
	uint8_t *out;
	size_t out_len;
};

/**
 * struct eap_method - an EAP method
 * @type: its type
 * @usable: whether there is a credential for a peer that says it is called
 *	@name (may be empty); server only
 * @new: begin; NULL where memory is short
 * @step: take a packet
 * @keys: MSK and EMSK, once done
 * @peer: who the other side proved to be, once done
 * @free: end, and wipe the keys
 */
struct eap_method {
	uint8_t type;
	bool (*usable)(const void *arg, const struct pc5_user_info *name);
	void *(*new)(const void *arg, bool server);
	enum eap_verdict (*step)(void *method, struct eap_io *io,
				 struct pc5_auth_error *err);
	void (*keys)(const void *method, uint8_t msk[EAP_MSK_LEN],
		     uint8_t emsk[EAP_MSK_LEN]);
	const struct pc5_auth_peer *(*peer)(const void *method);
	void (*free)(void *method);
};

/**
 * struct eap_params - what an EAP server or peer may do
 * @choice: the methods allowed, best first
 * @choice.method: the method
 * @choice.arg: what its functions get; has to stay as long as the state machine
 * @n_choice: number of @choice
 * @identity: what a peer says it is called
 * @rounds: packets taken before it is given up; 0 is EAP_ROUNDS_DEFAULT
 */
struct eap_params {
	struct {
		const struct eap_method *method;
		const void *arg;
	} choice[EAP_METHODS_MAX];
	unsigned int n_choice;
	struct pc5_user_info identity;
	unsigned int rounds;
};

/**
 * enum eap_status - what came of a packet
 * @EAP_SEND: send what is in the answer
 * @EAP_IGNORED: nothing; it was discarded
 * @EAP_SUCCEEDED: done; a server sends the answer, which is EAP-Success
 * @EAP_FAILED: it failed; send the answer, if there is one
 */
enum eap_status {
	EAP_SEND,
	EAP_IGNORED,
	EAP_SUCCEEDED,
	EAP_FAILED,
};

/**
 * struct eap_answer - a packet to send
 * @data: valid until the next call
 * @len: octets; 0 where there is none
 */
struct eap_answer {
	const uint8_t *data;
	size_t len;
};

struct eap;

/* NULL where memory is short. Free with eap_free(), which wipes the keys. */
struct eap *eap_new(const struct eap_params *params, bool server);
void eap_free(struct eap *eap);

/*
 * Begin as server. @identity is what the peer called itself, empty where it did
 * not; then it is asked. @types are the @n_types methods the peer offers.
 */
enum eap_status eap_start(struct eap *eap, const struct pc5_user_info *identity,
			  const uint8_t *types, unsigned int n_types,
			  struct eap_answer *answer);

/*
 * Take a packet. A packet that is malformed, out of order or a duplicate
 * changes nothing: the server discards it, the peer repeats its answer to a
 * request that is repeated (RFC 3748 clause 4.1) and sets @again.
 */
enum eap_status eap_input(struct eap *eap, const void *buf, size_t len,
			  bool *again, struct eap_answer *answer);

/* Whether the method succeeded, so that the two below may be called. */
bool eap_done(const struct eap *eap);
void eap_keys(const struct eap *eap, uint8_t msk[EAP_MSK_LEN],
	      uint8_t emsk[EAP_MSK_LEN]);
const struct pc5_auth_peer *eap_peer(const struct eap *eap);

/* Why it failed. */
const struct pc5_auth_error *eap_error(const struct eap *eap);

#endif /* LIBPC5_EAP_H */
