/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Address assignment on a link (TS 24.554 clause 11.3.6): one side gives, by
 * Router Advertisement and DHCPv4, the other one takes. It runs as long as the
 * link does.
 */
#ifndef AGENT_ASSIGN_H
#define AGENT_ASSIGN_H

#include <json-c/json.h>
#include <stdbool.h>

struct agent;
struct agent_link;
struct agent_assign;

/*
 * A link carries user data: give or take. Returns 0, also where there is nothing
 * to do; or a negative errno, with the reason logged, where what the peer was told
 * cannot be given.
 */
int agent_assign_up(struct agent *agent, struct agent_link *link);

/* The link ends. */
void agent_assign_down(struct agent *agent, struct agent_link *link);

/*
 * Whoever made the link by @request is to be told when it has its addresses.
 * Returns false where it has them, or there are none to wait for.
 */
bool agent_assign_wait(struct agent_link *link, uint32_t request);

/* Members "address6", "peer_address6", "address4", "peer_address4". */
void agent_assign_show(const struct agent_link *link, struct json_object *obj);

#endif /* AGENT_ASSIGN_H */
