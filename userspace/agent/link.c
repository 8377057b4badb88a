// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: links and security contexts of the machine, in the kernel.
 *
 * The kernel gets a link with its first context: only then it is known whether
 * there is any security.
 */

#include "priv.h"

#include "assign.h"

#include <errno.h>
#include <linux/pc5.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

/* Names pc5l0 and on that are tried. */
#define NAMES_MAX 4096

struct agent_link *agent_link(struct agent *agent, uint32_t handle)
{
	struct agent_link *it = agent->links;

	while (it && it->handle != handle)
		it = it->next;
	return it;
}

struct agent_link *agent_link_named(struct agent *agent, const char *name)
{
	struct agent_link *it = agent->links;

	while (it && (!it->ifindex || strcmp(it->ifname, name)))
		it = it->next;
	return it;
}

struct agent_link *agent_link_device(struct agent *agent, uint32_t ifindex)
{
	struct agent_link *it = agent->links;

	while (it && it->ifindex != ifindex)
		it = it->next;
	return it;
}

static void set_remote(struct agent *agent, struct pc5_link *link)
{
	const struct agent_endpoint *at =
		agent_endpoint(agent, link->peer_l2id, NULL, 0);

	if (!at)
		return;
	link->remote_port = at->port;
	link->has |= PC5_BIT(PC5_A_LINK_REMOTE_PORT);
	if (at->addr.family == AF_INET) {
		link->remote4 = at->addr;
		link->has |= PC5_BIT(PC5_A_LINK_REMOTE4);
	} else {
		link->remote6 = at->addr;
		link->has |= PC5_BIT(PC5_A_LINK_REMOTE6);
	}
}

int agent_link_make(struct agent *agent, struct agent_link *link, bool secured)
{
	struct pc5_link new = {
		.has = PC5_BIT(PC5_A_LINK_IFNAME) | PC5_BIT(PC5_A_LINK_UE) |
		       PC5_BIT(PC5_A_LINK_LOCAL_L2ID) |
		       PC5_BIT(PC5_A_LINK_PEER_L2ID) |
		       PC5_BIT(PC5_A_LINK_SDU_TYPE) |
		       PC5_BIT(PC5_A_LINK_SIGNALLING),
		.ue = agent->ue.ifindex,
		.local_l2id = link->ids.own,
		.peer_l2id = link->ids.peer,
		.sdu_type = link->sdu_type,
	};
	unsigned int i;
	int ret = -EEXIST;

	if (!secured)
		new.has |= PC5_BIT(PC5_A_LINK_INTEGRITY) |
			   PC5_BIT(PC5_A_LINK_CIPHERING);
	if (agent->ue.underlay == PC5_UNDERLAY_UDP)
		set_remote(agent, &new);
	for (i = 0; i < NAMES_MAX; i++) {
		snprintf(new.ifname, sizeof(new.ifname), "pc5l%u", i);
		/*
		 * Others' links are found out by trying: to be asked for a
		 * device it does not have, the kernel loads a module.
		 */
		if (agent_link_named(agent, new.ifname))
			continue;
		ret = pc5_link_new(agent->req, &new);
		if (ret != -EEXIST || !if_nametoindex(new.ifname))
			break;
	}
	if (!ret) {
		memcpy(link->ifname, new.ifname, sizeof(link->ifname));
		link->ifindex = if_nametoindex(new.ifname);
		ret = link->ifindex ? 0 : -ENODEV;
	}
	if (ret)
		agent_log("cannot make a link to 0x%06x: %s", link->ids.peer,
			  agent_kernel_error(agent));
	return ret;
}

void agent_link_free(struct agent *agent, struct agent_link *link)
{
	struct agent_link **it = &agent->links;
	size_t i;

	while (*it != link)
		it = &(*it)->next;
	*it = link->next;
	agent_assign_down(agent, link);
	if (link->ifindex && pc5_link_del(agent->req, link->ifindex))
		agent_log("link %s: cannot be removed: %s", link->ifname,
			  agent_kernel_error(agent));
	for (i = 0; i < ARRAY_SIZE(link->context); i++) {
		if (link->context[i].sess_id)
			agent_journal_remove(agent, link,
					     link->context[i].sess_id);
	}
	free(link);
}

static int op_create(void *ctx, uint32_t handle, const struct pc5_ls_ids *ids,
		     uint8_t data_type)
{
	struct agent *agent = ctx;
	struct agent_link *link;

	if (data_type == PC5_LS_UNSTRUCTURED)
		return -EOPNOTSUPP;
	link = calloc(1, sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->handle = handle;
	link->ids = *ids;
	link->sdu_type = data_type == PC5_LS_ETHERNET ? PC5_SDU_TYPE_ETHERNET :
							PC5_SDU_TYPE_IP;
	link->method = "none";
	link->next = agent->links;
	agent->links = link;
	return 0;
}

static struct pc5_ls_context *context(struct agent_link *link, uint16_t sess_id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(link->context); i++) {
		if (link->context[i].sess_id == sess_id)
			return &link->context[i];
	}
	return NULL;
}

static int op_up(void *ctx, uint32_t handle, const struct pc5_ls_up *up)
{
	struct agent *agent = ctx;
	struct agent_link *link = agent_link(agent, handle);
	const struct pc5_ls_context *written;
	int ret = 0;

	if (!link)
		return -ENOENT;
	if (!link->ifindex)
		ret = agent_link_make(agent, link, false);
	if (ret)
		return ret;
	link->up = *up;
	link->ids = up->ids;
	link->up.qos_flows = (struct pc5s_span){ 0 };
	link->has_up = true;
	link->since = agent_time();
	if (up->secured)
		link->method = agent_method(agent, &up->peer);
	if (up->secured) {
		ret = pc5_link_agree(agent->req, link->ifindex,
				     up->user_plane.integrity,
				     up->user_plane.ciphering);
		if (ret) {
			agent_log("link %s: user plane stays closed: %s",
				  link->ifname, agent_kernel_error(agent));
			return ret;
		}
	}
	written = context(link, link->ids.sess_id);
	if (up->secured && written)
		agent_journal(agent, link, written, PC5_CONTEXT_ACTIVE);
	ret = agent_address_up(agent, link);
	if (!ret)
		ret = agent_assign_up(agent, link);
	link->carries = !ret;
	if (!ret)
		agent_heard_up(agent);
	return ret;
}

static void op_down(void *ctx, uint32_t handle, uint8_t cause)
{
	struct agent_link *link = agent_link(ctx, handle);

	(void)cause;
	if (!link || !link->carries)
		return;
	link->carries = false;
	agent_assign_down(ctx, link);
	if (link->ifindex)
		agent_address_down(ctx, link);
}

static void op_delete(void *ctx, uint32_t handle)
{
	struct agent_link *link = agent_link(ctx, handle);

	if (link)
		agent_link_free(ctx, link);
}

static int install(struct agent *agent, const struct agent_link *link,
		   const struct pc5_ls_context *context)
{
	struct pc5_key key = {
		.has = PC5_BIT(PC5_A_KEY_IFINDEX) | PC5_BIT(PC5_A_KEY_ID) |
		       PC5_BIT(PC5_A_KEY_ENC) | PC5_BIT(PC5_A_KEY_INT) |
		       PC5_BIT(PC5_A_KEY_ROLE) |
		       PC5_BIT(PC5_A_KEY_SOFT_LIMIT) |
		       PC5_BIT(PC5_A_KEY_SIGNALLING),
		.ifindex = link->ifindex,
		.id = context->sess_id,
		.enc = context->sel.ciphering,
		.integ = context->sel.integrity,
		.role = context->responder ? PC5_ROLE_RESPONDER :
					     PC5_ROLE_INITIATOR,
		.soft_limit = agent->prov->rekey.count,
	};
	struct pc5_nrp_keys keys = { 0 };
	int ret;

	if (key.enc)
		keys.nrpek.len = PC5_NRP_KEY_LEN;
	if (key.integ)
		keys.nrpik.len = PC5_NRP_KEY_LEN;
	memcpy(keys.nrpek.data, context->nrpek, keys.nrpek.len);
	memcpy(keys.nrpik.data, context->nrpik, keys.nrpik.len);
	ret = pc5_key_new(agent->req, &key, &keys);
	explicit_bzero(&keys, sizeof(keys));
	if (ret)
		agent_log("link %s: context 0x%04x is not installed: %s",
			  link->ifname, context->sess_id,
			  agent_kernel_error(agent));
	return ret;
}

static int op_install(void *ctx, uint32_t handle,
		      const struct pc5_ls_context *new)
{
	struct agent *agent = ctx;
	struct agent_link *link = agent_link(agent, handle);
	struct pc5_ls_context *slot = link ? context(link, 0) : NULL;
	int ret = 0;

	if (!slot)
		return -ENOENT;
	if (!link->ifindex)
		ret = agent_link_make(agent, link, true);
	/* On the disk before the kernel has it. */
	if (!ret)
		ret = agent_journal(agent, link, new, PC5_CONTEXT_PENDING);
	if (ret)
		return ret;
	ret = install(agent, link, new);
	if (ret) {
		agent_journal_remove(agent, link, new->sess_id);
		return ret;
	}
	agent_keylog(agent, new);
	*slot = *new;
	/* What is remembered of it has no keys. */
	explicit_bzero(slot->nrpek, sizeof(slot->nrpek));
	explicit_bzero(slot->nrpik, sizeof(slot->nrpik));
	return 0;
}

static int op_verify(void *ctx, uint32_t handle, uint16_t sess_id,
		     const void *pdu, size_t len)
{
	struct agent *agent = ctx;
	const struct agent_link *link = agent_link(agent, handle);

	(void)sess_id;
	if (!link || !link->ifindex)
		return -ENOENT;
	return pc5_signal_verify(agent->req, link->ifindex, pdu, len);
}

static int op_activate(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct agent *agent = ctx;
	struct agent_link *link = agent_link(agent, handle);
	struct pc5_ls_context *new = link ? context(link, sess_id) : NULL;
	struct pc5_ls_context *old;
	int ret;

	if (!new || !sess_id)
		return -ENOENT;
	/* Of a link that is being made it is written down when that is done. */
	ret = link->has_up ?
	      agent_journal(agent, link, new, PC5_CONTEXT_ACTIVE) : 0;
	if (!ret)
		ret = pc5_key_activate(agent->req, link->ifindex, sess_id);
	if (ret) {
		agent_log("link %s: context 0x%04x cannot be used: %s",
			  link->ifname, sess_id, agent_kernel_error(agent));
		return ret;
	}
	old = link->ids.sess_id ? context(link, link->ids.sess_id) : NULL;
	if (old)
		agent_journal(agent, link, old, PC5_CONTEXT_RETIRING);
	link->ids.sess_id = sess_id;
	return 0;
}

static void op_forget(void *ctx, uint32_t handle, uint16_t sess_id)
{
	struct agent *agent = ctx;
	struct agent_link *link = agent_link(agent, handle);
	struct pc5_ls_context *old = link ? context(link, sess_id) : NULL;

	if (!old || !sess_id)
		return;
	/* The kernel may have done so by itself, at the end of grace. */
	if (link->ifindex)
		pc5_key_del(agent->req, link->ifindex, sess_id);
	agent_journal_remove(agent, link, sess_id);
	memset(old, 0, sizeof(*old));
}

static int op_random(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	return RAND_bytes(buf, len) == 1 ? 0 : -EIO;
}

static uint64_t op_now(void *ctx)
{
	(void)ctx;
	return agent_now();
}

/* Whom the provisioning lets in; what a DCR says of its sender is not proven. */
static int op_admit(void *ctx, struct pc5_ls_dcr *dcr)
{
	struct agent *agent = ctx;
	struct pc5_file_error err;
	char text[AGENT_TEXT];

	if (agent->stopping)
		return -ESHUTDOWN;
	if (pc5_provision_valid(agent->prov, agent_time(), &err)) {
		if (agent_log_may(agent))
			agent_log("refused %s: %s",
				  agent_text(&dcr->source, text), err.text);
		return PC5S_CAUSE_NOT_ALLOWED;
	}
	if (!(pc5_provision_peer_roles(agent->prov, &dcr->source) &
	      PC5_PEER_END_UE)) {
		if (agent_log_may(agent))
			agent_log("refused %s: the provisioning does not let it in",
				  agent_text(&dcr->source, text));
		return PC5S_CAUSE_NOT_ALLOWED;
	}
	return 0;
}

/* That there are addresses for one more link, before it is accepted. */
static uint8_t op_addresses(void *ctx, uint32_t handle, uint8_t own,
			    uint8_t peer)
{
	uint8_t give = pc5_ls_allocates(false, own, peer);
	struct agent *agent = ctx;

	(void)handle;
	if (!give || agent_pool_left(&agent->pool, give))
		return 0;
	agent_log("refused a link: all addresses of the pool are in use");
	return PC5S_CAUSE_LACK_OF_RESOURCES;
}

const struct pc5_ls_ops agent_ops = {
	.now = op_now,
	.random = op_random,
	.transmit = agent_transmit,
	.l2id_used = agent_l2id_used,
	.admit = op_admit,
	.addresses = op_addresses,
	.knrp_find = agent_knrp_find,
	.knrp_taken = agent_knrp_taken,
	.knrp_store = agent_knrp_store,
	.knrp_forget = agent_knrp_forget,
	.link_create = op_create,
	.link_up = op_up,
	.link_down = op_down,
	.link_delete = op_delete,
	.context_install = op_install,
	.context_verify = op_verify,
	.context_activate = op_activate,
	.context_delete = op_forget,
	.ids = agent_ids,
	.heard = agent_heard,
	.event = agent_event,
};
