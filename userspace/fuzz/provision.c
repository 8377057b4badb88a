// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: the provisioning file. It also checks what may be said of
 * every input: it is taken, and then whole and within its limits, or refused
 * with a reason that says where.
 */

#include <linux/pc5.h>
#include <stdlib.h>
#include <string.h>

#include "libpc5/provision-keys.h"
#include "libpc5/provision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
	if (!condition)
		abort();
}

static void check_number(const struct pc5_prov_key *key, uint64_t value)
{
	check((key->never && !value) ||
	      (value >= key->min && value <= key->max));
}

static void check_map(const struct pc5_prov_keys *keys, const char *base);

static void check_key(const struct pc5_prov_key *key, const char *base)
{
	const char *value = base + key->off;
	size_t i, n;

	switch (key->type) {
	case PC5_PROV_MAP:
		/* Without credentials for EAP-TLS there is none of its keys. */
		if (key->sub->key[0].type != PC5_PROV_FILE ||
		    ((const struct pc5_named_file *)value)->path)
			check_map(key->sub, value);
		break;
	case PC5_PROV_LIST:
		n = *(const size_t *)(base + key->n_off);
		check(n <= key->max && (n || !key->required));
		for (i = 0; i < n; i++)
			check_map(key->sub, *(char *const *)value +
				  i * key->size);
		break;
	case PC5_PROV_TEXT:
	case PC5_PROV_NAME:
	case PC5_PROV_PATTERN:
		/* Without it something else says the name. */
		if (*(char *const *)value || key->required)
			check_number(key, strlen(*(char *const *)value));
		break;
	case PC5_PROV_DEVICE:
		check(strlen(*(char *const *)value) < 16);
		break;
	case PC5_PROV_FILE:
		check(!key->required ||
		      ((const struct pc5_named_file *)value)->path);
		break;
	case PC5_PROV_UINT:
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
	case PC5_PROV_L2ID:
		check_number(key, *(const uint32_t *)value);
		break;
	case PC5_PROV_ENUM:
		check(*(const uint32_t *)value < key->names->n &&
		      key->names->name[*(const uint32_t *)value]);
		break;
	case PC5_PROV_MASK:
		check(*(const uint32_t *)value &&
		      *(const uint32_t *)value < 1U << key->names->n);
		break;
	case PC5_PROV_ORDER:
		n = ((const struct pc5_order *)value)->n;
		for (i = 0; i < n; i++)
			check_number(key, ((const struct pc5_order *)
					   value)->value[i]);
		break;
	default:
		break;
	}
}

static void check_map(const struct pc5_prov_keys *keys, const char *base)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		check_key(&keys->key[i], base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc5_file_error err = { 0 };
	struct pc5_provision *prov;

	if (pc5_provision_parse("f", (const char *)data, size, &prov, &err)) {
		check(!prov && !strncmp(err.text, "f:", 2));
		check(strnlen(err.text, sizeof(err.text)) < sizeof(err.text));
		return 0;
	}
	check_map(&pc5_prov_keys, (const char *)prov);
	pc5_provision_free(prov);
	return 0;
}
