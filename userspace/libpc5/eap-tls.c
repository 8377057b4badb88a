// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-TLS (RFC 9190), server and peer. */

#include "eap-tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

/* RFC 9190 clause 2.3: label, and context: the type of the method. */
#define EXPORTER_LABEL "EXPORTER_EAP_TLS_Key_Material"

/* OpenSSL counts the alerts it received from here. */
#define ALERT_OFFSET 1000

/**
 * enum state - how far a run is
 * @STATE_BEGIN: the server's start was not sent or received
 * @STATE_HANDSHAKE: TLS is on
 * @STATE_INDICATION: it is over; the success indication is to come, or was sent
 * @STATE_OVER: both sides know
 */
enum state {
	STATE_BEGIN,
	STATE_HANDSHAKE,
	STATE_INDICATION,
	STATE_OVER,
};

/**
 * struct tls - a run of the method
 * @server: which side it is
 * @state: how far it is
 * @ssl: the connection
 * @rbio: what the peer sent
 * @wbio: what is to be sent
 * @frag: the messages that go with it
 * @check: verification of the peer
 * @key: MSK and EMSK
 */
struct tls {
	bool server;
	enum state state;
	SSL *ssl;
	BIO *rbio;
	BIO *wbio;
	struct eap_tls_frag frag;
	struct pc5_tls_check check;
	uint8_t key[2 * EAP_MSK_LEN];
};

static void tls_free(void *method)
{
	struct tls *tls = method;

	SSL_free(tls->ssl);
	eap_tls_frag_free(&tls->frag);
	explicit_bzero(tls, sizeof(*tls));
	free(tls);
}

static bool make_ssl(struct tls *tls, const struct eap_tls_arg *arg)
{
	tls->ssl = SSL_new(pc5_tls_ctx(arg->tls));
	if (!tls->ssl)
		return false;
	tls->rbio = BIO_new(BIO_s_mem());
	tls->wbio = BIO_new(BIO_s_mem());
	if (!tls->rbio || !tls->wbio) {
		BIO_free(tls->rbio);
		BIO_free(tls->wbio);
		return false;
	}
	SSL_set_bio(tls->ssl, tls->rbio, tls->wbio);
	if (tls->server)
		SSL_set_accept_state(tls->ssl);
	else
		SSL_set_connect_state(tls->ssl);
	return !pc5_tls_check_with(tls->ssl, &tls->check);
}

static void *tls_new(const void *arg, bool server)
{
	const struct eap_tls_arg *a = arg;
	struct tls *tls = calloc(1, sizeof(*tls));

	if (!tls)
		return NULL;
	tls->server = server;
	tls->check.tls = a->tls;
	tls->check.want = a->want;
	tls->frag.fragment = a->fragment ? a->fragment :
					   EAP_TLS_FRAGMENT_DEFAULT;
	ERR_clear_error();
	if (!make_ssl(tls, a)) {
		tls_free(tls);
		ERR_clear_error();
		return NULL;
	}
	return tls;
}

static bool tls_usable(const void *arg, const struct pc5_user_info *name)
{
	(void)name;
	return ((const struct eap_tls_arg *)arg)->tls;
}

static enum eap_verdict protocol_error(struct pc5_auth_error *err,
				       const char *text)
{
	pc5_auth_fail(err, PC5_AUTH_PROTOCOL, "EAP-TLS: %s", text);
	return EAP_METHOD_FAILED;
}

/* An alert of the peer's, as its reason to refuse. */
static void explain_alert(struct pc5_auth_error *err, int alert)
{
	pc5_auth_fail(err, PC5_AUTH_REFUSED, "the peer refused: TLS alert \"%s\"",
		      SSL_alert_desc_string_long(alert));
}

/* Why TLS failed: what verification found, else what OpenSSL says first. */
static void explain(struct tls *tls, struct pc5_auth_error *err)
{
	unsigned long code = ERR_peek_error();
	const char *text = ERR_reason_error_string(code);
	int reason = ERR_GET_REASON(code);

	if (tls->check.err.reason) {
		*err = tls->check.err;
		return;
	}
	if (ERR_GET_LIB(code) != ERR_LIB_SSL)
		reason = 0;
	if (reason >= ALERT_OFFSET)
		explain_alert(err, reason - ALERT_OFFSET);
	else if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
		pc5_auth_fail(err, PC5_AUTH_CERT_MISSING,
			      "the peer sent no certificate");
	else
		pc5_auth_fail(err, PC5_AUTH_TLS, "TLS: %s",
			      text ? text : "handshake failed");
}

/* Send what TLS has to say. */
static enum eap_verdict flush(struct tls *tls, struct eap_io *io,
			      struct pc5_auth_error *err)
{
	size_t len = BIO_ctrl_pending(tls->wbio);
	uint8_t *room;

	if (!len)
		return protocol_error(err, "incomplete flight");
	room = eap_tls_frag_room(&tls->frag, len);
	if (!room || BIO_read(tls->wbio, room, (int)len) != (int)len) {
		pc5_auth_fail(err, PC5_AUTH_LIMIT,
			      "EAP-TLS: this UE's certificate chain is too long");
		return EAP_METHOD_FAILED;
	}
	eap_tls_frag_send(&tls->frag, io);
	return EAP_METHOD_SEND;
}

/* End, with the alert that tells the peer why, if TLS has one and it fits. */
static enum eap_verdict tls_failed(struct tls *tls, struct eap_io *io,
				   struct pc5_auth_error *err)
{
	explain(tls, err);
	ERR_clear_error();
	if (flush(tls, io, err) == EAP_METHOD_SEND &&
	    tls->frag.out_done < tls->frag.out_len)
		io->out_len = 0;
	return EAP_METHOD_FAILED;
}

static enum eap_verdict export_keys(struct tls *tls, struct eap_io *io,
				    struct pc5_auth_error *err)
{
	static const uint8_t context = EAP_TYPE_TLS;

	if (SSL_version(tls->ssl) == TLS1_3_VERSION &&
	    SSL_export_keying_material(tls->ssl, tls->key, sizeof(tls->key),
				       EXPORTER_LABEL,
				       sizeof(EXPORTER_LABEL) - 1, &context,
				       sizeof(context), 1) == 1)
		return EAP_METHOD_DONE;
	return tls_failed(tls, io, err);
}

/* The handshake is over on this side. */
static enum eap_verdict finished(struct tls *tls, struct eap_io *io,
				 struct pc5_auth_error *err)
{
	static const uint8_t indication;

	if (BIO_ctrl_pending(tls->rbio) || SSL_has_pending(tls->ssl))
		return protocol_error(err, "data after the handshake");
	tls->state = STATE_INDICATION;
	if (tls->server &&
	    SSL_write(tls->ssl, &indication, sizeof(indication)) !=
	    sizeof(indication))
		return tls_failed(tls, io, err);
	return EAP_METHOD_SEND;
}

static enum eap_verdict handshake(struct tls *tls, struct eap_io *io,
				  struct pc5_auth_error *err)
{
	enum eap_verdict verdict = EAP_METHOD_SEND;
	int ret;

	ERR_clear_error();
	ret = SSL_do_handshake(tls->ssl);
	if (ret == 1)
		verdict = finished(tls, io, err);
	else if (SSL_get_error(tls->ssl, ret) != SSL_ERROR_WANT_READ)
		verdict = tls_failed(tls, io, err);
	if (verdict == EAP_METHOD_SEND)
		verdict = flush(tls, io, err);
	return verdict;
}

/*
 * What comes after the peer's Finished: the success indication, one octet 0
 * (RFC 9190 clause 2.5), or an alert.
 */
static enum eap_verdict take_indication(struct tls *tls, struct eap_io *io,
					struct pc5_auth_error *err)
{
	uint8_t octet[2];
	int ret;

	ERR_clear_error();
	ret = SSL_read(tls->ssl, octet, sizeof(octet));
	if (ret <= 0 && ERR_peek_error())
		return tls_failed(tls, io, err);
	if (ret != 1 || octet[0] || BIO_ctrl_pending(tls->rbio) ||
	    SSL_has_pending(tls->ssl))
		return protocol_error(err, "no success indication");
	tls->state = STATE_OVER;
	io->out[EAP_DATA_OFFSET] = 0;
	io->out_len = EAP_DATA_OFFSET + 1;
	return export_keys(tls, io, err);
}

/* A whole message is there. */
static enum eap_verdict take_message(struct tls *tls, struct eap_io *io,
				     struct pc5_auth_error *err)
{
	int len = (int)tls->frag.in_len;
	bool ok = BIO_write(tls->rbio, tls->frag.in, len) == len;

	eap_tls_frag_taken(&tls->frag);
	if (!ok) {
		pc5_auth_fail(err, PC5_AUTH_INTERNAL, "out of memory");
		return EAP_METHOD_FAILED;
	}
	if (tls->state == STATE_HANDSHAKE)
		return handshake(tls, io, err);
	if (!tls->server)
		return take_indication(tls, io, err);
	/* Instead of accepting the indication the peer can send an alert. */
	ERR_clear_error();
	if (SSL_read(tls->ssl, &(uint8_t){ 0 }, 1) <= 0 && ERR_peek_error())
		return tls_failed(tls, io, err);
	return protocol_error(err, "no answer to the success indication");
}

static enum eap_verdict begin(struct tls *tls, struct eap_io *io,
			      struct pc5_auth_error *err)
{
	tls->state = STATE_HANDSHAKE;
	if (tls->server) {
		io->out[EAP_DATA_OFFSET] = EAP_TLS_START;
		io->out_len = EAP_DATA_OFFSET + 1;
		return EAP_METHOD_SEND;
	}
	if (io->in_len != EAP_DATA_OFFSET + 1 ||
	    !(io->in[EAP_DATA_OFFSET] & EAP_TLS_START))
		return protocol_error(err, "no start");
	return handshake(tls, io, err);
}

static enum eap_verdict tls_step(void *method, struct eap_io *io,
				 struct pc5_auth_error *err)
{
	struct tls *tls = method;

	if (tls->state == STATE_BEGIN)
		return begin(tls, io, err);
	switch (eap_tls_frag_take(&tls->frag, io->in + EAP_DATA_OFFSET,
				  io->in_len - EAP_DATA_OFFSET, err)) {
	case EAP_TLS_GOT_MESSAGE:
		return take_message(tls, io, err);
	case EAP_TLS_GOT_PART:
		io->out[EAP_DATA_OFFSET] = 0;
		io->out_len = EAP_DATA_OFFSET + 1;
		return EAP_METHOD_SEND;
	case EAP_TLS_GOT_ACK:
		eap_tls_frag_send(&tls->frag, io);
		return EAP_METHOD_SEND;
	case EAP_TLS_GOT_EMPTY:
		if (!tls->server || tls->state != STATE_INDICATION)
			return protocol_error(err, "empty message");
		tls->state = STATE_OVER;
		return export_keys(tls, io, err);
	case EAP_TLS_GOT_WRONG:
		break;
	}
	return EAP_METHOD_FAILED;
}

static void tls_keys(const void *method, uint8_t msk[EAP_MSK_LEN],
		     uint8_t emsk[EAP_MSK_LEN])
{
	const struct tls *tls = method;

	memcpy(msk, tls->key, EAP_MSK_LEN);
	memcpy(emsk, tls->key + EAP_MSK_LEN, EAP_MSK_LEN);
}

static const struct pc5_auth_peer *tls_peer(const void *method)
{
	return &((const struct tls *)method)->check.peer;
}

const struct eap_method eap_tls_method = {
	.type = EAP_TYPE_TLS,
	.usable = tls_usable,
	.new = tls_new,
	.step = tls_step,
	.keys = tls_keys,
	.peer = tls_peer,
	.free = tls_free,
};
