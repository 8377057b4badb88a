// SPDX-License-Identifier: GPL-2.0-or-later
/* Certificates made for a test. */

#include "pki.h"

#include <openssl/ec.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(int ok)
{
	if (!ok)
		abort();
}

static void add_extension(X509 *cert, const X509 *issuer, int nid,
			  const char *value)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, (X509 *)issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	need(ext && X509_add_ext(cert, ext, -1) == 1);
	X509_EXTENSION_free(ext);
}

static void add_uris(X509 *cert, const char *const *uri)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();

	for (; *uri; uri++) {
		GENERAL_NAME *name = GENERAL_NAME_new();
		ASN1_IA5STRING *text = ASN1_IA5STRING_new();

		bool dns = !strncmp(*uri, "DNS:", 4);

		need(name && text &&
		     ASN1_STRING_set(text, *uri + (dns ? 4 : 0), -1) == 1);
		GENERAL_NAME_set0_value(name, dns ? GEN_DNS : GEN_URI, text);
		need(sk_GENERAL_NAME_push(names, name));
	}
	need(X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) == 1);
	GENERAL_NAMES_free(names);
}

static void add_extensions(X509 *cert, const X509 *issuer,
			   const struct pki_spec *spec)
{
	char *comment;

	add_extension(cert, issuer, NID_basic_constraints,
		      spec->ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
	add_extension(cert, issuer, NID_key_usage,
		      spec->ca ? "critical,keyCertSign,cRLSign" :
				 "critical,digitalSignature");
	add_extension(cert, issuer, NID_subject_key_identifier, "hash");
	add_extension(cert, issuer, NID_authority_key_identifier, "keyid");
	if (spec->usage)
		add_extension(cert, issuer, NID_ext_key_usage, spec->usage);
	if (spec->uri[0])
		add_uris(cert, spec->uri);
	if (!spec->padding)
		return;
	comment = malloc(spec->padding + 1);
	need(!!comment);
	memset(comment, 'x', spec->padding);
	comment[spec->padding] = '\0';
	add_extension(cert, issuer, NID_netscape_comment, comment);
	free(comment);
}

void pki_make(struct pki_cert *cert, const struct pki_spec *spec)
{
	const struct pki_cert *issuer = spec->issuer ? spec->issuer : cert;
	int64_t from = spec->from ? spec->from : -PKI_DAY;
	int64_t to = spec->to ? spec->to : PKI_DAY;
	X509_NAME *name;

	cert->key = EVP_EC_gen(spec->curve ? spec->curve : "P-256");
	cert->cert = X509_new();
	need(cert->key && cert->cert);
	name = X509_get_subject_name(cert->cert);
	need(X509_set_version(cert->cert, X509_VERSION_3) == 1 &&
	     ASN1_INTEGER_set(X509_get_serialNumber(cert->cert),
			      spec->serial ? spec->serial : 1) == 1 &&
	     X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					(const uint8_t *)spec->name, -1, -1,
					0) == 1 &&
	     X509_set_issuer_name(cert->cert,
				  X509_get_subject_name(issuer->cert)) == 1 &&
	     X509_set_pubkey(cert->cert, cert->key) == 1 &&
	     ASN1_TIME_set(X509_getm_notBefore(cert->cert), PKI_NOW + from) &&
	     ASN1_TIME_set(X509_getm_notAfter(cert->cert), PKI_NOW + to));
	add_extensions(cert->cert, issuer->cert, spec);
	need(X509_sign(cert->cert, issuer->key, EVP_sha256()) > 0);
}

void pki_free(struct pki_cert *cert)
{
	X509_free(cert->cert);
	EVP_PKEY_free(cert->key);
	memset(cert, 0, sizeof(*cert));
}

X509_CRL *pki_crl(const struct pki_cert *issuer, long serial, int64_t from,
		  int64_t to)
{
	X509_CRL *crl = X509_CRL_new();
	X509_REVOKED *revoked = X509_REVOKED_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	ASN1_TIME *when = ASN1_TIME_new();

	need(crl && revoked && number && when &&
	     ASN1_INTEGER_set(number, serial) == 1 &&
	     !!ASN1_TIME_set(when, PKI_NOW + from) &&
	     X509_REVOKED_set_serialNumber(revoked, number) == 1 &&
	     X509_REVOKED_set_revocationDate(revoked, when) == 1 &&
	     X509_CRL_set_version(crl, 1) == 1 &&
	     X509_CRL_set_issuer_name(crl,
				      X509_get_subject_name(issuer->cert)) == 1 &&
	     X509_CRL_set1_lastUpdate(crl, when) == 1 &&
	     !!ASN1_TIME_set(when, PKI_NOW + to) &&
	     X509_CRL_set1_nextUpdate(crl, when) == 1 &&
	     X509_CRL_add0_revoked(crl, revoked) == 1 &&
	     X509_CRL_sort(crl) == 1 &&
	     X509_CRL_sign(crl, issuer->key, EVP_sha256()) > 0);
	ASN1_INTEGER_free(number);
	ASN1_TIME_free(when);
	return crl;
}
