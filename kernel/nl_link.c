// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: links. */

#include <net/ipv6.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "ue.h"

static int pc5_link_fill_endpoint(struct sk_buff *skb,
				  const struct pc5_endpoint *ep)
{
	if (ep->family == AF_INET ?
	    nla_put_in_addr(skb, PC5_A_LINK_REMOTE4, ep->addr.s6_addr32[0]) :
	    nla_put_in6_addr(skb, PC5_A_LINK_REMOTE6, &ep->addr))
		return -EMSGSIZE;
	return nla_put_u16(skb, PC5_A_LINK_REMOTE_PORT, ntohs(ep->port));
}

/* The way through a relay. RCU read side. */
static int pc5_link_fill_path(struct sk_buff *skb, const struct pc5_link *link,
			      const struct pc5_addr *addr)
{
	const struct pc5_route *route = addr ? rcu_dereference(addr->route) :
					       NULL;

	if (!route)
		return 0;
	/* An index means something only in the hop's own namespace. */
	if (net_eq(dev_net(route->link->dev), dev_net(link->dev)) &&
	    nla_put_u32(skb, PC5_A_LINK_HOP, route->link->dev->ifindex))
		return -EMSGSIZE;
	if (nla_put_string(skb, PC5_A_LINK_HOP_NAME, route->link->dev->name))
		return -EMSGSIZE;
	return nla_put_u8(skb, PC5_A_LINK_LOCAL_UE_ID, route->key.dst) ?:
	       nla_put_u8(skb, PC5_A_LINK_PEER_UE_ID, route->key.src);
}

/* Under RTNL or RCU. */
static int pc5_link_fill(struct sk_buff *skb, struct pc5_link *link)
{
	const struct net_device *ue = link->ue->dev;
	const struct pc5_endpoint *ep;
	const struct pc5_addr *addr;
	int err = -EMSGSIZE;

	rcu_read_lock();
	addr = rcu_dereference(link->addr[READ_ONCE(link->ids)]);
	ep = rcu_dereference(link->endpoint);
	if (nla_put_u32(skb, PC5_A_LINK_IFINDEX, link->dev->ifindex) ||
	    nla_put_string(skb, PC5_A_LINK_IFNAME, link->dev->name) ||
	    nla_put_string(skb, PC5_A_LINK_UE_NAME, ue->name) ||
	    nla_put_u32(skb, PC5_A_LINK_SDU_TYPE, link->sdu_type) ||
	    nla_put_u32(skb, PC5_A_LINK_INTEGRITY,
			READ_ONCE(link->policy_int)) ||
	    nla_put_u32(skb, PC5_A_LINK_CIPHERING,
			READ_ONCE(link->policy_enc)) ||
	    nla_put_u32(skb, PC5_A_LINK_GRACE, READ_ONCE(link->grace)) ||
	    nla_put_u32(skb, PC5_A_LINK_MTU, READ_ONCE(link->dev->mtu)))
		goto out;
	if (addr &&
	    (nla_put_u32(skb, PC5_A_LINK_LOCAL_L2ID, addr->local) ||
	     nla_put_u32(skb, PC5_A_LINK_PEER_L2ID, addr->peer)))
		goto out;
	/* An index means something only in the UE's own namespace. */
	if (net_eq(dev_net(ue), dev_net(link->dev)) &&
	    nla_put_u32(skb, PC5_A_LINK_UE, ue->ifindex))
		goto out;
	if ((ep && pc5_link_fill_endpoint(skb, ep)) ||
	    pc5_link_fill_path(skb, link, addr))
		goto out;
	if ((link->signalling && nla_put_flag(skb, PC5_A_LINK_SIGNALLING)) ||
	    (!READ_ONCE(link->open) && nla_put_flag(skb, PC5_A_LINK_CLOSED)))
		goto out;
	err = 0;
out:
	rcu_read_unlock();
	return err;
}

/**
 * pc5_nl_link_event - tell of a link
 * @link: the link
 * @event: what happened
 *
 * Context: any but hard interrupts.
 */
void pc5_nl_link_event(struct pc5_link *link, enum pc5_event event)
{
	struct sk_buff *msg;
	void *hdr;
	int err;

	pc5_nl_changed();
	if (!pc5_nl_listened(link->dev, PC5_NLGRP_LINKS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_LINK_NTF);
	err = hdr ? pc5_link_fill(msg, link) : -EMSGSIZE;
	if (!err)
		err = nla_put_u32(msg, PC5_A_LINK_EVENT, event);
	pc5_nl_notify(link->dev, msg, hdr, err, PC5_NLGRP_LINKS);
}

/* The way through a relay that a request names, NULL if none; RTNL. */
static struct pc5_route *pc5_link_route(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (!attrs[PC5_A_LINK_HOP] && !attrs[PC5_A_LINK_LOCAL_UE_ID] &&
	    !attrs[PC5_A_LINK_PEER_UE_ID])
		return NULL;
	return pc5_nl_route(info, PC5_A_LINK_HOP, PC5_A_LINK_PEER_UE_ID,
			    PC5_A_LINK_LOCAL_UE_ID);
}

/* The peer's UDP address in a request; family 0 if there is none. */
static int pc5_link_endpoint(struct genl_info *info,
			     const struct pc5_port *port,
			     const struct pc5_endpoint *old,
			     struct pc5_endpoint *ep)
{
	struct nlattr *a4 = info->attrs[PC5_A_LINK_REMOTE4];
	struct nlattr *a6 = info->attrs[PC5_A_LINK_REMOTE6];
	struct nlattr *aport = info->attrs[PC5_A_LINK_REMOTE_PORT];
	struct nlattr *any = a4 ?: a6 ?: aport;

	memset(ep, 0, sizeof(*ep));
	if (!any)
		return 0;
	if (port->key.underlay != PC5_UNDERLAY_UDP) {
		NL_SET_ERR_MSG_ATTR(info->extack, any,
				    "Only a UDP underlay has remote addresses");
		return -EINVAL;
	}
	if (a4 && a6) {
		NL_SET_ERR_MSG_ATTR(info->extack, a6,
				    "A peer has one remote address");
		return -EINVAL;
	}
	if ((a4 && port->key.family != AF_INET) ||
	    (a6 && port->key.family != AF_INET6)) {
		NL_SET_ERR_MSG_ATTR(info->extack, any,
				    "The remote address is not of the UE's address family");
		return -EINVAL;
	}
	if (!old && !a4 && !a6) {
		NL_SET_ERR_MSG_ATTR(info->extack, aport,
				    "A remote port needs a remote address");
		return -EINVAL;
	}
	if (old)
		*ep = *old;
	else
		ep->port = htons(PC5_UDP_PORT);
	ep->family = port->key.family;
	if (a4)
		ep->addr.s6_addr32[0] = nla_get_in_addr(a4);
	if (a6)
		ep->addr = nla_get_in6_addr(a6);
	if (aport)
		ep->port = htons(nla_get_u16(aport));
	return 0;
}

/**
 * pc5_nl_link_new_doit - make a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	char name[IFNAMSIZ] = "pc5link%d";
	struct pc5_link_conf conf = {
		.name = name,
		.policy_int = PC5_POLICY_REQUIRED,
		.policy_enc = PC5_POLICY_REQUIRED,
		.grace = PC5_GRACE_DEFAULT,
	};
	struct pc5_link *link;
	int err;

	err = pc5_nl_name(info, PC5_A_LINK_IFNAME, name);
	if (err)
		return err;
	if (!attrs[PC5_A_LINK_PEER_L2ID]) {
		pc5_nl_missing(info, PC5_A_LINK_PEER_L2ID,
			       "The peer's Layer-2 ID is missing");
		return -EINVAL;
	}
	conf.peer = nla_get_u32(attrs[PC5_A_LINK_PEER_L2ID]);
	if (attrs[PC5_A_LINK_SDU_TYPE])
		conf.sdu_type = nla_get_u32(attrs[PC5_A_LINK_SDU_TYPE]);
	if (conf.sdu_type != PC5_SDU_TYPE_IP &&
	    conf.sdu_type != PC5_SDU_TYPE_ETHERNET) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_LINK_SDU_TYPE],
				    "Links carry IP or Ethernet");
		return -EINVAL;
	}
	if (attrs[PC5_A_LINK_INTEGRITY])
		conf.policy_int = nla_get_u32(attrs[PC5_A_LINK_INTEGRITY]);
	if (attrs[PC5_A_LINK_CIPHERING])
		conf.policy_enc = nla_get_u32(attrs[PC5_A_LINK_CIPHERING]);
	conf.signalling = attrs[PC5_A_LINK_SIGNALLING];
	if (conf.signalling &&
	    (attrs[PC5_A_LINK_INTEGRITY] || attrs[PC5_A_LINK_CIPHERING]) &&
	    (conf.policy_int != PC5_POLICY_NOT_NEEDED ||
	     conf.policy_enc != PC5_POLICY_NOT_NEEDED)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_LINK_SIGNALLING],
				    "With signalling the protection of the user plane is agreed later, unless there is none at all");
		return -EINVAL;
	}
	if (attrs[PC5_A_LINK_GRACE])
		conf.grace = nla_get_u32(attrs[PC5_A_LINK_GRACE]);

	rtnl_lock();
	conf.ue = pc5_nl_ue(info, PC5_A_LINK_UE);
	if (IS_ERR(conf.ue)) {
		err = PTR_ERR(conf.ue);
		goto out;
	}
	conf.local = rtnl_dereference(conf.ue->addr)->local;
	if (attrs[PC5_A_LINK_LOCAL_L2ID])
		conf.local = nla_get_u32(attrs[PC5_A_LINK_LOCAL_L2ID]);
	err = pc5_link_endpoint(info, conf.ue->port, NULL, &conf.endpoint);
	if (err)
		goto out;
	conf.route = pc5_link_route(info);
	if (IS_ERR(conf.route)) {
		err = PTR_ERR(conf.route);
		goto out;
	}
	if (conf.route && conf.endpoint.family) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_LINK_HOP],
				    "A link through a relay has no remote address of its own");
		err = -EINVAL;
		goto out;
	}
	link = pc5_link_new(genl_info_net(info), &conf, info->extack);
	if (IS_ERR(link)) {
		err = PTR_ERR(link);
		if (err == -EEXIST)
			pc5_nl_blame(info, info->extack->_msg ?
				     attrs[PC5_A_LINK_PEER_L2ID] :
				     attrs[PC5_A_LINK_IFNAME],
				     "A device of this name exists");
	}
out:
	rtnl_unlock();
	return err;
}

static int pc5_link_change(struct pc5_link *link, struct genl_info *info)
{
	const struct pc5_addr *addr = pc5_link_addr(link);
	struct nlattr **attrs = info->attrs;
	u32 local = addr->local, peer = addr->peer;
	struct pc5_endpoint ep, old = {};
	const struct pc5_endpoint *now;
	int err;

	/* The peer may roam while this is done: work on a copy. */
	rcu_read_lock();
	now = rcu_dereference(link->endpoint);
	if (now)
		old = *now;
	rcu_read_unlock();
	err = pc5_link_endpoint(info, link->port, now ? &old : NULL, &ep);
	if (err)
		return err;
	if (ep.family && link->relayed) {
		NL_SET_ERR_MSG(info->extack, "A link through a relay has no remote address");
		return -EINVAL;
	}
	if (attrs[PC5_A_LINK_LOCAL_L2ID])
		local = nla_get_u32(attrs[PC5_A_LINK_LOCAL_L2ID]);
	if (attrs[PC5_A_LINK_PEER_L2ID])
		peer = nla_get_u32(attrs[PC5_A_LINK_PEER_L2ID]);
	err = pc5_link_set_addr(link, local, peer, info->extack);
	if (err) {
		NL_SET_BAD_ATTR(info->extack, attrs[PC5_A_LINK_PEER_L2ID] ?:
				attrs[PC5_A_LINK_LOCAL_L2ID]);
		return err;
	}
	if (ep.family) {
		err = pc5_link_set_endpoint(link, &ep, GFP_KERNEL);
		if (err)
			return err;
	}
	if (attrs[PC5_A_LINK_GRACE])
		WRITE_ONCE(link->grace, nla_get_u32(attrs[PC5_A_LINK_GRACE]));
	pc5_nl_link_event(link, PC5_EVENT_CHANGED);
	return 0;
}

/**
 * pc5_nl_link_set_doit - change a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	int err;

	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_LINK_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) : pc5_link_change(link, info);
	rtnl_unlock();
	return err;
}

/* What was agreed for one service: on or off. */
static int pc5_link_agreed(struct genl_info *info, int attr, bool *on)
{
	struct nlattr *nla = info->attrs[attr];

	if (!nla) {
		pc5_nl_missing(info, attr,
			       "What was agreed for integrity and ciphering is missing");
		return -EINVAL;
	}
	if (nla_get_u32(nla) == PC5_POLICY_PREFERRED) {
		NL_SET_ERR_MSG_ATTR(info->extack, nla,
				    "What was agreed is required or not needed");
		return -EINVAL;
	}
	*on = nla_get_u32(nla) == PC5_POLICY_REQUIRED;
	return 0;
}

/**
 * pc5_nl_link_agree_doit - open the user plane of a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_agree_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	bool integ, enc;
	int err;

	err = pc5_link_agreed(info, PC5_A_LINK_INTEGRITY, &integ);
	if (!err)
		err = pc5_link_agreed(info, PC5_A_LINK_CIPHERING, &enc);
	if (err)
		return err;
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_LINK_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) :
	      pc5_link_agree(link, integ, enc, info->extack);
	if (!err)
		pc5_nl_link_event(link, PC5_EVENT_CHANGED);
	rtnl_unlock();
	return err;
}

/* The new identifiers of a request. */
static int pc5_link_new_ids(struct genl_info *info, struct pc5_ids *ids)
{
	struct nlattr **attrs = info->attrs;

	if (!attrs[PC5_A_LINK_LOCAL_L2ID] || !attrs[PC5_A_LINK_PEER_L2ID]) {
		pc5_nl_missing(info, attrs[PC5_A_LINK_LOCAL_L2ID] ?
			       PC5_A_LINK_PEER_L2ID : PC5_A_LINK_LOCAL_L2ID,
			       "A new Layer-2 ID is missing");
		return -EINVAL;
	}
	if (!attrs[PC5_A_LINK_ID] != !attrs[PC5_A_LINK_NEW_ID]) {
		pc5_nl_missing(info, attrs[PC5_A_LINK_ID] ?
			       PC5_A_LINK_NEW_ID : PC5_A_LINK_ID,
			       "Old and new K_NRP-sess ID go together");
		return -EINVAL;
	}
	ids->local = nla_get_u32(attrs[PC5_A_LINK_LOCAL_L2ID]);
	ids->peer = nla_get_u32(attrs[PC5_A_LINK_PEER_L2ID]);
	if (attrs[PC5_A_LINK_ID]) {
		ids->id = nla_get_u16(attrs[PC5_A_LINK_ID]);
		ids->new_id = nla_get_u16(attrs[PC5_A_LINK_NEW_ID]);
	}
	return 0;
}

static int pc5_link_step(struct pc5_link *link, struct genl_info *info)
{
	struct pc5_ids ids = {};
	int err;

	ids.route = pc5_link_route(info);
	if (IS_ERR(ids.route))
		return PTR_ERR(ids.route);
	switch (nla_get_u32(info->attrs[PC5_A_LINK_STEP])) {
	case PC5_IDS_STEP_ACCEPT:
		err = pc5_link_new_ids(info, &ids);
		return err ?: pc5_ids_accept(link, &ids, info->extack);
	case PC5_IDS_STEP_SWITCH:
		return pc5_ids_switch(link, info->extack);
	default:
		pc5_ids_finish(link);
		return 0;
	}
}

/**
 * pc5_nl_link_ids_doit - a step in changing the identifiers of a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_ids_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	int err;

	if (!info->attrs[PC5_A_LINK_STEP]) {
		pc5_nl_missing(info, PC5_A_LINK_STEP, "The step is missing");
		return -EINVAL;
	}
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_LINK_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) : pc5_link_step(link, info);
	if (!err)
		pc5_nl_link_event(link, PC5_EVENT_CHANGED);
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_link_del_doit - remove a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	LIST_HEAD(head);

	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_LINK_IFINDEX);
	if (!IS_ERR(link)) {
		pc5_link_delete(link, &head);
		unregister_netdevice_many(&head);
	}
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(link);
}

/**
 * pc5_nl_link_get_doit - show a link
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_link_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	struct sk_buff *msg;
	void *hdr;
	int err;

	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_LINK_GET);
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_LINK_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) : pc5_link_fill(msg, link);
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/**
 * pc5_nl_link_get_dumpit - show all links
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_link_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_net *pn = pc5_net(sock_net(skb->sk));
	unsigned long index = cb->args[0];
	struct pc5_link *link;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	xa_for_each_start(&pn->links, index, link, cb->args[0]) {
		void *hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
					 cb->nlh->nlmsg_seq, NLM_F_MULTI,
					 PC5_CMD_LINK_GET);

		if (!hdr)
			break;
		genl_dump_check_consistent(cb, hdr);
		if (pc5_link_fill(skb, link)) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
		cb->args[0] = index + 1;
	}
	rtnl_unlock();
	return skb->len;
}
