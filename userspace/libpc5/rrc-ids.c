// SPDX-License-Identifier: GPL-2.0-or-later
/* Local UE IDs of a layer-2 UE-to-UE relay. */

#include "rrc-ids.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Octets before the entries, and of an entry without the user info. */
#define HEAD 3
#define REFUSED 2
#define ENTRY 6

#define L2ID_MAX 0xffffff

static bool sound(const struct pc5_rrc_ids_entry *entry, uint8_t type)
{
	if (entry->own == entry->peer)
		return false;
	return type == PC5_RRC_IDS_COMPLETE ||
	       (entry->peer_l2 && entry->peer_l2 <= L2ID_MAX &&
		entry->info.len);
}

static bool known_type(uint8_t type)
{
	return type == PC5_RRC_IDS_REQUEST || type == PC5_RRC_IDS_COMPLETE;
}

ssize_t pc5_rrc_ids_encode(const struct pc5_rrc_ids *msg, void *buf,
			   size_t size)
{
	uint8_t *out = buf;
	size_t len = HEAD;
	unsigned int i;

	if (!known_type(msg->type) || msg->n > PC5_RRC_IDS_MAX)
		return -EINVAL;
	if (size < HEAD)
		return -EMSGSIZE;
	out[0] = msg->type;
	out[1] = msg->transaction;
	out[2] = msg->n;
	for (i = 0; i < msg->n; i++) {
		const struct pc5_rrc_ids_entry *it = &msg->entry[i];
		bool whole = msg->type == PC5_RRC_IDS_REQUEST;
		size_t need = whole ? ENTRY + it->info.len : REFUSED;

		if (!sound(it, msg->type))
			return -EINVAL;
		if (size - len < need)
			return -EMSGSIZE;
		out[len] = it->own;
		out[len + 1] = it->peer;
		if (whole) {
			out[len + 2] = it->peer_l2 >> 16;
			out[len + 3] = it->peer_l2 >> 8;
			out[len + 4] = it->peer_l2;
			out[len + 5] = it->info.len;
			memcpy(out + len + ENTRY, it->info.octets,
			       it->info.len);
		}
		len += need;
	}
	return len;
}

/* Cut an entry off @in; its octets, 0 where there is none. */
static size_t take(struct pc5_rrc_ids_entry *it, uint8_t type,
		   const uint8_t *in, size_t len)
{
	size_t need = type == PC5_RRC_IDS_REQUEST ? ENTRY : REFUSED;

	if (len < need)
		return 0;
	it->own = in[0];
	it->peer = in[1];
	if (type == PC5_RRC_IDS_REQUEST) {
		it->peer_l2 = (uint32_t)in[2] << 16 | in[3] << 8 | in[4];
		it->info.len = in[5];
		need += it->info.len;
		if (len < need)
			return 0;
		memcpy(it->info.octets, in + ENTRY, it->info.len);
	}
	return sound(it, type) ? need : 0;
}

int pc5_rrc_ids_decode(struct pc5_rrc_ids *msg, const void *buf, size_t len)
{
	const uint8_t *in = buf;
	size_t at = HEAD;
	unsigned int i;

	memset(msg, 0, sizeof(*msg));
	if (len < HEAD || !known_type(in[0]) || in[2] > PC5_RRC_IDS_MAX)
		return -EBADMSG;
	msg->type = in[0];
	msg->transaction = in[1];
	msg->n = in[2];
	for (i = 0; i < msg->n; i++) {
		size_t used = take(&msg->entry[i], msg->type, in + at,
				   len - at);

		if (!used)
			break;
		at += used;
	}
	if (i == msg->n && at == len)
		return 0;
	memset(msg, 0, sizeof(*msg));
	return -EBADMSG;
}
