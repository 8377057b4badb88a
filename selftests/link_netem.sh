#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
# timeout: 900
#
# Loss, reordering and duplication below a link. Whatever the underlay does, an
# SDU is delivered once at most, in order unless the bearer is out-of-order, and
# each that arrived in time is. What the underlay did is read from a capture
# behind it: the SNs of all frames; the counters must say the same.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

pcap=$(mktemp)
at_exit rm -f "$pcap"

# sns: the SN of each captured frame. The PDCP header is behind 14 octets of
# Ethernet and 8 of sidelink header.
sns() {
	local bits=$1
	tcpdump -nn -t -xx -r "$pcap" 2> /dev/null | awk -v bits="$bits" '
		function hex(s, i, n) {
			for (i = 1; i <= length(s); i++)
				n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
			return n
		}
		/^\t0x0010:/ {
			octets = $5 $6
			if (bits == 12)
				print hex(substr(octets, 2, 3))
			else
				print hex(substr(octets, 2, 1)) % 4 * 65536 + hex(substr(octets, 3, 4))
		}'
}

# Nothing is under way and nothing waited for any more.
settled() {
	[ "$(tc -n ua -s -j qdisc show dev eth0 root | jq '.[0].qlen + .[0].backlog')" = 0 ] &&
		[ "$(pc5ctl -n ub -j key show pc5l0 id 0x0101 |
			jq '.[0].counts[0] | .rx_deliv == .rx_next')" = true ]
}
# The capture is as far as the link, all of whose frames are $all.
captured() {
	[ "$(sns "$1" | tee "$pc5_dir/sns" | wc -l)" -ge "$all" ]
}

# What the link counted
totals() {
	pc5_stats ub pc5l0
	taken=${pc5_stat[rx-packets]} lost=${pc5_stat[rx-lost]} forced=${pc5_stat[rx-forced]}
	timeouts=${pc5_stat[rx-timeouts]} late=${pc5_stat[rx-reordered]}
	old=${pc5_stat[rx-old]:-0} again=${pc5_stat[rx-duplicate]:-0}
	all=$((taken + old + again))
}

# run NETEM BEARER RATE: send, and set what came of it: frames that arrived
# (frames, distinct), those the link took (taken) and refused (again: seen or
# given up before; other), gave up (lost), and received, reordered and twice
run() {
	local bits=18
	[[ $2 != *"sn 12"* ]] || bits=12
	pc5_pair -b "$2" || return
	# shellcheck disable=SC2086 # words
	tc -n ua qdisc add dev eth0 root netem limit 1000000 $1 || return
	pc5_capture ub eth0 "$pcap" ether proto 0x88b5 || return
	capture=$pc5_pid
	pc5_recv ub "$pc5_dir/recv" || return
	receiver=$pc5_pid
	pc5_on ua seqgen send -c "$count" -s 60 -r "$3" "${pc5_ip[ub]}" > /dev/null || return
	wait_for 60 settled || echo "never settled"
	totals
	wait_for 20 captured $bits
	pc5_recv_end "$receiver" "$pc5_dir/recv"
	pc5_pid=$capture
	pc5_capture_end
	tc -n ua qdisc del dev eth0 root

	totals
	captured $bits
	frames=$(wc -l < "$pc5_dir/sns")
	distinct=$(sort -u "$pc5_dir/sns" | wc -l)
	next=$(pc5_count ub 0x0101 rx-next)
	drops=$(pc5_drops ub pc5l0)
	read -r received reordered twice corrupt <<< "$(tail -n 1 "$pc5_dir/recv" |
		jq -r '"\(.distinct) \(.reordered) \(.duplicates) \(.corrupt + .overflow)"')"
	pc5_unpair
	echo "frames $frames distinct $distinct next $next taken $taken lost $lost forced $forced" \
		"timeouts $timeouts late $late drops $drops received $received reordered $reordered"
}

# What always holds: every frame is either taken or counted as seen or given up
# before; every COUNT is either delivered or counted as lost; the receiver got
# what was delivered, each once.
sane() {
	local fault=
	[ "$frames" = $((taken + old + again)) ] || fault+=" frames"
	[ "$next" = $((taken + lost)) ] || fault+=" lost"
	[ "$received $twice $corrupt" = "$taken 0 0" ] || fault+=" received"
	[ -z "$fault" ] || echo "does not add up:$fault"
	[ -z "$fault" ]
}
# Nothing that arrived was given up before.
complete() {
	[ "$taken" = "$distinct" ] || { echo "taken $taken of $distinct that arrived"; return 1; }
}
in_order() {
	[ "$reordered" = 0 ] || { echo "$reordered out of order"; return 1; }
}
# some NAME...: netem did what the case is about, and the link noticed
some() {
	local name
	for name; do
		[ "${!name}" -gt 0 ] || { echo "nothing $name"; return 1; }
	done
}
# none NAME...
none() {
	local name
	for name; do
		[ "${!name}" = 0 ] || { echo "$name is ${!name}"; return 1; }
	done
}

# One case each. What is sent takes about half a second.
count=2000 rate=4000
loss() {
	run "loss 10%" "t-reordering 50" $rate && sane && complete && in_order &&
		some lost timeouts && none again old late
}
reordering() {
	run "delay 10ms 5ms" "t-reordering 1000" $rate && sane && complete && in_order &&
		some late && none lost timeouts old again
}
duplication() {
	run "duplicate 20%" "t-reordering 50" $rate && sane && complete && in_order &&
		none lost late && [ "$taken" = $count ] && [ $((old + again)) -gt 0 ]
}
everything() {
	run "delay 10ms 5ms loss 5% duplicate 5%" "t-reordering 1000 $1" $rate && sane && complete &&
		in_order && some lost late && [ $((old + again)) -gt 0 ]
}
at_once() {
	run "delay 10ms 5ms" "t-reordering 0" $rate && sane && in_order &&
		some lost old && none timeouts
}
impatient() {
	run "delay 20ms 15ms" "t-reordering 5" $rate && sane && in_order && some lost old timeouts
}
out_of_order() {
	run "delay 10ms 5ms" "t-reordering 1000 out-of-order on" $rate && sane && complete &&
		some reordered late && none lost timeouts old again
}
out_of_order_all() {
	run "delay 10ms 5ms loss 5% duplicate 5%" "t-reordering 1000 out-of-order on" $rate &&
		sane && complete && some reordered lost && [ $((old + again)) -gt 0 ]
}
out_of_order_impatient() {
	run "delay 20ms 15ms" "t-reordering 5 out-of-order on" $rate && sane && some lost old timeouts
}
# One in a hundred comes half a second late, when the window is long full.
overflow() {
	run "delay 500ms reorder 99%" "t-reordering 2000 window 64 $1" $rate && sane &&
		some forced lost old
}

# One SDU is missing: what follows is held.
held() {
	pc5_pair -b "t-reordering 10000" || return
	pc5_on ua ping -q -c 1 -W 5 "${pc5_ip[ub]}" || return
	tc -n ua qdisc add dev eth0 root netem loss 100% || return
	pc5_on ua seqgen send -c 1 "${pc5_ip[ub]}" || return
	tc -n ua qdisc del dev eth0 root
	pc5_on ua seqgen send -c 20 "${pc5_ip[ub]}" || return
	wait_for 5 waiting && echo "delivered: $(pc5_counter ub pc5l0 rx-packets)" &&
		[ "$(pc5_counter ub pc5l0 rx-packets)" = 1 ]
}
# Until t-Reordering is shortened, or the bearer removed
released() {
	held && pc5ctl -n ub bearer set pc5l0 lcid 4 t-reordering "$1" && wait_for 5 delivered 21
}
flushed() {
	held && pc5ctl -n ub bearer del pc5l0 lcid 4 && wait_for 5 delivered 21
}
waiting() { [ "$(pc5_count ub 0x0101 rx-next) $(pc5_count ub 0x0101 rx-deliv)" = "22 1" ]; }
delivered() { [ "$(ip -n ub -s -j link show pc5l0 | jq '.[0].stats64.rx.packets')" = "$1" ]; }

# check NAME COMMAND...: as pc5_test, and clean up
check() {
	local name=$1
	shift
	pc5_test "$name" "$@"
	tc -n ua qdisc del dev eth0 root 2> /dev/null
	pc5_unpair 2> /dev/null
}

ktap_header
pc5_need tcpdump tc
modprobe -q sch_netem
pc5_ns_pair
tc -n ua qdisc add dev eth0 root netem loss 1% 2> /dev/null ||
	ktap_skip_all "no netem in this kernel"
tc -n ua qdisc del dev eth0 root
ktap_plan 16
check "loss" loss
check "reordering" reordering
check "duplication" duplication
check "all of it" everything ""
check "all of it, 12-bit SN" everything "sn 12"
check "all of it, 64 SDUs of window" everything "window 64"
check "t-Reordering 0: in order, and late is lost" at_once
check "t-Reordering shorter than the delay: in order, and late is lost" impatient
check "out of order: reordering" out_of_order
check "out of order: all of it" out_of_order_all
check "out of order, t-Reordering shorter than the delay" out_of_order_impatient
check "window overflow" overflow ""
check "window overflow, out of order" overflow "out-of-order on"
check "t-Reordering made shorter while it runs" released 20
check "t-Reordering made 0 while it runs" released 0
check "a bearer that is removed delivers what it held" flushed
ktap_finish
