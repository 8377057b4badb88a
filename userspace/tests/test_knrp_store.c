// SPDX-License-Identifier: GPL-2.0-or-later
/* K_NRP on the disk. */

#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "libpc5/knrp-store.h"

#define NOW 1000000

static struct pc5_statedir *dir;
static struct pc5_knrp_store *store;
static struct pc5_file_error err;

static void open_store(size_t limit)
{
	assert_int_equal(pc5_statedir_open(&dir, temp_dir(), &fault_ops, &err),
			 0);
	assert_int_equal(pc5_knrp_store_open(&store, dir, limit, &err), 0);
}

static void close_store(void)
{
	pc5_knrp_store_close(store);
	pc5_statedir_close(dir);
	store = NULL;
	dir = NULL;
}

static void reopen(void)
{
	close_store();
	open_store(8);
}

static int setup(void **state)
{
	(void)state;
	fault_set(FAULT_NONE, 0);
	open_store(8);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close_store();
	temp_dir_remove();
	return 0;
}

static struct pc5_user_info info(const char *text)
{
	struct pc5_user_info info = { .len = strlen(text) };

	memcpy(info.octets, text, info.len);
	return info;
}

static struct pc5_knrp knrp(uint32_t id, const char *peer, uint64_t created,
			    uint64_t expiry)
{
	struct pc5_knrp k = {
		.id = id, .own = info("alice"), .peer = info(peer),
		.peer_roles.end_ue = true, .created = created,
		.expiry = expiry,
	};

	memset(k.key, id, sizeof(k.key));
	return k;
}

static int put(uint32_t id, const char *peer, uint64_t created, uint64_t expiry,
	       uint64_t now)
{
	struct pc5_knrp k = knrp(id, peer, created, expiry);

	return pc5_knrp_store_put(store, &k, now, &err);
}

static int get(uint32_t id, uint64_t now)
{
	struct pc5_knrp k, none = { 0 };
	int ret = pc5_knrp_store_get(store, id, now, &k, &err);

	if (ret)
		assert_memory_equal(&k, &none, sizeof(k));
	else
		assert_int_equal(k.id, id);
	return ret;
}

/* K_NRP ID of the key for @peer, 0 where there is none. */
static uint32_t find(const char *peer, uint64_t now)
{
	struct pc5_user_info own = info("alice"), other = info(peer);
	struct pc5_knrp k;

	if (pc5_knrp_store_find(store, &own, &other, NULL, now, &k,
				&err))
		return 0;
	return k.id;
}

static void kept(void **state)
{
	struct pc5_knrp k = knrp(0x1a2b3c4d, "bob", NOW, NOW + 100), got;
	struct pc5_user_info other = info("alice2"), peer = info("bob");
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
	assert_int_equal(put(0, "bob", NOW, UINT64_MAX, NOW), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(pc5_knrp_store_count(store), 2);
		assert_int_equal(pc5_knrp_store_get(store, 0x1a2b3c4d, NOW,
						    &got, &err), 0);
		assert_memory_equal(&k, &got, sizeof(k));
		assert_int_equal(pc5_knrp_store_find(store, &k.own, &k.peer,
						     NULL, NOW, &got, &err), 0);
		assert_memory_equal(&k, &got, sizeof(k));
		assert_int_equal(get(0, NOW), 0);
		assert_int_equal(get(1, NOW), -ENOENT);
		assert_int_equal(pc5_knrp_store_find(store, &other, &peer, NULL,
						     NOW,
						     &got, &err), -ENOENT);
		assert_string_equal(err.text, "knrp: no such K_NRP");
		assert_true(pc5_knrp_store_has(store, 0x1a2b3c4d));
		assert_false(pc5_knrp_store_has(store, 0x1a2b3c4e));
		assert_true(pc5_knrp_store_has_half(store, true, 0x1a2b));
		assert_true(pc5_knrp_store_has_half(store, false, 0x3c4d));
		assert_false(pc5_knrp_store_has_half(store, true, 0x3c4d));
		assert_false(pc5_knrp_store_has_half(store, false, 0x1a2b));
		reopen();
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
	assert_int_equal(put(42, "bob", NOW, NOW + 100, NOW), 0);
	text = temp_read("knrp", &len);
	assert_int_equal(len, sizeof(right) - 1 + 65);
	assert_memory_equal(text, right, sizeof(right) - 1);
	free(text);
}

/*
 * One of the same two UEs for each relay service code and each part in it; and a
 * file that has such ones is read again, one that has none any more is as of old.
 */
static void hops(void **state)
{
	static const struct pc5_hop hop[] = {
		{ 0xc0de, true }, { 0xc0de, false }, { 0xc0df, true }, { 0 },
	};
	struct pc5_knrp k = knrp(1, "bob", NOW, NOW + 100), got;
	size_t len, i, j;
	char *text;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(hop); i++) {
		k.id = i + 1;
		k.hop = hop[i];
		assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), 0);
	}
	text = temp_read("knrp", &len);
	assert_memory_equal(text, "pc5-knrp 2\n", 11);
	assert_non_null(strstr(text, "\nhop relay:00c0de 00000001 "));
	assert_non_null(strstr(text, "\nhop end-ue:00c0de 00000002 "));
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
		reopen();
	}
	k.id = 9;
	k.hop = (struct pc5_hop){ .rsc = 0x1000000 };
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
	k.hop = (struct pc5_hop){ .peer_relay = true };
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
	for (i = 0; i < 3; i++)
		assert_int_equal(pc5_knrp_store_remove(store, i + 1, &err), 0);
	text = temp_read("knrp", &len);
	assert_memory_equal(text, "pc5-knrp 1\n", 11);
	free(text);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 1);
}

static void refused(void **state)
{
	struct pc5_knrp k;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(put(1, "carol", NOW, NOW + 100, NOW), -EEXIST);
	assert_string_equal(err.text, "knrp: K_NRP ID 00000001 is taken");
	assert_int_equal(put(2, "bob", NOW - 9, NOW, NOW), -EKEYEXPIRED);
	assert_string_equal(err.text, "knrp: K_NRP ID 00000002 has expired");
	assert_int_equal(put(2, "bob", NOW, NOW, NOW), -EINVAL);
	assert_int_equal(put(2, "", NOW, NOW + 1, NOW), -EINVAL);
	k = knrp(2, "bob", NOW, NOW + 1);
	k.own.len = 0;
	assert_int_equal(pc5_knrp_store_put(store, &k, NOW, &err), -EINVAL);
	assert_int_equal(pc5_knrp_store_count(store), 1);
	assert_int_equal(pc5_knrp_store_remove(store, 2, &err), -ENOENT);
	assert_int_equal(pc5_knrp_store_rename(store, 2, 3, &err), -ENOENT);
}

static void newest(void **state)
{
	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 900, NOW + 10), 0);
	assert_int_equal(put(2, "bob", NOW + 5, NOW + 100, NOW + 10), 0);
	assert_int_equal(put(3, "bob", NOW + 5, NOW + 50, NOW + 10), 0);
	assert_int_equal(put(4, "bo", NOW + 9, NOW + 100, NOW + 10), 0);
	assert_int_equal(find("bob", NOW + 10), 3);
	reopen();
	assert_int_equal(find("bob", NOW + 10), 3);
	assert_int_equal(find("bob", NOW + 50), 2);
	assert_int_equal(find("bob", NOW + 100), 1);
	assert_int_equal(find("bob", NOW + 900), 0);
}

static void new_id(void **state)
{
	(void)state;
	assert_int_equal(put(0x11112222, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(put(0x33334444, "carol", NOW, NOW + 9, NOW), 0);
	assert_int_equal(pc5_knrp_store_rename(store, 0x11112222, 0x33334444,
					       &err), -EEXIST);
	assert_int_equal(pc5_knrp_store_rename(store, 0x11112222, 0x55556666,
					       &err), 0);
	reopen();
	assert_int_equal(get(0x11112222, NOW), -ENOENT);
	assert_int_equal(get(0x55556666, NOW), 0);
	assert_int_equal(find("bob", NOW), 0x55556666);
	assert_int_equal(pc5_knrp_store_rename(store, 0x55556666, 0x55556666,
					       &err), 0);
}

static void removed(void **state)
{
	struct pc5_user_info bob = info("bob");
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(put(2, "carol", NOW, NOW + 9, NOW), 0);
	assert_int_equal(put(3, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(put(4, "dave", NOW, NOW + 9, NOW), 0);
	assert_int_equal(pc5_knrp_store_remove_peer(store, &bob, &err), 2);
	assert_int_equal(pc5_knrp_store_remove_peer(store, &bob, &err), 0);
	assert_int_equal(pc5_knrp_store_remove(store, 4, &err), 0);
	text = temp_read("knrp", &len);
	assert_null(strstr(text, "01010101"));
	assert_null(strstr(text, "04040404"));
	assert_non_null(strstr(text, "02020202"));
	free(text);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 1);
	assert_int_equal(get(2, NOW), 0);
}

static void expired(void **state)
{
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 10, NOW), 0);
	assert_int_equal(put(2, "bob", NOW, NOW + 20, NOW), 0);
	assert_int_equal(put(3, "bob", NOW, NOW + 30, NOW), 0);
	assert_int_equal(get(1, NOW + 9), 0);
	assert_int_equal(get(1, NOW + 10), -ENOENT);
	/* It left the disk before that was said. */
	text = temp_read("knrp", &len);
	assert_null(strstr(text, "01010101"));
	free(text);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 19, &err), 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 30, &err), 2);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 0);
	assert_int_equal(pc5_knrp_store_time(store), NOW + 30);
}

/* A clock set back neither revives a key nor lets one be used or taken. */
static void clock_back(void **state)
{
	uint64_t later = NOW + 1000;
	int i;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 500, NOW), 0);
	assert_int_equal(put(2, "carol", NOW, NOW + 5000, NOW), 0);
	assert_int_equal(put(3, "dave", NOW, later + 1, NOW), 0);
	assert_int_equal(get(2, later), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(get(1, later - PC5_KNRP_CLOCK_SLACK), -ENOENT);
		/* Near to it the mark is the time. */
		assert_int_equal(get(2, later - PC5_KNRP_CLOCK_SLACK), 0);
		assert_int_equal(get(2, later - PC5_KNRP_CLOCK_SLACK - 1),
				 -ESTALE);
		assert_string_equal(err.text,
				    "knrp: the clock is 61 s before the latest time seen; set it, or forget all keys");
		assert_int_equal(find("carol", NOW), 0);
		assert_int_equal(put(9, "erin", NOW, NOW + 9000, NOW), -ESTALE);
		assert_int_equal(pc5_knrp_store_prune(store, NOW, &err),
				 -ESTALE);
		reopen();
	}
	assert_int_equal(put(9, "erin", NOW, later, later - 1), -EKEYEXPIRED);
	assert_int_equal(pc5_knrp_store_forget(store, NOW, &err), 0);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 0);
	assert_int_equal(put(9, "erin", NOW, NOW + 9, NOW), 0);
}

static void mark_written(void **state)
{
	(void)state;
	assert_int_equal(put(1, "bob", NOW, UINT64_MAX, NOW), 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW +
					      PC5_KNRP_CLOCK_STEP - 1, &err),
			 0);
	reopen();
	assert_int_equal(pc5_knrp_store_time(store), NOW);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + PC5_KNRP_CLOCK_STEP,
					      &err), 0);
	reopen();
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
		assert_int_equal(put(i, peer, NOW, NOW + 100 * i -
				     (i == 5 ? 450 : 0), NOW), 0);
	}
	assert_int_equal(put(9, "peer9", NOW, NOW + 9000, NOW), 0);
	assert_int_equal(pc5_knrp_store_count(store), 8);
	assert_int_equal(get(5, NOW), -ENOENT);
	/* A newer key of the same pair makes the older one go before others. */
	assert_int_equal(put(10, "peer8", NOW + 1, NOW + 9000, NOW + 1), 0);
	assert_int_equal(get(8, NOW + 1), -ENOENT);
	assert_int_equal(get(1, NOW + 1), 0);
	assert_int_equal(put(11, "peer11", NOW + 1, NOW + 9000, NOW + 1), 0);
	assert_int_equal(get(1, NOW + 1), -ENOENT);
	assert_int_equal(get(2, NOW + 1), 0);
	/* One that expires before all others is kept all the same. */
	assert_int_equal(put(12, "peer12", NOW + 1, NOW + 2, NOW + 1), 0);
	assert_int_equal(get(12, NOW + 1), 0);
	assert_int_equal(get(2, NOW + 1), -ENOENT);
	close_store();
	open_store(3);
	assert_int_equal(pc5_knrp_store_count(store), 3);
	assert_int_equal(get(12, NOW + 1), -ENOENT);
	assert_int_equal(get(9, NOW + 1), 0);
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
	close_store();
	open_store(PC5_KNRP_STORE_MAX);
	/* The largest there can be, written and read; few writes on the way. */
	for (i = 0; i < 12; i++) {
		struct pc5_knrp k = knrp(i, "", UINT64_MAX - 1, UINT64_MAX);

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
	close_store();
	open_store(PC5_KNRP_STORE_MAX);
	assert_int_equal(pc5_knrp_store_count(store), 12);
	assert_non_null(pc5_knrp_store_entry(store, 11));
	assert_null(pc5_knrp_store_entry(store, 12));
}

/* The state a change must leave: what was, or what was asked for. */
static int change(void)
{
	struct pc5_user_info carol = info("carol");
	int ret;

	ret = put(3, "bob", NOW, NOW + 50, NOW);
	if (!ret)
		ret = pc5_knrp_store_rename(store, 1, 0x10001, &err);
	if (!ret)
		ret = pc5_knrp_store_remove_peer(store, &carol, &err);
	return ret < 0 ? ret : 0;
}

static int stage(void)
{
	bool added = !get(3, NOW), renamed = !get(0x10001, NOW);
	bool removed = get(2, NOW);

	assert_int_equal(pc5_knrp_store_count(store), 2 + added - removed);
	assert_int_equal(get(1, NOW), renamed ? -ENOENT : 0);
	assert_true(added || !renamed);
	assert_true(renamed || !removed);
	return added + renamed + removed;
}

static void base(void)
{
	close_store();
	unlink(temp_path("knrp"));
	fault_set(FAULT_NONE, 0);
	open_store(8);
	assert_int_equal(put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(put(2, "carol", NOW, NOW + 100, NOW), 0);
}

/* Killed before each of its system calls: the old or the new, never neither. */
static void killed(void **state)
{
	unsigned int seen = 0;
	unsigned int at;
	int status;
	pid_t pid;

	(void)state;
	for (at = 0; at < 200; at++) {
		base();
		close_store();
		pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			open_store(8);
			fault_set(FAULT_EXIT, at);
			_exit(!!change());
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		fault_set(FAULT_NONE, 0);
		open_store(8);
		/* The lock and the store: no temporary stays. */
		assert_int_equal(temp_count(), 2);
		seen |= 1U << stage();
		if (!WEXITSTATUS(status))
			break;
		assert_int_equal(WEXITSTATUS(status), 99);
	}
	assert_in_range(at, 30, 199);
	assert_int_equal(seen, 15);
	assert_int_equal(stage(), 3);
}

/* Each system call fails in its turn: said, and memory and disk agree. */
static void failures(void **state)
{
	unsigned int at, mode;
	int ret, in_memory;

	(void)state;
	for (mode = FAULT_ERROR; mode <= FAULT_LATE; mode++) {
		for (at = 0; at < 200; at++) {
			base();
			fault_set(mode, at);
			ret = change();
			if (!fault_hit())
				break;
			assert_true(ret == 0 || ret == -EIO);
			if (!ret)
				assert_int_equal(stage(), 3);
			/* The disk follows memory with the next change. */
			fault_set(FAULT_NONE, 0);
			in_memory = stage();
			assert_int_equal(put(7, "x", NOW, NOW + 9, NOW), 0);
			assert_int_equal(pc5_knrp_store_remove(store, 7, &err),
					 0);
			assert_int_equal(stage(), in_memory);
			reopen();
			assert_int_equal(stage(), in_memory);
		}
		assert_in_range(at, 30, 199);
	}
}

/* What was to come did not, in memory either. */
static void failures_of_addition(void **state)
{
	(void)state;
	base();
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(put(3, "bob", NOW, NOW + 50, NOW), -EIO);
	assert_int_equal(get(3, NOW), -ENOENT);
	assert_int_equal(pc5_knrp_store_count(store), 2);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_knrp_store_rename(store, 1, 0x10001, &err), -EIO);
	assert_int_equal(get(1, NOW), 0);
	assert_int_equal(get(0x10001, NOW), -ENOENT);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 2);
	assert_int_equal(get(1, NOW), 0);
}

/* What is to go is gone from memory even if the disk does not take it. */
static void failures_of_removal(void **state)
{
	(void)state;
	base();
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_knrp_store_remove(store, 1, &err), -EIO);
	assert_string_equal(err.text,
			    "knrp: cannot create a temporary file beside it: Input/output error");
	assert_int_equal(get(1, NOW), -ENOENT);
	base();
	assert_int_equal(put(3, "dave", NOW, NOW + 500, NOW), 0);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(get(1, NOW + 100), -ENOENT);
	assert_true(fault_hit());
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(get(3, NOW + 100), 0);
	assert_true(fault_hit());
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 100, &err), -EIO);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 100, &err), 0);
	reopen();
	assert_int_equal(pc5_knrp_store_count(store), 1);
}

static int open_fails(int expected)
{
	struct pc5_knrp_store *other;
	int ret = pc5_knrp_store_open(&other, dir, 8, &err);

	if (!ret) {
		pc5_knrp_store_close(other);
		return 1;
	}
	assert_null(other);
	return ret != expected;
}

/* Cut anywhere, each bit of each octet changed, something added anywhere. */
static void damaged(void **state)
{
	char *text, *copy;
	size_t len, i;
	int bit, fd;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(put(2, "c", NOW, NOW + 100, NOW), 0);
	text = temp_read("knrp", &len);
	copy = malloc(len + 1);
	assert_non_null(copy);
	for (i = 0; i < len; i++) {
		temp_write("knrp", text, i, 0600);
		assert_int_equal(open_fails(-EBADMSG), 0);
	}
	fd = open(temp_path("knrp"), O_RDWR | O_TRUNC);
	assert_true(fd >= 0);
	for (i = 0; i < len; i++) {
		memcpy(copy, text, len);
		for (bit = 0; bit < 8; bit++) {
			copy[i] = text[i] ^ 1 << bit;
			assert_int_equal(pwrite(fd, copy, len, 0), len);
			assert_int_equal(open_fails(-EBADMSG), 0);
		}
	}
	for (i = 0; i <= len; i++) {
		memcpy(copy, text, i);
		copy[i] = '\n';
		memcpy(copy + i + 1, text + i, len - i);
		assert_int_equal(pwrite(fd, copy, len + 1, 0), len + 1);
		assert_int_equal(open_fails(-EBADMSG), 0);
	}
	close(fd);
	assert_int_equal(open_fails(-EBADMSG), 0);
	assert_string_equal(err.text,
			    "knrp: cut or damaged: the last line does not match the rest");
	temp_write("knrp", text, len, 0600);
	assert_int_equal(open_fails(0), 1);
	free(copy);
	free(text);
}

/* Whole, but not what this writes. */
static void nonsense(void **state)
{
#define ID "knrp 0000002a "
#define KEY "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a "
#define REST "61 62 - 10 20\n"
	static const struct {
		const char *body;
		const char *text;
	} bad[] = {
		{ "", "knrp:1: the line \"time\" is missing" },
		{ "tim 1\n", "knrp:2: \"time\" is missing" },
		{ "time\n", "knrp:2: a word is missing" },
		{ "time 1 2\n", "knrp:2: too many words" },
		{ "time 1\x20\n", "knrp:2: a space at the end" },
		{ "time  1\n", "knrp:2: a word is missing" },
		{ "time 01\n", "knrp:2: no number from 0 to 18446744073709551615" },
		{ "time -1\n", "knrp:2: no number from 0 to 18446744073709551615" },
		{ "time 18446744073709551616\n",
		  "knrp:2: no number from 0 to 18446744073709551615" },
		{ "time 1\n\n", "knrp:3: a word is missing" },
		{ "time 1\nknrp\n", "knrp:3: a word is missing" },
		{ "time 1\nknrp 0000002A " KEY REST,
		  "knrp:3: no 4 to 4 octets in hexadecimal" },
		{ "time 1\nknrp 00002a " KEY REST,
		  "knrp:3: no 4 to 4 octets in hexadecimal" },
		{ "time 1\n" ID "- " REST,
		  "knrp:3: no 32 to 32 octets in hexadecimal" },
		{ "time 1\n" ID "2a" KEY REST,
		  "knrp:3: no 32 to 32 octets in hexadecimal" },
		{ "time 1\n" ID KEY "- 62 - 10 20\n",
		  "knrp:3: no user info, or expired before created" },
		{ "time 1\n" ID KEY "6 62 - 10 20\n",
		  "knrp:3: no 0 to 255 octets in hexadecimal" },
		{ "time 1\n" ID KEY "61 62 end-u 10 20\n", "knrp:3: no roles" },
		{ "time 1\n" ID KEY "61 62 end-ue, 10 20\n",
		  "knrp:3: no roles" },
		{ "time 1\n" ID KEY "61 62 relay:000001,end-ue 10 20\n",
		  "knrp:3: no roles" },
		{ "time 1\n" ID KEY "61 62 end-ue,end-ue 10 20\n",
		  "knrp:3: no roles" },
		{ "time 1\n" ID KEY "61 62 relay:00001 10 20\n",
		  "knrp:3: no roles" },
		{ "time 1\n" ID KEY "61 62 - 20 20\n",
		  "knrp:3: no user info, or expired before created" },
		{ "time 1\n" ID KEY REST ID KEY REST,
		  "knrp:4: K_NRP ID 0000002a twice" },
	};
	struct pc5_state_writer w;
	struct pc5_knrp_store *other;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *p;

		assert_int_equal(pc5_state_begin(&w, 2000, "pc5-knrp 1"), 0);
		strcpy(w.text + w.len, bad[i].body);
		w.len += strlen(bad[i].body);
		for (p = bad[i].body; *p; p++)
			w.lines += *p == '\n';
		assert_int_equal(pc5_state_seal(&w), 0);
		temp_write("knrp", w.text, w.len, 0600);
		pc5_state_free(&w);
		assert_int_equal(pc5_knrp_store_open(&other, dir, 8, &err),
				 -EBADMSG);
		assert_string_equal(err.text, bad[i].text);
	}
	temp_write("knrp", "pc5-knrp 3\n", 11, 0600);
	assert_int_equal(pc5_knrp_store_open(&other, dir, 8, &err), -EBADMSG);
	assert_string_equal(err.text,
			    "knrp:1: the first line is not \"pc5-knrp 1\"");
}

static void bad_hops(void **state)
{
	static const char key[] = " 0000002a " KEY "61 62 - 10 20\n";
	static const struct {
		const char *magic, *hop;
		bool good;
	} it[] = {
		{ "pc5-knrp 2", "hop relay:00c0de", true },
		{ "pc5-knrp 1", "hop relay:00c0de", false },
		{ "pc5-knrp 2", "knrp", false },
		{ "pc5-knrp 2", "hop relay:00c0d", false },
		{ "pc5-knrp 2", "hop relay:00C0DE", false },
		{ "pc5-knrp 2", "hop relay:000000", false },
		{ "pc5-knrp 2", "hop relay", false },
		{ "pc5-knrp 2", "hop rela:000001", false },
		{ "pc5-knrp 2", "hop end-ue:0000001", false },
	};
	struct pc5_knrp_store *other;
	struct pc5_state_writer w;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(it); i++) {
		assert_int_equal(pc5_state_begin(&w, 2000, it[i].magic), 0);
		w.len += sprintf(w.text + w.len, "time 1\n%s%s", it[i].hop,
				 key);
		w.lines += 2;
		assert_int_equal(pc5_state_seal(&w), 0);
		temp_write("knrp", w.text, w.len, 0600);
		pc5_state_free(&w);
		assert_int_equal(pc5_knrp_store_open(&other, dir, 8, &err),
				 it[i].good ? 0 : -EBADMSG);
		pc5_knrp_store_close(other);
	}
}

static void permissions(void **state)
{
	struct pc5_statedir *other;

	(void)state;
	assert_int_equal(put(1, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(chmod(temp_path("knrp"), 0640), 0);
	assert_int_equal(open_fails(-EPERM), 0);
	assert_string_equal(err.text,
			    "knrp: mode 0640 lets others at the secret; 0600 is right");
	unlink(temp_path("knrp"));
	assert_int_equal(symlink("/dev/zero", temp_path("knrp")), 0);
	assert_int_equal(open_fails(-ELOOP), 0);
	unlink(temp_path("knrp"));
	close_store();
	assert_int_equal(chmod(temp_dir(), 0770), 0);
	assert_int_equal(pc5_statedir_open(&other, temp_dir(), NULL, &err),
			 -EPERM);
	assert_null(other);
	assert_non_null(strstr(err.text,
			       "mode 0770 lets others write it; 0700 is right"));
	assert_int_equal(chmod(temp_dir(), 0700), 0);
	unlink(temp_path("lock"));
	assert_int_equal(symlink("elsewhere", temp_path("lock")), 0);
	assert_int_equal(pc5_statedir_open(&other, temp_dir(), NULL, &err),
			 -ELOOP);
	unlink(temp_path("lock"));
	assert_int_equal(pc5_statedir_open(&other, temp_path("a/b"), NULL,
					   &err), -ENOENT);
	open_store(8);
}

static void lock(void **state)
{
	struct pc5_statedir *other;
	int ready[2];
	pid_t pid;
	char c;

	(void)state;
	assert_int_equal(pc5_statedir_open(&other, temp_dir(), NULL, &err),
			 -EBUSY);
	assert_non_null(strstr(err.text,
			       "another process uses it; each agent needs a directory of its own"));
	close_store();
	/* Whatever ends its holder frees it. */
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		open_store(8);
		c = write(ready[1], "", 1);
		pause();
		_exit(c);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(pc5_statedir_open(&other, temp_dir(), NULL, &err),
			 -EBUSY);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	open_store(8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept, setup, teardown),
		cmocka_unit_test_setup_teardown(format, setup, teardown),
		cmocka_unit_test_setup_teardown(hops, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_hops, setup, teardown),
		cmocka_unit_test_setup_teardown(refused, setup, teardown),
		cmocka_unit_test_setup_teardown(newest, setup, teardown),
		cmocka_unit_test_setup_teardown(new_id, setup, teardown),
		cmocka_unit_test_setup_teardown(removed, setup, teardown),
		cmocka_unit_test_setup_teardown(expired, setup, teardown),
		cmocka_unit_test_setup_teardown(clock_back, setup, teardown),
		cmocka_unit_test_setup_teardown(mark_written, setup, teardown),
		cmocka_unit_test_setup_teardown(full, setup, teardown),
		cmocka_unit_test_setup_teardown(limits, setup, teardown),
		cmocka_unit_test_setup_teardown(killed, setup, teardown),
		cmocka_unit_test_setup_teardown(failures, setup, teardown),
		cmocka_unit_test_setup_teardown(failures_of_addition, setup,
						teardown),
		cmocka_unit_test_setup_teardown(failures_of_removal, setup,
						teardown),
		cmocka_unit_test_setup_teardown(damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(nonsense, setup, teardown),
		cmocka_unit_test_setup_teardown(permissions, setup, teardown),
		cmocka_unit_test_setup_teardown(lock, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
