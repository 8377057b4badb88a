#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Two agents of which one is killed, which use up COUNT, and which hear each other
# badly.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

killed() { # and started again: the peer is told, and a new link has new keys
	establish "knrp, eap-psk" eap-psk || return
	kill -KILL "${agent[ua]}"
	wait "${agent[ua]}"
	start ua && logged ua "was left behind" && wait_for $patience shows ub "$up | length" 0 || { show_all; return 1; }
	[ "$(pc5ctl -n ua -j link show | jq length)" = 0 ] && connect_only && pings && same_keys &&
		[ "$(cut -d ' ' -f 5 "$pc5_dir/keys-ua" | sort | uniq -d)" = "" ]
}
# A context is on the disk before the kernel has it. This one alice never hears of.
written_down() {
	knrp=key
	provision ua knrp && provision ub knrp && fresh && pc5_on ub tc qdisc add dev eth0 root netem loss 100% || return
	half_made
	local status=$?
	pc5_on ub tc qdisc del dev eth0 root
	knrp=''
	[ $status = 0 ] || show_all
	return $status
}
half_made() {
	ask ua '{"do":"connect","target":"bob"}' > "$pc5_dir/asked" 2>&1 &
	wait_for $patience has_context || return
	# No other comes before this is looked at.
	kill -STOP "${agent[ub]}"
	local id
	id=$(contexts)
	echo "$id" && cat "$pc5_dir/state-ub/contexts"
	grep -q "^context [^ ]* ${id#0x} pending " "$pc5_dir/state-ub/contexts" || return
	kill -KILL "${agent[ub]}"
	wait "${agent[ub]}"
	# Alice goes on asking, so that there may be another one by now.
	start ub && logged ub "was left behind" && [[ $(contexts) != *$id* ]] &&
		! grep "^context [^ ]* ${id#0x} " "$pc5_dir/state-ub/contexts"
}
contexts() { pc5ctl -n ub -j link show | jq -r '.[].ifname' | while read -r link; do pc5ctl -n ub -j key show "$link" | jq -r '.[].id'; done; }
has_context() { [ -n "$(contexts)" ]; }
# At whatever moment, also while a link is made, the next one can begin.
killed_again() {
	local i
	for i in 1 2 3 4 5; do
		ask ua '{"do":"connect","target":"bob"}' > "$pc5_dir/asked" 2>&1 &
		read -rt 0.$((RANDOM % 10)) -u "$ktap_never" || true
		kill -KILL "${agent[ua]}"
		wait "${agent[ua]}"
		start ua || return
	done
	wait_for $patience shows ub "$up | length" 0 && connect_only && pings && same_keys || { show_all; return 1; }
	[ "$(cut -d ' ' -f 6 "$pc5_dir/keys-ua" | sort | uniq -d)" = "" ]
}
loss() {
	local ns
	for ns in ua ub; do
		pc5_on $ns tc qdisc add dev eth0 root netem loss 20% || return
	done
	establish_lossy
	local status=$?
	for ns in ua ub; do
		pc5_on $ns tc qdisc del dev eth0 root
	done
	return $status
}
establish_lossy() {
	local ns
	for ns in ua ub; do
		provision $ns "eap-psk" "retransmissions:" "  establishment: 10" "  authentication: 10" "  security-mode: 10" || return
	done
	fresh || return
	local i
	# The last message of an establishment has no answer, so it may take more than one.
	for i in 1 2 3; do
		connect_only && return
	done
	show_all
	return 1
}

used_up() { # COUNT comes to its limit, and new keys are made without being asked for
	local ns before
	for ns in ua ub; do
		provision $ns eap-psk "rekey:" "  count: 100" || return
	done
	fresh && connect_only || return
	before=$(show ua "$up | .[0].id")
	under_traffic wait_for $patience id_is_not ua "$before" && grep "reached the soft limit" "$pc5_dir"/log-*
}

ktap_header
ktap_plan 5
agents_need tc

pc5_test "an agent that was killed" killed
pc5_test "killed at any moment" killed_again
pc5_test "a context is written down before it is used" written_down
pc5_test "COUNT comes to its limit" used_up
pc5_test "one message of five is lost" loss
ktap_finish
