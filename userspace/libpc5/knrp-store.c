// SPDX-License-Identifier: GPL-2.0-or-later
/* K_NRP kept across links and runs. */

#include "knrp-store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "knrp"

/* A word that only the entries of hop links have. */
#define HOP_WORD_MAX sizeof("end-ue:000000")

/* Octets of a line: words, numbers of 20 digits, user info of 255 octets. */
#define LINE_MAX_LEN (5 + HOP_WORD_MAX + 9 + 65 + 2 * 511 + PC5_ROLES_TEXT + 2 * 21)
#define HEAD_MAX_LEN (sizeof("time") + 21)

/* No entry. */
#define NONE ((size_t)-1)

struct pc5_knrp_store {
	struct pc5_statedir *dir;
	size_t limit;
	size_t n;
	/* The latest time told, and what of that is on the disk. */
	uint64_t mark;
	uint64_t disk_mark;
	/* Something went that is still on the disk. */
	bool stale;
	/* One more, so that a full store keeps its entries until it is saved. */
	struct pc5_knrp entry[PC5_KNRP_STORE_MAX + 1];
};

static void hop_text(const struct pc5_hop *hop, char text[HOP_WORD_MAX])
{
	snprintf(text, HOP_WORD_MAX, "%s:%06" PRIx32,
		 hop->peer_relay ? "relay" : "end-ue", hop->rsc & 0xffffff);
}

static void put_entry(struct pc5_state_writer *w, const struct pc5_knrp *k)
{
	uint8_t id[4] = { k->id >> 24, k->id >> 16, k->id >> 8, k->id };
	char roles[PC5_ROLES_TEXT];
	char hop[HOP_WORD_MAX];

	pc5_roles_text(&k->peer_roles, roles);
	pc5_state_word(w, "knrp");
	pc5_state_octets(w, id, sizeof(id));
	pc5_state_octets(w, k->key, sizeof(k->key));
	pc5_state_octets(w, k->own.octets, k->own.len);
	pc5_state_octets(w, k->peer.octets, k->peer.len);
	pc5_state_word(w, roles[0] ? roles : "-");
	pc5_state_num(w, k->created);
	pc5_state_num(w, k->expiry);
	if (k->hop.rsc) {
		hop_text(&k->hop, hop);
		pc5_state_word(w, hop);
	}
	pc5_state_line(w);
}

/**
 * struct contents - what is to be on the disk
 * @store: the store
 * @skip: but for this entry of it
 */
struct contents {
	const struct pc5_knrp_store *store;
	size_t skip;
};

static void put(const void *user, struct pc5_state_writer *w)
{
	const struct contents *contents = user;
	const struct pc5_knrp_store *store = contents->store;
	size_t i;

	pc5_state_word(w, "time");
	pc5_state_num(w, store->mark);
	pc5_state_line(w);
	for (i = 0; i < store->n; i++)
		if (i != contents->skip)
			put_entry(w, &store->entry[i]);
}

static void drop(struct pc5_knrp_store *store, size_t i)
{
	store->n--;
	memmove(&store->entry[i], &store->entry[i + 1],
		(store->n - i) * sizeof(store->entry[0]));
	explicit_bzero(&store->entry[store->n], sizeof(store->entry[0]));
}

static size_t by_id(const struct pc5_knrp_store *store, uint32_t id)
{
	size_t i;

	for (i = 0; i < store->n; i++)
		if (store->entry[i].id == id)
			return i;
	return NONE;
}

static bool same_pair(const struct pc5_knrp *a, const struct pc5_knrp *b)
{
	return pc5_user_info_equal(&a->own, &b->own) &&
	       pc5_user_info_equal(&a->peer, &b->peer) &&
	       pc5_hop_equal(&a->hop, &b->hop);
}

/* Later ones are newer where their times are equal. */
static bool superseded(const struct pc5_knrp_store *store, size_t i)
{
	size_t j;

	for (j = 0; j < store->n; j++)
		if (j != i && same_pair(&store->entry[i], &store->entry[j]) &&
		    (store->entry[j].created > store->entry[i].created ||
		     (store->entry[j].created == store->entry[i].created &&
		      j > i)))
			return true;
	return false;
}

/* The least useful of the first @n entries. */
static size_t least_useful(const struct pc5_knrp_store *store, size_t n)
{
	size_t best = NONE;
	bool best_old = false;
	size_t i;

	for (i = 0; i < n; i++) {
		bool old = superseded(store, i);

		if (best != NONE && old == best_old ?
		    store->entry[i].expiry < store->entry[best].expiry :
		    best == NONE || old) {
			best = i;
			best_old = old;
		}
	}
	return best;
}

static bool sensible(const struct pc5_knrp *k)
{
	return k->own.len && k->peer.len && k->created < k->expiry &&
	       k->hop.rsc <= 0xffffff && (k->hop.rsc || !k->hop.peer_relay);
}

static void take_roles(struct pc5_state_reader *r, struct pc5_roles *roles)
{
	char text[PC5_ROLES_TEXT], again[PC5_ROLES_TEXT];

	pc5_state_take_word(r, text, sizeof(text));
	if (!strcmp(text, "-"))
		return;
	if (!r->bad && !pc5_roles_parse(roles, text)) {
		pc5_roles_text(roles, again);
		/* In the order in which they are written, too. */
		if (!strcmp(text, again))
			return;
	}
	pc5_state_bad(r, "no roles");
}

/* The last word of an entry of a hop link. */
static void take_hop(struct pc5_state_reader *r, struct pc5_hop *hop)
{
	char text[HOP_WORD_MAX], again[HOP_WORD_MAX];
	const char *digits;

	memset(hop, 0, sizeof(*hop));
	if (r->bad || r->p >= r->next - 1)
		return;
	pc5_state_take_word(r, text, sizeof(text));
	digits = r->bad ? NULL : strchr(text, ':');
	if (digits) {
		hop->peer_relay = text[0] == 'r';
		hop->rsc = strtoul(digits + 1, NULL, 16);
		hop_text(hop, again);
		if (hop->rsc && !strcmp(text, again))
			return;
	}
	pc5_state_bad(r, "no hop");
}

static void take_entry(void *user, struct pc5_state_reader *r)
{
	struct pc5_knrp_store *store = user;
	struct pc5_knrp *k = &store->entry[store->n];
	uint8_t id[4] = { 0 };

	pc5_state_take_octets(r, id, sizeof(id));
	pc5_state_take_octets(r, k->key, sizeof(k->key));
	k->own.len = pc5_state_take_some(r, k->own.octets, PC5_USER_INFO_MAX);
	k->peer.len = pc5_state_take_some(r, k->peer.octets, PC5_USER_INFO_MAX);
	take_roles(r, &k->peer_roles);
	k->created = pc5_state_take_num(r, UINT64_MAX);
	k->expiry = pc5_state_take_num(r, UINT64_MAX);
	take_hop(r, &k->hop);
	pc5_state_last(r);
	k->id = (uint32_t)id[0] << 24 | id[1] << 16 | id[2] << 8 | id[3];
	if (!r->bad && !sensible(k))
		pc5_state_bad(r, "no user info, or expired before created");
	if (!r->bad && by_id(store, k->id) != NONE)
		pc5_state_bad(r, "K_NRP ID %08" PRIx32 " twice", k->id);
	if (!r->bad)
		store->n++;
}

static void take_time(void *user, struct pc5_state_reader *r)
{
	struct pc5_knrp_store *store = user;

	store->mark = pc5_state_take_num(r, UINT64_MAX);
	store->disk_mark = store->mark;
	pc5_state_last(r);
}

static const struct pc5_state_format format = {
	.name = NAME,
	.magic = "pc5-knrp 1",
	.entry = "knrp",
	.max = PC5_KNRP_STORE_MAX,
	.line_max = LINE_MAX_LEN,
	.head = "time",
	.head_max = HEAD_MAX_LEN,
	.take_head = take_time,
	.take_entry = take_entry,
	.put = put,
};

/* Everything but the entry @skip to the disk. */
static int save(struct pc5_knrp_store *store, size_t skip,
		struct pc5_file_error *err)
{
	const struct contents contents = { .store = store, .skip = skip };
	int ret;

	ret = pc5_state_save_entries(store->dir, &format, store->n, &contents,
				     err);
	/* What a failure left on the disk is not known: write it again. */
	store->stale = ret;
	if (!ret)
		store->disk_mark = store->mark;
	return ret;
}

int pc5_knrp_store_open(struct pc5_knrp_store **storep,
			struct pc5_statedir *dir, size_t limit,
			struct pc5_file_error *err)
{
	struct pc5_knrp_store *store;
	int ret;

	*storep = NULL;
	if (!limit || limit > PC5_KNRP_STORE_MAX)
		return pc5_file_fail(err, -EINVAL,
				     NAME ": a limit of %zu entries; 1 to %d are allowed",
				     limit, PC5_KNRP_STORE_MAX);
	store = calloc(1, sizeof(*store));
	if (!store)
		return pc5_file_fail(err, -ENOMEM, NAME ": no memory");
	store->dir = dir;
	store->limit = limit;
	ret = pc5_state_load_entries(dir, &format, store, err);
	if (ret) {
		pc5_knrp_store_close(store);
		return ret;
	}
	while (store->n > limit) {
		drop(store, least_useful(store, store->n));
		store->stale = true;
	}
	*storep = store;
	return 0;
}

void pc5_knrp_store_close(struct pc5_knrp_store *store)
{
	if (store)
		explicit_bzero(store, sizeof(*store));
	free(store);
}

static int behind(const struct pc5_knrp_store *store, uint64_t now,
		  struct pc5_file_error *err)
{
	if (store->mark <= now || store->mark - now <= PC5_KNRP_CLOCK_SLACK)
		return 0;
	return pc5_file_fail(err, -ESTALE,
			     "%s: the clock is %ju s before the latest time seen; set it, or forget all keys",
			     NAME, (uintmax_t)(store->mark - now));
}

/* Remove what has expired, and from the disk what went from memory before. */
static int expire(struct pc5_knrp_store *store, struct pc5_file_error *err)
{
	size_t i = 0;
	int gone = 0;
	int ret = 0;

	while (i < store->n) {
		if (store->entry[i].expiry > store->mark) {
			i++;
			continue;
		}
		drop(store, i);
		store->stale = true;
		gone++;
	}
	if (store->stale)
		ret = save(store, NONE, err);
	return ret ? ret : gone;
}

/*
 * Tell the store the time. What expired is not given out whether or not the
 * disk takes that, so a full disk does not keep a UE from its other keys.
 */
static int tell(struct pc5_knrp_store *store, uint64_t now,
		struct pc5_file_error *err)
{
	int ret = behind(store, now, err);

	if (ret)
		return ret;
	if (now > store->mark)
		store->mark = now;
	expire(store, NULL);
	return 0;
}

int pc5_knrp_store_put(struct pc5_knrp_store *store,
		       const struct pc5_knrp *knrp, uint64_t now,
		       struct pc5_file_error *err)
{
	size_t victim = NONE;
	int ret;

	if (!sensible(knrp))
		return pc5_file_fail(err, -EINVAL,
				     NAME ": no user info, or expired before created");
	ret = tell(store, now, err);
	if (ret)
		return ret;
	if (knrp->expiry <= store->mark)
		return pc5_file_fail(err, -EKEYEXPIRED,
				     NAME ": K_NRP ID %08" PRIx32 " has expired",
				     knrp->id);
	if (by_id(store, knrp->id) != NONE)
		return pc5_file_fail(err, -EEXIST,
				     NAME ": K_NRP ID %08" PRIx32 " is taken",
				     knrp->id);
	store->entry[store->n++] = *knrp;
	if (store->n > store->limit)
		victim = least_useful(store, store->n - 1);
	ret = save(store, victim, err);
	if (ret)
		drop(store, store->n - 1);
	else if (victim != NONE)
		drop(store, victim);
	return ret;
}

static int no_entry(struct pc5_file_error *err)
{
	return pc5_file_fail(err, -ENOENT, NAME ": no such K_NRP");
}

int pc5_knrp_store_get(struct pc5_knrp_store *store, uint32_t id, uint64_t now,
		       struct pc5_knrp *knrp, struct pc5_file_error *err)
{
	size_t i;
	int ret;

	memset(knrp, 0, sizeof(*knrp));
	ret = tell(store, now, err);
	if (ret)
		return ret;
	i = by_id(store, id);
	if (i == NONE)
		return no_entry(err);
	*knrp = store->entry[i];
	return 0;
}

int pc5_knrp_store_find(struct pc5_knrp_store *store,
			const struct pc5_user_info *own,
			const struct pc5_user_info *peer,
			const struct pc5_hop *hop, uint64_t now,
			struct pc5_knrp *knrp, struct pc5_file_error *err)
{
	static const struct pc5_hop none;
	size_t best = NONE;
	size_t i;
	int ret;

	memset(knrp, 0, sizeof(*knrp));
	ret = tell(store, now, err);
	if (ret)
		return ret;
	for (i = 0; i < store->n; i++) {
		const struct pc5_knrp *k = &store->entry[i];

		if (pc5_user_info_equal(&k->own, own) &&
		    pc5_user_info_equal(&k->peer, peer) &&
		    pc5_hop_equal(&k->hop, hop ? hop : &none) &&
		    (best == NONE || k->created >= store->entry[best].created))
			best = i;
	}
	if (best == NONE)
		return no_entry(err);
	*knrp = store->entry[best];
	return 0;
}

int pc5_knrp_store_rename(struct pc5_knrp_store *store, uint32_t id,
			  uint32_t new_id, struct pc5_file_error *err)
{
	size_t i = by_id(store, id);
	int ret;

	if (i == NONE)
		return no_entry(err);
	if (new_id != id && by_id(store, new_id) != NONE)
		return pc5_file_fail(err, -EEXIST,
				     NAME ": K_NRP ID %08" PRIx32 " is taken",
				     new_id);
	store->entry[i].id = new_id;
	ret = save(store, NONE, err);
	if (ret)
		store->entry[i].id = id;
	return ret;
}

int pc5_knrp_store_remove(struct pc5_knrp_store *store, uint32_t id,
			  struct pc5_file_error *err)
{
	size_t i = by_id(store, id);

	if (i == NONE)
		return no_entry(err);
	drop(store, i);
	return save(store, NONE, err);
}

int pc5_knrp_store_remove_peer(struct pc5_knrp_store *store,
			       const struct pc5_user_info *peer,
			       struct pc5_file_error *err)
{
	size_t i = 0;
	int gone = 0;
	int ret;

	while (i < store->n) {
		if (pc5_user_info_equal(&store->entry[i].peer, peer)) {
			drop(store, i);
			gone++;
		} else {
			i++;
		}
	}
	if (!gone)
		return 0;
	ret = save(store, NONE, err);
	return ret ? ret : gone;
}

int pc5_knrp_store_prune(struct pc5_knrp_store *store, uint64_t now,
			 struct pc5_file_error *err)
{
	int ret = behind(store, now, err);
	int gone;

	if (ret)
		return ret;
	if (now > store->mark)
		store->mark = now;
	gone = expire(store, err);
	if (gone || store->mark - store->disk_mark < PC5_KNRP_CLOCK_STEP)
		return gone;
	return save(store, NONE, err);
}

int pc5_knrp_store_forget(struct pc5_knrp_store *store, uint64_t now,
			  struct pc5_file_error *err)
{
	while (store->n)
		drop(store, store->n - 1);
	store->mark = now;
	return save(store, NONE, err);
}

size_t pc5_knrp_store_count(const struct pc5_knrp_store *store)
{
	return store->n;
}

const struct pc5_knrp *pc5_knrp_store_entry(const struct pc5_knrp_store *store,
					    size_t i)
{
	return i < store->n ? &store->entry[i] : NULL;
}

uint64_t pc5_knrp_store_time(const struct pc5_knrp_store *store)
{
	return store->mark;
}
