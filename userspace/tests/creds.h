/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Credentials of alice and bob for EAP-TLS. */
#ifndef TESTS_CREDS_H
#define TESTS_CREDS_H

#include "pair.h"
#include "pki.h"

/**
 * struct creds - what the credentials of a UE are made of
 * @spec: its certificate
 * @params: the rest; certificate, key and store are filled in
 * @crl: a CRL it has; freed with the rest
 */
struct creds {
	struct pki_spec spec;
	struct pc5_tls_params params;
	X509_CRL *crl;
};

/* A CA both trust, one they do not, and one below the first. */
extern struct pki_cert root, other, middle;

/* Make and free them: for cmocka_run_group_tests(). */
int creds_setup(void **state);
int creds_teardown(void **state);

/* Those of alice or bob, by @ue, issued by the root. */
void creds_good(struct creds *creds, int ue);

struct pc5_tls *creds_make(struct creds *creds);

/* Two UEs with these; and with good ones. */
void pair_creds(struct pair *pair, struct creds creds[2]);
void pair_good(struct pair *pair);

/*
 * Two UEs that allow EAP-TLS and EAP-PSK, each with its best first; with what
 * both_setup() makes, in the place of creds_setup(), and both_teardown() frees.
 */
int both_setup(void **state);
int both_teardown(void **state);
void pair_both(struct pair *pair, uint8_t best_1, uint8_t best_2);

/* pair_end(), and free the credentials. */
void pair_close(struct pair *pair);

#endif /* TESTS_CREDS_H */
