# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests that let programs of others judge what is on the wire: SDUs that are
# known go both ways over a link, across a wrap of the SN, and the frames are
# captured. Sourced after ktap.sh and pc5.sh.

# shellcheck disable=SC2154 # from pc5.sh

# SDUs each way, and how many of them come before the wrap.
oracle_sdus=32 oracle_before=13

# oracle_derive SESSION P0 ALG: the key of an algorithm (TS 33.536 clause A.2), as
# the openssl command makes it of FC, P0, L0, P1 and L1: the last 128 bits
oracle_derive() {
	local key
	# shellcheck disable=SC2059 # an octet is an escape
	key=$(printf "\x7e\\x$2\x00\x01\\x0${3#n?a}\x00\x01" |
		openssl mac -digest SHA256 -macopt "hexkey:$1" -in /dev/stdin HMAC)
	key=${key,,}
	[ ${#key} = 64 ] && echo "${key:32}"
}

# oracle_digits N: so many, of $RANDOM; left in digits
oracle_digits() {
	digits=''
	while [ ${#digits} -lt "$1" ]; do
		digits+=$RANDOM
	done
	digits=${digits:0:$1}
}

# oracle_payloads NS FILE: what is sent from there: FILE has the payloads, digits,
# one a line, of IPv4 and IPv6 in turn; FILE.want patterns of the SDUs with them
oracle_payloads() {
	local i at size udp digits hex from4 from6 zeros=000000000000000000000000
	oracle_digits 1600
	hex=$(sed 's/./3&/g' <<< "$digits")
	printf -v from4 %02x "${pc5_ip[$1]##*.}"
	printf -v from6 %04x "0x${pc5_ip6[$1]##*:}"
	for ((i = 0; i < oracle_sdus; i++)); do
		# Some so short that their frames are padded, and all remainders.
		size=$((i < 12 ? i + 1 : 13 + RANDOM % 900))
		at=$((RANDOM % 600))
		echo "${digits:at:size}" >&3
		printf -v udp '????0009%04x????' $((size + 8))
		if [ $((i % 2)) = 0 ]; then
			printf '4500%04x????40004011????0a0500%s0a05004d%s%s\n' \
				$((size + 28)) "$from4" "$udp" "${hex:at * 2:size * 2}" >&4
		else
			printf '60??????%04x1140fd05%s%sfd05%s0077%s%s\n' \
				$((size + 8)) "$zeros" "$from6" "$zeros" "$udp" "${hex:at * 2:size * 2}" >&4
		fi
	done 3> "$2" 4> "$2.want"
}

# oracle_send NS FILE: the SDUs, to an address that is on the link but nobody's,
# so that nothing is answered
# shellcheck disable=SC2016
oracle_send() {
	pc5_on "$1" bash -c '
		exec 3> /dev/udp/10.5.0.77/9 4> /dev/udp/fd05::77/9
		while read -r four && read -r six; do
			printf %s "$four" >&3 && printf %s "$six" >&4 || exit
		done' < "$2"
}

# oracle_captured FILE: have all frames of both been?
oracle_captured() { [ "$(frames count "$1")" = $((2 * oracle_sdus)) ]; }

# oracle_record NAME ENC INT SN LCID HFN: the link with these from now on, and what
# goes over it: NAME.ua and NAME.ub (.want) hold the SDUs, NAME.pcap the frames,
# and NAME.keys a line: ID ENC INT SN LCID, the first COUNT, NRPEK and NRPIK. All
# are in $pc5_dir. The wrap ends the HFN.
oracle_id=0x0100 oracle_lcid=4 oracle_sn=18 oracle_total=0
oracle_record() {
	local name=$pc5_dir/$1 sn=$4 lcid=$5 ns first session
	# shellcheck disable=SC2034 # for pc5_key_add
	pc5_enc=$2 pc5_int=$3
	first=$((($6 + 1 << sn) - oracle_before))
	oracle_id=$((oracle_id + 0x0101))
	pc5_keyfile
	for ns in ua ub; do
		if [ $oracle_total = 0 ]; then
			pc5_ue $ns eth &&
				pc5_link $ns eth integrity preferred ciphering preferred grace 0 &&
				pc5_up $ns ip || return
		fi
		if [ "$lcid $sn" != "$oracle_lcid $oracle_sn" ]; then
			pc5ctl -n $ns bearer del pc5l0 lcid "$oracle_lcid" &&
				pc5ctl -n $ns bearer add pc5l0 lcid "$lcid" sn "$sn" || return
		fi
		pc5_key_add $ns $oracle_id "$pc5_key" count "$first" activate || return
		oracle_payloads $ns "$name.$ns"
	done
	oracle_lcid=$lcid oracle_sn=$sn oracle_total=$((oracle_total + oracle_sdus))
	read -r _ session < "$pc5_key"
	echo "$oracle_id $2 $3 $sn $lcid $first $(oracle_derive "$session" 00 "$2")" \
		"$(oracle_derive "$session" 01 "$3")" > "$name.keys"
	pc5_capture ub eth0 "$name.pcap" "ether proto 0x88b5" &&
		oracle_send ua "$name.ua" && oracle_send ub "$name.ub" &&
		wait_for 30 oracle_captured "$name.pcap" || return
	pc5_capture_end
	# That the peers agree is no proof, but must be.
	for ns in ua ub; do
		wait_for 30 oracle_received $ns || {
			echo "$ns received: $(pc5_counter $ns pc5l0 rx-packets); $(pc5_drops $ns pc5l0)"
			return 1
		}
	done
}
oracle_received() { [ "$(pc5_counter "$1" pc5l0 rx-packets)" = $oracle_total ]; }

# oracle_judge NAME FILE: add up what a program made of the frames of NAME: FILE has
# a line for each: VIEW DIRECTION VERDICT SDU. VERDICT is what it found the MAC-I
# to be; whether the SDU is the one that was sent is found here.
declare -A oracle_found
oracle_judge() {
	local view direction verdict sdu right i
	local -a want0 want1
	local -A n=()
	mapfile -t want0 < "$pc5_dir/$1.ua.want"
	mapfile -t want1 < "$pc5_dir/$1.ub.want"
	oracle_found=()
	while read -r view direction verdict sdu; do
		i=${n[$view$direction]:-0}
		n[$view$direction]=$((i + 1))
		if [ "$direction" = 0 ]; then
			right=${want0[i]-none}
		else
			right=${want1[i]-none}
		fi
		# shellcheck disable=SC2053 # a pattern
		if [[ $sdu == $right ]]; then right=sent; else right=other; fi
		for i in "$verdict" "$right" "$verdict$right"; do
			i=$view$direction$i
			oracle_found[$i]=$((${oracle_found[$i]:-0} + 1))
		done
	done < "$2"
}

# oracle_is NAME VIEW WHAT: a verdict, sent or other, or both as one word: so are
# all frames of a view, both ways
oracle_is() {
	ktap_is "$1" "$oracle_sdus and $oracle_sdus are $3" \
		"${oracle_found[${2}0$3]:-0} and ${oracle_found[${2}1$3]:-0} are $3"
}
