// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: whether the value of an IE is what its clause says it is. */

#include "disc-msg.h"
#include "pc5s-ie.h"
#include "pc5s-list.h"
#include "pc5s-qos.h"
#include "pc5s-table.h"

static bool up_config_ok(uint8_t octet)
{
	struct pc5s_up_config config = pc5s_up_config_decode(octet);

	return config.integrity <= PC5S_UP_ON && config.ciphering <= PC5S_UP_ON;
}

static bool ip_config_ok(uint8_t octet)
{
	return (octet & 0x0f) >= PC5S_IP_IPV6_ROUTER &&
	       (octet & 0x0f) <= PC5S_IP_DHCPV4_AND_ROUTER;
}

/* Whether a list of _next() entries comes to its end. */
#define ends_well(next, type, list) ({				\
	struct pc5s_span rest = (list);				\
	type entry;						\
	int ret;						\
								\
	do {							\
		ret = next(&rest, &entry);			\
	} while (ret > 0);					\
	!ret;							\
})

static bool value_ok(unsigned int ie, struct pc5s_span value)
{
	struct pc5s_span sets[PC5_DISC_SETS_MAX];
	struct pc5s_key_id key;
	struct pc5_addr addr;

	switch (ie) {
	case PC5S_IE_UP_CONFIG:
		return up_config_ok(value.data[0]);
	case PC5S_IE_IP_CONFIG:
		return ip_config_ok(value.data[0]);
	case PC5S_IE_REAUTH:
	case PC5S_IE_RELAY_RESELECTION:
		return value.data[0] & PC5S_INDICATED;
	case PC5S_IE_IP_NEEDED:
		return (value.data[0] & 0x0f) == PC5S_INDICATED;
	case PC5S_IE_PROSE_IDENTIFIERS:
	case PC5S_IE_REQUIRED_PROSE_IDS:
	case PC5S_IE_NEGOTIATED_PROSE_IDS:
		return ends_well(pc5s_prose_id_next, struct pc5s_prose_id, value);
	case PC5S_IE_QOS_FLOWS:
		return ends_well(pc5s_qos_flow_next, struct pc5s_qos_flow, value);
	case PC5S_IE_QOS_RULES:
		return ends_well(pc5s_qos_rule_next, struct pc5s_qos_rule, value);
	case PC5S_IE_USER_SECURITY_KEY_ID:
		return !pc5s_key_id_decode(value, &key);
	case PC5S_IE_TARGET_END_UE_IP:
	case PC5S_IE_SOURCE_END_UE_IP:
	case PC5S_IE_TARGET_IP_NEW_RELAY:
	case PC5S_IE_SOURCE_IP_NEW_RELAY:
		return !pc5s_ue_ip_decode(value, &addr);
	case PC5S_IE_TARGET_END_UE_IPS:
		return ends_well(pc5s_ue_ip_next, struct pc5_addr, value);
	case PC5S_IE_TARGET_ADDRESSES:
		return ends_well(pc5s_ipv6_next, struct in6_addr, value);
	case PC5S_IE_RELAY_CANDIDATES:
	case PC5S_IE_TARGET_USER_INFOS:
		return ends_well(pc5s_user_info_next, struct pc5s_span, value);
	case PC5S_IE_RELAY_CANDIDATE_L2_IDS:
		return ends_well(pc5s_relay_next, struct pc5s_relay, value);
	case PC5S_IE_DISCOVERY_SETS:
		return pc5_disc_sets_decode(value, sets) >= 0;
	case PC5S_IE_ANNOUNCE_PROHIBITED:
		return value.data[0] & PC5S_INDICATED;
	default:
		return true;
	}
}

bool pc5s_field_ok(const struct pc5s_field *field, struct pc5s_span value)
{
	return value.len >= field->min && value.len <= field->max &&
	       value_ok(field->ie, value);
}
