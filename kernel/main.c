// SPDX-License-Identifier: GPL-2.0-only
/*
 * Security of the 3GPP PC5 interface: secured unicast links between UEs.
 * Module init and exit; the parts are in files of their own.
 */

#include <linux/module.h>
#include <net/rtnetlink.h>

#include "history.h"
#include "link.h"
#include "netlink.h"
#include "ue.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Frees contexts and ports and retires contexts: work that sleeps or waits. */
struct workqueue_struct *pc5_wq;

static int __init pc5_init(void)
{
	int err = -ENOMEM;

	pc5_wq = alloc_workqueue("pc5", WQ_UNBOUND, 0);
	if (!pc5_wq)
		return err;
	err = pc5_ue_init();
	if (err)
		goto err_wq;
	err = pc5_nl_signal_init();
	if (err)
		goto err_ue;
	err = pc5_nl_init();
	if (err)
		goto err_signal;
	return 0;

err_signal:
	pc5_nl_signal_exit();
err_ue:
	pc5_ue_exit();
err_wq:
	rcu_barrier();
	destroy_workqueue(pc5_wq);
	return err;
}

static void __exit pc5_exit(void)
{
	pc5_nl_exit();
	pc5_nl_signal_exit();
	pc5_ue_exit();
	/*
	 * All devices are gone, and so is every context, since each held one.
	 * Ports may still wait for a grace period and then for the workqueue.
	 */
	rcu_barrier();
	destroy_workqueue(pc5_wq);
	rcu_barrier();
	pc5_history_exit();
}

module_init(pc5_init);
module_exit(pc5_exit);

MODULE_DESCRIPTION("Security of the 3GPP PC5 interface");
MODULE_AUTHOR("pc5 maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("pc5");
MODULE_ALIAS_RTNL_LINK("pc5-link");
MODULE_ALIAS_GENL_FAMILY("pc5");
MODULE_SOFTDEP("pre: pc5-crypto");
