#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 900
#
# Frames with flipped bits, cut, grown and random, as fast as they can be
# injected, while genuine traffic runs and is all there is that goes through.
#
# PC5_FRAMES: how many; by default 300000 on debug kernels, 700000 on others: a
# million on the two kernels of "make check"

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
# shellcheck disable=SC2119
hostile_need
one=$pc5_dir/one
if [ -e /sys/kernel/debug/kmemleak ]; then default=300000; else default=700000; fi
total=${PC5_FRAMES:-$default}
chunk=20000

available() { sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
sum() {
	local n=0 reason
	for reason in "${!now_drop[@]}"; do
		n=$((n + ${now_drop[$reason]}))
	done
	echo "$n"
}

# flood OPTION...: on a pair made with these, its share of the frames
flood() {
	local sent=0 low before now replies requests
	hostile_pair "$@"
	# Frames of several lengths, all delivered before.
	wire_hear "$one" 8
	sdu_send 4 8
	sdu_send 2 200
	sdu_send 2 1200
	wire_heard
	wait_for 10 sunk 8
	pc5_background "$pc5_dir/ping" inns ua ping -i 0.05 -W 30 "${pc5_ip[ub]}"
	local ping_pid=$pc5_pid
	wait_for 20 grep -q 'bytes from' "$pc5_dir/ping"
	state_save
	low=$(available) before=$low
	while [ $sent -lt $share ]; do
		wire_send "$one" seed $((PC5_SEED + sent)) mix $chunk
		sent=$((sent + chunk))
		now=$(available)
		[ "$now" -ge "$low" ] || low=$now
	done
	kill -INT "$ping_pid"
	wait "$ping_pid"
	read -r requests _ _ replies _ < <(tail -n 3 "$pc5_dir/ping" | sed -n 's/,//g; /transmitted/p')
	ktap_print "$sent frames; pings $requests, answered $replies"
	ktap_is "$*: every ping is answered" "$requests" "$replies"
	ktap_test "$*: there were some" [ "$requests" -ge 10 ]
	look
	ktap_is "$*: nothing but pings and the first SDUs was delivered" $((8 + requests)) "$now_delivered"
	# Those with a random Layer-2 ID are for nobody, and not counted.
	ktap_print "dropped: $(declare -p now_drop | sed 's/.*(//; s/)//')"
	ktap_test "$*: the rest was judged" [ "$(sum)" -gt $((sent * 4 / 5)) ]
	ktap_test "$*: nothing was lost before" [ "$(sum)" -le "$sent" ]
	ktap_print "memory: $before kB before, $low kB at the least"
	# What a freed object waits in for KASAN to forget it is a part of this.
	ktap_test "$*: memory is bounded" [ $((before - low)) -lt $((64 * 1024 + sent / 8)) ]
	sdu_send 10
	ktap_test "$*: the link goes on" wait_for 10 sunk 18
	hostile_unpair
}

share=$((total / 2))
flood -e nea2 -i nia2
flood -e nea3 -i nia1 -b "sn 12 out-of-order on"
ktap_finish
