// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit path of links: segment, take COUNTs, protect, hand to the underlay
 * (TS 38.323 clauses 5.2.1 and 5.2.3).
 */

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip_tunnels.h>

#include "compat/compat.h"
#include "entity.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "signal.h"
#include "trace.h"

/* Is this what the link carries? */
static bool pc5_tx_proto(const struct pc5_link *link, const struct sk_buff *skb)
{
	if (link->sdu_type == PC5_SDU_TYPE_ETHERNET)
		return skb->len >= ETH_HLEN;
	return skb->protocol && skb->protocol == ip_tunnel_parse_protocol(skb);
}

/* A linear packet nobody else looks at, with room around it. */
static struct sk_buff *pc5_tx_room(const struct pc5_link *link,
				   struct sk_buff *skb)
{
	unsigned int head = link->dev->needed_headroom;
	unsigned int tail = link->dev->needed_tailroom;
	struct sk_buff *copy;

	if (likely(!skb_is_nonlinear(skb) && !skb_cloned(skb) &&
		   skb_headroom(skb) >= head && skb_tailroom(skb) >= tail))
		return skb;
	copy = skb_copy_expand(skb, head, tail, GFP_ATOMIC);
	if (copy)
		consume_skb(skb);
	return copy;
}

/**
 * pc5_tx_frame - put the sidelink header before a PDU and send it
 * @link: the link
 * @addr: its Layer-2 IDs; NULL if they are gone
 * @skb: the PDU; taken over
 * @lcid: logical channel
 * @flags: PC5_SL_SRAP or 0
 * @hops: how often it was relayed
 *
 * Context: softirqs off, RCU read side.
 * Return: whether the underlay took it; if not it was counted.
 */
bool pc5_tx_frame(struct pc5_link *link, const struct pc5_addr *addr,
		  struct sk_buff *skb, u8 lcid, u8 flags, u8 hops)
{
	struct pc5_port *port = link->port;
	const struct pc5_endpoint *ep;
	struct pc5_slhdr *sl;
	int err;

	if (unlikely(!addr)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_TX_UNDERLAY);
		return false;
	}
	sl = skb_push(skb, sizeof(*sl));
	sl->flags = PC5_SL_VERSION << PC5_SL_VERSION_SHIFT |
		    PC5_SL_CAST_UNICAST | flags;
	sl->lcid = lcid << PC5_SL_LCID_SHIFT | hops;
	pc5_l2id_put(sl->src, addr->local);
	pc5_l2id_put(sl->dst, addr->peer);

	/* What the sender's namespace knew of the packet ends here. */
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 0;
	skb_scrub_packet(skb, false);
	skb_reset_transport_header(skb);

	if (port->key.underlay == PC5_UNDERLAY_ETHERNET) {
		err = pc5_eth_xmit(port, skb, addr->local, addr->peer);
	} else {
		ep = rcu_dereference(link->endpoint);
		if (unlikely(!ep)) {
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_TX_NO_ENDPOINT);
			return false;
		}
		err = pc5_udp_xmit(port, skb, ep, &link->dst_cache);
	}
	if (unlikely(err))
		pc5_drop_count(link->dev, link->stats, PC5_DROP_TX_UNDERLAY, 1);
	return !err;
}

/* The PDU is protected: send it, to the peer or to the relay. RCU read side. */
static void pc5_tx_send(struct pc5_link *link, struct pc5_entity *ent,
			struct sk_buff *skb, unsigned int sdu_len)
{
	const struct pc5_addr *addr =
		rcu_dereference(link->addr[PC5_SKB_CB(skb)->ids]);
	struct pc5_route *route;
	bool sent;

	if (unlikely(addr && addr->relayed)) {
		route = rcu_dereference(addr->route);
		if (unlikely(!route)) {
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_TX_NO_ROUTE);
			return;
		}
		sent = pc5_route_tx(route, skb, ent->lcid);
	} else {
		sent = pc5_tx_frame(link, addr, skb, ent->lcid, 0, 0);
	}
	if (likely(sent))
		pc5_count_sdu(link->stats, ent->lcid, PC5_TX_PACKETS, sdu_len);
}

static unsigned int pc5_tx_sdu_len(const struct pc5_crypt *crypt)
{
	return crypt->skb->len - crypt->ent->tx->mac_len -
	       pc5_pdcp_hlen(crypt->ent->sn_bits);
}

/**
 * pc5_tx_done - a PDU was protected asynchronously
 * @crypt: the request
 * @err: how it ended
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_tx_done(struct pc5_crypt *crypt, int err)
{
	struct pc5_link *link = crypt->sec->link;
	struct sk_buff *skb = crypt->skb;

	if (unlikely(err || READ_ONCE(link->dead))) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_TX_CRYPTO);
		return;
	}
	skb_put(skb, crypt->ent->tx->mac_len);
	pc5_tx_send(link, crypt->ent, skb, pc5_tx_sdu_len(crypt));
}

/**
 * pc5_tx_one - protect and send one SDU
 * @link: the link
 * @sec: the context
 * @ent: the entity of the bearer
 * @skb: the SDU, with its control block; taken over
 * @count: its COUNT
 *
 * Context: RCU read side, softirqs off.
 */
void pc5_tx_one(struct pc5_link *link, struct pc5_sec *sec,
		struct pc5_entity *ent, struct sk_buff *skb, u64 count)
{
	unsigned int hlen = pc5_pdcp_hlen(ent->sn_bits);
	unsigned int sdu_len = skb->len;
	struct pc5_pdcp pdcp = {
		.sn = count & ((1U << ent->sn_bits) - 1),
		.key_id = READ_ONCE(sec->id[PC5_SKB_CB(skb)->ids]),
		.sdu_type = link->sdu_type,
	};
	struct sk_buff *room;
	int err = 0;

	room = pc5_tx_room(link, skb);
	if (unlikely(!room)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_TX_MEMORY);
		return;
	}
	skb = room;
	if (likely(ent->lcid >= PC5_LCID_DRB_MIN))
		pc5_pdcp_put(skb_push(skb, hlen), ent->sn_bits, &pdcp);
	else
		pc5_srb_put(skb_push(skb, hlen), &pdcp);
	trace_pc5_tx(link->dev, ent->lcid, pdcp.key_id, count, sdu_len);

	if (ent->tx->aead)
		err = pc5_crypt(sec, ent, skb, count, PC5_CRYPT_TX);
	if (err == -EINPROGRESS)
		return;
	if (unlikely(err)) {
		pc5_drop(link->dev, link->stats, skb, err == -ENOMEM ?
			 PC5_DROP_TX_MEMORY : PC5_DROP_TX_CRYPTO);
		return;
	}
	skb_put(skb, ent->tx->mac_len);
	pc5_tx_send(link, ent, skb, sdu_len);
}

/**
 * pc5_tx_limits - tell of limits passed, once
 * @sec: the context
 * @ent: the entity
 * @next: COUNTs were taken up to this one
 */
void pc5_tx_limits(struct pc5_sec *sec, struct pc5_entity *ent, u64 next)
{
	if (next > sec->soft_limit &&
	    !test_and_set_bit(PC5_TOLD_SOFT, &ent->told)) {
		trace_pc5_key(sec->link->dev, pc5_sec_id(sec),
			      PC5_EVENT_SOFT_LIMIT);
		pc5_nl_key_event(sec, ent->lcid, PC5_EVENT_SOFT_LIMIT);
	}
	if (next > sec->last &&
	    !test_and_set_bit(PC5_TOLD_HARD, &ent->told)) {
		trace_pc5_key(sec->link->dev, pc5_sec_id(sec),
			      PC5_EVENT_HARD_LIMIT);
		pc5_nl_key_event(sec, ent->lcid, PC5_EVENT_HARD_LIMIT);
	}
}

/* Send @n packets, linked by next. RCU read side, softirqs off. */
static void pc5_tx_burst(struct pc5_link *link, struct sk_buff *segs,
			 unsigned int n)
{
	/* Pairs with pc5_ids_switch(): what the set is made of is there. */
	u8 ids = smp_load_acquire(&link->ids);
	u8 slot = READ_ONCE(link->data_slot);
	struct pc5_sec *sec = rcu_dereference(link->slot[slot]);
	u8 lcid = pc5_bearer_classify(link, segs->mark);
	enum pc5_drop why = PC5_DROP_TX_NO_BEARER;
	unsigned int max = READ_ONCE(link->max_sdu);
	struct pc5_entity *ent = NULL;
	struct sk_buff *skb, *next;
	unsigned int take = 0;
	u64 count = 0;

	if (likely(lcid)) {
		why = PC5_DROP_TX_NO_KEY;
		if (likely(sec))
			ent = rcu_dereference(sec->entity[lcid]);
	}
	if (likely(ent)) {
		why = PC5_DROP_TX_COUNT_EXHAUSTED;
		take = pc5_entity_reserve(ent, n, &count);
		if (unlikely(count + take > sec->soft_limit))
			pc5_tx_limits(sec, ent, count + take);
	}

	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		PC5_SKB_CB(skb)->ids = ids;
		if (unlikely(!take)) {
			pc5_drop(link->dev, link->stats, skb, why);
			continue;
		}
		take--;
		if (unlikely(skb->len > max))
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_TX_TOO_BIG);
		else
			pc5_tx_one(link, sec, ent, skb, count);
		count++;
	}
}

/**
 * pc5_link_xmit - send a packet on a link
 * @skb: the packet; taken over
 * @dev: the link's device
 *
 * A large packet is segmented first, and the segments share the search for
 * context and bearer and take their COUNTs in one go.
 *
 * Return: NETDEV_TX_OK.
 */
netdev_tx_t pc5_link_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct pc5_link *link = netdev_priv(dev);
	struct sk_buff *segs, *seg;
	unsigned int n = 1;

	if (unlikely(!pc5_tx_proto(link, skb))) {
		pc5_drop(dev, link->stats, skb, PC5_DROP_TX_PROTO);
		return NETDEV_TX_OK;
	}

	if (skb_is_gso(skb)) {
		segs = skb_gso_segment(skb, 0);
		if (IS_ERR(segs)) {
			pc5_drop(dev, link->stats, skb, PC5_DROP_TX_MEMORY);
			return NETDEV_TX_OK;
		}
		if (segs) {
			consume_skb(skb);
			skb = segs;
			for (n = 0, seg = segs; seg; seg = seg->next)
				n++;
		}
	} else if (skb->ip_summed == CHECKSUM_PARTIAL &&
		   skb_checksum_help(skb)) {
		pc5_drop(dev, link->stats, skb, PC5_DROP_TX_MEMORY);
		return NETDEV_TX_OK;
	}

	rcu_read_lock();
	pc5_tx_burst(link, skb, n);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}
