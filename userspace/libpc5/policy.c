// SPDX-License-Identifier: GPL-2.0-or-later
/* Security policies and algorithm choice of a unicast link. */

#include "policy.h"

#include <errno.h>
#include <string.h>

struct pc5s_up_config pc5_up_config(struct pc5_up up)
{
	return (struct pc5s_up_config){
		.integrity = up.integrity ? PC5S_UP_ON : PC5S_UP_OFF,
		.ciphering = up.ciphering ? PC5S_UP_ON : PC5S_UP_OFF,
	};
}

static bool resolve(uint8_t code, uint8_t own, bool possible)
{
	if (code == PC5S_UP_EITHER)
		return possible && own != PC5_POLICY_NOT_NEEDED;
	return code == PC5S_UP_ON;
}

struct pc5_up pc5_up_resolve(struct pc5s_up_config config,
			     struct pc5s_policy own,
			     struct pc5s_algorithms sel)
{
	return (struct pc5_up){
		.integrity = resolve(config.integrity, own.integrity,
				     sel.integrity),
		.ciphering = resolve(config.ciphering, own.ciphering,
				     sel.ciphering),
	};
}

int pc5_policy_decide(uint8_t ue_1, uint8_t ue_2, bool possible)
{
	bool never = ue_1 == PC5_POLICY_NOT_NEEDED ||
		     ue_2 == PC5_POLICY_NOT_NEEDED;
	bool always = ue_1 == PC5_POLICY_REQUIRED ||
		      ue_2 == PC5_POLICY_REQUIRED;

	if (never)
		return always ? -EACCES : 0;
	if (!possible)
		return always ? -EACCES : 0;
	return 1;
}

/* Best non-null algorithm of @order that is in @mask, 0 where there is none. */
static uint8_t best(const uint8_t order[PC5_ALGS], uint8_t mask)
{
	size_t i;

	for (i = 0; i < PC5_ALGS && order[i]; i++) {
		if (mask >> order[i] & 1)
			return order[i];
	}
	return 0;
}

int pc5_policy_select(struct pc5s_policy ue_1, struct pc5s_policy ue_2,
		      struct pc5s_capabilities caps,
		      const struct pc5_algs *own,
		      struct pc5s_algorithms *sel)
{
	uint8_t best_ea = best(own->ea_order, caps.ea & own->caps.ea);
	uint8_t best_ia = best(own->ia_order, caps.ia & own->caps.ia);
	int integrity, ciphering;

	integrity = pc5_policy_decide(ue_1.integrity, ue_2.integrity, best_ia);
	if (integrity < 0)
		return integrity;
	ciphering = pc5_policy_decide(ue_1.ciphering, ue_2.ciphering,
				      best_ea && integrity);
	if (ciphering < 0)
		return ciphering;
	sel->integrity = integrity ? best_ia : 0;
	sel->ciphering = ciphering ? best_ea : 0;
	/* A null algorithm has to be supported like any other. */
	if (!sel->integrity && !(caps.ia & own->caps.ia & 1))
		return -EACCES;
	if (!sel->ciphering && !(caps.ea & own->caps.ea & 1))
		return -EACCES;
	return 0;
}

int pc5_policy_reselect(struct pc5s_algorithms now,
			struct pc5s_capabilities caps,
			const struct pc5_algs *own, struct pc5s_algorithms *sel)
{
	sel->ciphering = 0;
	sel->integrity = 0;
	if (now.ciphering)
		sel->ciphering = best(own->ea_order, caps.ea & own->caps.ea);
	if (now.integrity)
		sel->integrity = best(own->ia_order, caps.ia & own->caps.ia);
	if (now.ciphering && !sel->ciphering)
		return -EACCES;
	if (now.integrity && !sel->integrity)
		return -EACCES;
	return 0;
}

int pc5_policy_up(struct pc5s_policy ue_1, struct pc5s_policy ue_2,
		  struct pc5s_algorithms sel, struct pc5_up *up)
{
	int integrity = pc5_policy_decide(ue_1.integrity, ue_2.integrity,
					  sel.integrity);
	int ciphering = pc5_policy_decide(ue_1.ciphering, ue_2.ciphering,
					  sel.ciphering);

	if (integrity < 0)
		return integrity;
	if (ciphering < 0)
		return ciphering;
	up->integrity = integrity;
	up->ciphering = ciphering;
	return 0;
}

static bool fits(uint8_t own, bool possible, bool on)
{
	if (on)
		return possible && own != PC5_POLICY_NOT_NEEDED;
	return own != PC5_POLICY_REQUIRED;
}

bool pc5_policy_up_fits(struct pc5s_policy own, struct pc5s_algorithms sel,
			struct pc5_up up)
{
	return fits(own.integrity, sel.integrity, up.integrity) &&
	       fits(own.ciphering, sel.ciphering, up.ciphering);
}

uint8_t pc5_smc_check(const struct pc5_smc_check *check)
{
	struct pc5s_algorithms sel = check->sel;

	if (!check->rekey && check->links_full)
		return PC5S_CAUSE_LACK_OF_RESOURCES;
	if (check->rekey) {
		if (!check->now.integrity != !sel.integrity ||
		    !check->now.ciphering != !sel.ciphering)
			return PC5S_CAUSE_POLICY_MISMATCH;
	} else {
		if (!fits(check->own.integrity, true, sel.integrity) ||
		    !fits(check->own.ciphering, true, sel.ciphering))
			return PC5S_CAUSE_POLICY_MISMATCH;
		/* Ciphering whose key nobody vouches for. */
		if (sel.ciphering && !sel.integrity)
			return PC5S_CAUSE_POLICY_MISMATCH;
	}
	/* An algorithm that was not offered: a bidding down, or a defect. */
	if (!(check->algs->caps.ea >> sel.ciphering & 1) ||
	    !(check->algs->caps.ia >> sel.integrity & 1))
		return PC5S_CAUSE_CAPABILITIES_MISMATCH;
	if (!check->rekey && check->lsb_taken)
		return PC5S_CAUSE_SESS_ID_LSB_CONFLICT;
	return 0;
}

uint8_t pc5_smc_check_echo(const struct pc5_smc_echo *echo)
{
	if (echo->caps_len != echo->sent_caps_len ||
	    memcmp(echo->caps, echo->sent_caps, echo->caps_len))
		return PC5S_CAUSE_CAPABILITIES_MISMATCH;
	/*
	 * Clause 7.2.10.5 names no cause for the policy; the mismatch is the
	 * one that says what happened.
	 */
	if (!echo->rekey &&
	    (!echo->has_policy || echo->policy != echo->sent_policy))
		return PC5S_CAUSE_POLICY_MISMATCH;
	return 0;
}
