/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Local UE IDs of a layer-2 UE-to-UE relay, told by the relay to an end UE on
 * protected SL-SRB3 of their hop link.
 *
 * In 3GPP this is RRCReconfigurationSidelink with sl-LocalID-PairList, and
 * RRCReconfigurationCompleteSidelink (TS 38.300 clause 16.12.7, TS 38.331
 * clause 6.6.2). There is no RRC here. THE ENCODING BELOW IS THIS PROJECT'S
 * OWN, AND NOT THAT OF TS 38.331: no other implementation understands it. Its
 * content is that of the list: the local UE IDs of both end UEs and the Layer-2
 * ID of the other one. To these it adds the user info of the other one, as no
 * message of PC5-S says which Layer-2 ID is whose.
 *
 *	request		0x01 | transaction | n | n entries
 *	entry		own UE ID | peer UE ID | peer Layer-2 ID (3) | length |
 *			user info of the peer
 *	complete	0x02 | transaction | n | n refused: own UE ID | peer
 *			UE ID
 *
 * A request adds its entries to those of before; the pair of IDs of a pair that
 * is removed, or whose hop link ends, is free again without a message.
 */
#ifndef LIBPC5_RRC_IDS_H
#define LIBPC5_RRC_IDS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "peer.h"

/* Most entries of a message (maxNrofSL-Dest of TS 38.331 is 32). */
#define PC5_RRC_IDS_MAX 32

/* Octets of the longest message. */
#define PC5_RRC_IDS_LEN (3 + PC5_RRC_IDS_MAX * (6 + PC5_USER_INFO_MAX))

/**
 * enum pc5_rrc_ids_type - the two messages
 * @PC5_RRC_IDS_REQUEST: from the relay
 * @PC5_RRC_IDS_COMPLETE: its answer
 */
enum pc5_rrc_ids_type {
	PC5_RRC_IDS_REQUEST = 1,
	PC5_RRC_IDS_COMPLETE,
};

/**
 * struct pc5_rrc_ids_entry - the IDs of a pair, for one of its end UEs
 * @own: local UE ID of the end UE it is sent to
 * @peer: that of the other end UE, another one
 * @peer_l2: Layer-2 ID of the other end UE (24 bits), not in an answer
 * @info: its user info, not in an answer
 */
struct pc5_rrc_ids_entry {
	uint8_t own;
	uint8_t peer;
	uint32_t peer_l2;
	struct pc5_user_info info;
};

/**
 * struct pc5_rrc_ids - a message
 * @type: enum pc5_rrc_ids_type
 * @transaction: each new request has the one after the last one's
 * @n: number of @entry
 * @entry: request: what is new; answer: what was refused
 */
struct pc5_rrc_ids {
	uint8_t type;
	uint8_t transaction;
	unsigned int n;
	struct pc5_rrc_ids_entry entry[PC5_RRC_IDS_MAX];
};

/*
 * Encode into the @size octets of @buf. Returns their number, -EINVAL for what
 * is no message, -EMSGSIZE.
 */
ssize_t pc5_rrc_ids_encode(const struct pc5_rrc_ids *msg, void *buf,
			   size_t size);

/* Returns 0, or -EBADMSG for whatever is not exactly a message. */
int pc5_rrc_ids_decode(struct pc5_rrc_ids *msg, const void *buf, size_t len);

#endif /* LIBPC5_RRC_IDS_H */
