// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every request of the pc5 family with its first allocation failing, then its
 * second, and so on until nothing failed that it needs: /proc/thread-self/fail-nth.
 *
 *	failnth [MOST]
 *
 * Each request is refused whole or done. One result in KTAP for each of them, and
 * one for joining the multicast groups.
 */

#include <fcntl.h>

#include "../lib/nl_objects.h"

static int fail_fd;

/* The nth allocation of this thread from now on fails; 0: none. */
static void fail_nth(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	if (pwrite(fail_fd, text, len, 0) != len)
		give_up("fail-nth");
}

/* Whether an allocation failed; none does from now on. */
static bool failed(void)
{
	char text[16] = "";

	if (pread(fail_fd, text, sizeof(text) - 1, 0) < 0)
		give_up("fail-nth");
	fail_nth(0);
	return atoi(text) == 0;
}

/*
 * Send a request and see what became of it. The kernel works on it within
 * send(), so nothing but the answers is left to read afterwards.
 */
static bool send_failing(struct nl_msg *m, unsigned int n, struct nl_answer *answer)
{
	static uint8_t buf[1 << 16];
	struct nlmsghdr *h;
	ssize_t len;
	bool hit;

	memset(answer, 0, sizeof(*answer));
	m->nlh.nlmsg_len = m->len;
	m->nlh.nlmsg_seq = ++sock.seq;
	fail_nth(n);
	len = send(sock.fd, m->buf, m->len, 0);
	hit = failed();
	if (len < 0) {
		answer->err = -errno;
		return hit;
	}
	for (;;) {
		size_t left;

		len = recv(sock.fd, buf, sizeof(buf), MSG_DONTWAIT);
		/* An answer can fail, too: nothing, or ENOBUFS. */
		if (len < 0 && errno == EAGAIN)
			return hit;
		if (len < 0)
			continue;
		seen(buf, len);
		for (h = (struct nlmsghdr *)buf, left = len; NLMSG_OK(h, left);
		     h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_seq == m->nlh.nlmsg_seq && h->nlmsg_type == NLMSG_ERROR)
				nl_parse_error(h, answer);
		}
	}
}

/* Remove what a request made, if that is easily done, rather than begin anew. */
static void undo(uint8_t cmd)
{
	struct nl_msg m;
	uint32_t index;
	uint8_t lcid = 9;

	switch (cmd) {
	case PC5_CMD_UE_NEW:
		index = if_nametoindex("malue");
		nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_UE_DEL);
		put_u32(&m, PC5_A_UE_IFINDEX, index);
		break;
	case PC5_CMD_LINK_NEW:
		index = if_nametoindex("mallink");
		nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_LINK_DEL);
		put_u32(&m, PC5_A_LINK_IFINDEX, index);
		break;
	case PC5_CMD_BEARER_NEW:
		index = dev_link;
		nl_start(&m, sock.family, NLM_F_ACK, PC5_CMD_BEARER_DEL);
		put_u32(&m, PC5_A_BEARER_IFINDEX, index);
		nl_put(&m, PC5_A_BEARER_LCID, &lcid, sizeof(lcid));
		break;
	default:
		return;
	}
	if (index)
		send_msg(&m);
}

static void each_command(const struct cmd_def *c, unsigned int most)
{
	struct state before = { };
	unsigned int n, refusals = 0;
	struct nl_answer answer;
	struct nl_msg m;
	bool hit = true;

	ktap_begin();
	make_objects();
	get_state(&before);
	for (n = 1; n <= most && hit; n++) {
		well_formed(&m, c, NULL);
		hit = send_failing(&m, n, &answer);
		refusals += answer.err < 0;
		ktap_check(answer.err == c->err || hit, "%s %u: %s, and nothing failed", c->name, n,
			   strerror(-answer.err));
		/* What it did can't be seen, and it can't do it twice. */
		if (c->quiet && !answer.err) {
			make_objects();
			get_state(&before);
		}
		if (state_is(&before))
			continue;
		/* Whatever is refused was not begun. */
		ktap_check(!answer.err || answer.err == c->err,
			   "%s %u: %s, but something changed", c->name, n,
			   strerror(-answer.err));
		undo(c->cmd);
		if (state_is(&before))
			continue;
		make_objects();
		get_state(&before);
	}
	ktap_check(!hit, "%s: there is no end to its allocations", c->name);
	ktap_check(n > 2, "%s: nothing failed", c->name);
	printf("# %s: %u allocations failed, %u times it was refused\n", c->name, n - 2, refusals);
	ktap_end(c->name);
	free(before.data);
}

/* Sockets that join groups, with allocations failing. */
static void monitors(unsigned int most)
{
	struct nl_socket s;
	unsigned int n;
	bool hit = true;
	int err = 0;

	ktap_begin();
	for (n = 1; n <= most && hit; n++) {
		fail_nth(n);
		err = nl_open(&s, PC5_FAMILY_NAME, true);
		hit = failed();
		if (s.fd >= 0)
			close(s.fd);
	}
	ktap_check(!hit && !err, "it never succeeds: %d", err);
	printf("# monitor: %u allocations failed\n", n - 2);
	ktap_end("monitor");
}

int main(int argc, char **argv)
{
	unsigned int most = argc > 1 ? atoi(argv[1]) : 1000;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	fail_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fail_fd < 0)
		ktap_skip_all("no /proc/self/fail-nth (CONFIG_FAULT_INJECTION)");
	setup();
	ktap_start(N_COMMANDS + 2);
	seed();
	for (i = 0; i < N_COMMANDS; i++)
		each_command(&commands[i], most);
	monitors(most);
	ktap_begin();
	make_objects();
	remove_ues();
	ktap_check(!secrets_seen, "%lu times", secrets_seen);
	ktap_end("everything works and goes afterwards");
	return ktap_exit();
}
