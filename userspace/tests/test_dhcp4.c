// SPDX-License-Identifier: GPL-2.0-or-later
/* DHCPv4 on a link of two. */

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "libpc5/dhcp4.h"

static struct in_addr addr(const char *text)
{
	struct in_addr it;

	assert_int_equal(inet_pton(AF_INET, text, &it), 1);
	return it;
}

static struct pc5_dhcp4_server server(void)
{
	return (struct pc5_dhcp4_server){
		.own = addr("192.168.7.1"),
		.client = addr("192.168.7.9"),
		.prefix = 24,
	};
}

/* Over the wire to the server, and its answer back. */
static int ask(struct pc5_dhcp4_server *s, const struct pc5_dhcp4_client *c,
	       struct pc5_dhcp4 *reply)
{
	uint8_t packet[PC5_DHCP4_SIZE];
	struct pc5_dhcp4 msg, in, out;
	size_t len;

	pc5_dhcp4_ask(c, &msg);
	len = pc5_dhcp4_build(&msg, packet);
	assert_int_equal(pc5_dhcp4_parse(packet, len, true, &in), -ENOENT);
	assert_int_equal(pc5_dhcp4_parse(packet, len, false, &in), 0);
	assert_memory_equal(&in, &msg, sizeof(in));
	if (pc5_dhcp4_serve(s, &in, &out))
		return -ENOENT;
	len = pc5_dhcp4_build(&out, packet);
	assert_int_equal(pc5_dhcp4_parse(packet, len, true, reply), 0);
	assert_memory_equal(reply, &out, sizeof(out));
	return 0;
}

static void four_messages(void **state)
{
	struct pc5_dhcp4_client c = { .xid = 0x12345678 };
	struct pc5_dhcp4_server s = server();
	struct pc5_dhcp4 reply;

	(void)state;
	assert_int_equal(ask(&s, &c, &reply), 0);
	assert_int_equal(reply.type, PC5_DHCP4_OFFER);
	assert_false(s.bound);
	assert_int_equal(pc5_dhcp4_hear(&c, &reply), 1);
	assert_int_equal(ask(&s, &c, &reply), 0);
	assert_int_equal(reply.type, PC5_DHCP4_ACK);
	assert_true(s.bound);
	assert_int_equal(pc5_dhcp4_hear(&c, &reply), 0);
	assert_int_equal(c.state, PC5_DHCP4_BOUND);
	assert_int_equal(c.lease.yiaddr.s_addr, s.client.s_addr);
	assert_int_equal(c.lease.server.s_addr, s.own.s_addr);
	assert_int_equal(c.lease.prefix, 24);
	assert_int_equal(c.lease.lease, PC5_DHCP4_FOREVER);
	/* Renewed, by the address it has. */
	assert_int_equal(ask(&s, &c, &reply), 0);
	assert_int_equal(reply.type, PC5_DHCP4_ACK);
	assert_int_equal(reply.ciaddr.s_addr, s.client.s_addr);
	assert_int_equal(pc5_dhcp4_hear(&c, &reply), 0);
}

/* RFC 791, 768, 951, 2131: the packet of the first message. */
static void octets(void **state)
{
	static const uint8_t head[] = {
		0x45, 0, 0x01, 0x54, 0, 0, 0, 0, 64, 17, 0x79, 0x9a,
		0, 0, 0, 0, 255, 255, 255, 255,
		0, 68, 0, 67, 0x01, 0x40,
	};
	static const uint8_t options[] = {
		0x63, 0x82, 0x53, 0x63, 53, 1, 1, 55, 1, 1,
		61, 5, 0, 0x12, 0x34, 0x56, 0x78, 255, 0,
	};
	struct pc5_dhcp4_client c = { .xid = 0x12345678 };
	uint8_t packet[PC5_DHCP4_SIZE];
	struct pc5_dhcp4 msg;

	(void)state;
	pc5_dhcp4_ask(&c, &msg);
	assert_int_equal(pc5_dhcp4_build(&msg, packet), 340);
	assert_memory_equal(packet, head, sizeof(head));
	assert_int_equal(packet[28], 1);
	assert_int_equal(packet[38], 0x80);
	assert_memory_equal(packet + 28 + 236, options, sizeof(options));
}

/* What the client of somebody else is called by comes back as it was. */
static void repeated(void **state)
{
	struct pc5_dhcp4 in = {
		.type = PC5_DHCP4_DISCOVER, .xid = 7, .flags = 0x8000,
		.htype = 1, .hlen = 6, .chaddr = { 2, 3, 4, 5, 6, 7 },
		.id_len = PC5_DHCP4_ID_MAX, .id = { 1, 2, 3 },
		.requested = addr("10.0.0.1"), .lease = 60, .prefix = 9,
	};
	struct pc5_dhcp4_server s = server();
	struct pc5_dhcp4 out, reply;
	uint8_t packet[PC5_DHCP4_SIZE];

	(void)state;
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), 0);
	pc5_dhcp4_build(&out, packet);
	assert_int_equal(pc5_dhcp4_parse(packet, sizeof(packet), true, &reply),
			 0);
	assert_int_equal(reply.xid, 7);
	assert_int_equal(reply.flags, 0x8000);
	assert_int_equal(reply.htype, 1);
	assert_int_equal(reply.hlen, 6);
	assert_memory_equal(reply.chaddr, in.chaddr, sizeof(in.chaddr));
	assert_int_equal(reply.id_len, PC5_DHCP4_ID_MAX);
	assert_memory_equal(reply.id, in.id, sizeof(in.id));
	assert_int_equal(reply.yiaddr.s_addr, s.client.s_addr);
	assert_int_equal(reply.prefix, 24);
	assert_int_equal(reply.requested.s_addr, 0);
}

static void what_a_server_refuses(void **state)
{
	struct pc5_dhcp4 in = { .type = PC5_DHCP4_REQUEST };
	struct pc5_dhcp4_server s = server();
	struct pc5_dhcp4 out;

	(void)state;
	/* Another address; nothing is promised. */
	in.requested = addr("192.168.7.10");
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), 0);
	assert_int_equal(out.type, PC5_DHCP4_NAK);
	assert_int_equal(out.yiaddr.s_addr, 0);
	assert_false(s.bound);
	/* Another server's. */
	in.server = addr("192.168.7.2");
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), -ENOENT);
	in.server = s.own;
	in.requested = s.client;
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), 0);
	assert_true(s.bound);
	in.type = PC5_DHCP4_RELEASE;
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), -ENOENT);
	assert_false(s.bound);
	in.type = PC5_DHCP4_INFORM;
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), 0);
	assert_int_equal(out.type, PC5_DHCP4_ACK);
	assert_int_equal(out.yiaddr.s_addr, 0);
	assert_int_equal(out.lease, 0);
	in.type = 99;
	assert_int_equal(pc5_dhcp4_serve(&s, &in, &out), -ENOENT);
}

static void what_a_client_refuses(void **state)
{
	struct pc5_dhcp4_client c = { .xid = 5 };
	const struct pc5_dhcp4 good = {
		.type = PC5_DHCP4_OFFER, .xid = 5,
		.yiaddr = addr("192.168.7.9"), .server = addr("192.168.7.1"),
		.prefix = 24, .lease = 60,
	};
	static const char *const wrong[] = {
		"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255",
		"192.168.7.1", "192.168.8.9",
	};
	struct pc5_dhcp4 in;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		in = good;
		in.yiaddr = addr(wrong[i]);
		assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	}
	in = good;
	in.xid = 6;
	assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	in = good;
	in.lease = 0;
	assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	in = good;
	in.prefix = 7;
	assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	/* An answer that nobody asked for. */
	in = good;
	in.type = PC5_DHCP4_ACK;
	assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	assert_int_equal(pc5_dhcp4_hear(&c, &good), 1);
	/* It is another address than was offered. */
	in.yiaddr = addr("192.168.7.10");
	assert_int_equal(pc5_dhcp4_hear(&c, &in), -ENOENT);
	in = good;
	in.type = PC5_DHCP4_NAK;
	assert_int_equal(pc5_dhcp4_hear(&c, &in), 1);
	assert_int_equal(c.state, PC5_DHCP4_SELECTING);
}

/* Each octet damaged: the checksums find it, but in what they do not cover. */
static void damaged(void **state)
{
	struct pc5_dhcp4_client c = { .xid = 5 };
	uint8_t packet[PC5_DHCP4_SIZE];
	struct pc5_dhcp4 msg, in;
	size_t i;

	(void)state;
	pc5_dhcp4_ask(&c, &msg);
	pc5_dhcp4_build(&msg, packet);
	for (i = 0; i < sizeof(packet); i++) {
		packet[i] ^= 0x10;
		if (!pc5_dhcp4_parse(packet, sizeof(packet), false, &in))
			fail_msg("octet %zu", i);
		packet[i] ^= 0x10;
	}
	for (i = 0; i < sizeof(packet); i++)
		assert_true(pc5_dhcp4_parse(packet, i, false, &in) < 0);
	/* Without a checksum what is broken has to be found otherwise. */
	packet[26] = 0;
	packet[27] = 0;
	assert_int_equal(pc5_dhcp4_parse(packet, sizeof(packet), false, &in),
			 0);
	packet[28 + 236 + 5] = 2;
	assert_int_equal(pc5_dhcp4_parse(packet, sizeof(packet), false, &in),
			 -EBADMSG);
	packet[28 + 236 + 5] = 250;
	assert_int_equal(pc5_dhcp4_parse(packet, sizeof(packet), false, &in),
			 -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_messages),
		cmocka_unit_test(octets),
		cmocka_unit_test(repeated),
		cmocka_unit_test(what_a_server_refuses),
		cmocka_unit_test(what_a_client_refuses),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
