// SPDX-License-Identifier: GPL-2.0-or-later
/* The show commands: lists of objects and what is shown with them. */

#include "show.h"

#include <errno.h>
#include <stdlib.h>

#include "ctl.h"

void *show_room(struct pc5_list *list, size_t size)
{
	list->v = calloc(1, size);
	list->n = list->v ? 1 : 0;
	return list->v;
}

static void print_objects(const struct show *show, const struct pc5_list *list,
			  size_t size, show_fn fn)
{
	struct out out;
	size_t i;

	out_init(&out, show->ctl);
	out_array(&out, NULL);
	for (i = 0; i < list->n; i++) {
		out_object(&out, NULL);
		fn(show, &out, (const char *)list->v + i * size);
		out_end_line(&out);
		out_close(&out);
	}
	out_close(&out);
}

int show_objects(struct ctl *ctl, int ret, struct pc5_list *list, size_t size,
		 unsigned int more, show_fn fn)
{
	struct show show = { .ctl = ctl };

	if (!ret && (more & SHOW_STATS) && ctl->stats && list->n)
		ret = pc5_stats_dump(ctl->nl, &show.stats);
	if (!ret && (more & SHOW_KEYS) && list->n)
		ret = pc5_key_dump(ctl->nl, 0, &show.keys);
	if (!ret)
		print_objects(&show, list, size, fn);
	pc5_list_free(&show.keys);
	pc5_list_free(&show.stats);
	pc5_list_free(list);
	return ctl_done(ctl, ret);
}

const struct pc5_stats *show_find_stats(const struct show *show,
					uint32_t ifindex)
{
	const struct pc5_stats *stats = show->stats.v;
	size_t i;

	for (i = 0; i < show->stats.n; i++)
		if (stats[i].ifindex == ifindex)
			return &stats[i];
	return NULL;
}

const struct pc5_key *show_find_active(const struct show *show,
				       uint32_t ifindex)
{
	const struct pc5_key *key = show->keys.v;
	size_t i;

	for (i = 0; i < show->keys.n; i++)
		if (key[i].ifindex == ifindex &&
		    PC5_HAS(&key[i], PC5_A_KEY_SLOT) &&
		    key[i].slot == PC5_SLOT_ACTIVE)
			return &key[i];
	return NULL;
}
