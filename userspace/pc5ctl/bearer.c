// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl bearer */

#include "libpc5/bearer.h"

#include <errno.h>
#include <linux/pc5.h>

#include "ctl.h"
#include "print.h"
#include "show.h"

/* The bearer a command is about: the first two words of all of them. */
enum { WHICH_LINK, WHICH_LCID };

#define LINK_ARG {							\
	.metavar = "LINK", .type = ARG_IF, .required = true,		\
	.devices = DEVICES_LINK, .attr = PC5_A_BEARER_IFINDEX,		\
	.help = "the link",						\
}

#define LCID_ARG {							\
	.word = "lcid", .metavar = "N", .type = ARG_UINT,		\
	.required = true, .min = PC5_LCID_DRB_MIN,			\
	.max = PC5_LCID_DRB_MAX, .attr = PC5_A_BEARER_LCID,		\
	.help = "logical channel of the SL-DRB, 4 to 19",		\
}

#define REORDERING_ARG {						\
	.word = "t-reordering", .metavar = "MS", .type = ARG_UINT,	\
	.max = PC5_REORDER_MAX, .attr = PC5_A_BEARER_T_REORDERING,	\
	.help = "milliseconds a missing SDU is waited for; 0 delivers at once; 40 if not given", \
}

#define MARK_ARG {							\
	.word = "mark", .metavar = "N", .type = ARG_UINT,		\
	.max = UINT32_MAX, .attr = PC5_A_BEARER_MARK,			\
	.help = "packets with this mark go to this bearer",		\
}

static const struct arg add_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_LCID] = LCID_ARG,
	{
		.word = "sn", .metavar = "BITS", .type = ARG_UINT,
		.min = 12, .max = 18, .attr = PC5_A_BEARER_SN_SIZE,
		.help = "length of the PDCP SN, 12 or 18; 18 if not given",
	},
	REORDERING_ARG,
	{
		.word = "out-of-order", .metavar = "on|off", .type = ARG_BOOL,
		.attr = PC5_A_BEARER_OUT_OF_ORDER,
		.help = "deliver SDUs as they come",
	},
	{
		.word = "window", .metavar = "N", .type = ARG_UINT,
		.min = PC5_WINDOW_MIN, .max = PC5_WINDOW_MAX,
		.attr = PC5_A_BEARER_WINDOW,
		.help =
			"most SDUs held or remembered beyond the first missing one; 1024 if not given",
	},
	MARK_ARG,
};

/* Index of "sn" above. */
#define ADD_SN 2

static const struct arg set_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_LCID] = LCID_ARG,
	REORDERING_ARG,
	MARK_ARG,
};

/* Indices of what can be set above. */
#define SET_REORDERING 2
#define SET_MARK 3

static const struct arg del_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_LCID] = LCID_ARG,
};

static const struct arg show_args[] = {
	[WHICH_LINK] = {
		.metavar = "LINK", .type = ARG_IF, .devices = DEVICES_LINK,
		.help = "the link; all if not given",
	},
	[WHICH_LCID] = {
		.word = "lcid", .metavar = "N", .type = ARG_UINT,
		.min = PC5_LCID_DRB_MIN, .max = PC5_LCID_DRB_MAX,
		.help = "logical channel of the SL-DRB; all if not given",
	},
};

static int add(struct ctl *ctl, const struct value *v);
static int set(struct ctl *ctl, const struct value *v);
static int del(struct ctl *ctl, const struct value *v);
static int show(struct ctl *ctl, const struct value *v);

enum { CMD_ADD, CMD_SET, CMD_DEL, CMD_SHOW };

static const struct command commands[] = {
	[CMD_ADD] = { .name = "add", .help = "Add a SL-DRB to a link.",
		      .arg = add_args, .n_args = ARRAY_SIZE(add_args),
		      .run = add },
	[CMD_SET] = { .name = "set", .help = "Change a SL-DRB.",
		      .arg = set_args, .n_args = ARRAY_SIZE(set_args),
		      .run = set },
	[CMD_DEL] = { .name = "del", .alias = "delete",
		      .help = "Remove a SL-DRB.", .arg = del_args,
		      .n_args = ARRAY_SIZE(del_args), .run = del },
	[CMD_SHOW] = { .name = "show", .alias = "list",
		       .help = "Show SL-DRBs.", .arg = show_args,
		       .n_args = ARRAY_SIZE(show_args), .run = show },
};

const struct object object_bearer = {
	.name = "bearer",
	.help = "SL-DRB of a link: a PDCP entity",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[CMD_SHOW],
};

static int add(struct ctl *ctl, const struct value *v)
{
	struct pc5_bearer bearer = { 0 };
	int ret;

	if (v[ADD_SN].set && v[ADD_SN].num != 12 && v[ADD_SN].num != 18)
		return ctl_error(ctl, "\"%s\" is wrong for \"sn\"; allowed: 12 | 18.",
				 v[ADD_SN].text);
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	args_fill(&commands[CMD_ADD], v, &pc5_bearer_layout, &bearer);
	return ctl_done(ctl, pc5_bearer_new(ctl->nl, &bearer));
}

static int set(struct ctl *ctl, const struct value *v)
{
	struct pc5_bearer bearer = { 0 };
	int ret;

	if (!v[SET_REORDERING].set && !v[SET_MARK].set)
		return ctl_error(ctl, "nothing to set; allowed: t-reordering, mark.");
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	args_fill(&commands[CMD_SET], v, &pc5_bearer_layout, &bearer);
	return ctl_done(ctl, pc5_bearer_set(ctl->nl, &bearer));
}

static int del(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	return ctl_done(ctl, pc5_bearer_del(ctl->nl, v[WHICH_LINK].num,
					    v[WHICH_LCID].num));
}

static void show_counters(const struct show *show, struct out *out,
			  const struct pc5_bearer *bearer)
{
	const struct pc5_stats *stats = show_find_stats(show, bearer->ifindex);
	size_t i;

	for (i = 0; stats && i < stats->n_bearers; i++) {
		if (stats->bearer[i].lcid != bearer->lcid)
			continue;
		out_object(out, "stats");
		print_counters(out, &stats->bearer[i], false);
		out_close(out);
		return;
	}
}

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_bearer *bearer = obj;

	out_device(out, bearer->ifindex, bearer->ifname);
	print_bearer(out, bearer);
	show_counters(show, out, bearer);
}

static int show(struct ctl *ctl, const struct value *v)
{
	struct pc5_list list = { 0 };
	int ret;

	if (v[WHICH_LCID].set && !v[WHICH_LINK].set)
		return ctl_error(ctl, "\"lcid\" needs \"LINK\" before it.");
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	if (!v[WHICH_LCID].set)
		ret = pc5_bearer_dump(ctl->nl, v[WHICH_LINK].num, &list);
	else if (show_room(&list, sizeof(struct pc5_bearer)))
		ret = pc5_bearer_get(ctl->nl, v[WHICH_LINK].num,
				     v[WHICH_LCID].num, list.v);
	else
		ret = -ENOMEM;
	return show_objects(ctl, ret, &list, sizeof(struct pc5_bearer),
			    SHOW_STATS, show_one);
}
