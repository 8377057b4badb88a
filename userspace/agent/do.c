// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: what is asked for on the control socket is done. */

#include "priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/pc5.h>
#include <stdlib.h>
#include <string.h>

#include "assign.h"

#include "libpc5/nl-names.h"

static void add(struct json_object *obj, const char *key, const char *text)
{
	json_object_object_add(obj, key, json_object_new_string(text));
}

static void add_num(struct json_object *obj, const char *key, int64_t n)
{
	json_object_object_add(obj, key, json_object_new_int64(n));
}

static void add_bool(struct json_object *obj, const char *key, bool on)
{
	json_object_object_add(obj, key, json_object_new_boolean(on));
}

static void add_hex(struct json_object *obj, const char *key, unsigned int v,
		    int digits)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%0*x", digits, v);
	add(obj, key, text);
}

static void add_address(struct json_object *obj, const char *key,
			const uint8_t addr[PC5S_LINK_LOCAL_LEN])
{
	char text[INET6_ADDRSTRLEN];

	add(obj, key, inet_ntop(AF_INET6, addr, text, sizeof(text)));
}

static void add_name(struct json_object *obj, const char *key,
		     const struct pc5_names *names, unsigned int v)
{
	if (v < names->n && names->name[v])
		add(obj, key, names->name[v]);
}

struct json_object *agent_show_link(struct agent *agent,
				    const struct agent_link *link)
{
	struct json_object *obj = json_object_new_object();
	const struct pc5_ls_up *up = &link->up;
	struct pc5_ls_info info = { 0 };
	char text[AGENT_TEXT];
	const char *state = "establishing";

	pc5_ls_info(agent->ls, link->handle, &info);
	if (link->has_up)
		state = link->carries ? "established" : "released";
	if (link->carries && info.rekeying)
		state = "rekeying";
	if (link->carries && info.updating)
		state = "updating";
	add(obj, "link", link->ifname);
	if (link->has_up)
		add(obj, "peer", agent_text(&up->peer, text));
	if (link->has_up)
		add(obj, "role", up->initiator ? "initiator" : "responder");
	add(obj, "state", state);
	add_hex(obj, "local_l2id", link->ids.own, 6);
	add_hex(obj, "peer_l2id", link->ids.peer, 6);
	if (info.knrp_id)
		add_hex(obj, "knrp_id", info.knrp_id, 8);
	add_hex(obj, "id", link->ids.sess_id, 4);
	add_name(obj, "enc", &pc5_nea_names, info.sel.ciphering);
	add_name(obj, "int", &pc5_nia_names, info.sel.integrity);
	if (!link->has_up)
		return obj;
	add_bool(obj, "up_integrity", up->user_plane.integrity);
	add_bool(obj, "up_ciphering", up->user_plane.ciphering);
	add(obj, "method", link->method);
	add_num(obj, "since", link->since);
	if (up->data_type != PC5_LS_IP)
		return obj;
	add_address(obj, "address", link->ids.link_local);
	if (link->ids.peer_link_local[0])
		add_address(obj, "peer_address", link->ids.peer_link_local);
	agent_assign_show(link, obj);
	return obj;
}

static struct json_object *show(struct agent *agent)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *links = json_object_new_array();
	struct json_object *knrps = json_object_new_array();
	const struct agent_link *link;
	struct pc5_ls_info info;
	char text[AGENT_TEXT];
	uint32_t handle = 0;
	int64_t half_open = 0;
	size_t i;

	add(obj, "ue", agent->ue.ifname);
	add(obj, "user_info", agent->prov->ue.user_info);
	for (link = agent->links; link; link = link->next)
		json_object_array_add(links, agent_show_link(agent, link));
	while (!pc5_ls_info_next(agent->ls, handle, &info)) {
		handle = info.handle;
		link = agent_link(agent, handle);
		half_open += !info.established && (!link || !link->has_up);
	}
	for (i = 0; i < pc5_knrp_store_count(agent->store); i++) {
		const struct pc5_knrp *it =
			pc5_knrp_store_entry(agent->store, i);
		struct json_object *knrp = json_object_new_object();

		add_hex(knrp, "id", it->id, 8);
		add(knrp, "peer", agent_text(&it->peer, text));
		add_num(knrp, "expires", it->expiry);
		json_object_array_add(knrps, knrp);
	}
	json_object_object_add(obj, "links", links);
	add_num(obj, "half_open", half_open);
	json_object_object_add(obj, "knrp", knrps);
	return obj;
}

static void connect_to(struct agent *agent, struct agent_client *client,
		       const struct agent_request *request)
{
	const struct pc5_prov_service *service =
		agent_service(agent->prov, request->service);
	struct pc5_ls_connect *connect;
	struct pc5_file_error err;
	uint32_t handle;
	int ret;

	if (!service) {
		agent_answer(client, request->id, -ENOENT,
			     "no service of this name that is wanted is provisioned",
			     NULL);
		return;
	}
	if (pc5_provision_valid(agent->prov, agent_time(), &err)) {
		agent_answer(client, request->id, -EKEYEXPIRED, err.text,
			     NULL);
		return;
	}
	connect = calloc(1, sizeof(*connect));
	if (!connect) {
		agent_answer(client, request->id, -ENOMEM, NULL, NULL);
		return;
	}
	connect->dst = request->dst ? request->dst : service->destination_l2;
	connect->broadcast = !request->dst;
	connect->target = request->target;
	if (request->has_remote)
		agent_endpoint(agent, connect->dst, &request->remote,
			       AGENT_UDP_PORT);
	ret = agent_profile(agent->prov, service, &connect->profile);
	if (!ret && connect->profile.data_type == PC5_LS_IP &&
	    !agent_pool_left(&agent->pool,
			     pc5_ls_allocates(true, connect->profile.ip_config,
					      0)))
		ret = -ENOSPC;
	if (!ret)
		ret = pc5_ls_connect(agent->ls, connect, &handle);
	if (!ret) {
		agent->target[agent->n_target++ % AGENT_PEERS_MAX] =
			(struct agent_target){ handle, connect->target };
		ret = agent_client_wait(client, request->id, handle);
		if (ret)
			pc5_ls_release(agent->ls, handle,
				       PC5S_CAUSE_NO_LONGER_NEEDED);
	}
	free(connect);
	if (ret)
		agent_answer(client, request->id, ret, ret == -EEXIST ?
			     "there is a link to this peer, or one in the making" :
			     ret == -EAGAIN ?
			     "the peer asked to be left alone for a time" :
			     ret == -ENOSPC ?
			     "all addresses of the pool are in use" :
			     ret == -EMLINK ? "no more links are allowed" :
			     NULL, NULL);
}

static int act(struct agent *agent, const struct agent_request *request,
	       uint32_t handle)
{
	switch (request->what) {
	case AGENT_RELEASE:
		return pc5_ls_release(agent->ls, handle, request->cause);
	case AGENT_REKEY:
		return pc5_ls_rekey(agent->ls, handle, request->reauth);
	default:
		return pc5_ls_update(agent->ls, handle, NULL, NULL);
	}
}

void agent_do(struct agent *agent, struct agent_client *client,
	      const struct agent_request *request)
{
	char error[AGENT_RELOAD_ERROR];
	const struct agent_link *link;
	int ret;

	switch (request->what) {
	case AGENT_CONNECT:
		if (agent->stopping)
			agent_answer(client, request->id, -ESHUTDOWN, NULL,
				     NULL);
		else
			connect_to(agent, client, request);
		return;
	case AGENT_SHOW:
		agent_answer(client, request->id, 0, NULL, show(agent));
		return;
	case AGENT_WATCH:
		agent_answer(client, request->id, 0, NULL, NULL);
		agent_client_watch(client);
		return;
	case AGENT_RELOAD:
		ret = agent_reload(agent, error);
		agent_answer(client, request->id, ret, error, NULL);
		return;
	case AGENT_STOP:
		agent_answer(client, request->id, 0, NULL, NULL);
		agent_stop(agent);
		return;
	default:
		break;
	}
	link = agent_link_named(agent, request->link);
	if (!link) {
		agent_answer(client, request->id, -ENOENT,
			     "the agent has no link of this name", NULL);
		return;
	}
	ret = act(agent, request, link->handle);
	agent_answer(client, request->id, ret, ret == -EINVAL ?
		     "this is no cause for a release" : NULL, NULL);
}
