# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests of secured links: two UEs with a link between them, and what the
# link counts. Sourced after ktap.sh:
#
#	. "$(dirname "$0")/lib/ktap.sh"
#	. "$(dirname "$0")/lib/pc5.sh"
#	ktap_header
#	pc5_need
#	pc5_pair -u udp6 -e nea1 -i nia3 -b "sn 12"
#	ktap_test "it carries" pc5_on ua ping -c 1 -W 2 "${pc5_ip[ub]}"
#	ktap_is "one packet" 1 "$(pc5_counter ub pc5l0 rx-packets)"

# The two UEs, each in its namespace, have the device ue0 and the link pc5l0.
declare -A pc5_ip=([ua]=10.5.0.1 [ub]=10.5.0.2)
declare -A pc5_ip6=([ua]=fd05::1 [ub]=fd05::2)
declare -A pc5_l2id=([ua]=0xa0001 [ub]=0xb0002)
declare -A pc5_role=([ua]=initiator [ub]=responder)
declare -A pc5_peer=([ua]=ub [ub]=ua)
declare -A pc5_lower_ip=([ua]=192.0.2.1 [ub]=192.0.2.2)
declare -A pc5_lower_ip6=([ua]=2001:db8::1 [ub]=2001:db8::2)

# Scratch space, and the numbers of the keys handed out so far.
pc5_dir='' pc5_keys=0
# What pc5_pair made last: algorithms, and the file of the first key.
pc5_enc='' pc5_int='' pc5_key=''

# The programs of selftests/tools are commands.
PATH=$PATH:$(readlink -m "$(dirname "${BASH_SOURCE[0]}")/../../build/selftests/tools")

# pc5_need [TOOL...]: what all these tests need, and more
pc5_need() {
	ktap_need pc5ctl jq ping inns "$@"
	[ -d /sys/module/pc5 ] || modprobe -q pc5 || ktap_skip_all "no pc5 module here"
	umask 077
	pc5_dir=$(mktemp -d)
	at_exit rm -rf "$pc5_dir"
}

# pc5_test NAME COMMAND...: as ktap_test, but in this shell: what COMMAND sets and
# starts in the background outlives it
pc5_test() {
	local name=$1 status=0
	shift
	"$@" > "$pc5_dir/output" 2>&1 || status=$?
	if [ $status = 0 ]; then
		ktap_pass "$name"
		return
	fi
	ktap_print "failed with $status: $*"
	sed 's/^/# /' "$pc5_dir/output"
	ktap_fail "$name"
}

# pc5_on NS COMMAND...: run it in a network namespace. It sees the /sys of this
# one, which is all that "ip netns exec" would do better, and slower.
pc5_on() {
	local ns=$1
	shift
	inns "$ns" "$@"
}

# pc5_keyfile: make a key file, another one each time and in each test, but the
# same for a seed; its name is left in pc5_key. Keys that come back go on with
# their COUNTs, so no test uses one of another's.
pc5_keyfile() {
	local i x c hex='' test=${0##*/}
	pc5_keys=$((pc5_keys + 1))
	pc5_key=$pc5_dir/key$pc5_keys
	x=$(((PC5_SEED * 65537 + pc5_keys) & 0x7fffffff))
	for ((i = 0; i < ${#test}; i++)); do
		printf -v c %d "'${test:i:1}"
		x=$(((x * 31 + c) & 0x7fffffff))
	done
	for ((i = 0; i < 16; i++)); do
		x=$(((x * 1103515245 + 12345) & 0x7fffffff))
		printf -v hex '%s%04x' "$hex" $((x >> 12 & 0xffff))
	done
	echo "knrp-sess $hex" > "$pc5_key"
}

# pc5_pair [OPTION...]: the UEs ua and ub with a link, ready for traffic; the
# namespaces are made with one cable between their eth0 unless they are there.
#	-u eth|udp4|udp6  underlay
#	-d ip|ethernet    SDU type
#	-e NEA -i NIA     algorithms (nea2, nia2); "-e none": no key at all
#	-I ID             K_NRP-sess ID (0x0101)
#	-l WORDS          more for "pc5ctl link add"
#	-b WORDS          bearer 4 is made anew with these words
#	-k WORDS          more for "pc5ctl key add"
#	-m MTU            MTU of the links
# shellcheck disable=SC2086 # words are to be split
pc5_pair() {
	local OPTIND OPTARG opt ns underlay=eth sdu=ip id=0x0101 link='' bearer='' key='' mtu=''
	pc5_enc=nea2 pc5_int=nia2
	while getopts u:d:e:i:I:l:b:k:m: opt; do
		case $opt in
		u) underlay=$OPTARG ;;
		d) sdu=$OPTARG ;;
		e) pc5_enc=$OPTARG ;;
		i) pc5_int=$OPTARG ;;
		I) id=$OPTARG ;;
		l) link=$OPTARG ;;
		b) bearer=$OPTARG ;;
		k) key=$OPTARG ;;
		m) mtu=$OPTARG ;;
		*) return 2 ;;
		esac
	done
	[ -e /run/netns/ua ] || pc5_ns_pair || return
	pc5_keyfile
	for ns in ua ub; do
		pc5_ue "$ns" "$underlay" &&
			pc5_link "$ns" "$underlay" sdu "$sdu" $link || return
		if [ -n "$bearer" ]; then
			pc5ctl -n "$ns" bearer del pc5l0 lcid 4 &&
				pc5ctl -n "$ns" bearer add pc5l0 lcid 4 $bearer || return
		fi
		if [ "$pc5_enc" != none ]; then
			pc5_key_add "$ns" "$id" "$pc5_key" $key || return
		fi
		pc5_up "$ns" "$sdu" "$mtu" || return
	done
}

# pc5_unpair: remove the UEs and with them the links, but not the namespaces
pc5_unpair() {
	pc5ctl -n ua ue del ue0 && pc5ctl -n ub ue del ue0
}

# pc5_ue NS UNDERLAY: ue0
pc5_ue() {
	local -a under
	case $2 in
	eth) under=(dev eth0) ;;
	udp4) under=(udp local "${pc5_lower_ip[$1]}") ;;
	udp6) under=(udp local "${pc5_lower_ip6[$1]}") ;;
	*) return 2 ;;
	esac
	pc5ctl -n "$1" ue add ue0 "${under[@]}" l2id "${pc5_l2id[$1]}"
}

# pc5_link NS UNDERLAY WORDS...: pc5l0
pc5_link() {
	local ns=$1 peer=${pc5_peer[$1]}
	local -a remote=()
	case $2 in
	udp4) remote=(remote "${pc5_lower_ip[$peer]}") ;;
	udp6) remote=(remote "${pc5_lower_ip6[$peer]}") ;;
	esac
	shift 2
	pc5ctl -n "$ns" link add pc5l0 ue ue0 peer "${pc5_l2id[$peer]}" "${remote[@]}" "$@"
}

# pc5_key_add NS ID FILE WORDS...: a context with the algorithms of the pair
pc5_key_add() {
	local ns=$1 id=$2 file=$3
	shift 3
	pc5ctl -n "$ns" key add pc5l0 id "$id" enc "$pc5_enc" int "$pc5_int" \
		role "${pc5_role[$ns]}" file "$file" "$@"
}

# pc5_up NS SDU [MTU]: addresses, and nothing on the link but what the test
# sends: no address of its own making, no resolution of addresses
pc5_up() {
	local ns=$1 peer=${pc5_peer[$1]} mac=02:05:00:00:00:
	{
		echo "link set pc5l0 addrgenmode none"
		[ -z "${3-}" ] || echo "link set pc5l0 mtu $3"
		[ "$2" != ethernet ] ||
			echo "link set pc5l0 address $mac${pc5_ip[$ns]##*.} arp off"
		echo "link set pc5l0 up"
		[ "$2" != ethernet ] || printf 'neigh add %s lladdr %s dev pc5l0\n' \
			"${pc5_ip[$peer]}" "$mac${pc5_ip[$peer]##*.}" \
			"${pc5_ip6[$peer]}" "$mac${pc5_ip[$peer]##*.}"
		echo "addr add ${pc5_ip[$ns]}/24 dev pc5l0"
		# IPv6 does without devices of less
		[ "${3:-1280}" -lt 1280 ] || echo "addr add ${pc5_ip6[$ns]}/64 dev pc5l0 nodad"
	} | ip -n "$ns" -batch -
}

# pc5_counter NS DEVICE NAME: a counter of a UE or link
pc5_counter() {
	pc5ctl -n "$1" -j stats "$2" | jq ".[0].counters.\"${3//-/_}\""
}

# pc5_bearer_counter NS LINK LCID NAME: a counter of a bearer
pc5_bearer_counter() {
	pc5ctl -n "$1" -j stats "$2" |
		jq ".[0].bearers[] | select(.lcid == $3) | .\"${4//-/_}\""
}

# pc5_drop NS DEVICE REASON: how many packets ended for this reason
pc5_drop() {
	pc5ctl -n "$1" -j stats "$2" | jq ".[0].drops.\"$3\" // 0"
}

# pc5_drops NS DEVICE: all that were dropped, "reason=count ..."
pc5_drops() {
	pc5ctl -n "$1" -j stats "$2" |
		jq -r '.[0].drops | to_entries | map(select(.value != 0) | "\(.key)=\(.value)") | join(" ")'
}

# pc5_stats NS DEVICE: all counters at once, into pc5_stat: by their names and,
# for drops, by the reasons
declare -A pc5_stat
# shellcheck disable=SC2034 # for the tests
pc5_stats() {
	local name value
	pc5_stat=()
	while read -r name value; do
		pc5_stat[$name]=$value
	done < <(pc5ctl -n "$1" -j stats "$2" | jq -r '.[0] | (.counters, .drops) |
		to_entries[] | "\(.key | gsub("_"; "-")) \(.value)"')
}

# pc5_count NS ID NAME: where COUNT of bearer 4 of a context stands (tx-next,
# rx-next, rx-deliv)
pc5_count() {
	pc5ctl -n "$1" -j key show pc5l0 id "$2" | jq ".[0].counts[0].\"${3//-/_}\""
}

# pc5_slot NS ID: pending, active or retiring; fails if there is no such context
pc5_slot() {
	pc5ctl -n "$1" -j key show pc5l0 id "$2" 2> /dev/null | jq -er '.[0].slot'
}

# pc5_slot_is NS ID SLOT
pc5_slot_is() {
	[ "$(pc5_slot "$1" "$2")" = "$3" ]
}

# pc5_background FILE COMMAND...: start a command whose output goes to FILE, and
# which ends with the test; its process is left in pc5_pid
pc5_background() {
	local file=$1
	shift
	# Before it starts: what is in FILE of an earlier one is no sign of this one.
	: > "$file"
	"$@" >> "$file" 2>&1 &
	pc5_pid=$!
	at_exit kill "$pc5_pid"
}

# pc5_monitor NS FILE [WORDS...]: events go to FILE as JSON, a line each, from now
# on; the process is left in pc5_pid
pc5_monitor() {
	local ns=$1 file=$2
	shift 2
	pc5_background "$file" pc5ctl -n "$ns" -j -d monitor "$@"
	wait_for 10 grep -q '"listening":true' "$file"
}

# pc5_capture NS DEVICE FILE FILTER...: capture from now on, until
# pc5_capture_end; the process is left in pc5_pid. Whole frames, or as much of
# each as pc5_snap says.
pc5_capture() {
	local ns=$1 dev=$2 file=$3
	shift 3
	: > "$file"
	pc5_background "$file.log" inns "$ns" \
		tcpdump -i "$dev" -B 16384 -U --immediate-mode -s "${pc5_snap:-0}" -w "$file" "$@"
	wait_for 10 grep -q 'listening on' "$file.log"
}

# pc5_capture_end FILE: until all that was seen is in FILE
pc5_capture_end() {
	kill -INT "$pc5_pid"
	wait "$pc5_pid" || true
}

# pc5_frames FILE: length of each captured frame, a line each
pc5_frames() {
	tcpdump -nn -e -r "$1" 2> /dev/null | sed -n 's/^[^,]*, ethertype [^,]*, length \([0-9]*\):.*/\1/p'
}

# pc5_recv NS FILE [OPTION...]: count numbered datagrams (seqgen recv) until
# pc5_recv_end; the process is left in pc5_pid
pc5_recv() {
	local ns=$1 file=$2
	shift 2
	pc5_background "$file" inns "$ns" seqgen recv "$@"
	wait_for 10 grep -q ready "$file"
}

# pc5_recv_end PID FILE: what is waiting is read, then FILE ends with the result
pc5_recv_end() {
	kill -TERM "$1"
	wait "$1"
	tail -n 1 "$2"
}

# pc5_result FILE NAME: a number of what seqgen printed
pc5_result() {
	tail -n 1 "$1" | jq ".$2"
}

# pc5_listens NS PORT: somebody does, to TCP
pc5_listens() {
	[ -n "$(pc5_on "$1" ss -Hltn "sport = $2")" ]
}
