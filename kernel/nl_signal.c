// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: agents and PC5-S. */

#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "signal.h"
#include "ue.h"

static int pc5_signal_fill(struct sk_buff *msg, const struct pc5_ue *ue,
			   const struct pc5_link *link, u8 lcid,
			   enum pc5_protection protection,
			   const struct pc5_signal_from *from, u16 key_id)
{
	const struct pc5_endpoint *ep = &from->endpoint;

	if (nla_put_u32(msg, PC5_A_SIGNAL_IFINDEX, ue->dev->ifindex) ||
	    nla_put_u8(msg, PC5_A_SIGNAL_LCID, lcid) ||
	    nla_put_u32(msg, PC5_A_SIGNAL_CAST, from->cast) ||
	    nla_put_u32(msg, PC5_A_SIGNAL_PROTECTION, protection))
		return -EMSGSIZE;
	if (from->src &&
	    (nla_put_u32(msg, PC5_A_SIGNAL_SRC, from->src) ||
	     nla_put_u32(msg, PC5_A_SIGNAL_DST, from->dst)))
		return -EMSGSIZE;
	if (link &&
	    nla_put_u32(msg, PC5_A_SIGNAL_LINK, link->dev->ifindex))
		return -EMSGSIZE;
	if (key_id && nla_put_u16(msg, PC5_A_SIGNAL_ID, key_id))
		return -EMSGSIZE;
	if (from->route &&
	    (nla_put_u32(msg, PC5_A_SIGNAL_HOP,
			 from->route->link->dev->ifindex) ||
	     nla_put_u8(msg, PC5_A_SIGNAL_SRC_UE_ID, from->route->key.src) ||
	     nla_put_u8(msg, PC5_A_SIGNAL_DST_UE_ID, from->route->key.dst)))
		return -EMSGSIZE;
	if (ep->family == AF_INET &&
	    nla_put_in_addr(msg, PC5_A_SIGNAL_REMOTE4, ep->addr.s6_addr32[0]))
		return -EMSGSIZE;
	if (ep->family == AF_INET6 &&
	    nla_put_in6_addr(msg, PC5_A_SIGNAL_REMOTE6, &ep->addr))
		return -EMSGSIZE;
	if (ep->family &&
	    nla_put_u16(msg, PC5_A_SIGNAL_REMOTE_PORT, ntohs(ep->port)))
		return -EMSGSIZE;
	return 0;
}

/**
 * pc5_nl_signal_rx - hand a message to the agent of a UE
 * @ue: the UE
 * @link: the link it came on, NULL if there is none
 * @skb: the message; stays the caller's
 * @lcid: bearer it came on
 * @protection: what is known of it
 * @from: how it came
 * @key_id: K_NRP-sess ID it is under, 0 if none
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_nl_signal_rx(struct pc5_ue *ue, const struct pc5_link *link,
		      const struct sk_buff *skb, u8 lcid,
		      enum pc5_protection protection,
		      const struct pc5_signal_from *from, u16 key_id)
{
	struct sk_buff *msg;
	struct nlattr *data;
	void *hdr;

	msg = genlmsg_new(NLMSG_GOODSIZE + skb->len, GFP_ATOMIC);
	if (!msg) {
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_MEMORY, 1);
		return;
	}
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_SIGNAL_RX);
	if (!hdr || pc5_signal_fill(msg, ue, link, lcid, protection, from,
				    key_id))
		goto err_free;
	data = nla_reserve(msg, PC5_A_SIGNAL_DATA, skb->len);
	if (!data || skb_copy_bits(skb, 0, nla_data(data), skb->len))
		goto err_free;
	genlmsg_end(msg, hdr);
	if (genlmsg_unicast(dev_net(ue->dev), msg, READ_ONCE(ue->agent)))
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_AGENT_BUSY, 1);
	return;

err_free:
	nlmsg_free(msg);
	pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_MEMORY, 1);
}

/* The Layer-2 IDs of a request: one attribute each. */
static struct pc5_listen *pc5_signal_ids(struct genl_info *info)
{
	struct pc5_listen *listen;
	unsigned int n = 0;
	struct nlattr *nla;
	int rem;

	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem)
		n += nla_type(nla) == PC5_A_SIGNAL_LISTEN;
	if (n > PC5_LISTEN_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[PC5_A_SIGNAL_LISTEN],
				    "Too many Layer-2 IDs");
		return ERR_PTR(-E2BIG);
	}
	listen = kzalloc(struct_size(listen, l2id, n), GFP_KERNEL);
	if (!listen)
		return ERR_PTR(-ENOMEM);
	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(nla) == PC5_A_SIGNAL_LISTEN)
			listen->l2id[listen->n++] = nla_get_u32(nla);
	return listen;
}

/**
 * pc5_nl_agent_register_doit - become the agent of a UE, or hear on other IDs
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_agent_register_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_listen *listen = pc5_signal_ids(info);
	struct pc5_ue *ue;
	int err = 0;

	if (IS_ERR(listen))
		return PTR_ERR(listen);
	rtnl_lock();
	ue = pc5_nl_ue(info, PC5_A_SIGNAL_IFINDEX);
	if (IS_ERR(ue)) {
		err = PTR_ERR(ue);
	} else if (ue->agent && ue->agent != info->snd_portid) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[PC5_A_SIGNAL_IFINDEX],
				    "The UE has an agent");
		err = -EBUSY;
	} else {
		pc5_signal_listen(ue, listen);
		listen = NULL;
		WRITE_ONCE(ue->agent, info->snd_portid);
	}
	rtnl_unlock();
	kfree(listen);
	return err;
}

/* Where a message on SL-SRB0 is to go. */
static int pc5_signal_to(struct genl_info *info, const struct pc5_ue *ue,
			 struct pc5_signal_from *to)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *a4 = attrs[PC5_A_SIGNAL_REMOTE4];
	struct nlattr *a6 = attrs[PC5_A_SIGNAL_REMOTE6];
	struct nlattr *aport = attrs[PC5_A_SIGNAL_REMOTE_PORT];
	struct pc5_endpoint *ep = &to->endpoint;
	u16 family = ue->port->key.underlay == PC5_UNDERLAY_UDP ?
		     ue->port->key.family : 0;

	if (attrs[PC5_A_SIGNAL_HOP] || attrs[PC5_A_SIGNAL_SRC_UE_ID] ||
	    attrs[PC5_A_SIGNAL_DST_UE_ID]) {
		to->route = pc5_nl_route(info, PC5_A_SIGNAL_HOP,
					 PC5_A_SIGNAL_DST_UE_ID,
					 PC5_A_SIGNAL_SRC_UE_ID);
		if (IS_ERR(to->route))
			return PTR_ERR(to->route);
		if (!to->route->out && to->route->link->ue == ue &&
		    to->lcid == PC5_LCID_SRB0)
			return 0;
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_SIGNAL_HOP],
				    "Only SL-SRB0 goes by a route, and only by one of this UE");
		return -EINVAL;
	}
	if (!attrs[PC5_A_SIGNAL_DST]) {
		pc5_nl_missing(info, PC5_A_SIGNAL_DST,
			       "The destination Layer-2 ID is missing");
		return -EINVAL;
	}
	to->dst = nla_get_u32(attrs[PC5_A_SIGNAL_DST]);
	to->src = attrs[PC5_A_SIGNAL_SRC] ?
		  nla_get_u32(attrs[PC5_A_SIGNAL_SRC]) :
		  rtnl_dereference(ue->addr)->local;
	to->cast = attrs[PC5_A_SIGNAL_CAST] ?
		   nla_get_u32(attrs[PC5_A_SIGNAL_CAST]) : PC5_CAST_UNICAST;

	if ((a4 && family != AF_INET) || (a6 && family != AF_INET6) ||
	    (aport && !family)) {
		NL_SET_ERR_MSG_ATTR(info->extack, a4 ?: a6 ?: aport,
				    "The UE's underlay has no such addresses");
		return -EINVAL;
	}
	if (family && !a4 && !a6) {
		pc5_nl_missing(info, family == AF_INET ? PC5_A_SIGNAL_REMOTE4 :
			       PC5_A_SIGNAL_REMOTE6,
			       "The address of the peer is missing");
		return -EINVAL;
	}
	ep->family = family;
	ep->port = htons(aport ? nla_get_u16(aport) : PC5_UDP_PORT);
	if (a4)
		ep->addr.s6_addr32[0] = nla_get_in_addr(a4);
	if (a6)
		ep->addr = nla_get_in6_addr(a6);
	return 0;
}

/* Which identifiers of a link a message is to go under, if it matters. */
static int pc5_signal_which(const struct pc5_link *link, struct genl_info *info,
			    u8 *ids)
{
	struct nlattr *src = info->attrs[PC5_A_SIGNAL_SRC];
	struct nlattr *dst = info->attrs[PC5_A_SIGNAL_DST];
	u8 i;

	*ids = link->ids;
	if (!src || !dst)
		return 0;
	for (i = 0; i < PC5_N_IDS; i++) {
		const struct pc5_addr *addr = rtnl_dereference(link->addr[i]);

		*ids = i;
		if (addr && addr->local == nla_get_u32(src) &&
		    addr->peer == nla_get_u32(dst))
			return 0;
	}
	NL_SET_ERR_MSG_ATTR(info->extack, src,
			    "These are not the Layer-2 IDs of the link");
	return -EADDRNOTAVAIL;
}

static int pc5_signal_send(struct genl_info *info, u8 lcid)
{
	struct nlattr *data = info->attrs[PC5_A_SIGNAL_DATA];
	struct nlattr *id = info->attrs[PC5_A_SIGNAL_ID];
	struct pc5_signal_from to = { .lcid = lcid };
	struct pc5_link *link;
	struct pc5_ue *ue;
	u8 ids;
	int err;

	if (lcid == PC5_LCID_SRB0 || lcid == PC5_LCID_SRB4) {
		ue = pc5_nl_ue(info, PC5_A_SIGNAL_IFINDEX);
		if (IS_ERR(ue))
			return PTR_ERR(ue);
		err = pc5_signal_to(info, ue, &to);
		return err ?: pc5_signal_tx0(ue, &to, nla_data(data),
					     nla_len(data), info->extack);
	}
	link = pc5_nl_link(info, PC5_A_SIGNAL_LINK);
	if (IS_ERR(link))
		return PTR_ERR(link);
	if (!link->signalling) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[PC5_A_SIGNAL_LINK],
				    "The link is without signalling");
		return -EINVAL;
	}
	err = pc5_signal_which(link, info, &ids);
	return err ?: pc5_signal_tx(link, lcid, id ? nla_get_u16(id) : 0, ids,
				    nla_data(data), nla_len(data),
				    info->extack);
}

/**
 * pc5_nl_signal_tx_doit - send a message
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_signal_tx_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *data = info->attrs[PC5_A_SIGNAL_DATA];
	int err;
	u8 lcid;

	if (!info->attrs[PC5_A_SIGNAL_LCID]) {
		pc5_nl_missing(info, PC5_A_SIGNAL_LCID, "The LCID is missing");
		return -EINVAL;
	}
	if (!data) {
		pc5_nl_missing(info, PC5_A_SIGNAL_DATA,
			       "The message is missing");
		return -EINVAL;
	}
	if (nla_len(data) > PC5_SIGNAL_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, data,
				    "A message has at most 9000 octets");
		return -EINVAL;
	}
	lcid = nla_get_u8(info->attrs[PC5_A_SIGNAL_LCID]);
	if (lcid > PC5_LCID_SRB3 && lcid != PC5_LCID_SRB4) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[PC5_A_SIGNAL_LCID],
				    "The LCID is none of a SL-SRB");
		return -EINVAL;
	}
	rtnl_lock();
	err = pc5_signal_send(info, lcid);
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_signal_verify_doit - verify a DSM Command
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_signal_verify_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *data = info->attrs[PC5_A_SIGNAL_DATA];
	struct pc5_link *link;
	int err;

	if (!data) {
		pc5_nl_missing(info, PC5_A_SIGNAL_DATA, "The PDU is missing");
		return -EINVAL;
	}
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_SIGNAL_LINK);
	err = IS_ERR(link) ? PTR_ERR(link) :
	      pc5_signal_verify(link, nla_data(data), nla_len(data),
				info->extack);
	if (err && !IS_ERR(link))
		NL_SET_BAD_ATTR(info->extack, data);
	rtnl_unlock();
	return err;
}

/* A socket was closed: it is nobody's agent any more. */
static int pc5_signal_notify(struct notifier_block *nb, unsigned long event,
			     void *data)
{
	const struct netlink_notify *n = data;
	unsigned long index;
	struct pc5_ue *ue;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	rcu_read_lock();
	xa_for_each(&pc5_net(n->net)->ues, index, ue)
		if (READ_ONCE(ue->agent) == n->portid)
			cmpxchg(&ue->agent, n->portid, 0);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block pc5_signal_notifier = {
	.notifier_call = pc5_signal_notify,
};

/**
 * pc5_nl_signal_init - watch for agents that go
 *
 * Return: 0 or a negative error.
 */
int __init pc5_nl_signal_init(void)
{
	return netlink_register_notifier(&pc5_signal_notifier);
}

/**
 * pc5_nl_signal_exit - no longer watch
 */
void pc5_nl_signal_exit(void)
{
	netlink_unregister_notifier(&pc5_signal_notifier);
}
