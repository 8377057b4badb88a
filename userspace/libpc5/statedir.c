// SPDX-License-Identifier: GPL-2.0-or-later
/* The directory of what must outlive the agent, and the format of its files. */

#include "statedir.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hex.h"

#define LOCK_NAME "lock"

/* Octets of the last line of a state file: "end 4294967295 ", digits, "\n". */
#define END_MAX 80

struct pc5_statedir {
	int fd;
	int lock;
	const struct pc5_file_ops *ops;
};

static int check_dir(int fd, const char *path, struct pc5_file_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return pc5_file_fail(err, -errno, "%s: cannot examine: %s",
				     path, strerror(errno));
	if (st.st_uid != geteuid())
		return pc5_file_fail(err, -EPERM,
				     "%s: belongs to user %u; it has to belong to user %u",
				     path, st.st_uid, geteuid());
	if (st.st_mode & 0022)
		return pc5_file_fail(err, -EPERM,
				     "%s: mode %04o lets others write it; 0700 is right",
				     path, st.st_mode & 07777);
	return 0;
}

static int take_lock(struct pc5_statedir *dir, const char *path,
		     struct pc5_file_error *err)
{
	dir->lock = openat(dir->fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW |
			   O_CLOEXEC | O_NOCTTY, 0600);
	if (dir->lock < 0)
		return pc5_file_fail(err, -errno,
				     "%s/" LOCK_NAME ": cannot open: %s", path,
				     strerror(errno));
	if (!flock(dir->lock, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return pc5_file_fail(err, -EBUSY,
				     "%s: another process uses it; each agent needs a directory of its own",
				     path);
	return pc5_file_fail(err, -errno, "%s/" LOCK_NAME ": cannot lock: %s",
			     path, strerror(errno));
}

int pc5_statedir_open(struct pc5_statedir **dirp, const char *path,
		      const struct pc5_file_ops *ops,
		      struct pc5_file_error *err)
{
	struct pc5_statedir *dir;
	int ret;

	*dirp = NULL;
	dir = calloc(1, sizeof(*dir));
	if (!dir)
		return pc5_file_fail(err, -ENOMEM, "%s: no memory", path);
	dir->ops = ops ? ops : &pc5_file_ops;
	dir->lock = -1;
	if (mkdir(path, 0700) && errno != EEXIST) {
		dir->fd = -1;
		ret = pc5_file_fail(err, -errno, "%s: cannot make: %s", path,
				    strerror(errno));
		goto fail;
	}
	dir->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd < 0) {
		ret = pc5_file_fail(err, -errno, "%s: cannot open: %s", path,
				    strerror(errno));
		goto fail;
	}
	ret = check_dir(dir->fd, path, err);
	if (!ret)
		ret = take_lock(dir, path, err);
	if (ret)
		goto fail;
	*dirp = dir;
	return 0;
fail:
	pc5_statedir_close(dir);
	return ret;
}

void pc5_statedir_close(struct pc5_statedir *dir)
{
	if (!dir)
		return;
	if (dir->lock >= 0)
		close(dir->lock);
	if (dir->fd >= 0)
		close(dir->fd);
	free(dir);
}

/* Writing */

static char *room(struct pc5_state_writer *w, size_t len)
{
	char *p = w->text + w->len;

	if (w->full || w->size - w->len < len) {
		w->full = true;
		return NULL;
	}
	w->len += len;
	return p;
}

static void put(struct pc5_state_writer *w, const char *text, size_t len)
{
	char *p = room(w, len);

	if (p)
		memcpy(p, text, len);
}

static void space(struct pc5_state_writer *w)
{
	if (w->len && w->text[w->len - 1] != '\n')
		put(w, " ", 1);
}

int pc5_state_begin(struct pc5_state_writer *w, size_t size,
		    const char *magic)
{
	memset(w, 0, sizeof(*w));
	w->text = malloc(size);
	if (!w->text)
		return -ENOMEM;
	w->size = size;
	put(w, magic, strlen(magic));
	put(w, "\n", 1);
	return 0;
}

void pc5_state_word(struct pc5_state_writer *w, const char *word)
{
	space(w);
	put(w, word, strlen(word));
}

void pc5_state_num(struct pc5_state_writer *w, uint64_t num)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, num);
	pc5_state_word(w, text);
}

void pc5_state_octets(struct pc5_state_writer *w, const void *data, size_t len)
{
	char *p;

	if (!len) {
		pc5_state_word(w, "-");
		return;
	}
	space(w);
	p = room(w, 2 * len);
	if (p)
		pc5_hex_encode(data, len, p);
}

void pc5_state_line(struct pc5_state_writer *w)
{
	put(w, "\n", 1);
	w->lines++;
}

static int digest(const char *text, size_t len, uint8_t *out)
{
	return EVP_Digest(text, len, out, NULL, EVP_sha256(), NULL) == 1 ?
		0 : -EIO;
}

int pc5_state_seal(struct pc5_state_writer *w)
{
	uint8_t sum[SHA256_DIGEST_LENGTH];
	uint32_t lines = w->lines;
	char *p;
	int ret;

	pc5_state_word(w, "end");
	pc5_state_num(w, lines);
	put(w, " ", 1);
	if (w->full)
		return -EMSGSIZE;
	ret = digest(w->text, w->len, sum);
	if (ret)
		return ret;
	p = room(w, 2 * sizeof(sum));
	if (p)
		pc5_hex_encode(sum, sizeof(sum), p);
	put(w, "\n", 1);
	return w->full ? -EMSGSIZE : 0;
}

void pc5_state_free(struct pc5_state_writer *w)
{
	pc5_file_free(w->text, w->size);
	memset(w, 0, sizeof(*w));
}

/* Most octets of a file of @n entries. */
static size_t file_max(const struct pc5_state_format *format, size_t n)
{
	return strlen(format->magic) + 1 + format->head_max +
	       n * format->line_max + END_MAX;
}

int pc5_state_save_entries(struct pc5_statedir *dir,
			   const struct pc5_state_format *format, size_t n,
			   const void *user, struct pc5_file_error *err)
{
	struct pc5_state_writer w;
	int ret;

	if (pc5_state_begin(&w, file_max(format, n), format->magic))
		return pc5_file_fail(err, -ENOMEM, "%s: no memory",
				     format->name);
	format->put(user, &w);
	ret = pc5_state_seal(&w);
	if (ret)
		pc5_file_fail(err, ret, "%s: cannot finish: %s", format->name,
			      strerror(-ret));
	else
		ret = pc5_atomicfile_write(dir->ops, dir->fd, format->name,
					   w.text, w.len, err);
	pc5_state_free(&w);
	return ret;
}

/* Reading */

void pc5_state_bad(struct pc5_state_reader *r, const char *fmt, ...)
{
	char what[200];
	va_list ap;

	if (r->bad)
		return;
	r->bad = true;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	pc5_file_fail(r->err, 0, "%s:%u: %s", r->name, r->line, what);
	if (r->err)
		r->err->line = r->line;
}

/* Where the last line begins; NULL where there is none. */
static const char *last_line(const char *text, size_t len)
{
	const char *nl;

	if (!len || text[len - 1] != '\n')
		return NULL;
	nl = memrchr(text, '\n', len - 1);
	return nl ? nl + 1 : NULL;
}

static uint32_t count_lines(const char *p, const char *end)
{
	uint32_t lines = 0;

	while (p < end) {
		p = (const char *)memchr(p, '\n', end - p) + 1;
		lines++;
	}
	return lines;
}

static int check_end(const char *text, size_t len, const char *last,
		     uint32_t lines)
{
	uint8_t sum[SHA256_DIGEST_LENGTH];
	char right[END_MAX + 1];
	int n;

	n = snprintf(right, sizeof(right), "end %" PRIu32 " ", lines);
	if (last + n > text + len || memcmp(last, right, n) ||
	    digest(text, last + n - text, sum))
		return -EBADMSG;
	pc5_hex_encode(sum, sizeof(sum), right + n);
	n += 2 * sizeof(sum);
	right[n++] = '\n';
	return (size_t)n == (size_t)(text + len - last) &&
	       !memcmp(last, right, n) ? 0 : -EBADMSG;
}

/* Begin: the first line has to be @magic, and the last has to be right. */
static int begin(struct pc5_state_reader *r, const char *name,
		 const char *magic, const char *text, size_t len,
		 struct pc5_file_error *err)
{
	const char *last = last_line(text, len);
	size_t head = strlen(magic);

	*r = (struct pc5_state_reader){ .name = name, .err = err };
	if (len <= head || memcmp(text, magic, head) || text[head] != '\n')
		return pc5_file_fail(err, -EBADMSG,
				     "%s:1: the first line is not \"%s\"",
				     name, magic);
	r->line = 1;
	r->next = text + head + 1;
	if (!last || last < r->next ||
	    check_end(text, len, last, count_lines(r->next, last)))
		return pc5_file_fail(err, -EBADMSG,
				     "%s: cut or damaged: the last line does not match the rest",
				     name);
	r->end = last;
	return 0;
}

/* Go to the next line; false where there is none or something is wrong. */
static bool next(struct pc5_state_reader *r)
{
	if (r->bad || r->next >= r->end)
		return false;
	r->p = r->next;
	r->next = (const char *)memchr(r->p, '\n', r->end - r->p) + 1;
	r->line++;
	return true;
}

/* The next word: its length, or 0 with @r bad where there is none. */
static size_t word(struct pc5_state_reader *r, const char **text)
{
	const char *end = r->next - 1, *p = r->p, *sp;

	if (r->bad)
		return 0;
	sp = memchr(p, ' ', end - p);
	if (!sp)
		sp = end;
	if (sp == p) {
		pc5_state_bad(r, "a word is missing");
		return 0;
	}
	/* Past the end of the line once its last word is taken. */
	r->p = sp < end ? sp + 1 : end;
	if (sp < end && r->p == end)
		pc5_state_bad(r, "a space at the end");
	*text = p;
	return r->bad ? 0 : sp - p;
}

void pc5_state_expect(struct pc5_state_reader *r, const char *expected)
{
	const char *text;
	size_t len = word(r, &text);

	if (!r->bad && (len != strlen(expected) ||
			memcmp(text, expected, len)))
		pc5_state_bad(r, "\"%s\" is missing", expected);
}

void pc5_state_take_word(struct pc5_state_reader *r, char *out, size_t size)
{
	const char *text;
	size_t len = word(r, &text);

	if (len >= size || (len && memchr(text, 0, len))) {
		pc5_state_bad(r, "no word of 1 to %zu characters", size - 1);
		len = 0;
	}
	if (len)
		memcpy(out, text, len);
	out[len] = '\0';
}

uint64_t pc5_state_take_num(struct pc5_state_reader *r, uint64_t max)
{
	uint64_t num = 0;
	const char *text;
	size_t len = word(r, &text);
	size_t i;

	if (r->bad)
		return 0;
	for (i = 0; i < len; i++) {
		unsigned int d = (unsigned char)text[i] - '0';

		if (d > 9 || (len > 1 && text[0] == '0') || d > max ||
		    num > (max - d) / 10) {
			pc5_state_bad(r, "no number from 0 to %" PRIu64, max);
			return 0;
		}
		num = 10 * num + d;
	}
	return num;
}

static bool upper(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			return true;
	return false;
}

static size_t octets(struct pc5_state_reader *r, void *data, size_t min,
		     size_t max)
{
	const char *text;
	size_t len = word(r, &text);

	if (r->bad)
		return 0;
	if (!min && len == 1 && text[0] == '-')
		return 0;
	if (len % 2 || len / 2 < min || len / 2 > max || upper(text, len) ||
	    pc5_hex_decode(text, data, len / 2)) {
		explicit_bzero(data, max);
		pc5_state_bad(r, "no %zu to %zu octets in hexadecimal", min,
			      max);
		return 0;
	}
	return len / 2;
}

void pc5_state_take_octets(struct pc5_state_reader *r, void *data, size_t len)
{
	octets(r, data, len, len);
}

size_t pc5_state_take_some(struct pc5_state_reader *r, void *data, size_t max)
{
	return octets(r, data, 0, max);
}

void pc5_state_last(struct pc5_state_reader *r)
{
	if (!r->bad && r->p != r->next - 1)
		pc5_state_bad(r, "too many words");
}

static int parse(const struct pc5_state_format *format, void *user,
		 const char *text, size_t len, struct pc5_file_error *err)
{
	struct pc5_state_reader r;
	size_t n = 0;
	int ret;

	ret = begin(&r, format->name, format->magic, text, len, err);
	if (ret)
		return ret;
	if (format->head) {
		if (!next(&r))
			pc5_state_bad(&r, "the line \"%s\" is missing",
				      format->head);
		pc5_state_expect(&r, format->head);
		format->take_head(user, &r);
	}
	while (next(&r)) {
		if (n++ == format->max) {
			pc5_state_bad(&r, "more than %zu entries", format->max);
			break;
		}
		pc5_state_expect(&r, format->entry);
		format->take_entry(user, &r);
	}
	return r.bad ? -EBADMSG : 0;
}

int pc5_state_load_entries(struct pc5_statedir *dir,
			   const struct pc5_state_format *format, void *user,
			   struct pc5_file_error *err)
{
	uint8_t *data;
	size_t len;
	int ret;

	ret = pc5_atomicfile_clean(dir->ops, dir->fd, format->name, err);
	if (ret)
		return ret;
	ret = pc5_atomicfile_read(dir->fd, format->name, PC5_FILE_SECRET,
				  file_max(format, format->max), &data, &len,
				  err);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	ret = parse(format, user, (const char *)data, len, err);
	pc5_file_free(data, len);
	return ret;
}
