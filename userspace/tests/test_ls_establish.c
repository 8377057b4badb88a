// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: establishment. Tests named after a clause of a 3GPP test
 * specification have the purpose of that clause.
 */

#include "lsworld.h"

static void each_method(void **state)
{
	static const int rounds[] = { 0, 1, 3 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rounds); i++) {
		struct world *world = world_new(1 + i, 2);

		BOB->rounds = rounds[i];
		world_link(world, &alice, &bob);
		assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST],
				 rounds[i]);
		assert_int_equal(ALICE->events[PC5_LS_ESTABLISHED], 1);
		assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 1);
		assert_int_equal(ALICE->last[PC5_LS_ESTABLISHED].request, 1);
		world_free(world);
	}
}

/* What the link is brought up with. */
static void what_the_data_plane_learns(void **state)
{
	struct world *world = world_new(4, 2);
	uint8_t address[PC5S_LINK_LOCAL_LEN];
	struct wlink *link;

	(void)state;
	world_link(world, &alice, &bob);
	link = world_up(ALICE);
	assert_true(link->up.initiator && link->up.secured);
	assert_int_equal(link->up.sel.integrity, 2);
	assert_int_equal(link->up.peer.len, 3);
	assert_memory_equal(link->up.peer.octets, "bob", 3);
	assert_int_equal(link->up.ids.link_local[0], 0xfe);
	assert_int_equal(link->up.ids.link_local[1], 0x80);
	memcpy(address, link->up.ids.link_local, sizeof(address));
	assert_memory_not_equal(link->up.ids.peer_link_local, address,
				sizeof(address));
	assert_int_equal(link->up.peer_ip_config, PC5S_IP_NO_ALLOCATION);
	link = world_up(BOB);
	assert_memory_equal(link->up.ids.peer_link_local, address,
			    sizeof(address));
	assert_memory_equal(link->up.ids.link_local,
			    world_up(ALICE)->up.ids.peer_link_local,
			    sizeof(address));
	assert_false(link->up.initiator);
	assert_memory_equal(link->up.peer.octets, "alice", 5);
	assert_true(link->up.ids.sess_id >> 8 && link->up.ids.sess_id & 0xff);
	world_free(world);
}

static void ts38508_4_9_22_four_messages(void **state)
{
	static const struct {
		uint8_t type, srb;
		int from;
		bool protected;
	} want[] = {
		{ PC5S_ESTABLISHMENT_REQUEST, 0, 0, false },
		{ PC5S_SECURITY_MODE_COMMAND, 1, 1, true },
		{ PC5S_SECURITY_MODE_COMPLETE, 1, 0, true },
		{ PC5S_ESTABLISHMENT_ACCEPT, 2, 1, true },
	};
	struct world *world = world_new(5, 2);
	size_t i;

	(void)state;
	BOB->rounds = 0;
	watch(world);
	world_link(world, &alice, &bob);
	assert_int_equal(n_seen, ARRAY_SIZE(want));
	for (i = 0; i < n_seen; i++) {
		assert_int_equal(seen[i].type, want[i].type);
		assert_int_equal(seen[i].srb, want[i].srb);
		assert_int_equal(seen[i].from, want[i].from);
		assert_int_equal(!!seen[i].sess_id, want[i].protected);
	}
	/* Every answer comes from the one Layer-2 ID UE_2 chose. */
	assert_int_equal(seen[1].src, seen[3].src);
	assert_int_not_equal(seen[1].src, seen[0].dst);
	assert_int_equal(seen[2].dst, seen[1].src);
	world_free(world);
}

static void ts36523_19_1_9_command_plain_complete_ciphered(void **state)
{
	struct world *world = world_new(6, 2);
	struct pc5s_msg msg;
	const struct packet *it;

	(void)state;
	BOB->rounds = 0;
	watch(world);
	world_link(world, &alice, &bob);
	it = &seen[1];
	assert_int_equal(pc5s_decode(&msg, it->pdu + WORLD_HEAD,
				     it->len - WORLD_HEAD - WORLD_MAC), 0);
	assert_int_equal(msg.type, PC5S_SECURITY_MODE_COMMAND);
	assert_int_equal(it->sess_id & 0xff,
			 pc5s_u8(&msg, PC5S_IE_KNRP_SESS_ID_LSB));
	for (it = &seen[2]; it < &seen[4]; it++) {
		assert_int_equal(it->sess_id, seen[1].sess_id);
		assert_int_not_equal(it->pdu[WORLD_HEAD], it->type);
	}
	world_free(world);
}

static void service_oriented_all_that_answer(void **state)
{
	struct world *world = world_new(7, 3);
	struct wlink *a, *b;

	(void)state;
	world_connect(ALICE, NULL);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE), 2);
	assert_int_equal(world_ups(BOB), 1);
	assert_int_equal(world_ups(CAROL), 1);
	assert_null(world_check(world));
	a = &ALICE->links[0];
	b = &ALICE->links[1];
	/* The same half of UE_1, and another one of each UE_2. */
	assert_int_equal(a->up.ids.sess_id >> 8, b->up.ids.sess_id >> 8);
	assert_int_not_equal(a->up.ids.sess_id, b->up.ids.sess_id);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 0);
	world_free(world);
}

static void service_oriented_nobody(void **state)
{
	struct world *world = world_new(8, 2);

	(void)state;
	BOB->config.services[0].prose_ids[0] ^= 1;
	world_start(BOB);
	world_connect(ALICE, NULL);
	world_run(world, 60000);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
	assert_int_equal(BOB->events[PC5_LS_REFUSED], 0);
	world_free(world);
}

/* Cause #9: a UE that answers has the LSB that another one has. */
static void lsb_conflict(void **state)
{
	struct world *world = world_new(9, 3);

	(void)state;
	BOB->force_octet = 0x77;
	CAROL->force_octet = 0x77;
	world_connect(ALICE, NULL);
	world_run(world, 60000);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_REJECT], 1);
	assert_int_equal(world_ups(ALICE), 2);
	assert_null(world_check(world));
	world_free(world);
}

static void ts38523_13_2_1_conflicting_l2_id(void **state)
{
	struct world *world = world_new(10, 3);
	uint32_t l2id;

	(void)state;
	world_link(world, &alice, &bob);
	l2id = world_up(ALICE)->up.ids.own;
	/* Another user info, under a Layer-2 ID that has a link. */
	world_inject_dcr(world, CAROL, l2id, BOB);
	world_run(world, 3000);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_REJECT], 1);
	assert_int_equal(BOB->last[PC5_LS_REFUSED].cause,
			 PC5S_CAUSE_L2_ID_CONFLICT);
	assert_int_equal(world_ups(BOB), 1);
	world_settle(world);
	assert_int_equal(world_ups(BOB), 1);
	world_free(world);
}

/* Clause 7.2.2.6.2: the same UE again; the old link goes when the new is up. */
static void same_l2_id_same_peer(void **state)
{
	struct world *world = world_new(11, 2);

	(void)state;
	ALICE->force_l2id = 0x0a0b0c;
	world_link(world, &alice, &bob);
	/* alice lost everything but her Layer-2 ID. */
	world_start(ALICE);
	/* Somebody else pretends to be her: nothing happens to the link. */
	world_inject_dcr(world, ALICE, 0x0a0b0c, BOB);
	world_run(world, 100);
	assert_non_null(world_find(BOB, bob));
	assert_int_equal(BOB->events[PC5_LS_RELEASED], 0);
	world_connect(ALICE, BOB);
	world_run(world, 1000);
	assert_int_equal(world_ups(BOB), 1);
	assert_int_not_equal(world_up(BOB)->handle, bob);
	assert_null(world_check(world));
	world_free(world);
}

static void ts38523_13_2_4_again_with_knrp_id(void **state)
{
	struct world *world = world_new(16, 2);
	uint32_t old_id;
	struct pc5s_msg msg;

	(void)state;
	world_link(world, &alice, &bob);
	old_id = ALICE->knrp[0].id;
	assert_true(old_id);
	assert_int_equal(BOB->knrp[0].id, old_id);
	assert_int_equal(pc5_ls_release(ALICE->ls, alice,
					PC5S_CAUSE_NO_LONGER_NEEDED), 0);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	/* Both halves are new, so that nobody can tell. */
	assert_int_equal(ALICE->knrp[0].id, BOB->knrp[0].id);
	assert_int_not_equal(ALICE->knrp[0].id >> 16, old_id >> 16);
	assert_int_not_equal(ALICE->knrp[0].id & 0xffff, old_id & 0xffff);
	watch(world);
	BOB->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
	world_link(world, &alice, &bob);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 0);
	assert_int_equal(pc5s_decode(&msg, seen[0].pdu, seen[0].len), 0);
	assert_int_equal(pc5s_u32(&msg, PC5S_IE_KNRP_ID), ALICE->knrp[0].id);
	world_free(world);
}

static void ts24554_7_2_2_note_1_most_links(void **state)
{
	struct world *world = world_new(18, 3);
	uint32_t handle;

	(void)state;
	assert_int_equal(BOB->config.max_links, 8);
	BOB->config.max_links = 1;
	world_start(BOB);
	world_link(world, &alice, &bob);
	world_connect(CAROL, BOB);
	world_run(world, 10000);
	assert_int_equal(CAROL->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_LACK_OF_RESOURCES);
	assert_int_equal(world_try_connect(BOB, CAROL, &handle), -EMLINK);
	assert_int_equal(world_try_connect(ALICE, BOB, &handle), -EEXIST);
	world_free(world);
}

static void t5088_backoff(void **state)
{
	struct world *world = world_new(22, 2);
	uint32_t handle;

	(void)state;
	BOB->admit = PC5S_CAUSE_CONGESTION;
	world_connect(ALICE, BOB);
	world_run(world, 5000);
	assert_int_equal(world_try_connect(ALICE, BOB, &handle), -EAGAIN);
	world_run(world, 50000);
	assert_int_equal(world_try_connect(ALICE, BOB, &handle), -EAGAIN);
	world_run(world, 6000);
	assert_int_equal(world_try_connect(ALICE, BOB, &handle), 0);
	world_free(world);
}

static void t5080_retransmissions(void **state)
{
	struct world *world = world_new(23, 2);

	(void)state;
	BOB->admit = -1;
	watch(world);
	world_connect(ALICE, BOB);
	world_run(world, 31999);
	assert_int_equal(ALICE->sent[PC5S_ESTABLISHMENT_REQUEST], 4);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 0);
	world_run(world, 2);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
	assert_int_equal(seen[0].len, seen[3].len);
	assert_memory_equal(seen[0].pdu, seen[3].pdu, seen[0].len);
	world_free(world);
}

/* Each message lost once, then always. */
static void every_message_lost(void **state)
{
	static const struct {
		uint8_t type;
		int from;
		unsigned int most;
	} msg[] = {
		{ PC5S_ESTABLISHMENT_REQUEST, 0, 4 },
		{ PC5S_AUTHENTICATION_REQUEST, 1, 3 },
		{ PC5S_AUTHENTICATION_RESPONSE, 0, 3 },
		{ PC5S_SECURITY_MODE_COMMAND, 1, 3 },
		{ PC5S_SECURITY_MODE_COMPLETE, 0, 3 },
		{ PC5S_ESTABLISHMENT_ACCEPT, 1, 2 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(msg); i++) {
		struct world *world = world_new(30 + i, 2);
		unsigned int sent;

		drop_first(world, msg[i].type, 1);
		world_connect(ALICE, BOB);
		world_run(world, 9000);
		assert_non_null(world_up(ALICE));
		assert_null(world_check(world));
		assert_int_equal(world->ue[msg[i].from].sent[msg[i].type], 2);
		/* What is repeated does not reach the method. */
		assert_int_equal(ALICE->inputs, 1);
		assert_int_equal(BOB->inputs, 1);
		world_free(world);

		world = world_new(40 + i, 2);
		drop_first(world, msg[i].type, 1000000);
		world_connect(ALICE, BOB);
		/* Until T5080 sends the DCR again, where that starts anew. */
		world_run(world, 7999);
		sent = world->ue[msg[i].from].sent[msg[i].type];
		if (msg[i].type != PC5S_ESTABLISHMENT_REQUEST &&
		    msg[i].type != PC5S_ESTABLISHMENT_ACCEPT)
			assert_int_equal(sent, msg[i].most);
		world_settle(world);
		assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
		assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
		world_free(world);
	}
}

/* A lost Accept is sent again for the same DCR, but not for ever. */
static void accept_only_until_confirmed(void **state)
{
	struct world *world = world_new(50, 2);
	struct packet dcr;

	(void)state;
	watch(world);
	world_link(world, &alice, &bob);
	dcr = seen[0];
	dcr.from = -1;
	world_send(world, &dcr);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_ACCEPT], 2);
	world_run(world, 30000);
	world_send(world, &dcr);
	world_run(world, 10000);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_ACCEPT], 2);
	assert_int_equal(world_ups(BOB), 1);
	world_free(world);
}

static void both_ask_one_link(void **state)
{
	unsigned int seed;

	(void)state;
	for (seed = 60; seed < 80; seed++) {
		struct world *world = world_new(seed, 2);

		world->jitter = 40;
		world_connect(ALICE, BOB);
		world_run(world, seed % 10);
		world_connect(BOB, ALICE);
		world_run(world, 100000);
		assert_int_equal(world_ups(ALICE), 1);
		assert_int_equal(world_ups(BOB), 1);
		assert_null(world_check(world));
		assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 0);
		assert_int_equal(BOB->events[PC5_LS_CONNECT_FAILED], 0);
		world_free(world);
	}
}

/* Both come so far that there are two links: one is released. */
static void both_ask_two_links(void **state)
{
	unsigned int seed, two = 0;

	(void)state;
	for (seed = 200; seed < 240; seed++) {
		struct world *world = world_new(seed, 2);

		world->jitter = 4;
		BOB->rounds = 1;
		ALICE->rounds = 3;
		world_connect(BOB, ALICE);
		world_run(world, 18);
		world_connect(ALICE, BOB);
		world_run(world, 20000);
		assert_int_equal(world_ups(ALICE), 1);
		assert_int_equal(world_ups(BOB), 1);
		assert_null(world_check(world));
		two += ALICE->events[PC5_LS_ESTABLISHED] > 1 &&
		       BOB->events[PC5_LS_ESTABLISHED] > 1;
		world_free(world);
	}
	assert_true(two);
}

/* K_NRP-sess ID 0 is no ID, so no half is ever 0. */
static void half_is_never_zero(void **state)
{
	struct world *world = world_new(260, 3);

	(void)state;
	BOB->force_octet = 0xff;
	world_connect(ALICE, BOB);
	world_run(world, 100);
	world_connect(CAROL, BOB);
	world_run(world, 100);
	assert_int_equal(world_up(ALICE)->up.ids.sess_id & 0xff, 0xff);
	assert_int_equal(world_up(CAROL)->up.ids.sess_id & 0xff, 0x01);
	world_free(world);
}

static void data_plane_fails(void **state)
{
	struct world *world = world_new(86, 2);

	(void)state;
	BOB->fail_install = true;
	world_connect(ALICE, BOB);
	world_run(world, 60000);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 1);
	assert_int_equal(world_ups(BOB), 0);
	BOB->fail_install = false;
	ALICE->fail_install = true;
	world_connect(ALICE, BOB);
	world_run(world, 60000);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 2);
	assert_int_equal(world_ups(BOB), 0);
	world_free(world);
}

static void qos_refused(void **state)
{
	struct world *world = world_new(87, 2);

	(void)state;
	BOB->refuse_qos = PC5S_CAUSE_LACK_OF_RESOURCES;
	world_connect(ALICE, BOB);
	world_run(world, 1000);
	/* Under the new context, so there is no need to wait. */
	assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_LACK_OF_RESOURCES);
	assert_int_equal(world_ups(BOB), 0);
	world_free(world);
}

static void request_withdrawn(void **state)
{
	struct world *world = world_new(88, 2);
	uint32_t handle = world_connect(ALICE, BOB);

	(void)state;
	world_run(world, 12);
	assert_int_equal(pc5_ls_release(ALICE->ls, handle, 3), -EINVAL);
	assert_int_equal(pc5_ls_release(ALICE->ls, handle,
					PC5S_CAUSE_NO_LONGER_NEEDED), 0);
	assert_int_equal(pc5_ls_release(ALICE->ls, handle,
					PC5S_CAUSE_NO_LONGER_NEEDED), -ENOENT);
	world_run(world, 60000);
	assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_method),
		cmocka_unit_test(what_the_data_plane_learns),
		cmocka_unit_test(ts38508_4_9_22_four_messages),
		cmocka_unit_test(ts36523_19_1_9_command_plain_complete_ciphered),
		cmocka_unit_test(service_oriented_all_that_answer),
		cmocka_unit_test(service_oriented_nobody),
		cmocka_unit_test(lsb_conflict),
		cmocka_unit_test(ts38523_13_2_1_conflicting_l2_id),
		cmocka_unit_test(same_l2_id_same_peer),
		cmocka_unit_test(ts38523_13_2_4_again_with_knrp_id),
		cmocka_unit_test(ts24554_7_2_2_note_1_most_links),
		cmocka_unit_test(t5088_backoff),
		cmocka_unit_test(t5080_retransmissions),
		cmocka_unit_test(every_message_lost),
		cmocka_unit_test(accept_only_until_confirmed),
		cmocka_unit_test(both_ask_one_link),
		cmocka_unit_test(both_ask_two_links),
		cmocka_unit_test(half_is_never_zero),
		cmocka_unit_test(data_plane_fails),
		cmocka_unit_test(qos_refused),
		cmocka_unit_test(request_withdrawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
