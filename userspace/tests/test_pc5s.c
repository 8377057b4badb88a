// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: whole messages, to the octet. */

#include "pc5s-gen.h"

#include "libpc5/pc5s-ie.h"

static void check_value(const struct pc5s_msg *msg, enum pc5s_ie ie,
			const char *hex)
{
	uint8_t expected[64];
	size_t len = octets(hex, expected, sizeof(expected));

	assert_true(pc5s_has(msg, ie));
	assert_int_equal(msg->ie[ie].len, len);
	assert_memory_equal(msg->ie[ie].data, expected, len);
}

/* Decode @hex, check that it has @n IEs, and encode that again. */
static void check_example(const char *hex, struct pc5s_msg *msg, uint8_t *buf,
			  unsigned int n)
{
	size_t len = octets(hex, buf, 100);
	unsigned int ie, got = 0;
	uint8_t again[100];

	assert_int_equal(pc5s_decode(msg, buf, len), 0);
	for (ie = 0; ie < PC5S_IE_COUNT; ie++)
		got += pc5s_has(msg, ie);
	assert_int_equal(got, n);
	assert_int_equal(pc5s_encode(msg, again, sizeof(again)), len);
	assert_memory_equal(again, buf, len);
	assert_int_equal(pc5s_encode(msg, again, len), len);
	assert_int_equal(pc5s_encode(msg, again, len - 1), -EMSGSIZE);
}

static void dcr(void **state)
{
	struct pc5s_msg msg;
	uint8_t buf[100];

	(void)state;
	check_example(DCR, &msg, buf, 8);
	assert_int_equal(msg.type, PC5S_ESTABLISHMENT_REQUEST);
	assert_int_equal(msg.seq, 1);
	check_value(&msg, PC5S_IE_SOURCE_USER_INFO, "616c696365");
	check_value(&msg, PC5S_IE_SECURITY_CAPABILITIES, "e0e0");
	check_value(&msg, PC5S_IE_SIGNALLING_POLICY, "12");
	check_value(&msg, PC5S_IE_PROSE_IDENTIFIERS,
		    "00112233445566778899aabbccddeeff046d657368");
	check_value(&msg, PC5S_IE_KEY_EST_INFO, "01020304");
	check_value(&msg, PC5S_IE_NONCE_1, "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
	check_value(&msg, PC5S_IE_KNRP_SESS_ID_MSB, "3a");
	check_value(&msg, PC5S_IE_TARGET_USER_INFO, "626f62");
}

static void dsm_command(void **state)
{
	struct pc5s_msg msg;
	uint8_t buf[100];

	(void)state;
	check_example(DSM_COMMAND, &msg, buf, 6);
	assert_int_equal(msg.type, PC5S_SECURITY_MODE_COMMAND);
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_SELECTED_ALGORITHMS), 0x22);
	check_value(&msg, PC5S_IE_NONCE_2, "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_KNRP_SESS_ID_LSB), 0xc5);
	assert_int_equal(pc5s_u16(&msg, PC5S_IE_KNRP_ID_MSBS), 0x1a2b);
}

static void dsm_complete(void **state)
{
	struct pc5s_msg msg;
	uint8_t buf[100];

	(void)state;
	check_example(DSM_COMPLETE, &msg, buf, 5);
	assert_int_equal(msg.seq, 2);
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_UP_POLICY), 0x11);
	check_value(&msg, PC5S_IE_QOS_FLOWS, "01204101015a");
	assert_int_equal(pc5s_ip_config(&msg), PC5S_IP_NO_ALLOCATION);
	check_value(&msg, PC5S_IE_TARGET_LINK_LOCAL,
		    "fe800000000000000000000000000001");
	assert_int_equal(pc5s_u16(&msg, PC5S_IE_KNRP_ID_LSBS), 0x3c4d);
}

static void dca(void **state)
{
	struct pc5s_up_config config;
	struct pc5s_msg msg;
	uint8_t buf[100];

	(void)state;
	check_example(DCA, &msg, buf, 5);
	check_value(&msg, PC5S_IE_SOURCE_USER_INFO, "626f62");
	config = pc5s_up_config_decode(pc5s_u8(&msg, PC5S_IE_UP_CONFIG));
	assert_int_equal(config.integrity, PC5S_UP_ON);
	assert_int_equal(config.ciphering, PC5S_UP_ON);
}

/* The same messages from their values. */
static void built(void **state)
{
	static const struct pc5s_policy up = { PC5_POLICY_PREFERRED,
					       PC5_POLICY_PREFERRED };
	static const uint8_t flow[] = { 0x01, 0x20, 0x41, 0x01, 0x01, 0x5a };
	static const uint8_t addr[16] = { 0xfe, 0x80, [15] = 1 };
	struct pc5s_store store = { 0 };
	uint8_t buf[100], expected[100];
	struct pc5s_msg msg;
	size_t len;

	(void)state;
	pc5s_init(&msg, PC5S_SECURITY_MODE_COMPLETE, 2);
	pc5s_set_u8(&msg, &store, PC5S_IE_UP_POLICY, pc5s_policy_encode(up));
	pc5s_set(&msg, PC5S_IE_QOS_FLOWS, flow, sizeof(flow));
	pc5s_set_u8(&msg, &store, PC5S_IE_IP_CONFIG, PC5S_IP_NO_ALLOCATION);
	pc5s_set_copy(&msg, &store, PC5S_IE_TARGET_LINK_LOCAL, addr, 16);
	pc5s_set_u16(&msg, &store, PC5S_IE_KNRP_ID_LSBS, 0x3c4d);
	len = octets(DSM_COMPLETE, expected, sizeof(expected));
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), len);
	assert_memory_equal(buf, expected, len);
}

/*
 * What TS 38.508-1 clause 4.7.4 has conformance tests send by default: null
 * algorithms, policy "not needed" and two octets of capabilities.
 */
static void conformance_defaults(void **state)
{
	static const uint8_t request[] = {
		0x01, 0x00, 0x01, 'a', 0x02, 0x80, 0x80, 0x00,
		0x28, 0x01, 'b',
	};
	static const uint8_t command[] = {
		0x0e, 0x00, 0x00, 0x02, 0x80, 0x80, 0x59, 0x00,
	};
	static const uint8_t accept[] = { 0x02, 0x00, 0x01, 'b', 0x00 };
	static const uint8_t none[PC5S_CAPABILITIES_LEN] = { 0x80, 0x80 };
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	uint8_t buf[32];

	(void)state;
	pc5s_init(&msg, PC5S_ESTABLISHMENT_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_SOURCE_USER_INFO, "a", 1);
	pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, none, sizeof(none));
	pc5s_set_u8(&msg, &store, PC5S_IE_SIGNALLING_POLICY, 0);
	pc5s_set(&msg, PC5S_IE_TARGET_USER_INFO, "b", 1);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), sizeof(request));
	assert_memory_equal(buf, request, sizeof(request));

	assert_int_equal(pc5s_decode(&msg, command, sizeof(command)), 0);
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_SELECTED_ALGORITHMS), 0);
	assert_int_equal(msg.ie[PC5S_IE_SECURITY_CAPABILITIES].len, 2);
	assert_true(pc5s_has(&msg, PC5S_IE_SIGNALLING_POLICY));
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_SIGNALLING_POLICY), 0);
	assert_false(pc5s_has(&msg, PC5S_IE_NONCE_2));

	assert_int_equal(pc5s_decode(&msg, accept, sizeof(accept)), 0);
	assert_int_equal(pc5s_u8(&msg, PC5S_IE_UP_CONFIG), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dcr),
		cmocka_unit_test(dsm_command),
		cmocka_unit_test(dsm_complete),
		cmocka_unit_test(dca),
		cmocka_unit_test(built),
		cmocka_unit_test(conformance_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
