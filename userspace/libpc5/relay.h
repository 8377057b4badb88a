/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UE-to-UE relay (TS 24.554 clauses 7.2 and 8a, TS 23.304 clause 6.7, TS 33.503
 * clause 6.6, without network assistance): what a relay, a source end UE and a
 * target end UE do above the links of one UE. A UE may be all three.
 *
 * A pair is a source and a target end UE behind one relay, for one relay service
 * code (RSC). It uses two hop links, each an ordinary link between an end UE and
 * the relay with a K_NRP of its own per (relay, RSC), which several pairs share.
 *
 * Layer-3 relay: hop links carry the user data, and the relay reads it all.
 * Layer-2 relay: the relay gives each end UE a local UE ID, unique on both hop
 * links, which make a path; the end-to-end link is an ordinary link of struct
 * pc5_ls over that path, with keys the relay does not have.
 *
 * The machine does no I/O. It attaches itself to a struct pc5_ls: who calls
 * pc5_ls_rx(), pc5_ls_run() and pc5_ls_next() need not call it, as its timers
 * are among those of the links. It makes and ends hop links and end-to-end
 * links by itself; their events go to the operations of struct pc5_ls as those
 * of all links do. The callbacks may not call back. Nothing is thread safe.
 */
#ifndef LIBPC5_RELAY_H
#define LIBPC5_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "ls.h"

/* Octets of a MAC address (TS 24.554 clause 11.3.45). */
#define PC5_RELAY_MAC_LEN 6

/* Most RSCs of a UE. */
#define PC5_RELAY_SERVICES_MAX 16

/* Most pairs of a UE: of the relay, and as an end UE. */
#define PC5_RELAY_PAIRS_MAX 512

/* Most candidate relays of a reselection. */
#define PC5_RELAY_CANDIDATES_MAX 8

/* Most pairs of one end UE at a relay: each takes two of 256 local UE IDs. */
#define PC5_RELAY_PAIRS_HOP_MAX 120

/**
 * struct pc5_relay_service - a relay service code (TS 24.554 clause 5.2.7)
 * @rsc: the code (24 bits), never 0
 * @layer: 2 or 3
 * @serve: this UE relays for it
 * @use: this UE may be an end UE of it, source or target
 * @broadcast: destination Layer-2 ID of DCRs of integrated discovery, 0 for
 *	none: the relay can only go to targets whose Layer-2 ID is known
 * @hop: how hop links are made: policies, data type and, for layer 3 with IP,
 *	the address configuration; its ProSe identifiers are the default of
 *	those of a pair
 */
struct pc5_relay_service {
	uint32_t rsc;
	uint8_t layer;
	bool serve;
	bool use;
	uint32_t broadcast;
	struct pc5_ls_profile hop;
};

/**
 * struct pc5_relay_config - configuration; start with pc5_relay_config_init()
 * @max_pairs: most pairs relayed
 * @max_pairs_source: the same, of one source end UE
 * @max_held: most DCRs of integrated discovery held at a time
 * @pick_ms: how long a target collects copies of a DCR by several relays
 * @pair_ms: how long a pair may take to come up at the relay
 * @ids_ms: time between transmissions of local UE IDs
 * @ids_retries: how often they are sent again
 * @path_ms: how long an end-to-end link without a path waits for another one
 * @exclude_ms: how long a relay is not chosen after it refused or failed
 * @update_ms: T5097
 * @update_retries: its retransmissions
 * @attempts: relays tried one after another in a reselection
 * @n_services: how many RSCs
 * @services: the RSCs
 */
struct pc5_relay_config {
	unsigned int max_pairs;
	unsigned int max_pairs_source;
	unsigned int max_held;
	uint32_t pick_ms;
	uint32_t pair_ms;
	uint32_t ids_ms;
	unsigned int ids_retries;
	uint32_t path_ms;
	uint32_t exclude_ms;
	uint32_t update_ms;
	unsigned int update_retries;
	unsigned int attempts;
	unsigned int n_services;
	struct pc5_relay_service services[PC5_RELAY_SERVICES_MAX];
};

/**
 * struct pc5_relay_candidate - a relay as discovery found it
 * @info: its user info
 * @l2: Layer-2 ID its DCRs go to
 */
struct pc5_relay_candidate {
	struct pc5_user_info info;
	uint32_t l2;
};

/**
 * enum pc5_relay_role - what this UE is in a pair
 * @PC5_RELAY_RELAY: the relay
 * @PC5_RELAY_SOURCE: the end UE that asked
 * @PC5_RELAY_TARGET: the other one
 */
enum pc5_relay_role {
	PC5_RELAY_RELAY,
	PC5_RELAY_SOURCE,
	PC5_RELAY_TARGET,
};

/**
 * struct pc5_relay_pair - a pair, as told to the surroundings
 * @handle: of the pair; no two of one machine are ever equal, 0 for none
 * @role: enum pc5_relay_role
 * @up: it is ready: layer 3 both hop links, layer 2 the end-to-end link (relay:
 *	the route)
 * @rsc: relay service code
 * @layer: 2 or 3
 * @data_type: enum pc5_ls_data_type
 * @source: source end UE
 * @target: target end UE
 * @relay: the relay; this UE's own user info at the relay
 * @hop_source: link towards the source end UE; 0 where this UE is it
 * @hop_target: link towards the target end UE; 0 where this UE is it. An end UE
 *	has only one hop link, which is the one towards the other end UE
 * @path: layer 2 at an end UE: the path; 0 for none
 * @link: layer 2 at an end UE: the end-to-end link; 0 for none
 * @ue_source: layer 2: local UE ID of the source end UE
 * @ue_target: layer 2: that of the target end UE
 * @source_addr: layer 3: IP address of the source end UE, AF_UNSPEC where it is
 *	not known
 * @target_addr: layer 3: that of the target end UE
 * @has_source_mac: layer 3, Ethernet: @source_mac is known
 * @has_target_mac: layer 3, Ethernet: @target_mac is known
 * @source_mac: MAC address of the source end UE
 * @target_mac: that of the target end UE
 */
struct pc5_relay_pair {
	uint32_t handle;
	uint8_t role;
	bool up;
	uint32_t rsc;
	uint8_t layer;
	uint8_t data_type;
	struct pc5_user_info source;
	struct pc5_user_info target;
	struct pc5_user_info relay;
	uint32_t hop_source;
	uint32_t hop_target;
	uint32_t path;
	uint32_t link;
	uint8_t ue_source;
	uint8_t ue_target;
	struct pc5_addr source_addr;
	struct pc5_addr target_addr;
	bool has_source_mac;
	bool has_target_mac;
	uint8_t source_mac[PC5_RELAY_MAC_LEN];
	uint8_t target_mac[PC5_RELAY_MAC_LEN];
};

/**
 * struct pc5_relay_route - forwarding of a pair at a layer-2 relay (TS 38.351)
 * @pair: handle of the pair
 * @hop_a: hop link towards the source end UE
 * @hop_b: hop link towards the target end UE
 * @ue_id_a: local UE ID of the source end UE
 * @ue_id_b: local UE ID of the target end UE
 *
 * What comes on @hop_a from @ue_id_a to @ue_id_b goes out on @hop_b unchanged,
 * what comes on @hop_b from @ue_id_b to @ue_id_a goes out on @hop_a; nothing
 * else of these IDs is forwarded. An ID is used once on each hop link.
 */
struct pc5_relay_route {
	uint32_t pair;
	uint32_t hop_a;
	uint32_t hop_b;
	uint8_t ue_id_a;
	uint8_t ue_id_b;
};

/**
 * struct pc5_relay_path - a way over a layer-2 relay at an end UE
 * @path: handle of the path, given out by the machine; the path of struct
 *	pc5_ls_tx, struct pc5_ls_rx and struct pc5_ls_ids
 * @hop: hop link it goes over
 * @own_ue_id: this UE's local UE ID
 * @peer_ue_id: that of the other end UE
 * @own_l2: this UE's Layer-2 ID of the end-to-end link
 * @peer_l2: the other end UE's
 *
 * What goes over a path has the SRAP header @own_ue_id to @peer_ue_id. What
 * comes on @hop from @peer_ue_id to @own_ue_id and belongs to no link bound to
 * the path (SL-SRB0, and a Security Mode Command) is given to pc5_ls_rx() with
 * @path, @peer_l2 as source and @own_l2 as destination; what belongs to a link
 * with @path and any Layer-2 IDs of that link. At most one link is bound to a
 * path, and during a move one link to two paths.
 */
struct pc5_relay_path {
	uint32_t path;
	uint32_t hop;
	uint8_t own_ue_id;
	uint8_t peer_ue_id;
	uint32_t own_l2;
	uint32_t peer_l2;
};

/**
 * enum pc5_relay_event_type - what happened
 * @PC5_RELAY_UP: the pair is ready
 * @PC5_RELAY_DOWN: it is no more, or never was; @cause says why
 * @PC5_RELAY_MOVED: the pair goes over another relay now; @old is the pair that
 *	was, which goes without another event
 * @PC5_RELAY_RESELECT: the relay is lost, others are tried
 * @PC5_RELAY_REFUSED: a DCR or a modification was refused, or left out
 * @PC5_RELAY_CHANGED: an end UE has another user info or address
 */
enum pc5_relay_event_type {
	PC5_RELAY_UP,
	PC5_RELAY_DOWN,
	PC5_RELAY_MOVED,
	PC5_RELAY_RESELECT,
	PC5_RELAY_REFUSED,
	PC5_RELAY_CHANGED,
};

/**
 * struct pc5_relay_event - something for whoever watches
 * @type: enum pc5_relay_event_type
 * @pair: the pair; handle 0 where there is none. Only valid during the call
 * @old: handle of the pair it came in the place of, 0 for none
 * @cause: enum pc5s_cause, 0 for none
 * @end_ue_cause: the cause the far end UE gave (IE 68), 0 for none
 * @local: the cause was found here
 */
struct pc5_relay_event {
	uint8_t type;
	const struct pc5_relay_pair *pair;
	uint32_t old;
	uint8_t cause;
	uint8_t end_ue_cause;
	bool local;
};

/**
 * struct pc5_relay_ops - what the machine asks of its surroundings; each may be
 * NULL unless said
 * @authorise: whether this UE may have that part in that pair, as far as user
 *	infos, RSC and provisioning tell (credentials are checked by the
 *	authentication, see struct pc5_ls_auth_who). Asked at the relay and at
 *	the target before anything is answered: nothing is proven then; and at
 *	the relay once more when the source is. Returns 0 or enum pc5s_cause to
 *	refuse with, or a negative errno to stay silent. NULL: nobody is relayed
 * @pick: target: which of the @n relays that sent the same DCR to take, @pair
 *	saying the rest; an index, or @n for none. NULL: the first that came
 * @candidates: relays of the RSC that discovery found for that target, best
 *	first. Fills at most @max and returns how many
 * @target_l2: relay: Layer-2 ID a DCR to that end UE goes to, as discovery
 *	found it; 0 where it is not known
 * @address: layer 3: IP address that the end UE behind hop link @hop (0: this
 *	UE, on its only or next hop link) uses or will use. Returns 0 or -ENOENT
 * @mac: layer 3, Ethernet: this UE's MAC address. Returns 0 or -ENOENT
 * @pair_up: layer 3: both hop links carry user data: set addresses, routes and
 *	proxies, or the bridge. Relay, source and target. Returns 0 or a negative
 *	errno, which ends the pair
 * @pair_changed: layer 3: user infos or addresses of the pair changed
 * @pair_down: layer 3: the end of what @pair_up began, before hop links go
 * @route_add: relay, layer 2: forward. Returns 0 or a negative errno, which
 *	ends the pair. Needed where a layer-2 RSC is served
 * @route_del: forward no more. Needed with @route_add
 * @path_add: end UE, layer 2: a path. Returns 0 or a negative errno, which ends
 *	the pair. Needed where a layer-2 RSC is used
 * @path_del: forget it; no link is bound to it any more. Needed with @path_add
 * @event: something happened
 *
 * All get the @ctx of pc5_relay_new().
 */
struct pc5_relay_ops {
	int (*authorise)(void *ctx, const struct pc5_relay_pair *pair);
	unsigned int (*pick)(void *ctx, const struct pc5_relay_pair *pair,
			     const struct pc5_user_info *relay, unsigned int n);
	unsigned int (*candidates)(void *ctx, uint32_t rsc,
				   const struct pc5_user_info *target,
				   struct pc5_relay_candidate *list,
				   unsigned int max);
	uint32_t (*target_l2)(void *ctx, uint32_t rsc,
			      const struct pc5_user_info *target);
	int (*address)(void *ctx, uint32_t hop, struct pc5_addr *addr);
	int (*mac)(void *ctx, uint8_t mac[PC5_RELAY_MAC_LEN]);
	int (*pair_up)(void *ctx, const struct pc5_relay_pair *pair);
	void (*pair_changed)(void *ctx, const struct pc5_relay_pair *pair);
	void (*pair_down)(void *ctx, const struct pc5_relay_pair *pair);
	int (*route_add)(void *ctx, const struct pc5_relay_route *route);
	void (*route_del)(void *ctx, const struct pc5_relay_route *route);
	int (*path_add)(void *ctx, const struct pc5_relay_path *path);
	void (*path_del)(void *ctx, uint32_t path);
	void (*event)(void *ctx, const struct pc5_relay_event *event);
};

/**
 * struct pc5_relay_connect - a target to be reached through a relay
 * @rsc: relay service code, of a service this UE may use
 * @relay: the relay; of length 0 with integrated discovery, where the DCR goes
 *	to the RSC's broadcast Layer-2 ID and @relay.l2 is not used
 * @target: user info of the target; of length 0 only with integrated discovery:
 *	whoever offers the service
 * @target_l2: Layer-2 ID of the target, where known from earlier; else 0
 * @profile: layer 2: how to make the end-to-end link; layer 3: its ProSe
 *	identifiers and QoS flows are those of the pair. ProSe identifiers of
 *	length 0 are those of the RSC
 */
struct pc5_relay_connect {
	uint32_t rsc;
	struct pc5_relay_candidate relay;
	struct pc5_user_info target;
	uint32_t target_l2;
	struct pc5_ls_profile profile;
};

struct pc5_relay;

/* Times and limits that make sense, no RSC. */
void pc5_relay_config_init(struct pc5_relay_config *config);

/*
 * A machine above @ls, attached to it; @ops has to outlive it, and @ls too: free
 * it before @ls. Returns NULL without memory or where the configuration makes no
 * sense. pc5_relay_free() sends nothing and tells the data plane nothing.
 */
struct pc5_relay *pc5_relay_new(const struct pc5_relay_config *config,
				struct pc5_ls *ls,
				const struct pc5_relay_ops *ops, void *ctx);
void pc5_relay_free(struct pc5_relay *relay);

/*
 * Source: reach a target through a relay; @handle is that of the pair. Returns
 * 0, or
 *
 *	-ENOENT		no such RSC, or this UE may not use it
 *	-EEXIST		there is such a pair, or one in the making
 *	-EAGAIN		the relay is to be left alone for a time
 *	-EMLINK		no more pairs
 *	-EINVAL, -ENOMEM, or what pc5_ls_connect() gave
 */
int pc5_relay_connect(struct pc5_relay *relay,
		      const struct pc5_relay_connect *connect,
		      uint32_t *handle);

/*
 * End a pair, from any side; the hop links go with their last pair. @cause as
 * for pc5_ls_release(). Returns 0, -ENOENT or -EINVAL.
 */
int pc5_relay_release(struct pc5_relay *relay, uint32_t handle, uint8_t cause);

/*
 * Source: go over to another relay by negotiation with the target (TS 23.304
 * clause 6.7.4): radio got worse, or the configuration changed. @list are the
 * relays to offer, best first; of them those that are excluded are left out.
 * Returns 0, -ENOENT, -EINVAL where none is left, -EBUSY.
 */
int pc5_relay_reselect(struct pc5_relay *relay, uint32_t handle,
		       const struct pc5_relay_candidate *list, unsigned int n);

/* Whether the relay was excluded a short time ago, for the choice of one. */
bool pc5_relay_excluded(const struct pc5_relay *relay, uint32_t rsc,
			const struct pc5_user_info *info);

/* A pair by its handle; and the one after @handle, 0 for the first. -ENOENT. */
int pc5_relay_info(const struct pc5_relay *relay, uint32_t handle,
		   struct pc5_relay_pair *pair);
int pc5_relay_info_next(const struct pc5_relay *relay, uint32_t handle,
			struct pc5_relay_pair *pair);

/* Name of an event: "up". */
const char *pc5_relay_event_name(uint8_t type);

#endif /* LIBPC5_RELAY_H */
