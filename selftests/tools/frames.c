// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames of the PC5 underlay: capture them to a file and inject them again as
 * they were, changed, or made up. What is random follows the seed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pcap.h"

#define ETHERTYPE	0x88b5
#define BATCH		64
#define SL_LEN		8
#define EVERY		UINT64_MAX

static const char usage_text[] =
"usage: frames [-n NETNS] COMMAND\n"
"  capture DEV FILE [count N] [type ETHERTYPE] [out]\n"
"      Write the frames that come in on DEV (go out, with \"out\") to a pcap\n"
"      file until there are N or a signal ends it. FILE has its header when\n"
"      capturing has begun, and each frame as it comes.\n"
"  count FILE\n"
"      Print how many frames there are.\n"
"  show FILE\n"
"      Print the octets of each in hexadecimal, one a line.\n"
"  edit FILE NEW [WHICH] [CHANGE]...\n"
"      Copy frames, changed.\n"
"  send DEV FILE [WHICH] [CHANGE]... [seed N] [HOW]\n"
"      Inject frames, and print how many that made.\n"
"WHICH:\n"
"  frame I[-J]     these only; the first is 0\n"
"CHANGE:\n"
"  set OFFSET HEX  put these octets there\n"
"  cut LENGTH      leave so many octets\n"
"  add HEX         add these octets\n"
"  pad LENGTH      add zeros up to this length\n"
"HOW:\n"
"  plain           unchanged (the default)\n"
"  times N         unchanged, all of them N times\n"
"  each OFFSET HEX...  with each of these there in turn\n"
"  flip [A [B]]    with one bit after the other inverted, bits A to B-1\n"
"  cut-all         cut to each length from the Ethernet header on\n"
"  grow N          with 1 to N random octets added\n"
"  body N          N frames random behind the sidelink header\n"
"  head N          N frames random behind the Ethernet header\n"
"  mix N           N frames, each made in one of these ways\n";

static volatile sig_atomic_t stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = 1;
}

__attribute__((noreturn, format(printf, 1, 2)))
static void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "frames: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	exit(1);
}

__attribute__((noreturn))
static void usage(void)
{
	fputs(usage_text, stderr);
	exit(2);
}

static unsigned long number(const char *s)
{
	char *end;
	unsigned long v;

	if (!s)
		usage();
	errno = 0;
	v = strtoul(s, &end, 0);
	if (errno || end == s || *end)
		die("'%s' is no number", s);
	return v;
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

static size_t rng_below(size_t n)
{
	return n ? rng() % n : 0;
}

static void rng_fill(uint8_t *p, size_t n)
{
	uint64_t v;

	for (; n >= sizeof(v); n -= sizeof(v), p += sizeof(v)) {
		v = rng();
		memcpy(p, &v, sizeof(v));
	}
	v = rng();
	memcpy(p, &v, n);
}

static int packet_socket(const char *dev, int protocol, unsigned int type)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, type, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog prog = { sizeof(code) / sizeof(code[0]), code };
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = if_nametoindex(dev),
	};
	int size = 64 << 20;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("packet socket: %m");
	if (!addr.sll_ifindex)
		die("%s: %m", dev);
	/* A socket bound to no protocol receives nothing. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (protocol && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
				   sizeof(prog)))
		die("filter: %m");
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("%s: %m", dev);
	return fd;
}

static int capture(char **argv)
{
	static uint8_t buf[PCAP_FRAME_MAX];
	struct sigaction sa = { .sa_handler = on_signal };
	unsigned long count = 0, limit = 0;
	unsigned int type = ETHERTYPE;
	const char *dev, *path;
	bool out = false;
	FILE *file;
	int fd;

	if (!argv[0] || !argv[1])
		usage();
	dev = argv[0];
	path = argv[1];
	for (argv += 2; *argv; argv++) {
		if (!strcmp(*argv, "count"))
			limit = number(*++argv);
		else if (!strcmp(*argv, "type"))
			type = number(*++argv);
		else if (!strcmp(*argv, "out"))
			out = true;
		else
			usage();
	}
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	/* All protocols: a bridge takes frames before others see them. */
	fd = packet_socket(dev, ETH_P_ALL, type);
	file = fopen(path, "w");
	if (!file || pcap_start(file) || fflush(file))
		die("%s: %m", path);

	while (!stopped && (!limit || count < limit)) {
		struct sockaddr_ll from;
		socklen_t fromlen = sizeof(from);
		ssize_t n = recvfrom(fd, buf, sizeof(buf), 0,
				     (struct sockaddr *)&from, &fromlen);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			die("%s: %m", dev);
		if (out ? from.sll_pkttype != PACKET_OUTGOING :
			  from.sll_pkttype == PACKET_OUTGOING)
			continue;
		if (pcap_write(file, buf, n) || fflush(file))
			die("%s: %m", path);
		count++;
	}
	printf("%lu\n", count);
	return fclose(file) ? 1 : 0;
}

static int count_frames(char **argv)
{
	struct pcap_file f;

	if (!argv[0] || argv[1])
		usage();
	if (pcap_load(argv[0], &f))
		die("%s: %m", argv[0]);
	printf("%zu\n", f.n);
	return 0;
}

static int show(char **argv)
{
	struct pcap_file f;
	size_t i, j;

	if (!argv[0] || argv[1])
		usage();
	if (pcap_load(argv[0], &f))
		die("%s: %m", argv[0]);
	for (i = 0; i < f.n; i++) {
		for (j = 0; j < f.frame[i].len; j++)
			printf("%02x", f.frame[i].data[j]);
		printf("\n");
	}
	return 0;
}

/* Octets from hexadecimal digits; returns how many. */
static size_t unhex(const char *s, uint8_t *out, size_t room)
{
	size_t n = 0;
	unsigned int v;

	if (!s)
		usage();
	for (; *s; s += 2) {
		if (n == room || strspn(s, "0123456789abcdefABCDEF") < 2 ||
		    sscanf(s, "%2x", &v) != 1)
			die("'%s' are no octets, or too many", s);
		out[n++] = v;
	}
	return n;
}

/* One frame changed as the arguments say, up to those that are no changes. */
static char **change(struct pcap_frame *f, char **argv)
{
	uint8_t *buf = malloc(PCAP_FRAME_MAX);
	size_t n, at;

	if (!buf)
		die("no memory");
	memcpy(buf, f->data, f->len);
	f->data = buf;
	for (; *argv; argv++) {
		if (!strcmp(*argv, "set")) {
			at = number(*++argv);
			n = unhex(*++argv, buf + at,
				  at < f->len ? f->len - at : 0);
			if (!n)
				die("no octets");
		} else if (!strcmp(*argv, "cut")) {
			n = number(*++argv);
			if (n > f->len)
				die("the frame has only %zu octets", f->len);
			f->len = n;
		} else if (!strcmp(*argv, "add")) {
			f->len += unhex(*++argv, buf + f->len,
					PCAP_FRAME_MAX - f->len);
		} else if (!strcmp(*argv, "pad")) {
			n = number(*++argv);
			if (n < f->len || n > PCAP_FRAME_MAX)
				die("the frame has %zu octets", f->len);
			memset(buf + f->len, 0, n - f->len);
			f->len = n;
		} else {
			break;
		}
	}
	return argv;
}

/* Load a file and choose and change its frames as the arguments say. */
static char **load(const char *path, struct pcap_file *f, char **argv)
{
	size_t first, last, i;
	char **rest = argv;
	char *dash;

	if (pcap_load(path, f))
		die("%s: %m", path);
	if (*argv && !strcmp(*argv, "frame")) {
		if (!*++argv)
			usage();
		dash = strchr(*argv, '-');
		if (dash)
			*dash++ = '\0';
		first = number(*argv++);
		last = dash ? number(dash) : first;
		if (last < first || last >= f->n)
			die("there are only %zu frames", f->n);
		f->frame += first;
		f->n = last - first + 1;
		rest = argv;
	}
	for (i = 0; i < f->n; i++)
		rest = change(&f->frame[i], argv);
	return rest;
}

static int edit(char **argv)
{
	struct pcap_file f;
	FILE *file;
	size_t i;

	if (!argv[0] || !argv[1])
		usage();
	if (*load(argv[0], &f, argv + 2))
		usage();
	file = fopen(argv[1], "w");
	if (!file || pcap_start(file))
		die("%s: %m", argv[1]);
	for (i = 0; i < f.n; i++)
		if (pcap_write(file, f.frame[i].data, f.frame[i].len))
			die("%s: %m", argv[1]);
	return fclose(file) ? 1 : 0;
}

/* Frames on their way out: so many at a time as one system call takes. */
static struct sender {
	int fd;
	unsigned int n;
	unsigned long sent;
	size_t max;
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH];
	uint8_t *buf;
} sender;

static void sender_flush(void)
{
	unsigned int done = 0;

	while (done < sender.n) {
		int n = sendmmsg(sender.fd, sender.msg + done, sender.n - done,
				 0);

		if (n < 0 && (errno == ENOBUFS || errno == EINTR ||
			      errno == EAGAIN)) {
			usleep(100);
			continue;
		}
		if (n < 0)
			die("frame of %zu octets: %m",
			    sender.iov[done].iov_len);
		done += n;
	}
	sender.sent += sender.n;
	sender.n = 0;
}

static void sender_open(const char *dev)
{
	struct ifreq ifr = { };
	int one = 1;
	int i;

	sender.fd = packet_socket(dev, 0, 0);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	if (ioctl(sender.fd, SIOCGIFMTU, &ifr))
		die("%s: %m", dev);
	sender.max = ifr.ifr_mtu + ETH_HLEN;
	if (sender.max > PCAP_FRAME_MAX)
		sender.max = PCAP_FRAME_MAX;
	setsockopt(sender.fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one,
		   sizeof(one));
	sender.buf = calloc(BATCH, PCAP_FRAME_MAX);
	if (!sender.buf)
		die("no memory");
	for (i = 0; i < BATCH; i++) {
		sender.iov[i].iov_base = sender.buf + (size_t)i * PCAP_FRAME_MAX;
		sender.msg[i].msg_hdr.msg_iov = &sender.iov[i];
		sender.msg[i].msg_hdr.msg_iovlen = 1;
	}
}

/* Room for the next frame; sender_put() sends it. */
static uint8_t *sender_get(void)
{
	return sender.iov[sender.n].iov_base;
}

static void sender_put(size_t len)
{
	/* Neither more than the device takes nor less than its header. */
	if (len > sender.max)
		len = sender.max;
	if (len < ETH_HLEN)
		len = ETH_HLEN;
	sender.iov[sender.n++].iov_len = len;
	if (sender.n == BATCH)
		sender_flush();
}

static void send_copy(const struct pcap_frame *f)
{
	memcpy(sender_get(), f->data, f->len);
	sender_put(f->len);
}

static void send_flipped(const struct pcap_frame *f, size_t bit)
{
	uint8_t *buf = sender_get();

	memcpy(buf, f->data, f->len);
	buf[bit / 8] ^= 0x80 >> bit % 8;
	sender_put(f->len);
}

static void send_set(const struct pcap_frame *f, size_t at, const char *hex)
{
	uint8_t *buf = sender_get();

	memcpy(buf, f->data, f->len);
	if (!unhex(hex, buf + at, at < f->len ? f->len - at : 0))
		die("no octets");
	sender_put(f->len);
}

static void send_grown(const struct pcap_frame *f, size_t n)
{
	uint8_t *buf = sender_get();

	if (n > PCAP_FRAME_MAX - f->len)
		n = PCAP_FRAME_MAX - f->len;
	memcpy(buf, f->data, f->len);
	rng_fill(buf + f->len, n);
	sender_put(f->len + n);
}

static void send_cut(const struct pcap_frame *f, size_t len)
{
	memcpy(sender_get(), f->data, f->len);
	sender_put(len);
}

/* Random but for the first octets, and mostly short. */
static void send_random(const struct pcap_frame *f, size_t keep)
{
	static const size_t longest[] = { 64, 64, 256, 1500 };
	uint8_t *buf = sender_get();
	size_t n = rng_below(longest[rng_below(4)]);

	if (keep > f->len)
		keep = f->len;
	memcpy(buf, f->data, keep);
	rng_fill(buf + keep, n);
	sender_put(keep + n);
}

/* Another SN of either size and another SDU, so that only the MAC-I is wrong. */
static void send_forged(const struct pcap_frame *f)
{
	const size_t sn = ETH_HLEN + SL_LEN, sdu = sn + 5;
	uint8_t *buf = sender_get();

	memcpy(buf, f->data, f->len);
	buf[sn] ^= rng_below(4);
	buf[sn + 1] = rng();
	if (f->len > sdu)
		rng_fill(buf + sdu, f->len - sdu);
	sender_put(f->len);
}

static void send_mixed(const struct pcap_frame *f)
{
	switch (rng_below(12)) {
	case 0:
	case 1:
		/* Behind what tells whose it is: it shall go deep. */
		send_flipped(f, (ETH_HLEN + SL_LEN) * 8 +
			     rng_below((f->len - ETH_HLEN - SL_LEN) * 8));
		break;
	case 2:
		send_cut(f, ETH_HLEN + rng_below(f->len - ETH_HLEN));
		break;
	case 3:
		send_grown(f, 1 + rng_below(1500));
		break;
	case 4:
	case 5:
		send_random(f, ETH_HLEN + SL_LEN);
		break;
	case 6:
		send_random(f, ETH_HLEN);
		break;
	default:
		send_forged(f);
		break;
	}
}

static int send_frames(char **argv)
{
	uint64_t a = 0, b = EVERY, times = 1;
	const char *how = "plain";
	struct pcap_file f;
	uint64_t i, j;

	if (!argv[0] || !argv[1])
		usage();
	sender_open(argv[0]);
	argv = load(argv[1], &f, argv + 2);
	if (*argv && !strcmp(*argv, "seed")) {
		rng_state = number(argv[1]);
		argv += 2;
	}
	if (*argv) {
		how = *argv++;
		if (!strcmp(how, "each")) {
			a = number(*argv++);
			for (; *argv; argv++)
				for (i = 0; i < f.n; i++)
					send_set(&f.frame[i], a, *argv);
			times = 0;
			how = "times";
		} else if (!strcmp(how, "flip")) {
			if (*argv)
				a = number(*argv++);
			if (*argv)
				b = number(*argv++);
		} else if (strcmp(how, "cut-all") && strcmp(how, "plain")) {
			times = number(*argv++);
		}
	}
	if (*argv)
		usage();
	if (!f.n)
		die("there are no frames");
	/* A random change needs a PDU to change. */
	for (i = 0; i < f.n; i++)
		if (f.frame[i].len <= ETH_HLEN + SL_LEN && !strcmp(how, "mix"))
			die("frame %llu has no PDU", (unsigned long long)i);

	if (!strcmp(how, "plain") || !strcmp(how, "times")) {
		for (j = 0; j < times; j++)
			for (i = 0; i < f.n; i++)
				send_copy(&f.frame[i]);
	} else if (!strcmp(how, "flip")) {
		for (i = 0; i < f.n; i++)
			for (j = a; j < f.frame[i].len * 8 && j < b; j++)
				send_flipped(&f.frame[i], j);
	} else if (!strcmp(how, "cut-all")) {
		for (i = 0; i < f.n; i++)
			for (j = ETH_HLEN; j < f.frame[i].len; j++)
				send_cut(&f.frame[i], j);
	} else if (!strcmp(how, "grow")) {
		for (i = 0; i < f.n; i++)
			for (j = 1; j <= times; j++)
				send_grown(&f.frame[i], j);
	} else if (!strcmp(how, "body") || !strcmp(how, "head")) {
		for (i = 0; i < times; i++)
			send_random(&f.frame[rng_below(f.n)], ETH_HLEN +
				    (*how == 'b' ? SL_LEN : 0));
	} else if (!strcmp(how, "mix")) {
		for (i = 0; i < times; i++)
			send_mixed(&f.frame[rng_below(f.n)]);
	} else {
		usage();
	}
	sender_flush();
	printf("%lu\n", sender.sent);
	return 0;
}

static void enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die("%s: %m", path);
	close(fd);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(char **argv);
	} commands[] = {
		{ "capture", capture },
		{ "count", count_frames },
		{ "show", show },
		{ "edit", edit },
		{ "send", send_frames },
	};
	size_t i;

	if (argc > 2 && !strcmp(argv[1], "-n")) {
		enter_netns(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2)
		usage();
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argv + 2);
	usage();
}
