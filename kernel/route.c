// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of Layer-2 relaying: what becomes of SRAP PDUs that come in on a link
 * with a pair of local identities (TS 38.351 clause 5.3). A relay has two
 * routes for a pair of end UEs, one for each direction, each naming the link
 * in and the link out; an end UE has one, which leads to its end-to-end link.
 */

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "link.h"
#include "netlink.h"
#include "route.h"
#include "ue.h"

const struct rhashtable_params pc5_route_params = {
	.key_len = sizeof(struct pc5_route_key),
	.key_offset = offsetof(struct pc5_route, key),
	.head_offset = offsetof(struct pc5_route, node),
	.automatic_shrinking = true,
};

static void pc5_route_free(struct pc5_route *route)
{
	if (!route)
		return;
	free_percpu(route->stats);
	kfree(route);
}

static void pc5_route_free_rcu(struct rcu_head *rcu)
{
	pc5_route_free(container_of(rcu, struct pc5_route, rcu));
}

static struct pc5_route *pc5_route_alloc(struct pc5_link *in, u8 src, u8 dst,
					 u8 channel)
{
	struct pc5_route *route = kzalloc(sizeof(*route), GFP_KERNEL);
	int cpu;

	if (!route)
		return NULL;
	route->stats = alloc_percpu(struct pc5_route_stats);
	if (!route->stats) {
		kfree(route);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(route->stats, cpu)->syncp);
	route->key.in = in;
	route->key.src = src;
	route->key.dst = dst;
	route->link = in;
	route->channel = channel;
	return route;
}

static int pc5_route_enter(struct pc5_route *route,
			   struct netlink_ext_ack *extack)
{
	struct pc5_link *in = route->link;
	int err;

	if (in->n_routes == PC5_ROUTES_MAX) {
		NL_SET_ERR_MSG(extack, "The link has too many routes");
		return -ENOSPC;
	}
	err = rhashtable_lookup_insert_fast(&in->port->routes, &route->node,
					    pc5_route_params);
	if (err) {
		if (err == -EEXIST)
			NL_SET_ERR_MSG(extack, "A route of these UE IDs is there already");
		return err;
	}
	list_add_tail(&route->on_link, &in->routes);
	in->n_routes++;
	return 0;
}

static void pc5_route_leave(struct pc5_route *route)
{
	rhashtable_remove_fast(&route->link->port->routes, &route->node,
			       pc5_route_params);
	list_del(&route->on_link);
	route->link->n_routes--;
}

/* A relayed link is none to relay on: there is one SRAP header. */
static int pc5_route_check(const struct pc5_link *link,
			   struct netlink_ext_ack *extack)
{
	if (!link || !link->relayed)
		return 0;
	NL_SET_ERR_MSG(extack, "A link that goes through a relay is no link to one");
	return -EINVAL;
}

/**
 * pc5_route_add - pass on the PDUs of a pair of UEs, both ways, or take them
 * @conf: the pair
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_route_add(const struct pc5_route_conf *conf,
		  struct netlink_ext_ack *extack)
{
	struct pc5_route *there, *back = NULL;
	int err;

	if (conf->link == conf->peer || conf->ue_id == conf->peer_ue_id) {
		NL_SET_ERR_MSG(extack, "The two UEs of a route are not the same");
		return -EINVAL;
	}
	err = pc5_route_check(conf->link, extack);
	if (!err)
		err = pc5_route_check(conf->peer, extack);
	if (err)
		return err;

	there = pc5_route_alloc(conf->link, conf->ue_id, conf->peer_ue_id,
				conf->channel);
	if (!there)
		return -ENOMEM;
	there->first = true;
	there->out = conf->peer;
	if (conf->peer) {
		back = pc5_route_alloc(conf->peer, conf->peer_ue_id,
				       conf->ue_id, conf->channel);
		err = -ENOMEM;
		if (!back)
			goto err_free;
		back->out = conf->link;
		back->back = there;
		there->back = back;
		err = pc5_route_enter(back, extack);
		if (err)
			goto err_free;
	}
	err = pc5_route_enter(there, extack);
	if (err)
		goto err_leave;
	pc5_nl_route_event(there, PC5_EVENT_NEW);
	return 0;

err_leave:
	if (back) {
		/* It could be found already. */
		pc5_route_leave(back);
		synchronize_net();
	}
err_free:
	pc5_route_free(back);
	pc5_route_free(there);
	return err;
}

/**
 * pc5_route_del - remove a route, with that of the opposite direction
 * @route: the route
 *
 * Context: RTNL.
 */
void pc5_route_del(struct pc5_route *route)
{
	struct pc5_addr *addr = rtnl_dereference(route->addr);
	struct pc5_link *user = addr ? addr->link : NULL;
	unsigned int i;

	if (!route->first)
		route = route->back;
	pc5_nl_route_event(route, PC5_EVENT_DELETED);
	for (i = 0; user && i < PC5_N_IDS; i++) {
		addr = rtnl_dereference(user->addr[i]);
		if (addr && rtnl_dereference(addr->route) == route)
			RCU_INIT_POINTER(addr->route, NULL);
	}
	RCU_INIT_POINTER(route->addr, NULL);
	if (route->back) {
		pc5_route_leave(route->back);
		call_rcu(&route->back->rcu, pc5_route_free_rcu);
	}
	pc5_route_leave(route);
	call_rcu(&route->rcu, pc5_route_free_rcu);
	if (user)
		pc5_nl_link_event(user, PC5_EVENT_CHANGED);
}

/**
 * pc5_route_purge - remove all routes of a link that is going away
 * @link: the link
 *
 * Each route that goes out on the link has one that comes in on it.
 *
 * Context: RTNL.
 */
void pc5_route_purge(struct pc5_link *link)
{
	struct pc5_route *route;

	while ((route = list_first_entry_or_null(&link->routes,
						 struct pc5_route, on_link)))
		pc5_route_del(route);
}

/**
 * pc5_route_find - find a route
 * @in: link PDUs come in on
 * @src: local identity of who sends them
 * @dst: local identity of whom they are for
 *
 * Context: RCU read side or RTNL.
 * Return: the route or NULL.
 */
struct pc5_route *pc5_route_find(const struct pc5_link *in, u8 src, u8 dst)
{
	struct pc5_route_key key = { .in = in, .src = src, .dst = dst };

	return rhashtable_lookup_fast(&in->port->routes, &key,
				      pc5_route_params);
}

/**
 * pc5_route_attach - let an end-to-end link go by a route
 * @route: the route
 * @addr: path of the link
 * @extack: says what went wrong
 *
 * The two sets of identifiers of one link may share a route.
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_route_attach(struct pc5_route *route, struct pc5_addr *addr,
		     struct netlink_ext_ack *extack)
{
	const struct pc5_addr *user = rtnl_dereference(route->addr);

	if (route->out) {
		NL_SET_ERR_MSG(extack, "The route leads to another link");
		return -EINVAL;
	}
	if (route->link->ue != addr->ue) {
		NL_SET_ERR_MSG(extack, "The link to the relay is of another UE");
		return -EINVAL;
	}
	if (user && user->link != addr->link) {
		NL_SET_ERR_MSG(extack, "Another link goes by these UE IDs");
		return -EBUSY;
	}
	rcu_assign_pointer(addr->route, route);
	if (!user)
		rcu_assign_pointer(route->addr, addr);
	return 0;
}

/**
 * pc5_route_detach - let it go there no more
 * @addr: path of the link
 *
 * Context: RTNL.
 */
void pc5_route_detach(struct pc5_addr *addr)
{
	struct pc5_route *route = rtnl_dereference(addr->route);
	struct pc5_addr *other;

	if (!route)
		return;
	RCU_INIT_POINTER(addr->route, NULL);
	if (rtnl_dereference(route->addr) != addr)
		return;
	other = rtnl_dereference(addr->link->addr[!addr->ids]);
	if (other && rtnl_dereference(other->route) != route)
		other = NULL;
	rcu_assign_pointer(route->addr, other);
}

/**
 * pc5_route_read - sum up the counters of a route
 * @route: the route
 * @sum: filled
 *
 * Context: RTNL.
 */
void pc5_route_read(const struct pc5_route *route, struct pc5_route_sum *sum)
{
	const struct pc5_route *from[2] = { route, route->back ?: route };
	unsigned int i, start;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; i < ARRAY_SIZE(from); i++) {
		/* At an end the opposite direction is counted beside it. */
		unsigned int which = route->back ? 0 : i;

		for_each_possible_cpu(cpu) {
			const struct pc5_route_stats *s =
				per_cpu_ptr(from[i]->stats, cpu);
			u64 packets, bytes;

			do {
				start = u64_stats_fetch_begin(&s->syncp);
				packets = s->packets[which];
				bytes = s->bytes[which];
			} while (u64_stats_fetch_retry(&s->syncp, start));
			sum->packets[i] += packets;
			sum->bytes[i] += bytes;
		}
	}
}
