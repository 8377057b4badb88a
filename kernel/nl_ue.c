// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: UEs. */

#include <linux/etherdevice.h>
#include <net/ipv6.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "netlink.h"
#include "ue.h"

static int pc5_ue_fill(struct sk_buff *skb, struct pc5_ue *ue)
{
	const struct pc5_port_key *key = &ue->port->key;
	const struct pc5_addr *addr;
	u32 agent = READ_ONCE(ue->agent);
	int err = 0;

	rcu_read_lock();
	addr = rcu_dereference(ue->addr);
	if (nla_put_u32(skb, PC5_A_UE_IFINDEX, ue->dev->ifindex) ||
	    nla_put_string(skb, PC5_A_UE_IFNAME, ue->dev->name) ||
	    nla_put_u32(skb, PC5_A_UE_L2ID, addr->local) ||
	    nla_put_u32(skb, PC5_A_UE_UNDERLAY, key->underlay) ||
	    nla_put_u32(skb, PC5_A_UE_LINKS, ue->n_links) ||
	    (agent && nla_put_u32(skb, PC5_A_UE_AGENT, agent)))
		err = -EMSGSIZE;
	rcu_read_unlock();
	if (err)
		return err;

	if (key->underlay == PC5_UNDERLAY_ETHERNET) {
		if (nla_put_u32(skb, PC5_A_UE_LOWER, key->lower->ifindex) ||
		    nla_put_u16(skb, PC5_A_UE_ETHERTYPE, key->ethertype))
			return -EMSGSIZE;
		return 0;
	}
	if (key->family == AF_INET ?
	    nla_put_in_addr(skb, PC5_A_UE_LOCAL4, key->local.s6_addr32[0]) :
	    nla_put_in6_addr(skb, PC5_A_UE_LOCAL6, &key->local))
		return -EMSGSIZE;
	return nla_put_u16(skb, PC5_A_UE_PORT, key->udp_port);
}

/**
 * pc5_nl_ue_event - tell of a UE
 * @ue: the UE
 * @event: what happened
 *
 * Context: RTNL.
 */
void pc5_nl_ue_event(struct pc5_ue *ue, enum pc5_event event)
{
	struct sk_buff *msg;
	void *hdr;
	int err;

	pc5_nl_changed();
	if (!pc5_nl_listened(ue->dev, PC5_NLGRP_LINKS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_UE_NTF);
	err = hdr ? pc5_ue_fill(msg, ue) : -EMSGSIZE;
	if (!err)
		err = nla_put_u32(msg, PC5_A_UE_EVENT, event);
	pc5_nl_notify(ue->dev, msg, hdr, err, PC5_NLGRP_LINKS);
}

static int pc5_ue_key_ether(struct genl_info *info, struct pc5_port_key *key)
{
	struct nlattr **attrs = info->attrs;

	struct nlattr *udp = attrs[PC5_A_UE_LOCAL4] ?:
			     attrs[PC5_A_UE_LOCAL6] ?: attrs[PC5_A_UE_PORT];

	if (udp) {
		NL_SET_ERR_MSG_ATTR(info->extack, udp,
				    "An Ethernet underlay has no IP address and port");
		return -EINVAL;
	}
	if (!attrs[PC5_A_UE_LOWER]) {
		pc5_nl_missing(info, PC5_A_UE_LOWER,
			       "An Ethernet underlay needs a device below");
		return -EINVAL;
	}
	key->ethertype = PC5_ETHERTYPE;
	if (attrs[PC5_A_UE_ETHERTYPE])
		key->ethertype = nla_get_u16(attrs[PC5_A_UE_ETHERTYPE]);
	key->lower = __dev_get_by_index(genl_info_net(info),
					nla_get_u32(attrs[PC5_A_UE_LOWER]));
	if (!key->lower) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_UE_LOWER],
				    "No such device");
		return -ENODEV;
	}
	return 0;
}

static int pc5_ue_key_udp(struct genl_info *info, struct pc5_port_key *key)
{
	struct nlattr **attrs = info->attrs;

	struct nlattr *ether = attrs[PC5_A_UE_LOWER] ?:
			       attrs[PC5_A_UE_ETHERTYPE];

	if (ether) {
		NL_SET_ERR_MSG_ATTR(info->extack, ether,
				    "A UDP underlay has no device below and EtherType");
		return -EINVAL;
	}
	if (attrs[PC5_A_UE_LOCAL4] && attrs[PC5_A_UE_LOCAL6]) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_UE_LOCAL6],
				    "A UDP underlay has one local address");
		return -EINVAL;
	}
	key->net = genl_info_net(info);
	key->family = AF_INET;
	key->udp_port = PC5_UDP_PORT;
	if (attrs[PC5_A_UE_PORT])
		key->udp_port = nla_get_u16(attrs[PC5_A_UE_PORT]);
	if (attrs[PC5_A_UE_LOCAL4])
		key->local.s6_addr32[0] = nla_get_in_addr(attrs[PC5_A_UE_LOCAL4]);
	if (attrs[PC5_A_UE_LOCAL6]) {
		key->family = AF_INET6;
		key->local = nla_get_in6_addr(attrs[PC5_A_UE_LOCAL6]);
	}
	if (key->family == AF_INET6 && !IS_ENABLED(CONFIG_IPV6)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[PC5_A_UE_LOCAL6],
				    "This kernel has no IPv6");
		return -EAFNOSUPPORT;
	}
	return 0;
}

/**
 * pc5_nl_ue_new_doit - make a UE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_ue_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct pc5_port_key key = {};
	char name[IFNAMSIZ] = "pc5ue%d";
	struct pc5_ue *ue;
	u32 l2id = 0;
	int err;

	err = pc5_nl_name(info, PC5_A_UE_IFNAME, name);
	if (err)
		return err;
	if (attrs[PC5_A_UE_L2ID])
		l2id = nla_get_u32(attrs[PC5_A_UE_L2ID]);
	if (attrs[PC5_A_UE_UNDERLAY])
		key.underlay = nla_get_u32(attrs[PC5_A_UE_UNDERLAY]);

	rtnl_lock();
	if (key.underlay == PC5_UNDERLAY_ETHERNET)
		err = pc5_ue_key_ether(info, &key);
	else
		err = pc5_ue_key_udp(info, &key);
	if (err)
		goto out;
	ue = pc5_ue_new(genl_info_net(info), name, l2id, &key, info->extack);
	if (IS_ERR(ue)) {
		err = PTR_ERR(ue);
		if (err == -EEXIST)
			pc5_nl_blame(info, info->extack->_msg ?
				     attrs[PC5_A_UE_L2ID] :
				     attrs[PC5_A_UE_IFNAME],
				     "A device of this name exists");
		else
			NL_SET_BAD_ATTR(info->extack, attrs[PC5_A_UE_LOWER] ?:
					attrs[PC5_A_UE_PORT]);
	}
out:
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_ue_set_doit - change a UE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_ue_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *l2id = info->attrs[PC5_A_UE_L2ID];
	struct pc5_ue *ue;
	int err = 0;

	rtnl_lock();
	ue = pc5_nl_ue(info, PC5_A_UE_IFINDEX);
	if (IS_ERR(ue)) {
		err = PTR_ERR(ue);
		goto out;
	}
	if (l2id) {
		err = pc5_ue_set_l2id(ue, nla_get_u32(l2id), info->extack);
		if (err)
			NL_SET_BAD_ATTR(info->extack, l2id);
	}
out:
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_ue_del_doit - remove a UE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_ue_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_ue *ue;
	LIST_HEAD(head);

	rtnl_lock();
	ue = pc5_nl_ue(info, PC5_A_UE_IFINDEX);
	if (!IS_ERR(ue)) {
		pc5_ue_delete(ue, &head);
		unregister_netdevice_many(&head);
	}
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(ue);
}

/**
 * pc5_nl_ue_get_doit - show a UE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_ue_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	struct pc5_ue *ue;
	void *hdr;
	int err;

	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_UE_GET);
	rtnl_lock();
	ue = pc5_nl_ue(info, PC5_A_UE_IFINDEX);
	err = IS_ERR(ue) ? PTR_ERR(ue) : pc5_ue_fill(msg, ue);
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/**
 * pc5_nl_ue_get_dumpit - show all UEs
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_ue_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_net *pn = pc5_net(sock_net(skb->sk));
	unsigned long index = cb->args[0];
	struct pc5_ue *ue;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	xa_for_each_start(&pn->ues, index, ue, cb->args[0]) {
		void *hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
					 cb->nlh->nlmsg_seq, NLM_F_MULTI,
					 PC5_CMD_UE_GET);

		if (!hdr)
			break;
		genl_dump_check_consistent(cb, hdr);
		if (pc5_ue_fill(skb, ue)) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
		cb->args[0] = index + 1;
	}
	rtnl_unlock();
	return skb->len;
}
