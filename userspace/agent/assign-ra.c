// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: address assignment by Router Advertisement. */

#include "assign-priv.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How often a router says something that nobody answers. */
#define ROUTER_TIMES 8

static void send6(struct agent_assign *assign, const uint8_t *msg, size_t len,
		  const char *to)
{
	struct sockaddr_in6 dst = {
		.sin6_family = AF_INET6,
		.sin6_scope_id = assign->link->ifindex,
	};

	inet_pton(AF_INET6, to, &dst.sin6_addr);
	/* What is lost is said again. */
	sendto(assign->v6.fd, msg, len, MSG_DONTWAIT,
	       (struct sockaddr *)&dst, sizeof(dst));
}

#define ALL_NODES "ff02::1"
#define ALL_ROUTERS "ff02::2"

static void advertise(struct agent_assign *assign)
{
	const struct agent_lease *lease = &assign->lease;
	struct pc5_ra ra = {
		.prefix = lease->prefix6,
		.valid = PC5_RA_FOREVER,
		.preferred = PC5_RA_FOREVER,
	};
	uint8_t msg[PC5_RA_SIZE];

	if (lease->pool6_len < PC5_RA_PREFIX_LEN) {
		ra.route = lease->pool6;
		ra.route_len = lease->pool6_len;
	}
	send6(assign, msg, pc5_ra_build(&ra, msg), ALL_NODES);
}

static void announce(struct agent_assign *assign)
{
	uint8_t msg[PC5_RA_SIZE];

	send6(assign, msg, pc5_ra_announce(&assign->v6.own.addr.v6, msg),
	      ALL_ROUTERS);
}

void agent_ra_timer(evutil_socket_t fd, short what, void *arg)
{
	struct agent_assign *assign = arg;
	uint8_t msg[PC5_RA_SIZE];

	(void)fd;
	(void)what;
	if (assign->v6.give)
		advertise(assign);
	else
		send6(assign, msg, pc5_ra_solicit(msg), ALL_ROUTERS);
	/* A peer that does not tell what it took is no reason to go on. */
	if (!assign->v6.give || assign->v6.times < ROUTER_TIMES)
		agent_again(&assign->v6);
}

static bool in_prefix(const struct in6_addr *addr,
		      const struct in6_addr *prefix)
{
	return !memcmp(addr, prefix, PC5_RA_PREFIX_LEN / 8);
}

/* Router: what it gave is what the peer uses now. */
static void heard_announce(struct agent_assign *assign,
			   const struct in6_addr *addr)
{
	struct agent_side *v6 = &assign->v6;

	if (!v6->give || !in_prefix(addr, &assign->lease.prefix6) ||
	    IN6_ARE_ADDR_EQUAL(addr, &v6->own.addr.v6))
		return;
	v6->peer.family = AF_INET6;
	v6->peer.addr.v6 = *addr;
	agent_assign_done(assign, v6);
}

/* An address nobody can guess from others of this UE (RFC 8981). */
static int make_address(struct agent_assign *assign, const struct pc5_ra *ra)
{
	struct agent_ip *own = &assign->v6.own;

	own->family = AF_INET6;
	own->len = PC5_RA_PREFIX_LEN;
	own->addr.v6 = ra->prefix;
	if (RAND_bytes(own->addr.v6.s6_addr + 8, 8) != 1)
		return -EIO;
	/* None that are reserved begin with a bit set (RFC 5453) but one kind. */
	own->addr.v6.s6_addr[8] &= 0x7f;
	own->addr.v6.s6_addr[8] |= 0x40;
	return 0;
}

/* One prefix; that it is to be used for longer, and that it was heard. */
static void heard_ra(struct agent_assign *assign, const struct pc5_ra *ra)
{
	const struct agent_link *link = assign->link;
	unsigned int len = ra->route_len ? ra->route_len : PC5_RA_PREFIX_LEN;
	struct agent_side *v6 = &assign->v6;
	char text[INET6_ADDRSTRLEN];
	bool first = !v6->own.family;

	if (!v6->take ||
	    (first ? make_address(assign, ra) != 0 :
	     !in_prefix(&v6->own.addr.v6, &ra->prefix)))
		return;
	v6->own.valid = ra->valid;
	v6->own.preferred = ra->preferred;
	if (agent_assign_take(assign, &v6->own, &ra->prefix, len)) {
		v6->own.family = 0;
		/* It is not asked again, as it would say the same. */
		v6->take = false;
		agent_assign_done(assign, v6);
		return;
	}
	announce(assign);
	if (!first)
		return;
	if (ra->route_len)
		agent_route_add(assign->agent, link->ifindex, AF_INET6,
				&ra->route, ra->route_len);
	agent_log("link %s: address %s", link->ifname,
		  agent_ip_text(&v6->own, text));
	agent_router_address(&v6->peer, &ra->prefix);
	agent_assign_done(assign, v6);
}

/* -1, or what came from the only neighbour. */
static ssize_t receive6(int fd, uint8_t *buf, size_t size)
{
	uint8_t control[CMSG_SPACE(sizeof(int))];
	struct sockaddr_in6 from = { 0 };
	struct iovec iov = { .iov_base = buf, .iov_len = size };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, MSG_DONTWAIT);
	struct cmsghdr *it;
	int hops = 0;

	if (len < 0)
		return -1;
	for (it = CMSG_FIRSTHDR(&msg); it; it = CMSG_NXTHDR(&msg, it)) {
		if (it->cmsg_level == IPPROTO_IPV6 &&
		    it->cmsg_type == IPV6_HOPLIMIT)
			memcpy(&hops, CMSG_DATA(it), sizeof(hops));
	}
	/* RFC 4861 clause 6.1: nothing that was forwarded. */
	return hops == 255 && !(msg.msg_flags & MSG_TRUNC) ? len : 0;
}

void agent_ra_read(evutil_socket_t fd, short what, void *arg)
{
	struct agent_assign *assign = arg;
	uint8_t buf[PC5_RA_MAX];
	struct in6_addr addr;
	struct pc5_ra ra;
	ssize_t len = receive6(fd, buf, sizeof(buf));

	(void)what;
	if (len <= 0)
		return;
	if (assign->v6.give && pc5_ra_is_solicit(buf, len))
		advertise(assign);
	else if (assign->v6.give && !pc5_ra_announced(buf, len, &addr))
		heard_announce(assign, &addr);
	else if (assign->v6.take && !pc5_ra_parse(buf, len, &ra))
		heard_ra(assign, &ra);
}

int agent_ra_open(const struct agent_link *link, bool router)
{
	struct ipv6_mreq group = { .ipv6mr_interface = link->ifindex };
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			IPPROTO_ICMPV6);
	struct icmp6_filter filter;
	int hops = 255, on = 1, off = 0;

	if (fd < 0)
		return -errno;
	ICMP6_FILTER_SETBLOCKALL(&filter);
	if (router) {
		ICMP6_FILTER_SETPASS(ND_ROUTER_SOLICIT, &filter);
		ICMP6_FILTER_SETPASS(ND_NEIGHBOR_ADVERT, &filter);
	} else {
		ICMP6_FILTER_SETPASS(ND_ROUTER_ADVERT, &filter);
	}
	inet_pton(AF_INET6, ALL_ROUTERS, &group.ipv6mr_multiaddr);
	if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
		       sizeof(filter)) ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link->ifname,
		       strlen(link->ifname) + 1) ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
		       sizeof(hops)) ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, &off,
		       sizeof(off)) ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof(on)) ||
	    (router && setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group,
				  sizeof(group)))) {
		close(fd);
		return -errno;
	}
	return fd;
}

