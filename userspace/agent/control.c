// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: control socket. One JSON object a line, both ways. */

#include "priv.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Most clients; and octets one may leave unread before it is cut off. */
#define CLIENTS_MAX 32
#define UNREAD_MAX (4 * 1024 * 1024)

/* Requests for links one client may wait for. */
#define WAITS_MAX 16

/**
 * struct wait - a request for a link whose end is awaited
 * @request: the machine's; 0 where this is not used
 * @id: the client's
 */
struct wait {
	uint32_t request;
	int64_t id;
};

/**
 * struct agent_client - one connection to the control socket
 * @next: the next one
 * @agent: the agent
 * @bev: the connection
 * @watches: it gets events
 * @eof: it asks for nothing more
 * @wait: requests that are not answered yet
 */
struct agent_client {
	struct agent_client *next;
	struct agent *agent;
	struct bufferevent *bev;
	bool watches;
	bool eof;
	struct wait wait[WAITS_MAX];
};

/* Takes @obj. Nothing is freed here: the machine may be at work. */
static void send_line(struct agent_client *client, struct json_object *obj)
{
	struct evbuffer *out = bufferevent_get_output(client->bev);
	const char *text;

	text = json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN |
					      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text && evbuffer_get_length(out) < UNREAD_MAX)
		evbuffer_add_printf(out, "%s\n", text);
	else
		client->watches = false;
	json_object_put(obj);
}

void agent_answer(struct agent_client *client, int64_t id, int error,
		  const char *text, struct json_object *result)
{
	struct json_object *obj = json_object_new_object();

	json_object_object_add(obj, "id", json_object_new_int64(id));
	json_object_object_add(obj, "ok", json_object_new_boolean(!error));
	if (error) {
		const char *code = strerrorname_np(-error);

		json_object_object_add(obj, "error",
				       json_object_new_string(text ? text :
							strerror(-error)));
		json_object_object_add(obj, "code",
				       json_object_new_string(code ? code :
							      "EIO"));
	} else if (result) {
		json_object_object_add(obj, "result", result);
	}
	send_line(client, obj);
}

void agent_client_watch(struct agent_client *client)
{
	client->watches = true;
}

int agent_client_wait(struct agent_client *client, int64_t id,
		      uint32_t request)
{
	size_t i;

	for (i = 0; i < WAITS_MAX; i++) {
		if (!client->wait[i].request) {
			client->wait[i].request = request;
			client->wait[i].id = id;
			return 0;
		}
	}
	return -EBUSY;
}

bool agent_watched(const struct agent *agent)
{
	const struct agent_client *it = agent->clients;

	while (it && !it->watches)
		it = it->next;
	return it;
}

void agent_watch(struct agent *agent, struct json_object *event)
{
	struct agent_client *it;

	for (it = agent->clients; it; it = it->next) {
		if (it->watches)
			send_line(it, json_object_get(event));
	}
	json_object_put(event);
}

static void connected(struct agent_client *client, struct wait *wait,
		      const struct agent_link *link, uint8_t cause)
{
	char text[160];

	wait->request = 0;
	if (link) {
		agent_answer(client, wait->id, 0, NULL,
			     agent_show_link(client->agent, link));
		return;
	}
	if (cause)
		snprintf(text, sizeof(text), "no link: cause %u, %s", cause,
			 pc5s_cause_name(cause));
	else
		snprintf(text, sizeof(text), "no link: nobody answered");
	agent_answer(client, wait->id, cause ? -ECONNREFUSED : -ETIMEDOUT,
		     text, NULL);
}

void agent_control_connected(struct agent *agent, uint32_t request,
			     const struct agent_link *link, uint8_t cause)
{
	struct agent_client *it;
	size_t i;

	for (it = agent->clients; it; it = it->next) {
		for (i = 0; i < WAITS_MAX; i++) {
			if (it->wait[i].request == request)
				connected(it, &it->wait[i], link, cause);
		}
	}
}

static void client_free(struct agent_client *client)
{
	struct agent_client **it = &client->agent->clients;

	while (*it != client)
		it = &(*it)->next;
	*it = client->next;
	client->agent->n_clients--;
	bufferevent_free(client->bev);
	free(client);
}

static void take_line(struct agent_client *client, const char *line, size_t len)
{
	struct agent_request request;
	char error[AGENT_ERROR];

	if (agent_request_parse(line, len, &request, error))
		agent_answer(client, request.id, -EINVAL, error, NULL);
	else
		agent_do(client->agent, client, &request);
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct evbuffer *in = bufferevent_get_input(bev);
	struct agent_client *client = arg;
	struct agent *agent = client->agent;
	size_t len;
	char *line;

	while ((line = evbuffer_readln(in, &len, EVBUFFER_EOL_LF))) {
		if (len)
			take_line(client, line, len);
		free(line);
	}
	if (evbuffer_get_length(in) >= AGENT_LINE_MAX) {
		agent_log("control socket: a line is too long");
		client_free(client);
	}
	agent_settle(agent);
}

/* All that was asked for is answered, and has been read. */
static void on_drained(struct bufferevent *bev, void *arg)
{
	struct agent_client *client = arg;
	size_t i;

	if (!client->eof || evbuffer_get_length(bufferevent_get_output(bev)))
		return;
	for (i = 0; i < WAITS_MAX; i++) {
		if (client->wait[i].request)
			return;
	}
	client_free(client);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
	struct agent_client *client = arg;

	if (what & BEV_EVENT_ERROR) {
		client_free(client);
	} else if (what & BEV_EVENT_EOF) {
		client->eof = true;
		on_drained(bev, client);
	}
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd,
		      struct sockaddr *addr, int len, void *arg)
{
	struct agent *agent = arg;
	struct agent_client *client = NULL;

	(void)listener;
	(void)addr;
	(void)len;
	if (agent->n_clients < CLIENTS_MAX)
		client = calloc(1, sizeof(*client));
	if (!client) {
		close(fd);
		return;
	}
	client->bev = bufferevent_socket_new(agent->base, fd,
					     BEV_OPT_CLOSE_ON_FREE);
	if (!client->bev) {
		close(fd);
		free(client);
		return;
	}
	client->agent = agent;
	client->next = agent->clients;
	agent->clients = client;
	agent->n_clients++;
	bufferevent_setwatermark(client->bev, EV_READ, 0, AGENT_LINE_MAX);
	bufferevent_setcb(client->bev, on_read, on_drained, on_event,
			  client);
	bufferevent_enable(client->bev, EV_READ | EV_WRITE);
}

/* One that nobody answers any more is left by an agent that was killed. */
static int bind_to(struct agent *agent, const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask;
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (!connect(fd, (const struct sockaddr *)addr, sizeof(*addr))) {
		close(fd);
		return -EADDRINUSE;
	}
	unlink(agent->path);
	mask = umask(0177);
	if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		ret = -errno;
	umask(mask);
	if (!ret) {
		agent->listener = evconnlistener_new(agent->base, on_accept,
						     agent,
						     LEV_OPT_CLOSE_ON_FREE, 16,
						     fd);
		if (!agent->listener)
			ret = -ENOMEM;
	}
	if (ret)
		close(fd);
	return ret;
}

int agent_control_open(struct agent *agent, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int ret = -ENAMETOOLONG;

	if (!path)
		mkdir(AGENT_RUN_DIR, 0755);
	if (path)
		agent->path = strdup(path);
	else if (asprintf(&agent->path, AGENT_RUN_DIR "/agent-%s.sock",
			  agent->ue.ifname) < 0)
		agent->path = NULL;
	if (!agent->path)
		return -ENOMEM;
	if (strlen(agent->path) < sizeof(addr.sun_path)) {
		strcpy(addr.sun_path, agent->path);
		ret = bind_to(agent, &addr);
	}
	if (ret)
		agent_log("%s: %s", agent->path, strerror(-ret));
	return ret;
}

void agent_control_close(struct agent *agent)
{
	while (agent->clients) {
		/* What was answered last is to arrive. */
		bufferevent_flush(agent->clients->bev, EV_WRITE, BEV_FINISHED);
		evbuffer_write(bufferevent_get_output(agent->clients->bev),
			       bufferevent_getfd(agent->clients->bev));
		client_free(agent->clients);
	}
	if (agent->listener) {
		evconnlistener_free(agent->listener);
		unlink(agent->path);
	}
	free(agent->path);
}
