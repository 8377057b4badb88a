/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection of discovery messages and of direct discovery sets (TS 33.503
 * clauses 6.1.3, A.6 and A.7, TS 33.303 clause 6.1.3.4.3). In this order:
 *
 *	integrity		MIC = last 32 bits of KDF(DUIK, counter, message
 *				with MIC zero), FC 0x89; without a DUIK 32
 *				random bits
 *	confidentiality		128-NEA2 over what follows the MIC, under the
 *				last 128 bits of KDF(DUCK, counter, MIC), COUNT
 *				= counter, BEARER and DIRECTION 0
 *	scrambling		up to 256 bits from the MIC on, exclusive-or the
 *				last bits of KDF(DUSK, counter)
 *
 * The counter is UTC in seconds, 32 bits, of which four are sent. Nothing but
 * the MIC tells whether a key was the right one: without DUIK nobody knows who
 * sent a message, or when.
 */
#ifndef LIBPC5_DISC_CRYPTO_H
#define LIBPC5_DISC_CRYPTO_H

#include <stdbool.h>

#include "disc-msg.h"

/* Octets of each discovery key. */
#define PC5_DISC_KEY_LEN 32

/*
 * Most seconds a counter may be away from the local clock, so that its four
 * LSBs still tell which it is.
 */
#define PC5_DISC_SKEW_MAX 7

/**
 * struct pc5_disc_keys - discovery keys; wipe them with explicit_bzero()
 * @has_duik: @duik is given
 * @has_duck: @duck is given
 * @has_dusk: @dusk is given
 * @duik: discovery user integrity key
 * @duck: discovery user confidentiality key
 * @dusk: discovery user scrambling key
 */
struct pc5_disc_keys {
	bool has_duik;
	bool has_duck;
	bool has_dusk;
	uint8_t duik[PC5_DISC_KEY_LEN];
	uint8_t duck[PC5_DISC_KEY_LEN];
	uint8_t dusk[PC5_DISC_KEY_LEN];
};

/*
 * The counter with the four LSBs @lsb that is nearest to the local one @now, and
 * whether it is at most @skew seconds away from it, in either direction.
 */
uint32_t pc5_disc_counter(uint32_t now, uint8_t lsb);
bool pc5_disc_in_time(uint32_t now, uint32_t counter, uint32_t skew);

/*
 * Last 32 bits of the KDF with @fc, the counter and the message, in which the
 * four octets at @at count as zero (TS 33.503 clauses A.6 and A.9). Returns 0,
 * -EINVAL where there are no such octets, -EMSGSIZE or -EIO.
 */
int pc5_disc_mic(const uint8_t key[PC5_DISC_KEY_LEN], uint8_t fc,
		 uint32_t counter, const uint8_t *msg, size_t len, size_t at,
		 uint8_t mic[PC5_DISC_MIC_LEN]);

/*
 * Protect the encoded message @msg in place. Its MIC and the LSBs in it are
 * set; @random is the MIC where there is no DUIK. Returns 0, -EINVAL for what is
 * no message, or -EIO.
 */
int pc5_disc_protect(const struct pc5_disc_keys *keys, uint32_t counter,
		     const uint8_t random[PC5_DISC_MIC_LEN], uint8_t *msg,
		     size_t len);

/*
 * Take the protection off in place. @now is the local counter. Returns 0 with
 * the counter of the message, or
 *
 *	-EBADMSG	too short, too long, or the MIC does not hold
 *	-ETIME		more than @skew seconds away
 *	-EIO		the crypto library failed
 *
 * and then the octets are not to be used.
 */
int pc5_disc_unprotect(const struct pc5_disc_keys *keys, uint32_t now,
		       uint32_t skew, uint8_t *msg, size_t len,
		       uint32_t *counter);

/* The same for a set as of pc5_disc_set_encode(). */
int pc5_disc_set_protect(const struct pc5_disc_keys *keys, uint32_t counter,
			 const uint8_t random[PC5_DISC_MIC_LEN], uint8_t *set,
			 size_t len);
int pc5_disc_set_unprotect(const struct pc5_disc_keys *keys, uint32_t now,
			   uint32_t skew, uint8_t *set, size_t len,
			   uint32_t *counter);

#endif /* LIBPC5_DISC_CRYPTO_H */
