// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl link connect, release, rekey and update: an agent does the work. */

#include "link-agent.h"

#include <string.h>

#include "client.h"
#include "ctl.h"
#include "libpc5/pc5s.h"
#include "out.h"

/* The target that stands for whoever offers the service. */
#define ANYONE "any"

/* Most octets of the name of a service in a provisioning file. */
#define SERVICE_MAX 63

#define LINK_ARG {							\
	.metavar = "LINK", .type = ARG_IFNAME, .required = true,	\
	.devices = DEVICES_LINK,					\
	.help = "the link; its device may be in any network namespace",	\
}

/* Causes a release may have (TS 24.554 clause 7.2.6.2). */
static const char *const cause_names[] = {
	[PC5S_CAUSE_NOT_ALLOWED] = "not-allowed",
	[PC5S_CAUSE_NO_LONGER_NEEDED] = "no-longer-needed",
	[PC5S_CAUSE_NOT_AVAILABLE] = "not-available",
	[PC5S_CAUSE_LACK_OF_RESOURCES] = "lack-of-resources",
	[PC5S_CAUSE_CONGESTION] = "congestion",
	[PC5S_CAUSE_END_UE_FAILURE] = "end-ue-failure",
	[PC5S_CAUSE_UNSPECIFIED] = "unspecified",
};

static const struct pc5_names causes = { cause_names,
					 ARRAY_SIZE(cause_names) };

enum { CONNECT_TARGET, CONNECT_SERVICE, CONNECT_DST, CONNECT_REMOTE,
       CONNECT_AGENT };

const struct arg link_connect_args[LINK_CONNECT_ARGS] = {
	[CONNECT_TARGET] = {
		.metavar = "TARGET", .type = ARG_TEXT, .required = true,
		.min = 1, .max = PC5S_USER_INFO_MAX,
		.help = "user info of the peer, or " ANYONE " for whoever offers the service",
	},
	[CONNECT_SERVICE] = {
		.word = "service", .metavar = "NAME", .type = ARG_TEXT,
		.min = 1, .max = SERVICE_MAX,
		.help = "service of the provisioning file; the agent chooses one if not given",
	},
	[CONNECT_DST] = {
		.word = "dst", .metavar = "L2ID", .type = ARG_L2ID,
		.help = "Layer-2 ID the request goes to; that of the service if not given",
	},
	[CONNECT_REMOTE] = {
		.word = "remote", .metavar = "ADDR", .type = ARG_ADDR,
		.help = "address the request goes to, where the underlay is UDP",
	},
	[CONNECT_AGENT + CLIENT_UE] = CLIENT_ARG_UE,
	[CONNECT_AGENT + CLIENT_SOCKET] = CLIENT_ARG_SOCKET,
	[CONNECT_AGENT + CLIENT_WAIT] = CLIENT_ARG_TIMEOUT,
};

enum { RELEASE_LINK, RELEASE_CAUSE, RELEASE_AGENT };

const struct arg link_release_args[LINK_RELEASE_ARGS] = {
	[RELEASE_LINK] = LINK_ARG,
	[RELEASE_CAUSE] = {
		.word = "cause", .metavar = "CAUSE", .type = ARG_NAME,
		.names = &causes, .numbers = true,
		.help = "what the peer is told; no-longer-needed if not given",
	},
	[RELEASE_AGENT + CLIENT_UE] = CLIENT_ARG_UE,
	[RELEASE_AGENT + CLIENT_SOCKET] = CLIENT_ARG_SOCKET,
	[RELEASE_AGENT + CLIENT_WAIT] = CLIENT_ARG_TIMEOUT,
};

enum { REKEY_LINK, REKEY_REAUTH, REKEY_AGENT };

const struct arg link_rekey_args[LINK_REKEY_ARGS] = {
	[REKEY_LINK] = LINK_ARG,
	[REKEY_REAUTH] = {
		.word = "reauth", .type = ARG_FLAG,
		.help = "authenticate again, for a new K_NRP too",
	},
	[REKEY_AGENT + CLIENT_UE] = CLIENT_ARG_UE,
	[REKEY_AGENT + CLIENT_SOCKET] = CLIENT_ARG_SOCKET,
	[REKEY_AGENT + CLIENT_WAIT] = CLIENT_ARG_TIMEOUT,
};

enum { UPDATE_LINK, UPDATE_AGENT };

const struct arg link_update_args[LINK_UPDATE_ARGS] = {
	[UPDATE_LINK] = LINK_ARG,
	[UPDATE_AGENT + CLIENT_UE] = CLIENT_ARG_UE,
	[UPDATE_AGENT + CLIENT_SOCKET] = CLIENT_ARG_SOCKET,
	[UPDATE_AGENT + CLIENT_WAIT] = CLIENT_ARG_TIMEOUT,
};

static void add_text(struct json_object *request, const char *key,
		     const char *text)
{
	json_object_object_add(request, key, json_object_new_string(text));
}

/*
 * Do what @request says. In JSON the result is printed, in text only where it
 * says what the caller cannot know: the link of a connection.
 */
static int run(struct ctl *ctl, const struct value *v,
	       struct json_object *request, bool show)
{
	struct json_object *result;
	struct out out;
	int ret;

	ret = client_do(ctl, v, request, &result);
	if (ret)
		return ret;
	out_init(&out, ctl);
	if (ctl->json) {
		out_array(&out, NULL);
		out_object(&out, NULL);
		out_members(&out, result);
		out_close(&out);
		out_close(&out);
	} else if (show) {
		client_show_link(&out, result);
		out_end_line(&out);
	}
	json_object_put(result);
	return 0;
}

int link_connect(struct ctl *ctl, const struct value *v)
{
	struct json_object *request = client_request("connect");
	char l2id[16];

	if (strcmp(v[CONNECT_TARGET].text, ANYONE))
		add_text(request, "target", v[CONNECT_TARGET].text);
	if (v[CONNECT_SERVICE].set)
		add_text(request, "service", v[CONNECT_SERVICE].text);
	if (v[CONNECT_DST].set) {
		snprintf(l2id, sizeof(l2id), "0x%06x", v[CONNECT_DST].num);
		add_text(request, "dst", l2id);
	}
	if (v[CONNECT_REMOTE].set)
		add_text(request, "remote", v[CONNECT_REMOTE].text);
	return run(ctl, v + CONNECT_AGENT, request, true);
}

int link_release(struct ctl *ctl, const struct value *v)
{
	struct json_object *request = client_request("release");
	int cause = PC5S_CAUSE_NO_LONGER_NEEDED;

	if (v[RELEASE_CAUSE].set)
		cause = v[RELEASE_CAUSE].num;
	add_text(request, "link", v[RELEASE_LINK].text);
	json_object_object_add(request, "cause", json_object_new_int(cause));
	return run(ctl, v + RELEASE_AGENT, request, false);
}

int link_rekey(struct ctl *ctl, const struct value *v)
{
	struct json_object *request = client_request("rekey");

	add_text(request, "link", v[REKEY_LINK].text);
	json_object_object_add(request, "reauth",
			       json_object_new_boolean(v[REKEY_REAUTH].set));
	return run(ctl, v + REKEY_AGENT, request, false);
}

int link_update(struct ctl *ctl, const struct value *v)
{
	struct json_object *request = client_request("update");

	add_text(request, "link", v[UPDATE_LINK].text);
	return run(ctl, v + UPDATE_AGENT, request, false);
}
