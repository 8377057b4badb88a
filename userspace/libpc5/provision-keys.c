// SPDX-License-Identifier: GPL-2.0-or-later
/* The keys of a provisioning file as tables. */

#include "provision-keys.h"

#include <linux/pc5.h>

#include "disc.h"
#include "provision-table.h"
#include "provision.h"
#include "util.h"

/* Longest back-off a GPRS timer can say: 31 units of 6 min (TS 24.008). */
#define BACKOFF_MAX (31 * 6 * MIN)

static const char *const peer_roles[] = { "end-ue", "relay", "group-member" };

const struct pc5_names pc5_peer_role_names = {
	peer_roles, ARRAY_SIZE(peer_roles)
};

static const char *const service_uses[] = { "offered", "wanted" };

const struct pc5_names pc5_service_use_names = {
	service_uses, ARRAY_SIZE(service_uses)
};

static const char *const auth_methods[] = {
	[PC5_METHOD_KNRP] = "knrp",
	[PC5_METHOD_EAP_TLS] = "eap-tls",
	[PC5_METHOD_EAP_PSK] = "eap-psk",
};

const struct pc5_names pc5_auth_method_names = {
	auth_methods, ARRAY_SIZE(auth_methods)
};

static const struct pc5_prov_key validity_table[] = {
	KEY(pc5_prov_validity, not_before, "not-before", TIME, DEFAULT(0)),
	KEY(pc5_prov_validity, not_after, "not-after", TIME,
	    DEFAULT(UINT64_MAX)),
};

KEYS(validity);

static const struct pc5_prov_key ue_table[] = {
	KEY(pc5_prov_ue, device, "device", DEVICE, REQUIRED),
	KEY(pc5_prov_ue, user_info, "user-info", NAME, REQUIRED,
	    RANGE(1, PC5_USER_INFO_MAX)),
	KEY(pc5_prov_ue, roles, "roles", MASK, NAMES(peer_role),
	    DEFAULT(PC5_PEER_END_UE)),
	KEY(pc5_prov_ue, l2_id, "layer2-id", L2ID_SELF,
	    RANGE(1, PC5_L2ID_MAX)),
};

KEYS(ue);

#define POLICY(member, name, def) \
	KEY(pc5_policies, member, name, ENUM, NAMES(policy), DEFAULT(def))

static const struct pc5_prov_key policies_table[] = {
	POLICY(sig_integ, "signalling-integrity", PC5_POLICY_REQUIRED),
	POLICY(sig_enc, "signalling-ciphering", PC5_POLICY_REQUIRED),
	POLICY(up_integ, "user-plane-integrity", PC5_POLICY_REQUIRED),
	POLICY(up_enc, "user-plane-ciphering", PC5_POLICY_REQUIRED),
};

KEYS(policies);

static const struct pc5_prov_key service_policies_table[] = {
	POLICY(sig_integ, "signalling-integrity", PC5_PROV_INHERIT),
	POLICY(sig_enc, "signalling-ciphering", PC5_PROV_INHERIT),
	POLICY(up_integ, "user-plane-integrity", PC5_PROV_INHERIT),
	POLICY(up_enc, "user-plane-ciphering", PC5_PROV_INHERIT),
};

const struct pc5_prov_keys pc5_prov_service_policies_keys = {
	service_policies_table, ARRAY_SIZE(service_policies_table)
};

static const struct pc5_prov_key service_table[] = {
	KEY(pc5_prov_service, name, "name", TEXT, REQUIRED, RANGE(1, 63)),
	KEY(pc5_prov_service, os_id, "os-id", UUID, REQUIRED),
	KEY(pc5_prov_service, app_id, "app-id", TEXT, REQUIRED, RANGE(1, 255)),
	KEY(pc5_prov_service, use, "use", MASK, NAMES(service_use),
	    DEFAULT(PC5_SERVICE_OFFERED | PC5_SERVICE_WANTED)),
	KEY(pc5_prov_service, destination_l2, "destination-layer2-id", L2ID,
	    REQUIRED, RANGE(1, PC5_L2ID_MAX)),
	KEY(pc5_prov_service, sdu_type, "sdu-type", ENUM, NAMES(sdu_type),
	    DEFAULT(PC5_SDU_TYPE_IP)),
	MAP(pc5_prov_service, policies, "policies",
	    .sub = &pc5_prov_service_policies_keys),
};

KEYS(service);

static const struct pc5_prov_key algorithms_table[] = {
	KEY(pc5_prov_algorithms, ciphering, "ciphering", ORDER, NAMES(nea),
	    RANGE(PC5_NEA1, PC5_NEA3), DEFAULT(0x312)),
	KEY(pc5_prov_algorithms, integrity, "integrity", ORDER, NAMES(nia),
	    RANGE(PC5_NIA1, PC5_NIA3), DEFAULT(0x312)),
};

KEYS(algorithms);

static const struct pc5_prov_key tls_table[] = {
	KEY(pc5_prov_tls, certificate, "certificate", FILE, REQUIRED),
	KEY(pc5_prov_tls, private_key, "private-key", FILE, REQUIRED),
	KEY(pc5_prov_tls, ca, "ca", FILE, REQUIRED),
	KEY(pc5_prov_tls, crl, "crl", FILE),
	KEY(pc5_prov_tls, deny_list, "deny-list", FILE),
};

KEYS(tls);

static const struct pc5_prov_key psk_table[] = {
	KEY(pc5_prov_psk, peer, "peer", NAME, REQUIRED,
	    RANGE(1, PC5_USER_INFO_MAX)),
	KEY(pc5_prov_psk, roles, "roles", ROLES),
	KEY(pc5_prov_psk, file, "file", FILE, REQUIRED),
};

KEYS(psk);

static const struct pc5_prov_key knrp_table[] = {
	KEY(pc5_prov_knrp, peer, "peer", NAME, REQUIRED,
	    RANGE(1, PC5_USER_INFO_MAX)),
	KEY(pc5_prov_knrp, id, "id", KNRP_ID, REQUIRED, RANGE(0, UINT32_MAX)),
	KEY(pc5_prov_knrp, roles, "roles", ROLES),
	KEY(pc5_prov_knrp, not_before, "not-before", TIME, DEFAULT(0)),
	KEY(pc5_prov_knrp, not_after, "not-after", TIME, REQUIRED),
	KEY(pc5_prov_knrp, file, "file", FILE, REQUIRED),
};

KEYS(knrp);

static const struct pc5_prov_key auth_table[] = {
	KEY(pc5_prov_auth, methods, "methods", ORDER, REQUIRED,
	    NAMES(auth_method), RANGE(PC5_METHOD_KNRP, PC5_METHOD_EAP_PSK)),
	KEY(pc5_prov_auth, knrp_lifetime, "knrp-lifetime", SEC,
	    RANGE(MIN / SEC, 365 * DAY / SEC), DEFAULT(DAY / SEC)),
	MAP(pc5_prov_auth, tls, "tls", SUB(tls)),
	LIST(pc5_prov_auth, psk, "psk", pc5_prov_psk, 256, SUB(psk)),
	LIST(pc5_prov_auth, knrp, "knrp", pc5_prov_knrp, 256, SUB(knrp)),
};

KEYS(auth);

static const struct pc5_prov_key peer_table[] = {
	KEY(pc5_prov_peer, name, "name", PATTERN, REQUIRED,
	    RANGE(1, PC5_USER_INFO_MAX)),
	KEY(pc5_prov_peer, roles, "roles", MASK, NAMES(peer_role),
	    DEFAULT(PC5_PEER_END_UE)),
};

KEYS(peer);

/* Defaults: TS 24.554 clause 12.3; those it leaves open are ours. */
#define TIMER(name, min, max, def, ...) \
	KEY(pc5_prov_timers, name, #name, MSEC, RANGE(min, max), DEFAULT(def), \
	    __VA_ARGS__)

static const struct pc5_prov_key timers_table[] = {
	TIMER(t5080, 100, MIN, 8 * SEC),
	TIMER(t5081, 100, MIN, 5 * SEC),
	TIMER(t5082, 100, MIN, 2 * SEC),
	TIMER(t5083, 100, MIN, 2 * SEC),
	TIMER(t5084, 100, HOUR, 5 * SEC, OR_NEVER),
	TIMER(t5085, 100, MIN, 5 * SEC),
	TIMER(t5086, SEC, DAY, 10 * MIN),
	TIMER(t5087, 100, MIN, 5 * SEC),
	TIMER(t5088, 2 * SEC, BACKOFF_MAX, MIN),
	TIMER(t5089, 100, MIN, 2 * SEC),
	TIMER(t5090, SEC, DAY, 10 * MIN, OR_NEVER),
	TIMER(t5091, 100, MIN, 8 * SEC),
	TIMER(t5092, 100, MIN, 2 * SEC),
	TIMER(t5093, 100, MIN, 2 * SEC),
	TIMER(t5096, 100, MIN, 2 * SEC),
	TIMER(t5097, 100, MIN, 2 * SEC),
	TIMER(t5098, 100, MIN, 8 * SEC),
	TIMER(t5110, 100, MIN, 2 * SEC),
	TIMER(t5112, 100, MIN, 2 * SEC),
	TIMER(retry, SEC, HOUR, 30 * SEC),
};

KEYS(timers);

/* TS 24.554 clause 12.3 leaves the number to the implementation. */
#define RETRANS(member, name) \
	KEY(pc5_prov_retrans, member, name, UINT, RANGE(0, 10), DEFAULT(3))

static const struct pc5_prov_key retrans_table[] = {
	RETRANS(establishment, "establishment"),
	RETRANS(modification, "modification"),
	RETRANS(identifier_update, "identifier-update"),
	RETRANS(keep_alive, "keep-alive"),
	RETRANS(release, "release"),
	RETRANS(security_mode, "security-mode"),
	RETRANS(rekeying, "rekeying"),
	RETRANS(authentication, "authentication"),
	RETRANS(relay, "relay"),
};

KEYS(retrans);

static const struct pc5_prov_key rekey_table[] = {
	KEY(pc5_prov_rekey, after, "after", SEC, OR_NEVER,
	    RANGE(MIN / SEC, 30 * DAY / SEC), DEFAULT(HOUR / SEC)),
	KEY(pc5_prov_rekey, reauthenticate_after, "reauthenticate-after", SEC,
	    OR_NEVER, RANGE(MIN / SEC, 365 * DAY / SEC), DEFAULT(DAY / SEC)),
	/* Default: what the kernel has (PC5_SOFT_LIMIT_DEFAULT). */
	KEY(pc5_prov_rekey, count, "count", UINT, RANGE(1, UINT32_MAX - 1),
	    DEFAULT(UINT32_MAX - (1U << 24))),
};

KEYS(rekey);

static const struct pc5_prov_key limits_table[] = {
	KEY(pc5_prov_limits, links, "links", UINT, RANGE(1, 256), DEFAULT(8)),
	KEY(pc5_prov_limits, half_open, "half-open", UINT, RANGE(1, 32),
	    DEFAULT(32)),
	KEY(pc5_prov_limits, half_open_per_source, "half-open-per-source",
	    UINT, RANGE(1, 32), DEFAULT(2)),
	KEY(pc5_prov_limits, knrps, "knrps", UINT,
	    RANGE(1, PC5_KNRP_STORE_MAX), DEFAULT(256)),
};

KEYS(limits);

static const struct pc5_prov_key addresses_table[] = {
	KEY(pc5_prov_addresses, ipv6_prefix, "ipv6-prefix", PREFIX6,
	    RANGE(16, 64)),
	KEY(pc5_prov_addresses, ipv4_pool, "ipv4-pool", PREFIX4,
	    RANGE(8, 30)),
};

KEYS(addresses);

static const struct pc5_prov_key file_table[] = {
	KEY(pc5_provision, version, "version", UINT, REQUIRED, RANGE(1, 1)),
	MAP(pc5_provision, validity, "validity", SUB(validity)),
	MAP(pc5_provision, ue, "ue", REQUIRED, SUB(ue)),
	MAP(pc5_provision, policies, "policies", SUB(policies)),
	LIST(pc5_provision, services, "services", pc5_prov_service, 64,
	     REQUIRED, SUB(service)),
	MAP(pc5_provision, algorithms, "algorithms", SUB(algorithms)),
	MAP(pc5_provision, auth, "authentication", SUB(auth), REQUIRED),
	LIST(pc5_provision, peers, "peers", pc5_prov_peer, 256, REQUIRED,
	     SUB(peer)),
	MAP(pc5_provision, timers, "timers", SUB(timers)),
	MAP(pc5_provision, retrans, "retransmissions", SUB(retrans)),
	MAP(pc5_provision, rekey, "rekey", SUB(rekey)),
	MAP(pc5_provision, limits, "limits", SUB(limits)),
	MAP(pc5_provision, addresses, "addresses", SUB(addresses)),
	MAP(pc5_provision, relay, "relay", .sub = &pc5_prov_relay_keys),
	LIST(pc5_provision, relay_services, "relay-services",
	     pc5_prov_relay_service, PC5_DISC_RSCS_MAX,
	     .sub = &pc5_prov_relay_service_keys),
	LIST(pc5_provision, discovery_targets, "discovery-targets",
	     pc5_prov_target, PC5_DISC_APPS_MAX,
	     .sub = &pc5_prov_target_keys),
};

const struct pc5_prov_keys pc5_prov_keys = {
	file_table, ARRAY_SIZE(file_table)
};
