// SPDX-License-Identifier: GPL-2.0-or-later
/* pc5ctl: show and change secured PC5 links. */

#include "client.h"
#include "ctl.h"

int main(int argc, char **argv)
{
	struct ctl ctl = {
		.out = stdout,
		.err = stderr,
		.open = pc5_nl_open,
		.run_dir = CLIENT_RUN_DIR,
	};

	return ctl_main(&ctl, argc, argv);
}
