// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family, and what its handlers share. The commands and their
 * policies are in netlink-gen.c, made from Documentation/netlink/specs.
 *
 * All handlers take RTNL: devices come and go under it, and configuration is
 * rare. The family's own mutex is not needed then (parallel_ops).
 */

#include <net/netns/generic.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "ue.h"

static struct net_device *pc5_nl_dev(struct net *net, struct nlattr *attr,
				     struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_index(net, nla_get_u32(attr));

	if (!dev)
		NL_SET_ERR_MSG_ATTR(extack, attr, "No such device");
	return dev;
}

/**
 * pc5_nl_ue - the UE a request names
 * @info: the request
 * @attr: attribute with its interface index
 *
 * Context: RTNL.
 * Return: the UE or an error pointer.
 */
struct pc5_ue *pc5_nl_ue(struct genl_info *info, int attr)
{
	struct net_device *dev;

	if (!info->attrs[attr]) {
		pc5_nl_missing(info, attr, "The interface index of a UE is missing");
		return ERR_PTR(-EINVAL);
	}
	dev = pc5_nl_dev(genl_info_net(info), info->attrs[attr], info->extack);
	if (!dev)
		return ERR_PTR(-ENODEV);
	if (!pc5_is_ue(dev)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
				    "The device is no UE");
		return ERR_PTR(-EINVAL);
	}
	return netdev_priv(dev);
}

/**
 * pc5_nl_name - the device name a request asks for
 * @info: the request
 * @attr: attribute with the name
 * @name: the name to take if there is none; set to the one asked for
 *
 * Return: 0, or -EINVAL if no device can have that name.
 */
int pc5_nl_name(struct genl_info *info, int attr, char name[IFNAMSIZ])
{
	const char *percent;

	if (!info->attrs[attr])
		return 0;
	nla_strscpy(name, info->attrs[attr], IFNAMSIZ);
	/* A %d is for the core to replace by a number. */
	percent = strchr(name, '%');
	if (!dev_valid_name(name) ||
	    (percent && (percent[1] != 'd' || strchr(percent + 1, '%')))) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
				    "No device can have this name");
		return -EINVAL;
	}
	return 0;
}

static struct pc5_link *pc5_nl_link_attr(struct net *net, struct nlattr *attr,
					 struct netlink_ext_ack *extack)
{
	struct net_device *dev = pc5_nl_dev(net, attr, extack);

	if (!dev)
		return ERR_PTR(-ENODEV);
	if (!pc5_is_link(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "The device is no PC5 link");
		return ERR_PTR(-EINVAL);
	}
	return netdev_priv(dev);
}

/**
 * pc5_nl_link - the link a request names
 * @info: the request
 * @attr: attribute with its interface index
 *
 * Context: RTNL.
 * Return: the link or an error pointer.
 */
struct pc5_link *pc5_nl_link(struct genl_info *info, int attr)
{
	if (!info->attrs[attr]) {
		pc5_nl_missing(info, attr, "The interface index of a link is missing");
		return ERR_PTR(-EINVAL);
	}
	return pc5_nl_link_attr(genl_info_net(info), info->attrs[attr],
				info->extack);
}

/**
 * pc5_nl_dump_next - the link a dump is at
 * @skb: the dump's message
 * @cb: the dump; its first word of state is the interface index it is at
 * @attr: attribute that confines the dump to one link
 *
 * A dump goes on by interface index, so that links which come and go between
 * its parts do no harm.
 *
 * Context: RTNL.
 * Return: the link, NULL at the end, or an error pointer.
 */
struct pc5_link *pc5_nl_dump_next(struct sk_buff *skb,
				  struct netlink_callback *cb, int attr)
{
	struct nlattr **attrs = pc5_compat_dump_attrs(cb);
	struct net *net = sock_net(skb->sk);
	unsigned long index = cb->args[0];
	struct pc5_link *link;

	if (attrs && attrs[attr]) {
		link = pc5_nl_link_attr(net, attrs[attr], cb->extack);
		if (!IS_ERR(link) && link->dev->ifindex < cb->args[0])
			return NULL;
		if (!IS_ERR(link))
			cb->args[0] = link->dev->ifindex;
		return link;
	}
	link = xa_find(&pc5_net(net)->links, &index, ULONG_MAX, XA_PRESENT);
	if (link && index != cb->args[0]) {
		cb->args[0] = index;
		cb->args[1] = 0;
	}
	return link;
}

/* Changes whenever what dumps show does, so that they can tell. */
static atomic_t pc5_nl_generation = ATOMIC_INIT(1);

/**
 * pc5_nl_changed - what dumps show has changed
 */
void pc5_nl_changed(void)
{
	atomic_inc(&pc5_nl_generation);
}

/**
 * pc5_nl_dump_start - begin a part of a dump
 * @cb: the dump
 */
void pc5_nl_dump_start(struct netlink_callback *cb)
{
	cb->seq = (unsigned int)atomic_read(&pc5_nl_generation) ?: 1;
}

/**
 * pc5_nl_start - begin a message
 * @skb: where
 * @portid: who gets it
 * @seq: answer to what
 * @flags: netlink flags
 * @cmd: command or notification
 *
 * Return: its header or NULL if there is no room.
 */
void *pc5_nl_start(struct sk_buff *skb, u32 portid, u32 seq, int flags, u8 cmd)
{
	return genlmsg_put(skb, portid, seq, &pc5_nl_family, flags, cmd);
}

/**
 * pc5_nl_reply - answer a request with one message
 * @info: the request
 * @msg: the message, filled
 * @hdr: from pc5_nl_start()
 * @err: how filling it went
 *
 * Return: 0 or a negative error.
 */
int pc5_nl_reply(struct genl_info *info, struct sk_buff *msg, void *hdr,
		 int err)
{
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, hdr);
	return genlmsg_reply(msg, info);
}

/**
 * pc5_nl_notify - multicast an event to who listens in a device's namespace
 * @dev: the device
 * @msg: the message, filled
 * @hdr: from pc5_nl_start()
 * @err: how filling it went
 * @group: multicast group
 */
void pc5_nl_notify(const struct net_device *dev, struct sk_buff *msg, void *hdr,
		   int err, unsigned int group)
{
	if (err) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_end(msg, hdr);
	genlmsg_multicast_netns(&pc5_nl_family, dev_net(dev), msg, 0, group,
				GFP_ATOMIC);
}

/**
 * pc5_nl_listened - does anybody listen for events of a device
 * @dev: the device
 * @group: multicast group
 *
 * Return: whether it is worth to make a message.
 */
bool pc5_nl_listened(const struct net_device *dev, unsigned int group)
{
	return genl_has_listeners(&pc5_nl_family, dev_net(dev), group);
}

struct genl_family pc5_nl_family __ro_after_init = {
	.name = PC5_FAMILY_NAME,
	.version = PC5_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.resv_start_op = PC5_CMD_UE_NEW,
};

/**
 * pc5_nl_init - register the family
 *
 * Return: 0 or a negative error.
 */
int __init pc5_nl_init(void)
{
	pc5_nl_family.ops = pc5_nl_ops;
	pc5_nl_family.n_ops = pc5_nl_n_ops;
	pc5_nl_family.mcgrps = pc5_nl_mcgrps;
	pc5_nl_family.n_mcgrps = pc5_nl_n_mcgrps;
	return genl_register_family(&pc5_nl_family);
}

/**
 * pc5_nl_exit - unregister the family
 */
void pc5_nl_exit(void)
{
	genl_unregister_family(&pc5_nl_family);
}
