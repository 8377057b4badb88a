// SPDX-License-Identifier: GPL-2.0-or-later
/* The journal of contexts, and counters that must not repeat. */

#include "test.h"

#include <linux/pc5.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "libpc5/context-journal.h"
#include "libpc5/counters.h"

static struct pc5_statedir *dir;
static struct pc5_journal *journal;
static struct pc5_counters *counters;
static struct pc5_file_error err;

static void open_all(void)
{
	assert_int_equal(pc5_statedir_open(&dir, temp_dir(), &fault_ops, &err),
			 0);
	assert_int_equal(pc5_journal_open(&journal, dir, &err), 0);
	assert_int_equal(pc5_counters_open(&counters, dir, &err), 0);
}

static void close_all(void)
{
	pc5_journal_close(journal);
	pc5_counters_close(counters);
	pc5_statedir_close(dir);
}

static void reopen(void)
{
	fault_set(FAULT_NONE, 0);
	close_all();
	open_all();
}

static int setup(void **state)
{
	(void)state;
	fault_set(FAULT_NONE, 0);
	open_all();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close_all();
	temp_dir_remove();
	return 0;
}

static struct pc5_context context(const char *link, uint16_t sess_id,
				  enum pc5_context_state how_far)
{
	struct pc5_context c = {
		.sess_id = sess_id, .state = how_far,
		.role = PC5_ROLE_RESPONDER, .enc = PC5_NEA2,
		.integ = PC5_NIA3, .local_l2 = 1, .peer_l2 = PC5_L2ID_MAX,
		.has_knrp = true, .knrp_id = 0x1a2b3c4d,
		.own = { 5, "alice" }, .peer = { 3, "bob" },
		.boot = { 1, 2, 3 }, .created = 1234,
	};

	strcpy(c.link, link);
	return c;
}

static int put(const char *link, uint16_t sess_id,
	       enum pc5_context_state how_far)
{
	struct pc5_context c = context(link, sess_id, how_far);

	return pc5_journal_put(journal, &c, &err);
}

static const struct pc5_context *find(const char *link, uint16_t sess_id)
{
	const struct pc5_context *c;
	size_t i;

	for (i = 0; i < pc5_journal_count(journal); i++) {
		c = pc5_journal_entry(journal, i);
		if (c->sess_id == sess_id && !strcmp(c->link, link))
			return c;
	}
	return NULL;
}

static int state_of(const char *link, uint16_t sess_id)
{
	const struct pc5_context *c = find(link, sess_id);

	return c ? (int)c->state : -1;
}

static void kept(void **state)
{
	static const char right[] =
		"pc5-contexts 1\n"
		"context pc5-bob 3ac5 active 1 2 3 000001 ffffff 1a2b3c4d 616c696365 626f62 01020300000000000000000000000000 1234\n"
		"context l2 0000 releasing 1 0 0 000001 ffffff - - 626f62 01020300000000000000000000000000 1234\n"
		"end 2 ";
	struct pc5_context c = context("l2", 0, PC5_CONTEXT_RELEASING);
	struct pc5_context d = context("pc5-bob", 0x3ac5, PC5_CONTEXT_ACTIVE);
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(put("pc5-bob", 0x3ac5, PC5_CONTEXT_PENDING), 0);
	assert_int_equal(put("pc5-bob", 0x3ac5, PC5_CONTEXT_ACTIVE), 0);
	c.enc = PC5_NEA0;
	c.integ = PC5_NIA0;
	c.has_knrp = false;
	c.knrp_id = 0;
	c.own.len = 0;
	memset(c.own.octets, 0, sizeof(c.own.octets));
	assert_int_equal(pc5_journal_put(journal, &c, &err), 0);
	reopen();
	assert_int_equal(pc5_journal_count(journal), 2);
	assert_memory_equal(pc5_journal_entry(journal, 0), &d, sizeof(d));
	assert_memory_equal(pc5_journal_entry(journal, 1), &c, sizeof(c));
	assert_null(pc5_journal_entry(journal, 2));
	text = temp_read("contexts", &len);
	assert_int_equal(len, sizeof(right) - 1 + 65);
	assert_memory_equal(text, right, sizeof(right) - 1);
	free(text);
}

static void changes(void **state)
{
	struct pc5_context c = context("a", 3, PC5_CONTEXT_ACTIVE);

	(void)state;
	assert_int_equal(put("a", 1, PC5_CONTEXT_RETIRING), 0);
	assert_int_equal(put("a", 2, PC5_CONTEXT_ACTIVE), 0);
	assert_int_equal(put("b", 1, PC5_CONTEXT_ACTIVE), 0);
	assert_int_equal(pc5_journal_replace(journal, 9, &c, &err), -ENOENT);
	c.sess_id = 1;
	assert_int_equal(pc5_journal_replace(journal, 2, &c, &err), -EEXIST);
	assert_string_equal(err.text,
			    "contexts: link a has K_NRP-sess ID 0001 already");
	c.sess_id = 3;
	c.local_l2 = 77;
	assert_int_equal(pc5_journal_replace(journal, 2, &c, &err), 0);
	reopen();
	assert_int_equal(state_of("a", 2), -1);
	assert_int_equal(find("a", 3)->local_l2, 77);
	assert_int_equal(pc5_journal_remove(journal, "a", 2, &err), -ENOENT);
	assert_int_equal(pc5_journal_remove(journal, "b", 1, &err), 0);
	assert_int_equal(put("b", 4, PC5_CONTEXT_ACTIVE), 0);
	assert_int_equal(pc5_journal_remove_link(journal, "a", &err), 2);
	assert_int_equal(pc5_journal_remove_link(journal, "a", &err), 0);
	reopen();
	assert_int_equal(pc5_journal_count(journal), 1);
	assert_int_equal(state_of("b", 4), PC5_CONTEXT_ACTIVE);
}

static void refused(void **state)
{
	static const char *const names[] = {
		"", ".", "..", "a b", "a/b", "a:b", "a\nb", "a\x7f",
		"0123456789abcdef",
	};
	struct pc5_context c, good = context("a", 1, PC5_CONTEXT_ACTIVE);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		c = good;
		memcpy(c.link, names[i], strlen(names[i]) < sizeof(c.link) ?
		       strlen(names[i]) + 1 : sizeof(c.link));
		assert_int_equal(pc5_journal_put(journal, &c, &err), -EINVAL);
	}
#define REFUSED(field, value) do { \
	c = good; \
	c.field = value; \
	assert_int_equal(pc5_journal_put(journal, &c, &err), -EINVAL); \
} while (0)
	REFUSED(sess_id, 0);
	REFUSED(state, PC5_CONTEXT_RELEASING + 1);
	REFUSED(role, PC5_ROLE_RESPONDER + 1);
	REFUSED(enc, PC5_NEA3 + 1);
	REFUSED(integ, PC5_NIA3 + 1);
	REFUSED(local_l2, 0);
	REFUSED(local_l2, PC5_L2ID_MAX + 1);
	REFUSED(peer_l2, 0);
	REFUSED(peer_l2, PC5_L2ID_MAX + 1);
	REFUSED(peer.len, 0);
	REFUSED(has_knrp, false);
	/* Without a K_NRP-sess ID there is neither. */
	good.sess_id = 0;
	good.integ = PC5_NIA0;
	REFUSED(sess_id, 0);
	good.integ = PC5_NIA3;
	REFUSED(enc, PC5_NEA0);
	good.sess_id = 1;
	assert_int_equal(pc5_journal_count(journal), 0);
	assert_int_equal(pc5_journal_put(journal, &good, &err), 0);
	c = good;
	c.peer_l2 = 0;
	assert_int_equal(pc5_journal_replace(journal, 1, &c, &err), -EINVAL);
	assert_int_equal(pc5_journal_replace(journal, 1, &good, &err), 0);
}

#define BOOT "01020300000000000000000000000000"
#define LINE(id) "context a " id \
	" active 1 2 3 000001 ffffff 1a2b3c4d 616c696365 626f62 " BOOT " 1234"

/* Make the file of the line @text @n times; @count it in the K_NRP-sess ID. */
static int open_with(const char *text, unsigned int n, bool count)
{
	struct pc5_state_writer w;
	struct pc5_journal *other;
	char line[256];
	unsigned int i;
	int ret;

	assert_int_equal(pc5_state_begin(&w, 300 + n * sizeof(line),
					 "pc5-contexts 1"), 0);
	strcpy(line, text);
	for (i = 0; i < n; i++) {
		if (count)
			sprintf(line, LINE("%04x"), 1 + i);
		pc5_state_word(&w, line);
		pc5_state_line(&w);
	}
	assert_int_equal(pc5_state_seal(&w), 0);
	temp_write("contexts", w.text, w.len, 0600);
	pc5_state_free(&w);
	ret = pc5_journal_open(&other, dir, &err);
	pc5_journal_close(other);
	return ret;
}

/* Whole, and yet nothing that was ever written. */
static void nonsense(void **state)
{
	static const struct {
		const char *line;
		const char *text;
	} bad[] = {
		{ LINE("0000"), "contexts:2: a value is out of its range" },
		{ "context a 0001 active 1 2 3 000000 ffffff - - 626f62 " BOOT " 1",
		  "contexts:2: a value is out of its range" },
		{ "context a 0001 active 1 2 3 000001 ffffff - - - " BOOT " 1",
		  "contexts:2: a value is out of its range" },
		{ "context a 0001 active 1 2 3 000001 ffffff 1a2b3c - 62 " BOOT " 1",
		  "contexts:2: no K_NRP ID of 4 octets" },
		{ "context a 0001 activ 1 2 3 000001 ffffff - - 62 " BOOT " 1",
		  "contexts:2: no state of a context" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(open_with(bad[i].line, 1, false), -EBADMSG);
		assert_string_equal(err.text, bad[i].text);
	}
	assert_int_equal(open_with(LINE("0001"), 1, false), 0);
	assert_int_equal(open_with(LINE("0001"), 2, false), -EBADMSG);
	assert_string_equal(err.text,
			    "contexts:3: link a has K_NRP-sess ID 0001 twice");
}

static void too_many(void **state)
{
	(void)state;
	assert_int_equal(open_with("", PC5_JOURNAL_MAX + 1, true), -EBADMSG);
	assert_string_equal(err.text,
			    "contexts:1026: more than 1024 entries");
	assert_int_equal(open_with("", PC5_JOURNAL_MAX, true), 0);
	reopen();
	assert_int_equal(pc5_journal_count(journal), PC5_JOURNAL_MAX);
	assert_int_equal(put("b", 1, PC5_CONTEXT_ACTIVE), -ENOSPC);
	assert_int_equal(put("a", 1, PC5_CONTEXT_ACTIVE), 0);
}

/* A failure leaves it as it was. */
static void failures(void **state)
{
	struct pc5_context c = context("a", 3, PC5_CONTEXT_ACTIVE);

	(void)state;
	assert_int_equal(put("a", 1, PC5_CONTEXT_PENDING), 0);
	assert_int_equal(put("a", 2, PC5_CONTEXT_PENDING), 0);
	assert_int_equal(put("b", 1, PC5_CONTEXT_PENDING), 0);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(put("a", 1, PC5_CONTEXT_ACTIVE), -EIO);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(put("c", 1, PC5_CONTEXT_ACTIVE), -EIO);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_journal_replace(journal, 1, &c, &err), -EIO);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_journal_remove(journal, "a", 1, &err), -EIO);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_journal_remove_link(journal, "a", &err), -EIO);
	assert_int_equal(pc5_journal_count(journal), 3);
	assert_int_equal(state_of("a", 1), PC5_CONTEXT_PENDING);
	assert_int_equal(state_of("a", 2), PC5_CONTEXT_PENDING);
	assert_int_equal(state_of("b", 1), PC5_CONTEXT_PENDING);
	reopen();
	assert_int_equal(pc5_journal_count(journal), 3);
}

/* As many as there can be, of the greatest length. */
static void full(void **state)
{
	struct pc5_context c = context("0123456789abcde", 0x3ac5,
				       PC5_CONTEXT_RELEASING);
	unsigned int i;

	(void)state;
	c.own.len = 255;
	c.peer.len = 255;
	c.created = UINT64_MAX;
	/* Quicker than as many changes: fill the file, not the journal. */
	for (i = 0; i < 100; i++) {
		c.sess_id = 1 + i;
		assert_int_equal(pc5_journal_put(journal, &c, &err), 0);
	}
	reopen();
	assert_int_equal(pc5_journal_count(journal), 100);
}

static void damaged(void **state)
{
	struct pc5_counters *c;
	struct pc5_journal *j;
	uint64_t first;
	char *text;
	size_t len, i;

	(void)state;
	assert_int_equal(put("a", 1, PC5_CONTEXT_PENDING), 0);
	text = temp_read("contexts", &len);
	for (i = 0; i < len; i++) {
		text[i] ^= 1;
		temp_write("contexts", text, len, 0600);
		text[i] ^= 1;
		assert_int_equal(pc5_journal_open(&j, dir, &err), -EBADMSG);
		assert_null(j);
	}
	temp_write("contexts", text, len, 0600);
	free(text);
	assert_int_equal(pc5_counters_reserve(counters, "a", 1, 9, &first,
					      &err), 0);
	text = temp_read("counters", &len);
	for (i = 0; i < len; i++) {
		text[i] ^= 1;
		temp_write("counters", text, len, 0600);
		text[i] ^= 1;
		assert_int_equal(pc5_counters_open(&c, dir, &err), -EBADMSG);
		temp_write("counters", text, i, 0600);
		assert_int_equal(pc5_counters_open(&c, dir, &err), -EBADMSG);
		assert_null(c);
	}
	temp_write("counters", text, len, 0600);
	free(text);
}

static void reserve(void **state)
{
	uint64_t first = 99;
	char name[65];

	(void)state;
#define RESERVE(name, n, max) \
	pc5_counters_reserve(counters, name, n, max, &first, &err)
	assert_int_equal(RESERVE("ptk", 10, 99), 0);
	assert_int_equal(first, 0);
	assert_int_equal(RESERVE("other", 1, UINT64_MAX - 1), 0);
	assert_int_equal(first, 0);
	reopen();
	assert_int_equal(RESERVE("ptk", 80, 99), 0);
	assert_int_equal(first, 10);
	assert_int_equal(RESERVE("ptk", 11, 99), -EOVERFLOW);
	assert_string_equal(err.text,
			    "counters: ptk has fewer than 11 values left");
	assert_int_equal(RESERVE("ptk", 10, 99), 0);
	assert_int_equal(first, 90);
	assert_int_equal(RESERVE("ptk", 1, 99), -EOVERFLOW);
	assert_int_equal(RESERVE("other", UINT64_MAX, UINT64_MAX - 1),
			 -EOVERFLOW);
	assert_int_equal(RESERVE("other", UINT64_MAX - 1, UINT64_MAX - 1), 0);
	assert_int_equal(first, 1);
	reopen();
	assert_int_equal(RESERVE("other", 1, UINT64_MAX - 1), -EOVERFLOW);
	assert_int_equal(RESERVE("new", 11, 9), -EOVERFLOW);
	assert_int_equal(RESERVE("new", 0, 9), -EINVAL);
	assert_int_equal(RESERVE("new", 1, UINT64_MAX), -EINVAL);
	assert_int_equal(RESERVE("", 1, 9), -EINVAL);
	assert_int_equal(RESERVE("a b", 1, 9), -EINVAL);
	memset(name, 'n', sizeof(name));
	name[64] = '\0';
	assert_int_equal(RESERVE(name, 1, 9), -EINVAL);
	name[63] = '\0';
	assert_int_equal(RESERVE(name, 1, 9), 0);
	assert_int_equal(pc5_counters_remove(counters, "no", &err), -ENOENT);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_counters_remove(counters, "ptk", &err), -EIO);
	assert_int_equal(RESERVE("ptk", 1, 99), -EOVERFLOW);
	assert_int_equal(pc5_counters_remove(counters, "ptk", &err), 0);
	reopen();
	assert_int_equal(RESERVE("ptk", 1, 99), 0);
	assert_int_equal(first, 0);
}

/* Killed or failed anywhere: no value is given twice. */
static void never_twice(void **state)
{
	uint64_t first, next = 0;
	unsigned int at, mode;
	int status, fds[2];
	pid_t pid;

	(void)state;
	for (mode = FAULT_ERROR; mode <= FAULT_EXIT; mode++) {
		for (at = 0; at < 30; at++) {
			close_all();
			assert_int_equal(pipe(fds), 0);
			pid = fork();
			assert_true(pid >= 0);
			if (!pid) {
				open_all();
				fault_set(mode, at);
				/* The second begins after what failed. */
				for (status = 0; status < 2; status++)
					if (!RESERVE("c", 4, 100000) &&
					    write(fds[1], &first, 8) != 8)
						_exit(1);
				_exit(0);
			}
			close(fds[1]);
			assert_int_equal(waitpid(pid, &status, 0), pid);
			assert_true(WIFEXITED(status));
			while (read(fds[0], &first, 8) == 8) {
				assert_true(first >= next);
				next = first + 4;
			}
			close(fds[0]);
			fault_set(FAULT_NONE, 0);
			open_all();
			assert_int_equal(RESERVE("c", 1, 100000), 0);
			assert_true(first >= next);
			next = first + 1;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept, setup, teardown),
		cmocka_unit_test_setup_teardown(changes, setup, teardown),
		cmocka_unit_test_setup_teardown(refused, setup, teardown),
		cmocka_unit_test_setup_teardown(nonsense, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many, setup, teardown),
		cmocka_unit_test_setup_teardown(failures, setup, teardown),
		cmocka_unit_test_setup_teardown(full, setup, teardown),
		cmocka_unit_test_setup_teardown(damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(reserve, setup, teardown),
		cmocka_unit_test_setup_teardown(never_twice, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
