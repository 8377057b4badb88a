/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UEA2 (f8) of TS 35.215, which is 128-NEA1
 */
#ifndef PC5_CRYPTO_UEA2_H
#define PC5_CRYPTO_UEA2_H

#include "input.h"
#include "keystream.h"
#include "snow3g.h"

/**
 * struct uea2_state - state of a packet's cipher
 * @snow3g: keystream generator
 * @ks: keystream left over
 *
 * Secret: to be wiped by its owner.
 */
struct uea2_state {
	struct snow3g_state snow3g;
	struct keystream ks;
};

void uea2_init(struct uea2_state *st, const u8 key[16],
	       const struct input *in);
void uea2_xor(struct uea2_state *st, u8 *dst, const u8 *src, unsigned int len);

#endif /* PC5_CRYPTO_UEA2_H */
