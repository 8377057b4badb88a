#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the kernel offers an agent: unprotected messages by broadcast and to one
# UE, a DSM Command that comes before its keys and is verified after, protected
# messages under the context they name and no other, a user plane that stays
# closed until it is agreed, identifiers that change under traffic; and what is
# forged, replayed, too much, or for nobody.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

broadcast=0xffffff group=0xabc123 # group: hears nobody but ub
k1=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
k2=202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
declare -A agent

a() { pc5_on ua agentless "$@"; }
b() { pc5_on ub agentless "$@"; }

# agent_start NS [L2ID]...; agent_stop NS
agent_start() {
	local ns=$1
	shift
	pc5_background "$pc5_dir/agent-$ns" inns "$ns" agentless listen ue0 "$@"
	agent[$ns]=$pc5_pid
	wait_for 10 grep -q . "$pc5_dir/agent-$ns"
}
agent_stop() {
	kill "${agent[$1]}"
	wait "${agent[$1]}"
	true
}
# got NS FILTER: the last message the agent had, as jq makes it
got() { tail -n 1 "$pc5_dir/agent-$1" | jq -r "$2"; }
# gets NS FILTER WANTED
gets() {
	wait_for 10 got_is "$@" || { echo "wanted: $3"; tail -n 3 "$pc5_dir/agent-$1"; return 1; }
}
got_is() { [ "$(got "$1" "$2")" = "$3" ]; }
lines() { wc -l < "$pc5_dir/agent-$1"; }

# refused WHAT COMMAND...: it fails, and says WHAT
refused() {
	local what=$1 output
	shift
	if output=$("$@" 2>&1); then
		echo "accepted"
		return 1
	fi
	echo "$output"
	[[ $output == *"$what"* ]]
}
# dropped NS DEVICE REASON COMMAND...: COMMAND makes one drop of this reason, and
# no message
dropped() {
	local ns=$1 dev=$2 reason=$3 before after
	shift 3
	before=$(pc5_drop "$ns" "$dev" "$reason") after=$(lines "$ns")
	"$@" || return
	wait_for 10 more_drops "$ns" "$dev" "$reason" "$before" || { pc5_drops "$ns" "$dev"; return 1; }
	[ "$(lines "$ns")" = "$after" ]
}
more_drops() { [ "$(pc5_drop "$1" "$2" "$3")" -gt "$4" ]; }

### SL-SRB0

srb0_unicast() {
	a tx ue0 0xa0001 0xb0002 2 0102030405 &&
		gets ub '"\(.lcid) \(.cast) \(.src) \(.dst) \(.id) \(.protection) \(.link) \(.data)"' \
			"0 2 $((0xa0001)) $((0xb0002)) 0 0 false 0102030405"
}
srb0_other() { # a Layer-2 ID the agent took for itself
	a tx ue0 0xa0007 0xb0777 2 aa && gets ub '"\(.src) \(.dst) \(.data)"' "$((0xa0007)) $((0xb0777)) aa"
}
srb0_broadcast() {
	a tx ue0 0xa0001 $broadcast 0 bbbb && gets ub '"\(.cast) \(.dst) \(.data)"' "0 $((broadcast)) bbbb" &&
		a tx ue0 0xa0001 $group 1 cccc && gets ub '"\(.cast) \(.dst) \(.data)"' "1 $((group)) cccc"
}
srb0_long() {
	local hex
	hex=$(printf '%02x' {1..120} {1..120} {1..120} {1..120} {1..120} {1..120} {1..120} {1..120} {1..120} {1..120})
	a tx ue0 0xa0001 0xb0002 2 "$hex" && gets ub .data "$hex" || return
	hex+=$hex
	refused "does not fit" a tx ue0 0xa0001 0xb0002 2 "$hex"
}
# A flood of what looks new: bounded, and counted.
flood() {
	local before
	pc5_capture ub eth0 "$pc5_dir/dcr" ether proto 0x88b5 || return
	srb0_unicast || return
	pc5_capture_end
	before=$(lines ub)
	pc5_on ua frames send eth0 "$pc5_dir/dcr" times 2000 || return
	wait_for 20 more_drops ub ue0 rx-signal-limit 0 || { pc5_drops ub ue0; return 1; }
	echo "$(($(lines ub) - before)) of 2000 reached the agent"
	[ $(($(lines ub) - before)) -lt 1900 ]
}

### DSM Command and Complete

# The responder, ub, sends the command under keys that ua learns from it.
dsm_link() {
	a link pc5l0 ue0 0xa0001 0xb0002 && b link pc5l0 ue0 0xb0002 0xa0001 &&
		b key pc5l0 0x3ac5 2 2 1 $k1
}
dsm_command() {
	b send pc5l0 1 0x3ac5 0e0122 &&
		gets ua '"\(.lcid) \(.id) \(.protection) \(.link)"' "1 $((0x3ac5)) 2 true" || return
	pdu=$(got ua .data)
	echo "$pdu"
	# Header, message in clear, MAC-I
	[[ $pdu == 00003ac50e0122???????? ]]
}
# However much comes that belongs to no link, what comes for one is looked at.
dsm_flooded() {
	a key pc5l0 0x2222 2 2 1 ${k2/2/d} || return
	pc5_background "$pc5_dir/flood" inns ua frames send eth0 "$pc5_dir/dcr" times 10000000
	local flood=$pc5_pid status=0 i
	for i in 1 2 3 4; do
		flooded && a send pc5l0 1 0x2222 0e0$i && wait_for 10 grep -q "22220e0$i" "$pc5_dir/agent-ub" || status=1
	done
	kill $flood
	wait $flood
	[ $status = 0 ] || pc5_drops ub ue0
	pc5ctl -n ua key del pc5l0 id 0x2222 && [ $status = 0 ]
}
flooded() { # the limit is reached
	local before
	before=$(pc5_drop ub ue0 rx-signal-limit)
	wait_for 20 more_drops ub ue0 rx-signal-limit "$before"
}
dsm_unknown() { refused "no context" a verify pc5l0 "$pdu"; }
dsm_forged() {
	a key pc5l0 0x3ac5 2 2 0 $k1 || return
	refused "does not hold" a verify pc5l0 "${pdu/0e0122/0e0111}" &&
		refused "does not hold" a verify pc5l0 "${pdu%?}$(printf %x $((0x${pdu: -1} ^ 1)))" &&
		refused "too short" a verify pc5l0 "${pdu:0:16}"
}
dsm_verified() { a verify pc5l0 "$pdu" && refused "received before" a verify pc5l0 "$pdu"; }
dsm_complete() {
	pc5_capture ub eth0 "$pc5_dir/complete" ether proto 0x88b5 || return
	a send pc5l0 1 0x3ac5 0f0211deadbeef &&
		gets ub '"\(.lcid) \(.id) \(.protection) \(.data)"' "1 $((0x3ac5)) 1 0f0211deadbeef" || return
	pc5_capture_end
	# Ciphered, unlike the command
	! tcpdump -nn -xx -r "$pc5_dir/complete" 2> /dev/null | tr -d ' \n' | grep -q deadbeef
}
srb2() {
	local i
	for ((i = 0; i < 5; i++)); do
		b send pc5l0 2 0x3ac5 0202aa0$i && gets ua '"\(.lcid) \(.protection) \(.data)"' "2 1 0202aa0$i" &&
			a send pc5l0 3 0x3ac5 0903bb0$i && gets ub '"\(.lcid) \(.protection) \(.data)"' "3 1 0903bb0$i" || return
	done
}
no_plain() { refused "No context" a send pc5l0 2 0 0202; }

### User plane

closed() {
	pc5_up ua ip '' && pc5_up ub ip '' || return
	pc5_on ua ping -c 1 -W 1 "${pc5_ip[ub]}" > /dev/null && return 1
	[ "$(pc5_drop ua pc5l0 tx-no-key)" -gt 0 ] && [ "$(pc5ctl -n ua -j link show pc5l0 | jq '.[0].closed')" = true ]
}
opened() {
	a agree pc5l0 "$1" "$2" && b agree pc5l0 "$1" "$2" &&
		pc5_on ua ping -c 3 -i 0.2 -W 2 "${pc5_ip[ub]}" > /dev/null
}
# What the wire says of a datagram: the K_NRP-sess ID of its PDU, and whether its
# text can be read
wire() {
	pc5_capture ub eth0 "$pc5_dir/wire" ether proto 0x88b5 || return
	pc5_on ua bash -c "echo PLAINTEXT > /dev/udp/${pc5_ip[ub]}/9" || return
	wait_for 10 seen_wire || return
	pc5_capture_end
	hex=$(octets | tr -d ' \n')
	id=${hex:50:4} clear=no
	[[ $hex != *504c41494e54455854* ]] || clear=yes
	echo "id $id clear $clear"
}
octets() { tcpdump -nn -xx -r "$pc5_dir/wire" 2> /dev/null | sed -n 's/^.*0x[0-9a-f]*: *//p'; }
seen_wire() { [ -n "$(octets)" ]; }
agreed() { # ID CLEAR
	wire && [ "$id $clear" = "$1 $2" ]
}

### Identifiers

moved() {
	pc5_monitor ub "$pc5_dir/events"
	pc5_recv ub "$pc5_dir/recv" || return
	local recv=$pc5_pid send
	pc5_background "$pc5_dir/send" inns ua seqgen send -r 500 -s 200 "${pc5_ip[ub]}"
	send=$pc5_pid
	b ids pc5l0 accept 0xb0099 0xa0088 0x3ac5 0x4bd6 && a ids pc5l0 accept 0xa0088 0xb0099 0x3ac5 0x4bd6 &&
		both_ways && a ids pc5l0 switch && b ids pc5l0 switch || return
	wait_for 10 grep -q heard "$pc5_dir/events" || { echo "nothing heard"; return 1; }
	a ids pc5l0 finish && b ids pc5l0 finish || return
	kill -TERM $send
	wait $send
	wait_for 10 all_received || return
	pc5_recv_end "$recv" "$pc5_dir/recv"
	cat "$pc5_dir/send" "$pc5_dir/recv"
	[ "$(tail -n 1 "$pc5_dir/recv" | jq .distinct)" = "$(pc5_result "$pc5_dir/send" sent)" ]
}
# Messages go under the old and the new identifiers, as they are asked to.
both_ways() {
	a send pc5l0 2 0x3ac5 1301 0xa0001 0xb0002 &&
		gets ub '"\(.id) \(.src) \(.data)"' "$((0x3ac5)) $((0xa0001)) 1301" &&
		a send pc5l0 2 0x3ac5 1302 0xa0088 0xb0099 &&
		gets ub '"\(.id) \(.src) \(.data)"' "$((0x4bd6)) $((0xa0088)) 1302" &&
		refused "not the Layer-2 IDs" a send pc5l0 2 0x3ac5 1303 0xa0001 0xb0099
}
all_received() {
	[ "$(pc5_counter ub pc5l0 rx-packets)" = "$(pc5_counter ua pc5l0 tx-packets)" ]
}
renamed() {
	[ "$(pc5ctl -n ua -j key show pc5l0 | jq -c '[.[].id]')" = '["0x4bd6"]' ] &&
		[ "$(pc5ctl -n ua -j link show pc5l0 | jq -r '.[0] | "\(.local_l2id) \(.peer_l2id)"')" = "0x0a0088 0x0b0099" ]
}

# Back and forth under load both ways: Layer-2 IDs and K_NRP-sess ID of one frame
# belong together, or who listens could tell that both are the same two; and
# nothing is refused meanwhile.
together() {
	local ns before=()
	local pc5_snap=60
	for ns in ua ub; do
		before+=("$(pc5_drops $ns pc5l0)")
	done
	b ids pc5l0 accept 0xb0200 0xa0100 0x4bd6 0x5cc7 && a ids pc5l0 accept 0xa0100 0xb0200 0x4bd6 0x5cc7 || return
	pc5_capture ub eth0 "$pc5_dir/mixed" ether proto 0x88b5 || return
	local capture=$pc5_pid send=()
	for ns in ua ub; do
		pc5_background "$pc5_dir/send-$ns" inns $ns seqgen send -s 100 "${pc5_ip[${pc5_peer[$ns]}]}"
		send+=("$pc5_pid")
	done
	wait_for 10 more_frames 100 && a ids pc5l0 switch 1001
	local status=$?
	wait_for 10 more_frames $(($(frames count "$pc5_dir/mixed") + 100))
	kill -TERM "${send[@]}"
	wait "${send[@]}"
	pc5_pid=$capture
	pc5_capture_end
	b ids pc5l0 switch && a ids pc5l0 finish && b ids pc5l0 finish || return
	frames show "$pc5_dir/mixed" | awk 'substr($0, 31, 2) == "10" {
		print substr($0, 33, 6), substr($0, 39, 6), substr($0, 51, 4) }' | sort | uniq -c > "$pc5_dir/combinations"
	cat "$pc5_dir/combinations"
	echo "drops: ${before[*]}, $(pc5_drops ua pc5l0) $(pc5_drops ub pc5l0)"
	[ $status = 0 ] && [ "$(awk '{ print $2, $3, $4 }' "$pc5_dir/combinations" | paste -sd ,)" = \
		"0a0088 0b0099 4bd6,0a0100 0b0200 5cc7,0b0099 0a0088 4bd6" ] &&
		[ "${before[*]}" = "$(pc5_drops ua pc5l0) $(pc5_drops ub pc5l0)" ]
}
more_frames() { [ "$(frames count "$pc5_dir/mixed")" -ge "$1" ]; }

### Rekeying

rekeyed() {
	# Long enough for a slow machine to send under what is replaced.
	pc5ctl -n ua link set pc5l0 grace 60000 && pc5ctl -n ub link set pc5l0 grace 60000 || return
	b key pc5l0 0x1111 3 3 1 $k2 && b send pc5l0 1 0x1111 0e0533 &&
		gets ua '"\(.lcid) \(.id) \(.protection)"' "1 $((0x1111)) 2" || return
	a key pc5l0 0x1111 3 3 0 $k2 && a verify pc5l0 "$(got ua .data)" &&
		a send pc5l0 1 0x1111 0f06 && gets ub '"\(.id) \(.data)"' "$((0x1111)) 0f06" || return
	# Heard under it, it is active at ub, and what ub sends makes it so at ua.
	b send pc5l0 2 0x1111 1207 && gets ua '"\(.id) \(.data)"' "$((0x1111)) 1207" || return
	[ "$(pc5ctl -n ua -j key show pc5l0 | jq -r '.[] | select(.slot == "active") | .id')" = 0x1111 ] &&
		# What is still under way under the old one arrives.
		b send pc5l0 2 0x5cc7 0b0b && gets ua '"\(.id) \(.data)"' "$((0x5cc7)) 0b0b"
}

ktap_header
pc5_need tcpdump agentless frames seqgen
ktap_plan 34
pc5_ns_pair
pc5_ue ua eth
pc5_ue ub eth

no_agent() { a tx ue0 0xa0001 0xb0002 2 0102 && wait_for 10 more_drops ub ue0 rx-no-agent 0; }
pc5_test "without an agent a message ends there" no_agent
pc5_test "an agent registers" agent_start ub 0xb0777 $broadcast $group
pc5_test "a UE has one agent" refused "has an agent" b listen ue0
pc5_test "no more Layer-2 IDs than there may be" refused "Too many" a listen ue0 $(seq 65)
agent_start ua

pc5_test "SL-SRB0: to the UE" srb0_unicast
pc5_test "SL-SRB0: to another Layer-2 ID of the agent" srb0_other
pc5_test "SL-SRB0: broadcast and groupcast" srb0_broadcast
pc5_test "SL-SRB0: as long as it fits, no longer" srb0_long
pc5_test "SL-SRB0: a flood is bounded" flood

pc5_test "links with signalling" dsm_link
pc5_test "a DSM Command comes before its keys, in clear" dsm_command
pc5_test "a flood does not keep one away" dsm_flooded
pc5_test "without its context it can't be verified" dsm_unknown
pc5_test "nor changed" dsm_forged
pc5_test "as it is it can, once" dsm_verified
pc5_test "the Complete is verified and ciphered" dsm_complete
pc5_test "messages on SL-SRB2 and 3" srb2
pc5_test "none goes unprotected" no_plain

pc5_test "the user plane is closed" closed
pc5_test "until it is agreed" opened 1 1
pc5_test "then it is protected" agreed 3ac5 no
pc5_test "what was agreed stays" refused "is fixed" a agree pc5l0 0 0

pc5_test "identifiers change, and nothing is lost" moved
pc5_test "then they are the new ones" renamed
pc5_test "Layer-2 IDs and K_NRP-sess ID change in one" together
pc5_test "a rekeying, and what is still under way" rekeyed
pc5_test "a second agent, when the first is gone" agent_stop ub
pc5_test "it registers" agent_start ub

# The other combinations of protection
fresh() {
	pc5_unpair && pc5_ue ua eth && pc5_ue ub eth && agent_again &&
		a link pc5l0 ue0 0xa0001 0xb0002 ${1-} && b link pc5l0 ue0 0xb0002 0xa0001 ${1-}
}
agent_again() {
	agent_stop ua
	agent_stop ub
	agent_start ua && agent_start ub
}
combination() { # KEY INTEGRITY CIPHERING ID CLEAR
	fresh && b key pc5l0 0x3ac5 2 2 1 $1 && a key pc5l0 0x3ac5 2 2 0 $1 &&
		pc5_up ua ip '' && pc5_up ub ip '' && opened $2 $3 && agreed $4 $5 &&
		b send pc5l0 2 0x3ac5 0202aa && gets ua '"\(.protection) \(.data)"' "1 0202aa"
}
pc5_test "user plane: integrity only" combination ${k2/2/a} 1 0 3ac5 yes
pc5_test "user plane: ciphering only" combination ${k2/2/b} 0 1 3ac5 no
pc5_test "user plane: none, and the signalling protected" combination ${k2/2/c} 0 0 0000 yes
unprotected() {
	fresh plain && pc5_up ua ip '' && pc5_up ub ip '' && agreed 0000 yes &&
		b send pc5l0 2 0 0202aa && gets ua '"\(.protection) \(.id) \(.data)"' "0 0 0202aa"
}
pc5_test "nothing protected at all" unprotected

# The UDP underlay has no broadcast: the message says where to, and the agent
# learns where from.
over_udp() { # UNDERLAY REMOTE
	pc5_unpair && pc5_ue ua "$1" && pc5_ue ub "$1" && agent_again || return
	refused "address of the peer is missing" a tx ue0 0xa0001 0xb0002 2 0102 &&
		a tx ue0 0xa0001 0xb0002 2 0102030405 "$2" &&
		gets ub '"\(.src) \(.port) \(.data)"' "$((0xa0001)) 38323 0102030405"
}
pc5_test "SL-SRB0 over UDP and IPv4" over_udp udp4 "${pc5_lower_ip[ub]}"
pc5_test "SL-SRB0 over UDP and IPv6" over_udp udp6 "${pc5_lower_ip6[ub]}"
ktap_finish
