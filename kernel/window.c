// SPDX-License-Identifier: GPL-2.0-only
/*
 * COUNT reconstruction and receive window (TS 38.323 clause 5.2.2.1).
 */

#include <linux/bitmap.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include "window.h"

/**
 * pc5_count_infer - reconstruct the COUNT of a received PDU
 * @rx_deliv: RX_DELIV of the entity
 * @sn: the SN in the PDU
 * @sn_bits: length of the SN
 *
 * The three cases of TS 38.323 clause 5.2.2.1 are the one COUNT with this SN
 * in the window of 2^@sn_bits COUNTs that begins Window_Size below RX_DELIV.
 *
 * Return: the COUNT; below zero or above PC5_COUNT_LAST if there is none.
 */
s64 pc5_count_infer(u64 rx_deliv, u32 sn, unsigned int sn_bits)
{
	u32 half = 1U << (sn_bits - 1);
	u32 mask = 2 * half - 1;

	return (s64)rx_deliv + ((sn - (u32)rx_deliv + half) & mask) - half;
}

/**
 * pc5_window_limit - largest window for a length of the SN
 * @sn_bits: length of the SN
 *
 * Half of Window_Size: RX_DELIV then never falls so far behind that an SN
 * ahead of it would be taken for one behind it.
 *
 * Return: number of COUNTs.
 */
u32 pc5_window_limit(unsigned int sn_bits)
{
	return 1U << (sn_bits - 2);
}

/**
 * pc5_window_init - make an empty window
 * @win: the window
 * @size: how many COUNTs it remembers, a power of two
 * @count: first COUNT expected
 *
 * Return: 0 or -ENOMEM.
 */
int pc5_window_init(struct pc5_window *win, u32 size, u64 count)
{
	win->seen = bitmap_zalloc(size, GFP_KERNEL);
	if (!win->seen)
		return -ENOMEM;
	win->size = size;
	win->rx_next = count;
	win->rx_deliv = count;
	win->rx_reord = count;
	return 0;
}

/**
 * pc5_window_destroy - free what pc5_window_init() took
 * @win: the window
 */
void pc5_window_destroy(struct pc5_window *win)
{
	bitmap_free(win->seen);
	win->seen = NULL;
}

/**
 * pc5_window_test - was this COUNT received
 * @win: the window
 * @count: a COUNT from RX_DELIV on
 *
 * Return: true if it lies in the window and was received.
 */
bool pc5_window_test(const struct pc5_window *win, u64 count)
{
	return count - win->rx_deliv < win->size &&
	       test_bit(count & (win->size - 1), win->seen);
}

/**
 * pc5_window_check - may a PDU with this COUNT be taken
 * @win: the window
 * @count: the COUNT
 *
 * Changes nothing, so that it can be asked before the MAC-I is verified.
 *
 * Return: the verdict.
 */
enum pc5_verdict pc5_window_check(const struct pc5_window *win, u64 count)
{
	if (count < win->rx_deliv)
		return PC5_COUNT_OLD;
	if (pc5_window_test(win, count))
		return PC5_COUNT_DUPLICATE;
	return PC5_COUNT_NEW;
}

/**
 * pc5_window_set - remember a COUNT as received
 * @win: the window
 * @count: a COUNT that lies in the window
 */
void pc5_window_set(struct pc5_window *win, u64 count)
{
	__set_bit(count & (win->size - 1), win->seen);
}

/**
 * pc5_window_shift - move RX_DELIV up by one
 * @win: the window
 *
 * Return: whether the COUNT that left the window had been received.
 */
bool pc5_window_shift(struct pc5_window *win)
{
	return __test_and_clear_bit(win->rx_deliv++ & (win->size - 1),
				    win->seen);
}
