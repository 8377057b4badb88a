/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The requests of the pc5 family as Documentation/netlink/specs/pc5.yaml has
 * them, written down once more, with values that make them succeed on the
 * objects of netlink_malformed.c
 */
#ifndef NL_COMMANDS_H
#define NL_COMMANDS_H

#include <errno.h>
#include <linux/pc5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum kind { END, U8, U16, U32, NAME, EXACT, UPTO, DATA, FLAG };

/* Whether a request cannot do without it; has it if well-formed; or not. */
enum need { MUST, HAS, MAY };

/**
 * struct attr_def - an attribute a request may have
 * @type: its number
 * @kind: what its payload is
 * @need: whether the well-formed request has it
 * @min: least value
 * @max: largest value, or length in octets
 * @value: a good value
 * @index: or where one is found
 * @octets: or its octets
 */
struct attr_def {
	uint16_t type;
	enum kind kind;
	enum need need;
	uint32_t min;
	uint32_t max;
	uint32_t value;
	const uint32_t *index;
	const void *octets;
};

/**
 * struct cmd_def - a request
 * @name: its name
 * @cmd: its number
 * @max: highest attribute of its set
 * @attr: the attributes it may have
 * @quiet: it changes nothing that can be seen
 * @err: how it ends although it is well-formed
 */
struct cmd_def {
	const char *name;
	uint8_t cmd;
	uint16_t max;
	const struct attr_def *attr;
	bool quiet;
	int err;
};

/* The objects there are: interface indexes, and the secret keys begin so. */
static uint32_t dev_lower, dev_ue, dev_udp, dev_link, dev_udp_link, dev_signal;
/* A second link for a relay to pass on to, and one that goes through a relay. */
static uint32_t dev_second, dev_relayed;

#define SECRET		"PC5-SECRET-"
#define ID_ACTIVE	0x0101
#define ID_PENDING	0x0102
#define ID_SIGNAL	0x0103

/* UE IDs: of two UEs that are relayed, and of this one and two peers of it. */
#define UE_ONE		1
#define UE_OTHER	2
#define UE_SELF		17
#define UE_PEER		42
#define UE_FREE		43

#define INDEX(t, where)	{ .type = t, .kind = U32, .need = MUST, .min = 1, \
			  .max = UINT32_MAX, .index = &(where) }
#define VALUE(t, k, n, lo, hi, v) { .type = t, .kind = k, .need = n, .min = lo, \
				    .max = hi, .value = v }

static const struct attr_def attrs_ue_new[] = {
	{ .type = PC5_A_UE_IFNAME, .kind = NAME, .need = HAS, .max = 15,
	  .octets = "malue" },
	VALUE(PC5_A_UE_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x777777),
	VALUE(PC5_A_UE_UNDERLAY, U32, HAS, 0, 1, PC5_UNDERLAY_ETHERNET),
	INDEX(PC5_A_UE_LOWER, dev_lower),
	VALUE(PC5_A_UE_ETHERTYPE, U16, HAS, 0x600, 0xffff, 0x88b6),
	VALUE(PC5_A_UE_LOCAL4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_UE_LOCAL6, .kind = EXACT, .need = MAY, .max = 16 },
	VALUE(PC5_A_UE_PORT, U16, MAY, 1, 0xffff, 1),
	{ }
};

static const struct attr_def attrs_ue_set[] = {
	INDEX(PC5_A_UE_IFINDEX, dev_ue),
	VALUE(PC5_A_UE_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x777778),
	{ }
};

static const struct attr_def attrs_ue[] = {
	INDEX(PC5_A_UE_IFINDEX, dev_ue),
	{ }
};

static const struct attr_def attrs_link_new[] = {
	{ .type = PC5_A_LINK_IFNAME, .kind = NAME, .need = HAS, .max = 15,
	  .octets = "mallink" },
	INDEX(PC5_A_LINK_UE, dev_ue),
	VALUE(PC5_A_LINK_LOCAL_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x777779),
	VALUE(PC5_A_LINK_PEER_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0x77777a),
	VALUE(PC5_A_LINK_SDU_TYPE, U32, HAS, 0, 2, PC5_SDU_TYPE_IP),
	VALUE(PC5_A_LINK_INTEGRITY, U32, HAS, 0, 2, PC5_POLICY_REQUIRED),
	VALUE(PC5_A_LINK_CIPHERING, U32, HAS, 0, 2, PC5_POLICY_REQUIRED),
	VALUE(PC5_A_LINK_REMOTE4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_LINK_REMOTE6, .kind = EXACT, .need = MAY, .max = 16 },
	VALUE(PC5_A_LINK_REMOTE_PORT, U16, MAY, 1, 0xffff, 1),
	VALUE(PC5_A_LINK_GRACE, U32, HAS, 0, PC5_GRACE_MAX, 100),
	{ .type = PC5_A_LINK_SIGNALLING, .kind = FLAG, .need = MAY },
	{ .type = PC5_A_LINK_HOP, .kind = U32, .need = MAY, .min = 1,
	  .max = UINT32_MAX, .index = &dev_link },
	VALUE(PC5_A_LINK_LOCAL_UE_ID, U8, MAY, 0, 255, UE_SELF),
	VALUE(PC5_A_LINK_PEER_UE_ID, U8, MAY, 0, 255, UE_FREE),
	{ }
};

/* The same through a relay. */
static const struct attr_def attrs_link_new_hop[] = {
	{ .type = PC5_A_LINK_IFNAME, .kind = NAME, .need = HAS, .max = 15,
	  .octets = "malhop" },
	INDEX(PC5_A_LINK_UE, dev_ue),
	VALUE(PC5_A_LINK_LOCAL_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x77777e),
	VALUE(PC5_A_LINK_PEER_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0x77777f),
	VALUE(PC5_A_LINK_SDU_TYPE, U32, MAY, 0, 2, PC5_SDU_TYPE_IP),
	VALUE(PC5_A_LINK_INTEGRITY, U32, MAY, 0, 2, PC5_POLICY_REQUIRED),
	VALUE(PC5_A_LINK_CIPHERING, U32, MAY, 0, 2, PC5_POLICY_REQUIRED),
	VALUE(PC5_A_LINK_REMOTE4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_LINK_REMOTE6, .kind = EXACT, .need = MAY, .max = 16 },
	VALUE(PC5_A_LINK_REMOTE_PORT, U16, MAY, 1, 0xffff, 1),
	VALUE(PC5_A_LINK_GRACE, U32, MAY, 0, PC5_GRACE_MAX, 100),
	{ .type = PC5_A_LINK_SIGNALLING, .kind = FLAG, .need = MAY },
	INDEX(PC5_A_LINK_HOP, dev_link),
	VALUE(PC5_A_LINK_LOCAL_UE_ID, U8, MUST, 0, 255, UE_SELF),
	VALUE(PC5_A_LINK_PEER_UE_ID, U8, MUST, 0, 255, UE_FREE),
	{ }
};

static const struct attr_def attrs_link_set[] = {
	INDEX(PC5_A_LINK_IFINDEX, dev_link),
	VALUE(PC5_A_LINK_LOCAL_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x77777b),
	VALUE(PC5_A_LINK_PEER_L2ID, U32, HAS, 1, PC5_L2ID_MAX, 0x77777c),
	VALUE(PC5_A_LINK_REMOTE4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_LINK_REMOTE6, .kind = EXACT, .need = MAY, .max = 16 },
	VALUE(PC5_A_LINK_REMOTE_PORT, U16, MAY, 1, 0xffff, 1),
	VALUE(PC5_A_LINK_GRACE, U32, HAS, 0, PC5_GRACE_MAX, 200),
	{ }
};

static const struct attr_def attrs_link[] = {
	INDEX(PC5_A_LINK_IFINDEX, dev_link),
	{ }
};

#define LCID(v)	VALUE(PC5_A_BEARER_LCID, U8, MUST, PC5_LCID_DRB_MIN, \
		      PC5_LCID_DRB_MAX, v)

static const struct attr_def attrs_bearer_new[] = {
	INDEX(PC5_A_BEARER_IFINDEX, dev_link),
	LCID(9),
	VALUE(PC5_A_BEARER_SN_SIZE, U8, HAS, 12, 18, 12),
	VALUE(PC5_A_BEARER_T_REORDERING, U32, HAS, 0, PC5_REORDER_MAX, 5),
	VALUE(PC5_A_BEARER_OUT_OF_ORDER, U8, HAS, 0, 1, 1),
	VALUE(PC5_A_BEARER_WINDOW, U32, HAS, PC5_WINDOW_MIN, PC5_WINDOW_MAX,
	      64),
	VALUE(PC5_A_BEARER_MARK, U32, HAS, 0, UINT32_MAX, 9),
	{ }
};

static const struct attr_def attrs_bearer_set[] = {
	INDEX(PC5_A_BEARER_IFINDEX, dev_link),
	LCID(5),
	VALUE(PC5_A_BEARER_T_REORDERING, U32, HAS, 0, PC5_REORDER_MAX, 7),
	VALUE(PC5_A_BEARER_MARK, U32, HAS, 0, UINT32_MAX, 7),
	{ }
};

static const struct attr_def attrs_bearer[] = {
	INDEX(PC5_A_BEARER_IFINDEX, dev_link),
	LCID(5),
	{ }
};

#define KEY_ID(v)	VALUE(PC5_A_KEY_ID, U16, MUST, 1, 0xffff, v)

static const struct attr_def attrs_key_new[] = {
	INDEX(PC5_A_KEY_IFINDEX, dev_link),
	KEY_ID(0x0203),
	VALUE(PC5_A_KEY_ENC, U32, MUST, 0, PC5_NEA3, PC5_NEA2),
	VALUE(PC5_A_KEY_INT, U32, MUST, 0, PC5_NIA3, PC5_NIA2),
	{ .type = PC5_A_KEY_NRPEK, .kind = UPTO, .need = MUST, .min = 16,
	  .max = PC5_KEY_MAX, .octets = SECRET "NRPEK" },
	{ .type = PC5_A_KEY_NRPIK, .kind = UPTO, .need = MUST, .min = 16,
	  .max = PC5_KEY_MAX, .octets = SECRET "NRPIK" },
	VALUE(PC5_A_KEY_ROLE, U32, MUST, 0, 1, PC5_ROLE_RESPONDER),
	VALUE(PC5_A_KEY_COUNT, U32, HAS, 0, UINT32_MAX, 5),
	VALUE(PC5_A_KEY_SOFT_LIMIT, U32, HAS, 0, UINT32_MAX, 10),
	VALUE(PC5_A_KEY_HARD_LIMIT, U32, HAS, 0, UINT32_MAX, 20),
	{ .type = PC5_A_KEY_ACTIVATE, .kind = FLAG, .need = HAS },
	{ .type = PC5_A_KEY_SIGNALLING, .kind = FLAG, .need = MAY },
	{ }
};

static const struct attr_def attrs_key_set[] = {
	INDEX(PC5_A_KEY_IFINDEX, dev_link),
	KEY_ID(ID_PENDING),
	{ .type = PC5_A_KEY_ACTIVATE, .kind = FLAG, .need = MUST },
	{ }
};

static const struct attr_def attrs_key[] = {
	INDEX(PC5_A_KEY_IFINDEX, dev_link),
	KEY_ID(ID_PENDING),
	{ }
};

static const struct attr_def attrs_stats[] = {
	INDEX(PC5_A_STATS_IFINDEX, dev_link),
	{ }
};

static const struct attr_def attrs_agent[] = {
	INDEX(PC5_A_SIGNAL_IFINDEX, dev_ue),
	VALUE(PC5_A_SIGNAL_LISTEN, U32, HAS, 1, PC5_L2ID_MAX, 0x77777d),
	{ }
};

static const struct attr_def attrs_signal_tx[] = {
	{ .type = PC5_A_SIGNAL_IFINDEX, .kind = U32, .need = MAY, .min = 1,
	  .max = UINT32_MAX, .index = &dev_ue },
	INDEX(PC5_A_SIGNAL_LINK, dev_signal),
	VALUE(PC5_A_SIGNAL_LCID, U8, MUST, PC5_LCID_SRB0, PC5_LCID_SRB4,
	      PC5_LCID_SRB2),
	VALUE(PC5_A_SIGNAL_CAST, U32, MAY, 0, PC5_CAST_UNICAST,
	      PC5_CAST_UNICAST),
	VALUE(PC5_A_SIGNAL_SRC, U32, MAY, 1, PC5_L2ID_MAX, 0xa0001),
	VALUE(PC5_A_SIGNAL_DST, U32, MAY, 1, PC5_L2ID_MAX, 0xb0001),
	VALUE(PC5_A_SIGNAL_ID, U16, HAS, 0, UINT16_MAX, ID_SIGNAL),
	{ .type = PC5_A_SIGNAL_DATA, .kind = DATA, .need = MUST, .min = 3,
	  .max = PC5_SIGNAL_MAX, .octets = "\x09\x01\x02" },
	VALUE(PC5_A_SIGNAL_REMOTE4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_SIGNAL_REMOTE6, .kind = EXACT, .need = MAY,
	  .max = 16 },
	VALUE(PC5_A_SIGNAL_REMOTE_PORT, U16, MAY, 1, 0xffff, 1),
	{ .type = PC5_A_SIGNAL_HOP, .kind = U32, .need = MAY, .min = 1,
	  .max = UINT32_MAX, .index = &dev_link },
	VALUE(PC5_A_SIGNAL_SRC_UE_ID, U8, MAY, 0, 255, UE_SELF),
	VALUE(PC5_A_SIGNAL_DST_UE_ID, U8, MAY, 0, 255, UE_PEER),
	{ }
};

/* SL-SRB0 through a relay. */
static const struct attr_def attrs_signal_tx_hop[] = {
	INDEX(PC5_A_SIGNAL_IFINDEX, dev_ue),
	{ .type = PC5_A_SIGNAL_LINK, .kind = U32, .need = MAY, .min = 1,
	  .max = UINT32_MAX, .index = &dev_signal },
	VALUE(PC5_A_SIGNAL_LCID, U8, MUST, PC5_LCID_SRB0, PC5_LCID_SRB4,
	      PC5_LCID_SRB0),
	VALUE(PC5_A_SIGNAL_CAST, U32, MAY, 0, PC5_CAST_UNICAST,
	      PC5_CAST_UNICAST),
	VALUE(PC5_A_SIGNAL_SRC, U32, MAY, 1, PC5_L2ID_MAX, 0xa0001),
	VALUE(PC5_A_SIGNAL_DST, U32, MAY, 1, PC5_L2ID_MAX, 0xb0001),
	VALUE(PC5_A_SIGNAL_ID, U16, MAY, 0, UINT16_MAX, 0),
	{ .type = PC5_A_SIGNAL_DATA, .kind = DATA, .need = MUST, .min = 3,
	  .max = PC5_SIGNAL_MAX, .octets = "\x01\x02\x03" },
	VALUE(PC5_A_SIGNAL_REMOTE4, U32, MAY, 0, UINT32_MAX, 0),
	{ .type = PC5_A_SIGNAL_REMOTE6, .kind = EXACT, .need = MAY,
	  .max = 16 },
	VALUE(PC5_A_SIGNAL_REMOTE_PORT, U16, MAY, 1, 0xffff, 1),
	INDEX(PC5_A_SIGNAL_HOP, dev_link),
	VALUE(PC5_A_SIGNAL_SRC_UE_ID, U8, MUST, 0, 255, UE_SELF),
	VALUE(PC5_A_SIGNAL_DST_UE_ID, U8, MUST, 0, 255, UE_PEER),
	{ }
};

static const struct attr_def attrs_signal_verify[] = {
	INDEX(PC5_A_SIGNAL_LINK, dev_signal),
	{ .type = PC5_A_SIGNAL_DATA, .kind = DATA, .need = MUST, .min = 12,
	  .max = PC5_SIGNAL_MAX,
	  .octets = "\x00\x00\x01\x03\x0e\x01\x22\x00mac." },
	{ }
};

static const struct attr_def attrs_link_agree[] = {
	INDEX(PC5_A_LINK_IFINDEX, dev_signal),
	VALUE(PC5_A_LINK_INTEGRITY, U32, MUST, 0, PC5_POLICY_REQUIRED,
	      PC5_POLICY_REQUIRED),
	VALUE(PC5_A_LINK_CIPHERING, U32, MUST, 0, PC5_POLICY_REQUIRED,
	      PC5_POLICY_REQUIRED),
	{ }
};

static const struct attr_def attrs_link_ids[] = {
	INDEX(PC5_A_LINK_IFINDEX, dev_signal),
	VALUE(PC5_A_LINK_LOCAL_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0xa0005),
	VALUE(PC5_A_LINK_PEER_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0xb0005),
	VALUE(PC5_A_LINK_ID, U16, MUST, 1, UINT16_MAX, ID_SIGNAL),
	VALUE(PC5_A_LINK_NEW_ID, U16, MUST, 1, UINT16_MAX, 0x0105),
	VALUE(PC5_A_LINK_STEP, U32, MUST, 0, PC5_IDS_STEP_FINISH,
	      PC5_IDS_STEP_ACCEPT),
	{ .type = PC5_A_LINK_HOP, .kind = U32, .need = MAY, .min = 1,
	  .max = UINT32_MAX, .index = &dev_link },
	VALUE(PC5_A_LINK_LOCAL_UE_ID, U8, MAY, 0, 255, UE_SELF),
	VALUE(PC5_A_LINK_PEER_UE_ID, U8, MAY, 0, 255, UE_FREE),
	{ }
};

/* To another relay. */
static const struct attr_def attrs_link_ids_hop[] = {
	INDEX(PC5_A_LINK_IFINDEX, dev_relayed),
	VALUE(PC5_A_LINK_LOCAL_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0xa0006),
	VALUE(PC5_A_LINK_PEER_L2ID, U32, MUST, 1, PC5_L2ID_MAX, 0xb0006),
	VALUE(PC5_A_LINK_ID, U16, MUST, 1, UINT16_MAX, ID_ACTIVE),
	VALUE(PC5_A_LINK_NEW_ID, U16, MUST, 1, UINT16_MAX, 0x0106),
	VALUE(PC5_A_LINK_STEP, U32, MUST, 0, PC5_IDS_STEP_FINISH,
	      PC5_IDS_STEP_ACCEPT),
	INDEX(PC5_A_LINK_HOP, dev_second),
	VALUE(PC5_A_LINK_LOCAL_UE_ID, U8, MUST, 0, 255, UE_SELF),
	VALUE(PC5_A_LINK_PEER_UE_ID, U8, MUST, 0, 255, UE_PEER),
	{ }
};

static const struct attr_def attrs_route_new[] = {
	INDEX(PC5_A_ROUTE_IFINDEX, dev_link),
	VALUE(PC5_A_ROUTE_UE_ID, U8, MUST, 0, 255, 7),
	{ .type = PC5_A_ROUTE_PEER_IFINDEX, .kind = U32, .need = HAS,
	  .min = 1, .max = UINT32_MAX, .index = &dev_second },
	VALUE(PC5_A_ROUTE_PEER_UE_ID, U8, MUST, 0, 255, 8),
	VALUE(PC5_A_ROUTE_CHANNEL, U8, HAS, PC5_LCID_DRB_MIN,
	      PC5_LCID_DRB_MAX, 9),
	{ }
};

static const struct attr_def attrs_route[] = {
	INDEX(PC5_A_ROUTE_IFINDEX, dev_link),
	VALUE(PC5_A_ROUTE_UE_ID, U8, MUST, 0, 255, UE_ONE),
	VALUE(PC5_A_ROUTE_PEER_UE_ID, U8, MUST, 0, 255, UE_OTHER),
	{ }
};

#define CMD(n, c, m, a) { .name = n, .cmd = c, .max = m, .attr = a }

/* How many there are that show, one or all; they come first. */
#define N_SHOW		6

/* In an order in which all succeed. */
static const struct cmd_def commands[] = {
	CMD("ue-get", PC5_CMD_UE_GET, PC5_A_UE_MAX, attrs_ue),
	CMD("link-get", PC5_CMD_LINK_GET, PC5_A_LINK_MAX, attrs_link),
	CMD("bearer-get", PC5_CMD_BEARER_GET, PC5_A_BEARER_MAX, attrs_bearer),
	CMD("key-get", PC5_CMD_KEY_GET, PC5_A_KEY_MAX, attrs_key),
	CMD("stats-get", PC5_CMD_STATS_GET, PC5_A_STATS_MAX, attrs_stats),
	CMD("route-get", PC5_CMD_ROUTE_GET, PC5_A_ROUTE_MAX, attrs_route),
	CMD("ue-new", PC5_CMD_UE_NEW, PC5_A_UE_MAX, attrs_ue_new),
	CMD("ue-set", PC5_CMD_UE_SET, PC5_A_UE_MAX, attrs_ue_set),
	CMD("link-new", PC5_CMD_LINK_NEW, PC5_A_LINK_MAX, attrs_link_new),
	CMD("link-new by a relay", PC5_CMD_LINK_NEW, PC5_A_LINK_MAX,
	    attrs_link_new_hop),
	CMD("link-set", PC5_CMD_LINK_SET, PC5_A_LINK_MAX, attrs_link_set),
	CMD("bearer-new", PC5_CMD_BEARER_NEW, PC5_A_BEARER_MAX,
	    attrs_bearer_new),
	CMD("bearer-set", PC5_CMD_BEARER_SET, PC5_A_BEARER_MAX,
	    attrs_bearer_set),
	CMD("bearer-del", PC5_CMD_BEARER_DEL, PC5_A_BEARER_MAX, attrs_bearer),
	CMD("key-set", PC5_CMD_KEY_SET, PC5_A_KEY_MAX, attrs_key_set),
	CMD("key-del", PC5_CMD_KEY_DEL, PC5_A_KEY_MAX, attrs_key),
	CMD("key-new", PC5_CMD_KEY_NEW, PC5_A_KEY_MAX, attrs_key_new),
	{ .name = "signal-verify", .cmd = PC5_CMD_SIGNAL_VERIFY,
	  .max = PC5_A_SIGNAL_MAX, .attr = attrs_signal_verify,
	  .err = -EBADMSG },
	CMD("signal-tx", PC5_CMD_SIGNAL_TX, PC5_A_SIGNAL_MAX, attrs_signal_tx),
	CMD("signal-tx by a relay", PC5_CMD_SIGNAL_TX, PC5_A_SIGNAL_MAX,
	    attrs_signal_tx_hop),
	CMD("agent-register", PC5_CMD_AGENT_REGISTER, PC5_A_SIGNAL_MAX,
	    attrs_agent),
	{ .name = "link-ids", .cmd = PC5_CMD_LINK_IDS, .max = PC5_A_LINK_MAX,
	  .attr = attrs_link_ids, .quiet = true },
	CMD("link-ids by a relay", PC5_CMD_LINK_IDS, PC5_A_LINK_MAX,
	    attrs_link_ids_hop),
	CMD("route-new", PC5_CMD_ROUTE_NEW, PC5_A_ROUTE_MAX, attrs_route_new),
	CMD("route-del", PC5_CMD_ROUTE_DEL, PC5_A_ROUTE_MAX, attrs_route),
	CMD("link-agree", PC5_CMD_LINK_AGREE, PC5_A_LINK_MAX, attrs_link_agree),
	CMD("link-del", PC5_CMD_LINK_DEL, PC5_A_LINK_MAX, attrs_link),
	CMD("ue-del", PC5_CMD_UE_DEL, PC5_A_UE_MAX, attrs_ue),
};

#define N_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

/* Payload of an attribute with a value; returns its length. */
static size_t attr_payload(const struct attr_def *a, uint32_t value,
			   uint8_t *out)
{
	uint16_t v16 = value;

	switch (a->kind) {
	case U8:
		out[0] = value;
		return 1;
	case U16:
		memcpy(out, &v16, 2);
		return 2;
	case U32:
		memcpy(out, &value, 4);
		return 4;
	case NAME:
		strcpy((char *)out, a->octets);
		return strlen(a->octets) + 1;
	case EXACT:
		memset(out, 0, a->max);
		return a->max;
	case UPTO:
	case DATA:
		memcpy(out, a->octets, a->min);
		return a->min;
	case FLAG:
	case END:
		break;
	}
	return 0;
}

static uint32_t attr_value(const struct attr_def *a)
{
	return a->index ? *a->index : a->value;
}

#endif /* NL_COMMANDS_H */
