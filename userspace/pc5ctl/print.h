/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How objects are shown; nothing here asks the kernel. */
#ifndef PC5CTL_PRINT_H
#define PC5CTL_PRINT_H

#include "libpc5/bearer.h"
#include "libpc5/key.h"
#include "libpc5/link.h"
#include "libpc5/ntf.h"
#include "libpc5/route.h"
#include "libpc5/stats.h"
#include "libpc5/ue.h"
#include "out.h"

/*
 * What belongs to an object, in an open JSON object; in text the line stays
 * open. The name of the device comes before and is not printed here.
 */
void print_ue(struct out *out, const struct pc5_ue *ue);
void print_link(struct out *out, const struct pc5_link *link);
void print_bearer(struct out *out, const struct pc5_bearer *bearer);
void print_key(struct out *out, const struct pc5_key *key);
void print_route(struct out *out, const struct pc5_route *route);
/* What went by it, on the same line. */
void print_passed(struct out *out, const struct pc5_route *route);
void print_alarm(struct out *out, const struct pc5_alarm *alarm);

/*
 * How the link is protected, on a line of its own: the context that is active,
 * @key, or NULL if there is none. With @details, its driver and counters too.
 */
void print_protection(struct out *out, const struct pc5_link *link,
		      const struct pc5_key *key, bool details);

/* Whether what goes over the link is protected, or else does not go. */
bool link_protected(const struct pc5_link *link, const struct pc5_key *key);

/*
 * Limits, driver and counters of a context, on lines of their own. JSON has
 * them anyway.
 */
void print_key_details(struct out *out, const struct pc5_key *key,
		       bool details, bool counts);

/*
 * Counters, on lines of their own, zero ones and those of each bearer only
 * with @all; JSON has them anyway.
 */
void print_stats(struct out *out, const struct pc5_stats *stats, bool all);

/* The same as member "stats", zero ones left out of text. */
void print_stats_member(struct out *out, const struct pc5_stats *stats);

/* Counters of a bearer, or of a device, on a line of their own. */
void print_counters(struct out *out, const struct pc5_counters *counters,
		    bool all);

#endif /* PC5CTL_PRINT_H */
