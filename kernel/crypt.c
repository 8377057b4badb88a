// SPDX-License-Identifier: GPL-2.0-only
/* Requests to the crypto API. */

#include <linux/slab.h>
#include <asm/simd.h>
#include <crypto/internal/simd.h>

#include "compat/crypto.h"
#include "entity.h"
#include "link.h"

static struct pc5_crypt *pc5_crypt_new(const struct pc5_sec *sec, gfp_t gfp)
{
	return kmalloc(sec->crypt_size, gfp);
}

/**
 * pc5_crypt_alloc - allocate the requests of a context
 * @sec: the context, with its transforms
 *
 * Return: 0 or -ENOMEM; pc5_crypt_free() frees what there is.
 */
int pc5_crypt_alloc(struct pc5_sec *sec)
{
	unsigned int i, size = 0;
	int cpu;

	for (i = 0; i < PC5_N_SERVICES; i++) {
		const struct pc5_cipher *c = &sec->cipher[i];

		if (c->aead)
			size = max(size, crypto_aead_reqsize(c->aead));
		if (c->aead_sync)
			size = max(size, crypto_aead_reqsize(c->aead_sync));
	}
	sec->crypt_size = sizeof(struct pc5_crypt) + size;

	sec->crypt = alloc_percpu(struct pc5_crypt *);
	if (!sec->crypt)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct pc5_crypt *crypt = pc5_crypt_new(sec, GFP_KERNEL);

		if (!crypt)
			return -ENOMEM;
		*per_cpu_ptr(sec->crypt, cpu) = crypt;
	}
	return 0;
}

/**
 * pc5_crypt_free - free the requests of a context
 * @sec: the context, without requests under way
 */
void pc5_crypt_free(struct pc5_sec *sec)
{
	int cpu;

	if (!sec->crypt)
		return;
	for_each_possible_cpu(cpu)
		kfree_sensitive(*per_cpu_ptr(sec->crypt, cpu));
	free_percpu(sec->crypt);
}

/* The request is done: give it back to this CPU, or free it. */
static void pc5_crypt_put(struct pc5_crypt *crypt)
{
	struct pc5_crypt **slot = this_cpu_ptr(crypt->sec->crypt);

	if (!*slot)
		*slot = crypt;
	else
		kfree_sensitive(crypt);
}

static void pc5_crypt_finish(struct pc5_crypt *crypt, int err,
			     void (*done)(struct pc5_crypt *crypt, int err))
{
	struct pc5_sec *sec = crypt->sec;

	/* A request that only left the backlog is still to be done. */
	if (err == -EINPROGRESS)
		return;

	local_bh_disable();
	rcu_read_lock();
	pc5_count(sec->link->stats, crypt->ent->lcid, PC5_CRYPTO_ASYNC, 1);
	done(crypt, err);
	pc5_crypt_put(crypt);
	rcu_read_unlock();
	local_bh_enable();
	percpu_ref_put(&sec->ref);
}

static void pc5_encrypt_done(void *data, int err)
{
	pc5_crypt_finish(data, err, pc5_tx_done);
}

DEFINE_CRYPTO_COMPLETION(pc5_encrypt_done);

static void pc5_decrypt_done(void *data, int err)
{
	pc5_crypt_finish(data, err, pc5_rx_done);
}

DEFINE_CRYPTO_COMPLETION(pc5_decrypt_done);

/**
 * pc5_crypt - protect a PDU, or remove its protection
 * @sec: the context
 * @ent: entity of the PDU
 * @skb: linear and ours alone, from its PDCP header on; on encryption with room
 *	for the MAC-I behind
 * @count: its COUNT
 * @flags: PC5_CRYPT_TX to protect; PC5_CRYPT_SYNC to be done on return
 *
 * MAC-I over header and SDU, then ciphering of SDU and MAC-I (TS 38.323 clauses
 * 5.8 and 5.9) is one request to the pdcp() template.
 *
 * Context: softirqs off, RCU read side.
 * Return: 0 when done, -EINPROGRESS if pc5_tx_done() or pc5_rx_done() will be
 * called, -EBADMSG if the MAC-I does not hold, or another error.
 */
int pc5_crypt(struct pc5_sec *sec, struct pc5_entity *ent,
	      struct sk_buff *skb, u64 count, unsigned int flags)
{
	const bool encrypt = flags & PC5_CRYPT_TX;
	const struct pc5_cipher *cipher = encrypt ? ent->tx : ent->rx;
	unsigned int hlen = pc5_pdcp_hlen(ent->sn_bits);
	struct crypto_aead *aead = cipher->aead;
	struct pc5_crypt *crypt;
	unsigned int total;
	bool async;
	int err;

	if (cipher->aead_sync &&
	    (flags & PC5_CRYPT_SYNC || !crypto_simd_usable()))
		aead = cipher->aead_sync;
	async = aead == cipher->aead && cipher->aead_sync;

	crypt = this_cpu_read(*sec->crypt);
	if (likely(crypt))
		this_cpu_write(*sec->crypt, NULL);
	else
		crypt = pc5_crypt_new(sec, GFP_ATOMIC);
	if (unlikely(!crypt))
		return -ENOMEM;

	crypt->sec = sec;
	crypt->ent = ent;
	crypt->skb = skb;
	crypt->count = count;
	pc5_iv_put(crypt->iv, count, ent->lcid,
		   encrypt ? sec->tx_dir : !sec->tx_dir);

	total = encrypt ? skb->len + cipher->mac_len : skb->len;
	sg_init_one(crypt->sg, skb->data, total);
	aead_request_set_tfm(&crypt->req, aead);
	aead_request_set_callback(&crypt->req, 0,
				  encrypt ?
				  CRYPTO_COMPLETION(pc5_encrypt_done) :
				  CRYPTO_COMPLETION(pc5_decrypt_done), crypt);
	aead_request_set_ad(&crypt->req, hlen);
	aead_request_set_crypt(&crypt->req, crypt->sg, crypt->sg,
			       skb->len - hlen, crypt->iv);

	/* Only a request that may go on by itself needs the context held. */
	if (async)
		percpu_ref_get(&sec->ref);
	err = encrypt ? crypto_aead_encrypt(&crypt->req) :
			crypto_aead_decrypt(&crypt->req);
	if (err == -EINPROGRESS)
		return err;
	if (async)
		percpu_ref_put(&sec->ref);
	pc5_crypt_put(crypt);
	return err;
}
