#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What making a link costs two agents and the kernel: "link connect" and "link
# release" one after the other with a provisioned K_NRP; then many agents that
# connect to one. Messages and octets are those on the underlay. Only ratios of
# one run mean anything; the state directories are on the guest's /tmp, so that
# the disk is not part of it (-S shows how often it would be asked).

. "$(dirname "$0")/../lib/ktap.sh"
. "$(dirname "$0")/../lib/pc5.sh"
. "$(dirname "$0")/../lib/agent.sh"

usage() {
	cat << END
usage: establish.sh [-n TIMES] [-p PEERS] [-S] [-j FILE]

  -n TIMES    links that two agents make and release (50)
  -p PEERS    agents that connect to one (8; 0: none)
  -S          count the system calls of the responder too (strace; slower)
  -j FILE     every figure as a line of JSON
END
}

times=50 peers=8 strace='' json=/dev/null
while getopts n:p:Sj:h opt; do
	case $opt in
	n) times=$OPTARG ;;
	p) peers=$OPTARG ;;
	S) strace=yes ;;
	j) json=$OPTARG ;;
	h) usage; exit ;;
	*) usage >&2; exit 2 ;;
	esac
done

: "${PC5_SEED:=1}"
export PC5_SEED
pc5_need openssl tcpdump awk ${strace:+strace}

tick=$(getconf CLK_TCK)
now() { echo "${EPOCHREALTIME/./}"; }
# of_process PID: its CPU time in milliseconds, in user space and in the kernel
of_process() {
	local stat
	read -r -a stat < "/proc/$1/stat"
	echo $((stat[13] * 1000 / tick)) $((stat[14] * 1000 / tick))
}
# What ends a run early must not look like a figure
die() {
	echo "establish.sh: $*" >&2
	tail -n 5 "$pc5_dir"/log-* >&2
	exit 1
}

# The control socket of ua's agent is at ${control[0]} and ${control[1]}.
ask_one() { # JSON: one line of answer
	echo "$1" >&"${control[1]}" && IFS= read -r -t $patience answer <&"${control[0]}"
}

### Two agents

two() {
	local i start us captured tracer
	agents_need
	knrp=key
	provision ua knrp && provision ub knrp && both start > /dev/null || die "no agents"
	coproc control { socat - "UNIX-CONNECT:$pc5_dir/sock-ua"; }
	# The first one loads what the others find loaded.
	once || die "no link: $answer"
	pc5_snap=64 pc5_capture ub eth0 "$pc5_dir/wire" ether proto 0x88b5
	once || die "no link: $answer"
	pc5_capture_end
	captured=$(pc5_frames "$pc5_dir/wire" | awk '{ n++; o += $1 - 14 } END { print n, o }')
	local before_a before_b after_a after_b
	before_a=$(of_process_of ua) before_b=$(of_process_of ub)
	if [ -n "$strace" ]; then
		strace -w -c -o "$pc5_dir/strace" -p "$(pid_of ub)" 2> /dev/null &
		tracer=$!
		wait_for 10 grep -q "TracerPid:.[1-9]" "/proc/$(pid_of ub)/status"
	fi
	start=$(now) made=0
	for ((i = 0; i < times; i++)); do
		once || die "no link: $answer"
	done
	us=$(($(now) - start))
	after_a=$(of_process_of ua) after_b=$(of_process_of ub)
	[ -z "$strace" ] || { kill -INT $tracer; wait $tracer; } 2> /dev/null
	echo "two agents, $times times connect and release with a provisioned K_NRP:"
	awk -v n="$times" -v us=$us -v made=$made -v c="$captured" -v a="$before_a $after_a" -v b="$before_b $after_b" -v json="$json" 'BEGIN {
		split(c, wire); split(a, x); split(b, y)
		printf "  %.1f a second, %.1f ms each, of which connecting %.1f ms\n", n * 1e6 / us, us / n / 1e3, made / n / 1e3
		printf "  initiator %.2f ms CPU each (%.2f user, %.2f kernel)\n", (x[3] + x[4] - x[1] - x[2]) / n, (x[3] - x[1]) / n, (x[4] - x[2]) / n
		printf "  responder %.2f ms CPU each (%.2f user, %.2f kernel)\n", (y[3] + y[4] - y[1] - y[2]) / n, (y[3] - y[1]) / n, (y[4] - y[2]) / n
		printf "  %d frames, %d octets behind the Ethernet header, for one\n", wire[1], wire[2]
		printf "{\"what\":\"two\",\"times\":%d,\"us\":%d,\"connect_us\":%d,\"frames\":%d,\"octets\":%d,\"cpu_ms\":[%d,%d]}\n", n, us, made, wire[1], wire[2], x[3] + x[4] - x[1] - x[2], y[3] + y[4] - y[1] - y[2] >> json
	}'
	[ -z "$strace" ] || head -n 15 "$pc5_dir/strace"
	both stop
}
# inns becomes the program it starts.
pid_of() { echo "${agent[$1]}"; }
of_process_of() { of_process "$(pid_of "$1")"; }
made=0 # microseconds, of all connects
once() {
	local began
	began=$(now)
	ask_one '{"do":"connect","target":"bob"}' && [[ $answer == *'"ok":true'* ]] || return
	made=$((made + $(now) - began))
	local link=${answer#*'"link":"'}
	link=${link%%\"*}
	ask_one "{\"do\":\"release\",\"link\":\"$link\"}" && [[ $answer == *'"ok":true'* ]] || return
	# The peer may still be busy with it.
	local until=$(($(now) + patience * 1000000))
	while [ "$(now)" -lt $until ]; do
		ask_one '{"do":"show"}' || return
		[[ $answer == *'"links":[]'* ]] && return
		read -rt 0.004 -u "$ktap_never"
	done
	return 1
}

### Many against one

many() {
	local i ns names=() start us cpu
	for ((i = 1; i <= peers; i++)); do
		names+=("u$i")
	done
	pc5_ns_air ub "${names[@]}" || die "no namespaces"
	for ns in ub "${names[@]}"; do
		pc5ctl -n "$ns" ue add ue0 dev eth0 l2id "$(printf 0x%06x $((0xb0000 + RANDOM)))" || die "no UE in $ns"
	done
	for i in "${!names[@]}"; do
		echo "knrp $(openssl rand -hex 32)" > "$pc5_dir/many$i.knrp"
	done
	provision_many ub bob
	sed -i '/knrp/,$d' "$pc5_dir/ub.yaml"
	{
		echo "  methods: [knrp]"
		echo "  knrp:"
		for i in "${!names[@]}"; do
			knrp_of "${names[i]}" "$i"
		done
		printf 'limits:\n  links: %d\n' "$peers"
	} >> "$pc5_dir/ub.yaml"
	start ub > /dev/null || die "no agent"
	for i in "${!names[@]}"; do
		ns=${names[i]}
		provision_many "$ns" "$ns"
		{
			echo "  methods: [knrp]"
			echo "  knrp:"
			knrp_of bob "$i"
		} >> "$pc5_dir/$ns.yaml"
		start "$ns" > /dev/null || die "no agent in $ns"
	done
	cpu=$(of_process_of ub)
	start=$(now)
	for ns in "${names[@]}"; do
		ask "$ns" '{"do":"connect","target":"bob"}' > "$pc5_dir/answer-$ns" &
		pids+=($!)
	done
	wait "${pids[@]}"
	us=$(($(now) - start))
	for ns in "${names[@]}"; do
		grep -q '"ok":true' "$pc5_dir/answer-$ns" || die "$ns: $(cat "$pc5_dir/answer-$ns")"
	done
	echo "$peers agents connect to one at the same time:"
	awk -v n="$peers" -v us=$us -v c="$cpu $(of_process_of ub)" -v json="$json" 'BEGIN {
		split(c, x)
		printf "  all are done in %.1f ms, %.1f a second; %.2f ms CPU of the one for each\n", us / 1e3, n * 1e6 / us, (x[3] + x[4] - x[1] - x[2]) / n
		printf "{\"what\":\"many\",\"peers\":%d,\"us\":%d,\"cpu_ms\":%d}\n", n, us, x[3] + x[4] - x[1] - x[2] >> json
	}'
	for ns in ub "${names[@]}"; do
		stop "$ns"
	done
}
pids=()
knrp_of() { # PEER NUMBER
	printf '    - peer: %s\n      id: 0x1a2b%04x\n      not-after: 2037-12-31T23:59:59Z\n      file: many%d.knrp\n' "$1" $((($2 + 1) * 257)) "$2"
}
provision_many() { # NS NAME
	user[$1]=$2 pc5_peer[$1]=$1
	(knrp='' && provision "$1" knrp)
	sed -i '/methods:/,$d' "$pc5_dir/$1.yaml"
}

echo "$(uname -r), $(nproc) CPU"
two
if [ "$peers" != 0 ]; then
	{
		pc5_ns_del ua
		pc5_ns_del ub
	} 2> /dev/null
	many
fi
