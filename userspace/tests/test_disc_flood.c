// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay discovery under floods of others who have the keys of the
 * code: what is answered and what is kept is bounded.
 */

#include "discthree.h"

/* One with the keys asks and asks: what is answered is limited. */
static void solicited(void **state)
{
	const uint8_t src[6] = "mallo";
	uint8_t buf[PC5_DISC_MSG_MAX], set[12] = { 0 };
	unsigned int i, sent = 0, ms;
	struct pc5s_msg msg;
	size_t len;

	(void)state;
	three(8);
	r->reach = 0;
	start_three();
	dw_pass(&w, 100);
	for (ms = 0; ms < 20000; ms += 100) {
		for (i = 0; i < 10; i++) {
			set[0] = ms / 100;
			set[1] = i;
			pc5s_init(&msg, PC5_DISC_SOLICITATION, 0);
			pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, sizeof(set));
			pc5s_set(&msg, PC5S_IE_SOURCE_END_UE_INFO, src, 6);
			len = dw_forge(&w, &msg, DW_KEYS, buf);
			/* The first ten seconds from one, then from many. */
			dw_inject(r, ms < 10000 ? 0xd00001 :
				  0xd00002 + ms * 10 + i, buf, len);
		}
		dw_pass(&w, 100);
		if (ms == 9900) {
			/* Besides its own announcements, one in 2 s. */
			assert_in_range(r->sent, 10, 4 + 10 + 7);
			sent = r->sent;
		}
	}
	assert_in_range(r->sent - sent, 50, 16 + 100 + 7);
	assert_true(w.reasons[PC5_DISC_RATE] > 500);
	assert_true(w.reasons[PC5_DISC_FULL] > 500);
}

/* One solicitation does not let everything through that answers it. */
static void responses(void **state)
{
	uint8_t buf[PC5_DISC_MSG_MAX], set[12] = { 0 }, info[6] = "bob";
	unsigned int i, sent;
	struct pc5s_msg msg;
	size_t len;

	(void)state;
	three(17);
	r->reach = 0;
	s->config.retries = 0;
	start_three();
	dw_pass(&w, 100);
	dw_find(s, "bob");
	dw_pass(&w, 100);
	sent = r->sent;
	for (i = 0; i < 12; i++) {
		set[0] = i;
		pc5s_init(&msg, PC5_DISC_RESPONSE, 0);
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, sizeof(set));
		pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO, info, 6);
		pc5s_set(&msg, PC5S_IE_RELAY_USER_INFO, r->config.info, 6);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		assert_int_equal(dw_inject(r, 0xd00001, buf, len), i < 8 ?
				 PC5_DISC_TAKEN : PC5_DISC_ROLE);
	}
	assert_int_equal(r->sent, sent + 8);
}

/* Flood of relays: bounded, and who is known stays known. */
static void flooded(void **state)
{
	struct pc5_disc_relay relay = { 0 };
	uint8_t info[6], buf[PC5_DISC_MSG_MAX], status = 0x80, list = 0;
	struct pc5_disc_end_ue ue = { 0 };
	uint8_t set[12] = { 0 };
	unsigned int i, n = 0;
	struct pc5s_msg msg;
	size_t len;

	(void)state;
	three(9);
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 5000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	for (i = 0; i < 3000; i++) {
		memset(info, 'x', sizeof(info));
		info[0] = i;
		info[1] = i >> 8;
		pc5s_init(&msg, PC5_DISC_ANNOUNCEMENT, 0);
		pc5s_set(&msg, PC5S_IE_RELAY_USER_INFO, info, 6);
		pc5s_set(&msg, PC5S_IE_STATUS_INDICATOR, &status, 1);
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SETS, &list, 1);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		dw_inject(s, rng_range(&w.rng, 1, 0x90ffff), buf, len);
		assert_true(dw_relays(s) <= PC5_DISC_RELAYS_MAX);
		pc5s_init(&msg, PC5_DISC_RESPONSE, 0);
		set[3] = i;
		set[4] = i >> 8;
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, sizeof(set));
		pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO, info, 6);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		dw_inject(r, rng_range(&w.rng, 1, 0x90ffff), buf, len);
		if (!(i % 50))
			dw_pass(&w, 1000);
	}
	assert_int_equal(dw_relays(s), PC5_DISC_RELAYS_MAX);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	assert_int_equal(pc5_disc_relay_next(s->disc, 0, &relay), 0);
	assert_int_equal(relay.l2_id, 0xb00001);
	while (!pc5_disc_end_ue_next(r->disc, ue.id, &ue))
		n++;
	assert_true(n && n <= PC5_DISC_HEARD_MAX);
	/* Who comes later gets the place of one that fell silent. */
	dw_pass(&w, 12000);
	for (i = 0; i < 100; i++) {
		info[2] = i;
		pc5s_init(&msg, PC5_DISC_RESPONSE, 0);
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, sizeof(set));
		pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO, info, 6);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		dw_inject(r, 0xd00001, buf, len);
	}
	assert_int_equal(dw_inject(r, 0xd00001, buf, len), PC5_DISC_REPLAY);
	dw_pass(&w, 5000);
	info[3] = 1;
	pc5s_init(&msg, PC5_DISC_RESPONSE, 0);
	pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, sizeof(set));
	pc5s_set(&msg, PC5S_IE_TARGET_END_UE_INFO, info, 6);
	len = dw_forge(&w, &msg, DW_KEYS, buf);
	assert_int_equal(dw_inject(r, 0xd00001, buf, len), PC5_DISC_TAKEN);
	assert_true(w.reasons[PC5_DISC_TABLE] > 100);
}

/* More in one window than can be remembered: the rest waits. */
static void full(void **state)
{
	uint8_t info[6] = "relayX", status = 0x80, list = 0;
	uint8_t buf[PC5_DISC_MSG_MAX];
	struct pc5s_msg msg;
	unsigned int i;
	size_t len;

	(void)state;
	three(10);
	start_three();
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, false, 0), 0);
	for (i = 0; i < 600; i++) {
		status = i;
		info[5] = i >> 8;
		pc5s_init(&msg, PC5_DISC_ANNOUNCEMENT, 0);
		pc5s_set(&msg, PC5S_IE_RELAY_USER_INFO, info, 6);
		pc5s_set(&msg, PC5S_IE_STATUS_INDICATOR, &status, 1);
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SETS, &list, 1);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		assert_int_equal(dw_inject(s, 0xd00001, buf, len), i < 512 ?
				 PC5_DISC_TAKEN : PC5_DISC_FULL);
	}
	dw_pass(&w, 11000);
	len = dw_forge(&w, &msg, DW_KEYS, buf);
	assert_int_equal(dw_inject(s, 0xd00001, buf, len), PC5_DISC_TAKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(solicited, three_end),
		cmocka_unit_test_teardown(responses, three_end),
		cmocka_unit_test_teardown(flooded, three_end),
		cmocka_unit_test_teardown(full, three_end),
	};

	return cmocka_run_group_tests(tests, three_setup, NULL);
}
