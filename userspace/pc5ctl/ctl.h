/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pc5ctl: what its files share. */
#ifndef PC5CTL_CTL_H
#define PC5CTL_CTL_H

#include <stdbool.h>
#include <stdio.h>

#include "args.h"
#include "libpc5/nl.h"
#include "libpc5/util.h"

/* Exit statuses, as those of ip(8). */
#define EXIT_USAGE 1
#define EXIT_KERNEL 2

/**
 * struct ctl - one run of the program
 * @out: standard output
 * @err: standard error
 * @open: opens the netlink handle; tests put their own here
 * @run_dir: where the control sockets of agents are
 * @nl: the handle, once ctl_open() made it
 * @json: print JSON
 * @pretty: indent the JSON
 * @stats: more statistics
 * @details: more details
 * @oneline: one line for each object
 * @timestamps: when each event came
 * @color: use colours
 */
struct ctl {
	FILE *out;
	FILE *err;
	int (*open)(struct pc5_nl **nl);
	const char *run_dir;
	struct pc5_nl *nl;
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool oneline;
	bool timestamps;
	bool color;
};

/**
 * struct command - one command of an object
 * @name: its name
 * @alias: another one, or NULL
 * @help: what it does, one sentence
 * @arg: what may follow it, in the order of the usage line
 * @n_args: number of entries of @arg
 * @run: does it; @v has one value for each entry of @arg. Returns the exit
 *	status.
 * @raw: takes the words as they are, instead of @run and @arg
 * @hidden: not shown by help
 */
struct command {
	const char *name;
	const char *alias;
	const char *help;
	const struct arg *arg;
	size_t n_args;
	int (*run)(struct ctl *ctl, const struct value *v);
	int (*raw)(struct ctl *ctl, int argc, char **argv);
	bool hidden;
};

/**
 * struct object - an object and its commands
 * @name: its name
 * @help: what it is
 * @command: the table
 * @n_commands: number of entries of @command
 * @implied: command meant where none is given; NULL if that is an error
 * @bare_words: the words of @implied may follow without its name
 */
struct object {
	const char *name;
	const char *help;
	const struct command *command;
	size_t n_commands;
	const struct command *implied;
	bool bare_words;
};

extern const struct object object_ue;
extern const struct object object_link;
extern const struct object object_bearer;
extern const struct object object_key;
extern const struct object object_route;
extern const struct object object_stats;
extern const struct object object_monitor;
extern const struct object object_agent;
extern const struct object object_help;

/* All objects, in the order of the help text. */
extern const struct object *const objects[];
extern const size_t n_objects;

/*
 * Object called @name, or that alone whose name starts so. NULL, with an error
 * printed unless @ctl is NULL. find_command() likewise.
 */
const struct object *find_object(struct ctl *ctl, const char *name);
const struct command *find_command(struct ctl *ctl,
				   const struct object *object,
				   const char *name);

/* The whole program; argv[0] is its name. Returns the exit status. */
int ctl_main(struct ctl *ctl, int argc, char **argv);

/* Print "Error: ..." and return EXIT_USAGE. */
__printf(2, 3) int ctl_error(struct ctl *ctl, const char *fmt, ...);

/* Print "Warning: ...". */
__printf(2, 3) void ctl_warn(struct ctl *ctl, const char *fmt, ...);

/* Open the netlink handle; returns 0 or the exit status, error printed. */
int ctl_open(struct ctl *ctl);

/*
 * Exit status of a request that returned @ret; where that is an error, print
 * what the kernel said about it.
 */
int ctl_done(struct ctl *ctl, int ret);

/*
 * What the command line @argv, which lacks the program's name, may go on
 * with, a candidate a line; "@file" stands for names of files.
 */
int complete(struct ctl *ctl, int argc, char **argv);

/*
 * Take the options in argv[1] and on. Returns the index of the first word that
 * is none, or -1 where the run ends here, with its exit status in *@status.
 */
int ctl_options(struct ctl *ctl, int argc, char **argv, int *status);

/* Names of the options, NULL at the end. */
extern const char *const ctl_option_names[];

/* Usage of the program, of an object, and of one command. */
void help_program(FILE *f);
void help_object(FILE *f, const struct object *object);
void help_command(FILE *f, const struct object *object,
		  const struct command *command);

#endif /* PC5CTL_CTL_H */
