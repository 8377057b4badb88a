// SPDX-License-Identifier: GPL-2.0-only
/*
 * COUNT reconstruction and the receive window, against the words of TS 38.323
 * and against a plain set
 */
#include <kunit/test.h>
#include "data_test.h"
#include "../window.c"

/* As TS 38.323 clause 5.2.2.1 says it, word for word. */
static s64 literal_count(u64 rx_deliv, u32 sn, unsigned int sn_bits)
{
	const s64 window_size = 1LL << (sn_bits - 1);
	s64 deliv_sn = rx_deliv & ((1ULL << sn_bits) - 1);
	s64 hfn = rx_deliv >> sn_bits;

	if (sn < deliv_sn - window_size)
		hfn++;
	else if (sn >= deliv_sn + window_size)
		hfn--;
	return hfn * (1LL << sn_bits) + sn;
}

static bool count_agrees(struct kunit *test, u64 rx_deliv, u32 sn,
			 unsigned int sn_bits)
{
	s64 want = literal_count(rx_deliv, sn, sn_bits);
	s64 got = pc5_count_infer(rx_deliv, sn, sn_bits);

	if (want == got)
		return true;
	KUNIT_FAIL(test, "RX_DELIV %llu, SN %u of %u bits: %lld, not %lld",
		   rx_deliv, sn, sn_bits, got, want);
	return false;
}

/* Every SN at every RX_DELIV of several rounds of it, at both ends of COUNT. */
static void test_infer_exhaustive(struct kunit *test)
{
	unsigned int sn_bits;

	for (sn_bits = 2; sn_bits <= 7; sn_bits++) {
		u64 round = 1ULL << sn_bits;
		u64 end = (u64)PC5_COUNT_LAST + 1;
		u64 i;
		u32 sn;

		for (i = 0; i <= 4 * round; i++)
			for (sn = 0; sn < round; sn++)
				if (!count_agrees(test, i, sn, sn_bits) ||
				    !count_agrees(test, end - i, sn, sn_bits))
					return;
	}
}

static void test_infer_random(struct kunit *test)
{
	static const unsigned int sn_bits[] = { 12, 18 };
	unsigned int i, j;

	test_seed(test);
	for (i = 0; i < ARRAY_SIZE(sn_bits); i++) {
		u32 mask = (1U << sn_bits[i]) - 1;

		for (j = 0; j < 300000; j++) {
			u64 deliv = (u32)test_rand();
			u32 sn = test_rand() & mask;

			/* Half of them about the edge of the window. */
			if (j & 1)
				sn = (deliv + (mask + 1) / 2 + 2 -
				      test_below(5)) & mask;
			if (!count_agrees(test, deliv, sn, sn_bits[i]))
				return;
		}
	}
}

/* All there is to know of the ends: no COUNT below 0, none above the last. */
static void test_infer_edges(struct kunit *test)
{
	static const struct {
		u64 rx_deliv;
		u32 sn;
		unsigned int sn_bits;
		s64 count;
	} edges[] = {
		{ 0, 0, 12, 0 },
		{ 0, 2047, 12, 2047 },
		{ 0, 2048, 12, -2048 },
		{ 0, 4095, 12, -1 },
		{ 2047, 4095, 12, -1 },
		{ 2048, 4095, 12, 4095 },
		{ 2049, 0, 12, 4096 },
		{ 2048, 0, 12, 0 },
		{ 0, 131071, 18, 131071 },
		{ 0, 131072, 18, -131072 },
		{ 0, 262143, 18, -1 },
		{ 131072, 262143, 18, 262143 },
		{ 0xffffffff, 4095, 12, 0xffffffff },
		{ 0xffffffff, 0, 12, 0x100000000 },
		{ 0xffffffff, 2047, 12, 0xffffffffLL - 2048 },
		{ 0xffffffff, 2046, 12, 0x100000000 + 2046 },
		{ 0x100000000, 0, 12, 0x100000000 },
		{ 0x100000000, 4095, 12, 0xffffffff },
		{ 0x100000000, 2048, 12, 0x100000000 - 2048 },
		{ 0xffffffff, 262143, 18, 0xffffffff },
		{ 0xffffffff, 0, 18, 0x100000000 },
		{ 0x100000000, 262143, 18, 0xffffffff },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		s64 got = pc5_count_infer(edges[i].rx_deliv, edges[i].sn,
					  edges[i].sn_bits);

		KUNIT_EXPECT_EQ_MSG(test, edges[i].count, got,
				    "RX_DELIV %llu, SN %u of %u bits",
				    edges[i].rx_deliv, edges[i].sn,
				    edges[i].sn_bits);
		count_agrees(test, edges[i].rx_deliv, edges[i].sn,
			     edges[i].sn_bits);
	}
}

/*
 * However far the window lets RX_NEXT run ahead, the SN of anything in it or
 * next to it stands for what it was sent under.
 */
static void test_limit(struct kunit *test)
{
	static const unsigned int sn_bits[] = { 12, 18 };
	unsigned int i;

	KUNIT_EXPECT_EQ(test, pc5_window_limit(12), 1024U);
	KUNIT_EXPECT_EQ(test, pc5_window_limit(18), 65536U);
	for (i = 0; i < ARRAY_SIZE(sn_bits); i++) {
		u32 mask = (1U << sn_bits[i]) - 1;
		u64 limit = pc5_window_limit(sn_bits[i]);
		u64 deliv = 5ULL << 20 | 77, count;

		for (count = deliv; count < deliv + 2 * limit; count++) {
			s64 got = pc5_count_infer(deliv, count & mask,
						  sn_bits[i]);

			if (got == (s64)count)
				continue;
			KUNIT_FAIL(test, "%u bits: %llu is taken for %lld",
				   sn_bits[i], count, got);
			break;
		}
	}
}

#define MODEL_RANGE	20000

/* A window as one would explain it: a set of COUNTs, and where it begins. */
struct model {
	u64 base;
	u64 rx_deliv;
	u32 size;
	bool *got;
};

static enum pc5_verdict model_check(const struct model *m, u64 count)
{
	if (count < m->rx_deliv)
		return PC5_COUNT_OLD;
	if (count - m->base < MODEL_RANGE && m->got[count - m->base])
		return PC5_COUNT_DUPLICATE;
	return PC5_COUNT_NEW;
}

/* Ask about COUNTs all around the window. */
static bool model_agrees(struct kunit *test, const struct model *m,
			 const struct pc5_window *win, u64 count)
{
	enum pc5_verdict want = model_check(m, count);
	enum pc5_verdict got = pc5_window_check(win, count);
	bool held = want == PC5_COUNT_DUPLICATE;

	if (want == got && win->rx_deliv == m->rx_deliv &&
	    (count < m->rx_deliv || pc5_window_test(win, count) == held))
		return true;
	KUNIT_FAIL(test, "size %u, RX_DELIV %llu (%llu): COUNT %llu is %u, not %u",
		   m->size, win->rx_deliv, m->rx_deliv, count, got, want);
	return false;
}

static bool model_step(struct kunit *test, struct model *m,
		       struct pc5_window *win)
{
	u64 count = m->rx_deliv + test_below(m->size);
	bool was;

	switch (test_below(4)) {
	case 0:
		/* RX_DELIV moves, by one or to the end of the window. */
		count = m->rx_deliv + (test_below(50) ? 1 : m->size);
		while (m->rx_deliv < count) {
			was = m->got[m->rx_deliv++ - m->base];
			if (pc5_window_shift(win) != was) {
				KUNIT_FAIL(test, "COUNT %llu leaves as %u",
					   m->rx_deliv - 1, !was);
				return false;
			}
		}
		break;
	default:
		if (model_check(m, count) == PC5_COUNT_NEW) {
			pc5_window_set(win, count);
			m->got[count - m->base] = true;
		}
		break;
	}
	count = m->rx_deliv + test_below(4 * m->size);
	count -= min_t(u64, count, 2 * m->size);
	return model_agrees(test, m, win, count) &&
	       model_agrees(test, m, win, m->rx_deliv) &&
	       model_agrees(test, m, win, m->rx_deliv + m->size - 1) &&
	       model_agrees(test, m, win, m->rx_deliv + m->size);
}

static void test_window_random(struct kunit *test)
{
	static const u32 sizes[] = { 64, 128, 1024, 4096 };
	unsigned int i, j;
	struct model m;

	test_seed(test);
	m.got = kunit_kmalloc_array(test, MODEL_RANGE, sizeof(*m.got),
				    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.got);
	for (i = 0; i < 40; i++) {
		const u64 starts[] = {
			0, (u64)PC5_COUNT_LAST - MODEL_RANGE,
			(u32)test_rand() / 2,
		};
		struct pc5_window win;
		u64 end;
		u32 at;

		memset(m.got, 0, MODEL_RANGE * sizeof(*m.got));
		m.size = sizes[i % ARRAY_SIZE(sizes)];
		m.base = starts[i % ARRAY_SIZE(starts)];
		m.rx_deliv = m.base;
		end = m.base + MODEL_RANGE - 2 * m.size;
		KUNIT_ASSERT_EQ(test, pc5_window_init(&win, m.size, m.base), 0);
		KUNIT_EXPECT_EQ(test, win.rx_next, m.base);
		KUNIT_EXPECT_EQ(test, win.rx_deliv, m.base);
		for (j = 0; j < 20000 && m.rx_deliv < end; j++)
			if (!model_step(test, &m, &win))
				break;
		/* And at the end everything it holds, bit by bit. */
		for (at = 0; at < m.size; at++)
			if (!model_agrees(test, &m, &win, m.rx_deliv + at))
				break;
		pc5_window_destroy(&win);
		KUNIT_EXPECT_PTR_EQ(test, win.seen, NULL);
		if (j < 20000 && m.rx_deliv < end)
			break;
	}
}

/* The window may stand above the last COUNT there is. */
static void test_window_end(struct kunit *test)
{
	struct pc5_window win;

	KUNIT_ASSERT_EQ(test, pc5_window_init(&win, 64, PC5_COUNT_LAST), 0);
	KUNIT_EXPECT_EQ(test, pc5_window_check(&win, PC5_COUNT_LAST),
			PC5_COUNT_NEW);
	pc5_window_set(&win, PC5_COUNT_LAST);
	KUNIT_EXPECT_EQ(test, pc5_window_check(&win, PC5_COUNT_LAST),
			PC5_COUNT_DUPLICATE);
	KUNIT_EXPECT_TRUE(test, pc5_window_shift(&win));
	KUNIT_EXPECT_EQ(test, win.rx_deliv, (u64)PC5_COUNT_LAST + 1);
	KUNIT_EXPECT_EQ(test, pc5_window_check(&win, PC5_COUNT_LAST),
			PC5_COUNT_OLD);
	KUNIT_EXPECT_EQ(test, pc5_window_check(&win, 0), PC5_COUNT_OLD);
	pc5_window_destroy(&win);
}

static struct kunit_case window_cases[] = {
	KUNIT_CASE(test_infer_exhaustive),
	KUNIT_CASE(test_infer_random),
	KUNIT_CASE(test_infer_edges),
	KUNIT_CASE(test_limit),
	KUNIT_CASE(test_window_random),
	KUNIT_CASE(test_window_end),
	{}
};

struct kunit_suite window_suite = {
	.name = "pc5_window",
	.test_cases = window_cases,
};
