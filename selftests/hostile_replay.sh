#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Captured frames injected again: at once, while earlier ones are missing, after
# more traffic, after the SN came round, after the key was replaced. None is
# delivered twice, each is counted, and the receive window stays where it is.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
# shellcheck disable=SC2119
hostile_need
one=$pc5_dir/one two=$pc5_dir/two

# replayed NAME DROPS FILE [HOW...]
replayed() {
	local name=$1 drops=$2
	shift 2
	state_save
	wire_send "$@"
	refused "$name" "$drops"
}

# replay WORDS: on a bearer with these words
replay() {
	local bearer=$1
	hostile_pair -b "$bearer t-reordering 10000"
	wire_hear "$one" 20
	sdu_send 20
	wire_heard
	ktap_test "$bearer: the traffic comes" wait_for 10 sunk 20
	replayed "$bearer: at once" old=20 "$one"
	replayed "$bearer: many times" old=400 "$one" times 20

	# The first is missing: the others wait, or were delivered, above it.
	wire_cut
	wire_hear "$two" 5
	sdu_send 5
	wire_heard
	wire_send "$two" frame 1-4
	replayed "$bearer: while one before is missing" duplicate=4 "$two" frame 1-4
	replayed "$bearer: from before the missing one" old=20 "$one"
	wire_send "$two" frame 0
	ktap_test "$bearer: the missing one goes through" wait_for 10 sunk 25
	replayed "$bearer: after the missing one" old=5 "$two"
	wire_join

	sdu_send 100
	ktap_test "$bearer: more traffic" wait_for 10 sunk 125
	replayed "$bearer: after more traffic" old=20 "$one"
}

# What an SN stands for changes with the window: half the SN space later it
# stands for a COUNT ahead, under which the MAC-I does not hold.
replay "sn 12"
for at in 3000:integrity 4200:old 7100:integrity; do
	sdu_send $((${at%:*} - sdu_total))
	ktap_test "sn 12: traffic up to COUNT ${at%:*}" wait_for 30 delivered "$sdu_total"
	replayed "sn 12: at COUNT ${at%:*}" "${at#*:}=20" "$one"
done
hostile_unpair
replay "sn 18 out-of-order on"

# The key is replaced: the old one receives for a while, and replays still find
# its window; then nothing of it is left.
for ns in ua ub; do
	pc5ctl -n $ns link set pc5l0 grace 600000
done
pc5_keyfile
pc5_key_add ub 0x0202 "$pc5_key"
replayed "with the number of the key to come" integrity=20 "$one" set 25 0202
ktap_is "the key to come is not confirmed" pending "$(pc5_slot ub 0x0202)"
pc5_key_add ua 0x0202 "$pc5_key" activate
wire_hear "$two" 20
sdu_send 20
wire_heard
ktap_test "traffic under another key" wait_for 10 sunk "$sdu_total"
ktap_is "the old key retires" retiring "$(pc5_slot ub 0x0101)"
replayed "under a retiring key" old=20 "$one"
replayed "under its successor" old=20 "$two"
pc5ctl -n ub key del pc5l0 id 0x0101
replayed "under a key that is gone" no-key=20 "$one"
sdu_send 10
ktap_test "the link goes on" wait_for 10 sunk "$sdu_total"
ktap_finish
