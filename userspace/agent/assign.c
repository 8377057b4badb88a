// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: address assignment. Both sides' first messages may meet a link that is
 * not up at the other end yet; each is repeated until it is answered.
 *
 * What the peer gives is taken only where nothing else of this host is reached
 * by it: a peer is to be talked to, not to draw the traffic of others.
 */

#include "assign-priv.h"

#include <errno.h>
#include <netlink/errno.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* First and longest wait for an answer; how long whoever asked waits. */
#define FIRST_MS 200
#define LONGEST_MS 64000
#define PATIENCE_MS 5000

void agent_arm(struct event *timer, uint64_t ms)
{
	struct timeval tv = { .tv_sec = ms / 1000,
			      .tv_usec = ms % 1000 * 1000 };

	event_add(timer, &tv);
}

void agent_again(struct agent_side *side)
{
	side->wait = side->wait ? side->wait * 2 : FIRST_MS;
	if (side->wait > LONGEST_MS)
		side->wait = LONGEST_MS;
	side->times++;
	agent_arm(side->timer, side->wait);
}

static void answer(struct agent_assign *assign)
{
	uint32_t request = assign->request;

	if (!request)
		return;
	assign->request = 0;
	event_del(assign->patience);
	agent_control_connected(assign->agent, request, assign->link, 0);
}

static bool settled(const struct agent_side *side)
{
	return side->done || (!side->give && !side->take);
}

static bool all_done(const struct agent_assign *assign)
{
	return settled(&assign->v6) && settled(&assign->v4);
}

void agent_assign_done(struct agent_assign *assign, struct agent_side *side)
{
	side->done = true;
	side->wait = 0;
	side->times = 0;
	event_del(side->timer);
	if (all_done(assign))
		answer(assign);
}

static void on_patience(evutil_socket_t fd, short what, void *arg)
{
	struct agent_assign *assign = arg;

	(void)fd;
	(void)what;
	agent_log("link %s: no address yet; it is asked for on and on",
		  assign->link->ifname);
	answer(assign);
}

const char *agent_ip_text(const struct agent_ip *ip,
			  char text[INET6_ADDRSTRLEN])
{
	return inet_ntop(ip->family, &ip->addr, text, INET6_ADDRSTRLEN);
}

int agent_assign_take(struct agent_assign *assign, const struct agent_ip *ip,
		      const void *around, unsigned int around_len)
{
	const struct agent_link *link = assign->link;
	char text[INET6_ADDRSTRLEN];
	int ret;

	ret = agent_route_free(assign->agent, link->ifindex, ip->family,
			       around, around_len);
	if (ret == -EEXIST) {
		agent_log("link %s: %s is not taken of the peer: this host reaches others by it",
			  link->ifname, agent_ip_text(ip, text));
		return ret;
	}
	if (!ret)
		ret = agent_ip_add(assign->agent, link->ifindex, ip);
	if (ret) {
		agent_log("link %s: %s: %s", link->ifname, agent_ip_text(ip, text),
			  nl_geterror(ret));
		return -EIO;
	}
	return 0;
}

void agent_router_address(struct agent_ip *ip, const struct in6_addr *prefix)
{
	ip->family = AF_INET6;
	ip->len = PC5_RA_PREFIX_LEN;
	ip->addr.v6 = *prefix;
	ip->addr.v6.s6_addr[15] = 1;
	ip->valid = AGENT_IP_FOREVER;
	ip->preferred = AGENT_IP_FOREVER;
}

static int open_side(struct agent_assign *assign, struct agent_side *side,
		     event_callback_fn on_read, event_callback_fn on_timer)
{
	struct event_base *base = assign->agent->base;
	const struct agent_link *link = assign->link;
	int fd;

	if (!side->give && !side->take)
		return 0;
	fd = side == &assign->v6 ? agent_ra_open(link, side->give) :
				   agent_dhcp_open(link, side->give);
	if (fd < 0)
		return fd;
	side->fd = fd;
	side->event = event_new(base, fd, EV_READ | EV_PERSIST, on_read,
				assign);
	side->timer = evtimer_new(base, on_timer, assign);
	if (!side->event || !side->timer || event_add(side->event, NULL))
		return -ENOMEM;
	return 0;
}

static void close_side(struct agent_side *side)
{
	if (side->event)
		event_free(side->event);
	if (side->timer)
		event_free(side->timer);
	if (side->fd >= 0)
		close(side->fd);
}

/* This UE's own addresses of what it gives. */
static int set_own(struct agent_assign *assign)
{
	const struct agent_lease *lease = &assign->lease;
	uint32_t ifindex = assign->link->ifindex;
	struct agent_ip *own = &assign->v4.own;
	int ret = 0;

	if (assign->v6.give) {
		agent_router_address(&assign->v6.own, &lease->prefix6);
		ret = agent_ip_add(assign->agent, ifindex, &assign->v6.own);
	}
	if (!ret && assign->v4.give) {
		*own = (struct agent_ip){
			.family = AF_INET,
			.len = 32,
			.addr.v4 = lease->own4,
			.peer.v4 = lease->peer4,
			.has_peer = true,
			.valid = AGENT_IP_FOREVER,
			.preferred = AGENT_IP_FOREVER,
		};
		ret = agent_ip_add(assign->agent, ifindex, own);
		assign->server = (struct pc5_dhcp4_server){
			.own = lease->own4,
			.client = lease->peer4,
			.prefix = lease->pool4_len,
		};
	}
	if (ret)
		agent_log("link %s: own addresses: %s", assign->link->ifname,
			  nl_geterror(ret));
	return ret ? -EIO : 0;
}

static int take_lease(struct agent_assign *assign, uint8_t give)
{
	const struct agent_link *link = assign->link;
	int ret = agent_pool_take(&assign->agent->pool, link->handle, give,
				  &link->up.peer, &assign->lease);

	if (ret)
		agent_log("link %s: no addresses for the peer: %s",
			  link->ifname, ret == -ENOSPC ?
			  "all of the pool are in use" : strerror(-ret));
	return ret;
}

static int start(struct agent_assign *assign, uint8_t give)
{
	int ret = give ? take_lease(assign, give) : 0;

	if (!ret)
		ret = set_own(assign);
	if (ret)
		return ret;
	ret = open_side(assign, &assign->v6, agent_ra_read, agent_ra_timer);
	if (!ret)
		ret = open_side(assign, &assign->v4, agent_dhcp_read, agent_dhcp_timer);
	assign->patience = evtimer_new(assign->agent->base, on_patience,
				       assign);
	if (!assign->patience)
		ret = -ENOMEM;
	if (ret) {
		agent_log("link %s: addresses: %s", assign->link->ifname,
			  strerror(-ret));
		return ret;
	}
	RAND_bytes((uint8_t *)&assign->client.xid, sizeof(assign->client.xid));
	/* As soon as all that is going on has ended. */
	if (assign->v6.timer)
		agent_arm(assign->v6.timer, 0);
	if (assign->v4.take)
		agent_arm(assign->v4.timer, 0);
	return 0;
}

int agent_assign_up(struct agent *agent, struct agent_link *link)
{
	const struct pc5_ls_up *up = &link->up;
	uint8_t give, take;
	int ret;

	if (up->data_type != PC5_LS_IP)
		return 0;
	give = pc5_ls_allocates(up->initiator, up->ip_config,
				up->peer_ip_config);
	take = pc5_ls_allocates(!up->initiator, up->peer_ip_config,
				up->ip_config);
	if (!give && !take)
		return 0;
	link->assign = calloc(1, sizeof(*link->assign));
	if (!link->assign)
		return -ENOMEM;
	link->assign->agent = agent;
	link->assign->link = link;
	link->assign->v6.fd = -1;
	link->assign->v4.fd = -1;
	link->assign->v6.give = give & PC5_LS_ALLOCATE6;
	link->assign->v6.take = take & PC5_LS_ALLOCATE6;
	link->assign->v4.give = give & PC5_LS_ALLOCATE4;
	link->assign->v4.take = take & PC5_LS_ALLOCATE4;
	ret = start(link->assign, give);
	if (ret)
		agent_assign_down(agent, link);
	return ret;
}

void agent_assign_down(struct agent *agent, struct agent_link *link)
{
	struct agent_assign *assign = link->assign;

	if (!assign)
		return;
	answer(assign);
	link->assign = NULL;
	/* A device that is down keeps those of IPv4, and may stay for a while. */
	if (assign->v4.own.family)
		agent_ip_del(agent, link->ifindex, &assign->v4.own);
	close_side(&assign->v6);
	close_side(&assign->v4);
	if (assign->patience)
		event_free(assign->patience);
	agent_pool_give(&agent->pool, link->handle);
	free(assign);
}

bool agent_assign_wait(struct agent_link *link, uint32_t request)
{
	struct agent_assign *assign = link->assign;

	if (!assign || all_done(assign))
		return false;
	assign->request = request;
	agent_arm(assign->patience, PATIENCE_MS);
	return true;
}

static void show(struct json_object *obj, const char *key,
		 const struct agent_ip *ip)
{
	char text[INET6_ADDRSTRLEN];

	if (!ip->family)
		return;
	agent_ip_text(ip, text);
	json_object_object_add(obj, key, json_object_new_string(text));
}

void agent_assign_show(const struct agent_link *link, struct json_object *obj)
{
	const struct agent_assign *assign = link->assign;

	if (!assign)
		return;
	show(obj, "address6", &assign->v6.own);
	show(obj, "peer_address6", &assign->v6.peer);
	show(obj, "address4", &assign->v4.own);
	show(obj, "peer_address4", &assign->v4.peer);
}
