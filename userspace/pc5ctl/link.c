// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl link */

#include "libpc5/link.h"

#include <errno.h>
#include <linux/pc5.h>

#include "ctl.h"
#include "link-agent.h"
#include "print.h"
#include "show.h"

enum add_word { ADD_NAME, ADD_UE, ADD_PEER, ADD_LOCAL, ADD_SDU, ADD_INTEGRITY,
		ADD_CIPHERING, ADD_REMOTE, ADD_PORT, ADD_GRACE, ADD_HOP,
		ADD_UE_ID, ADD_PEER_UE_ID };

static const struct arg add_args[] = {
	[ADD_NAME] = {
		.metavar = "NAME", .type = ARG_IFNEW, .required = true,
		.attr = PC5_A_LINK_IFNAME,
		.help = "name of the net device to make",
	},
	[ADD_UE] = {
		.word = "ue", .metavar = "UE", .type = ARG_IF,
		.required = true, .devices = DEVICES_UE,
		.attr = PC5_A_LINK_UE,
		.help = "the UE the link belongs to",
	},
	[ADD_PEER] = {
		.word = "peer", .metavar = "L2ID", .type = ARG_L2ID,
		.required = true, .attr = PC5_A_LINK_PEER_L2ID,
		.help = "Layer-2 ID of the peer",
	},
	[ADD_LOCAL] = {
		.word = "local", .metavar = "L2ID", .type = ARG_L2ID,
		.attr = PC5_A_LINK_LOCAL_L2ID,
		.help = "Layer-2 ID of this side; that of the UE if not given",
	},
	[ADD_SDU] = {
		.word = "sdu", .metavar = "TYPE", .type = ARG_NAME,
		.names = &pc5_sdu_type_names, .attr = PC5_A_LINK_SDU_TYPE,
		.help = "what the link carries; ip if not given",
	},
	[ADD_INTEGRITY] = {
		.word = "integrity", .metavar = "POLICY", .type = ARG_NAME,
		.names = &pc5_policy_names, .off_name = true,
		.attr = PC5_A_LINK_INTEGRITY,
		.help = "user-plane integrity policy; required if not given, off is not-needed",
	},
	[ADD_CIPHERING] = {
		.word = "ciphering", .metavar = "POLICY", .type = ARG_NAME,
		.names = &pc5_policy_names, .off_name = true,
		.attr = PC5_A_LINK_CIPHERING,
		.help = "user-plane ciphering policy; required if not given, off is not-needed",
	},
	[ADD_REMOTE] = {
		.word = "remote", .metavar = "ADDR", .type = ARG_ADDR,
		.attr = PC5_A_LINK_REMOTE4, .attr6 = PC5_A_LINK_REMOTE6,
		.help = "address of the peer, where the underlay is UDP; learned if not given",
	},
	[ADD_PORT] = {
		.word = "port", .metavar = "N", .type = ARG_UINT,
		.min = 1, .max = 65535, .attr = PC5_A_LINK_REMOTE_PORT,
		.help = "UDP port of the peer, 38323 if not given",
	},
	[ADD_GRACE] = {
		.word = "grace", .metavar = "MS", .type = ARG_UINT,
		.max = PC5_GRACE_MAX, .attr = PC5_A_LINK_GRACE,
		.help = "milliseconds a replaced context still receives; 5000 if not given",
	},
	[ADD_HOP] = {
		.word = "hop", .metavar = "LINK", .type = ARG_IF,
		.devices = DEVICES_LINK, .attr = PC5_A_LINK_HOP,
		.help = "the link to the Layer-2 relay it goes through, which has a route for it",
	},
	[ADD_UE_ID] = {
		.word = "ue-id", .metavar = "N", .type = ARG_UINT,
		.max = 255, .attr = PC5_A_LINK_LOCAL_UE_ID,
		.help = "local identity of this UE at the relay",
	},
	[ADD_PEER_UE_ID] = {
		.word = "peer-ue-id", .metavar = "N", .type = ARG_UINT,
		.max = 255, .attr = PC5_A_LINK_PEER_UE_ID,
		.help = "local identity of the peer at the relay",
	},
};

enum set_word { SET_NAME, SET_LOCAL, SET_PEER, SET_REMOTE, SET_PORT,
		SET_GRACE };

static const struct arg set_args[] = {
	[SET_NAME] = {
		.metavar = "NAME", .type = ARG_IF, .required = true,
		.devices = DEVICES_LINK, .attr = PC5_A_LINK_IFINDEX,
		.help = "the link",
	},
	[SET_LOCAL] = {
		.word = "local", .metavar = "L2ID", .type = ARG_L2ID,
		.attr = PC5_A_LINK_LOCAL_L2ID,
		.help = "new Layer-2 ID of this side",
	},
	[SET_PEER] = {
		.word = "peer", .metavar = "L2ID", .type = ARG_L2ID,
		.attr = PC5_A_LINK_PEER_L2ID,
		.help = "new Layer-2 ID of the peer",
	},
	[SET_REMOTE] = {
		.word = "remote", .metavar = "ADDR", .type = ARG_ADDR,
		.attr = PC5_A_LINK_REMOTE4, .attr6 = PC5_A_LINK_REMOTE6,
		.help = "address of the peer, where the underlay is UDP",
	},
	[SET_PORT] = {
		.word = "port", .metavar = "N", .type = ARG_UINT,
		.min = 1, .max = 65535, .attr = PC5_A_LINK_REMOTE_PORT,
		.help = "UDP port of the peer",
	},
	[SET_GRACE] = {
		.word = "grace", .metavar = "MS", .type = ARG_UINT,
		.max = PC5_GRACE_MAX, .attr = PC5_A_LINK_GRACE,
		.help = "milliseconds a replaced context still receives",
	},
};

static const struct arg del_args[] = {
	{
		.metavar = "NAME", .type = ARG_IF, .required = true,
		.devices = DEVICES_LINK,
		.help = "the link; its bearers and contexts go too",
	},
};

static const struct arg show_args[] = {
	{
		.metavar = "NAME", .type = ARG_IF, .devices = DEVICES_LINK,
		.help = "the link; all if not given",
	},
};

static int add(struct ctl *ctl, const struct value *v);
static int set(struct ctl *ctl, const struct value *v);
static int del(struct ctl *ctl, const struct value *v);
static int show(struct ctl *ctl, const struct value *v);

enum { CMD_ADD, CMD_SET, CMD_DEL, CMD_SHOW, CMD_CONNECT, CMD_RELEASE,
	CMD_REKEY, CMD_UPDATE };

static const struct command commands[] = {
	[CMD_ADD] = { .name = "add", .help = "Make a link to a peer, with SL-DRB 4 on it.",
		      .arg = add_args, .n_args = ARRAY_SIZE(add_args),
		      .run = add },
	[CMD_SET] = { .name = "set", .help = "Change a link. Its policies are fixed.",
		      .arg = set_args, .n_args = ARRAY_SIZE(set_args),
		      .run = set },
	[CMD_DEL] = { .name = "del", .alias = "delete",
		      .help = "Remove a link.", .arg = del_args,
		      .n_args = ARRAY_SIZE(del_args), .run = del },
	[CMD_SHOW] = { .name = "show", .alias = "list",
		       .help = "Show links and how they are protected.",
		       .arg = show_args, .n_args = ARRAY_SIZE(show_args),
		       .run = show },
	[CMD_CONNECT] = { .name = "connect",
			  .help = "Have the agent make a link, with keys agreed on.",
			  .arg = link_connect_args,
			  .n_args = ARRAY_SIZE(link_connect_args),
			  .run = link_connect },
	[CMD_RELEASE] = { .name = "release",
			  .help = "Have the agent end a link it made, and tell the peer why.",
			  .arg = link_release_args,
			  .n_args = ARRAY_SIZE(link_release_args),
			  .run = link_release },
	[CMD_REKEY] = { .name = "rekey",
			.help = "Have the agent agree on new keys of a link.",
			.arg = link_rekey_args,
			.n_args = ARRAY_SIZE(link_rekey_args),
			.run = link_rekey },
	[CMD_UPDATE] = { .name = "update",
			 .help = "Have the agent change the identifiers of a link.",
			 .arg = link_update_args,
			 .n_args = ARRAY_SIZE(link_update_args),
			 .run = link_update },
};

const struct object object_link = {
	.name = "link",
	.help = "unicast PC5 link to a peer",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[CMD_SHOW],
};

static int add(struct ctl *ctl, const struct value *v)
{
	struct pc5_link link = { 0 };
	int ret;

	if (v[ADD_PORT].set && !v[ADD_REMOTE].set)
		return ctl_error(ctl, "\"port\" needs \"remote ADDR\".");
	if (v[ADD_HOP].set != v[ADD_UE_ID].set ||
	    v[ADD_HOP].set != v[ADD_PEER_UE_ID].set)
		return ctl_error(ctl, "\"hop\", \"ue-id\" and \"peer-ue-id\" go together.");
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	args_fill(&commands[CMD_ADD], v, &pc5_link_layout, &link);
	return ctl_done(ctl, pc5_link_new(ctl->nl, &link));
}

static int set(struct ctl *ctl, const struct value *v)
{
	struct pc5_link link = { 0 };
	int ret;

	if (!v[SET_LOCAL].set && !v[SET_PEER].set && !v[SET_REMOTE].set &&
	    !v[SET_PORT].set && !v[SET_GRACE].set)
		return ctl_error(ctl, "nothing to set; allowed: local, peer, remote, port, grace.");
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	args_fill(&commands[CMD_SET], v, &pc5_link_layout, &link);
	return ctl_done(ctl, pc5_link_set(ctl->nl, &link));
}

static int del(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	return ret ? ret : ctl_done(ctl, pc5_link_del(ctl->nl, v[0].num));
}

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_link *link = obj;
	const struct pc5_stats *stats = show_find_stats(show, link->ifindex);
	const struct pc5_key *key = show_find_active(show, link->ifindex);

	out_device(out, link->ifindex, link->ifname);
	print_link(out, link);
	print_protection(out, link, key, show->ctl->details);
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
		ret = pc5_link_dump(ctl->nl, &list);
	else if (show_room(&list, sizeof(struct pc5_link)))
		ret = pc5_link_get(ctl->nl, v[0].num, list.v);
	else
		ret = -ENOMEM;
	return show_objects(ctl, ret, &list, sizeof(struct pc5_link),
			    SHOW_STATS | SHOW_KEYS, show_one);
}
