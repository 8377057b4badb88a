// SPDX-License-Identifier: GPL-2.0-or-later
/* Fragments of EAP-TLS messages (RFC 5216 clauses 2.1.5 and 3). */

#include "eap-tls-frag.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH_LEN 4

static enum eap_tls_got wrong(struct pc5_auth_error *err,
			      enum pc5_auth_reason reason, const char *text)
{
	pc5_auth_fail(err, reason, "EAP-TLS: %s", text);
	return EAP_TLS_GOT_WRONG;
}

/* Cut the message length, if there is one, off @data. */
static enum eap_tls_got take_length(struct eap_tls_frag *frag,
				    const uint8_t **data, size_t *len,
				    struct pc5_auth_error *err)
{
	const uint8_t *p = *data;
	size_t total;

	if (*len < LENGTH_LEN)
		return wrong(err, PC5_AUTH_PROTOCOL, "length field cut off");
	total = (size_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
	*data += LENGTH_LEN;
	*len -= LENGTH_LEN;
	if (total > EAP_TLS_MESSAGE_MAX)
		return wrong(err, PC5_AUTH_LIMIT, "message too long");
	if (!total || total < *len)
		return wrong(err, PC5_AUTH_PROTOCOL,
			     "length field does not fit the message");
	if (frag->in_more && total != frag->in_total)
		return wrong(err, PC5_AUTH_PROTOCOL,
			     "length field changed between fragments");
	frag->in_total = total;
	return EAP_TLS_GOT_MESSAGE;
}

static enum eap_tls_got append(struct eap_tls_frag *frag, const uint8_t *data,
			       size_t len, struct pc5_auth_error *err)
{
	size_t max = frag->in_total ? frag->in_total : len;
	uint8_t *in = frag->in;

	/* What arrived says how much to keep, not what was announced. */
	if (len > max - frag->in_len)
		return wrong(err, PC5_AUTH_PROTOCOL,
			     "more octets than announced");
	in = realloc(in, frag->in_len + len);
	if (!in)
		return wrong(err, PC5_AUTH_INTERNAL, "out of memory");
	memcpy(in + frag->in_len, data, len);
	frag->in = in;
	frag->in_len += len;
	return EAP_TLS_GOT_MESSAGE;
}

enum eap_tls_got eap_tls_frag_take(struct eap_tls_frag *frag,
				   const uint8_t *data, size_t len,
				   struct pc5_auth_error *err)
{
	uint8_t flags;

	if (!len)
		return wrong(err, PC5_AUTH_PROTOCOL, "no flags");
	flags = *data++ & (EAP_TLS_LENGTH | EAP_TLS_MORE | EAP_TLS_START);
	len--;
	if (flags & EAP_TLS_START)
		return wrong(err, PC5_AUTH_PROTOCOL, "start flag out of place");
	if (frag->out_done < frag->out_len) {
		if (flags || len)
			return wrong(err, PC5_AUTH_PROTOCOL,
				     "no acknowledgment of a fragment");
		return EAP_TLS_GOT_ACK;
	}
	if (flags & EAP_TLS_LENGTH &&
	    take_length(frag, &data, &len, err) == EAP_TLS_GOT_WRONG)
		return EAP_TLS_GOT_WRONG;
	if (!len) {
		if (flags || frag->in_more)
			return wrong(err, PC5_AUTH_PROTOCOL, "empty fragment");
		return EAP_TLS_GOT_EMPTY;
	}
	if (flags & EAP_TLS_MORE && !frag->in_total)
		return wrong(err, PC5_AUTH_PROTOCOL,
			     "first of several fragments without length field");
	if (append(frag, data, len, err) == EAP_TLS_GOT_WRONG)
		return EAP_TLS_GOT_WRONG;
	frag->in_more = flags & EAP_TLS_MORE;
	if (frag->in_more)
		return EAP_TLS_GOT_PART;
	if (frag->in_total && frag->in_len != frag->in_total)
		return wrong(err, PC5_AUTH_PROTOCOL,
			     "fewer octets than announced");
	return EAP_TLS_GOT_MESSAGE;
}

void eap_tls_frag_taken(struct eap_tls_frag *frag)
{
	free(frag->in);
	frag->in = NULL;
	frag->in_len = 0;
	frag->in_total = 0;
	frag->in_more = false;
}

uint8_t *eap_tls_frag_room(struct eap_tls_frag *frag, size_t len)
{
	free(frag->out);
	frag->out = NULL;
	frag->out_len = 0;
	frag->out_done = 0;
	if (len > EAP_TLS_MESSAGE_MAX)
		return NULL;
	frag->out = malloc(len ? len : 1);
	if (frag->out)
		frag->out_len = len;
	return frag->out;
}

void eap_tls_frag_send(struct eap_tls_frag *frag, struct eap_io *io)
{
	size_t left = frag->out_len - frag->out_done;
	size_t room = frag->fragment - EAP_TLS_OVERHEAD;
	uint8_t *p = io->out + EAP_DATA_OFFSET;
	uint8_t *flags = p++;

	*flags = 0;
	/* RFC 9190 clause 2.4: no length in a message in one piece. */
	if (left > room && !frag->out_done) {
		*flags |= EAP_TLS_LENGTH;
		*p++ = frag->out_len >> 24;
		*p++ = frag->out_len >> 16 & 0xff;
		*p++ = frag->out_len >> 8 & 0xff;
		*p++ = frag->out_len & 0xff;
	}
	if (left > room) {
		*flags |= EAP_TLS_MORE;
		left = room;
	}
	if (left)
		memcpy(p, frag->out + frag->out_done, left);
	frag->out_done += left;
	io->out_len = p + left - io->out;
}

void eap_tls_frag_free(struct eap_tls_frag *frag)
{
	free(frag->in);
	free(frag->out);
	memset(frag, 0, sizeof(*frag));
}
