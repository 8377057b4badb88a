// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file over TCP, in the ways in which pages reach a net device that are not
 * the network's own.
 *
 *	tcpcopy send copy|sendfile|splice|zerocopy FILE ADDRESS PORT
 *	tcpcopy recv FILE PORT		one connection; says "ready" first
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK	(256 << 10)

static __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "tcpcopy: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	for (; len; p += n, len -= n) {
		n = write(fd, p, len);
		if (n <= 0)
			die("write");
	}
}

static void send_copy(int sock, int file)
{
	static char buf[CHUNK];
	ssize_t n;

	while ((n = read(file, buf, sizeof(buf))) > 0)
		write_all(sock, buf, n);
	if (n)
		die("read");
}

static void send_sendfile(int sock, int file, off_t size)
{
	off_t at = 0;

	while (at < size) {
		if (sendfile(sock, file, &at, size - at) <= 0)
			die("sendfile");
	}
}

static void send_splice(int sock, int file)
{
	ssize_t n, m;
	int p[2];

	if (pipe(p))
		die("pipe");
	while ((n = splice(file, NULL, p[1], NULL, CHUNK, SPLICE_F_MOVE)) > 0) {
		for (; n; n -= m) {
			m = splice(p[0], NULL, sock, NULL, n,
				   SPLICE_F_MOVE | SPLICE_F_MORE);
			if (m <= 0)
				die("splice");
		}
	}
	if (n)
		die("splice");
	close(p[0]);
	close(p[1]);
}

/* Wait until the kernel has done with @sent sends. */
static void reap(int sock, uint32_t sent)
{
	char control[256];
	struct msghdr msg;
	struct pollfd pfd = { .fd = sock };
	uint32_t done = 0;

	while (done < sent) {
		const struct sock_extended_err *err;
		const struct cmsghdr *cmsg;

		msg = (struct msghdr){
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		if (recvmsg(sock, &msg, MSG_ERRQUEUE) < 0) {
			if (errno != EAGAIN)
				die("MSG_ERRQUEUE");
			poll(&pfd, 1, 1000);
			continue;
		}
		cmsg = CMSG_FIRSTHDR(&msg);
		err = cmsg ? (const void *)CMSG_DATA(cmsg) : NULL;
		if (!err || err->ee_origin != SO_EE_ORIGIN_ZEROCOPY)
			continue;
		done += err->ee_data - err->ee_info + 1;
	}
}

static void send_zerocopy(int sock, int file, off_t size)
{
	uint32_t sent = 0;
	off_t at = 0;
	ssize_t n;
	char *p;

	if (setsockopt(sock, SOL_SOCKET, SO_ZEROCOPY, &(int){ 1 }, sizeof(int)))
		die("SO_ZEROCOPY");
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
	if (p == MAP_FAILED)
		die("mmap");
	while (at < size) {
		size_t len = size - at < CHUNK ? size - at : CHUNK;

		n = send(sock, p + at, len, MSG_ZEROCOPY);
		if (n < 0 && errno == ENOBUFS) {
			/* Too many under way. */
			reap(sock, sent);
			sent = 0;
			continue;
		}
		if (n < 0)
			die("send");
		at += n;
		sent++;
	}
	reap(sock, sent);
	munmap(p, size);
}

static int sender(const char *how, const char *name, const char *address,
		  const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai;
	struct stat st;
	int sock, file;
	char end;

	file = open(name, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &st))
		die(name);
	if (getaddrinfo(address, port, &hints, &ai))
		die(address);
	sock = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sock < 0 || connect(sock, ai->ai_addr, ai->ai_addrlen))
		die("connect");
	freeaddrinfo(ai);

	if (!strcmp(how, "sendfile"))
		send_sendfile(sock, file, st.st_size);
	else if (!strcmp(how, "splice"))
		send_splice(sock, file);
	else if (!strcmp(how, "zerocopy"))
		send_zerocopy(sock, file, st.st_size);
	else
		send_copy(sock, file);

	shutdown(sock, SHUT_WR);
	/* Until the receiver has it all and closes. */
	if (read(sock, &end, 1))
		die("close");
	close(sock);
	close(file);
	return 0;
}

static int receiver(const char *name, const char *port)
{
	struct sockaddr_in6 any = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(atoi(port)),
	};
	static char buf[CHUNK];
	int listener, sock, file;
	ssize_t n;

	file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		die(name);
	listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 ||
	    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 },
		       sizeof(int)) ||
	    bind(listener, (struct sockaddr *)&any, sizeof(any)) ||
	    listen(listener, 1))
		die("listen");
	fprintf(stderr, "ready\n");
	sock = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (sock < 0)
		die("accept");
	while ((n = read(sock, buf, sizeof(buf))) > 0)
		write_all(file, buf, n);
	if (n)
		die("read");
	close(file);
	close(sock);
	close(listener);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "send"))
		return sender(argv[2], argv[3], argv[4], argv[5]);
	if (argc == 4 && !strcmp(argv[1], "recv"))
		return receiver(argv[2], argv[3]);
	fputs("usage: tcpcopy send copy|sendfile|splice|zerocopy FILE ADDRESS PORT\n"
	      "       tcpcopy recv FILE PORT\n", stderr);
	return 2;
}
