// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: what happens, to the log and to those who watch. */

#include "priv.h"

#include "assign.h"

#include <linux/pc5.h>
#include <string.h>
#include <sys/time.h>

#include "libpc5/nl-names.h"

static void add(struct json_object *obj, const char *key,
		struct json_object *value)
{
	json_object_object_add(obj, key, value);
}

static void add_text(struct json_object *obj, const char *key, const char *text)
{
	add(obj, key, json_object_new_string(text));
}

static void add_hex(struct json_object *obj, const char *key, unsigned int v,
		    int digits)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%0*x", digits, v);
	add_text(obj, key, text);
}

static void add_line(void *ctx, const char *line)
{
	json_object_array_add(ctx, json_object_new_string(line));
}

static void add_time(struct json_object *obj)
{
	struct timeval tv;
	char text[32];

	gettimeofday(&tv, NULL);
	snprintf(text, sizeof(text), "%lld.%06ld", (long long)tv.tv_sec,
		 (long)tv.tv_usec);
	/* A number with its digits as they are. */
	add(obj, "time", json_object_new_double_s(tv.tv_sec + tv.tv_usec / 1e6,
						  text));
}

void agent_message(struct agent *agent, const struct agent_message *message)
{
	const struct pc5_names *names = &pc5_protection_names;
	struct json_object *obj, *lines;
	char text[AGENT_TEXT];
	struct pc5s_msg msg;

	if (!agent_watched(agent))
		return;
	obj = json_object_new_object();
	lines = json_object_new_array();
	add_text(obj, "event", "message");
	add_text(obj, "dir", message->tx ? "tx" : "rx");
	add_time(obj);
	add(obj, "srb", json_object_new_int(message->srb));
	add_hex(obj, "src", message->src, 6);
	add_hex(obj, "dst", message->dst, 6);
	if (message->link && message->link->has_up)
		add_text(obj, "peer",
			 agent_text(&message->link->up.peer, text));
	if (message->link && message->link->ifindex)
		add_text(obj, "link", message->link->ifname);
	add_hex(obj, "id", message->id, 4);
	if (message->protection < names->n)
		add_text(obj, "protection", names->name[message->protection]);
	if (!pc5s_decode(&msg, message->data, message->len)) {
		add_text(obj, "type", pc5s_type_name(msg.type));
		add(obj, "seq", json_object_new_int(msg.seq));
		pc5s_print(&msg, add_line, lines);
	} else {
		add_text(obj, "type", "malformed");
	}
	add(obj, "lines", lines);
	agent_watch(agent, obj);
}

static void tell(struct agent *agent, const struct pc5_ls_event *event,
		 const struct agent_link *link, const char *peer)
{
	struct json_object *obj;

	if (!agent_watched(agent))
		return;
	obj = json_object_new_object();
	add_text(obj, "event", "link");
	add_text(obj, "what", pc5_ls_event_name(event->type));
	add_time(obj);
	if (link && link->ifname[0])
		add_text(obj, "link", link->ifname);
	if (*peer)
		add_text(obj, "peer", peer);
	if (event->cause)
		add(obj, "cause", json_object_new_int(event->cause));
	if (event->message)
		add_text(obj, "message", pc5s_type_name(event->message));
	agent_watch(agent, obj);
}

static void log_event(const struct pc5_ls_event *event,
		      const struct agent_link *link, const char *peer)
{
	char what[160] = "";
	size_t n = 0;

	if (event->message)
		n += snprintf(what + n, sizeof(what) - n, ": %s",
			      pc5s_type_name(event->message));
	if (event->cause)
		snprintf(what + n, sizeof(what) - n, "%s cause %u (%s)%s",
			 n ? "," : ":", event->cause,
			 pc5s_cause_name(event->cause),
			 event->local ? "" : ", said the peer");
	agent_log("link %s%s%s %s%s", link && link->ifname[0] ? link->ifname :
		  "-", *peer ? " to " : "", peer,
		  pc5_ls_event_name(event->type), what);
}

static void log_established(const struct agent_link *link, const char *peer)
{
	const struct pc5_ls_up *up = &link->up;

	agent_log("link %s to %s established: %s, by %s, nea%u nia%u, context 0x%04x%s",
		  link->ifname, peer, up->initiator ? "initiator" : "responder",
		  link->method, up->sel.ciphering, up->sel.integrity,
		  up->ids.sess_id,
		  up->secured ? "" : "; WITHOUT ANY PROTECTION");
	if (!up->secured)
		return;
	agent_log("link %s: user plane integrity %s, ciphering %s",
		  link->ifname, up->user_plane.integrity ? "on" : "off",
		  up->user_plane.ciphering ? "on" : "off");
}

void agent_event(void *ctx, const struct pc5_ls_event *event)
{
	struct agent *agent = ctx;
	struct agent_link *link =
		event->handle ? agent_link(agent, event->handle) : NULL;
	const char *method;
	char peer[AGENT_TEXT] = "";

	if (link && link->has_up)
		agent_text(&link->up.peer, peer);
	tell(agent, event, link, peer);
	if (event->type == PC5_LS_ESTABLISHED && link) {
		log_established(link, peer);
		/* Next time it is this K_NRP, unless another is made. */
		agent_method_set(agent, &link->up.peer, "knrp");
	} else if (event->type == PC5_LS_REFUSED ||
		   event->type == PC5_LS_HALF_OPEN_LIMIT) {
		if (agent_log_may(agent))
			log_event(event, link, peer);
	} else if (event->type != PC5_LS_IGNORED) {
		/* What is left out anybody may have sent: only watchers hear. */
		log_event(event, link, peer);
	}
	if (event->type == PC5_LS_REKEYED && link && link->has_up) {
		method = agent_method(agent, &link->up.peer);
		if (strcmp(method, "knrp"))
			link->method = method;
		agent_method_set(agent, &link->up.peer, "knrp");
	}
	/* The machine is at work: it is ended when that is done. */
	if (event->type == PC5_LS_REKEY_FAILED && link && link->doubted)
		link->condemned = true;
	if (event->type == PC5_LS_CONNECT_FAILED && !event->cause)
		agent_knrp_doubt(agent, event->request);
	/* The link is of use when it has its addresses. */
	if (event->type == PC5_LS_ESTABLISHED && event->request && link &&
	    agent_assign_wait(link, event->request))
		return;
	if (event->request && (event->type == PC5_LS_ESTABLISHED ||
			       event->type == PC5_LS_CONNECT_FAILED))
		agent_control_connected(agent, event->request,
					event->type == PC5_LS_ESTABLISHED ?
					link : NULL, event->cause);
}
