// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl agent show and reload: what an agent says of itself and its links. */

#include <string.h>

#include "client.h"
#include "ctl.h"
#include "jtext.h"
#include "out.h"

/* Digits of a Layer-2 ID, a K_NRP-sess ID and a K_NRP ID in hexadecimal. */
#define L2ID_DIGITS 6
#define SESS_ID_DIGITS 4
#define KNRP_ID_DIGITS 8

const struct arg agent_show_args[AGENT_SHOW_ARGS] = {
	CLIENT_ARG_UE, CLIENT_ARG_SOCKET, CLIENT_ARG_TIMEOUT,
};

static void word(struct out *out, struct json_object *obj, const char *key,
		 const char *label)
{
	char text[JTEXT_MAX];

	if (jtext_word(obj, key, text, sizeof(text)))
		out_str(out, NULL, label, text);
}

static void hex(struct out *out, struct json_object *obj, const char *key,
		const char *label, int digits)
{
	char text[JTEXT_MAX];

	if (jtext_hex(obj, key, digits, text, sizeof(text)))
		out_str(out, NULL, label, text);
}

static void when(struct out *out, struct json_object *obj, const char *key,
		 const char *label)
{
	int64_t time = jtext_time(obj, key);
	char text[64];

	if (time < 0) {
		word(out, obj, key, label);
		return;
	}
	jtext_format_time(time, true, text, sizeof(text));
	/* Nobody wants to know to the microsecond. */
	snprintf(strchr(text, '.'), 2, "Z");
	out_str(out, NULL, label, text);
}

static bool is(struct json_object *obj, const char *key, const char *value)
{
	char text[JTEXT_MAX];

	return jtext_word(obj, key, text, sizeof(text)) &&
	       !strcmp(text, value);
}

static void head(struct out *out, struct json_object *obj, const char *key)
{
	char text[JTEXT_MAX];

	/* A link that is in the making has no device yet. */
	if (!jtext_plain(obj, key, text, sizeof(text)) || !*text)
		snprintf(text, sizeof(text), "-");
	out_colored(out, COLOR_NAME, text);
	out_text(out, ":");
}

/* Begin a line called @name, if it is going to have one of the two members. */
static bool line(struct out *out, struct json_object *obj, const char *name,
		 const char *key, const char *other)
{
	if (!json_object_object_get(obj, key) &&
	    !json_object_object_get(obj, other))
		return false;
	out_next_line(out);
	out_text(out, "%s", name);
	return true;
}

static void unprotected(struct out *out)
{
	out_text(out, " ");
	out_colored(out, COLOR_BAD, "UNPROTECTED");
}

/* Null algorithms protect nothing, whatever they are switched on for. */
static void protection(struct out *out, struct json_object *link)
{
	bool null = is(link, "enc", "nea0") && is(link, "int", "nia0");

	hex(out, link, "id", "key", SESS_ID_DIGITS);
	word(out, link, "enc", "enc");
	word(out, link, "int", "int");
	if (null) {
		unprotected(out);
		return;
	}
	word(out, link, "up_integrity", "user-plane integrity");
	word(out, link, "up_ciphering", "ciphering");
	if (is(link, "up_integrity", "off") && is(link, "up_ciphering", "off"))
		unprotected(out);
}

static void address(struct out *out, struct json_object *link, const char *own,
		    const char *peer)
{
	if (!line(out, link, "address", own, peer))
		return;
	word(out, link, own, "local");
	word(out, link, peer, "peer");
}

void client_show_link(struct out *out, struct json_object *link)
{
	head(out, link, "link");
	word(out, link, "peer", "peer");
	word(out, link, "role", "role");
	word(out, link, "state", "state");
	when(out, link, "since", "since");
	if (line(out, link, "layer-2", "local_l2id", "peer_l2id")) {
		hex(out, link, "local_l2id", "local", L2ID_DIGITS);
		hex(out, link, "peer_l2id", "peer", L2ID_DIGITS);
	}
	if (line(out, link, "security", "id", "enc")) {
		protection(out, link);
		word(out, link, "method", "method");
		hex(out, link, "knrp_id", "knrp", KNRP_ID_DIGITS);
	}
	address(out, link, "address", "peer_address");
	address(out, link, "address6", "peer_address6");
	address(out, link, "address4", "peer_address4");
}

static void show_knrp(struct out *out, struct json_object *knrp)
{
	out_text(out, "knrp");
	hex(out, knrp, "id", NULL, KNRP_ID_DIGITS);
	word(out, knrp, "peer", "peer");
	when(out, knrp, "expires", "expires");
}

/* Each object of the array @key; what is none is not shown. */
static void each(struct out *out, struct json_object *obj, const char *key,
		 void (*show)(struct out *out, struct json_object *obj))
{
	struct json_object *list = json_object_object_get(obj, key);
	struct json_object *one;
	size_t i, n;

	if (!json_object_is_type(list, json_type_array))
		return;
	n = json_object_array_length(list);
	for (i = 0; i < n; i++) {
		one = json_object_array_get_idx(list, i);
		if (!json_object_is_type(one, json_type_object))
			continue;
		show(out, one);
		out_end_line(out);
	}
}

static void show_text(struct out *out, struct json_object *result)
{
	head(out, result, "ue");
	word(out, result, "user_info", "user-info");
	word(out, result, "half_open", "half-open");
	out_end_line(out);
	each(out, result, "links", client_show_link);
	each(out, result, "knrp", show_knrp);
}

int agent_reload_command(struct ctl *ctl, const struct value *v)
{
	struct json_object *result;
	int ret = client_do(ctl, v, client_request("reload"), &result);

	if (!ret)
		json_object_put(result);
	return ret;
}

int agent_show(struct ctl *ctl, const struct value *v)
{
	struct json_object *result;
	struct out out;
	int ret;

	ret = client_do(ctl, v, client_request("show"), &result);
	if (ret)
		return ret;
	out_init(&out, ctl);
	if (ctl->json) {
		out_array(&out, NULL);
		out_object(&out, NULL);
		out_members(&out, result);
		out_close(&out);
		out_close(&out);
	} else {
		show_text(&out, result);
	}
	json_object_put(result);
	return 0;
}
