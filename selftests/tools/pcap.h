/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files, as far as the tools need them: frames with the Ethernet or
 * raw IP header first, in the byte order of the machine, read whole.
 */
#ifndef PCAP_H
#define PCAP_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCAP_MAGIC	0xa1b2c3d4
#define PCAP_ETHERNET	1
#define PCAP_FRAME_MAX	65535

struct pcap_header {
	uint32_t magic;
	uint16_t major;
	uint16_t minor;
	uint32_t zone;
	uint32_t accuracy;
	uint32_t snaplen;
	uint32_t linktype;
};

struct pcap_record {
	uint32_t seconds;
	uint32_t micros;
	uint32_t len;
	uint32_t wire_len;
};

struct pcap_frame {
	const uint8_t *data;
	size_t len;
};

struct pcap_file {
	size_t n;
	struct pcap_frame *frame;
};

static inline int pcap_start(FILE *file)
{
	static const struct pcap_header h = {
		.magic = PCAP_MAGIC,
		.major = 2,
		.minor = 4,
		.snaplen = PCAP_FRAME_MAX,
		.linktype = PCAP_ETHERNET,
	};

	return fwrite(&h, sizeof(h), 1, file) == 1 ? 0 : -1;
}

static inline int pcap_write(FILE *file, const uint8_t *data, size_t len)
{
	const struct pcap_record r = { .len = len, .wire_len = len };

	return fwrite(&r, sizeof(r), 1, file) == 1 &&
	       fwrite(data, 1, len, file) == len ? 0 : -1;
}

/* All of a file that is complete; what it takes is never given back. */
static inline int pcap_load(const char *path, struct pcap_file *f)
{
	struct pcap_header h;
	struct pcap_record r;
	FILE *file = fopen(path, "r");

	f->n = 0;
	f->frame = NULL;
	if (!file)
		return -1;
	errno = EINVAL;
	if (fread(&h, sizeof(h), 1, file) != 1 || h.magic != PCAP_MAGIC)
		goto err;
	while (fread(&r, sizeof(r), 1, file) == 1) {
		struct pcap_frame *grown;
		uint8_t *data;

		errno = EINVAL;
		if (r.len > PCAP_FRAME_MAX)
			goto err;
		grown = realloc(f->frame, (f->n + 1) * sizeof(*grown));
		if (!grown)
			goto err;
		f->frame = grown;
		data = malloc(r.len + 1);
		if (!data)
			goto err;
		f->frame[f->n].data = data;
		f->frame[f->n].len = r.len;
		if (fread(data, 1, r.len, file) != r.len) {
			/* Still being written. */
			free(data);
			break;
		}
		f->n++;
	}
	fclose(file);
	return 0;

err:
	fclose(file);
	return -1;
}

#endif /* PCAP_H */
