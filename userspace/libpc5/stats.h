/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of UEs, links and bearers. */
#ifndef LIBPC5_STATS_H
#define LIBPC5_STATS_H

#include <linux/pc5.h>
#include <net/if.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/* Most bearers of a link, and drop reasons a newer kernel may know. */
#define PC5_STATS_BEARERS_MAX 32
#define PC5_STATS_DROPS_MAX 128

/**
 * struct pc5_counters - what went through a device or a bearer
 * @has: which members are present, PC5_BIT(PC5_A_COUNTERS_...)
 * @lcid: logical channel of the bearer; absent for a device
 * @rx_packets: SDUs delivered
 * @rx_bytes: octets of SDUs delivered
 * @tx_packets: SDUs protected and handed to the underlay
 * @tx_bytes: octets of those SDUs
 * @rx_reordered: SDUs that came after a later one and were still accepted
 * @rx_lost: COUNTs given up as lost
 * @rx_timeouts: how often t-Reordering expired
 * @rx_forced: how often a full window was moved on without waiting
 * @crypto_async: requests the crypto driver finished later
 */
struct pc5_counters {
	uint32_t has;
	uint8_t lcid;
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t tx_packets;
	uint64_t tx_bytes;
	uint64_t rx_reordered;
	uint64_t rx_lost;
	uint64_t rx_timeouts;
	uint64_t rx_forced;
	uint64_t crypto_async;
};

/**
 * struct pc5_stats - counters of one device
 * @has: which members are present, PC5_BIT(PC5_A_STATS_...)
 * @ifindex: net device of a UE or a link
 * @ifname: its name
 * @counters: what went through it
 * @drops: how many packets ended for each reason of enum pc5_drop
 * @n_drops: one above the highest reason known here or to the kernel
 * @bearer: the same by bearer
 * @n_bearers: number of entries of @bearer
 */
struct pc5_stats {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	struct pc5_counters counters;
	uint64_t drops[PC5_STATS_DROPS_MAX];
	size_t n_drops;
	struct pc5_counters bearer[PC5_STATS_BEARERS_MAX];
	size_t n_bearers;
};

extern const struct pc5_layout pc5_counters_layout;

/* Parse a reply; see pc5_nl_parse_fn. */
int pc5_stats_parse(const struct nlmsghdr *nlh, void *stats);

/* Counters of one device, or of all (an array of struct pc5_stats). */
int pc5_stats_get(struct pc5_nl *nl, uint32_t ifindex,
		  struct pc5_stats *stats);
int pc5_stats_dump(struct pc5_nl *nl, struct pc5_list *list);

#endif /* LIBPC5_STATS_H */
