// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: authentication by the credentials of the provisioning. */

#include "priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/tls-file.h"

/**
 * struct agent_credentials - what this UE authenticates itself and others with;
 * a reload makes new ones, and sessions end with those they began with
 * @cfg: for libpc5
 * @users: how many use it
 */
struct agent_credentials {
	struct pc5_auth_cfg cfg;
	unsigned int users;
};

static struct agent_credentials *get(struct agent_credentials *it)
{
	it->users++;
	return it;
}

static void put(struct agent_credentials *it)
{
	if (!it || --it->users)
		return;
	pc5_tls_free(it->cfg.tls);
	free(it);
}

/**
 * struct session - one authentication
 * @credentials: what it is done with
 * @auth: the method
 * @who: the two sides
 */
struct session {
	struct agent_credentials *credentials;
	struct pc5_auth *auth;
	struct pc5_ls_auth_who who;
};

static const char *method_name(uint8_t method)
{
	return method == EAP_TYPE_TLS ? "eap-tls" : "eap-psk";
}

void agent_method_set(struct agent *agent, const struct pc5_user_info *peer,
		      const char *method)
{
	struct agent_method *it = NULL;
	size_t i;

	for (i = 0; i < AGENT_PEERS_MAX; i++) {
		if (agent->method[i].method &&
		    pc5_user_info_equal(&agent->method[i].peer, peer))
			it = &agent->method[i];
	}
	if (!it)
		it = &agent->method[agent->n_method++ % AGENT_PEERS_MAX];
	it->peer = *peer;
	it->method = method;
}

const char *agent_method(const struct agent *agent,
			 const struct pc5_user_info *peer)
{
	size_t i;

	for (i = 0; i < AGENT_PEERS_MAX; i++) {
		if (agent->method[i].method &&
		    pc5_user_info_equal(&agent->method[i].peer, peer))
			return agent->method[i].method;
	}
	return "knrp";
}

static void want(const struct pc5_ls_auth_who *who, struct pc5_auth_want *want)
{
	memset(want, 0, sizeof(*want));
	if (who->peer.len)
		pc5_auth_name_set(&want->name, who->peer.octets, who->peer.len);
	want->role = who->peer_relay ? PC5_WANT_RELAY : PC5_WANT_END_UE;
	want->role_id = who->peer_relay ? who->rsc : 0;
	want->now = agent_time();
}

static int find_psk(void *user, const struct pc5_user_info *name,
		    struct pc5_auth_psk *psk)
{
	const struct agent *agent = user;
	const struct pc5_prov_auth *auth = &agent->prov->auth;
	size_t i;

	for (i = 0; i < auth->n_psk; i++) {
		if (strlen(auth->psk[i].peer) != name->len ||
		    memcmp(auth->psk[i].peer, name->octets, name->len))
			continue;
		memcpy(psk->key, auth->psk[i].key, sizeof(psk->key));
		psk->roles = auth->psk[i].roles;
		return 0;
	}
	return -ENOENT;
}

static void failed(struct agent *agent, const struct session *session,
		   const char *why)
{
	char text[AGENT_TEXT];

	/* What this UE asked for is not what others can make endless. */
	if (!session->who.initiator && !session->who.rekey &&
	    !agent_log_may(agent))
		return;
	agent_log("authentication %s %s failed: %s",
		  session->who.initiator ? "to" : "of",
		  agent_text(&session->who.peer, text), why);
}

/* Who proved to be whom; whether that one is let in. */
static bool take_peer(struct agent *agent, const struct session *session,
		      struct pc5_ls_auth_step *step)
{
	const struct pc5_auth_peer *peer = pc5_auth_peer(session->auth);
	uint32_t life = agent->prov->auth.knrp_lifetime;
	uint32_t again = agent->prov->rekey.reauthenticate_after;
	int64_t left = peer->valid_until - (int64_t)agent_time();
	char text[AGENT_TEXT];

	step->peer.len = peer->name.len;
	memcpy(step->peer.octets, peer->name.octets, peer->name.len);
	if (!(pc5_provision_peer_roles(agent->prov, &step->peer) &
	      (session->who.peer_relay ? PC5_PEER_RELAY : PC5_PEER_END_UE))) {
		failed(agent, session, "the provisioning does not let it in");
		return false;
	}
	if (again && again < life)
		life = again;
	if (left < 1)
		left = 1;
	step->lifetime = life && life < left ? life :
			 left < UINT32_MAX ? left : UINT32_MAX;
	agent_method_set(agent, &step->peer, method_name(peer->method));
	agent_trusted(agent, &step->peer);
	agent_log("authenticated %s by %s", agent_text(&step->peer, text),
		  method_name(peer->method));
	return true;
}

static void result(struct agent *agent, const struct session *session,
		   enum pc5_auth_status status,
		   const struct pc5_auth_answer *answer,
		   struct pc5_ls_auth_step *step)
{
	memset(step, 0, sizeof(*step));
	if (status != PC5_AUTH_IGNORED && answer->data &&
	    answer->len <= sizeof(step->out)) {
		memcpy(step->out, answer->data, answer->len);
		step->len = answer->len;
	}
	switch (status) {
	case PC5_AUTH_CONTINUE:
		step->status = PC5_LS_AUTH_CONTINUE;
		return;
	case PC5_AUTH_IGNORED:
		step->status = PC5_LS_AUTH_IGNORE;
		return;
	case PC5_AUTH_DONE:
		step->status = PC5_LS_AUTH_DONE;
		if (pc5_auth_knrp(session->auth, step->knrp) ||
		    !take_peer(agent, session, step))
			break;
		return;
	case PC5_AUTH_FAILED:
		failed(agent, session, pc5_auth_error(session->auth)->text);
		break;
	}
	step->status = PC5_LS_AUTH_FAILED;
}

static int op_first(void *ctx, const struct pc5_ls_auth_who *who, uint8_t *out,
		    size_t size)
{
	struct agent *agent = ctx;
	struct pc5_auth_answer answer = { 0 };
	struct pc5_auth_want wanted;
	struct pc5_auth *auth;
	int ret;

	want(who, &wanted);
	ret = pc5_auth_initiator(&auth, &agent->auth->cfg, &wanted, &answer);
	if (ret)
		return ret;
	if (answer.len > size)
		ret = -EMSGSIZE;
	else if (answer.data)
		memcpy(out, answer.data, answer.len);
	if (!ret)
		ret = answer.len;
	pc5_auth_free(auth);
	return ret;
}

static int op_start(void *ctx, const struct pc5_ls_auth_who *who,
		    const void *in, size_t len, void **sessionp,
		    struct pc5_ls_auth_step *step)
{
	struct agent *agent = ctx;
	enum pc5_auth_status status = PC5_AUTH_CONTINUE;
	struct pc5_auth_answer answer = { 0 };
	struct pc5_auth_want wanted;
	struct session *session = calloc(1, sizeof(*session));
	const struct pc5_auth_cfg *cfg;
	int ret;

	if (!session)
		return -ENOMEM;
	session->who = *who;
	session->credentials = get(agent->auth);
	cfg = &session->credentials->cfg;
	want(who, &wanted);
	if (who->initiator)
		ret = pc5_auth_initiator(&session->auth, cfg, &wanted,
					 &answer);
	else
		ret = pc5_auth_responder(&session->auth, cfg, &wanted, in, len,
					 &status, &answer);
	if (ret) {
		failed(agent, session, strerror(-ret));
		put(session->credentials);
		free(session);
		return ret;
	}
	result(agent, session, status, &answer, step);
	*sessionp = session;
	return 0;
}

static void op_input(void *ctx, void *data, const void *in, size_t len,
		     struct pc5_ls_auth_step *step)
{
	struct pc5_auth_answer answer = { 0 };
	struct session *session = data;
	enum pc5_auth_status status;

	status = pc5_auth_input(session->auth, in, len, &answer);
	result(ctx, session, status, &answer, step);
}

static void op_stop(void *ctx, void *data)
{
	struct session *session = data;

	(void)ctx;
	pc5_auth_free(session->auth);
	put(session->credentials);
	free(session);
}

const struct pc5_ls_auth_ops agent_auth_ops = {
	.first = op_first,
	.start = op_start,
	.input = op_input,
	.stop = op_stop,
};

/* Name of a file relative to the directory of the provisioning file. */
static char *beside(const struct agent *agent, const char *path)
{
	const char *slash = strrchr(agent->provision, '/');
	char *full;

	if (!path)
		return NULL;
	if (*path == '/' || !slash)
		return strdup(path);
	if (asprintf(&full, "%.*s/%s", (int)(slash - agent->provision),
		     agent->provision, path) < 0)
		return NULL;
	return full;
}

static int open_tls(const struct agent *agent, const struct pc5_provision *prov,
		    struct agent_credentials *to, struct pc5_auth_error *err)
{
	const struct pc5_prov_tls *tls = &prov->auth.tls;
	struct pc5_auth_want self = { .now = agent_time() };
	struct pc5_tls_serial *denied;
	char *cert = beside(agent, tls->certificate.path);
	char *key = beside(agent, tls->private_key.path);
	char *ca = beside(agent, tls->ca.path);
	char *crl = beside(agent, tls->crl.path);
	struct pc5_tls_files files = {
		.cert = cert,
		.key = key,
		.ca = ca,
		.crl_file = crl,
		.crl = crl ? PC5_TLS_CRL_LEAF : PC5_TLS_CRL_NONE,
		.n_denied = tls->n_denied,
	};
	size_t i;
	int ret = -ENOMEM;

	denied = calloc(tls->n_denied + 1, sizeof(*denied));
	if (!denied || !cert || !key || !ca)
		goto out;
	for (i = 0; i < tls->n_denied; i++) {
		denied[i].len = tls->denied[i].len;
		memcpy(denied[i].data, tls->denied[i].data,
		       sizeof(denied[i].data));
	}
	files.denied = denied;
	ret = pc5_tls_load(&to->cfg.tls, &files, err);
	if (ret)
		goto out;
	pc5_auth_name_set(&self.name, prov->ue.user_info,
			  strlen(prov->ue.user_info));
	if (pc5_tls_check_self(to->cfg.tls, &self, NULL, err))
		agent_log("WARNING: peers will not accept this UE's certificate: %s",
			  err->text);
out:
	free(denied);
	free(cert);
	free(key);
	free(ca);
	free(crl);
	return ret;
}

int agent_auth_open(struct agent *agent, const struct pc5_provision *prov,
		    char *error)
{
	struct agent_credentials *to = calloc(1, sizeof(*to));
	const struct pc5_order *methods = &prov->auth.methods;
	struct pc5_auth_error err = { 0 };
	uint32_t i;
	int ret;

	snprintf(error, AGENT_ERROR, "no memory");
	if (!to)
		return -ENOMEM;
	to->users = 1;
	ret = pc5_auth_name_set(&to->cfg.name, prov->ue.user_info,
				strlen(prov->ue.user_info));
	for (i = 0; i < methods->n; i++) {
		if (methods->value[i] == PC5_METHOD_EAP_TLS)
			to->cfg.method[to->cfg.n_method++] = EAP_TYPE_TLS;
		if (methods->value[i] == PC5_METHOD_EAP_PSK)
			to->cfg.method[to->cfg.n_method++] = EAP_TYPE_PSK;
		if (methods->value[i] == PC5_METHOD_EAP_PSK)
			agent_log("EAP-PSK has no forward secrecy: a leaked key opens old links");
	}
	to->cfg.psk = find_psk;
	to->cfg.user = agent;
	if (!ret && prov->auth.tls.certificate.path) {
		ret = open_tls(agent, prov, to, &err);
		snprintf(error, AGENT_ERROR, "certificates: %s", err.text);
	}
	if (ret) {
		put(to);
		return ret;
	}
	put(agent->auth);
	agent->auth = to;
	return 0;
}

const struct pc5_ls_auth_ops *agent_auth_can(const struct agent *agent)
{
	return agent->auth->cfg.n_method ? &agent_auth_ops : NULL;
}

void agent_auth_close(struct agent *agent)
{
	put(agent->auth);
	agent->auth = NULL;
}
