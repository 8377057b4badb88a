// SPDX-License-Identifier: GPL-2.0-or-later
/* Protection of discovery messages (TS 33.503 clause 6.1.3). */

#include "disc-crypto.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "kdf.h"
#include "util.h"

/* FC of TS 33.503 clause A.6. */
#define FC_DISCOVERY_MIC 0x89

/* Octets of the counter that goes into the KDF, and of the key of NEA2. */
#define COUNTER_LEN 4
#define NEA_KEY_LEN 16

/**
 * struct layout - where in some octets what is
 * @buf: they
 * @len: how many
 * @lsb: place of the octet with the counter LSB
 * @mic: place of the MIC
 * @secret: first octet that is ciphered
 * @secret_len: how many are
 * @scrambled: first octet that is scrambled
 * @scrambled_len: how many may be
 */
struct layout {
	uint8_t *buf;
	size_t len;
	size_t lsb;
	size_t mic;
	size_t secret;
	size_t secret_len;
	size_t scrambled;
	size_t scrambled_len;
};

static int message_layout(uint8_t *msg, size_t len, struct layout *at)
{
	const size_t head = PC5_DISC_HEAD_LEN + PC5_DISC_MIC_LEN;

	if (len < PC5_DISC_MSG_MIN || len > PC5_DISC_MSG_MAX)
		return -EINVAL;
	*at = (struct layout) {
		.buf = msg, .len = len, .lsb = 1, .mic = PC5_DISC_HEAD_LEN,
		.secret = head, .secret_len = len - head,
		.scrambled = PC5_DISC_HEAD_LEN,
		.scrambled_len = len - PC5_DISC_HEAD_LEN,
	};
	return 0;
}

static int set_layout(uint8_t *set, size_t len, struct layout *at)
{
	const size_t tail = PC5_DISC_MIC_LEN + 1;

	if (len < PC5_DISC_SET_MIN || len > PC5_DISC_SET_MAX)
		return -EINVAL;
	*at = (struct layout) {
		.buf = set, .len = len, .lsb = len - 1, .mic = len - tail,
		.secret_len = len - tail, .scrambled_len = len - 1,
	};
	return 0;
}

static void put_counter(uint32_t counter, uint8_t out[COUNTER_LEN])
{
	out[0] = counter >> 24;
	out[1] = counter >> 16;
	out[2] = counter >> 8;
	out[3] = counter;
}

uint32_t pc5_disc_counter(uint32_t now, uint8_t lsb)
{
	/* 0 to 15 ahead of the least one that is not too far behind. */
	uint32_t least = now - 8;

	return least + ((lsb - least) & 0x0f);
}

bool pc5_disc_in_time(uint32_t now, uint32_t counter, uint32_t skew)
{
	uint32_t ahead = counter - now;

	return ahead <= skew || -ahead <= skew;
}

int pc5_disc_mic(const uint8_t key[PC5_DISC_KEY_LEN], uint8_t fc,
		 uint32_t counter, const uint8_t *msg, size_t len, size_t at,
		 uint8_t mic[PC5_DISC_MIC_LEN])
{
	uint8_t utc[COUNTER_LEN], out[PC5_KDF_LEN];
	uint8_t copy[PC5_KDF_S_MAX];
	const struct pc5_kdf_param param[] = {
		{ utc, sizeof(utc) },
		{ copy, len },
	};
	int ret;

	if (len < PC5_DISC_MIC_LEN || at > len - PC5_DISC_MIC_LEN)
		return -EINVAL;
	if (len > sizeof(copy))
		return -EMSGSIZE;
	put_counter(counter, utc);
	memcpy(copy, msg, len);
	memset(copy + at, 0, PC5_DISC_MIC_LEN);
	ret = pc5_kdf(key, PC5_DISC_KEY_LEN, fc, param, ARRAY_SIZE(param), out);
	if (!ret)
		memcpy(mic, out + PC5_KDF_LEN - PC5_DISC_MIC_LEN,
		       PC5_DISC_MIC_LEN);
	explicit_bzero(copy, len);
	explicit_bzero(out, sizeof(out));
	return ret;
}

/* 128-NEA2 (TS 33.501 annex D), bearer and direction 0. */
static int nea2(const uint8_t *key, uint32_t count, uint8_t *data, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t block[16] = { 0 };
	int n, ret = -EIO;

	put_counter(count, block);
	if (ctx && EVP_EncryptInit_ex(ctx, EVP_aes_128_ctr(), NULL, key,
				      block) == 1 &&
	    EVP_EncryptUpdate(ctx, data, &n, data, len) == 1)
		ret = 0;
	EVP_CIPHER_CTX_free(ctx);
	return ret;
}

/* Cipher or decipher. */
static int cipher(const uint8_t *duck, uint32_t counter,
		  const struct layout *at)
{
	uint8_t utc[COUNTER_LEN], out[PC5_KDF_LEN];
	const struct pc5_kdf_param param[] = {
		{ utc, sizeof(utc) },
		{ at->buf + at->mic, PC5_DISC_MIC_LEN },
	};
	int ret;

	put_counter(counter, utc);
	ret = pc5_kdf(duck, PC5_DISC_KEY_LEN,
		      PC5S_UNCONFIRMED_FC_CONFIDENTIALITY, param,
		      ARRAY_SIZE(param), out);
	if (!ret)
		ret = nea2(out + PC5_KDF_LEN - NEA_KEY_LEN, counter,
			   at->buf + at->secret, at->secret_len);
	explicit_bzero(out, sizeof(out));
	return ret;
}

/* Scramble or descramble. */
static int scramble(const uint8_t *dusk, uint32_t counter,
		    const struct layout *at)
{
	uint8_t utc[COUNTER_LEN], out[PC5_KDF_LEN];
	const struct pc5_kdf_param param = { utc, sizeof(utc) };
	size_t len = at->scrambled_len;
	size_t i;
	int ret;

	if (len > sizeof(out))
		len = sizeof(out);
	put_counter(counter, utc);
	ret = pc5_kdf(dusk, PC5_DISC_KEY_LEN, PC5S_UNCONFIRMED_FC_SCRAMBLING,
		      &param, 1, out);
	for (i = 0; !ret && i < len; i++)
		at->buf[at->scrambled + i] ^= out[sizeof(out) - len + i];
	for (i = 0; !ret && i < at->scrambled; i++)
		at->buf[i] ^= PC5S_UNCONFIRMED_SCRAMBLING_HEAD;
	explicit_bzero(out, sizeof(out));
	return ret;
}

static int protect(const struct pc5_disc_keys *keys, uint32_t counter,
		   const uint8_t *random, const struct layout *at)
{
	uint8_t *mic = at->buf + at->mic;
	int ret = 0;

	at->buf[at->lsb] = counter & 0x0f;
	memcpy(mic, random, PC5_DISC_MIC_LEN);
	if (keys->has_duik)
		ret = pc5_disc_mic(keys->duik, FC_DISCOVERY_MIC, counter,
				   at->buf, at->len, at->mic, mic);
	if (!ret && keys->has_duck)
		ret = cipher(keys->duck, counter, at);
	if (!ret && keys->has_dusk)
		ret = scramble(keys->dusk, counter, at);
	return ret;
}

static int unprotect(const struct pc5_disc_keys *keys, uint32_t now,
		     uint32_t skew, const struct layout *at, uint32_t *counter)
{
	uint8_t lsb = at->buf[at->lsb];
	uint8_t mic[PC5_DISC_MIC_LEN];
	int ret = 0;

	if (keys->has_dusk && at->lsb < at->scrambled)
		lsb ^= PC5S_UNCONFIRMED_SCRAMBLING_HEAD;
	*counter = pc5_disc_counter(now, lsb);
	if (!pc5_disc_in_time(now, *counter, skew))
		return -ETIME;
	if (keys->has_dusk)
		ret = scramble(keys->dusk, *counter, at);
	if (!ret && keys->has_duck)
		ret = cipher(keys->duck, *counter, at);
	if (ret || !keys->has_duik)
		return ret;
	ret = pc5_disc_mic(keys->duik, FC_DISCOVERY_MIC, *counter, at->buf,
			   at->len, at->mic, mic);
	if (!ret && CRYPTO_memcmp(mic, at->buf + at->mic, sizeof(mic)))
		ret = -EBADMSG;
	return ret;
}

int pc5_disc_protect(const struct pc5_disc_keys *keys, uint32_t counter,
		     const uint8_t random[PC5_DISC_MIC_LEN], uint8_t *msg,
		     size_t len)
{
	struct layout at;

	return message_layout(msg, len, &at) ?:
	       protect(keys, counter, random, &at);
}

int pc5_disc_unprotect(const struct pc5_disc_keys *keys, uint32_t now,
		       uint32_t skew, uint8_t *msg, size_t len,
		       uint32_t *counter)
{
	struct layout at;

	if (message_layout(msg, len, &at))
		return -EBADMSG;
	return unprotect(keys, now, skew, &at, counter);
}

int pc5_disc_set_protect(const struct pc5_disc_keys *keys, uint32_t counter,
			 const uint8_t random[PC5_DISC_MIC_LEN], uint8_t *set,
			 size_t len)
{
	struct layout at;

	return set_layout(set, len, &at) ?:
	       protect(keys, counter, random, &at);
}

int pc5_disc_set_unprotect(const struct pc5_disc_keys *keys, uint32_t now,
			   uint32_t skew, uint8_t *set, size_t len,
			   uint32_t *counter)
{
	struct layout at;

	if (set_layout(set, len, &at))
		return -EBADMSG;
	return unprotect(keys, now, skew, &at, counter);
}
