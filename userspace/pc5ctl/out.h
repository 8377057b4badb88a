/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Output as text or as JSON, from the same calls.
 *
 * In text, a value is printed as " label value", or " value" where the label
 * is NULL. In JSON it becomes a member called key. A key of NULL says that
 * JSON does not have it, a label of "" that text does not.
 */
#ifndef PC5CTL_OUT_H
#define PC5CTL_OUT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "libpc5/attr.h"
#include "libpc5/nl-names.h"
#include "libpc5/util.h"

struct ctl;

/* JSON containers that may be open at once. */
#define OUT_DEPTH_MAX 8

enum out_color { COLOR_NAME, COLOR_GOOD, COLOR_BAD };

/**
 * struct out - where output goes
 * @f: the stream
 * @json: print JSON
 * @pretty: indent the JSON
 * @color: use colours
 * @sep: what separates the lines of one object
 * @depth: number of open containers
 * @stack: the open containers, JSON only
 */
struct out {
	FILE *f;
	bool json;
	bool pretty;
	bool color;
	const char *sep;
	unsigned int depth;
	struct json_object *stack[OUT_DEPTH_MAX];
};

void out_init(struct out *out, const struct ctl *ctl);

/*
 * Containers. @key is NULL for the outermost and for what an array holds. The
 * JSON is printed when the outermost is closed.
 */
void out_array(struct out *out, const char *key);
void out_object(struct out *out, const char *key);
void out_close(struct out *out);

/* "5: l0:" at the beginning of an object. */
void out_device(struct out *out, uint32_t ifindex, const char *ifname);

/* Values. */
void out_uint(struct out *out, const char *key, const char *label,
	      uint64_t value);
void out_hex(struct out *out, const char *key, const char *label, int digits,
	     uint32_t value);
void out_str(struct out *out, const char *key, const char *label,
	     const char *value);
void out_bool(struct out *out, const char *key, const char *label, bool value);
void out_addr(struct out *out, const char *key, const char *label,
	      const struct pc5_addr *addr);

/* Name of @value, or the number itself where it has none. */
void out_name(struct out *out, const char *key, const char *label,
	      const struct pc5_names *names, uint32_t value);

/* JSON only: all members of @value, which somebody else made. */
void out_members(struct out *out, struct json_object *value);

/* Text only: as it is; coloured; next line of the object; end of it. */
__printf(2, 3) void out_text(struct out *out, const char *fmt, ...);
void out_colored(struct out *out, enum out_color color, const char *text);
void out_next_line(struct out *out);
void out_end_line(struct out *out);

#endif /* PC5CTL_OUT_H */
