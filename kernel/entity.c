// SPDX-License-Identifier: GPL-2.0-only
/*
 * PDCP entities (TS 38.323 clauses 5.2.1 to 5.2.3): COUNT of what is sent, and
 * window, reordering and in-order delivery of what is received.
 */

#include <linux/mm.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "entity.h"
#include "link.h"
#include "signal.h"
#include "trace.h"

static enum hrtimer_restart pc5_reordering_expired(struct hrtimer *timer);

/**
 * pc5_entity_new - make an entity
 * @sec: the context it works under
 * @lcid: logical channel
 * @bearer: how the bearer is configured
 * @tx_count: first COUNT it sends
 * @rx_count: first COUNT it expects
 *
 * Context: process; may sleep.
 * Return: the entity, or NULL if there is no memory.
 */
struct pc5_entity *pc5_entity_new(struct pc5_sec *sec, u8 lcid,
				  const struct pc5_bearer *bearer,
				  u64 tx_count, u64 rx_count)
{
	struct pc5_entity *ent;

	ent = kzalloc(sizeof(*ent), GFP_KERNEL);
	if (!ent)
		return NULL;
	if (pc5_window_init(&ent->win, bearer->window, rx_count))
		goto err_free;
	if (!bearer->ooo) {
		ent->ring = kvcalloc(bearer->window, sizeof(*ent->ring),
				     GFP_KERNEL);
		if (!ent->ring)
			goto err_window;
	}
	ent->sec = sec;
	ent->lcid = lcid;
	ent->sn_bits = bearer->sn_bits;
	ent->ooo = bearer->ooo;
	ent->t_reordering = bearer->t_reordering * (u64)NSEC_PER_MSEC;
	atomic64_set(&ent->tx_next, tx_count);
	spin_lock_init(&ent->lock);
	hrtimer_setup(&ent->timer, pc5_reordering_expired, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_SOFT);
	return ent;

err_window:
	pc5_window_destroy(&ent->win);
err_free:
	kfree(ent);
	return NULL;
}

/**
 * pc5_entity_free - free an entity nobody can find any more
 * @ent: the entity, or NULL
 *
 * Context: process; may sleep.
 */
void pc5_entity_free(struct pc5_entity *ent)
{
	u32 i;

	if (!ent)
		return;
	hrtimer_cancel(&ent->timer);
	for (i = 0; ent->ring && i < ent->win.size; i++)
		kfree_skb(ent->ring[i]);
	kvfree(ent->ring);
	pc5_window_destroy(&ent->win);
	kfree(ent);
}

/**
 * pc5_entity_reserve - take COUNTs for SDUs about to be sent
 * @ent: the entity
 * @n: how many SDUs there are
 * @count: set to the first COUNT taken
 *
 * COUNT stops at the context's last value: it never wraps and nothing is ever
 * sent twice under one (TS 38.323 clause 6.3.5).
 *
 * Return: how many COUNTs were taken, fewer than @n at the limit.
 */
unsigned int pc5_entity_reserve(struct pc5_entity *ent, unsigned int n,
				u64 *count)
{
	u64 end = ent->sec->last + 1;
	s64 next = atomic64_read(&ent->tx_next);
	unsigned int take;

	do {
		take = (u64)next < end ? min_t(u64, n, end - (u64)next) : 0;
		if (!take)
			break;
	} while (!atomic64_try_cmpxchg(&ent->tx_next, &next, next + take));

	*count = next;
	return take;
}

static void pc5_entity_deliver(struct pc5_entity *ent, struct sk_buff *skb)
{
	if (likely(ent->lcid >= PC5_LCID_DRB_MIN))
		pc5_link_deliver(ent->sec->link, skb, ent->lcid);
	else if (skb)
		pc5_signal_deliver(ent->sec->link, skb, ent->lcid);
}

/*
 * Move RX_DELIV up to @count and deliver what is stored below it; then on, as
 * long as what follows was received. Caller holds ent->lock.
 */
static void pc5_entity_advance(struct pc5_entity *ent, u64 count)
{
	struct pc5_window *win = &ent->win;
	u64 lost = 0;

	while (win->rx_deliv < count || pc5_window_test(win, win->rx_deliv)) {
		u64 at = win->rx_deliv;

		/* From RX_NEXT on nothing was received: no need to look. */
		if (at >= win->rx_next) {
			lost += count - at;
			win->rx_deliv = count;
			break;
		}
		if (!pc5_window_shift(win)) {
			lost++;
			continue;
		}
		if (ent->ring) {
			struct sk_buff **p = &ent->ring[at & (win->size - 1)];

			pc5_entity_deliver(ent, *p);
			*p = NULL;
		}
	}
	if (lost)
		pc5_count(ent->sec->link->stats, ent->lcid, PC5_RX_LOST, lost);
}

/* Steps 7 and 8 of TS 38.323 clause 5.2.2.1. Caller holds ent->lock. */
static void pc5_entity_reordering(struct pc5_entity *ent)
{
	struct pc5_window *win = &ent->win;

	if (ent->waiting && win->rx_deliv >= win->rx_reord)
		ent->waiting = false;
	if (ent->waiting || win->rx_deliv >= win->rx_next)
		return;

	win->rx_reord = win->rx_next;
	if (!ent->t_reordering) {
		/* Expires as it starts: what is missing is given up. */
		pc5_entity_advance(ent, win->rx_reord);
		return;
	}
	ent->waiting = true;
	ent->deadline = ktime_add_ns(ktime_get(), ent->t_reordering);
	if (!hrtimer_is_queued(&ent->timer))
		hrtimer_start(&ent->timer, ns_to_ktime(ent->t_reordering),
			      HRTIMER_MODE_REL_SOFT);
}

/* Expiry of t-Reordering (TS 38.323 clause 5.2.2.2). */
static enum hrtimer_restart pc5_reordering_expired(struct hrtimer *timer)
{
	struct pc5_entity *ent = container_of(timer, struct pc5_entity, timer);
	struct net_device *dev = ent->sec->link->dev;
	s64 left;

	spin_lock(&ent->lock);
	if (!ent->waiting)
		goto out;
	/*
	 * t-Reordering may have stopped and started since the timer was set;
	 * it then has some way to go.
	 */
	left = ktime_to_ns(ktime_sub(ent->deadline, ktime_get()));
	if (left > 0) {
		if (!hrtimer_is_queued(timer))
			hrtimer_start(timer, ns_to_ktime(left),
				      HRTIMER_MODE_REL_SOFT);
		goto out;
	}
	trace_pc5_reordering(dev, ent->lcid, ent->win.rx_deliv,
			     ent->win.rx_reord);
	pc5_count(ent->sec->link->stats, ent->lcid, PC5_RX_TIMEOUTS, 1);
	ent->waiting = false;
	pc5_entity_advance(ent, ent->win.rx_reord);
	pc5_entity_reordering(ent);
out:
	spin_unlock(&ent->lock);
	return HRTIMER_NORESTART;
}

/**
 * pc5_entity_receive - take a PDU that was verified (TS 38.323 clause 5.2.2.1)
 * @ent: the entity
 * @skb: the SDU; taken over if it is new. NULL on a SL-SRB, which delivers out
 *	of order, if who asks has the SDU
 * @count: the COUNT under which it was verified
 *
 * Other PDUs may have moved the window since COUNT was reconstructed. If its
 * SN stands for another COUNT now, the MAC-I proved nothing about that one.
 *
 * Context: softirq.
 * Return: PC5_COUNT_NEW if the SDU was taken, otherwise why not.
 */
enum pc5_verdict pc5_entity_receive(struct pc5_entity *ent,
				    struct sk_buff *skb, u64 count)
{
	struct pc5_window *win = &ent->win;
	enum pc5_verdict verdict;
	u32 sn = count & ((1U << ent->sn_bits) - 1);

	spin_lock(&ent->lock);
	verdict = ent->closed ? PC5_COUNT_OLD : pc5_window_check(win, count);
	if (verdict == PC5_COUNT_NEW &&
	    pc5_count_infer(win->rx_deliv, sn, ent->sn_bits) != (s64)count)
		verdict = PC5_COUNT_RACE;
	if (verdict != PC5_COUNT_NEW)
		goto out;

	/* Too far ahead to remember: what is missing before it is given up. */
	if (count - win->rx_deliv >= win->size) {
		pc5_count(ent->sec->link->stats, ent->lcid, PC5_RX_FORCED, 1);
		pc5_entity_advance(ent, count - win->size + 1);
	}

	if (count >= win->rx_next)
		WRITE_ONCE(win->rx_next, count + 1);
	else
		pc5_count(ent->sec->link->stats, ent->lcid, PC5_RX_REORDERED, 1);

	if (count == win->rx_deliv) {
		pc5_entity_deliver(ent, skb);
		pc5_window_shift(win);
		pc5_entity_advance(ent, win->rx_deliv);
	} else {
		pc5_window_set(win, count);
		if (ent->ooo)
			pc5_entity_deliver(ent, skb);
		else
			ent->ring[count & (win->size - 1)] = skb;
	}
	pc5_entity_reordering(ent);
out:
	spin_unlock(&ent->lock);
	return verdict;
}

/**
 * pc5_entity_flush - deliver what is stored, at the end of an entity
 * @ent: the entity
 *
 * TS 38.323 clause 5.1.3: in ascending order of COUNT.
 */
void pc5_entity_flush(struct pc5_entity *ent)
{
	spin_lock_bh(&ent->lock);
	ent->waiting = false;
	pc5_entity_advance(ent, ent->win.rx_next);
	spin_unlock_bh(&ent->lock);
}

/**
 * pc5_entity_close - end an entity whose context ends
 * @ent: the entity
 * @tx_next: set to the first COUNT it did not send
 * @rx_next: set to the first COUNT it can't have received
 *
 * It takes no COUNT any more in either direction, so that what is returned
 * stays true.
 */
void pc5_entity_close(struct pc5_entity *ent, u64 *tx_next, u64 *rx_next)
{
	*tx_next = atomic64_xchg(&ent->tx_next, ent->sec->last + 1);

	spin_lock_bh(&ent->lock);
	ent->closed = true;
	ent->waiting = false;
	pc5_entity_advance(ent, ent->win.rx_next);
	*rx_next = ent->win.rx_next;
	spin_unlock_bh(&ent->lock);
}

/**
 * pc5_entity_set_reordering - change the length of t-Reordering
 * @ent: the entity
 * @t_reordering: in nanoseconds
 *
 * TS 38.323 clause 5.2.2.3: if it runs it starts again.
 */
void pc5_entity_set_reordering(struct pc5_entity *ent, u64 t_reordering)
{
	spin_lock_bh(&ent->lock);
	ent->t_reordering = t_reordering;
	if (ent->waiting) {
		ent->waiting = false;
		/* A queued timer may be due later than the new time. */
		hrtimer_try_to_cancel(&ent->timer);
		pc5_entity_reordering(ent);
	}
	spin_unlock_bh(&ent->lock);
}
