#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# Layer-2 relaying in the kernel: two UEs whose link goes through a relay that
# cannot read it, through several, and from one relay to another; and what a
# forged SRAP header comes to.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

# The end UEs, three relays, and the Layer-2 ID each has.
declare -A l2=([us]=0x0a0001 [ut]=0x0b0002 [r1]=0x0c0001 [r2]=0x0c0002 [r3]=0x0c0003)
ids_us=17 ids_ut=42

### Making things

# hop A B: the direct links between two, l-B at A and l-A at B, with keys
hop() {
	local a=$1 b=$2 keyed=${3-keyed}
	pc5_keyfile
	half "$a" "$b" initiator "$keyed" && half "$b" "$a" responder "$keyed"
}
half() {
	pc5ctl -n "$1" link add "l-$2" ue ue0 peer "${l2[$2]}" || return
	[ "$4" != keyed ] ||
		pc5ctl -n "$1" key add "l-$2" id 0x0101 enc nea2 int nia2 role "$3" file "$pc5_key"
}
# relay R A B: R passes on what A and B send each other
relay() {
	pc5ctl -n "$1" route add "l-$2" ue-id $ids_us peer "l-$3" peer-ue-id $ids_ut
}
# ends A B: each takes what is for it, by the relay it has the link to
ends() {
	pc5ctl -n us route add "l-$1" ue-id $ids_ut peer-ue-id $ids_us &&
		pc5ctl -n ut route add "l-$2" ue-id $ids_us peer-ue-id $ids_ut
}
# e2e A B [ID]: the link from end to end, by relays A and B
e2e() {
	pc5_keyfile
	e2e_half us "$1" ut $ids_us $ids_ut initiator "${3-0x0707}" 10.7.0.1 fd07::1 &&
		e2e_half ut "$2" us $ids_ut $ids_us responder "${3-0x0707}" 10.7.0.2 fd07::2
}
e2e_half() {
	pc5ctl -n "$1" link add e0 ue ue0 local 0x0e0001 peer 0x0e0002 hop "l-$2" ue-id "$4" peer-ue-id "$5" &&
		pc5ctl -n "$1" key add e0 id "$7" enc nea2 int nia2 role "$6" file "$pc5_key" &&
		pc5ctl -n "$1" bearer set e0 lcid 4 t-reordering 5000 || return
	ip -n "$1" -batch - <<- END
		link set e0 addrgenmode none
		link set e0 up
		addr add $8/24 dev e0
		addr add $9/64 dev e0 nodad
	END
}
all_gone() {
	local ns
	for ns in us ut r1 r2 r3; do
		pc5ctl -n $ns ue del ue0 2> /dev/null
	done
	ues
}
ues() {
	local ns
	for ns in us ut r1 r2 r3; do
		pc5ctl -n $ns ue add ue0 dev eth0 l2id "${l2[$ns]}" || return
	done
}
simple() {
	all_gone && hop us r1 && hop r1 ut && relay r1 us ut && ends r1 r1 && e2e r1 r1
}

### Looking at things

reach() { pc5_on us ping -q -i 0.01 -c "${1-3}" -W 5 10.7.0.2; }
reach6() { pc5_on us ping -q -i 0.01 -c 3 -W 5 fd07::2; }
# passed NS: packets by its route, there and back
passed() { pc5ctl -n "$1" -j route | jq -r '.[0] | "\(.packets) \(.peer_packets)"'; }
drops() { pc5_drop "$1" "$2" "$3"; }
refused() {
	local text=$1 output
	shift
	output=$("$@" 2>&1) && { echo "was done: $*"; return 1; }
	echo "$output"
	[[ $output == *"$text"* ]]
}
a() { pc5_on us agentless "$@"; }
b() { pc5_on ut agentless "$@"; }

### What is relayed

counted() {
	local before after
	before=$(passed r1)
	reach 5 || return
	after=$(passed r1)
	echo "$before, then $after"
	[ "$after" = "$((${before% *} + 5)) $((${before#* } + 5))" ] &&
		[ "$(pc5_counter r1 l-us rx-packets) $(pc5_counter r1 l-ut tx-packets)" = "0 0" ]
}

# On the wire: sidelink header of the hop with the SRAP bit and the LCID of the
# bearer, BEARER ID and the two UE IDs, PDCP header of the end-to-end link.
on_the_wire() {
	local i
	pc5_snap=100 pc5_capture r1 eth0 "$pc5_dir/wire" ether proto 0x88b5 || return
	reach 1 || return
	wait_for 10 framed 4
	pc5_capture_end
	frames show "$pc5_dir/wire" | cut -c 29-74
	for i in 0a00010c0001.*84112a 0c00010b0002.*84112a 0b00020c0001.*842a11 0c00010a0001.*842a11; do
		i="^0a(10|11)${i%%.*}$(sed 's/.*\*//' <<< "$i")"
		frames show "$pc5_dir/wire" | cut -c 29- | grep -qE "$i(80|a0)[0-9a-f]{4}0707" ||
			{ echo "missing: $i"; return 1; }
	done
}
framed() { [ "$(frames count "$pc5_dir/wire")" -ge "$1" ]; }

# What S says to T is nowhere on the relay's side in clear.
unread() {
	local text=this-is-not-for-the-relay
	pc5_capture r1 any "$pc5_dir/heard" || return
	pc5_on us bash -c "echo $text$text > /dev/udp/10.7.0.2/9" &&
		wait_for 10 more_passed || return
	pc5_capture_end
	[ "$(tcpdump -r "$pc5_dir/heard" 2> /dev/null | wc -l)" -ge 2 ] && ! grep -q "$text" "$pc5_dir/heard"
}
passed_before=0
more_passed() { [ "$(passed r1 | cut -d ' ' -f 1)" -gt "$passed_before" ]; }

full_size() {
	local hop mtu
	hop=$(ip -n us -j link show l-r1 | jq '.[0].mtu')
	mtu=$(ip -n us -j link show e0 | jq '.[0].mtu')
	echo "hop $hop, end to end $mtu"
	[ "$mtu" = $((hop - 3)) ] &&
		pc5_on us ping -q -c 1 -W 5 -M 'do' -s $((mtu - 28)) 10.7.0.2 &&
		! pc5_on us ping -q -c 1 -W 5 -M 'do' -s $((mtu - 27)) 10.7.0.2
}
stream() {
	pc5_background "$pc5_dir/iperf" inns ut iperf3 -s -1
	wait_for 20 pc5_listens ut 5201 && pc5_on us iperf3 -c 10.7.0.2 -n 4M > "$pc5_dir/iperf-c"
}

### PC5-S through a relay

agent_on() {
	pc5_background "$pc5_dir/agent-$1" inns "$1" agentless listen ue0
	wait_for 10 grep -q '{}' "$pc5_dir/agent-$1"
}
gets() {
	wait_for 10 got "$@" || { cat "$pc5_dir/agent-$1"; return 1; }
}
got() { [ "$(tail -n 1 "$pc5_dir/agent-$1" | jq -r "$2")" = "$3" ]; }
srb0() {
	a relayed ue0 l-r1 $ids_us $ids_ut 0102030405 &&
		gets ut '"\(.lcid) \(.protection) \(.path) \(.link) \(.data)"' "0 0 $ids_us $ids_ut false 0102030405"
}
# The DSM Command before the target has keys, then with them; by the same route.
srb1() {
	local key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
	a link s0 ue0 0x0e0011 0x0e0012 l-r1 $ids_us $ids_ut && a key s0 0x0808 2 2 1 $key &&
		a send s0 1 0x0808 c0ffee &&
		gets ut '"\(.lcid) \(.protection) \(.path) \(.link) \(.id)"' "1 2 $ids_us $ids_ut false $((0x0808))" || return
	local pdu
	pdu=$(tail -n 1 "$pc5_dir/agent-ut" | jq -r .data)
	b link s0 ue0 0x0e0012 0x0e0011 l-r1 $ids_ut $ids_us && b key s0 0x0808 2 2 0 $key &&
		b verify s0 "$pdu" && refused "was received before" b verify s0 "$pdu"
}
srb2() {
	b send s0 2 0x0808 d00d &&
		gets us '"\(.lcid) \(.protection) \(.path) \(.link) \(.src) \(.data)"' \
			"2 1 $ids_ut $ids_us true $((0x0e0012)) d00d" &&
		a agree s0 1 1 && b agree s0 1 1
}
discovery() {
	b discover ue0 "${l2[ut]}" "${l2[us]}" 2 8901 &&
		gets us '"\(.lcid) \(.protection) \(.src) \(.data)"' "58 0 $((l2[ut])) 8901"
}

### Forged

# inject CHANGE...: the frame "us to r1", changed, from somewhere else
inject() { "$frames" -n air send r1 "$pc5_dir/genuine" "$@" > /dev/null; }
genuine() {
	rm -f "$pc5_dir/genuine"
	pc5_background "$pc5_dir/hear" "$frames" -n air capture us "$pc5_dir/genuine" count 1
	wait_for 10 test -s "$pc5_dir/genuine" && reach 1 && wait_for 10 test ! -e "/proc/$pc5_pid"
}
frames=$(dirname "$0")/../build/selftests/tools/frames
# came DEVICE REASON N: so many frames ended for this at R
came() { [ "$(drops r1 "$1" "$2")" = "$3" ]; }
# Behind Ethernet (14) and sidelink header (8): BEARER ID, source and target.
other_ids() {
	inject set 23 12 && inject set 24 2b && inject set 23 2a set 24 11 && wait_for 10 came l-us rx-no-route 3
}
wrong_channel() {
	inject set 22 80 && inject set 22 04 && inject set 15 dc && wait_for 10 came l-us rx-srap 3
}
too_short() { inject cut 25 set 14 0a && wait_for 10 came l-us rx-short 1; }
somebody_else() { inject set 16 0a0009 && wait_for 10 came ue0 rx-no-link 1; }
# A frame that anybody changed on the way, here its SN, is refused at the end.
changed() {
	local before
	before=$(drops ut e0 rx-integrity)
	inject set 26 0f && wait_for 10 refused_at_end
}
refused_at_end() { [ "$(drops ut e0 rx-integrity)" -gt "$before" ]; }
# Played again: the relay passes it on, the end knows it.
replayed() {
	local before
	before=$(drops ut e0 rx-old)
	inject && wait_for 10 known_at_end && reach
}
known_at_end() { [ "$(drops ut e0 rx-old)" -gt "$before" ]; }

### Moving to another relay

moving() {
	local before
	hop us r2 && hop r2 ut && relay r2 us ut && ends r2 r2 || return
	pc5_monitor ut "$pc5_dir/moving" links && pc5_recv ut "$pc5_dir/recv" || return
	local recv=$pc5_pid
	pc5_background "$pc5_dir/send" inns us seqgen send -r 300 -s 100 10.7.0.2
	local send=$pc5_pid
	wait_for 10 flowing r1 50 || return
	b ids e0 accept 0x0e1002 0x0e1001 0x0707 0x0717 l-r2 $ids_ut $ids_us &&
		a ids e0 accept 0x0e1001 0x0e1002 0x0707 0x0717 l-r2 $ids_us $ids_ut &&
		a ids e0 switch && b ids e0 switch || return
	wait_for 10 flowing r2 50 && wait_for 10 heard moving || return
	a ids e0 finish && b ids e0 finish || return
	kill -TERM "$send"
	wait "$send"
	wait_for 10 all_received
	pc5_recv_end "$recv" "$pc5_dir/recv"
	tail -n 1 "$pc5_dir/send"
	[ "$(pc5_result "$pc5_dir/recv" distinct)" = "$(pc5_result "$pc5_dir/send" sent)" ] &&
		[ "$(pc5ctl -n us -j link show e0 | jq -r '.[0] | "\(.hop) \(.local_l2id) \(.peer_l2id)"')" = "l-r2 0x0e1001 0x0e1002" ]
}
all_received() { [ "$(pc5_counter ut e0 rx-packets)" = "$(pc5_counter us e0 tx-packets)" ]; }
flowing() { [ "$(passed "$1" | cut -d ' ' -f 1)" -gt "$2" ]; }
# heard FILE: it was told, once, that the peer sends under the new identifiers
heard() { [ "$(jq -r 'select(.object == "link" and .ifname == "e0") | .event' "$pc5_dir/$1" | grep -cx heard)" = 1 ]; }
# New identifiers by the same relay: the K_NRP-sess ID alone tells the two sets.
renamed() {
	pc5_monitor us "$pc5_dir/renamed" links || return
	a ids e0 accept 0x0e2001 0x0e2002 0x0717 0x0727 && b ids e0 accept 0x0e2002 0x0e2001 0x0717 0x0727 &&
		a ids e0 switch && reach && ! heard renamed && b ids e0 switch && reach && wait_for 10 heard renamed &&
		a ids e0 finish && b ids e0 finish && reach &&
		[ "$(pc5ctl -n us -j key show e0 | jq -r '.[0].id')" = 0x0727 ]
}
no_path() {
	pc5ctl -n us link del l-r2 && ! reach 1 && [ "$(drops us e0 tx-no-route)" -ge 1 ] &&
		[ "$(pc5ctl -n us -j link show e0 | jq -r '.[0].hop')" = null ] &&
		refused "no path" a ids e0 accept 0x0e3001 0x0e3002
}
# The path comes back as another one.
new_path() {
	pc5ctl -n ut link del l-r2 && pc5ctl -n r2 link del l-us && pc5ctl -n r2 link del l-ut &&
		[ "$(pc5ctl -n r2 -j route)" = "[]" ] || return
	a ids e0 accept 0x0e3001 0x0e3002 0x0727 0x0737 l-r1 $ids_us $ids_ut &&
		b ids e0 accept 0x0e3002 0x0e3001 0x0727 0x0737 l-r1 $ids_ut $ids_us &&
		a ids e0 switch && b ids e0 switch && a ids e0 finish && b ids e0 finish && reach
}

### Several relays

chain() {
	all_gone && hop us r1 && hop r1 r2 && hop r2 r3 && hop r3 ut &&
		relay r1 us r2 && relay r2 r1 r3 && relay r3 r2 ut && ends r1 r3 && e2e r1 r3 0x0708 && reach && reach6
}
# Routes in a ring: R1 takes back what R3 has of R2 of R1.
ring() {
	local before
	all_gone && hop us r1 && hop r1 r2 && hop r2 r3 && hop r3 r1 || return
	pc5ctl -n us route add l-r1 ue-id $ids_ut peer-ue-id $ids_us &&
		pc5ctl -n r2 route add l-r1 ue-id $ids_us peer l-r3 peer-ue-id $ids_ut &&
		pc5ctl -n r3 route add l-r2 ue-id $ids_us peer l-r1 peer-ue-id $ids_ut &&
		pc5ctl -n r1 route add l-r3 ue-id $ids_us peer l-r2 peer-ue-id $ids_ut || return
	pc5_capture r1 eth0 "$pc5_dir/ring" ether proto 0x88b5 || return
	# A frame of nobody's, into the ring: as if R3 had sent it.
	a relayed ue0 l-r1 $ids_us $ids_ut 99 && wait_for 10 framed_ring 1 || return
	frames edit "$pc5_dir/ring" "$pc5_dir/in" frame 0 set 16 0c0003 set 19 0c0001 &&
		"$frames" -n air send r1 "$pc5_dir/in" > /dev/null && wait_for 10 came_round
	local status=$?
	pc5_capture_end
	frames show "$pc5_dir/ring" | cut -c 29-64
	[ $status = 0 ] && [ "$(frames count "$pc5_dir/ring")" -lt 12 ]
}
framed_ring() { [ "$(frames count "$pc5_dir/ring")" -ge "$1" ]; }
came_round() {
	[ $(($(drops r1 l-r3 rx-hops) + $(drops r2 l-r1 rx-hops) + $(drops r3 l-r2 rx-hops))) = 1 ]
}

### What does not make sense

nonsense() {
	refused "not the same" pc5ctl -n r1 route add l-us ue-id 1 peer l-us peer-ue-id 2 &&
		refused "not the same" pc5ctl -n r1 route add l-us ue-id 1 peer l-ut peer-ue-id 1 &&
		refused "there already" relay r1 us ut &&
		refused "there already" pc5ctl -n us route add l-r1 ue-id $ids_ut peer-ue-id $ids_us &&
		refused "no link to one" pc5ctl -n us route add e0 ue-id 1 peer-ue-id 2 &&
		refused "Another link goes by" pc5ctl -n us link add e1 ue ue0 peer 0x0e0009 hop l-r1 ue-id $ids_us peer-ue-id $ids_ut &&
		refused "leads to another link" pc5ctl -n r1 link add e1 ue ue0 peer 0x0e0009 hop l-us ue-id $ids_ut peer-ue-id $ids_us &&
		refused "No route of these UE IDs" pc5ctl -n us link add e1 ue ue0 peer 0x0e0009 hop l-r1 ue-id 1 peer-ue-id 2 &&
		refused "go together" pc5ctl -n us link add e1 ue ue0 peer 0x0e0009 hop l-r1 ue-id 1 &&
		refused "by link-ids" pc5ctl -n us link set e0 peer 0x0e0009 &&
		refused "Only SL-SRB0" pc5_on r1 agentless relayed ue0 l-us $ids_ut $ids_us 00 &&
		refused "No route of these UE IDs" pc5ctl -n us route del l-r1 ue-id 1 peer-ue-id 2 &&
		reach
}
# A link without keys has nothing to pass on.
keyless() {
	all_gone && hop us r1 && hop r1 ut keyless && relay r1 us ut && ends r1 r1 && e2e r1 r1 0x0709 &&
		! reach 1 && [ "$(drops r1 l-ut tx-no-key)" -ge 1 ]
}
one_channel() {
	simple && pc5ctl -n r1 route del l-us ue-id $ids_us peer-ue-id $ids_ut &&
		pc5ctl -n r1 route add l-us ue-id $ids_us peer l-ut peer-ue-id $ids_ut channel 9 || return
	pc5ctl -n us bearer add e0 lcid 12 mark 12 && pc5ctl -n ut bearer add e0 lcid 12 || return
	pc5_snap=60 pc5_capture ut eth0 "$pc5_dir/channel" ether proto 0x88b5 || return
	pc5_on us ping -q -c 1 -W 5 -m 12 10.7.0.2 && reach 1
	local status=$?
	pc5_capture_end
	frames show "$pc5_dir/channel" | cut -c 29-60
	[ $status = 0 ] && [ "$(frames show "$pc5_dir/channel" | cut -c 29- | grep -cE '^0a250c00010b0002(84|8c)112a')" = 2 ] &&
		[ "$(pc5_bearer_counter ut e0 12 rx-packets)" = 1 ]
}
told() {
	pc5_monitor r1 "$pc5_dir/events" || return
	pc5ctl -n r1 route del l-us ue-id $ids_us peer-ue-id $ids_ut && relay r1 us ut &&
		wait_for 10 both_told
}
both_told() {
	[ "$(jq -r 'select(.object == "route") | "\(.event) \(.ifname) \(.ue_id) \(.peer) \(.peer_ue_id)"' "$pc5_dir/events" | paste -sd ,)" = \
		"deleted l-us $ids_us l-ut $ids_ut,new l-us $ids_us l-ut $ids_ut" ]
}

### Many, and other underlays

many() {
	local n ns
	all_gone && hop us r1 && hop r1 ut || return
	for ((n = 0; n < 50; n++)); do
		pc5ctl -n r1 route add l-us ue-id $n peer l-ut peer-ue-id $((n + 100)) &&
			pc5ctl -n us route add l-r1 ue-id $((n + 100)) peer-ue-id $n &&
			pc5ctl -n ut route add l-r1 ue-id $n peer-ue-id $((n + 100)) || return
		pc5_keyfile
		pc5ctl -n us link add "e$n" ue ue0 peer 0x0e0002 hop l-r1 ue-id $n peer-ue-id $((n + 100)) &&
			pc5ctl -n ut link add "e$n" ue ue0 peer 0x0e0001 hop l-r1 ue-id $((n + 100)) peer-ue-id $n &&
			pc5ctl -n us key add "e$n" id 0x0101 enc nea2 int nia2 role initiator file "$pc5_key" &&
			pc5ctl -n ut key add "e$n" id 0x0101 enc nea2 int nia2 role responder file "$pc5_key" || return
	done
	for ns in us ut; do
		for ((n = 0; n < 50; n++)); do
			echo "link set e$n addrgenmode none"
			echo "link set e$n up"
			echo "addr add 10.8.$n.$([ $ns = us ] && echo 1 || echo 2)/24 dev e$n"
		done | ip -n $ns -batch - || return
	done
	for ((n = 0; n < 50; n++)); do
		pc5_on us ping -q -c 1 -W 5 "10.8.$n.2" > /dev/null || return
	done
	[ "$(pc5ctl -n r1 -j route | jq -r '[.[] | "\(.packets) \(.peer_packets)"] | unique | join(",")')" = "1 1" ] &&
		[ "$(pc5ctl -n r1 -j route | jq length)" = 50 ]
}
over_udp() {
	local ns n=0
	declare -A at=([us]=192.0.2.1 [ut]=192.0.2.2 [r1]=192.0.2.3)
	for ns in us ut r1 r2 r3; do pc5ctl -n $ns ue del ue0; done
	for ns in us ut r1; do
		n=$((n + 1))
		pc5ctl -n $ns ue add ue0 udp local "${at[$ns]}" l2id "${l2[$ns]}" || return
	done
	hop us r1 && hop r1 ut || return
	pc5ctl -n us link set l-r1 remote "${at[r1]}" && pc5ctl -n ut link set l-r1 remote "${at[r1]}" &&
		pc5ctl -n r1 link set l-us remote "${at[us]}" && pc5ctl -n r1 link set l-ut remote "${at[ut]}" &&
		relay r1 us ut && ends r1 r1 && e2e r1 r1 0x070a && reach && reach6
}
# All goes in whatever order it is removed.
removed() {
	simple && reach && pc5ctl -n r1 ue del ue0 && ! reach 1 && pc5ctl -n us route del l-r1 ue-id $ids_ut peer-ue-id $ids_us &&
		pc5ctl -n us link del e0 && pc5ctl -n us ue del ue0 && pc5ctl -n ut ue del ue0 &&
		simple && reach && pc5ctl -n us ue del ue0 && pc5ctl -n ut link del e0 && pc5ctl -n ut link del l-r1 &&
		pc5ctl -n r1 link del l-us && [ "$(pc5ctl -n r1 -j route)" = "[]" ]
}

ktap_header
pc5_need tcpdump agentless frames seqgen iperf3
ktap_plan 33
pc5_ns_air us ut r1 r2 r3
ues
pc5_test "a link from end to end" simple
pc5_test "it carries IPv4" reach
pc5_test "it carries IPv6" reach6
pc5_test "the relay counts what it passes on, and has none of it" counted
pc5_test "on the wire it is SRAP" on_the_wire
passed_before=$(passed r1 | cut -d ' ' -f 1)
pc5_test "the relay cannot read it" unread
pc5_test "packets of full size, no larger" full_size
pc5_test "a stream" stream

pc5_test "a frame of the link is at hand" genuine
pc5_test "UE IDs of others are none of this link" other_ids
pc5_test "a bearer on a channel that is not its own" wrong_channel
pc5_test "a frame that ends too early" too_short
pc5_test "from a Layer-2 ID without a link" somebody_else
pc5_test "changed on the way" changed
pc5_test "played again" replayed
pc5_test "what makes no sense is refused" nonsense
pc5_test "events" told

pc5_test "to another relay under load, without loss" moving
pc5_test "new identifiers by the same relay" renamed
pc5_test "the link to the relay goes" no_path
pc5_test "a new path" new_path

agents() { simple && pc5ctl -n us link del e0 && pc5ctl -n ut link del e0 && agent_on us && agent_on ut; }
pc5_test "agents" agents
pc5_test "SL-SRB0 through the relay" srb0
pc5_test "a DSM Command through the relay" srb1
pc5_test "protected messages through the relay" srb2
pc5_test "discovery on SL-SRB4" discovery

pc5_test "three relays in a row" chain
pc5_test "a ring is no loop" ring
pc5_test "a hop without keys passes nothing on" keyless
pc5_test "one channel for all bearers" one_channel
pc5_test "over UDP" over_udp
pc5_test "fifty pairs" many
pc5_test "removed in any order" removed
ktap_finish
