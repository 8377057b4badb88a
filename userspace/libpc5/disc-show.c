// SPDX-License-Identifier: GPL-2.0-or-later
/* UE-to-UE relay discovery: the tables, for the caller. */

#include <errno.h>
#include <string.h>

#include "disc-priv.h"

/* The relay @id, NULL where there is none. */
static struct disc_relay *find_relay(const struct pc5_disc *disc, uint32_t id)
{
	unsigned int i, j;

	for (i = 0; id && i < disc->config.n_rscs; i++)
		for (j = 0; j < PC5_DISC_RELAYS_MAX; j++)
			if (disc->rsc[i]->relay[j].r.id == id)
				return &disc->rsc[i]->relay[j];
	return NULL;
}

int pc5_disc_relay_next(const struct pc5_disc *disc, uint32_t id,
			struct pc5_disc_relay *relay)
{
	const struct pc5_disc_relay *best = NULL;
	unsigned int i, j;

	for (i = 0; i < disc->config.n_rscs; i++) {
		for (j = 0; j < PC5_DISC_RELAYS_MAX; j++) {
			const struct pc5_disc_relay *r =
				&disc->rsc[i]->relay[j].r;

			if (r->id > id && (!best || r->id < best->id))
				best = r;
		}
	}
	if (!best)
		return -ENOENT;
	*relay = *best;
	return 0;
}

int pc5_disc_target(const struct pc5_disc *disc, uint32_t relay, unsigned int i,
		    struct pc5_disc_target *target)
{
	const struct disc_relay *r = find_relay(disc, relay);

	if (!r || i >= r->r.n_targets)
		return -ENOENT;
	*target = r->target[i];
	return 0;
}

int pc5_disc_candidate_next(const struct pc5_disc *disc, uint32_t id,
			    uint32_t rsc, const struct pc5_user_info *name,
			    struct pc5_disc_relay *relay,
			    struct pc5_disc_target *target)
{
	struct pc5_disc_relay at = { .id = id };
	unsigned int i;

	while (!pc5_disc_relay_next(disc, at.id, &at)) {
		if (at.rsc != rsc)
			continue;
		for (i = 0; i < at.n_targets; i++) {
			if (pc5_disc_target(disc, at.id, i, target) ||
			    !pc5_user_info_equal(&target->name, name))
				continue;
			*relay = at;
			return 0;
		}
	}
	return -ENOENT;
}

int pc5_disc_end_ue_next(const struct pc5_disc *disc, uint32_t id,
			 struct pc5_disc_end_ue *ue)
{
	const struct disc_heard *best = NULL;
	unsigned int i, j;

	for (i = 0; i < disc->config.n_rscs; i++) {
		for (j = 0; j < PC5_DISC_HEARD_MAX; j++) {
			const struct disc_heard *h = &disc->rsc[i]->heard[j];

			if (h->u.id > id && (!best || h->u.id < best->u.id))
				best = h;
		}
	}
	if (!best)
		return -ENOENT;
	*ue = best->u;
	ue->announced = disc_announced(disc, best);
	return 0;
}

int pc5_disc_forget(struct pc5_disc *disc, uint32_t relay)
{
	struct disc_relay *r = find_relay(disc, relay);

	if (!r)
		return -ENOENT;
	memset(r, 0, sizeof(*r));
	return 0;
}

int pc5_disc_dcr_key(const struct pc5_disc *disc, uint32_t rsc,
		     struct pc5_dcr_keys *key)
{
	int i = disc_find_rsc(disc, rsc);
	int ret;

	if (i < 0)
		return i;
	key->rsc = rsc;
	ret = pc5_disc_keys_now(&disc->config.rsc[i].ring,
				disc->ops->utc(disc->ctx), &key->keys);
	return ret < 0 ? ret : 0;
}

size_t pc5_disc_dcr_keys(const struct pc5_disc *disc, uint32_t roles,
			 struct pc5_dcr_keys *keys, size_t max)
{
	uint64_t utc = disc->ops->utc(disc->ctx);
	unsigned int i;
	size_t n = 0;
	int k;

	for (i = 0; i < disc->config.n_rscs; i++) {
		const struct pc5_disc_rsc *rsc = &disc->config.rsc[i];

		if (!(rsc->roles & roles))
			continue;
		k = rsc->ring.open ? 0 : disc_valid_keys(&rsc->ring, utc, 0);
		for (; k >= 0 && n < max;
		     k = disc_valid_keys(&rsc->ring, utc, k + 1)) {
			keys[n].rsc = rsc->rsc;
			keys[n++].keys = rsc->ring.open ? NULL :
					 &rsc->ring.keyset[k].keys;
		}
	}
	return n;
}
