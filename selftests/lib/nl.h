/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of the pc5 netlink family, octet by octet, as no library would make
 * them, and a small world to send them to:
 *
 *	lower0		one end of a cable
 *	ue0		on lower0, Layer-2 ID 0xa01
 *	l0		link of ue0 to 0xb01; bearers 4 and 6; context 0x101 active,
 *			0x102 pending
 *	ue1		UDP, 127.0.0.1 port 40000, Layer-2 ID 0xa02
 *	l1		link of ue1 to 0xb02; no context
 */
#ifndef SELFTESTS_NL_H
#define SELFTESTS_NL_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/pc5.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NL_KEY_LEN	16
#define NL_NO_ANSWER	1	/* beside negative errors */

struct nl_msg {
	unsigned char buf[4096];
	unsigned int len;
};

struct nl_answer {
	int err;
	char text[256];
	int offset;		/* of the offending attribute, 0 if not named */
	int missing;		/* its type, 0 if not named */
	unsigned int messages;
	/* the payload of all messages of a dump or reply, one after the other */
	unsigned char data[65536];
	unsigned int len;
};

static int nl_fd = -1, nl_events = -1;
static uint16_t nl_family;
static uint32_t nl_groups[8], nl_n_groups;
static uint32_t nl_seq;
/* Key octets: random, and none of them may ever come back. */
static unsigned char nl_nrpek[NL_KEY_LEN], nl_nrpik[NL_KEY_LEN];
static unsigned int nl_key_seen;

static inline __attribute__((noreturn)) void nl_die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline struct nlmsghdr *nl_hdr(struct nl_msg *m)
{
	return (struct nlmsghdr *)m->buf;
}

static inline struct genlmsghdr *nl_genl(struct nl_msg *m)
{
	return (struct genlmsghdr *)(m->buf + NLMSG_HDRLEN);
}

static inline void nl_start(struct nl_msg *m, uint16_t type, uint8_t cmd,
			    uint16_t flags)
{
	memset(m, 0, sizeof(*m));
	nl_hdr(m)->nlmsg_type = type;
	nl_hdr(m)->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nl_genl(m)->cmd = cmd;
	nl_genl(m)->version = PC5_FAMILY_VERSION;
	m->len = NLMSG_HDRLEN + GENL_HDRLEN;
}

/* Add an attribute; returns where it is in the message. */
static inline unsigned int nl_put(struct nl_msg *m, uint16_t type,
				  const void *data, unsigned int len)
{
	struct nlattr nla = { .nla_len = NLA_HDRLEN + len, .nla_type = type };
	unsigned int at = m->len;

	memcpy(m->buf + at, &nla, sizeof(nla));
	if (len)
		memcpy(m->buf + at + NLA_HDRLEN, data, len);
	m->len += NLA_ALIGN(NLA_HDRLEN + len);
	return at;
}

static inline void nl_put_u32(struct nl_msg *m, uint16_t type, uint32_t v)
{
	nl_put(m, type, &v, sizeof(v));
}

/* Search what was received for the keys, or half of one. */
static inline void nl_watch(const void *data, size_t len)
{
	const unsigned char *key[] = {
		nl_nrpek, nl_nrpek + 8, nl_nrpik, nl_nrpik + 8,
	};
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (memmem(data, len, key[i], 8))
			nl_key_seen++;
}

static inline void nl_read_error(const struct nlmsghdr *nlh,
				 struct nl_answer *a)
{
	const struct nlmsgerr *e = NLMSG_DATA(nlh);
	const unsigned char *p = (const unsigned char *)(e + 1);
	const unsigned char *end = (const unsigned char *)nlh + nlh->nlmsg_len;

	a->err = e->error;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		p += NLMSG_ALIGN(e->msg.nlmsg_len) - sizeof(e->msg);
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	while (p + NLA_HDRLEN <= end) {
		const struct nlattr *nla = (const void *)p;
		uint32_t v = 0;

		if (nla->nla_len < NLA_HDRLEN || p + nla->nla_len > end)
			return;
		if (nla->nla_len >= NLA_HDRLEN + sizeof(v))
			memcpy(&v, p + NLA_HDRLEN, sizeof(v));
		switch (nla->nla_type & NLA_TYPE_MASK) {
		case NLMSGERR_ATTR_MSG:
			snprintf(a->text, sizeof(a->text), "%.*s",
				 nla->nla_len - NLA_HDRLEN, p + NLA_HDRLEN);
			break;
		case NLMSGERR_ATTR_OFFS:
			a->offset = v;
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			a->missing = v;
			break;
		}
		p += NLA_ALIGN(nla->nla_len);
	}
}

/* Take one message; true if it is the last. */
static inline bool nl_take(const struct nlmsghdr *nlh, struct nl_answer *a)
{
	unsigned int len = nlh->nlmsg_len - NLMSG_HDRLEN;

	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		nl_read_error(nlh, a);
		return true;
	case NLMSG_DONE:
		/* Holds an error if the dump ended with one. */
		if (len >= sizeof(int))
			memcpy(&a->err, NLMSG_DATA(nlh), sizeof(int));
		return true;
	}
	a->messages++;
	if (a->len + len <= sizeof(a->data)) {
		memcpy(a->data + a->len, NLMSG_DATA(nlh), len);
		a->len += len;
	}
	return false;
}

/* Read the answer to the request with @seq. */
static inline void nl_answer(uint32_t seq, struct nl_answer *a)
{
	static unsigned char buf[65536] __attribute__((aligned(8)));

	memset(a, 0, offsetof(struct nl_answer, data));
	a->len = 0;
	for (;;) {
		ssize_t n = recv(nl_fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh;
		unsigned int left;
		bool end = false;

		if (n < 0 && errno == EAGAIN) {
			a->err = NL_NO_ANSWER;
			return;
		}
		if (n < 0)
			nl_die("recv");
		nl_watch(buf, n);
		left = n;
		for (nlh = (void *)buf; NLMSG_OK(nlh, left);
		     nlh = NLMSG_NEXT(nlh, left))
			if (nlh->nlmsg_seq == seq)
				end = nl_take(nlh, a) || end;
		if (end)
			return;
	}
}

/* Send as it is, but for its number and, unless it says one, its length. */
static inline uint32_t nl_send(struct nl_msg *m)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };

	if (!nl_hdr(m)->nlmsg_len)
		nl_hdr(m)->nlmsg_len = m->len;
	nl_hdr(m)->nlmsg_seq = ++nl_seq;
	if (sendto(nl_fd, m->buf, m->len, 0, (void *)&to, sizeof(to)) < 0)
		nl_die("sendto");
	return nl_seq;
}

static inline int nl_ask(struct nl_msg *m, struct nl_answer *a)
{
	nl_answer(nl_send(m), a);
	return a->err;
}

/* An attribute of a message's payload, or NULL. */
static inline const struct nlattr *nl_find(const void *attrs, unsigned int len,
					   int type)
{
	const unsigned char *p = attrs, *end = p + len;

	while (p + NLA_HDRLEN <= end) {
		const struct nlattr *nla = (const void *)p;

		if (nla->nla_len < NLA_HDRLEN || p + nla->nla_len > end)
			break;
		if ((nla->nla_type & NLA_TYPE_MASK) == type)
			return nla;
		p += NLA_ALIGN(nla->nla_len);
	}
	return NULL;
}

static inline int nl_open(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct timeval tv = { .tv_sec = 10 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &(int){ 1 }, sizeof(int)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &(int){ 1 }, sizeof(int)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &(int){ 8 << 20 }, sizeof(int)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)))
		nl_die("netlink socket");
	return fd;
}

/* The family's number and multicast groups; false if there is no module. */
static inline bool nl_resolve(void)
{
	static struct nl_answer a;
	const struct nlattr *nla, *groups;
	const unsigned char *p;
	struct nl_msg m;

	nl_start(&m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	nl_genl(&m)->version = 2;
	nl_put(&m, CTRL_ATTR_FAMILY_NAME, PC5_FAMILY_NAME, sizeof(PC5_FAMILY_NAME));
	if (nl_ask(&m, &a) || a.len < GENL_HDRLEN)
		return false;
	nla = nl_find(a.data + GENL_HDRLEN, a.len - GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	groups = nl_find(a.data + GENL_HDRLEN, a.len - GENL_HDRLEN, CTRL_ATTR_MCAST_GROUPS);
	if (!nla || !groups)
		return false;
	memcpy(&nl_family, nla + 1, sizeof(nl_family));
	p = (const void *)(groups + 1);
	while (p < (const unsigned char *)groups + groups->nla_len) {
		const struct nlattr *one = (const void *)p;

		nla = nl_find(one + 1, one->nla_len - NLA_HDRLEN, CTRL_ATTR_MCAST_GRP_ID);
		if (nla && nl_n_groups < 8)
			memcpy(&nl_groups[nl_n_groups++], nla + 1, sizeof(uint32_t));
		p += NLA_ALIGN(one->nla_len);
	}
	return true;
}

/* Listen to all groups; what comes is only searched for keys. */
static inline void nl_listen(void)
{
	unsigned int i;

	nl_events = nl_open();
	for (i = 0; i < nl_n_groups; i++)
		if (setsockopt(nl_events, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &nl_groups[i], sizeof(nl_groups[i])))
			nl_die("multicast group");
}

static inline unsigned int nl_drain_events(void)
{
	static unsigned char buf[65536];
	unsigned int n = 0;
	ssize_t len;

	while ((len = recv(nl_events, buf, sizeof(buf), MSG_DONTWAIT)) >= 0 ||
	       errno == ENOBUFS) {
		if (len < 0)
			continue;
		nl_watch(buf, len);
		n++;
	}
	return n;
}

static inline void nl_dump(uint8_t cmd, struct nl_answer *a)
{
	struct nl_msg m;

	nl_start(&m, nl_family, cmd, NLM_F_DUMP);
	nl_ask(&m, a);
}

/* A namespace of our own with a cable; false if that cannot be. */
static inline bool nl_namespace(void)
{
	return !unshare(CLONE_NEWNET) &&
	       !system("ip link set lo up && ip link add lower0 type veth peer name lower1 && ip link set lower0 up && ip link set lower1 up");
}

static inline void nl_key_msg(struct nl_msg *m, uint32_t link, uint16_t id)
{
	nl_start(m, nl_family, PC5_CMD_KEY_NEW, 0);
	nl_put_u32(m, PC5_A_KEY_IFINDEX, link);
	nl_put(m, PC5_A_KEY_ID, &id, sizeof(id));
	nl_put_u32(m, PC5_A_KEY_ENC, PC5_NEA2);
	nl_put_u32(m, PC5_A_KEY_INT, PC5_NIA2);
	nl_put_u32(m, PC5_A_KEY_ROLE, 0);
	nl_put(m, PC5_A_KEY_NRPEK, nl_nrpek, NL_KEY_LEN);
	nl_put(m, PC5_A_KEY_NRPIK, nl_nrpik, NL_KEY_LEN);
}

static inline void nl_must(struct nl_msg *m)
{
	static struct nl_answer a;

	if (nl_ask(m, &a)) {
		printf("# cmd %u: %s\n", nl_genl(m)->cmd, a.text);
		errno = -a.err;
		nl_die("the world cannot be made");
	}
}

/* Remove all UEs, and with them all links. */
static inline void nl_clear_world(void)
{
	static struct nl_answer a;
	struct nl_msg m;
	uint32_t ue;

	for (;;) {
		nl_dump(PC5_CMD_UE_GET, &a);
		if (!a.messages)
			return;
		/* The first attribute of the first one is its index. */
		memcpy(&ue, a.data + GENL_HDRLEN + NLA_HDRLEN, sizeof(ue));
		nl_start(&m, nl_family, PC5_CMD_UE_DEL, 0);
		nl_put_u32(&m, PC5_A_UE_IFINDEX, ue);
		nl_must(&m);
	}
}

static inline void nl_make_world(void)
{
	uint32_t lower = if_nametoindex("lower0"), link;
	uint8_t lcid = 6;
	struct nl_msg m;

	nl_start(&m, nl_family, PC5_CMD_UE_NEW, 0);
	nl_put(&m, PC5_A_UE_IFNAME, "ue0", 4);
	nl_put_u32(&m, PC5_A_UE_L2ID, 0xa01);
	nl_put_u32(&m, PC5_A_UE_LOWER, lower);
	nl_must(&m);
	nl_start(&m, nl_family, PC5_CMD_UE_NEW, 0);
	nl_put(&m, PC5_A_UE_IFNAME, "ue1", 4);
	nl_put_u32(&m, PC5_A_UE_L2ID, 0xa02);
	nl_put_u32(&m, PC5_A_UE_UNDERLAY, PC5_UNDERLAY_UDP);
	nl_put_u32(&m, PC5_A_UE_LOCAL4, htonl(INADDR_LOOPBACK));
	nl_put(&m, PC5_A_UE_PORT, &(uint16_t){ 40000 }, 2);
	nl_must(&m);
	nl_start(&m, nl_family, PC5_CMD_LINK_NEW, 0);
	nl_put(&m, PC5_A_LINK_IFNAME, "l0", 3);
	nl_put_u32(&m, PC5_A_LINK_UE, if_nametoindex("ue0"));
	nl_put_u32(&m, PC5_A_LINK_PEER_L2ID, 0xb01);
	nl_must(&m);
	nl_start(&m, nl_family, PC5_CMD_LINK_NEW, 0);
	nl_put(&m, PC5_A_LINK_IFNAME, "l1", 3);
	nl_put_u32(&m, PC5_A_LINK_UE, if_nametoindex("ue1"));
	nl_put_u32(&m, PC5_A_LINK_PEER_L2ID, 0xb02);
	nl_must(&m);
	link = if_nametoindex("l0");
	nl_start(&m, nl_family, PC5_CMD_BEARER_NEW, 0);
	nl_put_u32(&m, PC5_A_BEARER_IFINDEX, link);
	nl_put(&m, PC5_A_BEARER_LCID, &lcid, 1);
	nl_must(&m);
	nl_key_msg(&m, link, 0x101);
	nl_must(&m);
	nl_key_msg(&m, link, 0x102);
	nl_must(&m);
}

#endif /* SELFTESTS_NL_H */
