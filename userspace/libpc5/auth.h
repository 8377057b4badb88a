/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct authentication and key establishment (TS 24.554 clause 7.2.12): what
 * the PC5-S state machine needs of it. UE_1, which sent the DCR or the REKEYING
 * REQUEST, is EAP peer; UE_2, which received it, is EAP server. Nothing here
 * sends or waits.
 *
 *	UE_1				UE_2
 *	pc5_auth_initiator() --DCR-->	pc5_auth_responder()
 *	pc5_auth_input() <--REQUEST--	PC5_AUTH_CONTINUE
 *	PC5_AUTH_CONTINUE --RESPONSE-->	pc5_auth_input()
 *	...				...
 *	pc5_auth_input() <--DSM Command-- PC5_AUTH_DONE
 *	PC5_AUTH_DONE
 *
 * What UE_2 has to send when it is done goes into the container of the DSM
 * Command, and UE_1 is not done without it: it carries EAP-Success, and the
 * confirmation that nobody changed the exchange (keyest.h). UE_2's K_NRP is as
 * good as UE_1's identity, but that UE_1 agrees it knows from the DSM Complete.
 *
 * What UE_2 has to send when it failed goes into an AUTHENTICATION FAILURE. What
 * UE_1 has to send when it failed may go into an AUTHENTICATION RESPONSE, so
 * that UE_2 learns the reason and answers by AUTHENTICATION FAILURE; or UE_1
 * sends an AUTHENTICATION REJECT (cause #6), which has no container.
 *
 * A DCR without Target user info may be answered by several UEs: UE_1 then makes
 * one struct pc5_auth for each. They begin with the same container, since that
 * depends on nothing but the configuration.
 *
 * With a K_NRP both UEs have already, none of this is needed.
 */
#ifndef LIBPC5_AUTH_H
#define LIBPC5_AUTH_H

#include <stddef.h>
#include <stdint.h>

#include "auth-error.h"
#include "auth-peer.h"
#include "eap-psk.h"
#include "eap-tls.h"
#include "eap.h"

/* Octets of K_NRP (TS 33.536 clause 5.3.3.1.2.1): the first of the MSK. */
#define PC5_AUTH_KNRP_LEN 32

/**
 * struct pc5_auth_cfg - how a UE authenticates itself and others
 * @name: what it is called: its application layer ID
 * @method: EAP method types it allows, EAP_TYPE_TLS and EAP_TYPE_PSK, best
 *	first
 * @n_method: number of @method; 0 where only provisioned K_NRPs are used
 * @tls: certificates, for EAP_TYPE_TLS
 * @psk: the key shared with the UE called @name; 0, or -ENOENT; for
 *	EAP_TYPE_PSK
 * @random: fill @buf with @len random octets, 0 or negative errno; NULL takes
 *	the crypto library's generator, which TLS takes in any case
 * @user: first argument of both
 * @fragment: longest EAP packet that EAP-TLS makes, in octets; 0 is
 *	EAP_TLS_FRAGMENT_DEFAULT
 * @rounds: EAP packets taken from a peer; 0 is EAP_ROUNDS_DEFAULT
 */
struct pc5_auth_cfg {
	struct pc5_user_info name;
	uint8_t method[EAP_METHODS_MAX];
	unsigned int n_method;
	struct pc5_tls *tls;
	int (*psk)(void *user, const struct pc5_user_info *name,
		   struct pc5_auth_psk *psk);
	int (*random)(void *user, void *buf, size_t len);
	void *user;
	size_t fragment;
	unsigned int rounds;
};

/**
 * enum pc5_auth_status - what came of a container
 * @PC5_AUTH_CONTINUE: send the container in the answer
 * @PC5_AUTH_IGNORED: it was malformed, out of order or old; nothing changed
 * @PC5_AUTH_DONE: K_NRP is there; send the container, if there is one
 * @PC5_AUTH_FAILED: pc5_auth_error() says why; send the container, if there is
 *	one
 */
enum pc5_auth_status {
	PC5_AUTH_CONTINUE,
	PC5_AUTH_IGNORED,
	PC5_AUTH_DONE,
	PC5_AUTH_FAILED,
};

/**
 * struct pc5_auth_answer - a container to send
 * @data: valid until the next call; NULL where there is none
 * @len: its octets, at most KEYEST_MAX
 */
struct pc5_auth_answer {
	const uint8_t *data;
	size_t len;
};

struct pc5_auth;

/*
 * Begin as UE_1. @answer is for the DCR. @cfg has to stay, @want is copied.
 * Returns 0, -ENOMEM, or -EINVAL where @cfg has no name, or methods without
 * credentials. Free with pc5_auth_free(), which wipes the keys.
 */
int pc5_auth_initiator(struct pc5_auth **authp, const struct pc5_auth_cfg *cfg,
		       const struct pc5_auth_want *want,
		       struct pc5_auth_answer *answer);

/*
 * Begin as UE_2 with the container of the DCR. @status is PC5_AUTH_CONTINUE or
 * PC5_AUTH_FAILED. Returns as above; where not 0, the rest is not filled.
 */
int pc5_auth_responder(struct pc5_auth **authp, const struct pc5_auth_cfg *cfg,
		       const struct pc5_auth_want *want, const void *container,
		       size_t len, enum pc5_auth_status *status,
		       struct pc5_auth_answer *answer);

/* Take the next container. What is received again is answered again. */
enum pc5_auth_status pc5_auth_input(struct pc5_auth *auth,
				    const void *container, size_t len,
				    struct pc5_auth_answer *answer);

/*
 * K_NRP of an authentication that is done. Returns 0, or -ENOKEY where it is
 * not.
 */
int pc5_auth_knrp(const struct pc5_auth *auth, uint8_t knrp[PC5_AUTH_KNRP_LEN]);

/*
 * Who the peer is; NULL before it is done. Where no name was wanted, it is for
 * the caller to compare it with the user info the peer gives.
 */
const struct pc5_auth_peer *pc5_auth_peer(const struct pc5_auth *auth);

const struct pc5_auth_error *pc5_auth_error(const struct pc5_auth *auth);

void pc5_auth_free(struct pc5_auth *auth);

#endif /* LIBPC5_AUTH_H */
