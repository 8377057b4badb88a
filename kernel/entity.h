/* SPDX-License-Identifier: GPL-2.0-only */
/* PDCP entities: one bearer under one security context. */
#ifndef _PC5_ENTITY_H
#define _PC5_ENTITY_H

#include <linux/hrtimer.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>

#include "window.h"

struct pc5_cipher;
struct pc5_sec;
struct pc5_bearer;

/**
 * struct pc5_entity - a PDCP entity, sending and receiving (TS 38.323 clause 7)
 * @sec: the context it works under; owns it
 * @lcid: logical channel
 * @sn_bits: length of the SN
 * @tx: transforms for what is sent
 * @rx: transforms for what is received; another than @tx on SL-SRB1
 * @ooo: deliver out of order
 * @told: limits this entity has already been reported for, PC5_TOLD_* bits
 * @next: next in the context's list of replaced entities
 * @tx_next: COUNT of the next SDU (TX_NEXT); only moves up, without a lock
 * @lock: protects all that follows; taken in softirq context
 * @win: receive window
 * @t_reordering: length of t-Reordering in nanoseconds
 * @deadline: when t-Reordering expires, if @waiting
 * @waiting: t-Reordering runs
 * @closed: its context ended; nothing is taken any more
 * @timer: wakes the entity at @deadline or before; it is left to fire when
 *	t-Reordering stops, and finds then that there is nothing to do
 * @ring: SDUs stored until those before them come, at COUNT mod window size;
 *	NULL if delivery is out of order
 *
 * Lives as long as its context: whoever may use the context may use it.
 */
struct pc5_entity {
	struct pc5_sec *sec;
	u8 lcid;
	u8 sn_bits;
	bool ooo;
	const struct pc5_cipher *tx;
	const struct pc5_cipher *rx;
	unsigned long told;
	struct pc5_entity *next;

	atomic64_t tx_next ____cacheline_aligned_in_smp;

	spinlock_t lock ____cacheline_aligned_in_smp;
	struct pc5_window win;
	u64 t_reordering;
	ktime_t deadline;
	bool waiting;
	bool closed;
	struct hrtimer timer;
	struct sk_buff **ring;
};

enum {
	PC5_TOLD_SOFT,
	PC5_TOLD_HARD,
};

struct pc5_entity *pc5_entity_new(struct pc5_sec *sec, u8 lcid,
				  const struct pc5_bearer *bearer,
				  u64 tx_count, u64 rx_count);
void pc5_entity_free(struct pc5_entity *ent);
unsigned int pc5_entity_reserve(struct pc5_entity *ent, unsigned int n,
				u64 *count);
enum pc5_verdict pc5_entity_receive(struct pc5_entity *ent,
				    struct sk_buff *skb, u64 count);
void pc5_entity_flush(struct pc5_entity *ent);
void pc5_entity_close(struct pc5_entity *ent, u64 *tx_next, u64 *rx_next);
void pc5_entity_set_reordering(struct pc5_entity *ent, u64 t_reordering);

#endif /* _PC5_ENTITY_H */
