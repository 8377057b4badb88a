/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The least provisioning file there can be. */
#ifndef TESTS_PROVLEAST_H
#define TESTS_PROVLEAST_H

#define UUID "00112233-4455-6677-8899-aabbccddeeff"
#define NEW_YEAR "2026-01-01T00:00:00Z"

/* Its text; lines 1 to 11. */
extern const char least[];

/*
 * @least with @from replaced by @to, or @to behind it where @from is NULL; valid
 * until the next call.
 */
char *edit(const char *from, const char *to);

#endif /* TESTS_PROVLEAST_H */
