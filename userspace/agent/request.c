// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: requests on the control socket. Whoever may connect is root already,
 * but what comes is checked as if it were not.
 */

#include "priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/pc5s.h"

/* Containers within containers. */
#define DEPTH_MAX 4

/* Members a request may have. */
enum member { M_ID, M_DO, M_TARGET, M_SERVICE, M_LINK, M_DST, M_REMOTE,
	      M_CAUSE, M_REAUTH };

static const char *const member_name[] = {
	[M_ID] = "id", [M_DO] = "do", [M_TARGET] = "target",
	[M_SERVICE] = "service", [M_LINK] = "link", [M_DST] = "dst",
	[M_REMOTE] = "remote", [M_CAUSE] = "cause", [M_REAUTH] = "reauth",
};

/* What may be asked for, which members may go with it, and which must. */
static const struct {
	const char *name;
	unsigned int may;
	unsigned int must;
} what[] = {
	[AGENT_CONNECT] = { "connect", 1 << M_TARGET | 1 << M_SERVICE |
			    1 << M_DST | 1 << M_REMOTE, 0 },
	[AGENT_RELEASE] = { "release", 1 << M_LINK | 1 << M_CAUSE,
			    1 << M_LINK },
	[AGENT_REKEY] = { "rekey", 1 << M_LINK | 1 << M_REAUTH, 1 << M_LINK },
	[AGENT_UPDATE] = { "update", 1 << M_LINK, 1 << M_LINK },
	[AGENT_SHOW] = { "show", 0, 0 },
	[AGENT_WATCH] = { "watch", 0, 0 },
	[AGENT_RELOAD] = { "reload", 0, 0 },
	[AGENT_STOP] = { "stop", 0, 0 },
};

static int bad(char *error, const char *fmt, const char *name)
{
	snprintf(error, AGENT_ERROR, fmt, name);
	return -EINVAL;
}

static const char *text_of(struct json_object *value, size_t max)
{
	size_t len;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	len = json_object_get_string_len(value);
	if (!len || len > max || strlen(json_object_get_string(value)) != len)
		return NULL;
	return json_object_get_string(value);
}

/* A number, or the text of one. */
static bool number_of(struct json_object *value, int64_t max, int64_t *number)
{
	const char *text;
	char *end;

	if (json_object_is_type(value, json_type_int)) {
		*number = json_object_get_int64(value);
	} else {
		text = text_of(value, 20);
		if (!text || strchr("+- \t", *text))
			return false;
		*number = strtoll(text, &end, 0);
		if (*end)
			return false;
	}
	return *number >= 0 && *number <= max;
}

static bool take_what(struct agent_request *request, struct json_object *value)
{
	const char *text = text_of(value, 16);
	size_t i;

	for (i = 0; text && i < ARRAY_SIZE(what); i++) {
		if (!strcmp(what[i].name, text)) {
			request->what = i;
			return true;
		}
	}
	return false;
}

static bool take_target(struct agent_request *request,
			struct json_object *value)
{
	const char *text = text_of(value, PC5_USER_INFO_MAX);

	if (!text)
		return false;
	/* Any peer is one without a name. */
	if (!strcmp(text, "any"))
		return true;
	request->target.len = strlen(text);
	memcpy(request->target.octets, text, request->target.len);
	return true;
}

static bool take_text(char *to, size_t size, struct json_object *value)
{
	const char *text = text_of(value, size - 1);

	if (text)
		strcpy(to, text);
	return text;
}

static bool take_remote(struct agent_request *request,
			struct json_object *value)
{
	const char *text = text_of(value, INET6_ADDRSTRLEN);

	request->has_remote = true;
	if (text && inet_pton(AF_INET, text, &request->remote.v4) == 1)
		request->remote.family = AF_INET;
	else if (text && inet_pton(AF_INET6, text, &request->remote.v6) == 1)
		request->remote.family = AF_INET6;
	else
		return false;
	return true;
}

static bool take(struct agent_request *request, enum member member,
		 struct json_object *value)
{
	int64_t n = 0;

	switch (member) {
	case M_ID:
		return number_of(value, INT64_MAX, &request->id);
	case M_DO:
		return take_what(request, value);
	case M_TARGET:
		return take_target(request, value);
	case M_SERVICE:
		return take_text(request->service, sizeof(request->service),
				 value);
	case M_LINK:
		return take_text(request->link, sizeof(request->link), value);
	case M_DST:
		if (!number_of(value, 0xffffff, &n) || !n)
			return false;
		request->dst = n;
		return true;
	case M_REMOTE:
		return take_remote(request, value);
	case M_CAUSE:
		if (!number_of(value, UINT8_MAX, &n))
			return false;
		request->cause = n;
		return true;
	case M_REAUTH:
		request->reauth = json_object_get_boolean(value);
		return json_object_is_type(value, json_type_boolean);
	}
	return false;
}

static int take_all(struct json_object *obj, struct agent_request *request,
		    char *error)
{
	unsigned int have = 0;
	size_t i;

	json_object_object_foreach(obj, key, value) {
		for (i = 0; i < ARRAY_SIZE(member_name); i++) {
			if (!strcmp(member_name[i], key))
				break;
		}
		if (i == ARRAY_SIZE(member_name))
			return bad(error, "unknown member \"%.40s\"", key);
		if (!take(request, i, value))
			return bad(error, "\"%s\" has no value it may have",
				   key);
		have |= 1 << i;
	}
	if (!(have & 1 << M_DO))
		return bad(error, "\"%s\" is missing", "do");
	have &= ~(1 << M_ID | 1 << M_DO);
	for (i = 0; i < ARRAY_SIZE(member_name); i++) {
		if (what[request->what].must & ~have & 1 << i)
			return bad(error, "\"%s\" is missing", member_name[i]);
		if (have & ~what[request->what].may & 1 << i)
			return bad(error, "\"%s\" does not go with this",
				   member_name[i]);
	}
	return 0;
}

int agent_request_parse(const char *line, size_t len,
			struct agent_request *request, char *error)
{
	struct json_tokener *tok;
	struct json_object *obj;
	int ret;

	memset(request, 0, sizeof(*request));
	request->cause = PC5S_CAUSE_NO_LONGER_NEEDED;
	if (len >= AGENT_LINE_MAX)
		return bad(error, "%s", "the line is too long");
	tok = json_tokener_new_ex(DEPTH_MAX);
	if (!tok)
		return bad(error, "%s", "no memory");
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	obj = json_tokener_parse_ex(tok, line, len);
	if (json_tokener_get_error(tok) != json_tokener_success ||
	    json_tokener_get_parse_end(tok) != len) {
		ret = bad(error, "%s", "this is not one JSON object");
	} else if (!json_object_is_type(obj, json_type_object)) {
		ret = bad(error, "%s", "this is not a JSON object");
	} else {
		ret = take_all(obj, request, error);
	}
	json_object_put(obj);
	json_tokener_free(tok);
	return ret;
}
