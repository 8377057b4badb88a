// SPDX-License-Identifier: GPL-2.0-or-later
/* K_NRP on the disk: killed writers, failures, damage, and who may read it. */

#include "knrpstore.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

/* The state a change must leave: what was, or what was asked for. */
static int change(void)
{
	struct pc5_user_info carol = user_info("carol");
	int ret;

	ret = store_put(3, "bob", NOW, NOW + 50, NOW);
	if (!ret)
		ret = pc5_knrp_store_rename(store, 1, 0x10001, &err);
	if (!ret)
		ret = pc5_knrp_store_remove_peer(store, &carol, &err);
	return ret < 0 ? ret : 0;
}

static int stage(void)
{
	bool added = !store_get(3, NOW), renamed = !store_get(0x10001, NOW);
	bool removed = store_get(2, NOW);

	assert_int_equal(pc5_knrp_store_count(store), 2 + added - removed);
	assert_int_equal(store_get(1, NOW), renamed ? -ENOENT : 0);
	assert_true(added || !renamed);
	assert_true(renamed || !removed);
	return added + renamed + removed;
}

static void base(void)
{
	store_close();
	unlink(temp_path("knrp"));
	fault_set(FAULT_NONE, 0);
	store_open(8);
	assert_int_equal(store_put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(store_put(2, "carol", NOW, NOW + 100, NOW), 0);
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
		store_close();
		pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			store_open(8);
			fault_set(FAULT_EXIT, at);
			_exit(!!change());
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		fault_set(FAULT_NONE, 0);
		store_open(8);
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
			assert_int_equal(store_put(7, "x", NOW, NOW + 9, NOW), 0);
			assert_int_equal(pc5_knrp_store_remove(store, 7, &err),
					 0);
			assert_int_equal(stage(), in_memory);
			store_reopen();
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
	assert_int_equal(store_put(3, "bob", NOW, NOW + 50, NOW), -EIO);
	assert_int_equal(store_get(3, NOW), -ENOENT);
	assert_int_equal(pc5_knrp_store_count(store), 2);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_knrp_store_rename(store, 1, 0x10001, &err), -EIO);
	assert_int_equal(store_get(1, NOW), 0);
	assert_int_equal(store_get(0x10001, NOW), -ENOENT);
	store_reopen();
	assert_int_equal(pc5_knrp_store_count(store), 2);
	assert_int_equal(store_get(1, NOW), 0);
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
	assert_int_equal(store_get(1, NOW), -ENOENT);
	base();
	assert_int_equal(store_put(3, "dave", NOW, NOW + 500, NOW), 0);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(store_get(1, NOW + 100), -ENOENT);
	assert_true(fault_hit());
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(store_get(3, NOW + 100), 0);
	assert_true(fault_hit());
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 100, &err), -EIO);
	assert_int_equal(pc5_knrp_store_prune(store, NOW + 100, &err), 0);
	store_reopen();
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
	assert_int_equal(store_put(1, "bob", NOW, NOW + 100, NOW), 0);
	assert_int_equal(store_put(2, "c", NOW, NOW + 100, NOW), 0);
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
		{ "time 1\n" ID KEY "61 62 - 10 20 relay:00c0d\n",
		  "knrp:3: no hop" },
		{ "time 1\n" ID KEY "61 62 - 10 20 relay:00C0DE\n",
		  "knrp:3: no hop" },
		{ "time 1\n" ID KEY "61 62 - 10 20 relay:000000\n",
		  "knrp:3: no hop" },
		{ "time 1\n" ID KEY "61 62 - 10 20 hop\n", "knrp:3: no hop" },
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
	temp_write("knrp", "pc5-knrp 2\n", 11, 0600);
	assert_int_equal(pc5_knrp_store_open(&other, dir, 8, &err), -EBADMSG);
	assert_string_equal(err.text,
			    "knrp:1: the first line is not \"pc5-knrp 1\"");
}

static void permissions(void **state)
{
	struct pc5_statedir *other;

	(void)state;
	assert_int_equal(store_put(1, "bob", NOW, NOW + 9, NOW), 0);
	assert_int_equal(chmod(temp_path("knrp"), 0640), 0);
	assert_int_equal(open_fails(-EPERM), 0);
	assert_string_equal(err.text,
			    "knrp: mode 0640 lets others at the secret; 0600 is right");
	unlink(temp_path("knrp"));
	assert_int_equal(symlink("/dev/zero", temp_path("knrp")), 0);
	assert_int_equal(open_fails(-ELOOP), 0);
	unlink(temp_path("knrp"));
	store_close();
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
	store_open(8);
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
	store_close();
	/* Whatever ends its holder frees it. */
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		store_open(8);
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
	store_open(8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(killed, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(failures, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(failures_of_addition, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(failures_of_removal, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(damaged, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(nonsense, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(permissions, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(lock, store_setup,
						store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
