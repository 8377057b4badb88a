/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the netlink interface work on: a namespace of their own
 * with UEs, links, bearers, keys and routes, and a picture of all of it
 */
#ifndef NL_OBJECTS_H
#define NL_OBJECTS_H

#include <net/if.h>
#include <sched.h>

#include "../crypto_ktap.h"
#include "nl_commands.h"
#include "nl_raw.h"

#define STATE_MAX	(4 << 20)

static struct nl_socket sock;
static unsigned long secrets_seen;

static void seen(const uint8_t *data, size_t len)
{
	if (memmem(data, len, SECRET, strlen(SECRET)))
		secrets_seen++;
}

__attribute__((noreturn))
static void give_up(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(KTAP_FAIL);
}

static void run(const char *command)
{
	if (system(command))
		give_up(command);
}

/* Append an attribute with a good value, or this one; returns its offset. */
static size_t put_value(struct nl_msg *m, const struct attr_def *a,
			uint32_t value)
{
	uint8_t payload[64];

	return nl_put(m, a->type, payload, attr_payload(a, value, payload));
}

/* The well-formed request, but for one attribute. */
static void well_formed(struct nl_msg *m, const struct cmd_def *c,
			const struct attr_def *but)
{
	const struct attr_def *a;

	nl_start(m, sock.family, NLM_F_ACK, c->cmd);
	for (a = c->attr; a->kind != END; a++)
		if (a != but && a->need != MAY)
			put_value(m, a, attr_value(a));
}

/* All that can be seen of the family's objects. */
struct state {
	uint8_t *data;
	size_t len;
};

static void get_state(struct state *s)
{
	static const uint8_t dumps[] = {
		PC5_CMD_UE_GET, PC5_CMD_LINK_GET, PC5_CMD_BEARER_GET,
		PC5_CMD_KEY_GET, PC5_CMD_STATS_GET, PC5_CMD_ROUTE_GET,
	};
	struct nl_msg m;
	size_t i;
	int err;

	if (!s->data)
		s->data = malloc(STATE_MAX);
	s->len = 0;
	for (i = 0; i < sizeof(dumps); i++) {
		nl_start(&m, sock.family, 0, dumps[i]);
		err = nl_dump(&sock, &m, s->data, STATE_MAX, &s->len);
		if (err < 0) {
			errno = -err;
			give_up("dump");
		}
	}
}

static bool state_is(const struct state *was)
{
	static struct state now;

	get_state(&now);
	return now.len == was->len && !memcmp(now.data, was->data, now.len);
}

static struct nl_answer send_msg(struct nl_msg *m)
{
	struct nl_answer answer;

	m->nlh.nlmsg_len = m->len;
	if (!nl_transact(&sock, m, &answer))
		give_up("no answer");
	return answer;
}

static void must_succeed(struct nl_msg *m, const char *what)
{
	struct nl_answer answer = send_msg(m);

	ktap_check(answer.answered && !answer.err, "%s: %s: %s", what,
		   strerror(-answer.err), answer.text);
}

/*
 * Objects: two UEs, links on each, bearers, an active and a pending key; routes of
 * a relay and of an end, and a link that goes by one.
 */
static const struct cmd_def *command(uint8_t cmd)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++)
		if (commands[i].cmd == cmd)
			return &commands[i];
	errno = ENOENT;
	give_up("command");
}

static void add_key(uint32_t link, uint32_t id)
{
	const struct cmd_def *c = command(PC5_CMD_KEY_NEW);
	const struct attr_def *a;
	struct nl_msg m;

	nl_start(&m, sock.family, NLM_F_ACK, c->cmd);
	for (a = c->attr; a->kind != END; a++)
		if (a->need == MUST)
			put_value(&m, a, a->type == PC5_A_KEY_ID ? id :
				  a->type == PC5_A_KEY_IFINDEX ? link :
				  attr_value(a));
	if (link == dev_signal)
		nl_put(&m, PC5_A_KEY_SIGNALLING, NULL, 0);
	must_succeed(&m, "key-new");
}

static uint32_t index_of(const char *name)
{
	uint32_t index = if_nametoindex(name);

	if (!index)
		give_up(name);
	return index;
}

static void put_u32(struct nl_msg *m, uint16_t type, uint32_t value)
{
	nl_put(m, type, &value, sizeof(value));
}

static void remove_ues(void)
{
	static uint8_t dump[1 << 16];
	const uint8_t *p = dump;
	size_t len = 0, i, n = 0;
	uint32_t index[512];
	struct nl_msg m;

	nl_start(&m, sock.family, 0, PC5_CMD_UE_GET);
	if (nl_dump(&sock, &m, dump, sizeof(dump), &len) < 0)
		give_up("dump of UEs");
	/* The index is the first attribute of each. */
	while (len >= GENL_HDRLEN + NLA_HDRLEN && n < 512) {
		const struct nlattr *a;
		size_t size = GENL_HDRLEN;

		memcpy(&index[n++], p + GENL_HDRLEN + NLA_HDRLEN, 4);
		for (;;) {
			a = (const struct nlattr *)(p + size);
			if (size + NLA_HDRLEN > len || a->nla_len < NLA_HDRLEN)
				break;
			size += NL_ALIGN(a->nla_len);
			if (a->nla_type == PC5_A_UE_PORT ||
			    a->nla_type == PC5_A_UE_ETHERTYPE)
				break;
		}
		p += size;
		len -= size < len ? size : len;
	}
	for (i = 0; i < n; i++) {
		nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_UE_DEL);
		put_u32(&m, PC5_A_UE_IFINDEX, index[i]);
		must_succeed(&m, "ue-del");
	}
}

static void new_link(const char *name, uint32_t ue, uint32_t peer,
		     bool signalling)
{
	struct nl_msg m;

	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_LINK_NEW);
	nl_put(&m, PC5_A_LINK_IFNAME, name, strlen(name) + 1);
	put_u32(&m, PC5_A_LINK_UE, ue);
	put_u32(&m, PC5_A_LINK_PEER_L2ID, peer);
	if (signalling)
		nl_put(&m, PC5_A_LINK_SIGNALLING, NULL, 0);
	must_succeed(&m, "link-new");
}

/* A route on a link, to another link or to this UE. */
static void new_route(uint32_t link, uint8_t ue_id, uint32_t peer,
		      uint8_t peer_ue_id)
{
	struct nl_msg m;

	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_ROUTE_NEW);
	put_u32(&m, PC5_A_ROUTE_IFINDEX, link);
	nl_put(&m, PC5_A_ROUTE_UE_ID, &ue_id, 1);
	if (peer)
		put_u32(&m, PC5_A_ROUTE_PEER_IFINDEX, peer);
	nl_put(&m, PC5_A_ROUTE_PEER_UE_ID, &peer_ue_id, 1);
	must_succeed(&m, "route-new");
}

static void new_relayed_link(const char *name, uint32_t hop)
{
	const uint8_t local = UE_SELF, peer = UE_PEER;
	struct nl_msg m;

	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_LINK_NEW);
	nl_put(&m, PC5_A_LINK_IFNAME, name, strlen(name) + 1);
	put_u32(&m, PC5_A_LINK_UE, dev_ue);
	put_u32(&m, PC5_A_LINK_PEER_L2ID, 0xb0005);
	put_u32(&m, PC5_A_LINK_HOP, hop);
	nl_put(&m, PC5_A_LINK_LOCAL_UE_ID, &local, 1);
	nl_put(&m, PC5_A_LINK_PEER_UE_ID, &peer, 1);
	must_succeed(&m, "link-new");
}

static void make_objects(void)
{
	uint8_t lcid = 5;
	struct nl_msg m;

	remove_ues();
	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_UE_NEW);
	nl_put(&m, PC5_A_UE_IFNAME, "ue0", 4);
	put_u32(&m, PC5_A_UE_L2ID, 0xa0001);
	put_u32(&m, PC5_A_UE_LOWER, dev_lower);
	must_succeed(&m, "ue-new");
	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_UE_NEW);
	nl_put(&m, PC5_A_UE_IFNAME, "ue1", 4);
	put_u32(&m, PC5_A_UE_L2ID, 0xa0002);
	put_u32(&m, PC5_A_UE_UNDERLAY, PC5_UNDERLAY_UDP);
	must_succeed(&m, "ue-new");
	dev_ue = index_of("ue0");
	dev_udp = index_of("ue1");
	new_link("l0", dev_ue, 0xb0001, false);
	new_link("l1", dev_udp, 0xb0002, false);
	new_link("l2", dev_ue, 0xb0003, true);
	new_link("l3", dev_ue, 0xb0004, false);
	dev_second = index_of("l3");
	dev_signal = index_of("l2");
	dev_link = index_of("l0");
	dev_udp_link = index_of("l1");
	nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_BEARER_NEW);
	put_u32(&m, PC5_A_BEARER_IFINDEX, dev_link);
	nl_put(&m, PC5_A_BEARER_LCID, &lcid, 1);
	must_succeed(&m, "bearer-new");
	add_key(dev_link, ID_ACTIVE);
	add_key(dev_link, ID_PENDING);
	add_key(dev_signal, ID_SIGNAL);
	add_key(dev_second, ID_ACTIVE);

	new_route(dev_link, UE_ONE, dev_second, UE_OTHER);
	new_route(dev_link, UE_PEER, 0, UE_SELF);
	new_route(dev_link, UE_FREE, 0, UE_SELF);
	new_route(dev_second, UE_PEER, 0, UE_SELF);
	new_route(dev_udp_link, UE_FREE, 0, UE_SELF);
	new_relayed_link("l4", dev_link);
	dev_relayed = index_of("l4");
	add_key(dev_relayed, ID_ACTIVE);
}

/* Enter a namespace with a device for the UEs to be on; or skip the test. */
static void setup(void)
{
	int err;

	if (unshare(CLONE_NEWNET))
		ktap_skip_all("no network namespaces, or no privilege");
	/* Nothing goes over the devices but what the tests send. */
	run("sysctl -q -e -w net.ipv6.conf.default.disable_ipv6=1");
	run("ip link add d0 up type veth peer name d1");
	run("ip link set d1 up");
	run("modprobe -q pc5 || true");
	dev_lower = index_of("d0");
	err = nl_open(&sock, PC5_FAMILY_NAME, true);
	if (err == -ENOENT)
		ktap_skip_all("no pc5 module here");
	if (err) {
		errno = -err;
		give_up("netlink");
	}
	sock.seen = seen;
}

static void seed(void)
{
	const char *text = getenv("PC5_SEED");

	ktap_state = text ? strtoull(text, NULL, 0) : 1;
	printf("# seed %llu\n", (unsigned long long)ktap_state);
}

#endif /* NL_OBJECTS_H */
