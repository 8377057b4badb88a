// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are there whole or not at all. */

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "libpc5/atomicfile.h"
#include "libpc5/hex.h"

static char old_text[200], new_text[300];
static int dir;

static int setup(void **state)
{
	(void)state;
	memset(old_text, 'o', sizeof(old_text));
	memset(new_text, 'n', sizeof(new_text));
	dir = open(temp_dir(), O_RDONLY | O_DIRECTORY);
	fault_set(FAULT_NONE, 0);
	return dir < 0;
}

static int teardown(void **state)
{
	(void)state;
	close(dir);
	temp_dir_remove();
	return 0;
}

static int write_file(const void *data, size_t len, struct pc5_file_error *err)
{
	return pc5_atomicfile_write(&fault_ops, dir, "file", data, len, err);
}

/* 'o' the old contents, 'n' the new, '-' none; anything else fails. */
static char contents(void)
{
	struct pc5_file_error err;
	uint8_t *data;
	char ret = '?';
	size_t len;

	if (pc5_atomicfile_read(dir, "file", PC5_FILE_SECRET, 1000, &data,
				&len, &err))
		return '-';
	if (len == sizeof(old_text) && !memcmp(data, old_text, len))
		ret = 'o';
	if (len == sizeof(new_text) && !memcmp(data, new_text, len))
		ret = 'n';
	pc5_file_free(data, len);
	return ret;
}

static void order(void **state)
{
	struct pc5_file_error err;
	struct stat st;
	mode_t mask;

	(void)state;
	mask = umask(0);
	assert_int_equal(write_file(old_text, sizeof(old_text), &err), 0);
	umask(mask);
	/* Contents, fsync, then the name, then the directory. */
	assert_string_equal(fault_log(), "owfcrofc");
	assert_int_equal(contents(), 'o');
	assert_int_equal(stat(temp_path("file"), &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(write_file(new_text, sizeof(new_text), &err), 0);
	assert_int_equal(contents(), 'n');
	assert_int_equal(temp_count(), 1);
}

static void every_failure(void **state)
{
	struct pc5_file_error err;
	unsigned int at, mode;
	int ret;

	(void)state;
	for (mode = FAULT_ERROR; mode <= FAULT_LATE; mode++) {
		for (at = 0; ; at++) {
			bool rename_done;

			temp_write("file", old_text, sizeof(old_text), 0600);
			fault_set(mode, at);
			memset(&err, 0, sizeof(err));
			ret = write_file(new_text, sizeof(new_text), &err);
			if (!fault_hit())
				break;
			rename_done = strchr(fault_log(), 'r');
			/* Closing the directory cannot fail it. */
			if (!ret) {
				assert_string_equal(fault_log(), "owfcrofc");
				assert_int_equal(contents(), 'n');
				continue;
			}
			assert_int_equal(ret, -EIO);
			assert_non_null(strstr(err.text, "file: cannot "));
			assert_non_null(strstr(err.text, strerror(EIO)));
			assert_int_equal(contents() == 'o' ||
					 (rename_done && contents() == 'n'), 1);
			if (mode == FAULT_ERROR && !strchr(fault_log(), 'f'))
				assert_int_equal(contents(), 'o');
			/* Only an open that made a file and then failed may. */
			assert_in_range(temp_count(), 1,
					mode == FAULT_LATE && !at ? 2 : 1);
			assert_int_equal(pc5_atomicfile_clean(NULL, dir, "file",
							      &err), 0);
		}
		assert_in_range(at, 11, 20);
		assert_int_equal(ret, 0);
	}
}

/* The process ends before each of its calls. */
static void every_end(void **state)
{
	struct pc5_file_error err;
	bool seen_old = false, seen_new = false;
	unsigned int at;
	int status;
	pid_t pid;

	(void)state;
	for (at = 0; at < 20; at++) {
		temp_write("file", old_text, sizeof(old_text), 0600);
		pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			fault_set(FAULT_EXIT, at);
			_exit(!!write_file(new_text, sizeof(new_text), NULL));
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (!WEXITSTATUS(status))
			break;
		assert_int_equal(WEXITSTATUS(status), 99);
		seen_old |= contents() == 'o';
		seen_new |= contents() == 'n';
		assert_true(contents() == 'o' || contents() == 'n');
		assert_in_range(temp_count(), 1, 2);
		assert_int_equal(pc5_atomicfile_clean(NULL, dir, "file", &err),
				 0);
		assert_int_equal(temp_count(), 1);
	}
	assert_in_range(at, 11, 19);
	assert_true(seen_old && seen_new);
	assert_int_equal(contents(), 'n');
}

static void clean(void **state)
{
	static const char *const kept[] = {
		".file.0123456789abcde", ".file.0123456789abcdef0",
		".file.0123456789abcdeg", ".other.0123456789abcdef",
		"file.0123456789abcdef", ".file.",
		"-file.0123456789abcdef", ".filf.0123456789abcdef",
		".file-0123456789abcdef", ".file.0123456789abcdefg",
	};
	struct pc5_file_error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		temp_write(kept[i], "x", 1, 0600);
	temp_write(".file.0123456789abcdef", "x", 1, 0600);
	assert_int_equal(pc5_atomicfile_clean(NULL, dir, "file", &err), 0);
	assert_int_equal(temp_count(), ARRAY_SIZE(kept));
	assert_int_equal(access(temp_path(".file.0123456789abcdef"), F_OK), -1);
	temp_write(".file.0123456789abcdef", "x", 1, 0600);
	fault_set(FAULT_ERROR, 0);
	assert_int_equal(pc5_atomicfile_clean(&fault_ops, dir, "file", &err),
			 -EIO);
	assert_string_equal(err.text,
			    ".file.0123456789abcdef: cannot remove: Input/output error");
}

static void bad_names(void **state)
{
	struct pc5_file_error err;
	char name[PC5_FILE_NAME_MAX + 2];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[PC5_FILE_NAME_MAX] = '\0';
	assert_int_equal(pc5_atomicfile_write(NULL, dir, name, "", 0, &err), 0);
	name[PC5_FILE_NAME_MAX] = 'a';
	name[PC5_FILE_NAME_MAX + 1] = '\0';
	assert_int_equal(pc5_atomicfile_write(NULL, dir, name, "", 0, &err),
			 -EINVAL);
	assert_int_equal(pc5_atomicfile_write(NULL, dir, "", "", 0, &err),
			 -EINVAL);
	assert_int_equal(pc5_atomicfile_write(NULL, dir, "a/b", "", 0, &err),
			 -EINVAL);
	assert_string_equal(err.text, "a/b: no name of a file");
}

/* A link somebody put in the place of the file is replaced, not followed. */
static void symlinks(void **state)
{
	struct pc5_file_error err;
	struct stat st;
	uint8_t *data;
	size_t len;

	(void)state;
	temp_write("target", old_text, sizeof(old_text), 0600);
	assert_int_equal(symlink("target", temp_path("file")), 0);
	assert_int_equal(pc5_atomicfile_read(dir, "file", PC5_FILE_SECRET,
					     1000, &data, &len, &err), -ELOOP);
	assert_string_equal(err.text,
			    "file: a symbolic link; a regular file is needed");
	assert_null(data);
	assert_int_equal(pc5_atomicfile_read(dir, "file", PC5_FILE_TRUSTED,
					     1000, &data, &len, &err), 0);
	pc5_file_free(data, len);
	assert_int_equal(write_file(new_text, sizeof(new_text), &err), 0);
	assert_int_equal(lstat(temp_path("file"), &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(stat(temp_path("target"), &st), 0);
	assert_int_equal(st.st_size, sizeof(old_text));
}

static void read_fails(const char *name, enum pc5_file_kind kind, size_t max,
		       int ret, const char *text)
{
	struct pc5_file_error err;
	uint8_t *data;
	size_t len;

	assert_int_equal(pc5_atomicfile_read(dir, name, kind, max, &data, &len,
					     &err), ret);
	assert_null(data);
	assert_string_equal(err.text, text);
	assert_int_equal(err.line, 0);
}

static void read_checks(void **state)
{
	struct pc5_file_error err;
	char text[100];
	unsigned int mode;
	uint8_t *data;
	size_t len;

	(void)state;
	read_fails("none", PC5_FILE_SECRET, 10, -ENOENT,
		   "none: cannot open: No such file or directory");
	assert_int_equal(mkdir(temp_path("dir"), 0700), 0);
	read_fails("dir", PC5_FILE_SECRET, 10, -EPERM, "dir: no regular file");
	/* Nobody writes it: this must not wait. */
	assert_int_equal(mkfifo(temp_path("fifo"), 0600), 0);
	read_fails("fifo", PC5_FILE_SECRET, 10, -EPERM,
		   "fifo: no regular file");
	read_fails("/dev/zero", PC5_FILE_TRUSTED, 10, -EPERM,
		   "/dev/zero: no regular file");

	for (mode = 0; mode < 0777; mode++) {
		if (mode & 0077 && mode & 0700 && mode & 07 && mode & 070)
			continue;
		temp_write("file", "text", 4, mode | 0400);
		snprintf(text, sizeof(text),
			 "file: mode %04o lets others at the secret; 0600 is right",
			 mode | 0400);
		if (mode & 0077) {
			read_fails("file", PC5_FILE_SECRET, 4, -EPERM, text);
		} else {
			assert_int_equal(pc5_atomicfile_read(dir, "file",
							     PC5_FILE_SECRET, 4, &data, &len,
							     &err), 0);
			assert_int_equal(len, 4);
			assert_string_equal(data, "text");
			pc5_file_free(data, len);
		}
		snprintf(text, sizeof(text),
			 "file: mode %04o lets others write it; 0644 or less is right",
			 mode | 0400);
		if (mode & 0022) {
			read_fails("file", PC5_FILE_TRUSTED, 4, -EPERM, text);
		} else {
			assert_int_equal(pc5_atomicfile_read(dir, "file",
							     PC5_FILE_TRUSTED, 4, &data, &len,
							     &err), 0);
			pc5_file_free(data, len);
		}
	}
	temp_write("file", "text", 4, 0600);
	read_fails("file", PC5_FILE_SECRET, 3, -EFBIG,
		   "file: 4 octets; at most 3 are allowed");
	temp_write("file", "", 0, 0600);
	assert_int_equal(pc5_atomicfile_read(dir, "file", PC5_FILE_SECRET, 0,
					     &data, &len, &err), 0);
	assert_int_equal(len, 0);
	pc5_file_free(data, len);
	/* Its size says 0 and it has more. */
	read_fails("/proc/self/status", PC5_FILE_TRUSTED, 100000, -EAGAIN,
		   "/proc/self/status: changed while it was read");
}

static void owner(void **state)
{
	struct pc5_file_error err;
	char text[120];
	uint8_t *data;
	size_t len;

	(void)state;
	if (geteuid())
		skip();
	temp_write("file", "text", 4, 0600);
	assert_int_equal(chown(temp_path("file"), 65534, 65534), 0);
	read_fails("file", PC5_FILE_SECRET, 4, -EPERM,
		   "file: belongs to user 65534; it has to belong to user 0");
	read_fails("file", PC5_FILE_TRUSTED, 4, -EPERM,
		   "file: belongs to user 65534; it has to belong to user 0");
	temp_write("file", "text", 4, 0644);
	assert_int_equal(chmod(temp_dir(), 0755), 0);
	assert_int_equal(seteuid(65534), 0);
	snprintf(text, sizeof(text),
		 "file: belongs to user 0; it has to belong to user 65534");
	read_fails("file", PC5_FILE_SECRET, 4, -EPERM, text);
	/* What root put there may be trusted. */
	assert_int_equal(pc5_atomicfile_read(dir, "file", PC5_FILE_TRUSTED, 4,
					     &data, &len, &err), 0);
	pc5_file_free(data, len);
	assert_int_equal(seteuid(0), 0);
}

static void hex(void **state)
{
	uint8_t octets[256], back[256];
	char text[513];
	int i;

	(void)state;
	for (i = 0; i < 256; i++)
		octets[i] = i;
	pc5_hex_encode(octets, 256, text);
	for (i = 0; i < 256; i++) {
		char right[3];

		snprintf(right, sizeof(right), "%02x", i);
		assert_memory_equal(text + 2 * i, right, 2);
	}
	assert_int_equal(pc5_hex_decode(text, back, 256), 0);
	assert_memory_equal(octets, back, 256);
	for (i = 0; i < 256; i++) {
		char two[2] = { '0', i };
		bool digit = (i >= '0' && i <= '9') ||
			     (i >= 'a' && i <= 'f') || (i >= 'A' && i <= 'F');

		assert_int_equal(pc5_hex_decode(two, back, 1), digit ? 0 : 2);
		two[0] = i;
		two[1] = 'F';
		assert_int_equal(pc5_hex_decode(two, back, 1), digit ? 0 : 1);
		if (digit)
			assert_int_equal(back[0] & 15, 15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(order, setup, teardown),
		cmocka_unit_test_setup_teardown(every_failure, setup, teardown),
		cmocka_unit_test_setup_teardown(every_end, setup, teardown),
		cmocka_unit_test_setup_teardown(clean, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_names, setup, teardown),
		cmocka_unit_test_setup_teardown(symlinks, setup, teardown),
		cmocka_unit_test_setup_teardown(read_checks, setup, teardown),
		cmocka_unit_test_setup_teardown(owner, setup, teardown),
		cmocka_unit_test(hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
