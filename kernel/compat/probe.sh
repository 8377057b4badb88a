#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print -D flags for the kernel interfaces compat.h has to bridge. It looks for
# the interface itself in the kernel's headers: distributions carry changes
# back, so that a version number says nothing.
#
# usage: probe.sh KERNEL-SOURCE-TREE

inc=$1/include

# probe MACRO EXTENDED-REGEX HEADER
probe()
{
	[ -r "$inc/$3" ] && grep -qE "$2" "$inc/$3" && printf ' -D%s' "$1"
}

probe PC5_HAVE_GSO_H 'skb_gso_segment' net/gso.h
probe PC5_HAVE_NEWLINK_PARAMS 'struct rtnl_newlink_params' net/rtnetlink.h
probe PC5_HAVE_CONFIGURE_LINK_NLH 'rtnl_configure_link\(struct net_device \*dev, const struct ifinfomsg \*ifm,$' net/rtnetlink.h
probe PC5_HAVE_HRTIMER_SETUP 'void hrtimer_setup\(' linux/hrtimer.h
probe PC5_HAVE_LLTX_BIT '[[:space:]]lltx:1' linux/netdevice.h
probe PC5_HAVE_GENL_DUMP_INFO 'genl_info_dump\(' net/genetlink.h
probe PC5_HAVE_TUNNEL_XMIT_IPCB 'u16 ipcb_flags' net/udp_tunnel.h
probe PC5_HAVE_TUNNEL6_XMIT_IP6CB 'u16 ip6cb_flags' net/udp_tunnel.h
probe PC5_HAVE_TUNNEL_SOCK_SK 'setup_udp_tunnel_sock\(struct net \*net, struct sock ' net/udp_tunnel.h
probe PC5_HAVE_TUNNEL_RELEASE_SK 'udp_tunnel_sock_release\(struct sock ' net/udp_tunnel.h
probe PC5_HAVE_IPV6_STUB 'ipv6_dst_lookup_flow' net/ipv6_stubs.h
exit 0
