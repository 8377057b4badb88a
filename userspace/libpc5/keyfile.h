/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Key files: text of at most 4 KiB, one "word value" a line.
 *
 *	knrp-sess 64 hexadecimal digits		K_NRP-sess; NRPEK and NRPIK are
 *						derived from it
 *	nrpek 32 hexadecimal digits		or the keys themselves, those
 *	nrpik 32 hexadecimal digits		that the algorithms need
 *
 * "#" starts a comment; blank lines and CR before the end of a line are
 * allowed.
 */
#ifndef LIBPC5_KEYFILE_H
#define LIBPC5_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdf.h"
#include "key.h"

/* Longest key file, in octets. */
#define PC5_KEYFILE_MAX 4096

/* Room for the text of a file with a new K_NRP-sess. */
#define PC5_KEYFILE_NEW_MAX 160

/**
 * struct pc5_keyfile - what a key file holds; wipe it with explicit_bzero()
 * @has_knrp_sess: @knrp_sess is given
 * @has_nrpek: @nrpek is given
 * @has_nrpik: @nrpik is given
 * @knrp_sess: K_NRP-sess (TS 33.536 clause 5.3.3.1.2.1)
 * @nrpek: ciphering key
 * @nrpik: integrity key
 */
struct pc5_keyfile {
	bool has_knrp_sess;
	bool has_nrpek;
	bool has_nrpik;
	uint8_t knrp_sess[PC5_KNRP_SESS_LEN];
	uint8_t nrpek[PC5_NRP_KEY_LEN];
	uint8_t nrpik[PC5_NRP_KEY_LEN];
};

/**
 * struct pc5_keyfile_error - what is wrong with a key file
 * @line: number of the line, from 1; 0 where it is the file as a whole
 * @msg: what was wrong and what is allowed; holds nothing secret
 */
struct pc5_keyfile_error {
	unsigned int line;
	char msg[160];
};

/*
 * Parse the @len octets of @text into @file. Returns 0, or -EINVAL with @err
 * filled and @file wiped.
 */
int pc5_keyfile_parse(const char *text, size_t len, struct pc5_keyfile *file,
		      struct pc5_keyfile_error *err);

/*
 * Read descriptor @fd to its end and parse that. Returns 0, -EINVAL as above,
 * or what read(2) gave, with @err filled as well.
 */
int pc5_keyfile_read(int fd, struct pc5_keyfile *file,
		     struct pc5_keyfile_error *err);

/*
 * The keys that ciphering @enc (enum pc5_nea) and integrity @integ (enum
 * pc5_nia) need; a null algorithm takes none. Returns 0, -EINVAL with @err
 * filled where the file does not have one of them, or -EIO where the crypto
 * library failed. Wipe @keys after use.
 */
int pc5_keyfile_keys(const struct pc5_keyfile *file, unsigned int enc,
		     unsigned int integ, struct pc5_nrp_keys *keys,
		     struct pc5_keyfile_error *err);

/*
 * Write the text of a key file with a new random K_NRP-sess to @text. Returns
 * its length without the final NUL, or what getrandom(2) gave. Wipe @text
 * after use.
 */
int pc5_keyfile_new(char text[PC5_KEYFILE_NEW_MAX]);

#endif /* LIBPC5_KEYFILE_H */
