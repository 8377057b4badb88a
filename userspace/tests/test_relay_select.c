// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: reselection, with the end-to-end link kept, and relays and end
 * UEs that lose all they know.
 */

#include "relayworld.h"

#define S (&world->ue[0])
#define T (&world->ue[1])
#define R1 (&world->ue[2])
#define R2 (&world->ue[3])

static struct world *make(uint64_t seed, uint32_t rsc)
{
	struct world *world = relay_world(seed, 4, 2);

	relay_connect(S, R1, T, rsc);
	world_run(world, 5000);
	assert_int_equal(relay_ups(S, PC5_RELAY_SOURCE), 1);
	assert_int_equal(relay_ups(R1, PC5_RELAY_RELAY), 1);
	assert_null(relay_check(world));
	return world;
}

/* Data both ways, some each time, none of it lost. */
static void data(struct world *world, unsigned int *sent)
{
	struct wlink *s = relay_link(S, PC5_RELAY_SOURCE);
	struct wlink *t = relay_link(T, PC5_RELAY_TARGET);

	if (!s || !t)
		return;
	world_data(S, s);
	world_data(T, t);
	*sent += 2;
}

static void moved_to_2(struct world *world, const struct wlink *link)
{
	assert_int_equal(S->revents[PC5_RELAY_MOVED], 1);
	assert_memory_equal(S->rpair[PC5_RELAY_MOVED].relay.octets, "dave", 4);
	assert_int_equal(relay_ups(R2, PC5_RELAY_RELAY), 1);
	assert_int_equal(relay_all(R1), 0);
	assert_int_equal(S->revents[PC5_RELAY_DOWN], 0);
	if (link)
		assert_ptr_equal(relay_link(S, PC5_RELAY_SOURCE), link);
	assert_null(relay_check(world));
}

/*
 * TS 23.304 clause 6.7.4: negotiated end to end. No packet is lost, K_NRP has a
 * new ID, and Layer-2 IDs, K_NRP-sess ID and path have all changed.
 */
static void negotiated(void **state)
{
	struct world *world = make(1, RELAY_RSC_L2);
	struct wlink *s = relay_link(S, PC5_RELAY_SOURCE);
	struct wlink *t = relay_link(T, PC5_RELAY_TARGET);
	struct pc5_ls_info before, after;
	unsigned int sent = 0;
	int i;

	(void)state;
	assert_int_equal(pc5_ls_info(S->ls, s->handle, &before), 0);
	assert_int_equal(pc5_relay_reselect(S->relay,
					    relay_first(S, PC5_RELAY_SOURCE),
					    S->candidates, S->n_candidates),
			 0);
	/* Some are always under way. */
	world->jitter = 400;
	for (i = 0; i < 400; i++) {
		data(world, &sent);
		world_run(world, 100);
	}
	world_run(world, 2000);
	moved_to_2(world, s);
	assert_int_equal(s->got + t->got, sent);
	assert_int_equal(pc5_ls_info(S->ls, s->handle, &after), 0);
	assert_true(after.ids.path != before.ids.path);
	assert_true(after.ids.own != before.ids.own);
	assert_true(after.ids.peer != before.ids.peer);
	assert_true(after.ids.sess_id != before.ids.sess_id);
	assert_true(after.knrp_id != before.knrp_id);
	/* No second establishment end to end. */
	assert_int_equal(S->events[PC5_LS_ESTABLISHED], 3);
	world_free(world);
}

/* Layer 3: by way of the relay that is left, with an Ack at the end. */
static void negotiated_hop_by_hop(void **state)
{
	struct world *world = make(6, RELAY_RSC_L3);
	uint32_t old = relay_first(S, PC5_RELAY_SOURCE);
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		/* The second time the target wants no other one. */
		T->authorise = i ? PC5S_CAUSE_NOT_ALLOWED : 0;
		pc5_relay_reselect(S->relay, relay_first(S, PC5_RELAY_SOURCE),
				   S->candidates, S->n_candidates);
		world_run(world, 40000);
		moved_to_2(world, NULL);
		assert_int_equal(S->rlast[PC5_RELAY_MOVED].old, old);
		assert_int_equal(S->sent[PC5S_MODIFICATION_ACK], 1);
		assert_int_equal(R1->sent[PC5S_MODIFICATION_ACK], 1);
	}
	assert_int_equal(T->sent[PC5S_MODIFICATION_REJECT], 1);
	assert_int_equal(R2->sent[PC5S_MODIFICATION_REJECT], 1);
	assert_int_equal(S->last[PC5_LS_MODIFY_FAILED].cause,
			 PC5S_CAUSE_RELAY_NOT_SELECTED);
	world_free(world);
}

static int silent;

static bool without(struct world *world, struct packet *packet)
{
	const struct ue *ue = &world->ue[silent];
	int i;

	for (i = 0; i < ue->n_links; i++) {
		if (ue->links[i].handle &&
		    ue->links[i].pair[0].own == packet->dst)
			return false;
	}
	return packet->from != silent && packet->dst != ue->listen;
}

/* The relay is gone, without a word: the end-to-end link goes on over another. */
static void relay_gone(void **state)
{
	struct world *world = make(2, RELAY_RSC_L2);
	struct wlink *s = relay_link(S, PC5_RELAY_SOURCE);
	struct pc5_ls_info before, after;
	unsigned int sent = 0;

	(void)state;
	assert_int_equal(pc5_ls_info(S->ls, s->handle, &before), 0);
	silent = 2;
	world->edit = without;
	world_run(world, 60000);
	assert_int_equal(S->revents[PC5_RELAY_RESELECT], 1);
	world_run(world, 60000);
	moved_to_2(world, s);
	assert_int_equal(S->events[PC5_LS_ESTABLISHED], 3);
	assert_int_equal(T->events[PC5_LS_ESTABLISHED], 3);
	/* And after it also K_NRP-sess ID is another one. */
	assert_int_equal(pc5_ls_info(S->ls, s->handle, &after), 0);
	assert_true(after.ids.sess_id != before.ids.sess_id);
	data(world, &sent);
	world_flush(world);
	assert_int_equal(s->got + relay_link(T, PC5_RELAY_TARGET)->got, sent);
	world_free(world);
}

/* The relay ends it by itself. */
static void relay_releases(void **state)
{
	static const uint32_t rsc[] = { RELAY_RSC_L2, RELAY_RSC_L3 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rsc); i++) {
		struct world *world = make(3, rsc[i]);
		struct wlink *s = i ? NULL : relay_link(S, PC5_RELAY_SOURCE);

		pc5_relay_release(R1->relay, relay_first(R1, PC5_RELAY_RELAY),
				  PC5S_CAUSE_NOT_AVAILABLE);
		world_run(world, 60000);
		moved_to_2(world, s);
		world_free(world);
	}
}

/* No other relay: the end-to-end link waits for one, for a time. */
static void nobody_else(void **state)
{
	struct world *world = make(4, RELAY_RSC_L2);

	(void)state;
	S->n_candidates = 0;
	silent = 2;
	world->edit = without;
	world_run(world, 40000);
	assert_int_equal(S->revents[PC5_RELAY_RESELECT], 1);
	assert_non_null(world_up(S));
	/* Then discovery finds one. */
	S->candidates[0] = S->candidates[1];
	S->n_candidates = 1;
	world_run(world, 20000);
	moved_to_2(world, NULL);
	/* And once more, and nothing is found. */
	S->n_candidates = 0;
	silent = 3;
	relay_settle(world);
	assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
	assert_int_equal(world_ups(S) + world_ups(T), 0);
	world_free(world);
}

/* An excluded relay is left alone for its time. */
static void excluded(void **state)
{
	struct world *world = relay_world(5, 4, 2);
	uint32_t handle;

	(void)state;
	R1->authorise = PC5S_CAUSE_NOT_ALLOWED;
	relay_connect(S, R1, T, RELAY_RSC_L2);
	world_run(world, 20000);
	/* The other one was tried by itself. */
	assert_int_equal(relay_ups(R2, PC5_RELAY_RELAY), 1);
	assert_int_equal(S->revents[PC5_RELAY_MOVED], 1);
	assert_true(pc5_relay_excluded(S->relay, RELAY_RSC_L2,
				       &R1->config.user_info));
	assert_false(pc5_relay_excluded(S->relay, RELAY_RSC_L3,
					&R1->config.user_info));
	pc5_relay_release(S->relay, relay_first(S, PC5_RELAY_SOURCE),
			  PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 10000);
	assert_int_equal(relay_try(S, R1, T, RELAY_RSC_L2, &handle), -EAGAIN);
	R1->authorise = 0;
	world_run(world, 60000);
	assert_int_equal(relay_try(S, R1, T, RELAY_RSC_L2, &handle), 0);
	relay_settle(world);
	assert_int_equal(relay_ups(R1, PC5_RELAY_RELAY), 1);
	world_free(world);
}

/* A UE forgets everything: the others come to terms, and it works again. */
static void restarts(void **state)
{
	static const uint32_t rsc[] = { RELAY_RSC_L2, RELAY_RSC_L3 };
	size_t i;
	int who;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rsc); i++) {
		for (who = 0; who < 3; who++) {
			struct world *world = make(10 + who, rsc[i]);
			uint32_t handle;

			S->n_candidates = 1;	/* the same one again */
			world_start(&world->ue[who]);
			relay_start(&world->ue[who], who == 2);
			world_run(world, 1000);
			/* At once, or when it was noticed. */
			relay_try(S, R1, T, rsc[i], &handle);
			world_run(world, 150000);
			relay_try(S, R1, T, rsc[i], &handle);
			relay_settle(world);
			assert_int_equal(relay_ups(S, PC5_RELAY_SOURCE), 1);
			world_free(world);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(negotiated),
		cmocka_unit_test(negotiated_hop_by_hop),
		cmocka_unit_test(relay_gone),
		cmocka_unit_test(relay_releases),
		cmocka_unit_test(nobody_else),
		cmocka_unit_test(excluded),
		cmocka_unit_test(restarts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
