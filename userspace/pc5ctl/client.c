// SPDX-License-Identifier: GPL-2.0-or-later
/* The client of an agent's control socket. */

#include "client.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"
#include "jtext.h"

/* What a socket in the directory is called, around the name of the UE. */
#define SOCKET_PREFIX "agent-"
#define SOCKET_SUFFIX ".sock"

/* Containers within containers in what an agent sends: enough and no more. */
#define JSON_DEPTH 8

/* Number of the request; there is one at a time. */
#define REQUEST_ID 1

/* Room for the name of a socket; a longer one than sun_path is refused. */
#define PATH_SIZE 256

/* Most octets of an agent's error that are printed. */
#define ERROR_MAX 1024

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* UE of the agent whose socket is called @name; false if it is no such name. */
static bool ue_of(const char *name, char *ue, size_t size)
{
	size_t len = strlen(name);

	if (len <= strlen(SOCKET_PREFIX) + strlen(SOCKET_SUFFIX) ||
	    strncmp(name, SOCKET_PREFIX, strlen(SOCKET_PREFIX)) ||
	    strcmp(name + len - strlen(SOCKET_SUFFIX), SOCKET_SUFFIX))
		return false;
	len -= strlen(SOCKET_PREFIX) + strlen(SOCKET_SUFFIX);
	if (len >= size)
		return false;
	snprintf(ue, size, "%.*s", (int)len, name + strlen(SOCKET_PREFIX));
	return args_ifname_ok(ue);
}

void client_agents(struct ctl *ctl,
		   void (*fn)(struct ctl *ctl, const char *ue))
{
	DIR *dir = opendir(ctl->run_dir);
	const struct dirent *entry;
	char ue[64];

	if (!dir)
		return;
	for (entry = readdir(dir); entry; entry = readdir(dir))
		if (ue_of(entry->d_name, ue, sizeof(ue)))
			fn(ctl, ue);
	closedir(dir);
}

void client_init(struct client *client, int fd)
{
	client->fd = fd;
	client->start = 0;
	client->end = 0;
}

/* A connected socket or a negative errno. */
static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, ret;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&addr, sizeof(addr))) {
		ret = -errno;
		close(fd);
		return ret;
	}
	return fd;
}

/* Name of the socket of the agent of @ue; one that is cut is too long anyway. */
static void path_of(const struct ctl *ctl, const char *ue, char *path,
		    size_t size)
{
	snprintf(path, size, "%s/" SOCKET_PREFIX "%s" SOCKET_SUFFIX,
		 ctl->run_dir, ue);
}

/* Whether an error means that nobody is there. */
static bool nobody(int error)
{
	return error == -ECONNREFUSED || error == -ENOENT;
}

static int cannot_reach(struct ctl *ctl, const char *what, int error)
{
	if (nobody(error))
		return ctl_error(ctl, "no agent answers at %s; pc5ctl agent starts one.",
				 what);
	return ctl_error(ctl, "cannot reach the agent at %s: %s.", what,
			 strerror(-error));
}

int client_find(const struct ctl *ctl, struct client *client, char *list,
		size_t size)
{
	DIR *dir = opendir(ctl->run_dir);
	const struct dirent *entry;
	char ue[64], path[PATH_SIZE];
	size_t len = 0;
	int fd, error = 0, n = 0;

	client_init(client, -1);
	if (size)
		list[0] = '\0';
	for (entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
		if (!ue_of(entry->d_name, ue, sizeof(ue)))
			continue;
		path_of(ctl, ue, path, sizeof(path));
		fd = connect_to(path);
		if (nobody(fd))
			continue;
		if (len < size)
			len += snprintf(list + len, size - len, "%s%s",
					n ? ", " : "", ue);
		if (fd < 0)
			error = fd;
		else if (client->fd < 0)
			client->fd = fd;
		else
			close(fd);
		n++;
	}
	if (dir)
		closedir(dir);
	if (n > 1)
		client_close(client);
	return n == 1 && error ? error : n;
}

static int open_only(struct ctl *ctl, struct client *client)
{
	char list[256];
	int n = client_find(ctl, client, list, sizeof(list));

	if (n > 1)
		return ctl_error(ctl, "several agents run; say which with \"ue UE\": %s.",
				 list);
	if (n < 1)
		return cannot_reach(ctl, ctl->run_dir, n ? n : -ENOENT);
	return 0;
}

int client_open(struct ctl *ctl, const struct value *v, struct client *client)
{
	char path[PATH_SIZE];
	const char *what;
	int fd;

	client_init(client, -1);
	if (v[CLIENT_UE].set && v[CLIENT_SOCKET].set)
		return ctl_error(ctl, "\"ue\" and \"socket\" both name an agent; say one of them.");
	if (!v[CLIENT_UE].set && !v[CLIENT_SOCKET].set)
		return open_only(ctl, client);
	if (v[CLIENT_UE].set) {
		path_of(ctl, v[CLIENT_UE].text, path, sizeof(path));
		what = path;
	} else {
		what = v[CLIENT_SOCKET].text;
	}
	fd = connect_to(what);
	if (fd < 0)
		return cannot_reach(ctl, what, fd);
	client->fd = fd;
	return 0;
}

void client_close(struct client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

int client_read(struct client *client)
{
	ssize_t len;

	if (client->start) {
		client->end -= client->start;
		memmove(client->buf, client->buf + client->start, client->end);
		client->start = 0;
	}
	/* client_line() says that a line is too long before this happens. */
	if (client->end == sizeof(client->buf))
		return -EMSGSIZE;
	len = recv(client->fd, client->buf + client->end,
		   sizeof(client->buf) - client->end, 0);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (!len)
		return client->end ? -EBADMSG : -ENODATA;
	client->end += len;
	return 0;
}

static struct json_object *parse(const char *line, size_t len)
{
	struct json_tokener *tok = json_tokener_new_ex(JSON_DEPTH);
	struct json_object *obj;

	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
				    JSON_TOKENER_VALIDATE_UTF8);
	obj = json_tokener_parse_ex(tok, line, len);
	if (obj && (json_tokener_get_error(tok) != json_tokener_success ||
		    json_tokener_get_parse_end(tok) != len ||
		    !json_object_is_type(obj, json_type_object))) {
		json_object_put(obj);
		obj = NULL;
	}
	json_tokener_free(tok);
	return obj;
}

int client_line(struct client *client, struct json_object **obj)
{
	const char *line = client->buf + client->start;
	size_t len = client->end - client->start;
	const char *end = memchr(line, '\n', len);

	if (!end)
		return len > CLIENT_LINE_MAX ? -EMSGSIZE : 0;
	*obj = parse(line, end - line);
	client->start += end + 1 - line;
	return *obj ? 1 : -EBADMSG;
}

int client_failed(struct ctl *ctl, int ret)
{
	switch (ret) {
	case -ENODATA:
		return ctl_error(ctl, "the agent has ended the connection.");
	case -EMSGSIZE:
		return ctl_error(ctl, "the agent sent a line of more than %u octets.",
				 CLIENT_LINE_MAX);
	case -EBADMSG:
		return ctl_error(ctl, "the agent sent what is no JSON object on a line.");
	default:
		return ctl_error(ctl, "agent: %s.", strerror(-ret));
	}
}

struct json_object *client_request(const char *what)
{
	struct json_object *request = json_object_new_object();

	json_object_object_add(request, "id", json_object_new_int(REQUEST_ID));
	json_object_object_add(request, "do", json_object_new_string(what));
	return request;
}

/* Wait for @events until @deadline; 0, -ETIME or another negative errno. */
static int wait_for(const struct client *client, short events,
		    int64_t deadline)
{
	struct pollfd fd = { .fd = client->fd, .events = events };
	int64_t left = deadline - now_ms();
	int ret;

	if (left <= 0)
		return -ETIME;
	ret = poll(&fd, 1, left);
	if (ret < 0)
		return errno == EINTR ? 0 : -errno;
	return ret ? 0 : -ETIME;
}

static int send_line(const struct client *client, struct json_object *request,
		     int64_t deadline)
{
	size_t len, sent = 0;
	const char *line;
	ssize_t n;
	int ret;

	line = json_object_to_json_string_ext(request,
					      JSON_C_TO_STRING_NOSLASHESCAPE);
	len = strlen(line);
	/* The NUL after it is where the end of the line goes. */
	while (sent <= len) {
		n = sent < len ? send(client->fd, line + sent, len - sent,
				      MSG_NOSIGNAL) :
				 send(client->fd, "\n", 1, MSG_NOSIGNAL);
		if (n > 0) {
			sent += n;
			continue;
		}
		if (errno == EPIPE)
			return -ENODATA;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		ret = wait_for(client, POLLOUT, deadline);
		if (ret)
			return ret;
	}
	return 0;
}

static int next_line(struct client *client, int64_t deadline,
		     struct json_object **obj)
{
	int ret;

	do {
		ret = client_line(client, obj);
		if (ret)
			return ret < 0 ? ret : 0;
		ret = wait_for(client, POLLIN, deadline);
		if (!ret)
			ret = client_read(client);
	} while (!ret);
	return ret;
}

/* The error of an answer, without the full stop it may have. */
static int refused(struct ctl *ctl, struct json_object *answer)
{
	char text[ERROR_MAX];
	size_t len;

	if (!jtext_plain(answer, "error", text, sizeof(text)))
		return ctl_error(ctl, "the agent refused and did not say why.");
	len = strlen(text);
	while (len && text[len - 1] == '.')
		len--;
	return ctl_error(ctl, "%.*s.", (int)len, text);
}

static int take_answer(struct ctl *ctl, struct json_object *answer,
		       struct json_object **result)
{
	struct json_object *id, *ok, *value;

	if (!json_object_object_get_ex(answer, "id", &id) ||
	    !json_object_is_type(id, json_type_int) ||
	    json_object_get_int64(id) != REQUEST_ID ||
	    !json_object_object_get_ex(answer, "ok", &ok) ||
	    !json_object_is_type(ok, json_type_boolean))
		return ctl_error(ctl, "the agent sent what is no answer.");
	if (!json_object_get_boolean(ok))
		return refused(ctl, answer);
	if (!json_object_object_get_ex(answer, "result", &value) || !value) {
		*result = json_object_new_object();
		return 0;
	}
	if (!json_object_is_type(value, json_type_object))
		return ctl_error(ctl, "the agent sent what is no answer.");
	*result = json_object_get(value);
	return 0;
}

int client_call(struct ctl *ctl, struct client *client,
		struct json_object *request, unsigned int timeout,
		struct json_object **result)
{
	int64_t deadline = now_ms() + (int64_t)timeout * 1000;
	struct json_object *answer;
	int ret;

	ret = send_line(client, request, deadline);
	json_object_put(request);
	if (!ret)
		ret = next_line(client, deadline, &answer);
	if (ret == -ETIME)
		return ctl_error(ctl, "the agent did not answer within %u s.",
				 timeout);
	if (ret)
		return client_failed(ctl, ret);
	ret = take_answer(ctl, answer, result);
	json_object_put(answer);
	return ret;
}

int client_do(struct ctl *ctl, const struct value *v,
	      struct json_object *request, struct json_object **result)
{
	struct client client;
	int ret;

	ret = client_open(ctl, v, &client);
	if (ret) {
		json_object_put(request);
		return ret;
	}
	ret = client_call(ctl, &client, request,
			  v[CLIENT_WAIT].set ? v[CLIENT_WAIT].num :
					       CLIENT_TIMEOUT, result);
	client_close(&client);
	return ret;
}
