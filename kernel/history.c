// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which COUNTs keys have used.
 *
 * A key stream follows from key, COUNT, BEARER and DIRECTION. If keys that were
 * removed are installed again and COUNT began anew, the key stream would be
 * used twice, and what was recorded the first time would be accepted again. So
 * for as long as the module is loaded COUNT goes on where it was, whichever
 * link, namespace or end of the link the keys come back on.
 *
 * Only a keyed hash of the keys is kept, and only of a bounded number.
 */

#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "history.h"
#include "sec.h"

static DEFINE_SPINLOCK(pc5_history_lock);	/* of all that follows */
static LIST_HEAD(pc5_history_list);		/* latest retired first */
static unsigned int pc5_history_count;

static u64 pc5_history_print(const struct pc5_sec_conf *conf)
{
	u8 text[2 + 2 * PC5_KEY_MAX] = { conf->enc, conf->integ };
	static siphash_key_t secret __read_mostly;
	u64 print;

	net_get_random_once(&secret, sizeof(secret));
	memcpy(text + 2, conf->nrpek, conf->nrpek_len);
	memcpy(text + 2 + PC5_KEY_MAX, conf->nrpik, conf->nrpik_len);
	print = siphash(text, sizeof(text), &secret);
	memzero_explicit(text, sizeof(text));
	return print;
}

/**
 * pc5_history_new - begin the history of a context
 * @conf: what the context is made from
 *
 * Return: the history, or NULL if there is no memory.
 */
struct pc5_history *pc5_history_new(const struct pc5_sec_conf *conf)
{
	struct pc5_history *history = kzalloc(sizeof(*history), GFP_KERNEL);
	unsigned int dir, i;

	if (!history)
		return NULL;
	history->print = pc5_history_print(conf);
	for (dir = 0; dir < 2; dir++)
		for (i = 0; i < PC5_N_LCID; i++)
			history->next[dir][i] = conf->first;
	return history;
}

static struct pc5_history *pc5_history_find(u64 print)
{
	struct pc5_history *history;

	list_for_each_entry(history, &pc5_history_list, node)
		if (history->print == print)
			return history;
	return NULL;
}

static void pc5_history_raise(struct pc5_history *history,
			      const struct pc5_history *other)
{
	unsigned int dir, i;

	for (dir = 0; dir < 2; dir++)
		for (i = 0; i < PC5_N_LCID; i++)
			history->next[dir][i] = max(history->next[dir][i],
						    other->next[dir][i]);
}

/**
 * pc5_history_recall - go on where the same keys stopped
 * @history: history of a context not in use yet
 */
void pc5_history_recall(struct pc5_history *history)
{
	const struct pc5_history *old;

	spin_lock_bh(&pc5_history_lock);
	old = pc5_history_find(history->print);
	if (old)
		pc5_history_raise(history, old);
	spin_unlock_bh(&pc5_history_lock);
}

/**
 * pc5_history_keep - remember the history of a context that ended
 * @history: its history; taken over
 */
void pc5_history_keep(struct pc5_history *history)
{
	struct pc5_history *old;

	spin_lock_bh(&pc5_history_lock);
	old = pc5_history_find(history->print);
	if (!old && pc5_history_count == PC5_HISTORY_MAX)
		old = list_last_entry(&pc5_history_list, struct pc5_history,
				      node);
	else if (old)
		pc5_history_raise(history, old);
	if (old)
		list_del(&old->node);
	else
		pc5_history_count++;
	list_add(&history->node, &pc5_history_list);
	spin_unlock_bh(&pc5_history_lock);
	kfree(old);
}

/**
 * pc5_history_exit - forget everything
 */
void pc5_history_exit(void)
{
	struct pc5_history *history, *next;

	list_for_each_entry_safe(history, next, &pc5_history_list, node)
		kfree(history);
}
