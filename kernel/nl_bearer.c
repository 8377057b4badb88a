// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: bearers. */

#include <linux/log2.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "window.h"

static int pc5_bearer_fill(struct sk_buff *skb, const struct pc5_link *link,
			   u8 lcid)
{
	const struct pc5_bearer *b = &link->bearer[pc5_drb(lcid)];

	if (nla_put_u32(skb, PC5_A_BEARER_IFINDEX, link->dev->ifindex) ||
	    nla_put_string(skb, PC5_A_BEARER_IFNAME, link->dev->name) ||
	    nla_put_u8(skb, PC5_A_BEARER_LCID, lcid) ||
	    nla_put_u8(skb, PC5_A_BEARER_SN_SIZE, b->sn_bits) ||
	    nla_put_u32(skb, PC5_A_BEARER_T_REORDERING, b->t_reordering) ||
	    nla_put_u8(skb, PC5_A_BEARER_OUT_OF_ORDER, b->ooo) ||
	    nla_put_u32(skb, PC5_A_BEARER_WINDOW, b->window))
		return -EMSGSIZE;
	if (b->marked && nla_put_u32(skb, PC5_A_BEARER_MARK, b->mark))
		return -EMSGSIZE;
	return 0;
}

/**
 * pc5_nl_bearer_event - tell of a bearer
 * @link: its link
 * @lcid: its logical channel
 * @event: what happened
 *
 * Context: RTNL.
 */
void pc5_nl_bearer_event(struct pc5_link *link, u8 lcid, enum pc5_event event)
{
	struct sk_buff *msg;
	void *hdr;
	int err;

	pc5_nl_changed();
	if (!pc5_nl_listened(link->dev, PC5_NLGRP_LINKS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_BEARER_NTF);
	err = hdr ? pc5_bearer_fill(msg, link, lcid) : -EMSGSIZE;
	if (!err)
		err = nla_put_u32(msg, PC5_A_BEARER_EVENT, event);
	pc5_nl_notify(link->dev, msg, hdr, err, PC5_NLGRP_LINKS);
}

/*
 * The link and LCID a request names; the bearer must be there, or must not.
 */
static struct pc5_link *pc5_nl_bearer(struct genl_info *info, bool there,
				      u8 *lcid)
{
	struct nlattr *attr = info->attrs[PC5_A_BEARER_LCID];
	struct pc5_link *link;

	link = pc5_nl_link(info, PC5_A_BEARER_IFINDEX);
	if (IS_ERR(link))
		return link;
	if (!attr) {
		pc5_nl_missing(info, PC5_A_BEARER_LCID,
			       "The LCID of the bearer is missing");
		return ERR_PTR(-EINVAL);
	}
	*lcid = nla_get_u8(attr);
	if (there && !link->bearer[pc5_drb(*lcid)].sn_bits) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "The link has no bearer of this LCID");
		return ERR_PTR(-ENOENT);
	}
	if (!there && link->bearer[pc5_drb(*lcid)].sn_bits) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "The link has a bearer of this LCID");
		return ERR_PTR(-EEXIST);
	}
	return link;
}

static int pc5_bearer_conf(struct genl_info *info, struct pc5_bearer *conf)
{
	struct nlattr *sn = info->attrs[PC5_A_BEARER_SN_SIZE];
	struct nlattr *window = info->attrs[PC5_A_BEARER_WINDOW];
	struct nlattr *t = info->attrs[PC5_A_BEARER_T_REORDERING];
	struct nlattr *ooo = info->attrs[PC5_A_BEARER_OUT_OF_ORDER];
	struct nlattr *mark = info->attrs[PC5_A_BEARER_MARK];
	u32 limit;

	conf->sn_bits = sn ? nla_get_u8(sn) : PC5_SN_BITS_DEFAULT;
	if (conf->sn_bits != 12 && conf->sn_bits != 18) {
		NL_SET_ERR_MSG_ATTR(info->extack, sn,
				    "The SN of a SL-DRB has 12 or 18 bits");
		return -EINVAL;
	}
	limit = min_t(u32, pc5_window_limit(conf->sn_bits), PC5_WINDOW_MAX);
	conf->window = window ? nla_get_u32(window) : PC5_WINDOW_DEFAULT;
	if (!is_power_of_2(conf->window) || conf->window > limit) {
		NL_SET_ERR_MSG_ATTR(info->extack, window,
				    "The window is a power of two, up to 1024 with a 12-bit SN and 65536 with an 18-bit one");
		return -EINVAL;
	}
	conf->t_reordering = t ? nla_get_u32(t) : PC5_REORDER_DEFAULT;
	conf->ooo = ooo && nla_get_u8(ooo);
	conf->marked = mark;
	conf->mark = mark ? nla_get_u32(mark) : 0;
	return 0;
}

/**
 * pc5_nl_bearer_new_doit - add a bearer
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_bearer_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_bearer conf = {};
	struct pc5_link *link;
	u8 lcid;
	int err;

	err = pc5_bearer_conf(info, &conf);
	if (err)
		return err;
	rtnl_lock();
	link = pc5_nl_bearer(info, false, &lcid);
	err = IS_ERR(link) ? PTR_ERR(link) :
	      pc5_bearer_add(link, lcid, &conf, info->extack);
	if (!err)
		pc5_nl_bearer_event(link, lcid, PC5_EVENT_NEW);
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_bearer_set_doit - change a bearer
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_bearer_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *t = info->attrs[PC5_A_BEARER_T_REORDERING];
	struct nlattr *mark = info->attrs[PC5_A_BEARER_MARK];
	const struct pc5_bearer *b;
	struct pc5_link *link;
	u8 lcid;

	rtnl_lock();
	link = pc5_nl_bearer(info, true, &lcid);
	if (!IS_ERR(link)) {
		b = &link->bearer[pc5_drb(lcid)];
		pc5_bearer_set(link, lcid,
			       t ? nla_get_u32(t) : b->t_reordering,
			       mark || b->marked,
			       mark ? nla_get_u32(mark) : b->mark);
		pc5_nl_bearer_event(link, lcid, PC5_EVENT_CHANGED);
	}
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(link);
}

/**
 * pc5_nl_bearer_del_doit - remove a bearer
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_bearer_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	u8 lcid;

	rtnl_lock();
	link = pc5_nl_bearer(info, true, &lcid);
	if (!IS_ERR(link)) {
		pc5_nl_bearer_event(link, lcid, PC5_EVENT_DELETED);
		pc5_bearer_del(link, lcid);
	}
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(link);
}

/**
 * pc5_nl_bearer_get_doit - show a bearer
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_bearer_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	struct sk_buff *msg;
	void *hdr;
	u8 lcid;
	int err;

	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_BEARER_GET);
	rtnl_lock();
	link = pc5_nl_bearer(info, true, &lcid);
	err = IS_ERR(link) ? PTR_ERR(link) : pc5_bearer_fill(msg, link, lcid);
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/* The bearers of one link from cb->args[1] on; false if the message is full. */
static bool pc5_bearer_dump_link(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 struct pc5_link *link)
{
	unsigned int i;

	for (i = cb->args[1]; i < PC5_N_DRB; i++) {
		void *hdr;

		cb->args[1] = i;
		if (!link->bearer[i].sn_bits)
			continue;
		hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, NLM_F_MULTI,
				   PC5_CMD_BEARER_GET);
		if (!hdr)
			return false;
		genl_dump_check_consistent(cb, hdr);
		if (pc5_bearer_fill(skb, link, PC5_LCID_DRB_MIN + i)) {
			genlmsg_cancel(skb, hdr);
			return false;
		}
		genlmsg_end(skb, hdr);
	}
	cb->args[1] = 0;
	cb->args[0] = link->dev->ifindex + 1;
	return true;
}

/**
 * pc5_nl_bearer_get_dumpit - show the bearers of a link, or of all
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_bearer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_link *link;
	int err = 0;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	for (;;) {
		link = pc5_nl_dump_next(skb, cb, PC5_A_BEARER_IFINDEX);
		if (IS_ERR_OR_NULL(link)) {
			err = PTR_ERR_OR_ZERO(link);
			break;
		}
		if (!pc5_bearer_dump_link(skb, cb, link))
			break;
	}
	rtnl_unlock();
	return err ?: skb->len;
}
