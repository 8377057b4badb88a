#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# COUNT, by which no key stream is used twice: it is the same on both sides over
# every wrap of the SN, it asks for rekeying at the soft limit, and at the hard
# limit nothing more is sent, until there is a new key.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

events=$(mktemp)
at_exit rm -f "$events"

send() {
	pc5_on ua seqgen send -s 60 "$@" "${pc5_ip[ub]}" > "$pc5_dir/send"
}
# told EVENT [NS]: how often, and of which context and bearer
told() {
	jq -r "select(.object == \"key\" and .event == \"$1\") | \"\(.id) \(.lcid)\"" "$events" | sort | uniq -c
}
told_once() {
	[ "$(told "$1" | wc -l)" = 1 ] && [[ $(told "$1") == *" 1 $2 4" ]]
}
# Events come after what they tell of; one more makes sure that all before are in.
marker=0
drained() {
	marker=$((marker + 1))
	pc5ctl -n ua bearer set pc5l0 lcid 4 t-reordering $((40 + marker)) &&
		wait_for 5 grep -q "\"t_reordering\":$((40 + marker))" "$events"
}

# pair BEARER KEY-WORDS: a link, and events of ua heard
pair() {
	pc5_pair -b "$1" -k "$2" && pc5_monitor ua "$events" links keys && monitor=$pc5_pid
}
unpair() {
	kill "$monitor" && wait "$monitor"
	pc5_unpair
}

# stands TX RX: COUNT of the next SDU at the sender and the receiver
stands() {
	echo "COUNT $(pc5_count ua "${3-0x0101}" tx-next) $(pc5_count ub "${3-0x0101}" rx-next)"
	[ "$(pc5_count ua "${3-0x0101}" tx-next) $(pc5_count ub "${3-0x0101}" rx-next)" = "$1 $2" ]
}
arrived() {
	echo "arrived $(pc5_counter ub pc5l0 rx-packets), $(pc5_drops ua pc5l0), $(pc5_drops ub pc5l0)"
	[ "$(pc5_counter ub pc5l0 rx-packets)" = "$1" ]
}
exhausted() {
	[ "$(pc5_drops ua pc5l0)" = "tx-count-exhausted=$1" ]
}

last_counts() {
	send -c 200 && arrived 101 && exhausted 99 && stands 4294967296 4294967296
}
rekeyed() {
	pc5_keyfile
	pc5_key_add ub 0x0102 "$pc5_key" && pc5_key_add ua 0x0102 "$pc5_key" activate &&
		send -c 50 && arrived "$1" && exhausted "$2" && stands 50 50 0x0102
}
before_soft() {
	send -c 500 && drained && arrived 500 && [ -z "$(told soft-limit)" ]
}
after_soft() {
	send -c 500 && drained && arrived 1000 && told_once soft-limit 0x0101 &&
		[ -z "$(told hard-limit)" ]
}
at_hard() {
	send -c 1 && drained && arrived 1001 && told_once hard-limit 0x0101
}
after_hard() {
	send -c 300 && drained && arrived 1001 && exhausted 300 && told_once hard-limit 0x0101 &&
		told_once soft-limit 0x0101 && stands 1001 1001
}
burst() {
	send -c 40 -g 40 && drained && arrived 21 && exhausted 19 && told_once hard-limit 0x0101 &&
		told_once soft-limit 0x0101
}
# The limit is the sender's: what comes from above one's own is taken.
above() {
	pc5_pair || return
	pc5_keyfile
	pc5_key_add ub 0x0103 "$pc5_key" hard-limit 9 activate &&
		pc5_key_add ua 0x0103 "$pc5_key" activate && send -c 15 && arrived 15 &&
		[ "$(pc5_drop ub pc5l0 rx-count-range)" = 0 ]
}

# wrap BITS N FROM LOSS: N SDUs from COUNT FROM on, LOSS of them lost on the way;
# taken + lost is what the receiver made of the SNs. All but the last must be
# accounted for.
wrap() {
	local next taken lost
	pc5_pair -b "sn $1 t-reordering 20" -k "count $3" || return
	[ "$4" = 0% ] || tc -n ua qdisc add dev eth0 root netem limit 100000 loss "$4" || return
	pc5_recv ub "$pc5_dir/recv" || return
	send -c "$2" || return
	[ "$4" = 0% ] || tc -n ua qdisc del dev eth0 root
	# One that arrives, so that those before it are known to be lost.
	send -c 1 -n "$2" || return
	wait_for 5 stands $(($3 + $2 + 1)) $(($3 + $2 + 1))
	wait_for 5 all_waited_for
	pc5_recv_end "$pc5_pid" "$pc5_dir/recv"
	next=$(pc5_count ub 0x0101 rx-next)
	taken=$(pc5_counter ub pc5l0 rx-packets)
	lost=$(pc5_counter ub pc5l0 rx-lost)
	echo "next $next taken $taken lost $lost $(pc5_drops ub pc5l0)"
	[ "$next" = $(($3 + $2 + 1)) ] && [ $((taken + lost)) = $(($2 + 1)) ] &&
		[ -z "$(pc5_drops ub pc5l0)" ] || return
	[ "$4" = 0% ] && [ "$lost" != 0 ] && return 1
	[ "$4" != 0% ] && [ "$lost" = 0 ] && return 1
	[ "$(pc5_result "$pc5_dir/recv" "distinct - .reordered - .duplicates - .corrupt")" = "$taken" ]
}
all_waited_for() {
	[ "$(pc5_count ub 0x0101 rx-deliv)" = "$(pc5_count ub 0x0101 rx-next)" ]
}

# gap BITS N: N in a row are lost, fewer than half of all SNs, just before a wrap
gap() {
	local first=$(((1 << $1) - $2 / 2))
	pc5_pair -b "sn $1 t-reordering 20" -k "count $first" || return
	send -c 1 && tc -n ua qdisc add dev eth0 root netem loss 100% || return
	send -c "$2" && tc -n ua qdisc del dev eth0 root && send -c 100 || return
	wait_for 5 all_waited_for
	arrived 101 && stands $((first + $2 + 101)) $((first + $2 + 101)) &&
		[ "$(pc5_counter ub pc5l0 rx-lost)" = "$2" ] && [ -z "$(pc5_drops ub pc5l0)" ]
}

check() {
	local name=$1
	shift
	pc5_test "$name" "$@"
	tc -n ua qdisc del dev eth0 root 2> /dev/null
	pc5_unpair
}

ktap_header
pc5_need tc
modprobe -q sch_netem
ktap_plan 19

pair "sn 18" "count $((0xffffffff - 100))"
pc5_test "the last 101 COUNTs are sent, and no more" last_counts
pc5_test "a new key starts from 0" rekeyed 151 99
unpair

pair "sn 12" "soft-limit 500 hard-limit 1000"
pc5_test "below the soft limit nothing is said" before_soft
pc5_test "the soft limit is told once" after_soft
pc5_test "the hard limit is told with the last SDU" at_hard
pc5_test "nothing is sent after it" after_hard
pc5_test "a new key goes on" rekeyed 1051 300
unpair

pair "sn 18" "soft-limit 5 hard-limit 20"
pc5_test "a burst of 40 segments ends at the limit" burst
unpair
check "the limit is not for what is received" above

check "12-bit SN, 4 wraps" wrap 12 16500 0 0%
check "12-bit SN, 4 wraps with losses" wrap 12 16500 0 3%
check "12-bit SN, from the middle of COUNT" wrap 12 5000 $((0x7ffff000 + RANDOM)) 3%
check "12-bit SN, up to the last COUNT" wrap 12 4999 $((0xffffffff - 4999)) 3%
check "18-bit SN, a wrap" wrap 18 3000 $(((1 << 18) - 1500)) 0%
check "18-bit SN, a later wrap with losses" wrap 18 3000 $((0x1234 * (1 << 18) - RANDOM % 3000)) 3%
check "18-bit SN, up to the last COUNT" wrap 18 3000 $((0xffffffff - 3000)) 3%
check "12-bit SN, 2000 in a row lost" gap 12 2000
check "12-bit SN, 1 in a row lost" gap 12 1
check "18-bit SN, 20000 in a row lost" gap 18 20000
ktap_finish
