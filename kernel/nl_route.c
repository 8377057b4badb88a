// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: routes of Layer-2 relaying. */

#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "ue.h"

/* Under RTNL. */
static int pc5_route_fill(struct sk_buff *skb, const struct pc5_route *route)
{
	const struct pc5_addr *addr = rtnl_dereference(route->addr);
	const struct net_device *in = route->link->dev;
	struct pc5_route_sum sum;

	pc5_route_read(route, &sum);
	if (nla_put_u32(skb, PC5_A_ROUTE_IFINDEX, in->ifindex) ||
	    nla_put_string(skb, PC5_A_ROUTE_IFNAME, in->name) ||
	    nla_put_u8(skb, PC5_A_ROUTE_UE_ID, route->key.src) ||
	    nla_put_u8(skb, PC5_A_ROUTE_PEER_UE_ID, route->key.dst) ||
	    nla_put_u64_64bit(skb, PC5_A_ROUTE_PACKETS, sum.packets[0],
			      PC5_A_ROUTE_PAD) ||
	    nla_put_u64_64bit(skb, PC5_A_ROUTE_BYTES, sum.bytes[0],
			      PC5_A_ROUTE_PAD) ||
	    nla_put_u64_64bit(skb, PC5_A_ROUTE_PEER_PACKETS, sum.packets[1],
			      PC5_A_ROUTE_PAD) ||
	    nla_put_u64_64bit(skb, PC5_A_ROUTE_PEER_BYTES, sum.bytes[1],
			      PC5_A_ROUTE_PAD))
		return -EMSGSIZE;
	if (route->out &&
	    (nla_put_u32(skb, PC5_A_ROUTE_PEER_IFINDEX,
			 route->out->dev->ifindex) ||
	     nla_put_string(skb, PC5_A_ROUTE_PEER_IFNAME,
			    route->out->dev->name)))
		return -EMSGSIZE;
	if (route->channel &&
	    nla_put_u8(skb, PC5_A_ROUTE_CHANNEL, route->channel))
		return -EMSGSIZE;
	/* An index means something only in the hop's own namespace. */
	if (addr && net_eq(dev_net(in), dev_net(addr->link->dev)) &&
	    nla_put_u32(skb, PC5_A_ROUTE_LINK, addr->link->dev->ifindex))
		return -EMSGSIZE;
	return 0;
}

/**
 * pc5_nl_route_event - tell of a route
 * @route: the route, the first of its pair
 * @event: what happened
 *
 * Context: RTNL.
 */
void pc5_nl_route_event(const struct pc5_route *route, enum pc5_event event)
{
	const struct net_device *dev = route->link->dev;
	struct sk_buff *msg;
	void *hdr;
	int err;

	pc5_nl_changed();
	if (!pc5_nl_listened(dev, PC5_NLGRP_LINKS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_ROUTE_NTF);
	err = hdr ? pc5_route_fill(msg, route) : -EMSGSIZE;
	if (!err)
		err = nla_put_u32(msg, PC5_A_ROUTE_EVENT, event);
	pc5_nl_notify(dev, msg, hdr, err, PC5_NLGRP_LINKS);
}

/* One of the two identities of a request. */
static int pc5_nl_ue_id(struct genl_info *info, int attr, u8 *id)
{
	if (!info->attrs[attr]) {
		pc5_nl_missing(info, attr, "A UE ID is missing");
		return -EINVAL;
	}
	*id = nla_get_u8(info->attrs[attr]);
	return 0;
}

/**
 * pc5_nl_route - the route a request names
 * @info: the request
 * @hop: attribute with the interface index of the link PDUs come in on
 * @src: attribute with the local identity of the UE that sends them
 * @dst: attribute with that of the UE they are for
 *
 * Context: RTNL.
 * Return: the route or an error pointer.
 */
struct pc5_route *pc5_nl_route(struct genl_info *info, int hop, int src,
			       int dst)
{
	struct pc5_link *link = pc5_nl_link(info, hop);
	struct pc5_route *route;
	u8 from, to;
	int err;

	if (IS_ERR(link))
		return ERR_CAST(link);
	err = pc5_nl_ue_id(info, src, &from);
	if (!err)
		err = pc5_nl_ue_id(info, dst, &to);
	if (err)
		return ERR_PTR(err);
	route = pc5_route_find(link, from, to);
	if (route)
		return route;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[src],
			    "No route of these UE IDs on that link");
	return ERR_PTR(-ENOENT);
}

static int pc5_route_new(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct pc5_route_conf conf = {};
	int err;

	err = pc5_nl_ue_id(info, PC5_A_ROUTE_UE_ID, &conf.ue_id);
	if (!err)
		err = pc5_nl_ue_id(info, PC5_A_ROUTE_PEER_UE_ID,
				   &conf.peer_ue_id);
	if (err)
		return err;
	conf.link = pc5_nl_link(info, PC5_A_ROUTE_IFINDEX);
	if (IS_ERR(conf.link))
		return PTR_ERR(conf.link);
	if (attrs[PC5_A_ROUTE_PEER_IFINDEX]) {
		conf.peer = pc5_nl_link(info, PC5_A_ROUTE_PEER_IFINDEX);
		if (IS_ERR(conf.peer))
			return PTR_ERR(conf.peer);
	}
	if (attrs[PC5_A_ROUTE_CHANNEL])
		conf.channel = nla_get_u8(attrs[PC5_A_ROUTE_CHANNEL]);
	err = pc5_route_add(&conf, info->extack);
	if (err && info->extack->_msg)
		NL_SET_BAD_ATTR(info->extack, attrs[PC5_A_ROUTE_UE_ID]);
	return err;
}

/**
 * pc5_nl_route_new_doit - make a route
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_route_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = pc5_route_new(info);
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_route_del_doit - remove a route
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_route_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_route *route;

	rtnl_lock();
	route = pc5_nl_route(info, PC5_A_ROUTE_IFINDEX, PC5_A_ROUTE_UE_ID,
			     PC5_A_ROUTE_PEER_UE_ID);
	if (!IS_ERR(route))
		pc5_route_del(route);
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(route);
}

/**
 * pc5_nl_route_get_doit - show a route
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_route_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_route *route;
	struct sk_buff *msg;
	void *hdr;
	int err;

	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_ROUTE_GET);
	rtnl_lock();
	route = pc5_nl_route(info, PC5_A_ROUTE_IFINDEX, PC5_A_ROUTE_UE_ID,
			     PC5_A_ROUTE_PEER_UE_ID);
	err = IS_ERR(route) ? PTR_ERR(route) : pc5_route_fill(msg, route);
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/* The routes of one link from number cb->args[1] on; false if it is full. */
static bool pc5_route_dump_link(struct sk_buff *skb,
				struct netlink_callback *cb,
				struct pc5_link *link)
{
	const struct pc5_route *route;
	long n = 0;

	list_for_each_entry(route, &link->routes, on_link) {
		void *hdr;

		if (!route->first || n++ < cb->args[1])
			continue;
		hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, NLM_F_MULTI,
				   PC5_CMD_ROUTE_GET);
		if (!hdr)
			return false;
		genl_dump_check_consistent(cb, hdr);
		if (pc5_route_fill(skb, route)) {
			genlmsg_cancel(skb, hdr);
			return false;
		}
		genlmsg_end(skb, hdr);
		cb->args[1] = n;
	}
	return true;
}

/**
 * pc5_nl_route_get_dumpit - show all routes
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_net *pn = pc5_net(sock_net(skb->sk));
	unsigned long index = cb->args[0];
	struct pc5_link *link;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	xa_for_each_start(&pn->links, index, link, cb->args[0]) {
		if (index != cb->args[0]) {
			cb->args[0] = index;
			cb->args[1] = 0;
		}
		if (!pc5_route_dump_link(skb, cb, link))
			goto out;
	}
	cb->args[0] = INT_MAX;
out:
	rtnl_unlock();
	return skb->len;
}
