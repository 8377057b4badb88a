/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SNOW 3G, the keystream generator of TS 35.216
 */
#ifndef PC5_CRYPTO_SNOW3G_H
#define PC5_CRYPTO_SNOW3G_H

#include "portable.h"

#define SNOW3G_CELLS		16	/* words in the shift register */
#define SNOW3G_MAX_WORDS	16	/* words of one snow3g_words() call */

/**
 * struct snow3g_state - state of a SNOW 3G generator
 * @s: the shift register, cell 0 first; the upper part is where the cells to
 *     come are written before the register is moved down
 * @r1: first register of the finite state machine
 * @r2: second register of the finite state machine
 * @r3: third register of the finite state machine
 *
 * Secret: to be wiped by its owner.
 */
struct snow3g_state {
	u32 s[SNOW3G_CELLS + SNOW3G_MAX_WORDS];
	u32 r1, r2, r3;
};

void __init snow3g_make_tables(void);
void snow3g_init(struct snow3g_state *st, const u32 k[4], const u32 iv[4]);
void snow3g_words(struct snow3g_state *st, u32 *z, unsigned int n);

#endif /* PC5_CRYPTO_SNOW3G_H */
