// SPDX-License-Identifier: GPL-2.0-only
/*
 * skciphers nea1 (SNOW 3G) and nea3 (ZUC) in portable C
 *
 * A packet is one request: the IV holds no position, so there is no way to go
 * on with the keystream in a second one.
 */
#include <crypto/internal/skcipher.h>
#include <linux/module.h>
#include "algs.h"
#include "eea3.h"
#include "uea2.h"

/**
 * struct nea_ctx - transform context
 * @key: NRPEK
 */
struct nea_ctx {
	u8 key[ALG_KEY_SIZE];
};

static int nea_setkey(struct crypto_skcipher *tfm, const u8 *key,
		      unsigned int keylen)
{
	struct nea_ctx *ctx = crypto_skcipher_ctx(tfm);

	/* The API has checked keylen against min_keysize and max_keysize. */
	memcpy(ctx->key, key, keylen);
	return 0;
}

static int nea1_crypt(struct skcipher_request *req)
{
	struct nea_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));
	struct skcipher_walk walk;
	struct uea2_state st;
	struct input in;
	int err;

	if (!input_parse(&in, req->iv))
		return -EINVAL;

	err = skcipher_walk_virt(&walk, req, false);
	if (err)
		return err;
	uea2_init(&st, ctx->key, &in);
	while (walk.nbytes) {
		uea2_xor(&st, walk.dst.virt.addr, walk.src.virt.addr,
			 walk.nbytes);
		err = skcipher_walk_done(&walk, 0);
	}
	memzero_explicit(&st, sizeof(st));
	return err;
}

static int nea3_crypt(struct skcipher_request *req)
{
	struct nea_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));
	struct skcipher_walk walk;
	struct eea3_state st;
	struct input in;
	int err;

	if (!input_parse(&in, req->iv))
		return -EINVAL;

	err = skcipher_walk_virt(&walk, req, false);
	if (err)
		return err;
	eea3_init(&st, ctx->key, &in);
	while (walk.nbytes) {
		eea3_xor(&st, walk.dst.virt.addr, walk.src.virt.addr,
			 walk.nbytes);
		err = skcipher_walk_done(&walk, 0);
	}
	memzero_explicit(&st, sizeof(st));
	return err;
}

static struct skcipher_alg nea_algs[] = {
	{
		.base.cra_name = "nea1",
		.base.cra_driver_name = "nea1-generic",
		.base.cra_priority = ALG_PRIO_GENERIC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nea_ctx),
		.base.cra_module = THIS_MODULE,
		.min_keysize = ALG_KEY_SIZE,
		.max_keysize = ALG_KEY_SIZE,
		.ivsize = INPUT_SIZE,
		.setkey = nea_setkey,
		.encrypt = nea1_crypt,
		.decrypt = nea1_crypt,
	}, {
		.base.cra_name = "nea3",
		.base.cra_driver_name = "nea3-generic",
		.base.cra_priority = ALG_PRIO_GENERIC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nea_ctx),
		.base.cra_module = THIS_MODULE,
		.min_keysize = ALG_KEY_SIZE,
		.max_keysize = ALG_KEY_SIZE,
		.ivsize = INPUT_SIZE,
		.setkey = nea_setkey,
		.encrypt = nea3_crypt,
		.decrypt = nea3_crypt,
	},
};

/**
 * nea_register() - register nea1 and nea3
 *
 * Return: 0 or a negative error number.
 */
int __init nea_register(void)
{
	return crypto_register_skciphers(nea_algs, ARRAY_SIZE(nea_algs));
}

/**
 * nea_unregister() - unregister nea1 and nea3
 */
void nea_unregister(void)
{
	crypto_unregister_skciphers(nea_algs, ARRAY_SIZE(nea_algs));
}

MODULE_ALIAS_CRYPTO("nea1");
MODULE_ALIAS_CRYPTO("nea1-generic");
MODULE_ALIAS_CRYPTO("nea3");
MODULE_ALIAS_CRYPTO("nea3-generic");
