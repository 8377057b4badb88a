// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: security contexts. Keys come in and never go out. */

#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "entity.h"
#include "link.h"
#include "netlink.h"

static int pc5_key_fill_counts(struct sk_buff *skb, const struct pc5_sec *sec)
{
	unsigned int i;

	for (i = PC5_LCID_SRB1; i < PC5_N_LCID; i++) {
		const struct pc5_entity *ent = rcu_dereference(sec->entity[i]);
		struct nlattr *nest;

		if (!ent || !pc5_link_bearer(sec->link, i))
			continue;
		nest = nla_nest_start(skb, PC5_A_KEY_COUNTS);
		if (!nest ||
		    nla_put_u8(skb, PC5_A_COUNT_LCID, i) ||
		    nla_put_u64_64bit(skb, PC5_A_COUNT_TX_NEXT,
				      atomic64_read(&ent->tx_next),
				      PC5_A_COUNT_PAD) ||
		    nla_put_u64_64bit(skb, PC5_A_COUNT_RX_NEXT,
				      READ_ONCE(ent->win.rx_next),
				      PC5_A_COUNT_PAD) ||
		    nla_put_u64_64bit(skb, PC5_A_COUNT_RX_DELIV,
				      READ_ONCE(ent->win.rx_deliv),
				      PC5_A_COUNT_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/* RCU read side. @slot is -1 if it is in none, or that does not matter. */
static int pc5_key_fill(struct sk_buff *skb, const struct pc5_sec *sec,
			int slot)
{
	const struct net_device *dev = sec->link->dev;

	if (nla_put_u32(skb, PC5_A_KEY_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, PC5_A_KEY_IFNAME, dev->name) ||
	    nla_put_u16(skb, PC5_A_KEY_ID, pc5_sec_id(sec)) ||
	    nla_put_u32(skb, PC5_A_KEY_ENC, sec->enc) ||
	    nla_put_u32(skb, PC5_A_KEY_INT, sec->integ) ||
	    nla_put_u32(skb, PC5_A_KEY_ROLE, sec->role) ||
	    nla_put_u32(skb, PC5_A_KEY_SOFT_LIMIT, sec->soft_limit) ||
	    nla_put_u32(skb, PC5_A_KEY_HARD_LIMIT, sec->last) ||
	    nla_put_string(skb, PC5_A_KEY_DRIVER, pc5_sec_driver(sec)))
		return -EMSGSIZE;
	if (slot >= 0 && nla_put_u32(skb, PC5_A_KEY_SLOT, slot))
		return -EMSGSIZE;
	return pc5_key_fill_counts(skb, sec);
}

/**
 * pc5_nl_key_event - tell of a context
 * @sec: the context
 * @lcid: bearer it is about, 0 if it is about all
 * @event: what happened
 *
 * Context: any but hard interrupts; the context must not go meanwhile.
 */
void pc5_nl_key_event(struct pc5_sec *sec, u8 lcid, enum pc5_event event)
{
	const struct net_device *dev = sec->link->dev;
	struct sk_buff *msg;
	void *hdr;
	int err;

	pc5_nl_changed();
	if (!pc5_nl_listened(dev, PC5_NLGRP_KEYS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_KEY_NTF);
	rcu_read_lock();
	err = hdr ? pc5_key_fill(msg, sec, -1) : -EMSGSIZE;
	rcu_read_unlock();
	if (!err)
		err = nla_put_u32(msg, PC5_A_KEY_EVENT, event);
	if (!err && lcid)
		err = nla_put_u8(msg, PC5_A_KEY_LCID, lcid);
	pc5_nl_notify(dev, msg, hdr, err, PC5_NLGRP_KEYS);
}

/**
 * pc5_nl_alarm - tell of a frame that was refused
 * @dev: the device it was for
 * @reason: why
 * @lcid: its logical channel
 * @id: K_NRP-sess ID it carried
 *
 * Context: any but hard interrupts.
 */
void pc5_nl_alarm(struct net_device *dev, enum pc5_drop reason, u8 lcid, u16 id)
{
	struct sk_buff *msg;
	void *hdr;
	int err = -EMSGSIZE;

	if (!pc5_nl_listened(dev, PC5_NLGRP_ALARMS))
		return;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!msg)
		return;
	hdr = pc5_nl_start(msg, 0, 0, 0, PC5_CMD_ALARM_NTF);
	if (hdr && !nla_put_u32(msg, PC5_A_ALARM_IFINDEX, dev->ifindex) &&
	    !nla_put_string(msg, PC5_A_ALARM_IFNAME, dev->name) &&
	    !nla_put_u32(msg, PC5_A_ALARM_REASON, reason) &&
	    !nla_put_u8(msg, PC5_A_ALARM_LCID, lcid) &&
	    !nla_put_u16(msg, PC5_A_ALARM_ID, id))
		err = 0;
	pc5_nl_notify(dev, msg, hdr, err, PC5_NLGRP_ALARMS);
}

/* One key of a request: as long as the algorithm's, and absent if that is 0. */
static int pc5_key_octets(struct genl_info *info, int attr, unsigned int len,
			  const u8 **key)
{
	struct nlattr *nla = info->attrs[attr];

	if (!len) {
		if (nla) {
			NL_SET_ERR_MSG_ATTR(info->extack, nla,
					    "A null algorithm takes no key");
			return -EINVAL;
		}
		*key = NULL;
		return 0;
	}
	if (!nla) {
		pc5_nl_missing(info, attr,
			       "The key of an algorithm is missing");
		return -EINVAL;
	}
	if (nla_len(nla) != len) {
		NL_SET_ERR_MSG_ATTR(info->extack, nla,
				    "The key has not the length the algorithm takes");
		return -EINVAL;
	}
	*key = nla_data(nla);
	return 0;
}

static int pc5_nl_key_id(struct genl_info *info, u16 *id)
{
	if (!info->attrs[PC5_A_KEY_ID]) {
		pc5_nl_missing(info, PC5_A_KEY_ID,
			       "The K_NRP-sess ID is missing");
		return -EINVAL;
	}
	*id = nla_get_u16(info->attrs[PC5_A_KEY_ID]);
	return 0;
}

static int pc5_key_limits(struct genl_info *info, struct pc5_sec_conf *conf)
{
	struct nlattr *first = info->attrs[PC5_A_KEY_COUNT];
	struct nlattr *soft = info->attrs[PC5_A_KEY_SOFT_LIMIT];
	struct nlattr *hard = info->attrs[PC5_A_KEY_HARD_LIMIT];

	conf->first = first ? nla_get_u32(first) : 0;
	conf->last = hard ? nla_get_u32(hard) : PC5_COUNT_LAST;
	conf->soft_limit = soft ? nla_get_u32(soft) :
			   min_t(u64, PC5_SOFT_LIMIT_DEFAULT, conf->last);
	if (conf->first > conf->last) {
		NL_SET_ERR_MSG_ATTR(info->extack, first ?: hard,
				    "The first COUNT lies above the hard limit");
		return -EINVAL;
	}
	if (conf->soft_limit > conf->last) {
		NL_SET_ERR_MSG_ATTR(info->extack, soft ?: hard,
				    "The soft limit lies above the hard limit");
		return -EINVAL;
	}
	return 0;
}

static int pc5_key_conf(struct genl_info *info, struct pc5_sec_conf *conf)
{
	struct nlattr **attrs = info->attrs;
	int err;

	err = pc5_nl_key_id(info, &conf->id);
	if (err)
		return err;
	if (!attrs[PC5_A_KEY_ENC]) {
		pc5_nl_missing(info, PC5_A_KEY_ENC,
			       "The ciphering algorithm is missing");
		return -EINVAL;
	}
	if (!attrs[PC5_A_KEY_INT]) {
		pc5_nl_missing(info, PC5_A_KEY_INT,
			       "The integrity algorithm is missing");
		return -EINVAL;
	}
	if (!attrs[PC5_A_KEY_ROLE]) {
		pc5_nl_missing(info, PC5_A_KEY_ROLE,
			       "This UE's role is missing");
		return -EINVAL;
	}
	conf->enc = nla_get_u32(attrs[PC5_A_KEY_ENC]);
	conf->integ = nla_get_u32(attrs[PC5_A_KEY_INT]);
	conf->role = nla_get_u32(attrs[PC5_A_KEY_ROLE]);
	conf->signalling = attrs[PC5_A_KEY_SIGNALLING];
	conf->nrpek_len = pc5_enc_key_len(conf->enc);
	conf->nrpik_len = pc5_int_key_len(conf->integ);
	err = pc5_key_octets(info, PC5_A_KEY_NRPEK, conf->nrpek_len,
			     &conf->nrpek);
	if (!err)
		err = pc5_key_octets(info, PC5_A_KEY_NRPIK, conf->nrpik_len,
				     &conf->nrpik);
	if (!err)
		err = pc5_key_limits(info, conf);
	return err;
}

/*
 * The algorithms of a link with signalling protect both its planes: integrity
 * there must be, and what was agreed for the user plane stays possible (TS
 * 24.554 clause 7.2.10.2).
 */
static int pc5_key_policy_signalling(const struct pc5_link *link,
				     struct genl_info *info,
				     const struct pc5_sec_conf *conf)
{
	if (conf->integ == PC5_NIA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[PC5_A_KEY_INT],
				    "Signalling needs integrity protection");
		return -EPERM;
	}
	if (link->open && link->policy_enc == PC5_POLICY_REQUIRED &&
	    conf->enc == PC5_NEA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[PC5_A_KEY_ENC],
				    "Ciphering of the user plane was agreed");
		return -EPERM;
	}
	return 0;
}

/* What the link's policies say of the algorithms (TS 33.536 clause 5.3.2). */
static int pc5_key_policy(const struct pc5_link *link, struct genl_info *info,
			  const struct pc5_sec_conf *conf)
{
	struct nlattr *enc = info->attrs[PC5_A_KEY_ENC];
	struct nlattr *integ = info->attrs[PC5_A_KEY_INT];

	if (!pc5_link_protected(link)) {
		NL_SET_ERR_MSG(info->extack, "The link's policy is to do without protection");
		return -EPERM;
	}
	if (conf->signalling != link->signalling) {
		NL_SET_ERR_MSG(info->extack, "Context and link differ in signalling");
		return -EINVAL;
	}
	if (link->signalling)
		return pc5_key_policy_signalling(link, info, conf);
	if (link->policy_int == PC5_POLICY_REQUIRED &&
	    conf->integ == PC5_NIA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, integ,
				    "The link's policy requires integrity protection");
		return -EPERM;
	}
	if (link->policy_int == PC5_POLICY_NOT_NEEDED &&
	    conf->integ != PC5_NIA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, integ,
				    "The link's policy is to do without integrity protection");
		return -EPERM;
	}
	if (link->policy_enc == PC5_POLICY_REQUIRED && conf->enc == PC5_NEA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, enc,
				    "The link's policy requires ciphering");
		return -EPERM;
	}
	if (link->policy_enc == PC5_POLICY_NOT_NEEDED &&
	    conf->enc != PC5_NEA0) {
		NL_SET_ERR_MSG_ATTR(info->extack, enc,
				    "The link's policy is to do without ciphering");
		return -EPERM;
	}
	return 0;
}

static void pc5_key_wipe(struct genl_info *info, int attr)
{
	struct nlattr *nla = info->attrs[attr];

	if (nla)
		memzero_explicit(nla_data(nla), nla_len(nla));
}

/**
 * pc5_nl_key_new_doit - install a context
 * @skb: the request; its keys are wiped
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_key_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_sec_conf conf = {};
	struct pc5_sec *sec = NULL;
	struct pc5_link *link;
	int err;

	err = pc5_key_conf(info, &conf);
	if (!err) {
		sec = pc5_sec_new(&conf, info->extack);
		err = PTR_ERR_OR_ZERO(sec);
	}
	pc5_key_wipe(info, PC5_A_KEY_NRPEK);
	pc5_key_wipe(info, PC5_A_KEY_NRPIK);
	if (err)
		return err;

	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_KEY_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) :
	      pc5_key_policy(link, info, &conf);
	if (!err)
		err = pc5_sec_attach(sec, link);
	if (!err) {
		err = pc5_slot_install(link, sec,
				       info->attrs[PC5_A_KEY_ACTIVATE],
				       info->extack);
		if (err)
			NL_SET_BAD_ATTR(info->extack,
					info->attrs[PC5_A_KEY_ID]);
	}
	/* Freed under RTNL: the device it may hold can't go meanwhile. */
	if (err)
		pc5_sec_free(sec);
	rtnl_unlock();
	return err;
}

/* Do something to the context a request names. */
static int pc5_nl_key_act(struct genl_info *info,
			  int (*act)(struct pc5_link *link, u16 id,
				     struct netlink_ext_ack *extack))
{
	struct pc5_link *link;
	u16 id;
	int err;

	err = pc5_nl_key_id(info, &id);
	if (err)
		return err;
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_KEY_IFINDEX);
	if (IS_ERR(link)) {
		err = PTR_ERR(link);
	} else {
		err = act(link, id, info->extack);
		if (err)
			NL_SET_BAD_ATTR(info->extack,
					info->attrs[PC5_A_KEY_ID]);
	}
	rtnl_unlock();
	return err;
}

/**
 * pc5_nl_key_set_doit - make a pending context active
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_key_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[PC5_A_KEY_ACTIVATE]) {
		pc5_nl_missing(info, PC5_A_KEY_ACTIVATE,
			       "A context can only be activated");
		return -EINVAL;
	}
	return pc5_nl_key_act(info, pc5_slot_activate);
}

/**
 * pc5_nl_key_del_doit - remove a context
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_key_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return pc5_nl_key_act(info, pc5_slot_remove);
}

static int pc5_key_fill_id(struct sk_buff *skb, struct pc5_link *link, u16 id)
{
	unsigned int i;
	int err = -ENOENT;

	rcu_read_lock();
	for (i = 0; i < ARRAY_SIZE(link->slot) && err == -ENOENT; i++) {
		struct pc5_sec *sec = rcu_dereference(link->slot[i]);

		if (sec && pc5_sec_is(sec, id))
			err = pc5_key_fill(skb, sec, i);
	}
	rcu_read_unlock();
	return err;
}

/**
 * pc5_nl_key_get_doit - show a context
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_key_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pc5_link *link;
	struct sk_buff *msg;
	void *hdr;
	u16 id;
	int err;

	err = pc5_nl_key_id(info, &id);
	if (err)
		return err;
	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = pc5_nl_start(msg, info->snd_portid, info->snd_seq, 0,
			   PC5_CMD_KEY_GET);
	rtnl_lock();
	link = pc5_nl_link(info, PC5_A_KEY_IFINDEX);
	err = IS_ERR(link) ? PTR_ERR(link) : pc5_key_fill_id(msg, link, id);
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[PC5_A_KEY_ID],
				    "No context of this K_NRP-sess ID");
	rtnl_unlock();
	return pc5_nl_reply(info, msg, hdr, err);
}

/* The contexts of one link from slot cb->args[1] on; false if it is full. */
static bool pc5_key_dump_link(struct sk_buff *skb, struct netlink_callback *cb,
			      struct pc5_link *link)
{
	unsigned int i;
	bool full = false;

	rcu_read_lock();
	for (i = cb->args[1]; i < ARRAY_SIZE(link->slot) && !full; i++) {
		struct pc5_sec *sec = rcu_dereference(link->slot[i]);
		void *hdr;

		cb->args[1] = i;
		if (!sec || pc5_sec_plain(sec))
			continue;
		hdr = pc5_nl_start(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, NLM_F_MULTI,
				   PC5_CMD_KEY_GET);
		full = !hdr;
		if (full)
			break;
		genl_dump_check_consistent(cb, hdr);
		full = pc5_key_fill(skb, sec, i);
		if (full)
			genlmsg_cancel(skb, hdr);
		else
			genlmsg_end(skb, hdr);
	}
	rcu_read_unlock();
	if (full)
		return false;
	cb->args[1] = 0;
	cb->args[0] = link->dev->ifindex + 1;
	return true;
}

/**
 * pc5_nl_key_get_dumpit - show the contexts of a link, or of all
 * @skb: the dump's message
 * @cb: the dump
 *
 * Return: octets written, or a negative error.
 */
int pc5_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct pc5_link *link;
	int err = 0;

	rtnl_lock();
	pc5_nl_dump_start(cb);
	for (;;) {
		link = pc5_nl_dump_next(skb, cb, PC5_A_KEY_IFINDEX);
		if (IS_ERR_OR_NULL(link)) {
			err = PTR_ERR_OR_ZERO(link);
			break;
		}
		if (!pc5_key_dump_link(skb, cb, link))
			break;
	}
	rtnl_unlock();
	return err ?: skb->len;
}
