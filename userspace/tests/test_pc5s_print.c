// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: messages as text. */

#include "pc5s-gen.h"

struct page {
	unsigned int lines;
	size_t len;
	char text[32768];
};

static void take_line(void *ctx, const char *line)
{
	struct page *page = ctx;
	size_t i, len = strlen(line);

	assert_in_range(len, 1, PC5S_LINE_MAX - 1);
	for (i = 0; i < len; i++)
		assert_in_range(line[i], ' ', '~');
	assert_true(page->len + len + 2 <= sizeof(page->text));
	memcpy(page->text + page->len, line, len);
	page->len += len;
	page->text[page->len++] = '\n';
	page->text[page->len] = '\0';
	page->lines++;
}

static void check_text(const struct pc5s_msg *msg, const char *expected)
{
	struct page page = { 0 };

	pc5s_print(msg, take_line, &page);
	assert_string_equal(page.text, expected);
}

static void check_hex(const char *hex, const char *expected)
{
	uint8_t buf[300];
	size_t len = octets(hex, buf, sizeof(buf));
	struct pc5s_msg msg;

	assert_int_equal(pc5s_decode(&msg, buf, len), 0);
	check_text(&msg, expected);
}

static void examples(void **state)
{
	(void)state;
	check_hex(DCR,
		  "ESTABLISHMENT REQUEST, sequence number 1\n"
		  "  Source user info: \"alice\"\n"
		  "  UE security capabilities: nea0 nea1 nea2 nia0 nia1 nia2\n"
		  "  UE PC5 unicast signalling security policy: integrity required, ciphering preferred\n"
		  "  ProSe identifiers: 00112233-4455-6677-8899-aabbccddeeff \"mesh\"\n"
		  "  Key establishment information container: 01020304\n"
		  "  Nonce_1: a0a1a2a3a4a5a6a7a8a9aaabacadaeaf\n"
		  "  MSB of K_NRP-sess ID: 0x3a\n"
		  "  Target user info: \"bob\"\n");
	check_hex(DSM_COMMAND,
		  "SECURITY MODE COMMAND, sequence number 1\n"
		  "  Selected security algorithms: integrity nia2, ciphering nea2\n"
		  "  UE security capabilities: nea0 nea1 nea2 nia0 nia1 nia2\n"
		  "  UE PC5 unicast signalling security policy: integrity required, ciphering preferred\n"
		  "  Nonce_2: b0b1b2b3b4b5b6b7b8b9babbbcbdbebf\n"
		  "  LSB of K_NRP-sess ID: 0xc5\n"
		  "  MSBs of K_NRP ID: 0x1a2b\n");
	check_hex(DSM_COMPLETE,
		  "SECURITY MODE COMPLETE, sequence number 2\n"
		  "  UE PC5 unicast user plane security policy: integrity preferred, ciphering preferred\n"
		  "  QoS flow descriptions: create flow 1, PQI 90\n"
		  "  IP address configuration: address allocation not supported\n"
		  "  Target link local IPv6 address: fe80::1\n"
		  "  LSBs of K_NRP ID: 0x3c4d\n");
	check_hex(DCA,
		  "ESTABLISHMENT ACCEPT, sequence number 2\n"
		  "  Source user info: \"bob\"\n"
		  "  Configuration of UE PC5 unicast user plane security protection: integrity on, ciphering on\n"
		  "  QoS flow descriptions: create flow 1, PQI 90\n"
		  "  IP address configuration: address allocation not supported\n"
		  "  Target link local IPv6 address: fe80::2\n");
}

#define OS_ID "00112233445566778899aabbccddeeff"
#define IPV6 "20010db80000000000000000000000"

static void values(void **state)
{
	(void)state;
	check_hex("0307 0d 5e45 680106 6601616701626501 63",
		  "ESTABLISHMENT REJECT, sequence number 7\n"
		  "  PC5 signalling protocol cause: #13 congestion situation\n"
		  "  Back-off value: 1800 s\n"
		  "  PC5 end UE failure cause: #6 authentication failure\n"
		  "  Source end UE info: \"a\"\n"
		  "  Target end UE info: \"b\"\n"
		  "  UE-to-UE relay UE user info: \"c\"\n");
	check_hex("0700 4d 1a2b 5ee0",
		  "RELEASE REQUEST, sequence number 0\n"
		  "  PC5 signalling protocol cause: #77 unknown\n"
		  "  MSBs of K_NRP ID: 0x1a2b\n"
		  "  Back-off value: deactivated\n");
	check_hex("09ff 00000100 5f00000258",
		  "KEEPALIVE REQUEST, sequence number 255\n"
		  "  Keep-alive counter: 256\n"
		  "  Maximum inactivity period: 600 s\n");
	check_hex("1100 030000ff 5501 6404 01614062",
		  "REKEYING REQUEST, sequence number 0\n"
		  "  UE security capabilities: none, 1 spare\n"
		  "  Re-authentication indication: yes\n"
		  "  User security key ID: UP-PRUK ID \"a@b\"\n");
	check_hex("1300 3a 0a0b0c a1 6906 0161 03626f62 6a10" IPV6 "01",
		  "IDENTIFIER UPDATE REQUEST, sequence number 0\n"
		  "  MSB of K_NRP-sess ID: 0x3a\n"
		  "  Source layer-2 ID: 0a:0b:0c\n"
		  "  IP address/prefix needed indication: yes\n"
		  "  List of target end UE user info: \"a\", \"bob\"\n"
		  "  List of target end UE IP address/prefix: 2001:db8::1\n");
	check_hex("0200 0162 10 6201 4805 00c0000201",
		  "ESTABLISHMENT ACCEPT, sequence number 0\n"
		  "  Source user info: \"b\"\n"
		  "  Configuration of UE PC5 unicast user plane security protection: integrity off, ciphering off or on\n"
		  "  IP address configuration: IPv6 router\n"
		  "  Target end UE IP address: 192.0.2.1\n");
	check_hex("1900 05a0",
		  "ADDITIONAL PARAMETERS ANNOUNCEMENT RESPONSE, sequence number 0\n"
		  "  T5106: 1440 min\n");
	check_hex("f000 31",
		  "IDENTITY REQUEST, sequence number 0\n"
		  "  Identity type: 1\n");
}

/* Two QoS flows and one that goes, two rules and one that goes, the rest. */
#define MODIFICATION \
	"0400 04 0028" \
	"016042 020306012c 080103 024000" \
	"032141 0012" OS_ID "0161 770199" \
	"7c001d 050011 31 010c 10c0000200ffffff00 500050 0703" \
	"01000140 020002a103" \
	"2d0a0b0c 3306020000000001 91 2f05 0472656c31" \
	"3005 00c0000207 3118 0500c0000201 1101" IPV6 "09" \
	"3207 060272310a0b0c 4a021a2b"

static void lists(void **state)
{
	(void)state;
	check_hex(MODIFICATION,
		  "MODIFICATION REQUEST, sequence number 0\n"
		  "  Link modification operation code: 4 modify QoS\n"
		  "  QoS flow descriptions: modify flow 1 (replace), GFBR 300000 kbit/s, packet error rate 10^-3; delete flow 2; create flow 3, for 00112233-4455-6677-8899-aabbccddeeff \"a\", parameter 119 99\n"
		  "  QoS rules: create rule 5 (default), precedence 7, flow 3, filter 1 0x10 c0000200ffffff00 0x50 0050; delete rule 1; delete filters of rule 2, filter 3\n"
		  "  Target end UE layer-2 ID: 0a:0b:0c\n"
		  "  Source 5G ProSe layer-3 end UE MAC address: 02:00:00:00:00:01\n"
		  "  Relay reselection indication: yes\n"
		  "  List of candidates U2U relay UE info: \"rel1\"\n"
		  "  Source end UE IP address: 192.0.2.7\n"
		  "  List of target end UE IP addresses: 192.0.2.1, 2001:db8::9\n"
		  "  List of candidates U2U relay UE layer-2 IDs: \"r1\" 0a:0b:0c\n"
		  "  New MSBs of K_NRP ID: 0x1a2b\n");
}

/* A peer's name can neither drive a terminal nor look like another line. */
static void hostile_names(void **state)
{
	static const char name[] = "a\n  b\033[2J\"\\\x7f\xc3\xa9\r";
	struct pc5s_msg msg;

	(void)state;
	pc5s_init(&msg, PC5S_RELAY_UPDATE_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_NEW_SOURCE_USER_INFO, name, sizeof(name));
	check_text(&msg,
		   "UE TO UE RELAY UPDATE REQUEST, sequence number 0\n"
		   "  New source end UE user info: \"a\\x0a  b\\x1b[2J\\\"\\\\\\x7f\\xc3\\xa9\\x0d\\x00\"\n");
}

/* Long values are cut, and it shows. */
static void long_values(void **state)
{
	static uint8_t octets[40000];
	struct page page = { 0 };
	struct pc5s_msg msg;

	(void)state;
	pc5s_init(&msg, PC5S_AUTHENTICATION_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_KEY_EST_INFO, octets, 33);
	check_text(&msg,
		   "AUTHENTICATION REQUEST, sequence number 0\n"
		   "  Key establishment information container: 0000000000000000000000000000000000000000000000000000000000000000... (33 octets)\n");
	pc5s_init(&msg, PC5S_RELAY_UPDATE_REQUEST, 0);
	pc5s_set(&msg, PC5S_IE_NEW_SOURCE_USER_INFO, octets, 255);
	pc5s_print(&msg, take_line, &page);
	assert_int_equal(page.lines, 2);
	assert_string_equal(page.text + page.len - 4, "...\n");
	assert_int_equal(strlen(strchr(page.text, '\n') + 1), PC5S_LINE_MAX);
}

/* A message to be sent may be wrong, or of no known type. */
static void not_decoded(void **state)
{
	static const uint8_t octets[] = { 0x07, 0xff };
	struct pc5s_msg msg;

	(void)state;
	pc5s_init(&msg, PC5S_ESTABLISHMENT_ACCEPT, 3);
	pc5s_set(&msg, PC5S_IE_UP_CONFIG, octets, 1);
	pc5s_set(&msg, PC5S_IE_QOS_FLOWS, octets, 2);
	pc5s_set(&msg, PC5S_IE_IP_CONFIG, octets, 1);
	pc5s_set(&msg, PC5S_IE_TARGET_END_UE_IP, octets, 2);
	check_text(&msg,
		   "ESTABLISHMENT ACCEPT, sequence number 3\n"
		   "  Configuration of UE PC5 unicast user plane security protection: 07\n"
		   "  QoS flow descriptions: 07ff\n"
		   "  IP address configuration: 07\n"
		   "  Target end UE IP address: 07ff\n");
	pc5s_init(&msg, 0x99, 4);
	check_text(&msg, "unknown message type 0x99, sequence number 4\n");
}

/* Every message: one line for each IE, whatever is in it. */
static void every_message(void **state)
{
	static struct gen gen = { .rng = { 7 } };
	unsigned int row, n, lines;
	size_t i;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		for (n = 0; n < 20; n++) {
			struct page page = { 0 };

			gen_random(&gen, &pc5s_desc[i]);
			pc5s_print(&gen.msg, take_line, &page);
			for (row = 0, lines = 1; row < pc5s_desc[i].n; row++)
				lines += pc5s_has(&gen.msg,
					pc5s_desc[i].field[row].ie);
			assert_int_equal(page.lines, lines);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples),
		cmocka_unit_test(values),
		cmocka_unit_test(lists),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(long_values),
		cmocka_unit_test(not_decoded),
		cmocka_unit_test(every_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
