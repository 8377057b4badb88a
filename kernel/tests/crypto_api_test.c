// SPDX-License-Identifier: GPL-2.0-only
/*
 * nea1 to nea3 and nia1 to nia3 as registered with the crypto API
 */
#include "crypto_test.h"

/* The drivers, with the number of the algorithm each is to be. */
static const struct api_driver {
	const char *name;
	unsigned int alg;
	u32 mask;
} api_ciphers[] = {
	{ "nea1", 1 },
	{ "nea1-generic", 1, CRYPTO_ALG_ASYNC },
	{ "nea2", 2 },
	{ "nea2", 2, CRYPTO_ALG_ASYNC },
	{ "nea2-ctr", 2 },
	{ "nea2-ctr-sync", 2 },
	{ "nea3", 3 },
	{ "nea3-generic", 3, CRYPTO_ALG_ASYNC },
	{ "cryptd(nea1-generic)", 1 },
	{ "cryptd(nea3-generic)", 3 },
};

static const char *const api_hashes[] = { NULL, "nia1", "nia2", "nia3" };

static struct crypto_skcipher *api_cipher(struct kunit *test,
					  const struct api_driver *d)
{
	struct crypto_skcipher *tfm = crypto_alloc_skcipher(d->name, 0,
							    d->mask);

	/* The test does not depend on cryptd being there. */
	if (IS_ERR(tfm) && !strncmp(d->name, "cryptd", 6)) {
		kunit_info(test, "no %s: %ld\n", d->name, PTR_ERR(tfm));
		return NULL;
	}
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(tfm), "%s: %ld", d->name,
			       PTR_ERR(tfm));
	KUNIT_EXPECT_EQ(test, (unsigned int)INPUT_SIZE,
			crypto_skcipher_ivsize(tfm));
	return tfm;
}

static void cipher_vectors(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, TEST_MAX_VECTOR, GFP_KERNEL);
	unsigned int d, i, count = 0;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (d = 0; d < ARRAY_SIZE(api_ciphers); d++) {
		const struct vector_set *set = &test_nea[api_ciphers[d].alg];
		const struct vector_cipher *v = set->v;
		struct crypto_skcipher *tfm = api_cipher(test, &api_ciphers[d]);

		for (i = 0; tfm && i < set->n; i++, v++) {
			unsigned int len = DIV_ROUND_UP(v->bits, 8);
			u8 iv[INPUT_SIZE];
			struct scatterlist sg;
			int err;

			test_input(iv, v->count, v->bearer, v->direction);
			memcpy(buf, v->plaintext, len);
			sg_init_one(&sg, buf, len);
			err = crypto_skcipher_setkey(tfm, v->key,
						     ALG_KEY_SIZE) ?:
			      test_skcipher(tfm, iv, &sg, &sg, len);
			test_mask(buf, v->bits);
			KUNIT_EXPECT_EQ_MSG(test, 0, err, "%s", v->name);
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(buf, v->ciphertext, len),
					    "%s: %s", api_ciphers[d].name,
					    v->name);
			count++;
		}
		crypto_free_skcipher(tfm);
	}
	kunit_info(test, "%u vectors\n", count);
}

/* Every length, in pieces or not, in place or not, at any address. */
static void cipher_lengths(struct kunit *test)
{
	unsigned int size = TEST_MAX_LEN + TEST_ROOM;
	u8 *plain = kunit_kzalloc(test, size, GFP_KERNEL);
	u8 *want = kunit_kzalloc(test, size, GFP_KERNEL);
	u8 *in = kunit_kzalloc(test, size, GFP_KERNEL);
	u8 *out = kunit_kzalloc(test, size, GFP_KERNEL);
	struct scatterlist src[TEST_MAX_PIECES], dst[TEST_MAX_PIECES];
	unsigned int d, len, count = 0;

	KUNIT_ASSERT_TRUE(test, plain && want && in && out);
	for (d = 0; d < ARRAY_SIZE(api_ciphers); d++) {
		struct crypto_skcipher *tfm = api_cipher(test, &api_ciphers[d]);
		u8 key[ALG_KEY_SIZE], iv[INPUT_SIZE];

		if (!tfm)
			continue;
		test_fill(key, sizeof(key));
		KUNIT_ASSERT_EQ(test, 0, crypto_skcipher_setkey(tfm, key,
								sizeof(key)));
		for (len = 0; len <= TEST_MAX_LEN; len++) {
			unsigned int from = test_below(16), to = test_below(16);
			bool inplace = test_below(2);

			test_fill(plain, len);
			test_random_input(iv);
			memcpy(want, plain, len);
			KUNIT_ASSERT_EQ(test, 0,
					test_ref_cipher(api_ciphers[d].alg,
							key, iv, want, len));
			memset(out, 0xa5, size);
			memcpy(in + from, plain, len);
			if (inplace) {
				memcpy(out + to, plain, len);
				test_sg(dst, out + to, len,
					1 + test_below(TEST_MAX_PIECES));
			} else {
				test_sg(src, in + from, len,
					1 + test_below(TEST_MAX_PIECES));
				test_sg(dst, out + to, len,
					1 + test_below(TEST_MAX_PIECES));
			}
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    test_skcipher(tfm, iv,
							  inplace ? dst : src,
							  dst, len),
					    "%s %u", api_ciphers[d].name, len);
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(out + to, want, len),
					    "%s length %u%s",
					    api_ciphers[d].name, len,
					    inplace ? " in place" : "");
			KUNIT_EXPECT_EQ(test, 0xa5, out[to + len]);
			count++;
		}
		crypto_free_skcipher(tfm);
	}
	kunit_info(test, "%u requests\n", count);
}

static void cipher_refusals(struct kunit *test)
{
	unsigned int d, i;

	for (d = 0; d < ARRAY_SIZE(api_ciphers); d++) {
		struct crypto_skcipher *tfm = api_cipher(test, &api_ciphers[d]);
		u8 key[33] = { }, iv[INPUT_SIZE] = { };
		struct scatterlist sg;
		u8 *buf;

		if (!tfm)
			continue;
		buf = kunit_kzalloc(test, 16, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, buf);
		sg_init_one(&sg, buf, 16);
		KUNIT_EXPECT_EQ(test, -ENOKEY,
				test_skcipher(tfm, iv, &sg, &sg, 16));
		for (i = 0; i <= sizeof(key); i++)
			KUNIT_EXPECT_EQ(test, i == ALG_KEY_SIZE ? 0 : -EINVAL,
					crypto_skcipher_setkey(tfm, key, i));
		KUNIT_EXPECT_EQ(test, 0, crypto_skcipher_setkey(tfm, key, 16));
		for (i = 0; i < 26; i++) {
			put_unaligned_be32(1u << i, iv + 4);
			KUNIT_EXPECT_EQ(test, -EINVAL,
					test_skcipher(tfm, iv, &sg, &sg, 16));
		}
		crypto_free_skcipher(tfm);
	}
}

/* Who cannot wait is not given what may make him wait. */
static void cipher_flags(struct kunit *test)
{
	struct crypto_skcipher *tfm;
	struct crypto_sync_skcipher *sync;

	tfm = crypto_alloc_skcipher("nea2", 0, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	KUNIT_EXPECT_STREQ(test, "nea2-ctr",
			   crypto_tfm_alg_driver_name(crypto_skcipher_tfm(tfm)));
	crypto_free_skcipher(tfm);
	tfm = crypto_alloc_skcipher("nea2", 0, CRYPTO_ALG_ASYNC);
	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	KUNIT_EXPECT_STREQ(test, "nea2-ctr-sync",
			   crypto_tfm_alg_driver_name(crypto_skcipher_tfm(tfm)));
	crypto_free_skcipher(tfm);
	sync = crypto_alloc_sync_skcipher("nea2", 0, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(sync));
	crypto_free_sync_skcipher(sync);
}

static struct crypto_shash *api_hash(struct kunit *test, unsigned int nia)
{
	struct crypto_shash *tfm = crypto_alloc_shash(api_hashes[nia], 0, 0);

	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(tfm), "%s: %ld", api_hashes[nia],
			       PTR_ERR(tfm));
	KUNIT_EXPECT_EQ(test, (unsigned int)ALG_MAC_SIZE,
			crypto_shash_digestsize(tfm));
	return tfm;
}

static void hash_vectors(struct kunit *test)
{
	unsigned int nia, i, count = 0;

	for (nia = 1; nia < 4; nia++) {
		struct crypto_shash *tfm = api_hash(test, nia);
		const struct vector_mac *v = test_nia[nia].v;
		SHASH_DESC_ON_STACK(desc, tfm);
		u8 iv[INPUT_SIZE], mac[ALG_MAC_SIZE];

		desc->tfm = tfm;
		for (i = 0; i < test_nia[nia].n; i++, v++) {
			int err;

			/* Whole octets only; the units have the rest. */
			if (v->bits % 8 || v->only_uia2)
				continue;
			test_input(iv, v->count, v->bearer, v->direction);
			err = crypto_shash_setkey(tfm, v->key, ALG_KEY_SIZE) ?:
			      crypto_shash_init(desc) ?:
			      crypto_shash_update(desc, iv, sizeof(iv)) ?:
			      crypto_shash_finup(desc, v->message, v->bits / 8,
						 mac);
			KUNIT_EXPECT_EQ_MSG(test, 0, err, "%s", v->name);
			KUNIT_EXPECT_EQ_MSG(test, v->mac,
					    get_unaligned_be32(mac), "%s",
					    v->name);
			count++;
		}
		crypto_free_shash(tfm);
	}
	kunit_info(test, "%u vectors\n", count);
}

/* nia2 stands on cmac(aes), of any driver. */
static void cmac_vectors(struct kunit *test)
{
	struct crypto_shash *tfm = crypto_alloc_shash("cmac(aes)", 0, 0);
	const struct vector_cmac *v = test_cmac.v;
	unsigned int i;
	u8 mac[16];

	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	for (i = 0; i < test_cmac.n; i++, v++) {
		KUNIT_EXPECT_EQ(test, 0, crypto_shash_setkey(tfm, v->key, 16));
		KUNIT_EXPECT_EQ(test, 0,
				crypto_shash_tfm_digest(tfm, v->message, v->len,
							mac));
		KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(mac, v->mac, sizeof(mac)),
				    "%s", v->name);
	}
	crypto_free_shash(tfm);
	kunit_info(test, "%u vectors\n", test_cmac.n);
}

/*
 * Hash a message, the inputs in front included, in random pieces, moving the
 * state to another descriptor on the way now and then.
 */
static int api_hash_pieces(struct crypto_shash *tfm, const u8 *data,
			   unsigned int len, void *state, u8 *mac)
{
	SHASH_DESC_ON_STACK(a, tfm);
	SHASH_DESC_ON_STACK(b, tfm);
	struct shash_desc *desc = a;
	unsigned int n;
	int err;

	desc->tfm = tfm;
	err = crypto_shash_init(desc);
	for (; !err && len; data += n, len -= n) {
		n = 1 + test_below(test_below(2) ? min(len, 9u) : len);
		n = min(n, len);
		err = crypto_shash_update(desc, data, n);
		if (!err && !test_below(4)) {
			err = crypto_shash_export(desc, state);
			shash_desc_zero(desc);
			desc = desc == a ? b : a;
			desc->tfm = tfm;
			if (!err)
				err = crypto_shash_import(desc, state);
		}
	}
	return err ?: crypto_shash_final(desc, mac);
}

static void hash_lengths(struct kunit *test)
{
	unsigned int size = TEST_MAX_LEN + TEST_ROOM;
	u8 *buf = kunit_kzalloc(test, size, GFP_KERNEL);
	void *state = kunit_kzalloc(test, HASH_MAX_STATESIZE, GFP_KERNEL);
	unsigned int nia, len, count = 0;

	KUNIT_ASSERT_TRUE(test, buf && state);
	for (nia = 1; nia < 4; nia++) {
		struct crypto_shash *tfm = api_hash(test, nia);
		u8 key[ALG_KEY_SIZE], want[ALG_MAC_SIZE], mac[ALG_MAC_SIZE];

		test_fill(key, sizeof(key));
		KUNIT_ASSERT_EQ(test, 0, crypto_shash_setkey(tfm, key,
							     sizeof(key)));
		for (len = 0; len <= TEST_MAX_LEN; len++) {
			u8 *msg = buf + test_below(16);
			int err;

			test_random_input(msg);
			test_fill(msg + INPUT_SIZE, len);
			err = test_ref_mac(nia, key, msg, msg + INPUT_SIZE,
					   len, want);
			KUNIT_ASSERT_EQ(test, 0, err);
			err = crypto_shash_tfm_digest(tfm, msg,
						      INPUT_SIZE + len, mac);
			KUNIT_EXPECT_EQ(test, 0, err);
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(mac, want, sizeof(mac)),
					    "nia%u length %u", nia, len);
			memset(mac, 0, sizeof(mac));
			err = api_hash_pieces(tfm, msg, INPUT_SIZE + len, state,
					      mac);
			KUNIT_EXPECT_EQ(test, 0, err);
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(mac, want, sizeof(mac)),
					    "nia%u length %u in pieces", nia,
					    len);
			count += 2;
		}
		crypto_free_shash(tfm);
	}
	kunit_info(test, "%u messages\n", count);
}

static void hash_refusals(struct kunit *test)
{
	unsigned int nia, i;

	for (nia = 1; nia < 4; nia++) {
		struct crypto_shash *tfm = api_hash(test, nia);
		u8 key[33] = { }, msg[32] = { }, mac[ALG_MAC_SIZE];

		KUNIT_EXPECT_EQ(test, -ENOKEY,
				crypto_shash_tfm_digest(tfm, msg, sizeof(msg),
							mac));
		for (i = 0; i <= sizeof(key); i++)
			KUNIT_EXPECT_EQ(test, i == ALG_KEY_SIZE ? 0 : -EINVAL,
					crypto_shash_setkey(tfm, key, i));
		KUNIT_EXPECT_EQ(test, 0, crypto_shash_setkey(tfm, key, 16));
		/* The octets in front must be there, all of them. */
		for (i = 0; i <= sizeof(msg); i++)
			KUNIT_EXPECT_EQ(test, i < INPUT_SIZE ? -EINVAL : 0,
					crypto_shash_tfm_digest(tfm, msg, i,
								mac));
		for (i = 0; i < 26; i++) {
			put_unaligned_be32(1u << i, msg + 4);
			KUNIT_EXPECT_EQ(test, -EINVAL,
					crypto_shash_tfm_digest(tfm, msg,
								sizeof(msg),
								mac));
		}
		crypto_free_shash(tfm);
	}
}

static int api_test_init(struct kunit *test)
{
	test_seed(test);
	return 0;
}

static struct kunit_case crypto_api_cases[] = {
	KUNIT_CASE(cipher_vectors),
	KUNIT_CASE(cipher_lengths),
	KUNIT_CASE(cipher_refusals),
	KUNIT_CASE(cipher_flags),
	KUNIT_CASE(hash_vectors),
	KUNIT_CASE(cmac_vectors),
	KUNIT_CASE(hash_lengths),
	KUNIT_CASE(hash_refusals),
	{ }
};

struct kunit_suite crypto_api_suite = {
	.name = "pc5_crypto_api",
	.init = api_test_init,
	.test_cases = crypto_api_cases,
};
