// SPDX-License-Identifier: GPL-2.0-only
/*
 * UIA2 (f9) of TS 35.215, which is 128-NIA1 with FRESH made of BEARER
 *
 * A polynomial whose coefficients are the message's 64-bit blocks is evaluated
 * at the secret point P. All multiplications of a packet but the last are by
 * P, so its sixteen small multiples are tabulated once; each block then takes
 * sixteen look-ups that do not depend on each other and one reduction.
 */
#include "snow3g.h"
#include "uia2.h"

#define UIA2_POLY	0x1b	/* x^64 = x^4 + x^3 + x + 1 */

static __always_inline u64 uia2_mulx(u64 v)
{
	/* The mask avoids a branch on secret data. */
	return v << 1 ^ (UIA2_POLY & -(v >> 63));
}

static void uia2_multiples(u64 t[16], u64 v)
{
	unsigned int i;

	t[0] = 0;
	t[1] = v;
	for (i = 2; i < 16; i += 2) {
		t[i] = uia2_mulx(t[i / 2]);
		t[i + 1] = t[i] ^ v;
	}
}

/* x * t[1], t being the table made by uia2_multiples() */
static u64 uia2_mul(const u64 t[16], u64 x)
{
	u64 lo = t[x & 15], hi = 0;
	unsigned int i;

	/* Worth a third of the time: it turns all shifts into constant ones. */
#pragma GCC unroll 15
	for (i = 4; i < 64; i += 4) {
		u64 v = t[x >> i & 15];

		lo ^= v << i;
		hi ^= v >> (64 - i);
	}
	/* hi stays below x^60, so it is reduced by UIA2_POLY in one go. */
	return lo ^ hi ^ hi << 1 ^ hi << 3 ^ hi << 4;
}

/**
 * uia2_init() - start the hash of a packet
 * @st: state to set up
 * @key: IK
 * @count: COUNT-I
 * @fresh: FRESH; BEARER followed by zero bits for 128-NIA1 (TS 33.401 B.2.2)
 * @direction: DIRECTION, 0 or 1
 */
void uia2_init(struct uia2_state *st, const u8 key[16], u32 count, u32 fresh,
	       unsigned int direction)
{
	struct snow3g_state snow3g;
	u32 iv[4], k[4], z[5];

	/* TS 35.215 4.4: both are loaded last word first. */
	k[3] = get_unaligned_be32(key);
	k[2] = get_unaligned_be32(key + 4);
	k[1] = get_unaligned_be32(key + 8);
	k[0] = get_unaligned_be32(key + 12);
	iv[3] = count;
	iv[2] = fresh;
	iv[1] = count ^ (u32)direction << 31;
	iv[0] = fresh ^ (u32)direction << 15;
	snow3g_init(&snow3g, k, iv);
	snow3g_words(&snow3g, z, 5);
	uia2_multiples(st->p, (u64)z[0] << 32 | z[1]);
	st->q = (u64)z[2] << 32 | z[3];
	st->otp = z[4];
	st->eval = 0;
	st->bits = 0;
	st->buflen = 0;
	memzero_explicit(&snow3g, sizeof(snow3g));
	memzero_explicit(k, sizeof(k));
	memzero_explicit(z, sizeof(z));
}
EXPORT_SYMBOL_GPL(uia2_init);

/**
 * uia2_update() - hash the next octets of a packet
 * @st: state
 * @data: octets
 * @len: their number
 */
void uia2_update(struct uia2_state *st, const u8 *data, unsigned int len)
{
	u64 eval = st->eval;

	st->bits += (u64)len * 8;
	if (st->buflen) {
		unsigned int n = min_t(unsigned int, len,
				       UIA2_BLOCK - st->buflen);

		memcpy(st->buf + st->buflen, data, n);
		st->buflen += n;
		data += n;
		len -= n;
		if (st->buflen < UIA2_BLOCK)
			return;
		eval = uia2_mul(st->p, eval ^ get_unaligned_be64(st->buf));
		st->buflen = 0;
	}
	for (; len >= UIA2_BLOCK; data += UIA2_BLOCK, len -= UIA2_BLOCK)
		eval = uia2_mul(st->p, eval ^ get_unaligned_be64(data));
	st->eval = eval;
	memcpy(st->buf, data, len);
	st->buflen = len;
}
EXPORT_SYMBOL_GPL(uia2_update);

/**
 * uia2_final() - end the hash of a packet
 * @st: state, to be wiped by the caller
 * @last: an octet with more bits of the message, the first one on top
 * @bits: the number of these bits, 0 to 7
 *
 * Return: MAC-I.
 */
u32 uia2_final(struct uia2_state *st, u8 last, unsigned int bits)
{
	u64 eval = st->eval;

	if (bits)
		st->buf[st->buflen++] = last & (u8)(0xff00 >> bits);
	if (st->buflen) {
		memset(st->buf + st->buflen, 0, UIA2_BLOCK - st->buflen);
		eval = uia2_mul(st->p, eval ^ get_unaligned_be64(st->buf));
	}
	/* TS 35.215 4.4.2: LENGTH is the last block and Q its factor. */
	uia2_multiples(st->p, st->q);
	eval = uia2_mul(st->p, eval ^ (st->bits + bits));
	return (u32)(eval >> 32) ^ st->otp;
}
EXPORT_SYMBOL_GPL(uia2_final);
