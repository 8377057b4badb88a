// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The messages of TS 24.554 v18.3.0 clause 10.3. The specification's lengths
 * are those of whole IEs, these are those of values. Message
 * type and sequence number, first in every message, are not rows here.
 */

#include "pc5s-table.h"

#include "util.h"

/* Rows: mandatory, then optional. */
#define M_V(ie, len) { PC5S_IE_##ie, PC5S_V, true, 0, len, len }
#define M_LV(ie, min, max) { PC5S_IE_##ie, PC5S_LV, true, 0, min, max }
#define M_LVE(ie, min) { PC5S_IE_##ie, PC5S_LV_E, true, 0, min, UINT16_MAX }
#define M_TV1(iei, ie) { PC5S_IE_##ie, PC5S_TV1, true, iei, 1, 1 }
#define O_TV1(iei, ie) { PC5S_IE_##ie, PC5S_TV1, false, iei, 1, 1 }
#define O_TV(iei, ie, len) { PC5S_IE_##ie, PC5S_TV, false, iei, len, len }
#define O_TLV(iei, ie, min, max) \
	{ PC5S_IE_##ie, PC5S_TLV, false, iei, min, max }
#define O_TLVE(iei, ie, min, max) \
	{ PC5S_IE_##ie, PC5S_TLV_E, false, iei, min, max }

/* Clause 10.3.1. */
static const struct pc5s_field establishment_request[] = {
	M_LV(SOURCE_USER_INFO, 1, 255),
	M_LV(SECURITY_CAPABILITIES, 2, 8),
	M_V(SIGNALLING_POLICY, 1),
	O_TV(0x4f, MIC, 4),
	O_TLVE(0x7b, PROSE_IDENTIFIERS, 18, 65535),
	O_TLVE(0x74, KEY_EST_INFO, 1, 65535),
	O_TV(0x56, NONCE_1, 16),
	O_TV(0x5c, KNRP_SESS_ID_MSB, 1),
	O_TLV(0x28, TARGET_USER_INFO, 1, 255),
	O_TV(0x58, KNRP_ID, 4),
	O_TV(0x54, RELAY_SERVICE_CODE, 3),
	O_TLVE(0x7d, UE_IDENTITY, 1, 65535),
	O_TLV(0x64, USER_SECURITY_KEY_ID, 1, 255),
	O_TLV(0x2a, HPLMN_ID, 3, 3),
	O_TV(0x2b, UTC_COUNTER_LSB, 1),
	O_TLV(0x65, RELAY_USER_INFO, 1, 255),
	O_TV(0x2d, TARGET_END_UE_L2_ID, 3),
	O_TV1(PC5S_UNCONFIRMED_IEI_RELAY_INDICATION, RELAY_INDICATION),
};

/* Clause 10.3.2. */
static const struct pc5s_field establishment_accept[] = {
	M_LV(SOURCE_USER_INFO, 1, 255),
	M_V(UP_CONFIG, 1),
	O_TLVE(0x79, QOS_FLOWS, 3, 65535),
	O_TLVE(0x7c, QOS_RULES, 4, 65535),
	O_TV(0x62, IP_CONFIG, 1),
	O_TV(0x61, TARGET_LINK_LOCAL, 16),
	O_TLV(0x65, RELAY_USER_INFO, 1, 255),
	O_TLV(0x2e, TARGET_MAC, 6, 6),
	O_TLV(PC5S_UNCONFIRMED_IEI_TARGET_END_UE_IP, TARGET_END_UE_IP, 5, 17),
};

/* Clause 10.3.3. */
static const struct pc5s_field establishment_reject[] = {
	M_V(CAUSE, 1),
	O_TV(0x5e, BACKOFF, 1),
	O_TLVE(0x70, EAP_MESSAGE, 4, 1500),
	O_TLV(0x68, END_UE_FAILURE_CAUSE, 1, 1),
	O_TLV(0x66, SOURCE_END_UE_INFO, 1, 255),
	O_TLV(0x67, TARGET_END_UE_INFO, 1, 255),
	O_TLV(0x65, RELAY_USER_INFO, 1, 255),
};

/* Clause 10.3.4. */
static const struct pc5s_field release_request[] = {
	M_V(CAUSE, 1),
	M_V(KNRP_ID_MSBS, 2),
	O_TV(0x5e, BACKOFF, 1),
	O_TLV(PC5S_UNCONFIRMED_IEI_END_UE_RELEASE_CAUSE,
	      END_UE_RELEASE_CAUSE, 1, 1),
};

/* Clause 10.3.5. */
static const struct pc5s_field release_accept[] = {
	M_V(KNRP_ID_LSBS, 2),
};

/* Clause 10.3.6. */
static const struct pc5s_field modification_request[] = {
	M_V(OPERATION_CODE, 1),
	M_LVE(QOS_FLOWS, 3),
	O_TLVE(0x7c, QOS_RULES, 4, 65535),
	O_TLV(0x66, SOURCE_END_UE_INFO, 1, 255),
	O_TLV(0x67, TARGET_END_UE_INFO, 1, 255),
	O_TV(0x2d, TARGET_END_UE_L2_ID, 3),
	O_TLV(0x33, SOURCE_MAC, 6, 6),
	O_TV1(0x90, RELAY_RESELECTION),
	O_TLV(0x2f, RELAY_CANDIDATES, 5, 255),
	O_TLV(0x30, SOURCE_END_UE_IP, 5, 17),
	O_TLV(0x31, TARGET_END_UE_IPS, PC5S_UNCONFIRMED_UE_IP_LIST_MIN, 255),
	O_TLV(0x32, RELAY_CANDIDATE_L2_IDS, 3, 255),
	O_TLV(PC5S_UNCONFIRMED_IEI_NEW_KNRP_ID_MSBS, NEW_KNRP_ID_MSBS, 2, 2),
};

/* Clause 10.3.7. */
static const struct pc5s_field modification_accept[] = {
	O_TLVE(0x79, QOS_FLOWS, 3, 65535),
	O_TLVE(0x7c, QOS_RULES, 4, 65535),
	O_TLV(0x66, SOURCE_END_UE_INFO, 1, 255),
	O_TLV(0x67, TARGET_END_UE_INFO, 1, 255),
	O_TLV(0x2e, TARGET_MAC, 6, 6),
	O_TV1(0x90, RELAY_RESELECTION),
	O_TLV(0x34, NEW_RELAY_INFO, 1, 255),
	O_TLV(0x30, SOURCE_END_UE_IP, 5, 17),
	O_TLV(0x35, TARGET_END_UE_IP, 5, 17),
	O_TLV(PC5S_UNCONFIRMED_IEI_TARGET_IP_NEW_RELAY, TARGET_IP_NEW_RELAY,
	      5, 17),
	O_TLV(PC5S_UNCONFIRMED_IEI_NEW_KNRP_ID_LSBS, NEW_KNRP_ID_LSBS, 2, 2),
};

/* Clause 10.3.7a; its first IE is mandatory and yet has an IEI. */
static const struct pc5s_field modification_ack[] = {
	M_TV1(0x90, RELAY_RESELECTION),
	M_LV(SOURCE_IP_NEW_RELAY, 5, 17),
	O_TLV(0x30, SOURCE_END_UE_IP, 5, 17),
	O_TLV(0x35, TARGET_END_UE_IP, 5, 17),
};

/* Clause 10.3.22; the failure cause has another IEI in clause 10.3.3. */
static const struct pc5s_field modification_reject[] = {
	M_V(CAUSE, 1),
	O_TLV(0x69, END_UE_FAILURE_CAUSE, 1, 1),
	O_TLV(0x66, SOURCE_END_UE_INFO, 1, 255),
	O_TLV(0x67, TARGET_END_UE_INFO, 1, 255),
};

/* Clause 10.3.8. */
static const struct pc5s_field keepalive_request[] = {
	M_V(KEEPALIVE_COUNTER, 4),
	O_TV(0x5f, MAX_INACTIVITY, 4),
};

/* Clause 10.3.9. */
static const struct pc5s_field keepalive_response[] = {
	M_V(KEEPALIVE_COUNTER, 4),
};

/* Clauses 10.3.10 and 10.3.11. */
static const struct pc5s_field authentication[] = {
	M_LVE(KEY_EST_INFO, 1),
};

/* Clause 10.3.23. */
static const struct pc5s_field authentication_failure[] = {
	O_TLVE(0x74, KEY_EST_INFO, 1, 65535),
};

/* Clause 10.3.13. */
static const struct pc5s_field security_mode_command[] = {
	M_V(SELECTED_ALGORITHMS, 1),
	M_LV(SECURITY_CAPABILITIES, 2, 8),
	O_TV(0x59, SIGNALLING_POLICY, 1),
	O_TV(0x57, NONCE_2, 16),
	O_TV(0x5d, KNRP_SESS_ID_LSB, 1),
	O_TLVE(0x74, KEY_EST_INFO, 1, 65535),
	O_TV(0x5a, KNRP_ID_MSBS, 2),
	O_TLVE(0x7a, GPI, 1, 65535),
	O_TLVE(0x70, EAP_MESSAGE, 4, 1500),
};

/* Clause 10.3.14. */
static const struct pc5s_field security_mode_complete[] = {
	M_V(UP_POLICY, 1),
	O_TLVE(0x79, QOS_FLOWS, 3, 65535),
	O_TV(0x62, IP_CONFIG, 1),
	O_TV(0x61, TARGET_LINK_LOCAL, 16),
	O_TV(0x5b, KNRP_ID_LSBS, 2),
	O_TLVE(0x7c, QOS_RULES, 4, 65535),
};

/* Clause 10.3.15. */
static const struct pc5s_field security_mode_reject[] = {
	M_V(CAUSE, 1),
	O_TV(0x2b, RAND, 16),
	O_TV(0x2c, AUTS, 14),
};

/* Clause 10.3.16. */
static const struct pc5s_field rekeying_request[] = {
	M_LV(SECURITY_CAPABILITIES, 2, 8),
	O_TLVE(0x74, KEY_EST_INFO, 1, 65535),
	O_TV(0x56, NONCE_1, 16),
	O_TV(0x5c, KNRP_SESS_ID_MSB, 1),
	O_TV(0x55, REAUTH, 1),
	O_TLV(0x64, USER_SECURITY_KEY_ID, 1, 255),
	O_TLV(0x2a, HPLMN_ID, 3, 3),
};

/* Clause 10.3.18. A list of addresses is of at least one, clause 11.3.44. */
static const struct pc5s_field identifier_update_request[] = {
	M_V(KNRP_SESS_ID_MSB, 1),
	M_V(SOURCE_L2_ID, 3),
	O_TLV(0x27, SOURCE_USER_INFO, 1, 255),
	O_TV(0x60, SOURCE_LINK_LOCAL, 16),
	O_TV1(0xa0, IP_NEEDED),
	O_TLV(0x69, TARGET_USER_INFOS, 1, 255),
	O_TLV(0x6a, TARGET_ADDRESSES, 16, 255),
};

/* Clause 10.3.19. */
static const struct pc5s_field identifier_update_accept[] = {
	M_V(KNRP_SESS_ID_LSB, 1),
	M_V(KNRP_SESS_ID_MSB, 1),
	M_V(SOURCE_L2_ID, 3),
	M_V(TARGET_L2_ID, 3),
	O_TLV(0x27, SOURCE_USER_INFO, 1, 255),
	O_TLV(0x28, TARGET_USER_INFO, 1, 255),
	O_TV(0x60, SOURCE_LINK_LOCAL, 16),
	O_TV(0x61, TARGET_LINK_LOCAL, 16),
};

/*
 * Clause 10.3.20. Its last row says TLV of 17 octets in all, which cannot hold
 * an address: the format counts.
 */
static const struct pc5s_field identifier_update_ack[] = {
	M_V(KNRP_SESS_ID_LSB, 1),
	M_V(TARGET_L2_ID, 3),
	O_TLV(0x28, TARGET_USER_INFO, 1, 255),
	O_TV(0x61, TARGET_LINK_LOCAL, 16),
	O_TLV(0x6b, SOURCE_LINK_LOCAL, 16, 16),
};

/* AUTHENTICATION REJECT and others that say nothing but why. */
static const struct pc5s_field cause_only[] = {
	M_V(CAUSE, 1),
};

static const struct pc5s_field additional_parameters_response[] = {
	M_V(T5106, 2),
};

static const struct pc5s_field aa_transport[] = {
	O_TLVE(0x70, EAP_MESSAGE, 4, 1500),
};

static const struct pc5s_field relay_update[] = {
	O_TV(0x36, OLD_SOURCE_IPV6, 16),
	O_TV(0x37, NEW_SOURCE_IPV6, 16),
	O_TLV(0x6c, OLD_SOURCE_USER_INFO, 1, 255),
	O_TLV(0x6d, NEW_SOURCE_USER_INFO, 1, 255),
};

static const struct pc5s_field path_switching_request[] = {
	M_LVE(REQUIRED_PROSE_IDS, 18),
	O_TLVE(0x7e, UU_QOS_FLOWS, 1, 65535),
};

static const struct pc5s_field path_switching_accept[] = {
	M_LVE(NEGOTIATED_PROSE_IDS, 18),
};

static const struct pc5s_field identity_request[] = {
	M_V(IDENTITY_TYPE, 1),
};

static const struct pc5s_field identity_response[] = {
	M_LVE(UE_IDENTITY, 1),
};

/* Not in clause 10.3, see pc5s-unconfirmed.h. */
static const struct pc5s_field security_establishment_request[] = {
	M_LV(SECURITY_CAPABILITIES, 2, 8),
	M_V(SIGNALLING_POLICY, 1),
	O_TV(0x4f, MIC, 4),
	O_TV(0x56, NONCE_1, 16),
	O_TV(0x5c, KNRP_SESS_ID_MSB, 1),
	O_TV(0x54, RELAY_SERVICE_CODE, 3),
	O_TLVE(0x7d, UE_IDENTITY, 1, 65535),
	O_TLV(0x64, USER_SECURITY_KEY_ID, 1, 255),
	O_TLV(0x2a, HPLMN_ID, 3, 3),
	O_TV(0x2b, UTC_COUNTER_LSB, 1),
};

static const struct pc5s_field security_establishment_reject[] = {
	M_V(CAUSE, 1),
	O_TV(0x5e, BACKOFF, 1),
	O_TLVE(0x70, EAP_MESSAGE, 4, 1500),
};

#define DESC(type, name, rows) { name, rows, PC5S_##type, ARRAY_SIZE(rows) }
#define EMPTY(type, name) { name, NULL, PC5S_##type, 0 }

const struct pc5s_desc pc5s_desc[] = {
	DESC(ESTABLISHMENT_REQUEST, "ESTABLISHMENT REQUEST",
	     establishment_request),
	DESC(ESTABLISHMENT_ACCEPT, "ESTABLISHMENT ACCEPT",
	     establishment_accept),
	DESC(ESTABLISHMENT_REJECT, "ESTABLISHMENT REJECT",
	     establishment_reject),
	DESC(MODIFICATION_REQUEST, "MODIFICATION REQUEST",
	     modification_request),
	DESC(MODIFICATION_ACCEPT, "MODIFICATION ACCEPT", modification_accept),
	DESC(MODIFICATION_REJECT, "MODIFICATION REJECT", modification_reject),
	DESC(RELEASE_REQUEST, "RELEASE REQUEST", release_request),
	DESC(RELEASE_ACCEPT, "RELEASE ACCEPT", release_accept),
	DESC(KEEPALIVE_REQUEST, "KEEPALIVE REQUEST", keepalive_request),
	DESC(KEEPALIVE_RESPONSE, "KEEPALIVE RESPONSE", keepalive_response),
	DESC(AUTHENTICATION_REQUEST, "AUTHENTICATION REQUEST",
	     authentication),
	DESC(AUTHENTICATION_RESPONSE, "AUTHENTICATION RESPONSE",
	     authentication),
	DESC(AUTHENTICATION_REJECT, "AUTHENTICATION REJECT", cause_only),
	DESC(SECURITY_MODE_COMMAND, "SECURITY MODE COMMAND",
	     security_mode_command),
	DESC(SECURITY_MODE_COMPLETE, "SECURITY MODE COMPLETE",
	     security_mode_complete),
	DESC(SECURITY_MODE_REJECT, "SECURITY MODE REJECT",
	     security_mode_reject),
	DESC(REKEYING_REQUEST, "REKEYING REQUEST", rekeying_request),
	EMPTY(REKEYING_RESPONSE, "REKEYING RESPONSE"),
	DESC(IDENTIFIER_UPDATE_REQUEST, "IDENTIFIER UPDATE REQUEST",
	     identifier_update_request),
	DESC(IDENTIFIER_UPDATE_ACCEPT, "IDENTIFIER UPDATE ACCEPT",
	     identifier_update_accept),
	DESC(IDENTIFIER_UPDATE_ACK, "IDENTIFIER UPDATE ACK",
	     identifier_update_ack),
	DESC(IDENTIFIER_UPDATE_REJECT, "IDENTIFIER UPDATE REJECT",
	     cause_only),
	DESC(AUTHENTICATION_FAILURE, "AUTHENTICATION FAILURE",
	     authentication_failure),
	EMPTY(ADDITIONAL_PARAMETERS_REQUEST,
	      "ADDITIONAL PARAMETERS ANNOUNCEMENT REQUEST"),
	DESC(ADDITIONAL_PARAMETERS_RESPONSE,
	     "ADDITIONAL PARAMETERS ANNOUNCEMENT RESPONSE",
	     additional_parameters_response),
	DESC(AA_TRANSPORT_REQUEST, "AA MESSAGE TRANSPORT REQUEST",
	     aa_transport),
	DESC(AA_TRANSPORT_RESPONSE, "AA MESSAGE TRANSPORT RESPONSE",
	     aa_transport),
	DESC(RELAY_UPDATE_REQUEST, "UE TO UE RELAY UPDATE REQUEST",
	     relay_update),
	DESC(RELAY_UPDATE_ACCEPT, "UE TO UE RELAY UPDATE ACCEPT",
	     relay_update),
	DESC(RELAY_UPDATE_REJECT, "UE TO UE RELAY UPDATE REJECT",
	     cause_only),
	DESC(PATH_SWITCHING_REQUEST, "PATH SWITCHING REQUEST",
	     path_switching_request),
	DESC(PATH_SWITCHING_ACCEPT, "PATH SWITCHING ACCEPT",
	     path_switching_accept),
	DESC(PATH_SWITCHING_REJECT, "PATH SWITCHING REJECT", cause_only),
	DESC(MODIFICATION_ACK, "MODIFICATION ACK", modification_ack),
	DESC(IDENTITY_REQUEST, "IDENTITY REQUEST", identity_request),
	DESC(IDENTITY_RESPONSE, "IDENTITY RESPONSE", identity_response),
	DESC(SECURITY_ESTABLISHMENT_REQUEST,
	     "SECURITY ESTABLISHMENT REQUEST",
	     security_establishment_request),
	EMPTY(SECURITY_ESTABLISHMENT_ACCEPT, "SECURITY ESTABLISHMENT ACCEPT"),
	DESC(SECURITY_ESTABLISHMENT_REJECT, "SECURITY ESTABLISHMENT REJECT",
	     security_establishment_reject),
};

const size_t pc5s_desc_n = ARRAY_SIZE(pc5s_desc);

const struct pc5s_desc *pc5s_find_desc(uint8_t type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pc5s_desc); i++)
		if (pc5s_desc[i].type == type)
			return &pc5s_desc[i];
	return NULL;
}
