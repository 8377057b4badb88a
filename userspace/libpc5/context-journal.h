/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which security contexts of links are live, so that an agent that was killed
 * knows on restart what it left behind. In the file "contexts" of a state
 * directory:
 *
 *	pc5-contexts 1
 *	context LINK SESS-ID STATE ROLE ENC INT LOCAL-L2 PEER-L2 KNRP-ID OWN
 *		PEER BOOT CREATED	(one line)
 *	end LINES SHA256
 *
 * No key is in it. The agent writes a context down as pending before its keys
 * go to the kernel, as active when they are used, and removes it after they
 * left the kernel. After a restart it compares this with what the kernel has:
 *
 *  - the kernel has the link with that K_NRP-sess ID: the agent resumes the
 *    link; COUNT goes on in the kernel, which never left it;
 *  - the kernel does not have it, or the machine was booted since (@boot): the
 *    keys are lost, which is what makes a second use impossible, as a K_NRP-sess
 *    is never on a disk and a new one needs new nonces of both UEs (TS 33.536
 *    annex A.3). The agent removes the entry and establishes the link anew;
 *  - the kernel has a context that is not here or only pending: the agent
 *    removes it from the kernel.
 */
#ifndef LIBPC5_CONTEXT_JOURNAL_H
#define LIBPC5_CONTEXT_JOURNAL_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer.h"
#include "statedir.h"

/* Most contexts of a journal: several for each link while it rekeys. */
#define PC5_JOURNAL_MAX 1024

/* Octets that tell one boot of the machine from another. */
#define PC5_BOOT_ID_LEN 16

/**
 * enum pc5_context_state - how far a context got
 * @PC5_CONTEXT_PENDING: its keys may be in the kernel, the peer has not used
 *	them
 * @PC5_CONTEXT_ACTIVE: in use
 * @PC5_CONTEXT_RETIRING: replaced by a newer one of the link
 * @PC5_CONTEXT_RELEASING: its link is being released
 */
enum pc5_context_state {
	PC5_CONTEXT_PENDING,
	PC5_CONTEXT_ACTIVE,
	PC5_CONTEXT_RETIRING,
	PC5_CONTEXT_RELEASING,
};

/**
 * struct pc5_context - a security context of a link
 * @link: name of the link's net device
 * @sess_id: K_NRP-sess ID; 0 where the link has no security
 * @state: enum pc5_context_state
 * @role: enum pc5_role
 * @enc: ciphering algorithm, enum pc5_nea
 * @integ: integrity algorithm, enum pc5_nia
 * @local_l2: this UE's Layer-2 ID on the link
 * @peer_l2: the peer's
 * @has_knrp: there is a @knrp_id
 * @knrp_id: ID of the K_NRP the context comes from
 * @own: user info under which this UE made the link
 * @peer: user info of the peer
 * @boot: the boot of the machine in which the keys were installed
 * @created: when, in seconds since 1970
 */
struct pc5_context {
	char link[IF_NAMESIZE];
	uint16_t sess_id;
	uint8_t state;
	uint8_t role;
	uint8_t enc;
	uint8_t integ;
	uint32_t local_l2;
	uint32_t peer_l2;
	bool has_knrp;
	uint32_t knrp_id;
	struct pc5_user_info own;
	struct pc5_user_info peer;
	uint8_t boot[PC5_BOOT_ID_LEN];
	uint64_t created;
};

struct pc5_journal;

/*
 * Open the journal in @dir, which has to outlive it. Returns 0, -EBADMSG where
 * the file is damaged, or what reading gave, with @err filled. Close with
 * pc5_journal_close(); NULL is allowed.
 */
int pc5_journal_open(struct pc5_journal **journal, struct pc5_statedir *dir,
		     struct pc5_file_error *err);
void pc5_journal_close(struct pc5_journal *journal);

/*
 * A change that is reported done is on the disk; one that fails leaves the
 * journal as it was. @err may be NULL.
 */

/*
 * Write @context down, in place of the one of its link with the same K_NRP-sess
 * ID if there is one. Returns 0, -ENOSPC where the journal is full, or -EINVAL
 * where a value is out of range.
 */
int pc5_journal_put(struct pc5_journal *journal,
		    const struct pc5_context *context,
		    struct pc5_file_error *err);

/*
 * Put @context in the place of the one of its link with the K_NRP-sess ID
 * @sess_id: an identifier update changes that and the Layer-2 IDs together (TS
 * 24.554 clause 7.2.4). Also -ENOENT, and -EEXIST where the link has the new
 * one already.
 */
int pc5_journal_replace(struct pc5_journal *journal, uint16_t sess_id,
			const struct pc5_context *context,
			struct pc5_file_error *err);

/* Remove a context, or return -ENOENT. */
int pc5_journal_remove(struct pc5_journal *journal, const char *link,
		       uint16_t sess_id, struct pc5_file_error *err);

/* Remove all of a link. Returns how many, or a negative errno. */
int pc5_journal_remove_link(struct pc5_journal *journal, const char *link,
			    struct pc5_file_error *err);

/* How many there are, and those from 0 on; valid until a change. */
size_t pc5_journal_count(const struct pc5_journal *journal);
const struct pc5_context *pc5_journal_entry(const struct pc5_journal *journal,
					    size_t i);

#endif /* LIBPC5_CONTEXT_JOURNAL_H */
