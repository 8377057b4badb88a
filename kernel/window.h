/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * COUNT reconstruction and the receive window of a PDCP entity (TS 38.323
 * clauses 5.2.2.1 and 7.1). No net device, no locks: whoever owns a window
 * locks it.
 */
#ifndef _PC5_WINDOW_H
#define _PC5_WINDOW_H

#include <linux/types.h>

/* Highest COUNT there is; COUNT does not wrap (TS 38.323 clause 6.3.5). */
#define PC5_COUNT_LAST	U32_MAX

/**
 * struct pc5_window - what a receiving entity remembers of COUNTs
 * @rx_next: one above the highest COUNT received (RX_NEXT)
 * @rx_deliv: first COUNT not delivered but still waited for (RX_DELIV)
 * @rx_reord: COUNT above the one that started t-Reordering (RX_REORD)
 * @size: how many COUNTs from @rx_deliv on are remembered; a power of two
 * @seen: bit COUNT mod @size is set if that COUNT was received; COUNTs below
 *	@rx_deliv have no bit, and that of @rx_deliv itself is clear
 *
 * All COUNTs are 64 bits wide so that RX_NEXT can stand one above the last.
 */
struct pc5_window {
	u64 rx_next;
	u64 rx_deliv;
	u64 rx_reord;
	u32 size;
	unsigned long *seen;
};

/**
 * enum pc5_verdict - what a window says of a COUNT
 * @PC5_COUNT_NEW: not seen before
 * @PC5_COUNT_OLD: below the window
 * @PC5_COUNT_DUPLICATE: seen before
 * @PC5_COUNT_RACE: no longer what the SN stands for
 */
enum pc5_verdict {
	PC5_COUNT_NEW,
	PC5_COUNT_OLD,
	PC5_COUNT_DUPLICATE,
	PC5_COUNT_RACE,
};

s64 pc5_count_infer(u64 rx_deliv, u32 sn, unsigned int sn_bits);
u32 pc5_window_limit(unsigned int sn_bits);
int pc5_window_init(struct pc5_window *win, u32 size, u64 count);
void pc5_window_destroy(struct pc5_window *win);
enum pc5_verdict pc5_window_check(const struct pc5_window *win, u64 count);
bool pc5_window_test(const struct pc5_window *win, u64 count);
void pc5_window_set(struct pc5_window *win, u64 count);
bool pc5_window_shift(struct pc5_window *win);

#endif /* _PC5_WINDOW_H */
