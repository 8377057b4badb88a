// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: reading and filling messages. */

#include <string.h>

#include "pc5s.h"

void pc5s_init(struct pc5s_msg *msg, uint8_t type, uint8_t seq)
{
	memset(msg, 0, sizeof(*msg));
	msg->type = type;
	msg->seq = seq;
}

bool pc5s_has(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	return msg->ie[ie].data;
}

/* IEs of four bits; the others of their octet are an IEI, or spare. */
static bool is_nibble(enum pc5s_ie ie)
{
	return ie == PC5S_IE_RELAY_RESELECTION ||
	       ie == PC5S_IE_RELAY_INDICATION || ie == PC5S_IE_IP_NEEDED ||
	       ie == PC5S_IE_IDENTITY_TYPE ||
	       ie == PC5S_IE_ANNOUNCE_PROHIBITED;
}

uint32_t pc5s_u32(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	const struct pc5s_span *span = &msg->ie[ie];
	uint32_t value = 0;
	unsigned int i;

	if (!span->data)
		return 0;
	for (i = 0; i < span->len; i++)
		value = value << 8 | span->data[i];
	return is_nibble(ie) ? value & 0x0f : value;
}

uint32_t pc5s_u24(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	return pc5s_u32(msg, ie) & 0xffffff;
}

uint16_t pc5s_u16(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	return pc5s_u32(msg, ie);
}

uint8_t pc5s_u8(const struct pc5s_msg *msg, enum pc5s_ie ie)
{
	return pc5s_u32(msg, ie);
}

bool pc5s_span_equal(struct pc5s_span a, struct pc5s_span b)
{
	if (!a.data || !b.data)
		return !a.data && !b.data;
	return a.len == b.len && !memcmp(a.data, b.data, a.len);
}

void pc5s_set(struct pc5s_msg *msg, enum pc5s_ie ie, const void *data,
	      size_t len)
{
	/* A length that does not fit is none, which no IE has. */
	msg->ie[ie].data = data;
	msg->ie[ie].len = len <= UINT16_MAX ? len : 0;
}

void pc5s_set_copy(struct pc5s_msg *msg, struct pc5s_store *store,
		   enum pc5s_ie ie, const void *data, size_t len)
{
	uint8_t *at = store->octets + store->used;

	if (!data) {
		pc5s_set(msg, ie, NULL, 0);
		return;
	}
	if (len > sizeof(store->octets) - store->used) {
		/* No IE is empty: encoding refuses it. */
		pc5s_set(msg, ie, store->octets, 0);
		return;
	}
	memcpy(at, data, len);
	store->used += len;
	pc5s_set(msg, ie, at, len);
}

static void set_uint(struct pc5s_msg *msg, struct pc5s_store *store,
		     enum pc5s_ie ie, uint32_t value, size_t len)
{
	const uint8_t octets[4] = { value >> 24, value >> 16, value >> 8,
				    value };

	pc5s_set_copy(msg, store, ie, octets + sizeof(octets) - len, len);
}

void pc5s_set_u8(struct pc5s_msg *msg, struct pc5s_store *store,
		 enum pc5s_ie ie, uint8_t value)
{
	set_uint(msg, store, ie, value, 1);
}

void pc5s_set_u16(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint16_t value)
{
	set_uint(msg, store, ie, value, 2);
}

void pc5s_set_u24(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint32_t value)
{
	set_uint(msg, store, ie, value, 3);
}

void pc5s_set_u32(struct pc5s_msg *msg, struct pc5s_store *store,
		  enum pc5s_ie ie, uint32_t value)
{
	set_uint(msg, store, ie, value, 4);
}
