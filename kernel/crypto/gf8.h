/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arithmetic in GF(2^8), from which the S-boxes of SNOW 3G and ZUC and the
 * feedback tables of SNOW 3G are computed once, when the module is loaded.
 */
#ifndef PC5_CRYPTO_GF8_H
#define PC5_CRYPTO_GF8_H

#include "portable.h"

/**
 * gf8_mulx() - multiply by x, MULx of TS 35.216
 * @v: field element
 * @c: the field polynomial without its x^8 term
 *
 * Return: @v * x.
 */
static inline u8 gf8_mulx(u8 v, u8 c)
{
	return (u8)(v << 1) ^ (v & 0x80 ? c : 0);
}

/**
 * gf8_mul() - multiply two field elements
 * @a: one factor
 * @b: the other factor
 * @c: the field polynomial without its x^8 term
 *
 * Return: @a * @b.
 */
static inline u8 gf8_mul(u8 a, u8 b, u8 c)
{
	u8 r = 0;

	for (; b; b >>= 1, a = gf8_mulx(a, c))
		if (b & 1)
			r ^= a;
	return r;
}

/**
 * gf8_pow() - raise a field element to a power
 * @a: base
 * @n: exponent
 * @c: the field polynomial without its x^8 term
 *
 * The inverse of @a, taking that of 0 as 0, is gf8_pow(a, 254, c).
 *
 * Return: @a to the power @n.
 */
static inline u8 gf8_pow(u8 a, unsigned int n, u8 c)
{
	u8 r = 1;

	for (; n; n >>= 1, a = gf8_mul(a, a, c))
		if (n & 1)
			r = gf8_mul(r, a, c);
	return r;
}

#endif /* PC5_CRYPTO_GF8_H */
