// SPDX-License-Identifier: GPL-2.0-or-later
/* Key files on the disk: read, refused, made. */

#include "test.h"

#include <fcntl.h>
#include <ftw.h>
#include <linux/pc5.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX64 "06d73aa996ea4b686f5f74b87960eb3ffc202350d0d18614cef02268539d4133"
#define ADD "key add lo id 1 enc %s int %s role initiator file key"

#define FROM_STDIN "key add lo id 1 enc nea2 int nia2 role responder file -"

/* The tests run in a directory of their own, so paths are short. */
static char dir[64];

static int enter_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/pc5-test-XXXXXX");
	return !mkdtemp(dir) || chdir(dir);
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int leave_dir(void **state)
{
	(void)state;
	return chdir("/") || nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void write_key(const char *text, mode_t mode)
{
	int fd;

	unlink("key");
	fd = open("key", O_WRONLY | O_CREAT | O_EXCL, mode);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* Install what is in the file; attributes go to @tb if it is not NULL. */
static void install(const char *enc, const char *integ, int status,
		    const char *err, struct nlattr **tb)
{
	struct fake fake;
	struct run run;
	char line[256];

	snprintf(line, sizeof(line), ADD, enc, integ);
	fake_open(&fake);
	fake_ack(&fake);
	run = run_ctl(&fake, line);
	assert_string_equal(run.err, err);
	assert_int_equal(run.status, status);
	assert_string_equal(run.out, "");
	if (tb)
		assert_int_equal(genlmsg_parse((struct nlmsghdr *)
					       fake_request(&fake), 0, tb,
					       PC5_A_KEY_MAX, NULL), 0);
	else
		assert_true(fake_idle(&fake));
	run_free(&run);
	fake_close(&fake);
}

static void key_is(const struct nlattr *attr, const char *hex)
{
	uint8_t expected[16];

	unhex(hex, expected, sizeof(expected));
	assert_int_equal(nla_len(attr), sizeof(expected));
	assert_memory_equal(nla_data(attr), expected, sizeof(expected));
}

static void session_key(void **state)
{
	struct nlattr *tb[PC5_A_KEY_MAX + 1];

	(void)state;
	unwiped_messages = 0;
	write_key("knrp-sess " HEX64 "\n", 0600);
	install("nea2", "nia2", 0, "", tb);
	key_is(tb[PC5_A_KEY_NRPEK], "128dc2fb6542faddeaea9dcfed6f4bd7");
	key_is(tb[PC5_A_KEY_NRPIK], "06860490222b52e2634552c458e107bc");
	install("nea0", "nia3", 0, "", tb);
	assert_null(tb[PC5_A_KEY_NRPEK]);
	key_is(tb[PC5_A_KEY_NRPIK], "8ac1bd5e4fea1540bf54924d6a0c9bb1");
	install("nea0", "nia0", 0,
		"Warning: key: knrp-sess is not used with nea0 and nia0.\n",
		tb);
	assert_null(tb[PC5_A_KEY_NRPIK]);
	assert_int_equal(unwiped_messages, 0);
}

static void separate_keys(void **state)
{
	struct nlattr *tb[PC5_A_KEY_MAX + 1];

	(void)state;
	write_key("nrpek " HEX32 "\nnrpik 128dc2fb6542faddeaea9dcfed6f4bd7\n",
		  0600);
	install("nea1", "nia1", 0, "", tb);
	key_is(tb[PC5_A_KEY_NRPEK], HEX32);
	key_is(tb[PC5_A_KEY_NRPIK], "128dc2fb6542faddeaea9dcfed6f4bd7");
	install("nea0", "nia1", 0,
		"Warning: key: nrpek is not used with nea0.\n", tb);
	assert_null(tb[PC5_A_KEY_NRPEK]);
	install("nea1", "nia0", 0,
		"Warning: key: nrpik is not used with nia0.\n", tb);
	assert_null(tb[PC5_A_KEY_NRPIK]);
}

static void bad_files(void **state)
{
	(void)state;
	write_key("nrpek " HEX32 "\n", 0600);
	install("nea1", "nia1", 1,
		"Error: key: no nrpik, which nia1 needs.\n", NULL);
	write_key("\n\nnrpek 123\n", 0600);
	install("nea1", "nia1", 1,
		"Error: key:3: nrpek: 3 hexadecimal digits; 32 are needed.\n",
		NULL);
	write_key(HEX64 "\n", 0600);
	install("nea1", "nia1", 1,
		"Error: key:1: unknown word; allowed are knrp-sess, nrpek and nrpik.\n",
		NULL);
	write_key("", 0600);
	install("nea1", "nia1", 1,
		"Error: key: no key; knrp-sess, or nrpek and nrpik, is needed.\n",
		NULL);
}

static void open_mode(void **state)
{
	struct nlattr *tb[PC5_A_KEY_MAX + 1];

	(void)state;
	write_key("knrp-sess " HEX64 "\n", 0640);
	install("nea2", "nia2", 0,
		"Warning: key: mode 0640 lets others at the key; 0600 is right.\n",
		tb);
}

static void standard_input(void **state)
{
	static const char key[] = "knrp-sess " HEX64 "\n";
	int saved = dup(STDIN_FILENO);
	struct fake fake;
	struct run run;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], key, strlen(key)), strlen(key));
	close(fds[1]);
	assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	fake_open(&fake);
	fake_ack(&fake);
	run = run_ctl(&fake, FROM_STDIN);
	assert_string_equal(run.err, "");
	assert_int_equal(run.status, 0);
	run_free(&run);
	fake_close(&fake);
	/* Nothing left: an empty key file. */
	check_usage(FROM_STDIN, 1,
		    "Error: standard input: no key; knrp-sess, or nrpek and nrpik, is needed.\n");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static int count_entry(const char *path, const struct stat *st, int flag,
		       struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	/* A name that is left over from making a file. */
	return strstr(path, ".pc5-key.") ? 1 : 0;
}

static void generate(void **state)
{
	struct nlattr *tb[PC5_A_KEY_MAX + 1];
	struct stat st;

	(void)state;
	unlink("key");
	check_usage("key gen file key", 0, "");
	assert_int_equal(stat("key", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	install("nea3", "nia1", 0, "", tb);
	assert_int_equal(nla_len(tb[PC5_A_KEY_NRPEK]), 16);
	/* What is there stays there. */
	check_usage("key gen file key", 1,
		    "Error: cannot write \"key\": File exists.\n");
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	check_usage("key gen file dangling", 1,
		    "Error: cannot write \"dangling\": File exists.\n");
	check_usage("key gen file no/key", 1,
		    "Error: cannot write \"no/key\": No such file or directory.\n");
	assert_int_equal(nftw(dir, count_entry, 8, FTW_PHYS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_key),
		cmocka_unit_test(separate_keys),
		cmocka_unit_test(bad_files),
		cmocka_unit_test(open_mode),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(generate),
	};

	return cmocka_run_group_tests(tests, enter_dir, leave_dir);
}
