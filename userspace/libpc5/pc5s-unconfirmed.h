/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TS 24.554 v18.3.0 uses but gives no value for. Each value here is this
 * project's own placeholder: change it here, and nowhere else, as soon as the
 * specification has one. Until then no other implementation understands them.
 *
 * Message types start at 0xf0, far from the assigned ones. IEIs are not of a
 * kind that needs comprehension (TS 24.007 clause 11.2.5), so that a UE that
 * does not know them skips them.
 */
#ifndef LIBPC5_PC5S_UNCONFIRMED_H
#define LIBPC5_PC5S_UNCONFIRMED_H

/* Clause 11.3.1 writes letters for these two ... */
#define PC5S_UNCONFIRMED_IDENTITY_REQUEST 0xf0
#define PC5S_UNCONFIRMED_IDENTITY_RESPONSE 0xf1

/*
 * ... and does not list these three. Nor has it tables of their contents: that
 * of the request is what clause 8a.2.10.2 wants in it, with the formats, IEIs
 * and order of the DCR; that of the reject follows clause 8a.2.10.5; that of
 * the accept is undecided.
 */
#define PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_REQUEST 0xf2
#define PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_ACCEPT 0xf3
#define PC5S_UNCONFIRMED_SECURITY_ESTABLISHMENT_REJECT 0xf4

/*
 * Relay indication of the DCR: wanted by clause 7.2.2.2 p), missing from the
 * table of clause 10.3.1, in that of v19.1.0. Taken as a type 1 IE, as the
 * other indications of relaying are.
 */
#define PC5S_UNCONFIRMED_IEI_RELAY_INDICATION 0xb0

/* Target end UE IP address of the DCA, clause 10.3.2: "ss". */
#define PC5S_UNCONFIRMED_IEI_TARGET_END_UE_IP 0x48

/* PC5 end UE release cause of the RELEASE REQUEST, clause 10.3.4: "ZZ". */
#define PC5S_UNCONFIRMED_IEI_END_UE_RELEASE_CAUSE 0x49

/* New MSBs of K_NRP ID of the MODIFICATION REQUEST, clause 10.3.6: "xx". */
#define PC5S_UNCONFIRMED_IEI_NEW_KNRP_ID_MSBS 0x4a

/* Of the MODIFICATION ACCEPT, clause 10.3.7: "xx" and "yy". */
#define PC5S_UNCONFIRMED_IEI_TARGET_IP_NEW_RELAY 0x4b
#define PC5S_UNCONFIRMED_IEI_NEW_KNRP_ID_LSBS 0x4c

/*
 * Link modification operation code of a MODIFICATION REQUEST for relay
 * reselection: clause 11.3.19 has none, and the IE is mandatory. A spare value;
 * it is the relay reselection indication that counts.
 */
#define PC5S_UNCONFIRMED_OPERATION_RESELECTION 14

/*
 * Causes that clause 11.3.8 names without a number, and one that clause 7.2.3.5
 * uses and the table has not.
 */
#define PC5S_UNCONFIRMED_CAUSE_LINK_EXISTS 0xf0
#define PC5S_UNCONFIRMED_CAUSE_U2U_SECURITY_FAILURE 0xf1
#define PC5S_UNCONFIRMED_CAUSE_MAC_NOT_UNIQUE 0xf2
#define PC5S_UNCONFIRMED_CAUSE_RELAY_NOT_SELECTED 0xf3

/*
 * Least value octets of the List of UE IP addresses, clause 11.3.50: the
 * layout of its entries is garbled. Taken here: each is a UE IP address as of
 * clause 11.3.49 with its length octet, so 6 octets for one IPv4 address, where
 * clause 10.3.6 has 7.
 */
#define PC5S_UNCONFIRMED_UE_IP_LIST_MIN 6

/*
 * Both UEs of an IP link say that they give addresses of the same kind (clause
 * 11.3.6), and clause 7.2.2.3 does not say which one does: UE_1 (1), which says
 * so first, or UE_2 (0).
 */
#define PC5S_UNCONFIRMED_UE_1_ALLOCATES 1

#endif /* LIBPC5_PC5S_UNCONFIRMED_H */
