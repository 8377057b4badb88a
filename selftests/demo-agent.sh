# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016,SC2094 # what demo.sh has; what is quoted for "run"
#
# The second part of the demonstration, in the namespaces of the first: agents
# that authenticate each other, agree on keys, and change keys and identifiers.

# ask NS FILTER: what its agent shows, as jq makes it
ask() { pc5ctl -j agent show socket "$work/$1.sock" | jq -r ".[0]$2"; }

# provision NS NAME PEER [LINE]...: what a UE has to be told, once
provision() {
	local file=$1.yaml
	{
		cat << END
version: 1
ue:
  device: ue0
  user-info: $2
services:
  - name: mesh
    os-id: 00112233-4455-6677-8899-aabbccddeeff
    app-id: mesh
    destination-layer2-id: 0xffff01
peers:
  - name: $3
authentication:
  methods: [eap-psk]
  psk:
    - peer: $3
      file: shared.psk
END
		shift 3
		printf '%s\n' "$@"
	} > "$file"
}

# flows NUMBER COMMAND-LINE: run it while ua pings; none of NUMBER packets is lost
flows() {
	local total=$1 flow
	printf '%s$ %s%s\n' "$dim" "ip netns exec ua ping -q -c $total -i 0.02 -W 10 $address &" "$plain"
	start ip netns exec ua ping -q -c "$total" -i 0.02 -W 10 "$address" > flow
	flow=$started
	run "$2"
	wait "$flow"
	run 'grep transmitted flow'
	check "no packet was lost" grep -q " $total received, 0% packet loss" flow
}

say "No more keys by hand. Each UE is told once who it is, whom it lets in, and a long-term secret."
run 'pc5ctl -n ua link del pc5l0; pc5ctl -n ub link del pc5l0'
run 'echo "psk $(openssl rand -hex 16)" > shared.psk && chmod 600 shared.psk'
provision ua alice bob
provision ub bob alice "addresses: {ipv6-prefix: 'fd00:1:2::/56', ipv4-pool: 192.168.7.0/24}"
run 'cat ub.yaml'

say "An agent on each side listens for requests on the sidelink."
for ns in ua ub; do
	printf '%s$ %s%s\n' "$dim" "ip netns exec $ns pc5ctl agent provision $ns.yaml state state-$ns socket $ns.sock &" "$plain"
	start ip netns exec $ns pc5ctl agent provision "$work/$ns.yaml" state "$work/state-$ns" socket "$work/$ns.sock" 2> "log-$ns"
	until_ok grep -q 'is ready' "log-$ns" || die "the agent does not start: $(cat "log-$ns")"
done
start pc5ctl -d monitor signalling socket "$work/ua.sock" > chart
until_ok grep -qs listening chart || die "pc5ctl monitor does not listen"

say "One command: alice wants a link to bob. They authenticate each other and agree on keys."
run "pc5ctl link connect bob service mesh socket $work/ua.sock timeout 60 > link"
until_ok grep -q 'established' chart
run "grep -F '|' chart   # printed by: pc5ctl -d monitor signalling, less the contents of the messages"
link=$(ask ua '.links[0].link') address=$(ask ua '.links[0].peer_address4')
run "pc5ctl agent show socket $work/ua.sock"
check "the peer proved to be bob" [ "$(ask ua '.links[0].peer')" = bob ]
check "and alice proved to be alice" [ "$(ask ub '.links[0].peer')" = alice ]

say "The link carries packets at once: bob gave alice an address, and nobody typed a key."
run "ip netns exec ua ping -q -c 3 -W 5 $address | grep transmitted > ping; cat ping"
check "all three came back" grep -q ' 3 received, 0% packet loss' ping

say "New keys while packets flow."
id=$(ask ua '.links[0].id')
changed() { [ "$(ask ua '.links[0].id')" != "$1" ] && [ "$(ask ub '.links[0].id')" != "$1" ]; }
flows 200 "pc5ctl link rekey $link socket $work/ua.sock"
until_ok changed "$id"
check "both use another context than $id: $(ask ua '.links[0].id')" changed "$id"

say "New identifiers while packets flow: who listens can't tell that it is the same two."
id=$(ask ua '.links[0].id') own=$(ask ua '.links[0].local_l2id') peer=$(ask ua '.links[0].peer_l2id')
flows 200 "pc5ctl link update $link socket $work/ua.sock"
until_ok changed "$id"
check "K_NRP-sess ID $id, Layer-2 IDs $own and $peer are gone" \
	[ "$(ask ua '.links[0] | .id != "'"$id"'" and .local_l2id != "'"$own"'" and .peer_l2id != "'"$peer"'"')" = true ]

say "And the end, of which both know."
run "pc5ctl link release $link socket $work/ua.sock"
none() { [ "$(ask "$1" '.links | map(select(.state == "established")) | length')" = 0 ]; }
until_ok none ua
until_ok none ub
check "no link is left on either side" eval 'none ua && none ub'
run "grep -F '|' chart | tail -n 3"
