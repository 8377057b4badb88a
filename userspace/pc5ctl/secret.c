// SPDX-License-Identifier: GPL-2.0-or-later
/* Key files: from the disk and to it. */

#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "libpc5/keyfile.h"

/* No core dump, and no debugger of the same user, may get at the keys. */
static void hide_memory(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0);
}

static int bad_file(struct ctl *ctl, const char *path,
		    const struct pc5_keyfile_error *err)
{
	if (err->line)
		return ctl_error(ctl, "%s:%u: %s.", path, err->line, err->msg);
	return ctl_error(ctl, "%s: %s.", path, err->msg);
}

static void check_mode(struct ctl *ctl, int fd, const char *path)
{
	struct stat st;

	if (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    (st.st_mode & 0077))
		ctl_warn(ctl, "%s: mode %04o lets others at the key; 0600 is right.",
			 path, st.st_mode & 07777);
}

static int read_file(struct ctl *ctl, const char *path,
		     struct pc5_keyfile *file)
{
	struct pc5_keyfile_error err;
	int fd, ret;

	if (!strcmp(path, "-")) {
		ret = pc5_keyfile_read(STDIN_FILENO, file, &err);
		return ret ? bad_file(ctl, "standard input", &err) : 0;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return ctl_error(ctl, "cannot open \"%s\": %s.", path,
				 strerror(errno));
	check_mode(ctl, fd, path);
	ret = pc5_keyfile_read(fd, file, &err);
	close(fd);
	return ret ? bad_file(ctl, path, &err) : 0;
}

static void warn_unused(struct ctl *ctl, const char *path,
			const struct pc5_keyfile *file, uint32_t enc,
			uint32_t integ)
{
	if (file->has_nrpek && enc == PC5_NEA0)
		ctl_warn(ctl, "%s: nrpek is not used with nea0.", path);
	if (file->has_nrpik && integ == PC5_NIA0)
		ctl_warn(ctl, "%s: nrpik is not used with nia0.", path);
	if (file->has_knrp_sess && enc == PC5_NEA0 && integ == PC5_NIA0)
		ctl_warn(ctl, "%s: knrp-sess is not used with nea0 and nia0.",
			 path);
}

int secret_read(struct ctl *ctl, const char *path, uint32_t enc,
		uint32_t integ, struct pc5_nrp_keys *keys)
{
	struct pc5_keyfile_error err;
	struct pc5_keyfile file = { 0 };
	int ret;

	hide_memory();
	ret = read_file(ctl, path, &file);
	if (!ret) {
		warn_unused(ctl, path, &file, enc, integ);
		if (pc5_keyfile_keys(&file, enc, integ, keys, &err))
			ret = bad_file(ctl, path, &err);
	}
	explicit_bzero(&file, sizeof(file));
	return ret;
}

/* All of @text; not through stdio, whose buffers nobody wipes. */
static int write_all(int fd, const char *text, size_t len)
{
	ssize_t done;

	while (len) {
		done = write(fd, text, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		len -= done;
	}
	return 0;
}

/*
 * Give the finished file @from the name @to, which must not exist. A file
 * system without RENAME_NOREPLACE says EINVAL; it has links.
 */
static int name_file(const char *from, const char *to)
{
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL)
		return -errno;
	if (link(from, to))
		return -errno;
	unlink(from);
	return 0;
}

/* So that the name too is on the disk. */
static int sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	/* Some file systems have nothing to do here and say EINVAL. */
	if (fsync(fd) && errno != EINVAL)
		ret = -errno;
	close(fd);
	return ret;
}

static int write_new(const char *dir, const char *path, const char *text,
		     size_t len)
{
	char temp[PATH_MAX];
	int fd, ret;

	ret = snprintf(temp, sizeof(temp), "%s/.pc5-key.XXXXXX", dir);
	if (ret < 0 || (size_t)ret >= sizeof(temp))
		return -ENAMETOOLONG;
	/* Made with mode 0600. */
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = write_all(fd, text, len);
	if (!ret && fsync(fd))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret)
		ret = name_file(temp, path);
	if (ret)
		unlink(temp);
	else
		ret = sync_dir(dir);
	return ret;
}

static int write_path(const char *path, const char *text, size_t len)
{
	char *copy = strdup(path);
	int ret;

	/* dirname() writes into what it is given. */
	if (!copy)
		return -ENOMEM;
	ret = write_new(dirname(copy), path, text, len);
	free(copy);
	return ret;
}

int secret_generate(struct ctl *ctl, const char *path)
{
	char text[PC5_KEYFILE_NEW_MAX];
	int len, ret;

	hide_memory();
	len = pc5_keyfile_new(text);
	if (len < 0)
		return ctl_error(ctl, "no random numbers: %s.",
				 strerror(-len));
	if (path) {
		ret = write_path(path, text, len);
	} else {
		check_mode(ctl, STDOUT_FILENO, "standard output");
		ret = write_all(STDOUT_FILENO, text, len);
	}
	explicit_bzero(text, sizeof(text));
	if (ret)
		return ctl_error(ctl, "cannot write \"%s\": %s.",
				 path ? path : "standard output",
				 strerror(-ret));
	return 0;
}
