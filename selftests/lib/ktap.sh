# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For the shell tests: results in KTAP, waiting without guessing how long, and
# UEs in network namespaces. A test sources it first:
#
#	#!/bin/bash
#	. "$(dirname "$0")/lib/ktap.sh"
#	ktap_header
#	ktap_need iperf3 pc5ctl
#	pc5_ns_pair
#	ktap_plan 2
#	ktap_test "ua reaches ub" ip netns exec ua ping -c 1 -W 2 192.0.2.2
#	if wait_for 5 grep -q up "$file"; then ktap_pass "up"; else ktap_fail "up"; fi
#	ktap_finish

ktap_count=0 ktap_planned='' ktap_failed=0 ktap_skipped=0

# ktap_header: the first line; and the seed, which repeats a random test when it
# is given in PC5_SEED. $RANDOM follows it.
ktap_header() {
	echo "KTAP version 1"
	: "${PC5_SEED:=$(od -An -tu4 -N 4 /dev/urandom | tr -d ' ')}"
	export PC5_SEED
	RANDOM=$((PC5_SEED % 32768))
	ktap_print "seed $PC5_SEED"
}

# ktap_plan N: as many results follow
ktap_plan() {
	ktap_planned=$1
	echo "1..$1"
}

ktap_print() { echo "# $*"; }

ktap_pass() {
	ktap_count=$((ktap_count + 1))
	echo "ok $ktap_count $*"
}

ktap_fail() {
	ktap_count=$((ktap_count + 1))
	ktap_failed=$((ktap_failed + 1))
	echo "not ok $ktap_count $*"
}

# ktap_skip NAME [WHY]
ktap_skip() {
	ktap_count=$((ktap_count + 1))
	ktap_skipped=$((ktap_skipped + 1))
	echo "ok $ktap_count $1 # SKIP ${2-}"
}

# ktap_test NAME COMMAND...: passes if COMMAND succeeds; its output is shown if not
ktap_test() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then
		ktap_pass "$name"
	else
		ktap_print "failed with $?: $*"
		[ -z "$output" ] || printf '%s\n' "$output" | sed 's/^/# /'
		ktap_fail "$name"
	fi
}

# ktap_is NAME WANTED GOT
ktap_is() {
	if [ "$2" = "$3" ]; then
		ktap_pass "$1"
	else
		ktap_print "wanted: $2"
		ktap_print "got:    $3"
		ktap_fail "$1"
	fi
}

# ktap_skip_all WHY: the whole test cannot run here
ktap_skip_all() {
	[ -n "$ktap_planned" ] || echo "1..0 # SKIP $*"
	exit 4
}

# ktap_need TOOL...: skip the whole test if one is missing
ktap_need() {
	local tool
	for tool; do
		command -v "$tool" > /dev/null || ktap_skip_all "no $tool here"
	done
}

# ktap_finish: the last line of a test; its exit status says how it went
ktap_finish() {
	[ -n "$ktap_planned" ] || echo "1..$ktap_count"
	if [ -n "$ktap_planned" ] && [ "$ktap_planned" != "$ktap_count" ]; then
		ktap_print "planned $ktap_planned results, gave $ktap_count"
		exit 1
	fi
	[ "$ktap_failed" = 0 ] || exit 1
	[ "$ktap_skipped" != "$ktap_count" ] || exit 4
	exit 0
}

# Something to read that never comes: waits without starting a program.
exec {ktap_never}<> <(:)

# wait_for SECONDS COMMAND...: until COMMAND succeeds; fails when the time is up
wait_for() {
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@" > /dev/null 2>&1; do
		[ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
		read -rt 0.02 -u "$ktap_never" || true
	done
}

# at_exit COMMAND...: run it, in reverse order, however the test ends
at_exit_commands=()
at_exit() {
	at_exit_commands=("$(printf '%q ' "$@")" "${at_exit_commands[@]}")
}
at_exit_run() {
	local command
	for command in "${at_exit_commands[@]}"; do
		eval "$command" > /dev/null 2>&1 || true
	done
}
trap at_exit_run EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# pc5_ns NAME...: network namespaces with lo up, gone when the test ends, with
# every process still in them
pc5_ns() {
	local ns
	for ns; do
		ip netns add "$ns" || return
		at_exit pc5_ns_del "$ns"
		ip -n "$ns" link set lo up
	done
}
pc5_ns_del() {
	# shellcheck disable=SC2046
	kill -KILL $(ip netns pids "$1")
	ip netns del "$1"
}

# pc5_eth NS N: set up eth0 of NS: address 192.0.2.N, 2001:db8::N. No address of
# its own making, so that nothing is on the link but what the test sends.
pc5_eth() {
	ip -n "$1" link set eth0 addrgenmode none
	ip -n "$1" link set eth0 address "02:00:00:00:00:$(printf %02x "$2")"
	ip -n "$1" addr add "192.0.2.$2/24" dev eth0
	ip -n "$1" addr add "2001:db8::$2/64" dev eth0 nodad
	ip -n "$1" link set eth0 up
}

# pc5_ns_pair: two UEs, the namespaces ua and ub, whose eth0 are the two ends of
# one cable: .1 and .2
pc5_ns_pair() {
	pc5_ns ua ub || return
	ip link add eth0 netns ua type veth peer name eth0 netns ub
	pc5_eth ua 1
	pc5_eth ub 2
}

# pc5_ns_air NAME...: UEs on one medium that everybody hears: the eth0 of each is
# a port of the bridge air0 in the namespace air (.1, .2, ... in this order).
# "pc5_ns_air ua ub eve" has an eavesdropper. netem on a UE's path: the device
# NAME in the namespace air is the other end of its cable.
pc5_ns_air() {
	local ns n=0
	pc5_ns air "$@" || return
	ip -n air link add air0 type bridge mcast_snooping 0
	ip -n air link set air0 addrgenmode none up
	for ns; do
		n=$((n + 1))
		ip link add eth0 netns "$ns" type veth peer name "$ns" netns air
		ip -n air link set "$ns" addrgenmode none
		ip -n air link set "$ns" master air0 up
		pc5_eth "$ns" "$n"
	done
}
