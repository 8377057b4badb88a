/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Certificates, keys and CRLs from files in PEM. */
#ifndef LIBPC5_TLS_FILE_H
#define LIBPC5_TLS_FILE_H

#include "eap-tls.h"

/**
 * struct pc5_tls_files - where the credentials of EAP-TLS are
 * @cert: this UE's certificate, and after it those between it and a CA
 * @key: its private key, not encrypted; who may read it is for the caller to
 *	look at
 * @ca: trusted certificates
 * @crl_file: CRLs; NULL where there are none
 * @crl: which certificates have to be looked up in a CRL
 * @denied: serial numbers that are denied
 * @n_denied: number of @denied
 */
struct pc5_tls_files {
	const char *cert;
	const char *key;
	const char *ca;
	const char *crl_file;
	enum pc5_tls_crl crl;
	const struct pc5_tls_serial *denied;
	unsigned int n_denied;
};

/*
 * Read the files and make credentials of them. Returns 0, -ENOMEM, or -EINVAL
 * with @err filled, the name of the file included.
 */
int pc5_tls_load(struct pc5_tls **tlsp, const struct pc5_tls_files *files,
		 struct pc5_auth_error *err);

#endif /* LIBPC5_TLS_FILE_H */
