/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the link procedures ask of an authentication method: the contents of the
 * key establishment information containers, and K_NRP at the end (TS 24.554
 * clause 7.2.12). The containers are opaque to PC5-S.
 *
 * UE_1 sends the first container, in the Direct Communication Request or the
 * Direct Rekey Request, before it knows who answers or how many do; so that one
 * belongs to no session. Each answer then is a session of its own. Containers
 * come unprotected at establishment: a method has to tell by itself what its
 * peer said, and may leave out what it does not believe.
 *
 * A method vouches for the peer's user info. The user infos of both sides are
 * told to it, and it may not succeed with a peer whose credentials are for
 * another one: nothing else protects them in the Direct Communication Request.
 */
#ifndef LIBPC5_LS_AUTH_H
#define LIBPC5_LS_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdf.h"
#include "peer.h"

/* Most octets of a container that the link procedures carry. */
#define PC5_LS_AUTH_CONTAINER_MAX 8192

/**
 * enum pc5_ls_auth_status - where a method is after a step
 * @PC5_LS_AUTH_CONTINUE: a container is to be sent and one awaited
 * @PC5_LS_AUTH_DONE: K_NRP is there. UE_1: a container to send, if the peer asked
 *	by an Authentication Request; UE_2: the one for the Direct Security Mode
 *	Command, if the method has one more
 * @PC5_LS_AUTH_IGNORE: the container was not believed, and nothing changed
 * @PC5_LS_AUTH_FAILED: no success. UE_2: a container for the Authentication
 *	Failure, if the method has one
 */
enum pc5_ls_auth_status {
	PC5_LS_AUTH_CONTINUE,
	PC5_LS_AUTH_DONE,
	PC5_LS_AUTH_IGNORE,
	PC5_LS_AUTH_FAILED,
};

/**
 * struct pc5_ls_auth_who - the two sides of an authentication
 * @initiator: this UE is UE_1, which sent the Direct Communication Request, or
 *	the Direct Rekey Request
 * @rekey: the link exists already; @peer was authenticated before
 * @rsc: relay service code of a hop link of a UE-to-UE relay; 0 for a link
 *	between end UEs
 * @peer_relay: of a hop link: the peer has to be a relay for @rsc
 *	(PC5_WANT_RELAY); in all other cases it has to be an end UE
 * @own: this UE's user info
 * @peer: what the peer claims to be; at UE_1 the target user info, of length 0
 *	where whoever offers the service may answer
 */
struct pc5_ls_auth_who {
	bool initiator;
	bool rekey;
	uint32_t rsc;
	bool peer_relay;
	struct pc5_user_info own;
	struct pc5_user_info peer;
};

/**
 * struct pc5_ls_auth_step - result of a step
 * @status: enum pc5_ls_auth_status
 * @len: octets in @out, at most PC5_LS_AUTH_CONTAINER_MAX; 0 where there is no
 *	container
 * @out: the container to be sent
 * @knrp: DONE: K_NRP
 * @lifetime: DONE: seconds K_NRP may be used; 0 for no limit
 * @peer: DONE: user info the peer's credentials are for; length 0 where the
 *	method cannot tell, and then it vouches for what it was told
 */
struct pc5_ls_auth_step {
	uint8_t status;
	size_t len;
	uint8_t out[PC5_LS_AUTH_CONTAINER_MAX];
	uint8_t knrp[PC5_KNRP_LEN];
	uint32_t lifetime;
	struct pc5_user_info peer;
};

/**
 * struct pc5_ls_auth_ops - authentication methods
 * @first: UE_1: the first container, written to @out. Returns its length, at
 *	most @size, 0 for none, or a negative errno
 * @start: begin a session. UE_2: @in is the first container it received, of
 *	length 0 where there was none, and the step says how to go on. UE_1: @in
 *	is the first container it sent, and the step is not used. Returns 0 and
 *	the session, or a negative errno
 * @input: a container came. UE_1 may be given one of length 0: the peer went on
 *	to the Direct Security Mode Command with none
 * @stop: end of a session, successful or not; wipes and frees it
 *
 * @ctx is the one given to pc5_ls_new().
 */
struct pc5_ls_auth_ops {
	int (*first)(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		     size_t size);
	int (*start)(void *ctx, const struct pc5_ls_auth_who *who, const void *in,
		     size_t len, void **session, struct pc5_ls_auth_step *step);
	void (*input)(void *ctx, void *session, const void *in, size_t len,
		      struct pc5_ls_auth_step *step);
	void (*stop)(void *ctx, void *session);
};

#endif /* LIBPC5_LS_AUTH_H */
