// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of pc5-crypto: the pure units, the algorithms registered with
 * the crypto API, and the pdcp() template
 */
#include <linux/module.h>
#include "crypto_test.h"

kunit_test_suites(&crypto_units_suite, &crypto_pdcp_suite, &crypto_api_suite);

MODULE_DESCRIPTION("KUnit tests of pc5-crypto");
MODULE_LICENSE("GPL");
