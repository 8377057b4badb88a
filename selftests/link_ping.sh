#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a link carries and what it costs, to the octet: pings of all sizes, over
# every underlay, SN length, SDU type and degree of protection, must be counted
# as they were sent, and on the underlay each must be as long as SDU, headers
# and MAC-I together. And no link is less protected than its policy says.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

# Payloads of the pings, IPv4 and IPv6; the first ones need padding on Ethernet
sizes4=(0 2 1000) sizes6=(0)
wire=$(mktemp) names=() wanted=()
at_exit rm -f "$wire"

# want UNDERLAY SDU SN INT: what is to be counted at each end: packets and
# octets; and in frames how long each frame is on the underlay, in order
want() {
	local ip frame extra=8 ether=0
	packets=0 octets=0 frames=''
	case $1 in
	eth) extra=$((extra + 14)) ;;
	udp4) extra=$((extra + 14 + 20 + 8)) ;;
	udp6) extra=$((extra + 14 + 40 + 8)) ;;
	esac
	extra=$((extra + ($3 == 12 ? 4 : 5)))
	[ "$4" = nia0 ] || extra=$((extra + 4))
	[ "$2" = ip ] || ether=14
	for ip in "${sizes4[@]/#/28+}" "${sizes6[@]/#/48+}"; do
		frame=$((extra + ether + ip))
		packets=$((packets + 1))
		octets=$((octets + ether + ip))
		# Shorter frames there are not on Ethernet. The answer is as long.
		[ $frame -ge 60 ] || frame=60
		frames+="$frame $frame "
	done
}

# pings: one of each size, one after the other
# shellcheck disable=SC2016
pings() {
	pc5_on ua bash -c '
		for ip in $1; do
			for size in $2; do
				ping -q -c 1 -W 5 -s "$size" "$ip" || exit
			done
			set -- "$1" "$3"
		done' - "${pc5_ip[ub]} ${pc5_ip6[ub]}" "${sizes4[*]}" "${sizes6[*]}"
}

# counted: packets and octets at each end, received and sent, as pc5ctl and ip
# tell; and all drops
counted() {
	{
		pc5ctl -n ua -j stats pc5l0
		pc5ctl -n ub -j stats pc5l0
		ip -n ua -s -j link show pc5l0
		ip -n ub -s -j link show pc5l0
	} | jq -rs '[.[][] | if .counters then
			.counters.rx_packets, .counters.rx_bytes, .counters.tx_packets,
			.counters.tx_bytes, (.drops | to_entries[] | select(.value != 0) | tojson)
		else
			.stats64.rx.packets, .stats64.rx.bytes, .stats64.tx.packets, .stats64.tx.bytes
		end] | map(tostring) | join(" ")'
}

# carries UNDERLAY SDU SN ENC INT [LINK-WORDS]
carries() {
	local bearer='' enc=$4 once
	[[ ${6-} != *not-needed*not-needed ]] || enc=none
	[ "$3" = 18 ] || bearer="sn $3"
	pc5_pair -u "$1" -d "$2" -e "$enc" -i "$5" -l "${6-}" -b "$bearer" && pings || return
	once="$packets $octets $packets $octets"
	echo "wanted: $once, four times"
	echo "got:    $(counted)"
	[ "$(counted)" = "$once $once $once $once" ]
}

# check UNDERLAY SDU SN ENC INT [LINK-WORDS]
check() {
	local name="$1, SDU $2, $3-bit SN, $4 $5"
	want "$1" "$2" "$3" "$5"
	pc5_test "$name" carries "$@"
	names+=("$name")
	wanted+=("$frames")
	pc5_unpair
}

seen_all() {
	[ "$(pc5_frames "$wire" | wc -l)" -ge "$1" ]
}
# What was on the wire, for each that was checked.
wire_check() {
	local i all n
	read -r -a all <<< "${wanted[*]}"
	wait_for 10 seen_all ${#all[@]}
	pc5_capture_end
	mapfile -t all < <(pc5_frames "$wire")
	for i in "${!names[@]}"; do
		n=$(wc -w <<< "${wanted[i]}")
		ktap_is "on the wire: ${names[i]}" "${wanted[i]}" "$(printf '%s ' "${all[@]:0:n}")"
		all=("${all[@]:n}")
	done
	ktap_is "and nothing else" "" "${all[*]}"
}

# An SDU of 21 octets, an IPv4 header and one more, needs the most padding.
tiny() {
	pc5_pair -b "sn 12" || return
	printf x | pc5_on ua socat -u - "IP4-SENDTO:${pc5_ip[ub]}:253" || return
	pc5_stats ub pc5l0
	echo "octets: ${pc5_stat[rx-bytes]}"
	[ "${pc5_stat[rx-packets]} ${pc5_stat[rx-bytes]}" = "1 21" ]
}

# policy INTEGRITY CIPHERING: which of four contexts the kernel takes: with null
# algorithms or others
policy() {
	local enc int file
	pc5_link ua eth integrity "$1" ciphering "$2" || return
	for int in nia0 nia2; do
		for enc in nea0 nea2; do
			file=(file "$pc5_key")
			[ $enc$int != nea0nia0 ] || file=()
			pc5ctl -n ua key add pc5l0 id 1 enc $enc int $int role initiator "${file[@]}" \
				2>> "$pc5_dir/refusals" || continue
			printf '%s+%s ' $enc $int
			pc5ctl -n ua key del pc5l0 id 1
		done
	done
	pc5ctl -n ua link del pc5l0
}

ktap_header
pc5_need tcpdump socat
ktap_plan 34
pc5_ns_pair
pc5_capture ub eth0 "$wire" "ether proto 0x88b5 or udp port 38323"
preferred="integrity preferred ciphering preferred"
check eth ip 12 nea2 nia2
check eth ip 18 nea2 nia2
check eth ethernet $((RANDOM % 2 ? 12 : 18)) nea2 nia2
check udp4 ip 18 nea1 nia1
check udp4 ethernet 12 nea3 nia3
check udp6 ip 12 nea1 nia3
check eth ip 12 nea2 nia0 "$preferred"
check eth ip 18 nea0 nia2 "$preferred"
check udp6 ip 18 nea0 nia0 "$preferred"
check eth ip 18 nea0 nia1 "ciphering not-needed"
check eth ip 18 nea3 nia0 "integrity not-needed"
check eth ip 12 nea0 nia0 "integrity not-needed ciphering not-needed"
wire_check

pc5_test "a tiny SDU has the length it had" tiny
pc5_unpair

pc5_keyfile
pc5_ue ua eth
ktap_is "integrity and ciphering required" "nea2+nia2 " "$(policy required required)"
ktap_is "integrity required, ciphering preferred" "nea0+nia2 nea2+nia2 " "$(policy required preferred)"
ktap_is "integrity required, ciphering not needed" "nea0+nia2 " "$(policy required not-needed)"
ktap_is "integrity preferred, ciphering required" "nea2+nia0 nea2+nia2 " "$(policy preferred required)"
ktap_is "integrity and ciphering preferred" "nea0+nia0 nea2+nia0 nea0+nia2 nea2+nia2 " \
	"$(policy preferred preferred)"
ktap_is "integrity not needed, ciphering required" "nea2+nia0 " "$(policy not-needed required)"
ktap_is "nothing needed: no context" "" "$(policy not-needed not-needed)"
ktap_is "each refusal says that it is for the policy" \
	"$(wc -l < "$pc5_dir/refusals")" "$(grep -c 'polic\(y\|ies\)' "$pc5_dir/refusals")"
ktap_finish
