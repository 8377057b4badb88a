// SPDX-License-Identifier: GPL-2.0-only
/*
 * SNOW 3G, the keystream generator of TS 35.216
 *
 * The S-boxes are looked up in tables by secret values, as all portable
 * ciphers of the kernel with S-boxes do; an implementation without
 * data-dependent memory accesses needs vector instructions.
 */
#include "gf8.h"
#include "snow3g.h"

#define SNOW3G_SR_POLY	0x1b	/* x^8 + x^4 + x^3 + x + 1 */
#define SNOW3G_SQ_POLY	0x69	/* x^8 + x^6 + x^5 + x^3 + 1 */
#define SNOW3G_MUL_POLY	0xa9	/* x^8 + x^7 + x^5 + x^3 + 1 */

/*
 * S1 and S2 are an 8-bit S-box on each octet of the word followed by a
 * circulant matrix, so each is the sum of four look-ups; table i takes the
 * octet i counted from the most significant one.
 */
static u32 snow3g_s1[4][256] __ro_after_init;
static u32 snow3g_s2[4][256] __ro_after_init;
static u32 snow3g_mul_alpha[256] __ro_after_init;
static u32 snow3g_div_alpha[256] __ro_after_init;

/* The Rijndael S-box: inverse, then the affine map. */
static u8 __init snow3g_sr(u8 x)
{
	u8 inv = gf8_pow(x, 254, SNOW3G_SR_POLY);
	u8 r = 0x63;
	unsigned int i;

	for (i = 0; i < 5; i++)
		r ^= (u8)(inv << i) | inv >> (8 - i);
	return r;
}

/* The Dickson polynomial of TS 35.216 3.3.2. */
static u8 __init snow3g_sq(u8 x)
{
	static const u8 exponents[] = {
		1, 9, 13, 15, 33, 41, 45, 47, 49
	};
	u8 r = 0x25;
	unsigned int i;

	for (i = 0; i < sizeof(exponents); i++)
		r ^= gf8_pow(x, exponents[i], SNOW3G_SQ_POLY);
	return r;
}

static void __init snow3g_make_sbox(u32 t[4][256], u8 x, u8 s, u8 poly)
{
	u8 m = gf8_mulx(s, poly);
	u32 column = (u32)m << 24 | (u32)(m ^ s) << 16 | (u32)s << 8 | s;
	unsigned int i;

	/* Going one octet down turns the column one octet to the right. */
	for (i = 0; i < 4; i++)
		t[i][x] = rol32(column, 32 - 8 * i);
}

static u32 __init snow3g_powers(u8 c, const u8 exponents[4])
{
	u32 r = 0;
	unsigned int i;

	for (i = 0; i < 4; i++)
		r = r << 8 | gf8_mul(c, gf8_pow(2, exponents[i],
						SNOW3G_MUL_POLY),
				     SNOW3G_MUL_POLY);
	return r;
}

/**
 * snow3g_make_tables() - compute the tables
 *
 * To be called once before anything else of this file.
 */
void __init snow3g_make_tables(void)
{
	static const u8 mul[4] = { 23, 245, 48, 239 };
	static const u8 div[4] = { 16, 39, 6, 64 };
	unsigned int x;

	for (x = 0; x < 256; x++) {
		snow3g_make_sbox(snow3g_s1, x, snow3g_sr(x), SNOW3G_SR_POLY);
		snow3g_make_sbox(snow3g_s2, x, snow3g_sq(x), SNOW3G_SQ_POLY);
		snow3g_mul_alpha[x] = snow3g_powers(x, mul);
		snow3g_div_alpha[x] = snow3g_powers(x, div);
	}
}

static __always_inline u32 snow3g_sbox(u32 t[4][256], u32 w)
{
	return t[0][w >> 24] ^ t[1][w >> 16 & 0xff] ^ t[2][w >> 8 & 0xff] ^
	       t[3][w & 0xff];
}

/*
 * Clock the generator n times. Without a place for keystream it is being
 * initialised and the output of the finite state machine is fed back.
 */
static __always_inline void snow3g_clock(struct snow3g_state *st, u32 *z,
					 unsigned int n, bool feedback)
{
	u32 r1 = st->r1, r2 = st->r2, r3 = st->r3;
	u32 *s = st->s;
	unsigned int i;

	for (i = 0; i < n; i++, s++) {
		u32 f = (s[15] + r1) ^ r2;
		u32 r = r2 + (r3 ^ s[5]);
		u32 v = s[0] << 8 ^ snow3g_mul_alpha[s[0] >> 24] ^ s[2] ^
			s[11] >> 8 ^ snow3g_div_alpha[s[11] & 0xff];

		r3 = snow3g_sbox(snow3g_s2, r2);
		r2 = snow3g_sbox(snow3g_s1, r1);
		r1 = r;
		if (feedback)
			v ^= f;
		else
			z[i] = f ^ s[0];
		s[SNOW3G_CELLS] = v;
	}
	memmove(st->s, s, SNOW3G_CELLS * sizeof(*s));
	st->r1 = r1;
	st->r2 = r2;
	st->r3 = r3;
}

/**
 * snow3g_init() - load key and initialisation variable
 * @st: state to set up
 * @k: key words K0 to K3 of TS 35.216
 * @iv: initialisation variable words IV0 to IV3 of TS 35.216
 */
void snow3g_init(struct snow3g_state *st, const u32 k[4], const u32 iv[4])
{
	unsigned int i;
	u32 unused;

	for (i = 0; i < 4; i++) {
		st->s[i] = ~k[i];
		st->s[i + 4] = k[i];
		st->s[i + 8] = ~k[i];
		st->s[i + 12] = k[i];
	}
	st->s[9] ^= iv[3];
	st->s[10] ^= iv[2];
	st->s[12] ^= iv[1];
	st->s[15] ^= iv[0];
	st->r1 = 0;
	st->r2 = 0;
	st->r3 = 0;
	snow3g_clock(st, NULL, SNOW3G_MAX_WORDS, true);
	snow3g_clock(st, NULL, SNOW3G_MAX_WORDS, true);
	/* TS 35.216 4.2: the first output of keystream mode is discarded. */
	snow3g_words(st, &unused, 1);
}
EXPORT_SYMBOL_GPL(snow3g_init);

/**
 * snow3g_words() - generate keystream
 * @st: state
 * @z: where the words go
 * @n: number of words, at most SNOW3G_MAX_WORDS
 */
void snow3g_words(struct snow3g_state *st, u32 *z, unsigned int n)
{
	/* A constant count lets the compiler keep the register in place. */
	if (n == SNOW3G_MAX_WORDS)
		snow3g_clock(st, z, SNOW3G_MAX_WORDS, false);
	else
		snow3g_clock(st, z, n, false);
}
EXPORT_SYMBOL_GPL(snow3g_words);
