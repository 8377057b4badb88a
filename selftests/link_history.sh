#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check: uml-debug
#
# Keys that come back after they were removed: COUNT goes on where it was, on
# whichever link and at whichever end, so that no key stream is used twice and
# nothing that was recorded before is accepted again.

. "$(dirname "$0")/lib/ktap.sh"
. "$(dirname "$0")/lib/pc5.sh"

ping_ub() {
	pc5_on ua ping -q -c "${1-5}" -i 0.05 -W 2 "${pc5_ip[ub]}"
}

# stand: where COUNT stands in both directions, kept for later
stand() {
	ua_next=$(pc5_count ua 0x0101 tx-next) ub_next=$(pc5_count ub 0x0101 tx-next)
}

# from UA UB: nothing below these COUNTs is sent, and the link carries. With one
# side still waiting for COUNTs the other has passed, the first may take long.
goes_on() {
	echo "was $1 $2, is $(pc5_count ua 0x0101 tx-next) $(pc5_count ub 0x0101 tx-next)"
	[ "$(pc5_count ua 0x0101 tx-next)" -ge "$1" ] &&
		[ "$(pc5_count ub 0x0101 tx-next)" -ge "$2" ] && ping_ub
}

again() {
	local ns
	for ns; do
		pc5ctl -n "$ns" key del pc5l0 id 0x0101 &&
			pc5_key_add "$ns" 0x0101 "$first_key" || return
	done
}

both_sides() {
	stand
	[ "$ua_next" -gt 4 ] && again ua ub && goes_on "$ua_next" "$ub_next"
}

one_side() {
	stand
	again ua && goes_on "$ua_next" "$ub_next"
}

# The other end now sends in the direction this end sent in.
roles_swapped() {
	stand
	pc5_role=([ua]=responder [ub]=initiator)
	again ua ub
	pc5_role=([ua]=initiator [ub]=responder)
	goes_on "$ub_next" "$ua_next"
}

new_link() {
	again ua ub || return
	stand
	pc5_unpair && pc5_pair && for ns in ua ub; do
		pc5ctl -n "$ns" key del pc5l0 id 0x0101 || return
		pc5_key_add "$ns" 0x0101 "$first_key" || return
	done && goes_on "$ua_next" "$ub_next"
}

used_up() {
	pc5_unpair && pc5_pair -k "hard-limit 9" || return
	first_key=$pc5_key
	pc5_on ua ping -q -c 20 -i 0.01 -W 1 "${pc5_ip[ub]}" > /dev/null
	again ua && [ "$(pc5_drop ua pc5l0 tx-count-exhausted)" -ge 10 ] || return
	# with the limit it had, there is nothing left; without, there is
	pc5ctl -n ua key del pc5l0 id 0x0101 &&
		pc5_key_add ua 0x0101 "$first_key" hard-limit 9 || return
	! ping_ub 1 > /dev/null && [ "$(pc5_count ua 0x0101 tx-next)" = 10 ]
}

other_keys() {
	# what is sent before anybody asks for it: multicast reports
	# tests run in shells of their own: which keys the last one took is lost
	pc5_keys=$((pc5_keys + 100))
	pc5_unpair && pc5_pair || return
	echo "begins at $(pc5_count ua 0x0101 tx-next)"
	[ "$(pc5_count ua 0x0101 tx-next)" -lt 5 ] && ping_ub
}

ktap_header
pc5_need
pc5_pair
first_key=$pc5_key
ktap_plan 7
ktap_test "the link carries" ping_ub
ktap_test "COUNT goes on when both sides take the keys again" both_sides
ktap_test "COUNT goes on when one side takes the keys again" one_side
ktap_test "COUNT goes on when the sides swap their roles" roles_swapped
ktap_test "COUNT goes on when the link is new" new_link
ktap_test "what was used up stays so" used_up
ktap_test "other keys begin at 0" other_keys
ktap_finish
