// SPDX-License-Identifier: GPL-2.0-or-later
/* Protection of a DCR on relay links (TS 33.503 clause 6.3.5). */

#include "rsc-mask.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "kdf.h"
#include "util.h"

/* FC of TS 33.503 clauses A.5 and A.9. */
#define FC_DCR_KEYSTREAM 0x88
#define FC_DCR_MIC 0x8b

static const uint8_t *k_dcr(const struct pc5_disc_keys *keys)
{
	return keys->has_duck ? keys->duck :
	       keys->has_dusk ? keys->dusk : NULL;
}

static void put_rsc(uint32_t rsc, uint8_t out[PC5_RSC_LEN])
{
	out[0] = rsc >> 16;
	out[1] = rsc >> 8;
	out[2] = rsc;
}

int pc5_dcr_keystream(const uint8_t key[PC5_DISC_KEY_LEN], uint32_t counter,
		      uint32_t rsc, uint8_t out[PC5_RSC_LEN])
{
	const uint8_t utc[] = { counter >> 24, counter >> 16, counter >> 8,
				counter };
	uint8_t code[PC5_RSC_LEN], full[PC5_KDF_LEN];
	const struct pc5_kdf_param param[] = {
		{ utc, sizeof(utc) },
		{ code, sizeof(code) },
	};
	int ret;

	put_rsc(rsc, code);
	ret = pc5_kdf(key, PC5_DISC_KEY_LEN, FC_DCR_KEYSTREAM, param,
		      ARRAY_SIZE(param), full);
	if (!ret)
		memcpy(out, full + PC5_KDF_LEN - PC5_RSC_LEN, PC5_RSC_LEN);
	explicit_bzero(full, sizeof(full));
	return ret;
}

/* The DCR at @dcr, with what is needed of it. */
static int parse(const uint8_t *dcr, size_t len, struct pc5s_msg *msg)
{
	if (pc5s_decode(msg, dcr, len) ||
	    msg->type != PC5S_ESTABLISHMENT_REQUEST ||
	    !pc5s_has(msg, PC5S_IE_RELAY_SERVICE_CODE))
		return -EBADMSG;
	return pc5s_has(msg, PC5S_IE_USER_SECURITY_KEY_ID) ? -EOPNOTSUPP : 0;
}

static size_t place(const struct pc5s_msg *msg, enum pc5s_ie ie,
		    const uint8_t *dcr)
{
	return msg->ie[ie].data - dcr;
}

/* Whether @msg has all that a DCR with these keys has. */
static bool complete(const struct pc5s_msg *msg,
		     const struct pc5_disc_keys *keys)
{
	return pc5s_has(msg, PC5S_IE_UTC_COUNTER_LSB) &&
	       (!keys->has_duik || pc5s_has(msg, PC5S_IE_MIC));
}

void pc5_dcr_prepare(struct pc5s_msg *msg, struct pc5s_store *store,
		     const struct pc5_dcr_keys *keys, uint32_t counter)
{
	pc5s_set_u24(msg, store, PC5S_IE_RELAY_SERVICE_CODE, keys->rsc);
	if (!keys->keys)
		return;
	pc5s_set_u8(msg, store, PC5S_IE_UTC_COUNTER_LSB, counter & 0x0f);
	if (keys->keys->has_duik)
		pc5s_set_u32(msg, store, PC5S_IE_MIC, 0);
}

int pc5_dcr_protect(const struct pc5_dcr_keys *keys, uint32_t counter,
		    uint8_t *dcr, size_t len)
{
	uint8_t stream[PC5_RSC_LEN] = { 0 };
	struct pc5s_msg msg;
	size_t rsc, mic;
	int ret;

	ret = parse(dcr, len, &msg);
	if (ret)
		return ret;
	if (!keys->keys)
		return 0;
	if (!complete(&msg, keys->keys))
		return -EBADMSG;
	rsc = place(&msg, PC5S_IE_RELAY_SERVICE_CODE, dcr);
	if (k_dcr(keys->keys)) {
		ret = pc5_dcr_keystream(k_dcr(keys->keys), counter, keys->rsc,
					stream);
		if (ret)
			return ret;
	}
	dcr[place(&msg, PC5S_IE_UTC_COUNTER_LSB, dcr)] = counter & 0x0f;
	put_rsc(keys->rsc, dcr + rsc);
	dcr[rsc] ^= stream[0];
	dcr[rsc + 1] ^= stream[1];
	dcr[rsc + 2] ^= stream[2];
	if (!keys->keys->has_duik)
		return 0;
	mic = place(&msg, PC5S_IE_MIC, dcr);
	return pc5_disc_mic(keys->keys->duik, FC_DCR_MIC, counter, dcr, len,
			    mic, dcr + mic);
}

/* Whether @msg is for @keys: 0 or -ENOENT; or -EIO. */
static int fits(const struct pc5_dcr_keys *keys, uint32_t now, uint32_t skew,
		const uint8_t *dcr, size_t len, const struct pc5s_msg *msg)
{
	uint8_t stream[PC5_RSC_LEN] = { 0 }, code[PC5_RSC_LEN];
	uint8_t mic[PC5_DISC_MIC_LEN];
	const uint8_t *masked = msg->ie[PC5S_IE_RELAY_SERVICE_CODE].data;
	uint32_t counter;
	unsigned int i;
	int bad, ret;

	put_rsc(keys->rsc, code);
	if (!keys->keys)
		return CRYPTO_memcmp(code, masked, sizeof(code)) ? -ENOENT : 0;
	if (!complete(msg, keys->keys))
		return -ENOENT;
	counter = pc5_disc_counter(now, pc5s_u8(msg, PC5S_IE_UTC_COUNTER_LSB));
	if (!pc5_disc_in_time(now, counter, skew))
		return -ENOENT;
	if (k_dcr(keys->keys)) {
		ret = pc5_dcr_keystream(k_dcr(keys->keys), counter, keys->rsc,
					stream);
		if (ret)
			return ret;
	}
	for (i = 0; i < PC5_RSC_LEN; i++)
		stream[i] ^= masked[i];
	bad = CRYPTO_memcmp(code, stream, sizeof(code));
	if (keys->keys->has_duik) {
		ret = pc5_disc_mic(keys->keys->duik, FC_DCR_MIC, counter, dcr,
				   len, place(msg, PC5S_IE_MIC, dcr), mic);
		if (ret)
			return ret;
		bad |= CRYPTO_memcmp(mic, msg->ie[PC5S_IE_MIC].data,
				     sizeof(mic));
	}
	return bad ? -ENOENT : 0;
}

int pc5_dcr_unprotect(const struct pc5_dcr_keys *keys, size_t n, uint32_t now,
		      uint32_t skew, uint8_t *dcr, size_t len, size_t *which)
{
	struct pc5s_msg msg;
	size_t i, found = n;
	int ret;

	ret = parse(dcr, len, &msg);
	if (ret)
		return ret;
	for (i = 0; i < n; i++) {
		ret = fits(&keys[i], now, skew, dcr, len, &msg);
		if (ret && ret != -ENOENT)
			return ret;
		if (!ret && found == n)
			found = i;
	}
	if (found == n)
		return -ENOENT;
	put_rsc(keys[found].rsc,
		dcr + place(&msg, PC5S_IE_RELAY_SERVICE_CODE, dcr));
	*which = found;
	return 0;
}
