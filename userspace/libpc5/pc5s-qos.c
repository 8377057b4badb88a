// SPDX-License-Identifier: GPL-2.0-or-later
/* PC5-S: QoS flow descriptions. */

#include "pc5s-qos.h"

#include <errno.h>

#include "util.h"

/* Third octet of a flow: how many parameters, and the E bit. */
#define FLOW_PARAMS PC5S_QOS_PARAMS_MAX
#define FLOW_E 0x40
/* Second: ProSe identifiers follow. */
#define FLOW_PII 1

/* Octets of each parameter. */
static const uint8_t param_len[] = {
	[PC5S_QOS_PQI] = 1,
	[PC5S_QOS_GFBR] = PC5S_BIT_RATE_LEN,
	[PC5S_QOS_MFBR] = PC5S_BIT_RATE_LEN,
	[PC5S_QOS_WINDOW] = 2,
	[PC5S_QOS_RESOURCE_TYPE] = 1,
	[PC5S_QOS_PRIORITY] = 1,
	[PC5S_QOS_DELAY_BUDGET] = 2,
	[PC5S_QOS_ERROR_RATE] = 1,
	[PC5S_QOS_BURST] = 2,
};

static bool param_ok(const struct pc5s_qos_param *param)
{
	if (param->id >= ARRAY_SIZE(param_len) || !param_len[param->id])
		return param->value.len <= UINT8_MAX;
	return param->value.len == param_len[param->id];
}

int pc5s_qos_param_next(struct pc5s_span *rest, struct pc5s_qos_param *param)
{
	struct pc5s_span head;

	if (!rest->len)
		return 0;
	if (pc5s_cut(rest, 2, &head) < 0 ||
	    pc5s_cut(rest, head.data[1], &param->value) < 0)
		return -EBADMSG;
	param->id = head.data[0];
	return param_ok(param) ? 1 : -EBADMSG;
}

int pc5s_qos_param_put(struct pc5s_writer *writer,
		       const struct pc5s_qos_param *param)
{
	const uint8_t head[2] = { param->id, param->value.len };

	if (!param_ok(param))
		return -EINVAL;
	if (sizeof(head) + param->value.len > writer->size - writer->len)
		return -EMSGSIZE;
	pc5s_put(writer, head, sizeof(head));
	return pc5s_put(writer, param->value.data, param->value.len);
}

/* ProSe identifiers that a list of them ends well. */
static bool prose_ids_ok(struct pc5s_span list)
{
	struct pc5s_prose_id id;
	int ret;

	if (!list.len)
		return false;
	do {
		ret = pc5s_prose_id_next(&list, &id);
	} while (ret > 0);
	return !ret;
}

static int cut_prose_ids(struct pc5s_span *rest, struct pc5s_span *ids)
{
	struct pc5s_span len;

	if (pc5s_cut(rest, 2, &len) < 0 ||
	    pc5s_cut(rest, len.data[0] << 8 | len.data[1], ids) < 0)
		return -EBADMSG;
	return prose_ids_ok(*ids) ? 1 : -EBADMSG;
}

static int cut_params(struct pc5s_span *rest, unsigned int n,
		      struct pc5s_span *params)
{
	struct pc5s_qos_param param;

	params->data = rest->data;
	while (n--)
		if (pc5s_qos_param_next(rest, &param) <= 0)
			return -EBADMSG;
	params->len = rest->data - params->data;
	return 1;
}

static bool flow_ok(const struct pc5s_qos_flow *flow)
{
	return flow->pqfi && flow->pqfi <= PC5S_PQFI_MAX &&
	       flow->operation >= PC5S_QOS_FLOW_CREATE &&
	       flow->operation <= PC5S_QOS_FLOW_MODIFY;
}

int pc5s_qos_flow_next(struct pc5s_span *rest, struct pc5s_qos_flow *flow)
{
	struct pc5s_span head;

	if (!rest->len)
		return 0;
	*flow = (struct pc5s_qos_flow) { 0 };
	if (pc5s_cut(rest, 3, &head) < 0)
		return -EBADMSG;
	flow->pqfi = head.data[0] & PC5S_PQFI_MAX;
	flow->operation = head.data[1] >> 5;
	flow->e = head.data[2] & FLOW_E;
	if (!flow_ok(flow))
		return -EBADMSG;
	if (head.data[1] & FLOW_PII &&
	    cut_prose_ids(rest, &flow->prose_ids) < 0)
		return -EBADMSG;
	return cut_params(rest, head.data[2] & FLOW_PARAMS, &flow->params);
}

/* How many parameters there are, or -EINVAL. */
static int count_params(struct pc5s_span params)
{
	struct pc5s_qos_param param;
	int n = 0;
	int ret;

	while ((ret = pc5s_qos_param_next(&params, &param)) > 0)
		n++;
	return ret || n > PC5S_QOS_PARAMS_MAX ? -EINVAL : n;
}

int pc5s_qos_flow_put(struct pc5s_writer *writer,
		      const struct pc5s_qos_flow *flow)
{
	const struct pc5s_span *ids = &flow->prose_ids;
	const uint8_t ids_len[2] = { ids->len >> 8, ids->len & 0xff };
	int n = count_params(flow->params);
	uint8_t head[3] = { flow->pqfi, flow->operation << 5 };
	size_t len = sizeof(head) + flow->params.len;

	if (n < 0 || !flow_ok(flow) || (ids->data && !prose_ids_ok(*ids)))
		return -EINVAL;
	head[2] = n;
	if (flow->e)
		head[2] |= FLOW_E;
	if (ids->data) {
		head[1] |= FLOW_PII;
		len += sizeof(ids_len) + ids->len;
	}
	if (len > writer->size - writer->len)
		return -EMSGSIZE;
	pc5s_put(writer, head, sizeof(head));
	if (ids->data) {
		pc5s_put(writer, ids_len, sizeof(ids_len));
		pc5s_put(writer, ids->data, ids->len);
	}
	return pc5s_put(writer, flow->params.data, flow->params.len);
}

/*
 * Units of bit rates (TS 24.501 clause 9.11.4.12): 1 is 1 kbit/s, each is four
 * times the one before, but each fifth one starts anew with 1000 times the
 * fifth before. Higher ones count as the highest, and 0 as 1.
 */
#define UNIT_MAX 25

static uint64_t unit_kbps(unsigned int unit)
{
	uint64_t kbps = 1;

	for (unit--; unit >= 5; unit -= 5)
		kbps *= 1000;
	return kbps << 2 * unit;
}

uint64_t pc5s_bit_rate_decode(const uint8_t octets[PC5S_BIT_RATE_LEN])
{
	unsigned int unit = octets[0];

	if (!unit)
		unit = 1;
	else if (unit > UNIT_MAX)
		unit = UNIT_MAX;
	return unit_kbps(unit) * (octets[1] << 8 | octets[2]);
}

void pc5s_bit_rate_encode(uint64_t kbps, uint8_t octets[PC5S_BIT_RATE_LEN])
{
	uint64_t n = UINT16_MAX;
	unsigned int unit;

	for (unit = 1; unit <= UNIT_MAX; unit++) {
		uint64_t size = unit_kbps(unit);

		n = kbps / size + !!(kbps % size);
		if (n <= UINT16_MAX)
			break;
	}
	if (unit > UNIT_MAX) {
		unit = UNIT_MAX;
		n = UINT16_MAX;
	}
	octets[0] = unit;
	octets[1] = n >> 8;
	octets[2] = n & 0xff;
}
