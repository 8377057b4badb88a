// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * EAP-PSK. RFC 4764 has no test vectors and no public tool prints any, so the
 * parts are checked against the publications of what they are: AES-CMAC against
 * RFC 4493, EAX against the paper that defines it; and a whole exchange
 * against octets computed from the text of RFC 4764 by a second program, with
 * another AES and another CMAC.
 */

#include "test.h"

#include <stdlib.h>

#include "libpc5/eap-psk.h"
#include "pair.h"

static const uint8_t key[EAP_PSK_LEN] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

/* RFC 4493 clause 4. */
static void cmac(void **state)
{
	static const struct {
		size_t len;
		const char *mac;
	} vector[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	uint8_t k[16], msg[64], mac[16], expected[16];
	size_t i, cut;

	(void)state;
	unhex("2b7e151628aed2a6abf7158809cf4f3c", k, sizeof(k));
	unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	      msg, 32);
	unhex("30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	      msg + 32, 32);
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		unhex(vector[i].mac, expected, sizeof(expected));
		for (cut = 0; cut <= vector[i].len; cut++) {
			const struct eap_psk_part part[] = {
				{ msg, cut },
				{ msg + cut, vector[i].len - cut },
			};

			assert_int_equal(eap_psk_cmac(k, part, 2, mac), 0);
			assert_memory_equal(mac, expected, sizeof(mac));
		}
	}
}

/* M. Bellare, P. Rogaway, D. Wagner: The EAX Mode of Operation, appendix G. */
static void eax(void **state)
{
	static const struct {
		const char *msg, *key, *nonce, *header, *cipher;
	} vector[] = {
		{ "", "233952dee4d5ed5f9b9c6d6ff80ff478",
		  "62ec67f9c3a4a407fcb2a8c49031a8b3", "6bfb914fd07eae6b",
		  "e037830e8389f27b025a2d6527e79d01" },
		{ "f7fb", "91945d3f4dcbee0bf45ef52255f095a4",
		  "becaf043b0a23d843194ba972c66debd", "fa3bfd4806eb53fa",
		  "19dd5c4c9331049d0bdab0277408f67967e5" },
		{ "1a47cb4933", "01f74ad64077f2e704c0f60ada3dd523",
		  "70c3db4f0d26368400a10ed05d2bff5e", "234a3463c1264ac6",
		  "d851d5bae03a59f238a23e39199dc9266626c40f80" },
	};
	uint8_t k[16], nonce[16], header[8], data[8], tag[16], expected[32];
	size_t i, len;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		const struct eap_psk_part n = { nonce, sizeof(nonce) };
		const struct eap_psk_part h = { header, sizeof(header) };

		len = strlen(vector[i].msg) / 2;
		unhex(vector[i].key, k, sizeof(k));
		unhex(vector[i].nonce, nonce, sizeof(nonce));
		unhex(vector[i].header, header, sizeof(header));
		unhex(vector[i].msg, data, len);
		unhex(vector[i].cipher, expected, len + sizeof(tag));
		assert_int_equal(eap_psk_eax_seal(k, &n, &h, data, len, tag),
				 0);
		assert_memory_equal(data, expected, len);
		assert_memory_equal(tag, expected + len, sizeof(tag));
		assert_int_equal(eap_psk_eax_open(k, &n, &h, data, len, tag),
				 0);
		unhex(vector[i].msg, expected, len);
		assert_memory_equal(data, expected, len);
		tag[15] ^= 1;
		assert_int_equal(eap_psk_eax_open(k, &n, &h, data, len, tag),
				 -EBADMSG);
		assert_memory_equal(data, expected, len);
	}
}

static void key_schedule(void **state)
{
	struct eap_psk_keys keys;
	uint8_t rand_p[EAP_PSK_LEN], expected[EAP_MSK_LEN];
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(rand_p); i++)
		rand_p[i] = 0x30 + i;
	assert_int_equal(eap_psk_setup(&keys, key), 0);
	unhex("18b62d2c84c5e4571afc41a29db71f4d", expected, 16);
	assert_memory_equal(keys.ak, expected, 16);
	unhex("97b704350085028363924612565b9b0d", expected, 16);
	assert_memory_equal(keys.kdk, expected, 16);
	assert_int_equal(eap_psk_derive(&keys, rand_p), 0);
	unhex("3df3d9fbf042d7de88f2600f3c7c8ad8", expected, 16);
	assert_memory_equal(keys.tek, expected, 16);
	unhex("53fb1a276a9b501a6be698541e98b2641cb64483e9a72ca6dfb0474891267dc7",
	      expected, 32);
	unhex("cf7efb008dabd6da72d0b5a9b0534796adffbf4cc163281d63e60590ca333e14",
	      expected + 32, 32);
	assert_memory_equal(keys.msk, expected, 64);
	unhex("e78d1f0f9772d7244f57788ce24f6165937573dea942d75bba20448f4a74e713",
	      expected, 32);
	unhex("4c47e42aa630322cac45254fd3d9b36c978f5f1ce002337772cf7077c97ebad1",
	      expected + 32, 32);
	assert_memory_equal(keys.emsk, expected, 64);
}

/* RAND_S is 20 21 .. 2f, and RAND_P 30 31 .. 3f: @user is the first octet. */
static int counting(void *user, void *buf, size_t len)
{
	uint8_t *p = buf;
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = *(const uint8_t *)user + i;
	return 0;
}

static const char *const exchange[] = {
	/* DCR: the offer of EAP-PSK, and EAP-Response/Identity "alice" */
	"11012f0200000a01616c696365",
	/* RAND_S, "bob" */
	"12010100192f00202122232425262728292a2b2c2d2e2f626f62",
	/* RAND_S, RAND_P, MAC_P, "alice" */
	"120201003b2f40202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4dfa4b43d97441111d596ebd80f90bda616c696365",
	/* RAND_S, MAC_S, nonce, tag, R */
	"120102003b2f80202122232425262728292a2b2c2d2e2f4c3bce9cbf305b28aa1e0d9c9ecbf7cc00000000c6d8e65d220e0f80afc0e66ba5cce089a1",
	/* RAND_S, nonce, tag, R */
	"120202002b2fc0202122232425262728292a2b2c2d2e2f00000001e9c5bd548205c285cadbf5cf7df289f3da",
};

static void expect(void *user, unsigned int number, struct container *c)
{
	uint8_t expected[KEYEST_MAX];

	(void)user;
	if (number == ARRAY_SIZE(exchange)) {
		/* The finish: kind, confirmation of the others, EAP-Success. */
		unhex("13cdb959125e0a4493f7d7c8d079a3a3e903020004", expected, 21);
		assert_int_equal(c->len, 21);
		assert_memory_equal(c->data, expected, 21);
		return;
	}
	assert_int_equal(c->len, strlen(exchange[number]) / 2);
	unhex(exchange[number], expected, c->len);
	assert_memory_equal(c->data, expected, c->len);
}

/* Either side of cfg has its own octets to begin with. */
static int lookup_key(void *user, const struct pc5_user_info *name,
		      struct pc5_auth_psk *psk)
{
	(void)user;
	(void)name;
	memcpy(psk->key, key, sizeof(key));
	memset(&psk->roles, 0, sizeof(psk->roles));
	psk->roles.end_ue = true;
	return 0;
}

static void whole_exchange(void **state)
{
	static uint8_t first[2] = { [UE_1] = 0x30, [UE_2] = 0x20 };
	uint8_t knrp[PC5_AUTH_KNRP_LEN], expected[PC5_AUTH_KNRP_LEN];
	struct pair pair;
	int ue;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair.cfg[ue].psk = lookup_key;
		pair.cfg[ue].random = counting;
		pair.cfg[ue].user = &first[ue];
	}
	pair.edit = expect;
	pair_run(&pair);
	pair_check_done(&pair);
	assert_int_equal(pair.n, ARRAY_SIZE(exchange) + 1);
	unhex("53fb1a276a9b501a6be698541e98b2641cb64483e9a72ca6dfb0474891267dc7",
	      expected, sizeof(expected));
	assert_int_equal(pc5_auth_knrp(pair.auth[UE_1], knrp), 0);
	assert_memory_equal(knrp, expected, sizeof(knrp));
	assert_int_equal(pc5_auth_peer(pair.auth[UE_1])->method, EAP_TYPE_PSK);
	assert_true(pc5_auth_peer(pair.auth[UE_1])->valid_until ==
		    PC5_AUTH_FOREVER);
	print_message("EAP-PSK: %u containers, %zu octets\n", pair.n,
		      pair.octets);
	pair_end(&pair);
}

static void wrong_key(void **state)
{
	struct pair pair;
	unsigned int bit;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	for (bit = 0; bit < 8 * EAP_PSK_LEN; bit++) {
		pair.psk[UE_1].key[bit / 8] ^= 1 << bit % 8;
		pair_run(&pair);
		pair_check_failed(&pair, UE_2, PC5_AUTH_PSK_WRONG);
		pair_check_failed(&pair, UE_1, PC5_AUTH_REFUSED);
		pair_end(&pair);
		pair.psk[UE_1].key[bit / 8] ^= 1 << bit % 8;
	}
}

/* UE_2 does not have the key, and lets the second message pass all the same. */
static void forge_mac_s(void *user, unsigned int number, struct container *c)
{
	(void)user;
	if (number == 3)
		c->data[1 + EAP_DATA_OFFSET + 1 + EAP_PSK_LEN] ^= 1;
}

static void wrong_server_key(void **state)
{
	struct pair pair;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pair.edit = forge_mac_s;
	pair_run(&pair);
	pair_check_failed(&pair, UE_1, PC5_AUTH_PSK_WRONG);
	pair_end(&pair);
}

static void unknown_names(void **state)
{
	struct pair pair;

	(void)state;
	/* UE_2 has no key for who UE_1 says it is. */
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pair_name(&pair.cfg[UE_1].name, "mallory");
	pair.cfg[UE_2].user = &(struct pair){ 0 };
	pair_run(&pair);
	pair_check_failed(&pair, UE_2, PC5_AUTH_NO_METHOD);
	pair_check_failed(&pair, UE_1, PC5_AUTH_REFUSED);
	pair_end(&pair);

	/* UE_1 has no key for who UE_2 says it is. */
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pair.cfg[UE_1].user = &(struct pair){ 0 };
	pair.want[UE_1].role = PC5_WANT_ANY;
	pair_run(&pair);
	pair_check_failed(&pair, UE_1, PC5_AUTH_PSK_UNKNOWN);
	assert_string_equal(pc5_auth_error(pair.auth[UE_1])->text,
			    "no pre-shared key for \"bob\"");
	/* It answers nothing: the DCR and UE_2's request are all. */
	assert_int_equal(pair.n, 2);
	pair_end(&pair);
}

/* The second message as from "mallory", under the key of nobody: all zeros. */
static void forge_second(void *user, unsigned int number, struct container *c)
{
	static const uint8_t zero[EAP_PSK_LEN];
	uint8_t *rand_s = c->data + 1 + EAP_DATA_OFFSET + 1;
	uint8_t *rand_p = rand_s + EAP_PSK_LEN;
	uint8_t *mac = rand_p + EAP_PSK_LEN;
	const struct eap_psk_part part[] = {
		{ "mallory", 7 }, { "bob", 3 }, { rand_s, EAP_PSK_LEN },
		{ rand_p, EAP_PSK_LEN },
	};

	(void)user;
	if (number != 2)
		return;
	memcpy(mac + EAP_PSK_LEN, "mallory", 7);
	c->len = mac + EAP_PSK_LEN + 7 - c->data;
	c->data[1 + 3] = c->len - 1;
	assert_int_equal(eap_psk_cmac(zero, part, 4, mac), 0);
}

/* UE_1 says in EAP-PSK that it is somebody there is no key for. */
static void name_without_key(void **state)
{
	struct pair pair;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pair.want[UE_2].name.len = 0;
	pair.want[UE_2].role = PC5_WANT_ANY;
	pair.edit = forge_second;
	pair_run(&pair);
	pair_check_failed(&pair, UE_2, PC5_AUTH_PSK_UNKNOWN);
	/* UE_2 answers by EAP-Failure, not by the third message. */
	assert_int_equal(pair.n, 4);
	pair_end(&pair);
}

/* What was changed in the protected channel is as if it had not come. */
static void forged_channel(void **state)
{
	struct pc5_auth_answer answer, ignored;
	struct container c;
	struct pair pair;
	unsigned int i;
	int round, ue;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pc5_auth_initiator(&pair.auth[UE_1], &pair.cfg[UE_1],
			   &pair.want[UE_1], &answer);
	pc5_auth_responder(&pair.auth[UE_2], &pair.cfg[UE_2],
			   &pair.want[UE_2], answer.data, answer.len,
			   &pair.status[UE_2], &answer);
	/* Request, second message, third, fourth, finish. */
	for (round = 0; round < 5; round++) {
		ue = round % 2 ? UE_2 : UE_1;
		c.len = answer.len;
		memcpy(c.data, answer.data, answer.len);
		for (i = 1; i <= 21 && (round == 2 || round == 3); i++) {
			c.data[c.len - i] ^= 0x40;
			assert_int_equal(pc5_auth_input(pair.auth[ue], c.data,
							c.len, &ignored),
					 PC5_AUTH_IGNORED);
			c.data[c.len - i] ^= 0x40;
		}
		pair.status[ue] = pc5_auth_input(pair.auth[ue], c.data, c.len,
						 &answer);
	}
	pair_check_done(&pair);
	pair_end(&pair);
}

static void names_and_roles(void **state)
{
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair_init(&pair, EAP_TYPE_PSK);
		pair_psk(&pair, key);
		pair_name(&pair.want[ue].name, "carol");
		pair_run(&pair);
		pair_check_failed(&pair, ue, PC5_AUTH_NAME);
		pair_end(&pair);

		pair.want[ue].name.len = 0;
		pair_run(&pair);
		pair_check_done(&pair);
		pair_end(&pair);

		pair.want[ue].role = PC5_WANT_RELAY;
		pair.want[ue].role_id = 0x00c0de;
		pair.psk[ue].roles.n_relay = 1;
		pair.psk[ue].roles.relay[0] = 0x00c0df;
		pair_run(&pair);
		pair_check_failed(&pair, ue, PC5_AUTH_ROLE);
		pair_end(&pair);

		pair.psk[ue].roles.relay[0] = 0x00c0de;
		pair_run(&pair);
		pair_check_done(&pair);
		pair_end(&pair);
	}
}

static int no_random(void *user, void *buf, size_t len)
{
	(void)user;
	(void)buf;
	(void)len;
	return -EIO;
}

static void no_randomness(void **state)
{
	struct pair pair;
	int ue;

	(void)state;
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair_init(&pair, EAP_TYPE_PSK);
		pair_psk(&pair, key);
		pair.cfg[ue].random = no_random;
		pair_run(&pair);
		pair_check_failed(&pair, ue, PC5_AUTH_INTERNAL);
		pair_end(&pair);
	}
}

static void changes(void **state)
{
	struct pair pair;

	(void)state;
	pair_init(&pair, EAP_TYPE_PSK);
	pair_psk(&pair, key);
	pair_check_changes(&pair, 1);
}

static void loss(void **state)
{
	struct pair pair;
	unsigned int seed;

	(void)state;
	for (seed = 0; seed < 200; seed++) {
		pair_init(&pair, EAP_TYPE_PSK);
		pair_psk(&pair, key);
		pair_run_lossy(&pair, seed);
		pair_check_done(&pair);
		pair_end(&pair);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cmac),
		cmocka_unit_test(eax),
		cmocka_unit_test(key_schedule),
		cmocka_unit_test(whole_exchange),
		cmocka_unit_test(wrong_key),
		cmocka_unit_test(wrong_server_key),
		cmocka_unit_test(unknown_names),
		cmocka_unit_test(name_without_key),
		cmocka_unit_test(forged_channel),
		cmocka_unit_test(names_and_roles),
		cmocka_unit_test(no_randomness),
		cmocka_unit_test(changes),
		cmocka_unit_test(loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
