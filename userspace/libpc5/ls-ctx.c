// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: security contexts and keys (TS 33.536 clause 5.3.3, TS
 * 24.554 clause 7.2.10).
 *
 * A link has up to three contexts in the data plane: the one it sends under,
 * one that a security mode control made and only receives, and one that was
 * replaced and still receives what is under way.
 */

#include "ls-priv.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* Attempts at a random half that has to be free. */
#define TRIES 64

static uint8_t half_of(uint16_t id, bool msb)
{
	return msb ? id >> 8 : id & 0xff;
}

static bool context_has(const struct ls_context *context, bool msb,
			uint8_t octet, bool any)
{
	return context->set && (any || context->own_msb == msb) &&
	       half_of(context->id, msb) == octet;
}

/* Whether a context of @link has @octet there, @any: whoever chose it. */
static bool link_has(const struct ls_link *link, bool msb, uint8_t octet,
		     bool any)
{
	if (context_has(&link->cur, msb, octet, any) ||
	    context_has(&link->spare, msb, octet, any) ||
	    context_has(&link->old, msb, octet, any))
		return true;
	return link->ids.step != LS_IDS_NONE &&
	       (half_of(link->ids.old.sess_id, msb) == octet ||
		half_of(link->ids.new.sess_id, msb) == octet);
}

static bool octet_taken(const struct pc5_ls *ls, bool msb, uint8_t octet)
{
	const struct ls_request *request;
	const struct ls_link *link;

	for (link = ls->links; link; link = link->next) {
		if (!link->dead && link_has(link, msb, octet, false))
			return true;
	}
	for (request = ls->requests; request && msb; request = request->next) {
		if (!request->dead && request->smc.has_nonce &&
		    request->smc.msb == octet)
			return true;
	}
	return false;
}

/*
 * This UE's half of a new K_NRP-sess ID: random, so that it tells nothing; not
 * that of another context of @link, which may be NULL; if possible not that of
 * another link, so that it tells the contexts of this UE apart. Never 0: the ID
 * 0 means no protection (TS 38.323 clause 6.3.13).
 */
int ls_pick_octet(struct pc5_ls *ls, const struct ls_link *link, bool msb,
		  uint8_t *octet)
{
	uint8_t start;
	int ret, i, far;

	ret = ls->ops->random(ls->ctx, &start, sizeof(start));
	if (ret)
		return ret;
	for (far = 1; far >= 0; far--) {
		for (i = 0; i < 256; i++) {
			uint8_t it = start + i;

			if (!it || (link && link_has(link, msb, it, true)))
				continue;
			if (far && octet_taken(ls, msb, it))
				continue;
			*octet = it;
			return 0;
		}
	}
	return -EBUSY;
}

/* The context of @link whose K_NRP-sess ID, old or new, is @sess_id. */
struct ls_context *ls_context(struct ls_link *link, uint16_t sess_id)
{
	struct ls_context *const context[] = {
		&link->cur, &link->spare, &link->old,
	};
	size_t i;

	if (!sess_id)
		return NULL;
	for (i = 0; i < sizeof(context) / sizeof(context[0]); i++) {
		if (context[i]->set && context[i]->id == sess_id)
			return context[i];
	}
	if (link->ids.step >= LS_IDS_ACCEPTED && link->cur.set &&
	    (link->ids.old.sess_id == sess_id ||
	     link->ids.new.sess_id == sess_id))
		return &link->cur;
	return NULL;
}

/* Tell the data plane of the link, once. */
int ls_create(struct ls_link *link)
{
	struct pc5_ls_ids ids = {
		.own = link->own,
		.peer = link->peer,
		.path = link->path,
	};
	const struct pc5_ls *ls = link->ls;
	int ret;

	if (link->created)
		return 0;
	ret = ls->ops->link_create(ls->ctx, link->handle, &ids,
				   link->profile.data_type);
	link->created = !ret;
	return ret;
}

/* Derive the keys of link->smc and let the data plane receive under them. */
int ls_context_install(struct ls_link *link, bool responder)
{
	const struct ls_smc *smc = &link->smc;
	struct pc5_ls *ls = link->ls;
	uint8_t sess[PC5_KNRP_SESS_LEN];
	struct pc5_ls_context context = {
		.sess_id = smc->msb << 8 | smc->lsb,
		.sel = smc->sel,
		.responder = responder,
	};
	int ret;

	ls_context_drop(link, &link->spare);
	if (ls_context(link, context.sess_id))
		return -EEXIST;
	ret = ls_create(link);
	if (ret)
		return ret;
	ret = pc5_kdf_knrp_sess(smc->knrp.key, smc->nonce_1, smc->nonce_2,
				sess);
	if (!ret)
		ret = pc5_kdf_nrpik(sess, smc->sel.integrity, context.nrpik);
	if (!ret && smc->sel.ciphering)
		ret = pc5_kdf_nrpek(sess, smc->sel.ciphering, context.nrpek);
	if (!ret)
		ret = ls->ops->context_install(ls->ctx, link->handle,
					       &context);
	explicit_bzero(sess, sizeof(sess));
	explicit_bzero(&context.nrpek, sizeof(context.nrpek));
	explicit_bzero(&context.nrpik, sizeof(context.nrpik));
	if (ret)
		return ret;
	link->spare = (struct ls_context){
		.set = true,
		.id = context.sess_id,
		.own_msb = !responder,
		.sel = smc->sel,
	};
	return 0;
}

/*
 * Send under the new context from now on; what was used before is received
 * until it is dropped. Where UE_1 changes again before the procedure ended, UE_2
 * has given up the one in between.
 */
int ls_context_activate(struct ls_link *link)
{
	struct pc5_ls *ls = link->ls;
	int ret = ls->ops->context_activate(ls->ctx, link->handle,
					    link->spare.id);

	if (ret)
		return ret;
	ls_stop(link, LS_TNEXT);
	if (link->rekey.switched || link->state == LS_COMPLETE) {
		ls_context_drop(link, &link->cur);
	} else {
		ls_stop(link, LS_TGRACE);
		ls_context_drop(link, &link->old);
		link->old = link->cur;
	}
	link->cur = link->spare;
	link->spare.set = false;
	if (ls->config.rekey_ms)
		ls_arm_ms(link, LS_TAGE, ls->config.rekey_ms);
	return 0;
}

void ls_context_drop(struct ls_link *link, struct ls_context *context)
{
	const struct pc5_ls *ls = link->ls;

	if (!context->set)
		return;
	ls->ops->context_delete(ls->ctx, link->handle, context->id);
	context->set = false;
}

/* Replace @to by a copy of @n octets, NULL where there are none. */
int ls_set_octets(uint8_t **to, size_t *len, const void *data, size_t n)
{
	uint8_t *copy = NULL;

	if (n) {
		copy = malloc(n);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, data, n);
	}
	if (*to)
		explicit_bzero(*to, *len);
	free(*to);
	*to = copy;
	*len = n;
	return 0;
}

void ls_smc_clear(struct ls_smc *smc)
{
	ls_set_octets(&smc->first, &smc->first_len, NULL, 0);
	ls_set_octets(&smc->last, &smc->last_len, NULL, 0);
	explicit_bzero(smc, sizeof(*smc));
}

/* What a DCR said, for one more answer; @to is empty. */
int ls_smc_copy(struct ls_smc *to, const struct ls_smc *from)
{
	*to = *from;
	to->first = NULL;
	to->first_len = 0;
	to->last = NULL;
	to->last_len = 0;
	return ls_set_octets(&to->first, &to->first_len, from->first,
			     from->first_len);
}

/*
 * This UE's half of a new K_NRP ID. The whole has to be unique at this UE
 * (clause 7.2.10.2); where the peer's half @other is not known yet, UINT32_MAX,
 * this half alone.
 */
int ls_pick_knrp_half(struct pc5_ls *ls, bool msb, uint32_t other,
		      uint16_t *half)
{
	uint32_t mask = msb ? 0xffff0000 : 0x0000ffff;
	uint32_t id = 0;
	int i;

	if (other != UINT32_MAX) {
		id = msb ? other : other << 16;
		mask = 0xffffffff;
	}
	for (i = 0; i < TRIES; i++) {
		int ret = ls->ops->random(ls->ctx, half, sizeof(*half));
		uint32_t own = msb ? (uint32_t)*half << 16 : *half;

		if (ret)
			return ret;
		if (*half && !ls->ops->knrp_taken(ls->ctx, id | own, mask))
			return 0;
	}
	return -EBUSY;
}

/*
 * What was kept under @old_id is now kept under @id, or no more where that is 0
 * or the key is not @key: tell all links that have it.
 */
static void knrp_moved(struct pc5_ls *ls, uint32_t old_id, uint32_t id,
		       const uint8_t key[PC5_KNRP_LEN])
{
	struct ls_link *link;

	for (link = ls->links; link && old_id; link = link->next) {
		if (!link->has_knrp || link->knrp.id != old_id)
			continue;
		if (CRYPTO_memcmp(link->knrp.key, key, PC5_KNRP_LEN))
			link->knrp.id = 0;
		else
			link->knrp.id = id;
	}
}

/* Keep the link's K_NRP, in the place of what was kept under @old_id. */
void ls_knrp_keep(struct ls_link *link, uint32_t old_id)
{
	struct pc5_ls *ls = link->ls;
	struct pc5_ls_knrp knrp = link->knrp;

	knrp_moved(ls, old_id, knrp.id, knrp.key);
	/* What cannot be kept is not offered to the peer either. */
	if (ls->ops->knrp_store(ls->ctx, &knrp, old_id)) {
		knrp_moved(ls, knrp.id, 0, knrp.key);
		link->knrp.id = 0;
	}
	explicit_bzero(&knrp, sizeof(knrp));
}

void ls_knrp_forget(struct ls_link *link)
{
	struct pc5_ls *ls = link->ls;

	if (!link->has_knrp || !link->knrp.id)
		return;
	ls->ops->knrp_forget(ls->ctx, link->knrp.id);
	knrp_moved(ls, link->knrp.id, 0, link->knrp.key);
}
