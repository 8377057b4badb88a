/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the values of PC5-S IEs mean (TS 24.554 clause 11.3): those of fixed
 * layout. Lists are in pc5s-list.h, QoS is in pc5s-qos.h.
 */
#ifndef LIBPC5_PC5S_IE_H
#define LIBPC5_PC5S_IE_H

#include <linux/pc5.h>

#include "attr.h"
#include "pc5s.h"

/**
 * struct pc5s_policy - security policy of one side (clauses 11.3.12, 11.3.23)
 * @integrity: enum pc5_policy
 * @ciphering: enum pc5_policy
 */
struct pc5s_policy {
	uint8_t integrity;
	uint8_t ciphering;
};

/* Codes that are not in enum pc5_policy count as PC5_POLICY_REQUIRED. */
struct pc5s_policy pc5s_policy_decode(uint8_t octet);
uint8_t pc5s_policy_encode(struct pc5s_policy policy);

/**
 * enum pc5s_up - whether user plane protection is on (clause 11.3.18)
 * @PC5S_UP_OFF: it is off
 * @PC5S_UP_EITHER: off or on; may be received, is not to be sent
 * @PC5S_UP_ON: it is on
 */
enum pc5s_up {
	PC5S_UP_OFF,
	PC5S_UP_EITHER,
	PC5S_UP_ON,
};

/**
 * struct pc5s_up_config - agreed user plane protection (clause 11.3.18)
 * @integrity: enum pc5s_up
 * @ciphering: enum pc5s_up
 */
struct pc5s_up_config {
	uint8_t integrity;
	uint8_t ciphering;
};

/* A message with a code that is not in enum pc5s_up is not taken at all. */
struct pc5s_up_config pc5s_up_config_decode(uint8_t octet);
uint8_t pc5s_up_config_encode(struct pc5s_up_config config);

/**
 * struct pc5s_algorithms - selected security algorithms (clause 11.3.22)
 * @integrity: 5G-IA, 0 to 7; up to 3 they are enum pc5_nia
 * @ciphering: 5G-EA, 0 to 7; up to 3 they are enum pc5_nea
 */
struct pc5s_algorithms {
	uint8_t integrity;
	uint8_t ciphering;
};

struct pc5s_algorithms pc5s_algorithms_decode(uint8_t octet);
uint8_t pc5s_algorithms_encode(struct pc5s_algorithms algorithms);

/* Octets of UE security capabilities as they are sent here. */
#define PC5S_CAPABILITIES_LEN 2

/**
 * struct pc5s_capabilities - UE security capabilities (clause 11.3.11); to find
 * out whether they came back unchanged compare the octets, spare ones included
 * @ea: bit n (1 << n) is set if 5G-EAn is supported
 * @ia: bit n (1 << n) is set if 5G-IAn is supported
 */
struct pc5s_capabilities {
	uint8_t ea;
	uint8_t ia;
};

/* @value has at least PC5S_CAPABILITIES_LEN octets. */
struct pc5s_capabilities pc5s_capabilities_decode(struct pc5s_span value);
void pc5s_capabilities_encode(struct pc5s_capabilities capabilities,
			      uint8_t octets[PC5S_CAPABILITIES_LEN]);

/**
 * enum pc5s_ip_config - IP address configuration (clause 11.3.6)
 * @PC5S_IP_IPV6_ROUTER: the sender is an IPv6 router
 * @PC5S_IP_NO_ALLOCATION: address allocation not supported: link local IPv6
 *	addresses are exchanged
 * @PC5S_IP_DHCPV4_SERVER: the sender is a DHCPv4 server
 * @PC5S_IP_DHCPV4_AND_ROUTER: both
 */
enum pc5s_ip_config {
	PC5S_IP_IPV6_ROUTER = 1,
	PC5S_IP_NO_ALLOCATION,
	PC5S_IP_DHCPV4_SERVER,
	PC5S_IP_DHCPV4_AND_ROUTER,
};

/* enum pc5s_ip_config, 0 where @msg has none. */
uint8_t pc5s_ip_config(const struct pc5s_msg *msg);

/**
 * enum pc5s_operation - link modification operation code (clause 11.3.19)
 * @PC5S_OPERATION_ADD_QOS: add new PC5 QoS flows
 * @PC5S_OPERATION_MODIFY_QOS: modify PC5 QoS parameters of flows
 * @PC5S_OPERATION_REMOVE_QOS: remove PC5 QoS flows
 * @PC5S_OPERATION_ADD_APPS: associate new ProSe applications with flows
 * @PC5S_OPERATION_REMOVE_APPS: remove ProSe applications from flows
 * @PC5S_OPERATION_ADD_END_UE: add a layer-3 end UE
 * @PC5S_OPERATION_REMOVE_END_UE: remove a layer-3 end UE
 */
enum pc5s_operation {
	PC5S_OPERATION_ADD_QOS = 3,
	PC5S_OPERATION_MODIFY_QOS,
	PC5S_OPERATION_REMOVE_QOS,
	PC5S_OPERATION_ADD_APPS,
	PC5S_OPERATION_REMOVE_APPS,
	PC5S_OPERATION_ADD_END_UE,
	PC5S_OPERATION_REMOVE_END_UE,
};

/* Operation code of @msg, known or not; 0 where it has none. */
uint8_t pc5s_operation(const struct pc5s_msg *msg);

/* What the code 1 says in the IE of PC5S_IE_REAUTH and the indications. */
#define PC5S_INDICATED 1

/* GPRS timer that is deactivated; no finite one is as long. */
#define PC5S_TIMER_DEACTIVATED UINT32_MAX

/* Longest finite GPRS timer: 31 decihours, in seconds. */
#define PC5S_TIMER_MAX (31 * 360)

/*
 * GPRS timer in seconds (clause 11.3.27, TS 24.008 clause 10.5.7.3), and back:
 * rounded up to what can be said, at most PC5S_TIMER_MAX.
 */
uint32_t pc5s_gprs_timer_decode(uint8_t octet);
uint8_t pc5s_gprs_timer_encode(uint32_t seconds);

/* Octets of the longest UE IP address. */
#define PC5S_UE_IP_MAX 17

/*
 * UE IP address (clause 11.3.49). Decoding returns 0 or -EBADMSG; encoding the
 * number of octets, or -EINVAL where @addr is of neither family.
 */
int pc5s_ue_ip_decode(struct pc5s_span value, struct pc5_addr *addr);
int pc5s_ue_ip_encode(const struct pc5_addr *addr,
		      uint8_t octets[PC5S_UE_IP_MAX]);

/**
 * enum pc5s_key_type - kind of a user security key ID (clause 11.3.32)
 * @PC5S_KEY_UP_PRUK: UP-PRUK ID
 * @PC5S_KEY_CP_PRUK: CP-PRUK ID, always a NAI
 */
enum pc5s_key_type {
	PC5S_KEY_UP_PRUK = 1,
	PC5S_KEY_CP_PRUK,
};

/* Octets of a user security key ID that is no NAI, and the longest one. */
#define PC5S_KEY_ID_STRING_LEN 8
#define PC5S_KEY_ID_MAX 254

/**
 * struct pc5s_key_id - user security key ID (clause 11.3.32)
 * @type: enum pc5s_key_type
 * @nai: @id is a network access identifier in UTF-8, else a 64-bit string
 * @id: the ID, 1 to PC5S_KEY_ID_MAX octets
 */
struct pc5s_key_id {
	uint8_t type;
	bool nai;
	struct pc5s_span id;
};

/*
 * Decoding points into @value and returns 0 or -EBADMSG; encoding returns the
 * number of octets or -EINVAL.
 */
int pc5s_key_id_decode(struct pc5s_span value, struct pc5s_key_id *key);
int pc5s_key_id_encode(const struct pc5s_key_id *key,
		       uint8_t octets[PC5S_KEY_ID_MAX + 1]);

#endif /* LIBPC5_PC5S_IE_H */
