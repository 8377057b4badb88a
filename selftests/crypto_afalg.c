// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The algorithms of pc5-crypto.ko as user space sees them: test vectors,
 * lengths, fragments and forgeries through AF_ALG.
 *
 * Usage: crypto_afalg [DIRECTORY WITH THE VECTORS]
 */
#include <json-c/json.h>
#include <libgen.h>
#include "crypto_alg.h"
#include "crypto_ktap.h"

#define MAX_LEN		9216
#define MAC_LEN		4

static const char *vectors;

struct bytes {
	uint8_t data[MAX_LEN];
	size_t len;
};

static const char *get_string(struct json_object *o, const char *field)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, field, &v))
		return NULL;
	return json_object_get_string(v);
}

static unsigned int get_int(struct json_object *o, const char *field)
{
	struct json_object *v;

	return json_object_object_get_ex(o, field, &v) ?
	       (unsigned int)json_object_get_int(v) : 0;
}

static uint32_t get_hex(struct json_object *o, const char *field)
{
	const char *s = get_string(o, field);

	return s ? strtoul(s, NULL, 16) : 0;
}

static void get_bytes(struct json_object *o, const char *field, struct bytes *b)
{
	const char *s = get_string(o, field);

	b->len = 0;
	for (; s && s[0] && s[1] && b->len < MAX_LEN; s += 2) {
		char octet[3] = { s[0], s[1], 0 };

		b->data[b->len++] = strtoul(octet, NULL, 16);
	}
}

static struct json_object *load(const char *name)
{
	struct json_object *o;
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.json", vectors, name);
	o = json_object_from_file(path);
	if (!o) {
		printf("Bail out! %s: %s\n", path, json_util_get_last_err());
		exit(KTAP_FAIL);
	}
	return o;
}

/* Up to eight pieces, or none, that a request is cut into. */
static void random_cut(struct alg_cut *cut, size_t len)
{
	size_t i, n = ktap_below(8);

	memset(cut, 0, sizeof(*cut));
	for (i = 0; i < n; i++)
		cut->piece[i] = 1 + ktap_below(ktap_below(2) ? 20 : len + 1);
}

static void mask(uint8_t *data, size_t bits)
{
	if (bits % 8)
		data[bits / 8] &= 0xff00 >> bits % 8;
}

static void cipher_vector(const char *alg, struct json_object *v)
{
	static struct bytes key, plain, ciphered;
	const char *name = get_string(v, "name");
	unsigned int bits = get_int(v, "bitlen");
	static uint8_t out[MAX_LEN];
	struct alg_cut cut;
	uint8_t iv[8];
	ssize_t ret;
	int fd;

	get_bytes(v, "key", &key);
	get_bytes(v, "plaintext", &plain);
	get_bytes(v, "ciphertext", &ciphered);
	alg_input(iv, get_hex(v, "count"), get_hex(v, "bearer"),
		  get_int(v, "direction"));
	fd = alg_open("skcipher", alg, key.data, key.len, 0);
	if (!ktap_check(fd >= 0, "%s: open: %d", name, fd))
		return;
	ret = alg_crypt(fd, 1, iv, plain.data, plain.len, 0, out, plain.len,
			NULL);
	mask(out, bits);
	ktap_check(ret == (ssize_t)plain.len &&
		   !memcmp(out, ciphered.data, plain.len),
		   "%s: encrypt: %zd", name, ret);
	random_cut(&cut, plain.len);
	ret = alg_crypt(fd, 0, iv, ciphered.data, plain.len, 0, out, plain.len,
			&cut);
	mask(out, bits);
	ktap_check(ret == (ssize_t)plain.len &&
		   !memcmp(out, plain.data, plain.len),
		   "%s: decrypt in pieces: %zd", name, ret);
	close(fd);
}

static void hash_vector(const char *alg, struct json_object *v)
{
	static struct bytes key, message, mac;
	const char *name = get_string(v, "name");
	uint8_t iv[8], out[MAC_LEN];
	struct alg_cut cut;
	int fd, err;

	/* Bits and UIA2's FRESH cannot be said here; KUnit has them. */
	if (get_int(v, "bitlen") % 8 || !get_string(v, "bearer"))
		return;
	get_bytes(v, "key", &key);
	get_bytes(v, "message", &message);
	get_bytes(v, "mac", &mac);
	alg_input(iv, get_hex(v, "count"), get_hex(v, "bearer"),
		  get_int(v, "direction"));
	fd = alg_open("hash", alg, key.data, key.len, 0);
	if (!ktap_check(fd >= 0, "%s: open: %d", name, fd))
		return;
	err = alg_hash(fd, iv, sizeof(iv), message.data, message.len, out,
		       sizeof(out), NULL);
	ktap_check(!err && !memcmp(out, mac.data, MAC_LEN), "%s: %d", name,
		   err);
	random_cut(&cut, message.len);
	err = alg_hash(fd, iv, sizeof(iv), message.data, message.len, out,
		       sizeof(out), &cut);
	ktap_check(!err && !memcmp(out, mac.data, MAC_LEN),
		   "%s: in pieces: %d", name, err);
	close(fd);
}

static void cmac_vector(struct json_object *v)
{
	static struct bytes key, message, mac;
	uint8_t out[16];
	int fd, err;

	get_bytes(v, "key", &key);
	get_bytes(v, "message", &message);
	get_bytes(v, "mac", &mac);
	fd = alg_open("hash", "cmac(aes)", key.data, key.len, 0);
	if (!ktap_check(fd >= 0, "open: %d", fd))
		return;
	err = alg_hash(fd, NULL, 0, message.data, message.len, out, sizeof(out),
		       NULL);
	ktap_check(!err && !memcmp(out, mac.data, sizeof(out)), "%s: %d",
		   get_string(v, "name"), err);
	close(fd);
}

static void vectors_of(const char *alg)
{
	static const char *const files[] = { NULL, "generated" };
	bool cipher = alg[1] == 'e';
	char name[64];
	size_t f, i;

	ktap_begin();
	for (f = 0; f < 2; f++) {
		struct json_object *a = load(files[f] ?: alg);

		for (i = 0; i < json_object_array_length(a); i++) {
			struct json_object *v = json_object_array_get_idx(a, i);
			const char *of = get_string(v, "alg");

			if (of && strcmp(of, alg))
				continue;
			if (cipher)
				cipher_vector(alg, v);
			else
				hash_vector(alg, v);
		}
		json_object_put(a);
	}
	snprintf(name, sizeof(name), "vectors %s", alg);
	ktap_end(name);
}

static int open_pdcp(unsigned int x, unsigned int y, const uint8_t *nrpek,
		     const uint8_t *nrpik)
{
	char name[32];
	uint8_t key[32];
	size_t len = 0;

	if (x) {
		memcpy(key, nrpek, 16);
		len = 16;
	}
	if (y) {
		memcpy(key + len, nrpik, 16);
		len += 16;
	}
	snprintf(name, sizeof(name), "pdcp(nea%u,nia%u)", x, y);
	return alg_open("aead", name, key, len, y ? MAC_LEN : 0);
}

static void pdcp_vector(struct json_object *v)
{
	static struct bytes nrpek, nrpik, plain, sent;
	static uint8_t out[MAX_LEN];
	const char *name = get_string(v, "name");
	const char *integ = get_string(v, "integrity");
	unsigned int sn_bits = get_int(v, "sn_bits");
	unsigned int header = sn_bits < 8 ? 1 : sn_bits < 16 ? 2 : 3;
	unsigned int x = get_string(v, "cipher")[3] - '0';
	unsigned int y = integ ? (unsigned int)(integ[3] - '0') : 0;
	struct alg_cut cut;
	size_t textlen;
	uint8_t iv[8];
	ssize_t ret;
	int fd;

	get_bytes(v, "cipher_key", &nrpek);
	get_bytes(v, "integrity_key", &nrpik);
	get_bytes(v, "pdu_plain", &plain);
	get_bytes(v, "pdu_protected", &sent);
	/* The SDAP header is treated as the PDCP header is (TS 38.323 5.8). */
	header += get_int(v, "sdap_header_bytes");
	alg_input(iv, get_hex(v, "count"), get_hex(v, "bearer"),
		  get_int(v, "direction"));
	/* With NIA0, MAC-I is a part of the text that happens to be zero. */
	if (integ && !y) {
		memset(plain.data + plain.len, 0, MAC_LEN);
		plain.len += MAC_LEN;
	}
	textlen = plain.len - header;

	fd = open_pdcp(x, y, nrpek.data, nrpik.data);
	if (!ktap_check(fd >= 0, "%s: open: %d", name, fd))
		return;
	ret = alg_crypt(fd, 1, iv, plain.data, plain.len, header, out, sent.len,
			NULL);
	ktap_check(ret == (ssize_t)sent.len &&
		   !memcmp(out + header, sent.data + header, sent.len - header),
		   "%s: protect: %zd", name, ret);
	random_cut(&cut, sent.len);
	ret = alg_crypt(fd, 0, iv, sent.data, sent.len, header, out, plain.len,
			&cut);
	ktap_check(ret == (ssize_t)plain.len &&
		   !memcmp(out + header, plain.data + header, textlen),
		   "%s: unprotect: %zd", name, ret);
	close(fd);
}

static void each(const char *file, void (*fn)(struct json_object *v))
{
	struct json_object *a = load(file);
	char name[64];
	size_t i;

	ktap_begin();
	for (i = 0; i < json_object_array_length(a); i++)
		fn(json_object_array_get_idx(a, i));
	json_object_put(a);
	snprintf(name, sizeof(name), "vectors %s", file);
	ktap_end(name);
}

/* All lengths up to 64, then some. */
static size_t next_length(size_t len)
{
	return len < 64 ? len + 1 : len + 1 + ktap_below(150);
}

/*
 * pdcp() against the cipher and the hash it is made of, in pieces and at an
 * odd address, then every kind of damage.
 */
static void pdcp_pair(unsigned int x, unsigned int y)
{
	static uint8_t buf[MAX_LEN], want[MAX_LEN], space[MAX_LEN + 16];
	uint8_t key[32], iv[8], cipher[8], hash[8], *out;
	unsigned int macsize = y ? MAC_LEN : 0;
	int fd, cfd = -1, hfd = -1, err;
	struct alg_cut cut;
	char name[64];
	size_t len;
	ssize_t ret;

	ktap_begin();
	ktap_fill(key, sizeof(key));
	snprintf((char *)cipher, sizeof(cipher), "nea%u", x);
	snprintf((char *)hash, sizeof(hash), "nia%u", y);
	fd = open_pdcp(x, y, key, key + 16);
	if (x)
		cfd = alg_open("skcipher", (char *)cipher, key, 16, 0);
	if (y)
		hfd = alg_open("hash", (char *)hash, key + 16, 16, 0);
	if (!ktap_check(fd >= 0 && (!x || cfd >= 0) && (!y || hfd >= 0),
			"open: %d %d %d", fd, cfd, hfd))
		goto out;

	for (len = 0; len <= 2048; len = next_length(len)) {
		size_t aad = ktap_below(4) ? ktap_below(6) : ktap_below(64);
		size_t total = aad + len + macsize, bit;

		out = space + ktap_below(16);
		alg_input(iv, ktap_random(), ktap_below(32), ktap_below(2));
		ktap_fill(buf, aad + len);
		memcpy(want, buf, aad + len);
		err = y ? alg_hash(hfd, iv, 8, buf, aad + len, want + aad + len,
				   MAC_LEN, NULL) : 0;
		ret = x && len + macsize ?
		      alg_crypt(cfd, 1, iv, want + aad, len + macsize, 0,
				want + aad, len + macsize, NULL) : 0;
		if (!ktap_check(!err && ret >= 0, "length %zu: parts: %d %zd",
				len, err, ret))
			continue;
		/* A request without any octet is none for AF_ALG. */
		if (!total)
			continue;

		random_cut(&cut, total);
		ret = alg_crypt(fd, 1, iv, buf, aad + len, aad, out, total,
				&cut);
		ktap_check(ret == (ssize_t)total &&
			   !memcmp(out + aad, want + aad, len + macsize),
			   "length %zu+%zu: protect: %zd", aad, len, ret);

		random_cut(&cut, total);
		ret = alg_crypt(fd, 0, iv, want, total, aad, out, aad + len,
				&cut);
		ktap_check(ret == (ssize_t)(aad + len) &&
			   !memcmp(out + aad, buf + aad, len),
			   "length %zu+%zu: unprotect: %zd", aad, len, ret);
		if (!y)
			continue;

		/* Any octet of the header, the text or the tag. */
		bit = ktap_below(total * 8);
		want[bit / 8] ^= 1 << bit % 8;
		ret = alg_crypt(fd, 0, iv, want, total, aad, out, aad + len,
				NULL);
		ktap_check(ret == -EBADMSG, "length %zu+%zu: bit %zu: %zd", aad,
			   len, bit, ret);
		want[bit / 8] ^= 1 << bit % 8;
		iv[ktap_below(4)] ^= 1;
		ret = alg_crypt(fd, 0, iv, want, total, aad, out, aad + len,
				NULL);
		ktap_check(ret == -EBADMSG, "length %zu+%zu: COUNT: %zd", aad,
			   len, ret);
	}

	/* Every bit of a tag, once. */
	for (len = 0; y && len < 32; len++) {
		alg_input(iv, 7, 1, 0);
		memset(buf, 0x5a, 64);
		ret = alg_crypt(fd, 1, iv, buf, 60, 3, want, 64, NULL);
		want[60 + len / 8] ^= 0x80 >> len % 8;
		memcpy(want, buf, 3);
		ret = alg_crypt(fd, 0, iv, want, 64, 3, out, 60, NULL);
		ktap_check(ret == -EBADMSG, "tag bit %zu: %zd", len, ret);
	}
out:
	snprintf(name, sizeof(name), "pdcp(nea%u,nia%u)", x, y);
	ktap_end(name);
	if (fd >= 0)
		close(fd);
	if (cfd >= 0)
		close(cfd);
	if (hfd >= 0)
		close(hfd);
}

/* Pieces and odd addresses against one piece, for each algorithm by itself. */
static void alone(const char *alg)
{
	static uint8_t buf[MAX_LEN], space[MAX_LEN + 32], want[MAX_LEN];
	bool cipher = alg[1] == 'e';
	uint8_t key[16], iv[8], mac[2][MAC_LEN];
	struct alg_cut cut;
	char name[64];
	size_t len;
	int fd;

	ktap_begin();
	ktap_fill(key, sizeof(key));
	fd = alg_open(cipher ? "skcipher" : "hash", alg, key, sizeof(key), 0);
	ktap_check(fd >= 0, "open: %d", fd);
	for (len = 1; fd >= 0 && len <= 9000; len = next_length(len)) {
		uint8_t *in = space + ktap_below(16), *out;
		ssize_t ret;

		alg_input(iv, ktap_random(), ktap_below(32), ktap_below(2));
		ktap_fill(buf, len);
		memcpy(in, buf, len);
		random_cut(&cut, len);
		if (cipher) {
			ret = alg_crypt(fd, 1, iv, buf, len, 0, want, len,
					NULL);
			ktap_check(ret == (ssize_t)len, "length %zu: %zd", len,
				   ret);
			out = space + ktap_below(16);
			ret = alg_crypt(fd, 1, iv, in, len, 0, out, len, &cut);
			ktap_check(ret == (ssize_t)len &&
				   !memcmp(out, want, len),
				   "length %zu: pieces: %zd", len, ret);
		} else {
			ret = alg_hash(fd, iv, 8, buf, len, mac[0], MAC_LEN,
				       NULL);
			ktap_check(!ret, "length %zu: %zd", len, ret);
			ret = alg_hash(fd, iv, 8, in, len, mac[1], MAC_LEN,
				       &cut);
			ktap_check(!ret && !memcmp(mac[0], mac[1], MAC_LEN),
				   "length %zu: pieces: %zd", len, ret);
		}
	}
	if (fd >= 0)
		close(fd);
	snprintf(name, sizeof(name), "pieces %s", alg);
	ktap_end(name);
}

/* What must be refused. */
static void refusals(void)
{
	static const char *const none[] = {
		"pdcp(nea1)", "pdcp(nea4,nia1)", "pdcp(nia1,nea1)",
		"pdcp(nea1,nia1,nia2)", "pdcp(ctr(aes),cmac(aes))", NULL
	};
	uint8_t key[33] = { }, iv[8] = { }, buf[64] = { }, mac[MAC_LEN];
	unsigned int x, y;
	char name[32];
	size_t i;
	int fd;

	ktap_begin();
	for (x = 1; x < 4; x++) {
		for (i = 0; i < sizeof(key); i++) {
			snprintf(name, sizeof(name), "nea%u", x);
			fd = alg_open("skcipher", name, key, i, 0);
			ktap_check(i == 16 ? fd >= 0 : fd == -EINVAL,
				   "%s: key of %zu: %d", name, i, fd);
			if (fd >= 0)
				close(fd);
			snprintf(name, sizeof(name), "nia%u", x);
			fd = alg_open("hash", name, key, i, 0);
			ktap_check(i == 16 ? fd >= 0 : fd == -EINVAL,
				   "%s: key of %zu: %d", name, i, fd);
			if (fd >= 0)
				close(fd);
		}

		/* A bit set behind DIRECTION. */
		snprintf(name, sizeof(name), "nea%u", x);
		fd = alg_open("skcipher", name, key, 16, 0);
		iv[5] = 1;
		ktap_check(alg_crypt(fd, 1, iv, buf, 8, 0, buf, 8, NULL) ==
			   -EINVAL, "%s: malformed input", name);
		close(fd);
		snprintf(name, sizeof(name), "nia%u", x);
		fd = alg_open("hash", name, key, 16, 0);
		ktap_check(alg_hash(fd, iv, 8, buf, 8, mac, MAC_LEN, NULL) < 0,
			   "%s: malformed input", name);
		iv[5] = 0;
		ktap_check(alg_hash(fd, iv, 7, NULL, 0, mac, MAC_LEN, NULL) < 0,
			   "%s: short input", name);
		close(fd);
	}
	for (x = 0; x < 4; x++) {
		for (y = 0; y < 4; y++) {
			unsigned int want = !!x * 16 + !!y * 16;

			snprintf(name, sizeof(name), "pdcp(nea%u,nia%u)", x, y);
			for (i = 0; i < sizeof(key); i++) {
				fd = alg_open("aead", name, key, i,
					      y ? MAC_LEN : 0);
				ktap_check(i == want ? fd >= 0 : fd == -EINVAL,
					   "%s: key of %zu: %d", name, i, fd);
				if (fd >= 0)
					close(fd);
			}
			for (i = 0; i < 6; i++) {
				fd = alg_open("aead", name, key, want, i);
				ktap_check(i == (y ? MAC_LEN : 0) ?
					   fd >= 0 : fd == -EINVAL,
					   "%s: tag of %zu: %d", name, i, fd);
				if (fd >= 0)
					close(fd);
			}
			if (!y)
				continue;
			fd = alg_open("aead", name, key, want, MAC_LEN);
			ktap_check(alg_crypt(fd, 0, iv, buf, 5, 2, buf, 5,
					     NULL) == -EINVAL,
				   "%s: too short for a tag", name);
			close(fd);
		}
	}
	for (i = 0; none[i]; i++) {
		fd = alg_open("aead", none[i], key, 32, MAC_LEN);
		ktap_check(fd < 0, "%s exists", none[i]);
		if (fd >= 0)
			close(fd);
	}
	ktap_end("refusals");
}

int main(int argc, char **argv)
{
	static const char *const algs[] = {
		"nea1", "nea2", "nea3", "nia1", "nia2", "nia3", NULL
	};
	static char beside[4096];
	unsigned int x, y;
	size_t i;
	int fd;

	if (argc > 1) {
		vectors = argv[1];
	} else {
		const char *here = dirname(argv[0]);

		/* Beside the program, or as seen from the build directory. */
		snprintf(beside, sizeof(beside), "%s/vectors", here);
		if (access(beside, R_OK))
			snprintf(beside, sizeof(beside),
				 "%s/../../selftests/vectors", here);
		vectors = beside;
	}

	fd = alg_open("skcipher", "nea1", "0123456789abcdef", 16, 0);
	if (fd < 0)
		ktap_skip_all(fd == -ENOENT ? "no nea1: load pc5-crypto" :
					      "no AF_ALG");
	close(fd);

	ktap_start(2 * 6 + 2 + 16 + 1);
	ktap_seed();
	for (i = 0; algs[i]; i++)
		vectors_of(algs[i]);
	each("cmac-aes", cmac_vector);
	each("pdcp", pdcp_vector);
	for (i = 0; algs[i]; i++)
		alone(algs[i]);
	for (x = 0; x < 4; x++)
		for (y = 0; y < 4; y++)
			pdcp_pair(x, y);
	refusals();
	return ktap_exit();
}
