// SPDX-License-Identifier: GPL-2.0-or-later
/* Certificates of EAP-TLS: whose they are, what they allow, if they hold. */

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "eap-tls.h"

/* 112 bits of security at least (NIST SP 800-57 part 1). */
#define SECURITY_LEVEL 2

/**
 * struct pc5_tls - credentials of a UE
 * @ctx: what OpenSSL makes connections of
 * @crl: which certificates have to be looked up in a CRL
 * @n_denied: number of @denied
 * @denied: serial numbers that are denied
 */
struct pc5_tls {
	SSL_CTX *ctx;
	enum pc5_tls_crl crl;
	unsigned int n_denied;
	struct pc5_tls_serial denied[];
};

SSL_CTX *pc5_tls_ctx(const struct pc5_tls *tls)
{
	return tls->ctx;
}

static bool is_denied(const struct pc5_tls *tls, const X509 *cert)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
	const uint8_t *data = ASN1_STRING_get0_data(serial);
	int len = ASN1_STRING_length(serial);
	unsigned int i;

	for (i = 0; i < tls->n_denied; i++)
		if (len == tls->denied[i].len &&
		    !memcmp(data, tls->denied[i].data, len))
			return true;
	return false;
}

/* The certificate at @depth, for a log. */
static const char *which(int depth)
{
	return depth ? "a CA certificate of the peer" : "the peer's certificate";
}

/* Give the reason of an OpenSSL verification error. */
static void explain(struct pc5_auth_error *err, int error, int depth)
{
	enum pc5_auth_reason reason;

	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		reason = PC5_AUTH_CERT_EXPIRED;
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		reason = PC5_AUTH_CERT_NOT_YET_VALID;
		break;
	case X509_V_ERR_CERT_REVOKED:
		reason = PC5_AUTH_CERT_REVOKED;
		break;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_CERT_UNTRUSTED:
		reason = PC5_AUTH_CERT_UNKNOWN_CA;
		break;
	case X509_V_ERR_INVALID_PURPOSE:
		reason = PC5_AUTH_CERT_USAGE;
		break;
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
	case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
	case X509_V_ERR_CRL_SIGNATURE_FAILURE:
	case X509_V_ERR_CRL_NOT_YET_VALID:
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
	case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
	case X509_V_ERR_DIFFERENT_CRL_SCOPE:
	case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
		reason = PC5_AUTH_CRL;
		break;
	default:
		reason = PC5_AUTH_CERT_INVALID;
	}
	pc5_auth_fail(err, reason, "%s: %s", which(depth),
		      X509_verify_cert_error_string(error));
}

/* Take what one URI says into @peer; a name only if there is none better. */
static int take_uri(struct pc5_auth_peer *peer, unsigned int *n_names,
		    const struct pc5_auth_want *want, const struct pc5_uri *uri)
{
	struct pc5_roles *roles = &peer->roles;

	switch (uri->role) {
	case PC5_WANT_ANY:
		if (++*n_names > PC5_URI_NAMES_MAX)
			return -E2BIG;
		if (!peer->name.len ||
		    pc5_user_info_equal(&uri->name, &want->name))
			peer->name = uri->name;
		return 0;
	case PC5_WANT_END_UE:
		roles->end_ue = true;
		return 0;
	case PC5_WANT_RELAY:
		if (roles->n_relay == PC5_ROLES_MAX)
			return -E2BIG;
		roles->relay[roles->n_relay++] = uri->id;
		return 0;
	case PC5_WANT_GROUP:
		if (roles->n_group == PC5_ROLES_MAX)
			return -E2BIG;
		roles->group[roles->n_group++] = uri->id;
		return 0;
	}
	return -EINVAL;
}

static int take_names(struct pc5_auth_peer *peer,
		      const struct pc5_auth_want *want,
		      const GENERAL_NAMES *names, struct pc5_auth_error *err)
{
	unsigned int n_names = 0;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		const ASN1_STRING *text = name->d.uniformResourceIdentifier;
		struct pc5_uri uri;
		int ret;

		if (name->type != GEN_URI)
			continue;
		ret = pc5_uri_parse(&uri,
				    (const char *)ASN1_STRING_get0_data(text),
				    ASN1_STRING_length(text));
		if (ret > 0)
			ret = take_uri(peer, &n_names, want, &uri);
		if (ret < 0) {
			pc5_auth_fail(err, PC5_AUTH_CERT_INVALID,
				      "the peer's certificate: subjectAltName %d is no valid pc5 URI, or one too many",
				      i + 1);
			return ret;
		}
	}
	if (n_names)
		return 0;
	pc5_auth_fail(err, PC5_AUTH_CERT_INVALID,
		      "the peer's certificate has no " PC5_URI PC5_URI_UE
		      " name");
	return -EINVAL;
}

static int64_t seconds(const ASN1_TIME *when)
{
	struct tm tm;

	return ASN1_TIME_to_tm(when, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

/* What OpenSSL found in order says who the peer is; look if that will do. */
static bool check_chain(struct pc5_tls_check *check, X509_STORE_CTX *ctx)
{
	const struct stack_st_X509 *chain = X509_STORE_CTX_get0_chain(ctx);
	X509 *leaf = sk_X509_value(chain, 0);
	struct pc5_auth_peer *peer = &check->peer;
	GENERAL_NAMES *names;
	int64_t end;
	int i, ret;

	memset(peer, 0, sizeof(*peer));
	peer->method = EAP_TYPE_TLS;
	peer->valid_until = PC5_AUTH_FOREVER;
	for (i = 0; i < sk_X509_num(chain); i++) {
		const X509 *cert = sk_X509_value(chain, i);

		if (is_denied(check->tls, cert)) {
			X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REVOKED);
			pc5_auth_fail(&check->err, PC5_AUTH_CERT_REVOKED,
				      "%s: its serial number is in the deny list",
				      which(i));
			return false;
		}
		end = seconds(X509_get0_notAfter(cert));
		if (end < peer->valid_until)
			peer->valid_until = end;
	}
	names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	ret = take_names(peer, check->want, names, &check->err);
	GENERAL_NAMES_free(names);
	return !ret && pc5_auth_peer_wanted(peer, check->want, &check->err);
}

static int verify(struct pc5_tls_check *check, X509_STORE_CTX *ctx)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	unsigned long flags = 0;

	if (check->tls->crl >= PC5_TLS_CRL_LEAF)
		flags |= X509_V_FLAG_CRL_CHECK;
	if (check->tls->crl >= PC5_TLS_CRL_CHAIN)
		flags |= X509_V_FLAG_CRL_CHECK_ALL;
	if (flags)
		X509_VERIFY_PARAM_set_flags(param, flags);
	X509_VERIFY_PARAM_set_time(param, check->want->now);
	/* OpenSSL counts what is between the two ends. */
	X509_VERIFY_PARAM_set_depth(param, PC5_TLS_CHAIN_MAX - 2);
	if (X509_verify_cert(ctx) != 1) {
		explain(&check->err, X509_STORE_CTX_get_error(ctx),
			X509_STORE_CTX_get_error_depth(ctx));
		return 0;
	}
	if (check_chain(check, ctx))
		return 1;
	if (X509_STORE_CTX_get_error(ctx) == X509_V_OK)
		X509_STORE_CTX_set_error(ctx,
					 X509_V_ERR_APPLICATION_VERIFICATION);
	return 0;
}

static int verify_cb(X509_STORE_CTX *ctx, void *arg)
{
	int idx = SSL_get_ex_data_X509_STORE_CTX_idx();
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, idx);

	(void)arg;
	return verify(SSL_get_app_data(ssl), ctx);
}

int pc5_tls_check_with(SSL *ssl, struct pc5_tls_check *check)
{
	return SSL_set_app_data(ssl, check) == 1 ? 0 : -ENOMEM;
}

int pc5_tls_check_self(const struct pc5_tls *tls,
		       const struct pc5_auth_want *want,
		       struct pc5_auth_peer *peer, struct pc5_auth_error *err)
{
	struct pc5_tls_check check = { .tls = tls, .want = want };
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	struct stack_st_X509 *chain = NULL;
	int ret = -EINVAL;

	memset(err, 0, sizeof(*err));
	SSL_CTX_get0_chain_certs(tls->ctx, &chain);
	if (!ctx ||
	    X509_STORE_CTX_init(ctx, SSL_CTX_get_cert_store(tls->ctx),
				SSL_CTX_get0_certificate(tls->ctx),
				chain) != 1 ||
	    X509_STORE_CTX_set_default(ctx, "ssl_client") != 1)
		pc5_auth_fail(err, PC5_AUTH_INTERNAL, "out of memory");
	else if (verify(&check, ctx) == 1)
		ret = 0;
	else
		*err = check.err;
	if (peer)
		*peer = check.peer;
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return ret;
}

/* What makes a TLS 1.3 connection of RFC 9190 clause 2 and no other. */
static bool set_protocol(SSL_CTX *ctx)
{
	SSL_CTX_set_security_level(ctx, SECURITY_LEVEL);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	/* There is no middlebox to be fooled by more octets. */
	SSL_CTX_clear_options(ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
	SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_verify(ctx,
			   SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			   NULL);
	SSL_CTX_set_cert_verify_callback(ctx, verify_cb, NULL);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1 &&
	       SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) == 1 &&
	       SSL_CTX_set_num_tickets(ctx, 0) == 1 &&
	       SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384") == 1;
}

static int set_credentials(SSL_CTX *ctx, const struct pc5_tls_params *params,
			   struct pc5_auth_error *err)
{
	const char *what = NULL;

	if (SSL_CTX_use_certificate(ctx, params->cert) != 1)
		what = "the certificate cannot be used";
	else if (SSL_CTX_set1_chain(ctx, params->chain) != 1)
		what = "the certificate chain cannot be used";
	else if (SSL_CTX_use_PrivateKey(ctx, params->key) != 1 ||
		 SSL_CTX_check_private_key(ctx) != 1)
		what = "the private key is not the certificate's, or cannot be used";
	if (!what) {
		SSL_CTX_set1_cert_store(ctx, params->store);
		return 0;
	}
	pc5_auth_fail(err, PC5_AUTH_CERT_INVALID, "%s", what);
	return -EINVAL;
}

int pc5_tls_new(struct pc5_tls **tlsp, const struct pc5_tls_params *params,
		struct pc5_auth_error *err)
{
	size_t size = params->n_denied * sizeof(*params->denied);
	struct pc5_tls *tls = calloc(1, sizeof(*tls) + size);
	int ret = -ENOMEM;

	memset(err, 0, sizeof(*err));
	*tlsp = NULL;
	if (!tls)
		goto fail;
	tls->crl = params->crl;
	tls->n_denied = params->n_denied;
	if (size)
		memcpy(tls->denied, params->denied, size);
	tls->ctx = SSL_CTX_new(TLS_method());
	if (!tls->ctx || !set_protocol(tls->ctx))
		goto fail;
	ret = set_credentials(tls->ctx, params, err);
	if (ret)
		goto fail;
	*tlsp = tls;
	return 0;

fail:
	pc5_auth_fail(err, PC5_AUTH_INTERNAL, "out of memory");
	pc5_tls_free(tls);
	ERR_clear_error();
	return ret;
}

void pc5_tls_free(struct pc5_tls *tls)
{
	if (!tls)
		return;
	SSL_CTX_free(tls->ctx);
	free(tls);
}
