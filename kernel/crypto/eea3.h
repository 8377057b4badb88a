/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 128-EEA3 of TS 35.221, which is 128-NEA3
 */
#ifndef PC5_CRYPTO_EEA3_H
#define PC5_CRYPTO_EEA3_H

#include "input.h"
#include "keystream.h"
#include "zuc.h"

/**
 * struct eea3_state - state of a packet's cipher
 * @zuc: keystream generator
 * @ks: keystream left over
 *
 * Secret: to be wiped by its owner.
 */
struct eea3_state {
	struct zuc_state zuc;
	struct keystream ks;
};

void eea3_init(struct eea3_state *st, const u8 key[16],
	       const struct input *in);
void eea3_xor(struct eea3_state *st, u8 *dst, const u8 *src, unsigned int len);

#endif /* PC5_CRYPTO_EEA3_H */
