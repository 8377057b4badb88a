// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pure units: keystream generators, ciphers and hashes, to the bit
 */
#include "../crypto/eea3.h"
#include "../crypto/eia3.h"
#include "../crypto/uea2.h"
#include "../crypto/uia2.h"
#include "crypto_test.h"

/* Words made by calls of all sizes, 1 to 16, in turn. */
static void units_words(void *st, void (*words)(void *st, u32 *z, unsigned int n),
			u8 *out, unsigned int len)
{
	u32 z[16];
	unsigned int i, n, round = 0;

	for (; len; len -= 4 * n, round++) {
		n = min(round % 16 + 1, len / 4);
		words(st, z, n);
		for (i = 0; i < n; i++, out += 4)
			put_unaligned_be32(z[i], out);
	}
}

static void units_snow3g_words(void *st, u32 *z, unsigned int n)
{
	snow3g_words(st, z, n);
}

static void units_zuc_words(void *st, u32 *z, unsigned int n)
{
	zuc_words(st, z, n);
}

static void units_keystream(struct kunit *test, const struct vector_set *set,
			    bool zuc)
{
	const struct vector_keystream *v = set->v;
	struct snow3g_state snow3g;
	struct zuc_state state;
	unsigned int i, j;

	for (i = 0; i < set->n; i++, v++) {
		unsigned int len = round_up(v->offset + v->len, 4);
		u8 *out = kunit_kzalloc(test, len, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, out);
		if (zuc) {
			zuc_init(&state, v->key, v->iv);
			units_words(&state, units_zuc_words, out, len);
		} else {
			u32 k[4], iv[4];

			for (j = 0; j < 4; j++) {
				k[j] = get_unaligned_be32(v->key + 4 * j);
				iv[j] = get_unaligned_be32(v->iv + 4 * j);
			}
			snow3g_init(&snow3g, k, iv);
			units_words(&snow3g, units_snow3g_words, out, len);
		}
		KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(out + v->offset,
						    v->keystream, v->len),
				    "%s", v->name);
		kunit_kfree(test, out);
	}
	kunit_info(test, "%u vectors\n", set->n);
}

static void snow3g_vectors(struct kunit *test)
{
	units_keystream(test, &test_snow3g, false);
}

static void zuc_vectors(struct kunit *test)
{
	units_keystream(test, &test_zuc, true);
}

/* Whole, octet by octet, and in random pieces. */
static unsigned int units_piece(unsigned int way, unsigned int left)
{
	return way == 0 ? left : way == 1 ? 1 : 1 + test_below(min(left, 150u));
}

static void units_cipher(struct kunit *test, unsigned int nea)
{
	const struct vector_cipher *v = test_nea[nea].v;
	u8 *out = kunit_kzalloc(test, TEST_MAX_VECTOR, GFP_KERNEL);
	unsigned int i, way, done, n;
	struct uea2_state uea2;
	struct eea3_state eea3;

	KUNIT_ASSERT_NOT_NULL(test, out);
	for (i = 0; i < test_nea[nea].n; i++, v++) {
		struct input in = { v->count, v->bearer, v->direction };
		unsigned int len = DIV_ROUND_UP(v->bits, 8);

		for (way = 0; way < 3; way++) {
			memset(out, 0, TEST_MAX_VECTOR);
			if (nea == 1)
				uea2_init(&uea2, v->key, &in);
			else
				eea3_init(&eea3, v->key, &in);
			for (done = 0; done < len; done += n) {
				n = units_piece(way, len - done);
				if (nea == 1)
					uea2_xor(&uea2, out + done,
						 v->plaintext + done, n);
				else
					eea3_xor(&eea3, out + done,
						 v->plaintext + done, n);
			}
			KUNIT_EXPECT_EQ(test, 0, out[len]);
			test_mask(out, v->bits);
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(out, v->ciphertext, len),
					    "%s, way %u", v->name, way);
		}
	}
	kunit_info(test, "%u vectors, 3 ways\n", test_nea[nea].n);
}

static void uea2_vectors(struct kunit *test)
{
	units_cipher(test, 1);
}

static void eea3_vectors(struct kunit *test)
{
	units_cipher(test, 3);
}

static void units_mac(struct kunit *test, unsigned int nia)
{
	const struct vector_mac *v = test_nia[nia].v;
	unsigned int i, way, done, n;
	struct uia2_state uia2;
	struct eia3_state eia3;

	for (i = 0; i < test_nia[nia].n; i++, v++) {
		struct input in = { v->count, v->bearer, v->direction };
		unsigned int len = v->bits / 8, bits = v->bits % 8;
		u8 last = bits ? v->message[len] : 0;

		for (way = 0; way < 3; way++) {
			u32 mac;

			if (nia == 1)
				uia2_init(&uia2, v->key, v->count, v->fresh,
					  v->direction);
			else
				eia3_init(&eia3, v->key, &in);
			for (done = 0; done < len; done += n) {
				n = units_piece(way, len - done);
				if (nia == 1)
					uia2_update(&uia2, v->message + done,
						    n);
				else
					eia3_update(&eia3, v->message + done,
						    n);
			}
			/* What follows the last bit must not count. */
			if (bits && way)
				last |= 0xff >> bits;
			mac = nia == 1 ? uia2_final(&uia2, last, bits) :
					 eia3_final(&eia3, last, bits);
			KUNIT_EXPECT_EQ_MSG(test, v->mac, mac, "%s, way %u",
					    v->name, way);
		}
	}
	kunit_info(test, "%u vectors, 3 ways\n", test_nia[nia].n);
}

static void uia2_vectors(struct kunit *test)
{
	units_mac(test, 1);
}

static void eia3_vectors(struct kunit *test)
{
	units_mac(test, 3);
}

/* The eight octets that carry the inputs. */
static void input_octets(struct kunit *test)
{
	u8 octets[INPUT_SIZE];
	struct input in;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		test_input(octets, 0x80000001 + i, i / 2, i % 2);
		KUNIT_EXPECT_TRUE(test, input_parse(&in, octets));
		KUNIT_EXPECT_EQ(test, 0x80000001 + i, in.count);
		KUNIT_EXPECT_EQ(test, (u8)(i / 2), in.bearer);
		KUNIT_EXPECT_EQ(test, (u8)(i % 2), in.direction);
	}
	for (i = 0; i < 26; i++) {
		test_input(octets, 0, 0, 0);
		put_unaligned_be32(1u << i, octets + 4);
		KUNIT_EXPECT_FALSE(test, input_parse(&in, octets));
	}
}

static int units_test_init(struct kunit *test)
{
	test_seed(test);
	return 0;
}

static struct kunit_case crypto_units_cases[] = {
	KUNIT_CASE(snow3g_vectors),
	KUNIT_CASE(zuc_vectors),
	KUNIT_CASE(uea2_vectors),
	KUNIT_CASE(eea3_vectors),
	KUNIT_CASE(uia2_vectors),
	KUNIT_CASE(eia3_vectors),
	KUNIT_CASE(input_octets),
	{ }
};

struct kunit_suite crypto_units_suite = {
	.name = "pc5_crypto_units",
	.init = units_test_init,
	.test_cases = crypto_units_cases,
};
