// SPDX-License-Identifier: GPL-2.0-or-later
/* What a UE may be. */

#include "peer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define RELAY "relay:"
#define GROUP "group:"
#define ID_DIGITS 6

static int add(uint32_t *list, unsigned int *n, const char *digits)
{
	uint32_t id;
	unsigned int i;

	if (strspn(digits, "0123456789abcdef") != ID_DIGITS ||
	    digits[ID_DIGITS])
		return -EINVAL;
	id = strtoul(digits, NULL, 16);
	for (i = 0; i < *n; i++)
		if (list[i] == id)
			return -EEXIST;
	if (*n == PC5_ROLES_MAX)
		return -ENOSPC;
	list[(*n)++] = id;
	return 0;
}

int pc5_roles_add(struct pc5_roles *roles, const char *word)
{
	if (!strncmp(word, RELAY, strlen(RELAY)))
		return add(roles->relay, &roles->n_relay,
			   word + strlen(RELAY));
	if (!strncmp(word, GROUP, strlen(GROUP)))
		return add(roles->group, &roles->n_group,
			   word + strlen(GROUP));
	if (strcmp(word, "end-ue"))
		return -EINVAL;
	if (roles->end_ue)
		return -EEXIST;
	roles->end_ue = true;
	return 0;
}

void pc5_roles_text(const struct pc5_roles *roles, char text[PC5_ROLES_TEXT])
{
	unsigned int i;
	char *p = text;

	*p = '\0';
	if (roles->end_ue)
		p += sprintf(p, ",end-ue");
	for (i = 0; i < roles->n_relay; i++)
		p += sprintf(p, "," RELAY "%06x", roles->relay[i]);
	for (i = 0; i < roles->n_group; i++)
		p += sprintf(p, "," GROUP "%06x", roles->group[i]);
	/* Without the first comma. */
	if (p > text)
		memmove(text, text + 1, p - text);
}

int pc5_roles_parse(struct pc5_roles *roles, const char *text)
{
	char word[sizeof("relay:000000")];
	size_t len;
	int ret;

	memset(roles, 0, sizeof(*roles));
	while (*text) {
		len = strcspn(text, ",");
		if (len >= sizeof(word))
			return -EINVAL;
		memcpy(word, text, len);
		word[len] = '\0';
		ret = pc5_roles_add(roles, word);
		if (ret)
			return ret;
		text += len;
		if (*text && !*++text)
			return -EINVAL;
	}
	return 0;
}
