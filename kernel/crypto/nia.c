// SPDX-License-Identifier: GPL-2.0-only
/*
 * shashes nia1 (SNOW 3G) and nia3 (ZUC) in portable C
 *
 * The message starts with the eight octets of input.h, which are not hashed
 * themselves but make the packet's keystream.
 */
#include <crypto/internal/hash.h>
#include <linux/module.h>
#include "algs.h"
#include "eia3.h"
#include "uia2.h"

/**
 * struct nia_ctx - transform context
 * @key: NRPIK
 */
struct nia_ctx {
	u8 key[ALG_KEY_SIZE];
};

/**
 * struct nia1_desc - state of nia1
 * @head: octets in front
 * @uia2: hash, once they have come
 */
struct nia1_desc {
	struct nia_head head;
	struct uia2_state uia2;
};

/**
 * struct nia3_desc - state of nia3
 * @head: octets in front
 * @eia3: hash, once they have come
 */
struct nia3_desc {
	struct nia_head head;
	struct eia3_state eia3;
};

static int nia_setkey(struct crypto_shash *tfm, const u8 *key,
		      unsigned int keylen)
{
	struct nia_ctx *ctx = crypto_shash_ctx(tfm);

	if (keylen != sizeof(ctx->key))
		return -EINVAL;
	memcpy(ctx->key, key, sizeof(ctx->key));
	return 0;
}

static int nia1_init(struct shash_desc *desc)
{
	struct nia1_desc *d = shash_desc_ctx(desc);

	d->head.len = 0;
	return 0;
}

static int nia1_update(struct shash_desc *desc, const u8 *data,
		       unsigned int len)
{
	struct nia_ctx *ctx = crypto_shash_ctx(desc->tfm);
	struct nia1_desc *d = shash_desc_ctx(desc);

	if (d->head.len < INPUT_SIZE) {
		struct input in;
		int ret = nia_head_absorb(&d->head, &data, &len, &in);

		if (ret <= 0)
			return ret;
		/* TS 33.401 B.2.2: FRESH is BEARER followed by 27 zero bits. */
		uia2_init(&d->uia2, ctx->key, in.count, (u32)in.bearer << 27,
			  in.direction);
	}
	uia2_update(&d->uia2, data, len);
	return 0;
}

static int nia1_final(struct shash_desc *desc, u8 *out)
{
	struct nia1_desc *d = shash_desc_ctx(desc);

	if (d->head.len < INPUT_SIZE)
		return -EINVAL;
	put_unaligned_be32(uia2_final(&d->uia2, 0, 0), out);
	memzero_explicit(d, sizeof(*d));
	return 0;
}

static int nia3_init(struct shash_desc *desc)
{
	struct nia3_desc *d = shash_desc_ctx(desc);

	d->head.len = 0;
	return 0;
}

static int nia3_update(struct shash_desc *desc, const u8 *data,
		       unsigned int len)
{
	struct nia_ctx *ctx = crypto_shash_ctx(desc->tfm);
	struct nia3_desc *d = shash_desc_ctx(desc);

	if (d->head.len < INPUT_SIZE) {
		struct input in;
		int ret = nia_head_absorb(&d->head, &data, &len, &in);

		if (ret <= 0)
			return ret;
		eia3_init(&d->eia3, ctx->key, &in);
	}
	eia3_update(&d->eia3, data, len);
	return 0;
}

static int nia3_final(struct shash_desc *desc, u8 *out)
{
	struct nia3_desc *d = shash_desc_ctx(desc);

	if (d->head.len < INPUT_SIZE)
		return -EINVAL;
	put_unaligned_be32(eia3_final(&d->eia3, 0, 0), out);
	memzero_explicit(d, sizeof(*d));
	return 0;
}

static struct shash_alg nia_algs[] = {
	{
		.base.cra_name = "nia1",
		.base.cra_driver_name = "nia1-generic",
		.base.cra_priority = ALG_PRIO_GENERIC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nia_ctx),
		.base.cra_module = THIS_MODULE,
		.digestsize = ALG_MAC_SIZE,
		.descsize = sizeof(struct nia1_desc),
		.setkey = nia_setkey,
		.init = nia1_init,
		.update = nia1_update,
		.final = nia1_final,
	}, {
		.base.cra_name = "nia3",
		.base.cra_driver_name = "nia3-generic",
		.base.cra_priority = ALG_PRIO_GENERIC,
		.base.cra_blocksize = 1,
		.base.cra_ctxsize = sizeof(struct nia_ctx),
		.base.cra_module = THIS_MODULE,
		.digestsize = ALG_MAC_SIZE,
		.descsize = sizeof(struct nia3_desc),
		.setkey = nia_setkey,
		.init = nia3_init,
		.update = nia3_update,
		.final = nia3_final,
	},
};

/**
 * nia_register() - register nia1 and nia3
 *
 * Return: 0 or a negative error number.
 */
int __init nia_register(void)
{
	return crypto_register_shashes(nia_algs, ARRAY_SIZE(nia_algs));
}

/**
 * nia_unregister() - unregister nia1 and nia3
 */
void nia_unregister(void)
{
	crypto_unregister_shashes(nia_algs, ARRAY_SIZE(nia_algs));
}

MODULE_ALIAS_CRYPTO("nia1");
MODULE_ALIAS_CRYPTO("nia1-generic");
MODULE_ALIAS_CRYPTO("nia3");
MODULE_ALIAS_CRYPTO("nia3-generic");
