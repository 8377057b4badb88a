// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP packets, the EAP server and peer, containers, and URIs. */

#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "creds.h"

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
		/* Nothing before it nor after it is read. */
		uint8_t *exact = malloc(len + 1);

		assert_non_null(exact);
		unhex(vector[i].hex, exact + 1, len);
		assert_int_equal(keyest_parse(&k, exact + 1, len),
				 vector[i].ret);
		if (!vector[i].ret) {
			assert_int_equal(keyest_build(&k, out), len);
			assert_memory_equal(out, exact + 1, len);
		}
		free(exact);
	}
	buf[0] = KEYEST_EAP;
	assert_int_equal(keyest_parse(&k, buf, 1 + EAP_PACKET_MAX), 0);
	assert_int_equal(keyest_parse(&k, buf, 2 + EAP_PACKET_MAX), -EBADMSG);
	buf[0] = KEYEST_FINISH;
	assert_int_equal(keyest_parse(&k, buf, KEYEST_MAX), 0);
	assert_int_equal(keyest_parse(&k, buf, KEYEST_MAX + 1), -EBADMSG);
}

static void uris(void **state)
{
	static const struct {
		const char *text;
		int ret;
		enum pc5_want_role role;
		uint32_t id;
	} vector[] = {
		{ "urn:pc5:ue:alice", 1, PC5_WANT_ANY, 0 },
		{ "urn:pc5:ue:", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a b", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a%2", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a%2g", -EINVAL, 0, 0 },
		{ "urn:pc5:ue:a/b", -EINVAL, 0, 0 },
		{ "urn:pc5:role:end-ue", 1, PC5_WANT_END_UE, 0 },
		{ "urn:pc5:role:end-uec", -EINVAL, 0, 0 },
		{ "urn:pc5:role:end-ue:", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:00c0de", 1, PC5_WANT_RELAY, 0xc0de },
		{ "urn:pc5:role:relay:0c0de", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:000c0de", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:00c0dg", -EINVAL, 0, 0 },
		{ "urn:pc5:role:relay:", -EINVAL, 0, 0 },
		{ "urn:pc5:role:group:FFFFFF", 1, PC5_WANT_GROUP, 0xffffff },
		{ "urn:pc5:role:", -EINVAL, 0, 0 },
		{ "urn:pc5:", -EINVAL, 0, 0 },
		{ "urn:pc5", 0, 0, 0 },
		{ "URN:PC5:ue:alice", 0, 0, 0 },
		{ "https://example.org/urn:pc5:ue:alice", 0, 0, 0 },
		{ "", 0, 0, 0 },
	};
	char text[sizeof("urn:pc5:ue:") + 3 * PC5_USER_INFO_MAX + 1];
	struct pc5_user_info name;
	struct pc5_uri uri;
	uint8_t all[256];
	size_t i, j;

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
		strcpy(text, "urn:pc5:ue:");
		for (j = 0; j < 255; j++)
			sprintf(text + strlen(text), "%%%02x", all[i + j]);
		assert_int_equal(pc5_uri_parse(&uri, text, strlen(text)), 1);
		assert_true(pc5_user_info_equal(&uri.name, &name));
		strcat(text, "a");
		assert_int_equal(pc5_uri_parse(&uri, text, strlen(text)),
				 -EINVAL);
	}
	assert_int_equal(pc5_auth_name_set(&name, all, 256), -EMSGSIZE);
	assert_int_equal(pc5_auth_name_set(&name, all, 0), -EMSGSIZE);
	memset(all, 0xff, sizeof(all));
	assert_int_equal(pc5_auth_name_set(&name, all, 255), 0);
	pc5_auth_name_text(&name, text);
	assert_int_equal(strlen(text), 63);
	pc5_auth_name_set(&name, "a\n\x1b\"", 4);
	assert_string_equal(pc5_auth_name_text(&name, text), "a%0A%1B%22");
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
		direct->tls[ue].tls = direct->pair.cfg[ue].tls;
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
				  const struct pc5_user_info *identity,
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
	struct pc5_user_info identity;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets),
		cmocka_unit_test(containers),
		cmocka_unit_test(uris),
		cmocka_unit_test(naks),
		cmocka_unit_test(peer_requests),
		cmocka_unit_test(forged_ends),
		cmocka_unit_test(forged_responses),
	};

	return cmocka_run_group_tests(tests, both_setup, both_teardown);
}
