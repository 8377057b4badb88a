// SPDX-License-Identifier: GPL-2.0-or-later
/* How objects are shown; nothing here asks the kernel for them. */

#include "print.h"

#include <net/if.h>

#include "libpc5/value.h"

/* Digits of a Layer-2 ID and of a K_NRP-sess ID in hexadecimal. */
#define L2ID_DIGITS 6
#define KEY_ID_DIGITS 4

static void print_lower(struct out *out, uint32_t ifindex)
{
	char name[IFNAMSIZ];

	/* A device that has gone meanwhile has no name any more. */
	if (!if_indextoname(ifindex, name))
		snprintf(name, sizeof(name), "if%u", ifindex);
	out_str(out, "dev", "dev", name);
}

void print_ue(struct out *out, const struct pc5_ue *ue)
{
	if (PC5_HAS(ue, PC5_A_UE_UNDERLAY))
		out_name(out, "underlay", "underlay", &pc5_underlay_names,
			 ue->underlay);
	if (PC5_HAS(ue, PC5_A_UE_LOWER))
		print_lower(out, ue->lower);
	if (PC5_HAS(ue, PC5_A_UE_ETHERTYPE))
		out_hex(out, "ethertype", "ethertype", 4, ue->ethertype);
	if (PC5_HAS(ue, PC5_A_UE_LOCAL4))
		out_addr(out, "local", "local", &ue->local4);
	if (PC5_HAS(ue, PC5_A_UE_LOCAL6))
		out_addr(out, "local", "local", &ue->local6);
	if (PC5_HAS(ue, PC5_A_UE_PORT))
		out_uint(out, "port", "port", ue->port);
	if (PC5_HAS(ue, PC5_A_UE_L2ID))
		out_hex(out, "l2id", "l2id", L2ID_DIGITS, ue->l2id);
	if (PC5_HAS(ue, PC5_A_UE_LINKS))
		out_uint(out, "links", "links", ue->links);
	if (PC5_HAS(ue, PC5_A_UE_AGENT))
		out_uint(out, "agent", "agent", ue->agent);
}

static void print_remote(struct out *out, const struct pc5_link *link)
{
	if (PC5_HAS(link, PC5_A_LINK_REMOTE4))
		out_addr(out, "remote", "remote", &link->remote4);
	if (PC5_HAS(link, PC5_A_LINK_REMOTE6))
		out_addr(out, "remote", "remote", &link->remote6);
	if (PC5_HAS(link, PC5_A_LINK_REMOTE_PORT))
		out_uint(out, "remote_port", "port", link->remote_port);
}

void print_link(struct out *out, const struct pc5_link *link)
{
	if (PC5_HAS(link, PC5_A_LINK_UE_NAME))
		out_str(out, "ue", "ue", link->ue_name);
	if (PC5_HAS(link, PC5_A_LINK_LOCAL_L2ID))
		out_hex(out, "local_l2id", "local", L2ID_DIGITS,
			link->local_l2id);
	if (PC5_HAS(link, PC5_A_LINK_PEER_L2ID))
		out_hex(out, "peer_l2id", "peer", L2ID_DIGITS,
			link->peer_l2id);
	if (PC5_HAS(link, PC5_A_LINK_SDU_TYPE))
		out_name(out, "sdu", "sdu", &pc5_sdu_type_names,
			 link->sdu_type);
	if (PC5_HAS(link, PC5_A_LINK_INTEGRITY))
		out_name(out, "integrity", "integrity", &pc5_policy_names,
			 link->integrity);
	if (PC5_HAS(link, PC5_A_LINK_CIPHERING))
		out_name(out, "ciphering", "ciphering", &pc5_policy_names,
			 link->ciphering);
	print_remote(out, link);
	if (PC5_HAS(link, PC5_A_LINK_HOP_NAME))
		out_str(out, "hop", "hop", link->hop_name);
	if (PC5_HAS(link, PC5_A_LINK_LOCAL_UE_ID))
		out_uint(out, "ue_id", "ue-id", link->local_ue_id);
	if (PC5_HAS(link, PC5_A_LINK_PEER_UE_ID))
		out_uint(out, "peer_ue_id", "peer-ue-id", link->peer_ue_id);
	if (PC5_HAS(link, PC5_A_LINK_GRACE))
		out_uint(out, "grace", "grace", link->grace);
	if (PC5_HAS(link, PC5_A_LINK_MTU))
		out_uint(out, "mtu", "mtu", link->mtu);
	if (PC5_HAS(link, PC5_A_LINK_SIGNALLING))
		out_bool(out, "signalling", "signalling", true);
	if (PC5_HAS(link, PC5_A_LINK_CLOSED))
		out_bool(out, "closed", "closed", true);
}

void print_route(struct out *out, const struct pc5_route *route)
{
	out_uint(out, "ue_id", "ue-id", route->ue_id);
	if (PC5_HAS(route, PC5_A_ROUTE_PEER_IFNAME))
		out_str(out, "peer", "peer", route->peer_ifname);
	out_uint(out, "peer_ue_id", "peer-ue-id", route->peer_ue_id);
	if (PC5_HAS(route, PC5_A_ROUTE_CHANNEL))
		out_uint(out, "channel", "channel", route->channel);
	if (PC5_HAS(route, PC5_A_ROUTE_LINK))
		out_uint(out, "link", "link", route->link);
}

void print_passed(struct out *out, const struct pc5_route *route)
{
	out_uint(out, "packets", "packets", route->packets);
	out_uint(out, "bytes", "bytes", route->bytes);
	out_uint(out, "peer_packets", "peer-packets", route->peer_packets);
	out_uint(out, "peer_bytes", "peer-bytes", route->peer_bytes);
}

bool link_protected(const struct pc5_link *link, const struct pc5_key *key)
{
	if (link->integrity == PC5_POLICY_NOT_NEEDED &&
	    link->ciphering == PC5_POLICY_NOT_NEEDED)
		return false;
	return !key || key->enc != PC5_NEA0 || key->integ != PC5_NIA0;
}

void print_protection(struct out *out, const struct pc5_link *link,
		      const struct pc5_key *key, bool details)
{
	bool protected = link_protected(link, key);

	out_next_line(out);
	out_bool(out, "protected", "", protected);
	if (!protected)
		out_colored(out, COLOR_BAD, "UNPROTECTED");
	if (!key) {
		if (protected)
			out_colored(out, COLOR_BAD, "no active key");
		return;
	}
	out_text(out, "%s", protected ? "key" : " key");
	out_object(out, "key");
	out_hex(out, "id", NULL, KEY_ID_DIGITS, key->id);
	out_name(out, "enc", "enc", &pc5_nea_names, key->enc);
	out_name(out, "int", "int", &pc5_nia_names, key->integ);
	print_key_details(out, key, details, details);
	out_close(out);
}

void print_bearer(struct out *out, const struct pc5_bearer *bearer)
{
	if (PC5_HAS(bearer, PC5_A_BEARER_LCID))
		out_uint(out, "lcid", "lcid", bearer->lcid);
	if (PC5_HAS(bearer, PC5_A_BEARER_SN_SIZE))
		out_uint(out, "sn", "sn", bearer->sn_size);
	if (PC5_HAS(bearer, PC5_A_BEARER_T_REORDERING))
		out_uint(out, "t_reordering", "t-reordering",
			 bearer->t_reordering);
	if (PC5_HAS(bearer, PC5_A_BEARER_OUT_OF_ORDER))
		out_bool(out, "out_of_order", "out-of-order",
			 bearer->out_of_order);
	if (PC5_HAS(bearer, PC5_A_BEARER_WINDOW))
		out_uint(out, "window", "window", bearer->window);
	if (PC5_HAS(bearer, PC5_A_BEARER_MARK))
		out_hex(out, "mark", "mark", 0, bearer->mark);
}

void print_key(struct out *out, const struct pc5_key *key)
{
	if (PC5_HAS(key, PC5_A_KEY_ID))
		out_hex(out, "id", "id", KEY_ID_DIGITS, key->id);
	if (PC5_HAS(key, PC5_A_KEY_ENC))
		out_name(out, "enc", "enc", &pc5_nea_names, key->enc);
	if (PC5_HAS(key, PC5_A_KEY_INT))
		out_name(out, "int", "int", &pc5_nia_names, key->integ);
	if (PC5_HAS(key, PC5_A_KEY_ROLE))
		out_name(out, "role", "role", &pc5_role_names, key->role);
	if (PC5_HAS(key, PC5_A_KEY_SLOT))
		out_name(out, "slot", "slot", &pc5_slot_names, key->slot);
	if (PC5_HAS(key, PC5_A_KEY_LCID))
		out_uint(out, "lcid", "lcid", key->lcid);
	if (PC5_HAS(key, PC5_A_KEY_ENC) && key->enc == PC5_NEA0 &&
	    PC5_HAS(key, PC5_A_KEY_INT) && key->integ == PC5_NIA0) {
		out_text(out, " ");
		out_colored(out, COLOR_BAD, "UNPROTECTED");
	}
}

static void print_count(struct out *out, const struct pc5_count *count,
			bool text)
{
	out_object(out, NULL);
	if (text)
		out_next_line(out);
	out_text(out, "%s", text ? "count" : "");
	out_uint(out, "lcid", text ? "lcid" : "", count->lcid);
	out_uint(out, "tx_next", text ? "tx-next" : "", count->tx_next);
	out_uint(out, "rx_next", text ? "rx-next" : "", count->rx_next);
	out_uint(out, "rx_deliv", text ? "rx-deliv" : "", count->rx_deliv);
	out_close(out);
}

void print_key_details(struct out *out, const struct pc5_key *key,
		       bool details, bool counts)
{
	size_t i;

	if (details) {
		out_next_line(out);
		out_text(out, "limits");
	}
	if (PC5_HAS(key, PC5_A_KEY_SOFT_LIMIT))
		out_uint(out, "soft_limit", details ? "soft" : "",
			 key->soft_limit);
	if (PC5_HAS(key, PC5_A_KEY_HARD_LIMIT))
		out_uint(out, "hard_limit", details ? "hard" : "",
			 key->hard_limit);
	if (PC5_HAS(key, PC5_A_KEY_DRIVER))
		out_str(out, "driver", details ? "driver" : "", key->driver);
	out_array(out, "counts");
	for (i = 0; i < key->n_counts; i++)
		print_count(out, &key->counts[i], counts);
	out_close(out);
}

void print_alarm(struct out *out, const struct pc5_alarm *alarm)
{
	out_name(out, "reason", NULL, &pc5_drop_names, alarm->reason);
	if (PC5_HAS(alarm, PC5_A_ALARM_LCID))
		out_uint(out, "lcid", "lcid", alarm->lcid);
	if (PC5_HAS(alarm, PC5_A_ALARM_ID))
		out_hex(out, "id", "id", KEY_ID_DIGITS, alarm->id);
}

static void print_counter(struct out *out, const char *key, const char *label,
			  uint64_t value, bool shown)
{
	out_uint(out, key, shown ? label : "", value);
}

void print_counters(struct out *out, const struct pc5_counters *c, bool all)
{
	out_next_line(out);
	if (PC5_HAS(c, PC5_A_COUNTERS_LCID)) {
		out_uint(out, "lcid", "", c->lcid);
		out_text(out, "lcid %u", c->lcid);
	} else {
		out_text(out, "total");
	}
	print_counter(out, "rx_packets", "rx-packets", c->rx_packets, true);
	print_counter(out, "rx_bytes", "rx-bytes", c->rx_bytes, true);
	print_counter(out, "tx_packets", "tx-packets", c->tx_packets, true);
	print_counter(out, "tx_bytes", "tx-bytes", c->tx_bytes, true);
	print_counter(out, "rx_reordered", "rx-reordered", c->rx_reordered,
		      all || c->rx_reordered);
	print_counter(out, "rx_lost", "rx-lost", c->rx_lost,
		      all || c->rx_lost);
	print_counter(out, "rx_timeouts", "rx-timeouts", c->rx_timeouts,
		      all || c->rx_timeouts);
	print_counter(out, "rx_forced", "rx-forced", c->rx_forced,
		      all || c->rx_forced);
	print_counter(out, "crypto_async", "crypto-async", c->crypto_async,
		      all || c->crypto_async);
}

static void print_drops(struct out *out, const struct pc5_stats *stats,
			bool all)
{
	char unknown[32];
	const char *name;
	size_t i;

	out_object(out, "drops");
	for (i = 0; i < stats->n_drops; i++) {
		name = pc5_name(&pc5_drop_names, i);
		if (!name) {
			/* The module is newer than this program. */
			snprintf(unknown, sizeof(unknown), "drop-%zu", i);
			name = unknown;
		}
		if (!out->json && !all && !stats->drops[i])
			continue;
		out_next_line(out);
		out_text(out, "drop");
		out_uint(out, name, name, stats->drops[i]);
	}
	out_close(out);
}

void print_stats(struct out *out, const struct pc5_stats *stats, bool all)
{
	size_t i;

	out_object(out, "counters");
	print_counters(out, &stats->counters, all);
	out_close(out);
	print_drops(out, stats, all);
	out_array(out, "bearers");
	for (i = 0; i < stats->n_bearers && (all || out->json); i++) {
		out_object(out, NULL);
		print_counters(out, &stats->bearer[i], all);
		out_close(out);
	}
	out_close(out);
}

void print_stats_member(struct out *out, const struct pc5_stats *stats)
{
	out_object(out, "stats");
	print_stats(out, stats, false);
	out_close(out);
}
