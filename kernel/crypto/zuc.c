// SPDX-License-Identifier: GPL-2.0-only
/*
 * ZUC, the keystream generator of TS 35.222
 *
 * As with SNOW 3G, the S-boxes are looked up in tables by secret values.
 */
#include "gf8.h"
#include "zuc.h"

#define ZUC_MASK	0x7fffffffu	/* 2^31 - 1, the prime of the LFSR */
#define ZUC_S1_POLY	0x8b		/* x^8 + x^7 + x^3 + x + 1 */

/* S0 and S1 placed where the octet they stand for goes in the word. */
static u32 zuc_s[4][256] __ro_after_init;

/* The constants D that fill the cells between key and IV octets. */
static const u16 zuc_d[ZUC_CELLS] = {
	0x44d7, 0x26bc, 0x626b, 0x135e, 0x5789, 0x35e2, 0x7135, 0x09af,
	0x4d78, 0x2f13, 0x6bc4, 0x1af1, 0x5e26, 0x3c4d, 0x789a, 0x47ac,
};

/* S0 is a three-round Feistel network on nibbles, turned left by five. */
static u8 __init zuc_s0(u8 x)
{
	static const u8 p[3][16] = {
		{ 9, 15, 0, 14, 15, 15, 2, 10, 0, 4, 0, 12, 7, 5, 3, 9 },
		{ 8, 13, 6, 5, 7, 0, 12, 4, 11, 1, 14, 10, 15, 3, 9, 2 },
		{ 2, 6, 10, 6, 0, 13, 10, 15, 3, 3, 13, 5, 0, 9, 12, 13 },
	};
	u8 a = x >> 4, b = x & 15;

	a ^= p[0][b];
	b ^= p[1][a];
	a ^= p[2][b];
	x = a << 4 | b;
	return (u8)(x << 5) | x >> 3;
}

/* S1 is the inverse in the field followed by an affine map. */
static u8 __init zuc_s1(u8 x)
{
	static const u8 image[8] = {
		0x97, 0x3e, 0x6d, 0xcb, 0xee, 0xdd, 0xbb, 0x77
	};
	u8 inv = gf8_pow(x, 254, ZUC_S1_POLY);
	u8 r = 0x55;
	unsigned int i;

	for (i = 0; i < 8; i++)
		if (inv >> i & 1)
			r ^= image[i];
	return r;
}

/**
 * zuc_make_tables() - compute the tables
 *
 * To be called once before anything else of this file.
 */
void __init zuc_make_tables(void)
{
	unsigned int x;

	for (x = 0; x < 256; x++) {
		u32 s0 = zuc_s0(x), s1 = zuc_s1(x);

		zuc_s[0][x] = s0 << 24;
		zuc_s[1][x] = s1 << 16;
		zuc_s[2][x] = s0 << 8;
		zuc_s[3][x] = s1;
	}
}

static __always_inline u32 zuc_sbox(u32 w)
{
	return zuc_s[0][w >> 24] ^ zuc_s[1][w >> 16 & 0xff] ^
	       zuc_s[2][w >> 8 & 0xff] ^ zuc_s[3][w & 0xff];
}

static __always_inline u32 zuc_l1(u32 x)
{
	return x ^ rol32(x, 2) ^ rol32(x, 10) ^ rol32(x, 18) ^ rol32(x, 24);
}

static __always_inline u32 zuc_l2(u32 x)
{
	return x ^ rol32(x, 8) ^ rol32(x, 14) ^ rol32(x, 22) ^ rol32(x, 30);
}

/*
 * The next cell of the LFSR. The sum stays below 2^53, so a first fold leaves
 * less than 2^31 + 2^22 and a second one is needed to get into 31 bits. No
 * cell is 0, so the sum is positive, and folding a positive number never
 * gives 0: a sum of 0 modulo 2^31 - 1 comes out as 2^31 - 1, the way
 * TS 35.222 3.2 stores it, without a case of its own.
 */
static __always_inline u32 zuc_feedback(const u32 *s, u32 u)
{
	u64 v = u + s[0] + ((u64)s[0] << 8) + ((u64)s[4] << 20) +
		((u64)s[10] << 21) + ((u64)s[13] << 17) + ((u64)s[15] << 15);

	v = (v & ZUC_MASK) + (v >> 31);
	return (v & ZUC_MASK) + (v >> 31);
}

/*
 * Clock the generator n times. Without a place for keystream it is being
 * initialised and the output of the nonlinear function is fed back.
 */
static __always_inline void zuc_clock(struct zuc_state *st, u32 *z,
				      unsigned int n, bool feedback)
{
	u32 r1 = st->r1, r2 = st->r2;
	u32 *s = st->s;
	unsigned int i;

	for (i = 0; i < n; i++, s++) {
		u32 x0 = (s[15] << 1 & 0xffff0000) | (s[14] & 0xffff);
		u32 x1 = s[11] << 16 | s[9] >> 15;
		u32 x2 = s[7] << 16 | s[5] >> 15;
		u32 x3 = s[2] << 16 | s[0] >> 15;
		u32 w = (x0 ^ r1) + r2;
		u32 w1 = r1 + x1;
		u32 w2 = r2 ^ x2;

		r1 = zuc_sbox(zuc_l1(w1 << 16 | w2 >> 16));
		r2 = zuc_sbox(zuc_l2(w2 << 16 | w1 >> 16));
		if (!feedback)
			z[i] = w ^ x3;
		s[ZUC_CELLS] = zuc_feedback(s, feedback ? w >> 1 : 0);
	}
	memmove(st->s, s, ZUC_CELLS * sizeof(*s));
	st->r1 = r1;
	st->r2 = r2;
}

/**
 * zuc_init() - load key and initialisation vector
 * @st: state to set up
 * @k: key octets k0 to k15
 * @iv: initialisation vector octets iv0 to iv15
 */
void zuc_init(struct zuc_state *st, const u8 k[16], const u8 iv[16])
{
	unsigned int i;
	u32 unused;

	for (i = 0; i < ZUC_CELLS; i++)
		st->s[i] = (u32)k[i] << 23 | (u32)zuc_d[i] << 8 | iv[i];
	st->r1 = 0;
	st->r2 = 0;
	zuc_clock(st, NULL, ZUC_MAX_WORDS, true);
	zuc_clock(st, NULL, ZUC_MAX_WORDS, true);
	/* TS 35.222 3.6.2: the first output of the working stage is discarded. */
	zuc_words(st, &unused, 1);
}
EXPORT_SYMBOL_GPL(zuc_init);

/**
 * zuc_words() - generate keystream
 * @st: state
 * @z: where the words go
 * @n: number of words, at most ZUC_MAX_WORDS
 */
void zuc_words(struct zuc_state *st, u32 *z, unsigned int n)
{
	/* A constant count lets the compiler unroll the common case. */
	if (n == ZUC_MAX_WORDS)
		zuc_clock(st, z, ZUC_MAX_WORDS, false);
	else
		zuc_clock(st, z, n, false);
}
EXPORT_SYMBOL_GPL(zuc_words);
