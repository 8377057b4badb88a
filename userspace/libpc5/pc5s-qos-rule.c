// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: QoS rules. */

#include "pc5s-qos.h"

#include <errno.h>

/* First octet of a rule's contents: DQR and how many filters. */
#define RULE_DQR 0x10
#define RULE_FILTERS PC5S_QOS_FILTERS_MAX

/* Octets of the number, and of the length, of a rule. */
#define RULE_HEAD_LEN 3

#define FILTER_ID_MAX 15

/*
 * Octets of a component's value, given what follows its type; -EOPNOTSUPP where
 * @type is unknown. Those of Ethernet have the sizes of TS 24.501 clause
 * 9.11.4.13.
 */
static int component_len(uint8_t type, struct pc5s_span rest)
{
	switch (type) {
	case PC5S_QOS_MATCH_ALL:
		return 0;
	case PC5S_QOS_PROTOCOL:
	case PC5S_QOS_CTAG_PCP:
	case PC5S_QOS_STAG_PCP:
		return 1;
	case PC5S_QOS_LOCAL_PORT:
	case PC5S_QOS_REMOTE_PORT:
	case PC5S_QOS_TOS:
	case PC5S_QOS_CTAG_VID:
	case PC5S_QOS_STAG_VID:
	case PC5S_QOS_ETHERTYPE:
		return 2;
	case PC5S_QOS_FLOW_LABEL:
	case PC5S_QOS_L2_SOURCE:
	case PC5S_QOS_L2_DESTINATION:
		return 3;
	case PC5S_QOS_LOCAL_PORTS:
	case PC5S_QOS_REMOTE_PORTS:
	case PC5S_QOS_SPI:
		return 4;
	case PC5S_QOS_MAC_DESTINATION:
	case PC5S_QOS_MAC_SOURCE:
		return 6;
	case PC5S_QOS_IPV4_REMOTE:
	case PC5S_QOS_IPV4_LOCAL:
		return 8;
	case PC5S_QOS_MAC_DESTINATIONS:
	case PC5S_QOS_MAC_SOURCES:
		return 12;
	case PC5S_QOS_IPV6_REMOTE:
	case PC5S_QOS_IPV6_LOCAL:
		return 17;
	case PC5S_QOS_PROSE_ID:
		if (rest.len <= PC5S_OS_ID_LEN)
			return -EBADMSG;
		return PC5S_OS_ID_LEN + 1 + rest.data[PC5S_OS_ID_LEN];
	case PC5S_QOS_APP_LAYER_ID:
		return rest.len ? 1 + rest.data[0] : -EBADMSG;
	default:
		return -EOPNOTSUPP;
	}
}

int pc5s_qos_component_next(struct pc5s_span *rest,
			    struct pc5s_qos_component *component)
{
	struct pc5s_span type;
	int len;

	if (!rest->len)
		return 0;
	if (pc5s_cut(rest, 1, &type) < 0)
		return -EBADMSG;
	component->type = *type.data;
	len = component_len(component->type, *rest);
	return len < 0 ? len : pc5s_cut(rest, len, &component->value);
}

int pc5s_qos_component_put(struct pc5s_writer *writer,
			   const struct pc5s_qos_component *component)
{
	const struct pc5s_span *value = &component->value;

	if (component_len(component->type, *value) != value->len)
		return -EINVAL;
	if (1U + value->len > writer->size - writer->len)
		return -EMSGSIZE;
	pc5s_put(writer, &component->type, 1);
	return pc5s_put(writer, value->data, value->len);
}

/* Whether components are whole, as far as they are known. */
static bool components_ok(struct pc5s_span components)
{
	struct pc5s_qos_component component;
	int ret;

	do {
		ret = pc5s_qos_component_next(&components, &component);
	} while (ret > 0);
	return ret != -EBADMSG;
}

int pc5s_qos_filter_next(struct pc5s_span *rest, uint8_t operation,
			 struct pc5s_qos_filter *filter)
{
	struct pc5s_span octet;

	if (!rest->len)
		return 0;
	*filter = (struct pc5s_qos_filter) { 0 };
	if (pc5s_cut(rest, 1, &octet) < 0)
		return -EBADMSG;
	filter->id = *octet.data & FILTER_ID_MAX;
	if (operation == PC5S_QOS_RULE_DELETE_FILTERS)
		return 1;
	if (pc5s_cut(rest, 1, &octet) < 0 ||
	    pc5s_cut(rest, *octet.data, &filter->components) < 0)
		return -EBADMSG;
	return components_ok(filter->components) ? 1 : -EBADMSG;
}

int pc5s_qos_filter_put(struct pc5s_writer *writer, uint8_t operation,
			const struct pc5s_qos_filter *filter)
{
	const struct pc5s_span *components = &filter->components;
	const uint8_t head[2] = { filter->id, components->len };

	if (filter->id > FILTER_ID_MAX)
		return -EINVAL;
	if (operation == PC5S_QOS_RULE_DELETE_FILTERS)
		return components->len ? -EINVAL : pc5s_put(writer, head, 1);
	if (components->len > UINT8_MAX || !components_ok(*components))
		return -EINVAL;
	if (sizeof(head) + components->len > writer->size - writer->len)
		return -EMSGSIZE;
	pc5s_put(writer, head, sizeof(head));
	return pc5s_put(writer, components->data, components->len);
}

static bool rule_ok(const struct pc5s_qos_rule *rule)
{
	return rule->id && rule->operation >= PC5S_QOS_RULE_CREATE &&
	       rule->operation <= PC5S_QOS_RULE_MODIFY &&
	       rule->pqfi <= PC5S_PQFI_MAX;
}

static bool one_prose_id(struct pc5s_span list)
{
	struct pc5s_prose_id id;

	return pc5s_prose_id_next(&list, &id) == 1 && !list.len;
}

/* What follows the filters: nothing, or ever more of these. */
static int parse_rule_end(struct pc5s_span rest, struct pc5s_qos_rule *rule)
{
	struct pc5s_span octet;

	if (pc5s_cut(&rest, 1, &octet) < 0)
		return 1;
	rule->has_precedence = true;
	rule->precedence = *octet.data;
	if (pc5s_cut(&rest, 1, &octet) < 0)
		return 1;
	rule->pqfi = *octet.data & PC5S_PQFI_MAX;
	if (!rest.len)
		return 1;
	rule->prose_id = rest;
	return one_prose_id(rest) ? 1 : -EBADMSG;
}

static int parse_rule(struct pc5s_span rest, struct pc5s_qos_rule *rule)
{
	struct pc5s_qos_filter filter;
	struct pc5s_span octet;
	unsigned int n;

	if (pc5s_cut(&rest, 1, &octet) < 0)
		return -EBADMSG;
	rule->operation = *octet.data >> 5;
	rule->dqr = *octet.data & RULE_DQR;
	if (!rule_ok(rule))
		return -EBADMSG;
	rule->filters.data = rest.data;
	for (n = *octet.data & RULE_FILTERS; n; n--)
		if (pc5s_qos_filter_next(&rest, rule->operation, &filter) <= 0)
			return -EBADMSG;
	rule->filters.len = rest.data - rule->filters.data;
	return parse_rule_end(rest, rule);
}

int pc5s_qos_rule_next(struct pc5s_span *rest, struct pc5s_qos_rule *rule)
{
	struct pc5s_span head, contents;

	if (!rest->len)
		return 0;
	*rule = (struct pc5s_qos_rule) { 0 };
	if (pc5s_cut(rest, RULE_HEAD_LEN, &head) < 0 ||
	    pc5s_cut(rest, head.data[1] << 8 | head.data[2], &contents) < 0)
		return -EBADMSG;
	rule->id = head.data[0];
	return parse_rule(contents, rule);
}

/* How many filters there are, or -EINVAL. */
static int count_filters(struct pc5s_span filters, uint8_t operation)
{
	struct pc5s_qos_filter filter;
	int n = 0;
	int ret;

	while ((ret = pc5s_qos_filter_next(&filters, operation, &filter)) > 0)
		n++;
	return ret || n > PC5S_QOS_FILTERS_MAX ? -EINVAL : n;
}

int pc5s_qos_rule_put(struct pc5s_writer *writer,
		      const struct pc5s_qos_rule *rule)
{
	size_t len = 1U + rule->filters.len + rule->prose_id.len;
	int n = count_filters(rule->filters, rule->operation);
	uint8_t head[RULE_HEAD_LEN + 1] = { rule->id };

	if (n < 0 || !rule_ok(rule) || (rule->pqfi && !rule->has_precedence) ||
	    (rule->prose_id.len &&
	     (!rule->pqfi || !one_prose_id(rule->prose_id))))
		return -EINVAL;
	len += rule->has_precedence + !!rule->pqfi;
	if (len > UINT16_MAX)
		return -EINVAL;
	if (RULE_HEAD_LEN + len > writer->size - writer->len)
		return -EMSGSIZE;
	head[1] = len >> 8;
	head[2] = len & 0xff;
	head[3] = rule->operation << 5 | (rule->dqr ? RULE_DQR : 0) | n;
	pc5s_put(writer, head, sizeof(head));
	pc5s_put(writer, rule->filters.data, rule->filters.len);
	if (rule->has_precedence)
		pc5s_put(writer, &rule->precedence, 1);
	if (rule->pqfi)
		pc5s_put(writer, &rule->pqfi, 1);
	return pc5s_put(writer, rule->prose_id.data, rule->prose_id.len);
}
