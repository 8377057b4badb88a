// SPDX-License-Identifier: GPL-2.0-only
/* UE devices, and what lives and dies with devices and namespaces. */

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "ue.h"

static unsigned int pc5_net_id __read_mostly;

/**
 * pc5_net - what a namespace holds of ours
 * @net: the namespace
 *
 * Return: always there while the module is.
 */
struct pc5_net *pc5_net(const struct net *net)
{
	return net_generic(net, pc5_net_id);
}

static int pc5_ue_dev_init(struct net_device *dev)
{
	struct pc5_ue *ue = netdev_priv(dev);

	ue->stats = pc5_stats_alloc();
	return ue->stats ? 0 : -ENOMEM;
}

static void pc5_ue_dev_uninit(struct net_device *dev)
{
	struct pc5_ue *ue = netdev_priv(dev);

	if (ue->port)
		pc5_port_left(ue);
}

static void pc5_ue_dev_free(struct net_device *dev)
{
	struct pc5_ue *ue = netdev_priv(dev);

	free_percpu(ue->stats);
}

/* A UE sends to groups, and has none. */
static netdev_tx_t pc5_ue_dev_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct pc5_ue *ue = netdev_priv(dev);

	pc5_drop(dev, ue->stats, skb, PC5_DROP_TX_NO_GROUP);
	return NETDEV_TX_OK;
}

static void pc5_ue_dev_stats(struct net_device *dev,
			     struct rtnl_link_stats64 *out)
{
	struct pc5_ue *ue = netdev_priv(dev);

	pc5_stats_link64(ue->stats, out);
}

/* So that ip link shows the UE as NAME@LOWER. */
static int pc5_ue_dev_iflink(const struct net_device *dev)
{
	const struct pc5_ue *ue = netdev_priv(dev);
	const struct net_device *lower;
	int ifindex = 0;

	rcu_read_lock();
	lower = rcu_dereference(ue->port->lower);
	if (lower)
		ifindex = lower->ifindex;
	rcu_read_unlock();
	return ifindex;
}

static const struct net_device_ops pc5_ue_netdev_ops = {
	.ndo_init = pc5_ue_dev_init,
	.ndo_uninit = pc5_ue_dev_uninit,
	.ndo_start_xmit = pc5_ue_dev_xmit,
	.ndo_get_stats64 = pc5_ue_dev_stats,
	.ndo_get_iflink = pc5_ue_dev_iflink,
};

/**
 * pc5_is_ue - is this device a UE
 * @dev: the device
 *
 * Return: whether it is.
 */
bool pc5_is_ue(const struct net_device *dev)
{
	return dev->netdev_ops == &pc5_ue_netdev_ops;
}

static void pc5_ue_setup(struct net_device *dev)
{
	struct pc5_ue *ue = netdev_priv(dev);

	dev->netdev_ops = &pc5_ue_netdev_ops;
	dev->ethtool_ops = &pc5_ethtool_ops;
	dev->priv_destructor = pc5_ue_dev_free;
	dev->needs_free_netdev = true;
	dev->type = ARPHRD_NONE;
	dev->flags = IFF_NOARP | IFF_MULTICAST;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->mtu = ETH_DATA_LEN - PC5_OVERHEAD;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = PC5_SDU_MAX;
	pc5_compat_set_lltx(dev);

	ue->dev = dev;
	INIT_LIST_HEAD(&ue->links);
	pc5_signal_limit_init(&ue->signal_limit[0]);
	pc5_signal_limit_init(&ue->signal_limit[1]);
	pc5_signal_limit_init(&ue->discovery_limit);
}

/* A random Layer-2 ID no UE of the port has. */
static u32 pc5_ue_random_l2id(struct pc5_port *port)
{
	u32 l2id;

	rcu_read_lock();
	do {
		l2id = get_random_u32() & PC5_L2ID_MAX;
	} while (!l2id || pc5_addr_find(port, l2id, 0));
	rcu_read_unlock();
	return l2id;
}

/* Give a new device its port and Layer-2 ID and register it. Under RTNL. */
static int pc5_ue_register(struct net_device *dev, u32 l2id,
			   const struct pc5_port_key *key,
			   struct netlink_ext_ack *extack)
{
	struct pc5_ue *ue = netdev_priv(dev);
	struct pc5_addr *addr;
	LIST_HEAD(head);
	int err;

	err = register_netdevice(dev);
	if (err)
		return err;
	err = pc5_port_join(ue, key, extack);
	if (err)
		goto err_unregister;
	if (!l2id)
		l2id = pc5_ue_random_l2id(ue->port);
	addr = pc5_addr_add_ue(ue, l2id, extack);
	if (IS_ERR(addr)) {
		err = PTR_ERR(addr);
		goto err_leave;
	}
	rcu_assign_pointer(ue->addr, addr);
	pc5_nl_ue_event(ue, PC5_EVENT_NEW);
	return 0;

err_leave:
	pc5_port_leave(ue);
err_unregister:
	ue->dead = true;
	unregister_netdevice_queue(dev, &head);
	unregister_netdevice_many(&head);
	return err;
}

/**
 * pc5_ue_new - make a UE
 * @net: namespace of its device
 * @name: name of its device; may hold a %d
 * @l2id: source Layer-2 ID, 0 for a random one
 * @key: where it meets the underlay
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: the UE or an error pointer.
 */
struct pc5_ue *pc5_ue_new(struct net *net, const char *name, u32 l2id,
			  const struct pc5_port_key *key,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_MAX + 1] = {};
	struct net_device *dev;
	int err;

	dev = rtnl_create_link(net, name, NET_NAME_USER, &pc5_ue_ops, tb,
			       extack);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	err = pc5_ue_register(dev, l2id, key, extack);
	if (err) {
		/* As rtnetlink does: at once, or when its unregistering ends. */
		free_netdev(dev);
		return ERR_PTR(err);
	}
	err = pc5_compat_configure_link(dev);
	if (err) {
		LIST_HEAD(head);

		pc5_ue_delete(netdev_priv(dev), &head);
		unregister_netdevice_many(&head);
		return ERR_PTR(err);
	}
	return netdev_priv(dev);
}

/**
 * pc5_ue_set_l2id - change the Layer-2 ID of a UE
 * @ue: the UE
 * @l2id: the new one
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_ue_set_l2id(struct pc5_ue *ue, u32 l2id,
		    struct netlink_ext_ack *extack)
{
	struct pc5_addr *old = rtnl_dereference(ue->addr);
	struct pc5_addr *addr;

	if (old->local == l2id)
		return 0;
	addr = pc5_addr_add_ue(ue, l2id, extack);
	if (IS_ERR(addr))
		return PTR_ERR(addr);
	rcu_assign_pointer(ue->addr, addr);
	pc5_addr_del(ue->port, old);
	pc5_nl_ue_event(ue, PC5_EVENT_CHANGED);
	return 0;
}

/**
 * pc5_ue_delete - remove a UE and its links
 * @ue: the UE
 * @head: list its devices are put on, for unregister_netdevice_many()
 *
 * Context: RTNL.
 */
void pc5_ue_delete(struct pc5_ue *ue, struct list_head *head)
{
	struct pc5_link *link, *next;

	if (ue->dead)
		return;
	list_for_each_entry_safe(link, next, &ue->links, ue_node)
		pc5_link_delete(link, head);
	ue->dead = true;
	WRITE_ONCE(ue->agent, 0);
	pc5_signal_listen(ue, NULL);
	pc5_nl_ue_event(ue, PC5_EVENT_DELETED);
	pc5_addr_del(ue->port, rtnl_dereference(ue->addr));
	pc5_port_leave(ue);
	unregister_netdevice_queue(ue->dev, head);
}

/* ip link add NAME link DEVICE type pc5 */
PC5_NEWLINK(pc5_ue_newlink)
{
	struct pc5_port_key key = {
		.underlay = PC5_UNDERLAY_ETHERNET,
		.ethertype = PC5_ETHERTYPE,
	};

	if (!tb[IFLA_LINK]) {
		NL_SET_ERR_MSG(extack, "Name the device below: link DEVICE");
		return -EINVAL;
	}
	key.lower = __dev_get_by_index(src_net, nla_get_u32(tb[IFLA_LINK]));
	if (!key.lower) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_LINK], "No such device");
		return -ENODEV;
	}
	return pc5_ue_register(dev, 0, &key, extack);
}

static void pc5_ue_dellink(struct net_device *dev, struct list_head *head)
{
	pc5_ue_delete(netdev_priv(dev), head);
}

static struct net *pc5_ue_link_net(const struct net_device *dev)
{
	const struct pc5_ue *ue = netdev_priv(dev);
	const struct net_device *lower = rcu_dereference_rtnl(ue->port->lower);

	return lower ? dev_net(lower) : dev_net(dev);
}

static const struct nla_policy pc5_ue_rtnl_policy[1];

struct rtnl_link_ops pc5_ue_ops __read_mostly = {
	.kind = "pc5",
	.priv_size = sizeof(struct pc5_ue),
	.setup = pc5_ue_setup,
	.maxtype = 0,
	.policy = pc5_ue_rtnl_policy,
	.newlink = pc5_ue_newlink,
	.dellink = pc5_ue_dellink,
	.get_link_net = pc5_ue_link_net,
};

/* Remove the UEs on a port. */
static void pc5_port_delete_ues(struct pc5_port *port, struct list_head *head)
{
	struct pc5_ue *ue, *next;

	list_for_each_entry_safe(ue, next, &port->ues, port_node)
		pc5_ue_delete(ue, head);
}

/* Remember our own devices by index, for dumps. */
static int pc5_own_device_event(struct net_device *dev, unsigned long event)
{
	struct pc5_net *pn = pc5_net(dev_net(dev));
	struct xarray *xa = pc5_is_ue(dev) ? &pn->ues : &pn->links;

	switch (event) {
	case NETDEV_REGISTER:
		return xa_err(xa_store(xa, dev->ifindex, netdev_priv(dev),
				       GFP_KERNEL));
	case NETDEV_UNREGISTER:
		xa_erase(xa, dev->ifindex);
		/* A port number means nothing in another namespace. */
		if (pc5_is_ue(dev))
			WRITE_ONCE(((struct pc5_ue *)netdev_priv(dev))->agent,
				   0);
		return 0;
	default:
		return 0;
	}
}

/* Moving to another namespace a device loses its multicast list. */
static void pc5_port_listen_again(struct pc5_port *port)
{
	const struct pc5_listen *listen;
	const struct pc5_addr *addr;
	const struct pc5_link *link;
	const struct pc5_ue *ue;
	unsigned int i;

	list_for_each_entry(ue, &port->ues, port_node) {
		pc5_eth_listen(port, rtnl_dereference(ue->addr)->local, true);
		listen = rtnl_dereference(ue->listen);
		for (i = 0; listen && i < listen->n; i++)
			pc5_eth_listen(port, listen->l2id[i], true);
		list_for_each_entry(link, &ue->links, ue_node) {
			for (i = 0; i < PC5_N_IDS; i++) {
				addr = rtnl_dereference(link->addr[i]);
				if (addr)
					pc5_eth_listen(port, addr->local, true);
			}
		}
	}
}

static void pc5_lower_device_event(struct net_device *dev, unsigned long event)
{
	struct pc5_port *port, *next;
	struct pc5_link *link;
	struct pc5_ue *ue;
	LIST_HEAD(head);

	list_for_each_entry_safe(port, next, &pc5_ports, node) {
		if (port->key.lower != dev)
			continue;
		if (event == NETDEV_UNREGISTER) {
			pc5_port_delete_ues(port, &head);
			continue;
		}
		if (event == NETDEV_REGISTER) {
			pc5_port_listen_again(port);
			continue;
		}
		list_for_each_entry(ue, &port->ues, port_node)
			list_for_each_entry(link, &ue->links, ue_node)
				pc5_link_fit_mtu(link);
	}
	unregister_netdevice_many(&head);
}

static int pc5_device_event(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (pc5_is_ue(dev) || pc5_is_link(dev))
		return notifier_from_errno(pc5_own_device_event(dev, event));

	/* A device that only moves to another namespace stays below us. */
	if (event == NETDEV_CHANGEMTU || event == NETDEV_REGISTER ||
	    (event == NETDEV_UNREGISTER &&
	     dev->reg_state == NETREG_UNREGISTERING))
		pc5_lower_device_event(dev, event);
	return NOTIFY_DONE;
}

static struct notifier_block pc5_device_notifier = {
	.notifier_call = pc5_device_event,
};

static int pc5_net_init(struct net *net)
{
	struct pc5_net *pn = pc5_net(net);

	xa_init(&pn->ues);
	xa_init(&pn->links);
	return 0;
}

/*
 * The sockets of a namespace go with it, and with them UEs on them that were
 * moved elsewhere. Devices that are still in it the core removes.
 */
static void pc5_net_pre_exit(struct net *net)
{
	struct pc5_port *port, *next;
	LIST_HEAD(head);

	rtnl_lock();
	list_for_each_entry_safe(port, next, &pc5_ports, node) {
		if (port->key.net == net)
			pc5_port_delete_ues(port, &head);
	}
	unregister_netdevice_many(&head);
	rtnl_unlock();
}

static void pc5_net_exit(struct net *net)
{
	struct pc5_net *pn = pc5_net(net);

	xa_destroy(&pn->ues);
	xa_destroy(&pn->links);
}

static struct pernet_operations pc5_net_ops = {
	.init = pc5_net_init,
	.pre_exit = pc5_net_pre_exit,
	.exit = pc5_net_exit,
	.id = &pc5_net_id,
	.size = sizeof(struct pc5_net),
};

/**
 * pc5_ue_init - register with the core
 *
 * Return: 0 or a negative error.
 */
int pc5_ue_init(void)
{
	int err;

	err = register_pernet_subsys(&pc5_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&pc5_device_notifier);
	if (err)
		goto err_net;
	err = rtnl_link_register(&pc5_link_ops);
	if (err)
		goto err_notifier;
	err = rtnl_link_register(&pc5_ue_ops);
	if (err)
		goto err_link;
	return 0;

err_link:
	rtnl_link_unregister(&pc5_link_ops);
err_notifier:
	unregister_netdevice_notifier(&pc5_device_notifier);
err_net:
	unregister_pernet_subsys(&pc5_net_ops);
	return err;
}

/**
 * pc5_ue_exit - unregister, and with that remove all UEs and links
 */
void pc5_ue_exit(void)
{
	rtnl_link_unregister(&pc5_ue_ops);
	rtnl_link_unregister(&pc5_link_ops);
	unregister_netdevice_notifier(&pc5_device_notifier);
	unregister_pernet_subsys(&pc5_net_ops);
}
