// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP packets (RFC 3748 clause 4). */

#include <errno.h>

#include "eap.h"

int eap_parse(struct eap_packet *pkt, const void *buf, size_t len)
{
	const uint8_t *p = buf;

	if (len < EAP_HEADER_LEN || len > EAP_PACKET_MAX ||
	    len != (size_t)(p[2] << 8 | p[3]))
		return -EBADMSG;
	*pkt = (struct eap_packet){ .code = p[0], .id = p[1] };
	switch (pkt->code) {
	case EAP_CODE_REQUEST:
	case EAP_CODE_RESPONSE:
		if (len < EAP_DATA_OFFSET)
			return -EBADMSG;
		pkt->type = p[EAP_HEADER_LEN];
		pkt->data = p + EAP_DATA_OFFSET;
		pkt->data_len = len - EAP_DATA_OFFSET;
		return 0;
	case EAP_CODE_SUCCESS:
	case EAP_CODE_FAILURE:
		return len == EAP_HEADER_LEN ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

void eap_put_header(uint8_t *buf, uint8_t code, uint8_t id, uint8_t type,
		    size_t len)
{
	buf[0] = code;
	buf[1] = id;
	buf[2] = len >> 8;
	buf[3] = len & 0xff;
	if (len > EAP_HEADER_LEN)
		buf[EAP_HEADER_LEN] = type;
}
