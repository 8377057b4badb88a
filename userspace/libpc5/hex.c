// SPDX-License-Identifier: GPL-2.0-or-later
/* Hexadecimal of secrets. */

#include "hex.h"

void pc5_hex_encode(const uint8_t *data, size_t len, char *text)
{
	size_t i;

	for (i = 0; i < len; i++) {
		int hi = data[i] >> 4, lo = data[i] & 15;

		/* 'a' lies 39 above '9' + 1. */
		*text++ = '0' + hi + (((9 - hi) >> 31) & 39);
		*text++ = '0' + lo + (((9 - lo) >> 31) & 39);
	}
}

/* -1 where @c is no digit. */
static int digit(unsigned char c)
{
	int num = (c - '0') | ('9' - c);
	int low = ((c | 0x20) - 'a') | ('f' - (c | 0x20));

	/* A comparison is negative, and so its sign all ones, if c is out. */
	return (((c - '0') & ~(num >> 31)) |
		(((c | 0x20) - 'a' + 10) & ~(low >> 31)) |
		((num >> 31) & (low >> 31)));
}

size_t pc5_hex_decode(const char *text, uint8_t *data, size_t len)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < 2 * len; i++) {
		int d = digit(text[i]);

		if (d < 0) {
			bad = i + 1;
			break;
		}
		data[i / 2] = i & 1 ? data[i / 2] | d : d << 4;
	}
	return bad;
}
