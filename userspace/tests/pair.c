// SPDX-License-Identifier: GPL-2.0-or-later
/* Two UEs that authenticate each other in memory. */

#include "pair.h"

#include <stdlib.h>

#include "pki.h"

/* More containers than any run here takes. */
#define CONTAINERS_MAX 2000

void pair_name(struct pc5_user_info *name, const char *text)
{
	assert_int_equal(pc5_auth_name_set(name, text, strlen(text)), 0);
}

/* The key for the other UE, under its name only. */
static int lookup(void *user, const struct pc5_user_info *name,
		  struct pc5_auth_psk *psk)
{
	struct pair *pair = user;
	int ue;

	for (ue = UE_1; ue <= UE_2; ue++)
		if (pc5_user_info_equal(name, &pair->cfg[ue].name)) {
			*psk = pair->psk[!ue];
			return 0;
		}
	return -ENOENT;
}

void pair_init(struct pair *pair, uint8_t method)
{
	int ue;

	memset(pair, 0, sizeof(*pair));
	pair_name(&pair->cfg[UE_1].name, "alice");
	pair_name(&pair->cfg[UE_2].name, "bob");
	for (ue = UE_1; ue <= UE_2; ue++) {
		pair->cfg[ue].method[0] = method;
		pair->cfg[ue].n_method = 1;
		pair->cfg[ue].user = pair;
		pair->want[ue].name = pair->cfg[!ue].name;
		pair->want[ue].role = PC5_WANT_END_UE;
		pair->want[ue].now = PKI_NOW;
	}
}

void pair_psk(struct pair *pair, const uint8_t key[EAP_PSK_LEN])
{
	int ue;

	for (ue = UE_1; ue <= UE_2; ue++) {
		pair->cfg[ue].psk = lookup;
		pair->psk[ue].roles.end_ue = true;
		memcpy(pair->psk[ue].key, key, EAP_PSK_LEN);
	}
}

/* Put an answer on its way. */
static bool put(struct pair *pair, struct container *c,
		const struct pc5_auth_answer *answer)
{
	if (!answer->len)
		return false;
	assert_true(answer->len <= KEYEST_MAX);
	c->len = answer->len;
	memcpy(c->data, answer->data, answer->len);
	pair->octets += answer->len;
	if (pair->edit)
		pair->edit(pair->user, pair->n, c);
	pair->n++;
	assert_true(pair->n < CONTAINERS_MAX);
	return true;
}

static void begin(struct pair *pair, struct container *c)
{
	struct pc5_auth_answer answer = { 0 };

	pair->n = 0;
	pair->octets = 0;
	pair->status[UE_1] = PC5_AUTH_CONTINUE;
	assert_int_equal(pc5_auth_initiator(&pair->auth[UE_1],
					    &pair->cfg[UE_1],
					    &pair->want[UE_1], &answer), 0);
	assert_true(put(pair, c, &answer));
	assert_int_equal(pc5_auth_responder(&pair->auth[UE_2],
					    &pair->cfg[UE_2],
					    &pair->want[UE_2], c->data, c->len,
					    &pair->status[UE_2], &answer), 0);
	if (!put(pair, c, &answer))
		c->len = 0;
}

static void check_error(const struct pair *pair, int ue)
{
	const struct pc5_auth_error *err = pc5_auth_error(pair->auth[ue]);
	uint8_t knrp[PC5_AUTH_KNRP_LEN];

	if (pair->status[ue] != PC5_AUTH_FAILED) {
		assert_int_equal(err->reason, PC5_AUTH_OK);
		return;
	}
	assert_int_not_equal(err->reason, PC5_AUTH_OK);
	assert_int_not_equal(strlen(err->text), 0);
	assert_non_null(pc5_auth_reason_name(err->reason));
	assert_int_equal(pc5_auth_knrp(pair->auth[ue], knrp), -ENOKEY);
	assert_null(pc5_auth_peer(pair->auth[ue]));
}

void pair_run(struct pair *pair)
{
	struct pc5_auth_answer answer;
	struct container c;
	int ue;

	begin(pair, &c);
	for (ue = UE_1; c.len; ue = !ue) {
		pair->status[ue] = pc5_auth_input(pair->auth[ue], c.data, c.len,
						  &answer);
		if (!put(pair, &c, &answer))
			break;
	}
	check_error(pair, UE_1);
	check_error(pair, UE_2);
}

static bool one_in(unsigned int *seed, unsigned int n)
{
	return rand_r(seed) % n == 0;
}

/*
 * UE_2 repeats what it sent until it has an answer, as T5092 and T5089 make it.
 * Everything is lost or doubled at times, and sometimes an old container comes.
 */
void pair_run_lossy(struct pair *pair, unsigned int seed)
{
	struct container request, response, old = { 0 };
	struct pc5_auth_answer answer;
	unsigned int rounds = 0;

	begin(pair, &request);
	while (pair->status[UE_1] != PC5_AUTH_DONE) {
		enum pc5_auth_status status;

		assert_true(++rounds < CONTAINERS_MAX);
		if (one_in(&seed, 3))
			continue;
		status = pc5_auth_input(pair->auth[UE_1], request.data,
					request.len, &answer);
		assert_true(status == PC5_AUTH_CONTINUE ||
			    status == PC5_AUTH_DONE);
		pair->status[UE_1] = status;
		if (!put(pair, &response, &answer) || one_in(&seed, 3))
			continue;
		if (one_in(&seed, 3) && old.len) {
			status = pc5_auth_input(pair->auth[UE_2], old.data,
						old.len, &answer);
			assert_int_equal(status, PC5_AUTH_IGNORED);
		}
		do {
			status = pc5_auth_input(pair->auth[UE_2], response.data,
						response.len, &answer);
			if (status == PC5_AUTH_IGNORED)
				continue;
			pair->status[UE_2] = status;
			old = response;
			assert_true(put(pair, &request, &answer));
		} while (one_in(&seed, 3));
	}
	/* The DSM Command may come again as well. */
	assert_int_equal(pc5_auth_input(pair->auth[UE_1], request.data,
					request.len, &answer), PC5_AUTH_DONE);
}

void pair_end(struct pair *pair)
{
	int ue;

	for (ue = UE_1; ue <= UE_2; ue++) {
		pc5_auth_free(pair->auth[ue]);
		pair->auth[ue] = NULL;
	}
}

void pair_check_done(const struct pair *pair)
{
	uint8_t knrp[2][PC5_AUTH_KNRP_LEN];
	const uint8_t zero[PC5_AUTH_KNRP_LEN] = { 0 };
	int ue;

	for (ue = UE_1; ue <= UE_2; ue++) {
		if (pair->status[ue] != PC5_AUTH_DONE)
			print_message("%s\n",
				      pc5_auth_error(pair->auth[ue])->text);
		assert_int_equal(pair->status[ue], PC5_AUTH_DONE);
		assert_int_equal(pc5_auth_knrp(pair->auth[ue], knrp[ue]), 0);
		assert_true(pc5_user_info_equal(&pc5_auth_peer(pair->auth[ue])->name,
						&pair->cfg[!ue].name));
	}
	assert_memory_equal(knrp[UE_1], knrp[UE_2], sizeof(zero));
	assert_memory_not_equal(knrp[UE_1], zero, sizeof(zero));
}

void pair_check_failed(const struct pair *pair, int ue,
		       enum pc5_auth_reason reason)
{
	uint8_t knrp[PC5_AUTH_KNRP_LEN];

	assert_int_equal(pc5_auth_knrp(pair->auth[UE_1], knrp), -ENOKEY);
	assert_int_equal(pc5_auth_knrp(pair->auth[UE_2], knrp), -ENOKEY);
	assert_int_equal(pair->status[ue], PC5_AUTH_FAILED);
	if (pc5_auth_error(pair->auth[ue])->reason != reason)
		print_message("%s\n", pc5_auth_error(pair->auth[ue])->text);
	assert_int_equal(pc5_auth_error(pair->auth[ue])->reason, reason);
}

/**
 * struct change - one change of one container
 * @number: which container
 * @bit: which bit is changed
 * @cut: cut to @bit octets instead
 * @len: octets of that container, as it was
 * @applied: the container was long enough; signatures differ in length
 */
struct change {
	unsigned int number;
	unsigned int bit;
	bool cut;
	size_t len;
	bool applied;
};

static void apply(void *user, unsigned int number, struct container *c)
{
	struct change *change = user;

	if (number != change->number)
		return;
	change->len = c->len;
	change->applied = (change->cut ? change->bit : change->bit / 8) <
			  c->len;
	if (!change->applied)
		return;
	if (change->cut)
		c->len = change->bit;
	else
		c->data[change->bit / 8] ^= 1 << change->bit % 8;
}

static void check_change(struct pair *pair, struct change *change)
{
	bool done;

	change->applied = false;
	pair_run(pair);
	done = pair->status[UE_1] == PC5_AUTH_DONE;
	if (done == change->applied)
		print_message("container %u, %s %u\n", change->number,
			      change->cut ? "cut at" : "bit", change->bit);
	assert_int_not_equal(done, change->applied);
	pair_end(pair);
}

void pair_check_changes(struct pair *pair, unsigned int step)
{
	struct change change = { 0 };
	unsigned int n;

	pair_run(pair);
	pair_check_done(pair);
	n = pair->n;
	pair_end(pair);
	pair->edit = apply;
	pair->user = &change;
	for (change.number = 0; change.number < n; change.number++) {
		change.cut = false;
		change.len = 1;
		for (change.bit = change.number % step;
		     change.bit / 8 < change.len; change.bit += step)
			check_change(pair, &change);
		change.cut = true;
		for (change.bit = change.number % step;
		     change.bit < change.len; change.bit += step)
			check_change(pair, &change);
	}
	pair->edit = NULL;
}
