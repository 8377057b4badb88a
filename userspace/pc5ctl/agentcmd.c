// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl agent */

#include "agent/agent.h"

#include "client.h"
#include "ctl.h"

enum run_word { RUN_PROVISION, RUN_STATE, RUN_SOCKET, RUN_KEYLOG };

static const struct arg run_args[] = {
	[RUN_PROVISION] = {
		.word = "provision", .metavar = "FILE", .type = ARG_FILE,
		.help = "provisioning file; " AGENT_PROVISION " if not given",
	},
	[RUN_STATE] = {
		.word = "state", .metavar = "DIR", .type = ARG_FILE,
		.help = "what outlives the agent; " AGENT_STATE_DIR "/UE if not given",
	},
	[RUN_SOCKET] = {
		.word = "socket", .metavar = "PATH", .type = ARG_FILE,
		.help = "control socket; " AGENT_RUN_DIR "/agent-UE.sock if not given",
	},
	[RUN_KEYLOG] = {
		.word = "keylog", .metavar = "FILE", .type = ARG_FILE,
		.help = "file that gets the keys of all links, for Wireshark; none if not given",
	},
};

static int run(struct ctl *ctl, const struct value *v)
{
	const struct agent_options options = {
		.provision = v[RUN_PROVISION].text,
		.state = v[RUN_STATE].text,
		.socket = v[RUN_SOCKET].text,
		.keylog = v[RUN_KEYLOG].text,
	};

	(void)ctl;
	return agent_main(&options);
}

static const struct command commands[] = {
	{ .name = "run",
	  .help = "Run PC5-S for a UE in the foreground, until SIGTERM.",
	  .arg = run_args, .n_args = ARRAY_SIZE(run_args), .run = run },
	{ .name = "reload",
	  .help = "Have an agent read its provisioning file again.",
	  .arg = agent_show_args, .n_args = AGENT_SHOW_ARGS,
	  .run = agent_reload_command },
	{ .name = "show", .alias = "list",
	  .help = "Show what an agent says of itself, its links and its K_NRPs.",
	  .arg = agent_show_args, .n_args = AGENT_SHOW_ARGS,
	  .run = agent_show },
};

const struct object object_agent = {
	.name = "agent",
	.help = "authentication, keys and links of a UE by PC5-S",
	.command = commands,
	.n_commands = ARRAY_SIZE(commands),
	.implied = &commands[0],
	.bare_words = true,
};
