#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pc5ctl against the module: two UEs on a cable,
#
#	 ua                     ub
#	 ue0 0x000a01 -- eth0 == eth0 -- ue0 0x000b01
#	  l0 ............................ l0
#
# and one link between them. What is made is shown, what is wrong is refused in
# words that name the attribute, events come in order, and keys stay secret.
# timeout: 900

# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/lib/ktap.sh"

ktap_header
ktap_need pc5ctl ip jq ping unshare setpriv
modprobe -q pc5 || true
pc5ctl stats > /dev/null 2>&1 || ktap_skip_all "no module pc5 here"
pc5_ns_pair || ktap_skip_all "no network namespaces here"

work=$(mktemp -d)
at_exit rm -rf "$work"

a() { pc5ctl -n ua "$@"; }
b() { pc5ctl -n ub "$@"; }

# refused NAME STATUS TEXT WORDS...: pc5ctl in ua fails so and says TEXT
refused() {
	local name=$1 wanted=$2 text=$3 output status
	shift 3
	output=$(pc5ctl -n ua "$@" 2>&1)
	status=$?
	if [ "$status" = "$wanted" ] && grep -qF -- "$text" <<< "$output"; then
		ktap_pass "$name"
	else
		ktap_print "wanted status $wanted and: $text"
		ktap_print "got    status $status and: $output"
		ktap_fail "$name"
	fi
}

# json NAME FILTER WORDS...: the filter is true for what -j gives in ua
json() {
	local name=$1 filter=$2 output
	shift 2
	output=$(pc5ctl -n ua -j "$@" 2>&1)
	if jq -e "$filter" <<< "$output" > /dev/null 2>&1; then
		ktap_pass "$name"
	else
		ktap_print "$filter"
		ktap_print "is not true for: $output"
		ktap_fail "$name"
	fi
}

# traffic: ub answers ua on the link
traffic() { ip netns exec ua ping -q -c 3 -i 0.05 -W 2 10.5.0.2; }
no_traffic() { ! ip netns exec ua ping -q -c 1 -W 1 10.5.0.2; }

# files whose keys must not appear anywhere
ktap_test "key gen makes a file" pc5ctl key gen file "$work/1.key"
ktap_is "it is its owner's alone" 600 "$(stat -c %a "$work/1.key")"
umask 077
pc5ctl key gen > "$work/2.key"
printf 'nrpek %s\nnrpik %s\n' "$(printf '5a%.0s' {1..16})" "$(printf 'a5%.0s' {1..16})" > "$work/3.key"

### Events: the monitor listens before anything happens.

pc5ctl -n ua -d -j monitor > "$work/events" 2> "$work/monitor.err" &
monitor=$!
at_exit kill "$monitor"
ktap_test "monitor says when it listens" wait_for 10 grep -q listening "$work/events"

### UEs.

json "no UE at first" '. == []' ue
ktap_test "ue add, Ethernet" a ue add ue0 dev eth0 l2id 0x000a01
ktap_test "ue add, the other side" b ue add ue0 dev eth0 l2id 00:0B:01
json "ue show" '.[0] | .ifname == "ue0" and .underlay == "ethernet" and .dev == "eth0" and
	.ethertype == "0x88b5" and .l2id == "0x000a01" and .links == 0' ue show ue0
json "ue add, UDP on IPv6" '.[0] | .underlay == "udp" and .local == "::" and .port == 5005' \
	ue show "$(a ue add ue6 udp local :: port 5005 && echo ue6)"
ktap_test "ue set" a ue set ue6 l2id 77
json "ue set changed it" '.[0].l2id == "0x00004d"' ue show ue6
ktap_test "ue del" a ue del ue6
json "one UE is left" 'length == 1' ue
refused "ue add of a name that exists" 2 'Error: ' ue add ue0 dev eth0
refused "ue add on a device that is no Ethernet" 2 'Ethernet' ue add ue1 dev lo
refused "ue set of another device" 2 'The device is no UE (attribute "ifindex").' ue set eth0 l2id 5
refused "ue on no device" 1 'cannot find device "eth7"' ue add ue1 dev eth7

### Links.

ktap_test "link add" a link add l0 ue ue0 peer 0x000b01
ktap_test "link add, the other side" b link add l0 ue ue0 peer 0x000a01
json "link show" '.[0] | .ifname == "l0" and .ue == "ue0" and .local_l2id == "0x000a01" and
	.peer_l2id == "0x000b01" and .sdu == "ip" and .integrity == "required" and
	.ciphering == "required" and .protected and (has("key") | not)' link show l0
ktap_is "a link without context says so" 1 "$(a link | grep -c 'no active key')"
refused "a second link to the same peer" 2 'Error: ' link add l1 ue ue0 peer 0x000b01
refused "link add on another device" 2 'The device is no UE (attribute "ue").' \
	link add l1 ue eth0 peer 5
refused "remote on an Ethernet underlay" 2 '(attribute "remote4")' \
	link add l1 ue ue0 peer 5 remote 192.0.2.9
refused "link del of another device" 2 'The device is no PC5 link (attribute "ifindex").' \
	link del eth0
refused "a Layer-2 ID too long" 1 '"0x1000000" is wrong for "peer"' \
	link add l1 ue ue0 peer 0x1000000
refused "a word unknown" 1 'unknown word "frob"' link add l1 ue ue0 peer 5 frob
ktap_test "link add, unprotected" a link add open0 ue ue0 peer 9 integrity off ciphering off
json "it is shown as unprotected" '.[0].protected == false' link show open0
ktap_is "in text too" 1 "$(a link show open0 | grep -c UNPROTECTED)"
refused "it takes no context" 2 'Error: ' \
	key add open0 id 1 enc nea0 int nia0 role initiator
ktap_test "link set" a link set open0 peer 10 grace 100
json "link set changed it" '.[0] | .peer_l2id == "0x00000a" and .grace == 100' link show open0
ktap_test "link del" a link del open0
json "one link is left" 'length == 1' link

### Bearers.

json "a link has SL-DRB 4" 'length == 1 and .[0].lcid == 4 and .[0].sn == 18' bearer show l0
ktap_test "bearer add" a bearer add l0 lcid 5 sn 12 t-reordering 0 mark 7
b bearer add l0 lcid 5 sn 12 t-reordering 0
json "bearer show" '.[0] | .lcid == 5 and .sn == 12 and .t_reordering == 0 and
	.out_of_order == false and .mark == "0x7"' bearer show l0 lcid 5
refused "bearer add of a LCID in use" 2 '(attribute "lcid")' bearer add l0 lcid 5
refused "a window too large for 12 bits" 2 '(attribute "window")' \
	bearer add l0 lcid 6 sn 12 window 65536
ktap_test "bearer set" a bearer set l0 lcid 5 t-reordering 100 mark 8
json "bearer set changed it" '.[0] | .t_reordering == 100 and .mark == "0x8"' \
	bearer show l0 lcid 5
ktap_test "bearer del" a bearer del l0 lcid 5
refused "bearer show of one that is gone" 2 '(attribute "lcid")' bearer show l0 lcid 5
refused "a LCID of signalling" 1 '"3" is wrong for "lcid"' bearer add l0 lcid 3

### Keys.

ip -n ua addr add 10.5.0.1/30 dev l0
ip -n ub addr add 10.5.0.2/30 dev l0
ip -n ua link set l0 up
ip -n ub link set l0 up
ktap_test "nothing goes without a context" no_traffic
refused "a null algorithm against the policy" 2 '(attribute "enc")' \
	key add l0 id 1 enc nea0 int nia2 role initiator file "$work/1.key"
refused "the first COUNT above the hard limit" 2 '(attribute "count")' \
	key add l0 id 1 enc nea2 int nia2 role initiator file "$work/1.key" count 5 hard-limit 4
ktap_test "key add" a key add l0 id 1 enc nea2 int nia2 role initiator file "$work/1.key"
ktap_test "key add, the other side, standard input" \
	pc5ctl -n ub key add l0 id 1 enc 128-NEA2 int NIA2 role responder file - < "$work/1.key"
json "key show" '.[0] | .id == "0x0001" and .enc == "nea2" and .int == "nia2" and
	.role == "initiator" and .slot == "active" and (.driver | length) > 0' key show l0
json "the link shows its context" '.[0] | .protected and .key.id == "0x0001"' link show l0
ktap_test "packets go" traffic
json "COUNT went up" '.[0].counts[] | select(.lcid == 4) | .tx_next >= 3 and .rx_next >= 3' \
	key show l0 id 1
refused "a context of the same ID" 2 '(attribute "id")' \
	key add l0 id 1 enc nea2 int nia2 role initiator file "$work/2.key"
refused "key show of one that is not there" 2 '(attribute "id")' key show l0 id 2
refused "a key file that is none" 1 "$work/events:1: unknown word" \
	key add l0 id 2 enc nea2 int nia2 role initiator file "$work/events"

ktap_test "rekey: install here" \
	a key add l0 id 2 enc nea1 int nia3 role initiator file "$work/3.key"
json "rekey: it is pending" '[.[] | select(.id == "0x0002").slot] == ["pending"]' key show l0
refused "rekey: one at a time" 2 'Error: ' \
	key add l0 id 3 enc nea2 int nia2 role initiator file "$work/2.key"
ktap_test "rekey: install there, and begin" \
	b key add l0 id 2 enc nea1 int nia3 role responder file "$work/3.key" activate
ktap_test "rekey: packets go on" traffic
json "rekey: the new one is active" '[.[] | select(.slot == "active").id] == ["0x0002"]' \
	key show l0
ktap_test "rekey again: install" \
	a key add l0 id 3 enc nea2 int nia2 role initiator file "$work/2.key"
b key add l0 id 3 enc nea2 int nia2 role responder file "$work/2.key"
ktap_test "rekey again: key activate" a key activate l0 id 3
ktap_test "rekey again: packets go on" traffic
ktap_test "key del" a key del l0 id 3
json "it is gone" '[.[].id] | index("0x0003") == null' key show l0
ktap_test "then nothing goes any more" no_traffic

### Counters.

json "stats show" '.[0] | .ifname == "l0" and .counters.rx_packets >= 9 and
	.counters.tx_packets >= 9 and .drops["tx-no-key"] >= 1 and
	(.drops | has("rx-integrity")) and ([.bearers[].lcid] | index(4) != null)' stats l0
json "stats of all" '[.[].ifname] == ["ue0", "l0"]' stats
json "-s adds them to a link" '.[0].stats.counters.rx_packets >= 9' -s link show l0
ktap_is "-s stats has every reason in text" "$(a -j stats l0 | jq '.[0].drops | length')" \
	"$(a -s stats l0 | grep -c '^    drop ')"

### Every show gives JSON, and text without it.

for object in ue link bearer key stats; do
	json "-j -s -d $object" 'type == "array"' -s -d "$object"
	ktap_test "-s -d -o $object" a -s -d -o "$object"
done

### Privilege: no capability, or only in a user namespace that does not own ua.

nobody() { ip netns exec ua setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
out=$(nobody pc5ctl link 2>&1)
ktap_is "without CAP_NET_ADMIN status 2" 2 $?
ktap_is "and the reason" \
	"Error: Operation not permitted: CAP_NET_ADMIN in this network namespace is needed." "$out"
out=$(nobody unshare -r pc5ctl link 2>&1)
ktap_is "nor as root of another user namespace" 2 $?
refused "no such namespace" 1 'cannot open network namespace "nowhere"' -n nowhere link

### Secrets: on no command line, in no output.

mkfifo "$work/fifo"
pc5ctl -n ua key add l0 id 4 enc nea2 int nia2 role initiator file "$work/fifo" &
waiting=$!
started() { tr '\0' ' ' < "/proc/$waiting/cmdline" | grep -q 'pc5ctl.*fifo'; }
ktap_test "pc5ctl waits for the key" wait_for 10 started
secrets=$(sed -n 's/^[a-z-]* \([0-9a-f]*\)$/\1/p' "$work"/?.key)
ktap_is "nothing secret on the command line" 0 \
	"$(tr '\0' ' ' < "/proc/$waiting/cmdline" | grep -c -F -e "$secrets")"
cat "$work/1.key" > "$work/fifo"
wait "$waiting"
ktap_is "a key through a pipe" 0 $?
refused "a key as a word" 1 'looks like a key' key add l0 id 5 enc nea2 int nia2 role initiator \
	"$(printf '5a%.0s' {1..16})"
refused "nrpek as a word" 1 'not taken on the command line' \
	key add l0 id 5 enc nea2 int nia2 role initiator nrpek 12
{
	a -s -d key
	a -j -s -d key
	a -j -d link
} > "$work/shown" 2>&1
ktap_is "keys are never shown" 0 "$(grep -c -i -F -e "$secrets" -- "$work/shown")"

### The events, in the order in which things happened.

ktap_test "ue del removes the link too" a ue del ue0
deleted() { jq -e 'select(.object == "ue" and .ifname == "ue0" and .event == "deleted")' "$work/events"; }
ktap_test "monitor sees the end" wait_for 10 deleted
kill -INT "$monitor"
wait "$monitor"
ktap_is "monitor ends with 0 on SIGINT" 0 $?
ktap_is "monitor complained of nothing" "" "$(cat "$work/monitor.err")"
ktap_is "keys are in no event" 0 "$(grep -c -i -F -e "$secrets" -- "$work/events")"
ktap_is "events of UEs and links, in order" \
	"ue ue0 new,ue ue6 new,ue ue6 changed,ue ue6 deleted,link l0 new,link open0 new,link open0 changed,link open0 deleted,link l0 deleted,ue ue0 deleted" \
	"$(jq -r 'select(.object == "ue" or .object == "link") | "\(.object) \(.ifname) \(.event)"' "$work/events" |
		paste -sd,)"
ktap_is "events of bearers, in order" "4 new,4 new,5 new,5 changed,5 deleted" \
	"$(jq -r 'select(.object == "bearer") | "\(.lcid) \(.event)"' "$work/events" | paste -sd,)"
ktap_is "events of the first context, in order" "new,active" \
	"$(jq -r 'select(.object == "key" and .id == "0x0001") | .event' "$work/events" |
		head -n 2 | paste -sd,)"
ktap_is "the second was confirmed by the peer" "new,confirmed" \
	"$(jq -r 'select(.object == "key" and .id == "0x0002") | .event' "$work/events" |
		head -n 2 | paste -sd,)"
ktap_is "the third was told to be active" "new,active" \
	"$(jq -r 'select(.object == "key" and .id == "0x0003") | .event' "$work/events" |
		head -n 2 | paste -sd,)"

ktap_finish
