// SPDX-License-Identifier: GPL-2.0-only
/*
 * pc5-crypto: the confidentiality and integrity algorithms of 5G
 * (TS 33.501 annex D) for the kernel's crypto API
 */
#include <linux/module.h>
#include "algs.h"
#include "snow3g.h"
#include "zuc.h"

static int __init pc5_crypto_init(void)
{
	int err;

	snow3g_make_tables();
	zuc_make_tables();

	err = nea_register();
	if (err)
		return err;
	err = nea2_register();
	if (err)
		goto err_nea;
	err = nia_register();
	if (err)
		goto err_nea2;
	err = nia2_register();
	if (err)
		goto err_nia;
	err = pdcp_register();
	if (err)
		goto err_nia2;
	return 0;

err_nia2:
	nia2_unregister();
err_nia:
	nia_unregister();
err_nea2:
	nea2_unregister();
err_nea:
	nea_unregister();
	return err;
}

static void __exit pc5_crypto_exit(void)
{
	pdcp_unregister();
	nia2_unregister();
	nia_unregister();
	nea2_unregister();
	nea_unregister();
}

module_init(pc5_crypto_init);
module_exit(pc5_crypto_exit);

MODULE_DESCRIPTION("5G confidentiality and integrity algorithms NEA1-3 and NIA1-3");
MODULE_LICENSE("GPL");
