/* SPDX-License-Identifier: GPL-2.0-only */
/* UEs: this device's presence on a sidelink. */
#ifndef _PC5_UE_H
#define _PC5_UE_H

#include <linux/netdevice.h>
#include <linux/ratelimit.h>
#include <linux/xarray.h>

#include "port.h"
#include "signal.h"
#include "stats.h"

/**
 * struct pc5_ue - a UE
 * @dev: its device
 * @port: where it meets the underlay; a reference
 * @port_node: in the port's list; RTNL
 * @addr: its entry in the port's table; changed under RTNL
 * @links: its links; RTNL
 * @n_links: how many; RTNL
 * @agent: netlink port of its agent, 0 if it has none; set under RTNL, cleared
 *	when the socket is closed
 * @listen: Layer-2 IDs the agent hears on; changed under RTNL, read under RCU
 * @srb0_sn: SN of the next message on SL-SRB0; RTNL
 * @signal_limit: keeps unprotected messages to PC5_SIGNAL_RATE a second: those to
 *	many, and those to one UE, which may be answers
 * @discovery_limit: the same for discovery
 * @dead: it is being removed
 * @stats: counters
 */
struct pc5_ue {
	struct net_device *dev;
	struct pc5_port *port;
	struct list_head port_node;
	struct pc5_addr __rcu *addr;
	struct list_head links;
	unsigned int n_links;
	u32 agent;
	struct pc5_listen __rcu *listen;
	u16 srb0_sn;
	struct ratelimit_state signal_limit[2];
	struct ratelimit_state discovery_limit;
	bool dead;
	struct pc5_stats __percpu *stats;
};

/**
 * struct pc5_net - what a network namespace holds
 * @ues: UEs by interface index; RTNL
 * @links: links by interface index; RTNL
 *
 * The order of the indices makes dumps that can be resumed.
 */
struct pc5_net {
	struct xarray ues;
	struct xarray links;
};

extern struct rtnl_link_ops pc5_ue_ops;

struct pc5_net *pc5_net(const struct net *net);
bool pc5_is_ue(const struct net_device *dev);
struct pc5_ue *pc5_ue_new(struct net *net, const char *name, u32 l2id,
			  const struct pc5_port_key *key,
			  struct netlink_ext_ack *extack);
int pc5_ue_set_l2id(struct pc5_ue *ue, u32 l2id,
		    struct netlink_ext_ack *extack);
void pc5_ue_delete(struct pc5_ue *ue, struct list_head *head);
int pc5_ue_init(void);
void pc5_ue_exit(void);

#endif /* _PC5_UE_H */
