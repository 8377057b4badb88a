// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: what outlives it. K_NRPs that were made or got another ID are in the
 * store; those of the provisioning stay there and count where the store has
 * none. The journal says which contexts the kernel may have.
 */

#include "priv.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

#include "libpc5/hex.h"

/* The kernel's number of this boot, an UUID. */
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static int read_boot(struct agent *agent)
{
	char text[64], digits[2 * PC5_BOOT_ID_LEN];
	int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t len, i;
	size_t n = 0;

	len = fd < 0 ? -1 : read(fd, text, sizeof(text));
	if (fd >= 0)
		close(fd);
	for (i = 0; i < len && n < sizeof(digits); i++) {
		if (text[i] != '-')
			digits[n++] = text[i];
	}
	if (n < sizeof(digits) ||
	    pc5_hex_decode(digits, agent->boot, sizeof(agent->boot))) {
		agent_log(BOOT_ID ": no boot ID");
		return -EIO;
	}
	return 0;
}

int agent_store_open(struct agent *agent, const char *path)
{
	struct pc5_file_error err = { 0 };
	int ret = read_boot(agent);

	if (ret)
		return ret;
	ret = pc5_statedir_open(&agent->dir, path, NULL, &err);
	if (!ret)
		ret = pc5_knrp_store_open(&agent->store, agent->dir,
					  agent->prov->limits.knrps, &err);
	if (!ret)
		ret = pc5_journal_open(&agent->journal, agent->dir, &err);
	if (!ret)
		pc5_knrp_store_prune(agent->store, agent_time(), NULL);
	if (ret)
		agent_log("state: %s", err.text);
	return ret;
}

void agent_store_close(struct agent *agent)
{
	pc5_journal_close(agent->journal);
	pc5_knrp_store_close(agent->store);
	pc5_statedir_close(agent->dir);
}

static void own_info(const struct agent *agent, struct pc5_user_info *own)
{
	own->len = strlen(agent->prov->ue.user_info);
	memcpy(own->octets, agent->prov->ue.user_info, own->len);
}

static bool text_is(const char *text, const struct pc5_user_info *info)
{
	return strlen(text) == info->len &&
	       !memcmp(text, info->octets, info->len);
}

/* A provisioned K_NRP by its ID, or where @peer is not NULL by that. */
static const struct pc5_prov_knrp *provisioned(const struct agent *agent,
					       uint32_t id,
					       const struct pc5_user_info *peer)
{
	const struct pc5_prov_auth *auth = &agent->prov->auth;
	uint64_t now = agent_time();
	size_t i;

	for (i = 0; i < auth->n_knrp; i++) {
		const struct pc5_prov_knrp *it = &auth->knrp[i];

		if (now < it->not_before || now > it->not_after)
			continue;
		if (peer ? text_is(it->peer, peer) : it->id == id)
			return it;
	}
	return NULL;
}

/* Whether K_NRPs that are there already may be used at all. */
static bool may_use(const struct agent *agent)
{
	const struct pc5_order *methods = &agent->prov->auth.methods;
	uint32_t i;

	for (i = 0; i < methods->n; i++) {
		if (methods->value[i] == PC5_METHOD_KNRP)
			return true;
	}
	return false;
}

static uint32_t until(uint64_t expiry, uint64_t now)
{
	uint64_t left = expiry > now ? expiry - now : 1;

	return left < UINT32_MAX ? left : UINT32_MAX;
}

int agent_knrp_find(void *ctx, uint32_t id, const struct pc5_user_info *peer,
		    const struct pc5_hop *hop, struct pc5_ls_knrp *knrp)
{
	static const struct pc5_hop direct;
	struct agent *agent = ctx;
	const struct pc5_prov_knrp *prov;
	struct pc5_user_info own;
	uint64_t now = agent_time();
	struct pc5_knrp kept;
	int ret;

	if (!may_use(agent))
		return -ENOENT;
	own_info(agent, &own);
	if (peer)
		ret = pc5_knrp_store_find(agent->store, &own, peer, hop, now,
					  &kept, NULL);
	else
		ret = pc5_knrp_store_get(agent->store, id, now, &kept, NULL);
	if (!ret && pc5_user_info_equal(&kept.own, &own) &&
	    pc5_provision_peer_roles(agent->prov, &kept.peer) &
	    (kept.hop.peer_relay ? PC5_PEER_RELAY : PC5_PEER_END_UE)) {
		knrp->id = kept.id;
		memcpy(knrp->key, kept.key, sizeof(knrp->key));
		knrp->lifetime = until(kept.expiry, now);
		knrp->hop = kept.hop;
		knrp->peer = kept.peer;
		explicit_bzero(&kept, sizeof(kept));
		return 0;
	}
	if (!ret)
		explicit_bzero(&kept, sizeof(kept));
	if (ret == -ESTALE)
		return ret;
	prov = provisioned(agent, id, peer);
	if (!prov || !prov->roles.end_ue || (hop && hop->rsc))
		return -ENOENT;
	knrp->hop = direct;
	knrp->id = prov->id;
	memcpy(knrp->key, prov->key, sizeof(knrp->key));
	knrp->lifetime = until(prov->not_after + 1, now);
	knrp->peer.len = strlen(prov->peer);
	memcpy(knrp->peer.octets, prov->peer, knrp->peer.len);
	return 0;
}

bool agent_knrp_taken(void *ctx, uint32_t id, uint32_t mask)
{
	struct agent *agent = ctx;
	const struct pc5_prov_auth *auth = &agent->prov->auth;
	size_t i;

	for (i = 0; i < auth->n_knrp; i++) {
		if ((auth->knrp[i].id & mask) == (id & mask))
			return true;
	}
	for (i = 0; i < pc5_knrp_store_count(agent->store); i++) {
		if ((pc5_knrp_store_entry(agent->store, i)->id & mask) ==
		    (id & mask))
			return true;
	}
	return false;
}

/* All of the same peer and purpose, but for @id. */
static void remove_others(struct agent *agent, const struct pc5_user_info *peer,
			  const struct pc5_hop *hop, uint32_t id)
{
	size_t i = 0;

	while (i < pc5_knrp_store_count(agent->store)) {
		const struct pc5_knrp *it =
			pc5_knrp_store_entry(agent->store, i);

		if (it->id != id && pc5_hop_equal(&it->hop, hop) &&
		    pc5_user_info_equal(&it->peer, peer)) {
			if (pc5_knrp_store_remove(agent->store, it->id, NULL))
				return;
			i = 0;
		} else {
			i++;
		}
	}
}

/*
 * The same key under another ID, as after a release: one change, not two. -ENOENT
 * where it is not the same, or not there.
 */
static int same_key(struct agent *agent, const struct pc5_ls_knrp *knrp,
		    uint32_t old_id, uint64_t now)
{
	struct pc5_knrp kept;
	int ret;

	if (pc5_knrp_store_get(agent->store, old_id, now, &kept, NULL))
		return -ENOENT;
	ret = pc5_user_info_equal(&kept.peer, &knrp->peer) &&
	      !CRYPTO_memcmp(kept.key, knrp->key, sizeof(kept.key)) ?
	      pc5_knrp_store_rename(agent->store, old_id, knrp->id, NULL) :
	      -ENOENT;
	explicit_bzero(&kept, sizeof(kept));
	return ret ? -ENOENT : 0;
}

/* What is known of it is not to be believed next time. */
static bool doubted(const struct agent *agent, const struct pc5_user_info *peer)
{
	const struct agent_link *it;

	for (it = agent->links; it; it = it->next) {
		if (it->doubted && pc5_user_info_equal(&it->up.peer, peer))
			return true;
	}
	return false;
}

int agent_knrp_store(void *ctx, const struct pc5_ls_knrp *knrp,
		     uint32_t old_id)
{
	struct agent *agent = ctx;
	struct pc5_file_error err = { 0 };
	uint64_t now = agent_time();
	struct pc5_knrp keep = {
		.id = knrp->id,
		.peer = knrp->peer,
		.hop = knrp->hop,
		.peer_roles = { .end_ue = !knrp->hop.peer_relay },
		.created = now,
		.expiry = now + (knrp->lifetime ? knrp->lifetime :
				 agent->prov->auth.knrp_lifetime),
	};
	int ret;

	if (knrp->hop.peer_relay) {
		keep.peer_roles.n_relay = 1;
		keep.peer_roles.relay[0] = knrp->hop.rsc;
	}
	if (doubted(agent, &knrp->peer)) {
		pc5_knrp_store_remove_peer(agent->store, &knrp->peer, NULL);
		return 0;
	}
	/* Only the agent's own clock says when a provisioned one ends. */
	own_info(agent, &keep.own);
	memcpy(keep.key, knrp->key, sizeof(keep.key));
	ret = same_key(agent, knrp, old_id, now);
	if (ret == -ENOENT) {
		if (old_id == knrp->id)
			pc5_knrp_store_remove(agent->store, old_id, NULL);
		ret = pc5_knrp_store_put(agent->store, &keep, now, &err);
	}
	explicit_bzero(&keep, sizeof(keep));
	if (ret) {
		agent_log("K_NRP is not kept: %s", err.text);
		return ret;
	}
	if (old_id && old_id != knrp->id)
		pc5_knrp_store_remove(agent->store, old_id, NULL);
	remove_others(agent, &knrp->peer, &knrp->hop, knrp->id);
	return 0;
}

void agent_knrp_forget(void *ctx, uint32_t id)
{
	struct agent *agent = ctx;

	pc5_knrp_store_remove(agent->store, id, NULL);
}

void agent_knrp_doubt(struct agent *agent, uint32_t request)
{
	size_t i;

	for (i = 0; i < AGENT_PEERS_MAX; i++) {
		const struct agent_target *it = &agent->target[i];

		if (it->request == request && provisioned(agent, 0, &it->peer))
			pc5_knrp_store_remove_peer(agent->store, &it->peer,
						   NULL);
	}
}

static void fill(const struct agent *agent, const struct agent_link *link,
		 const struct pc5_ls_context *from, uint8_t state,
		 struct pc5_context *to)
{
	memset(to, 0, sizeof(*to));
	memcpy(to->link, link->ifname, sizeof(to->link));
	to->sess_id = from->sess_id;
	to->state = state;
	to->role = from->responder;
	to->enc = from->sel.ciphering;
	to->integ = from->sel.integrity;
	to->local_l2 = link->ids.own;
	to->peer_l2 = link->ids.peer;
	own_info(agent, &to->own);
	to->peer = link->has_up ? link->up.peer : to->own;
	memcpy(to->boot, agent->boot, sizeof(to->boot));
	to->created = agent_time();
}

int agent_journal(struct agent *agent, const struct agent_link *link,
		  const struct pc5_ls_context *context, uint8_t state)
{
	struct pc5_file_error err = { 0 };
	struct pc5_context entry;
	int ret;

	fill(agent, link, context, state, &entry);
	ret = pc5_journal_put(agent->journal, &entry, &err);
	if (ret)
		agent_log("journal: %s", err.text);
	return ret;
}

void agent_journal_rename(struct agent *agent, const struct agent_link *link,
			  uint16_t from, const struct pc5_ls_context *context)
{
	struct pc5_file_error err = { 0 };
	struct pc5_context entry;

	fill(agent, link, context, PC5_CONTEXT_ACTIVE, &entry);
	if (pc5_journal_replace(agent->journal, from, &entry, &err))
		agent_log("journal: %s", err.text);
}

void agent_journal_remove(struct agent *agent, const struct agent_link *link,
			  uint16_t sess_id)
{
	pc5_journal_remove(agent->journal, link->ifname, sess_id, NULL);
}
