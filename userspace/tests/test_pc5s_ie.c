// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: values of fixed layout, and messages in which they are broken. */

#include "test.h"

#include <arpa/inet.h>

#include "libpc5/pc5s-ie.h"

static void policies(void **state)
{
	struct pc5s_policy policy;
	unsigned int octet, i, c;

	(void)state;
	for (octet = 0; octet < 256; octet++) {
		i = octet & 7;
		c = octet >> 4 & 7;
		policy = pc5s_policy_decode(octet);
		/* TS 24.554 clause 11.3.12: what is reserved is REQUIRED. */
		assert_int_equal(policy.integrity, i > 2 ? 2 : i);
		assert_int_equal(policy.ciphering, c > 2 ? 2 : c);
		if (i <= 2 && c <= 2)
			assert_int_equal(pc5s_policy_encode(policy),
					 octet & 0x77);
	}
	policy.integrity = PC5_POLICY_REQUIRED;
	policy.ciphering = PC5_POLICY_PREFERRED;
	assert_int_equal(pc5s_policy_encode(policy), 0x12);
}

static void algorithms(void **state)
{
	struct pc5s_algorithms alg;
	unsigned int octet;

	(void)state;
	for (octet = 0; octet < 256; octet++) {
		alg = pc5s_algorithms_decode(octet);
		assert_int_equal(alg.integrity, octet & 7);
		assert_int_equal(alg.ciphering, octet >> 4 & 7);
		assert_int_equal(pc5s_algorithms_encode(alg), octet & 0x77);
	}
}

static void capabilities(void **state)
{
	static const struct {
		uint8_t octets[PC5S_CAPABILITIES_LEN];
		uint8_t ea, ia;
	} cases[] = {
		{ { 0xe0, 0xe0 }, 1 << 0 | 1 << 1 | 1 << 2,
		  1 << 0 | 1 << 1 | 1 << 2 },
		{ { 0x80, 0x10 }, 1 << PC5_NEA0, 1 << PC5_NIA3 },
		{ { 0x01, 0x20 }, 1 << 7, 1 << PC5_NIA2 },
		{ { 0x00, 0xff }, 0, 0xff },
	};
	struct pc5s_capabilities caps;
	uint8_t octets[2];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pc5s_span value = { cases[i].octets, 2 };

		caps = pc5s_capabilities_decode(value);
		assert_int_equal(caps.ea, cases[i].ea);
		assert_int_equal(caps.ia, cases[i].ia);
		pc5s_capabilities_encode(caps, octets);
		assert_memory_equal(octets, cases[i].octets, 2);
	}
}

/* TS 24.008 clause 10.5.7.3. */
static void gprs_timer(void **state)
{
	static const struct {
		uint8_t octet;
		uint32_t seconds;
	} cases[] = {
		{ 0x00, 0 }, { 0x01, 2 }, { 0x1f, 62 },
		{ 0x21, 60 }, { 0x3f, 31 * 60 },
		{ 0x41, 360 }, { 0x5f, 31 * 360 },
		{ 0x61, 60 }, { 0x85, 5 * 60 }, { 0xa1, 60 }, { 0xdf, 31 * 60 },
		{ 0xe0, PC5S_TIMER_DEACTIVATED },
		{ 0xff, PC5S_TIMER_DEACTIVATED },
	};
	uint32_t seconds, got;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(pc5s_gprs_timer_decode(cases[i].octet),
				 cases[i].seconds);
	/* Never shorter than asked for, nor longer by a step or more. */
	for (seconds = 0; seconds <= PC5S_TIMER_MAX; seconds++) {
		uint32_t step = seconds <= 62 ? 2 : seconds <= 1860 ? 60 : 360;

		got = pc5s_gprs_timer_decode(pc5s_gprs_timer_encode(seconds));
		assert_in_range(got, seconds, seconds + step - 1);
	}
	assert_int_equal(pc5s_gprs_timer_encode(PC5S_TIMER_MAX + 1), 0x5f);
	assert_int_equal(pc5s_gprs_timer_encode(PC5S_TIMER_DEACTIVATED - 1),
			 0x5f);
	assert_int_equal(pc5s_gprs_timer_encode(PC5S_TIMER_DEACTIVATED), 0xe0);
}

static void ue_ip(void **state)
{
	static const uint8_t v4[] = { 0x00, 192, 0, 2, 7 };
	static const uint8_t v6[17] = { 0x01, 0x20, 0x01, 0x0d, 0xb8,
					[16] = 9 };
	uint8_t octets[PC5S_UE_IP_MAX], buf[20] = { 0 };
	struct pc5s_span value = { buf, 0 };
	struct pc5_addr addr;

	(void)state;
	value = (struct pc5s_span) { v4, sizeof(v4) };
	assert_int_equal(pc5s_ue_ip_decode(value, &addr), 0);
	assert_int_equal(addr.family, AF_INET);
	assert_int_equal(ntohl(addr.v4.s_addr), 0xc0000207);
	assert_int_equal(pc5s_ue_ip_encode(&addr, octets), sizeof(v4));
	assert_memory_equal(octets, v4, sizeof(v4));

	value = (struct pc5s_span) { v6, sizeof(v6) };
	assert_int_equal(pc5s_ue_ip_decode(value, &addr), 0);
	assert_int_equal(addr.family, AF_INET6);
	assert_memory_equal(&addr.v6, v6 + 1, 16);
	assert_int_equal(pc5s_ue_ip_encode(&addr, octets), sizeof(v6));
	assert_memory_equal(octets, v6, sizeof(v6));

	/* Spare bits may be anything, lengths may not. */
	buf[0] = 0xfe;
	for (value.len = 0; value.len < sizeof(buf); value.len++) {
		value.data = buf;
		assert_int_equal(pc5s_ue_ip_decode(value, &addr),
				 value.len == 5 ? 0 : -EBADMSG);
		assert_int_equal(addr.family,
				 value.len == 5 ? AF_INET : AF_UNSPEC);
	}
	buf[0] = 0xff;
	for (value.len = 0; value.len < sizeof(buf); value.len++)
		assert_int_equal(pc5s_ue_ip_decode(value, &addr),
				 value.len == 17 ? 0 : -EBADMSG);
	addr.family = AF_UNSPEC;
	assert_int_equal(pc5s_ue_ip_encode(&addr, octets), -EINVAL);
}

static void key_id(void **state)
{
	static const struct {
		uint8_t octets[12];
		size_t len;
		int ret;
	} cases[] = {
		{ { 0x01, 'a', '@', 'b' }, 4, 0 },
		{ { 0x02, 'a', '@', 'b' }, 4, 0 },
		{ { 0x09, 1, 2, 3, 4, 5, 6, 7, 8 }, 9, 0 },
		/* A CP-PRUK ID is a NAI, a string has 64 bits. */
		{ { 0x0a, 1, 2, 3, 4, 5, 6, 7, 8 }, 9, -EBADMSG },
		{ { 0x09, 1, 2, 3, 4, 5, 6, 7 }, 8, -EBADMSG },
		{ { 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 10, -EBADMSG },
		{ { 0x00, 'a' }, 2, -EBADMSG },
		{ { 0x03, 'a' }, 2, -EBADMSG },
		{ { 0x01 }, 1, -EBADMSG },
		{ { 0x01 }, 0, -EBADMSG },
	};
	uint8_t octets[PC5S_KEY_ID_MAX + 1];
	struct pc5s_key_id key;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pc5s_span value = { cases[i].octets, cases[i].len };

		assert_int_equal(pc5s_key_id_decode(value, &key),
				 cases[i].ret);
		if (cases[i].ret)
			continue;
		assert_int_equal(pc5s_key_id_encode(&key, octets),
				 cases[i].len);
		assert_memory_equal(octets, cases[i].octets, cases[i].len);
	}
	key = (struct pc5s_key_id) { PC5S_KEY_UP_PRUK, true,
				     { octets, PC5S_KEY_ID_MAX + 1 } };
	assert_int_equal(pc5s_key_id_encode(&key, octets), -EINVAL);
}

/* Numbers of a message, and room for them. */
static void numbers(void **state)
{
	struct pc5s_store store = { 0 };
	uint8_t big[PC5S_STORE_SIZE];
	struct pc5s_msg msg;
	uint8_t buf[64];

	(void)state;
	memset(big, 0x5a, sizeof(big));
	pc5s_init(&msg, PC5S_IDENTIFIER_UPDATE_ACCEPT, 9);
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_LSB, 0xc5);
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x3a);
	pc5s_set_u24(&msg, &store, PC5S_IE_SOURCE_L2_ID, 0x0a0b0c);
	pc5s_set_u24(&msg, &store, PC5S_IE_TARGET_L2_ID, 0xff0d0e0f);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), 10);
	assert_memory_equal(buf, "\x14\x09\xc5\x3a\x0a\x0b\x0c\x0d\x0e\x0f",
			    10);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_SOURCE_L2_ID), 0x0a0b0c);
	assert_int_equal(pc5s_u16(&msg, PC5S_IE_SOURCE_L2_ID), 0x0b0c);
	assert_int_equal(pc5s_u32(&msg, PC5S_IE_NONCE_1), 0);

	pc5s_init(&msg, PC5S_KEEPALIVE_REQUEST, 0);
	pc5s_set_u32(&msg, &store, PC5S_IE_KEEPALIVE_COUNTER, 0x01020304);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), 6);
	assert_memory_equal(buf, "\x09\x00\x01\x02\x03\x04", 6);
	assert_int_equal(pc5s_u32(&msg, PC5S_IE_KEEPALIVE_COUNTER),
			 0x01020304);

	/* Type 1: the IEI is not part of the value. */
	buf[0] = PC5S_IDENTIFIER_UPDATE_REQUEST;
	memcpy(buf + 2, "\x3a\x01\x02\x03\xa1", 5);
	assert_int_equal(pc5s_decode(&msg, buf, 7), 0);
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_IP_NEEDED), 1);

	/* A full store is seen when it comes to encoding. */
	store.used = 0;
	pc5s_init(&msg, PC5S_RELEASE_REQUEST, 0);
	pc5s_set_copy(&msg, &store, PC5S_IE_GPI, big, sizeof(big) - 2);
	pc5s_set(&msg, PC5S_IE_GPI, NULL, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, 2);
	pc5s_set_u16(&msg, &store, PC5S_IE_KNRP_ID_MSBS, 0x1a2b);
	assert_true(pc5s_has(&msg, PC5S_IE_KNRP_ID_MSBS));
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), -EINVAL);
	assert_int_equal(store.used, sizeof(big) - 1);
	pc5s_set_copy(&msg, &store, PC5S_IE_CAUSE, NULL, 0);
	assert_false(pc5s_has(&msg, PC5S_IE_CAUSE));
}

static void equal(void **state)
{
	static const uint8_t a[] = { 1, 2, 3 }, b[] = { 1, 2, 3, 4 };
	const struct pc5s_span absent = { 0 };
	const struct pc5s_span three = { a, 3 };

	(void)state;
	assert_true(pc5s_span_equal(absent, absent));
	assert_false(pc5s_span_equal(three, absent));
	assert_false(pc5s_span_equal(absent, three));
	assert_true(pc5s_span_equal(three, (struct pc5s_span) { b, 3 }));
	assert_false(pc5s_span_equal(three, (struct pc5s_span) { b, 4 }));
	assert_false(pc5s_span_equal(three, (struct pc5s_span) { b + 1, 3 }));
}

/* Reserved values of an optional IE make it absent ... */
static void broken_optional(void **state)
{
	uint8_t complete[] = { PC5S_SECURITY_MODE_COMPLETE, 0, 0x11, 0x62, 0,
			       0x5b, 0x3c, 0x4d };
	uint8_t rekey[] = { PC5S_REKEYING_REQUEST, 0, 0x02, 0xe0, 0xe0, 0x55,
			    0 };
	uint8_t update[] = { PC5S_IDENTIFIER_UPDATE_REQUEST, 0, 0x3a, 1, 2, 3,
			     0xa0 };
	struct pc5s_msg msg;
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		complete[4] = i;
		assert_int_equal(pc5s_decode(&msg, complete,
					     sizeof(complete)), 0);
		assert_int_equal(pc5s_has(&msg, PC5S_IE_IP_CONFIG),
				 (i & 15) >= 1 && (i & 15) <= 4);
		assert_int_equal(pc5s_ip_config(&msg),
				 (i & 15) <= 4 ? i & 15 : 0);
		assert_true(pc5s_has(&msg, PC5S_IE_KNRP_ID_LSBS));
		rekey[6] = i;
		assert_int_equal(pc5s_decode(&msg, rekey, sizeof(rekey)), 0);
		assert_int_equal(pc5s_has(&msg, PC5S_IE_REAUTH), i & 1);
	}
	for (i = 0; i < 16; i++) {
		update[6] = 0xa0 | i;
		assert_int_equal(pc5s_decode(&msg, update, sizeof(update)), 0);
		assert_int_equal(pc5s_has(&msg, PC5S_IE_IP_NEEDED), i == 1);
	}
}

/* ... those of a mandatory one a message that is ignored. */
static void broken_mandatory(void **state)
{
	uint8_t dca[] = { PC5S_ESTABLISHMENT_ACCEPT, 0, 0x01, 'b', 0 };
	uint8_t ack[] = { PC5S_MODIFICATION_ACK, 0, 0x91,
			  0x05, 0, 192, 0, 2, 1 };
	struct pc5s_up_config config;
	struct pc5s_msg msg;
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		bool good = (i & 7) <= 2 && (i >> 4 & 7) <= 2;

		dca[4] = i;
		assert_int_equal(pc5s_decode(&msg, dca, sizeof(dca)),
				 good ? 0 : -EBADMSG);
		config = pc5s_up_config_decode(i);
		assert_int_equal(config.integrity, i & 7);
		assert_int_equal(config.ciphering, i >> 4 & 7);
		assert_int_equal(pc5s_up_config_encode(config), i & 0x77);
		/* Mandatory, and yet with an IEI of its own. */
		ack[2] = i;
		assert_int_equal(pc5s_decode(&msg, ack, sizeof(ack)),
				 i >> 4 == 9 && i & 1 ? 0 : -EBADMSG);
	}
}

/* Codes that are spare or reserved are for the procedure to refuse. */
static void operation(void **state)
{
	uint8_t buf[] = { PC5S_MODIFICATION_REQUEST, 0, 0,
			  0x00, 0x03, 0x01, 0x20, 0x40 };
	struct pc5s_msg msg;
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		buf[2] = i;
		assert_int_equal(pc5s_decode(&msg, buf, sizeof(buf)), 0);
		assert_int_equal(pc5s_operation(&msg), i & 15);
	}
	pc5s_init(&msg, PC5S_MODIFICATION_REQUEST, 0);
	assert_int_equal(pc5s_operation(&msg), 0);
	assert_int_equal(pc5s_ip_config(&msg), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies),
		cmocka_unit_test(algorithms),
		cmocka_unit_test(capabilities),
		cmocka_unit_test(gprs_timer),
		cmocka_unit_test(ue_ip),
		cmocka_unit_test(key_id),
		cmocka_unit_test(numbers),
		cmocka_unit_test(equal),
		cmocka_unit_test(broken_optional),
		cmocka_unit_test(broken_mandatory),
		cmocka_unit_test(operation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
