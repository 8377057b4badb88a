/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KTAP output and seeded randomness of the crypto test programs
 */
#ifndef CRYPTO_KTAP_H
#define CRYPTO_KTAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define KTAP_PASS	0
#define KTAP_FAIL	1
#define KTAP_SKIP	4

/* Complaints printed about one test; the rest is only counted. */
#define KTAP_MAX_COMPLAINTS	10

static unsigned int ktap_tests, ktap_failed, ktap_checks, ktap_bad;
static uint64_t ktap_state;

static inline void ktap_start(unsigned int plan)
{
	printf("KTAP version 1\n1..%u\n", plan);
}

/* Begin a test: its checks are counted until ktap_end(). */
static inline void ktap_begin(void)
{
	ktap_checks = 0;
	ktap_bad = 0;
}

/* One check of the current test; the rest of the arguments say which. */
__attribute__((format(printf, 2, 3)))
static inline bool ktap_check(bool ok, const char *fmt, ...)
{
	va_list ap;

	ktap_checks++;
	if (ok)
		return true;
	if (ktap_bad++ < KTAP_MAX_COMPLAINTS) {
		printf("# wrong: ");
		va_start(ap, fmt);
		vprintf(fmt, ap);
		va_end(ap);
		printf("\n");
	}
	return false;
}

static inline void ktap_end(const char *name)
{
	ktap_tests++;
	if (!ktap_checks)
		printf("ok %u %s # SKIP nothing to check\n", ktap_tests, name);
	else
		printf("%s %u %s: %u of %u checks\n", ktap_bad ? "not ok" : "ok",
		       ktap_tests, name, ktap_checks - ktap_bad, ktap_checks);
	ktap_failed += !!ktap_bad;
	fflush(stdout);
}

static inline void ktap_skip(const char *name, const char *why)
{
	printf("ok %u %s # SKIP %s\n", ++ktap_tests, name, why);
}

static inline int ktap_exit(void)
{
	return ktap_failed ? KTAP_FAIL : KTAP_PASS;
}

static inline void ktap_skip_all(const char *why)
{
	printf("KTAP version 1\n1..0 # SKIP %s\n", why);
	exit(KTAP_SKIP);
}

/* A seed from the environment variable SEED, or a fixed one. */
static inline void ktap_seed(void)
{
	const char *seed = getenv("SEED");

	ktap_state = seed ? strtoull(seed, NULL, 0) : 20260101;
	printf("# seed %llu\n", (unsigned long long)ktap_state);
}

/* The generator known as splitmix64. */
static inline uint64_t ktap_random(void)
{
	uint64_t z = ktap_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline size_t ktap_below(size_t n)
{
	return n ? ktap_random() % n : 0;
}

static inline void ktap_fill(void *p, size_t n)
{
	uint8_t *b = p;

	while (n--)
		*b++ = ktap_random();
}

#endif /* CRYPTO_KTAP_H */
