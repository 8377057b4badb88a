// SPDX-License-Identifier: GPL-2.0-or-later
/* Key derivation (3GPP TS 33.220 annex B, TS 33.536 annex A). */

#include "kdf.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "util.h"

/* FC and P0 of TS 33.536 clause A.2. */
#define FC_NRP_KEYS 0x7e
#define P0_NRPEK 0x00
#define P0_NRPIK 0x01

/* FC of TS 33.536 clause A.3. */
#define FC_KNRP_SESS 0x7f

/* S of TS 33.220 clause B.2.0; returns its length, 0 where it does not fit. */
static size_t make_s(uint8_t *s, size_t size, uint8_t fc,
		     const struct pc5_kdf_param *param, size_t n)
{
	size_t len = 0;
	size_t i;

	s[len++] = fc;
	for (i = 0; i < n; i++) {
		if (size - len < (size_t)param[i].len + 2)
			return 0;
		if (param[i].len)
			memcpy(s + len, param[i].data, param[i].len);
		len += param[i].len;
		s[len++] = param[i].len >> 8;
		s[len++] = param[i].len & 0xff;
	}
	return len;
}

int pc5_kdf(const uint8_t *key, size_t key_len, uint8_t fc,
	    const struct pc5_kdf_param *param, size_t n,
	    uint8_t out[PC5_KDF_LEN])
{
	uint8_t s[PC5_KDF_S_MAX];
	size_t len = make_s(s, sizeof(s), fc, param, n);
	unsigned int out_len = PC5_KDF_LEN;
	int ret = 0;

	if (!len)
		ret = -EMSGSIZE;
	else if (!HMAC(EVP_sha256(), key, key_len, s, len, out, &out_len))
		ret = -EIO;
	explicit_bzero(s, sizeof(s));
	return ret;
}

static int nrp_key(const uint8_t *knrp_sess, uint8_t p0, uint8_t alg,
		   uint8_t key[PC5_NRP_KEY_LEN])
{
	const struct pc5_kdf_param param[] = {
		{ .data = &p0, .len = sizeof(p0) },
		{ .data = &alg, .len = sizeof(alg) },
	};
	uint8_t out[PC5_KDF_LEN];
	int ret;

	ret = pc5_kdf(knrp_sess, PC5_KNRP_SESS_LEN, FC_NRP_KEYS, param,
		      ARRAY_SIZE(param), out);
	if (!ret)
		memcpy(key, out + PC5_KDF_LEN - PC5_NRP_KEY_LEN,
		       PC5_NRP_KEY_LEN);
	explicit_bzero(out, sizeof(out));
	return ret;
}

int pc5_kdf_nrpek(const uint8_t knrp_sess[PC5_KNRP_SESS_LEN], uint8_t alg,
		  uint8_t nrpek[PC5_NRP_KEY_LEN])
{
	return nrp_key(knrp_sess, P0_NRPEK, alg, nrpek);
}

int pc5_kdf_nrpik(const uint8_t knrp_sess[PC5_KNRP_SESS_LEN], uint8_t alg,
		  uint8_t nrpik[PC5_NRP_KEY_LEN])
{
	return nrp_key(knrp_sess, P0_NRPIK, alg, nrpik);
}

int pc5_kdf_knrp_sess(const uint8_t knrp[PC5_KNRP_LEN],
		      const uint8_t nonce_1[PC5_NONCE_LEN],
		      const uint8_t nonce_2[PC5_NONCE_LEN],
		      uint8_t knrp_sess[PC5_KNRP_SESS_LEN])
{
	const struct pc5_kdf_param param[] = {
		{ .data = nonce_1, .len = PC5_NONCE_LEN },
		{ .data = nonce_2, .len = PC5_NONCE_LEN },
	};

	return pc5_kdf(knrp, PC5_KNRP_LEN, FC_KNRP_SESS, param,
		       ARRAY_SIZE(param), knrp_sess);
}
