// SPDX-License-Identifier: GPL-2.0-only
/*
 * Randomness, scatterlists, requests and reference results for the tests
 */
#include <linux/moduleparam.h>
#include "../crypto/eea3.h"
#include "../crypto/eia3.h"
#include "../crypto/uea2.h"
#include "../crypto/uia2.h"
#include "crypto_test.h"

/* Kernels that run the suites before they read parameters keep this one. */
static ulong seed = 20260101;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "Seed of the random tests");

static u64 test_state;

/**
 * test_seed() - start the random numbers of a test from the seed
 * @test: the test
 */
void test_seed(struct kunit *test)
{
	test_state = seed;
	kunit_info(test, "seed %lu\n", seed);
}

/**
 * test_random() - a random number (splitmix64)
 *
 * Return: the number.
 */
u32 test_random(void)
{
	u64 z = test_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (z ^ z >> 31) >> 16;
}

/**
 * test_below() - a random number below a bound
 * @n: bound, not 0
 *
 * Return: the number.
 */
u32 test_below(u32 n)
{
	return test_random() % n;
}

/**
 * test_fill() - fill memory with random octets
 * @p: memory
 * @n: octets
 */
void test_fill(void *p, unsigned int n)
{
	u8 *b = p;

	while (n--)
		*b++ = test_random();
}

/**
 * test_input() - make the octets that carry COUNT, BEARER and DIRECTION
 * @octets: result
 * @count: COUNT
 * @bearer: BEARER
 * @direction: DIRECTION
 */
void test_input(u8 octets[INPUT_SIZE], u32 count, u8 bearer, u8 direction)
{
	memset(octets, 0, INPUT_SIZE);
	put_unaligned_be32(count, octets);
	octets[4] = bearer << 3 | direction << 2;
}

/**
 * test_random_input() - make them at random
 * @octets: result
 */
void test_random_input(u8 octets[INPUT_SIZE])
{
	test_input(octets, test_random(), test_below(32), test_below(2));
}

/**
 * test_mask() - clear the bits behind the end
 * @data: data
 * @bits: its length
 */
void test_mask(u8 *data, unsigned int bits)
{
	if (bits % 8)
		data[bits / 8] &= 0xff00 >> bits % 8;
}

/**
 * test_sg() - make a scatterlist of random pieces of a buffer
 * @sg: list of TEST_MAX_PIECES entries
 * @buf: buffer
 * @len: its length
 * @pieces: how many at most
 */
void test_sg(struct scatterlist *sg, u8 *buf, unsigned int len,
	     unsigned int pieces)
{
	unsigned int i, n;

	sg_init_table(sg, TEST_MAX_PIECES);
	for (i = 0; i + 1 < pieces && len > 1; i++) {
		/* Short ones, so that they meet in the middle of a word. */
		n = 1 + test_below(test_below(2) ? min(len - 1, 20u) : len - 1);
		sg_set_buf(sg + i, buf, n);
		buf += n;
		len -= n;
	}
	sg_set_buf(sg + i, buf, len);
	sg_mark_end(sg + i);
}

/**
 * test_skcipher() - run a cipher request to its end
 * @tfm: cipher
 * @iv: IV
 * @src: input
 * @dst: output
 * @len: octets
 *
 * Return: 0 or a negative error number.
 */
int test_skcipher(struct crypto_skcipher *tfm, const u8 *iv,
		  struct scatterlist *src, struct scatterlist *dst,
		  unsigned int len)
{
	DECLARE_CRYPTO_WAIT(wait);
	struct skcipher_request *req;
	u8 copy[INPUT_SIZE];
	int err;

	req = skcipher_request_alloc(tfm, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	memcpy(copy, iv, sizeof(copy));
	skcipher_request_set_callback(req, CRYPTO_TFM_REQ_MAY_BACKLOG |
					   CRYPTO_TFM_REQ_MAY_SLEEP,
				      crypto_req_done, &wait);
	skcipher_request_set_crypt(req, src, dst, len, copy);
	err = crypto_wait_req(crypto_skcipher_encrypt(req), &wait);
	skcipher_request_free(req);
	return err;
}

/**
 * test_aead() - run an AEAD request to its end
 * @tfm: AEAD
 * @encrypt: protect, or else unprotect
 * @iv: IV
 * @src: input
 * @dst: output
 * @assoclen: octets of associated data
 * @cryptlen: octets behind it
 *
 * Return: 0 or a negative error number.
 */
int test_aead(struct crypto_aead *tfm, bool encrypt, const u8 *iv,
	      struct scatterlist *src, struct scatterlist *dst,
	      unsigned int assoclen, unsigned int cryptlen)
{
	DECLARE_CRYPTO_WAIT(wait);
	struct aead_request *req;
	u8 copy[INPUT_SIZE];
	int err;

	req = aead_request_alloc(tfm, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	memcpy(copy, iv, sizeof(copy));
	aead_request_set_callback(req, CRYPTO_TFM_REQ_MAY_BACKLOG |
				       CRYPTO_TFM_REQ_MAY_SLEEP,
				  crypto_req_done, &wait);
	aead_request_set_ad(req, assoclen);
	aead_request_set_crypt(req, src, dst, cryptlen, copy);
	err = crypto_wait_req(encrypt ? crypto_aead_encrypt(req) :
					crypto_aead_decrypt(req), &wait);
	aead_request_free(req);
	return err;
}

static int test_ref_aes_ctr(const u8 *key, const u8 *iv, u8 *buf,
			    unsigned int len)
{
	struct crypto_skcipher *tfm;
	struct skcipher_request *req;
	struct scatterlist sg;
	u8 block[16] = { };
	int err;

	tfm = crypto_alloc_skcipher("ctr(aes)", 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	err = crypto_skcipher_setkey(tfm, key, ALG_KEY_SIZE);
	req = skcipher_request_alloc(tfm, GFP_KERNEL);
	if (!req)
		err = -ENOMEM;
	if (!err) {
		memcpy(block, iv, INPUT_SIZE);
		sg_init_one(&sg, buf, len);
		skcipher_request_set_callback(req, 0, NULL, NULL);
		skcipher_request_set_crypt(req, &sg, &sg, len, block);
		err = crypto_skcipher_encrypt(req);
	}
	skcipher_request_free(req);
	crypto_free_skcipher(tfm);
	return err;
}

/**
 * test_ref_cipher() - cipher a buffer by the pure unit, or ctr(aes)
 * @nea: number of the cipher
 * @key: key
 * @iv: COUNT, BEARER and DIRECTION
 * @buf: buffer
 * @len: its octets
 *
 * Return: 0 or a negative error number.
 */
int test_ref_cipher(unsigned int nea, const u8 *key, const u8 *iv, u8 *buf,
		    unsigned int len)
{
	struct uea2_state uea2;
	struct eea3_state eea3;
	struct input in;

	input_parse(&in, iv);
	switch (nea) {
	case 1:
		uea2_init(&uea2, key, &in);
		uea2_xor(&uea2, buf, buf, len);
		break;
	case 2:
		return len ? test_ref_aes_ctr(key, iv, buf, len) : 0;
	case 3:
		eea3_init(&eea3, key, &in);
		eea3_xor(&eea3, buf, buf, len);
		break;
	}
	return 0;
}

static int test_ref_aes_cmac(const u8 *key, const u8 *iv, const u8 *data,
			     unsigned int len, u8 *mac)
{
	struct crypto_shash *tfm;
	u8 full[16];
	int err;

	tfm = crypto_alloc_shash("cmac(aes)", 0, 0);
	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	err = crypto_shash_setkey(tfm, key, ALG_KEY_SIZE);
	if (!err) {
		SHASH_DESC_ON_STACK(desc, tfm);

		desc->tfm = tfm;
		err = crypto_shash_init(desc) ?:
		      crypto_shash_update(desc, iv, INPUT_SIZE) ?:
		      crypto_shash_update(desc, data, len) ?:
		      crypto_shash_final(desc, full);
	}
	memcpy(mac, full, ALG_MAC_SIZE);
	crypto_free_shash(tfm);
	return err;
}

/**
 * test_ref_mac() - authenticate a buffer by the pure unit, or cmac(aes)
 * @nia: number of the integrity algorithm, not 0
 * @key: key
 * @iv: COUNT, BEARER and DIRECTION
 * @data: buffer
 * @len: its octets
 * @mac: result
 *
 * Return: 0 or a negative error number.
 */
int test_ref_mac(unsigned int nia, const u8 *key, const u8 *iv,
		 const u8 *data, unsigned int len, u8 *mac)
{
	struct uia2_state uia2;
	struct eia3_state eia3;
	struct input in;

	input_parse(&in, iv);
	switch (nia) {
	case 1:
		uia2_init(&uia2, key, in.count, (u32)in.bearer << 27,
			  in.direction);
		uia2_update(&uia2, data, len);
		put_unaligned_be32(uia2_final(&uia2, 0, 0), mac);
		break;
	case 2:
		return test_ref_aes_cmac(key, iv, data, len, mac);
	case 3:
		eia3_init(&eia3, key, &in);
		eia3_update(&eia3, data, len);
		put_unaligned_be32(eia3_final(&eia3, 0, 0), mac);
		break;
	}
	return 0;
}
