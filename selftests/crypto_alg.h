/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's ciphers, hashes and AEADs through AF_ALG sockets
 */
#ifndef CRYPTO_ALG_H
#define CRYPTO_ALG_H

#include <errno.h>
#include <linux/if_alg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define ALG_MAX_PIECES	16

/* How a request's data is cut into pieces: their lengths, 0 ends the list. */
struct alg_cut {
	size_t piece[ALG_MAX_PIECES + 1];
};

/* A socket with a key, or a negative error number. */
static inline int alg_open(const char *type, const char *name,
			   const void *key, size_t keylen, unsigned int authsize)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG };
	int fd, err = 0;

	memcpy(sa.salg_type, type, strlen(type) + 1);
	memcpy(sa.salg_name, name, strlen(name) + 1);
	fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    setsockopt(fd, SOL_ALG, ALG_SET_KEY, key, keylen) ||
	    (!strcmp(type, "aead") &&
	     setsockopt(fd, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, NULL, authsize)))
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static inline int alg_send(int op, const uint8_t *data, size_t len,
			   const struct alg_cut *cut, struct msghdr *msg)
{
	size_t i = 0, done = 0, n;

	do {
		struct iovec iov;
		bool more;

		n = len - done;
		if (cut && cut->piece[i] && cut->piece[i] < n)
			n = cut->piece[i++];
		more = done + n < len;
		iov = (struct iovec){ (void *)(data + done), n };
		msg->msg_iov = &iov;
		msg->msg_iovlen = 1;
		if (sendmsg(op, msg, more ? MSG_MORE : 0) != (ssize_t)n)
			return -errno;
		/* The control data goes with the first piece. */
		msg->msg_control = NULL;
		msg->msg_controllen = 0;
		done += n;
	} while (done < len);
	return 0;
}

/*
 * Run one request of a cipher or an AEAD. The result goes to out, which has
 * room for outlen octets and is cut into pieces, too. Returns the number of
 * octets of the result or a negative error number.
 */
static inline ssize_t alg_crypt(int fd, int encrypt, const uint8_t iv[8],
				const uint8_t *in, size_t inlen,
				unsigned int assoclen, uint8_t *out,
				size_t outlen, const struct alg_cut *cut)
{
	union {
		char buf[CMSG_SPACE(sizeof(uint32_t)) * 2 +
			 CMSG_SPACE(sizeof(struct af_alg_iv) + 8)];
		struct cmsghdr align;
	} control = { };
	struct msghdr msg = {
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	struct iovec iov[ALG_MAX_PIECES + 1];
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	uint32_t op = encrypt ? ALG_OP_ENCRYPT : ALG_OP_DECRYPT;
	struct af_alg_iv *aiv;
	uint8_t spill;
	size_t i, done;
	ssize_t ret;
	int s;

	c->cmsg_level = SOL_ALG;
	c->cmsg_type = ALG_SET_OP;
	c->cmsg_len = CMSG_LEN(sizeof(op));
	memcpy(CMSG_DATA(c), &op, sizeof(op));
	c = CMSG_NXTHDR(&msg, c);
	c->cmsg_level = SOL_ALG;
	c->cmsg_type = ALG_SET_IV;
	c->cmsg_len = CMSG_LEN(sizeof(*aiv) + 8);
	aiv = (struct af_alg_iv *)CMSG_DATA(c);
	aiv->ivlen = 8;
	memcpy(aiv->iv, iv, 8);
	c = CMSG_NXTHDR(&msg, c);
	c->cmsg_level = SOL_ALG;
	c->cmsg_type = ALG_SET_AEAD_ASSOCLEN;
	c->cmsg_len = CMSG_LEN(sizeof(assoclen));
	memcpy(CMSG_DATA(c), &assoclen, sizeof(assoclen));

	s = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (s < 0)
		return -errno;
	ret = alg_send(s, in, inlen, cut, &msg);
	if (ret)
		goto out;

	for (i = 0, done = 0; done < outlen; i++) {
		size_t n = outlen - done;

		if (cut && i < ALG_MAX_PIECES && cut->piece[i] &&
		    cut->piece[i] < n)
			n = cut->piece[i];
		iov[i] = (struct iovec){ out + done, n };
		done += n;
	}
	/* Nothing runs if nothing is asked for. */
	if (!outlen)
		iov[i++] = (struct iovec){ &spill, 1 };
	msg = (struct msghdr){ .msg_iov = iov, .msg_iovlen = i };
	ret = recvmsg(s, &msg, 0);
	if (ret < 0)
		ret = -errno;
out:
	close(s);
	return ret;
}

/* Hash head and data; mac has room for maclen octets. 0 or -errno. */
static inline int alg_hash(int fd, const void *head, size_t headlen,
			   const void *data, size_t len, void *mac,
			   size_t maclen, const struct alg_cut *cut)
{
	struct msghdr msg = { };
	int s, ret = 0;

	s = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (s < 0)
		return -errno;
	if (headlen && send(s, head, headlen, len ? MSG_MORE : 0) < 0)
		ret = -errno;
	if (!ret && (len || !headlen))
		ret = alg_send(s, data, len, cut, &msg);
	if (!ret && recv(s, mac, maclen, 0) != (ssize_t)maclen)
		ret = -errno;
	close(s);
	return ret;
}

/* The octets that carry COUNT, BEARER and DIRECTION. */
static inline void alg_input(uint8_t iv[8], uint32_t count, unsigned int bearer,
			     unsigned int direction)
{
	memset(iv, 0, 8);
	iv[0] = count >> 24;
	iv[1] = count >> 16;
	iv[2] = count >> 8;
	iv[3] = count;
	iv[4] = bearer << 3 | direction << 2;
}

#endif /* CRYPTO_ALG_H */
