/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection of a Direct Communication Request on relay links, on SL-SRB0 where
 * PDCP protects nothing (TS 33.503 clauses 6.3.5, A.5 and A.9):
 *
 *	masking		relay service code exclusive-or the last 24 bits of
 *			KDF(K_DCR, UTC-based counter, RSC), FC 0x88; K_DCR is the
 *			DUCK, else the DUSK; without either it stays
 *	MIC		last 32 bits of KDF(DUIK, counter, the DCR with the
 *			masked RSC and a MIC of zero), FC 0x8b
 *
 * The PRUK ID, which is masked too, belongs to security with assistance of the
 * network; a DCR that has one is not taken here.
 */
#ifndef LIBPC5_RSC_MASK_H
#define LIBPC5_RSC_MASK_H

#include "disc-crypto.h"

/* Octets of a relay service code in a message. */
#define PC5_RSC_LEN 3

/**
 * struct pc5_dcr_keys - discovery keys of a relay service code, for DCRs
 * @rsc: the relay service code
 * @keys: the keys; NULL where provisioning wants none
 */
struct pc5_dcr_keys {
	uint32_t rsc;
	const struct pc5_disc_keys *keys;
};

/*
 * Last 24 bits of the DCR confidentiality keystream. @key is K_DCR. Returns 0 or
 * -EIO.
 */
int pc5_dcr_keystream(const uint8_t key[PC5_DISC_KEY_LEN], uint32_t counter,
		      uint32_t rsc, uint8_t out[PC5_RSC_LEN]);

/*
 * Put into @msg what pc5_dcr_protect() fills: RSC, counter LSB and, where there
 * is a DUIK, the MIC.
 */
void pc5_dcr_prepare(struct pc5s_msg *msg, struct pc5s_store *store,
		     const struct pc5_dcr_keys *keys, uint32_t counter);

/*
 * Mask and sign the encoded DCR @dcr, which was made with pc5_dcr_prepare(), in
 * place, for the counter @counter (UTC in seconds). Returns 0, -EBADMSG where it
 * is no DCR or lacks one of those IEs, -EOPNOTSUPP with a PRUK ID, or -EIO.
 * Without keys there is nothing to do.
 */
int pc5_dcr_protect(const struct pc5_dcr_keys *keys, uint32_t counter,
		    uint8_t *dcr, size_t len);

/*
 * Find out which of the @n relay service codes the encoded DCR @dcr is for, and
 * put that into it in the place of the masked one. @now is the local counter.
 * Returns 0 with its place in @keys in @which, or
 *
 *	-ENOENT		none of them, or it was edited, or is not of this time:
 *			ignore it (TS 24.554 clause 7.2.2.6.2)
 *	-EBADMSG	no DCR, or one without a relay service code
 *	-EOPNOTSUPP	with a PRUK ID
 *	-EIO		the crypto library failed
 *
 * and then the octets are as they were. Where there are keys a DCR without
 * counter, or MIC if there is a DUIK, is not for them. All are tried, whichever
 * fits.
 */
int pc5_dcr_unprotect(const struct pc5_dcr_keys *keys, size_t n, uint32_t now,
		      uint32_t skew, uint8_t *dcr, size_t len, size_t *which);

#endif /* LIBPC5_RSC_MASK_H */
