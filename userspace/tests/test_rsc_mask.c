// SPDX-License-Identifier: GPL-2.0-or-later
/* DCRs on relay links, against the worked example of the PC5-S signalling. */

#include "pc5s-gen.h"

#include "libpc5/rsc-mask.h"

#define COUNTER 0x65a1b2c3
#define RSC 0x00c0de

/* Section 7.5 of the signalling digest: MIC value zero, RSC not masked. */
#define RELAY_DCR \
	"010105616c69636502e0e0124f000000007b001500112233445566778899aabb" \
	"ccddeeff046d65736856a0a1a2a3a4a5a6a7a8a9aaabacadaeaf5c3a2803626f" \
	"625400c0de2b03"

static struct pc5_disc_keys duik_only, all_keys;

static int setup(void **state)
{
	unsigned int i;

	(void)state;
	duik_only.has_duik = true;
	all_keys.has_duik = true;
	all_keys.has_duck = true;
	all_keys.has_dusk = true;
	for (i = 0; i < PC5_DISC_KEY_LEN; i++) {
		all_keys.duck[i] = 0x40 + i;
		all_keys.duik[i] = 0x60 + i;
		duik_only.duik[i] = 0x60 + i;
		all_keys.dusk[i] = 0x80 + i;
	}
	return 0;
}

static void vectors(void **state)
{
	const struct pc5_dcr_keys keys = { RSC, &duik_only };
	uint8_t stream[3], expected[4], dcr[100];
	size_t len = octets(RELAY_DCR, dcr, sizeof(dcr));
	struct pc5s_msg msg;

	(void)state;
	assert_int_equal(len, 71);
	assert_int_equal(pc5_dcr_keystream(all_keys.duck, COUNTER, RSC, stream),
			 0);
	unhex("091c0a", expected, 3);
	assert_memory_equal(stream, expected, 3);
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, dcr, len), 0);
	assert_int_equal(pc5s_decode(&msg, dcr, len), 0);
	unhex("41c86bee", expected, 4);
	assert_memory_equal(msg.ie[PC5S_IE_MIC].data, expected, 4);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE), RSC);
}

static void masked(void **state)
{
	const struct pc5_dcr_keys keys = { RSC, &all_keys };
	uint8_t dcr[100], clear[100];
	size_t which = 9, len = octets(RELAY_DCR, dcr, sizeof(dcr));
	struct pc5s_msg msg;

	(void)state;
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, dcr, len), 0);
	memcpy(clear, dcr, len);
	assert_int_equal(pc5s_decode(&msg, dcr, len), 0);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE), 0x09dcd4);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER + 5, 5, clear, len,
					   &which), 0);
	assert_int_equal(which, 0);
	assert_int_equal(pc5s_decode(&msg, clear, len), 0);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE), RSC);
	/* Sixteen seconds later the LSBs are the same, the counter is not. */
	memcpy(clear, dcr, len);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER + 6, 5, clear, len,
					   &which), -ENOENT);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER - 6, 5, clear, len,
					   &which), -ENOENT);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER + 16, 5, clear,
					   len, &which), -ENOENT);
	assert_memory_equal(clear, dcr, len);
}

/* DUSK alone masks too; without DUIK only the RSC tells. */
static void dusk(void **state)
{
	struct pc5_disc_keys only = all_keys;
	struct pc5_dcr_keys keys = { RSC, &only };
	uint8_t dcr[100], stream[3];
	size_t which, len = octets(RELAY_DCR, dcr, sizeof(dcr));
	struct pc5s_msg msg;

	(void)state;
	only.has_duck = false;
	only.has_duik = false;
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, dcr, len), 0);
	assert_int_equal(pc5_dcr_keystream(only.dusk, COUNTER, RSC, stream), 0);
	assert_int_equal(pc5s_decode(&msg, dcr, len), 0);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE),
			 RSC ^ (stream[0] << 16 | stream[1] << 8 | stream[2]));
	keys.rsc = RSC + 1;
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 5, dcr, len,
					   &which), -ENOENT);
	keys.rsc = RSC;
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 5, dcr, len,
					   &which), 0);
}

/* Among many, the right one; none where it is not there. */
static void several(void **state)
{
	struct pc5_disc_keys other = all_keys;
	const struct pc5_dcr_keys keys[] = {
		{ RSC, NULL },
		{ RSC + 1, &all_keys },
		{ RSC, &other },
		{ RSC, &all_keys },
	};
	uint8_t dcr[100], copy[100];
	size_t which, len = octets(RELAY_DCR, dcr, sizeof(dcr));

	(void)state;
	other.duik[31] ^= 1;
	assert_int_equal(pc5_dcr_protect(&keys[3], COUNTER, dcr, len), 0);
	memcpy(copy, dcr, len);
	assert_int_equal(pc5_dcr_unprotect(keys, 4, COUNTER, 5, copy, len,
					   &which), 0);
	assert_int_equal(which, 3);
	memcpy(copy, dcr, len);
	assert_int_equal(pc5_dcr_unprotect(keys, 3, COUNTER, 5, copy, len,
					   &which), -ENOENT);
	assert_int_equal(pc5_dcr_unprotect(keys, 0, COUNTER, 5, copy, len,
					   &which), -ENOENT);
	/* Without protection it is for those that want none. */
	octets(RELAY_DCR, copy, sizeof(copy));
	assert_int_equal(pc5_dcr_protect(&keys[0], COUNTER, copy, len), 0);
	assert_int_equal(pc5_dcr_unprotect(keys + 1, 3, COUNTER, 5, copy, len,
					   &which), -ENOENT);
	assert_int_equal(pc5_dcr_unprotect(keys, 4, COUNTER, 5, copy, len,
					   &which), 0);
	assert_int_equal(which, 0);
}

static void edited(void **state)
{
	const struct pc5_dcr_keys keys = { RSC, &all_keys };
	uint8_t dcr[100], copy[100];
	size_t bit, which, len = octets(RELAY_DCR, dcr, sizeof(dcr));

	(void)state;
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, dcr, len), 0);
	for (bit = 0; bit < 8 * len; bit++) {
		memcpy(copy, dcr, len);
		copy[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 7,
						       copy, len, &which), 0);
	}
	/* Cut off at any place, and with the MIC left out. */
	for (bit = 0; bit < len; bit++)
		assert_int_not_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 7,
						       dcr, bit, &which), 0);
	memcpy(copy, dcr, 12);
	memcpy(copy + 12, dcr + 17, len - 17);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 7, copy, len - 5,
					   &which), -ENOENT);
}

static void prepared(void **state)
{
	const struct pc5_dcr_keys open = { RSC, NULL }, keys = { RSC, &all_keys };
	struct pc5s_store store = { 0 };
	uint8_t dcr[100], pruk[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	uint8_t out[200];
	struct pc5s_msg msg;
	ssize_t len;
	size_t which;

	(void)state;
	len = octets(DCR, dcr, sizeof(dcr));
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, dcr, len), -EBADMSG);
	assert_int_equal(pc5s_decode(&msg, dcr, len), 0);
	pc5_dcr_prepare(&msg, &store, &open, COUNTER);
	assert_true(pc5s_has(&msg, PC5S_IE_RELAY_SERVICE_CODE));
	assert_false(pc5s_has(&msg, PC5S_IE_MIC));
	assert_false(pc5s_has(&msg, PC5S_IE_UTC_COUNTER_LSB));
	pc5_dcr_prepare(&msg, &store, &keys, COUNTER);
	len = pc5s_encode(&msg, out, sizeof(out));
	assert_true(len > 0);
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, out, len), 0);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 5, out, len,
					   &which), 0);
	pc5s_set(&msg, PC5S_IE_USER_SECURITY_KEY_ID, pruk, sizeof(pruk));
	len = pc5s_encode(&msg, out, sizeof(out));
	assert_true(len > 0);
	assert_int_equal(pc5_dcr_protect(&keys, COUNTER, out, len),
			 -EOPNOTSUPP);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 5, out, len,
					   &which), -EOPNOTSUPP);
	assert_int_equal(pc5_dcr_unprotect(&keys, 1, COUNTER, 5, out, 0,
					   &which), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(masked),
		cmocka_unit_test(dusk),
		cmocka_unit_test(several),
		cmocka_unit_test(edited),
		cmocka_unit_test(prepared),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
