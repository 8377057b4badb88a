// SPDX-License-Identifier: GPL-2.0-only
/*
 * skcipher nea2: AES in counter mode (TS 33.401 B.1.3)
 *
 * Only the counter block is made here. Two drivers differ in the ctr(aes)
 * they ask for. Before Linux 6.16 the fast one of x86 is marked asynchronous,
 * as it leaves the work to a thread when the vector registers are not
 * available, and who asks for a synchronous one gets the generic template,
 * ten times slower. So the driver that takes any ctr(aes) has the higher
 * priority, and one that takes none but synchronous ones serves callers who
 * need that.
 */
#include <crypto/algapi.h>
#include <crypto/internal/skcipher.h>
#include <linux/module.h>
#include "algs.h"

/**
 * struct nea2_ctx - transform context
 * @ctr: ctr(aes)
 */
struct nea2_ctx {
	struct crypto_skcipher *ctr;
};

/**
 * struct nea2_reqctx - request context
 * @block: counter block
 * @sub: request to ctr(aes); its own context follows
 */
struct nea2_reqctx {
	u8 block[16];
	struct skcipher_request sub;
};

static int nea2_setkey(struct crypto_skcipher *tfm, const u8 *key,
		       unsigned int keylen)
{
	struct nea2_ctx *ctx = crypto_skcipher_ctx(tfm);

	crypto_skcipher_clear_flags(ctx->ctr, CRYPTO_TFM_REQ_MASK);
	crypto_skcipher_set_flags(ctx->ctr, crypto_skcipher_get_flags(tfm) &
					    CRYPTO_TFM_REQ_MASK);
	return crypto_skcipher_setkey(ctx->ctr, key, keylen);
}

static int nea2_crypt(struct skcipher_request *req)
{
	struct nea2_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));
	struct nea2_reqctx *rctx = skcipher_request_ctx(req);
	struct input in;

	if (!input_parse(&in, req->iv))
		return -EINVAL;

	/*
	 * The low 64 bits count, from 0, so no packet is long enough to carry
	 * into the octets above and the 128-bit counter of ctr() will do.
	 */
	memcpy(rctx->block, req->iv, INPUT_SIZE);
	memset(rctx->block + INPUT_SIZE, 0, sizeof(rctx->block) - INPUT_SIZE);

	/* Nothing is left to do at the end, so the caller is told directly. */
	skcipher_request_set_tfm(&rctx->sub, ctx->ctr);
	skcipher_request_set_callback(&rctx->sub, req->base.flags,
				      req->base.complete, req->base.data);
	skcipher_request_set_crypt(&rctx->sub, req->src, req->dst,
				   req->cryptlen, rctx->block);
	return crypto_skcipher_encrypt(&rctx->sub);
}

static int nea2_init(struct crypto_skcipher *tfm, u32 mask)
{
	struct nea2_ctx *ctx = crypto_skcipher_ctx(tfm);
	struct crypto_skcipher *ctr;

	ctr = crypto_alloc_skcipher("ctr(aes)", 0,
				    mask | CRYPTO_ALG_ALLOCATES_MEMORY);
	if (IS_ERR(ctr))
		return PTR_ERR(ctr);

	ctx->ctr = ctr;
	crypto_skcipher_set_reqsize(tfm, sizeof(struct nea2_reqctx) +
					 crypto_skcipher_reqsize(ctr));
	return 0;
}

static int nea2_init_async(struct crypto_skcipher *tfm)
{
	return nea2_init(tfm, 0);
}

static int nea2_init_sync(struct crypto_skcipher *tfm)
{
	return nea2_init(tfm, CRYPTO_ALG_ASYNC);
}

static void nea2_exit(struct crypto_skcipher *tfm)
{
	struct nea2_ctx *ctx = crypto_skcipher_ctx(tfm);

	crypto_free_skcipher(ctx->ctr);
}

static struct skcipher_alg nea2_algs[] = {
	{
		.base.cra_name = "nea2",
		.base.cra_driver_name = "nea2-ctr",
		.base.cra_priority = ALG_PRIO_ASYNC,
		.base.cra_flags = CRYPTO_ALG_ASYNC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nea2_ctx),
		.base.cra_module = THIS_MODULE,
		.min_keysize = ALG_KEY_SIZE,
		.max_keysize = ALG_KEY_SIZE,
		.ivsize = INPUT_SIZE,
		.init = nea2_init_async,
		.exit = nea2_exit,
		.setkey = nea2_setkey,
		.encrypt = nea2_crypt,
		.decrypt = nea2_crypt,
	}, {
		.base.cra_name = "nea2",
		.base.cra_driver_name = "nea2-ctr-sync",
		.base.cra_priority = ALG_PRIO_SYNC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nea2_ctx),
		.base.cra_module = THIS_MODULE,
		.min_keysize = ALG_KEY_SIZE,
		.max_keysize = ALG_KEY_SIZE,
		.ivsize = INPUT_SIZE,
		.init = nea2_init_sync,
		.exit = nea2_exit,
		.setkey = nea2_setkey,
		.encrypt = nea2_crypt,
		.decrypt = nea2_crypt,
	},
};

/**
 * nea2_register() - register nea2
 *
 * Return: 0 or a negative error number.
 */
int __init nea2_register(void)
{
	return crypto_register_skciphers(nea2_algs, ARRAY_SIZE(nea2_algs));
}

/**
 * nea2_unregister() - unregister nea2
 */
void nea2_unregister(void)
{
	crypto_unregister_skciphers(nea2_algs, ARRAY_SIZE(nea2_algs));
}

MODULE_ALIAS_CRYPTO("nea2");
MODULE_ALIAS_CRYPTO("nea2-ctr");
MODULE_ALIAS_CRYPTO("nea2-ctr-sync");
#ifdef CONFIG_X86
/* Loaded first: before Linux 6.12 nothing asks for it when ctr(aes) is. */
MODULE_SOFTDEP("pre: aesni_intel");
#endif
