/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the algorithm files need from their surroundings, so that the same
 * source serves the kernel module and a user-space harness.
 */
#ifndef PC5_CRYPTO_PORTABLE_H
#define PC5_CRYPTO_PORTABLE_H

#ifdef __KERNEL__

#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>
#include "../compat/crypto.h"

#else

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define __init
#define __ro_after_init
#define EXPORT_SYMBOL_GPL(sym)

#define min_t(type, x, y) ({						\
	type x_ = (x), y_ = (y);					\
									\
	x_ < y_ ? x_ : y_;						\
})

static inline u32 rol32(u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> (-shift & 31));
}

static inline u32 get_unaligned_be32(const void *p)
{
	const u8 *b = p;

	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

static inline u64 get_unaligned_be64(const void *p)
{
	return (u64)get_unaligned_be32(p) << 32 |
	       get_unaligned_be32((const u8 *)p + 4);
}

static inline void put_unaligned_be32(u32 val, void *p)
{
	u8 *b = p;

	b[0] = val >> 24;
	b[1] = val >> 16;
	b[2] = val >> 8;
	b[3] = val;
}

static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	__asm__ __volatile__("" : : "r"(s) : "memory");
}

#endif /* __KERNEL__ */

#endif /* PC5_CRYPTO_PORTABLE_H */
