// SPDX-License-Identifier: GPL-2.0-or-later
/* K_NRP kept across links and runs: which there are, and for how long. */

#include "knrpstore.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "faults.h"

static void kept(void **state)
{
	struct pc5_knrp k = store_knrp(0x1a2b3c4d, "bob", NOW, NOW + 100), got;
	struct pc5_user_info other = user_info("alice2"), peer = user_info("bob");
	struct stat st;
	int i;

	(void)state;
	for (i = 0; i < PC5_KNRP_LEN; i++)
		k.key[i] = 200 + i;
	k.own.len = 255;
	k.peer.len = 255;
	assert_int_equal(pc5_roles_parse(&k.peer_roles,
					 "end-ue,relay:00c0de,relay:000000,group:ffffff"),
			 0);
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), 0);
	assert_int_equal(store_put(0, "bob", NOW, UINT64_MAX, NOW), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(pc5_knrp_store_count(store), 2);
		assert_int_equal(pc5_knrp_store_get(store, 0x1a2b3c4d, NOW,
						    &got, &err), 0);
		assert_memory_equal(&k, &got, sizeof(k));
		assert_int_equal(pc5_knrp_store_find(store, &k.own, &k.peer,
						     NULL, NOW, &got, &err), 0);
		assert_memory_equal(&k, &got, sizeof(k));
		assert_int_equal(store_get(0, NOW), 0);
		assert_int_equal(store_get(1, NOW), -ENOENT);
		assert_int_equal(pc5_knrp_store_find(store, &other, &peer, NULL,
						     NOW, &got, &err), -ENOENT);
		assert_string_equal(err.text, "knrp: no such K_NRP");
		store_reopen();
	}
	assert_int_equal(stat(temp_path("knrp"), &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
}

static void format(void **state)
{
	static const char right[] =
		"pc5-knrp 1\n"
		"time 1000000\n"
		"knrp 0000002a 2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a 616c696365 626f62 end-ue 1000000 1000100\n"
		"end 2 ";
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(store_put(42, "bob", NOW, NOW + 100, NOW), 0);
	text = temp_read("knrp", &len);
	assert_int_equal(len, sizeof(right) - 1 + 65);
	assert_memory_equal(text, right, sizeof(right) - 1);
	free(text);
}

/*
 * One of the same two UEs for each relay service code and each part in it; and
 * entries of before are as they were.
 */
static void hops(void **state)
{
	static const struct pc5_hop hop[] = {
		{ 0xc0de, true }, { 0xc0de, false }, { 0xc0df, true }, { 0 },
	};
	struct pc5_knrp k = store_knrp(1, "bob", NOW, NOW + 100), got;
	size_t len, i, j;
	char *text;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(hop); i++) {
		k.id = i + 1;
		k.hop = hop[i];
		assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), 0);
	}
	text = temp_read("knrp", &len);
	assert_non_null(strstr(text, " 1000000 1000100 relay:00c0de\n"));
	assert_non_null(strstr(text, " 1000000 1000100 end-ue:00c0de\n"));
	assert_non_null(strstr(text, " 1000000 1000100\n"));
	free(text);
	for (j = 0; j < 2; j++) {
		for (i = 0; i < ARRAY_SIZE(hop); i++) {
			assert_int_equal(pc5_knrp_store_find(store, &k.own,
							     &k.peer, &hop[i],
							     NOW, &got, &err),
					 0);
			assert_int_equal(got.id, i + 1);
			assert_true(pc5_hop_equal(&got.hop, &hop[i]));
		}
		store_reopen();
	}
	k.id = 9;
	k.hop = (struct pc5_hop){ .rsc = 0x1000000 };
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
	k.hop = (struct pc5_hop){ .peer_relay = true };
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
}

static void refused(void **state)
{
	struct pc5_knrp k;

	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(store_put(1, "carol", NOW, NOW + 100, NOW), -EEXIST);
	assert_string_equal(err.text, "knrp: K_NRP ID 00000001 is taken");
	assert_int_equal(store_put(2, "bob", NOW - 9, NOW, NOW), -EKEYEXPIRED);
	assert_string_equal(err.text, "knrp: K_NRP ID 00000002 has expired");
	assert_int_equal(store_put(2, "bob", NOW, NOW, NOW), -EINVAL);
	assert_int_equal(store_put(2, "", NOW, NOW + 1, NOW), -EINVAL);
	k = store_knrp(2, "bob", NOW, NOW + 1);
	k.own.len = 0;
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
	assert_int_equal(pc5_knrp_store_count(store), 1);
	assert_int_equal(pc5_knrp_store_remove(store, 2, &err), -ENOENT);
	assert_int_equal(pc5_knrp_store_rename(store, 2, 3, &err), -ENOENT);
}

static void newest(void **state)
{
	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 900, NOW + 10), 0);
	assert_int_equal(store_put(2, "bob", NOW + 5, NOW + 100, NOW + 10), 0);
	assert_int_equal(store_put(3, "bob", NOW + 5, NOW + 50, NOW + 10), 0);
	assert_int_equal(store_put(4, "bo", NOW + 9, NOW + 100, NOW + 10), 0);
	/* The last one is not the newest. */
	assert_int_equal(store_put(5, "bob", NOW + 1, NOW + 60, NOW + 10), 0);
	assert_int_equal(store_find("bob", NOW + 10), 3);
	store_reopen();
	assert_int_equal(store_find("bob", NOW + 10), 3);
	assert_int_equal(store_find("bob", NOW + 50), 2);
	assert_int_equal(store_find("bob", NOW + 100), 1);
	assert_int_equal(store_find("bob", NOW + 900), 0);
}

static void new_id(void **state)
{
	(void)state;
	assert_int_equal(store_put(0x11112222, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(store_put(0x33334444, "carol", NOW, NOW + 9, NOW), 0);
	assert_int_equal(pc5_knrp_store_rename(store, 0x11112222, 0x33334444,
					       &err), -EEXIST);
	assert_int_equal(pc5_knrp_store_rename(store, 0x11112222, 0x55556666,
					       &err), 0);
	store_reopen();
	assert_int_equal(store_get(0x11112222, NOW), -ENOENT);
	assert_int_equal(store_get(0x55556666, NOW), 0);
	assert_int_equal(store_find("bob", NOW), 0x55556666);
	assert_int_equal(pc5_knrp_store_rename(store, 0x55556666, 0x55556666,
					       &err), 0);
}

static void removed(void **state)
{
	struct pc5_user_info bob = user_info("bob");
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(store_put(2, "carol", NOW, NOW + 9, NOW), 0);
	assert_int_equal(store_put(3, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(store_put(4, "dave", NOW, NOW + 9, NOW), 0);
	assert_int_equal(pc5_knrp_store_remove_peer(store, &bob, &err), 2);
	assert_int_equal(pc5_knrp_store_remove_peer(store, &bob, &err), 0);
	assert_int_equal(pc5_knrp_store_remove(store, 4, &err), 0);
	text = temp_read("knrp", &len);
	assert_null(strstr(text, "01010101"));
	assert_null(strstr(text, "04040404"));
	assert_non_null(strstr(text, "02020202"));
	free(text);
	store_reopen();
	assert_int_equal(pc5_knrp_store_count(store), 1);
	assert_int_equal(store_get(2, NOW), 0);
}

static void expired(void **state)
{
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 10, NOW), 0);
	assert_int_equal(store_put(2, "bob", NOW, NOW + 20, NOW), 0);
	assert_int_equal(store_put(3, "bob", NOW, NOW + 30, NOW), 0);
	assert_int_equal(store_get(1, NOW + 9), 0);
	assert_int_equal(store_get(1, NOW + 10), -ENOENT);
	/* It left the disk before that was said. */
	text = temp_read("knrp", &len);
	assert_null(strstr(text, "01010101"));
	free(text);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 19, &err), 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 30, &err), 2);
	store_reopen();
	assert_int_equal(pc5_knrp_store_count(store), 0);
	assert_int_equal(pc5_knrp_store_time(store), NOW + 30);
}

/* A clock set back neither revives a key nor lets one be used or taken. */
static void clock_back(void **state)
{
	uint64_t later = NOW + 1000;
	int i;

	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 500, NOW), 0);
	assert_int_equal(store_put(2, "carol", NOW, NOW + 5000, NOW), 0);
	assert_int_equal(store_put(3, "dave", NOW, later + 1, NOW), 0);
	assert_int_equal(store_get(2, later), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(store_get(1, later - PC5_KNRP_CLOCK_SLACK), -ENOENT);
		/* Near to it the mark is the time. */
		assert_int_equal(store_get(2, later - PC5_KNRP_CLOCK_SLACK), 0);
		assert_int_equal(store_get(2, later - PC5_KNRP_CLOCK_SLACK - 1),
				 -ESTALE);
		assert_string_equal(err.text,
				    "knrp: the clock is 61 s before the latest time seen; set it, or forget all keys");
		assert_int_equal(store_find("carol", NOW), 0);
		assert_int_equal(store_put(9, "erin", NOW, NOW + 9000, NOW), -ESTALE);
		assert_int_equal(pc5_knrp_store_prune(store, NOW, &err),
				 -ESTALE);
		store_reopen();
	}
	assert_int_equal(store_put(9, "erin", NOW, later, later - 1), -EKEYEXPIRED);
	assert_int_equal(pc5_knrp_store_forget(store, NOW, &err), 0);
	store_reopen();
	assert_int_equal(pc5_knrp_store_count(store), 0);
	assert_int_equal(store_put(9, "erin", NOW, NOW + 9, NOW), 0);
}

static void mark_written(void **state)
{
	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, UINT64_MAX, NOW), 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW +
					      PC5_KNRP_CLOCK_STEP - 1, &err),
			 0);
	store_reopen();
	assert_int_equal(pc5_knrp_store_time(store), NOW);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + PC5_KNRP_CLOCK_STEP,
					      &err), 0);
	store_reopen();
	assert_int_equal(pc5_knrp_store_time(store), NOW + PC5_KNRP_CLOCK_STEP);
}

static void full(void **state)
{
	char peer[8];
	int i;

	(void)state;
	/* Expire in the order of their IDs but for 5, which goes first. */
	for (i = 1; i <= 8; i++) {
		snprintf(peer, sizeof(peer), "peer%d", i);
		assert_int_equal(store_put(i, peer, NOW, NOW + 100 * i -
					   (i == 5 ? 450 : 0), NOW), 0);
	}
	assert_int_equal(store_put(9, "peer9", NOW, NOW + 9000, NOW), 0);
	assert_int_equal(pc5_knrp_store_count(store), 8);
	assert_int_equal(store_get(5, NOW), -ENOENT);
	/* A newer key of the same pair makes the older one go before others. */
	assert_int_equal(store_put(10, "peer8", NOW + 1, NOW + 9000, NOW + 1), 0);
	assert_int_equal(store_get(8, NOW + 1), -ENOENT);
	assert_int_equal(store_get(1, NOW + 1), 0);
	assert_int_equal(store_put(11, "peer11", NOW + 1, NOW + 9000, NOW + 1), 0);
	assert_int_equal(store_get(1, NOW + 1), -ENOENT);
	assert_int_equal(store_get(2, NOW + 1), 0);
	/* One that expires before all others is kept all the same. */
	assert_int_equal(store_put(12, "peer12", NOW + 1, NOW + 2, NOW + 1), 0);
	assert_int_equal(store_get(12, NOW + 1), 0);
	assert_int_equal(store_get(2, NOW + 1), -ENOENT);
	store_close();
	store_open(3);
	assert_int_equal(pc5_knrp_store_count(store), 3);
	assert_int_equal(store_get(12, NOW + 1), -ENOENT);
	assert_int_equal(store_get(9, NOW + 1), 0);
}

static void limits(void **state)
{
	struct pc5_knrp_store *other;
	uint32_t i, j;

	(void)state;
	assert_int_equal(pc5_knrp_store_open(&other, dir, 0, &err), -EINVAL);
	assert_int_equal(pc5_knrp_store_open(&other, dir,
					     PC5_KNRP_STORE_MAX + 1, &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "knrp: a limit of 1025 entries; 1 to 1024 are allowed");
	store_close();
	store_open(PC5_KNRP_STORE_MAX);
	/* The largest there can be, written and read; few writes on the way. */
	for (i = 0; i < 12; i++) {
		struct pc5_knrp k = store_knrp(i, "", UINT64_MAX - 1, UINT64_MAX);

		k.own.len = 255;
		k.peer.len = 255;
		for (j = 0; j < PC5_ROLES_MAX; j++) {
			k.peer_roles.relay[j] = j;
			k.peer_roles.group[j] = 0xffffff - j;
		}
		k.peer_roles.n_relay = PC5_ROLES_MAX;
		k.peer_roles.n_group = PC5_ROLES_MAX;
		memset(k.own.octets, 0xff, 255);
		assert_int_equal(pc5_knrp_store_put(store, &k, UINT64_MAX - 1,
						    &err), 0);
	}
	store_close();
	store_open(PC5_KNRP_STORE_MAX);
	assert_int_equal(pc5_knrp_store_count(store), 12);
	assert_non_null(pc5_knrp_store_entry(store, 11));
	assert_null(pc5_knrp_store_entry(store, 12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(format, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(hops, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(refused, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(newest, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(new_id, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(removed, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(expired, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(clock_back, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(mark_written, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(full, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(limits, store_setup,
						store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
