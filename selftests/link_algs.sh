#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# All pairs of algorithms, with SNs of 12 and 18 bits: data arrives in both
# directions, whole, and on the wire it can be read if the ciphering algorithm is
# NEA0, and only then.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

datagrams=20 pings=2 wire=$(mktemp)
at_exit rm -f "$wire"

# What the pings of this pair are filled with: 16 octets; in hexadecimal in fill
pattern() {
	pattern="$1+$2/$3 pc5"
	local i
	fill=''
	for ((i = 0; i < 16; i++)); do
		printf -v fill '%s%02x' "$fill" "'${pattern:i:1}"
	done
}

# pair ENC INT SN: changes to a new context with them, sends, and counts
done_so_far=0 id=0x0200
pair() {
	local ns file all
	printf -v id 0x%04x $((id + 1))
	pc5_keyfile
	file=(file "$pc5_key")
	[ "$1$2" != nea0nia0 ] || file=()
	for ns in ua ub; do
		pc5ctl -n $ns key add pc5l0 id "$id" enc "$1" int "$2" \
			role "${pc5_role[$ns]}" "${file[@]}" activate || return
	done
	pattern "$@"
	pc5_on ua ping -q -i 0.01 -c $pings -W 5 -s 600 -p "$fill" "${pc5_ip[ub]}" &&
		pc5_on ua seqgen send -c $datagrams -n $done_so_far -s 777 "${pc5_ip[ub]}" &&
		pc5_on ub seqgen send -c $datagrams -n $done_so_far -s 333 "${pc5_ip6[ua]}" || return
	done_so_far=$((done_so_far + datagrams))
	packets=$((packets + datagrams + pings))
	all=$(counts)
	echo "$all"
	[ "$all" = "$packets $packets; $packets $packets; " ]
}
# Received, sent and dropped, on both sides
counts() {
	{ pc5ctl -n ua -j stats pc5l0; pc5ctl -n ub -j stats pc5l0; } | jq -rs 'map(.[0] |
		"\(.counters.rx_packets) \(.counters.tx_packets)" +
		([.drops | to_entries[] | select(.value != 0) | " \(.key)=\(.value)"] | join("")) + "; ") | join("")'
}

# What the capture must hold: the patterns of NEA0, whichever NIA.
readable() {
	local enc int sn seen want
	for sn in 18 12; do
		for enc in nea0 nea1 nea2 nea3; do
			for int in nia0 nia1 nia2 nia3; do
				want=no seen=no
				[ $enc != nea0 ] || want=yes
				pattern $enc $int $sn
				command -p grep -qaF "$pattern" "$wire" && seen=yes
				[ $seen = $want ] || echo "$enc $int $sn: readable: $seen"
			done
		done
	done
}
captured() {
	[ "$(pc5_frames "$wire" | wc -l)" -ge "$1" ]
}

ktap_header
pc5_need tcpdump
ktap_plan 36
pc5_pair -l "integrity preferred ciphering preferred"
pc5_recv ua "$pc5_dir/ua"
ua=$pc5_pid
pc5_recv ub "$pc5_dir/ub"
ub=$pc5_pid
pc5_capture ub eth0 "$wire" ether proto 0x88b5
capture=$pc5_pid
packets=0
for sn in 18 12; do
	for enc in nea0 nea1 nea2 nea3; do
		for int in nia0 nia1 nia2 nia3; do
			pc5_test "$enc $int, $sn-bit SN" pair $enc $int $sn
		done
	done
	[ $sn = 18 ] || continue
	for ns in ua ub; do
		pc5ctl -n $ns bearer del pc5l0 lcid 4
		pc5ctl -n $ns bearer add pc5l0 lcid 4 sn 12
	done
done
pc5_test "all frames are captured" wait_for 20 captured $((2 * packets))
pc5_pid=$capture
pc5_capture_end
ktap_is "what is ciphered can't be read, and what is not can" "" "$(readable)"
for ns in ua ub; do
	[ $ns = ua ] && pid=$ua || pid=$ub
	pc5_recv_end "$pid" "$pc5_dir/$ns" > /dev/null
	ktap_is "$ns received each datagram once, in order and whole" \
		"$done_so_far $done_so_far 0 0 0" \
		"$(tail -n 1 "$pc5_dir/$ns" | jq -r '"\(.received) \(.distinct) \(.reordered) \(.corrupt) \(.overflow)"')"
done
ktap_finish
