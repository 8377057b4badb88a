// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-TLS: what certificates say, and whether they hold. */

#include "test.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "creds.h"
#include "libpc5/tls-file.h"

#define RSC 0x00c0de

/* Without the certificate between, or with too many, the chain does not hold. */
static void chains(void **state)
{
	struct pki_cert deep[PC5_TLS_CHAIN_MAX];
	struct creds creds[2];
	struct pair pair;
	int i;

	(void)state;
	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
	creds[UE_2].spec.issuer = &middle;
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_failed(&pair, UE_1, PC5_AUTH_CERT_UNKNOWN_CA);
	pair_close(&pair);

	creds[UE_2].params.chain = sk_X509_new_null();
	for (i = 0; i < PC5_TLS_CHAIN_MAX; i++) {
		pki_make(&deep[i], &(struct pki_spec){ .name = "deep",
			 .ca = true, .issuer = i ? &deep[i - 1] : &root,
			 .serial = 200 + i });
		sk_X509_push(creds[UE_2].params.chain, deep[i].cert);
		creds[UE_2].spec.issuer = &deep[i];
		pair_creds(&pair, creds);
		pair_run(&pair);
		/* One is the UE's own, one is the root. */
		if (i + 1 + 2 <= PC5_TLS_CHAIN_MAX)
			pair_check_done(&pair);
		else
			pair_check_failed(&pair, UE_1, PC5_AUTH_CERT_INVALID);
		pair_close(&pair);
	}
	sk_X509_free(creds[UE_2].params.chain);
	for (i = 0; i < PC5_TLS_CHAIN_MAX; i++)
		pki_free(&deep[i]);
}

/* What is wrong with the certificate of side @ue, or with what its peer wants. */
static void wrong(struct creds *creds, struct pair *pair, int ue,
		  enum pc5_auth_reason reason, const char *text)
{
	struct creds both[2];

	creds_good(&both[!ue], !ue);
	if (reason == PC5_AUTH_CERT_REVOKED || reason == PC5_AUTH_CRL) {
		both[!ue].params = creds->params;
		both[!ue].crl = creds->crl;
		creds->params = (struct pc5_tls_params){ 0 };
		creds->crl = NULL;
	}
	both[ue] = *creds;
	pair_creds(pair, both);
	pair_run(pair);
	pair_check_failed(pair, !ue, reason);
	assert_string_equal(pc5_auth_error(pair->auth[!ue])->text, text);
	/* The other side learns of it by an alert. */
	pair_check_failed(pair, ue, PC5_AUTH_REFUSED);
	assert_int_equal(strncmp(pc5_auth_error(pair->auth[ue])->text,
				 "the peer refused: TLS alert \"", 29), 0);
	pair_close(pair);
}

static void validity(void **state)
{
	struct creds creds;
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		creds_good(&creds, ue);
		creds.spec.from = -2 * PKI_DAY;
		creds.spec.to = -1;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_EXPIRED,
		      "the peer's certificate: certificate has expired");
		creds.spec.from = 1;
		creds.spec.to = PKI_DAY;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_NOT_YET_VALID,
		      "the peer's certificate: certificate is not yet valid");
	}
}

static void unknown_ca(void **state)
{
	struct creds creds;
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		creds_good(&creds, ue);
		creds.spec.issuer = &other;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_UNKNOWN_CA,
		      "the peer's certificate: unable to get local issuer certificate");
		creds.spec.issuer = NULL;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_UNKNOWN_CA,
		      "the peer's certificate: self-signed certificate");
	}
}

static void revoked(void **state)
{
	struct pc5_tls_serial denied[] = {
		{ .len = 2, .data = { 1, 2 } },
		{ .len = 1 },
	};
	struct creds creds;
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		creds_good(&creds, ue);
		creds.crl = pki_crl(&root, 100 + ue, -PKI_DAY, PKI_DAY);
		creds.params.crl = PC5_TLS_CRL_LEAF;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "the peer's certificate: certificate revoked");

		creds_good(&creds, ue);
		creds.crl = pki_crl(&root, 100 + ue, -2 * PKI_DAY, -1);
		creds.params.crl = PC5_TLS_CRL_LEAF;
		wrong(&creds, &pair, ue, PC5_AUTH_CRL,
		      "the peer's certificate: CRL has expired");

		creds_good(&creds, ue);
		creds.params.crl = PC5_TLS_CRL_CHAIN;
		wrong(&creds, &pair, ue, PC5_AUTH_CRL,
		      "the peer's certificate: unable to get certificate CRL");

		creds_good(&creds, ue);
		denied[1].data[0] = 100 + ue;
		creds.params.denied = denied;
		creds.params.n_denied = ARRAY_SIZE(denied);
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "the peer's certificate: its serial number is in the deny list");

		/* The root's own serial number, as a CA's may be denied. */
		creds_good(&creds, ue);
		denied[1].data[0] = 1;
		creds.params.denied = denied;
		creds.params.n_denied = ARRAY_SIZE(denied);
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "a CA certificate of the peer: its serial number is in the deny list");
	}
}

/* Keys of less than 112 bits of security. */
static void weak_key(void **state)
{
	struct pc5_tls_params params = { .store = X509_STORE_new() };
	struct pc5_auth_error err;
	struct pki_cert weak;
	struct pc5_tls *tls;

	(void)state;
	pki_make(&weak, &(struct pki_spec){ .name = "a", .curve = "P-192" });
	params.cert = weak.cert;
	params.key = weak.key;
	assert_int_equal(pc5_tls_new(&tls, &params, &err), -EINVAL);
	assert_int_equal(err.reason, PC5_AUTH_CERT_INVALID);
	X509_STORE_free(params.store);
	pki_free(&weak);
}

/* Of a chain, CRLs for all of it, or for the UE's own certificate alone. */
static void revocation_of_the_chain(void **state)
{
	static const enum pc5_tls_crl crl[] = {
		PC5_TLS_CRL_LEAF, PC5_TLS_CRL_CHAIN,
	};
	struct creds creds[2];
	struct pair pair;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(crl); i++) {
		creds_good(&creds[UE_1], UE_1);
		creds[UE_1].crl = pki_crl(&middle, 99, -PKI_DAY, PKI_DAY);
		creds[UE_1].params.crl = crl[i];
		creds_good(&creds[UE_2], UE_2);
		creds[UE_2].spec.issuer = &middle;
		creds[UE_2].params.chain = sk_X509_new_null();
		sk_X509_push(creds[UE_2].params.chain, middle.cert);
		pair_creds(&pair, creds);
		pair_run(&pair);
		if (crl[i] == PC5_TLS_CRL_LEAF)
			pair_check_done(&pair);
		else
			pair_check_failed(&pair, UE_1, PC5_AUTH_CRL);
		pair_close(&pair);
		sk_X509_free(creds[UE_2].params.chain);
	}
}

/* A CRL and a deny list with others in them change nothing. */
static void not_revoked(void **state)
{
	/* Longer ones that begin like those of the two UEs are others. */
	struct pc5_tls_serial denied[] = {
		{ .len = 1, .data = { 99 } },
		{ .len = 2, .data = { 100 + UE_1, 1 } },
		{ .len = 2, .data = { 100 + UE_2, 0 } },
	};
	struct creds creds[2];
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		creds_good(&creds[ue], ue);
		creds[ue].crl = pki_crl(&root, 99, -PKI_DAY, PKI_DAY);
		creds[ue].params.crl = PC5_TLS_CRL_CHAIN;
		creds[ue].params.denied = denied;
		creds[ue].params.n_denied = ARRAY_SIZE(denied);
	}
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_done(&pair);
	pair_close(&pair);
}

static void usage(void **state)
{
	struct creds creds[2];
	struct pair pair;

	(void)state;
	/* UE_1 is the TLS client, UE_2 the server. */
	creds_good(&creds[UE_1], UE_1);
	creds[UE_1].spec.usage = "serverAuth";
	wrong(&creds[UE_1], &pair, UE_1, PC5_AUTH_CERT_USAGE,
	      "the peer's certificate: unsuitable certificate purpose");
	creds_good(&creds[UE_2], UE_2);
	creds[UE_2].spec.usage = "clientAuth";
	wrong(&creds[UE_2], &pair, UE_2, PC5_AUTH_CERT_USAGE,
	      "the peer's certificate: unsuitable certificate purpose");
	creds[UE_1].spec.usage = "serverAuth,clientAuth";
	creds[UE_2].spec.usage = "serverAuth,clientAuth";
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_done(&pair);
	pair_close(&pair);
}

static void names(void **state)
{
	struct creds creds;
	struct pair pair;
	int i;

	(void)state;
	creds_good(&creds, UE_2);
	creds.spec.uri[0] = "urn:pc5:ue:bobby";
	wrong(&creds, &pair, UE_2, PC5_AUTH_NAME,
	      "peer is \"bobby\", expected \"bob\"");
	creds_good(&creds, UE_1);
	creds.spec.uri[0] = "https://example.org/";
	wrong(&creds, &pair, UE_1, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate has no urn:pc5:ue: name");
	/* What is no URI, whatever it looks like, and the common name. */
	creds.spec.uri[0] = "DNS:urn:pc5:ue:alice";
	wrong(&creds, &pair, UE_1, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate has no urn:pc5:ue: name");
	creds.spec.uri[0] = NULL;
	wrong(&creds, &pair, UE_1, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate has no urn:pc5:ue: name");
	creds_good(&creds, UE_2);
	creds.spec.uri[1] = "urn:pc5:role:king";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 2 is no valid pc5 URI, or one too many");
	/* Also behind all that is wanted of it. */
	creds_good(&creds, UE_2);
	creds.spec.uri[2] = "urn:pc5:role:relay:0";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 3 is no valid pc5 URI, or one too many");
	for (i = 0; i <= PC5_URI_NAMES_MAX; i++)
		creds.spec.uri[i] = "urn:pc5:ue:bob";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 17 is no valid pc5 URI, or one too many");
	for (i = 0; i <= PC5_ROLES_MAX; i++)
		creds.spec.uri[i] = "urn:pc5:role:relay:00c0de";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 33 is no valid pc5 URI, or one too many");
	for (i = 0; i <= PC5_ROLES_MAX; i++)
		creds.spec.uri[i] = "urn:pc5:role:group:0a0b0c";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 33 is no valid pc5 URI, or one too many");
}

/* A UE may have several names; the one that is wanted counts. */
static void several_names(void **state)
{
	struct creds creds[2];
	struct pair pair;

	(void)state;
	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
	creds[UE_2].spec.uri[2] = "urn:pc5:ue:robert%20%F0";
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);
	pair_name(&pair.cfg[UE_2].name, "robert \xf0");
	pair.want[UE_1].name = pair.cfg[UE_2].name;
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);
	pair.want[UE_1].name.len = 0;
	pair_name(&pair.cfg[UE_2].name, "bob");
	pair_run(&pair);
	pair_check_done(&pair);
	pair_close(&pair);
}

static void roles(void **state)
{
	struct creds creds[2];
	struct pair pair;

	(void)state;
	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
	creds[UE_2].spec.uri[2] = "urn:pc5:role:relay:00c0DE";
	creds[UE_2].spec.uri[3] = "urn:pc5:role:group:0a0b0c";
	pair_creds(&pair, creds);
	pair.want[UE_1].role = PC5_WANT_RELAY;
	pair.want[UE_1].role_id = RSC;
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);
	pair.want[UE_1].role = PC5_WANT_GROUP;
	pair.want[UE_1].role_id = 0x0a0b0c;
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);

	pair.want[UE_1].role_id = RSC;
	pair_run(&pair);
	pair_check_failed(&pair, UE_1, PC5_AUTH_ROLE);
	assert_string_equal(pc5_auth_error(pair.auth[UE_1])->text,
			    "\"bob\" is no member of group 00c0de");
	pair_end(&pair);
	pair.want[UE_1].role = PC5_WANT_RELAY;
	pair.want[UE_1].role_id = RSC + 1;
	pair_run(&pair);
	pair_check_failed(&pair, UE_1, PC5_AUTH_ROLE);
	assert_string_equal(pc5_auth_error(pair.auth[UE_1])->text,
			    "\"bob\" may not be a relay for relay service code 00c0df");
	pair_close(&pair);

	/* A relay is no end UE unless its certificate says so. */
	creds[UE_1].spec.uri[1] = "urn:pc5:role:relay:00c0de";
	wrong(&creds[UE_1], &pair, UE_1, PC5_AUTH_ROLE,
	      "\"alice\" may not be an end UE");
}

static void self_check(void **state)
{
	struct pc5_auth_want want = { .role = PC5_WANT_END_UE, .now = PKI_NOW };
	struct pc5_auth_error err;
	struct pc5_auth_peer peer;
	struct creds creds;
	struct pc5_tls *tls;

	(void)state;
	creds_good(&creds, UE_1);
	tls = creds_make(&creds);
	pair_name(&want.name, "alice");
	assert_int_equal(pc5_tls_check_self(tls, &want, &peer, &err), 0);
	assert_true(peer.valid_until == PKI_NOW + PKI_DAY);
	want.now += 2 * PKI_DAY;
	assert_int_equal(pc5_tls_check_self(tls, &want, NULL, &err), -EINVAL);
	assert_int_equal(err.reason, PC5_AUTH_CERT_EXPIRED);
	want.now = PKI_NOW;
	pair_name(&want.name, "bob");
	assert_int_equal(pc5_tls_check_self(tls, &want, NULL, &err), -EINVAL);
	assert_int_equal(err.reason, PC5_AUTH_NAME);
	pc5_tls_free(tls);
}

static void wrong_private_key(void **state)
{
	struct pki_cert a, b;
	struct pc5_auth_error err;
	struct pc5_tls *tls;
	struct pc5_tls_params params = { .store = X509_STORE_new() };

	(void)state;
	pki_make(&a, &(struct pki_spec){ .name = "a" });
	pki_make(&b, &(struct pki_spec){ .name = "b" });
	params.cert = a.cert;
	params.key = b.key;
	assert_int_equal(pc5_tls_new(&tls, &params, &err), -EINVAL);
	assert_null(tls);
	assert_int_equal(err.reason, PC5_AUTH_CERT_INVALID);
	X509_STORE_free(params.store);
	pki_free(&a);
	pki_free(&b);
}

/* A temporary file with what @write puts into it; unlink and free the name. */
static char *temporary(int (*write)(FILE *f, const struct pki_cert *cert),
		       const struct pki_cert *cert)
{
	char *name = strdup("/tmp/pc5-test-XXXXXX");
	FILE *f = fdopen(mkstemp(name), "w");

	assert_non_null(f);
	assert_int_equal(write(f, cert), 1);
	assert_int_equal(fclose(f), 0);
	return name;
}

static int write_cert(FILE *f, const struct pki_cert *cert)
{
	return PEM_write_X509(f, cert->cert);
}

static int write_chain(FILE *f, const struct pki_cert *cert)
{
	return PEM_write_X509(f, cert->cert) &&
	       PEM_write_X509(f, middle.cert);
}

static int write_key(FILE *f, const struct pki_cert *cert)
{
	return PEM_write_PrivateKey(f, cert->key, NULL, NULL, 0, NULL, NULL);
}

static int write_encrypted(FILE *f, const struct pki_cert *cert)
{
	return PEM_write_PKCS8PrivateKey(f, cert->key, EVP_aes_128_cbc(),
					 "secret", 6, NULL, NULL);
}

static int write_crl(FILE *f, const struct pki_cert *cert)
{
	X509_CRL *crl = pki_crl(cert, 99, -PKI_DAY, PKI_DAY);
	int ret = PEM_write_X509_CRL(f, crl);

	X509_CRL_free(crl);
	return ret;
}

static void check_load(const struct pc5_tls_files *files, const char *text)
{
	struct pc5_auth_error err;
	struct pc5_tls *tls;

	assert_int_equal(pc5_tls_load(&tls, files, &err), -EINVAL);
	assert_null(tls);
	assert_non_null(strstr(err.text, text));
}

static void files(void **state)
{
	const struct pc5_auth_want want = { .now = PKI_NOW };
	struct pki_cert ue;
	struct pc5_auth_error err;
	struct pc5_tls_files f;
	struct pc5_tls *tls;
	char *name[6];
	size_t i;

	(void)state;
	pki_make(&ue, &(struct pki_spec){ .name = "alice", .issuer = &middle,
		 .uri = { "urn:pc5:ue:alice" } });
	name[0] = temporary(write_chain, &ue);
	name[1] = temporary(write_key, &ue);
	name[2] = temporary(write_cert, &root);
	name[3] = temporary(write_crl, &middle);
	name[4] = temporary(write_encrypted, &ue);
	name[5] = temporary(write_key, &root);
	f = (struct pc5_tls_files){
		.cert = name[0],
		.key = name[1],
		.ca = name[2],
		.crl_file = name[3],
		.crl = PC5_TLS_CRL_LEAF,
	};
	assert_int_equal(pc5_tls_load(&tls, &f, &err), 0);
	assert_int_equal(pc5_tls_check_self(tls, &want, NULL, &err), 0);
	pc5_tls_free(tls);

	f.crl_file = NULL;
	assert_int_equal(pc5_tls_load(&tls, &f, &err), 0);
	assert_int_equal(pc5_tls_check_self(tls, &want, NULL, &err), -EINVAL);
	assert_int_equal(err.reason, PC5_AUTH_CRL);
	pc5_tls_free(tls);

	f.key = name[4];
	check_load(&f, "no unencrypted private key in PEM");
	f.key = name[5];
	check_load(&f, "the private key is not the certificate's");
	f.key = "/nonexistent";
	check_load(&f, "/nonexistent: cannot be read");
	f.key = name[1];
	f.cert = name[1];
	check_load(&f, "no certificate in PEM");
	f.cert = name[0];
	f.ca = name[1];
	check_load(&f, "no certificates in PEM");
	f.ca = name[2];
	f.crl_file = "/nonexistent";
	check_load(&f, "/nonexistent: no CRLs in PEM");
	for (i = 0; i < ARRAY_SIZE(name); i++) {
		unlink(name[i]);
		free(name[i]);
	}
	pki_free(&ue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains),
		cmocka_unit_test(validity),
		cmocka_unit_test(unknown_ca),
		cmocka_unit_test(revoked),
		cmocka_unit_test(revocation_of_the_chain),
		cmocka_unit_test(not_revoked),
		cmocka_unit_test(weak_key),
		cmocka_unit_test(usage),
		cmocka_unit_test(names),
		cmocka_unit_test(several_names),
		cmocka_unit_test(roles),
		cmocka_unit_test(self_check),
		cmocka_unit_test(wrong_private_key),
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, creds_setup, creds_teardown);
}
