// SPDX-License-Identifier: GPL-2.0-or-later
/* Help texts, made from the tables that the commands are parsed by. */

#include <string.h>

#include "ctl.h"

#define WIDTH 80

/* Column at which the explanation of a word starts. */
#define EXPLAIN_COLUMN 26

/* Words that go on in the next line where one ends. */
struct wrap {
	FILE *f;
	size_t indent;
	size_t column;
};

static void put_word(struct wrap *w, const char *word)
{
	size_t len = strlen(word);

	if (w->column > w->indent && w->column + 1 + len > WIDTH) {
		fprintf(w->f, "\n%*s", (int)w->indent, "");
		w->column = w->indent;
	} else if (w->column > w->indent) {
		fputc(' ', w->f);
		w->column++;
	}
	fputs(word, w->f);
	w->column += len;
}

static void put_text(struct wrap *w, const char *text)
{
	char word[WIDTH];
	size_t len;

	while (*text) {
		len = strcspn(text, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		put_word(w, word);
		text += len + strspn(text + len, " ");
	}
}

static void arg_usage(const struct arg *arg, char *text, size_t size)
{
	char value[64] = "";

	if (arg->word && arg->metavar)
		snprintf(value, sizeof(value), "%s %s", arg->word,
			 arg->metavar);
	else
		snprintf(value, sizeof(value), "%s", args_name(arg));
	snprintf(text, size, arg->required ? "%s" : "[ %s ]", value);
}

static void usage_line(FILE *f, const struct object *object,
		       const struct command *command)
{
	struct wrap w = { .f = f };
	char text[80];
	size_t i;

	w.column = fprintf(f, "       pc5ctl %s", object->name);
	if (!command->hidden)
		w.column += fprintf(f, object->implied == command ?
				    " [ %s ]" : " %s", command->name);
	w.indent = 15;
	for (i = 0; i < command->n_args; i++) {
		arg_usage(&command->arg[i], text, sizeof(text));
		put_word(&w, text);
	}
	fputc('\n', f);
}

static void explain_arg(FILE *f, const struct arg *arg)
{
	struct wrap w = { .f = f, .indent = EXPLAIN_COLUMN };
	char text[256];

	arg_usage(arg, text, sizeof(text));
	w.column = fprintf(f, "  %-*s", EXPLAIN_COLUMN - 2,
			   text);
	if (w.column > w.indent) {
		fprintf(f, "\n%*s", EXPLAIN_COLUMN, "");
		w.column = w.indent;
	}
	put_text(&w, arg->help);
	if (arg->type == ARG_NAME) {
		args_allowed(arg, text, sizeof(text));
		put_text(&w, "--");
		put_text(&w, text);
	}
	fputc('\n', f);
}

void help_command(FILE *f, const struct object *object,
		  const struct command *command)
{
	size_t i;

	fputs("Usage:\n", f);
	usage_line(f, object, command);
	fprintf(f, "\n%s\n\n", command->help);
	for (i = 0; i < command->n_args; i++)
		explain_arg(f, &command->arg[i]);
}

void help_object(FILE *f, const struct object *object)
{
	size_t i;

	if (object->n_commands == 1) {
		help_command(f, object, object->command);
		return;
	}
	fputs("Usage:\n", f);
	for (i = 0; i < object->n_commands; i++)
		usage_line(f, object, &object->command[i]);
	fprintf(f, "\nSee pc5ctl %s COMMAND help, and pc5ctl(8).\n",
		object->name);
}

void help_program(FILE *f)
{
	size_t i;

	fputs("Usage: pc5ctl [ OPTIONS ] OBJECT { COMMAND | help }\n\n", f);
	for (i = 0; i < n_objects; i++)
		fprintf(f, "  %-10s%s\n", objects[i]->name, objects[i]->help);
	fputs("\nOPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -d[etails] |\n"
	      "             -o[neline] | -t[imestamps] |\n"
	      "             -c[olor][={always|auto|never}] | -n[etns] NETNS |\n"
	      "             -V[ersion] | -h[elp] }\n", f);
}

static int help(struct ctl *ctl, int argc, char **argv)
{
	const struct object *object;
	const struct command *command;

	if (argc && !strcmp(argv[0], "--words"))
		return complete(ctl, argc - 1, argv + 1);
	if (!argc) {
		help_program(ctl->out);
		return 0;
	}
	object = find_object(ctl, argv[0]);
	if (!object)
		return EXIT_USAGE;
	if (argc == 1 || object == &object_help) {
		help_object(ctl->out, object);
		return 0;
	}
	command = find_command(ctl, object, argv[1]);
	if (!command)
		return EXIT_USAGE;
	help_command(ctl->out, object, command);
	return 0;
}

static const struct arg help_args[] = {
	{ .metavar = "OBJECT", .type = ARG_FILE, .help = "an object" },
	{ .metavar = "COMMAND", .type = ARG_FILE, .help = "its command" },
};

static const struct command commands[] = {
	{
		.name = "help", .hidden = true,
		.help = "Explain the program, an object or a command.",
		.arg = help_args, .n_args = ARRAY_SIZE(help_args),
		.raw = help,
	},
};

const struct object object_help = {
	.name = "help",
	.help = "this text, or that of an object or command",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[0],
};
