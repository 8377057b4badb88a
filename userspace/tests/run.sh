#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Run test programs and sum up what they say in TAP. A program that dies counts
# as one failed test. The last line is "N passed, N failed, N skipped".

passed=0
failed=0
skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

for prog in "$@"; do
	echo "# ${prog##*/}"
	CMOCKA_MESSAGE_OUTPUT=TAP "$prog" >"$log" 2>&1
	status=$?
	cat "$log"
	skip=$(grep -ci '^ok .*# skip' "$log")
	pass=$(grep -c '^ok ' "$log")
	fail=$(grep -c '^not ok ' "$log")
	if [ "$status" -ne 0 ] && [ "$fail" -eq 0 ]; then
		echo "not ok - ${prog##*/} ended with status $status"
		fail=1
	fi
	passed=$((passed + pass - skip))
	failed=$((failed + fail))
	skipped=$((skipped + skip))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
