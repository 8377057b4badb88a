// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: counters of UEs and links. */

#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "ue.h"

static int pc5_stats_fill_counters(struct sk_buff *skb, int attr, u8 lcid,
				   const u64 *counter)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	if (lcid && nla_put_u8(skb, PC5_A_COUNTERS_LCID, lcid))
		return -EMSGSIZE;
	for (i = 0; i < PC5_N_COUNTERS; i++) {
		if (nla_put_u64_64bit(skb, PC5_A_COUNTERS_RX_PACKETS + i,
				      counter[i], PC5_A_COUNTERS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* enum pc5_counter numbers them as the attributes are. */
static_assert(PC5_A_COUNTERS_CRYPTO_ASYNC - PC5_A_COUNTERS_RX_PACKETS ==
	      PC5_CRYPTO_ASYNC);
static_assert(PC5_A_COUNTERS_RX_LOST - PC5_A_COUNTERS_RX_PACKETS ==
	      PC5_RX_LOST);

static int pc5_stats_fill_drops(struct sk_buff *skb, const u64 *drop)
{
	struct nlattr *nest = nla_nest_start(skb, PC5_A_STATS_DROPS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < PC5_DROP_COUNT; i++) {
		/* Type 0 is no reason's, and so fit for padding. */
		if (drop[i] && nla_put_u64_64bit(skb, i + 1, drop[i], 0))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* Counters of a device; RTNL. @link is NULL for a UE. */
static int pc5_stats_fill(struct sk_buff *skb, const struct net_device *dev,
			  struct pc5_stats __percpu *stats,
			  const struct pc5_link *link)
{
	u64 total[PC5_N_COUNTERS];
	struct pc5_stats *sum;
	int err = -EMSGSIZE;
	unsigned int i;

	sum = kmalloc(sizeof(*sum), GFP_KERNEL);
	if (!sum)
		return -ENOMEM;
	pc5_stats_read(stats, sum);
	pc5_stats_total(sum, total);
	if (nla_put_u32(skb, PC5_A_STATS_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, PC5_A_STATS_IFNAME, dev->name) ||
	    pc5_stats_fill_counters(skb, PC5_A_STATS_COUNTERS, 0, total) ||
	    pc5_stats_fill_drops(skb, sum->drop))
		goto out;
	for (i = PC5_LCID_SRB1; link && i < PC5_N_LCID; i++) {
		if (!pc5_link_bearer(link, i))
			continue;
		if (pc5_stats_fill_counters(skb, PC5_A_STATS_BEARER, i,
					    sum->bearer[i]))
			goto out;
	}
	err = 0;
out:
	kfree(sum);
	return err;
}

static int pc5_stats_fill_dev(struct sk_buff *skb, struct net_device *dev)
{
	if (pc5_is_ue(dev)) {
		struct pc5_ue *ue = netdev_priv(dev);

		return pc5_stats_fill(skb, dev, ue->stats, NULL);
	}
	if (pc5_is_link(dev)) {
		struct pc5_link *link = netdev_priv(dev);

		return pc5_stats_fill(skb, dev, link->stats, link);
	}
	return -EINVAL;
}

/**
 * pc5_nl_stats_get_doit - show the counters of a UE or link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[PC5_A_STATS_IFINDEX];
	struct net_device *dev;
	struct sk_buff *msg;
	void *hdr;
	int err;

	if (!attr) {
		pc5_nl_missing(info, PC5_A_STATS_IFINDEX,
			       "The interface index of a UE or link is missing");
		return -EINVAL;
	}
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_STATS_GET);
	rtnl_lock();
	dev = __dev_get_by_index(genl_info_net(info), nla_get_u32(attr));
	err = dev ? pc5_stats_fill_dev(msg, dev) : -ENODEV;
	if (err == -ENODEV)
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "No such device");
	else if (err == -EINVAL)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "The device is neither UE nor link");
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/* One message of the dump; false if it does not fit. */
static bool pc5_stats_dump_dev(struct sk_buff *skb, struct netlink_callback *cb,
			       struct net_device *dev)
{
	void *hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
				 cb->nlh->nlmsg_seq, NLM_F_MULTI,
				 PC5_CMD_STATS_GET);

	if (!hdr)
		return false;
	genl_dump_check_consistent(cb, hdr);
	if (pc5_stats_fill_dev(skb, dev)) {
		genlmsg_cancel(skb, hdr);
		return false;
	}
	genlmsg_end(skb, hdr);
	return true;
}

/**
 * pc5_nl_stats_get_dumpit - show the counters of all UEs, then of all links
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_net *pn = pc5_net(sock_net(skb->sk));
	unsigned long index;
	struct pc5_link *link;
	struct pc5_ue *ue;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	xa_for_each_start(&pn->ues, index, ue, cb->args[0]) {
		if (!pc5_stats_dump_dev(skb, cb, ue->dev))
			goto out;
		cb->args[0] = index + 1;
	}
	cb->args[0] = INT_MAX;
	xa_for_each_start(&pn->links, index, link, cb->args[1]) {
		if (!pc5_stats_dump_dev(skb, cb, link->dev))
			goto out;
		cb->args[1] = index + 1;
	}
out:
	rtnl_unlock();
	return skb->len;
}
