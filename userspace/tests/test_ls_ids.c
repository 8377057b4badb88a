// SPDX-License-Identifier: GPL-2.0-or-later
/* Link procedures: identifier update. */

#include "lsworld.h"

static void ts38523_13_2_5_old_until_ack_then_new(void **state)
{
	static const uint8_t order[] = {
		PC5S_IDENTIFIER_UPDATE_REQUEST, PC5S_IDENTIFIER_UPDATE_ACCEPT,
		PC5S_IDENTIFIER_UPDATE_ACK,
	};
	struct world *world = linked(1);
	struct pc5_ls_ids old = world_up(ALICE)->up.ids;
	struct pc5_ls_ids new;
	unsigned int i;

	(void)state;
	watch(world);
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, NULL, NULL), 0);
	world_flush(world);
	assert_int_equal(n_seen, 3);
	for (i = 0; i < 3; i++) {
		assert_int_equal(seen[i].type, order[i]);
		assert_int_equal(seen[i].srb, 2);
		assert_int_equal(seen[i].sess_id, old.sess_id);
		assert_int_equal(seen[i].src, i == 1 ? old.peer : old.own);
		assert_int_equal(seen[i].dst, i == 1 ? old.own : old.peer);
		/* The new identifiers are ciphered. */
		assert_int_not_equal(seen[i].pdu[WORLD_HEAD], seen[i].type);
	}
	n_seen = 0;
	pc5_ls_rekey(BOB->ls, bob, false);
	world_run(world, 40000);
	assert_true(n_seen);
	new = world_up(ALICE)->pair[0];
	assert_int_not_equal(new.own, old.own);
	assert_int_not_equal(new.peer, old.peer);
	assert_int_equal(new.link_local[0], 0xfe);
	assert_int_equal(new.peer_link_local[0], 0xfe);
	assert_memory_not_equal(new.link_local, old.link_local, 16);
	assert_memory_not_equal(new.peer_link_local, old.peer_link_local, 16);
	assert_memory_equal(world_up(BOB)->pair[0].link_local,
			    new.peer_link_local, 16);
	assert_memory_equal(world_up(BOB)->pair[0].peer_link_local,
			    new.link_local, 16);
	assert_int_not_equal(new.sess_id >> 8, old.sess_id >> 8);
	assert_int_not_equal(new.sess_id & 0xff, old.sess_id & 0xff);
	for (i = 0; i < n_seen; i++) {
		assert_int_not_equal(seen[i].src, old.own);
		assert_int_not_equal(seen[i].src, old.peer);
		assert_int_not_equal(seen[i].sess_id, old.sess_id);
	}
	assert_int_equal(ALICE->events[PC5_LS_IDS_CHANGED], 1);
	assert_int_equal(BOB->events[PC5_LS_IDS_CHANGED], 1);
	/* Nothing is left of the old ones. */
	assert_int_equal(world_up(ALICE)->pair[1].own, 0);
	assert_int_equal(world_up(BOB)->pair[1].own, 0);
	world_free(world);
}

static void ts38523_13_2_5_same_l2_id_reject(void **state)
{
	struct world *world = world_new(2, 3);
	struct wlink *other;

	(void)state;
	world_link(world, &alice, &bob);
	world_connect(CAROL, BOB);
	world_run(world, 100);
	other = world_up(CAROL);
	assert_non_null(other);
	/* alice chooses what bob has with carol, at either end. */
	ALICE->force_l2id = other->pair[0].own;
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, NULL, NULL), 0);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_REJECT], 1);
	assert_int_equal(ALICE->last[PC5_LS_IDS_FAILED].cause,
			 PC5S_CAUSE_L2_ID_CONFLICT);
	ALICE->force_l2id = other->pair[0].peer;
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, NULL, NULL), 0);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_REJECT], 2);
	assert_null(world_check(world));
	assert_int_equal(world_ups(BOB), 2);
	/* The next one is free. */
	ALICE->force_l2id = 0;
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, NULL, NULL), 0);
	world_run(world, 20000);
	assert_int_equal(ALICE->events[PC5_LS_IDS_CHANGED], 1);
	world_settle(world);
	world_free(world);
}

static void no_packet_lost(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 10; seed < 30; seed++) {
		struct world *world = linked(seed);
		unsigned int i;

		world->jitter = seed % 2 ? 60 : 0;
		for (i = 0; i < 100; i++) {
			if (i == 20)
				pc5_ls_update(ALICE->ls, alice, NULL, NULL);
			world_data(ALICE, world_up(ALICE));
			world_data(BOB, world_up(BOB));
			world_run(world, 4);
		}
		world_run(world, 20000);
		assert_int_equal(ALICE->events[PC5_LS_IDS_CHANGED], 1);
		assert_int_equal(world_up(BOB)->got, 100);
		assert_int_equal(world_up(ALICE)->got, 100);
		assert_null(world_check(world));
		world_free(world);
	}
}

static void every_message_lost(void **state)
{
	static const struct {
		uint8_t type;
		int n;
		bool changed;
	} lost[] = {
		{ PC5S_IDENTIFIER_UPDATE_REQUEST, 1, true },
		{ PC5S_IDENTIFIER_UPDATE_REQUEST, 100, false },
		{ PC5S_IDENTIFIER_UPDATE_ACCEPT, 1, true },
		{ PC5S_IDENTIFIER_UPDATE_ACCEPT, 100, false },
		{ PC5S_IDENTIFIER_UPDATE_ACK, 1, true },
		/* Whatever comes under the new ones stands for it. */
		{ PC5S_IDENTIFIER_UPDATE_ACK, 100, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lost); i++) {
		struct world *world = linked(40 + i);
		uint32_t own = world_up(ALICE)->pair[0].own;

		drop_first(world, lost[i].type, lost[i].n);
		pc5_ls_update(ALICE->ls, alice, NULL, NULL);
		world_run(world, 40000);
		assert_int_equal(world_ups(ALICE), 1);
		assert_null(world_check(world));
		assert_int_equal(world_up(ALICE)->pair[0].own != own,
				 lost[i].changed);
		world_free(world);
	}
}

static bool deaf(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->from != 0;
}

/* Nothing of alice's comes through from her Ack on, until bob gives up. */
static void starter_goes_back(void **state)
{
	struct world *world = linked(50);
	uint32_t own = world_up(ALICE)->pair[0].own;

	(void)state;
	pc5_ls_update(ALICE->ls, alice, NULL, NULL);
	world_run(world, 7);
	world->edit = deaf;
	world_run(world, 7);
	assert_true(world_up(ALICE)->send);
	world_run(world, 8500);
	assert_int_equal(BOB->events[PC5_LS_IDS_FAILED], 1);
	assert_int_equal(ALICE->events[PC5_LS_IDS_FAILED], 1);
	world->edit = NULL;
	world_settle(world);
	assert_int_equal(world_ups(ALICE), 1);
	assert_int_equal(world_up(ALICE)->pair[0].own, own);
	world_free(world);
}

static void both_at_once(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 60; seed < 80; seed++) {
		struct world *world = linked(seed);
		uint32_t own = world_up(ALICE)->pair[0].own;

		world->jitter = 30;
		pc5_ls_update(ALICE->ls, alice, NULL, NULL);
		pc5_ls_update(BOB->ls, bob, NULL, NULL);
		world_run(world, 60000);
		assert_true(ALICE->events[PC5_LS_COLLISION]);
		assert_null(world_check(world));
		assert_int_equal(world_ups(ALICE), 1);
		assert_int_not_equal(world_up(ALICE)->pair[0].own, own);
		world_free(world);
	}
}

static void t5090_privacy(void **state)
{
	struct world *world = world_new(90, 2);

	(void)state;
	ALICE->config.timer_ms[PC5_LS_T5090] = 60000;
	world_start(ALICE);
	world_link(world, &alice, &bob);
	world_run(world, 60100);
	assert_int_equal(ALICE->sent[PC5S_IDENTIFIER_UPDATE_REQUEST], 1);
	world_run(world, 240000);
	assert_true(ALICE->events[PC5_LS_IDS_CHANGED] >= 3);
	assert_null(world_check(world));
	world_free(world);
}

/* A peer that proved its name may not take another one. */
static void new_name(void **state)
{
	struct pc5_user_info name = { .len = 5, .octets = "carol" };
	static const uint8_t address[PC5S_LINK_LOCAL_LEN] = { 0xfe, 0x80, 7 };
	struct world *world = linked(91);
	struct pc5_ls_info info;

	(void)state;
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, &name, address), 0);
	world_run(world, 1000);
	assert_int_equal(ALICE->events[PC5_LS_IDS_FAILED], 1);
	assert_int_equal(pc5_ls_info(BOB->ls, bob, &info), 0);
	assert_memory_equal(info.peer.octets, "alice", 5);
	BOB->allow_rename = true;
	assert_int_equal(pc5_ls_update(ALICE->ls, alice, &name, address), 0);
	world_run(world, 30000);
	assert_int_equal(pc5_ls_info(BOB->ls, bob, &info), 0);
	assert_memory_equal(info.peer.octets, "carol", 5);
	assert_memory_equal(info.ids.peer_link_local, address,
			    sizeof(address));
	assert_memory_equal(BOB->knrp[0].peer.octets, "carol", 5);
	world_free(world);
}

/* Clause 7.2.4: the identifier update beats the peer's rekeying. */
static void rekeying_gives_way(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 100; seed < 120; seed++) {
		struct world *world = linked(seed);
		unsigned int i;

		world->jitter = 20;
		pc5_ls_update(ALICE->ls, alice, NULL, NULL);
		world_run(world, seed % 8);
		pc5_ls_rekey(BOB->ls, bob, false);
		for (i = 0; i < 50; i++) {
			world_data(ALICE, world_up(ALICE));
			world_data(BOB, world_up(BOB));
			world_run(world, 10);
		}
		world_run(world, 60000);
		assert_int_equal(world_up(ALICE)->got, 50);
		assert_int_equal(world_up(BOB)->got, 50);
		assert_int_equal(ALICE->events[PC5_LS_IDS_CHANGED], 1);
		assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
		assert_null(world_check(world));
		world_free(world);
	}
}

/* What a UE says in the place of what its machine wanted to. */
static struct {
	uint8_t type;
	enum pc5s_ie ie;
	uint8_t value[3];
	size_t len;
} lie;

static void tell_lie(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == lie.type)
		pc5s_set(msg, lie.ie, lie.value, lie.len);
}

/* An identifier that is not what was agreed on, or is none. */
static void lies(void **state)
{
	static const struct {
		bool by_bob;
		uint8_t type;
		enum pc5s_ie ie;
		uint8_t value;
		size_t len;
		uint8_t never;
	} it[] = {
		{ true, PC5S_IDENTIFIER_UPDATE_ACCEPT, PC5S_IE_TARGET_L2_ID,
		  0x12, 3, PC5S_IDENTIFIER_UPDATE_ACK },
		{ true, PC5S_IDENTIFIER_UPDATE_ACCEPT, PC5S_IE_TARGET_L2_ID,
		  0, 3, PC5S_IDENTIFIER_UPDATE_ACK },
		{ true, PC5S_IDENTIFIER_UPDATE_ACCEPT, PC5S_IE_SOURCE_L2_ID,
		  0, 3, PC5S_IDENTIFIER_UPDATE_ACK },
		{ true, PC5S_IDENTIFIER_UPDATE_ACCEPT,
		  PC5S_IE_KNRP_SESS_ID_MSB, 0x12, 1,
		  PC5S_IDENTIFIER_UPDATE_ACK },
		{ false, PC5S_IDENTIFIER_UPDATE_REQUEST, PC5S_IE_SOURCE_L2_ID,
		  0, 3, PC5S_IDENTIFIER_UPDATE_ACCEPT },
		{ false, PC5S_IDENTIFIER_UPDATE_ACK, PC5S_IE_TARGET_L2_ID,
		  0x12, 3, 0 },
		{ false, PC5S_IDENTIFIER_UPDATE_ACK, PC5S_IE_KNRP_SESS_ID_LSB,
		  0x12, 1, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(it); i++) {
		struct world *world = linked(130 + i);

		lie.type = it[i].type;
		lie.ie = it[i].ie;
		lie.len = it[i].len;
		memset(lie.value, it[i].value, sizeof(lie.value));
		(it[i].by_bob ? BOB : ALICE)->evil = tell_lie;
		pc5_ls_update(ALICE->ls, alice, NULL, NULL);
		world_run(world, 100);
		if (it[i].never) {
			assert_int_equal(ALICE->sent[it[i].never] +
					 BOB->sent[it[i].never], 0);
			assert_int_equal(ALICE->events[PC5_LS_IDS_CHANGED], 0);
		}
		assert_int_equal(BOB->events[PC5_LS_IDS_CHANGED], 0);
		assert_false(world_up(BOB)->send);
		world_free(world);
	}
}

/* One message with all that may be in it, and identifiers of nobody. */
static void say(struct ue *ue, struct wlink *link, uint8_t type)
{
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	pc5s_init(&msg, type, 0);
	if (type == PC5S_IDENTIFIER_UPDATE_REJECT)
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE,
			    PC5S_CAUSE_L2_ID_CONFLICT);
	if (type == PC5S_IDENTIFIER_UPDATE_REQUEST ||
	    type == PC5S_IDENTIFIER_UPDATE_ACCEPT) {
		pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x12);
		pc5s_set_u24(&msg, &store, PC5S_IE_SOURCE_L2_ID, 0x121212);
	}
	if (type == PC5S_IDENTIFIER_UPDATE_ACCEPT ||
	    type == PC5S_IDENTIFIER_UPDATE_ACK) {
		pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_LSB, 0x34);
		pc5s_set_u24(&msg, &store, PC5S_IE_TARGET_L2_ID, 0x343434);
	}
	world_say(ue, link, 2, 0, &msg);
	world_run(ue->world, 20);
}

/* Answers that nobody asked for, and a request after the release. */
static void out_of_place(void **state)
{
	static const uint8_t answer[] = {
		PC5S_IDENTIFIER_UPDATE_ACCEPT, PC5S_IDENTIFIER_UPDATE_ACK,
		PC5S_IDENTIFIER_UPDATE_REJECT,
	};
	struct world *world = linked(140);
	struct wlink link;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(answer); i++) {
		say(ALICE, world_up(ALICE), answer[i]);
		assert_int_equal(BOB->events[PC5_LS_IGNORED], i + 1);
	}
	/* The same in an update whose end is near. */
	pc5_ls_update(BOB->ls, bob, NULL, NULL);
	world_run(world, 100);
	assert_true(world_up(BOB)->send);
	for (i = 0; i < ARRAY_SIZE(answer); i++)
		say(ALICE, world_up(ALICE), answer[i]);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_ACK], 1);
	world_settle(world);
	assert_int_equal(BOB->events[PC5_LS_IDS_FAILED], 0);
	assert_int_equal(BOB->events[PC5_LS_IDS_CHANGED], 1);

	link = *world_up(ALICE);
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 100);
	assert_non_null(world_find(BOB, bob));
	/* Not under the COUNT of the Release Request. */
	link.ctx[link.active].tx[2] += 10;
	say(ALICE, &link, PC5S_IDENTIFIER_UPDATE_REQUEST);
	assert_int_equal(BOB->sent[PC5S_IDENTIFIER_UPDATE_ACCEPT], 0);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ts38523_13_2_5_old_until_ack_then_new),
		cmocka_unit_test(ts38523_13_2_5_same_l2_id_reject),
		cmocka_unit_test(no_packet_lost),
		cmocka_unit_test(every_message_lost),
		cmocka_unit_test(starter_goes_back),
		cmocka_unit_test(both_at_once),
		cmocka_unit_test(t5090_privacy),
		cmocka_unit_test(new_name),
		cmocka_unit_test(rekeying_gives_way),
		cmocka_unit_test(lies),
		cmocka_unit_test(out_of_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
