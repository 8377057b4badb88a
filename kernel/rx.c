// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive path: structure, link, context, COUNT, MAC-I, window (TS 38.323
 * clause 5.2.2.1). Everything before the MAC-I only drops; nothing a frame says
 * is believed, and no state moves, before it holds.
 */

#include <linux/skbuff.h>
#include <net/dst_metadata.h>

#include "entity.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "rx.h"
#include "signal.h"
#include "trace.h"
#include "ue.h"

/**
 * pc5_rx_alarm - drop, and tell whoever listens for alarms
 * @link: the link
 * @skb: the frame
 * @lcid: channel it came on
 * @id: K_NRP-sess ID it carried, 0 for none
 * @reason: why
 */
void pc5_rx_alarm(struct pc5_link *link, struct sk_buff *skb, u8 lcid, u16 id,
		  enum pc5_drop reason)
{
	pc5_drop(link->dev, link->stats, skb, reason);
	if (__ratelimit(&link->alarms))
		pc5_nl_alarm(link->dev, reason, lcid, id);
}

static enum pc5_drop pc5_rx_verdict(enum pc5_verdict verdict)
{
	switch (verdict) {
	case PC5_COUNT_OLD:
		return PC5_DROP_RX_OLD;
	case PC5_COUNT_DUPLICATE:
		return PC5_DROP_RX_DUPLICATE;
	default:
		return PC5_DROP_RX_COUNT_RACE;
	}
}

/*
 * Where a verified PDU came from is where the peer is now, if no later one was
 * received before it. Only integrity makes it so.
 */
static void pc5_rx_roam(struct pc5_link *link, const struct pc5_endpoint *from)
{
	const struct pc5_endpoint *ep = rcu_dereference(link->endpoint);

	if (likely(ep && ep->family == from->family &&
		   ep->port == from->port &&
		   ipv6_addr_equal(&ep->addr, &from->addr)))
		return;
	if (!pc5_link_set_endpoint(link, from, GFP_ATOMIC))
		pc5_nl_link_event(link, PC5_EVENT_CHANGED);
}

/* The MAC-I held, or there is none: take the SDU. RCU read side. */
static void pc5_rx_accept(struct pc5_link *link, struct pc5_sec *sec,
			  struct pc5_entity *ent, struct sk_buff *skb,
			  u64 count)
{
	bool newest = count >= READ_ONCE(ent->win.rx_next);
	u16 id = PC5_SKB_CB(skb)->key_id;
	u8 ids = PC5_SKB_CB(skb)->ids;
	struct pc5_endpoint from;
	enum pc5_verdict verdict;
	bool udp;

	if (unlikely(READ_ONCE(link->dead))) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_DOWN);
		return;
	}
	udp = ent->rx->mac_len && newest && !link->relayed &&
	      link->port->key.underlay == PC5_UNDERLAY_UDP;
	if (udp)
		pc5_udp_source(link->port, skb, &from);

	__skb_pull(skb, pc5_pdcp_hlen(ent->sn_bits));
	__skb_trim(skb, skb->len - ent->rx->mac_len);
	trace_pc5_rx(link->dev, ent->lcid, id, count, skb->len);

	skb->ip_summed = ent->rx->mac_len ? CHECKSUM_UNNECESSARY : CHECKSUM_NONE;
	skb->csum_level = ~0;
	skb->encapsulation = 0;
	skb_clear_hash(skb);
	__vlan_hwaccel_clear_tag(skb);

	verdict = pc5_entity_receive(ent, skb, count);
	if (unlikely(verdict != PC5_COUNT_NEW)) {
		pc5_drop(link->dev, link->stats, skb, pc5_rx_verdict(verdict));
		return;
	}
	if (!ent->rx->mac_len)
		return;
	if (unlikely(rcu_access_pointer(link->slot[PC5_SLOT_PENDING]) == sec))
		pc5_slot_confirm(link, sec);
	if (unlikely(READ_ONCE(link->unheard)))
		pc5_ids_heard(link, ids);
	if (udp)
		pc5_rx_roam(link, &from);
}

static void pc5_rx_decrypted(struct pc5_link *link, struct pc5_sec *sec,
			     struct pc5_entity *ent, struct sk_buff *skb,
			     u64 count, int err)
{
	if (likely(!err))
		pc5_rx_accept(link, sec, ent, skb, count);
	else if (err == -EBADMSG)
		pc5_rx_alarm(link, skb, ent->lcid, PC5_SKB_CB(skb)->key_id,
			     PC5_DROP_RX_INTEGRITY);
	else
		pc5_drop(link->dev, link->stats, skb, err == -ENOMEM ?
			 PC5_DROP_RX_MEMORY : PC5_DROP_RX_CRYPTO);
}

/**
 * pc5_rx_done - a PDU was deciphered asynchronously
 * @crypt: the request
 * @err: how it ended
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_rx_done(struct pc5_crypt *crypt, int err)
{
	pc5_rx_decrypted(crypt->sec->link, crypt->sec, crypt->ent, crypt->skb,
			 crypt->count, err);
}

/**
 * pc5_link_sec - find the context a K_NRP-sess ID names
 * @link: the link
 * @id: the ID; 0 names the context of what is not protected
 *
 * Context: RCU read side.
 * Return: the context or NULL.
 */
struct pc5_sec *pc5_link_sec(struct pc5_link *link, u16 id)
{
	static const u8 order[] = {
		PC5_SLOT_ACTIVE, PC5_SLOT_PENDING, PC5_SLOT_RETIRING,
		PC5_SLOT_PLAIN,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		struct pc5_sec *sec = rcu_dereference(link->slot[order[i]]);

		if (sec && pc5_sec_is(sec, id))
			return sec;
	}
	return NULL;
}

/* Length of the SN on a bearer, 0 if the link has none such. */
static u8 pc5_rx_sn_bits(const struct pc5_link *link, u8 lcid)
{
	if (likely(lcid >= PC5_LCID_DRB_MIN && lcid <= PC5_LCID_DRB_MAX))
		return READ_ONCE(link->bearer[pc5_drb(lcid)].sn_bits);
	return link->signalling && lcid <= PC5_LCID_SRB3 ? PC5_SRB_SN_BITS : 0;
}

/* The way a PDU came through a relay, NULL if it did not. RCU read side. */
static struct pc5_route *pc5_rx_route(const struct pc5_link *link,
				      const struct sk_buff *skb)
{
	const struct pc5_addr *addr =
		rcu_dereference(link->addr[PC5_SKB_CB(skb)->ids]);

	return addr ? rcu_dereference(addr->route) : NULL;
}

/**
 * pc5_rx_pdu - a PDU came for a link
 * @link: the link
 * @skb: the PDU from its PDCP header on; taken over
 * @lcid: bearer it came on
 *
 * Context: softirq, RCU read side.
 */
void pc5_rx_pdu(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	enum pc5_verdict verdict;
	struct pc5_entity *ent;
	struct pc5_pdcp pdcp;
	struct pc5_sec *sec;
	unsigned int hlen;
	bool xnet;
	u8 sn_bits;
	s64 count;

	sn_bits = pc5_rx_sn_bits(link, lcid);
	if (unlikely(!sn_bits)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_NO_BEARER);
		return;
	}
	hlen = pc5_pdcp_hlen(sn_bits);
	if (unlikely(!pskb_may_pull(skb, hlen))) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}
	if (unlikely(skb->len > PC5_PDU_MAX)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_TOO_LONG);
		return;
	}
	pc5_pdcp_get(skb->data, sn_bits, &pdcp);
	PC5_SKB_CB(skb)->key_id = pdcp.key_id;
	if (likely(lcid >= PC5_LCID_DRB_MIN)) {
		if (unlikely(!(skb->data[0] & PC5_PDCP_DC))) {
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_RX_CONTROL);
			return;
		}
		if (unlikely(pdcp.sdu_type != link->sdu_type)) {
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_RX_SDU_TYPE);
			return;
		}
	}

	sec = pc5_link_sec(link, pdcp.key_id);
	/* A DSM Command comes before its keys: the agent has to look at it. */
	if (unlikely(!sec && lcid == PC5_LCID_SRB1 && pdcp.key_id)) {
		pc5_signal_unverified(link->ue, link, pc5_rx_route(link, skb),
				      skb, pdcp.key_id);
		return;
	}
	if (unlikely(!sec)) {
		pc5_rx_alarm(link, skb, lcid, pdcp.key_id, pdcp.key_id ?
			     PC5_DROP_RX_NO_KEY : PC5_DROP_RX_UNPROTECTED);
		return;
	}
	/* On one path through a relay two sets of identifiers differ in this. */
	if (unlikely(link->relayed) &&
	    READ_ONCE(sec->id[PC5_SKB_CB(skb)->ids]) != pdcp.key_id)
		PC5_SKB_CB(skb)->ids ^= 1;
	ent = rcu_dereference(sec->entity[lcid]);
	/* What is not protected may be the user plane alone. */
	if (unlikely(!ent && !pdcp.key_id)) {
		pc5_rx_alarm(link, skb, lcid, 0, PC5_DROP_RX_UNPROTECTED);
		return;
	}
	/* The bearer may just be changing. */
	if (unlikely(!ent || ent->sn_bits != sn_bits)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_NO_BEARER);
		return;
	}
	if (unlikely(skb->len <= hlen + ent->rx->mac_len)) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}

	count = pc5_count_infer(READ_ONCE(ent->win.rx_deliv), pdcp.sn, sn_bits);
	/* Where nothing is protected COUNT may go on: only its SN is used. */
	if (unlikely(count < 0 || (pdcp.key_id && count > PC5_COUNT_LAST))) {
		pc5_drop(link->dev, link->stats, skb, PC5_DROP_RX_COUNT_RANGE);
		return;
	}
	/* A look without the lock saves the crypto; pc5_rx_accept() decides. */
	verdict = data_race(pc5_window_check(&ent->win, count));
	if (unlikely(verdict != PC5_COUNT_NEW)) {
		pc5_rx_alarm(link, skb, lcid, pdcp.key_id,
			     pc5_rx_verdict(verdict));
		return;
	}

	if (unlikely(skb_is_nonlinear(skb) || skb_cloned(skb))) {
		struct sk_buff *copy = skb_copy(skb, GFP_ATOMIC);

		if (!copy) {
			pc5_drop(link->dev, link->stats, skb,
				 PC5_DROP_RX_MEMORY);
			return;
		}
		consume_skb(skb);
		skb = copy;
	}
	/*
	 * What the underlay knew of the packet ends here: its device may be
	 * gone when an asynchronous driver is done.
	 */
	xnet = !net_eq(dev_net(skb->dev), dev_net(link->dev));
	skb->dev = link->dev;
	skb_scrub_packet(skb, xnet);
	/* Nor may a sender on this machine wait for what waits here. */
	skb_orphan(skb);

	if (ent->rx->aead) {
		int err = pc5_crypt(sec, ent, skb, count, PC5_CRYPT_RX);

		if (err != -EINPROGRESS)
			pc5_rx_decrypted(link, sec, ent, skb, count, err);
	} else {
		pc5_rx_accept(link, sec, ent, skb, count);
	}
}

/* A frame to a UE that no link is there for. */
static void pc5_rx_ue(struct pc5_port *port, struct sk_buff *skb, u32 dst,
		      enum pc5_drop reason)
{
	const struct pc5_addr *addr = pc5_addr_find(port, dst, 0);

	/* Not for us at all: on a shared medium that is no event. */
	if (!addr) {
		consume_skb(skb);
		return;
	}
	pc5_drop(addr->ue->dev, addr->ue->stats, skb, reason);
}

/* Too short to say whose it is: the first UE on the port counts it. */
static void pc5_rx_bad(struct pc5_port *port, struct sk_buff *skb,
		       enum pc5_drop reason)
{
	struct pc5_ue *ue;

	ue = list_first_or_null_rcu(&port->ues, struct pc5_ue, port_node);
	if (ue)
		pc5_drop(ue->dev, ue->stats, skb, reason);
	else
		kfree_skb(skb);
}

/* Take off what filled the frame up to the least length on Ethernet. */
static bool pc5_rx_unpad(struct sk_buff *skb)
{
	u8 pad = 0;

	if (skb->len)
		skb_copy_bits(skb, skb->len - 1, &pad, 1);
	return pad && pad <= skb->len && !pskb_trim(skb, skb->len - pad);
}

/*
 * Signalling before there is a context, and discovery: to the agents of those it
 * is for, which with broadcast may be several. Nothing here is believed or kept.
 */
static void pc5_rx_srb0(struct pc5_port *port, struct sk_buff *skb, u8 flags,
			u8 lcid, u32 src, u32 dst)
{
	struct pc5_signal_from from = {
		.lcid = lcid,
		.src = src,
		.dst = dst,
		.cast = (flags & PC5_SL_CAST) >> PC5_SL_CAST_SHIFT,
	};

	__skb_pull(skb, sizeof(struct pc5_slhdr));
	if ((flags & PC5_SL_PADDED && !pc5_rx_unpad(skb)) ||
	    !pskb_may_pull(skb, PC5_SRB0_HLEN + 1)) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_SHORT);
		return;
	}
	if (skb->len > PC5_PDU_MAX) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_TOO_LONG);
		return;
	}
	__skb_pull(skb, PC5_SRB0_HLEN);
	if (port->key.underlay == PC5_UNDERLAY_UDP)
		pc5_udp_source(port, skb, &from.endpoint);
	pc5_signal_srb0(port, skb, &from);
}

/* A DSM Command for a link that is still to be made. */
static void pc5_rx_srb1(struct pc5_port *port, struct sk_buff *skb, u8 flags,
			u32 src, u32 dst)
{
	struct pc5_ue *ue = pc5_signal_ue(port, dst);

	if (!ue || !src) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_NO_LINK);
		return;
	}
	__skb_pull(skb, sizeof(struct pc5_slhdr));
	if (flags & PC5_SL_PADDED && !pc5_rx_unpad(skb)) {
		pc5_drop(ue->dev, ue->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}
	PC5_SKB_CB(skb)->src = src;
	PC5_SKB_CB(skb)->dst = dst;
	pc5_signal_srb1(ue, NULL, skb);
}

/**
 * pc5_rx - a frame came in from an underlay
 * @port: where
 * @skb: the frame from its sidelink header on; taken over
 *
 * Context: softirq.
 */
void pc5_rx(struct pc5_port *port, struct sk_buff *skb)
{
	const struct pc5_slhdr *sl;
	struct pc5_addr *addr;
	u32 src, dst;
	u8 flags, lcid, hops;

	rcu_read_lock();
	if (unlikely(!pskb_may_pull(skb, sizeof(*sl)))) {
		pc5_rx_bad(port, skb, PC5_DROP_RX_SHORT);
		goto out;
	}
	sl = (const struct pc5_slhdr *)skb->data;
	flags = sl->flags;
	lcid = sl->lcid >> PC5_SL_LCID_SHIFT;
	hops = sl->lcid & PC5_SL_HOPS;
	src = pc5_l2id_get(sl->src);
	dst = pc5_l2id_get(sl->dst);

	if (unlikely(flags >> PC5_SL_VERSION_SHIFT != PC5_SL_VERSION)) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_VERSION);
		goto out;
	}
	if (unlikely((lcid == PC5_LCID_SRB0 || lcid == PC5_LCID_SRB4) &&
		     !(flags & PC5_SL_SRAP))) {
		pc5_rx_srb0(port, skb, flags, lcid, src, dst);
		goto out;
	}
	if (unlikely((flags & PC5_SL_CAST) != PC5_SL_CAST_UNICAST)) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_CAST);
		goto out;
	}
	/* Peer 0 is how the table names UEs; no link has it. */
	addr = likely(src) ? pc5_addr_find(port, dst, src) : NULL;
	if (unlikely(!addr && lcid == PC5_LCID_SRB1 &&
		     !(flags & PC5_SL_SRAP))) {
		pc5_rx_srb1(port, skb, flags, src, dst);
		goto out;
	}
	if (unlikely(!addr)) {
		pc5_rx_ue(port, skb, dst, PC5_DROP_RX_NO_LINK);
		goto out;
	}
	__skb_pull(skb, sizeof(*sl));
	if (unlikely(flags & PC5_SL_PADDED && !pc5_rx_unpad(skb))) {
		pc5_drop(addr->link->dev, addr->link->stats, skb,
			 PC5_DROP_RX_SHORT);
		goto out;
	}
	PC5_SKB_CB(skb)->src = src;
	PC5_SKB_CB(skb)->dst = dst;
	PC5_SKB_CB(skb)->ids = addr->ids;
	if (unlikely(flags & PC5_SL_SRAP))
		pc5_route_rx(addr->link, skb, lcid, hops);
	else
		pc5_rx_pdu(addr->link, skb, lcid);
out:
	rcu_read_unlock();
}
