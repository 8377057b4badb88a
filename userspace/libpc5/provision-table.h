/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the tables of the keys of a provisioning file are written. */
#ifndef LIBPC5_PROVISION_TABLE_H
#define LIBPC5_PROVISION_TABLE_H

#include "provision-keys.h"
#include "util.h"

/* Durations, in milliseconds. */
#define SEC 1000ULL
#define MIN (60 * SEC)
#define HOUR (60 * MIN)
#define DAY (24 * HOUR)

/* What a table sets beside the usual. */
#define REQUIRED .required = true
#define OR_NEVER .never = true

#define KEY(struct_, member, name_, type_, ...) { \
	.name = name_, .type = PC5_PROV_##type_, \
	.off = offsetof(struct struct_, member), __VA_ARGS__ }
#define RANGE(min_, max_) .min = min_, .max = max_
#define DEFAULT(def_) .def = def_
#define NAMES(names_) .names = &pc5_##names_##_names

#define MAP(struct_, member, name_, ...) \
	KEY(struct_, member, name_, MAP, __VA_ARGS__)
#define LIST(struct_, member, name_, item, max_, ...) { \
	.name = name_, .type = PC5_PROV_LIST, \
	.off = offsetof(struct struct_, member), \
	.n_off = offsetof(struct struct_, n_##member), \
	.size = sizeof(struct item), .min = 1, .max = max_, __VA_ARGS__ }

#define KEYS(name) \
	static const struct pc5_prov_keys name##_keys = { \
		name##_table, ARRAY_SIZE(name##_table) }
#define SUB(name) .sub = &name##_keys

#endif /* LIBPC5_PROVISION_TABLE_H */
