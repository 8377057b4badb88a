# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests of what happens under load: datagrams go both ways, whatever becomes of
# them. Sourced after ktap.sh and pc5.sh:
#
#	full -u udp6
#	pc5ctl -n ua link del pc5l0
#	clean
#	unload

# shellcheck disable=SC2154 # from pc5.sh

# flood NS SIZE SEGMENTS: datagrams to the peer, as fast as they go, whatever becomes of them
declare -A flood=()
flood() {
	# shellcheck disable=SC2016
	inns "$1" nice -n 19 bash -c '
		while :; do seqgen send -s "$2" -g "$3" "$1" || sleep 0.02; done' \
		flood "${pc5_ip[${pc5_peer[$1]}]}" "$2" "$3" > /dev/null 2>&1 &
	flood[$1]=$!
	disown
}
# received NS: packets of pc5l0, into $received; without a process, as it is asked
# often
received() {
	local name octets packets rest
	received=0
	# shellcheck disable=SC2034 # octets and rest are skipped
	while read -r name octets packets rest; do
		[ "$name" != pc5l0: ] || received=$packets
	done < "/proc/${flood[$1]}/net/dev"
}
more_than() {
	received ua
	[ "$received" -gt $(($1 + 30)) ] || return
	received ub
	[ "$received" -gt $(($2 + 30)) ]
}
# flows: packets arrive on both sides, from now on
flows() {
	local ua
	received ua
	ua=$received
	received ub
	wait_for 30 more_than "$ua" "$received" || { echo "no traffic"; return 1; }
}
quiet() {
	local ns pids
	for ns in ua ub; do
		pids=$(ip netns pids $ns)
		# shellcheck disable=SC2086 # one word each
		[ -z "$pids" ] || kill -KILL $pids
	done
}

# full OPTION...: a pair with packets going both ways, whatever was left before
full() {
	clean && pc5_pair "$@" || return
	flood ua 300 1
	flood ub 1000 8
	flows
}

# clean: two namespaces with a cable, and nothing on it
clean() {
	local ns
	[ -d /sys/module/pc5 ] || modprobe pc5 || return
	if ip -n ua link show eth0 && ip -n ub link show eth0; then
		quiet
		for ns in ua ub; do
			[ "$(pc5ctl -n $ns -j ue)" = '[]' ] || pc5ctl -n $ns ue del ue0 || return
		done
		return
	fi > /dev/null 2>&1
	for ns in ua ub; do
		[ ! -e /run/netns/$ns ] || pc5_ns_del $ns 2> /dev/null || return
	done
	pc5_ns_pair
}

# asynchronous: go on with a driver that finishes later, as hardware does;
# synchronous: remove it, when no context uses it any more
asynchronous() {
	local driver ns
	driver=$(pc5ctl -n ua -j key | jq -r '.[0].driver')
	cryptoalg add aead "cryptd($driver)" || return
	cryptd="cryptd($driver)"
	for ns in ua ub; do
		pc5_key_add $ns 0x0102 "$pc5_key" activate || return
	done
	flows && pc5ctl -n ua -j key | jq -e 'any(.[]; .driver | startswith("cryptd"))'
}
synchronous() { cryptoalg del aead "$cryptd"; }

# unload: at once, whatever devices there are; and load again. pc5-crypto goes only
# if no context kept its algorithms.
unload() {
	local users
	read -r users < /sys/module/pc5/refcnt
	[ "$users" = 0 ] || { echo "pc5 has $users users"; return 1; }
	rmmod pc5 && rmmod pc5-crypto && modprobe pc5
}
