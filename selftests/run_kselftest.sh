#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Run the kernel tests, on the kernel it is started on (selftests/vm/run starts
# it on others), and report in KTAP.

set -u

usage() {
	cat << EOF
usage: run_kselftest.sh [-l] [-t NAME]... [-x PATTERN,...] [-q KERNEL] [-s SECONDS]

  -l          list the tests
  -t NAME     run this one only (as listed; may be repeated)
  -x PATTERN  run none of these (shell patterns, separated by commas)
  -q KERNEL   run none with a line "# check: OTHER-KERNEL": long ones, that
              "make check" runs on one kernel only
  -s SECONDS  time limit of one test (default 900; a test's line
              "# timeout: SECONDS" goes before it)

A test with a line "# needs: PATH" is one only of kernels that have this file.

Tests are the scripts beside this file, the programs built from the C files
there and the KUnit modules, where the kernel has KUnit. Each fails, too, if the
kernel reports a mistake meanwhile, and at the end the modules must unload and
leave nothing allocated (kernels with kmemleak).
EOF
}

here=$(dirname "$(readlink -f "$0")")
built=$(readlink -m "$here/../build/selftests")
updates=/lib/modules/$(uname -r)/updates
# To start a program costs most where it has libraries to load, and the kernels in
# VMs are slow. Busybox has none, and these of its applets do all that is asked.
if [ -d /run/pc5 ] && busybox=$(command -v busybox); then
	mkdir -p /run/applets
	for applet in basename cat cmp cut dirname grep head ls mkdir mkfifo mktemp od paste rm sed seq sleep sort tail tr uniq wc; do
		ln -sf "$busybox" "/run/applets/$applet"
	done
	PATH=/run/applets:$PATH
fi

only=() skip=() limit=900 list='' quick=''
while getopts lt:x:q:s:h opt; do
	case $opt in
	l) list=yes ;;
	t) only+=("${OPTARG%.sh}") ;;
	q) quick=$OPTARG ;;
	x) IFS=, read -r -a skip <<< "$OPTARG" ;;
	s) limit=$OPTARG ;;
	h) usage; exit ;;
	*) usage >&2; exit 2 ;;
	esac
done

# wanted NAME
wanted() {
	local pattern
	for pattern in "${skip[@]}"; do
		# shellcheck disable=SC2053
		[[ $1 == $pattern ]] && return 1
	done
	[ ${#only[@]} = 0 ] && return
	for pattern in "${only[@]}"; do
		[ "$1" = "$pattern" ] && return
	done
	return 1
}

# header FILE WORD: what a test says of itself
header() {
	sed -n "s/^# $2: \(.*\)\$/\1/p; 20q" "$1" 2>/dev/null | head -n 1
}
# fits FILE: this kernel has what the test needs, and the test is for here
fits() {
	local path kernel
	path=$(header "$1" needs)
	kernel=$(header "$1" check)
	[ -z "$path" ] || [ -e "$path" ] || return
	[ -z "$quick" ] || [ -z "$kernel" ] || [ "$kernel" = "$quick" ]
}

tests=() # NAME=FILE
for file in "$here"/*.sh "$built"/*; do
	name=$(basename "$file" .sh)
	case $name in
	run_kselftest | demo) continue ;;
	esac
	[ -f "$file" ] && [ -x "$file" ] && wanted "$name" && fits "$file" && tests+=("$name=$file")
done
if modinfo -F name kunit > /dev/null 2>&1; then
	for file in "$updates"/*_test.ko; do
		name=kunit-$(basename "$file" .ko)
		[ -e "$file" ] && wanted "$name" && tests+=("$name=$file")
	done
fi
if [ -n "$list" ]; then
	printf '%s\n' "${tests[@]%%=*}"
	exit
fi
if [ ${#tests[@]} = 0 ]; then
	echo "run_kselftest.sh: no such test" >&2
	exit 2
fi

# An emulated processor with an instrumented kernel is slow.
[ ! -e /sys/kernel/debug/kmemleak ] || grep -q 'User Mode Linux' /proc/cpuinfo || limit=$((limit * 4))

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PC5_SEED="${PC5_SEED:-$(od -An -tu4 -N 4 /dev/urandom | tr -d ' ')}"

# What the kernel said after a mark.
mark() { echo "kselftest: $1" > /dev/kmsg; }
since() { dmesg | sed -n "/kselftest: $1\$/,\$p" | tail -n +2; }

# A KUnit module tests while it is loaded and reports to the kernel's log.
run_kunit() {
	local module
	module=$(basename "$1" .ko)
	modprobe -q kunit
	mark "load $module"
	modprobe "$module" || return
	since "load $module" | sed -E 's/^(<[0-9]+>)?\[ *[0-9]+\.[0-9]+\] //' |
		grep -E '^ *(ok|not ok|1\.\.|#|KTAP|TAP)' | sed 's/^    KTAP version 1$//'
	modprobe -r "$module"
}

# Counts the results in a KTAP document: "PASSED FAILED SKIPPED", one line. Of a
# test with subtests only these count. A plan that was not kept is a failure.
count='
/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0 }
/^ *(ok|not ok) / {
	match($0, /^ */)
	depth = RLENGTH
	if (depth == 0)
		given++
	parent = last > depth
	bad = 0
	for (d in failed)
		if (d + 0 > depth) {
			bad = 1
			delete failed[d]
		}
	if ($1 == "not" && $0 !~ /# *TODO/) {
		failed[depth] = 1
		if (!bad)
			fail++
	} else if (!parent) {
		if ($0 ~ /# *SKIP/)
			skip++
		else
			pass++
	}
	last = depth
}
END {
	if (plan != "" && plan != given && !(plan == 0 && !given))
		fail++
	print pass + 0, fail + 0, skip + 0
}'

passed=0 failed=0 skipped=0 n=0
# result STATUS NAME [COMMENT]
result() {
	n=$((n + 1))
	echo "$1 $n $2${3:+ # $3}"
}

echo "KTAP version 1"
echo "# $(uname -sr), seed $PC5_SEED"
echo "1..$((${#tests[@]} + 1))"
[ ! -w /sys/kernel/debug/kmemleak ] || echo clear > /sys/kernel/debug/kmemleak

for test in "${tests[@]}"; do
	name=${test%%=*} file=${test#*=}
	seconds=$(header "$file" timeout)
	seconds=${seconds:-$limit}
	echo "# $name"
	mark "start $name"
	begin=$SECONDS
	case $file in
	*.ko) run_kunit "$file" ;;
	*) cd "$here" && timeout -k 5 "$seconds" "$file" ;;
	esac 2>&1 < /dev/null | tee "$work/output" | command -p sed -u 's/^/    /'
	status=${PIPESTATUS[0]}
	read -r p f s <<< "$(awk "$count" "$work/output")"
	comment=
	case $status in
	0) ;;
	4) [ $((p + f + s)) != 0 ] || s=1 comment="SKIP $(sed -n 's/.*# SKIP *//p' "$work/output" | head -n 1)" ;;
	124 | 137) f=$((f ? f : 1)) comment="TIMEOUT $seconds s" ;;
	*) [ "$f" != 0 ] || f=1 comment="exit=$status" ;;
	esac
	# A program that says nothing says it all by its exit status.
	[ $((p + f + s)) != 0 ] || p=1
	since "start $name" | "$here/lib/kernel-reports" > "$work/reports" || {
		sed 's/^/    # /' "$work/reports"
		f=$((f + 1)) comment="kernel report"
	}
	echo "    # $((SECONDS - begin)) s, $p passed, $f failed, $s skipped"
	if [ "$f" = 0 ]; then result ok "$name" "$comment"; else result "not ok" "$name" "$comment"; fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

# Everything the tests made is gone by now, so the modules must unload; and then
# nothing refers any more to what they forgot to free.
leftover() {
	local module output loaded=()

	for module in pc5 pc5_crypto; do
		[ -d "/sys/module/$module" ] || continue
		loaded=("$module" "${loaded[@]}")
		output=$(modprobe -r "$module" 2>&1) || { echo "    # $output"; return 1; }
	done
	if [ -w /sys/kernel/debug/kmemleak ]; then
		# It reports what it has not seen referred to and is five seconds old.
		echo scan > /sys/kernel/debug/kmemleak
		sleep 6
		echo scan > /sys/kernel/debug/kmemleak
		cat /sys/kernel/debug/kmemleak > "$work/leaks"
		sed 's/^/    # /' "$work/leaks"
	fi
	[ ${#loaded[@]} = 0 ] || modprobe -a "${loaded[@]}" || return
	[ ! -s "$work/leaks" ]
}

mark "start end"
: > "$work/reports"
if leftover && since "start end" | "$here/lib/kernel-reports" > "$work/reports"; then
	passed=$((passed + 1))
	result ok "modules unload and leave nothing behind"
else
	sed 's/^/    # /' "$work/reports"
	failed=$((failed + 1))
	result "not ok" "modules unload and leave nothing behind"
fi

echo "# Totals: pass:$passed fail:$failed xfail:0 xpass:0 skip:$skipped error:0"
[ "$failed" = 0 ]
