// SPDX-License-Identifier: GPL-2.0-or-later
/* Key derivation, against the worked example of the PC5-S signalling. */

#include "test.h"

#include "libpc5/kdf.h"

static const char knrp_sess_hex[] =
	"06d73aa996ea4b686f5f74b87960eb3ffc202350d0d18614cef02268539d4133";

/* FC 0x7F of TS 33.536 clause A.3, from K_NRP and the two nonces. */
static void knrp_sess(void **state)
{
	uint8_t knrp[32], nonce_1[16], nonce_2[16], out[PC5_KDF_LEN];
	uint8_t expected[PC5_KDF_LEN];
	const struct pc5_kdf_param param[] = {
		{ nonce_1, sizeof(nonce_1) },
		{ nonce_2, sizeof(nonce_2) },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(knrp); i++)
		knrp[i] = i;
	for (i = 0; i < sizeof(nonce_1); i++) {
		nonce_1[i] = 0xa0 + i;
		nonce_2[i] = 0xb0 + i;
	}
	unhex(knrp_sess_hex, expected, sizeof(expected));
	assert_int_equal(pc5_kdf(knrp, sizeof(knrp), 0x7f, param, 2, out), 0);
	assert_memory_equal(out, expected, sizeof(out));
	memset(out, 0, sizeof(out));
	assert_int_equal(pc5_kdf_knrp_sess(knrp, nonce_1, nonce_2, out), 0);
	assert_memory_equal(out, expected, sizeof(out));
}

static void nrp_keys(void **state)
{
	static const struct {
		uint8_t alg;
		const char *nrpek;
		const char *nrpik;
	} vector[] = {
		{ 1, "a2a41420b206738b8f2e4446fd33deb7",
		  "b9b95456c91aa34997ecf54499bea808" },
		{ 2, "128dc2fb6542faddeaea9dcfed6f4bd7",
		  "06860490222b52e2634552c458e107bc" },
		{ 3, "d3c0ee86a9fe474abd641333f7a13306",
		  "8ac1bd5e4fea1540bf54924d6a0c9bb1" },
	};
	uint8_t sess[PC5_KNRP_SESS_LEN];
	uint8_t key[PC5_NRP_KEY_LEN], expected[PC5_NRP_KEY_LEN];
	size_t i;

	(void)state;
	unhex(knrp_sess_hex, sess, sizeof(sess));
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		unhex(vector[i].nrpek, expected, sizeof(expected));
		assert_int_equal(pc5_kdf_nrpek(sess, vector[i].alg, key), 0);
		assert_memory_equal(key, expected, sizeof(key));
		unhex(vector[i].nrpik, expected, sizeof(expected));
		assert_int_equal(pc5_kdf_nrpik(sess, vector[i].alg, key), 0);
		assert_memory_equal(key, expected, sizeof(key));
	}
}

/* A parameter may be empty; S may not be longer than there is room. */
static void lengths(void **state)
{
	static uint8_t big[PC5_KDF_S_MAX];
	struct pc5_kdf_param param = { .data = big };
	uint8_t out[PC5_KDF_LEN];

	(void)state;
	assert_int_equal(pc5_kdf(big, 32, 0x7e, NULL, 0, out), 0);
	assert_int_equal(pc5_kdf(big, 32, 0x7e, &param, 1, out), 0);
	param.len = PC5_KDF_S_MAX - 3;
	assert_int_equal(pc5_kdf(big, 32, 0x7e, &param, 1, out), 0);
	param.len++;
	assert_int_equal(pc5_kdf(big, 32, 0x7e, &param, 1, out), -EMSGSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knrp_sess),
		cmocka_unit_test(nrp_keys),
		cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
