/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two UEs that authenticate each other in memory. */
#ifndef TESTS_PAIR_H
#define TESTS_PAIR_H

#include "test.h"

#include "libpc5/auth.h"
#include "libpc5/keyest.h"

/* Which side: UE_1 sends the DCR. */
enum { UE_1, UE_2 };

/**
 * struct container - a container on its way
 * @len: octets of @data
 * @data: the container
 */
struct container {
	size_t len;
	uint8_t data[KEYEST_MAX + 1];
};

/**
 * struct pair - two UEs
 * @cfg: how each authenticates
 * @want: what each wants of the other
 * @psk: the key each has for the other
 * @auth: each side
 * @status: what came of the last container each took
 * @edit: called with each container on its way, which it may change; @number
 *	counts from 0, the one in the DCR
 * @user: first argument of @edit
 * @n: containers sent
 * @octets: octets of them
 */
struct pair {
	struct pc5_auth_cfg cfg[2];
	struct pc5_auth_want want[2];
	struct pc5_auth_psk psk[2];
	struct pc5_auth *auth[2];
	enum pc5_auth_status status[2];
	void (*edit)(void *user, unsigned int number, struct container *c);
	void *user;
	unsigned int n;
	size_t octets;
};

/* "alice" and "bob", each wanting the other, allowing @method. */
void pair_init(struct pair *pair, uint8_t method);

/* Set a name. */
void pair_name(struct pc5_user_info *name, const char *text);

/* Pre-shared key of both. */
void pair_psk(struct pair *pair, const uint8_t key[EAP_PSK_LEN]);

/* Let them run until neither has anything to say. */
void pair_run(struct pair *pair);

/* The same, losing and repeating containers as @seed says. */
void pair_run_lossy(struct pair *pair, unsigned int seed);

/* Forget the run; it may be run again. */
void pair_end(struct pair *pair);

/* Both are done, with the same K_NRP and the names of pair_init(). */
void pair_check_done(const struct pair *pair);

/* Both are not done, and there is no K_NRP; side @ue gives @reason. */
void pair_check_failed(const struct pair *pair, int ue,
		       enum pc5_auth_reason reason);

/*
 * Run with each bit of each container changed, and with each container cut at
 * each length, every @step-th of them: UE_1 may never be done.
 */
void pair_check_changes(struct pair *pair, unsigned int step);

#endif /* TESTS_PAIR_H */
