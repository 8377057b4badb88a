// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: messages to and from the kernel. Three sockets: what is received, what
 * is asked for, and what the kernel tells everybody.
 */

#include "priv.h"

#include <errno.h>
#include <linux/pc5.h>
#include <string.h>

#include "libpc5/stats.h"

/* Octets of the PDCP header and of the MAC-I of SL-SRB1 (TS 38.323 clause 6). */
#define PDCP_HEADER 4
#define MAC_I 4

const char *agent_kernel_error(const struct agent *agent)
{
	const struct pc5_nl_error *error = pc5_nl_error(agent->req);

	return error->msg[0] ? error->msg : strerror(-error->code);
}

/* The kernel hears on these for us: services, and what this UE sends from. */
static size_t listen_ids(const struct agent *agent, uint32_t id[PC5_LISTEN_MAX])
{
	const struct pc5_provision *prov = agent->prov;
	size_t n = 0, i;

	if (prov->ue.l2_id)
		id[n++] = prov->ue.l2_id;
	for (i = 0; i < prov->n_services && n < PC5_LISTEN_MAX; i++) {
		if (prov->services[i].use & PC5_SERVICE_OFFERED)
			id[n++] = prov->services[i].destination_l2;
	}
	for (i = agent->n_own; i && n < PC5_LISTEN_MAX; i--)
		id[n++] = agent->own[i - 1];
	return n;
}

static int begin_to_listen(struct agent *agent)
{
	uint32_t id[PC5_LISTEN_MAX];
	size_t n = listen_ids(agent, id);
	int ret = pc5_agent_register(agent->sig, agent->ue.ifindex, id, n);

	if (ret)
		agent_log("%s: cannot be its agent: %s", agent->ue.ifname,
			  pc5_nl_error(agent->sig)->msg[0] ?
			  pc5_nl_error(agent->sig)->msg : strerror(-ret));
	return ret;
}

void agent_listen(struct agent *agent)
{
	uint32_t id[PC5_LISTEN_MAX];
	size_t n = listen_ids(agent, id);
	int ret = pc5_agent_listen(agent->sig, agent->ue.ifindex, id, n);

	if (ret)
		agent_log("%s: cannot listen: %s", agent->ue.ifname,
			  strerror(-ret));
}

/* The least recently used one of those that are of no more use, or of all. */
static void forget_own(struct agent *agent)
{
	unsigned int i = 0;

	while (i < agent->n_own && pc5_ls_uses(agent->ls, agent->own[i]))
		i++;
	if (i == agent->n_own)
		i = 0;
	agent->n_own--;
	memmove(&agent->own[i], &agent->own[i + 1],
		(agent->n_own - i) * sizeof(agent->own[0]));
}

/* Answers to what is sent from @l2id on SL-SRB0 go there. */
static void listen_to(struct agent *agent, uint32_t l2id)
{
	unsigned int i;

	for (i = 0; i < agent->n_own && agent->own[i] != l2id; i++)
		;
	if (i + 1 == agent->n_own)
		return;
	if (i < agent->n_own) {
		/* It is in use: the least recently used one goes first. */
		memmove(&agent->own[i], &agent->own[i + 1],
			(agent->n_own - i - 1) * sizeof(agent->own[0]));
		agent->own[agent->n_own - 1] = l2id;
		return;
	}
	if (agent->n_own == AGENT_OWN_MAX)
		forget_own(agent);
	agent->own[agent->n_own++] = l2id;
	agent_listen(agent);
}

bool agent_l2id_used(void *ctx, uint32_t l2id)
{
	struct agent *agent = ctx;
	struct pc5_list list = { 0 };
	const struct pc5_link *link;
	bool used = false;
	size_t i;

	if (l2id == agent->ue.l2id || l2id == agent->prov->ue.l2_id)
		return true;
	for (i = 0; i < agent->prov->n_services; i++) {
		if (agent->prov->services[i].destination_l2 == l2id)
			return true;
	}
	/* Links that somebody else made. */
	if (pc5_link_dump(agent->req, &list))
		return false;
	link = list.v;
	for (i = 0; i < list.n; i++)
		used |= link[i].local_l2id == l2id || link[i].peer_l2id == l2id;
	pc5_list_free(&list);
	return used;
}

struct agent_endpoint *agent_endpoint(struct agent *agent, uint32_t l2id,
				      const struct pc5_addr *addr,
				      uint16_t port)
{
	struct agent_endpoint *oldest = &agent->endpoint[0];
	struct agent_endpoint *it = NULL;
	size_t i;

	for (i = 0; i < AGENT_PEERS_MAX; i++) {
		if (agent->endpoint[i].l2id == l2id) {
			it = &agent->endpoint[i];
			break;
		}
		if (agent->endpoint[i].used < oldest->used)
			oldest = &agent->endpoint[i];
	}
	if (!addr && !it)
		return NULL;
	if (!it)
		it = oldest;
	if (addr) {
		it->l2id = l2id;
		it->addr = *addr;
		it->port = port;
	}
	it->used = agent_now();
	return it;
}

static void transmit_srb0(struct agent *agent, const struct pc5_ls_tx *tx)
{
	const struct agent_endpoint *at;
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_IFINDEX) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) |
		       PC5_BIT(PC5_A_SIGNAL_CAST) |
		       PC5_BIT(PC5_A_SIGNAL_SRC) | PC5_BIT(PC5_A_SIGNAL_DST),
		.ifindex = agent->ue.ifindex,
		.cast = tx->cast == PC5_LS_BROADCAST ? PC5_CAST_BROADCAST :
						       PC5_CAST_UNICAST,
		.src = tx->src,
		.dst = tx->dst,
		.data = tx->data,
		.len = tx->len,
	};

	listen_to(agent, tx->src);
	if (agent->ue.underlay == PC5_UNDERLAY_UDP) {
		at = agent_endpoint(agent, tx->dst, NULL, 0);
		if (!at) {
			agent_log("0x%06x: its IP address is not known",
				  tx->dst);
			return;
		}
		s.remote_port = at->port;
		s.has |= PC5_BIT(PC5_A_SIGNAL_REMOTE_PORT);
		if (at->addr.family == AF_INET) {
			s.remote4 = at->addr;
			s.has |= PC5_BIT(PC5_A_SIGNAL_REMOTE4);
		} else {
			s.remote6 = at->addr;
			s.has |= PC5_BIT(PC5_A_SIGNAL_REMOTE6);
		}
	}
	if (pc5_signal_tx(agent->req, &s))
		agent_log("message to 0x%06x is not sent: %s", tx->dst,
			  agent_kernel_error(agent));
}

static void transmit_link(struct agent *agent, struct agent_link *link,
			  const struct pc5_ls_tx *tx)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_LINK) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) | PC5_BIT(PC5_A_SIGNAL_ID) |
		       PC5_BIT(PC5_A_SIGNAL_SRC) | PC5_BIT(PC5_A_SIGNAL_DST),
		.lcid = tx->srb,
		.id = tx->sess_id,
		.src = tx->src,
		.dst = tx->dst,
		.data = tx->data,
		.len = tx->len,
	};

	/* A link without security comes about with its first message. */
	if (!link->ifindex && agent_link_make(agent, link, false))
		return;
	s.link = link->ifindex;
	if (pc5_signal_tx(agent->req, &s))
		agent_log("%s: message is not sent: %s", link->ifname,
			  agent_kernel_error(agent));
}

void agent_transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	struct agent *agent = ctx;
	struct agent_link *link = tx->link ? agent_link(agent, tx->link) : NULL;
	const struct agent_message message = {
		.tx = true,
		.srb = tx->srb,
		.src = tx->src,
		.dst = tx->dst,
		.link = link,
		.id = tx->sess_id,
		.protection = tx->sess_id ? PC5_PROTECTION_VERIFIED :
					    PC5_PROTECTION_NONE,
		.data = tx->data,
		.len = tx->len,
	};

	agent_message(agent, &message);
	if (!tx->srb)
		transmit_srb0(agent, tx);
	else if (link)
		transmit_link(agent, link, tx);
	else
		agent_log("message to 0x%06x on SL-SRB%u without a link",
			  tx->dst, tx->srb);
}

/* What is unverified is the whole PDU. */
static bool take_pdu(struct pc5_ls_rx *rx)
{
	size_t tail = rx->sess_id ? MAC_I : 0;

	if (rx->len <= PDCP_HEADER + tail)
		return false;
	if (rx->sess_id) {
		rx->pdu = rx->data;
		rx->pdu_len = rx->len;
	}
	rx->data = (const uint8_t *)rx->data + PDCP_HEADER;
	rx->len -= PDCP_HEADER + tail;
	return true;
}

static int received(const struct nlmsghdr *nlh, void *arg)
{
	struct agent *agent = arg;
	struct agent_message message;
	struct pc5_ls_rx rx;
	struct pc5_signal s;

	/* A newer kernel may tell of things unknown here. */
	if (pc5_signal_parse(nlh, &s) || s.ifindex != agent->ue.ifindex)
		return 0;
	rx = (struct pc5_ls_rx){
		.srb = s.lcid,
		.src = s.src,
		.dst = s.dst,
		.verified = s.protection == PC5_PROTECTION_VERIFIED,
		.sess_id = s.id,
		.data = s.data,
		.len = s.len,
	};
	if (s.protection == PC5_PROTECTION_UNVERIFIED && !take_pdu(&rx))
		return 0;
	/* Of links the kernel has it, from what it verified. */
	if (!s.link && PC5_HAS(&s, PC5_A_SIGNAL_REMOTE4))
		agent_endpoint(agent, s.src, &s.remote4, s.remote_port);
	else if (!s.link && PC5_HAS(&s, PC5_A_SIGNAL_REMOTE6))
		agent_endpoint(agent, s.src, &s.remote6, s.remote_port);
	message = (struct agent_message){
		.srb = rx.srb,
		.src = rx.src,
		.dst = rx.dst,
		.link = s.link ? agent_link_device(agent, s.link) : NULL,
		.id = rx.sess_id,
		.protection = s.protection,
		.data = rx.data,
		.len = rx.len,
	};
	agent_message(agent, &message);
	pc5_ls_rx(agent->ls, &rx);
	return 0;
}

static void on_signal(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;
	int ret = pc5_nl_events(agent->sig, received, agent);

	(void)fd;
	(void)what;
	if (ret == -ENOBUFS && agent_log_may(agent))
		agent_log("messages were lost: they came faster than they were read");
	else if (ret && ret != -ENOBUFS && ret != -EINTR && ret != -EAGAIN)
		agent_log("netlink: %s", strerror(-ret));
	agent_settle(agent);
}

static void link_gone(struct agent *agent, uint32_t ifindex)
{
	struct agent_link *link = agent_link_device(agent, ifindex);

	if (!link)
		return;
	agent_log("link %s: its device was removed", link->ifname);
	link->ifindex = 0;
	pc5_ls_lost(agent->ls, link->handle);
}

static int notified(const struct nlmsghdr *nlh, void *arg)
{
	struct agent *agent = arg;
	struct agent_link *link;
	struct pc5_ntf ntf;

	if (pc5_ntf_parse(nlh, &ntf))
		return 0;
	if (ntf.cmd == PC5_CMD_UE_NTF && ntf.ue.event == PC5_EVENT_DELETED &&
	    ntf.ue.ifindex == agent->ue.ifindex) {
		agent_log("%s was removed", agent->ue.ifname);
		agent_fail(agent);
	} else if (ntf.cmd == PC5_CMD_LINK_NTF &&
		   ntf.link.event == PC5_EVENT_DELETED) {
		link_gone(agent, ntf.link.ifindex);
	} else if (ntf.cmd == PC5_CMD_KEY_NTF &&
		   (ntf.key.event == PC5_EVENT_SOFT_LIMIT ||
		    ntf.key.event == PC5_EVENT_HARD_LIMIT)) {
		link = agent_link_device(agent, ntf.key.ifindex);
		if (!link || ntf.key.id != link->ids.sess_id)
			return 0;
		agent_log("link %s: COUNT of bearer %u reached the %s limit: rekeying",
			  link->ifname, ntf.key.lcid,
			  ntf.key.event == PC5_EVENT_SOFT_LIMIT ? "soft" :
								  "hard");
		pc5_ls_rekey(agent->ls, link->handle, false);
	}
	return 0;
}

static void on_notification(evutil_socket_t fd, short what, void *arg)
{
	struct agent *agent = arg;
	int ret = pc5_nl_events(agent->ntf, notified, agent);

	(void)fd;
	(void)what;
	if (ret && ret != -ENOBUFS && ret != -EINTR && ret != -EAGAIN)
		agent_log("netlink: %s", strerror(-ret));
	agent_settle(agent);
}

static int open_sockets(struct agent *agent)
{
	int ret = pc5_nl_open(&agent->req);

	if (!ret)
		ret = pc5_nl_open(&agent->sig);
	if (!ret)
		ret = pc5_nl_open(&agent->ntf);
	if (!ret)
		ret = pc5_nl_join(agent->ntf, PC5_MCGRP_LINKS);
	if (!ret)
		ret = pc5_nl_join(agent->ntf, PC5_MCGRP_KEYS);
	if (ret)
		agent_log("the kernel has no pc5: %s", strerror(-ret));
	return ret;
}

int agent_kernel_open(struct agent *agent)
{
	const char *device = agent->prov->ue.device;
	int ret = open_sockets(agent);

	if (ret)
		return ret;
	ret = pc5_ue_get(agent->req, if_nametoindex(device), &agent->ue);
	if (ret) {
		agent_log("%s is no UE here: %s; \"pc5ctl ue add %s ...\" makes it",
			  device, agent_kernel_error(agent), device);
		return ret;
	}
	ret = begin_to_listen(agent);
	if (ret)
		return ret;
	agent->event[0] = event_new(agent->base, pc5_nl_fd(agent->sig),
				    EV_READ | EV_PERSIST, on_signal, agent);
	agent->event[1] = event_new(agent->base, pc5_nl_fd(agent->ntf),
				    EV_READ | EV_PERSIST, on_notification,
				    agent);
	if (!agent->event[0] || !agent->event[1] ||
	    event_add(agent->event[0], NULL) ||
	    event_add(agent->event[1], NULL))
		return -ENOMEM;
	return 0;
}

void agent_kernel_close(struct agent *agent)
{
	pc5_nl_close(agent->ntf);
	pc5_nl_close(agent->sig);
	pc5_nl_close(agent->req);
}
