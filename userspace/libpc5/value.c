// SPDX-License-Identifier: GPL-2.0-or-later
/* Values as text: Layer-2 IDs, K_NRP-sess IDs, numbers, names, addresses. */

#include "value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <linux/pc5.h>
#include <string.h>
#include <strings.h>

/* Value of digit @c, 16 where it is none. */
static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* strtoull() would take spaces, signs and a second 0x too. */
int pc5_parse_uint(const char *text, uint64_t min, uint64_t max,
		   uint64_t *value)
{
	unsigned int base = 10;
	uint64_t v = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	do {
		unsigned int d = digit(*text);

		if (d >= base || d > max || v > (max - d) / base)
			return -EINVAL;
		v = v * base + d;
	} while (*++text);
	if (v < min)
		return -EINVAL;
	*value = v;
	return 0;
}

/* Octets in hexadecimal, two digits each, with colons between them. */
static int parse_octets(const char *text, uint32_t *value)
{
	uint32_t v = 0;
	int i;

	for (i = 0; i < 8; i++) {
		if (i % 3 == 2) {
			if (text[i] != ':')
				return -EINVAL;
			continue;
		}
		if (digit(text[i]) > 15)
			return -EINVAL;
		v = v << 4 | digit(text[i]);
	}
	if (text[8])
		return -EINVAL;
	*value = v;
	return 0;
}

int pc5_parse_l2id(const char *text, uint32_t *l2id)
{
	uint64_t number;
	uint32_t octets;

	if (strchr(text, ':')) {
		if (parse_octets(text, &octets) || !octets)
			return -EINVAL;
		*l2id = octets;
		return 0;
	}
	if (pc5_parse_uint(text, 1, PC5_L2ID_MAX, &number))
		return -EINVAL;
	*l2id = number;
	return 0;
}

int pc5_parse_addr(const char *text, struct pc5_addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, text, &addr->v4) == 1) {
		addr->family = AF_INET;
		return 0;
	}
	if (inet_pton(AF_INET6, text, &addr->v6) == 1) {
		addr->family = AF_INET6;
		return 0;
	}
	return -EINVAL;
}

void pc5_format_addr(const struct pc5_addr *addr, char *text, size_t size)
{
	if (!inet_ntop(addr->family, addr->family == AF_INET6 ?
		       (const void *)&addr->v6 : (const void *)&addr->v4,
		       text, size))
		text[0] = '\0';
}

int pc5_parse_name(const struct pc5_names *names, const char *text,
		   uint32_t *value)
{
	size_t i;

	if (names == &pc5_nea_names || names == &pc5_nia_names)
		if (!strncmp(text, "128-", 4))
			text += 4;
	for (i = 0; i < names->n; i++) {
		if (names->name[i] && !strcasecmp(names->name[i], text)) {
			*value = i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *pc5_name(const struct pc5_names *names, uint32_t value)
{
	return value < names->n ? names->name[value] : NULL;
}
