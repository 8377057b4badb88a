// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changing the identifiers of a link while packets flow: both Layer-2 IDs and
 * the K_NRP-sess ID together, so that nobody can link what was sent before and
 * after (TS 24.554 clause 7.2.4, TS 23.304 clause 6.4.3.2).
 *
 * Make before break, in three steps: receive under the new ones too, send under
 * them, receive no longer under the old. Keys and COUNT stay as they are.
 */

#include <linux/netlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "route.h"

/* The set of identifiers that is not sent under. RTNL. */
static u8 pc5_ids_other(const struct pc5_link *link)
{
	return !link->ids;
}

/* Let the context @id names also be named @new_id, in the set not sent under. */
static int pc5_ids_rename(struct pc5_link *link, u16 id, u16 new_id,
			  struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec;
	int err = -EEXIST;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	sec = pc5_link_sec(link, id);
	if (!id || !sec) {
		NL_SET_ERR_MSG(extack, "No context of this K_NRP-sess ID");
		err = -ENOENT;
	} else if (pc5_link_sec(link, new_id)) {
		NL_SET_ERR_MSG(extack, "The new K_NRP-sess ID is in use on this link");
	} else {
		WRITE_ONCE(sec->id[pc5_ids_other(link)], new_id);
		err = 0;
	}
	spin_unlock_bh(&link->lock);
	rcu_read_unlock();
	return err;
}

/* Let all contexts have one name again. */
static void pc5_ids_forget(struct pc5_link *link)
{
	unsigned int i;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = rcu_dereference(link->slot[i]);

		if (sec)
			WRITE_ONCE(sec->id[pc5_ids_other(link)],
				   sec->id[link->ids]);
	}
	spin_unlock_bh(&link->lock);
	rcu_read_unlock();
}

/**
 * pc5_ids_accept - receive under new identifiers, too
 * @link: the link
 * @ids: the new ones
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_ids_accept(struct pc5_link *link, const struct pc5_ids *ids,
		   struct netlink_ext_ack *extack)
{
	const struct pc5_addr *now = pc5_link_addr(link);
	struct pc5_route *route = ids->route;
	u8 other = pc5_ids_other(link);
	struct pc5_addr *addr;
	int err;

	if (rtnl_dereference(link->addr[other])) {
		NL_SET_ERR_MSG(extack, "The identifiers are being changed already");
		return -EBUSY;
	}
	if (!route && now->relayed) {
		route = rtnl_dereference(now->route);
		if (!route) {
			NL_SET_ERR_MSG(extack, "The link has no path: a new one has to be named");
			return -ENOLINK;
		}
	}
	addr = route ?
	       pc5_addr_add_relayed(link, other, ids->local, ids->peer, route,
				    extack) :
	       pc5_addr_add_link(link, other, ids->local, ids->peer, extack);
	if (IS_ERR(addr))
		return PTR_ERR(addr);
	err = ids->id ? pc5_ids_rename(link, ids->id, ids->new_id, extack) : 0;
	if (err) {
		pc5_addr_del(link->port, addr);
		return err;
	}
	rcu_assign_pointer(link->addr[other], addr);
	if (route && !link->relayed) {
		link->relayed = true;
		pc5_link_fit_mtu(link);
	}
	return 0;
}

/**
 * pc5_ids_switch - send under the other identifiers
 * @link: the link
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_ids_switch(struct pc5_link *link, struct netlink_ext_ack *extack)
{
	u8 other = pc5_ids_other(link);

	if (!rtnl_dereference(link->addr[other])) {
		NL_SET_ERR_MSG(extack, "No other identifiers are accepted");
		return -ENOENT;
	}
	/* Pairs with pc5_tx_burst(). */
	smp_store_release(&link->ids, other);
	WRITE_ONCE(link->unheard, 1);
	return 0;
}

/**
 * pc5_ids_finish - receive no longer under identifiers that are not sent under
 * @link: the link
 *
 * Context: RTNL.
 */
void pc5_ids_finish(struct pc5_link *link)
{
	u8 other = pc5_ids_other(link);
	struct pc5_addr *addr = rtnl_dereference(link->addr[other]);

	WRITE_ONCE(link->unheard, 0);
	if (!addr)
		return;
	RCU_INIT_POINTER(link->addr[other], NULL);
	pc5_addr_del(link->port, addr);
	pc5_ids_forget(link);
}

/**
 * pc5_ids_heard - a PDU verified while the peer has to be heard under new
 * identifiers
 * @link: the link
 * @ids: the set it came under
 *
 * The first under those that are sent under now says that the peer has switched
 * as well.
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_ids_heard(struct pc5_link *link, u8 ids)
{
	if (READ_ONCE(link->ids) == ids && xchg(&link->unheard, 0))
		pc5_nl_link_event(link, PC5_EVENT_HEARD);
}
