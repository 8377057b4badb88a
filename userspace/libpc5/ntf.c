// SPDX-License-Identifier: GPL-2.0-or-later
/* Notifications of the pc5 family. */

#include "ntf.h"

#include <errno.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_alarm, member, attr)

static const struct pc5_field alarm_fields[] = {
	UINT(ifindex, PC5_A_ALARM_IFINDEX),
	PC5_FIELD(PC5_FIELD_STR, struct pc5_alarm, ifname,
		  PC5_A_ALARM_IFNAME),
	UINT(reason, PC5_A_ALARM_REASON),
	UINT(lcid, PC5_A_ALARM_LCID),
	UINT(id, PC5_A_ALARM_ID),
};

static const struct pc5_layout alarm_layout = {
	.field = alarm_fields,
	.n = ARRAY_SIZE(alarm_fields),
	.need = PC5_BIT(PC5_A_ALARM_IFINDEX) | PC5_BIT(PC5_A_ALARM_IFNAME) |
		PC5_BIT(PC5_A_ALARM_REASON),
};

int pc5_ntf_parse(const struct nlmsghdr *nlh, struct pc5_ntf *ntf)
{
	const struct genlmsghdr *ghdr = nlmsg_data(nlh);

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return -EBADMSG;
	memset(ntf, 0, sizeof(*ntf));
	ntf->cmd = ghdr->cmd;
	switch (ntf->cmd) {
	case PC5_CMD_UE_NTF:
		return pc5_ue_parse(nlh, &ntf->ue);
	case PC5_CMD_LINK_NTF:
		return pc5_link_parse(nlh, &ntf->link);
	case PC5_CMD_BEARER_NTF:
		return pc5_bearer_parse(nlh, &ntf->bearer);
	case PC5_CMD_KEY_NTF:
		return pc5_key_parse(nlh, &ntf->key);
	case PC5_CMD_ROUTE_NTF:
		return pc5_route_parse(nlh, &ntf->route);
	case PC5_CMD_ALARM_NTF:
		return pc5_attrs_parse_msg(nlh, &alarm_layout, NULL,
					   &ntf->alarm);
	default:
		return -ENOMSG;
	}
}
