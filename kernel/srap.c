// SPDX-License-Identifier: GPL-2.0-only
/*
 * SRAP PDUs (TS 38.351 clause 6.2.2) on their way: from an end UE to a relay,
 * through the relay, and in at the other end.
 *
 * What a relay forwards is protected from end to end and unread; the SRAP header
 * is not protected, as on air. So a relay believes no more of it than which of
 * its routes fits, and the end no more than which link may try to verify it.
 */

#include <linux/skbuff.h>

#include "link.h"
#include "netlink.h"
#include "route.h"
#include "rx.h"
#include "signal.h"
#include "ue.h"

static void pc5_srap_count(struct pc5_route *route, unsigned int which,
			   unsigned int len)
{
	struct pc5_route_stats *s = this_cpu_ptr(route->stats);

	u64_stats_update_begin(&s->syncp);
	s->packets[which]++;
	s->bytes[which] += len;
	u64_stats_update_end(&s->syncp);
}

/*
 * The channel of a bearer on a hop: one for all end-to-end SL-SRBs, never one
 * that a SL-DRB has (TS 38.300 clause 16.12.2.2). There are more bearers than
 * channels; the last ones share.
 */
static u8 pc5_srap_lcid(const struct pc5_route *route, u8 bearer)
{
	if (bearer <= PC5_LCID_SRB3)
		return PC5_LCID_U2U;
	return route->channel ?: min_t(u8, bearer, PC5_LCID_DRB_MAX);
}

/**
 * pc5_route_tx - send a PDU of an end-to-end bearer to the relay
 * @route: the route of the link
 * @skb: the PDU from its PDCP header on; taken over
 * @bearer: BEARER ID
 *
 * Context: softirqs off, RCU read side.
 * Return: whether the underlay took it; if not it was counted.
 */
bool pc5_route_tx(struct pc5_route *route, struct sk_buff *skb, u8 bearer)
{
	struct pc5_link *hop = route->link;
	const struct pc5_srap srap = {
		.bearer = bearer,
		.src = route->key.dst,
		.dst = route->key.src,
	};

	pc5_srap_put(skb_push(skb, PC5_SRAP_HLEN), &srap);
	pc5_srap_count(route, 1, skb->len);
	return pc5_tx_frame(hop, pc5_link_path(hop), skb,
			    pc5_srap_lcid(route, bearer), PC5_SL_SRAP, 0);
}

/* Does a link have what it has to have before anything goes over it? */
static bool pc5_srap_ready(const struct pc5_link *link)
{
	return rcu_access_pointer(link->slot[READ_ONCE(link->data_slot)]);
}

/* A relay: the PDU goes on as it is. RCU read side. */
static void pc5_srap_forward(struct pc5_route *route, struct sk_buff *skb,
			     u8 bearer, u8 hops)
{
	struct pc5_link *in = route->link;
	struct pc5_link *out = route->out;
	unsigned int len = skb->len;

	if (unlikely(hops >= PC5_SL_HOPS_MAX)) {
		pc5_drop(in->dev, in->stats, skb, PC5_DROP_RX_HOPS);
		return;
	}
	if (unlikely(!pc5_srap_ready(in))) {
		pc5_drop(in->dev, in->stats, skb, PC5_DROP_RX_NO_KEY);
		return;
	}
	if (unlikely(!pc5_srap_ready(out))) {
		pc5_drop(out->dev, out->stats, skb, PC5_DROP_TX_NO_KEY);
		return;
	}
	if (unlikely(len > READ_ONCE(out->max_sdu) + PC5_OVERHEAD -
			   sizeof(struct pc5_slhdr))) {
		pc5_drop(out->dev, out->stats, skb, PC5_DROP_TX_TOO_BIG);
		return;
	}
	if (unlikely(skb_cow_head(skb, out->dev->needed_headroom))) {
		pc5_drop(out->dev, out->stats, skb, PC5_DROP_TX_MEMORY);
		return;
	}
	skb_orphan(skb);
	if (pc5_tx_frame(out, pc5_link_path(out), skb,
			 pc5_srap_lcid(route, bearer), PC5_SL_SRAP, hops + 1))
		pc5_srap_count(route, 0, len);
}

/* The end: the PDU is for this UE. RCU read side. */
static void pc5_srap_take(struct pc5_route *route, struct sk_buff *skb,
			  u8 bearer)
{
	const struct pc5_addr *addr = rcu_dereference(route->addr);
	struct pc5_link *hop = route->link;

	pc5_srap_count(route, 0, skb->len);
	__skb_pull(skb, PC5_SRAP_HLEN);
	if (bearer == PC5_LCID_SRB0) {
		pc5_signal_srb0_path(hop->ue, route, skb);
		return;
	}
	if (addr) {
		PC5_SKB_CB(skb)->src = addr->peer;
		PC5_SKB_CB(skb)->dst = addr->local;
		PC5_SKB_CB(skb)->ids = addr->ids;
		pc5_rx_pdu(addr->link, skb, bearer);
		return;
	}
	if (bearer == PC5_LCID_SRB1)
		pc5_signal_srb1(hop->ue, route, skb);
	else
		pc5_drop(hop->dev, hop->stats, skb, PC5_DROP_RX_NO_LINK);
}

/**
 * pc5_route_rx - an SRAP PDU came in on a link
 * @hop: the link
 * @skb: the PDU from its SRAP header on; taken over
 * @lcid: channel it came on
 * @hops: how often it was relayed
 *
 * Context: softirq, RCU read side.
 */
void pc5_route_rx(struct pc5_link *hop, struct sk_buff *skb, u8 lcid, u8 hops)
{
	struct pc5_route *route;
	struct pc5_srap srap;

	if (unlikely(!pskb_may_pull(skb, PC5_SRAP_HLEN + 1))) {
		pc5_drop(hop->dev, hop->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}
	if (unlikely(!pc5_srap_get(skb->data, &srap) ||
		     (srap.bearer <= PC5_LCID_SRB3 ?
		      lcid != PC5_LCID_U2U :
		      lcid < PC5_LCID_DRB_MIN || lcid > PC5_LCID_DRB_MAX))) {
		pc5_rx_alarm(hop, skb, lcid, 0, PC5_DROP_RX_SRAP);
		return;
	}
	route = pc5_route_find(hop, srap.src, srap.dst);
	if (unlikely(!route)) {
		pc5_rx_alarm(hop, skb, lcid, 0, PC5_DROP_RX_NO_ROUTE);
		return;
	}
	if (route->out)
		pc5_srap_forward(route, skb, srap.bearer, hops);
	else
		pc5_srap_take(route, skb, srap.bearer);
}
