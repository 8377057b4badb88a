/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A store of K_NRPs for tests, of alice, in a directory of its own. */
#ifndef TESTS_KNRPSTORE_H
#define TESTS_KNRPSTORE_H

#include "test.h"

#include "libpc5/knrp-store.h"

/* The time where a test begins. */
#define NOW 1000000

extern struct pc5_statedir *dir;
extern struct pc5_knrp_store *store;
extern struct pc5_file_error err;

/* For each test: open it for 8 entries; close and remove it. */
int store_setup(void **state);
int store_teardown(void **state);

void store_open(size_t limit);
void store_close(void);
void store_reopen(void);

struct pc5_user_info user_info(const char *text);

/* A K_NRP with @peer, whose octets are all @id. */
struct pc5_knrp store_knrp(uint32_t id, const char *peer, uint64_t created,
			   uint64_t expiry);

int store_put(uint32_t id, const char *peer, uint64_t created, uint64_t expiry,
	      uint64_t now);

/* 0 if there is one with that ID, else what the store says. */
int store_get(uint32_t id, uint64_t now);

/* K_NRP ID of the key for @peer, 0 where there is none. */
uint32_t store_find(const char *peer, uint64_t now);

#endif /* TESTS_KNRPSTORE_H */
