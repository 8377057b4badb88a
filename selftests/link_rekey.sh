#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
# timeout: 900
#
# Key changes under load: numbered datagrams as fast as they can be sent, in both
# directions, and TCP beside them. Who activates the new key alternates; the other
# side follows when it hears it used. Nothing is lost, twice or damaged, and each
# side tells of each context what became of it, in the right order.
#
# PC5_REKEYS: how many changes (200)

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

changes=${PC5_REKEYS:-200}
# All that is load gives way to what changes the keys.
gently=(nice -n 19)

# id_of N: the Nth context's, in id
id_of() { printf -v id 0x%04x $((0x0101 + $1)); }

# change N: the Nth; installed on both sides, activated on one
change() {
	local by=ua
	[ $(($1 % 2)) = 0 ] || by=ub
	id_of "$1"
	pc5_keyfile
	# The slot is free as soon as the peer was heard to use the one before.
	wait_for 30 pc5_key_add ub "$id" "$pc5_key" || return
	wait_for 30 pc5_key_add ua "$id" "$pc5_key" || return
	pc5ctl -n $by key activate pc5l0 id "$id"
}
change_all() {
	local n
	for ((n = 1; n <= changes; n++)); do
		change $n || { echo "change $n failed: $(pc5ctl -n ua key) / $(pc5ctl -n ub key)"; return 1; }
	done
}
last_is_active() {
	id_of "$changes"
	pc5_slot_is ua "$id" active && pc5_slot_is ub "$id" active
}

# What must have been said of each context, in this order; that only the last two
# may still be there
life() {
	jq -rs --argjson changes $changes '
		[.[] | select(.object == "key")] | group_by(.id) | .[] |
		(.[0].id) as $id | map(.event) | join(" ") |
		select(. != "new active retiring deleted" and . != "new confirmed retiring deleted" and
		       . != "retiring deleted" and . != "new active retiring" and
		       . != "new confirmed retiring" and . != "new active" and . != "new confirmed") |
		"\($id): \(.)"' "$pc5_dir/events-$1"
}
# events NS EVENT: of how many contexts
events() {
	jq -rs "[.[] | select(.object == \"key\" and .event == \"$2\") | .id] | unique | length" \
		"$pc5_dir/events-$1"
}
heard_all() {
	[ "$(events ua new)" = $changes ] && [ "$(events ub new)" = $changes ] &&
		[ $(($(events ua active) + $(events ua confirmed))) = $changes ] &&
		[ $(($(events ub active) + $(events ub confirmed))) = $changes ]
}

# Nothing of the load is under way any more.
still() {
	local now
	now="$(pc5_counter ua pc5l0 rx-packets) $(pc5_counter ub pc5l0 rx-packets)"
	[ "$now" = "$still" ] && return
	still=$now
	return 1
}

ktap_header
pc5_need iperf3 ss
ktap_plan 13
declare -A receiver sender
# A sender that the machine stops between taking COUNTs and sending is waited for:
# what is lost here is lost to a change of keys.
pc5_pair -b "sn 18 t-reordering 5000 window 65536"
for ns in ua ub; do
	pc5_monitor $ns "$pc5_dir/events-$ns" keys
	pc5_recv $ns "$pc5_dir/recv-$ns"
	receiver[$ns]=$pc5_pid
done
pc5_background "$pc5_dir/iperf-server" inns ub "${gently[@]}" iperf3 -s -1 -B "${pc5_ip6[ub]}"
wait_for 10 pc5_listens ub 5201
pc5_background "$pc5_dir/iperf" inns ua "${gently[@]}" \
	iperf3 -c "${pc5_ip6[ub]}" -t 0 -J
iperf=$pc5_pid
for ns in ua ub; do
	peer=${pc5_peer[$ns]}
	pc5_background "$pc5_dir/send-$ns" inns "$ns" "${gently[@]}" \
		seqgen send -s 200 "${pc5_ip[$peer]}"
	sender[$ns]=$pc5_pid
done
pc5_test "$changes changes of the key under load" change_all
pc5_test "the last key is in use on both sides" wait_for 30 last_is_active
kill -TERM "${sender[@]}"
wait "${sender[@]}"
kill -INT "$iperf"
wait "$iperf"
still=''
wait_for 30 still
for ns in ua ub; do
	peer=${pc5_peer[$ns]}
	pc5_recv_end "${receiver[$ns]}" "$pc5_dir/recv-$ns" > /dev/null
	sent=$(pc5_result "$pc5_dir/send-$peer" sent)
	ktap_print "to $ns: $(tail -n 1 "$pc5_dir/recv-$ns")"
	ktap_is "all that $peer sent arrived at $ns, once and whole" "$sent $sent 0 0" \
		"$(tail -n 1 "$pc5_dir/recv-$ns" | jq -r '"\(.received) \(.distinct) \(.corrupt) \(.overflow)"')"
	ktap_is "$ns dropped nothing" "" "$(pc5_drops $ns pc5l0)"
	ktap_is "$ns gave up nothing" 0 "$(pc5_counter $ns pc5l0 rx-lost)"
done
ktap_print "TCP: $(jq '.end.sum_sent.bytes' "$pc5_dir/iperf") octets, $(jq '.end.sum_sent.retransmits' "$pc5_dir/iperf") retransmits"
pc5_test "TCP went on meanwhile" \
	jq -e '.end.sum_sent.bytes > 1000000 and (.error == null or (.error | test("interrupt")))' "$pc5_dir/iperf"
pc5_test "each side told of each new key" wait_for 10 heard_all
ktap_is "each side's first key, and all but the last, retired" "$changes $changes" \
	"$(events ua retiring) $(events ub retiring)"
ktap_is "ua tells of contexts in the order of their life" "" "$(life ua)"
ktap_is "ub tells of contexts in the order of their life" "" "$(life ub)"
ktap_finish
