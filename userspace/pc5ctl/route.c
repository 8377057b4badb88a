// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl route */

#include "libpc5/route.h"

#include <errno.h>
#include <linux/pc5.h>

#include "ctl.h"
#include "print.h"
#include "show.h"

/* The route a command is about: the first three words of all of them. */
enum { WHICH_LINK, WHICH_UE_ID, WHICH_PEER_UE_ID };

#define LINK_ARG {							\
	.metavar = "LINK", .type = ARG_IF, .required = true,		\
	.devices = DEVICES_LINK, .attr = PC5_A_ROUTE_IFINDEX,		\
	.help = "the link to the one UE, or to the relay before it",	\
}

#define UE_ID_ARG {							\
	.word = "ue-id", .metavar = "N", .type = ARG_UINT,		\
	.required = true, .max = 255, .attr = PC5_A_ROUTE_UE_ID,	\
	.help = "local identity of the UE behind LINK, 0 to 255",	\
}

#define PEER_UE_ID_ARG {						\
	.word = "peer-ue-id", .metavar = "N", .type = ARG_UINT,		\
	.required = true, .max = 255, .attr = PC5_A_ROUTE_PEER_UE_ID,	\
	.help = "local identity of the other UE, 0 to 255",		\
}

static const struct arg add_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_UE_ID] = UE_ID_ARG,
	{
		.word = "peer", .metavar = "LINK", .type = ARG_IF,
		.devices = DEVICES_LINK, .attr = PC5_A_ROUTE_PEER_IFINDEX,
		.help = "the link to the other UE; this UE is the other if not given",
	},
	PEER_UE_ID_ARG,
	{
		.word = "channel", .metavar = "N", .type = ARG_UINT,
		.min = PC5_LCID_DRB_MIN, .max = PC5_LCID_DRB_MAX,
		.attr = PC5_A_ROUTE_CHANNEL,
		.help = "logical channel of all SL-DRBs; each has its own if not given",
	},
};

static const struct arg del_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_UE_ID] = UE_ID_ARG,
	[WHICH_PEER_UE_ID] = PEER_UE_ID_ARG,
};

static int add(struct ctl *ctl, const struct value *v);
static int del(struct ctl *ctl, const struct value *v);
static int show(struct ctl *ctl, const struct value *v);

enum { CMD_ADD, CMD_DEL, CMD_SHOW };

static const struct command commands[] = {
	[CMD_ADD] = { .name = "add",
		      .help = "Pass on what two UEs send each other, or take what is for this one.",
		      .arg = add_args, .n_args = ARRAY_SIZE(add_args),
		      .run = add },
	[CMD_DEL] = { .name = "del", .alias = "delete",
		      .help = "Remove a route.", .arg = del_args,
		      .n_args = ARRAY_SIZE(del_args), .run = del },
	[CMD_SHOW] = { .name = "show", .alias = "list",
		       .help = "Show routes and what went by them.",
		       .run = show },
};

const struct object object_route = {
	.name = "route",
	.help = "Layer-2 relaying between two UEs (SRAP)",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[CMD_SHOW],
};

static int add(struct ctl *ctl, const struct value *v)
{
	struct pc5_route route = { 0 };
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	args_fill(&commands[CMD_ADD], v, &pc5_route_layout, &route);
	return ctl_done(ctl, pc5_route_new(ctl->nl, &route));
}

static int del(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	return ctl_done(ctl, pc5_route_del(ctl->nl, v[WHICH_LINK].num,
					   v[WHICH_UE_ID].num,
					   v[WHICH_PEER_UE_ID].num));
}

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_route *route = obj;

	(void)show;
	out_device(out, route->ifindex, route->ifname);
	print_route(out, route);
	out_next_line(out);
	out_text(out, "passed");
	print_passed(out, route);
}

static int show(struct ctl *ctl, const struct value *v)
{
	struct pc5_list list = { 0 };
	int ret = ctl_open(ctl);

	(void)v;
	if (ret)
		return ret;
	ret = pc5_route_dump(ctl->nl, &list);
	return show_objects(ctl, ret, &list, sizeof(struct pc5_route), 0,
			    show_one);
}
