// SPDX-License-Identifier: GPL-2.0-only
/* Ports: shared by the UEs on one EtherType of a device or one UDP socket. */

#include <linux/jhash.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ip.h>

#include "link.h"
#include "port.h"
#include "route.h"
#include "ue.h"

LIST_HEAD(pc5_ports);

/* Table keys are the two Layer-2 IDs, which lie side by side in pc5_addr. */
static const struct rhashtable_params pc5_addr_params = {
	.key_len = 2 * sizeof(u32),
	.key_offset = offsetof(struct pc5_addr, local),
	.head_offset = offsetof(struct pc5_addr, node),
	.automatic_shrinking = true,
};

static_assert(offsetof(struct pc5_addr, peer) ==
	      offsetof(struct pc5_addr, local) + sizeof(u32));

static bool pc5_port_same(const struct pc5_port_key *a,
			  const struct pc5_port_key *b)
{
	return a->underlay == b->underlay && a->net == b->net &&
	       a->lower == b->lower && a->ethertype == b->ethertype &&
	       a->family == b->family && a->udp_port == b->udp_port &&
	       ipv6_addr_equal(&a->local, &b->local);
}

static void pc5_port_free_work(struct work_struct *work)
{
	struct pc5_port *port = container_of(to_rcu_work(work),
					     struct pc5_port, free_work);

	rhashtable_destroy(&port->routes);
	rhashtable_destroy(&port->addrs);
	kfree(port);
}

static void pc5_port_last(struct kref *ref)
{
	struct pc5_port *port = container_of(ref, struct pc5_port, ref);

	queue_rcu_work(pc5_wq, &port->free_work);
}

/**
 * pc5_port_put - drop a reference to a port
 * @port: the port
 */
void pc5_port_put(struct pc5_port *port)
{
	kref_put(&port->ref, pc5_port_last);
}

/**
 * pc5_port_join - find or open a port for a UE
 * @ue: the UE
 * @key: what port
 * @extack: says what went wrong
 *
 * The UE leaves it with pc5_port_leave(), and after a grace period
 * pc5_port_left().
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_port_join(struct pc5_ue *ue, const struct pc5_port_key *key,
		  struct netlink_ext_ack *extack)
{
	struct pc5_port *port;
	int err;

	list_for_each_entry(port, &pc5_ports, node) {
		if (pc5_port_same(&port->key, key)) {
			kref_get(&port->ref);
			goto out;
		}
	}

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return -ENOMEM;
	port->key = *key;
	INIT_LIST_HEAD(&port->ues);
	kref_init(&port->ref);
	INIT_RCU_WORK(&port->free_work, pc5_port_free_work);

	err = rhashtable_init(&port->addrs, &pc5_addr_params);
	if (err)
		goto err_free;
	err = rhashtable_init(&port->routes, &pc5_route_params);
	if (err)
		goto err_addrs;
	if (key->underlay == PC5_UNDERLAY_ETHERNET)
		err = pc5_eth_open(port, extack);
	else
		err = pc5_udp_open(port, extack);
	if (err)
		goto err_routes;
	list_add(&port->node, &pc5_ports);
out:
	ue->port = port;
	list_add_tail_rcu(&ue->port_node, &port->ues);
	return 0;

err_routes:
	rhashtable_destroy(&port->routes);
err_addrs:
	rhashtable_destroy(&port->addrs);
err_free:
	kfree(port);
	return err;
}

/**
 * pc5_port_leave - leave a port: with the last UE it stops sending and receiving
 * @ue: the UE
 *
 * Context: RTNL, before the grace period of the UE's removal.
 */
void pc5_port_leave(struct pc5_ue *ue)
{
	struct pc5_port *port = ue->port;

	list_del_rcu(&ue->port_node);
	if (!list_empty(&port->ues))
		return;
	list_del(&port->node);
	if (port->key.underlay == PC5_UNDERLAY_ETHERNET)
		pc5_eth_shut(port);
	else
		pc5_udp_shut(port);
}

/**
 * pc5_port_left - after pc5_port_leave(), let go of the port
 * @ue: the UE
 *
 * Context: RTNL, after the grace period of the UE's removal.
 */
void pc5_port_left(struct pc5_ue *ue)
{
	struct pc5_port *port = ue->port;

	if (list_empty(&port->ues) &&
	    port->key.underlay == PC5_UNDERLAY_ETHERNET)
		pc5_eth_release(port);
	pc5_port_put(port);
}

/**
 * pc5_port_max_mtu - what fits an underlay below the sidelink header
 * @port: the port
 *
 * Return: octets.
 */
unsigned int pc5_port_max_mtu(const struct pc5_port *port)
{
	const struct net_device *lower = rtnl_dereference(port->lower);

	/* UDP may be sent in fragments. */
	return lower ? READ_ONCE(lower->mtu) : IP_MAX_MTU;
}

/**
 * pc5_port_headroom - octets an underlay puts before the sidelink header
 * @port: the port
 *
 * Return: octets.
 */
unsigned int pc5_port_headroom(const struct pc5_port *port)
{
	const struct net_device *lower = rtnl_dereference(port->lower);

	if (lower)
		return LL_RESERVED_SPACE(lower);
	return LL_MAX_HEADER + sizeof(struct ipv6hdr) + sizeof(struct udphdr);
}

/**
 * pc5_addr_find - find who has a pair of Layer-2 IDs
 * @port: the port
 * @local: this end
 * @peer: the other end; 0 finds the UE
 *
 * Context: RCU read side.
 * Return: the entry or NULL.
 */
struct pc5_addr *pc5_addr_find(struct pc5_port *port, u32 local, u32 peer)
{
	u32 key[2] = { local, peer };

	return rhashtable_lookup(&port->addrs, key, pc5_addr_params);
}

/* Enter @addr, which is freed if that fails. */
static struct pc5_addr *pc5_addr_add(struct pc5_port *port,
				     struct pc5_addr *addr)
{
	int err = rhashtable_lookup_insert_fast(&port->addrs, &addr->node,
						pc5_addr_params);

	if (err) {
		kfree(addr);
		return ERR_PTR(err);
	}
	if (port->key.underlay == PC5_UNDERLAY_ETHERNET)
		pc5_eth_listen(port, addr->local, true);
	return addr;
}

/**
 * pc5_addr_add_ue - enter the Layer-2 ID of a UE
 * @ue: the UE
 * @l2id: its Layer-2 ID
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: the entry or an error pointer.
 */
struct pc5_addr *pc5_addr_add_ue(struct pc5_ue *ue, u32 l2id,
				 struct netlink_ext_ack *extack)
{
	struct pc5_addr *addr = kzalloc(sizeof(*addr), GFP_KERNEL);

	if (!addr)
		return ERR_PTR(-ENOMEM);
	addr->local = l2id;
	addr->ue = ue;
	addr = pc5_addr_add(ue->port, addr);
	if (addr == ERR_PTR(-EEXIST))
		NL_SET_ERR_MSG(extack, "A UE of this Layer-2 ID is there already");
	return addr;
}

/**
 * pc5_addr_add_link - enter a pair of Layer-2 IDs of a link
 * @link: the link
 * @ids: set of identifiers it belongs to
 * @local: own Layer-2 ID
 * @peer: the peer's
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: the entry or an error pointer.
 */
struct pc5_addr *pc5_addr_add_link(struct pc5_link *link, u8 ids, u32 local,
				   u32 peer, struct netlink_ext_ack *extack)
{
	struct pc5_addr *addr = kzalloc(sizeof(*addr), GFP_KERNEL);

	if (!addr)
		return ERR_PTR(-ENOMEM);
	addr->local = local;
	addr->peer = peer;
	addr->ids = ids;
	addr->ue = link->ue;
	addr->link = link;
	addr = pc5_addr_add(link->port, addr);
	if (addr == ERR_PTR(-EEXIST))
		NL_SET_ERR_MSG(extack, "A link of these Layer-2 IDs is there already");
	return addr;
}

/**
 * pc5_addr_add_relayed - the same for a link through a relay
 * @link: the link
 * @ids: set of identifiers it belongs to
 * @local: own Layer-2 ID
 * @peer: the peer's
 * @route: the way to the relay
 * @extack: says what went wrong
 *
 * No frame has these IDs: the route finds the link.
 *
 * Context: RTNL.
 * Return: the entry or an error pointer.
 */
struct pc5_addr *pc5_addr_add_relayed(struct pc5_link *link, u8 ids, u32 local,
				      u32 peer, struct pc5_route *route,
				      struct netlink_ext_ack *extack)
{
	struct pc5_addr *addr = kzalloc(sizeof(*addr), GFP_KERNEL);
	int err;

	if (!addr)
		return ERR_PTR(-ENOMEM);
	addr->local = local;
	addr->peer = peer;
	addr->ids = ids;
	addr->relayed = true;
	addr->ue = link->ue;
	addr->link = link;
	err = pc5_route_attach(route, addr, extack);
	if (err) {
		kfree(addr);
		return ERR_PTR(err);
	}
	return addr;
}

/**
 * pc5_addr_del - remove a pair of Layer-2 IDs
 * @port: the port
 * @addr: the entry, freed after a grace period
 *
 * Context: RTNL.
 */
void pc5_addr_del(struct pc5_port *port, struct pc5_addr *addr)
{
	if (addr->relayed) {
		pc5_route_detach(addr);
		kfree_rcu(addr, rcu);
		return;
	}
	if (port->key.underlay == PC5_UNDERLAY_ETHERNET)
		pc5_eth_listen(port, addr->local, false);
	rhashtable_remove_fast(&port->addrs, &addr->node, pc5_addr_params);
	kfree_rcu(addr, rcu);
}
