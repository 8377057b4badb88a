// SPDX-License-Identifier: GPL-2.0-or-later
/* One request and its answer; extended acknowledgments; the controller. */

#include "nl-priv.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "nl-names.h"

static int grow(struct pc5_nl *nl, size_t size)
{
	void *buf;

	if (size <= nl->size)
		return 0;
	buf = malloc(size);
	if (!buf)
		return -ENOMEM;
	if (nl->buf)
		explicit_bzero(nl->buf, nl->size);
	free(nl->buf);
	nl->buf = buf;
	nl->size = size;
	return 0;
}

static ssize_t receive(struct pc5_nl *nl, struct msghdr *mh, int flags)
{
	ssize_t len;

	do
		len = recvmsg(nl->fd, mh, flags);
	while (len < 0 && errno == EINTR);
	return len < 0 ? -errno : len;
}

int pc5_nl_read(struct pc5_nl *nl)
{
	struct sockaddr_nl from = { .nl_family = AF_NETLINK };
	struct iovec iov = { 0 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len;
	int ret;

	do {
		/* Its length first, so that it is read whole. */
		mh.msg_name = NULL;
		mh.msg_namelen = 0;
		iov.iov_len = 0;
		len = receive(nl, &mh, MSG_PEEK | MSG_TRUNC);
		if (len < 0)
			return len;
		if (!len && !nl->netlink)
			return -EPIPE;
		ret = grow(nl, len);
		if (ret)
			return ret;

		iov.iov_base = nl->buf;
		iov.iov_len = nl->size;
		if (nl->netlink) {
			mh.msg_name = &from;
			mh.msg_namelen = sizeof(from);
		}
		len = receive(nl, &mh, 0);
		if (len < 0)
			return len;
		if (mh.msg_flags & MSG_TRUNC)
			return -EBADMSG;
	} while (nl->netlink && from.nl_pid != 0);
	return len;
}

/* Name of the attribute of @req that starts @off octets into it. */
static const char *attr_at(const struct nlmsghdr *req, uint32_t off)
{
	struct genlmsghdr *ghdr = nlmsg_data(req);
	const struct pc5_names *names = pc5_cmd_attrs(ghdr->cmd);
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, genlmsg_attrdata(ghdr, 0),
			  genlmsg_attrlen(ghdr, 0), rem) {
		if ((uint32_t)((char *)attr - (const char *)req) != off)
			continue;
		if (names && (size_t)nla_type(attr) < names->n)
			return names->name[nla_type(attr)];
	}
	return NULL;
}

static const char *attr_missing(const struct nlmsghdr *req, uint32_t type)
{
	const struct genlmsghdr *ghdr = nlmsg_data(req);
	const struct pc5_names *names = pc5_cmd_attrs(ghdr->cmd);

	return names && type < names->n ? names->name[type] : NULL;
}

static void copy_text(char *to, size_t size, const char *from, size_t len)
{
	len = strnlen(from, len);
	if (len >= size)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

static void take_tlv(struct pc5_nl_error *err, struct nlattr *attr,
		     const struct nlmsghdr *req)
{
	const char *name = NULL;

	switch (nla_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		copy_text(err->msg, sizeof(err->msg), nla_data(attr),
			  nla_len(attr));
		return;
	case NLMSGERR_ATTR_OFFS:
		if (nla_len(attr) == sizeof(uint32_t))
			name = attr_at(req, nla_get_u32(attr));
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		if (nla_len(attr) == sizeof(uint32_t))
			name = attr_missing(req, nla_get_u32(attr));
		err->missing = name;
		break;
	}
	if (name)
		copy_text(err->attr, sizeof(err->attr), name, SIZE_MAX);
}

int pc5_nl_extack(struct pc5_nl_error *err, const struct nlmsghdr *nlh,
		  const struct nlmsghdr *req)
{
	size_t len = nlh->nlmsg_len - NLMSG_HDRLEN;
	const char *data = nlmsg_data(nlh);
	size_t skip = sizeof(int);
	struct nlmsgerr head;
	struct nlattr *attr;
	int rem;

	memset(err, 0, sizeof(*err));
	err->code = -EBADMSG;
	if (nlh->nlmsg_type == NLMSG_ERROR && len < sizeof(head))
		return err->code;
	/* A dump may end with a bare header. */
	if (len < sizeof(int)) {
		err->code = 0;
		return 0;
	}
	memcpy(&err->code, data, sizeof(int));
	/* A dump's is what its last call returned, which may be a length. */
	if (err->code > 0)
		err->code = 0;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		memcpy(&head, data, sizeof(head));
		skip = sizeof(head);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
		    head.msg.nlmsg_len > NLMSG_HDRLEN)
			skip += head.msg.nlmsg_len - NLMSG_HDRLEN;
	}
	skip = NLMSG_ALIGN(skip);
	if (!err->code || !(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || skip > len)
		return err->code;
	nla_for_each_attr(attr, (struct nlattr *)(data + skip),
			  (int)(len - skip), rem)
		take_tlv(err, attr, req);
	return err->code;
}

/* Whether the answer to a request goes on. */
enum answer { ANSWER_MORE, ANSWER_END };

struct transaction {
	const struct nlmsghdr *req;
	pc5_nl_fn fn;
	void *arg;
	bool *again;
	int ret;
};

static enum answer take_message(struct pc5_nl *nl, struct transaction *t,
				const struct nlmsghdr *nlh)
{
	int ret;

	/* Left over from a request that was given up. */
	if (nlh->nlmsg_seq != t->req->nlmsg_seq)
		return ANSWER_MORE;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		*t->again = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return ANSWER_MORE;
	case NLMSG_OVERRUN:
		t->ret = -ENOBUFS;
		return ANSWER_END;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		ret = pc5_nl_extack(&nl->err, nlh, t->req);
		if (ret)
			t->ret = ret;
		return ANSWER_END;
	}
	if (nlh->nlmsg_type < NLMSG_MIN_TYPE)
		return ANSWER_MORE;
	/* Read to the end even so, to be in step for the next request. */
	if (!t->ret)
		t->ret = t->fn(nlh, t->arg);
	return ANSWER_MORE;
}

static enum answer take_datagram(struct pc5_nl *nl, struct transaction *t,
				 int len)
{
	struct nlmsghdr *nlh;

	for (nlh = nl->buf; nlmsg_ok(nlh, len); nlh = nlmsg_next(nlh, &len))
		if (take_message(nl, t, nlh) == ANSWER_END)
			return ANSWER_END;
	if (len > 0) {
		t->ret = -EBADMSG;
		return ANSWER_END;
	}
	return ANSWER_MORE;
}

int pc5_nl_transact(struct pc5_nl *nl, struct nlmsghdr *req, pc5_nl_fn fn,
		    void *arg, bool *again)
{
	struct transaction t = {
		.req = req, .fn = fn, .arg = arg, .again = again,
	};
	ssize_t sent;
	int len;

	*again = false;
	req->nlmsg_seq = ++nl->seq;
	do
		sent = send(nl->fd, req, req->nlmsg_len, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return -errno;
	do {
		len = pc5_nl_read(nl);
		if (len < 0)
			return len;
	} while (take_datagram(nl, &t, len) == ANSWER_MORE);
	return t.ret;
}

static void take_group(struct pc5_nl *nl, struct nlattr *nest)
{
	struct nl_group *group = &nl->group[nl->groups];
	struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];

	if (nl->groups == NL_GROUPS_MAX ||
	    nla_parse_nested(tb, CTRL_ATTR_MCAST_GRP_MAX, nest, NULL) < 0)
		return;
	if (!tb[CTRL_ATTR_MCAST_GRP_NAME] || !tb[CTRL_ATTR_MCAST_GRP_ID] ||
	    nla_len(tb[CTRL_ATTR_MCAST_GRP_ID]) != sizeof(uint32_t))
		return;
	copy_text(group->name, sizeof(group->name),
		  nla_data(tb[CTRL_ATTR_MCAST_GRP_NAME]),
		  nla_len(tb[CTRL_ATTR_MCAST_GRP_NAME]));
	group->id = nla_get_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
	nl->groups++;
}

static int take_family(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *tb[CTRL_ATTR_MAX + 1];
	struct pc5_nl *nl = arg;
	struct nlattr *group;
	int rem;

	if (genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, CTRL_ATTR_MAX,
			  NULL) < 0)
		return -EBADMSG;
	if (!tb[CTRL_ATTR_FAMILY_ID] ||
	    nla_len(tb[CTRL_ATTR_FAMILY_ID]) != sizeof(uint16_t))
		return -EBADMSG;
	nl->family = nla_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
	if (tb[CTRL_ATTR_MCAST_GROUPS])
		nla_for_each_nested(group, tb[CTRL_ATTR_MCAST_GROUPS], rem)
			take_group(nl, group);
	return 0;
}

int pc5_nl_resolve(struct pc5_nl *nl, const char *name)
{
	struct nl_msg *msg = nlmsg_alloc();
	bool again;
	int ret = -ENOMEM;

	if (!msg)
		return ret;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, GENL_ID_CTRL, 0,
			 NLM_F_REQUEST | NLM_F_ACK, CTRL_CMD_GETFAMILY, 1) ||
	    nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name) < 0)
		goto out;
	nl->family = 0;
	ret = pc5_nl_transact(nl, nlmsg_hdr(msg), take_family, nl, &again);
	if (!ret && !nl->family)
		ret = -EBADMSG;
out:
	nlmsg_free(msg);
	return ret;
}
