// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: what one that was killed left behind. Its contexts go on in the kernel,
 * but nobody knows their K_NRP-sess any more, so that no link could be rekeyed:
 * the links are ended, and made anew with new nonces, that is with new keys.
 *
 * The peer is told under the context that is still there. Which ID it then keeps
 * K_NRP under its answer would say, and nobody waits for that: K_NRP is
 * forgotten here, as at the end of T5087 (TS 24.554 clause 7.2.6.5.1).
 */

#include "priv.h"

#include <linux/pc5.h>
#include <openssl/rand.h>
#include <string.h>

/* What of a link is still in use, the active context first of all. */
static uint16_t active(struct agent *agent, uint32_t ifindex)
{
	struct pc5_list list = { 0 };
	const struct pc5_key *key;
	uint16_t id = 0;
	size_t i;

	if (pc5_key_dump(agent->req, ifindex, &list))
		return 0;
	key = list.v;
	for (i = 0; i < list.n; i++) {
		if (key[i].slot == PC5_SLOT_ACTIVE)
			id = key[i].id;
	}
	pc5_list_free(&list);
	return id;
}

static void tell_peer(struct agent *agent, const struct pc5_link *link)
{
	struct pc5_signal s = {
		.has = PC5_BIT(PC5_A_SIGNAL_LINK) |
		       PC5_BIT(PC5_A_SIGNAL_LCID) | PC5_BIT(PC5_A_SIGNAL_ID),
		.link = link->ifindex,
		.lcid = 2,
		.id = active(agent, link->ifindex),
	};
	struct pc5s_store store = { 0 };
	struct pc5s_msg msg;
	uint16_t msbs = 1;
	uint8_t buf[64];
	ssize_t len;

	RAND_bytes((uint8_t *)&msbs, sizeof(msbs));
	pc5s_init(&msg, PC5S_RELEASE_REQUEST, 0);
	pc5s_set_u8(&msg, &store, PC5S_IE_CAUSE, PC5S_CAUSE_NOT_AVAILABLE);
	pc5s_set_u16(&msg, &store, PC5S_IE_KNRP_ID_MSBS, msbs);
	len = pc5s_encode(&msg, buf, sizeof(buf));
	if (len < 0 || !s.id)
		return;
	s.data = buf;
	s.len = len;
	pc5_signal_tx(agent->req, &s);
}

static const struct pc5_context *entry_of(const struct agent *agent,
					  const char *link)
{
	size_t i;

	for (i = 0; i < pc5_journal_count(agent->journal); i++) {
		const struct pc5_context *it =
			pc5_journal_entry(agent->journal, i);

		if (!strcmp(it->link, link))
			return it;
	}
	return NULL;
}

static void end_link(struct agent *agent, const struct pc5_link *link)
{
	const struct pc5_context *entry = entry_of(agent, link->ifname);
	char text[AGENT_TEXT] = "-";

	if (entry && !pc5_user_info_equal(&entry->peer, &entry->own)) {
		agent_text(&entry->peer, text);
		pc5_knrp_store_remove_peer(agent->store, &entry->peer, NULL);
	}
	agent_log("link %s to %s was left behind: released", link->ifname,
		  text);
	tell_peer(agent, link);
	pc5_link_del(agent->req, link->ifindex);
}

int agent_recover(struct agent *agent)
{
	struct pc5_list list = { 0 };
	const struct pc5_link *link;
	size_t i;
	int ret = pc5_link_dump(agent->req, &list);

	if (ret) {
		agent_log("cannot list the links: %s",
			  agent_kernel_error(agent));
		return ret;
	}
	link = list.v;
	for (i = 0; i < list.n; i++) {
		/* Links of other UEs and static ones are not ours. */
		if (PC5_HAS(&link[i], PC5_A_LINK_SIGNALLING) &&
		    PC5_HAS(&link[i], PC5_A_LINK_UE) &&
		    link[i].ue == agent->ue.ifindex)
			end_link(agent, &link[i]);
	}
	pc5_list_free(&list);
	while (pc5_journal_count(agent->journal)) {
		const struct pc5_context *it =
			pc5_journal_entry(agent->journal, 0);
		char name[IF_NAMESIZE];

		memcpy(name, it->link, sizeof(name));
		ret = pc5_journal_remove_link(agent->journal, name, NULL);
		if (ret < 0) {
			agent_log("journal: %s", strerror(-ret));
			return ret;
		}
	}
	return 0;
}
