#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 900
#
# Whatever goes away while packets go both ways - a key, a bearer, a link, a UE,
# the device below, a namespace, the module - takes with it what depends on it and
# nothing else; what is left can go in any order; then the modules unload, and
# nothing was forgotten. The same while SDUs wait for a missing one, and in storms
# of creation and deletion by two at once while others dump and listen.
#
# PC5_STORM: iterations of each storm (6)

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/load.sh"

storm=${PC5_STORM:-6}

### What goes, and what is left

# remove WHAT [NS]
remove() {
	local ns=${2:-ua}
	case $1 in
	key) pc5ctl -n "$ns" key del pc5l0 id 0x0101 ;;
	bearer) pc5ctl -n "$ns" bearer del pc5l0 lcid 4 ;;
	link) pc5ctl -n "$ns" link del pc5l0 ;;
	link-device) ip -n "$ns" link del pc5l0 ;;
	ue) pc5ctl -n "$ns" ue del ue0 ;;
	ue-device) ip -n "$ns" link del ue0 ;;
	lower) ip -n "$ns" link del eth0 ;;
	namespace) pc5_ns_del "$ns" 2> /dev/null ;;
	module) wait_for 10 rmmod pc5 ;;
	esac
}

# left NS: how many UEs, links, bearers and contexts
left() {
	local object lines
	[ -e "/run/netns/$1" ] || { echo "no namespace"; return; }
	[ -d /sys/module/pc5 ] || { ip -n "$1" -br link show type pc5 2>&1; echo "no module"; return; }
	for object in ue link bearer key; do
		mapfile -t lines < <(pc5ctl -n "$1" -o $object)
		echo ${#lines[@]}
	done | paste -sd ' '
}
left_is() {
	left=$(left "$1")
	[ "$left" = "$2" ]
}
# leaves WHAT LEFT-IN-UA [LEFT-IN-UB]
leaves() {
	local what=$1 ns
	shift
	remove "$what" || { echo "$what cannot be removed"; return 1; }
	for ns in ua ub; do
		wait_for 20 left_is $ns "${1-}" || { echo "left in $ns: $left, wanted: ${1-}"; return 1; }
		shift
		[ -n "${1-}" ] || return 0
	done
}

# rest SEED: everything else, in an order of chance, as far as it is still there
rest() {
	local what things=("link ua" "ue ub" "lower ua" "key ub" "namespace ub" "ue-device ua" "bearer ua" "namespace ua")
	mapfile -t things < <(printf '%s\n' "${things[@]}" | shuf --random-source=<(yes "$PC5_SEED $1"))
	[ -d /sys/module/pc5 ] || modprobe pc5 || return
	echo "${things[@]:0:4}"
	for what in "${things[@]:0:4}"; do
		# shellcheck disable=SC2086 # two words
		remove $what > /dev/null 2>&1 || true
	done
	unload
}

### SDUs wait for one that never comes: ua begins with COUNT 5.

waiting() {
	[ "$(pc5ctl -n ub -j key | jq -c '.[0].counts[0] | [.rx_next, .rx_deliv]')" = "[$1,0]" ]
}
hold() {
	clean && pc5_pair -e none -b "sn 18 t-reordering 10000" || return
	pc5_enc=nea2 pc5_int=nia2
	pc5_key_add ua 0x0101 "$pc5_key" count 5 && pc5_key_add ub 0x0101 "$pc5_key" &&
		pc5_on ua seqgen send -c 200 -s 500 "${pc5_ip[ub]}" || return
	wait_for 10 waiting 205 || { echo "nothing waits: $(pc5ctl -n ub key)"; return 1; }
}
# drops_waiting WHAT LEFT-IN-UB: in ub, where they wait
drops_waiting() {
	hold || return
	remove "$1" ub || return
	wait_for 20 left_is ub "$2" || { echo "left: $left"; return 1; }
}

### Storms

# maker N: a UE with a link and all that it can have, made and removed, and a UE
# that the other makes, too
maker() {
	local n=$1 i
	for ((i = 0; i < storm; i++)); do
		pc5ctl -n ua ue add "s$n" dev eth0 l2id $((0x100 + n)) &&
			pc5ctl -n ua link add "sl$n" ue "s$n" peer 0xb0002 &&
			pc5ctl -n ua key add "sl$n" id 7 enc nea1 int nia3 role initiator file "$pc5_key" &&
			pc5ctl -n ua bearer add "sl$n" lcid $((5 + i % 14)) || return
		pc5ctl -n ua ue add both udp port 4000 2> /dev/null
		case $((i % 3)) in
		0) pc5ctl -n ua ue del "s$n" || return ;;
		1) ip -n ua link del "s$n" || return ;;
		2) pc5ctl -n ua link del "sl$n" && pc5ctl -n ua ue del "s$n" || return ;;
		esac
		pc5ctl -n ua ue del both 2> /dev/null
	done
	echo "done"
}
# keys NS ID: contexts come and go, in all slots; the slot may be taken, or the
# context gone, by what the other did
keys() {
	local ns=$1 i id
	for ((i = 0; i < storm; i++)); do
		id=$(($2 + i))
		pc5_key_add "$ns" $id "$pc5_key" 2> /dev/null
		[ $((i % 3)) = 0 ] || pc5ctl -n "$ns" key activate pc5l0 id $id 2> /dev/null
		[ $((i % 2)) = 0 ] || pc5ctl -n "$ns" key del pc5l0 id $id 2> /dev/null
	done
	echo "done"
}
dumper() {
	local object
	while [ ! -e "$pc5_dir/stop" ]; do
		for object in ue link bearer key stats; do
			pc5ctl -n "$1" -j $object > /dev/null || return
		done
	done
	echo "done"
}
# storms COMMAND... -- COMMAND...: both at once, while others read
storms() {
	local pids=() first=() file status=0
	while [ "$1" != -- ]; do
		first+=("$1")
		shift
	done
	shift
	rm -f "$pc5_dir/stop"
	pc5_background "$pc5_dir/dump" dumper ua
	pids=("$pc5_pid")
	pc5_background "$pc5_dir/first" "${first[@]}"
	pids+=("$pc5_pid")
	pc5_background "$pc5_dir/second" "$@"
	wait "$pc5_pid" "${pids[1]}" || true
	: > "$pc5_dir/stop"
	wait "${pids[0]}" || true
	for file in first second dump; do
		[ "$(tail -n 1 "$pc5_dir/$file")" = "done" ] && continue
		status=1
		echo "$file:"
		tail -n 5 "$pc5_dir/$file"
	done
	return $status
}
# told EVENT: how many times of the UEs and links of the storm
told() {
	jq -s "[.[] | select(.event == \"$1\" and (.object == \"ue\" or .object == \"link\") and
		(.ifname | test(\"^sl?[12]\$\")))] | length" "$pc5_dir/events"
}
told_all() { [ "$(told new) $(told deleted)" = "$((storm * 4)) $((storm * 4))" ]; }

# rekeyed: whatever the storm left, a fresh context on both sides works
rekeyed() {
	local ns id
	for ns in ua ub; do
		for id in $(pc5ctl -n $ns -j key | jq -r '.[].id'); do
			pc5ctl -n $ns key del pc5l0 id "$id" || return
		done
		pc5_key_add $ns 0x0999 "$pc5_key" || return
	done
	flows
}

ktap_header
pc5_need seqgen cryptoalg shuf rmmod tc
[ "$(cat /sys/module/pc5/refcnt)" = 0 ] || ktap_skip_all "somebody uses the pc5 module"
mark="lifetime_delete: $$ $RANDOM"
echo "$mark" > /dev/kmsg

# Of one side piece by piece, from the top
pc5_test "packets go both ways" full
tc -n ua qdisc add dev eth0 root netem delay 1ms 1ms limit 10000
pc5_test "a key goes" leaves key "1 1 1 0" "1 1 1 1"
pc5_test "a bearer goes" leaves bearer "1 1 0 0" "1 1 1 1"
pc5_test "a link goes" leaves link "1 0 0 0" "1 1 1 1"
pc5_test "a UE goes" leaves ue "0 0 0 0" "1 1 1 1"
pc5_test "the device below goes, at both ends of the cable" leaves lower "0 0 0 0" "0 0 0 0"
pc5_test "the modules unload" unload

# Each with all that is on it; then the rest
while IFS=: read -r what ua ub options; do
	# shellcheck disable=SC2086 # words are to be split
	pc5_test "packets go both ways${options:+ ($options)}" full $options
	pc5_test "$what: goes, with what depends on it" leaves "$what" "$ua" "$ub"
	pc5_test "$what: then the rest, in any order, and the modules" rest "$what"
done << END
link-device:1 0 0 0::-u udp6 -e nea1 -i nia3
ue:0 0 0 0:1 1 1 1:-u udp4 -e nea3 -i nia1
ue-device:0 0 0 0::-d ethernet
lower:0 0 0 0:0 0 0 0:-m 1280
namespace:no namespace:0 0 0 0:-u eth
module:no module:no module:-u udp6
END

pc5_test "packets go both ways (-e nea1 -i nia1)" full -e nea1 -i nia1
pc5_test "a driver that finishes later takes over" asynchronous
pc5_test "a link goes with requests under way" leaves link "1 0 0 0"
pc5_test "and a UE" remove ue ub
pc5_test "the driver is not used any more" wait_for 10 synchronous

# In ub, where SDUs wait
while IFS=: read -r what left; do
	pc5_test "SDUs wait for a missing one; $what goes" drops_waiting "$what" "$left"
done << END
key:1 1 1 0
bearer:1 1 0 1
link:1 0 0 0
lower:0 0 0 0
module:no module
END

pc5_test "packets go both ways" full
pc5_monitor ua "$pc5_dir/events"
pc5_test "UEs and links come and go, made by two at once, while others read" storms maker 1 -- maker 2
pc5_test "each was told of" wait_for 10 told_all
pc5_test "the link that stayed works" flows
pc5_test "contexts come and go, made by two at once" storms keys ua 0x200 -- keys ua 0x300
pc5_test "a fresh one works" rekeyed
ktap_is "what was made is gone" "1 1 1 1" "$(left ua)"
clean > "$pc5_dir/output" 2>&1
ktap_is "and then the rest" "0 0 0 0" "$(left ua)"
pc5_test "the modules unload" unload
ktap_is "nobody waits for a device" "" \
	"$(dmesg | sed -n "/$mark\$/,\$p" | grep 'unregister_netdevice: waiting')"
ktap_finish
