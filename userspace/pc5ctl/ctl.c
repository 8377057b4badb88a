// SPDX-License-Identifier: GPL-2.0-or-later
/* The program: options, objects, commands, errors. */

#include "ctl.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libpc5/value.h"

/* Where ip-netns(8) keeps the names of network namespaces. */
#define NETNS_DIR "/run/netns/"

const struct object *const objects[] = {
	&object_ue, &object_link, &object_bearer, &object_key, &object_route,
	&object_stats,
	&object_agent, &object_monitor, &object_help,
};

const size_t n_objects = ARRAY_SIZE(objects);

int ctl_error(struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	fputs("Error: ", ctl->err);
	va_start(ap, fmt);
	vfprintf(ctl->err, fmt, ap);
	va_end(ap);
	fputc('\n', ctl->err);
	return EXIT_USAGE;
}

void ctl_warn(struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	fputs("Warning: ", ctl->err);
	va_start(ap, fmt);
	vfprintf(ctl->err, fmt, ap);
	va_end(ap);
	fputc('\n', ctl->err);
}

int ctl_open(struct ctl *ctl)
{
	int ret;

	if (ctl->nl)
		return 0;
	ret = ctl->open(&ctl->nl);
	if (!ret)
		return 0;
	if (ret == -ENOENT)
		ctl_error(ctl, "module pc5 is not loaded.");
	else
		ctl_error(ctl, "cannot open generic netlink: %s.",
			  strerror(-ret));
	return EXIT_KERNEL;
}

/* What an error number says where the kernel itself says nothing. */
static const char *error_text(int ret)
{
	switch (ret) {
	case -EPERM:
		return "Operation not permitted: CAP_NET_ADMIN in this network namespace is needed";
	case -EAGAIN:
		return "objects came and went all the time while they were listed; try again";
	case -EBADMSG:
		return "the kernel's answer is malformed";
	default:
		return strerror(-ret);
	}
}

int ctl_done(struct ctl *ctl, int ret)
{
	const struct pc5_nl_error *err;
	const char *msg;
	size_t len;

	if (!ret)
		return 0;
	err = pc5_nl_error(ctl->nl);
	msg = err->msg[0] ? err->msg : error_text(ret);
	len = strlen(msg);
	while (len && (msg[len - 1] == '.' || msg[len - 1] == '\n'))
		len--;
	fprintf(ctl->err, "Error: %.*s", (int)len, msg);
	if (err->attr[0])
		fprintf(ctl->err, " (%sattribute \"%s\")",
			err->missing ? "missing " : "", err->attr);
	fputs(".\n", ctl->err);
	return EXIT_KERNEL;
}

static bool starts(const char *name, const char *text)
{
	return name && !strncmp(name, text, strlen(text));
}

static bool equals(const char *name, const char *text)
{
	return name && !strcmp(name, text);
}

/* Note that @name fits; the second to do so makes the word ambiguous. */
static void add_match(char *list, size_t size, const char *name)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? ", " : "", name);
}

const struct object *find_object(struct ctl *ctl, const char *name)
{
	const struct object *found = NULL;
	char list[128] = "";
	size_t n = 0;
	size_t i;

	for (i = 0; i < n_objects; i++) {
		if (equals(objects[i]->name, name))
			return objects[i];
		if (!starts(objects[i]->name, name))
			continue;
		found = objects[i];
		add_match(list, sizeof(list), found->name);
		n++;
	}
	if (n == 1 && *name)
		return found;
	if (!ctl)
		return NULL;
	if (n > 1) {
		ctl_error(ctl, "object \"%s\" is ambiguous: %s.", name, list);
		return NULL;
	}
	for (i = 0; i < n_objects; i++)
		add_match(list, sizeof(list), objects[i]->name);
	ctl_error(ctl, "object \"%s\" is unknown; allowed: %s.", name, list);
	return NULL;
}

const struct command *find_command(struct ctl *ctl,
				   const struct object *object,
				   const char *name)
{
	const struct command *command = object->command;
	const struct command *found = NULL;
	char list[128] = "";
	size_t n = 0;
	size_t i;

	for (i = 0; i < object->n_commands; i++, command++) {
		if (equals(command->name, name) ||
		    equals(command->alias, name))
			return command;
		if (command->hidden || (!starts(command->name, name) &&
					!starts(command->alias, name)))
			continue;
		found = command;
		add_match(list, sizeof(list), command->name);
		n++;
	}
	if (n == 1 && *name)
		return found;
	if (!ctl)
		return NULL;
	if (n > 1) {
		ctl_error(ctl, "command \"%s %s\" is ambiguous: %s.",
			  object->name, name, list);
		return NULL;
	}
	command = object->command;
	for (i = 0; i < object->n_commands; i++)
		if (!command[i].hidden)
			add_match(list, sizeof(list), command[i].name);
	ctl_error(ctl, "command \"%s %s\" is unknown; allowed: %s, help.",
		  object->name, name, list);
	return NULL;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "-h") ||
	       !strcmp(word, "-help") || !strcmp(word, "--help");
}

static int run_command(struct ctl *ctl, const struct object *object,
		       const struct command *command, int argc, char **argv)
{
	struct value v[ARGS_MAX];
	int ret;

	if (argc == 1 && is_help(argv[0])) {
		help_command(ctl->out, object, command);
		return 0;
	}
	if (command->raw)
		return command->raw(ctl, argc, argv);
	ret = args_parse(ctl, command, argc, argv, v);
	return ret ? ret : command->run(ctl, v);
}

static int run_object(struct ctl *ctl, int argc, char **argv)
{
	const struct object *object = find_object(ctl, argv[0]);
	const struct command *command;

	if (!object)
		return EXIT_USAGE;
	if (object == &object_help)
		return object->implied->raw(ctl, argc - 1, argv + 1);
	if (argc == 1 && !object->implied) {
		help_object(ctl->err, object);
		return EXIT_USAGE;
	}
	if (argc == 1)
		return run_command(ctl, object, object->implied, 0, NULL);
	if (is_help(argv[1])) {
		help_object(ctl->out, object);
		return 0;
	}
	command = find_command(object->bare_words ? NULL : ctl, object,
			       argv[1]);
	if (!command && object->bare_words)
		return run_command(ctl, object, object->implied, argc - 1,
				   argv + 1);
	if (!command)
		return EXIT_USAGE;
	return run_command(ctl, object, command, argc - 2, argv + 2);
}

static int enter_netns(struct ctl *ctl, const char *name)
{
	char path[sizeof(NETNS_DIR) + 256];
	int fd, ret = 0;

	if (!*name || strchr(name, '/') || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return ctl_error(ctl, "\"%s\" is no name of a network namespace; see ip-netns(8).",
				 name);
	snprintf(path, sizeof(path), NETNS_DIR "%.255s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ctl_error(ctl, "cannot open network namespace \"%s\": %s.",
				 name, strerror(errno));
	if (setns(fd, CLONE_NEWNET))
		ret = ctl_error(ctl, "cannot enter network namespace \"%s\": %s.",
				name, strerror(errno));
	close(fd);
	return ret;
}

static int set_color(struct ctl *ctl, const char *when)
{
	if (!*when || !strcmp(when, "=always"))
		ctl->color = true;
	else if (!strcmp(when, "=never"))
		ctl->color = false;
	else if (!strcmp(when, "=auto"))
		ctl->color = isatty(fileno(ctl->out)) && !getenv("NO_COLOR");
	else
		return ctl_error(ctl,
				 "-color%s is unknown; allowed: -color, -color=auto, -color=always, -color=never.",
				 when);
	return 0;
}

static bool is_option(const char *word, const char *letter, const char *name)
{
	/* Options may be shortened as in ip(8), down to two letters. */
	return !strcmp(word, letter) ||
	       (strlen(word) > 1 && starts(name, word));
}

static int take_option(struct ctl *ctl, const char *word)
{
	if (is_option(word, "j", "json"))
		ctl->json = true;
	else if (is_option(word, "p", "pretty"))
		ctl->pretty = true;
	else if (is_option(word, "s", "statistics") || !strcmp(word, "stats"))
		ctl->stats = true;
	else if (is_option(word, "d", "details"))
		ctl->details = true;
	else if (is_option(word, "o", "oneline"))
		ctl->oneline = true;
	else if (is_option(word, "t", "timestamps"))
		ctl->timestamps = true;
	else if (!strncmp(word, "color", 5))
		return set_color(ctl, word + 5);
	else if (word[0] == 'c' && (!word[1] || word[1] == '='))
		return set_color(ctl, word + 1);
	else
		return ctl_error(ctl, "option \"-%s\" is unknown; see pc5ctl -help.",
				 word);
	return 0;
}

const char *const ctl_option_names[] = {
	"-json", "-pretty", "-statistics", "-details", "-oneline",
	"-timestamps", "-color", "-netns", "-Version", "-help", NULL,
};

int ctl_options(struct ctl *ctl, int argc, char **argv, int *status)
{
	const char *word;
	int i;

	*status = 0;
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		word = argv[i] + (argv[i][1] == '-' ? 2 : 1);
		if (!strcmp(word, "V") || is_option(word, "Version", "version")) {
			fprintf(ctl->out, "pc5ctl, version %s\n",
				PC5CTL_VERSION);
			return -1;
		}
		if (is_option(word, "h", "help")) {
			help_program(ctl->out);
			return -1;
		}
		if (is_option(word, "n", "netns")) {
			if (++i == argc)
				*status = ctl_error(ctl, "\"-netns\" needs a value: NETNS.");
			else
				*status = enter_netns(ctl, argv[i]);
		} else {
			*status = take_option(ctl, word);
		}
		if (*status)
			return -1;
	}
	return i;
}

/*
 * A key here is known to everyone who may list processes; see that it is not
 * used.
 */
static int refuse_secrets(struct ctl *ctl, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (args_looks_secret(argv[i]))
			return ctl_error(ctl,
					 "word %d looks like a key. The command line is no place for one, as every user can read it: give up this key, put a new one in a file (pc5ctl key gen file FILE) and say \"file FILE\".",
					 i);
	return 0;
}

int ctl_main(struct ctl *ctl, int argc, char **argv)
{
	int first, status;

	status = refuse_secrets(ctl, argc, argv);
	if (status)
		return status;
	first = ctl_options(ctl, argc, argv, &status);
	if (first < 0)
		return status;
	if (first >= argc) {
		help_program(ctl->err);
		return EXIT_USAGE;
	}
	status = run_object(ctl, argc - first, argv + first);
	pc5_nl_close(ctl->nl);
	ctl->nl = NULL;
	if (fflush(ctl->out) || ferror(ctl->out))
		return ctl_error(ctl, "cannot write: %s.", strerror(errno));
	return status;
}
