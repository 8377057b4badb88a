// SPDX-License-Identifier: GPL-2.0-or-later
/* The monitor of an agent's signalling, as a chart and as JSON. */

#include "test.h"

#include <linux/pc5.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "fakeagent.h"
#include "pc5ctl/chart.h"
#include "pc5ctl/ctl.h"
#include "replies.h"

#define DCR								\
	"{\"event\":\"message\",\"dir\":\"tx\",\"time\":1790000000.204113," \
	"\"srb\":0,\"src\":\"0x3a51c7\",\"dst\":\"0xffff01\",\"peer\":\"\"," \
	"\"link\":\"\",\"id\":\"\",\"protection\":\"none\","		\
	"\"type\":\"DIRECT LINK ESTABLISHMENT REQUEST\",\"seq\":1,"	\
	"\"lines\":[\"ESTABLISHMENT REQUEST, sequence number 1\","	\
	"\"  Source user info: \\\"alice\\\"\","			\
	"\"  MSB of K_NRP-sess ID: 0x3a\"]}"

#define DSM_COMMAND							\
	"{\"event\":\"message\",\"dir\":\"rx\",\"time\":1790000000.219842," \
	"\"srb\":1,\"src\":\"0x90ee02\",\"dst\":\"0x3a51c7\","		\
	"\"peer\":\"bob\",\"link\":\"pc5l0\",\"id\":\"0x3ac5\","	\
	"\"protection\":\"verified\","					\
	"\"type\":\"SECURITY MODE COMMAND\",\"seq\":1,\"lines\":[]}"

#define UP								\
	"{\"event\":\"link\",\"what\":\"established\",\"link\":\"pc5l0\"," \
	"\"peer\":\"bob\",\"cause\":0,\"time\":1790000000.25}"

#define COLUMNS \
	"                this UE                                    peer\n"

static void chart_is(const char *options, const char *const *events,
		     const char *expected)
{
	struct ctl ctl = { .err = stderr };
	struct chart chart = { 0 };
	struct json_object *event;
	size_t len;
	char *out;

	ctl.json = strchr(options, 'j');
	ctl.details = strchr(options, 'd');
	ctl.color = strchr(options, 'c');
	ctl.timestamps = strchr(options, 't');
	ctl.out = open_memstream(&out, &len);
	for (; *events; events++) {
		event = json_tokener_parse(*events);
		assert_non_null(event);
		chart_event(&chart, &ctl, event);
		json_object_put(event);
	}
	fclose(ctl.out);
	if (strcmp(out, expected))
		print_message("# %s\n%s", options, out);
	assert_string_equal(out, expected);
	free(out);
}

#define EVENT(dir, srb, id, protection, type)				\
	"{\"event\":\"message\",\"dir\":\"" dir "\",\"time\":1790000001.5," \
	"\"srb\":" srb ",\"peer\":\"bob\",\"link\":\"pc5l0\",\"id\":" id "," \
	"\"protection\":\"" protection "\",\"type\":\"" type "\"}"

static void text(void **state)
{
	static const char *const events[] = {
		DCR, DSM_COMMAND,
		EVENT("rx", "1", "\"0x3ac5\"", "unverified",
		      "SECURITY MODE COMMAND"),
		EVENT("rx", "1", "\"0x0000\"", "unverified",
		      "SECURITY MODE COMMAND"),
		EVENT("tx", "1", "\"0x3ac5\"", "verified",
		      "DIRECT LINK SECURITY MODE COMPLETE"),
		EVENT("rx", "2", "15045", "unverified",
		      "DIRECT LINK ESTABLISHMENT ACCEPT"),
		UP,
		EVENT("tx", "2", "\"0x3ac5\"", "verified",
		      "DIRECT LINK KEEPALIVE REQUEST"),
		EVENT("rx", "1", "\"0x0000\"", "none",
		      "PROSE DIRECT LINK ESTABLISHMENT REJECT"),
		"{\"event\":\"link\",\"what\":\"released\",\"link\":\"pc5l0\",\"peer\":\"bob\",\"cause\":2,\"time\":1790000002}",
		"{\"event\":\"link\",\"what\":\"refused\",\"cause\":7,\"message\":\"SECURITY MODE REJECT\"}",
		"{\"event\":\"link\",\"what\":\"failed\",\"peer\":\"x y\",\"cause\":\"timeout\"}",
		NULL,
	};

	(void)state;
	chart_is("", events,
		 COLUMNS
		 "14:13:20.204113 |--- DCR --------------------------------->| 0xffff01 SL-SRB0\n"
		 "14:13:20.219842 |<-- DSM Command --------------------------| bob pc5l0 SL-SRB1 key 0x3ac5 verified\n"
		 "14:13:21.500000 |<-- DSM Command --------------------------| bob pc5l0 SL-SRB1 key 0x3ac5 not verified yet\n"
		 "14:13:21.500000 |<-- DSM Command --------------------------| bob pc5l0 SL-SRB1 UNPROTECTED\n"
		 "14:13:21.500000 |--- DSM Complete ------------------------>| bob pc5l0 SL-SRB1 key 0x3ac5 protected\n"
		 "14:13:21.500000 |<-- DCA ----------------------------------| bob pc5l0 SL-SRB2 key 0x3ac5 UNVERIFIED\n"
		 "14:13:20.250000 | link pc5l0 established peer bob\n"
		 "14:13:21.500000 |--- Keep-alive Request ------------------>| bob pc5l0 SL-SRB2 key 0x3ac5 protected\n"
		 "14:13:21.500000 |<-- DC Reject ----------------------------| bob pc5l0 SL-SRB1 UNPROTECTED\n"
		 "14:13:22.000000 | link pc5l0 released peer bob cause 2 (direct communication no longer needed)\n"
		 "                | link refused message \"DSM Failure\" cause 7 (integrity failure)\n"
		 "                | link failed peer \"x y\" cause timeout\n");
}

static void details(void **state)
{
	static const char *const events[] = { DCR, DSM_COMMAND, NULL };
	static const char *const hostile[] = {
		"{\"event\":\"message\",\"dir\":\"rx\",\"type\":\"X\\u001b[2J\\n\",\"lines\":[\"  a\\u001bb\",7,null,\"not indented\"]}",
		NULL,
	};

	(void)state;
	chart_is("d", events,
		 COLUMNS
		 "14:13:20.204113 |--- DCR --------------------------------->| 0xffff01 SL-SRB0\n"
		 "                  PROSE DIRECT LINK ESTABLISHMENT REQUEST seq 1 src 0x3a51c7 dst 0xffff01\n"
		 "                    Source user info: \"alice\"\n"
		 "                    MSB of K_NRP-sess ID: 0x3a\n"
		 "14:13:20.219842 |<-- DSM Command --------------------------| bob pc5l0 SL-SRB1 key 0x3ac5 verified\n"
		 "                  PROSE DIRECT LINK SECURITY MODE COMMAND seq 1 src 0x90ee02 dst 0x3a51c7\n");
	chart_is("d", hostile,
		 COLUMNS
		 "                |<-- X\\x1b[2J\\x0a -------------------------| UNPROTECTED\n"
		 "                  X\\x1b[2J\\x0a\n"
		 "                    a\\x1bb\n");
}

static void timestamps(void **state)
{
	static const char *const events[] = { DSM_COMMAND, NULL };

	(void)state;
	chart_is("t", events,
		 "                              this UE                                    peer\n"
		 "[2026-09-21T14:13:20.219842Z] |<-- DSM Command --------------------------| bob pc5l0 SL-SRB1 key 0x3ac5 verified\n");
}

static void colors(void **state)
{
	static const char *const events[] = {
		DSM_COMMAND,
		EVENT("rx", "1", "5", "unverified",
		      "DIRECT LINK SECURITY MODE REJECT"),
		NULL,
	};

	(void)state;
	chart_is("c", events,
		 COLUMNS
		 "14:13:20.219842 |<-- DSM Command --------------------------| bob \033[36mpc5l0\033[0m SL-SRB1 key 0x3ac5 \033[32mverified\033[0m\n"
		 "14:13:21.500000 |<-- \033[1;31mDSM Failure\033[0m --------------------------| bob \033[36mpc5l0\033[0m SL-SRB1 key 0x0005 \033[1;31mUNVERIFIED\033[0m\n");
}

/* Neither a name nor a time or type that nobody would send does harm. */
static void odd(void **state)
{
	static const char *const events[] = {
		"{}",
		"{\"event\":\"weather\"}",
		"{\"event\":7}",
		"{\"event\":\"message\"}",
		"{\"event\":\"message\",\"dir\":\"tx\",\"time\":1e300,\"type\":\"AVERYLONGNAMETHATDOESNOTFITINTOTHEARROWATALL\",\"srb\":1,\"peer\":\"bob SL-SRB1 verified\"}",
		"{\"event\":\"message\",\"time\":-1,\"type\":[],\"srb\":{},\"peer\":null,\"src\":5,\"link\":[1],\"id\":null}",
		"{\"event\":\"message\",\"time\":\"5\",\"type\":\"unknown\",\"srb\":0}",
		"{\"event\":\"link\",\"cause\":1000,\"link\":\"a\\nb\"}",
		NULL,
	};

	(void)state;
	chart_is("", events,
		 COLUMNS
		 "                |<-- ? ------------------------------------| UNPROTECTED\n"
		 "                |--- AVERYLONGNAMETHATDOESNOTFITINTOT ---->| \"bob SL-SRB1 verified\" SL-SRB1 UNPROTECTED\n"
		 "                |<-- ? ------------------------------------| 0x000005 UNPROTECTED\n"
		 "                |<-- unknown ------------------------------| SL-SRB0\n"
		 "                | link \"a\\x0ab\"\n");
}

static void json(void **state)
{
	static const char *const events[] = {
		UP, "{\"event\":\"weather\",\"x\":[1.50,{\"y\":null}]}", NULL,
	};

	(void)state;
	chart_is("j", events,
		 UP "\n{\"event\":\"weather\",\"x\":[1.50,{\"y\":null}]}\n");
	chart_is("jt", events,
		 "{\"timestamp\":\"2026-09-21T14:13:20.250000Z\",\"event\":\"link\",\"what\":\"established\",\"link\":\"pc5l0\",\"peer\":\"bob\",\"cause\":0,\"time\":1790000000.25}\n"
		 "{\"event\":\"weather\",\"x\":[1.50,{\"y\":null}]}\n");
}

/* The command */

#define OK "{\"id\":1,\"ok\":true,\"result\":{}}\n"

static void watch(const char *line, const char *const *say, int status,
		  const char *out, const char *err)
{
	struct fake_agent agent;
	struct run run;

	fake_agent_start(&agent, "ue0", say, false);
	run = run_ctl(NULL, line);
	fake_agent_stop(&agent);
	assert_string_equal(run.err, err);
	assert_string_equal(run.out, out);
	assert_int_equal(run.status, status);
	assert_string_equal(agent.request, "{\"id\":1,\"do\":\"watch\"}");
	run_free(&run);
}

#define ENDED "Error: the agent has ended the connection.\n"

static void monitor_json(void **state)
{
	/* An event behind the answer in one piece, others in pieces. */
	static const char *const say[] = {
		OK UP "\n{\"event\":", "\"weather\"}", "\n" UP, "\n", NULL,
	};

	(void)state;
	watch("-j monitor signalling", say, 1,
	      UP "\n{\"event\":\"weather\"}\n" UP "\n", ENDED);
}

static void monitor_text(void **state)
{
	static const char *const say[] = { OK, UP "\n", NULL };
	static const char *const bad[] = { OK UP "\n", "nonsense\n", NULL };
	static const char *const cut[] = { OK, "{\"event\":", NULL };
	static const char *const refused[] = {
		"{\"id\":1,\"ok\":false,\"error\":\"too many watch\"}\n", NULL,
	};

	(void)state;
	watch("monitor signalling ue ue0", say, 1,
	      COLUMNS
	      "14:13:20.250000 | link pc5l0 established peer bob\n", ENDED);
	watch("-d monitor signalling", say, 1,
	      "listening\n" COLUMNS
	      "14:13:20.250000 | link pc5l0 established peer bob\n", ENDED);
	watch("-j monitor signalling", bad, 1, UP "\n",
	      "Error: the agent sent what is no JSON object on a line.\n");
	watch("-j monitor signalling", cut, 1, "",
	      "Error: the agent sent what is no JSON object on a line.\n");
	watch("monitor signalling", refused, 1, "",
	      "Error: too many watch.\n");
}

static void monitor_words(void **state)
{
	(void)state;
	check_usage("monitor sig", 1,
		    "Error: unknown word \"sig\"; allowed: links, keys, alarms, signalling, all, -t, ue, socket.\n");
	check_usage("monitor keys", 2, "Error: module pc5 is not loaded.\n");
	check_usage("monitor signalling keys", 2,
		    "Error: module pc5 is not loaded.\n");
	check_usage("monitor signalling", 1,
		    "Error: no agent answers at /nonexistent; pc5ctl agent starts one.\n");
	check_usage("monitor signalling ue ue0 socket x", 1,
		    "Error: \"ue\" and \"socket\" both name an agent; say one of them.\n");
	check_usage("monitor signalling ue ue0", 1,
		    "Error: no agent answers at /nonexistent/agent-ue0.sock; pc5ctl agent starts one.\n");
}

#define ALARM "alarm l0 rx-integrity lcid 4 id 0x3ac5\n"

/* A kernel that says one thing and goes; what pc5ctl makes of that. */
static void with_kernel(const char *line, const char *out, const char *err)
{
	struct fake fake;
	struct run run;

	fake_open(&fake);
	fake_send(&fake, reply_alarm(&fake));
	shutdown(fake.fd, SHUT_WR);
	fake_groups = true;
	run = run_ctl(&fake, line);
	fake_groups = false;
	fake_close(&fake);
	assert_string_equal(run.out, out);
	assert_string_equal(run.err, err);
	assert_int_equal(run.status, 1);
	run_free(&run);
}

#define SEVERAL \
	"Warning: several agents run; for signalling say which with \"ue UE\": "
#define KERNEL_ENDED "Error: monitor: Broken pipe.\n"

static void monitor_both(void **state)
{
	static const char *const say[] = { OK UP "\n", NULL };
	struct fake_agent agent[2];
	struct fake fake;
	struct run run;

	(void)state;
	/* No agent, or one that was killed: the kernel's events. */
	with_kernel("monitor", ALARM, KERNEL_ENDED);
	fake_agent_dead("dead");
	with_kernel("monitor", ALARM, KERNEL_ENDED);
	fake_agent_unlink("dead");

	fake_agent_start(&agent[0], "ue0", say, true);
	with_kernel("monitor", COLUMNS
		    "14:13:20.250000 | link pc5l0 established peer bob\n" ALARM,
		    KERNEL_ENDED);
	fake_agent_stop(&agent[0]);
	fake_agent_start(&agent[0], "ue0", say, true);
	with_kernel("monitor keys", ALARM, KERNEL_ENDED);
	fake_agent_stop(&agent[0]);
	assert_string_equal(agent[0].request, "");

	fake_agent_start(&agent[0], "ue0", say, true);
	fake_agent_start(&agent[1], "ue1", say, true);
	with_kernel("monitor ue ue1", COLUMNS
		    "14:13:20.250000 | link pc5l0 established peer bob\n" ALARM,
		    KERNEL_ENDED);
	fake_agent_stop(&agent[1]);
	with_kernel("monitor keys ue ue0", "",
		    "Error: \"ue\" and \"socket\" are for \"signalling\".\n");
	/* Which comes first is up to the directory. */
	fake_agent_start(&agent[1], "ue1", say, true);
	fake_open(&fake);
	shutdown(fake.fd, SHUT_WR);
	fake_groups = true;
	run = run_ctl(&fake, "monitor");
	fake_groups = false;
	fake_close(&fake);
	if (strcmp(run.err, SEVERAL "ue0, ue1.\n" KERNEL_ENDED))
		assert_string_equal(run.err,
				    SEVERAL "ue1, ue0.\n" KERNEL_ENDED);
	run_free(&run);
	fake_agent_stop(&agent[1]);
	assert_string_equal(agent[1].request, "");
	fake_agent_stop(&agent[0]);
	fake_agent_start(&agent[0], "ue0", say, true);
	fake_agent_dead("ue1");
	with_kernel("monitor", COLUMNS
		    "14:13:20.250000 | link pc5l0 established peer bob\n" ALARM,
		    KERNEL_ENDED);
	fake_agent_stop(&agent[0]);
	fake_agent_unlink("ue1");
}

static int setup(void **state)
{
	(void)state;
	fake_agents_setup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_agents_teardown();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text),
		cmocka_unit_test(details),
		cmocka_unit_test(timestamps),
		cmocka_unit_test(colors),
		cmocka_unit_test(odd),
		cmocka_unit_test(json),
		cmocka_unit_test_setup_teardown(monitor_json, setup, teardown),
		cmocka_unit_test_setup_teardown(monitor_text, setup, teardown),
		cmocka_unit_test(monitor_words),
		cmocka_unit_test_setup_teardown(monitor_both, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
