/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls that fail, or are the last of a process, on demand. */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include "libpc5/atomicfile.h"

/**
 * enum fault_mode - what happens at the chosen call
 * @FAULT_NONE: nothing
 * @FAULT_ERROR: it fails with EIO and does nothing
 * @FAULT_LATE: it does its work and then fails with EIO
 * @FAULT_EXIT: the process ends before it
 */
enum fault_mode {
	FAULT_NONE,
	FAULT_ERROR,
	FAULT_LATE,
	FAULT_EXIT,
};

/* With these calls; writes put down at most 64 octets at a time. */
extern const struct pc5_file_ops fault_ops;

/* Have it happen at the call @at, from 0 on, and forget the calls so far. */
void fault_set(enum fault_mode mode, unsigned int at);

/* One letter for each call since: o w f c r u, equal ones next to each other
 * once.
 */
const char *fault_log(void);

/* Whether the chosen call was reached. */
int fault_hit(void);

/*
 * A directory of this test program's own, empty, mode 0700; and it with all
 * that is in it away again.
 */
const char *temp_dir(void);
void temp_dir_remove(void);

/* Path of @name in it; a static buffer. */
const char *temp_path(const char *name);

/* Make, read (as text, to be freed) and count the files in it. */
void temp_write(const char *name, const void *data, size_t len, mode_t mode);
char *temp_read(const char *name, size_t *len);
int temp_count(void);

#endif /* TESTS_FAULTS_H */
