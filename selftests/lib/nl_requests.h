/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A good request of every command, and what each attribute of it may be. */
#ifndef SELFTESTS_NL_REQUESTS_H
#define SELFTESTS_NL_REQUESTS_H

#include "nl.h"

/* Values that are known only when the world is made. */
enum { V_UE = 1, V_UE1, V_LINK, V_LINK1, V_LOWER, V_NRPEK, V_NRPIK, V_NAME, V_IPV6 };

enum kind { U8 = 1, U16 = 2, U32 = 4, NAME = 100, BINARY, FLAG };

struct attr {
	uint16_t type;
	enum kind kind;
	uint32_t value;		/* or V_..., where special */
	bool special;
	bool needed;
	bool bounded;
	uint32_t min, max;
};

/* Shorthands for the table: optional, needed, bounded. */
#define IDX(t, v)	{ t, U32, v, true, true, true, 1, UINT32_MAX }
#define INT(t, k, v)	{ t, k, v, false, false, false, 0, 0 }
#define RNG(t, k, v, lo, hi) { t, k, v, false, false, true, lo, hi }
#define MUST(t, k, v, lo, hi) { t, k, v, false, true, true, lo, hi }
#define STR(t)		{ t, NAME, V_NAME, true, false, false, 0, 0 }
#define BIN(t, v)	{ t, BINARY, v, true, false, false, 0, 0 }
#define KEY(t, v)	{ t, BINARY, v, true, true, false, 0, 0 }
#define FLG(t)		{ t, FLAG, 0, false, false, false, 0, 0 }

#define L2ID_MAX	PC5_L2ID_MAX

struct request {
	const char *name;
	uint8_t cmd;
	uint16_t max;		/* last attribute of its set */
	uint16_t foreign;	/* of its set, but not taken by this command */
	struct attr attrs[12];
};

/* clang-format off */
static const struct request requests[] = {
	{ "ue-new", PC5_CMD_UE_NEW, PC5_A_UE_MAX, PC5_A_UE_LINKS, {
		STR(PC5_A_UE_IFNAME),
		RNG(PC5_A_UE_L2ID, U32, 0xa07, 1, L2ID_MAX),
		RNG(PC5_A_UE_UNDERLAY, U32, PC5_UNDERLAY_ETHERNET, 0, 1),
		IDX(PC5_A_UE_LOWER, V_LOWER),
		RNG(PC5_A_UE_ETHERTYPE, U16, PC5_ETHERTYPE, 0x600, 0xffff) } },
	{ "ue-new, UDP", PC5_CMD_UE_NEW, PC5_A_UE_MAX, PC5_A_UE_IFINDEX, {
		STR(PC5_A_UE_IFNAME),
		RNG(PC5_A_UE_UNDERLAY, U32, PC5_UNDERLAY_UDP, 0, 1),
		INT(PC5_A_UE_LOCAL4, U32, 0),
		RNG(PC5_A_UE_PORT, U16, 40001, 1, 0xffff) } },
	{ "ue-new, UDP and IPv6", PC5_CMD_UE_NEW, PC5_A_UE_MAX, PC5_A_UE_EVENT, {
		RNG(PC5_A_UE_UNDERLAY, U32, PC5_UNDERLAY_UDP, 0, 1),
		BIN(PC5_A_UE_LOCAL6, V_IPV6),
		RNG(PC5_A_UE_PORT, U16, 40002, 1, 0xffff) } },
	{ "ue-set", PC5_CMD_UE_SET, PC5_A_UE_MAX, PC5_A_UE_PORT, {
		IDX(PC5_A_UE_IFINDEX, V_UE),
		RNG(PC5_A_UE_L2ID, U32, 0xa08, 1, L2ID_MAX) } },
	{ "ue-del", PC5_CMD_UE_DEL, PC5_A_UE_MAX, PC5_A_UE_IFNAME, {
		IDX(PC5_A_UE_IFINDEX, V_UE) } },
	{ "ue-get", PC5_CMD_UE_GET, PC5_A_UE_MAX, PC5_A_UE_L2ID, {
		IDX(PC5_A_UE_IFINDEX, V_UE) } },
	{ "link-new", PC5_CMD_LINK_NEW, PC5_A_LINK_MAX, PC5_A_LINK_IFINDEX, {
		STR(PC5_A_LINK_IFNAME),
		IDX(PC5_A_LINK_UE, V_UE),
		RNG(PC5_A_LINK_LOCAL_L2ID, U32, 0xa09, 1, L2ID_MAX),
		MUST(PC5_A_LINK_PEER_L2ID, U32, 0xb09, 1, L2ID_MAX),
		RNG(PC5_A_LINK_SDU_TYPE, U32, PC5_SDU_TYPE_IP, 0, 2),
		RNG(PC5_A_LINK_INTEGRITY, U32, PC5_POLICY_PREFERRED, 0, 2),
		RNG(PC5_A_LINK_CIPHERING, U32, PC5_POLICY_REQUIRED, 0, 2),
		RNG(PC5_A_LINK_GRACE, U32, 77, 0, PC5_GRACE_MAX) } },
	{ "link-new, UDP", PC5_CMD_LINK_NEW, PC5_A_LINK_MAX, PC5_A_LINK_MTU, {
		IDX(PC5_A_LINK_UE, V_UE1),
		MUST(PC5_A_LINK_PEER_L2ID, U32, 0xb0a, 1, L2ID_MAX),
		INT(PC5_A_LINK_REMOTE4, U32, 0x0100007f),
		RNG(PC5_A_LINK_REMOTE_PORT, U16, 40003, 1, 0xffff) } },
	{ "link-set", PC5_CMD_LINK_SET, PC5_A_LINK_MAX, PC5_A_LINK_INTEGRITY, {
		IDX(PC5_A_LINK_IFINDEX, V_LINK),
		RNG(PC5_A_LINK_LOCAL_L2ID, U32, 0xa0b, 1, L2ID_MAX),
		RNG(PC5_A_LINK_PEER_L2ID, U32, 0xb0b, 1, L2ID_MAX),
		RNG(PC5_A_LINK_GRACE, U32, 78, 0, PC5_GRACE_MAX) } },
	{ "link-set, UDP", PC5_CMD_LINK_SET, PC5_A_LINK_MAX, PC5_A_LINK_CIPHERING, {
		IDX(PC5_A_LINK_IFINDEX, V_LINK1),
		INT(PC5_A_LINK_REMOTE4, U32, 0x0200007f),
		RNG(PC5_A_LINK_REMOTE_PORT, U16, 40004, 1, 0xffff) } },
	{ "link-del", PC5_CMD_LINK_DEL, PC5_A_LINK_MAX, PC5_A_LINK_UE, {
		IDX(PC5_A_LINK_IFINDEX, V_LINK) } },
	{ "link-get", PC5_CMD_LINK_GET, PC5_A_LINK_MAX, PC5_A_LINK_GRACE, {
		IDX(PC5_A_LINK_IFINDEX, V_LINK) } },
	{ "bearer-new", PC5_CMD_BEARER_NEW, PC5_A_BEARER_MAX, PC5_A_BEARER_IFNAME, {
		IDX(PC5_A_BEARER_IFINDEX, V_LINK),
		MUST(PC5_A_BEARER_LCID, U8, 7, PC5_LCID_DRB_MIN, PC5_LCID_DRB_MAX),
		RNG(PC5_A_BEARER_SN_SIZE, U8, 12, 12, 18),
		RNG(PC5_A_BEARER_T_REORDERING, U32, 5, 0, PC5_REORDER_MAX),
		RNG(PC5_A_BEARER_OUT_OF_ORDER, U8, 1, 0, 1),
		RNG(PC5_A_BEARER_WINDOW, U32, 64, PC5_WINDOW_MIN, PC5_WINDOW_MAX),
		INT(PC5_A_BEARER_MARK, U32, 9) } },
	{ "bearer-set", PC5_CMD_BEARER_SET, PC5_A_BEARER_MAX, PC5_A_BEARER_SN_SIZE, {
		IDX(PC5_A_BEARER_IFINDEX, V_LINK),
		MUST(PC5_A_BEARER_LCID, U8, 6, PC5_LCID_DRB_MIN, PC5_LCID_DRB_MAX),
		RNG(PC5_A_BEARER_T_REORDERING, U32, 6, 0, PC5_REORDER_MAX),
		INT(PC5_A_BEARER_MARK, U32, 10) } },
	{ "bearer-del", PC5_CMD_BEARER_DEL, PC5_A_BEARER_MAX, PC5_A_BEARER_MARK, {
		IDX(PC5_A_BEARER_IFINDEX, V_LINK),
		MUST(PC5_A_BEARER_LCID, U8, 6, PC5_LCID_DRB_MIN, PC5_LCID_DRB_MAX) } },
	{ "bearer-get", PC5_CMD_BEARER_GET, PC5_A_BEARER_MAX, PC5_A_BEARER_WINDOW, {
		IDX(PC5_A_BEARER_IFINDEX, V_LINK),
		MUST(PC5_A_BEARER_LCID, U8, 6, PC5_LCID_DRB_MIN, PC5_LCID_DRB_MAX) } },
	{ "key-new", PC5_CMD_KEY_NEW, PC5_A_KEY_MAX, PC5_A_KEY_SLOT, {
		IDX(PC5_A_KEY_IFINDEX, V_LINK),
		MUST(PC5_A_KEY_ID, U16, 0x103, 1, 0xffff),
		MUST(PC5_A_KEY_ENC, U32, PC5_NEA2, 0, 3),
		MUST(PC5_A_KEY_INT, U32, PC5_NIA2, 0, 3),
		KEY(PC5_A_KEY_NRPEK, V_NRPEK),
		KEY(PC5_A_KEY_NRPIK, V_NRPIK),
		MUST(PC5_A_KEY_ROLE, U32, 1, 0, 1),
		INT(PC5_A_KEY_COUNT, U32, 3),
		INT(PC5_A_KEY_SOFT_LIMIT, U32, 1000),
		INT(PC5_A_KEY_HARD_LIMIT, U32, 2000),
		FLG(PC5_A_KEY_ACTIVATE) } },
	{ "key-set", PC5_CMD_KEY_SET, PC5_A_KEY_MAX, PC5_A_KEY_NRPEK, {
		IDX(PC5_A_KEY_IFINDEX, V_LINK),
		MUST(PC5_A_KEY_ID, U16, 0x102, 1, 0xffff),
		{ PC5_A_KEY_ACTIVATE, FLAG, 0, false, true, false, 0, 0 } } },
	{ "key-del", PC5_CMD_KEY_DEL, PC5_A_KEY_MAX, PC5_A_KEY_ACTIVATE, {
		IDX(PC5_A_KEY_IFINDEX, V_LINK),
		MUST(PC5_A_KEY_ID, U16, 0x101, 1, 0xffff) } },
	{ "key-get", PC5_CMD_KEY_GET, PC5_A_KEY_MAX, PC5_A_KEY_NRPIK, {
		IDX(PC5_A_KEY_IFINDEX, V_LINK),
		MUST(PC5_A_KEY_ID, U16, 0x101, 1, 0xffff) } },
	{ "stats-get", PC5_CMD_STATS_GET, PC5_A_STATS_MAX, PC5_A_STATS_COUNTERS, {
		IDX(PC5_A_STATS_IFINDEX, V_LINK) } },
};
/* clang-format on */

#define N_REQUESTS	(sizeof(requests) / sizeof(requests[0]))

/* The attribute of a message a test is about: where it is. */
static unsigned int at[12] __attribute__((unused));

static inline unsigned int n_attrs(const struct request *r)
{
	unsigned int n = 0;

	while (n < 12 && r->attrs[n].type)
		n++;
	return n;
}

static inline unsigned int value_of(const struct attr *a, unsigned char *out)
{
	static const unsigned char loopback6[16] = { [15] = 1 };
	uint32_t v = a->value;

	if (a->special) {
		switch (a->value) {
		case V_UE:
			v = if_nametoindex("ue0");
			break;
		case V_UE1:
			v = if_nametoindex("ue1");
			break;
		case V_LINK:
			v = if_nametoindex("l0");
			break;
		case V_LINK1:
			v = if_nametoindex("l1");
			break;
		case V_LOWER:
			v = if_nametoindex("lower0");
			break;
		case V_NRPEK:
			memcpy(out, nl_nrpek, NL_KEY_LEN);
			return NL_KEY_LEN;
		case V_NRPIK:
			memcpy(out, nl_nrpik, NL_KEY_LEN);
			return NL_KEY_LEN;
		case V_NAME:
			memcpy(out, "new0", 5);
			return 5;
		case V_IPV6:
			memcpy(out, loopback6, 16);
			return 16;
		}
	}
	if (a->kind == FLAG)
		return 0;
	memcpy(out, &v, a->kind);
	return a->kind;
}

/* A request; without attribute @skip; *@data and *@len replace that of @change. */
static inline void build(struct nl_msg *m, const struct request *r, int skip, int change,
		  const void *data, unsigned int len)
{
	unsigned char value[64];
	unsigned int i, n;

	nl_start(m, nl_family, r->cmd, 0);
	for (i = 0; i < n_attrs(r); i++) {
		if ((int)i == skip)
			continue;
		n = value_of(&r->attrs[i], value);
		at[i] = nl_put(m, r->attrs[i].type, (int)i == change ? data : value,
			       (int)i == change ? len : n);
	}
}

#endif /* SELFTESTS_NL_REQUESTS_H */
