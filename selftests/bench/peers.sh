#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What protecting packets costs: pc5 beside WireGuard, MACsec and IPsec, in one
# machine, over the same pair of veth devices, with iperf3. All take turns, so
# that a machine whose speed drifts does so for all. Only ratios of one run mean
# anything, and under emulation (QEMU's TCG) not even those say much of hardware:
# there the instructions per packet do ("selftests/vm/run -i", option -c).

. "$(dirname "$0")/../lib/ktap.sh"
. "$(dirname "$0")/../lib/pc5.sh"

usage() {
	cat << EOF
usage: peers.sh [-c] [-r ROUNDS] [-s SECONDS] [-n PACKETS] [-p NAME,...] [-j FILE]

  -c          fixed number of packets: nanoseconds for each, which are
              instructions under "selftests/vm/run -i"
  -r ROUNDS   windows of each, of which the median counts (5)
  -s SECONDS  length of a window (2)
  -n PACKETS  packets in a window, with -c (2000)
  -p NAME,... only these:
              ${all[*]}
  -j FILE     every window as a line of JSON
EOF
}

all=(plain pc5-none pc5-nia2 pc5-nea2-nia2 pc5-nea1-nia1 pc5-nea3-nia3
	macsec-gcm wireguard esp-gcm esp-ctr-cmac esp-ctr-hmac-sha256)
names=("${all[@]}") rounds=5 seconds=2 packets=2000 fixed='' json=/dev/null
while getopts cr:s:n:p:j:h opt; do
	case $opt in
	c) fixed=yes ;;
	r) rounds=$OPTARG ;;
	s) seconds=$OPTARG ;;
	n) packets=$OPTARG ;;
	p) IFS=, read -r -a names <<< "$OPTARG" ;;
	j) json=$OPTARG ;;
	h) usage; exit ;;
	*) usage >&2; exit 2 ;;
	esac
done

: "${PC5_SEED:=1}"
export PC5_SEED
pc5_need ip iperf3 wg

key16=0x0102030405060708090a0b0c0d0e0f10
key20=${key16}11121314
key32=${key16}1112131415161718191a1b1c1d1e1f20

# Each of these makes a tunnel between ua and ub and leaves the address of ub's
# end in $peer.

setup_plain() { peer=192.0.2.2; }

setup_pc5() { # ENC INT [WORDS FOR THE LINK]
	pc5_pair -e "$1" -i "$2" -l "${3-}" -b "sn 18" || return
	peer=${pc5_ip[ub]}
}
setup_pc5-none() { setup_pc5 none nia0 "integrity not-needed ciphering not-needed"; }
setup_pc5-nia2() { setup_pc5 nea0 nia2 "ciphering not-needed"; }
setup_pc5-nea1-nia1() { setup_pc5 nea1 nia1; }
setup_pc5-nea2-nia2() { setup_pc5 nea2 nia2; }
setup_pc5-nea3-nia3() { setup_pc5 nea3 nia3; }

setup_macsec-gcm() {
	local ns other key=([1]=11111111111111111111111111111111 [2]=22222222222222222222222222222222) n=1
	for ns in ua ub; do
		other=02:00:00:00:00:0$((3 - n))
		ip -n $ns link add link eth0 tun type macsec encrypt on &&
			ip -n $ns macsec add tun tx sa 0 pn 1 on key 01 "${key[n]}" &&
			ip -n $ns macsec add tun rx port 1 address $other &&
			ip -n $ns macsec add tun rx port 1 address $other sa 0 pn 1 on key 01 "${key[3 - n]}" &&
			ip -n $ns addr add 10.6.0.$n/24 dev tun &&
			ip -n $ns link set tun up || return
		n=2
	done
	peer=10.6.0.2
}

setup_wireguard() {
	local ns n=1
	for ns in ua ub; do
		(umask 077 && wg genkey > "$pc5_dir/$ns.wg")
	done
	for ns in ua ub; do
		ip -n $ns link add tun type wireguard &&
			pc5_on $ns wg set tun listen-port 5000 private-key "$pc5_dir/$ns.wg" \
				peer "$(wg pubkey < "$pc5_dir/${pc5_peer[$ns]}.wg")" allowed-ips 10.6.0.0/24 \
				endpoint 192.0.2.$((3 - n)):5000 &&
			ip -n $ns addr add 10.6.0.$n/24 dev tun &&
			ip -n $ns link set tun up || return
		n=2
	done
	peer=10.6.0.2
}

setup_esp() { # ALGORITHMS...
	local ns a=192.0.2.1 b=192.0.2.2 out back
	for ns in ua ub; do
		ip -n $ns xfrm state add src $a dst $b proto esp spi 0x1001 reqid 1 mode transport replay-window 64 "$@" &&
			ip -n $ns xfrm state add src $b dst $a proto esp spi 0x1002 reqid 1 mode transport replay-window 64 "$@" ||
			return
		[ $ns = ua ] && out=out back=in || out=in back=out
		ip -n $ns xfrm policy add src $a dst $b dir $out tmpl src $a dst $b proto esp reqid 1 mode transport
		ip -n $ns xfrm policy add src $b dst $a dir $back tmpl src $b dst $a proto esp reqid 1 mode transport
	done
	peer=$b
}
setup_esp-gcm() { setup_esp aead 'rfc4106(gcm(aes))' $key20 128; }
setup_esp-ctr-cmac() { setup_esp auth-trunc 'cmac(aes)' $key16 96 enc 'rfc3686(ctr(aes))' $key20; }
setup_esp-ctr-hmac-sha256() { setup_esp auth-trunc 'hmac(sha256)' $key32 128 enc 'rfc3686(ctr(aes))' $key20; }

# sizes of the UDP payload; a datagram of the larger fits every tunnel
big=1372 small=64

# client WORDS...: what iperf3 reports
client() {
	timeout 120 inns ua iperf3 -c "$peer" -J "$@" > "$pc5_dir/report" &&
		cat "$pc5_dir/report" && return
	echo "iperf3 $*: $? $(jq -r '.error?' "$pc5_dir/report")" >&2
	return 1
}

# Figures of one window: TCP, UDP big, UDP small. Mbit/s and packets a second
# that arrive, or with -c nanoseconds for each packet (for TCP: each $big octets).
windows() {
	local size
	if [ -n "$fixed" ]; then
		client -n $((packets * big)) | jq ".end.sum_received | .seconds * 1e9 * $big / .bytes"
		for size in $big $small; do
			client -u -b 0 -l "$size" -k "$packets" |
				jq '.end.sum | .seconds * 1e9 / (.packets - .lost_packets)'
		done
	else
		client -t "$seconds" | jq '.end.sum_received.bits_per_second / 1e6'
		for size in $big $small; do
			client -u -b 0 -l "$size" -t "$seconds" |
				jq '.end.sum | (.packets - .lost_packets) / .seconds'
		done
	fi
}

# take NAME ROUND: one turn of one peer, in fresh namespaces
take() {
	local figures status=1
	pc5_ns_pair || return
	if "setup_$1" && pc5_on ua ping -q -c 3 -i 0.2 -W 5 "$peer" > /dev/null; then
		pc5_on ub iperf3 -s -D > /dev/null
		wait_for 10 sh -c "inns ub ss -Htln | grep -q :5201"
		# The first use of anything costs more.
		client -u -b 0 -l $big -k 200 > /dev/null && status=0
		if [ $status = 0 ] && [ "$2" -gt 0 ]; then
			read -r -d '' -a figures < <(windows)
			[ ${#figures[@]} = 3 ] || status=1
		fi
		if [ $status = 0 ] && [ "$2" -gt 0 ]; then
			tcp[$1]+="${figures[0]} " udp_big[$1]+="${figures[1]} " udp_small[$1]+="${figures[2]} "
			echo "{\"peer\":\"$1\",\"round\":$2,\"tcp\":${figures[0]},\"udp$big\":${figures[1]},\"udp$small\":${figures[2]}}" >> "$json"
		fi
	fi
	pc5_ns_del ua 2> /dev/null
	pc5_ns_del ub
	at_exit_commands=("rm -rf $pc5_dir")
	return $status
}

median() {
	printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

declare -A tcp udp_big udp_small
# Round 0 loads modules and tells what there is here.
for ((round = 0; round <= rounds; round++)); do
	usable=()
	for name in "${names[@]}"; do
		if take "$name" $round 2> "$pc5_dir/errors" || take "$name" $round 2>> "$pc5_dir/errors"; then
			usable+=("$name")
		else
			echo "peers.sh: round $round: $name failed: $(tr '\n' ' ' < "$pc5_dir/errors")" >&2
		fi
	done
	[ $round != 0 ] || names=("${usable[@]}")
done

if [ -n "$fixed" ]; then
	what='ns or instructions per packet, both ends together; and times plain'
	head=("TCP/$big" "UDP $big" "UDP $small")
else
	what='what arrives; and as a part of plain'
	head=("TCP Mbit/s" "UDP $big pkt/s" "UDP $small pkt/s")
fi
echo "$(uname -r), $(nproc) CPU, medians of $rounds windows: $what"
printf '%-22s %20s %20s %20s\n' "" "${head[@]}"
base=()
for name in "${names[@]}"; do
	[ -n "${tcp[$name]-}" ] || continue
	# shellcheck disable=SC2086 # figures are to be split
	row=("$(median ${tcp[$name]})" "$(median ${udp_big[$name]})" "$(median ${udp_small[$name]})")
	[ ${#base[@]} != 0 ] || base=("${row[@]}")
	awk -v name="$name" -v v="${row[*]}" -v b="${base[*]}" 'BEGIN {
		split(v, x); split(b, y)
		printf "%-22s", name
		for (i = 1; i <= 3; i++)
			printf " %12.0f %7.3f", x[i], x[i] / y[i]
		print ""
	}'
done
echo "drivers: $(awk '/^name/ { n = $3 } /^driver/ { d = $3 } /^refcnt/ && $3 > 1 && n ~ /^(pdcp|n[ei]a|gcm|rfc|ctr|cmac|ecb|aes)/ { printf "%s=%s ", n, d }' /proc/crypto)"
