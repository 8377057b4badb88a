/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links: one secured unicast PC5 link each. */
#ifndef LIBPC5_LINK_H
#define LIBPC5_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/**
 * struct pc5_link - a link
 * @has: which members are present, PC5_BIT(PC5_A_LINK_...)
 * @ifindex: net device of the link
 * @ifname: its name
 * @ue: ifindex of the UE, in the UE's namespace
 * @ue_name: name of the UE there
 * @local_l2id: this side's Layer-2 ID, 1 to PC5_L2ID_MAX
 * @peer_l2id: the peer's Layer-2 ID, 1 to PC5_L2ID_MAX
 * @sdu_type: enum pc5_sdu_type
 * @integrity: enum pc5_policy, user-plane integrity
 * @ciphering: enum pc5_policy, user-plane ciphering
 * @remote4: IPv4 address of the peer, UDP underlay
 * @remote6: IPv6 address of the peer, UDP underlay
 * @remote_port: UDP port of the peer
 * @grace: how long a replaced context still receives, in milliseconds
 * @mtu: MTU of the device
 * @event: enum pc5_event, in notifications
 * @signalling: an agent runs PC5-S on it; a flag, so @has says it all
 * @closed: the protection of the user plane is not agreed yet; a flag as well
 * @id: K_NRP-sess ID that changes with the Layer-2 IDs
 * @new_id: the one it changes to
 * @step: enum pc5_ids_step
 * @hop: ifindex of the link to the relay through which this one goes end to end
 * @hop_name: name of that link in its own namespace
 * @local_ue_id: this UE's local identity at the relay (TS 38.351 clause 6.3)
 * @peer_ue_id: the peer's
 */
struct pc5_link {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t ue;
	char ue_name[IFNAMSIZ];
	uint32_t local_l2id;
	uint32_t peer_l2id;
	uint32_t sdu_type;
	uint32_t integrity;
	uint32_t ciphering;
	struct pc5_addr remote4;
	struct pc5_addr remote6;
	uint16_t remote_port;
	uint32_t grace;
	uint32_t mtu;
	uint32_t event;
	uint8_t signalling;
	uint8_t closed;
	uint16_t id;
	uint16_t new_id;
	uint32_t step;
	uint32_t hop;
	char hop_name[IFNAMSIZ];
	uint8_t local_ue_id;
	uint8_t peer_ue_id;
};

extern const struct pc5_layout pc5_link_layout;

/* Parse a reply or a notification; see pc5_nl_parse_fn. */
int pc5_link_parse(const struct nlmsghdr *nlh, void *link);

/* Make, change, remove what @link says; errors as pc5_nl_do(). */
int pc5_link_new(struct pc5_nl *nl, const struct pc5_link *link);
int pc5_link_set(struct pc5_nl *nl, const struct pc5_link *link);

/*
 * Open the user plane of link @ifindex, whose integrity protection and ciphering
 * were agreed to be on or off (TS 24.554 clause 11.3.18). Once.
 */
int pc5_link_agree(struct pc5_nl *nl, uint32_t ifindex, bool integrity,
		   bool ciphering);

/*
 * A step in changing the identifiers of a link (TS 24.554 clause 7.2.4): @link
 * has ifindex and step, and to accept new ones local_l2id, peer_l2id and, where
 * the link is protected, id and new_id, and where its path changes too hop,
 * local_ue_id and peer_ue_id.
 */
int pc5_link_ids(struct pc5_nl *nl, const struct pc5_link *link);

int pc5_link_del(struct pc5_nl *nl, uint32_t ifindex);

/* One link, or all (an array of struct pc5_link). */
int pc5_link_get(struct pc5_nl *nl, uint32_t ifindex, struct pc5_link *link);
int pc5_link_dump(struct pc5_nl *nl, struct pc5_list *list);

#endif /* LIBPC5_LINK_H */
