// SPDX-License-Identifier: GPL-2.0-only
/*
 * UEA2 (f8) of TS 35.215, which is 128-NEA1
 */
#include "uea2.h"

static __always_inline void uea2_words(void *generator, u32 *z, unsigned int n)
{
	snow3g_words(generator, z, n);
}

/**
 * uea2_init() - start ciphering a packet
 * @st: state to set up
 * @key: CK
 * @in: COUNT, BEARER and DIRECTION
 */
void uea2_init(struct uea2_state *st, const u8 key[16], const struct input *in)
{
	u32 iv[4], k[4];

	/* TS 35.215 3.4: both are loaded last word first. */
	k[3] = get_unaligned_be32(key);
	k[2] = get_unaligned_be32(key + 4);
	k[1] = get_unaligned_be32(key + 8);
	k[0] = get_unaligned_be32(key + 12);
	iv[3] = in->count;
	iv[2] = (u32)in->bearer << 27 | (u32)in->direction << 26;
	iv[1] = iv[3];
	iv[0] = iv[2];
	snow3g_init(&st->snow3g, k, iv);
	st->ks.left = 0;
	memzero_explicit(k, sizeof(k));
}
EXPORT_SYMBOL_GPL(uea2_init);

/**
 * uea2_xor() - cipher or decipher the next octets of a packet
 * @st: state
 * @dst: result
 * @src: data, may be equal to @dst
 * @len: octets
 */
void uea2_xor(struct uea2_state *st, u8 *dst, const u8 *src, unsigned int len)
{
	keystream_xor(&st->ks, uea2_words, &st->snow3g, dst, src, len);
}
EXPORT_SYMBOL_GPL(uea2_xor);
