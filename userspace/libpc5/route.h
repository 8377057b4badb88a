/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routes: what becomes of the SRAP PDUs of a pair of UEs (TS 38.351). */
#ifndef LIBPC5_ROUTE_H
#define LIBPC5_ROUTE_H

#include <net/if.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/**
 * struct pc5_route - a route: of a relay, both ways, or of an end UE
 * @has: which members are present, PC5_BIT(PC5_A_ROUTE_...)
 * @ifindex: net device of the link to the one UE, or to the relay before it
 * @ifname: its name
 * @ue_id: local identity of the UE behind that link (TS 38.351 clause 6.3)
 * @peer_ifindex: net device of the link to the other UE; absent where that is
 *	this UE
 * @peer_ifname: its name
 * @peer_ue_id: local identity of the other UE
 * @channel: logical channel for all SL-DRBs; absent where each has its own
 * @link: net device of the end-to-end link that goes by it
 * @packets: PDUs from the one UE to the other that were passed on
 * @bytes: their octets, SRAP header included
 * @peer_packets: the same from the other UE to the one
 * @peer_bytes: their octets
 * @event: enum pc5_event, in notifications
 */
struct pc5_route {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint8_t ue_id;
	uint32_t peer_ifindex;
	char peer_ifname[IFNAMSIZ];
	uint8_t peer_ue_id;
	uint8_t channel;
	uint32_t link;
	uint64_t packets;
	uint64_t bytes;
	uint64_t peer_packets;
	uint64_t peer_bytes;
	uint32_t event;
};

extern const struct pc5_layout pc5_route_layout;

/* Parse a reply or a notification; see pc5_nl_parse_fn. */
int pc5_route_parse(const struct nlmsghdr *nlh, void *route);

/* Make, or remove, what @route says; errors as pc5_nl_do(). */
int pc5_route_new(struct pc5_nl *nl, const struct pc5_route *route);
int pc5_route_del(struct pc5_nl *nl, uint32_t ifindex, uint8_t ue_id,
		  uint8_t peer_ue_id);

/* One route, or all (an array of struct pc5_route). */
int pc5_route_get(struct pc5_nl *nl, uint32_t ifindex, uint8_t ue_id,
		  uint8_t peer_ue_id, struct pc5_route *route);
int pc5_route_dump(struct pc5_nl *nl, struct pc5_list *list);

#endif /* LIBPC5_ROUTE_H */
