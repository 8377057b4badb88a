// SPDX-License-Identifier: GPL-2.0-or-later
/* The provisioning file, and the files it names. */

#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "faults.h"
#include "libpc5/provision.h"
#include "provleast.h"

static struct pc5_provision *prov;
static struct pc5_file_error err;

#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static int load(void)
{
	memset(&err, 0, sizeof(err));
	return pc5_provision_load(temp_path("pc5.yaml"), &prov, &err);
}

static void put(const char *name, const char *text, mode_t mode)
{
	temp_write(name, text, strlen(text), mode);
}

static void put_all(void)
{
	static const char auth[] =
		"[eap-tls, eap-psk, knrp]\n"
		"  , tls: {certificate: cert, private-key: key, ca: ca, crl: crl, deny-list: denied}\n"
		"  , psk: [{peer: bob, file: psk, roles: [\"relay:00c0de\", end-ue]}]\n"
		"  , knrp: [{peer: carol, id: 0x1a2b3c4d, file: knrp, not-after: " NEW_YEAR "}]\n";

	put("pc5.yaml", edit("[knrp]", auth), 0644);
	put("cert", "certificate", 0644);
	put("key", "private key", 0600);
	put("ca", "authority", 0444);
	put("crl", "revoked", 0644);
	put("denied", "# none\n", 0644);
	put("psk", "# for bob\n\n psk\t" HEX32 " # more\r\n", 0600);
	put("knrp", "knrp " HEX64, 0600);
}

static int teardown(void **state)
{
	(void)state;
	temp_dir_remove();
	return 0;
}

static void loaded(void **state)
{
	uint8_t key[32];

	(void)state;
	put_all();
	if (load())
		fail_msg("%s", err.text);
	assert_string_equal(prov->auth.tls.certificate.path, "cert");
	assert_string_equal(prov->auth.tls.certificate.data, "certificate");
	assert_int_equal(prov->auth.tls.private_key.len, 11);
	assert_string_equal(prov->auth.tls.private_key.data, "private key");
	assert_string_equal(prov->auth.tls.ca.data, "authority");
	assert_string_equal(prov->auth.tls.crl.data, "revoked");
	assert_int_equal(prov->auth.tls.n_denied, 0);
	unhex(HEX64, key, 32);
	assert_memory_equal(prov->auth.psk[0].key, key, 16);
	assert_null(prov->auth.psk[0].file.data);
	assert_true(prov->auth.psk[0].roles.end_ue);
	assert_int_equal(prov->auth.psk[0].roles.n_relay, 1);
	assert_int_equal(prov->auth.psk[0].roles.relay[0], 0xc0de);
	assert_memory_equal(prov->auth.knrp[0].key, key, 32);
	assert_int_equal(prov->auth.knrp[0].id, 0x1a2b3c4d);
	assert_true(prov->auth.knrp[0].roles.end_ue);
	assert_int_equal(prov->auth.knrp[0].not_after, 1767225600);
	pc5_provision_free(prov);
}

static void load_fails(const char *name, const char *text, mode_t mode,
		       int ret, const char *msg)
{
	put_all();
	put(name, text, mode);
	assert_int_equal(load(), ret);
	assert_null(prov);
	assert_string_equal(err.text, msg);
}

static void bad_files(void **state)
{
	char msg[300];

	(void)state;
	put_all();
	snprintf(msg, sizeof(msg),
		 "%s: mode 0664 lets others write it; 0644 or less is right",
		 temp_path("pc5.yaml"));
	load_fails("pc5.yaml", least, 0664, -EPERM, msg);
	snprintf(msg, sizeof(msg), "%s:1: the key version is missing",
		 temp_path("pc5.yaml"));
	load_fails("pc5.yaml", "ue: {device: a, user-info: b}\n", 0644,
		   -EINVAL, msg);
	load_fails("key", "x", 0640, -EPERM,
		   "key: mode 0640 lets others at the secret; 0600 is right");
	load_fails("psk", "psk " HEX32, 0604, -EPERM,
		   "psk: mode 0604 lets others at the secret; 0600 is right");
	load_fails("knrp", "knrp " HEX64, 0644, -EPERM,
		   "knrp: mode 0644 lets others at the secret; 0600 is right");
	load_fails("ca", "x", 0666, -EPERM,
		   "ca: mode 0666 lets others write it; 0644 or less is right");
	load_fails("cert", "", 0644, -EINVAL, "cert: nothing is in it");
	load_fails("psk", "", 0600, -EINVAL, "psk: nothing is in it");
	load_fails("psk", "#\n", 0600, -EINVAL,
		   "psk: no key; one line with the word psk and 32 hexadecimal digits is needed");
	load_fails("psk", "knrp " HEX64, 0600, -EINVAL,
		   "psk:1: one line with the word psk and 32 hexadecimal digits is allowed");
	load_fails("psk", "\npsk " HEX32 "0\n", 0600, -EINVAL,
		   "psk:2: 33 hexadecimal digits after psk; 32 are needed");
	load_fails("psk", "psk", 0600, -EINVAL,
		   "psk:1: 0 hexadecimal digits after psk; 32 are needed");
	load_fails("psk", "psk 0g112233445566778899aabbccddeeff", 0600,
		   -EINVAL,
		   "psk:1: character 2 of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F");
	load_fails("psk", "psk " HEX32 "\npsk " HEX32 "\n", 0600, -EINVAL,
		   "psk:2: one line with the word psk and 32 hexadecimal digits is allowed");
	load_fails("psk", HEX32, 0600, -EINVAL,
		   "psk:1: one line with the word psk and 32 hexadecimal digits is allowed");
	load_fails("knrp", "knrp " HEX32, 0600, -EINVAL,
		   "knrp:1: 32 hexadecimal digits after knrp; 64 are needed");
	put_all();
	unlink(temp_path("crl"));
	assert_int_equal(load(), -ENOENT);
	assert_string_equal(err.text,
			    "crl: cannot open: No such file or directory");
	put_all();
	unlink(temp_path("key"));
	assert_int_equal(symlink("cert", temp_path("key")), 0);
	assert_int_equal(load(), -ELOOP);
	assert_string_equal(err.text,
			    "key: a symbolic link; a regular file is needed");
	put_all();
	temp_write("psk", "psk " HEX32 "\0x", 39, 0600);
	assert_int_equal(load(), -EINVAL);
	assert_string_equal(err.text,
			    "psk: the character 0, which is not allowed");
	assert_int_equal(pc5_provision_load(temp_path("none"), &prov, &err),
			 -ENOENT);
}

static void denied(void **state)
{
	const struct pc5_prov_serial *s;

	(void)state;
	put_all();
	put("denied", "# serial numbers\n0A1b\n\n  000f # that one\r\n"
	    "00ffffffffffffffffffffffffffffffffffffffff\n1", 0644);
	if (load())
		fail_msg("%s", err.text);
	assert_int_equal(prov->auth.tls.n_denied, 4);
	s = prov->auth.tls.denied;
	assert_int_equal(s[0].len, 2);
	assert_memory_equal(s[0].data, "\x0a\x1b", 2);
	assert_int_equal(s[1].len, 1);
	assert_int_equal(s[1].data[0], 0x0f);
	assert_int_equal(s[2].len, 20);
	assert_int_equal(s[3].data[0], 1);
	pc5_provision_free(prov);
#define DENY(text, line) \
	load_fails("denied", text, 0644, -EINVAL, \
		   "denied:" line ": one serial number a line, of 1 to 40 " \
		   "hexadecimal digits, is allowed")
	DENY("0a 0b\n", "1");
	DENY("1\n0x1\n", "2");
	DENY("1\n2\n0a:0b\n", "3");
	DENY("0\n", "1");
	DENY("fffffffffffffffffffffffffffffffffffffffff\n", "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(loaded, teardown),
		cmocka_unit_test_teardown(bad_files, teardown),
		cmocka_unit_test_teardown(denied, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
