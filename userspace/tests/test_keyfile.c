// SPDX-License-Identifier: GPL-2.0-or-later
/* The key file parser. */

#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "libpc5/keyfile.h"

#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX64 "06d73aa996ea4b686f5f74b87960eb3ffc202350d0d18614cef02268539d4133"

static int parse(const char *text, struct pc5_keyfile *file,
		 struct pc5_keyfile_error *err)
{
	return pc5_keyfile_parse(text, strlen(text), file, err);
}

static void good_session_key(void **state)
{
	static const char *const good[] = {
		"knrp-sess " HEX64 "\n",
		"knrp-sess " HEX64,
		"# comment\n\n  \t\nknrp-sess\t " HEX64 "  # more\r\n",
		"\r\nknrp-sess " HEX64 "\r\n",
		"#\n#" HEX64 "\nknrp-sess " HEX64 "#\n",
	};
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;
	uint8_t expected[32];
	size_t i;

	(void)state;
	unhex(HEX64, expected, sizeof(expected));
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(parse(good[i], &file, &err), 0);
		assert_true(file.has_knrp_sess);
		assert_false(file.has_nrpek);
		assert_memory_equal(file.knrp_sess, expected, 32);
	}
}

static void good_keys(void **state)
{
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;
	uint8_t expected[16];

	(void)state;
	assert_int_equal(parse("nrpik 00112233445566778899AABBCCDDEEFF\n"
			       "nrpek ffffffffffffffffFFFFFFFFFFFFFFFF\n",
			       &file, &err), 0);
	assert_true(file.has_nrpek && file.has_nrpik && !file.has_knrp_sess);
	unhex(HEX32, expected, sizeof(expected));
	assert_memory_equal(file.nrpik, expected, 16);
	memset(expected, 0xff, sizeof(expected));
	assert_memory_equal(file.nrpek, expected, 16);
}

static void bad(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *msg;
	} bad[] = {
		{ "", 0, "no key; knrp-sess, or nrpek and nrpik, is needed" },
		{ "# only\n", 0,
		  "no key; knrp-sess, or nrpek and nrpik, is needed" },
		{ "\nfoo " HEX32 "\n", 2,
		  "unknown word \"foo\"; allowed are knrp-sess, nrpek and nrpik" },
		{ "NRPEK " HEX32 "\n", 1,
		  "unknown word \"NRPEK\"; allowed are knrp-sess, nrpek and nrpik" },
		/* What may be a key, or part of one, is not repeated. */
		{ HEX64 "\n", 1,
		  "unknown word; allowed are knrp-sess, nrpek and nrpik" },
		{ "deadbeef\n", 1,
		  "unknown word; allowed are knrp-sess, nrpek and nrpik" },
		{ "\001\n", 1,
		  "unknown word; allowed are knrp-sess, nrpek and nrpik" },
		{ "averyveryverylongword x\n", 1,
		  "unknown word; allowed are knrp-sess, nrpek and nrpik" },
		{ "nrpek\n", 1,
		  "nrpek has no value; 32 hexadecimal digits are needed" },
		{ "knrp-sess # " HEX64 "\n", 1,
		  "knrp-sess has no value; 64 hexadecimal digits are needed" },
		{ "nrpek " HEX32 "0\n", 1,
		  "nrpek: 33 hexadecimal digits; 32 are needed" },
		{ "nrpik " HEX64 "\n", 1,
		  "nrpik: 64 hexadecimal digits; 32 are needed" },
		{ "knrp-sess " HEX32 "\n", 1,
		  "knrp-sess: 32 hexadecimal digits; 64 are needed" },
		{ "nrpek 0011223344556677x899aabbccddeeff\n", 1,
		  "nrpek: character 17 of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
		},
		{ "nrpek 0x" HEX32 "\n", 1,
		  "nrpek: character 2 of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
		},
		{ "nrpek " HEX32 " " HEX32 "\n", 1,
		  "something follows the value of nrpek; one word and one value a line" },
		{ "nrpek " HEX32 "\n\nnrpek " HEX32 "\n", 3,
		  "nrpek is given twice" },
		{ "nrpek " HEX32 "\nknrp-sess " HEX64 "\n", 2,
		  "knrp-sess and nrpek or nrpik exclude each other: the keys are derived from knrp-sess",
		},
		{ "nrpek " HEX32 "\r\r\n", 1,
		  "nrpek: character 33 of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
		},
	};
	struct pc5_keyfile empty = { 0 };
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(parse(bad[i].text, &file, &err), -EINVAL);
		assert_string_equal(err.msg, bad[i].msg);
		assert_int_equal(err.line, bad[i].line);
		assert_memory_equal(&file, &empty, sizeof(file));
	}
}

/* Every octet that is no digit, in a place where a digit has to be. */
static void every_octet(void **state)
{
	char text[] = "nrpek ?0112233445566778899aabbccddeeff";
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;
	int c;

	(void)state;
	for (c = 0; c < 256; c++) {
		bool digit = (c >= '0' && c <= '9') ||
			     (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		int ret;

		if (strchr("\n# \t", c) && c)
			continue;
		text[6] = c;
		ret = pc5_keyfile_parse(text, strlen("nrpek ") + 32, &file,
					&err);
		assert_int_equal(ret, digit ? 0 : -EINVAL);
		if (digit)
			assert_int_equal(file.nrpek[0] >> 4,
					 c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
}

static void read_fd(const char *text, size_t len, int expected,
		    const char *msg)
{
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(write(fileno(f), text, len), len);
	assert_int_equal(lseek(fileno(f), 0, SEEK_SET), 0);
	assert_int_equal(pc5_keyfile_read(fileno(f), &file, &err), expected);
	if (expected)
		assert_string_equal(err.msg, msg);
	fclose(f);
}

static void size_limit(void **state)
{
	static const char key[] = "knrp-sess " HEX64 "\n";
	char text[PC5_KEYFILE_MAX + 1];
	struct pc5_keyfile_error err;
	struct pc5_keyfile file;

	(void)state;
	memset(text, '\n', sizeof(text));
	memcpy(text, key, sizeof(key) - 1);
	read_fd(text, PC5_KEYFILE_MAX, 0, NULL);
	read_fd(text, sizeof(text), -EINVAL, "longer than 4096 octets");
	assert_int_equal(pc5_keyfile_read(-1, &file, &err), -EBADF);
	assert_string_equal(err.msg, "Bad file descriptor");
}

static void derived_keys(void **state)
{
	struct pc5_keyfile_error err;
	struct pc5_nrp_keys keys;
	struct pc5_keyfile file;
	uint8_t expected[16];

	(void)state;
	assert_int_equal(parse("knrp-sess " HEX64, &file, &err), 0);
	assert_int_equal(pc5_keyfile_keys(&file, 2, 2, &keys, &err), 0);
	assert_int_equal(keys.nrpek.len, 16);
	assert_int_equal(keys.nrpik.len, 16);
	unhex("128dc2fb6542faddeaea9dcfed6f4bd7", expected, 16);
	assert_memory_equal(keys.nrpek.data, expected, 16);
	unhex("06860490222b52e2634552c458e107bc", expected, 16);
	assert_memory_equal(keys.nrpik.data, expected, 16);

	assert_int_equal(pc5_keyfile_keys(&file, 0, 1, &keys, &err), 0);
	assert_int_equal(keys.nrpek.len, 0);
	assert_int_equal(keys.nrpik.len, 16);
	assert_int_equal(pc5_keyfile_keys(&file, 0, 0, &keys, &err), 0);
	assert_int_equal(keys.nrpik.len, 0);
}

static void given_keys(void **state)
{
	struct pc5_keyfile_error err;
	struct pc5_nrp_keys keys;
	struct pc5_keyfile file;

	(void)state;
	assert_int_equal(parse("nrpek " HEX32, &file, &err), 0);
	assert_int_equal(pc5_keyfile_keys(&file, 1, 0, &keys, &err), 0);
	assert_int_equal(keys.nrpek.len, 16);
	assert_int_equal(pc5_keyfile_keys(&file, 1, 2, &keys, &err), -EINVAL);
	assert_string_equal(err.msg, "no nrpik, which nia2 needs");
	assert_int_equal(keys.nrpek.len, 0);
	assert_int_equal(parse("nrpik " HEX32, &file, &err), 0);
	assert_int_equal(pc5_keyfile_keys(&file, 3, 2, &keys, &err), -EINVAL);
	assert_string_equal(err.msg, "no nrpek, which nea3 needs");
}

static void new_file(void **state)
{
	char text[2][PC5_KEYFILE_NEW_MAX];
	struct pc5_keyfile file[2];
	struct pc5_keyfile_error err;
	int i, len;

	(void)state;
	for (i = 0; i < 2; i++) {
		len = pc5_keyfile_new(text[i]);
		assert_int_equal(len, strlen(text[i]));
		assert_int_equal(pc5_keyfile_parse(text[i], len, &file[i],
						   &err), 0);
		assert_true(file[i].has_knrp_sess);
	}
	assert_memory_not_equal(file[0].knrp_sess, file[1].knrp_sess, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_session_key),
		cmocka_unit_test(good_keys),
		cmocka_unit_test(bad),
		cmocka_unit_test(every_octet),
		cmocka_unit_test(size_limit),
		cmocka_unit_test(derived_keys),
		cmocka_unit_test(given_keys),
		cmocka_unit_test(new_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
