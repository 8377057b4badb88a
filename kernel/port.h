/* SPDX-License-Identifier: GPL-2.0-only */
/* Ports: where UEs meet an underlay. */
#ifndef _PC5_PORT_H
#define _PC5_PORT_H

#include <linux/in6.h>
#include <linux/kref.h>
#include <linux/netdevice.h>
#include <linux/rhashtable.h>
#include <net/dst_cache.h>

#include "proto.h"

struct netlink_ext_ack;
struct pc5_link;
struct pc5_route;
struct pc5_ue;

/**
 * struct pc5_port_key - what tells one port from another
 * @underlay: its kind
 * @net: Ethernet: NULL; UDP: namespace of the socket
 * @lower: Ethernet: device below; UDP: NULL
 * @ethertype: Ethernet: EtherType
 * @family: UDP: AF_INET or AF_INET6
 * @local: UDP: local address, IPv4 in the first word
 * @udp_port: UDP: local port
 */
struct pc5_port_key {
	enum pc5_underlay underlay;
	struct net *net;
	struct net_device *lower;
	u16 ethertype;
	u16 family;
	struct in6_addr local;
	u16 udp_port;
};

/**
 * struct pc5_port - an EtherType on a device, or a UDP socket
 * @key: what tells it from others; its device and socket go when the last UE
 *	does, under RTNL
 * @lower: Ethernet: device below, NULL once shut; read under RCU
 * @lower_tracker: tracks the reference to it
 * @sock: UDP: the socket, NULL once shut; read under RCU
 * @ptype: Ethernet: the packet handler
 * @addrs: Layer-2 ID pairs of links and UEs, struct pc5_addr; changed under
 *	RTNL, read under RCU
 * @routes: struct pc5_route of the links here; changed under RTNL, read under
 *	RCU
 * @node: in the list of all ports, under RTNL
 * @ues: UEs on it, under RTNL
 * @ref: held by UEs and links
 * @free_work: frees it, from process context
 *
 * Several UEs share a port, so that a frame is handled once, by the one it is
 * for, and never has to be copied for the others.
 */
struct pc5_port {
	struct pc5_port_key key;
	struct net_device __rcu *lower;
	netdevice_tracker lower_tracker;
	struct socket __rcu *sock;
	struct packet_type ptype;
	struct rhashtable addrs;
	struct rhashtable routes;
	struct list_head node;
	struct list_head ues;
	struct kref ref;
	struct rcu_work free_work;
};

/**
 * struct pc5_addr - a Layer-2 ID pair of a link, or the Layer-2 ID of a UE
 * @node: in the port's table, unless it goes through a relay
 * @local: this end
 * @peer: the other end; 0 in the entry of a UE
 * @ids: which set of identifiers of the link it belongs to
 * @relayed: it goes through a relay: the IDs are no addresses then, but what the
 *	two ends know each other by
 * @route: then the way to the relay, NULL when that is gone; changed under RTNL,
 *	read under RCU
 * @link: the link, NULL in the entry of a UE
 * @ue: the UE
 * @rcu: frees it
 */
struct pc5_addr {
	struct rhash_head node;
	u32 local;
	u32 peer;
	u8 ids;
	bool relayed;
	struct pc5_route __rcu *route;
	struct pc5_link *link;
	struct pc5_ue *ue;
	struct rcu_head rcu;
};

/**
 * struct pc5_endpoint - UDP address of a peer
 * @family: AF_INET or AF_INET6
 * @addr: address, IPv4 in the first word
 * @port: UDP port
 * @rcu: frees it
 *
 * Fixed once published; replaced under the link's lock.
 */
struct pc5_endpoint {
	u16 family;
	struct in6_addr addr;
	__be16 port;
	struct rcu_head rcu;
};

extern struct list_head pc5_ports;

int pc5_port_join(struct pc5_ue *ue, const struct pc5_port_key *key,
		  struct netlink_ext_ack *extack);
void pc5_port_leave(struct pc5_ue *ue);
void pc5_port_left(struct pc5_ue *ue);
void pc5_port_put(struct pc5_port *port);
unsigned int pc5_port_max_mtu(const struct pc5_port *port);
unsigned int pc5_port_headroom(const struct pc5_port *port);

struct pc5_addr *pc5_addr_add_ue(struct pc5_ue *ue, u32 l2id,
				 struct netlink_ext_ack *extack);
struct pc5_addr *pc5_addr_add_link(struct pc5_link *link, u8 ids, u32 local,
				   u32 peer, struct netlink_ext_ack *extack);
struct pc5_addr *pc5_addr_add_relayed(struct pc5_link *link, u8 ids, u32 local,
				      u32 peer, struct pc5_route *route,
				      struct netlink_ext_ack *extack);
void pc5_addr_del(struct pc5_port *port, struct pc5_addr *addr);
struct pc5_addr *pc5_addr_find(struct pc5_port *port, u32 local, u32 peer);

int pc5_eth_open(struct pc5_port *port, struct netlink_ext_ack *extack);
void pc5_eth_shut(struct pc5_port *port);
void pc5_eth_release(struct pc5_port *port);
void pc5_eth_listen(struct pc5_port *port, u32 l2id, bool on);
int pc5_eth_xmit(struct pc5_port *port, struct sk_buff *skb, u32 src, u32 dst);

int pc5_udp_open(struct pc5_port *port, struct netlink_ext_ack *extack);
void pc5_udp_shut(struct pc5_port *port);
int pc5_udp_xmit(struct pc5_port *port, struct sk_buff *skb,
		 const struct pc5_endpoint *ep, struct dst_cache *cache);
void pc5_udp_source(const struct pc5_port *port, const struct sk_buff *skb,
		    struct pc5_endpoint *ep);

void pc5_rx(struct pc5_port *port, struct sk_buff *skb);

#endif /* _PC5_PORT_H */
