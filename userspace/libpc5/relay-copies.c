// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UE-to-UE relay: a target that several relays ask for the same source picks one
 * of them (TS 23.304 clause 6.7.3). With integrated discovery each relay that
 * hears the source asks, and says nothing of that; so a target waits a moment
 * for further copies whenever a relay asks.
 */

#include "relay-priv.h"

#include <errno.h>
#include <stdlib.h>

/* How long copies that come too late are known, in milliseconds. */
#define LATE_MS 2000

static bool same(const struct relay_copies *copies,
		 const struct pc5_ls_relay *relay)
{
	const struct pc5_ls_relay *it = &copies->held[0]->relay;

	return it->hop.rsc == relay->hop.rsc &&
	       pc5_user_info_equal(&it->source, &relay->source);
}

static struct relay_copies *find(const struct pc5_relay *relay,
				 const struct pc5_ls_relay *of)
{
	struct relay_copies *it;

	for (it = relay->copies; it; it = it->next) {
		if (same(it, of))
			return it;
	}
	return NULL;
}

static unsigned int count(const struct pc5_relay *relay)
{
	const struct relay_copies *it;
	unsigned int n = 0;

	for (it = relay->copies; it; it = it->next)
		n++;
	return n;
}

static int first(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		 struct pc5_ls_dcr *dcr)
{
	struct relay_copies *copies;

	if (!relay->config.pick_ms)
		return 0;
	if (count(relay) >= relay->config.max_held)
		return PC5_LS_SILENT;
	copies = calloc(1, sizeof(*copies));
	if (!copies)
		return PC5_LS_SILENT;
	copies->held[0] = relay_hold(rx, dcr);
	if (!copies->held[0]) {
		free(copies);
		return PC5_LS_SILENT;
	}
	copies->n = 1;
	copies->at = relay_now(relay) + relay->config.pick_ms;
	copies->next = relay->copies;
	relay->copies = copies;
	return PC5_LS_LATER;
}

/* One was picked, and is being made a link or is one. */
static int late(const struct pc5_relay *relay,
		const struct relay_copies *copies,
		const struct pc5_ls_dcr *dcr,
		const struct pc5_relay_service *service)
{
	const struct relay_held *picked = copies->held[0];
	const struct relay_pair *pair =
		relay_pair_find(relay, PC5_RELAY_TARGET, service->rsc,
				&dcr->relay.source, NULL,
				&picked->relay.relay);

	if (relay_same_dcr(picked, dcr))
		return 0;
	if (!pc5_user_info_equal(&picked->relay.relay, &dcr->relay.relay))
		return PC5S_CAUSE_RELAY_NOT_SELECTED;
	return pair && pair->side[SIDE_S].hop->up ? PC5S_CAUSE_LINK_EXISTS : 0;
}

int relay_copies_dcr(struct pc5_relay *relay, const struct pc5_ls_rx *rx,
		     struct pc5_ls_dcr *dcr,
		     const struct pc5_relay_service *service)
{
	struct relay_copies *copies = find(relay, &dcr->relay);
	unsigned int i;

	if (!copies)
		return first(relay, rx, dcr);
	if (copies->given)
		return 0;
	if (copies->picked)
		return late(relay, copies, dcr, service);
	for (i = 0; i < copies->n; i++) {
		if (relay_same_dcr(copies->held[i], dcr))
			return PC5_LS_SILENT;
	}
	if (copies->n == PC5_RELAY_CANDIDATES_MAX)
		return PC5_LS_SILENT;
	copies->held[copies->n] = relay_hold(rx, dcr);
	if (copies->held[copies->n])
		copies->n++;
	return PC5_LS_LATER;
}

static unsigned int choose(struct pc5_relay *relay,
			   const struct relay_copies *copies)
{
	struct pc5_user_info info[PC5_RELAY_CANDIDATES_MAX];
	const struct pc5_ls_relay *said = &copies->held[0]->relay;
	struct pc5_relay_pair pair = {
		.role = PC5_RELAY_TARGET,
		.rsc = said->hop.rsc,
		.source = said->source,
		.target = *relay_own(relay),
	};
	unsigned int i;

	if (!relay->ops->pick)
		return 0;
	for (i = 0; i < copies->n; i++)
		info[i] = copies->held[i]->relay.relay;
	return relay->ops->pick(relay->ctx, &pair, info, copies->n);
}

static void pick(struct pc5_relay *relay, struct relay_copies *copies)
{
	unsigned int best = choose(relay, copies);
	struct relay_held *held;
	unsigned int i;

	for (i = 0; i < copies->n; i++) {
		if (i != best)
			pc5_ls_refuse_dcr(relay->ls, &copies->held[i]->rx,
					  PC5S_CAUSE_RELAY_NOT_SELECTED);
	}
	copies->picked = true;
	copies->at = relay_now(relay) + LATE_MS;
	relay->dirty = true;
	if (best >= copies->n)
		return;
	held = copies->held[best];
	copies->held[best] = copies->held[0];
	copies->held[0] = held;
	copies->given = true;
	pc5_ls_rx(relay->ls, &held->rx);
	copies->given = false;
}

static void free_one(struct relay_copies *copies)
{
	unsigned int i;

	for (i = 0; i < copies->n; i++)
		free(copies->held[i]);
	free(copies);
}

void relay_copies_run(struct pc5_relay *relay)
{
	struct relay_copies **it = &relay->copies;
	uint64_t now = relay_now(relay);

	while (*it) {
		struct relay_copies *copies = *it;

		if (copies->at <= now && copies->picked) {
			*it = copies->next;
			free_one(copies);
			continue;
		}
		if (copies->at <= now)
			pick(relay, copies);
		it = &copies->next;
	}
}

void relay_copies_free(struct pc5_relay *relay)
{
	while (relay->copies) {
		struct relay_copies *next = relay->copies->next;

		free_one(relay->copies);
		relay->copies = next;
	}
}
