// SPDX-License-Identifier: GPL-2.0-or-later
/* The client of an agent's control socket. */

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fakeagent.h"
#include "pc5ctl/client.h"
#include "pc5ctl/ctl.h"

/* Lines */

static struct client client;

static int pair_open(void)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
				    fds), 0);
	client_init(&client, fds[0]);
	return fds[1];
}

static void put(int fd, const char *text, size_t len)
{
	assert_int_equal(send(fd, text, len, 0), len);
}

static void line_is(const char *expected)
{
	struct json_object *obj;

	assert_int_equal(client_line(&client, &obj), 1);
	assert_string_equal(json_object_to_json_string_ext(obj, 0), expected);
	json_object_put(obj);
}

static void no_line(int ret)
{
	struct json_object *obj;

	assert_int_equal(client_line(&client, &obj), ret);
}

static void pieces(void **state)
{
	int fd = pair_open();
	static const char text[] = "{\"a\":\"x\"}\n{\"b\":1}\n";
	size_t i;

	(void)state;
	/* Nothing has come. */
	assert_int_equal(client_read(&client), 0);
	no_line(0);
	for (i = 0; i < strlen(text); i++) {
		put(fd, text + i, 1);
		assert_int_equal(client_read(&client), 0);
		if (i == 9)
			line_is("{\"a\":\"x\"}");
		else if (i == strlen(text) - 1)
			line_is("{\"b\":1}");
		else
			no_line(0);
	}
	/* Several at once, and half of another. */
	put(fd, "{\"c\":2}\n{}\n{\"d\"", 15);
	assert_int_equal(client_read(&client), 0);
	line_is("{\"c\":2}");
	line_is("{}");
	no_line(0);
	put(fd, ":3}\n", 4);
	assert_int_equal(client_read(&client), 0);
	line_is("{\"d\":3}");
	close(fd);
	assert_int_equal(client_read(&client), -ENODATA);
	client_close(&client);
}

static void truncated(void **state)
{
	int fd = pair_open();

	(void)state;
	put(fd, "{}\n{\"a\":1}", 10);
	close(fd);
	assert_int_equal(client_read(&client), 0);
	line_is("{}");
	no_line(0);
	assert_int_equal(client_read(&client), -EBADMSG);
	client_close(&client);
}

static void malformed(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} bad[] = {
		{ "\n", 1 },
		{ "[]\n", 3 },
		{ "1\n", 2 },
		{ "null\n", 5 },
		{ "{\n", 2 },
		{ "{}}\n", 4 },
		{ "{} {}\n", 6 },
		{ "{\"a\":1,}\n", 9 },
		{ "{\"a\":\"\xff\"}\n", 10 },
		{ "{}\0\n", 4 },
		{ "{\0}\n", 4 },
		{ "{\"a\":[[[[[[[[[]]]]]]]]]}\n", 25 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		int fd = pair_open();

		put(fd, bad[i].text, bad[i].len);
		put(fd, "{}\n", 3);
		assert_int_equal(client_read(&client), 0);
		no_line(-EBADMSG);
		/* The next line is not harmed. */
		line_is("{}");
		client_close(&client);
		close(fd);
	}
}

/* A line of @len octets and its end, read as far as that goes. */
static void send_long(int fd, size_t len)
{
	char *line = malloc(len + 1);
	size_t sent = 0;
	ssize_t n;

	assert_non_null(line);
	memset(line, ' ', len);
	line[0] = '{';
	memcpy(line + len - 1, "}\n", 2);
	while (sent <= len) {
		n = send(fd, line + sent, len + 1 - sent, 0);
		if (n < 0)
			assert_int_equal(errno, EAGAIN);
		else
			sent += n;
		if (client.end < sizeof(client.buf))
			assert_int_equal(client_read(&client), 0);
	}
	while (client.end < len + 1 && client.end < sizeof(client.buf))
		assert_int_equal(client_read(&client), 0);
	free(line);
}

static void oversized(void **state)
{
	int fd = pair_open();

	(void)state;
	send_long(fd, CLIENT_LINE_MAX);
	line_is("{}");
	client_close(&client);
	close(fd);

	fd = pair_open();
	send_long(fd, CLIENT_LINE_MAX + 1);
	no_line(-EMSGSIZE);
	assert_int_equal(client_read(&client), -EMSGSIZE);
	client_close(&client);
	close(fd);
}

/* Answers */

/* Run pc5ctl against an agent that says @pieces. */
static void against(const char *line, const char *const *say, bool hold,
		    int status, const char *out, const char *err,
		    const char *request)
{
	struct fake_agent agent;
	struct run run;

	fake_agent_start(&agent, "ue0", say, hold);
	run = run_ctl(NULL, line);
	fake_agent_stop(&agent);
	if (run.status != status || strcmp(run.err, err) ||
	    strcmp(run.out, out))
		print_message("# pc5ctl %s\n%s%s", line, run.out, run.err);
	assert_string_equal(run.err, err);
	assert_string_equal(run.out, out);
	assert_int_equal(run.status, status);
	if (request)
		assert_string_equal(agent.request, request);
	run_free(&run);
}

#define OK "{\"id\":1,\"ok\":true,\"result\":{}}\n"

static void requests(void **state)
{
	static const char *const say[] = { OK, NULL };
	static const struct {
		const char *line;
		const char *request;
	} cases[] = {
		{
			"link release l0",
			"{\"id\":1,\"do\":\"release\",\"link\":\"l0\",\"cause\":2}",
		},
		{
			"link release l0 cause 13",
			"{\"id\":1,\"do\":\"release\",\"link\":\"l0\",\"cause\":13}",
		},
		{
			"link release l0 cause not-available timeout 9",
			"{\"id\":1,\"do\":\"release\",\"link\":\"l0\",\"cause\":4}",
		},
		{
			"link rekey l0",
			"{\"id\":1,\"do\":\"rekey\",\"link\":\"l0\",\"reauth\":false}",
		},
		{
			"link rekey l0 reauth ue ue0",
			"{\"id\":1,\"do\":\"rekey\",\"link\":\"l0\",\"reauth\":true}",
		},
		{
			"link update l0",
			"{\"id\":1,\"do\":\"update\",\"link\":\"l0\"}",
		},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		against(cases[i].line, say, false, 0, "", "",
			cases[i].request);
	against("-j link update l0", say, false, 0, "[{}]\n", "", NULL);
}

#define LINK							\
	"{\"link\":\"pc5l0\",\"peer\":\"bob\",\"role\":\"initiator\"," \
	"\"state\":\"established\",\"local_l2id\":\"0x3a51c7\","	\
	"\"peer_l2id\":\"0x90ee02\",\"knrp_id\":\"0x1a2b3c4d\","	\
	"\"id\":\"0x3ac5\",\"enc\":\"nea2\",\"int\":\"nia2\","		\
	"\"up_integrity\":true,\"up_ciphering\":true,"			\
	"\"method\":\"eap-tls\",\"since\":1790000000,"			\
	"\"address\":\"fe80::1\",\"peer_address\":\"fe80::2\"}"

#define LINK_TEXT							\
	"pc5l0: peer bob role initiator state established since 2026-09-21T14:13:20Z\n" \
	"    layer-2 local 0x3a51c7 peer 0x90ee02\n"			\
	"    security key 0x3ac5 enc nea2 int nia2 user-plane integrity on ciphering on method eap-tls knrp 0x1a2b3c4d\n" \
	"    address local fe80::1 peer fe80::2\n"

static void connect_to_peer(void **state)
{
	static const char *const say[] = {
		"{\"id\":1,\"ok\":true,", "\"result\":" LINK "}", "\n", NULL,
	};

	(void)state;
	against("link connect bob", say, true, 0, LINK_TEXT, "",
		"{\"id\":1,\"do\":\"connect\",\"target\":\"bob\"}");
	against("link connect any service mesh dst 0b:00:02", say, true, 0,
		LINK_TEXT, "",
		"{\"id\":1,\"do\":\"connect\",\"service\":\"mesh\",\"dst\":\"0x0b0002\"}");
	against("link connect bob remote 2001:db8::7", say, true, 0, LINK_TEXT,
		"",
		"{\"id\":1,\"do\":\"connect\",\"target\":\"bob\",\"remote\":\"2001:db8::7\"}");
	against("link connect any service any", say, true, 0, LINK_TEXT, "",
		"{\"id\":1,\"do\":\"connect\",\"service\":\"any\"}");
	against("-j link connect j\xc3\xbcrgen", say, true, 0, "[" LINK "]\n",
		"",
		"{\"id\":1,\"do\":\"connect\",\"target\":\"j\xc3\xbcrgen\"}");
}

static void answers(void **state)
{
	static const struct {
		const char *say[4];
		const char *err;
	} cases[] = {
		{
			{ "{\"id\":1,\"ok\":false,\"error\":\"no such link.\",\"code\":\"ENOENT\"}\n" },
			"Error: no such link.\n",
		},
		{
			{ "{\"id\":1,\"ok\":false,\"error\":\"\\u001b[2J\\nx\"}\n" },
			"Error: \\x1b[2J\\x0ax.\n",
		},
		{
			{ "{\"id\":1,\"ok\":false}\n" },
			"Error: the agent refused and did not say why.\n",
		},
		{
			{ "{\"id\":2,\"ok\":true}\n" },
			"Error: the agent sent what is no answer.\n",
		},
		{
			{ "{\"id\":\"1\",\"ok\":true}\n" },
			"Error: the agent sent what is no answer.\n",
		},
		{
			{ "{\"id\":1}\n" },
			"Error: the agent sent what is no answer.\n",
		},
		{
			{ "{\"id\":1,\"ok\":1}\n" },
			"Error: the agent sent what is no answer.\n",
		},
		{
			{ "{\"id\":1,\"ok\":true,\"result\":[]}\n" },
			"Error: the agent sent what is no answer.\n",
		},
		{
			{ "nonsense\n" },
			"Error: the agent sent what is no JSON object on a line.\n",
		},
		{
			{ "{\"id\":1,\"ok", "\":tru" },
			"Error: the agent sent what is no JSON object on a line.\n",
		},
		{ { NULL }, "Error: the agent has ended the connection.\n" },
	};
	static const char *const bare[] = { "{\"id\":1,\"ok\":true}\n", NULL };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		against("link update l0", cases[i].say, false, 1, "",
			cases[i].err, NULL);
	against("link update l0", bare, false, 0, "", "", NULL);
}

static void long_answer(void **state)
{
	static char line[70000];
	static const char *const say[] = { line, NULL };

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	against("link update l0", say, true, 1, "",
		"Error: the agent sent a line of more than 65536 octets.\n",
		NULL);
}

static void deadline(void **state)
{
	static const char *const say[] = { "{\"id\":1,", NULL };

	(void)state;
	against("link update l0 timeout 1", say, true, 1, "",
		"Error: the agent did not answer within 1 s.\n", NULL);
}

/* Which agent */

static void expect(const char *line, int status, const char *format)
{
	char err[512];

	snprintf(err, sizeof(err), format, fake_run_dir);
	check_usage(line, status, err);
}

static void which(void **state)
{
	static const char *const say[] = { OK, NULL };
	struct fake_agent agent[2];
	char line[256];
	struct run run;

	(void)state;
	expect("link update l0", 1,
	       "Error: no agent answers at %s; pc5ctl agent starts one.\n");
	expect("link update l0 ue ue7", 1,
	       "Error: no agent answers at %s/agent-ue7.sock; pc5ctl agent starts one.\n");
	expect("link update l0 ue ue7 socket x", 1,
	       "Error: \"ue\" and \"socket\" both name an agent; say one of them.\n");
	expect("link update l0 ue a/b", 1,
	       "Error: \"a/b\" is wrong for \"ue\"; allowed: a device name: 1 to 15 characters, no '/', ':' or space.\n");
	expect("link update l0 socket /dev/null/x", 1,
	       "Error: cannot reach the agent at /dev/null/x: Not a directory.\n");
	snprintf(line, sizeof(line), "link update l0 socket %0150d", 0);
	run = run_ctl(NULL, line);
	/* So many digits look like a key. */
	assert_non_null(strstr(run.err, "looks like a key"));
	run_free(&run);
	snprintf(line, sizeof(line), "link update l0 socket /%0150d", 0);
	run = run_ctl(NULL, line);
	assert_non_null(strstr(run.err, ": File name too long.\n"));
	assert_int_equal(run.status, 1);
	run_free(&run);

	/* What an agent that was killed left is no agent. */
	fake_agent_dead("dead");
	expect("link update l0", 1,
	       "Error: no agent answers at %s; pc5ctl agent starts one.\n");
	against("link update l0", say, false, 0, "", "",
		"{\"id\":1,\"do\":\"update\",\"link\":\"l0\"}");
	fake_agent_unlink("dead");

	/* Nor is what is called otherwise. */
	fake_agent_start(&agent[0], "toolongforadevice", say, false);
	expect("link update l0", 1,
	       "Error: no agent answers at %s; pc5ctl agent starts one.\n");
	fake_agent_stop(&agent[0]);
}

static void two_agents(void **state)
{
	static const char *const say[] = { OK, NULL };
	struct fake_agent agent[2];
	char line[256];
	struct run run;

	(void)state;
	/* Which of the two comes first is up to the directory. */
	fake_agent_start(&agent[0], "ue1", say, false);
	fake_agent_start(&agent[1], "ue2", say, false);
	run = run_ctl(NULL, "link update l0");
	if (strcmp(run.err, "Error: several agents run; say which with \"ue UE\": ue1, ue2.\n"))
		assert_string_equal(run.err, "Error: several agents run; say which with \"ue UE\": ue2, ue1.\n");
	assert_int_equal(run.status, 1);
	run_free(&run);
	fake_agent_stop(&agent[0]);
	fake_agent_stop(&agent[1]);
	assert_string_equal(agent[0].request, "");
	assert_string_equal(agent[1].request, "");

	fake_agent_start(&agent[0], "ue1", say, false);
	fake_agent_start(&agent[1], "ue2", say, false);
	check_usage("link update l0 ue ue2", 0, "");
	snprintf(line, sizeof(line), "link rekey l0 socket %s", agent[0].path);
	check_usage(line, 0, "");
	run = run_ctl(NULL, "help --words link update l0 ue");
	if (strcmp(run.out, "ue1\nue2\n"))
		assert_string_equal(run.out, "ue2\nue1\n");
	run_free(&run);
	fake_agent_stop(&agent[0]);
	fake_agent_stop(&agent[1]);
	assert_string_equal(agent[0].request, "{\"id\":1,\"do\":\"rekey\",\"link\":\"l0\",\"reauth\":false}");
	assert_string_equal(agent[1].request, "{\"id\":1,\"do\":\"update\",\"link\":\"l0\"}");
}

static void words(void **state)
{
	static const struct {
		const char *line;
		const char *err;
	} bad[] = {
		{ "link connect", "Error: \"TARGET\" is missing.\n" },
		{ "link release", "Error: \"LINK\" is missing.\n" },
		{
			"link connect a\x7f",
			"Error: \"a\x7f\" is wrong for \"TARGET\"; allowed: UTF-8 text of 1 to 255 octets without control characters.\n",
		},
		{
			"link connect \xc2\x9b",
			"Error: \"\xc2\x9b\" is wrong for \"TARGET\"; allowed: UTF-8 text of 1 to 255 octets without control characters.\n",
		},
		{
			"link connect \xed\xa0\x80",
			"Error: \"\xed\xa0\x80\" is wrong for \"TARGET\"; allowed: UTF-8 text of 1 to 255 octets without control characters.\n",
		},
		{
			"link connect a\xe2\x82",
			"Error: \"a\xe2\x82\" is wrong for \"TARGET\"; allowed: UTF-8 text of 1 to 255 octets without control characters.\n",
		},
		{
			"link connect bob service a-service-with-a-name-that-is-longer-than-sixty-three-octets-are-",
			"Error: \"a-service-with-a-name-that-is-longer-than-sixty-three-octets-are-\" is wrong for \"service\"; allowed: UTF-8 text of 1 to 63 octets without control characters.\n",
		},
		{
			"link connect bob dst 0",
			"Error: \"0\" is wrong for \"dst\"; allowed: a Layer-2 ID: 1 to 0xffffff, decimal, 0xABCDEF or AB:CD:EF.\n",
		},
		{
			"link connect bob timeout 0",
			"Error: \"0\" is wrong for \"timeout\"; allowed: a number from 1 to 3600.\n",
		},
		{
			"link release l0 cause 3",
			"Error: \"3\" is wrong for \"cause\"; allowed: not-allowed (1) | no-longer-needed (2) | not-available (4) | lack-of-resources (5) | congestion (13) | end-ue-failure (20) | unspecified (111).\n",
		},
		{ "link rekey l0 reauth reauth", "Error: \"reauth\" is given twice.\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		check_usage(bad[i].line, 1, bad[i].err);
}

/* Show */

#define SHOW								\
	"{\"ue\":\"ue0\",\"user_info\":\"alice\",\"links\":[" LINK ","	\
	"{\"link\":\"pc5l1\",\"peer\":\"x\\n\\\" y\",\"enc\":\"nea0\",\"int\":\"nia0\",\"local_l2id\":255,\"peer_l2id\":1,\"id\":0}," \
	"{\"link\":\"pc5l2\",\"peer\":\"dave\",\"id\":772,\"enc\":\"nea0\",\"int\":\"nia2\",\"up_integrity\":false,\"up_ciphering\":false}" \
	",{\"link\":\"\",\"state\":\"establishing\"}"			\
	"],\"half_open\":3,\"knrp\":[{\"id\":\"0x1a2b3c4d\",\"peer\":\"bob\",\"expires\":1790086400.5},{\"id\":7,\"peer\":\"carol\"}]}"

static void show(const char *options, const char *expected)
{
	static const char *const say[] = {
		"{\"id\":1,\"ok\":true,\"result\":" SHOW "}\n", NULL,
	};
	struct ctl ctl = { .run_dir = fake_run_dir, .err = stderr };
	static const struct value v[AGENT_SHOW_ARGS];
	struct fake_agent agent;
	size_t len;
	char *out;

	ctl.json = strchr(options, 'j');
	ctl.color = strchr(options, 'c');
	ctl.oneline = strchr(options, 'o');
	ctl.out = open_memstream(&out, &len);
	fake_agent_start(&agent, "ue0", say, true);
	assert_int_equal(agent_show(&ctl, v), 0);
	fake_agent_stop(&agent);
	fclose(ctl.out);
	assert_string_equal(out, expected);
	assert_string_equal(agent.request, "{\"id\":1,\"do\":\"show\"}");
	free(out);
}

static void shows(void **state)
{
	(void)state;
	show("",
	     "ue0: user-info alice half-open 3\n"
	     LINK_TEXT
	     "pc5l1: peer \"x\\x0a\\\" y\"\n"
	     "    layer-2 local 0x0000ff peer 0x000001\n"
	     "    security key 0x0000 enc nea0 int nia0 UNPROTECTED\n"
	     "pc5l2: peer dave\n"
	     "    security key 0x0304 enc nea0 int nia2 user-plane integrity off ciphering off UNPROTECTED\n"
	     "-: state establishing\n"
	     "knrp 0x1a2b3c4d peer bob expires 2026-09-22T14:13:20Z\n"
	     "knrp 0x00000007 peer carol\n");
	show("j", "[" SHOW "]\n");
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

#define WITH_AGENTS(test) \
	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces),
		cmocka_unit_test(truncated),
		cmocka_unit_test(malformed),
		cmocka_unit_test(oversized),
		WITH_AGENTS(requests),
		WITH_AGENTS(connect_to_peer),
		WITH_AGENTS(answers),
		WITH_AGENTS(long_answer),
		WITH_AGENTS(deadline),
		WITH_AGENTS(which),
		WITH_AGENTS(two_agents),
		cmocka_unit_test(words),
		WITH_AGENTS(shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
