/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EAP-TLS with TLS 1.3 and nothing older (RFC 9190): mutual authentication by
 * X.509 certificates, with forward secrecy, without tickets or resumption.
 */
#ifndef LIBPC5_EAP_TLS_H
#define LIBPC5_EAP_TLS_H

#include <openssl/ssl.h>
#include <stddef.h>
#include <stdint.h>

#include "auth-error.h"
#include "auth-peer.h"
#include "eap.h"
#include "eap-tls-frag.h"

/* Certificates in a chain from the peer's to a trusted one, both included. */
#define PC5_TLS_CHAIN_MAX 6

/* Octets of a serial number (RFC 5280 clause 4.1.2.2). */
#define PC5_TLS_SERIAL_MAX 20

/**
 * enum pc5_tls_crl - which certificates have to be looked up in a CRL
 * @PC5_TLS_CRL_NONE: none
 * @PC5_TLS_CRL_LEAF: the peer's own
 * @PC5_TLS_CRL_CHAIN: every one of its chain
 */
enum pc5_tls_crl {
	PC5_TLS_CRL_NONE,
	PC5_TLS_CRL_LEAF,
	PC5_TLS_CRL_CHAIN,
};

/**
 * struct pc5_tls_serial - a certificate that is denied, whoever issued it
 * @len: octets of @data
 * @data: the serial number, big-endian, without leading zeros
 */
struct pc5_tls_serial {
	uint8_t len;
	uint8_t data[PC5_TLS_SERIAL_MAX];
};

/**
 * struct pc5_tls_params - what a UE authenticates itself and others with
 * @cert: its certificate
 * @chain: STACK_OF(X509), the certificates between that and a trusted one; may
 *	be NULL
 * @key: private key of @cert
 * @store: trusted certificates and CRLs
 * @crl: which certificates have to be looked up in a CRL
 * @denied: serial numbers that are denied; copied
 * @n_denied: number of @denied
 *
 * References are taken on the OpenSSL objects.
 */
struct pc5_tls_params {
	X509 *cert;
	struct stack_st_X509 *chain;
	EVP_PKEY *key;
	X509_STORE *store;
	enum pc5_tls_crl crl;
	const struct pc5_tls_serial *denied;
	unsigned int n_denied;
};

struct pc5_tls;

/*
 * Prepare @params for any number of authentications. Returns 0, -ENOMEM, or
 * -EINVAL with @err filled where the key is not the certificate's or OpenSSL
 * takes one of them not.
 */
int pc5_tls_new(struct pc5_tls **tlsp, const struct pc5_tls_params *params,
		struct pc5_auth_error *err);
void pc5_tls_free(struct pc5_tls *tls);

/*
 * Look at this UE's own certificate as a peer that trusts the same certificates
 * would, to find a wrong configuration before it is needed. Returns 0, or
 * -EINVAL with @err filled. @peer, if not NULL, is filled as far as it went.
 */
int pc5_tls_check_self(const struct pc5_tls *tls,
		       const struct pc5_auth_want *want,
		       struct pc5_auth_peer *peer, struct pc5_auth_error *err);

/**
 * struct eap_tls_arg - what the method works with
 * @tls: the credentials
 * @want: who the peer has to be
 * @fragment: longest EAP packet it makes, in octets; 0 is
 *	EAP_TLS_FRAGMENT_DEFAULT
 */
struct eap_tls_arg {
	struct pc5_tls *tls;
	const struct pc5_auth_want *want;
	size_t fragment;
};

/* The method; its argument is a struct eap_tls_arg. */
extern const struct eap_method eap_tls_method;

/* For eap-tls.c: */

SSL_CTX *pc5_tls_ctx(const struct pc5_tls *tls);

/**
 * struct pc5_tls_check - verification of one peer
 * @tls: the credentials
 * @want: who it has to be
 * @peer: who it is
 * @err: what is wrong with its certificate
 */
struct pc5_tls_check {
	const struct pc5_tls *tls;
	const struct pc5_auth_want *want;
	struct pc5_auth_peer peer;
	struct pc5_auth_error err;
};

/* Verify as in @check, which has to stay as long as @ssl. */
int pc5_tls_check_with(SSL *ssl, struct pc5_tls_check *check);

#endif /* LIBPC5_EAP_TLS_H */
