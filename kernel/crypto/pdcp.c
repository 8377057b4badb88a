// SPDX-License-Identifier: GPL-2.0-only
/*
 * AEAD template pdcp(neaX,niaY): the protection of a PDCP data PDU
 * (TS 38.323 5.8 and 5.9)
 *
 * The associated data is what is authenticated but not ciphered (the PDCP
 * header and a SDAP header, if there is one). MAC-I is computed over the
 * associated data and the plaintext, then the plaintext and MAC-I are ciphered
 * as one bit string.
 *
 * nea0 and nia0 exist only here. With nia0 the tag is empty: whether the PDU
 * has a MAC-I field all the same, of 32 zero bits that nobody checks
 * (TS 33.501 D.1), is a matter of its format, and if so the field is part of
 * the text for the one who builds the PDU.
 *
 * The key is NRPEK || NRPIK, without the part of a null algorithm.
 */
#include <crypto/algapi.h>
#include <crypto/internal/aead.h>
#include <crypto/internal/hash.h>
#include <crypto/internal/skcipher.h>
#include <crypto/scatterwalk.h>
#include <linux/highmem.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "algs.h"

/*
 * Scatterlist entries kept in the request, one of them for MAC-I: enough for a
 * linear packet and for one with a few fragments.
 */
#define PDCP_ENTRIES	8

/* Octets copied at once where nothing is ciphered. */
#define PDCP_COPY	256

/**
 * struct pdcp_alg - an algorithm that the template takes
 * @name: its name in the crypto API
 * @keysize: octets of its key
 * @macsize: octets of MAC-I, 0 for a cipher
 */
struct pdcp_alg {
	const char *name;
	unsigned int keysize;
	unsigned int macsize;
};

/* The null algorithm comes first. */
static const struct pdcp_alg pdcp_ciphers[] = {
	{ "nea0" },
	{ "nea1", ALG_KEY_SIZE },
	{ "nea2", ALG_KEY_SIZE },
	{ "nea3", ALG_KEY_SIZE },
};

static const struct pdcp_alg pdcp_macs[] = {
	{ "nia0" },
	{ "nia1", ALG_KEY_SIZE, ALG_MAC_SIZE },
	{ "nia2", ALG_KEY_SIZE, ALG_MAC_SIZE },
	{ "nia3", ALG_KEY_SIZE, ALG_MAC_SIZE },
};

/**
 * struct pdcp_inst - context of an instance of the template
 * @cipher: cipher, not grabbed if it is nea0
 * @mac: integrity algorithm, not grabbed if it is nia0
 * @enc: what the cipher is
 * @integ: what the integrity algorithm is
 */
struct pdcp_inst {
	struct crypto_skcipher_spawn cipher;
	struct crypto_shash_spawn mac;
	const struct pdcp_alg *enc;
	const struct pdcp_alg *integ;
};

/**
 * struct pdcp_ctx - transform context
 * @cipher: cipher, NULL if it is nea0
 * @mac: integrity algorithm, NULL if it is nia0
 */
struct pdcp_ctx {
	struct crypto_skcipher *cipher;
	struct crypto_shash *mac;
};

/**
 * struct pdcp_reqctx - request context
 * @src: list of the cipher's input
 * @dst: list of the cipher's output
 * @entries: entries for a list that ends with @mac
 * @more: the same for more entries than these
 * @mac: MAC-I, where the caller's lists have no place for it
 * @u: what is in use at one time only
 * @u.desc: state of the integrity algorithm, whose own part follows
 * @u.cipher: request to the cipher, whose own context follows
 */
struct pdcp_reqctx {
	struct scatterlist src[2];
	struct scatterlist dst[2];
	struct scatterlist entries[PDCP_ENTRIES];
	struct scatterlist *more;
	u8 mac[ALG_MAC_SIZE];
	union {
		struct shash_desc desc;
		struct skcipher_request cipher;
	} u;
};

static int pdcp_setkey(struct crypto_aead *aead, const u8 *key,
		       unsigned int keylen)
{
	struct pdcp_inst *inst = aead_instance_ctx(aead_alg_instance(aead));
	struct pdcp_ctx *ctx = crypto_aead_ctx(aead);
	u32 flags = crypto_aead_get_flags(aead) & CRYPTO_TFM_REQ_MASK;
	int err = 0;

	if (keylen != inst->enc->keysize + inst->integ->keysize)
		return -EINVAL;

	if (ctx->cipher) {
		crypto_skcipher_clear_flags(ctx->cipher, CRYPTO_TFM_REQ_MASK);
		crypto_skcipher_set_flags(ctx->cipher, flags);
		err = crypto_skcipher_setkey(ctx->cipher, key,
					     inst->enc->keysize);
	}
	if (!err && ctx->mac) {
		crypto_shash_clear_flags(ctx->mac, CRYPTO_TFM_REQ_MASK);
		crypto_shash_set_flags(ctx->mac, flags);
		err = crypto_shash_setkey(ctx->mac, key + inst->enc->keysize,
					  inst->integ->keysize);
	}
	return err;
}

static int pdcp_setauthsize(struct crypto_aead *aead, unsigned int authsize)
{
	/* The whole MAC-I or, with nia0, nothing: there is no short one. */
	return authsize == crypto_aead_maxauthsize(aead) ? 0 : -EINVAL;
}

/* Whether the octets from offset on are within one entry and mapped. */
static bool pdcp_is_linear(struct scatterlist *sg, unsigned int offset,
			   unsigned int len)
{
	return sg->length >= offset && sg->length - offset >= len &&
	       !PageHighMem(sg_page(sg));
}

static int pdcp_hash_sg(struct shash_desc *desc, struct scatterlist *sg,
			unsigned int offset, unsigned int len)
{
	struct sg_mapping_iter miter;
	int err = 0;

	if (!len)
		return 0;
	if (pdcp_is_linear(sg, offset, len))
		return crypto_shash_update(desc, sg_virt(sg) + offset, len);

	sg_miter_start(&miter, sg, sg_nents(sg),
		       SG_MITER_ATOMIC | SG_MITER_FROM_SG);
	if (!sg_miter_skip(&miter, offset))
		err = -EINVAL;
	while (!err && len) {
		unsigned int n;

		if (!sg_miter_next(&miter)) {
			err = -EINVAL;
			break;
		}
		n = min_t(unsigned int, len, miter.length);
		err = crypto_shash_update(desc, miter.addr, n);
		len -= n;
	}
	sg_miter_stop(&miter);
	return err;
}

/* MAC-I over the associated data, which is in req->src only, and the text. */
static int pdcp_mac(struct aead_request *req, struct scatterlist *text,
		    unsigned int textlen, u8 *mac)
{
	struct pdcp_ctx *ctx = crypto_aead_ctx(crypto_aead_reqtfm(req));
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	struct shash_desc *desc = &rctx->u.desc;
	int err;

	desc->tfm = ctx->mac;
	err = crypto_shash_init(desc);
	if (!err)
		err = crypto_shash_update(desc, req->iv, INPUT_SIZE);
	if (!err && text == req->src) {
		err = pdcp_hash_sg(desc, text, 0, req->assoclen + textlen);
	} else if (!err) {
		err = pdcp_hash_sg(desc, req->src, 0, req->assoclen);
		if (!err)
			err = pdcp_hash_sg(desc, text, req->assoclen, textlen);
	}
	if (!err)
		err = crypto_shash_final(desc, mac);
	shash_desc_zero(desc);
	return err;
}

/*
 * Make a list of len octets of sg from skip on and of rctx->mac behind them.
 * Freed by pdcp_done().
 */
static struct scatterlist *pdcp_list_mac(struct aead_request *req,
					 struct scatterlist *sg,
					 unsigned int skip, unsigned int len)
{
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	struct scatterlist *list = rctx->entries, *out;
	int nents = 0;

	for (; sg && skip >= sg->length; sg = sg_next(sg))
		skip -= sg->length;
	if (len)
		nents = sg ? sg_nents_for_len(sg, (u64)skip + len) : -EINVAL;
	if (nents < 0)
		return ERR_PTR(nents);

	if (nents >= PDCP_ENTRIES) {
		bool sleep = req->base.flags & CRYPTO_TFM_REQ_MAY_SLEEP;

		list = kmalloc_array(nents + 1, sizeof(*list),
				     sleep ? GFP_KERNEL : GFP_ATOMIC);
		if (!list)
			return ERR_PTR(-ENOMEM);
		rctx->more = list;
	}

	sg_init_table(list, nents + 1);
	for (out = list; len; out++, sg = sg_next(sg), skip = 0) {
		unsigned int n = min_t(unsigned int, len, sg->length - skip);

		sg_set_page(out, sg_page(sg), n, sg->offset + skip);
		len -= n;
	}
	sg_set_buf(out, rctx->mac, sizeof(rctx->mac));
	return list;
}

/* Read or write one octet string across the entries of a list. */
static void pdcp_copy_mac(u8 *mac, struct scatterlist *sg, unsigned int offset,
			  bool to_sg)
{
	if (pdcp_is_linear(sg, offset, ALG_MAC_SIZE)) {
		u8 *p = sg_virt(sg) + offset;

		memcpy(to_sg ? p : mac, to_sg ? mac : p, ALG_MAC_SIZE);
	} else {
		scatterwalk_map_and_copy(mac, sg, offset, ALG_MAC_SIZE, to_sg);
	}
}

/* Copy the text to where it is to go, for nea0 out of place. */
static void pdcp_copy_text(struct aead_request *req, unsigned int len)
{
	unsigned int offset = req->assoclen, n;
	u8 buf[PDCP_COPY];

	if (req->src == req->dst)
		return;
	for (; len; len -= n, offset += n) {
		n = min_t(unsigned int, len, sizeof(buf));
		scatterwalk_map_and_copy(buf, req->src, offset, n, 0);
		scatterwalk_map_and_copy(buf, req->dst, offset, n, 1);
	}
	memzero_explicit(buf, sizeof(buf));
}

static void pdcp_done(struct aead_request *req)
{
	struct pdcp_reqctx *rctx = aead_request_ctx(req);

	kfree(rctx->more);
	rctx->more = NULL;
	memzero_explicit(rctx->mac, sizeof(rctx->mac));
}

static int pdcp_cipher(struct aead_request *req, struct scatterlist *src,
		       struct scatterlist *dst, unsigned int len,
		       crypto_completion_t complete)
{
	struct pdcp_ctx *ctx = crypto_aead_ctx(crypto_aead_reqtfm(req));
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	struct skcipher_request *sub = &rctx->u.cipher;

	if (!len)
		return 0;
	skcipher_request_set_tfm(sub, ctx->cipher);
	skcipher_request_set_callback(sub, req->base.flags, complete, req);
	skcipher_request_set_crypt(sub, src, dst, len, req->iv);
	/* Ciphering and deciphering both add the keystream. */
	return crypto_skcipher_encrypt(sub);
}

static void pdcp_encrypt_done(void *data, int err)
{
	struct aead_request *req = data;

	/* A backlogged request has been started: the end is yet to come. */
	if (err != -EINPROGRESS)
		pdcp_done(req);
	aead_request_complete(req, err);
}

DEFINE_CRYPTO_COMPLETION(pdcp_encrypt_done)

static int pdcp_encrypt(struct aead_request *req)
{
	struct crypto_aead *aead = crypto_aead_reqtfm(req);
	struct pdcp_ctx *ctx = crypto_aead_ctx(aead);
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	unsigned int textlen = req->cryptlen;
	unsigned int macsize = crypto_aead_authsize(aead);
	struct scatterlist *src, *dst;
	struct input in;
	int err;

	if (!input_parse(&in, req->iv))
		return -EINVAL;

	rctx->more = NULL;
	if (macsize) {
		err = pdcp_mac(req, req->src, textlen, rctx->mac);
		if (err)
			return err;
	}

	if (!ctx->cipher) {
		pdcp_copy_text(req, textlen);
		if (macsize)
			pdcp_copy_mac(rctx->mac, req->dst,
				      req->assoclen + textlen, true);
		pdcp_done(req);
		return 0;
	}

	dst = scatterwalk_ffwd(rctx->dst, req->dst, req->assoclen);
	if (req->src == req->dst) {
		if (macsize)
			pdcp_copy_mac(rctx->mac, dst, textlen, true);
		src = dst;
	} else if (macsize) {
		src = pdcp_list_mac(req, req->src, req->assoclen, textlen);
		if (IS_ERR(src)) {
			pdcp_done(req);
			return PTR_ERR(src);
		}
	} else {
		src = scatterwalk_ffwd(rctx->src, req->src, req->assoclen);
	}

	err = pdcp_cipher(req, src, dst, textlen + macsize,
			  CRYPTO_COMPLETION(pdcp_encrypt_done));
	if (err != -EINPROGRESS && err != -EBUSY)
		pdcp_done(req);
	return err;
}

/* Check the deciphered MAC-I against the deciphered text. */
static int pdcp_verify(struct aead_request *req, struct scatterlist *text,
		       const u8 *mac)
{
	unsigned int macsize = crypto_aead_authsize(crypto_aead_reqtfm(req));
	u8 expected[ALG_MAC_SIZE];
	int err;

	err = pdcp_mac(req, text, req->cryptlen - macsize, expected);
	if (!err && crypto_memneq(mac, expected, macsize))
		err = -EBADMSG;
	memzero_explicit(expected, sizeof(expected));
	return err;
}

/*
 * Where the deciphered MAC-I goes. In place it may go where it came from if
 * that is in the same entry as text, so in memory the caller has given to be
 * written to. An entry with nothing but the tag need not be such: AF_ALG puts
 * there what the user has sent, which may be pages of a file.
 */
static bool pdcp_tag_writable(struct aead_request *req, unsigned int macsize)
{
	return req->src == req->dst && req->cryptlen > macsize &&
	       pdcp_is_linear(req->src, req->assoclen, req->cryptlen);
}

static int pdcp_decrypt_end(struct aead_request *req)
{
	unsigned int macsize = crypto_aead_authsize(crypto_aead_reqtfm(req));
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	int err = 0;

	if (macsize) {
		if (pdcp_tag_writable(req, macsize))
			pdcp_copy_mac(rctx->mac, req->dst, req->assoclen +
				      req->cryptlen - macsize, false);
		err = pdcp_verify(req, req->dst, rctx->mac);
	}
	pdcp_done(req);
	return err;
}

static void pdcp_decrypt_done(void *data, int err)
{
	struct aead_request *req = data;

	if (!err)
		err = pdcp_decrypt_end(req);
	else if (err != -EINPROGRESS)
		pdcp_done(req);
	aead_request_complete(req, err);
}

DEFINE_CRYPTO_COMPLETION(pdcp_decrypt_done)

/* Without a cipher the text is checked before it is handed out. */
static int pdcp_decrypt_null(struct aead_request *req, unsigned int textlen,
			     unsigned int macsize)
{
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	int err = 0;

	if (macsize) {
		pdcp_copy_mac(rctx->mac, req->src, req->assoclen + textlen,
			      false);
		err = pdcp_verify(req, req->src, rctx->mac);
	}
	if (!err)
		pdcp_copy_text(req, textlen);
	pdcp_done(req);
	return err;
}

static int pdcp_decrypt(struct aead_request *req)
{
	struct crypto_aead *aead = crypto_aead_reqtfm(req);
	struct pdcp_ctx *ctx = crypto_aead_ctx(aead);
	struct pdcp_reqctx *rctx = aead_request_ctx(req);
	unsigned int macsize = crypto_aead_authsize(aead);
	unsigned int textlen;
	struct scatterlist *src, *dst;
	struct input in;
	int err;

	if (req->cryptlen < macsize || !input_parse(&in, req->iv))
		return -EINVAL;
	textlen = req->cryptlen - macsize;

	rctx->more = NULL;
	if (!ctx->cipher)
		return pdcp_decrypt_null(req, textlen, macsize);

	src = scatterwalk_ffwd(rctx->src, req->src, req->assoclen);
	if (!macsize) {
		dst = req->src == req->dst ? src :
		      scatterwalk_ffwd(rctx->dst, req->dst, req->assoclen);
	} else if (pdcp_tag_writable(req, macsize)) {
		dst = src;
	} else {
		dst = pdcp_list_mac(req, req->dst, req->assoclen, textlen);
		if (IS_ERR(dst)) {
			pdcp_done(req);
			return PTR_ERR(dst);
		}
		/* In place, so must be all of the list. */
		if (req->src == req->dst) {
			pdcp_copy_mac(rctx->mac, src, textlen, false);
			src = dst;
		}
	}

	err = pdcp_cipher(req, src, dst, req->cryptlen,
			  CRYPTO_COMPLETION(pdcp_decrypt_done));
	if (!err)
		return pdcp_decrypt_end(req);
	if (err != -EINPROGRESS && err != -EBUSY)
		pdcp_done(req);
	return err;
}

static int pdcp_init_tfm(struct crypto_aead *aead)
{
	struct pdcp_inst *inst = aead_instance_ctx(aead_alg_instance(aead));
	struct pdcp_ctx *ctx = crypto_aead_ctx(aead);
	unsigned int room = 0, hash;

	ctx->cipher = NULL;
	ctx->mac = NULL;
	if (inst->enc->keysize) {
		ctx->cipher = crypto_spawn_skcipher(&inst->cipher);
		if (IS_ERR(ctx->cipher))
			return PTR_ERR(ctx->cipher);
		room = sizeof(struct skcipher_request) +
		       crypto_skcipher_reqsize(ctx->cipher);
	}
	if (inst->integ->keysize) {
		ctx->mac = crypto_spawn_shash(&inst->mac);
		if (IS_ERR(ctx->mac)) {
			crypto_free_skcipher(ctx->cipher);
			return PTR_ERR(ctx->mac);
		}
		hash = sizeof(struct shash_desc) +
		       crypto_shash_descsize(ctx->mac);
		room = max(room, hash);
	}
	crypto_aead_set_reqsize(aead, offsetof(struct pdcp_reqctx, u) + room);
	return 0;
}

static void pdcp_exit_tfm(struct crypto_aead *aead)
{
	struct pdcp_ctx *ctx = crypto_aead_ctx(aead);

	if (ctx->cipher)
		crypto_free_skcipher(ctx->cipher);
	if (ctx->mac)
		crypto_free_shash(ctx->mac);
}

static void pdcp_free(struct aead_instance *inst)
{
	struct pdcp_inst *ctx = aead_instance_ctx(inst);

	crypto_drop_skcipher(&ctx->cipher);
	crypto_drop_shash(&ctx->mac);
	kfree(inst);
}

/* The entry of a table for the algorithm found under a name. */
static const struct pdcp_alg *pdcp_find(const struct pdcp_alg *table,
					unsigned int n,
					const struct crypto_alg *alg)
{
	unsigned int i;

	for (i = 1; i < n; i++)
		if (!strcmp(table[i].name, alg->cra_name))
			return &table[i];
	return ERR_PTR(-EINVAL);
}

static int pdcp_grab(struct aead_instance *inst, struct rtattr **tb, u32 mask)
{
	struct crypto_instance *base = aead_crypto_instance(inst);
	struct pdcp_inst *ctx = aead_instance_ctx(inst);
	const char *cipher, *mac, *cipher_driver, *mac_driver;
	const struct crypto_alg *alg;
	int err;

	cipher = crypto_attr_alg_name(tb[1]);
	if (IS_ERR(cipher))
		return PTR_ERR(cipher);
	mac = crypto_attr_alg_name(tb[2]);
	if (IS_ERR(mac))
		return PTR_ERR(mac);
	if (tb[3])
		return -EINVAL;

	ctx->enc = &pdcp_ciphers[0];
	cipher_driver = ctx->enc->name;
	if (strcmp(cipher, ctx->enc->name)) {
		err = crypto_grab_skcipher(&ctx->cipher, base, cipher, 0, mask);
		if (err)
			return err;
		alg = ctx->cipher.base.alg;
		ctx->enc = pdcp_find(pdcp_ciphers, ARRAY_SIZE(pdcp_ciphers),
				     alg);
		if (IS_ERR(ctx->enc))
			return PTR_ERR(ctx->enc);
		cipher_driver = alg->cra_driver_name;
		inst->alg.base.cra_priority += alg->cra_priority;
	}

	ctx->integ = &pdcp_macs[0];
	mac_driver = ctx->integ->name;
	if (strcmp(mac, ctx->integ->name)) {
		err = crypto_grab_shash(&ctx->mac, base, mac, 0, mask);
		if (err)
			return err;
		alg = ctx->mac.base.alg;
		ctx->integ = pdcp_find(pdcp_macs, ARRAY_SIZE(pdcp_macs), alg);
		if (IS_ERR(ctx->integ))
			return PTR_ERR(ctx->integ);
		mac_driver = alg->cra_driver_name;
		inst->alg.base.cra_priority += alg->cra_priority;
	}

	if (snprintf(inst->alg.base.cra_name, CRYPTO_MAX_ALG_NAME,
		     "pdcp(%s,%s)", ctx->enc->name, ctx->integ->name) >=
	    CRYPTO_MAX_ALG_NAME ||
	    snprintf(inst->alg.base.cra_driver_name, CRYPTO_MAX_ALG_NAME,
		     "pdcp(%s,%s)", cipher_driver, mac_driver) >=
	    CRYPTO_MAX_ALG_NAME)
		return -ENAMETOOLONG;
	return 0;
}

static int pdcp_create(struct crypto_template *tmpl, struct rtattr **tb)
{
	struct aead_instance *inst;
	struct pdcp_inst *ctx;
	u32 mask;
	int err;

	err = crypto_check_attr_type(tb, CRYPTO_ALG_TYPE_AEAD, &mask);
	if (err)
		return err;

	inst = kzalloc(sizeof(*inst) + sizeof(*ctx), GFP_KERNEL);
	if (!inst)
		return -ENOMEM;
	ctx = aead_instance_ctx(inst);

	err = pdcp_grab(inst, tb, mask);
	if (err)
		goto err_free;

	inst->alg.base.cra_blocksize = 1;
	inst->alg.base.cra_ctxsize = sizeof(struct pdcp_ctx);
	inst->alg.ivsize = INPUT_SIZE;
	inst->alg.maxauthsize = ctx->integ->macsize;
	inst->alg.init = pdcp_init_tfm;
	inst->alg.exit = pdcp_exit_tfm;
	inst->alg.setkey = pdcp_setkey;
	inst->alg.setauthsize = pdcp_setauthsize;
	inst->alg.encrypt = pdcp_encrypt;
	inst->alg.decrypt = pdcp_decrypt;
	inst->free = pdcp_free;

	err = aead_register_instance(tmpl, inst);
	if (err)
		goto err_free;
	return 0;

err_free:
	pdcp_free(inst);
	return err;
}

static struct crypto_template pdcp_template = {
	.name = "pdcp",
	.create = pdcp_create,
	.module = THIS_MODULE,
};

/**
 * pdcp_register() - register the template
 *
 * Return: 0 or a negative error number.
 */
int __init pdcp_register(void)
{
	return crypto_register_template(&pdcp_template);
}

/**
 * pdcp_unregister() - unregister the template
 */
void pdcp_unregister(void)
{
	crypto_unregister_template(&pdcp_template);
}

MODULE_ALIAS_CRYPTO("pdcp");
