// SPDX-License-Identifier: GPL-2.0-or-later
/* The provisioning file: relay services, discovery targets and their keys. */

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libpc5/provision-relay.h"

#define HEAD \
	"version: 1\n" \
	"ue: {device: ue0, user-info: alice, roles: [end-ue, relay], layer2-id: 0x0a0b0c}\n" \
	"services:\n" \
	"  - {name: mesh, os-id: 00112233-4455-6677-8899-aabbccddeeff," \
	"     app-id: mesh, destination-layer2-id: 0xffff01}\n" \
	"authentication: {methods: [knrp]}\n" \
	"peers: [{name: bob}]\n"

#define KEYS "keys: [{not-after: 2026-12-31T23:59:59Z, file: a.disc}]"
#define SERVICE \
	"rsc: 0x00c0de, layer: 3, discovery-layer2-id: 0xffff10, " \
	"dcr-layer2-id: 0xffff11"

#define LATE "2026-12-31T23:59:59Z"
#define LATER "2027-12-31T23:59:59Z"

#define HEX64 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct pc5_provision *prov;
static struct pc5_file_error err;
static char dir[32];

static int setup(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/pc5-prov-relay-XXXXXX");
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(dir);
}

static void refused(const char *text, const char *message)
{
	char all[4096];

	snprintf(all, sizeof(all), "%s%s\n", HEAD, text);
	memset(&err, 0, sizeof(err));
	assert_int_equal(pc5_provision_parse("f", all, strlen(all), &prov,
					     &err), -EINVAL);
	assert_string_equal(err.text, message);
}

static void together(void **state)
{
	(void)state;
	refused("relay-services: [{" SERVICE "}]",
		"f:7: relay-services[1]: discovery-security is required, and there are no keys; the key keys, or discovery-security: not-needed, is needed");
	refused("relay-services: [{" SERVICE ", discovery-security: not-needed, " KEYS "}]",
		"f:7: relay-services[1]: discovery-security is not-needed, and there are keys, which would not be used; one of both is allowed");
	refused("relay-services: [{" SERVICE ", " KEYS "}, {" SERVICE ", " KEYS "}]",
		"f:7: relay-services[2]: relay service 1 has the same rsc; each needs its own");
	refused("relay-services: [{" SERVICE ", keys: [{not-before: " LATER
		", not-after: " LATE ", file: a}]}]",
		"f:7: relay-services[1]: keys[1] ends before it begins; not-after later than not-before is needed");
	refused("relay-services: [{rsc: 1, layer: 2, " KEYS
		", discovery-layer2-id: 0x0a0b0c, dcr-layer2-id: 2}]",
		"f:7: relay-services[1]: discovery-layer2-id is this UE's own layer2-id; another one is needed");
	refused("relay-services: [{rsc: 1, layer: 2, " KEYS
		", discovery-layer2-id: 2, dcr-layer2-id: 0x0a0b0c}]",
		"f:7: relay-services[1]: dcr-layer2-id is this UE's own layer2-id; another one is needed");
	refused("relay-services: [{" SERVICE ", " KEYS
		", policies: {signalling-integrity: not-needed}}]",
		"f:7: relay-services[1]: signalling-integrity is not-needed, and without it nothing else can be protected: then required is not allowed for signalling-ciphering");
	refused("discovery-targets: [{peer: bob}]",
		"f:7: discovery-targets[1]: discovery-security is required, and there are no keys; the key keys, or discovery-security: not-needed, is needed");
	refused("discovery-targets: [{peer: bob, " KEYS "}, {peer: bob, " KEYS "}]",
		"f:7: discovery-targets[2]: target 1 has the same peer; each needs its own");
	refused("relay-services: [{rsc: 0x1000000, layer: 3}]",
		"f:7: relay-services[1].rsc: \"0x1000000\"; a number from 0 to 16777215 is allowed");
	refused("relay: {user-info-id: alice42}",
		"f:7: relay.user-info-id: 7 octets; text of 1 to 6 is allowed");
}

static void key_text(const char *text, int ret, const char *message)
{
	struct pc5_disc_keys keys;
	size_t i;

	memset(&err, 0, sizeof(err));
	assert_int_equal(pc5_disc_keys_parse("k", text, strlen(text), &keys,
					     &err), ret);
	if (!ret)
		return;
	assert_string_equal(err.text, message);
	for (i = 0; i < sizeof(keys); i++)
		assert_int_equal(((uint8_t *)&keys)[i], 0);
}

static void keys(void **state)
{
	static const char text[] = "# of 2026\n\n dusk\t" HEX64 " # x\r\n"
				   "duik " HEX64 "\nduck " HEX64;
	struct pc5_disc_keys k;

	(void)state;
	assert_int_equal(pc5_disc_keys_parse("k", text, strlen(text), &k, NULL),
			 0);
	assert_true(k.has_duik && k.has_duck && k.has_dusk);
	assert_int_equal(k.duik[31], 0x1f);
	assert_int_equal(k.dusk[30], 0x1e);
	key_text("duik " HEX64 "\n", 0, NULL);
	key_text("duck " HEX64 "\n", -EINVAL,
		 "k: no duik; a line with the word duik and 64 hexadecimal digits is needed");
	key_text("", -EINVAL,
		 "k: no duik; a line with the word duik and 64 hexadecimal digits is needed");
	key_text("duik " HEX64 "\nduik " HEX64 "\n", -EINVAL,
		 "k:2: duik is given twice");
	key_text("duik " HEX64 "\nknrp " HEX64 "\n", -EINVAL,
		 "k:2: lines with the word duik, duck or dusk and 64 hexadecimal digits are allowed");
	key_text("duik" HEX64 "\n", -EINVAL,
		 "k:1: lines with the word duik, duck or dusk and 64 hexadecimal digits are allowed");
	key_text("duik " HEX64 "0\n", -EINVAL,
		 "k:1: 65 hexadecimal digits after duik; 64 are needed");
	key_text("duik\n", -EINVAL,
		 "k:1: lines with the word duik, duck or dusk and 64 hexadecimal digits are allowed");
	key_text("duik #\n" HEX64, -EINVAL,
		 "k:1: 0 hexadecimal digits after duik; 64 are needed");
	key_text("duik 000102030405060708090a0b0c0d0e0fx01112131415161718191a1b1c1d1e1f",
		 -EINVAL,
		 "k:1: character 33 of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F");
	key_text("duik " HEX64 " x\n", -EINVAL,
		 "k:1: something after the digits; a comment after # is allowed");
	assert_int_equal(pc5_disc_keys_parse("k", "duik\0x", 6, &k, &err),
			 -EINVAL);
}

static const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void write_file(const char *name, const char *text, mode_t mode)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static uint64_t utc(void *ctx)
{
	return *(uint64_t *)ctx;
}

static const struct pc5_disc_ops ops = { .utc = utc, .now = utc };

static void loaded(void **state)
{
	static struct pc5_disc_config config;
	uint64_t now = 1790000000;
	struct pc5_dcr_keys dcr[8];
	struct pc5_disc *disc;

	(void)state;
	write_file("pc5.yaml", HEAD
		   "relay: {announce-interval: 3s, clock-skew: 4s, forget-after: 1min}\n"
		   "relay-services:\n"
		   "  - rsc: 0x00c0de\n"
		   "    layer: 3\n"
		   "    roles: [serve, use]\n"
		   "    discovery-layer2-id: 0xffff10\n"
		   "    dcr-layer2-id: 0xffff11\n"
		   "    keys:\n"
		   "      - {not-after: " LATE ", file: a.disc}\n"
		   "      - not-before: 2026-09-01T00:00:00Z\n"
		   "        not-after: " LATER "\n"
		   "        file: b.disc\n"
		   "  - rsc: 0x00c0df\n"
		   "    layer: 2\n"
		   "    roles: [serve]\n"
		   "    discovery-layer2-id: 0xffff12\n"
		   "    dcr-layer2-id: 0xffff13\n"
		   "    discovery-security: not-needed\n"
		   "    policies: {user-plane-integrity: preferred}\n"
		   "discovery-targets:\n"
		   "  - peer: bob\n"
		   "    use: [find]\n"
		   "    announce: prohibited\n"
		   "    keys: [{not-after: " LATE ", file: b.disc}]\n"
		   "timers: {t5110: 1s, t5112: 3s}\n", 0644);
	write_file("a.disc", "duik " HEX64 "\n", 0600);
	write_file("b.disc", "duik " HEX64 "\nduck " HEX64 "\n", 0640);
	/* A key that others may read is not taken. */
	assert_int_equal(pc5_provision_load(path_of("pc5.yaml"), &prov, &err),
			 -EPERM);
	write_file("b.disc", "duck " HEX64 "\n", 0600);
	assert_int_equal(pc5_provision_load(path_of("pc5.yaml"), &prov, &err),
			 -EINVAL);
	write_file("b.disc", "duik " HEX64 "\nduck " HEX64 "\n", 0600);
	if (pc5_provision_load(path_of("pc5.yaml"), &prov, &err))
		fail_msg("%s", err.text);
	assert_int_equal(pc5_prov_relay_service(prov, 0xc0de)->layer, 3);
	assert_int_equal(pc5_prov_relay_service(prov, 0xc0df)->policies.up_integ,
			 1);
	assert_int_equal(pc5_prov_relay_service(prov, 0xc0df)->policies.up_enc,
			 2);
	assert_null(pc5_prov_relay_service(prov, 1));
	assert_int_equal(pc5_prov_disc_config(prov, 0x010203, &config), 0);
	assert_memory_equal(config.info, "alice\0", 6);
	assert_int_equal(config.l2_id, 0x010203);
	assert_int_equal(config.announce_ms, 3000);
	assert_int_equal(config.skew_s, 4);
	assert_int_equal(config.expire_ms, 60000);
	assert_int_equal(config.t5110_ms, 1000);
	assert_int_equal(config.t5112_ms, 3000);
	assert_int_equal(config.n_rscs, 2);
	assert_int_equal(config.rsc[0].roles, PC5_DISC_SERVE | PC5_DISC_USE);
	assert_int_equal(config.rsc[0].dst, 0xffff10);
	assert_int_equal(config.rsc[0].ring.n, 2);
	assert_false(config.rsc[0].ring.open);
	assert_false(config.rsc[0].ring.keyset[0].keys.has_duck);
	assert_true(config.rsc[0].ring.keyset[1].keys.has_duck);
	assert_int_equal(config.rsc[1].roles, PC5_DISC_SERVE);
	assert_true(config.rsc[1].ring.open);
	assert_int_equal(config.n_apps, 1);
	assert_int_equal(config.app[0].use, PC5_DISC_FIND);
	assert_true(config.app[0].announce_prohibited);
	assert_int_equal(config.app[0].ring.keyset[0].keys.duik[1], 1);

	/* With that a machine, and keys for DCRs. */
	disc = pc5_disc_new(&config, &ops, &now);
	assert_non_null(disc);
	assert_int_equal(pc5_disc_dcr_key(disc, 0xc0de, dcr), 0);
	assert_true(dcr[0].keys->has_duck);
	assert_int_equal(pc5_disc_dcr_key(disc, 0xc0df, dcr), 0);
	assert_null(dcr[0].keys);
	assert_int_equal(pc5_disc_dcr_key(disc, 1, dcr), -ENOENT);
	assert_int_equal(pc5_disc_dcr_keys(disc, PC5_DISC_SERVE, dcr, 8), 3);
	assert_int_equal(dcr[2].rsc, 0xc0df);
	assert_int_equal(pc5_disc_dcr_keys(disc, PC5_DISC_SERVE, dcr, 1), 1);
	assert_int_equal(pc5_disc_dcr_keys(disc, PC5_DISC_USE, dcr, 8), 2);
	now = 1830400000;
	assert_int_equal(pc5_disc_dcr_keys(disc, PC5_DISC_SERVE, dcr, 8), 1);
	assert_int_equal(pc5_disc_dcr_key(disc, 0xc0de, dcr), -EKEYEXPIRED);
	pc5_disc_free(disc);

	/* What the UE may not be, it is for no code. */
	prov->ue.roles = PC5_PEER_END_UE;
	assert_int_equal(pc5_prov_disc_config(prov, 0x010203, &config), 0);
	assert_int_equal(config.n_rscs, 1);
	assert_int_equal(config.rsc[0].roles, PC5_DISC_USE);
	explicit_bzero(&config, sizeof(config));
	pc5_provision_free(prov);
	unlink(path_of("pc5.yaml"));
	unlink(path_of("a.disc"));
	unlink(path_of("b.disc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(together),
		cmocka_unit_test(keys),
		cmocka_unit_test(loaded),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
