// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decipher and verify captured frames with libipsec-mb. Nothing here comes from
 * the product: header, IVs and padding are as the documents have them.
 *
 *	pdu_ipsec_mb FILE SEED INITIATOR ID ENC INT SN LCID COUNT NRPEK NRPIK
 *
 * INITIATOR is the Layer-2 ID of who sends with DIRECTION 0, COUNT that of the
 * first frame each way. For each frame there are four lines: how it was looked
 * at, its DIRECTION, "match" or "wrong" for its MAC-I, and the SDU. The first
 * is "true"; then one bit of K_NRP-sess ID, SDU or MAC-I is "flipped", as SEED
 * says; and keys that are not those: "nrpik", "nrpek".
 *
 * ZUC goes through the job interface: the single-buffer functions of versions
 * before 2.0 get a rare state of the ZUC register wrong.
 */
#include <intel-ipsec-mb.h>
#include <stdbool.h>

#include "pcap.h"

#define SL_AT		14
#define SL_LEN		8
#define SL_PADDED	0x01
#define MAC_LEN		4
#define KEY_LEN		16

static IMB_MGR *mgr;

static struct {
	unsigned long initiator;
	unsigned long id;
	unsigned long sn_bits;
	unsigned long lcid;
	unsigned long count;
	int nea;
	int nia;
	uint8_t nrpek[KEY_LEN];
	uint8_t nrpik[KEY_LEN];
} context;

static __attribute__((noreturn)) void die(const char *why)
{
	fprintf(stderr, "pdu_ipsec_mb: %s\n", why);
	exit(2);
}

static void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

/* One job, waited for. */
static void run(IMB_JOB *job)
{
	job = IMB_SUBMIT_JOB(mgr);
	while (!job) {
		job = IMB_FLUSH_JOB(mgr);
		if (!job)
			die("a job is lost");
	}
	if (job->status != IMB_STATUS_COMPLETED)
		die("a job failed");
}

static void decipher(uint32_t count, unsigned int direction, const uint8_t *in,
		     uint8_t *out, size_t len)
{
	snow3g_key_schedule_t schedule;
	uint8_t iv[16];
	IMB_JOB *job;

	put_be32(iv, count);
	put_be32(iv + 4, (uint32_t)(context.lcid & 31) << 27 | direction << 26);
	memcpy(iv + 8, iv, 8);
	if (context.nea == 1) {
		IMB_SNOW3G_INIT_KEY_SCHED(mgr, context.nrpek, &schedule);
		IMB_SNOW3G_F8_1_BUFFER(mgr, &schedule, iv, in, out, len);
		if (imb_get_errno(mgr))
			die("SNOW 3G failed");
		return;
	}
	job = IMB_GET_NEXT_JOB(mgr);
	memset(job, 0, sizeof(*job));
	job->cipher_mode = IMB_CIPHER_ZUC_EEA3;
	job->cipher_direction = IMB_DIR_DECRYPT;
	job->chain_order = IMB_ORDER_CIPHER_HASH;
	job->hash_alg = IMB_AUTH_NULL;
	job->enc_keys = context.nrpek;
	job->key_len_in_bytes = KEY_LEN;
	job->iv = iv;
	job->iv_len_in_bytes = sizeof(iv);
	job->src = in;
	job->dst = out;
	job->msg_len_to_cipher_in_bytes = len;
	run(job);
}

static void mac_of(uint32_t count, unsigned int direction, const uint8_t *data,
		   size_t len, uint8_t *mac)
{
	uint32_t fresh = (uint32_t)(context.lcid & 31) << 27;
	snow3g_key_schedule_t schedule;
	uint8_t iv[16];
	IMB_JOB *job;

	if (context.nia == 1) {
		put_be32(iv, count);
		put_be32(iv + 4, fresh);
		put_be32(iv + 8, count ^ direction << 31);
		put_be32(iv + 12, fresh ^ direction << 15);
		IMB_SNOW3G_INIT_KEY_SCHED(mgr, context.nrpik, &schedule);
		IMB_SNOW3G_F9_1_BUFFER(mgr, &schedule, iv, data, len * 8, mac);
		if (imb_get_errno(mgr))
			die("SNOW 3G failed");
		return;
	}
	put_be32(iv, count);
	put_be32(iv + 4, fresh);
	memcpy(iv + 8, iv, 8);
	iv[8] ^= direction << 7;
	iv[14] ^= direction << 7;
	job = IMB_GET_NEXT_JOB(mgr);
	memset(job, 0, sizeof(*job));
	job->cipher_mode = IMB_CIPHER_NULL;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_HASH_CIPHER;
	job->hash_alg = IMB_AUTH_ZUC_EIA3_BITLEN;
	job->src = data;
	job->u.ZUC_EIA3._key = context.nrpik;
	job->u.ZUC_EIA3._iv = iv;
	job->msg_len_to_hash_in_bits = len * 8;
	job->auth_tag_output = mac;
	job->auth_tag_output_len_in_bytes = MAC_LEN;
	run(job);
}

static void look(const char *how, uint32_t count, unsigned int direction,
		 const uint8_t *pdu, size_t head, size_t body)
{
	static uint8_t plain[PCAP_FRAME_MAX];
	uint8_t mac[MAC_LEN];
	size_t sdu = body - MAC_LEN, i;

	memcpy(plain, pdu, head);
	decipher(count, direction, pdu + head, plain + head, body);
	mac_of(count, direction, plain, head + sdu, mac);
	printf("%s %u %s ", how, direction,
	       memcmp(mac, plain + head + sdu, MAC_LEN) ? "wrong" : "match");
	for (i = 0; i < sdu; i++)
		printf("%02x", plain[head + i]);
	printf("\n");
}

static void judge(const uint8_t *frame, size_t len)
{
	static uint8_t changed[PCAP_FRAME_MAX];
	static unsigned int sent[2];
	const uint8_t *sl = frame + SL_AT, *pdu = sl + SL_LEN;
	size_t head = context.sn_bits == 12 ? 4 : 5, body, i;
	unsigned int direction;
	unsigned long src, sn;
	uint32_t count;

	if (len < SL_AT + SL_LEN + head + MAC_LEN)
		die("a frame is too short");
	body = len - SL_AT - SL_LEN;
	if (sl[0] & SL_PADDED)
		body -= frame[len - 1];
	if (body < head + MAC_LEN || body > len)
		die("a frame is padded by more than it has");
	body -= head;

	/* To be found in the clear: bearer, D/C and SDU Type, SN, key. */
	if (sl[1] != context.lcid << 2)
		die("a frame of another LCID");
	src = sl[2] << 16 | sl[3] << 8 | sl[4];
	direction = src != context.initiator;
	count = context.count + sent[direction]++;
	if (context.sn_bits == 12)
		sn = 0x8000 | (count & 0xfff);
	else
		sn = 0x800000 | (count & 0x3ffff);
	for (i = head - 2; i--; sn >>= 8)
		if (pdu[i] != (sn & 0xff))
			die("a frame of another SN");
	if (pdu[head - 2] != context.id >> 8 ||
	    pdu[head - 1] != (context.id & 0xff))
		die("a frame of another K_NRP-sess ID");

	look("true", count, direction, pdu, head, body);
	memcpy(changed, pdu, head + body);
	i = (head - 2) * 8 + random() % ((body + 2) * 8);
	changed[i / 8] ^= 0x80 >> i % 8;
	look("flipped", count, direction, changed, head, body);
	context.nrpik[count % KEY_LEN] ^= 0x40;
	look("nrpik", count, direction, pdu, head, body);
	context.nrpik[count % KEY_LEN] ^= 0x40;
	context.nrpek[count % KEY_LEN] ^= 0x02;
	look("nrpek", count, direction, pdu, head, body);
	context.nrpek[count % KEY_LEN] ^= 0x02;
}

static unsigned long number(const char *s)
{
	char *end;
	unsigned long n = strtoul(s, &end, 0);

	if (!*s || *end)
		die("not a number");
	return n;
}

static void key(uint8_t *to, const char *s)
{
	int i;

	for (i = 0; i < KEY_LEN; i++, s += 2)
		if (sscanf(s, "%2hhx", &to[i]) != 1)
			die("not a key");
}

int main(int argc, char **argv)
{
	struct pcap_file file;
	IMB_ARCH arch;
	size_t i;

	if (argc != 12)
		die("usage: see the source");
	srandom(number(argv[2]));
	context.initiator = number(argv[3]);
	context.id = number(argv[4]);
	context.nea = number(argv[5] + 3);
	context.nia = number(argv[6] + 3);
	context.sn_bits = number(argv[7]);
	context.lcid = number(argv[8]);
	context.count = number(argv[9]);
	key(context.nrpek, argv[10]);
	key(context.nrpik, argv[11]);
	if ((context.nea | 2) != 3 || (context.nia | 2) != 3)
		die("not one of SNOW 3G and ZUC");
	if (pcap_load(argv[1], &file))
		die("no frames");

	mgr = alloc_mb_mgr(0);
	if (!mgr)
		die("libipsec-mb cannot run here");
	init_mb_mgr_auto(mgr, &arch);
	if (imb_get_errno(mgr))
		die("libipsec-mb needs another processor");
	for (i = 0; i < file.n; i++)
		judge(file.frame[i].data, file.frame[i].len);
	free_mb_mgr(mgr);
	return 0;
}
