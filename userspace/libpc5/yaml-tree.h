/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * YAML (and so JSON) as a tree of bounded size that knows where in the text
 * each node stands. One document, without anchors, aliases, tags and duplicate
 * keys; keys are scalars.
 */
#ifndef LIBPC5_YAML_TREE_H
#define LIBPC5_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "atomicfile.h"

/* Deepest nesting, most keys of a map, nodes, and octets of the text. */
#define PC5_YAML_DEPTH_MAX 8
#define PC5_YAML_KEYS_MAX 128
#define PC5_YAML_NODES_MAX 16384
#define PC5_YAML_TEXT_MAX (256 * 1024)

enum pc5_yaml_type {
	PC5_YAML_SCALAR,
	PC5_YAML_LIST,
	PC5_YAML_MAP,
};

/**
 * struct pc5_yaml - a node
 * @type: enum pc5_yaml_type
 * @plain: a scalar without quotes
 * @line: of its first character, from 1
 * @column: of its first character, from 1
 * @key_line: of its key, where it is in a map
 * @key_column: of its key, where it is in a map
 * @key: its key, where it is in a map; else NULL
 * @text: of a scalar; UTF-8 without the character 0
 * @n: children of a list or map
 * @child: the first of them
 * @next: the next child of the parent
 */
struct pc5_yaml {
	enum pc5_yaml_type type;
	bool plain;
	unsigned int line;
	unsigned int column;
	unsigned int key_line;
	unsigned int key_column;
	char *key;
	char *text;
	size_t n;
	struct pc5_yaml *child;
	struct pc5_yaml *next;
};

/*
 * Parse the @len octets at @text; @name is the file's, for messages. Returns 0
 * with the tree in @root (free it with pc5_yaml_free()), -EINVAL, -EFBIG or
 * -ENOMEM with @err filled.
 */
int pc5_yaml_parse(const char *name, const char *text, size_t len,
		   struct pc5_yaml **root, struct pc5_file_error *err);

/* NULL is allowed. */
void pc5_yaml_free(struct pc5_yaml *root);

/* The child of the map @map with the key @key; NULL where there is none. */
const struct pc5_yaml *pc5_yaml_get(const struct pc5_yaml *map,
				    const char *key);

#endif /* LIBPC5_YAML_TREE_H */
