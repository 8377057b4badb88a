// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay discovery against others: edited, replayed and forged
 * messages, wrong keys and clocks, keys that end.
 */

#include "discthree.h"

#include <stdlib.h>

/* The last message of each type that was in the air, by who sent it. */
static struct dw_msg seen[3][3];

static bool tap(struct dw *world, unsigned int from, struct dw_msg *msg)
{
	switch (world->last_clear[0]) {
	case PC5_DISC_ANNOUNCEMENT:
		seen[from][0] = *msg;
		break;
	case PC5_DISC_SOLICITATION:
		seen[from][1] = *msg;
		break;
	case PC5_DISC_RESPONSE:
		seen[from][2] = *msg;
		break;
	default:
		fail_msg("type %02x", world->last_clear[0]);
	}
	return true;
}

/* With an ear on the air. */
static void heard_three(uint64_t with_seed)
{
	memset(seen, 0, sizeof(seen));
	three(with_seed);
	w.tap = tap;
}

static void edited(void **state)
{
	unsigned int who, type, n = 0;
	uint8_t copy[PC5_DISC_MSG_MAX];
	size_t bit;

	(void)state;
	heard_three(1);
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_find(s, "bob");
	dw_pass(&w, 2100);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	/* Somebody who is to take all: relay, source and target. */
	r = dw_add(&w, "other", 0xd00001, PC5_DISC_SERVE | PC5_DISC_USE);
	dw_app(r, "alice", "bob", PC5_DISC_FIND, APP);
	dw_app(r, "bob", "alice", PC5_DISC_FOUND, APP);
	dw_start(r);
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, true, 0), 0);
	for (who = 0; who < 3; who++) {
		for (type = 0; type < 3; type++) {
			const struct dw_msg *m = &seen[who][type];

			n += !!m->len;
			for (bit = 0; bit < 8 * m->len; bit++) {
				memcpy(copy, m->data, m->len);
				copy[bit / 8] ^= 1 << bit % 8;
				assert_int_not_equal(dw_inject(r, m->src, copy,
							       m->len),
						     PC5_DISC_TAKEN);
			}
			for (bit = 0; bit < m->len; bit++)
				assert_int_not_equal(dw_inject(r, m->src,
							       m->data, bit),
						     PC5_DISC_TAKEN);
		}
	}
	/* Announcement, two solicitations, two responses. */
	assert_int_equal(n, 5);
	assert_int_equal(dw_relays(r), 0);
	assert_int_equal(r->sent, 0);
	/* As they were they are taken. */
	assert_int_equal(dw_inject(r, 0xb00001, seen[1][0].data,
				   seen[1][0].len), PC5_DISC_TAKEN);
	assert_int_equal(dw_relays(r), 1);
	assert_int_equal(dw_candidates(r, "bob"), 1);
}

/* An end UE's set that a relay with the keys of the code edits. */
static void edited_set(void **state)
{
	const uint8_t info[6] = "relayX", status = 0x80;
	uint8_t set[PC5_DISC_SET_MAX], list[PC5_DISC_SETS_LEN_MAX];
	struct pc5s_span span = { set, 0 };
	uint8_t buf[PC5_DISC_MSG_MAX];
	struct pc5_disc_keyset k;
	struct pc5s_msg msg;
	uint32_t counter;
	size_t bit, len;

	(void)state;
	heard_three(2);
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 1000);
	/* It opens the outer message, but not the set. */
	k = r->config.rsc[0].ring.keyset[0];
	len = seen[2][2].len;
	memcpy(buf, seen[2][2].data, len);
	assert_int_equal(pc5_disc_unprotect(&k.keys, DW_UTC, 5, buf, len,
					    &counter), 0);
	assert_int_equal(pc5_disc_decode(&msg, buf, len), 0);
	span.len = msg.ie[PC5S_IE_DISCOVERY_SET].len;
	memcpy(set, msg.ie[PC5S_IE_DISCOVERY_SET].data, span.len);
	for (bit = 0; bit <= 8U * span.len; bit++) {
		ssize_t n;

		if (bit < 8U * span.len)
			set[bit / 8] ^= 1 << bit % 8;
		pc5s_init(&msg, PC5_DISC_ANNOUNCEMENT, 0);
		pc5s_set(&msg, PC5S_IE_RELAY_USER_INFO, info, 6);
		pc5s_set(&msg, PC5S_IE_STATUS_INDICATOR, &status, 1);
		n = pc5_disc_sets_encode(&span, 1, list, sizeof(list));
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SETS, list, n);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		assert_int_equal(dw_inject(s, 0xd00001, buf, len),
				 PC5_DISC_TAKEN);
		assert_int_equal(dw_candidates(s, "bob"), bit == 8U * span.len);
		if (bit < 8U * span.len)
			set[bit / 8] ^= 1 << bit % 8;
	}
}

static void wrong_keys(void **state)
{
	(void)state;
	/* Of the code. */
	heard_three(3);
	s->config.rsc[0].ring.keyset[0].keys.duik[5] ^= 1;
	start_three();
	dw_pass(&w, 5000);
	assert_int_equal(dw_relays(s), 0);
	assert_int_equal(pc5_disc_count(s->disc, PC5_DISC_NOT_OURS), 3);
	dw_end(&w);
	/* Of the application: there is a relay, nothing behind it. */
	heard_three(3);
	s->config.app[0].ring.keyset[0].keys.duik[5] ^= 1;
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_find(s, "bob");
	dw_pass(&w, 5000);
	assert_int_equal(dw_relays(s), 1);
	assert_int_equal(dw_candidates(s, "bob"), 0);
	assert_int_equal(pc5_disc_count(t->disc, PC5_DISC_SET), 3);
	dw_end(&w);
	/* Names that are not those of the application. */
	heard_three(3);
	s->config.app[0].peer = dw_name("bobby");
	t->config.app[0].peer = dw_name("erin");
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_find(s, "bobby");
	dw_pass(&w, 5000);
	assert_int_equal(dw_relays(s), 1);
	assert_int_equal(dw_candidates(s, "bob") + dw_candidates(s, "bobby"),
			 0);
	assert_int_equal(pc5_disc_count(t->disc, PC5_DISC_SET), 3);
}

static void replayed(void **state)
{
	struct dw_msg m;

	(void)state;
	heard_three(4);
	start_three();
	dw_pass(&w, 100);
	m = seen[1][0];
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_REPLAY);
	/* From elsewhere it is the same message. */
	assert_int_equal(dw_inject(s, 0xd00001, m.data, m.len),
			 PC5_DISC_REPLAY);
	assert_int_equal(dw_relays(s), 1);
	/* To itself it is its own, from wherever. */
	assert_int_equal(dw_inject(r, m.src, m.data, m.len), PC5_DISC_OWN);
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, false, 0), 0);
	dw_pass(&w, 5000);
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_REPLAY);
	dw_pass(&w, 1000);
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_TIME);
	/* When the same LSBs come round. */
	dw_pass(&w, 10000);
	assert_int_equal(dw_inject(s, m.src, m.data, m.len),
			 PC5_DISC_NOT_OURS);
	/* One that did not arrive the first time does in time, once. */
	w.loss = 1000;
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, true, 0), 0);
	dw_pass(&w, 1000);
	m = w.last;
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_TAKEN);
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_REPLAY);
}

/* What this UE sent comes back from another Layer-2 ID. */
static void reflected(void **state)
{
	struct dw_msg m;
	unsigned int sent;

	(void)state;
	heard_three(5);
	r->config.rsc[0].roles = PC5_DISC_SERVE | PC5_DISC_USE;
	start_three();
	dw_pass(&w, 100);
	dw_find(s, "bob");
	dw_pass(&w, 1000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	sent = s->sent + r->sent + t->sent;
	m = seen[0][1];
	assert_int_equal(dw_inject(s, 0xd00001, m.data, m.len), PC5_DISC_OWN);
	m = seen[1][0];
	assert_int_equal(dw_inject(r, 0xd00001, m.data, m.len), PC5_DISC_OWN);
	m = seen[1][1];
	assert_int_equal(dw_inject(r, 0xd00001, m.data, m.len), PC5_DISC_OWN);
	m = seen[1][2];
	assert_int_equal(dw_inject(r, 0xd00001, m.data, m.len), PC5_DISC_OWN);
	m = seen[2][2];
	assert_int_equal(dw_inject(t, 0xd00001, m.data, m.len), PC5_DISC_OWN);
	assert_int_equal(dw_inject(t, 0, m.data, m.len), PC5_DISC_MALFORMED);
	assert_int_equal(s->sent + r->sent + t->sent, sent);
}

static void clocks(void **state)
{
	int skew;

	(void)state;
	for (skew = -9; skew <= 9; skew++) {
		heard_three(6);
		s->skew_s = skew;
		start_three();
		dw_find(s, "bob");
		dw_pass(&w, 1500);
		assert_int_equal(dw_relays(s), abs(skew) <= 5);
		assert_int_equal(dw_candidates(s, "bob"), abs(skew) <= 5);
		dw_end(&w);
	}
	/* Relay and source agree, the target's clock is off: its set counts. */
	heard_three(6);
	t->skew_s = 5;
	s->skew_s = -1;
	start_three();
	dw_find(s, "bob");
	dw_pass(&w, 1500);
	assert_int_equal(dw_relays(s), 1);
	assert_int_equal(dw_candidates(s, "bob"), 0);
}

/* A clock that is set back does not make old messages new. */
static void set_back(void **state)
{
	struct dw_msg m;

	(void)state;
	heard_three(7);
	start_three();
	dw_pass(&w, 100);
	m = seen[1][0];
	dw_pass(&w, 100000);
	s->skew_s = -100;
	assert_int_equal(dw_inject(s, m.src, m.data, m.len), PC5_DISC_REPLAY);
	/* Nor do new ones count until the time is reached that was. */
	dw_pass(&w, 10000);
	assert_true(pc5_disc_count(s->disc, PC5_DISC_TIME) +
		    pc5_disc_count(s->disc, PC5_DISC_NOT_OURS) > 0);
	s->skew_s = 0;
	dw_pass(&w, 2500);
	assert_int_equal(dw_relays(s), 1);
}

/* A set of somebody who has the keys of the application. */
static size_t forge_set(const char *discoveree, const char *discoverer,
			uint8_t *buf)
{
	const uint8_t random[4] = { 1, 2, 3, 4 };
	const struct pc5_disc_set set = {
		.discoveree = dw_name(discoveree),
		.discoverer = dw_name(discoverer),
	};
	uint32_t utc = DW_UTC + (w.now - 1000000) / 1000;
	struct pc5_disc_ring ring = { .n = 0 };
	ssize_t len;

	dw_keys(&ring, APP);
	len = pc5_disc_set_encode(&set, utc, buf, PC5_DISC_SET_MAX);
	assert_true(len > 0);
	assert_int_equal(pc5_disc_set_protect(&ring.keyset[0].keys, utc, random,
					      buf, len), 0);
	return len;
}

/* Who is looked for answers only those who say who they are. */
static void discoverers(void **state)
{
	static const struct {
		const char *discoveree;
		const char *discoverer;
		uint8_t reason;
	} ask[] = {
		{ "bob", "alice", PC5_DISC_TAKEN },
		{ "bob", "dave", PC5_DISC_TAKEN },
		{ "bob", "*", PC5_DISC_SET },
		{ "bob", "bob", PC5_DISC_SET },
		{ "*", "alice", PC5_DISC_SET },
		{ "bobby", "alice", PC5_DISC_SET },
	};
	uint8_t buf[PC5_DISC_MSG_MAX], set[PC5_DISC_SET_MAX];
	const uint8_t info[6] = "mallo";
	struct pc5s_msg msg;
	unsigned int i, n = 0;
	size_t len;

	(void)state;
	heard_three(16);
	start_three();
	for (i = 0; i < ARRAY_SIZE(ask); i++) {
		len = forge_set(ask[i].discoveree, ask[i].discoverer, set);
		pc5s_init(&msg, PC5_DISC_SOLICITATION, 0);
		pc5s_set(&msg, PC5S_IE_DISCOVERY_SET, set, len);
		pc5s_set(&msg, PC5S_IE_SOURCE_END_UE_INFO, info, 6);
		len = dw_forge(&w, &msg, DW_KEYS, buf);
		assert_int_equal(dw_inject(t, 0xd00001 + i, buf, len),
				 ask[i].reason);
		n += !ask[i].reason;
		assert_int_equal(t->sent, n);
	}
}

/* Without protection only where provisioning says so. */
static void open_discovery(void **state)
{
	uint8_t info[6] = "relayX", status = 0x80, list = 0;
	uint8_t buf[PC5_DISC_MSG_MAX];
	struct pc5s_msg msg;
	size_t len;

	(void)state;
	heard_three(11);
	start_three();
	pc5s_init(&msg, PC5_DISC_ANNOUNCEMENT, 0);
	pc5s_set(&msg, PC5S_IE_RELAY_USER_INFO, info, 6);
	pc5s_set(&msg, PC5S_IE_STATUS_INDICATOR, &status, 1);
	pc5s_set(&msg, PC5S_IE_DISCOVERY_SETS, &list, 1);
	len = dw_forge(&w, &msg, 0, buf);
	assert_int_equal(dw_inject(s, 0xd00001, buf, len), PC5_DISC_NOT_OURS);
	dw_end(&w);

	heard_three(11);
	memset(&s->config.rsc[0].ring, 0, sizeof(s->config.rsc[0].ring));
	s->config.rsc[0].ring.open = true;
	memset(&s->config.app[0].ring, 0, sizeof(s->config.app[0].ring));
	s->config.app[0].ring.open = true;
	r->config.rsc[0].ring = s->config.rsc[0].ring;
	t->config.rsc[0].ring = s->config.rsc[0].ring;
	t->config.app[0].ring = s->config.app[0].ring;
	start_three();
	assert_int_equal(dw_inject(s, 0xd00001, buf, len), PC5_DISC_TAKEN);
	dw_find(s, "bob");
	dw_pass(&w, 1000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	assert_false(dw_last(s, PC5_DISC_TARGET_FOUND)->target.protected);
	assert_false(dw_last(s, PC5_DISC_RELAY_FOUND)->relay.protected);
	/* Of another code it is not ours. */
	pc5s_set(&msg, PC5S_IE_RELAY_SERVICE_CODE, info, 3);
	len = dw_forge(&w, &msg, 0, buf);
	assert_int_equal(dw_inject(s, 0xd00001, buf, len), PC5_DISC_NOT_OURS);
}

/* Keys that overlap carry it over; without any nothing goes. */
static void validity(void **state)
{
	struct pc5_disc_find find = { .rsc = DW_RSC };
	uint8_t copy[PC5_DISC_MSG_MAX];
	struct pc5_disc_ring *ring;
	unsigned int i, sent;
	uint32_t search, counter;

	(void)state;
	heard_three(12);
	for (i = 0; i < 3; i++) {
		ring = &w.ue[i].config.rsc[0].ring;
		dw_keys(ring, 0x31);
		ring->keyset[0].not_after = DW_UTC + 20;
		ring->keyset[1].not_before = DW_UTC + 10;
		ring->keyset[1].not_after = DW_UTC + 40;
	}
	ring = &s->config.app[0].ring;
	ring->keyset[0].not_after = DW_UTC + 30;
	start_three();
	for (i = 0; i < 39; i++) {
		dw_pass(&w, 1000);
		assert_int_equal(dw_relays(s), 1);
		if (i != 8 && i != 14)
			continue;
		/* From its beginning on the newer one is sent with. */
		ring = &r->config.rsc[0].ring;
		memcpy(copy, seen[1][0].data, seen[1][0].len);
		assert_int_equal(pc5_disc_unprotect(&ring->keyset[i == 14].keys,
						    DW_UTC + i, 5, copy,
						    seen[1][0].len, &counter),
				 0);
	}
	assert_int_equal(w.reasons[PC5_DISC_NOT_OURS], 0);
	assert_int_equal(dw_count(s, PC5_DISC_RELAY_FOUND), 1);
	/* Those of the application went before. */
	assert_int_equal(dw_count(s, PC5_DISC_KEYS_GONE), 1);
	assert_int_equal(dw_last(s, PC5_DISC_KEYS_GONE)->e.app, 1);
	find.target = dw_name("bob");
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -EKEYEXPIRED);
	dw_pass(&w, 3000);
	assert_int_equal(dw_count(s, PC5_DISC_KEYS_GONE), 2);
	assert_int_equal(dw_last(s, PC5_DISC_KEYS_GONE)->e.rsc, DW_RSC);
	assert_int_equal(dw_count(r, PC5_DISC_KEYS_GONE), 1);
	sent = r->sent;
	dw_pass(&w, 20000);
	assert_int_equal(r->sent, sent);
	assert_int_equal(dw_inject(s, seen[1][0].src, seen[1][0].data,
				   seen[1][0].len) == PC5_DISC_TAKEN, 0);
	/* New ones by a new configuration. */
	for (i = 0; i < 3; i++) {
		w.ue[i].config.rsc[0].ring.keyset[1].not_after = UINT64_MAX;
		assert_int_equal(pc5_disc_configure(w.ue[i].disc,
						    &w.ue[i].config), 0);
	}
	dw_pass(&w, 3000);
	assert_true(r->sent > sent);
}

/* Keys that begin later, and that is said. */
static void not_yet(void **state)
{
	unsigned int i;

	(void)state;
	heard_three(13);
	for (i = 0; i < 3; i++)
		w.ue[i].config.rsc[0].ring.keyset[0].not_before = DW_UTC + 5;
	start_three();
	dw_pass(&w, 4000);
	assert_int_equal(r->sent, 0);
	assert_int_equal(dw_count(r, PC5_DISC_KEYS_GONE), 1);
	dw_pass(&w, 4000);
	assert_int_equal(dw_count(r, PC5_DISC_KEYS_BACK), 1);
	assert_int_equal(dw_relays(s), 1);
}

static void no_randomness(void **state)
{
	struct pc5_disc_find find = { .rsc = DW_RSC };
	uint32_t search;

	(void)state;
	heard_three(14);
	start_three();
	w.fail_random = true;
	find.target = dw_name("bob");
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -EIO);
	dw_pass(&w, 5000);
	assert_int_equal(s->sent + r->sent, 0);
	w.fail_random = false;
	dw_find(s, "bob");
	dw_pass(&w, 5000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
}

static const struct pc5_disc_ops no_ops;

static void refuse(struct pc5_disc_config *config)
{
	assert_null(pc5_disc_new(config, &no_ops, NULL));
	*config = s->config;
}

static void configurations(void **state)
{
	struct pc5_disc_config c;

	(void)state;
	heard_three(15);
	c = s->config;
	start_three();
	c.l2_id = 0;
	refuse(&c);
	c.l2_id = 0x1000000;
	refuse(&c);
	c.n_rscs = PC5_DISC_RSCS_MAX + 1;
	refuse(&c);
	c.n_apps = PC5_DISC_APPS_MAX + 1;
	refuse(&c);
	c.announce_ms = 0;
	refuse(&c);
	c.t5110_ms = 0;
	refuse(&c);
	c.t5112_ms = 0;
	refuse(&c);
	c.expire_ms = 0;
	refuse(&c);
	c.skew_s = 0;
	refuse(&c);
	c.skew_s = PC5_DISC_SKEW_MAX + 1;
	refuse(&c);
	c.answer_burst = 0;
	refuse(&c);
	c.rsc[0].rsc = 0x1000000;
	refuse(&c);
	c.rsc[0].dst = 0;
	refuse(&c);
	c.rsc[0].roles = 0;
	refuse(&c);
	c.rsc[0].roles = 4;
	refuse(&c);
	c.rsc[0].ring.open = true;
	refuse(&c);
	c.rsc[0].ring.n = 0;
	refuse(&c);
	c.rsc[0].ring.n = PC5_DISC_KEYSETS_MAX + 1;
	refuse(&c);
	c.rsc[0].ring.keyset[0].keys.has_duik = false;
	refuse(&c);
	c.rsc[1] = c.rsc[0];
	c.n_rscs = 2;
	refuse(&c);
	c.app[0].own.len = 0;
	refuse(&c);
	c.app[0].own = dw_name("*");
	refuse(&c);
	c.app[0].peer.len = 0;
	refuse(&c);
	c.app[0].use = 0;
	refuse(&c);
	c.app[0].ring.n = 0;
	refuse(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(edited, three_end),
		cmocka_unit_test_teardown(edited_set, three_end),
		cmocka_unit_test_teardown(wrong_keys, three_end),
		cmocka_unit_test_teardown(replayed, three_end),
		cmocka_unit_test_teardown(reflected, three_end),
		cmocka_unit_test_teardown(clocks, three_end),
		cmocka_unit_test_teardown(set_back, three_end),
		cmocka_unit_test_teardown(discoverers, three_end),
		cmocka_unit_test_teardown(open_discovery, three_end),
		cmocka_unit_test_teardown(validity, three_end),
		cmocka_unit_test_teardown(not_yet, three_end),
		cmocka_unit_test_teardown(no_randomness, three_end),
		cmocka_unit_test_teardown(configurations, three_end),
	};

	return cmocka_run_group_tests(tests, three_setup, NULL);
}
