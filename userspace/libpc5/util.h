/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small macros both the library and the programs use. */
#ifndef LIBPC5_UTIL_H
#define LIBPC5_UTIL_H

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

#ifndef __printf
#define __printf(fmt, first) __attribute__((format(printf, fmt, first)))
#endif

#endif /* LIBPC5_UTIL_H */
