/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Key files: from the disk and to it. */
#ifndef PC5CTL_SECRET_H
#define PC5CTL_SECRET_H

#include <stdint.h>

#include "libpc5/key.h"

struct ctl;

/*
 * Read the key file @path, "-" being standard input, and make of it the keys
 * that the algorithms need. Returns 0, or the exit status with an error
 * printed. Wipe @keys after use.
 */
int secret_read(struct ctl *ctl, const char *path, uint32_t enc,
		uint32_t integ, struct pc5_nrp_keys *keys);

/*
 * Write a key file with a new K_NRP-sess to @path, which must not exist, or
 * where that is NULL to standard output. Returns the exit status.
 */
int secret_generate(struct ctl *ctl, const char *path);

#endif /* PC5CTL_SECRET_H */
