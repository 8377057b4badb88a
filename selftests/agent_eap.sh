#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Two agents that authenticate by EAP-PSK and by EAP-TLS, make a new K_NRP under
# traffic, and have credentials that are not accepted.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

wrong_psk() {
	provision ua eap-psk && psk=other provision ub eap-psk && fresh || return
	refused "authentication failure" ua '{"do":"connect","target":"bob"}' && logged ub "authentication of alice failed: .* has another pre-shared key" &&
		shows ub "$up | length" 0 || { show_all; return 1; }
}
revoked() {
	provision ua eap-tls "    deny-list: denied"
	sed -i '/deny-list/d; s/^    ca: ca.pem/&\n    deny-list: denied/' "$pc5_dir/ua.yaml"
	openssl x509 -in "$pc5_dir/ub.pem" -noout -serial | sed 's/serial=//' > "$pc5_dir/denied"
	provision ub eap-tls && fresh || return
	refused "authentication failure" ua '{"do":"connect","target":"bob"}' && logged ua "failed: .*den" &&
		shows ub "$up | length" 0 || { show_all; return 1; }
}

ktap_header
ktap_plan 8
agents_need
certificates > "$pc5_dir/openssl" 2>&1 || cat "$pc5_dir/openssl"

pc5_test "EAP-PSK" establish "knrp, eap-psk" eap-psk
pc5_test "released, and made again without EAP" again
pc5_test "a new K_NRP under traffic" under_traffic rekey ',"reauth":true'
pc5_test "new identifiers after that" update_under_traffic
pc5_test "rekeying with the new identifiers" under_traffic rekey
pc5_test "another pre-shared key" wrong_psk
pc5_test "EAP-TLS" establish "knrp, eap-tls" eap-tls
pc5_test "a certificate that was revoked" revoked
ktap_finish
