// SPDX-License-Identifier: GPL-2.0-or-later
/* Routes: requests and replies. */

#include "route.h"

#include <linux/pc5.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_route, member, attr)
#define STR(member, attr) \
	PC5_FIELD(PC5_FIELD_STR, struct pc5_route, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_ROUTE_IFINDEX),
	STR(ifname, PC5_A_ROUTE_IFNAME),
	UINT(ue_id, PC5_A_ROUTE_UE_ID),
	UINT(peer_ifindex, PC5_A_ROUTE_PEER_IFINDEX),
	STR(peer_ifname, PC5_A_ROUTE_PEER_IFNAME),
	UINT(peer_ue_id, PC5_A_ROUTE_PEER_UE_ID),
	UINT(channel, PC5_A_ROUTE_CHANNEL),
	UINT(link, PC5_A_ROUTE_LINK),
	UINT(packets, PC5_A_ROUTE_PACKETS),
	UINT(bytes, PC5_A_ROUTE_BYTES),
	UINT(peer_packets, PC5_A_ROUTE_PEER_PACKETS),
	UINT(peer_bytes, PC5_A_ROUTE_PEER_BYTES),
	UINT(event, PC5_A_ROUTE_EVENT),
};

const struct pc5_layout pc5_route_layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_ROUTE_IFINDEX) | PC5_BIT(PC5_A_ROUTE_IFNAME) |
		PC5_BIT(PC5_A_ROUTE_UE_ID) | PC5_BIT(PC5_A_ROUTE_PEER_UE_ID),
};

int pc5_route_parse(const struct nlmsghdr *nlh, void *route)
{
	return pc5_attrs_parse_msg(nlh, &pc5_route_layout, NULL, route);
}

int pc5_route_new(struct pc5_nl *nl, const struct pc5_route *route)
{
	return pc5_nl_do_obj(nl, PC5_CMD_ROUTE_NEW, &pc5_route_layout, route);
}

static struct pc5_route name_route(uint32_t ifindex, uint8_t ue_id,
				   uint8_t peer_ue_id)
{
	return (struct pc5_route){
		.has = PC5_BIT(PC5_A_ROUTE_IFINDEX) |
		       PC5_BIT(PC5_A_ROUTE_UE_ID) |
		       PC5_BIT(PC5_A_ROUTE_PEER_UE_ID),
		.ifindex = ifindex,
		.ue_id = ue_id,
		.peer_ue_id = peer_ue_id,
	};
}

int pc5_route_del(struct pc5_nl *nl, uint32_t ifindex, uint8_t ue_id,
		  uint8_t peer_ue_id)
{
	const struct pc5_route route = name_route(ifindex, ue_id, peer_ue_id);

	return pc5_nl_do_obj(nl, PC5_CMD_ROUTE_DEL, &pc5_route_layout, &route);
}

int pc5_route_get(struct pc5_nl *nl, uint32_t ifindex, uint8_t ue_id,
		  uint8_t peer_ue_id, struct pc5_route *route)
{
	const struct pc5_route which = name_route(ifindex, ue_id, peer_ue_id);

	memset(route, 0, sizeof(*route));
	return pc5_nl_get_obj(nl, PC5_CMD_ROUTE_GET, &pc5_route_layout, &which,
			      pc5_route_parse, route);
}

int pc5_route_dump(struct pc5_nl *nl, struct pc5_list *list)
{
	return pc5_nl_dump(nl, pc5_nl_msg(nl, PC5_CMD_ROUTE_GET),
			   pc5_route_parse, sizeof(struct pc5_route), list);
}
