#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Addresses of links that agents made: either side gives them, by Router
# Advertisement and DHCPv4, and they carry with no other command; a pool that is
# used up; link-local addresses that change with the identifiers.

# timeout: 900

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"
. "$(dirname "$0")/lib/agent.sh"

user[uc]=carol pc5_peer[uc]=ub pc5_l2id[uc]=0x0c0003

v4="  ipv4-pool: 192.168.7.0/24" v6="  ipv6-prefix: fd00:1:2::/56"
narrow=("  ipv4-pool: 192.168.8.0/30" "  ipv6-prefix: fd00:1:3:4::/64")
open=("policies:" "  signalling-integrity: not-needed" "  signalling-ciphering: not-needed"
	"  user-plane-integrity: not-needed" "  user-plane-ciphering: not-needed")

# one NS KEY: what it says of its first link
one() { show "$1" "$up | .[0].$2 // empty"; }
# given TO FROM FAMILY: both say the same, and it carries both ways
given() {
	local to from
	to=$(one "$1" "address$3") from=$(one "$1" "peer_address$3")
	echo "$1: $to, $2: $from"
	[ -n "$to" ] && [ "$(one "$2" "peer_address$3")" = "$to" ] && [ "$(one "$2" "address$3")" = "$from" ] &&
		pc5_on "$1" ping -c 1 -W 5 "$from" && pc5_on "$2" ping -c 1 -W 5 "$to"
}
# alice and bob with these addresses: "connect" is all that is done
addresses() { # LINE... -- LINE...
	local -a ua=() ub=()
	while [ "$1" != -- ]; do
		ua+=("$1")
		shift
	done
	shift
	ub=("$@")
	provision ua "${methods:-knrp}" "${ua[@]}" && provision ub "${methods:-knrp}" "${ub[@]}" && fresh && connect_only
}
gives() { # UE_2 or UE_1
	case $1 in
	ub) addresses -- "addresses:" "$v4" "$v6" && given ua ub 4 && given ua ub 6 ;;
	ua) addresses "addresses:" "$v4" "$v6" -- && given ub ua 4 && given ub ua 6 ;;
	esac || { show_all; ip -n ua addr; ip -n ub addr; return 1; }
}
both_give() { # UE_1 does; UE_2 says that it does not
	addresses "addresses:" "$v4" "$v6" -- "addresses:" "${narrow[@]}" && given ub ua 4 && given ub ua 6 &&
		[[ $(one ub address4) == 192.168.7.* ]] || { show_all; return 1; }
}
one_family_each() {
	addresses "addresses:" "$v4" -- "addresses:" "$v6" && given ub ua 4 && given ua ub 6 || { show_all; return 1; }
}
# The kernel takes nothing of the peer's, and the route of its pool is there
routes() {
	[ "$(inns ua cat /proc/sys/net/ipv6/conf/pc5l0/accept_ra)" = 0 ] &&
		ip -n ua -6 route | grep -q "^fd00:1:2::/56 dev pc5l0" && ip -n ua route | grep -q "^192.168.7.0/24 dev pc5l0" &&
		! ip -n ua -6 route | grep "^default" && ! ip -n ua route | grep "^default"
}
# The client of busybox and that of the kernel, and not the agent's
strangers() {
	local address link
	address=$(one ua address4) link=$(link_of ua)
	cat > "$pc5_dir/took" << END
#!/bin/sh
[ "\$1" != bound ] || echo "\$ip/\$mask" > "$pc5_dir/lease"
END
	chmod +x "$pc5_dir/took"
	pc5_on ua timeout $patience busybox udhcpc -f -q -n -i "$link" -s "$pc5_dir/took" && cat "$pc5_dir/lease" &&
		[ "$(cat "$pc5_dir/lease")" = "$address/24" ] || return
	ip -n ua addr flush dev "$link"
	inns ua sysctl -qw "net.ipv6.conf.$link.accept_ra=1"
	ip -n ua link set "$link" down
	ip -n ua link set "$link" addrgenmode stable_secret addrgenmode random
	ip -n ua link set "$link" up
	wait_for $patience eval "ip -n ua addr show dev $link | grep -q 'inet6 fd00:1:2:.* dynamic'" ||
		{ ip -n ua addr show dev "$link"; return 1; }
	! ip -n ua -6 route | grep "^default"
}
taken() { # by somebody else: the link is there, the address is not
	ip -n ua route add 192.168.0.0/16 dev eth0 && addresses -- "addresses:" "$v4" "$v6"
	local status=$?
	[ $status = 0 ] && given ua ub 6 && [ -z "$(one ua address4)" ] && logged ua "not taken of the peer" || status=1
	ip -n ua route del 192.168.0.0/16 dev eth0
	[ $status = 0 ] || { show_all; ip -n ua route; }
	return $status
}
used_up() { # a third UE, for which there is none left
	provision ua knrp "${open[@]}" && provision uc knrp "${open[@]}" &&
		provision ub knrp "${open[@]}" "addresses:" "${narrow[@]}" && fresh && start uc && connect_only &&
		given ua ub 4 && given ua ub 6 || { show_all; return 1; }
	refused "cause 5" uc '{"do":"connect","target":"bob"}' && logged ub "addresses of the pool are in use" || return
	local before
	before=$(one ua address4)
	release && asked uc '{"do":"connect","target":"bob"}' && given uc ub 4 && given uc ub 6 &&
		[ "$(one uc address4)" = "$before" ]
}
used_up_here() { # and the one who gives does not even ask
	refused "in use" ub '{"do":"connect","target":"alice"}' && stop uc
}
# Pings by an address that stays, while the link-local ones change on both sides
update_addresses() {
	local a b
	a=$(one ua address) b=$(one ub address)
	update && wait_for $patience eval "[ \$(one ua address) != $a ] && [ \$(one ub address) != $b ]" &&
		[ "$(one ua address)" = "$(one ub peer_address)" ] && [ "$(one ub address)" = "$(one ua peer_address)" ] &&
		pings && wait_for $patience gone ua "$a" && wait_for $patience gone ub "$b" && pings &&
		[ "$(ip -n ua -6 addr show dev pc5l0 scope link | grep -c inet6)" = 1 ]
}
gone() { ! ip -n "$1" -6 addr | grep -q "$2" && ! ip -n "$1" -6 addr | grep -q deprecated; }
privacy() { # each link another address of its own
	local a b
	addresses -- "addresses:" "$v4" "$v6" || return
	a=$(one ua address) b=$(one ub address)
	release && connect_only && [ "$(one ua address)" != "$a" ] && [ "$(one ub address)" != "$b" ]
}
killed() { # nothing of it is left, and there are addresses again
	local methods=knrp,eap-psk
	addresses -- "addresses:" "$v4" "$v6" || return
	kill -KILL "${agent[ub]}"
	wait "${agent[ub]}"
	unset "agent[ub]"
	start ub && ! ip -n ub addr | grep -q 192.168.7.1 || return
	wait_for $patience shows ua "$up | length" 0 && connect_only && given ua ub 4 && given ua ub 6 || { show_all; return 1; }
}

ktap_header
ktap_plan 13
pc5_need openssl socat busybox
pc5_ns_air ua ub uc && pc5_ue ua eth && pc5_ue ub eth && pc5_ue uc eth && secrets
knrp=key

pc5_test "UE_2 gives" gives ub
pc5_test "nothing else of the peer's is taken" routes
pc5_test "nothing is lost while link-local addresses change" traffic_by_address update_addresses
pc5_test "clients of others" strangers
pc5_test "UE_1 gives" gives ua
pc5_test "both would" both_give
pc5_test "one family each" one_family_each
pc5_test "addresses that are somebody else's" taken
pc5_test "a new link-local address for each link" privacy
pc5_test "killed" killed
pc5_test "the pool is used up, and what is given back is given again" used_up
pc5_test "the pool is used up on the side that connects" used_up_here
pc5_test "no pool at all" establish knrp knrp
ktap_finish
