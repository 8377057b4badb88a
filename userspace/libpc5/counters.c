// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters that must not repeat. */

#include "counters.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME "counters"

#define LINE_MAX_LEN (8 + PC5_COUNTER_NAME_MAX + 1 + 21)

struct counter {
	char name[PC5_COUNTER_NAME_MAX + 1];
	uint64_t next;
};

struct pc5_counters {
	struct pc5_statedir *dir;
	size_t n;
	struct counter counter[PC5_COUNTERS_MAX];
};

static bool good_name(const char *name)
{
	size_t len = strnlen(name, PC5_COUNTER_NAME_MAX + 1);
	size_t i;

	for (i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	return len && len <= PC5_COUNTER_NAME_MAX;
}

static struct counter *find(struct pc5_counters *counters, const char *name)
{
	size_t i;

	for (i = 0; i < counters->n; i++)
		if (!strcmp(counters->counter[i].name, name))
			return &counters->counter[i];
	return NULL;
}

static void put(const void *user, struct pc5_state_writer *w)
{
	const struct pc5_counters *counters = user;
	size_t i;

	for (i = 0; i < counters->n; i++) {
		pc5_state_word(w, "counter");
		pc5_state_word(w, counters->counter[i].name);
		pc5_state_num(w, counters->counter[i].next);
		pc5_state_line(w);
	}
}

static void take_counter(void *user, struct pc5_state_reader *r)
{
	struct pc5_counters *counters = user;
	struct counter *c = &counters->counter[counters->n];

	pc5_state_take_word(r, c->name, sizeof(c->name));
	c->next = pc5_state_take_num(r, UINT64_MAX);
	pc5_state_last(r);
	if (!r->bad && !good_name(c->name))
		pc5_state_bad(r, "no name of a counter");
	if (!r->bad && find(counters, c->name))
		pc5_state_bad(r, "counter %s twice", c->name);
	if (!r->bad)
		counters->n++;
}

static const struct pc5_state_format format = {
	.name = NAME,
	.magic = "pc5-counters 1",
	.entry = "counter",
	.max = PC5_COUNTERS_MAX,
	.line_max = LINE_MAX_LEN,
	.take_entry = take_counter,
	.put = put,
};

static int save(struct pc5_counters *counters, struct pc5_file_error *err)
{
	return pc5_state_save_entries(counters->dir, &format, counters->n,
				      counters, err);
}

int pc5_counters_open(struct pc5_counters **countersp,
		      struct pc5_statedir *dir, struct pc5_file_error *err)
{
	struct pc5_counters *counters;
	int ret;

	*countersp = NULL;
	counters = calloc(1, sizeof(*counters));
	if (!counters)
		return pc5_file_fail(err, -ENOMEM, NAME ": no memory");
	counters->dir = dir;
	ret = pc5_state_load_entries(dir, &format, counters, err);
	if (ret) {
		pc5_counters_close(counters);
		return ret;
	}
	*countersp = counters;
	return 0;
}

void pc5_counters_close(struct pc5_counters *counters)
{
	free(counters);
}

static int add(struct pc5_counters *counters, const char *name,
	       struct counter **c, struct pc5_file_error *err)
{
	if (counters->n == PC5_COUNTERS_MAX)
		return pc5_file_fail(err, -ENOSPC,
				     NAME ": %d counters are all it can hold",
				     PC5_COUNTERS_MAX);
	*c = &counters->counter[counters->n++];
	memset(*c, 0, sizeof(**c));
	strcpy((*c)->name, name);
	return 0;
}

int pc5_counters_reserve(struct pc5_counters *counters, const char *name,
			 uint64_t n, uint64_t max, uint64_t *first,
			 struct pc5_file_error *err)
{
	struct counter *c;
	int ret;

	if (!good_name(name) || !n || max == UINT64_MAX)
		return pc5_file_fail(err, -EINVAL,
				     NAME ": no name, no values, or no end");
	c = find(counters, name);
	if (n - 1 > max || (c && (c->next > max || n - 1 > max - c->next)))
		return pc5_file_fail(err, -EOVERFLOW,
				     NAME ": %s has fewer than %" PRIu64 " values left",
				     name, n);
	if (!c) {
		ret = add(counters, name, &c, err);
		if (ret)
			return ret;
	}
	/* Not taken back on failure: the disk may have them as reserved. */
	c->next += n;
	ret = save(counters, err);
	if (!ret)
		*first = c->next - n;
	return ret;
}

int pc5_counters_remove(struct pc5_counters *counters, const char *name,
			struct pc5_file_error *err)
{
	struct counter *c = find(counters, name);
	struct counter old;
	int ret;

	if (!c)
		return pc5_file_fail(err, -ENOENT, NAME ": no counter %s",
				     name);
	old = *c;
	*c = counters->counter[--counters->n];
	ret = save(counters, err);
	if (ret) {
		counters->counter[counters->n++] = *c;
		*c = old;
	}
	return ret;
}
