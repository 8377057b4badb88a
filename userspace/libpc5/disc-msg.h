/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PROSE PC5 DISCOVERY messages of UE-to-UE relay discovery (TS 24.554 clauses
 * 8a.2.1, 10.2.1 and 11.2). They are decoded, encoded and printed by the tables
 * of PC5-S: type and @seq of struct pc5s_msg are the discovery message type and
 * the UTC-based counter LSB, and the IEs are
 *
 *			announcement	solicitation	response
 *  MIC			4 octets	4		4
 *  RELAY_SERVICE_CODE	3		3		3
 *  RELAY_USER_INFO	the announcer	optional	optional
 *  STATUS_INDICATOR	1		optional	optional
 *  DISCOVERY_SETS	1 to 16 sets
 *  DISCOVERY_SET			one		one
 *  SOURCE_END_UE_INFO			optional
 *  TARGET_END_UE_INFO					optional
 *  ANNOUNCE_PROHIBITED			optional	optional
 *
 * Messages on the air are protected (disc-crypto.h): what is here works on what
 * is under that.
 */
#ifndef LIBPC5_DISC_MSG_H
#define LIBPC5_DISC_MSG_H

#include "peer.h"
#include "pc5s.h"

/* Message type: discovery type, content type, model (clause 11.2.1). */
#define PC5_DISC_TYPE(type, content, model) \
	((type) << 6 | (content) << 2 | (model))

#define PC5_DISC_RESTRICTED 2
#define PC5_DISC_CONTENT_U2U 2
#define PC5_DISC_CONTENT_U2U_SOLICITATION 3
#define PC5_DISC_MODEL_A 1
#define PC5_DISC_MODEL_B 2

/**
 * enum pc5_disc_type - discovery messages
 * @PC5_DISC_ANNOUNCEMENT: model A: a relay announces itself
 * @PC5_DISC_SOLICITATION: model B: who knows this UE?
 * @PC5_DISC_RESPONSE: model B: here it is
 */
enum pc5_disc_type {
	PC5_DISC_ANNOUNCEMENT = PC5_DISC_TYPE(PC5_DISC_RESTRICTED,
					      PC5_DISC_CONTENT_U2U,
					      PC5_DISC_MODEL_A),
	PC5_DISC_SOLICITATION =
		PC5_DISC_TYPE(PC5_DISC_RESTRICTED,
			      PC5_DISC_CONTENT_U2U_SOLICITATION,
			      PC5_DISC_MODEL_B),
	PC5_DISC_RESPONSE = PC5_DISC_TYPE(PC5_DISC_RESTRICTED,
					  PC5_DISC_CONTENT_U2U,
					  PC5_DISC_MODEL_B),
};

/* Octets of type and counter LSB, of a MIC, of a user info ID (11.2.7). */
#define PC5_DISC_HEAD_LEN 2
#define PC5_DISC_MIC_LEN 4
#define PC5_DISC_INFO_LEN 6

/* Bit of the status indicator: resources are available (clause 11.2.9). */
#define PC5_DISC_STATUS_RESOURCES 0x80

/* Octets of the value of one set; most sets of a list. */
#define PC5_DISC_SET_MIN PC5S_UNCONFIRMED_DISCOVERY_SET_MIN
#define PC5_DISC_SET_MAX PC5S_UNCONFIRMED_DISCOVERY_SET_MAX
#define PC5_DISC_SETS_MAX PC5S_UNCONFIRMED_DISCOVERY_SETS_MAX

/* Octets of the value of a list of sets. */
#define PC5_DISC_SETS_LEN_MAX (1 + PC5_DISC_SETS_MAX * (2 + PC5_DISC_SET_MAX))

/* Octets of a message: the shortest, and the longest announcement. */
#define PC5_DISC_MSG_MIN (PC5_DISC_HEAD_LEN + PC5_DISC_MIC_LEN + 3)
#define PC5_DISC_MSG_MAX \
	(PC5_DISC_MSG_MIN + PC5_DISC_INFO_LEN + 1 + 2 + PC5_DISC_SETS_LEN_MAX)

/* Stands for everybody as discoverer of a set; no UE is called that. */
#define PC5_DISC_ANYBODY "*"

/**
 * struct pc5_disc_set - direct discovery set (clause 11.2.17) without its
 * protection
 * @discoveree: Application layer ID of the UE that is found
 * @discoverer: that of the UE that finds
 */
struct pc5_disc_set {
	struct pc5_user_info discoveree;
	struct pc5_user_info discoverer;
};

/*
 * As pc5s_decode(), pc5s_encode(), pc5s_type_name() and pc5s_print(). Decoding
 * gives -EOPNOTSUPP for every type that is not in enum pc5_disc_type.
 */
int pc5_disc_decode(struct pc5s_msg *msg, const void *buf, size_t len);
ssize_t pc5_disc_encode(const struct pc5s_msg *msg, void *buf, size_t size);
const char *pc5_disc_type_name(uint8_t type);
void pc5_disc_print(const struct pc5s_msg *msg, pc5s_sink sink, void *ctx);

/*
 * Sets of a list: how many, with @set pointing at them, or -EBADMSG. And the
 * list of @n sets: its octets, or -EINVAL or -EMSGSIZE.
 */
int pc5_disc_sets_decode(struct pc5s_span list,
			 struct pc5s_span set[PC5_DISC_SETS_MAX]);
ssize_t pc5_disc_sets_encode(const struct pc5s_span *set, size_t n, void *buf,
			     size_t size);

/*
 * A set in the clear, its MIC zero: -EBADMSG where the octets are none;
 * encoding takes the four LSBs of the counter and returns the number of octets,
 * -EINVAL where a name is empty, or -EMSGSIZE.
 */
int pc5_disc_set_decode(struct pc5s_span value, struct pc5_disc_set *set);
ssize_t pc5_disc_set_encode(const struct pc5_disc_set *set, uint32_t counter,
			    void *buf, size_t size);

/*
 * User info ID of a UE with that user info (clause 11.2.7): of up to six octets
 * those, then zeros; else the first six of its SHA-256. Returns 0 or -EIO.
 */
int pc5_disc_info(const struct pc5_user_info *user_info,
		  uint8_t info[PC5_DISC_INFO_LEN]);

#endif /* LIBPC5_DISC_MSG_H */
