/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the test programs share; cmocka wants these headers before its own. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "libpc5/nl.h"
#include "libpc5/util.h"

struct nl_msg;

/* Message type of the family in all tests. */
#define FAKE_FAMILY 0x21

/**
 * struct fake - a kernel of paper: what it is going to say is put into a
 * socket before it is asked
 * @fd: its end of the socket
 * @client: the other end, until somebody makes a handle of it
 * @seq: sequence number of the request it answers
 */
struct fake {
	int fd;
	int client;
	uint32_t seq;
};

void fake_open(struct fake *fake);
void fake_close(struct fake *fake);

/* Handle of the client's end; close it with pc5_nl_close(). */
struct pc5_nl *fake_handle(struct fake *fake);

/* A message of command @cmd; fake_send() sends and frees it. */
struct nl_msg *fake_msg(const struct fake *fake, uint8_t cmd, int flags);
void fake_send(const struct fake *fake, struct nl_msg *msg);

/* The end of an answer; what is put afterwards answers the next request. */
void fake_ack(struct fake *fake);
void fake_done(struct fake *fake, int flags);

/*
 * An error with message @text, offset @off and missing attribute @miss, each
 * left out if NULL or 0.
 */
void fake_error(struct fake *fake, int error, const char *text, uint32_t off,
		uint32_t miss);

/* Octets as they are. */
void fake_raw(const struct fake *fake, const void *data, size_t len);

/* The next request, which has to be there; stays valid until the next call. */
const struct nlmsghdr *fake_request(const struct fake *fake);

/* Whether there is no request. */
bool fake_idle(const struct fake *fake);

/* The linker puts the second in the place of the first. */
void __real_nlmsg_free(struct nl_msg *msg);
void __wrap_nlmsg_free(struct nl_msg *msg);
int __real_pc5_nl_join(struct pc5_nl *nl, const char *group);
int __wrap_pc5_nl_join(struct pc5_nl *nl, const char *group);

/* Multicast groups can be joined, as it is with a kernel. */
extern bool fake_groups;

/* Messages freed that still held something, since the tests began. */
extern unsigned int unwiped_messages;

/**
 * struct run - one run of pc5ctl
 * @status: exit status
 * @out: what it wrote to standard output
 * @err: what it wrote to standard error
 */
struct run {
	int status;
	char *out;
	char *err;
};

/*
 * Run pc5ctl with the words of @line, which single spaces separate, against
 * @fake; NULL makes opening the handle fail with -ENOENT.
 */
struct run run_ctl(struct fake *fake, const char *line);
void run_free(struct run *run);

/* Where it looks for sockets of agents; where there are none at first. */
extern const char *fake_run_dir;

/* Run without a kernel and check status and standard error. */
void check_usage(const char *line, int status, const char *err);

/* Octets of the hexadecimal digits @text. */
void unhex(const char *text, uint8_t *out, size_t len);

#endif /* TESTS_TEST_H */
