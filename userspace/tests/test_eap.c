// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP packets, the EAP server and peer, and the containers around them. */

#include "test.h"

#include <stdlib.h>

#include "libpc5/keyest.h"
#include "pair.h"
#include "pki.h"

static const uint8_t key[EAP_PSK_LEN] = "a shared secret";

static struct pc5_tls *tls[2];

static struct pc5_tls *make_tls(const struct pki_cert *root, const char *name,
				const char *uri)
{
	struct pc5_tls_params params = { .store = X509_STORE_new() };
	struct pc5_auth_error err;
	struct pki_cert cert;
	struct pc5_tls *made;

	pki_make(&cert, &(struct pki_spec){ .name = name, .issuer = root,
		 .uri = { uri, "urn:pc5:role:end-ue" } });
	X509_STORE_add_cert(params.store, root->cert);
	params.cert = cert.cert;
	params.key = cert.key;
	assert_int_equal(pc5_tls_new(&made, &params, &err), 0);
	X509_STORE_free(params.store);
	pki_free(&cert);
	return made;
}

static int setup(void **state)
{
	struct pki_cert root;

	(void)state;
	pki_make(&root, &(struct pki_spec){ .name = "root", .ca = true });
	tls[UE_1] = make_tls(&root, "alice", "urn:pc5:ue:alice");
	tls[UE_2] = make_tls(&root, "bob", "urn:pc5:ue:bob");
	pki_free(&root);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pc5_tls_free(tls[UE_1]);
	pc5_tls_free(tls[UE_2]);
	return 0;
}

/* Both allow both methods; each list is best first. */
static void pair_both(struct pair *pair, uint8_t best_1, uint8_t best_2)
{
	int ue;

	pair_init(pair, best_1);
	pair_psk(pair, key);
	pair->cfg[UE_2].method[0] = best_2;
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair->cfg[ue].tls = tls[ue];
		pair->cfg[ue].method[1] = EAP_TYPE_TLS + EAP_TYPE_PSK -
					  pair->cfg[ue].method[0];
		pair->cfg[ue].n_method = 2;
	}
}

static void packets(void **state)
{
	static const struct {
		const char *hex;
		int ret;
	} vector[] = {
		{ "0105000501", 0 },
		{ "010500050100", -EBADMSG },
		{ "0105000601", -EBADMSG },
		{ "01050004", -EBADMSG },
		{ "02050004", -EBADMSG },
		{ "03050004", 0 },
		{ "04050004", 0 },
		{ "0305000500", -EBADMSG },
		{ "0405000500", -EBADMSG },
		{ "00050004", -EBADMSG },
		{ "0505000501", -EBADMSG },
		{ "010500", -EBADMSG },
		{ "", -EBADMSG },
	};
	uint8_t buf[EAP_PACKET_MAX + 1] = { 0 };
	struct eap_packet pkt;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		size_t len = strlen(vector[i].hex) / 2;

		unhex(vector[i].hex, buf, len);
		assert_int_equal(eap_parse(&pkt, buf, len), vector[i].ret);
	}
	for (i = EAP_PACKET_MAX; i <= sizeof(buf); i++) {
		eap_put_header(buf, EAP_CODE_RESPONSE, 7, EAP_TYPE_TLS, i);
		assert_int_equal(eap_parse(&pkt, buf, i),
				 i <= EAP_PACKET_MAX ? 0 : -EBADMSG);
	}
	eap_put_header(buf, EAP_CODE_RESPONSE, 7, EAP_TYPE_TLS, 8);
	assert_int_equal(eap_parse(&pkt, buf, 8), 0);
	assert_int_equal(pkt.code, EAP_CODE_RESPONSE);
	assert_int_equal(pkt.id, 7);
	assert_int_equal(pkt.type, EAP_TYPE_TLS);
	assert_ptr_equal(pkt.data, buf + EAP_DATA_OFFSET);
	assert_int_equal(pkt.data_len, 3);
}

static void containers(void **state)
{
	static const struct {
		const char *hex;
		int ret;
	} vector[] = {
		{ "1100", 0 },
		{ "1101", -EBADMSG },
		{ "11010d", 0 },
		{ "11020d", -EBADMSG },
		{ "11080d0d0d0d0d0d0d0d", 0 },
		{ "11090d0d0d0d0d0d0d0d0d", -EBADMSG },
		{ "11010d0200000a01616c696365", 0 },
		{ "11010d020000", -EBADMSG },
		{ "11", -EBADMSG },
		{ "", -EBADMSG },
		{ "12", -EBADMSG },
		{ "12040500", -EBADMSG },
		{ "1204050004", 0 },
		{ "1300112233445566778899aabbccddeeff03020004", 0 },
		{ "1300112233445566778899aabbccddeeff030200", -EBADMSG },
		{ "1300112233445566778899aabbccddeeff", -EBADMSG },
		{ "1300112233445566778899aabbccddee", -EBADMSG },
		{ "1404050004", -EBADMSG },
		{ "2204050004", -EBADMSG },
	};
	uint8_t buf[KEYEST_MAX + 1], out[KEYEST_MAX];
	struct keyest k;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		size_t len = strlen(vector[i].hex) / 2;

		unhex(vector[i].hex, buf, len);
		assert_int_equal(keyest_parse(&k, buf, len), vector[i].ret);
		if (vector[i].ret)
			continue;
		assert_int_equal(keyest_build(&k, out), len);
		assert_memory_equal(out, buf, len);
	}
	buf[0] = KEYEST_FINISH;
	assert_int_equal(keyest_parse(&k, buf, KEYEST_MAX), 0);
	assert_int_equal(keyest_parse(&k, buf, KEYEST_MAX + 1), -EBADMSG);
}

static void uris(void **state)
{
	static const struct {
		const char *text;
		int ret;
		enum pc5_role role;
		uint32_t id;
	} vector[] = {
		{ "urn:pc5:ue:alice", 1, PC5_ROLE_ANY, 0 },
		{ "urn:pc5:ue:", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a b", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a%2", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a%2g", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a/b", -EINVAL, 0, 0 },
		{ "urn:pc5:role:end-ue", 1, PC5_ROLE_END_UE, 0 },
		{ "urn:pc5:role:end-uec", -EINVAL, 0, 0 },
		{ "urn:pc5:role:end-ue:", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:00c0de", 1, PC5_ROLE_RELAY, 0xc0de },
		{ "urn:pc5:role:relay:0c0de", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:000c0de", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:00c0dg", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:", -EINVAL, 0, 0 },
		{ "urn:pc5:role:group:FFFFFF", 1, PC5_ROLE_GROUP, 0xffffff },
		{ "urn:pc5:role:", -EINVAL, 0, 0 },
		{ "urn:pc5:", -EINVAL, 0, 0 },
		{ "urn:pc5", 0, 0, 0 },
		{ "URN:PC5:ue:alice", 0, 0, 0 },
		{ "https://example.org/urn:pc5:ue:alice", 0, 0, 0 },
		{ "", 0, 0, 0 },
	};
	char text[PC5_URI_NAME_MAX];
	struct pc5_auth_name name;
	struct pc5_uri uri;
	uint8_t all[256];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		assert_int_equal(pc5_uri_parse(&uri, vector[i].text,
					       strlen(vector[i].text)),
				 vector[i].ret);
		if (vector[i].ret <= 0)
			continue;
		assert_int_equal(uri.role, vector[i].role);
		assert_int_equal(uri.id, vector[i].id);
	}
	/* Every octet survives; 256 of them are too many. */
	for (i = 0; i < sizeof(all); i++)
		all[i] = i;
	for (i = 0; i <= 1; i++) {
		assert_int_equal(pc5_auth_name_set(&name, all + i, 255), 0);
		pc5_uri_name(&name, text);
		assert_int_equal(pc5_uri_parse(&uri, text, strlen(text)), 1);
		assert_true(pc5_auth_name_equal(&uri.name, &name));
		strcat(text, "a");
		assert_int_equal(pc5_uri_parse(&uri, text, strlen(text)),
				 -EINVAL);
	}
	assert_int_equal(pc5_auth_name_set(&name, all, 256), -EMSGSIZE);
	assert_int_equal(pc5_auth_name_set(&name, all, 0), -EMSGSIZE);
	memset(all, 0xff, sizeof(all));
	assert_int_equal(pc5_auth_name_set(&name, all, 255), 0);
	pc5_uri_name(&name, text);
	assert_int_equal(strlen(text), 11 + 3 * 255);
	pc5_auth_name_text(&name, text);
	assert_int_equal(strlen(text), 63);
	pc5_auth_name_set(&name, "a\n\x1b\"", 4);
	assert_string_equal(pc5_auth_name_text(&name, text), "a%0A%1B%22");
}

/* UE_2 takes the best of its own list that UE_1 offers. */
static void choice(void **state)
{
	static const uint8_t both[] = { EAP_TYPE_TLS, EAP_TYPE_PSK };
	struct pair pair;
	int i, j;

	(void)state;
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++) {
			pair_both(&pair, both[i], both[j]);
			pair_run(&pair);
			pair_check_done(&pair);
			assert_int_equal(pc5_auth_peer(pair.auth[UE_1])->method,
					 both[j]);
			pair_end(&pair);

			pair.cfg[UE_1].n_method = 1;
			pair_run(&pair);
			pair_check_done(&pair);
			assert_int_equal(pc5_auth_peer(pair.auth[UE_1])->method,
					 both[i]);
			pair_end(&pair);

			pair.cfg[UE_2].n_method = 1;
			pair_run(&pair);
			if (i == j)
				pair_check_done(&pair);
			else
				pair_check_failed(&pair, UE_2,
						  PC5_AUTH_NO_METHOD);
			pair_end(&pair);
		}
}

/* A UE with nothing but provisioned K_NRPs cannot be authenticated. */
static void no_methods(void **state)
{
	struct pair pair;

	(void)state;
	pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
	pair.cfg[UE_1].n_method = 0;
	pair_run(&pair);
	pair_check_failed(&pair, UE_2, PC5_AUTH_NO_METHOD);
	pair_check_failed(&pair, UE_1, PC5_AUTH_REFUSED);
	pair_end(&pair);
}

static void bad_configuration(void **state)
{
	struct pc5_auth_answer answer;
	enum pc5_auth_status status;
	struct pc5_auth *auth;
	struct pair pair;
	int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
		switch (i) {
		case 0:
			pair.cfg[UE_1].name.len = 0;
			break;
		case 1:
			pair.cfg[UE_1].tls = NULL;
			break;
		case 2:
			pair.cfg[UE_1].psk = NULL;
			break;
		case 3:
			pair.cfg[UE_1].fragment = EAP_TLS_FRAGMENT_MIN - 1;
			break;
		case 4:
			pair.cfg[UE_1].fragment = EAP_TLS_FRAGMENT_MAX + 1;
			break;
		}
		assert_int_equal(pc5_auth_initiator(&auth, &pair.cfg[UE_1],
						    &pair.want[UE_1], &answer),
				 -EINVAL);
		assert_null(auth);
		assert_int_equal(pc5_auth_responder(&auth, &pair.cfg[UE_1],
						    &pair.want[UE_1], "\x11", 2,
						    &status, &answer),
				 -EINVAL);
		assert_null(auth);
	}
}

/*
 * EAP alone, with the two ends of the server and the peer in reach: a peer that
 * was not asked what it allows refuses by NAK.
 */
struct direct {
	struct pair pair;
	struct eap_psk_arg psk[2];
	struct eap_tls_arg tls[2];
	struct eap *eap[2];
};

static void direct_init(struct direct *direct, const uint8_t *method_1,
			const uint8_t *method_2)
{
	const uint8_t *method[] = { method_1, method_2 };
	int ue;

	memset(direct, 0, sizeof(*direct));
	pair_both(&direct->pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
	for (ue = UE_1; ue <= UE_2; ue++) {
		struct eap_params params = {
			.identity = direct->pair.cfg[ue].name,
		};

		direct->psk[ue].self = &direct->pair.cfg[ue].name;
		direct->psk[ue].want = &direct->pair.want[ue];
		direct->psk[ue].lookup = direct->pair.cfg[ue].psk;
		direct->psk[ue].user = &direct->pair;
		direct->tls[ue].tls = tls[ue];
		direct->tls[ue].want = &direct->pair.want[ue];
		for (; *method[ue]; method[ue]++) {
			unsigned int i = params.n_choice++;
			bool is_tls = *method[ue] == EAP_TYPE_TLS;

			params.choice[i].method = is_tls ? &eap_tls_method :
							   &eap_psk_method;
			params.choice[i].arg = is_tls ?
					       (void *)&direct->tls[ue] :
					       (void *)&direct->psk[ue];
		}
		direct->eap[ue] = eap_new(&params, ue == UE_2);
		assert_non_null(direct->eap[ue]);
	}
}

static void direct_end(struct direct *direct)
{
	eap_free(direct->eap[UE_1]);
	eap_free(direct->eap[UE_2]);
}

/* Exchange until one of them is at an end; returns what the server came to. */
static enum eap_status direct_run(struct direct *direct,
				  const struct pc5_auth_name *identity,
				  const uint8_t *types, unsigned int n_types,
				  unsigned int *n_naks)
{
	uint8_t buf[EAP_PACKET_MAX];
	struct eap_answer answer;
	enum eap_status status;
	bool again;

	*n_naks = 0;
	status = eap_start(direct->eap[UE_2], identity, types, n_types,
			   &answer);
	while (status == EAP_SEND) {
		size_t len = answer.len;

		memcpy(buf, answer.data, len);
		assert_int_equal(eap_input(direct->eap[UE_1], buf, len, &again,
					   &answer), EAP_SEND);
		assert_false(again);
		len = answer.len;
		memcpy(buf, answer.data, len);
		*n_naks += buf[EAP_HEADER_LEN] == EAP_TYPE_NAK;
		status = eap_input(direct->eap[UE_2], buf, len, &again,
				   &answer);
	}
	if (status == EAP_SUCCEEDED) {
		memcpy(buf, answer.data, answer.len);
		assert_int_equal(eap_input(direct->eap[UE_1], buf, answer.len,
					   &again, &answer), EAP_SUCCEEDED);
	}
	return status;
}

static void naks(void **state)
{
	static const uint8_t tls_psk[] = { EAP_TYPE_TLS, EAP_TYPE_PSK, 0 };
	static const uint8_t psk_tls[] = { EAP_TYPE_PSK, EAP_TYPE_TLS, 0 };
	static const uint8_t only_psk[] = { EAP_TYPE_PSK, 0 };
	static const uint8_t only_tls[] = { EAP_TYPE_TLS, 0 };
	static const uint8_t none[] = { 0 };
	static const struct {
		const uint8_t *peer, *server;
		enum eap_status status;
		unsigned int naks;
	} vector[] = {
		{ tls_psk, tls_psk, EAP_SUCCEEDED, 0 },
		{ tls_psk, psk_tls, EAP_SUCCEEDED, 0 },
		{ only_psk, tls_psk, EAP_SUCCEEDED, 1 },
		{ only_tls, psk_tls, EAP_SUCCEEDED, 1 },
		{ only_psk, only_tls, EAP_FAILED, 1 },
		{ none, tls_psk, EAP_FAILED, 1 },
	};
	uint8_t msk[2][EAP_MSK_LEN], emsk[2][EAP_MSK_LEN];
	struct pc5_auth_name identity;
	struct direct direct;
	unsigned int n;
	size_t i;
	int ask;

	(void)state;
	for (i = 0; i < 2 * ARRAY_SIZE(vector); i++) {
		ask = i % 2;
		pair_name(&identity, "alice");
		if (ask)
			identity.len = 0;
		direct_init(&direct, vector[i / 2].peer, vector[i / 2].server);
		assert_int_equal(direct_run(&direct, &identity, tls_psk, 2, &n),
				 vector[i / 2].status);
		assert_int_equal(n, vector[i / 2].naks);
		if (vector[i / 2].status == EAP_SUCCEEDED) {
			eap_keys(direct.eap[UE_1], msk[0], emsk[0]);
			eap_keys(direct.eap[UE_2], msk[1], emsk[1]);
			assert_memory_equal(msk[0], msk[1], EAP_MSK_LEN);
			assert_memory_equal(emsk[0], emsk[1], EAP_MSK_LEN);
			assert_memory_not_equal(msk[0], emsk[0], EAP_MSK_LEN);
		} else {
			assert_int_equal(eap_error(direct.eap[UE_2])->reason,
					 PC5_AUTH_NO_METHOD);
		}
		direct_end(&direct);
	}
}

/* Put a packet of @type before the peer and see what comes. */
static enum eap_status ask_peer(struct eap *eap, uint8_t code, uint8_t id,
				uint8_t type, struct eap_answer *answer)
{
	uint8_t buf[EAP_DATA_OFFSET];
	size_t len = code <= EAP_CODE_RESPONSE ? sizeof(buf) : EAP_HEADER_LEN;
	bool again;

	eap_put_header(buf, code, id, type, len);
	return eap_input(eap, buf, len, &again, answer);
}

static void peer_requests(void **state)
{
	static const uint8_t only_psk[] = { EAP_TYPE_PSK, 0 };
	struct eap_answer answer;
	struct direct direct;
	uint8_t expected[16];
	struct eap *eap;
	int type;

	(void)state;
	direct_init(&direct, only_psk, only_psk);
	eap = direct.eap[UE_1];
	assert_int_equal(ask_peer(eap, EAP_CODE_REQUEST, 9, EAP_TYPE_IDENTITY,
				  &answer), EAP_SEND);
	unhex("0209000a01616c696365", expected, 10);
	assert_int_equal(answer.len, 10);
	assert_memory_equal(answer.data, expected, 10);
	assert_int_equal(ask_peer(eap, EAP_CODE_REQUEST, 10,
				  EAP_TYPE_NOTIFICATION, &answer), EAP_SEND);
	unhex("020a000502", expected, 5);
	assert_int_equal(answer.len, 5);
	assert_memory_equal(answer.data, expected, 5);
	/* The same identifier with something else in it is no new request. */
	assert_int_equal(ask_peer(eap, EAP_CODE_REQUEST, 10, EAP_TYPE_IDENTITY,
				  &answer), EAP_IGNORED);
	for (type = 0; type < 256; type++) {
		enum eap_status status;

		if (type == EAP_TYPE_PSK || type == EAP_TYPE_IDENTITY ||
		    type == EAP_TYPE_NOTIFICATION)
			continue;
		/* The identifier wraps; what is discarded uses none up. */
		status = ask_peer(eap, EAP_CODE_REQUEST, type, type, &answer);
		if (type == EAP_TYPE_NONE || type == EAP_TYPE_NAK) {
			assert_int_equal(status, EAP_IGNORED);
			continue;
		}
		if (status == EAP_FAILED)
			break;
		assert_int_equal(status, EAP_SEND);
		assert_int_equal(answer.len, 6);
		assert_int_equal(answer.data[EAP_HEADER_LEN], EAP_TYPE_NAK);
		assert_int_equal(answer.data[EAP_DATA_OFFSET], EAP_TYPE_PSK);
	}
	/* Rounds are bounded, so not every type can be tried. */
	assert_int_equal(eap_error(eap)->reason, PC5_AUTH_LIMIT);
	assert_in_range(type, EAP_ROUNDS_DEFAULT, EAP_ROUNDS_DEFAULT + 8);
	direct_end(&direct);
}

/* The peer believes success and failure only when they can be meant. */
static void forged_ends(void **state)
{
	static const uint8_t only_psk[] = { EAP_TYPE_PSK, 0 };
	uint8_t buf[EAP_PACKET_MAX];
	struct eap_answer answer;
	struct direct direct;
	unsigned int id, n;
	size_t len;
	bool again;

	(void)state;
	for (n = 0; n < 3; n++) {
		direct_init(&direct, only_psk, only_psk);
		eap_start(direct.eap[UE_2], &direct.pair.cfg[UE_1].name,
			  only_psk, 1, &answer);
		while (n && eap_input(direct.eap[UE_1],
				      memcpy(buf, answer.data, answer.len),
				      answer.len, &again,
				      &answer) == EAP_SEND) {
			len = answer.len;
			memcpy(buf, answer.data, len);
			if (n == 1 || eap_done(direct.eap[UE_1]))
				break;
			assert_int_equal(eap_input(direct.eap[UE_2], buf, len,
						   &again, &answer), EAP_SEND);
		}
		assert_int_equal(eap_done(direct.eap[UE_1]), n == 2);
		if (n == 2) {
			/* It is done, and only that identifier ends it. */
			for (id = 3; id < 256; id++)
				assert_int_equal(ask_peer(direct.eap[UE_1],
							  EAP_CODE_SUCCESS, id,
							  0, &answer),
						 EAP_IGNORED);
			assert_int_equal(ask_peer(direct.eap[UE_1],
						  EAP_CODE_FAILURE, 2, 0,
						  &answer), EAP_IGNORED);
			assert_int_equal(ask_peer(direct.eap[UE_1],
						  EAP_CODE_SUCCESS, 2, 0,
						  &answer), EAP_SUCCEEDED);
			assert_true(eap_done(direct.eap[UE_1]));
		} else {
			for (id = 0; id < 256; id++)
				assert_int_equal(ask_peer(direct.eap[UE_1],
							  EAP_CODE_SUCCESS, id,
							  0, &answer),
						 EAP_IGNORED);
			assert_int_equal(ask_peer(direct.eap[UE_1],
						  EAP_CODE_FAILURE, 1, 0,
						  &answer), EAP_FAILED);
		}
		direct_end(&direct);
	}
}

/* What a server makes of responses that do not answer its request. */
static void forged_responses(void **state)
{
	static const uint8_t both[] = { EAP_TYPE_TLS, EAP_TYPE_PSK, 0 };
	struct eap_answer answer;
	struct direct direct;
	unsigned int id, code;

	(void)state;
	direct_init(&direct, both, both);
	eap_start(direct.eap[UE_2], &direct.pair.cfg[UE_1].name, both, 2,
		  &answer);
	for (id = 0; id < 256; id++)
		for (code = 0; code < 6; code++) {
			if (id == 1 && code == EAP_CODE_RESPONSE)
				continue;
			assert_int_equal(ask_peer(direct.eap[UE_2], code, id,
						  EAP_TYPE_TLS, &answer),
					 EAP_IGNORED);
		}
	assert_int_equal(ask_peer(direct.eap[UE_2], EAP_CODE_RESPONSE, 1,
				  EAP_TYPE_IDENTITY, &answer), EAP_IGNORED);
	assert_int_equal(ask_peer(direct.eap[UE_2], EAP_CODE_RESPONSE, 1,
				  EAP_TYPE_PSK, &answer), EAP_IGNORED);
	/* A NAK without types wants none. */
	assert_int_equal(ask_peer(direct.eap[UE_2], EAP_CODE_RESPONSE, 1,
				  EAP_TYPE_NAK, &answer), EAP_FAILED);
	assert_int_equal(eap_error(direct.eap[UE_2])->reason,
			 PC5_AUTH_NO_METHOD);
	assert_int_equal(answer.len, EAP_HEADER_LEN);
	assert_int_equal(answer.data[0], EAP_CODE_FAILURE);
	direct_end(&direct);
}

/* Somebody in the middle takes EAP-TLS off the list in the DCR. */
static void shorten(void *user, unsigned int number, struct container *c)
{
	(void)user;
	if (number)
		return;
	assert_int_equal(c->data[1], 2);
	c->data[1] = 1;
	c->data[2] = EAP_TYPE_PSK;
	memmove(c->data + 3, c->data + 4, --c->len - 3);
}

/* Or changes its order, or who asks. */
static void swap(void *user, unsigned int number, struct container *c)
{
	(void)user;
	if (number)
		return;
	c->data[2] = EAP_TYPE_PSK;
	c->data[3] = EAP_TYPE_TLS;
}

static void rename_peer(void *user, unsigned int number, struct container *c)
{
	(void)user;
	if (!number)
		c->data[c->len - 1] ^= 1;
}

static void downgrade(void **state)
{
	static void (*const edit[])(void *, unsigned int,
				    struct container *) = {
		shorten, swap, rename_peer,
	};
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	struct pair pair;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(edit); i++) {
		pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
		pair.edit = edit[i];
		pair_run(&pair);
		assert_int_equal(pair.status[UE_2], PC5_AUTH_DONE);
		assert_int_equal(pair.status[UE_1], PC5_AUTH_FAILED);
		assert_int_equal(pc5_auth_error(pair.auth[UE_1])->reason,
				 PC5_AUTH_TAMPERED);
		assert_int_equal(pc5_auth_knrp(pair.auth[UE_1], knrp), -ENOKEY);
		pair_end(&pair);
	}
}

/* Somebody in the middle refuses EAP-TLS in the name of UE_1. */
static void forged_nak(void **state)
{
	static const uint8_t nak[] = {
		KEYEST_EAP, EAP_CODE_RESPONSE, 1, 0, 6, EAP_TYPE_NAK,
		EAP_TYPE_PSK,
	};
	struct pc5_auth_answer answer;
	struct container c, mine;
	struct pair pair;

	(void)state;
	pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
	pc5_auth_initiator(&pair.auth[UE_1], &pair.cfg[UE_1],
			   &pair.want[UE_1], &answer);
	pc5_auth_responder(&pair.auth[UE_2], &pair.cfg[UE_2],
			   &pair.want[UE_2], answer.data, answer.len,
			   &pair.status[UE_2], &answer);
	assert_int_equal(pc5_auth_input(pair.auth[UE_2], nak, sizeof(nak),
					&answer), PC5_AUTH_CONTINUE);
	/* UE_1 sees only EAP-PSK, and runs it to its end. */
	for (;;) {
		c.len = answer.len;
		memcpy(c.data, answer.data, answer.len);
		pair.status[UE_1] = pc5_auth_input(pair.auth[UE_1], c.data,
						   c.len, &answer);
		if (pair.status[UE_1] != PC5_AUTH_CONTINUE)
			break;
		mine.len = answer.len;
		memcpy(mine.data, answer.data, answer.len);
		pair.status[UE_2] = pc5_auth_input(pair.auth[UE_2], mine.data,
						   mine.len, &answer);
		assert_true(pair.status[UE_2] == PC5_AUTH_CONTINUE ||
			    pair.status[UE_2] == PC5_AUTH_DONE);
	}
	assert_int_equal(pair.status[UE_1], PC5_AUTH_FAILED);
	assert_int_equal(pc5_auth_error(pair.auth[UE_1])->reason,
			 PC5_AUTH_TAMPERED);
	pair_end(&pair);
}

/* EAP-Success before its time, in either kind of container, changes nothing. */
static void forged_finish(void **state)
{
	static const uint8_t failure[] = {
		KEYEST_EAP, EAP_CODE_FAILURE, 2, 0, EAP_HEADER_LEN,
	};
	struct pc5_auth_answer answer, ignored;
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	uint8_t finish[21] = { KEYEST_FINISH };
	uint8_t bare[5] = { KEYEST_EAP };
	struct container c;
	struct pair pair;
	unsigned int id;
	int round;

	(void)state;
	pair_both(&pair, EAP_TYPE_PSK, EAP_TYPE_PSK);
	pc5_auth_initiator(&pair.auth[UE_1], &pair.cfg[UE_1],
			   &pair.want[UE_1], &answer);
	pc5_auth_responder(&pair.auth[UE_2], &pair.cfg[UE_2],
			   &pair.want[UE_2], answer.data, answer.len,
			   &pair.status[UE_2], &answer);
	for (round = 0; round < 3; round++) {
		c.len = answer.len;
		memcpy(c.data, answer.data, answer.len);
		for (id = 0; id < 256; id++) {
			eap_put_header(finish + 17, EAP_CODE_SUCCESS, id, 0, 4);
			eap_put_header(bare + 1, EAP_CODE_SUCCESS, id, 0, 4);
			if (round < 2)
				assert_int_equal(pc5_auth_input(pair.auth[UE_1],
								finish, 21,
								&ignored),
						 PC5_AUTH_IGNORED);
			assert_int_equal(pc5_auth_input(pair.auth[UE_1], bare,
							5, &ignored),
					 PC5_AUTH_IGNORED);
			assert_int_equal(ignored.len, 0);
		}
		assert_int_equal(pc5_auth_knrp(pair.auth[UE_1], knrp), -ENOKEY);
		assert_null(pc5_auth_peer(pair.auth[UE_1]));
		if (round == 2)
			break;
		assert_int_equal(pc5_auth_input(pair.auth[UE_1], c.data, c.len,
						&answer), PC5_AUTH_CONTINUE);
		/* What goes to UE_2 is not its own kind either. */
		assert_int_equal(pc5_auth_input(pair.auth[UE_2], finish, 21,
						&ignored), PC5_AUTH_IGNORED);
		c.len = answer.len;
		memcpy(c.data, answer.data, answer.len);
		pair.status[UE_2] = pc5_auth_input(pair.auth[UE_2], c.data,
						   c.len, &answer);
	}
	/* EAP is done: EAP-Failure is not believed any more. */
	assert_int_equal(pair.status[UE_2], PC5_AUTH_DONE);
	assert_int_equal(pc5_auth_input(pair.auth[UE_1], failure,
					sizeof(failure), &ignored),
			 PC5_AUTH_IGNORED);
	pair.status[UE_1] = pc5_auth_input(pair.auth[UE_1], c.data, c.len,
					   &ignored);
	pair_check_done(&pair);
	assert_int_equal(pc5_auth_input(pair.auth[UE_1], failure,
					sizeof(failure), &ignored),
			 PC5_AUTH_IGNORED);
	pair_end(&pair);
}

static void bad_offers(void **state)
{
	static const char *const bad[] = {
		"", "00", "11", "11010d01", "11010d0200000a",
		/* no identity: a request, a method, a NAK, an empty one */
		"11010d0100000a01616c696365", "11010d0200000a0d616c696365",
		"11010d0200000a03616c696365", "11010d0200000501",
		"11010d0300000004",
	};
	struct pc5_auth_answer answer;
	enum pc5_auth_status status;
	uint8_t buf[32];
	struct pair pair;
	size_t i;

	(void)state;
	pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		size_t len = strlen(bad[i]) / 2;

		unhex(bad[i], buf, len);
		assert_int_equal(pc5_auth_responder(&pair.auth[UE_2],
						    &pair.cfg[UE_2],
						    &pair.want[UE_2], buf, len,
						    &status, &answer), 0);
		assert_int_equal(status, PC5_AUTH_FAILED);
		assert_int_equal(pc5_auth_error(pair.auth[UE_2])->reason,
				 PC5_AUTH_PROTOCOL);
		assert_int_equal(answer.len, 0);
		pc5_auth_free(pair.auth[UE_2]);
	}
	/* Without identity UE_2 asks for it. */
	unhex("11012f", buf, 3);
	assert_int_equal(pc5_auth_responder(&pair.auth[UE_2], &pair.cfg[UE_2],
					    &pair.want[UE_2], buf, 3, &status,
					    &answer), 0);
	assert_int_equal(status, PC5_AUTH_CONTINUE);
	assert_int_equal(answer.data[1 + EAP_HEADER_LEN], EAP_TYPE_IDENTITY);
	pc5_auth_free(pair.auth[UE_2]);
}

/* UE_1 has one authentication for each UE that answers the same DCR. */
static void same_offer(void **state)
{
	struct pc5_auth_answer answer[2];
	struct pc5_auth *auth[2];
	struct pair pair;
	int i;

	(void)state;
	pair_both(&pair, EAP_TYPE_TLS, EAP_TYPE_TLS);
	for (i = 0; i < 2; i++)
		assert_int_equal(pc5_auth_initiator(&auth[i], &pair.cfg[UE_1],
						    &pair.want[UE_1],
						    &answer[i]), 0);
	assert_int_equal(answer[0].len, answer[1].len);
	assert_memory_equal(answer[0].data, answer[1].data, answer[0].len);
	pc5_auth_free(auth[0]);
	pc5_auth_free(auth[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets),
		cmocka_unit_test(containers),
		cmocka_unit_test(uris),
		cmocka_unit_test(choice),
		cmocka_unit_test(no_methods),
		cmocka_unit_test(bad_configuration),
		cmocka_unit_test(naks),
		cmocka_unit_test(peer_requests),
		cmocka_unit_test(forged_ends),
		cmocka_unit_test(forged_responses),
		cmocka_unit_test(downgrade),
		cmocka_unit_test(forged_nak),
		cmocka_unit_test(forged_finish),
		cmocka_unit_test(bad_offers),
		cmocka_unit_test(same_offer),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
