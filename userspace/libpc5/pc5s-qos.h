/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PC5-S: QoS flow descriptions (TS 24.554 clause 11.3.5) and QoS rules (clause
 * 11.3.29). They are read and written as the lists of pc5s-list.h are.
 */
#ifndef LIBPC5_PC5S_QOS_H
#define LIBPC5_PC5S_QOS_H

#include "pc5s-list.h"

/* PQFI, the number of a flow, is 1 to this. */
#define PC5S_PQFI_MAX 63

/**
 * enum pc5s_qos_flow_op - what to do with a flow
 * @PC5S_QOS_FLOW_CREATE: create new PC5 QoS flow description
 * @PC5S_QOS_FLOW_DELETE: delete it
 * @PC5S_QOS_FLOW_MODIFY: modify it
 */
enum pc5s_qos_flow_op {
	PC5S_QOS_FLOW_CREATE = 1,
	PC5S_QOS_FLOW_DELETE,
	PC5S_QOS_FLOW_MODIFY,
};

/**
 * enum pc5s_qos_param_id - parameter of a flow
 * @PC5S_QOS_PQI: PQI, one octet
 * @PC5S_QOS_GFBR: guaranteed flow bit rate, a bit rate
 * @PC5S_QOS_MFBR: maximum flow bit rate, a bit rate
 * @PC5S_QOS_WINDOW: averaging window, two octets, ms
 * @PC5S_QOS_RESOURCE_TYPE: 1 non-GBR, 2 GBR, 3 delay-critical GBR
 * @PC5S_QOS_PRIORITY: default priority level, 1 to 8
 * @PC5S_QOS_DELAY_BUDGET: packet delay budget, two octets, ms
 * @PC5S_QOS_ERROR_RATE: packet error rate, power of 1/10
 * @PC5S_QOS_BURST: default maximum data burst volume, two octets, octets
 */
enum pc5s_qos_param_id {
	PC5S_QOS_PQI = 1,
	PC5S_QOS_GFBR,
	PC5S_QOS_MFBR,
	PC5S_QOS_WINDOW,
	PC5S_QOS_RESOURCE_TYPE,
	PC5S_QOS_PRIORITY,
	PC5S_QOS_DELAY_BUDGET,
	PC5S_QOS_ERROR_RATE,
	PC5S_QOS_BURST,
};

/* Most parameters of a flow. */
#define PC5S_QOS_PARAMS_MAX 63

/**
 * struct pc5s_qos_flow - QoS flow description
 * @pqfi: 1 to PC5S_PQFI_MAX
 * @operation: enum pc5s_qos_flow_op
 * @e: E bit: creating: 1; deleting: 0; modifying: the parameters replace all
 *	others, not only those of the same kind
 * @prose_ids: associated ProSe identifiers, a list of struct pc5s_prose_id;
 *	absent where not given
 * @params: parameters, a list of struct pc5s_qos_param
 */
struct pc5s_qos_flow {
	uint8_t pqfi;
	uint8_t operation;
	bool e;
	struct pc5s_span prose_ids;
	struct pc5s_span params;
};

int pc5s_qos_flow_next(struct pc5s_span *rest, struct pc5s_qos_flow *flow);
int pc5s_qos_flow_put(struct pc5s_writer *writer,
		      const struct pc5s_qos_flow *flow);

/**
 * struct pc5s_qos_param - parameter of a flow
 * @id: enum pc5s_qos_param_id; others are to be skipped
 * @value: its value, of the length that belongs to @id where that is known
 */
struct pc5s_qos_param {
	uint8_t id;
	struct pc5s_span value;
};

int pc5s_qos_param_next(struct pc5s_span *rest, struct pc5s_qos_param *param);
int pc5s_qos_param_put(struct pc5s_writer *writer,
		       const struct pc5s_qos_param *param);

/* Octets of a bit rate. */
#define PC5S_BIT_RATE_LEN 3

/* Bit rate in kbit/s, and back: rounded up to what can be said. */
uint64_t pc5s_bit_rate_decode(const uint8_t octets[PC5S_BIT_RATE_LEN]);
void pc5s_bit_rate_encode(uint64_t kbps, uint8_t octets[PC5S_BIT_RATE_LEN]);

/**
 * enum pc5s_qos_rule_op - what to do with a rule
 * @PC5S_QOS_RULE_CREATE: create new QoS rule
 * @PC5S_QOS_RULE_DELETE: delete it
 * @PC5S_QOS_RULE_ADD_FILTERS: modify it and add packet filters
 * @PC5S_QOS_RULE_REPLACE_FILTERS: modify it and replace all packet filters
 * @PC5S_QOS_RULE_DELETE_FILTERS: modify it and delete packet filters, of which
 *	only the identifiers are listed
 * @PC5S_QOS_RULE_MODIFY: modify it but for its packet filters
 */
enum pc5s_qos_rule_op {
	PC5S_QOS_RULE_CREATE = 1,
	PC5S_QOS_RULE_DELETE,
	PC5S_QOS_RULE_ADD_FILTERS,
	PC5S_QOS_RULE_REPLACE_FILTERS,
	PC5S_QOS_RULE_DELETE_FILTERS,
	PC5S_QOS_RULE_MODIFY,
};

/* Most packet filters of a rule. */
#define PC5S_QOS_FILTERS_MAX 15

/**
 * struct pc5s_qos_rule - QoS rule
 * @id: 1 to 255
 * @operation: enum pc5s_qos_rule_op
 * @dqr: it is the default QoS rule
 * @filters: packet filters, a list of struct pc5s_qos_filter
 * @has_precedence: @precedence is given
 * @precedence: rules of lower precedence come first
 * @pqfi: flow, 0 where not given
 * @prose_id: a list of one struct pc5s_prose_id, absent where not given
 */
struct pc5s_qos_rule {
	uint8_t id;
	uint8_t operation;
	bool dqr;
	struct pc5s_span filters;
	bool has_precedence;
	uint8_t precedence;
	uint8_t pqfi;
	struct pc5s_span prose_id;
};

int pc5s_qos_rule_next(struct pc5s_span *rest, struct pc5s_qos_rule *rule);
int pc5s_qos_rule_put(struct pc5s_writer *writer,
		      const struct pc5s_qos_rule *rule);

/**
 * struct pc5s_qos_filter - packet filter of a rule
 * @id: 0 to 15
 * @components: its components, a list of struct pc5s_qos_component; absent
 *	under PC5S_QOS_RULE_DELETE_FILTERS
 */
struct pc5s_qos_filter {
	uint8_t id;
	struct pc5s_span components;
};

/* @operation is that of the rule. */
int pc5s_qos_filter_next(struct pc5s_span *rest, uint8_t operation,
			 struct pc5s_qos_filter *filter);
int pc5s_qos_filter_put(struct pc5s_writer *writer, uint8_t operation,
			const struct pc5s_qos_filter *filter);

/**
 * enum pc5s_qos_component_type - what a component of a packet filter looks at
 * @PC5S_QOS_MATCH_ALL: nothing, 0 octets
 * @PC5S_QOS_IPV4_REMOTE: IPv4 address and mask
 * @PC5S_QOS_IPV4_LOCAL: IPv4 address and mask
 * @PC5S_QOS_IPV6_REMOTE: IPv6 address and prefix length
 * @PC5S_QOS_IPV6_LOCAL: IPv6 address and prefix length
 * @PC5S_QOS_PROTOCOL: protocol or next header
 * @PC5S_QOS_LOCAL_PORT: port
 * @PC5S_QOS_LOCAL_PORTS: lowest and highest port
 * @PC5S_QOS_REMOTE_PORT: port
 * @PC5S_QOS_REMOTE_PORTS: lowest and highest port
 * @PC5S_QOS_SPI: security parameter index, four octets
 * @PC5S_QOS_TOS: type of service or traffic class, and mask
 * @PC5S_QOS_FLOW_LABEL: flow label, three octets
 * @PC5S_QOS_MAC_DESTINATION: MAC address
 * @PC5S_QOS_MAC_SOURCE: MAC address
 * @PC5S_QOS_CTAG_VID: two octets
 * @PC5S_QOS_STAG_VID: two octets
 * @PC5S_QOS_CTAG_PCP: priority and drop eligibility
 * @PC5S_QOS_STAG_PCP: priority and drop eligibility
 * @PC5S_QOS_ETHERTYPE: two octets
 * @PC5S_QOS_MAC_DESTINATIONS: lowest and highest MAC address
 * @PC5S_QOS_MAC_SOURCES: lowest and highest MAC address
 * @PC5S_QOS_PROSE_ID: ProSe identifier
 * @PC5S_QOS_L2_SOURCE: source layer-2 ID
 * @PC5S_QOS_L2_DESTINATION: destination layer-2 ID
 * @PC5S_QOS_APP_LAYER_ID: application layer ID, after the octet of its length
 */
enum pc5s_qos_component_type {
	PC5S_QOS_MATCH_ALL = 0x01,
	PC5S_QOS_IPV4_REMOTE = 0x10,
	PC5S_QOS_IPV4_LOCAL = 0x11,
	PC5S_QOS_IPV6_REMOTE = 0x21,
	PC5S_QOS_IPV6_LOCAL = 0x23,
	PC5S_QOS_PROTOCOL = 0x30,
	PC5S_QOS_LOCAL_PORT = 0x40,
	PC5S_QOS_LOCAL_PORTS = 0x41,
	PC5S_QOS_REMOTE_PORT = 0x50,
	PC5S_QOS_REMOTE_PORTS = 0x51,
	PC5S_QOS_SPI = 0x60,
	PC5S_QOS_TOS = 0x70,
	PC5S_QOS_FLOW_LABEL = 0x80,
	PC5S_QOS_MAC_DESTINATION = 0x81,
	PC5S_QOS_MAC_SOURCE,
	PC5S_QOS_CTAG_VID,
	PC5S_QOS_STAG_VID,
	PC5S_QOS_CTAG_PCP,
	PC5S_QOS_STAG_PCP,
	PC5S_QOS_ETHERTYPE,
	PC5S_QOS_MAC_DESTINATIONS,
	PC5S_QOS_MAC_SOURCES,
	PC5S_QOS_PROSE_ID,
	PC5S_QOS_L2_SOURCE,
	PC5S_QOS_L2_DESTINATION,
	PC5S_QOS_APP_LAYER_ID,
};

/**
 * struct pc5s_qos_component - component of a packet filter
 * @type: enum pc5s_qos_component_type
 * @value: its value
 */
struct pc5s_qos_component {
	uint8_t type;
	struct pc5s_span value;
};

/*
 * Components have no length of their own: returns -EOPNOTSUPP where @type is
 * unknown, as nothing after it can be read.
 */
int pc5s_qos_component_next(struct pc5s_span *rest,
			    struct pc5s_qos_component *component);
int pc5s_qos_component_put(struct pc5s_writer *writer,
			   const struct pc5s_qos_component *component);

#endif /* LIBPC5_PC5S_QOS_H */
