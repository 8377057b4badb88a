// SPDX-License-Identifier: GPL-2.0-or-later
/* An agent of paper: it answers on a UNIX socket what the test has it say. */

#include "test.h"

#include "fakeagent.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char dir[] = "/tmp/pc5-agent-XXXXXX";

void fake_agents_setup(void)
{
	strcpy(strrchr(dir, '-'), "-XXXXXX");
	assert_non_null(mkdtemp(dir));
	fake_run_dir = dir;
}

void fake_agents_teardown(void)
{
	assert_int_equal(rmdir(dir), 0);
	fake_run_dir = "/nonexistent";
}

static void path_of(const char *ue, char *path, size_t size)
{
	snprintf(path, size, "%s/agent-%s.sock", dir, ue);
}

void fake_agent_unlink(const char *ue)
{
	char path[128];

	path_of(ue, path, sizeof(path));
	assert_int_equal(unlink(path), 0);
}

static int listen_at(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.100s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

void fake_agent_dead(const char *ue)
{
	char path[128];

	path_of(ue, path, sizeof(path));
	close(listen_at(path));
}

/* No assertions here: they would jump out of the thread. */
static bool read_request(struct fake_agent *agent, int fd)
{
	size_t len = 0;

	while (len + 1 < sizeof(agent->request)) {
		if (recv(fd, agent->request + len, 1, 0) != 1)
			break;
		if (agent->request[len] == '\n') {
			agent->request[len] = '\0';
			return true;
		}
		len++;
	}
	agent->request[0] = '\0';
	return false;
}

static void say(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t n;

	while (len) {
		n = send(fd, text, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		text += n;
		len -= n;
	}
}

static void *serve(void *arg)
{
	struct fake_agent *agent = arg;
	int fd = accept(agent->listener, NULL, NULL);
	const char *const *piece;
	char c;

	if (fd < 0)
		return NULL;
	if (read_request(agent, fd)) {
		for (piece = agent->say; *piece; piece++) {
			say(fd, *piece);
			usleep(FAKE_AGENT_PAUSE * 1000);
		}
	}
	while (agent->hold && recv(fd, &c, 1, 0) == 1)
		;
	close(fd);
	return NULL;
}

void fake_agent_start(struct fake_agent *agent, const char *ue,
		      const char *const *pieces, bool hold)
{
	memset(agent, 0, sizeof(*agent));
	path_of(ue, agent->path, sizeof(agent->path));
	agent->say = pieces;
	agent->hold = hold;
	agent->listener = listen_at(agent->path);
	assert_int_equal(pthread_create(&agent->thread, NULL, serve, agent),
			 0);
}

void fake_agent_stop(struct fake_agent *agent)
{
	/* Nobody may have come. */
	shutdown(agent->listener, SHUT_RDWR);
	pthread_join(agent->thread, NULL);
	close(agent->listener);
	unlink(agent->path);
}
