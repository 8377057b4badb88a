// SPDX-License-Identifier: GPL-2.0-or-later
/* Values of a provisioning file. */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "provision-priv.h"
#include "util.h"
#include "value.h"

/* Longest value a message repeats, and digits that may be part of a key. */
#define SHOWN_MAX 40
#define KEY_DIGITS 16

struct unit {
	const char *name;
	uint64_t msec;
};

/* The largest first. */
static const struct unit units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "min", 60000 }, { "s", 1000 },
	{ "ms", 1 },
};

/* What a message says of the text of @node: not what may be a secret. */
struct shown {
	char text[SHOWN_MAX + 3];
};

static struct shown show(const struct pc5_yaml *node)
{
	struct shown shown = { "the value" };
	const char *p;
	size_t digits = 0;

	if (node->type != PC5_YAML_SCALAR) {
		strcpy(shown.text, node->type == PC5_YAML_LIST ? "a list" :
		       "a map");
		return shown;
	}
	for (p = node->text; *p; p++) {
		digits = strchr("0123456789abcdefABCDEF", *p) ? digits + 1 : 0;
		if (*p < ' ' || *p > '~' || digits >= KEY_DIGITS)
			return shown;
	}
	if (p - node->text <= SHOWN_MAX)
		snprintf(shown.text, sizeof(shown.text), "\"%s\"", node->text);
	return shown;
}

void pc5_prov_duration(enum pc5_prov_type type, uint64_t value,
		       char text[PC5_PROV_DURATION_LEN])
{
	uint64_t msec = type == PC5_PROV_SEC ? value * 1000 : value;
	size_t i;

	for (i = 0; msec % units[i].msec; i++)
		;
	snprintf(text, PC5_PROV_DURATION_LEN, "%" PRIu64 "%s",
		 msec / units[i].msec, units[i].name);
}

void pc5_prov_names(const struct pc5_prov_key *key,
		    char text[PC5_PROV_NAMES_LEN])
{
	const char *sep = "";
	size_t len = 0;
	size_t i;

	text[0] = '\0';
	for (i = 0; i < key->names->n && len < PC5_PROV_NAMES_LEN; i++) {
		if (!key->names->name[i] ||
		    (key->type == PC5_PROV_ORDER && i < key->min))
			continue;
		len += snprintf(text + len, PC5_PROV_NAMES_LEN - len, "%s%s",
				sep, key->names->name[i]);
		sep = ", ";
	}
}

static int set_text(struct pc5_prov_ctx *ctx, const char *text, char **dest)
{
	*dest = strdup(text);
	return *dest ? 0 : pc5_prov_no_memory(ctx);
}

/* What YAML without quotes, and JSON, take for something else than text. */
static const char *other_type(const char *text)
{
	static const char *const words[] = {
		"", "~", "null", "true", "false", "yes", "no", "on", "off",
		"y", "n", ".inf", "-.inf", "+.inf", ".nan",
	};
	char *end;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcasecmp(text, words[i]))
			return i < 3 ? "nothing" : i > 10 ? "a number" :
			       "a truth value";
	if (!strchr("+-.0123456789", text[0]))
		return NULL;
	(void)strtod(text, &end);
	return *end ? NULL : "a number";
}

static int check_text(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		      uint64_t min, uint64_t max)
{
	const char *other = node->plain ? other_type(node->text) : NULL;
	size_t len = strlen(node->text);
	size_t i;

	if (other)
		return pc5_prov_bad(ctx, node,
				    "%s is %s to YAML; text is needed, put it in quotes",
				    show(node).text, other);
	if (len < min || len > max)
		return pc5_prov_bad(ctx, node,
				    "%zu octets; text of %" PRIu64 " to %" PRIu64 " is allowed",
				    len, min, max);
	for (i = 0; i < len; i++)
		if ((unsigned char)node->text[i] < ' ' ||
		    node->text[i] == 0x7f)
			return pc5_prov_bad(ctx, node,
					    "a control character; text without them is allowed");
	return 0;
}

static int take_text(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, char **dest)
{
	uint64_t max = key->type == PC5_PROV_FILE ? PC5_PROV_PATH_MAX :
		       key->type == PC5_PROV_DEVICE ? IF_NAMESIZE - 1 :
		       key->max;
	const char *text = node->text;
	int ret = check_text(ctx, node, 1, max);

	if (ret)
		return ret;
	if (key->type == PC5_PROV_DEVICE &&
	    (strpbrk(text, "/: ") || !strcmp(text, ".") || !strcmp(text, "..")))
		return pc5_prov_bad(ctx, node,
				    "%s: no name of a net device; 1 to %d characters without spaces, \"/\" and \":\" are allowed",
				    show(node).text, IF_NAMESIZE - 1);
	if (key->type == PC5_PROV_NAME && strchr(text, '*'))
		return pc5_prov_bad(ctx, node,
				    "%s: the name of one UE is needed, without \"*\"",
				    show(node).text);
	if (key->type == PC5_PROV_PATTERN && strchr(text, '*') &&
	    strcmp(text, "*"))
		return pc5_prov_bad(ctx, node,
				    "%s: a whole name, or \"*\" alone for everybody, is allowed",
				    show(node).text);
	return set_text(ctx, text, dest);
}

/* YAML 1.1 takes it for octal, others do not: nobody is to guess. */
static bool octal(const char *text)
{
	return text[0] == '0' && text[1] >= '0' && text[1] <= '9' &&
	       !strchr(text, ':');
}

static int take_uint(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, uint32_t *dest)
{
	uint64_t value;

	if (!node->plain || octal(node->text) ||
	    pc5_parse_uint(node->text, key->min, key->max, &value))
		return pc5_prov_bad(ctx, node,
				    "%s%s; a number from %" PRIu64 " to %" PRIu64 " is allowed",
				    show(node).text,
				    node->plain ? "" : " in quotes", key->min,
				    key->max);
	*dest = value;
	return 0;
}

/* In milliseconds, with one of the first @n units. Returns 0 or -EINVAL. */
static int parse_duration(const char *text, size_t n, uint64_t *msec)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t value;
	char number[10];
	size_t i;

	if (!digits || digits >= sizeof(number) ||
	    (text[0] == '0' && digits > 1))
		return -EINVAL;
	memcpy(number, text, digits);
	number[digits] = '\0';
	value = strtoull(number, NULL, 10);
	for (i = 0; i < n; i++) {
		if (!strcmp(text + digits, units[i].name)) {
			*msec = value * units[i].msec;
			return 0;
		}
	}
	return -EINVAL;
}

static int take_duration(struct pc5_prov_ctx *ctx,
			 const struct pc5_prov_key *key,
			 const struct pc5_yaml *node, uint32_t *dest)
{
	uint64_t unit = key->type == PC5_PROV_SEC ? 1000 : 1;
	/* No milliseconds where seconds are kept. */
	size_t n = unit == 1 ? ARRAY_SIZE(units) : ARRAY_SIZE(units) - 1;
	char least[PC5_PROV_DURATION_LEN], most[PC5_PROV_DURATION_LEN];
	uint64_t msec;

	if (key->never && !strcmp(node->text, "never")) {
		*dest = 0;
		return 0;
	}
	pc5_prov_duration(key->type, key->min, least);
	pc5_prov_duration(key->type, key->max, most);
	if (parse_duration(node->text, n, &msec) ||
	    msec / unit < key->min || msec / unit > key->max)
		return pc5_prov_bad(ctx, node,
				    "%s; a number and a unit (%ss, min, h, d) from %s to %s%s is allowed",
				    show(node).text, unit == 1 ? "ms, " : "",
				    least, most,
				    key->never ? ", or never," : "");
	*dest = msec / unit;
	return 0;
}

/* Place of @node among the names, or -EINVAL with the message. */
static int find_name(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node)
{
	size_t first = key->type == PC5_PROV_ORDER ? key->min : 0;
	char names[PC5_PROV_NAMES_LEN];
	size_t i;

	for (i = first; node->type == PC5_YAML_SCALAR && i < key->names->n; i++)
		if (key->names->name[i] &&
		    !strcmp(key->names->name[i], node->text))
			return i;
	pc5_prov_names(key, names);
	return pc5_prov_bad(ctx, node, "%s; allowed are %s", show(node).text,
			    names);
}

static int take_mask(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, uint32_t *dest)
{
	const struct pc5_yaml *item;
	int value;

	if (!node->n)
		return pc5_prov_bad(ctx, node,
				    "an empty list; at least one is needed");
	*dest = 0;
	for (item = node->child; item; item = item->next) {
		value = find_name(ctx, key, item);
		if (value < 0)
			return value;
		if (*dest & 1U << value)
			return pc5_prov_bad(ctx, item, "%s is given twice",
					    item->text);
		*dest |= 1U << value;
	}
	return 0;
}

static int take_roles(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		      struct pc5_roles *dest)
{
	const struct pc5_yaml *item;
	int ret;

	if (!node->n)
		return pc5_prov_bad(ctx, node,
				    "an empty list; at least one is needed");
	memset(dest, 0, sizeof(*dest));
	for (item = node->child; item; item = item->next) {
		ret = item->type == PC5_YAML_SCALAR ?
			pc5_roles_add(dest, item->text) : -EINVAL;
		if (ret == -EEXIST)
			return pc5_prov_bad(ctx, item, "%s is given twice",
					    item->text);
		if (ret == -ENOSPC)
			return pc5_prov_bad(ctx, item,
					    "more than %d of a kind",
					    PC5_ROLES_MAX);
		if (ret)
			return pc5_prov_bad(ctx, item,
					    "%s; allowed are end-ue, relay: and group: with six hexadecimal digits in lower case as in relay:00c0de",
					    show(item).text);
	}
	return 0;
}

static int take_order(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		      const struct pc5_yaml *node, struct pc5_order *dest)
{
	const struct pc5_yaml *item;
	uint32_t i;
	int value;

	dest->n = 0;
	for (item = node->child; item; item = item->next) {
		value = find_name(ctx, key, item);
		if (value < 0)
			return value;
		for (i = 0; i < dest->n; i++)
			if (dest->value[i] == (uint32_t)value)
				return pc5_prov_bad(ctx, item,
						    "%s is given twice",
						    item->text);
		/* All different, so never more than there are names. */
		dest->value[dest->n++] = value;
	}
	return 0;
}

static int take_l2id(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, uint32_t *dest)
{
	bool self = key->type == PC5_PROV_L2ID_SELF;

	if (self && !strcmp(node->text, "self-assigned")) {
		*dest = 0;
		return 0;
	}
	if (octal(node->text) || pc5_parse_l2id(node->text, dest))
		return pc5_prov_bad(ctx, node,
				    "%s; a Layer-2 ID from 0x000001 to 0xffffff, or as in 0a:0b:0c,%s is allowed",
				    show(node).text,
				    self ? " or self-assigned" : "");
	return 0;
}

static int take_knrp_id(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
			uint32_t *dest)
{
	uint64_t value;

	if (octal(node->text) ||
	    pc5_parse_uint(node->text, 0, UINT32_MAX, &value))
		return pc5_prov_bad(ctx, node,
				    "%s; a K_NRP ID from 0x00000000 to 0xffffffff is allowed",
				    show(node).text);
	*dest = value;
	return 0;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

	return c && p ? (int)(p - digits) : -1;
}

static int take_uuid(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		     uint8_t *dest)
{
	const char *p = node->text;
	uint8_t uuid[16] = { 0 };
	size_t i;

	for (i = 0; i < 32; i++, p++) {
		if ((i == 8 || i == 12 || i == 16 || i == 20) && *p++ != '-')
			goto bad;
		if (hex_value(*p) < 0)
			goto bad;
		uuid[i / 2] = uuid[i / 2] << 4 | hex_value(*p);
	}
	if (*p)
		goto bad;
	memcpy(dest, uuid, sizeof(uuid));
	return 0;
bad:
	return pc5_prov_bad(ctx, node,
			    "no UUID; one as 01234567-89ab-cdef-0123-456789abcdef is allowed");
}

static int number(const char *text, size_t digits)
{
	int value = 0;

	while (digits--)
		value = 10 * value + *text++ - '0';
	return value;
}

static int take_time(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		     uint64_t *dest)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	const char *text = node->text;
	struct tm tm = { 0 }, back;
	time_t time;
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' :
		    text[i] != form[i])
			goto bad;
	if (text[i])
		goto bad;
	tm.tm_year = number(text, 4) - 1900;
	tm.tm_mon = number(text + 5, 2) - 1;
	tm.tm_mday = number(text + 8, 2);
	tm.tm_hour = number(text + 11, 2);
	tm.tm_min = number(text + 14, 2);
	tm.tm_sec = number(text + 17, 2);
	back = tm;
	/* Makes 1 March of 29 February where there is none. */
	time = timegm(&back);
	if (tm.tm_year < 70 || back.tm_mon != tm.tm_mon ||
	    back.tm_mday != tm.tm_mday || back.tm_hour != tm.tm_hour ||
	    back.tm_min != tm.tm_min || back.tm_sec != tm.tm_sec)
		goto bad;
	*dest = time;
	return 0;
bad:
	return pc5_prov_bad(ctx, node,
			    "%s; a time in UTC from 1970 on as 2026-12-31T23:59:59Z is allowed",
			    show(node).text);
}

/* Bits of a prefix are set behind its length. */
static bool has_host_bits(const uint8_t *addr, size_t octets, uint32_t len)
{
	size_t i;

	for (i = len; i < 8 * octets; i++)
		if (addr[i / 8] & 0x80 >> i % 8)
			return true;
	return false;
}

static bool usable6(const struct in6_addr *a)
{
	return !IN6_IS_ADDR_MULTICAST(a) && !IN6_IS_ADDR_LINKLOCAL(a) &&
	       !IN6_IS_ADDR_UNSPECIFIED(a);
}

static bool usable4(const struct in_addr *a)
{
	uint8_t top = ntohl(a->s_addr) >> 24;

	return top && top != 127 && top < 224;
}

static int take_prefix(struct pc5_prov_ctx *ctx,
		       const struct pc5_prov_key *key,
		       const struct pc5_yaml *node, void *dest)
{
	bool v6 = key->type == PC5_PROV_PREFIX6;
	struct pc5_prefix6 p6 = { 0 };
	struct pc5_prefix4 p4 = { 0 };
	char addr[INET6_ADDRSTRLEN];
	const char *slash = strchr(node->text, '/');
	uint64_t len;

	if (!slash || (size_t)(slash - node->text) >= sizeof(addr) ||
	    pc5_parse_uint(slash + 1, key->min, key->max, &len))
		goto bad;
	memcpy(addr, node->text, slash - node->text);
	addr[slash - node->text] = '\0';
	p6.len = len;
	p4.len = len;
	if (v6 ? inet_pton(AF_INET6, addr, &p6.addr) != 1 ||
	    !usable6(&p6.addr) || has_host_bits(p6.addr.s6_addr, 16, len) :
	    inet_pton(AF_INET, addr, &p4.addr) != 1 || !usable4(&p4.addr) ||
	    has_host_bits((const uint8_t *)&p4.addr, 4, len))
		goto bad;
	if (v6)
		*(struct pc5_prefix6 *)dest = p6;
	else
		*(struct pc5_prefix4 *)dest = p4;
	return 0;
bad:
	return pc5_prov_bad(ctx, node,
			    "%s; a unicast %s prefix of %ju to %ju bits with nothing behind them, as %s, is allowed",
			    show(node).text, v6 ? "IPv6" : "IPv4",
			    (uintmax_t)key->min, (uintmax_t)key->max,
			    v6 ? "fd00:1:2:3::/64" : "192.168.7.0/24");
}

static int take_enum(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, uint32_t *dest)
{
	int value = find_name(ctx, key, node);

	if (value < 0)
		return value;
	*dest = value;
	return 0;
}

int pc5_prov_value(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		   const struct pc5_yaml *node, void *dest)
{
	bool list = key->type == PC5_PROV_MASK || key->type == PC5_PROV_ORDER ||
		    key->type == PC5_PROV_ROLES;
	char names[PC5_PROV_NAMES_LEN];

	if (list && node->type != PC5_YAML_LIST && !key->names)
		return pc5_prov_bad(ctx, node,
				    "%s; a list is needed, of roles as in [end-ue]",
				    show(node).text);
	if (list && node->type != PC5_YAML_LIST) {
		pc5_prov_names(key, names);
		return pc5_prov_bad(ctx, node,
				    "%s; a list is needed, of %s",
				    show(node).text, names);
	}
	if (!list && node->type != PC5_YAML_SCALAR)
		return pc5_prov_bad(ctx, node,
				    "%s; a single value is needed",
				    show(node).text);
	switch (key->type) {
	case PC5_PROV_TEXT:
	case PC5_PROV_DEVICE:
	case PC5_PROV_NAME:
	case PC5_PROV_PATTERN:
		return take_text(ctx, key, node, dest);
	case PC5_PROV_FILE:
		return take_text(ctx, key, node,
				 &((struct pc5_named_file *)dest)->path);
	case PC5_PROV_UINT:
		return take_uint(ctx, key, node, dest);
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
		return take_duration(ctx, key, node, dest);
	case PC5_PROV_ENUM:
		return take_enum(ctx, key, node, dest);
	case PC5_PROV_MASK:
		return take_mask(ctx, key, node, dest);
	case PC5_PROV_ROLES:
		return take_roles(ctx, node, dest);
	case PC5_PROV_ORDER:
		return take_order(ctx, key, node, dest);
	case PC5_PROV_L2ID:
	case PC5_PROV_L2ID_SELF:
		return take_l2id(ctx, key, node, dest);
	case PC5_PROV_KNRP_ID:
		return take_knrp_id(ctx, node, dest);
	case PC5_PROV_UUID:
		return take_uuid(ctx, node, dest);
	case PC5_PROV_TIME:
		return take_time(ctx, node, dest);
	case PC5_PROV_PREFIX6:
	case PC5_PROV_PREFIX4:
		return take_prefix(ctx, key, node, dest);
	default:
		return pc5_prov_bad(ctx, node, "a value of an unknown kind");
	}
}
