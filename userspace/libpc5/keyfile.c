// SPDX-License-Identifier: GPL-2.0-or-later
/* Key files: parser and maker. */

#include "keyfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "util.h"

/* Longest unknown word an error message repeats. */
#define WORD_SHOWN_MAX 15

struct text {
	const char *p;
	size_t len;
};

static __printf(3, 4) int fail(struct pc5_keyfile_error *err, unsigned int line,
		const char *fmt, ...)
{
	va_list ap;

	err->line = line;
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* -1 where @c is no digit. No table: a key must not choose cache lines. */
static int hex_digit(unsigned char c)
{
	int num = (c - '0') | ('9' - c);
	int low = ((c | 0x20) - 'a') | ('f' - (c | 0x20));

	/* A comparison is negative, and so its sign all ones, if c is out. */
	return (((c - '0') & ~(num >> 31)) |
		(((c | 0x20) - 'a' + 10) & ~(low >> 31)) |
		((num >> 31) & (low >> 31)));
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Cut the next line, without its end and its comment, off @rest. */
static struct text next_line(struct text *rest)
{
	struct text line = *rest;
	const char *end = memchr(line.p, '\n', line.len);
	const char *hash;

	if (end) {
		line.len = end - line.p;
		rest->p = end + 1;
		rest->len -= line.len + 1;
	} else {
		rest->p += rest->len;
		rest->len = 0;
	}
	if (line.len && line.p[line.len - 1] == '\r')
		line.len--;
	hash = memchr(line.p, '#', line.len);
	if (hash)
		line.len = hash - line.p;
	return line;
}

/* Cut the next word off @line; empty where there is none. */
static struct text next_word(struct text *line)
{
	struct text word;

	while (line->len && is_space(*line->p)) {
		line->p++;
		line->len--;
	}
	word = *line;
	while (line->len && !is_space(*line->p)) {
		line->p++;
		line->len--;
	}
	word.len -= line->len;
	return word;
}

static bool word_is(struct text word, const char *name)
{
	return word.len == strlen(name) && !memcmp(word.p, name, word.len);
}

/*
 * An unknown word is repeated only if it cannot be a key whose own word was
 * forgotten.
 */
static bool word_shown(struct text word)
{
	bool other = false;
	size_t i;

	for (i = 0; i < word.len; i++) {
		if (word.p[i] <= ' ' || word.p[i] > '~')
			return false;
		if (hex_digit(word.p[i]) < 0)
			other = true;
	}
	return other && word.len <= WORD_SHOWN_MAX;
}

static int take_hex(struct text value, const char *name, unsigned int line,
		    uint8_t *key, size_t len, struct pc5_keyfile_error *err)
{
	size_t i;

	for (i = 0; i < value.len; i++)
		if (hex_digit(value.p[i]) < 0)
			return fail(err, line,
				    "%s: character %zu of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
				    name, i + 1);
	if (value.len != 2 * len)
		return fail(err, line,
			    "%s: %zu hexadecimal digits; %zu are needed", name,
			    value.len, 2 * len);
	for (i = 0; i < len; i++)
		key[i] = hex_digit(value.p[2 * i]) << 4 |
			 hex_digit(value.p[2 * i + 1]);
	return 0;
}

struct slot {
	const char *name;
	bool *has;
	uint8_t *key;
	size_t len;
};

static int take_line(struct text line, unsigned int num, struct slot *slot,
		     size_t n, struct pc5_keyfile_error *err)
{
	struct text word = next_word(&line);
	struct text value = next_word(&line);
	size_t i;
	int ret;

	if (!word.len)
		return 0;
	for (i = 0; i < n; i++)
		if (word_is(word, slot[i].name))
			break;
	if (i == n && word_shown(word))
		return fail(err, num,
			    "unknown word \"%.*s\"; allowed are knrp-sess, nrpek and nrpik",
			    (int)word.len, word.p);
	if (i == n)
		return fail(err, num,
			    "unknown word; allowed are knrp-sess, nrpek and nrpik");
	if (*slot[i].has)
		return fail(err, num, "%s is given twice", slot[i].name);
	if (!value.len)
		return fail(err, num,
			    "%s has no value; %zu hexadecimal digits are needed",
			    slot[i].name, 2 * slot[i].len);
	if (next_word(&line).len)
		return fail(err, num,
			    "something follows the value of %s; one word and one value a line",
			    slot[i].name);
	ret = take_hex(value, slot[i].name, num, slot[i].key, slot[i].len,
		       err);
	if (!ret)
		*slot[i].has = true;
	return ret;
}

static int parse(const char *text, size_t len, struct pc5_keyfile *file,
		 struct pc5_keyfile_error *err)
{
	struct slot slot[] = {
		{ "knrp-sess", &file->has_knrp_sess, file->knrp_sess,
		  sizeof(file->knrp_sess) },
		{ "nrpek", &file->has_nrpek, file->nrpek,
		  sizeof(file->nrpek) },
		{ "nrpik", &file->has_nrpik, file->nrpik,
		  sizeof(file->nrpik) },
	};
	struct text rest = { .p = text, .len = len };
	unsigned int num = 0;
	int ret;

	if (len > PC5_KEYFILE_MAX)
		return fail(err, 0, "longer than %d octets", PC5_KEYFILE_MAX);
	while (rest.len) {
		ret = take_line(next_line(&rest), ++num, slot,
				ARRAY_SIZE(slot), err);
		if (ret)
			return ret;
		if (file->has_knrp_sess && (file->has_nrpek || file->has_nrpik))
			return fail(err, num,
				    "knrp-sess and nrpek or nrpik exclude each other: the keys are derived from knrp-sess");
	}
	if (!file->has_knrp_sess && !file->has_nrpek && !file->has_nrpik)
		return fail(err, 0,
			    "no key; knrp-sess, or nrpek and nrpik, is needed");
	return 0;
}

int pc5_keyfile_parse(const char *text, size_t len, struct pc5_keyfile *file,
		      struct pc5_keyfile_error *err)
{
	int ret;

	memset(file, 0, sizeof(*file));
	memset(err, 0, sizeof(*err));
	ret = parse(text, len, file, err);
	if (ret)
		explicit_bzero(file, sizeof(*file));
	return ret;
}

int pc5_keyfile_read(int fd, struct pc5_keyfile *file,
		     struct pc5_keyfile_error *err)
{
	/* One octet more, so that a longer file is seen to be longer. */
	char text[PC5_KEYFILE_MAX + 1];
	size_t len = 0;
	ssize_t got;
	int ret;

	do {
		got = read(fd, text + len, sizeof(text) - len);
		if (got > 0)
			len += got;
	} while ((got > 0 && len < sizeof(text)) ||
		 (got < 0 && errno == EINTR));
	if (got < 0) {
		ret = -errno;
		memset(file, 0, sizeof(*file));
		fail(err, 0, "%s", strerror(-ret));
	} else {
		ret = pc5_keyfile_parse(text, len, file, err);
	}
	explicit_bzero(text, sizeof(text));
	return ret;
}

static int pick(const struct pc5_keyfile *file, bool has, const uint8_t *key,
		int (*derive)(const uint8_t *, uint8_t, uint8_t *),
		unsigned int alg, struct pc5_secret *secret)
{
	secret->len = PC5_NRP_KEY_LEN;
	if (file->has_knrp_sess)
		return derive(file->knrp_sess, alg, secret->data);
	if (!has)
		return -EINVAL;
	memcpy(secret->data, key, PC5_NRP_KEY_LEN);
	return 0;
}

int pc5_keyfile_keys(const struct pc5_keyfile *file, unsigned int enc,
		     unsigned int integ, struct pc5_nrp_keys *keys,
		     struct pc5_keyfile_error *err)
{
	int ret = 0;

	memset(keys, 0, sizeof(*keys));
	memset(err, 0, sizeof(*err));
	if (enc != PC5_NEA0) {
		ret = pick(file, file->has_nrpek, file->nrpek, pc5_kdf_nrpek,
			   enc, &keys->nrpek);
		if (ret == -EINVAL)
			fail(err, 0, "no nrpek, which nea%u needs", enc);
	}
	if (!ret && integ != PC5_NIA0) {
		ret = pick(file, file->has_nrpik, file->nrpik, pc5_kdf_nrpik,
			   integ, &keys->nrpik);
		if (ret == -EINVAL)
			fail(err, 0, "no nrpik, which nia%u needs", integ);
	}
	if (ret)
		explicit_bzero(keys, sizeof(*keys));
	if (ret && ret != -EINVAL)
		fail(err, 0, "the crypto library failed to derive the keys");
	return ret;
}

int pc5_keyfile_new(char text[PC5_KEYFILE_NEW_MAX])
{
	static const char head[] =
		"# K_NRP-sess for pc5ctl key add; keep it secret, use it once\n"
		"knrp-sess ";
	uint8_t key[PC5_KNRP_SESS_LEN];
	char *p = text;
	size_t i;
	int ret;

	/* As many octets as this always come at once: getrandom(2). */
	if (getrandom(key, sizeof(key), 0) != sizeof(key)) {
		ret = errno ? -errno : -EIO;
		goto out;
	}
	p = stpcpy(p, head);
	for (i = 0; i < sizeof(key); i++) {
		unsigned int hi = key[i] >> 4, lo = key[i] & 15;

		/* 'a' lies 39 above '9' + 1; no table, as above. */
		*p++ = '0' + hi + (((9 - (int)hi) >> 31) & 39);
		*p++ = '0' + lo + (((9 - (int)lo) >> 31) & 39);
	}
	*p++ = '\n';
	*p = '\0';
	ret = p - text;
out:
	explicit_bzero(key, sizeof(key));
	return ret;
}
