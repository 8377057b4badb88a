/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a certificate says about a UE: uniformResourceIdentifier entries of its
 * subjectAltName extension (RFC 5280 clause 4.2.1.6).
 *
 * No specification says how a PC5 certificate names a UE or what the UE may be
 * (TS 33.536 clause 5.3.3.1.2.1 leaves the credentials to the application), so
 * these names are the project's own. A certificate may have several of each.
 *
 *	urn:pc5:ue:NAME			the UE may use NAME as its user info
 *					(application layer ID); at least one is
 *					needed
 *	urn:pc5:role:end-ue		it may be an end of a link
 *	urn:pc5:role:relay:RSC		it may relay for that relay service
 *					code, six hexadecimal digits
 *	urn:pc5:role:group:L2ID		it is a member of the group with that
 *					destination Layer-2 ID, six
 *					hexadecimal digits
 *
 * NAME is the octets of the application layer ID; all but letters, digits and
 * - . _ ~ are written as %XX (RFC 3986 clause 2.1). Letters of the fixed parts
 * are in lower case. Other URIs and other kinds of names are for others and
 * mean nothing here; a URI that begins with "urn:pc5:" and is none of the above
 * makes the certificate invalid, so that what a later version restricts is not
 * overlooked.
 *
 * Both UEs of a link can be TLS client and TLS server. An extended key usage
 * extension, if there is one, must have id-kp-clientAuth and id-kp-serverAuth.
 */
#ifndef LIBPC5_PC5_OID_H
#define LIBPC5_PC5_OID_H

#define PC5_URI "urn:pc5:"
#define PC5_URI_UE "ue:"
#define PC5_URI_END_UE "role:end-ue"
#define PC5_URI_RELAY "role:relay:"
#define PC5_URI_GROUP "role:group:"

/* Most names, relay service codes and groups that a certificate may have. */
#define PC5_URI_NAMES_MAX 16

#endif /* LIBPC5_PC5_OID_H */
