// SPDX-License-Identifier: GPL-2.0-or-later
/* DHCPv4 on a link of two. */

#include "dhcp4.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

/* Where things are in the packet: IPv4, UDP, BOOTP (RFC 951), options. */
#define IP_LEN 20
#define UDP_LEN 8
#define BOOTP_LEN 236
#define HEAD_LEN (IP_LEN + UDP_LEN)

#define SERVER_PORT 67
#define CLIENT_PORT 68
#define BOOT_REQUEST 1
#define BOOT_REPLY 2
#define COOKIE 0x63825363

/* Offsets in BOOTP. */
#define B_OP 0
#define B_HTYPE 1
#define B_HLEN 2
#define B_XID 4
#define B_FLAGS 10
#define B_CIADDR 12
#define B_YIADDR 16
#define B_SIADDR 20
#define B_CHADDR 28

/* Options (RFC 2132). */
#define OPT_PAD 0
#define OPT_MASK 1
#define OPT_REQUESTED 50
#define OPT_LEASE 51
#define OPT_TYPE 53
#define OPT_SERVER 54
#define OPT_WANTED 55
#define OPT_ID 61
#define OPT_END 255

static void put16(uint8_t *to, uint16_t v)
{
	to[0] = v >> 8;
	to[1] = v;
}

static void put32(uint8_t *to, uint32_t v)
{
	put16(to, v >> 16);
	put16(to + 2, v);
}

static uint16_t get16(const uint8_t *from)
{
	return from[0] << 8 | from[1];
}

static uint32_t get32(const uint8_t *from)
{
	return (uint32_t)get16(from) << 16 | get16(from + 2);
}

static uint32_t sum(const uint8_t *data, size_t len, uint32_t start)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		start += get16(data + i);
	if (len & 1)
		start += (uint32_t)data[len - 1] << 8;
	return start;
}

static uint16_t fold(uint32_t it)
{
	while (it >> 16)
		it = (it & 0xffff) + (it >> 16);
	return ~it;
}

/* UDP with its pseudo header (RFC 768). */
static uint32_t udp_sum(const uint8_t *ip, const uint8_t *udp, size_t len)
{
	return sum(udp, len, sum(ip + 12, 8, IPPROTO_UDP + len));
}

static uint8_t *option(uint8_t *at, uint8_t type, const void *data, size_t len)
{
	at[0] = type;
	at[1] = len;
	memcpy(at + 2, data, len);
	return at + 2 + len;
}

static uint8_t *address(uint8_t *at, uint8_t type, struct in_addr addr)
{
	return addr.s_addr ? option(at, type, &addr, sizeof(addr)) : at;
}

static bool is_reply(uint8_t type)
{
	return type == PC5_DHCP4_OFFER || type == PC5_DHCP4_ACK ||
	       type == PC5_DHCP4_NAK;
}

static void options(const struct pc5_dhcp4 *msg, uint8_t *at)
{
	static const uint8_t wanted[] = { OPT_MASK };
	uint8_t four[4];

	put32(at, COOKIE);
	at = option(at + 4, OPT_TYPE, &msg->type, 1);
	at = address(at, OPT_REQUESTED, msg->requested);
	at = address(at, OPT_SERVER, msg->server);
	if (msg->lease) {
		put32(four, msg->lease);
		at = option(at, OPT_LEASE, four, sizeof(four));
	}
	if (msg->prefix) {
		put32(four, UINT32_MAX << (32 - msg->prefix));
		at = option(at, OPT_MASK, four, sizeof(four));
	}
	if (!is_reply(msg->type))
		at = option(at, OPT_WANTED, wanted, sizeof(wanted));
	if (msg->id_len)
		at = option(at, OPT_ID, msg->id, msg->id_len);
	*at = OPT_END;
}

size_t pc5_dhcp4_build(const struct pc5_dhcp4 *msg, uint8_t out[PC5_DHCP4_SIZE])
{
	bool reply = is_reply(msg->type);
	uint8_t *udp = out + IP_LEN;
	uint8_t *bootp = out + HEAD_LEN;
	uint16_t check;

	memset(out, 0, PC5_DHCP4_SIZE);
	bootp[B_OP] = reply ? BOOT_REPLY : BOOT_REQUEST;
	bootp[B_HTYPE] = msg->htype;
	bootp[B_HLEN] = msg->hlen;
	put32(bootp + B_XID, msg->xid);
	put16(bootp + B_FLAGS, msg->flags);
	memcpy(bootp + B_CIADDR, &msg->ciaddr, 4);
	memcpy(bootp + B_YIADDR, &msg->yiaddr, 4);
	memcpy(bootp + B_CHADDR, msg->chaddr, sizeof(msg->chaddr));
	options(msg, bootp + BOOTP_LEN);
	out[0] = 0x45;
	put16(out + 2, PC5_DHCP4_SIZE);
	out[8] = 64;
	out[9] = IPPROTO_UDP;
	if (reply) {
		memcpy(out + 12, &msg->server, 4);
		/* To the address it has, or else to whoever hears. */
		memset(out + 16, 0xff, 4);
		if (msg->ciaddr.s_addr)
			memcpy(out + 16, &msg->ciaddr, 4);
	} else {
		memcpy(out + 12, &msg->ciaddr, 4);
		memset(out + 16, 0xff, 4);
	}
	put16(out + 10, fold(sum(out, IP_LEN, 0)));
	put16(udp, reply ? SERVER_PORT : CLIENT_PORT);
	put16(udp + 2, reply ? CLIENT_PORT : SERVER_PORT);
	put16(udp + 4, PC5_DHCP4_SIZE - IP_LEN);
	check = fold(udp_sum(out, udp, PC5_DHCP4_SIZE - IP_LEN));
	put16(udp + 6, check ? check : 0xffff);
	return PC5_DHCP4_SIZE;
}

/* IPv4 and UDP: 0 with BOOTP and what follows it, or -ENOENT or -EBADMSG. */
static int strip(const uint8_t *ip, size_t len, bool from_server,
		 const uint8_t **bootp, size_t *n)
{
	const uint8_t *udp;
	size_t head, total;

	if (len < IP_LEN || ip[0] >> 4 != 4 || ip[9] != IPPROTO_UDP)
		return -ENOENT;
	head = (ip[0] & 0xf) * 4;
	total = get16(ip + 2);
	if (head < IP_LEN || total < head + UDP_LEN || total > len ||
	    len > PC5_DHCP4_MAX)
		return -EBADMSG;
	/* Nobody cuts so short a packet into fragments. */
	if (get16(ip + 6) & 0x3fff)
		return -ENOENT;
	udp = ip + head;
	if (get16(udp) != (from_server ? SERVER_PORT : CLIENT_PORT) ||
	    get16(udp + 2) != (from_server ? CLIENT_PORT : SERVER_PORT))
		return -ENOENT;
	if (fold(sum(ip, head, 0)))
		return -EBADMSG;
	*n = get16(udp + 4);
	if (*n < UDP_LEN + BOOTP_LEN + 4 || *n > total - head)
		return -EBADMSG;
	if (get16(udp + 6) && fold(udp_sum(ip, udp, *n)))
		return -EBADMSG;
	*bootp = udp + UDP_LEN;
	*n -= UDP_LEN;
	return 0;
}

/* A mask is ones and then zeros; its length, or 0. */
static uint8_t mask_len(uint32_t mask)
{
	uint8_t n = 0;

	while (mask & 0x80000000) {
		mask <<= 1;
		n++;
	}
	return mask ? 0 : n;
}

static int take(struct pc5_dhcp4 *msg, uint8_t type, const uint8_t *data,
		size_t len)
{
	switch (type) {
	case OPT_TYPE:
		if (len != 1)
			return -EBADMSG;
		msg->type = *data;
		return 0;
	case OPT_ID:
		/* One that is too long is not repeated, as of old. */
		if (len > sizeof(msg->id))
			return 0;
		/* Of several the last one counts. */
		memset(msg->id, 0, sizeof(msg->id));
		msg->id_len = len;
		memcpy(msg->id, data, len);
		return 0;
	case OPT_MASK:
	case OPT_REQUESTED:
	case OPT_LEASE:
	case OPT_SERVER:
		if (len != 4)
			return -EBADMSG;
		break;
	default:
		return 0;
	}
	if (type == OPT_MASK)
		msg->prefix = mask_len(get32(data));
	else if (type == OPT_LEASE)
		msg->lease = get32(data);
	else if (type == OPT_REQUESTED)
		memcpy(&msg->requested, data, 4);
	else
		memcpy(&msg->server, data, 4);
	return 0;
}

static int take_options(struct pc5_dhcp4 *msg, const uint8_t *at, size_t left)
{
	int ret;

	while (left && *at != OPT_END) {
		size_t len;

		if (*at == OPT_PAD) {
			at++;
			left--;
			continue;
		}
		len = left < 2 ? left : 2 + (size_t)at[1];
		if (left < 2 || len > left)
			return -EBADMSG;
		ret = take(msg, at[0], at + 2, len - 2);
		if (ret)
			return ret;
		at += len;
		left -= len;
	}
	return 0;
}

int pc5_dhcp4_parse(const void *data, size_t len, bool from_server,
		    struct pc5_dhcp4 *msg)
{
	const uint8_t *bootp;
	size_t n;
	int ret;

	memset(msg, 0, sizeof(*msg));
	ret = strip(data, len, from_server, &bootp, &n);
	if (ret)
		return ret;
	if (bootp[B_OP] != (from_server ? BOOT_REPLY : BOOT_REQUEST) ||
	    bootp[B_HLEN] > PC5_DHCP4_CHADDR_LEN ||
	    get32(bootp + BOOTP_LEN) != COOKIE)
		return -EBADMSG;
	ret = take_options(msg, bootp + BOOTP_LEN + 4, n - BOOTP_LEN - 4);
	if (!ret && (!msg->type || is_reply(msg->type) != from_server))
		ret = -EBADMSG;
	if (ret) {
		memset(msg, 0, sizeof(*msg));
		return ret;
	}
	msg->htype = bootp[B_HTYPE];
	msg->hlen = bootp[B_HLEN];
	msg->xid = get32(bootp + B_XID);
	msg->flags = get16(bootp + B_FLAGS);
	memcpy(&msg->ciaddr, bootp + B_CIADDR, 4);
	memcpy(&msg->yiaddr, bootp + B_YIADDR, 4);
	memcpy(msg->chaddr, bootp + B_CHADDR, sizeof(msg->chaddr));
	return 0;
}

/* RFC 2131 clause 4.3.2: what the client wants, or has. */
static struct in_addr wanted(const struct pc5_dhcp4 *in)
{
	return in->requested.s_addr ? in->requested : in->ciaddr;
}

int pc5_dhcp4_serve(struct pc5_dhcp4_server *server, const struct pc5_dhcp4 *in,
		    struct pc5_dhcp4 *out)
{
	bool other = in->server.s_addr &&
		     in->server.s_addr != server->own.s_addr;

	/* What is repeated, and nothing else. */
	*out = *in;
	out->requested.s_addr = 0;
	out->prefix = server->prefix;
	out->lease = PC5_DHCP4_FOREVER;
	out->server = server->own;
	out->yiaddr = server->client;
	if (in->type == PC5_DHCP4_DISCOVER) {
		out->type = PC5_DHCP4_OFFER;
	} else if (in->type == PC5_DHCP4_REQUEST && !other) {
		out->type = PC5_DHCP4_ACK;
		server->bound = wanted(in).s_addr == server->client.s_addr;
		if (server->bound)
			return 0;
		out->type = PC5_DHCP4_NAK;
		out->yiaddr.s_addr = 0;
		out->ciaddr.s_addr = 0;
		out->lease = 0;
		out->prefix = 0;
	} else if (in->type == PC5_DHCP4_INFORM) {
		out->type = PC5_DHCP4_ACK;
		out->yiaddr.s_addr = 0;
		out->lease = 0;
	} else {
		if (in->type == PC5_DHCP4_RELEASE && !other)
			server->bound = false;
		return -ENOENT;
	}
	return 0;
}

void pc5_dhcp4_ask(const struct pc5_dhcp4_client *client, struct pc5_dhcp4 *out)
{
	*out = (struct pc5_dhcp4){
		.type = client->state == PC5_DHCP4_SELECTING ?
			PC5_DHCP4_DISCOVER : PC5_DHCP4_REQUEST,
		.xid = client->xid,
		/* It hears only what is for everybody, as it has no address. */
		.flags = 0x8000,
		.id_len = 1 + sizeof(client->xid),
	};
	/* Without a hardware address it has to be called something. */
	put32(out->id + 1, client->xid);
	if (client->state == PC5_DHCP4_REQUESTING) {
		out->requested = client->lease.yiaddr;
		out->server = client->lease.server;
	} else if (client->state == PC5_DHCP4_BOUND) {
		out->ciaddr = client->lease.yiaddr;
		out->flags = 0;
	}
}

static bool host(struct in_addr addr)
{
	uint32_t it = ntohl(addr.s_addr);

	return it >> 24 && it >> 24 != IN_LOOPBACKNET && it < 0xe0000000;
}

/* One address of a subnet, and the server's in the same. */
static bool fit(const struct pc5_dhcp4 *in)
{
	uint32_t mask;

	if (!host(in->yiaddr) || !host(in->server) || !in->lease ||
	    in->yiaddr.s_addr == in->server.s_addr || in->prefix < 8)
		return false;
	mask = UINT32_MAX << (32 - in->prefix);
	return in->prefix == 32 ||
	       !((ntohl(in->yiaddr.s_addr) ^ ntohl(in->server.s_addr)) & mask);
}

int pc5_dhcp4_hear(struct pc5_dhcp4_client *client, const struct pc5_dhcp4 *in)
{
	if (in->xid != client->xid)
		return -ENOENT;
	if (in->type == PC5_DHCP4_NAK &&
	    client->state != PC5_DHCP4_SELECTING) {
		client->state = PC5_DHCP4_SELECTING;
		return 1;
	}
	if (!fit(in))
		return -ENOENT;
	if (in->type == PC5_DHCP4_OFFER &&
	    client->state == PC5_DHCP4_SELECTING) {
		client->state = PC5_DHCP4_REQUESTING;
		client->lease = *in;
		return 1;
	}
	/* It is as it was offered, or was before. */
	if (in->type == PC5_DHCP4_ACK && client->state != PC5_DHCP4_SELECTING &&
	    in->yiaddr.s_addr == client->lease.yiaddr.s_addr) {
		client->state = PC5_DHCP4_BOUND;
		client->lease = *in;
		return 0;
	}
	return -ENOENT;
}
