/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each PC5-S message holds (TS 24.554 clause 10.3), for encoding,
 * decoding, printing and the tests.
 */
#ifndef LIBPC5_PC5S_TABLE_H
#define LIBPC5_PC5S_TABLE_H

#include "pc5s.h"

/* Octets before the first IE: message type and sequence number. */
#define PC5S_HEAD_LEN 2

/**
 * enum pc5s_format - format of an IE (TS 24.007 clause 11.2.1.1)
 * @PC5S_V: value alone
 * @PC5S_LV: one octet of length, value
 * @PC5S_LV_E: two octets of length, value
 * @PC5S_TV1: IEI in the high four bits of one octet, value in the low four
 * @PC5S_TV: IEI, value
 * @PC5S_TLV: IEI, one octet of length, value
 * @PC5S_TLV_E: IEI, two octets of length, value
 */
enum pc5s_format {
	PC5S_V,
	PC5S_LV,
	PC5S_LV_E,
	PC5S_TV1,
	PC5S_TV,
	PC5S_TLV,
	PC5S_TLV_E,
};

/**
 * struct pc5s_field - one row of the table of a message
 * @ie: enum pc5s_ie
 * @format: enum pc5s_format
 * @mandatory: presence M, not O
 * @iei: where @format has one; of a type 1 IE the low four bits are 0
 * @min: least octets of the value
 * @max: most octets of the value; @min where @format has no length
 */
struct pc5s_field {
	uint8_t ie;
	uint8_t format;
	bool mandatory;
	uint8_t iei;
	uint16_t min;
	uint16_t max;
};

/**
 * struct pc5s_desc - one message
 * @name: its name
 * @field: its rows, in order; the mandatory ones come first
 * @type: enum pc5s_type
 * @n: number of rows, at most PC5S_FIELD_MAX
 */
struct pc5s_desc {
	const char *name;
	const struct pc5s_field *field;
	uint8_t type;
	uint8_t n;
};

/* Most rows of a message. */
#define PC5S_FIELD_MAX 32

/* All messages. */
extern const struct pc5s_desc pc5s_desc[];
extern const size_t pc5s_desc_n;

/* And those of discovery, which have types of their own (disc-msg.h). */
#define PC5_DISC_DESCS 3
extern const struct pc5s_desc pc5_disc_desc[PC5_DISC_DESCS];

/* The message of @type, NULL where there is none. */
const struct pc5s_desc *pc5s_find_desc(uint8_t type);

/* pc5s_decode() and pc5s_encode() of a message of a given table. */
int pc5s_decode_as(const struct pc5s_desc *desc, struct pc5s_msg *msg,
		   const void *buf, size_t len);
ssize_t pc5s_encode_as(const struct pc5s_desc *desc,
		       const struct pc5s_msg *msg, void *buf, size_t size);

/*
 * pc5s_print() of a message of a given table, NULL for none; @seq says what the
 * second octet is.
 */
void pc5s_print_as(const struct pc5s_desc *desc, const char *seq,
		   const struct pc5s_msg *msg, pc5s_sink sink, void *ctx);

/*
 * Whether @value can stand in @field: its length, and whatever TS 24.554 clause
 * 11.3 demands of it. Reserved values that a receiver has to understand
 * somehow, as in policies and causes, can.
 */
bool pc5s_field_ok(const struct pc5s_field *field, struct pc5s_span value);

#endif /* LIBPC5_PC5S_TABLE_H */
