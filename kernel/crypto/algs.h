/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of pc5-crypto.ko share: registration and priorities
 */
#ifndef PC5_CRYPTO_ALGS_H
#define PC5_CRYPTO_ALGS_H

#include "input.h"

#define ALG_KEY_SIZE	16	/* key of all 128-bit algorithms */
#define ALG_MAC_SIZE	4	/* MAC-I */

/*
 * Priorities. Drivers that use vector instructions go above ALG_PRIO_MAX;
 * an instance of the pdcp() template has the sum of its parts' priorities.
 */
#define ALG_PRIO_GENERIC	100	/* portable C */
#define ALG_PRIO_SYNC		150	/* on another algorithm, never asynchronous */
#define ALG_PRIO_ASYNC		200	/* on the best other algorithm there is */
#define ALG_PRIO_MAX		400

int nea_register(void);
void nea_unregister(void);
int nea2_register(void);
void nea2_unregister(void);
int nia_register(void);
void nia_unregister(void);
int nia2_register(void);
void nia2_unregister(void);
int pdcp_register(void);
void pdcp_unregister(void);

/**
 * struct nia_head - the octets in front of a hashed message
 * @octets: COUNT(32) || BEARER(5) || DIRECTION(1) || 0(26)
 * @len: how many of them have come
 */
struct nia_head {
	u8 octets[INPUT_SIZE];
	unsigned int len;
};

/**
 * nia_head_absorb() - take the octets in front off the data
 * @head: octets so far, not yet complete
 * @data: data, moved on
 * @len: its octets, reduced
 * @in: the values they stand for, once complete
 *
 * Return: 1 if the octets are complete now, 0 if not, -EINVAL if they are
 * malformed.
 */
static inline int nia_head_absorb(struct nia_head *head, const u8 **data,
				  unsigned int *len, struct input *in)
{
	unsigned int n = min_t(unsigned int, *len, INPUT_SIZE - head->len);

	memcpy(head->octets + head->len, *data, n);
	head->len += n;
	*data += n;
	*len -= n;
	if (head->len < INPUT_SIZE)
		return 0;
	return input_parse(in, head->octets) ? 1 : -EINVAL;
}

#endif /* PC5_CRYPTO_ALGS_H */
