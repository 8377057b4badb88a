/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory in which one agent keeps what must outlive it, and the files
 * in it: text, one entry a line, words with one space between them.
 *
 *	MAGIC VERSION
 *	...
 *	end LINES SHA256
 *
 * LINES is the number of lines between the first and the last; SHA256 is over
 * every octet before it. So a file that was cut or damaged is told from one
 * that is whole; against somebody who may write it there is no protection, as
 * the keys are in it.
 */
#ifndef LIBPC5_STATEDIR_H
#define LIBPC5_STATEDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "atomicfile.h"

struct pc5_statedir;

/*
 * Open the directory @path for this process alone; it is made, with mode 0700,
 * if only its last component is missing. @ops may be NULL and must outlive
 * @dir. Returns 0; -EBUSY where another process has it; -EPERM where somebody
 * else may write it; or what the system said, with @err filled. The lock goes
 * when it is closed or the process ends, however that happens.
 */
int pc5_statedir_open(struct pc5_statedir **dir, const char *path,
		      const struct pc5_file_ops *ops,
		      struct pc5_file_error *err);

/* NULL is allowed. Stores kept in it have to be closed before. */
void pc5_statedir_close(struct pc5_statedir *dir);

/**
 * struct pc5_state_writer - text of a state file in the making
 * @text: as much as is written
 * @len: its octets
 * @size: room at @text
 * @lines: lines after the first
 * @full: something did not fit
 */
struct pc5_state_writer {
	char *text;
	size_t len;
	size_t size;
	uint32_t lines;
	bool full;
};

/* Start with the line @magic in a buffer of @size octets: 0 or -ENOMEM. */
int pc5_state_begin(struct pc5_state_writer *w, size_t size,
		    const char *magic);

/* Words of a line; pc5_state_line() ends it. Empty octets are written "-". */
void pc5_state_word(struct pc5_state_writer *w, const char *word);
void pc5_state_num(struct pc5_state_writer *w, uint64_t num);
void pc5_state_octets(struct pc5_state_writer *w, const void *data, size_t len);
void pc5_state_line(struct pc5_state_writer *w);

/* Add the last line. Returns 0, or -EMSGSIZE where there was no room. */
int pc5_state_seal(struct pc5_state_writer *w);

/* Wipe and free the text. */
void pc5_state_free(struct pc5_state_writer *w);

/**
 * struct pc5_state_reader - a state file being read; the first thing wrong
 * with it stays and makes everything after it fail
 * @name: name of the file, for messages
 * @p: what is not read yet of the line
 * @next: the line after it
 * @end: end of the last entry
 * @line: number of the line, from 1
 * @err: filled when something is wrong
 * @bad: something is
 */
struct pc5_state_reader {
	const char *name;
	const char *p;
	const char *next;
	const char *end;
	unsigned int line;
	struct pc5_file_error *err;
	bool bad;
};

/*
 * Take words off the line: one that has to be @word, one into @text of @size
 * octets, a number, exactly @len octets, or at most @max octets; 0 where
 * something is wrong. pc5_state_last() makes anything left over wrong.
 */
void pc5_state_expect(struct pc5_state_reader *r, const char *word);
void pc5_state_take_word(struct pc5_state_reader *r, char *text, size_t size);
uint64_t pc5_state_take_num(struct pc5_state_reader *r, uint64_t max);
void pc5_state_take_octets(struct pc5_state_reader *r, void *data, size_t len);
size_t pc5_state_take_some(struct pc5_state_reader *r, void *data, size_t max);
void pc5_state_last(struct pc5_state_reader *r);

/* Say what is wrong with the line; the first call counts. */
__printf(2, 3)
void pc5_state_bad(struct pc5_state_reader *r, const char *fmt, ...);

/**
 * struct pc5_state_format - a file of entries of one kind
 * @name: its name
 * @magic: its first line
 * @entry: first word of each entry
 * @max: most entries
 * @line_max: most octets of the line of an entry, its "\n" included
 * @head: first word of the line before the entries; NULL where there is none
 * @head_max: most octets of that line
 * @take_head: takes the rest of it
 * @take_entry: takes the rest of an entry, and keeps it if nothing is wrong
 * @put: writes the line before the entries, and the entries
 */
struct pc5_state_format {
	const char *name;
	const char *magic;
	const char *entry;
	size_t max;
	size_t line_max;
	const char *head;
	size_t head_max;
	void (*take_head)(void *user, struct pc5_state_reader *r);
	void (*take_entry)(void *user, struct pc5_state_reader *r);
	void (*put)(const void *user, struct pc5_state_writer *w);
};

/*
 * Remove what killed writers left of the file and read it. Returns 0, also
 * where it does not exist; -EBADMSG where it is damaged; or what reading gave,
 * with @err filled.
 */
int pc5_state_load_entries(struct pc5_statedir *dir,
			   const struct pc5_state_format *format, void *user,
			   struct pc5_file_error *err);

/* Make the file of at most @n entries, as pc5_atomicfile_write(). */
int pc5_state_save_entries(struct pc5_statedir *dir,
			   const struct pc5_state_format *format, size_t n,
			   const void *user, struct pc5_file_error *err);

#endif /* LIBPC5_STATEDIR_H */
