// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are there whole or not at all. */

#include "atomicfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "hex.h"

/* Octets of randomness in the name of a temporary, and all of its digits. */
#define TEMP_RANDOM 8
#define TEMP_DIGITS (2 * TEMP_RANDOM)

static int sys_open(int dir, const char *name, int flags, mode_t mode)
{
	return openat(dir, name, flags, mode);
}

static int sys_rename(int dir, const char *from, const char *to)
{
	return renameat(dir, from, dir, to);
}

static int sys_unlink(int dir, const char *name)
{
	return unlinkat(dir, name, 0);
}

const struct pc5_file_ops pc5_file_ops = {
	.open = sys_open,
	.write = write,
	.fsync = fsync,
	.close = close,
	.rename = sys_rename,
	.unlink = sys_unlink,
};

int pc5_file_fail(struct pc5_file_error *err, int ret, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return ret;
	err->line = 0;
	err->column = 0;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return ret;
}

static int fail_errno(struct pc5_file_error *err, const char *name,
		      const char *what)
{
	int ret = errno ? -errno : -EIO;

	return pc5_file_fail(err, ret, "%s: %s: %s", name, what,
			     strerror(-ret));
}

static int write_all(const struct pc5_file_ops *ops, int fd, const char *data,
		     size_t len)
{
	ssize_t done;

	while (len) {
		done = ops->write(fd, data, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		data += done;
		len -= done;
	}
	return 0;
}

static int temp_name(const char *name, char temp[NAME_MAX + 1])
{
	uint8_t octets[TEMP_RANDOM];
	char digits[TEMP_DIGITS + 1] = "";

	if (getrandom(octets, sizeof(octets), 0) != sizeof(octets))
		return -1;
	pc5_hex_encode(octets, sizeof(octets), digits);
	snprintf(temp, NAME_MAX + 1, ".%s.%s", name, digits);
	return 0;
}

/* The contents under a name nobody knows yet, on the disk. */
static int write_temp(const struct pc5_file_ops *ops, int dir,
		      const char *temp, const void *data, size_t len,
		      const char **what)
{
	int saved, fd;

	*what = "cannot create a temporary file beside it";
	fd = ops->open(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		       O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return -1;
	/* The umask may have taken from the mode, never added. */
	*what = "cannot write";
	if (write_all(ops, fd, data, len))
		goto fail;
	*what = "cannot bring it to the disk";
	if (ops->fsync(fd))
		goto fail;
	*what = "cannot close";
	if (!ops->close(fd))
		return 0;
	saved = errno;
	goto remove;
fail:
	saved = errno;
	ops->close(fd);
remove:
	ops->unlink(dir, temp);
	errno = saved;
	return -1;
}

static int sync_dir(const struct pc5_file_ops *ops, int dir)
{
	int fd, saved, ret;

	/* @dir itself may be AT_FDCWD or opened with O_PATH. */
	fd = ops->open(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	ret = ops->fsync(fd);
	/* Some file systems have nothing to do here and say EINVAL. */
	if (ret && errno == EINVAL)
		ret = 0;
	saved = errno;
	ops->close(fd);
	errno = saved;
	return ret;
}

int pc5_atomicfile_write(const struct pc5_file_ops *ops, int dir,
			 const char *name, const void *data, size_t len,
			 struct pc5_file_error *err)
{
	char temp[NAME_MAX + 1];
	const char *what;
	int ret;

	if (!ops)
		ops = &pc5_file_ops;
	if (!*name || strlen(name) > PC5_FILE_NAME_MAX || strchr(name, '/'))
		return pc5_file_fail(err, -EINVAL,
				     "%.40s: no name of a file", name);
	if (temp_name(name, temp))
		return fail_errno(err, name, "no random numbers");
	if (write_temp(ops, dir, temp, data, len, &what))
		return fail_errno(err, name, what);
	if (ops->rename(dir, temp, name)) {
		ret = fail_errno(err, name, "cannot replace it");
		ops->unlink(dir, temp);
		return ret;
	}
	if (sync_dir(ops, dir))
		return fail_errno(err, name,
				  "cannot bring its name to the disk");
	return 0;
}

static int is_temp_of(const char *entry, const char *name)
{
	size_t len = strlen(name);

	return entry[0] == '.' && !strncmp(entry + 1, name, len) &&
	       entry[len + 1] == '.' &&
	       strspn(entry + len + 2, "0123456789abcdef") == TEMP_DIGITS &&
	       !entry[len + 2 + TEMP_DIGITS];
}

int pc5_atomicfile_clean(const struct pc5_file_ops *ops, int dir,
			 const char *name, struct pc5_file_error *err)
{
	struct dirent *entry;
	int fd, ret = 0;
	DIR *list;

	if (!ops)
		ops = &pc5_file_ops;
	fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	list = fd < 0 ? NULL : fdopendir(fd);
	if (!list) {
		ret = fail_errno(err, name, "cannot list its directory");
		if (fd >= 0)
			close(fd);
		return ret;
	}
	while (!ret && (entry = readdir(list)))
		if (is_temp_of(entry->d_name, name) &&
		    ops->unlink(dir, entry->d_name))
			ret = fail_errno(err, entry->d_name, "cannot remove");
	closedir(list);
	return ret;
}

static int check(const struct stat *st, const char *name,
		 enum pc5_file_kind kind, size_t max,
		 struct pc5_file_error *err)
{
	mode_t mode = st->st_mode & 07777;

	if (!S_ISREG(st->st_mode))
		return pc5_file_fail(err, -EPERM, "%s: no regular file", name);
	if (st->st_uid != geteuid() &&
	    (kind == PC5_FILE_SECRET || st->st_uid != 0))
		return pc5_file_fail(err, -EPERM,
				     "%s: belongs to user %u; it has to belong to user %u%s",
				     name, st->st_uid, geteuid(),
				     kind == PC5_FILE_SECRET || !geteuid() ? "" :
				     " or 0");
	if (kind == PC5_FILE_SECRET && mode & 0077)
		return pc5_file_fail(err, -EPERM,
				     "%s: mode %04o lets others at the secret; 0600 is right",
				     name, mode);
	if (mode & 0022)
		return pc5_file_fail(err, -EPERM,
				     "%s: mode %04o lets others write it; 0644 or less is right",
				     name, mode);
	if (st->st_size < 0 || (uintmax_t)st->st_size > max)
		return pc5_file_fail(err, -EFBIG,
				     "%s: %jd octets; at most %zu are allowed",
				     name, (intmax_t)st->st_size, max);
	return 0;
}

static int read_all(int fd, const char *name, size_t max, size_t size,
		    uint8_t **data, size_t *len, struct pc5_file_error *err)
{
	size_t done = 0;
	ssize_t got;
	uint8_t *p;
	int ret;

	/* One octet more, so that one that grew is seen to have grown. */
	p = malloc(size + 1);
	if (!p)
		return pc5_file_fail(err, -ENOMEM, "%s: no memory", name);
	do {
		got = read(fd, p + done, size + 1 - done);
		if (got > 0)
			done += got;
	} while ((got > 0 && done <= size) || (got < 0 && errno == EINTR));
	if (got < 0) {
		ret = fail_errno(err, name, "cannot read");
	} else if (done > max) {
		ret = pc5_file_fail(err, -EFBIG,
				    "%s: more than %zu octets", name, max);
	} else if (done != size) {
		ret = pc5_file_fail(err, -EAGAIN,
				    "%s: changed while it was read", name);
	} else {
		p[done] = 0;
		*data = p;
		*len = done;
		return 0;
	}
	pc5_file_free(p, size + 1);
	return ret;
}

int pc5_atomicfile_read(int dir, const char *name, enum pc5_file_kind kind,
			size_t max, uint8_t **data, size_t *len,
			struct pc5_file_error *err)
{
	struct stat st;
	int fd, ret;

	*data = NULL;
	*len = 0;
	/* A FIFO must not make the caller wait for a writer. */
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
		    (kind == PC5_FILE_SECRET ? O_NOFOLLOW : 0));
	if (fd < 0 && errno == ELOOP && kind == PC5_FILE_SECRET)
		return pc5_file_fail(err, -ELOOP,
				     "%s: a symbolic link; a regular file is needed",
				     name);
	if (fd < 0)
		return fail_errno(err, name, "cannot open");
	if (fstat(fd, &st))
		ret = fail_errno(err, name, "cannot examine");
	else
		ret = check(&st, name, kind, max, err);
	if (!ret)
		ret = read_all(fd, name, max, st.st_size, data, len, err);
	close(fd);
	return ret;
}

void pc5_file_free(void *data, size_t len)
{
	if (data)
		explicit_bzero(data, len);
	free(data);
}
