/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The world most tests of discovery begin with: source, relay and target. */
#ifndef TESTS_DISCTHREE_H
#define TESTS_DISCTHREE_H

#include "discworld.h"

/* Salt of the keys of the application that source and target share. */
#define APP 0x21

extern struct dw w;
extern uint64_t seed;
extern struct dw_ue *s, *r, *t;

/* Of the group of tests: the seed, printed. Of each test: free the world. */
int three_setup(void **state);
int three_end(void **state);

/*
 * Source and target hear the relay only, and the relay cannot read their sets;
 * and begin.
 */
void three(uint64_t with_seed);
void start_three(void);

#endif /* TESTS_DISCTHREE_H */
