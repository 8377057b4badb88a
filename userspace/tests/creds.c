// SPDX-License-Identifier: GPL-2.0-or-later
/* Credentials of alice and bob for EAP-TLS. */

#include "creds.h"

struct pki_cert root, other, middle;

int creds_setup(void **state)
{
	(void)state;
	pki_make(&root, &(struct pki_spec){ .name = "root", .ca = true });
	pki_make(&other, &(struct pki_spec){ .name = "other", .ca = true });
	pki_make(&middle, &(struct pki_spec){ .name = "middle", .ca = true,
		 .issuer = &root, .serial = 77 });
	return 0;
}

int creds_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&other);
	pki_free(&middle);
	return 0;
}

/* Those of alice and bob, by @ue, issued by the root. */
void creds_good(struct creds *creds, int ue)
{
	memset(creds, 0, sizeof(*creds));
	creds->spec.name = ue == UE_1 ? "alice" : "bob";
	creds->spec.uri[0] = ue == UE_1 ? "urn:pc5:ue:alice" : "urn:pc5:ue:bob";
	creds->spec.uri[1] = "urn:pc5:role:end-ue";
	creds->spec.issuer = &root;
	creds->spec.serial = 100 + ue;
}

struct pc5_tls *creds_make(struct creds *creds)
{
	struct pc5_auth_error err;
	struct pki_cert cert;
	struct pc5_tls *tls;
	int ret;

	pki_make(&cert, &creds->spec);
	creds->params.cert = cert.cert;
	creds->params.key = cert.key;
	creds->params.store = X509_STORE_new();
	assert_int_equal(X509_STORE_add_cert(creds->params.store, root.cert),
			 1);
	if (creds->crl) {
		assert_int_equal(X509_STORE_add_crl(creds->params.store,
						    creds->crl), 1);
		X509_CRL_free(creds->crl);
	}
	ret = pc5_tls_new(&tls, &creds->params, &err);
	assert_int_equal(ret, 0);
	X509_STORE_free(creds->params.store);
	pki_free(&cert);
	return tls;
}

void pair_creds(struct pair *pair, struct creds creds[2])
{
	pair_init(pair, EAP_TYPE_TLS);
	pair->cfg[UE_1].tls = creds_make(&creds[UE_1]);
	pair->cfg[UE_2].tls = creds_make(&creds[UE_2]);
}

void pair_close(struct pair *pair)
{
	pair_end(pair);
	pc5_tls_free(pair->cfg[UE_1].tls);
	pc5_tls_free(pair->cfg[UE_2].tls);
}

void pair_good(struct pair *pair)
{
	struct creds creds[2];

	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
	pair_creds(pair, creds);
}

static struct pc5_tls *both_tls[2];

int both_setup(void **state)
{
	struct creds creds;
	int ue;

	creds_setup(state);
	for (ue = UE_1; ue <= UE_2; ue++) {
		creds_good(&creds, ue);
		both_tls[ue] = creds_make(&creds);
	}
	return 0;
}

int both_teardown(void **state)
{
	pc5_tls_free(both_tls[UE_1]);
	pc5_tls_free(both_tls[UE_2]);
	return creds_teardown(state);
}

void pair_both(struct pair *pair, uint8_t best_1, uint8_t best_2)
{
	static const uint8_t key[EAP_PSK_LEN] = "a shared secret";
	int ue;

	pair_init(pair, best_1);
	pair_psk(pair, key);
	pair->cfg[UE_2].method[0] = best_2;
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair->cfg[ue].tls = both_tls[ue];
		pair->cfg[ue].method[1] = EAP_TYPE_TLS + EAP_TYPE_PSK -
					  pair->cfg[ue].method[0];
		pair->cfg[ue].n_method = 2;
	}
}
