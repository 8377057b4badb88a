// SPDX-License-Identifier: GPL-2.0-or-later
/* Complete messages as the module sends them, one of each kind. */

#include "replies.h"

#include <arpa/inet.h>
#include <linux/pc5.h>
#include <netlink/attr.h>

struct nl_msg *reply_ue(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_UE_IFINDEX, UE_INDEX);
	nla_put_string(msg, PC5_A_UE_IFNAME, "ue0");
	nla_put_u32(msg, PC5_A_UE_L2ID, 0xabc);
	nla_put_u32(msg, PC5_A_UE_UNDERLAY, PC5_UNDERLAY_ETHERNET);
	/* Index 1 is the loopback device wherever tests run. */
	nla_put_u32(msg, PC5_A_UE_LOWER, 1);
	nla_put_u16(msg, PC5_A_UE_ETHERTYPE, PC5_ETHERTYPE);
	nla_put_u32(msg, PC5_A_UE_LINKS, 2);
	return msg;
}

struct nl_msg *reply_ue_udp(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);
	struct in6_addr any = IN6ADDR_ANY_INIT;

	nla_put_u32(msg, PC5_A_UE_IFINDEX, UE_INDEX + 2);
	nla_put_string(msg, PC5_A_UE_IFNAME, "ue1");
	nla_put_u32(msg, PC5_A_UE_L2ID, 0xffffff);
	nla_put_u32(msg, PC5_A_UE_UNDERLAY, PC5_UNDERLAY_UDP);
	nla_put(msg, PC5_A_UE_LOCAL6, sizeof(any), &any);
	nla_put_u16(msg, PC5_A_UE_PORT, PC5_UDP_PORT);
	nla_put_u32(msg, PC5_A_UE_LINKS, 0);
	return msg;
}

struct nl_msg *reply_link(const struct fake *fake, uint8_t cmd,
			  uint32_t policy)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_LINK_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_LINK_IFNAME, "l0");
	nla_put_string(msg, PC5_A_LINK_UE_NAME, "ue0");
	nla_put_u32(msg, PC5_A_LINK_SDU_TYPE, PC5_SDU_TYPE_IP);
	nla_put_u32(msg, PC5_A_LINK_INTEGRITY, policy);
	nla_put_u32(msg, PC5_A_LINK_CIPHERING, policy);
	nla_put_u32(msg, PC5_A_LINK_GRACE, 5000);
	nla_put_u32(msg, PC5_A_LINK_MTU, 1400);
	nla_put_u32(msg, PC5_A_LINK_LOCAL_L2ID, 0xabc);
	nla_put_u32(msg, PC5_A_LINK_PEER_L2ID, 0xdef);
	nla_put_u32(msg, PC5_A_LINK_UE, UE_INDEX);
	nla_put_u32(msg, PC5_A_LINK_REMOTE4, htonl(0xc0000201));
	nla_put_u16(msg, PC5_A_LINK_REMOTE_PORT, PC5_UDP_PORT);
	return msg;
}

struct nl_msg *reply_link_hop(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_LINK_IFINDEX, HOP_LINK_INDEX);
	nla_put_string(msg, PC5_A_LINK_IFNAME, "e0");
	nla_put_string(msg, PC5_A_LINK_UE_NAME, "ue0");
	nla_put_u32(msg, PC5_A_LINK_SDU_TYPE, PC5_SDU_TYPE_IP);
	nla_put_u32(msg, PC5_A_LINK_INTEGRITY, PC5_POLICY_REQUIRED);
	nla_put_u32(msg, PC5_A_LINK_CIPHERING, PC5_POLICY_REQUIRED);
	nla_put_u32(msg, PC5_A_LINK_GRACE, 5000);
	nla_put_u32(msg, PC5_A_LINK_MTU, 1480);
	nla_put_u32(msg, PC5_A_LINK_LOCAL_L2ID, 0xe1);
	nla_put_u32(msg, PC5_A_LINK_PEER_L2ID, 0xe2);
	nla_put_u32(msg, PC5_A_LINK_UE, UE_INDEX);
	nla_put_u32(msg, PC5_A_LINK_HOP, LINK_INDEX);
	nla_put_string(msg, PC5_A_LINK_HOP_NAME, "l0");
	nla_put_u8(msg, PC5_A_LINK_LOCAL_UE_ID, 17);
	nla_put_u8(msg, PC5_A_LINK_PEER_UE_ID, 0);
	return msg;
}

struct nl_msg *reply_bearer(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_BEARER_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_BEARER_IFNAME, "l0");
	nla_put_u8(msg, PC5_A_BEARER_LCID, 5);
	nla_put_u8(msg, PC5_A_BEARER_SN_SIZE, 12);
	nla_put_u32(msg, PC5_A_BEARER_T_REORDERING, 40);
	nla_put_u8(msg, PC5_A_BEARER_OUT_OF_ORDER, 0);
	nla_put_u32(msg, PC5_A_BEARER_WINDOW, 1024);
	nla_put_u32(msg, PC5_A_BEARER_MARK, 0x10);
	return msg;
}

static void put_u64(struct nl_msg *msg, int attr, uint64_t value)
{
	nla_put(msg, attr, sizeof(value), &value);
}

struct nl_msg *reply_key(const struct fake *fake, uint8_t cmd, uint32_t slot,
			 uint32_t alg)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);
	struct nlattr *nest;

	nla_put_u32(msg, PC5_A_KEY_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_KEY_IFNAME, "l0");
	nla_put_u16(msg, PC5_A_KEY_ID, 0x3ac5);
	nla_put_u32(msg, PC5_A_KEY_ENC, alg);
	nla_put_u32(msg, PC5_A_KEY_INT, alg);
	nla_put_u32(msg, PC5_A_KEY_ROLE, PC5_ROLE_RESPONDER);
	nla_put_u32(msg, PC5_A_KEY_SOFT_LIMIT, 1000);
	nla_put_u32(msg, PC5_A_KEY_HARD_LIMIT, 2000);
	nla_put_string(msg, PC5_A_KEY_DRIVER, "pdcp(nea2,nia2)");
	nla_put_u32(msg, PC5_A_KEY_SLOT, slot);
	nest = nla_nest_start(msg, PC5_A_KEY_COUNTS);
	nla_put_u8(msg, PC5_A_COUNT_LCID, 4);
	put_u64(msg, PC5_A_COUNT_TX_NEXT, 1ULL << 32);
	nla_put(msg, PC5_A_COUNT_PAD, 0, NULL);
	put_u64(msg, PC5_A_COUNT_RX_NEXT, 12);
	put_u64(msg, PC5_A_COUNT_RX_DELIV, 11);
	nla_nest_end(msg, nest);
	return msg;
}

static void put_passed(struct nl_msg *msg)
{
	put_u64(msg, PC5_A_ROUTE_PACKETS, 1ULL << 33);
	nla_put(msg, PC5_A_ROUTE_PAD, 0, NULL);
	put_u64(msg, PC5_A_ROUTE_BYTES, 1ULL << 34);
	put_u64(msg, PC5_A_ROUTE_PEER_PACKETS, 3);
	put_u64(msg, PC5_A_ROUTE_PEER_BYTES, 4);
}

struct nl_msg *reply_route(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_ROUTE_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_ROUTE_IFNAME, "l0");
	nla_put_u8(msg, PC5_A_ROUTE_UE_ID, 17);
	nla_put_u8(msg, PC5_A_ROUTE_PEER_UE_ID, 255);
	put_passed(msg);
	nla_put_u32(msg, PC5_A_ROUTE_PEER_IFINDEX, LINK_INDEX + 1);
	nla_put_string(msg, PC5_A_ROUTE_PEER_IFNAME, "l1");
	nla_put_u8(msg, PC5_A_ROUTE_CHANNEL, 9);
	return msg;
}

struct nl_msg *reply_route_end(const struct fake *fake, uint8_t cmd)
{
	struct nl_msg *msg = fake_msg(fake, cmd, 0);

	nla_put_u32(msg, PC5_A_ROUTE_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_ROUTE_IFNAME, "l0");
	nla_put_u8(msg, PC5_A_ROUTE_UE_ID, 0);
	nla_put_u8(msg, PC5_A_ROUTE_PEER_UE_ID, 17);
	put_passed(msg);
	nla_put_u32(msg, PC5_A_ROUTE_LINK, HOP_LINK_INDEX);
	return msg;
}

static void put_counters(struct nl_msg *msg, int attr, uint8_t lcid)
{
	struct nlattr *nest = nla_nest_start(msg, attr);
	int i;

	if (lcid)
		nla_put_u8(msg, PC5_A_COUNTERS_LCID, lcid);
	for (i = PC5_A_COUNTERS_RX_PACKETS; i <= PC5_A_COUNTERS_CRYPTO_ASYNC;
	     i++)
		put_u64(msg, i, i <= PC5_A_COUNTERS_RX_REORDERED ? i : 0);
	nla_nest_end(msg, nest);
}

struct nl_msg *reply_stats(const struct fake *fake)
{
	struct nl_msg *msg = fake_msg(fake, PC5_CMD_STATS_GET, 0);
	struct nlattr *nest;

	nla_put_u32(msg, PC5_A_STATS_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_STATS_IFNAME, "l0");
	put_counters(msg, PC5_A_STATS_COUNTERS, 0);
	nest = nla_nest_start(msg, PC5_A_STATS_DROPS);
	/* Padding as the module makes it, of a type no reason has. */
	nla_put(msg, PC5_DROP_COUNT + 1, 0, NULL);
	put_u64(msg, PC5_DROP_RX_INTEGRITY + 1, 3);
	/* A reason of a newer module, and one nobody can store. */
	put_u64(msg, NEWER_DROP + 1, 9);
	put_u64(msg, 1000, 1);
	nla_nest_end(msg, nest);
	put_counters(msg, PC5_A_STATS_BEARER, 4);
	put_counters(msg, PC5_A_STATS_BEARER, 5);
	return msg;
}

struct nl_msg *reply_alarm(const struct fake *fake)
{
	struct nl_msg *msg = fake_msg(fake, PC5_CMD_ALARM_NTF, 0);

	nla_put_u32(msg, PC5_A_ALARM_IFINDEX, LINK_INDEX);
	nla_put_string(msg, PC5_A_ALARM_IFNAME, "l0");
	nla_put_u32(msg, PC5_A_ALARM_REASON, PC5_DROP_RX_INTEGRITY);
	nla_put_u8(msg, PC5_A_ALARM_LCID, 4);
	nla_put_u16(msg, PC5_A_ALARM_ID, 0x3ac5);
	return msg;
}
