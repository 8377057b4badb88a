// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: identifier update (TS 24.554 clause 7.2.4) in the kernel. */

#include "priv.h"

#include <errno.h>
#include <linux/pc5.h>

static int step(struct agent *agent, const struct agent_link *link,
		enum pc5_ids_step step)
{
	const struct pc5_link what = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX) | PC5_BIT(PC5_A_LINK_STEP),
		.ifindex = link->ifindex,
		.step = step,
	};
	int ret = pc5_link_ids(agent->req, &what);

	if (ret)
		agent_log("link %s: identifiers: %s", link->ifname,
			  agent_kernel_error(agent));
	return ret;
}

static int accept_new(struct agent *agent, const struct agent_link *link,
		      const struct pc5_ls_ids *old,
		      const struct pc5_ls_ids *new)
{
	struct pc5_link what = {
		.has = PC5_BIT(PC5_A_LINK_IFINDEX) | PC5_BIT(PC5_A_LINK_STEP) |
		       PC5_BIT(PC5_A_LINK_LOCAL_L2ID) |
		       PC5_BIT(PC5_A_LINK_PEER_L2ID),
		.ifindex = link->ifindex,
		.local_l2id = new->own,
		.peer_l2id = new->peer,
		.id = old->sess_id,
		.new_id = new->sess_id,
		.step = PC5_IDS_STEP_ACCEPT,
	};
	int ret;

	if (old->sess_id)
		what.has |= PC5_BIT(PC5_A_LINK_ID) |
			    PC5_BIT(PC5_A_LINK_NEW_ID);
	ret = pc5_link_ids(agent->req, &what);
	if (ret)
		agent_log("link %s: new identifiers: %s", link->ifname,
			  agent_kernel_error(agent));
	return ret;
}

/* The context, and what is written down of it, have another name now. */
static void renamed(struct agent *agent, struct agent_link *link,
		    uint16_t from, const struct pc5_ls_ids *to)
{
	size_t i;

	link->ids = *to;
	for (i = 0; i < ARRAY_SIZE(link->context); i++) {
		struct pc5_ls_context *it = &link->context[i];

		if (!from || it->sess_id != from)
			continue;
		it->sess_id = to->sess_id;
		agent_journal_rename(agent, link, from, it);
	}
}

int agent_ids(void *ctx, uint32_t handle, uint8_t phase,
	      const struct pc5_ls_ids *old, const struct pc5_ls_ids *new)
{
	struct agent *agent = ctx;
	struct agent_link *link = agent_link(agent, handle);
	const struct agent_endpoint *at;
	int ret;

	if (!link || !link->ifindex)
		return -ENOENT;
	switch (phase) {
	case PC5_LS_IDS_BOTH:
		agent_address_ids(agent, link, phase, old, new);
		at = agent_endpoint(agent, old->peer, NULL, 0);
		if (at)
			agent_endpoint(agent, new->peer, &at->addr, at->port);
		return accept_new(agent, link, old, new);
	case PC5_LS_IDS_SEND_NEW:
		ret = step(agent, link, PC5_IDS_STEP_SWITCH);
		if (ret)
			return ret;
		link->switched = true;
		renamed(agent, link, old->sess_id, new);
		agent_address_ids(agent, link, phase, old, new);
		return 0;
	case PC5_LS_IDS_OLD:
		if (link->switched) {
			ret = step(agent, link, PC5_IDS_STEP_SWITCH);
			if (ret)
				return ret;
			renamed(agent, link, new->sess_id, old);
		}
		break;
	}
	link->switched = false;
	agent_address_ids(agent, link, phase, old, new);
	return step(agent, link, PC5_IDS_STEP_FINISH);
}
