/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Key derivation (3GPP TS 33.220 annex B, TS 33.536 annex A). */
#ifndef LIBPC5_KDF_H
#define LIBPC5_KDF_H

#include <stddef.h>
#include <stdint.h>

/* Octets of K_NRP, of K_NRP-sess, and of what the KDF gives. */
#define PC5_KNRP_LEN 32
#define PC5_KNRP_SESS_LEN 32
#define PC5_KDF_LEN 32

/* Octets of Nonce_1 and Nonce_2 (TS 24.554 clause 11.3.10). */
#define PC5_NONCE_LEN 16

/* Octets of a key of a 128-bit algorithm. */
#define PC5_NRP_KEY_LEN 16

/* Most octets of the input S of the KDF, FC and lengths included. */
#define PC5_KDF_S_MAX 9216

/**
 * struct pc5_kdf_param - one input parameter Pi of the KDF
 * @data: its value
 * @len: its length in octets, which also goes into S as Li
 */
struct pc5_kdf_param {
	const void *data;
	uint16_t len;
};

/*
 * The KDF of TS 33.220 clause B.2.0: HMAC-SHA-256 under @key of
 * S = FC || P0 || L0 || P1 || L1 || ... Returns 0, -EMSGSIZE where S is longer
 * than PC5_KDF_S_MAX, or -EIO where the crypto library failed.
 */
int pc5_kdf(const uint8_t *key, size_t key_len, uint8_t fc,
	    const struct pc5_kdf_param *param, size_t n,
	    uint8_t out[PC5_KDF_LEN]);

/*
 * NRPEK and NRPIK of TS 33.536 clause A.2, for the algorithm identity @alg
 * (enum pc5_nea, enum pc5_nia): the 128 least significant bits of the KDF's
 * output. Errors as pc5_kdf().
 */
int pc5_kdf_nrpek(const uint8_t knrp_sess[PC5_KNRP_SESS_LEN], uint8_t alg,
		  uint8_t nrpek[PC5_NRP_KEY_LEN]);
int pc5_kdf_nrpik(const uint8_t knrp_sess[PC5_KNRP_SESS_LEN], uint8_t alg,
		  uint8_t nrpik[PC5_NRP_KEY_LEN]);

/*
 * K_NRP-sess of TS 33.536 clause A.3, from K_NRP and the two nonces of the
 * Direct Communication Request, or Direct Rekey Request, and of the Direct
 * Security Mode Command. Errors as pc5_kdf().
 */
int pc5_kdf_knrp_sess(const uint8_t knrp[PC5_KNRP_LEN],
		      const uint8_t nonce_1[PC5_NONCE_LEN],
		      const uint8_t nonce_2[PC5_NONCE_LEN],
		      uint8_t knrp_sess[PC5_KNRP_SESS_LEN]);

#endif /* LIBPC5_KDF_H */
