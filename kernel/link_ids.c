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

/* Let the context @id names also be named @also. */
static int pc5_ids_also(struct pc5_link *link, u16 id, u16 also,
			struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec;
	int err = -EEXIST;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	sec = pc5_link_sec(link, id);
	if (!sec || sec->id != id) {
		NL_SET_ERR_MSG(extack, "No context of this K_NRP-sess ID");
		err = -ENOENT;
	} else if (pc5_link_sec(link, also)) {
		NL_SET_ERR_MSG(extack, "The new K_NRP-sess ID is in use on this link");
	} else {
		WRITE_ONCE(sec->also, also);
		err = 0;
	}
	spin_unlock_bh(&link->lock);
	rcu_read_unlock();
	return err;
}

/* Each context that has two names: use the other to send, or forget it. */
static void pc5_ids_each(struct pc5_link *link, bool swap)
{
	unsigned int i;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = rcu_dereference(link->slot[i]);
		u16 id = sec ? sec->id : 0;

		if (!sec || !sec->also)
			continue;
		/* A reader finds the context by one of both at any moment. */
		if (swap)
			WRITE_ONCE(sec->id, sec->also);
		WRITE_ONCE(sec->also, swap ? id : 0);
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
	struct pc5_addr *addr;
	int err;

	if (rtnl_dereference(link->also)) {
		NL_SET_ERR_MSG(extack, "The identifiers are being changed already");
		return -EBUSY;
	}
	addr = pc5_addr_add(link->port, ids->local, ids->peer, link->ue, link,
			    extack);
	if (IS_ERR(addr))
		return PTR_ERR(addr);
	err = ids->id ? pc5_ids_also(link, ids->id, ids->new_id, extack) : 0;
	if (err) {
		pc5_addr_del(link->port, addr);
		return err;
	}
	rcu_assign_pointer(link->also, addr);
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
	struct pc5_addr *also = rtnl_dereference(link->also);

	if (!also) {
		NL_SET_ERR_MSG(extack, "No other identifiers are accepted");
		return -ENOENT;
	}
	pc5_ids_each(link, true);
	rcu_assign_pointer(link->also, rtnl_dereference(link->addr));
	rcu_assign_pointer(link->addr, also);
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
	struct pc5_addr *also = rtnl_dereference(link->also);

	WRITE_ONCE(link->unheard, 0);
	if (!also)
		return;
	RCU_INIT_POINTER(link->also, NULL);
	pc5_addr_del(link->port, also);
	pc5_ids_each(link, false);
}

/**
 * pc5_ids_heard - a PDU verified while two sets of identifiers are in use
 * @link: the link
 * @sec: the context
 * @id: K_NRP-sess ID it was under
 *
 * The first under those that are sent under now says that the peer has switched
 * as well.
 *
 * Context: softirqs off, RCU read side.
 */
void pc5_ids_heard(struct pc5_link *link, const struct pc5_sec *sec, u16 id)
{
	if (!READ_ONCE(link->unheard) || READ_ONCE(sec->id) != id)
		return;
	if (xchg(&link->unheard, 0))
		pc5_nl_link_event(link, PC5_EVENT_HEARD);
}
