/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The show commands: lists of objects and what is shown with them. */
#ifndef PC5CTL_SHOW_H
#define PC5CTL_SHOW_H

#include "libpc5/key.h"
#include "libpc5/stats.h"
#include "out.h"

struct ctl;

/* What else show_objects() is to get: with -statistics; always. */
#define SHOW_STATS 1
#define SHOW_KEYS 2

/**
 * struct show - what is shown together with the objects
 * @ctl: options
 * @stats: counters of the devices, where the options ask for them
 * @keys: security contexts, where show_objects() was to get them
 */
struct show {
	const struct ctl *ctl;
	struct pc5_list stats;
	struct pc5_list keys;
};

/* Print one object; the JSON object is opened and the line ended around it. */
typedef void (*show_fn)(const struct show *show, struct out *out,
			const void *obj);

/* Make room for one object in the empty @list; NULL without memory. */
void *show_room(struct pc5_list *list, size_t size);

/*
 * Show the objects of @list, of @size octets each. @ret is what getting them
 * returned; an error is printed instead. @more is what else is to be got.
 * Frees the list. Returns the exit status.
 */
int show_objects(struct ctl *ctl, int ret, struct pc5_list *list, size_t size,
		 unsigned int more, show_fn fn);

/* Counters of device @ifindex, NULL if they were not got. */
const struct pc5_stats *show_find_stats(const struct show *show,
					uint32_t ifindex);

/* The active context of link @ifindex, or NULL. */
const struct pc5_key *show_find_active(const struct show *show,
				       uint32_t ifindex);

#endif /* PC5CTL_SHOW_H */
