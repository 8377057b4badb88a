#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# A frame with every single bit inverted in turn, by an attacker who held the
# genuine one back: none is delivered and nothing changes, and then the genuine
# one goes through. For both SN sizes and all algorithms.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/hostile.sh"

ktap_header
# shellcheck disable=SC2119
hostile_need
one=$pc5_dir/one
# A COUNT with ones and zeros everywhere; its half of the SN space is above 0.
first=0x55555
id=0x0100 sn_size=18

# rekey ENC INT SN: give the pair another key and its bearer another SN size
rekey() {
	local ns
	pc5_enc=$1 pc5_int=$2
	id=$((id + 0x0101))
	pc5_keyfile
	for ns in ua ub; do
		if [ "$3" != "$sn_size" ]; then
			pc5ctl -n $ns bearer del pc5l0 lcid 4
			pc5ctl -n $ns bearer add pc5l0 lcid 4 sn "$3"
		fi
		pc5_key_add $ns $id "$pc5_key" count $first activate
	done
	sn_size=$3
	# No other key shall be left whose number a flipped bit might make.
	wait_for 10 alone
}
alone() { [[ $(pc5ctl -n ub -j key show pc5l0) != *\"id\"*\"id\"* ]]; }

# hold_back: one SDU of ua ends at the attacker, in the file one; its octets
hold_back() {
	wire_hear "$one" 1
	sdu_send 1 32
	wire_heard
	size=$(($("$frames" show "$one" | wc -c) / 2))
}

# goes_through NAME
goes_through() {
	wire_send "$one"
	ktap_test "$1" wait_for 10 sunk "$sdu_total"
}

# flips ENC INT SN
flips() {
	local name="$1 $2 sn $3" fate
	rekey "$@"
	hold_back
	# Ones of the SN inverted give an older SN, as does its highest bit.
	if [ "$3" = 12 ]; then old=7; else old=10; fi
	fate="control=1 integrity=$(((size - at_pdcp) * 8 - 20 - old)) no-key=16 old=$old sdu-type=3"
	state_save
	wire_send "$one" flip $((at_pdcp * 8))
	refused "$name: bits of header, SDU and MAC-I" "$fate"
	goes_through "$name: the genuine frame"
}

hostile_pair -l "grace 0"
wire_cut
for sn in 12 18; do
	for alg in "nea1 nia1" "nea2 nia2" "nea3 nia3"; do
		# shellcheck disable=SC2086
		flips $alg $sn
	done
done

# The sidelink header, which nothing protects: it says whose a frame is.
hold_back
state_save
wire_send "$one" flip $((at_sl * 8)) $((at_sl * 8 + 7))
refused "version, cast type, SRAP" "cast=2 srap=1 version=4"
wire_send "$one" set "$at_sl" 09
ktap_test "padding that is none" wait_for 10 changes_match '(integrity|short)=1'
look_windows
ktap_is "padding that is none: the window" "$save_windows" "$now_windows"
state_save
wire_send "$one" flip $((at_lcid * 8)) $((at_lcid * 8 + 6))
refused "LCID, of which one is that of SL-SRB0" "no-agent=1 no-bearer=5"
wire_send "$one" flip $((at_src * 8)) $((at_dst * 8))
refused "source Layer-2 ID" "no-link=24"
wire_send "$one" flip $((at_dst * 8)) $((at_pdcp * 8))
wire_send "$one" set "$at_src" 000001
refused "destination Layer-2 ID" "no-link=1"
wire_send "$one" flip 96 112
wire_send "$one" set "$at_src" 000001
refused "EtherType" "no-link=1"
goes_through "the genuine frame after these"

# What is no part of the PDU and names no one: MAC addresses, reserved bits of
# the LCID's octet. It makes no difference to the PDU, which goes through once;
# but without the group bit the frame is for another host.
hold_back
state_save
wire_send "$one" flip 0 96
wire_send "$one" flip $((at_lcid * 8 + 6)) $((at_lcid * 8 + 8))
wire_send "$one"
ktap_test "bits that mean nothing: the SDU comes once" wait_for 10 changes_are "delivered=1 old=97"
ktap_is "as it was sent" "$(printf '%07d%24s' $((sdu_total - 1)) '')" "$(tail -n 1 "$pc5_dir/sink")"

# A frame padded to the length Ethernet wants: its last octet counts the padding.
rekey nea2 nia2 12
wire_hear "$one" 1
pc5_on ua ping -q -c 1 -W 0.1 -s 0 "${pc5_ip[ub]}" > /dev/null
wire_heard
frame=$("$frames" show "$one")
size=$((${#frame} / 2))
ktap_is "a short frame is padded and says so" "60 09 02" "$size ${frame:at_sl*2:2} ${frame: -2}"
state_save
wire_send "$one" flip $(((size - 1) * 8))
refused "the number of octets of padding" "integrity=4 short=4"
wire_send "$one"
ktap_test "the genuine padded frame" wait_for 10 changes_are delivered=1
ktap_finish
