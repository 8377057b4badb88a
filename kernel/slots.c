// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of the security contexts of a link: pending, active, retiring.
 *
 * A context is installed as pending on both sides and only receives. It
 * becomes active, and protects what is sent, when it is told to or when a PDU
 * of the peer verifies under it: the peer then surely has it. The one before
 * goes on receiving what is still under way and is wiped after its grace time.
 * Which context a PDU is under, its K_NRP-sess ID says, so nothing is lost.
 *
 * link->lock orders all changes; contexts move only to a later slot, and out.
 */

#include <linux/netlink.h>

#include "compat/compat.h"
#include "link.h"
#include "netlink.h"
#include "trace.h"

static struct pc5_sec *pc5_slot_locked(struct pc5_link *link,
				       enum pc5_slot slot)
{
	return rcu_dereference_protected(link->slot[slot],
					 lockdep_is_held(&link->lock));
}

static void pc5_slot_event(struct pc5_sec *sec, enum pc5_event event)
{
	trace_pc5_key(sec->link->dev, pc5_sec_id(sec), event);
	pc5_nl_key_event(sec, 0, event);
}

/**
 * pc5_slot_get - get the context in a slot
 * @link: the link
 * @slot: the slot
 *
 * Return: the context with a reference, to be put with percpu_ref_put(), or
 * NULL.
 */
struct pc5_sec *pc5_slot_get(struct pc5_link *link, enum pc5_slot slot)
{
	struct pc5_sec *sec;

	rcu_read_lock();
	sec = rcu_dereference(link->slot[slot]);
	if (sec && !percpu_ref_tryget_live(&sec->ref))
		sec = NULL;
	rcu_read_unlock();
	return sec;
}

/*
 * Make the context active that is pending, or is in no slot yet. Caller holds
 * link->lock, and kills what is returned after releasing it.
 */
static struct pc5_sec *pc5_slot_switch(struct pc5_link *link,
				       struct pc5_sec *sec)
{
	struct pc5_sec *active = pc5_slot_locked(link, PC5_SLOT_ACTIVE);
	struct pc5_sec *out = NULL;

	if (active) {
		out = pc5_slot_locked(link, PC5_SLOT_RETIRING);
		rcu_assign_pointer(link->slot[PC5_SLOT_RETIRING], active);
		link->retire_at = jiffies + msecs_to_jiffies(link->grace);
		mod_delayed_work(pc5_wq, &link->retire_work,
				 msecs_to_jiffies(link->grace));
	}
	rcu_assign_pointer(link->slot[PC5_SLOT_ACTIVE], sec);
	if (pc5_slot_locked(link, PC5_SLOT_PENDING) == sec)
		RCU_INIT_POINTER(link->slot[PC5_SLOT_PENDING], NULL);
	return out;
}

/* Say what pc5_slot_switch() did, and let go of what it pushed out. */
static void pc5_slot_switched(struct pc5_link *link, struct pc5_sec *sec,
			      enum pc5_event event, struct pc5_sec *retiring,
			      struct pc5_sec *out)
{
	pc5_slot_event(sec, event);
	if (retiring)
		pc5_slot_event(retiring, PC5_EVENT_RETIRING);
	if (out) {
		pc5_slot_event(out, PC5_EVENT_DELETED);
		pc5_sec_kill(out);
	}
}

/**
 * pc5_slot_install - install a context
 * @link: the link
 * @sec: the context, attached to the link
 * @activate: make it active even if there is an active one
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_slot_install(struct pc5_link *link, struct pc5_sec *sec, bool activate,
		     struct netlink_ext_ack *extack)
{
	struct pc5_sec *active, *retiring = NULL, *out = NULL;
	unsigned int i;

	/* Events read the context in RCU sections: it must not go under them. */
	rcu_read_lock();
	spin_lock_bh(&link->lock);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *other = pc5_slot_locked(link, i);

		if (other && pc5_sec_is(other, sec->id[0])) {
			NL_SET_ERR_MSG(extack, "K_NRP-sess ID is in use on this link");
			goto err_exist;
		}
	}
	active = pc5_slot_locked(link, PC5_SLOT_ACTIVE);
	if (pc5_sec_plain(sec)) {
		rcu_assign_pointer(link->slot[PC5_SLOT_PLAIN], sec);
	} else if (active && !activate) {
		if (pc5_slot_locked(link, PC5_SLOT_PENDING)) {
			NL_SET_ERR_MSG(extack, "Another context is pending");
			goto err_exist;
		}
		rcu_assign_pointer(link->slot[PC5_SLOT_PENDING], sec);
	} else {
		retiring = active;
		out = pc5_slot_switch(link, sec);
		active = NULL;
	}
	spin_unlock_bh(&link->lock);

	if (!pc5_sec_plain(sec))
		pc5_slot_event(sec, PC5_EVENT_NEW);
	if (!pc5_sec_plain(sec) && !active)
		pc5_slot_switched(link, sec, PC5_EVENT_ACTIVE, retiring, out);
	rcu_read_unlock();
	return 0;

err_exist:
	spin_unlock_bh(&link->lock);
	rcu_read_unlock();
	return -EEXIST;
}

/**
 * pc5_slot_activate - make the pending context active
 * @link: the link
 * @id: its K_NRP-sess ID
 * @extack: says what went wrong
 *
 * Return: 0 or a negative error.
 */
int pc5_slot_activate(struct pc5_link *link, u16 id,
		      struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec, *retiring, *out = NULL;
	int err = 0;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	retiring = pc5_slot_locked(link, PC5_SLOT_ACTIVE);
	sec = pc5_slot_locked(link, PC5_SLOT_PENDING);
	if (sec && pc5_sec_is(sec, id))
		out = pc5_slot_switch(link, sec);
	else if (retiring && pc5_sec_is(retiring, id))
		sec = NULL;	/* the peer was heard to use it already */
	else
		err = -ENOENT;
	spin_unlock_bh(&link->lock);

	if (err)
		NL_SET_ERR_MSG(extack, "No pending context of this K_NRP-sess ID");
	else if (sec)
		pc5_slot_switched(link, sec, PC5_EVENT_ACTIVE, retiring, out);
	rcu_read_unlock();
	return err;
}

/**
 * pc5_slot_confirm - a PDU verified under a context: if pending, activate it
 * @link: the link
 * @sec: the context
 *
 * Context: softirq, RCU read side.
 */
void pc5_slot_confirm(struct pc5_link *link, struct pc5_sec *sec)
{
	struct pc5_sec *retiring = NULL, *out = NULL;
	bool confirmed;

	spin_lock_bh(&link->lock);
	confirmed = pc5_slot_locked(link, PC5_SLOT_PENDING) == sec;
	if (confirmed) {
		retiring = pc5_slot_locked(link, PC5_SLOT_ACTIVE);
		out = pc5_slot_switch(link, sec);
	}
	spin_unlock_bh(&link->lock);

	if (confirmed)
		pc5_slot_switched(link, sec, PC5_EVENT_CONFIRMED, retiring,
				  out);
}

/**
 * pc5_slot_remove - remove a context
 * @link: the link
 * @id: its K_NRP-sess ID
 * @extack: says what went wrong
 *
 * Return: 0 or a negative error.
 */
int pc5_slot_remove(struct pc5_link *link, u16 id,
		    struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec = NULL;
	unsigned int i;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		sec = pc5_slot_locked(link, i);
		if (sec && id && pc5_sec_is(sec, id)) {
			RCU_INIT_POINTER(link->slot[i], NULL);
			break;
		}
		sec = NULL;
	}
	spin_unlock_bh(&link->lock);

	if (sec) {
		pc5_slot_event(sec, PC5_EVENT_DELETED);
		pc5_sec_kill(sec);
	} else {
		NL_SET_ERR_MSG(extack, "No context of this K_NRP-sess ID");
	}
	rcu_read_unlock();
	return sec ? 0 : -ENOENT;
}

/**
 * pc5_slot_clear - remove all contexts of a link that is going away
 * @link: the link
 */
void pc5_slot_clear(struct pc5_link *link)
{
	struct pc5_sec *sec[ARRAY_SIZE(link->slot)];
	unsigned int i;

	spin_lock_bh(&link->lock);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		sec[i] = pc5_slot_locked(link, i);
		RCU_INIT_POINTER(link->slot[i], NULL);
	}
	spin_unlock_bh(&link->lock);

	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		if (!sec[i])
			continue;
		if (!pc5_sec_plain(sec[i]))
			pc5_slot_event(sec[i], PC5_EVENT_DELETED);
		pc5_sec_kill(sec[i]);
	}
}

/**
 * pc5_slot_retire_work - the grace time of the retiring context is over
 * @work: the link's retire_work
 */
void pc5_slot_retire_work(struct work_struct *work)
{
	struct pc5_link *link = container_of(to_delayed_work(work),
					     struct pc5_link, retire_work);
	struct pc5_sec *sec;

	rcu_read_lock();
	spin_lock_bh(&link->lock);
	sec = pc5_slot_locked(link, PC5_SLOT_RETIRING);
	/* A later context may have retired while this waited for the lock. */
	if (sec && time_before(jiffies, link->retire_at))
		sec = NULL;
	else
		RCU_INIT_POINTER(link->slot[PC5_SLOT_RETIRING], NULL);
	spin_unlock_bh(&link->lock);

	if (sec) {
		pc5_slot_event(sec, PC5_EVENT_DELETED);
		pc5_sec_kill(sec);
	}
	rcu_read_unlock();
}
