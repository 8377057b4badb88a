// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Agent: the provisioning is read again. What it says of links counts for new
 * ones, what it says of peers for those that are there as well: a peer that is
 * let in no more is released; one that was believed by a credential that has
 * changed has to prove who it is with one that counts now, or is released.
 */

#include "priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_file(const struct pc5_named_file *a,
		      const struct pc5_named_file *b)
{
	return a->len == b->len && (!a->data) == (!b->data) &&
	       (!a->data || !memcmp(a->data, b->data, a->len));
}

static bool has_method(const struct pc5_provision *prov, uint32_t method)
{
	const struct pc5_order *methods = &prov->auth.methods;
	uint32_t i;

	for (i = 0; i < methods->n; i++) {
		if (methods->value[i] == method)
			return true;
	}
	return false;
}

/* Whether certificates are believed as before. */
static bool same_trust(const struct pc5_provision *a,
		       const struct pc5_provision *b)
{
	const struct pc5_prov_tls *x = &a->auth.tls, *y = &b->auth.tls;

	if (has_method(a, PC5_METHOD_EAP_TLS) !=
	    has_method(b, PC5_METHOD_EAP_TLS))
		return false;
	return same_file(&x->ca, &y->ca) && same_file(&x->crl, &y->crl) &&
	       x->n_denied == y->n_denied &&
	       (!x->n_denied || !memcmp(x->denied, y->denied,
					x->n_denied * sizeof(*x->denied)));
}

static bool text_is(const char *text, const struct pc5_user_info *info)
{
	return strlen(text) == info->len &&
	       !memcmp(text, info->octets, info->len);
}

static const struct pc5_prov_psk *psk_of(const struct pc5_provision *prov,
					 const struct pc5_user_info *peer)
{
	size_t i;

	for (i = 0; i < prov->auth.n_psk; i++) {
		if (text_is(prov->auth.psk[i].peer, peer) &&
		    has_method(prov, PC5_METHOD_EAP_PSK))
			return &prov->auth.psk[i];
	}
	return NULL;
}

static bool same_psk(const struct pc5_prov_psk *a, const struct pc5_prov_psk *b)
{
	return !a == !b && (!a || !memcmp(a->key, b->key, sizeof(a->key)));
}

static const struct pc5_prov_knrp *knrp_of(const struct pc5_provision *prov,
					   const struct pc5_user_info *peer)
{
	size_t i;

	for (i = 0; i < prov->auth.n_knrp; i++) {
		if (text_is(prov->auth.knrp[i].peer, peer) &&
		    has_method(prov, PC5_METHOD_KNRP))
			return &prov->auth.knrp[i];
	}
	return NULL;
}

static bool same_knrp(const struct pc5_prov_knrp *a,
		      const struct pc5_prov_knrp *b)
{
	return !a == !b && (!a || (a->id == b->id &&
				   !memcmp(a->key, b->key, sizeof(a->key))));
}

/*
 * Whether what @peer may have been believed by is as it was. Of a kept K_NRP it is
 * not known where it came from: any of them.
 */
static bool same_reasons(const struct pc5_provision *a,
			 const struct pc5_provision *b,
			 const struct pc5_user_info *peer, const char *method)
{
	bool any = !strcmp(method, "knrp");

	if ((any || !strcmp(method, "eap-tls")) && !same_trust(a, b))
		return false;
	if ((any || !strcmp(method, "eap-psk")) &&
	    !same_psk(psk_of(a, peer), psk_of(b, peer)))
		return false;
	return !any || same_knrp(knrp_of(a, peer), knrp_of(b, peer));
}

bool agent_peer_doubted(const struct pc5_provision *old,
			const struct pc5_provision *new,
			const struct pc5_user_info *peer, const char *method)
{
	if (!(pc5_provision_peer_roles(new, peer) & PC5_PEER_END_UE))
		return true;
	return !same_reasons(old, new, peer, method);
}

static void forget_knrps(struct agent *agent, const struct pc5_provision *old)
{
	size_t i = 0;

	while (i < pc5_knrp_store_count(agent->store)) {
		struct pc5_user_info peer =
			pc5_knrp_store_entry(agent->store, i)->peer;

		if (agent_peer_doubted(old, agent->prov, &peer, "knrp") &&
		    pc5_knrp_store_remove_peer(agent->store, &peer, NULL) > 0)
			i = 0;
		else
			i++;
	}
}

/* Whether there is another way for it to prove who it is, on this link. */
static bool may_prove(const struct agent *agent, const struct agent_link *link)
{
	const struct pc5_user_info *peer = &link->up.peer;

	return link->up.secured &&
	       (pc5_provision_peer_roles(agent->prov, peer) &
		PC5_PEER_END_UE) &&
	       ((has_method(agent->prov, PC5_METHOD_EAP_TLS) &&
		 agent->prov->auth.tls.certificate.path) ||
		psk_of(agent->prov, peer));
}

static void check_links(struct agent *agent, const struct pc5_provision *old)
{
	struct agent_link *link, *next;
	char text[AGENT_TEXT];

	for (link = agent->links; link; link = next) {
		const char *method = link->up.secured ? link->method : "none";

		next = link->next;
		if (!link->has_up || !link->carries ||
		    !agent_peer_doubted(old, agent->prov, &link->up.peer,
					method))
			continue;
		link->doubted = true;
		link->condemned = !may_prove(agent, link) ||
			pc5_ls_rekey(agent->ls, link->handle, true);
		agent_log("link %s to %s: %s", link->ifname,
			  agent_text(&link->up.peer, text), link->condemned ?
			  "the provisioning does not let it in any more" :
			  "has to be authenticated again");
	}
}

void agent_trusted(struct agent *agent, const struct pc5_user_info *peer)
{
	struct agent_link *it;

	for (it = agent->links; it; it = it->next) {
		if (it->doubted && !it->condemned &&
		    pc5_user_info_equal(&it->up.peer, peer))
			it->doubted = false;
	}
}

void agent_condemn(struct agent *agent)
{
	struct agent_link *it = agent->links;

	while (it) {
		uint32_t handle = it->handle;
		bool end = it->condemned && it->carries;

		it->condemned = false;
		it = it->next;
		if (!end)
			continue;
		pc5_ls_release(agent->ls, handle, PC5S_CAUSE_NOT_ALLOWED);
		/* Anything may have changed. */
		it = agent->links;
	}
}

/* What the agent holds on to as long as it runs. */
static const char *fixed(const struct pc5_prov_ue *a,
			 const struct pc5_prov_ue *b)
{
	if (!same_text(a->device, b->device))
		return "ue.device";
	if (!same_text(a->user_info, b->user_info))
		return "ue.user-info";
	return a->l2_id == b->l2_id ? NULL : "ue.layer2-id";
}

static int load(struct agent *agent, struct pc5_provision **prov, char *error)
{
	struct pc5_file_error err = { 0 };
	const char *what;
	int ret;

	ret = pc5_provision_load(agent->provision, prov, &err);
	if (ret) {
		snprintf(error, AGENT_RELOAD_ERROR, "%s", err.text);
		return ret;
	}
	ret = pc5_provision_valid(*prov, agent_time(), &err);
	if (ret) {
		snprintf(error, AGENT_RELOAD_ERROR, "%s", err.text);
		return ret;
	}
	what = fixed(&agent->prov->ue, &(*prov)->ue);
	if (!what)
		return 0;
	snprintf(error, AGENT_RELOAD_ERROR,
		 "%s: %s changes only when the agent is started again",
		 agent->provision, what);
	return -EINVAL;
}

/* All that can fail comes before anything is changed. */
static int apply(struct agent *agent, const struct pc5_provision *prov,
		 char *error)
{
	struct pc5_ls_config *config = calloc(1, sizeof(*config));
	char why[AGENT_ERROR];
	int ret;

	if (!config) {
		snprintf(error, AGENT_RELOAD_ERROR, "no memory");
		return -ENOMEM;
	}
	pc5_ls_config_init(config);
	ret = agent_config(prov, config);
	if (ret) {
		snprintf(error, AGENT_RELOAD_ERROR,
			 "the provisioning makes no configuration");
	} else {
		ret = agent_auth_open(agent, prov, why);
		if (ret)
			snprintf(error, AGENT_RELOAD_ERROR, "%s", why);
	}
	/* It has been looked at already, by agent_config(). */
	if (!ret)
		pc5_ls_reconfigure(agent->ls, config, agent_auth_can(agent));
	free(config);
	return ret;
}

int agent_reload(struct agent *agent, char *error)
{
	struct pc5_provision *prov = NULL, *old = agent->prov;
	int ret = load(agent, &prov, error);

	if (!ret)
		ret = apply(agent, prov, error);
	if (ret) {
		pc5_provision_free(prov);
		agent_log("the provisioning stays as it was: %s", error);
		return ret;
	}
	agent->prov = prov;
	agent_pool_set(&agent->pool, &prov->addresses);
	agent_listen(agent);
	agent_log("the provisioning was read again");
	check_links(agent, old);
	forget_knrps(agent, old);
	pc5_provision_free(old);
	*error = 0;
	return 0;
}
