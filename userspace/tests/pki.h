/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Certificates made for a test; what cannot be made ends the program. */
#ifndef TESTS_PKI_H
#define TESTS_PKI_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

/* The time now in all tests: 2026-01-01, 00:00:00 UTC. */
#define PKI_NOW 1767225600
#define PKI_DAY 86400

/* Most URIs of a certificate. */
#define PKI_URIS_MAX 40

/**
 * struct pki_cert - a certificate and its key
 * @cert: the certificate
 * @key: its private key
 */
struct pki_cert {
	X509 *cert;
	EVP_PKEY *key;
};

/**
 * struct pki_spec - what a certificate is to be like
 * @name: common name
 * @uri: subjectAltName URIs, ended by NULL; after "DNS:" a name of that kind
 * @issuer: who issues it; NULL: itself
 * @ca: it may issue others
 * @serial: serial number
 * @from: when it begins, in seconds from PKI_NOW; 0: a day before
 * @to: when it ends; 0: a day after
 * @usage: extended key usage, as in openssl.cnf; NULL: none
 * @curve: of its key; NULL: P-256
 * @padding: octets of comment, to make it large
 */
struct pki_spec {
	const char *name;
	const char *uri[PKI_URIS_MAX + 1];
	const struct pki_cert *issuer;
	bool ca;
	long serial;
	int64_t from;
	int64_t to;
	const char *usage;
	const char *curve;
	unsigned int padding;
};

void pki_make(struct pki_cert *cert, const struct pki_spec *spec);
void pki_free(struct pki_cert *cert);

/* CRL of @issuer with one serial number, from @from to @to. */
X509_CRL *pki_crl(const struct pki_cert *issuer, long serial, int64_t from,
		  int64_t to);

#endif /* TESTS_PKI_H */
