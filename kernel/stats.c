// SPDX-License-Identifier: GPL-2.0-only
/* Counters and drops. */

#include <linux/if_link.h>
#include <linux/netdevice.h>

#include "stats.h"
#include "trace.h"

/* The reasons of the core that come nearest to ours, where any does. */
static const u8 pc5_core_reason[PC5_DROP_COUNT] = {
	[PC5_DROP_TX_TOO_BIG] = SKB_DROP_REASON_PKT_TOO_BIG,
	[PC5_DROP_TX_MEMORY] = SKB_DROP_REASON_NOMEM,
	[PC5_DROP_RX_SHORT] = SKB_DROP_REASON_PKT_TOO_SMALL,
	[PC5_DROP_RX_TOO_LONG] = SKB_DROP_REASON_PKT_TOO_BIG,
	[PC5_DROP_RX_VERSION] = SKB_DROP_REASON_UNHANDLED_PROTO,
	[PC5_DROP_RX_MEMORY] = SKB_DROP_REASON_NOMEM,
	[PC5_DROP_RX_DOWN] = SKB_DROP_REASON_DEV_READY,
};

/**
 * pc5_stats_alloc - allocate the counters of a device
 *
 * Return: the counters, all zero, or NULL.
 */
struct pc5_stats __percpu *pc5_stats_alloc(void)
{
	return netdev_alloc_pcpu_stats(struct pc5_stats);
}

/**
 * pc5_stats_read - add up the counters of all CPUs
 * @stats: the counters
 * @sum: set to their sums
 */
void pc5_stats_read(struct pc5_stats __percpu *stats, struct pc5_stats *sum)
{
	const unsigned int words = offsetof(struct pc5_stats, syncp) /
				   sizeof(u64);
	u64 *total = (u64 *)sum;
	unsigned int i;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct pc5_stats *s = per_cpu_ptr(stats, cpu);
		const u64 *from = (const u64 *)s;

		for (i = 0; i < words; i++) {
			unsigned int start;
			u64 value;

			do {
				start = u64_stats_fetch_begin(&s->syncp);
				value = READ_ONCE(from[i]);
			} while (u64_stats_fetch_retry(&s->syncp, start));
			total[i] += value;
		}
	}
}

/**
 * pc5_stats_total - add up the counters of all SL-DRBs
 * @sum: from pc5_stats_read()
 * @total: set to the sums
 */
void pc5_stats_total(const struct pc5_stats *sum, u64 total[PC5_N_COUNTERS])
{
	unsigned int i, j;

	memset(total, 0, PC5_N_COUNTERS * sizeof(*total));
	for (i = PC5_LCID_DRB_MIN; i <= PC5_LCID_DRB_MAX; i++)
		for (j = 0; j < PC5_N_COUNTERS; j++)
			total[j] += sum->bearer[i][j];
}

/**
 * pc5_stats_link64 - the counters as ip -s link shows them
 * @stats: the counters
 * @out: set to them
 */
void pc5_stats_link64(struct pc5_stats __percpu *stats,
		      struct rtnl_link_stats64 *out)
{
	u64 total[PC5_N_COUNTERS];
	struct pc5_stats *sum;
	unsigned int i;

	sum = kmalloc(sizeof(*sum), GFP_ATOMIC);
	if (!sum)
		return;
	pc5_stats_read(stats, sum);
	pc5_stats_total(sum, total);
	out->rx_packets = total[PC5_RX_PACKETS];
	out->rx_bytes = total[PC5_RX_BYTES];
	out->tx_packets = total[PC5_TX_PACKETS];
	out->tx_bytes = total[PC5_TX_BYTES];
	for (i = 0; i < PC5_DROP_RX_SHORT; i++)
		out->tx_dropped += sum->drop[i];
	for (; i < PC5_DROP_COUNT; i++)
		out->rx_dropped += sum->drop[i];
	/* Of those, what a faulty or hostile sender made. */
	out->rx_errors = sum->drop[PC5_DROP_RX_INTEGRITY] +
			 sum->drop[PC5_DROP_RX_SHORT] +
			 sum->drop[PC5_DROP_RX_TOO_LONG];
	out->rx_crc_errors = sum->drop[PC5_DROP_RX_INTEGRITY];
	out->rx_length_errors = sum->drop[PC5_DROP_RX_SHORT] +
				sum->drop[PC5_DROP_RX_TOO_LONG];
	kfree(sum);
}

/**
 * pc5_drop_count - count packets that ended and are freed already
 * @dev: device that counts them
 * @stats: its counters
 * @reason: why they ended
 * @n: how many
 *
 * Context: softirqs off.
 */
void pc5_drop_count(struct net_device *dev, struct pc5_stats __percpu *stats,
		    enum pc5_drop reason, unsigned int n)
{
	struct pc5_stats *s = this_cpu_ptr(stats);

	u64_stats_update_begin(&s->syncp);
	s->drop[reason] += n;
	u64_stats_update_end(&s->syncp);
	trace_pc5_drop(dev, reason);
}

/**
 * pc5_drop - the one way a packet is dropped
 * @dev: device that counts it
 * @stats: its counters
 * @skb: the packet
 * @reason: why
 *
 * Context: softirqs off.
 */
void pc5_drop(struct net_device *dev, struct pc5_stats __percpu *stats,
	      struct sk_buff *skb, enum pc5_drop reason)
{
	pc5_drop_count(dev, stats, reason, 1);
	kfree_skb_reason(skb, pc5_core_reason[reason] ?:
			 SKB_DROP_REASON_NOT_SPECIFIED);
}
