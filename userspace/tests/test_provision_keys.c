// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each key of the provisioning file, by the tables: left out, of each wrong
 * kind, at its limits and beyond them.
 */

#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "libpc5/provision-priv.h"
#include "libpc5/provision.h"

#define TEXT_MAX 65536

/* The example, and the text of it with one value changed. */
static struct pc5_yaml *root;
static char text[TEXT_MAX];
static size_t len;

/* What is changed, and into what; NULL leaves the key out. */
static const struct pc5_yaml *target;
static const char *value;

static struct pc5_file_error err;

__printf(1, 2)
static void out(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	len += vsnprintf(text + len, sizeof(text) - len, fmt, ap);
	va_end(ap);
	assert_true(len < sizeof(text));
}

static void write_node(const struct pc5_yaml *node)
{
	const struct pc5_yaml *child;

	if (node == target) {
		out("%s", value);
		return;
	}
	if (node->type == PC5_YAML_SCALAR) {
		out(node->plain ? "%s" : "\"%s\"", node->text);
		return;
	}
	out(node->type == PC5_YAML_MAP ? "{" : "[");
	for (child = node->child; child; child = child->next) {
		if (child == target && !value)
			continue;
		if (child->key)
			out("%s: ", child->key);
		write_node(child);
		out(", ");
	}
	out(node->type == PC5_YAML_MAP ? "}" : "]");
}

/* Parse the example with @node changed into @to. */
static int with(const struct pc5_yaml *node, const char *to)
{
	struct pc5_provision *prov;
	int ret;

	target = node;
	value = to;
	len = 0;
	write_node(root);
	memset(&err, 0, sizeof(err));
	ret = pc5_provision_parse("f", text, len, &prov, &err);
	pc5_provision_free(prov);
	return ret;
}

static void taken(const struct pc5_yaml *node, const char *to)
{
	if (with(node, to))
		fail_msg("%s: %s refused: %s", node->key, to, err.text);
}

static void refused(const struct pc5_yaml *node, const char *path,
		    const char *to)
{
	char begin[200];

	if (!with(node, to))
		fail_msg("%s: %s taken", path, to);
	snprintf(begin, sizeof(begin), "f:1: %s", path);
	if (strncmp(err.text, begin, strlen(begin)))
		fail_msg("%s: %s: %s", path, to, err.text);
}

/* Wrong kinds of a value; those that are right for one are not for others. */
static void wrong_kinds(const struct pc5_prov_key *key,
			const struct pc5_yaml *node, const char *path)
{
	static const char *const never[] = { "[[x]]", "{x: y}", "[{}]", "\"\"" };
	bool text = key->type == PC5_PROV_TEXT ||
		    key->type == PC5_PROV_DEVICE ||
		    key->type == PC5_PROV_NAME ||
		    key->type == PC5_PROV_PATTERN || key->type == PC5_PROV_FILE;
	bool number = key->type == PC5_PROV_UINT ||
		      key->type == PC5_PROV_L2ID ||
		      key->type == PC5_PROV_L2ID_SELF ||
		      key->type == PC5_PROV_KNRP_ID;
	bool order = key->type == PC5_PROV_ORDER;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(never); i++)
		refused(node, path, never[i]);
	refused(node, path, "true");
	refused(node, path, "null");
	refused(node, path, "-1");
	refused(node, path, "1.5");
	if (!text) {
		refused(node, path, "x");
		refused(node, path, "\"x y\"");
	}
	if (!number)
		refused(node, path, "1");
	if (!order)
		refused(node, path, "[]");
	refused(node, path, "[1]");
}

static void format(const struct pc5_prov_key *key, uint64_t number, char *to)
{
	if (key->type == PC5_PROV_UINT)
		sprintf(to, "%" PRIu64, number);
	else
		pc5_prov_duration(key->type, number, to);
}

/* What one limit says may not go with what another key says. */
static bool tied(const char *path)
{
	static const char *const keys[] = {
		"timers.t5080", "timers.t5089", "timers.t5091", "timers.t5092",
		"limits.half-open", "limits.half-open-per-source",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(path, keys[i]))
			return true;
	return false;
}

static void limits(const struct pc5_prov_key *key, const struct pc5_yaml *node,
		   const char *path)
{
	char to[64];

	if (key->type != PC5_PROV_UINT && key->type != PC5_PROV_MSEC &&
	    key->type != PC5_PROV_SEC)
		return;
	format(key, key->max + 1, to);
	refused(node, path, to);
	if (key->min) {
		format(key, key->min - 1, to);
		refused(node, path, to);
	}
	if (!tied(path)) {
		format(key, key->min, to);
		taken(node, to);
		format(key, key->max, to);
		taken(node, to);
	}
	if (key->never)
		taken(node, "never");
	else
		refused(node, path, "never");
}

static void names(const struct pc5_prov_key *key, const struct pc5_yaml *node,
		  const char *path)
{
	char to[100];
	size_t i;

	if (!key->names)
		return;
	for (i = 0; i < key->names->n; i++) {
		const char *name = key->names->name[i];

		if (!name || (key->type == PC5_PROV_ORDER && i < key->min))
			continue;
		if (key->type == PC5_PROV_ENUM) {
			/* Not needed integrity needs other keys changed. */
			if (strcmp(name, "not-needed"))
				taken(node, name);
			snprintf(to, sizeof(to), "%sx", name);
			refused(node, path, to);
			continue;
		}
		snprintf(to, sizeof(to), "[%s]", name);
		taken(node, to);
		snprintf(to, sizeof(to), "[%s, %s]", name, name);
		refused(node, path, to);
		snprintf(to, sizeof(to), "[%s, x]", name);
		refused(node, path, to);
	}
}

static void lengths(const struct pc5_prov_key *key, const struct pc5_yaml *node,
		    const char *path)
{
	char to[400];

	if (key->type != PC5_PROV_TEXT && key->type != PC5_PROV_NAME &&
	    key->type != PC5_PROV_PATTERN)
		return;
	memset(to, 'x', sizeof(to));
	to[key->max] = '\0';
	taken(node, to);
	to[key->max] = 'x';
	to[key->max + 1] = '\0';
	refused(node, path, to);
}

static void left_out(const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, const char *above,
		     const char *path)
{
	char begin[400];

	/* The methods need them, and discovery-security. */
	if (!strcmp(path, "authentication.tls") ||
	    !strcmp(path, "authentication.psk") ||
	    !strcmp(path, "relay-services[1].keys") ||
	    !strcmp(path, "discovery-targets[1].keys")) {
		assert_int_equal(with(node, NULL), -EINVAL);
		return;
	}
	if (!key->required) {
		if (with(node, NULL))
			fail_msg("%s left out: %s", path, err.text);
		return;
	}
	assert_int_equal(with(node, NULL), -EINVAL);
	snprintf(begin, sizeof(begin), "f:1: %s%sthe key %s is missing", above,
		 *above ? ": " : "", key->name);
	assert_string_equal(err.text, begin);
}

static unsigned int check_map(const struct pc5_prov_keys *keys,
			      const struct pc5_yaml *map, const char *above)
{
	unsigned int checked = 0;
	char path[150];
	size_t i;

	for (i = 0; i < keys->n; i++) {
		const struct pc5_prov_key *key = &keys->key[i];
		const struct pc5_yaml *node = pc5_yaml_get(map, key->name);

		/* Items of a list need not have every key. */
		if (!node)
			continue;
		checked++;
		snprintf(path, sizeof(path), "%s%s%s", above,
			 *above ? "." : "", key->name);
		left_out(key, node, above, path);
		if (key->type == PC5_PROV_MAP || key->type == PC5_PROV_LIST) {
			refused(node, path, "x");
			refused(node, path, "[x]");
			refused(node, path, "{unknown: x}");
		} else {
			wrong_kinds(key, node, path);
			limits(key, node, path);
			names(key, node, path);
			lengths(key, node, path);
		}
		if (key->type == PC5_PROV_MAP)
			checked += check_map(key->sub, node, path);
		if (key->type == PC5_PROV_LIST) {
			strcat(path, "[1]");
			checked += check_map(key->sub, node->child, path);
		}
	}
	return checked;
}

static unsigned int count(const struct pc5_prov_keys *keys)
{
	unsigned int n = keys->n;
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (keys->key[i].sub)
			n += count(keys->key[i].sub);
	return n;
}

static void every_key(void **state)
{
	static char example[TEXT_MAX];
	FILE *f = fopen(TOP "/packaging/pc5.yaml.example", "r");
	size_t size;

	(void)state;
	assert_non_null(f);
	size = fread(example, 1, sizeof(example), f);
	fclose(f);
	assert_int_equal(pc5_yaml_parse("f", example, size, &root, &err), 0);
	if (with(NULL, NULL))
		fail_msg("%s", err.text);
	/* The first service has no policies of its own: five keys fewer. */
	assert_int_equal(check_map(&pc5_prov_keys, root, ""),
			 count(&pc5_prov_keys) - 5);
	pc5_yaml_free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
