// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: the key file parser, and making keys of what it took. It
 * also checks what may be said of every input: a file is either taken or
 * refused with a reason, and then leaves nothing behind.
 */

#include <stdlib.h>
#include <string.h>

#include "libpc5/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
	if (!condition)
		abort();
}

static void check_refused(const struct pc5_keyfile *file,
			  const struct pc5_keyfile_error *err)
{
	static const struct pc5_keyfile nothing;

	check(err->msg[0]);
	check(strnlen(err->msg, sizeof(err->msg)) < sizeof(err->msg));
	check(!memcmp(file, &nothing, sizeof(nothing)));
}

static void check_keys(const struct pc5_keyfile *file)
{
	struct pc5_keyfile_error err;
	struct pc5_nrp_keys keys;
	unsigned int alg;

	for (alg = 0; alg < 16; alg++) {
		if (pc5_keyfile_keys(file, alg >> 2, alg & 3, &keys, &err)) {
			check(err.msg[0] && !keys.nrpek.len &&
			      !keys.nrpik.len);
			continue;
		}
		check(keys.nrpek.len == (alg >> 2 ? PC5_NRP_KEY_LEN : 0));
		check(keys.nrpik.len == (alg & 3 ? PC5_NRP_KEY_LEN : 0));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;

	if (pc5_keyfile_parse((const char *)data, size, &file, &err)) {
		check_refused(&file, &err);
		return 0;
	}
	check(size <= PC5_KEYFILE_MAX);
	check(file.has_knrp_sess != (file.has_nrpek || file.has_nrpik));
	check_keys(&file);
	return 0;
}
