/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an authentication ended without a key. */
#ifndef LIBPC5_AUTH_ERROR_H
#define LIBPC5_AUTH_ERROR_H

#include "util.h"

/**
 * enum pc5_auth_reason - why an authentication failed
 * @PC5_AUTH_OK: it did not
 * @PC5_AUTH_PROTOCOL: malformed or out of order
 * @PC5_AUTH_NO_METHOD: no method both sides allow and have credentials for
 * @PC5_AUTH_LIMIT: too many rounds or too large a message
 * @PC5_AUTH_REFUSED: the peer refused this UE
 * @PC5_AUTH_TAMPERED: the two sides did not see the same exchange
 * @PC5_AUTH_PSK_UNKNOWN: no pre-shared key for the peer's name
 * @PC5_AUTH_PSK_WRONG: the peer has another pre-shared key
 * @PC5_AUTH_NAME: the peer proved another name than the expected one
 * @PC5_AUTH_ROLE: the peer may not be what it is needed for
 * @PC5_AUTH_CERT_MISSING: the peer sent no certificate
 * @PC5_AUTH_CERT_EXPIRED: a certificate of the peer's chain has expired
 * @PC5_AUTH_CERT_NOT_YET_VALID: one is not valid yet
 * @PC5_AUTH_CERT_REVOKED: one is in the CRL or the deny list
 * @PC5_AUTH_CERT_UNKNOWN_CA: the chain ends in no trusted certificate
 * @PC5_AUTH_CERT_USAGE: the certificate is for another use than this
 * @PC5_AUTH_CERT_INVALID: anything else about a certificate
 * @PC5_AUTH_CRL: no CRL, or none that is valid, where one is demanded
 * @PC5_AUTH_TLS: the TLS handshake failed otherwise
 * @PC5_AUTH_INTERNAL: out of memory, or the crypto library failed
 * @PC5_AUTH_REASON_COUNT: number of reasons
 */
enum pc5_auth_reason {
	PC5_AUTH_OK,
	PC5_AUTH_PROTOCOL,
	PC5_AUTH_NO_METHOD,
	PC5_AUTH_LIMIT,
	PC5_AUTH_REFUSED,
	PC5_AUTH_TAMPERED,
	PC5_AUTH_PSK_UNKNOWN,
	PC5_AUTH_PSK_WRONG,
	PC5_AUTH_NAME,
	PC5_AUTH_ROLE,
	PC5_AUTH_CERT_MISSING,
	PC5_AUTH_CERT_EXPIRED,
	PC5_AUTH_CERT_NOT_YET_VALID,
	PC5_AUTH_CERT_REVOKED,
	PC5_AUTH_CERT_UNKNOWN_CA,
	PC5_AUTH_CERT_USAGE,
	PC5_AUTH_CERT_INVALID,
	PC5_AUTH_CRL,
	PC5_AUTH_TLS,
	PC5_AUTH_INTERNAL,
	PC5_AUTH_REASON_COUNT,
};

/**
 * struct pc5_auth_error - a failure, for logs
 * @reason: PC5_AUTH_OK where there is none
 * @text: what was wrong, in printable ASCII; holds nothing secret
 */
struct pc5_auth_error {
	enum pc5_auth_reason reason;
	char text[200];
};

/* Short name of a reason: "cert-expired"; NULL for no reason there is. */
const char *pc5_auth_reason_name(enum pc5_auth_reason reason);

/* Fill @err, unless it is filled already: the first failure is the cause. */
void pc5_auth_fail(struct pc5_auth_error *err, enum pc5_auth_reason reason,
		   const char *fmt, ...) __printf(3, 4);

#endif /* LIBPC5_AUTH_ERROR_H */
