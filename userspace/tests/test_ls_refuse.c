// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: establishment against what is forged, and refusals. Tests
 * named after a clause of a 3GPP test specification have its purpose.
 */

#include "lsworld.h"

#include "libpc5/pc5s-table.h"

static uint8_t edit_type;
static enum pc5s_ie edit_ie;
static uint8_t edit_value;

/* Change an IE of one octet, or of the octets @edit_value, on the air. */
static bool edit(struct world *world, struct packet *packet)
{
	size_t head = packet->srb ? WORLD_HEAD : 0;
	struct pc5s_msg msg;
	uint8_t *value;

	(void)world;
	if (packet->type != edit_type)
		return true;
	assert_int_equal(pc5s_decode(&msg, packet->pdu + head, packet->len -
				     head - (packet->sess_id ? WORLD_MAC : 0)),
			 0);
	value = packet->pdu + (msg.ie[edit_ie].data - packet->pdu);
	memset(value, edit_value, msg.ie[edit_ie].len);
	return true;
}

static void connect_edited(struct world *world, uint8_t type, enum pc5s_ie ie,
			   uint8_t value)
{
	edit_type = type;
	edit_ie = ie;
	edit_value = value;
	world->edit = edit;
	world_connect(ALICE, BOB);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE), 0);
	assert_int_equal(world_ups(BOB), 0);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
}

static void ts38523_13_2_2_capabilities_mismatch(void **state)
{
	struct world *world = world_new(12, 2);

	(void)state;
	connect_edited(world, PC5S_ESTABLISHMENT_REQUEST,
		       PC5S_IE_SECURITY_CAPABILITIES, 0xc0);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	assert_true(ALICE->sent[PC5S_SECURITY_MODE_REJECT]);
	/* What was refused is not sent again. */
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 1);
	assert_int_equal(BOB->last[PC5_LS_REFUSED].cause,
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	world_free(world);
}

static void ts38523_13_2_2_policy_mismatch(void **state)
{
	struct world *world = world_new(13, 2);

	(void)state;
	world_policy(ALICE, PC5_POLICY_PREFERRED, PC5_POLICY_PREFERRED,
		     PC5_POLICY_PREFERRED, PC5_POLICY_PREFERRED);
	world_start(ALICE);
	connect_edited(world, PC5S_ESTABLISHMENT_REQUEST,
		       PC5S_IE_SIGNALLING_POLICY, 0x22);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_POLICY_MISMATCH);
	world_free(world);
}

static void ts38523_13_2_2_integrity_failure(void **state)
{
	struct world *world = world_new(14, 2);

	(void)state;
	connect_edited(world, PC5S_SECURITY_MODE_COMMAND,
		       PC5S_IE_SECURITY_CAPABILITIES, 0xc0);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_INTEGRITY_FAILURE);
	world_free(world);
}

/* A null algorithm for a UE that requires protection, by a peer that lies. */
static void ts38523_13_2_2_null_integrity(void **state)
{
	struct world *world = world_new(15, 2);
	struct pc5s_store store = { 0 };
	uint8_t caps[] = { 0xf0, 0xf0 };
	struct pc5s_msg msg;

	(void)state;
	drop_first(world, PC5S_AUTHENTICATION_REQUEST, 1000);
	watch(world);
	world_start(BOB);
	BOB->admit = -1;
	world_connect(ALICE, BOB);
	world_run(world, 10);
	pc5s_init(&msg, PC5S_SECURITY_MODE_COMMAND, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_SELECTED_ALGORITHMS, 0);
	pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, caps, sizeof(caps));
	pc5s_set_u8(&msg, &store, PC5S_IE_SIGNALLING_POLICY, 0x22);
	world_inject(world, 1, 0x333333, seen[0].src, 0, &msg);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE), 0);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_REJECT], 1);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_POLICY_MISMATCH);
	world_free(world);
}

/* A K_NRP ID is that of its peer only. */
static void knrp_id_of_another_ue(void **state)
{
	static const char *const name[] = { "carol", "alice2", "alic" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(name); i++) {
		struct world *world = world_new(17, 3);

		world_link(world, &alice, &bob);
		pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
		world_run(world, 60000);
		/* carol has got alice's, and does not claim to be alice. */
		CAROL->knrp[0] = ALICE->knrp[0];
		CAROL->config.user_info = world_name(name[i]);
		world_start(CAROL);
		BOB->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
		world_connect(CAROL, BOB);
		world_run(world, 1000);
		assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
		world_free(world);
	}
}

/* What the method proves is not who the peer has to be, or says it is. */
static void another_name_proven(void **state)
{
	static const char *const name[] = { "carol", "bobby", "bo" };
	int i, rounds, who;

	(void)state;
	for (i = 0; i < 3; i++)
		for (rounds = 0; rounds < 2; rounds++)
			for (who = 0; who < 3; who++) {
				struct world *world = world_new(90 + i, 2);

				BOB->rounds = rounds;
				if (who == 0)
					BOB->proven = world_name(name[i]);
				else
					ALICE->proven = world_name(name[i]);
				/* The last time alice does not mind whom. */
				if (who == 2)
					BOB->listen = WORLD_SERVICE_L2;
				world_connect(ALICE, who == 2 ? NULL : BOB);
				world_run(world, 10000);
				assert_int_equal(ALICE->events
						 [PC5_LS_ESTABLISHED], 0);
				assert_int_equal(world_ups(ALICE) +
						 world_ups(BOB), 0);
				assert_int_equal(BOB->events
						 [PC5_LS_ESTABLISHED],
						 who == 2);
				world_free(world);
			}
}

/* Anybody can say that the LSB of K_NRP-sess ID is taken. */
static void forged_lsb_conflicts(void **state)
{
	struct world *world = world_new(106, 2);
	struct packet *command = &seen[0];
	int i;

	(void)state;
	BOB->rounds = 0;
	watch(world);
	world_connect(ALICE, BOB);
	while (!BOB->sent[PC5S_SECURITY_MODE_COMMAND])
		world_run(world, 1);
	while (command->type != PC5S_SECURITY_MODE_COMMAND)
		command++;
	drop_first(world, PC5S_SECURITY_MODE_COMMAND, 1000);
	world_start(ALICE);
	for (i = 0; i < 20; i++) {
		world_inject_cause(world, 0, command->dst, command->src,
				   PC5S_SECURITY_MODE_REJECT,
				   PC5S_CAUSE_SESS_ID_LSB_CONFLICT);
		world_run(world, 10);
	}
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND],
			 1 + BOB->config.max_lsb_conflicts);
	world_free(world);
}

static void half_open_limits(void **state)
{
	struct world *world = world_new(19, 3);
	int i;

	(void)state;
	for (i = 0; i < 20; i++)
		world_inject_dcr(world, ALICE, 0x0a0b0c, BOB);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 4);
	assert_int_equal(BOB->events[PC5_LS_HALF_OPEN_LIMIT], 16);
	for (i = 0; i < 200; i++)
		world_inject_dcr(world, ALICE, 0x0a1000 + i, BOB);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 64);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_REJECT], 0);
	/* They end by themselves, and there is room again. */
	world_run(world, 10000);
	world_link(world, &alice, &bob);
	world_free(world);
}

/* DCRs of nobody, one every @ms. */
static void keep_sending(struct world *world, unsigned int ms, unsigned int n)
{
	static uint32_t src = 0x0b0000;

	while (n--) {
		world_inject_dcr(world, CAROL, src++, BOB);
		world_run(world, ms);
	}
}

/* Those that do not answer make way for somebody who does. */
static void half_open_makes_way(void **state)
{
	struct world *world = world_new(22, 3);

	(void)state;
	world->delay = 50;
	keep_sending(world, 20, 500);
	assert_int_equal(BOB->events[PC5_LS_HALF_OPEN_LIMIT], 0);
	world_connect(ALICE, BOB);
	keep_sending(world, 20, 100);
	assert_non_null(world_up(ALICE));
	assert_non_null(world_up(BOB));
	/* Whoever began has its second, however many there are. */
	keep_sending(world, 1, 2000);
	assert_in_range(BOB->events[PC5_LS_HALF_OPEN_LIMIT], 2000 - 3 * 64, 2000);
	world_settle(world);
	world_free(world);
}

/* Refusals that anybody can send do not keep the right answer away. */
static void forged_refusals(void **state)
{
	static const uint8_t type[] = {
		PC5S_ESTABLISHMENT_REJECT, PC5S_AUTHENTICATION_FAILURE,
		PC5S_AUTHENTICATION_REJECT, PC5S_SECURITY_MODE_REJECT,
	};
	struct world *world = world_new(20, 2);
	unsigned int i, j, n;

	(void)state;
	BOB->rounds = 3;
	watch(world);
	world_connect(ALICE, BOB);
	for (i = 0; i < 60; i++) {
		world_run(world, 1);
		n = n_seen;
		for (j = 0; j < n * ARRAY_SIZE(type); j++) {
			const struct packet *it = &seen[j / ARRAY_SIZE(type)];
			uint8_t what = type[j % ARRAY_SIZE(type)];

			world_inject_cause(world, 0, it->src, it->dst, what,
					   what == PC5S_AUTHENTICATION_FAILURE ?
					   0 : PC5S_CAUSE_UNSPECIFIED);
		}
	}
	world_run(world, 100);
	assert_non_null(world_up(ALICE));
	assert_null(world_check(world));
	world_free(world);
}

/* But where there is no other answer they are the answer, soon. */
static void honest_refusal(void **state)
{
	struct world *world = world_new(21, 2);

	(void)state;
	BOB->admit = PC5S_CAUSE_NOT_ALLOWED;
	world_connect(ALICE, BOB);
	world_run(world, 1000);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 0);
	world_run(world, 1500);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_NOT_ALLOWED);
	world_free(world);
}

/* A refusal, and an answer that verifies but needs longer than the hold. */
static void proof_beats_refusal(void **state)
{
	struct world *world = world_new(240, 2);

	(void)state;
	watch(world);
	world_connect(ALICE, BOB);
	world_inject_cause(world, 0, 0x999999, seen[0].src,
			   PC5S_ESTABLISHMENT_REJECT, PC5S_CAUSE_NOT_ALLOWED);
	drop_first(world, PC5S_SECURITY_MODE_COMPLETE, 2);
	world_run(world, 7000);
	assert_int_equal(world_ups(ALICE), 1);
	assert_int_equal(ALICE->sent[PC5S_ESTABLISHMENT_REQUEST], 1);
	world_free(world);
}

/* A Security Mode Command that does not verify, in between. */
static void inject_command(struct world *world, uint8_t algorithms,
			   uint8_t policy)
{
	const struct wlink *link = &ALICE->links[0];
	struct pc5s_store store = { 0 };
	uint8_t nonce[PC5_NONCE_LEN] = { 1 };
	uint8_t caps[] = { 0xf0, 0xf0 };
	uint16_t id = link->ctx[0].id[0] ^ 1;
	struct pc5s_msg msg;

	pc5s_init(&msg, PC5S_SECURITY_MODE_COMMAND, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_SELECTED_ALGORITHMS, algorithms);
	pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, caps, sizeof(caps));
	pc5s_set_u8(&msg, &store, PC5S_IE_SIGNALLING_POLICY, policy);
	if (algorithms) {
		pc5s_set(&msg, PC5S_IE_NONCE_2, nonce, sizeof(nonce));
		pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_LSB, id);
		pc5s_set_u16(&msg, &store, PC5S_IE_KNRP_ID_MSBS, 0x1234);
	}
	world_inject(world, 1, link->pair[0].peer, link->pair[0].own,
		     algorithms ? id : 0, &msg);
}

static void forged_command_in_between(void **state)
{
	struct world *world;
	int null;

	(void)state;
	for (null = 0; null < 2; null++) {
		uint8_t p = null ? PC5_POLICY_PREFERRED : PC5_POLICY_REQUIRED;

		world = world_new(250 + null, 2);
		world_policy(ALICE, p, p, p, p);
		world_policy(BOB, p, p, p, p);
		world_start(ALICE);
		world_start(BOB);
		drop_first(world, PC5S_SECURITY_MODE_COMPLETE, 1);
		world_connect(ALICE, BOB);
		world_run(world, 1000);
		assert_true(ALICE->links[0].handle);
		inject_command(world, null ? 0 : 0x22, null ? 0x11 : 0x22);
		world_run(world, 3000);
		assert_int_equal(world_ups(ALICE), 1);
		assert_true(world_up(ALICE)->up.secured);
		assert_true(world_up(ALICE)->up.user_plane.ciphering);
		assert_null(world_check(world));
		world_free(world);
	}
}

static void say_carol(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_ESTABLISHMENT_ACCEPT)
		pc5s_set(msg, PC5S_IE_SOURCE_USER_INFO, "carol", 5);
}

static void say_rob(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_ESTABLISHMENT_ACCEPT)
		pc5s_set(msg, PC5S_IE_SOURCE_USER_INFO, "rob", 3);
}

static void say_off(struct ue *ue, struct pc5s_msg *msg)
{
	static const uint8_t off;

	(void)ue;
	if (msg->type == PC5S_ESTABLISHMENT_ACCEPT)
		pc5s_set(msg, PC5S_IE_UP_CONFIG, &off, 1);
}

static void say_ethernet(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_ESTABLISHMENT_ACCEPT)
		pc5s_set(msg, PC5S_IE_IP_CONFIG, NULL, 0);
}

/* What the peer itself accepts with has to suit what was asked for. */
static void accept_that_does_not_fit(void **state)
{
	void (*const evil[])(struct ue *ue, struct pc5s_msg *msg) = {
		say_carol, say_rob, say_off, say_ethernet,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(evil); i++) {
		struct world *world = world_new(270 + i, 2);

		BOB->evil = evil[i];
		world_connect(ALICE, BOB);
		world_run(world, 1000);
		assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
		assert_int_equal(ALICE->events[PC5_LS_ESTABLISHED], 0);
		assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
		world_free(world);
	}
}

static void wrong_credentials(void **state)
{
	int strict;

	(void)state;
	for (strict = 0; strict < 3; strict++) {
		struct world *world = world_new(80 + strict, 2);

		memset(BOB->psk, 0xee, sizeof(BOB->psk));
		ALICE->strict = strict == 1;
		BOB->strict = strict == 2;
		world_connect(ALICE, BOB);
		world_run(world, 60000);
		assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
		assert_int_equal(world_ups(BOB), 0);
		if (strict == 1) {
			assert_true(ALICE->sent[PC5S_AUTHENTICATION_REJECT]);
			assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED]
					 .cause,
					 PC5S_CAUSE_AUTHENTICATION_FAILURE);
		}
		world_free(world);
	}
}

/* UE_2's method fails: UE_1 is told. */
static void authentication_failure(void **state)
{
	struct world *world = world_new(84, 2);

	(void)state;
	BOB->strict = true;
	edit_type = PC5S_AUTHENTICATION_RESPONSE;
	edit_ie = PC5S_IE_KEY_EST_INFO;
	edit_value = 1;
	world->edit = edit;
	world_connect(ALICE, BOB);
	world_run(world, 2500);
	assert_true(BOB->sent[PC5S_AUTHENTICATION_FAILURE]);
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_AUTHENTICATION_FAILURE);
	world_free(world);
}

/* The least there is of a message; whether it could be made up. */
static bool least(struct pc5s_msg *msg, const struct pc5s_desc *desc)
{
	static uint8_t value[PC5S_FIELD_MAX][32];
	unsigned int i, v;

	pc5s_init(msg, desc->type, 1);
	for (i = 0; i < desc->n && desc->field[i].mandatory; i++) {
		const struct pc5s_field *field = &desc->field[i];
		size_t len = field->min ? field->min : 1;

		assert_true(len <= sizeof(value[i]));
		for (v = 0; v < 256; v++) {
			memset(value[i], v, sizeof(value[i]));
			pc5s_set(msg, field->ie, value[i], len);
			if (pc5s_field_ok(field, msg->ie[field->ie]))
				break;
		}
		if (v == 256)
			return false;
	}
	return true;
}

/* Messages of a link that come unprotected. */
static void protection_is_demanded(void **state)
{
	struct world *world = world_new(85, 2);
	unsigned int n = 0;
	size_t i, srb;

	(void)state;
	world_link(world, &alice, &bob);
	for (i = 0; i < pc5s_desc_n; i++) {
		struct pc5s_msg msg;

		if (pc5s_desc[i].type == PC5S_ESTABLISHMENT_REQUEST ||
		    !least(&msg, &pc5s_desc[i]))
			continue;
		n++;
		for (srb = 0; srb <= 3; srb++) {
			world_inject(world, srb, world_up(BOB)->up.ids.own,
				     world_up(ALICE)->up.ids.own, 0, &msg);
			world_run(world, 10);
			assert_int_equal(world_ups(ALICE), 1);
		}
	}
	assert_true(n > 25);
	assert_int_equal(ALICE->events[PC5_LS_RELEASED], 0);
	assert_int_equal(ALICE->sent[PC5S_RELEASE_ACCEPT], 0);
	assert_int_equal(ALICE->sent[PC5S_KEEPALIVE_RESPONSE], 0);
	assert_int_equal(ALICE->sent[PC5S_IDENTIFIER_UPDATE_REJECT], 0);
	assert_int_equal(ALICE->sent[PC5S_MODIFICATION_ACCEPT], 0);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_REJECT], 0);
	world_settle(world);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ts38523_13_2_2_capabilities_mismatch),
		cmocka_unit_test(ts38523_13_2_2_policy_mismatch),
		cmocka_unit_test(ts38523_13_2_2_integrity_failure),
		cmocka_unit_test(ts38523_13_2_2_null_integrity),
		cmocka_unit_test(knrp_id_of_another_ue),
		cmocka_unit_test(another_name_proven),
		cmocka_unit_test(forged_lsb_conflicts),
		cmocka_unit_test(half_open_limits),
		cmocka_unit_test(half_open_makes_way),
		cmocka_unit_test(forged_refusals),
		cmocka_unit_test(honest_refusal),
		cmocka_unit_test(proof_beats_refusal),
		cmocka_unit_test(forged_command_in_between),
		cmocka_unit_test(accept_that_does_not_fit),
		cmocka_unit_test(wrong_credentials),
		cmocka_unit_test(authentication_failure),
		cmocka_unit_test(protection_is_demanded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
