/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels that the crypto code meets, told apart by what
 * the preprocessor and the compiler can see
 */
#ifndef PC5_COMPAT_CRYPTO_H
#define PC5_COMPAT_CRYPTO_H

/* Includes the unaligned accessors, whose own header has changed its name. */
#include <crypto/algapi.h>
#include <linux/crypto.h>

/*
 * Completion functions are given the caller's data, or, on older kernels, a
 * request that points to it. With DEFINE_CRYPTO_COMPLETION(fn) in front,
 * CRYPTO_COMPLETION(fn) is the crypto_completion_t that calls
 * fn(void *data, int err), whichever kernel this is.
 */
#define DEFINE_CRYPTO_COMPLETION(fn)					\
	static void __maybe_unused					\
	fn##_areq(struct crypto_async_request *areq, int err)		\
	{								\
		fn(areq->data, err);					\
	}

#define CRYPTO_COMPLETION(fn)						\
	__builtin_choose_expr(						\
		__builtin_types_compatible_p(crypto_completion_t,	\
					     void (*)(void *, int)),	\
		fn, fn##_areq)

#endif /* PC5_COMPAT_CRYPTO_H */
