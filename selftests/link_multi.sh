#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# Many at once: UEs and links side by side on one device and several, the same
# Layer-2 IDs on different underlays, bearers chosen by mark, devices that move
# to other namespaces and peers that move to other addresses, under traffic.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

# link NS NAME UE LOCAL PEER ID KEY ROLE N WORDS...: a link with address 10.9.N.x
link() {
	local ns=$1 name=$2 ue=$3 local=$4 peer=$5 id=$6 key=$7 role=$8 n=$9
	shift 9
	pc5ctl -n "$ns" link add "$name" ue "$ue" local "$local" peer "$peer" "$@" &&
		pc5ctl -n "$ns" key add "$name" id "$id" enc nea1 int nia2 role "$role" file "$key" || return
	ip -n "$ns" -batch - <<- END
		link set $name addrgenmode none
		link set $name up
		addr add 10.9.$n/24 dev $name
	END
}
# both N A B UE UE WORDS...: both ends of such a link, lN, between ua and ub
both() {
	local n=$1 a=$2 b=$3 uea=$4 ueb=$5
	shift 5
	pc5_keyfile
	link ua "l$n" "$uea" "$a" "$b" "0x$n" "$pc5_key" initiator "$n.1" "$@" &&
		link ub "l$n" "$ueb" "$b" "$a" "0x$n" "$pc5_key" responder "$n.2" "$@"
}
reach() {
	pc5_on "${2-ua}" ping -q -i 0.01 -c 3 -W 5 "10.9.$1.${3-2}"
}
# Only this link carried it.
alone() {
	local n all=''
	for n in "${links[@]}"; do
		all+="$n=$(pc5_counter ub "l$n" rx-packets) "
	done
	reach "$1" || return
	for n in "${links[@]}"; do
		[ "$n" != "$1" ] || continue
		[[ $all == *"$n=$(pc5_counter ub "l$n" rx-packets) "* ]] || return
	done
	[[ $all == *"$1=$(($(pc5_counter ub "l$1" rx-packets) - 3)) "* ]]
}
# says TEXT COMMAND...: fails, with this in the message
says() {
	local text=$1 output
	shift
	output=$("$@" 2>&1) && { echo "was done: $*"; return 1; }
	echo "$output"
	[[ $output == *"$text"* ]]
}

### Side by side

# A second cable between the two
second_cable() {
	local ns n=0
	ip link add eth1 netns ua type veth peer name eth1 netns ub || return
	for ns in ua ub; do
		n=$((n + 1))
		ip -n $ns link set eth1 addrgenmode none up
		ip -n $ns addr add 198.51.100.$n/24 dev eth1
	done
}
side_by_side() {
	local ns
	second_cable || return
	for ns in ua ub; do
		pc5ctl -n $ns ue add ue0 dev eth0 &&
			pc5ctl -n $ns ue add ue1 dev eth0 &&
			pc5ctl -n $ns ue add ue2 dev eth1 &&
			pc5ctl -n $ns ue add ue3 dev eth0 ethertype 0x88b6 &&
			pc5ctl -n $ns ue add ue4 udp port 5000 || return
	done
	# Two links of one UE, one of another, the same IDs on another device, with
	# another EtherType, and over UDP
	both 1 0xa1 0xb1 ue0 ue0 && both 2 0xa2 0xb1 ue0 ue0 && both 3 0xa3 0xb3 ue1 ue1 &&
		both 4 0xa1 0xb1 ue2 ue2 && both 5 0xa1 0xb1 ue3 ue3 &&
		both 6 0xa1 0xb1 ue4 ue4 remote 127.0.0.1 port 5000 || return
	pc5ctl -n ua link set l6 remote 198.51.100.2 && pc5ctl -n ub link set l6 remote 198.51.100.1
}

### Bearers

marked() {
	local ns mark
	pc5_pair || return
	for ns in ua ub; do
		pc5ctl -n $ns bearer add pc5l0 lcid 5 sn 12 mark 5 &&
			pc5ctl -n $ns bearer add pc5l0 lcid 19 mark 0xffffffff || return
	done
	pc5_recv ub "$pc5_dir/recv" || return
	for mark in 0 5 7 0xffffffff; do
		pc5_on ua seqgen send -c $((mark % 100 + 10)) -n $((mark % 100 * 100)) -m $mark "${pc5_ip[ub]}" || return
	done
	wait_for 5 came $((10 + 15 + 17 + 105))
	pc5_recv_end "$pc5_pid" "$pc5_dir/recv"
	[ "$(bearers ua tx_packets) $(bearers ub rx_packets)" = "4=27 5=15 19=105  4=27 5=15 19=105 " ] || {
		echo "ua: $(bearers ua tx_packets), ub: $(bearers ub rx_packets)"
		return 1
	}
	[ "$(pc5_result "$pc5_dir/recv" "distinct - .corrupt - .duplicates")" = 147 ]
}
bearers() {
	pc5ctl -n "$1" -j stats pc5l0 | jq -r ".[0].bearers | map(\"\(.lcid)=\(.$2) \") | join(\"\")"
}
came() { [ "$(pc5_counter ub pc5l0 rx-packets)" -ge "$1" ]; }
# Without a bearer for it, what no mark claims is dropped; the others go on.
unclaimed() {
	pc5ctl -n ua bearer del pc5l0 lcid 4 || return
	pc5_on ua ping -q -c 1 -W 0.1 "${pc5_ip[ub]}" && return 1
	[ "$(pc5_drop ua pc5l0 tx-no-bearer)" = 1 ] &&
		pc5_on ua seqgen send -c 5 -m 5 "${pc5_ip[ub]}" &&
		[ "$(bearers ub rx_packets)" = "4=27 5=20 19=105 " ]
}
# Removed and added again, COUNT goes on: nothing is taken for old or replayed.
again() {
	pc5ctl -n ua bearer add pc5l0 lcid 4 && pc5ctl -n ua bearer del pc5l0 lcid 5 &&
		pc5ctl -n ua bearer add pc5l0 lcid 5 sn 12 mark 9 || return
	pc5_on ua seqgen send -c 5 -m 9 "${pc5_ip[ub]}" && pc5_on ua seqgen send -c 3 -m 5 "${pc5_ip[ub]}" || return
	echo "ub: $(bearers ub rx_packets), drops $(pc5_drops ub pc5l0)"
	[ "$(bearers ub rx_packets)" = "4=30 5=25 19=105 " ] && [ -z "$(pc5_drops ub pc5l0)" ]
}

### Moving devices

# under_traffic COMMAND...: while ub sends to ua as fast as it can
under_traffic() {
	local status=0
	pc5_background "$pc5_dir/send" inns ub \
		seqgen send -s 500 "${pc5_ip[ua]}"
	wait_for 10 came_to_ua "$(pc5_counter "${where-ua}" pc5l0 rx-packets)" || status=1
	[ $status != 0 ] || "$@" || status=1
	kill "$pc5_pid"
	wait "$pc5_pid"
	return $status
}
came_to_ua() { [ "$(pc5_counter "${where-ua}" pc5l0 rx-packets)" -gt "$1" ]; }

# move FROM TO: pc5l0, and its addresses, which stay behind
move() {
	ip -n "$1" link set pc5l0 netns "$2" && ip -n "$2" -batch - <<- END
		link set pc5l0 up
		addr add ${pc5_ip[ua]}/24 dev pc5l0
	END
}
works() {
	pc5_on "$1" ping -q -i 0.01 -c 3 -W 5 "${pc5_ip[ub]}"
}
to_and_fro() {
	local n
	for n in 1 2 3; do
		where=ua under_traffic move ua ux && works ux &&
			where=ux under_traffic move ux ua && works ua || return
	done
}
# The UE stays in another namespace than its link, and either than the device below.
apart() {
	move ua ux && works ux && ip -n ua link set ue0 netns uy && works ux &&
		[ "$(pc5ctl -n uy -j ue | jq -r '.[0].ifname')" = ue0 ] &&
		[ "$(pc5ctl -n ux -j link | jq -r '.[0].ue')" = ue0 ]
}
lower_moves() {
	ip -n ua link set eth0 netns uz && ip -n uz link set eth0 up && works ux
}
# The device's list of multicast addresses was cleared when it moved.
listens() {
	ip -n uz maddr show dev eth0
	ip -n uz maddr show dev eth0 | grep -q '03:50:43:0a:00:01'
}
# With the device below the UE and its links go, wherever they are.
lower_goes() {
	ip -n uz link del eth0 && wait_for 10 nothing_left
}
nothing_left() {
	[ -z "$(pc5ctl -n ux link)$(pc5ctl -n uy ue)$(pc5ctl -n ub ue)" ]
}
udp_stays() {
	move ua ux && works ux && ip -n ua link set ue0 netns ux && works ux
}
# A namespace goes, and with it the socket.
udp_goes() {
	pc5_ns_del ua
	wait_for 10 no_links ux && ! pc5_on ux ping -q -c 1 -W 0.1 "${pc5_ip[ub]}"
}

no_links() { [ -z "$(pc5ctl -n "$1" link)$(pc5ctl -n "$1" ue)" ]; }

### Moving peers

remote() {
	pc5ctl -n ua -j link show pc5l0 | jq -r '.[0] | "\(.remote):\(.remote_port)"'
}
remote_is() { [ "$(remote)" = "$1" ]; }
answers() {
	pc5_on "$1" ping -q -i 0.01 -c 2 -W 5 "$2"
}
# ua does not know where ub is until it hears from it.
learned() {
	local ns
	for ns in ua ub; do
		pc5ctl -n $ns ue add ue0 udp l2id "${pc5_l2id[$ns]}" || return
	done
	pc5_keyfile
	pc5_link ua none && pc5_link ub none remote 192.0.2.1 || return
	for ns in ua ub; do
		pc5_key_add $ns 0x0101 "$pc5_key" && pc5_up $ns ip 1400 || return
	done
	[ "$(remote)" = "null:null" ] && ! pc5_on ua ping -q -c 1 -W 0.1 "${pc5_ip[ub]}" &&
		[ "$(pc5_drop ua pc5l0 tx-no-endpoint)" = 1 ] && answers ub "${pc5_ip[ua]}" &&
		remote_is 192.0.2.2:38323 && answers ua "${pc5_ip[ub]}"
}
# datagram HEX: from uc to the port ua listens on
datagram() {
	local i escaped=''
	for ((i = 0; i < ${#1}; i += 2)); do
		escaped+="\\x${1:i:2}"
	done
	printf %b "$escaped" > "$pc5_dir/datagram"
	pc5_on uc socat -u -b 65536 "OPEN:$pc5_dir/datagram" "UDP4-SENDTO:192.0.2.1:38323,sourceport=38323"
}
# One PDU of ub that ua has not seen, as hexadecimal octets: in $pdu
held_back() {
	local wire=$pc5_dir/wire
	# Only what ub sends now; it does not reach ua.
	ip -n air link set ub nomaster
	pc5_capture ub eth0 "$wire" udp port 38323
	pc5_on ub seqgen send -c 1 -s 60 "${pc5_ip[ua]}" && wait_for 5 one_frame "$wire" || return
	pc5_capture_end
	ip -n air link set ub master air0
	# Behind 14 + 20 + 8 octets of headers
	pdu=$(tcpdump -nn -t -xx -r "$wire" 2> /dev/null | sed -n 's/^\t0x[0-9a-f]*: *//p' | tr -d ' \n')
	pdu=${pdu:84}
	[ "${#pdu}" = $((2 * (8 + 5 + 88 + 4))) ]
}
one_frame() { [ "$(pc5_frames "$1" | wc -l)" -ge 1 ]; }
forged() {
	local flip
	held_back || return
	flip=$(printf '%02x' $((0x${pdu: -2} ^ 1)))
	datagram "${pdu:0:-2}$flip" && wait_for 5 integrity_drops 1 && remote_is 192.0.2.2:38323 || return
	# Ciphered octets, SN and header
	datagram "${pdu:0:60}$(printf %02x $((0x${pdu:60:2} ^ 0x80)))${pdu:62}" &&
		wait_for 5 integrity_drops 2 && remote_is 192.0.2.2:38323 || return
	datagram 08100b00020a0001 && remote_is 192.0.2.2:38323 && answers ua "${pc5_ip[ub]}"
}
integrity_drops() { [ "$(pc5_drop ua pc5l0 rx-integrity)" = "$1" ]; }
# What was already received does not move the peer; nor does what is older.
replayed() {
	local first
	# Late PDUs are awaited, and the others not held up.
	pc5ctl -n ua bearer del pc5l0 lcid 4 &&
		pc5ctl -n ua bearer add pc5l0 lcid 4 t-reordering 10000 out-of-order on || return
	held_back || return
	first=$pdu
	answers ub "${pc5_ip[ua]}" && datagram "$first" && wait_for 5 late 1 && remote_is 192.0.2.2:38323 || return
	datagram "$first" && wait_for 5 replays 1 && remote_is 192.0.2.2:38323
}
late() { [ "$(pc5_counter ua pc5l0 rx-reordered)" = "$1" ]; }
replays() { [ $(($(pc5_drop ua pc5l0 rx-old) + $(pc5_drop ua pc5l0 rx-duplicate))) = "$1" ]; }
# The genuine article, new, does: the peer is behind a NAT that moved.
roamed() {
	held_back && datagram "$pdu" && wait_for 5 remote_is 192.0.2.3:38323
}
# ub moves to another address under traffic, and ua follows.
followed() {
	ip -n ub addr del 192.0.2.2/24 dev eth0 && ip -n ub addr add 192.0.2.9/24 dev eth0 || return
	answers ub "${pc5_ip[ua]}" && remote_is 192.0.2.9:38323 && answers ua "${pc5_ip[ub]}"
}
told_to() {
	pc5ctl -n ua link set pc5l0 remote 192.0.2.77 port 99 && remote_is 192.0.2.77:99 &&
		! pc5_on ua ping -q -c 1 -W 0.1 "${pc5_ip[ub]}" && answers ub "${pc5_ip[ua]}" &&
		remote_is 192.0.2.9:38323
}

### New Layer-2 IDs, as for privacy, while the link lives

renamed() {
	pc5_pair || return
	under_traffic new_ids || return
	# What still comes with the old IDs is nobody's.
	pc5ctl -n ua link set pc5l0 local 0xa0003 || return
	! pc5_on ub ping -q -c 1 -W 0.1 "${pc5_ip[ua]}" &&
		pc5ctl -n ub link set pc5l0 peer 0xa0003 && works ua
}
new_ids() {
	pc5ctl -n ua link set pc5l0 local 0xa0002 peer 0xb0009 &&
		pc5ctl -n ub link set pc5l0 local 0xb0009 peer 0xa0002 && works ua
}
taken() {
	pc5ctl -n ua link add pc5l1 ue ue0 peer 0xb1 local 0xa1 || return
	says "Layer-2 IDs" pc5ctl -n ua link set pc5l1 local 0xa0003 peer 0xb0009 && works ua
}

ktap_header
pc5_need tcpdump socat seqgen
ktap_plan 31
pc5_ns_pair
pc5_test "six links, on three devices and two EtherTypes" side_by_side
links=(1 2 3 4 5 6)
for n in "${links[@]}"; do
	pc5_test "link $n carries what is its own" alone "$n"
done
pc5_test "not the same Layer-2 IDs twice on one underlay" \
	says "Layer-2 ID" pc5ctl -n ua link add l7 ue ue1 local 0xa1 peer 0xb1
pc5_test "one UE goes, the others stay" pc5ctl -n ua ue del ue0
for n in 3 4 5 6; do
	pc5_test "link $n is still there" reach "$n"
done
pc5ctl -n ub ue del ue0
for ns in ua ub; do
	for ue in ue1 ue2 ue3 ue4; do
		pc5ctl -n $ns ue del $ue
	done
done

pc5_test "packets go to bearers by their mark" marked
pc5_test "what no bearer is for is dropped" unclaimed
pc5_test "a bearer that comes back goes on" again
pc5_unpair

pc5_test "new Layer-2 IDs under traffic" renamed
pc5_test "but not those of another link" taken
pc5_unpair

pc5_ns ux uy uz
pc5_pair
pc5_test "a link moves between namespaces under traffic" to_and_fro
pc5_test "link, UE and device in a namespace each" apart
pc5_test "the device below moves" lower_moves
pc5_test "and still listens to its Layer-2 IDs" listens
pc5_test "when it goes, so do UE and links" lower_goes
pc5_ns_del ua 2> /dev/null
pc5_ns_del ub 2> /dev/null
pc5_ns_pair
pc5_pair -u udp4
pc5_test "over UDP the socket stays where it was" udp_stays
pc5_test "and goes with its namespace" udp_goes
pc5_ns_del ub 2> /dev/null

pc5_ns_air ua ub uc
pc5_test "where the peer is, is learned" learned
pc5_test "not from forged PDUs" forged
pc5_test "not from PDUs that were overtaken, or replayed" replayed
pc5_test "but from a new one" roamed
pc5_test "and again when the peer moves" followed
pc5_test "or it is told" told_to
ktap_finish
