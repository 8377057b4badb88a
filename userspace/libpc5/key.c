// SPDX-License-Identifier: GPL-2.0-or-later
/* Security contexts: requests and replies. */

#include "key.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "util.h"

#define UINT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_key, member, attr)
#define STR(member, attr) \
	PC5_FIELD(PC5_FIELD_STR, struct pc5_key, member, attr)
#define COUNT(member, attr) \
	PC5_FIELD(PC5_FIELD_UINT, struct pc5_count, member, attr)

static const struct pc5_field fields[] = {
	UINT(ifindex, PC5_A_KEY_IFINDEX),
	STR(ifname, PC5_A_KEY_IFNAME),
	UINT(id, PC5_A_KEY_ID),
	UINT(enc, PC5_A_KEY_ENC),
	UINT(integ, PC5_A_KEY_INT),
	UINT(role, PC5_A_KEY_ROLE),
	UINT(count, PC5_A_KEY_COUNT),
	UINT(soft_limit, PC5_A_KEY_SOFT_LIMIT),
	UINT(hard_limit, PC5_A_KEY_HARD_LIMIT),
	PC5_FIELD(PC5_FIELD_FLAG, struct pc5_key, activate,
		  PC5_A_KEY_ACTIVATE),
	UINT(slot, PC5_A_KEY_SLOT),
	STR(driver, PC5_A_KEY_DRIVER),
	UINT(lcid, PC5_A_KEY_LCID),
	UINT(event, PC5_A_KEY_EVENT),
	PC5_FIELD(PC5_FIELD_FLAG, struct pc5_key, signalling,
		  PC5_A_KEY_SIGNALLING),
};

const struct pc5_layout pc5_key_layout = {
	.field = fields,
	.n = ARRAY_SIZE(fields),
	.need = PC5_BIT(PC5_A_KEY_IFINDEX) | PC5_BIT(PC5_A_KEY_IFNAME) |
		PC5_BIT(PC5_A_KEY_ID),
};

static const struct pc5_field count_fields[] = {
	COUNT(lcid, PC5_A_COUNT_LCID),
	COUNT(tx_next, PC5_A_COUNT_TX_NEXT),
	COUNT(rx_next, PC5_A_COUNT_RX_NEXT),
	COUNT(rx_deliv, PC5_A_COUNT_RX_DELIV),
};

static const struct pc5_layout count_layout = {
	.field = count_fields,
	.n = ARRAY_SIZE(count_fields),
	.need = PC5_BIT(PC5_A_COUNT_LCID),
};

static int take_counts(struct nlattr *attr, void *obj)
{
	struct pc5_key *key = obj;

	if (nla_type(attr) != PC5_A_KEY_COUNTS)
		return 0;
	if (key->n_counts == PC5_KEY_COUNTS_MAX)
		return -EBADMSG;
	return pc5_attrs_parse_nested(attr, &count_layout,
				      &key->counts[key->n_counts++]);
}

int pc5_key_parse(const struct nlmsghdr *nlh, void *key)
{
	return pc5_attrs_parse_msg(nlh, &pc5_key_layout, take_counts, key);
}

static int put_secret(struct nl_msg *msg, int attr, const struct pc5_secret *s)
{
	return s->len ? nla_put(msg, attr, s->len, s->data) : 0;
}

int pc5_key_new(struct pc5_nl *nl, const struct pc5_key *key,
		const struct pc5_nrp_keys *keys)
{
	struct nl_msg *msg = pc5_nl_msg(nl, PC5_CMD_KEY_NEW);

	if (msg && (pc5_attrs_put(msg, &pc5_key_layout, key) ||
		    put_secret(msg, PC5_A_KEY_NRPEK, &keys->nrpek) < 0 ||
		    put_secret(msg, PC5_A_KEY_NRPIK, &keys->nrpik) < 0)) {
		pc5_nl_msg_free(msg);
		msg = NULL;
	}
	return pc5_nl_do(nl, msg);
}

static struct pc5_key name_key(uint32_t ifindex, uint16_t id)
{
	return (struct pc5_key){
		.has = PC5_BIT(PC5_A_KEY_IFINDEX) | PC5_BIT(PC5_A_KEY_ID),
		.ifindex = ifindex,
		.id = id,
	};
}

int pc5_key_activate(struct pc5_nl *nl, uint32_t ifindex, uint16_t id)
{
	struct pc5_key key = name_key(ifindex, id);

	key.has |= PC5_BIT(PC5_A_KEY_ACTIVATE);
	return pc5_nl_do_obj(nl, PC5_CMD_KEY_SET, &pc5_key_layout, &key);
}

int pc5_key_del(struct pc5_nl *nl, uint32_t ifindex, uint16_t id)
{
	const struct pc5_key key = name_key(ifindex, id);

	return pc5_nl_do_obj(nl, PC5_CMD_KEY_DEL, &pc5_key_layout, &key);
}

int pc5_key_get(struct pc5_nl *nl, uint32_t ifindex, uint16_t id,
		struct pc5_key *key)
{
	const struct pc5_key which = name_key(ifindex, id);

	memset(key, 0, sizeof(*key));
	return pc5_nl_get_obj(nl, PC5_CMD_KEY_GET, &pc5_key_layout, &which,
			      pc5_key_parse, key);
}

int pc5_key_dump(struct pc5_nl *nl, uint32_t ifindex, struct pc5_list *list)
{
	const struct pc5_key which = {
		.has = ifindex ? PC5_BIT(PC5_A_KEY_IFINDEX) : 0,
		.ifindex = ifindex,
	};

	return pc5_nl_dump_obj(nl, PC5_CMD_KEY_GET, &pc5_key_layout, &which,
			       pc5_key_parse, sizeof(struct pc5_key), list);
}
