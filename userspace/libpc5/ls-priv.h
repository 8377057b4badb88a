/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the link procedures share. */
#ifndef LIBPC5_LS_PRIV_H
#define LIBPC5_LS_PRIV_H

#include "ls.h"
#include "ls-upper.h"

/* A timer that does not run. */
#define LS_OFF UINT64_MAX

/* Peers that asked to be left alone (T5088), the most that are remembered. */
#define LS_BACKOFFS 32

/* Link modification operation codes are below this (clause 11.3.19). */
#define LS_OPERATIONS 16

/*
 * Timers of a link: those of enum pc5_ls_timer, and
 *
 *	LS_T5086	maximum inactivity period
 *	LS_TGRACE	the replaced context is still received
 *	LS_TNEXT	UE_2: what is left of a rekeying without an end
 *	LS_TIDS		both sets of identifiers are received
 *	LS_TPROBE	the new identifiers have to be seen in use
 *	LS_TRETRY_IDS	an identifier update met one of the peer
 *	LS_TRETRY_MODIFY	a modification did
 *	LS_TAGE		the context is old
 *	LS_TREAUTH	K_NRP is near the end of its life
 *	LS_TGONE	a released link answers no more
 *	LS_THOLD	UE_2: nobody decided whether to accept
 *	LS_TPATH	a link without a path finds no other one
 */
enum ls_timer {
	LS_T5086 = PC5_LS_TIMERS,
	LS_TGRACE,
	LS_TNEXT,
	LS_TIDS,
	LS_TPROBE,
	LS_TRETRY_IDS,
	LS_TRETRY_MODIFY,
	LS_TAGE,
	LS_TREAUTH,
	LS_TGONE,
	LS_THOLD,
	LS_TPATH,
	LS_TIMERS
};

/*
 * State of a link:
 *
 *	LS_AUTH		authentication: UE_1 waits for Authentication Request
 *			or Security Mode Command, UE_2 for Response
 *	LS_COMMAND	UE_2 sent the Security Mode Command
 *	LS_COMPLETE	UE_1 sent the Security Mode Complete
 *	LS_HOLD		UE_2 has the Security Mode Complete, and waits for the
 *			decision whether to accept
 *	LS_UP		established
 *	LS_RELEASE	Release Request sent
 *	LS_GONE		released by the peer: the answer may have been lost
 */
enum ls_state {
	LS_AUTH,
	LS_COMMAND,
	LS_COMPLETE,
	LS_HOLD,
	LS_UP,
	LS_RELEASE,
	LS_GONE,
};

/**
 * struct ls_msg - an encoded message, for retransmission
 * @srb: SL-SRB
 * @old_ids: sent with the old identifiers while both are in use
 * @len: octets
 * @data: the message
 */
struct ls_msg {
	uint8_t srb;
	bool old_ids;
	size_t len;
	uint8_t data[];
};

/**
 * struct ls_out - a message being made
 * @msg: its IEs
 * @store: values of some of them
 */
struct ls_out {
	struct pc5s_msg msg;
	struct pc5s_store store;
};

/**
 * struct ls_clock - a running timer
 * @at: when it expires, LS_OFF if it does not run
 * @left: retransmissions left
 * @msg: what is retransmitted, may be NULL
 */
struct ls_clock {
	uint64_t at;
	uint8_t left;
	struct ls_msg *msg;
};

/**
 * struct ls_context - a context in the data plane
 * @set: it is there
 * @id: K_NRP-sess ID
 * @own_msb: this UE chose the MSB of @id, else the LSB
 * @sel: algorithms
 */
struct ls_context {
	bool set;
	uint16_t id;
	bool own_msb;
	struct pc5s_algorithms sel;
};

/**
 * struct ls_smc - a security mode control, from DCR or Rekeying Request on
 * @nonce_1: Nonce_1
 * @nonce_2: Nonce_2
 * @msb: MSB of K_NRP-sess ID
 * @lsb: LSB
 * @has_nonce: there are @nonce_1 and @msb
 * @policy: octet of UE_1's signalling policy
 * @caps_len: octets of @caps
 * @caps: UE_1's capabilities
 * @sel: algorithms selected
 * @has_knrp: @knrp holds a K_NRP
 * @new_knrp: and it is new: @knrp.id is not known before the end
 * @knrp: K_NRP
 * @msbs: UE_2's half of the ID of a new K_NRP
 * @conflicts: how often UE_2's LSB was refused
 * @refused: UE_2: cause of an unprotected refusal
 * @first: UE_1's first container, UE_2: the one received; may be NULL
 * @first_len: its octets
 * @last: UE_2: container for the Security Mode Command, may be NULL
 * @last_len: its octets
 */
struct ls_smc {
	uint8_t nonce_1[PC5_NONCE_LEN];
	uint8_t nonce_2[PC5_NONCE_LEN];
	uint8_t msb;
	uint8_t lsb;
	bool has_nonce;
	uint8_t policy;
	uint8_t caps_len;
	uint8_t caps[PC5_CAPS_MAX];
	struct pc5s_algorithms sel;
	bool has_knrp;
	bool new_knrp;
	struct pc5_ls_knrp knrp;
	uint16_t msbs;
	unsigned int conflicts;
	uint8_t refused;
	uint8_t *first;
	size_t first_len;
	uint8_t *last;
	size_t last_len;
};

/**
 * struct ls_auth - an authentication
 * @ops: those it was begun with
 * @session: that of the method
 * @started: there is a session
 * @done: it succeeded
 * @in: UE_1: last container received, to know it again
 * @in_len: its octets
 * @answer: UE_1: what was answered
 */
struct ls_auth {
	const struct pc5_ls_auth_ops *ops;
	void *session;
	bool started;
	bool done;
	uint8_t *in;
	size_t in_len;
	struct ls_msg *answer;
};

/* Part in a rekeying. */
enum ls_rekey_role {
	LS_REKEY_NONE,
	LS_REKEY_UE_1,
	LS_REKEY_UE_2,
};

/**
 * struct ls_rekey - a rekeying
 * @role: enum ls_rekey_role
 * @reauth: with a new K_NRP
 * @switched: UE_1 sends under the new context already
 * @done_nonce: UE_2: Nonce_1 of the last one that ended well
 * @has_done: there is @done_nonce
 */
struct ls_rekey {
	uint8_t role;
	bool reauth;
	bool switched;
	uint8_t done_nonce[PC5_NONCE_LEN];
	bool has_done;
};

/* Step of an identifier update. */
enum ls_ids_step {
	LS_IDS_NONE,
	LS_IDS_REQUESTED,	/* starter: Request sent */
	LS_IDS_ACCEPTED,	/* peer: Accept sent */
	LS_IDS_SWITCHED,	/* new ones are sent, both received */
};

/**
 * struct ls_ids - an identifier update
 * @step: enum ls_ids_step
 * @starter: this UE began it
 * @seen: the peer was heard to use the new ones
 * @probed: starter: the peer was asked to
 * @probed_at: when
 * @old: identifiers before
 * @new: after
 * @has_info: @info is a new user info of this UE
 * @has_link_local: @link_local is the address this UE is to have
 * @info: see there
 * @link_local: see there
 * @peer_has_info: @peer_info is a new user info of the peer
 * @peer_info: see there
 * @peer_has_link_local: the peer told a new address, in @new
 * @ack: starter: the Ack, for a repeated Accept
 * @has_move: starter: the link is to go over to @move
 * @move: path and Layer-2 IDs there
 * @held: Identifier Update Request that waits for a decision, may be NULL
 * @held_len: its octets
 * @held_rx: how it came
 * @decided: it was decided in its favour
 */
struct ls_ids {
	uint8_t step;
	bool starter;
	bool seen;
	bool probed;
	uint64_t probed_at;
	struct pc5_ls_ids old;
	struct pc5_ls_ids new;
	bool has_info;
	bool has_link_local;
	struct pc5_user_info info;
	uint8_t link_local[PC5S_LINK_LOCAL_LEN];
	bool peer_has_info;
	struct pc5_user_info peer_info;
	bool peer_has_link_local;
	struct ls_msg *ack;
	bool has_move;
	struct pc5_ls_ids move;
	uint8_t *held;
	size_t held_len;
	struct pc5_ls_rx held_rx;
	bool decided;
};

/**
 * struct ls_request - a DCR sent
 * @next: in the machine
 * @ls: the machine
 * @handle: its handle
 * @dead: to be freed
 * @own: source Layer-2 ID
 * @connect: what was asked for
 * @smc: what the DCR said, the start of every answer's
 * @clock: T5080
 * @hold: end of the wait after an unprotected refusal
 * @cause: what it would fail with
 * @links: links it made
 * @quiet: whoever asked has a link; it ends without another event
 */
struct ls_request {
	struct ls_request *next;
	struct pc5_ls *ls;
	uint32_t handle;
	bool dead;
	uint32_t own;
	struct pc5_ls_connect connect;
	struct ls_smc smc;
	struct ls_clock clock;
	uint64_t hold;
	uint8_t cause;
	unsigned int links;
	bool quiet;
};

/**
 * struct ls_link - a link, or what may become one
 * @next: in the machine
 * @ls: the machine
 * @handle: its handle
 * @state: enum ls_state
 * @dead: to be freed
 * @initiator: this UE sent the DCR
 * @created: the data plane knows it
 * @up: the data plane was told to carry user data
 * @secured: it has a security context, or is about to
 * @proven: something that only the peer can have sent was verified
 * @confirmed: UE_2: UE_1 is known to have the Establishment Accept
 * @request: UE_1, until it is established
 * @own: Layer-2 ID sent with
 * @peer: Layer-2 ID sent to
 * @seq: next sequence number
 * @dcr_seq: UE_2: sequence number of the DCR
 * @path: way over a layer-2 relay, 0 for none
 * @hop: its purpose
 * @own_info: this UE's user info
 * @peer_info: the peer's
 * @profile: how it is made
 * @user_plane: what was agreed
 * @peer_ip_config: the peer's IP address configuration, 0 for none
 * @link_local: this UE's IPv6 link-local address, for IP
 * @peer_link_local: the peer's; all zero where it told none
 * @cur: context sent under
 * @spare: context received under, of a security mode control
 * @old: context replaced
 * @has_knrp: @knrp is there
 * @knrp: K_NRP of @cur; its ID is 0 where it is kept no more
 * @smc: security mode control
 * @auth: authentication
 * @rekey: rekeying
 * @ids: identifier update
 * @want_rekey: to be started as soon as possible
 * @want_reauth: with a new K_NRP
 * @want_ids: identifier update to be started as soon as possible
 * @clock: timers
 * @complete: UE_1: Security Mode Complete, to be sent again
 * @accept: UE_2: Establishment Accept, to be sent again
 * @keepalive: keep-alive counter
 * @keepalive_seen: least counter of the peer not answered yet
 * @inactivity_ms: T5086
 * @heard: when a message of the peer last came
 * @since: when it began
 * @answered: UE_2: the peer has gone on with its authentication
 * @modify_op: operation code of the modification asked for
 * @modify_tries: how often it met one of the peer
 * @modify_msg: the modification to be tried again
 * @modify_bar: per operation code, when it may be tried again
 * @modify_upper: it was asked for by struct pc5_ls_upper
 * @modify_held: a Modification Request waits for its answer
 * @modify_seq: its sequence number
 * @modify_done: sequence number of the last Modification Request answered
 * @modify_done_at: when
 * @modify_answer: the answer
 * @relay: UE_2, hop link: what the DCR said of relays, may be NULL
 * @hold_qos: LS_HOLD: QoS flow descriptions of the Security Mode Complete, may
 *	be NULL
 * @hold_qos_len: their octets
 * @path_lost: its path is no more
 * @release_cause: why it is released
 * @release_msbs: new half of K_NRP ID
 * @release_answer: Release Accept, to be sent again
 */
struct ls_link {
	struct ls_link *next;
	struct pc5_ls *ls;
	uint32_t handle;
	uint8_t state;
	bool dead;
	bool initiator;
	bool created;
	bool up;
	bool secured;
	bool proven;
	bool confirmed;
	struct ls_request *request;
	uint32_t own;
	uint32_t peer;
	uint8_t seq;
	uint8_t dcr_seq;
	uint32_t path;
	struct pc5_hop hop;
	struct pc5_user_info own_info;
	struct pc5_user_info peer_info;
	struct pc5_ls_profile profile;
	struct pc5_up user_plane;
	uint8_t peer_ip_config;
	uint8_t link_local[PC5S_LINK_LOCAL_LEN];
	uint8_t peer_link_local[PC5S_LINK_LOCAL_LEN];
	struct ls_context cur;
	struct ls_context spare;
	struct ls_context old;
	bool has_knrp;
	struct pc5_ls_knrp knrp;
	struct ls_smc smc;
	struct ls_auth auth;
	struct ls_rekey rekey;
	struct ls_ids ids;
	bool want_rekey;
	bool want_reauth;
	bool want_ids;
	struct ls_clock clock[LS_TIMERS];
	struct ls_msg *complete;
	struct ls_msg *accept;
	uint32_t keepalive;
	uint32_t keepalive_seen;
	uint32_t inactivity_ms;
	uint64_t heard;
	uint64_t since;
	bool answered;
	uint8_t modify_op;
	uint8_t modify_tries;
	struct ls_msg *modify_msg;
	uint64_t modify_bar[LS_OPERATIONS];
	bool modify_upper;
	bool modify_held;
	uint8_t modify_seq;
	uint8_t modify_done;
	uint64_t modify_done_at;
	struct ls_msg *modify_answer;
	struct pc5_ls_relay *relay;
	uint8_t *hold_qos;
	size_t hold_qos_len;
	bool path_lost;
	uint8_t release_cause;
	uint16_t release_msbs;
	struct ls_msg *release_answer;
};

/**
 * struct ls_backoff - a peer to be left alone (T5088)
 * @dst: destination Layer-2 ID
 * @target: user info
 * @until: end of it
 */
struct ls_backoff {
	uint32_t dst;
	struct pc5_user_info target;
	uint64_t until;
};

/**
 * struct pc5_ls - all links of a UE
 * @config: configuration
 * @ops: surroundings
 * @auth: authentication methods, may be NULL
 * @ctx: argument of both
 * @links: links
 * @requests: DCRs sent
 * @handle: last handle given out
 * @seq: sequence number of messages that belong to no link
 * @backoff: peers to be left alone
 * @upper: what stands above, may be NULL
 * @upper_ctx: its argument
 * @settling: it is being asked
 */
struct pc5_ls {
	struct pc5_ls_config config;
	const struct pc5_ls_ops *ops;
	const struct pc5_ls_auth_ops *auth;
	void *ctx;
	struct ls_link *links;
	struct ls_request *requests;
	uint32_t handle;
	uint8_t seq;
	struct ls_backoff backoff[LS_BACKOFFS];
	const struct pc5_ls_upper *upper;
	void *upper_ctx;
	bool settling;
};

/* ls.c */
uint64_t ls_now(const struct pc5_ls *ls);
struct ls_link *ls_link_new(struct pc5_ls *ls);
void ls_link_kill(struct ls_link *link);
void ls_link_down(struct ls_link *link, uint8_t cause);
struct ls_link *ls_find(const struct pc5_ls *ls, uint32_t handle);
struct ls_request *ls_find_request(const struct pc5_ls *ls, uint32_t handle);
unsigned int ls_count(const struct pc5_ls *ls);
int ls_new_l2id(struct pc5_ls *ls, uint32_t *l2id);
int ls_random_link_local(struct pc5_ls *ls, uint8_t addr[PC5S_LINK_LOCAL_LEN]);
bool ls_l2id_taken(const struct pc5_ls *ls, uint32_t l2id);
int ls_random_range(struct pc5_ls *ls, uint32_t min, uint32_t max,
		    uint32_t *value);
bool ls_ids_fit(const struct pc5_ls_rx *rx, const struct pc5_ls_ids *ids);
bool ls_same_purpose(const struct ls_link *a, const struct ls_link *b);
void ls_settle(struct pc5_ls *ls);

/* ls-send.c */
void ls_begin(const struct ls_link *link, struct ls_out *out, uint8_t type);
struct ls_msg *ls_encode(const struct ls_out *out, uint8_t srb);
void ls_resend(const struct ls_link *link, const struct ls_msg *msg);
int ls_send(struct ls_link *link, const struct ls_out *out, uint8_t srb,
	    int timer);
int ls_send_keep(struct ls_link *link, const struct ls_out *out, uint8_t srb,
		 struct ls_msg **keep);
void ls_send_cause(struct ls_link *link, uint8_t type, uint8_t srb,
		   uint8_t cause);
void ls_reject_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		   uint8_t cause, uint8_t backoff);
void ls_emit(const struct pc5_ls *ls, const struct pc5_ls_event *event);
void ls_event(struct pc5_ls *ls, uint8_t type, const struct ls_link *link,
	      uint8_t cause, bool local);
void ls_event_request(struct pc5_ls *ls, uint8_t type, uint32_t request,
		      const struct ls_link *link, uint8_t cause, bool local);
void ls_ignored(struct pc5_ls *ls, const struct ls_link *link, uint8_t type);
void ls_ids_now(const struct ls_link *link, struct pc5_ls_ids *ids);

/* ls-timer.c */
void ls_arm(struct ls_link *link, int timer, struct ls_msg *msg);
void ls_arm_ms(struct ls_link *link, int timer, uint64_t ms);
void ls_stop(struct ls_link *link, int timer);
void ls_stop_all(struct ls_link *link);
bool ls_running(const struct ls_link *link, int timer);

/* ls-ctx.c */
int ls_pick_octet(struct pc5_ls *ls, const struct ls_link *link, bool msb,
		  uint8_t *octet);
struct ls_context *ls_context(struct ls_link *link, uint16_t sess_id);
int ls_create(struct ls_link *link);
int ls_context_install(struct ls_link *link, bool responder);
int ls_context_activate(struct ls_link *link);
void ls_context_drop(struct ls_link *link, struct ls_context *context);
void ls_smc_clear(struct ls_smc *smc);
int ls_smc_copy(struct ls_smc *to, const struct ls_smc *from);
int ls_set_octets(uint8_t **to, size_t *len, const void *data, size_t n);
int ls_pick_knrp_half(struct pc5_ls *ls, bool msb, uint32_t other,
		      uint16_t *half);
void ls_knrp_keep(struct ls_link *link, uint32_t old_id);
void ls_knrp_forget(struct ls_link *link);

/* ls-request.c: UE_1 */
void ls_request_kill(struct ls_request *request);
void ls_request_fail(struct ls_request *request, uint8_t cause, bool local);
void ls_request_timeout(struct ls_request *request, uint64_t now);
struct ls_link *ls_answer(struct ls_request *request, uint32_t peer);
void ls_answer_failed(struct ls_link *link, uint8_t cause, bool local);
void ls_answer_doubted(struct ls_request *request, uint8_t cause);
void ls_rx_accept(struct ls_link *link, const struct pc5s_msg *msg);
void ls_rx_reject(struct ls_request *request, struct ls_link *link,
		  const struct pc5s_msg *msg);
bool ls_request_first(const struct pc5_ls *ls,
		      const struct pc5_user_info *source);
void ls_request_satisfied(struct ls_link *link);

/* ls-answer.c: UE_2 */
void ls_rx_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
	       const struct pc5s_msg *msg);
void ls_establish(struct ls_link *link, const struct pc5s_msg *msg);
void ls_went_up(struct ls_link *link, struct pc5s_span qos);
void ls_watch_knrp(struct ls_link *link);
void ls_accept_now(struct ls_link *link, const struct pc5_ls_grant *grant);
void ls_refuse_now(struct ls_link *link, uint8_t cause, uint8_t end_ue_cause);

/* ls-auth.c */
void ls_auth_clear(struct ls_link *link);
void ls_auth_begin(struct ls_link *link);
void ls_auth_exhausted(struct ls_link *link);
uint8_t ls_auth_finish(struct ls_link *link, struct pc5s_span in);
void ls_rx_auth(struct ls_link *link, const struct pc5s_msg *msg);

/* ls-smc.c */
void ls_smc_begin(struct ls_link *link);
void ls_smc_again(struct ls_link *link);
void ls_smc_exhausted(struct ls_link *link);
void ls_knrp_adopt(struct ls_link *link);
void ls_smc_abort(struct ls_link *link, uint8_t cause, bool local);
void ls_rx_smc_reject(struct ls_link *link, const struct pc5s_msg *msg);
void ls_rx_smc_complete(struct ls_link *link, const struct pc5_ls_rx *rx,
			const struct pc5s_msg *msg);

/* ls-command.c: UE_1 */
void ls_rx_smc_command(struct ls_link *link, const struct pc5_ls_rx *rx,
		       const struct pc5s_msg *msg);

/* ls-rekey.c */
void ls_rekey_try(struct ls_link *link);
void ls_rekey_end(struct ls_link *link);
void ls_rekey_done(struct ls_link *link);
void ls_rekey_exhausted(struct ls_link *link);
void ls_rx_rekey_request(struct ls_link *link, const struct pc5_ls_rx *rx,
			 const struct pc5s_msg *msg);
void ls_rx_rekey_response(struct ls_link *link, const struct pc5_ls_rx *rx);

/* ls-ip.c */
int ls_new_link_local(struct ls_link *link);
uint8_t ls_take_ip(struct ls_link *link, const struct pc5s_msg *msg);

/* ls-ids.c */
void ls_ids_try(struct ls_link *link);
void ls_ids_abort(struct ls_link *link);
void ls_ids_end(struct ls_link *link);
void ls_ids_seen(struct ls_link *link);
void ls_ids_timeout(struct ls_link *link, int timer);
void ls_ids_privacy(struct ls_link *link);
void ls_arm_privacy(struct ls_link *link);
void ls_rx_ids(struct ls_link *link, const struct pc5_ls_rx *rx,
	       const struct pc5s_msg *msg);

/* ls-keepalive.c */
void ls_heard(struct ls_link *link);
void ls_keepalive_arm(struct ls_link *link);
void ls_keepalive_start(struct ls_link *link);
void ls_keepalive_timeout(struct ls_link *link, int timer);
void ls_rx_keepalive(struct ls_link *link, const struct pc5s_msg *msg);

/* ls-release.c */
void ls_release_start(struct ls_link *link, uint8_t cause);
void ls_release_local(struct ls_link *link, uint8_t cause);
void ls_release_exhausted(struct ls_link *link);
void ls_rx_release(struct ls_link *link, const struct pc5s_msg *msg);

/* ls-relay.c */
void ls_add_relay(struct ls_out *out, const struct pc5_ls_relay *relay);
bool ls_take_relay(const struct pc5_ls *ls, const struct pc5s_msg *msg,
		   struct pc5_ls_relay *relay);
void ls_auth_who(const struct ls_link *link, bool initiator,
		 struct pc5_ls_auth_who *who);
void ls_update_exhausted(struct ls_link *link);
void ls_rx_relay(struct ls_link *link, const struct pc5s_msg *msg);
void ls_rx_srb3(struct ls_link *link, const struct pc5_ls_rx *rx);

/* ls-modify.c */
void ls_modify_retry(struct ls_link *link);
void ls_modify_exhausted(struct ls_link *link);
void ls_rx_modify(struct ls_link *link, const struct pc5s_msg *msg);

#endif /* LIBPC5_LS_PRIV_H */
