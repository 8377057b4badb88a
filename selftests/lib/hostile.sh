# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests of what an attacker does: he sits in the middle of the wire between
# ua and ub, hears, holds back and injects. Sourced after ktap.sh and pc5.sh.
# The victim is ub, unless told otherwise.
#
#	hostile_pair -e nea1 -i nia1
#	wire_hear "$pc5_dir/one" 1	# hold back what ua sends
#	sdu_send 1
#	wire_heard
#	state_save
#	wire_send "$pc5_dir/one" flip 22
#	refused "a flipped bit" "no-key=..."

frames=$(dirname "${BASH_SOURCE[0]}")/../../build/selftests/tools/frames
sink_port=4242

# Octets of a frame: where its parts begin, and where a PDU's SDU does.
at_sl=14 at_lcid=15 at_src=16 at_dst=19 at_pdcp=22

# hostile_need [TOOL...]
hostile_need() {
	pc5_need socat "$@"
	[ -x "$frames" ] || ktap_skip_all "no frames tool: make -C selftests"
	# Thousands of frames at once shall not be lost before they are judged.
	echo 100000 > /proc/sys/net/core/netdev_max_backlog
}

# hostile_pair [OPTION...]: as pc5_pair, on the attacker's wire; in ub all UDP
# datagrams to the sink's port end in the file sink
hostile_pair() {
	if [ ! -e /run/netns/ua ]; then
		pc5_ns_air ua ub || return
	fi
	pc5_pair "$@" || return
	: > "$pc5_dir/sink"
	pc5_background "$pc5_dir/sink.log" nsenter --net=/run/netns/ub -- \
		socat -u -b 65536 "UDP4-RECV:$sink_port,bind=${pc5_ip[ub]},so-rcvbuf=4194304" "OPEN:$pc5_dir/sink,append"
	sink_pid=$pc5_pid
	wait_for 10 sink_ready
}
sink_ready() { [ -n "$(pc5_on ub ss -Hlun "sport = $sink_port")" ]; }

hostile_unpair() {
	kill "$sink_pid" && wait "$sink_pid"
	wire_join
	pc5_unpair
}

# What ua sends reaches ub, or ends at the attacker.
wire_join() { ip -n air link set ua master air0; }
wire_cut() { ip -n air link set ua nomaster; }

# wire_hear FILE N: capture the next N frames of ua; wire_heard waits for them
wire_hear() {
	rm -f "$1"
	pc5_background "$1.log" pc5_on air "$frames" capture "${3-ua}" "$1" count "$2"
	hear_pid=$pc5_pid
	wait_for 10 test -s "$1"
}
wire_heard() {
	wait_for 20 test ! -e "/proc/$hear_pid"
}

# wire_send FILE HOW...: inject to ub; how many frames it were is left in injected
wire_send() {
	injected=$(pc5_on air "$frames" send ub "$@") || return
	# What follows must not overtake them.
	settled
}

# sdu_send N [SIZE]: UDP datagrams from ua to ub's sink; each says its number
sdu_total=0
sdu_send() {
	local status=0 last=$((sdu_total + $1)) pad=''
	[ -z "${2-}" ] || printf -v pad '%*s' $(($2 - 8)) ''
	pc5_on ua bash -c '
		exec 3> "/dev/udp/$1/$2" || exit
		for ((i = $3; i < $4; i++)); do
			printf "%07d\n%s" "$i" "$5" >&3
		done' sdu "${pc5_ip[ub]}" "$sink_port" "$sdu_total" "$last" "$pad" || status=$?
	sdu_total=$last
	return $status
}

# All that ub's link and UE counted, in this order: delivered, dropped
counted() {
	pc5ctl -n ub -j stats | jq -c '
		[([.[].counters.rx_packets] | add),
		 ([.[].drops | to_entries[] | select(.key | startswith("rx-")) | .value] | add)]'
}

# until ub's counters stand still: what was injected is judged
settled() {
	local before now='' i
	for i in {1..200}; do
		before=$now
		now=$(counted)
		[ "$before" != "$now" ] || return 0
	done
	return 1
}

# Where the receive windows of ub stand.
windows() {
	pc5ctl -n ub -j key show pc5l0 |
		jq -c '[.[] | {id, slot, counts: [.counts[] | {lcid, rx_next, rx_deliv}]}]'
}

# state_save: what an attack must not change
state_save() {
	state_windows=$(windows)
	state_delivered=$(pc5_counter ub pc5l0 rx-packets)
	state_sink=$(cksum < "$pc5_dir/sink")
	declare -gA state_drop=()
	local name value
	while read -r name value; do
		state_drop[$name]=$value
	done < <(drops)
}
drops() {
	pc5ctl -n ub -j stats |
		jq -r '.[] | .ifname as $dev | .drops | to_entries[] | "\($dev)/\(.key) \(.value)"'
}

# state_drops: what was dropped since, "DEVICE/REASON=N ..." in the order of the
# reasons, links first
state_drops() {
	local name value out=()
	while read -r name value; do
		value=$((value - ${state_drop[$name]:-0}))
		[ "$value" = 0 ] || out+=("${name#*/rx-}=$value")
	done < <(drops | sort -s)
	echo "${out[*]}"
}

# state_kept: nothing was delivered and no window moved since state_save
state_kept() {
	local delivered sink now
	now=$(windows)
	delivered=$(pc5_counter ub pc5l0 rx-packets)
	sink=$(cksum < "$pc5_dir/sink")
	[ "$now" = "$state_windows" ] || echo "windows were $state_windows and are $now"
	[ "$delivered" = "$state_delivered" ] || echo "delivered: $((delivered - state_delivered))"
	[ "$sink" = "$state_sink" ] || echo "the sink got something"
	[ "$now $delivered $sink" = "$state_windows $state_delivered $state_sink" ]
}

# refused NAME DROPS: since state_save nothing changed and exactly DROPS were
# counted, as state_drops gives them
refused() {
	local problems drops
	problems=$(state_kept) || {
		ktap_print "$problems"
		ktap_fail "$1"
		return
	}
	drops=$(state_drops)
	ktap_is "$1" "$2" "$drops"
}

# sunk N: N datagrams came to the sink so far
sunk() { [ "$(tr -dc '\n' < "$pc5_dir/sink" | wc -c)" = "$1" ]; }
