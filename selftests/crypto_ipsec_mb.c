// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NEA1, NIA1, NEA3 and NIA3 of the kernel against libipsec-mb on random
 * packets.
 *
 * ZUC goes through the job interface: the single-buffer functions of versions
 * before 2.0 get a rare state of the ZUC register wrong. No packet is longer
 * than 8188 octets, the most the library takes for ZUC.
 */
#include <intel-ipsec-mb.h>
#include "crypto_alg.h"
#include "crypto_ktap.h"

#define PACKETS		2000
#define MAX_LEN		8188
#define MAC_LEN		4

static IMB_MGR *mgr;

struct packet {
	uint8_t key[16];
	uint8_t input[8];
	uint32_t count;
	unsigned int bearer;
	unsigned int direction;
	uint8_t data[MAX_LEN];
	size_t len;
};

static void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

/* IVs made from TS 35.215 and TS 35.221, IV3 of the former first. */
static void nea1_iv(uint8_t iv[16], const struct packet *p)
{
	put_be32(iv, p->count);
	put_be32(iv + 4, p->bearer << 27 | p->direction << 26);
	memcpy(iv + 8, iv, 8);
}

static void nia1_iv(uint8_t iv[16], const struct packet *p)
{
	uint32_t fresh = p->bearer << 27;

	put_be32(iv, p->count);
	put_be32(iv + 4, fresh);
	put_be32(iv + 8, p->count ^ p->direction << 31);
	put_be32(iv + 12, fresh ^ p->direction << 15);
}

static void nea3_iv(uint8_t iv[16], const struct packet *p)
{
	nea1_iv(iv, p);
}

static void nia3_iv(uint8_t iv[16], const struct packet *p)
{
	put_be32(iv, p->count);
	put_be32(iv + 4, p->bearer << 27);
	memcpy(iv + 8, iv, 8);
	iv[8] ^= p->direction << 7;
	iv[14] ^= p->direction << 7;
}

static void snow3g_key(snow3g_key_schedule_t *schedule, const uint8_t *key)
{
	IMB_SNOW3G_INIT_KEY_SCHED(mgr, key, schedule);
}

static int lib_nea1(const struct packet *p, uint8_t *out)
{
	snow3g_key_schedule_t schedule;
	uint8_t iv[16];

	snow3g_key(&schedule, p->key);
	nea1_iv(iv, p);
	IMB_SNOW3G_F8_1_BUFFER(mgr, &schedule, iv, p->data, out, p->len);
	return imb_get_errno(mgr);
}

static int lib_nia1(const struct packet *p, uint8_t *mac)
{
	snow3g_key_schedule_t schedule;
	uint8_t iv[16];

	snow3g_key(&schedule, p->key);
	nia1_iv(iv, p);
	IMB_SNOW3G_F9_1_BUFFER(mgr, &schedule, iv, p->data, p->len * 8, mac);
	return imb_get_errno(mgr);
}

static int lib_job(void)
{
	IMB_JOB *job = IMB_SUBMIT_JOB(mgr);

	while (!job) {
		job = IMB_FLUSH_JOB(mgr);
		if (!job)
			return -1;
	}
	return job->status == IMB_STATUS_COMPLETED ? 0 : -1;
}

static int lib_nea3(const struct packet *p, uint8_t *out)
{
	IMB_JOB *job = IMB_GET_NEXT_JOB(mgr);
	uint8_t iv[16];

	nea3_iv(iv, p);
	memset(job, 0, sizeof(*job));
	job->cipher_mode = IMB_CIPHER_ZUC_EEA3;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_CIPHER_HASH;
	job->hash_alg = IMB_AUTH_NULL;
	job->enc_keys = p->key;
	job->key_len_in_bytes = sizeof(p->key);
	job->iv = iv;
	job->iv_len_in_bytes = sizeof(iv);
	job->src = p->data;
	job->dst = out;
	job->msg_len_to_cipher_in_bytes = p->len;
	return lib_job();
}

static int lib_nia3(const struct packet *p, uint8_t *mac)
{
	IMB_JOB *job = IMB_GET_NEXT_JOB(mgr);
	uint8_t iv[16];

	nia3_iv(iv, p);
	memset(job, 0, sizeof(*job));
	job->cipher_mode = IMB_CIPHER_NULL;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_HASH_CIPHER;
	job->hash_alg = IMB_AUTH_ZUC_EIA3_BITLEN;
	job->src = p->data;
	job->u.ZUC_EIA3._key = p->key;
	job->u.ZUC_EIA3._iv = iv;
	job->msg_len_to_hash_in_bits = p->len * 8;
	job->auth_tag_output = mac;
	job->auth_tag_output_len_in_bytes = MAC_LEN;
	return lib_job();
}

static const struct algorithm {
	const char *name;
	bool cipher;
	int (*run)(const struct packet *p, uint8_t *out);
} algorithms[] = {
	{ "nea1", true, lib_nea1 },
	{ "nia1", false, lib_nia1 },
	{ "nea3", true, lib_nea3 },
	{ "nia3", false, lib_nia3 },
	{ NULL }
};

static void compare(const struct algorithm *a)
{
	static uint8_t want[MAX_LEN], got[MAX_LEN];
	static struct packet p;
	unsigned int i;

	ktap_begin();
	for (i = 0; i < PACKETS; i++) {
		size_t n = a->cipher ? 0 : MAC_LEN;
		int fd, err;

		/* Short, of the size of a frame, or long. */
		p.len = 1 + ktap_below(i % 8 ? i % 2 ? 64 : 1500 : MAX_LEN);
		p.count = ktap_random();
		p.bearer = ktap_below(32);
		p.direction = ktap_below(2);
		ktap_fill(p.key, sizeof(p.key));
		ktap_fill(p.data, p.len);
		alg_input(p.input, p.count, p.bearer, p.direction);
		n = n ?: p.len;

		fd = alg_open(a->cipher ? "skcipher" : "hash", a->name, p.key,
			      sizeof(p.key), 0);
		if (!ktap_check(fd >= 0, "open: %d", fd))
			break;
		memset(want, 0, n);
		memset(got, 0, n);
		err = a->run(&p, want);
		ktap_check(!err, "library: %d", err);
		if (a->cipher)
			err = alg_crypt(fd, 1, p.input, p.data, p.len, 0, got,
					p.len, NULL) != (ssize_t)p.len;
		else
			err = alg_hash(fd, p.input, sizeof(p.input), p.data,
				       p.len, got, MAC_LEN, NULL);
		ktap_check(!err && !memcmp(got, want, n),
			   "packet %u, length %zu: %d", i, p.len, err);
		close(fd);
	}
	ktap_end(a->name);
}

int main(void)
{
	IMB_ARCH arch;
	const struct algorithm *a;
	int fd;

	fd = alg_open("skcipher", "nea1", "0123456789abcdef", 16, 0);
	if (fd < 0)
		ktap_skip_all(fd == -ENOENT ? "no nea1: load pc5-crypto" :
					      "no AF_ALG");
	close(fd);

	mgr = alloc_mb_mgr(0);
	if (!mgr)
		ktap_skip_all("libipsec-mb cannot run here");
	init_mb_mgr_auto(mgr, &arch);
	if (imb_get_errno(mgr))
		ktap_skip_all("libipsec-mb needs another processor");

	ktap_start(4);
	printf("# libipsec-mb %s\n", imb_get_version_str());
	ktap_seed();
	for (a = algorithms; a->name; a++)
		compare(a);
	free_mb_mgr(mgr);
	return ktap_exit();
}
