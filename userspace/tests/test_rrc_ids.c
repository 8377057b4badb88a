// SPDX-License-Identifier: GPL-2.0-or-later
/* Local UE IDs of a layer-2 relay: their messages to the octet. */

#include "test.h"

#include "libpc5/rrc-ids.h"

static struct pc5_rrc_ids msg, got;
static uint8_t buf[PC5_RRC_IDS_LEN];

static const uint8_t request[] = {
	1, 0x2a, 2,
	5, 6, 0x12, 0x34, 0x56, 3, 'b', 'o', 'b',
	7, 0, 0, 0, 1, 1, 'x',
};

static void to_the_octet(void **state)
{
	static const uint8_t complete[] = { 2, 0x2a, 1, 5, 6 };

	(void)state;
	msg.type = PC5_RRC_IDS_REQUEST;
	msg.transaction = 0x2a;
	msg.n = 2;
	msg.entry[0] = (struct pc5_rrc_ids_entry){
		.own = 5, .peer = 6, .peer_l2 = 0x123456,
		.info = { 3, "bob" },
	};
	msg.entry[1] = (struct pc5_rrc_ids_entry){
		.own = 7, .peer = 0, .peer_l2 = 1, .info = { 1, "x" },
	};
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)),
			 sizeof(request));
	assert_memory_equal(buf, request, sizeof(request));
	assert_int_equal(pc5_rrc_ids_decode(&got, buf, sizeof(request)), 0);
	assert_int_equal(got.n, 2);
	assert_int_equal(got.entry[0].peer_l2, 0x123456);
	assert_true(pc5_user_info_equal(&got.entry[1].info,
					&msg.entry[1].info));
	msg.type = PC5_RRC_IDS_COMPLETE;
	msg.n = 1;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)),
			 sizeof(complete));
	assert_memory_equal(buf, complete, sizeof(complete));
	assert_int_equal(pc5_rrc_ids_decode(&got, buf, sizeof(complete)), 0);
	assert_int_equal(got.entry[0].peer, 6);
}

/* The longest there can be, and one octet less room. */
static void longest(void **state)
{
	unsigned int i;

	(void)state;
	msg.type = PC5_RRC_IDS_REQUEST;
	msg.n = PC5_RRC_IDS_MAX;
	for (i = 0; i < msg.n; i++) {
		msg.entry[i].own = 2 * i;
		msg.entry[i].peer = 2 * i + 1;
		msg.entry[i].peer_l2 = 0xffffff;
		msg.entry[i].info.len = 255;
	}
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)),
			 sizeof(buf));
	assert_int_equal(pc5_rrc_ids_decode(&got, buf, sizeof(buf)), 0);
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf) - 1),
			 -EMSGSIZE);
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, 2), -EMSGSIZE);
	msg.n++;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
}

static void not_sent(void **state)
{
	(void)state;
	msg.type = PC5_RRC_IDS_REQUEST;
	msg.n = 1;
	msg.entry[0] = (struct pc5_rrc_ids_entry){
		.own = 5, .peer = 5, .peer_l2 = 1, .info = { 1, "x" },
	};
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
	msg.entry[0].peer = 6;
	msg.entry[0].peer_l2 = 0x1000000;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
	msg.entry[0].peer_l2 = 0;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
	msg.entry[0].peer_l2 = 1;
	msg.entry[0].info.len = 0;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
	msg.type = 3;
	assert_int_equal(pc5_rrc_ids_encode(&msg, buf, sizeof(buf)), -EINVAL);
}

/* Each octet less, one more, and whatever makes no sense: nothing is taken. */
static void not_taken(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} bad[] = {
		{ 0, 0 }, { 0, 2 }, { 0, 3 }, { 2, 1 }, { 2, 3 }, { 2, 33 },
		{ 2, 255 }, { 4, 5 }, { 8, 0 }, { 8, 2 }, { 8, 255 },
		{ 16, 0 },
	};
	uint8_t copy[sizeof(request) + 1] = { 0 };
	size_t i;

	(void)state;
	memcpy(copy, request, sizeof(request));
	for (i = 0; i <= sizeof(copy); i++) {
		assert_int_equal(pc5_rrc_ids_decode(&got, copy, i),
				 i == sizeof(request) ? 0 : -EBADMSG);
		assert_int_equal(got.n, i == sizeof(request) ? 2 : 0);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(copy, request, sizeof(request));
		copy[bad[i].at] = bad[i].value;
		assert_int_equal(pc5_rrc_ids_decode(&got, copy,
						    sizeof(request)),
				 -EBADMSG);
		assert_int_equal(got.n, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_the_octet),
		cmocka_unit_test(longest),
		cmocka_unit_test(not_sent),
		cmocka_unit_test(not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
