# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests of what an attacker does: he sits in the middle of the wire between
# ua and ub, hears, holds back and injects. The victim is ub. Sourced after
# ktap.sh and pc5.sh.
#
#	hostile_need
#	hostile_pair -e nea1 -i nia1
#	wire_cut
#	wire_hear "$pc5_dir/one" 1
#	sdu_send 1
#	wire_heard
#	state_save
#	wire_send "$pc5_dir/one" set 15 14
#	refused "another bearer" "integrity=1"

# shellcheck disable=SC2154 # from pc5.sh

# Octets of a frame at which its parts begin.
at_sl=14 at_lcid=15 at_src=16 at_dst=19 at_pdcp=22

frames=$(dirname "${BASH_SOURCE[0]}")/../../build/selftests/tools/frames
sink_port=4242

# hostile_need [TOOL...]
hostile_need() {
	pc5_need socat "$@"
	[ -x "$frames" ] || ktap_skip_all "no frames tool: make -C selftests"
	# Thousands of frames at once shall not be lost before they are judged.
	echo 100000 > /proc/sys/net/core/netdev_max_backlog
	echo 16777216 > /proc/sys/net/core/rmem_max
}

# hostile_pair [OPTION...]: as pc5_pair, on the attacker's wire; the UDP
# datagrams ua sends to the sink's port end in the file sink
hostile_pair() {
	if [ ! -e /run/netns/ua ]; then
		pc5_ns_air ua ub || return
	fi
	pc5_pair "$@" || return
	sdu_total=0
	: > "$pc5_dir/sink"
	pc5_background "$pc5_dir/sink.log" nsenter --net=/run/netns/ub -- \
		socat -u -b 65536 "UDP4-RECV:$sink_port,so-rcvbuf=16777216" "OPEN:$pc5_dir/sink,append"
	sink_pid=$pc5_pid
	wait_for 30 sink_ready
}
sink_ready() { grep -qi ":$(printf %04x $sink_port) " "/proc/$sink_pid/net/udp"; }

hostile_unpair() {
	kill "$sink_pid"
	wait "$sink_pid"
	wire_join
	pc5_unpair
}

# What ua sends reaches ub, or ends at the attacker.
wire_join() { ip -n air link set ua master air0; }
wire_cut() { ip -n air link set ua nomaster; }

# wire_hear FILE N: capture the next N frames of ua; wire_heard waits for them
wire_hear() {
	rm -f "$1"
	pc5_background "$1.log" nsenter --net=/run/netns/air -- "$frames" capture "${3-ua}" "$1" count "$2"
	hear_pid=$pc5_pid
	wait_for 30 test -s "$1"
}
wire_heard() {
	wait_for 30 test ! -e "/proc/$hear_pid" || {
		kill "$hear_pid"
		return 1
	}
}

# wire_send FILE [WHICH] [CHANGE] [HOW]: as frames send does, to ub
wire_send() {
	pc5_on air "$frames" send ub "$@" > /dev/null
}

# sdu_send N [SIZE]: UDP datagrams from ua to ub's sink, of SIZE octets; each is
# a line with its number
sdu_total=0
sdu_send() {
	local status=0 last=$((sdu_total + $1)) pad=''
	[ -z "${2-}" ] || printf -v pad '%*s' $(($2 - 8)) ''
	# shellcheck disable=SC2016
	pc5_on ua bash -c '
		exec 3> "/dev/udp/$1/$2" || exit
		for ((i = $3; i < $4; i++)); do
			printf "%07d%s\n" "$i" "$5" >&3 || exit
		done' sdu "${pc5_ip[ub]}" "$sink_port" "$sdu_total" "$last" "$pad" || status=$?
	sdu_total=$last
	return $status
}

# sunk N: N datagrams came to the sink so far
sunk() { [ "$(wc -l < "$pc5_dir/sink")" = "$1" ]; }

# delivered N: ub's link delivered N SDUs so far
delivered() { [ "$(pc5_counter ub pc5l0 rx-packets)" = "$1" ]; }

# What ub's devices counted and where its windows stand, for the shell.
snapshot() {
	{
		pc5ctl -n ub -j stats
		pc5ctl -n ub -j key show pc5l0
	} | jq -rs '
		"now_delivered=\([.[0][].counters.rx_packets] | add)",
		"now_windows=\u0027\([.[1][] | {id, slot, counts: [.counts[] | {lcid, rx_next, rx_deliv}]}] | tostring)\u0027",
		([.[0][].drops | to_entries[]] | group_by(.key)[] |
			select(.[0].key | startswith("rx-")) |
			"now_drop[\(.[0].key[3:])]=\([.[].value] | add)")'
}
now_delivered='' now_windows=''
look() {
	declare -gA now_drop=()
	eval "$(snapshot)"
}

# state_save: from here on
state_save() {
	look
	save_delivered=$now_delivered save_windows=$now_windows
	local reason
	declare -gA save_drop=()
	for reason in "${!now_drop[@]}"; do
		save_drop[$reason]=${now_drop[$reason]}
	done
}

# changes: delivered and dropped since state_save, in alphabetic order of the
# reasons without their rx-: "delivered=N REASON=N ..."; left in changed
changes() {
	local reason n
	local -a out=()
	look
	mapfile -t reasons < <(printf '%s\n' "${!now_drop[@]}" | sort)
	[ "$now_delivered" = "$save_delivered" ] || out+=("delivered=$((now_delivered - save_delivered))")
	for reason in "${reasons[@]}"; do
		n=$((${now_drop[$reason]} - ${save_drop[$reason]:-0}))
		[ "$n" = 0 ] || out+=("$reason=$n")
	done
	changed=${out[*]}
}
changes_are() {
	changes
	[ "$changed" = "$1" ]
}

# refused NAME DROPS: since state_save nothing was delivered, no window moved and
# exactly DROPS were counted, "REASON=N ..." in alphabetic order
refused() {
	wait_for 10 changes_are "$2" || true
	if [ "$now_windows" != "$save_windows" ]; then
		ktap_print "windows were $save_windows"
		ktap_print "windows are  $now_windows"
		ktap_fail "$1"
		return
	fi
	ktap_is "$1" "$2" "$changed"
}
