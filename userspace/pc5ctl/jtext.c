// SPDX-License-Identifier: GPL-2.0-or-later
/* Members of the JSON objects that an agent sends, as text. */

#include "jtext.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Seconds until the year 5138, which is enough for any clock. */
#define TIME_MAX 1e11

#define USEC 1000000

/* Characters of a word beside letters and digits. */
#define WORD_PUNCTUATION "_-.:@/+"

static void escape(const char *from, char *text, size_t size, bool quotes)
{
	size_t len = 0;
	unsigned char c;

	text[0] = '\0';
	/* Room for one more character, a quote and the end. */
	for (; *from && len + 6 < size; from++) {
		c = *from;
		if (c < ' ' || c > '~')
			len += snprintf(text + len, size - len, "\\x%02x", c);
		else if (quotes && (c == '"' || c == '\\'))
			len += snprintf(text + len, size - len, "\\%c", c);
		else
			len += snprintf(text + len, size - len, "%c", c);
	}
}

/* A member that is neither a container nor null, as json-c writes it. */
static const char *scalar(struct json_object *obj, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(obj, key, &value) || !value ||
	    json_object_is_type(value, json_type_object) ||
	    json_object_is_type(value, json_type_array))
		return NULL;
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "on" : "off";
	return json_object_get_string(value);
}

bool jtext_plain(struct json_object *obj, const char *key, char *text,
		 size_t size)
{
	const char *value = scalar(obj, key);

	if (!value)
		return false;
	escape(value, text, size, false);
	return true;
}

static bool is_word(const char *text)
{
	const char *c;

	for (c = text; *c; c++)
		if (!isascii((unsigned char)*c) ||
		    (!isalnum((unsigned char)*c) &&
		     !strchr(WORD_PUNCTUATION, *c)))
			return false;
	return *text != 0;
}

bool jtext_word(struct json_object *obj, const char *key, char *text,
		size_t size)
{
	const char *value = scalar(obj, key);
	size_t len;

	if (!value)
		return false;
	if (is_word(value)) {
		snprintf(text, size, "%s", value);
		return true;
	}
	text[0] = '"';
	escape(value, text + 1, size - 1, true);
	len = strlen(text);
	snprintf(text + len, size - len, "\"");
	return true;
}

bool jtext_hex(struct json_object *obj, const char *key, int digits,
	       char *text, size_t size)
{
	struct json_object *value;

	if (json_object_object_get_ex(obj, key, &value) &&
	    json_object_is_type(value, json_type_int)) {
		snprintf(text, size, "0x%0*" PRIx64, digits,
			 json_object_get_uint64(value));
		return true;
	}
	return jtext_word(obj, key, text, size);
}

int64_t jtext_time(struct json_object *obj, const char *key)
{
	struct json_object *value;
	double time;

	if (!json_object_object_get_ex(obj, key, &value) ||
	    (!json_object_is_type(value, json_type_double) &&
	     !json_object_is_type(value, json_type_int)))
		return -1;
	time = json_object_get_double(value);
	/* Written so that what is not a number does not pass. */
	if (!(time >= 0 && time < TIME_MAX))
		return -1;
	return (int64_t)(time * USEC + 0.5);
}

void jtext_format_time(int64_t time, bool day, char *text, size_t size)
{
	time_t seconds = time / USEC;
	char head[64];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(head, sizeof(head), day ? "%Y-%m-%dT%H:%M:%S" : "%H:%M:%S",
		 &tm);
	snprintf(text, size, "%s.%06d%s", head, (int)(time % USEC),
		 day ? "Z" : "");
}
