/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Generic netlink transport to the pc5 family.
 *
 * One handle is one socket; a handle is used by one thread at a time. Take a
 * second handle for notifications, so that they do not come between a request
 * and its answer.
 */
#ifndef LIBPC5_NL_H
#define LIBPC5_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl_msg;
struct nlmsghdr;
struct pc5_layout;
struct pc5_nl;

/* Room for the kernel's message and for an attribute's name. */
#define PC5_NL_TEXT_MAX 256
#define PC5_NL_NAME_MAX 32

/**
 * struct pc5_nl_error - why the last request failed
 * @code: negative errno, or 0 where it did not fail
 * @msg: the kernel's extended acknowledgment message, or empty
 * @attr: name of the attribute the kernel complained about, or empty
 * @missing: @attr was not there, rather than wrong
 */
struct pc5_nl_error {
	int code;
	char msg[PC5_NL_TEXT_MAX];
	char attr[PC5_NL_NAME_MAX];
	bool missing;
};

/**
 * struct pc5_list - objects a dump returned
 * @v: array of them, from malloc; NULL where there are none
 * @n: how many
 */
struct pc5_list {
	void *v;
	size_t n;
};

/* Free what a list holds and make it empty. */
void pc5_list_free(struct pc5_list *list);

/*
 * Fill one object, which was cleared before, from one message. Returns 0 or a
 * negative errno.
 */
typedef int (*pc5_nl_parse_fn)(const struct nlmsghdr *nlh, void *obj);

/* Take one message. Returns 0 or a negative errno. */
typedef int (*pc5_nl_fn)(const struct nlmsghdr *nlh, void *arg);

/*
 * Open a socket and find the family, which makes the kernel load the module
 * if it can. Returns 0, -ENOENT where the kernel has no such family, or
 * another negative errno.
 */
int pc5_nl_open(struct pc5_nl **nl);

/*
 * Make a handle of @fd, a connected socket that keeps message boundaries and
 * whose other end speaks the family with message type @family. The handle
 * owns @fd from then on. Returns 0, -ENOMEM, or what finding out about @fd
 * gave.
 */
int pc5_nl_from_fd(struct pc5_nl **nl, int fd, uint16_t family);

/* Close; @nl may be NULL. */
void pc5_nl_close(struct pc5_nl *nl);

/* Descriptor of the socket, for poll(2). */
int pc5_nl_fd(const struct pc5_nl *nl);

/* Why the last request on this handle failed. */
const struct pc5_nl_error *pc5_nl_error(const struct pc5_nl *nl);

/*
 * New message of command @cmd, NULL where there is no memory. Whatever ends a
 * message (the functions below, or pc5_nl_msg_free) overwrites it first: it
 * may carry keys.
 */
struct nl_msg *pc5_nl_msg(const struct pc5_nl *nl, uint8_t cmd);

/* The same with room for @size octets of attributes with long contents. */
struct nl_msg *pc5_nl_msg_large(const struct pc5_nl *nl, uint8_t cmd,
				size_t size);
void pc5_nl_msg_free(struct nl_msg *msg);

/*
 * Send @msg and don't wait for an answer: for a handle that takes notifications,
 * which would come between. The kernel has done it, or has refused to, when this
 * returns; which of both, nobody is told. Returns 0 or a negative errno. Takes
 * @msg as pc5_nl_do().
 */
int pc5_nl_post(struct pc5_nl *nl, struct nl_msg *msg);

/*
 * Send @msg and wait until the kernel has done it. Returns 0 or a negative
 * errno, of which pc5_nl_error() knows more. Takes @msg, which may be NULL
 * and then gives -ENOMEM; so do the next two.
 */
int pc5_nl_do(struct pc5_nl *nl, struct nl_msg *msg);

/* Send @msg and parse its one reply into @obj. -ENODATA where none came. */
int pc5_nl_get(struct pc5_nl *nl, struct nl_msg *msg, pc5_nl_parse_fn parse,
	       void *obj);

/*
 * Dump: parse every reply to @msg into an object of @size octets. A dump
 * during which objects came or went is made again; -EAGAIN where that kept
 * happening.
 */
int pc5_nl_dump(struct pc5_nl *nl, struct nl_msg *msg, pc5_nl_parse_fn parse,
		size_t size, struct pc5_list *list);

/*
 * The same three with a message of command @cmd and what @req has, as @layout
 * says.
 */
int pc5_nl_do_obj(struct pc5_nl *nl, uint8_t cmd,
		  const struct pc5_layout *layout, const void *req);
int pc5_nl_get_obj(struct pc5_nl *nl, uint8_t cmd,
		   const struct pc5_layout *layout, const void *req,
		   pc5_nl_parse_fn parse, void *obj);
int pc5_nl_dump_obj(struct pc5_nl *nl, uint8_t cmd,
		    const struct pc5_layout *layout, const void *req,
		    pc5_nl_parse_fn parse, size_t size,
		    struct pc5_list *list);

/*
 * Join the multicast group called @group. Returns 0, -ENOENT where the family
 * has no such group, or another negative errno.
 */
int pc5_nl_join(struct pc5_nl *nl, const char *group);

/*
 * Wait for notifications and give each to @fn. Returns after one read: 0, the
 * first error of @fn, or a negative errno. -ENOBUFS means that notifications
 * were lost because they were not read in time; the handle is still good.
 */
int pc5_nl_events(struct pc5_nl *nl, pc5_nl_fn fn, void *arg);

#endif /* LIBPC5_NL_H */
