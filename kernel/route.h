/* SPDX-License-Identifier: GPL-2.0-only */
/* Layer-2 relaying: SRAP (TS 38.351), by a table of pairs of UE IDs. */
#ifndef _PC5_ROUTE_H
#define _PC5_ROUTE_H

#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/u64_stats_sync.h>

#include "proto.h"

struct pc5_addr;
struct pc5_link;
struct pc5_port;
struct netlink_ext_ack;

/* Most routes PDUs may come in by on one link. */
#define PC5_ROUTES_MAX		256

/**
 * struct pc5_route_key - what tells PDUs of one route from those of others
 * @in: link they come in on
 * @src: local identity of the UE that sent them
 * @dst: that of the UE they are for
 * @pad: 0, as the key is hashed as a whole
 *
 * Only the link itself has that sender: on another one its identities name
 * others, so nobody can send under those of somebody else.
 */
struct pc5_route_key {
	const struct pc5_link *in;
	u8 src;
	u8 dst;
	u8 pad[sizeof(long) - 2];
};

/**
 * struct pc5_route_stats - PDUs of a route on one CPU
 * @packets: PDUs that came in, and at an end those sent the other way
 * @bytes: their octets, SRAP header included
 * @syncp: for 32-bit readers
 *
 * Written with softirqs off.
 */
struct pc5_route_stats {
	u64 packets[2];
	u64 bytes[2];
	struct u64_stats_sync syncp;
};

/**
 * struct pc5_route - where SRAP PDUs of a pair of UE IDs go that come in on a link
 * @node: in the port's table
 * @key: which PDUs
 * @link: @key.in, for those who may change it
 * @out: link they go out on; NULL where they are for this UE
 * @back: the route of the opposite direction, NULL where they are for this UE
 * @addr: where they are for this UE: path of the end-to-end link, NULL while
 *	there is none; changed under RTNL, read under RCU
 * @channel: LCID of all its SL-DRBs, 0 if each has its own
 * @first: it is the one of its pair that is shown
 * @on_link: in the list of @link; RTNL
 * @stats: counters
 * @rcu: frees it
 *
 * All but @addr is fixed. It goes, under RTNL, before the links do.
 */
struct pc5_route {
	struct rhash_head node;
	struct pc5_route_key key;
	struct pc5_link *link;
	struct pc5_link *out;
	struct pc5_route *back;
	struct pc5_addr __rcu *addr;
	u8 channel;
	bool first;
	struct list_head on_link;
	struct pc5_route_stats __percpu *stats;
	struct rcu_head rcu;
};

/**
 * struct pc5_route_conf - a route to be made
 * @link: link to the one UE
 * @peer: link to the other one, NULL if it is this UE
 * @ue_id: local identity of the one
 * @peer_ue_id: that of the other
 * @channel: LCID of all SL-DRBs, 0 for their own
 */
struct pc5_route_conf {
	struct pc5_link *link;
	struct pc5_link *peer;
	u8 ue_id;
	u8 peer_ue_id;
	u8 channel;
};

/**
 * struct pc5_route_sum - counters of a route and the opposite direction
 * @packets: PDUs, in the direction of the route first
 * @bytes: their octets
 */
struct pc5_route_sum {
	u64 packets[2];
	u64 bytes[2];
};

extern const struct rhashtable_params pc5_route_params;

int pc5_route_add(const struct pc5_route_conf *conf,
		  struct netlink_ext_ack *extack);
void pc5_route_del(struct pc5_route *route);
void pc5_route_purge(struct pc5_link *link);
struct pc5_route *pc5_route_find(const struct pc5_link *in, u8 src, u8 dst);
void pc5_route_read(const struct pc5_route *route, struct pc5_route_sum *sum);

int pc5_route_attach(struct pc5_route *route, struct pc5_addr *addr,
		     struct netlink_ext_ack *extack);
void pc5_route_detach(struct pc5_addr *addr);

bool pc5_route_tx(struct pc5_route *route, struct sk_buff *skb, u8 bearer);
void pc5_route_rx(struct pc5_link *hop, struct sk_buff *skb, u8 lcid, u8 hops);

#endif /* _PC5_ROUTE_H */
