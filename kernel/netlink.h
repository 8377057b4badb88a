/* SPDX-License-Identifier: GPL-2.0-only */
/* Netlink: helpers of the handlers, and the events. */
#ifndef _PC5_NETLINK_H
#define _PC5_NETLINK_H

#include <net/genetlink.h>

#include "netlink-gen.h"

struct pc5_link;
struct pc5_route;
struct pc5_sec;
struct pc5_signal_from;
struct pc5_ue;

extern struct genl_family pc5_nl_family;

/* A request is refused for this attribute, unless something said why already. */
#define pc5_nl_blame(info, attr, msg)					\
do {									\
	struct netlink_ext_ack *__blame = (info)->extack;		\
									\
	if (!__blame->_msg)						\
		NL_SET_ERR_MSG(__blame, msg);				\
	NL_SET_BAD_ATTR(__blame, attr);					\
} while (0)

/* An attribute is missing: say so, in words and by its number. */
#define pc5_nl_missing(info, attr, msg)					\
do {									\
	struct netlink_ext_ack *__info_extack = (info)->extack;		\
									\
	NL_SET_ERR_MSG(__info_extack, msg);					\
	NL_SET_ERR_ATTR_MISS(__info_extack, NULL, attr);			\
} while (0)

struct pc5_ue *pc5_nl_ue(struct genl_info *info, int attr);
struct pc5_link *pc5_nl_link(struct genl_info *info, int attr);
int pc5_nl_name(struct genl_info *info, int attr, char name[IFNAMSIZ]);
struct pc5_link *pc5_nl_dump_next(struct sk_buff *skb,
				  struct netlink_callback *cb, int attr);
void *pc5_nl_start(struct sk_buff *skb, u32 portid, u32 seq, int flags, u8 cmd);
int pc5_nl_reply(struct genl_info *info, struct sk_buff *msg, void *hdr,
		 int err);
void pc5_nl_notify(const struct net_device *dev, struct sk_buff *msg, void *hdr,
		   int err, unsigned int group);
void pc5_nl_changed(void);
void pc5_nl_dump_start(struct netlink_callback *cb);
bool pc5_nl_listened(const struct net_device *dev, unsigned int group);

/* Events; in any context but hard interrupts, under RCU or RTNL. */
void pc5_nl_ue_event(struct pc5_ue *ue, enum pc5_event event);
void pc5_nl_link_event(struct pc5_link *link, enum pc5_event event);
void pc5_nl_bearer_event(struct pc5_link *link, u8 lcid, enum pc5_event event);
void pc5_nl_key_event(struct pc5_sec *sec, u8 lcid, enum pc5_event event);
void pc5_nl_route_event(const struct pc5_route *route, enum pc5_event event);
void pc5_nl_alarm(struct net_device *dev, enum pc5_drop reason, u8 lcid,
		  u16 id);

/* nl_route.c */
struct pc5_route *pc5_nl_route(struct genl_info *info, int hop, int src,
			       int dst);

/* nl_signal.c */
void pc5_nl_signal_rx(struct pc5_ue *ue, const struct pc5_link *link,
		      const struct sk_buff *skb, u8 lcid,
		      enum pc5_protection protection,
		      const struct pc5_signal_from *from, u16 key_id);
int pc5_nl_signal_init(void);
void pc5_nl_signal_exit(void);

int pc5_nl_init(void);
void pc5_nl_exit(void);

#endif /* _PC5_NETLINK_H */
