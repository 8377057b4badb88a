#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: debian
# timeout: 900
#
# Crypto drivers that finish later, as hardware engines do. cryptd puts any
# driver to work asynchronously, and as the instance has the higher priority,
# keys installed from then on use it.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

driver_of() {
	pc5ctl -n "$1" -j key show pc5l0 id "$2" | jq -r '.[0].driver'
}
uses_cryptd() {
	echo "ua: $(driver_of ua "$1"), ub: $(driver_of ub "$1")"
	[[ $(driver_of ua "$1") == cryptd* ]] && [[ $(driver_of ub "$1") == cryptd* ]]
}

# instance ID: make the one for the algorithms of this context, to be removed when
# no key uses it
instance() {
	local driver
	driver=$(driver_of ua "$1")
	cryptoalg add aead "cryptd($driver)" || return
	instances+=("cryptd($driver)")
}
gone() {
	cryptoalg del aead "$1"
}
all_gone() {
	local name
	for name in "${instances[@]}"; do
		# What a context used goes a little after it.
		wait_for 10 gone "$name"
	done
}

# What finishes at once overtakes what cryptd's thread has still to do. How long
# that takes is the machine's business: in order it has to be, and complete.
patient="t-reordering 5000"

# traffic N [SIZE [COMMAND]]: N datagrams each way, no faster than cryptd can
# queue; or, with N 0, as many as it takes until COMMAND has ended. Meanwhile keys
# may change: what is under the old and the new is in no order.
traffic() {
	local ns status=0 result='\(.received) \(.distinct) \(.corrupt) \(.reordered)' end=' 0'
	local -A send recv
	for ns in ua ub; do
		pc5_recv $ns "$pc5_dir/recv-$ns" || return
		recv[$ns]=$pc5_pid
	done
	for ns in ua ub; do
		pc5_background "$pc5_dir/send-$ns" inns "$ns" \
			seqgen send -c "$1" -s "${2-200}" -r 2000 "${pc5_ip[${pc5_peer[$ns]}]}"
		send[$ns]=$pc5_pid
	done
	if [ -n "${3-}" ]; then
		result='\(.received) \(.distinct) \(.corrupt)' end=
		"$3" || status=$?
		kill -TERM "${send[@]}"
	fi
	wait "${send[@]}"
	wait_for 10 done_all || echo "not all is done"
	for ns in ua ub; do
		pc5_recv_end "${recv[$ns]}" "$pc5_dir/recv-$ns"
		sent=$(pc5_result "$pc5_dir/send-${pc5_peer[$ns]}" sent)
		[ "$(tail -n 1 "$pc5_dir/recv-$ns" | jq -r "\"$result\"")" = \
			"$sent $sent 0$end" ] || status=1
	done
	echo "drops: $(pc5_drops ua pc5l0) / $(pc5_drops ub pc5l0)"
	[ -z "$(pc5_drops ua pc5l0)$(pc5_drops ub pc5l0)" ] && return $status
}
# Each end received what the other sent.
done_all() {
	local a b
	a=$(pc5ctl -n ua -j stats pc5l0 | jq -r '.[0].counters | "\(.rx_packets) \(.tx_packets)"')
	b=$(pc5ctl -n ub -j stats pc5l0 | jq -r '.[0].counters | "\(.tx_packets) \(.rx_packets)"')
	[ "$a" = "$b" ]
}
counted() {
	local ns
	for ns in ua ub; do
		pc5_stats $ns pc5l0
		echo "$ns: ${pc5_stat[crypto-async]} finished later of ${pc5_stat[rx-packets]} + ${pc5_stat[tx-packets]}"
		# Now and then one finishes at once.
		[ "${pc5_stat[crypto-async]}" -gt $(((pc5_stat[rx-packets] + pc5_stat[tx-packets]) / 2)) ] || return
	done
}

# A forged frame is refused by the asynchronous path, too.
forged() {
	local before
	before=$(pc5_drop ub pc5l0 rx-integrity)
	pc5_keyfile
	# Another key of the same ID: all that ua sends is forged to ub.
	pc5ctl -n ua key del pc5l0 id "$1" && pc5_key_add ua "$1" "$pc5_key" count 10000 || return
	pc5_on ua seqgen send -c 20 "${pc5_ip[ub]}" || return
	wait_for 10 refused_all $((before + 20))
}
refused_all() { [ "$(pc5_drop ub pc5l0 rx-integrity)" = "$1" ]; }

# Key changes while requests are under way
rekeys() {
	local n id
	for ((n = 0; n < 10; n++)); do
		id=$(printf 0x%04x $((0x300 + n)))
		pc5_keyfile
		wait_for 20 pc5_key_add ub "$id" "$pc5_key" || return
		wait_for 20 pc5_key_add ua "$id" "$pc5_key" activate || return
	done
}
rekeyed_traffic() {
	traffic 0 200 rekeys && uses_cryptd 0x0309
}

# Keys, links and UEs go while requests are under way.
vanish() {
	local n
	for n in key link ue; do
		pc5_background "$pc5_dir/send" inns ua \
			seqgen send -r 20000 -s 1000 "${pc5_ip[ub]}"
		wait_for 10 sending || return
		case $n in
		key) pc5ctl -n ub key del pc5l0 id 0x0101 && pc5ctl -n ua key del pc5l0 id 0x0101 ;;
		link) pc5ctl -n ub link del pc5l0 && pc5ctl -n ua link del pc5l0 ;;
		ue) pc5_unpair ;;
		esac || return
		kill "$pc5_pid" 2> /dev/null
		wait "$pc5_pid"
		[ $n = ue ] || pc5_unpair
		[ $n = ue ] || pc5_pair -e nea1 -i nia1 || return
	done
}
sending() { [ "$(pc5_counter ub pc5l0 rx-packets)" -gt 50 ]; }

ktap_header
pc5_need
modprobe -q cryptd
modprobe -q crypto_user
instances=()
at_exit all_gone
ktap_plan 20
# An algorithm whose driver is asynchronous already it does not take.
for pair in "nea1 nia1" "nea3 nia3" "nea1 nia0"; do
	read -r enc int <<< "$pair"
	pc5_pair -e "$enc" -i "$int" -l "integrity preferred" -b "$patient"
	pc5_test "$pair: cryptd takes the driver" instance 0x0101
	pc5_unpair
	pc5_pair -e "$enc" -i "$int" -l "integrity preferred" -b "$patient"
	pc5_test "$pair: new keys use it" uses_cryptd 0x0101
	pc5_test "$pair: traffic both ways" traffic 500
	pc5_test "$pair: requests were finished later" counted
	[ "$int" = nia0 ] ||
		pc5_test "$pair: what is forged is refused" forged 0x0101
	pc5_unpair
done
pc5_pair -e nea1 -i nia1 -b "sn 12 $patient"
pc5_test "12-bit SN, 1400 octets" traffic 3000 1400
pc5_unpair
pc5_pair -u udp6 -e nea1 -i nia1 -b "$patient"
pc5_test "over UDP" traffic 500
pc5_test "key changes meanwhile" rekeyed_traffic
pc5_unpair
pc5_pair -e nea1 -i nia1
pc5_test "keys, links and UEs go while requests are under way" vanish
left=$(pc5ctl -n ua ue; pc5ctl -n ub ue)
ktap_is "all are gone" "" "$left"
for instance in "${instances[@]}"; do
	wait_for 20 gone "$instance" || ktap_print "$instance is still there"
done
ktap_is "nothing holds the instances any more" 0 "$(grep -c '^driver *: cryptd(pdcp' /proc/crypto)"
ktap_finish
