#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From nothing to a secured link: two UEs and an eavesdropper, each a network
# namespace, on one medium; first with keys by hand, then with agents that make
# them. Shows what it does, checks what it says, and fails if anything did not go
# as said. "make demo" runs it in a VM; it needs root.

# shellcheck disable=SC2016,SC2094 # what is quoted for "run" is expanded there

set -uo pipefail

here=$(dirname "$(readlink -f "$0")")
PATH=$here/../build/userspace/pc5ctl:$here/../build/selftests/tools:$PATH:/usr/sbin:/sbin
namespaces=(air ua ub eve)
began=$SECONDS
checks=0 failed=0 step=0 background=()

bold='' dim='' green='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
fi

# say TEXT: the next step
say() {
	step=$((step + 1))
	printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"
}

# die WHY: cannot go on
die() {
	printf '%sdemo: %s%s\n' "$red" "$1" "$plain"
	exit 1
}

# run COMMAND-LINE: show it, then run it; it has to succeed
run() {
	printf '%s$ %s%s\n' "$dim" "$1" "$plain"
	eval "$1" || die "failed with status $?: $1"
}

# check CLAIM COMMAND...: the claim holds if the command succeeds
check() {
	local claim=$1
	shift
	checks=$((checks + 1))
	if "$@" > /dev/null 2>&1; then
		printf '  %sok%s  %s\n' "$green" "$plain" "$claim"
	else
		failed=$((failed + 1))
		printf '  %sNOT SO%s  %s\n' "$red" "$plain" "$claim"
	fi
}

fails() { ! "$@"; }
in_ns() { ip netns exec "$@"; }

# until_ok COMMAND...: wait until it succeeds, ten seconds at most
until_ok() {
	local end=$((SECONDS + 10))
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}

# start COMMAND...: run it in the background; its number is left in $started
start() {
	"$@" &
	started=$!
	background+=("$started")
}

# drop NS REASON: how many packets the link refused for this reason
drop() {
	pc5ctl -n "$1" -j stats pc5l0 | jq ".[0].drops.\"$2\" // 0"
}

# received NS: how many packets came over the link
received() {
	pc5ctl -n "$1" -j stats pc5l0 | jq '.[0].counters.rx_packets'
}

# sent NS ID: how many packets left under this key
sent() {
	pc5ctl -n "$1" -j key show pc5l0 id "$2" | jq '.[0].counts[0].tx_next'
}

# stop NUMBER: end what start began, and wait until it did
stop() {
	kill "$1" 2> /dev/null
	wait "$1" 2> /dev/null
}

# capture NS DEVICE FILE [FILTER]: tcpdump in the background, once it listens
capture() {
	start ip netns exec "$1" tcpdump -i "$2" -U --immediate-mode -w "$3" "${@:4}" 2> "$3.log"
	until_ok grep -q 'listening on' "$3.log" || die "tcpdump does not start"
}

# listen PORT FILE: the second UE writes what comes to a UDP port into a file
listen() {
	start ip netns exec ub socat -u "UDP4-RECV:$1" "OPEN:$2,creat,append"
	until_ok sh -c "ip netns exec ub ss -Huln | grep -q ':$1 '" || die "socat does not listen"
}

# frames_in FILE: how many frames there are by now
frames_in() { frames count "$1" 2> /dev/null || echo 0; }
holds() { [ "$(frames_in "$1")" -ge "$2" ]; }

# octets HEX FROM COUNT MEANING: part of a frame, in lines of 16
octets() {
	local hex=${1:$(($2 * 2)):$(($3 * 2))} meaning=$4
	while [ -n "$hex" ]; do
		printf '   %-47s  %s\n' "$(sed 's/../& /g; s/ $//' <<< "${hex:0:32}")" "$meaning" | sed 's/ *$//'
		hex=${hex:32} meaning=
	done
}

finish() {
	local ns
	[ ${#background[@]} = 0 ] || kill "${background[@]}" 2> /dev/null
	for ns in "${namespaces[@]}"; do ip netns del "$ns" 2> /dev/null; done
	[ -z "${work-}" ] || rm -rf "$work"
}

for tool in pc5ctl frames ip ping jq socat tcpdump iperf3; do
	command -v "$tool" > /dev/null || die "no $tool here; run scripts/deps vm and make, or use make demo"
done
[ -d /sys/module/pc5 ] || modprobe pc5 || die "the module pc5 does not load"
for ns in "${namespaces[@]}"; do
	[ ! -e "/run/netns/$ns" ] || die "there is a network namespace $ns already"
done
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
work=$(mktemp -d) && cd "$work" || exit

say "Two devices (UEs) and an eavesdropper share a medium: a bridge that floods stands for the radio."
run 'ip netns add air && ip -n air link add radio type bridge ageing_time 0 mcast_snooping 0'
run 'ip -n air link set radio up'
run 'for n in ua ub eve; do
    ip netns add $n && ip -n $n link set lo up
    ip link add eth0 netns $n type veth peer name $n netns air
    ip -n air link set $n master radio up && ip -n $n link set eth0 up
  done'
run 'ip -n ua addr add 192.0.2.1/24 dev eth0; ip -n ub addr add 192.0.2.2/24 dev eth0'

say "What the two send in the clear, the eavesdropper reads."
capture eve eth0 clear.pcap udp
listen 7000 heard-clear
run 'ip netns exec ua bash -c "echo We meet at the bridge at noon. > /dev/udp/192.0.2.2/7000"'
until_ok grep -q noon heard-clear
until_ok holds clear.pcap 1
check "ub received the text" grep -qx 'We meet at the bridge at noon.' heard-clear
check "the eavesdropper has it too" grep -qa 'bridge at noon' clear.pcap

say "On each side a UE, and a link to the other: a network device that leads to that peer only."
run 'pc5ctl -n ua ue add ue0 dev eth0 l2id 0x0a0001'
run 'pc5ctl -n ub ue add ue0 dev eth0 l2id 0x0b0002'
run 'pc5ctl -n ua link add pc5l0 ue ue0 peer 0x0b0002'
run 'pc5ctl -n ub link add pc5l0 ue ue0 peer 0x0a0001'
run 'ip -n ua addr add 10.5.0.1/24 dev pc5l0 && ip -n ua link set pc5l0 addrgenmode none && ip -n ua link set pc5l0 up'
run 'ip -n ub addr add 10.5.0.2/24 dev pc5l0 && ip -n ub link set pc5l0 addrgenmode none && ip -n ub link set pc5l0 up'

say "Its policy is to protect everything, so without a key nothing goes over it."
check "a ping gets no answer" fails in_ns ua ping -q -c 1 -W 1 10.5.0.2
check "the link counts it as tx-no-key" [ "$(drop ua tx-no-key)" -gt 0 ]

say "Both get the same random key, from a file: AES for ciphering (nea2) and integrity (nia2)."
run 'pc5ctl key gen file key1'
run 'pc5ctl -n ua key add pc5l0 id 0x0101 enc nea2 int nia2 role initiator file key1'
run 'pc5ctl -n ub key add pc5l0 id 0x0101 enc nea2 int nia2 role responder file key1'
run 'pc5ctl -n ua link show pc5l0'
check "the key file is for its owner only" [ "$(stat -c %a key1)" = 600 ]

say "Now every packet is a numbered, ciphered and integrity protected PDCP PDU."
run 'ip netns exec ua ping -q -c 5 -i 0.1 -W 5 10.5.0.2 | grep transmitted > ping; cat ping'
check "all five came back" grep -q ' 5 received, 0% packet loss' ping

say "The same text over the link: the eavesdropper gets the headers, and noise."
capture eve eth0 eve.pcap ether proto 0x88b5
eve=$started
capture ub pc5l0 inside.pcap udp
ub=$started
listen 7001 heard
run 'ip netns exec ua bash -c "echo We meet at the bridge at noon. > /dev/udp/10.5.0.2/7001"'
until_ok grep -q noon heard
until_ok holds eve.pcap 1
until_ok holds inside.pcap 1
stop "$eve"
stop "$ub"
frame=$(frames show eve.pcap | tail -n 1)
octets "$frame" 0 14 "Ethernet: to, from, EtherType"
octets "$frame" 14 8 "sidelink header: unicast, LCID 4, from, to"
octets "$frame" 22 5 "PDCP header: IP, sequence number, K_NRP-sess ID"
octets "$frame" 27 ${#frame} "ciphered: the packet and its MAC-I"
check "ub received the text" grep -qx 'We meet at the bridge at noon.' heard
check "it came out of ub's link device as it was" grep -qa 'bridge at noon' inside.pcap
check "the header is readable: to Layer-2 ID 0b0002, from 0a0001, key 0x0101" \
	[ "${frame:0:44}${frame:50:4}" = 0350430b00020250430a000188b508100a00010b00020101 ]
check "no piece of the text is in what the eavesdropper captured" \
	fails grep -qaE 'We meet|bridge|noon' eve.pcap

say "She sends what she captured once more: the sequence number was used, ub refuses it."
replays=$(frames_in eve.pcap)
old=$(($(drop ub rx-old) + $(drop ub rx-duplicate)))
taken=$(received ub)
run 'ip netns exec eve frames send eth0 eve.pcap > sent'
refused_replays() { [ $(($(drop ub rx-old) + $(drop ub rx-duplicate) - old)) = "$replays" ]; }
until_ok refused_replays
check "ub refused $replays of $replays (rx-old + rx-duplicate: $old before, $((old + replays)) now)" refused_replays
check "and took none of them for a packet" [ "$(received ub)" = "$taken" ]

say "She keeps a packet from ub, then sends it on with one bit changed, each bit in turn."
start pc5ctl -n ub -d monitor alarms > alarms
until_ok grep -qs listening alarms || die "pc5ctl monitor does not listen"
run 'ip -n air link set ub nomaster'
capture eve eth0 kept.pcap ether proto 0x88b5
eve=$started
run 'ip netns exec ua bash -c "echo We meet at the bridge at ten.. > /dev/udp/10.5.0.2/7001"'
until_ok holds kept.pcap 1
stop "$eve"
run 'ip -n air link set ub master radio'
length=$(($(frames show kept.pcap | tail -n 1 | wc -c) / 2))
forgeries=$(((length - 27) * 8))
integrity=$(drop ub rx-integrity)
taken=$(received ub)
run "ip netns exec eve frames send eth0 kept.pcap frame 0 flip $((27 * 8)) $((length * 8)) > sent"
refused_forgeries() { [ $(($(drop ub rx-integrity) - integrity)) = "$forgeries" ]; }
until_ok refused_forgeries
check "ub refused $forgeries of $forgeries (rx-integrity: $integrity before, $((integrity + forgeries)) now)" refused_forgeries
check "and took none of them for a packet" [ "$(received ub)" = "$taken" ]
until_ok grep -q rx-integrity alarms
run 'grep -m 1 rx-integrity alarms   # printed by: pc5ctl -n ub monitor alarms'
run 'ip netns exec eve frames send eth0 kept.pcap frame 0 > sent'
until_ok grep -q ten heard
check "unchanged, the same packet is still good: nothing she did moved ub's state" \
	grep -qx 'We meet at the bridge at ten..' heard
run 'pc5ctl -n ub stats pc5l0'

say "A new key while packets flow: ub only receives under it until ua is heard to use it."
run 'pc5ctl key gen file key2'
total=300
printf '%s$ %s%s\n' "$dim" "ip netns exec ua ping -q -c $total -i 0.01 -W 5 10.5.0.2 &" "$plain"
before=$(sent ua 0x0101)
start ip netns exec ua ping -q -c $total -i 0.01 -W 5 10.5.0.2 > flow
flow=$started
under() { [ "$(sent ua "$1")" -ge "$2" ]; }
until_ok under 0x0101 $((before + 30))
run 'pc5ctl -n ub key add pc5l0 id 0x0102 enc nea2 int nia2 role responder file key2'
run 'pc5ctl -n ua key add pc5l0 id 0x0102 enc nea2 int nia2 role initiator file key2 activate'
wait "$flow"
run 'grep transmitted flow'
first=$(($(sent ua 0x0101) - before)) second=$(sent ua 0x0102)
check "no packet was lost" grep -q " $total received, 0% packet loss" flow
check "$first of them left under the old key and $second under the new one" \
	[ "$first" -gt 0 -a "$second" -gt 0 -a $((first + second)) = "$total" ]
check "ub switched by itself" [ "$(pc5ctl -n ub -j key show pc5l0 id 0x0102 | jq -r '.[0].slot')" = active ]

say "TCP over the link (on a processor emulated in software: this is no measure of the module)."
start ip netns exec ub iperf3 -s -1 > /dev/null
until_ok sh -c "ip netns exec ub ss -Htln | grep -q ':5201 '" || die "iperf3 does not listen"
run 'ip netns exec ua iperf3 -c 10.5.0.2 -t 2 -f m > iperf3 && grep receiver iperf3'
check "it carried data" grep -qE ' [1-9][0-9.]* Mbits/sec +receiver' iperf3
check "and nothing more was refused" [ "$(drop ub rx-integrity)$(drop ua rx-integrity)" = "$((integrity + forgeries))0" ]

# shellcheck source=SCRIPTDIR/demo-agent.sh
. "$here/demo-agent.sh"

echo
if [ $failed = 0 ]; then
	printf '%sAll %d checks hold.%s %d s. Where to go on: README.md, Documentation/guide.md.\n' \
		"$green" $checks "$plain" $((SECONDS - began))
else
	printf '%s%d of %d checks do not hold.%s\n' "$red" $failed $checks "$plain"
	exit 1
fi
