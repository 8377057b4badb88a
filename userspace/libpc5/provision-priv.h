/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the provisioning file's parser share. */
#ifndef LIBPC5_PROVISION_PRIV_H
#define LIBPC5_PROVISION_PRIV_H

#include "provision-keys.h"
#include "provision.h"
#include "yaml-tree.h"

/* Octets of the text of a duration, and of the names that a list allows. */
#define PC5_PROV_DURATION_LEN 24
#define PC5_PROV_NAMES_LEN 320

/* Longest value of a name of a file, as PATH_MAX. */
#define PC5_PROV_PATH_MAX 4095

/**
 * struct pc5_prov_ctx - a provisioning file being read
 * @name: its name, for messages
 * @err: filled on failure
 * @path: keys that lead to the value at hand, with dots between them
 * @depth: octets of @path
 */
struct pc5_prov_ctx {
	const char *name;
	struct pc5_file_error *err;
	char path[160];
	size_t depth;
};

/* Go down to @name, or to item @item of a list where that is NULL, and back. */
size_t pc5_prov_down(struct pc5_prov_ctx *ctx, const char *name, size_t item);
void pc5_prov_up(struct pc5_prov_ctx *ctx, size_t depth);

/* Say what is wrong with @node, or with its key. Returns -EINVAL. */
__printf(3, 4)
int pc5_prov_bad(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		 const char *fmt, ...);
__printf(3, 4)
int pc5_prov_bad_key(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		     const char *fmt, ...);
int pc5_prov_no_memory(struct pc5_prov_ctx *ctx);

/*
 * Put the value @node, which is no map and no list of maps, to @dest, as @key
 * says. Returns 0, -EINVAL or -ENOMEM.
 */
int pc5_prov_value(struct pc5_prov_ctx *ctx, const struct pc5_prov_key *key,
		   const struct pc5_yaml *node, void *dest);

/* Text of a duration of @value milliseconds or seconds, as @type says. */
void pc5_prov_duration(enum pc5_prov_type type, uint64_t value,
		       char text[PC5_PROV_DURATION_LEN]);

/* Names of @key that are allowed, with commas between them. */
void pc5_prov_names(const struct pc5_prov_key *key,
		    char text[PC5_PROV_NAMES_LEN]);

/*
 * Whether what is said in several places fits together; inherited policies are
 * filled in. @root is the tree @prov was made from. Returns 0 or -EINVAL.
 */
int pc5_prov_check(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		   struct pc5_provision *prov);

/*
 * The same for the policies @p of the service @node of its own, which are those
 * of the file as far as it has none.
 */
int pc5_prov_check_policies(struct pc5_prov_ctx *ctx,
			    const struct pc5_yaml *root,
			    const struct pc5_yaml *node,
			    const struct pc5_provision *prov,
			    struct pc5_policies *p);

/* And in provision-relay.c: for relay services and discovery targets. */
int pc5_prov_relay_check(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
			 struct pc5_provision *prov);

/* Read their files. Returns 0 or a negative errno. */
int pc5_prov_relay_files(int dir, struct pc5_provision *prov,
			 struct pc5_file_error *err);

/*
 * Read the files that @prov names in the directory @dir. Returns 0 or a
 * negative errno.
 */
int pc5_prov_files(int dir, struct pc5_provision *prov,
		   struct pc5_file_error *err);

#endif /* LIBPC5_PROVISION_PRIV_H */
