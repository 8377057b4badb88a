// SPDX-License-Identifier: GPL-2.0-only
/* Security contexts: making and freeing them. Their life is in slots.c. */

#include <linux/netlink.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "entity.h"
#include "history.h"
#include "link.h"

/**
 * struct pc5_alg - a confidentiality or integrity algorithm
 * @name: its name in the template's
 * @key_len: octets of key it takes
 */
struct pc5_alg {
	const char *name;
	unsigned int key_len;
};

static const struct pc5_alg pc5_enc_algs[] = {
	[PC5_NEA0] = { "nea0", 0 },
	[PC5_NEA1] = { "nea1", 16 },
	[PC5_NEA2] = { "nea2", 16 },
	[PC5_NEA3] = { "nea3", 16 },
};

static const struct pc5_alg pc5_int_algs[] = {
	[PC5_NIA0] = { "nia0", 0 },
	[PC5_NIA1] = { "nia1", 16 },
	[PC5_NIA2] = { "nia2", 16 },
	[PC5_NIA3] = { "nia3", 16 },
};

/**
 * pc5_enc_key_len - octets of NRPEK an algorithm takes
 * @enc: ciphering algorithm
 *
 * Return: the number, 0 for NEA0.
 */
unsigned int pc5_enc_key_len(u8 enc)
{
	return pc5_enc_algs[enc].key_len;
}

/**
 * pc5_int_key_len - octets of NRPIK an algorithm takes
 * @integ: integrity algorithm
 *
 * Return: the number, 0 for NIA0.
 */
unsigned int pc5_int_key_len(u8 integ)
{
	return pc5_int_algs[integ].key_len;
}

static struct crypto_aead *pc5_aead_new(const char *name, u32 mask,
					const struct pc5_sec_conf *conf)
{
	const unsigned int len = conf->nrpek_len + conf->nrpik_len;
	u8 key[2 * PC5_KEY_MAX];
	struct crypto_aead *aead;
	int err;

	aead = crypto_alloc_aead(name, 0, mask);
	if (IS_ERR(aead))
		return aead;

	memcpy(key, conf->nrpek, conf->nrpek_len);
	memcpy(key + conf->nrpek_len, conf->nrpik, conf->nrpik_len);
	err = crypto_aead_setkey(aead, key, len);
	memzero_explicit(key, sizeof(key));
	if (!err)
		err = crypto_aead_setauthsize(aead, conf->integ != PC5_NIA0 ?
					      PC5_MAC_LEN : 0);
	if (err) {
		crypto_free_aead(aead);
		return ERR_PTR(err);
	}
	return aead;
}

/*
 * The best driver may need SIMD registers and be asynchronous for it. Then a
 * synchronous one stands by for when the registers can't be had.
 */
static int pc5_cipher_init(struct pc5_cipher *cipher,
			   const struct pc5_sec_conf *conf)
{
	char name[CRYPTO_MAX_ALG_NAME];
	struct crypto_aead *aead;

	if (conf->enc == PC5_NEA0 && conf->integ == PC5_NIA0)
		return 0;
	cipher->mac_len = conf->integ != PC5_NIA0 ? PC5_MAC_LEN : 0;
	snprintf(name, sizeof(name), "pdcp(%s,%s)",
		 pc5_enc_algs[conf->enc].name, pc5_int_algs[conf->integ].name);

	aead = pc5_aead_new(name, 0, conf);
	if (IS_ERR(aead))
		return PTR_ERR(aead);
	cipher->aead = aead;

	if (!(crypto_aead_alg(aead)->base.cra_flags & CRYPTO_ALG_ASYNC))
		return 0;
	aead = pc5_aead_new(name, CRYPTO_ALG_ASYNC, conf);
	if (IS_ERR(aead))
		return PTR_ERR(aead);
	cipher->aead_sync = aead;
	return 0;
}

/*
 * With signalling a DSM Command is not ciphered, and the user plane may have
 * less than the signalling has (TS 24.554 clauses 7.2.10.2 and 7.2.2.3).
 */
static int pc5_sec_alloc_ciphers(struct pc5_sec *sec,
				 const struct pc5_sec_conf *conf)
{
	struct pc5_sec_conf part = *conf;
	int err;

	err = pc5_cipher_init(&sec->cipher[PC5_SERVICE_BOTH], conf);
	if (err || !conf->signalling || conf->enc == PC5_NEA0 ||
	    conf->integ == PC5_NIA0)
		return err;

	part.enc = PC5_NEA0;
	part.nrpek_len = 0;
	err = pc5_cipher_init(&sec->cipher[PC5_SERVICE_INT], &part);
	if (err)
		return err;
	part = *conf;
	part.integ = PC5_NIA0;
	part.nrpik_len = 0;
	return pc5_cipher_init(&sec->cipher[PC5_SERVICE_ENC], &part);
}

/* The transforms that give these services, as far as the algorithms do. */
static const struct pc5_cipher *pc5_sec_cipher(const struct pc5_sec *sec,
					       bool integ, bool enc)
{
	if (sec->enc == PC5_NEA0 || sec->integ == PC5_NIA0 || (integ && enc))
		return &sec->cipher[PC5_SERVICE_BOTH];
	return &sec->cipher[integ ? PC5_SERVICE_INT : PC5_SERVICE_ENC];
}

/**
 * pc5_sec_can - does a context give the user plane what was agreed
 * @sec: the context
 * @integ: integrity protection was
 * @enc: ciphering was
 *
 * Return: whether its algorithms do that, and no other.
 */
bool pc5_sec_can(const struct pc5_sec *sec, bool integ, bool enc)
{
	if (integ && sec->integ == PC5_NIA0)
		return false;
	if (enc && sec->enc == PC5_NEA0)
		return false;
	/* There are no transforms for nothing: that is K_NRP-sess ID 0. */
	return integ || enc || pc5_sec_plain(sec);
}

/* Which services the PDUs of a bearer get, by direction. */
static void pc5_sec_set_ciphers(const struct pc5_sec *sec,
				struct pc5_entity *ent)
{
	const struct pc5_link *link = sec->link;
	bool integ = true, enc = true;

	if (link->signalling && ent->lcid >= PC5_LCID_DRB_MIN) {
		integ = link->policy_int == PC5_POLICY_REQUIRED;
		enc = link->policy_enc == PC5_POLICY_REQUIRED;
	}
	ent->tx = pc5_sec_cipher(sec, integ, enc);
	ent->rx = ent->tx;
	/*
	 * On SL-SRB1 the responder sends only DSM Commands, which are never
	 * ciphered (TS 38.323 clause 5.8), the initiator only what is.
	 */
	if (ent->lcid != PC5_LCID_SRB1)
		return;
	if (sec->role == PC5_ROLE_RESPONDER)
		ent->tx = pc5_sec_cipher(sec, true, false);
	else
		ent->rx = pc5_sec_cipher(sec, true, false);
}

static void pc5_sec_free_work(struct work_struct *work)
{
	pc5_sec_free(container_of(to_rcu_work(work), struct pc5_sec,
				  free_work));
}

/* The last reference is gone; a grace period later nobody reads it. */
static void pc5_sec_release(struct percpu_ref *ref)
{
	struct pc5_sec *sec = container_of(ref, struct pc5_sec, ref);

	queue_rcu_work(pc5_wq, &sec->free_work);
}

/**
 * pc5_sec_new - make a context
 * @conf: what from; keys of the right length
 * @extack: says what went wrong
 *
 * Context: process, without RTNL: loading algorithms takes its time.
 * Return: the context, attached to no link yet, or an error pointer.
 */
struct pc5_sec *pc5_sec_new(const struct pc5_sec_conf *conf,
			    struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec;
	int err;

	sec = kzalloc(sizeof(*sec), GFP_KERNEL);
	if (!sec)
		return ERR_PTR(-ENOMEM);

	INIT_RCU_WORK(&sec->free_work, pc5_sec_free_work);
	err = percpu_ref_init(&sec->ref, pc5_sec_release, 0, GFP_KERNEL);
	if (err) {
		kfree(sec);
		return ERR_PTR(err);
	}

	sec->id[0] = conf->id;
	sec->id[1] = conf->id;
	sec->enc = conf->enc;
	sec->integ = conf->integ;
	sec->role = conf->role;
	sec->tx_dir = pc5_direction(conf->role);
	sec->soft_limit = conf->soft_limit;
	sec->last = conf->last;
	sec->history = pc5_history_new(conf);
	if (!sec->history) {
		pc5_sec_free(sec);
		return ERR_PTR(-ENOMEM);
	}

	if (sec->enc != PC5_NEA0 || sec->integ != PC5_NIA0) {
		err = pc5_sec_alloc_ciphers(sec, conf);
		if (err == -ENOENT)
			NL_SET_ERR_MSG(extack, "No such algorithms; load pc5-crypto");
		else if (err)
			NL_SET_ERR_MSG(extack, "The crypto API refused algorithms or keys");
		if (!err)
			err = pc5_crypt_alloc(sec);
		if (err) {
			pc5_sec_free(sec);
			return ERR_PTR(err);
		}
	}
	return sec;
}

/**
 * pc5_sec_id - the K_NRP-sess ID a context has at present
 * @sec: the context, attached to its link
 *
 * Return: the ID that is sent under.
 */
u16 pc5_sec_id(const struct pc5_sec *sec)
{
	return READ_ONCE(sec->id[READ_ONCE(sec->link->ids)]);
}

/**
 * pc5_sec_attach - give a new context to a link, with its entities
 * @sec: the context
 * @link: the link
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int pc5_sec_attach(struct pc5_sec *sec, struct pc5_link *link)
{
	u8 lcid;
	int err;

	/* Where nothing is protected the history would be that of no keys. */
	if (!pc5_sec_plain(sec))
		pc5_history_recall(sec->history);
	sec->link = link;
	netdev_hold(link->dev, &sec->dev_tracker, GFP_KERNEL);
	for (lcid = PC5_LCID_SRB1; lcid <= PC5_LCID_DRB_MAX; lcid++) {
		const struct pc5_bearer *b = pc5_link_bearer(link, lcid);

		if (!b || !pc5_link_carries(link, sec, lcid))
			continue;
		err = pc5_sec_add_entity(sec, lcid, b);
		if (err)
			return err;
	}
	return 0;
}

/**
 * pc5_sec_add_entity - give a context an entity for a bearer
 * @sec: the context
 * @lcid: the bearer's logical channel
 * @bearer: how it is configured
 *
 * If it had one, COUNT goes on where that one stopped.
 *
 * Context: RTNL.
 * Return: 0, -ENOMEM, or -EBUSY if too many entities were replaced.
 */
int pc5_sec_add_entity(struct pc5_sec *sec, u8 lcid,
		       const struct pc5_bearer *bearer)
{
	struct pc5_entity *old = pc5_sec_entity(sec, lcid);
	u64 tx = sec->history->next[sec->tx_dir][lcid];
	u64 rx = sec->history->next[!sec->tx_dir][lcid];
	struct pc5_entity *ent;

	if (old && old->sn_bits == bearer->sn_bits &&
	    old->ooo == bearer->ooo && old->win.size == bearer->window) {
		pc5_entity_set_reordering(old, bearer->t_reordering *
					  (u64)NSEC_PER_MSEC);
		return 0;
	}
	if (old) {
		if (sec->n_replaced == PC5_REPLACED_MAX)
			return -EBUSY;
		/*
		 * Nothing may be sent under a COUNT the old entity still takes:
		 * use them up for it. What it took so far is below.
		 */
		tx = atomic64_xchg(&old->tx_next, sec->last + 1);
		rx = READ_ONCE(old->win.rx_next);
	}
	ent = pc5_entity_new(sec, lcid, bearer, tx, rx);
	if (!ent) {
		if (old)
			atomic64_set(&old->tx_next, tx);
		return -ENOMEM;
	}
	pc5_sec_set_ciphers(sec, ent);
	if (old) {
		old->next = sec->replaced;
		sec->replaced = old;
		sec->n_replaced++;
	}
	rcu_assign_pointer(sec->entity[lcid], ent);
	return 0;
}

/**
 * pc5_sec_free - free a context nobody can find any more
 * @sec: the context
 *
 * Context: process; may sleep.
 */
void pc5_sec_free(struct pc5_sec *sec)
{
	struct pc5_entity *ent;
	unsigned int i;

	for (i = 0; i < PC5_N_LCID; i++)
		pc5_entity_free(rcu_dereference_protected(sec->entity[i], 1));
	while ((ent = sec->replaced)) {
		sec->replaced = ent->next;
		pc5_entity_free(ent);
	}
	pc5_crypt_free(sec);
	/* The crypto API wipes the keys its transforms hold. */
	for (i = 0; i < PC5_N_SERVICES; i++) {
		crypto_free_aead(sec->cipher[i].aead);
		crypto_free_aead(sec->cipher[i].aead_sync);
	}
	kfree(sec->history);
	percpu_ref_exit(&sec->ref);
	if (sec->link)
		netdev_put(sec->link->dev, &sec->dev_tracker);
	kfree_sensitive(sec);
}

/**
 * pc5_sec_kill - let go of a context that left its slot
 * @sec: the context
 *
 * What its entities hold is delivered, and nothing is sent or received under it
 * any more; the rest follows when the last request is done.
 */
void pc5_sec_kill(struct pc5_sec *sec)
{
	struct pc5_history *history = sec->history;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < PC5_N_LCID; i++) {
		struct pc5_entity *ent = rcu_dereference(sec->entity[i]);

		if (ent)
			pc5_entity_close(ent,
					 &history->next[sec->tx_dir][i],
					 &history->next[!sec->tx_dir][i]);
	}
	rcu_read_unlock();
	if (!pc5_sec_plain(sec)) {
		sec->history = NULL;
		pc5_history_keep(history);
	}
	percpu_ref_kill(&sec->ref);
}

/**
 * pc5_sec_driver - name of the crypto driver a context uses
 * @sec: the context
 *
 * Return: the name, "none" if nothing is protected.
 */
const char *pc5_sec_driver(const struct pc5_sec *sec)
{
	struct crypto_aead *aead = sec->cipher[PC5_SERVICE_BOTH].aead;

	if (!aead)
		return "none";
	return crypto_tfm_alg_driver_name(crypto_aead_tfm(aead));
}
