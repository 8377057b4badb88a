/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UE-to-UE relay discovery (TS 24.554 clause 8a.2.1, TS 23.304 clause 6.3.2.4)
 * as a state machine: all of one UE, in every role, for several relay service
 * codes (RSCs) and applications. It does no I/O; what it needs is in struct
 * pc5_disc_ops. Messages go on SL-SRB4, without PDCP security.
 *
 *	model A		a relay announces itself and the direct discovery sets
 *			of the end UEs it hears
 *	model B		source -> relay -> target (solicitation), target ->
 *			relay -> source (response)
 *
 * The outer message is protected with the keys of the RSC, the set in it end to
 * end with the keys of the application, which the relay need not have: it
 * copies the set unread, into a message of its own.
 *
 * What 24.554 leaves open is done so: a message with a status indicator comes
 * from a relay and is never relayed again. A response that no relay is named in
 * is from an end UE itself: to a solicitation heard directly, or unasked
 * (pc5_disc_offer()), by which relays come to know sets to announce, and UEs in
 * range each other without a relay. A set for everybody has the discoverer "*".
 *
 * A message counts once, and only within the skew of the local clock; a clock
 * that is set back by more than that makes the machine deaf for the messages of
 * an RSC until the time it had accepted is reached again.
 *
 * The callbacks may not call back into the machine. Nothing is thread safe.
 */
#ifndef LIBPC5_DISC_H
#define LIBPC5_DISC_H

#include "rsc-mask.h"

/* Most RSCs, applications, and keys of one that overlap in time. */
#define PC5_DISC_RSCS_MAX 16
#define PC5_DISC_APPS_MAX 64
#define PC5_DISC_KEYSETS_MAX 4

/* Most relays of an RSC, targets of a relay, end UEs a relay hears. */
#define PC5_DISC_RELAYS_MAX 32
#define PC5_DISC_TARGETS_MAX 8
#define PC5_DISC_HEARD_MAX 64

/* Most searches at a time. */
#define PC5_DISC_SEARCHES_MAX 16

/**
 * enum pc5_disc_role - what a UE is for an RSC; bits of a mask
 * @PC5_DISC_SERVE: a relay
 * @PC5_DISC_USE: an end UE
 */
enum pc5_disc_role {
	PC5_DISC_SERVE = 1 << 0,
	PC5_DISC_USE = 1 << 1,
};

/**
 * enum pc5_disc_app_use - what a UE does in an application; bits of a mask
 * @PC5_DISC_FIND: it looks for others (discoverer)
 * @PC5_DISC_FOUND: it lets others find it (discoveree)
 */
enum pc5_disc_app_use {
	PC5_DISC_FIND = 1 << 0,
	PC5_DISC_FOUND = 1 << 1,
};

/**
 * struct pc5_disc_keyset - keys and when they are valid
 * @not_before: its beginning, in seconds since 1970
 * @not_after: its last second
 * @keys: the keys; they need a DUIK
 */
struct pc5_disc_keyset {
	uint64_t not_before;
	uint64_t not_after;
	struct pc5_disc_keys keys;
};

/**
 * struct pc5_disc_ring - discovery keys of something
 * @open: there is no protection at all, because provisioning says so
 * @n: how many there are; not 0 without @open
 * @keyset: those that are valid are received with; sent is with the one of them
 *	that began last
 */
struct pc5_disc_ring {
	bool open;
	unsigned int n;
	struct pc5_disc_keyset keyset[PC5_DISC_KEYSETS_MAX];
};

/**
 * struct pc5_disc_rsc - a relay service code
 * @rsc: it, 24 bits
 * @roles: mask of enum pc5_disc_role
 * @dst: default destination Layer-2 ID of its discovery messages
 * @ring: its keys
 */
struct pc5_disc_rsc {
	uint32_t rsc;
	uint32_t roles;
	uint32_t dst;
	struct pc5_disc_ring ring;
};

/**
 * struct pc5_disc_app - whom this UE looks for, or lets find it
 * @own: this UE's name (Application layer ID)
 * @peer: the other's name, or PC5_DISC_ANYBODY
 * @use: mask of enum pc5_disc_app_use
 * @announce_prohibited: relays are not to announce this UE
 * @ring: the keys both have; of their own, not those of an RSC
 */
struct pc5_disc_app {
	struct pc5_user_info own;
	struct pc5_user_info peer;
	uint32_t use;
	bool announce_prohibited;
	struct pc5_disc_ring ring;
};

/**
 * struct pc5_disc_config - configuration of one UE; start with
 * pc5_disc_config_init(); wipe it with explicit_bzero()
 * @info: this UE's user info ID
 * @l2_id: source Layer-2 ID of its discovery messages; what comes from there is
 *	its own
 * @n_rscs: number of @rsc
 * @rsc: its RSCs, each once
 * @n_apps: number of @app
 * @app: its applications; they are for all RSCs it uses
 * @announce_ms: between two announcements, and between two offers (at most 5 s:
 *	sets do not live longer than the skew)
 * @t5110_ms: T5110: solicitation of an end UE
 * @t5112_ms: T5112: how long a relay waits for responses
 * @retries: how often a solicitation is sent again
 * @expire_ms: after what silence what was discovered is forgotten
 * @skew_s: most seconds another UE's clock may be off, up to PC5_DISC_SKEW_MAX
 * @answer_ms: a message that somebody else caused is sent once in this time for
 *	each RSC
 * @answer_burst: and so many at once
 * @answer_source_ms: the same for each source Layer-2 ID
 * @answer_source_burst: and so many at once
 * @direct: solicitations heard from their source itself are answered too
 */
struct pc5_disc_config {
	uint8_t info[PC5_DISC_INFO_LEN];
	uint32_t l2_id;
	unsigned int n_rscs;
	struct pc5_disc_rsc rsc[PC5_DISC_RSCS_MAX];
	unsigned int n_apps;
	struct pc5_disc_app app[PC5_DISC_APPS_MAX];
	uint32_t announce_ms;
	uint32_t t5110_ms;
	uint32_t t5112_ms;
	unsigned int retries;
	uint32_t expire_ms;
	uint32_t skew_s;
	uint32_t answer_ms;
	unsigned int answer_burst;
	uint32_t answer_source_ms;
	unsigned int answer_source_burst;
	bool direct;
};

/**
 * struct pc5_disc_tx - a message to be sent on SL-SRB4
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @broadcast: @dst is the default one of the RSC
 * @rsc: its RSC
 * @data: the protected message
 * @len: its octets
 * @clear: the same before it was protected, for the monitor
 * @clear_len: its octets
 */
struct pc5_disc_tx {
	uint32_t src;
	uint32_t dst;
	bool broadcast;
	uint32_t rsc;
	const void *data;
	size_t len;
	const void *clear;
	size_t clear_len;
};

/**
 * enum pc5_disc_reason - what became of a message that came
 * @PC5_DISC_TAKEN: it was taken
 * @PC5_DISC_OWN: this UE sent it
 * @PC5_DISC_MALFORMED: no message, or too long
 * @PC5_DISC_NOT_OURS: no key of any RSC opens it: another RSC, edited, or too
 *	old for its four bits of counter
 * @PC5_DISC_NO_KEYS: of an RSC of ours whose keys are not valid now
 * @PC5_DISC_TIME: its counter is too far from the local clock
 * @PC5_DISC_REPLAY: it came before, or is older than what was accepted
 * @PC5_DISC_FULL: no room to remember that it came
 * @PC5_DISC_RELAYED: it was relayed before
 * @PC5_DISC_ROLE: of no concern in the roles this UE has
 * @PC5_DISC_SET: no key of an application opens its set: edited, or not for
 *	this UE
 * @PC5_DISC_RATE: it would cause more messages than are allowed
 * @PC5_DISC_TABLE: a table is full
 * @PC5_DISC_FAILED: no randomness, or the crypto library failed
 * @PC5_DISC_REASONS: how many there are
 */
enum pc5_disc_reason {
	PC5_DISC_TAKEN,
	PC5_DISC_OWN,
	PC5_DISC_MALFORMED,
	PC5_DISC_NOT_OURS,
	PC5_DISC_NO_KEYS,
	PC5_DISC_TIME,
	PC5_DISC_REPLAY,
	PC5_DISC_FULL,
	PC5_DISC_RELAYED,
	PC5_DISC_ROLE,
	PC5_DISC_SET,
	PC5_DISC_RATE,
	PC5_DISC_TABLE,
	PC5_DISC_FAILED,
	PC5_DISC_REASONS
};

/**
 * struct pc5_disc_rx - a message that came on SL-SRB4
 * @src: source Layer-2 ID
 * @data: its octets
 * @len: how many
 */
struct pc5_disc_rx {
	uint32_t src;
	const void *data;
	size_t len;
};

/**
 * struct pc5_disc_result - what became of it, for the monitor
 * @reason: enum pc5_disc_reason
 * @rsc: its RSC, where @clear_len is not 0
 * @clear_len: octets of @clear; 0 where no key opened it
 * @clear: the message under its protection, for pc5_disc_decode()
 */
struct pc5_disc_result {
	uint8_t reason;
	uint32_t rsc;
	size_t clear_len;
	uint8_t clear[PC5_DISC_MSG_MAX];
};

/**
 * enum pc5_disc_event_type - what happened
 * @PC5_DISC_RELAY_FOUND: a relay; @relay
 * @PC5_DISC_RELAY_LOST: it was not heard for too long; @relay
 * @PC5_DISC_TARGET_FOUND: a target behind a relay, or in range; @relay, @target
 * @PC5_DISC_TARGET_LOST: it was not heard for too long; @relay, @target
 * @PC5_DISC_SEARCH_DONE: a search is over; @search, @found
 * @PC5_DISC_KEYS_GONE: no valid keys for an RSC, or for an application where
 *	@app is set: nothing is sent or received with it
 * @PC5_DISC_KEYS_BACK: there are again
 */
enum pc5_disc_event_type {
	PC5_DISC_RELAY_FOUND,
	PC5_DISC_RELAY_LOST,
	PC5_DISC_TARGET_FOUND,
	PC5_DISC_TARGET_LOST,
	PC5_DISC_SEARCH_DONE,
	PC5_DISC_KEYS_GONE,
	PC5_DISC_KEYS_BACK,
};

/**
 * struct pc5_disc_relay - a relay that was discovered, or a UE in range
 * @id: names it in this machine; never 0, never used again
 * @rsc: RSC
 * @direct: no relay: the one target of it is heard itself
 * @info: its user info ID
 * @l2_id: its Layer-2 ID, the destination of a DCR
 * @status: its status indicator; PC5_DISC_STATUS_RESOURCES where @direct
 * @protected: its message had a MIC that held
 * @seen_ms: when it was last heard, by @now of struct pc5_disc_ops
 * @n_targets: targets it has
 */
struct pc5_disc_relay {
	uint32_t id;
	uint32_t rsc;
	bool direct;
	uint8_t info[PC5_DISC_INFO_LEN];
	uint32_t l2_id;
	uint8_t status;
	bool protected;
	uint64_t seen_ms;
	unsigned int n_targets;
};

/**
 * struct pc5_disc_target - a target behind a relay
 * @name: its name, as proven by the keys of the application
 * @own: name of this UE in that application
 * @has_info: @info is known, which it is from responses
 * @info: its user info ID, which only the relay vouches for
 * @protected: the set had a MIC that held
 * @seen_ms: when it was last heard
 */
struct pc5_disc_target {
	struct pc5_user_info name;
	struct pc5_user_info own;
	bool has_info;
	uint8_t info[PC5_DISC_INFO_LEN];
	bool protected;
	uint64_t seen_ms;
};

/**
 * struct pc5_disc_end_ue - an end UE that a relay hears
 * @id: names it in this machine; never 0, never used again
 * @rsc: RSC
 * @info: its user info ID
 * @l2_id: its Layer-2 ID
 * @announced: its set is announced at present
 * @seen_ms: when it was last heard
 */
struct pc5_disc_end_ue {
	uint32_t id;
	uint32_t rsc;
	uint8_t info[PC5_DISC_INFO_LEN];
	uint32_t l2_id;
	bool announced;
	uint64_t seen_ms;
};

/**
 * struct pc5_disc_event - something for whoever asked, or watches
 * @type: enum pc5_disc_event_type
 * @rsc: RSC
 * @app: of PC5_DISC_KEYS_*: place of the application in the configuration plus
 *	one; 0 for the RSC
 * @search: the search that ended
 * @found: relays, and UEs in range, that it found
 * @relay: the relay; NULL where there is none
 * @target: the target; NULL where there is none
 */
struct pc5_disc_event {
	uint8_t type;
	uint32_t rsc;
	unsigned int app;
	uint32_t search;
	unsigned int found;
	const struct pc5_disc_relay *relay;
	const struct pc5_disc_target *target;
};

/**
 * struct pc5_disc_ops - what the machine asks of its surroundings
 * @now: monotonic time, in milliseconds
 * @utc: seconds since 1970 in UTC
 * @random: fill with random octets; 0 or a negative errno
 * @transmit: send; may drop, like the radio
 * @event: something happened; may be NULL
 */
struct pc5_disc_ops {
	uint64_t (*now)(void *ctx);
	uint64_t (*utc)(void *ctx);
	int (*random)(void *ctx, void *buf, size_t len);
	void (*transmit)(void *ctx, const struct pc5_disc_tx *tx);
	void (*event)(void *ctx, const struct pc5_disc_event *event);
};

/**
 * struct pc5_disc_find - whom to look for
 * @rsc: RSC
 * @target: its name
 * @has_relay: only through the relay @relay
 * @relay: user info ID of that
 * @relay_l2_id: Layer-2 ID of that; 0: the default destination of the RSC
 */
struct pc5_disc_find {
	uint32_t rsc;
	struct pc5_user_info target;
	bool has_relay;
	uint8_t relay[PC5_DISC_INFO_LEN];
	uint32_t relay_l2_id;
};

struct pc5_disc;

/* Timers of TS 24.554 clause 12.3, the limits' defaults, no RSC. */
void pc5_disc_config_init(struct pc5_disc_config *config);

/*
 * A machine. Returns NULL without memory or where the configuration makes no
 * sense: an RSC twice, no keys and not open, keys without a DUIK, an empty
 * name, a timer of 0. pc5_disc_free() sends nothing and wipes all keys.
 */
struct pc5_disc *pc5_disc_new(const struct pc5_disc_config *config,
			      const struct pc5_disc_ops *ops, void *ctx);
void pc5_disc_free(struct pc5_disc *disc);

/*
 * Take another configuration. What was discovered of RSCs that stay, and what
 * must not be accepted twice of them, stays too, searches for others end.
 * Returns 0, -EINVAL or -ENOMEM, and then nothing has changed.
 */
int pc5_disc_configure(struct pc5_disc *disc,
		       const struct pc5_disc_config *config);

/* Send from this Layer-2 ID from now on. */
void pc5_disc_set_l2_id(struct pc5_disc *disc, uint32_t l2_id);

/* A message came; @result may be NULL. */
void pc5_disc_rx(struct pc5_disc *disc, const struct pc5_disc_rx *rx,
		 struct pc5_disc_result *result);

/*
 * Time of the next timer, UINT64_MAX where none runs; and act on those that
 * expired.
 */
uint64_t pc5_disc_next(const struct pc5_disc *disc);
void pc5_disc_run(struct pc5_disc *disc);

/*
 * Be a relay for @rsc, or no more: announce, answer, relay. @status goes into
 * its messages (PC5_DISC_STATUS_RESOURCES); calling it again changes that.
 * Returns 0, -ENOENT for an RSC that is not configured, -EPERM where this UE is
 * no relay for it.
 */
int pc5_disc_serve(struct pc5_disc *disc, uint32_t rsc, bool on,
		   uint8_t status);

/*
 * Let relays and UEs in range know of this UE unasked, or no more, in all
 * applications in which it may be found. Returns as above: -EPERM where it is no
 * end UE for it.
 */
int pc5_disc_offer(struct pc5_disc *disc, uint32_t rsc, bool on);

/*
 * Look for a target (model B). The tables have what comes of it, the events say
 * when; @search names it. Returns 0, -ENOENT for an RSC or a target that is not
 * configured, -EPERM where this UE is no end UE for it, -EKEYEXPIRED where there
 * are no valid keys, -EALREADY where it is looked for, -ENOSPC for too many
 * searches. pc5_disc_stop() ends it without an event: 0 or -ENOENT.
 */
int pc5_disc_find(struct pc5_disc *disc, const struct pc5_disc_find *find,
		  uint32_t *search);
int pc5_disc_stop(struct pc5_disc *disc, uint32_t search);

/*
 * The relay with the least ID above @id, 0 for the first; its target number
 * @i; the relay with the least ID above @id that has a target called @name for
 * @rsc, with that target; the end UE this relay hears with the least ID above
 * @id. They return 0 or -ENOENT. Which relay is best the caller decides:
 * TS 24.554 clause 8a.2.2 wants one with resources.
 */
int pc5_disc_relay_next(const struct pc5_disc *disc, uint32_t id,
			struct pc5_disc_relay *relay);
int pc5_disc_target(const struct pc5_disc *disc, uint32_t relay, unsigned int i,
		    struct pc5_disc_target *target);
int pc5_disc_candidate_next(const struct pc5_disc *disc, uint32_t id,
			    uint32_t rsc, const struct pc5_user_info *name,
			    struct pc5_disc_relay *relay,
			    struct pc5_disc_target *target);
int pc5_disc_end_ue_next(const struct pc5_disc *disc, uint32_t id,
			 struct pc5_disc_end_ue *ue);

/* Forget a relay, as after a failed link. Returns 0 or -ENOENT. */
int pc5_disc_forget(struct pc5_disc *disc, uint32_t relay);

/*
 * Keys for DCRs (rsc-mask.h), which are those of discovery: what a DCR for @rsc
 * is sent with, 0, -ENOENT, or -EKEYEXPIRED where none are valid; and what one
 * that came is tried with, for all RSCs this UE has one of the @roles for: how
 * many, at most @max. They stay until the next pc5_disc_configure().
 */
int pc5_disc_dcr_key(const struct pc5_disc *disc, uint32_t rsc,
		     struct pc5_dcr_keys *key);
size_t pc5_disc_dcr_keys(const struct pc5_disc *disc, uint32_t roles,
			 struct pc5_dcr_keys *keys, size_t max);

/* The keys to send with at @utc: 0, 1 where it is open, or -EKEYEXPIRED. */
int pc5_disc_keys_now(const struct pc5_disc_ring *ring, uint64_t utc,
		      const struct pc5_disc_keys **keys);

/* Messages that came, by enum pc5_disc_reason. */
uint64_t pc5_disc_count(const struct pc5_disc *disc, uint8_t reason);

/* Names: "replay", "relay-found". */
const char *pc5_disc_reason_name(uint8_t reason);
const char *pc5_disc_event_name(uint8_t type);

#endif /* LIBPC5_DISC_H */
