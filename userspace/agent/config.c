// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: what the provisioning file means for the link procedures. */

#include "priv.h"

#include <errno.h>
#include <linux/pc5.h>
#include <string.h>

#include "libpc5/pc5s-ie.h"
#include "libpc5/pc5s-list.h"

static struct pc5s_policy policy(uint32_t integrity, uint32_t ciphering)
{
	return (struct pc5s_policy){
		.integrity = integrity,
		.ciphering = ciphering,
	};
}

static uint8_t order(const struct pc5_order *from, uint8_t to[PC5_ALGS])
{
	/* The null algorithm, which the policies allow or not. */
	uint8_t caps = 1;
	uint32_t i;

	memset(to, 0, PC5_ALGS);
	for (i = 0; i < from->n && i < PC5_ALGS - 1; i++) {
		to[i] = from->value[i];
		caps |= 1 << from->value[i];
	}
	return caps;
}

static void timers(const struct pc5_provision *prov,
		   struct pc5_ls_config *config)
{
	const struct pc5_prov_timers *t = &prov->timers;
	const struct pc5_prov_retrans *r = &prov->retrans;
	const struct {
		enum pc5_ls_timer timer;
		uint32_t ms;
		uint32_t retries;
	} table[] = {
		{ PC5_LS_T5080, t->t5080, r->establishment },
		{ PC5_LS_T5081, t->t5081, r->modification },
		{ PC5_LS_T5082, t->t5082, r->identifier_update },
		{ PC5_LS_T5083, t->t5083, r->identifier_update },
		{ PC5_LS_T5084, t->t5084, 0 },
		{ PC5_LS_T5085, t->t5085, r->keep_alive },
		{ PC5_LS_T5087, t->t5087, r->release },
		{ PC5_LS_T5089, t->t5089, r->security_mode },
		{ PC5_LS_T5090, t->t5090, 0 },
		{ PC5_LS_T5091, t->t5091, r->rekeying },
		{ PC5_LS_T5092, t->t5092, r->authentication },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		config->timer_ms[table[i].timer] = table[i].ms;
		config->retries[table[i].timer] = table[i].retries;
	}
	config->max_inactivity_s = t->t5086 / 1000;
}

int agent_profile(const struct pc5_provision *prov,
		  const struct pc5_prov_service *service,
		  struct pc5_ls_profile *profile)
{
	uint8_t gives = agent_pool_what(&prov->addresses);
	const struct pc5_policies *p = &service->policies;
	struct pc5s_writer writer = {
		.data = profile->prose_ids,
		.size = sizeof(profile->prose_ids),
	};
	struct pc5s_prose_id id = {
		.os_id = service->os_id,
		.app_id = {
			.data = (const uint8_t *)service->app_id,
			.len = strlen(service->app_id),
		},
	};

	memset(profile, 0, sizeof(*profile));
	profile->signalling = policy(p->sig_integ, p->sig_enc);
	profile->user_plane = policy(p->up_integ, p->up_enc);
	profile->data_type = service->sdu_type == PC5_SDU_TYPE_ETHERNET ?
			     PC5_LS_ETHERNET : PC5_LS_IP;
	if (profile->data_type == PC5_LS_IP)
		profile->ip_config = pc5_ls_ip_config(gives);
	if (pc5s_prose_id_put(&writer, &id))
		return -EINVAL;
	profile->prose_ids_len = writer.len;
	return 0;
}

int agent_config(const struct pc5_provision *prov,
		 struct pc5_ls_config *config)
{
	const struct pc5_prov_rekey *rekey = &prov->rekey;
	size_t len = strlen(prov->ue.user_info);
	size_t i;
	int ret;

	if (!len || len > PC5_USER_INFO_MAX)
		return -EINVAL;
	config->user_info.len = len;
	memcpy(config->user_info.octets, prov->ue.user_info, len);
	config->algs.caps.ea = order(&prov->algorithms.ciphering,
				     config->algs.ea_order);
	config->algs.caps.ia = order(&prov->algorithms.integrity,
				     config->algs.ia_order);
	timers(prov, config);
	config->max_links = prov->limits.links;
	config->max_half_open = prov->limits.half_open;
	config->max_half_open_src = prov->limits.half_open_per_source;
	config->rekey_ms = rekey->after > UINT32_MAX / 1000 ? UINT32_MAX :
			   rekey->after * 1000;
	config->n_services = 0;
	for (i = 0; i < prov->n_services; i++) {
		struct pc5_ls_profile *to;

		if (!(prov->services[i].use & PC5_SERVICE_OFFERED))
			continue;
		if (config->n_services == PC5_LS_SERVICES_MAX)
			return -EINVAL;
		to = &config->services[config->n_services++];
		ret = agent_profile(prov, &prov->services[i], to);
		if (ret)
			return ret;
	}
	return 0;
}

const struct pc5_prov_service *
agent_service(const struct pc5_provision *prov, const char *name)
{
	size_t i;

	for (i = 0; i < prov->n_services; i++) {
		const struct pc5_prov_service *it = &prov->services[i];

		if ((it->use & PC5_SERVICE_WANTED) &&
		    (!*name || !strcmp(it->name, name)))
			return it;
	}
	return NULL;
}
