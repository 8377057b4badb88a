#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a link carries and what it costs, to the octet: pings of all sizes, over
# every underlay, SN length, SDU type and degree of protection, must be counted
# as they were sent, and on the underlay each must be as long as SDU, headers
# and MAC-I together. And no link is less protected than its policy says.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

sizes=(0 1 5 56 1000)
pings=2

# lengths UNDERLAY SDU SN ENC INT: sets packets, octets of SDUs and octets on the
# underlay, of all requests
lengths() {
	local size ip frame extra=8
	packets=0 sdus=0 frames=0
	case $1 in
	eth) extra=$((extra + 14)) ;;
	udp4) extra=$((extra + 14 + 20 + 8)) ;;
	udp6) extra=$((extra + 14 + 40 + 8)) ;;
	esac
	extra=$((extra + ($3 == 12 ? 4 : 5)))
	[ "$5" = nia0 ] || extra=$((extra + 4))
	for size in "${sizes[@]}"; do
		for ip in 28 48; do
			[ "$2" = ip ] || ip=$((ip + 14))
			frame=$((extra + ip + size))
			packets=$((packets + pings))
			sdus=$((sdus + pings * (ip + size)))
			# Shorter frames there are not on Ethernet.
			frames=$((frames + pings * (frame < 60 ? 60 : frame)))
		done
	done
}

pings() {
	local size
	for size in "${sizes[@]}"; do
		pc5_on ua ping -q -i 0.01 -c $pings -W 5 -s "$size" "${pc5_ip[ub]}" &&
			pc5_on ua ping -q -i 0.01 -c $pings -W 5 -s "$size" "${pc5_ip6[ub]}" || return
	done
}

# counted NS: packets and octets, received and sent, by each who counts them
counted() {
	pc5ctl -n "$1" -j stats pc5l0 |
		jq -r '.[0].counters | "\(.rx_packets) \(.rx_bytes) \(.tx_packets) \(.tx_bytes)"'
	ip -n "$1" -s -j link show pc5l0 |
		jq -r '.[0].stats64 | "\(.rx.packets) \(.rx.bytes) \(.tx.packets) \(.tx.bytes)"'
}

seen_all() {
	[ "$(pc5_frames "$1" | wc -l)" -ge "$2" ]
}

# carries UNDERLAY SDU SN ENC INT [LINK-WORDS]
carries() {
	local want filter='ether proto 0x88b5' pcap=$pc5_dir/pcap enc=$4
	[ "$1" = eth ] || filter='udp port 38323'
	[ "$4$5" != nea0nia0 ] || enc=none
	pc5_pair -u "$1" -d "$2" -e "$enc" -i "$5" -l "${6-}" -b "sn $3" || return
	lengths "$1" "$2" "$3" "$4" "$5"
	pc5_capture ub eth0 "$pcap" "$filter" || return
	pings || return
	wait_for 5 seen_all "$pcap" $((2 * packets))
	pc5_capture_end "$pcap"
	want="$packets $sdus $packets $sdus"$'\n'"$packets $sdus $packets $sdus"
	echo "wanted: $want, frames $((2 * packets)) $((2 * frames))"
	echo "ua: $(counted ua), ub: $(counted ub), drops: $(pc5_drops ua pc5l0) $(pc5_drops ub pc5l0)"
	echo "frames: $(pc5_frames "$pcap" | awk '{ n++; sum += $1 } END { print n, sum }')"
	[ "$(counted ua)" = "$want" ] && [ "$(counted ub)" = "$want" ] || return
	[ "$(pc5_frames "$pcap" | awk '{ n++; sum += $1 } END { print n, sum }')" = \
		"$((2 * packets)) $((2 * frames))" ] || return
	[ -z "$(pc5_drops ua pc5l0)$(pc5_drops ub pc5l0)" ]
}

# check UNDERLAY SDU SN ENC INT [LINK-WORDS]
check() {
	ktap_test "$1, SDU $2, $3-bit SN, $4 $5" carries "$@"
	pc5_unpair
}

# An SDU of 21 octets, an IPv4 header and one more, needs the most padding.
tiny() {
	pc5_pair -b "sn 12" || return
	pc5_capture ub eth0 "$pc5_dir/pcap" 'ether proto 0x88b5' || return
	printf x | pc5_on ua socat -u - "IP4-SENDTO:${pc5_ip[ub]}:253" || return
	wait_for 5 seen_all "$pc5_dir/pcap" 1
	pc5_capture_end "$pc5_dir/pcap"
	echo "ub: $(counted ub | head -n 1) $(pc5_drops ub pc5l0)"
	[ "$(pc5_counter ub pc5l0 rx-bytes)" = 21 ] &&
		[ "$(pc5_frames "$pc5_dir/pcap" | head -n 1)" = 60 ]
}

# policy INTEGRITY CIPHERING ENC INT: does the kernel take such a context
policy() {
	pc5_enc=$3 pc5_int=$4
	pc5_link ua eth integrity "$1" ciphering "$2" || return
	if [ "$3$4" = nea0nia0 ]; then
		pc5ctl -n ua key add pc5l0 id 1 enc nea0 int nia0 role initiator
	else
		pc5_key_add ua 1 "$pc5_key"
	fi
}
# may INTEGRITY CIPHERING: the combinations allowed, of null or not
may() {
	local enc int taken=
	for int in nia0 nia2; do
		for enc in nea0 nea2; do
			policy "$1" "$2" $enc $int 2>> "$pc5_dir/refusals" && taken+=" $enc+$int"
			pc5ctl -n ua link del pc5l0
		done
	done
	echo "$taken"
}

ktap_header
pc5_need tcpdump socat
ktap_plan 26
for underlay in eth udp4 udp6; do
	for sn in 12 18; do
		check $underlay ip $sn nea2 nia2
	done
	check $underlay ethernet $((RANDOM % 2 ? 12 : 18)) nea2 nia2
done
preferred="integrity preferred ciphering preferred"
for sn in 12 18; do
	check eth ip $sn nea0 nia2 "$preferred"
	check eth ip $sn nea2 nia0 "$preferred"
	check eth ip $sn nea0 nia0 "integrity not-needed ciphering not-needed"
done
check eth ip 18 nea0 nia3 "ciphering not-needed"
check eth ip 18 nea3 nia0 "integrity not-needed"
ktap_test "a tiny SDU is padded on the wire, and is not when it arrives" tiny
pc5_unpair

pc5_keyfile
pc5_ue ua eth
ktap_is "integrity and ciphering required" " nea2+nia2" "$(may required required)"
ktap_is "integrity required, ciphering preferred" " nea0+nia2 nea2+nia2" "$(may required preferred)"
ktap_is "integrity required, ciphering not needed" " nea0+nia2" "$(may required not-needed)"
ktap_is "integrity preferred, ciphering required" " nea2+nia0 nea2+nia2" "$(may preferred required)"
ktap_is "integrity and ciphering preferred" " nea0+nia0 nea2+nia0 nea0+nia2 nea2+nia2" \
	"$(may preferred preferred)"
ktap_is "integrity not needed, ciphering required" " nea2+nia0" "$(may not-needed required)"
ktap_is "nothing needed: no context" "" "$(may not-needed not-needed)"
ktap_is "each refusal says that it is for the policy" \
	"$(grep -c . "$pc5_dir/refusals")" "$(grep -ci policies\\\|policy "$pc5_dir/refusals")"
ktap_finish
