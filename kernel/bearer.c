// SPDX-License-Identifier: GPL-2.0-only
/* Bearers of a link: configuration and choice. */

#include "bearer.h"
#include "entity.h"
#include "link.h"

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
	struct pc5_sec *sec;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		sec = pc5_slot_get(link, i);
		if (!sec)
			continue;
		err = pc5_sec_add_entity(sec, lcid, conf);
		percpu_ref_put(&sec->ref);
		if (err == -EBUSY)
			NL_SET_ERR_MSG(extack,
				       "Bearer was changed too often under this context; rekey first");
		else if (err)
			NL_SET_ERR_MSG(extack, "No memory for the bearer");
		if (err)
			return err;
	}
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
	unsigned int i;

	b->t_reordering = t_reordering;
	WRITE_ONCE(b->mark, mark);
	WRITE_ONCE(b->marked, marked);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = pc5_slot_get(link, i);

		if (!sec)
			continue;
		pc5_entity_set_reordering(pc5_sec_entity(sec, lcid),
					  t_reordering * (u64)NSEC_PER_MSEC);
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
	unsigned int i;

	WRITE_ONCE(link->bearer[pc5_drb(lcid)].sn_bits, 0);
	for (i = 0; i < ARRAY_SIZE(link->slot); i++) {
		struct pc5_sec *sec = pc5_slot_get(link, i);

		if (!sec)
			continue;
		pc5_entity_flush(pc5_sec_entity(sec, lcid));
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
