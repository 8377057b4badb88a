/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EAP-PSK (RFC 4764): mutual authentication by a symmetric key. It has no
 * forward secrecy: who learns the key later can compute every K_NRP it gave.
 */
#ifndef LIBPC5_EAP_PSK_H
#define LIBPC5_EAP_PSK_H

#include <stdint.h>

#include "auth-peer.h"
#include "eap.h"

/* Octets of the key, of a MAC, of a random number, of an AES block. */
#define EAP_PSK_LEN 16

/* Octets of the nonce of the protected channel, as sent. */
#define EAP_PSK_NONCE_LEN 4

/**
 * struct pc5_auth_psk - what is known of a peer with a pre-shared key
 * @key: the key
 * @roles: what the peer may be
 */
struct pc5_auth_psk {
	uint8_t key[EAP_PSK_LEN];
	struct pc5_roles roles;
};

/**
 * struct eap_psk_arg - what the method works with
 * @self: this UE's name
 * @want: who the peer has to be
 * @lookup: the key shared with the UE called @name; 0, or -ENOENT
 * @random: fill @buf with @len random octets, 0 or negative errno; NULL takes
 *	the crypto library's generator
 * @user: first argument of both
 */
struct eap_psk_arg {
	const struct pc5_user_info *self;
	const struct pc5_auth_want *want;
	int (*lookup)(void *user, const struct pc5_user_info *name,
		      struct pc5_auth_psk *psk);
	int (*random)(void *user, void *buf, size_t len);
	void *user;
};

/* The method; its argument is a struct eap_psk_arg. */
extern const struct eap_method eap_psk_method;

/**
 * struct eap_psk_keys - keys of one run (RFC 4764 clause 3)
 * @ak: authentication key
 * @kdk: key-derivation key
 * @tek: key of the protected channel
 * @msk: master session key
 * @emsk: extended master session key
 */
struct eap_psk_keys {
	uint8_t ak[EAP_PSK_LEN];
	uint8_t kdk[EAP_PSK_LEN];
	uint8_t tek[EAP_PSK_LEN];
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_MSK_LEN];
};

/**
 * struct eap_psk_part - octets to be authenticated
 * @data: the octets
 * @len: number of them
 */
struct eap_psk_part {
	const void *data;
	size_t len;
};

/*
 * The parts the method is made of. All return 0, or -EIO where the crypto
 * library failed.
 */

/* AK and KDK of a key (clause 3.1). */
int eap_psk_setup(struct eap_psk_keys *keys, const uint8_t key[EAP_PSK_LEN]);

/* TEK, MSK and EMSK of KDK and RAND_P (clause 3.2). */
int eap_psk_derive(struct eap_psk_keys *keys,
		   const uint8_t rand_p[EAP_PSK_LEN]);

/* AES-CMAC of the @n parts one after the other. */
int eap_psk_cmac(const uint8_t key[EAP_PSK_LEN],
		 const struct eap_psk_part *part, unsigned int n,
		 uint8_t mac[EAP_PSK_LEN]);

/*
 * EAX with AES-128 (clause 3.3): cipher @data, of @len octets, in place, and
 * give its tag; or decipher it and return -EBADMSG, with @data as it was,
 * where @tag is not its tag.
 */
int eap_psk_eax_seal(const uint8_t key[EAP_PSK_LEN],
		     const struct eap_psk_part *nonce,
		     const struct eap_psk_part *header, uint8_t *data,
		     size_t len, uint8_t tag[EAP_PSK_LEN]);
int eap_psk_eax_open(const uint8_t key[EAP_PSK_LEN],
		     const struct eap_psk_part *nonce,
		     const struct eap_psk_part *header, uint8_t *data,
		     size_t len, const uint8_t tag[EAP_PSK_LEN]);

#endif /* LIBPC5_EAP_PSK_H */
