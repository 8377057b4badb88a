// SPDX-License-Identifier: GPL-2.0-or-later
/* The transport: answers, errors, dumps, notifications. */

#include "test.h"

#include <linux/genetlink.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <sys/socket.h>

#include "libpc5/key.h"
#include "libpc5/link.h"
#include "libpc5/nl-priv.h"
#include "libpc5/route.h"
#include "libpc5/signal.h"
#include "libpc5/ue.h"

/* Offset of the first attribute of a request. */
#define FIRST_ATTR (NLMSG_HDRLEN + GENL_HDRLEN)

static const struct pc5_ue some_ue = {
	.has = PC5_BIT(PC5_A_UE_IFNAME) | PC5_BIT(PC5_A_UE_L2ID),
	.ifname = "ue0",
	.l2id = 0xabcdef,
};

static void put_ue(const struct fake *fake, uint32_t ifindex, int flags)
{
	struct nl_msg *msg = fake_msg(fake, PC5_CMD_UE_GET,
				      NLM_F_MULTI | flags);

	nla_put_u32(msg, PC5_A_UE_IFINDEX, ifindex);
	nla_put_string(msg, PC5_A_UE_IFNAME, "ue0");
	fake_send(fake, msg);
}

static void done(void **state)
{
	const struct nlmsghdr *nlh;
	struct nlattr *tb[PC5_A_UE_MAX + 1];
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake_ack(&fake);
	assert_int_equal(pc5_ue_new(nl, &some_ue), 0);
	assert_int_equal(pc5_nl_error(nl)->code, 0);

	nlh = fake_request(&fake);
	assert_int_equal(nlh->nlmsg_type, FAKE_FAMILY);
	assert_int_equal(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(((struct genlmsghdr *)nlmsg_data(nlh))->cmd,
			 PC5_CMD_UE_NEW);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)nlh, 0, tb,
				       PC5_A_UE_MAX, NULL), 0);
	assert_string_equal(nla_data(tb[PC5_A_UE_IFNAME]), "ue0");
	assert_int_equal(nla_get_u32(tb[PC5_A_UE_L2ID]), 0xabcdef);
	assert_null(tb[PC5_A_UE_IFINDEX]);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void refused(void **state)
{
	const struct pc5_nl_error *err;
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);

	fake_error(&fake, -EPERM, NULL, 0, 0);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EPERM);
	err = pc5_nl_error(nl);
	assert_int_equal(err->code, -EPERM);
	assert_string_equal(err->msg, "");
	assert_string_equal(err->attr, "");

	/* The name takes a header and "ue0", which is eight octets. */
	fake_error(&fake, -ERANGE, "integer out of range", FIRST_ATTR + 8, 0);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -ERANGE);
	assert_string_equal(err->msg, "integer out of range");
	assert_string_equal(err->attr, "l2id");
	assert_false(err->missing);

	fake_error(&fake, -EINVAL, "what", FIRST_ATTR, 0);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EINVAL);
	assert_string_equal(err->attr, "ifname");

	fake_error(&fake, -EINVAL, NULL, 0, PC5_A_UE_UNDERLAY);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EINVAL);
	assert_string_equal(err->attr, "underlay");
	assert_true(err->missing);

	/* Offsets and types where there is nothing name nothing. */
	fake_error(&fake, -EINVAL, NULL, FIRST_ATTR + 1, 0);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EINVAL);
	assert_string_equal(err->attr, "");
	fake_error(&fake, -EINVAL, NULL, 100000, 0);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EINVAL);
	assert_string_equal(err->attr, "");
	fake_error(&fake, -EINVAL, NULL, 0, 1000);
	assert_int_equal(pc5_ue_new(nl, &some_ue), -EINVAL);
	assert_string_equal(err->attr, "");

	/* What failed is forgotten when the next request does not. */
	fake_ack(&fake);
	assert_int_equal(pc5_ue_new(nl, &some_ue), 0);
	assert_string_equal(err->msg, "");
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void long_message(void **state)
{
	char text[2 * PC5_NL_TEXT_MAX];
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake_error(&fake, -EINVAL, text, 0, 0);
	assert_int_equal(pc5_ue_del(nl, 1), -EINVAL);
	assert_int_equal(strlen(pc5_nl_error(nl)->msg), PC5_NL_TEXT_MAX - 1);
	pc5_nl_close(nl);
	fake_close(&fake);
}

/* A kernel without NETLINK_CAP_ACK repeats the request before the text. */
static void uncapped_error(void **state)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char request[12];
		struct nlattr attr;
		char text[4];
	} raw = {
		.nlh = { .nlmsg_len = sizeof(raw), .nlmsg_type = NLMSG_ERROR,
			 .nlmsg_flags = NLM_F_ACK_TLVS, .nlmsg_seq = 1 },
		.err = { .error = -EBUSY, .msg.nlmsg_len = NLMSG_HDRLEN + 12 },
		.attr = { .nla_len = sizeof(raw.attr) + 4,
			  .nla_type = NLMSGERR_ATTR_MSG },
		.text = "abc",
	};
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake_raw(&fake, &raw, sizeof(raw));
	assert_int_equal(pc5_ue_del(nl, 1), -EBUSY);
	assert_string_equal(pc5_nl_error(nl)->msg, "abc");
	/* A length that lies outside is not followed. */
	raw.nlh.nlmsg_seq = 2;
	raw.err.msg.nlmsg_len = 0xfffffff0;
	fake_raw(&fake, &raw, sizeof(raw));
	assert_int_equal(pc5_ue_del(nl, 1), -EBUSY);
	assert_string_equal(pc5_nl_error(nl)->msg, "");
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void one_reply(void **state)
{
	struct pc5_ue ue;
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	put_ue(&fake, 7, 0);
	fake_ack(&fake);
	assert_int_equal(pc5_ue_get(nl, 7, &ue), 0);
	assert_int_equal(ue.ifindex, 7);

	/* An acknowledgment alone is no reply, and one reply is enough. */
	fake_ack(&fake);
	assert_int_equal(pc5_ue_get(nl, 7, &ue), -ENODATA);
	assert_int_equal(pc5_nl_error(nl)->code, -ENODATA);
	put_ue(&fake, 7, 0);
	put_ue(&fake, 8, 0);
	fake_ack(&fake);
	assert_int_equal(pc5_ue_get(nl, 7, &ue), -EBADMSG);
	/* A command that only does something gets none. */
	put_ue(&fake, 7, 0);
	fake_ack(&fake);
	assert_int_equal(pc5_ue_del(nl, 7), -EBADMSG);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void stray_answers(void **state)
{
	struct fake fake;
	struct pc5_nl *nl;
	struct pc5_ue ue;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	/* The answer to a request nobody waits for any more. */
	fake.seq = 1000;
	put_ue(&fake, 99, 0);
	fake_error(&fake, -EIO, "old", 0, 0);
	fake.seq = 1;
	put_ue(&fake, 7, 0);
	fake_ack(&fake);
	assert_int_equal(pc5_ue_get(nl, 7, &ue), 0);
	assert_int_equal(ue.ifindex, 7);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void dump(void **state)
{
	struct pc5_list list;
	const struct pc5_ue *ue;
	struct fake fake;
	struct pc5_nl *nl;
	size_t i;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	for (i = 0; i < 40; i++)
		put_ue(&fake, i + 1, 0);
	fake_done(&fake, 0);
	assert_int_equal(pc5_ue_dump(nl, &list), 0);
	assert_int_equal(fake_request(&fake)->nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_DUMP);
	assert_int_equal(list.n, 40);
	ue = list.v;
	for (i = 0; i < 40; i++)
		assert_int_equal(ue[i].ifindex, i + 1);
	pc5_list_free(&list);
	assert_null(list.v);

	fake_done(&fake, 0);
	assert_int_equal(pc5_ue_dump(nl, &list), 0);
	assert_int_equal(list.n, 0);
	pc5_list_free(&list);

	fake_error(&fake, -EPERM, NULL, 0, 0);
	assert_int_equal(pc5_ue_dump(nl, &list), -EPERM);
	assert_null(list.v);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void dump_interrupted(void **state)
{
	struct pc5_list list;
	struct fake fake;
	struct pc5_nl *nl;
	int i;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	/* In an object, then at the end, then not at all. */
	put_ue(&fake, 1, NLM_F_DUMP_INTR);
	put_ue(&fake, 2, 0);
	fake_done(&fake, 0);
	put_ue(&fake, 1, 0);
	fake_done(&fake, NLM_F_DUMP_INTR);
	put_ue(&fake, 3, 0);
	fake_done(&fake, 0);
	assert_int_equal(pc5_ue_dump(nl, &list), 0);
	assert_int_equal(list.n, 1);
	assert_int_equal(((const struct pc5_ue *)list.v)->ifindex, 3);
	pc5_list_free(&list);

	for (i = 0; i < 10; i++) {
		put_ue(&fake, 1, NLM_F_DUMP_INTR);
		fake_done(&fake, 0);
	}
	assert_int_equal(pc5_ue_dump(nl, &list), -EAGAIN);
	assert_null(list.v);
	pc5_nl_close(nl);
	fake_close(&fake);
}

/* A dump that fails half way says so in its last message. */
static void dump_fails(void **state)
{
	struct {
		struct nlmsghdr nlh;
		int error;
		struct nlattr attr;
		char text[8];
	} raw = {
		.nlh = { .nlmsg_len = sizeof(raw), .nlmsg_type = NLMSG_DONE,
			 .nlmsg_flags = NLM_F_MULTI | NLM_F_ACK_TLVS,
			 .nlmsg_seq = 1 },
		.error = -ENODEV,
		.attr = { .nla_len = sizeof(raw.attr) + 8,
			  .nla_type = NLMSGERR_ATTR_MSG },
		.text = "no link",
	};
	struct pc5_list list;
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	put_ue(&fake, 1, 0);
	fake_raw(&fake, &raw, sizeof(raw));
	assert_int_equal(pc5_ue_dump(nl, &list), -ENODEV);
	assert_string_equal(pc5_nl_error(nl)->msg, "no link");
	assert_null(list.v);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void malformed(void **state)
{
	struct nlmsghdr nlh = {
		.nlmsg_len = 100, .nlmsg_type = FAKE_FAMILY, .nlmsg_seq = 1,
	};
	struct fake fake;
	struct pc5_nl *nl;
	struct pc5_ue ue;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	/* Longer than the datagram. */
	fake_raw(&fake, &nlh, sizeof(nlh));
	assert_int_equal(pc5_ue_get(nl, 1, &ue), -EBADMSG);
	/* An error without a number. */
	nlh.nlmsg_len = sizeof(nlh);
	nlh.nlmsg_type = NLMSG_ERROR;
	nlh.nlmsg_seq = 2;
	fake_raw(&fake, &nlh, sizeof(nlh));
	assert_int_equal(pc5_ue_get(nl, 1, &ue), -EBADMSG);
	/* A message without a generic netlink header. */
	nlh.nlmsg_type = FAKE_FAMILY;
	nlh.nlmsg_seq = 3;
	fake_raw(&fake, &nlh, sizeof(nlh));
	fake.seq = 3;
	fake_ack(&fake);
	assert_int_equal(pc5_ue_get(nl, 1, &ue), -EBADMSG);
	nlh.nlmsg_type = NLMSG_OVERRUN;
	nlh.nlmsg_seq = 4;
	fake_raw(&fake, &nlh, sizeof(nlh));
	assert_int_equal(pc5_ue_get(nl, 1, &ue), -ENOBUFS);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void kernel_gone(void **state)
{
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	shutdown(fake.fd, SHUT_RDWR);
	assert_int_equal(pc5_ue_del(nl, 1), -EPIPE);
	assert_int_equal(pc5_nl_error(nl)->code, -EPIPE);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void keys_wiped(void **state)
{
	struct pc5_nrp_keys keys = {
		.nrpek = { .len = 16, .data = "0123456789abcde" },
		.nrpik = { .len = 16, .data = "fedcba987654321" },
	};
	const struct pc5_key key = {
		.has = PC5_BIT(PC5_A_KEY_IFINDEX) | PC5_BIT(PC5_A_KEY_ID),
		.ifindex = 5, .id = 1,
	};
	struct nlattr *tb[PC5_A_KEY_MAX + 1];
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	unwiped_messages = 0;
	fake_ack(&fake);
	assert_int_equal(pc5_key_new(nl, &key, &keys), 0);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)fake_request(&fake),
				       0, tb, PC5_A_KEY_MAX, NULL), 0);
	assert_int_equal(nla_len(tb[PC5_A_KEY_NRPEK]), 16);
	assert_memory_equal(nla_data(tb[PC5_A_KEY_NRPIK]), keys.nrpik.data,
			    16);
	fake_error(&fake, -EEXIST, "no", 0, 0);
	assert_int_equal(pc5_key_new(nl, &key, &keys), -EEXIST);
	/* A null algorithm has no key, and then no attribute. */
	keys.nrpek.len = 0;
	fake_request(&fake);
	fake_ack(&fake);
	assert_int_equal(pc5_key_new(nl, &key, &keys), 0);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)fake_request(&fake),
				       0, tb, PC5_A_KEY_MAX, NULL), 0);
	assert_null(tb[PC5_A_KEY_NRPEK]);
	assert_non_null(tb[PC5_A_KEY_NRPIK]);
	assert_int_equal(unwiped_messages, 0);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static int count_event(const struct nlmsghdr *nlh, void *arg)
{
	struct pc5_link link = { 0 };

	(*(int *)arg)++;
	return pc5_link_parse(nlh, &link);
}

/* What waits on the socket stays, and no answer is asked for. */
static void posted(void **state)
{
	const uint32_t listen[] = { 0xffff01, 0xa0001 };
	const struct nlmsghdr *req;
	struct fake fake;
	struct nl_msg *msg;
	struct pc5_nl *nl;
	int n = 0;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake.seq = 0;
	msg = fake_msg(&fake, PC5_CMD_LINK_NTF, 0);
	nla_put_u32(msg, PC5_A_LINK_IFINDEX, 3);
	nla_put_string(msg, PC5_A_LINK_IFNAME, "l0");
	fake_send(&fake, msg);
	assert_int_equal(pc5_agent_listen(nl, 7, listen, 2), 0);
	req = fake_request(&fake);
	assert_int_equal(req->nlmsg_flags & NLM_F_ACK, 0);
	assert_true(req->nlmsg_flags & NLM_F_REQUEST);
	assert_int_equal(((const struct genlmsghdr *)nlmsg_data(req))->cmd,
			 PC5_CMD_AGENT_REGISTER);
	assert_int_equal(pc5_nl_events(nl, count_event, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(pc5_nl_post(nl, NULL), -ENOMEM);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void events(void **state)
{
	const struct nlmsghdr overrun = {
		.nlmsg_len = sizeof(overrun), .nlmsg_type = NLMSG_OVERRUN,
	};
	struct fake fake;
	struct nl_msg *msg;
	struct pc5_nl *nl;
	int n = 0;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake.seq = 0;
	msg = fake_msg(&fake, PC5_CMD_LINK_NTF, 0);
	nla_put_u32(msg, PC5_A_LINK_IFINDEX, 3);
	nla_put_string(msg, PC5_A_LINK_IFNAME, "l0");
	fake_send(&fake, msg);
	assert_int_equal(pc5_nl_events(nl, count_event, &n), 0);
	assert_int_equal(n, 1);
	/* The first error of the function ends the read. */
	fake_send(&fake, fake_msg(&fake, PC5_CMD_LINK_NTF, 0));
	assert_int_equal(pc5_nl_events(nl, count_event, &n), -EBADMSG);
	assert_int_equal(pc5_nl_join(nl, "links"), -ENOENT);
	/* The kernel had more than there was room for. */
	fake_raw(&fake, &overrun, sizeof(overrun));
	assert_int_equal(pc5_nl_events(nl, count_event, &n), -ENOBUFS);
	assert_int_equal(n, 2);
	pc5_nl_close(nl);
	fake_close(&fake);
}

static void put_route(const struct fake *fake, uint8_t ue_id)
{
	struct nl_msg *msg = fake_msg(fake, PC5_CMD_ROUTE_GET, 0);

	nla_put_u32(msg, PC5_A_ROUTE_IFINDEX, 8);
	nla_put_string(msg, PC5_A_ROUTE_IFNAME, "l0");
	nla_put_u8(msg, PC5_A_ROUTE_UE_ID, ue_id);
	nla_put_u8(msg, PC5_A_ROUTE_PEER_UE_ID, 0);
	fake_send(fake, msg);
}

/* One route is named by its link and both identities; 0 is one like others. */
static void routes(void **state)
{
	struct nlattr *tb[PC5_A_ROUTE_MAX + 1];
	struct pc5_route route;
	struct pc5_list list;
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	put_route(&fake, 255);
	fake_ack(&fake);
	assert_int_equal(pc5_route_get(nl, 8, 255, 0, &route), 0);
	assert_int_equal(route.ue_id, 255);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)fake_request(&fake),
				       0, tb, PC5_A_ROUTE_MAX, NULL), 0);
	assert_int_equal(nla_get_u32(tb[PC5_A_ROUTE_IFINDEX]), 8);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_UE_ID]), 255);
	assert_int_equal(nla_get_u8(tb[PC5_A_ROUTE_PEER_UE_ID]), 0);

	put_route(&fake, 1);
	put_route(&fake, 2);
	fake_done(&fake, 0);
	assert_int_equal(pc5_route_dump(nl, &list), 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(((const struct pc5_route *)list.v)[1].ue_id, 2);
	pc5_list_free(&list);
	fake_error(&fake, -ENOENT, "none", 0, 0);
	assert_int_equal(pc5_route_del(nl, 8, 1, 2), -ENOENT);
	pc5_nl_close(nl);
	fake_close(&fake);
}

/* A message through a relay, sent and received. */
static void by_hop(void **state)
{
	const struct pc5_signal out = {
		.has = PC5_BIT(PC5_A_SIGNAL_IFINDEX) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) |
		       PC5_BIT(PC5_A_SIGNAL_HOP) |
		       PC5_BIT(PC5_A_SIGNAL_SRC_UE_ID) |
		       PC5_BIT(PC5_A_SIGNAL_DST_UE_ID),
		.ifindex = 7, .hop = 8, .src_ue_id = 0, .dst_ue_id = 255,
		.data = "abc", .len = 3,
	};
	struct nlattr *tb[PC5_A_SIGNAL_MAX + 1];
	struct pc5_signal in;
	struct fake fake;
	struct nl_msg *msg;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake_ack(&fake);
	assert_int_equal(pc5_signal_tx(nl, &out), 0);
	assert_int_equal(genlmsg_parse((struct nlmsghdr *)fake_request(&fake),
				       0, tb, PC5_A_SIGNAL_MAX, NULL), 0);
	assert_int_equal(nla_get_u32(tb[PC5_A_SIGNAL_HOP]), 8);
	assert_int_equal(nla_get_u8(tb[PC5_A_SIGNAL_SRC_UE_ID]), 0);
	assert_int_equal(nla_get_u8(tb[PC5_A_SIGNAL_DST_UE_ID]), 255);
	assert_null(tb[PC5_A_SIGNAL_DST]);
	pc5_nl_close(nl);

	/* Through a relay it may come without Layer-2 IDs. */
	msg = fake_msg(&fake, PC5_CMD_SIGNAL_RX, 0);
	nla_put_u32(msg, PC5_A_SIGNAL_IFINDEX, 7);
	nla_put_u8(msg, PC5_A_SIGNAL_LCID, PC5_LCID_SRB0);
	nla_put_u32(msg, PC5_A_SIGNAL_PROTECTION, PC5_PROTECTION_NONE);
	nla_put_u32(msg, PC5_A_SIGNAL_HOP, 8);
	nla_put_u8(msg, PC5_A_SIGNAL_SRC_UE_ID, 42);
	nla_put_u8(msg, PC5_A_SIGNAL_DST_UE_ID, 17);
	nla_put(msg, PC5_A_SIGNAL_DATA, 2, "xy");
	assert_int_equal(pc5_signal_parse(nlmsg_hdr(msg), &in), 0);
	assert_int_equal(in.hop, 8);
	assert_int_equal(in.src_ue_id, 42);
	assert_int_equal(in.dst_ue_id, 17);
	assert_int_equal(in.len, 2);
	assert_false(PC5_HAS(&in, PC5_A_SIGNAL_SRC));
	nlmsg_free(msg);
	fake_close(&fake);
}

static struct nl_msg *family_msg(const struct fake *fake, unsigned int groups)
{
	struct nl_msg *msg = fake_msg(fake, CTRL_CMD_NEWFAMILY, 0);
	struct nlattr *nest, *one;
	char name[32];
	unsigned int i;

	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, 0x1234);
	nest = nla_nest_start(msg, CTRL_ATTR_MCAST_GROUPS);
	for (i = 0; i < groups; i++) {
		one = nla_nest_start(msg, i + 1);
		snprintf(name, sizeof(name), "group-of-long-name-%u", i);
		/* The first as the real ones are, the second without name. */
		if (i != 1)
			nla_put_string(msg, CTRL_ATTR_MCAST_GRP_NAME,
				       i ? name : "links");
		nla_put_u32(msg, CTRL_ATTR_MCAST_GRP_ID, i + 100);
		nla_nest_end(msg, one);
	}
	nla_nest_end(msg, nest);
	return msg;
}

static void resolve(void **state)
{
	struct fake fake;
	struct pc5_nl *nl;

	(void)state;
	fake_open(&fake);
	nl = fake_handle(&fake);
	fake_send(&fake, family_msg(&fake, 20));
	fake_ack(&fake);
	assert_int_equal(pc5_nl_resolve(nl, "pc5"), 0);
	assert_int_equal(nl->family, 0x1234);
	assert_int_equal(nl->groups, NL_GROUPS_MAX);
	assert_string_equal(nl->group[0].name, "links");
	assert_int_equal(nl->group[0].id, 100);
	assert_string_equal(nl->group[1].name, "group-of-long-n");
	/* The socket is none of netlink and has no groups. */
	assert_int_equal(pc5_nl_join(nl, "links"), -EOPNOTSUPP);

	fake_send(&fake, fake_msg(&fake, CTRL_CMD_NEWFAMILY, 0));
	fake_ack(&fake);
	assert_int_equal(pc5_nl_resolve(nl, "pc5"), -EBADMSG);
	fake_error(&fake, -ENOENT, NULL, 0, 0);
	assert_int_equal(pc5_nl_resolve(nl, "pc5"), -ENOENT);
	fake_ack(&fake);
	assert_int_equal(pc5_nl_resolve(nl, "pc5"), -EBADMSG);
	pc5_nl_close(nl);
	fake_close(&fake);
}

/* The real controller; no such family as long as the module is not loaded. */
static void controller(void **state)
{
	struct pc5_nl *nl;
	int ret = pc5_nl_open(&nl);

	(void)state;
	if (!ret)
		pc5_nl_close(nl);
	else if (ret == -EPROTONOSUPPORT || ret == -EAFNOSUPPORT ||
		 ret == -EPERM)
		skip();
	else
		assert_int_equal(ret, -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(done),
		cmocka_unit_test(refused),
		cmocka_unit_test(long_message),
		cmocka_unit_test(uncapped_error),
		cmocka_unit_test(one_reply),
		cmocka_unit_test(stray_answers),
		cmocka_unit_test(dump),
		cmocka_unit_test(dump_interrupted),
		cmocka_unit_test(dump_fails),
		cmocka_unit_test(malformed),
		cmocka_unit_test(kernel_gone),
		cmocka_unit_test(keys_wiped),
		cmocka_unit_test(posted),
		cmocka_unit_test(events),
		cmocka_unit_test(routes),
		cmocka_unit_test(by_hop),
		cmocka_unit_test(resolve),
		cmocka_unit_test(controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
