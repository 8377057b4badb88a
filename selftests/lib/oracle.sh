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
# one a line, of IPv4 and IPv6 in turn; FILE.want patterns
# of the SDU with each
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

# oracle_record NAME ID ENC INT SN LCID HFN: a link with these, and what goes over
# it: NAME.ua and NAME.ub (.want) hold the SDUs, NAME.pcap the frames, and NAME.keys
# a line: ID ENC INT SN LCID, the first COUNT, NRPEK and NRPIK. All are in $pc5_dir.
oracle_record() {
	local name=$pc5_dir/$1 id=$2 sn=$5 lcid=$6 ns first session
	pc5_enc=$3 pc5_int=$4
	first=$((($7 + 1 << sn) - oracle_before))
	pc5_keyfile
	for ns in ua ub; do
		pc5_ue "$ns" eth &&
			pc5_link "$ns" eth integrity preferred ciphering preferred || return
		if [ "$lcid" != 4 ] || [ "$sn" != 18 ]; then
			pc5ctl -n "$ns" bearer del pc5l0 lcid 4 &&
				pc5ctl -n "$ns" bearer add pc5l0 lcid "$lcid" sn "$sn" || return
		fi
		pc5_key_add "$ns" "$id" "$pc5_key" count "$first" &&
			pc5_up "$ns" ip || return
		oracle_payloads "$ns" "$name.$ns"
	done
	session=$(sed -n 's/^knrp-sess //p' "$pc5_key")
	echo "$id $3 $4 $sn $lcid $first $(oracle_derive "$session" 00 "$3")" \
		"$(oracle_derive "$session" 01 "$4")" > "$name.keys"
	pc5_capture ub eth0 "$name.pcap" "ether proto 0x88b5" &&
		oracle_send ua "$name.ua" && oracle_send ub "$name.ub" &&
		wait_for 10 oracle_captured "$name.pcap" || return
	pc5_capture_end
	# All were sent as they should have been only if the peers agree.
	for ns in ua ub; do
		wait_for 10 oracle_received "$ns" || {
			echo "$ns received $(pc5_counter "$ns" pc5l0 rx-packets): $(pc5_drops "$ns" pc5l0)"
			return 1
		}
	done
	pc5_unpair
}
oracle_received() { [ "$(pc5_counter "$1" pc5l0 rx-packets)" = $oracle_sdus ]; }

# oracle_judge WANT: of the SDUs on standard input, hexadecimal, one a line, how
# many match their line of WANT, and how many there are
oracle_judge() {
	local want got n=0 right=0
	while read -r got; do
		read -r want <&3 || want=none
		n=$((n + 1))
		# shellcheck disable=SC2053 # a pattern
		[[ $got != $want ]] || right=$((right + 1))
	done 3< "$1"
	echo "$right of $n"
}

# oracle_flip FILE NEW: a copy with one bit of SDU or MAC-I inverted in one frame of
# each direction; what was done is printed
oracle_flip() {
	local -a frame
	local i which at octet start
	mapfile -t frame < <(frames show "$1")
	cp "$1" "$2"
	for which in $((12 + RANDOM % (oracle_sdus - 12))) \
		$((oracle_sdus + 12 + RANDOM % (oracle_sdus - 12))); do
		start=24
		for ((i = 0; i < which; i++)); do
			start=$((start + 16 + ${#frame[i]} / 2))
		done
		at=$((27 + RANDOM % (${#frame[which]} / 2 - 27)))
		octet=$((0x${frame[which]:at * 2:2} ^ 1 << RANDOM % 8))
		# shellcheck disable=SC2059 # an octet is an escape
		printf "\\x$(printf %02x $octet)" |
			dd of="$2" bs=1 seek=$((start + 16 + at)) conv=notrunc status=none
		echo "frame $which, octet $at made $octet"
	done
}
