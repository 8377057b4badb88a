// SPDX-License-Identifier: GPL-2.0-or-later
/* Who a UE is, and what it may be. */

#include "auth-peer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const reason_names[PC5_AUTH_REASON_COUNT] = {
	[PC5_AUTH_OK] = "ok",
	[PC5_AUTH_PROTOCOL] = "protocol",
	[PC5_AUTH_NO_METHOD] = "no-method",
	[PC5_AUTH_LIMIT] = "limit",
	[PC5_AUTH_REFUSED] = "refused",
	[PC5_AUTH_TAMPERED] = "tampered",
	[PC5_AUTH_PSK_UNKNOWN] = "psk-unknown",
	[PC5_AUTH_PSK_WRONG] = "psk-wrong",
	[PC5_AUTH_NAME] = "name",
	[PC5_AUTH_ROLE] = "role",
	[PC5_AUTH_CERT_MISSING] = "cert-missing",
	[PC5_AUTH_CERT_EXPIRED] = "cert-expired",
	[PC5_AUTH_CERT_NOT_YET_VALID] = "cert-not-yet-valid",
	[PC5_AUTH_CERT_REVOKED] = "cert-revoked",
	[PC5_AUTH_CERT_UNKNOWN_CA] = "cert-unknown-ca",
	[PC5_AUTH_CERT_USAGE] = "cert-usage",
	[PC5_AUTH_CERT_INVALID] = "cert-invalid",
	[PC5_AUTH_CRL] = "crl",
	[PC5_AUTH_TLS] = "tls",
	[PC5_AUTH_INTERNAL] = "internal",
};

const char *pc5_auth_reason_name(enum pc5_auth_reason reason)
{
	return reason < PC5_AUTH_REASON_COUNT ? reason_names[reason] : NULL;
}

void pc5_auth_fail(struct pc5_auth_error *err, enum pc5_auth_reason reason,
		   const char *fmt, ...)
{
	va_list ap;

	if (err->reason)
		return;
	err->reason = reason;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
}

int pc5_auth_name_set(struct pc5_user_info *name, const void *data, size_t len)
{
	name->len = 0;
	if (!len || len > PC5_USER_INFO_MAX)
		return -EMSGSIZE;
	memcpy(name->octets, data, len);
	name->len = len;
	return 0;
}

/* The characters RFC 3986 clause 2.3 calls unreserved. */
static bool unreserved(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

const char *pc5_auth_name_text(const struct pc5_user_info *name,
			       char text[PC5_AUTH_NAME_TEXT])
{
	size_t used = 0;
	size_t i;

	for (i = 0; i < name->len; i++) {
		size_t need = unreserved(name->octets[i]) ? 1 : 3;

		if (PC5_AUTH_NAME_TEXT - used <= need)
			break;
		if (need == 1)
			text[used] = name->octets[i];
		else
			snprintf(text + used, PC5_AUTH_NAME_TEXT - used,
				 "%%%02X", name->octets[i]);
		used += need;
	}
	text[used] = '\0';
	return text;
}

static bool has_id(const uint32_t *ids, unsigned int n, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

bool pc5_roles_have(const struct pc5_roles *roles, enum pc5_want_role role,
		    uint32_t id)
{
	switch (role) {
	case PC5_WANT_ANY:
		return true;
	case PC5_WANT_END_UE:
		return roles->end_ue;
	case PC5_WANT_RELAY:
		return has_id(roles->relay, roles->n_relay, id);
	case PC5_WANT_GROUP:
		return has_id(roles->group, roles->n_group, id);
	}
	return false;
}

bool pc5_auth_peer_wanted(const struct pc5_auth_peer *peer,
			  const struct pc5_auth_want *want,
			  struct pc5_auth_error *err)
{
	char got[PC5_AUTH_NAME_TEXT];
	char expected[PC5_AUTH_NAME_TEXT];

	pc5_auth_name_text(&peer->name, got);
	if (want->name.len && !pc5_user_info_equal(&peer->name, &want->name)) {
		pc5_auth_fail(err, PC5_AUTH_NAME,
			      "peer is \"%s\", expected \"%s\"", got,
			      pc5_auth_name_text(&want->name, expected));
		return false;
	}
	if (pc5_roles_have(&peer->roles, want->role, want->role_id))
		return true;
	if (want->role == PC5_WANT_END_UE)
		pc5_auth_fail(err, PC5_AUTH_ROLE,
			      "\"%s\" may not be an end UE", got);
	else if (want->role == PC5_WANT_RELAY)
		pc5_auth_fail(err, PC5_AUTH_ROLE,
			      "\"%s\" may not be a relay for relay service code %06x",
			      got, want->role_id);
	else
		pc5_auth_fail(err, PC5_AUTH_ROLE,
			      "\"%s\" is no member of group %06x", got,
			      want->role_id);
	return false;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool begins(const char **text, size_t *len, const char *with)
{
	size_t n = strlen(with);

	if (*len < n || memcmp(*text, with, n))
		return false;
	*text += n;
	*len -= n;
	return true;
}

static int parse_name(struct pc5_user_info *name, const char *text, size_t len)
{
	while (len && name->len < PC5_USER_INFO_MAX) {
		uint8_t c = *text;
		size_t used = 1;

		if (c == '%') {
			if (len < 3 || digit(text[1]) < 0 || digit(text[2]) < 0)
				return -EINVAL;
			c = digit(text[1]) << 4 | digit(text[2]);
			used = 3;
		} else if (!unreserved(c)) {
			return -EINVAL;
		}
		name->octets[name->len++] = c;
		text += used;
		len -= used;
	}
	return len || !name->len ? -EINVAL : 1;
}

static int parse_id(struct pc5_uri *uri, enum pc5_want_role role, const char *text,
		    size_t len)
{
	size_t i;

	if (len != 6)
		return -EINVAL;
	for (i = 0; i < len; i++) {
		if (digit(text[i]) < 0)
			return -EINVAL;
		uri->id = uri->id << 4 | digit(text[i]);
	}
	uri->role = role;
	return 1;
}

int pc5_uri_parse(struct pc5_uri *uri, const char *text, size_t len)
{
	memset(uri, 0, sizeof(*uri));
	if (!begins(&text, &len, PC5_URI))
		return 0;
	if (begins(&text, &len, PC5_URI_UE))
		return parse_name(&uri->name, text, len);
	if (begins(&text, &len, PC5_URI_RELAY))
		return parse_id(uri, PC5_WANT_RELAY, text, len);
	if (begins(&text, &len, PC5_URI_GROUP))
		return parse_id(uri, PC5_WANT_GROUP, text, len);
	if (begins(&text, &len, PC5_URI_END_UE) && !len) {
		uri->role = PC5_WANT_END_UE;
		return 1;
	}
	return -EINVAL;
}
