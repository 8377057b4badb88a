/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The linker puts these between the world and the machines (BENCH_WRAP). */
#ifndef BENCH_ESTABLISH_H
#define BENCH_ESTABLISH_H

#include "libpc5/ls.h"

void __real_pc5_ls_rx(struct pc5_ls *ls, const struct pc5_ls_rx *rx);
void __wrap_pc5_ls_rx(struct pc5_ls *ls, const struct pc5_ls_rx *rx);
void __real_pc5_ls_run(struct pc5_ls *ls);
void __wrap_pc5_ls_run(struct pc5_ls *ls);

#endif /* BENCH_ESTABLISH_H */
