# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2120 # pc5.sh has the first; an argument may be left out
#
# For tests of agents: two of them, alice in ua and bob in ub, with what they are
# provisioned with, and links between them. Sourced after ktap.sh and pc5.sh.

declare -A user=([ua]=alice [ub]=bob)
declare -A agent
# How long an answer may take: the machine may be slow.
patience=120

### Provisioning

# provision NS METHODS [LINE]...: DIR/NS.yaml, with the authentication of METHODS
# and, after each service's, the lines given
provision() {
	local ns=$1 methods=$2 peer=${user[${pc5_peer[$1]}]} line
	shift 2
	{
		cat << END
version: 1
ue:
  device: ue0
  user-info: ${user[$ns]}
services:
  - name: mesh
    os-id: 00112233-4455-6677-8899-aabbccddeeff
    app-id: mesh
    destination-layer2-id: 0xffff01
peers:
  - name: "*"
timers:
  t5084: 20s
  t5085: 20s
  t5090: never
authentication:
  methods: [$methods]
END
		[[ $methods != *eap-tls* ]] || cat << END
  tls:
    certificate: $ns.pem
    private-key: $ns.key
    ca: ca.pem
END
		[[ $methods != *eap-psk* ]] || cat << END
  psk:
    - peer: $peer
      file: ${psk:-key}.psk
END
		[ -z "${knrp-}" ] || cat << END
  knrp:
    - peer: $peer
      id: 0x1a2b3c4d
      not-after: 2037-12-31T23:59:59Z
      file: $knrp.knrp
END
		for line; do
			echo "$line"
		done
	} > "$pc5_dir/$ns.yaml"
}

secrets() {
	local hex
	for hex in key other; do
		echo "knrp $(openssl rand -hex 32)" > "$pc5_dir/$hex.knrp"
		echo "psk $(openssl rand -hex 16)" > "$pc5_dir/$hex.psk"
	done
}

# certificate FILE NAME [DAYS]: signed by ca
certificate() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
		-keyout "$pc5_dir/$1.key" -out "$pc5_dir/$1.csr" &&
		openssl x509 -req -in "$pc5_dir/$1.csr" -CA "$pc5_dir/ca.pem" -CAkey "$pc5_dir/ca.key" -CAcreateserial \
			-days "${3:-30}" -out "$pc5_dir/$1.pem" -extfile - << END
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth,serverAuth
subjectAltName=URI:urn:pc5:ue:$2,URI:urn:pc5:role:end-ue
END
}
certificates() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ca -days 30 \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout "$pc5_dir/ca.key" -out "$pc5_dir/ca.pem" &&
		certificate ua alice && certificate ub bob
}

### Agents

# start NS, stop NS: its agent
start() {
	pc5_background "$pc5_dir/log-$1" inns "$1" pc5ctl agent provision "$pc5_dir/$1.yaml" state "$pc5_dir/state-$1" \
		socket "$pc5_dir/sock-$1" keylog "$pc5_dir/keys-$1"
	agent[$1]=$pc5_pid
	wait_for $patience begun "$1" && grep "is ready" "$pc5_dir/log-$1" || { cat "$pc5_dir/log-$1"; return 1; }
}
begun() { grep -q "is ready" "$pc5_dir/log-$1" || ! kill -0 "${agent[$1]}"; }
stop() { # and it says that all went well; nothing where it does not run
	local pid=${agent[$1]-}
	[ -n "$pid" ] || return 0
	unset "agent[$1]"
	kill "$pid" && wait "$pid"
}
both() { "$@" ua && "$@" ub; }
fresh() { # both agents, with what they are provisioned with, and nothing kept
	local ns
	for ns in ua ub; do
		stop $ns
		rm -rf "$pc5_dir/state-$ns"
	done
	both start
}

# ask NS JSON: the answer goes to standard output
ask() { echo "$2" | socat -t $patience - "UNIX-CONNECT:$pc5_dir/sock-$1"; }
# asked NS JSON: it is done
asked() {
	local answer
	answer=$(ask "$@")
	echo "$answer"
	[ "$(jq -r .ok <<< "$answer")" = true ]
}
# refused WHAT NS JSON: it is not, and says WHAT
refused() {
	local answer
	answer=$(ask "$2" "$3")
	echo "$answer"
	[ "$(jq -r .ok <<< "$answer")" = false ] && [[ $(jq -r .error <<< "$answer") == *$1* ]]
}
show() { ask "$1" '{"do":"show"}' | jq -r ".result | $2"; }
shows() { [ "$(show "$1" "$2")" = "$3" ]; }
show_all() { show ua . && show ub .; tail -n 20 "$pc5_dir"/log-*; }
up='[.links[] | select(.state | IN("established", "rekeying", "updating"))]'
logged() { wait_for $patience grep -q "$2" "$pc5_dir/log-$1" || { cat "$pc5_dir/log-$1"; return 1; }; }

link_of() { show "$1" "$up | .[0].link"; }
# connect METHOD: alice to bob; what it was done by
connect() {
	connect_only && [ "$(show ua "$up | .[0].method")" = "$1" ] && [ "$(show ub "$up | .[0].method")" = "$1" ] ||
		{ show_all; return 1; }
}
connect_only() {
	pc5ctl link connect bob service mesh socket "$pc5_dir/sock-ua" timeout $patience || return
	wait_for $patience shows ub "$up | length" 1
}
pings() { # COUNT
	local address link
	link=$(link_of ua)
	address=$(show ua "$up | .[0].peer_address")
	echo "$link $address"
	pc5_on ua ping -c "${1:-3}" -i 0.2 -W 5 "$address%$link" || { ip -n ua addr; ip -n ua -6 route; return 1; }
}
same_keys() { # both installed the same, in opposite roles
	local ua ub
	ua=$(tail -n 1 "$pc5_dir/keys-ua") ub=$(tail -n 1 "$pc5_dir/keys-ub")
	[ "${ua/initiator/responder}" = "$ub" ] && [ "$(stat -c %a "$pc5_dir/keys-ua")" = 600 ]
}
release() { # and both know
	asked ua "{\"do\":\"release\",\"link\":\"$(link_of ua)\"}" && wait_for $patience shows ua "$up | length" 0 &&
		wait_for $patience shows ub "$up | length" 0 || { show_all; return 1; }
}

### What several tests do

establish() { # METHODS METHOD
	provision ua "$1" && provision ub "$1" && fresh && connect "$2" && pings && same_keys
}
again() { # the K_NRP of before, under another ID
	local before
	before=$(show ua "$up | .[0].knrp_id")
	release && connect knrp && pings || return
	echo "$before $(show ua "$up | .[0].knrp_id") $(show ub "$up | .[0].knrp_id")"
	[ "$(show ua "$up | .[0].knrp_id")" = "$(show ub "$up | .[0].knrp_id")" ] &&
		[ "$(show ua "$up | .[0].knrp_id")" != "$before" ]
}

# under_traffic COMMAND...: nothing is lost meanwhile
under_traffic() { traffic_to "$(show ua "$up | .[0].peer_address")%$(link_of ua)" "$@"; }
# The same by the address that was given
traffic_by_address() { traffic_to "$(show ua "$up | .[0].peer_address6")" "$@"; }
traffic_to() { # ADDRESS COMMAND...
	local address=$1
	shift
	pc5_background "$pc5_dir/traffic" inns ua ping -i 0.05 -W 10 "$address"
	local ping=$pc5_pid status=0
	wait_for $patience grep -q "bytes from" "$pc5_dir/traffic" || return
	"$@" || status=$?
	# Some more of it, after the change.
	local seen
	seen=$(wc -l < "$pc5_dir/traffic")
	wait_for $patience more_lines "$pc5_dir/traffic" $((seen + 10)) || status=1
	kill -INT "$ping"
	wait "$ping"
	tail -n 3 "$pc5_dir/traffic"
	[ $status = 0 ] && none_lost
}
# By an address of this test: the link-local ones change, and the old ones go.
update_under_traffic() {
	ip -n ua addr add 10.5.9.1/24 dev "$(link_of ua)" && ip -n ub addr add 10.5.9.2/24 dev "$(link_of ub)" &&
		traffic_to 10.5.9.2 update
}
more_lines() { [ "$(wc -l < "$1")" -ge "$2" ]; }
# But for the one that was under way when it ended
none_lost() {
	local sent got
	read -r sent got < <(sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\1 \2/p' "$pc5_dir/traffic")
	[ $((sent - got)) -le 1 ] && ! grep -q DUP "$pc5_dir/traffic"
}
# What the kernel sends under is what the agent says.
kernel_agrees() { # NS
	local link id own peer
	link=$(link_of "$1")
	read -r id own peer < <(ids_of "$1")
	[ "$(pc5ctl -n "$1" -j link show "$link" | jq -r '.[0] | "\(.local_l2id) \(.peer_l2id)"')" = "$own $peer" ] &&
		[ "$(pc5ctl -n "$1" -j key show "$link" | jq -r '.[] | select(.slot == "active") | .id')" = "$id" ]
}
kernels_agree() {
	wait_for $patience kernel_agrees ua && wait_for $patience kernel_agrees ub && return
	pc5ctl -n ua link show && pc5ctl -n ua key show "$(link_of ua)"
	show_all
	return 1
}
ids_of() { show "$1" "$up | .[0] | \"\(.id) \(.local_l2id) \(.peer_l2id)\""; }
id_is_not() { [ "$(show "$1" "$up | .[0].id")" != "$2" ]; }
rekey() { # [JSON]
	local before
	before=$(show ua "$up | .[0].id")
	asked ua "{\"do\":\"rekey\",\"link\":\"$(link_of ua)\"${1-}}" && wait_for $patience id_is_not ua "$before" &&
		wait_for $patience id_is_not ub "$before" && same_keys && kernels_agree
}
update() {
	local id own peer
	read -r id own peer < <(ids_of ua)
	asked ua "{\"do\":\"update\",\"link\":\"$(link_of ua)\"}" && wait_for $patience id_is_not ua "$id" &&
		wait_for $patience id_is_not ub "$id" || { show_all; return 1; }
	echo "was: $id $own $peer, is: $(ids_of ua); $(ids_of ub)"
	[[ $(ids_of ua) != *$id* && $(ids_of ua) != *$own* && $(ids_of ua) != *$peer* ]] && kernels_agree
}

agents_need() {
	pc5_need openssl socat "$@"
	pc5_ns_pair && pc5_ue ua eth && pc5_ue ub eth && secrets
}
