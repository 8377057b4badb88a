// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: PC5-S. What is decoded can be printed, in lines that are
 * harmless, and encoded, and decoding that gives the same again.
 */

#include <stdlib.h>
#include <string.h>

#include "libpc5/pc5s-table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
	if (!condition)
		abort();
}

static void check_line(void *ctx, const char *line)
{
	unsigned int *lines = ctx;
	size_t len = strnlen(line, PC5S_LINE_MAX);

	check(len && len < PC5S_LINE_MAX);
	while (len--)
		check(line[len] >= ' ' && line[len] <= '~');
	++*lines;
}

static unsigned int ies(const struct pc5s_msg *msg)
{
	unsigned int ie, n = 0;

	for (ie = 0; ie < PC5S_IE_COUNT; ie++)
		n += pc5s_has(msg, ie);
	return n;
}

static void check_same(const struct pc5s_msg *a, const struct pc5s_msg *b)
{
	unsigned int ie;

	check(a->type == b->type && a->seq == b->seq);
	for (ie = 0; ie < PC5S_IE_COUNT; ie++)
		check(pc5s_span_equal(a->ie[ie], b->ie[ie]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t one[PC5S_MSG_MAX], two[PC5S_MSG_MAX];
	struct pc5s_msg msg, again;
	unsigned int lines = 0;
	ssize_t len;
	int ret;

	ret = pc5s_decode(&msg, data, size);
	if (size >= PC5S_HEAD_LEN)
		pc5s_print(&msg, check_line, &lines);
	if (ret) {
		check(!ies(&msg));
		return 0;
	}
	check(lines == 1 + ies(&msg));
	len = pc5s_encode(&msg, one, sizeof(one));
	check(len >= PC5S_HEAD_LEN && (size_t)len <= size);
	check(!pc5s_decode(&again, one, len));
	check_same(&msg, &again);
	check(pc5s_encode(&again, two, sizeof(two)) == len);
	check(!memcmp(one, two, len));
	return 0;
}
