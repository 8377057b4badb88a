/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hexadecimal of secrets: no table, so that no key chooses a cache line. */
#ifndef LIBPC5_HEX_H
#define LIBPC5_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Write 2 * @len lower case digits to @text, without a NUL after them. */
void pc5_hex_encode(const uint8_t *data, size_t len, char *text);

/*
 * Octets of the 2 * @len digits at @text. Returns 0; or the place, from 1, of
 * the first character that is no digit, and what is at @data is then not to
 * be used. Digits may have either case.
 */
size_t pc5_hex_decode(const char *text, uint8_t *data, size_t len);

#endif /* LIBPC5_HEX_H */
