// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: values that are lists. */

#include "pc5s-list.h"

#include <errno.h>
#include <string.h>

#include "pc5s-ie.h"

int pc5s_put(struct pc5s_writer *writer, const void *data, size_t len)
{
	if (len > writer->size - writer->len)
		return -EMSGSIZE;
	if (len)
		memcpy(writer->data + writer->len, data, len);
	writer->len += len;
	return 0;
}

int pc5s_cut(struct pc5s_span *rest, size_t len, struct pc5s_span *part)
{
	if (len > rest->len)
		return -EBADMSG;
	part->data = rest->data;
	part->len = len;
	rest->data += len;
	rest->len -= len;
	return 1;
}

/* Cut a part of at least one octet off, after the octet of its length. */
static int cut_counted(struct pc5s_span *rest, struct pc5s_span *part)
{
	struct pc5s_span len;

	if (pc5s_cut(rest, 1, &len) < 0 || !*len.data)
		return -EBADMSG;
	return pc5s_cut(rest, *len.data, part);
}

/* Two parts, the first after its length octet, at once or not at all. */
static int put_two(struct pc5s_writer *writer, const void *a, size_t a_len,
		   const void *b, size_t b_len)
{
	uint8_t len = a_len;

	if (!a_len || a_len > UINT8_MAX)
		return -EINVAL;
	if (1 + a_len + b_len > writer->size - writer->len)
		return -EMSGSIZE;
	pc5s_put(writer, &len, 1);
	pc5s_put(writer, a, a_len);
	return pc5s_put(writer, b, b_len);
}

int pc5s_prose_id_next(struct pc5s_span *rest, struct pc5s_prose_id *id)
{
	struct pc5s_span os_id;

	if (!rest->len)
		return 0;
	if (pc5s_cut(rest, PC5S_OS_ID_LEN, &os_id) < 0)
		return -EBADMSG;
	id->os_id = os_id.data;
	return cut_counted(rest, &id->app_id);
}

int pc5s_prose_id_put(struct pc5s_writer *writer,
		      const struct pc5s_prose_id *id)
{
	size_t before = writer->len;
	int ret;

	ret = pc5s_put(writer, id->os_id, PC5S_OS_ID_LEN);
	if (ret)
		return ret;
	ret = put_two(writer, id->app_id.data, id->app_id.len, NULL, 0);
	if (ret)
		writer->len = before;
	return ret;
}

int pc5s_user_info_next(struct pc5s_span *rest, struct pc5s_span *info)
{
	return rest->len ? cut_counted(rest, info) : 0;
}

int pc5s_user_info_put(struct pc5s_writer *writer, const void *info,
		       size_t len)
{
	return put_two(writer, info, len, NULL, 0);
}

/* Octets of a layer-2 ID. */
#define L2_ID_LEN 3

int pc5s_relay_next(struct pc5s_span *rest, struct pc5s_relay *relay)
{
	struct pc5s_span entry, l2_id;

	if (!rest->len)
		return 0;
	if (cut_counted(rest, &entry) < 0 ||
	    cut_counted(&entry, &relay->user_info) < 0 ||
	    pc5s_cut(&entry, L2_ID_LEN, &l2_id) < 0 || entry.len)
		return -EBADMSG;
	relay->l2_id = l2_id.data[0] << 16 | l2_id.data[1] << 8 |
		       l2_id.data[2];
	return 1;
}

int pc5s_relay_put(struct pc5s_writer *writer, const struct pc5s_relay *relay)
{
	const uint8_t l2_id[L2_ID_LEN] = { relay->l2_id >> 16,
					   relay->l2_id >> 8, relay->l2_id };
	uint8_t buf[UINT8_MAX];
	struct pc5s_writer entry = { .data = buf, .size = sizeof(buf) };

	if (put_two(&entry, relay->user_info.data, relay->user_info.len,
		    l2_id, sizeof(l2_id)))
		return -EINVAL;
	return put_two(writer, buf, entry.len, NULL, 0);
}

int pc5s_ue_ip_next(struct pc5s_span *rest, struct pc5_addr *addr)
{
	struct pc5s_span entry;

	if (!rest->len)
		return 0;
	if (cut_counted(rest, &entry) < 0 || pc5s_ue_ip_decode(entry, addr))
		return -EBADMSG;
	return 1;
}

int pc5s_ue_ip_put(struct pc5s_writer *writer, const struct pc5_addr *addr)
{
	uint8_t octets[PC5S_UE_IP_MAX];
	int len = pc5s_ue_ip_encode(addr, octets);

	return len < 0 ? len : put_two(writer, octets, len, NULL, 0);
}

int pc5s_ipv6_next(struct pc5s_span *rest, struct in6_addr *addr)
{
	struct pc5s_span entry;

	if (!rest->len)
		return 0;
	if (pc5s_cut(rest, sizeof(*addr), &entry) < 0)
		return -EBADMSG;
	memcpy(addr, entry.data, sizeof(*addr));
	return 1;
}

int pc5s_ipv6_put(struct pc5s_writer *writer, const struct in6_addr *addr)
{
	return pc5s_put(writer, addr, sizeof(*addr));
}
