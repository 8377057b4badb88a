// SPDX-License-Identifier: GPL-2.0-or-later
/* What the shell is told a command line may go on with. */

#include "test.h"

#include <linux/pc5.h>
#include <stdio.h>

#include "replies.h"

static void words(const char *line, const char *expected)
{
	struct run run;
	char all[256];

	snprintf(all, sizeof(all), "help --words %s", line);
	run = run_ctl(NULL, all);
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, expected);
	run_free(&run);
}

static void commands(void **state)
{
	struct run run = run_ctl(NULL, "help --words");

	(void)state;
	assert_non_null(strstr(run.out,
			       "ue\nlink\nbearer\nkey\nroute\nstats\n"
			       "agent\nmonitor\nhelp\n-json\n"));
	run_free(&run);
	words("link", "add\nset\ndel\nshow\nconnect\nrelease\nrekey\nupdate\nhelp\n");
	words("-j -color=never l",
	      "add\nset\ndel\nshow\nconnect\nrelease\nrekey\nupdate\nhelp\n");
	words("key", "add\nactivate\ndel\nshow\ngen\nhelp\n");
	words("help key", "add\nactivate\ndel\nshow\ngen\nhelp\n");
	words("monitor",
	      "links\nkeys\nalarms\nsignalling\nall\n-t\nue\nsocket\nhelp\n");
	words("monitor keys",
	      "links\nalarms\nsignalling\nall\n-t\nue\nsocket\n");
	words("nonsense", "");
	words("link nonsense", "");
}

static void values(void **state)
{
	(void)state;
	words("link add", "");
	words("link add l0",
	      "ue\npeer\nlocal\nsdu\nintegrity\nciphering\nremote\nport\n"
	      "grace\nhop\nue-id\npeer-ue-id\n");
	words("link add l0 peer", "");
	words("link add l0 peer 1 sdu", "ip\nethernet\n");
	words("link add l0 peer 1 sdu ip integrity",
	      "not-needed\npreferred\nrequired\noff\n");
	words("key add l0 enc", "nea0\nnea1\nnea2\nnea3\n");
	words("key add l0 enc nea2 file", "@file\n");
	words("key add l0 id 1 enc nea2 int nia2 role initiator activate file key",
	      "count\nsoft-limit\nhard-limit\n");
	words("bearer add l0 out-of-order", "on\noff\n");
	words("bearer add l0 bogus", "");
	words("route", "add\ndel\nshow\nhelp\n");
	words("route add l0", "ue-id\npeer\npeer-ue-id\nchannel\n");
	words("route add l0 ue-id 1 peer-ue-id 2", "peer\nchannel\n");
	words("route add l0 ue-id", "");
	words("route del l0 ue-id 1", "peer-ue-id\n");
	words("link connect", "");
	words("link connect bob", "service\ndst\nremote\nue\nsocket\ntimeout\n");
	words("link connect any socket", "@file\n");
	words("link rekey l0", "reauth\nue\nsocket\ntimeout\n");
	words("link release l0 cause",
	      "not-allowed\nno-longer-needed\nnot-available\nlack-of-resources\ncongestion\nend-ue-failure\nunspecified\n");
}

static void devices(void **state)
{
	struct fake fake;
	struct run run;

	(void)state;
	fake_open(&fake);
	fake_send(&fake, reply_ue(&fake, PC5_CMD_UE_GET));
	fake_send(&fake, reply_ue_udp(&fake, PC5_CMD_UE_GET));
	fake_done(&fake, 0);
	run = run_ctl(&fake, "help --words link add l0 ue");
	assert_string_equal(run.out, "ue0\nue1\n");
	run_free(&run);
	fake_close(&fake);

	fake_open(&fake);
	fake_send(&fake, reply_link(&fake, PC5_CMD_LINK_GET, 2));
	fake_done(&fake, 0);
	run = run_ctl(&fake, "help --words bearer show");
	assert_string_equal(run.out, "l0\nlcid\n");
	run_free(&run);
	fake_close(&fake);

	fake_open(&fake);
	fake_send(&fake, reply_link(&fake, PC5_CMD_LINK_GET, 2));
	fake_send(&fake, reply_link_hop(&fake, PC5_CMD_LINK_GET));
	fake_done(&fake, 0);
	run = run_ctl(&fake, "help --words route add l0 ue-id 1 peer");
	assert_string_equal(run.out, "l0\ne0\n");
	run_free(&run);
	fake_close(&fake);

	/* Without the right to ask for links: all devices. */
	fake_open(&fake);
	fake_error(&fake, -EPERM, NULL, 0, 0);
	run = run_ctl(&fake, "help --words link del");
	assert_non_null(strstr(run.out, "lo\n"));
	run_free(&run);
	fake_close(&fake);
	run = run_ctl(NULL, "help --words ue add ue0 dev");
	assert_non_null(strstr(run.out, "lo\n"));
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(values),
		cmocka_unit_test(devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
