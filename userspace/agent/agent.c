// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: beginning, event loop and end. */

#include "priv.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often what has expired is looked for, in seconds. */
#define PRUNE_S 30

static struct timeval from_ms(uint64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000,
				 .tv_usec = ms % 1000 * 1000 };
}

void agent_settle(struct agent *agent)
{
	const struct agent_link *link;
	struct timeval tv;
	uint64_t now, next;

	agent_condemn(agent);
	next = pc5_ls_next(agent->ls);
	if (agent->stopping) {
		for (link = agent->links; link && !link->closing;
		     link = link->next)
			;
		if (!link)
			event_base_loopbreak(agent->base);
	}
	if (next == UINT64_MAX) {
		event_del(agent->timer);
		return;
	}
	now = agent_now();
	tv = from_ms(next > now ? next - now : 0);
	event_add(agent->timer, &tv);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;

	(void)fd;
	(void)what;
	pc5_ls_run(agent->ls);
	agent_settle(agent);
}

static void on_prune(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;
	int ret = pc5_knrp_store_prune(agent->store, agent_time(), NULL);

	(void)fd;
	(void)what;
	if (ret < 0)
		agent_log("K_NRPs: %s", strerror(-ret));
	agent_log_left_out(agent);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;

	(void)fd;
	(void)what;
	agent_log("not all peers answered");
	event_base_loopbreak(agent->base);
}

void agent_stop(struct agent *agent)
{
	struct timeval tv = from_ms(AGENT_STOP_MS);
	struct agent_link *link, *next;

	if (agent->stopping) {
		event_base_loopbreak(agent->base);
		return;
	}
	agent_log("stopping");
	agent->stopping = true;
	event_add(agent->deadline, &tv);
	for (link = agent->links; link; link = next) {
		next = link->next;
		if (!link->carries)
			continue;
		link->closing = true;
		pc5_ls_release(agent->ls, link->handle,
			       PC5S_CAUSE_NOT_AVAILABLE);
	}
	agent_settle(agent);
}

void agent_fail(struct agent *agent)
{
	agent->failed = true;
	event_base_loopbreak(agent->base);
}

static void on_stop(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	agent_stop(arg);
}

static void on_reload(evutil_socket_t fd, short what, void *arg)
{
	char error[AGENT_RELOAD_ERROR];

	(void)fd;
	(void)what;
	agent_reload(arg, error);
	agent_settle(arg);
}

static int open_loop(struct agent *agent)
{
	struct timeval tv = { .tv_sec = PRUNE_S };

	agent->base = event_base_new();
	if (!agent->base)
		return -ENOMEM;
	agent->timer = evtimer_new(agent->base, on_timer, agent);
	agent->deadline = evtimer_new(agent->base, on_deadline, agent);
	agent->prune = event_new(agent->base, -1, EV_PERSIST, on_prune, agent);
	agent->event[2] = evsignal_new(agent->base, SIGTERM, on_stop, agent);
	agent->event[3] = evsignal_new(agent->base, SIGINT, on_stop, agent);
	agent->event[4] = evsignal_new(agent->base, SIGHUP, on_reload, agent);
	if (!agent->timer || !agent->deadline || !agent->prune ||
	    !agent->event[2] || !agent->event[3] ||
	    event_add(agent->prune, &tv) || event_add(agent->event[2], NULL) ||
	    !agent->event[4] || event_add(agent->event[3], NULL) ||
	    event_add(agent->event[4], NULL) || agent_heard_open(agent))
		return -ENOMEM;
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static void close_loop(struct agent *agent)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(agent->event); i++) {
		if (agent->event[i])
			event_free(agent->event[i]);
	}
	if (agent->look)
		event_free(agent->look);
	if (agent->prune)
		event_free(agent->prune);
	if (agent->deadline)
		event_free(agent->deadline);
	if (agent->timer)
		event_free(agent->timer);
	if (agent->base)
		event_base_free(agent->base);
}

static int open_machine(struct agent *agent)
{
	struct pc5_ls_config *config = calloc(1, sizeof(*config));
	int ret;

	if (!config)
		return -ENOMEM;
	pc5_ls_config_init(config);
	ret = agent_config(agent->prov, config);
	if (!ret) {
		agent->ls = pc5_ls_new(config, &agent_ops,
				       agent_auth_can(agent), agent);
		ret = agent->ls ? 0 : -EINVAL;
	}
	free(config);
	if (ret)
		agent_log("the provisioning makes no configuration: %s",
			  strerror(-ret));
	return ret;
}

static int open_provision(struct agent *agent, const char *path)
{
	struct pc5_file_error err = { 0 };
	int ret;

	agent->provision = path ? path : AGENT_PROVISION;
	ret = pc5_provision_load(agent->provision, &agent->prov, &err);
	if (!ret && pc5_provision_valid(agent->prov, agent_time(), &err))
		agent_log("WARNING: %s", err.text);
	else if (ret)
		agent_log("%s", err.text);
	if (!ret)
		agent_pool_set(&agent->pool, &agent->prov->addresses);
	return ret;
}

static int open_state(struct agent *agent, const char *path)
{
	char *own = NULL;
	int ret;

	if (!path) {
		mkdir(AGENT_STATE_DIR, 0700);
		if (asprintf(&own, AGENT_STATE_DIR "/%s",
			     agent->prov->ue.device) < 0)
			return -ENOMEM;
	}
	ret = agent_store_open(agent, path ? path : own);
	free(own);
	return ret;
}

/* The state directory's lock comes first: what is left is nobody else's. */
static int begin(struct agent *agent, const struct agent_options *options)
{
	char error[AGENT_ERROR] = "";
	int ret = open_provision(agent, options->provision);

	if (!ret)
		ret = open_loop(agent);
	if (!ret)
		ret = open_state(agent, options->state);
	if (!ret)
		ret = agent_kernel_open(agent);
	if (!ret)
		ret = agent_address_open(agent);
	if (!ret)
		ret = agent_auth_open(agent, agent->prov, error);
	if (ret && *error)
		agent_log("%s", error);
	if (!ret)
		ret = agent_recover(agent);
	if (!ret && options->keylog)
		ret = agent_keylog_open(agent, options->keylog);
	if (!ret)
		ret = open_machine(agent);
	if (!ret)
		ret = agent_control_open(agent, options->socket);
	return ret;
}

static void end(struct agent *agent)
{
	agent_control_close(agent);
	while (agent->links)
		agent_link_free(agent, agent->links);
	pc5_ls_free(agent->ls);
	agent_auth_close(agent);
	agent_address_close(agent);
	agent_store_close(agent);
	close_loop(agent);
	agent_kernel_close(agent);
	agent_pool_free(&agent->pool);
	if (agent->keylog)
		fclose(agent->keylog);
	pc5_provision_free(agent->prov);
}

int agent_main(const struct agent_options *options)
{
	struct agent *agent = calloc(1, sizeof(*agent));
	bool failed;
	int ret;

	if (!agent)
		return 1;
	/* No core file, no debugger but root's: there are keys in here. */
	prctl(PR_SET_DUMPABLE, 0);
	ret = begin(agent, options);
	if (!ret) {
		if (agent->prov->n_relay_services)
			agent_log("WARNING: relay services are not made use of yet");
		agent_log("%s of %s is ready at %s", agent->prov->ue.user_info,
			  agent->ue.ifname, agent->path);
		agent_settle(agent);
		ret = event_base_dispatch(agent->base) < 0 ? -EIO : 0;
	}
	failed = ret || agent->failed;
	if (!failed)
		agent_log("stopped");
	end(agent);
	free(agent);
	return failed;
}
