/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and routes of link devices, through rtnetlink. */
#ifndef AGENT_ADDRESS_H
#define AGENT_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct agent;
struct agent_link;

/* Seconds without an end. */
#define AGENT_IP_FOREVER UINT32_MAX

/**
 * struct agent_ip - an address of a device
 * @family: AF_INET or AF_INET6; 0 where there is none
 * @len: length of its prefix in bits, to which there is a route
 * @addr: the address
 * @peer: the other end's, to which the route is instead; @has_peer that it is
 *	there
 * @has_peer: see there
 * @valid: seconds it may be used
 * @preferred: seconds it may be used for what is new
 */
struct agent_ip {
	int family;
	uint8_t len;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	} addr, peer;
	bool has_peer;
	uint32_t valid;
	uint32_t preferred;
};

/* Give it to a device, or change its times; take it away. Negative NLE_*. */
int agent_ip_add(struct agent *agent, uint32_t ifindex,
		 const struct agent_ip *ip);
int agent_ip_del(struct agent *agent, uint32_t ifindex,
		 const struct agent_ip *ip);

/* Route to the first @len bits of @dst through a device. Negative NLE_*. */
int agent_route_add(struct agent *agent, uint32_t ifindex, int family,
		    const void *dst, unsigned int len);
int agent_route_del(struct agent *agent, uint32_t ifindex, int family,
		    const void *dst, unsigned int len);

/*
 * Whether something else than the device @ifindex has routes or addresses among
 * the first @len bits of @dst, or around them, the default route left out.
 * Returns 0, -EEXIST or -EIO.
 */
int agent_route_free(struct agent *agent, uint32_t ifindex, int family,
		     const void *dst, unsigned int len);

#endif /* AGENT_ADDRESS_H */
