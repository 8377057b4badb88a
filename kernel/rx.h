/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the receive path share. */
#ifndef _PC5_RX_H
#define _PC5_RX_H

#include "link.h"

/* Longest PDU there is. */
#define PC5_PDU_MAX	(PC5_PDCP_HLEN_MAX + PC5_SDU_MAX + PC5_MAC_LEN)

void pc5_rx_alarm(struct pc5_link *link, struct sk_buff *skb, u8 lcid, u16 id,
		  enum pc5_drop reason);
void pc5_rx_pdu(struct pc5_link *link, struct sk_buff *skb, u8 lcid);

#endif /* _PC5_RX_H */
