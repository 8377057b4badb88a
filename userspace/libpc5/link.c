// SPDX-License-Identifier: GPL-2.0-or-later
/* Links: requests and replies. */

#include "link.h"

#include <linux/pc5.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_link, member, attr)
#define STR(member, attr) \
	PC5_FIELD(PC5_FIELD_STR, struct pc5_link, member, attr)
#define FLAG(member, attr) \
	PC5_FIELD(PC5_FIELD_FLAG, struct pc5_link, member, attr)
#define ADDR(member, attr) \
	PC5_FIELD(PC5_FIELD_ADDR, struct pc5_link, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_LINK_IFINDEX),
	STR(ifname, PC5_A_LINK_IFNAME),
	UINT(ue, PC5_A_LINK_UE),
	STR(ue_name, PC5_A_LINK_UE_NAME),
	UINT(local_l2id, PC5_A_LINK_LOCAL_L2ID),
	UINT(peer_l2id, PC5_A_LINK_PEER_L2ID),
	UINT(sdu_type, PC5_A_LINK_SDU_TYPE),
	UINT(integrity, PC5_A_LINK_INTEGRITY),
	UINT(ciphering, PC5_A_LINK_CIPHERING),
	ADDR(remote4, PC5_A_LINK_REMOTE4),
	ADDR(remote6, PC5_A_LINK_REMOTE6),
	UINT(remote_port, PC5_A_LINK_REMOTE_PORT),
	UINT(grace, PC5_A_LINK_GRACE),
	UINT(mtu, PC5_A_LINK_MTU),
	UINT(event, PC5_A_LINK_EVENT),
	FLAG(signalling, PC5_A_LINK_SIGNALLING),
	FLAG(closed, PC5_A_LINK_CLOSED),
	UINT(id, PC5_A_LINK_ID),
	UINT(new_id, PC5_A_LINK_NEW_ID),
	UINT(step, PC5_A_LINK_STEP),
	UINT(hop, PC5_A_LINK_HOP),
	STR(hop_name, PC5_A_LINK_HOP_NAME),
	UINT(local_ue_id, PC5_A_LINK_LOCAL_UE_ID),
	UINT(peer_ue_id, PC5_A_LINK_PEER_UE_ID),
};

const struct pc5_layout pc5_link_layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_LINK_IFINDEX) | PC5_BIT(PC5_A_LINK_IFNAME),
};

int pc5_link_parse(const struct nlmsghdr *nlh, void *link)
{
	return pc5_attrs_parse_msg(nlh, &pc5_link_layout, NULL, link);
}

int pc5_link_new(struct pc5_nl *nl, const struct pc5_link *link)
{
	return pc5_nl_do_obj(nl, PC5_CMD_LINK_NEW, &pc5_link_layout, link);
}

int pc5_link_set(struct pc5_nl *nl, const struct pc5_link *link)
{
	return pc5_nl_do_obj(nl, PC5_CMD_LINK_SET, &pc5_link_layout, link);
}

int pc5_link_agree(struct pc5_nl *nl, uint32_t ifindex, bool integrity,
		   bool ciphering)
{
	const struct pc5_link link = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX) |
		       PC5_BIT(PC5_A_LINK_INTEGRITY) |
		       PC5_BIT(PC5_A_LINK_CIPHERING),
		.ifindex = ifindex,
		.integrity = integrity ? PC5_POLICY_REQUIRED :
					 PC5_POLICY_NOT_NEEDED,
		.ciphering = ciphering ? PC5_POLICY_REQUIRED :
					 PC5_POLICY_NOT_NEEDED,
	};

	return pc5_nl_do_obj(nl, PC5_CMD_LINK_AGREE, &pc5_link_layout, &link);
}

int pc5_link_ids(struct pc5_nl *nl, const struct pc5_link *link)
{
	return pc5_nl_do_obj(nl, PC5_CMD_LINK_IDS, &pc5_link_layout, link);
}

int pc5_link_del(struct pc5_nl *nl, uint32_t ifindex)
{
	const struct pc5_link link = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX),
		.ifindex = ifindex,
	};

	return pc5_nl_do_obj(nl, PC5_CMD_LINK_DEL, &pc5_link_layout, &link);
}

int pc5_link_get(struct pc5_nl *nl, uint32_t ifindex, struct pc5_link *link)
{
	const struct pc5_link which = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX),
		.ifindex = ifindex,
	};

	memset(link, 0, sizeof(*link));
	return pc5_nl_get_obj(nl, PC5_CMD_LINK_GET, &pc5_link_layout, &which,
			      pc5_link_parse, link);
}

int pc5_link_dump(struct pc5_nl *nl, struct pc5_list *list)
{
	return pc5_nl_dump(nl, pc5_nl_msg(nl, PC5_CMD_LINK_GET),
			   pc5_link_parse, sizeof(struct pc5_link), list);
}
