/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PC5-S: the signalling messages of a 5G ProSe unicast link (TS 24.554 v18.3.0
 * clauses 10.3 and 11.3), as octets and as information elements (IEs).
 *
 * A message is struct pc5s_msg: for each IE where its value is. Decoding points
 * into the received octets, encoding reads what the caller pointed at; nothing
 * is allocated, and nothing is kept. What the values mean is in pc5s-ie.h and
 * pc5s-qos.h, what a message may hold in pc5s-table.h.
 */
#ifndef LIBPC5_PC5S_H
#define LIBPC5_PC5S_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pc5s-unconfirmed.h"

/* Most octets of a message (clause 9.3.1.2). */
#define PC5S_MSG_MAX 65535

/* Octets of some values. */
#define PC5S_NONCE_LEN 16
#define PC5S_LINK_LOCAL_LEN 16
#define PC5S_USER_INFO_MAX 255

/**
 * enum pc5s_type - message type (clause 11.3.1); the names leave out PROSE
 * DIRECT LINK. The last five have no assigned value.
 * @PC5S_ESTABLISHMENT_REQUEST: Direct Communication Request, DCR
 * @PC5S_ESTABLISHMENT_ACCEPT: Direct Communication Accept, DCA
 * @PC5S_ESTABLISHMENT_REJECT: Direct Communication Reject
 * @PC5S_MODIFICATION_REQUEST: Link Modification Request
 * @PC5S_MODIFICATION_ACCEPT: Link Modification Accept
 * @PC5S_MODIFICATION_REJECT: its refusal
 * @PC5S_RELEASE_REQUEST: Disconnect Request
 * @PC5S_RELEASE_ACCEPT: Disconnect Response
 * @PC5S_KEEPALIVE_REQUEST: is the peer there?
 * @PC5S_KEEPALIVE_RESPONSE: it is
 * @PC5S_AUTHENTICATION_REQUEST: Direct Authentication and Key Establishment
 * @PC5S_AUTHENTICATION_RESPONSE: its answer
 * @PC5S_AUTHENTICATION_REJECT: UE_1 gives up
 * @PC5S_SECURITY_MODE_COMMAND: Direct Security Mode Command, DSM Command
 * @PC5S_SECURITY_MODE_COMPLETE: Direct Security Mode Complete, DSM Complete
 * @PC5S_SECURITY_MODE_REJECT: Direct Security Mode Failure
 * @PC5S_REKEYING_REQUEST: Direct Rekey Request
 * @PC5S_REKEYING_RESPONSE: Direct Rekey Response
 * @PC5S_IDENTIFIER_UPDATE_REQUEST: Link Identifier Update Request
 * @PC5S_IDENTIFIER_UPDATE_ACCEPT: Link Identifier Update Response
 * @PC5S_IDENTIFIER_UPDATE_ACK: Link Identifier Update Ack
 * @PC5S_IDENTIFIER_UPDATE_REJECT: its refusal
 * @PC5S_AUTHENTICATION_FAILURE: UE_2 gives up
 * @PC5S_ADDITIONAL_PARAMETERS_REQUEST: ADDITIONAL PARAMETERS ANNOUNCEMENT
 *	REQUEST, to a UE-to-network relay
 * @PC5S_ADDITIONAL_PARAMETERS_RESPONSE: its answer
 * @PC5S_AA_TRANSPORT_REQUEST: AA MESSAGE TRANSPORT REQUEST, from a relay
 * @PC5S_AA_TRANSPORT_RESPONSE: its answer
 * @PC5S_RELAY_UPDATE_REQUEST: UE TO UE RELAY UPDATE REQUEST, from a relay
 * @PC5S_RELAY_UPDATE_ACCEPT: its answer
 * @PC5S_RELAY_UPDATE_REJECT: its refusal
 * @PC5S_PATH_SWITCHING_REQUEST: between PC5 and Uu
 * @PC5S_PATH_SWITCHING_ACCEPT: its answer
 * @PC5S_PATH_SWITCHING_REJECT: its refusal
 * @PC5S_MODIFICATION_ACK: Link Modification Ack, for relay reselection
 * @PC5S_IDENTITY_REQUEST: from a UE-to-network relay
 * @PC5S_IDENTITY_RESPONSE: its answer
 * @PC5S_SECURITY_ESTABLISHMENT_REQUEST: Direct Communication Security Request,
 *	from the target end UE to a UE-to-UE relay
 * @PC5S_SECURITY_ESTABLISHMENT_ACCEPT: its answer
 * @PC5S_SECURITY_ESTABLISHMENT_REJECT: its refusal
 */
enum pc5s_type {
	PC5S_ESTABLISHMENT_REQUEST = 0x01,
	PC5S_ESTABLISHMENT_ACCEPT,
	PC5S_ESTABLISHMENT_REJECT,
	PC5S_MODIFICATION_REQUEST,
	PC5S_MODIFICATION_ACCEPT,
	PC5S_MODIFICATION_REJECT,
	PC5S_RELEASE_REQUEST,
	PC5S_RELEASE_ACCEPT,
	PC5S_KEEPALIVE_REQUEST,
	PC5S_KEEPALIVE_RESPONSE,
	PC5S_AUTHENTICATION_REQUEST,
	PC5S_AUTHENTICATION_RESPONSE,
	PC5S_AUTHENTICATION_REJECT,
	PC5S_SECURITY_MODE_COMMAND,
	PC5S_SECURITY_MODE_COMPLETE,
	PC5S_SECURITY_MODE_REJECT,
	PC5S_REKEYING_REQUEST,
	PC5S_REKEYING_RESPONSE,
	PC5S_IDENTIFIER_UPDATE_REQUEST,
	PC5S_IDENTIFIER_UPDATE_ACCEPT,
	PC5S_IDENTIFIER_UPDATE_ACK,
	PC5S_IDENTIFIER_UPDATE_REJECT,
	PC5S_AUTHENTICATION_FAILURE,
	PC5S_ADDITIONAL_PARAMETERS_REQUEST,
	PC5S_ADDITIONAL_PARAMETERS_RESPONSE,
	PC5S_AA_TRANSPORT_REQUEST,
	PC5S_AA_TRANSPORT_RESPONSE,
	PC5S_RELAY_UPDATE_REQUEST,
	PC5S_RELAY_UPDATE_ACCEPT,
	PC5S_RELAY_UPDATE_REJECT,
	PC5S_PATH_SWITCHING_REQUEST,
	PC5S_PATH_SWITCHING_ACCEPT,
	PC5S_PATH_SWITCHING_REJECT,
	PC5S_MODIFICATION_ACK,
	PC5S_IDENTITY_REQUEST = PC5S_UNCONFIRMED_IDENTITY_REQUEST,
	PC5S_IDENTITY_RESPONSE = PC5S_UNCONFIRMED_IDENTITY_RESPONSE,
	PC5S_SECURITY_ESTABLISHMENT_REQUEST =
		PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_REQUEST,
	PC5S_SECURITY_ESTABLISHMENT_ACCEPT =
		PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_ACCEPT,
	PC5S_SECURITY_ESTABLISHMENT_REJECT =
		PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_REJECT,
};

/**
 * enum pc5s_ie - information element, whatever the message and its format there
 * @PC5S_IE_SOURCE_USER_INFO: Source user info, an application layer ID
 * @PC5S_IE_SECURITY_CAPABILITIES: UE security capabilities
 * @PC5S_IE_SIGNALLING_POLICY: UE PC5 unicast signalling security policy
 * @PC5S_IE_MIC: MIC
 * @PC5S_IE_PROSE_IDENTIFIERS: ProSe identifiers
 * @PC5S_IE_KEY_EST_INFO: Key establishment information container
 * @PC5S_IE_NONCE_1: Nonce_1
 * @PC5S_IE_KNRP_SESS_ID_MSB: MSB of K_NRP-sess ID
 * @PC5S_IE_TARGET_USER_INFO: Target user info, an application layer ID
 * @PC5S_IE_KNRP_ID: K_NRP ID
 * @PC5S_IE_RELAY_SERVICE_CODE: Relay service code
 * @PC5S_IE_UE_IDENTITY: UE identity, a 5GS mobile identity
 * @PC5S_IE_USER_SECURITY_KEY_ID: User security key ID
 * @PC5S_IE_HPLMN_ID: HPLMN ID
 * @PC5S_IE_UTC_COUNTER_LSB: UTC-based counter LSB
 * @PC5S_IE_RELAY_USER_INFO: UE-to-UE relay UE user info
 * @PC5S_IE_TARGET_END_UE_L2_ID: Target end UE layer-2 ID
 * @PC5S_IE_RELAY_INDICATION: Relay indication
 * @PC5S_IE_UP_CONFIG: Configuration of UE PC5 unicast user plane security
 *	protection
 * @PC5S_IE_QOS_FLOWS: QoS flow descriptions
 * @PC5S_IE_QOS_RULES: QoS rules
 * @PC5S_IE_IP_CONFIG: IP address configuration
 * @PC5S_IE_TARGET_LINK_LOCAL: Target link local IPv6 address
 * @PC5S_IE_TARGET_MAC: Target 5G ProSe layer-3 end UE MAC address
 * @PC5S_IE_TARGET_END_UE_IP: Target end UE IP address
 * @PC5S_IE_CAUSE: PC5 signalling protocol cause
 * @PC5S_IE_BACKOFF: Back-off value, a GPRS timer
 * @PC5S_IE_EAP_MESSAGE: EAP message
 * @PC5S_IE_END_UE_FAILURE_CAUSE: PC5 end UE failure cause
 * @PC5S_IE_SOURCE_END_UE_INFO: Source end UE info, a user info ID
 * @PC5S_IE_TARGET_END_UE_INFO: Target end UE info, a user info ID
 * @PC5S_IE_KNRP_ID_MSBS: MSBs of K_NRP ID
 * @PC5S_IE_KNRP_ID_LSBS: LSBs of K_NRP ID
 * @PC5S_IE_END_UE_RELEASE_CAUSE: PC5 end UE release cause
 * @PC5S_IE_OPERATION_CODE: Link modification operation code
 * @PC5S_IE_SOURCE_MAC: Source 5G ProSe layer-3 end UE MAC address
 * @PC5S_IE_RELAY_RESELECTION: Relay reselection indication
 * @PC5S_IE_RELAY_CANDIDATES: List of candidates U2U relay UE info
 * @PC5S_IE_SOURCE_END_UE_IP: Source end UE IP address
 * @PC5S_IE_TARGET_END_UE_IPS: List of target end UE IP addresses
 * @PC5S_IE_RELAY_CANDIDATE_L2_IDS: List of candidates U2U relay UE layer-2 IDs
 * @PC5S_IE_NEW_KNRP_ID_MSBS: New MSBs of K_NRP ID
 * @PC5S_IE_NEW_RELAY_INFO: New U2U relay UE info, a user info ID
 * @PC5S_IE_TARGET_IP_NEW_RELAY: Target end UE IP address for new relay
 * @PC5S_IE_NEW_KNRP_ID_LSBS: New LSBs of K_NRP ID
 * @PC5S_IE_SOURCE_IP_NEW_RELAY: Source end UE IP address for new relay
 * @PC5S_IE_KEEPALIVE_COUNTER: Keep-alive counter
 * @PC5S_IE_MAX_INACTIVITY: Maximum inactivity period, in seconds
 * @PC5S_IE_SELECTED_ALGORITHMS: Selected security algorithms
 * @PC5S_IE_NONCE_2: Nonce_2
 * @PC5S_IE_KNRP_SESS_ID_LSB: LSB of K_NRP-sess ID
 * @PC5S_IE_GPI: GPI
 * @PC5S_IE_UP_POLICY: UE PC5 unicast user plane security policy
 * @PC5S_IE_RAND: RAND
 * @PC5S_IE_AUTS: AUTS
 * @PC5S_IE_REAUTH: Re-authentication indication
 * @PC5S_IE_SOURCE_L2_ID: Source layer-2 ID
 * @PC5S_IE_TARGET_L2_ID: Target layer-2 ID
 * @PC5S_IE_SOURCE_LINK_LOCAL: Source link local IPv6 address
 * @PC5S_IE_IP_NEEDED: IP address/prefix needed indication
 * @PC5S_IE_TARGET_USER_INFOS: List of target end UE user info
 * @PC5S_IE_TARGET_ADDRESSES: List of target end UE IP address/prefix
 * @PC5S_IE_T5106: T5106, in minutes
 * @PC5S_IE_OLD_SOURCE_IPV6: Old source end UE IPv6 address
 * @PC5S_IE_NEW_SOURCE_IPV6: New source end UE IPv6 address
 * @PC5S_IE_OLD_SOURCE_USER_INFO: Old source end UE user info
 * @PC5S_IE_NEW_SOURCE_USER_INFO: New source end UE user info
 * @PC5S_IE_REQUIRED_PROSE_IDS: Required ProSe identifiers
 * @PC5S_IE_NEGOTIATED_PROSE_IDS: Negotiated ProSe identifiers
 * @PC5S_IE_UU_QOS_FLOWS: Uu QoS flow descriptions
 * @PC5S_IE_IDENTITY_TYPE: Identity type
 * @PC5S_IE_STATUS_INDICATOR: Status indicator, of discovery (disc-msg.h)
 * @PC5S_IE_DISCOVERY_SETS: List of direct discovery sets, of discovery
 * @PC5S_IE_DISCOVERY_SET: Direct discovery set, of discovery
 * @PC5S_IE_ANNOUNCE_PROHIBITED: Announce prohibited indication, of discovery
 * @PC5S_IE_COUNT: how many there are
 */
enum pc5s_ie {
	PC5S_IE_SOURCE_USER_INFO,
	PC5S_IE_SECURITY_CAPABILITIES,
	PC5S_IE_SIGNALLING_POLICY,
	PC5S_IE_MIC,
	PC5S_IE_PROSE_IDENTIFIERS,
	PC5S_IE_KEY_EST_INFO,
	PC5S_IE_NONCE_1,
	PC5S_IE_KNRP_SESS_ID_MSB,
	PC5S_IE_TARGET_USER_INFO,
	PC5S_IE_KNRP_ID,
	PC5S_IE_RELAY_SERVICE_CODE,
	PC5S_IE_UE_IDENTITY,
	PC5S_IE_USER_SECURITY_KEY_ID,
	PC5S_IE_HPLMN_ID,
	PC5S_IE_UTC_COUNTER_LSB,
	PC5S_IE_RELAY_USER_INFO,
	PC5S_IE_TARGET_END_UE_L2_ID,
	PC5S_IE_RELAY_INDICATION,
	PC5S_IE_UP_CONFIG,
	PC5S_IE_QOS_FLOWS,
	PC5S_IE_QOS_RULES,
	PC5S_IE_IP_CONFIG,
	PC5S_IE_TARGET_LINK_LOCAL,
	PC5S_IE_TARGET_MAC,
	PC5S_IE_TARGET_END_UE_IP,
	PC5S_IE_CAUSE,
	PC5S_IE_BACKOFF,
	PC5S_IE_EAP_MESSAGE,
	PC5S_IE_END_UE_FAILURE_CAUSE,
	PC5S_IE_SOURCE_END_UE_INFO,
	PC5S_IE_TARGET_END_UE_INFO,
	PC5S_IE_KNRP_ID_MSBS,
	PC5S_IE_KNRP_ID_LSBS,
	PC5S_IE_END_UE_RELEASE_CAUSE,
	PC5S_IE_OPERATION_CODE,
	PC5S_IE_SOURCE_MAC,
	PC5S_IE_RELAY_RESELECTION,
	PC5S_IE_RELAY_CANDIDATES,
	PC5S_IE_SOURCE_END_UE_IP,
	PC5S_IE_TARGET_END_UE_IPS,
	PC5S_IE_RELAY_CANDIDATE_L2_IDS,
	PC5S_IE_NEW_KNRP_ID_MSBS,
	PC5S_IE_NEW_RELAY_INFO,
	PC5S_IE_TARGET_IP_NEW_RELAY,
	PC5S_IE_NEW_KNRP_ID_LSBS,
	PC5S_IE_SOURCE_IP_NEW_RELAY,
	PC5S_IE_KEEPALIVE_COUNTER,
	PC5S_IE_MAX_INACTIVITY,
	PC5S_IE_SELECTED_ALGORITHMS,
	PC5S_IE_NONCE_2,
	PC5S_IE_KNRP_SESS_ID_LSB,
	PC5S_IE_GPI,
	PC5S_IE_UP_POLICY,
	PC5S_IE_RAND,
	PC5S_IE_AUTS,
	PC5S_IE_REAUTH,
	PC5S_IE_SOURCE_L2_ID,
	PC5S_IE_TARGET_L2_ID,
	PC5S_IE_SOURCE_LINK_LOCAL,
	PC5S_IE_IP_NEEDED,
	PC5S_IE_TARGET_USER_INFOS,
	PC5S_IE_TARGET_ADDRESSES,
	PC5S_IE_T5106,
	PC5S_IE_OLD_SOURCE_IPV6,
	PC5S_IE_NEW_SOURCE_IPV6,
	PC5S_IE_OLD_SOURCE_USER_INFO,
	PC5S_IE_NEW_SOURCE_USER_INFO,
	PC5S_IE_REQUIRED_PROSE_IDS,
	PC5S_IE_NEGOTIATED_PROSE_IDS,
	PC5S_IE_UU_QOS_FLOWS,
	PC5S_IE_IDENTITY_TYPE,
	PC5S_IE_STATUS_INDICATOR,
	PC5S_IE_DISCOVERY_SETS,
	PC5S_IE_DISCOVERY_SET,
	PC5S_IE_ANNOUNCE_PROHIBITED,
	PC5S_IE_COUNT
};

/**
 * enum pc5s_cause - PC5 signalling protocol cause (clause 11.3.8, table 4.1 of
 * which these are the codes); the last four have no assigned value
 * @PC5S_CAUSE_NOT_ALLOWED: direct communication to the target UE not allowed
 * @PC5S_CAUSE_NO_LONGER_NEEDED: direct communication no longer needed
 * @PC5S_CAUSE_L2_ID_CONFLICT: conflict of layer-2 ID for unicast communication
 * @PC5S_CAUSE_NOT_AVAILABLE: direct connection is not available anymore
 * @PC5S_CAUSE_LACK_OF_RESOURCES: lack of resources for the direct link
 * @PC5S_CAUSE_AUTHENTICATION_FAILURE: authentication failure
 * @PC5S_CAUSE_INTEGRITY_FAILURE: integrity failure
 * @PC5S_CAUSE_CAPABILITIES_MISMATCH: UE security capabilities mismatch
 * @PC5S_CAUSE_SESS_ID_LSB_CONFLICT: LSB of K_NRP-sess ID conflict
 * @PC5S_CAUSE_POLICY_MISMATCH: UE PC5 unicast signalling security policy
 *	mismatch
 * @PC5S_CAUSE_SERVICE_NOT_ALLOWED: required service not allowed
 * @PC5S_CAUSE_POLICY_NOT_ALIGNED: security policy not aligned
 * @PC5S_CAUSE_CONGESTION: congestion situation
 * @PC5S_CAUSE_SYNC_ERROR: authentication synchronisation error
 * @PC5S_CAUSE_U2N_SECURITY_FAILURE: security procedure failure of
 *	UE-to-network relay
 * @PC5S_CAUSE_UNKNOWN_TARGET: unknown target UE's IP address/prefix or
 *	application layer ID
 * @PC5S_CAUSE_UNKNOWN_INITIATOR: unknown initiating end UE's IP address/prefix
 *	or application layer ID
 * @PC5S_CAUSE_PATH_SWITCH_NOT_ALLOWED: path switching not allowed for the ProSe
 *	applications
 * @PC5S_CAUSE_UU_NOT_AVAILABLE: path over Uu not available for path switching
 * @PC5S_CAUSE_END_UE_FAILURE: failure from 5G ProSe end UE
 * @PC5S_CAUSE_UNSPECIFIED: protocol error, unspecified; also every value not in
 *	this list (pc5s_cause())
 * @PC5S_CAUSE_LINK_EXISTS: 5G ProSe direct link already exists
 * @PC5S_CAUSE_U2U_SECURITY_FAILURE: security procedure failure of UE-to-UE
 *	relay
 * @PC5S_CAUSE_MAC_NOT_UNIQUE: MAC address not unique
 * @PC5S_CAUSE_RELAY_NOT_SELECTED: relay UE is not selected for link setup with
 *	integrated discovery
 */
enum pc5s_cause {
	PC5S_CAUSE_NOT_ALLOWED = 1,
	PC5S_CAUSE_NO_LONGER_NEEDED,
	PC5S_CAUSE_L2_ID_CONFLICT,
	PC5S_CAUSE_NOT_AVAILABLE,
	PC5S_CAUSE_LACK_OF_RESOURCES,
	PC5S_CAUSE_AUTHENTICATION_FAILURE,
	PC5S_CAUSE_INTEGRITY_FAILURE,
	PC5S_CAUSE_CAPABILITIES_MISMATCH,
	PC5S_CAUSE_SESS_ID_LSB_CONFLICT,
	PC5S_CAUSE_POLICY_MISMATCH,
	PC5S_CAUSE_SERVICE_NOT_ALLOWED,
	PC5S_CAUSE_POLICY_NOT_ALIGNED,
	PC5S_CAUSE_CONGESTION,
	PC5S_CAUSE_SYNC_ERROR,
	PC5S_CAUSE_U2N_SECURITY_FAILURE,
	PC5S_CAUSE_UNKNOWN_TARGET,
	PC5S_CAUSE_UNKNOWN_INITIATOR,
	PC5S_CAUSE_PATH_SWITCH_NOT_ALLOWED,
	PC5S_CAUSE_UU_NOT_AVAILABLE,
	PC5S_CAUSE_END_UE_FAILURE,
	PC5S_CAUSE_UNSPECIFIED = 111,
	PC5S_CAUSE_LINK_EXISTS = PC5S_UNCONFIRMED_CAUSE_LINK_EXISTS,
	PC5S_CAUSE_U2U_SECURITY_FAILURE =
		PC5S_UNCONFIRMED_CAUSE_U2U_SECURITY_FAILURE,
	PC5S_CAUSE_MAC_NOT_UNIQUE = PC5S_UNCONFIRMED_CAUSE_MAC_NOT_UNIQUE,
	PC5S_CAUSE_RELAY_NOT_SELECTED =
		PC5S_UNCONFIRMED_CAUSE_RELAY_NOT_SELECTED,
};

/**
 * struct pc5s_span - value of an IE, without IEI and length
 * @data: its octets; NULL where the IE is absent. Of a type 1 IE and of the
 *	identity type it is one octet whose low four bits are the value
 * @len: how many octets
 */
struct pc5s_span {
	const uint8_t *data;
	uint16_t len;
};

/**
 * struct pc5s_msg - a message
 * @type: enum pc5s_type
 * @seq: sequence number (clause 11.3.2)
 * @ie: its IEs, by enum pc5s_ie
 */
struct pc5s_msg {
	uint8_t type;
	uint8_t seq;
	struct pc5s_span ie[PC5S_IE_COUNT];
};

/* Room for the values of a message that nobody else stores. */
#define PC5S_STORE_SIZE 512

/**
 * struct pc5s_store - values that a message to be encoded points at; start with
 * all zero, keep it where it is as long as the message
 * @used: octets taken
 * @octets: the values
 */
struct pc5s_store {
	uint16_t used;
	uint8_t octets[PC5S_STORE_SIZE];
};

/*
 * Decode the @len octets of @buf, which has to stay as long as @msg is used, by
 * the rules of TS 24.554 clause 9.3. An optional IE that is unknown, repeated,
 * out of sequence or broken is left out. Returns
 *
 *	0
 *	-EOPNOTSUPP	unknown message type: @msg has type and sequence number
 *	-EBADMSG	the message is to be ignored: too short or too long, a
 *			mandatory IE missing or broken, or an IE that has to be
 *			comprehended is not; @msg has no IE
 */
int pc5s_decode(struct pc5s_msg *msg, const void *buf, size_t len);

/*
 * Encode @msg into the @size octets of @buf. Returns the number of octets,
 *
 *	-EOPNOTSUPP	unknown message type
 *	-EINVAL		an IE that the message has not, a mandatory one missing,
 *			or a value or length that a receiver would not take
 *	-EMSGSIZE	no room in @buf, or longer than PC5S_MSG_MAX
 */
ssize_t pc5s_encode(const struct pc5s_msg *msg, void *buf, size_t size);

/* Empty message of @type. */
void pc5s_init(struct pc5s_msg *msg, uint8_t type, uint8_t seq);

/* Whether @msg has @ie. */
bool pc5s_has(const struct pc5s_msg *msg, enum pc5s_ie ie);

/*
 * Value of an IE of one to four octets as a number: its last 8, 16, 24 or 32
 * bits; of a type 1 IE and the identity type the four bits of the value. 0
 * where the IE is absent.
 */
uint8_t pc5s_u8(const struct pc5s_msg *msg, enum pc5s_ie ie);
uint16_t pc5s_u16(const struct pc5s_msg *msg, enum pc5s_ie ie);
uint32_t pc5s_u24(const struct pc5s_msg *msg, enum pc5s_ie ie);
uint32_t pc5s_u32(const struct pc5s_msg *msg, enum pc5s_ie ie);

/*
 * Cause of a message: 0 where it has none, PC5S_CAUSE_UNSPECIFIED where the
 * value is not one of enum pc5s_cause (clause 11.3.8).
 */
uint8_t pc5s_cause(const struct pc5s_msg *msg, enum pc5s_ie ie);

/* Whether two values are the same octets; absent equals only absent. */
bool pc5s_span_equal(struct pc5s_span a, struct pc5s_span b);

/* Point @ie at the caller's @len octets; they have to outlive @msg. */
void pc5s_set(struct pc5s_msg *msg, enum pc5s_ie ie, const void *data,
	      size_t len);

/*
 * Copy a value into @store and point @ie there; NULL makes it absent. Where
 * there is no room left encoding gives -EINVAL, so that only that has to be
 * checked.
 */
void pc5s_set_copy(struct pc5s_msg *msg, struct pc5s_store *store,
		   enum pc5s_ie ie, const void *data, size_t len);
void pc5s_set_u8(struct pc5s_msg *msg, struct pc5s_store *store,
		 enum pc5s_ie ie, uint8_t value);
void pc5s_set_u16(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint16_t value);
void pc5s_set_u24(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint32_t value);
void pc5s_set_u32(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint32_t value);

/*
 * Names as the specification has them, with PROSE and DIRECT LINK left out of
 * messages; "unknown" where there is none.
 */
const char *pc5s_type_name(uint8_t type);
const char *pc5s_ie_name(unsigned int ie);
const char *pc5s_cause_name(uint8_t cause);

/* Takes one line of text, without its end. */
typedef void (*pc5s_sink)(void *ctx, const char *line);

/* Most characters of a line of pc5s_print(), its NUL included. */
#define PC5S_LINE_MAX 512

/*
 * Text of @msg: a line "NAME, sequence number N", then one for each IE,
 * indented, in the order of the message's table; a long value is cut short.
 * Octets of the peer that are not printable ASCII are escaped. PC5-S carries no
 * keys.
 */
void pc5s_print(const struct pc5s_msg *msg, pc5s_sink sink, void *ctx);

#endif /* LIBPC5_PC5S_H */
