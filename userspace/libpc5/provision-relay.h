/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a provisioning file says of relay discovery, for the machine. */
#ifndef LIBPC5_PROVISION_RELAY_H
#define LIBPC5_PROVISION_RELAY_H

#include "disc.h"
#include "provision.h"

/*
 * Configuration of discovery by @prov, whose files are loaded, with the source
 * Layer-2 ID @l2_id. Relay services that `ue.roles` allows this UE nothing in
 * are left out. Returns 0, or -EIO where the crypto library failed. It holds
 * keys: wipe it with explicit_bzero().
 */
int pc5_prov_disc_config(const struct pc5_provision *prov, uint32_t l2_id,
			 struct pc5_disc_config *config);

/* The relay service with the code @rsc, NULL where there is none. */
const struct pc5_prov_relay_service *
pc5_prov_relay_service(const struct pc5_provision *prov, uint32_t rsc);

/*
 * Parse a file with discovery keys: lines "duik", "duck" and "dusk" with 64
 * hexadecimal digits each, each at most once and a DUIK at least; "#" begins a
 * comment. An octet 0 is behind the @len ones. @path is for messages. Returns
 * 0, or -EINVAL with @err filled and @keys wiped.
 */
int pc5_disc_keys_parse(const char *path, const char *text, size_t len,
			struct pc5_disc_keys *keys, struct pc5_file_error *err);

#endif /* LIBPC5_PROVISION_RELAY_H */
