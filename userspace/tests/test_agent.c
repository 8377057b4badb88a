// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: what the control socket takes, and what the provisioning means. */

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/pc5.h>
#include <stdlib.h>
#include <string.h>

#include "agent/priv.h"
#include "libpc5/stats.h"

static int parse(const char *line, struct agent_request *request, char *error)
{
	*error = 0;
	return agent_request_parse(line, strlen(line), request, error);
}

static void good(const char *line, struct agent_request *request)
{
	char error[AGENT_ERROR];

	if (parse(line, request, error))
		fail_msg("%s: %s", line, error);
}

static void requests(void **state)
{
	struct agent_request r;

	(void)state;
	good("{\"do\":\"connect\",\"target\":\"bob\",\"service\":\"mesh\",\"dst\":\"0xb0002\"}",
	     &r);
	assert_int_equal(r.what, AGENT_CONNECT);
	assert_int_equal(r.target.len, 3);
	assert_memory_equal(r.target.octets, "bob", 3);
	assert_string_equal(r.service, "mesh");
	assert_int_equal(r.dst, 0xb0002);
	good("{\"do\":\"connect\",\"target\":\"any\"}", &r);
	assert_int_equal(r.target.len, 0);
	assert_int_equal(r.dst, 0);
	good("{\"do\":\"connect\",\"remote\":\"192.0.2.1\",\"dst\":1}", &r);
	assert_true(r.has_remote);
	assert_int_equal(r.remote.family, AF_INET);
	assert_int_equal(r.remote.v4.s_addr, htonl(0xc0000201));
	good("{\"do\":\"release\",\"link\":\"pc5l0\"}", &r);
	assert_int_equal(r.cause, PC5S_CAUSE_NO_LONGER_NEEDED);
	good("{\"do\":\"release\",\"link\":\"pc5l0\",\"cause\":4}", &r);
	assert_int_equal(r.cause, 4);
	assert_string_equal(r.link, "pc5l0");
	good("{\"do\":\"rekey\",\"link\":\"pc5l0\",\"reauth\":true}", &r);
	assert_true(r.reauth);
	good("{\"do\":\"update\",\"link\":\"pc5l0\"}", &r);
	good(" {\"do\":\"show\",\"id\":7} ", &r);
	assert_int_equal(r.id, 7);
	assert_int_equal(r.what, AGENT_SHOW);
	good("{\"do\":\"watch\"}", &r);
	good("{\"do\":\"reload\"}", &r);
	assert_int_equal(r.what, AGENT_RELOAD);
	good("{\"do\":\"stop\"}", &r);
	assert_int_equal(r.what, AGENT_STOP);
}

static void malformed(void **state)
{
	static const char *const line[] = {
		"", " ", "x", "{", "}", "[]", "1", "null", "\"do\"", "{}",
		"{\"do\":\"show\"}{\"do\":\"show\"}", "{\"do\":\"show\"} x",
		"{\"do\":\"show\",}", "{'do':'show'}", "{\"do\":1}",
		"{\"do\":\"none\"}", "{\"do\":\"show\",\"x\":1}",
		"{\"do\":\"show\",\"link\":\"pc5l0\"}", "{\"do\":null}",
		"{\"id\":-1,\"do\":\"show\"}", "{\"id\":{},\"do\":\"show\"}",
		"{\"id\":[[[[[[]]]]]],\"do\":\"show\"}",
		"{\"do\":\"release\"}", "{\"do\":\"release\",\"link\":\"\"}",
		"{\"do\":\"release\",\"link\":\"a23456789012345678\"}",
		"{\"do\":\"release\",\"link\":\"a\",\"cause\":256}",
		"{\"do\":\"release\",\"link\":\"a\",\"cause\":\"x\"}",
		"{\"do\":\"rekey\",\"link\":\"a\",\"reauth\":1}",
		"{\"do\":\"connect\",\"target\":\"\"}",
		"{\"do\":\"connect\",\"target\":\"a\\u0000b\"}",
		"{\"do\":\"connect\",\"dst\":0}",
		"{\"do\":\"connect\",\"dst\":\"0x1000000\"}",
		"{\"do\":\"connect\",\"dst\":\"-1\"}",
		"{\"do\":\"connect\",\"dst\":\" 1\"}",
		"{\"do\":\"connect\",\"dst\":\"1x\"}",
		"{\"do\":\"connect\",\"dst\":1.5}",
		"{\"do\":\"connect\",\"remote\":\"nowhere\"}",
		"{\"do\":\"connect\",\"remote\":4}",
	};
	char error[AGENT_ERROR];
	struct agent_request r;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(line); i++) {
		if (parse(line[i], &r, error) != -EINVAL)
			fail_msg("accepted: %s", line[i]);
		assert_true(*error);
	}
}

static void long_values(void **state)
{
	char *line = malloc(AGENT_LINE_MAX + 1);
	char error[AGENT_ERROR];
	struct agent_request r;
	int len;

	(void)state;
	assert_non_null(line);
	len = sprintf(line, "{\"do\":\"connect\",\"target\":\"%0255d\"}", 1);
	assert_int_equal(agent_request_parse(line, len, &r, error), 0);
	assert_int_equal(r.target.len, 255);
	len = sprintf(line, "{\"do\":\"connect\",\"target\":\"%0256d\"}", 1);
	assert_int_equal(agent_request_parse(line, len, &r, error), -EINVAL);
	len = sprintf(line, "{\"do\":\"show\",\"%0600d\":1}", 1);
	assert_int_equal(agent_request_parse(line, len, &r, error), -EINVAL);
	memset(line, ' ', AGENT_LINE_MAX);
	memcpy(line, "{\"do\":\"show\"}", 13);
	assert_int_equal(agent_request_parse(line, AGENT_LINE_MAX - 1, &r,
					     error), 0);
	assert_int_equal(agent_request_parse(line, AGENT_LINE_MAX, &r, error),
			 -EINVAL);
	free(line);
}

/* Each octet of a good line replaced by each other one: no crash, no hang. */
static void mutated(void **state)
{
	const char line[] =
		"{\"id\":1,\"do\":\"release\",\"link\":\"pc5l0\",\"cause\":2}";
	char error[AGENT_ERROR];
	struct agent_request r;
	size_t i;
	int c;

	(void)state;
	for (i = 0; i < sizeof(line) - 1; i++) {
		for (c = 0; c < 256; c++) {
			char copy[sizeof(line)];

			memcpy(copy, line, sizeof(line));
			copy[i] = c;
			agent_request_parse(copy, sizeof(line) - 1, &r, error);
		}
		agent_request_parse(line, i, &r, error);
	}
}

static const char provision[] =
	"version: 1\n"
	"ue:\n"
	"  device: ue0\n"
	"  user-info: alice\n"
	"services:\n"
	"  - name: wanted\n"
	"    os-id: 00112233-4455-6677-8899-aabbccddeeff\n"
	"    app-id: w\n"
	"    use: [wanted]\n"
	"    destination-layer2-id: 0xffff01\n"
	"  - name: offered\n"
	"    os-id: 00112233-4455-6677-8899-aabbccddeeff\n"
	"    app-id: cam\n"
	"    use: [offered]\n"
	"    destination-layer2-id: 0xffff02\n"
	"    sdu-type: ethernet\n"
	"    policies:\n"
	"      signalling-ciphering: preferred\n"
	"      user-plane-integrity: not-needed\n"
	"algorithms:\n"
	"  ciphering: [nea3, nea1]\n"
	"  integrity: [nia2]\n"
	"authentication:\n"
	"  methods: [eap-psk]\n"
	"  psk:\n"
	"    - peer: bob\n"
	"      file: bob.psk\n"
	"peers:\n"
	"  - name: bob\n"
	"timers:\n"
	"  t5080: 9s\n"
	"  t5084: never\n"
	"  t5086: 2min\n"
	"retransmissions:\n"
	"  establishment: 7\n"
	"  identifier-update: 4\n"
	"rekey:\n"
	"  after: 10min\n"
	"limits:\n"
	"  links: 3\n"
	"  half-open: 5\n"
	"  half-open-per-source: 1\n";

static struct pc5_provision *provisioned(void)
{
	struct pc5_provision *prov;
	struct pc5_file_error err;

	if (pc5_provision_parse("test", provision, sizeof(provision) - 1,
				&prov, &err))
		fail_msg("%s", err.text);
	return prov;
}

static void configuration(void **state)
{
	struct pc5_ls_config *config = calloc(1, sizeof(*config));
	struct pc5_provision *prov = provisioned();
	const struct pc5_ls_profile *service = &config->services[0];

	(void)state;
	pc5_ls_config_init(config);
	assert_int_equal(agent_config(prov, config), 0);
	assert_int_equal(config->user_info.len, 5);
	assert_memory_equal(config->user_info.octets, "alice", 5);
	assert_int_equal(config->algs.caps.ea, 1 | 1 << 3 | 1 << 1);
	assert_int_equal(config->algs.caps.ia, 1 | 1 << 2);
	assert_int_equal(config->algs.ea_order[0], PC5_NEA3);
	assert_int_equal(config->algs.ea_order[1], PC5_NEA1);
	assert_int_equal(config->algs.ea_order[2], 0);
	assert_int_equal(config->timer_ms[PC5_LS_T5080], 9000);
	assert_int_equal(config->retries[PC5_LS_T5080], 7);
	assert_int_equal(config->retries[PC5_LS_T5083], 4);
	assert_int_equal(config->timer_ms[PC5_LS_T5084], 0);
	assert_int_equal(config->max_inactivity_s, 120);
	assert_int_equal(config->rekey_ms, 600000);
	assert_int_equal(config->max_links, 3);
	assert_int_equal(config->max_half_open, 5);
	assert_int_equal(config->max_half_open_src, 1);
	/* Only what is offered is answered. */
	assert_int_equal(config->n_services, 1);
	assert_int_equal(service->data_type, PC5_LS_ETHERNET);
	assert_int_equal(service->ip_config, 0);
	assert_int_equal(service->signalling.integrity, PC5_POLICY_REQUIRED);
	assert_int_equal(service->signalling.ciphering, PC5_POLICY_PREFERRED);
	assert_int_equal(service->user_plane.integrity,
			 PC5_POLICY_NOT_NEEDED);
	assert_int_equal(service->user_plane.ciphering, PC5_POLICY_REQUIRED);
	assert_int_equal(service->prose_ids_len, 16 + 1 + 3);
	assert_memory_equal(service->prose_ids + 17, "cam", 3);
	pc5_provision_free(prov);
	free(config);
}

static void services(void **state)
{
	struct pc5_provision *prov = provisioned();
	struct pc5_ls_profile profile;

	(void)state;
	assert_ptr_equal(agent_service(prov, ""), &prov->services[0]);
	assert_ptr_equal(agent_service(prov, "wanted"), &prov->services[0]);
	assert_null(agent_service(prov, "offered"));
	assert_null(agent_service(prov, "none"));
	assert_int_equal(agent_profile(prov, &prov->services[0], &profile), 0);
	assert_int_equal(profile.data_type, PC5_LS_IP);
	assert_int_equal(profile.ip_config, PC5S_IP_NO_ALLOCATION);
	prov->addresses.ipv4_pool.len = 24;
	assert_int_equal(agent_profile(prov, &prov->services[0], &profile), 0);
	assert_int_equal(profile.ip_config, PC5S_IP_DHCPV4_SERVER);
	pc5_provision_free(prov);
}

static void texts(void **state)
{
	struct pc5_user_info info = { .len = 7, .octets = "a b%\n\xff~" };
	char text[AGENT_TEXT];

	(void)state;
	assert_string_equal(agent_text(&info, text), "a%20b%25%0A%FF~");
	info.len = 0;
	assert_string_equal(agent_text(&info, text), "-");
	info.len = 255;
	memset(info.octets, 0, 255);
	assert_int_equal(strlen(agent_text(&info, text)), 3 * 255);
}

/* The time said is that of the look that found it, and signalling is none. */
static void heard(void **state)
{
	struct pc5_stats stats = { .n_bearers = 2 };
	struct agent_link link = { 0 };

	(void)state;
	stats.bearer[0].lcid = 3;
	stats.bearer[0].rx_packets = 50;
	stats.bearer[1].lcid = 4;
	agent_heard_take(&link, &stats, 1000);
	assert_int_equal(link.heard, 0);
	stats.bearer[1].rx_packets = 1;
	agent_heard_take(&link, &stats, 2000);
	assert_int_equal(link.heard, 2000);
	stats.bearer[0].rx_packets++;
	agent_heard_take(&link, &stats, 3000);
	assert_int_equal(link.heard, 2000);
	stats.bearer[1].rx_packets++;
	agent_heard_take(&link, &stats, 4000);
	assert_int_equal(link.heard, 4000);
	assert_int_equal(agent_heard_bound(5000, 600000), 625);
	assert_int_equal(agent_heard_bound(0, 40000), 5000);
	assert_int_equal(agent_heard_bound(600000, 600000), 10000);
	assert_int_equal(agent_heard_bound(1000, 0), 250);
	assert_int_equal(agent_heard_bound(0, 0), 250);
}

static struct pc5_provision *with(const char *from, const char *to)
{
	struct pc5_provision *prov;
	struct pc5_file_error err;
	const char *at = strstr(provision, from);
	char text[sizeof(provision) + 256];

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - provision),
		 provision, to, at + strlen(from));
	if (pc5_provision_parse("test", text, strlen(text), &prov, &err))
		fail_msg("%s", err.text);
	return prov;
}

/* What a peer was believed by, and what became of that. */
static void doubts(void **state)
{
	static const struct {
		const char *from, *to;
		uint8_t key;
		bool psk, kept, tls;
	} table[] = {
		{ "after: 10min", "after: 11min", 1, false, false, false },
		{ "  - name: bob", "  - name: \"*\"", 1, false, false, false },
		{ "  - name: bob", "  - name: eve", 1, true, true, true },
		{ "after: 10min", "after: 10min", 2, true, true, false },
		{ "peer: bob", "peer: eve", 1, true, true, false },
	};
	const struct pc5_user_info bob = { .len = 3, .octets = "bob" };
	struct pc5_provision *old = provisioned();
	size_t i;

	(void)state;
	old->auth.psk[0].key[0] = 1;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		struct pc5_provision *new = with(table[i].from, table[i].to);

		new->auth.psk[0].key[0] = table[i].key;
		assert_int_equal(agent_peer_doubted(old, new, &bob, "eap-psk"),
				 table[i].psk);
		assert_int_equal(agent_peer_doubted(old, new, &bob, "knrp"),
				 table[i].kept);
		assert_int_equal(agent_peer_doubted(old, new, &bob, "eap-tls"),
				 table[i].tls);
		pc5_provision_free(new);
	}
	pc5_provision_free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests),
		cmocka_unit_test(malformed),
		cmocka_unit_test(long_values),
		cmocka_unit_test(mutated),
		cmocka_unit_test(configuration),
		cmocka_unit_test(services),
		cmocka_unit_test(texts),
		cmocka_unit_test(heard),
		cmocka_unit_test(doubts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
