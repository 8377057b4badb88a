// SPDX-License-Identifier: GPL-2.0-or-later
/* System calls that fail, or are the last of a process, on demand. */

#include "faults.h"

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
	enum fault_mode mode;
	unsigned int at;
	unsigned int calls;
	char log[64];
	size_t logged;
	int hit;
} fault;

static char dir[64];

void fault_set(enum fault_mode mode, unsigned int at)
{
	memset(&fault, 0, sizeof(fault));
	fault.mode = mode;
	fault.at = at;
}

const char *fault_log(void)
{
	return fault.log;
}

int fault_hit(void)
{
	return fault.hit;
}

/* Whether the call named @letter is to be left out. */
static bool before(char letter)
{
	if ((!fault.logged || fault.log[fault.logged - 1] != letter) &&
	    fault.logged < sizeof(fault.log) - 1)
		fault.log[fault.logged++] = letter;
	if (fault.mode == FAULT_NONE || fault.calls++ != fault.at)
		return false;
	fault.hit = 1;
	if (fault.mode == FAULT_EXIT)
		_exit(99);
	errno = EIO;
	return fault.mode == FAULT_ERROR;
}

static int after(int ret)
{
	if (fault.mode != FAULT_LATE || fault.calls != fault.at + 1)
		return ret;
	errno = EIO;
	return -1;
}

static int fault_open(int at, const char *name, int flags, mode_t mode)
{
	int fd;

	if (before('o'))
		return -1;
	fd = pc5_file_ops.open(at, name, flags, mode);
	if (after(0)) {
		close(fd);
		errno = EIO;
		return -1;
	}
	return fd;
}

static ssize_t fault_write(int fd, const void *data, size_t len)
{
	ssize_t done;

	if (before('w'))
		return -1;
	done = pc5_file_ops.write(fd, data, len < 64 ? len : 64);
	return after(0) ? -1 : done;
}

static int fault_fsync(int fd)
{
	return before('f') ? -1 : after(pc5_file_ops.fsync(fd));
}

static int fault_close(int fd)
{
	/* A descriptor is gone whatever close(2) says. */
	if (before('c')) {
		close(fd);
		errno = EIO;
		return -1;
	}
	return after(pc5_file_ops.close(fd));
}

static int fault_rename(int at, const char *from, const char *to)
{
	return before('r') ? -1 : after(pc5_file_ops.rename(at, from, to));
}

static int fault_unlink(int at, const char *name)
{
	return before('u') ? -1 : after(pc5_file_ops.unlink(at, name));
}

const struct pc5_file_ops fault_ops = {
	.open = fault_open,
	.write = fault_write,
	.fsync = fault_fsync,
	.close = fault_close,
	.rename = fault_rename,
	.unlink = fault_unlink,
};

const char *temp_dir(void)
{
	if (!dir[0]) {
		/* In memory where that can be had: a disk may be slow. */
		strcpy(dir, access("/dev/shm", W_OK) ?
		       "/tmp/pc5-test.XXXXXX" : "/dev/shm/pc5-test.XXXXXX");
		assert_non_null(mkdtemp(dir));
	}
	return dir;
}

const char *temp_path(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", temp_dir(), name);
	return path;
}

static int each(void (*act)(const char *path))
{
	struct dirent *entry;
	DIR *list = opendir(temp_dir());
	int n = 0;

	assert_non_null(list);
	while ((entry = readdir(list))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		n++;
		if (act)
			act(temp_path(entry->d_name));
	}
	closedir(list);
	return n;
}

static void remove_path(const char *path)
{
	assert_int_equal(remove(path), 0);
}

void temp_dir_remove(void)
{
	each(remove_path);
	assert_int_equal(rmdir(dir), 0);
	dir[0] = '\0';
}

int temp_count(void)
{
	return each(NULL);
}

void temp_write(const char *name, const void *data, size_t len, mode_t mode)
{
	const char *path = temp_path(name);
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

char *temp_read(const char *name, size_t *len)
{
	int fd = open(temp_path(name), O_RDONLY);
	size_t size = 4 << 20;
	char *text = calloc(1, size);

	assert_true(fd >= 0);
	assert_non_null(text);
	*len = read(fd, text, size - 1);
	assert_true(*len < size);
	close(fd);
	return text;
}
