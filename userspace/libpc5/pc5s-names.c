// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: names of messages, IEs and causes. */

#include "pc5s-table.h"

#include "util.h"

static const char *const ie_name[PC5S_IE_COUNT] = {
	[PC5S_IE_SOURCE_USER_INFO] = "Source user info",
	[PC5S_IE_SECURITY_CAPABILITIES] = "UE security capabilities",
	[PC5S_IE_SIGNALLING_POLICY] =
		"UE PC5 unicast signalling security policy",
	[PC5S_IE_MIC] = "MIC",
	[PC5S_IE_PROSE_IDENTIFIERS] = "ProSe identifiers",
	[PC5S_IE_KEY_EST_INFO] = "Key establishment information container",
	[PC5S_IE_NONCE_1] = "Nonce_1",
	[PC5S_IE_KNRP_SESS_ID_MSB] = "MSB of K_NRP-sess ID",
	[PC5S_IE_TARGET_USER_INFO] = "Target user info",
	[PC5S_IE_KNRP_ID] = "K_NRP ID",
	[PC5S_IE_RELAY_SERVICE_CODE] = "Relay service code",
	[PC5S_IE_UE_IDENTITY] = "UE identity",
	[PC5S_IE_USER_SECURITY_KEY_ID] = "User security key ID",
	[PC5S_IE_HPLMN_ID] = "HPLMN ID",
	[PC5S_IE_UTC_COUNTER_LSB] = "UTC-based counter LSB",
	[PC5S_IE_RELAY_USER_INFO] = "UE-to-UE relay UE user info",
	[PC5S_IE_TARGET_END_UE_L2_ID] = "Target end UE layer-2 ID",
	[PC5S_IE_RELAY_INDICATION] = "Relay indication",
	[PC5S_IE_UP_CONFIG] =
		"Configuration of UE PC5 unicast user plane security protection",
	[PC5S_IE_QOS_FLOWS] = "QoS flow descriptions",
	[PC5S_IE_QOS_RULES] = "QoS rules",
	[PC5S_IE_IP_CONFIG] = "IP address configuration",
	[PC5S_IE_TARGET_LINK_LOCAL] = "Target link local IPv6 address",
	[PC5S_IE_TARGET_MAC] =
		"Target 5G ProSe layer-3 end UE MAC address",
	[PC5S_IE_TARGET_END_UE_IP] = "Target end UE IP address",
	[PC5S_IE_CAUSE] = "PC5 signalling protocol cause",
	[PC5S_IE_BACKOFF] = "Back-off value",
	[PC5S_IE_EAP_MESSAGE] = "EAP message",
	[PC5S_IE_END_UE_FAILURE_CAUSE] = "PC5 end UE failure cause",
	[PC5S_IE_SOURCE_END_UE_INFO] = "Source end UE info",
	[PC5S_IE_TARGET_END_UE_INFO] = "Target end UE info",
	[PC5S_IE_KNRP_ID_MSBS] = "MSBs of K_NRP ID",
	[PC5S_IE_KNRP_ID_LSBS] = "LSBs of K_NRP ID",
	[PC5S_IE_END_UE_RELEASE_CAUSE] = "PC5 end UE release cause",
	[PC5S_IE_OPERATION_CODE] = "Link modification operation code",
	[PC5S_IE_SOURCE_MAC] =
		"Source 5G ProSe layer-3 end UE MAC address",
	[PC5S_IE_RELAY_RESELECTION] = "Relay reselection indication",
	[PC5S_IE_RELAY_CANDIDATES] = "List of candidates U2U relay UE info",
	[PC5S_IE_SOURCE_END_UE_IP] = "Source end UE IP address",
	[PC5S_IE_TARGET_END_UE_IPS] = "List of target end UE IP addresses",
	[PC5S_IE_RELAY_CANDIDATE_L2_IDS] =
		"List of candidates U2U relay UE layer-2 IDs",
	[PC5S_IE_NEW_KNRP_ID_MSBS] = "New MSBs of K_NRP ID",
	[PC5S_IE_NEW_RELAY_INFO] = "New U2U relay UE info",
	[PC5S_IE_TARGET_IP_NEW_RELAY] =
		"Target end UE IP address for new relay",
	[PC5S_IE_NEW_KNRP_ID_LSBS] = "New LSBs of K_NRP ID",
	[PC5S_IE_SOURCE_IP_NEW_RELAY] =
		"Source end UE IP address for new relay",
	[PC5S_IE_KEEPALIVE_COUNTER] = "Keep-alive counter",
	[PC5S_IE_MAX_INACTIVITY] = "Maximum inactivity period",
	[PC5S_IE_SELECTED_ALGORITHMS] = "Selected security algorithms",
	[PC5S_IE_NONCE_2] = "Nonce_2",
	[PC5S_IE_KNRP_SESS_ID_LSB] = "LSB of K_NRP-sess ID",
	[PC5S_IE_GPI] = "GPI",
	[PC5S_IE_UP_POLICY] = "UE PC5 unicast user plane security policy",
	[PC5S_IE_RAND] = "RAND",
	[PC5S_IE_AUTS] = "AUTS",
	[PC5S_IE_REAUTH] = "Re-authentication indication",
	[PC5S_IE_SOURCE_L2_ID] = "Source layer-2 ID",
	[PC5S_IE_TARGET_L2_ID] = "Target layer-2 ID",
	[PC5S_IE_SOURCE_LINK_LOCAL] = "Source link local IPv6 address",
	[PC5S_IE_IP_NEEDED] = "IP address/prefix needed indication",
	[PC5S_IE_TARGET_USER_INFOS] = "List of target end UE user info",
	[PC5S_IE_TARGET_ADDRESSES] =
		"List of target end UE IP address/prefix",
	[PC5S_IE_T5106] = "T5106",
	[PC5S_IE_OLD_SOURCE_IPV6] = "Old source end UE IPv6 address",
	[PC5S_IE_NEW_SOURCE_IPV6] = "New source end UE IPv6 address",
	[PC5S_IE_OLD_SOURCE_USER_INFO] = "Old source end UE user info",
	[PC5S_IE_NEW_SOURCE_USER_INFO] = "New source end UE user info",
	[PC5S_IE_REQUIRED_PROSE_IDS] = "Required ProSe identifiers",
	[PC5S_IE_NEGOTIATED_PROSE_IDS] = "Negotiated ProSe identifiers",
	[PC5S_IE_UU_QOS_FLOWS] = "Uu QoS flow descriptions",
	[PC5S_IE_IDENTITY_TYPE] = "Identity type",
	[PC5S_IE_STATUS_INDICATOR] = "Status indicator",
	[PC5S_IE_DISCOVERY_SETS] = "List of direct discovery sets",
	[PC5S_IE_DISCOVERY_SET] = "Direct discovery set",
	[PC5S_IE_ANNOUNCE_PROHIBITED] = "Announce prohibited indication",
};

static const char *const cause_name[] = {
	[PC5S_CAUSE_NOT_ALLOWED] =
		"direct communication to the target UE not allowed",
	[PC5S_CAUSE_NO_LONGER_NEEDED] =
		"direct communication no longer needed",
	[PC5S_CAUSE_L2_ID_CONFLICT] =
		"conflict of layer-2 ID for unicast communication",
	[PC5S_CAUSE_NOT_AVAILABLE] =
		"direct connection is not available anymore",
	[PC5S_CAUSE_LACK_OF_RESOURCES] =
		"lack of resources for the direct link",
	[PC5S_CAUSE_AUTHENTICATION_FAILURE] = "authentication failure",
	[PC5S_CAUSE_INTEGRITY_FAILURE] = "integrity failure",
	[PC5S_CAUSE_CAPABILITIES_MISMATCH] =
		"UE security capabilities mismatch",
	[PC5S_CAUSE_SESS_ID_LSB_CONFLICT] = "LSB of K_NRP-sess ID conflict",
	[PC5S_CAUSE_POLICY_MISMATCH] =
		"UE PC5 unicast signalling security policy mismatch",
	[PC5S_CAUSE_SERVICE_NOT_ALLOWED] = "required service not allowed",
	[PC5S_CAUSE_POLICY_NOT_ALIGNED] = "security policy not aligned",
	[PC5S_CAUSE_CONGESTION] = "congestion situation",
	[PC5S_CAUSE_SYNC_ERROR] = "authentication synchronisation error",
	[PC5S_CAUSE_U2N_SECURITY_FAILURE] =
		"security procedure failure of UE-to-network relay",
	[PC5S_CAUSE_UNKNOWN_TARGET] =
		"unknown target UE's IP address/prefix or application layer ID",
	[PC5S_CAUSE_UNKNOWN_INITIATOR] =
		"unknown initiating end UE's IP address/prefix or application layer ID",
	[PC5S_CAUSE_PATH_SWITCH_NOT_ALLOWED] =
		"path switching not allowed for the ProSe applications",
	[PC5S_CAUSE_UU_NOT_AVAILABLE] =
		"path over Uu not available for path switching",
	[PC5S_CAUSE_END_UE_FAILURE] = "failure from 5G ProSe end UE",
	[PC5S_CAUSE_UNSPECIFIED] = "protocol error, unspecified",
	[PC5S_CAUSE_LINK_EXISTS] = "5G ProSe direct link already exists",
	[PC5S_CAUSE_U2U_SECURITY_FAILURE] =
		"security procedure failure of UE-to-UE relay",
	[PC5S_CAUSE_MAC_NOT_UNIQUE] = "MAC address not unique",
	[PC5S_CAUSE_RELAY_NOT_SELECTED] =
		"relay UE is not selected for link setup with integrated discovery",
};

static const char *name_of(const char *const *name, size_t n, unsigned int i)
{
	return i < n && name[i] ? name[i] : "unknown";
}

const char *pc5s_type_name(uint8_t type)
{
	const struct pc5s_desc *desc = pc5s_find_desc(type);

	return desc ? desc->name : "unknown";
}

const char *pc5s_ie_name(unsigned int ie)
{
	return name_of(ie_name, ARRAY_SIZE(ie_name), ie);
}

const char *pc5s_cause_name(uint8_t cause)
{
	return name_of(cause_name, ARRAY_SIZE(cause_name), cause);
}

uint8_t pc5s_cause(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	uint8_t cause = pc5s_u8(msg, ie);

	if (!pc5s_has(msg, ie))
		return 0;
	if (cause >= ARRAY_SIZE(cause_name) || !cause_name[cause])
		return PC5S_CAUSE_UNSPECIFIED;
	return cause;
}
