#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# needs: /sys/kernel/debug/failslab
# timeout: 900
#
# Memory is short: each allocation of each request fails once, then allocations fail
# at random while packets go both ways. Nothing is begun and not finished, nothing
# is forgotten, and all works afterwards.
#
# PC5_FAILURES: how many fail under load (3000)

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/load.sh"

failslab=/sys/kernel/debug/failslab
failures=${PC5_FAILURES:-3000}

# fail NAME VALUE
fail() { echo "$2" > "$failslab/$1"; }

# each_request: the results of failnth are ours
each_request() {
	local line name
	failnth > "$pc5_dir/failnth" 2>&1
	while read -r line; do
		name=${line#not }
		name=${name#ok +([0-9]) }
		case $line in
		"ok "*) ktap_pass "every allocation of $name" ;;
		"not ok "*) ktap_fail "every allocation of $name" ;;
		"1.."* | KTAP*) ;;
		*) ktap_print "${line#"# "}" ;;
		esac
	done < "$pc5_dir/failnth"
	ktap_is "all was tried" "ok" "$(tail -n 1 "$pc5_dir/failnth" | cut -d ' ' -f 1)"
}

# shortage: from now on one in ten fails, with or without waiting, in whatever
# context, until so many did. No process can be relied on meanwhile, so this shell
# does it alone, and as it cannot wait, it gives way to the load.
shortage() {
	local left=$failures begin=$SECONDS
	renice -n 19 -p $$
	exec 4>&2 2> /dev/null
	fail interval 1
	fail space 0
	fail times "$failures"
	fail probability 10
	until [ "$left" = 0 ] || [ $((SECONDS - begin)) -gt 60 ]; do
		read -r left < "$failslab/times"
	done
	until echo 0 > "$failslab/probability"; do :; done
	exec 2>&4 4>&-
	renice -n 0 -p $$
	echo "$left of $failures are left"
	[ "$left" = 0 ]
}
# felt: SDUs were lost to it
felt() {
	local ns
	for ns in ua ub; do
		echo "$ns dropped: $(pc5_drops $ns pc5l0)"
	done
	# GSO packets are taken apart for the crypto.
	[ "$(pc5_drop ub pc5l0 tx-memory)" -gt 0 ]
}
shopt -s extglob
ktap_header
[ -d $failslab ] || ktap_skip_all "no $failslab (CONFIG_FAILSLAB)"
pc5_need seqgen failnth cryptoalg renice
for name in probability verbose; do
	at_exit fail $name 0
done
fail verbose 0
fail task-filter N
fail ignore-gfp-wait N
fail cache-filter N
[ -n "${PC5_FAILURES_ONLY-}" ] || each_request
while IFS=: read -r how options; do
	# shellcheck disable=SC2086 # words are to be split
	pc5_test "packets go both ways${options:+ ($options)}" full $options
	[ "$how" = synchronous ] || pc5_test "a driver that finishes later takes over" asynchronous
	pc5_test "memory runs short" shortage
	pc5_test "packets go on" flows
	pc5_test "it was felt" felt
	pc5_test "all of it goes" clean
	[ "$how" = synchronous ] || pc5_test "the driver goes" wait_for 10 synchronous
done << END
asynchronous:-e nea1 -i nia1
synchronous:-u udp4 -e nea2 -i nia2
synchronous:-d ethernet -e nea3 -i nia1
END
pc5_test "the modules unload" unload
ktap_finish
