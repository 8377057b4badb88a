// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: values of fixed layout. */

#include "pc5s-ie.h"

#include <errno.h>
#include <string.h>

/*
 * Policies, algorithms and the user plane configuration are all alike: bits 3
 * to 1 for integrity, 7 to 5 for ciphering, 8 and 4 spare.
 */
static uint8_t integrity_of(uint8_t octet)
{
	return octet & 7;
}

static uint8_t ciphering_of(uint8_t octet)
{
	return octet >> 4 & 7;
}

static uint8_t both(uint8_t integrity, uint8_t ciphering)
{
	return (ciphering & 7) << 4 | (integrity & 7);
}

static uint8_t known_policy(uint8_t code)
{
	return code > PC5_POLICY_REQUIRED ? PC5_POLICY_REQUIRED : code;
}

struct pc5s_policy pc5s_policy_decode(uint8_t octet)
{
	return (struct pc5s_policy) {
		.integrity = known_policy(integrity_of(octet)),
		.ciphering = known_policy(ciphering_of(octet)),
	};
}

uint8_t pc5s_policy_encode(struct pc5s_policy policy)
{
	return both(policy.integrity, policy.ciphering);
}

struct pc5s_up_config pc5s_up_config_decode(uint8_t octet)
{
	return (struct pc5s_up_config) {
		.integrity = integrity_of(octet),
		.ciphering = ciphering_of(octet),
	};
}

uint8_t pc5s_up_config_encode(struct pc5s_up_config config)
{
	return both(config.integrity, config.ciphering);
}

struct pc5s_algorithms pc5s_algorithms_decode(uint8_t octet)
{
	return (struct pc5s_algorithms) {
		.integrity = integrity_of(octet),
		.ciphering = ciphering_of(octet),
	};
}

uint8_t pc5s_algorithms_encode(struct pc5s_algorithms algorithms)
{
	return both(algorithms.integrity, algorithms.ciphering);
}

/* On the wire algorithm 0 is bit 8, here it is bit 1. */
static uint8_t reverse(uint8_t octet)
{
	uint8_t out = 0;
	int i;

	for (i = 0; i < 8; i++)
		if (octet & 1 << i)
			out |= 0x80 >> i;
	return out;
}

struct pc5s_capabilities pc5s_capabilities_decode(struct pc5s_span value)
{
	return (struct pc5s_capabilities) {
		.ea = reverse(value.data[0]),
		.ia = reverse(value.data[1]),
	};
}

void pc5s_capabilities_encode(struct pc5s_capabilities capabilities,
			      uint8_t octets[PC5S_CAPABILITIES_LEN])
{
	octets[0] = reverse(capabilities.ea);
	octets[1] = reverse(capabilities.ia);
}

uint8_t pc5s_ip_config(const struct pc5s_msg *msg)
{
	return pc5s_u8(msg, PC5S_IE_IP_CONFIG) & 0x0f;
}

uint8_t pc5s_operation(const struct pc5s_msg *msg)
{
	return pc5s_u8(msg, PC5S_IE_OPERATION_CODE) & 0x0f;
}

/* Units of a GPRS timer: bits 8 to 6 and seconds. */
#define UNIT_2S 0
#define UNIT_MINUTE 1
#define UNIT_DECIHOUR 2
#define UNIT_DEACTIVATED 7
#define STEPS_MAX 31

uint32_t pc5s_gprs_timer_decode(uint8_t octet)
{
	uint32_t steps = octet & STEPS_MAX;

	switch (octet >> 5) {
	case UNIT_2S:
		return steps * 2;
	case UNIT_DECIHOUR:
		return steps * 360;
	case UNIT_DEACTIVATED:
		return PC5S_TIMER_DEACTIVATED;
	default:
		return steps * 60;
	}
}

uint8_t pc5s_gprs_timer_encode(uint32_t seconds)
{
	if (seconds == PC5S_TIMER_DEACTIVATED)
		return UNIT_DEACTIVATED << 5;
	if (seconds <= STEPS_MAX * 2)
		return UNIT_2S << 5 | (seconds + 1) / 2;
	if (seconds <= STEPS_MAX * 60)
		return UNIT_MINUTE << 5 | (seconds + 59) / 60;
	if (seconds > PC5S_TIMER_MAX)
		seconds = PC5S_TIMER_MAX;
	return UNIT_DECIHOUR << 5 | (seconds + 359) / 360;
}

/* First octet of a UE IP address: bit 1 tells the family, others are spare. */
#define UE_IP_V6 1

int pc5s_ue_ip_decode(struct pc5s_span value, struct pc5_addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	if (!value.len)
		return -EBADMSG;
	if (value.data[0] & UE_IP_V6) {
		if (value.len != 1 + sizeof(addr->v6))
			return -EBADMSG;
		addr->family = AF_INET6;
		memcpy(&addr->v6, value.data + 1, sizeof(addr->v6));
		return 0;
	}
	if (value.len != 1 + sizeof(addr->v4))
		return -EBADMSG;
	addr->family = AF_INET;
	memcpy(&addr->v4, value.data + 1, sizeof(addr->v4));
	return 0;
}

int pc5s_ue_ip_encode(const struct pc5_addr *addr,
		      uint8_t octets[PC5S_UE_IP_MAX])
{
	switch (addr->family) {
	case AF_INET:
		octets[0] = 0;
		memcpy(octets + 1, &addr->v4, sizeof(addr->v4));
		return 1 + sizeof(addr->v4);
	case AF_INET6:
		octets[0] = UE_IP_V6;
		memcpy(octets + 1, &addr->v6, sizeof(addr->v6));
		return 1 + sizeof(addr->v6);
	default:
		return -EINVAL;
	}
}

/* First octet of a user security key ID. */
#define KEY_TYPE 7
#define KEY_IS_STRING 8

static bool key_id_ok(const struct pc5s_key_id *key)
{
	if (!key->id.len || key->id.len > PC5S_KEY_ID_MAX)
		return false;
	switch (key->type) {
	case PC5S_KEY_UP_PRUK:
		return key->nai || key->id.len == PC5S_KEY_ID_STRING_LEN;
	case PC5S_KEY_CP_PRUK:
		return key->nai;
	default:
		return false;
	}
}

int pc5s_key_id_decode(struct pc5s_span value, struct pc5s_key_id *key)
{
	memset(key, 0, sizeof(*key));
	if (!value.len)
		return -EBADMSG;
	key->type = value.data[0] & KEY_TYPE;
	key->nai = !(value.data[0] & KEY_IS_STRING);
	key->id.data = value.data + 1;
	key->id.len = value.len - 1;
	return key_id_ok(key) ? 0 : -EBADMSG;
}

int pc5s_key_id_encode(const struct pc5s_key_id *key,
		       uint8_t octets[PC5S_KEY_ID_MAX + 1])
{
	if (!key_id_ok(key))
		return -EINVAL;
	octets[0] = key->type | (key->nai ? 0 : KEY_IS_STRING);
	memcpy(octets + 1, key->id.data, key->id.len);
	return 1 + key->id.len;
}
