// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a command line may go on with, for the shell's completion; made from
 * the tables that the commands are parsed by, so the two cannot differ.
 */

#include <net/if.h>
#include <string.h>

#include "client.h"
#include "ctl.h"
#include "libpc5/link.h"
#include "libpc5/ue.h"

static void candidate(struct ctl *ctl, const char *word)
{
	fprintf(ctl->out, "%s\n", word);
}

static void all_devices(struct ctl *ctl)
{
	struct if_nameindex *list = if_nameindex();
	size_t i;

	for (i = 0; list && list[i].if_index; i++)
		candidate(ctl, list[i].if_name);
	if_freenameindex(list);
}

static int ue_devices(struct ctl *ctl)
{
	struct pc5_list list;
	const struct pc5_ue *ue;
	size_t i;

	if (pc5_ue_dump(ctl->nl, &list))
		return -1;
	ue = list.v;
	for (i = 0; i < list.n; i++)
		candidate(ctl, ue[i].ifname);
	pc5_list_free(&list);
	return 0;
}

static int link_devices(struct ctl *ctl)
{
	const struct pc5_link *link;
	struct pc5_list list;
	size_t i;

	if (pc5_link_dump(ctl->nl, &list))
		return -1;
	link = list.v;
	for (i = 0; i < list.n; i++)
		candidate(ctl, link[i].ifname);
	pc5_list_free(&list);
	return 0;
}

/* Who may not ask the kernel for UEs and links gets all devices. */
static void devices(struct ctl *ctl, enum arg_devices which)
{
	int ret = -1;

	if (which != DEVICES_ANY && (ctl->nl || !ctl->open(&ctl->nl))) {
		ret = 0;
		if (which != DEVICES_LINK)
			ret = ue_devices(ctl);
		if (!ret && which != DEVICES_UE)
			ret = link_devices(ctl);
	}
	if (ret)
		all_devices(ctl);
}

static void values(struct ctl *ctl, const struct arg *arg)
{
	size_t i;

	switch (arg->type) {
	case ARG_IF:
	case ARG_IFNAME:
		if (arg->devices == DEVICES_AGENT)
			client_agents(ctl, candidate);
		else
			devices(ctl, arg->devices);
		break;
	case ARG_NAME:
		for (i = 0; i < arg->names->n; i++)
			if (arg->names->name[i])
				candidate(ctl, arg->names->name[i]);
		if (arg->off_name)
			candidate(ctl, "off");
		break;
	case ARG_BOOL:
		candidate(ctl, "on");
		candidate(ctl, "off");
		break;
	case ARG_FILE:
		candidate(ctl, "@file");
		break;
	default:
		break;
	}
}

static const struct arg *find_word(const struct command *command,
				   const char *word)
{
	size_t i;

	for (i = 0; i < command->n_args; i++)
		if (command->arg[i].word &&
		    !strcmp(command->arg[i].word, word))
			return &command->arg[i];
	return NULL;
}

static void words(struct ctl *ctl, const struct command *command, int argc,
		  char **argv)
{
	bool set[ARGS_MAX] = { false };
	size_t alone = 0;
	size_t i;
	int n;

	for (n = 0; n < argc; n++) {
		const struct arg *arg = find_word(command, argv[n]);
		const struct arg *next = &command->arg[alone];

		if (alone < command->n_args && !next->word &&
		    (next->required || !arg)) {
			set[alone++] = true;
			continue;
		}
		if (!arg)
			return;
		set[arg - command->arg] = true;
		if (arg->type != ARG_FLAG && ++n == argc) {
			values(ctl, arg);
			return;
		}
	}
	if (alone < command->n_args && !command->arg[alone].word) {
		values(ctl, &command->arg[alone]);
		if (command->arg[alone].required)
			return;
	}
	for (i = 0; i < command->n_args; i++)
		if (command->arg[i].word && !set[i])
			candidate(ctl, command->arg[i].word);
}

static void all_commands(struct ctl *ctl, const struct object *object)
{
	size_t i;

	for (i = 0; i < object->n_commands; i++)
		if (!object->command[i].hidden)
			candidate(ctl, object->command[i].name);
	if (object->bare_words)
		words(ctl, object->implied, 0, NULL);
	candidate(ctl, "help");
}

static void all_objects(struct ctl *ctl)
{
	size_t i;

	for (i = 0; i < n_objects; i++)
		candidate(ctl, objects[i]->name);
	for (i = 0; ctl_option_names[i]; i++)
		candidate(ctl, ctl_option_names[i]);
}

int complete(struct ctl *ctl, int argc, char **argv)
{
	const struct command *command;
	const struct object *object;
	int first, status;

	/* ctl_options() skips a program name; the word before is as good. */
	first = ctl_options(ctl, argc + 1, argv - 1, &status) - 1;
	if (first < 0)
		return status;
	argc -= first;
	argv += first;
	if (argc <= 0) {
		all_objects(ctl);
		return 0;
	}
	object = find_object(NULL, argv[0]);
	if (!object)
		return 0;
	if (object == &object_help && argc <= 2) {
		if (argc == 1)
			all_objects(ctl);
		else if (find_object(NULL, argv[1]))
			all_commands(ctl, find_object(NULL, argv[1]));
		return 0;
	}
	if (argc == 1) {
		all_commands(ctl, object);
		return 0;
	}
	command = find_command(NULL, object, argv[1]);
	if (command)
		words(ctl, command, argc - 2, argv + 2);
	else if (object->bare_words)
		words(ctl, object->implied, argc - 1, argv + 1);
	return 0;
}
