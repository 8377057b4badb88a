// SPDX-License-Identifier: GPL-2.0-or-later
/* Words of a command line, parsed by a table. */

#include "args.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ctl.h"
#include "libpc5/value.h"

/* Fewest hexadecimal digits that look like a key: those of 128 bits. */
#define SECRET_DIGITS_MIN 32

/* Room for what a word allows. */
#define ALLOWED_MAX 256

const char *args_name(const struct arg *arg)
{
	return arg->word ? arg->word : arg->metavar;
}

bool args_ifname_ok(const char *text)
{
	size_t len = strlen(text);
	size_t i;

	if (!len || len >= IFNAMSIZ || !strcmp(text, ".") ||
	    !strcmp(text, ".."))
		return false;
	for (i = 0; i < len; i++)
		if (text[i] == '/' || text[i] == ':' ||
		    isspace((unsigned char)text[i]))
			return false;
	return true;
}

bool args_looks_secret(const char *text)
{
	size_t digits = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text; text++) {
		if (isxdigit((unsigned char)*text))
			digits++;
		else if (*text != ':' && *text != '-')
			return false;
	}
	return digits >= SECRET_DIGITS_MIN;
}

static void allowed_names(const struct arg *arg, char *text, size_t size)
{
	const struct pc5_names *names = arg->names;
	size_t len = 0;
	size_t i;

	text[0] = '\0';
	for (i = 0; i < names->n && len < size; i++) {
		if (!names->name[i])
			continue;
		len += snprintf(text + len, size - len, "%s%s",
				len ? " | " : "", names->name[i]);
		if (arg->numbers && len < size)
			len += snprintf(text + len, size - len, " (%zu)", i);
	}
}

void args_allowed(const struct arg *arg, char *text, size_t size)
{
	switch (arg->type) {
	case ARG_IFNEW:
	case ARG_IF:
	case ARG_IFNAME:
		snprintf(text, size,
			 "a device name: 1 to %d characters, no '/', ':' or space",
			 IFNAMSIZ - 1);
		return;
	case ARG_L2ID:
		snprintf(text, size,
			 "a Layer-2 ID: 1 to 0xffffff, decimal, 0xABCDEF or AB:CD:EF");
		return;
	case ARG_HEX16:
		snprintf(text, size, "0x%04x to 0x%04x, or decimal", arg->min,
			 arg->max);
		return;
	case ARG_UINT:
		snprintf(text, size, "a number from %u to %u", arg->min,
			 arg->max);
		return;
	case ARG_NAME:
		allowed_names(arg, text, size);
		return;
	case ARG_BOOL:
		snprintf(text, size, "on | off");
		return;
	case ARG_ADDR:
		snprintf(text, size, "an IPv4 or IPv6 address");
		return;
	case ARG_TEXT:
		snprintf(text, size,
			 "UTF-8 text of %u to %u octets without control characters",
			 arg->min, arg->max);
		return;
	default:
		snprintf(text, size, "the name of a file");
		return;
	}
}

static int bad_value(struct ctl *ctl, const struct arg *arg, const char *text)
{
	char allowed[ALLOWED_MAX];

	args_allowed(arg, allowed, sizeof(allowed));
	return ctl_error(ctl, "\"%s\" is wrong for \"%s\"; allowed: %s.", text,
			 args_name(arg), allowed);
}

static int parse_device(struct ctl *ctl, const struct arg *arg,
			const char *text, struct value *v)
{
	if (!args_ifname_ok(text))
		return bad_value(ctl, arg, text);
	if (arg->type != ARG_IF)
		return 0;
	v->num = if_nametoindex(text);
	if (!v->num)
		return ctl_error(ctl, "\"%s\": cannot find device \"%s\".",
				 args_name(arg), text);
	return 0;
}

static int parse_name(const struct arg *arg, const char *text, struct value *v)
{
	uint64_t num;

	if (arg->off_name && !strcasecmp(text, "off")) {
		v->num = 0;
		return 0;
	}
	if (arg->numbers &&
	    !pc5_parse_uint(text, 0, arg->names->n - 1, &num) &&
	    pc5_name(arg->names, num)) {
		v->num = num;
		return 0;
	}
	return pc5_parse_name(arg->names, text, &v->num);
}

static int parse_bool(const char *text, struct value *v)
{
	v->num = !strcmp(text, "on");
	return v->num || !strcmp(text, "off") ? 0 : -1;
}

/*
 * Length of the UTF-8 character at @c, 0 if it is none or a control character
 * (of ASCII, or one of U+0080 to U+009F).
 */
static size_t utf8_char(const unsigned char *c)
{
	/* Smallest code point of each length; a shorter form is the right one. */
	static const uint32_t smallest[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	uint32_t code;
	size_t len, i;

	if (c[0] < 0x80)
		return c[0] >= ' ' && c[0] != 0x7f;
	if (c[0] < 0xc0 || c[0] >= 0xf8)
		return 0;
	len = c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4;
	code = c[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		/* The end of the string is no continuation either. */
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3f);
	}
	if (code < smallest[len] || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;
	return len;
}

static bool text_ok(const struct arg *arg, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t len = strlen(text);
	size_t step;

	if (len < arg->min || len > arg->max)
		return false;
	for (; *c; c += step) {
		step = utf8_char(c);
		if (!step)
			return false;
	}
	return true;
}

static int parse_value(struct ctl *ctl, const struct arg *arg,
		       const char *text, struct value *v)
{
	uint64_t num = 0;
	int ret = 0;

	v->text = text;
	switch (arg->type) {
	case ARG_IFNEW:
	case ARG_IF:
	case ARG_IFNAME:
		return parse_device(ctl, arg, text, v);
	case ARG_L2ID:
		ret = pc5_parse_l2id(text, &v->num);
		break;
	case ARG_HEX16:
	case ARG_UINT:
		ret = pc5_parse_uint(text, arg->min, arg->max, &num);
		v->num = num;
		break;
	case ARG_NAME:
		ret = parse_name(arg, text, v);
		break;
	case ARG_BOOL:
		ret = parse_bool(text, v);
		break;
	case ARG_ADDR:
		ret = pc5_parse_addr(text, &v->addr);
		break;
	case ARG_TEXT:
		ret = text_ok(arg, text) ? 0 : -EINVAL;
		break;
	case ARG_FLAG:
	case ARG_FILE:
		break;
	}
	return ret ? bad_value(ctl, arg, text) : 0;
}

/* Words of a key file; someone may try them here. */
static bool is_secret_word(const char *text)
{
	return !strcasecmp(text, "nrpek") || !strcasecmp(text, "nrpik") ||
	       !strcasecmp(text, "knrp-sess");
}

static int unknown_word(struct ctl *ctl, const struct command *command,
			const char *text)
{
	char words[ALLOWED_MAX] = "";
	size_t len = 0;
	size_t i;

	if (is_secret_word(text))
		return ctl_error(ctl,
				 "\"%s\" is not taken on the command line, where everyone can read it; put it in a file and say \"file FILE\".",
				 text);
	for (i = 0; i < command->n_args && len < sizeof(words); i++)
		if (command->arg[i].word)
			len += snprintf(words + len, sizeof(words) - len,
					"%s%s", len ? ", " : "",
					command->arg[i].word);
	if (!len)
		return ctl_error(ctl, "nothing may follow here, but \"%s\" does.",
				 text);
	return ctl_error(ctl, "unknown word \"%s\"; allowed: %s.", text, words);
}

static const struct arg *find_word(const struct command *command,
				   const char *text)
{
	size_t i;

	for (i = 0; i < command->n_args; i++)
		if (command->arg[i].word && !strcmp(command->arg[i].word, text))
			return &command->arg[i];
	return NULL;
}

/*
 * The next value that stands alone. An optional one gives way to a word of
 * that name.
 */
static const struct arg *next_positional(const struct command *command,
					 const struct value *v,
					 const char *text)
{
	size_t i;

	for (i = 0; i < command->n_args; i++) {
		const struct arg *arg = &command->arg[i];

		if (arg->word)
			return NULL;
		if (!v[i].set && (arg->required || !find_word(command, text)))
			return arg;
	}
	return NULL;
}

static int check_required(struct ctl *ctl, const struct command *command,
			  const struct value *v)
{
	size_t i;

	for (i = 0; i < command->n_args; i++)
		if (command->arg[i].required && !v[i].set)
			return ctl_error(ctl, "\"%s\" is missing.",
					 args_name(&command->arg[i]));
	return 0;
}

int args_parse(struct ctl *ctl, const struct command *command, int argc,
	       char **argv, struct value v[ARGS_MAX])
{
	const struct arg *arg;
	struct value *value;
	int i, ret;

	memset(v, 0, ARGS_MAX * sizeof(*v));
	for (i = 0; i < argc; i++) {
		arg = next_positional(command, v, argv[i]);
		if (!arg) {
			arg = find_word(command, argv[i]);
			if (!arg)
				return unknown_word(ctl, command, argv[i]);
			if (arg->type != ARG_FLAG && ++i == argc)
				return ctl_error(ctl,
						 "\"%s\" needs a value: %s.",
						 arg->word, arg->metavar);
		}
		value = &v[arg - command->arg];
		if (value->set)
			return ctl_error(ctl, "\"%s\" is given twice.",
					 args_name(arg));
		value->set = true;
		ret = parse_value(ctl, arg, argv[i], value);
		if (ret)
			return ret;
	}
	return check_required(ctl, command, v);
}

void args_fill(const struct command *command, const struct value *v,
	       const struct pc5_layout *layout, void *obj)
{
	size_t i;

	for (i = 0; i < command->n_args; i++) {
		const struct arg *arg = &command->arg[i];

		if (!v[i].set || !arg->attr)
			continue;
		if (arg->type == ARG_IFNEW)
			pc5_attr_set_str(layout, obj, arg->attr, v[i].text);
		else if (arg->type == ARG_ADDR)
			pc5_attr_set_addr(layout, obj,
					  v[i].addr.family == AF_INET6 ?
					  arg->attr6 : arg->attr, &v[i].addr);
		else
			pc5_attr_set_uint(layout, obj, arg->attr, v[i].num);
	}
}
