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
 * IEIs of the discovery messages, clause 10.2.1, that are not assigned: source
 * discoverer end UE info and announce prohibited indication (a type 1 IE).
 */
#define PC5S_UNCONFIRMED_IEI_SOURCE_DISCOVERER 0x48
#define PC5S_UNCONFIRMED_IEI_ANNOUNCE_PROHIBITED 0xc0

/*
 * Octets of the value of a direct discovery set, clause 11.2.17. Clause 10.2.1
 * has 10 to 518, which is one octet more at both ends than two names with their
 * lengths, MIC and counter can be. Taken here: no such octet is sent, so that
 * the shortest names fit, and the table's most is the most that is received.
 */
#define PC5S_UNCONFIRMED_DISCOVERY_SET_MIN 9
#define PC5S_UNCONFIRMED_DISCOVERY_SET_MAX 518

/*
 * The list of direct discovery sets has a value of 13 to 8321 octets in clause
 * 10.2.1: one octet and 1 to 16 whole sets with their two octets of length. The
 * octet is taken for the number of sets.
 */
#define PC5S_UNCONFIRMED_DISCOVERY_SETS_MAX 16

/*
 * KDF FC of TS 33.303 clauses A.5 (scrambling) and A.6 (message-specific
 * confidentiality), which TS 33.503 clause 6.1.3 takes over. Inferred from the
 * range 0x48 to 0x4f of that specification and its FC 0x4a in clause A.3.
 */
#define PC5S_UNCONFIRMED_FC_SCRAMBLING 0x4c
#define PC5S_UNCONFIRMED_FC_CONFIDENTIALITY 0x4d

/*
 * What the first two octets of a scrambled message are exclusive-ored with. TS
 * 33.503 writes ones in front of the scrambling bits where it must mean that
 * message type and counter LSB are left alone: no receiver knows the type else.
 */
#define PC5S_UNCONFIRMED_SCRAMBLING_HEAD 0x00

/*
 * How a direct discovery set is protected by the end UEs' own keys: as a
 * message is, with the octets before the MIC ciphered and all but the last one,
 * which has the counter LSB, scrambled.
 */

/*
 * Both UEs of an IP link say that they give addresses of the same kind (clause
 * 11.3.6), and clause 7.2.2.3 does not say which one does: UE_1 (1), which says
 * so first, or UE_2 (0).
 */
#define PC5S_UNCONFIRMED_UE_1_ALLOCATES 1

#endif /* LIBPC5_PC5S_UNCONFIRMED_H */
