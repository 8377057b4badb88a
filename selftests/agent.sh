#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two agents: they authenticate by a provisioned K_NRP, EAP-PSK and EAP-TLS, and
# the link carries packets with no other command; keys and identifiers change
# under traffic; links are released, made again, left behind by an agent that was
# killed; and credentials and policies that do not go together.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

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
stop() {
	kill "${agent[$1]}" && wait "${agent[$1]}"
}
both() { "$@" ua && "$@" ub; }
fresh() { # both agents, with what they are provisioned with, and nothing kept
	local ns
	for ns in ua ub; do
		[ -z "${agent[$ns]-}" ] || stop $ns
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
	asked ua '{"id":1,"do":"connect","target":"bob","service":"mesh"}' || return
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

### Tests

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
under_traffic() {
	local link address
	link=$(link_of ua)
	address=$(show ua "$up | .[0].peer_address")
	pc5_background "$pc5_dir/traffic" inns ua ping -i 0.05 -W 10 "$address%$link"
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
more_lines() { [ "$(wc -l < "$1")" -ge "$2" ]; }
# But for the one that was under way when it ended
none_lost() {
	local sent got
	read -r sent got < <(sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\1 \2/p' "$pc5_dir/traffic")
	[ $((sent - got)) -le 1 ] && ! grep -q DUP "$pc5_dir/traffic"
}
ids_of() { show "$1" "$up | .[0] | \"\(.id) \(.local_l2id) \(.peer_l2id)\""; }
id_is_not() { [ "$(show "$1" "$up | .[0].id")" != "$2" ]; }
rekey() { # [JSON]
	local before
	before=$(show ua "$up | .[0].id")
	asked ua "{\"do\":\"rekey\",\"link\":\"$(link_of ua)\"${1-}}" && wait_for $patience id_is_not ua "$before" &&
		wait_for $patience id_is_not ub "$before" && same_keys
}
update() {
	local id local peer
	read -r id local peer < <(ids_of ua)
	asked ua "{\"do\":\"update\",\"link\":\"$(link_of ua)\"}" && wait_for $patience id_is_not ua "$id" &&
		wait_for $patience id_is_not ub "$id" || { show_all; return 1; }
	echo "was: $id $local $peer, is: $(ids_of ua); $(ids_of ub)"
	[[ $(ids_of ua) != *$id* && $(ids_of ua) != *$local* && $(ids_of ua) != *$peer* ]]
}

wrong_psk() {
	provision ua eap-psk && psk=other provision ub eap-psk && fresh || return
	refused "authentication failure" ua '{"do":"connect","target":"bob"}' && logged ub "authentication of alice failed: .* has another pre-shared key" &&
		shows ub "$up | length" 0 || { show_all; return 1; }
}
wrong_knrp() {
	provision ua knrp && knrp=other provision ub knrp && fresh || return
	refused "" ua '{"do":"connect","target":"bob"}' && shows ub "$up | length" 0 || { show_all; return 1; }
}
revoked() {
	provision ua eap-tls "    deny-list: denied"
	sed -i '/deny-list/d; s/^    ca: ca.pem/&\n    deny-list: denied/' "$pc5_dir/ua.yaml"
	openssl x509 -in "$pc5_dir/ub.pem" -noout -serial | sed 's/serial=//' > "$pc5_dir/denied"
	provision ub eap-tls && fresh || return
	refused "authentication failure" ua '{"do":"connect","target":"bob"}' && logged ua "failed: .*den" &&
		shows ub "$up | length" 0 || { show_all; return 1; }
}
mismatch() {
	provision ua knrp && provision ub knrp "policies:" "  signalling-integrity: not-needed" \
		"  signalling-ciphering: not-needed" "  user-plane-integrity: not-needed" "  user-plane-ciphering: not-needed" &&
		fresh && refused "cause" ua '{"do":"connect","target":"bob"}' || { show_all; return 1; }
}
unprotected() {
	local ns
	for ns in ua ub; do
		provision $ns knrp "policies:" "  signalling-integrity: not-needed" "  signalling-ciphering: not-needed" \
			"  user-plane-integrity: not-needed" "  user-plane-ciphering: not-needed" || return
	done
	fresh && connect none && pings && [ "$(show ua "$up | .[0].id")" = 0x0000 ]
}
killed() { # and started again: the peer is told, and a new link has new keys
	establish "knrp, eap-psk" eap-psk || return
	kill -KILL "${agent[ua]}"
	wait "${agent[ua]}"
	start ua && logged ua "was left behind" && wait_for $patience shows ub "$up | length" 0 || { show_all; return 1; }
	[ "$(pc5ctl -n ua -j link show | jq length)" = 0 ] && connect_only && pings && same_keys &&
		[ "$(cut -d ' ' -f 5 "$pc5_dir/keys-ua" | sort | uniq -d)" = "" ]
}
loss() {
	local ns
	for ns in ua ub; do
		pc5_on $ns tc qdisc add dev eth0 root netem loss 20% || return
	done
	establish_lossy
	local status=$?
	for ns in ua ub; do
		pc5_on $ns tc qdisc del dev eth0 root
	done
	return $status
}
establish_lossy() {
	local ns
	for ns in ua ub; do
		provision $ns "eap-psk" "retransmissions:" "  establishment: 10" "  authentication: 10" "  security-mode: 10" || return
	done
	fresh || return
	local i
	# The last message of an establishment has no answer, so it may take more than one.
	for i in 1 2 3; do
		connect_only && return
	done
	show_all
	return 1
}
malformed() {
	refused "JSON" ua '{"do":"show"' && refused "unknown member" ua '{"do":"show","x":1}' &&
		refused "is missing" ua '{"do":"release"}' && refused "no link" ua '{"do":"release","link":"pc5l77"}' &&
		asked ua '{"do":"show"}'
}
ends() { # with 0, and nothing of it left
	both stop && both start && connect_only && both stop && [ "$(pc5ctl -n ua -j link show | jq length)" = 0 ] &&
		[ ! -e "$pc5_dir/sock-ua" ]
}

ktap_header
pc5_need openssl socat tc
ktap_plan 19
pc5_ns_pair
pc5_ue ua eth
pc5_ue ub eth
secrets
certificates > "$pc5_dir/openssl" 2>&1 || cat "$pc5_dir/openssl"

knrp=key
pc5_test "a provisioned K_NRP: connect, and it carries" establish knrp knrp
pc5_test "a message that is none, on the control socket" malformed
pc5_test "rekeying under traffic" under_traffic rekey
pc5_test "new identifiers under traffic" under_traffic update
pc5_test "released, and made again with the K_NRP ID" again
pc5_test "another K_NRP" wrong_knrp
pc5_test "a policy that does not go with it" mismatch
pc5_test "no protection at all, where both want none" unprotected
knrp=''
pc5_test "EAP-PSK" establish "knrp, eap-psk" eap-psk
pc5_test "released, and made again without EAP" again
pc5_test "a new K_NRP under traffic" under_traffic rekey ',"reauth":true'
pc5_test "new identifiers after that" under_traffic update
pc5_test "rekeying with the new identifiers" under_traffic rekey
pc5_test "another pre-shared key" wrong_psk
pc5_test "EAP-TLS" establish "knrp, eap-tls" eap-tls
pc5_test "a certificate that was revoked" revoked
pc5_test "an agent that was killed" killed
pc5_test "one message of five is lost" loss
pc5_test "SIGTERM releases" ends
ktap_finish
