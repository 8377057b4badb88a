#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
#
# Sizes: a link carries what fits its MTU and refuses what does not, for every
# MTU from the least to the 9000 octets of a PDCP SDU; its MTU follows that of
# the device below; and over UDP a PDU may be longer than the path takes.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

# mtu DEVICE MTU: at both ends
mtu() {
	ip -n ua link set "$1" mtu "$2" && ip -n ub link set "$1" mtu "$2"
}
mtu_of() {
	ip -n ua -j link show "$1" | jq '.[0].mtu'
}

# passes SIZE [PING-OPTION...]: an IP packet of SIZE octets, and so the answer
passes() {
	local size=$1
	shift
	pc5_on ua ping -c 1 -W 5 -M "do" -s $((size - 28)) "$@" "${pc5_ip[ub]}"
}
passes6() {
	pc5_on ua ping -c 1 -W 5 -M "do" -s $(($1 - 48)) "${pc5_ip6[ub]}"
}
# too_long COMMAND...: the sender is told so
too_long() {
	local output
	output=$("$@" -W 0.1 2>&1)
	echo "$output"
	[[ $output == *[Mm]essage\ too\ long* ]]
}
too_long6() {
	local output
	output=$(pc5_on ua ping -c 1 -W 0.1 -M "do" -s $(($1 - 48)) "${pc5_ip6[ub]}" 2>&1)
	echo "$output"
	[[ $output == *[Mm]essage\ too\ long* ]]
}

# Everything that can be asked of one MTU.
fits() {
	mtu pc5l0 "$1" && passes "$1" && too_long passes $(($1 + 1)) || return
	# In fragments of IP
	pc5_on ua ping -q -c 1 -W 5 -M dont -s $(($1 * 2)) "${pc5_ip[ub]}" || return
	[ "$1" -ge 1280 ] || return 0
	# IPv6 left the device while its MTU was below.
	for ns in ua ub; do
		ip -n $ns addr replace "${pc5_ip6[$ns]}/64" dev pc5l0 nodad || return
	done
	passes6 "$1" && too_long6 $(($1 + 1))
}

no_ipv6() {
	mtu pc5l0 1280 && mtu pc5l0 1279 &&
		[ "$(ip -n ua -6 -j addr show dev pc5l0 | jq '[.[].addr_info // [] | .[]] | length')" = 0 ]
}

refused() {
	ip -n ua link set pc5l0 mtu "$1" && echo "MTU $1 was taken" && return 1
	return 0
}

# What is below the link has room for 63 octets, less than any MTU may be.
no_room() {
	local before
	mtu eth0 80 && [ "$(mtu_of pc5l0)" = 68 ] || return
	before=$(pc5_drop ua pc5l0 tx-too-big)
	passes 63 || return
	! passes 64 -W 0.1 || return
	[ "$(pc5_drop ua pc5l0 tx-too-big)" = $((before + 1)) ]
}

follows() {
	mtu eth0 9100 && mtu pc5l0 9000 && mtu eth0 1400 || return
	echo "MTU $(mtu_of pc5l0) over 1400"
	[ "$(mtu_of pc5l0)" = 1383 ] && passes 1383 && too_long passes 1384 || return
	refused 1384 && mtu eth0 9100 && [ "$(mtu_of pc5l0)" = 1383 ] && fits 9000
}

# fragments UNDERLAY ADDRESS: 9000 octets, none of whose frames is above 1514
fragments() {
	local pcap=$pc5_dir/pcap
	pc5_pair -u "$1" || return
	[ "$(mtu_of pc5l0)" = 1435 ] && fits 1435 && refused 9001 && mtu pc5l0 9000 || return
	pc5_capture ub eth0 "$pcap" "src ${2}" || return
	fits 9000 && wait_for 5 all_fragments "$pcap" || return
	pc5_capture_end
	pc5_frames "$pcap" | awk -v max=1514 '$1 > max { exit 1 }'
}
# A packet that fits, one that IP sends in three, and one of IPv6
all_fragments() { [ "$(pc5_frames "$1" | wc -l)" -ge 29 ]; }

ktap_header
pc5_need tcpdump
pc5_ns_pair
ktap_plan 25

pc5_pair
ktap_is "over 1500 octets of Ethernet, 1483" 1483 "$(mtu_of pc5l0)"
pc5_test "all sizes around it" fits 1483
pc5_test "more does not fit" refused 1484
pc5_unpair

mtu eth0 9100
pc5_pair
ktap_is "9000 over a device that takes more" 9000 "$(mtu_of pc5l0)"
pc5_test "IPv6 ends below 1280" no_ipv6
for size in 68 69 100 576 1279 1280 1281 1500 4096 8999 9000 \
	$((RANDOM % 1200 + 70)) $((RANDOM % 7700 + 1282)); do
	pc5_test "MTU $size" fits $size
done
pc5_test "not below 68" refused 67
pc5_test "not above 9000" refused 9001
pc5_test "the MTU of the device below is followed down" follows
pc5_test "what then does not fit is dropped and counted" no_room
pc5_unpair

mtu eth0 1500
for ns in ua ub; do
	# Gone with an MTU of less than 1280
	ip -n $ns addr replace "${pc5_lower_ip6[$ns]}/64" dev eth0 nodad
done
pc5_pair -d ethernet
ktap_is "less an Ethernet header where that is the SDU" 1469 "$(mtu_of pc5l0)"
pc5_unpair
pc5_test "over UDP in fragments of IPv4" fragments udp4 "${pc5_lower_ip[ua]}"
pc5_unpair
pc5_test "over UDP in fragments of IPv6" fragments udp6 "${pc5_lower_ip6[ua]}"
ktap_finish
