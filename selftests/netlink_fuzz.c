// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random requests to the pc5 family, most of them nearly right, so that many
 * are taken: nothing crashes, what is refused changes nothing, and keys never
 * come back.
 *
 * PC5_SEED: repeats a run; PC5_MESSAGES: how many (20000)
 */
#include "lib/nl_objects.h"

/* After so many it begins again with the same few objects. */
#define ROUND	500

static uint32_t random_index(void)
{
	const uint32_t known[] = { dev_ue, dev_udp, dev_link, dev_udp_link,
				   dev_lower, dev_second, dev_relayed };

	/* What the fuzzer makes comes after what was there. */
	if (ktap_below(4))
		return known[ktap_below(7)];
	return dev_udp_link + ktap_below(40);
}

/* A payload that is good, on the edge, or nonsense. */
static size_t random_payload(const struct attr_def *a, uint8_t *out)
{
	const uint32_t edge[] = { a->min, a->max, a->min - 1, a->max + 1,
				  a->min + ktap_below(4), ktap_random() };
	size_t len;

	switch (ktap_below(16)) {
	case 0:
		len = ktap_below(48);
		ktap_fill(out, len);
		return len;
	case 1:
	case 2:
	case 3:
		break;
	default:
		if (a->kind == NAME)
			return 1 + sprintf((char *)out, "fuzz%zu",
					   ktap_below(8));
		if (a->index)
			return attr_payload(a, ktap_below(2) ? *a->index :
					    random_index(), out);
		return attr_payload(a, attr_value(a), out);
	}
	if (a->kind == U8 || a->kind == U16 || a->kind == U32)
		return attr_payload(a, edge[ktap_below(6)], out);
	if (a->kind == NAME) {
		len = ktap_below(20);
		ktap_fill(out, len);
		return len;
	}
	len = attr_payload(a, 0, out);
	return len ? len - ktap_below(2) : ktap_below(3);
}

static void random_request(struct nl_msg *m)
{
	const struct cmd_def *c = &commands[ktap_below(N_COMMANDS)];
	const struct attr_def *a;
	uint8_t payload[64];
	size_t len, i;

	nl_start(m, sock.family, NLM_F_ACK, c->cmd);
	for (a = c->attr; a->kind != END; a++) {
		if (!ktap_below(a->need == MUST ? 30 : 3))
			continue;
		len = random_payload(a, payload);
		nl_put(m, a->type, payload, len);
	}
	if (!ktap_below(8)) {
		len = ktap_below(sizeof(payload));
		ktap_fill(payload, len);
		nl_put(m, ktap_below(2) ? ktap_below(c->max + 2) :
		       ktap_random(), payload, len);
	}
	/* And then octets anywhere behind the message's header. */
	if (!ktap_below(8))
		for (i = ktap_below(4) + 1; i; i--)
			m->buf[NLMSG_HDRLEN + ktap_below(m->len - NLMSG_HDRLEN)] =
				ktap_random();
	if (!ktap_below(32))
		m->len = NLMSG_HDRLEN + ktap_below(m->len - NLMSG_HDRLEN);
}

/* A dump with random attributes, given up in the middle now and then. */
static void random_dump(void)
{
	static uint8_t buf[1 << 14];
	struct nl_socket other;
	struct nl_msg m;

	if (nl_open(&other, PC5_FAMILY_NAME, false))
		give_up("netlink");
	other.seen = seen;
	random_request(&m);
	m.nlh.nlmsg_len = m.len;
	m.nlh.nlmsg_flags |= NLM_F_DUMP;
	if (ktap_below(2))
		nl_dump(&other, &m, NULL, 0, NULL);
	else if (send(other.fd, m.buf, m.len, 0) > 0)
		nl_receive(&other, buf, sizeof(buf));
	close(other.fd);
}

/*
 * Whether a refused request changes anything. A context may retire meanwhile, but
 * not each time.
 */
static bool changes(struct nl_msg *m, struct state *before)
{
	int i;

	for (i = 0; i < 3; i++) {
		get_state(before);
		if (!send_msg(m).err || state_is(before))
			return false;
	}
	return true;
}

int main(void)
{
	const char *text = getenv("PC5_MESSAGES");
	unsigned long n = text ? strtoul(text, NULL, 0) : 20000;
	unsigned long i, taken = 0, refused = 0, unanswered = 0, dumps = 0;
	unsigned long changed = 0, untold = 0;
	struct state before = { };
	struct nl_msg m;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setup();
	ktap_start(3);
	seed();
	ktap_begin();
	for (i = 0; i < n; i++) {
		struct nl_answer answer;

		if (i % ROUND == 0)
			make_objects();
		if (!ktap_below(32)) {
			random_dump();
			dumps++;
			continue;
		}
		random_request(&m);
		answer = send_msg(&m);
		if (!answer.answered)
			unanswered++;
		else if (answer.err)
			refused++;
		else
			taken++;
		/* Errors of the core may come without a text. */
		if (answer.err && !answer.text[0] && answer.err != -EOPNOTSUPP &&
		    m.len >= NLMSG_HDRLEN + GENL_HDRLEN)
			untold++;
		/* A PDU that does not verify is counted, and shall be. */
		if (answer.err && answer.err != -EBADMSG && i % 8 == 0 &&
		    changes(&m, &before)) {
			printf("# changed: command %u: %s\n",
			       m.buf[NLMSG_HDRLEN], strerror(-answer.err));
			changed++;
		}
	}
	printf("# %lu taken, %lu refused, %lu unanswered, %lu dumps\n", taken,
	       refused, unanswered, dumps);
	ktap_check(!changed, "%lu refused requests changed something", changed);
	ktap_check(!untold, "%lu were refused without a text", untold);
	ktap_check(taken > n / 50, "only %lu were taken", taken);
	ktap_check(refused > n / 50, "only %lu were refused", refused);
	ktap_end("random requests");

	ktap_begin();
	ktap_check(!secrets_seen, "%lu times", secrets_seen);
	ktap_end("keys never came back");

	ktap_begin();
	make_objects();
	well_formed(&m, command(PC5_CMD_LINK_NEW), NULL);
	must_succeed(&m, "link-new");
	remove_ues();
	ktap_end("all works as before");
	free(before.data);
	return ktap_exit();
}
