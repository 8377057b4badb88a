// SPDX-License-Identifier: GPL-2.0-or-later
/* Which security contexts of links are live. */

#include "context-journal.h"

#include <errno.h>
#include <linux/pc5.h>
#include <stdlib.h>
#include <string.h>

#define NAME "contexts"

/* Octets of a line: words, small numbers, user info of 255 octets. */
#define LINE_MAX_LEN (8 + IF_NAMESIZE + 5 + 10 + 2 * 4 + 2 * 9 + 9 + \
		      2 * 511 + 33 + 21)

#define NONE ((size_t)-1)

struct pc5_journal {
	struct pc5_statedir *dir;
	size_t n;
	struct pc5_context entry[PC5_JOURNAL_MAX];
};

static const char *const state_names[] = {
	[PC5_CONTEXT_PENDING] = "pending",
	[PC5_CONTEXT_ACTIVE] = "active",
	[PC5_CONTEXT_RETIRING] = "retiring",
	[PC5_CONTEXT_RELEASING] = "releasing",
};

static void put_be(struct pc5_state_writer *w, uint32_t value, size_t len)
{
	uint8_t octets[4];
	size_t i;

	for (i = 0; i < len; i++)
		octets[i] = value >> 8 * (len - 1 - i);
	pc5_state_octets(w, octets, len);
}

static uint32_t take_be(struct pc5_state_reader *r, size_t len)
{
	uint8_t octets[4] = { 0 };
	uint32_t value = 0;
	size_t i;

	pc5_state_take_octets(r, octets, len);
	for (i = 0; i < len; i++)
		value = value << 8 | octets[i];
	return value;
}

static void put_entry(struct pc5_state_writer *w, const struct pc5_context *c)
{
	pc5_state_word(w, "context");
	pc5_state_word(w, c->link);
	put_be(w, c->sess_id, 2);
	pc5_state_word(w, state_names[c->state]);
	pc5_state_num(w, c->role);
	pc5_state_num(w, c->enc);
	pc5_state_num(w, c->integ);
	put_be(w, c->local_l2, 3);
	put_be(w, c->peer_l2, 3);
	if (c->has_knrp)
		put_be(w, c->knrp_id, 4);
	else
		pc5_state_word(w, "-");
	pc5_state_octets(w, c->own.octets, c->own.len);
	pc5_state_octets(w, c->peer.octets, c->peer.len);
	pc5_state_octets(w, c->boot, sizeof(c->boot));
	pc5_state_num(w, c->created);
	pc5_state_line(w);
}

static void put(const void *user, struct pc5_state_writer *w)
{
	const struct pc5_journal *journal = user;
	size_t i;

	for (i = 0; i < journal->n; i++)
		put_entry(w, &journal->entry[i]);
}

/* A name a net device can have, of characters a file of words can have. */
static bool good_name(const char *link)
{
	size_t len = strnlen(link, IF_NAMESIZE);
	size_t i;

	if (!len || len == IF_NAMESIZE || !strcmp(link, ".") ||
	    !strcmp(link, ".."))
		return false;
	for (i = 0; i < len; i++)
		if (link[i] <= ' ' || link[i] == 0x7f || link[i] == '/' ||
		    link[i] == ':')
			return false;
	return true;
}

static bool sensible(const struct pc5_context *c)
{
	return good_name(c->link) && c->state <= PC5_CONTEXT_RELEASING &&
	       c->role <= PC5_ROLE_RESPONDER && c->enc <= PC5_NEA3 &&
	       c->integ <= PC5_NIA3 && c->local_l2 &&
	       c->local_l2 <= PC5_L2ID_MAX && c->peer_l2 &&
	       c->peer_l2 <= PC5_L2ID_MAX && c->peer.len &&
	       (c->has_knrp || !c->knrp_id) &&
	       /* K_NRP-sess ID 0 says that there is no security. */
	       (c->sess_id || (c->enc == PC5_NEA0 && c->integ == PC5_NIA0));
}

static size_t find(const struct pc5_journal *journal, const char *link,
		   uint16_t sess_id)
{
	size_t i;

	for (i = 0; i < journal->n; i++)
		if (journal->entry[i].sess_id == sess_id &&
		    !strcmp(journal->entry[i].link, link))
			return i;
	return NONE;
}

static uint8_t take_state(struct pc5_state_reader *r)
{
	char word[16];
	size_t i;

	pc5_state_take_word(r, word, sizeof(word));
	for (i = 0; i < ARRAY_SIZE(state_names); i++)
		if (!strcmp(word, state_names[i]))
			return i;
	pc5_state_bad(r, "no state of a context");
	return 0;
}

static void take_knrp_id(struct pc5_state_reader *r, struct pc5_context *c)
{
	uint8_t id[4] = { 0 };
	size_t len = pc5_state_take_some(r, id, sizeof(id));

	if (len && len != sizeof(id))
		pc5_state_bad(r, "no K_NRP ID of 4 octets");
	c->has_knrp = len;
	c->knrp_id = (uint32_t)id[0] << 24 | id[1] << 16 | id[2] << 8 | id[3];
}

static void take_entry(void *user, struct pc5_state_reader *r)
{
	struct pc5_journal *journal = user;
	struct pc5_context *c = &journal->entry[journal->n];

	memset(c, 0, sizeof(*c));
	pc5_state_take_word(r, c->link, sizeof(c->link));
	c->sess_id = take_be(r, 2);
	c->state = take_state(r);
	c->role = pc5_state_take_num(r, PC5_ROLE_RESPONDER);
	c->enc = pc5_state_take_num(r, PC5_NEA3);
	c->integ = pc5_state_take_num(r, PC5_NIA3);
	c->local_l2 = take_be(r, 3);
	c->peer_l2 = take_be(r, 3);
	take_knrp_id(r, c);
	c->own.len = pc5_state_take_some(r, c->own.octets, PC5_USER_INFO_MAX);
	c->peer.len = pc5_state_take_some(r, c->peer.octets, PC5_USER_INFO_MAX);
	pc5_state_take_octets(r, c->boot, sizeof(c->boot));
	c->created = pc5_state_take_num(r, UINT64_MAX);
	pc5_state_last(r);
	if (!r->bad && !sensible(c))
		pc5_state_bad(r, "a value is out of its range");
	if (!r->bad && find(journal, c->link, c->sess_id) != NONE)
		pc5_state_bad(r, "link %s has K_NRP-sess ID %04x twice",
			      c->link, c->sess_id);
	if (!r->bad)
		journal->n++;
}

static const struct pc5_state_format format = {
	.name = NAME,
	.magic = "pc5-contexts 1",
	.entry = "context",
	.max = PC5_JOURNAL_MAX,
	.line_max = LINE_MAX_LEN,
	.take_entry = take_entry,
	.put = put,
};

static int save(struct pc5_journal *journal, struct pc5_file_error *err)
{
	return pc5_state_save_entries(journal->dir, &format, journal->n,
				      journal, err);
}

int pc5_journal_open(struct pc5_journal **journalp, struct pc5_statedir *dir,
		     struct pc5_file_error *err)
{
	struct pc5_journal *journal;
	int ret;

	*journalp = NULL;
	journal = calloc(1, sizeof(*journal));
	if (!journal)
		return pc5_file_fail(err, -ENOMEM, NAME ": no memory");
	journal->dir = dir;
	ret = pc5_state_load_entries(dir, &format, journal, err);
	if (ret) {
		pc5_journal_close(journal);
		return ret;
	}
	*journalp = journal;
	return 0;
}

void pc5_journal_close(struct pc5_journal *journal)
{
	free(journal);
}

static int bad_value(struct pc5_file_error *err)
{
	return pc5_file_fail(err, -EINVAL,
			     NAME ": a value is out of its range");
}

static int no_context(struct pc5_file_error *err)
{
	return pc5_file_fail(err, -ENOENT, NAME ": no such context");
}

/* Put @context at @i, and the old one back if the disk does not take it. */
static int set(struct pc5_journal *journal, size_t i,
	       const struct pc5_context *context, struct pc5_file_error *err)
{
	struct pc5_context old = journal->entry[i];
	int ret;

	journal->entry[i] = *context;
	ret = save(journal, err);
	if (ret)
		journal->entry[i] = old;
	return ret;
}

int pc5_journal_put(struct pc5_journal *journal,
		    const struct pc5_context *context,
		    struct pc5_file_error *err)
{
	size_t i;
	int ret;

	if (!sensible(context))
		return bad_value(err);
	i = find(journal, context->link, context->sess_id);
	if (i != NONE)
		return set(journal, i, context, err);
	if (journal->n == PC5_JOURNAL_MAX)
		return pc5_file_fail(err, -ENOSPC,
				     NAME ": %d contexts are all it can hold",
				     PC5_JOURNAL_MAX);
	ret = set(journal, journal->n++, context, err);
	if (ret)
		journal->n--;
	return ret;
}

int pc5_journal_replace(struct pc5_journal *journal, uint16_t sess_id,
			const struct pc5_context *context,
			struct pc5_file_error *err)
{
	size_t i;

	if (!sensible(context))
		return bad_value(err);
	i = find(journal, context->link, sess_id);
	if (i == NONE)
		return no_context(err);
	if (context->sess_id != sess_id &&
	    find(journal, context->link, context->sess_id) != NONE)
		return pc5_file_fail(err, -EEXIST,
				     NAME ": link %s has K_NRP-sess ID %04x already",
				     context->link, context->sess_id);
	return set(journal, i, context, err);
}

int pc5_journal_remove(struct pc5_journal *journal, const char *link,
		       uint16_t sess_id, struct pc5_file_error *err)
{
	size_t i = find(journal, link, sess_id);
	struct pc5_context old;
	int ret;

	if (i == NONE)
		return no_context(err);
	/* The last one takes its place; the order means nothing. */
	old = journal->entry[i];
	journal->entry[i] = journal->entry[--journal->n];
	ret = save(journal, err);
	if (ret) {
		journal->entry[journal->n++] = journal->entry[i];
		journal->entry[i] = old;
	}
	return ret;
}

int pc5_journal_remove_link(struct pc5_journal *journal, const char *link,
			    struct pc5_file_error *err)
{
	size_t old = journal->n, kept = 0, i;
	struct pc5_context swap;
	int ret;

	/* Those of the link go behind the others, and come back on failure. */
	for (i = 0; i < old; i++) {
		if (!strcmp(journal->entry[i].link, link))
			continue;
		swap = journal->entry[kept];
		journal->entry[kept++] = journal->entry[i];
		journal->entry[i] = swap;
	}
	if (kept == old)
		return 0;
	journal->n = kept;
	ret = save(journal, err);
	if (!ret)
		return old - kept;
	journal->n = old;
	return ret;
}

size_t pc5_journal_count(const struct pc5_journal *journal)
{
	return journal->n;
}

const struct pc5_context *pc5_journal_entry(const struct pc5_journal *journal,
					    size_t i)
{
	return i < journal->n ? &journal->entry[i] : NULL;
}
