/* SPDX-License-Identifier: GPL-2.0-only */
/* Which COUNTs keys have used, beyond the life of their contexts. */
#ifndef _PC5_HISTORY_H
#define _PC5_HISTORY_H

#include <linux/list.h>
#include <linux/types.h>

#include "bearer.h"

struct pc5_sec_conf;

/* Keys remembered; the least recently retired are forgotten. */
#define PC5_HISTORY_MAX	1024

/**
 * struct pc5_history - COUNTs of one pair of keys
 * @node: in the list of those remembered
 * @print: keyed hash of algorithms and keys
 * @next: one above the highest COUNT used, by DIRECTION and bearer
 */
struct pc5_history {
	struct list_head node;
	u64 print;
	u64 next[2][PC5_N_LCID];
};

struct pc5_history *pc5_history_new(const struct pc5_sec_conf *conf);
void pc5_history_recall(struct pc5_history *history);
void pc5_history_keep(struct pc5_history *history);
void pc5_history_exit(void);

#endif /* _PC5_HISTORY_H */
