// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures against a man in the middle who edits each field of each
 * message, once or always: it never ends with ends that differ in keys,
 * algorithms or protection, nor with less protection than both policies allow,
 * nor with other algorithms than the two would have chosen.
 */

#include "lsworld.h"

#include "libpc5/pc5s-table.h"

#define N PC5_POLICY_NOT_NEEDED
#define P PC5_POLICY_PREFERRED
#define R PC5_POLICY_REQUIRED

/* What is done to a field. */
enum edit {
	REMOVE,		/* or add, where it is not there */
	ZERO,
	ONES,
	FLIP_LOW,
	FLIP_HIGH,
	SHORTER,
	EDITS
};

/**
 * struct mitm - what he does
 * @type: message
 * @field: row of its table, or octet of a protected PDU
 * @edit: enum edit
 * @always: every time, not only the first
 * @raw: octets of the PDU are edited, not IEs
 * @done: how often he did it
 * @longest: octets of the longest such PDU
 */
struct mitm {
	uint8_t type;
	unsigned int field;
	uint8_t edit;
	bool always;
	bool raw;
	unsigned int done;
	size_t longest;
};

static void change(struct pc5s_span *span, uint8_t edit, uint8_t *room)
{
	static const uint8_t added[32] = { 0x11, 0x22, 0x33 };

	if (!span->data) {
		span->data = added;
		span->len = edit == REMOVE ? 16 : edit;
		return;
	}
	memcpy(room, span->data, span->len);
	switch (edit) {
	case REMOVE:
		span->data = NULL;
		span->len = 0;
		return;
	case ZERO:
		memset(room, 0, span->len);
		break;
	case ONES:
		memset(room, 0xff, span->len);
		break;
	case FLIP_LOW:
		room[span->len - 1] ^= 1;
		break;
	case FLIP_HIGH:
		room[0] ^= 0x20;
		break;
	case SHORTER:
		span->len--;
		break;
	}
	span->data = room;
}

/* Edit an IE of a message in the clear; the MAC-I stays what it was. */
static void edit_field(struct mitm *mitm, struct packet *packet)
{
	const struct pc5s_desc *desc = pc5s_find_desc(packet->type);
	size_t head = packet->srb ? WORLD_HEAD : 0;
	size_t tail = packet->sess_id ? WORLD_MAC : 0;
	uint8_t mac[WORLD_MAC], room[1024], buf[WORLD_PDU];
	struct pc5s_msg msg;
	ssize_t len;

	assert_int_equal(pc5s_decode(&msg, packet->pdu + head,
				     packet->len - head - tail), 0);
	change(&msg.ie[desc->field[mitm->field].ie], mitm->edit, room);
	len = pc5s_encode(&msg, buf, sizeof(buf) - head - tail);
	/* What no receiver takes was not worth sending. */
	if (len < 0)
		return;
	if (len == (ssize_t)(packet->len - head - tail) &&
	    !memcmp(buf, packet->pdu + head, len))
		return;
	mitm->done++;
	memcpy(mac, packet->pdu + packet->len - tail, tail);
	memcpy(packet->pdu + head, buf, len);
	memcpy(packet->pdu + head + len, mac, tail);
	packet->len = head + len + tail;
}

static void edit_octet(struct mitm *mitm, struct packet *packet)
{
	if (packet->len > mitm->longest)
		mitm->longest = packet->len;
	if (mitm->field >= packet->len)
		return;
	packet->pdu[mitm->field] ^= mitm->edit == FLIP_LOW ? 1 : 0x80;
	packet->sess_id = packet->pdu[4] << 8 | packet->pdu[5];
	mitm->done++;
}

static bool in_the_middle(struct world *world, struct packet *packet)
{
	struct mitm *mitm = world->edit_ctx;

	if (packet->type != mitm->type || (mitm->done && !mitm->always))
		return true;
	if (mitm->raw)
		edit_octet(mitm, packet);
	else
		edit_field(mitm, packet);
	return true;
}

/**
 * struct setup - what the two UEs are like
 * @policy: all policies of both
 * @rounds: of the authentication method
 * @again: they have a K_NRP
 */
struct setup {
	uint8_t policy;
	int rounds;
	bool again;
};

static struct world *make(const struct setup *setup, uint64_t seed)
{
	struct world *world = world_new(seed, 2);
	int i;

	for (i = 0; i < 2; i++) {
		struct ue *ue = &world->ue[i];
		uint8_t p = setup->policy;

		world_policy(ue, p, p, p, p);
		ue->rounds = setup->rounds;
		ue->config.timer_ms[PC5_LS_T5080] = 1000;
		ue->config.retries[PC5_LS_T5080] = 1;
		ue->config.timer_ms[PC5_LS_T5089] = 300;
		ue->config.timer_ms[PC5_LS_T5092] = 300;
		ue->config.timer_ms[PC5_LS_T5084] = 1000;
		ue->config.timer_ms[PC5_LS_T5085] = 500;
		ue->config.timer_ms[PC5_LS_T5087] = 500;
		ue->config.timer_ms[PC5_LS_T5091] = 1000;
		world_start(ue);
	}
	if (setup->again) {
		world_link(world, &alice, &bob);
		pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
		world_run(world, 10000);
		assert_true(ALICE->knrp[0].id);
	}
	return world;
}

static void check(struct world *world, const struct setup *setup,
		  const struct mitm *mitm)
{
	const char *wrong = world_check(world);
	struct wlink *link = world_up(ALICE);
	struct pc5_ls_info info;

	if (!wrong && world_ups(ALICE) != world_ups(BOB))
		wrong = "one end";
	if (!wrong && link) {
		assert_int_equal(pc5_ls_info(ALICE->ls, link->handle, &info),
				 0);
		if (setup->policy == R && !info.secured)
			wrong = "no security";
		else if (info.secured && (info.sel.integrity != 2 ||
					  info.sel.ciphering != 2))
			wrong = "other algorithms";
		else if (info.secured && (!info.user_plane.integrity ||
					  !info.user_plane.ciphering))
			wrong = "no protection of the user plane";
	}
	if (wrong)
		fail_msg("%s field %u edit %u%s%s: %s",
			 pc5s_type_name(mitm->type), mitm->field, mitm->edit,
			 mitm->always ? " always" : "",
			 mitm->raw ? " raw" : "", wrong);
}

static unsigned int establish(const struct setup *setup, struct mitm *mitm)
{
	struct world *world = make(setup, 7);

	mitm->done = 0;
	world->edit_ctx = mitm;
	world->edit = in_the_middle;
	world_connect(ALICE, BOB);
	world_run(world, 6000);
	check(world, setup, mitm);
	world_free(world);
	return mitm->done;
}

/* The fields of the messages that are not ciphered. */
static void fields_of_the_establishment(void **state)
{
	static const uint8_t type[] = {
		PC5S_ESTABLISHMENT_REQUEST, PC5S_AUTHENTICATION_REQUEST,
		PC5S_AUTHENTICATION_RESPONSE, PC5S_SECURITY_MODE_COMMAND,
	};
	static const struct setup setup[] = {
		{ R, 1, false }, { R, 0, false }, { R, 1, true },
		{ P, 1, false },
	};
	unsigned int edits = 0;
	struct mitm mitm = { 0 };
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		const struct pc5s_desc *desc = pc5s_find_desc(type[i]);

		mitm.type = type[i];
		for (mitm.field = 0; mitm.field < desc->n; mitm.field++) {
			unsigned int of_field = 0;

			for (j = 0; j < ARRAY_SIZE(setup) * EDITS * 2; j++) {
				mitm.always = j & 1;
				mitm.edit = j / 2 % EDITS;
				of_field += establish(&setup[j / 2 / EDITS],
						      &mitm);
			}
			/* Fields of relays cannot all be made up. */
			if (desc->field[mitm.field].mandatory)
				assert_true(of_field);
			edits += of_field;
		}
	}
	print_message("%u edits\n", edits);
}

/* In the same way where nothing is protected: only the ends have to agree. */
static void octets_of_what_is_protected(void **state)
{
	static const struct setup setup = { R, 1, false };
	static const uint8_t type[] = {
		PC5S_SECURITY_MODE_COMMAND, PC5S_SECURITY_MODE_COMPLETE,
		PC5S_ESTABLISHMENT_ACCEPT,
	};
	unsigned int edits = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(type); i++) {
		struct mitm mitm = { .type = type[i], .raw = true };

		do {
			mitm.edit = mitm.field & 1 ? FLIP_LOW : FLIP_HIGH;
			mitm.always = mitm.field % 3 == 0;
			edits += establish(&setup, &mitm);
		} while (++mitm.field < mitm.longest);
	}
	assert_true(edits > 100);
}

static void begin(struct world *world, unsigned int what)
{
	static const uint8_t flow[] = { 1, 0x20, 0x41, 1, 1, 0x5a };
	struct pc5s_span qos = { flow, sizeof(flow) };

	switch (what) {
	case 0:
		pc5_ls_rekey(ALICE->ls, alice, true);
		break;
	case 1:
		pc5_ls_update(ALICE->ls, alice, NULL, NULL);
		break;
	case 2:
		pc5_ls_modify(ALICE->ls, alice, PC5S_OPERATION_ADD_QOS, qos,
			      (struct pc5s_span){ 0 });
		break;
	case 3:
		pc5_ls_release(ALICE->ls, alice, PC5S_CAUSE_NO_LONGER_NEEDED);
		break;
	}
}

/* The procedures of a link that is there. */
static void octets_of_a_link(void **state)
{
	static const struct setup setup = { R, 1, false };
	static const struct {
		unsigned int what;
		uint8_t type;
	} msg[] = {
		{ 0, PC5S_REKEYING_REQUEST }, { 0, PC5S_REKEYING_RESPONSE },
		{ 0, PC5S_AUTHENTICATION_REQUEST },
		{ 0, PC5S_AUTHENTICATION_RESPONSE },
		{ 0, PC5S_SECURITY_MODE_COMMAND },
		{ 0, PC5S_SECURITY_MODE_COMPLETE },
		{ 1, PC5S_IDENTIFIER_UPDATE_REQUEST },
		{ 1, PC5S_IDENTIFIER_UPDATE_ACCEPT },
		{ 1, PC5S_IDENTIFIER_UPDATE_ACK },
		{ 2, PC5S_MODIFICATION_REQUEST },
		{ 2, PC5S_MODIFICATION_ACCEPT },
		{ 3, PC5S_RELEASE_REQUEST }, { 3, PC5S_RELEASE_ACCEPT },
		{ 4, PC5S_KEEPALIVE_REQUEST }, { 4, PC5S_KEEPALIVE_RESPONSE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(msg); i++) {
		struct mitm mitm = { .type = msg[i].type, .raw = true };
		unsigned int edits = 0;

		do {
			struct world *world = make(&setup, 9);

			world_link(world, &alice, &bob);
			mitm.done = 0;
			mitm.edit = mitm.field & 2 ? FLIP_LOW : FLIP_HIGH;
			mitm.always = mitm.field % 5 == 0;
			world->edit_ctx = &mitm;
			world->edit = in_the_middle;
			begin(world, msg[i].what);
			world_run(world, 20000);
			check(world, &setup, &mitm);
			edits += mitm.done;
			world_free(world);
		} while ((mitm.field += 3) < mitm.longest);
		assert_true(edits);
	}
}

/* Bidding down, one by one: the answer the specification wants. */
static void downgrades(void **state)
{
	static const struct {
		uint8_t octets[2];
		enum pc5s_ie ie;
		uint8_t policy;
	} down[] = {
		/* Only null ciphering; only the worst; nothing. */
		{ { 0x80, 0xf0 }, PC5S_IE_SECURITY_CAPABILITIES, P },
		{ { 0xc0, 0xc0 }, PC5S_IE_SECURITY_CAPABILITIES, P },
		{ { 0xf0, 0xc0 }, PC5S_IE_SECURITY_CAPABILITIES, R },
		{ { 0x02 }, PC5S_IE_SIGNALLING_POLICY, R },
		{ { 0x01 }, PC5S_IE_SIGNALLING_POLICY, P },
		{ { 0x11 }, PC5S_IE_SIGNALLING_POLICY, R },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(down); i++) {
		struct setup setup = { .policy = down[i].policy, .rounds = 1 };
		struct world *world = make(&setup, 20 + i);
		uint8_t buf[512];
		struct pc5s_msg msg;
		struct packet *dcr;
		ssize_t len;

		world_connect(ALICE, BOB);
		dcr = world->packets[0];
		assert_int_equal(pc5s_decode(&msg, dcr->pdu, dcr->len), 0);
		msg.ie[down[i].ie].data = down[i].octets;
		len = pc5s_encode(&msg, buf, sizeof(buf));
		assert_int_equal(len, dcr->len);
		memcpy(dcr->pdu, buf, len);
		/* Before T5080: what is sent again is not edited again. */
		world_run(world, 900);
		assert_int_equal(world_ups(ALICE) + world_ups(BOB), 0);
		assert_true(ALICE->events[PC5_LS_CONNECT_FAILED] ||
			    BOB->events[PC5_LS_REFUSED]);
		if (ALICE->events[PC5_LS_CONNECT_FAILED])
			assert_int_equal(ALICE->last[PC5_LS_CONNECT_FAILED]
					 .cause, down[i].ie ==
					 PC5S_IE_SIGNALLING_POLICY ?
					 PC5S_CAUSE_POLICY_MISMATCH :
					 PC5S_CAUSE_CAPABILITIES_MISMATCH);
		world_free(world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_of_the_establishment),
		cmocka_unit_test(octets_of_what_is_protected),
		cmocka_unit_test(octets_of_a_link),
		cmocka_unit_test(downgrades),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
