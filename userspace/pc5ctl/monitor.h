/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events, one a line. */
#ifndef PC5CTL_MONITOR_H
#define PC5CTL_MONITOR_H

struct nlmsghdr;

/*
 * Print one notification; @arg is the struct ctl. Returns 0 or a negative
 * errno.
 */
int monitor_take(const struct nlmsghdr *nlh, void *arg);

#endif /* PC5CTL_MONITOR_H */
