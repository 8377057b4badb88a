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
# shellcheck disable=SC2034
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
		mkfifo "$pc5_dir/ask" "$pc5_dir/answer"
	fi
	pc5_pair "$@" || return
	sdu_total=0
	: > "$pc5_dir/sink"
	pc5_background "$pc5_dir/sink.log" inns ub \
		socat -u -b 65536 "UDP4-RECV:$sink_port,so-rcvbuf=16777216" "OPEN:$pc5_dir/sink,append"
	sink_pid=$pc5_pid
	wait_for 30 sink_ready || return
	# shellcheck disable=SC2016
	inns ua bash -c '
		exec 3> "/dev/udp/$1/$2" || exit
		while read -r from to size; do
			printf -v pad "%*s" "$size" ""
			for ((i = from; i < to; i++)); do
				printf "%07d%s\n" "$i" "$pad" >&3 || exit
			done
			echo sent
		done' sdu "${pc5_ip[ub]}" "$sink_port" < "$pc5_dir/ask" > "$pc5_dir/answer" &
	source_pid=$!
	at_exit kill "$source_pid"
	exec {source_ask}> "$pc5_dir/ask" {source_answer}< "$pc5_dir/answer"
}
sink_ready() { grep -qi ":$(printf %04x $sink_port) " "/proc/$sink_pid/net/udp"; }

hostile_unpair() {
	exec {source_ask}>&- {source_answer}<&-
	kill "$sink_pid" "$source_pid" 2> /dev/null
	wait "$sink_pid" "$source_pid" 2> /dev/null
	wire_join
	pc5_unpair
}

# What ua sends reaches ub, or ends at the attacker.
wire_join() { ip -n air link set ua master air0; }
wire_cut() { ip -n air link set ua nomaster; }

# wire_hear FILE N: capture the next N frames of ua; wire_heard waits for them
wire_hear() {
	rm -f "$1"
	pc5_background "$1.log" "$frames" -n air capture "${3-ua}" "$1" count "$2"
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
	"$frames" -n air send ub "$@" > /dev/null
}

# sdu_send N [SIZE]: UDP datagrams from ua to ub's sink, of SIZE octets; each is
# a line with its number
sdu_total=0
sdu_send() {
	local last=$((sdu_total + $1)) answer
	echo "$sdu_total $last $((${2:-8} - 8))" >&"$source_ask"
	sdu_total=$last
	read -r answer <&"$source_answer"
	[ "$answer" = sent ]
}

# sunk N: N datagrams came to the sink so far
sunk() {
	local lines
	mapfile -t lines < "$pc5_dir/sink"
	[ ${#lines[@]} = "$1" ]
}

# delivered N: ub's link delivered N SDUs so far
delivered() { [ "$(pc5_counter ub pc5l0 rx-packets)" = "$1" ]; }

# look: what ub's devices counted by now
now_delivered='' now_windows=''
look() {
	local json
	declare -gA now_drop=()
	now_delivered=0
	json=$(pc5ctl -n ub -j stats)
	# Each device has its counters, its drops and the counters of its bearers.
	while [[ $json =~ \"counters\":\{\"rx_packets\":([0-9]+)(.*) ]]; do
		now_delivered=$((now_delivered + BASH_REMATCH[1]))
		json=${BASH_REMATCH[2]}
		look_drops
	done
}
look_drops() {
	local drops=${json#*'"drops":{'}
	drops=${drops%%\}*}
	while [[ $drops =~ \"rx-([a-z-]*)\":([0-9]+)(.*) ]]; do
		: "$((now_drop[${BASH_REMATCH[1]}] += BASH_REMATCH[2]))"
		drops=${BASH_REMATCH[3]}
	done
}

# look_windows: where the windows of ub's link stand, under all its contexts
look_windows() {
	local json
	now_windows=
	json=$(pc5ctl -n ub -j key show pc5l0)
	while [[ $json =~ (\"(id|slot|lcid|rx_next|rx_deliv)\":)([^,}]*)(.*) ]]; do
		now_windows+="${BASH_REMATCH[2]} ${BASH_REMATCH[3]} "
		json=${BASH_REMATCH[4]}
	done
}

# state_save: from here on
state_save() {
	look
	look_windows
	state_saved
}
state_saved() {
	local reason
	save_delivered=$now_delivered save_windows=$now_windows
	declare -gA save_drop=()
	for reason in "${!now_drop[@]}"; do
		save_drop[$reason]=${now_drop[$reason]}
	done
}

# changes: delivered and dropped since state_save, the reasons without their rx-
# in alphabetic order: "delivered=N REASON=N ..."; left in changed
rx_reasons=(agent-busy cast control count-race count-range crypto down duplicate inner integrity memory
	no-agent no-bearer no-key no-link old sdu-type short signal-limit srap too-long unprotected version)
changes() {
	local reason n
	look
	changed=
	[ "$now_delivered" = "$save_delivered" ] || changed="delivered=$((now_delivered - save_delivered))"
	for reason in "${rx_reasons[@]}"; do
		n=$((${now_drop[$reason]:-0} - ${save_drop[$reason]:-0}))
		[ "$n" = 0 ] || changed+="${changed:+ }$reason=$n"
	done
}
changes_are() {
	changes
	[ "$changed" = "$1" ]
}

changes_match() {
	changes
	[[ $changed =~ ^($1)$ ]]
}

# refused NAME DROPS: since state_save nothing was delivered, no window moved and
# exactly DROPS were counted, "REASON=N ..." in alphabetic order. The state is
# saved again.
refused() {
	wait_for 10 changes_are "$2" || true
	look_windows
	if [ "$now_windows" != "$save_windows" ]; then
		ktap_print "windows were $save_windows"
		ktap_print "windows are  $now_windows"
		ktap_print "counted: $changed"
		ktap_fail "$1"
	else
		ktap_is "$1" "$2" "$changed"
	fi
	state_saved
}
