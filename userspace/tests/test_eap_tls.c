// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-TLS with TLS 1.3: two UEs, and one against OpenSSL alone. */

#include "test.h"

#include <openssl/err.h>

#include "creds.h"

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
	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
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
	creds_good(&creds[UE_1], UE_1);
	creds_good(&creds[UE_2], UE_2);
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

static void changes(void **state)
{
	struct pair pair;

	(void)state;
	pair_good(&pair);
	/* A prime, so that all bits of an octet have their turn. */
	pair_check_changes(&pair, 61);
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

	creds_good(&creds, ue);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success),
		cmocka_unit_test(fresh),
		cmocka_unit_test(fragments),
		cmocka_unit_test(large_chains),
		cmocka_unit_test(changes),
		cmocka_unit_test(loss),
		cmocka_unit_test(old_tls),
		cmocka_unit_test(no_certificate),
		cmocka_unit_test(early_end),
		cmocka_unit_test(plain_client),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(plain_server),
	};

	return cmocka_run_group_tests(tests, creds_setup, creds_teardown);
}
