// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl stats */

#include "libpc5/stats.h"

#include <errno.h>

#include "ctl.h"
#include "print.h"
#include "show.h"

static const struct arg show_args[] = {
	{
		.metavar = "NAME", .type = ARG_IF, .devices = DEVICES_PC5,
		.help = "a UE or a link; all if not given",
	},
};

static int show(struct ctl *ctl, const struct value *v);

static const struct command commands[] = {
	{
		.name = "show", .alias = "list",
		.help = "Show the counters of UEs and links.",
		.arg = show_args, .n_args = ARRAY_SIZE(show_args),
		.run = show,
	},
};

const struct object object_stats = {
	.name = "stats",
	.help = "counters of UEs, links and bearers",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[0],
	.bare_words = true,
};

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_stats *stats = obj;

	out_device(out, stats->ifindex, stats->ifname);
	print_stats(out, stats, show->ctl->stats);
}

static int show(struct ctl *ctl, const struct value *v)
{
	struct pc5_list list = { 0 };
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	if (!v[0].set)
		ret = pc5_stats_dump(ctl->nl, &list);
	else if (show_room(&list, sizeof(struct pc5_stats)))
		ret = pc5_stats_get(ctl->nl, v[0].num, list.v);
	else
		ret = -ENOMEM;
	return show_objects(ctl, ret, &list, sizeof(struct pc5_stats), 0,
			    show_one);
}
