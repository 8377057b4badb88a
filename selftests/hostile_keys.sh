#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Frames protected under the wrong key, number, direction or bearer, not
# protected at all, or of kinds the link does not carry: each is counted for what
# it is, alarms are raised, nothing is delivered and no window moves.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
# shellcheck disable=SC2119
hostile_need
one=$pc5_dir/one alarms=$pc5_dir/alarms

# alarmed REASON LCID ID: the last alarm says so; at most one a second comes
alarmed() {
	jq -se --arg reason "$1" --argjson lcid "$2" --arg id "$3" '
		map(select(.object == "alarm")) |
		any(.ifname == "pc5l0" and .reason == $reason and .lcid == $lcid and .id == $id)' "$alarms"
}

# alarm NAME REASON LCID ID COMMAND...: what COMMAND sends raises it
alarm() {
	local name=$1
	shift
	ktap_test "$name: alarm" wait_for 20 raised "$@"
	state_save
}
raised() {
	"${@:4}"
	alarmed "$1" "$2" "$3"
}

# mismatch NAME DROPS: ua sends under the context it has now, ub has another
mismatch() {
	sdu_send 3
	refused "$1" "$2"
}

hostile_pair -e none -l "grace 0"
pc5_enc=nea2 pc5_int=nia2
pc5_monitor ub "$alarms" alarms
pc5_keyfile
key=$pc5_key
pc5_key_add ub 0x0101 "$key"
state_save
for integrity in nia1 nia2 nia3; do
	pc5_int=$integrity
	pc5_keyfile
	pc5_key_add ua 0x0101 "$pc5_key"
	mismatch "another key, $integrity" integrity=3
	[ $integrity != nia1 ] || alarm "another key" rx-integrity 4 0x0101 sdu_send 1
	pc5ctl -n ua key del pc5l0 id 0x0101
done
pc5_int=nia2
pc5_key_add ua 0x0102 "$key"
mismatch "another K_NRP-sess ID" no-key=3
alarm "another K_NRP-sess ID" rx-no-key 4 0x0102 sdu_send 1
pc5ctl -n ua key del pc5l0 id 0x0102
for algs in "nea1 nia2" "nea2 nia1" "nea3 nia3"; do
	pc5_enc=${algs% *} pc5_int=${algs#* }
	pc5_key_add ua 0x0101 "$key"
	mismatch "other algorithms, $algs" integrity=3
	pc5ctl -n ua key del pc5l0 id 0x0101
done
pc5_enc=nea2 pc5_int=nia2
pc5_role[ua]=responder
pc5_key_add ua 0x0101 "$key"
mismatch "the same role on both sides" integrity=3
pc5ctl -n ua key del pc5l0 id 0x0101
pc5_role[ua]=initiator
pc5ctl -n ub key del pc5l0 id 0x0101
for ns in ua ub; do
	pc5_key_add $ns 0x0101 "$key" count 3000
done
state_save
sdu_send 3
ktap_test "with the right context it goes through" wait_for 10 changes_are delivered=3

# From here on it is one genuine frame of ua that the attacker held back.
before=$pc5_dir/before
wire_hear "$before" 1
state_save
sdu_send 1
wire_heard
wait_for 10 changes_are delivered=1
wire_cut
wire_hear "$one" 1
sdu_send 1
wire_heard

# attack NAME DROPS OFFSET VALUE...: the frame with each VALUE there in turn
attack() {
	wire_send "$one" each "${@:3}"
	refused "$1" "$2"
}

pc5ctl -n ub bearer add pc5l0 lcid 5
pc5ctl -n ub bearer add pc5l0 lcid 19 sn 12
pc5ctl -n ub bearer add pc5l0 lcid 6
state_save
attack "moved to other bearers" integrity=2 "$at_lcid" 14 18
attack "moved to a bearer with another SN size" no-key=1 "$at_lcid" 4c
attack "moved to SL-SRBs" "no-agent=1 no-bearer=3" "$at_lcid" 00 04 08 0c
attack "moved to bearers there are none of" no-bearer=5 "$at_lcid" 1c 50 90 f8 fc

attack "K_NRP-sess ID 0" unprotected=1 $((at_pdcp + 3)) 0000
alarm "K_NRP-sess ID 0" rx-unprotected 4 0x0000 wire_send "$one" set $((at_pdcp + 3)) 0000
alarm "a replay" rx-old 4 0x0101 wire_send "$before"
attack "control PDUs" control=8 "$at_pdcp" 00 10 20 30 40 50 60 70
attack "SDU types of others and reserved ones" sdu-type=7 "$at_pdcp" 90 a0 b0 c0 d0 e0 f0
attack "a relayed frame" srap=1 "$at_sl" 0a
attack "broadcast, groupcast, reserved cast type" cast=3 "$at_sl" 00 04 0c
attack "other versions" version=15 "$at_sl" 18 28 38 48 58 68 78 88 98 a8 b8 c8 d8 e8 f8
attack "from somebody else" no-link=2 "$at_src" 0c0003 0b0002
attack "from nobody" no-link=1 "$at_src" 000000

# Back to who sent it: with the L2 IDs turned round only DIRECTION is wrong.
wire_hear "$pc5_dir/back" 8 ub
pc5_on ub ping -q -c 8 -i 0.01 -W 0.1 "${pc5_ip[ua]}" > /dev/null
wire_heard
wire_send "$pc5_dir/back" frame 5-7 set "$at_src" 0a00010b0002
refused "its own frames back" integrity=3

# Too short for the headers, a MAC-I and one octet of SDU; too long for a PDU.
for length in 14 15 21; do
	wire_send "$one" cut $length
done
refused "shorter than a sidelink header" short=3
for length in 22 26 27 31; do
	wire_send "$one" cut $length
done
refused "shorter than header and MAC-I" short=4
wire_send "$one" cut 32
refused "the shortest PDU" integrity=1
ip -n air link set ub mtu 12000
ip -n ub link set eth0 mtu 12000
wire_send "$one" pad $((at_pdcp + 9009))
refused "the longest PDU" integrity=1
wire_send "$one" pad $((at_pdcp + 9010))
refused "longer than any PDU" too-long=1

state_save
wire_send "$one"
ktap_test "the genuine frame after all that" wait_for 10 changes_are delivered=1
hostile_unpair

# A link both sides want unprotected takes nothing that claims a key.
hostile_pair -e none -l "integrity not-needed ciphering not-needed"
wire_cut
wire_hear "$one" 1
sdu_send 1
wire_heard
state_save
attack "a K_NRP-sess ID on a link without protection" no-key=2 $((at_pdcp + 3)) 0101 0001
state_save
wire_send "$one"
ktap_test "the genuine frame" wait_for 10 changes_are delivered=1
state_save
wire_send "$one" set $((at_pdcp + 1)) 000100005f
ktap_test "what is no IP packet" wait_for 10 changes_are inner=1
ktap_finish
