// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether the parts of a provisioning file fit together. */

#include <errno.h>
#include <linux/pc5.h>
#include <string.h>

#include "provision-priv.h"
#include "util.h"

/* Where @keys lead to from @node, or as far as they do. */
static const struct pc5_yaml *at(const struct pc5_yaml *node, const char *a,
				 const char *b)
{
	const struct pc5_yaml *next = pc5_yaml_get(node, a);

	if (!next)
		return node;
	node = next;
	next = b ? pc5_yaml_get(node, b) : NULL;
	return next ? next : node;
}

static const struct pc5_yaml *item(const struct pc5_yaml *root, const char *a,
				   const char *b, size_t i)
{
	const struct pc5_yaml *node = at(root, a, b)->child;

	while (i--)
		node = node->next;
	return node;
}

static void inherit(uint32_t *policy, uint32_t from)
{
	if (*policy == PC5_PROV_INHERIT)
		*policy = from;
}

/*
 * Null integrity is no security at all (TS 24.554 clause 7.2.10.1), so nothing
 * else can be required where it is all that is wanted.
 */
static int check_policies(struct pc5_prov_ctx *ctx,
			  const struct pc5_yaml *node,
			  const struct pc5_policies *p)
{
	if (p->sig_integ != PC5_POLICY_NOT_NEEDED ||
	    (p->sig_enc != PC5_POLICY_REQUIRED &&
	     p->up_integ != PC5_POLICY_REQUIRED &&
	     p->up_enc != PC5_POLICY_REQUIRED))
		return 0;
	return pc5_prov_bad(ctx, node,
			    "signalling-integrity is not-needed, and without it nothing else can be protected: then required is not allowed for %s",
			    p->sig_enc == PC5_POLICY_REQUIRED ?
			    "signalling-ciphering" :
			    p->up_integ == PC5_POLICY_REQUIRED ?
			    "user-plane-integrity" : "user-plane-ciphering");
}

/* A policy that is required needs an algorithm to meet it. */
static int check_algorithms(struct pc5_prov_ctx *ctx,
			    const struct pc5_yaml *root,
			    const struct pc5_provision *prov,
			    const struct pc5_policies *p)
{
	if (!prov->algorithms.integrity.n &&
	    (p->sig_integ == PC5_POLICY_REQUIRED ||
	     p->up_integ == PC5_POLICY_REQUIRED))
		return pc5_prov_bad(ctx, at(root, "algorithms", "integrity"),
				    "algorithms.integrity is empty, and a policy requires integrity; nia1, nia2 or nia3 is needed");
	if (!prov->algorithms.ciphering.n &&
	    (p->sig_enc == PC5_POLICY_REQUIRED ||
	     p->up_enc == PC5_POLICY_REQUIRED))
		return pc5_prov_bad(ctx, at(root, "algorithms", "ciphering"),
				    "algorithms.ciphering is empty, and a policy requires ciphering; nea1, nea2 or nea3 is needed");
	return 0;
}

int pc5_prov_check_policies(struct pc5_prov_ctx *ctx,
			    const struct pc5_yaml *root,
			    const struct pc5_yaml *node,
			    const struct pc5_provision *prov,
			    struct pc5_policies *p)
{
	inherit(&p->sig_integ, prov->policies.sig_integ);
	inherit(&p->sig_enc, prov->policies.sig_enc);
	inherit(&p->up_integ, prov->policies.up_integ);
	inherit(&p->up_enc, prov->policies.up_enc);
	return check_policies(ctx, at(node, "policies", NULL), p) ?:
	       check_algorithms(ctx, root, prov, p);
}

static int check_service(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
			 struct pc5_provision *prov, size_t i)
{
	const struct pc5_yaml *node = item(root, "services", NULL, i);
	struct pc5_prov_service *s = &prov->services[i];
	size_t j;

	for (j = 0; j < i; j++) {
		const struct pc5_prov_service *t = &prov->services[j];

		if (!strcmp(s->name, t->name))
			return pc5_prov_bad(ctx, at(node, "name", NULL),
					    "service %zu has the same name; each needs its own",
					    j + 1);
		if (!memcmp(s->os_id, t->os_id, sizeof(s->os_id)) &&
		    !strcmp(s->app_id, t->app_id))
			return pc5_prov_bad(ctx, at(node, "app-id", NULL),
					    "service %zu has the same os-id and app-id; each needs its own",
					    j + 1);
	}
	/* A UE's own is different from all of these (clause 7.2.2.2). */
	if (prov->ue.l2_id && s->destination_l2 == prov->ue.l2_id)
		return pc5_prov_bad(ctx,
				    at(node, "destination-layer2-id", NULL),
				    "destination-layer2-id is this UE's own layer2-id; another one is needed");
	return pc5_prov_check_policies(ctx, root, node, prov, &s->policies);
}

static int check_services(struct pc5_prov_ctx *ctx,
			  const struct pc5_yaml *root,
			  struct pc5_provision *prov)
{
	size_t depth, outer = pc5_prov_down(ctx, "services", 0);
	int ret = 0;
	size_t i;

	for (i = 0; i < prov->n_services && !ret; i++) {
		depth = pc5_prov_down(ctx, NULL, i);
		ret = check_service(ctx, root, prov, i);
		pc5_prov_up(ctx, depth);
	}
	pc5_prov_up(ctx, outer);
	return ret;
}

static bool has_method(const struct pc5_provision *prov,
		       enum pc5_auth_method method)
{
	uint32_t i;

	for (i = 0; i < prov->auth.methods.n; i++)
		if (prov->auth.methods.value[i] == method)
			return true;
	return false;
}

static bool wants_security(const struct pc5_provision *prov)
{
	size_t i;

	for (i = 0; i < prov->n_services; i++)
		if (prov->services[i].policies.sig_integ !=
		    PC5_POLICY_NOT_NEEDED)
			return true;
	return false;
}

static int check_psk(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		     const struct pc5_prov_auth *auth)
{
	size_t i, j;

	for (i = 0; i < auth->n_psk; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(auth->psk[i].peer, auth->psk[j].peer))
				return pc5_prov_bad(ctx,
					item(root, "authentication", "psk", i),
					"psk[%zu] is for the same peer as psk[%zu]; one for each is allowed",
					i + 1, j + 1);
	return 0;
}

static int check_knrp(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		      const struct pc5_prov_auth *auth)
{
	size_t i, j;

	for (i = 0; i < auth->n_knrp; i++) {
		const struct pc5_yaml *node = item(root, "authentication",
						   "knrp", i);

		if (auth->knrp[i].not_before > auth->knrp[i].not_after)
			return pc5_prov_bad(ctx, at(node, "not-after", NULL),
					    "knrp[%zu] ends before it begins; not-after later than not-before is needed",
					    i + 1);
		for (j = 0; j < i; j++)
			if (auth->knrp[i].id == auth->knrp[j].id)
				return pc5_prov_bad(ctx, at(node, "id", NULL),
						    "knrp[%zu] has the same id as knrp[%zu]; each needs its own",
						    i + 1, j + 1);
	}
	return 0;
}

static int check_auth(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		      const struct pc5_provision *prov)
{
	const struct pc5_yaml *node = at(root, "authentication", "methods");
	size_t depth = pc5_prov_down(ctx, "authentication", 0);
	int ret = 0;

	if (!prov->auth.methods.n && wants_security(prov))
		ret = pc5_prov_bad(ctx, node,
				   "methods is empty, and a service wants security; at least one is needed");
	else if (has_method(prov, PC5_METHOD_EAP_TLS) &&
		 !prov->auth.tls.certificate.path)
		ret = pc5_prov_bad(ctx, node,
				   "eap-tls is among the methods; the key tls is needed");
	else if (has_method(prov, PC5_METHOD_EAP_PSK) && !prov->auth.n_psk)
		ret = pc5_prov_bad(ctx, node,
				   "eap-psk is among the methods; the key psk is needed");
	if (!ret)
		ret = check_psk(ctx, root, &prov->auth);
	if (!ret)
		ret = check_knrp(ctx, root, &prov->auth);
	pc5_prov_up(ctx, depth);
	return ret;
}

static int check_peers(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		       const struct pc5_provision *prov)
{
	size_t i, j;

	for (i = 0; i < prov->n_peers; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(prov->peers[i].name, prov->peers[j].name))
				return pc5_prov_bad(ctx,
					item(root, "peers", NULL, i),
					"peers[%zu] has the same name as peers[%zu]; each needs its own",
					i + 1, j + 1);
	return 0;
}

/* As the notes of TS 24.554 table 12.3-1 advise. */
static int check_timers(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
			const struct pc5_prov_timers *t)
{
	char least[PC5_PROV_DURATION_LEN];
	uint64_t both = (uint64_t)t->t5089 + t->t5092;

	pc5_prov_duration(PC5_PROV_MSEC, both, least);
	if (t->t5080 <= both)
		return pc5_prov_bad(ctx, at(root, "timers", "t5080"),
				    "timers.t5080 has to be longer than t5089 and t5092 together, which are %s",
				    least);
	if (t->t5091 <= both)
		return pc5_prov_bad(ctx, at(root, "timers", "t5091"),
				    "timers.t5091 has to be longer than t5089 and t5092 together, which are %s",
				    least);
	return 0;
}

int pc5_prov_check(struct pc5_prov_ctx *ctx, const struct pc5_yaml *root,
		   struct pc5_provision *prov)
{
	const struct pc5_prov_limits *limits = &prov->limits;

	if (prov->validity.not_before > prov->validity.not_after)
		return pc5_prov_bad(ctx, at(root, "validity", "not-after"),
				    "validity ends before it begins; not-after later than not-before is needed");
	if (check_policies(ctx, at(root, "policies", NULL), &prov->policies) ||
	    check_services(ctx, root, prov) || check_auth(ctx, root, prov) ||
	    check_peers(ctx, root, prov) ||
	    check_timers(ctx, root, &prov->timers) ||
	    pc5_prov_relay_check(ctx, root, prov))
		return -EINVAL;
	if (limits->half_open_per_source > limits->half_open)
		return pc5_prov_bad(ctx, at(root, "limits",
					    "half-open-per-source"),
				    "limits.half-open-per-source is %u; at most half-open, which is %u, is allowed",
				    limits->half_open_per_source,
				    limits->half_open);
	return 0;
}
