// SPDX-License-Identifier: GPL-2.0-or-later
/* The real authentication methods for the UEs of a world. */

#include "lsreal.h"

#include <stdlib.h>

/* K_NRP ID of what both have without authentication. */
#define KNRP_ID 0x1a2b3c4d

/**
 * struct real - what a machine's operations find by its UE
 * @pair: configuration of the method, one for each UE; NULL for none
 * @ops: operations of the machines
 */
static struct {
	const struct pair *pair;
	const struct pc5_ls_ops *ops;
} real = { .ops = &world_ops };

static void want(const struct pc5_ls_auth_who *who, struct pc5_auth_want *it)
{
	memset(it, 0, sizeof(*it));
	if (who->peer.len)
		pc5_auth_name_set(&it->name, who->peer.octets, who->peer.len);
	it->role = PC5_WANT_END_UE;
	it->now = PKI_NOW;
}

static void result(const struct pc5_auth *auth, enum pc5_auth_status status,
		   const struct pc5_auth_answer *answer,
		   struct pc5_ls_auth_step *step)
{
	static const uint8_t as[] = {
		[PC5_AUTH_CONTINUE] = PC5_LS_AUTH_CONTINUE,
		[PC5_AUTH_IGNORED] = PC5_LS_AUTH_IGNORE,
		[PC5_AUTH_DONE] = PC5_LS_AUTH_DONE,
		[PC5_AUTH_FAILED] = PC5_LS_AUTH_FAILED,
	};
	const struct pc5_auth_peer *peer;

	memset(step, 0, sizeof(*step));
	step->status = as[status];
	if (status != PC5_AUTH_IGNORED && answer->data) {
		assert_true(answer->len <= sizeof(step->out));
		memcpy(step->out, answer->data, answer->len);
		step->len = answer->len;
	}
	if (status != PC5_AUTH_DONE)
		return;
	assert_int_equal(pc5_auth_knrp(auth, step->knrp), 0);
	peer = pc5_auth_peer(auth);
	step->peer = peer->name;
}

static const struct pc5_auth_cfg *cfg(void *ctx)
{
	return &real.pair->cfg[((const struct ue *)ctx)->index];
}

static int first(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		 size_t size)
{
	struct pc5_auth_answer answer = { 0 };
	struct pc5_auth_want wanted;
	struct pc5_auth *auth;
	int ret;

	want(who, &wanted);
	ret = pc5_auth_initiator(&auth, cfg(ctx), &wanted, &answer);
	if (ret)
		return ret;
	assert_true(answer.len <= size);
	memcpy(out, answer.data, answer.len);
	ret = answer.len;
	pc5_auth_free(auth);
	return ret;
}

static int start(void *ctx, const struct pc5_ls_auth_who *who, const void *in,
		 size_t len, void **session, struct pc5_ls_auth_step *step)
{
	enum pc5_auth_status status = PC5_AUTH_CONTINUE;
	struct pc5_auth_answer answer = { 0 };
	struct pc5_auth_want wanted;
	struct pc5_auth *auth;
	int ret;

	want(who, &wanted);
	if (who->initiator)
		ret = pc5_auth_initiator(&auth, cfg(ctx), &wanted, &answer);
	else
		ret = pc5_auth_responder(&auth, cfg(ctx), &wanted, in, len,
					 &status, &answer);
	if (ret)
		return ret;
	result(auth, status, &answer, step);
	((struct ue *)ctx)->sessions++;
	*session = auth;
	return 0;
}

static void input(void *ctx, void *session, const void *in, size_t len,
		  struct pc5_ls_auth_step *step)
{
	struct pc5_auth_answer answer = { 0 };
	enum pc5_auth_status status;

	((struct ue *)ctx)->inputs++;
	status = pc5_auth_input(session, in, len, &answer);
	result(session, status, &answer, step);
}

static void stop(void *ctx, void *session)
{
	((struct ue *)ctx)->sessions--;
	pc5_auth_free(session);
}

static const struct pc5_ls_auth_ops real_auth = {
	.first = first,
	.start = start,
	.input = input,
	.stop = stop,
};

void real_ops(const struct pc5_ls_ops *ops)
{
	real.ops = ops;
}

void real_again(struct world *world)
{
	int i;

	for (i = 0; i < world->n; i++) {
		struct ue *ue = &world->ue[i];
		struct pc5_ls_knrp *knrp = &ue->knrp[0];

		pc5_ls_free(ue->ls);
		memset(ue->links, 0, sizeof(ue->links));
		ue->n_links = 0;
		memset(ue->knrp, 0, sizeof(ue->knrp));
		if (!real.pair) {
			knrp->id = KNRP_ID;
			memset(knrp->key, 0x5a, sizeof(knrp->key));
			knrp->peer = world->ue[!i].config.user_info;
		}
		ue->ls = pc5_ls_new(&ue->config, real.ops,
				    real.pair ? &real_auth : NULL, ue);
		assert_non_null(ue->ls);
	}
}

void real_start(struct world *world, struct pair *pair, uint8_t method)
{
	static const uint8_t key[EAP_PSK_LEN] = { 0x5a };

	assert_int_equal(world->n, 2);
	real.pair = method ? pair : NULL;
	memset(pair, 0, sizeof(*pair));
	if (method == EAP_TYPE_TLS) {
		pair_good(pair);
	} else if (method) {
		pair_init(pair, method);
		pair_psk(pair, key);
	}
	real_again(world);
}

void real_end(struct pair *pair)
{
	real.pair = NULL;
	pair_close(pair);
}
