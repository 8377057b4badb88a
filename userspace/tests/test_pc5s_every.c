// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: every message of the table, whole and broken in every way. */

#include "pc5s-gen.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 1;
static struct gen gen;

static int setup(void **state)
{
	const char *text = getenv("PC5_TEST_SEED");

	(void)state;
	if (text)
		seed = strtoull(text, NULL, 0);
	printf("seed %llu\n", (unsigned long long)seed);
	gen.rng.state = seed;
	return 0;
}

/* Octets of @gen's message, which has to be encodable. */
static size_t encode(uint8_t *buf, size_t size)
{
	ssize_t len = pc5s_encode(&gen.msg, buf, size);

	assert_in_range(len, PC5S_HEAD_LEN, size);
	return len;
}

static void check_round_trip(void)
{
	static uint8_t buf[PC5S_MSG_MAX], again[PC5S_MSG_MAX];
	size_t len = encode(buf, sizeof(buf));
	struct pc5s_msg msg;

	assert_int_equal(pc5s_decode(&msg, buf, len), 0);
	check_same(&gen.msg, &msg);
	assert_int_equal(pc5s_encode(&msg, again, sizeof(again)), len);
	assert_memory_equal(buf, again, len);
	assert_int_equal(pc5s_encode(&msg, again, len - 1), -EMSGSIZE);
}

static void shortest(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		gen_short(&gen, &pc5s_desc[i], false);
		check_round_trip();
		gen_short(&gen, &pc5s_desc[i], true);
		check_round_trip();
	}
}

/* Each IE alone, with the longest value that fits into the message. */
static void longest(void **state)
{
	static uint8_t buf[PC5S_MSG_MAX], value[PC5S_MSG_MAX];
	size_t i, j, len, max, other;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		const struct pc5s_desc *desc = &pc5s_desc[i];

		for (j = 0; j < desc->n; j++) {
			const struct pc5s_field *field = &desc->field[j];
			struct pc5s_span *span = &gen.msg.ie[field->ie];

			gen_short(&gen, desc, false);
			if (!field->mandatory)
				gen_value(&gen, field, field->min);
			other = encode(buf, sizeof(buf)) - span->len;
			max = field->max < PC5S_MSG_MAX - other ?
			      field->max : PC5S_MSG_MAX - other;
			len = gen_value(&gen, field, max);
			check_round_trip();
			if (field->min == field->max || len < max)
				continue;
			/* One octet more. */
			pc5s_set(&gen.msg, field->ie, value, max + 1);
			assert_int_equal(pc5s_encode(&gen.msg, buf,
						     sizeof(buf)) < 0, 1);
		}
	}
}

/* An opaque value that goes up to the very end of the longest message. */
static void message_limit(void **state)
{
	static uint8_t buf[PC5S_MSG_MAX + 2], value[PC5S_MSG_MAX];
	struct pc5s_msg msg;

	(void)state;
	pc5s_init(&msg, PC5S_AUTHENTICATION_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, value, PC5S_MSG_MAX - 4);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), PC5S_MSG_MAX);
	assert_int_equal(pc5s_decode(&msg, buf, PC5S_MSG_MAX), 0);
	assert_int_equal(msg.ie[PC5S_IE_KEY_EST_INFO].len, PC5S_MSG_MAX - 4);
	/* An IE that would be skipped. */
	buf[PC5S_MSG_MAX] = 0x80;
	assert_int_equal(pc5s_decode(&msg, buf, PC5S_MSG_MAX + 1), -EBADMSG);
	pc5s_init(&msg, PC5S_AUTHENTICATION_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, value, PC5S_MSG_MAX - 3);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), -EMSGSIZE);
	pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, value, PC5S_MSG_MAX + 1);
	assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)), -EINVAL);
}

static void random_messages(void **state)
{
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		for (n = 0; n < 100; n++) {
			gen_random(&gen, &pc5s_desc[i]);
			check_round_trip();
		}
	}
}

/* Octets of a message with all IEs, and where each of them begins. */
struct laid_out {
	const struct pc5s_desc *desc;
	unsigned int optional;
	size_t len;
	size_t at[PC5S_FIELD_MAX + 1];
	uint8_t buf[2000];
};

/* With random values, at least as long as the shortest. */
static void lay_out(struct laid_out *out, const struct pc5s_desc *desc)
{
	size_t at = PC5S_HEAD_LEN;
	unsigned int i;

	gen_start(&gen, desc);
	out->desc = desc;
	out->optional = 0;
	for (i = 0; i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];
		uint32_t max = field->max - field->min > 40 ?
			       field->min + 40U : field->max;

		gen_value(&gen, field,
			  rng_range(&gen.rng, field->min, max));
		out->at[i] = at;
		at += field_len(field, gen.msg.ie[field->ie]);
		out->optional += field->mandatory;
	}
	out->at[i] = at;
	out->len = encode(out->buf, sizeof(out->buf));
	assert_int_equal(out->len, at);
}

/* What is left of the message if only the first @n IEs are there. */
static void check_first(const struct laid_out *out, const struct pc5s_msg *msg,
			unsigned int n)
{
	struct pc5s_msg expected = gen.msg;
	unsigned int i;

	for (i = n; i < out->desc->n; i++)
		expected.ie[out->desc->field[i].ie].data = NULL;
	check_same(&expected, msg);
}

/* Cut after each octet: what was whole before the cut remains. */
static void truncated(void **state)
{
	struct laid_out out;
	struct pc5s_msg msg;
	unsigned int whole;
	size_t i, len;
	uint8_t *copy;
	int ret;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&out, &pc5s_desc[i]);
		for (len = 0, whole = 0; len <= out.len; len++) {
			/* The sanitizer sees each octet too far. */
			copy = malloc(len ?: 1);
			memcpy(copy, out.buf, len);
			while (whole < out.desc->n &&
			       out.at[whole + 1] <= len)
				whole++;
			ret = pc5s_decode(&msg, copy, len);
			if (len < PC5S_HEAD_LEN || whole < out.optional) {
				assert_int_equal(ret, -EBADMSG);
				assert_false(pc5s_has(&msg,
						      out.desc->n ?
						      out.desc->field[0].ie :
						      0));
			} else {
				assert_int_equal(ret, 0);
				check_first(&out, &msg, whole);
			}
			free(copy);
		}
	}
}

/* Whatever is decoded can be encoded, and that means the same. */
static void check_stable(const uint8_t *buf, size_t len)
{
	uint8_t one[2100], two[2100];
	struct pc5s_msg msg, again;
	ssize_t n;

	if (pc5s_decode(&msg, buf, len))
		return;
	n = pc5s_encode(&msg, one, sizeof(one));
	assert_in_range(n, PC5S_HEAD_LEN, len);
	assert_int_equal(pc5s_decode(&again, one, n), 0);
	check_same(&msg, &again);
	assert_int_equal(pc5s_encode(&again, two, sizeof(two)), n);
	assert_memory_equal(one, two, n);
}

/* Every octet of every message, to every value. */
static void changed(void **state)
{
	struct laid_out out;
	unsigned int value;
	size_t i, at;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&out, &pc5s_desc[i]);
		for (at = 0; at < out.len; at++) {
			uint8_t was = out.buf[at];

			for (value = 0; value < 256; value++) {
				out.buf[at] = value;
				check_stable(out.buf, out.len);
			}
			out.buf[at] = was;
		}
	}
}

static void noise(void **state)
{
	uint8_t buf[300];
	size_t i, len;
	int n;

	(void)state;
	for (n = 0; n < 20000; n++) {
		len = rng_range(&gen.rng, 0, sizeof(buf));
		for (i = 0; i < len; i++)
			buf[i] = rng_next(&gen.rng);
		if (len)
			buf[0] = pc5s_desc[n % pc5s_desc_n].type;
		check_stable(buf, len);
	}
}

/* @out with @len octets of @ie put in before its IE @before. */
static int decode_with(const struct laid_out *out, unsigned int before,
		       const void *ie, size_t len, struct pc5s_msg *msg)
{
	static uint8_t buf[5000];
	size_t at = out->at[before];

	assert_true(out->len + len <= sizeof(buf));
	memcpy(buf, out->buf, at);
	memcpy(buf + at, ie, len);
	memcpy(buf + at + len, out->buf + at, out->len - at);
	return pc5s_decode(msg, buf, out->len + len);
}

static bool knows(const struct pc5s_desc *desc, uint8_t iei)
{
	unsigned int i;

	for (i = 0; i < desc->n; i++) {
		const struct pc5s_field *field = &desc->field[i];
		uint8_t mask = field->format == PC5S_TV1 ? 0xf0 : 0xff;

		if (field->iei && field->iei == (iei & mask))
			return true;
	}
	return false;
}

/*
 * TS 24.007 clauses 11.2.4 and 11.2.5: every IEI that the message has not, at
 * every place. Those of others that are TV there are TLV here.
 */
static void unknown(void **state)
{
	struct laid_out out;
	struct pc5s_msg msg;
	unsigned int iei, at;
	uint8_t ie[600];
	size_t i, len;
	int ret;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&out, &pc5s_desc[i]);
		for (iei = 0; iei < 256; iei++) {
			if (knows(out.desc, iei))
				continue;
			memset(ie, 0x28, sizeof(ie));
			ie[0] = iei;
			len = 1;
			if (iei >= 0x70 && iei < 0x80) {
				ie[1] = 0x01;
				ie[2] = 0x02;
				len = 3 + 0x102;
			} else if (iei < 0x80) {
				ie[1] = 0x21;
				len = 2 + 0x21;
			}
			for (at = out.optional; at <= out.desc->n; at++) {
				ret = decode_with(&out, at, ie, len, &msg);
				if (iei < 0x10 || iei == 0x7e || iei == 0x7f) {
					assert_int_equal(ret, -EBADMSG);
					continue;
				}
				assert_int_equal(ret, 0);
				check_first(&out, &msg, out.desc->n);
			}
			/* It may be empty, and be the last octet. */
			ie[1] = 0;
			ie[2] = 0;
			len = iei < 0x70 ? 2 : iei < 0x80 ? 3 : 1;
			ret = decode_with(&out, out.optional, ie, len, &msg);
			assert_int_equal(ret, iei < 0x10 || iei == 0x7e ||
					 iei == 0x7f ? -EBADMSG : 0);
			ret = decode_with(&out, out.desc->n, ie, 1, &msg);
			assert_int_equal(ret, iei < 0x10 || iei == 0x7e ||
					 iei == 0x7f ? -EBADMSG : 0);
		}
	}
}

/* The first counts, wherever the others are. */
static void repeated(void **state)
{
	struct laid_out out, other;
	struct pc5s_msg first, msg;
	struct pc5s_span value;
	unsigned int row, at;
	size_t i;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&other, &pc5s_desc[i]);
		lay_out(&out, &pc5s_desc[i]);
		first = gen.msg;
		for (row = out.optional; row < out.desc->n; row++) {
			size_t len = other.at[row + 1] - other.at[row];
			const uint8_t *ie = other.buf + other.at[row];

			for (at = row + 1; at <= out.desc->n; at++) {
				assert_int_equal(decode_with(&out, at, ie, len,
							     &msg), 0);
				check_same(&first, &msg);
			}
			/* Were it the first, it would be taken. */
			assert_int_equal(decode_with(&out, row, ie, len, &msg),
					 0);
			value = msg.ie[out.desc->field[row].ie];
			assert_memory_equal(value.data + value.len,
					    out.buf + out.at[row],
					    out.at[row + 1] - out.at[row]);
		}
	}
}

/* Each IE moved behind each later one: it is ignored there. */
static void out_of_sequence(void **state)
{
	struct laid_out out;
	unsigned int row, at;
	struct pc5s_msg msg;
	uint8_t buf[2000];
	size_t i;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&out, &pc5s_desc[i]);
		for (row = out.optional; row < out.desc->n; row++) {
			size_t len = out.at[row + 1] - out.at[row];

			for (at = row + 2; at <= out.desc->n; at++) {
				struct pc5s_msg expected = gen.msg;
				size_t between = out.at[at] - out.at[row + 1];

				memcpy(buf, out.buf, out.len);
				memcpy(buf + out.at[row],
				       out.buf + out.at[row + 1], between);
				memcpy(buf + out.at[row] + between,
				       out.buf + out.at[row], len);
				assert_int_equal(pc5s_decode(&msg, buf,
							     out.len), 0);
				expected.ie[out.desc->field[row].ie].data =
					NULL;
				check_same(&expected, &msg);
			}
		}
	}
}

/* IE of @field with @len octets of anything as its value. */
static size_t any_ie(const struct pc5s_field *field, size_t len, uint8_t *ie)
{
	size_t n = 0;

	if (field->iei)
		ie[n++] = field->iei;
	if (field->format == PC5S_TLV_E || field->format == PC5S_LV_E)
		ie[n++] = len >> 8;
	if (field->format != PC5S_V && field->format != PC5S_TV)
		ie[n++] = len & 0xff;
	memset(ie + n, 0, len);
	return n + len;
}

/* The message with @field replaced by one of @len octets. */
static int decode_resized(const struct laid_out *out, unsigned int row,
			  size_t len, struct pc5s_msg *msg)
{
	static uint8_t buf[5000];
	size_t at = out->at[row];

	memcpy(buf, out->buf, at);
	at += any_ie(&out->desc->field[row], len, buf + at);
	memcpy(buf + at, out->buf + out->at[row + 1],
	       out->len - out->at[row + 1]);
	return pc5s_decode(msg, buf, at + out->len - out->at[row + 1]);
}

/*
 * Lengths that an IE must not have: an optional one is absent and hides nothing
 * else, for a mandatory one the message is ignored.
 */
static void wrong_length(void **state)
{
	struct laid_out out;
	struct pc5s_msg msg;
	unsigned int row, n;
	size_t i;
	int ret;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		lay_out(&out, &pc5s_desc[i]);
		for (row = 0; row < out.desc->n; row++) {
			const struct pc5s_field *field = &out.desc->field[row];
			struct pc5s_msg expected = gen.msg;
			size_t wrong[] = { 0, field->min - 1, field->max + 1 };

			if (field->format == PC5S_V ||
			    field->format == PC5S_TV ||
			    field->format == PC5S_TV1)
				continue;
			expected.ie[field->ie].data = NULL;
			for (n = 0; n < ARRAY_SIZE(wrong); n++) {
				if (wrong[n] > (field->format == PC5S_TLV ||
						field->format == PC5S_LV ?
						255 : 2000))
					continue;
				ret = decode_resized(&out, row, wrong[n],
						     &msg);
				if (field->mandatory) {
					assert_int_equal(ret, -EBADMSG);
					continue;
				}
				assert_int_equal(ret, 0);
				check_same(&expected, &msg);
			}
		}
	}
}

/* A broken IE stays the first of its kind. */
static void broken_then_good(void **state)
{
	static const uint8_t buf[] = {
		PC5S_SECURITY_MODE_COMPLETE, 0, 0x11,
		0x62, 0x00, 0x62, 0x02, 0x5b, 0x3c, 0x4d,
	};
	struct pc5s_msg msg;

	(void)state;
	assert_int_equal(pc5s_decode(&msg, buf, sizeof(buf)), 0);
	assert_false(pc5s_has(&msg, PC5S_IE_IP_CONFIG));
	assert_true(pc5s_has(&msg, PC5S_IE_KNRP_ID_LSBS));
}

static void unknown_types(void **state)
{
	uint8_t buf[100] = { 0, 77 };
	struct pc5s_msg msg;
	unsigned int type;

	(void)state;
	for (type = 0; type < 256; type++) {
		if (pc5s_find_desc(type))
			continue;
		buf[0] = type;
		assert_int_equal(pc5s_decode(&msg, buf, sizeof(buf)),
				 -EOPNOTSUPP);
		assert_int_equal(msg.type, type);
		assert_int_equal(msg.seq, 77);
		assert_int_equal(pc5s_encode(&msg, buf, sizeof(buf)),
				 -EOPNOTSUPP);
		assert_int_equal(pc5s_decode(&msg, buf, 1), -EBADMSG);
	}
	assert_int_equal(pc5s_decode(&msg, NULL, 0), -EBADMSG);
}

/* Nothing is sent that a receiver would not take. */
static void not_encoded(void **state)
{
	static const uint8_t octets[16];
	uint8_t buf[2000];
	unsigned int row, ie;
	size_t i;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		const struct pc5s_desc *desc = &pc5s_desc[i];
		bool has[PC5S_IE_COUNT] = { false };

		gen_short(&gen, desc, true);
		for (row = 0; row < desc->n; row++) {
			const struct pc5s_field *field = &desc->field[row];
			struct pc5s_span was = gen.msg.ie[field->ie];

			has[field->ie] = true;
			pc5s_set(&gen.msg, field->ie, NULL, 0);
			assert_int_equal(pc5s_encode(&gen.msg, buf,
						     sizeof(buf)) < 0,
					 field->mandatory);
			pc5s_set(&gen.msg, field->ie, octets, field->min - 1);
			assert_int_equal(pc5s_encode(&gen.msg, buf,
						     sizeof(buf)), -EINVAL);
			if (field->min == field->max) {
				pc5s_set(&gen.msg, field->ie, buf,
					 field->max + 1);
				assert_int_equal(pc5s_encode(&gen.msg, buf,
							     sizeof(buf)),
						 -EINVAL);
			}
			gen.msg.ie[field->ie] = was;
		}
		for (ie = 0; ie < PC5S_IE_COUNT; ie++) {
			if (has[ie])
				continue;
			pc5s_set(&gen.msg, ie, octets, 1);
			assert_int_equal(pc5s_encode(&gen.msg, buf,
						     sizeof(buf)), -EINVAL);
			pc5s_set(&gen.msg, ie, NULL, 0);
		}
		encode(buf, sizeof(buf));
	}
}

/*
 * No message has an IE that needs comprehension and could be out of sequence,
 * so here is one.
 */
static void required_out_of_sequence(void **state)
{
	static const struct pc5s_field field[] = {
		{ PC5S_IE_MIC, PC5S_TLV, false, 0x05, 1, 4 },
		{ PC5S_IE_GPI, PC5S_TLV_E, false, 0x7f, 1, 4 },
		{ PC5S_IE_RAND, PC5S_TLV, false, 0x20, 1, 4 },
	};
	static const struct pc5s_desc desc = { "", field, 0x99, 3 };
	static const struct {
		uint8_t buf[16];
		size_t len;
		int ret;
	} cases[] = {
		{ { 0x99, 0, 0x05, 1, 1, 0x20, 1, 2 }, 8, 0 },
		{ { 0x99, 0, 0x20, 1, 2, 0x05, 1, 1 }, 8, -EBADMSG },
		{ { 0x99, 0, 0x20, 1, 2, 0x7f, 0, 1, 1 }, 9, -EBADMSG },
		{ { 0x99, 0, 0x7f, 0, 1, 1, 0x05, 1, 1 }, 9, -EBADMSG },
		/* Repeated is not out of sequence. */
		{ { 0x99, 0, 0x05, 1, 1, 0x20, 1, 2, 0x05, 1, 1 }, 11, 0 },
		{ { 0x99, 0, 0x05, 1, 1, 0x05, 1, 1 }, 8, 0 },
	};
	struct pc5s_msg msg;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(pc5s_decode_as(&desc, &msg, cases[i].buf,
						cases[i].len), cases[i].ret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shortest),
		cmocka_unit_test(longest),
		cmocka_unit_test(message_limit),
		cmocka_unit_test(random_messages),
		cmocka_unit_test(truncated),
		cmocka_unit_test(changed),
		cmocka_unit_test(noise),
		cmocka_unit_test(unknown),
		cmocka_unit_test(repeated),
		cmocka_unit_test(out_of_sequence),
		cmocka_unit_test(wrong_length),
		cmocka_unit_test(broken_then_good),
		cmocka_unit_test(unknown_types),
		cmocka_unit_test(not_encoded),
		cmocka_unit_test(required_out_of_sequence),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
