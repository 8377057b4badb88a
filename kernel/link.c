// SPDX-License-Identifier: GPL-2.0-only
/* Link devices: one for each authenticated peer. */

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "ue.h"

static int pc5_link_poll(struct napi_struct *napi, int budget)
{
	struct pc5_link *link = container_of(napi, struct pc5_link, napi);
	struct sk_buff *skb;
	int work = 0;

	while (work < budget) {
		if (skb_queue_empty(&link->rxp)) {
			spin_lock(&link->rxq.lock);
			skb_queue_splice_init(&link->rxq, &link->rxp);
			spin_unlock(&link->rxq.lock);
		}
		skb = __skb_dequeue(&link->rxp);
		if (!skb)
			break;
		napi_gro_receive(napi, skb);
		work++;
	}
	if (work < budget)
		napi_complete_done(napi, work);
	return work;
}

/* Is this what the link carries? Sets what the stack needs to know of it. */
static bool pc5_link_inner(const struct pc5_link *link, struct sk_buff *skb)
{
	if (link->sdu_type == PC5_SDU_TYPE_ETHERNET) {
		if (!pskb_may_pull(skb, ETH_HLEN))
			return false;
		skb->protocol = eth_type_trans(skb, link->dev);
		skb_reset_network_header(skb);
		return true;
	}
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	skb->protocol = ip_tunnel_parse_protocol(skb);
	return skb->protocol != 0;
}

/**
 * pc5_link_deliver - give an SDU to the stack
 * @link: the link
 * @skb: the SDU; taken over
 * @lcid: bearer it came on
 *
 * Caller holds the lock of the SDU's entity, so that SDUs are queued in the
 * order in which they are delivered.
 *
 * Context: softirqs off.
 */
void pc5_link_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	struct net_device *dev = link->dev;
	unsigned int len = skb->len;
	bool full;

	skb->dev = dev;
	if (unlikely(!pc5_link_inner(link, skb))) {
		pc5_drop(dev, link->stats, skb, PC5_DROP_RX_INNER);
		return;
	}
	if (unlikely(!netif_running(dev))) {
		pc5_drop(dev, link->stats, skb, PC5_DROP_RX_DOWN);
		return;
	}

	spin_lock(&link->rxq.lock);
	full = skb_queue_len(&link->rxq) >= PC5_RXQ_MAX;
	if (!full)
		__skb_queue_tail(&link->rxq, skb);
	spin_unlock(&link->rxq.lock);
	if (unlikely(full)) {
		pc5_drop(dev, link->stats, skb, PC5_DROP_RX_MEMORY);
		return;
	}
	pc5_count_sdu(link->stats, lcid, PC5_RX_PACKETS, len);
	napi_schedule(&link->napi);
}

static int pc5_link_open(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);

	napi_enable(&link->napi);
	return 0;
}

static int pc5_link_stop(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);

	napi_disable(&link->napi);
	skb_queue_purge(&link->rxq);
	__skb_queue_purge(&link->rxp);
	return 0;
}

static int pc5_link_dev_init(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);
	int err;

	link->stats = pc5_stats_alloc();
	if (!link->stats)
		return -ENOMEM;
	err = dst_cache_init(&link->dst_cache, GFP_KERNEL);
	if (err) {
		free_percpu(link->stats);
		return err;
	}
	netif_napi_add(dev, &link->napi, pc5_link_poll);
	kref_get(&link->port->ref);
	return 0;
}

static void pc5_link_dev_uninit(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);

	/* No context is left that could retire after this. */
	cancel_delayed_work_sync(&link->retire_work);
	/* An SDU that was delivered while the device went down. */
	skb_queue_purge(&link->rxq);
}

/* After the last context let go of the device. */
static void pc5_link_dev_free(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);

	skb_queue_purge(&link->rxq);
	dst_cache_destroy(&link->dst_cache);
	kfree(rcu_dereference_protected(link->endpoint, 1));
	pc5_port_put(link->port);
	free_percpu(link->stats);
}

static void pc5_link_dev_stats(struct net_device *dev,
			       struct rtnl_link_stats64 *out)
{
	struct pc5_link *link = netdev_priv(dev);

	pc5_stats_link64(link->stats, out);
}

static int pc5_link_change_mtu(struct net_device *dev, int mtu)
{
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

static const struct net_device_ops pc5_link_netdev_ops = {
	.ndo_init = pc5_link_dev_init,
	.ndo_uninit = pc5_link_dev_uninit,
	.ndo_open = pc5_link_open,
	.ndo_stop = pc5_link_stop,
	.ndo_start_xmit = pc5_link_xmit,
	.ndo_get_stats64 = pc5_link_dev_stats,
	.ndo_change_mtu = pc5_link_change_mtu,
};

static const struct net_device_ops pc5_link_ether_netdev_ops = {
	.ndo_init = pc5_link_dev_init,
	.ndo_uninit = pc5_link_dev_uninit,
	.ndo_open = pc5_link_open,
	.ndo_stop = pc5_link_stop,
	.ndo_start_xmit = pc5_link_xmit,
	.ndo_get_stats64 = pc5_link_dev_stats,
	.ndo_change_mtu = pc5_link_change_mtu,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

/**
 * pc5_is_link - is this device a link
 * @dev: the device
 *
 * Return: whether it is.
 */
bool pc5_is_link(const struct net_device *dev)
{
	return dev->netdev_ops == &pc5_link_netdev_ops ||
	       dev->netdev_ops == &pc5_link_ether_netdev_ops;
}

static void pc5_link_setup(struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);

	dev->netdev_ops = &pc5_link_netdev_ops;
	dev->ethtool_ops = &pc5_ethtool_ops;
	dev->priv_destructor = pc5_link_dev_free;
	dev->needs_free_netdev = true;
	dev->type = ARPHRD_NONE;
	dev->flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->min_mtu = ETH_MIN_MTU;
	/* All segmentation and checksumming the stack defers is done here. */
	dev->features |= NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA |
			 NETIF_F_HW_CSUM | NETIF_F_RXCSUM | NETIF_F_GSO_SOFTWARE;
	dev->hw_features |= dev->features;
	pc5_compat_set_lltx(dev);

	link->dev = dev;
	spin_lock_init(&link->lock);
	skb_queue_head_init(&link->rxq);
	__skb_queue_head_init(&link->rxp);
	INIT_LIST_HEAD(&link->routes);
	INIT_DELAYED_WORK(&link->retire_work, pc5_slot_retire_work);
	ratelimit_state_init(&link->alarms, HZ, 1);
	ratelimit_set_flags(&link->alarms, RATELIMIT_MSG_ON_RELEASE);
	pc5_signal_limit_init(&link->signal_limit);
}

static void pc5_link_setup_ether(struct net_device *dev)
{
	dev->netdev_ops = &pc5_link_ether_netdev_ops;
	dev->type = ARPHRD_ETHER;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
	dev->header_ops = NULL;
	ether_setup(dev);
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->tx_queue_len = 0;
	eth_hw_addr_random(dev);
}

/* Largest SDU the underlay takes in one PDU. */
static unsigned int pc5_link_max_sdu(const struct pc5_link *link)
{
	unsigned int mtu = pc5_port_max_mtu(link->port);
	unsigned int over = PC5_OVERHEAD;

	if (link->relayed)
		over += PC5_SRAP_HLEN;
	if (mtu <= over)
		return 0;
	return min_t(unsigned int, mtu - over, PC5_SDU_MAX);
}

/**
 * pc5_link_fit_mtu - follow the MTU of the device below
 * @link: the link
 *
 * Context: RTNL.
 */
void pc5_link_fit_mtu(struct pc5_link *link)
{
	struct net_device *dev = link->dev;
	unsigned int max = pc5_link_max_sdu(link);

	WRITE_ONCE(link->max_sdu, max);
	if (link->sdu_type == PC5_SDU_TYPE_ETHERNET)
		max -= min_t(unsigned int, max, ETH_HLEN);
	/* Below the least MTU packets that do not fit are dropped, counted. */
	max = max_t(unsigned int, max, dev->min_mtu);
	dev->max_mtu = max;
	if (dev->mtu > max)
		dev_set_mtu(dev, max);
}

static void pc5_link_first_mtu(struct pc5_link *link)
{
	unsigned int mtu = pc5_link_max_sdu(link);

	/* Not in fragments unless asked for: what IPv6 leaves of 1500. */
	if (link->port->key.underlay == PC5_UNDERLAY_UDP)
		mtu = ETH_DATA_LEN - sizeof(struct ipv6hdr) -
		      sizeof(struct udphdr) - PC5_OVERHEAD -
		      (link->relayed ? PC5_SRAP_HLEN : 0);
	if (link->sdu_type == PC5_SDU_TYPE_ETHERNET)
		mtu -= min_t(unsigned int, mtu, ETH_HLEN);
	link->dev->mtu = max_t(unsigned int, mtu, link->dev->min_mtu);
	pc5_link_fit_mtu(link);
}

/* A context that protects nothing, for links both sides configured so. */
static int pc5_link_unprotected(struct pc5_link *link,
				struct netlink_ext_ack *extack)
{
	/* Without a key there is nothing COUNT could use up. */
	static const struct pc5_sec_conf conf = {
		.soft_limit = S64_MAX,
		.last = S64_MAX - 1,
	};
	struct pc5_sec *sec = pc5_sec_new(&conf, extack);
	int err;

	if (IS_ERR(sec))
		return PTR_ERR(sec);
	err = pc5_sec_attach(sec, link);
	if (!err)
		err = pc5_slot_install(link, sec, true, extack);
	if (err)
		pc5_sec_free(sec);
	return err;
}

/**
 * pc5_link_new - make a link, with SL-DRB 4 on it
 * @net: namespace of its device
 * @conf: what it is to be
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: the link or an error pointer.
 */
struct pc5_link *pc5_link_new(struct net *net,
			      const struct pc5_link_conf *conf,
			      struct netlink_ext_ack *extack)
{
	static const struct pc5_bearer bearer = {
		.sn_bits = PC5_SN_BITS_DEFAULT,
		.window = PC5_WINDOW_DEFAULT,
		.t_reordering = PC5_REORDER_DEFAULT,
	};
	struct nlattr *tb[IFLA_MAX + 1] = {};
	struct net_device *dev;
	struct pc5_link *link;
	struct pc5_addr *addr;
	LIST_HEAD(head);
	int err;

	dev = rtnl_create_link(net, conf->name, NET_NAME_USER, &pc5_link_ops,
			       tb, extack);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	link = netdev_priv(dev);
	link->ue = conf->ue;
	link->port = conf->ue->port;
	link->sdu_type = conf->sdu_type;
	link->policy_int = conf->policy_int;
	link->policy_enc = conf->policy_enc;
	link->signalling = conf->signalling;
	link->relayed = conf->route;
	link->open = !link->signalling || !pc5_link_protected(link);
	link->plain_signalling = link->signalling && link->open;
	link->data_slot = pc5_link_protected(link) ? PC5_SLOT_ACTIVE :
						     PC5_SLOT_PLAIN;
	link->grace = conf->grace;
	if (link->sdu_type == PC5_SDU_TYPE_ETHERNET)
		pc5_link_setup_ether(dev);
	dev->needed_headroom = pc5_port_headroom(link->port) + PC5_OVERHEAD +
			       PC5_SRAP_HLEN;
	dev->needed_tailroom = PC5_MAC_LEN;
	pc5_link_first_mtu(link);

	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return ERR_PTR(err);
	}
	list_add_tail(&link->ue_node, &link->ue->links);
	link->ue->n_links++;

	err = pc5_bearer_add(link, PC5_LCID_DRB_MIN, &bearer, extack);
	if (!err && conf->endpoint.family)
		err = pc5_link_set_endpoint(link, &conf->endpoint, GFP_KERNEL);
	if (!err && !pc5_link_protected(link))
		err = pc5_link_unprotected(link, extack);
	if (err)
		goto err_delete;

	addr = conf->route ?
	       pc5_addr_add_relayed(link, link->ids, conf->local, conf->peer,
				    conf->route, extack) :
	       pc5_addr_add_link(link, link->ids, conf->local, conf->peer,
				 extack);
	if (IS_ERR(addr)) {
		err = PTR_ERR(addr);
		goto err_delete;
	}
	rcu_assign_pointer(link->addr[link->ids], addr);
	err = pc5_compat_configure_link(dev);
	if (err)
		goto err_delete;
	pc5_nl_link_event(link, PC5_EVENT_NEW);
	pc5_nl_bearer_event(link, PC5_LCID_DRB_MIN, PC5_EVENT_NEW);
	return link;

err_delete:
	pc5_link_delete(link, &head);
	unregister_netdevice_many(&head);
	return ERR_PTR(err);
}

/**
 * pc5_link_delete - remove a link
 * @link: the link
 * @head: list its device is put on, for unregister_netdevice_many()
 *
 * From here on nothing finds the link any more; the grace period within
 * unregister_netdevice_many() waits for who has. Contexts hold the device until
 * their last request is done.
 *
 * Context: RTNL.
 */
void pc5_link_delete(struct pc5_link *link, struct list_head *head)
{
	struct pc5_addr *addr = pc5_link_addr(link);

	if (link->dead)
		return;
	WRITE_ONCE(link->dead, true);
	pc5_route_purge(link);
	list_del(&link->ue_node);
	link->ue->n_links--;
	if (addr) {
		pc5_nl_link_event(link, PC5_EVENT_DELETED);
		RCU_INIT_POINTER(link->addr[link->ids], NULL);
		pc5_addr_del(link->port, addr);
	}
	pc5_ids_finish(link);
	pc5_slot_clear(link);
	unregister_netdevice_queue(link->dev, head);
}

/**
 * pc5_link_set_addr - change the Layer-2 IDs of a link
 * @link: the link
 * @local: own Layer-2 ID
 * @peer: the peer's
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_link_set_addr(struct pc5_link *link, u32 local, u32 peer,
		      struct netlink_ext_ack *extack)
{
	struct pc5_addr *old = pc5_link_addr(link);
	struct pc5_addr *addr;

	if (old->local == local && old->peer == peer)
		return 0;
	if (old->relayed) {
		NL_SET_ERR_MSG(extack, "A link through a relay changes these by link-ids");
		return -EOPNOTSUPP;
	}
	addr = pc5_addr_add_link(link, link->ids, local, peer, extack);
	if (IS_ERR(addr))
		return PTR_ERR(addr);
	rcu_assign_pointer(link->addr[link->ids], addr);
	pc5_addr_del(link->port, old);
	return 0;
}

/**
 * pc5_link_agree - open the user plane of a link with signalling
 * @link: the link
 * @integ: integrity protection is on
 * @enc: ciphering is on
 * @extack: says what went wrong
 *
 * Once: what was agreed is kept until the link goes (TS 24.554 clause 11.3.18).
 *
 * Context: RTNL.
 * Return: 0 or a negative error; after one the user plane stays closed.
 */
int pc5_link_agree(struct pc5_link *link, bool integ, bool enc,
		   struct netlink_ext_ack *extack)
{
	unsigned int i;
	u8 lcid;
	int err = 0;

	if (link->open) {
		NL_SET_ERR_MSG(extack, "The protection of the user plane is fixed");
		return -EPERM;
	}
	for (i = 0; i < PC5_SLOT_PLAIN && (integ || enc); i++) {
		struct pc5_sec *sec = pc5_slot_get(link, i);
		bool can = !sec || pc5_sec_can(sec, integ, enc);

		if (sec)
			percpu_ref_put(&sec->ref);
		if (!can) {
			NL_SET_ERR_MSG(extack, "The algorithms of a context do not give that");
			return -EINVAL;
		}
	}

	WRITE_ONCE(link->policy_int, integ ? PC5_POLICY_REQUIRED :
					     PC5_POLICY_NOT_NEEDED);
	WRITE_ONCE(link->policy_enc, enc ? PC5_POLICY_REQUIRED :
					   PC5_POLICY_NOT_NEEDED);
	WRITE_ONCE(link->data_slot, integ || enc ? PC5_SLOT_ACTIVE :
						   PC5_SLOT_PLAIN);
	WRITE_ONCE(link->open, true);
	if (!integ && !enc)
		err = pc5_link_unprotected(link, extack);
	for (lcid = PC5_LCID_DRB_MIN; !err && lcid <= PC5_LCID_DRB_MAX; lcid++) {
		const struct pc5_bearer *b = pc5_link_bearer(link, lcid);

		if (b && (integ || enc))
			err = pc5_bearer_enter(link, lcid, b, extack);
	}
	if (err)
		WRITE_ONCE(link->open, false);
	return err;
}

/**
 * pc5_link_set_endpoint - set the UDP address of the peer
 * @link: the link
 * @ep: the address
 * @gfp: how to allocate
 *
 * Return: 0 or -ENOMEM.
 */
int pc5_link_set_endpoint(struct pc5_link *link,
			  const struct pc5_endpoint *ep, gfp_t gfp)
{
	struct pc5_endpoint *old, *copy = kmemdup(ep, sizeof(*ep), gfp);

	if (!copy)
		return -ENOMEM;
	spin_lock_bh(&link->lock);
	old = rcu_replace_pointer(link->endpoint, copy,
				  lockdep_is_held(&link->lock));
	dst_cache_reset(&link->dst_cache);
	spin_unlock_bh(&link->lock);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

PC5_NEWLINK(pc5_link_newlink)
{
	NL_SET_ERR_MSG(extack, "Links are made by pc5ctl link add");
	return -EOPNOTSUPP;
}

static void pc5_link_dellink(struct net_device *dev, struct list_head *head)
{
	pc5_link_delete(netdev_priv(dev), head);
}

static const struct nla_policy pc5_link_rtnl_policy[1];

struct rtnl_link_ops pc5_link_ops __read_mostly = {
	.kind = "pc5-link",
	.priv_size = sizeof(struct pc5_link),
	.setup = pc5_link_setup,
	.maxtype = 0,
	.policy = pc5_link_rtnl_policy,
	.newlink = pc5_link_newlink,
	.dellink = pc5_link_dellink,
};
