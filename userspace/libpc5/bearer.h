/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bearers: the PDCP entities (SL-DRBs) of a link. */
#ifndef LIBPC5_BEARER_H
#define LIBPC5_BEARER_H

#include <net/if.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/**
 * struct pc5_bearer - a SL-DRB
 * @has: which members are present, PC5_BIT(PC5_A_BEARER_...)
 * @ifindex: net device of the link
 * @ifname: its name
 * @lcid: logical channel, PC5_LCID_DRB_MIN to PC5_LCID_DRB_MAX
 *	(TS 38.321 table 6.2.4-1)
 * @sn_size: length of the PDCP SN, 12 or 18 bits
 * @t_reordering: t-Reordering, in milliseconds (TS 38.323 clause 7.2)
 * @out_of_order: deliver SDUs as they come (sl-OutOfOrderDelivery)
 * @window: most SDUs held or remembered beyond the first missing one
 * @mark: packets with this mark go to this bearer
 * @event: enum pc5_event, in notifications
 */
struct pc5_bearer {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint8_t lcid;
	uint8_t sn_size;
	uint32_t t_reordering;
	uint8_t out_of_order;
	uint32_t window;
	uint32_t mark;
	uint32_t event;
};

extern const struct pc5_layout pc5_bearer_layout;

/* Parse a reply or a notification; see pc5_nl_parse_fn. */
int pc5_bearer_parse(const struct nlmsghdr *nlh, void *bearer);

/* Make, change, remove what @bearer says; errors as pc5_nl_do(). */
int pc5_bearer_new(struct pc5_nl *nl, const struct pc5_bearer *bearer);
int pc5_bearer_set(struct pc5_nl *nl, const struct pc5_bearer *bearer);
int pc5_bearer_del(struct pc5_nl *nl, uint32_t ifindex, uint8_t lcid);

/* One bearer. */
int pc5_bearer_get(struct pc5_nl *nl, uint32_t ifindex, uint8_t lcid,
		   struct pc5_bearer *bearer);

/* All of link @ifindex, or with 0 all there are: array of struct pc5_bearer. */
int pc5_bearer_dump(struct pc5_nl *nl, uint32_t ifindex,
		    struct pc5_list *list);

#endif /* LIBPC5_BEARER_H */
