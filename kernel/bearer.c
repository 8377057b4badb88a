// SPDX-License-Identifier: GPL-2.0-only
/* Bearers of a link: configuration and choice. */

#include "bearer.h"
#include "entity.h"
#include "link.h"

/*
 * SL-SRBs are the same on all links. They deliver at once: PC5-S numbers and
 * repeats its messages itself, and the underlay has nothing like RLC's
 * acknowledged mode that would be worth waiting for.
 */
static const struct pc5_bearer pc5_srb = {
	.sn_bits = PC5_SRB_SN_BITS,
	.ooo = true,
	.window = PC5_WINDOW_MIN,
	.t_reordering = 1000,
};

/**
 * pc5_link_bearer - how a bearer of a link is configured
 * @link: the link
 * @lcid: logical channel, 1 to 19
 *
 * Return: its configuration, or NULL if there is no such bearer.
 */
const struct pc5_bearer *pc5_link_bearer(const struct pc5_link *link, u8 lcid)
{
	const struct pc5_bearer *b = &pc5_srb;

	if (lcid < PC5_LCID_DRB_MIN)
		return link->signalling ? b : NULL;
	b = &link->bearer[pc5_drb(lcid)];
	return READ_ONCE(b->sn_bits) ? b : NULL;
}

/**
 * pc5_link_carries - does a context serve a bearer
 * @link: the link
 * @sec: one of its contexts
 * @lcid: logical channel
 *
 * Signalling and the user plane may be under different contexts: one with keys
 * and the one without (TS 24.554 clause 11.3.18).
 *
 * Context: RTNL.
 * Return: whether it does.
 */
bool pc5_link_carries(const struct pc5_link *link, const struct pc5_sec *sec,
		      u8 lcid)
{
	if (lcid >= PC5_LCID_DRB_MIN)
		return link->open &&
		       pc5_sec_plain(sec) == (link->data_slot == PC5_SLOT_PLAIN);
	return link->signalling && pc5_sec_plain(sec) == link->plain_signalling;
}

/*
 * What the path of packets needs to know of all bearers at once. Caller holds
 * RTNL.
 */
static void pc5_bearer_summarise(struct pc5_link *link)
{
	bool any_marked = false;
	u8 lcid, first = 0;

	for (lcid = PC5_LCID_DRB_MAX; lcid >= PC5_LCID_DRB_MIN; lcid--) {
		const struct pc5_bearer *b = &link->bearer[pc5_drb(lcid)];

		if (!b->sn_bits)
			continue;
		if (b->marked)
			any_marked = true;
		else
			first = lcid;
	}
	WRITE_ONCE(link->default_lcid, first);
	WRITE_ONCE(link->any_marked, any_marked);
}

/**
 * pc5_bearer_enter - give the contexts of a link their entities of a bearer
 * @link: the link
 * @lcid: the bearer's logical channel
 * @conf: how it is configured
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_bearer_enter(struct pc5_link *link, u8 lcid,
		     const struct pc5_bearer *conf,
		     struct netlink_ext_ack *extack)
{
	struct pc5_sec *sec;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		sec = pc5_slot_get(link, i);
		if (!sec)
			continue;
		err = pc5_link_carries(link, sec, lcid) ?
		      pc5_sec_add_entity(sec, lcid, conf) : 0;
		percpu_ref_put(&sec->ref);
		if (err == -EBUSY)
			NL_SET_ERR_MSG(extack,
				       "Bearer was changed too often under this context; rekey first");
		else if (err)
			NL_SET_ERR_MSG(extack, "No memory for the bearer");
		if (err)
			return err;
	}
	return 0;
}

/**
 * pc5_bearer_add - add a bearer to a link
 * @link: the link
 * @lcid: its logical channel, not in use
 * @conf: how it is to be configured
 * @extack: says what went wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int pc5_bearer_add(struct pc5_link *link, u8 lcid,
		   const struct pc5_bearer *conf,
		   struct netlink_ext_ack *extack)
{
	int err = pc5_bearer_enter(link, lcid, conf, extack);

	if (err)
		return err;
	link->bearer[pc5_drb(lcid)] = *conf;
	pc5_bearer_summarise(link);
	return 0;
}

/**
 * pc5_bearer_set - change a bearer
 * @link: the link
 * @lcid: its logical channel
 * @t_reordering: t-Reordering in milliseconds
 * @marked: only packets with @mark go there
 * @mark: packet mark
 *
 * Context: RTNL.
 */
void pc5_bearer_set(struct pc5_link *link, u8 lcid, u32 t_reordering,
		    bool marked, u32 mark)
{
	struct pc5_bearer *b = &link->bearer[pc5_drb(lcid)];
	struct pc5_entity *ent;
	unsigned int i;

	b->t_reordering = t_reordering;
	WRITE_ONCE(b->mark, mark);
	WRITE_ONCE(b->marked, marked);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = pc5_slot_get(link, i);

		if (!sec)
			continue;
		ent = pc5_sec_entity(sec, lcid);
		if (ent)
			pc5_entity_set_reordering(ent, t_reordering *
						  (u64)NSEC_PER_MSEC);
		percpu_ref_put(&sec->ref);
	}
	pc5_bearer_summarise(link);
}

/**
 * pc5_bearer_del - remove a bearer
 * @link: the link
 * @lcid: its logical channel
 *
 * Its entities stay with their contexts, so that COUNT goes on where it was if
 * the bearer comes back.
 *
 * Context: RTNL.
 */
void pc5_bearer_del(struct pc5_link *link, u8 lcid)
{
	struct pc5_entity *ent;
	unsigned int i;

	WRITE_ONCE(link->bearer[pc5_drb(lcid)].sn_bits, 0);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = pc5_slot_get(link, i);

		if (!sec)
			continue;
		ent = pc5_sec_entity(sec, lcid);
		if (ent)
			pc5_entity_flush(ent);
		percpu_ref_put(&sec->ref);
	}
	pc5_bearer_summarise(link);
}

/**
 * pc5_bearer_classify - choose the bearer of a packet
 * @link: the link
 * @mark: the packet's mark
 *
 * Return: its LCID, or 0 if the link has no bearer for it.
 */
u8 pc5_bearer_classify(const struct pc5_link *link, u32 mark)
{
	u8 lcid;

	if (likely(!READ_ONCE(link->any_marked)))
		return READ_ONCE(link->default_lcid);

	for (lcid = PC5_LCID_DRB_MIN; lcid <= PC5_LCID_DRB_MAX; lcid++) {
		const struct pc5_bearer *b = &link->bearer[pc5_drb(lcid)];

		if (READ_ONCE(b->sn_bits) && READ_ONCE(b->marked) &&
		    READ_ONCE(b->mark) == mark)
			return lcid;
	}
	return READ_ONCE(link->default_lcid);
}
