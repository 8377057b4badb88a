/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real authentication methods for the UEs of a world: alice and bob. */
#ifndef TESTS_LSREAL_H
#define TESTS_LSREAL_H

#include "creds.h"
#include "lsworld.h"

/*
 * Make the two UEs of @world authenticate by @method: EAP_TYPE_TLS, with
 * certificates of creds_setup(), or EAP_TYPE_PSK. Their machines start anew. 0
 * for none: they only have a K_NRP in common, which is kept for both.
 */
void real_start(struct world *world, struct pair *pair, uint8_t method);

/* What @pair holds; the world is freed before. */
void real_end(struct pair *pair);

/* Forget all links and K_NRPs, and start again as before. */
void real_again(struct world *world);

/* The operations the machines run with from the next (re)start on. */
void real_ops(const struct pc5_ls_ops *ops);

#endif /* TESTS_LSREAL_H */
