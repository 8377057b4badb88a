/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security policies and algorithm choice of a unicast link (TS 33.536 clause
 * 5.3.3, TS 24.554 clauses 7.2.2 and 7.2.10). Functions without state.
 */
#ifndef LIBPC5_POLICY_H
#define LIBPC5_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pc5s-ie.h"

/*
 * Most octets of UE security capabilities: two that mean something, and spare
 * ones, which are only compared (TS 24.554 clause 11.3.11).
 */
#define PC5_CAPS_MAX 8

/* Algorithms with identities 0 to 3 are the ones this implementation has. */
#define PC5_ALGS 4

/**
 * struct pc5_algs - the algorithms a UE allows
 * @caps: which ones
 * @ea_order: non-null ciphering algorithms, best first; ends with 0
 * @ia_order: non-null integrity algorithms, best first; ends with 0
 */
struct pc5_algs {
	struct pc5s_capabilities caps;
	uint8_t ea_order[PC5_ALGS];
	uint8_t ia_order[PC5_ALGS];
};

/**
 * struct pc5_up - user-plane protection of all bearers of a link
 * @integrity: on
 * @ciphering: on
 */
struct pc5_up {
	bool integrity;
	bool ciphering;
};

/*
 * The agreed configuration as it is sent (TS 24.554 clause 11.3.18); and what
 * was received. "Off or On" leaves the choice to the receiver, who switches on
 * what its policy @own and the algorithms @sel do not rule out.
 */
struct pc5s_up_config pc5_up_config(struct pc5_up up);
struct pc5_up pc5_up_resolve(struct pc5s_up_config config,
			     struct pc5s_policy own,
			     struct pc5s_algorithms sel);

/*
 * Whether one service is on, from the policies of both sides and whether it is
 * possible, that is whether there is a non-null algorithm. Both preferring it
 * switches it on where possible. Returns 1, 0, or -EACCES where the policies
 * do not go together or REQUIRED cannot be met. The matrix of TS 33.536 clause
 * 5.3.3.1.4.3 step 2; only its two refusing cells could be read, the rest
 * follows from what the values mean.
 */
int pc5_policy_decide(uint8_t ue_1, uint8_t ue_2, bool possible);

/*
 * UE_2's answer to a Direct Communication Request of a UE with policy @ue_1 and
 * capabilities @caps: the algorithms of the link by UE_2's own order.
 * Ciphering without integrity does not exist. Returns 0 or -EACCES where no
 * link is possible.
 */
int pc5_policy_select(struct pc5s_policy ue_1, struct pc5s_policy ue_2,
		      struct pc5s_capabilities caps,
		      const struct pc5_algs *own,
		      struct pc5s_algorithms *sel);

/*
 * The same at rekeying: what is on stays on and what is off stays off (TS
 * 24.554 clause 7.2.10.2), @now being the algorithms in use. Returns 0 or
 * -EACCES where a service that is on has no common algorithm.
 */
int pc5_policy_reselect(struct pc5s_algorithms now,
			struct pc5s_capabilities caps,
			const struct pc5_algs *own, struct pc5s_algorithms *sel);

/*
 * User-plane protection from both policies, under the signalling algorithms
 * @sel, which serve the user plane too: a service that signalling has not, the
 * user plane cannot have. Returns 0 or -EACCES (the reject cells, and REQUIRED
 * that cannot be met).
 */
int pc5_policy_up(struct pc5s_policy ue_1, struct pc5s_policy ue_2,
		  struct pc5s_algorithms sel, struct pc5_up *up);

/* UE_1: whether the configuration that UE_2 accepted with suits its policy. */
bool pc5_policy_up_fits(struct pc5s_policy own, struct pc5s_algorithms sel,
			struct pc5_up up);

/**
 * struct pc5_smc_check - what UE_1 looks at in a Direct Security Mode Command
 * @rekey: during rekeying
 * @links_full: establishment: no room for one more link
 * @own: establishment: signalling policy
 * @algs: algorithms advertised
 * @now: rekeying: algorithms in use
 * @sel: algorithms selected
 * @lsb_taken: establishment: another UE answered with the same LSB of
 *	K_NRP-sess ID
 */
struct pc5_smc_check {
	bool rekey;
	bool links_full;
	struct pc5s_policy own;
	const struct pc5_algs *algs;
	struct pc5s_algorithms now;
	struct pc5s_algorithms sel;
	bool lsb_taken;
};

/*
 * Checks of TS 24.554 clause 7.2.10.5 that come before the keys are derived.
 * Returns 0 or the cause to reject with.
 */
uint8_t pc5_smc_check(const struct pc5_smc_check *check);

/**
 * struct pc5_smc_echo - what UE_2 says it was sent, and what was sent
 * @rekey: during rekeying, where no policy is returned
 * @caps: capabilities returned
 * @caps_len: how many octets
 * @sent_caps: capabilities sent
 * @sent_caps_len: how many octets
 * @has_policy: a signalling policy is returned
 * @policy: octet returned
 * @sent_policy: octet sent
 */
struct pc5_smc_echo {
	bool rekey;
	const uint8_t *caps;
	size_t caps_len;
	const uint8_t *sent_caps;
	size_t sent_caps_len;
	bool has_policy;
	uint8_t policy;
	uint8_t sent_policy;
};

/*
 * Bidding-down checks of the same clause, after the message was verified.
 * Returns 0 or the cause to reject with.
 */
uint8_t pc5_smc_check_echo(const struct pc5_smc_echo *echo);

#endif /* LIBPC5_POLICY_H */
