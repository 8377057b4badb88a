/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the KUnit suites of pc5-crypto share
 */
#ifndef PC5_CRYPTO_TEST_H
#define PC5_CRYPTO_TEST_H

#include <crypto/aead.h>
#include <crypto/hash.h>
#include <crypto/skcipher.h>
#include <kunit/test.h>
#include <linux/crypto.h>
#include <linux/scatterlist.h>
#include "../crypto/algs.h"

/* Longest text of the tests with random data, and room beside it. */
#define TEST_MAX_LEN	2048
#define TEST_ROOM	256
#define TEST_MAX_VECTOR	9216

/* Entries of a scatterlist made by test_sg(). */
#define TEST_MAX_PIECES	24

/**
 * struct vector_keystream - keystream of a generator
 * @name: where it comes from
 * @key: key
 * @iv: initialisation vector
 * @offset: octets of the keystream in front of @keystream
 * @len: octets of @keystream
 * @keystream: keystream
 */
struct vector_keystream {
	const char *name;
	const u8 *key;
	const u8 *iv;
	unsigned int offset;
	unsigned int len;
	const u8 *keystream;
};

/**
 * struct vector_cipher - a ciphered packet
 * @name: where it comes from
 * @key: key
 * @count: COUNT
 * @bearer: BEARER
 * @direction: DIRECTION
 * @bits: length
 * @plaintext: plaintext, unused bits zero
 * @ciphertext: ciphertext, unused bits zero
 */
struct vector_cipher {
	const char *name;
	const u8 *key;
	u32 count;
	u8 bearer;
	u8 direction;
	unsigned int bits;
	const u8 *plaintext;
	const u8 *ciphertext;
};

/**
 * struct vector_mac - an authenticated packet
 * @name: where it comes from
 * @key: key
 * @count: COUNT
 * @bearer: BEARER
 * @direction: DIRECTION
 * @fresh: FRESH, for UIA2
 * @only_uia2: @fresh is none that 128-NIA1 makes of BEARER
 * @bits: length
 * @message: message, unused bits zero
 * @mac: MAC-I
 */
struct vector_mac {
	const char *name;
	const u8 *key;
	u32 count;
	u8 bearer;
	u8 direction;
	u32 fresh;
	bool only_uia2;
	unsigned int bits;
	const u8 *message;
	u32 mac;
};

/**
 * struct vector_cmac - a message under AES-CMAC
 * @name: where it comes from
 * @key: key
 * @len: octets of @message
 * @message: message
 * @mac: all 16 octets of the MAC
 */
struct vector_cmac {
	const char *name;
	const u8 *key;
	unsigned int len;
	const u8 *message;
	const u8 *mac;
};

/**
 * struct vector_pdcp - a PDCP PDU
 * @name: where it comes from
 * @nea: number of the cipher
 * @nia: number of the integrity algorithm
 * @nrpek: key of the cipher
 * @nrpik: key of the integrity algorithm
 * @count: COUNT
 * @bearer: BEARER
 * @direction: DIRECTION
 * @header: octets of PDCP and SDAP header
 * @plain_len: octets of @plain
 * @plain: headers and SDU
 * @sent_len: octets of @sent
 * @sent: the protected PDU
 */
struct vector_pdcp {
	const char *name;
	unsigned int nea;
	unsigned int nia;
	const u8 *nrpek;
	const u8 *nrpik;
	u32 count;
	u8 bearer;
	u8 direction;
	unsigned int header;
	unsigned int plain_len;
	const u8 *plain;
	unsigned int sent_len;
	const u8 *sent;
};

/**
 * struct vector_set - the vectors of one algorithm
 * @v: vectors; which kind follows from the algorithm
 * @n: their number
 */
struct vector_set {
	const void *v;
	unsigned int n;
};

extern const struct vector_set test_snow3g, test_zuc;
extern const struct vector_set test_nea[4], test_nia[4];
extern const struct vector_set test_cmac, test_pdcp;

extern struct kunit_suite crypto_units_suite;
extern struct kunit_suite crypto_api_suite;
extern struct kunit_suite crypto_pdcp_suite;

void test_seed(struct kunit *test);
u32 test_random(void);
u32 test_below(u32 n);
void test_fill(void *p, unsigned int n);
void test_input(u8 octets[INPUT_SIZE], u32 count, u8 bearer, u8 direction);
void test_random_input(u8 octets[INPUT_SIZE]);
void test_mask(u8 *data, unsigned int bits);

void test_sg(struct scatterlist *sg, u8 *buf, unsigned int len,
	     unsigned int pieces);

int test_skcipher(struct crypto_skcipher *tfm, const u8 *iv,
		  struct scatterlist *src, struct scatterlist *dst,
		  unsigned int len);
int test_aead(struct crypto_aead *tfm, bool encrypt, const u8 *iv,
	      struct scatterlist *src, struct scatterlist *dst,
	      unsigned int assoclen, unsigned int cryptlen);

int test_ref_cipher(unsigned int nea, const u8 *key, const u8 *iv, u8 *buf,
		    unsigned int len);
int test_ref_mac(unsigned int nia, const u8 *key, const u8 *iv,
		 const u8 *data, unsigned int len, u8 *mac);

#endif /* PC5_CRYPTO_TEST_H */
