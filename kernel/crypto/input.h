/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inputs COUNT, BEARER and DIRECTION common to all algorithms
 */
#ifndef PC5_CRYPTO_INPUT_H
#define PC5_CRYPTO_INPUT_H

#include "portable.h"

/*
 * The eight octets that carry them through the crypto API, as IV of a cipher
 * and AEAD and at the front of a hashed message:
 * COUNT(32) || BEARER(5) || DIRECTION(1) || 0(26), first bit first.
 */
#define INPUT_SIZE	8

#define INPUT_DIRECTION	0x04000000	/* in the second word */
#define INPUT_SPARE	(INPUT_DIRECTION - 1)

/**
 * struct input - what makes a packet's keystream its own
 * @count: COUNT
 * @bearer: BEARER, 0 to 31
 * @direction: DIRECTION, 0 or 1
 */
struct input {
	u32 count;
	u8 bearer;
	u8 direction;
};

/**
 * input_parse() - read the eight octets
 * @in: result
 * @octets: COUNT(32) || BEARER(5) || DIRECTION(1) || 0(26)
 *
 * Return: whether the octets are well formed, that is, the spare bits are 0.
 */
static inline bool input_parse(struct input *in, const u8 octets[INPUT_SIZE])
{
	u32 rest = get_unaligned_be32(octets + 4);

	in->count = get_unaligned_be32(octets);
	in->bearer = rest >> 27;
	in->direction = !!(rest & INPUT_DIRECTION);
	return !(rest & INPUT_SPARE);
}

#endif /* PC5_CRYPTO_INPUT_H */
