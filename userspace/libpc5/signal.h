/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PC5-S messages to and from the kernel. The agent of a UE is a socket: it takes
 * one handle for what it receives and another for its requests, so that messages
 * do not come between a request and its answer.
 */
#ifndef LIBPC5_SIGNAL_H
#define LIBPC5_SIGNAL_H

#include "attr.h"
#include "nl.h"

/**
 * struct pc5_signal - a PC5-S message, and how it came or is to go
 * @has: which members are present, PC5_BIT(PC5_A_SIGNAL_...)
 * @ifindex: net device of the UE
 * @link: net device of the link, where there is one
 * @lcid: SL-SRB 0 to 3, or PC5_LCID_SRB4 for discovery
 * @cast: enum pc5_cast
 * @src: Layer-2 ID of the sender, 1 to PC5_L2ID_MAX
 * @dst: Layer-2 ID it is sent to, 1 to PC5_L2ID_MAX
 * @id: K_NRP-sess ID of the context it is under
 * @protection: enum pc5_protection, of what was received
 * @remote4: UDP underlay: IPv4 address of the peer
 * @remote6: UDP underlay: IPv6 address of the peer
 * @remote_port: UDP underlay: port of the peer
 * @hop: net device of the link to the relay through which it came or is to go
 * @src_ue_id: local identity of the sender at that relay
 * @dst_ue_id: local identity of the receiver
 * @data: the message; of what was received valid until the handle reads again
 * @len: octets of @data, at most PC5_SIGNAL_MAX
 */
struct pc5_signal {
	uint32_t has;
	uint32_t ifindex;
	uint32_t link;
	uint8_t lcid;
	uint32_t cast;
	uint32_t src;
	uint32_t dst;
	uint16_t id;
	uint32_t protection;
	struct pc5_addr remote4;
	struct pc5_addr remote6;
	uint16_t remote_port;
	uint32_t hop;
	uint8_t src_ue_id;
	uint8_t dst_ue_id;
	const void *data;
	size_t len;
};

/*
 * Make the socket of @nl the agent of UE @ifindex, or let it hear on other
 * Layer-2 IDs: the @n of @listen, at most PC5_LISTEN_MAX. Errors as pc5_nl_do();
 * -EBUSY where another socket is.
 */
int pc5_agent_register(struct pc5_nl *nl, uint32_t ifindex,
		       const uint32_t *listen, size_t n);

/*
 * The same for a socket that is the agent already, without waiting for an
 * answer: messages may be waiting on it. Errors as pc5_nl_post().
 */
int pc5_agent_listen(struct pc5_nl *nl, uint32_t ifindex,
		     const uint32_t *listen, size_t n);

/* Parse what the agent gets. Returns 0, -ENOMSG or -EBADMSG. */
int pc5_signal_parse(const struct nlmsghdr *nlh, struct pc5_signal *signal);

/* Send; errors as pc5_nl_do(). */
int pc5_signal_tx(struct pc5_nl *nl, const struct pc5_signal *signal);

/*
 * Verify the unverified PDU @data of SL-SRB1 under the context that was installed
 * on @link since (TS 38.323 clause 5.9). Returns 0, -EBADMSG where its MAC-I does
 * not hold, -EALREADY where it was verified before, or as pc5_nl_do().
 */
int pc5_signal_verify(struct pc5_nl *nl, uint32_t link, const void *data,
		      size_t len);

#endif /* LIBPC5_SIGNAL_H */
