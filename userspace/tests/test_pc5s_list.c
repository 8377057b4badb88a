// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: lists, QoS flow descriptions and QoS rules. */

#include "pc5s-gen.h"

#include <arpa/inet.h>

#include "libpc5/pc5s-qos.h"

/* Octets of @hex, at most 256. */
static struct pc5s_span span(const char *hex)
{
	static uint8_t buf[8][256];
	static unsigned int next;
	uint8_t *at = buf[next++ % ARRAY_SIZE(buf)];

	return (struct pc5s_span) { at, octets(hex, at, sizeof(buf[0])) };
}

static struct pc5s_span text(const char *chars)
{
	return (struct pc5s_span) { (const uint8_t *)chars, strlen(chars) };
}

static void check_written(const struct pc5s_writer *writer, const char *hex)
{
	struct pc5s_span expected = span(hex);

	assert_int_equal(writer->len, expected.len);
	assert_memory_equal(writer->data, expected.data, expected.len);
}

static void check_text(struct pc5s_span value, const char *chars)
{
	assert_true(pc5s_span_equal(value, text(chars)));
}

#define OS_ID "00112233445566778899aabbccddeeff"

static void prose_ids(void **state)
{
	static const char list[] = OS_ID "046d657368" OS_ID "0161";
	uint8_t buf[64];
	struct pc5s_writer writer = { buf, 39, 0 };
	struct pc5s_span rest = span(list);
	struct pc5s_prose_id id;
	size_t len;

	(void)state;
	assert_int_equal(pc5s_prose_id_next(&rest, &id), 1);
	check_text(id.app_id, "mesh");
	assert_memory_equal(id.os_id, span(OS_ID).data, 16);
	assert_int_equal(pc5s_prose_id_put(&writer, &id), 0);
	assert_int_equal(pc5s_prose_id_next(&rest, &id), 1);
	check_text(id.app_id, "a");
	assert_int_equal(pc5s_prose_id_put(&writer, &id), 0);
	check_written(&writer, list);
	assert_int_equal(pc5s_prose_id_next(&rest, &id), 0);

	assert_int_equal(pc5s_prose_id_put(&writer, &id), -EMSGSIZE);
	writer.size = writer.len + 17;
	assert_int_equal(pc5s_prose_id_put(&writer, &id), -EMSGSIZE);
	writer.size = sizeof(buf);
	id.app_id.len = 0;
	assert_int_equal(pc5s_prose_id_put(&writer, &id), -EINVAL);
	id.app_id.len = 256;
	assert_int_equal(pc5s_prose_id_put(&writer, &id), -EINVAL);
	check_written(&writer, list);

	/* Cut short, or with an empty OS App Id. */
	for (len = 1; len < 21; len++) {
		rest = span(list);
		rest.len = len;
		assert_int_equal(pc5s_prose_id_next(&rest, &id), -EBADMSG);
	}
	rest = span(OS_ID "00");
	assert_int_equal(pc5s_prose_id_next(&rest, &id), -EBADMSG);
}

static void user_infos(void **state)
{
	struct pc5s_span rest = span("05616c69636503626f62"), info;
	uint8_t buf[300];
	struct pc5s_writer writer = { buf, 10, 0 };

	(void)state;
	assert_int_equal(pc5s_user_info_next(&rest, &info), 1);
	check_text(info, "alice");
	assert_int_equal(pc5s_user_info_put(&writer, info.data, info.len), 0);
	assert_int_equal(pc5s_user_info_next(&rest, &info), 1);
	check_text(info, "bob");
	assert_int_equal(pc5s_user_info_put(&writer, info.data, info.len), 0);
	assert_int_equal(pc5s_user_info_next(&rest, &info), 0);
	check_written(&writer, "05616c69636503626f62");
	assert_int_equal(pc5s_user_info_put(&writer, "", 0), -EINVAL);
	assert_int_equal(pc5s_user_info_put(&writer, buf, 256), -EINVAL);
	assert_int_equal(pc5s_user_info_put(&writer, "x", 1), -EMSGSIZE);
	rest = span("00");
	assert_int_equal(pc5s_user_info_next(&rest, &info), -EBADMSG);
	rest = span("0261");
	assert_int_equal(pc5s_user_info_next(&rest, &info), -EBADMSG);
}

static void relays(void **state)
{
	static const char *const broken[] = {
		"00", "01", "0102", "0402610102", "0501610102", "0701610a0b0c",
		"0601610a0b0c0d", "0400010203",
	};
	struct pc5s_span rest = span("060272310a0b0c");
	uint8_t buf[300];
	struct pc5s_writer writer = { buf, 8, 0 };
	struct pc5s_relay relay;
	size_t i;

	(void)state;
	assert_int_equal(pc5s_relay_next(&rest, &relay), 1);
	check_text(relay.user_info, "r1");
	assert_int_equal(relay.l2_id, 0x0a0b0c);
	assert_int_equal(pc5s_relay_next(&rest, &relay), 0);
	assert_int_equal(pc5s_relay_put(&writer, &relay), 0);
	check_written(&writer, "060272310a0b0c");
	assert_int_equal(pc5s_relay_put(&writer, &relay), -EMSGSIZE);
	relay.user_info.len = 252;
	assert_int_equal(pc5s_relay_put(&writer, &relay), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		rest = span(broken[i]);
		assert_int_equal(pc5s_relay_next(&rest, &relay), -EBADMSG);
	}
}

static void addresses(void **state)
{
	static const char list[] =
		"0500c0000207 110120010db8000000000000000000000009";
	struct pc5s_span rest = span(list);
	struct in6_addr v6;
	uint8_t buf[64];
	struct pc5s_writer writer = { buf, sizeof(buf), 0 };
	struct pc5_addr addr;

	(void)state;
	assert_int_equal(pc5s_ue_ip_next(&rest, &addr), 1);
	assert_int_equal(addr.family, AF_INET);
	assert_int_equal(ntohl(addr.v4.s_addr), 0xc0000207);
	assert_int_equal(pc5s_ue_ip_put(&writer, &addr), 0);
	assert_int_equal(pc5s_ue_ip_next(&rest, &addr), 1);
	assert_int_equal(addr.family, AF_INET6);
	assert_int_equal(pc5s_ue_ip_put(&writer, &addr), 0);
	assert_int_equal(pc5s_ue_ip_next(&rest, &addr), 0);
	check_written(&writer, list);
	addr.family = AF_UNSPEC;
	assert_int_equal(pc5s_ue_ip_put(&writer, &addr), -EINVAL);
	rest = span("0501c0000207");
	assert_int_equal(pc5s_ue_ip_next(&rest, &addr), -EBADMSG);

	rest = span("20010db800000000000000000000000920");
	assert_int_equal(pc5s_ipv6_next(&rest, &v6), 1);
	writer.len = 0;
	assert_int_equal(pc5s_ipv6_put(&writer, &v6), 0);
	check_written(&writer, "20010db8000000000000000000000009");
	assert_int_equal(pc5s_ipv6_next(&rest, &v6), -EBADMSG);
}

static void qos_flow(void **state)
{
	struct pc5s_span rest = span("01204101015a024000");
	struct pc5s_qos_param param;
	struct pc5s_qos_flow flow;
	uint8_t buf[64], params[32];
	struct pc5s_writer writer = { buf, sizeof(buf), 0 };
	struct pc5s_writer inner = { params, sizeof(params), 0 };
	uint8_t window[] = { 0x07, 0xd0 }, rate[PC5S_BIT_RATE_LEN];

	(void)state;
	assert_int_equal(pc5s_qos_flow_next(&rest, &flow), 1);
	assert_int_equal(flow.pqfi, 1);
	assert_int_equal(flow.operation, PC5S_QOS_FLOW_CREATE);
	assert_true(flow.e);
	assert_null(flow.prose_ids.data);
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), 0);
	assert_int_equal(pc5s_qos_param_next(&flow.params, &param), 1);
	assert_int_equal(param.id, PC5S_QOS_PQI);
	assert_int_equal(param.value.len, 1);
	assert_int_equal(param.value.data[0], 90);
	assert_int_equal(pc5s_qos_param_next(&flow.params, &param), 0);
	assert_int_equal(pc5s_qos_flow_next(&rest, &flow), 1);
	assert_int_equal(flow.pqfi, 2);
	assert_int_equal(flow.operation, PC5S_QOS_FLOW_DELETE);
	assert_false(flow.e);
	assert_int_equal(flow.params.len, 0);
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), 0);
	assert_int_equal(pc5s_qos_flow_next(&rest, &flow), 0);
	check_written(&writer, "01204101015a024000");

	/* Made up from its parts. */
	pc5s_bit_rate_encode(300, rate);
	param = (struct pc5s_qos_param) { PC5S_QOS_GFBR, { rate, 3 } };
	assert_int_equal(pc5s_qos_param_put(&inner, &param), 0);
	param = (struct pc5s_qos_param) { PC5S_QOS_WINDOW, { window, 2 } };
	assert_int_equal(pc5s_qos_param_put(&inner, &param), 0);
	flow = (struct pc5s_qos_flow) {
		.pqfi = 63, .operation = PC5S_QOS_FLOW_MODIFY, .e = true,
		.prose_ids = span(OS_ID "046d657368"),
		.params = { params, inner.len },
	};
	writer.len = 0;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), 0);
	check_written(&writer, "3f6142 0015" OS_ID "046d657368 020301012c 040207d0");
	rest = (struct pc5s_span) { buf, writer.len };
	assert_int_equal(pc5s_qos_flow_next(&rest, &flow), 1);
	assert_int_equal(rest.len, 0);
	assert_int_equal(flow.prose_ids.len, 21);
	assert_int_equal(flow.params.len, inner.len);
	writer.size = writer.len;
	writer.len = 1;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EMSGSIZE);
	assert_int_equal(writer.len, 1);

	param.value.len = 1;
	assert_int_equal(pc5s_qos_param_put(&inner, &param), -EINVAL);
	param.id = 0x77;
	param.value.len = 256;
	assert_int_equal(pc5s_qos_param_put(&inner, &param), -EINVAL);
	flow.prose_ids.len--;
	writer.size = sizeof(buf);
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
	flow.prose_ids.data = NULL;
	flow.params.len--;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
	flow.params.len++;
	flow.pqfi = 0;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
	flow.pqfi = 64;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
	flow.pqfi = 1;
	flow.operation = 4;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
}

/* As many parameters as can be counted, and one more. */
static void qos_params_max(void **state)
{
	uint8_t params[2 * (PC5S_QOS_PARAMS_MAX + 1)], buf[300];
	struct pc5s_writer writer = { buf, sizeof(buf), 0 };
	struct pc5s_qos_flow flow = {
		.pqfi = 1, .operation = PC5S_QOS_FLOW_CREATE,
		.params = { params, sizeof(params) },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(params); i++)
		params[i] = i & 1 ? 0 : 0x80;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), -EINVAL);
	flow.params.len -= 2;
	assert_int_equal(pc5s_qos_flow_put(&writer, &flow), 0);
	assert_int_equal(buf[2], PC5S_QOS_PARAMS_MAX);
}

static void qos_flow_broken(void **state)
{
	static const char *const broken[] = {
		"01", "0120",
		/* PQFI 0, reserved operations. */
		"002000", "c02000", "010000", "018000", "01e000",
		/* Parameters cut short, of a wrong length, too few. */
		"012041", "01204101", "0120410101", "012041 0100",
		"012041 01025a00", "012041 0203 0001", "0120420101 5a",
		/* ProSe identifiers without, with too little, with none. */
		"012140", "01214000", "0121400001", "0121400000",
		"0121400010" OS_ID, "0121400011" OS_ID "01",
	};
	struct pc5s_qos_flow flow;
	struct pc5s_span rest;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		rest = span(broken[i]);
		assert_int_equal(pc5s_qos_flow_next(&rest, &flow), -EBADMSG);
	}
	/* Spare bits, and parameters not known. */
	rest = span("c1 3e 81 7703010203");
	assert_int_equal(pc5s_qos_flow_next(&rest, &flow), 1);
	assert_int_equal(flow.pqfi, 1);
	assert_int_equal(flow.params.len, 5);
}

static void bit_rates(void **state)
{
	static const struct {
		uint8_t octets[PC5S_BIT_RATE_LEN];
		uint64_t kbps;
	} cases[] = {
		{ { 1, 0, 0 }, 0 },
		{ { 1, 0x01, 0x2c }, 300 },
		{ { 1, 0xff, 0xff }, 65535 },
		{ { 2, 0x40, 0x00 }, 65536 },
		{ { 2, 0x40, 0x01 }, 65540 },
		{ { 5, 0xff, 0xff }, 65535ULL * 256 },
		{ { 6, 0xff, 0xff }, 65535ULL * 1000 },
		{ { 25, 0xff, 0xff }, 65535ULL * 256 * 1000000000000ULL },
	};
	uint8_t octets[PC5S_BIT_RATE_LEN];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pc5s_bit_rate_encode(cases[i].kbps, octets);
		assert_memory_equal(octets, cases[i].octets, 3);
		assert_true(pc5s_bit_rate_decode(octets) == cases[i].kbps);
	}
	/* Rounded up. */
	pc5s_bit_rate_encode(65537, octets);
	assert_true(pc5s_bit_rate_decode(octets) == 65540);
	pc5s_bit_rate_encode(UINT64_MAX, octets);
	assert_memory_equal(octets, "\x19\xff\xff", 3);
	/* 0 is 1, what is beyond is the highest. */
	assert_true(pc5s_bit_rate_decode((uint8_t[]) { 0, 0, 5 }) == 5);
	assert_true(pc5s_bit_rate_decode((uint8_t[]) { 26, 0, 1 }) ==
		    256 * 1000000000000ULL);
}

static void qos_rule(void **state)
{
	/* One filter: all to 192.0.2.0/24, port 80; precedence 7, flow 3. */
	static const char list[] =
		"05 0011 31 010c 10c0000200ffffff00 500050 07 03";
	struct pc5s_span rest = span(list), components;
	struct pc5s_qos_component component;
	struct pc5s_qos_filter filter;
	struct pc5s_qos_rule rule;
	uint8_t buf[64], in[64], comp[64];
	struct pc5s_writer writer = { buf, sizeof(buf), 0 };
	struct pc5s_writer filters = { in, sizeof(in), 0 };
	struct pc5s_writer parts = { comp, sizeof(comp), 0 };

	(void)state;
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 1);
	assert_int_equal(rule.id, 5);
	assert_int_equal(rule.operation, PC5S_QOS_RULE_CREATE);
	assert_true(rule.dqr);
	assert_true(rule.has_precedence);
	assert_int_equal(rule.precedence, 7);
	assert_int_equal(rule.pqfi, 3);
	assert_null(rule.prose_id.data);
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 0);

	components = rule.filters;
	assert_int_equal(pc5s_qos_filter_next(&components, rule.operation,
					      &filter), 1);
	assert_int_equal(filter.id, 1);
	components = filter.components;
	assert_int_equal(pc5s_qos_component_next(&components, &component), 1);
	assert_int_equal(component.type, PC5S_QOS_IPV4_REMOTE);
	assert_int_equal(component.value.len, 8);
	assert_int_equal(pc5s_qos_component_put(&parts, &component), 0);
	assert_int_equal(pc5s_qos_component_next(&components, &component), 1);
	assert_int_equal(component.type, PC5S_QOS_REMOTE_PORT);
	assert_int_equal(pc5s_qos_component_put(&parts, &component), 0);
	assert_int_equal(pc5s_qos_component_next(&components, &component), 0);
	component.value.len = 1;
	assert_int_equal(pc5s_qos_component_put(&parts, &component), -EINVAL);

	filter.components = (struct pc5s_span) { comp, parts.len };
	assert_int_equal(pc5s_qos_filter_put(&filters, rule.operation,
					     &filter), 0);
	rule.filters = (struct pc5s_span) { in, filters.len };
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), 0);
	check_written(&writer, list);

	/* With a ProSe identifier, which needs a flow. */
	writer.len = 0;
	rule.filters.len = 0;
	rule.prose_id = span(OS_ID "0161");
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), 0);
	check_written(&writer, "050015 30 0703" OS_ID "0161");
	rest = (struct pc5s_span) { buf, writer.len };
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 1);
	assert_int_equal(rule.prose_id.len, 18);
	writer.size = writer.len;
	writer.len = 1;
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), -EMSGSIZE);
	rule.pqfi = 0;
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), -EINVAL);
	rule.prose_id = (struct pc5s_span) { 0 };
	rule.pqfi = 1;
	rule.has_precedence = false;
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), -EINVAL);
	rule.pqfi = 0;
	rule.id = 0;
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), -EINVAL);
}

/* Deleting filters names them only; deleting a rule says nothing more. */
static void qos_rule_short(void **state)
{
	struct pc5s_span rest = span("010003 a2 0109 02000140");
	struct pc5s_qos_filter filter;
	struct pc5s_qos_rule rule;
	uint8_t buf[16];
	struct pc5s_writer writer = { buf, sizeof(buf), 0 };

	(void)state;
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 1);
	assert_int_equal(rule.operation, PC5S_QOS_RULE_DELETE_FILTERS);
	assert_int_equal(rule.filters.len, 2);
	assert_false(rule.has_precedence);
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), 0);
	assert_int_equal(pc5s_qos_filter_next(&rule.filters, rule.operation,
					      &filter), 1);
	assert_int_equal(filter.id, 1);
	assert_int_equal(pc5s_qos_filter_next(&rule.filters, rule.operation,
					      &filter), 1);
	assert_int_equal(filter.id, 9);
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 1);
	assert_int_equal(rule.operation, PC5S_QOS_RULE_DELETE);
	assert_int_equal(pc5s_qos_rule_put(&writer, &rule), 0);
	check_written(&writer, "010003a2010902000140");
	assert_int_equal(pc5s_qos_rule_next(&rest, &rule), 0);
}

static void qos_rule_broken(void **state)
{
	static const char *const broken[] = {
		"05", "0500", "050000", "050001", "05000220",
		/* Number 0, reserved operations. */
		"00000120", "05000100", "050001e0",
		/* Filters cut short, components cut short. */
		"05000121", "0500022101", "0500032101 01",
		"050004 21 0101 30", "050005 21 0102 5000",
		/* A ProSe identifier that is none, or has a tail. */
		"050004 20 0703 00",
		"050016 20 0703" OS_ID "0161 00",
	};
	struct pc5s_qos_rule rule;
	struct pc5s_span rest;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		rest = span(broken[i]);
		assert_int_equal(pc5s_qos_rule_next(&rest, &rule), -EBADMSG);
	}
}

/* Sizes of all components; one that is unknown hides what follows. */
static void components(void **state)
{
	static const struct {
		uint8_t type, len;
	} size[] = {
		{ 0x01, 0 }, { 0x10, 8 }, { 0x11, 8 }, { 0x21, 17 },
		{ 0x23, 17 }, { 0x30, 1 }, { 0x40, 2 }, { 0x41, 4 },
		{ 0x50, 2 }, { 0x51, 4 }, { 0x60, 4 }, { 0x70, 2 },
		{ 0x80, 3 }, { 0x81, 6 }, { 0x82, 6 }, { 0x83, 2 },
		{ 0x84, 2 }, { 0x85, 1 }, { 0x86, 1 }, { 0x87, 2 },
		{ 0x88, 12 }, { 0x89, 12 }, { 0x8a, 16 + 1 + 3 },
		{ 0x8b, 3 }, { 0x8c, 3 }, { 0x8d, 1 + 3 },
	};
	struct pc5s_qos_component component;
	unsigned int type, i, known = 0;
	struct pc5s_span rest;
	uint8_t buf[40];
	int ret;

	(void)state;
	for (type = 0; type < 256; type++) {
		memset(buf, 3, sizeof(buf));
		buf[0] = type;
		for (i = 0; i < ARRAY_SIZE(size); i++)
			if (size[i].type == type)
				break;
		rest = (struct pc5s_span) { buf, sizeof(buf) };
		if (i == ARRAY_SIZE(size)) {
			ret = pc5s_qos_component_next(&rest, &component);
			assert_int_equal(ret, -EOPNOTSUPP);
			continue;
		}
		known++;
		assert_int_equal(pc5s_qos_component_next(&rest, &component),
				 1);
		assert_int_equal(component.type, type);
		assert_int_equal(component.value.len, size[i].len);
		assert_int_equal(rest.len, sizeof(buf) - 1 - size[i].len);
		if (!size[i].len)
			continue;
		rest = (struct pc5s_span) { buf, size[i].len };
		assert_int_equal(pc5s_qos_component_next(&rest, &component),
				 -EBADMSG);
	}
	assert_int_equal(known, ARRAY_SIZE(size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prose_ids),
		cmocka_unit_test(user_infos),
		cmocka_unit_test(relays),
		cmocka_unit_test(addresses),
		cmocka_unit_test(qos_flow),
		cmocka_unit_test(qos_params_max),
		cmocka_unit_test(qos_flow_broken),
		cmocka_unit_test(bit_rates),
		cmocka_unit_test(qos_rule),
		cmocka_unit_test(qos_rule_short),
		cmocka_unit_test(qos_rule_broken),
		cmocka_unit_test(components),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
