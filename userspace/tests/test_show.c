// SPDX-License-Identifier: GPL-2.0-or-later
/* What the show commands and the monitor print, as text and as JSON. */

#include "test.h"

#include <json-c/json.h>
#include <linux/genetlink.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pc5ctl/ctl.h"
#include "pc5ctl/monitor.h"
#include "replies.h"

/* Run @line after what @fake has been told to say, and check the output. */
static struct run shown(struct fake *fake, const char *line)
{
	struct run run = run_ctl(fake, line);

	if (run.status)
		print_message("# %s", run.err);
	assert_int_equal(run.status, 0);
	assert_string_equal(run.err, "");
	return run;
}

static void expect_text(struct fake *fake, const char *line, const char *out)
{
	struct run run = shown(fake, line);

	assert_string_equal(run.out, out);
	run_free(&run);
	fake_close(fake);
}

static struct json_object *expect_json(struct fake *fake, const char *line)
{
	struct run run = shown(fake, line);
	struct json_object *root = json_tokener_parse(run.out);

	assert_non_null(root);
	run_free(&run);
	fake_close(fake);
	return root;
}

/* Member @path of @obj, its parts separated by dots; numbers index arrays. */
static struct json_object *member(struct json_object *obj, const char *path)
{
	char *copy = strdup(path);
	char *part;

	for (part = strtok(copy, "."); part && obj; part = strtok(NULL, ".")) {
		if (json_object_is_type(obj, json_type_array))
			obj = json_object_array_get_idx(obj, atoi(part));
		else
			obj = json_object_object_get(obj, part);
	}
	free(copy);
	return obj;
}

static void str_is(struct json_object *obj, const char *path, const char *v)
{
	assert_true(json_object_is_type(member(obj, path), json_type_string));
	assert_string_equal(json_object_get_string(member(obj, path)), v);
}

static void int_is(struct json_object *obj, const char *path, uint64_t v)
{
	assert_true(json_object_is_type(member(obj, path), json_type_int));
	assert_true(json_object_get_uint64(member(obj, path)) == v);
}

static void bool_is(struct json_object *obj, const char *path, bool v)
{
	assert_true(json_object_is_type(member(obj, path),
					json_type_boolean));
	assert_int_equal(json_object_get_boolean(member(obj, path)), v);
}

static void ues(struct fake *fake)
{
	fake_open(fake);
	fake_send(fake, reply_ue(fake, PC5_CMD_UE_GET));
	fake_send(fake, reply_ue_udp(fake, PC5_CMD_UE_GET));
	fake_done(fake, 0);
}

static void show_ue(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	ues(&fake);
	expect_text(&fake, "ue show",
		    "7: ue0: underlay ethernet dev lo ethertype 0x88b5 l2id 0x000abc links 2\n"
		    "9: ue1: underlay udp local :: port 38323 l2id 0xffffff links 0\n");
	ues(&fake);
	root = expect_json(&fake, "-j ue");
	assert_int_equal(json_object_array_length(root), 2);
	int_is(root, "0.ifindex", 7);
	str_is(root, "0.ifname", "ue0");
	str_is(root, "0.dev", "lo");
	str_is(root, "0.ethertype", "0x88b5");
	str_is(root, "0.l2id", "0x000abc");
	int_is(root, "0.links", 2);
	str_is(root, "1.local", "::");
	int_is(root, "1.port", 38323);
	assert_null(member(root, "1.dev"));
	json_object_put(root);
}

/* A list with nothing in it is still a list. */
static void show_nothing(void **state)
{
	static const char *const lines[] = { "ue", "link", "bearer", "key",
					     "route", "stats" };
	struct json_object *root;
	struct fake fake;
	char line[32];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		fake_open(&fake);
		fake_done(&fake, 0);
		expect_text(&fake, lines[i], "");
		fake_open(&fake);
		fake_done(&fake, 0);
		snprintf(line, sizeof(line), "-j -s -d %s", lines[i]);
		root = expect_json(&fake, line);
		assert_true(json_object_is_type(root, json_type_array));
		assert_int_equal(json_object_array_length(root), 0);
		json_object_put(root);
	}
}

/* A link, its contexts as @slot says (-1: none), its counters. */
static void links(struct fake *fake, uint32_t policy, int slot, uint32_t alg,
		  bool stats)
{
	fake_open(fake);
	fake_send(fake, reply_link(fake, PC5_CMD_LINK_GET, policy));
	fake_done(fake, 0);
	if (stats) {
		fake_send(fake, reply_stats(fake));
		fake_done(fake, 0);
	}
	if (slot >= 0)
		fake_send(fake, reply_key(fake, PC5_CMD_KEY_GET, slot, alg));
	fake_done(fake, 0);
}

#define LINK_LINE							\
	"8: l0: ue ue0 local 0x000abc peer 0x000def sdu ip integrity %s ciphering %s remote 192.0.2.1 port 38323 grace 5000 mtu 1400\n"

static void link_text(uint32_t policy, int slot, uint32_t alg,
		      const char *name, const char *second)
{
	struct fake fake;
	char out[512];

	snprintf(out, sizeof(out), LINK_LINE "    %s\n", name, name, second);
	links(&fake, policy, slot, alg, false);
	expect_text(&fake, "link", out);
}

static void show_link(void **state)
{
	(void)state;
	link_text(PC5_POLICY_REQUIRED, PC5_SLOT_ACTIVE, 2, "required",
		  "key 0x3ac5 enc nea2 int nia2");
	link_text(PC5_POLICY_REQUIRED, -1, 0, "required", "no active key");
	link_text(PC5_POLICY_REQUIRED, PC5_SLOT_PENDING, 2, "required",
		  "no active key");
	link_text(PC5_POLICY_NOT_NEEDED, -1, 0, "not-needed", "UNPROTECTED");
	link_text(PC5_POLICY_PREFERRED, PC5_SLOT_ACTIVE, 0, "preferred",
		  "UNPROTECTED key 0x3ac5 enc nea0 int nia0");
}

/* All there is of one link, on one line. */
#define EVERYTHING "8: l0: ue ue0 local 0x000abc peer 0x000def sdu ip integrity required ciphering required remote 192.0.2.1 port 38323 grace 5000 mtu 1400\\   key 0x3ac5 enc nea2 int nia2\\   limits soft 1000 hard 2000 driver pdcp(nea2,nia2)\\   count lcid 4 tx-next 4294967296 rx-next 12 rx-deliv 11\\   total rx-packets 2 rx-bytes 3 tx-packets 4 tx-bytes 5 rx-reordered 6\\   drop rx-integrity 3\\   drop drop-100 9\n"

static void show_link_more(void **state)
{
	struct fake fake;

	(void)state;
	links(&fake, PC5_POLICY_REQUIRED, PC5_SLOT_ACTIVE, 2, true);
	expect_text(&fake, "-s -d -o link", EVERYTHING);
	links(&fake, PC5_POLICY_NOT_NEEDED, -1, 0, false);
	expect_text(&fake, "-color=always link",
		    "8: \033[36ml0\033[0m: ue ue0 local 0x000abc peer 0x000def sdu ip integrity not-needed ciphering not-needed remote 192.0.2.1 port 38323 grace 5000 mtu 1400\n"
		    "    \033[1;31mUNPROTECTED\033[0m\n");
}

static void show_link_json(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	links(&fake, PC5_POLICY_REQUIRED, PC5_SLOT_ACTIVE, 2, true);
	root = expect_json(&fake, "-j -p -s link show");
	str_is(root, "0.ue", "ue0");
	str_is(root, "0.local_l2id", "0x000abc");
	str_is(root, "0.peer_l2id", "0x000def");
	str_is(root, "0.sdu", "ip");
	str_is(root, "0.integrity", "required");
	str_is(root, "0.ciphering", "required");
	str_is(root, "0.remote", "192.0.2.1");
	int_is(root, "0.remote_port", 38323);
	int_is(root, "0.grace", 5000);
	int_is(root, "0.mtu", 1400);
	bool_is(root, "0.protected", true);
	str_is(root, "0.key.id", "0x3ac5");
	str_is(root, "0.key.enc", "nea2");
	str_is(root, "0.key.driver", "pdcp(nea2,nia2)");
	int_is(root, "0.key.counts.0.rx_next", 12);
	int_is(root, "0.stats.counters.rx_packets", 2);
	int_is(root, "0.stats.drops.rx-integrity", 3);
	json_object_put(root);

	links(&fake, PC5_POLICY_NOT_NEEDED, -1, 0, false);
	root = expect_json(&fake, "-j link");
	bool_is(root, "0.protected", false);
	assert_null(member(root, "0.key"));
	assert_null(member(root, "0.stats"));
	json_object_put(root);
	links(&fake, PC5_POLICY_PREFERRED, PC5_SLOT_ACTIVE, 0, false);
	root = expect_json(&fake, "-j link");
	bool_is(root, "0.protected", false);
	json_object_put(root);
}

static void show_one_link(void **state)
{
	struct nlattr *tb[PC5_A_LINK_MAX + 1];
	struct fake fake;
	struct run run;

	(void)state;
	fake_open(&fake);
	fake_send(&fake, reply_link(&fake, PC5_CMD_LINK_GET, 2));
	fake_ack(&fake);
	fake_done(&fake, 0);
	run = shown(&fake, "link show lo");
	assert_non_null(strstr(run.out, "8: l0: "));
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)fake_request(&fake),
				       0, tb, PC5_A_LINK_MAX, NULL), 0);
	assert_int_equal(nla_get_u32(tb[PC5_A_LINK_IFINDEX]), 1);
	run_free(&run);
	fake_close(&fake);
}

static void show_bearer(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	fake_open(&fake);
	fake_send(&fake, reply_bearer(&fake, PC5_CMD_BEARER_GET));
	fake_ack(&fake);
	expect_text(&fake, "bearer show lo lcid 5",
		    "8: l0: lcid 5 sn 12 t-reordering 40 out-of-order off window 1024 mark 0x10\n");
	fake_open(&fake);
	fake_send(&fake, reply_bearer(&fake, PC5_CMD_BEARER_GET));
	fake_done(&fake, 0);
	fake_send(&fake, reply_stats(&fake));
	fake_done(&fake, 0);
	root = expect_json(&fake, "-j -s bearer show lo");
	int_is(root, "0.lcid", 5);
	int_is(root, "0.sn", 12);
	bool_is(root, "0.out_of_order", false);
	str_is(root, "0.mark", "0x10");
	int_is(root, "0.stats.lcid", 5);
	int_is(root, "0.stats.tx_bytes", 5);
	json_object_put(root);
}

static void one_key(struct fake *fake, uint32_t alg)
{
	fake_open(fake);
	fake_send(fake, reply_key(fake, PC5_CMD_KEY_GET, PC5_SLOT_RETIRING,
				  alg));
	fake_done(fake, 0);
}

static void show_key(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	one_key(&fake, 3);
	expect_text(&fake, "key",
		    "8: l0: id 0x3ac5 enc nea3 int nia3 role responder slot retiring\n");
	one_key(&fake, 0);
	expect_text(&fake, "-s key",
		    "8: l0: id 0x3ac5 enc nea0 int nia0 role responder slot retiring UNPROTECTED\n"
		    "    count lcid 4 tx-next 4294967296 rx-next 12 rx-deliv 11\n");
	/* An algorithm of a newer module has no name here. */
	one_key(&fake, 9);
	expect_text(&fake, "key show lo",
		    "8: l0: id 0x3ac5 enc 9 int 9 role responder slot retiring\n");
	one_key(&fake, 1);
	root = expect_json(&fake, "-j key");
	str_is(root, "0.id", "0x3ac5");
	str_is(root, "0.slot", "retiring");
	int_is(root, "0.soft_limit", 1000);
	int_is(root, "0.hard_limit", 2000);
	int_is(root, "0.counts.0.tx_next", 1ULL << 32);
	json_object_put(root);
}

static void routes(struct fake *fake)
{
	fake_open(fake);
	fake_send(fake, reply_route(fake, PC5_CMD_ROUTE_GET));
	fake_send(fake, reply_route_end(fake, PC5_CMD_ROUTE_GET));
	fake_done(fake, 0);
}

static void show_route(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	routes(&fake);
	expect_text(&fake, "route",
		    "8: l0: ue-id 17 peer l1 peer-ue-id 255 channel 9\n"
		    "    passed packets 8589934592 bytes 17179869184 peer-packets 3 peer-bytes 4\n"
		    "8: l0: ue-id 0 peer-ue-id 17 link 12\n"
		    "    passed packets 8589934592 bytes 17179869184 peer-packets 3 peer-bytes 4\n");
	routes(&fake);
	expect_text(&fake, "-o route list",
		    "8: l0: ue-id 17 peer l1 peer-ue-id 255 channel 9\\   passed packets 8589934592 bytes 17179869184 peer-packets 3 peer-bytes 4\n"
		    "8: l0: ue-id 0 peer-ue-id 17 link 12\\   passed packets 8589934592 bytes 17179869184 peer-packets 3 peer-bytes 4\n");
	routes(&fake);
	root = expect_json(&fake, "-j route show");
	assert_int_equal(json_object_array_length(root), 2);
	int_is(root, "0.ifindex", 8);
	str_is(root, "0.ifname", "l0");
	int_is(root, "0.ue_id", 17);
	str_is(root, "0.peer", "l1");
	int_is(root, "0.peer_ue_id", 255);
	int_is(root, "0.channel", 9);
	int_is(root, "0.packets", 1ULL << 33);
	int_is(root, "0.bytes", 1ULL << 34);
	int_is(root, "0.peer_packets", 3);
	int_is(root, "0.peer_bytes", 4);
	assert_null(member(root, "0.link"));
	int_is(root, "1.ue_id", 0);
	int_is(root, "1.link", 12);
	assert_null(member(root, "1.peer"));
	assert_null(member(root, "1.channel"));
	json_object_put(root);
}

static void hop_link(struct fake *fake)
{
	fake_open(fake);
	fake_send(fake, reply_link_hop(fake, PC5_CMD_LINK_GET));
	fake_done(fake, 0);
	fake_done(fake, 0);
}

/* A link through a relay says by which hop, and between which identities. */
static void show_hop(void **state)
{
	struct json_object *root;
	struct fake fake;

	(void)state;
	hop_link(&fake);
	expect_text(&fake, "link",
		    "12: e0: ue ue0 local 0x0000e1 peer 0x0000e2 sdu ip integrity required ciphering required hop l0 ue-id 17 peer-ue-id 0 grace 5000 mtu 1480\n"
		    "    no active key\n");
	hop_link(&fake);
	root = expect_json(&fake, "-j link");
	str_is(root, "0.hop", "l0");
	int_is(root, "0.ue_id", 17);
	int_is(root, "0.peer_ue_id", 0);
	json_object_put(root);
	links(&fake, PC5_POLICY_REQUIRED, -1, 0, false);
	root = expect_json(&fake, "-j link");
	assert_null(member(root, "0.hop"));
	assert_null(member(root, "0.ue_id"));
	json_object_put(root);
}

static void some_stats(struct fake *fake)
{
	fake_open(fake);
	fake_send(fake, reply_stats(fake));
	fake_ack(fake);
}

static void show_stats(void **state)
{
	struct json_object *root, *drops;
	struct fake fake;
	struct run run;

	(void)state;
	some_stats(&fake);
	expect_text(&fake, "stats lo",
		    "8: l0:\n"
		    "    total rx-packets 2 rx-bytes 3 tx-packets 4 tx-bytes 5 rx-reordered 6\n"
		    "    drop rx-integrity 3\n"
		    "    drop drop-100 9\n");
	some_stats(&fake);
	run = shown(&fake, "-s stats show lo");
	assert_non_null(strstr(run.out, " rx-lost 0 "));
	assert_non_null(strstr(run.out, "\n    drop tx-proto 0\n"));
	assert_non_null(strstr(run.out, "\n    drop rx-down 0\n"));
	assert_non_null(strstr(run.out, "\n    lcid 5 rx-packets 2 "));
	run_free(&run);
	fake_close(&fake);

	some_stats(&fake);
	root = expect_json(&fake, "-j stats lo");
	int_is(root, "0.counters.rx_lost", 0);
	int_is(root, "0.drops.rx-integrity", 3);
	int_is(root, "0.drops.tx-proto", 0);
	int_is(root, "0.drops.drop-100", 9);
	drops = member(root, "0.drops");
	assert_int_equal(json_object_object_length(drops),
			 NEWER_DROP + 1);
	int_is(root, "0.bearers.0.lcid", 4);
	int_is(root, "0.bearers.1.crypto_async", 0);
	json_object_put(root);
}

/* Nothing of the list is printed where getting a part of it fails. */
static void show_fails(void **state)
{
	struct fake fake;
	struct run run;

	(void)state;
	fake_open(&fake);
	fake_send(&fake, reply_link(&fake, PC5_CMD_LINK_GET, 2));
	fake_done(&fake, 0);
	fake_error(&fake, -EPERM, "no", 0, 0);
	run = run_ctl(&fake, "-j link");
	assert_int_equal(run.status, 2);
	assert_string_equal(run.out, "");
	assert_string_equal(run.err, "Error: no.\n");
	run_free(&run);
	fake_close(&fake);
}

/* What the monitor prints for @msg, which it frees. */
static void event_is(struct nl_msg *msg, bool json, const char *expected)
{
	struct ctl ctl = { .json = json, .err = stderr };
	size_t len;
	char *out;

	ctl.out = open_memstream(&out, &len);
	assert_int_equal(monitor_take(nlmsg_hdr(msg), &ctl), 0);
	fclose(ctl.out);
	assert_string_equal(out, expected);
	free(out);
	nlmsg_free(msg);
}

static void events(void **state)
{
	static const struct fake nobody;
	struct nl_msg *msg;

	(void)state;
	msg = reply_ue(&nobody, PC5_CMD_UE_NTF);
	nla_put_u32(msg, PC5_A_UE_EVENT, PC5_EVENT_NEW);
	event_is(msg, false,
		 "ue ue0 new underlay ethernet dev lo ethertype 0x88b5 l2id 0x000abc links 2\n");
	msg = reply_bearer(&nobody, PC5_CMD_BEARER_NTF);
	nla_put_u32(msg, PC5_A_BEARER_EVENT, PC5_EVENT_DELETED);
	event_is(msg, true,
		 "{\"object\":\"bearer\",\"ifindex\":8,\"ifname\":\"l0\",\"event\":\"deleted\",\"lcid\":5,\"sn\":12,\"t_reordering\":40,\"out_of_order\":false,\"window\":1024,\"mark\":\"0x10\"}\n");
	msg = reply_key(&nobody, PC5_CMD_KEY_NTF, PC5_SLOT_ACTIVE, 2);
	nla_put_u32(msg, PC5_A_KEY_EVENT, PC5_EVENT_SOFT_LIMIT);
	nla_put_u8(msg, PC5_A_KEY_LCID, 4);
	event_is(msg, false,
		 "key l0 soft-limit id 0x3ac5 enc nea2 int nia2 role responder slot active lcid 4\n");
	msg = reply_link(&nobody, PC5_CMD_LINK_NTF, 2);
	nla_put_u32(msg, PC5_A_LINK_EVENT, PC5_EVENT_CHANGED);
	event_is(msg, false,
		 "link l0 changed ue ue0 local 0x000abc peer 0x000def sdu ip integrity required ciphering required remote 192.0.2.1 port 38323 grace 5000 mtu 1400\n");
	msg = reply_route(&nobody, PC5_CMD_ROUTE_NTF);
	nla_put_u32(msg, PC5_A_ROUTE_EVENT, PC5_EVENT_NEW);
	event_is(msg, false,
		 "route l0 new ue-id 17 peer l1 peer-ue-id 255 channel 9 packets 8589934592 bytes 17179869184 peer-packets 3 peer-bytes 4\n");
	msg = reply_route_end(&nobody, PC5_CMD_ROUTE_NTF);
	nla_put_u32(msg, PC5_A_ROUTE_EVENT, PC5_EVENT_DELETED);
	event_is(msg, true,
		 "{\"object\":\"route\",\"ifindex\":8,\"ifname\":\"l0\",\"event\":\"deleted\",\"ue_id\":0,\"peer_ue_id\":17,\"link\":12,\"packets\":8589934592,\"bytes\":17179869184,\"peer_packets\":3,\"peer_bytes\":4}\n");
	event_is(reply_alarm(&nobody), false,
		 "alarm l0 rx-integrity lcid 4 id 0x3ac5\n");
	event_is(reply_alarm(&nobody), true,
		 "{\"object\":\"alarm\",\"ifindex\":8,\"ifname\":\"l0\",\"reason\":\"rx-integrity\",\"lcid\":4,\"id\":\"0x3ac5\"}\n");
	/* A notification of a newer module. */
	event_is(fake_msg(&nobody, 200, 0), false, "");
}

static void event_time(void **state)
{
	static const struct fake nobody;
	struct ctl ctl = { .timestamps = true };
	struct nl_msg *msg = reply_alarm(&nobody);
	struct tm tm;
	size_t len;
	char *out;
	char *end;

	(void)state;
	ctl.out = open_memstream(&out, &len);
	assert_int_equal(monitor_take(nlmsg_hdr(msg), &ctl), 0);
	fclose(ctl.out);
	end = strptime(out, "[%Y-%m-%dT%H:%M:%S.", &tm);
	assert_non_null(end);
	assert_true(tm.tm_year + 1900 >= 2024);
	assert_int_equal(strspn(end, "0123456789"), 6);
	assert_memory_equal(end + 6, "Z] alarm l0 ", 12);
	free(out);
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(show_ue),
		cmocka_unit_test(show_nothing),
		cmocka_unit_test(show_link),
		cmocka_unit_test(show_link_more),
		cmocka_unit_test(show_link_json),
		cmocka_unit_test(show_one_link),
		cmocka_unit_test(show_bearer),
		cmocka_unit_test(show_key),
		cmocka_unit_test(show_route),
		cmocka_unit_test(show_hop),
		cmocka_unit_test(show_stats),
		cmocka_unit_test(show_fails),
		cmocka_unit_test(events),
		cmocka_unit_test(event_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
