/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The provisioning file: what a UE has to be told before it can talk on its
 * own (TS 24.554 clause 5.2, TS 33.503 clause 6.2.1): who it is, its services
 * and their security policies, its credentials, whom it lets in, its timers.
 * YAML or JSON; Documentation/provisioning.md has every key.
 *
 * The file holds no secret, only the names of files that do, relative to its
 * own directory.
 */
#ifndef LIBPC5_PROVISION_H
#define LIBPC5_PROVISION_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "atomicfile.h"
#include "disc-crypto.h"
#include "knrp-store.h"
#include "peer.h"

/* Octets of the key of EAP-PSK (RFC 4764), and of an OS Id. */
#define PC5_PSK_LEN 16
#define PC5_OS_ID_LEN 16

/* Most octets of the files it names. */
#define PC5_CERT_FILE_MAX (64 * 1024)
#define PC5_LIST_FILE_MAX (1024 * 1024)

/* Most values of a list of names in an order. */
#define PC5_ORDER_MAX 8

/**
 * enum pc5_auth_method - how K_NRP comes about
 * @PC5_METHOD_KNRP: a K_NRP that both have, cached or provisioned
 * @PC5_METHOD_EAP_TLS: EAP-TLS 1.3 (RFC 9190)
 * @PC5_METHOD_EAP_PSK: EAP-PSK (RFC 4764)
 */
enum pc5_auth_method {
	PC5_METHOD_KNRP = 1,
	PC5_METHOD_EAP_TLS,
	PC5_METHOD_EAP_PSK,
};

/**
 * enum pc5_service_use - what a UE does with a service; bits of a mask
 * @PC5_SERVICE_OFFERED: it answers requests for it
 * @PC5_SERVICE_WANTED: it may request it
 */
enum pc5_service_use {
	PC5_SERVICE_OFFERED = 1 << 0,
	PC5_SERVICE_WANTED = 1 << 1,
};

/**
 * struct pc5_policies - the four security policies, each enum pc5_policy (TS
 * 24.554 clauses 11.3.12 and 11.3.23)
 * @sig_integ: signalling integrity
 * @sig_enc: signalling ciphering
 * @up_integ: user plane integrity
 * @up_enc: user plane ciphering
 */
struct pc5_policies {
	uint32_t sig_integ;
	uint32_t sig_enc;
	uint32_t up_integ;
	uint32_t up_enc;
};

/**
 * struct pc5_order - different values, the first one first
 * @n: how many
 * @value: the values
 */
struct pc5_order {
	uint32_t n;
	uint32_t value[PC5_ORDER_MAX];
};

/**
 * struct pc5_named_file - a file the provisioning file names
 * @path: its name, relative to the directory of that; NULL where it is not
 *	given
 * @data: its contents with an octet 0 behind them, as they were checked; NULL
 *	for files whose secret is decoded, and before they are loaded
 * @len: octets of @data
 */
struct pc5_named_file {
	char *path;
	uint8_t *data;
	size_t len;
};

/**
 * struct pc5_prov_service - a service
 * @name: what this UE calls it
 * @os_id: OS Id of its ProSe identifier (TS 24.554 clause 11.3.3)
 * @app_id: OS App Id of its ProSe identifier, at most 255 octets
 * @use: mask of enum pc5_service_use
 * @destination_l2: destination Layer-2 ID for the initial signalling
 * @sdu_type: enum pc5_sdu_type
 * @policies: its security policies
 */
struct pc5_prov_service {
	char *name;
	uint8_t os_id[PC5_OS_ID_LEN];
	char *app_id;
	uint32_t use;
	uint32_t destination_l2;
	uint32_t sdu_type;
	struct pc5_policies policies;
};

/**
 * struct pc5_prov_psk - key of EAP-PSK shared with a peer
 * @peer: its user info
 * @roles: what the peer may be
 * @file: where the key is
 * @key: the key
 */
struct pc5_prov_psk {
	char *peer;
	struct pc5_roles roles;
	struct pc5_named_file file;
	uint8_t key[PC5_PSK_LEN];
};

/**
 * struct pc5_prov_knrp - provisioned K_NRP
 * @peer: user info of the peer
 * @id: K_NRP ID
 * @roles: what the peer may be
 * @not_before: from when it is valid, in seconds since 1970
 * @not_after: the last second in which it is
 * @file: where the key is
 * @key: the key
 */
struct pc5_prov_knrp {
	char *peer;
	uint32_t id;
	struct pc5_roles roles;
	uint64_t not_before;
	uint64_t not_after;
	struct pc5_named_file file;
	uint8_t key[PC5_KNRP_LEN];
};

/**
 * struct pc5_prov_peer - who is let in
 * @name: user info, or "*" for everybody
 * @roles: as what, mask of enum pc5_peer_role
 */
struct pc5_prov_peer {
	char *name;
	uint32_t roles;
};

/**
 * struct pc5_prov_ue - this UE
 * @device: its pc5 net device
 * @user_info: its user info (Application layer ID)
 * @roles: what it may be, mask of enum pc5_peer_role
 * @l2_id: its Layer-2 ID; 0 to assign one itself
 */
struct pc5_prov_ue {
	char *device;
	char *user_info;
	uint32_t roles;
	uint32_t l2_id;
};

/* Most octets of a serial number (RFC 5280 clause 4.1.2.2). */
#define PC5_SERIAL_MAX 20

/**
 * struct pc5_prov_serial - serial number of a certificate
 * @len: octets of @data
 * @data: big-endian, without leading zeros
 */
struct pc5_prov_serial {
	uint8_t len;
	uint8_t data[PC5_SERIAL_MAX];
};

/**
 * struct pc5_prov_tls - credentials of EAP-TLS; @certificate.path is NULL where
 * there are none
 * @certificate: own certificate and those between it and @ca, PEM
 * @private_key: its private key, PEM; mode 0600
 * @ca: trusted certificates, PEM
 * @crl: revocation lists, PEM; optional
 * @deny_list: file of @denied; optional
 * @denied: serial numbers of certificates not to be accepted
 * @n_denied: how many
 */
struct pc5_prov_tls {
	struct pc5_named_file certificate;
	struct pc5_named_file private_key;
	struct pc5_named_file ca;
	struct pc5_named_file crl;
	struct pc5_named_file deny_list;
	struct pc5_prov_serial *denied;
	size_t n_denied;
};

/**
 * struct pc5_prov_auth - authentication
 * @methods: enum pc5_auth_method, the preferred one first
 * @knrp_lifetime: seconds for which a new K_NRP is kept
 * @tls: for EAP-TLS
 * @psk: for EAP-PSK, one for each peer
 * @n_psk: how many
 * @knrp: provisioned K_NRPs
 * @n_knrp: how many
 */
struct pc5_prov_auth {
	struct pc5_order methods;
	uint32_t knrp_lifetime;
	struct pc5_prov_tls tls;
	struct pc5_prov_psk *psk;
	size_t n_psk;
	struct pc5_prov_knrp *knrp;
	size_t n_knrp;
};

/**
 * struct pc5_prov_timers - timers of TS 24.554 clause 12.3, in milliseconds; 0
 * for never
 * @t5080: establishment request
 * @t5081: modification request
 * @t5082: identifier update request
 * @t5083: identifier update accept
 * @t5084: silence before a keep-alive; may be never
 * @t5085: keep-alive request
 * @t5086: maximum inactivity period
 * @t5087: release request
 * @t5088: back-off this UE asks for when it is congested
 * @t5089: security mode command
 * @t5090: privacy timer; may be never
 * @t5091: rekeying request
 * @t5092: authentication request
 * @t5093: AA message transport request
 * @t5096: modification accept
 * @t5097: UE-to-UE relay update request
 * @t5098: path switching request
 * @t5110: UE-to-UE relay discovery solicitation of an end UE
 * @t5112: UE-to-UE relay discovery solicitation of a relay
 * @retry: wait after a reject before the next establishment (clause 7.2.2.5)
 */
struct pc5_prov_timers {
	uint32_t t5080;
	uint32_t t5081;
	uint32_t t5082;
	uint32_t t5083;
	uint32_t t5084;
	uint32_t t5085;
	uint32_t t5086;
	uint32_t t5087;
	uint32_t t5088;
	uint32_t t5089;
	uint32_t t5090;
	uint32_t t5091;
	uint32_t t5092;
	uint32_t t5093;
	uint32_t t5096;
	uint32_t t5097;
	uint32_t t5098;
	uint32_t t5110;
	uint32_t t5112;
	uint32_t retry;
};

/**
 * struct pc5_prov_retrans - how often a message is sent again
 * @establishment: T5080
 * @modification: T5081 and T5096
 * @identifier_update: T5082 and T5083
 * @keep_alive: T5085
 * @release: T5087
 * @security_mode: T5089
 * @rekeying: T5091
 * @authentication: T5092 and T5093
 * @relay: T5097, T5110 and T5112
 */
struct pc5_prov_retrans {
	uint32_t establishment;
	uint32_t modification;
	uint32_t identifier_update;
	uint32_t keep_alive;
	uint32_t release;
	uint32_t security_mode;
	uint32_t rekeying;
	uint32_t authentication;
	uint32_t relay;
};

/**
 * struct pc5_prov_rekey - when keys are changed
 * @after: age of K_NRP-sess in seconds; 0 for never
 * @reauthenticate_after: age of K_NRP in seconds; 0 for never
 * @count: COUNT of any bearer (soft limit)
 */
struct pc5_prov_rekey {
	uint32_t after;
	uint32_t reauthenticate_after;
	uint32_t count;
};

/**
 * struct pc5_prov_limits - bounds
 * @links: links at a time (TS 24.554 clause 7.2.2.1)
 * @half_open: establishments under way at a time that a peer began
 * @half_open_per_source: of those, from one Layer-2 ID
 * @knrps: K_NRPs kept
 */
struct pc5_prov_limits {
	uint32_t links;
	uint32_t half_open;
	uint32_t half_open_per_source;
	uint32_t knrps;
};

/**
 * struct pc5_prefix6 - IPv6 prefix
 * @len: its length in bits; 0 where there is none
 * @addr: the prefix; what follows it is 0
 */
struct pc5_prefix6 {
	uint32_t len;
	struct in6_addr addr;
};

/**
 * struct pc5_prefix4 - IPv4 prefix
 * @len: its length in bits; 0 where there is none
 * @addr: the prefix; what follows it is 0
 */
struct pc5_prefix4 {
	uint32_t len;
	struct in_addr addr;
};

/**
 * struct pc5_prov_addresses - addresses this UE gives to its peers (TS 24.554
 * clause 11.3.6); without any the link has link-local ones only
 * @ipv6_prefix: as an IPv6 router
 * @ipv4_pool: as a DHCPv4 server
 */
struct pc5_prov_addresses {
	struct pc5_prefix6 ipv6_prefix;
	struct pc5_prefix4 ipv4_pool;
};

/**
 * struct pc5_prov_algorithms - algorithms this UE takes part in and in which
 * order it chooses, beside the null ones
 * @ciphering: enum pc5_nea
 * @integrity: enum pc5_nia
 */
struct pc5_prov_algorithms {
	struct pc5_order ciphering;
	struct pc5_order integrity;
};

/**
 * enum pc5_relay_use - what a UE is for a relay service code; bits of a mask
 * @PC5_RELAY_SERVE: a UE-to-UE relay
 * @PC5_RELAY_USE: an end UE
 */
enum pc5_relay_use {
	PC5_RELAY_SERVE = 1 << 0,
	PC5_RELAY_USE = 1 << 1,
};

/**
 * enum pc5_target_use - what a UE does in relay discovery; bits of a mask
 * @PC5_TARGET_FIND: it looks for the other
 * @PC5_TARGET_FOUND: it lets the other find it
 */
enum pc5_target_use {
	PC5_TARGET_FIND = 1 << 0,
	PC5_TARGET_FOUND = 1 << 1,
};

/**
 * enum pc5_announce - what relays may do with a UE's discovery set
 * @PC5_ANNOUNCE_ALLOWED: announce it
 * @PC5_ANNOUNCE_PROHIBITED: not announce it
 */
enum pc5_announce {
	PC5_ANNOUNCE_ALLOWED,
	PC5_ANNOUNCE_PROHIBITED,
};

/**
 * enum pc5_disc_security - protection of discovery
 * @PC5_DISC_SECURITY_NOT_NEEDED: none
 * @PC5_DISC_SECURITY_REQUIRED: with discovery keys
 */
enum pc5_disc_security {
	PC5_DISC_SECURITY_NOT_NEEDED,
	PC5_DISC_SECURITY_REQUIRED,
};

/**
 * struct pc5_prov_disc_key - discovery keys
 * @not_before: from when they are valid, in seconds since 1970
 * @not_after: the last second in which they are
 * @file: where they are
 * @keys: the keys; with a DUIK once they are loaded
 */
struct pc5_prov_disc_key {
	uint64_t not_before;
	uint64_t not_after;
	struct pc5_named_file file;
	struct pc5_disc_keys keys;
};

/**
 * struct pc5_prov_relay - discovery of UE-to-UE relays
 * @user_info_id: user info ID of this UE, filled up with zeros; NULL to make it
 *	from its user info
 * @announce_ms: time between two announcements, in milliseconds
 * @skew: how far another UE's clock may be off, in seconds
 * @forget_after: after what silence what was discovered is forgotten, in seconds
 */
struct pc5_prov_relay {
	char *user_info_id;
	uint32_t announce_ms;
	uint32_t skew;
	uint32_t forget_after;
};

/**
 * struct pc5_prov_relay_service - a relay service code (TS 24.554 clause 5.2.7)
 * @rsc: it, 24 bits
 * @layer: 2 or 3
 * @sdu_type: enum pc5_sdu_type, of layer 3
 * @roles: mask of enum pc5_relay_use
 * @discovery_l2: default destination Layer-2 ID of discovery messages
 * @dcr_l2: the same of DCRs with integrated discovery
 * @security: enum pc5_disc_security
 * @keys: its discovery keys
 * @n_keys: how many
 * @policies: security policies of the hops
 */
struct pc5_prov_relay_service {
	uint32_t rsc;
	uint32_t layer;
	uint32_t sdu_type;
	uint32_t roles;
	uint32_t discovery_l2;
	uint32_t dcr_l2;
	uint32_t security;
	struct pc5_prov_disc_key *keys;
	size_t n_keys;
	struct pc5_policies policies;
};

/**
 * struct pc5_prov_target - whom this UE looks for through relays, or lets find
 * it
 * @peer: user info of the other, or "*" for everybody who has the keys
 * @use: mask of enum pc5_target_use
 * @announce: enum pc5_announce
 * @security: enum pc5_disc_security
 * @keys: discovery keys both have
 * @n_keys: how many
 */
struct pc5_prov_target {
	char *peer;
	uint32_t use;
	uint32_t announce;
	uint32_t security;
	struct pc5_prov_disc_key *keys;
	size_t n_keys;
};

/**
 * struct pc5_prov_validity - a time
 * @not_before: its beginning, in seconds since 1970
 * @not_after: its last second
 */
struct pc5_prov_validity {
	uint64_t not_before;
	uint64_t not_after;
};

/**
 * struct pc5_provision - what a provisioning file says
 * @version: of the format: 1
 * @validity: when the file is valid
 * @ue: this UE
 * @policies: what a service does not say
 * @services: the services
 * @n_services: how many
 * @algorithms: algorithms
 * @auth: authentication
 * @peers: who is let in
 * @n_peers: how many
 * @timers: timers
 * @retrans: retransmissions
 * @rekey: when keys are changed
 * @limits: bounds
 * @addresses: IP addresses
 * @relay: discovery of relays
 * @relay_services: relay service codes
 * @n_relay_services: how many
 * @discovery_targets: who is looked for through relays, or may do so
 * @n_discovery_targets: how many
 *
 * It owns everything it points to.
 */
struct pc5_provision {
	uint32_t version;
	struct pc5_prov_validity validity;
	struct pc5_prov_ue ue;
	struct pc5_policies policies;
	struct pc5_prov_service *services;
	size_t n_services;
	struct pc5_prov_algorithms algorithms;
	struct pc5_prov_auth auth;
	struct pc5_prov_peer *peers;
	size_t n_peers;
	struct pc5_prov_timers timers;
	struct pc5_prov_retrans retrans;
	struct pc5_prov_rekey rekey;
	struct pc5_prov_limits limits;
	struct pc5_prov_addresses addresses;
	struct pc5_prov_relay relay;
	struct pc5_prov_relay_service *relay_services;
	size_t n_relay_services;
	struct pc5_prov_target *discovery_targets;
	size_t n_discovery_targets;
};

/*
 * Parse the @len octets at @text, which came from the file @name, without
 * reading the files it names. Returns 0 with @prov, to be freed with
 * pc5_provision_free(); or -EINVAL, -EFBIG or -ENOMEM with @err saying where,
 * what is wrong and what is allowed.
 */
int pc5_provision_parse(const char *name, const char *text, size_t len,
			struct pc5_provision **prov,
			struct pc5_file_error *err);

/*
 * Read and parse the file @path, which others may read but not write, and read
 * the files it names: private and shared keys of mode 0600 that belong to this
 * process's user, the rest as the file itself. Returns as above or what reading
 * gave.
 */
int pc5_provision_load(const char *path, struct pc5_provision **prov,
		       struct pc5_file_error *err);

/* Wipe and free it; NULL is allowed. */
void pc5_provision_free(struct pc5_provision *prov);

/*
 * Whether @prov is valid at @now, in seconds since 1970: 0, -EKEYEXPIRED where
 * it is no more, -EKEYREJECTED where it is not yet; with @err, which may be
 * NULL, filled.
 */
int pc5_provision_valid(const struct pc5_provision *prov, uint64_t now,
			struct pc5_file_error *err);

/*
 * As what the UE with @user_info is let in, mask of enum pc5_peer_role; 0 if
 * not at all. What is said of it by name goes before what is said of everybody.
 */
uint32_t pc5_provision_peer_roles(const struct pc5_provision *prov,
				  const struct pc5_user_info *user_info);

#endif /* LIBPC5_PROVISION_H */
