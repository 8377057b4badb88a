// SPDX-License-Identifier: GPL-2.0-or-later
/* Bearers: requests and replies. */

#include "bearer.h"

#include <linux/pc5.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_bearer, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_BEARER_IFINDEX),
	PC5_FIELD(PC5_FIELD_STR, struct pc5_bearer, ifname,
		  PC5_A_BEARER_IFNAME),
	UINT(lcid, PC5_A_BEARER_LCID),
	UINT(sn_size, PC5_A_BEARER_SN_SIZE),
	UINT(t_reordering, PC5_A_BEARER_T_REORDERING),
	UINT(out_of_order, PC5_A_BEARER_OUT_OF_ORDER),
	UINT(window, PC5_A_BEARER_WINDOW),
	UINT(mark, PC5_A_BEARER_MARK),
	UINT(event, PC5_A_BEARER_EVENT),
};

const struct pc5_layout pc5_bearer_layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_BEARER_IFINDEX) | PC5_BIT(PC5_A_BEARER_IFNAME) |
		PC5_BIT(PC5_A_BEARER_LCID),
};

int pc5_bearer_parse(const struct nlmsghdr *nlh, void *bearer)
{
	return pc5_attrs_parse_msg(nlh, &pc5_bearer_layout, NULL, bearer);
}

int pc5_bearer_new(struct pc5_nl *nl, const struct pc5_bearer *bearer)
{
	return pc5_nl_do_obj(nl, PC5_CMD_BEARER_NEW, &pc5_bearer_layout,
			     bearer);
}

int pc5_bearer_set(struct pc5_nl *nl, const struct pc5_bearer *bearer)
{
	return pc5_nl_do_obj(nl, PC5_CMD_BEARER_SET, &pc5_bearer_layout,
			     bearer);
}

static struct pc5_bearer name_bearer(uint32_t ifindex, uint8_t lcid)
{
	return (struct pc5_bearer){
		.has = PC5_BIT(PC5_A_BEARER_IFINDEX) |
		       PC5_BIT(PC5_A_BEARER_LCID),
		.ifindex = ifindex,
		.lcid = lcid,
	};
}

int pc5_bearer_del(struct pc5_nl *nl, uint32_t ifindex, uint8_t lcid)
{
	const struct pc5_bearer bearer = name_bearer(ifindex, lcid);

	return pc5_nl_do_obj(nl, PC5_CMD_BEARER_DEL, &pc5_bearer_layout,
			     &bearer);
}

int pc5_bearer_get(struct pc5_nl *nl, uint32_t ifindex, uint8_t lcid,
		   struct pc5_bearer *bearer)
{
	const struct pc5_bearer which = name_bearer(ifindex, lcid);

	memset(bearer, 0, sizeof(*bearer));
	return pc5_nl_get_obj(nl, PC5_CMD_BEARER_GET, &pc5_bearer_layout,
			      &which, pc5_bearer_parse, bearer);
}

int pc5_bearer_dump(struct pc5_nl *nl, uint32_t ifindex, struct pc5_list *list)
{
	const struct pc5_bearer which = {
		.has = ifindex ? PC5_BIT(PC5_A_BEARER_IFINDEX) : 0,
		.ifindex = ifindex,
	};

	return pc5_nl_dump_obj(nl, PC5_CMD_BEARER_GET, &pc5_bearer_layout,
			       &which, pc5_bearer_parse,
			       sizeof(struct pc5_bearer), list);
}
