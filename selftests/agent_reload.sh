#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# The provisioning is read again: a file with an error changes nothing; what
# changed counts for new links; peers that are let in no more lose theirs.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

reload() { pc5ctl agent reload socket "$pc5_dir/sock-$1"; }
ended() { # on both sides, for the cause 1, and it does not come again
	wait_for $patience shows ua "$up | length" 0 && wait_for $patience shows ub "$up | length" 0 &&
		logged ua "cause 1 (.*said the peer" && refused "" ua '{"do":"connect","target":"bob"}' ||
		{ show_all; return 1; }
}
# change NS SED: its file
change() { sed -i "$2" "$pc5_dir/$1.yaml"; }

errors() { # each says where, and the link and what is in force stay
	local id said
	establish knrp knrp || return
	id=$(one_id)
	cp "$pc5_dir/ub.yaml" "$pc5_dir/good"
	echo "nonsense: 1" >> "$pc5_dir/ub.yaml"
	said=$(reload ub 2>&1) && return 1
	[[ $said == *ub.yaml:*"unknown key nonsense"* ]] && logged ub "stays as it was: .*unknown key nonsense" || { echo "$said"; return 1; }
	sed 's/user-info: bob/user-info: robert/' "$pc5_dir/good" > "$pc5_dir/ub.yaml"
	said=$(reload ub 2>&1) && return 1
	[[ $said == *ue.user-info* ]] || { echo "$said"; return 1; }
	{ cat "$pc5_dir/good"; printf 'validity:\n  not-before: 2001-01-01T00:00:00Z\n  not-after: 2002-01-01T00:00:00Z\n'; } > "$pc5_dir/ub.yaml"
	said=$(reload ub 2>&1) && return 1
	echo "$said"
	rm "$pc5_dir/ub.yaml"
	! reload ub || return
	cp "$pc5_dir/good" "$pc5_dir/ub.yaml"
	reload ub && [ "$(one_id)" = "$id" ] && pings && release && connect knrp
}
one_id() { show ua "$up | .[0].id"; }
new_links() { # by a signal; the link that is there goes on as it is
	local id
	id=$(one_id)
	printf 'addresses:\n  ipv4-pool: 192.168.9.0/24\n' >> "$pc5_dir/ub.yaml"
	kill -HUP "${agent[ub]}" && logged ub "was read again" && [ "$(one_id)" = "$id" ] && pings &&
		[ "$(show ua "$up | .[0].address4")" = null ] && release && connect_only &&
		[[ $(show ua "$up | .[0].address4") == 192.168.9.* ]]
}
not_let_in() {
	establish knrp knrp && change ub 's/name: "\*"/name: dave/' && reload ub && ended
}
no_knrp() {
	establish knrp knrp && change ub 's/peer: alice/peer: dave/' && reload ub && ended
}
another_psk() { # and the K_NRP that came of it is not believed either
	knrp=''
	establish eap-psk,knrp eap-psk && release && connect knrp && change ub 's/key.psk/other.psk/' && reload ub && ended
}
# list: of certificates not to be accepted; the agent goes on with the others
denied() {
	knrp=''
	establish eap-tls,knrp eap-tls || return
	local serial
	serial=$(openssl x509 -in "$pc5_dir/ua.pem" -noout -serial)
	echo "${serial#serial=}" > "$pc5_dir/denied"
	change ub 's/    ca: ca.pem/&\n    deny-list: denied/' && reload ub && ended
}
kept() { # somebody else's is on the list: authenticated again, and nothing lost
	knrp=''
	establish eap-tls,knrp eap-tls || return
	echo 0123456789abcdef > "$pc5_dir/denied"
	change ub 's/    ca: ca.pem/&\n    deny-list: denied/' && under_traffic reloaded_and_proven
}
reloaded_and_proven() {
	local id
	id=$(one_id)
	reload ub && logged ub "has to be authenticated again" && wait_for $patience id_is_not ua "$id" &&
		wait_for $patience id_is_not ub "$id" && [ "$(show ub "$up | .[0].method")" = eap-tls ] && pings
}

ktap_header
ktap_plan 7
agents_need
knrp=key
certificates > "$pc5_dir/certificates" 2>&1 || { cat "$pc5_dir/certificates"; exit 1; }

pc5_test "errors change nothing" errors
pc5_test "what changed counts for new links" new_links
pc5_test "a peer that is let in no more" not_let_in
pc5_test "a K_NRP that is provisioned no more" no_knrp
pc5_test "another key of EAP-PSK" another_psk
pc5_test "a certificate that is denied" denied
pc5_test "somebody else's certificate is denied" kept
ktap_finish
