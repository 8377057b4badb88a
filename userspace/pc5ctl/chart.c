// SPDX-License-Identifier: GPL-2.0-or-later
/* The signalling messages of an agent as a sequence chart. */

#include "chart.h"

#include <string.h>

#include "ctl.h"
#include "jtext.h"
#include "libpc5/pc5s.h"
#include "out.h"

/* Characters of the time of day, and between the two columns. */
#define TIME_WIDTH 15
#define ARROW_WIDTH 42

/* Most characters of a name in an arrow. */
#define NAME_MAX_WIDTH 32

#define L2ID_DIGITS 6
#define SESS_ID_DIGITS 4

/* How messages are called, after what they are called in stage 2. */
static const char *const short_names[] = {
	[PC5S_ESTABLISHMENT_REQUEST] = "DCR",
	[PC5S_ESTABLISHMENT_ACCEPT] = "DCA",
	[PC5S_ESTABLISHMENT_REJECT] = "DC Reject",
	[PC5S_MODIFICATION_REQUEST] = "Link Modification Request",
	[PC5S_MODIFICATION_ACCEPT] = "Link Modification Accept",
	[PC5S_MODIFICATION_REJECT] = "Link Modification Reject",
	[PC5S_RELEASE_REQUEST] = "Disconnect Request",
	[PC5S_RELEASE_ACCEPT] = "Disconnect Response",
	[PC5S_KEEPALIVE_REQUEST] = "Keep-alive Request",
	[PC5S_KEEPALIVE_RESPONSE] = "Keep-alive Response",
	[PC5S_AUTHENTICATION_REQUEST] = "Direct Auth Request",
	[PC5S_AUTHENTICATION_RESPONSE] = "Direct Auth Response",
	[PC5S_AUTHENTICATION_REJECT] = "Direct Auth Reject",
	[PC5S_SECURITY_MODE_COMMAND] = "DSM Command",
	[PC5S_SECURITY_MODE_COMPLETE] = "DSM Complete",
	[PC5S_SECURITY_MODE_REJECT] = "DSM Failure",
	[PC5S_REKEYING_REQUEST] = "Rekey Request",
	[PC5S_REKEYING_RESPONSE] = "Rekey Response",
	[PC5S_IDENTIFIER_UPDATE_REQUEST] = "Identifier Update Request",
	[PC5S_IDENTIFIER_UPDATE_ACCEPT] = "Identifier Update Response",
	[PC5S_IDENTIFIER_UPDATE_ACK] = "Identifier Update Ack",
	[PC5S_IDENTIFIER_UPDATE_REJECT] = "Identifier Update Reject",
	[PC5S_AUTHENTICATION_FAILURE] = "Direct Auth Failure",
	[PC5S_MODIFICATION_ACK] = "Link Modification Ack",
	[PC5S_SECURITY_ESTABLISHMENT_REQUEST] = "DC Security Request",
	[PC5S_SECURITY_ESTABLISHMENT_ACCEPT] = "DC Security Accept",
	[PC5S_SECURITY_ESTABLISHMENT_REJECT] = "DC Security Reject",
};

static bool is(struct json_object *event, const char *key, const char *value)
{
	struct json_object *member;

	return json_object_object_get_ex(event, key, &member) &&
	       json_object_is_type(member, json_type_string) &&
	       !strcmp(json_object_get_string(member), value);
}

/* The part of a message's name that tells it from others. */
static const char *distinctive(const char *name)
{
	static const char *const common[] = { "PROSE ", "DIRECT LINK " };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(common); i++)
		if (!strncmp(name, common[i], strlen(common[i])))
			name += strlen(common[i]);
	return name;
}

/*
 * What the message @type, a name of stage 3, is called in an arrow; NULL if it
 * has no other name. All that do are PROSE DIRECT LINK messages.
 */
static const char *short_name(const char *type)
{
	size_t i;

	type = distinctive(type);
	for (i = 0; i < ARRAY_SIZE(short_names); i++)
		if (short_names[i] &&
		    !strcmp(distinctive(pc5s_type_name(i)), type))
			return short_names[i];
	return NULL;
}

static bool ends(const char *text, const char *end)
{
	size_t len = strlen(text);

	return len >= strlen(end) && !strcmp(text + len - strlen(end), end);
}

/* Says that something is not to be. */
static bool is_refusal(const char *name)
{
	return ends(name, "Reject") || ends(name, "Failure") ||
	       ends(name, "REJECT") || ends(name, "FAILURE");
}

static void dashes(struct out *out, size_t n)
{
	while (n--)
		out_text(out, "-");
}

static void arrow(struct out *out, bool sent, const char *name)
{
	size_t len;

	/* What is not printable has gone already, so octets are characters. */
	out_text(out, sent ? "|--- " : "|<-- ");
	len = strlen(name);
	if (is_refusal(name))
		out_colored(out, COLOR_BAD, name);
	else
		out_text(out, "%s", name);
	out_text(out, " ");
	dashes(out, ARROW_WIDTH - strlen("--- ") - len - 1 - sent);
	out_text(out, sent ? ">|" : "|");
}

static void event_time(struct out *out, const struct ctl *ctl,
		       struct json_object *event)
{
	int64_t time = jtext_time(event, "time");
	char text[64] = "";

	if (time >= 0)
		jtext_format_time(time, ctl->timestamps, text, sizeof(text));
	if (ctl->timestamps && time >= 0)
		out_text(out, "[%s] ", text);
	else
		out_text(out, "%-*s ", TIME_WIDTH, text);
}

/* The width of what event_time() prints. */
static int time_width(const struct ctl *ctl)
{
	static const char timestamp[] = "[2026-01-01T00:00:00.000000Z] ";

	return ctl->timestamps ? (int)strlen(timestamp) : TIME_WIDTH + 1;
}

static void word(struct out *out, struct json_object *event, const char *key,
		 const char *label)
{
	char text[JTEXT_MAX];

	if (jtext_word(event, key, text, sizeof(text)))
		out_str(out, NULL, label, text);
}

static void l2id(struct out *out, struct json_object *event, const char *key,
		 const char *label)
{
	char text[JTEXT_MAX];

	if (jtext_hex(event, key, L2ID_DIGITS, text, sizeof(text)))
		out_str(out, NULL, label, text);
}

static bool given(struct json_object *event, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(event, key, &value) && value &&
	       (!json_object_is_type(value, json_type_string) ||
		json_object_get_string_len(value));
}

static void device(struct out *out, struct json_object *event)
{
	char text[JTEXT_MAX];

	if (!given(event, "link") ||
	    !jtext_word(event, "link", text, sizeof(text)))
		return;
	out_text(out, " ");
	out_colored(out, COLOR_NAME, text);
}

/*
 * The only message that comes before its keys exist. Whether it verifies once
 * they do is what becomes of the link.
 */
static bool precedes_keys(const char *type)
{
	return !strcmp(distinctive(type),
		       pc5s_type_name(PC5S_SECURITY_MODE_COMMAND));
}

/* The bearer; true if it is SL-SRB0, which never has protection. */
static bool bearer(struct out *out, struct json_object *event)
{
	char text[JTEXT_MAX];

	if (!jtext_word(event, "srb", text, sizeof(text)))
		return false;
	out_text(out, " SL-SRB%s", text);
	return !strcmp(text, "0");
}

/* The context; false if there is none. */
static bool context(struct out *out, struct json_object *event)
{
	char text[JTEXT_MAX];

	/* 0 is what PDUs without protection have in the place of one. */
	if (!given(event, "id") ||
	    !jtext_hex(event, "id", SESS_ID_DIGITS, text, sizeof(text)) ||
	    !strcmp(text, "0x0000"))
		return false;
	out_str(out, NULL, "key", text);
	return true;
}

static void unprotected(struct out *out)
{
	out_text(out, " ");
	out_colored(out, COLOR_BAD, "UNPROTECTED");
}

static void protection(struct out *out, struct json_object *event, bool sent,
		       bool early)
{
	out_text(out, " ");
	if (is(event, "protection", "verified"))
		out_colored(out, COLOR_GOOD, sent ? "protected" : "verified");
	else if (!is(event, "protection", "unverified"))
		out_colored(out, COLOR_BAD, "UNPROTECTED");
	else if (early)
		out_text(out, "not verified yet");
	else
		out_colored(out, COLOR_BAD, "UNVERIFIED");
}

/* The decoded IEs; the line before them, which names the message, is here. */
static void details(struct out *out, const struct ctl *ctl,
		    struct json_object *event, const char *type)
{
	struct json_object *lines, *line, *copy;
	char text[JTEXT_MAX];
	size_t i, n;

	out_text(out, "%*s  %s%s", time_width(ctl), "",
		 short_name(type) ? "PROSE DIRECT LINK " : "",
		 distinctive(type));
	word(out, event, "seq", "seq");
	l2id(out, event, "src", "src");
	l2id(out, event, "dst", "dst");
	out_end_line(out);
	if (!json_object_object_get_ex(event, "lines", &lines) ||
	    !json_object_is_type(lines, json_type_array))
		return;
	n = json_object_array_length(lines);
	for (i = 0; i < n; i++) {
		line = json_object_array_get_idx(lines, i);
		/* An IE is indented, the name of the message is not. */
		if (!json_object_is_type(line, json_type_string) ||
		    json_object_get_string(line)[0] != ' ')
			continue;
		copy = json_object_new_object();
		json_object_object_add(copy, "line", json_object_get(line));
		if (jtext_plain(copy, "line", text, sizeof(text)))
			out_text(out, "%*s  %s\n", time_width(ctl), "", text);
		json_object_put(copy);
	}
}

static void message(struct out *out, const struct ctl *ctl,
		    struct json_object *event)
{
	bool sent = is(event, "dir", "tx");
	char type[JTEXT_MAX] = "?";
	char name[NAME_MAX_WIDTH + 1];
	const char *called;
	bool srb0;

	jtext_plain(event, "type", type, sizeof(type));
	called = short_name(type);
	snprintf(name, sizeof(name), "%.*s", NAME_MAX_WIDTH,
		 called ? called : distinctive(type));
	event_time(out, ctl, event);
	arrow(out, sent, name);
	if (given(event, "peer"))
		word(out, event, "peer", NULL);
	else
		l2id(out, event, sent ? "dst" : "src", NULL);
	device(out, event);
	srb0 = bearer(out, event);
	/* A PDU that names no context has no protection to be verified. */
	if (context(out, event))
		protection(out, event, sent, precedes_keys(type));
	else if (!srb0)
		unprotected(out);
	out_end_line(out);
	if (ctl->details)
		details(out, ctl, event, type);
}

/* The message that a link's event is about. */
static void about(struct out *out, struct json_object *event)
{
	char type[JTEXT_MAX];
	const char *called;

	if (!jtext_plain(event, "message", type, sizeof(type)))
		return;
	called = short_name(type);
	out_text(out, " message \"%s\"", called ? called : distinctive(type));
}

static void cause(struct out *out, struct json_object *event)
{
	struct json_object *value;
	int number;

	if (!given(event, "cause"))
		return;
	value = json_object_object_get(event, "cause");
	if (!json_object_is_type(value, json_type_int)) {
		word(out, event, "cause", "cause");
		return;
	}
	number = json_object_get_int(value);
	if (number > 0 && number <= UINT8_MAX)
		out_text(out, " cause %d (%s)", number,
			 pc5s_cause_name(number));
}

static void link_event(struct out *out, const struct ctl *ctl,
		       struct json_object *event)
{
	event_time(out, ctl, event);
	out_text(out, "| link");
	device(out, event);
	word(out, event, "what", NULL);
	if (given(event, "peer"))
		word(out, event, "peer", "peer");
	about(out, event);
	cause(out, event);
	out_end_line(out);
}

static void columns(struct chart *chart, struct out *out,
		    const struct ctl *ctl)
{
	if (chart->begun)
		return;
	chart->begun = true;
	out_text(out, "%*s%-*s%s\n", time_width(ctl), "", ARROW_WIDTH + 1,
		 "this UE", "peer");
}

static void timestamp(struct out *out, struct json_object *event)
{
	int64_t time = jtext_time(event, "time");
	char text[64];

	if (time < 0)
		return;
	jtext_format_time(time, true, text, sizeof(text));
	out_str(out, "timestamp", "", text);
}

void chart_event(struct chart *chart, const struct ctl *ctl,
		 struct json_object *event)
{
	struct out out;

	out_init(&out, ctl);
	if (ctl->json) {
		out_object(&out, NULL);
		if (ctl->timestamps)
			timestamp(&out, event);
		out_members(&out, event);
		out_close(&out);
		return;
	}
	if (is(event, "event", "message")) {
		columns(chart, &out, ctl);
		message(&out, ctl, event);
	} else if (is(event, "event", "link")) {
		columns(chart, &out, ctl);
		link_event(&out, ctl, event);
	}
}
