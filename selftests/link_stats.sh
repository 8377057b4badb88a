#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# What a link tells of itself: counters, which all who show them agree on; a
# reason for each packet that ends, by name; tracepoints; and events, alarms no
# more than one a second.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

tracing=/sys/kernel/tracing

# raw NS HEX...: send an Ethernet frame as it is
raw() {
	local ns=$1 hex i escaped=''
	shift
	printf -v hex %s "$@"
	for ((i = 0; i < ${#hex}; i += 2)); do
		escaped+="\\x${hex:i:2}"
	done
	printf %b "$escaped" > "$pc5_dir/raw"
	pc5_on "$ns" socat -u -b 65536 "OPEN:$pc5_dir/raw" INTERFACE:eth0
}
# The parts of a frame from ua to ub
mac=0350430b00020250430a000188b5
ids=0a00010b0002
sl=0810$ids
# 32 octets that are no SDU and no MAC-I of anything
body=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

# dropped NAME NS DEVICE COMMAND...: COMMAND makes NS drop one packet, for the
# reason NAME
dropped() {
	local reason=$1 ns=$2 dev=$3 before
	shift 3
	pc5_stats "$ns" "$dev"
	before=${pc5_stat[$reason]:-0}
	pc5_test "$reason" one_more "$reason" "$ns" "$dev" "$before" "$@"
}
one_more() {
	local reason=$1 ns=$2 dev=$3 before=$4
	shift 4
	"$@" || return
	wait_for 5 is_more "$reason" "$ns" "$dev" "$before"
	pc5_stats "$ns" "$dev"
	echo "$reason: ${pc5_stat[$reason]:-0}, before: $before; all: $(pc5_drops "$ns" "$dev")"
	[ "${pc5_stat[$reason]:-0}" = $((before + 1)) ]
}
is_more() {
	pc5_stats "$2" "$3"
	[ "${pc5_stat[$1]:-0}" != "$4" ]
}
send() {
	pc5_on ua seqgen send -c "${1-1}" -s 60 "${2-${pc5_ip[ub]}}" > /dev/null
}

# As ethtool tells them, and as pc5ctl does: "name value" lines, of those not 0
by_ethtool() {
	pc5_on "$1" ethtool -S "$2" | sed -n 's/^ *\(drop_\)\?\([a-z_]*\): \([0-9]*\)$/\2 \3/p' |
		tr _ - | grep -v ' 0$' | sort
}
by_pc5ctl() {
	local name
	pc5_stats "$1" "$2"
	for name in "${!pc5_stat[@]}"; do
		[ "${pc5_stat[$name]}" = 0 ] || echo "$name ${pc5_stat[$name]}"
	done | sort
}
# As ip tells them, and what pc5ctl's numbers make of it
by_ip() {
	ip -n "$1" -s -s -j link show "$2" | jq -r '.[0].stats64 |
		"\(.rx.packets) \(.rx.bytes) \(.tx.packets) \(.tx.bytes) \(.rx.dropped) \(.tx.dropped) " +
		"\(.rx.errors) \(.rx.crc_errors) \(.rx.length_errors)"'
}
from_pc5ctl() {
	local name rx=0 tx=0 short
	pc5_stats "$1" "$2"
	for name in "${!pc5_stat[@]}"; do
		case $name in
		*-packets | *-bytes | rx-reordered | rx-lost | rx-timeouts | rx-forced | crypto-async) ;;
		rx-*) rx=$((rx + pc5_stat[$name])) ;;
		tx-*) tx=$((tx + pc5_stat[$name])) ;;
		esac
	done
	short=$((${pc5_stat[rx-short]:-0} + ${pc5_stat[rx-too-long]:-0}))
	echo "${pc5_stat[rx-packets]} ${pc5_stat[rx-bytes]} ${pc5_stat[tx-packets]} ${pc5_stat[tx-bytes]}" \
		"$rx $tx $((${pc5_stat[rx-integrity]:-0} + short)) ${pc5_stat[rx-integrity]:-0} $short"
}
agree() {
	local dev=$2 ns=$1
	ktap_is "$ns $dev: ethtool and pc5ctl agree" "$(by_pc5ctl "$ns" "$dev")" "$(by_ethtool "$ns" "$dev")"
	ktap_is "$ns $dev: ip and pc5ctl agree" "$(from_pc5ctl "$ns" "$dev")" "$(by_ip "$ns" "$dev")"
}

# without_ipv6 1|0: ua does without
without_ipv6() {
	# shellcheck disable=SC2016
	pc5_on ua sh -c 'for i in all default; do echo "$1" > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done' sh "$1"
}

# Reasons of the sender, which is ua
tx_reasons() {
	# An MTU that IPv6 can live with again would make it speak up.
	without_ipv6 1
	# shellcheck disable=SC2016
	dropped tx-proto ua pc5l0 pc5_on ua python3 -c '
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
s.sendto(b"x" * 64, ("pc5l0", 0x88cc))'
	ip -n ua link set eth0 mtu 80
	dropped tx-too-big ua pc5l0 pc5_on ua seqgen send -c 1 -s 38 "${pc5_ip[ub]}"
	ip -n ua link set eth0 mtu 9100
	ip -n ua link set pc5l0 mtu 1400
	ip -n ua link set eth0 down
	dropped tx-underlay ua pc5l0 send
	ip -n ua link set eth0 up
	ip -n ua addr add 10.9.0.1/24 dev ue0
	ip -n ua link set ue0 up
	dropped tx-no-group ua ue0 send 1 10.9.0.2
	pc5ctl -n ua bearer del pc5l0 lcid 4
	dropped tx-no-bearer ua pc5l0 send
	pc5ctl -n ua bearer add pc5l0 lcid 4
	pc5ctl -n ua key del pc5l0 id 0x0101
	dropped tx-no-key ua pc5l0 send
	pc5_keyfile
	pc5_key_add ua 0x0102 "$pc5_key" hard-limit 0
	send
	dropped tx-count-exhausted ua pc5l0 send
	pc5ctl -n ua ue add ue1 udp local "${pc5_lower_ip[ua]}"
	pc5ctl -n ua link add pc5l1 ue ue1 peer 0xb0002 integrity off ciphering off
	ip -n ua link set pc5l1 up
	ip -n ua addr add 10.8.0.1/24 dev pc5l1
	dropped tx-no-endpoint ua pc5l1 send 1 10.8.0.2
	pc5ctl -n ua ue del ue1
}
# Reasons of the receiver, which is ub
rx_reasons() {
	dropped rx-short ub ue0 raw ua $mac 081000
	dropped rx-version ub ue0 raw ua $mac 1810$ids 800000 0101 $body
	dropped rx-cast ub ue0 raw ua $mac 0410$ids 800000 0101 $body
	dropped rx-srap ub pc5l0 raw ua $mac 0a10$ids 802a11 800000 0101 $body
	dropped rx-no-route ub pc5l0 raw ua $mac 0a10$ids 842a11 800000 0101 $body
	dropped rx-no-link ub ue0 raw ua $mac 0810 0c0001 0b0002 800000 0101 $body
	dropped rx-no-bearer ub pc5l0 raw ua $mac 0814$ids 800000 0101 $body
	dropped rx-short ub pc5l0 raw ua $mac $sl 800000
	dropped rx-control ub pc5l0 raw ua $mac $sl 000000 0101 $body
	dropped rx-sdu-type ub pc5l0 raw ua $mac $sl a00000 0101 $body
	dropped rx-no-key ub pc5l0 raw ua $mac $sl 800000 7777 $body
	dropped rx-unprotected ub pc5l0 raw ua $mac $sl 800000 0000 $body
	dropped rx-count-range ub pc5l0 raw ua $mac $sl 83ffff 0101 $body
	dropped rx-integrity ub pc5l0 raw ua $mac $sl 800000 0101 $body
	printf -v long %018400d 0
	dropped rx-too-long ub pc5l0 raw ua $mac $sl 800000 0101 "${long:0:18100}"
	send 3
	dropped rx-old ub pc5l0 raw ua $mac $sl 800001 0101 $body
	# COUNT 3 is lost, and 4 held until it comes
	tc -n ua qdisc add dev eth0 root netem loss 100%
	send
	tc -n ua qdisc del dev eth0 root
	send
	dropped rx-duplicate ub pc5l0 raw ua $mac $sl 800004 0101 $body
	ip -n ub link set pc5l0 down
	pc5ctl -n ub bearer set pc5l0 lcid 4 t-reordering 0
	dropped rx-down ub pc5l0 send
	ip -n ub link set pc5l0 up
}

trace_of() {
	sed -n "s/^.* $1: //p" "$pc5_dir/trace"
}
traced() {
	local ifindex
	ifindex=$(ip -n ub -j link show pc5l0 | jq '.[0].ifindex')
	echo > $tracing/trace
	echo 1 > $tracing/events/pc5/enable
	send 5
	pc5_keyfile
	pc5_key_add ub 0x0103 "$pc5_key"
	raw ua $mac $sl 800000 7777 $body
	tc -n ua qdisc add dev eth0 root netem loss 100%
	send
	tc -n ua qdisc del dev eth0 root
	send
	wait_for 5 trace_has pc5_reordering
	echo 0 > $tracing/events/pc5/enable
	cat $tracing/trace > "$pc5_dir/trace"
	ktap_is "tracepoint pc5_tx" "0 1 2 3 4 5 6 " "$(trace_of pc5_tx |
		sed -n 's/.*lcid=4 key_id=0x0101 count=\([0-9]*\) len=88/\1/p' | tr '\n' ' ')"
	ktap_is "tracepoint pc5_rx" "0 1 2 3 4 6 " "$(trace_of pc5_rx |
		sed -n "s/ifindex=$ifindex lcid=4 key_id=0x0101 count=\([0-9]*\) len=88/\1/p" | tr '\n' ' ')"
	ktap_is "tracepoint pc5_drop" "1" "$(trace_of pc5_drop | grep -c "ifindex=$ifindex reason=22")"
	ktap_is "tracepoint pc5_key" "1" "$(trace_of pc5_key | grep -c "ifindex=$ifindex key_id=0x0103 event=0")"
	ktap_is "tracepoint pc5_reordering" "ifindex=$ifindex lcid=4 rx_deliv=5 rx_reord=7" \
		"$(trace_of pc5_reordering)"
	pc5ctl -n ub key del pc5l0 id 0x0103
}
trace_has() { grep -q "$1:" $tracing/trace; }

# What a life of a link tells, in this order
story() {
	pc5_pair
	pc5ctl -n ua ue set ue0 l2id 0xa0009
	pc5ctl -n ua link set pc5l0 grace 60000
	pc5ctl -n ua bearer add pc5l0 lcid 5 mark 5
	pc5ctl -n ua bearer set pc5l0 lcid 5 t-reordering 7
	pc5ctl -n ua bearer del pc5l0 lcid 5
	pc5_keyfile
	pc5_key_add ua 0x0102 "$pc5_key"
	pc5ctl -n ua key activate pc5l0 id 0x0102
	pc5ctl -n ua key del pc5l0 id 0x0101
	raw ub 0350430a00010250430b000288b5 0810 0b00020a0001 800000 5678 $body
	wait_for 5 grep -q alarm "$events"
	pc5_unpair
	wait_for 5 grep -q '"object":"ue".*deleted' "$events"
}
told="ue new,link new,bearer new 4,key new 0x0101,key active 0x0101,ue changed,link changed,\
bearer new 5,bearer changed 5,bearer deleted 5,key new 0x0102,key active 0x0102,key retiring 0x0101,\
key deleted 0x0101,alarm rx-no-key 0x5678,link deleted,key deleted 0x0102,ue deleted,"

# flood N: that many frames that ub refuses
flood() {
	pc5_keyfile
	pc5ctl -n ua key del pc5l0 id 0x0101
	pc5_key_add ua 0x0101 "$pc5_key"
	send "$1"
}
alarms() { jq -r 'select(.object == "alarm") | .reason' "$events" | wc -l; }
alarm_again() {
	raw ua $mac $sl 800000 7777 $body
	grep -q rx-no-key "$events"
}

ktap_header
pc5_need ethtool socat python3 tc
modprobe -q sch_netem
[ -d $tracing/events/pc5 ] || mount -t tracefs tracing $tracing
events=$pc5_dir/events
pc5_ns_pair
for ns in ua ub; do
	ip -n $ns link set eth0 mtu 9100
done
ktap_plan 46

pc5_pair -b "t-reordering 10000"
rx_reasons
tx_reasons
for ns in ua ub; do
	agree $ns pc5l0
	agree $ns ue0
done
without_ipv6 0
ktap_is "ethtool knows all counters" 45 "$(pc5_on ub ethtool -S pc5l0 | grep -c ': [0-9]')"
pc5_unpair

pc5_pair -e none -l "integrity off ciphering off"
dropped rx-inner ub pc5l0 raw ua $mac $sl 800000 0000 $body
pc5_unpair

pc5_pair -b "t-reordering 30"
traced
pc5_unpair

pc5_monitor ua "$events"
story
ktap_is "a link's life is told" "$told" "$(jq -r 'select(.object) |
	"\(.object) \(.event // .reason)" +
	(if .object == "bearer" then " \(.lcid)" elif .id then " \(.id)" else "" end)' "$events" |
	tr '\n' ,)"
kill "$pc5_pid"

pc5_pair
pc5_monitor ub "$events" alarms
begin=${EPOCHREALTIME/./}
flood 2000
wait_for 5 is_more rx-integrity ub pc5l0 1999
took=$(((${EPOCHREALTIME/./} - begin) / 1000000))
ktap_is "2000 frames are refused" 2000 "$(pc5_drop ub pc5l0 rx-integrity)"
n=$(alarms)
ktap_print "$n alarms in $took s"
pc5_test "the first raises an alarm" test "$n" -ge 1
pc5_test "and no more than one a second does" test "$n" -le $((took + 2))
pc5_test "later another one does" wait_for 5 alarm_again
ktap_finish
