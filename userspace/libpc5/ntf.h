/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notifications of the pc5 family. */
#ifndef LIBPC5_NTF_H
#define LIBPC5_NTF_H

#include "bearer.h"
#include "key.h"
#include "link.h"
#include "route.h"
#include "ue.h"

/**
 * struct pc5_alarm - a frame was refused that a healthy peer does not send
 * @has: which members are present, PC5_BIT(PC5_A_ALARM_...)
 * @ifindex: net device of the UE or link
 * @ifname: its name
 * @reason: enum pc5_drop
 * @lcid: logical channel the frame carried
 * @id: K_NRP-sess ID the frame carried
 */
struct pc5_alarm {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t reason;
	uint8_t lcid;
	uint16_t id;
};

/**
 * struct pc5_ntf - one notification
 * @cmd: PC5_CMD_..._NTF, which says which member is filled
 * @ue: of PC5_CMD_UE_NTF
 * @link: of PC5_CMD_LINK_NTF
 * @bearer: of PC5_CMD_BEARER_NTF
 * @key: of PC5_CMD_KEY_NTF
 * @route: of PC5_CMD_ROUTE_NTF
 * @alarm: of PC5_CMD_ALARM_NTF
 */
struct pc5_ntf {
	uint8_t cmd;
	union {
		struct pc5_ue ue;
		struct pc5_link link;
		struct pc5_bearer bearer;
		struct pc5_key key;
		struct pc5_route route;
		struct pc5_alarm alarm;
	};
};

/*
 * Parse a notification. Returns 0, -ENOMSG where its command is none that is
 * known here, or -EBADMSG.
 */
int pc5_ntf_parse(const struct nlmsghdr *nlh, struct pc5_ntf *ntf);

#endif /* LIBPC5_NTF_H */
