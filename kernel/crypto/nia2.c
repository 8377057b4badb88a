// SPDX-License-Identifier: GPL-2.0-only
/*
 * shash nia2: AES-CMAC cut to its first 32 bits (TS 33.401 B.2.3)
 *
 * Here the eight octets of input.h in front of the message are hashed like
 * the rest of it.
 */
#include <crypto/internal/hash.h>
#include <linux/module.h>
#include "algs.h"

/* What cmac(aes) may take of a hash state; its drivers take 20 to 80 octets. */
#define NIA2_MAX_CMAC	192

/**
 * struct nia2_ctx - transform context
 * @cmac: cmac(aes)
 */
struct nia2_ctx {
	struct crypto_shash *cmac;
};

/**
 * struct nia2_desc - state
 * @head: octets in front, kept to be checked
 * @cmac: state of cmac(aes), whose own part follows
 */
struct nia2_desc {
	struct nia_head head;
	struct shash_desc cmac;
};

static int nia2_setkey(struct crypto_shash *tfm, const u8 *key,
		       unsigned int keylen)
{
	struct nia2_ctx *ctx = crypto_shash_ctx(tfm);

	/* cmac(aes) takes the longer keys of AES, too. */
	if (keylen != ALG_KEY_SIZE)
		return -EINVAL;
	crypto_shash_clear_flags(ctx->cmac, CRYPTO_TFM_REQ_MASK);
	crypto_shash_set_flags(ctx->cmac, crypto_shash_get_flags(tfm) &
					  CRYPTO_TFM_REQ_MASK);
	return crypto_shash_setkey(ctx->cmac, key, keylen);
}

static int nia2_init(struct shash_desc *desc)
{
	struct nia2_ctx *ctx = crypto_shash_ctx(desc->tfm);
	struct nia2_desc *d = shash_desc_ctx(desc);

	d->head.len = 0;
	d->cmac.tfm = ctx->cmac;
	return crypto_shash_init(&d->cmac);
}

static int nia2_update(struct shash_desc *desc, const u8 *data,
		       unsigned int len)
{
	struct nia2_desc *d = shash_desc_ctx(desc);

	if (d->head.len < INPUT_SIZE) {
		struct input in;
		int ret = nia_head_absorb(&d->head, &data, &len, &in);

		if (ret <= 0)
			return ret;
		ret = crypto_shash_update(&d->cmac, d->head.octets,
					  INPUT_SIZE);
		if (ret)
			return ret;
	}
	return len ? crypto_shash_update(&d->cmac, data, len) : 0;
}

static int nia2_final(struct shash_desc *desc, u8 *out)
{
	struct nia2_desc *d = shash_desc_ctx(desc);
	u8 mac[HASH_MAX_DIGESTSIZE];
	int err;

	if (d->head.len < INPUT_SIZE)
		return -EINVAL;
	err = crypto_shash_final(&d->cmac, mac);
	if (!err)
		memcpy(out, mac, ALG_MAC_SIZE);
	memzero_explicit(mac, sizeof(mac));
	shash_desc_zero(&d->cmac);
	return err;
}

static int nia2_export(struct shash_desc *desc, void *out)
{
	struct nia2_desc *d = shash_desc_ctx(desc);

	memcpy(out, &d->head, sizeof(d->head));
	return crypto_shash_export(&d->cmac, out + sizeof(d->head));
}

static int nia2_import(struct shash_desc *desc, const void *in)
{
	struct nia2_ctx *ctx = crypto_shash_ctx(desc->tfm);
	struct nia2_desc *d = shash_desc_ctx(desc);

	memcpy(&d->head, in, sizeof(d->head));
	d->cmac.tfm = ctx->cmac;
	return crypto_shash_import(&d->cmac, in + sizeof(d->head));
}

static int nia2_init_tfm(struct crypto_shash *tfm)
{
	struct nia2_ctx *ctx = crypto_shash_ctx(tfm);
	struct crypto_shash *cmac;

	cmac = crypto_alloc_shash("cmac(aes)", 0, CRYPTO_ALG_ALLOCATES_MEMORY);
	if (IS_ERR(cmac))
		return PTR_ERR(cmac);

	/* The size of a state is that of the algorithm, fixed beforehand. */
	if (crypto_shash_descsize(cmac) > NIA2_MAX_CMAC ||
	    crypto_shash_statesize(cmac) > NIA2_MAX_CMAC) {
		crypto_free_shash(cmac);
		return -EOVERFLOW;
	}
	ctx->cmac = cmac;
	return 0;
}

static void nia2_exit_tfm(struct crypto_shash *tfm)
{
	struct nia2_ctx *ctx = crypto_shash_ctx(tfm);

	crypto_free_shash(ctx->cmac);
}

static struct shash_alg nia2_alg = {
	.base.cra_name = "nia2",
	.base.cra_driver_name = "nia2-cmac",
	.base.cra_priority = ALG_PRIO_GENERIC,
	.base.cra_blocksize = 1,
	.base.cra_ctxsize = sizeof(struct nia2_ctx),
	.base.cra_module = THIS_MODULE,
	.digestsize = ALG_MAC_SIZE,
	.descsize = sizeof(struct nia2_desc) + NIA2_MAX_CMAC,
	.statesize = sizeof(struct nia_head) + NIA2_MAX_CMAC,
	.init_tfm = nia2_init_tfm,
	.exit_tfm = nia2_exit_tfm,
	.setkey = nia2_setkey,
	.init = nia2_init,
	.update = nia2_update,
	.final = nia2_final,
	.export = nia2_export,
	.import = nia2_import,
};

/**
 * nia2_register() - register nia2
 *
 * Return: 0 or a negative error number.
 */
int __init nia2_register(void)
{
	return crypto_register_shash(&nia2_alg);
}

/**
 * nia2_unregister() - unregister nia2
 */
void nia2_unregister(void)
{
	crypto_unregister_shash(&nia2_alg);
}

MODULE_ALIAS_CRYPTO("nia2");
MODULE_ALIAS_CRYPTO("nia2-cmac");
