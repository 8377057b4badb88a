// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: IP on a link. Its device comes up with the IPv6 link-local address that
 * was told to the peer, and a route to the one the peer told.
 */

#include "priv.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/pc5.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/inet6.h>
#include <netlink/route/route.h>
#include <string.h>

int agent_address_open(struct agent *agent)
{
	int ret;

	agent->route = nl_socket_alloc();
	if (!agent->route)
		return -ENOMEM;
	ret = nl_connect(agent->route, NETLINK_ROUTE);
	if (ret)
		agent_log("rtnetlink: %s", nl_geterror(ret));
	return ret ? -EIO : 0;
}

void agent_address_close(struct agent *agent)
{
	nl_socket_free(agent->route);
}

static int set_link(struct agent *agent, const struct agent_link *link,
		    bool up)
{
	struct rtnl_link *which = rtnl_link_alloc();
	struct rtnl_link *change = rtnl_link_alloc();
	int ret = -NLE_NOMEM;

	if (which && change) {
		rtnl_link_set_ifindex(which, link->ifindex);
		/* No address but the agreed one. */
		ret = up ? rtnl_link_inet6_set_addr_gen_mode(change,
				IN6_ADDR_GEN_MODE_NONE) : 0;
		if (!ret && up)
			ret = rtnl_link_change(agent->route, which, change, 0);
	}
	if (change)
		rtnl_link_put(change);
	change = rtnl_link_alloc();
	if (!ret && change) {
		if (up)
			rtnl_link_set_flags(change, IFF_UP);
		else
			rtnl_link_unset_flags(change, IFF_UP);
		ret = rtnl_link_change(agent->route, which, change, 0);
	}
	if (change)
		rtnl_link_put(change);
	if (which)
		rtnl_link_put(which);
	if (ret)
		agent_log("link %s: cannot be set %s: %s", link->ifname,
			  up ? "up" : "down", nl_geterror(ret));
	return ret ? -EIO : 0;
}

static struct nl_addr *address(const uint8_t octets[PC5S_LINK_LOCAL_LEN],
			       int prefix)
{
	struct nl_addr *addr = nl_addr_build(AF_INET6, octets,
					     PC5S_LINK_LOCAL_LEN);

	if (addr)
		nl_addr_set_prefixlen(addr, prefix);
	return addr;
}

static int add_address(struct agent *agent, const struct agent_link *link)
{
	struct nl_addr *local = address(link->up.link_local, 64);
	struct rtnl_addr *addr = rtnl_addr_alloc();
	int ret = -NLE_NOMEM;

	if (local && addr) {
		rtnl_addr_set_ifindex(addr, link->ifindex);
		/* The peer is the only other one on the link. */
		rtnl_addr_set_flags(addr, IFA_F_NODAD);
		ret = rtnl_addr_set_local(addr, local);
		if (!ret)
			ret = rtnl_addr_add(agent->route, addr, 0);
	}
	if (addr)
		rtnl_addr_put(addr);
	if (local)
		nl_addr_put(local);
	return ret;
}

static int add_route(struct agent *agent, const struct agent_link *link)
{
	struct nl_addr *peer = address(link->up.peer_link_local, 128);
	struct rtnl_route *route = rtnl_route_alloc();
	struct rtnl_nexthop *hop = rtnl_route_nh_alloc();
	int ret = -NLE_NOMEM;

	if (peer && route && hop) {
		rtnl_route_nh_set_ifindex(hop, link->ifindex);
		rtnl_route_add_nexthop(route, hop);
		hop = NULL;
		rtnl_route_set_family(route, AF_INET6);
		rtnl_route_set_scope(route, RT_SCOPE_LINK);
		rtnl_route_set_protocol(route, RTPROT_STATIC);
		ret = rtnl_route_set_dst(route, peer);
		if (!ret)
			ret = rtnl_route_add(agent->route, route, 0);
	}
	if (hop)
		rtnl_route_nh_free(hop);
	if (route)
		rtnl_route_put(route);
	if (peer)
		nl_addr_put(peer);
	return ret;
}

static bool is_link_local(const uint8_t addr[PC5S_LINK_LOCAL_LEN])
{
	return addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80;
}

int agent_address_up(struct agent *agent, const struct agent_link *link)
{
	const struct pc5_ls_up *up = &link->up;
	int ret = set_link(agent, link, true);

	if (ret || up->data_type != PC5_LS_IP ||
	    up->ip_config != PC5S_IP_NO_ALLOCATION)
		return ret;
	ret = add_address(agent, link);
	/* What the peer says is no reason to route anything else. */
	if (!ret && up->has_peer_link_local &&
	    is_link_local(up->peer_link_local))
		ret = add_route(agent, link);
	/* Without IPv6 in the kernel, addresses are up to others. */
	if (ret)
		agent_log("link %s: no IPv6 address: %s", link->ifname,
			  nl_geterror(ret));
	return 0;
}

void agent_address_down(struct agent *agent, const struct agent_link *link)
{
	set_link(agent, link, false);
}
