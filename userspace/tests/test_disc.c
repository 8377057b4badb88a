// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay discovery between machines in memory: models A and B, with
 * loss and duplication, several relays, targets, codes and applications.
 */

#include "discthree.h"

#include <stdio.h>

static void model_a(void **state)
{
	const struct dw_event *e;
	struct pc5_disc_end_ue ue;

	(void)state;
	three(1);
	start_three();
	dw_pass(&w, 3000);
	assert_int_equal(dw_relays(s), 1);
	e = dw_last(s, PC5_DISC_RELAY_FOUND);
	assert_int_equal(e->relay.l2_id, 0xb00001);
	assert_int_equal(e->relay.rsc, DW_RSC);
	assert_int_equal(e->relay.status, PC5_DISC_STATUS_RESOURCES);
	assert_true(e->relay.protected);
	assert_memory_equal(e->relay.info, "relay1", 6);
	assert_int_equal(dw_candidates(s, "bob"), 0);
	assert_int_equal(dw_relays(t), 1);

	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 5000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	e = dw_last(s, PC5_DISC_TARGET_FOUND);
	assert_memory_equal(e->target.name.octets, "bob", 3);
	assert_true(e->target.protected);
	assert_false(e->target.has_info);
	assert_false(e->relay.direct);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, 0, &ue), 0);
	assert_int_equal(ue.l2_id, 0xc00001);
	assert_memory_equal(ue.info, "bob\0\0", 6);
	assert_true(ue.announced);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, ue.id, &ue), -ENOENT);

	/* Once they fall silent they are forgotten, the target first. */
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, false), 0);
	dw_pass(&w, 45000);
	assert_int_equal(dw_count(s, PC5_DISC_TARGET_LOST), 1);
	assert_int_equal(dw_count(s, PC5_DISC_RELAY_LOST), 0);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, 0, &ue), -ENOENT);
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, false, 0), 0);
	dw_pass(&w, 35000);
	assert_int_equal(dw_count(s, PC5_DISC_RELAY_LOST), 1);
	assert_int_equal(dw_relays(s), 0);
	assert_int_equal(dw_count(s, PC5_DISC_RELAY_FOUND), 1);
}

/* The octets of the set that the messages of each machine carry. */
static uint8_t solicited[2][PC5_DISC_SET_MAX];

static bool tap_sets(struct dw *world, unsigned int from,
		     struct dw_msg *msg)
{
	struct pc5s_msg m;

	(void)msg;
	if (pc5_disc_decode(&m, world->last_clear, world->last_clear_len) ||
	    m.type != PC5_DISC_SOLICITATION || from > 1)
		return true;
	memcpy(solicited[from], m.ie[PC5S_IE_DISCOVERY_SET].data,
	       m.ie[PC5S_IE_DISCOVERY_SET].len);
	return true;
}

static void model_b(void **state)
{
	const struct dw_event *e;
	struct pc5_disc_end_ue ue;
	unsigned int sent;
	uint32_t search;

	(void)state;
	three(2);
	start_three();
	dw_pass(&w, 100);
	sent = r->sent;
	w.tap = tap_sets;
	search = dw_find(s, "bob");
	dw_pass(&w, 1000);
	/* S, R, T, R; as R copies the set unread. */
	assert_int_equal(s->sent, 1);
	assert_int_equal(r->sent - sent, 2);
	assert_int_equal(t->sent, 1);
	assert_memory_equal(solicited[0], solicited[1], 15);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	e = dw_last(s, PC5_DISC_TARGET_FOUND);
	assert_true(e->target.has_info);
	assert_memory_equal(e->target.info, "bob\0\0", 6);
	assert_memory_equal(e->relay.info, "relay1", 6);
	assert_int_equal(e->relay.l2_id, 0xb00001);
	/* To the one who asked, not to all. */
	assert_int_equal(w.last.dst, 0xa00001);
	assert_int_equal(dw_count(s, PC5_DISC_SEARCH_DONE), 0);
	dw_pass(&w, 2000);
	e = dw_last(s, PC5_DISC_SEARCH_DONE);
	assert_int_equal(e->e.search, search);
	assert_int_equal(e->e.found, 1);
	assert_int_equal(s->sent, 1);
	/* The relay has where both are, for the links. */
	assert_int_equal(pc5_disc_end_ue_next(r->disc, 0, &ue), 0);
	assert_int_equal(ue.l2_id, 0xa00001);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, ue.id, &ue), 0);
	assert_int_equal(ue.l2_id, 0xc00001);
}

static void nobody(void **state)
{
	const struct dw_event *e;
	uint32_t search;

	(void)state;
	three(3);
	dw_app(s, "alice", "carol", PC5_DISC_FIND, APP);
	start_three();
	search = dw_find(s, "carol");
	dw_pass(&w, 7990);
	assert_int_equal(dw_count(s, PC5_DISC_SEARCH_DONE), 0);
	dw_pass(&w, 20);
	e = dw_last(s, PC5_DISC_SEARCH_DONE);
	assert_int_equal(e->e.search, search);
	assert_int_equal(e->e.found, 0);
	assert_int_equal(s->sent, 4);
	assert_int_equal(t->sent, 0);
	assert_true(w.reasons[PC5_DISC_SET] >= 4);
}

/* Both models under loss and duplication always come to the same. */
static void lossy(void **state)
{
	unsigned int i, n;

	(void)state;
	for (i = 0; i < 60; i++) {
		three(seed * 1000 + i);
		w.loss = 300;
		w.copies = 300;
		start_three();
		assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, i & 1), 0);
		for (n = 0; n < 40 && !dw_candidates(s, "bob"); n++) {
			if (!(i & 1) && !(n % 5))
				dw_find(s, "bob");
			dw_pass(&w, 2000);
		}
		if (!dw_candidates(s, "bob"))
			fail_msg("seed %llu: not found",
				 (unsigned long long)(seed * 1000 + i));
		assert_int_equal(dw_candidates(s, "bob"), 1);
		assert_int_equal(dw_relays(s), 1);
		assert_int_equal(dw_count(s, PC5_DISC_TARGET_FOUND), 1);
		assert_int_equal(w.reasons[PC5_DISC_MALFORMED] +
				 w.reasons[PC5_DISC_NOT_OURS] +
				 w.reasons[PC5_DISC_FAILED], 0);
		dw_end(&w);
	}
}

static void prohibited(void **state)
{
	struct pc5_disc_end_ue ue;

	(void)state;
	three(4);
	t->config.app[0].announce_prohibited = true;
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 10000);
	assert_int_equal(dw_relays(s), 1);
	assert_int_equal(dw_candidates(s, "bob"), 0);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, 0, &ue), 0);
	assert_false(ue.announced);
	dw_find(s, "bob");
	dw_pass(&w, 1000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	/* Neither is what it answered. */
	dw_pass(&w, 29000);
	dw_pass(&w, 10000);
	assert_int_equal(dw_candidates(s, "bob"), 0);
}

static struct pc5s_span last_set(uint8_t type)
{
	struct pc5s_span sets[PC5_DISC_SETS_MAX] = { { 0 } };
	static struct pc5s_msg msg;

	assert_int_equal(pc5_disc_decode(&msg, w.last_clear, w.last_clear_len),
			 0);
	assert_int_equal(msg.type, type);
	if (type != PC5_DISC_ANNOUNCEMENT)
		return msg.ie[PC5S_IE_DISCOVERY_SET];
	assert_int_equal(pc5_disc_sets_decode(msg.ie[PC5S_IE_DISCOVERY_SETS],
					      sets), 1);
	return sets[0];
}

/* What a UE says to all is announced, not what it answered to one. */
static void offered(void **state)
{
	uint8_t set[PC5_DISC_SET_MAX];
	struct pc5s_span span;
	struct dw_ue *q;

	(void)state;
	three(14);
	q = dw_add(&w, "dave", 0xa00002, PC5_DISC_USE);
	dw_app(q, "dave", "bob", PC5_DISC_FIND, APP);
	q->reach = 1 << 1;
	start_three();
	dw_start(q);
	dw_pass(&w, 500);
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	pc5_disc_run(t->disc);
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, false), 0);
	span = last_set(PC5_DISC_RESPONSE);
	memcpy(set, span.data, span.len);
	dw_pass(&w, 300);
	dw_find(q, "bob");
	dw_pass(&w, 300);
	assert_int_equal(dw_candidates(q, "bob"), 1);
	dw_pass(&w, 905);
	span = last_set(PC5_DISC_ANNOUNCEMENT);
	assert_memory_equal(span.data, set, span.len);
	dw_pass(&w, 50);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	/* It does not outlive the skew. */
	dw_pass(&w, 5000);
	assert_int_equal(pc5_disc_decode(&(struct pc5s_msg){ 0 }, w.last_clear,
					 w.last_clear_len), 0);
	assert_int_equal(w.last_clear[0], PC5_DISC_ANNOUNCEMENT);
	assert_int_equal(w.last_clear_len, 19);
}

/* In range, without a relay: unasked and asked. */
static void direct(void **state)
{
	const struct dw_event *e;
	bool answer;

	(void)state;
	for (answer = false;; answer = true) {
		dw_begin(&w, 5);
		s = dw_add(&w, "alice", 0xa00001, PC5_DISC_USE);
		t = dw_add(&w, "bob", 0xc00001, PC5_DISC_USE);
		dw_app(s, "alice", "bob", PC5_DISC_FIND, APP);
		dw_app(t, "bob", "alice", PC5_DISC_FOUND, APP);
		t->config.direct = answer;
		dw_start(s);
		dw_start(t);
		dw_find(s, "bob");
		dw_pass(&w, 1000);
		assert_int_equal(dw_candidates(s, "bob"), answer);
		if (answer)
			break;
		assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
		dw_pass(&w, 1000);
		assert_int_equal(dw_candidates(s, "bob"), 1);
		dw_end(&w);
	}
	e = dw_last(s, PC5_DISC_TARGET_FOUND);
	assert_true(e->relay.direct);
	assert_int_equal(e->relay.l2_id, 0xc00001);
	assert_memory_equal(e->relay.info, "bob\0\0", 6);
	assert_int_equal(dw_count(s, PC5_DISC_RELAY_FOUND), 0);
}

/* Each relay passes on once what it hears from its source, and nothing else. */
static void single_hop(void **state)
{
	struct dw_ue *q;
	unsigned int sent_r, sent_q;
	uint32_t search;

	(void)state;
	three(6);
	q = dw_add(&w, "relay2", 0xb00002, PC5_DISC_SERVE);
	s->reach = 1 << 1;
	t->reach = 1 << 3;
	start_three();
	dw_start(q);
	assert_int_equal(pc5_disc_serve(q->disc, DW_RSC, true, 0), 0);
	dw_pass(&w, 100);
	sent_r = r->sent;
	sent_q = q->sent;
	/* R hears S, and Q only R: Q does not take it further to T. */
	r->reach = 1 << 3 | 1;
	search = dw_find(s, "bob");
	dw_pass(&w, 500);
	assert_int_equal(pc5_disc_stop(s->disc, search), 0);
	assert_int_equal(r->sent, sent_r + 1);
	assert_int_equal(q->sent, sent_q);
	assert_int_equal(t->sent, 0);
	assert_int_equal(w.reasons[PC5_DISC_RELAYED], 1);

	/* All hear all: both relays pass it on once, and the answers to them. */
	s->reach = ~1U;
	t->reach = ~1U;
	r->reach = ~0U;
	dw_pass(&w, 20000);
	sent_r = r->sent;
	sent_q = q->sent;
	t->config.direct = false;
	assert_int_equal(pc5_disc_configure(t->disc, &t->config), 0);
	dw_find(s, "bob");
	w.now += 50;
	dw_settle(&w);
	assert_int_equal(r->sent, sent_r + 2);
	assert_int_equal(q->sent, sent_q + 2);
	assert_int_equal(t->sent, 2);
	assert_int_equal(dw_candidates(s, "bob"), 2);
}

/* A relay that is named is the only one that passes it on. */
static void named(void **state)
{
	struct pc5_disc_find find = { .rsc = DW_RSC, .has_relay = true };
	struct dw_ue *q;
	unsigned int sent_r, sent_q;
	uint32_t search;

	(void)state;
	three(7);
	q = dw_add(&w, "relay2", 0xb00002, PC5_DISC_SERVE);
	s->reach = ~0U & ~(1U << 2);
	t->reach = ~1U;
	start_three();
	dw_start(q);
	assert_int_equal(pc5_disc_serve(q->disc, DW_RSC, true, 0), 0);
	dw_pass(&w, 100);
	sent_r = r->sent;
	sent_q = q->sent;
	find.target = dw_name("bob");
	memcpy(find.relay, "relay2", 6);
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), 0);
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -EALREADY);
	dw_pass(&w, 500);
	assert_int_equal(r->sent, sent_r);
	assert_int_equal(q->sent, sent_q + 2);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	assert_memory_equal(dw_last(s, PC5_DISC_TARGET_FOUND)->relay.info,
			    "relay2", 6);
	assert_int_equal(pc5_disc_stop(s->disc, search), 0);
	assert_int_equal(pc5_disc_stop(s->disc, search), -ENOENT);
	/* To the Layer-2 ID that is known of it. */
	find.relay_l2_id = 0xb00002;
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), 0);
	assert_int_equal(w.last.dst, 0xb00002);
	dw_pass(&w, 5000);
	assert_int_equal(dw_last(s, PC5_DISC_SEARCH_DONE)->e.found, 1);
}

/* Two relays and two targets that call themselves the same stay apart. */
static void equal_names(void **state)
{
	struct dw_ue *q, *u;
	struct pc5_disc_relay relay;
	struct pc5_disc_target target;
	struct pc5_disc_end_ue ue;
	uint32_t first;

	(void)state;
	three(8);
	q = dw_add(&w, "relay1", 0xb00002, PC5_DISC_SERVE);
	u = dw_add(&w, "bob2", 0xc00002, PC5_DISC_USE);
	dw_app(u, "bob", PC5_DISC_ANYBODY, PC5_DISC_FOUND, APP);
	s->reach = 1 << 1 | 1 << 3;
	t->reach = 1 << 1;
	u->reach = 1 << 1 | 1 << 3;
	start_three();
	dw_start(q);
	dw_start(u);
	assert_int_equal(pc5_disc_serve(q->disc, DW_RSC, true, 0), 0);
	dw_pass(&w, 3000);
	assert_int_equal(dw_relays(s), 2);
	dw_find(s, "bob");
	dw_pass(&w, 1000);
	assert_int_equal(dw_candidates(s, "bob"), 2);
	/* Behind the first both targets, told apart by their user info IDs. */
	for (relay.id = 0; !pc5_disc_relay_next(s->disc, relay.id, &relay);) {
		assert_memory_equal(relay.info, "relay1", 6);
		assert_int_equal(relay.n_targets,
				 relay.l2_id == 0xb00001 ? 2 : 1);
		assert_int_equal(pc5_disc_target(s->disc, relay.id,
						 relay.n_targets, &target),
				 -ENOENT);
	}
	assert_int_equal(pc5_disc_relay_next(s->disc, 0, &relay), 0);
	first = relay.id;
	assert_int_equal(pc5_disc_forget(s->disc, first), 0);
	assert_int_equal(pc5_disc_forget(s->disc, first), -ENOENT);
	assert_int_equal(dw_relays(s), 1);
	/* The relay has both under their own Layer-2 IDs. */
	assert_int_equal(pc5_disc_end_ue_next(r->disc, 0, &ue), 0);
	assert_int_equal(ue.l2_id, 0xa00001);
	assert_int_equal(pc5_disc_end_ue_next(r->disc, ue.id, &ue), 0);
	first = ue.l2_id;
	assert_int_equal(pc5_disc_end_ue_next(r->disc, ue.id, &ue), 0);
	assert_int_equal(first + ue.l2_id, 0xc00001 + 0xc00002);
}

/* Two at a time look for the same; the answer goes to all. */
static void two_sources(void **state)
{
	struct dw_ue *q;

	(void)state;
	three(9);
	q = dw_add(&w, "dave", 0xa00002, PC5_DISC_USE);
	dw_app(q, "dave", "bob", PC5_DISC_FIND, APP);
	q->reach = 1 << 1;
	start_three();
	dw_start(q);
	dw_find(s, "bob");
	dw_find(q, "bob");
	dw_pass(&w, 1000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	assert_int_equal(dw_candidates(q, "bob"), 1);
	/* What was meant for the other is none of its own. */
	assert_true(w.reasons[PC5_DISC_SET] >= 2);
}

/* Each code and each application has its own keys. */
static void several(void **state)
{
	struct pc5_disc_find find = { .rsc = DW_RSC + 1 };
	struct pc5_disc_relay relay;
	struct pc5_disc_target target;
	struct pc5_user_info name;
	uint32_t search;

	(void)state;
	three(10);
	dw_app(s, "a-2", "b-2", PC5_DISC_FIND, APP + 2);
	dw_app(t, "b-2", "a-2", PC5_DISC_FOUND | PC5_DISC_FIND, APP + 2);
	dw_app(s, "alice", "erin", PC5_DISC_FIND, APP);
	r->config.rsc[1] = r->config.rsc[0];
	r->config.rsc[1].rsc++;
	r->config.rsc[1].ring.n = 0;
	dw_keys(&r->config.rsc[1].ring, 0x77);
	r->config.n_rscs = 2;
	memcpy(s->config.rsc, r->config.rsc, sizeof(s->config.rsc));
	s->config.rsc[0].roles = PC5_DISC_USE;
	s->config.rsc[1].roles = PC5_DISC_USE;
	s->config.n_rscs = 2;
	memcpy(t->config.rsc, s->config.rsc, sizeof(s->config.rsc));
	t->config.n_rscs = 2;
	start_three();
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC + 1, true, 0x80), 0);
	find.target = dw_name("b-2");
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), 0);
	dw_pass(&w, 1000);
	name = dw_name("b-2");
	assert_int_equal(pc5_disc_candidate_next(s->disc, 0, DW_RSC + 1,
						 &name, &relay, &target), 0);
	assert_memory_equal(target.own.octets, "a-2", 3);
	assert_int_equal(dw_candidates(s, "b-2"), 0);
	assert_int_equal(dw_candidates(s, "bob"), 0);
	/* Offered is every application, over the one code. */
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 4000);
	assert_int_equal(dw_candidates(s, "b-2"), 1);
	assert_int_equal(dw_relays(s), 2);
}

static void authorised(void **state)
{
	struct pc5_disc_find find = { .rsc = DW_RSC };
	uint32_t search, i;

	(void)state;
	three(11);
	for (i = 0; i <= PC5_DISC_SEARCHES_MAX; i++) {
		char name[8];

		snprintf(name, sizeof(name), "x%u", i);
		dw_app(s, "alice", name, PC5_DISC_FIND, APP);
	}
	dw_start(s);
	dw_start(r);
	dw_start(t);
	assert_int_equal(pc5_disc_serve(r->disc, 1, true, 0), -ENOENT);
	assert_int_equal(pc5_disc_serve(s->disc, DW_RSC, true, 0), -EPERM);
	assert_int_equal(pc5_disc_offer(r->disc, DW_RSC, true), -EPERM);
	assert_int_equal(pc5_disc_offer(s->disc, 1, true), -ENOENT);
	find.target = dw_name("nobody");
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -ENOENT);
	assert_int_equal(pc5_disc_find(r->disc, &find, &search), -EPERM);
	find.target = dw_name("bob");
	/* One that lets itself be found need not be able to look for others. */
	assert_int_equal(pc5_disc_find(t->disc, &find, &search), -ENOENT);
	find.rsc = 1;
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -ENOENT);
	/* A relay that does not serve says nothing. */
	dw_find(s, "bob");
	dw_pass(&w, 10000);
	assert_int_equal(r->sent, 0);
	for (i = 0; i < PC5_DISC_SEARCHES_MAX; i++) {
		char name[8];

		snprintf(name, sizeof(name), "x%u", i);
		dw_find(s, name);
	}
	find.rsc = DW_RSC;
	assert_int_equal(pc5_disc_find(s->disc, &find, &search), -ENOSPC);
	assert_int_equal(pc5_disc_stop(s->disc, 0), -ENOENT);
}

static void reload(void **state)
{
	struct pc5_disc_config config;

	(void)state;
	three(12);
	start_three();
	assert_int_equal(pc5_disc_offer(t->disc, DW_RSC, true), 0);
	dw_pass(&w, 5000);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	dw_find(s, "bob");
	/* What stays is kept. */
	config = s->config;
	config.rsc[1] = config.rsc[0];
	config.rsc[0].rsc = 1;
	config.n_rscs = 2;
	assert_int_equal(pc5_disc_configure(s->disc, &config), 0);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	dw_pass(&w, 2000);
	assert_int_equal(dw_count(s, PC5_DISC_SEARCH_DONE), 1);
	/* What makes no sense changes nothing. */
	config.rsc[0].rsc = DW_RSC;
	assert_int_equal(pc5_disc_configure(s->disc, &config), -EINVAL);
	assert_int_equal(dw_candidates(s, "bob"), 1);
	/* What goes is forgotten, and nothing is asked for it any more. */
	dw_find(s, "bob");
	config.n_rscs = 1;
	config.rsc[0].rsc = 1;
	assert_int_equal(pc5_disc_configure(s->disc, &config), 0);
	assert_int_equal(dw_relays(s), 0);
	dw_pass(&w, 10000);
	assert_int_equal(dw_count(s, PC5_DISC_SEARCH_DONE), 1);
	/* No relay any more: it falls silent. */
	r->config.rsc[0].roles = PC5_DISC_USE;
	assert_int_equal(pc5_disc_configure(r->disc, &r->config), 0);
	config.n_rscs = r->sent;
	dw_pass(&w, 10000);
	assert_int_equal(r->sent, config.n_rscs);
}

static void new_l2_id(void **state)
{
	(void)state;
	three(13);
	start_three();
	dw_pass(&w, 3000);
	pc5_disc_set_l2_id(r->disc, 0xb00009);
	r->config.l2_id = 0xb00009;
	dw_pass(&w, 3000);
	/* A relay under a new Layer-2 ID is a new one, the old one goes. */
	assert_int_equal(dw_relays(s), 2);
	dw_pass(&w, 30000);
	assert_int_equal(dw_relays(s), 1);
	assert_int_equal(dw_last(s, PC5_DISC_RELAY_FOUND)->relay.l2_id,
			 0xb00009);
}

static void names(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < PC5_DISC_REASONS; i++)
		assert_string_not_equal(pc5_disc_reason_name(i), "unknown");
	assert_string_equal(pc5_disc_reason_name(i), "unknown");
	assert_string_equal(pc5_disc_reason_name(PC5_DISC_REPLAY), "replay");
	assert_string_equal(pc5_disc_event_name(PC5_DISC_KEYS_BACK),
			    "keys-back");
	assert_string_equal(pc5_disc_event_name(PC5_DISC_KEYS_BACK + 1),
			    "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(model_a, three_end),
		cmocka_unit_test_teardown(model_b, three_end),
		cmocka_unit_test_teardown(nobody, three_end),
		cmocka_unit_test_teardown(lossy, three_end),
		cmocka_unit_test_teardown(prohibited, three_end),
		cmocka_unit_test_teardown(offered, three_end),
		cmocka_unit_test_teardown(direct, three_end),
		cmocka_unit_test_teardown(single_hop, three_end),
		cmocka_unit_test_teardown(named, three_end),
		cmocka_unit_test_teardown(equal_names, three_end),
		cmocka_unit_test_teardown(two_sources, three_end),
		cmocka_unit_test_teardown(several, three_end),
		cmocka_unit_test_teardown(authorised, three_end),
		cmocka_unit_test_teardown(reload, three_end),
		cmocka_unit_test_teardown(new_l2_id, three_end),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, three_setup, NULL);
}
