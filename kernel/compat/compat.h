/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place that knows kernels differ. Each bridge is chosen by the
 * interface being there, found by the preprocessor or by probe.sh, never by a
 * version number.
 */
#ifndef _PC5_COMPAT_H
#define _PC5_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/genetlink.h>
#include <net/ipv6.h>
#include <net/rtnetlink.h>
#include <net/udp_tunnel.h>

#ifdef PC5_HAVE_IPV6_STUB
#include <net/ipv6_stubs.h>
#endif
#ifdef PC5_HAVE_GSO_H
#include <net/gso.h>
#endif

#ifndef PC5_HAVE_HRTIMER_SETUP
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *),
	      clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

static inline void pc5_compat_set_lltx(struct net_device *dev)
{
#ifdef PC5_HAVE_LLTX_BIT
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

static inline int pc5_compat_configure_link(struct net_device *dev)
{
#ifdef PC5_HAVE_CONFIGURE_LINK_NLH
	return rtnl_configure_link(dev, NULL, 0, NULL);
#else
	return rtnl_configure_link(dev, NULL);
#endif
}

static inline struct nlattr **pc5_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef PC5_HAVE_GENL_DUMP_INFO
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/*
 * PC5_NEWLINK(name) opens an rtnl newlink operation; in its body src_net, dev,
 * tb and extack are known under either prototype.
 */
#ifdef PC5_HAVE_NEWLINK_PARAMS
#define PC5_NEWLINK(name)						\
static int name##_common(struct net *src_net, struct net_device *dev,	\
			 struct nlattr **tb,				\
			 struct netlink_ext_ack *extack);		\
static int name(struct net_device *dev, struct rtnl_newlink_params *p,	\
		struct netlink_ext_ack *extack)				\
{									\
	return name##_common(rtnl_newlink_link_net(p), dev, p->tb, extack); \
}									\
static int name##_common(struct net *src_net, struct net_device *dev,	\
			 struct nlattr **tb,				\
			 struct netlink_ext_ack *extack)
#else
#define PC5_NEWLINK(name)						\
static int name(struct net *src_net, struct net_device *dev,		\
		struct nlattr **tb, struct nlattr **data,		\
		struct netlink_ext_ack *extack)
#endif

static inline void
pc5_compat_udp_xmit4(struct rtable *rt, struct sock *sk, struct sk_buff *skb,
		     __be32 saddr, __be32 daddr, u8 ttl, __be16 sport,
		     __be16 dport)
{
#ifdef PC5_HAVE_TUNNEL_XMIT_IPCB
	udp_tunnel_xmit_skb(rt, sk, skb, saddr, daddr, 0, ttl, 0, sport, dport,
			    false, false, 0);
#else
	udp_tunnel_xmit_skb(rt, sk, skb, saddr, daddr, 0, ttl, 0, sport, dport,
			    false, false);
#endif
}

static inline void
pc5_compat_udp_xmit6(struct dst_entry *dst, struct sock *sk,
		     struct sk_buff *skb, struct in6_addr *saddr,
		     struct in6_addr *daddr, u8 ttl, __be16 sport,
		     __be16 dport)
{
#ifdef PC5_HAVE_TUNNEL6_XMIT_IP6CB
	udp_tunnel6_xmit_skb(dst, sk, skb, NULL, saddr, daddr, 0, ttl, 0,
			     sport, dport, false, 0);
#else
	udp_tunnel6_xmit_skb(dst, sk, skb, NULL, saddr, daddr, 0, ttl, 0,
			     sport, dport, false);
#endif
}

static inline void
pc5_compat_tunnel_sock(struct net *net, struct socket *sock,
		       struct udp_tunnel_sock_cfg *cfg)
{
#ifdef PC5_HAVE_TUNNEL_SOCK_SK
	setup_udp_tunnel_sock(net, sock->sk, cfg);
#else
	setup_udp_tunnel_sock(net, sock, cfg);
#endif
}

static inline void pc5_compat_tunnel_release(struct socket *sock)
{
#ifdef PC5_HAVE_TUNNEL_RELEASE_SK
	udp_tunnel_sock_release(sock->sk);
#else
	udp_tunnel_sock_release(sock);
#endif
}

#if IS_ENABLED(CONFIG_IPV6)
static inline struct dst_entry *
pc5_compat_route6(struct net *net, struct sock *sk, struct flowi6 *fl)
{
#ifdef PC5_HAVE_IPV6_STUB
	return ipv6_stub->ipv6_dst_lookup_flow(net, sk, fl, NULL);
#else
	return ip6_dst_lookup_flow(net, sk, fl, NULL);
#endif
}
#endif

#endif /* _PC5_COMPAT_H */
