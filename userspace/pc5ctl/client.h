/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The client of an agent's control socket: a UNIX stream socket on which one
 * JSON object a line goes, in both directions.
 *
 * The agent is trusted, as only root can put its socket where it is looked for;
 * the names and messages of peers that it hands on are not. What is printed of
 * them as text goes through jtext.h.
 */
#ifndef PC5CTL_CLIENT_H
#define PC5CTL_CLIENT_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "args.h"

struct ctl;

/* Where agents have their sockets, called agent-UE.sock. */
#define CLIENT_RUN_DIR "/run/pc5"

/* Most octets of a line, without its end. */
#define CLIENT_LINE_MAX 65536

/* Seconds an answer is waited for, if nothing else is said. */
#define CLIENT_TIMEOUT 60
#define CLIENT_TIMEOUT_MAX 3600

/**
 * struct client - a connection to an agent; about 64 KiB
 * @fd: the socket, which does not block
 * @start: where in @buf the next line begins
 * @end: how much of @buf is used
 * @buf: what came and was not taken yet
 */
struct client {
	int fd;
	size_t start;
	size_t end;
	char buf[CLIENT_LINE_MAX + 1];
};

/*
 * The words that say which agent is meant and how long to wait for it, at the
 * end of the table of a command.
 */
#define CLIENT_ARG_UE {							\
	.word = "ue", .metavar = "UE", .type = ARG_IFNAME,		\
	.devices = DEVICES_AGENT,					\
	.help = "the agent of this UE; the only one that runs, if not given", \
}

#define CLIENT_ARG_SOCKET {						\
	.word = "socket", .metavar = "PATH", .type = ARG_FILE,		\
	.help = "the agent with this control socket",			\
}

#define CLIENT_ARG_TIMEOUT {						\
	.word = "timeout", .metavar = "S", .type = ARG_UINT,		\
	.min = 1, .max = CLIENT_TIMEOUT_MAX,				\
	.help = "seconds to wait for the agent's answer; 60 if not given", \
}

/* Where they are in the values, counted from the first of them. */
enum { CLIENT_UE, CLIENT_SOCKET, CLIENT_WAIT };

/* The words of "agent show". */
#define AGENT_SHOW_ARGS 3
extern const struct arg agent_show_args[AGENT_SHOW_ARGS];

/* What the agent says of itself and its links; the command "agent show". */
int agent_show(struct ctl *ctl, const struct value *v);
int agent_reload_command(struct ctl *ctl, const struct value *v);

/*
 * Show one link of the agent's, an object as in its answer to "show", as text:
 * more than one line, the last not ended.
 */
struct out;
void client_show_link(struct out *out, struct json_object *link);

/* Call @fn with the UE of each agent that has a socket in ctl->run_dir. */
void client_agents(struct ctl *ctl,
		   void (*fn)(struct ctl *ctl, const char *ue));

/* A connection on the socket @fd, which is connected; -1 for none. */
void client_init(struct client *client, int fd);

/*
 * Connect to the only agent. Returns how many there are, their UEs in @list as
 * far as there is room, connected if that is 1; a negative errno if there is
 * one and it cannot be reached. Sockets that nobody listens to do not count:
 * that of an agent that was killed stays until the next one is started.
 */
int client_find(const struct ctl *ctl, struct client *client, char *list,
		size_t size);

/*
 * Connect to the agent that v[CLIENT_UE] or v[CLIENT_SOCKET] names, or to the
 * only one. Returns 0 or the exit status, error printed.
 */
int client_open(struct ctl *ctl, const struct value *v, struct client *client);
void client_close(struct client *client);

/* A request for @what; add its members, then client_call(). */
struct json_object *client_request(const char *what);

/*
 * Send @request, which is freed, and take the answer, waiting no more than
 * @timeout seconds. Returns 0 and the result, to be freed with
 * json_object_put(), in *@result, or the exit status, error printed.
 */
int client_call(struct ctl *ctl, struct client *client,
		struct json_object *request, unsigned int timeout,
		struct json_object **result);

/* All of the above for a command: open, call, close. */
int client_do(struct ctl *ctl, const struct value *v,
	      struct json_object *request, struct json_object **result);

/*
 * Read what has come. Returns 0, -ENODATA after the last line of a connection
 * that was closed, -EBADMSG if it was closed within a line, or another negative
 * errno.
 */
int client_read(struct client *client);

/*
 * Take a line that was read. Returns 1 and the object in *@obj, 0 if there is
 * no whole line, -EMSGSIZE if it is too long, -EBADMSG if it is no JSON object.
 */
int client_line(struct client *client, struct json_object **obj);

/* Print what an error of client_read() or client_line() means; EXIT_USAGE. */
int client_failed(struct ctl *ctl, int ret);

#endif /* PC5CTL_CLIENT_H */
