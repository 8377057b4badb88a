/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a command line, parsed by a table. */
#ifndef PC5CTL_ARGS_H
#define PC5CTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libpc5/attr.h"
#include "libpc5/nl-names.h"

struct command;
struct ctl;

/**
 * enum arg_type - what a word's value is
 * @ARG_FLAG: none; the word says it all
 * @ARG_IFNEW: name of a net device to make
 * @ARG_IF: name of a net device there is
 * @ARG_L2ID: Layer-2 ID
 * @ARG_HEX16: 16-bit number that is written in hexadecimal
 * @ARG_UINT: number
 * @ARG_NAME: name of one of several values
 * @ARG_BOOL: on or off
 * @ARG_ADDR: IPv4 or IPv6 address
 * @ARG_FILE: name of a file
 * @ARG_IFNAME: name of a net device that need not be in this network namespace
 * @ARG_TEXT: text of so many octets as @min and @max of struct arg say
 */
enum arg_type {
	ARG_FLAG,
	ARG_IFNEW,
	ARG_IF,
	ARG_L2ID,
	ARG_HEX16,
	ARG_UINT,
	ARG_NAME,
	ARG_BOOL,
	ARG_ADDR,
	ARG_FILE,
	ARG_IFNAME,
	ARG_TEXT,
};

/*
 * Where completion finds the net devices of an ARG_IF or ARG_IFNAME. An agent
 * is called by the UE it works for.
 */
enum arg_devices { DEVICES_ANY, DEVICES_UE, DEVICES_LINK, DEVICES_PC5,
		   DEVICES_AGENT };

/**
 * struct arg - one word of a command
 * @word: the word; NULL where the value stands alone, at the beginning
 * @metavar: what its value is called in usage and errors
 * @help: what it means
 * @type: what its value is
 * @required: it has to be there
 * @devices: which devices an ARG_IF or ARG_IFNAME may be
 * @attr: attribute it becomes, 0 for none; see args_fill()
 * @attr6: attribute an IPv6 address becomes instead
 * @min: smallest number, or shortest text
 * @max: largest number, or longest text
 * @names: names of the values of an ARG_NAME
 * @off_name: "off" means value 0 of an ARG_NAME too
 * @numbers: a value of an ARG_NAME may be given as its number too
 */
struct arg {
	const char *word;
	const char *metavar;
	const char *help;
	enum arg_type type;
	bool required;
	enum arg_devices devices;
	uint8_t attr;
	uint8_t attr6;
	uint32_t min;
	uint32_t max;
	const struct pc5_names *names;
	bool off_name;
	bool numbers;
};

/**
 * struct value - what was given for one word
 * @set: it was given
 * @text: as it was given
 * @num: number, index of the net device (0 of an ARG_IFNAME), or value of the
 *	name
 * @addr: address
 */
struct value {
	bool set;
	const char *text;
	uint32_t num;
	struct pc5_addr addr;
};

/* Most words of one command. */
#define ARGS_MAX 16

/*
 * Parse @argv by the table of @command. Returns 0, or the exit status with an
 * error printed.
 */
int args_parse(struct ctl *ctl, const struct command *command, int argc,
	       char **argv, struct value v[ARGS_MAX]);

/* Set in @obj the attribute of every word that was given and has one. */
void args_fill(const struct command *command, const struct value *v,
	       const struct pc5_layout *layout, void *obj);

/* Whether @text may be the name of a net device. */
bool args_ifname_ok(const char *text);

/* Whether @text looks like a key, which has no business on a command line. */
bool args_looks_secret(const char *text);

/* What values @arg allows, as text. */
void args_allowed(const struct arg *arg, char *text, size_t size);

/* Name for @arg in messages: its word, or what its value is called. */
const char *args_name(const struct arg *arg);

#endif /* PC5CTL_ARGS_H */
