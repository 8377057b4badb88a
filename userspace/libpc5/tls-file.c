// SPDX-License-Identifier: GPL-2.0-or-later
/* Certificates, keys and CRLs from files in PEM. */

#include "tls-file.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

/* A key that wants a password is an error: nobody is there to be asked. */
static int no_password(char *buf, int size, int rwflag, void *user)
{
	(void)buf;
	(void)size;
	(void)rwflag;
	(void)user;
	return -1;
}

static int bad_file(struct pc5_auth_error *err, const char *file,
		    const char *what)
{
	pc5_auth_fail(err, PC5_AUTH_CERT_INVALID, "%s: %s", file, what);
	return -EINVAL;
}

static int load_cert(const char *file, struct pc5_tls_params *params,
		     struct pc5_auth_error *err)
{
	BIO *bio = BIO_new_file(file, "r");
	X509 *cert;

	if (!bio)
		return bad_file(err, file, "cannot be read");
	params->cert = PEM_read_bio_X509(bio, NULL, no_password, NULL);
	params->chain = sk_X509_new_null();
	while (params->cert && params->chain &&
	       sk_X509_num(params->chain) < PC5_TLS_CHAIN_MAX) {
		cert = PEM_read_bio_X509(bio, NULL, no_password, NULL);
		if (!cert)
			break;
		if (!sk_X509_push(params->chain, cert)) {
			X509_free(cert);
			break;
		}
	}
	BIO_free(bio);
	return params->cert && params->chain ? 0 :
	       bad_file(err, file, "no certificate in PEM");
}

static int load_key(const char *file, struct pc5_tls_params *params,
		    struct pc5_auth_error *err)
{
	BIO *bio = BIO_new_file(file, "r");

	if (!bio)
		return bad_file(err, file, "cannot be read");
	params->key = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	BIO_free(bio);
	return params->key ? 0 :
	       bad_file(err, file, "no unencrypted private key in PEM");
}

static int load_store(const struct pc5_tls_files *files,
		      struct pc5_tls_params *params, struct pc5_auth_error *err)
{
	params->store = X509_STORE_new();
	if (!params->store)
		return -ENOMEM;
	if (X509_STORE_load_file(params->store, files->ca) != 1)
		return bad_file(err, files->ca, "no certificates in PEM");
	if (files->crl_file &&
	    X509_STORE_load_file(params->store, files->crl_file) != 1)
		return bad_file(err, files->crl_file, "no CRLs in PEM");
	return 0;
}

int pc5_tls_load(struct pc5_tls **tlsp, const struct pc5_tls_files *files,
		 struct pc5_auth_error *err)
{
	struct pc5_tls_params params = {
		.crl = files->crl,
		.denied = files->denied,
		.n_denied = files->n_denied,
	};
	int ret;

	*tlsp = NULL;
	memset(err, 0, sizeof(*err));
	ret = load_cert(files->cert, &params, err);
	if (!ret)
		ret = load_key(files->key, &params, err);
	if (!ret)
		ret = load_store(files, &params, err);
	if (!ret)
		ret = pc5_tls_new(tlsp, &params, err);
	X509_free(params.cert);
	sk_X509_pop_free(params.chain, X509_free);
	EVP_PKEY_free(params.key);
	X509_STORE_free(params.store);
	ERR_clear_error();
	return ret;
}
