/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PC5-S messages made up from the table, for the tests of the codec. */
#ifndef TESTS_PC5S_GEN_H
#define TESTS_PC5S_GEN_H

#include "test.h"

#include "libpc5/pc5s-table.h"

/* The worked example of one establishment. */
#define DCR \
	"010105616c69636502e0e0127b001500112233445566778899aabbccddeeff" \
	"046d6573687400040102030456a0a1a2a3a4a5a6a7a8a9aaabacadaeaf5c3a" \
	"2803626f62"
#define DSM_COMMAND \
	"0e012202e0e0591257b0b1b2b3b4b5b6b7b8b9babbbcbdbebf5dc55a1a2b"
#define DSM_COMPLETE \
	"0f021179000601204101015a620261fe8000000000000000000000000000015b3c4d"
#define DCA \
	"020203626f622279000601204101015a620261fe800000000000000000000000" \
	"000002"

/* Octets of hexadecimal digits, spaces between them; at most @size. */
size_t octets(const char *hex, uint8_t *out, size_t size);

/* The same numbers for the same seed, wherever the tests run. */
struct rng {
	uint64_t state;
};

uint32_t rng_next(struct rng *rng);

/* A number of at least @min and at most @max. */
uint32_t rng_range(struct rng *rng, uint32_t min, uint32_t max);

/* Room for the values of a message. */
#define GEN_ROOM (2 * 65536)

/**
 * struct gen - a message and its values
 * @rng: where they come from
 * @msg: the message; starts with its mandatory IEs
 * @used: octets of @room that are taken
 * @room: values
 */
struct gen {
	struct rng rng;
	struct pc5s_msg msg;
	size_t used;
	uint8_t room[GEN_ROOM];
};

/* Start a message without IEs. */
void gen_start(struct gen *gen, const struct pc5s_desc *desc);

/*
 * Give the message a valid value of @field that is as long as can be, but not
 * longer than @len, or else as short as can be. Returns its length.
 */
size_t gen_value(struct gen *gen, const struct pc5s_field *field, size_t len);

/* The message with its mandatory IEs, and the optional ones if @all. */
void gen_short(struct gen *gen, const struct pc5s_desc *desc, bool all);

/* What is random of it is: presence, lengths, values. */
void gen_random(struct gen *gen, const struct pc5s_desc *desc);

/* Octets of @field with @value in a message. */
size_t field_len(const struct pc5s_field *field, struct pc5s_span value);

/* Check that two messages are the same, but for octets that are not values. */
void check_same(const struct pc5s_msg *a, const struct pc5s_msg *b);

#endif /* TESTS_PC5S_GEN_H */
