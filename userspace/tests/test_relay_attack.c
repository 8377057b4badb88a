// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: a relay, or a UE that wants to be one, that lies. Between the
 * end UEs it never comes to a link whose ends differ, or that it has the keys
 * of; what it can do is not to relay.
 */

#include "relayworld.h"

#include "libpc5/pc5s-table.h"

#define S (&world->ue[0])
#define T (&world->ue[1])
#define R (&world->ue[world->n - 1])

static struct world *make(uint64_t seed, int n)
{
	struct world *world = relay_world(seed, n, 1);
	int i;

	for (i = 0; i < n; i++) {
		struct ue *ue = &world->ue[i];

		ue->n_candidates = 0;
		ue->config.timer_ms[PC5_LS_T5080] = 1000;
		ue->config.timer_ms[PC5_LS_T5080_RELAY] = 4000;
		ue->config.retries[PC5_LS_T5080] = 1;
		ue->config.retries[PC5_LS_T5080_RELAY] = 1;
		ue->rconfig->pair_ms = 10000;
		world_start(ue);
		relay_start(ue, i == n - 1);
	}
	return world;
}

/* End-to-end links are between end UEs, protected, with equal ends. */
static void check(struct world *world, const char *what, unsigned int which)
{
	const char *wrong = world_check(world);
	int i, j;

	/* Of its own address on its hop it may say what it likes. */
	if (R->evil && wrong && strstr(wrong, "link-local"))
		wrong = NULL;
	for (i = 0; i < world->n && !wrong; i++) {
		for (j = 0; j < world->ue[i].n_links; j++) {
			struct wlink *it = &world->ue[i].links[j];

			if (!it->handle || !it->carries || !it->pair[0].path)
				continue;
			if (i == world->n - 1)
				wrong = "a link that is not theirs";
			else if (!it->up.secured || !it->up.user_plane.ciphering)
				wrong = "no protection";
		}
	}
	if (wrong)
		fail_msg("%s %u: %s", what, which, wrong);
}

static struct {
	uint8_t type;
	unsigned int field;
	uint8_t edit;
	unsigned int done;
	size_t longest;
	bool srap;
} lie;

/* What the relay says itself, and rightly protects. */
static void say(struct ue *ue, struct pc5s_msg *msg)
{
	static const uint8_t added[32] = { 0x11, 0x22, 0x33 };
	static uint8_t room[9000];
	const struct pc5s_desc *desc = pc5s_find_desc(msg->type);
	struct pc5s_span *span, before;
	uint8_t buf[WORLD_PDU];

	(void)ue;
	if (msg->type != lie.type || lie.field >= desc->n)
		return;
	span = &msg->ie[desc->field[lie.field].ie];
	before = *span;
	if (!span->data) {
		span->data = added;
		span->len = lie.edit == 0 ? 16 : lie.edit == 1 ? 3 : 4;
	} else if (lie.edit == 0) {
		span->data = NULL;
		span->len = 0;
	} else {
		memcpy(room, span->data, span->len);
		if (lie.edit == 1)
			memset(room, 0xff, span->len);
		else
			room[span->len - 1] ^= 1;
		span->data = room;
	}
	if (pc5s_encode(msg, buf, sizeof(buf) - 32) < 0)
		*span = before;
	else
		lie.done++;
}

/* Each field of each message of the relay, while a pair comes and goes. */
static void each_field_the_relay_says(void **state)
{
	static const uint8_t type[] = {
		PC5S_ESTABLISHMENT_REQUEST, PC5S_ESTABLISHMENT_ACCEPT,
		PC5S_SECURITY_MODE_COMMAND, PC5S_SECURITY_MODE_COMPLETE,
		PC5S_AUTHENTICATION_REQUEST, PC5S_AUTHENTICATION_RESPONSE,
		PC5S_MODIFICATION_REQUEST, PC5S_MODIFICATION_ACCEPT,
		PC5S_RELEASE_REQUEST, PC5S_RELEASE_ACCEPT,
	};
	unsigned int edits = 0;
	uint32_t handle;
	size_t i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		const struct pc5s_desc *desc = pc5s_find_desc(type[i]);

		lie.type = type[i];
		for (n = 0; n < desc->n * 3; n++) {
			struct world *world = make(1, 4);

			lie.field = n / 3;
			lie.edit = n % 3;
			lie.done = 0;
			R->evil = say;
			relay_try(S, R, T, RELAY_RSC_L2, &handle);
			world_run(world, 1000);
			relay_try(S, R, &world->ue[2], RELAY_RSC_L2, &handle);
			world_run(world, 6000);
			check(world, pc5s_type_name(type[i]), lie.field);
			pc5_relay_release(S->relay,
					  relay_first(S, PC5_RELAY_SOURCE),
					  PC5S_CAUSE_NO_LONGER_NEEDED);
			world_run(world, 40000);
			check(world, pc5s_type_name(type[i]), lie.field);
			edits += lie.done;
			world_free(world);
		}
	}
	print_message("%u edits\n", edits);
	assert_true(edits > 40);
}

static bool flip(struct world *world, struct packet *packet)
{
	if (packet->from != world->n - 1 || packet->type != lie.type ||
	    packet->srap != lie.srap)
		return true;
	if (packet->len > lie.longest)
		lie.longest = packet->len;
	if (lie.field >= packet->len || lie.done++)
		return true;
	packet->pdu[lie.field] ^= lie.field & 1 ? 1 : 0x80;
	packet->sess_id = packet->srb ? packet->pdu[4] << 8 | packet->pdu[5] :
					0;
	return true;
}

/* Octets of what it forwards. */
static void each_octet_it_forwards(void **state)
{
	static const uint8_t type[] = {
		PC5S_ESTABLISHMENT_REQUEST, PC5S_AUTHENTICATION_REQUEST,
		PC5S_AUTHENTICATION_RESPONSE, PC5S_SECURITY_MODE_COMMAND,
		PC5S_SECURITY_MODE_COMPLETE, PC5S_ESTABLISHMENT_ACCEPT,
	};
	unsigned int edits = 0;
	size_t i;

	(void)state;
	lie.srap = true;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		lie.type = type[i];
		lie.longest = 0;
		lie.field = 0;
		do {
			struct world *world = make(2, 3);

			lie.done = 0;
			world->edit = flip;
			relay_connect(S, R, T, RELAY_RSC_L2);
			world_run(world, 12000);
			check(world, pc5s_type_name(type[i]), lie.field);
			edits += lie.done;
			world_free(world);
		} while ((lie.field += 5) < lie.longest);
	}
	assert_true(edits > 60);
}

static bool swap(struct world *world, struct packet *packet)
{
	struct ue *relay = R;
	const struct pc5_relay_route *a = NULL, *b = NULL, *to;
	const struct wlink *hop;
	int i;

	if (!packet->srap || packet->from != relay->index)
		return true;
	for (i = 0; i < WORLD_ROUTES; i++) {
		if (!relay->routes[i].pair)
			continue;
		b = a;
		a = &relay->routes[i];
	}
	if (!b || packet->ue_src != (packet->ue_src == a->ue_id_a ?
				     a->ue_id_a : b->ue_id_a))
		return true;
	/* From the source: to the other target, as if it were for that one. */
	to = packet->ue_src == a->ue_id_a ? b : a;
	hop = world_find(relay, to->hop_b);
	if (!hop)
		return true;
	packet->ue_src = to->ue_id_a;
	packet->ue_dst = to->ue_id_b;
	packet->src = hop->pair[hop->send].own;
	packet->dst = hop->pair[hop->send].peer;
	lie.done++;
	return true;
}

/* Each target gets what is for the other one: neither believes it. */
static void targets_swapped(void **state)
{
	struct world *world = make(3, 4);

	(void)state;
	world->edit = swap;
	lie.done = 0;
	relay_connect(S, R, T, RELAY_RSC_L2);
	relay_connect(S, R, &world->ue[2], RELAY_RSC_L2);
	world_run(world, 3000);
	assert_true(lie.done > 0);
	check(world, "swapped", 0);
	world_run(world, 60000);
	check(world, "swapped", 1);
	assert_true(relay_ups(S, PC5_RELAY_SOURCE) < 2);
	world_free(world);
}

static struct packet kept[400];
static unsigned int n_kept;

static bool keep(struct world *world, struct packet *packet)
{
	if (packet->srap && packet->from == world->n - 1 &&
	    n_kept < ARRAY_SIZE(kept))
		kept[n_kept++] = *packet;
	return true;
}

/* All that was forwarded once more, in another order, twice. */
static void replays(void **state)
{
	struct world *world = make(4, 3);
	struct wlink *s, *t;
	unsigned int i;

	(void)state;
	n_kept = 0;
	world->edit = keep;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 3000);
	s = relay_link(S, PC5_RELAY_SOURCE);
	t = relay_link(T, PC5_RELAY_TARGET);
	for (i = 0; i < 5; i++) {
		world_data(S, s);
		world_data(T, t);
	}
	pc5_ls_rekey(S->ls, s->handle, true);
	world_run(world, 3000);
	assert_int_equal(s->got + t->got, 10);
	world->edit = NULL;
	assert_true(n_kept > 20);
	for (i = 2 * n_kept; i--;)
		world_send(world, &kept[i * 7 % n_kept]);
	world_run(world, 60000);
	assert_int_equal(s->got + t->got, 10);
	check(world, "replays", 0);
	assert_null(relay_check(world));
	world_free(world);
}

static bool other_secret(struct world *world, struct packet *packet)
{
	/* The hops are there: from here on it is end to end. */
	if (packet->srap)
		memset(T->psk, 0x33, sizeof(T->psk));
	return true;
}

/* A target of the same name, which the relay knows, and the source does not. */
static void target_of_equal_name(void **state)
{
	struct world *world = make(5, 3);

	(void)state;
	world->edit = other_secret;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 60000);
	check(world, "equal name", 0);
	assert_int_equal(world_ups(S) + world_ups(T), 0);
	assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
	assert_int_equal(relay_all(S) + relay_all(T) + relay_all(R), 0);
	world_free(world);
}

/* Two of that name answer: only the one with the right credentials is taken. */
static void two_of_equal_name(void **state)
{
	struct world *world = make(6, 4);
	struct ue *other = &world->ue[2];
	struct wlink *s;

	(void)state;
	other->config.user_info = T->config.user_info;
	memset(other->psk, 0x33, sizeof(other->psk));
	world_start(other);
	relay_start(other, false);
	/* Both are asked. */
	other->listen = T->listen;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 20000);
	s = relay_link(S, PC5_RELAY_SOURCE);
	assert_non_null(s);
	assert_int_equal(relay_ups(T, PC5_RELAY_TARGET), 1);
	assert_int_equal(world_ups(other), 0);
	check(world, "two of one name", 0);
	world_free(world);
}

/* A UE that may not relay does; a relay that may not be an end UE is one. */
static void wrong_roles(void **state)
{
	struct world *world = make(7, 3);
	uint32_t handle;

	(void)state;
	R->may_relay = false;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 60000);
	assert_int_equal(world_ups(S) + world_ups(T) + world_ups(R), 0);
	assert_int_equal(S->revents[PC5_RELAY_DOWN], 1);
	/* The target does not take it for a relay either. */
	R->may_relay = true;
	world->edit = NULL;
	T->no_end = true;
	world_run(world, 60000);
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 60000);
	assert_int_equal(relay_all(S) + relay_all(T) + relay_all(R), 0);
	T->no_end = false;
	/* Nor does an end UE take the relay for one of its kind. */
	R->no_end = true;
	assert_int_equal(world_try_connect(R, S, &handle), 0);
	world_run(world, 60000);
	assert_int_equal(world_ups(R), 0);
	world_free(world);
}

static uint32_t hop_id;

static void name_hop_key(struct ue *ue, struct pc5s_msg *msg)
{
	static uint8_t id[4];

	(void)ue;
	if (msg->type != PC5S_ESTABLISHMENT_REQUEST)
		return;
	id[0] = hop_id >> 24;
	id[1] = hop_id >> 16;
	id[2] = hop_id >> 8;
	id[3] = hop_id;
	pc5s_set(msg, PC5S_IE_KNRP_ID, id, sizeof(id));
}

/*
 * The K_NRP of a hop serves for nothing else: not for a direct link, nor for
 * another relay service code, nor with the roles the other way round.
 */
static void keys_of_hops_elsewhere(void **state)
{
	struct world *world = make(8, 3);
	uint32_t handle;
	int i;

	(void)state;
	relay_connect(S, R, T, RELAY_RSC_L2);
	world_run(world, 3000);
	for (i = 0; i < WORLD_KNRPS; i++) {
		if (R->knrp[i].id && R->knrp[i].peer.len == 5)
			hop_id = R->knrp[i].id;
	}
	assert_true(hop_id);
	R->evil = name_hop_key;
	S->sent[PC5S_AUTHENTICATION_REQUEST] = 0;
	assert_int_equal(world_try_connect(R, S, &handle), 0);
	world_run(world, 3000);
	assert_int_equal(S->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	/* As the relay of somebody else, with the other code. */
	R->evil = NULL;
	T->evil = name_hop_key;
	relay_connect(T, R, S, RELAY_RSC_L3);
	R->evil = name_hop_key;
	world_run(world, 5000);
	assert_int_equal(S->sent[PC5S_AUTHENTICATION_REQUEST], 2);
	assert_null(world_check(world));
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_the_relay_says),
		cmocka_unit_test(each_octet_it_forwards),
		cmocka_unit_test(targets_swapped),
		cmocka_unit_test(replays),
		cmocka_unit_test(target_of_equal_name),
		cmocka_unit_test(two_of_equal_name),
		cmocka_unit_test(wrong_roles),
		cmocka_unit_test(keys_of_hops_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
