/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Link procedures of PC5-S (TS 24.554 clause 7.2) as state machines: all direct
 * links of one UE. They do no I/O; what they need is in struct pc5_ls_ops.
 *
 * UE_1 is the UE that sent the Direct Communication Request (DCR), or the
 * Direct Rekey Request, and UE_2 the one that answers it. A handle names what
 * pc5_ls_connect() began, or a link; no two of one machine are ever equal.
 *
 * The callbacks may not call back into the machine. Nothing is thread safe.
 */
#ifndef LIBPC5_LS_H
#define LIBPC5_LS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ls-auth.h"
#include "peer.h"
#include "pc5s.h"
#include "policy.h"

/* Longest signalling message: a PDCP SDU (TS 38.323 clause 4.3.1). */
#define PC5_LS_MSG_MAX 9000

/* Most octets of the lists a link may be made with. */
#define PC5_LS_PROSE_IDS_MAX 1024
#define PC5_LS_QOS_MAX 1024

/* Most services a UE offers. */
#define PC5_LS_SERVICES_MAX 16

/**
 * enum pc5_ls_timer - timers of TS 24.554 clause 12.3 that have a configured
 * value and number of retransmissions
 * @PC5_LS_T5080: DCR
 * @PC5_LS_T5081: Modification Request
 * @PC5_LS_T5082: Identifier Update Request
 * @PC5_LS_T5083: Identifier Update Accept
 * @PC5_LS_T5084: nothing heard of the peer; 0 turns keep-alive off
 * @PC5_LS_T5085: Keepalive Request
 * @PC5_LS_T5087: Release Request
 * @PC5_LS_T5089: Security Mode Command
 * @PC5_LS_T5090: privacy: time between identifier updates; 0 turns it off
 * @PC5_LS_T5091: Rekeying Request
 * @PC5_LS_T5092: Authentication Request
 * @PC5_LS_T5080_RELAY: DCR of a source end UE to a UE-to-UE relay
 * @PC5_LS_T5097: UE-to-UE Relay Update Request
 * @PC5_LS_TIMERS: how many there are
 */
enum pc5_ls_timer {
	PC5_LS_T5080,
	PC5_LS_T5081,
	PC5_LS_T5082,
	PC5_LS_T5083,
	PC5_LS_T5084,
	PC5_LS_T5085,
	PC5_LS_T5087,
	PC5_LS_T5089,
	PC5_LS_T5090,
	PC5_LS_T5091,
	PC5_LS_T5092,
	PC5_LS_T5080_RELAY,
	PC5_LS_T5097,
	PC5_LS_TIMERS
};

/**
 * enum pc5_ls_data_type - what a link carries
 * @PC5_LS_IP: IP packets
 * @PC5_LS_ETHERNET: Ethernet frames
 * @PC5_LS_UNSTRUCTURED: anything else
 */
enum pc5_ls_data_type {
	PC5_LS_IP,
	PC5_LS_ETHERNET,
	PC5_LS_UNSTRUCTURED,
};

/**
 * enum pc5_ls_allocate - addresses one UE gives to the other; bits of a mask
 * @PC5_LS_ALLOCATE6: an IPv6 prefix, as a router
 * @PC5_LS_ALLOCATE4: an IPv4 address, as a DHCPv4 server
 */
enum pc5_ls_allocate {
	PC5_LS_ALLOCATE6 = 1 << 0,
	PC5_LS_ALLOCATE4 = 1 << 1,
};

/**
 * struct pc5_ls_profile - how links of one service are made
 * @signalling: signalling security policy
 * @user_plane: user-plane security policy
 * @data_type: enum pc5_ls_data_type
 * @ip_config: IP address configuration (TS 24.554 clause 11.3.6), for IP: what
 *	this UE gives to its peer. As UE_2 it leaves out what UE_1 gives
 * @prose_ids: ProSe identifiers (clause 11.3.3)
 * @prose_ids_len: their octets
 * @qos_flows: QoS flow descriptions (clause 11.3.5) UE_1 asks for; @qos_len 0
 *	for none
 * @qos_len: their octets
 */
struct pc5_ls_profile {
	struct pc5s_policy signalling;
	struct pc5s_policy user_plane;
	uint8_t data_type;
	uint8_t ip_config;
	uint16_t prose_ids_len;
	uint16_t qos_len;
	uint8_t prose_ids[PC5_LS_PROSE_IDS_MAX];
	uint8_t qos_flows[PC5_LS_QOS_MAX];
};

/**
 * struct pc5_ls_config - configuration of one UE; start with
 * pc5_ls_config_init()
 * @user_info: this UE's user info
 * @algs: algorithms it allows
 * @timer_ms: values of the timers, in milliseconds
 * @retries: how often a message is retransmitted when its timer expires
 * @max_links: most links, established and being released (clause 7.2.2.1 NOTE
 *	1: 8)
 * @max_half_open: most DCRs in work that have not been authenticated; where
 *	there are more, the oldest makes way, if it has been without an answer
 *	for half_open_ms
 * @max_half_open_src: the same, from one source Layer-2 ID
 * @half_open_ms: time to answer that each of them has in any case
 * @max_answers: most UEs whose answers to one DCR are in work
 * @max_lsb_conflicts: how often UE_2 chooses another LSB of K_NRP-sess ID
 * @reject_hold_ms: how long UE_1 goes on waiting for a better answer after an
 *	unprotected refusal, which anybody may have sent
 * @backoff_unproven_max_ms: longest back-off (T5088) an unprotected refusal can
 *	cause
 * @grace_ms: how long what was replaced (security context, identifiers) is
 *	still received
 * @collision_min_ms: least random delay before a procedure that met the peer's
 *	is tried again
 * @collision_max_ms: most
 * @modify_bar_ms: how long a refused modification is not tried again (clause
 *	7.2.3.5: 30 minutes at least)
 * @hold_ms: how long UE_2 waits for the decision whether to accept, see
 *	pc5_ls_accept()
 * @max_inactivity_s: maximum inactivity period told to the peer (T5086); 0 for
 *	none
 * @rekey_ms: age at which a security context is replaced; 0 for no limit
 * @reauth_margin_ms: how long before the end of its life K_NRP is replaced
 * @n_services: services offered
 * @services: the services, told apart by their ProSe identifiers; the first one
 *	also answers a DCR to this UE that has no identifiers
 */
struct pc5_ls_config {
	struct pc5_user_info user_info;
	struct pc5_algs algs;
	uint32_t timer_ms[PC5_LS_TIMERS];
	uint8_t retries[PC5_LS_TIMERS];
	unsigned int max_links;
	unsigned int max_half_open;
	unsigned int max_half_open_src;
	uint32_t half_open_ms;
	unsigned int max_answers;
	unsigned int max_lsb_conflicts;
	uint32_t reject_hold_ms;
	uint32_t backoff_unproven_max_ms;
	uint32_t grace_ms;
	uint32_t collision_min_ms;
	uint32_t collision_max_ms;
	uint32_t modify_bar_ms;
	uint32_t hold_ms;
	uint32_t max_inactivity_s;
	uint32_t rekey_ms;
	uint32_t reauth_margin_ms;
	unsigned int n_services;
	struct pc5_ls_profile services[PC5_LS_SERVICES_MAX];
};

/**
 * enum pc5_ls_cast - cast type of a message
 * @PC5_LS_UNICAST: to one UE
 * @PC5_LS_BROADCAST: to whoever listens to the destination Layer-2 ID
 */
enum pc5_ls_cast {
	PC5_LS_UNICAST,
	PC5_LS_BROADCAST,
};

/**
 * struct pc5_ls_tx - a message to be sent
 * @link: the link's handle; 0 where the data plane has not been told of a link
 * @srb: SL-SRB, 0 to 3
 * @cast: enum pc5_ls_cast
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @path: way over a layer-2 relay (struct pc5_relay_path); 0 for none
 * @sess_id: K_NRP-sess ID of the context that protects it; 0 for none
 * @no_cipher: integrity only, whatever the context says: the Direct Security
 *	Mode Command
 * @data: the message
 * @len: its octets
 *
 * During an identifier update both the old and the new identifiers are sent
 * with, so they are always given.
 */
struct pc5_ls_tx {
	uint32_t link;
	uint8_t srb;
	uint8_t cast;
	uint32_t src;
	uint32_t dst;
	uint32_t path;
	uint16_t sess_id;
	bool no_cipher;
	const void *data;
	size_t len;
};

/**
 * struct pc5_ls_rx - a message that came
 * @srb: SL-SRB, 0 to 3
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @path: way over a layer-2 relay it came; 0 for none
 * @verified: the data plane verified it under the installed context @sess_id of
 *	the link that these Layer-2 IDs, or the path, belong to
 * @sess_id: K_NRP-sess ID of its header; 0 where it is unprotected
 * @data: the message: of an unverified one all between header and MAC-I
 * @len: its octets
 * @pdu: unverified with K_NRP-sess ID on SL-SRB1: the PDU as it came
 * @pdu_len: its octets
 *
 * Of what carries a K_NRP-sess ID only messages on SL-SRB1 may come unverified,
 * and those only under an ID that no context of the link has.
 */
struct pc5_ls_rx {
	uint8_t srb;
	uint32_t src;
	uint32_t dst;
	uint32_t path;
	bool verified;
	uint16_t sess_id;
	const void *data;
	size_t len;
	const void *pdu;
	size_t pdu_len;
};

/**
 * struct pc5_ls_context - a security context to be installed
 * @sess_id: K_NRP-sess ID, never 0
 * @sel: algorithms
 * @responder: this UE sent the Direct Security Mode Command, so that what it
 *	sends has DIRECTION 1
 * @nrpek: NRPEK; all zero with NEA0
 * @nrpik: NRPIK
 */
struct pc5_ls_context {
	uint16_t sess_id;
	struct pc5s_algorithms sel;
	bool responder;
	uint8_t nrpek[PC5_NRP_KEY_LEN];
	uint8_t nrpik[PC5_NRP_KEY_LEN];
};

/**
 * struct pc5_ls_ids - identifiers of a link
 * @own: this UE's Layer-2 ID
 * @peer: the peer's
 * @path: way over a layer-2 relay the link goes; 0 for a direct one
 * @sess_id: K_NRP-sess ID of the active context; 0 for none
 * @link_local: this UE's IPv6 link-local address, random for each link and after
 *	each update; all zero where the link is not for IP
 * @peer_link_local: the peer's; all zero where it told none
 */
struct pc5_ls_ids {
	uint32_t own;
	uint32_t peer;
	uint32_t path;
	uint16_t sess_id;
	uint8_t link_local[PC5S_LINK_LOCAL_LEN];
	uint8_t peer_link_local[PC5S_LINK_LOCAL_LEN];
};

/**
 * enum pc5_ls_ids_phase - step of an identifier update in the data plane; the
 * keys and COUNT of the active context stay, it only gets a second ID. A link
 * that moves to another relay changes its path in the same steps; where its
 * path was lost, K_NRP-sess ID is the same before and after, and the next
 * update changes it
 * @PC5_LS_IDS_BOTH: receive under both, send under the old ones
 * @PC5_LS_IDS_SEND_NEW: receive under both, send under the new ones
 * @PC5_LS_IDS_NEW: forget the old ones
 * @PC5_LS_IDS_OLD: forget the new ones; send under the old ones
 */
enum pc5_ls_ids_phase {
	PC5_LS_IDS_BOTH,
	PC5_LS_IDS_SEND_NEW,
	PC5_LS_IDS_NEW,
	PC5_LS_IDS_OLD,
};

/**
 * struct pc5_ls_up - a link that carries user data from now on
 * @initiator: this UE sent the DCR
 * @secured: there is a security context; false only where both sides' policies
 *	allow null integrity
 * @sel: algorithms
 * @user_plane: protection of the user data
 * @ids: identifiers
 * @hop: its purpose
 * @peer: the peer's user info
 * @data_type: enum pc5_ls_data_type
 * @ip_config: IP address configuration of this UE
 * @peer_ip_config: that of the peer; 0 where it sent none
 * @qos_flows: QoS flow descriptions; only valid during the call
 */
struct pc5_ls_up {
	bool initiator;
	bool secured;
	struct pc5s_algorithms sel;
	struct pc5_up user_plane;
	struct pc5_ls_ids ids;
	struct pc5_hop hop;
	struct pc5_user_info peer;
	uint8_t data_type;
	uint8_t ip_config;
	uint8_t peer_ip_config;
	struct pc5s_span qos_flows;
};

/**
 * struct pc5_ls_knrp - K_NRP shared with a peer
 * @id: K_NRP ID
 * @key: the key
 * @lifetime: seconds it may still be used; 0 for no limit
 * @hop: what it is for: a K_NRP is never used for anything else (TS 33.503
 *	clause 6.6.2)
 * @peer: the peer's user info
 */
struct pc5_ls_knrp {
	uint32_t id;
	uint8_t key[PC5_KNRP_LEN];
	uint32_t lifetime;
	struct pc5_hop hop;
	struct pc5_user_info peer;
};

/**
 * enum pc5_ls_event_type - what happened
 * @PC5_LS_ESTABLISHED: the link is up; @handle is the link, @request what
 *	pc5_ls_connect() gave, 0 at UE_2
 * @PC5_LS_CONNECT_FAILED: @request came to nothing
 * @PC5_LS_REFUSED: UE_2 refused a DCR, or an establishment ended
 * @PC5_LS_HALF_OPEN_LIMIT: a DCR was left out: too many in work
 * @PC5_LS_RELEASED: the link is down
 * @PC5_LS_REKEYED: a new context protects what is sent
 * @PC5_LS_REKEY_FAILED: rekeying came to nothing
 * @PC5_LS_IDS_CHANGED: the link has new identifiers
 * @PC5_LS_IDS_FAILED: the identifier update came to nothing
 * @PC5_LS_MODIFIED: the peer accepted a modification, or had one accepted
 * @PC5_LS_MODIFY_FAILED: it refused
 * @PC5_LS_COLLISION: a procedure met the same one of the peer; it is tried
 *	again
 * @PC5_LS_PEER_SILENT: keep-alive got no answer; the link is released
 * @PC5_LS_IGNORED: a message was left out: not expected, not protected as it
 *	has to be, or not a message
 */
enum pc5_ls_event_type {
	PC5_LS_ESTABLISHED,
	PC5_LS_CONNECT_FAILED,
	PC5_LS_REFUSED,
	PC5_LS_HALF_OPEN_LIMIT,
	PC5_LS_RELEASED,
	PC5_LS_REKEYED,
	PC5_LS_REKEY_FAILED,
	PC5_LS_IDS_CHANGED,
	PC5_LS_IDS_FAILED,
	PC5_LS_MODIFIED,
	PC5_LS_MODIFY_FAILED,
	PC5_LS_COLLISION,
	PC5_LS_PEER_SILENT,
	PC5_LS_IGNORED,
};

/**
 * struct pc5_ls_event - something for whoever watches
 * @type: enum pc5_ls_event_type
 * @handle: the link; 0 where there is none
 * @request: the request of pc5_ls_connect(); 0 where there is none
 * @cause: enum pc5s_cause; 0 where there is none
 * @local: the cause was found here, not told by the peer
 * @message: enum pc5s_type of the message it was about; 0 for none
 */
struct pc5_ls_event {
	uint8_t type;
	uint32_t handle;
	uint32_t request;
	uint8_t cause;
	bool local;
	uint8_t message;
};

/**
 * struct pc5_ls_relay - what a DCR says of a UE-to-UE relay (TS 24.554 clause
 * 10.3.1)
 * @hop: purpose of the link, @hop.rsc 0 where it has nothing to do with relays
 * @indication: relay indication: integrated discovery, any relay may answer
 * @source: user info of the source end UE; to be sent, of length 0 this UE's
 * @relay: user info of the relay; of length 0 it is not known
 * @target: user info of the target end UE; of length 0 it is not known
 * @target_l2: Layer-2 ID of the target end UE, 0 where it is not known
 */
struct pc5_ls_relay {
	struct pc5_hop hop;
	bool indication;
	struct pc5_user_info source;
	struct pc5_user_info relay;
	struct pc5_user_info target;
	uint32_t target_l2;
};

/**
 * struct pc5_ls_dcr - a DCR, for whoever decides
 * @src: source Layer-2 ID
 * @path: way over a layer-2 relay it came; 0 for none
 * @source: whom the link would be with, which nothing has proven: the source
 *	user info, and of a DCR by a relay the relay's
 * @relay: what it says of relays
 * @service: service of the configuration that fits, may be changed by the one
 *	who decides
 * @profile: of a hop link: how to make it, set by struct pc5_ls_upper
 * @backoff: GPRS timer octet (TS 24.008 clause 10.5.7.3) sent with
 *	PC5S_CAUSE_CONGESTION; 0 for none
 * @message: the whole message
 */
struct pc5_ls_dcr {
	uint32_t src;
	uint32_t path;
	struct pc5_user_info source;
	struct pc5_ls_relay relay;
	unsigned int service;
	const struct pc5_ls_profile *profile;
	uint8_t backoff;
	const struct pc5s_msg *message;
};

/**
 * struct pc5_ls_ops - what the machine asks of its surroundings
 * @now: monotonic time, in milliseconds
 * @random: fill with random octets that nobody can guess
 * @transmit: send; may drop, like the radio
 * @l2id_used: whether a Layer-2 ID has another use at this UE (discovery,
 *	groups, static links); may be NULL
 * @admit: whether to answer a DCR that the configuration allows. Returns 0, the
 *	enum pc5s_cause to refuse it with, or a negative errno to stay silent;
 *	may be NULL
 * @qos: QoS flow descriptions the peer asks for, @op being the link
 *	modification operation code or 0 at establishment. Returns 0 or the
 *	enum pc5s_cause to refuse with; may be NULL
 * @addresses: UE_2: IP address configuration of both sides of a link that is
 *	about to be accepted. Returns 0, or the enum pc5s_cause to refuse with
 *	where @own cannot be kept; may be NULL
 * @rename: whether the peer, which changes its identifiers, may call itself
 *	@peer from now on. Without it a peer may not change its user info
 * @knrp_find: K_NRP by K_NRP ID, or where @peer is not NULL by user info and
 *	what it is for; not expired. Returns 0 or -ENOENT
 * @knrp_taken: whether a K_NRP ID with the bits @id under @mask exists
 * @knrp_store: keep a K_NRP on stable storage, in the place of what was kept
 *	under @old_id (0: nothing) and of what was kept for the same peer and
 *	purpose
 * @knrp_forget: forget one
 * @link_create: a link with these identifiers is coming up, for user data of
 *	enum pc5_ls_data_type: receive SL-SRB0 to SL-SRB3, no user data yet
 * @link_up: carry user data
 * @link_down: stop carrying user data; signalling goes on
 * @link_delete: forget the link and its contexts
 * @context_install: receive under a new context. What the link sends stays
 *	under the active one
 * @context_verify: verify an SL-SRB1 PDU under a context just installed.
 *	Returns 0, or -EBADMSG where its MAC-I does not hold
 * @context_activate: send under it; the one active until now is only received
 * @context_delete: forget it
 * @ids: step of an identifier update; @old and @new as they are in the phase
 * @heard: time at which user data of the peer last verified, 0 for never; may
 *	be NULL
 * @event: something happened; may be NULL
 *
 * Those that return an int otherwise return 0 or a negative errno, which ends
 * what was going on.
 */
struct pc5_ls_ops {
	uint64_t (*now)(void *ctx);
	int (*random)(void *ctx, void *buf, size_t len);
	void (*transmit)(void *ctx, const struct pc5_ls_tx *tx);
	bool (*l2id_used)(void *ctx, uint32_t l2id);
	int (*admit)(void *ctx, struct pc5_ls_dcr *dcr);
	uint8_t (*qos)(void *ctx, uint32_t link, uint8_t op,
		       struct pc5s_span flows, struct pc5s_span rules);
	uint8_t (*addresses)(void *ctx, uint32_t link, uint8_t own,
			     uint8_t peer);
	bool (*rename)(void *ctx, uint32_t link,
		       const struct pc5_user_info *peer);
	int (*knrp_find)(void *ctx, uint32_t id,
			 const struct pc5_user_info *peer,
			 const struct pc5_hop *hop,
			 struct pc5_ls_knrp *knrp);
	bool (*knrp_taken)(void *ctx, uint32_t id, uint32_t mask);
	int (*knrp_store)(void *ctx, const struct pc5_ls_knrp *knrp,
			  uint32_t old_id);
	void (*knrp_forget)(void *ctx, uint32_t id);
	int (*link_create)(void *ctx, uint32_t link,
			   const struct pc5_ls_ids *ids, uint8_t data_type);
	int (*link_up)(void *ctx, uint32_t link, const struct pc5_ls_up *up);
	void (*link_down)(void *ctx, uint32_t link, uint8_t cause);
	void (*link_delete)(void *ctx, uint32_t link);
	int (*context_install)(void *ctx, uint32_t link,
			       const struct pc5_ls_context *context);
	int (*context_verify)(void *ctx, uint32_t link, uint16_t sess_id,
			      const void *pdu, size_t len);
	int (*context_activate)(void *ctx, uint32_t link, uint16_t sess_id);
	void (*context_delete)(void *ctx, uint32_t link, uint16_t sess_id);
	int (*ids)(void *ctx, uint32_t link, uint8_t phase,
		   const struct pc5_ls_ids *old, const struct pc5_ls_ids *new);
	uint64_t (*heard)(void *ctx, uint32_t link);
	void (*event)(void *ctx, const struct pc5_ls_event *event);
};

/**
 * struct pc5_ls_connect - a link to be made
 * @dst: destination Layer-2 ID of the DCR: the peer's, or the one of the
 *	service
 * @broadcast: @dst is the one of the service
 * @target: user info of the peer; of length 0 whoever offers the service may
 *	answer, and every one that does becomes a link
 * @ids: of a link over a layer-2 relay: path and Layer-2 IDs; else @ids.path is
 *	0 and the rest is not used
 * @relay: what the DCR says of relays; @target is the peer: the relay itself,
 *	or the target end UE
 * @profile: how to make it
 */
struct pc5_ls_connect {
	uint32_t dst;
	bool broadcast;
	struct pc5_user_info target;
	struct pc5_ls_ids ids;
	struct pc5_ls_relay relay;
	struct pc5_ls_profile profile;
};

/**
 * struct pc5_ls_info - a link, to be shown
 * @handle: its handle
 * @initiator: this UE sent the DCR
 * @established: it carries user data
 * @secured: there is a security context
 * @rekeying: a rekeying is going on
 * @updating: an identifier update is going on
 * @sel: algorithms
 * @user_plane: protection of the user data
 * @ids: identifiers
 * @hop: its purpose
 * @knrp_id: K_NRP ID; 0 where there is none
 * @peer: the peer's user info
 */
struct pc5_ls_info {
	uint32_t handle;
	bool initiator;
	bool established;
	bool secured;
	bool rekeying;
	bool updating;
	struct pc5s_algorithms sel;
	struct pc5_up user_plane;
	struct pc5_ls_ids ids;
	struct pc5_hop hop;
	uint32_t knrp_id;
	struct pc5_user_info peer;
};

struct pc5_ls;

/* Values of TS 24.554 clause 12.3, all algorithms, no service. */
void pc5_ls_config_init(struct pc5_ls_config *config);

/*
 * A machine; the operations and @auth (NULL: only K_NRPs that are kept already)
 * have to outlive it. Returns NULL without memory or where the configuration
 * makes no sense. pc5_ls_free() sends nothing and wipes all keys; it tells the
 * data plane nothing.
 */
struct pc5_ls *pc5_ls_new(const struct pc5_ls_config *config,
			  const struct pc5_ls_ops *ops,
			  const struct pc5_ls_auth_ops *auth, void *ctx);
void pc5_ls_free(struct pc5_ls *ls);

/*
 * Another configuration, for what begins from now on; timers of links that are
 * there take their new values when they are started next. The user info stays
 * that of before. Returns 0, or -EINVAL where the configuration makes no sense,
 * which changes nothing.
 */
int pc5_ls_reconfigure(struct pc5_ls *ls, const struct pc5_ls_config *config,
		       const struct pc5_ls_auth_ops *auth);

/* What a UE says that gives @allocate, mask of enum pc5_ls_allocate. */
uint8_t pc5_ls_ip_config(uint8_t allocate);

/*
 * Which addresses this UE gives to its peer on an IP link: enum
 * pc5_ls_allocate. @initiator: this UE is UE_1; @own and @peer as in struct
 * pc5_ls_up.
 */
uint8_t pc5_ls_allocates(bool initiator, uint8_t own, uint8_t peer);

/* A message came. */
void pc5_ls_rx(struct pc5_ls *ls, const struct pc5_ls_rx *rx);

/*
 * Time of the next timer, UINT64_MAX where none runs; and act on those that
 * expired.
 */
uint64_t pc5_ls_next(const struct pc5_ls *ls);
void pc5_ls_run(struct pc5_ls *ls);

/*
 * Begin to make a link; @handle names the request. Returns 0, or
 *
 *	-EEXIST		there is a link to that user info, or one in the making
 *	-EAGAIN		the peer asked to be left alone for a time (T5088)
 *	-EMLINK		no more links
 *	-EINVAL, -EMSGSIZE	the profile does not make a message
 *	-ENOMEM, or an error of an operation
 */
int pc5_ls_connect(struct pc5_ls *ls, const struct pc5_ls_connect *connect,
		   uint32_t *handle);

/*
 * End a link, or a request. @cause is one of those of clause 7.2.6.2: 1, 2, 4,
 * 5, 13, 20, 111. Returns 0, -ENOENT, -EINVAL for another cause, -EALREADY.
 */
int pc5_ls_release(struct pc5_ls *ls, uint32_t handle, uint8_t cause);

/*
 * Radio link failure, or PC5-RRC released the connection: end it without a
 * message (clause 7.2.6.1). Returns 0 or -ENOENT.
 */
int pc5_ls_lost(struct pc5_ls *ls, uint32_t handle);

/*
 * Rekey, with a new K_NRP where @reauth. It waits for what is going on. Returns
 * 0, -ENOENT, -EOPNOTSUPP where the link has no security, or @reauth and there
 * is no method.
 */
int pc5_ls_rekey(struct pc5_ls *ls, uint32_t handle, bool reauth);

/*
 * Change Layer-2 IDs, K_NRP-sess ID and the IPv6 link-local addresses, this UE's
 * to @link_local or where that is NULL to a random one, and where not NULL the
 * user info. It waits for what is going on. Returns 0 or -ENOENT.
 */
int pc5_ls_update(struct pc5_ls *ls, uint32_t handle,
		  const struct pc5_user_info *user_info,
		  const uint8_t link_local[PC5S_LINK_LOCAL_LEN]);

/*
 * Modify the link: operation code @op of clause 11.3.19 (3 to 7) and QoS flow
 * descriptions. Returns 0, -ENOENT, -EINVAL, -EBUSY while one is going on,
 * -EAGAIN where this was refused and it is too early to ask again, -EMSGSIZE.
 */
int pc5_ls_modify(struct pc5_ls *ls, uint32_t handle, uint8_t op,
		  struct pc5s_span flows, struct pc5s_span rules);

/*
 * Whether this UE's Layer-2 ID @own is in use: of a link, a request, or a DCR that
 * is being answered. This may be asked in a callback, too.
 */
bool pc5_ls_uses(const struct pc5_ls *ls, uint32_t own);

/* A link by its handle; and the one after @handle, 0 for the first. -ENOENT. */
int pc5_ls_info(const struct pc5_ls *ls, uint32_t handle,
		struct pc5_ls_info *info);
int pc5_ls_info_next(const struct pc5_ls *ls, uint32_t handle,
		     struct pc5_ls_info *info);

/* Name of an event: "established". */
const char *pc5_ls_event_name(uint8_t type);

#endif /* LIBPC5_LS_H */
