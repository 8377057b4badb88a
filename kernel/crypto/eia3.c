// SPDX-License-Identifier: GPL-2.0-only
/*
 * 128-EIA3 of TS 35.221, which is 128-NIA3
 *
 * Every message bit that is set adds the 32 keystream bits starting at its
 * own position. For a whole message word that is a slice of the carry-less
 * product of two keystream words and the message word with its bits reversed,
 * which is made of ordinary multiplications of operands thinned out so far
 * that no carry reaches the next bit in use. No branch and no memory access
 * depends on the data.
 */
#include "eia3.h"

/* Every fourth bit: room for sums of up to 15. */
#define EIA3_HOLES	0x1111111111111111ull

static __always_inline u32 eia3_reverse(u32 x)
{
	x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
	x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
	x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
	x = (x >> 8 & 0x00ff00ff) | (x & 0x00ff00ff) << 8;
	return x >> 16 | x << 16;
}

/*
 * The sum of the 32-bit words that start in k at the places of the set bits
 * of m, counted from the top: bits 32 to 63 of the carry-less product of k
 * and the reversed m. A reversed m has at most eight bits in each of its four
 * parts, so no sum goes beyond 8.
 */
static __always_inline u32 eia3_select(u64 k, u32 m)
{
	u64 r = eia3_reverse(m);
	u64 k0 = k & EIA3_HOLES, k1 = k & EIA3_HOLES << 1;
	u64 k2 = k & EIA3_HOLES << 2, k3 = k & EIA3_HOLES << 3;
	u64 r0 = r & EIA3_HOLES, r1 = r & EIA3_HOLES << 1;
	u64 r2 = r & EIA3_HOLES << 2, r3 = r & EIA3_HOLES << 3;
	u64 p0 = k0 * r0 ^ k1 * r3 ^ k2 * r2 ^ k3 * r1;
	u64 p1 = k0 * r1 ^ k1 * r0 ^ k2 * r3 ^ k3 * r2;
	u64 p2 = k0 * r2 ^ k1 * r1 ^ k2 * r0 ^ k3 * r3;
	u64 p3 = k0 * r3 ^ k1 * r2 ^ k2 * r1 ^ k3 * r0;

	return ((p0 & EIA3_HOLES) | (p1 & EIA3_HOLES << 1) |
		(p2 & EIA3_HOLES << 2) | (p3 & EIA3_HOLES << 3)) >> 32;
}

/* Generate n more words once all but the last of those at hand are used up. */
static __always_inline void eia3_more(struct eia3_state *st, unsigned int n)
{
	st->z[0] = st->z[st->pos];
	zuc_words(&st->zuc, st->z + 1, n);
	st->pos = 0;
	st->have = n + 1;
}

/* The 64 keystream bits from the place of the next message word on. */
static __always_inline u64 eia3_window(const struct eia3_state *st)
{
	return (u64)st->z[st->pos] << 32 | st->z[st->pos + 1];
}

/**
 * eia3_init() - start the hash of a packet
 * @st: state to set up
 * @key: IK
 * @in: COUNT, BEARER and DIRECTION
 */
void eia3_init(struct eia3_state *st, const u8 key[16], const struct input *in)
{
	u8 iv[16] = { };

	/* TS 35.221 4.3: DIRECTION is folded into the second half only. */
	put_unaligned_be32(in->count, iv);
	iv[4] = in->bearer << 3;
	memcpy(iv + 8, iv, 8);
	iv[8] ^= in->direction << 7;
	iv[14] ^= in->direction << 7;
	zuc_init(&st->zuc, key, iv);
	zuc_words(&st->zuc, st->z, 1);
	st->pos = 0;
	st->have = 1;
	st->t = 0;
	st->word = 0;
	st->octets = 0;
}
EXPORT_SYMBOL_GPL(eia3_init);

/**
 * eia3_update() - hash the next octets of a packet
 * @st: state
 * @data: octets
 * @len: their number
 */
void eia3_update(struct eia3_state *st, const u8 *data, unsigned int len)
{
	unsigned int i, n;
	u32 t = 0;

	if (st->octets) {
		for (; st->octets < 4 && len; len--, st->octets++)
			st->word = st->word << 8 | *data++;
		if (st->octets < 4)
			return;
		if (st->pos + 1 == st->have)
			eia3_more(st, min_t(unsigned int, len / 4 + 1,
					    ZUC_MAX_WORDS));
		t = eia3_select(eia3_window(st), st->word);
		st->pos++;
		st->word = 0;
		st->octets = 0;
	}

	for (; len >= 4; len -= 4 * n) {
		if (st->pos + 1 == st->have)
			eia3_more(st, min_t(unsigned int, len / 4,
					    ZUC_MAX_WORDS));
		n = min_t(unsigned int, len / 4, st->have - 1 - st->pos);
		for (i = 0; i < n; i++, st->pos++, data += 4)
			t ^= eia3_select(eia3_window(st),
					 get_unaligned_be32(data));
	}
	st->t ^= t;

	for (; len; len--, st->octets++)
		st->word = st->word << 8 | *data++;
}
EXPORT_SYMBOL_GPL(eia3_update);

/**
 * eia3_final() - end the hash of a packet
 * @st: state, to be wiped by the caller
 * @last: an octet with more bits of the message, the first one on top
 * @bits: the number of these bits, 0 to 7
 *
 * Return: MAC-I.
 */
u32 eia3_final(struct eia3_state *st, u8 last, unsigned int bits)
{
	u32 m;

	/*
	 * TS 35.221 4.4: the word at LENGTH is added as if one more bit of the
	 * message, the first bit of its padding, was set.
	 */
	m = st->word << 8 | (last & (u8)(0xff00 >> bits)) | 0x80 >> bits;
	m <<= 24 - 8 * st->octets;
	if (st->pos + 1 == st->have)
		eia3_more(st, 1);
	st->t ^= eia3_select(eia3_window(st), m);
	st->pos++;
	/* The last word of the keystream follows the word LENGTH lies in. */
	if (st->octets || bits) {
		if (st->pos + 1 == st->have)
			eia3_more(st, 1);
		st->pos++;
	}
	return st->t ^ st->z[st->pos];
}
EXPORT_SYMBOL_GPL(eia3_final);
