/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wire formats: the sidelink header that stands for SCI and SL-SCH subheader,
 * and the PDCP header of a unicast SL-DRB (TS 38.323 clauses 6.2.2.6 and
 * 6.2.2.7). All constants that appear on the wire are here and nowhere else.
 */
#ifndef _PC5_PROTO_H
#define _PC5_PROTO_H

#include <linux/bits.h>
#include <linux/if_ether.h>
#include <linux/types.h>

#include <uapi/linux/pc5.h>

/**
 * struct pc5_slhdr - sidelink header, before every PDCP PDU on an underlay
 * @flags: version (4 bits), cast type (2), SRAP header follows (1), padded (1)
 * @lcid: logical channel (6 bits), how often the frame was relayed (2)
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 *
 * It stands for what the radio carries in SCI and SL-SCH subheader (TS 38.321
 * clause 6.1.6) and, as on air, nobody vouches for it.
 *
 * The last bit of @flags says that the frame was padded to the least length of
 * an Ethernet frame; the frame's last octet then counts the padding, itself
 * included. A PDCP PDU does not know its own length, and an Ethernet device
 * would pad it behind our back.
 */
struct pc5_slhdr {
	u8 flags;
	u8 lcid;
	u8 src[3];
	u8 dst[3];
} __packed;

#define PC5_SL_VERSION		0
#define PC5_SL_VERSION_SHIFT	4
#define PC5_SL_CAST		GENMASK(3, 2)
#define PC5_SL_CAST_SHIFT	2
#define PC5_SL_CAST_UNICAST	(2 << PC5_SL_CAST_SHIFT)
#define PC5_SL_SRAP		BIT(1)
#define PC5_SL_PADDED		BIT(0)
#define PC5_SL_LCID_SHIFT	2
/*
 * SRAP knows no loops, since it knows one relay between two ends. Routes that an
 * operator or a fault made into a ring must not let a frame go round in it: the
 * underlay's own header counts.
 */
#define PC5_SL_HOPS		GENMASK(1, 0)
#define PC5_SL_HOPS_MAX		3

static inline u32 pc5_l2id_get(const u8 *p)
{
	return (u32)p[0] << 16 | (u32)p[1] << 8 | p[2];
}

static inline void pc5_l2id_put(u8 *p, u32 l2id)
{
	p[0] = l2id >> 16;
	p[1] = l2id >> 8;
	p[2] = l2id;
}

/**
 * struct pc5_srap - SRAP header of a Layer-2 UE-to-UE relay (TS 38.351 figure
 * 6.2.2-3)
 * @bearer: BEARER ID: 0 to 3 of an end-to-end SL-SRB, 4 to 31 of a SL-DRB
 * @src: local identity of the UE that sent it
 * @dst: local identity of the UE it is for
 */
struct pc5_srap {
	u8 bearer;
	u8 src;
	u8 dst;
};

#define PC5_SRAP_HLEN		3
/* UNCONFIRMED: D/C is 1 in a data PDU; there are no others. */
#define PC5_SRAP_DC		BIT(7)
#define PC5_SRAP_BEARER		GENMASK(4, 0)

static inline void pc5_srap_put(u8 *p, const struct pc5_srap *h)
{
	p[0] = PC5_SRAP_DC | h->bearer;
	p[1] = h->src;
	p[2] = h->dst;
}

/* The caller has seen that PC5_SRAP_HLEN octets are there. */
static inline bool pc5_srap_get(const u8 *p, struct pc5_srap *h)
{
	h->bearer = p[0] & PC5_SRAP_BEARER;
	h->src = p[1];
	h->dst = p[2];
	return p[0] & PC5_SRAP_DC;
}

/* Largest SDU (TS 38.323 clause 4.3.1). */
#define PC5_SDU_MAX		9000
/* MAC-I (TS 38.323 clause 6.3.4). */
#define PC5_MAC_LEN		4
/* PDCP header of a SL-DRB with 12- and 18-bit SN. */
#define PC5_PDCP_HLEN_12	4
#define PC5_PDCP_HLEN_18	5
#define PC5_PDCP_HLEN_MAX	PC5_PDCP_HLEN_18

/* What an SDU may grow by, whatever its bearer and context. */
#define PC5_OVERHEAD \
	(sizeof(struct pc5_slhdr) + PC5_PDCP_HLEN_MAX + PC5_MAC_LEN)

/* TS 38.323 figures 6.2.2.6-1 and 6.2.2.7-1. */
#define PC5_PDCP_DC		BIT(7)
#define PC5_PDCP_SDU_TYPE_SHIFT	4
#define PC5_PDCP_SDU_TYPE	GENMASK(6, 4)
#define PC5_PDCP_SN12_HIGH	GENMASK(3, 0)
#define PC5_PDCP_SN18_HIGH	GENMASK(1, 0)

/*
 * UNCONFIRMED: DIRECTION is 1 in what the sender of the Direct Security Mode
 * Command of this context, the responder, sends (TS 33.536 clause 5.3.3.1.5).
 */
static inline bool pc5_direction(enum pc5_role sender)
{
	return sender == PC5_ROLE_RESPONDER;
}

/* BEARER is the five low bits of the LCID (TS 38.323 clause 5.8). */
#define PC5_BEARER_MASK		GENMASK(4, 0)

/**
 * struct pc5_pdcp - fields of the PDCP header of a unicast SL-DRB data PDU
 * @sn: PDCP sequence number
 * @key_id: K_NRP-sess ID
 * @sdu_type: SDU Type
 */
struct pc5_pdcp {
	u32 sn;
	u16 key_id;
	u8 sdu_type;
};

static inline unsigned int pc5_pdcp_hlen(unsigned int sn_bits)
{
	return sn_bits == 12 ? PC5_PDCP_HLEN_12 : PC5_PDCP_HLEN_18;
}

static inline void pc5_pdcp_put(u8 *p, unsigned int sn_bits,
				const struct pc5_pdcp *h)
{
	u8 first = PC5_PDCP_DC | h->sdu_type << PC5_PDCP_SDU_TYPE_SHIFT;

	if (sn_bits == 12) {
		*p++ = first | ((h->sn >> 8) & PC5_PDCP_SN12_HIGH);
	} else {
		*p++ = first | ((h->sn >> 16) & PC5_PDCP_SN18_HIGH);
		*p++ = h->sn >> 8;
	}
	*p++ = h->sn;
	*p++ = h->key_id >> 8;
	*p = h->key_id;
}

/* The caller has seen that pc5_pdcp_hlen() octets are there. */
static inline void pc5_pdcp_get(const u8 *p, unsigned int sn_bits,
				struct pc5_pdcp *h)
{
	h->sdu_type = (p[0] & PC5_PDCP_SDU_TYPE) >> PC5_PDCP_SDU_TYPE_SHIFT;
	if (sn_bits == 12) {
		h->sn = (u32)(p[0] & PC5_PDCP_SN12_HIGH) << 8 | p[1];
		p += 2;
	} else {
		h->sn = (u32)(p[0] & PC5_PDCP_SN18_HIGH) << 16 |
			(u32)p[1] << 8 | p[2];
		p += 3;
	}
	h->key_id = (u16)p[0] << 8 | p[1];
}

/*
 * SL-SRB1 to 3 have the 12-bit format without D/C and SDU Type: those bits are
 * reserved (TS 38.323 figure 6.2.2.5-1).
 */
static inline void pc5_srb_put(u8 *p, const struct pc5_pdcp *h)
{
	p[0] = (h->sn >> 8) & PC5_PDCP_SN12_HIGH;
	p[1] = h->sn;
	p[2] = h->key_id >> 8;
	p[3] = h->key_id;
}

/*
 * SL-SRB0 has an SDU Type, which means something on SL-DRBs only, an SN, no
 * K_NRP-sess ID and no MAC-I (TS 38.323 figure 6.2.2.4-1).
 */
#define PC5_SRB0_HLEN		2

static inline void pc5_srb0_put(u8 *p, u32 sn)
{
	p[0] = (sn >> 8) & PC5_PDCP_SN12_HIGH;
	p[1] = sn;
}

/* COUNT (32 bits), BEARER (5), DIRECTION (1), zeros (26): the input block of all algorithms. */
#define PC5_IV_LEN		8

static inline void pc5_iv_put(u8 *iv, u32 count, u8 lcid, bool direction)
{
	iv[0] = count >> 24;
	iv[1] = count >> 16;
	iv[2] = count >> 8;
	iv[3] = count;
	iv[4] = (lcid & PC5_BEARER_MASK) << 3 | direction << 2;
	iv[5] = 0;
	iv[6] = 0;
	iv[7] = 0;
}

#endif /* _PC5_PROTO_H */
