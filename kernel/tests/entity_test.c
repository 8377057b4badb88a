// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving and sending PDCP entities: in-order delivery, t-Reordering,
 * duplicates and moves of the window, step by step and in random sequences
 * against the procedure of TS 38.323 clause 5.2.2 written down plainly
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/percpu.h>
#include "data_test.h"

/* Tracepoints are of the module proper; here nobody traces. */
#define _PC5_TRACE_H
struct net_device;
static void trace_pc5_reordering(const struct net_device *dev, u8 lcid,
				 u64 rx_deliv, u64 rx_reord)
{
}

#include "../entity.c"

#define LCID		4
#define SN_BITS		12
#define SN_HALF		(1U << (SN_BITS - 1))
#define RANGE		(3U << SN_BITS)
/* Long enough not to expire by itself: the tests say when it does. */
#define NEVER		(3600 * MSEC_PER_SEC)

/* What the entity delivered, in that order, as COUNTs. */
static struct {
	u64 count[RANGE];
	unsigned int n;
} delivered;

void pc5_link_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	if (delivered.n < RANGE)
		delivered.count[delivered.n++] = *(u64 *)skb->cb;
	kfree_skb(skb);
}

void pc5_signal_deliver(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	pc5_link_deliver(link, skb, lcid);
}

struct fixture {
	struct pc5_link link;
	struct pc5_sec sec;
	struct pc5_bearer bearer;
	struct pc5_entity *ent;
};

#define fixture(test) ((struct fixture *)(test)->priv)

static int entity_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->link.stats = netdev_alloc_pcpu_stats(struct pc5_stats);
	if (!f->link.stats)
		return -ENOMEM;
	f->sec.link = &f->link;
	f->sec.last = PC5_COUNT_LAST;
	f->bearer.sn_bits = SN_BITS;
	f->bearer.window = 64;
	f->bearer.t_reordering = NEVER;
	test->priv = f;
	return 0;
}

static void entity_exit(struct kunit *test)
{
	struct fixture *f = fixture(test);

	if (!f)
		return;
	pc5_entity_free(f->ent);
	free_percpu(f->link.stats);
}

/* A fresh entity as f->bearer says, whose first COUNTs are @count. */
static struct pc5_entity *make(struct kunit *test, u64 count)
{
	struct fixture *f = fixture(test);
	int cpu;

	pc5_entity_free(f->ent);
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(f->link.stats, cpu), 0,
		       offsetof(struct pc5_stats, syncp));
	delivered.n = 0;
	f->ent = pc5_entity_new(&f->sec, LCID, &f->bearer, count, count);
	KUNIT_ASSERT_NOT_NULL(test, f->ent);
	return f->ent;
}

static u64 counter(struct kunit *test, enum pc5_counter which)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(fixture(test)->link.stats,
				   cpu)->bearer[LCID][which];
	return sum;
}

static enum pc5_verdict receive(struct pc5_entity *ent, u64 count)
{
	struct sk_buff *skb = alloc_skb(16, GFP_KERNEL);
	enum pc5_verdict verdict;

	if (!skb)
		return PC5_COUNT_RACE;
	*(u64 *)skb->cb = count;
	local_bh_disable();
	verdict = pc5_entity_receive(ent, skb, count);
	local_bh_enable();
	if (verdict != PC5_COUNT_NEW)
		kfree_skb(skb);
	return verdict;
}

/* The timer fires; @due says whether t-Reordering is over by then. */
static void fire(struct pc5_entity *ent, bool due)
{
	local_bh_disable();
	if (due)
		ent->deadline = ktime_get();
	pc5_reordering_expired(&ent->timer);
	local_bh_enable();
}

static bool order_is(const u64 *count, unsigned int n)
{
	return delivered.n == n &&
	       !memcmp(delivered.count, count, n * sizeof(*count));
}

#define RECEIVE(test, ent, verdict, count) \
	KUNIT_EXPECT_EQ(test, receive(ent, count), PC5_COUNT_##verdict)

#define EXPECT_ORDER(test, ...) do {					\
	const u64 want_[] = { __VA_ARGS__ };				\
									\
	KUNIT_EXPECT_TRUE(test, order_is(want_, ARRAY_SIZE(want_)));	\
} while (0)

static void test_in_order(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);
	unsigned int i;

	/* Three times around the SNs and many times around the ring. */
	for (i = 0; i < RANGE; i++)
		if (receive(ent, i) != PC5_COUNT_NEW)
			break;
	KUNIT_EXPECT_EQ(test, delivered.n, RANGE);
	for (i = 0; i < RANGE && delivered.count[i] == i; i++)
		;
	KUNIT_EXPECT_EQ(test, i, RANGE);
	KUNIT_EXPECT_FALSE(test, ent->waiting);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 0ULL);
}

static void test_reordered(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);

	RECEIVE(test, ent, NEW, 0);
	RECEIVE(test, ent, NEW, 3);
	RECEIVE(test, ent, NEW, 2);
	EXPECT_ORDER(test, 0);
	KUNIT_EXPECT_TRUE(test, ent->waiting);
	KUNIT_EXPECT_EQ(test, ent->win.rx_reord, 4ULL);
	RECEIVE(test, ent, NEW, 1);
	EXPECT_ORDER(test, 0, 1, 2, 3);
	KUNIT_EXPECT_FALSE(test, ent->waiting);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 4ULL);
	KUNIT_EXPECT_EQ(test, ent->win.rx_next, 4ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_REORDERED), 2ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 0ULL);
}

/* Every order in which six SDUs can come gives the same delivery. */
static void test_permutations(struct kunit *test)
{
	static const u64 sorted[] = { 0, 1, 2, 3, 4, 5 };
	u64 order[6], tmp;
	unsigned int c[6] = { };
	struct pc5_entity *ent;
	unsigned int i = 0, j;

	memcpy(order, sorted, sizeof(order));
	do {
		ent = make(test, 0);
		for (j = 0; j < 6; j++)
			receive(ent, order[j]);
		if (!order_is(sorted, 6) || ent->waiting) {
			KUNIT_FAIL(test, "order %*ph", 48, order);
			return;
		}
		/* Heap's algorithm makes the next order. */
		while (i < 6 && c[i] >= i)
			c[i++] = 0;
		if (i < 6) {
			j = i % 2 ? c[i] : 0;
			tmp = order[j];
			order[j] = order[i];
			order[i] = tmp;
			c[i]++;
			i = 0;
		}
	} while (i < 6);
}

static void test_duplicates(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);

	RECEIVE(test, ent, NEW, 0);
	RECEIVE(test, ent, OLD, 0);
	RECEIVE(test, ent, NEW, 5);
	RECEIVE(test, ent, DUPLICATE, 5);
	RECEIVE(test, ent, NEW, 1);
	RECEIVE(test, ent, OLD, 1);
	RECEIVE(test, ent, DUPLICATE, 5);
	KUNIT_EXPECT_EQ(test, ent->win.rx_next, 6ULL);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 2ULL);
	EXPECT_ORDER(test, 0, 1);
	fire(ent, true);
	EXPECT_ORDER(test, 0, 1, 5);
	RECEIVE(test, ent, OLD, 5);
	RECEIVE(test, ent, OLD, 3);
}

/* The steps of clause 5.2.2.2, with a gap before RX_REORD and one behind it. */
static void test_expiry(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 10);

	RECEIVE(test, ent, NEW, 11);
	RECEIVE(test, ent, NEW, 12);
	RECEIVE(test, ent, NEW, 13);
	RECEIVE(test, ent, NEW, 15);
	KUNIT_EXPECT_EQ(test, ent->win.rx_reord, 12ULL);

	/* Not yet: t-Reordering was started anew since the timer was set. */
	hrtimer_cancel(&ent->timer);
	fire(ent, false);
	KUNIT_EXPECT_TRUE(test, hrtimer_is_queued(&ent->timer));
	KUNIT_EXPECT_EQ(test, delivered.n, 0U);
	KUNIT_EXPECT_TRUE(test, ent->waiting);

	fire(ent, true);
	EXPECT_ORDER(test, 11, 12, 13);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 14ULL);
	KUNIT_EXPECT_TRUE(test, ent->waiting);
	KUNIT_EXPECT_EQ(test, ent->win.rx_reord, 16ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 1ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_TIMEOUTS), 1ULL);

	RECEIVE(test, ent, OLD, 10);
	RECEIVE(test, ent, NEW, 14);
	EXPECT_ORDER(test, 11, 12, 13, 14, 15);
	KUNIT_EXPECT_FALSE(test, ent->waiting);

	/* It stopped, and the timer that was left finds nothing to do. */
	fire(ent, true);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_TIMEOUTS), 1ULL);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 16ULL);
}

/* More than the window holds: what is missing before it is given up. */
static void test_forced(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);

	RECEIVE(test, ent, NEW, 1);
	RECEIVE(test, ent, NEW, 63);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_FORCED), 0ULL);
	RECEIVE(test, ent, NEW, 64);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_FORCED), 1ULL);
	EXPECT_ORDER(test, 1);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 2ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 1ULL);

	/* Far ahead: all of the window goes, and 37 COUNTs nobody saw. */
	RECEIVE(test, ent, NEW, 164);
	EXPECT_ORDER(test, 1, 63, 64);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 101ULL);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 1ULL + 61 + 36);
	RECEIVE(test, ent, OLD, 64);
	RECEIVE(test, ent, OLD, 100);
	RECEIVE(test, ent, NEW, 101);
	EXPECT_ORDER(test, 1, 63, 64, 101);
}

/* The SN stands for another COUNT by the time the PDU was verified. */
static void test_race(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 5000);

	RECEIVE(test, ent, RACE, 5000 + SN_HALF);
	RECEIVE(test, ent, RACE, 5000 + 2 * SN_HALF);
	RECEIVE(test, ent, RACE, PC5_COUNT_LAST);
	KUNIT_EXPECT_EQ(test, ent->win.rx_next, 5000ULL);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 5000ULL);
	RECEIVE(test, ent, NEW, 5000 + SN_HALF - 1);
	RECEIVE(test, ent, OLD, 5000);
}

static void test_out_of_order(struct kunit *test)
{
	struct pc5_entity *ent;

	fixture(test)->bearer.ooo = true;
	ent = make(test, 0);
	KUNIT_EXPECT_PTR_EQ(test, ent->ring, NULL);
	RECEIVE(test, ent, NEW, 2);
	RECEIVE(test, ent, DUPLICATE, 2);
	RECEIVE(test, ent, NEW, 0);
	RECEIVE(test, ent, OLD, 0);
	EXPECT_ORDER(test, 2, 0);
	fire(ent, true);
	RECEIVE(test, ent, OLD, 1);
	RECEIVE(test, ent, NEW, 3);
	EXPECT_ORDER(test, 2, 0, 3);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 1ULL);
	KUNIT_EXPECT_FALSE(test, ent->waiting);
}

static void test_no_reordering(struct kunit *test)
{
	struct pc5_entity *ent;

	fixture(test)->bearer.t_reordering = 0;
	ent = make(test, 0);
	RECEIVE(test, ent, NEW, 0);
	RECEIVE(test, ent, NEW, 2);
	EXPECT_ORDER(test, 0, 2);
	RECEIVE(test, ent, OLD, 1);
	KUNIT_EXPECT_FALSE(test, ent->waiting);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_LOST), 1ULL);
}

/* COUNT ends and does not begin again (TS 38.323 clause 6.3.5). */
static void test_last_count(struct kunit *test)
{
	struct pc5_entity *ent = make(test, PC5_COUNT_LAST - 2);

	RECEIVE(test, ent, NEW, PC5_COUNT_LAST);
	RECEIVE(test, ent, NEW, PC5_COUNT_LAST - 1);
	RECEIVE(test, ent, NEW, PC5_COUNT_LAST - 2);
	EXPECT_ORDER(test, PC5_COUNT_LAST - 2, PC5_COUNT_LAST - 1,
		     PC5_COUNT_LAST);
	KUNIT_EXPECT_EQ(test, ent->win.rx_next, (u64)PC5_COUNT_LAST + 1);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, (u64)PC5_COUNT_LAST + 1);
	RECEIVE(test, ent, OLD, PC5_COUNT_LAST);
	RECEIVE(test, ent, OLD, 0);
}

static void test_flush(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);

	RECEIVE(test, ent, NEW, 9);
	RECEIVE(test, ent, NEW, 4);
	pc5_entity_flush(ent);
	EXPECT_ORDER(test, 4, 9);
	KUNIT_EXPECT_EQ(test, ent->win.rx_deliv, 10ULL);
	KUNIT_EXPECT_FALSE(test, ent->waiting);
	RECEIVE(test, ent, NEW, 10);
	EXPECT_ORDER(test, 4, 9, 10);
}

/* The end of a context: what was used stays used, whoever asks later. */
static void test_close(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 10);
	u64 tx, rx, count;

	RECEIVE(test, ent, NEW, 12);
	RECEIVE(test, ent, NEW, 14);
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 3, &count), 3U);
	pc5_entity_close(ent, &tx, &rx);
	KUNIT_EXPECT_EQ(test, tx, 13ULL);
	KUNIT_EXPECT_EQ(test, rx, 15ULL);
	EXPECT_ORDER(test, 12, 14);
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 1, &count), 0U);
	RECEIVE(test, ent, OLD, 15);
	RECEIVE(test, ent, OLD, 11);
	EXPECT_ORDER(test, 12, 14);
	fire(ent, true);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_TIMEOUTS), 0ULL);
}

/* Wait until as many were delivered, for one or two seconds at most. */
static bool wait_delivered(struct pc5_entity *ent, unsigned int n)
{
	unsigned int i, got;

	for (i = 0; i < 2000; i++) {
		spin_lock_bh(&ent->lock);
		got = delivered.n;
		spin_unlock_bh(&ent->lock);
		if (got >= n)
			return true;
		usleep_range(500, 1000);
	}
	return false;
}

/* Nothing more comes: time alone brings out what is held. */
static void test_timer(struct kunit *test)
{
	struct pc5_entity *ent;

	fixture(test)->bearer.t_reordering = 5;
	ent = make(test, 0);
	RECEIVE(test, ent, NEW, 1);
	RECEIVE(test, ent, NEW, 3);
	KUNIT_EXPECT_TRUE(test, wait_delivered(ent, 2));
	EXPECT_ORDER(test, 1, 3);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_TIMEOUTS), 2ULL);
}

/* Clause 5.2.2.3: a new value counts at once, also where a timer is queued. */
static void test_set_reordering(struct kunit *test)
{
	struct pc5_entity *ent = make(test, 0);

	RECEIVE(test, ent, NEW, 1);
	RECEIVE(test, ent, NEW, 3);
	KUNIT_EXPECT_EQ(test, ent->win.rx_reord, 2ULL);
	pc5_entity_set_reordering(ent, 5 * NSEC_PER_MSEC);
	KUNIT_EXPECT_TRUE(test, wait_delivered(ent, 2));
	EXPECT_ORDER(test, 1, 3);
	KUNIT_EXPECT_EQ(test, counter(test, PC5_RX_TIMEOUTS), 1ULL);
}

static void test_reserve(struct kunit *test)
{
	struct pc5_entity *ent;
	u64 count = 0, next = 7;
	unsigned int n;

	fixture(test)->sec.last = 99;
	ent = make(test, next);
	test_seed(test);
	while (next < 100) {
		n = 1 + test_below(8);
		KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, n, &count),
				(unsigned int)min_t(u64, n, 100 - next));
		KUNIT_EXPECT_EQ(test, count, next);
		next += min_t(u64, n, 100 - next);
	}
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 1, &count), 0U);

	/* A first COUNT beyond the last leaves none. */
	ent = make(test, 150);
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 1, &count), 0U);

	/* The last COUNT of all is used, and nothing follows it. */
	fixture(test)->sec.last = PC5_COUNT_LAST;
	ent = make(test, PC5_COUNT_LAST - 1);
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 5, &count), 2U);
	KUNIT_EXPECT_EQ(test, count, (u64)PC5_COUNT_LAST - 1);
	KUNIT_EXPECT_EQ(test, pc5_entity_reserve(ent, 5, &count), 0U);
}

/*
 * TS 38.323 clause 5.2.2 with everything remembered for ever, and with the one
 * rule of ours: what a window of so many COUNTs cannot hold is given up.
 */
struct model {
	u64 base, rx_next, rx_deliv, rx_reord;
	u64 lost, reordered, timeouts, forced;
	u32 size;
	bool ooo, running;
	bool got[RANGE];
	u64 out[RANGE];
	unsigned int n;
};

/* Deliver what is stored below @to, then what follows without a gap. */
static void model_deliver(struct model *m, u64 to)
{
	while (m->rx_deliv < to || m->got[m->rx_deliv - m->base]) {
		if (!m->got[m->rx_deliv - m->base])
			m->lost++;
		else if (!m->ooo)
			m->out[m->n++] = m->rx_deliv;
		m->rx_deliv++;
	}
}

static void model_start(struct model *m)
{
	if (m->running && m->rx_deliv >= m->rx_reord)
		m->running = false;
	if (!m->running && m->rx_deliv < m->rx_next) {
		m->rx_reord = m->rx_next;
		m->running = true;
	}
}

static enum pc5_verdict model_receive(struct model *m, u64 count)
{
	if (count < m->rx_deliv)
		return PC5_COUNT_OLD;
	if (m->got[count - m->base])
		return PC5_COUNT_DUPLICATE;
	if (count >= m->rx_deliv + SN_HALF)
		return PC5_COUNT_RACE;
	if (count >= m->rx_deliv + m->size) {
		m->forced++;
		model_deliver(m, count + 1 - m->size);
	}
	m->got[count - m->base] = true;
	if (count >= m->rx_next)
		m->rx_next = count + 1;
	else
		m->reordered++;
	if (m->ooo)
		m->out[m->n++] = count;
	model_deliver(m, m->rx_deliv);
	model_start(m);
	return PC5_COUNT_NEW;
}

static void model_expire(struct model *m)
{
	m->timeouts++;
	m->running = false;
	model_deliver(m, m->rx_reord);
	model_start(m);
}

static bool agrees(struct kunit *test, const struct model *m,
		   const struct pc5_entity *ent)
{
	return ent->win.rx_next == m->rx_next &&
	       ent->win.rx_deliv == m->rx_deliv && ent->waiting == m->running &&
	       (!m->running || ent->win.rx_reord == m->rx_reord) &&
	       delivered.n == m->n &&
	       (!m->n || delivered.count[m->n - 1] == m->out[m->n - 1]) &&
	       counter(test, PC5_RX_LOST) == m->lost &&
	       counter(test, PC5_RX_REORDERED) == m->reordered &&
	       counter(test, PC5_RX_TIMEOUTS) == m->timeouts &&
	       counter(test, PC5_RX_FORCED) == m->forced;
}

/* A COUNT as an air interface with loss, delay and an attacker brings it. */
static u64 some_count(const struct model *m)
{
	u64 from = m->rx_deliv;
	u32 spread = m->size / 2;

	switch (test_below(20)) {
	case 0:		/* from the past, or what waits */
		from = m->base;
		spread = m->rx_next - m->base + 1;
		break;
	case 1:		/* a jump, sometimes over the window */
		spread = 2 * m->size;
		break;
	case 2:		/* next to where the SN stands for another COUNT */
		from += test_below(20) ? 0 : SN_HALF - 10;
		break;
	case 3 ... 9:	/* the next */
		from = m->rx_next;
		spread = 2;
		break;
	case 10 ... 13:	/* the first missing one */
		spread = 1;
		break;
	}
	return from + test_below(spread);
}

static bool one_step(struct kunit *test, struct model *m,
		     struct pc5_entity *ent)
{
	enum pc5_verdict want, got;
	u64 count;

	switch (test_below(30)) {
	case 0:
		if (m->running)
			model_expire(m);
		fire(ent, true);
		break;
	case 1:
		if (m->running)
			m->rx_reord = m->rx_next;
		pc5_entity_set_reordering(ent, NEVER * (u64)NSEC_PER_MSEC);
		break;
	default:
		count = some_count(m);
		want = model_receive(m, count);
		got = receive(ent, count);
		if (got != want) {
			KUNIT_FAIL(test, "COUNT %llu: %u, not %u", count, got,
				   want);
			return false;
		}
	}
	if (agrees(test, m, ent))
		return true;
	KUNIT_FAIL(test, "RX_NEXT %llu %llu, RX_DELIV %llu %llu, %u %u delivered",
		   ent->win.rx_next, m->rx_next, ent->win.rx_deliv,
		   m->rx_deliv, delivered.n, m->n);
	return false;
}

/* Whatever the model says: nothing twice, in order, and nothing forgotten. */
static void check_delivered(struct kunit *test, const struct model *m)
{
	unsigned int i, n = 0;
	u8 *times;

	times = kunit_kzalloc(test, RANGE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, times);
	for (i = 0; i < delivered.n; i++) {
		times[delivered.count[i] - m->base]++;
		if (!m->ooo && i)
			KUNIT_EXPECT_LT(test, delivered.count[i - 1],
					delivered.count[i]);
	}
	for (i = 0; i < RANGE; i++)
		if (times[i] != m->got[i])
			n++;
	KUNIT_EXPECT_EQ_MSG(test, n, 0U,
			    "COUNTs accepted and not delivered once");
	KUNIT_EXPECT_EQ(test, m->rx_next - m->base - m->n, m->lost);
}

static void test_sequences(struct kunit *test)
{
	static const u32 windows[] = { 64, 128, 1024 };
	struct model *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	struct pc5_entity *ent;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, m);
	test_seed(test);
	for (i = 0; i < 24; i++) {
		const u64 starts[] = {
			0, (u64)PC5_COUNT_LAST - RANGE, (u32)test_rand() / 2,
			4 * SN_HALF - 100,
		};
		unsigned int steps = 0;

		memset(m, 0, sizeof(*m));
		m->base = starts[i % ARRAY_SIZE(starts)];
		m->rx_next = m->base;
		m->rx_deliv = m->base;
		m->size = windows[i % ARRAY_SIZE(windows)];
		m->ooo = i % 5 == 4;
		fixture(test)->bearer.window = m->size;
		fixture(test)->bearer.ooo = m->ooo;
		ent = make(test, m->base);
		while (++steps < 1000 &&
		       m->rx_next < m->base + RANGE - 2 * SN_HALF)
			if (!one_step(test, m, ent))
				return;
		pc5_entity_flush(ent);
		model_deliver(m, m->rx_next);
		m->running = false;
		KUNIT_EXPECT_TRUE(test, agrees(test, m, ent));
		check_delivered(test, m);
	}
}

static struct kunit_case entity_cases[] = {
	KUNIT_CASE(test_in_order),
	KUNIT_CASE(test_reordered),
	KUNIT_CASE(test_permutations),
	KUNIT_CASE(test_duplicates),
	KUNIT_CASE(test_expiry),
	KUNIT_CASE(test_forced),
	KUNIT_CASE(test_race),
	KUNIT_CASE(test_out_of_order),
	KUNIT_CASE(test_no_reordering),
	KUNIT_CASE(test_last_count),
	KUNIT_CASE(test_flush),
	KUNIT_CASE(test_close),
	KUNIT_CASE(test_timer),
	KUNIT_CASE(test_set_reordering),
	KUNIT_CASE(test_reserve),
	KUNIT_CASE(test_sequences),
	{}
};

struct kunit_suite entity_suite = {
	.name = "pc5_entity",
	.init = entity_init,
	.exit = entity_exit,
	.test_cases = entity_cases,
};
