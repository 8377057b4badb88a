#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
# timeout: 900
#
# Large packets: the stack hands a link segments of TCP and UDP by the dozen and
# gets them back so, also what is forwarded and has no checksum yet; pages that
# belong to files and programs are sent and stay as they are; and taps on link
# and underlay, which share the packets, change nothing.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

size=$((3 << 20))
declare -A tap

# tapped: capture on the links and on the underlay
tapped() {
	local ns pc5_snap=96
	for ns in ua ub; do
		pc5_capture $ns pc5l0 "$pc5_dir/tap-$ns" || return
		tap[$ns]=$pc5_pid
	done
	pc5_capture ub eth0 "$pc5_dir/tap-wire" ether proto 0x88b5 || return
	tap[wire]=$pc5_pid
}
untapped() {
	for pc5_pid in "${tap[@]}"; do
		pc5_capture_end
	done
}
# largest FILE: payload of TCP or UDP, in octets
largest() {
	tcpdump -nn -q -r "$1" 2> /dev/null |
		sed -n 's/.* tcp \([0-9]*\)$/\1/p; s/.*UDP, length \([0-9]*\)$/\1/p' | sort -n | tail -n 1
}

# copy HOW FROM TO ADDRESS [NAME]: the file arrives as it is, and stays so
copy() {
	local how=$1 from=$2 to=$3
	rm -f "$pc5_dir/copied"
	pc5_background "$pc5_dir/tcpcopy" pc5_on "$to" tcpcopy recv "$pc5_dir/copied" 7001
	wait_for 10 grep -q ready "$pc5_dir/tcpcopy" || return
	pc5_on "$from" timeout 60 tcpcopy send "$how" "$pc5_dir/file" "$4" 7001 || return
	wait "$pc5_pid" || return
	sha256sum "$pc5_dir/file" "$pc5_dir/copied"
	[ "$(sha256sum < "$pc5_dir/file")" = "$hash" ] && [ "$(sha256sum < "$pc5_dir/copied")" = "$hash" ]
}

# udp FROM TO ADDRESS SIZE SEGMENTS
udp() {
	pc5_recv "$2" "$pc5_dir/udp" || return
	pc5_on "$1" seqgen send -c 800 -s "$4" -g "$5" "$3" || return
	wait_for 10 all_received "$2"
	pc5_recv_end "$pc5_pid" "$pc5_dir/udp"
	[ "$(tail -n 1 "$pc5_dir/udp" | jq -r '"\(.received) \(.distinct) \(.corrupt)"')" = "800 800 0" ]
}
all_received() {
	[ -z "$(pc5_on "$1" ss -Hlun "sport = 7000" | awk '$2 > 0')" ]
}

# bad_checksums NS: packets the stack dropped for their checksum
bad_checksums() {
	pc5_on "$1" nstat -asz --json | jq '.kernel | .TcpInCsumErrors + .UdpInCsumErrors + .IcmpInCsumErrors + .Udp6InCsumErrors + .Icmp6InCsumErrors + .IpExtInCsumErrors'
}

iperf() {
	pc5_background "$pc5_dir/iperf" inns ub iperf3 -s -1
	wait_for 10 pc5_listens ub 5201 || return
	pc5_on ua timeout 60 iperf3 -c "${pc5_ip[ub]}" -n 1M "$@" > "$pc5_dir/iperf-c" || return
	wait "$pc5_pid"
}

# A network behind ua, which forwards.
behind() {
	pc5_ns uc || return
	ip link add eth0 netns uc type veth peer name eth1 netns ua || return
	ip -n uc -batch - <<- END || return
		link set eth0 addrgenmode none
		link set eth0 up
		addr add 10.6.0.2/24 dev eth0
		addr add fd06::2/64 dev eth0 nodad
		route add default via 10.6.0.1
		route add ::/0 via fd06::1
	END
	ip -n ua -batch - <<- END || return
		link set eth1 addrgenmode none
		link set eth1 up
		addr add 10.6.0.1/24 dev eth1
		addr add fd06::1/64 dev eth1 nodad
	END
	ip -n ub route add 10.6.0.0/24 via "${pc5_ip[ua]}" &&
		ip -n ub -6 route add fd06::/64 via "${pc5_ip6[ua]}" || return
	# shellcheck disable=SC2016
	pc5_on ua sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
	[ "$(pc5_on uc ethtool -k eth0 | grep -c '^tx-checksumming: on\|^tcp-segmentation-offload: on')" = 2 ]
}

vlan() {
	local ns n=0
	for ns in ua ub; do
		n=$((n + 1))
		ip -n $ns link add link pc5l0 name vlan5 type vlan id 5 &&
			ip -n $ns link set vlan5 addrgenmode none up mtu 1400 &&
			ip -n $ns addr add 10.7.0.$n/24 dev vlan5 || return
	done
	ip -n ua neigh add 10.7.0.2 lladdr 02:05:00:00:00:2 dev vlan5
	ip -n ub neigh add 10.7.0.1 lladdr 02:05:00:00:00:1 dev vlan5
	copy copy ua ub 10.7.0.2
}

offloads() {
	local ns
	for ns in ua ub; do
		pc5_on $ns ethtool -K pc5l0 "$@" || return
	done
}

ktap_header
pc5_need tcpdump ethtool iperf3 nstat ss seqgen tcpcopy
ktap_plan 35
head -c $size /dev/urandom > "$pc5_dir/file"
hash=$(sha256sum < "$pc5_dir/file")

# A sender that the machine stops between two segments is waited for.
patient="t-reordering 5000 window 65536"
pc5_pair -b "$patient"
tapped
pc5_test "TCP" copy copy ua ub "${pc5_ip[ub]}"
pc5_test "TCP over IPv6, the other way" copy copy ub ua "${pc5_ip6[ua]}"
pc5_test "iperf3" iperf
pc5_test "iperf3, the other way" iperf -R
untapped
mtu=1483
ktap_print "sent up to $(largest "$pc5_dir/tap-ua"), received up to $(largest "$pc5_dir/tap-ub") octets at once;" \
	"$(($(pc5_counter ua pc5l0 tx-packets) + $(pc5_counter ub pc5l0 tx-packets))) PDUs," \
	"$(tcpdump -nn -r "$pc5_dir/tap-ua" 2> /dev/null | wc -l) packets"
pc5_test "TSO: what is sent is larger than the MTU" test "$(largest "$pc5_dir/tap-ua")" -gt $((4 * mtu))
pc5_test "GRO: what is received is larger than the MTU" test "$(largest "$pc5_dir/tap-ub")" -gt $((2 * mtu))
ktap_is "none of it on the wire is" 1514 "$(pc5_frames "$pc5_dir/tap-wire" | sort -n | tail -n 1)"
tapped
for how in sendfile splice zerocopy; do
	pc5_test "$how: pages are sent and not changed, tapped" copy $how ua ub "${pc5_ip[ub]}"
done
untapped
for how in sendfile splice zerocopy; do
	pc5_test "$how: the same, untapped, IPv6" copy $how ua ub "${pc5_ip6[ub]}"
done

tapped
before=$(pc5_counter ua pc5l0 tx-packets)
pc5_test "UDP in segments" udp ua ub "${pc5_ip[ub]}" 1000 40
ktap_is "800 PDUs" 800 $(($(pc5_counter ua pc5l0 tx-packets) - before))
pc5_test "UDP in segments over IPv6" udp ub ua "${pc5_ip6[ua]}" 1400 10
pc5_test "UDP in segments of an odd size" udp ua ub "${pc5_ip6[ub]}" 333 64
untapped
ktap_is "sent 40 at a time" 40000 "$(largest "$pc5_dir/tap-ua")"

pc5_test "a network behind ua" behind
for ip in "${pc5_ip[ub]}" "${pc5_ip6[ub]}"; do
	pc5_test "TCP forwarded to $ip" copy copy uc ub "$ip"
	pc5_test "TCP forwarded to $ip, sendfile" copy sendfile uc ub "$ip"
	pc5_test "UDP forwarded to $ip" udp uc ub "$ip" 900 1
	pc5_test "UDP in segments forwarded to $ip" udp uc ub "$ip" 1400 40
done
pc5_test "TCP forwarded from the link" copy copy ub uc 10.6.0.2
pc5_test "UDP in segments forwarded from the link" udp ub uc fd06::2 1400 40
ktap_is "no checksum was wrong" "0 0 0" "$(bad_checksums ua) $(bad_checksums ub) $(bad_checksums uc)"

offloads tso off gso off
pc5_test "without segmentation offload" copy copy uc ub "${pc5_ip[ub]}"
offloads tx off rx off sg off gro off
pc5_test "without any offload" copy sendfile uc ub "${pc5_ip6[ub]}"
ktap_is "nothing was dropped" "/" "$(pc5_drops ua pc5l0)/$(pc5_drops ub pc5l0)"
pc5_unpair
pc5_pair -u udp4 -b "$patient"
pc5_test "over a UDP underlay" copy sendfile ua ub "${pc5_ip[ub]}"
pc5_unpair
pc5_pair -d ethernet -b "$patient"
pc5_test "SDU type Ethernet, and a VLAN in it" vlan
ktap_finish
