// SPDX-License-Identifier: GPL-2.0-or-later
/* Netlink attributes to and from C structures, driven by a table. */

#include "attr.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <string.h>

static const struct pc5_field *find(const struct pc5_layout *layout, int attr)
{
	size_t i;

	for (i = 0; i < layout->n; i++)
		if (layout->field[i].attr == attr)
			return &layout->field[i];
	return NULL;
}

/* Where attribute @attr of @obj lives; sets its bit. */
static void *set_member(const struct pc5_layout *layout, void *obj,
			unsigned int attr, const struct pc5_field **field)
{
	uint32_t has;

	*field = find(layout, attr);
	memcpy(&has, obj, sizeof(has));
	has |= PC5_BIT(attr);
	memcpy(obj, &has, sizeof(has));
	return (char *)obj + (*field)->off;
}

void pc5_attr_set_uint(const struct pc5_layout *layout, void *obj,
		       unsigned int attr, uint64_t value)
{
	const struct pc5_field *f;
	void *member = set_member(layout, obj, attr, &f);
	uint32_t v32 = value;
	uint16_t v16 = value;
	uint8_t v8 = value;

	switch (f->size) {
	case sizeof(v8):
		memcpy(member, &v8, sizeof(v8));
		break;
	case sizeof(v16):
		memcpy(member, &v16, sizeof(v16));
		break;
	case sizeof(v32):
		memcpy(member, &v32, sizeof(v32));
		break;
	default:
		memcpy(member, &value, sizeof(value));
	}
}

void pc5_attr_set_str(const struct pc5_layout *layout, void *obj,
		      unsigned int attr, const char *value)
{
	const struct pc5_field *f;
	char *member = set_member(layout, obj, attr, &f);
	size_t len = strnlen(value, f->size - 1);

	memcpy(member, value, len);
	member[len] = '\0';
}

void pc5_attr_set_addr(const struct pc5_layout *layout, void *obj,
		       unsigned int attr, const struct pc5_addr *value)
{
	const struct pc5_field *f;

	memcpy(set_member(layout, obj, attr, &f), value, sizeof(*value));
}

static int put_field(struct nl_msg *msg, const struct pc5_field *f,
		     const void *member)
{
	const struct pc5_addr *addr = member;

	switch (f->type) {
	case PC5_FIELD_UINT:
		return nla_put(msg, f->attr, f->size, member);
	case PC5_FIELD_STR:
		return nla_put_string(msg, f->attr, member);
	case PC5_FIELD_ADDR:
		if (addr->family == AF_INET6)
			return nla_put(msg, f->attr, sizeof(addr->v6),
				       &addr->v6);
		return nla_put(msg, f->attr, sizeof(addr->v4), &addr->v4);
	default:
		return nla_put_flag(msg, f->attr);
	}
}

int pc5_attrs_put(struct nl_msg *msg, const struct pc5_layout *layout,
		  const void *obj)
{
	uint32_t has;
	size_t i;

	memcpy(&has, obj, sizeof(has));
	for (i = 0; i < layout->n; i++) {
		const struct pc5_field *f = &layout->field[i];

		if (!(has & PC5_BIT(f->attr)))
			continue;
		if (put_field(msg, f, (const char *)obj + f->off) < 0)
			return -EMSGSIZE;
	}
	return 0;
}

static int get_str(const struct pc5_field *f, struct nlattr *attr, char *member)
{
	size_t len = nla_len(attr);
	const char *s = nla_data(attr);

	len = strnlen(s, len);
	if (len == (size_t)nla_len(attr) || len >= f->size)
		return -EBADMSG;
	memcpy(member, s, len + 1);
	return 0;
}

static int get_addr(struct nlattr *attr, struct pc5_addr *addr)
{
	if (nla_len(attr) == sizeof(addr->v4)) {
		addr->family = AF_INET;
		memcpy(&addr->v4, nla_data(attr), sizeof(addr->v4));
		return 0;
	}
	if (nla_len(attr) == sizeof(addr->v6)) {
		addr->family = AF_INET6;
		memcpy(&addr->v6, nla_data(attr), sizeof(addr->v6));
		return 0;
	}
	return -EBADMSG;
}

static int get_field(const struct pc5_field *f, struct nlattr *attr,
		     void *member)
{
	switch (f->type) {
	case PC5_FIELD_UINT:
		if (nla_len(attr) != f->size)
			return -EBADMSG;
		memcpy(member, nla_data(attr), f->size);
		return 0;
	case PC5_FIELD_STR:
		return get_str(f, attr, member);
	case PC5_FIELD_ADDR:
		return get_addr(attr, member);
	default:
		return 0;
	}
}

int pc5_attrs_parse(struct nlattr *head, int len,
		    const struct pc5_layout *layout, pc5_attr_fn other,
		    void *obj)
{
	struct nlattr *attr;
	uint32_t has = 0;
	int rem, ret;

	nla_for_each_attr(attr, head, len, rem) {
		const struct pc5_field *f = find(layout, nla_type(attr));

		if (f) {
			ret = get_field(f, attr, (char *)obj + f->off);
			has |= PC5_BIT(f->attr);
		} else {
			ret = other ? other(attr, obj) : 0;
		}
		if (ret)
			return ret;
	}
	/* What is left over starts an attribute that does not end in here. */
	if (rem > 0 || (has & layout->need) != layout->need)
		return -EBADMSG;
	memcpy(obj, &has, sizeof(has));
	return 0;
}

int pc5_attrs_parse_nested(struct nlattr *nest,
			   const struct pc5_layout *layout, void *obj)
{
	return pc5_attrs_parse(nla_data(nest), nla_len(nest), layout, NULL,
			       obj);
}

int pc5_attrs_parse_msg(const struct nlmsghdr *nlh,
			const struct pc5_layout *layout, pc5_attr_fn other,
			void *obj)
{
	/* libnl takes no pointers to const, but changes nothing here. */
	struct nlmsghdr *hdr = (struct nlmsghdr *)nlh;
	struct genlmsghdr *ghdr;

	if (!genlmsg_valid_hdr(hdr, 0))
		return -EBADMSG;
	ghdr = nlmsg_data(hdr);
	return pc5_attrs_parse(genlmsg_attrdata(ghdr, 0),
			       genlmsg_attrlen(ghdr, 0), layout, other, obj);
}
