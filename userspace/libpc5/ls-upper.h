/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands above the links of a UE: the UE-to-UE relay machine (relay.h). It
 * decides about hop links, and runs the procedures that concern more than one
 * link. The links never wait for it: a question is answered at once or put off,
 * and the answer comes by a call.
 *
 * All operations but settle and run only take note: they may not call back into
 * the links. settle is called after each message, timer or request when the
 * links have come to rest, and may call whatever there is.
 */
#ifndef LIBPC5_LS_UPPER_H
#define LIBPC5_LS_UPPER_H

#include "attr.h"
#include "ls.h"

/* Put off: the answer comes later. No cause has this value. */
#define PC5_LS_LATER (-1)

/* Leave it out, in silence. */
#define PC5_LS_SILENT (-2)

/**
 * struct pc5_ls_grant - how the relay accepts a source end UE (TS 24.554 clause
 * 10.3.2)
 * @target: user info of the target end UE
 * @has_addr: @addr is there
 * @has_mac: @mac is there
 * @addr: IP address of the target end UE
 * @mac: its MAC address
 */
struct pc5_ls_grant {
	struct pc5_user_info target;
	bool has_addr;
	bool has_mac;
	struct pc5_addr addr;
	uint8_t mac[6];
};

/**
 * struct pc5_ls_upper - operations
 * @dcr: a DCR of a relay, or over a path, that the configuration allows came;
 *	sets @dcr->profile of a hop link. Returns 0 to go on, the enum pc5s_cause
 *	to refuse with, PC5_LS_SILENT, or PC5_LS_LATER where it may be given to
 *	pc5_ls_rx() once more
 * @accept: UE_2: security mode control of a hop link ended well, @relay is what
 *	its DCR said. Returns 0 to accept with @grant, the cause to refuse with,
 *	or PC5_LS_LATER
 * @accepted: UE_1: the Establishment Accept of a hop link: @msg has what the
 *	peer said. Called before the link's PC5_LS_ESTABLISHED
 * @failed: what pc5_ls_connect() began was refused by @msg, which may be NULL;
 *	called before PC5_LS_CONNECT_FAILED, possibly more than once
 * @modify: a Modification Request with a relay's operation code or the relay
 *	reselection indication. Returns the cause to refuse with, or PC5_LS_LATER
 * @modified: the answer to pc5_ls_modify_msg(): Modification Accept or Reject;
 *	NULL where none came
 * @ack: a Modification Ack
 * @update: UE-to-UE Relay Update Request. Returns 0 to accept or a cause
 * @updated: the answer to pc5_ls_relay_update(): 0 or the cause
 * @rename: the peer of a hop link to this relay wants to change its user info
 *	(NULL: not) or address (NULL: not); @targets is the list of the targets
 *	to be told, absent for all. Returns 0, a cause, or PC5_LS_LATER
 * @update_targets: hop link to a relay: which targets an Identifier Update
 *	Request with a new user info or address lists. Fills @buf, returns octets
 * @find_path: path of the peer of @link whose Layer-2 ID there is @peer_l2,
 *	for a link that moves; fills @ids. Returns 0 or -ENOENT
 * @srb3: a verified message on SL-SRB3
 * @event: every event of the links
 * @settle: the links have come to rest
 * @next: time of the next timer
 * @run: act on timers
 */
struct pc5_ls_upper {
	int (*dcr)(void *ctx, const struct pc5_ls_rx *rx,
		   struct pc5_ls_dcr *dcr);
	int (*accept)(void *ctx, uint32_t link,
		      const struct pc5_ls_relay *relay,
		      struct pc5_ls_grant *grant);
	void (*accepted)(void *ctx, uint32_t link, const struct pc5s_msg *msg);
	void (*failed)(void *ctx, uint32_t request, const struct pc5s_msg *msg);
	int (*modify)(void *ctx, uint32_t link, const struct pc5s_msg *msg);
	void (*modified)(void *ctx, uint32_t link, const struct pc5s_msg *msg);
	void (*ack)(void *ctx, uint32_t link, const struct pc5s_msg *msg);
	uint8_t (*update)(void *ctx, uint32_t link, const struct pc5s_msg *msg);
	void (*updated)(void *ctx, uint32_t link, uint8_t cause);
	int (*rename)(void *ctx, uint32_t link,
		      const struct pc5_user_info *info,
		      const uint8_t *link_local, struct pc5s_span targets);
	size_t (*update_targets)(void *ctx, uint32_t link, uint8_t *buf,
				 size_t size);
	int (*find_path)(void *ctx, uint32_t link, uint32_t peer_l2,
			 struct pc5_ls_ids *ids);
	void (*srb3)(void *ctx, uint32_t link, const void *data, size_t len);
	void (*event)(void *ctx, const struct pc5_ls_event *event);
	void (*settle)(void *ctx);
	uint64_t (*next)(void *ctx);
	void (*run)(void *ctx);
};

/* One at a time; NULL to end it. */
void pc5_ls_attach(struct pc5_ls *ls, const struct pc5_ls_upper *upper,
		   void *ctx);

/* The time, and random octets, of the links. */
uint64_t pc5_ls_time(const struct pc5_ls *ls);
int pc5_ls_random(struct pc5_ls *ls, void *buf, size_t len);

const struct pc5_ls_config *pc5_ls_config_of(const struct pc5_ls *ls);

/*
 * UE_2: the decision about a link of which struct pc5_ls_upper.accept said
 * later. @end_ue_cause is the cause the far end UE gave (IE 68), or 0. Returns
 * 0 or -ENOENT.
 */
int pc5_ls_accept(struct pc5_ls *ls, uint32_t handle,
		  const struct pc5_ls_grant *grant);
int pc5_ls_refuse(struct pc5_ls *ls, uint32_t handle, uint8_t cause,
		  uint8_t end_ue_cause);

/* Refuse a DCR that was put off; @rx as it came. */
void pc5_ls_refuse_dcr(struct pc5_ls *ls, const struct pc5_ls_rx *rx,
		       uint8_t cause);

/*
 * Send a Modification Request with the IEs of @msg, T5081; one at a time.
 * Returns 0, -ENOENT, -EBUSY, -EMSGSIZE.
 */
int pc5_ls_modify_msg(struct pc5_ls *ls, uint32_t handle,
		      const struct pc5s_msg *msg);

/*
 * Answer the Modification Request that was put off: with the IEs of @msg, a
 * Modification Accept or Reject. Returns 0, -ENOENT, -EMSGSIZE.
 */
int pc5_ls_modify_answer(struct pc5_ls *ls, uint32_t handle,
			 const struct pc5s_msg *msg);

/* Send a Modification Ack. Returns 0, -ENOENT, -EMSGSIZE. */
int pc5_ls_modify_ack(struct pc5_ls *ls, uint32_t handle,
		      const struct pc5s_msg *msg);

/*
 * Send a UE-to-UE Relay Update Request, T5097; one at a time. Returns 0,
 * -ENOENT, -EBUSY, -EMSGSIZE.
 */
int pc5_ls_relay_update(struct pc5_ls *ls, uint32_t handle,
			const struct pc5s_msg *msg);

/*
 * Answer to struct pc5_ls_upper.rename that was put off: 0 or a cause. Returns
 * 0 or -ENOENT.
 */
int pc5_ls_rename_answer(struct pc5_ls *ls, uint32_t handle, uint8_t cause);

/* A message on SL-SRB3. Returns 0, -ENOENT, -EMSGSIZE. */
int pc5_ls_srb3(struct pc5_ls *ls, uint32_t handle, const void *data,
		size_t len);

/*
 * Links over a layer-2 relay. pc5_ls_move(): go over to the path and Layer-2
 * IDs of @ids by an identifier update over the path in use.
 * pc5_ls_path_lost(): @path is no more; a link that has no other one ends after
 * @ms. pc5_ls_path_new(): the path and Layer-2 IDs of @ids lead to the
 * peer too: receive there, and send there @now or as soon as the peer is heard
 * there; what is not used within @ms is forgotten. Each returns 0, -ENOENT or
 * -EBUSY. pc5_ls_path_gone(): nothing is left that goes over @path.
 */
int pc5_ls_move(struct pc5_ls *ls, uint32_t handle,
		const struct pc5_ls_ids *ids);
int pc5_ls_path_lost(struct pc5_ls *ls, uint32_t handle, uint32_t path,
		     uint32_t ms);
void pc5_ls_path_gone(struct pc5_ls *ls, uint32_t path);
int pc5_ls_path_new(struct pc5_ls *ls, uint32_t handle,
		    const struct pc5_ls_ids *ids, bool now, uint32_t ms);

/*
 * Halves of a new ID for the K_NRP of a link (33.503 clause 6.6.4.2): pick one,
 * and take the ID when both UEs have it. Return 0, -ENOENT, or an error.
 */
int pc5_ls_knrp_half(struct pc5_ls *ls, uint32_t handle, bool msb,
		     uint32_t other, uint16_t *half);
int pc5_ls_knrp_rename(struct pc5_ls *ls, uint32_t handle, uint32_t id);

#endif /* LIBPC5_LS_UPPER_H */
