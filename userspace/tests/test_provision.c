// SPDX-License-Identifier: GPL-2.0-or-later
/* The provisioning file: what is taken, and what is said of what is not. */

#include "test.h"

#include <linux/pc5.h>
#include <stdio.h>
#include <stdlib.h>

#include "libpc5/provision.h"
#include "provleast.h"

static struct pc5_provision *prov;
static struct pc5_file_error err;

static int parse(const char *text)
{
	memset(&err, 0, sizeof(err));
	return pc5_provision_parse("f", text, strlen(text), &prov, &err);
}

static void parse_good(const char *text)
{
	if (parse(text))
		fail_msg("%s\n%s", err.text, text);
}

static void defaults(void **state)
{
	const struct pc5_policies *p;
	uint8_t os_id[16];

	(void)state;
	parse_good(least);
	assert_int_equal(prov->version, 1);
	assert_int_equal(prov->validity.not_before, 0);
	assert_true(prov->validity.not_after == UINT64_MAX);
	assert_string_equal(prov->ue.device, "ue0");
	assert_string_equal(prov->ue.user_info, "alice");
	assert_int_equal(prov->ue.roles, PC5_PEER_END_UE);
	assert_int_equal(prov->ue.l2_id, 0);
	assert_int_equal(prov->n_services, 1);
	unhex("00112233445566778899aabbccddeeff", os_id, 16);
	assert_memory_equal(prov->services[0].os_id, os_id, 16);
	assert_string_equal(prov->services[0].app_id, "mesh");
	assert_int_equal(prov->services[0].use,
			 PC5_SERVICE_OFFERED | PC5_SERVICE_WANTED);
	assert_int_equal(prov->services[0].destination_l2, 0xffff01);
	assert_int_equal(prov->services[0].sdu_type, PC5_SDU_TYPE_IP);
	p = &prov->services[0].policies;
	assert_int_equal(p->sig_integ, PC5_POLICY_REQUIRED);
	assert_int_equal(p->sig_enc, PC5_POLICY_REQUIRED);
	assert_int_equal(p->up_integ, PC5_POLICY_REQUIRED);
	assert_int_equal(p->up_enc, PC5_POLICY_REQUIRED);
	assert_int_equal(prov->algorithms.ciphering.n, 3);
	assert_int_equal(prov->algorithms.ciphering.value[0], PC5_NEA2);
	assert_int_equal(prov->algorithms.integrity.value[1], PC5_NIA1);
	assert_int_equal(prov->algorithms.integrity.value[2], PC5_NIA3);
	assert_int_equal(prov->auth.methods.n, 1);
	assert_int_equal(prov->auth.methods.value[0], PC5_METHOD_KNRP);
	assert_int_equal(prov->auth.knrp_lifetime, 86400);
	assert_null(prov->auth.tls.certificate.path);
	assert_int_equal(prov->auth.n_psk + prov->auth.n_knrp, 0);
	assert_int_equal(prov->peers[0].roles, PC5_PEER_END_UE);
	assert_int_equal(prov->timers.t5080, 8000);
	assert_int_equal(prov->timers.t5090, 600000);
	assert_int_equal(prov->retrans.release, 3);
	assert_int_equal(prov->rekey.count, 0xfeffffff);
	assert_int_equal(prov->limits.links, 8);
	assert_int_equal(prov->addresses.ipv6_prefix.len, 0);
	assert_int_equal(prov->addresses.ipv4_pool.len, 0);
	pc5_provision_free(prov);
}

static void values(void **state)
{
	static const char more[] =
		"validity:\n"
		"  not-before: 1970-01-01T00:00:00Z\n"
		"  not-after: 2028-02-29T23:59:59Z\n"
		"policies:\n"
		"  signalling-ciphering: preferred\n"
		"  user-plane-integrity: not-needed\n"
		"algorithms: {ciphering: [], integrity: [nia3, nia1]}\n"
		"timers: {t5084: never, t5090: \"90s\", t5086: 24h}\n"
		"rekey: {after: never, count: 0x10, reauthenticate-after: 7d}\n"
		"addresses:\n"
		"  ipv6-prefix: \"fd00:1:2:3::/64\"\n"
		"  ipv4-pool: 10.1.2.0/23\n";
	const char *text = edit("0xffff01\n",
		"10\n    use: [wanted]\n    sdu-type: ethernet\n"
		"    policies: {user-plane-ciphering: not-needed}\n");
	struct in6_addr prefix = { .s6_addr = { 0xfd, 0, 0, 1, 0, 2, 0, 3 } };
	char all[8192];

	(void)state;
	snprintf(all, sizeof(all), "%s%s", text, more);
	parse_good(all);
	assert_int_equal(prov->validity.not_before, 0);
	assert_int_equal(prov->validity.not_after, 1835481599);
	assert_int_equal(prov->services[0].destination_l2, 10);
	assert_int_equal(prov->services[0].use, PC5_SERVICE_WANTED);
	assert_int_equal(prov->services[0].sdu_type, PC5_SDU_TYPE_ETHERNET);
	assert_int_equal(prov->services[0].policies.sig_integ,
			 PC5_POLICY_REQUIRED);
	assert_int_equal(prov->services[0].policies.sig_enc,
			 PC5_POLICY_PREFERRED);
	assert_int_equal(prov->services[0].policies.up_integ,
			 PC5_POLICY_NOT_NEEDED);
	assert_int_equal(prov->services[0].policies.up_enc,
			 PC5_POLICY_NOT_NEEDED);
	assert_int_equal(prov->algorithms.ciphering.n, 0);
	assert_int_equal(prov->algorithms.integrity.n, 2);
	assert_int_equal(prov->algorithms.integrity.value[0], PC5_NIA3);
	assert_int_equal(prov->timers.t5084, 0);
	assert_int_equal(prov->timers.t5090, 90000);
	assert_int_equal(prov->timers.t5086, 86400000);
	assert_int_equal(prov->rekey.after, 0);
	assert_int_equal(prov->rekey.reauthenticate_after, 7 * 86400);
	assert_int_equal(prov->rekey.count, 16);
	assert_int_equal(prov->addresses.ipv6_prefix.len, 64);
	assert_memory_equal(&prov->addresses.ipv6_prefix.addr, &prefix, 16);
	assert_int_equal(prov->addresses.ipv4_pool.len, 23);
	assert_int_equal(ntohl(prov->addresses.ipv4_pool.addr.s_addr),
			 0x0a010200);
	pc5_provision_free(prov);
}

#define NEW_YEAR_2 "2026-01-02T00:00:00Z"

/* A second service, and a provisioned K_NRP. */
#define SERVICE(name, app_id) \
	"  - {os-id: " UUID ", destination-layer2-id: 1, app-id: " app_id \
	", name: " name "}\n"
#define KNRP(id, more) \
	"{peer: b, id: " id ", file: f, not-after: " NEW_YEAR more "}"

/* What is changed in the least file, and what is said of it. */
static const struct {
	const char *from;
	const char *to;
	const char *text;
} bad[] = {
	/* The form. */
	{ NULL, "x: y\n",
	  "f:12: unknown key x; allowed are version, validity, ue, policies, services, algorithms, authentication, peers, timers, retransmissions, rekey, limits, addresses, relay, relay-services, discovery-targets",
		},
	{ NULL, "x y: z\n",
	  "f:12: unknown key; allowed are version, validity, ue, policies, services, algorithms, authentication, peers, timers, retransmissions, rekey, limits, addresses, relay, relay-services, discovery-targets",
		},
	{ "device", "devise",
	  "f:3: ue: unknown key devise; allowed are device, user-info, roles, layer2-id",
		},
	{ "device", "00112233445566778899aabbccddeeff",
	  "f:3: ue: unknown key; allowed are device, user-info, roles, layer2-id" },
	{ "  user-info: alice\n", "",
	  "f:3: ue: the key user-info is missing" },
	{ "version: 1\n", "", "f:1: the key version is missing" },
	{ "    app-id: mesh\n", "",
	  "f:6: services[1]: the key app-id is missing" },
	{ "user-info: alice", "device: ue1", "f:4: device is given twice" },
	{ NULL, "version: 1\n", "f:12: version is given twice" },
	{ "ue0", "&a ue0", "f:3: an anchor; none is allowed" },
	{ "ue0", "*a", "f:3: an alias; none is allowed" },
	{ "[{name: bob}]", "&a [{name: bob}]",
	  "f:11: an anchor; none is allowed" },
	{ "ue0", "!!str ue0", "f:3: a tag; none is allowed" },
	{ "[{name: bob}]", "!x [{name: bob}]",
	  "f:11: a tag; none is allowed" },
	{ "ue0", "\"a\\0b\"",
	  "f:3: the character 0, which is not allowed" },
	{ NULL, "? [a]\n: b\n",
	  "f:12: a list or map as a key; only text is allowed" },
	{ NULL, "---\nx: y\n", "f:12: a second document; one is allowed" },
	{ "ue0", "[[[[[[[[1]]]]]]]]", "f:3: nested too deeply" },
	{ "ue0", "\"", "f:12: found unexpected end of stream" },
	{ "  device", "\tdevice",
	  "f:3: found character that cannot start any token" },
	{ "ue0", "\xff", "f:3: invalid leading UTF-8 octet" },
	/* Kinds of values. */
	{ "ue:\n  device: ue0\n  user-info: alice\n", "ue: alice\n",
	  "f:2: ue: a map is needed, of keys and values with a \":\" between them" },
	{ "[{name: bob}]", "{name: bob}",
	  "f:11: peers: a list is needed, each item with a \"-\" before it" },
	{ "[{name: bob}]", "[]", "f:11: peers: 0 items; 1 to 256 are allowed" },
	{ "[{name: bob}]", "[bob]",
	  "f:11: peers[1]: a map is needed, of keys and values with a \":\" between them",
		},
	{ "ue0", "[ue0]", "f:3: ue.device: a list; a single value is needed" },
	{ "ue0", "{a: b}", "f:3: ue.device: a map; a single value is needed" },
	{ "[knrp]", "knrp",
	  "f:10: authentication.methods: \"knrp\"; a list is needed, of knrp, eap-tls, eap-psk",
		},
	{ "alice\n", "alice\n  roles: end-ue\n",
	  "f:5: ue.roles: \"end-ue\"; a list is needed, of end-ue, relay, group-member" },
	/* Numbers. */
	{ "version: 1", "version: 2",
	  "f:1: version: \"2\"; a number from 1 to 1 is allowed" },
	{ "version: 1", "version: \"1\"",
	  "f:1: version: \"1\" in quotes; a number from 1 to 1 is allowed" },
	{ "version: 1", "version: 01",
	  "f:1: version: \"01\"; a number from 1 to 1 is allowed" },
	{ NULL, "limits: {links: 0}\n",
	  "f:12: limits.links: \"0\"; a number from 1 to 256 is allowed" },
	{ NULL, "limits: {links: -1}\n",
	  "f:12: limits.links: \"-1\"; a number from 1 to 256 is allowed" },
	{ NULL, "rekey: {count: 0xffffffff}\n",
	  "f:12: rekey.count: \"0xffffffff\"; a number from 1 to 4294967294 is allowed" },
	/* Text. */
	{ "alice", "123",
	  "f:4: ue.user-info: \"123\" is a number to YAML; text is needed, put it in quotes",
		},
	{ "alice", "1.5e3",
	  "f:4: ue.user-info: \"1.5e3\" is a number to YAML; text is needed, put it in quotes",
		},
	{ "alice", "No",
	  "f:4: ue.user-info: \"No\" is a truth value to YAML; text is needed, put it in quotes",
		},
	{ "alice", "~",
	  "f:4: ue.user-info: \"~\" is nothing to YAML; text is needed, put it in quotes",
		},
	{ "alice", "",
	  "f:4: ue.user-info: \"\" is nothing to YAML; text is needed, put it in quotes",
		},
	{ "alice", "\"\"",
	  "f:4: ue.user-info: 0 octets; text of 1 to 255 is allowed" },
	{ "alice", "\"a\\tb\"",
	  "f:4: ue.user-info: a control character; text without them is allowed" },
	{ "alice", "a*e",
	  "f:4: ue.user-info: \"a*e\": the name of one UE is needed, without \"*\"" },
	{ "{name: bob}", "{name: b*}",
	  "f:11: peers[1].name: \"b*\": a whole name, or \"*\" alone for everybody, is allowed",
		},
	{ "ue0", "a/b",
	  "f:3: ue.device: \"a/b\": no name of a net device; 1 to 15 characters without spaces, \"/\" and \":\" are allowed",
		},
	{ "ue0", "..",
	  "f:3: ue.device: \"..\": no name of a net device; 1 to 15 characters without spaces, \"/\" and \":\" are allowed",
		},
	{ "ue0", "a123456789012345",
	  "f:3: ue.device: 16 octets; text of 1 to 15 is allowed" },
	/* Durations. */
	{ NULL, "timers:\n  t5080: 8\n",
	  "f:13: timers.t5080: \"8\"; a number and a unit (ms, s, min, h, d) from 100ms to 1min is allowed",
		},
	{ NULL, "timers: {t5080: 99ms}\n",
	  "f:12: timers.t5080: \"99ms\"; a number and a unit (ms, s, min, h, d) from 100ms to 1min is allowed",
		},
	{ NULL, "timers: {t5080: never}\n",
	  "f:12: timers.t5080: \"never\"; a number and a unit (ms, s, min, h, d) from 100ms to 1min is allowed",
		},
	{ NULL, "timers: {t5090: 0s}\n",
	  "f:12: timers.t5090: \"0s\"; a number and a unit (ms, s, min, h, d) from 1s to 1d, or never, is allowed",
		},
	{ NULL, "rekey: {after: 60000ms}\n",
	  "f:12: rekey.after: \"60000ms\"; a number and a unit (s, min, h, d) from 1min to 30d, or never, is allowed",
		},
	/* Names. */
	{ NULL, "policies: {signalling-integrity: yes}\n",
	  "f:12: policies.signalling-integrity: \"yes\"; allowed are not-needed, preferred, required",
		},
	{ "[knrp]", "[knrp, eap-aka]",
	  "f:10: authentication.methods: \"eap-aka\"; allowed are knrp, eap-tls, eap-psk",
		},
	{ "[knrp]", "[knrp, knrp]",
	  "f:10: authentication.methods: knrp is given twice" },
	{ NULL, "algorithms: {ciphering: [nea0]}\n",
	  "f:12: algorithms.ciphering: \"nea0\"; allowed are nea1, nea2, nea3" },
	{ "alice\n", "alice\n  roles: []\n",
	  "f:5: ue.roles: an empty list; at least one is needed" },
	{ "alice\n", "alice\n  roles: [relay, relay]\n",
	  "f:5: ue.roles: relay is given twice" },
	{ "alice\n", "alice\n  roles: [[relay]]\n",
	  "f:5: ue.roles: a list; allowed are end-ue, relay, group-member" },
	{ "[knrp]", "[eap-psk], psk: [{peer: b, file: f, roles: [relay]}]",
	  "f:10: authentication.psk[1].roles: \"relay\"; allowed are end-ue, relay: and group: with six hexadecimal digits in lower case as in relay:00c0de",
		},
	{ "[knrp]", "[eap-psk], psk: [{peer: b, file: f, roles: end-ue}]",
	  "f:10: authentication.psk[1].roles: \"end-ue\"; a list is needed, of roles as in [end-ue]",
		},
	/* IDs, times, prefixes. */
	{ "0xffff01", "0",
	  "f:9: services[1].destination-layer2-id: \"0\"; a Layer-2 ID from 0x000001 to 0xffffff, or as in 0a:0b:0c, is allowed",
		},
	{ "0xffff01", "self-assigned",
	  "f:9: services[1].destination-layer2-id: \"self-assigned\"; a Layer-2 ID from 0x000001 to 0xffffff, or as in 0a:0b:0c, is allowed",
		},
	{ "alice\n", "alice\n  layer2-id: 0x1000000\n",
	  "f:5: ue.layer2-id: \"0x1000000\"; a Layer-2 ID from 0x000001 to 0xffffff, or as in 0a:0b:0c, or self-assigned is allowed",
		},
	{ UUID, "00112233-4455-6677-8899-aabbccddeef",
	  "f:7: services[1].os-id: no UUID; one as 01234567-89ab-cdef-0123-456789abcdef is allowed",
		},
	{ NULL, "validity: {not-after: 2026-02-29T00:00:00Z}\n",
	  "f:12: validity.not-after: \"2026-02-29T00:00:00Z\"; a time in UTC from 1970 on as 2026-12-31T23:59:59Z is allowed",
		},
	{ NULL, "validity: {not-after: 2026-02-28}\n",
	  "f:12: validity.not-after: \"2026-02-28\"; a time in UTC from 1970 on as 2026-12-31T23:59:59Z is allowed",
		},
	{ NULL, "addresses: {ipv6-prefix: \"fe80::/64\"}\n",
	  "f:12: addresses.ipv6-prefix: \"fe80::/64\"; a unicast IPv6 prefix of 16 to 64 bits with nothing behind them, as fd00:1:2:3::/64, is allowed",
		},
	{ NULL, "addresses: {ipv4-pool: 10.0.0.1/24}\n",
	  "f:12: addresses.ipv4-pool: \"10.0.0.1/24\"; a unicast IPv4 prefix of 8 to 30 bits with nothing behind them, as 192.168.7.0/24, is allowed",
		},
	{ "[knrp]", "[knrp], knrp: [{peer: b, id: x, file: f, not-after: 2026-01-01T00:00:00Z}]",
	  "f:10: authentication.knrp[1].id: \"x\"; a K_NRP ID from 0x00000000 to 0xffffffff is allowed",
		},
	/* What may be a key is not repeated. */
	{ "0xffff01", "00112233445566778899aabbccddeeff",
	  "f:9: services[1].destination-layer2-id: the value; a Layer-2 ID from 0x000001 to 0xffffff, or as in 0a:0b:0c, is allowed",
		},
	/* What does not fit together. */
	{ NULL, "validity: {not-before: " NEW_YEAR_2 ",\n  not-after: " NEW_YEAR "}\n",
	  "f:13: validity ends before it begins; not-after later than not-before is needed",
		},
	{ NULL, "policies: {signalling-integrity: not-needed}\n",
	  "f:12: signalling-integrity is not-needed, and without it nothing else can be protected: then required is not allowed for signalling-ciphering",
		},
	{ "0xffff01\n",
	  "0xffff01\n    policies: {signalling-integrity: not-needed, signalling-ciphering: preferred, user-plane-integrity: preferred}\n",
	  "f:10: services[1]: signalling-integrity is not-needed, and without it nothing else can be protected: then required is not allowed for user-plane-ciphering",
		},
	{ NULL, "algorithms: {integrity: []}\n",
	  "f:12: services[1]: algorithms.integrity is empty, and a policy requires integrity; nia1, nia2 or nia3 is needed",
		},
	{ NULL, "algorithms: {ciphering: []}\n",
	  "f:12: services[1]: algorithms.ciphering is empty, and a policy requires ciphering; nea1, nea2 or nea3 is needed",
		},
	{ "authentication:", SERVICE("mesh", "x") "authentication:",
	  "f:10: services[2]: service 1 has the same name; each needs its own" },
	{ "authentication:", SERVICE("x", "mesh") "authentication:",
	  "f:10: services[2]: service 1 has the same os-id and app-id; each needs its own",
		},
	{ "alice\n", "alice\n  layer2-id: ff:ff:01\n",
	  "f:10: services[1]: destination-layer2-id is this UE's own layer2-id; another one is needed",
		},
	{ "[knrp]", "[]",
	  "f:10: authentication: methods is empty, and a service wants security; at least one is needed",
		},
	{ "[knrp]", "[eap-tls]",
	  "f:10: authentication: eap-tls is among the methods; the key tls is needed" },
	{ "[knrp]", "[eap-psk]",
	  "f:10: authentication: eap-psk is among the methods; the key psk is needed" },
	{ "[knrp]", "[eap-psk], psk: [{peer: b, file: f},\n {peer: b, file: g}]",
	  "f:11: authentication: psk[2] is for the same peer as psk[1]; one for each is allowed",
		},
	{ "[knrp]", "[knrp], knrp: [" KNRP("1", "") ", " KNRP("0x1", "") "]",
	  "f:10: authentication: knrp[2] has the same id as knrp[1]; each needs its own",
		},
	{ "[knrp]", "[knrp], knrp: [" KNRP("1", ", not-before: " NEW_YEAR_2) "]",
	  "f:10: authentication: knrp[1] ends before it begins; not-after later than not-before is needed",
		},
	{ "{name: bob}", "{name: bob}, {name: \"*\"}, {name: bob}",
	  "f:11: peers[3] has the same name as peers[1]; each needs its own" },
	{ NULL, "timers:\n  t5089: 5s\n  t5092: 3s\n",
	  "f:13: timers.t5080 has to be longer than t5089 and t5092 together, which are 8s",
		},
	{ NULL, "timers:\n  t5091: 4s\n",
	  "f:13: timers.t5091 has to be longer than t5089 and t5092 together, which are 4s",
		},
	{ NULL, "limits: {half-open: 1}\n",
	  "f:12: limits.half-open-per-source is 2; at most half-open, which is 1, is allowed",
		},
};

static void refused(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *text = edit(bad[i].from, bad[i].to);

		if (!parse(text))
			fail_msg("taken: %s", text);
		if (strcmp(err.text, bad[i].text))
			fail_msg("%s\nis said:  %s\nnot:      %s", text,
				 err.text, bad[i].text);
		assert_null(prov);
		assert_int_equal(err.line, strtoul(err.text + 2, NULL, 10));
		assert_true(err.column > 0);
	}
	assert_int_equal(parse(""), -EINVAL);
	assert_string_equal(err.text, "f: nothing is in it");
	assert_int_equal(parse("# nothing\n"), -EINVAL);
	assert_string_equal(err.text, "f: nothing is in it");
	assert_int_equal(parse("- x\n"), -EINVAL);
	assert_string_equal(err.text,
			    "f:1: a map is needed, of keys and values with a \":\" between them");
}

static void column(void **state)
{
	(void)state;
	assert_int_equal(parse(edit("{name: bob}", "{name: b*}")), -EINVAL);
	assert_int_equal(err.column, 16);
	assert_int_equal(parse(edit("device", "devise")), -EINVAL);
	assert_int_equal(err.column, 3);
}

/* Bounds of the form: size, keys of a map, values, octets of a text. */
static void bounds(void **state)
{
	size_t size = (256 << 10) + 1, len = strlen(least), i;
	char *text = malloc(size + 1);
	char name[300];

	(void)state;
	assert_non_null(text);
	memset(text, '\n', size);
	memcpy(text, least, len);
	assert_int_equal(pc5_provision_parse("f", text, size, &prov, &err),
			 -EFBIG);
	assert_string_equal(err.text,
			    "f: 262145 octets; at most 262144 are allowed");
	assert_int_equal(pc5_provision_parse("f", text, size - 1, &prov, &err),
			 0);
	pc5_provision_free(prov);
	for (i = 0, len = 0; i < 200; i++)
		len += sprintf(text + len, "k%zu: 1\n", i);
	assert_int_equal(parse(text), -EINVAL);
	assert_string_equal(err.text, "f:129: too many keys");
	len = sprintf(text, "- [");
	for (i = 0; i < 20000; i++)
		len += sprintf(text + len, "1,");
	assert_int_equal(parse(text), -EINVAL);
	assert_string_equal(err.text, "f:1: too many values");
	/* 255 octets are allowed, characters count as many as they have. */
	for (i = 254; i < 258; i += 2) {
		size_t j;

		for (j = 0; j < i; j += 2)
			memcpy(name + j, "\xc3\xa9", 2);
		name[j] = '\0';
		assert_int_equal(parse(edit("alice", name)),
				 i < 256 ? 0 : -EINVAL);
		if (i < 256)
			assert_string_equal(prov->ue.user_info, name);
		pc5_provision_free(prov);
	}
	assert_string_equal(err.text,
			    "f:4: ue.user-info: 256 octets; text of 1 to 255 is allowed");
	free(text);
}

static void as_json(void **state)
{
	static const char json[] =
		"{\"version\": 1, \"ue\": {\"device\": \"ue0\", \"user-info\": \"123\", \"layer2-id\": 66051},\n"
		" \"services\": [{\"name\": \"no\", \"os-id\": \"" UUID "\",\n"
		"  \"app-id\": \"\\u00e9\", \"destination-layer2-id\": \"0a:0b:0c\"}],\n"
		" \"authentication\": {\"methods\": [\"knrp\"]},\n"
		" \"peers\": [{\"name\": \"*\"}]}\n";

	(void)state;
	parse_good(json);
	assert_string_equal(prov->ue.user_info, "123");
	assert_int_equal(prov->ue.l2_id, 0x10203);
	assert_string_equal(prov->services[0].app_id, "\xc3\xa9");
	assert_int_equal(prov->services[0].destination_l2, 0x0a0b0c);
	pc5_provision_free(prov);
}

/* A link without security is possible, where that is said. */
static void no_security(void **state)
{
	(void)state;
	parse_good(edit("authentication: {methods: [knrp]}\n",
			"authentication: {methods: []}\n"
			"algorithms: {ciphering: [], integrity: []}\n"
			"policies:\n"
			"  signalling-integrity: not-needed\n"
			"  signalling-ciphering: not-needed\n"
			"  user-plane-integrity: preferred\n"
			"  user-plane-ciphering: not-needed\n"));
	assert_int_equal(prov->services[0].policies.sig_integ,
			 PC5_POLICY_NOT_NEEDED);
	pc5_provision_free(prov);
}

static void valid(void **state)
{
	(void)state;
	parse_good(edit(NULL,
			"validity:\n"
			"  not-before: " NEW_YEAR "\n"
			"  not-after: 2026-12-31T23:59:59Z\n"));
	assert_int_equal(pc5_provision_valid(prov, 1767225599, &err),
			 -EKEYREJECTED);
	assert_string_equal(err.text,
			    "the provisioning file is valid from 2026-01-01T00:00:00Z on");
	assert_int_equal(pc5_provision_valid(prov, 1767225600, &err), 0);
	assert_int_equal(pc5_provision_valid(prov, 1798761599, NULL), 0);
	assert_int_equal(pc5_provision_valid(prov, 1798761600, &err),
			 -EKEYEXPIRED);
	assert_string_equal(err.text,
			    "the provisioning file was valid until 2026-12-31T23:59:59Z");
	pc5_provision_free(prov);
}

static uint32_t peer(const char *name)
{
	struct pc5_user_info info = { .len = strlen(name) };

	memcpy(info.octets, name, info.len);
	return pc5_provision_peer_roles(prov, &info);
}

static void peers(void **state)
{
	(void)state;
	parse_good(least);
	assert_int_equal(peer("bob"), PC5_PEER_END_UE);
	assert_int_equal(peer("bo"), 0);
	assert_int_equal(peer("bobby"), 0);
	assert_int_equal(peer("*"), 0);
	assert_int_equal(peer(""), 0);
	pc5_provision_free(prov);
	parse_good(edit("[{name: bob}]",
			"\n"
			"  - {name: \"*\", roles: [relay]}\n"
			"  - {name: bob, roles: [end-ue, group-member]}\n"));
	assert_int_equal(peer("bob"), PC5_PEER_END_UE | PC5_PEER_GROUP_MEMBER);
	assert_int_equal(peer("carol"), PC5_PEER_RELAY);
	/* Who calls itself "*" is one of everybody. */
	assert_int_equal(peer("*"), PC5_PEER_RELAY);
	assert_int_equal(peer(""), 0);
	pc5_provision_free(prov);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(values),
		cmocka_unit_test(refused),
		cmocka_unit_test(column),
		cmocka_unit_test(bounds),
		cmocka_unit_test(as_json),
		cmocka_unit_test(no_security),
		cmocka_unit_test(valid),
		cmocka_unit_test(peers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
