// SPDX-License-Identifier: GPL-2.0-or-later
/* Parser, schema and documentation of the provisioning file say the same. */

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "libpc5/provision.h"
#include "prov_desc.h"

/* Files of the source tree; TOP is its directory. */
#define SCHEMA TOP "/Documentation/provisioning.schema.json"
#define GUIDE TOP "/Documentation/provisioning.md"
#define EXAMPLE TOP "/packaging/pc5.yaml.example"

static char *read_text(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 1 << 20);

	assert_non_null(f);
	assert_non_null(text);
	*len = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	return text;
}

/* What is for people, and the head of the file. */
static void strip(struct json_object *obj)
{
	static const char *const prose[] = {
		"description", "title", "$schema", "$id", "$comment",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prose); i++)
		json_object_object_del(obj, prose[i]);
	json_object_object_foreach(obj, key, value) {
		(void)key;
		if (json_object_is_type(value, json_type_object))
			strip(value);
	}
}

/* Every key in it has a description of its own. */
static void check_described(struct json_object *map)
{
	struct json_object *properties, *text, *items;

	assert_true(json_object_object_get_ex(map, "properties", &properties));
	json_object_object_foreach(properties, key, value) {
		if (!json_object_object_get_ex(value, "description", &text))
			fail_msg("the schema does not describe %s", key);
		if (json_object_object_get_ex(value, "properties", &items))
			check_described(value);
		if (json_object_object_get_ex(value, "items", &items) &&
		    json_object_object_get_ex(items, "properties", &text))
			check_described(items);
	}
}

static void schema(void **state)
{
	struct json_object *file = json_object_from_file(SCHEMA);
	struct json_object *right = desc_schema(&pc5_prov_keys);

	(void)state;
	assert_non_null(file);
	check_described(file);
	strip(file);
	if (!json_object_equal(file, right)) {
		print_message("# the parser's tables say:\n%s\n",
			      json_object_to_json_string(right));
		fail_msg("the schema says something else than the parser");
	}
	json_object_put(file);
	json_object_put(right);
}

static size_t rows(const char *text)
{
	size_t n = 0;

	for (; (text = strstr(text, "\n| `")); text++)
		n++;
	return n;
}

/* One row of the guide for each key, in the form of the tables. */
static size_t check_rows(const char *text, const struct pc5_prov_keys *keys,
			 const char *above)
{
	char allowed[DESC_MAX], def[DESC_MAX], path[200], row[1200];
	size_t i, n = 0;

	for (i = 0; i < keys->n; i++) {
		const struct pc5_prov_key *key = &keys->key[i];

		desc_allowed(key, allowed);
		desc_default(key, def);
		snprintf(path, sizeof(path), "%s%s", above, key->name);
		snprintf(row, sizeof(row), "\n| `%s` | %s | %s | ", path,
			 allowed, def);
		if (!strstr(text, row))
			fail_msg("no row in the guide:%s", row);
		n++;
		strcat(path, key->type == PC5_PROV_LIST ? "[]." : ".");
		if (key->sub)
			n += check_rows(text, key->sub, path);
	}
	return n;
}

static void guide(void **state)
{
	size_t len;
	char *text = read_text(GUIDE, &len);

	(void)state;
	assert_int_equal(check_rows(text, &pc5_prov_keys, ""), rows(text));
	free(text);
}

/* The example parses, and gives every key that there is. */
static void check_given(const char *text, const struct pc5_prov_keys *keys)
{
	char name[100];
	size_t i;

	for (i = 0; i < keys->n; i++) {
		snprintf(name, sizeof(name), "%s:", keys->key[i].name);
		if (!strstr(text, name))
			fail_msg("the example does not show %s", name);
		if (keys->key[i].sub)
			check_given(text, keys->key[i].sub);
	}
}

static void example(void **state)
{
	struct pc5_file_error err = { 0 };
	struct pc5_provision *prov;
	size_t len;
	char *text = read_text(EXAMPLE, &len);

	(void)state;
	if (pc5_provision_parse("pc5.yaml.example", text, len, &prov, &err))
		fail_msg("%s", err.text);
	assert_string_equal(prov->ue.device, "ue0");
	assert_int_equal(prov->n_services, 2);
	assert_int_equal(prov->auth.methods.n, 3);
	pc5_provision_free(prov);
	check_given(text, &pc5_prov_keys);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schema),
		cmocka_unit_test(guide),
		cmocka_unit_test(example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
