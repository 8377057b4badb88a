/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the KUnit suites of the data plane share
 */
#ifndef PC5_DATA_TEST_H
#define PC5_DATA_TEST_H

#include <kunit/test.h>
#include <linux/types.h>

extern struct kunit_suite window_suite;
extern struct kunit_suite proto_suite;
extern struct kunit_suite entity_suite;
extern struct kunit_suite route_suite;

void test_seed(struct kunit *test);
u64 test_rand(void);
u32 test_below(u32 n);

#endif /* PC5_DATA_TEST_H */
