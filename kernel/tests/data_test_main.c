// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of pc5: the parts of the data plane that work without a network.
 * window.c, entity.c, route.c and srap.c are compiled into this module, so that
 * the tests see what is static there and stand in for what is around it.
 */
#include <linux/module.h>
#include "data_test.h"

static ulong seed = 20260101;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "Seed of the random tests");

static u64 test_state;

/**
 * test_seed() - start the random numbers of a test from the seed
 * @test: the test
 */
void test_seed(struct kunit *test)
{
	test_state = seed;
	kunit_info(test, "seed %lu\n", seed);
}

/**
 * test_rand() - the next random number (the generator known as splitmix64)
 *
 * Return: the number.
 */
u64 test_rand(void)
{
	u64 z = test_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/**
 * test_below() - a random number
 * @n: a number above zero
 *
 * Return: a number below @n.
 */
u32 test_below(u32 n)
{
	return (u32)test_rand() % n;
}

kunit_test_suites(&window_suite, &proto_suite, &entity_suite, &route_suite);

MODULE_DESCRIPTION("KUnit tests of the data plane of pc5");
MODULE_LICENSE("GPL");
