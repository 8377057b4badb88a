// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S messages made up from the table, for the tests of the codec. */

#include "pc5s-gen.h"

size_t octets(const char *hex, uint8_t *out, size_t size)
{
	char digits[3] = "";
	size_t n = 0;

	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		digits[n++ % 2] = *hex;
		if (n % 2)
			continue;
		assert_in_range(n / 2, 1, size);
		unhex(digits, out + n / 2 - 1, 1);
	}
	assert_int_equal(n % 2, 0);
	return n / 2;
}

/* splitmix64 */
uint32_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) >> 32;
}

uint32_t rng_range(struct rng *rng, uint32_t min, uint32_t max)
{
	return min + rng_next(rng) % (max - min + 1);
}

void gen_start(struct gen *gen, const struct pc5s_desc *desc)
{
	gen->used = 0;
	pc5s_init(&gen->msg, desc->type, rng_next(&gen->rng));
}

/* Entries of a list: how short and how long one is. */
struct entry {
	size_t min, max;
	void (*fill)(struct rng *rng, uint8_t *p, size_t len);
};

static void fill_random(struct rng *rng, uint8_t *p, size_t len)
{
	while (len--)
		*p++ = rng_next(rng);
}

static void fill_prose_id(struct rng *rng, uint8_t *p, size_t len)
{
	fill_random(rng, p, len);
	p[16] = len - 17;
}

/* A flow; its parameters are of an unknown kind, so of any length. */
static void fill_flow(struct rng *rng, uint8_t *p, size_t len)
{
	uint8_t n = 0;
	size_t at = 3;

	fill_random(rng, p, len);
	/* A parameter of one octet cannot be. */
	assert_int_not_equal(len, 4);
	while (at < len) {
		size_t size = len - at;

		if (size > 250)
			size = size == 251 ? 240 : 250;
		p[at] = 0x80;
		p[at + 1] = size - 2;
		at += size;
		n++;
	}
	p[0] = rng_range(rng, 1, 63);
	p[1] = rng_range(rng, 1, 3) << 5;
	p[2] = n;
}

/* A rule with filters that match all, as often as there is room for. */
static void fill_rule(struct rng *rng, uint8_t *p, size_t len)
{
	size_t at = 4;
	uint8_t n = 0;

	memset(p, 0x01, len);
	while (len - at > 1) {
		size_t size = len - at;

		if (size > 250)
			size = 240;
		p[at] = n++;
		p[at + 1] = size - 2;
		at += size;
	}
	/* What is left is the precedence. */
	p[0] = rng_range(rng, 1, 255);
	p[1] = (len - 3) >> 8;
	p[2] = (len - 3) & 0xff;
	p[3] = 1 << 5 | n;
}

static void fill_counted(struct rng *rng, uint8_t *p, size_t len)
{
	fill_random(rng, p, len);
	p[0] = len - 1;
}

static void fill_relay(struct rng *rng, uint8_t *p, size_t len)
{
	fill_random(rng, p, len);
	p[0] = len - 1;
	p[1] = len - 5;
}

static void fill_ue_ip(struct rng *rng, uint8_t *p, size_t len)
{
	fill_random(rng, p, len);
	p[0] = (p[0] & ~1) | (len == 17);
}

static void fill_ue_ip_entry(struct rng *rng, uint8_t *p, size_t len)
{
	p[0] = len - 1;
	fill_ue_ip(rng, p + 1, len - 1);
}

static void fill_key_id(struct rng *rng, uint8_t *p, size_t len)
{
	fill_random(rng, p, len);
	p[0] = rng_range(rng, 1, 2);
}

static const struct entry *entry_of(unsigned int ie)
{
	static const struct entry prose_id = { 18, 272, fill_prose_id };
	static const struct entry flow = { 3, 10000, fill_flow };
	static const struct entry rule = { 4, 3000, fill_rule };
	static const struct entry info = { 2, 255, fill_counted };
	static const struct entry relay = { 6, 255, fill_relay };
	static const struct entry ipv6 = { 16, 16, fill_random };
	static const struct entry ip = { 6, 6, fill_ue_ip_entry };

	switch (ie) {
	case PC5S_IE_PROSE_IDENTIFIERS:
	case PC5S_IE_REQUIRED_PROSE_IDS:
	case PC5S_IE_NEGOTIATED_PROSE_IDS:
		return &prose_id;
	case PC5S_IE_QOS_FLOWS:
		return &flow;
	case PC5S_IE_QOS_RULES:
		return &rule;
	case PC5S_IE_RELAY_CANDIDATES:
	case PC5S_IE_TARGET_USER_INFOS:
		return &info;
	case PC5S_IE_RELAY_CANDIDATE_L2_IDS:
		return &relay;
	case PC5S_IE_TARGET_ADDRESSES:
		return &ipv6;
	case PC5S_IE_TARGET_END_UE_IPS:
		return &ip;
	default:
		return NULL;
	}
}

static size_t fill_list(struct rng *rng, const struct entry *entry,
			uint8_t *p, size_t len)
{
	size_t at = 0;

	while (len - at >= entry->min) {
		size_t left = len - at;
		size_t size = left;

		if (size > entry->max)
			size = entry->max;
		/* Now and then more than one entry. */
		if (rng_next(rng) & 1)
			size = rng_range(rng, entry->min, size);
		/* The rest is one entry, or nothing. */
		if (left - size && left - size < entry->min)
			size = left > entry->max ? entry->min : left;
		if (entry->fill == fill_flow &&
		    (size == 4 || left - size == 4))
			size = left == 4 ? 3 : left == 7 ? 7 : 3;
		entry->fill(rng, p + at, size);
		at += size;
	}
	return at;
}

static size_t fill_value(struct rng *rng, unsigned int ie, uint8_t *p,
			 size_t len)
{
	const struct entry *entry = entry_of(ie);

	if (entry)
		return fill_list(rng, entry, p,
				 len < entry->min ? entry->min : len);
	switch (ie) {
	case PC5S_IE_UP_CONFIG:
		*p = rng_range(rng, 0, 2) << 4 | rng_range(rng, 0, 2);
		return 1;
	case PC5S_IE_IP_CONFIG:
		*p = rng_range(rng, 1, 4);
		return 1;
	case PC5S_IE_REAUTH:
	case PC5S_IE_RELAY_RESELECTION:
	case PC5S_IE_IP_NEEDED:
		*p = 1;
		return 1;
	case PC5S_IE_TARGET_END_UE_IP:
	case PC5S_IE_SOURCE_END_UE_IP:
	case PC5S_IE_TARGET_IP_NEW_RELAY:
	case PC5S_IE_SOURCE_IP_NEW_RELAY:
		len = len < 17 ? 5 : 17;
		fill_ue_ip(rng, p, len);
		return len;
	case PC5S_IE_USER_SECURITY_KEY_ID:
		len = len < 2 ? 2 : len;
		fill_key_id(rng, p, len);
		return len;
	default:
		fill_random(rng, p, len);
		return len;
	}
}

size_t gen_value(struct gen *gen, const struct pc5s_field *field, size_t len)
{
	uint8_t *p = gen->room + gen->used;

	assert_true(sizeof(gen->room) - gen->used >= 65536);
	len = fill_value(&gen->rng, field->ie, p, len);
	assert_in_range(len, field->min, field->max);
	gen->used += len;
	pc5s_set(&gen->msg, field->ie, p, len);
	return len;
}

void gen_short(struct gen *gen, const struct pc5s_desc *desc, bool all)
{
	unsigned int i;

	gen_start(gen, desc);
	for (i = 0; i < desc->n; i++)
		if (all || desc->field[i].mandatory)
			gen_value(gen, &desc->field[i], desc->field[i].min);
}

void gen_random(struct gen *gen, const struct pc5s_desc *desc)
{
	unsigned int i;

	gen_start(gen, desc);
	for (i = 0; i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];
		uint32_t max = field->max;

		/* Long ones are rare, or there would be nothing else. */
		if (max > 1000 && rng_next(&gen->rng) & 15)
			max = 1000;
		if (max > 10000)
			max = 10000;
		if (max > field->min + 40U && rng_next(&gen->rng) & 3)
			max = field->min + 40;
		if (!field->mandatory && rng_next(&gen->rng) & 1)
			continue;
		gen_value(gen, field, rng_range(&gen->rng, field->min, max));
	}
}

size_t field_len(const struct pc5s_field *field, struct pc5s_span value)
{
	switch (field->format) {
	case PC5S_TV1:
	case PC5S_V:
		return value.len;
	case PC5S_LV:
	case PC5S_TV:
		return 1 + value.len;
	case PC5S_LV_E:
	case PC5S_TLV:
		return 2 + value.len;
	default:
		return 3 + value.len;
	}
}

void check_same(const struct pc5s_msg *a, const struct pc5s_msg *b)
{
	const struct pc5s_desc *desc = pc5s_find_desc(a->type);
	unsigned int i, ie;

	assert_int_equal(a->type, b->type);
	assert_int_equal(a->seq, b->seq);
	for (ie = 0; ie < PC5S_IE_COUNT; ie++)
		assert_int_equal(pc5s_has(a, ie), pc5s_has(b, ie));
	for (i = 0; desc && i < desc->n; i++) {
		ie = desc->field[i].ie;
		if (desc->field[i].format == PC5S_TV1)
			assert_int_equal(pc5s_u8(a, ie), pc5s_u8(b, ie));
		else
			assert_true(pc5s_span_equal(a->ie[ie], b->ie[ie]));
	}
}
