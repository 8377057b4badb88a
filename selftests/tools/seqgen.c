// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbered UDP datagrams, and who counts what of them arrives.
 *
 *	seqgen send [options] ADDRESS	ends after -c datagrams or on SIGTERM
 *	seqgen recv [options]		ends after -w milliseconds without any,
 *					or, all that is waiting read, on SIGTERM
 *
 * Both then print one line of JSON. Each datagram holds its number, counted
 * from 0, and octets that follow from it, so that the receiver knows of each
 * what it must be: lost, twice, out of order and damaged ones are told apart.
 */

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT		7000
#define MAGIC		0x70633573
#define SIZE_MAX_UDP	65507
#define BATCH		64
/* Enough for what a receiver that is not run for a while finds waiting. */
#define RCVBUF		(128 << 20)

struct head {
	uint32_t magic;
	uint32_t flow;
	uint64_t number;
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "seqgen: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

static void print(const char *name, char before, uint64_t value)
{
	printf("%c\"%s\":%llu", before, name, (unsigned long long)value);
}

/* A different body for each number, and none is part of another. */
static void fill(unsigned char *body, size_t len, uint64_t number)
{
	uint32_t x = number * 2654435761U + 1;
	size_t i;

	for (i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		body[i] = x >> 24;
	}
}

struct options {
	uint64_t count;
	uint64_t first;
	unsigned int size;
	unsigned int rate;
	unsigned int segments;
	unsigned int idle_ms;
	unsigned int mark;
	uint32_t flow;
	int port;
};

/* One datagram, or several in one GSO packet. */
static void build(unsigned char *buf, const struct options *o, uint64_t number,
		  unsigned int n)
{
	struct head head = {
		.magic = htobe32(MAGIC),
		.flow = htobe32(o->flow),
	};
	unsigned int i;

	for (i = 0; i < n; i++, buf += o->size) {
		head.number = htobe64(number + i);
		memcpy(buf, &head, sizeof(head));
		fill(buf + sizeof(head), o->size - sizeof(head), number + i);
	}
}

/*
 * Wait for the time of the next datagram, @n intervals after the last one's. A
 * sender that is late goes on from there: it makes no burst of it.
 */
static uint64_t pace(uint64_t last, unsigned int n, unsigned int rate)
{
	uint64_t due = last + n * 1000000ULL / rate, at = now_us();
	struct timespec ts;

	if (at >= due)
		return at;
	ts.tv_sec = (due - at) / 1000000;
	ts.tv_nsec = (due - at) % 1000000 * 1000;
	nanosleep(&ts, NULL);
	return due;
}

static int sender(const struct options *o, const char *address)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *ai;
	static unsigned char buf[SIZE_MAX_UDP];
	uint64_t sent = 0, again = 0, start, last;
	unsigned int n = 1;
	char port[8];
	int fd, err;

	if (o->segments > 1)
		n = o->segments;
	if (o->size < sizeof(struct head) || (size_t)o->size * n > sizeof(buf)) {
		errno = EMSGSIZE;
		die("size");
	}
	snprintf(port, sizeof(port), "%d", o->port);
	err = getaddrinfo(address, port, &hints, &ai);
	if (err) {
		fprintf(stderr, "seqgen: %s: %s\n", address, gai_strerror(err));
		return 1;
	}
	fd = socket(ai->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket");
	if (o->mark &&
	    setsockopt(fd, SOL_SOCKET, SO_MARK, &o->mark, sizeof(o->mark)))
		die("SO_MARK");
	if (n > 1 &&
	    setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &(int){ o->size }, sizeof(int)))
		die("UDP_SEGMENT");

	start = now_us();
	last = start;
	while (!stopped && (!o->count || sent < o->count)) {
		if (o->count && o->count - sent < n)
			n = o->count - sent;
		build(buf, o, o->first + sent, n);
		if (sendto(fd, buf, (size_t)o->size * n, 0, ai->ai_addr,
			   ai->ai_addrlen) < 0) {
			/* A full queue: it was not sent, so it goes again. */
			if (errno != ENOBUFS && errno != EINTR)
				die("sendto");
			again++;
			continue;
		}
		sent += n;
		if (o->rate)
			last = pace(last, n, o->rate);
	}
	print("sent", '{', sent);
	print("again", ',', again);
	print("us", ',', now_us() - start);
	puts("}");
	freeaddrinfo(ai);
	close(fd);
	return 0;
}

struct tally {
	uint64_t received;
	uint64_t distinct;
	uint64_t duplicates;
	uint64_t reordered;
	uint64_t corrupt;
	uint64_t octets;
	uint64_t overflow;
	uint64_t next;
	uint8_t *seen;
	uint64_t seen_size;
};

static void take(struct tally *t, const struct options *o,
		 const unsigned char *buf, size_t len)
{
	static unsigned char body[SIZE_MAX_UDP];
	struct head head;
	uint64_t at;

	t->received++;
	t->octets += len;
	if (len < sizeof(head))
		goto corrupt;
	memcpy(&head, buf, sizeof(head));
	at = be64toh(head.number);
	if (head.magic != htobe32(MAGIC) || be32toh(head.flow) != o->flow ||
	    at > UINT32_MAX)
		goto corrupt;
	fill(body, len - sizeof(head), at);
	if (memcmp(body, buf + sizeof(head), len - sizeof(head)))
		goto corrupt;

	if (at / 8 >= t->seen_size) {
		uint64_t size = at / 8 * 2 + 65536;

		t->seen = realloc(t->seen, size);
		if (!t->seen)
			die("memory");
		memset(t->seen + t->seen_size, 0, size - t->seen_size);
		t->seen_size = size;
	}
	if (t->seen[at / 8] & 1 << at % 8) {
		t->duplicates++;
		return;
	}
	t->seen[at / 8] |= 1 << at % 8;
	t->distinct++;
	if (at < t->next)
		t->reordered++;
	else
		t->next = at + 1;
	return;
corrupt:
	t->corrupt++;
}

static void overflow(struct tally *t, struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	uint32_t dropped;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SO_RXQ_OVFL)
			continue;
		memcpy(&dropped, CMSG_DATA(cmsg), sizeof(dropped));
		t->overflow = dropped;
	}
}

/* Take what is waiting; false if that is nothing. */
static bool drain(int fd, struct tally *t, const struct options *o)
{
	static unsigned char buf[BATCH][SIZE_MAX_UDP];
	static char control[BATCH][CMSG_SPACE(sizeof(uint32_t))];
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH];
	int i, n;

	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = buf[i];
		iov[i].iov_len = sizeof(buf[i]);
		msg[i].msg_hdr = (struct msghdr){
			.msg_iov = &iov[i],
			.msg_iovlen = 1,
			.msg_control = control[i],
			.msg_controllen = sizeof(control[i]),
		};
	}
	n = recvmmsg(fd, msg, BATCH, MSG_DONTWAIT, NULL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("recvmmsg");
	for (i = 0; i < n; i++) {
		take(t, o, buf[i], msg[i].msg_len);
		overflow(t, &msg[i].msg_hdr);
	}
	return n > 0;
}

static int receiver(const struct options *o)
{
	struct sockaddr_in6 any = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(o->port),
	};
	struct pollfd pfd = { .events = POLLIN };
	uint64_t last = 0;
	struct tally t = { 0 };

	pfd.fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (pfd.fd < 0)
		die("socket");
	if (setsockopt(pfd.fd, SOL_SOCKET, SO_RCVBUFFORCE, &(int){ RCVBUF },
		       sizeof(int)) ||
	    setsockopt(pfd.fd, SOL_SOCKET, SO_RXQ_OVFL, &(int){ 1 },
		       sizeof(int)))
		die("setsockopt");
	if (bind(pfd.fd, (struct sockaddr *)&any, sizeof(any)))
		die("bind");
	fprintf(stderr, "ready\n");

	for (;;) {
		bool was_stopped = stopped;

		if (drain(pfd.fd, &t, o)) {
			last = now_us();
			continue;
		}
		/* The signal came before the queue was seen empty. */
		if (was_stopped)
			break;
		if (o->idle_ms && t.received &&
		    now_us() - last > o->idle_ms * 1000ULL)
			break;
		poll(&pfd, 1, 20);
	}
	print("received", '{', t.received);
	print("distinct", ',', t.distinct);
	print("duplicates", ',', t.duplicates);
	print("reordered", ',', t.reordered);
	print("corrupt", ',', t.corrupt);
	print("octets", ',', t.octets);
	print("overflow", ',', t.overflow);
	print("next", ',', t.next);
	puts("}");
	free(t.seen);
	close(pfd.fd);
	return 0;
}

static __attribute__((noreturn)) void usage(void)
{
	fputs("usage: seqgen send [-c COUNT] [-n FIRST] [-s SIZE] [-r PER-SECOND]\n"
	      "                   [-g SEGMENTS] [-m MARK] [-f FLOW] [-p PORT] ADDRESS\n"
	      "       seqgen recv [-w IDLE-MS] [-f FLOW] [-p PORT]\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	struct options o = { .size = 200, .port = PORT };
	struct sigaction sa = { .sa_handler = stop };
	int opt;

	if (argc < 2)
		usage();
	while ((opt = getopt(argc - 1, argv + 1, "c:n:s:r:g:m:f:p:w:")) != -1) {
		unsigned long long value = strtoull(optarg ?: "", NULL, 0);

		switch (opt) {
		case 'c':
			o.count = value;
			break;
		case 'n':
			o.first = value;
			break;
		case 's':
			o.size = value;
			break;
		case 'r':
			o.rate = value;
			break;
		case 'g':
			o.segments = value;
			break;
		case 'm':
			o.mark = value;
			break;
		case 'f':
			o.flow = value;
			break;
		case 'p':
			o.port = value;
			break;
		case 'w':
			o.idle_ms = value;
			break;
		default:
			usage();
		}
	}
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	if (!strcmp(argv[1], "send") && optind + 2 == argc)
		return sender(&o, argv[optind + 1]);
	if (!strcmp(argv[1], "recv") && optind + 1 == argc)
		return receiver(&o);
	usage();
}
