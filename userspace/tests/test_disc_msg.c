// SPDX-License-Identifier: GPL-2.0-or-later
/* Discovery messages: the codec and its protection. */

#include "pc5s-gen.h"

#include <stdio.h>
#include <stdlib.h>

#include "libpc5/disc-crypto.h"
#include "libpc5/kdf.h"

#define COUNTER 0x65a1b2c3

/* "relay1", status 0x80, no set and one of "bob" for "alice". */
#define ANNOUNCEMENT "8903 00000000 00c0de 72656c617931 80 0001 00"
#define ANNOUNCEMENT_1 "8903 00000000 00c0de 72656c617931 80 0012 01 000f" SET
#define SET "03626f62 05616c696365 00000000 03"
#define SOLICITATION "8e03 00000000 00c0de 000f" SET "48 06 616c69636500" \
	"2c 06 72656c617931 2d80 c1"
#define RESPONSE "8a03 00000000 00c0de 000f" SET "2b 06 626f62000000" \
	"2c 06 72656c617931 2d80 c1"

static uint64_t seed = 1;
static struct gen gen;
static struct pc5_disc_keys keys;

static int setup(void **state)
{
	const char *text = getenv("PC5_TEST_SEED");
	unsigned int i;

	(void)state;
	if (text)
		seed = strtoull(text, NULL, 0);
	printf("seed %llu\n", (unsigned long long)seed);
	gen.rng.state = seed;
	for (i = 0; i < PC5_DISC_KEY_LEN; i++) {
		keys.duck[i] = 0x40 + i;
		keys.duik[i] = 0x60 + i;
		keys.dusk[i] = 0x80 + i;
	}
	keys.has_duik = true;
	keys.has_duck = true;
	keys.has_dusk = true;
	return 0;
}

static void types(void **state)
{
	(void)state;
	assert_int_equal(PC5_DISC_ANNOUNCEMENT, 0x89);
	assert_int_equal(PC5_DISC_SOLICITATION, 0x8e);
	assert_int_equal(PC5_DISC_RESPONSE, 0x8a);
	assert_string_equal(pc5_disc_type_name(0x8e), "DISCOVERY SOLICITATION");
	assert_string_equal(pc5_disc_type_name(0x01), "unknown");
}

struct page {
	size_t len;
	char text[4096];
};

static void take_line(void *ctx, const char *line)
{
	struct page *page = ctx;

	page->len += snprintf(page->text + page->len,
			      sizeof(page->text) - page->len, "%s\n", line);
}

static void check(const char *hex, uint8_t type, const char *text)
{
	uint8_t buf[300], again[300];
	size_t len = octets(hex, buf, sizeof(buf));
	struct page page = { 0 };
	struct pc5s_msg msg;

	assert_int_equal(pc5_disc_decode(&msg, buf, len), 0);
	assert_int_equal(msg.type, type);
	assert_int_equal(msg.seq, 3);
	assert_int_equal(pc5s_u24(&msg, PC5S_IE_RELAY_SERVICE_CODE), 0xc0de);
	assert_int_equal(pc5_disc_encode(&msg, again, sizeof(again)), len);
	assert_memory_equal(buf, again, len);
	assert_int_equal(pc5_disc_encode(&msg, again, len - 1), -EMSGSIZE);
	pc5_disc_print(&msg, take_line, &page);
	assert_string_equal(page.text, text);
}

static void messages(void **state)
{
	uint8_t buf[] = { 1, 3, 0, 0, 0, 0, 0, 0, 0 };
	struct pc5s_msg msg;

	(void)state;
	check(ANNOUNCEMENT, 0x89,
	      "DISCOVERY ANNOUNCEMENT, UTC-based counter LSB 3\n"
	      "  MIC: 00000000\n"
	      "  Relay service code: 0x00c0de\n"
	      "  UE-to-UE relay UE user info: \"relay1\"\n"
	      "  Status indicator: 80\n"
	      "  List of direct discovery sets: 0 sets\n");
	check(ANNOUNCEMENT_1, 0x89,
	      "DISCOVERY ANNOUNCEMENT, UTC-based counter LSB 3\n"
	      "  MIC: 00000000\n"
	      "  Relay service code: 0x00c0de\n"
	      "  UE-to-UE relay UE user info: \"relay1\"\n"
	      "  Status indicator: 80\n"
	      "  List of direct discovery sets: 1 set: 03626f6205616c6963650000000003\n");
	check(SOLICITATION, 0x8e,
	      "DISCOVERY SOLICITATION, UTC-based counter LSB 3\n"
	      "  MIC: 00000000\n"
	      "  Relay service code: 0x00c0de\n"
	      "  Direct discovery set: 03626f6205616c6963650000000003\n"
	      "  Source end UE info: \"alice\\x00\"\n"
	      "  UE-to-UE relay UE user info: \"relay1\"\n"
	      "  Status indicator: 80\n"
	      "  Announce prohibited indication: yes\n");
	check(RESPONSE, 0x8a,
	      "DISCOVERY RESPONSE, UTC-based counter LSB 3\n"
	      "  MIC: 00000000\n"
	      "  Relay service code: 0x00c0de\n"
	      "  Direct discovery set: 03626f6205616c6963650000000003\n"
	      "  Target end UE info: \"bob\\x00\\x00\\x00\"\n"
	      "  UE-to-UE relay UE user info: \"relay1\"\n"
	      "  Status indicator: 80\n"
	      "  Announce prohibited indication: yes\n");
	assert_int_equal(pc5_disc_decode(&msg, buf, sizeof(buf)), -EOPNOTSUPP);
	assert_int_equal(pc5_disc_encode(&msg, buf, sizeof(buf)), -EOPNOTSUPP);
	assert_int_equal(pc5_disc_decode(&msg, buf, 0), -EBADMSG);
}

/* No message decodes that is cut off in what it has to have. */
static void cut(void **state)
{
	uint8_t buf[300];
	size_t len = octets(SOLICITATION, buf, sizeof(buf));
	struct pc5s_msg msg;
	size_t i;

	(void)state;
	for (i = 0; i < 9 + 2 + 15; i++)
		assert_int_equal(pc5_disc_decode(&msg, buf, i), -EBADMSG);
	assert_int_equal(pc5_disc_decode(&msg, buf, len - 1), 0);
	assert_false(pc5s_has(&msg, PC5S_IE_ANNOUNCE_PROHIBITED));
	len = octets(ANNOUNCEMENT_1, buf, sizeof(buf));
	for (i = 0; i < len; i++)
		assert_int_equal(pc5_disc_decode(&msg, buf, i), -EBADMSG);
}

static void lists(void **state)
{
	static uint8_t buf[PC5_DISC_SETS_LEN_MAX + 1], big[PC5_DISC_SET_MAX + 1];
	struct pc5s_span set[PC5_DISC_SETS_MAX + 1], out[PC5_DISC_SETS_MAX];
	struct pc5s_span list = { buf, 0 };
	unsigned int i;
	ssize_t len;

	(void)state;
	for (i = 0; i <= PC5_DISC_SETS_MAX; i++) {
		set[i].data = big;
		set[i].len = PC5_DISC_SET_MAX;
	}
	/* The most that clause 10.2.1 allows: 8323 with the length. */
	len = pc5_disc_sets_encode(set, PC5_DISC_SETS_MAX, buf, sizeof(buf));
	assert_int_equal(len, 8321);
	list.len = len;
	assert_int_equal(pc5_disc_sets_decode(list, out), PC5_DISC_SETS_MAX);
	list.len = len + 1;
	assert_int_equal(pc5_disc_sets_decode(list, out), -EBADMSG);
	list.len = len - 1;
	assert_int_equal(pc5_disc_sets_decode(list, out), -EBADMSG);
	list.len = 0;
	assert_int_equal(pc5_disc_sets_decode(list, out), -EBADMSG);
	assert_int_equal(pc5_disc_sets_encode(set, PC5_DISC_SETS_MAX + 1, buf,
					      sizeof(buf)), -EINVAL);
	assert_int_equal(pc5_disc_sets_encode(set, 2, buf, 700), -EMSGSIZE);
	assert_int_equal(pc5_disc_sets_encode(set, 0, buf, 0), -EMSGSIZE);
	set[0].len++;
	assert_int_equal(pc5_disc_sets_encode(set, 1, buf, sizeof(buf)),
			 -EINVAL);
	set[0].len = PC5_DISC_SET_MIN - 1;
	assert_int_equal(pc5_disc_sets_encode(set, 1, buf, sizeof(buf)),
			 -EINVAL);
	memset(buf, 0, sizeof(buf));
	buf[0] = PC5_DISC_SETS_MAX + 1;
	list.len = sizeof(buf) - 1;
	assert_int_equal(pc5_disc_sets_decode(list, out), -EBADMSG);
	buf[0] = 1;
	buf[2] = PC5_DISC_SET_MIN - 1;
	list.len = 3 + PC5_DISC_SET_MIN - 1;
	assert_int_equal(pc5_disc_sets_decode(list, out), -EBADMSG);
}

static void sets(void **state)
{
	struct pc5_disc_set set = { { 3, "bob" }, { 5, "alice" } }, again;
	uint8_t buf[PC5_DISC_SET_MAX], expected[15];
	struct pc5s_span value = { buf, 0 };
	ssize_t len;
	size_t i;

	(void)state;
	octets(SET, expected, sizeof(expected));
	len = pc5_disc_set_encode(&set, COUNTER, buf, sizeof(buf));
	assert_int_equal(len, sizeof(expected));
	assert_memory_equal(buf, expected, len);
	value.len = len;
	assert_int_equal(pc5_disc_set_decode(value, &again), 0);
	assert_true(pc5_user_info_equal(&set.discoveree, &again.discoveree));
	assert_true(pc5_user_info_equal(&set.discoverer, &again.discoverer));
	for (i = 0; i < (size_t)len; i++) {
		value.len = i;
		assert_int_equal(pc5_disc_set_decode(value, &again), -EBADMSG);
	}
	value.len = len + 1;
	assert_int_equal(pc5_disc_set_decode(value, &again), -EBADMSG);
	assert_int_equal(pc5_disc_set_encode(&set, 0, buf, len - 1), -EMSGSIZE);
	set.discoverer.len = 255;
	set.discoveree.len = 255;
	assert_int_equal(pc5_disc_set_encode(&set, 0, buf, sizeof(buf)), 517);
	set.discoverer.len = 0;
	assert_int_equal(pc5_disc_set_encode(&set, 0, buf, sizeof(buf)),
			 -EINVAL);
}

static void infos(void **state)
{
	const struct pc5_user_info brief = { 3, "bob" }, six = { 6, "relay1" };
	const struct pc5_user_info seven = { 7, "relay12" };
	uint8_t info[PC5_DISC_INFO_LEN], expected[PC5_DISC_INFO_LEN];

	(void)state;
	assert_int_equal(pc5_disc_info(&brief, info), 0);
	assert_memory_equal(info, "bob\0\0", 6);
	assert_int_equal(pc5_disc_info(&six, info), 0);
	assert_memory_equal(info, "relay1", 6);
	assert_int_equal(pc5_disc_info(&seven, info), 0);
	/* sha256sum */
	unhex("74344d3f901a", expected, 6);
	assert_memory_equal(info, expected, 6);
}

static void counters(void **state)
{
	uint32_t now[] = { COUNTER, 0, 3, UINT32_MAX, UINT32_MAX - 7 };
	size_t i;
	int off;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(now); i++)
		for (off = -8; off <= 7; off++) {
			uint32_t counter = now[i] + off;

			assert_int_equal(pc5_disc_counter(now[i],
							  counter & 0x0f),
					 counter);
			assert_int_equal(pc5_disc_in_time(now[i], counter, 5),
					 abs(off) <= 5);
		}
	/* Spare bits count for nothing. */
	assert_int_equal(pc5_disc_counter(COUNTER, 0xf3), COUNTER);
}

static const char mic_hex[] = "5930fd3f";
static const uint8_t protected_octets[] = {
	0x8e, 0x03, 0x3a, 0x5f, 0x95, 0xea, 0xdc, 0x56, 0xb9, 0x11,
	0xbf, 0xea, 0x55, 0x2a, 0xda, 0x93, 0x59, 0x34, 0x33, 0x01,
	0xb7, 0x51, 0x17, 0x84, 0x6d, 0x88, 0x20, 0x90, 0xbc, 0x78,
	0xa4, 0xd6, 0x2b, 0x01, 0x1d, 0x4e, 0xe5, 0x46, 0x34, 0x81,
	0x55, 0xd4, 0xa6, 0xa5, 0x68,
};

/* By hand, with the KDF of the worked example. */
static void vector(void **state)
{
	uint8_t buf[100], expected[100], mic[4];
	size_t len = octets(SOLICITATION, buf, sizeof(buf));
	struct pc5_disc_keys duik = keys;
	uint32_t counter;

	(void)state;
	unhex(mic_hex, expected, 4);
	assert_int_equal(pc5_disc_mic(keys.duik, 0x89, COUNTER, buf, len, 2,
				      mic), 0);
	assert_memory_equal(mic, expected, 4);
	duik.has_duck = false;
	duik.has_dusk = false;
	assert_int_equal(pc5_disc_protect(&duik, COUNTER, mic, buf, len), 0);
	assert_memory_equal(buf + 2, expected, 4);
	octets(SOLICITATION, buf, sizeof(buf));
	assert_int_equal(pc5_disc_protect(&keys, COUNTER, mic, buf, len), 0);
	assert_int_equal(len, sizeof(protected_octets));
	assert_memory_equal(buf, protected_octets, len);
	assert_int_equal(pc5_disc_unprotect(&keys, COUNTER + 2, 5, buf, len,
					    &counter), 0);
	assert_int_equal(counter, COUNTER);
	octets(SOLICITATION, expected, sizeof(expected));
	memcpy(expected + 2, mic, 4);
	assert_memory_equal(buf, expected, len);
	assert_int_equal(pc5_disc_mic(keys.duik, 0x89, 0, buf, len, len - 3,
				      mic), -EINVAL);
	assert_int_equal(pc5_disc_mic(keys.duik, 0x89, 0, buf, 3, 0, mic),
			 -EINVAL);
}

/* The DUIK is what tells: every bit, every key, every time. */
static void refused(const struct pc5_disc_keys *k, uint8_t *buf, size_t len,
		    uint32_t now, int ret)
{
	uint8_t copy[PC5_DISC_MSG_MAX];
	uint32_t counter;

	memcpy(copy, buf, len);
	assert_int_equal(pc5_disc_unprotect(k, now, 5, copy, len, &counter),
			 ret);
}

static void edited(void **state)
{
	const uint8_t random[4] = { 1, 2, 3, 4 };
	struct pc5_disc_keys other;
	uint8_t buf[100], *key;
	size_t i, len = octets(RESPONSE, buf, sizeof(buf));
	int off;

	(void)state;
	assert_int_equal(pc5_disc_protect(&keys, COUNTER, random, buf, len), 0);
	refused(&keys, buf, len, COUNTER, 0);
	for (i = 0; i < 8 * len; i++) {
		uint32_t counter;
		uint8_t copy[100];

		memcpy(copy, buf, len);
		copy[i / 8] ^= 1 << i % 8;
		assert_int_not_equal(pc5_disc_unprotect(&keys, COUNTER, 5, copy,
							len, &counter), 0);
	}
	for (i = 0; i < len; i++)
		refused(&keys, buf, i, COUNTER, -EBADMSG);
	for (off = 0; off < 3; off++) {
		other = keys;
		key = off == 0 ? other.duik : off == 1 ? other.duck :
		      other.dusk;
		key[7] ^= 0x10;
		refused(&other, buf, len, COUNTER, -EBADMSG);
	}
	for (off = -7; off <= 7; off++)
		refused(&keys, buf, len, COUNTER + off, abs(off) <= 5 ? 0 :
			-ETIME);
	/* The same LSBs, and 16 s, a day or a wrap later. */
	refused(&keys, buf, len, COUNTER + 16, -EBADMSG);
	refused(&keys, buf, len, COUNTER - 16, -EBADMSG);
	refused(&keys, buf, len, COUNTER + 86400, -EBADMSG);
}

static void one_set(const struct pc5_disc_keys *k)
{
	struct pc5_disc_set set = { { 3, "bob" }, { 5, "alice" } };
	uint8_t clear[PC5_DISC_SET_MAX], buf[PC5_DISC_SET_MAX];
	const uint8_t random[4] = { 1, 2, 3, 4 };
	uint32_t counter;
	size_t i, len;

	set.discoverer.len = rng_range(&gen.rng, 1, 255);
	len = pc5_disc_set_encode(&set, COUNTER, clear, sizeof(clear));
	memcpy(buf, clear, len);
	assert_int_equal(pc5_disc_set_protect(k, COUNTER, random, buf, len), 0);
	assert_int_equal(buf[len - 1], COUNTER & 0x0f);
	if (k->has_duck || k->has_dusk)
		assert_memory_not_equal(buf, clear, 8);
	else
		assert_memory_equal(buf, clear, len - 5);
	for (i = 0; k->has_duik && i < len; i++) {
		uint8_t copy[PC5_DISC_SET_MAX];

		memcpy(copy, buf, len);
		copy[i] ^= 1 << rng_range(&gen.rng, 0, 7);
		assert_int_not_equal(pc5_disc_set_unprotect(k, COUNTER, 5, copy,
							    len, &counter), 0);
	}
	assert_int_equal(pc5_disc_set_unprotect(k, COUNTER - 3, 5, buf, len,
						&counter), 0);
	assert_int_equal(counter, COUNTER);
	assert_memory_equal(buf, clear, len - 5);
	assert_int_equal(pc5_disc_set_unprotect(k, COUNTER - 3, 5, buf, 8,
						&counter), -EBADMSG);
	assert_int_equal(pc5_disc_set_protect(k, COUNTER, random, buf, 8),
			 -EINVAL);
}

static void protected_sets(void **state)
{
	struct pc5_disc_keys k = keys;
	unsigned int i;

	(void)state;
	for (i = 0; i < 8; i++) {
		k.has_duik = i & 1;
		k.has_duck = i & 2;
		k.has_dusk = i & 4;
		one_set(&k);
	}
}

/* The generator knows no lists of sets, and not what an indication says. */
static void random_sets(void)
{
	static const uint8_t indicated = 1;
	static uint8_t list[PC5_DISC_SETS_LEN_MAX], octets[PC5_DISC_SET_MAX];
	struct pc5s_span set[PC5_DISC_SETS_MAX];
	size_t i, n = rng_range(&gen.rng, 0, PC5_DISC_SETS_MAX);

	if (pc5s_has(&gen.msg, PC5S_IE_ANNOUNCE_PROHIBITED))
		pc5s_set(&gen.msg, PC5S_IE_ANNOUNCE_PROHIBITED, &indicated, 1);
	if (gen.msg.type != PC5_DISC_ANNOUNCEMENT)
		return;
	for (i = 0; i < n; i++) {
		set[i].data = octets;
		set[i].len = rng_range(&gen.rng, PC5_DISC_SET_MIN,
				       PC5_DISC_SET_MAX);
	}
	pc5s_set(&gen.msg, PC5S_IE_DISCOVERY_SETS, list,
		 pc5_disc_sets_encode(set, n, list, sizeof(list)));
}

/* Messages of all lengths, with all keys or some. */
static void random_messages(void **state)
{
	static uint8_t clear[PC5_DISC_MSG_MAX + 1], buf[PC5_DISC_MSG_MAX + 1];
	const uint8_t random[4] = { 1, 2, 3, 4 };
	struct pc5_disc_keys k = keys;
	unsigned int i, n;
	struct pc5s_msg msg;
	uint32_t counter;
	ssize_t len;

	(void)state;
	for (n = 0; n < 300; n++) {
		gen_random(&gen, &pc5_disc_desc[n % PC5_DISC_DESCS]);
		gen.msg.seq = COUNTER & 0x0f;
		random_sets();
		len = pc5_disc_encode(&gen.msg, clear, sizeof(clear));
		assert_in_range(len, PC5_DISC_MSG_MIN, PC5_DISC_MSG_MAX);
		assert_int_equal(pc5_disc_decode(&msg, clear, len), 0);
		check_same(&gen.msg, &msg);
		k.has_duik = n & 1;
		k.has_duck = n & 2;
		k.has_dusk = n & 4;
		memcpy(buf, clear, len);
		assert_int_equal(pc5_disc_protect(&k, COUNTER, random, buf,
						  len), 0);
		if (!k.has_duik && !k.has_dusk)
			assert_memory_equal(buf + 2, random, 4);
		assert_int_equal(pc5_disc_unprotect(&k, COUNTER, 0, buf, len,
						    &counter), 0);
		for (i = 0; i < (size_t)len; i++)
			if (i < 2 || i >= 6)
				assert_int_equal(buf[i], clear[i]);
	}
	assert_int_equal(pc5_disc_protect(&k, COUNTER, random, buf,
					  PC5_DISC_MSG_MAX + 1), -EINVAL);
	assert_int_equal(pc5_disc_unprotect(&k, COUNTER, 0, buf,
					    PC5_DISC_MSG_MAX + 1, &counter),
			 -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types),
		cmocka_unit_test(messages),
		cmocka_unit_test(cut),
		cmocka_unit_test(lists),
		cmocka_unit_test(sets),
		cmocka_unit_test(infos),
		cmocka_unit_test(counters),
		cmocka_unit_test(vector),
		cmocka_unit_test(edited),
		cmocka_unit_test(protected_sets),
		cmocka_unit_test(random_messages),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
