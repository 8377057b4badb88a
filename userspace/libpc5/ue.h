/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UEs: this device's presence on the sidelink. */
#ifndef LIBPC5_UE_H
#define LIBPC5_UE_H

#include <net/if.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/**
 * struct pc5_ue - a UE
 * @has: which members are present, PC5_BIT(PC5_A_UE_...)
 * @ifindex: net device of the UE
 * @ifname: its name
 * @l2id: source Layer-2 ID new links get, 1 to PC5_L2ID_MAX
 * @underlay: enum pc5_underlay
 * @lower: ifindex of the device under an Ethernet underlay
 * @ethertype: EtherType of an Ethernet underlay
 * @local4: local IPv4 address of a UDP underlay
 * @local6: local IPv6 address of a UDP underlay
 * @port: local port of a UDP underlay
 * @agent: netlink port of its agent
 * @links: number of links
 * @event: enum pc5_event, in notifications
 */
struct pc5_ue {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t l2id;
	uint32_t underlay;
	uint32_t lower;
	uint16_t ethertype;
	struct pc5_addr local4;
	struct pc5_addr local6;
	uint16_t port;
	uint32_t links;
	uint32_t agent;
	uint32_t event;
};

extern const struct pc5_layout pc5_ue_layout;

/* Parse a reply or a notification; see pc5_nl_parse_fn. */
int pc5_ue_parse(const struct nlmsghdr *nlh, void *ue);

/* Make, change, remove what @ue says; errors as pc5_nl_do(). */
int pc5_ue_new(struct pc5_nl *nl, const struct pc5_ue *ue);
int pc5_ue_set(struct pc5_nl *nl, const struct pc5_ue *ue);
int pc5_ue_del(struct pc5_nl *nl, uint32_t ifindex);

/* One UE, or all (an array of struct pc5_ue). */
int pc5_ue_get(struct pc5_nl *nl, uint32_t ifindex, struct pc5_ue *ue);
int pc5_ue_dump(struct pc5_nl *nl, struct pc5_list *list);

#endif /* LIBPC5_UE_H */
