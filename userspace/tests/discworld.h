/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines that discover each other over a radio of paper. */
#ifndef TESTS_DISCDW_H
#define TESTS_DISCDW_H

#include "pc5s-gen.h"

#include "libpc5/disc.h"

/* Machines, messages in the air, events kept of each machine. */
#define DW_UES 8
#define DW_AIR 256
#define DW_EVENTS 64

/* UTC at the beginning, and the destination of all. */
#define DW_UTC 0x65a1b2c3ULL
#define DW_DST 0xffff10
#define DW_RSC 0x00c0de

/* The keys that all have for it. */
#define DW_KEYS 0x13

/**
 * struct dw_event - an event, with what it points at
 * @e: the event
 * @relay: its relay
 * @target: its target
 */
struct dw_event {
	struct pc5_disc_event e;
	struct pc5_disc_relay relay;
	struct pc5_disc_target target;
};

/**
 * struct dw_ue - a machine
 * @world: where it is
 * @disc: the machine
 * @config: its configuration
 * @skew_s: how far its clock is ahead
 * @reach: bits of the machines that hear it
 * @sent: messages it sent
 * @n_events: number of @event, which keeps the first ones
 * @event: what it said
 */
struct dw_ue {
	struct dw *world;
	struct pc5_disc *disc;
	struct pc5_disc_config config;
	int64_t skew_s;
	uint32_t reach;
	unsigned int sent;
	unsigned int n_events;
	struct dw_event event[DW_EVENTS];
};

/**
 * struct dw_msg - a message in the air
 * @at_ms: when it arrives; 0 for a free place
 * @to: where
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @len: octets of @data
 * @data: the message
 */
struct dw_msg {
	uint64_t at_ms;
	unsigned int to;
	uint32_t src;
	uint32_t dst;
	size_t len;
	uint8_t data[PC5_DISC_MSG_MAX];
};

/**
 * struct dw - all of them
 * @rng: what is random
 * @now: time
 * @loss: messages of 1000 that are lost
 * @copies: of 1000 that arrive twice
 * @fail_random: there is no randomness
 * @tap: sees every message, changes it, or returns false to lose it; may be
 *	NULL
 * @n: number of @ue
 * @ue: the machines
 * @last: the last message sent
 * @last_clear: the same before it was protected
 * @last_clear_len: its octets
 * @reasons: what became of all messages
 * @air: messages under way
 */
struct dw {
	struct rng rng;
	uint64_t now;
	unsigned int loss;
	unsigned int copies;
	bool fail_random;
	bool (*tap)(struct dw *world, unsigned int from,
		    struct dw_msg *msg);
	unsigned int n;
	struct dw_ue ue[DW_UES];
	struct dw_msg last;
	uint8_t last_clear[PC5_DISC_MSG_MAX];
	size_t last_clear_len;
	unsigned int reasons[PC5_DISC_REASONS];
	struct dw_msg air[DW_AIR];
};

/* Start anew; dw_end() frees the machines. */
void dw_begin(struct dw *world, uint64_t seed);
void dw_end(struct dw *world);

/*
 * Configuration of a UE with that user info ID, its Layer-2 ID @l2_id, with the
 * roles for DW_RSC. What it is to have besides goes into @config before
 * dw_start() makes the machine.
 */
struct dw_ue *dw_add(struct dw *world, const char *info,
		     uint32_t l2_id, uint32_t roles);
void dw_start(struct dw_ue *ue);

/* Give it keys made from @salt, valid for ever. */
void dw_keys(struct pc5_disc_ring *ring, uint8_t salt);

/* An application in which it is @own and the other @peer. */
struct pc5_disc_app *dw_app(struct dw_ue *ue, const char *own,
			    const char *peer, uint32_t use, uint8_t salt);

struct pc5_user_info dw_name(const char *text);

/* Let @ms pass; or what is in the air arrive. */
void dw_pass(struct dw *world, uint64_t ms);
void dw_settle(struct dw *world);

/* Give @ue octets; returns what became of them. */
uint8_t dw_inject(struct dw_ue *ue, uint32_t src, const void *data,
		  size_t len);

/*
 * Encode @msg and protect it with the keys made from @salt, or with none where
 * that is 0. Returns its octets.
 */
size_t dw_forge(const struct dw *world, struct pc5s_msg *msg, uint8_t salt,
		uint8_t buf[PC5_DISC_MSG_MAX]);

/* Number of events of @type of @ue; the last one of them. */
unsigned int dw_count(const struct dw_ue *ue, uint8_t type);
const struct dw_event *dw_last(const struct dw_ue *ue, uint8_t type);

/* Look for @name; the search. */
uint32_t dw_find(struct dw_ue *ue, const char *name);

/* Relays, and UEs in range, through which @ue reaches @name. */
unsigned int dw_candidates(const struct dw_ue *ue, const char *name);

/* Relays and UEs in range that @ue has in its table. */
unsigned int dw_relays(const struct dw_ue *ue);

#endif /* TESTS_DISCDW_H */
