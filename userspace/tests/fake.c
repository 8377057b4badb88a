// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel of paper, and runs of pc5ctl against it. */

#include "test.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pc5ctl/ctl.h"

/* Most words of a command line. */
#define WORDS_MAX 64

unsigned int unwiped_messages;

void __wrap_nlmsg_free(struct nl_msg *msg)
{
	const char *data = (const char *)nlmsg_hdr(msg);
	size_t i;

	for (i = 0; i < nlmsg_get_max_size(msg); i++) {
		if (data[i]) {
			unwiped_messages++;
			break;
		}
	}
	__real_nlmsg_free(msg);
}

bool fake_groups;

int __wrap_pc5_nl_join(struct pc5_nl *nl, const char *group)
{
	return fake_groups ? 0 : __real_pc5_nl_join(nl, group);
}

void fake_open(struct fake *fake)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	fake->fd = fds[0];
	fake->client = fds[1];
	fake->seq = 1;
}

void fake_close(struct fake *fake)
{
	close(fake->fd);
	if (fake->client >= 0)
		close(fake->client);
}

struct pc5_nl *fake_handle(struct fake *fake)
{
	struct pc5_nl *nl;

	assert_int_equal(pc5_nl_from_fd(&nl, fake->client, FAKE_FAMILY), 0);
	fake->client = -1;
	return nl;
}

struct nl_msg *fake_msg(const struct fake *fake, uint8_t cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	assert_non_null(msg);
	assert_non_null(genlmsg_put(msg, 0, fake->seq, FAKE_FAMILY, 0, flags,
				    cmd, 1));
	return msg;
}

void fake_raw(const struct fake *fake, const void *data, size_t len)
{
	assert_int_equal(send(fake->fd, data, len, 0), len);
}

void fake_send(const struct fake *fake, struct nl_msg *msg)
{
	fake_raw(fake, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	__real_nlmsg_free(msg);
}

static struct nl_msg *control(const struct fake *fake, int type, int flags,
			      const void *data, size_t len)
{
	struct nl_msg *msg = nlmsg_alloc();

	assert_non_null(msg);
	assert_non_null(nlmsg_put(msg, 0, fake->seq, type, 0, flags));
	assert_int_equal(nlmsg_append(msg, (void *)data, len, NLMSG_ALIGNTO),
			 0);
	return msg;
}

void fake_error(struct fake *fake, int error, const char *text, uint32_t off,
		uint32_t miss)
{
	struct nlmsgerr head = {
		.error = error,
		.msg = { .nlmsg_len = 64, .nlmsg_seq = fake->seq },
	};
	int flags = NLM_F_CAPPED;
	struct nl_msg *msg;

	if (text || off || miss)
		flags |= NLM_F_ACK_TLVS;
	msg = control(fake, NLMSG_ERROR, flags, &head, sizeof(head));
	if (text)
		nla_put_string(msg, NLMSGERR_ATTR_MSG, text);
	if (off)
		nla_put_u32(msg, NLMSGERR_ATTR_OFFS, off);
	if (miss)
		nla_put_u32(msg, NLMSGERR_ATTR_MISS_TYPE, miss);
	fake_send(fake, msg);
	fake->seq++;
}

void fake_ack(struct fake *fake)
{
	fake_error(fake, 0, NULL, 0, 0);
}

void fake_done(struct fake *fake, int flags)
{
	const int zero = 0;

	fake_send(fake, control(fake, NLMSG_DONE, NLM_F_MULTI | flags, &zero,
				sizeof(zero)));
	fake->seq++;
}

const struct nlmsghdr *fake_request(const struct fake *fake)
{
	static uint32_t buf[1024];
	ssize_t len = recv(fake->fd, buf, sizeof(buf), MSG_DONTWAIT);
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)buf;

	assert_true(len >= (ssize_t)(NLMSG_HDRLEN + GENL_HDRLEN));
	assert_int_equal(nlh->nlmsg_len, len);
	return nlh;
}

bool fake_idle(const struct fake *fake)
{
	char c;

	return recv(fake->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

const char *fake_run_dir = "/nonexistent";

static struct fake *current;

static int open_fake(struct pc5_nl **nl)
{
	if (!current)
		return -ENOENT;
	*nl = fake_handle(current);
	return 0;
}

struct run run_ctl(struct fake *fake, const char *line)
{
	struct run run = { 0 };
	struct ctl ctl = { .open = open_fake, .run_dir = fake_run_dir };
	char *words = strdup(line);
	char *argv[WORDS_MAX + 1];
	size_t out_len, err_len;
	int argc = 0;
	char *word;

	argv[argc++] = (char *)"pc5ctl";
	for (word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		assert_true(argc < WORDS_MAX);
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	ctl.out = open_memstream(&run.out, &out_len);
	ctl.err = open_memstream(&run.err, &err_len);
	current = fake;
	run.status = ctl_main(&ctl, argc, argv);
	fclose(ctl.out);
	fclose(ctl.err);
	free(words);
	return run;
}

void run_free(struct run *run)
{
	free(run->out);
	free(run->err);
}

void check_usage(const char *line, int status, const char *err)
{
	struct run run = run_ctl(NULL, line);

	if (run.status != status || strcmp(run.err, err))
		print_message("# pc5ctl %s\n", line);
	assert_string_equal(run.err, err);
	assert_int_equal(run.status, status);
	run_free(&run);
}

void unhex(const char *text, uint8_t *out, size_t len)
{
	char octet[3] = "";
	size_t i;

	assert_int_equal(strlen(text), 2 * len);
	for (i = 0; i < len; i++) {
		memcpy(octet, text + 2 * i, 2);
		out[i] = strtoul(octet, NULL, 16);
	}
}
