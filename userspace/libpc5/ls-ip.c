// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link procedures: what the two UEs tell each other of IP addresses (TS 24.554
 * clauses 7.2.2.3 and 11.3.6). A UE that gives no addresses tells its IPv6
 * link-local one instead; each link has its own, so that it cannot be told from
 * that which links belong to one UE.
 */

#include "ls-priv.h"

#include <string.h>

#include "pc5s-unconfirmed.h"

int ls_random_link_local(struct pc5_ls *ls, uint8_t addr[PC5S_LINK_LOCAL_LEN])
{
	memset(addr, 0, PC5S_LINK_LOCAL_LEN);
	addr[0] = 0xfe;
	addr[1] = 0x80;
	return ls->ops->random(ls->ctx, addr + 8, 8);
}

/* The address of a link that begins. */
int ls_new_link_local(struct ls_link *link)
{
	if (link->profile.data_type != PC5_LS_IP)
		return 0;
	return ls_random_link_local(link->ls, link->link_local);
}

static uint8_t gives(uint8_t config)
{
	switch (config) {
	case PC5S_IP_IPV6_ROUTER:
		return PC5_LS_ALLOCATE6;
	case PC5S_IP_DHCPV4_SERVER:
		return PC5_LS_ALLOCATE4;
	case PC5S_IP_DHCPV4_AND_ROUTER:
		return PC5_LS_ALLOCATE6 | PC5_LS_ALLOCATE4;
	default:
		return 0;
	}
}

uint8_t pc5_ls_ip_config(uint8_t allocate)
{
	static const uint8_t config[] = {
		[0] = PC5S_IP_NO_ALLOCATION,
		[PC5_LS_ALLOCATE6] = PC5S_IP_IPV6_ROUTER,
		[PC5_LS_ALLOCATE4] = PC5S_IP_DHCPV4_SERVER,
		[PC5_LS_ALLOCATE6 | PC5_LS_ALLOCATE4] =
			PC5S_IP_DHCPV4_AND_ROUTER,
	};

	return config[allocate];
}

uint8_t pc5_ls_allocates(bool initiator, uint8_t own, uint8_t peer)
{
	if (initiator == PC5S_UNCONFIRMED_UE_1_ALLOCATES)
		return gives(own);
	return gives(own) & ~gives(peer);
}

/*
 * What the Security Mode Complete says, or the Establishment Accept. UE_2 knows
 * what UE_1 gives before it answers, and says no more than it will do.
 */
uint8_t ls_take_ip(struct ls_link *link, const struct pc5s_msg *msg)
{
	struct pc5s_span address = msg->ie[PC5S_IE_TARGET_LINK_LOCAL];
	const struct pc5_ls *ls = link->ls;

	link->peer_ip_config = pc5s_ip_config(msg);
	if (address.data)
		memcpy(link->peer_link_local, address.data,
		       sizeof(link->peer_link_local));
	if (link->initiator)
		return 0;
	link->profile.ip_config =
		pc5_ls_ip_config(pc5_ls_allocates(false,
						  link->profile.ip_config,
						  link->peer_ip_config));
	return ls->ops->addresses ?
	       ls->ops->addresses(ls->ctx, link->handle,
				  link->profile.ip_config,
				  link->peer_ip_config) : 0;
}
