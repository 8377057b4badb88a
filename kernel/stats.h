/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters of UEs and links, and the one way a packet is dropped. */
#ifndef _PC5_STATS_H
#define _PC5_STATS_H

#include <linux/skbuff.h>
#include <linux/u64_stats_sync.h>

#include "bearer.h"

/**
 * enum pc5_counter - counters of one bearer
 * @PC5_RX_PACKETS: SDUs delivered
 * @PC5_RX_BYTES: their octets
 * @PC5_TX_PACKETS: SDUs protected and handed to the underlay
 * @PC5_TX_BYTES: their octets
 * @PC5_RX_REORDERED: SDUs accepted after a later one
 * @PC5_RX_LOST: COUNTs given up
 * @PC5_RX_TIMEOUTS: expiries of t-Reordering
 * @PC5_RX_FORCED: times a full window was moved on
 * @PC5_CRYPTO_ASYNC: requests finished later by their driver
 * @PC5_N_COUNTERS: how many there are
 *
 * In the order of the netlink attribute set "counters".
 */
enum pc5_counter {
	PC5_RX_PACKETS,
	PC5_RX_BYTES,
	PC5_TX_PACKETS,
	PC5_TX_BYTES,
	PC5_RX_REORDERED,
	PC5_RX_LOST,
	PC5_RX_TIMEOUTS,
	PC5_RX_FORCED,
	PC5_CRYPTO_ASYNC,
	PC5_N_COUNTERS,
};

/**
 * struct pc5_stats - counters of a device on one CPU
 * @drop: packets that ended, by reason
 * @bearer: by LCID and enum pc5_counter
 * @syncp: for 32-bit readers
 *
 * Written with softirqs off, by the CPU they belong to.
 */
struct pc5_stats {
	u64 drop[PC5_DROP_COUNT];
	u64 bearer[PC5_N_LCID][PC5_N_COUNTERS];
	struct u64_stats_sync syncp;
};

/* Add to a counter of a bearer; softirqs off. */
static inline void pc5_count(struct pc5_stats __percpu *stats, u8 lcid,
			     enum pc5_counter counter, u64 n)
{
	struct pc5_stats *s = this_cpu_ptr(stats);

	u64_stats_update_begin(&s->syncp);
	s->bearer[lcid][counter] += n;
	u64_stats_update_end(&s->syncp);
}

/* An SDU and its octets: the counter of packets is followed by that of bytes. */
static inline void pc5_count_sdu(struct pc5_stats __percpu *stats, u8 lcid,
				 enum pc5_counter packets, unsigned int len)
{
	struct pc5_stats *s = this_cpu_ptr(stats);
	u64 *counter = s->bearer[lcid];

	u64_stats_update_begin(&s->syncp);
	counter[packets]++;
	counter[packets + 1] += len;
	u64_stats_update_end(&s->syncp);
}

struct pc5_stats __percpu *pc5_stats_alloc(void);
void pc5_stats_read(struct pc5_stats __percpu *stats, struct pc5_stats *sum);
void pc5_stats_total(const struct pc5_stats *sum, u64 total[PC5_N_COUNTERS]);
void pc5_stats_link64(struct pc5_stats __percpu *stats,
		      struct rtnl_link_stats64 *out);

void pc5_drop_count(struct net_device *dev, struct pc5_stats __percpu *stats,
		    enum pc5_drop reason, unsigned int n);
void pc5_drop(struct net_device *dev, struct pc5_stats __percpu *stats,
	      struct sk_buff *skb, enum pc5_drop reason);

extern const struct ethtool_ops pc5_ethtool_ops;

#endif /* _PC5_STATS_H */
