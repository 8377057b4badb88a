// SPDX-License-Identifier: GPL-2.0-or-later
/* Command lines: what is refused, in which words, and what is sent. */

#include "test.h"

#include <linux/genetlink.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>

#define L2ID_ALLOWED \
	"allowed: a Layer-2 ID: 1 to 0xffffff, decimal, 0xABCDEF or AB:CD:EF."
#define IF_ALLOWED \
	"allowed: a device name: 1 to 15 characters, no '/', ':' or space."

struct bad {
	const char *line;
	const char *err;
};

static void check_all(const struct bad *bad, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_usage(bad[i].line, 1, bad[i].err);
}

static void objects_and_commands(void **state)
{
	static const struct bad bad[] = {
		{
			"group",
			"Error: object \"group\" is unknown; allowed: ue, link, bearer, key, route, stats, agent, monitor, help.\n",
		},
		{ "-q ue", "Error: option \"-q\" is unknown; see pc5ctl -help.\n" },
		{
			"-color=red ue",
			"Error: -color=red is unknown; allowed: -color, -color=auto, -color=always, -color=never.\n",
		},
		{ "-n", "Error: \"-netns\" needs a value: NETNS.\n" },
		{
			"-n ../x ue",
			"Error: \"../x\" is no name of a network namespace; see ip-netns(8).\n",
		},
		{
			"-n no-such-netns ue",
			"Error: cannot open network namespace \"no-such-netns\": No such file or directory.\n",
		},
		{
			"link frob",
			"Error: command \"link frob\" is unknown; allowed: add, set, del, show, connect, release, rekey, update, help.\n",
		},
		{ "link s", "Error: command \"link s\" is ambiguous: set, show.\n" },
		{ "key a", "Error: command \"key a\" is ambiguous: add, activate.\n" },
		{
			"help frob",
			"Error: object \"frob\" is unknown; allowed: ue, link, bearer, key, route, stats, agent, monitor, help.\n",
		},
		{
			"help ue frob",
			"Error: command \"ue frob\" is unknown; allowed: add, set, del, show, help.\n",
		},
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

static void ue_words(void **state)
{
	static const struct bad bad[] = {
		{ "ue add", "Error: \"NAME\" is missing.\n" },
		{ "ue add u/0 udp", "Error: \"u/0\" is wrong for \"NAME\"; " IF_ALLOWED "\n" },
		{
			"ue add 0123456789abcdef udp",
			"Error: \"0123456789abcdef\" is wrong for \"NAME\"; " IF_ALLOWED "\n",
		},
		{ "ue add ue0", "Error: one underlay is needed, \"dev DEV\" or \"udp\".\n" },
		{
			"ue add ue0 dev lo udp",
			"Error: one underlay is needed, \"dev DEV\" or \"udp\".\n",
		},
		{ "ue add ue0 dev", "Error: \"dev\" needs a value: DEV.\n" },
		{
			"ue add ue0 dev no-such-dev",
			"Error: \"dev\": cannot find device \"no-such-dev\".\n",
		},
		{
			"ue add ue0 dev lo ethertype 0x5ff",
			"Error: \"0x5ff\" is wrong for \"ethertype\"; allowed: 0x0600 to 0xffff, or decimal.\n",
		},
		{
			"ue add ue0 dev lo port 5",
			"Error: \"port\" is for \"udp\", not for \"dev\".\n",
		},
		{
			"ue add ue0 dev lo local ::",
			"Error: \"local\" is for \"udp\", not for \"dev\".\n",
		},
		{
			"ue add ue0 udp ethertype 0x88b5",
			"Error: \"ethertype\" is for \"dev\", not for \"udp\".\n",
		},
		{
			"ue add ue0 udp local 1.2.3",
			"Error: \"1.2.3\" is wrong for \"local\"; allowed: an IPv4 or IPv6 address.\n",
		},
		{
			"ue add ue0 udp port 65536",
			"Error: \"65536\" is wrong for \"port\"; allowed: a number from 1 to 65535.\n",
		},
		{ "ue add ue0 udp udp", "Error: \"udp\" is given twice.\n" },
		{
			"ue add ue0 udp l2id 0",
			"Error: \"0\" is wrong for \"l2id\"; " L2ID_ALLOWED "\n",
		},
		{
			"ue add ue0 tcp",
			"Error: unknown word \"tcp\"; allowed: dev, ethertype, udp, local, port, l2id.\n",
		},
		{ "ue set lo", "Error: \"l2id\" is missing.\n" },
		{ "ue del", "Error: \"NAME\" is missing.\n" },
		{ "ue del lo lo", "Error: nothing may follow here, but \"lo\" does.\n" },
		{ "ue show no-such-dev", "Error: \"NAME\": cannot find device \"no-such-dev\".\n" },
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

#define HOP_TOGETHER \
	"Error: \"hop\", \"ue-id\" and \"peer-ue-id\" go together.\n"

static void link_words(void **state)
{
	static const struct bad bad[] = {
		{ "link add", "Error: \"NAME\" is missing.\n" },
		{ "link add l0 peer 1", "Error: \"ue\" is missing.\n" },
		{ "link add l0 ue lo", "Error: \"peer\" is missing.\n" },
		{
			"link add l0 ue lo peer 0x1000000",
			"Error: \"0x1000000\" is wrong for \"peer\"; " L2ID_ALLOWED "\n",
		},
		{
			"link add l0 ue lo peer 1 local AB:CD",
			"Error: \"AB:CD\" is wrong for \"local\"; " L2ID_ALLOWED "\n",
		},
		{
			"link add l0 ue lo peer 1 sdu ipv4",
			"Error: \"ipv4\" is wrong for \"sdu\"; allowed: ip | ethernet.\n",
		},
		{
			"link add l0 ue lo peer 1 integrity none",
			"Error: \"none\" is wrong for \"integrity\"; allowed: not-needed | preferred | required.\n",
		},
		{
			"link add l0 ue lo peer 1 ciphering yes",
			"Error: \"yes\" is wrong for \"ciphering\"; allowed: not-needed | preferred | required.\n",
		},
		{
			"link add l0 ue lo peer 1 remote x",
			"Error: \"x\" is wrong for \"remote\"; allowed: an IPv4 or IPv6 address.\n",
		},
		{ "link add l0 ue lo peer 1 port 1", "Error: \"port\" needs \"remote ADDR\".\n" },
		{
			"link add l0 ue lo peer 1 grace 3600001",
			"Error: \"3600001\" is wrong for \"grace\"; allowed: a number from 0 to 3600000.\n",
		},
		{ "link add l0 ue lo peer 1 hop", "Error: \"hop\" needs a value: LINK.\n" },
		{
			"link add l0 ue lo peer 1 hop no-such-dev",
			"Error: \"hop\": cannot find device \"no-such-dev\".\n",
		},
		{ "link add l0 ue lo peer 1 hop lo", HOP_TOGETHER },
		{ "link add l0 ue lo peer 1 hop lo ue-id 1", HOP_TOGETHER },
		{ "link add l0 ue lo peer 1 hop lo peer-ue-id 1", HOP_TOGETHER },
		{ "link add l0 ue lo peer 1 ue-id 1 peer-ue-id 2", HOP_TOGETHER },
		{
			"link add l0 ue lo peer 1 hop lo ue-id 256",
			"Error: \"256\" is wrong for \"ue-id\"; allowed: a number from 0 to 255.\n",
		},
		{
			"link add l0 ue lo peer 1 hop lo peer-ue-id -1",
			"Error: \"-1\" is wrong for \"peer-ue-id\"; allowed: a number from 0 to 255.\n",
		},
		{
			"link set lo hop lo",
			"Error: unknown word \"hop\"; allowed: local, peer, remote, port, grace.\n",
		},
		{
			"link set lo",
			"Error: nothing to set; allowed: local, peer, remote, port, grace.\n",
		},
		{
			"link set lo integrity off",
			"Error: unknown word \"integrity\"; allowed: local, peer, remote, port, grace.\n",
		},
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

static void bearer_words(void **state)
{
	static const struct bad bad[] = {
		{ "bearer add lo", "Error: \"lcid\" is missing.\n" },
		{
			"bearer add lo lcid 3",
			"Error: \"3\" is wrong for \"lcid\"; allowed: a number from 4 to 19.\n",
		},
		{
			"bearer add lo lcid 20",
			"Error: \"20\" is wrong for \"lcid\"; allowed: a number from 4 to 19.\n",
		},
		{
			"bearer add lo lcid 4 sn 13",
			"Error: \"13\" is wrong for \"sn\"; allowed: 12 | 18.\n",
		},
		{
			"bearer add lo lcid 4 t-reordering 10001",
			"Error: \"10001\" is wrong for \"t-reordering\"; allowed: a number from 0 to 10000.\n",
		},
		{
			"bearer add lo lcid 4 out-of-order 1",
			"Error: \"1\" is wrong for \"out-of-order\"; allowed: on | off.\n",
		},
		{
			"bearer add lo lcid 4 window 63",
			"Error: \"63\" is wrong for \"window\"; allowed: a number from 64 to 65536.\n",
		},
		{
			"bearer add lo lcid 4 mark -1",
			"Error: \"-1\" is wrong for \"mark\"; allowed: a number from 0 to 4294967295.\n",
		},
		{ "bearer set lo lcid 4", "Error: nothing to set; allowed: t-reordering, mark.\n" },
		{ "bearer show lcid 4", "Error: \"lcid\" needs \"LINK\" before it.\n" },
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

#define KEY "key add lo id 1 enc nea2 int nia2 role initiator "

static void key_words(void **state)
{
	static const struct bad bad[] = {
		{ "key add lo enc nea2 int nia2 role initiator", "Error: \"id\" is missing.\n" },
		{
			"key add lo id 0 enc nea2",
			"Error: \"0\" is wrong for \"id\"; allowed: 0x0001 to 0xffff, or decimal.\n",
		},
		{
			"key add lo id 0x10000",
			"Error: \"0x10000\" is wrong for \"id\"; allowed: 0x0001 to 0xffff, or decimal.\n",
		},
		{
			"key add lo id 1 enc aes",
			"Error: \"aes\" is wrong for \"enc\"; allowed: nea0 | nea1 | nea2 | nea3.\n",
		},
		{
			"key add lo id 1 enc nea2 int nia2 role both",
			"Error: \"both\" is wrong for \"role\"; allowed: initiator | responder.\n",
		},
		{ KEY, "Error: \"file\" is missing: nea2 needs a key.\n" },
		{
			"key add lo id 1 enc nea0 int 128-NIA1 role responder",
			"Error: \"file\" is missing: 128-NIA1 needs a key.\n",
		},
		{
			KEY "file /no/such/file",
			"Error: cannot open \"/no/such/file\": No such file or directory.\n",
		},
		{ KEY "file /", "Error: /: Is a directory.\n" },
		{
			KEY "count 4294967296",
			"Error: \"4294967296\" is wrong for \"count\"; allowed: a number from 0 to 4294967295.\n",
		},
		{
			KEY "soft-limit x",
			"Error: \"x\" is wrong for \"soft-limit\"; allowed: a number from 0 to 4294967295.\n",
		},
		{ "key show id 1", "Error: \"id\" needs \"LINK\" before it.\n" },
		{ "key activate lo", "Error: \"id\" is missing.\n" },
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

static void route_words(void **state)
{
	static const struct bad bad[] = {
		{ "route add", "Error: \"LINK\" is missing.\n" },
		{ "route add lo", "Error: \"ue-id\" is missing.\n" },
		{ "route add lo ue-id 1", "Error: \"peer-ue-id\" is missing.\n" },
		{ "route add lo peer-ue-id 1", "Error: \"ue-id\" is missing.\n" },
		{
			"route add no-such-dev ue-id 1 peer-ue-id 2",
			"Error: \"LINK\": cannot find device \"no-such-dev\".\n",
		},
		{
			"route add lo ue-id 256",
			"Error: \"256\" is wrong for \"ue-id\"; allowed: a number from 0 to 255.\n",
		},
		{
			"route add lo ue-id 1 peer-ue-id x",
			"Error: \"x\" is wrong for \"peer-ue-id\"; allowed: a number from 0 to 255.\n",
		},
		{ "route add lo ue-id 1 peer", "Error: \"peer\" needs a value: LINK.\n" },
		{
			"route add lo ue-id 1 peer no-such-dev",
			"Error: \"peer\": cannot find device \"no-such-dev\".\n",
		},
		{
			"route add lo ue-id 1 peer-ue-id 2 channel 3",
			"Error: \"3\" is wrong for \"channel\"; allowed: a number from 4 to 19.\n",
		},
		{
			"route add lo ue-id 1 peer-ue-id 2 channel 20",
			"Error: \"20\" is wrong for \"channel\"; allowed: a number from 4 to 19.\n",
		},
		{
			"route add lo ue-id 1 ue-id 2",
			"Error: \"ue-id\" is given twice.\n",
		},
		{
			"route add lo lcid 4",
			"Error: unknown word \"lcid\"; allowed: ue-id, peer, peer-ue-id, channel.\n",
		},
		{ "route del lo ue-id 1", "Error: \"peer-ue-id\" is missing.\n" },
		{
			"route del lo ue-id 1 peer lo",
			"Error: unknown word \"peer\"; allowed: ue-id, peer-ue-id.\n",
		},
		{ "route show lo", "Error: nothing may follow here, but \"lo\" does.\n" },
		{
			"route set",
			"Error: command \"route set\" is unknown; allowed: add, del, show, help.\n",
		},
	};

	(void)state;
	check_all(bad, ARRAY_SIZE(bad));
}

/* A key among the words is refused before anything else, and not repeated. */
static void secrets(void **state)
{
	static const char *const lines[] = {
		KEY "00112233445566778899aabbccddeeff",
		KEY "file 00112233445566778899AABBCCDDEEFF",
		KEY "file 0x00112233445566778899aabbccddeeff",
		"link add 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
		"-n 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff ue",
	};
	static const char *const words[] = { "nrpek", "NRPIK", "knrp-sess" };
	char line[256], err[256];
	struct run run;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		run = run_ctl(NULL, lines[i]);
		assert_int_equal(run.status, 1);
		assert_non_null(strstr(run.err, "looks like a key"));
		assert_null(strcasestr(run.err, "aabbcc"));
		assert_null(strcasestr(run.err, "aa:bb"));
		run_free(&run);
	}
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		snprintf(line, sizeof(line), KEY "%s abcd", words[i]);
		snprintf(err, sizeof(err),
			 "Error: \"%s\" is not taken on the command line, where everyone can read it; put it in a file and say \"file FILE\".\n",
			 words[i]);
		check_usage(line, 1, err);
	}
}

static void no_module(void **state)
{
	static const char *const lines[] = {
		"ue", "link", "bearer", "key", "route", "stats", "monitor",
		"link list", "ue add ue0 udp", "l", "b", "k s", "m keys", "r",
		"route add lo ue-id 0 peer-ue-id 255",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		check_usage(lines[i], 2,
			    "Error: module pc5 is not loaded.\n");
}

/* Run a command that succeeds, and find the attributes of its request. */
static void sent(const char *line, uint8_t cmd, struct nlattr **tb, int max)
{
	const struct nlmsghdr *nlh;
	struct fake fake;
	struct run run;

	fake_open(&fake);
	fake_ack(&fake);
	run = run_ctl(&fake, line);
	if (run.status)
		print_message("# %s", run.err);
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
	assert_string_equal(run.err, "");
	nlh = fake_request(&fake);
	assert_int_equal(((struct genlmsghdr *)nlmsg_data(nlh))->cmd, cmd);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, max,
				       NULL), 0);
	run_free(&run);
	fake_close(&fake);
}

/* How many attributes there are. */
static int count(struct nlattr **tb, int max)
{
	int i, n = 0;

	for (i = 1; i <= max; i++)
		n += tb[i] ? 1 : 0;
	return n;
}

static void ue_requests(void **state)
{
	struct nlattr *tb[PC5_A_UE_MAX + 1];
	static const uint8_t any[16];

	(void)state;
	sent("ue add ue0 dev lo", PC5_CMD_UE_NEW, tb, PC5_A_UE_MAX);
	assert_int_equal(count(tb, PC5_A_UE_MAX), 3);
	assert_string_equal(nla_data(tb[PC5_A_UE_IFNAME]), "ue0");
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_LOWER]), 1);
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_UNDERLAY]),
			 PC5_UNDERLAY_ETHERNET);

	sent("u a ue0 ethertype 0x88B6 l2id AB:CD:EF dev lo", PC5_CMD_UE_NEW,
	     tb, PC5_A_UE_MAX);
	assert_int_equal(count(tb, PC5_A_UE_MAX), 5);
	assert_int_equal(nla_get_u16(tb[PC5_A_UE_ETHERTYPE]), 0x88b6);
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_L2ID]), 0xabcdef);

	sent("ue add ue0 udp", PC5_CMD_UE_NEW, tb, PC5_A_UE_MAX);
	assert_int_equal(count(tb, PC5_A_UE_MAX), 2);
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_UNDERLAY]),
			 PC5_UNDERLAY_UDP);

	sent("ue add ue0 udp local 192.0.2.1 port 5000", PC5_CMD_UE_NEW, tb,
	     PC5_A_UE_MAX);
	assert_memory_equal(nla_data(tb[PC5_A_UE_LOCAL4]), "\xc0\0\2\1", 4);
	assert_int_equal(nla_get_u16(tb[PC5_A_UE_PORT]), 5000);

	sent("ue add ue0 udp local ::", PC5_CMD_UE_NEW, tb, PC5_A_UE_MAX);
	assert_null(tb[PC5_A_UE_LOCAL4]);
	assert_int_equal(nla_len(tb[PC5_A_UE_LOCAL6]), 16);
	assert_memory_equal(nla_data(tb[PC5_A_UE_LOCAL6]), any, 16);

	sent("ue set lo l2id 16", PC5_CMD_UE_SET, tb, PC5_A_UE_MAX);
	assert_int_equal(count(tb, PC5_A_UE_MAX), 2);
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_IFINDEX]), 1);
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_L2ID]), 16);
	sent("ue del lo", PC5_CMD_UE_DEL, tb, PC5_A_UE_MAX);
	assert_int_equal(count(tb, PC5_A_UE_MAX), 1);
}

#define LINK_ALL_WORDS "link add l0 ue lo peer 2 local 3 sdu ethernet integrity off ciphering Preferred remote 2001:db8::1 port 9 grace 0"

static void link_requests(void **state)
{
	struct nlattr *tb[PC5_A_LINK_MAX + 1];

	(void)state;
	sent("link add l0 ue lo peer 0xdef", PC5_CMD_LINK_NEW, tb,
	     PC5_A_LINK_MAX);
	assert_int_equal(count(tb, PC5_A_LINK_MAX), 3);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_UE]), 1);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_PEER_L2ID]), 0xdef);

	sent(LINK_ALL_WORDS,
	     PC5_CMD_LINK_NEW, tb, PC5_A_LINK_MAX);
	assert_int_equal(count(tb, PC5_A_LINK_MAX), 10);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_SDU_TYPE]), 2);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_INTEGRITY]),
			 PC5_POLICY_NOT_NEEDED);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_CIPHERING]),
			 PC5_POLICY_PREFERRED);
	assert_int_equal(nla_len(tb[PC5_A_LINK_REMOTE6]), 16);
	assert_int_equal(nla_get_u16(tb[PC5_A_LINK_REMOTE_PORT]), 9);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_GRACE]), 0);

	sent("link add e0 ue lo peer 2 hop lo ue-id 255 peer-ue-id 0",
	     PC5_CMD_LINK_NEW, tb, PC5_A_LINK_MAX);
	assert_int_equal(count(tb, PC5_A_LINK_MAX), 6);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_HOP]), 1);
	assert_int_equal(nla_get_u8(tb[PC5_A_LINK_LOCAL_UE_ID]), 255);
	assert_int_equal(nla_get_u8(tb[PC5_A_LINK_PEER_UE_ID]), 0);

	/* A device may be called like a word. */
	sent("link add peer ue lo peer 2", PC5_CMD_LINK_NEW, tb,
	     PC5_A_LINK_MAX);
	assert_string_equal(nla_data(tb[PC5_A_LINK_IFNAME]), "peer");

	sent("link set lo peer 5 remote 192.0.2.1", PC5_CMD_LINK_SET, tb,
	     PC5_A_LINK_MAX);
	assert_int_equal(count(tb, PC5_A_LINK_MAX), 3);
	sent("link delete lo", PC5_CMD_LINK_DEL, tb, PC5_A_LINK_MAX);
	assert_int_equal(count(tb, PC5_A_LINK_MAX), 1);
}

static void bearer_requests(void **state)
{
	struct nlattr *tb[PC5_A_BEARER_MAX + 1];

	(void)state;
	sent("bearer add lo lcid 5 sn 12 t-reordering 0 out-of-order on window 64 mark 0xffffffff",
	     PC5_CMD_BEARER_NEW, tb, PC5_A_BEARER_MAX);
	assert_int_equal(count(tb, PC5_A_BEARER_MAX), 7);
	assert_int_equal(nla_get_u8(tb[PC5_A_BEARER_LCID]), 5);
	assert_int_equal(nla_get_u8(tb[PC5_A_BEARER_SN_SIZE]), 12);
	assert_int_equal(nla_get_u8(tb[PC5_A_BEARER_OUT_OF_ORDER]), 1);
	assert_int_equal(nla_get_u32(tb[PC5_A_BEARER_T_REORDERING]), 0);
	assert_int_equal(nla_get_u32(tb[PC5_A_BEARER_MARK]), UINT32_MAX);
	sent("bearer set lo lcid 5 mark 1", PC5_CMD_BEARER_SET, tb,
	     PC5_A_BEARER_MAX);
	assert_int_equal(count(tb, PC5_A_BEARER_MAX), 3);
	sent("bearer del lo lcid 19", PC5_CMD_BEARER_DEL, tb,
	     PC5_A_BEARER_MAX);
	assert_int_equal(nla_get_u8(tb[PC5_A_BEARER_LCID]), 19);
}

#define KEY_ALL_WORDS "key add lo id 0x3ac5 enc nea0 int NIA0 role responder count 7 soft-limit 10 hard-limit 20 activate"

static void key_requests(void **state)
{
	struct nlattr *tb[PC5_A_KEY_MAX + 1];

	(void)state;
	sent(KEY_ALL_WORDS, PC5_CMD_KEY_NEW, tb, PC5_A_KEY_MAX);
	assert_int_equal(count(tb, PC5_A_KEY_MAX), 9);
	assert_int_equal(nla_get_u16(tb[PC5_A_KEY_ID]), 0x3ac5);
	assert_int_equal(nla_get_u32(tb[PC5_A_KEY_ROLE]), PC5_ROLE_RESPONDER);
	assert_int_equal(nla_get_u32(tb[PC5_A_KEY_COUNT]), 7);
	assert_int_equal(nla_len(tb[PC5_A_KEY_ACTIVATE]), 0);
	assert_null(tb[PC5_A_KEY_NRPEK]);
	sent("key activate lo id 1", PC5_CMD_KEY_SET, tb, PC5_A_KEY_MAX);
	assert_int_equal(count(tb, PC5_A_KEY_MAX), 3);
	assert_non_null(tb[PC5_A_KEY_ACTIVATE]);
	sent("key del lo id 65535", PC5_CMD_KEY_DEL, tb, PC5_A_KEY_MAX);
	assert_int_equal(nla_get_u16(tb[PC5_A_KEY_ID]), 65535);
}

static void route_requests(void **state)
{
	struct nlattr *tb[PC5_A_ROUTE_MAX + 1];

	(void)state;
	/* To this UE. */
	sent("route add lo ue-id 42 peer-ue-id 17", PC5_CMD_ROUTE_NEW, tb,
	     PC5_A_ROUTE_MAX);
	assert_int_equal(count(tb, PC5_A_ROUTE_MAX), 3);
	assert_int_equal(nla_get_u32(tb[PC5_A_ROUTE_IFINDEX]), 1);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_UE_ID]), 42);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_PEER_UE_ID]), 17);
	/* To another link. */
	sent("r a lo channel 19 peer-ue-id 255 peer lo ue-id 0",
	     PC5_CMD_ROUTE_NEW, tb, PC5_A_ROUTE_MAX);
	assert_int_equal(count(tb, PC5_A_ROUTE_MAX), 5);
	assert_int_equal(nla_get_u32(tb[PC5_A_ROUTE_PEER_IFINDEX]), 1);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_UE_ID]), 0);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_PEER_UE_ID]), 255);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_CHANNEL]), 19);
	sent("route delete lo ue-id 1 peer-ue-id 2", PC5_CMD_ROUTE_DEL, tb,
	     PC5_A_ROUTE_MAX);
	assert_int_equal(count(tb, PC5_A_ROUTE_MAX), 3);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_UE_ID]), 1);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_PEER_UE_ID]), 2);
}

static void kernel_error(int error, const char *text, uint32_t off,
			 uint32_t miss, const char *expected)
{
	struct fake fake;
	struct run run;

	fake_open(&fake);
	fake_error(&fake, error, text, off, miss);
	run = run_ctl(&fake, "link del lo");
	assert_int_equal(run.status, 2);
	assert_string_equal(run.err, expected);
	assert_string_equal(run.out, "");
	run_free(&run);
	fake_close(&fake);
}

#define NOT_PERMITTED "Error: Operation not permitted: CAP_NET_ADMIN in this network namespace is needed.\n"

static void kernel_errors(void **state)
{
	(void)state;
	kernel_error(-EINVAL, "The device is no PC5 link", 20, 0,
		     "Error: The device is no PC5 link (attribute \"ifindex\").\n");
	kernel_error(-EINVAL, "Ends with a stop.", 0, 0,
		     "Error: Ends with a stop.\n");
	kernel_error(-EINVAL, "Gone", 0, 1,
		     "Error: Gone (missing attribute \"ifindex\").\n");
	kernel_error(-ENOENT, NULL, 0, 0,
		     "Error: No such file or directory.\n");
	kernel_error(-EPERM, NULL, 0, 0,
		     NOT_PERMITTED);
}

static void out_of(const char *line, const char *needle)
{
	struct run run = run_ctl(NULL, line);

	assert_int_equal(run.status, 0);
	assert_string_equal(run.err, "");
	if (!strstr(run.out, needle))
		print_message("# %s: %s\n", line, run.out);
	assert_non_null(strstr(run.out, needle));
	run_free(&run);
}

static void help_texts(void **state)
{
	static const char *const objects[] = {
		"ue", "link", "bearer", "key", "route", "stats", "monitor",
	};
	char line[64], needle[64];
	struct run run;
	size_t i;

	(void)state;
	out_of("-V", "pc5ctl, version ");
	out_of("-help", "OBJECT { COMMAND | help }");
	out_of("help", "OBJECT { COMMAND | help }");
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		snprintf(needle, sizeof(needle), "pc5ctl %s", objects[i]);
		snprintf(line, sizeof(line), "%s help", objects[i]);
		out_of(line, needle);
		snprintf(line, sizeof(line), "help %s", objects[i]);
		out_of(line, needle);
	}
	out_of("link add help", "user-plane integrity policy");
	out_of("help key add", "the other side has the other one");
	out_of("link add help", "local identity of this UE at the relay");
	out_of("help route add", "the link to the other UE; this UE is the other");
	out_of("help help", "pc5ctl help");
	run = run_ctl(NULL, "");
	assert_int_equal(run.status, 1);
	assert_non_null(strstr(run.err, "Usage: pc5ctl"));
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_and_commands),
		cmocka_unit_test(ue_words),
		cmocka_unit_test(link_words),
		cmocka_unit_test(bearer_words),
		cmocka_unit_test(key_words),
		cmocka_unit_test(route_words),
		cmocka_unit_test(secrets),
		cmocka_unit_test(no_module),
		cmocka_unit_test(ue_requests),
		cmocka_unit_test(link_requests),
		cmocka_unit_test(bearer_requests),
		cmocka_unit_test(key_requests),
		cmocka_unit_test(route_requests),
		cmocka_unit_test(kernel_errors),
		cmocka_unit_test(help_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
