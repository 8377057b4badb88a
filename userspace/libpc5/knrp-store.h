/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * K_NRP kept across links and runs (TS 33.536 clause 5.3.3.1.2.1, TS 24.554
 * clause 7.2.2.3), in the file "knrp" of a state directory:
 *
 *	pc5-knrp 1
 *	time HIGH-WATER-MARK
 *	knrp ID KEY OWN PEER ROLES CREATED EXPIRY [HOP]
 *	end LINES SHA256
 *
 * HOP is "relay:RSC" where the peer is the relay, or "end-ue:RSC" where this UE
 * is, RSC of six hexadecimal digits in lower case; a link between end UEs has
 * none, so that files of before are as they were. ID, KEY, OWN and PEER in
 * hexadecimal, ROLES as pc5_roles_text() or "-", times in seconds since 1970.
 *
 * What a function reports done is on the disk. If it fails, the store is as it
 * was before, except that a key that was to go is gone from memory all the
 * same, and goes from the disk with the next change.
 *
 * Clock: the store remembers on disk the latest time it was told, which every
 * change and at least every PC5_KNRP_CLOCK_STEP seconds pc5_knrp_store_prune()
 * brings up to date. While the clock is more than PC5_KNRP_CLOCK_SLACK seconds
 * before that mark no key is given out or taken (-ESTALE), and nearer to it the
 * mark itself is the time. A key seen to be expired is removed from the disk.
 * So setting the clock back neither revives a key nor prolongs one. A clock
 * that was wrong and is set right again needs pc5_knrp_store_forget().
 */
#ifndef LIBPC5_KNRP_STORE_H
#define LIBPC5_KNRP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer.h"
#include "statedir.h"

/* Octets of K_NRP. */
#define PC5_KNRP_LEN 32

/* Most entries of a store. */
#define PC5_KNRP_STORE_MAX 1024

/* Seconds the clock may be behind: NTP and GNSS correct by less. */
#define PC5_KNRP_CLOCK_SLACK 60

/* Seconds by which the mark on the disk may be behind the clock. */
#define PC5_KNRP_CLOCK_STEP 60

/**
 * struct pc5_knrp - a K_NRP; wipe it with explicit_bzero()
 * @id: K_NRP ID
 * @key: K_NRP
 * @own: user info under which this UE made it
 * @peer: user info of the one UE that shares it
 * @hop: what it is for: a K_NRP of a hop link is for that relay service code
 *	only (TS 33.503 clause 6.6.2)
 * @peer_roles: what the peer proved to be
 * @created: when it was made, in seconds since 1970
 * @expiry: from when it is not to be used, later than @created
 */
struct pc5_knrp {
	uint32_t id;
	uint8_t key[PC5_KNRP_LEN];
	struct pc5_user_info own;
	struct pc5_user_info peer;
	struct pc5_hop hop;
	struct pc5_roles peer_roles;
	uint64_t created;
	uint64_t expiry;
};

struct pc5_knrp_store;

/*
 * Open the store in @dir, which has to outlive it, for at most @limit entries
 * (1 to PC5_KNRP_STORE_MAX). Of more than that the least useful are dropped
 * with the next change. Returns 0; -EBADMSG where the file is damaged; -EINVAL
 * for @limit; or what reading gave, with @err filled.
 */
int pc5_knrp_store_open(struct pc5_knrp_store **store,
			struct pc5_statedir *dir, size_t limit,
			struct pc5_file_error *err);

/* Wipe and free it; NULL is allowed. */
void pc5_knrp_store_close(struct pc5_knrp_store *store);

/*
 * In all that follows @now is the time in seconds since 1970. Errors: -ESTALE
 * where the clock is behind (above), -ENOENT, -EEXIST and -EINVAL as said, or
 * what writing gave; @err, which may be NULL, is filled.
 */

/*
 * Add @knrp. Returns 0, -EEXIST where its ID is taken, -EKEYEXPIRED where it
 * has expired, -EINVAL where it makes no sense. Where the store is full the
 * least useful entry goes: one of which a newer exists for the same pair of
 * UEs, else the one that expires first.
 */
int pc5_knrp_store_put(struct pc5_knrp_store *store,
		       const struct pc5_knrp *knrp, uint64_t now,
		       struct pc5_file_error *err);

/* Copy the entry with @id to @knrp, or return -ENOENT. */
int pc5_knrp_store_get(struct pc5_knrp_store *store, uint32_t id, uint64_t now,
		       struct pc5_knrp *knrp, struct pc5_file_error *err);

/*
 * Copy the newest entry that @own shares with @peer for @hop (NULL: a link
 * between end UEs), or return -ENOENT.
 */
int pc5_knrp_store_find(struct pc5_knrp_store *store,
			const struct pc5_user_info *own,
			const struct pc5_user_info *peer,
			const struct pc5_hop *hop, uint64_t now,
			struct pc5_knrp *knrp, struct pc5_file_error *err);

/*
 * Give the entry @id the ID @new_id, of which both UEs picked a half (release,
 * TS 24.554 clause 7.2.6). Returns 0, -ENOENT, or -EEXIST where another entry
 * has it.
 */
int pc5_knrp_store_rename(struct pc5_knrp_store *store, uint32_t id,
			  uint32_t new_id, struct pc5_file_error *err);

/* Remove the entry @id, or return -ENOENT. */
int pc5_knrp_store_remove(struct pc5_knrp_store *store, uint32_t id,
			  struct pc5_file_error *err);

/* Remove all entries of @peer. Returns how many, or a negative errno. */
int pc5_knrp_store_remove_peer(struct pc5_knrp_store *store,
			       const struct pc5_user_info *peer,
			       struct pc5_file_error *err);

/* Remove what has expired. Returns how many, or a negative errno. */
int pc5_knrp_store_prune(struct pc5_knrp_store *store, uint64_t now,
			 struct pc5_file_error *err);

/* Remove everything, and let @now be the time from here on, also backwards. */
int pc5_knrp_store_forget(struct pc5_knrp_store *store, uint64_t now,
			  struct pc5_file_error *err);

/* How many entries there are, and those from 0 on; valid until a change. */
size_t pc5_knrp_store_count(const struct pc5_knrp_store *store);
const struct pc5_knrp *pc5_knrp_store_entry(const struct pc5_knrp_store *store,
					    size_t i);

/* The latest time the store was told, in seconds since 1970. */
uint64_t pc5_knrp_store_time(const struct pc5_knrp_store *store);

#endif /* LIBPC5_KNRP_STORE_H */
