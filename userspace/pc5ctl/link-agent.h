/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands of "link" that an agent carries out. */
#ifndef PC5CTL_LINK_AGENT_H
#define PC5CTL_LINK_AGENT_H

#include "args.h"

/* The words of each. */
#define LINK_CONNECT_ARGS 7
#define LINK_RELEASE_ARGS 5
#define LINK_REKEY_ARGS 5
#define LINK_UPDATE_ARGS 4

extern const struct arg link_connect_args[LINK_CONNECT_ARGS];
extern const struct arg link_release_args[LINK_RELEASE_ARGS];
extern const struct arg link_rekey_args[LINK_REKEY_ARGS];
extern const struct arg link_update_args[LINK_UPDATE_ARGS];

int link_connect(struct ctl *ctl, const struct value *v);
int link_release(struct ctl *ctl, const struct value *v);
int link_rekey(struct ctl *ctl, const struct value *v);
int link_update(struct ctl *ctl, const struct value *v);

#endif /* PC5CTL_LINK_AGENT_H */
