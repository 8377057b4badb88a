// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: what a Direct Communication Request (DCR) has to be to be
 * answered, and who may answer it.
 */

#include "lsworld.h"

#include "libpc5/kdf.h"

/* A DCR of alice for bob that bob did not see, in @packet. */
static struct world *unanswered(uint64_t seed, struct packet *packet,
				struct pc5s_msg *dcr)
{
	struct world *world = world_new(seed, 3);

	BOB->admit = -1;
	watch(world);
	world_connect(ALICE, BOB);
	world_run(world, 10);
	*packet = seen[0];
	assert_int_equal(pc5s_decode(dcr, packet->pdu, packet->len), 0);
	assert_int_equal(dcr->type, PC5S_ESTABLISHMENT_REQUEST);
	BOB->admit = 0;
	return world;
}

/*
 * Who saw nothing but the DCR sends alice a Security Mode Command under the
 * K_NRP of nobody: all zeros, as where none was ever found.
 */
static void forge(struct world *world, const struct packet *packet,
		  const struct pc5s_msg *dcr, bool new_knrp, bool container)
{
	static const uint8_t zero[PC5_KNRP_LEN];
	static const uint8_t nonce_2[PC5_NONCE_LEN] = { 0x77 };
	struct wctx ctx = {
		.context = {
			.sess_id = pc5s_u8(dcr, PC5S_IE_KNRP_SESS_ID_MSB) << 8 |
				   0x44,
			.sel = { .integrity = 2, .ciphering = 2 },
			.responder = true,
		},
	};
	struct packet forged = {
		.from = -1,
		.srb = 1,
		.src = 0x333333,
		.dst = packet->src,
		.sess_id = ctx.context.sess_id,
		.type = PC5S_SECURITY_MODE_COMMAND,
	};
	struct pc5s_store store = { 0 };
	uint8_t sess[PC5_KNRP_SESS_LEN];
	struct pc5s_msg msg;
	ssize_t len;

	pc5s_init(&msg, PC5S_SECURITY_MODE_COMMAND, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_SELECTED_ALGORITHMS,
		    pc5s_algorithms_encode(ctx.context.sel));
	msg.ie[PC5S_IE_SECURITY_CAPABILITIES] =
		dcr->ie[PC5S_IE_SECURITY_CAPABILITIES];
	msg.ie[PC5S_IE_SIGNALLING_POLICY] = dcr->ie[PC5S_IE_SIGNALLING_POLICY];
	pc5s_set(&msg, PC5S_IE_NONCE_2, nonce_2, sizeof(nonce_2));
	pc5s_set_u8(&msg, &store, PC5S_IE_KNRP_SESS_ID_LSB, 0x44);
	if (new_knrp)
		pc5s_set_u16(&msg, &store, PC5S_IE_KNRP_ID_MSBS, 0x1234);
	if (container)
		pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, nonce_2, sizeof(nonce_2));
	len = pc5s_encode(&msg, forged.pdu + WORLD_HEAD,
			  sizeof(forged.pdu) - WORLD_HEAD - WORLD_MAC);
	assert_true(len > 0);
	forged.len = WORLD_HEAD + len;
	forged.pdu[4] = forged.sess_id >> 8;
	forged.pdu[5] = forged.sess_id;
	pc5_kdf_knrp_sess(zero, dcr->ie[PC5S_IE_NONCE_1].data, nonce_2, sess);
	pc5_kdf_nrpik(sess, 2, ctx.context.nrpik);
	pc5_kdf_nrpek(sess, 2, ctx.context.nrpek);
	world_protect(&ctx, 1, true, &forged);
	world_send(world, &forged);
}

static void command_under_no_knrp(void **state)
{
	struct packet packet;
	struct pc5s_msg dcr;
	int i, strict;

	(void)state;
	for (i = 0; i < 4; i++)
		for (strict = 0; strict < 2; strict++) {
			struct world *world = unanswered(100, &packet, &dcr);
			int j, k;

			BOB->admit = -1;
			ALICE->strict = strict;
			forge(world, &packet, &dcr, i & 1, i & 2);
			world_run(world, 100);
			assert_int_equal(ALICE->sent
					 [PC5S_SECURITY_MODE_COMPLETE], 0);
			assert_int_equal(ALICE->sent
					 [PC5S_SECURITY_MODE_REJECT], 1);
			/* Nor is a context left in the data plane. */
			for (j = 0; j < ALICE->n_links; j++)
				for (k = 0; k < WORLD_CONTEXTS; k++)
					assert_false(ALICE->links[j].ctx[k]
						     .used);
			world_free(world);
		}
}

/* Put @len octets, none for NULL, into an IE of the DCR and send it to bob. */
static void ask(struct world *world, const struct packet *packet,
		const struct pc5s_msg *dcr, enum pc5s_ie ie, const void *data,
		size_t len)
{
	static uint8_t nonce[PC5_NONCE_LEN];
	struct pc5s_msg msg = *dcr;

	memset(BOB->sent, 0, sizeof(BOB->sent));
	/* Another one each time. */
	nonce[0]++;
	pc5s_set(&msg, PC5S_IE_NONCE_1, nonce, sizeof(nonce));
	msg.ie[ie] = (struct pc5s_span){ .data = data, .len = len };
	world_inject(world, 0, 0x400000 + nonce[0], packet->dst, 0, &msg);
	world_run(world, 7);
}

static void check_silence(struct world *world)
{
	int type;

	for (type = 0; type < 256; type++)
		assert_int_equal(BOB->sent[type], 0);
}

/* For somebody else, for another service, from this UE itself, for a relay. */
static void requests_for_others(void **state)
{
	static const char *const target[] = { "carol", "bobby", "bo" };
	static const uint8_t code[] = { 0, 0, 1 };
	struct pc5s_span ids;
	struct packet packet;
	struct pc5s_msg dcr;
	struct world *world = unanswered(101, &packet, &dcr);
	uint8_t other[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(target); i++) {
		ask(world, &packet, &dcr, PC5S_IE_TARGET_USER_INFO, target[i],
		    strlen(target[i]));
		check_silence(world);
	}
	ask(world, &packet, &dcr, PC5S_IE_SOURCE_USER_INFO, "bob", 3);
	check_silence(world);
	ask(world, &packet, &dcr, PC5S_IE_RELAY_SERVICE_CODE, code,
	    sizeof(code));
	check_silence(world);
	/* Another one, and one more than those of the service. */
	ids = dcr.ie[PC5S_IE_PROSE_IDENTIFIERS];
	memcpy(other, ids.data, ids.len);
	memcpy(other + ids.len, ids.data, ids.len);
	ask(world, &packet, &dcr, PC5S_IE_PROSE_IDENTIFIERS, other,
	    2 * ids.len);
	check_silence(world);
	other[0] ^= 1;
	ask(world, &packet, &dcr, PC5S_IE_PROSE_IDENTIFIERS, other, ids.len);
	check_silence(world);
	ask(world, &packet, &dcr, PC5S_IE_TARGET_USER_INFO, "bob", 3);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	world_free(world);
}

/* Integrity needs what UE_1 adds to the keys and to K_NRP-sess ID. */
static void request_without_nonce(void **state)
{
	struct packet packet;
	struct pc5s_msg dcr;
	struct world *world = unanswered(102, &packet, &dcr);

	(void)state;
	ask(world, &packet, &dcr, PC5S_IE_NONCE_1, NULL, 0);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_REJECT], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 0);
	ask(world, &packet, &dcr, PC5S_IE_KNRP_SESS_ID_MSB, NULL, 0);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_REJECT], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 0);
	world_free(world);
}

/* A DCR in work keeps nobody from his Layer-2 ID. */
static void half_open_under_a_stolen_l2_id(void **state)
{
	struct world *world = world_new(103, 3);

	(void)state;
	world_inject_dcr(world, CAROL, 0x0a0b0c, BOB);
	world_run(world, 10);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 1);
	ALICE->force_l2id = 0x0a0b0c;
	world_connect(ALICE, BOB);
	world_run(world, 1000);
	assert_int_equal(BOB->sent[PC5S_ESTABLISHMENT_REJECT], 0);
	assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 1);
	world_free(world);
}

/* Links that are up are not half open. */
static void links_beside_the_half_open(void **state)
{
	struct world *world = world_new(104, 3);

	(void)state;
	BOB->config.max_half_open = 1;
	world_start(BOB);
	world_link(world, &alice, &bob);
	world_connect(CAROL, BOB);
	world_run(world, 1000);
	assert_int_equal(world_ups(BOB), 2);
	world_free(world);
}

/* One more link than allowed: before it costs anything, and in a race. */
static void most_links(void **state)
{
	struct world *world = world_new(105, 3);

	(void)state;
	BOB->config.max_links = 1;
	world_start(BOB);
	world_connect(ALICE, BOB);
	world_connect(CAROL, BOB);
	world_run(world, 1000);
	assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 2);
	world_connect(world_ups(ALICE) ? CAROL : ALICE, BOB);
	world_run(world, 1000);
	assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 1);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 2);
	world_free(world);
}

/* Two UEs with one Layer-2 ID at once: one of them becomes a link. */
static void same_l2_id_at_the_same_time(void **state)
{
	struct world *world = world_new(106, 3);
	struct ue *loser;

	(void)state;
	ALICE->force_l2id = 0x0a0b0c;
	CAROL->force_l2id = 0x0a0b0c;
	world_connect(ALICE, BOB);
	world_connect(CAROL, BOB);
	world_run(world, 10);
	assert_int_equal(BOB->sent[PC5S_AUTHENTICATION_REQUEST], 2);
	world_run(world, 10000);
	assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 1);
	assert_int_equal(BOB->last[PC5_LS_REFUSED].cause,
			 PC5S_CAUSE_L2_ID_CONFLICT);
	assert_int_equal(world_ups(ALICE) + world_ups(CAROL), 1);
	loser = world_ups(ALICE) ? CAROL : ALICE;
	assert_int_equal(loser->last[PC5_LS_CONNECT_FAILED].cause,
			 PC5S_CAUSE_L2_ID_CONFLICT);
	world_free(world);
}

/* A new K_NRP without UE_1's half of its ID. */
static void leave_out_half(struct ue *ue, struct pc5s_msg *msg)
{
	(void)ue;
	if (msg->type == PC5S_SECURITY_MODE_COMPLETE)
		pc5s_set(msg, PC5S_IE_KNRP_ID_LSBS, NULL, 0);
}

static void complete_without_half(void **state)
{
	struct world *world = world_new(107, 2);

	(void)state;
	ALICE->evil = leave_out_half;
	world_connect(ALICE, BOB);
	world_run(world, 10000);
	assert_int_equal(BOB->events[PC5_LS_ESTABLISHED], 0);
	assert_int_equal(BOB->knrp[0].id, 0);
	world_free(world);
}

/* Without security there is no K_NRP-sess ID: it would not be null integrity. */
static void null_command_with_an_id(void **state)
{
	static const uint16_t sess_id[] = { 0x1234, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sess_id); i++) {
		struct world *world = world_new(108, 3);
		uint8_t caps[] = { 0xf0, 0xf0 };
		struct pc5s_store store = { 0 };
		struct pc5s_msg msg;

		world_policy(ALICE, PC5_POLICY_PREFERRED, PC5_POLICY_PREFERRED,
			     PC5_POLICY_PREFERRED, PC5_POLICY_PREFERRED);
		world_start(ALICE);
		BOB->admit = -1;
		watch(world);
		world_connect(ALICE, BOB);
		pc5s_init(&msg, PC5S_SECURITY_MODE_COMMAND, 0);
		pc5s_set_u8(&msg, &store, PC5S_IE_SELECTED_ALGORITHMS, 0);
		pc5s_set(&msg, PC5S_IE_SECURITY_CAPABILITIES, caps,
			 sizeof(caps));
		pc5s_set_u8(&msg, &store, PC5S_IE_SIGNALLING_POLICY, 0x11);
		world_inject(world, 1, 0x333333, seen[0].src, sess_id[i], &msg);
		world_run(world, 100);
		assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_COMPLETE], i);
		assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_REJECT], !i);
		world_free(world);
	}
}

/* Somebody who answers alice's DCR, with a container that means nothing. */
static void forge_answers(struct world *world, uint32_t to, unsigned int n)
{
	static uint32_t src = 0x500000;

	while (n--) {
		uint8_t container[40] = { 1 };
		struct pc5s_msg msg;

		pc5s_init(&msg, PC5S_AUTHENTICATION_REQUEST, 0);
		pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, container,
			 sizeof(container));
		world_inject(world, 0, src++, to, 0, &msg);
	}
	world_run(world, 20);
}

/* Forged answers are no more than they may be, and displace no proven one. */
static void forged_answers(void **state)
{
	struct world *world = world_new(109, 2);

	(void)state;
	watch(world);
	world_connect(ALICE, BOB);
	forge_answers(world, seen[0].src, 30);
	assert_in_range(ALICE->sessions, 1, ALICE->config.max_answers);
	world_run(world, 40000);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);

	world = world_new(110, 2);
	watch(world);
	world_connect(ALICE, BOB);
	drop_first(world, PC5S_SECURITY_MODE_COMPLETE, 1);
	world_run(world, 100);
	assert_int_equal(ALICE->sent[PC5S_SECURITY_MODE_COMPLETE], 1);
	forge_answers(world, seen[0].src, 30);
	world_run(world, 3000);
	assert_int_equal(world_ups(ALICE), 1);
	assert_int_equal(ALICE->sent[PC5S_ESTABLISHMENT_REQUEST], 1);
	assert_null(world_check(world));
	world_free(world);
}

/* A refusal that anybody may send does not end a request to all. */
static void forged_refusal_of_a_broadcast(void **state)
{
	struct world *world = world_new(111, 2);
	uint32_t src;

	(void)state;
	watch(world);
	BOB->admit = -1;
	world_connect(ALICE, NULL);
	src = seen[0].src;
	world_inject_cause(world, 0, 0x333333, src, PC5S_ESTABLISHMENT_REJECT,
			   PC5S_CAUSE_NOT_ALLOWED);
	world_run(world, 7000);
	assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], 0);
	BOB->admit = 0;
	world_run(world, 3000);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

/* Refusals, or no answer at all: the K_NRP is still there. */
static void knrp_outlives_refusals(void **state)
{
	static const int admit[] = { -1, PC5S_CAUSE_NOT_ALLOWED };
	struct world *world = world_new(112, 2);
	uint32_t id;
	size_t i;

	(void)state;
	world_link(world, &alice, &bob);
	pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
	world_run(world, 60000);
	id = ALICE->knrp[0].id;
	assert_true(id);
	for (i = 0; i < ARRAY_SIZE(admit); i++) {
		BOB->admit = admit[i];
		world_connect(ALICE, BOB);
		world_run(world, 60000);
		assert_int_equal(ALICE->events[PC5_LS_CONNECT_FAILED], i + 1);
		assert_int_equal(ALICE->knrp[0].id, id);
	}
	world_free(world);
}

/* Nor do they displace the answers to another DCR. */
static void forged_answers_to_another_request(void **state)
{
	struct world *world = world_new(113, 3);
	unsigned int most = ALICE->config.max_answers;

	(void)state;
	BOB->admit = -1;
	CAROL->admit = -1;
	watch(world);
	world_connect(ALICE, BOB);
	world_connect(ALICE, CAROL);
	forge_answers(world, seen[0].src, 30);
	assert_int_equal(ALICE->sessions, most);
	forge_answers(world, seen[1].src, 30);
	assert_int_equal(ALICE->sessions, 2 * most);
	world_free(world);
}

/* Who waits for one UE still answers others. */
static void request_of_another_ue(void **state)
{
	struct world *world = world_new(114, 3);

	(void)state;
	CAROL->admit = -1;
	world_connect(ALICE, CAROL);
	world_run(world, 10);
	world_connect(BOB, ALICE);
	world_run(world, 1000);
	assert_int_equal(world_ups(BOB), 1);
	assert_int_equal(world_ups(ALICE), 1);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_under_no_knrp),
		cmocka_unit_test(requests_for_others),
		cmocka_unit_test(request_without_nonce),
		cmocka_unit_test(half_open_under_a_stolen_l2_id),
		cmocka_unit_test(links_beside_the_half_open),
		cmocka_unit_test(most_links),
		cmocka_unit_test(same_l2_id_at_the_same_time),
		cmocka_unit_test(complete_without_half),
		cmocka_unit_test(null_command_with_an_id),
		cmocka_unit_test(forged_answers),
		cmocka_unit_test(forged_answers_to_another_request),
		cmocka_unit_test(request_of_another_ue),
		cmocka_unit_test(forged_refusal_of_a_broadcast),
		cmocka_unit_test(knrp_outlives_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
