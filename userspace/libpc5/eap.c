// SPDX-License-Identifier: GPL-2.0-or-later
/* The EAP server and the EAP peer (RFC 3748). */

#include "eap.h"

#include <stdlib.h>
#include <string.h>

/* Identifier of a server's first request; any will do. */
#define FIRST_ID 1

/**
 * enum state - where an EAP conversation is
 * @STATE_BEGIN: no packet yet
 * @STATE_IDENTITY: the server asked for the identity
 * @STATE_PROPOSED: a method began, and the peer may still refuse it
 * @STATE_METHOD: a method runs
 * @STATE_DONE: the method succeeded
 * @STATE_OVER: EAP-Success was sent or received
 * @STATE_FAILED: it failed
 */
enum state {
	STATE_BEGIN,
	STATE_IDENTITY,
	STATE_PROPOSED,
	STATE_METHOD,
	STATE_DONE,
	STATE_OVER,
	STATE_FAILED,
};

/**
 * struct eap - an EAP server or peer
 * @params: what it may do
 * @server: which of the two it is
 * @state: where it is
 * @identity: what the peer called itself
 * @offered: methods the peer may still be asked for
 * @n_offered: number of @offered
 * @tried: indexes of the choices that a server has proposed, as bits
 * @current: index of the choice that runs
 * @method: it; NULL where none does
 * @id: identifier of the last request
 * @rounds: packets taken
 * @in: the last request taken, so that the peer knows it again
 * @in_len: octets of @in
 * @out: the last packet sent
 * @out_len: octets of @out
 * @err: why it failed
 */
struct eap {
	struct eap_params params;
	bool server;
	enum state state;
	struct pc5_user_info identity;
	uint8_t offered[EAP_METHODS_MAX];
	unsigned int n_offered;
	unsigned int tried;
	unsigned int current;
	void *method;
	uint8_t id;
	unsigned int rounds;
	uint8_t in[EAP_PACKET_MAX];
	size_t in_len;
	uint8_t out[EAP_PACKET_MAX];
	size_t out_len;
	struct pc5_auth_error err;
};

struct eap *eap_new(const struct eap_params *params, bool server)
{
	struct eap *eap = calloc(1, sizeof(*eap));

	if (!eap)
		return NULL;
	eap->params = *params;
	if (!eap->params.rounds)
		eap->params.rounds = EAP_ROUNDS_DEFAULT;
	eap->server = server;
	return eap;
}

static void drop_method(struct eap *eap)
{
	if (eap->method)
		eap->params.choice[eap->current].method->free(eap->method);
	eap->method = NULL;
}

void eap_free(struct eap *eap)
{
	if (!eap)
		return;
	drop_method(eap);
	explicit_bzero(eap, sizeof(*eap));
	free(eap);
}

static enum eap_status answer_with(struct eap *eap, enum eap_status status,
				   struct eap_answer *answer)
{
	answer->data = eap->out;
	answer->len = eap->out_len;
	return status;
}

/* End with the answer that is in place, or for a server with EAP-Failure. */
static enum eap_status failed(struct eap *eap, struct eap_answer *answer)
{
	eap->state = STATE_FAILED;
	drop_method(eap);
	if (eap->server && !eap->out_len) {
		eap->out_len = EAP_HEADER_LEN;
		eap_put_header(eap->out, EAP_CODE_FAILURE, eap->id,
			       EAP_TYPE_NONE, EAP_HEADER_LEN);
	}
	return answer_with(eap, EAP_FAILED, answer);
}

static enum eap_status fail(struct eap *eap, enum pc5_auth_reason reason,
			    const char *text, struct eap_answer *answer)
{
	pc5_auth_fail(&eap->err, reason, "%s", text);
	eap->out_len = 0;
	return failed(eap, answer);
}

static bool begin_method(struct eap *eap, unsigned int choice)
{
	const struct eap_method *method = eap->params.choice[choice].method;
	const void *arg = eap->params.choice[choice].arg;

	eap->current = choice;
	eap->method = method->new(arg, eap->server);
	return eap->method;
}

/*
 * Let the method take @in. Its answer is written to @out only if it is not to
 * be discarded: a peer has to be able to repeat the last one.
 */
static enum eap_verdict run_method(struct eap *eap, const void *in, size_t len,
				   uint8_t code, uint8_t id)
{
	const struct eap_method *method =
		eap->params.choice[eap->current].method;
	uint8_t out[EAP_PACKET_MAX];
	struct eap_io io = {
		.in = in,
		.in_len = len,
		.code = code,
		.id = id,
		.out = out,
	};
	enum eap_verdict verdict = method->step(eap->method, &io, &eap->err);

	if (verdict == EAP_METHOD_DISCARD)
		return verdict;
	if (io.out_len) {
		eap_put_header(out, code, id, method->type, io.out_len);
		memcpy(eap->out, out, io.out_len);
	}
	eap->out_len = io.out_len;
	return verdict;
}

static bool in_list(const uint8_t *types, unsigned int n, uint8_t type)
{
	return n && memchr(types, type, n);
}

/* Propose the best method that is left. */
static enum eap_status propose(struct eap *eap, struct eap_answer *answer)
{
	const struct eap_method *method;
	unsigned int i;

	drop_method(eap);
	for (i = 0; i < eap->params.n_choice; i++) {
		method = eap->params.choice[i].method;
		if (!(eap->tried & 1u << i) &&
		    in_list(eap->offered, eap->n_offered, method->type) &&
		    method->usable(eap->params.choice[i].arg, &eap->identity))
			break;
	}
	if (i == eap->params.n_choice)
		return fail(eap, PC5_AUTH_NO_METHOD,
			    "no authentication method that both sides allow and that has credentials for the peer",
			    answer);
	eap->tried |= 1u << i;
	if (!begin_method(eap, i))
		return fail(eap, PC5_AUTH_INTERNAL, "out of memory", answer);
	if (run_method(eap, NULL, 0, EAP_CODE_REQUEST, eap->id) !=
	    EAP_METHOD_SEND) {
		pc5_auth_fail(&eap->err, PC5_AUTH_INTERNAL,
			      "the method did not begin");
		return failed(eap, answer);
	}
	eap->state = STATE_PROPOSED;
	return answer_with(eap, EAP_SEND, answer);
}

enum eap_status eap_start(struct eap *eap, const struct pc5_user_info *identity,
			  const uint8_t *types, unsigned int n_types,
			  struct eap_answer *answer)
{
	eap->identity = *identity;
	eap->n_offered = n_types < EAP_METHODS_MAX ? n_types : EAP_METHODS_MAX;
	memcpy(eap->offered, types, eap->n_offered);
	eap->id = FIRST_ID;
	if (eap->identity.len)
		return propose(eap, answer);
	eap->out_len = EAP_DATA_OFFSET;
	eap_put_header(eap->out, EAP_CODE_REQUEST, eap->id, EAP_TYPE_IDENTITY,
		       eap->out_len);
	eap->state = STATE_IDENTITY;
	return answer_with(eap, EAP_SEND, answer);
}

/* The peer refuses the method and names those it would take. */
static enum eap_status server_nak(struct eap *eap, const struct eap_packet *pkt,
				  struct eap_answer *answer)
{
	unsigned int i, n = 0;

	if (eap->state != STATE_PROPOSED)
		return EAP_IGNORED;
	/* It may take back what it offered, but not offer more. */
	for (i = 0; i < eap->n_offered; i++)
		if (in_list(pkt->data, pkt->data_len, eap->offered[i]))
			eap->offered[n++] = eap->offered[i];
	eap->n_offered = n;
	eap->id++;
	return propose(eap, answer);
}

static enum eap_status server_method(struct eap *eap,
				     const struct eap_packet *pkt,
				     const void *buf, size_t len,
				     struct eap_answer *answer)
{
	uint8_t type = eap->params.choice[eap->current].method->type;

	if ((eap->state != STATE_PROPOSED && eap->state != STATE_METHOD) ||
	    pkt->type != type)
		return EAP_IGNORED;
	switch (run_method(eap, buf, len, EAP_CODE_REQUEST, eap->id + 1)) {
	case EAP_METHOD_SEND:
		eap->id++;
		eap->state = STATE_METHOD;
		return answer_with(eap, EAP_SEND, answer);
	case EAP_METHOD_DONE:
		eap->state = STATE_OVER;
		eap->out_len = EAP_HEADER_LEN;
		/* The identifier is the response's: RFC 3748 clause 4.2. */
		eap_put_header(eap->out, EAP_CODE_SUCCESS, eap->id,
			       EAP_TYPE_NONE, EAP_HEADER_LEN);
		return answer_with(eap, EAP_SUCCEEDED, answer);
	case EAP_METHOD_FAILED:
		return failed(eap, answer);
	case EAP_METHOD_DISCARD:
		break;
	}
	return EAP_IGNORED;
}

static enum eap_status server_input(struct eap *eap,
				    const struct eap_packet *pkt,
				    const void *buf, size_t len,
				    struct eap_answer *answer)
{
	if (pkt->code != EAP_CODE_RESPONSE || pkt->id != eap->id ||
	    eap->state == STATE_BEGIN || eap->state == STATE_OVER)
		return EAP_IGNORED;
	if (pkt->type == EAP_TYPE_NAK)
		return server_nak(eap, pkt, answer);
	if (eap->state != STATE_IDENTITY)
		return server_method(eap, pkt, buf, len, answer);
	if (pkt->type != EAP_TYPE_IDENTITY ||
	    pc5_auth_name_set(&eap->identity, pkt->data, pkt->data_len))
		return EAP_IGNORED;
	eap->id++;
	return propose(eap, answer);
}

static enum eap_status peer_respond(struct eap *eap, uint8_t type,
				    const void *data, size_t len,
				    struct eap_answer *answer)
{
	eap->out_len = EAP_DATA_OFFSET + len;
	eap_put_header(eap->out, EAP_CODE_RESPONSE, eap->id, type,
		       eap->out_len);
	if (len)
		memcpy(eap->out + EAP_DATA_OFFSET, data, len);
	return answer_with(eap, EAP_SEND, answer);
}

static enum eap_status peer_nak(struct eap *eap, struct eap_answer *answer)
{
	uint8_t types[EAP_METHODS_MAX];
	unsigned int i;

	for (i = 0; i < eap->params.n_choice; i++)
		types[i] = eap->params.choice[i].method->type;
	if (!i)
		types[i++] = EAP_TYPE_NONE;
	return peer_respond(eap, EAP_TYPE_NAK, types, i, answer);
}

static enum eap_status peer_step(struct eap *eap, const void *buf, size_t len,
				 struct eap_answer *answer)
{
	switch (run_method(eap, buf, len, EAP_CODE_RESPONSE, eap->id)) {
	case EAP_METHOD_SEND:
		eap->state = STATE_METHOD;
		return answer_with(eap, EAP_SEND, answer);
	case EAP_METHOD_DONE:
		eap->state = STATE_DONE;
		return answer_with(eap, EAP_SEND, answer);
	case EAP_METHOD_FAILED:
		return failed(eap, answer);
	case EAP_METHOD_DISCARD:
		break;
	}
	return EAP_IGNORED;
}

static enum eap_status peer_method(struct eap *eap, uint8_t type,
				   const void *buf, size_t len,
				   struct eap_answer *answer)
{
	unsigned int i;

	if (eap->state == STATE_METHOD)
		return type == eap->params.choice[eap->current].method->type ?
		       peer_step(eap, buf, len, answer) : EAP_IGNORED;
	for (i = 0; i < eap->params.n_choice; i++)
		if (eap->params.choice[i].method->type == type)
			break;
	if (i == eap->params.n_choice)
		return peer_nak(eap, answer);
	drop_method(eap);
	if (!begin_method(eap, i))
		return fail(eap, PC5_AUTH_INTERNAL, "out of memory", answer);
	return peer_step(eap, buf, len, answer);
}

static enum eap_status peer_request(struct eap *eap,
				    const struct eap_packet *pkt,
				    const void *buf, size_t len,
				    struct eap_answer *answer)
{
	enum eap_status status;
	uint8_t id = eap->id;

	if ((eap->in_len && pkt->id == eap->id) || eap_done(eap))
		return EAP_IGNORED;
	eap->id = pkt->id;
	if (pkt->type == EAP_TYPE_NOTIFICATION)
		status = peer_respond(eap, pkt->type, NULL, 0, answer);
	else if (pkt->type == EAP_TYPE_IDENTITY && eap->state == STATE_BEGIN)
		status = peer_respond(eap, pkt->type,
				      eap->params.identity.octets,
				      eap->params.identity.len, answer);
	else if (pkt->type <= EAP_TYPE_NAK)
		status = EAP_IGNORED;
	else
		status = peer_method(eap, pkt->type, buf, len, answer);
	if (status == EAP_IGNORED) {
		eap->id = id;
	} else {
		memcpy(eap->in, buf, len);
		eap->in_len = len;
	}
	return status;
}

static enum eap_status peer_input(struct eap *eap, const struct eap_packet *pkt,
				  const void *buf, size_t len,
				  struct eap_answer *answer)
{
	switch (pkt->code) {
	case EAP_CODE_REQUEST:
		return peer_request(eap, pkt, buf, len, answer);
	case EAP_CODE_SUCCESS:
		/* Before the method is done anybody may have sent it. */
		if (eap->state != STATE_DONE || pkt->id != eap->id)
			return EAP_IGNORED;
		eap->state = STATE_OVER;
		return EAP_SUCCEEDED;
	case EAP_CODE_FAILURE:
		/* After success was agreed under keys it is no more believed. */
		if (eap->state == STATE_DONE || eap->state == STATE_OVER)
			return EAP_IGNORED;
		return fail(eap, PC5_AUTH_REFUSED,
			    "the peer ended the authentication", answer);
	default:
		return EAP_IGNORED;
	}
}

/* Whether this is the request that was answered last. */
static bool repeated(const struct eap *eap, const void *buf, size_t len)
{
	return !eap->server && eap->in_len && len == eap->in_len &&
	       !memcmp(buf, eap->in, len);
}

enum eap_status eap_input(struct eap *eap, const void *buf, size_t len,
			  bool *again, struct eap_answer *answer)
{
	struct eap_packet pkt;
	enum eap_status status;

	memset(answer, 0, sizeof(*answer));
	*again = false;
	if (eap->state == STATE_FAILED)
		return EAP_FAILED;
	if (eap_parse(&pkt, buf, len))
		return EAP_IGNORED;
	*again = repeated(eap, buf, len);
	if (*again)
		return answer_with(eap, EAP_SEND, answer);
	if (eap->rounds >= eap->params.rounds && !eap_done(eap))
		return fail(eap, PC5_AUTH_LIMIT, "too many rounds", answer);
	if (eap->server)
		status = server_input(eap, &pkt, buf, len, answer);
	else
		status = peer_input(eap, &pkt, buf, len, answer);
	if (status != EAP_IGNORED)
		eap->rounds++;
	return status;
}

bool eap_done(const struct eap *eap)
{
	return eap->state == STATE_DONE || eap->state == STATE_OVER;
}

void eap_keys(const struct eap *eap, uint8_t msk[EAP_MSK_LEN],
	      uint8_t emsk[EAP_MSK_LEN])
{
	eap->params.choice[eap->current].method->keys(eap->method, msk, emsk);
}

const struct pc5_auth_peer *eap_peer(const struct eap *eap)
{
	return eap->params.choice[eap->current].method->peer(eap->method);
}

const struct pc5_auth_error *eap_error(const struct eap *eap)
{
	return &eap->err;
}
