// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: decoding and encoding by the table of messages. */

#include "pc5s-table.h"

#include <errno.h>
#include <string.h>

/* What is left of a message. */
struct cursor {
	const uint8_t *p;
	size_t left;
};

/* Room that is left for a message. */
struct room {
	uint8_t *p;
	size_t left;
};

/* IEs that a receiver has to understand (TS 24.007 clause 11.2.5). */
static bool comprehension_required(uint8_t iei)
{
	return !(iei & 0xf0) || iei == 0x7e || iei == 0x7f;
}

/*
 * Format of an IE that the message has not, by its IEI alone (TS 24.007 clause
 * 11.2.4): of one octet where bit 8 is set, else with a length of two octets if
 * bits 7 to 5 are, else with one of one octet.
 */
static enum pc5s_format unknown_format(uint8_t iei)
{
	if (iei & 0x80)
		return PC5S_TV1;
	return (iei & 0x70) == 0x70 ? PC5S_TLV_E : PC5S_TLV;
}

/* Octets of IEI and of length of a format. */
static size_t tag_len(enum pc5s_format format)
{
	return format >= PC5S_TV;
}

static size_t length_len(enum pc5s_format format)
{
	switch (format) {
	case PC5S_LV:
	case PC5S_TLV:
		return 1;
	case PC5S_LV_E:
	case PC5S_TLV_E:
		return 2;
	default:
		return 0;
	}
}

/*
 * Cut an IE off @in; @fixed is the length of its value where @format has none.
 * False where the message ends before the IE does.
 */
static bool take(struct cursor *in, enum pc5s_format format, size_t fixed,
		 struct pc5s_span *value)
{
	size_t head = tag_len(format) + length_len(format);
	size_t len = fixed;

	if (in->left < head)
		return false;
	if (length_len(format) == 1)
		len = in->p[head - 1];
	else if (length_len(format) == 2)
		len = in->p[head - 2] << 8 | in->p[head - 1];
	if (in->left - head < len)
		return false;
	value->data = in->p + head;
	value->len = len;
	in->p += head + len;
	in->left -= head + len;
	return true;
}

static bool tag_is(const struct pc5s_field *field, uint8_t octet)
{
	if (field->format == PC5S_TV1)
		octet &= 0xf0;
	return octet == field->iei;
}

static bool take_mandatory(const struct pc5s_field *field, struct cursor *in,
			   struct pc5s_msg *msg)
{
	struct pc5s_span value;

	if (field->format == PC5S_TV1 && in->left && !tag_is(field, *in->p))
		return false;
	if (!take(in, field->format, field->min, &value) ||
	    !pc5s_field_ok(field, value))
		return false;
	msg->ie[field->ie] = value;
	return true;
}

/*
 * Optional IEs. @i is the first row that may still come; one before it is
 * repeated or out of sequence.
 */
static int take_optional(const struct pc5s_desc *desc, unsigned int i,
			 struct cursor *in, struct pc5s_msg *msg)
{
	unsigned int first = i;
	uint32_t seen = 0;

	while (in->left) {
		uint8_t iei = *in->p;
		struct pc5s_span value;
		unsigned int row;

		for (row = first; row < desc->n; row++)
			if (tag_is(&desc->field[row], iei))
				break;
		if (comprehension_required(iei) &&
		    (row == desc->n || (row < i && !(seen & 1U << row))))
			return -EBADMSG;
		if (row == desc->n) {
			if (!take(in, unknown_format(iei), 1, &value))
				break;
			continue;
		}
		/* Nothing can follow what does not end. */
		if (!take(in, desc->field[row].format, desc->field[row].min,
			  &value))
			break;
		if (row < i)
			continue;
		if (pc5s_field_ok(&desc->field[row], value))
			msg->ie[desc->field[row].ie] = value;
		seen |= 1U << row;
		i = row + 1;
	}
	return 0;
}

int pc5s_decode_as(const struct pc5s_desc *desc, struct pc5s_msg *msg,
		   const void *buf, size_t len)
{
	struct cursor in = { .p = buf, .left = len };
	unsigned int i;

	memset(msg, 0, sizeof(*msg));
	if (len < PC5S_HEAD_LEN || len > PC5S_MSG_MAX)
		return -EBADMSG;
	msg->type = in.p[0];
	msg->seq = in.p[1];
	if (!desc)
		return -EOPNOTSUPP;
	in.p += PC5S_HEAD_LEN;
	in.left -= PC5S_HEAD_LEN;
	for (i = 0; i < desc->n && desc->field[i].mandatory; i++)
		if (!take_mandatory(&desc->field[i], &in, msg))
			goto bad;
	if (!take_optional(desc, i, &in, msg))
		return 0;
bad:
	memset(msg->ie, 0, sizeof(msg->ie));
	return -EBADMSG;
}

int pc5s_decode(struct pc5s_msg *msg, const void *buf, size_t len)
{
	const uint8_t *octets = buf;

	return pc5s_decode_as(len ? pc5s_find_desc(*octets) : NULL, msg, buf,
			      len);
}

static int put(struct room *out, const void *data, size_t len)
{
	if (len > out->left)
		return -EMSGSIZE;
	memcpy(out->p, data, len);
	out->p += len;
	out->left -= len;
	return 0;
}

static int put_ie(struct room *out, const struct pc5s_field *field,
		  struct pc5s_span value)
{
	uint8_t head[3];
	size_t n = 0;

	if (!pc5s_field_ok(field, value))
		return -EINVAL;
	if (field->format == PC5S_TV1) {
		head[0] = field->iei | (value.data[0] & 0x0f);
		return put(out, head, 1);
	}
	if (tag_len(field->format))
		head[n++] = field->iei;
	if (length_len(field->format) == 2)
		head[n++] = value.len >> 8;
	if (length_len(field->format))
		head[n++] = value.len & 0xff;
	return put(out, head, n) ?: put(out, value.data, value.len);
}

ssize_t pc5s_encode_as(const struct pc5s_desc *desc,
		       const struct pc5s_msg *msg, void *buf, size_t size)
{
	struct room out = { buf, size > PC5S_MSG_MAX ? PC5S_MSG_MAX : size };
	const uint8_t head[PC5S_HEAD_LEN] = { msg->type, msg->seq };
	unsigned int extra = 0;
	unsigned int i;
	int ret;

	for (i = 0; i < PC5S_IE_COUNT; i++)
		extra += !!msg->ie[i].data;
	ret = put(&out, head, sizeof(head));
	for (i = 0; !ret && i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];

		if (!msg->ie[field->ie].data) {
			ret = field->mandatory ? -EINVAL : 0;
			continue;
		}
		extra--;
		ret = put_ie(&out, field, msg->ie[field->ie]);
	}
	if (ret)
		return ret;
	return extra ? -EINVAL : out.p - (uint8_t *)buf;
}

ssize_t pc5s_encode(const struct pc5s_msg *msg, void *buf, size_t size)
{
	const struct pc5s_desc *desc = pc5s_find_desc(msg->type);

	return desc ? pc5s_encode_as(desc, msg, buf, size) : -EOPNOTSUPP;
}
