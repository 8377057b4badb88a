// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ethernet underlay. Layer-2 IDs are put into MAC addresses as they are: no
 * resolution, no state. The destination has the multicast bit, since PC5 is a
 * broadcast medium; devices filter it by their multicast lists.
 */

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "port.h"

static void pc5_eth_addr(u8 *mac, u8 first, u32 l2id)
{
	mac[0] = first;
	mac[1] = 0x50;
	mac[2] = 0x43;
	pc5_l2id_put(mac + 3, l2id);
}

#define PC5_MAC_SRC	0x02	/* locally administered */
#define PC5_MAC_DST	0x03	/* and multicast */

static int pc5_eth_rcv(struct sk_buff *skb, struct net_device *dev,
		       struct packet_type *pt, struct net_device *orig)
{
	/* The frame may have been tapped: it is copied before it is changed. */
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	/* Frames to a MAC address of somebody else a promiscuous device sees. */
	if (skb->pkt_type == PACKET_OUTGOING ||
	    skb->pkt_type == PACKET_OTHERHOST) {
		consume_skb(skb);
		return NET_RX_SUCCESS;
	}
	pc5_rx(pt->af_packet_priv, skb);
	return NET_RX_SUCCESS;
}

/**
 * pc5_eth_open - start receiving on an EtherType of a device
 * @port: the port
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_eth_open(struct pc5_port *port, struct netlink_ext_ack *extack)
{
	struct net_device *lower = port->key.lower;

	if (lower->type != ARPHRD_ETHER) {
		NL_SET_ERR_MSG(extack, "The device below is no Ethernet device");
		return -EINVAL;
	}
	rcu_assign_pointer(port->lower, lower);
	netdev_hold(lower, &port->lower_tracker, GFP_KERNEL);
	port->ptype.type = htons(port->key.ethertype);
	port->ptype.dev = lower;
	port->ptype.func = pc5_eth_rcv;
	port->ptype.af_packet_priv = port;
	dev_add_pack(&port->ptype);
	return 0;
}

/**
 * pc5_eth_shut - stop sending and receiving
 * @port: the port
 */
void pc5_eth_shut(struct pc5_port *port)
{
	__dev_remove_pack(&port->ptype);
	RCU_INIT_POINTER(port->lower, NULL);
}

/**
 * pc5_eth_release - a grace period after, let go of the device
 * @port: the port
 */
void pc5_eth_release(struct pc5_port *port)
{
	/* Two UEs may have left in one go. */
	if (!port->key.lower)
		return;
	netdev_put(port->key.lower, &port->lower_tracker);
	port->key.lower = NULL;
}

/**
 * pc5_eth_listen - receive what is sent to a Layer-2 ID, or no longer
 * @port: the port
 * @l2id: the Layer-2 ID
 * @on: which
 *
 * The device counts how often each address was added.
 */
void pc5_eth_listen(struct pc5_port *port, u32 l2id, bool on)
{
	u8 mac[ETH_ALEN];

	pc5_eth_addr(mac, PC5_MAC_DST, l2id);
	if (on)
		dev_mc_add(port->key.lower, mac);
	else
		dev_mc_del(port->key.lower, mac);
}

/**
 * pc5_eth_xmit - send a frame
 * @port: the port
 * @skb: the frame from its sidelink header on; taken over
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 *
 * Context: RCU read side.
 * Return: 0 or a negative error.
 */
int pc5_eth_xmit(struct pc5_port *port, struct sk_buff *skb, u32 src, u32 dst)
{
	struct net_device *lower = rcu_dereference(port->lower);
	unsigned int pad;
	struct ethhdr *eth;
	int err;

	/* A device that is down drops without saying so. */
	if (unlikely(!lower || !netif_running(lower))) {
		kfree_skb(skb);
		return -ENETDOWN;
	}

	/*
	 * A device would pad a short frame, and the peer could not tell the
	 * padding from the PDU: pad it here, and say by how much.
	 */
	if (unlikely(skb->len < ETH_ZLEN - ETH_HLEN)) {
		pad = ETH_ZLEN - ETH_HLEN - skb->len;
		if (skb_put_padto(skb, ETH_ZLEN - ETH_HLEN))
			return -ENOMEM;
		((struct pc5_slhdr *)skb->data)->flags |= PC5_SL_PADDED;
		skb->data[skb->len - 1] = pad;
	}

	eth = skb_push(skb, ETH_HLEN);
	pc5_eth_addr(eth->h_dest, PC5_MAC_DST, dst);
	pc5_eth_addr(eth->h_source, PC5_MAC_SRC, src);
	eth->h_proto = htons(port->key.ethertype);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth->h_proto;
	skb->dev = lower;
	/* Congestion is no loss; what else is not 0 is. */
	err = dev_queue_xmit(skb);
	return net_xmit_eval(err) ? -ENOBUFS : 0;
}
