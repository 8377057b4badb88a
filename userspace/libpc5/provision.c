// SPDX-License-Identifier: GPL-2.0-or-later
/* The provisioning file: from a tree to structs by the tables, and back. */

#include "provision.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "provision-priv.h"

/* Longest unknown key a message repeats. */
#define KEY_SHOWN_MAX 40

size_t pc5_prov_down(struct pc5_prov_ctx *ctx, const char *name, size_t item)
{
	size_t size = sizeof(ctx->path) - ctx->depth;
	size_t depth = ctx->depth;
	char *p = ctx->path + depth;

	/* The keys are ours, and what they nest to fits. */
	if (name)
		ctx->depth += snprintf(p, size, "%s%s", depth ? "." : "", name);
	else
		ctx->depth += snprintf(p, size, "[%zu]", item + 1);
	return depth;
}

void pc5_prov_up(struct pc5_prov_ctx *ctx, size_t depth)
{
	ctx->depth = depth;
	ctx->path[depth] = '\0';
}

__printf(4, 0)
static int bad(struct pc5_prov_ctx *ctx, unsigned int line, unsigned int column,
	       const char *fmt, va_list ap)
{
	char what[sizeof(ctx->err->text)];

	vsnprintf(what, sizeof(what), fmt, ap);
	pc5_file_fail(ctx->err, 0, "%s:%u: %s%s%s", ctx->name, line, ctx->path,
		      ctx->depth ? ": " : "", what);
	if (ctx->err) {
		ctx->err->line = line;
		ctx->err->column = column;
	}
	return -EINVAL;
}

int pc5_prov_bad(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	bad(ctx, node->line, node->column, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int pc5_prov_bad_key(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	bad(ctx, node->key_line, node->key_column, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int pc5_prov_no_memory(struct pc5_prov_ctx *ctx)
{
	return pc5_file_fail(ctx->err, -ENOMEM, "%s: no memory", ctx->name);
}

static void set_default(const struct pc5_prov_key *key, void *dest)
{
	struct pc5_order *order = dest;
	uint64_t def;

	switch (key->type) {
	case PC5_PROV_UINT:
	case PC5_PROV_MSEC:
	case PC5_PROV_SEC:
	case PC5_PROV_ENUM:
	case PC5_PROV_MASK:
		*(uint32_t *)dest = key->def;
		break;
	case PC5_PROV_TIME:
		*(uint64_t *)dest = key->def;
		break;
	case PC5_PROV_ROLES:
		((struct pc5_roles *)dest)->end_ue = true;
		break;
	case PC5_PROV_ORDER:
		for (def = key->def; def; def >>= 4)
			order->value[order->n++] = def & 15;
		break;
	default:
		break;
	}
}

static void set_defaults(const struct pc5_prov_keys *keys, void *base)
{
	size_t i;

	for (i = 0; i < keys->n; i++) {
		const struct pc5_prov_key *key = &keys->key[i];
		void *dest = (char *)base + key->off;

		if (key->type == PC5_PROV_MAP)
			set_defaults(key->sub, dest);
		else
			set_default(key, dest);
	}
}

static const struct pc5_prov_key *find_key(const struct pc5_prov_keys *keys,
					   const char *name)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (!strcmp(keys->key[i].name, name))
			return &keys->key[i];
	return NULL;
}

static int unknown_key(struct pc5_prov_ctx *ctx,
		       const struct pc5_prov_keys *keys,
		       const struct pc5_yaml *node)
{
	char allowed[400] = "";
	size_t len = 0, i;

	for (i = 0; i < keys->n && len < sizeof(allowed); i++)
		len += snprintf(allowed + len, sizeof(allowed) - len, "%s%s",
				i ? ", " : "", keys->key[i].name);
	/* Words are repeated, a key that somebody pasted is not. */
	i = strspn(node->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	if (node->key[i] || i > KEY_SHOWN_MAX ||
	    strspn(node->key, "0123456789abcdefABCDEF") >= 16)
		return pc5_prov_bad_key(ctx, node,
					"unknown key; allowed are %s", allowed);
	return pc5_prov_bad_key(ctx, node, "unknown key %s; allowed are %s",
				node->key, allowed);
}

static int take_map(struct pc5_prov_ctx *ctx, const struct pc5_prov_keys *keys,
		    const struct pc5_yaml *node, void *base);

static int take_list(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		     const struct pc5_yaml *node, void *base)
{
	void **items = (void **)((char *)base + key->off);
	size_t *n = (size_t *)((char *)base + key->n_off);
	const struct pc5_yaml *item;
	size_t depth;
	int ret = 0;

	if (node->type != PC5_YAML_LIST)
		return pc5_prov_bad(ctx, node,
				    "a list is needed, each item with a \"-\" before it");
	if (node->n < key->min || node->n > key->max)
		return pc5_prov_bad(ctx, node,
				    "%zu items; %" PRIu64 " to %" PRIu64 " are allowed",
				    node->n, key->min, key->max);
	*items = calloc(node->n, key->size);
	if (!*items)
		return pc5_prov_no_memory(ctx);
	for (item = node->child; item && !ret; item = item->next) {
		void *dest = (char *)*items + *n * key->size;

		depth = pc5_prov_down(ctx, NULL, (*n)++);
		set_defaults(key->sub, dest);
		ret = take_map(ctx, key->sub, item, dest);
		pc5_prov_up(ctx, depth);
	}
	return ret;
}

static int take_key(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		    const struct pc5_yaml *node, void *base)
{
	void *dest = (char *)base + key->off;
	size_t depth = pc5_prov_down(ctx, key->name, 0);
	int ret;

	if (key->type == PC5_PROV_MAP)
		ret = take_map(ctx, key->sub, node, dest);
	else if (key->type == PC5_PROV_LIST)
		ret = take_list(ctx, key, node, base);
	else
		ret = pc5_prov_value(ctx, key, node, dest);
	pc5_prov_up(ctx, depth);
	return ret;
}

static int take_map(struct pc5_prov_ctx *ctx, const struct pc5_prov_keys *keys,
		    const struct pc5_yaml *node, void *base)
{
	const struct pc5_prov_key *key;
	const struct pc5_yaml *child;
	size_t i;
	int ret;

	if (node->type != PC5_YAML_MAP)
		return pc5_prov_bad(ctx, node,
				    "a map is needed, of keys and values with a \":\" between them");
	for (child = node->child; child; child = child->next) {
		key = find_key(keys, child->key);
		if (!key)
			return unknown_key(ctx, keys, child);
		ret = take_key(ctx, key, child, base);
		if (ret)
			return ret;
	}
	for (i = 0; i < keys->n; i++)
		if (keys->key[i].required &&
		    !pc5_yaml_get(node, keys->key[i].name))
			return pc5_prov_bad(ctx, node, "the key %s is missing",
					    keys->key[i].name);
	return 0;
}

int pc5_provision_parse(const char *name, const char *text, size_t len,
			struct pc5_provision **provp,
			struct pc5_file_error *err)
{
	struct pc5_prov_ctx ctx = { .name = name, .err = err };
	struct pc5_provision *prov;
	struct pc5_yaml *root;
	int ret;

	*provp = NULL;
	ret = pc5_yaml_parse(name, text, len, &root, err);
	if (ret)
		return ret;
	prov = calloc(1, sizeof(*prov));
	if (prov) {
		set_defaults(&pc5_prov_keys, prov);
		ret = take_map(&ctx, &pc5_prov_keys, root, prov);
		if (!ret)
			ret = pc5_prov_check(&ctx, root, prov);
	} else {
		ret = pc5_prov_no_memory(&ctx);
	}
	pc5_yaml_free(root);
	if (ret)
		pc5_provision_free(prov);
	else
		*provp = prov;
	return ret;
}

static int open_dir(const char *path, struct pc5_file_error *err)
{
	char *copy = strdup(path);
	int fd;

	/* dirname() writes into what it is given. */
	if (!copy)
		return pc5_file_fail(err, -ENOMEM, "%s: no memory", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		fd = pc5_file_fail(err, -errno,
				   "%s: cannot open its directory: %s", path,
				   strerror(errno));
	free(copy);
	return fd;
}

int pc5_provision_load(const char *path, struct pc5_provision **prov,
		       struct pc5_file_error *err)
{
	uint8_t *data;
	size_t len;
	int dir, ret;

	*prov = NULL;
	ret = pc5_atomicfile_read(AT_FDCWD, path, PC5_FILE_TRUSTED,
				  PC5_YAML_TEXT_MAX, &data, &len, err);
	if (ret)
		return ret;
	ret = pc5_provision_parse(path, (const char *)data, len, prov, err);
	pc5_file_free(data, len);
	if (ret)
		return ret;
	dir = open_dir(path, err);
	if (dir < 0) {
		ret = dir;
	} else {
		ret = pc5_prov_files(dir, *prov, err);
		close(dir);
	}
	if (ret) {
		pc5_provision_free(*prov);
		*prov = NULL;
	}
	return ret;
}

static void free_map(const struct pc5_prov_keys *keys, void *base);

static void free_list(const struct pc5_prov_key *key, void *base)
{
	char *items = *(char **)((char *)base + key->off);
	size_t n = *(size_t *)((char *)base + key->n_off);
	size_t i;

	for (i = 0; i < n; i++)
		free_map(key->sub, items + i * key->size);
	/* With the keys that are in it. */
	pc5_file_free(items, n * key->size);
}

static void free_map(const struct pc5_prov_keys *keys, void *base)
{
	size_t i;

	for (i = 0; i < keys->n; i++) {
		const struct pc5_prov_key *key = &keys->key[i];
		void *value = (char *)base + key->off;
		struct pc5_named_file *file = value;

		switch (key->type) {
		case PC5_PROV_MAP:
			free_map(key->sub, value);
			break;
		case PC5_PROV_LIST:
			free_list(key, base);
			break;
		case PC5_PROV_TEXT:
		case PC5_PROV_DEVICE:
		case PC5_PROV_NAME:
		case PC5_PROV_PATTERN:
			free(*(char **)value);
			break;
		case PC5_PROV_FILE:
			free(file->path);
			pc5_file_free(file->data, file->len);
			break;
		default:
			break;
		}
	}
}

void pc5_provision_free(struct pc5_provision *prov)
{
	if (!prov)
		return;
	free_map(&pc5_prov_keys, prov);
	free(prov->auth.tls.denied);
	pc5_file_free(prov, sizeof(*prov));
}

static void format_time(uint64_t when, char *text, size_t size)
{
	time_t time = when;
	struct tm tm;

	if (!gmtime_r(&time, &tm) ||
	    !strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(text, size, "%" PRIu64, when);
}

int pc5_provision_valid(const struct pc5_provision *prov, uint64_t now,
			struct pc5_file_error *err)
{
	char text[32];

	if (now < prov->validity.not_before) {
		format_time(prov->validity.not_before, text, sizeof(text));
		return pc5_file_fail(err, -EKEYREJECTED,
				     "the provisioning file is valid from %s on",
				     text);
	}
	if (now > prov->validity.not_after) {
		format_time(prov->validity.not_after, text, sizeof(text));
		return pc5_file_fail(err, -EKEYEXPIRED,
				     "the provisioning file was valid until %s",
				     text);
	}
	return 0;
}

uint32_t pc5_provision_peer_roles(const struct pc5_provision *prov,
				  const struct pc5_user_info *user_info)
{
	uint32_t everybody = 0;
	size_t i;

	for (i = 0; i < prov->n_peers; i++) {
		const char *name = prov->peers[i].name;

		if (strlen(name) == user_info->len &&
		    !memcmp(name, user_info->octets, user_info->len) &&
		    strcmp(name, "*"))
			return prov->peers[i].roles;
		if (!strcmp(name, "*"))
			everybody = prov->peers[i].roles;
	}
	return user_info->len ? everybody : 0;
}
