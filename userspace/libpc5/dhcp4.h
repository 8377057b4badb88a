/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DHCPv4 (RFC 2131) on a link of exactly two, which has no hardware addresses:
 * the server has one address to give, and whoever asks is the one client. The
 * messages are whole IPv4 packets, as a client without an address cannot send or
 * receive them otherwise. No I/O is done here.
 */
#ifndef LIBPC5_DHCP4_H
#define LIBPC5_DHCP4_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of the packets made here, and the most that is looked at. */
#define PC5_DHCP4_SIZE 340
#define PC5_DHCP4_MAX 1500

/* Octets of a client identifier that are remembered, and of a chaddr. */
#define PC5_DHCP4_ID_MAX 32
#define PC5_DHCP4_CHADDR_LEN 16

/* A lease without an end (RFC 2131 clause 3.3). */
#define PC5_DHCP4_FOREVER UINT32_MAX

/**
 * enum pc5_dhcp4_type - DHCP message type (RFC 2132 clause 9.6)
 * @PC5_DHCP4_DISCOVER: client: who is there?
 * @PC5_DHCP4_OFFER: server: this may be your address
 * @PC5_DHCP4_REQUEST: client: I want it
 * @PC5_DHCP4_DECLINE: client: somebody has it already
 * @PC5_DHCP4_ACK: server: it is yours
 * @PC5_DHCP4_NAK: server: it is not
 * @PC5_DHCP4_RELEASE: client: I want it no more
 * @PC5_DHCP4_INFORM: client: I have an address, what else is there?
 */
enum pc5_dhcp4_type {
	PC5_DHCP4_DISCOVER = 1,
	PC5_DHCP4_OFFER,
	PC5_DHCP4_REQUEST,
	PC5_DHCP4_DECLINE,
	PC5_DHCP4_ACK,
	PC5_DHCP4_NAK,
	PC5_DHCP4_RELEASE,
	PC5_DHCP4_INFORM,
};

/**
 * struct pc5_dhcp4 - a message; addresses of 0 are not there
 * @type: enum pc5_dhcp4_type
 * @xid: transaction ID, which the answer repeats
 * @ciaddr: address the client has
 * @yiaddr: address it gets
 * @requested: address it wants
 * @server: the server's address
 * @prefix: length of the subnet mask; 0 for none
 * @lease: seconds
 * @flags: flags, which the answer repeats as it does what follows
 * @htype: hardware type
 * @hlen: octets of the hardware address
 * @chaddr: hardware address
 * @id_len: octets of @id; 0 for none
 * @id: client identifier (RFC 6842)
 */
struct pc5_dhcp4 {
	uint8_t type;
	uint32_t xid;
	struct in_addr ciaddr;
	struct in_addr yiaddr;
	struct in_addr requested;
	struct in_addr server;
	uint8_t prefix;
	uint32_t lease;
	uint16_t flags;
	uint8_t htype;
	uint8_t hlen;
	uint8_t chaddr[PC5_DHCP4_CHADDR_LEN];
	uint8_t id_len;
	uint8_t id[PC5_DHCP4_ID_MAX];
};

/* Make the packet of a message; octets of it. */
size_t pc5_dhcp4_build(const struct pc5_dhcp4 *msg,
		       uint8_t out[PC5_DHCP4_SIZE]);

/*
 * Parse an IPv4 packet. Returns 0; -ENOENT where it is none of DHCP from the
 * other side (@from_server: from the server); -EBADMSG where it is broken.
 */
int pc5_dhcp4_parse(const void *data, size_t len, bool from_server,
		    struct pc5_dhcp4 *msg);

/**
 * struct pc5_dhcp4_server - what a server gives to the one client
 * @own: its own address
 * @client: the client's
 * @prefix: length of the subnet mask
 * @bound: the client has taken it
 */
struct pc5_dhcp4_server {
	struct in_addr own;
	struct in_addr client;
	uint8_t prefix;
	bool bound;
};

/* Answer @in with @out: 0, or -ENOENT where nothing is to be said. */
int pc5_dhcp4_serve(struct pc5_dhcp4_server *server, const struct pc5_dhcp4 *in,
		    struct pc5_dhcp4 *out);

/**
 * enum pc5_dhcp4_state - where a client is
 * @PC5_DHCP4_SELECTING: it asks who is there
 * @PC5_DHCP4_REQUESTING: it asks for what it was offered
 * @PC5_DHCP4_BOUND: it has an address
 */
enum pc5_dhcp4_state {
	PC5_DHCP4_SELECTING,
	PC5_DHCP4_REQUESTING,
	PC5_DHCP4_BOUND,
};

/**
 * struct pc5_dhcp4_client - a client; begin with @state 0 and a random @xid
 * @state: enum pc5_dhcp4_state
 * @xid: transaction ID
 * @lease: what was offered, then what it has
 */
struct pc5_dhcp4_client {
	uint8_t state;
	uint32_t xid;
	struct pc5_dhcp4 lease;
};

/* What the client says, first and whenever it got no answer. */
void pc5_dhcp4_ask(const struct pc5_dhcp4_client *client,
		   struct pc5_dhcp4 *out);

/*
 * The server said @in. Returns 1 where the client has to ask next, 0 where it
 * has got its address, -ENOENT where this is of no use.
 */
int pc5_dhcp4_hear(struct pc5_dhcp4_client *client, const struct pc5_dhcp4 *in);

#endif /* LIBPC5_DHCP4_H */
