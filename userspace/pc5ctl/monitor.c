// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl monitor */

#include <errno.h>
#include <linux/pc5.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "chart.h"
#include "client.h"
#include "ctl.h"
#include "libpc5/ntf.h"
#include "monitor.h"
#include "print.h"

static const char *const group_names[] = {
	PC5_MCGRP_LINKS, PC5_MCGRP_KEYS, PC5_MCGRP_ALARMS,
};

static const struct arg monitor_args[] = {
	{ .word = PC5_MCGRP_LINKS, .type = ARG_FLAG,
	  .help = "UEs, links, bearers and routes" },
	{ .word = PC5_MCGRP_KEYS, .type = ARG_FLAG,
	  .help = "security contexts and their limits" },
	{ .word = PC5_MCGRP_ALARMS, .type = ARG_FLAG,
	  .help = "refused frames that a healthy peer does not send" },
	{ .word = "signalling", .type = ARG_FLAG,
	  .help = "messages of an agent's links, as a sequence chart" },
	{ .word = "all", .type = ARG_FLAG,
	  .help = "all of these, as if none is given; signalling if an agent runs" },
	{ .word = "-t", .type = ARG_FLAG,
	  .help = "begin each line with the time" },
	CLIENT_ARG_UE,
	CLIENT_ARG_SOCKET,
};

enum { WORD_SIGNALLING = ARRAY_SIZE(group_names), WORD_ALL, WORD_TIME,
	WORD_AGENT };

/**
 * struct monitor - what is listened to
 * @kernel: there are events of the kernel
 * @agent: there are events of an agent, from @client
 * @client: the connection to it
 * @chart: what becomes of them
 */
struct monitor {
	bool kernel;
	bool agent;
	struct client client;
	struct chart chart;
};

static int monitor(struct ctl *ctl, const struct value *v);

static const struct command commands[] = {
	{
		.name = "show", .hidden = true,
		.help = "Print events as they come.",
		.arg = monitor_args, .n_args = ARRAY_SIZE(monitor_args),
		.run = monitor,
	},
};

const struct object object_monitor = {
	.name = "monitor",
	.help = "events as they come",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[0],
	.bare_words = true,
};

static void print_time(struct out *out)
{
	char text[64], all[96];
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(all, sizeof(all), "%s.%06ldZ", text, now.tv_nsec / 1000);
	out_text(out, "[%s] ", all);
	out_str(out, "timestamp", "", all);
}

/* What every event begins with: "link l0 new". */
static void print_head(struct out *out, const char *object, uint32_t ifindex,
		       const char *ifname)
{
	out_str(out, "object", "", object);
	out_uint(out, "ifindex", "", ifindex);
	out_str(out, "ifname", "", ifname);
	out_text(out, "%s ", object);
	out_colored(out, COLOR_NAME, ifname);
}

static void print_event(struct out *out, bool has, uint32_t event)
{
	if (has)
		out_name(out, "event", NULL, &pc5_event_names, event);
}

static void print_key_event(struct out *out, const struct pc5_key *key)
{
	print_event(out, PC5_HAS(key, PC5_A_KEY_EVENT), key->event);
	print_key(out, key);
	print_key_details(out, key, false, false);
}

static void print_ntf(struct out *out, const struct pc5_ntf *ntf)
{
	switch (ntf->cmd) {
	case PC5_CMD_UE_NTF:
		print_head(out, "ue", ntf->ue.ifindex, ntf->ue.ifname);
		print_event(out, PC5_HAS(&ntf->ue, PC5_A_UE_EVENT),
			    ntf->ue.event);
		print_ue(out, &ntf->ue);
		return;
	case PC5_CMD_LINK_NTF:
		print_head(out, "link", ntf->link.ifindex, ntf->link.ifname);
		print_event(out, PC5_HAS(&ntf->link, PC5_A_LINK_EVENT),
			    ntf->link.event);
		print_link(out, &ntf->link);
		return;
	case PC5_CMD_BEARER_NTF:
		print_head(out, "bearer", ntf->bearer.ifindex,
			   ntf->bearer.ifname);
		print_event(out, PC5_HAS(&ntf->bearer, PC5_A_BEARER_EVENT),
			    ntf->bearer.event);
		print_bearer(out, &ntf->bearer);
		return;
	case PC5_CMD_KEY_NTF:
		print_head(out, "key", ntf->key.ifindex, ntf->key.ifname);
		print_key_event(out, &ntf->key);
		return;
	case PC5_CMD_ROUTE_NTF:
		print_head(out, "route", ntf->route.ifindex,
			   ntf->route.ifname);
		print_event(out, PC5_HAS(&ntf->route, PC5_A_ROUTE_EVENT),
			    ntf->route.event);
		print_route(out, &ntf->route);
		print_passed(out, &ntf->route);
		return;
	default:
		print_head(out, "alarm", ntf->alarm.ifindex,
			   ntf->alarm.ifname);
		print_alarm(out, &ntf->alarm);
		return;
	}
}

int monitor_take(const struct nlmsghdr *nlh, void *arg)
{
	const struct ctl *ctl = arg;
	struct pc5_ntf ntf;
	struct out out;
	int ret;

	ret = pc5_ntf_parse(nlh, &ntf);
	/* A newer module may tell of things unknown here. */
	if (ret)
		return ret == -ENOMSG ? 0 : ret;
	out_init(&out, ctl);
	out_object(&out, NULL);
	if (ctl->timestamps)
		print_time(&out);
	print_ntf(&out, &ntf);
	out_end_line(&out);
	out_close(&out);
	return fflush(ctl->out) ? -errno : 0;
}

static int take_events(struct ctl *ctl)
{
	int ret = pc5_nl_events(ctl->nl, monitor_take, ctl);

	if (ret == -ENOBUFS) {
		ctl_warn(ctl, "events came faster than they were read; some are lost.");
		return 0;
	}
	if (ret)
		return ctl_error(ctl, "monitor: %s.", strerror(-ret));
	return 0;
}

/* The lines that the agent's events came in. */
static int take_lines(struct ctl *ctl, struct monitor *mon)
{
	struct json_object *event;
	int ret;

	for (;;) {
		ret = client_line(&mon->client, &event);
		if (ret <= 0)
			break;
		chart_event(&mon->chart, ctl, event);
		json_object_put(event);
	}
	if (fflush(ctl->out))
		return ctl_error(ctl, "cannot write: %s.", strerror(errno));
	return ret ? client_failed(ctl, ret) : 0;
}

/* An agent that ends is no end of the kernel's events. */
static int take_signalling(struct ctl *ctl, struct monitor *mon)
{
	int ret = client_read(&mon->client);

	if (ret == -ENODATA && mon->kernel) {
		ctl_warn(ctl, "the agent has ended; no signalling from now on.");
		client_close(&mon->client);
		return 0;
	}
	return ret ? client_failed(ctl, ret) : take_lines(ctl, mon);
}

static int watch(struct ctl *ctl, struct monitor *mon, int signals)
{
	struct pollfd fds[] = {
		{ .fd = mon->kernel ? pc5_nl_fd(ctl->nl) : -1,
		  .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		/* Only POLLERR: nobody reads any more. */
		{ .fd = fileno(ctl->out) },
		{ .fd = mon->client.fd, .events = POLLIN },
	};
	/* Events may have come right behind the answer to the request. */
	int ret = mon->agent ? take_lines(ctl, mon) : 0;

	while (!ret) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0) {
			if (errno == EINTR)
				continue;
			return ctl_error(ctl, "poll: %s.", strerror(errno));
		}
		if (fds[1].revents || (fds[2].revents & POLLERR))
			return 0;
		if (fds[3].revents)
			ret = take_signalling(ctl, mon);
		if (!ret && fds[0].revents)
			ret = take_events(ctl);
		fds[3].fd = mon->client.fd;
	}
	return ret;
}

/* Whether @v names no events at all, which means all of them. */
static bool wants_all(const struct value *v)
{
	int i;

	for (i = 0; i < WORD_ALL; i++)
		if (v[i].set)
			return v[WORD_ALL].set;
	return true;
}

static int join(struct ctl *ctl, const struct value *v, struct monitor *mon)
{
	bool all = wants_all(v);
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(group_names); i++)
		mon->kernel |= all || v[i].set;
	ret = mon->kernel ? ctl_open(ctl) : 0;
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(group_names); i++) {
		if (!all && !v[i].set)
			continue;
		ret = pc5_nl_join(ctl->nl, group_names[i]);
		if (ret)
			return ctl_error(ctl, "cannot listen to \"%s\": %s.",
					 group_names[i], strerror(-ret));
	}
	return 0;
}

/*
 * Who names signalling or an agent gets it or an error, who wants everything
 * gets what there is.
 */
static int find_agent(struct ctl *ctl, const struct value *v,
		      struct monitor *mon)
{
	const struct value *agent = v + WORD_AGENT;
	bool named = agent[CLIENT_UE].set || agent[CLIENT_SOCKET].set;
	char list[256];
	int n;

	if (v[WORD_SIGNALLING].set || (named && wants_all(v)))
		return client_open(ctl, agent, &mon->client);
	if (named)
		return ctl_error(ctl, "\"ue\" and \"socket\" are for \"signalling\".");
	if (!wants_all(v))
		return 0;
	n = client_find(ctl, &mon->client, list, sizeof(list));
	if (n > 1)
		ctl_warn(ctl, "several agents run; for signalling say which with \"ue UE\": %s.",
			 list);
	else if (n < 0)
		ctl_warn(ctl, "no signalling: cannot reach the agent: %s.",
			 strerror(-n));
	return 0;
}

static int join_agent(struct ctl *ctl, const struct value *v,
		      struct monitor *mon)
{
	struct json_object *result;
	int ret;

	ret = find_agent(ctl, v, mon);
	if (ret || mon->client.fd < 0)
		return ret;
	ret = client_call(ctl, &mon->client, client_request("watch"),
			  CLIENT_TIMEOUT, &result);
	if (ret)
		return ret;
	json_object_put(result);
	mon->agent = true;
	return 0;
}

static int block_signals(struct ctl *ctl)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		goto fail;
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd >= 0)
		return fd;
fail:
	ctl_error(ctl, "signals: %s.", strerror(errno));
	return -1;
}

static int monitor(struct ctl *ctl, const struct value *v)
{
	struct monitor mon = { .client.fd = -1 };
	int fd, ret;

	if (v[WORD_TIME].set)
		ctl->timestamps = true;
	ret = join(ctl, v, &mon);
	if (!ret)
		ret = join_agent(ctl, v, &mon);
	if (ret)
		goto out;
	fd = block_signals(ctl);
	if (fd < 0) {
		ret = EXIT_USAGE;
		goto out;
	}
	if (ctl->details) {
		/* In JSON each line is an object, this one too. */
		fputs(ctl->json ? "{\"listening\":true}\n" : "listening\n",
		      ctl->out);
		fflush(ctl->out);
	}
	ret = watch(ctl, &mon, fd);
	close(fd);
out:
	client_close(&mon.client);
	return ret;
}
