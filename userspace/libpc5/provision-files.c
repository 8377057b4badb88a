// SPDX-License-Identifier: GPL-2.0-or-later
/* The files a provisioning file names. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "provision-priv.h"

/* Octets of a file with a key, and what may surround the key in it. */
#define KEY_FILE_MAX 4096
#define SPACE " \t\r\n"

static int load(int dir, struct pc5_named_file *file, enum pc5_file_kind kind,
		size_t max, struct pc5_file_error *err)
{
	int ret;

	if (!file->path)
		return 0;
	ret = pc5_atomicfile_read(dir, file->path, kind, max, &file->data,
				  &file->len, err);
	if (!ret && !file->len)
		ret = pc5_file_fail(err, -EINVAL, "%s: nothing is in it",
				    file->path);
	return ret;
}

/* A text of one "word digits", and of comments and blank lines. */
static int parse_key(const char *path, const char *text, const char *word,
		     uint8_t *key, size_t len, struct pc5_file_error *err)
{
	const char *value = NULL;
	unsigned int line = 1;
	size_t digits, bad;

	while (*text) {
		text += strspn(text, " \t\r");
		if (*text == '#')
			text += strcspn(text, "\n");
		if (*text == '\n') {
			text++;
			line++;
			continue;
		}
		if (!*text)
			break;
		if (value || strncmp(text, word, strlen(word)) ||
		    !strchr(SPACE, text[strlen(word)]))
			return pc5_file_fail(err, -EINVAL,
					     "%s:%u: one line with the word %s and %zu hexadecimal digits is allowed",
					     path, line, word, 2 * len);
		text += strlen(word);
		text += strspn(text, " \t");
		value = text;
		digits = strcspn(text, SPACE "#");
		if (digits != 2 * len)
			return pc5_file_fail(err, -EINVAL,
					     "%s:%u: %zu hexadecimal digits after %s; %zu are needed",
					     path, line, digits, word, 2 * len);
		bad = pc5_hex_decode(text, key, len);
		if (bad)
			return pc5_file_fail(err, -EINVAL,
					     "%s:%u: character %zu of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
					     path, line, bad);
		text += digits;
	}
	if (!value)
		return pc5_file_fail(err, -EINVAL,
				     "%s: no key; one line with the word %s and %zu hexadecimal digits is needed",
				     path, word, 2 * len);
	return 0;
}

static int load_key(int dir, struct pc5_named_file *file, const char *word,
		    uint8_t *key, size_t len, struct pc5_file_error *err)
{
	int ret;

	ret = load(dir, file, PC5_FILE_SECRET, KEY_FILE_MAX, err);
	if (!ret && memchr(file->data, 0, file->len))
		ret = pc5_file_fail(err, -EINVAL,
				    "%s: the character 0, which is not allowed",
				    file->path);
	if (!ret)
		ret = parse_key(file->path, (const char *)file->data, word,
				key, len, err);
	/* The key is what is kept. */
	pc5_file_free(file->data, file->len);
	file->data = NULL;
	file->len = 0;
	return ret;
}

/* One serial number at @digits, @n of them. Returns 0 or -EINVAL. */
static int parse_serial(const char *digits, size_t n,
			struct pc5_prov_serial *serial)
{
	char text[2 * PC5_SERIAL_MAX];

	while (n && *digits == '0') {
		digits++;
		n--;
	}
	if (!n || n > sizeof(text))
		return -EINVAL;
	text[0] = '0';
	memcpy(text + n % 2, digits, n);
	serial->len = (n + 1) / 2;
	return pc5_hex_decode(text, serial->data, serial->len) ? -EINVAL : 0;
}

/* Text of a serial number a line, and of comments and blank lines. */
static int parse_denied(struct pc5_prov_tls *tls, const char *text,
			struct pc5_file_error *err)
{
	unsigned int line = 1;
	size_t len, max = 1;
	const char *p;

	for (p = text; *p; p++)
		max += *p == '\n';
	tls->denied = calloc(max, sizeof(*tls->denied));
	if (!tls->denied)
		return pc5_file_fail(err, -ENOMEM, "%s: no memory",
				     tls->deny_list.path);
	for (p = text; *p; line++) {
		p += strspn(p, " \t\r");
		len = strcspn(p, " \t\r\n#");
		if (len && parse_serial(p, len, &tls->denied[tls->n_denied++]))
			goto bad;
		p += len;
		p += strspn(p, " \t\r");
		if (*p == '#')
			p += strcspn(p, "\n");
		if (*p && *p++ != '\n')
			goto bad;
	}
	return 0;
bad:
	return pc5_file_fail(err, -EINVAL,
			     "%s:%u: one serial number a line, of 1 to %d hexadecimal digits, is allowed",
			     tls->deny_list.path, line, 2 * PC5_SERIAL_MAX);
}

static int load_denied(int dir, struct pc5_prov_tls *tls,
		       struct pc5_file_error *err)
{
	struct pc5_named_file *file = &tls->deny_list;
	int ret;

	if (!file->path)
		return 0;
	/* Nothing denied is a list too. */
	ret = pc5_atomicfile_read(dir, file->path, PC5_FILE_TRUSTED,
				  PC5_LIST_FILE_MAX, &file->data, &file->len,
				  err);
	if (ret)
		return ret;
	if (memchr(file->data, 0, file->len))
		return pc5_file_fail(err, -EINVAL,
				     "%s: the character 0, which is not allowed",
				     file->path);
	return parse_denied(tls, (const char *)file->data, err);
}

static int load_tls(int dir, struct pc5_prov_tls *tls,
		    struct pc5_file_error *err)
{
	const struct {
		struct pc5_named_file *file;
		enum pc5_file_kind kind;
		size_t max;
	} files[] = {
		{ &tls->certificate, PC5_FILE_TRUSTED, PC5_CERT_FILE_MAX },
		{ &tls->private_key, PC5_FILE_SECRET, PC5_CERT_FILE_MAX },
		{ &tls->ca, PC5_FILE_TRUSTED, PC5_LIST_FILE_MAX },
		{ &tls->crl, PC5_FILE_TRUSTED, PC5_LIST_FILE_MAX },
	};
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ret = load(dir, files[i].file, files[i].kind, files[i].max,
			   err);
		if (ret)
			return ret;
	}
	return load_denied(dir, tls, err);
}

int pc5_prov_files(int dir, struct pc5_provision *prov,
		   struct pc5_file_error *err)
{
	size_t i;
	int ret;

	ret = load_tls(dir, &prov->auth.tls, err);
	for (i = 0; i < prov->auth.n_psk && !ret; i++)
		ret = load_key(dir, &prov->auth.psk[i].file, "psk",
			       prov->auth.psk[i].key, PC5_PSK_LEN, err);
	for (i = 0; i < prov->auth.n_knrp && !ret; i++)
		ret = load_key(dir, &prov->auth.knrp[i].file, "knrp",
			       prov->auth.knrp[i].key, PC5_KNRP_LEN, err);
	return ret ? ret : pc5_prov_relay_files(dir, prov, err);
}
