// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: relay discovery. The codec: what is decoded can be printed
 * and encoded, and decoding that gives the same again. The machine, in all roles
 * at once, by UEs that have the keys of a code and say what they like, and by a
 * user who does anything at any time. DCRs for those codes.
 *
 * The first octet is which; for the machine a list of steps follows: what, an
 * argument, and where a message comes two octets of length and its octets.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/disc.h"
#include "libpc5/pc5s-table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RSC_KEYS 0x00c0de
#define RSC_OPEN 0x00c0df
#define OWN_L2_ID 0x0a0b0c

/* What a step does. */
enum what {
	MESSAGE,	/* of somebody with the keys; the argument: who */
	RAW,		/* of somebody without */
	WAIT,		/* the argument squared, in tens of milliseconds */
	SERVE,
	OFFER,
	FIND,
	FORGET,
	CONFIGURE,
	WHATS
};

/**
 * struct fuzz - surroundings
 * @now: time in milliseconds
 * @counter: of what should be random
 * @sent: messages sent
 */
struct fuzz {
	uint64_t now;
	uint32_t counter;
	unsigned int sent;
};

static struct pc5_disc_config config;

static void check(int condition)
{
	if (!condition)
		abort();
}

static uint64_t now(void *ctx)
{
	return ((struct fuzz *)ctx)->now;
}

static uint64_t utc(void *ctx)
{
	return ((struct fuzz *)ctx)->now / 1000;
}

static int fill(void *ctx, void *buf, size_t len)
{
	struct fuzz *fuzz = ctx;
	uint8_t *p = buf;

	while (len--)
		*p++ = (fuzz->counter = fuzz->counter * 1103515245 + 12345)
			>> 16;
	return 0;
}

/* Whatever is sent is a message of this UE, that says so. */
static void transmit(void *ctx, const struct pc5_disc_tx *tx)
{
	struct fuzz *fuzz = ctx;
	struct pc5s_msg msg;

	fuzz->sent++;
	check(tx->src == OWN_L2_ID && tx->dst && tx->len == tx->clear_len);
	check(!pc5_disc_decode(&msg, tx->clear, tx->clear_len));
	check(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE) == tx->rsc);
	if (pc5s_has(&msg, PC5S_IE_STATUS_INDICATOR))
		check(!memcmp(msg.ie[PC5S_IE_RELAY_USER_INFO].data, config.info,
			      PC5_DISC_INFO_LEN));
	if (tx->rsc == RSC_KEYS)
		check(memcmp((const uint8_t *)tx->data + 6,
			     (const uint8_t *)tx->clear + 6, tx->len - 6));
}

static void event(void *ctx, const struct pc5_disc_event *e)
{
	(void)ctx;
	check(e->type <= PC5_DISC_KEYS_BACK);
	check(!e->relay || e->relay->id);
	check(!e->target || e->target->name.len);
}

static const struct pc5_disc_ops ops = {
	.now = now,
	.utc = utc,
	.random = fill,
	.transmit = transmit,
	.event = event,
};

static void set_name(struct pc5_user_info *name, const char *text)
{
	name->len = strlen(text);
	memcpy(name->octets, text, name->len);
}

static void set_keys(struct pc5_disc_ring *ring, uint8_t octet)
{
	struct pc5_disc_keyset *k = &ring->keyset[0];

	ring->n = 1;
	k->not_after = 4000;
	k->keys.has_duik = true;
	k->keys.has_duck = true;
	k->keys.has_dusk = true;
	memset(k->keys.duik, octet, PC5_DISC_KEY_LEN);
	memset(k->keys.duck, octet + 1, PC5_DISC_KEY_LEN);
	memset(k->keys.dusk, octet + 2, PC5_DISC_KEY_LEN);
}

static void configure(void)
{
	if (config.n_rscs)
		return;
	pc5_disc_config_init(&config);
	memcpy(config.info, "relay1", PC5_DISC_INFO_LEN);
	config.l2_id = OWN_L2_ID;
	config.n_rscs = 2;
	config.rsc[0].rsc = RSC_KEYS;
	config.rsc[0].dst = 0xffff10;
	config.rsc[0].roles = PC5_DISC_SERVE | PC5_DISC_USE;
	set_keys(&config.rsc[0].ring, 0x10);
	config.rsc[1].rsc = RSC_OPEN;
	config.rsc[1].dst = 0xffff11;
	config.rsc[1].roles = PC5_DISC_SERVE | PC5_DISC_USE;
	config.rsc[1].ring.open = true;
	config.n_apps = 2;
	set_name(&config.app[0].own, "alice");
	set_name(&config.app[0].peer, "bob");
	config.app[0].use = PC5_DISC_FIND | PC5_DISC_FOUND;
	config.app[0].ring.open = true;
	set_name(&config.app[1].own, "alice");
	set_name(&config.app[1].peer, PC5_DISC_ANYBODY);
	config.app[1].use = PC5_DISC_FIND | PC5_DISC_FOUND;
	set_keys(&config.app[1].ring, 0x20);
}

/* Give it @buf, protected if @protect and made current. */
static void receive(struct pc5_disc *disc, struct fuzz *fuzz, uint8_t who,
		    uint8_t *buf, size_t len, bool protect)
{
	const struct pc5_disc_rx rx = { 0x0d0000 + who, buf, len };
	static struct pc5_disc_result result;
	uint32_t time = utc(fuzz);
	struct pc5s_msg msg;

	if (protect)
		(void)pc5_disc_protect(&config.rsc[0].ring.keyset[0].keys,
				       time, buf, buf, len);
	else if (len > 1)
		buf[1] = time & 0x0f;
	pc5_disc_rx(disc, &rx, &result);
	check(result.reason < PC5_DISC_REASONS);
	check(!result.clear_len ||
	      !pc5_disc_decode(&msg, result.clear, result.clear_len));
	check(result.reason != PC5_DISC_TAKEN || result.clear_len);
	/* Once is enough. */
	pc5_disc_rx(disc, &rx, &result);
	check(result.reason != PC5_DISC_TAKEN);
}

static void look(const struct pc5_disc *disc)
{
	struct pc5_disc_relay relay = { 0 };
	struct pc5_disc_target target;
	struct pc5_disc_end_ue ue = { 0 };
	unsigned int i, n = 0;

	for (; !pc5_disc_relay_next(disc, relay.id, &relay); n++) {
		check(relay.n_targets <= PC5_DISC_TARGETS_MAX);
		check(!relay.direct || relay.n_targets);
		for (i = 0; i < relay.n_targets; i++) {
			check(!pc5_disc_target(disc, relay.id, i, &target));
			check(target.own.len == 5 && target.name.len);
		}
	}
	check(n <= 2 * PC5_DISC_RELAYS_MAX);
	for (n = 0; !pc5_disc_end_ue_next(disc, ue.id, &ue); n++)
		;
	check(n <= 2 * PC5_DISC_HEARD_MAX);
}

static void machine(const uint8_t *data, size_t size)
{
	static uint8_t buf[PC5_DISC_MSG_MAX + 16];
	struct fuzz fuzz = { .now = 1000000 };
	struct pc5_disc_find find = { .rsc = RSC_KEYS };
	struct pc5_disc *disc;
	unsigned int n, runs;
	uint32_t search;

	disc = pc5_disc_new(&config, &ops, &fuzz);
	check(!!disc);
	for (n = 0; size >= 2 && n < 200; n++) {
		uint8_t what = data[0] % WHATS, arg = data[1];
		size_t len = 0;

		data += 2;
		size -= 2;
		if (what <= RAW && size >= 2) {
			len = (data[0] << 8 | data[1]) % sizeof(buf);
			data += 2;
			size -= 2;
			if (len > size)
				len = size;
			memcpy(buf, data, len);
			data += len;
			size -= len;
		}
		switch (what) {
		case MESSAGE:
		case RAW:
			receive(disc, &fuzz, arg, buf, len, what == MESSAGE);
			break;
		case WAIT:
			fuzz.now += arg * arg * 10;
			break;
		case SERVE:
			check(!pc5_disc_serve(disc, RSC_KEYS + (arg & 1),
					      arg & 2, arg));
			break;
		case OFFER:
			check(!pc5_disc_offer(disc, RSC_KEYS + (arg & 1),
					      arg & 2));
			break;
		case FIND:
			set_name(&find.target, arg & 4 ? "bob" : "carol");
			find.rsc = RSC_KEYS + (arg & 1);
			find.has_relay = arg & 8;
			(void)pc5_disc_find(disc, &find, &search);
			break;
		case FORGET:
			(void)pc5_disc_forget(disc, arg);
			(void)pc5_disc_stop(disc, arg);
			break;
		default:
			check(!pc5_disc_configure(disc, &config));
			break;
		}
		/* Timers never stand still. */
		for (runs = 0; pc5_disc_next(disc) <= fuzz.now; runs++) {
			check(runs < 8);
			pc5_disc_run(disc);
		}
		look(disc);
	}
	pc5_disc_free(disc);
}

static void check_line(void *ctx, const char *line)
{
	unsigned int *lines = ctx;
	size_t len = strnlen(line, PC5S_LINE_MAX);

	check(len && len < PC5S_LINE_MAX);
	while (len--)
		check(line[len] >= ' ' && line[len] <= '~');
	++*lines;
}

static void codec(const uint8_t *data, size_t size)
{
	static uint8_t one[PC5S_MSG_MAX], two[PC5S_MSG_MAX];
	const struct pc5s_span value = { data, size < 600 ? size : 600 };
	struct pc5_disc_set set;
	struct pc5s_msg msg, again;
	unsigned int lines = 0;
	ssize_t len;
	int ret;

	if (!pc5_disc_set_decode(value, &set))
		check(pc5_disc_set_encode(&set, 0, one, sizeof(one)) ==
		      value.len);
	ret = pc5_disc_decode(&msg, data, size);
	if (size >= PC5S_HEAD_LEN)
		pc5_disc_print(&msg, check_line, &lines);
	if (ret)
		return;
	len = pc5_disc_encode(&msg, one, sizeof(one));
	check(len >= PC5_DISC_MSG_MIN && len <= PC5_DISC_MSG_MAX);
	check(!pc5_disc_decode(&again, one, len));
	check(pc5_disc_encode(&again, two, sizeof(two)) == len);
	check(!memcmp(one, two, len));
}

/* Masked or not, what is taken unmasked can be masked again. */
static void dcr(const uint8_t *data, size_t size)
{
	const struct pc5_dcr_keys keys[] = {
		{ RSC_KEYS, &config.rsc[0].ring.keyset[0].keys },
		{ RSC_OPEN, NULL },
	};
	static uint8_t buf[8192], copy[8192];
	size_t which = 2;

	if (size > sizeof(buf))
		return;
	memcpy(buf, data, size);
	if (!pc5_dcr_unprotect(keys, 2, 1000, 5, buf, size, &which))
		check(which < 2);
	else
		check(!memcmp(buf, data, size));
	memcpy(buf, data, size);
	if (pc5_dcr_protect(&keys[0], 1000, buf, size))
		return;
	memcpy(copy, buf, size);
	check(!pc5_dcr_unprotect(keys, 2, 1003, 5, copy, size, &which));
	check(!which);
	check(!pc5_dcr_protect(&keys[0], 1000, copy, size));
	check(!memcmp(buf, copy, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	configure();
	if (!size)
		return 0;
	switch (*data % 3) {
	case 0:
		machine(data + 1, size - 1);
		break;
	case 1:
		codec(data + 1, size - 1);
		break;
	default:
		dcr(data + 1, size - 1);
		break;
	}
	return 0;
}
