// SPDX-License-Identifier: GPL-2.0-or-later
/* A store of K_NRPs for tests. */

#include "knrpstore.h"

#include "faults.h"

struct pc5_statedir *dir;
struct pc5_knrp_store *store;
struct pc5_file_error err;

void store_open(size_t limit)
{
	assert_int_equal(pc5_statedir_open(&dir, temp_dir(), &fault_ops, &err),
			 0);
	assert_int_equal(pc5_knrp_store_open(&store, dir, limit, &err), 0);
}

void store_close(void)
{
	pc5_knrp_store_close(store);
	pc5_statedir_close(dir);
	store = NULL;
	dir = NULL;
}

void store_reopen(void)
{
	store_close();
	store_open(8);
}

int store_setup(void **state)
{
	(void)state;
	fault_set(FAULT_NONE, 0);
	store_open(8);
	return 0;
}

int store_teardown(void **state)
{
	(void)state;
	store_close();
	temp_dir_remove();
	return 0;
}

struct pc5_user_info user_info(const char *text)
{
	struct pc5_user_info info = { .len = strlen(text) };

	memcpy(info.octets, text, info.len);
	return info;
}

struct pc5_knrp store_knrp(uint32_t id, const char *peer, uint64_t created,
			   uint64_t expiry)
{
	struct pc5_knrp k = {
		.id = id, .own = user_info("alice"), .peer = user_info(peer),
		.peer_roles.end_ue = true, .created = created,
		.expiry = expiry,
	};

	memset(k.key, id, sizeof(k.key));
	return k;
}

int store_put(uint32_t id, const char *peer, uint64_t created, uint64_t expiry,
	      uint64_t now)
{
	struct pc5_knrp k = store_knrp(id, peer, created, expiry);

	return pc5_knrp_store_put(store, &k, now, &err);
}

int store_get(uint32_t id, uint64_t now)
{
	struct pc5_knrp k, none = { 0 };
	int ret = pc5_knrp_store_get(store, id, now, &k, &err);

	if (ret)
		assert_memory_equal(&k, &none, sizeof(k));
	else
		assert_int_equal(k.id, id);
	return ret;
}

/* K_NRP ID of the key for @peer, 0 where there is none. */
uint32_t store_find(const char *peer, uint64_t now)
{
	struct pc5_user_info own = user_info("alice"), other = user_info(peer);
	struct pc5_knrp k;

	if (pc5_knrp_store_find(store, &own, &other, NULL, now, &k,
				&err))
		return 0;
	return k.id;
}
