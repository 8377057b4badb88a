// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S messages to and from the kernel. */

#include "signal.h"

#include <errno.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_signal, member, attr)
#define ADDR(member, attr) \
	PC5_FIELD(PC5_FIELD_ADDR, struct pc5_signal, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_SIGNAL_IFINDEX),
	UINT(link, PC5_A_SIGNAL_LINK),
	UINT(lcid, PC5_A_SIGNAL_LCID),
	UINT(cast, PC5_A_SIGNAL_CAST),
	UINT(src, PC5_A_SIGNAL_SRC),
	UINT(dst, PC5_A_SIGNAL_DST),
	UINT(id, PC5_A_SIGNAL_ID),
	UINT(protection, PC5_A_SIGNAL_PROTECTION),
	ADDR(remote4, PC5_A_SIGNAL_REMOTE4),
	ADDR(remote6, PC5_A_SIGNAL_REMOTE6),
	UINT(remote_port, PC5_A_SIGNAL_REMOTE_PORT),
	UINT(hop, PC5_A_SIGNAL_HOP),
	UINT(src_ue_id, PC5_A_SIGNAL_SRC_UE_ID),
	UINT(dst_ue_id, PC5_A_SIGNAL_DST_UE_ID),
};

static const struct pc5_layout layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_SIGNAL_IFINDEX) | PC5_BIT(PC5_A_SIGNAL_LCID) |
		PC5_BIT(PC5_A_SIGNAL_PROTECTION),
};

static int get_data(struct nlattr *attr, void *obj)
{
	struct pc5_signal *signal = obj;

	if (nla_type(attr) == PC5_A_SIGNAL_DATA) {
		signal->data = nla_data(attr);
		signal->len = nla_len(attr);
	}
	return 0;
}

int pc5_signal_parse(const struct nlmsghdr *nlh, struct pc5_signal *signal)
{
	/* libnl takes no pointers to const, but changes nothing here. */
	const struct genlmsghdr *genl =
		genlmsg_hdr((struct nlmsghdr *)nlh);
	int ret;

	memset(signal, 0, sizeof(*signal));
	if (genl->cmd != PC5_CMD_SIGNAL_RX)
		return -ENOMSG;
	ret = pc5_attrs_parse_msg(nlh, &layout, get_data, signal);
	if (!ret && !signal->data)
		ret = -EBADMSG;
	return ret;
}

static struct nl_msg *agent_msg(struct pc5_nl *nl, uint32_t ifindex,
				const uint32_t *listen, size_t n)
{
	struct nl_msg *msg = pc5_nl_msg(nl, PC5_CMD_AGENT_REGISTER);
	int ret = msg ? nla_put_u32(msg, PC5_A_SIGNAL_IFINDEX, ifindex) : 0;
	size_t i;

	for (i = 0; msg && !ret && i < n; i++)
		ret = nla_put_u32(msg, PC5_A_SIGNAL_LISTEN, listen[i]);
	if (!ret)
		return msg;
	pc5_nl_msg_free(msg);
	return NULL;
}

int pc5_agent_register(struct pc5_nl *nl, uint32_t ifindex,
		       const uint32_t *listen, size_t n)
{
	return pc5_nl_do(nl, agent_msg(nl, ifindex, listen, n));
}

int pc5_agent_listen(struct pc5_nl *nl, uint32_t ifindex,
		     const uint32_t *listen, size_t n)
{
	return pc5_nl_post(nl, agent_msg(nl, ifindex, listen, n));
}

static int send_data(struct pc5_nl *nl, uint8_t cmd,
		     const struct pc5_signal *signal)
{
	struct nl_msg *msg = pc5_nl_msg_large(nl, cmd, signal->len);

	if (msg && (pc5_attrs_put(msg, &layout, signal) ||
		    nla_put(msg, PC5_A_SIGNAL_DATA, signal->len,
			    signal->data))) {
		pc5_nl_msg_free(msg);
		return -EMSGSIZE;
	}
	return pc5_nl_do(nl, msg);
}

int pc5_signal_tx(struct pc5_nl *nl, const struct pc5_signal *signal)
{
	if (signal->len > PC5_SIGNAL_MAX)
		return -EMSGSIZE;
	return send_data(nl, PC5_CMD_SIGNAL_TX, signal);
}

int pc5_signal_verify(struct pc5_nl *nl, uint32_t link, const void *data,
		      size_t len)
{
	const struct pc5_signal signal = {
		.has = PC5_BIT(PC5_A_SIGNAL_LINK),
		.link = link,
		.data = data,
		.len = len,
	};

	if (len > UINT16_MAX / 2)
		return -EMSGSIZE;
	return send_data(nl, PC5_CMD_SIGNAL_VERIFY, &signal);
}
