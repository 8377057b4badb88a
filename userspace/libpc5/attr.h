/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes to and from C structures, driven by a table.
 *
 * Every object of the pc5 family is a structure whose first member is
 * "uint32_t has": bit N set means that the member of attribute N is present.
 */
#ifndef LIBPC5_ATTR_H
#define LIBPC5_ATTR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl_msg;
struct nlattr;
struct nlmsghdr;

/* Bit of attribute @attr in the "has" member of an object. */
#define PC5_BIT(attr) (1U << (attr))

/* Whether object pointer @obj carries attribute @attr. */
#define PC5_HAS(obj, attr) (((obj)->has & PC5_BIT(attr)) != 0)

/**
 * struct pc5_addr - an IPv4 or IPv6 address
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for none
 * @v4: the address where @family is AF_INET
 * @v6: the address where @family is AF_INET6
 */
struct pc5_addr {
	int family;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	};
};

/**
 * enum pc5_field_type - how an attribute is stored
 * @PC5_FIELD_UINT: unsigned integer of the member's size, host byte order
 * @PC5_FIELD_STR: string in a char array
 * @PC5_FIELD_ADDR: IPv4 or IPv6 address, by the attribute's length, in a
 *	struct pc5_addr
 * @PC5_FIELD_FLAG: no value; its presence is all it says
 */
enum pc5_field_type {
	PC5_FIELD_UINT,
	PC5_FIELD_STR,
	PC5_FIELD_ADDR,
	PC5_FIELD_FLAG,
};

/**
 * struct pc5_field - where one attribute lives in an object
 * @attr: attribute type
 * @type: how it is stored
 * @off: offset of the member
 * @size: size of the member in octets
 */
struct pc5_field {
	uint8_t attr;
	uint8_t type;
	uint16_t off;
	uint16_t size;
};

#define PC5_FIELD(kind, st, member, a) {			\
	.attr = (a), .type = (kind), .off = offsetof(st, member),	\
	.size = sizeof(((st *)NULL)->member) }

/**
 * struct pc5_layout - all attributes of an object
 * @field: the table
 * @n: number of entries of @field
 * @need: bits of the attributes without which a reply is malformed
 */
struct pc5_layout {
	const struct pc5_field *field;
	size_t n;
	uint32_t need;
};

/*
 * Set the member of attribute @attr, which the table has, and its bit in
 * "has". The type of the member must be that of the function.
 */
void pc5_attr_set_uint(const struct pc5_layout *layout, void *obj,
		       unsigned int attr, uint64_t value);
void pc5_attr_set_str(const struct pc5_layout *layout, void *obj,
		      unsigned int attr, const char *value);
void pc5_attr_set_addr(const struct pc5_layout *layout, void *obj,
		       unsigned int attr, const struct pc5_addr *value);

/*
 * Append to @msg what @obj has. Returns 0, or -EMSGSIZE where the message is
 * full.
 */
int pc5_attrs_put(struct nl_msg *msg, const struct pc5_layout *layout,
		  const void *obj);

/*
 * Called for an attribute that the table does not have. Returns 0 or an
 * error, which ends the parse.
 */
typedef int (*pc5_attr_fn)(struct nlattr *attr, void *obj);

/*
 * Fill @obj, which the caller cleared, from the @len octets of attributes at
 * @head. Attributes unknown to both the table and @other (which may be NULL)
 * are passed over: a newer kernel may send more. Returns 0, or -EBADMSG where
 * an attribute is truncated, of a wrong length, or missing.
 */
int pc5_attrs_parse(struct nlattr *head, int len,
		    const struct pc5_layout *layout, pc5_attr_fn other,
		    void *obj);

/* The same for the content of the nested attribute @nest. */
int pc5_attrs_parse_nested(struct nlattr *nest,
			   const struct pc5_layout *layout, void *obj);

/* The same for a generic netlink message, header included. */
int pc5_attrs_parse_msg(const struct nlmsghdr *nlh,
			const struct pc5_layout *layout, pc5_attr_fn other,
			void *obj);

#endif /* LIBPC5_ATTR_H */
