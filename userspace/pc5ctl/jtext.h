/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Members of the JSON objects that an agent sends, as text.
 *
 * Some of them are chosen by peers: only printable ASCII gets through, so that
 * a name can neither drive a terminal nor feign another line.
 */
#ifndef PC5CTL_JTEXT_H
#define PC5CTL_JTEXT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a member; longer ones are cut. User info has up to 255 octets. */
#define JTEXT_MAX 1100

/*
 * Each of these puts member @key of @obj into @text and returns whether there
 * is one that fits the kind.
 */

/* Text as it is, what is not printable as \xNN. */
bool jtext_plain(struct json_object *obj, const char *key, char *text,
		 size_t size);

/*
 * One word: text that has other characters than letters, digits and some
 * punctuation is put in quotes, so that it can feign no other words.
 */
bool jtext_word(struct json_object *obj, const char *key, char *text,
		size_t size);

/* A number in hexadecimal, where it is not text already. */
bool jtext_hex(struct json_object *obj, const char *key, int digits,
	       char *text, size_t size);

/* Microseconds since 1970 of a number of seconds; -1 where there is none. */
int64_t jtext_time(struct json_object *obj, const char *key);

/* A time in UTC: the day too, or only hours and below. */
void jtext_format_time(int64_t time, bool day, char *text, size_t size);

#endif /* PC5CTL_JTEXT_H */
