/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PC5-S: IEs that are lists (TS 24.554 clause 11.3).
 *
 * To read one, copy its value and call the _next() function on the copy: it
 * cuts the next entry off and returns 1, returns 0 at the end, or -EBADMSG. The
 * lists of a message that pc5s_decode() took are whole, so they end with 0.
 *
 * To write one, put its entries into a struct pc5s_writer, one by one. _put()
 * functions return 0, -EMSGSIZE where there is no room, or -EINVAL where the
 * entry is none; on an error nothing was put.
 */
#ifndef LIBPC5_PC5S_LIST_H
#define LIBPC5_PC5S_LIST_H

#include "attr.h"
#include "pc5s.h"

/**
 * struct pc5s_writer - value that is being written
 * @data: where it is, the caller's
 * @size: room there, in octets
 * @len: octets written; starts as 0
 */
struct pc5s_writer {
	uint8_t *data;
	size_t size;
	size_t len;
};

/* Put @len octets as they are. */
int pc5s_put(struct pc5s_writer *writer, const void *data, size_t len);

/* Cut @len octets off @rest. Returns 1, or -EBADMSG where there are fewer. */
int pc5s_cut(struct pc5s_span *rest, size_t len, struct pc5s_span *part);

/* Octets of an OS Id, an UUID of RFC 4122. */
#define PC5S_OS_ID_LEN 16

/**
 * struct pc5s_prose_id - ProSe identifier (clause 11.3.3)
 * @os_id: the OS Id, PC5S_OS_ID_LEN octets
 * @app_id: the OS App Id, 1 to 255 octets
 */
struct pc5s_prose_id {
	const uint8_t *os_id;
	struct pc5s_span app_id;
};

int pc5s_prose_id_next(struct pc5s_span *rest, struct pc5s_prose_id *id);
int pc5s_prose_id_put(struct pc5s_writer *writer,
		      const struct pc5s_prose_id *id);

/* User info IDs of 1 to 255 octets (clause 11.3.47). */
int pc5s_user_info_next(struct pc5s_span *rest, struct pc5s_span *info);
int pc5s_user_info_put(struct pc5s_writer *writer, const void *info,
		       size_t len);

/**
 * struct pc5s_relay - candidate relay (clause 11.3.48)
 * @user_info: its user info ID, 1 to 250 octets
 * @l2_id: its layer-2 ID
 */
struct pc5s_relay {
	struct pc5s_span user_info;
	uint32_t l2_id;
};

int pc5s_relay_next(struct pc5s_span *rest, struct pc5s_relay *relay);
int pc5s_relay_put(struct pc5s_writer *writer, const struct pc5s_relay *relay);

/* UE IP addresses (clause 11.3.50, see PC5S_UNCONFIRMED_UE_IP_LIST_MIN). */
int pc5s_ue_ip_next(struct pc5s_span *rest, struct pc5_addr *addr);
int pc5s_ue_ip_put(struct pc5s_writer *writer, const struct pc5_addr *addr);

/* IPv6 addresses, of 16 octets each (clause 11.3.44). */
int pc5s_ipv6_next(struct pc5s_span *rest, struct in6_addr *addr);
int pc5s_ipv6_put(struct pc5s_writer *writer, const struct in6_addr *addr);

#endif /* LIBPC5_PC5S_LIST_H */
