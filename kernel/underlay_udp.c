// SPDX-License-Identifier: GPL-2.0-only
/* UDP underlay, over IPv4 or IPv6: for links across IP networks. */

#include <linux/netlink.h>
#include <linux/udp.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/route.h>
#include <net/udp.h>

#include "compat/compat.h"
#include "port.h"

static int pc5_udp_rcv(struct sock *sk, struct sk_buff *skb)
{
	struct pc5_port *port = rcu_dereference_sk_user_data(sk);

	if (unlikely(!port)) {
		kfree_skb(skb);
		return 0;
	}
	if (!pskb_may_pull(skb, sizeof(struct udphdr))) {
		kfree_skb(skb);
		return 0;
	}
	__skb_pull(skb, sizeof(struct udphdr));
	pc5_rx(port, skb);
	return 0;
}

/**
 * pc5_udp_open - open the socket of a port
 * @port: the port
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_udp_open(struct pc5_port *port, struct netlink_ext_ack *extack)
{
	const struct pc5_port_key *key = &port->key;
	struct udp_port_cfg conf = {
		.family = key->family,
		.local_udp_port = htons(key->udp_port),
		.use_udp_checksums = true,
		.use_udp6_tx_checksums = true,
		.use_udp6_rx_checksums = true,
		.ipv6_v6only = true,
	};
	struct udp_tunnel_sock_cfg cfg = {
		.sk_user_data = port,
		.encap_type = 1,
		.encap_rcv = pc5_udp_rcv,
	};
	struct socket *sock;
	int err;

	if (key->family == AF_INET)
		conf.local_ip.s_addr = key->local.s6_addr32[0];
	else
		conf.local_ip6 = key->local;

	err = udp_sock_create(key->net, &conf, &sock);
	if (err) {
		NL_SET_ERR_MSG(extack, "The UDP address and port can't be used");
		return err;
	}
	sock->sk->sk_allocation = GFP_ATOMIC;
	pc5_compat_tunnel_sock(key->net, sock, &cfg);
	rcu_assign_pointer(port->sock, sock);
	return 0;
}

/**
 * pc5_udp_shut - stop sending and receiving
 * @port: the port
 */
void pc5_udp_shut(struct pc5_port *port)
{
	struct socket *sock = rtnl_dereference(port->sock);

	rcu_assign_sk_user_data(sock->sk, NULL);
	RCU_INIT_POINTER(port->sock, NULL);
	/*
	 * Closed now, not a grace period later: its namespace may be on its way
	 * out, and the next UE may want the port. udp_tunnel_sock_release()
	 * waits for readers.
	 */
	pc5_compat_tunnel_release(sock);
}

static int pc5_udp_xmit4(struct sock *sk, struct sk_buff *skb,
			 const struct pc5_port_key *key,
			 const struct pc5_endpoint *ep,
			 struct dst_cache *cache)
{
	struct flowi4 fl = {
		.flowi4_proto = IPPROTO_UDP,
		.daddr = ep->addr.s6_addr32[0],
		.saddr = key->local.s6_addr32[0],
		.fl4_sport = htons(key->udp_port),
		.fl4_dport = ep->port,
	};
	struct rtable *rt = cache ? dst_cache_get_ip4(cache, &fl.saddr) : NULL;

	if (!rt) {
		rt = ip_route_output_flow(key->net, &fl, sk);
		if (IS_ERR(rt))
			return PTR_ERR(rt);
		if (cache)
			dst_cache_set_ip4(cache, &rt->dst, fl.saddr);
	}
	pc5_compat_udp_xmit4(rt, sk, skb, fl.saddr, fl.daddr,
			     ip4_dst_hoplimit(&rt->dst), fl.fl4_sport,
			     fl.fl4_dport);
	return 0;
}

static int pc5_udp_xmit6(struct sock *sk, struct sk_buff *skb,
			 const struct pc5_port_key *key,
			 const struct pc5_endpoint *ep,
			 struct dst_cache *cache)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct flowi6 fl = {
		.flowi6_proto = IPPROTO_UDP,
		.daddr = ep->addr,
		.saddr = key->local,
		.fl6_sport = htons(key->udp_port),
		.fl6_dport = ep->port,
	};
	struct dst_entry *dst = cache ? dst_cache_get_ip6(cache, &fl.saddr) :
					NULL;

	if (!dst) {
		dst = pc5_compat_route6(key->net, sk, &fl);
		if (IS_ERR(dst))
			return PTR_ERR(dst);
		if (cache)
			dst_cache_set_ip6(cache, dst, &fl.saddr);
	}
	pc5_compat_udp_xmit6(dst, sk, skb, &fl.saddr, &fl.daddr,
			     ip6_dst_hoplimit(dst), fl.fl6_sport,
			     fl.fl6_dport);
	return 0;
#else
	return -EAFNOSUPPORT;
#endif
}

/**
 * pc5_udp_xmit - send a frame
 * @port: the port
 * @skb: the frame from its sidelink header on; taken over
 * @ep: where to
 * @cache: route to there; NULL to look for one
 *
 * Context: RCU read side, softirqs off.
 * Return: 0 or a negative error.
 */
int pc5_udp_xmit(struct pc5_port *port, struct sk_buff *skb,
		 const struct pc5_endpoint *ep, struct dst_cache *cache)
{
	struct socket *sock = rcu_dereference(port->sock);
	int err = -ENODEV;

	if (unlikely(!sock))
		goto err_free;
	skb_dst_drop(skb);
	/* The tunnel helpers would count it in tstats a link does not have. */
	skb->dev = NULL;
	/* A PDU larger than the path takes is sent in fragments. */
	skb->ignore_df = 1;
	if (ep->family == AF_INET)
		err = pc5_udp_xmit4(sock->sk, skb, &port->key, ep, cache);
	else
		err = pc5_udp_xmit6(sock->sk, skb, &port->key, ep, cache);
	if (!err)
		return 0;
err_free:
	kfree_skb(skb);
	return err;
}

/**
 * pc5_udp_source - where a received frame came from
 * @port: the port
 * @skb: the frame, its network and transport header those of the underlay
 * @ep: set to its source
 */
void pc5_udp_source(const struct pc5_port *port, const struct sk_buff *skb,
		    struct pc5_endpoint *ep)
{
	memset(ep, 0, sizeof(*ep));
	ep->family = port->key.family;
	ep->port = udp_hdr(skb)->source;
	if (ep->family == AF_INET)
		ep->addr.s6_addr32[0] = ip_hdr(skb)->saddr;
	else
		ep->addr = ipv6_hdr(skb)->saddr;
}
