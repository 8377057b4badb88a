// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests, dumps and notifications of the pc5 family.
 *
 * libnl builds and walks the messages. Its sockets are not used: they turn
 * ENOBUFS into ENOMEM, know nothing of extended acknowledgments, and print
 * whole messages, keys included, when the NLCB variable asks for it.
 */

#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/pc5.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attr.h"
#include "nl-priv.h"

/* Notifications the kernel may hold for us; it may grant less. */
#define RCVBUF_SIZE (1024 * 1024)

/* How often a dump is made again before its user is told. */
#define DUMP_TRIES 10

static int set_flag(int fd, int option)
{
	int on = 1;

	if (setsockopt(fd, SOL_NETLINK, option, &on, sizeof(on)))
		return -errno;
	return 0;
}

static int open_socket(void)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	const int rcvbuf = RCVBUF_SIZE;
	int fd, ret;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (fd < 0)
		return -errno;

	ret = set_flag(fd, NETLINK_EXT_ACK);
	/* Errors must not bring back the request: it may carry keys. */
	if (!ret)
		ret = set_flag(fd, NETLINK_CAP_ACK);
	/* Connected, so that only the kernel can send to us. */
	if (!ret && connect(fd, (const struct sockaddr *)&kernel,
			    sizeof(kernel)))
		ret = -errno;
	if (ret) {
		close(fd);
		return ret;
	}
	/* The default is good enough where this is refused. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rcvbuf, sizeof(rcvbuf)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
				 sizeof(rcvbuf));
	return fd;
}

int pc5_nl_from_fd(struct pc5_nl **nl, int fd, uint16_t family)
{
	socklen_t len = sizeof(int);
	struct pc5_nl *new;
	int domain;

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len))
		return -errno;
	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->fd = fd;
	new->family = family;
	new->netlink = domain == AF_NETLINK;
	*nl = new;
	return 0;
}

int pc5_nl_open(struct pc5_nl **nl)
{
	struct pc5_nl *new;
	int fd, ret;

	fd = open_socket();
	if (fd < 0)
		return fd;
	ret = pc5_nl_from_fd(&new, fd, GENL_ID_CTRL);
	if (ret) {
		close(fd);
		return ret;
	}
	ret = pc5_nl_resolve(new, PC5_FAMILY_NAME);
	if (ret) {
		pc5_nl_close(new);
		return ret;
	}
	*nl = new;
	return 0;
}

void pc5_nl_close(struct pc5_nl *nl)
{
	if (!nl)
		return;
	close(nl->fd);
	if (nl->buf)
		explicit_bzero(nl->buf, nl->size);
	free(nl->buf);
	free(nl);
}

int pc5_nl_fd(const struct pc5_nl *nl)
{
	return nl->fd;
}

const struct pc5_nl_error *pc5_nl_error(const struct pc5_nl *nl)
{
	return &nl->err;
}

/* Octets for headers and everything but the long attributes of a message. */
#define NL_OTHERS 1024

static struct nl_msg *begin(const struct pc5_nl *nl, uint8_t cmd,
			    struct nl_msg *msg)
{
	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->family, 0,
			 NLM_F_REQUEST, cmd, PC5_FAMILY_VERSION)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

struct nl_msg *pc5_nl_msg(const struct pc5_nl *nl, uint8_t cmd)
{
	return begin(nl, cmd, nlmsg_alloc());
}

struct nl_msg *pc5_nl_msg_large(const struct pc5_nl *nl, uint8_t cmd,
				size_t size)
{
	return begin(nl, cmd, nlmsg_alloc_size(NL_OTHERS + size));
}

void pc5_nl_msg_free(struct nl_msg *msg)
{
	if (!msg)
		return;
	explicit_bzero(nlmsg_hdr(msg), nlmsg_get_max_size(msg));
	nlmsg_free(msg);
}

void pc5_list_free(struct pc5_list *list)
{
	free(list->v);
	list->v = NULL;
	list->n = 0;
}

static int nothing_expected(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	(void)arg;
	return -EBADMSG;
}

static int request(struct pc5_nl *nl, struct nl_msg *msg, pc5_nl_fn fn,
		   void *arg)
{
	bool again;
	int ret;

	memset(&nl->err, 0, sizeof(nl->err));
	if (!msg) {
		nl->err.code = -ENOMEM;
		return -ENOMEM;
	}
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	ret = pc5_nl_transact(nl, nlmsg_hdr(msg), fn, arg, &again);
	pc5_nl_msg_free(msg);
	nl->err.code = ret;
	return ret;
}

int pc5_nl_post(struct pc5_nl *nl, struct nl_msg *msg)
{
	struct nlmsghdr *req;
	ssize_t sent;
	int ret = 0;

	if (!msg)
		return -ENOMEM;
	req = nlmsg_hdr(msg);
	req->nlmsg_seq = ++nl->seq;
	do
		sent = send(nl->fd, req, req->nlmsg_len, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		ret = -errno;
	pc5_nl_msg_free(msg);
	return ret;
}

int pc5_nl_do(struct pc5_nl *nl, struct nl_msg *msg)
{
	return request(nl, msg, nothing_expected, NULL);
}

struct one {
	pc5_nl_parse_fn parse;
	void *obj;
	bool got;
};

static int take_one(const struct nlmsghdr *nlh, void *arg)
{
	struct one *one = arg;

	if (one->got)
		return -EBADMSG;
	one->got = true;
	return one->parse(nlh, one->obj);
}

int pc5_nl_get(struct pc5_nl *nl, struct nl_msg *msg, pc5_nl_parse_fn parse,
	       void *obj)
{
	struct one one = { .parse = parse, .obj = obj };

	if (!request(nl, msg, take_one, &one) && !one.got)
		nl->err.code = -ENODATA;
	return nl->err.code;
}

struct many {
	pc5_nl_parse_fn parse;
	size_t size;
	size_t room;
	struct pc5_list *list;
};

static int take_many(const struct nlmsghdr *nlh, void *arg)
{
	struct many *many = arg;
	struct pc5_list *list = many->list;
	char *obj;
	int ret;

	if (list->n == many->room) {
		size_t room = many->room ? 2 * many->room : 16;
		void *v = reallocarray(list->v, room, many->size);

		if (!v)
			return -ENOMEM;
		list->v = v;
		many->room = room;
	}
	obj = (char *)list->v + list->n * many->size;
	memset(obj, 0, many->size);
	ret = many->parse(nlh, obj);
	if (!ret)
		list->n++;
	return ret;
}

int pc5_nl_dump(struct pc5_nl *nl, struct nl_msg *msg, pc5_nl_parse_fn parse,
		size_t size, struct pc5_list *list)
{
	struct many many = { .parse = parse, .size = size, .list = list };
	bool again = true;
	int ret = 0;
	int i;

	memset(list, 0, sizeof(*list));
	memset(&nl->err, 0, sizeof(nl->err));
	if (!msg) {
		nl->err.code = -ENOMEM;
		return -ENOMEM;
	}
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_DUMP;
	for (i = 0; i < DUMP_TRIES && again && !ret; i++) {
		list->n = 0;
		ret = pc5_nl_transact(nl, nlmsg_hdr(msg), take_many, &many,
				      &again);
	}
	pc5_nl_msg_free(msg);
	if (!ret && again)
		ret = -EAGAIN;
	if (ret)
		pc5_list_free(list);
	nl->err.code = ret;
	return ret;
}

/* A request fits a page many times, so no memory is the one error here. */
static struct nl_msg *obj_msg(const struct pc5_nl *nl, uint8_t cmd,
			      const struct pc5_layout *layout, const void *req)
{
	struct nl_msg *msg = pc5_nl_msg(nl, cmd);

	if (msg && pc5_attrs_put(msg, layout, req)) {
		pc5_nl_msg_free(msg);
		return NULL;
	}
	return msg;
}

int pc5_nl_do_obj(struct pc5_nl *nl, uint8_t cmd,
		  const struct pc5_layout *layout, const void *req)
{
	return pc5_nl_do(nl, obj_msg(nl, cmd, layout, req));
}

int pc5_nl_get_obj(struct pc5_nl *nl, uint8_t cmd,
		   const struct pc5_layout *layout, const void *req,
		   pc5_nl_parse_fn parse, void *obj)
{
	return pc5_nl_get(nl, obj_msg(nl, cmd, layout, req), parse, obj);
}

int pc5_nl_dump_obj(struct pc5_nl *nl, uint8_t cmd,
		    const struct pc5_layout *layout, const void *req,
		    pc5_nl_parse_fn parse, size_t size, struct pc5_list *list)
{
	return pc5_nl_dump(nl, obj_msg(nl, cmd, layout, req), parse, size,
			   list);
}

int pc5_nl_join(struct pc5_nl *nl, const char *group)
{
	size_t i;

	for (i = 0; i < nl->groups; i++) {
		if (strcmp(nl->group[i].name, group))
			continue;
		if (setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &nl->group[i].id, sizeof(nl->group[i].id)))
			return -errno;
		return 0;
	}
	return -ENOENT;
}

int pc5_nl_events(struct pc5_nl *nl, pc5_nl_fn fn, void *arg)
{
	struct nlmsghdr *nlh;
	int len, ret = 0;

	len = pc5_nl_read(nl);
	if (len < 0)
		return len;
	for (nlh = nl->buf; nlmsg_ok(nlh, len); nlh = nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == NLMSG_OVERRUN)
			return -ENOBUFS;
		if (nlh->nlmsg_type != nl->family)
			continue;
		ret = fn(nlh, arg);
		if (ret)
			return ret;
	}
	return len > 0 ? -EBADMSG : 0;
}
