// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: packets of DHCPv4, as a server and as a client. The first
 * octet says how far the client is. Whatever comes, the server gives nothing but
 * its one address, and the client takes nothing but a host's.
 */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/dhcp4.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
	if (!condition)
		abort();
}

/* What was taken comes out as it went in. */
static void check_same(const struct pc5_dhcp4 *msg, bool from_server)
{
	uint8_t packet[PC5_DHCP4_SIZE];
	struct pc5_dhcp4 again;
	size_t len = pc5_dhcp4_build(msg, packet);

	check(len == sizeof(packet));
	check(!pc5_dhcp4_parse(packet, len, from_server, &again));
	check(again.type == msg->type && again.xid == msg->xid);
	check(!memcmp(again.id, msg->id, sizeof(again.id)));
}

static void serve(const struct pc5_dhcp4 *in)
{
	struct pc5_dhcp4_server server = {
		.own.s_addr = htonl(0xc0a80701),
		.client.s_addr = htonl(0xc0a80709),
		.prefix = 24,
	};
	struct pc5_dhcp4 out;

	if (pc5_dhcp4_serve(&server, in, &out))
		return;
	check(!out.yiaddr.s_addr || out.yiaddr.s_addr == server.client.s_addr);
	check(out.server.s_addr == server.own.s_addr);
	check_same(&out, true);
}

static void hear(const struct pc5_dhcp4 *in, uint8_t state)
{
	struct pc5_dhcp4_client client = {
		.state = state % 3,
		.xid = in->xid,
		.lease.yiaddr.s_addr = in->yiaddr.s_addr,
	};
	struct pc5_dhcp4 out;
	uint32_t host;

	if (!pc5_dhcp4_hear(&client, in)) {
		host = ntohl(client.lease.yiaddr.s_addr);
		check(client.state == PC5_DHCP4_BOUND && state % 3);
		check(host >> 24 && host >> 24 != 127 && host >> 24 < 224);
		check(client.lease.prefix >= 8 && client.lease.prefix <= 32);
		check(client.lease.lease);
	}
	pc5_dhcp4_ask(&client, &out);
	check_same(&out, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pc5_dhcp4 nothing;
	uint8_t *packet;
	struct pc5_dhcp4 in;

	if (!size)
		return 0;
	packet = malloc(size - 1 ? size - 1 : 1);
	memcpy(packet, data + 1, size - 1);
	if (!pc5_dhcp4_parse(packet, size - 1, false, &in))
		serve(&in);
	else
		check(!memcmp(&in, &nothing, sizeof(in)));
	if (!pc5_dhcp4_parse(packet, size - 1, true, &in))
		hear(&in, data[0]);
	else
		check(!memcmp(&in, &nothing, sizeof(in)));
	free(packet);
	return 0;
}
