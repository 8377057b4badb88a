#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
# timeout: 900
#
# Who may do what: without CAP_NET_ADMIN over the network namespace no command, no
# dump and no multicast group; root of a user namespace has its own network
# namespace and nothing else.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

# The commands of pc5ctl: each asks the module once, but for the monitor, which
# joins a group. The key comes on standard input.
commands() {
	cat << END
ue show
ue add ue1 dev eth0 l2id 0xa0009
ue add ue2 udp port 4001
ue set ue0 l2id 0xa000a
link show
link show pc5l0
link add pc5l1 ue ue0 peer 0xb0009
link set pc5l0 grace 7
bearer show
bearer add pc5l0 lcid 5 sn 12
bearer set pc5l0 lcid 4 t-reordering 7
key show
key show pc5l0 id 0x0101
key add pc5l0 id 0x0202 enc nea2 int nia2 role initiator file -
key activate pc5l0 id 0x0202
key del pc5l0 id 0x0101
stats
stats pc5l0
route show
route add pc5l0 ue-id 3 peer-ue-id 4
route del pc5l0 ue-id 1 peer-ue-id 2
link add pc5l2 ue ue0 peer 0xb000a hop pc5l0 ue-id 2 peer-ue-id 1
monitor links
monitor keys
monitor alarms
bearer del pc5l0 lcid 4
link del pc5l0
ue del ue0
END
}

# all_refused WHO...: every command is, for want of the permission, and did nothing
all_refused() {
	local wrong
	# shellcheck disable=SC2016 # for the other shell
	"$@" timeout 60 bash -c '
		while read -r command; do
			message=$(pc5ctl $command 2>&1 <<< "$1")
			echo "$? $message: $command"
		done' each "$(< "$pc5_key")" < "$pc5_dir/commands" > "$pc5_dir/each"
	[ "$(wc -l < "$pc5_dir/each")" = "$(wc -l < "$pc5_dir/commands")" ] || { cat "$pc5_dir/each"; return 1; }
	wrong=$(grep -v -e '^2 Error: Operation not permitted: CAP_NET_ADMIN.*' \
		-e '^1 Error: cannot listen to .*: Operation not permitted\.: monitor' "$pc5_dir/each")
	[ -z "$wrong" ] || { echo "$wrong"; return 1; }
	state > "$pc5_dir/now"
	diff "$pc5_dir/state" "$pc5_dir/now"
}
# What root sees, but for counters
state() {
	local object
	for object in ue link bearer key route; do
		pc5ctl -n ua $object
	done
	ip -n ua -br link
}
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
incapable=(setpriv --inh-caps=-net_admin --bounding-set=-net_admin)
in_ua=(nsenter --net=/run/netns/ua --)

# In a namespace of its own, an ordinary user: as pc5ctl shows it in the end
# shellcheck disable=SC2016
own() {
	(cd / && "${nobody[@]}" unshare -Urn bash -c '
		ip link set lo up || exit
		pc5ctl ue add ue0 udp local 127.0.0.1 l2id 5 || exit
		pc5ctl link add own0 ue ue0 peer 6 remote 127.0.0.1 || exit
		pc5ctl key add own0 id 9 enc nea2 int nia2 role initiator file - <<< "$1" || exit
		pc5ctl route add own0 ue-id 1 peer-ue-id 2 || exit
		coproc pc5ctl -j -d monitor
		monitor=$COPROC_PID
		read -rt 60 -u "${COPROC[0]}" line && [[ $line == *listening* ]] || exit
		kill -INT "$monitor" && wait "$monitor" || exit
		[ "$(pc5ctl -j link | jq -r ".[].ifname")" = own0 ] || exit
		[ "$(pc5ctl -j route | jq -r ".[].ifname")" = own0 ] || exit
		pc5ctl ue add ue1 dev eth0 2> /dev/null && exit 1
		pc5ctl link del own0 && pc5ctl ue del ue0' own "$(cat "$pc5_key")")
}
# The namespace of another is not to be entered, by name or otherwise.
# shellcheck disable=SC2016
outside() {
	local message
	message=$(cd / && "${nobody[@]}" unshare -Urn pc5ctl -n ua link 2>&1) && return 1
	echo "$message"
	message=$(cd / && unshare -Urn nsenter --net=/run/netns/ua pc5ctl link 2>&1) && return 1
	echo "$message"
	[[ $message == *"ermitted"* ]]
}
ktap_header
pc5_need setpriv unshare timeout
commands > "$pc5_dir/commands"
pc5_pair || exit
pc5ctl -n ua route add pc5l0 ue-id 1 peer-ue-id 2 || exit
state > "$pc5_dir/state"
ktap_test "an ordinary user" all_refused "${in_ua[@]}" "${nobody[@]}"
ktap_test "uid 0 without CAP_NET_ADMIN" all_refused "${in_ua[@]}" "${incapable[@]}"
ktap_test "an ordinary user as root of a user namespace that does not own this one" \
	all_refused "${in_ua[@]}" "${nobody[@]}" unshare -Ur
ktap_test "an ordinary user in a network namespace of its own" own
ktap_test "but in no other" outside
state > "$pc5_dir/now"
ktap_is "nothing of that is seen elsewhere" "$(cat "$pc5_dir/state")" "$(cat "$pc5_dir/now")"
ktap_finish
