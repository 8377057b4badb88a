/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Generic netlink by hand, so that messages can be wrong
 */
#ifndef NL_RAW_H
#define NL_RAW_H

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NL_MSG_MAX	8192
#define NL_ALIGN(n)	(((n) + 3) & ~(size_t)3)

/* Everything that was received goes through here. */
typedef void (*nl_seen_t)(const uint8_t *data, size_t len);

struct nl_socket {
	int fd;
	uint16_t family;
	uint32_t seq;
	nl_seen_t seen;
};

struct nl_msg {
	union {
		struct nlmsghdr nlh;
		uint8_t buf[NL_MSG_MAX];
	};
	size_t len;
};

/**
 * struct nl_answer - what became of a request
 * @answered: there was an answer
 * @err: 0 or a negative error
 * @text: message of the extended acknowledgment, empty if there is none
 * @offset: of the attribute it blames, 0 if it blames none
 * @missing: type of the attribute it misses, 0 if it misses none
 */
struct nl_answer {
	bool answered;
	int err;
	char text[256];
	uint32_t offset;
	uint32_t missing;
};

static inline void nl_start(struct nl_msg *m, uint16_t type, uint16_t flags,
			    uint8_t cmd)
{
	struct genlmsghdr *g = (struct genlmsghdr *)(m->buf + NLMSG_HDRLEN);

	memset(m->buf, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	m->nlh.nlmsg_type = type;
	m->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	g->cmd = cmd;
	g->version = 1;
	m->len = NLMSG_HDRLEN + GENL_HDRLEN;
}

/* Returns the offset of the attribute. */
static inline size_t nl_put(struct nl_msg *m, uint16_t type, const void *data,
			    size_t len)
{
	struct nlattr a = { .nla_len = NLA_HDRLEN + len, .nla_type = type };
	size_t at = m->len;

	if (at + NLA_HDRLEN + NL_ALIGN(len) > NL_MSG_MAX)
		abort();
	memcpy(m->buf + at, &a, sizeof(a));
	memset(m->buf + at + NLA_HDRLEN, 0, NL_ALIGN(len));
	if (len)
		memcpy(m->buf + at + NLA_HDRLEN, data, len);
	m->len = at + NLA_HDRLEN + NL_ALIGN(len);
	return at;
}

static inline const struct nlattr *nl_find(const void *data, size_t len,
					   uint16_t type)
{
	const uint8_t *p = data;

	while (len >= NLA_HDRLEN) {
		const struct nlattr *a = (const struct nlattr *)p;
		size_t n = NL_ALIGN(a->nla_len);

		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			break;
		if ((a->nla_type & NLA_TYPE_MASK) == type)
			return a;
		if (n >= len)
			break;
		p += n;
		len -= n;
	}
	return NULL;
}

static inline const void *nl_data(const struct nlattr *a)
{
	return (const uint8_t *)a + NLA_HDRLEN;
}

static inline void nl_parse_error(const struct nlmsghdr *h,
				  struct nl_answer *answer)
{
	const struct nlmsgerr *e = NLMSG_DATA(h);
	size_t at = NLMSG_HDRLEN + sizeof(*e);
	const struct nlattr *a;
	size_t n;

	if (h->nlmsg_len < at)
		return;
	answer->answered = true;
	answer->err = e->error;
	if (!(h->nlmsg_flags & NLM_F_CAPPED) && e->error)
		at += NL_ALIGN(e->msg.nlmsg_len - NLMSG_HDRLEN);
	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS) || at > h->nlmsg_len)
		return;
	a = nl_find((const uint8_t *)h + at, h->nlmsg_len - at,
		    NLMSGERR_ATTR_MSG);
	if (a) {
		n = a->nla_len - NLA_HDRLEN;
		if (n >= sizeof(answer->text))
			n = sizeof(answer->text) - 1;
		memcpy(answer->text, nl_data(a), n);
		answer->text[n] = '\0';
	}
	a = nl_find((const uint8_t *)h + at, h->nlmsg_len - at,
		    NLMSGERR_ATTR_OFFS);
	if (a)
		memcpy(&answer->offset, nl_data(a), sizeof(answer->offset));
	a = nl_find((const uint8_t *)h + at, h->nlmsg_len - at,
		    NLMSGERR_ATTR_MISS_TYPE);
	if (a)
		memcpy(&answer->missing, nl_data(a), sizeof(answer->missing));
}

static inline ssize_t nl_receive(struct nl_socket *s, uint8_t *buf, size_t size)
{
	ssize_t n;

	do {
		n = recv(s->fd, buf, size, 0);
	} while (n < 0 && errno == EINTR);
	if (n > 0 && s->seen)
		s->seen(buf, n);
	return n;
}

/*
 * Send a message as it is and collect what it brings, up to the answer to one
 * sent after it, which every message gets. False if that does not come.
 */
static inline bool nl_transact(struct nl_socket *s, struct nl_msg *m,
			       struct nl_answer *answer)
{
	static uint8_t buf[1 << 16];
	struct nlmsghdr last = {
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = NLMSG_NOOP,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
	};
	uint32_t seq = ++s->seq;
	ssize_t n;

	memset(answer, 0, sizeof(*answer));
	if (m->len >= NLMSG_HDRLEN)
		m->nlh.nlmsg_seq = seq;
	last.nlmsg_seq = ++s->seq;
	if (send(s->fd, m->buf, m->len, 0) != (ssize_t)m->len ||
	    send(s->fd, &last, sizeof(last), 0) != (ssize_t)sizeof(last))
		return false;
	for (;;) {
		struct nlmsghdr *h = (struct nlmsghdr *)buf;
		size_t left;

		n = nl_receive(s, buf, sizeof(buf));
		if (n < 0)
			return false;
		for (left = n; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_ERROR &&
			    h->nlmsg_seq == last.nlmsg_seq)
				return true;
			if (h->nlmsg_seq != seq)
				continue;
			if (h->nlmsg_type == NLMSG_ERROR)
				nl_parse_error(h, answer);
			else
				answer->answered = true;
		}
	}
}

/*
 * All that a dump shows, without the headers, appended to out. Returns a
 * negative error, or how many messages there were.
 */
static inline int nl_dump(struct nl_socket *s, struct nl_msg *m, uint8_t *out,
			  size_t size, size_t *used)
{
	static uint8_t buf[1 << 16];
	uint32_t seq = ++s->seq;
	int count = 0;

	m->nlh.nlmsg_len = m->len;
	m->nlh.nlmsg_seq = seq;
	m->nlh.nlmsg_flags |= NLM_F_DUMP;
	if (send(s->fd, m->buf, m->len, 0) != (ssize_t)m->len)
		return -errno;
	for (;;) {
		struct nlmsghdr *h = (struct nlmsghdr *)buf;
		ssize_t n = nl_receive(s, buf, sizeof(buf));
		size_t left;

		if (n < 0)
			return -errno;
		for (left = n; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			size_t len = h->nlmsg_len - NLMSG_HDRLEN;

			if (h->nlmsg_seq != seq)
				continue;
			if (h->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)NLMSG_DATA(h))->error;
			if (h->nlmsg_type == NLMSG_DONE)
				return count;
			count++;
			if (!out)
				continue;
			if (len > size - *used)
				return -EMSGSIZE;
			memcpy(out + *used, NLMSG_DATA(h), len);
			*used += len;
		}
	}
}

/* A socket of a family's, which listens to its groups as well if it shall. */
static inline int nl_open(struct nl_socket *s, const char *family, bool listen)
{
	static uint8_t buf[1 << 16];
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = 30 };
	int size = 8 << 20, one = 1;
	const struct nlattr *a, *group, *id;
	const struct nlmsghdr *h = (const struct nlmsghdr *)buf;
	struct nl_msg m;
	size_t left;
	ssize_t n;

	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (s->fd < 0)
		return -errno;
	s->seen = NULL;
	s->seq = 1;
	setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(s->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(s->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	if (bind(s->fd, (struct sockaddr *)&any, sizeof(any)))
		return -errno;

	nl_start(&m, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	nl_put(&m, CTRL_ATTR_FAMILY_NAME, family, strlen(family) + 1);
	m.nlh.nlmsg_len = m.len;
	m.nlh.nlmsg_seq = s->seq;
	if (send(s->fd, m.buf, m.len, 0) != (ssize_t)m.len)
		return -errno;
	n = nl_receive(s, buf, sizeof(buf));
	if (n < (ssize_t)(NLMSG_HDRLEN + GENL_HDRLEN) ||
	    h->nlmsg_type != GENL_ID_CTRL)
		return -ENOENT;
	left = h->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	a = nl_find(buf + NLMSG_HDRLEN + GENL_HDRLEN, left,
		    CTRL_ATTR_FAMILY_ID);
	if (!a)
		return -ENOENT;
	memcpy(&s->family, nl_data(a), sizeof(s->family));
	a = nl_find(buf + NLMSG_HDRLEN + GENL_HDRLEN, left,
		    CTRL_ATTR_MCAST_GROUPS);
	for (n = 1; listen && a; n++) {
		group = nl_find(nl_data(a), a->nla_len - NLA_HDRLEN, n);
		if (!group)
			break;
		id = nl_find(nl_data(group), group->nla_len - NLA_HDRLEN,
			     CTRL_ATTR_MCAST_GRP_ID);
		if (!id || setsockopt(s->fd, SOL_NETLINK,
				      NETLINK_ADD_MEMBERSHIP, nl_data(id), 4))
			return -errno;
	}
	return 0;
}

#endif /* NL_RAW_H */
