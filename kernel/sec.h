/* SPDX-License-Identifier: GPL-2.0-only */
/* Security contexts. */
#ifndef _PC5_SEC_H
#define _PC5_SEC_H

#include <linux/netdevice.h>
#include <linux/percpu-refcount.h>
#include <linux/rtnetlink.h>
#include <linux/scatterlist.h>
#include <linux/workqueue.h>
#include <crypto/aead.h>

#include "bearer.h"
#include "proto.h"

struct pc5_entity;
struct pc5_history;
struct pc5_link;

/* Sets of identifiers a link may have at a time. */
#define PC5_N_IDS		2

/* What one context may hold of entities replaced by others of its bearers. */
#define PC5_REPLACED_MAX	16

/* Without a soft limit of its own a context asks for rekeying here. */
#define PC5_SOFT_LIMIT_DEFAULT	(U32_MAX - (1U << 24))

/**
 * struct pc5_crypt - one request to the crypto API
 * @sec: context, referenced while the request is under way asynchronously
 * @ent: entity of the PDU
 * @skb: the PDU
 * @count: its COUNT
 * @sg: the PDU from its PDCP header to its MAC-I
 * @iv: COUNT, BEARER and DIRECTION
 * @req: the request; the driver's own part follows
 */
struct pc5_crypt {
	struct pc5_sec *sec;
	struct pc5_entity *ent;
	struct sk_buff *skb;
	u64 count;
	struct scatterlist sg[1];
	u8 iv[PC5_IV_LEN];
	struct aead_request req;
};

/* What of its two services a context gives a PDU. */
enum pc5_service {
	PC5_SERVICE_BOTH,
	PC5_SERVICE_INT,
	PC5_SERVICE_ENC,
	PC5_N_SERVICES,
};

/**
 * struct pc5_cipher - the transforms for one combination of services
 * @aead: transform, possibly with an asynchronous driver; NULL if nothing is
 *	protected
 * @aead_sync: where @aead is not synchronous, one that is, for when SIMD
 *	registers can't be had
 * @mac_len: octets of MAC-I, 0 without integrity
 */
struct pc5_cipher {
	struct crypto_aead *aead;
	struct crypto_aead *aead_sync;
	u8 mac_len;
};

/**
 * struct pc5_sec - a security context
 * @link: the link it protects
 * @dev_tracker: tracks the reference to the link's device
 * @id: K_NRP-sess ID under each of the two sets of identifiers of @link, see
 *	struct pc5_link; 0 for the context of what is not protected. Changed
 *	under @link's lock where its set is not sent under, read without
 * @enc: ciphering algorithm
 * @integ: integrity algorithm
 * @role: this UE's part, from which DIRECTION follows
 * @tx_dir: DIRECTION of what this UE sends
 * @crypt_size: size of one request with its driver's part
 * @soft_limit: COUNT that asks for rekeying
 * @last: last COUNT that may be sent
 * @history: first COUNTs of its entities and, when it ends, the last
 * @cipher: transforms by service; all but the first only on links with
 *	signalling, where messages and the user plane differ
 * @crypt: one request for each CPU, so that none is allocated for each packet;
 *	a slot is empty while a request is under way
 * @entity: entities by LCID; set under RTNL, read under RCU
 * @replaced: entities replaced when a bearer came back with another
 *	configuration; they may still be in use and go with the context
 * @n_replaced: how many
 * @ref: what keeps it alive beyond the RCU sections that found it in a slot:
 *	the slot itself and requests under way
 * @free_work: frees it a grace period after the last reference
 *
 * All but identifiers, entities and references is fixed once the context is in a
 * slot. COUNT belongs to the entities and so to the context: it never moves
 * down, and where the same keys come back in a later context it goes on, which
 * is why a key stream is never used twice.
 */
struct pc5_sec {
	struct pc5_link *link;
	netdevice_tracker dev_tracker;
	u16 id[PC5_N_IDS];
	u8 enc;
	u8 integ;
	u8 role;
	bool tx_dir;
	unsigned int crypt_size;
	u64 soft_limit;
	u64 last;
	struct pc5_history *history;
	struct pc5_cipher cipher[PC5_N_SERVICES];
	struct pc5_crypt * __percpu *crypt;
	struct pc5_entity __rcu *entity[PC5_N_LCID];
	struct pc5_entity *replaced;
	unsigned int n_replaced;
	struct percpu_ref ref;
	struct rcu_work free_work;
};

/**
 * struct pc5_sec_conf - what a new context is made from
 * @id: K_NRP-sess ID
 * @enc: ciphering algorithm
 * @integ: integrity algorithm
 * @role: this UE's part
 * @signalling: it is for a link with signalling
 * @nrpek: NRPEK, as long as the algorithm's key
 * @nrpek_len: its length in octets
 * @nrpik: NRPIK, as long as the algorithm's key
 * @nrpik_len: its length in octets
 * @first: first COUNT of every bearer
 * @soft_limit: COUNT that asks for rekeying
 * @last: last COUNT
 */
struct pc5_sec_conf {
	u16 id;
	u8 enc;
	u8 integ;
	u8 role;
	bool signalling;
	const u8 *nrpek;
	unsigned int nrpek_len;
	const u8 *nrpik;
	unsigned int nrpik_len;
	u64 first;
	u64 soft_limit;
	u64 last;
};

/* Is a PDU of this K_NRP-sess ID under this context? */
static inline bool pc5_sec_is(const struct pc5_sec *sec, u16 id)
{
	return READ_ONCE(sec->id[0]) == id || READ_ONCE(sec->id[1]) == id;
}

/* Is it the context of what is not protected? */
static inline bool pc5_sec_plain(const struct pc5_sec *sec)
{
	return !READ_ONCE(sec->id[0]);
}

u16 pc5_sec_id(const struct pc5_sec *sec);

unsigned int pc5_enc_key_len(u8 enc);
unsigned int pc5_int_key_len(u8 integ);

struct pc5_sec *pc5_sec_new(const struct pc5_sec_conf *conf,
			    struct netlink_ext_ack *extack);
bool pc5_sec_can(const struct pc5_sec *sec, bool integ, bool enc);
int pc5_sec_attach(struct pc5_sec *sec, struct pc5_link *link);
int pc5_sec_add_entity(struct pc5_sec *sec, u8 lcid,
		       const struct pc5_bearer *bearer);
void pc5_sec_free(struct pc5_sec *sec);
void pc5_sec_kill(struct pc5_sec *sec);
const char *pc5_sec_driver(const struct pc5_sec *sec);

/* The entity of a bearer, under RTNL. */
static inline struct pc5_entity *pc5_sec_entity(const struct pc5_sec *sec,
						u8 lcid)
{
	return rtnl_dereference(sec->entity[lcid]);
}

int pc5_crypt_alloc(struct pc5_sec *sec);
void pc5_crypt_free(struct pc5_sec *sec);

/* How pc5_crypt() is to work. */
enum {
	PC5_CRYPT_RX = 0,
	PC5_CRYPT_TX = BIT(0),
	PC5_CRYPT_SYNC = BIT(1),
};

int pc5_crypt(struct pc5_sec *sec, struct pc5_entity *ent,
	      struct sk_buff *skb, u64 count, unsigned int flags);

#endif /* _PC5_SEC_H */
