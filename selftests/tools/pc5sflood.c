// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages of PC5-S that nobody asked for, as raw frames on the underlay:
 *
 *	pc5sflood [options] DEV FILE one	DCRs from one source Layer-2 ID
 *	pc5sflood [options] DEV FILE random	DCRs, each from another one
 *	pc5sflood [options] DEV FILE command	DSM Commands on SL-SRB1
 *	pc5sflood [options] DEV FILE garbage	what is no message, on SL-SRB0 to 3
 *
 * FILE has captured frames with a DCR that is taken as the model: each that is
 * sent has another Nonce_1 and source user info. Options:
 *
 *	-c COUNT	frames to send; without it until SIGTERM
 *	-r RATE		frames a second; without it as fast as it goes
 *	-d L2ID		destination of commands and of half of the garbage
 *	-s SEED		what is random follows it
 *
 * In the end it prints a line of JSON: how many were sent, and microseconds.
 */

#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "libpc5/pc5s.h"
#include "pcap.h"

#define ETHERTYPE	0x88b5
/* Of kernel/proto.h: sidelink header, and the headers of SL-SRB0 and 1. */
#define SL_LEN		8
#define SL_CAST_SHIFT	2
#define SL_PADDED	1
#define SL_LCID_SHIFT	2
#define SRB0_LEN	2
#define PDCP_LEN	4
#define MAC_LEN		4
#define CAST_UNICAST	2
#define BODY		(ETH_HLEN + SL_LEN)

#define ONE_SOURCE	0x0c0ffe
#define GARBAGE_MAX	200

static volatile sig_atomic_t stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = 1;
}

static __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "pc5sflood: %s\n", what);
	exit(1);
}

/* The generator known as splitmix64. */
static uint64_t rng_state;

static uint64_t rng(void)
{
	uint64_t z = rng_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void fill(uint8_t *p, size_t len)
{
	while (len--)
		*p++ = rng();
}

static uint32_t random_l2id(void)
{
	return 1 + rng() % 0xfffffe;
}

static void put_l2id(uint8_t *p, uint32_t id)
{
	p[0] = id >> 16;
	p[1] = id >> 8;
	p[2] = id;
}

/* The DCR among captured frames. */
static struct {
	uint8_t head[BODY];
	uint8_t data[PCAP_FRAME_MAX];
	struct pc5s_msg msg;
} model;

static void find_dcr(const char *path)
{
	struct pcap_file f;
	size_t i, len;

	if (pcap_load(path, &f))
		die("the file cannot be read");
	for (i = 0; i < f.n; i++) {
		const uint8_t *p = f.frame[i].data;

		len = f.frame[i].len;
		if (len <= BODY + SRB0_LEN || p[12] != ETHERTYPE >> 8 ||
		    p[13] != (ETHERTYPE & 0xff) ||
		    p[ETH_HLEN + 1] >> SL_LCID_SHIFT)
			continue;
		if (p[ETH_HLEN] & SL_PADDED)
			len -= p[len - 1];
		if (len <= BODY + SRB0_LEN || len > sizeof(model.data))
			continue;
		len -= BODY + SRB0_LEN;
		memcpy(model.head, p, BODY);
		memcpy(model.data, p + BODY + SRB0_LEN, len);
		if (!pc5s_decode(&model.msg, model.data, len) &&
		    model.msg.type == PC5S_ESTABLISHMENT_REQUEST)
			return;
	}
	die("the file has no DCR");
}

static size_t make_dcr(uint8_t *frame, size_t size, bool one)
{
	struct pc5s_msg msg = model.msg;
	char name[16];
	uint8_t nonce[32];
	ssize_t len;

	fill(nonce, sizeof(nonce));
	snprintf(name, sizeof(name), "m%08x", (uint32_t)rng());
	pc5s_set(&msg, PC5S_IE_NONCE_1, nonce,
		 msg.ie[PC5S_IE_NONCE_1].len);
	pc5s_set(&msg, PC5S_IE_SOURCE_USER_INFO, name, strlen(name));
	put_l2id(frame + ETH_HLEN + 2, one ? ONE_SOURCE : random_l2id());
	fill(frame + BODY, SRB0_LEN);
	frame[BODY] &= 0x0f;
	len = pc5s_encode(&msg, frame + BODY + SRB0_LEN,
			  size - BODY - SRB0_LEN);
	if (len < 0)
		die("no message");
	return BODY + SRB0_LEN + len;
}

static void to_one(uint8_t *frame, unsigned int lcid, uint32_t dst)
{
	frame[ETH_HLEN] = CAST_UNICAST << SL_CAST_SHIFT;
	frame[ETH_HLEN + 1] = lcid << SL_LCID_SHIFT;
	put_l2id(frame + ETH_HLEN + 5, dst);
	memset(frame, 0xff, ETH_ALEN);
}

static size_t make_command(uint8_t *frame, uint32_t dst)
{
	size_t len = 8 + rng() % 100;

	put_l2id(frame + ETH_HLEN + 2, random_l2id());
	to_one(frame, 1, dst);
	fill(frame + BODY, PDCP_LEN + len + MAC_LEN);
	frame[BODY] &= 0x0f;
	frame[BODY + 2] |= 1;
	frame[BODY + PDCP_LEN] = PC5S_SECURITY_MODE_COMMAND;
	return BODY + PDCP_LEN + len + MAC_LEN;
}

static size_t make_garbage(uint8_t *frame, uint32_t dst)
{
	size_t len = 1 + rng() % GARBAGE_MAX;

	put_l2id(frame + ETH_HLEN + 2, random_l2id());
	if (rng() & 1)
		to_one(frame, rng() & 3, dst);
	fill(frame + BODY, len);
	return BODY + len;
}

/* An Ethernet frame has a least length, and the sidelink header says so. */
static size_t pad(uint8_t *frame, size_t len)
{
	if (len >= ETH_ZLEN)
		return len;
	memset(frame + len, 0, ETH_ZLEN - len);
	frame[ETH_ZLEN - 1] = ETH_ZLEN - len;
	frame[ETH_HLEN] |= SL_PADDED;
	return ETH_ZLEN;
}

static size_t make(uint8_t *frame, size_t size, char what, uint32_t dst)
{
	/* Of nobody: a bridge would send others' frames here. */
	static const uint8_t source[ETH_ALEN] = { 2, 0, 0, 0xba, 0xd0 };
	size_t len;

	memcpy(frame, model.head, BODY);
	frame[ETH_HLEN] &= ~SL_PADDED;
	switch (what) {
	case 'c':
		len = make_command(frame, dst);
		break;
	case 'g':
		len = make_garbage(frame, dst);
		break;
	default:
		len = make_dcr(frame, size, what == 'o');
		break;
	}
	memcpy(frame + ETH_ALEN, source, ETH_ALEN);
	return pad(frame, len);
}

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

static int open_device(const char *name)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(name),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || !addr.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("the device cannot be opened");
	return fd;
}

static uint64_t flood(int fd, char what, uint32_t dst, uint64_t count,
		      unsigned int rate)
{
	uint64_t sent = 0, start = now_us();
	uint8_t frame[PCAP_FRAME_MAX];

	while (!stopped && (!count || sent < count)) {
		size_t len = make(frame, sizeof(frame), what, dst);

		while (send(fd, frame, len, 0) < 0) {
			if (errno != ENOBUFS && errno != EINTR)
				die(strerror(errno));
			usleep(100);
		}
		sent++;
		while (rate && !stopped &&
		       now_us() < start + sent * 1000000 / rate)
			usleep(1000);
	}
	return sent;
}

static __attribute__((noreturn)) void usage(void)
{
	fputs("usage: pc5sflood [-c COUNT] [-r RATE] [-d L2ID] [-s SEED] DEV FILE\n"
	      "                 one|random|command|garbage\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_signal };
	uint64_t count = 0, sent, start;
	unsigned int rate = 0;
	uint32_t dst = 0;
	int opt;

	while ((opt = getopt(argc, argv, "c:r:d:s:")) != -1) {
		unsigned long long v = strtoull(optarg ?: "", NULL, 0);

		if (opt == 'c')
			count = v;
		else if (opt == 'r')
			rate = v;
		else if (opt == 'd')
			dst = v;
		else if (opt == 's')
			rng_state = v;
		else
			usage();
	}
	if (argc - optind != 3 || !strchr("orcg", argv[optind + 2][0]))
		usage();
	find_dcr(argv[optind + 1]);
	sigaction(SIGTERM, &sa, NULL);
	start = now_us();
	sent = flood(open_device(argv[optind]), argv[optind + 2][0], dst,
		     count, rate);
	printf("{\"sent\":%llu,\"us\":%llu}\n", (unsigned long long)sent,
	       (unsigned long long)(now_us() - start));
	return 0;
}
