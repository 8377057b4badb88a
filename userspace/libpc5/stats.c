// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters: requests and replies. */

#include "stats.h"

#include <errno.h>
#include <netlink/attr.h>
#include <string.h>

#include "util.h"

#define COUNTER(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_counters, member, attr)

static const struct pc5_field counter_fields[] = {
	COUNTER(lcid, PC5_A_COUNTERS_LCID),
	COUNTER(rx_packets, PC5_A_COUNTERS_RX_PACKETS),
	COUNTER(rx_bytes, PC5_A_COUNTERS_RX_BYTES),
	COUNTER(tx_packets, PC5_A_COUNTERS_TX_PACKETS),
	COUNTER(tx_bytes, PC5_A_COUNTERS_TX_BYTES),
	COUNTER(rx_reordered, PC5_A_COUNTERS_RX_REORDERED),
	COUNTER(rx_lost, PC5_A_COUNTERS_RX_LOST),
	COUNTER(rx_timeouts, PC5_A_COUNTERS_RX_TIMEOUTS),
	COUNTER(rx_forced, PC5_A_COUNTERS_RX_FORCED),
	COUNTER(crypto_async, PC5_A_COUNTERS_CRYPTO_ASYNC),
};

const struct pc5_layout pc5_counters_layout = {
	.field = counter_fields,
	.n = ARRAY_SIZE(counter_fields),
};

static const struct pc5_field fields[] = {
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_stats, ifindex,
		  PC5_A_STATS_IFINDEX),
	PC5_FIELD(PC5_FIELD_STR, struct pc5_stats, ifname,
		  PC5_A_STATS_IFNAME),
};

static const struct pc5_layout layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_STATS_IFINDEX) | PC5_BIT(PC5_A_STATS_IFNAME),
};

static int take_drops(struct nlattr *nest, struct pc5_stats *stats)
{
	struct nlattr *attr;
	int rem, reason;

	nla_for_each_nested(attr, nest, rem) {
		/* Padding, which aligns the counter after it, has no value. */
		if (!nla_len(attr))
			continue;
		reason = nla_type(attr) - 1;
		if (reason < 0 || reason >= PC5_STATS_DROPS_MAX)
			continue;
		if (nla_len(attr) != sizeof(uint64_t))
			return -EBADMSG;
		memcpy(&stats->drops[reason], nla_data(attr),
		       sizeof(uint64_t));
		if ((size_t)reason >= stats->n_drops)
			stats->n_drops = reason + 1;
	}
	return rem > 0 ? -EBADMSG : 0;
}

static int take_nested(struct nlattr *attr, void *obj)
{
	struct pc5_stats *stats = obj;

	switch (nla_type(attr)) {
	case PC5_A_STATS_COUNTERS:
		return pc5_attrs_parse_nested(attr, &pc5_counters_layout,
					      &stats->counters);
	case PC5_A_STATS_DROPS:
		return take_drops(attr, stats);
	case PC5_A_STATS_BEARER:
		if (stats->n_bearers == PC5_STATS_BEARERS_MAX)
			return -EBADMSG;
		return pc5_attrs_parse_nested(attr, &pc5_counters_layout,
				&stats->bearer[stats->n_bearers++]);
	}
	return 0;
}

int pc5_stats_parse(const struct nlmsghdr *nlh, void *obj)
{
	struct pc5_stats *stats = obj;

	stats->n_drops = PC5_DROP_COUNT;
	return pc5_attrs_parse_msg(nlh, &layout, take_nested, stats);
}

int pc5_stats_get(struct pc5_nl *nl, uint32_t ifindex, struct pc5_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	stats->has = PC5_BIT(PC5_A_STATS_IFINDEX);
	stats->ifindex = ifindex;
	return pc5_nl_get_obj(nl, PC5_CMD_STATS_GET, &layout, stats,
			      pc5_stats_parse, stats);
}

int pc5_stats_dump(struct pc5_nl *nl, struct pc5_list *list)
{
	return pc5_nl_dump(nl, pc5_nl_msg(nl, PC5_CMD_STATS_GET),
			   pc5_stats_parse, sizeof(struct pc5_stats), list);
}
