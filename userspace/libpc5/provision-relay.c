// SPDX-License-Identifier: GPL-2.0-or-later
/* The provisioning file: UE-to-UE relays and their discovery. */

#include "provision-relay.h"

#include <errno.h>
#include <linux/pc5.h>
#include <string.h>

#include "hex.h"
#include "provision-priv.h"
#include "provision-table.h"

/* Octets of a file with keys, and what may surround a word in it. */
#define KEY_FILE_MAX 4096
#define SPACE " \t\r\n"

static const char *const relay_uses[] = { "serve", "use" };

const struct pc5_names pc5_relay_use_names = {
	relay_uses, ARRAY_SIZE(relay_uses)
};

static const char *const target_uses[] = { "find", "found" };

const struct pc5_names pc5_target_use_names = {
	target_uses, ARRAY_SIZE(target_uses)
};

static const char *const announces[] = { "allowed", "prohibited" };

const struct pc5_names pc5_announce_names = {
	announces, ARRAY_SIZE(announces)
};

static const char *const disc_securities[] = { "not-needed", "required" };

const struct pc5_names pc5_disc_security_names = {
	disc_securities, ARRAY_SIZE(disc_securities)
};

static const struct pc5_prov_key relay_table[] = {
	KEY(pc5_prov_relay, user_info_id, "user-info-id", TEXT,
	    RANGE(1, PC5_DISC_INFO_LEN)),
	KEY(pc5_prov_relay, announce_ms, "announce-interval", MSEC,
	    RANGE(100, 5 * SEC), DEFAULT(2 * SEC)),
	KEY(pc5_prov_relay, skew, "clock-skew", SEC,
	    RANGE(1, PC5_DISC_SKEW_MAX), DEFAULT(5)),
	KEY(pc5_prov_relay, forget_after, "forget-after", SEC,
	    RANGE(5, HOUR / SEC), DEFAULT(30)),
};

const struct pc5_prov_keys pc5_prov_relay_keys = {
	relay_table, ARRAY_SIZE(relay_table)
};

static const struct pc5_prov_key disc_key_table[] = {
	KEY(pc5_prov_disc_key, not_before, "not-before", TIME, DEFAULT(0)),
	KEY(pc5_prov_disc_key, not_after, "not-after", TIME, REQUIRED),
	KEY(pc5_prov_disc_key, file, "file", FILE, REQUIRED),
};

KEYS(disc_key);

#define SECURITY(struct_) \
	KEY(struct_, security, "discovery-security", ENUM, \
	    NAMES(disc_security), DEFAULT(PC5_DISC_SECURITY_REQUIRED))
#define DISC_KEYS(struct_) \
	LIST(struct_, keys, "keys", pc5_prov_disc_key, PC5_DISC_KEYSETS_MAX, \
	     SUB(disc_key))

static const struct pc5_prov_key relay_service_table[] = {
	KEY(pc5_prov_relay_service, rsc, "rsc", UINT, REQUIRED,
	    RANGE(0, 0xffffff)),
	KEY(pc5_prov_relay_service, layer, "layer", UINT, REQUIRED,
	    RANGE(2, 3)),
	KEY(pc5_prov_relay_service, sdu_type, "sdu-type", ENUM,
	    NAMES(sdu_type), DEFAULT(PC5_SDU_TYPE_IP)),
	KEY(pc5_prov_relay_service, roles, "roles", MASK, NAMES(relay_use),
	    DEFAULT(PC5_RELAY_USE)),
	KEY(pc5_prov_relay_service, discovery_l2, "discovery-layer2-id", L2ID,
	    REQUIRED, RANGE(1, PC5_L2ID_MAX)),
	KEY(pc5_prov_relay_service, dcr_l2, "dcr-layer2-id", L2ID, REQUIRED,
	    RANGE(1, PC5_L2ID_MAX)),
	SECURITY(pc5_prov_relay_service),
	DISC_KEYS(pc5_prov_relay_service),
	MAP(pc5_prov_relay_service, policies, "policies",
	    .sub = &pc5_prov_service_policies_keys),
};

const struct pc5_prov_keys pc5_prov_relay_service_keys = {
	relay_service_table, ARRAY_SIZE(relay_service_table)
};

static const struct pc5_prov_key target_table[] = {
	KEY(pc5_prov_target, peer, "peer", PATTERN, REQUIRED,
	    RANGE(1, PC5_USER_INFO_MAX)),
	KEY(pc5_prov_target, use, "use", MASK, NAMES(target_use),
	    DEFAULT(PC5_TARGET_FIND | PC5_TARGET_FOUND)),
	KEY(pc5_prov_target, announce, "announce", ENUM, NAMES(announce),
	    DEFAULT(PC5_ANNOUNCE_ALLOWED)),
	SECURITY(pc5_prov_target),
	DISC_KEYS(pc5_prov_target),
};

const struct pc5_prov_keys pc5_prov_target_keys = {
	target_table, ARRAY_SIZE(target_table)
};

/* The child @key of @node, or that itself. */
static const struct pc5_yaml *at(const struct pc5_yaml *node, const char *key)
{
	const struct pc5_yaml *child = pc5_yaml_get(node, key);

	return child ? child : node;
}

static int check_keys(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
		      uint32_t security, const struct pc5_prov_disc_key *keys,
		      size_t n)
{
	const struct pc5_yaml *item = at(node, "keys")->child;
	size_t i;

	if (security == PC5_DISC_SECURITY_REQUIRED && !n)
		return pc5_prov_bad(ctx, node,
				    "discovery-security is required, and there are no keys; the key keys, or discovery-security: not-needed, is needed");
	if (security == PC5_DISC_SECURITY_NOT_NEEDED && n)
		return pc5_prov_bad(ctx, at(node, "discovery-security"),
				    "discovery-security is not-needed, and there are keys, which would not be used; one of both is allowed");
	for (i = 0; i < n; i++, item = item->next)
		if (keys[i].not_before > keys[i].not_after)
			return pc5_prov_bad(ctx, at(item, "not-after"),
					    "keys[%zu] ends before it begins; not-after later than not-before is needed",
					    i + 1);
	return 0;
}

static int check_service(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
			 const struct pc5_yaml *node,
			 struct pc5_provision *prov, size_t i)
{
	struct pc5_prov_relay_service *s = &prov->relay_services[i];
	size_t j;

	for (j = 0; j < i; j++)
		if (s->rsc == prov->relay_services[j].rsc)
			return pc5_prov_bad(ctx, at(node, "rsc"),
					    "relay service %zu has the same rsc; each needs its own",
					    j + 1);
	if (prov->ue.l2_id && s->discovery_l2 == prov->ue.l2_id)
		return pc5_prov_bad(ctx, at(node, "discovery-layer2-id"),
				    "discovery-layer2-id is this UE's own layer2-id; another one is needed");
	if (prov->ue.l2_id && s->dcr_l2 == prov->ue.l2_id)
		return pc5_prov_bad(ctx, at(node, "dcr-layer2-id"),
				    "dcr-layer2-id is this UE's own layer2-id; another one is needed");
	return check_keys(ctx, node, s->security, s->keys, s->n_keys) ?:
	       pc5_prov_check_policies(ctx, root, node, prov, &s->policies);
}

static int check_target(struct pc5_prov_ctx *ctx, const struct pc5_yaml *node,
			const struct pc5_provision *prov, size_t i)
{
	const struct pc5_prov_target *t = &prov->discovery_targets[i];
	size_t j;

	for (j = 0; j < i; j++)
		if (!strcmp(t->peer, prov->discovery_targets[j].peer))
			return pc5_prov_bad(ctx, at(node, "peer"),
					    "target %zu has the same peer; each needs its own",
					    j + 1);
	return check_keys(ctx, node, t->security, t->keys, t->n_keys);
}

int pc5_prov_relay_check(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
			 struct pc5_provision *prov)
{
	size_t depth, outer = pc5_prov_down(ctx, "relay-services", 0);
	const struct pc5_yaml *node = at(root, "relay-services")->child;
	int ret = 0;
	size_t i;

	for (i = 0; i < prov->n_relay_services && !ret; i++) {
		depth = pc5_prov_down(ctx, NULL, i);
		ret = check_service(ctx, root, node, prov, i);
		pc5_prov_up(ctx, depth);
		node = node->next;
	}
	pc5_prov_up(ctx, outer);
	pc5_prov_down(ctx, "discovery-targets", 0);
	node = at(root, "discovery-targets")->child;
	for (i = 0; i < prov->n_discovery_targets && !ret; i++) {
		depth = pc5_prov_down(ctx, NULL, i);
		ret = check_target(ctx, node, prov, i);
		pc5_prov_up(ctx, depth);
		node = node->next;
	}
	pc5_prov_up(ctx, outer);
	return ret;
}

/* The line at @text with its place for a key; 0 where it is not one of them. */
static int parse_line(const char *path, unsigned int line, const char *text,
		      size_t len, struct pc5_disc_keys *keys,
		      struct pc5_file_error *err)
{
	const struct {
		const char *word;
		bool *has;
		uint8_t *key;
	} words[] = {
		{ "duik", &keys->has_duik, keys->duik },
		{ "duck", &keys->has_duck, keys->duck },
		{ "dusk", &keys->has_dusk, keys->dusk },
	};
	size_t i, digits, bad;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (len > 4 && !memcmp(text, words[i].word, 4) &&
		    strchr(" \t", text[4]))
			break;
	if (i == ARRAY_SIZE(words))
		return pc5_file_fail(err, -EINVAL,
				     "%s:%u: lines with the word duik, duck or dusk and %d hexadecimal digits are allowed",
				     path, line, 2 * PC5_DISC_KEY_LEN);
	if (*words[i].has)
		return pc5_file_fail(err, -EINVAL,
				     "%s:%u: %s is given twice", path, line,
				     words[i].word);
	text += 4;
	text += strspn(text, " \t");
	digits = strcspn(text, SPACE "#");
	if (digits != 2 * PC5_DISC_KEY_LEN)
		return pc5_file_fail(err, -EINVAL,
				     "%s:%u: %zu hexadecimal digits after %s; %d are needed",
				     path, line, digits, words[i].word,
				     2 * PC5_DISC_KEY_LEN);
	bad = pc5_hex_decode(text, words[i].key, PC5_DISC_KEY_LEN);
	if (bad)
		return pc5_file_fail(err, -EINVAL,
				     "%s:%u: character %zu of the value is no hexadecimal digit; allowed are 0-9, a-f and A-F",
				     path, line, bad);
	*words[i].has = true;
	text += digits;
	text += strspn(text, " \t\r");
	if (!strchr("\n#", *text))
		return pc5_file_fail(err, -EINVAL,
				     "%s:%u: something after the digits; a comment after # is allowed",
				     path, line);
	return 0;
}

int pc5_disc_keys_parse(const char *path, const char *text, size_t len,
			struct pc5_disc_keys *keys, struct pc5_file_error *err)
{
	unsigned int line;
	int ret = 0;

	memset(keys, 0, sizeof(*keys));
	if (memchr(text, 0, len))
		return pc5_file_fail(err, -EINVAL,
				     "%s: the character 0, which is not allowed",
				     path);
	for (line = 1; *text && !ret; line++) {
		text += strspn(text, " \t\r");
		len = strcspn(text, "\n");
		if (len && *text != '#')
			ret = parse_line(path, line, text, len, keys, err);
		text += len + (text[len] == '\n');
	}
	if (!ret && !keys->has_duik)
		ret = pc5_file_fail(err, -EINVAL,
				    "%s: no duik; a line with the word duik and %d hexadecimal digits is needed",
				    path, 2 * PC5_DISC_KEY_LEN);
	if (ret)
		explicit_bzero(keys, sizeof(*keys));
	return ret;
}

static int load_keys(int dir, struct pc5_prov_disc_key *keys, size_t n,
		     struct pc5_file_error *err)
{
	uint8_t *data;
	size_t i, len;
	int ret = 0;

	for (i = 0; i < n && !ret; i++) {
		ret = pc5_atomicfile_read(dir, keys[i].file.path,
					  PC5_FILE_SECRET, KEY_FILE_MAX, &data,
					  &len, err);
		if (ret)
			break;
		ret = pc5_disc_keys_parse(keys[i].file.path, (char *)data, len,
					  &keys[i].keys, err);
		pc5_file_free(data, len);
	}
	return ret;
}

int pc5_prov_relay_files(int dir, struct pc5_provision *prov,
			 struct pc5_file_error *err)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < prov->n_relay_services && !ret; i++)
		ret = load_keys(dir, prov->relay_services[i].keys,
				prov->relay_services[i].n_keys, err);
	for (i = 0; i < prov->n_discovery_targets && !ret; i++)
		ret = load_keys(dir, prov->discovery_targets[i].keys,
				prov->discovery_targets[i].n_keys, err);
	return ret;
}

static void set_ring(struct pc5_disc_ring *ring, uint32_t security,
		     const struct pc5_prov_disc_key *keys, size_t n)
{
	size_t i;

	ring->open = security == PC5_DISC_SECURITY_NOT_NEEDED;
	ring->n = n;
	for (i = 0; i < n; i++) {
		ring->keyset[i].not_before = keys[i].not_before;
		ring->keyset[i].not_after = keys[i].not_after;
		ring->keyset[i].keys = keys[i].keys;
	}
}

static void set_name(struct pc5_user_info *name, const char *text)
{
	name->len = strlen(text);
	memcpy(name->octets, text, name->len);
}

/* What this UE may be at all goes before what it is for the code. */
static uint32_t disc_roles(const struct pc5_provision *prov, uint32_t roles)
{
	uint32_t mask = 0;

	if ((roles & PC5_RELAY_SERVE) && (prov->ue.roles & PC5_PEER_RELAY))
		mask |= PC5_DISC_SERVE;
	if ((roles & PC5_RELAY_USE) && (prov->ue.roles & PC5_PEER_END_UE))
		mask |= PC5_DISC_USE;
	return mask;
}

static void set_rsc(struct pc5_disc_config *config,
		    const struct pc5_provision *prov,
		    const struct pc5_prov_relay_service *s)
{
	struct pc5_disc_rsc *rsc = &config->rsc[config->n_rscs];

	rsc->roles = disc_roles(prov, s->roles);
	if (!rsc->roles)
		return;
	rsc->rsc = s->rsc;
	rsc->dst = s->discovery_l2;
	set_ring(&rsc->ring, s->security, s->keys, s->n_keys);
	config->n_rscs++;
}

static void set_app(struct pc5_disc_config *config,
		    const struct pc5_provision *prov,
		    const struct pc5_prov_target *t)
{
	struct pc5_disc_app *app = &config->app[config->n_apps++];

	set_name(&app->own, prov->ue.user_info);
	set_name(&app->peer, t->peer);
	if (t->use & PC5_TARGET_FIND)
		app->use |= PC5_DISC_FIND;
	if (t->use & PC5_TARGET_FOUND)
		app->use |= PC5_DISC_FOUND;
	app->announce_prohibited = t->announce == PC5_ANNOUNCE_PROHIBITED;
	set_ring(&app->ring, t->security, t->keys, t->n_keys);
}

int pc5_prov_disc_config(const struct pc5_provision *prov, uint32_t l2_id,
			 struct pc5_disc_config *config)
{
	const char *id = prov->relay.user_info_id;
	struct pc5_user_info name;
	size_t i;
	int ret;

	pc5_disc_config_init(config);
	set_name(&name, id ? id : prov->ue.user_info);
	ret = pc5_disc_info(&name, config->info);
	if (ret)
		return ret;
	config->l2_id = l2_id;
	config->announce_ms = prov->relay.announce_ms;
	config->skew_s = prov->relay.skew;
	config->expire_ms = prov->relay.forget_after * 1000;
	config->t5110_ms = prov->timers.t5110;
	config->t5112_ms = prov->timers.t5112;
	config->retries = prov->retrans.relay;
	for (i = 0; i < prov->n_relay_services; i++)
		set_rsc(config, prov, &prov->relay_services[i]);
	for (i = 0; i < prov->n_discovery_targets; i++)
		set_app(config, prov, &prov->discovery_targets[i]);
	return 0;
}

const struct pc5_prov_relay_service *
pc5_prov_relay_service(const struct pc5_provision *prov, uint32_t rsc)
{
	size_t i;

	for (i = 0; i < prov->n_relay_services; i++)
		if (prov->relay_services[i].rsc == rsc)
			return &prov->relay_services[i];
	return NULL;
}
