/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world of a few UEs for the tests of the link procedures: a clock, a radio
 * that may lose, repeat and reorder, and for each UE a data plane that really
 * protects: with HMAC under NRPIK, K_NRP-sess ID, COUNT and DIRECTION, and a
 * key stream of NRPEK.
 */
#ifndef TESTS_LSWORLD_H
#define TESTS_LSWORLD_H

#include "test.h"

#include "libpc5/ls.h"
#include "libpc5/relay.h"

#define WORLD_UES 24
#define WORLD_LINKS 160
#define WORLD_CONTEXTS 4
#define WORLD_KNRPS 64
#define WORLD_PACKETS 4096
#define WORLD_PDU 2048
#define WORLD_COUNTS 512

/* Routes of a relay, and paths of an end UE. */
#define WORLD_ROUTES 64

/* COUNT and K_NRP-sess ID before, MAC-I after the message. */
#define WORLD_HEAD 6
#define WORLD_MAC 8

/* SL-SRB of user data in this world. */
#define WORLD_DATA 4

/* Layer-2 ID to which DCRs of service-oriented requests go. */
#define WORLD_SERVICE_L2 0x5e5e5e

struct world;

/**
 * struct wctx - context of a data plane
 * @used: there
 * @id: K_NRP-sess IDs; the second of an identifier update, or 0
 * @context: what was installed
 * @tx: next COUNT, by SL-SRB
 * @rx: COUNTs received, by SL-SRB
 */
struct wctx {
	bool used;
	uint16_t id[2];
	struct pc5_ls_context context;
	uint32_t tx[WORLD_DATA + 1];
	uint8_t rx[WORLD_DATA + 1][WORLD_COUNTS / 8];
};

/**
 * struct wlink - link of a data plane
 * @handle: 0 where there is none
 * @pair: identifiers; the second of an identifier update, own 0 where none
 * @send: which of them is sent with
 * @ctx: contexts
 * @active: the one sent under, -1 for none
 * @carries: user data
 * @up: as given to link_up
 * @sent: user data sent
 * @got: user data received
 */
struct wlink {
	uint32_t handle;
	struct pc5_ls_ids pair[2];
	int send;
	struct wctx ctx[WORLD_CONTEXTS];
	int active;
	bool carries;
	struct pc5_ls_up up;
	unsigned int sent;
	unsigned int got;
};

/**
 * struct ue - one UE
 * @world: where it is
 * @index: which one it is
 * @ls: its machine
 * @config: the machine's
 * @listen: Layer-2 ID under which DCRs reach it
 * @links: its data plane
 * @n_links: how many of them were ever used
 * @knrp: its K_NRPs
 * @psk: its long-term key
 * @rounds: Authentication Requests its method takes as UE_2
 * @strict: its method fails on what is wrong, in the place of leaving it out
 * @proven: who its method finds the peer to be; none: who it should be
 * @lifetime: seconds its K_NRPs live
 * @refuse_qos: cause to refuse QoS flows with
 * @admit: what to answer DCRs with
 * @no_addresses: it has none to give
 * @heard: when user data was heard
 * @allow_rename: lets the peer change its user info
 * @fail_install: the data plane takes no context
 * @fail_random: there are no random octets
 * @force_octet: in the place of every single random octet, 0 for none
 * @force_l2id: in the place of every random Layer-2 ID, 0 for none
 * @events: how many of each
 * @last: the last of each
 * @sessions: authentications begun and not stopped
 * @inputs: containers its method was given
 * @evil: changes what its machine is about to say, before it is protected
 * @sent: messages sent, by type
 * @no_end: it may not be an end UE
 * @may_relay: it may be a relay
 * @relay: its relay machine, NULL for none
 * @rconfig: the machine's
 * @routes: of its data plane; pair 0 where there is none
 * @paths: of its data plane; path 0 where there is none
 * @dropped: packets no route fitted
 * @forwarded: packets forwarded
 * @pairs_up: layer-3 pairs up
 * @revents: how many of each event of the relay machine
 * @rlast: the last of each
 * @rpair: the pair of that
 * @authorise: what to answer
 * @candidates: relays that discovery found
 * @n_candidates: how many
 * @pick: which relay to pick
 */
struct ue {
	struct world *world;
	int index;
	struct pc5_ls *ls;
	struct pc5_ls_config config;
	uint32_t listen;
	struct wlink links[WORLD_LINKS];
	int n_links;
	struct pc5_ls_knrp knrp[WORLD_KNRPS];
	uint8_t psk[32];
	int rounds;
	bool strict;
	struct pc5_user_info proven;
	uint32_t lifetime;
	uint8_t refuse_qos;
	int admit;
	bool no_addresses;
	uint64_t heard;
	bool allow_rename;
	bool fail_install;
	bool fail_random;
	uint8_t force_octet;
	uint32_t force_l2id;
	unsigned int events[PC5_LS_IGNORED + 1];
	struct pc5_ls_event last[PC5_LS_IGNORED + 1];
	int sessions;
	unsigned int inputs;
	void (*evil)(struct ue *ue, struct pc5s_msg *msg);
	unsigned int sent[256];
	bool no_end;
	bool may_relay;
	struct pc5_relay *relay;
	struct pc5_relay_config *rconfig;
	struct pc5_relay_route routes[WORLD_ROUTES];
	struct pc5_relay_path paths[WORLD_ROUTES];
	unsigned int dropped;
	unsigned int forwarded;
	int pairs_up;
	unsigned int revents[PC5_RELAY_CHANGED + 1];
	struct pc5_relay_event rlast[PC5_RELAY_CHANGED + 1];
	struct pc5_relay_pair rpair[PC5_RELAY_CHANGED + 1];
	int authorise;
	struct pc5_relay_candidate candidates[4];
	unsigned int n_candidates;
	unsigned int pick;
};

/**
 * struct packet - on its way
 * @at: when it arrives
 * @order: of sending
 * @from: who sent it
 * @srb: SL-SRB
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @sess_id: K_NRP-sess ID of the header
 * @srap: over a layer-2 relay, @src and @dst being those of the hop
 * @ue_src: local UE ID of who sent it
 * @ue_dst: of who is to get it
 * @type: message type, before it was ciphered
 * @len: octets of @pdu
 * @pdu: COUNT, K_NRP-sess ID, message, MAC-I; on SL-SRB0 only the message
 */
struct packet {
	uint64_t at;
	uint64_t order;
	int from;
	uint8_t srb;
	uint32_t src;
	uint32_t dst;
	uint16_t sess_id;
	bool srap;
	uint8_t ue_src;
	uint8_t ue_dst;
	uint8_t type;
	size_t len;
	uint8_t pdu[WORLD_PDU];
};

/**
 * struct world - all of it
 * @now: time
 * @random: state of the generator
 * @ue: the UEs
 * @n: how many
 * @packets: on their way
 * @n_packets: how many
 * @order: packets sent
 * @delay: of each packet
 * @jitter: most in addition
 * @loss: of 1000
 * @dup: of 1000
 * @edit: may change or drop (return false) a packet, or send others
 * @edit_ctx: its argument
 */
struct world {
	uint64_t now;
	uint64_t random;
	struct ue *ue;
	int n;
	struct packet *packets[WORLD_PACKETS];
	int n_packets;
	uint64_t order;
	uint32_t delay;
	uint32_t jitter;
	unsigned int loss;
	unsigned int dup;
	bool (*edit)(struct world *world, struct packet *packet);
	void *edit_ctx;
};

/* The UEs of a variable "world". */
#define ALICE (&world->ue[0])
#define BOB (&world->ue[1])
#define CAROL (&world->ue[2])

/* UEs "alice", "bob", "carol" with the same PSK, who offer the same service. */
struct world *world_new(uint64_t seed, int n);
void world_free(struct world *world);

/* User info of a text. */
struct pc5_user_info world_name(const char *name);

/* (Re)start the machine of a UE with its configuration. */
void world_start(struct ue *ue);

uint32_t world_random(struct world *world);

/* Until @ms from now. */
void world_run(struct world *world, uint64_t ms);

/* Until nothing is on its way and no timer expires before @ms from now. */
void world_flush(struct world *world);

/* Put a packet on the air. */
void world_send(struct world *world, const struct packet *packet);

/* Ask for a link to @to, NULL for whoever offers the service. */
uint32_t world_connect(struct ue *from, const struct ue *to);
int world_try_connect(struct ue *from, const struct ue *to, uint32_t *handle);

/* alice and bob with one link; the handles of either side. */
void world_link(struct world *world, uint32_t *alice, uint32_t *bob);

/* The same in a new world, with the handles in these. */
extern uint32_t alice, bob;
struct world *linked(uint64_t seed);

/* Packets on the air since watch(), in order. */
#define WORLD_SEEN 64
extern struct packet seen[WORLD_SEEN];
extern unsigned int n_seen;
void watch(struct world *world);

/* Lose the first @n messages of a type. */
void drop_first(struct world *world, uint8_t type, int n);

/* The only link of a UE that carries user data, NULL where there is none. */
struct wlink *world_up(struct ue *ue);
unsigned int world_ups(const struct ue *ue);
struct wlink *world_find(struct ue *ue, uint32_t handle);

/* A packet of user data, if the link carries it. */
void world_data(struct ue *ue, struct wlink *link);

/* The other end of a link that carries user data, NULL where there is none. */
struct wlink *world_mirror(struct ue *ue, const struct wlink *link,
			   struct ue **peer);

/*
 * Each link that carries user data has another end that does, with equal keys,
 * algorithms, identifiers and user plane protection. NULL or what is wrong.
 */
const char *world_check(struct world *world);

/* Wait until the ends have come to terms; then check. */
void world_settle(struct world *world);

/* What its parts share. */
extern const struct pc5_ls_ops world_ops;
struct wctx *world_ctx(struct wlink *link, uint16_t id);
struct wlink *world_pair(struct ue *ue, uint32_t own, uint32_t peer);
struct wlink *world_on_path(struct ue *ue, uint32_t path, uint16_t sess_id);
bool world_srap(struct ue *ue, uint32_t path, struct packet *packet);
void world_protect(struct wctx *ctx, uint8_t srb, bool no_cipher,
		   struct packet *packet);
bool world_unprotect(struct wctx *ctx, uint8_t srb, uint8_t *pdu, size_t len);
void world_radio(struct world *world, struct packet *packet);
bool world_tracing(void);

/*
 * Anybody sends a message: unprotected, or with a K_NRP-sess ID and a MAC-I of
 * zeros. @msg has type, sequence number and IEs.
 */
void world_inject(struct world *world, uint8_t srb, uint32_t src, uint32_t dst,
		  uint16_t sess_id, const struct pc5s_msg *msg);

/* A message of @type whose only IE, if it has one, is a cause. */
void world_inject_cause(struct world *world, uint8_t srb, uint32_t src,
			uint32_t dst, uint8_t type, uint8_t cause);

/* A DCR as @ue would send it, its Layer-2 ID apart. */
void world_inject_dcr(struct world *world, const struct ue *as, uint32_t src,
		      const struct ue *to);

/*
 * A UE says something its machine did not: protected under the context of that
 * K_NRP-sess ID, 0 for the active one.
 */
void world_say(struct ue *ue, struct wlink *link, uint8_t srb, uint16_t sess_id,
	       const struct pc5s_msg *msg);

/* Toy authentication method: all of it. */
extern const struct pc5_ls_auth_ops world_auth;

/* Policies of a UE, for its requests and its service. */
void world_policy(struct ue *ue, uint8_t integrity, uint8_t ciphering,
		  uint8_t up_integrity, uint8_t up_ciphering);

#endif /* TESTS_LSWORLD_H */
