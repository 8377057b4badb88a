/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ciphering with a generator of 32-bit keystream words, for data that comes
 * in pieces of any length
 */
#ifndef PC5_CRYPTO_KEYSTREAM_H
#define PC5_CRYPTO_KEYSTREAM_H

#include "portable.h"

#define KEYSTREAM_WORDS	16

/**
 * struct keystream - keystream made in advance
 * @z: words
 * @left: octets of the last word in @z[0] not used yet, 0 to 3
 *
 * Secret: to be wiped by its owner.
 */
struct keystream {
	u32 z[KEYSTREAM_WORDS];
	unsigned int left;
};

typedef void (*keystream_fn)(void *generator, u32 *z, unsigned int n);

/**
 * keystream_xor() - cipher or decipher a piece of data
 * @ks: keystream left over from the piece before
 * @words: generator of at most KEYSTREAM_WORDS words; inlined, as it is a
 *	   constant in every caller
 * @generator: its state
 * @dst: result
 * @src: data, may be equal to @dst
 * @len: octets
 *
 * Never generates more words than the data needs: for a short packet they
 * would cost more than its ciphering.
 */
static __always_inline void keystream_xor(struct keystream *ks,
					  keystream_fn words, void *generator,
					  u8 *dst, const u8 *src,
					  unsigned int len)
{
	unsigned int i, n;

	for (; ks->left && len; ks->left--, len--)
		*dst++ = *src++ ^ (u8)(ks->z[0] >> (8 * ks->left - 8));

	for (; len >= 4; len -= 4 * n) {
		n = min_t(unsigned int, len / 4, KEYSTREAM_WORDS);
		words(generator, ks->z, n);
		for (i = 0; i < n; i++, dst += 4, src += 4)
			put_unaligned_be32(get_unaligned_be32(src) ^ ks->z[i],
					   dst);
	}

	if (len) {
		words(generator, ks->z, 1);
		for (ks->left = 4; len; ks->left--, len--)
			*dst++ = *src++ ^ (u8)(ks->z[0] >> (8 * ks->left - 8));
	}
}

#endif /* PC5_CRYPTO_KEYSTREAM_H */
