#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# needs: /sys/kernel/debug/failslab
# timeout: 900
#
# Memory is short: each allocation of each request fails once, then allocations fail
# at random while packets go both ways. Nothing is begun and not finished, nothing
# is forgotten, and all works afterwards.
#
# PC5_FAILURES: how many fail under load (2000)

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/load.sh"

failslab=/sys/kernel/debug/failslab
failures=${PC5_FAILURES:-2000}

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
	tail -n 1 "$pc5_dir/failnth" | grep -q 'ok .* everything works'
}

# shortage: from now on one in ten fails, with or without waiting, in whatever
# context, until so many did. No process can be relied on meanwhile, so this shell
# does it alone.
shortage() {
	local left=$failures rest
	exec 3<> "$pc5_dir/fifo"
	fail interval 1
	fail space 0
	fail times "$failures"
	fail probability 10
	until [ "$left" = 0 ] || [ $((SECONDS - begin)) -gt 120 ]; do
		# shellcheck disable=SC2034 # nothing comes
		read -r -t 0.1 rest <&3
		read -r left < "$failslab/times"
	done 2> /dev/null
	until echo 0 > "$failslab/probability"; do :; done 2> /dev/null
	exec 3>&-
	echo "$left of $failures are left"
	[ "$left" = 0 ]
}
dropped() {
	local ns
	for ns in ua ub; do
		ktap_print "$ns dropped: $(pc5_drops $ns pc5l0)"
	done
}

shopt -s extglob
ktap_header
[ -d $failslab ] || ktap_skip_all "no $failslab (CONFIG_FAILSLAB)"
pc5_need seqgen failnth
mkfifo "$pc5_dir/fifo"
for name in probability verbose; do
	at_exit fail $name 0
done
fail verbose 0
fail task-filter N
fail ignore-gfp-wait N
fail cache-filter N
pc5_test "all was tried" each_request
for options in "" "-u udp4 -e nea1 -i nia3" "-d ethernet -e nea3 -i nia1"; do
	# shellcheck disable=SC2086 # words are to be split
	pc5_test "packets go both ways${options:+ ($options)}" full $options
	begin=$SECONDS
	pc5_test "memory runs short" shortage
	pc5_test "packets go on" flows
	dropped
	pc5_test "all of it goes" clean
done
pc5_test "the modules unload" unload
ktap_finish
