/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the netlink transport share with each other. */
#ifndef LIBPC5_NL_PRIV_H
#define LIBPC5_NL_PRIV_H

#include <linux/netlink.h>

#include "nl.h"

/* Multicast groups of the family that a handle remembers. */
#define NL_GROUPS_MAX 8
#define NL_GROUP_NAME_MAX 16

struct nl_group {
	char name[NL_GROUP_NAME_MAX];
	uint32_t id;
};

/**
 * struct pc5_nl - one socket
 * @fd: the socket
 * @family: message type of the pc5 family
 * @seq: sequence number of the last request
 * @netlink: @fd is a netlink socket, so the sender of a message is checked
 * @buf: receive buffer
 * @size: its size in octets
 * @group: multicast groups of the family
 * @groups: number of entries of @group
 * @err: why the last request failed
 */
struct pc5_nl {
	int fd;
	uint16_t family;
	uint32_t seq;
	bool netlink;
	void *buf;
	size_t size;
	struct nl_group group[NL_GROUPS_MAX];
	size_t groups;
	struct pc5_nl_error err;
};

/*
 * Read one datagram into the buffer of @nl. Returns its length or a negative
 * errno.
 */
int pc5_nl_read(struct pc5_nl *nl);

/*
 * Fill @err from the end of a request: NLMSG_ERROR or the NLMSG_DONE of a
 * dump. @req is the request itself, in which the kernel's offset points.
 * Returns err->code.
 */
int pc5_nl_extack(struct pc5_nl_error *err, const struct nlmsghdr *nlh,
		  const struct nlmsghdr *req);

/*
 * Send the request @req, which is in one piece, and hand every message of its
 * answer to @fn. *@again is set where the kernel says that a dump is
 * inconsistent. Returns 0 or a negative errno.
 */
int pc5_nl_transact(struct pc5_nl *nl, struct nlmsghdr *req, pc5_nl_fn fn,
		    void *arg, bool *again);

/* Ask the controller for the family's number and groups. */
int pc5_nl_resolve(struct pc5_nl *nl, const char *name);

#endif /* LIBPC5_NL_PRIV_H */
