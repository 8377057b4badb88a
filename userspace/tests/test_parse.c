// SPDX-License-Identifier: GPL-2.0-or-later
/* Parsers of replies: whole messages, and what is left of them. */

#include "test.h"

#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>

#include "libpc5/ntf.h"
#include "libpc5/stats.h"
#include "replies.h"

/* Room for any object. */
union any {
	struct pc5_ue ue;
	struct pc5_link link;
	struct pc5_bearer bearer;
	struct pc5_key key;
	struct pc5_route route;
	struct pc5_stats stats;
	struct pc5_ntf ntf;
};

static const struct fake nobody = { .seq = 1 };

static int parse_ntf(const struct nlmsghdr *nlh, void *obj)
{
	return pc5_ntf_parse(nlh, obj);
}

static void whole_ue(void **state)
{
	struct nl_msg *msg = reply_ue_udp(&nobody, PC5_CMD_UE_GET);
	struct pc5_ue ue = { 0 };

	(void)state;
	assert_int_equal(pc5_ue_parse(nlmsg_hdr(msg), &ue), 0);
	assert_int_equal(ue.ifindex, UE_INDEX + 2);
	assert_string_equal(ue.ifname, "ue1");
	assert_int_equal(ue.l2id, 0xffffff);
	assert_int_equal(ue.local6.family, AF_INET6);
	assert_int_equal(ue.port, PC5_UDP_PORT);
	assert_true(PC5_HAS(&ue, PC5_A_UE_LINKS));
	assert_false(PC5_HAS(&ue, PC5_A_UE_LOCAL4));
	assert_false(PC5_HAS(&ue, PC5_A_UE_LOWER));
	nlmsg_free(msg);
}

static void whole_key(void **state)
{
	struct nl_msg *msg = reply_key(&nobody, PC5_CMD_KEY_GET,
				       PC5_SLOT_ACTIVE, 2);
	struct pc5_key key = { 0 };

	(void)state;
	assert_int_equal(pc5_key_parse(nlmsg_hdr(msg), &key), 0);
	assert_int_equal(key.id, 0x3ac5);
	assert_string_equal(key.driver, "pdcp(nea2,nia2)");
	assert_int_equal(key.n_counts, 1);
	assert_int_equal(key.counts[0].lcid, 4);
	assert_true(key.counts[0].tx_next == 1ULL << 32);
	assert_true(key.counts[0].rx_next == 12);
	nlmsg_free(msg);
}

static void whole_route(void **state)
{
	struct nl_msg *msg = reply_route(&nobody, PC5_CMD_ROUTE_GET);
	struct pc5_route route = { 0 };

	(void)state;
	assert_int_equal(pc5_route_parse(nlmsg_hdr(msg), &route), 0);
	assert_int_equal(route.ifindex, LINK_INDEX);
	assert_string_equal(route.ifname, "l0");
	assert_int_equal(route.ue_id, 17);
	assert_int_equal(route.peer_ifindex, LINK_INDEX + 1);
	assert_string_equal(route.peer_ifname, "l1");
	assert_int_equal(route.peer_ue_id, 255);
	assert_int_equal(route.channel, 9);
	assert_true(route.packets == 1ULL << 33);
	assert_true(route.bytes == 1ULL << 34);
	assert_int_equal(route.peer_packets, 3);
	assert_int_equal(route.peer_bytes, 4);
	assert_false(PC5_HAS(&route, PC5_A_ROUTE_LINK));
	nlmsg_free(msg);

	msg = reply_route_end(&nobody, PC5_CMD_ROUTE_GET);
	memset(&route, 0, sizeof(route));
	assert_int_equal(pc5_route_parse(nlmsg_hdr(msg), &route), 0);
	assert_int_equal(route.link, HOP_LINK_INDEX);
	assert_true(PC5_HAS(&route, PC5_A_ROUTE_UE_ID));
	assert_false(PC5_HAS(&route, PC5_A_ROUTE_PEER_IFINDEX));
	assert_false(PC5_HAS(&route, PC5_A_ROUTE_CHANNEL));
	nlmsg_free(msg);
}

/* A link that goes through a relay. */
static void whole_hop(void **state)
{
	struct nl_msg *msg = reply_link_hop(&nobody, PC5_CMD_LINK_GET);
	struct pc5_link link = { 0 };

	(void)state;
	assert_int_equal(pc5_link_parse(nlmsg_hdr(msg), &link), 0);
	assert_int_equal(link.hop, LINK_INDEX);
	assert_string_equal(link.hop_name, "l0");
	assert_int_equal(link.local_ue_id, 17);
	assert_int_equal(link.peer_ue_id, 0);
	assert_true(PC5_HAS(&link, PC5_A_LINK_PEER_UE_ID));
	assert_false(PC5_HAS(&link, PC5_A_LINK_REMOTE4));
	nlmsg_free(msg);
}

static void whole_stats(void **state)
{
	struct nl_msg *msg = reply_stats(&nobody);
	struct pc5_stats stats = { 0 };

	(void)state;
	assert_int_equal(pc5_stats_parse(nlmsg_hdr(msg), &stats), 0);
	assert_true(stats.counters.rx_packets == PC5_A_COUNTERS_RX_PACKETS);
	assert_false(PC5_HAS(&stats.counters, PC5_A_COUNTERS_LCID));
	assert_int_equal(stats.n_bearers, 2);
	assert_int_equal(stats.bearer[1].lcid, 5);
	assert_true(stats.drops[PC5_DROP_RX_INTEGRITY] == 3);
	assert_int_equal(stats.n_drops, NEWER_DROP + 1);
	assert_true(stats.drops[NEWER_DROP] == 9);
	nlmsg_free(msg);
}

/* Parse a copy of exactly the octets it says it has, so ASan sees the end. */
static int parse_exact(const struct nlmsghdr *nlh, size_t len,
		       pc5_nl_parse_fn parse)
{
	struct nlmsghdr *copy = malloc(len);
	union any *obj = calloc(1, sizeof(*obj));
	int ret;

	memcpy(copy, nlh, len);
	copy->nlmsg_len = len;
	ret = parse(copy, obj);
	free(obj);
	free(copy);
	return ret;
}

/* Nothing but an error comes of a message that ends within an attribute. */
static void cut(struct nl_msg *msg, pc5_nl_parse_fn parse)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(msg);
	size_t start = NLMSG_HDRLEN + 4;
	struct nlattr *attr;
	size_t len;
	int rem;

	assert_int_equal(parse_exact(nlh, nlh->nlmsg_len, parse), 0);
	for (len = NLMSG_HDRLEN; len < start; len++)
		assert_int_equal(parse_exact(nlh, len, parse), -EBADMSG);
	nla_for_each_attr(attr, (struct nlattr *)((char *)nlh + start),
			  (int)(nlh->nlmsg_len - start), rem) {
		size_t begin = (char *)attr - (char *)nlh;

		for (len = begin + 1; len < begin + attr->nla_len; len++)
			assert_int_equal(parse_exact(nlh, len, parse),
					 -EBADMSG);
	}
}

/* Whatever is in the attributes, nothing outside the message is touched. */
static void mutate(struct nl_msg *msg, pc5_nl_parse_fn parse)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	uint8_t *octets = (uint8_t *)nlh;
	static const uint8_t values[] = { 0, 1, 3, 4, 5, 0x7f, 0x80, 0xff };
	size_t i, j;

	for (i = NLMSG_HDRLEN; i < nlh->nlmsg_len; i++) {
		uint8_t saved = octets[i];

		for (j = 0; j < ARRAY_SIZE(values); j++) {
			int ret;

			octets[i] = values[j];
			ret = parse_exact(nlh, nlh->nlmsg_len, parse);
			assert_true(ret == 0 || ret == -EBADMSG ||
				    ret == -ENOMSG);
		}
		octets[i] = saved;
	}
}

static void hostile(struct nl_msg *msg, pc5_nl_parse_fn parse)
{
	cut(msg, parse);
	mutate(msg, parse);
	nlmsg_free(msg);
}

static void hostile_messages(void **state)
{
	(void)state;
	hostile(reply_ue(&nobody, PC5_CMD_UE_GET), pc5_ue_parse);
	hostile(reply_ue_udp(&nobody, PC5_CMD_UE_GET), pc5_ue_parse);
	hostile(reply_link(&nobody, PC5_CMD_LINK_GET, 2), pc5_link_parse);
	hostile(reply_bearer(&nobody, PC5_CMD_BEARER_GET), pc5_bearer_parse);
	hostile(reply_key(&nobody, PC5_CMD_KEY_GET, 1, 2), pc5_key_parse);
	hostile(reply_stats(&nobody), pc5_stats_parse);
	hostile(reply_link_hop(&nobody, PC5_CMD_LINK_GET), pc5_link_parse);
	hostile(reply_route(&nobody, PC5_CMD_ROUTE_GET), pc5_route_parse);
	hostile(reply_route_end(&nobody, PC5_CMD_ROUTE_GET), pc5_route_parse);
	hostile(reply_route(&nobody, PC5_CMD_ROUTE_NTF), parse_ntf);
	hostile(reply_ue(&nobody, PC5_CMD_UE_NTF), parse_ntf);
	hostile(reply_link(&nobody, PC5_CMD_LINK_NTF, 0), parse_ntf);
	hostile(reply_bearer(&nobody, PC5_CMD_BEARER_NTF), parse_ntf);
	hostile(reply_key(&nobody, PC5_CMD_KEY_NTF, 0, 0), parse_ntf);
	hostile(reply_alarm(&nobody), parse_ntf);
}

/* A route needs its link and both identities to be one. */
static void route_needs(void **state)
{
	const uint8_t id = 1;
	int without;

	(void)state;
	for (without = 0; without < 5; without++) {
		struct nl_msg *msg = fake_msg(&nobody, PC5_CMD_ROUTE_GET, 0);
		struct pc5_route route = { 0 };

		if (without != 1)
			nla_put_u32(msg, PC5_A_ROUTE_IFINDEX, 1);
		if (without != 2)
			nla_put_string(msg, PC5_A_ROUTE_IFNAME, "l0");
		if (without != 3)
			nla_put(msg, PC5_A_ROUTE_UE_ID, 1, &id);
		if (without != 4)
			nla_put(msg, PC5_A_ROUTE_PEER_UE_ID, 1, &id);
		assert_int_equal(pc5_route_parse(nlmsg_hdr(msg), &route),
				 without ? -EBADMSG : 0);
		nlmsg_free(msg);
	}
}

static int parse_link_with(int attr, const void *data, size_t len)
{
	struct nl_msg *msg = fake_msg(&nobody, PC5_CMD_LINK_GET, 0);
	struct pc5_link link = { 0 };
	int ret;

	nla_put_u32(msg, PC5_A_LINK_IFINDEX, 1);
	if (attr != PC5_A_LINK_IFNAME)
		nla_put_string(msg, PC5_A_LINK_IFNAME, "l0");
	nla_put(msg, attr, len, data);
	ret = pc5_link_parse(nlmsg_hdr(msg), &link);
	nlmsg_free(msg);
	return ret;
}

static void wrong_lengths(void **state)
{
	static const char zero[32];

	(void)state;
	assert_int_equal(parse_link_with(PC5_A_LINK_MTU, zero, 4), 0);
	assert_int_equal(parse_link_with(PC5_A_LINK_MTU, zero, 3), -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_MTU, zero, 8), -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_REMOTE4, zero, 4), 0);
	assert_int_equal(parse_link_with(PC5_A_LINK_REMOTE4, zero, 5),
			 -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_REMOTE6, zero, 16), 0);
	assert_int_equal(parse_link_with(PC5_A_LINK_REMOTE6, zero, 15),
			 -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_PEER_UE_ID, zero, 1), 0);
	assert_int_equal(parse_link_with(PC5_A_LINK_PEER_UE_ID, zero, 2),
			 -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_HOP_NAME, "abc", 3),
			 -EBADMSG);
	/* Names: unterminated, too long, empty, of 15 characters. */
	assert_int_equal(parse_link_with(PC5_A_LINK_IFNAME, "abc", 3),
			 -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_IFNAME,
					 "0123456789abcdef", 17), -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_IFNAME, "", 0), -EBADMSG);
	assert_int_equal(parse_link_with(PC5_A_LINK_IFNAME,
					 "0123456789abcde", 16), 0);
	/* Unknown attributes of a newer module are passed over. */
	assert_int_equal(parse_link_with(PC5_A_LINK_MAX + 1, zero, 7), 0);
	assert_int_equal(parse_link_with(200, zero, 0), 0);
}

/* More of what may come several times than there is room for. */
static void too_many(void **state)
{
	struct nl_msg *msg = fake_msg(&nobody, PC5_CMD_KEY_GET, 0);
	struct pc5_stats stats = { 0 };
	struct pc5_key key = { 0 };
	struct nlattr *nest;
	int i;

	(void)state;
	nla_put_u32(msg, PC5_A_KEY_IFINDEX, 1);
	nla_put_string(msg, PC5_A_KEY_IFNAME, "l0");
	nla_put_u16(msg, PC5_A_KEY_ID, 1);
	for (i = 0; i <= PC5_KEY_COUNTS_MAX; i++) {
		nest = nla_nest_start(msg, PC5_A_KEY_COUNTS);
		nla_put_u8(msg, PC5_A_COUNT_LCID, i);
		nla_nest_end(msg, nest);
	}
	assert_int_equal(pc5_key_parse(nlmsg_hdr(msg), &key), -EBADMSG);
	nlmsg_free(msg);

	msg = fake_msg(&nobody, PC5_CMD_STATS_GET, 0);
	nla_put_u32(msg, PC5_A_STATS_IFINDEX, 1);
	nla_put_string(msg, PC5_A_STATS_IFNAME, "l0");
	for (i = 0; i <= PC5_STATS_BEARERS_MAX; i++) {
		nest = nla_nest_start(msg, PC5_A_STATS_BEARER);
		nla_put_u8(msg, PC5_A_COUNTERS_LCID, i);
		nla_nest_end(msg, nest);
	}
	assert_int_equal(pc5_stats_parse(nlmsg_hdr(msg), &stats), -EBADMSG);
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_ue),
		cmocka_unit_test(whole_key),
		cmocka_unit_test(whole_stats),
		cmocka_unit_test(whole_route),
		cmocka_unit_test(whole_hop),
		cmocka_unit_test(hostile_messages),
		cmocka_unit_test(route_needs),
		cmocka_unit_test(wrong_lengths),
		cmocka_unit_test(too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
