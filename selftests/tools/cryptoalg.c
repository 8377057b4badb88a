// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instances of the crypto API's templates, by the kernel's crypto netlink:
 *
 *	cryptoalg add aead NAME		instantiate, e.g. cryptd(pdcp(nea2,nia2))
 *	cryptoalg del aead DRIVER	remove an instance nobody uses
 */

#include <errno.h>
#include <linux/cryptouser.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Not in a uapi header: include/linux/crypto.h */
#define ALG_TYPE_AEAD		3
#define ALG_TYPE_SKCIPHER	5
#define ALG_TYPE_HASH		14
#define ALG_TYPE_MASK		15

struct request {
	struct nlmsghdr nlh;
	struct crypto_user_alg alg;
};

static int ask(int type, const struct crypto_user_alg *alg)
{
	struct request req = {
		.nlh = {
			.nlmsg_len = NLMSG_LENGTH(sizeof(*alg)),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.alg = *alg,
	};
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char rest[512];
	} answer;
	int fd, ret;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_CRYPTO);
	if (fd < 0)
		return -errno;
	if (send(fd, &req, req.nlh.nlmsg_len, 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < 0)
		ret = -errno;
	else
		ret = answer.nlh.nlmsg_type == NLMSG_ERROR ? answer.err.error :
							    -EPROTO;
	close(fd);
	return ret;
}

int main(int argc, char **argv)
{
	struct crypto_user_alg alg = { .cru_mask = ALG_TYPE_MASK };
	bool add;
	int ret;

	if (argc != 4 || strlen(argv[3]) >= sizeof(alg.cru_driver_name))
		goto usage;
	add = !strcmp(argv[1], "add");
	if (!add && strcmp(argv[1], "del"))
		goto usage;
	if (!strcmp(argv[2], "aead"))
		alg.cru_type = ALG_TYPE_AEAD;
	else if (!strcmp(argv[2], "skcipher"))
		alg.cru_type = ALG_TYPE_SKCIPHER;
	else if (!strcmp(argv[2], "hash"))
		alg.cru_type = ALG_TYPE_HASH;
	else
		goto usage;
	strcpy(alg.cru_driver_name, argv[3]);
	ret = ask(add ? CRYPTO_MSG_NEWALG : CRYPTO_MSG_DELALG, &alg);
	if (!ret)
		return 0;
	fprintf(stderr, "cryptoalg: %s: %s\n", argv[3], strerror(-ret));
	return 1;
usage:
	fputs("usage: cryptoalg add|del aead|skcipher|hash NAME\n", stderr);
	return 2;
}
