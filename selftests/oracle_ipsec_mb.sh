#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
#
# What goes over the wire under SNOW 3G and ZUC, judged by libipsec-mb: the keys
# derived by the openssl command, it deciphers each frame to the very SDU that
# was sent and finds every MAC-I right; and with a bit inverted, or another key,
# it does not.
# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/oracle.sh"

# opened NAME: what libipsec-mb makes of the frames
opened() {
	local -a words
	read -r -a words < "$pc5_dir/$1.keys"
	pdu_ipsec_mb "$pc5_dir/$1.pcap" "$PC5_SEED" "${pc5_l2id[ua]}" "${words[@]}" > "$pc5_dir/$1.open"
}

# check ENC INT SN LCID HFN
check() {
	local name=$1-$2-$3 what="$1 $2, $3-bit SN"
	pc5_test "$what, LCID $4, HFN from $5: sent and received" oracle_record "$name" "$@"
	pc5_test "$what: the frames are read" opened "$name"
	oracle_judge "$name" "$pc5_dir/$name.open"
	oracle_is "$what: every MAC-I is right and every SDU what was sent" true matchsent
	oracle_is "$what: no MAC-I is right with one bit inverted" flipped wrong
	oracle_is "$what: nor with another NRPIK" nrpik wrongsent
	oracle_is "$what: nor any SDU with another NRPEK" nrpek wrongother
}

ktap_header
pc5_need openssl tcpdump pdu_ipsec_mb
ktap_plan 48
pc5_ns_pair
check nea1 nia1 12 4 0
check nea1 nia1 18 19 $((RANDOM % 0x3ffe))
check nea3 nia3 12 17 $((0x80000 + RANDOM))
check nea3 nia3 18 4 0
check nea1 nia3 12 10 $((0xf0000 + RANDOM))
check nea1 nia3 18 9 $((0x2000 + RANDOM % 0x1000))
check nea3 nia1 12 16 $((RANDOM))
check nea3 nia1 18 5 $((0x3000 + RANDOM % 0xffe))
ktap_finish
