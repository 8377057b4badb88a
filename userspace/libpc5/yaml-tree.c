// SPDX-License-Identifier: GPL-2.0-or-later
/* YAML as a tree of bounded size. */

#include "yaml-tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Longest key a message repeats. */
#define KEY_SHOWN_MAX 40

struct level {
	struct pc5_yaml *node;
	struct pc5_yaml **tail;
	/* Key that waits for its value, in a map. */
	char *key;
	unsigned int key_line;
	unsigned int key_column;
};

struct builder {
	const char *name;
	const char *text;
	size_t len;
	struct pc5_file_error *err;
	struct pc5_yaml *root;
	size_t nodes;
	size_t depth;
	struct level level[PC5_YAML_DEPTH_MAX];
};

static int fail_at(struct builder *b, const yaml_mark_t *mark, const char *what)
{
	int ret = pc5_file_fail(b->err, -EINVAL, "%s:%zu: %s", b->name,
				mark->line + 1, what);

	if (b->err) {
		b->err->line = mark->line + 1;
		b->err->column = mark->column + 1;
	}
	return ret;
}

static int no_memory(struct builder *b)
{
	return pc5_file_fail(b->err, -ENOMEM, "%s: no memory", b->name);
}

static int twice(struct builder *b, const yaml_mark_t *mark, const char *key)
{
	char what[2 * KEY_SHOWN_MAX];
	size_t i;

	for (i = 0; key[i] > ' ' && key[i] <= '~'; i++)
		;
	if (key[i] || i > KEY_SHOWN_MAX)
		return fail_at(b, mark, "a key is given twice");
	snprintf(what, sizeof(what), "%s is given twice", key);
	return fail_at(b, mark, what);
}

/* A scalar in the place of a key. */
static int take_key(struct builder *b, struct level *top, const char *text,
		    const yaml_mark_t *mark)
{
	if (top->node->n == PC5_YAML_KEYS_MAX)
		return fail_at(b, mark, "too many keys");
	if (pc5_yaml_get(top->node, text))
		return twice(b, mark, text);
	top->key = strdup(text);
	if (!top->key)
		return no_memory(b);
	top->key_line = mark->line + 1;
	top->key_column = mark->column + 1;
	return 0;
}

static int add(struct builder *b, enum pc5_yaml_type type, const char *text,
	       bool plain, const yaml_mark_t *mark)
{
	struct level *top = b->depth ? &b->level[b->depth - 1] : NULL;
	struct pc5_yaml *node;

	if (top && top->node->type == PC5_YAML_MAP && !top->key) {
		if (type != PC5_YAML_SCALAR)
			return fail_at(b, mark,
				       "a list or map as a key; only text is allowed");
		return take_key(b, top, text, mark);
	}
	if (++b->nodes > PC5_YAML_NODES_MAX)
		return fail_at(b, mark, "too many values");
	node = calloc(1, sizeof(*node));
	if (!node)
		return no_memory(b);
	node->type = type;
	node->plain = plain;
	node->line = mark->line + 1;
	node->column = mark->column + 1;
	if (top) {
		node->key = top->key;
		node->key_line = top->key_line;
		node->key_column = top->key_column;
		top->key = NULL;
		*top->tail = node;
		top->tail = &node->next;
		top->node->n++;
	} else {
		b->root = node;
	}
	if (type == PC5_YAML_SCALAR) {
		node->text = strdup(text);
		return node->text ? 0 : no_memory(b);
	}
	if (b->depth == PC5_YAML_DEPTH_MAX)
		return fail_at(b, mark, "nested too deeply");
	b->level[b->depth++] = (struct level){
		.node = node, .tail = &node->child,
	};
	return 0;
}

static int scalar(struct builder *b, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	if (event->data.scalar.anchor)
		return fail_at(b, &event->start_mark,
			       "an anchor; none is allowed");
	if (event->data.scalar.tag)
		return fail_at(b, &event->start_mark, "a tag; none is allowed");
	if (strlen(text) != event->data.scalar.length)
		return fail_at(b, &event->start_mark,
			       "the character 0, which is not allowed");
	return add(b, PC5_YAML_SCALAR, text,
		   event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
		   &event->start_mark);
}

static int open_level(struct builder *b, enum pc5_yaml_type type,
		      const yaml_event_t *event, const void *anchor,
		      const void *tag)
{
	if (anchor)
		return fail_at(b, &event->start_mark,
			       "an anchor; none is allowed");
	if (tag)
		return fail_at(b, &event->start_mark, "a tag; none is allowed");
	return add(b, type, NULL, false, &event->start_mark);
}

static int take_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->root)
			return fail_at(b, &event->start_mark,
				       "a second document; one is allowed");
		return 0;
	case YAML_ALIAS_EVENT:
		return fail_at(b, &event->start_mark,
			       "an alias; none is allowed");
	case YAML_SCALAR_EVENT:
		return scalar(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(b, PC5_YAML_LIST, event,
				  event->data.sequence_start.anchor,
				  event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_level(b, PC5_YAML_MAP, event,
				  event->data.mapping_start.anchor,
				  event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return 0;
	default:
		return 0;
	}
}

static int bad_yaml(struct builder *b, const yaml_parser_t *parser)
{
	yaml_mark_t mark = parser->problem_mark;
	size_t i;

	if (parser->error == YAML_MEMORY_ERROR)
		return no_memory(b);
	/* What is wrong with the encoding has an offset and no mark. */
	if (parser->error == YAML_READER_ERROR) {
		memset(&mark, 0, sizeof(mark));
		for (i = 0; i < b->len && i < parser->problem_offset; i++) {
			mark.column++;
			if (b->text[i] == '\n') {
				mark.line++;
				mark.column = 0;
			}
		}
	}
	return fail_at(b, &mark, parser->problem ? parser->problem : "no YAML");
}

static int build(struct builder *b, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool end = false;
	int ret = 0;

	while (!ret && !end) {
		if (!yaml_parser_parse(parser, &event))
			return bad_yaml(b, parser);
		end = event.type == YAML_STREAM_END_EVENT;
		ret = take_event(b, &event);
		yaml_event_delete(&event);
	}
	if (!ret && !b->root)
		ret = pc5_file_fail(b->err, -EINVAL, "%s: nothing is in it",
				    b->name);
	return ret;
}

int pc5_yaml_parse(const char *name, const char *text, size_t len,
		   struct pc5_yaml **root, struct pc5_file_error *err)
{
	struct builder b = {
		.name = name, .text = text, .len = len, .err = err,
	};
	yaml_parser_t parser;
	int ret;

	*root = NULL;
	if (len > PC5_YAML_TEXT_MAX)
		return pc5_file_fail(err, -EFBIG,
				     "%s: %zu octets; at most %d are allowed",
				     name, len, PC5_YAML_TEXT_MAX);
	if (!yaml_parser_initialize(&parser))
		return no_memory(&b);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	ret = build(&b, &parser);
	yaml_parser_delete(&parser);
	while (b.depth)
		free(b.level[--b.depth].key);
	if (ret)
		pc5_yaml_free(b.root);
	else
		*root = b.root;
	return ret;
}

/* As deep as PC5_YAML_DEPTH_MAX. */
void pc5_yaml_free(struct pc5_yaml *node)
{
	struct pc5_yaml *child, *next;

	if (!node)
		return;
	for (child = node->child; child; child = next) {
		next = child->next;
		pc5_yaml_free(child);
	}
	if (node->text)
		explicit_bzero(node->text, strlen(node->text));
	free(node->text);
	free(node->key);
	free(node);
}

const struct pc5_yaml *pc5_yaml_get(const struct pc5_yaml *map, const char *key)
{
	const struct pc5_yaml *child;

	for (child = map->child; child; child = child->next)
		if (child->key && !strcmp(child->key, key))
			return child;
	return NULL;
}
