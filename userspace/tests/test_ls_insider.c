// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures against a peer that has the keys and does not keep to the
 * rules, or whose messages come late.
 */

#include "lsworld.h"

static void rekeying_request(struct pc5s_msg *msg, struct pc5s_store *store,
			     uint8_t caps)
{
	uint8_t both[2] = { caps, caps };
	uint8_t nonce[PC5_NONCE_LEN];

	memset(nonce, caps, sizeof(nonce));
	memset(store, 0, sizeof(*store));
	pc5s_init(msg, PC5S_REKEYING_REQUEST, 0);
	pc5s_set_copy(msg, store, PC5S_IE_SECURITY_CAPABILITIES, both, 2);
	pc5s_set_copy(msg, store, PC5S_IE_NONCE_1, nonce, sizeof(nonce));
	pc5s_set_u8(msg, store, PC5S_IE_KNRP_SESS_ID_MSB, 0x5c);
}

static void release_request(struct pc5s_msg *msg, struct pc5s_store *store)
{
	memset(store, 0, sizeof(*store));
	pc5s_init(msg, PC5S_RELEASE_REQUEST, 0);
	pc5s_set_u8(msg, store, PC5S_IE_CAUSE, PC5S_CAUSE_NO_LONGER_NEEDED);
	pc5s_set_u16(msg, store, PC5S_IE_KNRP_ID_MSBS, 0x1234);
}

/* Protected, but on the wrong bearer. */
static void wrong_bearer(void **state)
{
	struct world *world = linked(1);
	struct pc5s_store store;
	struct pc5s_msg msg;
	int srb;

	(void)state;
	release_request(&msg, &store);
	for (srb = 1; srb <= 3; srb += 2) {
		world_say(BOB, world_up(BOB), srb, 0, &msg);
		world_run(world, 10);
		assert_int_equal(world_ups(ALICE), 1);
	}
	world_say(BOB, world_up(BOB), 2, 0, &msg);
	world_run(world, 10);
	assert_int_equal(world_ups(ALICE), 0);
	world_free(world);
}

/* A rekeying that would switch ciphering off, or has nothing in common. */
static void rekeying_to_less(void **state)
{
	static const uint8_t caps[] = { 0x80, 0x0f, 0x00 };
	struct world *world = linked(2);
	struct pc5s_store store;
	struct pc5s_msg msg;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(caps); i++) {
		rekeying_request(&msg, &store, caps[i]);
		world_say(ALICE, world_up(ALICE), 2, 0, &msg);
		world_run(world, 10);
		assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 1);
		assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], i + 1);
	}
	world_settle(world);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

static uint8_t say_algorithms;

static void choose(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_SECURITY_MODE_COMMAND)
		pc5s_set(msg, PC5S_IE_SELECTED_ALGORITHMS, &say_algorithms, 1);
}

/* UE_2 says it chose something else than it did. */
static void command_with_other_algorithms(void **state)
{
	static const uint8_t algorithms[] = { 0x20, 0x02, 0x11, 0x52, 0x25 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(algorithms); i++) {
		struct world *world = linked(10 + i);

		BOB->evil = choose;
		say_algorithms = algorithms[i];
		pc5_ls_rekey(ALICE->ls, alice, false);
		world_run(world, 5000);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 0);
		assert_null(world_check(world));
		world_settle(world);
		world_free(world);
	}
}

static void other_capabilities(struct ue *ue, struct pc5s_msg *msg)
{
	static const uint8_t caps[] = { 0x40, 0x40 };

	(void)ue;
	if (msg->type == PC5S_SECURITY_MODE_COMMAND)
		pc5s_set(msg, PC5S_IE_SECURITY_CAPABILITIES, caps,
			 sizeof(caps));
}

static unsigned int contexts(struct ue *ue)
{
	unsigned int i, n = 0;

	for (i = 0; i < WORLD_CONTEXTS; i++)
		n += world_up(ue)->ctx[i].used;
	return n;
}

/* UE_1's capabilities were changed on the way to UE_2, or UE_2 says so. */
static void command_with_other_capabilities(void **state)
{
	struct world *world = linked(16);

	(void)state;
	BOB->evil = other_capabilities;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 1000);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 0);
	assert_int_equal(ALICE->events[PC5_LS_REKEY_FAILED], 1);
	assert_int_equal(ALICE->last[PC5_LS_REKEY_FAILED].cause,
			 PC5S_CAUSE_CAPABILITIES_MISMATCH);
	assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 1);
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 2);
	/* The link stays as it is, and nothing else is left. */
	assert_int_equal(contexts(ALICE), 1);
	assert_int_equal(contexts(BOB), 1);
	BOB->evil = NULL;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 1000);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_null(world_check(world));
	world_free(world);
}

/* bob follows somebody who is not there: what he prepared goes in the end. */
static void rekeying_that_leads_nowhere(void **state)
{
	struct world *world = linked(20);
	struct pc5s_store store;
	struct pc5s_msg msg;

	(void)state;
	rekeying_request(&msg, &store, 0xf0);
	world_say(ALICE, world_up(ALICE), 2, 0, &msg);
	world_run(world, 7000);
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 4);
	assert_true(world_up(BOB)->ctx[1].used);
	world_run(world, 33000);
	assert_false(world_up(BOB)->ctx[1].used);
	pc5_ls_rekey(BOB->ls, bob, false);
	world_run(world, 100);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
	assert_null(world_check(world));
	world_free(world);
}

static bool no_command(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->type != PC5S_SECURITY_MODE_COMMAND;
}

/* A Security Mode Complete under another context than the proposed one. */
static void complete_under_the_old_context(void **state)
{
	struct world *world = linked(21);
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	(void)state;
	world->edit = no_command;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	pc5s_init(&msg, PC5S_SECURITY_MODE_COMPLETE, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_UP_POLICY, 0x22);
	world_say(ALICE, world_up(ALICE), 1, 0, &msg);
	world_run(world, 100);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 0);
	assert_null(world_check(world));
	world_free(world);
}

/* What was sent before a rekeying comes after it. */
static void request_under_a_replaced_context(void **state)
{
	struct world *world = linked(22);
	uint16_t old = world_up(ALICE)->up.ids.sess_id;
	struct pc5s_store store;
	struct pc5s_msg msg;

	(void)state;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
	rekeying_request(&msg, &store, 0xf0);
	world_say(ALICE, world_up(ALICE), 2, old, &msg);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 2);
	/* But a release is one, whenever it was sent. */
	release_request(&msg, &store);
	world_say(ALICE, world_up(ALICE), 2, old, &msg);
	world_run(world, 100);
	assert_int_equal(world_ups(BOB), 0);
	world_free(world);
}

static bool no_response(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->type != PC5S_REKEYING_RESPONSE;
}

/* Nothing else is said that could stand for the Rekeying Response. */
static void response_lost(void **state)
{
	struct world *world = world_new(23, 2);
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world->ue[i].config.timer_ms[PC5_LS_T5084] = 0;
		world_start(&world->ue[i]);
	}
	world_link(world, &alice, &bob);
	world->edit = no_response;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 1000);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 0);
	world->edit = NULL;
	world_run(world, 8000);
	assert_int_equal(BOB->sent[PC5S_REKEYING_RESPONSE], 2);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
	world_free(world);
}

/* Security mode control goes on in spite of an identifier update. */
static void update_during_security_mode(void **state)
{
	struct world *world = linked(24);
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	(void)state;
	world->edit = no_command;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	pc5s_init(&msg, PC5S_IDENTIFIER_UPDATE_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x7e);
	pc5s_set_u24(&msg, &store, PC5S_IE_SOURCE_L2_ID, 0x7e7e7e);
	world_say(ALICE, world_up(ALICE), 2, 0, &msg);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_ACCEPT], 0);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_REJECT], 0);
	/* And in spite of a modification. */
	pc5s_init(&msg, PC5S_MODIFICATION_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_OPERATION_CODE, 3);
	pc5s_set(&msg, PC5S_IE_QOS_FLOWS, "\001\040\101\001\001\132", 6);
	world_say(ALICE, world_up(ALICE), 2, 0, &msg);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_MODIFICATION_ACCEPT], 0);
	world->edit = NULL;
	world_run(world, 20000);
	assert_int_equal(BOB->events[PC5_LS_REKEYED], 1);
	assert_null(world_check(world));
	world_free(world);
}

/* Clause 7.2.5: a counter that was passed already. */
static void keepalive_from_the_past(void **state)
{
	static const struct {
		uint32_t counter;
		bool answered;
	} round[] = {
		{ 5, true }, { 5, true }, { 4, false }, { 0, false },
		{ 6, true }, { 0xffffffff, true }, { 7, false },
	};
	struct world *world = linked(25);
	unsigned int answers = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(round); i++) {
		struct pc5s_store store = { 0 };
		struct pc5s_msg msg;

		pc5s_init(&msg, PC5S_KEEPALIVE_REQUEST, 0);
		pc5s_set_u32(&msg, &store, PC5S_IE_KEEPALIVE_COUNTER,
			     round[i].counter);
		world_say(ALICE, world_up(ALICE), 2, 0, &msg);
		world_run(world, 20);
		answers += round[i].answered;
		assert_int_equal(BOB->sent[PC5S_KEEPALIVE_RESPONSE], answers);
	}
	world_free(world);
}

/* A Modification Request that an answered one has overtaken. */
static void modification_from_the_past(void **state)
{
	static const struct {
		uint8_t seq;
		unsigned int done;
		unsigned int answers;
	} request[] = {
		{ 200, 1, 1 }, { 200, 1, 2 }, { 199, 1, 2 }, { 201, 2, 3 },
		{ 90, 2, 3 }, { 10, 3, 4 },
	};
	struct world *world = linked(26);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(request); i++) {
		struct pc5s_store store = { 0 };
		struct pc5s_msg msg;

		pc5s_init(&msg, PC5S_MODIFICATION_REQUEST, request[i].seq);
		pc5s_set_u8(&msg, &store, PC5S_IE_OPERATION_CODE, 3);
		pc5s_set(&msg, PC5S_IE_QOS_FLOWS, "\001\040\101\001\001\132",
			 6);
		world_say(ALICE, world_up(ALICE), 2, 0, &msg);
		world_run(world, 20);
		assert_int_equal(BOB->events[PC5_LS_MODIFIED],
				 request[i].done);
		assert_int_equal(BOB->sent[PC5S_MODIFICATION_ACCEPT],
				 request[i].answers);
	}
	world_free(world);
}

static bool no_ack(struct world *world, struct packet *packet)
{
	uint32_t *first = world->edit_ctx;

	if (packet->type != PC5S_IDENTIFIER_UPDATE_ACK)
		return true;
	if (*first) {
		assert_int_equal(packet->src, *first);
		return true;
	}
	*first = packet->src;
	return false;
}

/* The Ack again, with the old identifiers, before anything new is heard. */
static void ack_again(void **state)
{
	struct world *world = world_new(27, 2);
	uint32_t first = 0;

	(void)state;
	BOB->config.timer_ms[PC5_LS_T5083] = 300;
	world_start(BOB);
	world_link(world, &alice, &bob);
	world->edit = no_ack;
	world->edit_ctx = &first;
	pc5_ls_update(ALICE->ls, alice, NULL, NULL);
	world_run(world, 1000);
	assert_int_equal(ALICE->sent[PC5S_IDENTIFIER_UPDATE_ACK], 2);
	assert_int_equal(BOB->events[PC5_LS_IDS_CHANGED], 1);
	world_free(world);
}

/* What was sent before an update comes after it. */
static void update_from_the_past(void **state)
{
	struct world *world = linked(29);
	struct wlink *link = world_up(ALICE);
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	(void)state;
	pc5_ls_update(ALICE->ls, alice, NULL, NULL);
	world_run(world, 100);
	assert_true(world_up(BOB)->send);
	pc5s_init(&msg, PC5S_IDENTIFIER_UPDATE_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x7e);
	pc5s_set_u24(&msg, &store, PC5S_IE_SOURCE_L2_ID, 0x7e7e7e);
	link->send = 0;
	world_say(ALICE, link, 2, 0, &msg);
	link->send = 1;
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_ACCEPT], 1);
	world_settle(world);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

static bool no_authentication(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->type != PC5S_AUTHENTICATION_RESPONSE &&
	       packet->type != PC5S_SECURITY_MODE_COMPLETE;
}

/* Inside a rekeying nothing unprotected counts, whatever it did before. */
static void refusals_during_rekeying(void **state)
{
	static const uint8_t type[] = {
		PC5S_AUTHENTICATION_FAILURE, PC5S_AUTHENTICATION_REJECT,
		PC5S_SECURITY_MODE_REJECT, PC5S_ESTABLISHMENT_REJECT,
	};
	struct world *world = world_new(30, 2);
	size_t i;
	int reauth;

	(void)state;
	for (reauth = 0; reauth < 2; reauth++) {
		struct pc5_ls_ids *ids;

		if (!reauth)
			world_link(world, &alice, &bob);
		world->edit = no_authentication;
		pc5_ls_rekey(ALICE->ls, alice, reauth);
		world_run(world, 500);
		ids = &world_up(ALICE)->pair[0];
		for (i = 0; i < ARRAY_SIZE(type); i++) {
			uint8_t cause = i ? PC5S_CAUSE_UNSPECIFIED : 0;

			world_inject_cause(world, 0, ids->own, ids->peer,
					   type[i], cause);
			world_inject_cause(world, 0, ids->peer, ids->own,
					   type[i], cause);
		}
		world_run(world, 500);
		world->edit = NULL;
		world_run(world, 30000);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], reauth + 1);
		assert_int_equal(ALICE->events[PC5_LS_REKEY_FAILED], 0);
		assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 0);
	}
	world_free(world);
}

/* One K_NRP for two links: what one of them does to it the other one knows. */
static void two_links_one_knrp(void **state)
{
	struct world *world = world_new(31, 2);
	struct pc5_ls_info info, other;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct ue *ue = &world->ue[i];

		ue->config.services[1] = ue->config.services[0];
		ue->config.services[1].prose_ids[0] ^= 1;
		ue->config.n_services = 2;
		world_start(ue);
	}
	world_link(world, &alice, &bob);
	ALICE->config.services[0].prose_ids[0] ^= 1;
	world_connect(ALICE, BOB);
	world_run(world, 100);
	assert_int_equal(world_ups(ALICE), 2);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	assert_int_equal(pc5_ls_info_next(ALICE->ls, alice, &other), 0);
	assert_int_equal(other.knrp_id, ALICE->knrp[0].id);
	/* Another key: the other link's is kept no more. */
	pc5_ls_rekey(ALICE->ls, alice, true);
	world_run(world, 100);
	assert_int_equal(pc5_ls_info(ALICE->ls, alice, &info), 0);
	assert_int_equal(info.knrp_id, ALICE->knrp[0].id);
	assert_int_equal(pc5_ls_info_next(ALICE->ls, alice, &other), 0);
	assert_int_equal(other.knrp_id, 0);
	pc5_ls_release(ALICE->ls, other.handle, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 100);
	assert_int_equal(info.knrp_id, ALICE->knrp[0].id);
	assert_int_equal(info.knrp_id, BOB->knrp[0].id);
	assert_null(world_check(world));
	world_free(world);
}

/* The method knows the peer by another name than the one it gave. */
static void claims_to_be_carol(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_ESTABLISHMENT_REQUEST)
		pc5s_set(msg, PC5S_IE_SOURCE_USER_INFO, "carol", 5);
}

static void another_name(void **state)
{
	struct world *world = world_new(28, 2);

	(void)state;
	ALICE->evil = claims_to_be_carol;
	world_connect(ALICE, BOB);
	world_run(world, 40000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 0);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_bearer),
		cmocka_unit_test(rekeying_to_less),
		cmocka_unit_test(command_with_other_algorithms),
		cmocka_unit_test(command_with_other_capabilities),
		cmocka_unit_test(rekeying_that_leads_nowhere),
		cmocka_unit_test(complete_under_the_old_context),
		cmocka_unit_test(request_under_a_replaced_context),
		cmocka_unit_test(response_lost),
		cmocka_unit_test(update_during_security_mode),
		cmocka_unit_test(keepalive_from_the_past),
		cmocka_unit_test(modification_from_the_past),
		cmocka_unit_test(ack_again),
		cmocka_unit_test(update_from_the_past),
		cmocka_unit_test(refusals_during_rekeying),
		cmocka_unit_test(two_links_one_knrp),
		cmocka_unit_test(another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
