/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 128-EIA3 of TS 35.221, which is 128-NIA3
 */
#ifndef PC5_CRYPTO_EIA3_H
#define PC5_CRYPTO_EIA3_H

#include "input.h"
#include "zuc.h"

/**
 * struct eia3_state - state of a packet's hash
 * @zuc: keystream generator
 * @z: keystream words; one more than is generated at once, as a message word
 *     takes two of them and shares one with its neighbour
 * @pos: index in @z of the first keystream word of the next message word
 * @have: number of words in @z
 * @t: sum of the keystream words selected by the message so far
 * @word: octets that do not fill a message word yet, the last one lowest
 * @octets: their number
 *
 * Secret: to be wiped by its owner.
 */
struct eia3_state {
	struct zuc_state zuc;
	u32 z[ZUC_MAX_WORDS + 1];
	unsigned int pos;
	unsigned int have;
	u32 t;
	u32 word;
	unsigned int octets;
};

void eia3_init(struct eia3_state *st, const u8 key[16],
	       const struct input *in);
void eia3_update(struct eia3_state *st, const u8 *data, unsigned int len);
u32 eia3_final(struct eia3_state *st, u8 last, unsigned int bits);

#endif /* PC5_CRYPTO_EIA3_H */
