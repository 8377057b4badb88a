// SPDX-License-Identifier: GPL-2.0-or-later
/* Choice of the method, and somebody in the middle. */

#include "test.h"

#include "creds.h"

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
	for (i = 0; i < 6; i++) {
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
		case 5:
			pair.cfg[UE_1].n_method = EAP_METHODS_MAX + 1;
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

/*
 * Two UEs that run EAP-PSK; @c is what UE_1 gets after @rounds of its answers,
 * the finish after two.
 */
static void run_to(struct pair *pair, unsigned int rounds, struct container *c)
{
	struct pc5_auth_answer answer;
	int ue;

	pair_both(pair, EAP_TYPE_PSK, EAP_TYPE_PSK);
	pc5_auth_initiator(&pair->auth[UE_1], &pair->cfg[UE_1],
			   &pair->want[UE_1], &answer);
	pc5_auth_responder(&pair->auth[UE_2], &pair->cfg[UE_2],
			   &pair->want[UE_2], answer.data, answer.len,
			   &pair->status[UE_2], &answer);
	for (; rounds; rounds--)
		for (ue = UE_1; ue <= UE_2; ue++) {
			c->len = answer.len;
			memcpy(c->data, answer.data, answer.len);
			pair->status[ue] = pc5_auth_input(pair->auth[ue],
							  c->data, c->len,
							  &answer);
		}
	c->len = answer.len;
	memcpy(c->data, answer.data, answer.len);
}

static enum pc5_auth_status give(struct pair *pair, int ue, const void *data,
				 size_t len)
{
	struct pc5_auth_answer answer;

	pair->status[ue] = pc5_auth_input(pair->auth[ue], data, len, &answer);
	return pair->status[ue];
}

/* Nothing that comes after a failure makes a success of it. */
static void failed_for_good(void **state)
{
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	struct container c;
	struct pair pair;

	(void)state;
	run_to(&pair, 2, &c);
	assert_int_equal(c.data[0], KEYEST_FINISH);
	c.data[1] ^= 1;
	assert_int_equal(give(&pair, UE_1, c.data, c.len), PC5_AUTH_FAILED);
	c.data[1] ^= 1;
	assert_int_equal(give(&pair, UE_1, c.data, c.len), PC5_AUTH_FAILED);
	assert_int_equal(pc5_auth_knrp(pair.auth[UE_1], knrp), -ENOKEY);
	assert_int_equal(pc5_auth_error(pair.auth[UE_1])->reason,
			 PC5_AUTH_TAMPERED);
	pair_end(&pair);
}

/* A finish with any confirmation before there is one to compare it with. */
static void early_finish(void **state)
{
	uint8_t finish[21] = { KEYEST_FINISH, 0xab };
	unsigned int rounds;
	struct container c;
	struct pair pair;

	(void)state;
	for (rounds = 0; rounds < 2; rounds++) {
		run_to(&pair, rounds, &c);
		eap_put_header(finish + 17, EAP_CODE_SUCCESS,
			       c.data[2], 0, 4);
		assert_int_equal(give(&pair, UE_1, finish, 21),
				 PC5_AUTH_IGNORED);
		assert_int_equal(give(&pair, UE_2, finish, 21),
				 PC5_AUTH_IGNORED);
		pair_end(&pair);
	}
}

/* Requests nobody can have sent now, and the true ones after them. */
static void forged_requests(void **state)
{
	static const uint8_t types[] = {
		EAP_TYPE_IDENTITY, EAP_TYPE_NAK, EAP_TYPE_TLS, EAP_TYPE_PSK,
	};
	uint8_t nak[] = {
		KEYEST_EAP, EAP_CODE_RESPONSE, 0, 0, 6, EAP_TYPE_NAK,
		EAP_TYPE_TLS,
	};
	struct pc5_auth_answer answer;
	struct container c;
	struct pair pair;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		uint8_t request[6] = { KEYEST_EAP };

		/* In the middle: with the identifier that comes next. */
		run_to(&pair, 1, &c);
		eap_put_header(request + 1, EAP_CODE_REQUEST, c.data[2],
			       types[i], 5);
		assert_int_equal(give(&pair, UE_1, request, 6),
				 PC5_AUTH_IGNORED);
		/* UE_2's method has gone on: it is not refused any more. */
		nak[2] = c.data[2];
		assert_int_equal(give(&pair, UE_2, nak, sizeof(nak)),
				 PC5_AUTH_IGNORED);
		assert_int_equal(pc5_auth_input(pair.auth[UE_1], c.data, c.len,
						&answer), PC5_AUTH_CONTINUE);
		c.len = answer.len;
		memcpy(c.data, answer.data, answer.len);
		assert_int_equal(pc5_auth_input(pair.auth[UE_2], c.data, c.len,
						&answer), PC5_AUTH_DONE);
		pair.status[UE_2] = PC5_AUTH_DONE;
		/* At the end: EAP is done. */
		request[2]++;
		assert_int_equal(give(&pair, UE_1, request, 6),
				 PC5_AUTH_IGNORED);
		give(&pair, UE_1, answer.data, answer.len);
		pair_check_done(&pair);
		pair_end(&pair);
	}
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
		/* other kinds of containers */
		"120200000a01616c696365",
		"130000000000000000000000000000000003010004",
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
	/* An empty one is none, nor is what another type says. */
	unhex("120201000501", buf, 6);
	assert_int_equal(pc5_auth_input(pair.auth[UE_2], buf, 6, &answer),
			 PC5_AUTH_IGNORED);
	unhex("120201000a0d616c696365", buf, 11);
	assert_int_equal(pc5_auth_input(pair.auth[UE_2], buf, 11, &answer),
			 PC5_AUTH_IGNORED);
	buf[5] = EAP_TYPE_IDENTITY;
	assert_int_equal(pc5_auth_input(pair.auth[UE_2], buf, 11, &answer),
			 PC5_AUTH_CONTINUE);
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
		cmocka_unit_test(choice),
		cmocka_unit_test(no_methods),
		cmocka_unit_test(bad_configuration),
		cmocka_unit_test(downgrade),
		cmocka_unit_test(forged_nak),
		cmocka_unit_test(forged_finish),
		cmocka_unit_test(failed_for_good),
		cmocka_unit_test(early_finish),
		cmocka_unit_test(forged_requests),
		cmocka_unit_test(bad_offers),
		cmocka_unit_test(same_offer),
	};

	return cmocka_run_group_tests(tests, both_setup, both_teardown);
}
