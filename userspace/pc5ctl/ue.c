// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl ue */

#include "libpc5/ue.h"

#include <errno.h>
#include <linux/pc5.h>

#include "ctl.h"
#include "print.h"
#include "show.h"

enum add_word { ADD_NAME, ADD_DEV, ADD_ETHERTYPE, ADD_UDP, ADD_LOCAL, ADD_PORT,
		ADD_L2ID };

static const struct arg add_args[] = {
	[ADD_NAME] = {
		.metavar = "NAME", .type = ARG_IFNEW, .required = true,
		.attr = PC5_A_UE_IFNAME,
		.help = "name of the net device to make",
	},
	[ADD_DEV] = {
		.word = "dev", .metavar = "DEV", .type = ARG_IF,
		.attr = PC5_A_UE_LOWER,
		.help = "Ethernet underlay: the device below",
	},
	[ADD_ETHERTYPE] = {
		.word = "ethertype", .metavar = "N", .type = ARG_HEX16,
		.min = 0x600, .max = 0xffff, .attr = PC5_A_UE_ETHERTYPE,
		.help = "EtherType of the Ethernet underlay, 0x88b5 if not given",
	},
	[ADD_UDP] = {
		.word = "udp", .type = ARG_FLAG,
		.help = "UDP underlay",
	},
	[ADD_LOCAL] = {
		.word = "local", .metavar = "ADDR", .type = ARG_ADDR,
		.attr = PC5_A_UE_LOCAL4, .attr6 = PC5_A_UE_LOCAL6,
		.help =
			"local address of the UDP underlay; any IPv4 address if not given, any IPv6 address with ::",
	},
	[ADD_PORT] = {
		.word = "port", .metavar = "N", .type = ARG_UINT,
		.min = 1, .max = 65535, .attr = PC5_A_UE_PORT,
		.help = "local port of the UDP underlay, 38323 if not given",
	},
	[ADD_L2ID] = {
		.word = "l2id", .metavar = "L2ID", .type = ARG_L2ID,
		.attr = PC5_A_UE_L2ID,
		.help = "source Layer-2 ID; random if not given",
	},
};

enum set_word { SET_NAME, SET_L2ID };

static const struct arg set_args[] = {
	[SET_NAME] = {
		.metavar = "NAME", .type = ARG_IF, .required = true,
		.devices = DEVICES_UE, .attr = PC5_A_UE_IFINDEX,
		.help = "the UE",
	},
	[SET_L2ID] = {
		.word = "l2id", .metavar = "L2ID", .type = ARG_L2ID,
		.required = true, .attr = PC5_A_UE_L2ID,
		.help = "Layer-2 ID links get that are made from now on",
	},
};

static const struct arg del_args[] = {
	{
		.metavar = "NAME", .type = ARG_IF, .required = true,
		.devices = DEVICES_UE, .help = "the UE; its links go too",
	},
};

static const struct arg show_args[] = {
	{
		.metavar = "NAME", .type = ARG_IF, .devices = DEVICES_UE,
		.help = "the UE; all if not given",
	},
};

static int add(struct ctl *ctl, const struct value *v);
static int set(struct ctl *ctl, const struct value *v);
static int del(struct ctl *ctl, const struct value *v);
static int show(struct ctl *ctl, const struct value *v);

enum { CMD_ADD, CMD_SET, CMD_DEL, CMD_SHOW };

static const struct command commands[] = {
	[CMD_ADD] = { .name = "add", .help = "Make a UE.", .arg = add_args,
		      .n_args = ARRAY_SIZE(add_args), .run = add },
	[CMD_SET] = { .name = "set", .help = "Change a UE.", .arg = set_args,
		      .n_args = ARRAY_SIZE(set_args), .run = set },
	[CMD_DEL] = { .name = "del", .alias = "delete",
		      .help = "Remove a UE and its links.", .arg = del_args,
		      .n_args = ARRAY_SIZE(del_args), .run = del },
	[CMD_SHOW] = { .name = "show", .alias = "list", .help = "Show UEs.",
		       .arg = show_args, .n_args = ARRAY_SIZE(show_args),
		       .run = show },
};

const struct object object_ue = {
	.name = "ue",
	.help = "this device's presence on the sidelink",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[CMD_SHOW],
};

static int check_underlay(struct ctl *ctl, const struct value *v)
{
	if (v[ADD_DEV].set == v[ADD_UDP].set)
		return ctl_error(ctl, "one underlay is needed, \"dev DEV\" or \"udp\".");
	if (v[ADD_ETHERTYPE].set && v[ADD_UDP].set)
		return ctl_error(ctl, "\"ethertype\" is for \"dev\", not for \"udp\".");
	if (v[ADD_LOCAL].set && v[ADD_DEV].set)
		return ctl_error(ctl, "\"local\" is for \"udp\", not for \"dev\".");
	if (v[ADD_PORT].set && v[ADD_DEV].set)
		return ctl_error(ctl, "\"port\" is for \"udp\", not for \"dev\".");
	return 0;
}

static int add(struct ctl *ctl, const struct value *v)
{
	struct pc5_ue ue = { 0 };
	int ret;

	ret = check_underlay(ctl, v);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;
	args_fill(&commands[CMD_ADD], v, &pc5_ue_layout, &ue);
	ue.has |= PC5_BIT(PC5_A_UE_UNDERLAY);
	ue.underlay = v[ADD_UDP].set ? PC5_UNDERLAY_UDP :
				       PC5_UNDERLAY_ETHERNET;
	return ctl_done(ctl, pc5_ue_new(ctl->nl, &ue));
}

static int set(struct ctl *ctl, const struct value *v)
{
	struct pc5_ue ue = { 0 };
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	args_fill(&commands[CMD_SET], v, &pc5_ue_layout, &ue);
	return ctl_done(ctl, pc5_ue_set(ctl->nl, &ue));
}

static int del(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	return ret ? ret : ctl_done(ctl, pc5_ue_del(ctl->nl, v[0].num));
}

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_ue *ue = obj;
	const struct pc5_stats *stats = show_find_stats(show, ue->ifindex);

	out_device(out, ue->ifindex, ue->ifname);
	print_ue(out, ue);
	if (stats)
		print_stats_member(out, stats);
}

static int show(struct ctl *ctl, const struct value *v)
{
	struct pc5_list list = { 0 };
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	if (!v[0].set)
		ret = pc5_ue_dump(ctl->nl, &list);
	else if (show_room(&list, sizeof(struct pc5_ue)))
		ret = pc5_ue_get(ctl->nl, v[0].num, list.v);
	else
		ret = -ENOMEM;
	return show_objects(ctl, ret, &list, sizeof(struct pc5_ue), SHOW_STATS,
			    show_one);
}
