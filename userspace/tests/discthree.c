// SPDX-License-Identifier: GPL-2.0-or-later
/* The world most tests of discovery begin with. */

#include "discthree.h"

#include <stdio.h>
#include <stdlib.h>

struct dw w;
uint64_t seed = 1;

struct dw_ue *s, *r, *t;

int three_setup(void **state)
{
	const char *text = getenv("PC5_TEST_SEED");

	(void)state;
	if (text)
		seed = strtoull(text, NULL, 0);
	printf("seed %llu\n", (unsigned long long)seed);
	return 0;
}

int three_end(void **state)
{
	(void)state;
	dw_end(&w);
	return 0;
}

void three(uint64_t with_seed)
{
	dw_begin(&w, seed + with_seed);
	s = dw_add(&w, "alice", 0xa00001, PC5_DISC_USE);
	r = dw_add(&w, "relay1", 0xb00001, PC5_DISC_SERVE);
	t = dw_add(&w, "bob", 0xc00001, PC5_DISC_USE);
	s->reach = 1 << 1;
	t->reach = 1 << 1;
	dw_app(s, "alice", "bob", PC5_DISC_FIND, APP);
	dw_app(t, "bob", PC5_DISC_ANYBODY, PC5_DISC_FOUND, APP);
}

void start_three(void)
{
	dw_start(s);
	dw_start(r);
	dw_start(t);
	assert_int_equal(pc5_disc_serve(r->disc, DW_RSC, true,
					PC5_DISC_STATUS_RESOURCES), 0);
}
