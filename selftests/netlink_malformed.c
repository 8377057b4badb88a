// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests to the pc5 family that are wrong, in every way a message can be:
 * each is refused whole, with a text and the attribute that is to blame, and
 * keys never come back.
 */
#include "lib/nl_objects.h"

/* Send; it must be refused, with a text, and the blame put on an attribute. */
static void refused(struct nl_msg *m, const char *cmd, const char *what,
		    unsigned int detail, size_t blame)
{
	struct nl_answer answer = send_msg(m);

	ktap_check(answer.answered && answer.err < 0,
		   "%s: %s %u was not refused", cmd, what, detail);
	if (!answer.err)
		return;
	ktap_check(answer.text[0], "%s: %s %u: no text with %s", cmd, what,
		   detail, strerror(-answer.err));
	ktap_check(!blame || answer.offset == blame,
		   "%s: %s %u: blames offset %u, not %zu: %s", cmd, what,
		   detail, answer.offset, blame, answer.text);
}

static void test_missing(const struct cmd_def *c)
{
	struct nl_answer answer;
	const struct attr_def *a;
	struct nl_msg m;

	for (a = c->attr; a->kind != END; a++) {
		if (a->need != MUST)
			continue;
		well_formed(&m, c, a);
		refused(&m, c->name, "without attribute", a->type, 0);
		answer = send_msg(&m);
		ktap_check(answer.missing == a->type,
			   "%s: misses %u, not %u: %s", c->name, answer.missing,
			   a->type, answer.text);
	}
}

static void test_length(const struct cmd_def *c)
{
	static const uint8_t zeros[80];
	const struct attr_def *a;
	struct nl_msg m;
	size_t good, len, at;

	for (a = c->attr; a->kind != END; a++) {
		uint8_t payload[64];

		good = attr_payload(a, 0, payload);
		for (len = 0; len < 80; len++) {
			if (a->kind == DATA && len)
				continue;
			if (a->kind == UPTO ? len == good : a->kind == NAME ?
			    len && len <= 16 : len == good)
				continue;
			well_formed(&m, c, a);
			at = nl_put(&m, a->type, zeros, len);
			refused(&m, c->name, "attribute length", a->type * 100 + len,
				at);
		}
		if (a->kind != NAME)
			continue;
		/* No end; too long; no names. */
		well_formed(&m, c, a);
		at = nl_put(&m, a->type, "unterminated", 12);
		refused(&m, c->name, "unterminated attribute", a->type, at);
		well_formed(&m, c, a);
		at = nl_put(&m, a->type, "sixteen-letters!", 17);
		refused(&m, c->name, "too long attribute", a->type, at);
		well_formed(&m, c, a);
		at = nl_put(&m, a->type, "a/b", 4);
		refused(&m, c->name, "attribute that is no name", a->type, at);
		well_formed(&m, c, a);
		at = nl_put(&m, a->type, "", 1);
		refused(&m, c->name, "empty attribute", a->type, at);
	}
}

static void test_range(const struct cmd_def *c)
{
	const struct attr_def *a;
	struct nl_msg m;
	size_t at, i;

	for (a = c->attr; a->kind != END; a++) {
		uint32_t wrong[] = { a->min - 1, a->max + 1, UINT32_MAX };

		if (a->kind != U8 && a->kind != U16 && a->kind != U32)
			continue;
		if (a->kind == U8)
			wrong[2] = 255;
		if (a->kind == U16)
			wrong[2] = 65535;
		for (i = 0; i < 3; i++) {
			if (wrong[i] >= a->min && wrong[i] <= a->max)
				continue;
			/* It must not wrap into the range when it is cut. */
			if ((a->kind == U8 && wrong[i] > 255) ||
			    (a->kind == U16 && wrong[i] > 65535))
				continue;
			well_formed(&m, c, a);
			at = put_value(&m, a, wrong[i]);
			refused(&m, c->name, "value of attribute", a->type, at);
		}
	}
}

static bool allowed(const struct cmd_def *c, uint16_t type)
{
	const struct attr_def *a;

	for (a = c->attr; a->kind != END; a++)
		if (a->type == type)
			return true;
	return false;
}

/* Attributes of other commands, of none, and those of replies. */
static void test_foreign(const struct cmd_def *c)
{
	static const uint16_t others[] = { 0, 64, 100, 255, 4096, 0x3fff };
	static const size_t lengths[] = { 0, 1, 4, 8, 33 };
	static const uint8_t ones[] = "\1\0\0\0\1\1\1\1\1\1\1\1\1\1\1\1"
				      "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1";
	struct nl_msg m;
	uint16_t type;
	size_t i, at;

	for (type = 1; type <= c->max + 2; type++) {
		if (allowed(c, type))
			continue;
		for (i = 0; i < 5; i++) {
			well_formed(&m, c, NULL);
			at = nl_put(&m, type, ones, lengths[i]);
			refused(&m, c->name, "foreign attribute", type, at);
		}
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		well_formed(&m, c, NULL);
		at = nl_put(&m, others[i], ones, 4);
		refused(&m, c->name, "unknown attribute", others[i], at);
	}
}

/* An attribute is given a second time, wrong; first, and last. */
static void test_duplicate(const struct cmd_def *c)
{
	static const uint8_t wrong[PC5_KEY_MAX + 1] = "of no attribute's length";
	const struct attr_def *a, *b;
	struct nl_msg m;
	size_t at, len;

	for (a = c->attr; a->kind != END; a++) {
		/* A message may have any length but none. */
		len = a->kind == DATA ? 0 : sizeof(wrong);
		well_formed(&m, c, NULL);
		at = nl_put(&m, a->type, wrong, len);
		refused(&m, c->name, "second attribute", a->type, at);

		nl_start(&m, sock.family, NLM_F_ACK, c->cmd);
		at = nl_put(&m, a->type, wrong, len);
		for (b = c->attr; b->kind != END; b++)
			if (b->need != MAY)
				put_value(&m, b, attr_value(b));
		refused(&m, c->name, "first attribute", a->type, at);
	}
}

static void test_nested(const struct cmd_def *c)
{
	const struct attr_def *a;
	uint8_t payload[64];
	struct nl_msg m;
	size_t len, at;

	for (a = c->attr; a->kind != END; a++) {
		well_formed(&m, c, a);
		len = attr_payload(a, attr_value(a), payload);
		at = nl_put(&m, a->type | NLA_F_NESTED, payload, len);
		refused(&m, c->name, "nested attribute", a->type, at);

		/* Garbage that looks like attributes in attributes. */
		well_formed(&m, c, a);
		ktap_fill(payload, sizeof(payload));
		payload[0] = 60;
		payload[1] = 0;
		at = nl_put(&m, a->type | NLA_F_NESTED, payload, 64);
		refused(&m, c->name, "nested garbage", a->type, at);
	}
}

/* Messages that end early, or say that they do; attributes that lie. */
static void test_truncated(const struct cmd_def *c)
{
	struct nl_msg m, whole;
	struct nl_answer answer;
	size_t len, at;
	uint16_t lie;

	well_formed(&whole, c, NULL);
	for (len = 1; len < whole.len; len++) {
		const struct nlattr *a;

		/* Where an attribute ends there is nothing wrong to see. */
		for (at = NLMSG_HDRLEN + GENL_HDRLEN; at < len; ) {
			a = (const struct nlattr *)(whole.buf + at);
			if (len >= at + a->nla_len &&
			    len <= at + NL_ALIGN(a->nla_len))
				break;
			at += NL_ALIGN(a->nla_len);
		}
		if (at < len || len == NLMSG_HDRLEN + GENL_HDRLEN)
			continue;
		m = whole;
		m.len = len;
		if (len > NLMSG_HDRLEN + GENL_HDRLEN) {
			refused(&m, c->name, "cut to", len, 0);
			continue;
		}
		/* Not even a message: whatever is said, nothing is done. */
		m.nlh.nlmsg_len = len;
		if (!nl_transact(&sock, &m, &answer))
			give_up("no answer to less than a header");
		ktap_check(!answer.answered || answer.err < 0,
			   "%s: %zu octets were taken", c->name, len);
	}
	/* More is announced than there is. */
	m = whole;
	m.nlh.nlmsg_len = whole.len + 4;
	if (!nl_transact(&sock, &m, &answer))
		give_up("no answer to a lie");
	ktap_check(!answer.answered || answer.err < 0, "%s: longer than it is",
		   c->name);
	/* The last attribute is shorter than its header, or longer than all. */
	for (lie = 0; lie < 4; lie++) {
		m = whole;
		at = nl_put(&m, c->attr[0].type, NULL, 0);
		m.buf[at] = lie;
		refused(&m, c->name, "attribute shorter than its header", lie,
			0);
	}
	for (lie = 5; lie < 16; lie += 5) {
		m = whole;
		at = nl_put(&m, c->attr[0].type, NULL, 0);
		m.buf[at] = lie;
		refused(&m, c->name, "attribute longer than the message", lie,
			0);
	}
}

static void test_header(const struct cmd_def *c)
{
	static const uint16_t flags[] = { NLM_F_ROOT, NLM_F_MATCH, NLM_F_ATOMIC,
					  NLM_F_EXCL, 0x1000, 0x8000 };
	struct nl_msg m;
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		well_formed(&m, c, NULL);
		m.nlh.nlmsg_flags |= flags[i];
		refused(&m, c->name, "flag", flags[i], 0);
	}
	for (i = 2; i < 4; i++) {
		well_formed(&m, c, NULL);
		m.buf[NLMSG_HDRLEN + i] = 1;
		refused(&m, c->name, "reserved octet", i, 0);
	}
}

/* One request with attributes of its own; "blame" is the one that is wrong. */
#define N_SET	5
struct wrong {
	const char *what;
	uint8_t cmd;
	uint16_t blame;
	struct {
		uint16_t type;
		uint32_t value;
	} set[N_SET];
};

#define NOBODY	0x7ffffff

/* A path of a link, and of a message. */
#define HOP(link, local, peer) {			\
	{ PC5_A_LINK_HOP, link },			\
	{ PC5_A_LINK_LOCAL_UE_ID, local },		\
	{ PC5_A_LINK_PEER_UE_ID, peer },		\
}

#define BY(ue, lcid, link, src, dst) {			\
	{ PC5_A_SIGNAL_IFINDEX, ue },			\
	{ PC5_A_SIGNAL_LCID, lcid },			\
	{ PC5_A_SIGNAL_HOP, link },			\
	{ PC5_A_SIGNAL_SRC_UE_ID, src },		\
	{ PC5_A_SIGNAL_DST_UE_ID, dst },		\
}

static size_t with_values(struct nl_msg *m, const struct cmd_def *c,
			  const struct wrong *w)
{
	const struct attr_def *a;
	size_t j, at, blame = 0;

	nl_start(m, sock.family, NLM_F_ACK, c->cmd);
	for (a = c->attr; a->kind != END; a++) {
		uint32_t value = attr_value(a);
		bool put = a->need != MAY;

		for (j = 0; j < N_SET; j++)
			if (w->set[j].type && w->set[j].type == a->type) {
				value = w->set[j].value;
				put = true;
			}
		if (!put)
			continue;
		at = put_value(m, a, value);
		if (a->type == w->blame)
			blame = at;
	}
	return blame;
}

static void test_meaning(void)
{
	const struct wrong wrong[] = {
		{ "UE on no device", PC5_CMD_UE_NEW, PC5_A_UE_LOWER,
		  { { PC5_A_UE_LOWER, NOBODY } } },
		{ "UE on a link", PC5_CMD_UE_NEW, 0,
		  { { PC5_A_UE_LOWER, dev_link } } },
		{ "UE on both underlays", PC5_CMD_UE_NEW, 0,
		  { { PC5_A_UE_UNDERLAY, PC5_UNDERLAY_UDP } } },
		{ "Ethernet UE with an address", PC5_CMD_UE_NEW, 0,
		  { { PC5_A_UE_LOCAL4, 1 } } },
		{ "Ethernet UE with a port", PC5_CMD_UE_NEW, 0,
		  { { PC5_A_UE_PORT, 1 } } },
		{ "no such UE", PC5_CMD_UE_SET, PC5_A_UE_IFINDEX,
		  { { PC5_A_UE_IFINDEX, NOBODY } } },
		{ "a link for a UE", PC5_CMD_UE_SET, PC5_A_UE_IFINDEX,
		  { { PC5_A_UE_IFINDEX, dev_link } } },
		{ "no such UE", PC5_CMD_UE_DEL, PC5_A_UE_IFINDEX,
		  { { PC5_A_UE_IFINDEX, NOBODY } } },
		{ "another device for a UE", PC5_CMD_UE_DEL, PC5_A_UE_IFINDEX,
		  { { PC5_A_UE_IFINDEX, dev_lower } } },
		{ "a link of no UE", PC5_CMD_LINK_NEW, PC5_A_LINK_UE,
		  { { PC5_A_LINK_UE, NOBODY } } },
		{ "a link of a link", PC5_CMD_LINK_NEW, PC5_A_LINK_UE,
		  { { PC5_A_LINK_UE, dev_link } } },
		{ "Layer-2 IDs in use", PC5_CMD_LINK_NEW, 0,
		  { { PC5_A_LINK_LOCAL_L2ID, 0xa0001 },
		    { PC5_A_LINK_PEER_L2ID, 0xb0001 } } },
		{ "SDU type 1", PC5_CMD_LINK_NEW, PC5_A_LINK_SDU_TYPE,
		  { { PC5_A_LINK_SDU_TYPE, 1 } } },
		{ "an address over Ethernet", PC5_CMD_LINK_NEW,
		  PC5_A_LINK_REMOTE4, { { PC5_A_LINK_REMOTE4, 1 } } },
		{ "a port over Ethernet", PC5_CMD_LINK_NEW,
		  PC5_A_LINK_REMOTE_PORT, { { PC5_A_LINK_REMOTE_PORT, 1 } } },
		{ "a port and no address", PC5_CMD_LINK_NEW,
		  PC5_A_LINK_REMOTE_PORT, { { PC5_A_LINK_UE, dev_udp },
					    { PC5_A_LINK_REMOTE_PORT, 1 } } },
		{ "no such link", PC5_CMD_LINK_SET, PC5_A_LINK_IFINDEX,
		  { { PC5_A_LINK_IFINDEX, NOBODY } } },
		{ "a UE for a link", PC5_CMD_LINK_SET, PC5_A_LINK_IFINDEX,
		  { { PC5_A_LINK_IFINDEX, dev_ue } } },
		{ "an address over Ethernet", PC5_CMD_LINK_SET,
		  PC5_A_LINK_REMOTE4, { { PC5_A_LINK_REMOTE4, 1 } } },
		{ "a UE for a link", PC5_CMD_LINK_DEL, PC5_A_LINK_IFINDEX,
		  { { PC5_A_LINK_IFINDEX, dev_ue } } },
		{ "another device for a link", PC5_CMD_LINK_GET,
		  PC5_A_LINK_IFINDEX, { { PC5_A_LINK_IFINDEX, dev_lower } } },
		{ "a bearer that is there", PC5_CMD_BEARER_NEW,
		  PC5_A_BEARER_LCID, { { PC5_A_BEARER_LCID, 5 } } },
		{ "an SN of 13 bits", PC5_CMD_BEARER_NEW,
		  PC5_A_BEARER_SN_SIZE, { { PC5_A_BEARER_SN_SIZE, 13 } } },
		{ "a window of 65", PC5_CMD_BEARER_NEW, PC5_A_BEARER_WINDOW,
		  { { PC5_A_BEARER_WINDOW, 65 } } },
		{ "a window too large for the SN", PC5_CMD_BEARER_NEW,
		  PC5_A_BEARER_WINDOW, { { PC5_A_BEARER_WINDOW, 2048 } } },
		{ "no such bearer", PC5_CMD_BEARER_SET, PC5_A_BEARER_LCID,
		  { { PC5_A_BEARER_LCID, 19 } } },
		{ "no such bearer", PC5_CMD_BEARER_DEL, PC5_A_BEARER_LCID,
		  { { PC5_A_BEARER_LCID, 19 } } },
		{ "no such bearer", PC5_CMD_BEARER_GET, PC5_A_BEARER_LCID,
		  { { PC5_A_BEARER_LCID, 19 } } },
		{ "a bearer of a UE", PC5_CMD_BEARER_NEW,
		  PC5_A_BEARER_IFINDEX, { { PC5_A_BEARER_IFINDEX, dev_ue } } },
		{ "a key for nobody", PC5_CMD_KEY_NEW, PC5_A_KEY_IFINDEX,
		  { { PC5_A_KEY_IFINDEX, NOBODY } } },
		{ "a key for a UE", PC5_CMD_KEY_NEW, PC5_A_KEY_IFINDEX,
		  { { PC5_A_KEY_IFINDEX, dev_ue } } },
		{ "a key in use", PC5_CMD_KEY_NEW, PC5_A_KEY_ID,
		  { { PC5_A_KEY_ID, ID_ACTIVE } } },
		{ "no integrity", PC5_CMD_KEY_NEW, 0,
		  { { PC5_A_KEY_INT, PC5_NIA0 } } },
		{ "no ciphering", PC5_CMD_KEY_NEW, 0,
		  { { PC5_A_KEY_ENC, PC5_NEA0 } } },
		{ "soft above hard limit", PC5_CMD_KEY_NEW,
		  PC5_A_KEY_SOFT_LIMIT, { { PC5_A_KEY_SOFT_LIMIT, 21 } } },
		{ "COUNT above the hard limit", PC5_CMD_KEY_NEW,
		  PC5_A_KEY_COUNT, { { PC5_A_KEY_COUNT, 21 } } },
		{ "no such key", PC5_CMD_KEY_SET, PC5_A_KEY_ID,
		  { { PC5_A_KEY_ID, 0x999 } } },
		{ "no such key", PC5_CMD_KEY_DEL, PC5_A_KEY_ID,
		  { { PC5_A_KEY_ID, 0x999 } } },
		{ "no such key", PC5_CMD_KEY_GET, PC5_A_KEY_ID,
		  { { PC5_A_KEY_ID, 0x999 } } },
		{ "counters of nobody", PC5_CMD_STATS_GET,
		  PC5_A_STATS_IFINDEX, { { PC5_A_STATS_IFINDEX, NOBODY } } },
		{ "counters of another device", PC5_CMD_STATS_GET,
		  PC5_A_STATS_IFINDEX,
		  { { PC5_A_STATS_IFINDEX, dev_lower } } },
		{ "a UE ID and no hop", PC5_CMD_LINK_NEW, 0,
		  { { PC5_A_LINK_LOCAL_UE_ID, UE_SELF } } },
		{ "a hop and no UE IDs", PC5_CMD_LINK_NEW, 0,
		  { { PC5_A_LINK_HOP, dev_link } } },
		{ "a UE for a hop", PC5_CMD_LINK_NEW, PC5_A_LINK_HOP,
		  HOP(dev_ue, UE_SELF, UE_FREE) },
		{ "UE IDs of no route", PC5_CMD_LINK_NEW,
		  PC5_A_LINK_PEER_UE_ID, HOP(dev_link, 98, 99) },
		{ "UE IDs of a route of another link", PC5_CMD_LINK_NEW,
		  PC5_A_LINK_PEER_UE_ID, HOP(dev_second, UE_SELF, UE_FREE) },
		{ "a route another link goes by", PC5_CMD_LINK_NEW, 0,
		  HOP(dev_link, UE_SELF, UE_PEER) },
		{ "a route that leads on", PC5_CMD_LINK_NEW, 0,
		  HOP(dev_link, UE_OTHER, UE_ONE) },
		{ "a hop of another UE", PC5_CMD_LINK_NEW, 0,
		  HOP(dev_udp_link, UE_SELF, UE_FREE) },
		{ "a hop and an address", PC5_CMD_LINK_NEW, PC5_A_LINK_HOP,
		  { { PC5_A_LINK_UE, dev_udp }, { PC5_A_LINK_REMOTE4, 1 },
		    { PC5_A_LINK_HOP, dev_udp_link },
		    { PC5_A_LINK_LOCAL_UE_ID, UE_SELF },
		    { PC5_A_LINK_PEER_UE_ID, UE_FREE } } },
		{ "Layer-2 IDs of a link by a relay", PC5_CMD_LINK_SET, 0,
		  { { PC5_A_LINK_IFINDEX, dev_relayed } } },
		{ "a path without a route", PC5_CMD_LINK_IDS,
		  PC5_A_LINK_PEER_UE_ID, HOP(dev_link, 98, 99) },
		{ "a path another link has", PC5_CMD_LINK_IDS, 0,
		  HOP(dev_link, UE_SELF, UE_PEER) },
		{ "a route from a UE", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_IFINDEX, { { PC5_A_ROUTE_IFINDEX, dev_ue } } },
		{ "a route to a UE", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_PEER_IFINDEX,
		  { { PC5_A_ROUTE_PEER_IFINDEX, dev_ue } } },
		{ "a route to nobody", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_PEER_IFINDEX,
		  { { PC5_A_ROUTE_PEER_IFINDEX, NOBODY } } },
		{ "a route back where it came from", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID,
		  { { PC5_A_ROUTE_PEER_IFINDEX, dev_link } } },
		{ "a route to who sent it", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID, { { PC5_A_ROUTE_UE_ID, 8 } } },
		{ "a route that is there", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID, { { PC5_A_ROUTE_UE_ID, UE_ONE },
				       { PC5_A_ROUTE_PEER_UE_ID, UE_OTHER } } },
		{ "a route whose opposite is there", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID,
		  { { PC5_A_ROUTE_UE_ID, UE_SELF },
		    { PC5_A_ROUTE_PEER_UE_ID, UE_PEER } } },
		{ "a route on a link by a relay", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID, { { PC5_A_ROUTE_IFINDEX, dev_relayed } } },
		{ "a route to a link by a relay", PC5_CMD_ROUTE_NEW,
		  PC5_A_ROUTE_UE_ID,
		  { { PC5_A_ROUTE_PEER_IFINDEX, dev_relayed } } },
		{ "no such route", PC5_CMD_ROUTE_GET, PC5_A_ROUTE_UE_ID,
		  { { PC5_A_ROUTE_UE_ID, UE_SELF } } },
		{ "no such route", PC5_CMD_ROUTE_DEL, PC5_A_ROUTE_UE_ID,
		  { { PC5_A_ROUTE_PEER_UE_ID, UE_SELF } } },
		{ "a route of a UE", PC5_CMD_ROUTE_DEL, PC5_A_ROUTE_IFINDEX,
		  { { PC5_A_ROUTE_IFINDEX, dev_ue } } },
		{ "a channel of no SL-SRB", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_LCID, { { PC5_A_SIGNAL_LCID, 4 } } },
		{ "a channel of all end-to-end SL-SRBs", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_LCID, { { PC5_A_SIGNAL_LCID, PC5_LCID_U2U } } },
		{ "a channel below that of SL-SRB4", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_LCID, { { PC5_A_SIGNAL_LCID, 57 } } },
		{ "a message by no route", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_DST_UE_ID,
		  BY(dev_ue, PC5_LCID_SRB0, dev_link, 98, 99) },
		{ "a message by a route that leads on", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_HOP,
		  BY(dev_ue, PC5_LCID_SRB0, dev_link, UE_OTHER, UE_ONE) },
		{ "a message by a route of another UE", PC5_CMD_SIGNAL_TX,
		  PC5_A_SIGNAL_HOP,
		  BY(dev_udp, PC5_LCID_SRB0, dev_link, UE_SELF, UE_PEER) },
		{ "discovery by a route", PC5_CMD_SIGNAL_TX, PC5_A_SIGNAL_HOP,
		  BY(dev_ue, PC5_LCID_SRB4, dev_link, UE_SELF, UE_PEER) },
		{ "a message by UE IDs and no hop", PC5_CMD_SIGNAL_TX, 0,
		  { { PC5_A_SIGNAL_IFINDEX, dev_ue },
		    { PC5_A_SIGNAL_LCID, PC5_LCID_SRB0 },
		    { PC5_A_SIGNAL_SRC_UE_ID, UE_SELF },
		    { PC5_A_SIGNAL_DST_UE_ID, UE_PEER },
		    { PC5_A_SIGNAL_DST, 0xb0001 } } },
	};
	struct state before = { };
	size_t i, blame;
	struct nl_msg m;

	ktap_begin();
	get_state(&before);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct cmd_def *c = command(wrong[i].cmd);

		blame = with_values(&m, c, &wrong[i]);
		refused(&m, c->name, wrong[i].what, i, blame);
	}
	ktap_check(state_is(&before), "a refused request changed something");
	free(before.data);
	ktap_end("values that make no sense are refused");
}

/* What the kernel gives back of a refused request has no keys in it. */
static void test_echo(void)
{
	const struct cmd_def *c = command(PC5_CMD_KEY_NEW);
	struct nl_answer answer;
	int on = 1, off = 0;
	struct nl_msg m;

	ktap_begin();
	setsockopt(sock.fd, SOL_NETLINK, NETLINK_CAP_ACK, &off, sizeof(off));
	/* Refused before anybody could wipe them: so they would look. */
	well_formed(&m, c, NULL);
	nl_put(&m, 99, NULL, 0);
	answer = send_msg(&m);
	ktap_check(answer.err && secrets_seen,
		   "keys are not found where they are");
	secrets_seen = 0;
	with_values(&m, c, &(struct wrong) {
		.set = { { PC5_A_KEY_ID, ID_ACTIVE } } });
	answer = send_msg(&m);
	ktap_check(answer.err == -EEXIST, "%s: %s", strerror(-answer.err),
		   answer.text);
	with_values(&m, c, &(struct wrong) {
		.set = { { PC5_A_KEY_SOFT_LIMIT, 21 } } });
	answer = send_msg(&m);
	ktap_check(answer.err == -EINVAL, "%s: %s", strerror(-answer.err),
		   answer.text);
	ktap_check(!secrets_seen, "keys came back %lu times", secrets_seen);
	setsockopt(sock.fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	secrets_seen = 0;
	ktap_end("a refused key comes back wiped");
}

/* Commands there are none of, and those without a dump. */
static void test_commands(void)
{
	struct state before = { };
	struct nl_answer answer;
	unsigned int cmd;
	struct nl_msg m;
	size_t i;
	int err;

	ktap_begin();
	get_state(&before);
	for (cmd = 0; cmd < 256; cmd++) {
		for (i = 0; i < N_COMMANDS && commands[i].cmd != cmd; i++)
			;
		if (i < N_COMMANDS)
			continue;
		nl_start(&m, sock.family, NLM_F_ACK, cmd);
		put_u32(&m, 1, dev_ue);
		answer = send_msg(&m);
		ktap_check(answer.err < 0, "command %u was taken", cmd);
		ktap_check(cmd > PC5_CMD_ROUTE_NTF || !cmd ||
			   (cmd >= PC5_CMD_UE_NTF &&
			    cmd <= PC5_CMD_ALARM_NTF) ||
			   cmd == PC5_CMD_SIGNAL_RX ||
			   cmd == PC5_CMD_ROUTE_NTF,
			   "command %u is not tested", cmd);
	}
	for (i = N_SHOW; i < N_COMMANDS; i++) {
		nl_start(&m, sock.family, 0, commands[i].cmd);
		err = nl_dump(&sock, &m, NULL, 0, NULL);
		ktap_check(err < 0, "%s has a dump", commands[i].name);
	}
	ktap_check(state_is(&before), "a refused request changed something");
	free(before.data);
	ktap_end("commands there are none of");
}

/* What cannot be right here is refused for the right reason. */
static void refused_with(struct nl_msg *m, const char *what, int err)
{
	struct nl_answer answer = send_msg(m);

	ktap_check(answer.answered && answer.err == err, "%s: %s: %s", what,
		   strerror(-answer.err), answer.text);
}

/* All this would be worth little if nothing were taken. */
static void test_good(void)
{
	struct state before = { };
	struct nl_msg m;
	size_t i;

	ktap_begin();
	make_objects();
	for (i = 0; i < N_COMMANDS; i++) {
		get_state(&before);
		well_formed(&m, &commands[i], NULL);
		if (commands[i].err) {
			refused_with(&m, commands[i].name, commands[i].err);
			continue;
		}
		must_succeed(&m, commands[i].name);
		ktap_check(state_is(&before) == (i < N_SHOW || commands[i].quiet),
			   "%s: what changed", commands[i].name);
	}
	free(before.data);
	ktap_end("well-formed requests are taken");
}

int main(void)
{
	static const struct {
		const char *name;
		void (*run)(const struct cmd_def *c);
	} tests[] = {
		{ "without attributes it needs", test_missing },
		{ "attributes of wrong length", test_length },
		{ "values out of range", test_range },
		{ "unknown attributes and those of others", test_foreign },
		{ "attributes given twice, once wrong", test_duplicate },
		{ "nested attributes where none are", test_nested },
		{ "cut messages and lying lengths", test_truncated },
		{ "flags and reserved fields", test_header },
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct state before = { };
	size_t i, j;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setup();
	ktap_start(n + 5);
	seed();
	ktap_begin();
	make_objects();
	for (i = 0; i < n; i++) {
		if (i)
			ktap_begin();
		for (j = 0; j < N_COMMANDS; j++) {
			get_state(&before);
			tests[i].run(&commands[j]);
			ktap_check(state_is(&before),
				   "%s: a refused request changed something",
				   commands[j].name);
		}
		ktap_end(tests[i].name);
	}
	test_meaning();
	test_commands();
	test_echo();
	test_good();
	ktap_begin();
	ktap_check(!secrets_seen, "%lu times", secrets_seen);
	ktap_end("keys never came back");
	return ktap_exit();
}
