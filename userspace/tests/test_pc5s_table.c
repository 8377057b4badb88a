// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PC5-S: the table of messages against a copy of TS 24.554 clause 10.3 made on
 * its own, and what has to be true of every row for a message to be readable.
 */

#include "test.h"

#include <stdio.h>

#include "libpc5/pc5s-table.h"

struct text {
	uint8_t type;
	const char *name;
	const char *row[20];
};

#define CAUSE "PC5 signalling protocol cause M V 1"
#define FLOWS "79 QoS flow descriptions O TLV-E 6-65538"
#define RULES "7C QoS rules O TLV-E 7-65538"
#define CONTAINER "74 Key establishment information container O TLV-E 4-65538"
#define EAP "70 EAP message O TLV-E 7-1503"

/* Lengths are of whole IEs, as the specification has them. */
static const struct text text[] = {
	{ 0x01, "ESTABLISHMENT REQUEST", {
		"Source user info M LV 2-256",
		"UE security capabilities M LV 3-9",
		"UE PC5 unicast signalling security policy M V 1",
		"4F MIC O TV 5",
		"7B ProSe identifiers O TLV-E 21-65538",
		CONTAINER,
		"56 Nonce_1 O TV 17",
		"5C MSB of K_NRP-sess ID O TV 2",
		"28 Target user info O TLV 3-257",
		"58 K_NRP ID O TV 5",
		"54 Relay service code O TV 4",
		"7D UE identity O TLV-E 4-65538",
		"64 User security key ID O TLV 3-257",
		"2A HPLMN ID O TLV 5",
		"2B UTC-based counter LSB O TV 2",
		"65 UE-to-UE relay UE user info O TLV 3-257",
		"2D Target end UE layer-2 ID O TV 4",
		"B- Relay indication O TV 1",
	} },
	{ 0x02, "ESTABLISHMENT ACCEPT", {
		"Source user info M LV 2-256",
		"Configuration of UE PC5 unicast user plane security protection M V 1",
		FLOWS,
		RULES,
		"62 IP address configuration O TV 2",
		"61 Target link local IPv6 address O TV 17",
		"65 UE-to-UE relay UE user info O TLV 3-257",
		"2E Target 5G ProSe layer-3 end UE MAC address O TLV 8",
		"48 Target end UE IP address O TLV 7-19",
	} },
	{ 0x03, "ESTABLISHMENT REJECT", {
		CAUSE,
		"5E Back-off value O TV 2",
		EAP,
		"68 PC5 end UE failure cause O TLV 3",
		"66 Source end UE info O TLV 3-257",
		"67 Target end UE info O TLV 3-257",
		"65 UE-to-UE relay UE user info O TLV 3-257",
	} },
	{ 0x04, "MODIFICATION REQUEST", {
		"Link modification operation code M V 1",
		"QoS flow descriptions M LV-E 5-65537",
		RULES,
		"66 Source end UE info O TLV 3-257",
		"67 Target end UE info O TLV 3-257",
		"2D Target end UE layer-2 ID O TV 4",
		"33 Source 5G ProSe layer-3 end UE MAC address O TLV 8",
		"9- Relay reselection indication O TV 1",
		"2F List of candidates U2U relay UE info O TLV 7-257",
		"30 Source end UE IP address O TLV 7-19",
		/* 9 there; see PC5S_UNCONFIRMED_UE_IP_LIST_MIN. */
		"31 List of target end UE IP addresses O TLV 8-257",
		"32 List of candidates U2U relay UE layer-2 IDs O TLV 5-257",
		"4A New MSBs of K_NRP ID O TLV 4",
	} },
	{ 0x05, "MODIFICATION ACCEPT", {
		FLOWS,
		RULES,
		"66 Source end UE info O TLV 3-257",
		"67 Target end UE info O TLV 3-257",
		"2E Target 5G ProSe layer-3 end UE MAC address O TLV 8",
		"9- Relay reselection indication O TV 1",
		"34 New U2U relay UE info O TLV 3-257",
		"30 Source end UE IP address O TLV 7-19",
		"35 Target end UE IP address O TLV 7-19",
		"4B Target end UE IP address for new relay O TLV 7-19",
		"4C New LSBs of K_NRP ID O TLV 4",
	} },
	{ 0x06, "MODIFICATION REJECT", {
		CAUSE,
		"69 PC5 end UE failure cause O TLV 3",
		"66 Source end UE info O TLV 3-257",
		"67 Target end UE info O TLV 3-257",
	} },
	{ 0x07, "RELEASE REQUEST", {
		CAUSE,
		"MSBs of K_NRP ID M V 2",
		"5E Back-off value O TV 2",
		"49 PC5 end UE release cause O TLV 3",
	} },
	{ 0x08, "RELEASE ACCEPT", { "LSBs of K_NRP ID M V 2" } },
	{ 0x09, "KEEPALIVE REQUEST", {
		"Keep-alive counter M V 4",
		"5F Maximum inactivity period O TV 5",
	} },
	{ 0x0a, "KEEPALIVE RESPONSE", { "Keep-alive counter M V 4" } },
	{ 0x0b, "AUTHENTICATION REQUEST", {
		"Key establishment information container M LV-E 3-65537",
	} },
	{ 0x0c, "AUTHENTICATION RESPONSE", {
		"Key establishment information container M LV-E 3-65537",
	} },
	{ 0x0d, "AUTHENTICATION REJECT", { CAUSE } },
	{ 0x0e, "SECURITY MODE COMMAND", {
		"Selected security algorithms M V 1",
		"UE security capabilities M LV 3-9",
		"59 UE PC5 unicast signalling security policy O TV 2",
		"57 Nonce_2 O TV 17",
		"5D LSB of K_NRP-sess ID O TV 2",
		CONTAINER,
		"5A MSBs of K_NRP ID O TV 3",
		"7A GPI O TLV-E 4-65538",
		EAP,
	} },
	{ 0x0f, "SECURITY MODE COMPLETE", {
		"UE PC5 unicast user plane security policy M V 1",
		FLOWS,
		"62 IP address configuration O TV 2",
		"61 Target link local IPv6 address O TV 17",
		"5B LSBs of K_NRP ID O TV 3",
		RULES,
	} },
	{ 0x10, "SECURITY MODE REJECT", {
		CAUSE,
		"2B RAND O TV 17",
		"2C AUTS O TV 15",
	} },
	{ 0x11, "REKEYING REQUEST", {
		"UE security capabilities M LV 3-9",
		CONTAINER,
		"56 Nonce_1 O TV 17",
		"5C MSB of K_NRP-sess ID O TV 2",
		"55 Re-authentication indication O TV 2",
		"64 User security key ID O TLV 3-257",
		"2A HPLMN ID O TLV 5",
	} },
	{ 0x12, "REKEYING RESPONSE", { NULL } },
	{ 0x13, "IDENTIFIER UPDATE REQUEST", {
		"MSB of K_NRP-sess ID M V 1",
		"Source layer-2 ID M V 3",
		"27 Source user info O TLV 3-257",
		"60 Source link local IPv6 address O TV 17",
		"A- IP address/prefix needed indication O TV 1",
		"69 List of target end UE user info O TLV 3-257",
		/* 17 there, in which no address has room. */
		"6A List of target end UE IP address/prefix O TLV 18-257",
	} },
	{ 0x14, "IDENTIFIER UPDATE ACCEPT", {
		"LSB of K_NRP-sess ID M V 1",
		"MSB of K_NRP-sess ID M V 1",
		"Source layer-2 ID M V 3",
		"Target layer-2 ID M V 3",
		"27 Source user info O TLV 3-257",
		"28 Target user info O TLV 3-257",
		"60 Source link local IPv6 address O TV 17",
		"61 Target link local IPv6 address O TV 17",
	} },
	{ 0x15, "IDENTIFIER UPDATE ACK", {
		"LSB of K_NRP-sess ID M V 1",
		"Target layer-2 ID M V 3",
		"28 Target user info O TLV 3-257",
		"61 Target link local IPv6 address O TV 17",
		/* 17 there too. */
		"6B Source link local IPv6 address O TLV 18",
	} },
	{ 0x16, "IDENTIFIER UPDATE REJECT", { CAUSE } },
	{ 0x17, "AUTHENTICATION FAILURE", { CONTAINER } },
	{ 0x18, "ADDITIONAL PARAMETERS ANNOUNCEMENT REQUEST", { NULL } },
	{ 0x19, "ADDITIONAL PARAMETERS ANNOUNCEMENT RESPONSE", {
		"T5106 M V 2",
	} },
	{ 0x1a, "AA MESSAGE TRANSPORT REQUEST", { EAP } },
	{ 0x1b, "AA MESSAGE TRANSPORT RESPONSE", { EAP } },
	{ 0x1c, "UE TO UE RELAY UPDATE REQUEST", {
		"36 Old source end UE IPv6 address O TV 17",
		"37 New source end UE IPv6 address O TV 17",
		"6C Old source end UE user info O TLV 3-257",
		"6D New source end UE user info O TLV 3-257",
	} },
	{ 0x1d, "UE TO UE RELAY UPDATE ACCEPT", {
		"36 Old source end UE IPv6 address O TV 17",
		"37 New source end UE IPv6 address O TV 17",
		"6C Old source end UE user info O TLV 3-257",
		"6D New source end UE user info O TLV 3-257",
	} },
	{ 0x1e, "UE TO UE RELAY UPDATE REJECT", { CAUSE } },
	{ 0x1f, "PATH SWITCHING REQUEST", {
		/* Its minimum there, 21, is that of TLV-E. */
		"Required ProSe identifiers M LV-E 20-65537",
		"7E Uu QoS flow descriptions O TLV-E 4-65538",
	} },
	{ 0x20, "PATH SWITCHING ACCEPT", {
		"Negotiated ProSe identifiers M LV-E 20-65537",
	} },
	{ 0x21, "PATH SWITCHING REJECT", { CAUSE } },
	{ 0x22, "MODIFICATION ACK", {
		"9- Relay reselection indication M TV 1",
		"Source end UE IP address for new relay M LV 6-18",
		"30 Source end UE IP address O TLV 7-19",
		"35 Target end UE IP address O TLV 7-19",
	} },
	{ 0xf0, "IDENTITY REQUEST", { "Identity type M V 1" } },
	{ 0xf1, "IDENTITY RESPONSE", { "UE identity M LV-E 3-65537" } },
	{ 0xf2, "SECURITY ESTABLISHMENT REQUEST", {
		"UE security capabilities M LV 3-9",
		"UE PC5 unicast signalling security policy M V 1",
		"4F MIC O TV 5",
		"56 Nonce_1 O TV 17",
		"5C MSB of K_NRP-sess ID O TV 2",
		"54 Relay service code O TV 4",
		"7D UE identity O TLV-E 4-65538",
		"64 User security key ID O TLV 3-257",
		"2A HPLMN ID O TLV 5",
		"2B UTC-based counter LSB O TV 2",
	} },
	{ 0xf3, "SECURITY ESTABLISHMENT ACCEPT", { NULL } },
	{ 0xf4, "SECURITY ESTABLISHMENT REJECT", {
		CAUSE,
		"5E Back-off value O TV 2",
		EAP,
	} },
};

/* A row as text, as above. */
static void describe(const struct pc5s_field *field, char *out, size_t size)
{
	static const struct {
		const char *name;
		unsigned int head;
		bool iei;
	} format[] = {
		[PC5S_V] = { "V", 0, false },
		[PC5S_LV] = { "LV", 1, false },
		[PC5S_LV_E] = { "LV-E", 2, false },
		[PC5S_TV1] = { "TV", 0, true },
		[PC5S_TV] = { "TV", 1, true },
		[PC5S_TLV] = { "TLV", 2, true },
		[PC5S_TLV_E] = { "TLV-E", 3, true },
	};
	unsigned int min = format[field->format].head + field->min;
	unsigned int max = format[field->format].head + field->max;
	char iei[8] = "", len[24];

	if (field->format == PC5S_TV1)
		snprintf(iei, sizeof(iei), "%X- ", field->iei >> 4);
	else if (format[field->format].iei)
		snprintf(iei, sizeof(iei), "%02X ", field->iei);
	if (min == max)
		snprintf(len, sizeof(len), "%u", min);
	else
		snprintf(len, sizeof(len), "%u-%u", min, max);
	snprintf(out, size, "%s%s %s %s %s", iei, pc5s_ie_name(field->ie),
		 field->mandatory ? "M" : "O", format[field->format].name, len);
}

static void as_specified(void **state)
{
	char row[200];
	size_t i, j;

	(void)state;
	assert_int_equal(pc5s_desc_n, ARRAY_SIZE(text));
	for (i = 0; i < ARRAY_SIZE(text); i++) {
		const struct pc5s_desc *desc = pc5s_find_desc(text[i].type);

		assert_non_null(desc);
		assert_int_equal(desc->type, text[i].type);
		assert_string_equal(desc->name, text[i].name);
		assert_string_equal(pc5s_type_name(desc->type), desc->name);
		for (j = 0; j < desc->n; j++) {
			describe(&desc->field[j], row, sizeof(row));
			assert_non_null(text[i].row[j]);
			assert_string_equal(row, text[i].row[j]);
		}
		assert_null(text[i].row[desc->n]);
	}
}

/* What a UE that does not know the IE can tell from its IEI. */
static void check_iei(const struct pc5s_field *field)
{
	switch (field->format) {
	case PC5S_TV1:
		assert_true(field->iei & 0x80);
		assert_int_equal(field->iei & 0x0f, 0);
		break;
	case PC5S_TV:
	case PC5S_TLV:
		assert_in_range(field->iei, 0x10, 0x6f);
		break;
	case PC5S_TLV_E:
		assert_in_range(field->iei, 0x70, 0x7e);
		break;
	default:
		assert_int_equal(field->iei, 0);
	}
}

static void rows(void **state)
{
	size_t i, j, k;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		const struct pc5s_desc *desc = &pc5s_desc[i];

		assert_in_range(desc->n, 0, PC5S_FIELD_MAX);
		for (j = 0; j < desc->n; j++) {
			const struct pc5s_field *field = &desc->field[j];

			check_iei(field);
			assert_in_range(field->ie, 0, PC5S_IE_COUNT - 1);
			assert_in_range(field->min, 1, field->max);
			if (field->format == PC5S_V ||
			    field->format == PC5S_TV)
				assert_int_equal(field->min, field->max);
			if (field->format == PC5S_TV1)
				assert_int_equal(field->max, 1);
			if (field->mandatory && j)
				assert_true(field[-1].mandatory);
			for (k = 0; k < j; k++) {
				assert_int_not_equal(field->ie,
						     desc->field[k].ie);
				if (field->iei)
					assert_int_not_equal(field->iei,
							     desc->field[k].iei);
			}
		}
	}
}

/* Each IE has a name, and is in some message. */
static void names(void **state)
{
	bool used[PC5S_IE_COUNT] = { false };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++)
		for (j = 0; j < pc5s_desc[i].n; j++)
			used[pc5s_desc[i].field[j].ie] = true;
	for (i = 0; i < PC5_DISC_DESCS; i++)
		for (j = 0; j < pc5_disc_desc[i].n; j++)
			used[pc5_disc_desc[i].field[j].ie] = true;
	for (i = 0; i < PC5S_IE_COUNT; i++) {
		assert_true(used[i]);
		assert_string_not_equal(pc5s_ie_name(i), "unknown");
		for (j = 0; j < i; j++)
			assert_string_not_equal(pc5s_ie_name(i),
						pc5s_ie_name(j));
	}
	assert_string_equal(pc5s_ie_name(PC5S_IE_COUNT), "unknown");
	assert_string_equal(pc5s_type_name(0), "unknown");
	assert_string_equal(pc5s_type_name(0x23), "unknown");
}

/* IEs of four bits are those of type 1, and one that is half an octet. */
static void nibbles(void **state)
{
	static const uint8_t octet = 0xa5;
	struct pc5s_msg msg = { 0 };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < pc5s_desc_n; i++) {
		for (j = 0; j < pc5s_desc[i].n; j++) {
			const struct pc5s_field *field = &pc5s_desc[i].field[j];
			bool nibble = field->format == PC5S_TV1 ||
				      field->ie == PC5S_IE_IDENTITY_TYPE;

			pc5s_set(&msg, field->ie, &octet, 1);
			assert_int_equal(pc5s_u8(&msg, field->ie),
					 nibble ? 0x05 : 0xa5);
		}
	}
}

static void causes(void **state)
{
	static const char *const name[] = {
		[1] = "direct communication to the target UE not allowed",
		[2] = "direct communication no longer needed",
		[3] = "conflict of layer-2 ID for unicast communication",
		[4] = "direct connection is not available anymore",
		[5] = "lack of resources for the direct link",
		[6] = "authentication failure",
		[7] = "integrity failure",
		[8] = "UE security capabilities mismatch",
		[9] = "LSB of K_NRP-sess ID conflict",
		[10] = "UE PC5 unicast signalling security policy mismatch",
		[11] = "required service not allowed",
		[12] = "security policy not aligned",
		[13] = "congestion situation",
		[14] = "authentication synchronisation error",
		[15] = "security procedure failure of UE-to-network relay",
		[16] = "unknown target UE's IP address/prefix or application layer ID",
		[17] = "unknown initiating end UE's IP address/prefix or application layer ID",
		[18] = "path switching not allowed for the ProSe applications",
		[19] = "path over Uu not available for path switching",
		[20] = "failure from 5G ProSe end UE",
		[111] = "protocol error, unspecified",
		[0xf0] = "5G ProSe direct link already exists",
		[0xf1] = "security procedure failure of UE-to-UE relay",
		[0xf2] = "MAC address not unique",
		[0xf3] = "relay UE is not selected for link setup with integrated discovery",
		[0xff] = NULL,
	};
	struct pc5s_msg msg;
	unsigned int i;
	uint8_t octet;

	(void)state;
	pc5s_init(&msg, PC5S_RELEASE_REQUEST, 0);
	assert_int_equal(pc5s_cause(&msg, PC5S_IE_CAUSE), 0);
	for (i = 0; i < 256; i++) {
		octet = i;
		pc5s_set(&msg, PC5S_IE_CAUSE, &octet, 1);
		assert_string_equal(pc5s_cause_name(i), name[i] ?: "unknown");
		assert_int_equal(pc5s_cause(&msg, PC5S_IE_CAUSE),
				 name[i] ? i : 111);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_specified),
		cmocka_unit_test(rows),
		cmocka_unit_test(names),
		cmocka_unit_test(nibbles),
		cmocka_unit_test(causes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
