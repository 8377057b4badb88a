// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a procedure of PC5-S costs: messages, octets on SL-SRBs, and CPU time of
 * either side.
 *
 * Two machines of link procedures with the real methods of authentication talk in
 * memory; the work of either is timed by itself, whenever it is at work. Of the
 * kernel there is nothing in it, of the disk neither: the time is that of the
 * protocol and its cryptography, without the protection of the messages.
 */

#include <getopt.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "establish.h"
#include "tests/lsreal.h"

/* Octets of PDCP header and MAC-I (TS 38.323 clause 6); of the header on SL-SRB0. */
#define PDCP_LEN 8
#define SRB0_LEN 2

/* Time until nothing of what was replaced is left. */
#define GRACE_MS 30000

/**
 * struct cost - of one procedure
 * @messages: sent by either side
 * @octets: of them on SL-SRBs
 * @ns: CPU time of either side
 */
struct cost {
	unsigned int messages[2];
	size_t octets[2];
	double ns[2];
};

/**
 * struct meter - what is measured
 * @cost: so far
 * @side: whose work it is, -1 for nobody's
 * @since: since when
 */
static struct {
	struct cost cost;
	int side;
	uint64_t since;
} meter = { .side = -1 };

static uint64_t cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* From now on it is the work of @side; returns whose it was. */
static int work(int side)
{
	uint64_t now = cpu_ns();
	int was = meter.side;

	if (was >= 0)
		meter.cost.ns[was] += now - meter.since;
	meter.side = side;
	meter.since = cpu_ns();
	return was;
}

/* The world knows which machine is whose; these are its ways into them. */
static struct world *world;

static int side_of(const struct pc5_ls *ls)
{
	return ls == world->ue[1].ls;
}

void __wrap_pc5_ls_rx(struct pc5_ls *ls, const struct pc5_ls_rx *rx)
{
	work(side_of(ls));
	__real_pc5_ls_rx(ls, rx);
	work(-1);
}

void __wrap_pc5_ls_run(struct pc5_ls *ls)
{
	work(side_of(ls));
	__real_pc5_ls_run(ls);
	work(-1);
}

/* What the world does in the place of a kernel is nobody's work. */
static void op_transmit(void *ctx, const struct pc5_ls_tx *tx)
{
	const struct ue *ue = ctx;
	int was = work(-1);

	meter.cost.messages[ue->index]++;
	meter.cost.octets[ue->index] += tx->len +
		(tx->srb ? PDCP_LEN : SRB0_LEN);
	world_ops.transmit(ctx, tx);
	work(was);
}

static int op_verify(void *ctx, uint32_t link, uint16_t sess_id,
		     const void *pdu, size_t len)
{
	int was = work(-1);
	int ret = world_ops.context_verify(ctx, link, sess_id, pdu, len);

	work(was);
	return ret;
}

static void need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "establish: %s\n", what);
	exit(1);
}

static uint32_t handle_of(int side)
{
	const struct wlink *link = world_up(&world->ue[side]);

	return link ? link->handle : 0;
}

/* The procedures. */

static void do_establish(void)
{
	work(0);
	world_connect(&world->ue[0], &world->ue[1]);
	work(-1);
	world_flush(world);
	need(handle_of(0) && handle_of(1), "no link");
}

static void rekey(bool reauth)
{
	uint16_t before = world_up(&world->ue[0])->active;

	work(0);
	need(!pc5_ls_rekey(world->ue[0].ls, handle_of(0), reauth),
	     "rekeying does not begin");
	work(-1);
	world_flush(world);
	need(world_up(&world->ue[0])->active != before, "not rekeyed");
}

static void do_rekey(void)
{
	rekey(false);
}

static void do_reauth(void)
{
	rekey(true);
}

static void do_update(void)
{
	uint32_t before = world_up(&world->ue[0])->pair[0].own;

	work(0);
	need(!pc5_ls_update(world->ue[0].ls, handle_of(0), NULL, NULL),
	     "identifier update does not begin");
	work(-1);
	world_flush(world);
	need(world_up(&world->ue[0])->pair[0].own != before ||
	     world_up(&world->ue[0])->send, "identifiers are as before");
}

static void do_release(void)
{
	work(0);
	need(!pc5_ls_release(world->ue[0].ls, handle_of(0),
			     PC5S_CAUSE_NO_LONGER_NEEDED),
	     "release does not begin");
	work(-1);
	world_flush(world);
	need(!handle_of(0) && !handle_of(1), "not released");
}

/**
 * struct step - a procedure in the life of a link
 * @name: what it is called
 * @run: from its beginning to its end
 * @reauth: only where there is a method
 */
static const struct step {
	const char *name;
	void (*run)(void);
	bool reauth;
} steps[] = {
	{ "establish", do_establish, false },
	{ "rekey", do_rekey, false },
	{ "rekey-reauth", do_reauth, true },
	{ "update", do_update, false },
	{ "release", do_release, false },
};

static const struct method {
	const char *name;
	uint8_t type;
} methods[] = {
	{ "knrp", 0 },
	{ "eap-psk", EAP_TYPE_PSK },
	{ "eap-tls", EAP_TYPE_TLS },
};

#define RUNS_MAX 10000

/**
 * struct sample - all runs of a procedure
 * @n: how many
 * @ns: CPU time of each, by side
 * @last: messages and octets, which are the same in each, but for the length of
 *	signatures
 */
static struct sample {
	unsigned int n;
	double ns[2][RUNS_MAX];
	struct cost last;
} sample[ARRAY_SIZE(steps)];

static void life(const struct method *method, bool count)
{
	size_t i;

	real_again(world);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		struct sample *s = &sample[i];

		if (steps[i].reauth && !method->type)
			continue;
		memset(&meter.cost, 0, sizeof(meter.cost));
		steps[i].run();
		if (count) {
			s->ns[0][s->n] = meter.cost.ns[0];
			s->ns[1][s->n] = meter.cost.ns[1];
			s->last = meter.cost;
			s->n++;
		}
		world_run(world, GRACE_MS);
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), compare);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void print_json(const struct method *method, const char *step,
		       const struct sample *s, const double us[2])
{
	printf("{\"method\":\"%s\",\"procedure\":\"%s\",\"runs\":%u,", method->name,
	       step, s->n);
	printf("\"messages\":[%u,%u],\"octets\":[%zu,%zu],", s->last.messages[0],
	       s->last.messages[1], s->last.octets[0], s->last.octets[1]);
	printf("\"cpu_us\":[%.2f,%.2f],\"per_second\":[%.1f,%.1f],", us[0],
	       us[1], 1e6 / us[0], 1e6 / us[1]);
	printf("\"flags\":\"%s\",\"openssl\":\"%s\"}\n", BENCH_CFLAGS,
	       OpenSSL_version(OPENSSL_VERSION_STRING));
}

static void print(const struct method *method, bool json)
{
	/* Of the first method that has the procedure. */
	static double base[ARRAY_SIZE(steps)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		struct sample *s = &sample[i];
		double us[2];

		if (!s->n)
			continue;
		us[0] = median(s->ns[0], s->n) / 1000;
		us[1] = median(s->ns[1], s->n) / 1000;
		if (!base[i])
			base[i] = us[0] + us[1];
		if (json)
			print_json(method, steps[i].name, s, us);
		else
			printf("%-8s %-13s %3u+%-3u %6zu+%-6zu %9.1f %9.1f %8.2f %9.0f\n",
			       method->name, steps[i].name,
			       s->last.messages[0], s->last.messages[1],
			       s->last.octets[0], s->last.octets[1],
			       us[0], us[1], (us[0] + us[1]) / base[i],
			       1e6 / (us[0] > us[1] ? us[0] : us[1]));
	}
}

static void usage(void)
{
	fputs("usage: establish [-j] [-n RUNS] [-w WARM-UP]\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	unsigned long runs = 300, warm = 20, i;
	struct pc5_ls_ops ops = world_ops;
	bool json = false;
	size_t m;
	int opt;

	while ((opt = getopt(argc, argv, "jn:w:")) != -1) {
		if (opt == 'j')
			json = true;
		else if (opt == 'n')
			runs = strtoul(optarg, NULL, 0);
		else if (opt == 'w')
			warm = strtoul(optarg, NULL, 0);
		else
			usage();
	}
	if (!runs || runs > RUNS_MAX || optind != argc)
		usage();
	ops.transmit = op_transmit;
	ops.context_verify = op_verify;
	real_ops(&ops);
	creds_setup(NULL);
	if (!json) {
		printf("OpenSSL %s; %s\n", OpenSSL_version(OPENSSL_VERSION_STRING),
		       BENCH_CFLAGS);
		printf("medians of %lu runs: initiator+responder; CPU time of each side; both,\n"
		       "against the first method that has the procedure; and how many a second the\n"
		       "busier side can do\n", runs);
		printf("%-8s %-13s %7s %13s %9s %9s %8s %9s\n", "method",
		       "procedure", "msgs", "octets", "init us", "resp us",
		       "ratio", "per s");
	}
	for (m = 0; m < ARRAY_SIZE(methods); m++) {
		struct pair pair;

		memset(sample, 0, sizeof(sample));
		world = world_new(1, 2);
		real_start(world, &pair, methods[m].type);
		for (i = 0; i < warm + runs; i++)
			life(&methods[m], i >= warm);
		print(&methods[m], json);
		world_free(world);
		real_end(&pair);
	}
	creds_teardown(NULL);
	return 0;
}
