// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: whether the value of an IE is what its clause says it is. */

#include "pc5s-ie.h"
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

bool pc5s_value_ok(unsigned int ie, struct pc5s_span value)
{
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
	default:
		return true;
	}
}
