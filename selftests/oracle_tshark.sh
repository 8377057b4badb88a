#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
#
# What goes over the wire under AES, judged by the pdcp-nr dissector of tshark,
# which keeps COUNT itself: the keys derived by the openssl command, it finds
# every MAC-I right and every SDU the one that was sent; and with a bit
# inverted, or another key, it does not.
# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/oracle.sh"

names=()

# record ENC INT SN LCID
record() {
	local name=$1-$2-$3
	names+=("$name")
	pc5_test "$1 $2, $3-bit SN, LCID $4: sent and received" oracle_record "$name" "$@" 0
}

# judged: tshark is slow to start, so it gets all at once
judged() {
	"$(dirname "$0")/oracle_tshark.py" "${pc5_l2id[ua]}" "$PC5_SEED" "${names[@]/#/$pc5_dir/}"
}

# check ENC INT SN
check() {
	local name=$1-$2-$3 what="$1 $2, $3-bit SN"
	oracle_judge "$name" "$pc5_dir/$name.open"
	if [ "$2" != nia0 ]; then
		oracle_is "$what: every MAC-I is right" mac matchsent
		oracle_is "$what: none is with one bit inverted" flipped wrong
		oracle_is "$what: none is with another NRPIK" nrpik wrongsent
	fi
	if [ "$1" != nea0 ]; then
		oracle_is "$what: every SDU deciphers to what was sent" cipher sent
		oracle_is "$what: none does with another NRPEK" nrpek other
	fi
}

ktap_header
pc5_need openssl tcpdump python3 tshark
ktap_plan 27
pc5_ns_pair
record nea2 nia2 12 4
record nea2 nia2 18 19
record nea0 nia2 12 5
record nea0 nia2 18 16
record nea2 nia0 12 10
record nea2 nia0 18 4
pc5_test "tshark reads it all" judged
check nea2 nia2 12
check nea2 nia2 18
check nea0 nia2 12
check nea0 nia2 18
check nea2 nia0 12
check nea2 nia0 18
ktap_finish
