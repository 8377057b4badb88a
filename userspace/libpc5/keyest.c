// SPDX-License-Identifier: GPL-2.0-or-later
/* The content of the key establishment information container. */

#include "keyest.h"

#include <errno.h>
#include <string.h>

int keyest_parse(struct keyest *k, const void *buf, size_t len)
{
	const uint8_t *p = buf;
	const uint8_t *end = p + len;

	memset(k, 0, sizeof(*k));
	if (!len || len > KEYEST_MAX)
		return -EBADMSG;
	k->kind = *p++;
	switch (k->kind) {
	case KEYEST_OFFER:
		if (p == end || *p > EAP_METHODS_MAX || *p >= end - p)
			return -EBADMSG;
		k->n_types = *p++;
		k->types = p;
		p += k->n_types;
		if (p == end)
			return 0;
		break;
	case KEYEST_EAP:
		break;
	case KEYEST_FINISH:
		if (end - p < KEYEST_CONFIRM_LEN)
			return -EBADMSG;
		k->confirm = p;
		p += KEYEST_CONFIRM_LEN;
		break;
	default:
		return -EBADMSG;
	}
	if (end - p < EAP_HEADER_LEN || end - p > EAP_PACKET_MAX)
		return -EBADMSG;
	k->eap = p;
	k->eap_len = end - p;
	return 0;
}

static uint8_t *put(uint8_t *p, const void *data, size_t len)
{
	if (len)
		memcpy(p, data, len);
	return p + len;
}

size_t keyest_build(const struct keyest *k, uint8_t *buf)
{
	uint8_t *p = buf;

	*p++ = k->kind;
	if (k->kind == KEYEST_OFFER) {
		*p++ = k->n_types;
		p = put(p, k->types, k->n_types);
	} else if (k->kind == KEYEST_FINISH) {
		p = put(p, k->confirm, KEYEST_CONFIRM_LEN);
	}
	p = put(p, k->eap, k->eap_len);
	return p - buf;
}
