#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Captured frames injected again: at once, while earlier ones are missing, after
# more traffic, after the SN came round, after the key was replaced. None is
# delivered twice, each is counted, and the receive window stays where it is.

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
hostile_need
one=$pc5_dir/one two=$pc5_dir/two

# replayed NAME DROPS [FILE [HOW...]]
replayed() {
	local name=$1 drops=$2
	shift 2
	[ $# != 0 ] || set -- "$one"
	state_save
	wire_send "$@"
	refused "$name" "$drops"
}

# replay WORDS: a bearer with these words
replay() {
	local bearer=$1
	sdu_total=0
	hostile_pair -b "$bearer t-reordering 10000"
	wire_hear "$one" 20
	sdu_send 20
	wire_heard
	ktap_test "$bearer: the traffic comes" wait_for 10 sunk 20
	replayed "$bearer: at once" old=20
	replayed "$bearer: at once, many times" old=400 "$one" times 20

	# The first is missing: the others wait, or were delivered, above it.
	wire_cut
	wire_hear "$two" 5
	sdu_send 5
	wire_heard
	wire_join
	for frame in 1 2 3 4; do
		wire_send "$two" frame $frame
	done
	for frame in 1 2 3 4; do
		replayed "$bearer: frame $frame while another is missing" duplicate=1 "$two" frame $frame
	done
	replayed "$bearer: those before while another is missing" old=20
	wire_send "$two" frame 0
	ktap_test "$bearer: the missing one goes through" wait_for 10 sunk 25
	replayed "$bearer: all of them now" old=5 "$two"

	sdu_send 100
	wait_for 10 sunk 125
	replayed "$bearer: after more traffic" old=20
}

# What the SN stands for changes with the window: half the SN space later it
# stands for a COUNT ahead, under which the MAC-I cannot hold.
replay "sn 12"
for at in 3000:integrity 4200:old 7100:integrity; do
	sdu_send $((${at%:*} - sdu_total))
	ktap_test "sn 12: traffic up to COUNT ${at%:*}" wait_for 20 sunk $sdu_total
	replayed "sn 12: at COUNT ${at%:*}" "${at#*:}=20"
done
hostile_unpair
replay "sn 12 out-of-order on"
hostile_unpair
replay "sn 18 out-of-order on"
hostile_unpair
replay "sn 18"

# The key is replaced: the old one receives for a while, and replays still find
# its window; then nothing of it is left.
old=0x0101 new=0x0202
for ns in ua ub; do
	pc5ctl -n $ns link set pc5l0 grace 600000
done
pc5_keyfile
pc5_key_add ub $new "$pc5_key"
pc5_key_add ua $new "$pc5_key" activate
wire_hear "$two" 20
sdu_send 20
wire_heard
ktap_test "traffic under the new key" wait_for 10 sunk $sdu_total
ktap_is "the old key retires" retiring "$(pc5_slot ub $old)"
replayed "frames under a retiring key" old=20
replayed "frames under its successor" old=20 "$two"
pc5ctl -n ub key del pc5l0 id $old
replayed "frames under a key that is gone" no-key=20
# The same key under a new identity is another context: its number is in the MAC-I.
"$frames" edit "$one" "$two.id" set $((at_pdcp + 3)) 0202
replayed "frames under the old key with the number of the new" integrity=20 "$two.id"
sdu_send 10
ktap_test "the link goes on" wait_for 10 sunk $sdu_total
ktap_finish
