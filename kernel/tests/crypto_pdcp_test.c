// SPDX-License-Identifier: GPL-2.0-only
/*
 * The template pdcp(neaX,niaY)
 */
#include "crypto_test.h"

/**
 * struct pdcp_bench - what a test of pdcp() works with
 * @key: NRPEK || NRPIK
 * @iv: COUNT, BEARER and DIRECTION
 * @plain: associated data and text
 * @want: associated data and what is sent
 * @in: buffer of the input
 * @out: buffer of the output
 * @src: list of the input
 * @dst: list of the output
 */
struct pdcp_bench {
	u8 key[2 * ALG_KEY_SIZE];
	u8 iv[INPUT_SIZE];
	u8 plain[TEST_MAX_LEN + TEST_ROOM];
	u8 want[TEST_MAX_LEN + TEST_ROOM];
	u8 in[TEST_MAX_LEN + TEST_ROOM];
	u8 out[TEST_MAX_LEN + TEST_ROOM];
	struct scatterlist src[TEST_MAX_PIECES];
	struct scatterlist dst[TEST_MAX_PIECES];
};

static struct pdcp_bench *pdcp_bench(struct kunit *test)
{
	struct pdcp_bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	return b;
}

static int pdcp_setkey(struct crypto_aead *tfm, unsigned int nea,
		       unsigned int nia, const u8 *nrpek, const u8 *nrpik)
{
	u8 key[2 * ALG_KEY_SIZE];
	unsigned int len = 0;

	if (nea) {
		memcpy(key, nrpek, ALG_KEY_SIZE);
		len = ALG_KEY_SIZE;
	}
	if (nia) {
		memcpy(key + len, nrpik, ALG_KEY_SIZE);
		len += ALG_KEY_SIZE;
	}
	return crypto_aead_setkey(tfm, key, len);
}

static struct crypto_aead *pdcp_alloc(struct kunit *test, const char *name,
				      unsigned int nia, u32 mask)
{
	struct crypto_aead *tfm = crypto_alloc_aead(name, 0, mask);

	if (IS_ERR(tfm) && strstr(name, "cryptd")) {
		kunit_info(test, "no %s: %ld\n", name, PTR_ERR(tfm));
		return NULL;
	}
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(tfm), "%s: %ld", name,
			       PTR_ERR(tfm));
	KUNIT_EXPECT_EQ(test, (unsigned int)INPUT_SIZE,
			crypto_aead_ivsize(tfm));
	KUNIT_EXPECT_EQ(test, nia ? ALG_MAC_SIZE : 0u,
			crypto_aead_authsize(tfm));
	return tfm;
}

static struct crypto_aead *pdcp_pair(struct kunit *test, unsigned int nea,
				     unsigned int nia, u32 mask)
{
	char name[CRYPTO_MAX_ALG_NAME];

	snprintf(name, sizeof(name), "pdcp(nea%u,nia%u)", nea, nia);
	return pdcp_alloc(test, name, nia, mask);
}

static void pdcp_vectors(struct kunit *test)
{
	struct pdcp_bench *b = pdcp_bench(test);
	const struct vector_pdcp *v = test_pdcp.v;
	unsigned int i;

	for (i = 0; i < test_pdcp.n; i++, v++) {
		struct crypto_aead *tfm = pdcp_pair(test, v->nea, v->nia, 0);
		unsigned int h = v->header;

		KUNIT_EXPECT_EQ(test, 0, pdcp_setkey(tfm, v->nea, v->nia,
						     v->nrpek, v->nrpik));
		test_input(b->iv, v->count, v->bearer, v->direction);
		memcpy(b->out, v->plain, v->plain_len);
		sg_init_one(b->dst, b->out, v->sent_len);
		KUNIT_EXPECT_EQ(test, 0,
				test_aead(tfm, true, b->iv, b->dst, b->dst, h,
					  v->plain_len - h));
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    memcmp(b->out, v->sent, v->sent_len), "%s",
				    v->name);
		KUNIT_EXPECT_EQ(test, 0,
				test_aead(tfm, false, b->iv, b->dst, b->dst, h,
					  v->sent_len - h));
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    memcmp(b->out, v->plain, v->plain_len),
				    "%s", v->name);
		crypto_free_aead(tfm);
	}
	kunit_info(test, "%u vectors\n", test_pdcp.n);
}

/* Random text and what it is to become, put together from the references. */
static void pdcp_make(struct kunit *test, struct pdcp_bench *b,
		      unsigned int nea, unsigned int nia, unsigned int aad,
		      unsigned int len)
{
	unsigned int mac = nia ? ALG_MAC_SIZE : 0;

	test_random_input(b->iv);
	test_fill(b->plain, aad + len);
	memcpy(b->want, b->plain, aad + len);
	KUNIT_ASSERT_EQ(test, 0,
			test_ref_mac(nia, b->key + ALG_KEY_SIZE, b->iv,
				     b->want, aad + len, b->want + aad + len));
	KUNIT_ASSERT_EQ(test, 0,
			test_ref_cipher(nea, b->key, b->iv, b->want + aad,
					len + mac));
}

/*
 * Input and output of one request: in place or not, in pieces or not, at any
 * address. The place of the output where nothing is to be written is filled.
 */
static u8 *pdcp_lists(struct pdcp_bench *b, const u8 *data, unsigned int inlen,
		      unsigned int outlen, unsigned int aad,
		      struct scatterlist **src)
{
	unsigned int pieces = test_below(2) ? 1 : 1 + test_below(TEST_MAX_PIECES);
	u8 *in = b->in + test_below(16), *out = b->out + test_below(16);

	memset(b->out, 0xa5, sizeof(b->out));
	if (test_below(2)) {
		memcpy(out, data, inlen);
		test_sg(b->dst, out, max(inlen, outlen), pieces);
		*src = b->dst;
	} else {
		memcpy(in, data, inlen);
		/* Lists may go on behind the data. */
		test_sg(b->src, in, inlen + test_below(8), pieces);
		test_sg(b->dst, out, outlen + test_below(8),
			1 + test_below(TEST_MAX_PIECES));
		memcpy(out, data, aad);
		*src = b->src;
	}
	return out;
}

static void pdcp_one(struct kunit *test, struct crypto_aead *tfm,
		     struct pdcp_bench *b, unsigned int nea, unsigned int nia,
		     unsigned int aad, unsigned int len)
{
	unsigned int mac = nia ? ALG_MAC_SIZE : 0;
	unsigned int total = aad + len + mac;
	struct scatterlist *src;
	unsigned int at;
	u8 *out;
	int err;

	pdcp_make(test, b, nea, nia, aad, len);

	out = pdcp_lists(b, b->plain, aad + len, total, aad, &src);
	err = test_aead(tfm, true, b->iv, src, b->dst, aad, len);
	KUNIT_EXPECT_EQ(test, 0, err);
	KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(out, b->want, total),
			    "nea%u nia%u protect %u+%u%s", nea, nia, aad, len,
			    src == b->dst ? " in place" : "");
	KUNIT_EXPECT_EQ(test, 0xa5, out[total]);

	out = pdcp_lists(b, b->want, total, aad + len, aad, &src);
	err = test_aead(tfm, false, b->iv, src, b->dst, aad, len + mac);
	KUNIT_EXPECT_EQ(test, 0, err);
	KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(out, b->plain, aad + len),
			    "nea%u nia%u unprotect %u+%u%s", nea, nia, aad, len,
			    src == b->dst ? " in place" : "");
	if (src != b->dst)
		KUNIT_EXPECT_EQ_MSG(test, 0xa5, out[aad + len],
				    "written behind the text");
	KUNIT_EXPECT_EQ(test, 0xa5, out[total]);
	if (!nia)
		return;

	/* Damage: anywhere, and in COUNT, BEARER or DIRECTION. */
	at = test_below(total);
	b->want[at] ^= 1 << test_below(8);
	pdcp_lists(b, b->want, total, aad + len, aad, &src);
	err = test_aead(tfm, false, b->iv, src, b->dst, aad, len + mac);
	KUNIT_EXPECT_EQ_MSG(test, -EBADMSG, err, "octet %u of %u+%u", at, aad,
			    len);
	pdcp_make(test, b, nea, nia, aad, len);
	at = test_below(38);
	b->iv[at / 8] ^= 0x80 >> at % 8;
	pdcp_lists(b, b->want, total, aad + len, aad, &src);
	err = test_aead(tfm, false, b->iv, src, b->dst, aad, len + mac);
	KUNIT_EXPECT_EQ_MSG(test, -EBADMSG, err, "input %u of %u+%u", at, aad,
			    len);
}

/* Lengths 0 to 2048 for each of the sixteen pairs. */
static void pdcp_lengths(struct kunit *test)
{
	struct pdcp_bench *b = pdcp_bench(test);
	unsigned int nea, nia, len, count = 0;

	for (nea = 0; nea < 4; nea++) {
		for (nia = 0; nia < 4; nia++) {
			struct crypto_aead *tfm = pdcp_pair(test, nea, nia, 0);

			test_fill(b->key, sizeof(b->key));
			KUNIT_ASSERT_EQ(test, 0,
					pdcp_setkey(tfm, nea, nia, b->key,
						    b->key + ALG_KEY_SIZE));
			for (len = 0; len <= TEST_MAX_LEN; len++) {
				pdcp_one(test, tfm, b, nea, nia,
					 test_below(4) ? test_below(6) :
							 test_below(64), len);
				count++;
			}
			crypto_free_aead(tfm);
		}
	}
	kunit_info(test, "%u texts\n", count);
}

/* Drivers that end a request later, and the synchronous ones. */
static void pdcp_async(struct kunit *test)
{
	static const struct {
		const char *name;
		unsigned int nea, nia;
		u32 mask;
	} drivers[] = {
		{ "cryptd(pdcp(nea1-generic,nia1-generic))", 1, 1 },
		{ "pdcp(cryptd(nea1-generic),nia1-generic)", 1, 1 },
		{ "pdcp(cryptd(nea3-generic),nia2-cmac)", 3, 2 },
		{ "pdcp(cryptd(nea3-generic),nia0)", 3, 0 },
		{ "pdcp(nea2,nia2)", 2, 2, CRYPTO_ALG_ASYNC },
		{ "pdcp(nea2-ctr-sync,nia3-generic)", 2, 3 },
	};
	struct pdcp_bench *b = pdcp_bench(test);
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		struct crypto_aead *tfm = pdcp_alloc(test, drivers[i].name,
						     drivers[i].nia,
						     drivers[i].mask);

		if (!tfm)
			continue;
		test_fill(b->key, sizeof(b->key));
		KUNIT_ASSERT_EQ(test, 0,
				pdcp_setkey(tfm, drivers[i].nea, drivers[i].nia,
					    b->key, b->key + ALG_KEY_SIZE));
		for (len = 0; len < 600; len += 1 + test_below(3))
			pdcp_one(test, tfm, b, drivers[i].nea, drivers[i].nia,
				 test_below(8), len);
		kunit_info(test, "%s\n",
			   crypto_tfm_alg_driver_name(crypto_aead_tfm(tfm)));
		crypto_free_aead(tfm);
	}
}

/* nea2 on a ctr(aes) that really ends later: once there, it is the best. */
static void pdcp_async_ctr(struct kunit *test)
{
	struct pdcp_bench *b = pdcp_bench(test);
	struct crypto_skcipher *ctr;
	struct crypto_aead *tfm;
	unsigned int len;

	ctr = crypto_alloc_skcipher("cryptd(ctr(aes-generic))", 0, 0);
	if (IS_ERR(ctr)) {
		kunit_info(test, "no cryptd: %ld\n", PTR_ERR(ctr));
		return;
	}
	tfm = pdcp_pair(test, 2, 2, 0);
	test_fill(b->key, sizeof(b->key));
	KUNIT_EXPECT_EQ(test, 0, pdcp_setkey(tfm, 2, 2, b->key,
					     b->key + ALG_KEY_SIZE));
	for (len = 0; len < 600; len += 1 + test_below(3))
		pdcp_one(test, tfm, b, 2, 2, test_below(8), len);
	crypto_free_aead(tfm);
	crypto_free_skcipher(ctr);
}

/* Every bit of the tag, of the header, and of a short text. */
static void pdcp_damage(struct kunit *test)
{
	struct pdcp_bench *b = pdcp_bench(test);
	unsigned int nea, nia, bit, count = 0;
	const unsigned int aad = 4, len = 20, total = aad + len + ALG_MAC_SIZE;

	for (nea = 0; nea < 4; nea++) {
		for (nia = 1; nia < 4; nia++) {
			struct crypto_aead *tfm = pdcp_pair(test, nea, nia, 0);

			test_fill(b->key, sizeof(b->key));
			KUNIT_ASSERT_EQ(test, 0,
					pdcp_setkey(tfm, nea, nia, b->key,
						    b->key + ALG_KEY_SIZE));
			pdcp_make(test, b, nea, nia, aad, len);
			for (bit = 0; bit < total * 8; bit++) {
				memcpy(b->out, b->want, total);
				b->out[bit / 8] ^= 1 << bit % 8;
				sg_init_one(b->dst, b->out, total);
				KUNIT_EXPECT_EQ_MSG(test, -EBADMSG,
						    test_aead(tfm, false, b->iv,
							      b->dst, b->dst,
							      aad, total - aad),
						    "nea%u nia%u bit %u", nea,
						    nia, bit);
				count++;
			}
			crypto_free_aead(tfm);
		}
	}
	kunit_info(test, "%u forgeries\n", count);
}

/*
 * A tag in an entry of its own may be in memory that only the sender owns
 * (AF_ALG splices the pages of a file there): it must stay as it is.
 */
static void pdcp_tag_untouched(struct kunit *test)
{
	struct pdcp_bench *b = pdcp_bench(test);
	unsigned int nea, nia, len;

	for (nea = 0; nea < 4; nea++) {
		for (nia = 1; nia < 4; nia++) {
			struct crypto_aead *tfm = pdcp_pair(test, nea, nia, 0);

			test_fill(b->key, sizeof(b->key));
			KUNIT_ASSERT_EQ(test, 0,
					pdcp_setkey(tfm, nea, nia, b->key,
						    b->key + ALG_KEY_SIZE));
			for (len = 0; len < 40; len++) {
				unsigned int n = 2 + len;

				pdcp_make(test, b, nea, nia, 2, len);
				memcpy(b->out, b->want, n);
				memcpy(b->in, b->want + n, ALG_MAC_SIZE);
				sg_init_table(b->dst, 2);
				sg_set_buf(b->dst, b->out, n);
				sg_set_buf(b->dst + 1, b->in, ALG_MAC_SIZE);
				KUNIT_EXPECT_EQ(test, 0,
						test_aead(tfm, false, b->iv,
							  b->dst, b->dst, 2,
							  len + ALG_MAC_SIZE));
				KUNIT_EXPECT_EQ(test, 0,
						memcmp(b->out, b->plain, n));
				KUNIT_EXPECT_EQ_MSG(test, 0,
						    memcmp(b->in, b->want + n,
							   ALG_MAC_SIZE),
						    "nea%u nia%u length %u",
						    nea, nia, len);
			}
			crypto_free_aead(tfm);
		}
	}
}

static void pdcp_refusals(struct kunit *test)
{
	static const char *const none[] = {
		"pdcp(nea1)", "pdcp(nia1,nea1)", "pdcp(nea4,nia1)",
		"pdcp(nea1,nia1,nia1)", "pdcp(ctr(aes),nia2)",
		"pdcp(nea2,cmac(aes))",
	};
	struct pdcp_bench *b = pdcp_bench(test);
	unsigned int nea, nia, i;

	for (nea = 0; nea < 4; nea++) {
		for (nia = 0; nia < 4; nia++) {
			struct crypto_aead *tfm = pdcp_pair(test, nea, nia, 0);
			unsigned int want = (!!nea + !!nia) * ALG_KEY_SIZE;

			for (i = 0; i <= 33; i++)
				KUNIT_EXPECT_EQ(test, i == want ? 0 : -EINVAL,
						crypto_aead_setkey(tfm, b->plain,
								   i));
			for (i = 0; i <= 16; i++)
				KUNIT_EXPECT_EQ(test, i == (nia ? 4 : 0) ?
						      0 : -EINVAL,
						crypto_aead_setauthsize(tfm,
									i));
			KUNIT_ASSERT_EQ(test, 0,
					crypto_aead_setkey(tfm, b->plain,
							   want));
			sg_init_one(b->dst, b->out, 64);
			for (i = 0; nia && i < ALG_MAC_SIZE; i++)
				KUNIT_EXPECT_EQ(test, -EINVAL,
						test_aead(tfm, false, b->iv,
							  b->dst, b->dst, 3,
							  i));
			for (i = 0; i < 26; i++) {
				put_unaligned_be32(1u << i, b->iv + 4);
				KUNIT_EXPECT_EQ(test, -EINVAL,
						test_aead(tfm, true, b->iv,
							  b->dst, b->dst, 3,
							  8));
				KUNIT_EXPECT_EQ(test, -EINVAL,
						test_aead(tfm, false, b->iv,
							  b->dst, b->dst, 3,
							  8));
			}
			memset(b->iv, 0, sizeof(b->iv));
			crypto_free_aead(tfm);
		}
	}
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		struct crypto_aead *tfm = crypto_alloc_aead(none[i], 0, 0);

		KUNIT_EXPECT_TRUE_MSG(test, IS_ERR(tfm), "%s", none[i]);
		if (!IS_ERR(tfm))
			crypto_free_aead(tfm);
	}
}

/*
 * Names, priorities and flags that users and other drivers rely on. Only
 * synchronous ones of nea1, as another test may have put cryptd above it.
 */
static void pdcp_identity(struct kunit *test)
{
	struct crypto_aead *tfm = pdcp_pair(test, 1, 1, CRYPTO_ALG_ASYNC);
	struct crypto_alg *alg = crypto_aead_tfm(tfm)->__crt_alg;

	KUNIT_EXPECT_STREQ(test, "pdcp(nea1,nia1)", alg->cra_name);
	KUNIT_EXPECT_STREQ(test, "pdcp(nea1-generic,nia1-generic)",
			   alg->cra_driver_name);
	KUNIT_EXPECT_EQ(test, 2 * ALG_PRIO_GENERIC, alg->cra_priority);
	KUNIT_EXPECT_EQ(test, 0u, alg->cra_flags & CRYPTO_ALG_ASYNC);
	crypto_free_aead(tfm);

	tfm = pdcp_pair(test, 2, 2, 0);
	alg = crypto_aead_tfm(tfm)->__crt_alg;
	KUNIT_EXPECT_STREQ(test, "pdcp(nea2-ctr,nia2-cmac)",
			   alg->cra_driver_name);
	KUNIT_EXPECT_NE(test, 0u, alg->cra_flags & CRYPTO_ALG_ASYNC);
	crypto_free_aead(tfm);

	tfm = pdcp_pair(test, 2, 2, CRYPTO_ALG_ASYNC);
	alg = crypto_aead_tfm(tfm)->__crt_alg;
	KUNIT_EXPECT_STREQ(test, "pdcp(nea2-ctr-sync,nia2-cmac)",
			   alg->cra_driver_name);
	KUNIT_EXPECT_EQ(test, 0u, alg->cra_flags & CRYPTO_ALG_ASYNC);
	crypto_free_aead(tfm);
}

static int pdcp_test_init(struct kunit *test)
{
	test_seed(test);
	return 0;
}

static struct kunit_case crypto_pdcp_cases[] = {
	KUNIT_CASE(pdcp_identity),
	KUNIT_CASE(pdcp_vectors),
	KUNIT_CASE(pdcp_lengths),
	KUNIT_CASE(pdcp_async),
	KUNIT_CASE(pdcp_async_ctr),
	KUNIT_CASE(pdcp_damage),
	KUNIT_CASE(pdcp_tag_untouched),
	KUNIT_CASE(pdcp_refusals),
	{ }
};

struct kunit_suite crypto_pdcp_suite = {
	.name = "pc5_crypto_pdcp",
	.init = pdcp_test_init,
	.test_cases = crypto_pdcp_cases,
};
