// SPDX-License-Identifier: GPL-2.0-or-later
/* EAP-TLS: fragments, made and taken. */

#include "test.h"

#include <stdlib.h>

#include "libpc5/eap-tls-frag.h"

#define L EAP_TLS_LENGTH
#define M EAP_TLS_MORE
#define S EAP_TLS_START

/**
 * struct part - a packet taken
 * @flags: its flags
 * @total: its length field, written if @flags has it
 * @len: octets that follow
 * @got: what it is
 */
struct part {
	uint8_t flags;
	uint32_t total;
	size_t len;
	enum eap_tls_got got;
};

static enum eap_tls_got take(struct eap_tls_frag *frag, const struct part *part,
			     struct pc5_auth_error *err)
{
	uint8_t *buf = malloc(5 + part->len);
	uint8_t *p = buf;
	enum eap_tls_got got;

	assert_non_null(buf);
	*p++ = part->flags;
	if (part->flags & EAP_TLS_LENGTH) {
		*p++ = part->total >> 24;
		*p++ = part->total >> 16 & 0xff;
		*p++ = part->total >> 8 & 0xff;
		*p++ = part->total & 0xff;
	}
	memset(p, 0x5a, part->len);
	got = eap_tls_frag_take(frag, buf, p + part->len - buf, err);
	free(buf);
	return got;
}

static void taken(void **state)
{
	static const struct {
		struct part part[4];
		unsigned int n;
		enum pc5_auth_reason reason;
	} vector[] = {
		{ { { 0, 0, 1, EAP_TLS_GOT_MESSAGE } }, 1, 0 },
		{ { { L, 1, 1, EAP_TLS_GOT_MESSAGE } }, 1, 0 },
		{ { { 0, 0, 0, EAP_TLS_GOT_EMPTY } }, 1, 0 },
		/* Bits that are reserved are not looked at. */
		{ { { 0x1f, 0, 1, EAP_TLS_GOT_MESSAGE } }, 1, 0 },
		{ { { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { M, 0, 1, EAP_TLS_GOT_PART },
		    { 0, 0, 1, EAP_TLS_GOT_MESSAGE } }, 3, 0 },
		{ { { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { L, 3, 1, EAP_TLS_GOT_MESSAGE } }, 3, 0 },
		{ { { L | M, EAP_TLS_MESSAGE_MAX, 1, EAP_TLS_GOT_PART } },
		  1, 0 },
		{ { { L | M, EAP_TLS_MESSAGE_MAX + 1, 1, EAP_TLS_GOT_WRONG } },
		  1, PC5_AUTH_LIMIT },
		{ { { L | M, 0xffffffff, 1, EAP_TLS_GOT_WRONG } },
		  1, PC5_AUTH_LIMIT },
		{ { { L, 0, 0, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { L, 1, 2, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { L, 3, 2, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { L | M, 1, 0, EAP_TLS_GOT_WRONG } }, 1,
		  PC5_AUTH_PROTOCOL },
		{ { { M, 0, 1, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { M, 0, 0, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { S, 0, 0, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { S, 0, 1, EAP_TLS_GOT_WRONG } }, 1, PC5_AUTH_PROTOCOL },
		{ { { L | M, 2, 1, EAP_TLS_GOT_PART },
		    { 0, 0, 2, EAP_TLS_GOT_WRONG } }, 2, PC5_AUTH_PROTOCOL },
		{ { { L | M, 2, 1, EAP_TLS_GOT_PART },
		    { M, 0, 2, EAP_TLS_GOT_WRONG } }, 2, PC5_AUTH_PROTOCOL },
		{ { { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { 0, 0, 1, EAP_TLS_GOT_WRONG } }, 2, PC5_AUTH_PROTOCOL },
		{ { { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { L, 2, 1, EAP_TLS_GOT_WRONG } }, 2, PC5_AUTH_PROTOCOL },
		{ { { L | M, 3, 1, EAP_TLS_GOT_PART },
		    { 0, 0, 0, EAP_TLS_GOT_WRONG } }, 2, PC5_AUTH_PROTOCOL },
	};
	struct eap_tls_frag frag;
	struct pc5_auth_error err;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vector); i++) {
		memset(&frag, 0, sizeof(frag));
		memset(&err, 0, sizeof(err));
		for (j = 0; j < vector[i].n; j++)
			assert_int_equal(take(&frag, &vector[i].part[j], &err),
					 vector[i].part[j].got);
		assert_int_equal(err.reason, vector[i].reason);
		eap_tls_frag_free(&frag);
	}
}

/* Without flags, and with a length field cut off. */
static void cut_off(void **state)
{
	static const uint8_t data[] = { EAP_TLS_LENGTH, 0, 0, 0 };
	struct eap_tls_frag frag = { 0 };
	struct pc5_auth_error err;
	size_t len;

	(void)state;
	for (len = 0; len <= sizeof(data); len++) {
		memset(&err, 0, sizeof(err));
		assert_int_equal(eap_tls_frag_take(&frag, data, len, &err),
				 EAP_TLS_GOT_WRONG);
		assert_int_equal(err.reason, PC5_AUTH_PROTOCOL);
	}
}

/* Every length through some fragment sizes: what is made is taken, and equal. */
static void made(void **state)
{
	static const size_t size[] = { 64, 67, 200, EAP_TLS_FRAGMENT_MAX };
	uint8_t message[700], out[EAP_PACKET_MAX];
	struct eap_tls_frag from = { 0 }, to = { 0 };
	struct pc5_auth_error err = { 0 };
	struct eap_io io = { .out = out };
	enum eap_tls_got got;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(message); i++)
		message[i] = i * 7;
	for (i = 0; i < ARRAY_SIZE(size); i++) {
		from.fragment = size[i];
		to.fragment = size[i];
		for (len = 1; len <= sizeof(message); len++) {
			uint8_t *room = eap_tls_frag_room(&from, len);
			bool first = true;

			assert_non_null(room);
			memcpy(room, message, len);
			do {
				eap_tls_frag_send(&from, &io);
				assert_true(io.out_len <= size[i]);
				/* A length only in the first of several. */
				assert_int_equal(out[EAP_DATA_OFFSET] & L,
						 first &&
						 out[EAP_DATA_OFFSET] & M ?
						 L : 0);
				first = false;
				got = eap_tls_frag_take(&to,
							out + EAP_DATA_OFFSET,
							io.out_len -
							EAP_DATA_OFFSET, &err);
				if (got == EAP_TLS_GOT_PART)
					assert_int_equal(eap_tls_frag_take(&from,
									   (const uint8_t *)"",
									   1, &err),
							 EAP_TLS_GOT_ACK);
			} while (got == EAP_TLS_GOT_PART);
			assert_int_equal(got, EAP_TLS_GOT_MESSAGE);
			assert_int_equal(to.in_len, len);
			assert_memory_equal(to.in, message, len);
			eap_tls_frag_taken(&to);
		}
	}
	assert_null(eap_tls_frag_room(&from, EAP_TLS_MESSAGE_MAX + 1));
	eap_tls_frag_free(&from);
	eap_tls_frag_free(&to);
}

/* While fragments are to be sent, nothing but an empty packet is taken. */
static void no_acknowledgment(void **state)
{
	static const uint8_t wrong[][6] = {
		{ 0, 1 }, { M }, { L, 0, 0, 0, 1 }, { M, 1 },
	};
	static const size_t len[] = { 2, 1, 5, 2 };
	uint8_t out[EAP_PACKET_MAX];
	struct eap_io io = { .out = out };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct eap_tls_frag frag = { .fragment = 64 };
		struct pc5_auth_error err = { 0 };

		memset(eap_tls_frag_room(&frag, 100), 0, 100);
		eap_tls_frag_send(&frag, &io);
		assert_int_equal(eap_tls_frag_take(&frag, wrong[i], len[i],
						   &err), EAP_TLS_GOT_WRONG);
		assert_int_equal(err.reason, PC5_AUTH_PROTOCOL);
		eap_tls_frag_free(&frag);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(made),
		cmocka_unit_test(no_acknowledgment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
