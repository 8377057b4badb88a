// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: authentication. Two UEs talk, and the input says when which
 * of them gets something else than what the other one sent: octets of the
 * input, or what was sent with a change. Whatever happens, UE_1 is not done if
 * either of them took anything the other one did not send.
 *
 * The first octet chooses the methods, the second if the DCR is from the input;
 * then come steps: an octet for what to do, and what that needs.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/auth.h"
#include "libpc5/keyest.h"
/* The fuzzers are not linked with the tests. */
#include "tests/pki.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* More steps than any run needs, and fewer than would take long. */
#define STEPS_MAX 200

/**
 * enum step - what happens before a container arrives
 * @STEP_NONE: nothing
 * @STEP_RAW: octets of the input arrive
 * @STEP_FLIP: it arrives with changes
 * @STEP_CUT: its beginning arrives
 * @STEP_AGAIN: it arrives, and so comes twice
 * @STEP_PACKET: a packet of octets of the input with its identifier arrives
 * @STEP_COUNT: number of steps
 */
enum step {
	STEP_NONE,
	STEP_RAW,
	STEP_FLIP,
	STEP_CUT,
	STEP_AGAIN,
	STEP_PACKET,
	STEP_COUNT,
};

/**
 * struct container - a container on its way
 * @data: its octets
 * @len: number of them
 */
struct container {
	uint8_t data[KEYEST_MAX];
	size_t len;
};

/**
 * struct input - what is left of the fuzzer's octets
 * @p: the next
 * @len: number of them
 */
struct input {
	const uint8_t *p;
	size_t len;
};

/**
 * struct side - one UE
 * @cfg: how it authenticates
 * @want: who its peer has to be
 * @auth: the authentication
 * @status: what came of the last container that was not ignored
 */
struct side {
	struct pc5_auth_cfg cfg;
	struct pc5_auth_want want;
	struct pc5_auth *auth;
	enum pc5_auth_status status;
};

static struct pc5_tls *tls[2];
static const char *const names[] = { "alice", "bob" };

static void check(int condition)
{
	if (!condition)
		abort();
}

static int no_chance(void *user, void *buf, size_t len)
{
	(void)user;
	memset(buf, 0x5a, len);
	return 0;
}

static int lookup(void *user, const struct pc5_user_info *name,
		  struct pc5_auth_psk *psk)
{
	(void)user;
	memset(psk, 0, sizeof(*psk));
	memset(psk->key, 0xa5, sizeof(psk->key));
	psk->roles.end_ue = true;
	return name->octets[0] == 'x' ? -ENOENT : 0;
}

static struct pc5_tls *make_tls(const struct pki_cert *root, const char *name,
				const char *uri)
{
	const struct pki_spec spec = {
		.name = name,
		.uri = { uri, "urn:pc5:role:end-ue" },
		.issuer = root,
	};
	struct pc5_tls_params params = { .store = X509_STORE_new() };
	struct pc5_auth_error err;
	struct pki_cert cert;
	struct pc5_tls *made;

	pki_make(&cert, &spec);
	check(X509_STORE_add_cert(params.store, root->cert));
	params.cert = cert.cert;
	params.key = cert.key;
	check(!pc5_tls_new(&made, &params, &err));
	X509_STORE_free(params.store);
	pki_free(&cert);
	return made;
}

static void make_both(void)
{
	const struct pki_spec spec = { .name = "root", .ca = true };
	struct pki_cert root;

	pki_make(&root, &spec);
	tls[0] = make_tls(&root, "alice", "urn:pc5:ue:alice");
	tls[1] = make_tls(&root, "bob", "urn:pc5:ue:bob");
	pki_free(&root);
}

static uint8_t take(struct input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->p++;
}

/* A length, and as many octets as there are. */
static struct input take_some(struct input *in)
{
	struct input some = { .len = (size_t)take(in) << 8 };

	some.len |= take(in);
	if (some.len > in->len)
		some.len = in->len;
	some.p = in->p;
	in->p += some.len;
	in->len -= some.len;
	return some;
}

static void side_init(struct side *side, int ue, uint8_t choice)
{
	memset(side, 0, sizeof(*side));
	check(!pc5_auth_name_set(&side->cfg.name, names[ue],
				 strlen(names[ue])));
	if (choice & 4)
		check(!pc5_auth_name_set(&side->want.name, names[!ue],
					 strlen(names[!ue])));
	side->want.role = PC5_WANT_END_UE;
	side->want.now = PKI_NOW;
	side->cfg.method[0] = choice & 1 ? EAP_TYPE_TLS : EAP_TYPE_PSK;
	side->cfg.method[1] = choice & 1 ? EAP_TYPE_PSK : EAP_TYPE_TLS;
	side->cfg.n_method = choice & 2 ? 2 : 1;
	side->cfg.tls = tls[ue];
	side->cfg.psk = lookup;
	side->cfg.random = no_chance;
	side->cfg.fragment = choice & 8 ? 200 : 0;
	side->cfg.rounds = choice & 16 ? 10 : 0;
}

/* Give @side a container, and look at what may be said of any outcome. */
static size_t give(struct side *side, const void *data, size_t len,
		   uint8_t *out, bool *ignored)
{
	uint8_t knrp[PC5_AUTH_KNRP_LEN];
	struct pc5_auth_answer answer;
	enum pc5_auth_status status;
	bool was_done = side->status == PC5_AUTH_DONE;

	status = pc5_auth_input(side->auth, data, len, &answer);
	check(answer.len <= KEYEST_MAX && !answer.len == !answer.data);
	check((status == PC5_AUTH_CONTINUE) <= !!answer.len);
	check(status != PC5_AUTH_IGNORED || !answer.len);
	*ignored = status == PC5_AUTH_IGNORED;
	if (!*ignored)
		side->status = status;
	check(!was_done || side->status == PC5_AUTH_DONE);
	check(!pc5_auth_knrp(side->auth, knrp) ==
	      (side->status == PC5_AUTH_DONE));
	check(!!pc5_auth_peer(side->auth) == (side->status == PC5_AUTH_DONE));
	check((pc5_auth_error(side->auth)->reason != PC5_AUTH_OK) ==
	      (side->status == PC5_AUTH_FAILED));
	if (answer.len)
		memcpy(out, answer.data, answer.len);
	return answer.len;
}

/* Give @side something else than @c, and note if it took that. */
static size_t forge(struct side *side, const struct container *c,
		    const void *data, size_t len, uint8_t *out, bool *changed)
{
	bool ignored;
	size_t n = give(side, data, len, out, &ignored);

	if (!ignored && (len != c->len || memcmp(data, c->data, len)))
		*changed = true;
	return n;
}

/* Change octets of @c: three octets of the input each, place and change. */
static size_t flip(struct side *side, struct input *in,
		   const struct container *c, uint8_t *out, bool *changed)
{
	struct input some = take_some(in);
	uint8_t buf[KEYEST_MAX];

	memcpy(buf, c->data, c->len);
	for (; some.len >= 3; some.p += 3, some.len -= 3)
		buf[(some.p[0] << 8 | some.p[1]) % c->len] ^= some.p[2];
	return forge(side, c, buf, c->len, out, changed);
}

/* A packet of octets of the input in the place of the one in @c. */
static size_t packet(struct side *side, struct input *in,
		     const struct container *c, uint8_t *out, bool *changed)
{
	struct input some = take_some(in);
	uint8_t buf[KEYEST_MAX];

	if (some.len > EAP_PACKET_MAX - EAP_HEADER_LEN)
		return 0;
	buf[0] = KEYEST_EAP;
	eap_put_header(buf + 1, c->data[1], c->data[2], 0,
		       EAP_HEADER_LEN + some.len);
	if (some.len)
		memcpy(buf + 1 + EAP_HEADER_LEN, some.p, some.len);
	return forge(side, c, buf, 1 + EAP_HEADER_LEN + some.len, out, changed);
}

/*
 * Do a step before @c arrives at @side. Returns the octets of an answer to what
 * it got in the place of it, 0 for none.
 */
static size_t step(struct side *side, struct input *in,
		   const struct container *c, uint8_t *out, bool *changed)
{
	uint8_t again[KEYEST_MAX];
	struct input some;
	bool ignored;
	size_t len;

	switch (take(in) % STEP_COUNT) {
	case STEP_RAW:
		some = take_some(in);
		return forge(side, c, some.p, some.len, out, changed);
	case STEP_FLIP:
		return flip(side, in, c, out, changed);
	case STEP_CUT:
		len = take(in) << 8;
		len |= take(in);
		return forge(side, c, c->data, len % c->len, out, changed);
	case STEP_AGAIN:
		len = give(side, c->data, c->len, out, &ignored);
		give(side, c->data, c->len, again, &ignored);
		return len;
	case STEP_PACKET:
		return packet(side, in, c, out, changed);
	}
	return 0;
}

static void begin(struct side *side, struct input *in, struct container *c,
		  bool *changed)
{
	struct pc5_auth_answer answer;
	uint8_t how = take(in);
	struct input some;

	check(!pc5_auth_initiator(&side[0].auth, &side[0].cfg, &side[0].want,
				  &answer));
	if (how & 1) {
		some = take_some(in);
		*changed = some.len != answer.len ||
			   memcmp(some.p, answer.data, some.len);
		answer.data = some.p;
		answer.len = some.len;
	}
	check(!pc5_auth_responder(&side[1].auth, &side[1].cfg, &side[1].want,
				  answer.data, answer.len, &side[1].status,
				  &answer));
	check(side[1].status == PC5_AUTH_FAILED ||
	      (side[1].status == PC5_AUTH_CONTINUE && answer.len));
	c->len = answer.len;
	if (answer.len)
		memcpy(c->data, answer.data, answer.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .p = data, .len = size };
	uint8_t choice = take(&in);
	uint8_t knrp[2][PC5_AUTH_KNRP_LEN];
	uint8_t out[KEYEST_MAX];
	struct side side[2];
	struct container c;
	bool changed = false;
	unsigned int steps;
	bool ignored;
	size_t len;
	int to = 0;

	if (!tls[0])
		make_both();
	side_init(&side[0], 0, choice);
	side_init(&side[1], 1, choice >> 3 ^ choice);
	begin(side, &in, &c, &changed);
	for (steps = 0; c.len && steps < STEPS_MAX; steps++) {
		len = step(&side[to], &in, &c, out, &changed);
		if (!len)
			len = give(&side[to], c.data, c.len, out, &ignored);
		memcpy(c.data, out, len);
		c.len = len;
		to = !to;
	}
	if (side[0].status == PC5_AUTH_DONE) {
		check(!changed);
		check(!pc5_auth_knrp(side[0].auth, knrp[0]));
		check(!pc5_auth_knrp(side[1].auth, knrp[1]));
		check(!memcmp(knrp[0], knrp[1], sizeof(knrp[0])));
	}
	pc5_auth_free(side[0].auth);
	pc5_auth_free(side[1].auth);
	return 0;
}
