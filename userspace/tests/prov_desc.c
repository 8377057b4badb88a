// SPDX-License-Identifier: GPL-2.0-or-later
/* What the tables of the provisioning file say, as JSON Schema and as text. */

#include "prov_desc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "libpc5/provision-priv.h"
#include "libpc5/util.h"

static void add_text(struct json_object *obj, const char *name,
		     const char *text)
{
	json_object_object_add(obj, name, json_object_new_string(text));
}

static void add_num(struct json_object *obj, const char *name, uint64_t num)
{
	json_object_object_add(obj, name, json_object_new_int64(num));
}

static void append(struct json_object *array, const char *text)
{
	json_object_array_add(array, json_object_new_string(text));
}

static bool has_name(const struct pc5_prov_key *key, size_t i)
{
	return key->names->name[i] &&
	       (key->type != PC5_PROV_ORDER || i >= key->min);
}

static struct json_object *names_array(const struct pc5_prov_key *key)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < key->names->n; i++)
		if (has_name(key, i))
			append(array, key->names->name[i]);
	return array;
}

/* Names that are the default of a list. */
static struct json_object *default_array(const struct pc5_prov_key *key)
{
	struct json_object *array = json_object_new_array();
	uint64_t def = key->def;
	size_t i;

	for (i = 0; key->type == PC5_PROV_MASK && i < key->names->n; i++)
		if (def & 1U << i)
			append(array, key->names->name[i]);
	for (; key->type == PC5_PROV_ORDER && def; def >>= 4)
		append(array, key->names->name[def & 15]);
	return array;
}

static void duration(const struct pc5_prov_key *key, struct json_object *obj)
{
	const char *units = key->type == PC5_PROV_SEC ? "s|min|h|d" :
			    "ms|s|min|h|d";
	char text[100];

	snprintf(text, sizeof(text), "^(%s[0-9]{1,9}(%s))$",
		 key->never ? "never|" : "", units);
	add_text(obj, "type", "string");
	add_text(obj, "pattern", text);
	/* A schema cannot compare durations; these are for people. */
	pc5_prov_duration(key->type, key->min, text);
	add_text(obj, "x-minimum", text);
	pc5_prov_duration(key->type, key->max, text);
	add_text(obj, "x-maximum", text);
	pc5_prov_duration(key->type, key->def, text);
	add_text(obj, "default", text);
}

static void list_of_names(const struct pc5_prov_key *key,
			  struct json_object *obj)
{
	struct json_object *items = json_object_new_object();

	add_text(obj, "type", "array");
	json_object_object_add(items, "enum", names_array(key));
	json_object_object_add(obj, "items", items);
	json_object_object_add(obj, "uniqueItems",
			       json_object_new_boolean(true));
	if (key->type == PC5_PROV_MASK)
		add_num(obj, "minItems", 1);
	if (!key->required)
		json_object_object_add(obj, "default", default_array(key));
}

static void number_or_text(const struct pc5_prov_key *key,
			   struct json_object *obj, const char *pattern)
{
	struct json_object *types = json_object_new_array();

	append(types, "integer");
	append(types, "string");
	json_object_object_add(obj, "type", types);
	add_num(obj, "minimum", key->min);
	add_num(obj, "maximum", key->max);
	add_text(obj, "pattern", pattern);
}

static void text(const struct pc5_prov_key *key, struct json_object *obj,
		 const char *pattern)
{
	uint64_t max = key->type == PC5_PROV_FILE ? PC5_PROV_PATH_MAX :
		       key->type == PC5_PROV_DEVICE ? 15 : key->max;

	add_text(obj, "type", "string");
	add_num(obj, "minLength", 1);
	add_num(obj, "maxLength", max);
	if (pattern)
		add_text(obj, "pattern", pattern);
}

static void pattern(struct json_object *obj, const char *pattern)
{
	add_text(obj, "type", "string");
	add_text(obj, "pattern", pattern);
}

static void roles(struct json_object *obj)
{
	struct json_object *items = json_object_new_object();
	struct json_object *def = json_object_new_array();

	add_text(obj, "type", "array");
	pattern(items, "^(end-ue|(relay|group):[0-9a-f]{6})$");
	json_object_object_add(obj, "items", items);
	json_object_object_add(obj, "uniqueItems",
			       json_object_new_boolean(true));
	add_num(obj, "minItems", 1);
	append(def, "end-ue");
	json_object_object_add(obj, "default", def);
}

#define L2ID "0[xX][0-9a-fA-F]{1,6}|[1-9][0-9]{0,7}|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){2}"

static struct json_object *schema_of(const struct pc5_prov_key *key)
{
	struct json_object *obj = json_object_new_object();

	switch (key->type) {
	case PC5_PROV_MAP:
		json_object_put(obj);
		return desc_schema(key->sub);
	case PC5_PROV_LIST:
		add_text(obj, "type", "array");
		json_object_object_add(obj, "items", desc_schema(key->sub));
		add_num(obj, "minItems", key->min);
		add_num(obj, "maxItems", key->max);
		break;
	case PC5_PROV_TEXT:
	case PC5_PROV_FILE:
		text(key, obj, NULL);
		break;
	case PC5_PROV_DEVICE:
		text(key, obj, "^[^/: ]+$");
		break;
	case PC5_PROV_NAME:
		text(key, obj, "^[^*]+$");
		break;
	case PC5_PROV_PATTERN:
		text(key, obj, "^([^*]+|[*])$");
		break;
	case PC5_PROV_UINT:
		add_text(obj, "type", "integer");
		add_num(obj, "minimum", key->min);
		add_num(obj, "maximum", key->max);
		if (!key->required)
			add_num(obj, "default", key->def);
		break;
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
		duration(key, obj);
		break;
	case PC5_PROV_ENUM:
		json_object_object_add(obj, "enum", names_array(key));
		if (key->def != PC5_PROV_INHERIT)
			add_text(obj, "default", key->names->name[key->def]);
		break;
	case PC5_PROV_ROLES:
		roles(obj);
		break;
	case PC5_PROV_MASK:
	case PC5_PROV_ORDER:
		list_of_names(key, obj);
		break;
	case PC5_PROV_L2ID:
		number_or_text(key, obj, "^(" L2ID ")$");
		break;
	case PC5_PROV_L2ID_SELF:
		number_or_text(key, obj, "^(self-assigned|" L2ID ")$");
		add_text(obj, "default", "self-assigned");
		break;
	case PC5_PROV_KNRP_ID:
		number_or_text(key, obj,
			       "^(0[xX][0-9a-fA-F]{1,8}|0|[1-9][0-9]{0,9})$");
		break;
	case PC5_PROV_UUID:
		pattern(obj, "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$");
		break;
	case PC5_PROV_TIME:
		pattern(obj, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$");
		break;
	case PC5_PROV_PREFIX6:
		pattern(obj, "^[0-9a-fA-F:.]+/[0-9]+$");
		break;
	case PC5_PROV_PREFIX4:
		pattern(obj, "^[0-9.]+/[0-9]+$");
		break;
	}
	return obj;
}

struct json_object *desc_schema(const struct pc5_prov_keys *keys)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *properties = json_object_new_object();
	struct json_object *required = json_object_new_array();
	size_t i;

	add_text(obj, "type", "object");
	json_object_object_add(obj, "additionalProperties",
			       json_object_new_boolean(false));
	for (i = 0; i < keys->n; i++) {
		const struct pc5_prov_key *key = &keys->key[i];

		json_object_object_add(properties, key->name, schema_of(key));
		if (key->required)
			append(required, key->name);
	}
	if (json_object_array_length(required))
		json_object_object_add(obj, "required", required);
	else
		json_object_put(required);
	json_object_object_add(obj, "properties", properties);
	return obj;
}

void desc_allowed(const struct pc5_prov_key *key, char text[DESC_MAX])
{
	char names[PC5_PROV_NAMES_LEN] = "";
	char from[PC5_PROV_DURATION_LEN], to[PC5_PROV_DURATION_LEN];

	static const char *const fixed[] = {
		[PC5_PROV_MAP] = "map",
		[PC5_PROV_DEVICE] = "name of a net device",
		[PC5_PROV_NAME] = "user info of one UE",
		[PC5_PROV_PATTERN] = "user info of one UE, or `\"*\"`",
		[PC5_PROV_FILE] = "name of a file",
		[PC5_PROV_ROLES] = "list of roles",
		[PC5_PROV_L2ID] = "Layer-2 ID",
		[PC5_PROV_L2ID_SELF] = "Layer-2 ID, or self-assigned",
		[PC5_PROV_KNRP_ID] = "K_NRP ID",
		[PC5_PROV_UUID] = "UUID",
		[PC5_PROV_TIME] = "time",
	};

	if (key->names)
		pc5_prov_names(key, names);
	switch (key->type) {
	case PC5_PROV_LIST:
		snprintf(text, DESC_MAX, "list of %" PRIu64 " to %" PRIu64 " maps",
			 key->min, key->max);
		break;
	case PC5_PROV_TEXT:
		snprintf(text, DESC_MAX, "text of %" PRIu64 " to %" PRIu64 " octets",
			 key->min, key->max);
		break;
	case PC5_PROV_UINT:
		snprintf(text, DESC_MAX, "%" PRIu64 " to %" PRIu64, key->min,
			 key->max);
		break;
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
		pc5_prov_duration(key->type, key->min, from);
		pc5_prov_duration(key->type, key->max, to);
		snprintf(text, DESC_MAX, "%s to %s%s", from, to,
			 key->never ? ", or never" : "");
		break;
	case PC5_PROV_ENUM:
		snprintf(text, DESC_MAX, "one of %s", names);
		break;
	case PC5_PROV_MASK:
		snprintf(text, DESC_MAX, "list of %s", names);
		break;
	case PC5_PROV_ORDER:
		snprintf(text, DESC_MAX, "list, best first, of %s", names);
		break;
	case PC5_PROV_PREFIX6:
	case PC5_PROV_PREFIX4:
		snprintf(text, DESC_MAX, "%s prefix of %" PRIu64 " to %" PRIu64 " bits",
			 key->type == PC5_PROV_PREFIX6 ? "IPv6" : "IPv4",
			 key->min, key->max);
		break;
	default:
		snprintf(text, DESC_MAX, "%s", fixed[key->type]);
		break;
	}
}

static void join(const struct pc5_prov_key *key, char text[DESC_MAX])
{
	struct json_object *array = default_array(key), *item;
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < json_object_array_length(array); i++) {
		item = json_object_array_get_idx(array, i);
		len += snprintf(text + len, DESC_MAX - len, "%s%s",
				i ? ", " : "", json_object_get_string(item));
	}
	json_object_put(array);
}

void desc_default(const struct pc5_prov_key *key, char text[DESC_MAX])
{
	strcpy(text, key->required ? "required" : "");
	if (key->required)
		return;
	switch (key->type) {
	case PC5_PROV_UINT:
		snprintf(text, DESC_MAX, "%" PRIu64, key->def);
		break;
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
		pc5_prov_duration(key->type, key->def, text);
		break;
	case PC5_PROV_ENUM:
		strcpy(text, key->def == PC5_PROV_INHERIT ? "as in `policies`" :
		       key->names->name[key->def]);
		break;
	case PC5_PROV_MASK:
	case PC5_PROV_ORDER:
		join(key, text);
		break;
	case PC5_PROV_ROLES:
		strcpy(text, "end-ue");
		break;
	case PC5_PROV_L2ID_SELF:
		strcpy(text, "self-assigned");
		break;
	default:
		break;
	}
}
