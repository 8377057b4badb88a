// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel offers an agent, a command at a time and without a protocol:
 *
 *	agentless listen UE [L2ID]...		be the agent of UE; a line of JSON
 *						for each message, until SIGTERM
 *	agentless tx UE SRC DST CAST HEX [REMOTE]	send on SL-SRB0; REMOTE is
 *						the peer's IP address
 *	agentless discover UE SRC DST CAST HEX	send on SL-SRB4
 *	agentless relayed UE HOP OWN PEER HEX	send on SL-SRB0 through a relay: link
 *						to it, UE IDs there
 *	agentless send LINK LCID ID HEX [SRC DST]	send on a link
 *	agentless verify LINK HEX		verify a PDU of SL-SRB1
 *	agentless link NAME UE LOCAL PEER [plain | HOP OWN PEER]	make a link with
 *						signalling
 *	agentless key LINK ID ENC INT ROLE KEY	install a context; KEY is 32
 *						octets in hexadecimal digits,
 *						NRPEK and NRPIK
 *	agentless agree LINK INTEGRITY CIPHERING	0 or 1 each
 *	agentless ids LINK accept LOCAL PEER [ID NEWID [HOP OWN PEER]] |
 *				switch [TIMES] | finish
 *
 * Devices are named, numbers may be hexadecimal. The exit status is 0, or 1 with
 * what the kernel said on standard error.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/pc5.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/key.h"
#include "libpc5/link.h"
#include "libpc5/signal.h"

static uint8_t octets[16384];

static __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "agentless: %s\n", what);
	exit(2);
}

static uint32_t number(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 0);

	if (!*text || *end || v > UINT32_MAX)
		die("no number");
	return v;
}

static uint32_t device(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		die("no such device");
	return ifindex;
}

static size_t unhex(const char *text)
{
	size_t n = strlen(text) / 2, i;
	unsigned int v;

	if (n > sizeof(octets))
		die("too long");
	for (i = 0; i < n; i++) {
		if (sscanf(text + 2 * i, "%2x", &v) != 1)
			die("no hexadecimal digits");
		octets[i] = v;
	}
	return n;
}

static int print(const struct nlmsghdr *nlh, void *arg)
{
	struct pc5_signal s;
	size_t i;

	(void)arg;
	if (pc5_signal_parse(nlh, &s))
		return 0;
	printf("{\"lcid\":%u,\"cast\":%u,\"src\":%u,\"dst\":%u,",
	       s.lcid, s.cast, s.src, s.dst);
	printf("\"id\":%u,\"protection\":%u,\"link\":%s,\"port\":%u,",
	       s.id, s.protection,
	       PC5_HAS(&s, PC5_A_SIGNAL_LINK) ? "true" : "false",
	       s.remote_port);
	if (PC5_HAS(&s, PC5_A_SIGNAL_HOP))
		printf("\"path\":\"%u %u\",", s.src_ue_id, s.dst_ue_id);
	printf("\"data\":\"");
	for (i = 0; i < s.len; i++)
		printf("%02x", ((const uint8_t *)s.data)[i]);
	printf("\"}\n");
	fflush(stdout);
	return 0;
}

static int listen_to(struct pc5_nl *nl, int argc, char **argv)
{
	uint32_t id[PC5_LISTEN_MAX + 1];
	int i, ret;

	for (i = 1; i < argc && i <= PC5_LISTEN_MAX + 1; i++)
		id[i - 1] = number(argv[i]);
	ret = pc5_agent_register(nl, device(argv[0]), id, i - 1);
	if (ret)
		return ret;
	printf("{}\n");
	fflush(stdout);
	do {
		ret = pc5_nl_events(nl, print, NULL);
	} while (!ret || ret == -ENOBUFS || ret == -EINTR);
	return ret;
}

static int tx(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_IFINDEX) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) |
		       PC5_BIT(PC5_A_SIGNAL_CAST) |
		       PC5_BIT(PC5_A_SIGNAL_SRC) | PC5_BIT(PC5_A_SIGNAL_DST),
		.ifindex = device(argv[0]),
		.src = number(argv[1]),
		.dst = number(argv[2]),
		.cast = number(argv[3]),
		.data = octets,
		.len = unhex(argv[4]),
	};

	if (argc > 5 && inet_pton(AF_INET, argv[5], &s.remote4.v4) == 1) {
		s.remote4.family = AF_INET;
		s.has |= PC5_BIT(PC5_A_SIGNAL_REMOTE4);
	} else if (argc > 5 &&
		   inet_pton(AF_INET6, argv[5], &s.remote6.v6) == 1) {
		s.remote6.family = AF_INET6;
		s.has |= PC5_BIT(PC5_A_SIGNAL_REMOTE6);
	}

	return pc5_signal_tx(nl, &s);
}

/* SL-SRB4 */
static int discover(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_IFINDEX) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) |
		       PC5_BIT(PC5_A_SIGNAL_CAST) |
		       PC5_BIT(PC5_A_SIGNAL_SRC) | PC5_BIT(PC5_A_SIGNAL_DST),
		.ifindex = device(argv[0]),
		.lcid = PC5_LCID_SRB4,
		.src = number(argv[1]),
		.dst = number(argv[2]),
		.cast = number(argv[3]),
		.data = octets,
		.len = unhex(argv[4]),
	};

	(void)argc;
	return pc5_signal_tx(nl, &s);
}

/* SL-SRB0 through a relay */
static int relayed(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_IFINDEX) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) |
		       PC5_BIT(PC5_A_SIGNAL_HOP) |
		       PC5_BIT(PC5_A_SIGNAL_SRC_UE_ID) |
		       PC5_BIT(PC5_A_SIGNAL_DST_UE_ID),
		.ifindex = device(argv[0]),
		.hop = device(argv[1]),
		.src_ue_id = number(argv[2]),
		.dst_ue_id = number(argv[3]),
		.data = octets,
		.len = unhex(argv[4]),
	};

	(void)argc;
	return pc5_signal_tx(nl, &s);
}

static int send_on(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_LINK) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) | PC5_BIT(PC5_A_SIGNAL_ID),
		.link = device(argv[0]),
		.lcid = number(argv[1]),
		.id = number(argv[2]),
		.data = octets,
		.len = unhex(argv[3]),
	};

	if (argc > 5) {
		s.has |= PC5_BIT(PC5_A_SIGNAL_SRC) | PC5_BIT(PC5_A_SIGNAL_DST);
		s.src = number(argv[4]);
		s.dst = number(argv[5]);
	}
	return pc5_signal_tx(nl, &s);
}

/* Through a relay: link to it, own and peer's UE ID. */
static void go_by(struct pc5_link *link, char **argv)
{
	link->has |= PC5_BIT(PC5_A_LINK_HOP) |
		     PC5_BIT(PC5_A_LINK_LOCAL_UE_ID) |
		     PC5_BIT(PC5_A_LINK_PEER_UE_ID);
	link->hop = device(argv[0]);
	link->local_ue_id = number(argv[1]);
	link->peer_ue_id = number(argv[2]);
}

static int make_link(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_link link = {
		.has = PC5_BIT(PC5_A_LINK_IFNAME) | PC5_BIT(PC5_A_LINK_UE) |
		       PC5_BIT(PC5_A_LINK_LOCAL_L2ID) |
		       PC5_BIT(PC5_A_LINK_PEER_L2ID) |
		       PC5_BIT(PC5_A_LINK_SIGNALLING),
		.ue = device(argv[1]),
		.local_l2id = number(argv[2]),
		.peer_l2id = number(argv[3]),
	};

	snprintf(link.ifname, sizeof(link.ifname), "%s", argv[0]);
	if (argc > 6)
		go_by(&link, argv + 4);
	else if (argc > 4)
		link.has |= PC5_BIT(PC5_A_LINK_INTEGRITY) |
			    PC5_BIT(PC5_A_LINK_CIPHERING);
	return pc5_link_new(nl, &link);
}

static int make_key(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_key key = {
		.has = PC5_BIT(PC5_A_KEY_IFINDEX) | PC5_BIT(PC5_A_KEY_ID) |
		       PC5_BIT(PC5_A_KEY_ENC) | PC5_BIT(PC5_A_KEY_INT) |
		       PC5_BIT(PC5_A_KEY_ROLE) | PC5_BIT(PC5_A_KEY_SIGNALLING),
		.ifindex = device(argv[0]),
		.id = number(argv[1]),
		.enc = number(argv[2]),
		.integ = number(argv[3]),
		.role = number(argv[4]),
	};
	struct pc5_nrp_keys keys = { 0 };

	(void)argc;
	if (unhex(argv[5]) != 32)
		die("a key has 32 octets");
	if (key.enc)
		keys.nrpek.len = 16;
	if (key.integ)
		keys.nrpik.len = 16;
	memcpy(keys.nrpek.data, octets, 16);
	memcpy(keys.nrpik.data, octets + 16, 16);
	return pc5_key_new(nl, &key, &keys);
}

static int ids(struct pc5_nl *nl, int argc, char **argv)
{
	struct pc5_link link = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX) | PC5_BIT(PC5_A_LINK_STEP),
		.ifindex = device(argv[0]),
	};
	uint32_t times = 1;
	int ret = 0;

	if (!strcmp(argv[1], "switch")) {
		link.step = PC5_IDS_STEP_SWITCH;
		if (argc > 2)
			times = number(argv[2]);
	} else if (!strcmp(argv[1], "finish")) {
		link.step = PC5_IDS_STEP_FINISH;
	} else {
		link.step = PC5_IDS_STEP_ACCEPT;
		if (argc < 4)
			die("two Layer-2 IDs are missing");
		link.has |= PC5_BIT(PC5_A_LINK_LOCAL_L2ID) |
			    PC5_BIT(PC5_A_LINK_PEER_L2ID);
		link.local_l2id = number(argv[2]);
		link.peer_l2id = number(argv[3]);
		if (argc > 5) {
			link.has |= PC5_BIT(PC5_A_LINK_ID) |
				    PC5_BIT(PC5_A_LINK_NEW_ID);
			link.id = number(argv[4]);
			link.new_id = number(argv[5]);
		}
		if (argc > 8)
			go_by(&link, argv + 6);
	}
	for (; times && !ret; times--)
		ret = pc5_link_ids(nl, &link);
	return ret;
}

static int verify(struct pc5_nl *nl, int argc, char **argv)
{
	(void)argc;
	return pc5_signal_verify(nl, device(argv[0]), octets, unhex(argv[1]));
}

static int agree(struct pc5_nl *nl, int argc, char **argv)
{
	(void)argc;
	return pc5_link_agree(nl, device(argv[0]), number(argv[1]),
			      number(argv[2]));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int args;
		int (*run)(struct pc5_nl *nl, int argc, char **argv);
	} command[] = {
		{ "listen", 1, listen_to }, { "tx", 5, tx },
		{ "discover", 5, discover }, { "relayed", 5, relayed },
		{ "send", 4, send_on }, { "verify", 2, verify },
		{ "link", 4, make_link }, { "key", 6, make_key },
		{ "agree", 3, agree }, { "ids", 2, ids },
	};
	const size_t n = sizeof(command) / sizeof(command[0]);
	struct pc5_nl *nl;
	size_t which;
	int ret;

	for (which = 0; argc > 1 && which < n; which++)
		if (!strcmp(argv[1], command[which].name))
			break;
	if (argc < 2 || which == n || argc - 2 < command[which].args)
		die("usage: see the head of the source");
	if (pc5_nl_open(&nl))
		die("the kernel has no pc5");
	ret = command[which].run(nl, argc - 2, argv + 2);
	if (ret)
		fprintf(stderr, "agentless: %s: %s\n", strerror(-ret),
			pc5_nl_error(nl)->msg);
	pc5_nl_close(nl);
	return ret ? 1 : 0;
}
