/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UIA2 (f9) of TS 35.215, which is 128-NIA1 with FRESH made of BEARER
 */
#ifndef PC5_CRYPTO_UIA2_H
#define PC5_CRYPTO_UIA2_H

#include "portable.h"

#define UIA2_BLOCK	8

/**
 * struct uia2_state - state of a packet's hash
 * @p: the multiples of P by all polynomials of degree below 4
 * @q: Q
 * @eval: value of the polynomial so far
 * @bits: LENGTH so far
 * @otp: the word that ciphers the result
 * @buf: octets that do not fill a block yet
 * @buflen: their number
 *
 * Secret: to be wiped by its owner.
 */
struct uia2_state {
	u64 p[16];
	u64 q;
	u64 eval;
	u64 bits;
	u32 otp;
	u8 buf[UIA2_BLOCK];
	unsigned int buflen;
};

void uia2_init(struct uia2_state *st, const u8 key[16], u32 count, u32 fresh,
	       unsigned int direction);
void uia2_update(struct uia2_state *st, const u8 *data, unsigned int len);
u32 uia2_final(struct uia2_state *st, u8 last, unsigned int bits);

#endif /* PC5_CRYPTO_UIA2_H */
