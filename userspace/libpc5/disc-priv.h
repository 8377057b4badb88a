/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the discovery machine share. */
#ifndef LIBPC5_DISC_PRIV_H
#define LIBPC5_DISC_PRIV_H

#include "disc.h"

/* Messages of an RSC that are remembered; octets of what is of each. */
#define PC5_DISC_SEEN_MAX 512
#define PC5_DISC_SEEN_LEN 16

/* Sources of an RSC whose solicitations are being relayed, or were answered. */
#define PC5_DISC_SOURCES_MAX 32

/* Responses that are relayed to one solicitation. */
#define PC5_DISC_RESPONSES_MAX 8

/**
 * struct pc5_disc_bucket - how often something may be done
 * @credit_ms: what is left, in milliseconds of waiting
 * @at_ms: when that was so; 0 for never
 */
struct pc5_disc_bucket {
	uint64_t credit_ms;
	uint64_t at_ms;
};

/**
 * struct disc_seen - a message that was accepted
 * @counter: its counter
 * @hash: of it
 */
struct disc_seen {
	uint32_t counter;
	uint8_t hash[PC5_DISC_SEEN_LEN];
};

/**
 * struct disc_source - a UE whose message this UE answers
 * @l2_id: its Layer-2 ID; 0 for a free place
 * @used_ms: when it was last used
 * @bucket: how often it is answered
 * @until_ms: until when responses go to it; 0 where they do not
 * @left: how many
 */
struct disc_source {
	uint32_t l2_id;
	uint64_t used_ms;
	struct pc5_disc_bucket bucket;
	uint64_t until_ms;
	unsigned int left;
};

/**
 * struct disc_relay - a relay in the table
 * @r: what is known of it; @r.id 0 for a free place
 * @target: its targets
 */
struct disc_relay {
	struct pc5_disc_relay r;
	struct pc5_disc_target target[PC5_DISC_TARGETS_MAX];
};

/**
 * struct disc_heard - an end UE that this relay hears
 * @u: what is known of it; @u.id 0 for a free place
 * @prohibited: it is not to be announced
 * @asked: its set was an answer to somebody, not for everybody
 * @set_ms: when the set came
 * @set_len: octets of @set; 0 where there is none
 * @set: its set, unread
 */
struct disc_heard {
	struct pc5_disc_end_ue u;
	bool prohibited;
	bool asked;
	uint64_t set_ms;
	uint16_t set_len;
	uint8_t set[PC5_DISC_SET_MAX];
};

/**
 * struct disc_rsc - an RSC
 * @rsc: its number
 * @serving: this UE is a relay for it now
 * @status: and sends this status indicator
 * @announce_ms: when the next announcement is due
 * @offering: it lets itself be found unasked
 * @offer_ms: when the next time is due
 * @no_keys: it was said that there are no valid keys
 * @answers: how often messages are answered
 * @has_high: something was accepted
 * @high: highest counter accepted
 * @n_seen: number of @seen
 * @seen: messages accepted that might come again
 * @source: UEs that are answered
 * @relay: relays
 * @heard: end UEs
 */
struct disc_rsc {
	uint32_t rsc;
	bool serving;
	uint8_t status;
	uint64_t announce_ms;
	bool offering;
	uint64_t offer_ms;
	bool no_keys;
	struct pc5_disc_bucket answers;
	bool has_high;
	uint32_t high;
	unsigned int n_seen;
	struct disc_seen seen[PC5_DISC_SEEN_MAX];
	struct disc_source source[PC5_DISC_SOURCES_MAX];
	struct disc_relay relay[PC5_DISC_RELAYS_MAX];
	struct disc_heard heard[PC5_DISC_HEARD_MAX];
};

/**
 * struct disc_search - a search
 * @id: names it; 0 for a free place
 * @find: what for
 * @left: how often the solicitation may be sent again
 * @at_ms: when T5110 expires
 * @begin_ms: when it began
 */
struct disc_search {
	uint32_t id;
	struct pc5_disc_find find;
	unsigned int left;
	uint64_t at_ms;
	uint64_t begin_ms;
};

/**
 * struct pc5_disc - the machine
 * @config: configuration
 * @ops: surroundings
 * @ctx: theirs
 * @last_id: ID given last
 * @keys_ms: when the validity of keys is looked at next
 * @app_no_keys: it was said that there are none, for each application
 * @count: messages by reason
 * @search: searches
 * @rsc: state of each RSC of @config, in its order
 */
struct pc5_disc {
	struct pc5_disc_config config;
	const struct pc5_disc_ops *ops;
	void *ctx;
	uint32_t last_id;
	uint64_t keys_ms;
	bool app_no_keys[PC5_DISC_APPS_MAX];
	uint64_t count[PC5_DISC_REASONS];
	struct disc_search search[PC5_DISC_SEARCHES_MAX];
	struct disc_rsc *rsc[PC5_DISC_RSCS_MAX];
};

/* In disc.c. */
uint32_t disc_new_id(struct pc5_disc *disc);
uint64_t disc_now(const struct pc5_disc *disc);
int disc_find_rsc(const struct pc5_disc *disc, uint32_t rsc);
void disc_event(struct pc5_disc *disc, const struct pc5_disc_event *event);

/*
 * Keys of the ring that are valid at @utc, from number @i on: its number, or -1.
 */
int disc_valid_keys(const struct pc5_disc_ring *ring, uint64_t utc,
		    unsigned int i);

/* In disc-table.c. Whether @bucket has something left, which is then taken. */
bool disc_take(struct pc5_disc_bucket *bucket, uint64_t now, uint32_t every_ms,
	       unsigned int burst);

/*
 * Whether the message was not accepted before: enum pc5_disc_reason, and it is
 * remembered.
 */
uint8_t disc_accept_once(struct pc5_disc *disc, struct disc_rsc *rsc,
			 uint32_t counter, const uint8_t *msg, size_t len);

/* The source @l2_id, in a place of its own. */
struct disc_source *disc_get_source(struct disc_rsc *rsc, uint32_t l2_id,
				    uint64_t now);

/*
 * The relay as in @seen, updated or new, NULL where the table is full; a target
 * of it the same way. Events are given.
 */
struct disc_relay *disc_put_relay(struct pc5_disc *disc, struct disc_rsc *rsc,
				  const struct pc5_disc_relay *seen);
struct pc5_disc_target *
disc_put_target(struct pc5_disc *disc, struct disc_relay *relay,
		const struct pc5_disc_target *seen);

/* The end UE @info at @l2_id, NULL where the table is full. */
struct disc_heard *disc_put_heard(struct pc5_disc *disc, struct disc_rsc *rsc,
				  const uint8_t *info, uint32_t l2_id);

/* Whether its set can still be announced. */
bool disc_announced(const struct pc5_disc *disc, const struct disc_heard *heard);

/* Forget what was silent for too long; when that is due, UINT64_MAX for never. */
void disc_expire(struct pc5_disc *disc, struct disc_rsc *rsc);
uint64_t disc_expiry(const struct pc5_disc *disc, const struct disc_rsc *rsc);

/*
 * In disc-rx.c. Whether there are keys in @app for the set @octets, and then what
 * is in it.
 */
bool disc_open_set(struct pc5_disc *disc, const struct pc5_disc_app *app,
		   struct pc5s_span octets, struct pc5_disc_set *set);

/* Whether the name is that of everybody. */
static inline bool disc_anybody(const struct pc5_user_info *name)
{
	return name->len == 1 && name->octets[0] == PC5_DISC_ANYBODY[0];
}

/* Whether this UE looks for @name in @app. */
static inline bool disc_looks_for(const struct pc5_disc_app *app,
				  const struct pc5_user_info *name)
{
	return (app->use & PC5_DISC_FIND) &&
	       (disc_anybody(&app->peer) ||
		pc5_user_info_equal(&app->peer, name));
}

/* Keys of an open ring: the MIC is random, the rest in the clear. */
extern const struct pc5_disc_keys disc_open_keys;

/* In disc-tx.c. They send, or do not where there are no valid keys. */
int disc_announce(struct pc5_disc *disc, unsigned int i);
int disc_offer(struct pc5_disc *disc, unsigned int i);
int disc_solicit(struct pc5_disc *disc, const struct disc_search *search);

/*
 * Answer the solicitation @msg of @dst, of which this UE is the target in
 * application @app, for the discoverer @discoverer.
 */
int disc_respond(struct pc5_disc *disc, unsigned int i, unsigned int app,
		 const struct pc5_user_info *discoverer,
		 const struct pc5s_msg *msg, uint32_t dst);

/* Relay the solicitation or response @msg to @dst; 0: default destination. */
int disc_relay_on(struct pc5_disc *disc, unsigned int i,
		  const struct pc5s_msg *msg, uint32_t dst);

#endif /* LIBPC5_DISC_PRIV_H */
