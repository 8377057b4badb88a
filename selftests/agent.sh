#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two agents with a provisioned K_NRP: the link carries packets with no other
# command; keys and identifiers change under traffic; links are released and made
# again; keys and policies that do not go together; the end.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

malformed() {
	refused "JSON" ua '{"do":"show"' && refused "unknown member" ua '{"do":"show","x":1}' &&
		refused "is missing" ua '{"do":"release"}' && refused "no link" ua '{"do":"release","link":"pc5l77"}' &&
		asked ua '{"do":"show"}'
}
wrong_knrp() {
	provision ua knrp && knrp=other provision ub knrp && fresh || return
	refused "" ua '{"do":"connect","target":"bob"}' && shows ub "$up | length" 0 || { show_all; return 1; }
}
mismatch() {
	provision ua knrp && provision ub knrp "policies:" "  signalling-integrity: not-needed" \
		"  signalling-ciphering: not-needed" "  user-plane-integrity: not-needed" "  user-plane-ciphering: not-needed" &&
		fresh && refused "cause" ua '{"do":"connect","target":"bob"}' || { show_all; return 1; }
}
unprotected() {
	local ns
	for ns in ua ub; do
		provision $ns knrp "policies:" "  signalling-integrity: not-needed" "  signalling-ciphering: not-needed" \
			"  user-plane-integrity: not-needed" "  user-plane-ciphering: not-needed" || return
	done
	fresh && connect none && pings && [ "$(show ua "$up | .[0].id")" = 0x0000 ]
}
# The same by the words of pc5ctl, which also sees what goes on.
commands() {
	local link which=(socket "$pc5_dir/sock-ua")
	link=$(link_of ua)
	pc5_background "$pc5_dir/chart" pc5ctl -d monitor signalling "${which[@]}"
	wait_for $patience grep -q listening "$pc5_dir/chart" || { cat "$pc5_dir/chart"; return 1; }
	pc5ctl agent show "${which[@]}" && [ "$(pc5ctl -j agent show "${which[@]}" | jq -r '.[0].links[0].peer')" = bob ] &&
		pc5ctl link rekey "$link" "${which[@]}" &&
		wait_for $patience grep -q "SECURITY MODE COMPLETE" "$pc5_dir/chart" &&
		pc5ctl link update "$link" "${which[@]}" &&
		wait_for $patience grep -q "IDENTIFIER UPDATE ACK" "$pc5_dir/chart" &&
		pc5ctl link release "$link" "${which[@]}" &&
		wait_for $patience grep -q "RELEASE ACCEPT" "$pc5_dir/chart"
	local status=$?
	cat "$pc5_dir/chart"
	return $status
}
udp() { # a network between them, and no broadcast
	local remote
	both stop && pc5_unpair && pc5_ue ua "$1" && pc5_ue ub "$1" || return
	case $1 in
	udp4) remote=${pc5_lower_ip[ub]} ;;
	udp6) remote=${pc5_lower_ip6[ub]} ;;
	esac
	knrp=key
	provision ua knrp && provision ub knrp && rm -rf "$pc5_dir"/state-* && both start &&
		pc5ctl link connect bob remote "$remote" socket "$pc5_dir/sock-ua" timeout $patience &&
		wait_for $patience shows ub "$up | length" 1 && pings || { show_all; return 1; }
}
ends() { # with 0, and nothing of it left
	both stop && both start && connect_only && both stop && [ "$(pc5ctl -n ua -j link show | jq length)" = 0 ] &&
		[ ! -e "$pc5_dir/sock-ua" ]
}

ktap_header
ktap_plan 12
agents_need

knrp=key
pc5_test "a provisioned K_NRP: connect, and it carries" establish knrp knrp
pc5_test "a message that is none, on the control socket" malformed
pc5_test "rekeying under traffic" under_traffic rekey
pc5_test "new identifiers under traffic" update_under_traffic
pc5_test "released, and made again with the K_NRP ID" again
pc5_test "the commands, and the chart" commands
pc5_test "another K_NRP" wrong_knrp
pc5_test "a policy that does not go with it" mismatch
pc5_test "no protection at all, where both want none" unprotected
pc5_test "SIGTERM releases" ends
pc5_test "over IPv4" udp udp4
pc5_test "over IPv6" udp udp6
ktap_finish
