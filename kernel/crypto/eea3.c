// SPDX-License-Identifier: GPL-2.0-only
/*
 * 128-EEA3 of TS 35.221, which is 128-NEA3
 */
#include "eea3.h"

static __always_inline void eea3_words(void *generator, u32 *z, unsigned int n)
{
	zuc_words(generator, z, n);
}

/**
 * eea3_init() - start ciphering a packet
 * @st: state to set up
 * @key: CK
 * @in: COUNT, BEARER and DIRECTION
 */
void eea3_init(struct eea3_state *st, const u8 key[16], const struct input *in)
{
	u8 iv[16] = { };

	/* TS 35.221 3.3: COUNT || BEARER || DIRECTION || 0, twice. */
	put_unaligned_be32(in->count, iv);
	iv[4] = in->bearer << 3 | in->direction << 2;
	memcpy(iv + 8, iv, 8);
	zuc_init(&st->zuc, key, iv);
	st->ks.left = 0;
}
EXPORT_SYMBOL_GPL(eea3_init);

/**
 * eea3_xor() - cipher or decipher the next octets of a packet
 * @st: state
 * @dst: result
 * @src: data, may be equal to @dst
 * @len: octets
 */
void eea3_xor(struct eea3_state *st, u8 *dst, const u8 *src, unsigned int len)
{
	keystream_xor(&st->ks, eea3_words, &st->zuc, dst, src, len);
}
EXPORT_SYMBOL_GPL(eea3_xor);
