// SPDX-License-Identifier: GPL-2.0-or-later
/* The least provisioning file there can be. */

#include "test.h"

#include <stdio.h>

#include "provleast.h"

const char least[] =
	"version: 1\n"
	"ue:\n"
	"  device: ue0\n"
	"  user-info: alice\n"
	"services:\n"
	"  - name: mesh\n"
	"    os-id: " UUID "\n"
	"    app-id: mesh\n"
	"    destination-layer2-id: 0xffff01\n"
	"authentication: {methods: [knrp]}\n"
	"peers: [{name: bob}]\n";

char *edit(const char *from, const char *to)
{
	static char text[8192];
	const char *p = from ? strstr(least, from) : least + strlen(least);

	assert_non_null(p);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(p - least), least, to,
		 from ? p + strlen(from) : "");
	return text;
}
