// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: each order of steps of establishment, shared hop links, and
 * the end of pairs from each side.
 */

#include "relayworld.h"

#define S (&world->ue[0])
#define T (&world->ue[1])
#define R (&world->ue[2])

/* Packets seen on the air, in order. */
static struct packet air[256];
static unsigned int n_air;

static bool see(struct world *world, struct packet *packet)
{
	(void)world;
	if (n_air < ARRAY_SIZE(air))
		air[n_air++] = *packet;
	return true;
}

static void watch_air(struct world *world)
{
	n_air = 0;
	world->edit = see;
}

/* Number of the first message of a type by a UE, from @start on. */
static unsigned int when(int from, uint8_t type, bool srap, unsigned int start)
{
	unsigned int i;

	for (i = start; i < n_air; i++) {
		if (air[i].from == from && air[i].type == type &&
		    air[i].srap == srap)
			return i;
	}
	fail_msg("%s by %d never came", pc5s_type_name(type), from);
	return 0;
}

/* TS 24.554 clause 7.2.2, digest 6.4: the order of the messages of both hops. */
static void layer_3_order(void **state)
{
	struct world *world = relay_world(1, 3, 1);
	struct pc5_relay_pair pair;
	unsigned int dcr, complete, dcr2, dca2, dca;
	struct pc5s_msg msg;
	uint32_t handle;

	(void)state;
	watch_air(world);
	handle = relay_connect(S, R, T, RELAY_RSC_L3);
	world_flush(world);
	world_run(world, 1000);
	dcr = when(0, PC5S_ESTABLISHMENT_REQUEST, false, 0);
	complete = when(0, PC5S_SECURITY_MODE_COMPLETE, false, dcr);
	dcr2 = when(2, PC5S_ESTABLISHMENT_REQUEST, false, 0);
	dca2 = when(1, PC5S_ESTABLISHMENT_ACCEPT, false, 0);
	dca = when(2, PC5S_ESTABLISHMENT_ACCEPT, false, 0);
	assert_true(dcr < complete && complete < dcr2 && dcr2 < dca2 &&
		    dca2 < dca);
	assert_int_equal(pc5s_decode(&msg, air[dcr2].pdu, air[dcr2].len), 0);
	assert_memory_equal(msg.ie[PC5S_IE_SOURCE_USER_INFO].data, "alice", 5);
	assert_memory_equal(msg.ie[PC5S_IE_TARGET_USER_INFO].data, "bob", 3);
	assert_memory_equal(msg.ie[PC5S_IE_RELAY_USER_INFO].data, "carol", 5);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE),
			 RELAY_RSC_L3);
	assert_false(pc5s_has(&msg, PC5S_IE_RELAY_INDICATION));
	/* Who learned what. */
	assert_int_equal(pc5_relay_info(S->relay, handle, &pair), 0);
	assert_true(pair.up);
	assert_int_equal(pair.target_addr.family, AF_INET);
	assert_int_equal(ntohl(pair.target_addr.v4.s_addr) & 0xff, 2);
	assert_int_equal(S->revents[PC5_RELAY_UP], 1);
	assert_int_equal(R->revents[PC5_RELAY_UP], 1);
	assert_int_equal(T->revents[PC5_RELAY_UP], 1);
	assert_int_equal(S->pairs_up + R->pairs_up + T->pairs_up, 3);
	pair = T->rpair[PC5_RELAY_UP];
	assert_memory_equal(pair.source.octets, "alice", 5);
	assert_memory_equal(pair.relay.octets, "carol", 5);
	assert_null(relay_check(world));
	world_free(world);
}

/* Digest 6.5: hops, local UE IDs, then the end-to-end link over the path. */
static void layer_2_order(void **state)
{
	struct world *world = relay_world(2, 3, 1);
	unsigned int dca, ids_t, ids_s, dcr, forwarded;
	struct wlink *s, *t;

	(void)state;
	watch_air(world);
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 2000);
	dca = when(2, PC5S_ESTABLISHMENT_ACCEPT, false, 0);
	ids_t = when(1, 0, false, dca);
	ids_s = when(2, 0, false, ids_t);
	dcr = when(0, PC5S_ESTABLISHMENT_REQUEST, true, ids_s);
	when(1, PC5S_ESTABLISHMENT_ACCEPT, true, dcr);
	assert_null(relay_check(world));
	s = relay_link(S, PC5_RELAY_SOURCE);
	t = relay_link(T, PC5_RELAY_TARGET);
	assert_non_null(s);
	assert_non_null(t);
	assert_memory_equal(s->up.peer.octets, "bob", 3);
	assert_memory_equal(t->up.peer.octets, "alice", 5);
	/* The relay has a link to neither of them but the hops. */
	assert_int_equal(world_ups(R), 2);
	forwarded = R->forwarded;
	world_data(S, s);
	world_data(T, t);
	world_flush(world);
	assert_int_equal(s->got + t->got, 2);
	assert_int_equal(R->forwarded, forwarded + 2);
	assert_int_equal(R->dropped, 0);
	world_free(world);
}

/* No key of the end-to-end link is one that the relay has or can have. */
static void keys_of_hops_and_ends(void **state)
{
	struct world *world = relay_world(3, 3, 1);
	struct wlink *s;
	int i, j;

	(void)state;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 2000);
	s = relay_link(S, PC5_RELAY_SOURCE);
	assert_non_null(s);
	for (i = 0; i < R->n_links; i++) {
		for (j = 0; j < WORLD_CONTEXTS; j++)
			assert_true(memcmp(R->links[i].ctx[j].context.nrpik,
					   s->ctx[s->active].context.nrpik,
					   PC5_NRP_KEY_LEN));
	}
	for (i = 0; i < WORLD_KNRPS; i++) {
		for (j = 0; j < WORLD_KNRPS; j++)
			assert_true(!S->knrp[j].id || S->knrp[j].hop.rsc ||
				    memcmp(R->knrp[i].key, S->knrp[j].key,
					   PC5_KNRP_LEN));
	}
	world_free(world);
}

static void go(struct world *world, uint32_t rsc)
{
	relay_connect(S, R, T, rsc);
	world_run(world, 3000);
	assert_null(relay_check(world));
	assert_int_equal(relay_ups(S, PC5_RELAY_SOURCE), 1);
}

/* Each side ends it, with each layer: nothing is left anywhere. */
static void release_from_each_side(void **state)
{
	static const uint32_t rsc[] = { RELAY_RSC_L2, RELAY_RSC_L3 };
	uint32_t handle;
	size_t i;
	int who;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rsc); i++) {
		for (who = 0; who < 3; who++) {
			static const uint8_t role[] = {
				PC5_RELAY_SOURCE, PC5_RELAY_TARGET,
				PC5_RELAY_RELAY
			};
			struct world *world = relay_world(10 + who, 3, 1);
			struct ue *ue = &world->ue[who];

			go(world, rsc[i]);
			S->n_candidates = 0;
			handle = relay_first(ue, role[who]);
			pc5_relay_release(ue->relay, handle,
					  PC5S_CAUSE_NO_LONGER_NEEDED);
			world_run(world, 100000);
			assert_null(relay_check(world));
			assert_int_equal(relay_all(S) + relay_all(T) +
					 relay_all(R), 0);
			assert_int_equal(world_ups(S) + world_ups(T) +
					 world_ups(R), 0);
			assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
			world_free(world);
		}
	}
}

/* K_NRP of a hop is kept for it, per relay service code, and used again. */
static void knrp_again(void **state)
{
	struct world *world = relay_world(20, 3, 1);
	unsigned int auth;
	int i, n = 0;

	(void)state;
	go(world, RELAY_RSC_L2);
	pc5_relay_release(S->relay, relay_first(S, PC5_RELAY_SOURCE),
			  PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	auth = S->inputs + T->inputs + R->inputs;
	assert_true(auth);
	go(world, RELAY_RSC_L2);
	assert_int_equal(S->inputs + T->inputs + R->inputs, auth);
	pc5_relay_release(S->relay, relay_first(S, PC5_RELAY_SOURCE),
			  PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	/* Another code: other hop keys, and the same end-to-end ones. */
	go(world, RELAY_RSC_L3);
	assert_true(S->inputs + T->inputs + R->inputs > auth);
	for (i = 0; i < WORLD_KNRPS; i++)
		n += S->knrp[i].id != 0;
	assert_int_equal(n, 3);
	world_free(world);
}

/* The target refuses: cause 20 with its own cause (IE 68). */
static void target_refuses(void **state)
{
	static const uint32_t rsc[] = { RELAY_RSC_L2, RELAY_RSC_L3 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rsc); i++) {
		struct world *world = relay_world(30, 3, 1);

		T->authorise = PC5S_CAUSE_NOT_ALLOWED;
		relay_connect(S, R, T, rsc[i]);
		world_run(world, 60000);
		assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
		assert_int_equal(S->rlast[PC5_RELAY_DOWN].cause,
				 PC5S_CAUSE_END_UE_FAILURE);
		assert_int_equal(S->rlast[PC5_RELAY_DOWN].end_ue_cause,
				 PC5S_CAUSE_NOT_ALLOWED);
		assert_null(relay_check(world));
		assert_int_equal(relay_all(S) + relay_all(T) + relay_all(R), 0);
		world_free(world);
	}
}

/* The relay refuses by itself. */
static void relay_refuses(void **state)
{
	struct world *world = relay_world(31, 3, 1);

	(void)state;
	S->n_candidates = 0;
	R->authorise = PC5S_CAUSE_NOT_ALLOWED;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 60000);
	assert_int_equal(S->rlast[PC5_RELAY_DOWN].cause,
			 PC5S_CAUSE_NOT_ALLOWED);
	assert_int_equal(S->rlast[PC5_RELAY_DOWN].end_ue_cause, 0);
	assert_int_equal(T->sent[PC5S_SECURITY_MODE_COMMAND], 0);
	relay_settle(world);
	world_free(world);
}

static bool deaf_target(struct world *world, struct packet *packet)
{
	(void)world;
	return packet->from != 1;
}

/* The target is not there, or its answers are lost. */
static void second_hop_lost(void **state)
{
	struct world *world = relay_world(32, 3, 1);

	(void)state;
	world->edit = deaf_target;
	relay_connect(S, R, T, RELAY_RSC_L2);
	relay_settle(world);
	assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
	assert_int_equal(relay_all(S) + relay_all(R), 0);
	/* And then it is there again, late. */
	world->edit = NULL;
	world_run(world, 100000);
	go(world, RELAY_RSC_L2);
	world_free(world);
}

/* Several sources and targets over one relay: hop links are shared. */
static void shared_hops(void **state)
{
	struct world *world = relay_world(40, 16, 1);
	struct ue *relay = &world->ue[15];
	unsigned int pairs = 0;
	int i, j;

	(void)state;
	/* 5 sources, 10 targets. */
	for (j = 0; j < 10; j++) {
		for (i = 0; i < 5; i++) {
			relay_connect(&world->ue[i], relay, &world->ue[5 + j],
				      j & 1 ? RELAY_RSC_L2 : RELAY_RSC_L3);
			pairs++;
		}
	}
	world_run(world, 60000);
	assert_int_equal(relay_ups(relay, PC5_RELAY_RELAY), pairs);
	assert_null(relay_check(world));
	/* Two RSCs for each source, one for each target. */
	assert_int_equal(world_ups(relay), 5 * 2 + 10);
	/* A source goes: the others do not notice. */
	for (j = 0; j < 2; j++) {
		for (i = 0; i < 5; i++)
			pc5_relay_release(world->ue[0].relay,
					  relay_first(&world->ue[0],
						      PC5_RELAY_SOURCE),
					  PC5S_CAUSE_NO_LONGER_NEEDED);
		world_run(world, 60000);
		assert_int_equal(relay_all(&world->ue[0]), 5 - 5 * j);
		assert_null(relay_check(world));
	}
	relay_settle(world);
	assert_int_equal(relay_ups(relay, PC5_RELAY_RELAY), pairs - 10);
	assert_int_equal(world_ups(&world->ue[0]), 0);
	world_free(world);
}

/* Limits of the relay: so many pairs, and so many of one source. */
static void limits(void **state)
{
	struct world *world = relay_world(41, 6, 1);
	struct ue *relay = &world->ue[5];
	int i;

	(void)state;
	relay->rconfig->max_pairs = 3;
	relay->rconfig->max_pairs_source = 2;
	world_start(relay);
	relay_start(relay, true);
	for (i = 0; i < 6; i++)
		world->ue[i].n_candidates = 0;
	for (i = 1; i < 4; i++)
		relay_connect(&world->ue[0], relay, &world->ue[i],
			      RELAY_RSC_L2);
	world_run(world, 30000);
	assert_int_equal(relay_ups(relay, PC5_RELAY_RELAY), 2);
	assert_int_equal(world->ue[0].rlast[PC5_RELAY_DOWN].cause,
			 PC5S_CAUSE_LACK_OF_RESOURCES);
	relay_connect(&world->ue[1], relay, &world->ue[2], RELAY_RSC_L2);
	relay_connect(&world->ue[3], relay, &world->ue[2], RELAY_RSC_L3);
	relay_settle(world);
	assert_int_equal(relay_ups(relay, PC5_RELAY_RELAY), 3);
	world_free(world);
}

/* Integrated discovery (digest 6.6): two relays, one of them is picked. */
static void integrated(void **state)
{
	static const uint32_t rsc[] = { RELAY_RSC_L2, RELAY_RSC_L3 };
	unsigned int pick, i, dcr2, dca2, command;
	struct pc5s_msg msg;

	(void)state;
	for (pick = 0; pick < 2; pick++) {
		for (i = 0; i < ARRAY_SIZE(rsc); i++) {
			struct world *world = relay_world(50 + pick, 4, 2);
			int via;

			T->pick = pick;
			watch_air(world);
			relay_connect(S, NULL, T, rsc[i]);
			world_run(world, 20000);
			assert_int_equal(relay_ups(S, PC5_RELAY_SOURCE), 1);
			assert_null(relay_check(world));
			via = relay_ups(R, PC5_RELAY_RELAY) ? 2 : 3;
			assert_int_equal(relay_all(&world->ue[5 - via]), 0);
			dcr2 = when(via, PC5S_ESTABLISHMENT_REQUEST, false, 0);
			dca2 = when(1, PC5S_ESTABLISHMENT_ACCEPT, false, 0);
			assert_int_equal(pc5s_decode(&msg, air[dcr2].pdu,
						     air[dcr2].len), 0);
			assert_false(pc5s_has(&msg, PC5S_IE_RELAY_INDICATION));
			/* The first hop is made when the second one is. */
			command = when(via, PC5S_SECURITY_MODE_COMMAND, false,
				       0);
			assert_true(dca2 < command);
			world_free(world);
		}
	}
}

/* Integrated discovery without a target: whoever offers the service. */
static void integrated_for_any(void **state)
{
	struct world *world = relay_world(55, 3, 1);

	(void)state;
	relay_connect(S, NULL, NULL, RELAY_RSC_L3);
	world_run(world, 20000);
	assert_int_equal(relay_ups(S, PC5_RELAY_SOURCE), 1);
	assert_memory_equal(S->rpair[PC5_RELAY_UP].target.octets, "bob", 3);
	assert_memory_equal(S->rpair[PC5_RELAY_UP].relay.octets, "carol", 5);
	relay_settle(world);
	world_free(world);
}

/* A source is called something else; its targets hear of it first. */
static void update_of_the_source(void **state)
{
	struct pc5_user_info name = { .len = 5, .octets = "alisa" };
	struct world *world = relay_world(60, 4, 1);
	struct ue *relay = &world->ue[3], *second = &world->ue[2];
	struct pc5_relay_pair pair;
	int i;

	(void)state;
	relay_connect(S, relay, T, RELAY_RSC_L3);
	relay_connect(S, relay, second, RELAY_RSC_L3);
	world_run(world, 5000);
	assert_int_equal(relay_ups(relay, PC5_RELAY_RELAY), 2);
	relay->allow_rename = true;
	pair = S->rpair[PC5_RELAY_UP];
	for (i = 0; i < 2; i++) {
		/* The second time one of them says no. */
		if (i) {
			second->authorise = PC5S_CAUSE_NOT_ALLOWED;
			name.octets[0] = 'A';
		}
		watch_air(world);
		assert_int_equal(pc5_ls_update(S->ls, pair.hop_target, &name,
					       NULL), 0);
		world_run(world, 20000);
		assert_int_equal(relay->sent[PC5S_RELAY_UPDATE_REQUEST],
				 2 + 2 * i);
		if (i)
			break;
		assert_true(when(1, PC5S_RELAY_UPDATE_ACCEPT, false, 0) <
			    when(3, PC5S_IDENTIFIER_UPDATE_ACCEPT, false, 0));
		assert_memory_equal(T->rpair[PC5_RELAY_CHANGED].source.octets,
				    "alisa", 5);
		assert_memory_equal(relay->rpair[PC5_RELAY_CHANGED]
				    .source.octets, "alisa", 5);
	}
	assert_int_equal(S->last[PC5_LS_IDS_FAILED].cause,
			 PC5S_CAUSE_UNKNOWN_TARGET);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layer_3_order),
		cmocka_unit_test(layer_2_order),
		cmocka_unit_test(keys_of_hops_and_ends),
		cmocka_unit_test(release_from_each_side),
		cmocka_unit_test(knrp_again),
		cmocka_unit_test(target_refuses),
		cmocka_unit_test(relay_refuses),
		cmocka_unit_test(second_hop_lost),
		cmocka_unit_test(shared_hops),
		cmocka_unit_test(limits),
		cmocka_unit_test(integrated),
		cmocka_unit_test(integrated_for_any),
		cmocka_unit_test(update_of_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
