// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A toy authentication method with a shared secret and any number of rounds.
 *
 *	first	UE_1: nonce
 *	round n	UE_2: n, nonce, name, MAC; UE_1: n, MAC
 *	last	UE_2, with no rounds: as round 0, in the Security Mode Command
 */

#include "lsworld.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#define NONCE 16
#define MAC 32

struct toy {
	struct ue *ue;
	struct pc5_ls_auth_who who;
	uint8_t a[NONCE];
	uint8_t b[NONCE];
	int round;
	bool done;
};

static void mac(const struct toy *toy, const struct pc5_user_info *ue_1,
		const struct pc5_user_info *ue_2, uint8_t what, uint8_t *out)
{
	uint8_t buf[600];
	size_t n = 0;

	buf[n++] = what;
	buf[n++] = ue_1->len;
	memcpy(buf + n, ue_1->octets, ue_1->len);
	n += ue_1->len;
	buf[n++] = ue_2->len;
	memcpy(buf + n, ue_2->octets, ue_2->len);
	n += ue_2->len;
	memcpy(buf + n, toy->a, NONCE);
	n += NONCE;
	memcpy(buf + n, toy->b, NONCE);
	n += NONCE;
	HMAC(EVP_sha256(), toy->ue->psk, sizeof(toy->ue->psk), buf, n, out,
	     NULL);
}

static void fill(struct ue *ue, uint8_t *out, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = world_random(ue->world);
}

static int first(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		 size_t size)
{
	assert_true(who->initiator && size >= NONCE);
	fill(ctx, out, NONCE);
	return NONCE;
}

/* UE_2's container of the current round. */
static void challenge(const struct toy *toy, struct pc5_ls_auth_step *step)
{
	uint8_t *out = step->out;

	out[0] = toy->round;
	memcpy(out + 1, toy->b, NONCE);
	out[1 + NONCE] = toy->who.own.len;
	memcpy(out + 2 + NONCE, toy->who.own.octets, toy->who.own.len);
	step->len = 2 + NONCE + toy->who.own.len;
	mac(toy, &toy->who.peer, &toy->who.own, 'c' ^ toy->round << 4,
	    out + step->len);
	step->len += MAC;
}

/* What its credentials say that a UE may be. */
static bool role_fits(const struct toy *toy, const struct pc5_user_info *peer)
{
	const struct world *world = toy->ue->world;
	int i;

	for (i = 0; i < world->n; i++) {
		const struct ue *it = &world->ue[i];

		if (pc5_user_info_equal(&it->config.user_info, peer))
			return toy->who.peer_relay ? it->may_relay :
						     !it->no_end;
	}
	return true;
}

static void finish(struct toy *toy, const struct pc5_user_info *ue_1,
		   const struct pc5_user_info *ue_2,
		   const struct pc5_user_info *peer,
		   struct pc5_ls_auth_step *step)
{
	if (!role_fits(toy, peer)) {
		step->status = PC5_LS_AUTH_FAILED;
		return;
	}
	toy->done = true;
	step->status = PC5_LS_AUTH_DONE;
	step->lifetime = toy->ue->lifetime;
	step->peer = toy->ue->proven.len ? toy->ue->proven : *peer;
	mac(toy, ue_1, ue_2, 'k', step->knrp);
}

static int start(void *ctx, const struct pc5_ls_auth_who *who, const void *in,
		 size_t len, void **session, struct pc5_ls_auth_step *step)
{
	struct ue *ue = ctx;
	struct toy *toy;

	if (len != NONCE)
		return -EINVAL;
	toy = calloc(1, sizeof(*toy));
	assert_non_null(toy);
	toy->ue = ue;
	toy->who = *who;
	memcpy(toy->a, in, NONCE);
	ue->sessions++;
	*session = toy;
	if (who->initiator)
		return 0;
	fill(ue, toy->b, NONCE);
	toy->round = ue->rounds ? 1 : 0;
	challenge(toy, step);
	if (ue->rounds)
		step->status = PC5_LS_AUTH_CONTINUE;
	else
		finish(toy, &who->peer, &who->own, &who->peer, step);
	return 0;
}

static void wrong(const struct toy *toy, struct pc5_ls_auth_step *step)
{
	step->status = toy->ue->strict ? PC5_LS_AUTH_FAILED : PC5_LS_AUTH_IGNORE;
}

/* UE_1. */
static void input_1(struct toy *toy, const uint8_t *in, size_t len,
		    struct pc5_ls_auth_step *step)
{
	struct pc5_user_info name = { 0 };
	uint8_t want[MAC];

	if (len < 2 + NONCE + MAC || in[1 + NONCE] != len - 2 - NONCE - MAC) {
		wrong(toy, step);
		return;
	}
	name.len = in[1 + NONCE];
	memcpy(name.octets, in + 2 + NONCE, name.len);
	memcpy(toy->b, in + 1, NONCE);
	mac(toy, &toy->who.own, &name, 'c' ^ in[0] << 4, want);
	if (memcmp(want, in + len - MAC, MAC) || in[0] > 8) {
		wrong(toy, step);
		return;
	}
	finish(toy, &toy->who.own, &name, &name, step);
	if (!in[0] || step->status == PC5_LS_AUTH_FAILED)
		return;
	step->out[0] = in[0];
	mac(toy, &toy->who.own, &name, 'r' ^ in[0] << 4, step->out + 1);
	step->len = 1 + MAC;
	/* Only UE_2 knows how many rounds there are. */
}

/* UE_2. */
static void input_2(struct toy *toy, const uint8_t *in, size_t len,
		    struct pc5_ls_auth_step *step)
{
	uint8_t want[MAC];

	mac(toy, &toy->who.peer, &toy->who.own, 'r' ^ toy->round << 4, want);
	if (len != 1 + MAC || in[0] != toy->round ||
	    memcmp(want, in + 1, MAC)) {
		/* An answer to an earlier round is late, not wrong. */
		if (len == 1 + MAC && in[0] < toy->round)
			step->status = PC5_LS_AUTH_IGNORE;
		else
			wrong(toy, step);
		return;
	}
	if (toy->round == toy->ue->rounds) {
		finish(toy, &toy->who.peer, &toy->who.own, &toy->who.peer,
		       step);
		return;
	}
	toy->round++;
	challenge(toy, step);
	step->status = PC5_LS_AUTH_CONTINUE;
}

static void input(void *ctx, void *session, const void *in, size_t len,
		  struct pc5_ls_auth_step *step)
{
	struct toy *toy = session;

	((struct ue *)ctx)->inputs++;
	if (toy->who.initiator)
		input_1(toy, in, len, step);
	else
		input_2(toy, in, len, step);
}

static void stop(void *ctx, void *session)
{
	struct ue *ue = ctx;

	ue->sessions--;
	free(session);
}

const struct pc5_ls_auth_ops world_auth = {
	.first = first,
	.start = start,
	.input = input,
	.stop = stop,
};
