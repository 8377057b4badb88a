// SPDX-License-Identifier: GPL-2.0-or-later
/* Output as text or as JSON, from the same calls. */

#include "out.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>

#include "ctl.h"
#include "libpc5/value.h"

/* Indentation of what follows the first line of an object, as ip(8). */
#define INDENT "\n    "
#define INDENT_ONELINE "\\   "

void out_init(struct out *out, const struct ctl *ctl)
{
	*out = (struct out){
		.f = ctl->out,
		.json = ctl->json,
		.pretty = ctl->pretty,
		.color = ctl->color,
		.sep = ctl->oneline ? INDENT_ONELINE : INDENT,
	};
}

static void add(struct out *out, const char *key, struct json_object *value)
{
	struct json_object *parent = out->stack[out->depth - 1];

	if (json_object_is_type(parent, json_type_array))
		json_object_array_add(parent, value);
	else
		json_object_object_add(parent, key, value);
}

static void push(struct out *out, const char *key, struct json_object *value)
{
	if (!out->json)
		return;
	if (out->depth)
		add(out, key, value);
	out->stack[out->depth++] = value;
}

void out_array(struct out *out, const char *key)
{
	push(out, key, out->json ? json_object_new_array() : NULL);
}

void out_object(struct out *out, const char *key)
{
	push(out, key, out->json ? json_object_new_object() : NULL);
}

void out_close(struct out *out)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	if (!out->json || --out->depth)
		return;
	if (out->pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	fprintf(out->f, "%s\n",
		json_object_to_json_string_ext(out->stack[0], flags));
	json_object_put(out->stack[0]);
}

void out_device(struct out *out, uint32_t ifindex, const char *ifname)
{
	if (!out->json) {
		fprintf(out->f, "%" PRIu32 ": ", ifindex);
		out_colored(out, COLOR_NAME, ifname);
		fputc(':', out->f);
		return;
	}
	out_uint(out, "ifindex", "", ifindex);
	out_str(out, "ifname", "", ifname);
}

/* Whether text is to be printed; prints the label. */
static bool label_printed(struct out *out, const char *label)
{
	if (out->json || (label && !*label))
		return false;
	if (label)
		fprintf(out->f, " %s", label);
	return true;
}

void out_uint(struct out *out, const char *key, const char *label,
	      uint64_t value)
{
	if (out->json && key)
		add(out, key, json_object_new_uint64(value));
	if (label_printed(out, label))
		fprintf(out->f, " %" PRIu64, value);
}

void out_hex(struct out *out, const char *key, const char *label, int digits,
	     uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%0*" PRIx32, digits, value);
	out_str(out, key, label, text);
}

void out_str(struct out *out, const char *key, const char *label,
	     const char *value)
{
	if (out->json && key)
		add(out, key, json_object_new_string(value));
	if (label_printed(out, label))
		fprintf(out->f, " %s", value);
}

void out_bool(struct out *out, const char *key, const char *label, bool value)
{
	if (out->json && key)
		add(out, key, json_object_new_boolean(value));
	if (label_printed(out, label))
		fprintf(out->f, " %s", value ? "on" : "off");
}

void out_addr(struct out *out, const char *key, const char *label,
	      const struct pc5_addr *addr)
{
	char text[INET6_ADDRSTRLEN];

	pc5_format_addr(addr, text, sizeof(text));
	out_str(out, key, label, text);
}

void out_name(struct out *out, const char *key, const char *label,
	      const struct pc5_names *names, uint32_t value)
{
	const char *name = pc5_name(names, value);

	if (name)
		out_str(out, key, label, name);
	else
		out_uint(out, key, label, value);
}

void out_members(struct out *out, struct json_object *value)
{
	struct json_object_iterator i, end;

	if (!out->json)
		return;
	end = json_object_iter_end(value);
	for (i = json_object_iter_begin(value);
	     !json_object_iter_equal(&i, &end); json_object_iter_next(&i))
		add(out, json_object_iter_peek_name(&i),
		    json_object_get(json_object_iter_peek_value(&i)));
}

void out_text(struct out *out, const char *fmt, ...)
{
	va_list ap;

	if (out->json)
		return;
	va_start(ap, fmt);
	vfprintf(out->f, fmt, ap);
	va_end(ap);
}

void out_colored(struct out *out, enum out_color color, const char *text)
{
	static const char *const code[] = {
		[COLOR_NAME] = "\033[36m",
		[COLOR_GOOD] = "\033[32m",
		[COLOR_BAD] = "\033[1;31m",
	};

	if (out->color)
		out_text(out, "%s%s\033[0m", code[color], text);
	else
		out_text(out, "%s", text);
}

void out_next_line(struct out *out)
{
	out_text(out, "%s", out->sep);
}

void out_end_line(struct out *out)
{
	out_text(out, "\n");
}
