/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are there whole or not at all, and that nobody else can read.
 *
 * A file is written beside its place, brought to the disk, given its name, and
 * the name brought to the disk: whoever reads it, also after a crash or a loss
 * of power, finds the old contents or the new ones and never a part.
 */
#ifndef LIBPC5_ATOMICFILE_H
#define LIBPC5_ATOMICFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "util.h"

/* Longest name of a file in its directory, so that a temporary's fits too. */
#define PC5_FILE_NAME_MAX 200

/**
 * struct pc5_file_error - what is wrong with a file
 * @line: number of the line, from 1; 0 where it is the file as a whole
 * @column: number of the column, from 1; 0 where it is the line as a whole
 * @text: the whole message, with the name of the file, what is wrong and what
 *	is allowed; holds nothing secret
 */
struct pc5_file_error {
	unsigned int line;
	unsigned int column;
	char text[512];
};

/**
 * struct pc5_file_ops - the system calls that change what is on a disk
 * @open: openat(2)
 * @write: write(2)
 * @fsync: fsync(2)
 * @close: close(2)
 * @rename: renameat(2), within one directory
 * @unlink: unlinkat(2) of a file
 *
 * As the calls they stand for: -1 with errno set on failure. Tests put failures
 * and sudden ends of the process here.
 */
struct pc5_file_ops {
	int (*open)(int dir, const char *name, int flags, mode_t mode);
	ssize_t (*write)(int fd, const void *data, size_t len);
	int (*fsync)(int fd);
	int (*close)(int fd);
	int (*rename)(int dir, const char *from, const char *to);
	int (*unlink)(int dir, const char *name);
};

/* The calls themselves. */
extern const struct pc5_file_ops pc5_file_ops;

/**
 * enum pc5_file_kind - who may read and who may write a file
 * @PC5_FILE_SECRET: it belongs to this process's user and nobody else has any
 *	access: mode 0600
 * @PC5_FILE_TRUSTED: all may read it; only its owner, who is this process's
 *	user or root, may write it
 */
enum pc5_file_kind {
	PC5_FILE_SECRET,
	PC5_FILE_TRUSTED,
};

/* Fill @err, which may be NULL, and return @ret. */
__printf(3, 4)
int pc5_file_fail(struct pc5_file_error *err, int ret, const char *fmt, ...);

/*
 * Make the file @name in the directory @dir hold the @len octets at @data, with
 * mode 0600. @ops may be NULL for the calls themselves. Returns 0 once that is
 * on the disk. Else a negative errno with @err filled: the file is then as it
 * was, but where only bringing its new name to the disk failed it may have the
 * new contents.
 */
int pc5_atomicfile_write(const struct pc5_file_ops *ops, int dir,
			 const char *name, const void *data, size_t len,
			 struct pc5_file_error *err);

/*
 * Remove what writers of @name left in the directory @dir when they were
 * killed. Only while nobody can be writing it. Errors as unlinkat(2).
 */
int pc5_atomicfile_clean(const struct pc5_file_ops *ops, int dir,
			 const char *name, struct pc5_file_error *err);

/*
 * Read the file @name, relative to the directory @dir (or AT_FDCWD), whole.
 * The last component is not followed if it is a symbolic link and @kind is
 * PC5_FILE_SECRET. Returns 0 with @data (an octet 0 after its @len octets;
 * free it with pc5_file_free()); -EFBIG where it is longer than @max; -EPERM
 * where it is no regular file or its owner or mode are not what @kind demands;
 * -EAGAIN where it changed meanwhile; or what the system said. @err is filled.
 */
int pc5_atomicfile_read(int dir, const char *name, enum pc5_file_kind kind,
			size_t max, uint8_t **data, size_t *len,
			struct pc5_file_error *err);

/* Wipe and free what was read; NULL is allowed. */
void pc5_file_free(void *data, size_t len);

#endif /* LIBPC5_ATOMICFILE_H */
