/* SPDX-License-Identifier: GPL-2.0-only */
/* Unicast links, each a net device. */
#ifndef _PC5_LINK_H
#define _PC5_LINK_H

#include <linux/netdevice.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>

#include "bearer.h"
#include "port.h"
#include "sec.h"
#include "stats.h"

struct pc5_route;
struct pc5_ue;

/* SDUs that may wait for the stack before more are dropped. */
#define PC5_RXQ_MAX		4096
/* Beside those of enum pc5_slot: the context of what is not protected. */
#define PC5_SLOT_PLAIN		(PC5_SLOT_RETIRING + 1)
#define PC5_N_SLOTS		(PC5_SLOT_PLAIN + 1)
/* How long a replaced context receives unless told otherwise, ms. */
#define PC5_GRACE_DEFAULT	5000

/**
 * struct pc5_link - a PC5 unicast link
 * @dev: its device
 * @ue: its UE, which lives at least as long; RTNL
 * @ue_node: in the UE's list; RTNL
 * @port: where it meets the underlay; a reference
 * @addr: its entries in the port's table, one for each set of identifiers it
 *	has; changed under RTNL, read under RCU
 * @ids: the set it sends under; changed under RTNL, read without
 * @unheard: sends under new identifiers, and the peer was not heard under them
 * @sdu_type: SDU Type it carries
 * @policy_int: user-plane integrity policy; with signalling what was agreed
 * @policy_enc: user-plane ciphering policy, likewise. Both fixed once @open
 * @signalling: an agent runs PC5-S on it; fixed
 * @plain_signalling: the signalling is not protected; fixed
 * @open: the user plane may be used: at once, or when its protection has been
 *	agreed; RTNL
 * @data_slot: slot of the context that protects what is sent; RTNL, read
 *	without
 * @dead: it is being removed; set before the RCU grace period of that
 * @relayed: it goes from end to end through a relay, or did; RTNL
 * @routes: routes of PDUs that come in on it, struct pc5_route; RTNL
 * @n_routes: how many; RTNL
 * @max_sdu: largest SDU sent
 * @slot: contexts; written under @lock, read under RCU
 * @lock: orders changes of @slot, @endpoint and @retire_at; taken in softirq
 *	context, never with an entity's lock
 * @bearer: bearers by LCID - 4; see struct pc5_bearer
 * @default_lcid: bearer of packets no mark claims, 0 if none
 * @any_marked: some bearer has a mark
 * @grace: how long a replaced context receives, ms
 * @retire_at: when the retiring context goes, jiffies
 * @retire_work: lets it go
 * @endpoint: UDP: address of the peer, NULL while unknown
 * @dst_cache: UDP: route to it
 * @rxq: SDUs for the stack, in the order they were delivered; its lock nests
 *	inside the entities' locks, which is what keeps that order
 * @rxp: those @napi took from @rxq; only @napi touches it
 * @napi: hands them to the stack
 * @stats: counters
 * @alarms: keeps alarms to one a second
 * @signal_limit: keeps its unprotected messages to PC5_SIGNAL_RATE a second
 *
 * A set of identifiers is a pair of Layer-2 IDs in @addr and, in each context, a
 * K_NRP-sess ID. A frame takes all of them from the set that @ids named when it
 * was begun, so that it never has some of the old and some of the new: whoever
 * listens could tell that they belong to the same two UEs.
 */
struct pc5_link {
	struct net_device *dev;
	struct pc5_ue *ue;
	struct list_head ue_node;
	struct pc5_port *port;
	struct pc5_addr __rcu *addr[PC5_N_IDS];
	u8 ids;
	unsigned int unheard;
	u8 sdu_type;
	u8 policy_int;
	u8 policy_enc;
	bool signalling;
	bool plain_signalling;
	bool open;
	bool dead;
	bool relayed;
	u8 data_slot;
	unsigned int max_sdu;
	struct list_head routes;
	unsigned int n_routes;

	struct pc5_sec __rcu *slot[PC5_N_SLOTS];
	spinlock_t lock;	/* of slot, endpoint and retire_at */
	struct pc5_bearer bearer[PC5_N_DRB];
	u8 default_lcid;
	bool any_marked;

	u32 grace;
	unsigned long retire_at;
	struct delayed_work retire_work;

	struct pc5_endpoint __rcu *endpoint;
	struct dst_cache dst_cache;

	struct sk_buff_head rxq;
	struct sk_buff_head rxp;
	struct napi_struct napi;
	struct pc5_stats __percpu *stats;
	struct ratelimit_state alarms;
	struct ratelimit_state signal_limit;
};

/**
 * struct pc5_link_conf - what a new link is made from
 * @name: name of its device; may hold a %d
 * @ue: its UE
 * @local: own Layer-2 ID
 * @peer: the peer's
 * @sdu_type: SDU Type
 * @policy_int: user-plane integrity policy
 * @policy_enc: user-plane ciphering policy
 * @signalling: an agent runs PC5-S on it
 * @endpoint: UDP: address of the peer, family 0 if unknown
 * @route: the way to the relay of an end-to-end link, NULL if there is none
 * @grace: how long a replaced context receives, ms
 */
struct pc5_link_conf {
	const char *name;
	struct pc5_ue *ue;
	u32 local;
	u32 peer;
	u8 sdu_type;
	u8 policy_int;
	u8 policy_enc;
	bool signalling;
	struct pc5_endpoint endpoint;
	struct pc5_route *route;
	u32 grace;
};

/**
 * struct pc5_ids - new identifiers of a link
 * @local: own Layer-2 ID
 * @peer: the peer's
 * @id: K_NRP-sess ID of the context that gets another, 0 if none does
 * @new_id: that other one
 * @route: the way to a relay, NULL for the way there is
 */
struct pc5_ids {
	u32 local;
	u32 peer;
	u16 id;
	u16 new_id;
	struct pc5_route *route;
};

extern struct rtnl_link_ops pc5_link_ops;
extern struct workqueue_struct *pc5_wq;

bool pc5_is_link(const struct net_device *dev);
struct pc5_link *pc5_link_new(struct net *net,
			      const struct pc5_link_conf *conf,
			      struct netlink_ext_ack *extack);
void pc5_link_delete(struct pc5_link *link, struct list_head *head);
int pc5_link_set_addr(struct pc5_link *link, u32 local, u32 peer,
		      struct netlink_ext_ack *extack);
int pc5_link_set_endpoint(struct pc5_link *link,
			  const struct pc5_endpoint *ep, gfp_t gfp);
int pc5_link_agree(struct pc5_link *link, bool integ, bool enc,
		   struct netlink_ext_ack *extack);
void pc5_link_fit_mtu(struct pc5_link *link);
void pc5_link_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid);

static inline bool pc5_link_protected(const struct pc5_link *link)
{
	return link->policy_int != PC5_POLICY_NOT_NEEDED ||
	       link->policy_enc != PC5_POLICY_NOT_NEEDED;
}

/* The Layer-2 IDs that are sent with, under RTNL. */
static inline struct pc5_addr *pc5_link_addr(const struct pc5_link *link)
{
	return rtnl_dereference(link->addr[link->ids]);
}

/* The same on the RCU read side. */
static inline struct pc5_addr *pc5_link_path(const struct pc5_link *link)
{
	/* Pairs with pc5_ids_switch(): what the set is made of is there. */
	u8 ids = smp_load_acquire(&link->ids);

	return rcu_dereference(link->addr[ids]);
}

/* slots.c: the life of the contexts of a link */
struct pc5_sec *pc5_slot_get(struct pc5_link *link, enum pc5_slot slot);
int pc5_slot_install(struct pc5_link *link, struct pc5_sec *sec, bool activate,
		     struct netlink_ext_ack *extack);
int pc5_slot_activate(struct pc5_link *link, u16 id,
		      struct netlink_ext_ack *extack);
int pc5_slot_remove(struct pc5_link *link, u16 id,
		    struct netlink_ext_ack *extack);
void pc5_slot_confirm(struct pc5_link *link, struct pc5_sec *sec);
void pc5_slot_clear(struct pc5_link *link);
void pc5_slot_retire_work(struct work_struct *work);

/* link_ids.c: changing the identifiers of a link */
int pc5_ids_accept(struct pc5_link *link, const struct pc5_ids *ids,
		   struct netlink_ext_ack *extack);
int pc5_ids_switch(struct pc5_link *link, struct netlink_ext_ack *extack);
void pc5_ids_finish(struct pc5_link *link);
void pc5_ids_heard(struct pc5_link *link, u8 ids);

struct pc5_sec *pc5_link_sec(struct pc5_link *link, u16 id);
bool pc5_tx_frame(struct pc5_link *link, const struct pc5_addr *addr,
		  struct sk_buff *skb, u8 lcid, u8 flags, u8 hops);
void pc5_tx_one(struct pc5_link *link, struct pc5_sec *sec,
		struct pc5_entity *ent, struct sk_buff *skb, u64 count);
void pc5_tx_limits(struct pc5_sec *sec, struct pc5_entity *ent, u64 next);
netdev_tx_t pc5_link_xmit(struct sk_buff *skb, struct net_device *dev);
void pc5_tx_done(struct pc5_crypt *crypt, int err);
void pc5_rx_done(struct pc5_crypt *crypt, int err);

#endif /* _PC5_LINK_H */
