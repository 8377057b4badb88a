// SPDX-License-Identifier: GPL-2.0-only
/* ethtool: who we are, and all counters by name. */

#include <linux/ethtool.h>
#include <linux/slab.h>

#include "link.h"
#include "ue.h"

#define PC5_DRV_NAME	"pc5"

static const char pc5_drop_names[PC5_DROP_COUNT][ETH_GSTRING_LEN] = {
	[PC5_DROP_TX_PROTO] = "drop_tx_proto",
	[PC5_DROP_TX_TOO_BIG] = "drop_tx_too_big",
	[PC5_DROP_TX_NO_BEARER] = "drop_tx_no_bearer",
	[PC5_DROP_TX_NO_KEY] = "drop_tx_no_key",
	[PC5_DROP_TX_COUNT_EXHAUSTED] = "drop_tx_count_exhausted",
	[PC5_DROP_TX_NO_ENDPOINT] = "drop_tx_no_endpoint",
	[PC5_DROP_TX_NO_GROUP] = "drop_tx_no_group",
	[PC5_DROP_TX_MEMORY] = "drop_tx_memory",
	[PC5_DROP_TX_CRYPTO] = "drop_tx_crypto",
	[PC5_DROP_TX_UNDERLAY] = "drop_tx_underlay",
	[PC5_DROP_TX_NO_ROUTE] = "drop_tx_no_route",
	[PC5_DROP_RX_SHORT] = "drop_rx_short",
	[PC5_DROP_RX_TOO_LONG] = "drop_rx_too_long",
	[PC5_DROP_RX_VERSION] = "drop_rx_version",
	[PC5_DROP_RX_CAST] = "drop_rx_cast",
	[PC5_DROP_RX_SRAP] = "drop_rx_srap",
	[PC5_DROP_RX_NO_ROUTE] = "drop_rx_no_route",
	[PC5_DROP_RX_HOPS] = "drop_rx_hops",
	[PC5_DROP_RX_NO_LINK] = "drop_rx_no_link",
	[PC5_DROP_RX_NO_BEARER] = "drop_rx_no_bearer",
	[PC5_DROP_RX_CONTROL] = "drop_rx_control",
	[PC5_DROP_RX_SDU_TYPE] = "drop_rx_sdu_type",
	[PC5_DROP_RX_NO_KEY] = "drop_rx_no_key",
	[PC5_DROP_RX_UNPROTECTED] = "drop_rx_unprotected",
	[PC5_DROP_RX_COUNT_RANGE] = "drop_rx_count_range",
	[PC5_DROP_RX_OLD] = "drop_rx_old",
	[PC5_DROP_RX_DUPLICATE] = "drop_rx_duplicate",
	[PC5_DROP_RX_INTEGRITY] = "drop_rx_integrity",
	[PC5_DROP_RX_COUNT_RACE] = "drop_rx_count_race",
	[PC5_DROP_RX_INNER] = "drop_rx_inner",
	[PC5_DROP_RX_MEMORY] = "drop_rx_memory",
	[PC5_DROP_RX_CRYPTO] = "drop_rx_crypto",
	[PC5_DROP_RX_DOWN] = "drop_rx_down",
};

static const char pc5_counter_names[PC5_N_COUNTERS][ETH_GSTRING_LEN] = {
	[PC5_RX_PACKETS] = "rx_packets",
	[PC5_RX_BYTES] = "rx_bytes",
	[PC5_TX_PACKETS] = "tx_packets",
	[PC5_TX_BYTES] = "tx_bytes",
	[PC5_RX_REORDERED] = "rx_reordered",
	[PC5_RX_LOST] = "rx_lost",
	[PC5_RX_TIMEOUTS] = "rx_timeouts",
	[PC5_RX_FORCED] = "rx_forced",
	[PC5_CRYPTO_ASYNC] = "crypto_async",
};

static void pc5_get_drvinfo(struct net_device *dev,
			    struct ethtool_drvinfo *info)
{
	strscpy(info->driver, PC5_DRV_NAME, sizeof(info->driver));
}

static int pc5_get_sset_count(struct net_device *dev, int set)
{
	if (set != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return PC5_N_COUNTERS + PC5_DROP_COUNT;
}

static void pc5_get_strings(struct net_device *dev, u32 set, u8 *data)
{
	if (set != ETH_SS_STATS)
		return;
	memcpy(data, pc5_counter_names, sizeof(pc5_counter_names));
	memcpy(data + sizeof(pc5_counter_names), pc5_drop_names,
	       sizeof(pc5_drop_names));
}

static void pc5_get_stats(struct net_device *dev, struct ethtool_stats *es,
			  u64 *data)
{
	struct pc5_stats __percpu *stats;
	struct pc5_stats *sum;

	memset(data, 0, (PC5_N_COUNTERS + PC5_DROP_COUNT) * sizeof(*data));
	if (pc5_is_ue(dev))
		stats = ((struct pc5_ue *)netdev_priv(dev))->stats;
	else
		stats = ((struct pc5_link *)netdev_priv(dev))->stats;
	sum = kmalloc(sizeof(*sum), GFP_KERNEL);
	if (!sum)
		return;
	pc5_stats_read(stats, sum);
	pc5_stats_total(sum, data);
	memcpy(data + PC5_N_COUNTERS, sum->drop, sizeof(sum->drop));
	kfree(sum);
}

const struct ethtool_ops pc5_ethtool_ops = {
	.get_drvinfo = pc5_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_sset_count = pc5_get_sset_count,
	.get_strings = pc5_get_strings,
	.get_ethtool_stats = pc5_get_stats,
};
