// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: what comes again, from a peer that has the keys: the same
 * message, or one that only looks like it.
 */

#include "lsworld.h"

static uint8_t said[PC5_NONCE_LEN];

/* Keep Nonce_1 of the last Rekeying Request, or Nonce_2 of the last command. */
static void note_nonce(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_REKEYING_REQUEST)
		memcpy(said, msg->ie[PC5S_IE_NONCE_1].data, sizeof(said));
	if (msg->type == PC5S_SECURITY_MODE_COMMAND)
		memcpy(said, msg->ie[PC5S_IE_NONCE_2].data, sizeof(said));
}

/* A Security Mode Command with that Nonce_2, NULL for none. */
static void command(struct pc5s_msg *msg, struct pc5s_store *store,
		    const uint8_t *nonce)
{
	static const uint8_t caps[] = { 0xf0, 0xf0 };

	memset(store, 0, sizeof(*store));
	pc5s_init(msg, PC5S_SECURITY_MODE_COMMAND, 0);
	pc5s_set_u8(msg, store, PC5S_IE_SELECTED_ALGORITHMS, 0x22);
	pc5s_set(msg, PC5S_IE_SECURITY_CAPABILITIES, caps, sizeof(caps));
	if (nonce)
		pc5s_set(msg, PC5S_IE_NONCE_2, nonce, PC5_NONCE_LEN);
}

/* How often @to completed after @from said the command. */
static unsigned int completed(struct ue *from, struct wlink *link,
			      struct ue *to, uint16_t sess_id,
			      const uint8_t *nonce)
{
	struct pc5s_store store;
	struct pc5s_msg msg;

	command(&msg, &store, nonce);
	to->sent[PC5S_SECURITY_MODE_COMPLETE] = 0;
	world_say(from, link, 1, sess_id, &msg);
	world_run(from->world, 20);
	return to->sent[PC5S_SECURITY_MODE_COMPLETE];
}

/* UE_1 answers its command again, and nothing else. */
static void command_again(void **state)
{
	struct world *world = world_new(1, 2);
	static const uint8_t other[PC5_NONCE_LEN] = { 0x77 };
	uint16_t old;

	(void)state;
	BOB->evil = note_nonce;
	world_link(world, &alice, &bob);
	old = world_up(BOB)->up.ids.sess_id;
	assert_int_equal(completed(BOB, world_up(BOB), ALICE, 0, said), 1);
	assert_int_equal(completed(BOB, world_up(BOB), ALICE, 0, other), 0);
	assert_int_equal(completed(BOB, world_up(BOB), ALICE, 0, NULL), 0);
	/* UE_2 has nothing to answer with. */
	assert_int_equal(completed(ALICE, world_up(ALICE), BOB, 0, said), 0);
	/* Under the context that was replaced. */
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	assert_int_equal(completed(BOB, world_up(BOB), ALICE, 0, said), 1);
	assert_int_equal(completed(BOB, world_up(BOB), ALICE, old, said), 0);
	assert_null(world_check(world));
	world_settle(world);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

/* The same command, and nobody vouches for it. */
static void command_again_unverified(void **state)
{
	struct world *world = world_new(2, 2);
	struct pc5_ls_rx rx = { .srb = 1 };
	static uint8_t pdu[WORLD_PDU];
	const struct packet *it = seen;

	(void)state;
	watch(world);
	world_connect(ALICE, BOB);
	while (!ALICE->sent[PC5S_SECURITY_MODE_COMPLETE])
		world_run(world, 1);
	while (it->type != PC5S_SECURITY_MODE_COMMAND)
		it++;
	memcpy(pdu, it->pdu, it->len);
	pdu[it->len - 1] ^= 1;
	rx.src = it->src;
	rx.dst = it->dst;
	rx.sess_id = it->sess_id;
	rx.data = pdu + WORLD_HEAD;
	rx.len = it->len - WORLD_HEAD - WORLD_MAC;
	rx.pdu = pdu;
	rx.pdu_len = it->len;
	pc5_ls_rx(ALICE->ls, &rx);
	world_run(world, 100);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_COMPLETE], 1);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_REJECT], 0);
	assert_int_equal(world_ups(ALICE), 1);
	pc5_ls_rx(ALICE->ls, &rx);
	world_run(world, 100);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_COMPLETE], 1);
	assert_null(world_check(world));
	world_free(world);
}

/* A Security Mode Reject where nothing was proposed. */
static void reject_out_of_place(void **state)
{
	static const uint8_t cause[] = {
		PC5S_CAUSE_SESS_ID_LSB_CONFLICT, PC5S_CAUSE_UNSPECIFIED,
	};
	struct world *world = linked(3);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cause); i++) {
		struct pc5s_store store = { 0 };
		struct pc5s_msg msg;

		pc5s_init(&msg, PC5S_SECURITY_MODE_REJECT, 0);
		pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, cause[i]);
		world_say(ALICE, world_up(ALICE), 2, 0, &msg);
		world_run(world, 100);
		assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 1);
		assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 0);
		assert_int_equal(BOB->events[PC5_LS_IGNORED], i + 1);
	}
	world_settle(world);
	assert_int_equal(world_ups(BOB), 1);
	world_free(world);
}

/* What bob does with a Rekeying Request, @nonce of all its octets, 0: none. */
static unsigned int commands(struct world *world, struct wlink *link,
			     const uint8_t *nonce, uint8_t caps)
{
	uint8_t both[2] = { caps, caps };
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;

	pc5s_init(&msg, PC5S_REKEYING_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, both, sizeof(both));
	if (nonce)
		pc5s_set(&msg, PC5S_IE_NONCE_1, nonce, PC5_NONCE_LEN);
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_MSB, 0x5c);
	BOB->sent[PC5S_SECURITY_MODE_COMMAND] = 0;
	world_say(ALICE, link, 2, 0, &msg);
	world_run(world, 20);
	return BOB->sent[PC5S_SECURITY_MODE_COMMAND];
}

/* The context beside the one in use, 0 where there is none. */
static uint16_t proposed(struct ue *ue)
{
	const struct wlink *link = world_up(ue);
	int i;

	for (i = 0; i < WORLD_CONTEXTS; i++) {
		if (link->ctx[i].used && i != link->active)
			return link->ctx[i].id[0];
	}
	return 0;
}

/* The command goes out by its own timer, and again once that has run out. */
static void request_again(void **state)
{
	static const uint8_t nonce[3][PC5_NONCE_LEN] = { { 1 }, { 2 }, { 3 } };
	struct world *world = linked(4);
	uint16_t id;

	(void)state;
	assert_int_equal(commands(world, world_up(ALICE), nonce[0], 0xf0), 1);
	id = proposed(BOB);
	assert_true(id);
	assert_int_equal(commands(world, world_up(ALICE), nonce[0], 0xf0), 0);
	assert_int_equal(proposed(BOB), id);
	/* Another one takes its place. */
	assert_int_equal(commands(world, world_up(ALICE), nonce[1], 0xf0), 1);
	assert_int_not_equal(proposed(BOB), id);
	id = proposed(BOB);
	world_run(world, 7000);
	assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 1);
	assert_int_equal(proposed(BOB), id);
	/* UE_1 may have that one, and send under it. */
	assert_int_equal(commands(world, world_up(ALICE), nonce[1], 0xf0), 1);
	assert_int_equal(proposed(BOB), id);
	world_run(world, 7000);
	assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 2);
	assert_int_equal(commands(world, world_up(ALICE), nonce[2], 0xf0), 1);
	assert_true(proposed(BOB));
	assert_int_not_equal(proposed(BOB), id);
	world_free(world);
}

/* What was refused is refused again. */
static void refused_request_again(void **state)
{
	static const uint8_t nonce[PC5_NONCE_LEN] = { 4 };
	struct world *world = linked(5);
	unsigned int i;

	(void)state;
	for (i = 1; i <= 3; i++) {
		assert_int_equal(commands(world, world_up(ALICE), nonce, 0), 0);
		assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], i);
		assert_int_equal(proposed(BOB), 0);
	}
	world_settle(world);
	assert_int_equal(world_ups(BOB), 1);
	world_free(world);
}

/* The response that is sent again is that of the last rekeying, when idle. */
static void response_again(void **state)
{
	struct world *world = linked(6);
	uint8_t first[PC5_NONCE_LEN];

	(void)state;
	ALICE->evil = note_nonce;
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	assert_int_equal(BOB->sent[PC5S_REKEYING_RESPONSE], 1);
	memcpy(first, said, sizeof(first));
	assert_int_equal(commands(world, world_up(ALICE), first, 0xf0), 0);
	assert_int_equal(BOB->sent[PC5S_REKEYING_RESPONSE], 2);
	assert_int_equal(commands(world, world_up(ALICE), NULL, 0xf0), 0);
	assert_int_equal(BOB->sent[PC5S_REKEYING_RESPONSE], 2);
	world_run(world, 20000);
	drop_first(world, PC5S_SECURITY_MODE_COMMAND, 1000);
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 20);
	assert_memory_not_equal(first, said, sizeof(first));
	assert_true(proposed(BOB));
	commands(world, world_up(ALICE), first, 0xf0);
	assert_int_equal(BOB->sent[PC5S_REKEYING_RESPONSE], 2);
	world_free(world);
}

/* A link that was released stays released. */
static void request_after_release(void **state)
{
	static const uint8_t nonce[PC5_NONCE_LEN] = { 5 };
	struct world *world = linked(7);
	struct wlink link = *world_up(ALICE);

	(void)state;
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 100);
	assert_non_null(world_find(BOB, bob));
	/* Not under the COUNT of the Release Request. */
	link.ctx[link.active].tx[2] += 10;
	assert_int_equal(world_ups(BOB), 0);
	assert_int_equal(commands(world, &link, nonce, 0xf0), 0);
	assert_int_equal(BOB->events[PC5_LS_IGNORED], 1);
	assert_int_equal(pc5_ls_rekey(BOB->ls, bob, false), -ENOENT);
	world_run(world, 60000);
	assert_null(world_find(BOB, bob));
	world_free(world);
}

/* One rekeying after the other, with at most three contexts. */
static void rekeyings_in_a_row(void **state)
{
	struct world *world = linked(8);

	(void)state;
	pc5_ls_rekey(ALICE->ls, alice, false);
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 100);
	pc5_ls_rekey(ALICE->ls, alice, false);
	world_run(world, 5000);
	assert_int_equal(ALICE->sent[PC5S_REKEYING_REQUEST], 1);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 1);
	world_run(world, 6000);
	assert_int_equal(ALICE->sent[PC5S_REKEYING_REQUEST], 2);
	assert_int_equal(ALICE->events[PC5_LS_REKEYED], 2);
	assert_null(world_check(world));
	world_free(world);
}

/* bob cannot authenticate any more: the link stays as it is. */
static void no_method_any_more(void **state)
{
	struct world *world = linked(9);

	(void)state;
	assert_int_equal(pc5_ls_reconfigure(BOB->ls, &BOB->config, NULL), 0);
	BOB->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
	pc5_ls_rekey(ALICE->ls, alice, true);
	world_run(world, 100);
	assert_int_equal(BOB->events[PC5_LS_REKEY_FAILED], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 0);
	assert_int_equal(BOB->sent[PC5S_SECURITY_MODE_COMMAND], 1);
	assert_int_equal(pc5_ls_rekey(BOB->ls, bob, true), -EOPNOTSUPP);
	world_free(world);
}

/* A Release Request again: one ID, the one that was answered with. */
static void release_again(void **state)
{
	struct world *world = linked(10);
	uint32_t id;

	(void)state;
	drop_first(world, PC5S_RELEASE_ACCEPT, 1);
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 100);
	id = BOB->knrp[0].id;
	assert_true(id);
	world_run(world, 6000);
	assert_int_equal(BOB->sent[PC5S_RELEASE_ACCEPT], 2);
	assert_int_equal(BOB->events[PC5_LS_RELEASED], 1);
	assert_int_equal(BOB->knrp[0].id, id);
	assert_int_equal(ALICE->knrp[0].id, id);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_again),
		cmocka_unit_test(command_again_unverified),
		cmocka_unit_test(reject_out_of_place),
		cmocka_unit_test(request_again),
		cmocka_unit_test(refused_request_again),
		cmocka_unit_test(response_again),
		cmocka_unit_test(request_after_release),
		cmocka_unit_test(rekeyings_in_a_row),
		cmocka_unit_test(no_method_any_more),
		cmocka_unit_test(release_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
