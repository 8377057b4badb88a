// SPDX-License-Identifier: GPL-2.0-only
/*
 * PC5-S: messages between SL-SRB0 to 3 and the agent of a UE, a netlink socket.
 *
 * What is not protected is handed up as such, in bounded number, and changes
 * nothing here. What came under a context is handed up only if its MAC-I held,
 * with the K_NRP-sess ID of that context. A DSM Command lies between: its keys
 * follow from what it says, so the agent sees it first and gives it back for
 * verification (TS 38.323 clause 5.9).
 */

#include <linux/skbuff.h>

#include "entity.h"
#include "link.h"
#include "netlink.h"
#include "route.h"
#include "rx.h"
#include "signal.h"
#include "ue.h"

/* Does the UE's agent hear on this Layer-2 ID? RCU read side. */
static bool pc5_signal_hears(const struct pc5_ue *ue, u32 l2id)
{
	const struct pc5_listen *listen = rcu_dereference(ue->listen);
	unsigned int i;

	for (i = 0; listen && i < listen->n; i++)
		if (listen->l2id[i] == l2id)
			return true;
	return false;
}

/**
 * pc5_signal_ue - which UE a unicast message is for
 * @port: where it came in
 * @dst: its destination Layer-2 ID
 *
 * Context: RCU read side.
 * Return: the UE or NULL.
 */
struct pc5_ue *pc5_signal_ue(struct pc5_port *port, u32 dst)
{
	const struct pc5_addr *addr = pc5_addr_find(port, dst, 0);
	struct pc5_ue *ue;

	if (addr)
		return addr->ue;
	list_for_each_entry_rcu(ue, &port->ues, port_node)
		if (pc5_signal_hears(ue, dst))
			return ue;
	return NULL;
}

/* Is there an agent that may be asked to look at one more of these? */
static bool pc5_signal_may(struct pc5_ue *ue, struct pc5_link *link, u8 lcid,
			   u8 cast)
{
	struct ratelimit_state *limit =
		&ue->signal_limit[cast == PC5_CAST_UNICAST];

	if (lcid == PC5_LCID_SRB4)
		limit = &ue->discovery_limit;
	else if (link)
		limit = &link->signal_limit;
	if (!READ_ONCE(ue->agent)) {
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_NO_AGENT, 1);
		return false;
	}
	if (!__ratelimit(limit)) {
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_SIGNAL_LIMIT, 1);
		return false;
	}
	return true;
}

/**
 * pc5_signal_srb0 - an unprotected message came
 * @port: where
 * @skb: the message; taken over
 * @from: how it came
 *
 * Context: softirq, RCU read side.
 */
void pc5_signal_srb0(struct pc5_port *port, struct sk_buff *skb,
		     const struct pc5_signal_from *from)
{
	struct pc5_ue *ue;

	if (from->cast == PC5_CAST_UNICAST) {
		ue = pc5_signal_ue(port, from->dst);
		if (ue && pc5_signal_may(ue, NULL, from->lcid, from->cast))
			pc5_nl_signal_rx(ue, NULL, skb, from->lcid,
					 PC5_PROTECTION_NONE, from, 0);
	} else {
		list_for_each_entry_rcu(ue, &port->ues, port_node)
			if (pc5_signal_hears(ue, from->dst) &&
			    pc5_signal_may(ue, NULL, from->lcid, from->cast))
				pc5_nl_signal_rx(ue, NULL, skb, from->lcid,
						 PC5_PROTECTION_NONE, from, 0);
	}
	consume_skb(skb);
}

/**
 * pc5_signal_srb0_path - an unprotected message came through a relay
 * @ue: the UE it is for
 * @route: the route it came by
 * @skb: the message with its header; taken over
 *
 * Context: softirq, RCU read side.
 */
void pc5_signal_srb0_path(struct pc5_ue *ue, struct pc5_route *route,
			  struct sk_buff *skb)
{
	struct pc5_signal_from from = {
		.src = PC5_SKB_CB(skb)->src,
		.dst = PC5_SKB_CB(skb)->dst,
		.cast = PC5_CAST_UNICAST,
		.route = route,
	};

	if (!pskb_may_pull(skb, PC5_SRB0_HLEN + 1)) {
		pc5_drop(ue->dev, ue->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}
	if (skb->len > PC5_PDU_MAX) {
		pc5_drop(ue->dev, ue->stats, skb, PC5_DROP_RX_TOO_LONG);
		return;
	}
	__skb_pull(skb, PC5_SRB0_HLEN);
	if (pc5_signal_may(ue, NULL, PC5_LCID_SRB0, PC5_CAST_UNICAST))
		pc5_nl_signal_rx(ue, NULL, skb, PC5_LCID_SRB0,
				 PC5_PROTECTION_NONE, &from, 0);
	consume_skb(skb);
}

/**
 * pc5_signal_srb1 - a DSM Command came for a link that is still to be made
 * @ue: the UE it is for
 * @route: the route it came by, NULL if not through a relay
 * @skb: the PDU from its PDCP header on; taken over
 *
 * Context: softirq, RCU read side.
 */
void pc5_signal_srb1(struct pc5_ue *ue, struct pc5_route *route,
		     struct sk_buff *skb)
{
	struct pc5_pdcp pdcp;

	if (!pskb_may_pull(skb, PC5_PDCP_HLEN_12 + 1)) {
		pc5_drop(ue->dev, ue->stats, skb, PC5_DROP_RX_SHORT);
		return;
	}
	if (skb->len > PC5_PDU_MAX) {
		pc5_drop(ue->dev, ue->stats, skb, PC5_DROP_RX_TOO_LONG);
		return;
	}
	pc5_pdcp_get(skb->data, PC5_SRB_SN_BITS, &pdcp);
	pc5_signal_unverified(ue, NULL, route, skb, pdcp.key_id);
}

/**
 * pc5_signal_unverified - a PDU of SL-SRB1 came under keys nobody knows
 * @ue: the UE it is for
 * @link: the link, NULL if there is none yet
 * @route: the route it came by, NULL if not through a relay
 * @skb: the PDU from its PDCP header on; taken over
 * @key_id: K_NRP-sess ID it names
 *
 * Context: softirq, RCU read side.
 */
void pc5_signal_unverified(struct pc5_ue *ue, struct pc5_link *link,
			   struct pc5_route *route, struct sk_buff *skb,
			   u16 key_id)
{
	struct pc5_signal_from from = {
		.src = PC5_SKB_CB(skb)->src,
		.dst = PC5_SKB_CB(skb)->dst,
		.cast = PC5_CAST_UNICAST,
		.route = route,
	};

	/* The link is made to where the command came from. */
	if (!route && ue->port->key.underlay == PC5_UNDERLAY_UDP)
		pc5_udp_source(ue->port, skb, &from.endpoint);
	if (pc5_signal_may(ue, link, PC5_LCID_SRB1, PC5_CAST_UNICAST))
		pc5_nl_signal_rx(ue, link, skb, PC5_LCID_SRB1,
				 PC5_PROTECTION_UNVERIFIED, &from, key_id);
	consume_skb(skb);
}

/**
 * pc5_signal_deliver - a message on a link, verified if the link's signalling is
 * protected
 * @link: the link
 * @skb: the message; taken over
 * @lcid: bearer it came on
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_signal_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	struct pc5_signal_from from = {
		.src = PC5_SKB_CB(skb)->src,
		.dst = PC5_SKB_CB(skb)->dst,
		.cast = PC5_CAST_UNICAST,
	};
	const struct pc5_addr *addr =
		rcu_dereference(link->addr[PC5_SKB_CB(skb)->ids]);
	u16 key_id = PC5_SKB_CB(skb)->key_id;
	struct pc5_ue *ue = link->ue;

	if (addr)
		from.route = rcu_dereference(addr->route);

	pc5_count_sdu(link->stats, lcid, PC5_RX_PACKETS, skb->len);
	if (key_id && !READ_ONCE(ue->agent))
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_RX_NO_AGENT, 1);
	else if (key_id || pc5_signal_may(ue, link, lcid, PC5_CAST_UNICAST))
		pc5_nl_signal_rx(ue, link, skb, lcid, key_id ?
				 PC5_PROTECTION_VERIFIED : PC5_PROTECTION_NONE,
				 &from, key_id);
	consume_skb(skb);
}

static struct sk_buff *pc5_signal_skb(const void *data, unsigned int len,
				      unsigned int head)
{
	struct sk_buff *skb;

	skb = alloc_skb(head + len + PC5_MAC_LEN + ETH_ZLEN, GFP_KERNEL);
	if (skb) {
		skb_reserve(skb, head);
		skb_put_data(skb, data, len);
	}
	return skb;
}

/**
 * pc5_signal_tx - send a message on a link
 * @link: the link
 * @lcid: SL-SRB1 to 3
 * @key_id: K_NRP-sess ID of the context to send it under, 0 for none
 * @ids: which set of identifiers of the link to send it under
 * @data: the message
 * @len: its length
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_signal_tx(struct pc5_link *link, u8 lcid, u16 key_id, u8 ids,
		  const void *data, unsigned int len,
		  struct netlink_ext_ack *extack)
{
	struct pc5_entity *ent;
	struct sk_buff *skb;
	struct pc5_sec *sec;
	int err = -ENOENT;
	u64 count;

	skb = pc5_signal_skb(data, len, link->dev->needed_headroom);
	if (!skb)
		return -ENOMEM;

	local_bh_disable();
	rcu_read_lock();
	sec = pc5_link_sec(link, key_id);
	ent = sec ? rcu_dereference(sec->entity[lcid]) : NULL;
	if (!ent) {
		NL_SET_ERR_MSG(extack, "No context of this K_NRP-sess ID for signalling");
		goto out;
	}
	if (len > READ_ONCE(link->max_sdu)) {
		NL_SET_ERR_MSG(extack, "The message does not fit the link");
		err = -EMSGSIZE;
		goto out;
	}
	err = -EKEYEXPIRED;
	if (!pc5_entity_reserve(ent, 1, &count)) {
		NL_SET_ERR_MSG(extack, "COUNT of this bearer is used up");
		goto out;
	}
	if (count + 1 > sec->soft_limit)
		pc5_tx_limits(sec, ent, count + 1);
	PC5_SKB_CB(skb)->ids = ids;
	pc5_tx_one(link, sec, ent, skb, count);
	skb = NULL;
	err = 0;
out:
	rcu_read_unlock();
	local_bh_enable();
	kfree_skb(skb);
	return err;
}

/* The PDU of an unprotected message on its way by a relay. RCU read side. */
static int pc5_signal_tx0_path(struct pc5_route *route, struct sk_buff *skb,
			       struct netlink_ext_ack *extack)
{
	if (pc5_route_tx(route, skb, PC5_LCID_SRB0))
		return 0;
	NL_SET_ERR_MSG(extack, "The link to the relay did not take the message");
	return -ENOBUFS;
}

/* The same to whom it is for. RCU read side. */
static int pc5_signal_tx0_direct(struct pc5_ue *ue,
				 const struct pc5_signal_from *to,
				 struct sk_buff *skb,
				 struct netlink_ext_ack *extack)
{
	struct pc5_slhdr *sl = skb_push(skb, sizeof(*sl));
	struct pc5_port *port = ue->port;
	int err;

	sl->flags = PC5_SL_VERSION << PC5_SL_VERSION_SHIFT |
		    to->cast << PC5_SL_CAST_SHIFT;
	sl->lcid = to->lcid << PC5_SL_LCID_SHIFT;
	pc5_l2id_put(sl->src, to->src);
	pc5_l2id_put(sl->dst, to->dst);
	skb_reset_transport_header(skb);
	if (port->key.underlay == PC5_UNDERLAY_ETHERNET)
		err = pc5_eth_xmit(port, skb, to->src, to->dst);
	else
		err = pc5_udp_xmit(port, skb, &to->endpoint, NULL);
	if (err) {
		pc5_drop_count(ue->dev, ue->stats, PC5_DROP_TX_UNDERLAY, 1);
		NL_SET_ERR_MSG(extack, "The underlay did not take the message");
	}
	return err;
}

/**
 * pc5_signal_tx0 - send a message without protection, on SL-SRB0 or SL-SRB4
 * @ue: the UE
 * @to: how it is to go; @src is the sender, the endpoint the receiver's
 * @data: the message
 * @len: its length
 * @extack: says what went wrong
 *
 * Context: RTNL, which orders the SNs.
 * Return: 0 or a negative error.
 */
int pc5_signal_tx0(struct pc5_ue *ue, const struct pc5_signal_from *to,
		   const void *data, unsigned int len,
		   struct netlink_ext_ack *extack)
{
	struct pc5_port *port = ue->port;
	unsigned int over = PC5_OVERHEAD + PC5_SRAP_HLEN;
	struct sk_buff *skb;
	int err;

	if (len + over > pc5_port_max_mtu(port)) {
		NL_SET_ERR_MSG(extack, "The message does not fit the underlay");
		return -EMSGSIZE;
	}
	skb = pc5_signal_skb(data, len, pc5_port_headroom(port) + over);
	if (!skb)
		return -ENOMEM;
	pc5_srb0_put(skb_push(skb, PC5_SRB0_HLEN), ue->srb0_sn++);

	local_bh_disable();
	rcu_read_lock();
	err = to->route ? pc5_signal_tx0_path(to->route, skb, extack) :
			  pc5_signal_tx0_direct(ue, to, skb, extack);
	if (!err)
		pc5_count_sdu(ue->stats, PC5_LCID_SRB0, PC5_TX_PACKETS, len);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}

/* The COUNT of a PDU, or negative if it is none to accept. */
static s64 pc5_signal_count(const struct pc5_entity *ent, u32 sn)
{
	s64 count = pc5_count_infer(READ_ONCE(ent->win.rx_deliv), sn,
				    ent->sn_bits);

	if (count > PC5_COUNT_LAST)
		return -1;
	return count;
}

/**
 * pc5_signal_verify - verify a PDU of SL-SRB1 after its context was installed
 * @link: the link
 * @pdu: the PDU from its PDCP header on
 * @len: its length
 * @extack: says what went wrong
 *
 * It is the path of what is received, but for the message itself, which the
 * agent has. The context does not become active by it: there is more to be
 * checked in a DSM Command than its MAC-I (TS 24.554 clause 7.2.10.3).
 *
 * Context: RTNL.
 * Return: 0, -EBADMSG if the MAC-I does not hold, or another error.
 */
int pc5_signal_verify(struct pc5_link *link, const void *pdu, unsigned int len,
		      struct netlink_ext_ack *extack)
{
	struct pc5_entity *ent;
	struct pc5_pdcp pdcp;
	struct sk_buff *skb;
	struct pc5_sec *sec;
	int err = -EBADMSG;
	s64 count;

	if (len <= PC5_PDCP_HLEN_12) {
		NL_SET_ERR_MSG(extack, "The PDU is too short");
		return -EBADMSG;
	}
	skb = pc5_signal_skb(pdu, len, 0);
	if (!skb)
		return -ENOMEM;
	pc5_pdcp_get(skb->data, PC5_SRB_SN_BITS, &pdcp);

	local_bh_disable();
	rcu_read_lock();
	sec = pdcp.key_id ? pc5_link_sec(link, pdcp.key_id) : NULL;
	ent = sec ? rcu_dereference(sec->entity[PC5_LCID_SRB1]) : NULL;
	if (!ent) {
		NL_SET_ERR_MSG(extack, "The link has no context of the PDU's K_NRP-sess ID");
		err = -ENOENT;
		goto out;
	}
	if (len <= PC5_PDCP_HLEN_12 + ent->rx->mac_len) {
		NL_SET_ERR_MSG(extack, "The PDU is too short");
		goto out;
	}
	count = pc5_signal_count(ent, pdcp.sn);
	if (count >= 0)
		err = pc5_crypt(sec, ent, skb, count, PC5_CRYPT_SYNC);
	if (err) {
		pc5_drop_count(link->dev, link->stats, PC5_DROP_RX_INTEGRITY,
			       1);
		NL_SET_ERR_MSG(extack, "The MAC-I does not hold");
		goto out;
	}
	if (pc5_entity_receive(ent, NULL, count) != PC5_COUNT_NEW) {
		NL_SET_ERR_MSG(extack, "The PDU was received before");
		err = -EALREADY;
	}
out:
	rcu_read_unlock();
	local_bh_enable();
	kfree_skb(skb);
	return err;
}

/**
 * pc5_signal_listen - hear on other Layer-2 IDs
 * @ue: the UE
 * @listen: they; taken over. NULL for none
 *
 * Context: RTNL.
 */
void pc5_signal_listen(struct pc5_ue *ue, struct pc5_listen *listen)
{
	struct pc5_listen *old = rtnl_dereference(ue->listen);
	bool filter = ue->port->key.underlay == PC5_UNDERLAY_ETHERNET;
	unsigned int i;

	for (i = 0; filter && listen && i < listen->n; i++)
		pc5_eth_listen(ue->port, listen->l2id[i], true);
	rcu_assign_pointer(ue->listen, listen);
	for (i = 0; filter && old && i < old->n; i++)
		pc5_eth_listen(ue->port, old->l2id[i], false);
	if (old)
		kfree_rcu(old, rcu);
}
