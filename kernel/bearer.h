/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration of the bearers of a link. */
#ifndef _PC5_BEARER_H
#define _PC5_BEARER_H

#include <linux/netlink.h>
#include <linux/types.h>

#include <uapi/linux/pc5.h>

struct pc5_link;
struct pc5_sec;

#define PC5_N_DRB		(PC5_LCID_DRB_MAX - PC5_LCID_DRB_MIN + 1)
/* What is kept for each bearer, SL-SRBs too, is indexed by LCID. */
#define PC5_N_LCID		(PC5_LCID_DRB_MAX + 1)

/* SL-SRBs have no choice (TS 38.323 clause 6.2.2.5). */
#define PC5_SRB_SN_BITS		12

/* What a SL-DRB has unless told otherwise. */
#define PC5_SN_BITS_DEFAULT	18
#define PC5_REORDER_DEFAULT	40	/* ms */
#define PC5_WINDOW_DEFAULT	1024

/**
 * struct pc5_bearer - how a SL-DRB is configured
 * @sn_bits: length of the PDCP SN, 12 or 18; 0 if there is no such bearer
 * @ooo: deliver out of order
 * @marked: only packets with @mark go here
 * @window: size of the receive window, a power of two
 * @t_reordering: t-Reordering in milliseconds
 * @mark: packet mark
 *
 * Written under RTNL. The paths of packets read @sn_bits, @marked and @mark
 * without a lock; a packet under way while they change may go either way.
 */
struct pc5_bearer {
	u8 sn_bits;
	bool ooo;
	bool marked;
	u32 window;
	u32 t_reordering;
	u32 mark;
};

static inline unsigned int pc5_drb(u8 lcid)
{
	return lcid - PC5_LCID_DRB_MIN;
}

const struct pc5_bearer *pc5_link_bearer(const struct pc5_link *link, u8 lcid);
bool pc5_link_carries(const struct pc5_link *link, const struct pc5_sec *sec,
		      u8 lcid);
int pc5_bearer_enter(struct pc5_link *link, u8 lcid,
		     const struct pc5_bearer *conf,
		     struct netlink_ext_ack *extack);
int pc5_bearer_add(struct pc5_link *link, u8 lcid,
		   const struct pc5_bearer *conf,
		   struct netlink_ext_ack *extack);
void pc5_bearer_set(struct pc5_link *link, u8 lcid, u32 t_reordering,
		    bool marked, u32 mark);
void pc5_bearer_del(struct pc5_link *link, u8 lcid);
u8 pc5_bearer_classify(const struct pc5_link *link, u32 mark);

#endif /* _PC5_BEARER_H */
