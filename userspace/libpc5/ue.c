// SPDX-License-Identifier: GPL-2.0-or-later
/* UEs: requests and replies. */

#include "ue.h"

#include <linux/pc5.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_ue, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_UE_IFINDEX),
	PC5_FIELD(PC5_FIELD_STR, struct pc5_ue, ifname, PC5_A_UE_IFNAME),
	UINT(l2id, PC5_A_UE_L2ID),
	UINT(underlay, PC5_A_UE_UNDERLAY),
	UINT(lower, PC5_A_UE_LOWER),
	UINT(ethertype, PC5_A_UE_ETHERTYPE),
	PC5_FIELD(PC5_FIELD_ADDR, struct pc5_ue, local4, PC5_A_UE_LOCAL4),
	PC5_FIELD(PC5_FIELD_ADDR, struct pc5_ue, local6, PC5_A_UE_LOCAL6),
	UINT(port, PC5_A_UE_PORT),
	UINT(links, PC5_A_UE_LINKS),
	UINT(agent, PC5_A_UE_AGENT),
	UINT(event, PC5_A_UE_EVENT),
};

const struct pc5_layout pc5_ue_layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_UE_IFINDEX) | PC5_BIT(PC5_A_UE_IFNAME),
};

int pc5_ue_parse(const struct nlmsghdr *nlh, void *ue)
{
	return pc5_attrs_parse_msg(nlh, &pc5_ue_layout, NULL, ue);
}

int pc5_ue_new(struct pc5_nl *nl, const struct pc5_ue *ue)
{
	return pc5_nl_do_obj(nl, PC5_CMD_UE_NEW, &pc5_ue_layout, ue);
}

int pc5_ue_set(struct pc5_nl *nl, const struct pc5_ue *ue)
{
	return pc5_nl_do_obj(nl, PC5_CMD_UE_SET, &pc5_ue_layout, ue);
}

int pc5_ue_del(struct pc5_nl *nl, uint32_t ifindex)
{
	const struct pc5_ue ue = {
		.has = PC5_BIT(PC5_A_UE_IFINDEX),
		.ifindex = ifindex,
	};

	return pc5_nl_do_obj(nl, PC5_CMD_UE_DEL, &pc5_ue_layout, &ue);
}

int pc5_ue_get(struct pc5_nl *nl, uint32_t ifindex, struct pc5_ue *ue)
{
	const struct pc5_ue which = {
		.has = PC5_BIT(PC5_A_UE_IFINDEX),
		.ifindex = ifindex,
	};

	memset(ue, 0, sizeof(*ue));
	return pc5_nl_get_obj(nl, PC5_CMD_UE_GET, &pc5_ue_layout, &which,
			      pc5_ue_parse, ue);
}

int pc5_ue_dump(struct pc5_nl *nl, struct pc5_list *list)
{
	return pc5_nl_dump(nl, pc5_nl_msg(nl, PC5_CMD_UE_GET), pc5_ue_parse,
			   sizeof(struct pc5_ue), list);
}
