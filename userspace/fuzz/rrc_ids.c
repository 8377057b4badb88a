// SPDX-License-Identifier: GPL-2.0-or-later
/* Local UE IDs on SL-SRB3: what is decoded is encoded to the same octets. */

#include <stdlib.h>
#include <string.h>

#include "libpc5/rrc-ids.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct pc5_rrc_ids msg;
	static uint8_t out[PC5_RRC_IDS_LEN];
	ssize_t n;

	if (pc5_rrc_ids_decode(&msg, data, len))
		return 0;
	n = pc5_rrc_ids_encode(&msg, out, sizeof(out));
	if (n != (ssize_t)len || memcmp(out, data, len))
		abort();
	return 0;
}
