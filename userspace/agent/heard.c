// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: when user data of the peers last verified. The kernel counts what did,
 * and does not say when; so its counters are looked at now and then, all of them
 * with one request, as long as a link carries. The time found is never before
 * the truth and at most agent_heard_bound() after it, and silence is noticed so
 * much later at the most: a keep-alive is never sent for nothing.
 */

#include "priv.h"

#include <errno.h>
#include <linux/pc5.h>

#include "libpc5/stats.h"

/* A part of T5084, the silence that is noticed first, within bounds. */
#define PART 8
#define LEAST_MS 250
#define MOST_MS 10000

uint64_t agent_heard_bound(uint32_t t5084, uint32_t t5086)
{
	uint32_t ms = t5084 && (!t5086 || t5084 < t5086) ? t5084 : t5086;

	ms /= PART;
	return ms < LEAST_MS ? LEAST_MS : ms > MOST_MS ? MOST_MS : ms;
}

void agent_heard_take(struct agent_link *link, const struct pc5_stats *stats,
		      uint64_t now)
{
	uint64_t rx = 0;
	size_t i;

	for (i = 0; i < stats->n_bearers; i++) {
		/* SL-DRBs; signalling is heard by the machine. */
		if (stats->bearer[i].lcid > 3)
			rx += stats->bearer[i].rx_packets;
	}
	if (rx > link->rx)
		link->heard = now;
	link->rx = rx;
}

static void look(struct agent *agent)
{
	struct pc5_list list = { 0 };
	const struct pc5_stats *stats;
	struct agent_link *link;
	uint64_t now = agent_now();
	size_t i;

	if (pc5_stats_dump(agent->req, &list))
		return;
	stats = list.v;
	for (i = 0; i < list.n; i++) {
		link = agent_link_device(agent, stats[i].ifindex);
		if (link)
			agent_heard_take(link, &stats[i], now);
	}
	pc5_list_free(&list);
}

static bool any_carries(const struct agent *agent)
{
	const struct agent_link *it = agent->links;

	while (it && !it->carries)
		it = it->next;
	return it;
}

static void arm(struct agent *agent)
{
	const struct pc5_prov_timers *timers = &agent->prov->timers;
	uint64_t ms = agent_heard_bound(timers->t5084, timers->t5086);
	struct timeval tv = { .tv_sec = ms / 1000,
			      .tv_usec = ms % 1000 * 1000 };

	event_add(agent->look, &tv);
}

static void on_look(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;

	(void)fd;
	(void)what;
	if (!any_carries(agent))
		return;
	look(agent);
	arm(agent);
}

int agent_heard_open(struct agent *agent)
{
	agent->look = evtimer_new(agent->base, on_look, agent);
	return agent->look ? 0 : -ENOMEM;
}

void agent_heard_up(struct agent *agent)
{
	if (!event_pending(agent->look, EV_TIMEOUT, NULL))
		arm(agent);
}

/* What came since the last look counts as well. */
uint64_t agent_heard(void *ctx, uint32_t handle)
{
	const struct agent_link *link = agent_link(ctx, handle);

	look(ctx);
	return link ? link->heard : 0;
}
