// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: IP on a link. Its device comes up with the IPv6 link-local address that
 * was told to the peer, and a route to the one the peer told; an identifier
 * update changes both.
 */

#include "address.h"

#include "priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/pc5.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/inet6.h>
#include <netlink/route/route.h>
#include <string.h>
#include <unistd.h>

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

static struct nl_addr *address(int family, const void *octets,
			       unsigned int len)
{
	struct nl_addr *addr = nl_addr_build(family, octets,
					     family == AF_INET6 ? 16 : 4);

	if (addr)
		nl_addr_set_prefixlen(addr, len);
	return addr;
}

static struct rtnl_addr *make_address(uint32_t ifindex,
				      const struct agent_ip *ip)
{
	unsigned int all = ip->family == AF_INET6 ? 128 : 32;
	struct nl_addr *local = address(ip->family, &ip->addr,
					ip->has_peer ? all : ip->len);
	struct nl_addr *peer = ip->has_peer ?
		address(ip->family, &ip->peer, ip->len) : NULL;
	struct rtnl_addr *addr = rtnl_addr_alloc();

	if (addr && local && (peer || !ip->has_peer)) {
		rtnl_addr_set_ifindex(addr, ifindex);
		rtnl_addr_set_family(addr, ip->family);
		rtnl_addr_set_local(addr, local);
		if (peer)
			rtnl_addr_set_peer(addr, peer);
		rtnl_addr_set_prefixlen(addr, ip->len);
		/* The peer is the only other one on the link. */
		if (ip->family == AF_INET6)
			rtnl_addr_set_flags(addr, IFA_F_NODAD);
		rtnl_addr_set_valid_lifetime(addr, ip->valid);
		rtnl_addr_set_preferred_lifetime(addr, ip->preferred);
	} else if (addr) {
		rtnl_addr_put(addr);
		addr = NULL;
	}
	if (local)
		nl_addr_put(local);
	if (peer)
		nl_addr_put(peer);
	return addr;
}

int agent_ip_add(struct agent *agent, uint32_t ifindex,
		 const struct agent_ip *ip)
{
	struct rtnl_addr *addr = make_address(ifindex, ip);
	int ret = addr ? rtnl_addr_add(agent->route, addr, NLM_F_REPLACE) :
			 -NLE_NOMEM;

	if (addr)
		rtnl_addr_put(addr);
	return ret;
}

int agent_ip_del(struct agent *agent, uint32_t ifindex,
		 const struct agent_ip *ip)
{
	struct rtnl_addr *addr = make_address(ifindex, ip);
	int ret = addr ? rtnl_addr_delete(agent->route, addr, 0) : -NLE_NOMEM;

	if (addr)
		rtnl_addr_put(addr);
	return ret;
}

static struct rtnl_route *make_route(uint32_t ifindex, int family,
				     const void *dst, unsigned int len)
{
	struct nl_addr *to = address(family, dst, len);
	struct rtnl_route *route = rtnl_route_alloc();
	struct rtnl_nexthop *hop = rtnl_route_nh_alloc();

	if (to && route && hop) {
		rtnl_route_nh_set_ifindex(hop, ifindex);
		rtnl_route_add_nexthop(route, hop);
		rtnl_route_set_family(route, family);
		rtnl_route_set_scope(route, RT_SCOPE_LINK);
		rtnl_route_set_protocol(route, RTPROT_STATIC);
		rtnl_route_set_dst(route, to);
	} else {
		if (hop)
			rtnl_route_nh_free(hop);
		if (route)
			rtnl_route_put(route);
		route = NULL;
	}
	if (to)
		nl_addr_put(to);
	return route;
}

int agent_route_add(struct agent *agent, uint32_t ifindex, int family,
		    const void *dst, unsigned int len)
{
	struct rtnl_route *route = make_route(ifindex, family, dst, len);
	int ret = route ? rtnl_route_add(agent->route, route, 0) : -NLE_NOMEM;

	if (route)
		rtnl_route_put(route);
	return ret;
}

int agent_route_del(struct agent *agent, uint32_t ifindex, int family,
		    const void *dst, unsigned int len)
{
	struct rtnl_route *route = make_route(ifindex, family, dst, len);
	int ret = route ? rtnl_route_delete(agent->route, route, 0) :
			  -NLE_NOMEM;

	if (route)
		rtnl_route_put(route);
	return ret;
}

/* Whether one of two prefixes is in the other. */
static bool overlap(const uint8_t *a, unsigned int a_len, const uint8_t *b,
		    unsigned int b_len)
{
	unsigned int len = a_len < b_len ? a_len : b_len;
	unsigned int i;

	for (i = 0; i < len / 8; i++) {
		if (a[i] != b[i])
			return false;
	}
	return !(len % 8) || !((a[i] ^ b[i]) >> (8 - len % 8));
}

static bool in_the_way(struct rtnl_route *route, uint32_t ifindex,
		       const void *dst, unsigned int len)
{
	struct nl_addr *to = rtnl_route_get_dst(route);
	struct rtnl_nexthop *hop = rtnl_route_get_nnexthops(route) == 1 ?
		rtnl_route_nexthop_n(route, 0) : NULL;

	if (!to || !nl_addr_get_prefixlen(to) ||
	    (hop && (uint32_t)rtnl_route_nh_get_ifindex(hop) == ifindex))
		return false;
	return overlap(nl_addr_get_binary_addr(to), nl_addr_get_prefixlen(to),
		       dst, len);
}

int agent_route_free(struct agent *agent, uint32_t ifindex, int family,
		     const void *dst, unsigned int len)
{
	struct nl_cache *cache = NULL;
	struct nl_object *it;
	int ret = 0;

	if (rtnl_route_alloc_cache(agent->route, family, 0, &cache))
		return -EIO;
	for (it = nl_cache_get_first(cache); it && !ret;
	     it = nl_cache_get_next(it)) {
		if (in_the_way((struct rtnl_route *)it, ifindex, dst, len))
			ret = -EEXIST;
	}
	nl_cache_free(cache);
	return ret;
}

static bool is_link_local(const uint8_t addr[PC5S_LINK_LOCAL_LEN])
{
	return addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80;
}

static struct agent_ip link_local(const struct pc5_ls_ids *ids, bool preferred)
{
	struct agent_ip ip = {
		.family = AF_INET6,
		.len = 64,
		.valid = AGENT_IP_FOREVER,
		.preferred = preferred ? AGENT_IP_FOREVER : 0,
	};

	memcpy(&ip.addr, ids->link_local, sizeof(ids->link_local));
	return ip;
}

static void add_ids(struct agent *agent, const struct agent_link *link,
		    const struct pc5_ls_ids *ids, bool own, bool peer)
{
	struct agent_ip ip = link_local(ids, true);
	int ret = own ? agent_ip_add(agent, link->ifindex, &ip) : 0;

	/* What the peer says is no reason to route anything else. */
	if (!ret && peer && is_link_local(ids->peer_link_local))
		ret = agent_route_add(agent, link->ifindex, AF_INET6,
				      ids->peer_link_local, 128);
	/* Without IPv6 in the kernel, addresses are up to others. */
	if (ret)
		agent_log("link %s: no IPv6 address: %s", link->ifname,
			  nl_geterror(ret));
}

static void del_ids(struct agent *agent, const struct agent_link *link,
		    const struct pc5_ls_ids *ids, bool own, bool peer)
{
	struct agent_ip ip = link_local(ids, true);

	if (own)
		agent_ip_del(agent, link->ifindex, &ip);
	if (peer && is_link_local(ids->peer_link_local))
		agent_route_del(agent, link->ifindex, AF_INET6,
				ids->peer_link_local, 128);
}

/*
 * What is received under both identifiers has both addresses, and what is new
 * takes the address that is sent with.
 */
void agent_address_ids(struct agent *agent, const struct agent_link *link,
		       uint8_t phase, const struct pc5_ls_ids *old,
		       const struct pc5_ls_ids *new)
{
	bool own = memcmp(old->link_local, new->link_local,
			  sizeof(new->link_local));
	bool peer = memcmp(old->peer_link_local, new->peer_link_local,
			   sizeof(new->peer_link_local));
	struct agent_ip ip;

	if (!link->carries || link->up.data_type != PC5_LS_IP)
		return;
	switch (phase) {
	case PC5_LS_IDS_BOTH:
		add_ids(agent, link, new, own, peer);
		/* Not yet for what is new: the peer may not have it. */
		ip = link_local(new, false);
		break;
	case PC5_LS_IDS_SEND_NEW:
		ip = link_local(new, true);
		if (own)
			agent_ip_add(agent, link->ifindex, &ip);
		ip = link_local(old, false);
		break;
	case PC5_LS_IDS_NEW:
		del_ids(agent, link, old, own, peer);
		return;
	default:
		del_ids(agent, link, new, own, peer);
		ip = link_local(old, true);
		break;
	}
	if (own)
		agent_ip_add(agent, link->ifindex, &ip);
}

/*
 * Nobody but the agent takes addresses and routes from the peer: the kernel would
 * follow whatever it advertises, a default route above all.
 */
static void keep_to_oneself(const struct agent_link *link)
{
	static const char *const name[] = { "accept_ra", "accept_redirects" };
	char path[96];
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(name); i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s",
			 link->ifname, name[i]);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		/* Without IPv6 in the kernel there is nothing to keep. */
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || write(fd, "0", 1) != 1)
			agent_log("%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
	}
}

int agent_address_up(struct agent *agent, const struct agent_link *link)
{
	int ret;

	if (link->up.data_type != PC5_LS_IP)
		return set_link(agent, link, true);
	keep_to_oneself(link);
	ret = set_link(agent, link, true);
	if (!ret)
		add_ids(agent, link, &link->ids, true, true);
	return ret;
}

void agent_address_down(struct agent *agent, const struct agent_link *link)
{
	set_link(agent, link, false);
}
