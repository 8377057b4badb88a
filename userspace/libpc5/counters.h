/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters that must not repeat, whatever ends the agent: values are reserved
 * on the disk, in blocks, before the first of them is used. What of a block was
 * not used when the agent ended is never used. In the file "counters" of a
 * state directory:
 *
 *	pc5-counters 1
 *	counter NAME NEXT
 *	end LINES SHA256
 */
#ifndef LIBPC5_COUNTERS_H
#define LIBPC5_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "statedir.h"

/* Most counters, and octets of a name without its NUL. */
#define PC5_COUNTERS_MAX 1024
#define PC5_COUNTER_NAME_MAX 63

struct pc5_counters;

/*
 * Open the counters in @dir, which has to outlive them. Returns 0, -EBADMSG
 * where the file is damaged, or what reading gave, with @err filled. Close with
 * pc5_counters_close(); NULL is allowed.
 */
int pc5_counters_open(struct pc5_counters **counters, struct pc5_statedir *dir,
		      struct pc5_file_error *err);
void pc5_counters_close(struct pc5_counters *counters);

/*
 * Reserve @n values, at least one, of the counter @name (1 to
 * PC5_COUNTER_NAME_MAX printable characters without spaces); it begins at 0 and
 * ends with @max, less than UINT64_MAX. Returns 0 with the first value in
 * @first once that is on the disk; -EOVERFLOW where fewer than @n are left;
 * -ENOSPC where there are too many counters; -EINVAL; or what writing gave. A
 * failure may cost values and never gives any twice.
 */
int pc5_counters_reserve(struct pc5_counters *counters, const char *name,
			 uint64_t n, uint64_t max, uint64_t *first,
			 struct pc5_file_error *err);

/*
 * Let the counter @name begin at 0 again: only when the key it belongs to is
 * gone for good. Returns 0 or -ENOENT.
 */
int pc5_counters_remove(struct pc5_counters *counters, const char *name,
			struct pc5_file_error *err);

#endif /* LIBPC5_COUNTERS_H */
