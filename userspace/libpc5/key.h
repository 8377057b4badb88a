/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Security contexts of a link. */
#ifndef LIBPC5_KEY_H
#define LIBPC5_KEY_H

#include <linux/pc5.h>
#include <net/if.h>
#include <stdint.h>

#include "attr.h"
#include "nl.h"

/* Most bearers one context counts for: LCID is five bits of BEARER. */
#define PC5_KEY_COUNTS_MAX 32

/* Room for the name of a crypto API driver (CRYPTO_MAX_ALG_NAME). */
#define PC5_DRIVER_MAX 128

/**
 * struct pc5_count - where COUNT of one bearer stands under one context
 * @has: which members are present, PC5_BIT(PC5_A_COUNT_...)
 * @lcid: logical channel of the bearer
 * @tx_next: COUNT of the next SDU sent; 2^32 when none is left
 * @rx_next: RX_NEXT (TS 38.323 clause 7.1)
 * @rx_deliv: RX_DELIV (TS 38.323 clause 7.1)
 */
struct pc5_count {
	uint32_t has;
	uint8_t lcid;
	uint64_t tx_next;
	uint64_t rx_next;
	uint64_t rx_deliv;
};

/**
 * struct pc5_key - a security context, without its keys
 * @has: which members are present, PC5_BIT(PC5_A_KEY_...)
 * @ifindex: net device of the link
 * @ifname: its name
 * @id: K_NRP-sess ID, 1 to 0xffff
 * @enc: enum pc5_nea
 * @integ: enum pc5_nia
 * @role: enum pc5_role
 * @count: first COUNT of every bearer, in both directions
 * @soft_limit: COUNT at which rekeying is asked for
 * @hard_limit: last COUNT the context sends
 * @activate: send under this context at once; a flag, so @has says it all
 * @slot: enum pc5_slot
 * @driver: crypto API driver in use
 * @lcid: bearer a limit event is about
 * @event: enum pc5_event, in notifications
 * @signalling: it is for a link with signalling; a flag, so @has says it all
 * @counts: where the bearers' counters stand
 * @n_counts: number of entries of @counts
 */
struct pc5_key {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint16_t id;
	uint32_t enc;
	uint32_t integ;
	uint32_t role;
	uint32_t count;
	uint32_t soft_limit;
	uint32_t hard_limit;
	uint8_t activate;
	uint32_t slot;
	char driver[PC5_DRIVER_MAX];
	uint8_t lcid;
	uint32_t event;
	uint8_t signalling;
	struct pc5_count counts[PC5_KEY_COUNTS_MAX];
	size_t n_counts;
};

/**
 * struct pc5_secret - a key; wipe it with explicit_bzero() after use
 * @len: octets of @data in use; 0 where the algorithm is null
 * @data: the key
 */
struct pc5_secret {
	uint8_t len;
	uint8_t data[PC5_KEY_MAX];
};

/**
 * struct pc5_nrp_keys - the keys of a security context (TS 33.536 clause
 * 5.3.3.1.2.1)
 * @nrpek: ciphering key
 * @nrpik: integrity key
 */
struct pc5_nrp_keys {
	struct pc5_secret nrpek;
	struct pc5_secret nrpik;
};

extern const struct pc5_layout pc5_key_layout;

/* Parse a reply or a notification; see pc5_nl_parse_fn. */
int pc5_key_parse(const struct nlmsghdr *nlh, void *key);

/* Install context @key with @keys; errors as pc5_nl_do(). */
int pc5_key_new(struct pc5_nl *nl, const struct pc5_key *key,
		const struct pc5_nrp_keys *keys);

/* Make context @id of link @ifindex active, or remove it. */
int pc5_key_activate(struct pc5_nl *nl, uint32_t ifindex, uint16_t id);
int pc5_key_del(struct pc5_nl *nl, uint32_t ifindex, uint16_t id);

/* One context. */
int pc5_key_get(struct pc5_nl *nl, uint32_t ifindex, uint16_t id,
		struct pc5_key *key);

/* All of link @ifindex, or with 0 all there are: array of struct pc5_key. */
int pc5_key_dump(struct pc5_nl *nl, uint32_t ifindex, struct pc5_list *list);

#endif /* LIBPC5_KEY_H */
