#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What goes over the wire under SNOW 3G and ZUC, judged by libipsec-mb: the keys
# derived by the openssl command, it deciphers each frame to the very SDU that
# was sent and finds every MAC-I right; and with a bit inverted, or another key,
# it does not.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/oracle.sh"

# opened NAME FILE [NRPEK NRPIK]: as libipsec-mb sees the frames in FILE, with
# other keys perhaps
opened() {
	local id enc int sn lcid count nrpek nrpik
	read -r id enc int sn lcid count nrpek nrpik < "$pc5_dir/$1.keys"
	pdu_ipsec_mb "$2" "${pc5_l2id[ua]}" "$id" "$enc" "$int" "$sn" "$lcid" "$count" \
		"${3:-$nrpek}" "${4:-$nrpik}" > "$pc5_dir/$1.open"
}
# verdicts NAME: how many MAC-I of each direction are right and wrong
verdicts() {
	cut -d ' ' -f 1,2 "$pc5_dir/$1.open" | sort | uniq -c | xargs
}
# sdus NAME: how many are what was sent, of how many, each way
sdus() {
	sed -n "s/^0 [a-z]* //p" "$pc5_dir/$1.open" | oracle_judge "$pc5_dir/$1.ua.want"
	sed -n "s/^1 [a-z]* //p" "$pc5_dir/$1.open" | oracle_judge "$pc5_dir/$1.ub.want"
}

# check ENC INT SN LCID HFN
check() {
	local name=$1-$2-$3 n=$oracle_sdus
	local what="$1, $2, $3-bit SN, LCID $4, HFN from $5" pcap=$pc5_dir/$name.pcap
	local all="$n of $n" none="0 of $n"
	id=$((id + 0x0101))
	pc5_test "$what: sent and received" oracle_record "$name" $id "$@"
	opened "$name" "$pcap"
	ktap_is "all MAC-I match" "$n 0 match $n 1 match" "$(verdicts "$name")"
	ktap_is "the SDUs are those that were sent" "$all"$'\n'"$all" "$(sdus "$name")"

	oracle_flip "$pcap" "$pcap.flipped" | sed 's/^/# /'
	opened "$name" "$pcap.flipped"
	ktap_is "one bit inverted each way" "$((n - 1)) 0 match 1 0 wrong $((n - 1)) 1 match 1 1 wrong" \
		"$(verdicts "$name")"
	opened "$name" "$pcap" '' 00112233445566778899aabbccddeeff
	ktap_is "another NRPIK" "$n 0 wrong $n 1 wrong" "$(verdicts "$name")"
	ktap_is "which leaves the SDUs" "$all"$'\n'"$all" "$(sdus "$name")"
	opened "$name" "$pcap" 00112233445566778899aabbccddeeff ''
	ktap_is "another NRPEK" "$n 0 wrong $n 1 wrong" "$(verdicts "$name")"
	ktap_is "which leaves no SDU" "$none"$'\n'"$none" "$(sdus "$name")"
}

ktap_header
pc5_need openssl tcpdump pdu_ipsec_mb
ktap_plan 64
pc5_ns_pair
id=0x0100
check nea1 nia1 12 4 0
check nea1 nia1 18 19 $((RANDOM % 0x3ffe))
check nea3 nia3 12 17 $((0x80000 + RANDOM))
check nea3 nia3 18 4 0
check nea1 nia3 12 10 $((0xf0000 + RANDOM))
check nea1 nia3 18 9 $((0x2000 + RANDOM % 0x1000))
check nea3 nia1 12 16 $((RANDOM))
check nea3 nia1 18 5 $((0x3000 + RANDOM % 0xffe))
ktap_finish
