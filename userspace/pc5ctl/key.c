// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl key */

#include "libpc5/key.h"

#include <errno.h>
#include <linux/pc5.h>
#include <string.h>

#include "ctl.h"
#include "print.h"
#include "secret.h"
#include "show.h"

#define LINK_ARG {							\
	.metavar = "LINK", .type = ARG_IF, .required = true,		\
	.devices = DEVICES_LINK, .attr = PC5_A_KEY_IFINDEX,		\
	.help = "the link",						\
}

#define ID_ARG {							\
	.word = "id", .metavar = "KNRPSESSID", .type = ARG_HEX16,	\
	.required = true, .min = 1, .max = 0xffff, .attr = PC5_A_KEY_ID, \
	.help = "K_NRP-sess ID of the context, the same on both sides",	\
}

enum add_word { ADD_LINK, ADD_ID, ADD_ENC, ADD_INT, ADD_ROLE, ADD_FILE,
		ADD_COUNT, ADD_SOFT, ADD_HARD, ADD_ACTIVATE };

static const struct arg add_args[] = {
	[ADD_LINK] = LINK_ARG,
	[ADD_ID] = ID_ARG,
	[ADD_ENC] = {
		.word = "enc", .metavar = "NEA", .type = ARG_NAME,
		.required = true, .names = &pc5_nea_names,
		.attr = PC5_A_KEY_ENC,
		.help = "ciphering algorithm; nea0 is none",
	},
	[ADD_INT] = {
		.word = "int", .metavar = "NIA", .type = ARG_NAME,
		.required = true, .names = &pc5_nia_names,
		.attr = PC5_A_KEY_INT,
		.help = "integrity algorithm; nia0 is none",
	},
	[ADD_ROLE] = {
		.word = "role", .metavar = "ROLE", .type = ARG_NAME,
		.required = true, .names = &pc5_role_names,
		.attr = PC5_A_KEY_ROLE,
		.help = "this side's part; the other side has the other one",
	},
	[ADD_FILE] = {
		.word = "file", .metavar = "FILE", .type = ARG_FILE,
		.help = "key file, - for standard input; needed unless both algorithms are none",
	},
	[ADD_COUNT] = {
		.word = "count", .metavar = "N", .type = ARG_UINT,
		.max = UINT32_MAX, .attr = PC5_A_KEY_COUNT,
		.help = "first COUNT, in both directions; 0 if not given",
	},
	[ADD_SOFT] = {
		.word = "soft-limit", .metavar = "N", .type = ARG_UINT,
		.max = UINT32_MAX, .attr = PC5_A_KEY_SOFT_LIMIT,
		.help = "COUNT at which rekeying is asked for",
	},
	[ADD_HARD] = {
		.word = "hard-limit", .metavar = "N", .type = ARG_UINT,
		.max = UINT32_MAX, .attr = PC5_A_KEY_HARD_LIMIT,
		.help = "last COUNT that is sent",
	},
	[ADD_ACTIVATE] = {
		.word = "activate", .type = ARG_FLAG,
		.attr = PC5_A_KEY_ACTIVATE,
		.help = "send under it at once, not when the peer is heard to use it",
	},
};

/* The words of the commands that name a context. */
enum { WHICH_LINK, WHICH_ID };

static const struct arg which_args[] = {
	[WHICH_LINK] = LINK_ARG,
	[WHICH_ID] = ID_ARG,
};

static const struct arg show_args[] = {
	[WHICH_LINK] = {
		.metavar = "LINK", .type = ARG_IF, .devices = DEVICES_LINK,
		.help = "the link; all if not given",
	},
	[WHICH_ID] = {
		.word = "id", .metavar = "KNRPSESSID", .type = ARG_HEX16,
		.min = 1, .max = 0xffff,
		.help = "K_NRP-sess ID of the context; all if not given",
	},
};

static const struct arg gen_args[] = {
	{
		.word = "file", .metavar = "FILE", .type = ARG_FILE,
		.help = "file to make, which must not exist; standard output if not given",
	},
};

static int add(struct ctl *ctl, const struct value *v);
static int activate(struct ctl *ctl, const struct value *v);
static int del(struct ctl *ctl, const struct value *v);
static int show(struct ctl *ctl, const struct value *v);
static int gen(struct ctl *ctl, const struct value *v);

enum { CMD_ADD, CMD_ACTIVATE, CMD_DEL, CMD_SHOW, CMD_GEN };

static const struct command commands[] = {
	[CMD_ADD] = { .name = "add", .help = "Install a security context.",
		      .arg = add_args, .n_args = ARRAY_SIZE(add_args),
		      .run = add },
	[CMD_ACTIVATE] = { .name = "activate",
			   .help = "Send under a pending context from now on.",
			   .arg = which_args,
			   .n_args = ARRAY_SIZE(which_args), .run = activate },
	[CMD_DEL] = { .name = "del", .alias = "delete",
		      .help = "Remove a context and wipe its keys.",
		      .arg = which_args, .n_args = ARRAY_SIZE(which_args),
		      .run = del },
	[CMD_SHOW] = { .name = "show", .alias = "list",
		       .help = "Show contexts; never their keys.",
		       .arg = show_args, .n_args = ARRAY_SIZE(show_args),
		       .run = show },
	[CMD_GEN] = { .name = "gen", .alias = "generate",
		      .help = "Make a key file with a new random K_NRP-sess.",
		      .arg = gen_args, .n_args = ARRAY_SIZE(gen_args),
		      .run = gen },
};

const struct object object_key = {
	.name = "key",
	.help = "security context of a link",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[CMD_SHOW],
};

static int install(struct ctl *ctl, const struct value *v,
		   const struct pc5_nrp_keys *keys)
{
	struct pc5_key key = { 0 };
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	args_fill(&commands[CMD_ADD], v, &pc5_key_layout, &key);
	return ctl_done(ctl, pc5_key_new(ctl->nl, &key, keys));
}

static int add(struct ctl *ctl, const struct value *v)
{
	uint32_t enc = v[ADD_ENC].num, integ = v[ADD_INT].num;
	struct pc5_nrp_keys keys = { 0 };
	int ret = 0;

	if (v[ADD_FILE].set)
		ret = secret_read(ctl, v[ADD_FILE].text, enc, integ, &keys);
	else if (enc != PC5_NEA0 || integ != PC5_NIA0)
		ret = ctl_error(ctl, "\"file\" is missing: %s needs a key.",
				enc != PC5_NEA0 ? v[ADD_ENC].text :
						  v[ADD_INT].text);
	if (!ret)
		ret = install(ctl, v, &keys);
	explicit_bzero(&keys, sizeof(keys));
	return ret;
}

static int activate(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	return ctl_done(ctl, pc5_key_activate(ctl->nl, v[WHICH_LINK].num,
					      v[WHICH_ID].num));
}

static int del(struct ctl *ctl, const struct value *v)
{
	int ret = ctl_open(ctl);

	if (ret)
		return ret;
	return ctl_done(ctl, pc5_key_del(ctl->nl, v[WHICH_LINK].num,
					 v[WHICH_ID].num));
}

static void show_one(const struct show *show, struct out *out,
		     const void *obj)
{
	const struct pc5_key *key = obj;

	out_device(out, key->ifindex, key->ifname);
	print_key(out, key);
	print_key_details(out, key, show->ctl->details,
			  show->ctl->details || show->ctl->stats);
}

static int show(struct ctl *ctl, const struct value *v)
{
	struct pc5_list list = { 0 };
	int ret;

	if (v[WHICH_ID].set && !v[WHICH_LINK].set)
		return ctl_error(ctl, "\"id\" needs \"LINK\" before it.");
	ret = ctl_open(ctl);
	if (ret)
		return ret;
	if (!v[WHICH_ID].set)
		ret = pc5_key_dump(ctl->nl, v[WHICH_LINK].num, &list);
	else if (show_room(&list, sizeof(struct pc5_key)))
		ret = pc5_key_get(ctl->nl, v[WHICH_LINK].num, v[WHICH_ID].num,
				  list.v);
	else
		ret = -ENOMEM;
	return show_objects(ctl, ret, &list, sizeof(struct pc5_key), 0,
			    show_one);
}

static int gen(struct ctl *ctl, const struct value *v)
{
	return secret_generate(ctl, v[0].set ? v[0].text : NULL);
}
