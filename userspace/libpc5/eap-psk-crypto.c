// SPDX-License-Identifier: GPL-2.0-or-later
/* The cryptography of EAP-PSK (RFC 4764 clause 3). */

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "eap-psk.h"
#include "util.h"

/* The first argument of OMAC in EAX: what the MAC is for. */
enum omac { OMAC_NONCE, OMAC_HEADER, OMAC_DATA };

/* One block, or in counter mode the keystream from block @iv on. */
static int aes(const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *iv,
	       const uint8_t *in, size_t len, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	int ret = -EIO;

	if (ctx && EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_EncryptUpdate(ctx, out, &n, in, (int)len) == 1 &&
	    n == (int)len)
		ret = 0;
	EVP_CIPHER_CTX_free(ctx);
	return ret;
}

static int aes_block(const uint8_t key[EAP_PSK_LEN],
		     const uint8_t in[EAP_PSK_LEN], uint8_t out[EAP_PSK_LEN])
{
	return aes(EVP_aes_128_ecb(), key, NULL, in, EAP_PSK_LEN, out);
}

/*
 * The modified counter mode: after @block, which is a block of cipher output,
 * @n blocks of AES(key, block XOR counter), the counter starting at @counter.
 */
static int counter_mode(const uint8_t key[EAP_PSK_LEN],
			const uint8_t block[EAP_PSK_LEN], uint8_t counter,
			uint8_t *out, unsigned int n)
{
	uint8_t in[EAP_PSK_LEN];
	int ret = 0;

	memcpy(in, block, sizeof(in));
	for (; !ret && n; n--, counter++, out += EAP_PSK_LEN) {
		in[EAP_PSK_LEN - 1] = block[EAP_PSK_LEN - 1] ^ counter;
		ret = aes_block(key, in, out);
	}
	explicit_bzero(in, sizeof(in));
	return ret;
}

int eap_psk_setup(struct eap_psk_keys *keys, const uint8_t key[EAP_PSK_LEN])
{
	static const uint8_t zero[EAP_PSK_LEN];
	uint8_t block[EAP_PSK_LEN];
	int ret = aes_block(key, zero, block);

	if (!ret)
		ret = counter_mode(key, block, 1, keys->ak, 1);
	if (!ret)
		ret = counter_mode(key, block, 2, keys->kdk, 1);
	explicit_bzero(block, sizeof(block));
	return ret;
}

int eap_psk_derive(struct eap_psk_keys *keys,
		   const uint8_t rand_p[EAP_PSK_LEN])
{
	uint8_t block[EAP_PSK_LEN];
	int ret = aes_block(keys->kdk, rand_p, block);

	if (!ret)
		ret = counter_mode(keys->kdk, block, 1, keys->tek, 1);
	if (!ret)
		ret = counter_mode(keys->kdk, block, 2, keys->msk,
				   EAP_MSK_LEN / EAP_PSK_LEN);
	if (!ret)
		ret = counter_mode(keys->kdk, block,
				   2 + EAP_MSK_LEN / EAP_PSK_LEN, keys->emsk,
				   EAP_MSK_LEN / EAP_PSK_LEN);
	explicit_bzero(block, sizeof(block));
	return ret;
}

int eap_psk_cmac(const uint8_t key[EAP_PSK_LEN],
		 const struct eap_psk_part *part, unsigned int n,
		 uint8_t mac[EAP_PSK_LEN])
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
						 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *alg = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_CMAC, NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(alg);
	size_t len = 0;
	bool ok;

	ok = ctx && EVP_MAC_init(ctx, key, EAP_PSK_LEN, params) == 1;
	for (; ok && n; n--, part++)
		ok = !part->len ||
		     EVP_MAC_update(ctx, part->data, part->len) == 1;
	ok = ok && EVP_MAC_final(ctx, mac, &len, EAP_PSK_LEN) == 1 &&
	     len == EAP_PSK_LEN;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(alg);
	return ok ? 0 : -EIO;
}

static int omac(const uint8_t key[EAP_PSK_LEN], enum omac what,
		const void *data, size_t len, uint8_t mac[EAP_PSK_LEN])
{
	const uint8_t first[EAP_PSK_LEN] = { [EAP_PSK_LEN - 1] = what };
	const struct eap_psk_part part[] = {
		{ first, sizeof(first) },
		{ data, len },
	};

	return eap_psk_cmac(key, part, ARRAY_SIZE(part), mac);
}

/* The tag of @data, which is ciphered; @mac_nonce is the nonce's OMAC. */
static int eax_tag(const uint8_t key[EAP_PSK_LEN],
		   const struct eap_psk_part *header, const uint8_t *data,
		   size_t len, const uint8_t mac_nonce[EAP_PSK_LEN],
		   uint8_t tag[EAP_PSK_LEN])
{
	uint8_t mac[EAP_PSK_LEN];
	unsigned int i;
	int ret;

	ret = omac(key, OMAC_HEADER, header->data, header->len, tag);
	if (!ret)
		ret = omac(key, OMAC_DATA, data, len, mac);
	if (ret)
		return ret;
	for (i = 0; i < EAP_PSK_LEN; i++)
		tag[i] ^= mac[i] ^ mac_nonce[i];
	return 0;
}

int eap_psk_eax_seal(const uint8_t key[EAP_PSK_LEN],
		     const struct eap_psk_part *nonce,
		     const struct eap_psk_part *header, uint8_t *data,
		     size_t len, uint8_t tag[EAP_PSK_LEN])
{
	uint8_t iv[EAP_PSK_LEN];
	int ret = omac(key, OMAC_NONCE, nonce->data, nonce->len, iv);

	if (!ret && len)
		ret = aes(EVP_aes_128_ctr(), key, iv, data, len, data);
	if (!ret)
		ret = eax_tag(key, header, data, len, iv, tag);
	return ret;
}

int eap_psk_eax_open(const uint8_t key[EAP_PSK_LEN],
		     const struct eap_psk_part *nonce,
		     const struct eap_psk_part *header, uint8_t *data,
		     size_t len, const uint8_t tag[EAP_PSK_LEN])
{
	uint8_t expected[EAP_PSK_LEN];
	uint8_t iv[EAP_PSK_LEN];
	int ret = omac(key, OMAC_NONCE, nonce->data, nonce->len, iv);

	if (!ret)
		ret = eax_tag(key, header, data, len, iv, expected);
	if (!ret && CRYPTO_memcmp(tag, expected, EAP_PSK_LEN))
		ret = -EBADMSG;
	if (!ret && len)
		ret = aes(EVP_aes_128_ctr(), key, iv, data, len, data);
	explicit_bzero(expected, sizeof(expected));
	return ret;
}
