// SPDX-License-Identifier: GPL-2.0-or-later
/* A world of a few UEs: whether both ends of each link are as they have to be. */

#include "lsworld.h"

#include <string.h>

/* K_NRP-sess ID sent with; over another path it may be the one of before. */
static uint16_t sent_id(const struct wlink *link)
{
	const struct wctx *ctx;

	if (link->active < 0)
		return 0;
	ctx = &link->ctx[link->active];
	return ctx->id[link->send && ctx->id[1]];
}

/*
 * The other end of a link over a layer-2 relay: only who has the K_NRP-sess ID
 * on a path whose other end is this path.
 */
static struct wlink *mirror_path(struct ue *peer, struct ue *ue,
				 const struct wlink *link)
{
	const struct pc5_ls_ids *pair = &link->pair[link->send];
	const struct pc5_relay_path *own = NULL;
	uint16_t id = sent_id(link);
	int i;

	for (i = 0; i < WORLD_ROUTES; i++) {
		if (ue->paths[i].path == pair->path)
			own = &ue->paths[i];
	}
	for (i = 0; i < WORLD_ROUTES && own; i++) {
		const struct pc5_relay_path *it = &peer->paths[i];

		if (it->path && it->own_ue_id == own->peer_ue_id &&
		    it->peer_ue_id == own->own_ue_id &&
		    world_on_path(peer, it->path, id))
			return world_on_path(peer, it->path, id);
	}
	return NULL;
}

struct wlink *world_mirror(struct ue *ue, const struct wlink *link,
			   struct ue **peer)
{
	struct world *world = ue->world;
	const struct pc5_ls_ids *pair = &link->pair[link->send];
	int i;

	for (i = 0; i < world->n; i++) {
		struct wlink *it;

		*peer = &world->ue[i];
		if (*peer == ue)
			continue;
		it = pair->path ? mirror_path(*peer, ue, link) :
				  world_pair(*peer, pair->peer, pair->own);
		if (it && it->carries)
			return it;
	}
	return NULL;
}

/* The peer's link-local address, if that was told. */
static bool knows_address(const struct wlink *link, const struct wlink *peer)
{
	const uint8_t *known = link->pair[link->send].peer_link_local;

	return !known[0] || !memcmp(known, peer->pair[peer->send].link_local,
				    PC5S_LINK_LOCAL_LEN);
}

static const char *check_ends(const struct wlink *a, const struct wlink *b)
{
	bool bare = a->active < 0;
	bool other_bare = b->active < 0;
	const struct wctx *ca, *cb;

	if (a->up.initiator == b->up.initiator)
		return "both made it";
	if (a->up.secured != b->up.secured || bare != other_bare)
		return "one end has no security";
	if (a->up.user_plane.integrity != b->up.user_plane.integrity ||
	    a->up.user_plane.ciphering != b->up.user_plane.ciphering)
		return "user planes differ";
	if (!knows_address(a, b) || !knows_address(b, a))
		return "link-local addresses differ";
	if (bare)
		return NULL;
	ca = &a->ctx[a->active];
	cb = &b->ctx[b->active];
	if (sent_id(a) != sent_id(b))
		return "K_NRP-sess IDs differ";
	if (memcmp(&ca->context.sel, &cb->context.sel, sizeof(ca->context.sel)))
		return "algorithms differ";
	if (memcmp(ca->context.nrpik, cb->context.nrpik, PC5_NRP_KEY_LEN) ||
	    memcmp(ca->context.nrpek, cb->context.nrpek, PC5_NRP_KEY_LEN))
		return "keys differ";
	if (ca->context.responder == cb->context.responder)
		return "directions are the same";
	return NULL;
}

const char *world_check(struct world *world)
{
	int i, j;

	for (i = 0; i < world->n; i++) {
		for (j = 0; j < world->ue[i].n_links; j++) {
			struct wlink *link = &world->ue[i].links[j];
			struct wlink *other;
			const char *wrong;
			struct ue *peer;

			if (!link->handle || !link->carries)
				continue;
			other = world_mirror(&world->ue[i], link, &peer);
			wrong = other ? check_ends(link, other)
				      : "the other end is down";
			if (wrong)
				return wrong;
		}
	}
	return NULL;
}

void world_settle(struct world *world)
{
	const char *wrong;

	world_run(world, 150000);
	wrong = world_check(world);
	if (wrong)
		fail_msg("%s", wrong);
}
