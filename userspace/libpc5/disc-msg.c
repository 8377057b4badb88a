// SPDX-License-Identifier: GPL-2.0-or-later
/* PROSE PC5 DISCOVERY messages (TS 24.554 clause 10.2.1). */

#include "disc-msg.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "pc5s-table.h"
#include "util.h"

#define M_V(ie, len) { PC5S_IE_##ie, PC5S_V, true, 0, len, len }
#define M_LVE(ie, min, max) { PC5S_IE_##ie, PC5S_LV_E, true, 0, min, max }
#define O_TV(iei, ie, len) { PC5S_IE_##ie, PC5S_TV, false, iei, len, len }
#define O_TV1(iei, ie) { PC5S_IE_##ie, PC5S_TV1, false, iei, 1, 1 }
#define O_INFO(iei, ie) { PC5S_IE_##ie, PC5S_TLV, false, iei, \
			  PC5_DISC_INFO_LEN, PC5_DISC_INFO_LEN }

static const struct pc5s_field announcement[] = {
	M_V(MIC, PC5_DISC_MIC_LEN),
	M_V(RELAY_SERVICE_CODE, 3),
	M_V(RELAY_USER_INFO, PC5_DISC_INFO_LEN),
	M_V(STATUS_INDICATOR, 1),
	M_LVE(DISCOVERY_SETS, 1, PC5_DISC_SETS_LEN_MAX),
};

static const struct pc5s_field solicitation[] = {
	M_V(MIC, PC5_DISC_MIC_LEN),
	M_V(RELAY_SERVICE_CODE, 3),
	M_LVE(DISCOVERY_SET, PC5_DISC_SET_MIN, PC5_DISC_SET_MAX),
	O_INFO(PC5S_UNCONFIRMED_IEI_SOURCE_DISCOVERER, SOURCE_END_UE_INFO),
	O_INFO(0x2c, RELAY_USER_INFO),
	O_TV(0x2d, STATUS_INDICATOR, 1),
	O_TV1(PC5S_UNCONFIRMED_IEI_ANNOUNCE_PROHIBITED, ANNOUNCE_PROHIBITED),
};

static const struct pc5s_field response[] = {
	M_V(MIC, PC5_DISC_MIC_LEN),
	M_V(RELAY_SERVICE_CODE, 3),
	M_LVE(DISCOVERY_SET, PC5_DISC_SET_MIN, PC5_DISC_SET_MAX),
	O_INFO(0x2b, TARGET_END_UE_INFO),
	O_INFO(0x2c, RELAY_USER_INFO),
	O_TV(0x2d, STATUS_INDICATOR, 1),
	O_TV1(PC5S_UNCONFIRMED_IEI_ANNOUNCE_PROHIBITED, ANNOUNCE_PROHIBITED),
};

const struct pc5s_desc pc5_disc_desc[PC5_DISC_DESCS] = {
	{ "DISCOVERY ANNOUNCEMENT", announcement, PC5_DISC_ANNOUNCEMENT,
	  ARRAY_SIZE(announcement) },
	{ "DISCOVERY SOLICITATION", solicitation, PC5_DISC_SOLICITATION,
	  ARRAY_SIZE(solicitation) },
	{ "DISCOVERY RESPONSE", response, PC5_DISC_RESPONSE,
	  ARRAY_SIZE(response) },
};

static const struct pc5s_desc *find_desc(uint8_t type)
{
	size_t i;

	for (i = 0; i < PC5_DISC_DESCS; i++)
		if (pc5_disc_desc[i].type == type)
			return &pc5_disc_desc[i];
	return NULL;
}

int pc5_disc_decode(struct pc5s_msg *msg, const void *buf, size_t len)
{
	const uint8_t *octets = buf;

	return pc5s_decode_as(len ? find_desc(*octets) : NULL, msg, buf, len);
}

ssize_t pc5_disc_encode(const struct pc5s_msg *msg, void *buf, size_t size)
{
	const struct pc5s_desc *desc = find_desc(msg->type);

	return desc ? pc5s_encode_as(desc, msg, buf, size) : -EOPNOTSUPP;
}

const char *pc5_disc_type_name(uint8_t type)
{
	const struct pc5s_desc *desc = find_desc(type);

	return desc ? desc->name : "unknown";
}

void pc5_disc_print(const struct pc5s_msg *msg, pc5s_sink sink, void *ctx)
{
	pc5s_print_as(find_desc(msg->type), "UTC-based counter LSB", msg, sink,
		      ctx);
}

int pc5_disc_sets_decode(struct pc5s_span list,
			 struct pc5s_span set[PC5_DISC_SETS_MAX])
{
	const uint8_t *p = list.data;
	size_t left = list.len;
	unsigned int i, n;

	if (!left || *p > PC5_DISC_SETS_MAX)
		return -EBADMSG;
	n = *p++;
	left--;
	for (i = 0; i < n; i++) {
		size_t len;

		if (left < 2)
			return -EBADMSG;
		len = p[0] << 8 | p[1];
		if (len < PC5_DISC_SET_MIN || len > PC5_DISC_SET_MAX ||
		    len > left - 2)
			return -EBADMSG;
		set[i].data = p + 2;
		set[i].len = len;
		p += 2 + len;
		left -= 2 + len;
	}
	return left ? -EBADMSG : (int)n;
}

ssize_t pc5_disc_sets_encode(const struct pc5s_span *set, size_t n, void *buf,
			     size_t size)
{
	uint8_t *p = buf;
	size_t i;

	if (n > PC5_DISC_SETS_MAX)
		return -EINVAL;
	if (!size)
		return -EMSGSIZE;
	*p++ = n;
	size--;
	for (i = 0; i < n; i++) {
		if (set[i].len < PC5_DISC_SET_MIN ||
		    set[i].len > PC5_DISC_SET_MAX)
			return -EINVAL;
		if (size < 2U + set[i].len)
			return -EMSGSIZE;
		*p++ = set[i].len >> 8;
		*p++ = set[i].len & 0xff;
		memcpy(p, set[i].data, set[i].len);
		p += set[i].len;
		size -= 2 + set[i].len;
	}
	return p - (uint8_t *)buf;
}

/* A name of @value at @at. Returns where the next one is, 0 for none. */
static size_t take_name(struct pc5s_span value, size_t at,
			struct pc5_user_info *name)
{
	size_t len;

	if (at >= value.len)
		return 0;
	len = value.data[at++];
	if (!len || len > value.len - at)
		return 0;
	name->len = len;
	memcpy(name->octets, value.data + at, len);
	return at + len;
}

int pc5_disc_set_decode(struct pc5s_span value, struct pc5_disc_set *set)
{
	size_t at;

	memset(set, 0, sizeof(*set));
	at = take_name(value, 0, &set->discoveree);
	if (at)
		at = take_name(value, at, &set->discoverer);
	if (!at || at + PC5_DISC_MIC_LEN + 1 != value.len)
		return -EBADMSG;
	return 0;
}

ssize_t pc5_disc_set_encode(const struct pc5_disc_set *set, uint32_t counter,
			    void *buf, size_t size)
{
	size_t len = 2U + set->discoveree.len + set->discoverer.len +
		     PC5_DISC_MIC_LEN + 1;
	uint8_t *p = buf;

	if (!set->discoveree.len || !set->discoverer.len)
		return -EINVAL;
	if (size < len)
		return -EMSGSIZE;
	*p++ = set->discoveree.len;
	memcpy(p, set->discoveree.octets, set->discoveree.len);
	p += set->discoveree.len;
	*p++ = set->discoverer.len;
	memcpy(p, set->discoverer.octets, set->discoverer.len);
	p += set->discoverer.len;
	memset(p, 0, PC5_DISC_MIC_LEN);
	p[PC5_DISC_MIC_LEN] = counter & 0x0f;
	return len;
}

int pc5_disc_info(const struct pc5_user_info *user_info,
		  uint8_t info[PC5_DISC_INFO_LEN])
{
	uint8_t hash[EVP_MAX_MD_SIZE];

	memset(info, 0, PC5_DISC_INFO_LEN);
	if (user_info->len <= PC5_DISC_INFO_LEN) {
		memcpy(info, user_info->octets, user_info->len);
		return 0;
	}
	if (EVP_Digest(user_info->octets, user_info->len, hash, NULL,
		       EVP_sha256(), NULL) != 1)
		return -EIO;
	memcpy(info, hash, PC5_DISC_INFO_LEN);
	return 0;
}
