#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# An agent under a flood of messages that nobody asked for: requests from one
# Layer-2 ID and from many, DSM Commands, and what is no message. What it keeps of
# them and what it says of them is bounded; its link loses nothing and gets new
# keys meanwhile; and somebody who means it still gets a link.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

# What bob is provisioned with; the machine may be slow, and few are enough.
half_open=6 per_source=2

user[uc]=carol pc5_peer[uc]=ub pc5_l2id[uc]=0xc0003

pid() { echo "${agent[$1]}"; }
rss() { awk '/^VmRSS/ { print $2 }' "/proc/$(pid ub)/status"; }
cpu_ms() {
	local stat
	read -r -a stat < "/proc/$(pid ub)/stat"
	echo $(((stat[13] + stat[14]) * 1000 / $(getconf CLK_TCK)))
}
lines() { wc -l < "$pc5_dir/log-ub"; }
# Messages on SL-SRBs that reached the agent unprotected
refused_by_kernel() { pc5_drop ub ue0 rx-signal-limit; }

# flood WHAT WORDS...: until flood_end
flood() {
	pc5_background "$pc5_dir/flood" inns eve pc5sflood -s $RANDOM -d "${pc5_l2id[ub]}" "${@:2}" eth0 "$pc5_dir/dcr" "$1"
	flooder=$pc5_pid
}
flood_end() {
	kill -TERM $flooder
	wait $flooder
	cat "$pc5_dir/flood"
}
half_open_is() { [ "$(show ub .half_open)" = "$1" ]; }
more_refused() { [ "$(refused_by_kernel)" -gt "$1" ]; }

# bounded MOST WHAT: a flood as fast as it goes, until the kernel leaves something
# out; at no time more than MOST are half open
bounded() {
	local most=$1 before cpu lines rss n max=0 i shown start
	nothing_left || return
	before=$(refused_by_kernel) cpu=$(cpu_ms) lines=$(lines) rss=$(rss) start=$SECONDS
	flood "$2"
	for ((i = 0; i < 3; i++)); do
		n=$(show ub .half_open)
		[ "$n" -le "$max" ] || max=$n
	done
	wait_for $patience more_refused "$before" || { pc5_drops ub ue0; flood_end; return 1; }
	flood_end
	echo "half open: $max, of at most $most"
	shown=$(($(lines) - lines))
	echo "log: $shown lines in $((SECONDS - start)) s"
	n=$(($(pc5_result "$pc5_dir/flood" sent) - $(refused_by_kernel) + before))
	echo "RSS: $rss kB before, $(rss) kB after"
	ktap_say "$2: $n of $(pc5_result "$pc5_dir/flood" sent) reached the agent, $((($(cpu_ms) - cpu) * 1000 / (n + 1))) us CPU each; $shown lines of log, half open at most $max, RSS $rss kB and $(rss) kB"
	[ "$max" = "$most" ] && [ "$shown" -le $((25 * ((SECONDS - start) / 10 + 2))) ] && [ $(($(rss) - rss)) -lt 2048 ]
}
# In a test standard output is kept for failures.
exec {said}>&1
ktap_say() { echo "# $*" >&"$said"; }

prepare() {
	local ns
	pc5_ns_air ua ub uc eve || return
	for ns in ua ub uc; do
		pc5_ue $ns eth || return
		provision $ns eap-psk "limits:" "  half-open: $half_open" "  half-open-per-source: $per_source" || return
	done
	# What is half open is so for three seconds.
	sed -i 's/^timers:/&\n  t5092: 1s/' "$pc5_dir"/u[abc].yaml
	sed -i "s|^  psk:|&\n    - peer: carol\n      file: key.psk|" "$pc5_dir/ub.yaml"
	for ns in ua ub uc; do
		start $ns || return
	done
	pc5_capture eve eth0 "$pc5_dir/dcr" ether proto 0x88b5 || return
	connect_only && pings || return
	pc5_capture_end
}
# The link's keys are replaced meanwhile, without and with a new K_NRP. At full speed
# a machine of one processor would have time for nothing else.
while_flooded() { # WHAT
	flood "$1" -r 50
	under_traffic twice
	local status=$?
	flood_end
	[ $status = 0 ] || show_all
	return $status
}
twice() { rekey && rekey ',"reauth":true'; }
nothing_left() { wait_for $patience half_open_is 0; }
# Somebody who means it, while others do not, at a rate that keeps the limit
# reached all the time: each would keep its place for three seconds.
honest() {
	local start status=0
	flood random -r 3
	wait_for $patience half_open_is $half_open || { flood_end; return 1; }
	start=${EPOCHREALTIME/./}
	pc5ctl link connect bob service mesh socket "$pc5_dir/sock-uc" timeout $patience || status=1
	ktap_say "a link in spite of three false requests a second: after $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
	flood_end
	[ $status = 0 ] || show_all
	return $status
}
lives() { [ "$(show ua "$up | length")" = 1 ] && pings && same_keys_of_link; }
same_keys_of_link() { [ "$(show ua "$up | .[0].id")" = "$(show ub "$up | .[] | select(.peer == \"alice\") | .id")" ]; }

ktap_header
pc5_need openssl socat tcpdump pc5sflood
secrets
ktap_plan 9

pc5_test "alice and bob have a link" prepare
pc5_test "requests from one Layer-2 ID" bounded $per_source one
pc5_test "they end by themselves" nothing_left
pc5_test "requests from many" bounded $half_open random
pc5_test "DSM Commands" bounded 0 command
pc5_test "what is no message" bounded 0 garbage
pc5_test "new keys under a flood, and nothing is lost" while_flooded random
pc5_test "somebody who means it gets a link" honest
pc5_test "the link is as it was" lives
ktap_finish
