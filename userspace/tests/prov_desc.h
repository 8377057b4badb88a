/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of the provisioning file say, as JSON Schema and as text. */
#ifndef TESTS_PROV_DESC_H
#define TESTS_PROV_DESC_H

#include <json-c/json.h>

#include "libpc5/provision-keys.h"

/* Room for a text of what is allowed or of a default. */
#define DESC_MAX 400

/* JSON Schema of a map with @keys, without descriptions. */
struct json_object *desc_schema(const struct pc5_prov_keys *keys);

/* What @key allows, and what it is where it is not given. */
void desc_allowed(const struct pc5_prov_key *key, char text[DESC_MAX]);
void desc_default(const struct pc5_prov_key *key, char text[DESC_MAX]);

#endif /* TESTS_PROV_DESC_H */
