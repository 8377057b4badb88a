/* SPDX-License-Identifier: GPL-2.0-only */
/* PC5-S between the sidelink and the agent of a UE. */
#ifndef _PC5_SIGNAL_H
#define _PC5_SIGNAL_H

#include <linux/ratelimit.h>
#include <linux/skbuff.h>

#include "port.h"

struct pc5_link;
struct pc5_route;
struct pc5_ue;

/*
 * Unprotected messages a second an agent is asked to look at, of each kind: sent
 * to many, sent to a Layer-2 ID of the UE, and sent under the identifiers of a
 * link. So requests do not keep answers away, nor either those of a link. Discovery,
 * of which there may be much, has such a limit of its own.
 */
#define PC5_SIGNAL_RATE		256

static inline void pc5_signal_limit_init(struct ratelimit_state *limit)
{
	ratelimit_state_init(limit, HZ, PC5_SIGNAL_RATE);
	ratelimit_set_flags(limit, RATELIMIT_MSG_ON_RELEASE);
}

/**
 * struct pc5_skb_cb - of a PDU: what its headers said, while it is received; how
 * it is to be sent
 * @src: source Layer-2 ID; on SL-SRBs only
 * @dst: destination Layer-2 ID; on SL-SRBs only
 * @key_id: K_NRP-sess ID
 * @ids: which set of identifiers of the link it came or goes under
 */
struct pc5_skb_cb {
	u32 src;
	u32 dst;
	u16 key_id;
	u8 ids;
};

#define PC5_SKB_CB(skb) ((struct pc5_skb_cb *)(skb)->cb)

/**
 * struct pc5_signal_from - how an unprotected message came
 * @lcid: SL-SRB0 or SL-SRB4
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @cast: enum pc5_cast
 * @endpoint: UDP: source address, family 0 otherwise
 * @route: through a relay: its route, and the Layer-2 IDs are those of the hop
 *	unless there is an end-to-end link; NULL otherwise
 */
struct pc5_signal_from {
	u8 lcid;
	u32 src;
	u32 dst;
	u8 cast;
	struct pc5_endpoint endpoint;
	struct pc5_route *route;
};

/**
 * struct pc5_listen - Layer-2 IDs an agent hears on
 * @rcu: frees it
 * @n: how many
 * @l2id: they
 *
 * Fixed once published; replaced as a whole under RTNL, read under RCU.
 */
struct pc5_listen {
	struct rcu_head rcu;
	unsigned int n;
	u32 l2id[];
};

struct pc5_ue *pc5_signal_ue(struct pc5_port *port, u32 dst);
void pc5_signal_srb0(struct pc5_port *port, struct sk_buff *skb,
		     const struct pc5_signal_from *from);
void pc5_signal_srb0_path(struct pc5_ue *ue, struct pc5_route *route,
			  struct sk_buff *skb);
void pc5_signal_srb1(struct pc5_ue *ue, struct pc5_route *route,
		     struct sk_buff *skb);
void pc5_signal_unverified(struct pc5_ue *ue, struct pc5_link *link,
			   struct pc5_route *route, struct sk_buff *skb,
			   u16 key_id);
void pc5_signal_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid);

int pc5_signal_tx(struct pc5_link *link, u8 lcid, u16 key_id, u8 ids,
		  const void *data, unsigned int len,
		  struct netlink_ext_ack *extack);
int pc5_signal_tx0(struct pc5_ue *ue, const struct pc5_signal_from *to,
		   const void *data, unsigned int len,
		   struct netlink_ext_ack *extack);
int pc5_signal_verify(struct pc5_link *link, const void *pdu, unsigned int len,
		      struct netlink_ext_ack *extack);
void pc5_signal_listen(struct pc5_ue *ue, struct pc5_listen *listen);

#endif /* _PC5_SIGNAL_H */
