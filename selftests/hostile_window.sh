#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Games with SN and HFN: forged SNs far ahead move no window, none makes a COUNT
# below 0 or above the last, COUNT ends and does not wrap, and what is held back
# until its SN means another COUNT is lost.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
# shellcheck disable=SC2119
hostile_need
one=$pc5_dir/one two=$pc5_dir/two

# held_back N FILE: N SDUs of ua end at the attacker
held_back() {
	wire_cut
	wire_hear "$2" "$1"
	sdu_send "$1"
	wire_heard
	wire_join
}

# forged SN-BITS AHEAD BELOW: at COUNT 20, on a fresh context; hexadecimal first
# octets of headers
forged() {
	local ahead below
	read -ra ahead <<< "$2"
	read -ra below <<< "$3"
	hostile_pair -b "sn $1"
	sdu_send 20
	wait_for 10 sunk 20
	held_back 1 "$one"
	state_save
	wire_send "$one" each "$at_pdcp" "${ahead[@]}"
	refused "sn $1: SNs ahead" "integrity=${#ahead[@]}"
	wire_send "$one" each "$at_pdcp" "${below[@]}"
	refused "sn $1: COUNTs below 0" "count-range=${#below[@]}"
	wire_send "$one"
	ktap_test "sn $1: the genuine frame" wait_for 10 changes_are delivered=1
	sdu_send 20
	ktap_test "sn $1: traffic goes on" wait_for 10 sunk 41
	ktap_is "sn $1: nothing was given up or waited for" "0 0 0" "$(pc5ctl -n ub -j stats pc5l0 |
		jq -r '.[0].counters | "\(.rx_lost) \(.rx_timeouts) \(.rx_forced)"')"
}

forged 12 "8015 8024 8414 8800 8813" "8814 8c00 8fff"
# Held back while 2100 others pass: by then its SN stands for a COUNT ahead.
held_back 1 "$one"
sdu_send 200
wait_for 10 delivered 241
state_save
wire_send "$one"
refused "sn 12: held back while 200 others came" old=1
sdu_send 1900
wait_for 30 delivered 2141
state_save
wire_send "$one"
refused "sn 12: held back while 2100 others came" integrity=1
hostile_unpair
forged 18 "800015 800414 801388 820000 820013" "820014 830000 83ffff"
hostile_unpair

# Across the end of an HFN: the SN of the last frame before it, after it.
hostile_pair -b "sn 12" -k "count 4090"
wire_hear "$two" 6
sdu_send 6
wire_heard
sdu_send 10
wait_for 10 sunk 16
state_save
wire_send "$two"
refused "the HFN before, replayed" old=6
wire_send "$two" frame 0 set "$at_pdcp" 800a
refused "its frame with the SN that comes next" integrity=1
wire_send "$two" frame 0 set "$at_pdcp" 8fff
refused "its frame with the last SN" old=1
hostile_unpair

# The last COUNTs.
hostile_pair -k "count 0xfffffff0"
wire_hear "$two" 8
sdu_send 8
wire_heard
wait_for 10 sunk 8
state_save
wire_send "$two" each "$at_pdcp" 800000 800001 81fff0
refused "COUNTs above the last" count-range=24
sdu_send 12
ktap_test "the last COUNT is used" wait_for 10 sunk 16
ktap_is "and no more" 4 "$(pc5_drop ua pc5l0 tx-count-exhausted)"
state_save
wire_send "$two"
refused "replays after the last COUNT" old=8
wire_send "$two" each "$at_pdcp" 800000 800001
refused "SNs after the last COUNT" count-range=16
ktap_finish
