/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complete messages as the module sends them, one of each kind. */
#ifndef TESTS_REPLIES_H
#define TESTS_REPLIES_H

#include "test.h"

/*
 * Interface index of the link in all of them, that of its UE, and of a link that
 * goes through a relay.
 */
#define LINK_INDEX 8
#define HOP_LINK_INDEX 12
#define UE_INDEX 7

/* A reason of a newer module. */
#define NEWER_DROP 100

struct nl_msg *reply_ue(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_ue_udp(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_link(const struct fake *fake, uint8_t cmd,
			  uint32_t policy);
/* The same through a relay. */
struct nl_msg *reply_link_hop(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_bearer(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_key(const struct fake *fake, uint8_t cmd, uint32_t slot,
			 uint32_t alg);
struct nl_msg *reply_stats(const struct fake *fake);
/* Of a relay, and of an end UE. */
struct nl_msg *reply_route(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_route_end(const struct fake *fake, uint8_t cmd);
struct nl_msg *reply_alarm(const struct fake *fake);

#endif /* TESTS_REPLIES_H */
