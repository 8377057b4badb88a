// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: messages as text. */

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "disc-msg.h"
#include "nl-names.h"
#include "pc5s-ie.h"
#include "pc5s-list.h"
#include "pc5s-qos.h"
#include "pc5s-table.h"
#include "util.h"
#include "value.h"

/* Most octets of a value that are shown in hexadecimal. */
#define HEX_MAX 32

/* What ends a line that is cut short. */
#define CUT "..."

struct line {
	size_t len;
	char text[PC5S_LINE_MAX];
};

/* Once the line is full nothing more goes in. */
static __printf(2, 3) void add(struct line *line, const char *fmt, ...)
{
	size_t left = sizeof(line->text) - line->len;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(line->text + line->len, left, fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len < left) {
		line->len += len < 0 ? 0 : len;
		return;
	}
	line->len = sizeof(line->text) - 1;
	memcpy(line->text + line->len - strlen(CUT), CUT, strlen(CUT));
}

static void add_hex(struct line *line, struct pc5s_span value)
{
	unsigned int i;

	for (i = 0; i < value.len && i < HEX_MAX; i++)
		add(line, "%02x", value.data[i]);
	if (value.len > HEX_MAX)
		add(line, CUT " (%u octets)", value.len);
}

/*
 * Text of the peer's. Only printable ASCII gets through, so that it can neither
 * drive a terminal nor feign another line.
 */
static void add_text(struct line *line, struct pc5s_span value)
{
	unsigned int i;

	add(line, "\"");
	for (i = 0; i < value.len; i++) {
		uint8_t c = value.data[i];

		if (c < ' ' || c > '~')
			add(line, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			add(line, "\\%c", c);
		else
			add(line, "%c", c);
	}
	add(line, "\"");
}

static uint32_t number(struct pc5s_span value)
{
	uint32_t n = 0;
	unsigned int i;

	for (i = 0; i < value.len; i++)
		n = n << 8 | value.data[i];
	return n;
}

static void add_number(struct line *line, struct pc5s_span value)
{
	add(line, "%u", number(value));
}

static void add_nibble(struct line *line, struct pc5s_span value)
{
	add(line, "%u", value.data[0] & 0x0f);
}

static void add_indicated(struct line *line, struct pc5s_span value)
{
	(void)value;
	add(line, "yes");
}

static void add_seconds(struct line *line, struct pc5s_span value)
{
	add(line, "%u s", number(value));
}

static void add_minutes(struct line *line, struct pc5s_span value)
{
	add(line, "%u min", number(value));
}

static void add_id(struct line *line, struct pc5s_span value)
{
	add(line, "0x");
	add_hex(line, value);
}

static void add_octets(struct line *line, struct pc5s_span value)
{
	unsigned int i;

	for (i = 0; i < value.len; i++)
		add(line, "%s%02x", i ? ":" : "", value.data[i]);
}

static void add_l2_id(struct line *line, uint32_t l2_id)
{
	add(line, "%02x:%02x:%02x", l2_id >> 16, l2_id >> 8 & 0xff,
	    l2_id & 0xff);
}

static void add_policy(struct line *line, struct pc5s_span value)
{
	struct pc5s_policy policy = pc5s_policy_decode(value.data[0]);

	add(line, "integrity %s, ciphering %s",
	    pc5_name(&pc5_policy_names, policy.integrity),
	    pc5_name(&pc5_policy_names, policy.ciphering));
}

static void add_up_config(struct line *line, struct pc5s_span value)
{
	static const char *const name[] = { "off", "off or on", "on" };
	struct pc5s_up_config config = pc5s_up_config_decode(value.data[0]);

	add(line, "integrity %s, ciphering %s", name[config.integrity],
	    name[config.ciphering]);
}

static void add_algorithms(struct line *line, struct pc5s_span value)
{
	struct pc5s_algorithms alg = pc5s_algorithms_decode(value.data[0]);

	add(line, "integrity nia%u, ciphering nea%u", alg.integrity,
	    alg.ciphering);
}

static void add_capabilities(struct line *line, struct pc5s_span value)
{
	struct pc5s_capabilities caps = pc5s_capabilities_decode(value);
	const char *gap = "";
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if (!((i < 8 ? caps.ea : caps.ia) & 1 << i % 8))
			continue;
		add(line, "%s%s%u", gap, i < 8 ? "nea" : "nia", i % 8);
		gap = " ";
	}
	if (!*gap)
		add(line, "none");
	if (value.len > PC5S_CAPABILITIES_LEN)
		add(line, ", %u spare", value.len - PC5S_CAPABILITIES_LEN);
}

static void add_cause(struct line *line, struct pc5s_span value)
{
	add(line, "#%u %s", value.data[0], pc5s_cause_name(value.data[0]));
}

static void add_timer(struct line *line, struct pc5s_span value)
{
	uint32_t seconds = pc5s_gprs_timer_decode(value.data[0]);

	if (seconds == PC5S_TIMER_DEACTIVATED)
		add(line, "deactivated");
	else
		add(line, "%u s", seconds);
}

static void add_ip_config(struct line *line, struct pc5s_span value)
{
	static const char *const name[] = {
		[PC5S_IP_IPV6_ROUTER] = "IPv6 router",
		[PC5S_IP_NO_ALLOCATION] = "address allocation not supported",
		[PC5S_IP_DHCPV4_SERVER] = "DHCPv4 server",
		[PC5S_IP_DHCPV4_AND_ROUTER] = "DHCPv4 server and IPv6 router",
	};

	add(line, "%s", name[value.data[0] & 0x0f]);
}

static void add_operation(struct line *line, struct pc5s_span value)
{
	static const char *const name[16] = {
		[PC5S_OPERATION_ADD_QOS] = "add QoS flows",
		[PC5S_OPERATION_MODIFY_QOS] = "modify QoS",
		[PC5S_OPERATION_REMOVE_QOS] = "remove QoS flows",
		[PC5S_OPERATION_ADD_APPS] = "associate ProSe applications",
		[PC5S_OPERATION_REMOVE_APPS] = "remove ProSe applications",
		[PC5S_OPERATION_ADD_END_UE] = "add layer-3 end UE",
		[PC5S_OPERATION_REMOVE_END_UE] = "remove layer-3 end UE",
	};
	unsigned int code = value.data[0] & 0x0f;

	add(line, "%u %s", code, name[code] ?: "unknown");
}

static void add_addr(struct line *line, const struct pc5_addr *addr)
{
	char text[INET6_ADDRSTRLEN];

	pc5_format_addr(addr, text, sizeof(text));
	add(line, "%s", text);
}

static void add_ue_ip(struct line *line, struct pc5s_span value)
{
	struct pc5_addr addr;

	pc5s_ue_ip_decode(value, &addr);
	add_addr(line, &addr);
}

static void add_ue_ips(struct line *line, struct pc5s_span value)
{
	const char *gap = "";
	struct pc5_addr addr;

	while (pc5s_ue_ip_next(&value, &addr) > 0) {
		add(line, "%s", gap);
		add_addr(line, &addr);
		gap = ", ";
	}
}

/* One address, or a list of them. */
static void add_ipv6(struct line *line, struct pc5s_span value)
{
	struct pc5_addr addr = { .family = AF_INET6 };
	const char *gap = "";

	while (pc5s_ipv6_next(&value, &addr.v6) > 0) {
		add(line, "%s", gap);
		add_addr(line, &addr);
		gap = ", ";
	}
}

static void add_key_id(struct line *line, struct pc5s_span value)
{
	struct pc5s_key_id key;

	pc5s_key_id_decode(value, &key);
	add(line, "%s-PRUK ID ", key.type == PC5S_KEY_UP_PRUK ? "UP" : "CP");
	if (key.nai)
		add_text(line, key.id);
	else
		add_id(line, key.id);
}

static void add_uuid(struct line *line, const uint8_t octets[PC5S_OS_ID_LEN])
{
	unsigned int i;

	for (i = 0; i < PC5S_OS_ID_LEN; i++)
		add(line, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
		    octets[i]);
}

static void add_prose_ids(struct line *line, struct pc5s_span value)
{
	struct pc5s_prose_id id;
	const char *gap = "";

	while (pc5s_prose_id_next(&value, &id) > 0) {
		add(line, "%s", gap);
		add_uuid(line, id.os_id);
		add(line, " ");
		add_text(line, id.app_id);
		gap = ", ";
	}
}

static void add_user_infos(struct line *line, struct pc5s_span value)
{
	struct pc5s_span info;
	const char *gap = "";

	while (pc5s_user_info_next(&value, &info) > 0) {
		add(line, "%s", gap);
		add_text(line, info);
		gap = ", ";
	}
}

static void add_relays(struct line *line, struct pc5s_span value)
{
	struct pc5s_relay relay;
	const char *gap = "";

	while (pc5s_relay_next(&value, &relay) > 0) {
		add(line, "%s", gap);
		add_text(line, relay.user_info);
		add(line, " ");
		add_l2_id(line, relay.l2_id);
		gap = ", ";
	}
}

static void add_qos_param(struct line *line, const struct pc5s_qos_param *param)
{
	static const struct {
		const char *name, *unit;
	} known[] = {
		[PC5S_QOS_PQI] = { "PQI", "" },
		[PC5S_QOS_GFBR] = { "GFBR", " kbit/s" },
		[PC5S_QOS_MFBR] = { "MFBR", " kbit/s" },
		[PC5S_QOS_WINDOW] = { "averaging window", " ms" },
		[PC5S_QOS_RESOURCE_TYPE] = { "resource type", "" },
		[PC5S_QOS_PRIORITY] = { "priority level", "" },
		[PC5S_QOS_DELAY_BUDGET] = { "packet delay budget", " ms" },
		[PC5S_QOS_ERROR_RATE] = { "packet error rate 10^-", "" },
		[PC5S_QOS_BURST] = { "maximum data burst volume", " octets" },
	};
	uint64_t n;

	if (param->id >= ARRAY_SIZE(known) || !known[param->id].name) {
		add(line, ", parameter %u ", param->id);
		add_hex(line, param->value);
		return;
	}
	if (param->id == PC5S_QOS_GFBR || param->id == PC5S_QOS_MFBR)
		n = pc5s_bit_rate_decode(param->value.data);
	else
		n = number(param->value);
	add(line, ", %s%s%llu%s", known[param->id].name,
	    param->id == PC5S_QOS_ERROR_RATE ? "" : " ",
	    (unsigned long long)n, known[param->id].unit);
}

static void add_qos_flows(struct line *line, struct pc5s_span value)
{
	static const char *const op[] = {
		[PC5S_QOS_FLOW_CREATE] = "create",
		[PC5S_QOS_FLOW_DELETE] = "delete",
		[PC5S_QOS_FLOW_MODIFY] = "modify",
	};
	struct pc5s_qos_param param;
	struct pc5s_qos_flow flow;
	const char *gap = "";

	while (pc5s_qos_flow_next(&value, &flow) > 0) {
		add(line, "%s%s flow %u", gap, op[flow.operation], flow.pqfi);
		if (flow.operation == PC5S_QOS_FLOW_MODIFY)
			add(line, flow.e ? " (replace)" : " (extend)");
		if (flow.prose_ids.data) {
			add(line, ", for ");
			add_prose_ids(line, flow.prose_ids);
		}
		while (pc5s_qos_param_next(&flow.params, &param) > 0)
			add_qos_param(line, &param);
		gap = "; ";
	}
}

static void add_qos_filters(struct line *line, const struct pc5s_qos_rule *rule)
{
	struct pc5s_span filters = rule->filters;
	struct pc5s_qos_component component;
	struct pc5s_qos_filter filter;

	while (pc5s_qos_filter_next(&filters, rule->operation, &filter) > 0) {
		add(line, ", filter %u", filter.id);
		while (pc5s_qos_component_next(&filter.components,
					       &component) > 0) {
			add(line, " 0x%02x", component.type);
			if (component.value.len)
				add(line, " ");
			add_hex(line, component.value);
		}
	}
}

static void add_qos_rules(struct line *line, struct pc5s_span value)
{
	static const char *const op[] = {
		[PC5S_QOS_RULE_CREATE] = "create",
		[PC5S_QOS_RULE_DELETE] = "delete",
		[PC5S_QOS_RULE_ADD_FILTERS] = "add filters to",
		[PC5S_QOS_RULE_REPLACE_FILTERS] = "replace filters of",
		[PC5S_QOS_RULE_DELETE_FILTERS] = "delete filters of",
		[PC5S_QOS_RULE_MODIFY] = "modify",
	};
	struct pc5s_qos_rule rule;
	const char *gap = "";

	while (pc5s_qos_rule_next(&value, &rule) > 0) {
		add(line, "%s%s rule %u", gap, op[rule.operation], rule.id);
		if (rule.dqr)
			add(line, " (default)");
		if (rule.has_precedence)
			add(line, ", precedence %u", rule.precedence);
		if (rule.pqfi)
			add(line, ", flow %u", rule.pqfi);
		if (rule.prose_id.data) {
			add(line, ", for ");
			add_prose_ids(line, rule.prose_id);
		}
		add_qos_filters(line, &rule);
		gap = "; ";
	}
}

/* What is in a set is for the end UEs alone. */
static void add_discovery_sets(struct line *line, struct pc5s_span value)
{
	struct pc5s_span sets[PC5_DISC_SETS_MAX];
	int i, n = pc5_disc_sets_decode(value, sets);

	add(line, n == 1 ? "%d set" : "%d sets", n);
	for (i = 0; i < n; i++) {
		add(line, i ? "; " : ": ");
		add_hex(line, sets[i]);
	}
}

/* How values are shown that are not in hexadecimal. */
static void (*const adder[PC5S_IE_COUNT])(struct line *, struct pc5s_span) = {
	[PC5S_IE_SOURCE_USER_INFO] = add_text,
	[PC5S_IE_SECURITY_CAPABILITIES] = add_capabilities,
	[PC5S_IE_SIGNALLING_POLICY] = add_policy,
	[PC5S_IE_PROSE_IDENTIFIERS] = add_prose_ids,
	[PC5S_IE_KNRP_SESS_ID_MSB] = add_id,
	[PC5S_IE_TARGET_USER_INFO] = add_text,
	[PC5S_IE_KNRP_ID] = add_id,
	[PC5S_IE_RELAY_SERVICE_CODE] = add_id,
	[PC5S_IE_USER_SECURITY_KEY_ID] = add_key_id,
	[PC5S_IE_UTC_COUNTER_LSB] = add_nibble,
	[PC5S_IE_RELAY_USER_INFO] = add_text,
	[PC5S_IE_TARGET_END_UE_L2_ID] = add_octets,
	[PC5S_IE_RELAY_INDICATION] = add_indicated,
	[PC5S_IE_UP_CONFIG] = add_up_config,
	[PC5S_IE_QOS_FLOWS] = add_qos_flows,
	[PC5S_IE_QOS_RULES] = add_qos_rules,
	[PC5S_IE_IP_CONFIG] = add_ip_config,
	[PC5S_IE_TARGET_LINK_LOCAL] = add_ipv6,
	[PC5S_IE_TARGET_MAC] = add_octets,
	[PC5S_IE_TARGET_END_UE_IP] = add_ue_ip,
	[PC5S_IE_CAUSE] = add_cause,
	[PC5S_IE_BACKOFF] = add_timer,
	[PC5S_IE_END_UE_FAILURE_CAUSE] = add_cause,
	[PC5S_IE_SOURCE_END_UE_INFO] = add_text,
	[PC5S_IE_TARGET_END_UE_INFO] = add_text,
	[PC5S_IE_KNRP_ID_MSBS] = add_id,
	[PC5S_IE_KNRP_ID_LSBS] = add_id,
	[PC5S_IE_END_UE_RELEASE_CAUSE] = add_cause,
	[PC5S_IE_OPERATION_CODE] = add_operation,
	[PC5S_IE_SOURCE_MAC] = add_octets,
	[PC5S_IE_RELAY_RESELECTION] = add_indicated,
	[PC5S_IE_RELAY_CANDIDATES] = add_user_infos,
	[PC5S_IE_SOURCE_END_UE_IP] = add_ue_ip,
	[PC5S_IE_TARGET_END_UE_IPS] = add_ue_ips,
	[PC5S_IE_RELAY_CANDIDATE_L2_IDS] = add_relays,
	[PC5S_IE_NEW_KNRP_ID_MSBS] = add_id,
	[PC5S_IE_NEW_RELAY_INFO] = add_text,
	[PC5S_IE_TARGET_IP_NEW_RELAY] = add_ue_ip,
	[PC5S_IE_NEW_KNRP_ID_LSBS] = add_id,
	[PC5S_IE_SOURCE_IP_NEW_RELAY] = add_ue_ip,
	[PC5S_IE_KEEPALIVE_COUNTER] = add_number,
	[PC5S_IE_MAX_INACTIVITY] = add_seconds,
	[PC5S_IE_SELECTED_ALGORITHMS] = add_algorithms,
	[PC5S_IE_KNRP_SESS_ID_LSB] = add_id,
	[PC5S_IE_UP_POLICY] = add_policy,
	[PC5S_IE_REAUTH] = add_indicated,
	[PC5S_IE_SOURCE_L2_ID] = add_octets,
	[PC5S_IE_TARGET_L2_ID] = add_octets,
	[PC5S_IE_SOURCE_LINK_LOCAL] = add_ipv6,
	[PC5S_IE_IP_NEEDED] = add_indicated,
	[PC5S_IE_TARGET_USER_INFOS] = add_user_infos,
	[PC5S_IE_TARGET_ADDRESSES] = add_ipv6,
	[PC5S_IE_T5106] = add_minutes,
	[PC5S_IE_OLD_SOURCE_IPV6] = add_ipv6,
	[PC5S_IE_NEW_SOURCE_IPV6] = add_ipv6,
	[PC5S_IE_OLD_SOURCE_USER_INFO] = add_text,
	[PC5S_IE_NEW_SOURCE_USER_INFO] = add_text,
	[PC5S_IE_REQUIRED_PROSE_IDS] = add_prose_ids,
	[PC5S_IE_NEGOTIATED_PROSE_IDS] = add_prose_ids,
	[PC5S_IE_IDENTITY_TYPE] = add_nibble,
	[PC5S_IE_DISCOVERY_SETS] = add_discovery_sets,
	[PC5S_IE_ANNOUNCE_PROHIBITED] = add_indicated,
};

void pc5s_print_as(const struct pc5s_desc *desc, const char *seq,
		   const struct pc5s_msg *msg, pc5s_sink sink, void *ctx)
{
	struct line line = { 0 };
	unsigned int i;

	if (!desc) {
		add(&line, "unknown message type 0x%02x, %s %u", msg->type, seq,
		    msg->seq);
		sink(ctx, line.text);
		return;
	}
	add(&line, "%s, %s %u", desc->name, seq, msg->seq);
	sink(ctx, line.text);
	for (i = 0; i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];
		struct pc5s_span value = msg->ie[field->ie];

		if (!value.data)
			continue;
		line.len = 0;
		add(&line, "  %s: ", pc5s_ie_name(field->ie));
		/* What was not decoded need not be well formed. */
		if (adder[field->ie] && pc5s_field_ok(field, value))
			adder[field->ie](&line, value);
		else
			add_hex(&line, value);
		sink(ctx, line.text);
	}
}

void pc5s_print(const struct pc5s_msg *msg, pc5s_sink sink, void *ctx)
{
	pc5s_print_as(pc5s_find_desc(msg->type), "sequence number", msg, sink,
		      ctx);
}
