// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-PSK (RFC 4764), server and peer. */

#include "eap-psk.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* Flags (clause 5.1): T, the number of the message from 0, in two bits. */
#define FLAGS_T_SHIFT 6
#define FLAGS_T(n) ((n) << FLAGS_T_SHIFT)

/* What stands in each message, from the start of the packet. */
#define OFFSET_FLAGS EAP_DATA_OFFSET
#define OFFSET_RAND_S (OFFSET_FLAGS + 1)
#define OFFSET_BODY (OFFSET_RAND_S + EAP_PSK_LEN)

/* What the protected channel authenticates besides its own octets. */
#define CHANNEL_HEADER_LEN OFFSET_BODY

/*
 * The protected channel: nonce, tag, then ciphered R flag (clause 5.3). The
 * result is R in the two highest bits; the bit after it would announce an
 * extension, and none is in use.
 */
#define CHANNEL_LEN (EAP_PSK_NONCE_LEN + EAP_PSK_LEN + 1)
#define RESULT_SUCCESS 0x80
#define RESULT_MASK 0xe0
#define RESULT_FAILURE 0xc0

enum state { STATE_FIRST, STATE_SECOND, STATE_OVER };

/**
 * struct psk - a run of the method
 * @arg: what it works with
 * @server: which side it is
 * @state: how far it is
 * @rand_s: the server's random number
 * @rand_p: the peer's
 * @psk: the key and what goes with it
 * @keys: what was derived
 * @peer: the other side
 */
struct psk {
	const struct eap_psk_arg *arg;
	bool server;
	enum state state;
	uint8_t rand_s[EAP_PSK_LEN];
	uint8_t rand_p[EAP_PSK_LEN];
	struct pc5_auth_psk psk;
	struct eap_psk_keys keys;
	struct pc5_auth_peer peer;
};

static void *psk_new(const void *arg, bool server)
{
	struct psk *psk = calloc(1, sizeof(*psk));

	if (!psk)
		return NULL;
	psk->arg = arg;
	psk->server = server;
	return psk;
}

static void psk_free(void *method)
{
	explicit_bzero(method, sizeof(struct psk));
	free(method);
}

/*
 * A server proposes the method only to a peer it has a key for. Where the
 * peer did not say who it is, any key may be the one.
 */
static bool psk_usable(const void *arg, const struct pc5_user_info *name)
{
	const struct eap_psk_arg *a = arg;
	struct pc5_auth_psk psk;
	int ret;

	if (!name->len)
		return true;
	ret = a->lookup(a->user, name, &psk);
	explicit_bzero(&psk, sizeof(psk));
	return !ret;
}

static enum eap_verdict internal(struct pc5_auth_error *err)
{
	pc5_auth_fail(err, PC5_AUTH_INTERNAL, "the crypto library failed");
	return EAP_METHOD_FAILED;
}

static enum eap_verdict wrong_key(const struct psk *psk,
				  struct pc5_auth_error *err)
{
	char text[PC5_AUTH_NAME_TEXT];

	pc5_auth_fail(err, PC5_AUTH_PSK_WRONG,
		      "\"%s\" has another pre-shared key than is configured for it",
		      pc5_auth_name_text(&psk->peer.name, text));
	return EAP_METHOD_FAILED;
}

static int get_random(const struct psk *psk, uint8_t out[EAP_PSK_LEN])
{
	if (psk->arg->random)
		return psk->arg->random(psk->arg->user, out, EAP_PSK_LEN);
	return RAND_bytes(out, EAP_PSK_LEN) == 1 ? 0 : -EIO;
}

/* Look up the key of @psk->peer and set AK and KDK up. */
static enum eap_verdict take_key(struct psk *psk, struct pc5_auth_error *err)
{
	char text[PC5_AUTH_NAME_TEXT];

	if (psk->arg->lookup(psk->arg->user, &psk->peer.name, &psk->psk)) {
		pc5_auth_fail(err, PC5_AUTH_PSK_UNKNOWN,
			      "no pre-shared key for \"%s\"",
			      pc5_auth_name_text(&psk->peer.name, text));
		return EAP_METHOD_FAILED;
	}
	if (eap_psk_setup(&psk->keys, psk->psk.key))
		return internal(err);
	psk->peer.roles = psk->psk.roles;
	psk->peer.method = EAP_TYPE_PSK;
	psk->peer.valid_until = PC5_AUTH_FOREVER;
	return EAP_METHOD_SEND;
}

/* MAC_P = CMAC(AK, ID_P || ID_S || RAND_S || RAND_P) */
static int mac_p(const struct psk *psk, uint8_t mac[EAP_PSK_LEN])
{
	const struct pc5_user_info *id_s = psk->arg->self;
	const struct pc5_user_info *id_p = &psk->peer.name;
	const struct eap_psk_part part[] = {
		psk->server ? (struct eap_psk_part){ id_p->octets, id_p->len } :
			      (struct eap_psk_part){ id_s->octets, id_s->len },
		psk->server ? (struct eap_psk_part){ id_s->octets, id_s->len } :
			      (struct eap_psk_part){ id_p->octets, id_p->len },
		{ psk->rand_s, EAP_PSK_LEN },
		{ psk->rand_p, EAP_PSK_LEN },
	};

	return eap_psk_cmac(psk->keys.ak, part, ARRAY_SIZE(part), mac);
}

/* MAC_S = CMAC(AK, ID_S || RAND_P) */
static int mac_s(const struct psk *psk, uint8_t mac[EAP_PSK_LEN])
{
	const struct pc5_user_info *id_s =
		psk->server ? psk->arg->self : &psk->peer.name;
	const struct eap_psk_part part[] = {
		{ id_s->octets, id_s->len },
		{ psk->rand_p, EAP_PSK_LEN },
	};

	return eap_psk_cmac(psk->keys.ak, part, ARRAY_SIZE(part), mac);
}

/*
 * Nonce of the protected channel: 0 in the third message, 1 in the fourth,
 * padded with zeros in front to a block.
 */
static void make_nonce(uint8_t nonce[EAP_PSK_LEN], uint8_t n)
{
	memset(nonce, 0, EAP_PSK_LEN);
	nonce[EAP_PSK_LEN - 1] = n;
}

static int channel_seal(const struct psk *psk, const uint8_t *packet,
			uint8_t *channel, uint8_t n)
{
	uint8_t nonce[EAP_PSK_LEN];
	uint8_t *tag = channel + EAP_PSK_NONCE_LEN;
	uint8_t *data = tag + EAP_PSK_LEN;

	make_nonce(nonce, n);
	memcpy(channel, nonce + EAP_PSK_LEN - EAP_PSK_NONCE_LEN,
	       EAP_PSK_NONCE_LEN);
	*data = RESULT_SUCCESS;
	return eap_psk_eax_seal(psk->keys.tek,
				&(struct eap_psk_part){ nonce, sizeof(nonce) },
				&(struct eap_psk_part){ packet,
							CHANNEL_HEADER_LEN },
				data, 1, tag);
}

static enum eap_verdict channel_open(const struct psk *psk,
				     const uint8_t *packet,
				     const uint8_t *channel, uint8_t n,
				     struct pc5_auth_error *err)
{
	const uint8_t *tag = channel + EAP_PSK_NONCE_LEN;
	uint8_t data = tag[EAP_PSK_LEN];
	uint8_t nonce[EAP_PSK_LEN];
	int ret;

	make_nonce(nonce, n);
	if (memcmp(channel, nonce + EAP_PSK_LEN - EAP_PSK_NONCE_LEN,
		   EAP_PSK_NONCE_LEN))
		return EAP_METHOD_DISCARD;
	ret = eap_psk_eax_open(psk->keys.tek,
			       &(struct eap_psk_part){ nonce, sizeof(nonce) },
			       &(struct eap_psk_part){ packet,
						       CHANNEL_HEADER_LEN },
			       &data, 1, tag);
	if (ret == -EBADMSG)
		return EAP_METHOD_DISCARD;
	if (ret)
		return internal(err);
	if ((data & RESULT_MASK) == RESULT_SUCCESS)
		return EAP_METHOD_DONE;
	if ((data & RESULT_MASK) == RESULT_FAILURE)
		pc5_auth_fail(err, PC5_AUTH_REFUSED,
			      "the peer refused in the protected channel");
	else
		pc5_auth_fail(err, PC5_AUTH_PROTOCOL,
			      "the protected channel asks for an extension");
	return EAP_METHOD_FAILED;
}

/* The first message: RAND_S, ID_S. */
static enum eap_verdict server_begin(struct psk *psk, struct eap_io *io,
				     struct pc5_auth_error *err)
{
	const struct pc5_user_info *self = psk->arg->self;

	if (get_random(psk, psk->rand_s))
		return internal(err);
	io->out[OFFSET_FLAGS] = FLAGS_T(0);
	memcpy(io->out + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN);
	memcpy(io->out + OFFSET_BODY, self->octets, self->len);
	io->out_len = OFFSET_BODY + self->len;
	return EAP_METHOD_SEND;
}

/* The second message came: RAND_S, RAND_P, MAC_P, ID_P. Make the third. */
static enum eap_verdict server_second(struct psk *psk, struct eap_io *io,
				      struct pc5_auth_error *err)
{
	const uint8_t *mac = io->in + OFFSET_BODY + EAP_PSK_LEN;
	const uint8_t *id_p = mac + EAP_PSK_LEN;
	uint8_t expected[EAP_PSK_LEN];
	enum eap_verdict verdict;

	if (io->in_len <= OFFSET_BODY + 2 * EAP_PSK_LEN ||
	    pc5_auth_name_set(&psk->peer.name, id_p,
			      io->in_len - (id_p - io->in)))
		return EAP_METHOD_DISCARD;
	memcpy(psk->rand_p, io->in + OFFSET_BODY, EAP_PSK_LEN);
	verdict = take_key(psk, err);
	if (verdict != EAP_METHOD_SEND)
		return verdict;
	if (mac_p(psk, expected))
		return internal(err);
	if (CRYPTO_memcmp(mac, expected, EAP_PSK_LEN))
		return wrong_key(psk, err);
	if (!pc5_auth_peer_wanted(&psk->peer, psk->arg->want, err))
		return EAP_METHOD_FAILED;
	io->out[OFFSET_FLAGS] = FLAGS_T(2);
	memcpy(io->out + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN);
	io->out_len = OFFSET_BODY + EAP_PSK_LEN + CHANNEL_LEN;
	eap_put_header(io->out, io->code, io->id, EAP_TYPE_PSK, io->out_len);
	if (eap_psk_derive(&psk->keys, psk->rand_p) ||
	    mac_s(psk, io->out + OFFSET_BODY) ||
	    channel_seal(psk, io->out, io->out + OFFSET_BODY + EAP_PSK_LEN, 0))
		return internal(err);
	psk->state = STATE_SECOND;
	return EAP_METHOD_SEND;
}

static enum eap_verdict server_step(struct psk *psk, struct eap_io *io,
				    struct pc5_auth_error *err)
{
	enum eap_verdict verdict;

	if (!io->in)
		return server_begin(psk, io, err);
	if (io->in_len < OFFSET_BODY ||
	    memcmp(io->in + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN))
		return EAP_METHOD_DISCARD;
	if (psk->state == STATE_FIRST && io->in[OFFSET_FLAGS] == FLAGS_T(1))
		return server_second(psk, io, err);
	if (psk->state != STATE_SECOND || io->in[OFFSET_FLAGS] != FLAGS_T(3) ||
	    io->in_len != OFFSET_BODY + CHANNEL_LEN)
		return EAP_METHOD_DISCARD;
	verdict = channel_open(psk, io->in, io->in + OFFSET_BODY, 1, err);
	if (verdict == EAP_METHOD_DONE)
		psk->state = STATE_OVER;
	return verdict;
}

/* The first message came. Make the second: RAND_S, RAND_P, MAC_P, ID_P. */
static enum eap_verdict peer_first(struct psk *psk, struct eap_io *io,
				   struct pc5_auth_error *err)
{
	const struct pc5_user_info *self = psk->arg->self;
	enum eap_verdict verdict;

	if (pc5_auth_name_set(&psk->peer.name, io->in + OFFSET_BODY,
			      io->in_len - OFFSET_BODY))
		return EAP_METHOD_DISCARD;
	verdict = take_key(psk, err);
	if (verdict != EAP_METHOD_SEND)
		return verdict;
	if (!pc5_auth_peer_wanted(&psk->peer, psk->arg->want, err))
		return EAP_METHOD_FAILED;
	memcpy(psk->rand_s, io->in + OFFSET_RAND_S, EAP_PSK_LEN);
	io->out[OFFSET_FLAGS] = FLAGS_T(1);
	memcpy(io->out + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN);
	if (get_random(psk, psk->rand_p) ||
	    mac_p(psk, io->out + OFFSET_BODY + EAP_PSK_LEN))
		return internal(err);
	memcpy(io->out + OFFSET_BODY, psk->rand_p, EAP_PSK_LEN);
	memcpy(io->out + OFFSET_BODY + 2 * EAP_PSK_LEN, self->octets, self->len);
	io->out_len = OFFSET_BODY + 2 * EAP_PSK_LEN + self->len;
	psk->state = STATE_SECOND;
	return EAP_METHOD_SEND;
}

/* The third message came: MAC_S and the protected channel. Make the fourth. */
static enum eap_verdict peer_third(struct psk *psk, struct eap_io *io,
				   struct pc5_auth_error *err)
{
	const uint8_t *mac = io->in + OFFSET_BODY;
	uint8_t expected[EAP_PSK_LEN];
	enum eap_verdict verdict;

	if (io->in_len != OFFSET_BODY + EAP_PSK_LEN + CHANNEL_LEN)
		return EAP_METHOD_DISCARD;
	if (mac_s(psk, expected))
		return internal(err);
	if (CRYPTO_memcmp(mac, expected, EAP_PSK_LEN))
		return wrong_key(psk, err);
	if (eap_psk_derive(&psk->keys, psk->rand_p))
		return internal(err);
	verdict = channel_open(psk, io->in, mac + EAP_PSK_LEN, 0, err);
	if (verdict != EAP_METHOD_DONE)
		return verdict;
	io->out[OFFSET_FLAGS] = FLAGS_T(3);
	memcpy(io->out + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN);
	io->out_len = OFFSET_BODY + CHANNEL_LEN;
	eap_put_header(io->out, io->code, io->id, EAP_TYPE_PSK, io->out_len);
	if (channel_seal(psk, io->out, io->out + OFFSET_BODY, 1))
		return internal(err);
	psk->state = STATE_OVER;
	return EAP_METHOD_DONE;
}

static enum eap_verdict peer_step(struct psk *psk, struct eap_io *io,
				  struct pc5_auth_error *err)
{
	if (io->in_len < OFFSET_BODY)
		return EAP_METHOD_DISCARD;
	if (psk->state == STATE_FIRST && io->in[OFFSET_FLAGS] == FLAGS_T(0))
		return peer_first(psk, io, err);
	if (psk->state != STATE_SECOND || io->in[OFFSET_FLAGS] != FLAGS_T(2) ||
	    memcmp(io->in + OFFSET_RAND_S, psk->rand_s, EAP_PSK_LEN))
		return EAP_METHOD_DISCARD;
	return peer_third(psk, io, err);
}

static enum eap_verdict psk_step(void *method, struct eap_io *io,
				 struct pc5_auth_error *err)
{
	struct psk *psk = method;

	return psk->server ? server_step(psk, io, err) :
			     peer_step(psk, io, err);
}

static void psk_keys(const void *method, uint8_t msk[EAP_MSK_LEN],
		     uint8_t emsk[EAP_MSK_LEN])
{
	const struct psk *psk = method;

	memcpy(msk, psk->keys.msk, EAP_MSK_LEN);
	memcpy(emsk, psk->keys.emsk, EAP_MSK_LEN);
}

static const struct pc5_auth_peer *psk_peer(const void *method)
{
	return &((const struct psk *)method)->peer;
}

const struct eap_method eap_psk_method = {
	.type = EAP_TYPE_PSK,
	.usable = psk_usable,
	.new = psk_new,
	.step = psk_step,
	.keys = psk_keys,
	.peer = psk_peer,
	.free = psk_free,
};
