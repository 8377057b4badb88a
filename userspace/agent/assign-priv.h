/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of address assignment share. */
#ifndef AGENT_ASSIGN_PRIV_H
#define AGENT_ASSIGN_PRIV_H

#include <arpa/inet.h>

#include "address.h"
#include "assign.h"
#include "libpc5/dhcp4.h"
#include "libpc5/ra.h"
#include "priv.h"

/**
 * struct agent_side - one family
 * @give: this UE gives
 * @take: it takes
 * @done: the other side has its address, or this one
 * @fd: socket; -1 for none
 * @event: it is readable
 * @timer: say it again
 * @wait: how long after the last time, in milliseconds
 * @times: how often it was said
 * @own: this UE's address
 * @peer: the peer's; of family 0 where it is not known
 */
struct agent_side {
	bool give;
	bool take;
	bool done;
	int fd;
	struct event *event;
	struct event *timer;
	uint64_t wait;
	unsigned int times;
	struct agent_ip own;
	struct agent_ip peer;
};

/**
 * struct agent_assign - of a link
 * @agent: the agent
 * @link: the link
 * @lease: what is given
 * @v6: by Router Advertisement
 * @v4: by DHCPv4
 * @server: state of the server
 * @client: state of the client
 * @patience: end of the wait of whoever asked for the link
 * @request: what it was asked by; 0 where nobody waits
 */
struct agent_assign {
	struct agent *agent;
	struct agent_link *link;
	struct agent_lease lease;
	struct agent_side v6;
	struct agent_side v4;
	struct pc5_dhcp4_server server;
	struct pc5_dhcp4_client client;
	struct event *patience;
	uint32_t request;
};

/* assign.c */

/* A timer of libevent, in so many milliseconds. */
void agent_arm(struct event *timer, uint64_t ms);

/* Say it again later, and then later still. */
void agent_again(struct agent_side *side);

/* One side has its address, or will not have one. */
void agent_assign_done(struct agent_assign *assign, struct agent_side *side);

/*
 * Take an address where this host reaches nobody else by the first @around_len
 * bits of @around. Returns 0, or -EEXIST or -EIO, which is logged.
 */
int agent_assign_take(struct agent_assign *assign, const struct agent_ip *ip,
		      const void *around, unsigned int around_len);

/* For a log. */
const char *agent_ip_text(const struct agent_ip *ip,
			  char text[INET6_ADDRSTRLEN]);

/* The address a router has of what it gives: the first one. */
void agent_router_address(struct agent_ip *ip, const struct in6_addr *prefix);

/* assign-ra.c and assign-dhcp.c: a socket, or a negative errno, and its events. */
int agent_ra_open(const struct agent_link *link, bool router);
void agent_ra_read(evutil_socket_t fd, short what, void *arg);
void agent_ra_timer(evutil_socket_t fd, short what, void *arg);
int agent_dhcp_open(const struct agent_link *link, bool server);
void agent_dhcp_read(evutil_socket_t fd, short what, void *arg);
void agent_dhcp_timer(evutil_socket_t fd, short what, void *arg);

#endif /* AGENT_ASSIGN_PRIV_H */
