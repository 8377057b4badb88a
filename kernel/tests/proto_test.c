// SPDX-License-Identifier: GPL-2.0-only
/*
 * Octets on the wire: every header against one written bit by bit from the
 * drawings, and back
 */
#include <kunit/test.h>
#include "data_test.h"
#include "../proto.h"

/* Bit strings are written from left to right (TS 38.323 clause 6.2.1). */
struct bits {
	u8 octet[16];
	unsigned int n;
};

static void bits_add(struct bits *b, u64 value, unsigned int width)
{
	while (width--) {
		if (value >> width & 1)
			b->octet[b->n / 8] |= 0x80 >> b->n % 8;
		b->n++;
	}
}

/* The header of a unicast SL-DRB as drawn for TS 38.323 6.2.2.6 and 6.2.2.7. */
static void draw_header(struct bits *b, unsigned int sn_bits,
			const struct pc5_pdcp *h)
{
	memset(b, 0, sizeof(*b));
	bits_add(b, 1, 1);		/* D/C: data PDU */
	bits_add(b, h->sdu_type, 3);
	if (sn_bits == 18)
		bits_add(b, 0, 2);	/* R */
	bits_add(b, h->sn, sn_bits);
	bits_add(b, h->key_id, 16);
}

static bool header_agrees(struct kunit *test, unsigned int sn_bits,
			  const struct pc5_pdcp *h)
{
	u8 octets[PC5_PDCP_HLEN_MAX + 1];
	unsigned int hlen = pc5_pdcp_hlen(sn_bits);
	struct pc5_pdcp back;
	struct bits want;

	draw_header(&want, sn_bits, h);
	memset(octets, 0x5a, sizeof(octets));
	pc5_pdcp_put(octets, sn_bits, h);
	pc5_pdcp_get(octets, sn_bits, &back);
	if (want.n == hlen * 8 && !memcmp(octets, want.octet, hlen) &&
	    octets[hlen] == 0x5a && back.sn == h->sn &&
	    back.key_id == h->key_id && back.sdu_type == h->sdu_type)
		return true;
	KUNIT_FAIL(test, "%u bits: SN %u id %04x type %u become %*ph, then %u %04x %u; wanted %*ph",
		   sn_bits, h->sn, h->key_id, h->sdu_type, hlen, octets,
		   back.sn, back.key_id, back.sdu_type, hlen, want.octet);
	return false;
}

/* Every SN with every SDU Type, and identities that cover every bit. */
static void test_header_12(struct kunit *test)
{
	struct pc5_pdcp h = { };
	u32 i;

	for (i = 0; i < 8 << 12; i++) {
		h.sn = i & 0xfff;
		h.sdu_type = i >> 12;
		h.key_id = i * 40503;
		if (!header_agrees(test, 12, &h))
			return;
	}
}

static void test_header_18(struct kunit *test)
{
	struct pc5_pdcp h = { };
	u32 i;

	for (i = 0; i < 1 << 18; i++) {
		h.sn = i;
		h.sdu_type = i % 7;
		h.key_id = i * 40503;
		if (!header_agrees(test, 18, &h))
			return;
	}
}

static void test_header_ids(struct kunit *test)
{
	struct pc5_pdcp h = { };
	u32 i;

	for (i = 0; i < 1 << 16; i++) {
		h.key_id = i;
		h.sn = i ^ 0x2aaaa;
		h.sdu_type = i % 8;
		if (!header_agrees(test, 18, &h))
			return;
		h.sn &= 0xfff;
		if (!header_agrees(test, 12, &h))
			return;
	}
}

static void test_header_literal(struct kunit *test)
{
	static const u8 ip12[] = { 0x8a, 0xbc, 0x12, 0x34 };
	static const u8 ether12[] = { 0xaf, 0xff, 0xff, 0xfe };
	static const u8 ip18[] = { 0x82, 0xab, 0xcd, 0x12, 0x34 };
	static const u8 ether18[] = { 0xa1, 0x00, 0x02, 0x80, 0x01 };
	struct pc5_pdcp h = { .sn = 0xabc, .key_id = 0x1234 };
	u8 octets[PC5_PDCP_HLEN_MAX];

	KUNIT_EXPECT_EQ(test, pc5_pdcp_hlen(12), 4U);
	KUNIT_EXPECT_EQ(test, pc5_pdcp_hlen(18), 5U);

	h.sdu_type = PC5_SDU_TYPE_IP;
	pc5_pdcp_put(octets, 12, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ip12, sizeof(ip12)), 0);
	h.sn = 0x2abcd;
	pc5_pdcp_put(octets, 18, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ip18, sizeof(ip18)), 0);

	h.sdu_type = PC5_SDU_TYPE_ETHERNET;
	h.sn = 0xfff;
	h.key_id = 0xfffe;
	pc5_pdcp_put(octets, 12, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ether12, sizeof(ether12)), 0);
	h.sn = 0x10002;
	h.key_id = 0x8001;
	pc5_pdcp_put(octets, 18, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ether18, sizeof(ether18)), 0);

	/* What the sender gives is a COUNT; only its SN is carried. */
	h.sn = 0xfffd0002;
	pc5_pdcp_put(octets, 18, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ether18, sizeof(ether18)), 0);
	h.sn = 0xfffff000 | 0xabc;
	h.key_id = 0x1234;
	h.sdu_type = PC5_SDU_TYPE_IP;
	pc5_pdcp_put(octets, 12, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, ip12, sizeof(ip12)), 0);
}

/* TS 38.323 clause 6.3.6: the receiver ignores R. */
static void test_header_reserved(struct kunit *test)
{
	static const u8 octets[] = { 0x8e, 0xab, 0xcd, 0x12, 0x34 };
	struct pc5_pdcp h;

	pc5_pdcp_get(octets, 18, &h);
	KUNIT_EXPECT_EQ(test, h.sn, 0x2abcdU);
	KUNIT_EXPECT_EQ(test, h.key_id, 0x1234);
	KUNIT_EXPECT_EQ(test, h.sdu_type, 0);
}

/* COUNT, BEARER, DIRECTION and 26 zeros, the first two from published tests. */
static void test_iv(struct kunit *test)
{
	/* 128-EEA2 test set 1, 128-EIA2 test set 1 (TS 33.401 annex C) */
	static const struct {
		u32 count;
		u8 bearer;
		bool direction;
		u8 octets[PC5_IV_LEN];
	} sets[] = {
		{ 0x398a59b4, 0x15, true, { 0x39, 0x8a, 0x59, 0xb4, 0xac } },
		{ 0x38a6f056, 0x18, false, { 0x38, 0xa6, 0xf0, 0x56, 0xc0 } },
	};
	u8 iv[PC5_IV_LEN + 1];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++) {
		pc5_iv_put(iv, sets[i].count, sets[i].bearer,
			   sets[i].direction);
		KUNIT_EXPECT_EQ(test, memcmp(iv, sets[i].octets, PC5_IV_LEN),
				0);
	}

	test_seed(test);
	for (i = 0; i < 10000; i++) {
		/* All logical channels there are, also those above 5 bits. */
		u8 lcid = i % 64;
		u32 count = test_rand();
		bool direction = test_below(2);
		struct bits want = { };

		bits_add(&want, count, 32);
		bits_add(&want, lcid % 32, 5);
		bits_add(&want, direction, 1);
		bits_add(&want, 0, 26);
		memset(iv, 0x5a, sizeof(iv));
		pc5_iv_put(iv, count, lcid, direction);
		if (!memcmp(iv, want.octet, PC5_IV_LEN) &&
		    iv[PC5_IV_LEN] == 0x5a)
			continue;
		KUNIT_FAIL(test, "COUNT %u LCID %u DIRECTION %u: %*ph", count,
			   lcid, direction, PC5_IV_LEN, iv);
		return;
	}
}

static void test_direction(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, pc5_direction(PC5_ROLE_RESPONDER));
	KUNIT_EXPECT_FALSE(test, pc5_direction(PC5_ROLE_INITIATOR));
}

static void test_l2id(struct kunit *test)
{
	static const u8 literal[] = { 0xab, 0xcd, 0xef };
	u8 octets[4];
	u32 id, step;

	KUNIT_EXPECT_EQ(test, pc5_l2id_get(literal), 0xabcdefU);
	for (id = 0, step = 1; id <= PC5_L2ID_MAX; id += step) {
		octets[3] = 0x5a;
		pc5_l2id_put(octets, id);
		if (pc5_l2id_get(octets) != id || octets[3] != 0x5a) {
			KUNIT_FAIL(test, "%06x becomes %*ph", id, 4, octets);
			return;
		}
		/* The ends one by one, the rest in steps. */
		step = id < 1000 || id > PC5_L2ID_MAX - 1000 ? 1 : 251;
	}
}

/* version(4) cast(2) srap(1) padded(1), LCID(6) R(2), source(24), destination */
static void test_sidelink_header(struct kunit *test)
{
	static const u32 id[] = { 0x0a0001, 0xfb0002 };
	struct pc5_slhdr hdr;
	struct bits want = { };
	unsigned int i;

	KUNIT_EXPECT_EQ(test, sizeof(hdr), 8UL);
	KUNIT_EXPECT_EQ(test, offsetof(struct pc5_slhdr, lcid), 1UL);
	KUNIT_EXPECT_EQ(test, offsetof(struct pc5_slhdr, src), 2UL);
	KUNIT_EXPECT_EQ(test, offsetof(struct pc5_slhdr, dst), 5UL);

	hdr.flags = PC5_SL_VERSION << PC5_SL_VERSION_SHIFT |
		    PC5_SL_CAST_UNICAST;
	hdr.lcid = 19 << PC5_SL_LCID_SHIFT;
	pc5_l2id_put(hdr.src, id[0]);
	pc5_l2id_put(hdr.dst, id[1]);
	bits_add(&want, 0, 4);
	bits_add(&want, 2, 2);
	bits_add(&want, 0, 2);
	bits_add(&want, 19, 6);
	bits_add(&want, 0, 2);
	bits_add(&want, id[0], 24);
	bits_add(&want, id[1], 24);
	KUNIT_EXPECT_EQ(test, want.n, 64U);
	KUNIT_EXPECT_EQ(test, memcmp(&hdr, want.octet, sizeof(hdr)), 0);

	/* The fields of the first octet are apart, and leave no bit. */
	KUNIT_EXPECT_EQ(test, 0xf0 + PC5_SL_CAST + PC5_SL_SRAP + PC5_SL_PADDED,
			0xffUL);
	KUNIT_EXPECT_EQ(test, PC5_SL_SRAP, 2UL);
	KUNIT_EXPECT_EQ(test, PC5_SL_PADDED, 1UL);
	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ(test, (u8)(i << PC5_SL_LCID_SHIFT) & 3, 0);
}

/* How often a frame was relayed is in the bits the LCID leaves, all of them. */
static void test_hops(struct kunit *test)
{
	u8 lcid, hops, octet;

	KUNIT_EXPECT_EQ(test, PC5_SL_HOPS, 3UL);
	KUNIT_EXPECT_EQ(test, PC5_SL_HOPS_MAX, 3);
	for (lcid = 0; lcid < 64; lcid++) {
		for (hops = 0; hops <= PC5_SL_HOPS_MAX; hops++) {
			struct bits want = { };

			bits_add(&want, lcid, 6);
			bits_add(&want, hops, 2);
			octet = lcid << PC5_SL_LCID_SHIFT | hops;
			KUNIT_EXPECT_EQ(test, octet, want.octet[0]);
			KUNIT_EXPECT_EQ(test, octet >> PC5_SL_LCID_SHIFT, lcid);
			KUNIT_EXPECT_EQ(test, (u8)(octet & PC5_SL_HOPS), hops);
		}
	}
}

/* TS 38.351 figure 6.2.2-3: D/C(1) R(2) BEARER ID(5), source(8), target(8) */
static void test_srap(struct kunit *test)
{
	static const u8 literal[] = { 0x84, 0x11, 0x2a };
	struct pc5_srap h = { .bearer = 4, .src = 17, .dst = 42 }, back;
	u8 octets[PC5_SRAP_HLEN + 1];
	u32 i;

	KUNIT_EXPECT_EQ(test, PC5_SRAP_HLEN, 3);
	pc5_srap_put(octets, &h);
	KUNIT_EXPECT_EQ(test, memcmp(octets, literal, sizeof(literal)), 0);
	/* Every bearer with every identity, once as source and as target. */
	for (i = 0; i < 32 << 8; i++) {
		struct bits want = { };

		h.bearer = i >> 8;
		h.src = i;
		h.dst = ~(i * 151);
		bits_add(&want, 1, 1);
		bits_add(&want, 0, 2);
		bits_add(&want, h.bearer, 5);
		bits_add(&want, h.src, 8);
		bits_add(&want, h.dst, 8);
		memset(octets, 0x5a, sizeof(octets));
		pc5_srap_put(octets, &h);
		if (want.n == PC5_SRAP_HLEN * 8 &&
		    !memcmp(octets, want.octet, PC5_SRAP_HLEN) &&
		    octets[PC5_SRAP_HLEN] == 0x5a &&
		    pc5_srap_get(octets, &back) && back.bearer == h.bearer &&
		    back.src == h.src && back.dst == h.dst)
			continue;
		KUNIT_FAIL(test, "bearer %u from %u to %u: %*ph, then %u %u %u",
			   h.bearer, h.src, h.dst, PC5_SRAP_HLEN, octets,
			   back.bearer, back.src, back.dst);
		return;
	}
	/* R is ignored; what is no data PDU is known as such. */
	for (i = 0; i < 256; i++) {
		octets[0] = i;
		KUNIT_EXPECT_EQ(test, pc5_srap_get(octets, &back), i >= 128);
		KUNIT_EXPECT_EQ(test, back.bearer, i % 32);
	}
}

static void test_lengths(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PC5_SDU_MAX, 9000);
	KUNIT_EXPECT_EQ(test, PC5_MAC_LEN, 4);
	KUNIT_EXPECT_EQ(test, PC5_OVERHEAD, 8UL + 5 + 4);
}

static struct kunit_case proto_cases[] = {
	KUNIT_CASE(test_header_12),
	KUNIT_CASE(test_header_18),
	KUNIT_CASE(test_header_ids),
	KUNIT_CASE(test_header_literal),
	KUNIT_CASE(test_header_reserved),
	KUNIT_CASE(test_iv),
	KUNIT_CASE(test_direction),
	KUNIT_CASE(test_l2id),
	KUNIT_CASE(test_sidelink_header),
	KUNIT_CASE(test_hops),
	KUNIT_CASE(test_srap),
	KUNIT_CASE(test_lengths),
	{}
};

struct kunit_suite proto_suite = {
	.name = "pc5_proto",
	.test_cases = proto_cases,
};
