/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the UE-to-UE relay machine share. */
#ifndef LIBPC5_RELAY_PRIV_H
#define LIBPC5_RELAY_PRIV_H

#include "ls-upper.h"
#include "relay.h"
#include "rrc-ids.h"

/* A timer that does not run. */
#define RELAY_OFF UINT64_MAX

/* When something that was busy is tried again, in milliseconds. */
#define RELAY_AGAIN_MS 200

/* Relays that are excluded, the most that are remembered. */
#define RELAY_EXCLUDED 32

/* Octets of user infos in one message of local UE IDs. */
#define RELAY_IDS_ROOM 1200

/**
 * struct relay_hop - a hop link
 * @next: in the machine
 * @hop: purpose
 * @peer: the relay, or the end UE; of length 0 where it is not known yet
 * @request: what pc5_ls_connect() gave, 0 for none
 * @link: the link; 0 where there is none yet
 * @up: it is established
 * @dead: it is no more, or never was
 * @releasing: this UE ends it
 * @mod_busy: a modification of this UE is outstanding
 * @mod_pair: the pair it is about
 * @release_cause: why
 * @answer: a Modification Request of the peer is to be answered: 0 for none,
 *	else cause + 1
 * @ids_at: when local UE IDs are sent again, RELAY_OFF where none are
 *	outstanding
 * @ids_left: how often
 * @ids_transaction: of the last request sent
 * @ids_len: octets of @ids
 * @ids: the request
 * @ids_heard: relay's last request was heard
 * @ids_seen: its transaction
 * @answer_len: octets of @ids_answer, 0 for none
 * @ids_answer: the answer to it
 * @answer_ids: it is to be sent
 * @rename: a change of identifiers of the peer waits
 * @old_info: user info of the peer before
 * @new_info: and after; of length 0 where it stays
 * @has_addr: @old_addr and @new_addr are there
 * @old_addr: IPv6 link-local address before
 * @new_addr: and after
 * @rename_cause: why not
 */
struct relay_hop {
	struct relay_hop *next;
	struct pc5_hop hop;
	struct pc5_user_info peer;
	uint32_t request;
	uint32_t link;
	bool up;
	bool dead;
	bool releasing;
	uint8_t release_cause;
	bool mod_busy;
	uint32_t mod_pair;
	unsigned int answer;
	uint64_t ids_at;
	unsigned int ids_left;
	uint8_t ids_transaction;
	size_t ids_len;
	uint8_t *ids;
	bool ids_heard;
	uint8_t ids_seen;
	size_t answer_len;
	uint8_t ids_answer[3 + 2 * PC5_RRC_IDS_MAX];
	bool answer_ids;
	bool rename;
	struct pc5_user_info old_info;
	struct pc5_user_info new_info;
	bool has_addr;
	uint8_t old_addr[PC5S_LINK_LOCAL_LEN];
	uint8_t new_addr[PC5S_LINK_LOCAL_LEN];
	uint8_t rename_cause;
};

/* What is to be told to the other end of a hop link about a pair. */
enum relay_tell {
	RELAY_TELL_NONE,
	RELAY_TELL_ADD,
	RELAY_TELL_DEL,
	RELAY_TELL_MOVE,	/* layer 3: negotiated reselection */
};

/* Local UE IDs at one end UE. */
enum relay_ids {
	RELAY_IDS_NONE,
	RELAY_IDS_WANTED,
	RELAY_IDS_SENT,
	RELAY_IDS_DONE,
};

/* Relay Update of a pair. */
enum relay_update {
	RELAY_UPDATE_NONE,
	RELAY_UPDATE_WANTED,
	RELAY_UPDATE_SENT,
};

/**
 * struct relay_side - one hop link of a pair
 * @hop: the hop link, NULL for none
 * @tell: enum relay_tell
 * @sent: it was sent
 * @known: the other end knows of the pair
 * @ids: enum relay_ids
 */
struct relay_side {
	struct relay_hop *hop;
	uint8_t tell;
	bool sent;
	bool known;
	uint8_t ids;
};

/* Sides of a pair at the relay; an end UE has the first only. */
#define SIDE_S 0
#define SIDE_T 1

/*
 * State of a pair
 *
 *	PAIR_NEW	relay: the second hop is to be begun
 *	PAIR_SECOND	relay: the second hop is being made
 *	PAIR_FIRST	relay: the first hop is being made, or finished
 *	PAIR_HOP	end UE: the hop link is being made
 *	PAIR_IDS	layer 2: local UE IDs are being told
 *	PAIR_LINK	end UE, layer 2: the end-to-end link is being made
 *	PAIR_UP		ready
 *	PAIR_LOST	end UE, layer 2: the path is gone, the link is not
 *	PAIR_CLOSE	end UE, layer 2: the end-to-end link is being released
 *	PAIR_END	the hop links are being told
 */
enum relay_state {
	PAIR_NEW,
	PAIR_SECOND,
	PAIR_FIRST,
	PAIR_HOP,
	PAIR_IDS,
	PAIR_LINK,
	PAIR_UP,
	PAIR_LOST,
	PAIR_CLOSE,
	PAIR_END,
};

/**
 * struct relay_held - a DCR that waits
 * @rx: as it came, its data behind this structure
 * @nonce: Nonce_1, to know it again
 * @relay: what it says
 */
struct relay_held {
	struct pc5_ls_rx rx;
	uint8_t nonce[PC5_NONCE_LEN];
	struct pc5_ls_relay relay;
	uint8_t data[];
};

/**
 * struct relay_pair - a pair
 * @next: in the machine
 * @pub: what is told of it
 * @state: enum relay_state
 * @told_up: pair_up was called
 * @routed: route_add was called
 * @deadline: when it is given up, RELAY_OFF for never
 * @side: its hop links
 * @service: its RSC
 * @connect: source, relay: what the DCR of this UE says
 * @hold_accept: relay: the first hop link waits to be accepted
 * @hold_modify: relay: the first hop link's modification waits
 * @held: relay: DCR of integrated discovery, NULL for none
 * @refuse: cause to refuse what waits with, 0 for none
 * @end_cause: cause of the far end UE
 * @update: enum relay_update
 * @request: end UE: pc5_ls_connect() of the end-to-end link
 * @own_l2: end UE, layer 2: Layer-2 IDs of the end-to-end link on the path
 * @peer_l2: see there
 * @has_path: path_add was called
 * @attached: the path was offered to the end-to-end link
 * @moves: handle of the pair this one comes in the place of, 0 for none
 * @moving: an identifier update towards this path goes on
 * @moved: another pair came in the place of this one
 * @lost: its path is gone, and the end-to-end link is to be told
 * @chosen: source: negotiated reselection: index of the relay picked + 1
 * @new_id: new K_NRP ID of that
 * @attempts: relays to be tried after this one
 * @relay_l2: Layer-2 ID of the relay
 * @n_list: candidates of a negotiated reselection
 * @list: the candidates
 * @hold_move: relay, layer 3: the source's offer waits for the target
 * @move_ack: relay, source: a Modification Ack is to be sent to this side + 1
 * @move_msbs: new MSBs of K_NRP ID
 * @asked: target: negotiated reselection to be answered: 0 for none, else cause
 *	+ 1; @list[0] is the relay picked
 * @end_msg_cause: PAIR_CLOSE: cause to end with
 */
struct relay_pair {
	struct relay_pair *next;
	struct pc5_relay_pair pub;
	uint8_t state;
	bool told_up;
	bool routed;
	uint64_t deadline;
	struct relay_side side[2];
	const struct pc5_relay_service *service;
	struct pc5_relay_connect connect;
	bool hold_accept;
	bool hold_modify;
	struct relay_held *held;
	uint8_t refuse;
	uint8_t end_cause;
	uint8_t update;
	uint32_t request;
	uint32_t own_l2;
	uint32_t peer_l2;
	bool has_path;
	bool attached;
	uint32_t moves;
	bool moving;
	bool moved;
	bool lost;
	unsigned int chosen;
	uint32_t new_id;
	unsigned int attempts;
	uint32_t relay_l2;
	unsigned int n_list;
	struct pc5_relay_candidate list[PC5_RELAY_CANDIDATES_MAX];
	bool hold_move;
	unsigned int move_ack;
	uint16_t move_msbs;
	unsigned int asked;
	uint8_t end_msg_cause;
};

/**
 * struct relay_copies - target: copies of one DCR by several relays
 * @next: in the machine
 * @at: when one is picked; then, when they are forgotten
 * @picked: that was done
 * @given: the one that was picked is being given to the links
 * @n: how many
 * @held: the copies
 */
struct relay_copies {
	struct relay_copies *next;
	uint64_t at;
	bool picked;
	bool given;
	unsigned int n;
	struct relay_held *held[PC5_RELAY_CANDIDATES_MAX];
};

/**
 * struct relay_excluded - a relay that is not chosen for a time
 * @rsc: relay service code
 * @info: user info
 * @until: end of it
 */
struct relay_excluded {
	uint32_t rsc;
	struct pc5_user_info info;
	uint64_t until;
};

/**
 * struct pc5_relay - the machine
 * @config: configuration
 * @ls: the links
 * @ops: surroundings
 * @ctx: their argument
 * @hops: hop links
 * @pairs: pairs
 * @copies: DCRs a target collects
 * @excluded: relays not to be chosen
 * @handle: last handle given out
 * @next_id: local UE ID to be tried first
 * @again: when something that was busy is tried again
 * @inject: pair whose held DCR is being given to the links, NULL for none
 * @profile: of the hop link whose DCR is being answered
 * @dirty: something changed while it was looked through
 */
struct pc5_relay {
	struct pc5_relay_config config;
	struct pc5_ls *ls;
	const struct pc5_relay_ops *ops;
	void *ctx;
	struct relay_hop *hops;
	struct relay_pair *pairs;
	struct relay_copies *copies;
	struct relay_excluded excluded[RELAY_EXCLUDED];
	uint32_t handle;
	uint8_t next_id;
	uint64_t again;
	struct relay_pair *inject;
	struct pc5_ls_profile profile;
	bool dirty;
};

/* relay.c */
const struct pc5_user_info *relay_own(const struct pc5_relay *relay);
const struct pc5_relay_service *relay_service(const struct pc5_relay *relay,
					      uint32_t rsc, bool serve);
uint64_t relay_now(const struct pc5_relay *relay);
void relay_later(struct pc5_relay *relay);
struct pc5_user_info relay_info(struct pc5s_span span);
void relay_event(struct pc5_relay *relay, uint8_t type,
		 const struct relay_pair *pair, uint8_t cause, bool local);
int relay_authorise(struct pc5_relay *relay, struct relay_pair *pair);
struct relay_held *relay_hold(const struct pc5_ls_rx *rx,
			      const struct pc5_ls_dcr *dcr);
bool relay_same_dcr(const struct relay_held *held,
		    const struct pc5_ls_dcr *dcr);
void relay_set_profile(struct pc5_relay *relay,
		       const struct pc5_relay_service *service,
		       const struct pc5s_msg *dcr);

/* relay-pair.c */
struct relay_pair *relay_pair_new(struct pc5_relay *relay, uint8_t role,
				  const struct pc5_relay_service *service);
struct relay_pair *relay_pair_get(const struct pc5_relay *relay,
				  uint32_t handle);
struct relay_pair *relay_pair_find(const struct pc5_relay *relay, uint8_t role,
				   uint32_t rsc,
				   const struct pc5_user_info *source,
				   const struct pc5_user_info *target,
				   const struct pc5_user_info *via);
unsigned int relay_pair_count(const struct pc5_relay *relay, bool relayed,
			      const struct pc5_user_info *source);
void relay_pair_on(struct relay_pair *pair, int side, struct relay_hop *hop);
void relay_pair_ready(struct pc5_relay *relay, struct relay_pair *pair);
void relay_pair_end(struct pc5_relay *relay, struct relay_pair *pair,
		    uint8_t cause, bool local);
void relay_pair_free(struct pc5_relay *relay, struct relay_pair *pair);
void relay_pairs_tell(struct pc5_relay *relay);
void relay_pairs_reap(struct pc5_relay *relay);
void relay_pair_address(struct pc5_relay *relay, struct relay_pair *pair);

/* relay-hop.c */
struct relay_hop *relay_hop_new(struct pc5_relay *relay,
				const struct pc5_hop *hop,
				const struct pc5_user_info *peer);
struct relay_hop *relay_hop_link(const struct pc5_relay *relay, uint32_t link);
struct relay_hop *relay_hop_find(const struct pc5_relay *relay,
				 const struct pc5_hop *hop,
				 const struct pc5_user_info *peer);
void relay_hop_up(struct pc5_relay *relay, struct relay_hop *hop,
		  uint32_t link);
void relay_hop_down(struct pc5_relay *relay, struct relay_hop *hop,
		    uint8_t cause);
bool relay_hop_shared(const struct pc5_relay *relay,
		      const struct relay_hop *hop,
		      const struct relay_pair *except);
void relay_hops_run(struct pc5_relay *relay);
void relay_hops_free(struct pc5_relay *relay, bool all);

/* relay-ids.c */
int relay_ids_assign(struct pc5_relay *relay, struct relay_pair *pair);
void relay_ids_send(struct pc5_relay *relay);
void relay_ids_timeout(struct pc5_relay *relay, struct relay_hop *hop);
void relay_ids_rx(struct pc5_relay *relay, struct relay_hop *hop,
		  const void *data, size_t len);

/* relay-serve.c: the relay */
int relay_serve_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		    struct pc5_ls_dcr *dcr);
int relay_serve_accept(struct pc5_relay *relay, uint32_t link,
		       const struct pc5_ls_relay *said,
		       struct pc5_ls_grant *grant);
int relay_serve_modify(struct pc5_relay *relay, struct relay_hop *hop,
		       const struct pc5s_msg *msg);
void relay_serve_run(struct pc5_relay *relay, struct relay_pair *pair);

/* relay-update.c: the relay, and the target */
int relay_update_rename(struct pc5_relay *relay, struct relay_hop *hop,
			const struct pc5_user_info *info,
			const uint8_t *link_local, struct pc5s_span targets);
void relay_update_send(struct pc5_relay *relay, struct relay_hop *hop);
void relay_update_answered(struct pc5_relay *relay, struct relay_hop *hop,
			   uint8_t cause);
void relay_update_renamed(struct pc5_relay *relay, struct relay_hop *hop);
uint8_t relay_update_take(struct pc5_relay *relay, struct relay_hop *hop,
			  const struct pc5s_msg *msg);
size_t relay_update_targets(const struct pc5_relay *relay,
			    const struct relay_hop *hop, uint8_t *buf,
			    size_t size);

/* relay-end.c: source and target */
int relay_end_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		  struct pc5_ls_dcr *dcr);
int relay_end_accept(struct pc5_relay *relay, uint32_t link,
		     const struct pc5_ls_relay *said,
		     struct pc5_ls_grant *grant);
int relay_end_modify(struct pc5_relay *relay, struct relay_hop *hop,
		     const struct pc5s_msg *msg);
int relay_end_path_dcr(const struct pc5_relay *relay,
		       const struct pc5_ls_dcr *dcr);
void relay_end_accepted(struct relay_pair *pair, const struct pc5s_msg *msg);
int relay_end_connect(struct pc5_relay *relay, struct relay_pair *pair);
void relay_end_link(struct pc5_relay *relay, const struct pc5_ls_event *event);
void relay_end_run(struct pc5_relay *relay, struct relay_pair *pair);

/* relay-copies.c: a target picks one of several relays */
int relay_copies_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		     struct pc5_ls_dcr *dcr,
		     const struct pc5_relay_service *service);
void relay_copies_run(struct pc5_relay *relay);
void relay_copies_free(struct pc5_relay *relay);

/* relay-select.c: reselection */
void relay_exclude(struct pc5_relay *relay, uint32_t rsc,
		   const struct pc5_user_info *info);
bool relay_lost(struct pc5_relay *relay, struct relay_pair *pair,
		uint8_t cause);
void relay_select_next(struct pc5_relay *relay, struct relay_pair *pair);
struct relay_pair *relay_successor(const struct pc5_relay *relay,
				   const struct relay_pair *pair);
void relay_select_moved(struct pc5_relay *relay, struct relay_pair *pair);

/* relay-offer.c: negotiated reselection */
void relay_select_answer(struct pc5_relay *relay, struct relay_pair *pair);
void relay_select_send_ack(struct pc5_relay *relay, struct relay_pair *pair);
int relay_select_asked(struct pc5_relay *relay, uint32_t link,
		       const struct pc5s_msg *msg);
void relay_select_answered(struct pc5_relay *relay, uint32_t link,
			   const struct pc5s_msg *msg);
int relay_select_offer(struct pc5_relay *relay, struct relay_pair *pair,
		       uint32_t link);
int relay_select_hop_asked(struct pc5_relay *relay, struct relay_hop *hop,
			   const struct pc5s_msg *msg);
void relay_select_hop_answered(struct pc5_relay *relay,
			       struct relay_pair *pair,
			       const struct pc5s_msg *msg);
void relay_select_ack(struct pc5_relay *relay, struct relay_hop *hop);
void relay_select_relay(struct pc5_relay *relay, struct relay_pair *pair);

#endif /* LIBPC5_RELAY_PRIV_H */
