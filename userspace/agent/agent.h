/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The agent: runs PC5-S for one UE, until it is told to stop. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

/* Where things are that are not given. */
#define AGENT_PROVISION "/etc/pc5/pc5.yaml"
#define AGENT_STATE_DIR "/var/lib/pc5"
#define AGENT_RUN_DIR "/run/pc5"

/**
 * struct agent_options - what the agent is told
 * @provision: provisioning file; NULL for AGENT_PROVISION
 * @state: state directory; NULL for the UE's own in AGENT_STATE_DIR
 * @socket: control socket; NULL for AGENT_RUN_DIR/agent-UE.sock
 * @keylog: file that gets the keys of all contexts; NULL for none
 */
struct agent_options {
	const char *provision;
	const char *state;
	const char *socket;
	const char *keylog;
};

/*
 * Run in the foreground, with the log on standard error. Returns the exit
 * status: 0 after SIGTERM, SIGINT or "stop", with all links released; 1 where
 * it could not begin or go on.
 */
int agent_main(const struct agent_options *options);

#endif /* AGENT_AGENT_H */
