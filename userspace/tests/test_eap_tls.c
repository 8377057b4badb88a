// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-TLS with TLS 1.3, and what certificates say. */

#include "test.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "libpc5/tls-file.h"
#include "pair.h"
#include "pki.h"

#define RSC 0x00c0de

/* A CA, another one, and a CA between the first and some UEs. */
static struct pki_cert root, other, middle;

static int setup(void **state)
{
	(void)state;
	pki_make(&root, &(struct pki_spec){ .name = "root", .ca = true });
	pki_make(&other, &(struct pki_spec){ .name = "other", .ca = true });
	pki_make(&middle, &(struct pki_spec){ .name = "middle", .ca = true,
		 .issuer = &root, .serial = 77 });
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&other);
	pki_free(&middle);
	return 0;
}

/**
 * struct creds - what the credentials of a UE are made of
 * @spec: its certificate
 * @params: the rest; certificate, key and store are filled in
 * @trusted: the CA it trusts; NULL: root
 * @crl: a CRL it has; freed with the rest
 */
struct creds {
	struct pki_spec spec;
	struct pc5_tls_params params;
	const struct pki_cert *trusted;
	X509_CRL *crl;
};

/* Those of alice and bob, by @ue, issued by the root. */
static void good(struct creds *creds, int ue)
{
	memset(creds, 0, sizeof(*creds));
	creds->spec.name = ue == UE_1 ? "alice" : "bob";
	creds->spec.uri[0] = ue == UE_1 ? "urn:pc5:ue:alice" : "urn:pc5:ue:bob";
	creds->spec.uri[1] = "urn:pc5:role:end-ue";
	creds->spec.issuer = &root;
	creds->spec.serial = 100 + ue;
}

static struct pc5_tls *make(struct creds *creds)
{
	const struct pki_cert *trusted = creds->trusted ? creds->trusted : &root;
	struct pc5_auth_error err;
	struct pki_cert cert;
	struct pc5_tls *tls;
	int ret;

	pki_make(&cert, &creds->spec);
	creds->params.cert = cert.cert;
	creds->params.key = cert.key;
	creds->params.store = X509_STORE_new();
	assert_int_equal(X509_STORE_add_cert(creds->params.store,
					     trusted->cert), 1);
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

static void pair_creds(struct pair *pair, struct creds creds[2])
{
	pair_init(pair, EAP_TYPE_TLS);
	pair->cfg[UE_1].tls = make(&creds[UE_1]);
	pair->cfg[UE_2].tls = make(&creds[UE_2]);
}

static void pair_close(struct pair *pair)
{
	pair_end(pair);
	pc5_tls_free(pair->cfg[UE_1].tls);
	pc5_tls_free(pair->cfg[UE_2].tls);
}

static void pair_good(struct pair *pair)
{
	struct creds creds[2];

	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
	pair_creds(pair, creds);
}

static void success(void **state)
{
	struct pair pair;
	int ue;

	(void)state;
	pair_good(&pair);
	pair_run(&pair);
	pair_check_done(&pair);
	for (ue = UE_1; ue <= UE_2; ue++) {
		const struct pc5_auth_peer *peer = pc5_auth_peer(pair.auth[ue]);

		assert_int_equal(peer->method, EAP_TYPE_TLS);
		assert_true(peer->valid_until == PKI_NOW + PKI_DAY);
		assert_true(peer->roles.end_ue);
		assert_int_equal(peer->roles.n_relay, 0);
	}
	print_message("EAP-TLS: %u containers, %zu octets\n", pair.n,
		      pair.octets);
	pair_close(&pair);
}

/* Two runs never give the same K_NRP. */
static void fresh(void **state)
{
	uint8_t knrp[2][PC5_AUTH_KNRP_LEN];
	struct pair pair;
	int i;

	(void)state;
	pair_good(&pair);
	for (i = 0; i < 2; i++) {
		pair_run(&pair);
		pair_check_done(&pair);
		pc5_auth_knrp(pair.auth[UE_1], knrp[i]);
		pair_end(&pair);
	}
	assert_memory_not_equal(knrp[0], knrp[1], sizeof(knrp[0]));
	pair_close(&pair);
}

/**
 * struct pieces - containers seen on the way
 * @max: longest EAP packet
 * @parts: packets with more to come, by the side that sent them
 */
struct pieces {
	size_t max;
	unsigned int parts[2];
};

static void look(void *user, unsigned int number, struct container *c)
{
	struct pieces *pieces = user;

	if (c->data[0] != KEYEST_EAP)
		return;
	if (c->len - 1 > pieces->max)
		pieces->max = c->len - 1;
	if (c->len > 1 + EAP_DATA_OFFSET &&
	    c->data[1 + EAP_DATA_OFFSET] & EAP_TLS_MORE)
		pieces->parts[number % 2 ? UE_2 : UE_1]++;
}

static void fragments(void **state)
{
	static const size_t size[] = { 64, 65, 100, 256, 500, 1000, 1500, 0 };
	struct creds creds[2];
	struct pieces pieces;
	struct pair pair;
	size_t i;

	(void)state;
	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
	creds[UE_1].spec.padding = 3000;
	creds[UE_2].spec.padding = 2000;
	pair_creds(&pair, creds);
	pair.edit = look;
	pair.user = &pieces;
	for (i = 0; i < ARRAY_SIZE(size); i++) {
		size_t max = size[i] ? size[i] : EAP_TLS_FRAGMENT_DEFAULT;

		memset(&pieces, 0, sizeof(pieces));
		pair.cfg[UE_1].fragment = size[i];
		pair.cfg[UE_2].fragment = size[i];
		pair.cfg[UE_1].rounds = 300;
		pair.cfg[UE_2].rounds = 300;
		pair_run(&pair);
		pair_check_done(&pair);
		assert_in_range(pieces.max, max - 4, max);
		assert_in_range(pieces.parts[UE_1], 3000 / max, 5000);
		assert_in_range(pieces.parts[UE_2], 2000 / max, 5000);
		pair_end(&pair);
	}
	/* Rounds are bounded. */
	pair.cfg[UE_1].rounds = 0;
	pair.cfg[UE_1].fragment = 64;
	pair.cfg[UE_2].fragment = 0;
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);
	pair.cfg[UE_2].rounds = 20;
	pair_run(&pair);
	pair_check_failed(&pair, UE_2, PC5_AUTH_LIMIT);
	pair_close(&pair);
}

/* A chain of several large certificates, up to what a message may hold. */
static void large_chains(void **state)
{
	struct creds creds[2];
	struct pair pair;

	(void)state;
	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
	creds[UE_1].spec.padding = 12000;
	creds[UE_2].spec.padding = 12000;
	creds[UE_2].spec.issuer = &middle;
	creds[UE_2].params.chain = sk_X509_new_null();
	sk_X509_push(creds[UE_2].params.chain, middle.cert);
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_done(&pair);
	pair_close(&pair);

	creds[UE_2].spec.padding = EAP_TLS_MESSAGE_MAX;
	pair_creds(&pair, creds);
	pair_run(&pair);
	pair_check_failed(&pair, UE_2, PC5_AUTH_LIMIT);
	pair_check_failed(&pair, UE_1, PC5_AUTH_REFUSED);
	pair_close(&pair);
	sk_X509_free(creds[UE_2].params.chain);
}

/* Without the certificate between, or with too many, the chain does not hold. */
static void chains(void **state)
{
	struct pki_cert deep[PC5_TLS_CHAIN_MAX];
	struct creds creds[2];
	struct pair pair;
	int i;

	(void)state;
	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
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

	good(&both[!ue], !ue);
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
		good(&creds, ue);
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
		good(&creds, ue);
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
		good(&creds, ue);
		creds.crl = pki_crl(&root, 100 + ue, -PKI_DAY, PKI_DAY);
		creds.params.crl = PC5_TLS_CRL_LEAF;
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "the peer's certificate: certificate revoked");

		good(&creds, ue);
		creds.crl = pki_crl(&root, 100 + ue, -2 * PKI_DAY, -1);
		creds.params.crl = PC5_TLS_CRL_LEAF;
		wrong(&creds, &pair, ue, PC5_AUTH_CRL,
		      "the peer's certificate: CRL has expired");

		good(&creds, ue);
		creds.params.crl = PC5_TLS_CRL_CHAIN;
		wrong(&creds, &pair, ue, PC5_AUTH_CRL,
		      "the peer's certificate: unable to get certificate CRL");

		good(&creds, ue);
		denied[1].data[0] = 100 + ue;
		creds.params.denied = denied;
		creds.params.n_denied = ARRAY_SIZE(denied);
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "the peer's certificate: its serial number is in the deny list");

		/* The root's own serial number, as a CA's may be denied. */
		good(&creds, ue);
		denied[1].data[0] = 1;
		creds.params.denied = denied;
		creds.params.n_denied = ARRAY_SIZE(denied);
		wrong(&creds, &pair, ue, PC5_AUTH_CERT_REVOKED,
		      "a CA certificate of the peer: its serial number is in the deny list");
	}
}

/* A CRL and a deny list with others in them change nothing. */
static void not_revoked(void **state)
{
	struct pc5_tls_serial denied = { .len = 1, .data = { 99 } };
	struct creds creds[2];
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		good(&creds[ue], ue);
		creds[ue].crl = pki_crl(&root, 99, -PKI_DAY, PKI_DAY);
		creds[ue].params.crl = PC5_TLS_CRL_CHAIN;
		creds[ue].params.denied = &denied;
		creds[ue].params.n_denied = 1;
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
	good(&creds[UE_1], UE_1);
	creds[UE_1].spec.usage = "serverAuth";
	wrong(&creds[UE_1], &pair, UE_1, PC5_AUTH_CERT_USAGE,
	      "the peer's certificate: unsuitable certificate purpose");
	good(&creds[UE_2], UE_2);
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
	good(&creds, UE_2);
	creds.spec.uri[0] = "urn:pc5:ue:bobby";
	wrong(&creds, &pair, UE_2, PC5_AUTH_NAME,
	      "peer is \"bobby\", expected \"bob\"");
	good(&creds, UE_1);
	creds.spec.uri[0] = "https://example.org/";
	wrong(&creds, &pair, UE_1, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate has no urn:pc5:ue: name");
	/* The common name counts for nothing. */
	creds.spec.uri[0] = NULL;
	wrong(&creds, &pair, UE_1, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate has no urn:pc5:ue: name");
	good(&creds, UE_2);
	creds.spec.uri[1] = "urn:pc5:role:king";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 2 is no valid pc5 URI, or one too many");
	for (i = 0; i <= PC5_URI_NAMES_MAX; i++)
		creds.spec.uri[i] = "urn:pc5:ue:bob";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 17 is no valid pc5 URI, or one too many");
	for (i = 0; i <= PC5_URI_ROLES_MAX; i++)
		creds.spec.uri[i] = "urn:pc5:role:relay:00c0de";
	wrong(&creds, &pair, UE_2, PC5_AUTH_CERT_INVALID,
	      "the peer's certificate: subjectAltName 33 is no valid pc5 URI, or one too many");
}

/* A UE may have several names; the one that is wanted counts. */
static void several_names(void **state)
{
	struct creds creds[2];
	struct pair pair;

	(void)state;
	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
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
	good(&creds[UE_1], UE_1);
	good(&creds[UE_2], UE_2);
	creds[UE_2].spec.uri[2] = "urn:pc5:role:relay:00c0DE";
	creds[UE_2].spec.uri[3] = "urn:pc5:role:group:0a0b0c";
	pair_creds(&pair, creds);
	pair.want[UE_1].role = PC5_ROLE_RELAY;
	pair.want[UE_1].role_id = RSC;
	pair_run(&pair);
	pair_check_done(&pair);
	pair_end(&pair);
	pair.want[UE_1].role = PC5_ROLE_GROUP;
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
	pair.want[UE_1].role = PC5_ROLE_RELAY;
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

static void changes(void **state)
{
	struct pair pair;

	(void)state;
	pair_good(&pair);
	/* A prime, so that all bits of an octet have their turn. */
	pair_check_changes(&pair, 29);
	pair_close(&pair);
}

static void loss(void **state)
{
	struct pair pair;
	unsigned int seed;

	(void)state;
	pair_good(&pair);
	for (seed = 0; seed < 40; seed++) {
		pair.cfg[UE_1].fragment = 64 + 13 * seed;
		pair.cfg[UE_2].fragment = 700 - 13 * seed;
		pair_run_lossy(&pair, seed);
		pair_check_done(&pair);
		pair_end(&pair);
	}
	pair_close(&pair);
}

/**
 * struct client - a TLS client of the test's own instead of UE_1
 * @ssl: the connection
 * @in: what it receives
 * @out: what it sends
 */
struct client {
	SSL *ssl;
	BIO *in;
	BIO *out;
};

static void client_open(struct client *client, SSL_CTX *ctx)
{
	client->ssl = SSL_new(ctx);
	client->in = BIO_new(BIO_s_mem());
	client->out = BIO_new(BIO_s_mem());
	SSL_set_bio(client->ssl, client->in, client->out);
	SSL_set_connect_state(client->ssl);
	SSL_set_security_level(client->ssl, 0);
}

/* Put what the client says into a response to the request in @c. */
static void client_say(struct client *client, struct container *c)
{
	uint8_t *eap = c->data + 1;
	int len;

	len = BIO_read(client->out, eap + EAP_DATA_OFFSET + 1,
		       EAP_PACKET_MAX - EAP_DATA_OFFSET - 1);
	if (len < 0)
		len = 0;
	eap[EAP_DATA_OFFSET] = 0;
	eap_put_header(eap, EAP_CODE_RESPONSE, eap[1], EAP_TYPE_TLS,
		       EAP_DATA_OFFSET + 1 + len);
	c->len = 1 + EAP_DATA_OFFSET + 1 + len;
}

/* The server's first request, which has its identifier. */
static void client_begin(struct pair *pair, struct container *c)
{
	struct pc5_auth_answer answer;

	assert_int_equal(pc5_auth_initiator(&pair->auth[UE_1],
					    &pair->cfg[UE_1],
					    &pair->want[UE_1], &answer), 0);
	assert_int_equal(pc5_auth_responder(&pair->auth[UE_2],
					    &pair->cfg[UE_2],
					    &pair->want[UE_2], answer.data,
					    answer.len, &pair->status[UE_2],
					    &answer), 0);
	memcpy(c->data, answer.data, answer.len);
	c->len = answer.len;
}

/* Give the server @c; its answer goes to @c and to the client. */
static void client_give(struct pair *pair, struct client *client,
			struct container *c)
{
	struct pc5_auth_answer answer;

	pair->status[UE_2] = pc5_auth_input(pair->auth[UE_2], c->data, c->len,
					    &answer);
	c->len = answer.len;
	if (!answer.len)
		return;
	memcpy(c->data, answer.data, answer.len);
	if (c->len > 1 + EAP_DATA_OFFSET + 1)
		BIO_write(client->in, c->data + 1 + EAP_DATA_OFFSET + 1,
			  c->len - (1 + EAP_DATA_OFFSET + 1));
}

static void client_close(struct client *client)
{
	SSL_free(client->ssl);
	ERR_clear_error();
}

/* TLS 1.2 and older are refused, by the alert that says so. */
static void old_tls(void **state)
{
	static const int version[] = {
		TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION,
	};
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct client client;
	struct container c;
	struct pair pair;
	size_t i;

	(void)state;
	pair_good(&pair);
	SSL_CTX_set_security_level(ctx, 0);
	for (i = 0; i < ARRAY_SIZE(version); i++) {
		SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
		SSL_CTX_set_max_proto_version(ctx, version[i]);
		client_open(&client, ctx);
		client_begin(&pair, &c);
		SSL_do_handshake(client.ssl);
		client_say(&client, &c);
		client_give(&pair, &client, &c);
		pair_check_failed(&pair, UE_2, PC5_AUTH_TLS);
		ERR_clear_error();
		assert_int_not_equal(SSL_do_handshake(client.ssl), 1);
		assert_int_equal(ERR_GET_REASON(ERR_peek_error()),
				 SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
		client_close(&client);
		pair_end(&pair);
	}
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

static void no_certificate(void **state)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct client client;
	struct container c;
	struct pair pair;

	(void)state;
	pair_good(&pair);
	client_open(&client, ctx);
	client_begin(&pair, &c);
	SSL_do_handshake(client.ssl);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	assert_int_equal(pair.status[UE_2], PC5_AUTH_CONTINUE);
	/* The client is content, and there is no success indication yet. */
	assert_int_equal(SSL_do_handshake(client.ssl), 1);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	pair_check_failed(&pair, UE_2, PC5_AUTH_CERT_MISSING);
	client_close(&client);
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

/*
 * UE_1 skips what the server has to have: whatever a client that has finished
 * nothing says, empty messages included, the server is not done.
 */
static void early_end(void **state)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct client client;
	struct container c;
	struct pair pair;

	(void)state;
	pair_good(&pair);
	client_open(&client, ctx);
	client_begin(&pair, &c);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	pair_check_failed(&pair, UE_2, PC5_AUTH_PROTOCOL);
	pair_end(&pair);
	client_close(&client);

	client_open(&client, ctx);
	client_begin(&pair, &c);
	SSL_do_handshake(client.ssl);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	pair_check_failed(&pair, UE_2, PC5_AUTH_PROTOCOL);
	client_close(&client);
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

/* A context of OpenSSL alone with the certificate of @ue. */
static SSL_CTX *plain_ctx(int ue)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());
	struct creds creds;
	struct pki_cert cert;

	good(&creds, ue);
	pki_make(&cert, &creds.spec);
	assert_int_equal(SSL_CTX_use_certificate(ctx, cert.cert), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ctx, cert.key), 1);
	SSL_CTX_set_num_tickets(ctx, 0);
	pki_free(&cert);
	return ctx;
}

/*
 * UE_1 is OpenSSL alone: UE_2 says what RFC 9190 has it say, and has the key
 * that RFC 9190 clause 2.3 makes.
 */
static void plain_client(void **state)
{
	static const uint8_t context = 0x0d;
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	SSL_CTX *ctx = plain_ctx(UE_1);
	uint8_t material[128], octet[2];
	struct client client;
	struct container c;
	struct pair pair;

	(void)state;
	pair_good(&pair);
	client_open(&client, ctx);
	client_begin(&pair, &c);
	SSL_do_handshake(client.ssl);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	assert_int_equal(SSL_do_handshake(client.ssl), 1);
	assert_int_equal(SSL_read(client.ssl, octet, sizeof(octet)), -1);
	client_say(&client, &c);
	client_give(&pair, &client, &c);
	assert_int_equal(pair.status[UE_2], PC5_AUTH_CONTINUE);
	/* Nothing but the success indication: no ticket either. */
	assert_int_equal(SSL_read(client.ssl, octet, sizeof(octet)), 1);
	assert_int_equal(octet[0], 0);
	assert_int_equal(SSL_read(client.ssl, octet, sizeof(octet)), -1);
	assert_int_equal(SSL_SESSION_is_resumable(SSL_get0_session(client.ssl)),
			 0);
	client_say(&client, &c);
	assert_int_equal(c.len, 1 + EAP_DATA_OFFSET + 1);
	client_give(&pair, &client, &c);
	assert_int_equal(pair.status[UE_2], PC5_AUTH_DONE);
	assert_int_equal(SSL_export_keying_material(client.ssl, material,
						    sizeof(material),
						    "EXPORTER_EAP_TLS_Key_Material",
						    29, &context, 1, 1), 1);
	assert_int_equal(pc5_auth_knrp(pair.auth[UE_2], knrp), 0);
	assert_memory_equal(knrp, material, sizeof(knrp));
	client_close(&client);
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

/* UE_1 answers the success indication by an alert, or by more data. */
static void no_answer(void **state)
{
	SSL_CTX *ctx = plain_ctx(UE_1);
	struct client client;
	struct container c;
	struct pair pair;
	int i;

	(void)state;
	pair_good(&pair);
	for (i = 0; i < 2; i++) {
		client_open(&client, ctx);
		client_begin(&pair, &c);
		SSL_do_handshake(client.ssl);
		client_say(&client, &c);
		client_give(&pair, &client, &c);
		assert_int_equal(SSL_do_handshake(client.ssl), 1);
		client_say(&client, &c);
		client_give(&pair, &client, &c);
		assert_int_equal(pair.status[UE_2], PC5_AUTH_CONTINUE);
		if (i)
			SSL_write(client.ssl, "", 1);
		else
			SSL_shutdown(client.ssl);
		client_say(&client, &c);
		client_give(&pair, &client, &c);
		pair_check_failed(&pair, UE_2, PC5_AUTH_PROTOCOL);
		client_close(&client);
		pair_end(&pair);
	}
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

/* Send what the server @client says to UE_1 with @flags; take the answer. */
static enum pc5_auth_status serve(struct pair *pair, struct client *client,
				  uint8_t id, uint8_t flags)
{
	struct pc5_auth_answer answer;
	enum pc5_auth_status status;
	struct container c;
	uint8_t *eap = c.data + 1;
	int len;

	len = BIO_read(client->out, eap + EAP_DATA_OFFSET + 1,
		       EAP_PACKET_MAX - EAP_DATA_OFFSET - 1);
	if (len < 0)
		len = 0;
	c.data[0] = KEYEST_EAP;
	eap[EAP_DATA_OFFSET] = flags;
	c.len = EAP_DATA_OFFSET + 1 + len;
	eap_put_header(eap, EAP_CODE_REQUEST, id, EAP_TYPE_TLS, c.len);
	status = pc5_auth_input(pair->auth[UE_1], c.data, c.len + 1, &answer);
	if (answer.len > 1 + EAP_DATA_OFFSET + 1)
		BIO_write(client->in, answer.data + 1 + EAP_DATA_OFFSET + 1,
			  (int)answer.len - (1 + EAP_DATA_OFFSET + 1));
	return status;
}

/**
 * enum indication - what a server says in the place of the success indication
 * @INDICATION_GOOD: the success indication
 * @INDICATION_ONE: an octet that is not 0
 * @INDICATION_TWO: an octet too many
 * @INDICATION_TWICE: another record after it
 * @INDICATION_CLOSE: that it closes
 * @INDICATION_EMPTY: nothing
 * @INDICATION_EARLY: the right one, before it knows who UE_1 is
 * @INDICATION_COUNT: number of them
 */
enum indication {
	INDICATION_GOOD,
	INDICATION_ONE,
	INDICATION_TWO,
	INDICATION_TWICE,
	INDICATION_CLOSE,
	INDICATION_EMPTY,
	INDICATION_EARLY,
	INDICATION_COUNT,
};

static void indicate(SSL *ssl, enum indication indication)
{
	switch (indication) {
	case INDICATION_ONE:
		assert_int_equal(SSL_write(ssl, "\1", 1), 1);
		break;
	case INDICATION_TWO:
		assert_int_equal(SSL_write(ssl, "\0\0", 2), 2);
		break;
	case INDICATION_TWICE:
		assert_int_equal(SSL_write(ssl, "", 1), 1);
		assert_int_equal(SSL_write(ssl, "", 1), 1);
		break;
	case INDICATION_CLOSE:
		SSL_shutdown(ssl);
		break;
	case INDICATION_EMPTY:
		break;
	default:
		assert_int_equal(SSL_write(ssl, "", 1), 1);
	}
}

static int accept_any(X509_STORE_CTX *ctx, void *arg)
{
	(void)ctx;
	(void)arg;
	return 1;
}

/* UE_2 is OpenSSL alone: UE_1 takes the success indication and nothing else. */
static void plain_server(void **state)
{
	SSL_CTX *ctx = plain_ctx(UE_2);
	struct pc5_auth_answer answer;
	struct client server;
	struct pair pair;
	uint8_t octet;
	size_t n;
	int i;

	(void)state;
	pair_good(&pair);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, accept_any, NULL);
	for (i = 0; i < INDICATION_COUNT; i++) {
		enum pc5_auth_status status;

		client_open(&server, ctx);
		SSL_set_accept_state(server.ssl);
		assert_int_equal(pc5_auth_initiator(&pair.auth[UE_1],
						    &pair.cfg[UE_1],
						    &pair.want[UE_1],
						    &answer), 0);
		assert_int_equal(serve(&pair, &server, 1, EAP_TLS_START),
				 PC5_AUTH_CONTINUE);
		if (i == INDICATION_EARLY) {
			assert_int_equal(SSL_read_early_data(server.ssl, &octet,
							     1, &n),
					 SSL_READ_EARLY_DATA_FINISH);
			assert_int_equal(SSL_write_early_data(server.ssl, "", 1,
							      &n), 1);
		} else {
			assert_int_equal(SSL_do_handshake(server.ssl), -1);
		}
		status = serve(&pair, &server, 2, 0);
		if (i != INDICATION_EARLY) {
			assert_int_equal(status, PC5_AUTH_CONTINUE);
			assert_int_equal(SSL_do_handshake(server.ssl), 1);
			indicate(server.ssl, i);
			status = serve(&pair, &server, 3, 0);
		}
		if (i == INDICATION_GOOD) {
			assert_int_equal(status, PC5_AUTH_CONTINUE);
		} else {
			assert_int_equal(status, PC5_AUTH_FAILED);
			assert_int_equal(pc5_auth_error(pair.auth[UE_1])->reason,
					 PC5_AUTH_PROTOCOL);
		}
		pc5_auth_free(pair.auth[UE_1]);
		pair.auth[UE_1] = NULL;
		client_close(&server);
	}
	SSL_CTX_free(ctx);
	pair_close(&pair);
}

static void self_check(void **state)
{
	struct pc5_auth_want want = { .role = PC5_ROLE_END_UE, .now = PKI_NOW };
	struct pc5_auth_error err;
	struct pc5_auth_peer peer;
	struct creds creds;
	struct pc5_tls *tls;

	(void)state;
	good(&creds, UE_1);
	tls = make(&creds);
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
		cmocka_unit_test(success),
		cmocka_unit_test(fresh),
		cmocka_unit_test(fragments),
		cmocka_unit_test(large_chains),
		cmocka_unit_test(chains),
		cmocka_unit_test(validity),
		cmocka_unit_test(unknown_ca),
		cmocka_unit_test(revoked),
		cmocka_unit_test(not_revoked),
		cmocka_unit_test(usage),
		cmocka_unit_test(names),
		cmocka_unit_test(several_names),
		cmocka_unit_test(roles),
		cmocka_unit_test(changes),
		cmocka_unit_test(loss),
		cmocka_unit_test(old_tls),
		cmocka_unit_test(no_certificate),
		cmocka_unit_test(early_end),
		cmocka_unit_test(plain_client),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(plain_server),
		cmocka_unit_test(self_check),
		cmocka_unit_test(wrong_private_key),
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
