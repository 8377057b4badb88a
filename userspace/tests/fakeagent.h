/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An agent of paper: it answers on a UNIX socket what the test has it say. */
#ifndef TESTS_FAKEAGENT_H
#define TESTS_FAKEAGENT_H

#include <pthread.h>
#include <stdbool.h>

/* Milliseconds between the pieces of what it says. */
#define FAKE_AGENT_PAUSE 5

/* Room for a request. */
#define FAKE_AGENT_REQUEST 4096

/**
 * struct fake_agent - one agent, for one connection
 * @path: its socket
 * @listener: that socket
 * @say: what it says once it has read a line, in pieces; NULL at the end
 * @hold: it keeps the connection until the client goes
 * @request: the line it read, without its end
 * @thread: where it runs
 */
struct fake_agent {
	char path[128];
	int listener;
	const char *const *say;
	bool hold;
	char request[FAKE_AGENT_REQUEST];
	pthread_t thread;
};

/* Make a directory for sockets, the one pc5ctl looks in; remove it. */
void fake_agents_setup(void);
void fake_agents_teardown(void);

/* Begin to listen as the agent of @ue. */
void fake_agent_start(struct fake_agent *agent, const char *ue,
		      const char *const *say, bool hold);

/* End it; what it was asked is in agent->request, "" if nothing. */
void fake_agent_stop(struct fake_agent *agent);

/* A socket of an agent of @ue that was killed. */
void fake_agent_dead(const char *ue);

/* Remove the socket of @ue. */
void fake_agent_unlink(const char *ue);

#endif /* TESTS_FAKEAGENT_H */
