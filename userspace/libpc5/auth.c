// SPDX-License-Identifier: GPL-2.0-or-later
/* Direct authentication and key establishment (TS 24.554 clause 7.2.12). */

#include "auth.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "kdf.h"
#include "keyest.h"

#define SHA256_LEN 32

/* Identifier of the EAP-Response/Identity that answers no request. */
#define IDENTITY_ID 0

/**
 * struct pc5_auth - an authentication
 * @cfg: how this UE authenticates
 * @want: who the peer has to be
 * @psk_arg: what EAP-PSK works with
 * @tls_arg: what EAP-TLS works with
 * @server: this is UE_2
 * @done: K_NRP is there
 * @failed: it failed
 * @eap: EAP server or peer
 * @seen: hash of the containers so far
 * @confirm: the confirmation of them, once EAP is done
 * @knrp: K_NRP, once EAP is done
 * @peer: who the peer is, once EAP is done
 * @last: the finish that was taken, so that it is known again
 * @last_len: octets of it
 * @out: the container sent last
 * @err: why it failed
 */
struct pc5_auth {
	const struct pc5_auth_cfg *cfg;
	struct pc5_auth_want want;
	struct eap_psk_arg psk_arg;
	struct eap_tls_arg tls_arg;
	bool server;
	bool done;
	bool failed;
	struct eap *eap;
	EVP_MD_CTX *seen;
	uint8_t confirm[KEYEST_CONFIRM_LEN];
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	struct pc5_auth_peer peer;
	uint8_t last[1 + KEYEST_CONFIRM_LEN + EAP_HEADER_LEN];
	size_t last_len;
	uint8_t out[KEYEST_MAX];
	struct pc5_auth_error err;
};

static enum pc5_auth_status fail(struct pc5_auth *auth,
				 enum pc5_auth_reason reason, const char *text)
{
	pc5_auth_fail(&auth->err, reason, "%s", text);
	auth->failed = true;
	explicit_bzero(auth->knrp, sizeof(auth->knrp));
	return PC5_AUTH_FAILED;
}

static bool see(struct pc5_auth *auth, const void *container, size_t len)
{
	const uint8_t prefix[] = { len >> 8, len & 0xff };

	return EVP_DigestUpdate(auth->seen, prefix, sizeof(prefix)) == 1 &&
	       EVP_DigestUpdate(auth->seen, container, len) == 1;
}

static void answer_with(struct pc5_auth *auth, const struct keyest *k,
			struct pc5_auth_answer *answer)
{
	answer->data = auth->out;
	answer->len = keyest_build(k, auth->out);
}

/* EAP is done: take the keys, and make the confirmation of what was seen. */
static int take_keys(struct pc5_auth *auth)
{
	uint8_t emsk[EAP_MSK_LEN];
	uint8_t msk[EAP_MSK_LEN];
	uint8_t hash[SHA256_LEN];
	uint8_t out[PC5_KDF_LEN];
	const struct pc5_kdf_param param = {
		.data = hash,
		.len = sizeof(hash),
	};
	int ret = -EIO;

	eap_keys(auth->eap, msk, emsk);
	if (EVP_DigestFinal_ex(auth->seen, hash, NULL) == 1)
		ret = pc5_kdf(msk + PC5_AUTH_KNRP_LEN,
			      sizeof(msk) - PC5_AUTH_KNRP_LEN,
			      KEYEST_CONFIRM_FC, &param, 1, out);
	if (!ret) {
		memcpy(auth->knrp, msk, sizeof(auth->knrp));
		memcpy(auth->confirm, out + sizeof(out) - KEYEST_CONFIRM_LEN,
		       KEYEST_CONFIRM_LEN);
		auth->peer = *eap_peer(auth->eap);
	}
	explicit_bzero(msk, sizeof(msk));
	explicit_bzero(emsk, sizeof(emsk));
	explicit_bzero(out, sizeof(out));
	return ret;
}

/* Allow a method; false where this UE cannot run it. */
static bool add_method(struct pc5_auth *auth, struct eap_params *params,
		       uint8_t type)
{
	const struct eap_method *method = NULL;
	const void *arg = NULL;

	if (type == EAP_TYPE_TLS && auth->cfg->tls) {
		method = &eap_tls_method;
		arg = &auth->tls_arg;
	} else if (type == EAP_TYPE_PSK && auth->cfg->psk) {
		method = &eap_psk_method;
		arg = &auth->psk_arg;
	}
	if (!method)
		return false;
	params->choice[params->n_choice].method = method;
	params->choice[params->n_choice++].arg = arg;
	return true;
}

static bool valid_cfg(const struct pc5_auth_cfg *cfg)
{
	return cfg->name.len && cfg->n_method <= EAP_METHODS_MAX &&
	       (!cfg->fragment || (cfg->fragment >= EAP_TLS_FRAGMENT_MIN &&
				   cfg->fragment <= EAP_TLS_FRAGMENT_MAX));
}

static int auth_new(struct pc5_auth **authp, const struct pc5_auth_cfg *cfg,
		    const struct pc5_auth_want *want, bool server)
{
	struct eap_params params = {
		.identity = cfg->name,
		.rounds = cfg->rounds,
	};
	struct pc5_auth *auth;
	unsigned int i;
	int ret = -ENOMEM;

	*authp = NULL;
	if (!valid_cfg(cfg))
		return -EINVAL;
	auth = calloc(1, sizeof(*auth));
	if (!auth)
		return -ENOMEM;
	auth->cfg = cfg;
	auth->want = *want;
	auth->server = server;
	auth->psk_arg = (struct eap_psk_arg){
		.self = &cfg->name,
		.want = &auth->want,
		.lookup = cfg->psk,
		.random = cfg->random,
		.user = cfg->user,
	};
	auth->tls_arg = (struct eap_tls_arg){
		.tls = cfg->tls,
		.want = &auth->want,
		.fragment = cfg->fragment,
	};
	for (i = 0; i < cfg->n_method; i++)
		if (!add_method(auth, &params, cfg->method[i])) {
			ret = -EINVAL;
			goto fail;
		}
	auth->seen = EVP_MD_CTX_new();
	auth->eap = eap_new(&params, server);
	if (!auth->eap || !auth->seen ||
	    EVP_DigestInit_ex(auth->seen, EVP_sha256(), NULL) != 1)
		goto fail;
	*authp = auth;
	return 0;

fail:
	pc5_auth_free(auth);
	return ret;
}

int pc5_auth_initiator(struct pc5_auth **authp, const struct pc5_auth_cfg *cfg,
		       const struct pc5_auth_want *want,
		       struct pc5_auth_answer *answer)
{
	uint8_t identity[EAP_DATA_OFFSET + PC5_USER_INFO_MAX];
	size_t len = EAP_DATA_OFFSET + cfg->name.len;
	struct keyest k = {
		.kind = KEYEST_OFFER,
		.types = cfg->method,
		.n_types = cfg->n_method,
		.eap = identity,
		.eap_len = len,
	};
	int ret = auth_new(authp, cfg, want, false);

	if (ret)
		return ret;
	eap_put_header(identity, EAP_CODE_RESPONSE, IDENTITY_ID,
		       EAP_TYPE_IDENTITY, len);
	memcpy(identity + EAP_DATA_OFFSET, cfg->name.octets, cfg->name.len);
	answer_with(*authp, &k, answer);
	if (see(*authp, answer->data, answer->len))
		return 0;
	pc5_auth_free(*authp);
	*authp = NULL;
	return -ENOMEM;
}

/* EAP failed: say why, and pass on what it has to say. */
static enum pc5_auth_status eap_failed(struct pc5_auth *auth,
				       const struct eap_answer *eap,
				       struct pc5_auth_answer *answer)
{
	const struct keyest k = {
		.kind = KEYEST_EAP,
		.eap = eap->data,
		.eap_len = eap->len,
	};

	auth->err = *eap_error(auth->eap);
	if (eap->len)
		answer_with(auth, &k, answer);
	return fail(auth, PC5_AUTH_INTERNAL, "no reason");
}

/* UE_2 is through with EAP. */
static enum pc5_auth_status finish(struct pc5_auth *auth,
				   const struct eap_answer *eap,
				   struct pc5_auth_answer *answer)
{
	struct keyest k = {
		.kind = KEYEST_FINISH,
		.confirm = auth->confirm,
		.eap = eap->data,
		.eap_len = eap->len,
	};

	if (take_keys(auth))
		return fail(auth, PC5_AUTH_INTERNAL, "the crypto library failed");
	answer_with(auth, &k, answer);
	auth->done = true;
	return PC5_AUTH_DONE;
}

/* Send what EAP says. */
static enum pc5_auth_status go_on(struct pc5_auth *auth,
				  const struct eap_answer *eap,
				  struct pc5_auth_answer *answer)
{
	const struct keyest k = {
		.kind = KEYEST_EAP,
		.eap = eap->data,
		.eap_len = eap->len,
	};

	answer_with(auth, &k, answer);
	return PC5_AUTH_CONTINUE;
}

/* Who the peer says it is; empty where it does not. */
static int take_identity(struct pc5_user_info *name, const struct keyest *k)
{
	struct eap_packet pkt;

	name->len = 0;
	if (!k->eap)
		return 0;
	if (eap_parse(&pkt, k->eap, k->eap_len) ||
	    pkt.code != EAP_CODE_RESPONSE || pkt.type != EAP_TYPE_IDENTITY)
		return -EBADMSG;
	return pc5_auth_name_set(name, pkt.data, pkt.data_len);
}

static enum pc5_auth_status take_offer(struct pc5_auth *auth,
				       const void *container, size_t len,
				       struct pc5_auth_answer *answer)
{
	struct eap_answer eap = { 0 };
	struct pc5_user_info identity;
	enum pc5_auth_status status;
	struct keyest k;

	if (keyest_parse(&k, container, len) || k.kind != KEYEST_OFFER ||
	    take_identity(&identity, &k))
		return fail(auth, PC5_AUTH_PROTOCOL,
			    "malformed offer of authentication methods");
	if (!see(auth, container, len))
		return fail(auth, PC5_AUTH_INTERNAL, "the crypto library failed");
	if (eap_start(auth->eap, &identity, k.types, k.n_types, &eap) !=
	    EAP_SEND)
		return eap_failed(auth, &eap, answer);
	status = go_on(auth, &eap, answer);
	if (!see(auth, answer->data, answer->len))
		return fail(auth, PC5_AUTH_INTERNAL, "the crypto library failed");
	return status;
}

int pc5_auth_responder(struct pc5_auth **authp, const struct pc5_auth_cfg *cfg,
		       const struct pc5_auth_want *want, const void *container,
		       size_t len, enum pc5_auth_status *status,
		       struct pc5_auth_answer *answer)
{
	int ret = auth_new(authp, cfg, want, true);

	if (ret)
		return ret;
	memset(answer, 0, sizeof(*answer));
	*status = take_offer(*authp, container, len, answer);
	return 0;
}

static enum pc5_auth_status take_eap(struct pc5_auth *auth,
				     const struct keyest *k,
				     const void *container, size_t len,
				     struct pc5_auth_answer *answer)
{
	bool was_done = eap_done(auth->eap);
	struct eap_answer eap = { 0 };
	bool again;

	/* UE_1 has EAP-Success in the finish, where it is confirmed. */
	if (!auth->server && k->eap[0] == EAP_CODE_SUCCESS)
		return PC5_AUTH_IGNORED;
	switch (eap_input(auth->eap, k->eap, k->eap_len, &again, &eap)) {
	case EAP_SEND:
		if (!again && !see(auth, container, len))
			break;
		go_on(auth, &eap, answer);
		if (again)
			return PC5_AUTH_CONTINUE;
		if (!see(auth, answer->data, answer->len))
			break;
		if (!auth->server && !was_done && eap_done(auth->eap) &&
		    take_keys(auth))
			break;
		return PC5_AUTH_CONTINUE;
	case EAP_SUCCEEDED:
		if (!see(auth, container, len))
			break;
		return finish(auth, &eap, answer);
	case EAP_FAILED:
		return eap_failed(auth, &eap, answer);
	case EAP_IGNORED:
		return PC5_AUTH_IGNORED;
	}
	memset(answer, 0, sizeof(*answer));
	return fail(auth, PC5_AUTH_INTERNAL, "the crypto library failed");
}

static enum pc5_auth_status take_finish(struct pc5_auth *auth,
					const struct keyest *k,
					const void *container, size_t len)
{
	struct eap_answer eap = { 0 };
	bool again;

	/* Nobody can have been authenticated yet: it is a forgery. */
	if (auth->server || !eap_done(auth->eap))
		return PC5_AUTH_IGNORED;
	if (CRYPTO_memcmp(k->confirm, auth->confirm, KEYEST_CONFIRM_LEN))
		return fail(auth, PC5_AUTH_TAMPERED,
			    "the peer did not see the same exchange: something was changed on the way");
	if (len > sizeof(auth->last) ||
	    eap_input(auth->eap, k->eap, k->eap_len, &again, &eap) !=
	    EAP_SUCCEEDED)
		return PC5_AUTH_IGNORED;
	memcpy(auth->last, container, len);
	auth->last_len = len;
	auth->done = true;
	return PC5_AUTH_DONE;
}

enum pc5_auth_status pc5_auth_input(struct pc5_auth *auth,
				    const void *container, size_t len,
				    struct pc5_auth_answer *answer)
{
	struct keyest k;

	memset(answer, 0, sizeof(*answer));
	if (auth->failed)
		return PC5_AUTH_FAILED;
	if (auth->done)
		return auth->last_len && len == auth->last_len &&
		       !memcmp(container, auth->last, len) ? PC5_AUTH_DONE :
							     PC5_AUTH_IGNORED;
	if (keyest_parse(&k, container, len))
		return PC5_AUTH_IGNORED;
	if (k.kind == KEYEST_EAP)
		return take_eap(auth, &k, container, len, answer);
	if (k.kind == KEYEST_FINISH)
		return take_finish(auth, &k, container, len);
	return PC5_AUTH_IGNORED;
}

int pc5_auth_knrp(const struct pc5_auth *auth, uint8_t knrp[PC5_AUTH_KNRP_LEN])
{
	if (!auth->done)
		return -ENOKEY;
	memcpy(knrp, auth->knrp, PC5_AUTH_KNRP_LEN);
	return 0;
}

const struct pc5_auth_peer *pc5_auth_peer(const struct pc5_auth *auth)
{
	return auth->done ? &auth->peer : NULL;
}

const struct pc5_auth_error *pc5_auth_error(const struct pc5_auth *auth)
{
	return &auth->err;
}

void pc5_auth_free(struct pc5_auth *auth)
{
	if (!auth)
		return;
	eap_free(auth->eap);
	EVP_MD_CTX_free(auth->seen);
	explicit_bzero(auth, sizeof(*auth));
	free(auth);
}
