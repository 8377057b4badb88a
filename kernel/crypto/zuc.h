/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ZUC, the keystream generator of TS 35.222
 */
#ifndef PC5_CRYPTO_ZUC_H
#define PC5_CRYPTO_ZUC_H

#include "portable.h"

#define ZUC_CELLS	16	/* cells in the shift register */
#define ZUC_MAX_WORDS	16	/* words of one zuc_words() call */

/**
 * struct zuc_state - state of a ZUC generator
 * @s: the shift register, cell 0 first, each cell 1 to 2^31 - 1; the upper
 *     part is where the cells to come are written before the register is
 *     moved down
 * @r1: first register of the nonlinear function
 * @r2: second register of the nonlinear function
 *
 * Secret: to be wiped by its owner.
 */
struct zuc_state {
	u32 s[ZUC_CELLS + ZUC_MAX_WORDS];
	u32 r1, r2;
};

void __init zuc_make_tables(void);
void zuc_init(struct zuc_state *st, const u8 k[16], const u8 iv[16]);
void zuc_words(struct zuc_state *st, u32 *z, unsigned int n);

#endif /* PC5_CRYPTO_ZUC_H */
