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

/* Octets of the last line of a state file: "end 4294967295 ", digits, "\n". */
#define PC5_STATE_END_MAX 80

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

/* Seal it and make the file @name of it, as pc5_atomicfile_write(). */
int pc5_state_save(struct pc5_statedir *dir, const char *name,
		   struct pc5_state_writer *w, struct pc5_file_error *err);

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
 * Begin with the @len octets at @text, of which the first line has to be
 * @magic and the last has to be right. Returns 0, or -EBADMSG with @err filled.
 */
int pc5_state_open(struct pc5_state_reader *r, const char *name,
		   const char *magic, const char *text, size_t len,
		   struct pc5_file_error *err);

/* Go to the next line; false where there is none or something is wrong. */
bool pc5_state_next(struct pc5_state_reader *r);

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

/*
 * Remove what killed writers left of the file @name and read it, at most @max
 * octets. Returns 0 with @data and @len as pc5_atomicfile_read() gives them,
 * @data NULL where the file does not exist; or a negative errno.
 */
int pc5_state_load(struct pc5_statedir *dir, const char *name, size_t max,
		   uint8_t **data, size_t *len, struct pc5_file_error *err);

#endif /* LIBPC5_STATEDIR_H */
