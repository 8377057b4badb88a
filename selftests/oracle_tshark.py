#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Have the pdcp-nr dissector of tshark judge captured frames.

    oracle_tshark.py INITIATOR SEED NAME...

For each NAME, NAME.pcap has frames and NAME.keys a line: K_NRP-sess ID, nea0 or
nea2, nia0 or nia2, length of the SN, LCID, COUNT of the first frame each way,
NRPEK, NRPIK. INITIATOR is the Layer-2 ID of who sends with DIRECTION 0.
NAME.open is made, a line for each frame and each way to look at it: VIEW
DIRECTION VERDICT SDU.

The dissector knows nothing of K_NRP-sess ID, which lies between SN and SDU and
is protected but not ciphered; so it is shown the frames in two ways:

    mac     as they are before ciphering, K_NRP-sess ID and MAC-I included, with
            the word that ciphering is off. The openssl command deciphered them
            for this.
    cipher  as they are, but without K_NRP-sess ID. It finds the MAC-I wrong, of
            course, and deciphers the SDU.

and to see that it looks, in the first way with one bit inverted in each frame
before it was deciphered (flipped) or with another NRPIK (nrpik), in the second
with another NRPEK (nrpek). VERDICT is match, wrong or none: that the dissector
says nothing is no success. COUNT it keeps itself.
"""

import random
import re
import struct
import subprocess
import sys
import tempfile

# Tags of the dissector's framing over UDP, version 4.0.
START = b"pdcp-nr"
DRB = 2
SNLEN, DIRECTION, BEARER_TYPE, BEARER, UEID = 2, 3, 4, 5, 6
MACI, CIPHERING_OFF, PAYLOAD = 0x0F, 0x11, 1

SL_AT, PDU_AT = 14, 22
# What is added to K_NRP-sess ID, each view having keys and COUNTs of its own.
VIEWS = {"mac": 0, "cipher": 0x2000, "flipped": 0x4000, "nrpik": 0x6000, "nrpek": 0x8000}


class Context:
    def __init__(self, name, initiator):
        with open(name + ".keys", encoding="ascii") as file:
            words = file.read().split()
        self.name = name
        self.id = int(words[0], 0)
        self.ciphered = words[1] != "nea0"
        self.maced = words[2] != "nia0"
        self.sn_len, self.lcid, self.count = map(int, words[3:6])
        self.nrpek, self.nrpik = words[6:8]
        self.head = 4 if self.sn_len == 12 else 5
        self.initiator = initiator
        self.frames = []  # (direction, count, PDU)
        sent = [0, 0]
        for frame in pcap_read(name + ".pcap"):
            end = len(frame) - (frame[-1] if frame[SL_AT] & 1 else 0)
            direction = int(int.from_bytes(frame[SL_AT + 2 : SL_AT + 5], "big") != initiator)
            if frame[SL_AT + 1] >> 2 != self.lcid:
                sys.exit("a frame of another LCID")
            self.frames.append((direction, self.count + sent[direction], frame[PDU_AT:end]))
            sent[direction] += 1

    def keystreams(self):
        """Of all frames: AES of the counter blocks, by the openssl command."""
        blocks, sizes = b"", []
        for direction, count, pdu in self.frames:
            n = (len(pdu) - self.head + 15) // 16
            top = struct.pack(">IB", count, (self.lcid & 31) << 3 | direction << 2)
            blocks += b"".join(top + bytes(3) + struct.pack(">Q", i) for i in range(n))
            sizes.append(n * 16)
        command = ["openssl", "enc", "-aes-128-ecb", "-nopad", "-K", self.nrpek]
        stream = subprocess.run(command, input=blocks, stdout=subprocess.PIPE, check=True).stdout
        for size in sizes:
            yield stream[:size]
            stream = stream[size:]

    def decipher(self, pdu, stream):
        body = bytes(a ^ b for a, b in zip(pdu[self.head :], stream))
        return pdu[: self.head] + body if self.ciphered else pdu

    def shown(self):
        """What the dissector is to be shown: (view, direction, PDU, tags)."""
        views = []
        for (direction, _, pdu), stream in zip(self.frames, self.keystreams()):
            short = pdu[: self.head - 2] + pdu[self.head :]
            if self.maced:
                tags = bytes([MACI, CIPHERING_OFF])
                plain = self.decipher(pdu, stream)
                views.append(("mac", direction, plain, tags))
                views.append(("nrpik", direction, plain, tags))
                changed = bytearray(pdu)
                at = random.randrange((self.head - 2) * 8, len(pdu) * 8)
                changed[at // 8] ^= 0x80 >> at % 8
                views.append(("flipped", direction, self.decipher(changed, stream), tags))
            if self.ciphered:
                tags = bytes([MACI]) if self.maced else b""
                views.append(("cipher", direction, short, tags))
                views.append(("nrpek", direction, short, tags))
        return views

    def rows(self):
        """Keys of each view, for the dissector's table."""
        other = "00112233445566778899aabbccddeeff"
        for view, add in VIEWS.items():
            enc = other if view == "nrpek" else self.nrpek
            integ = other if view == "nrpik" else self.nrpik
            yield f'uat:pdcp_nr_ue_keys:"{self.id + add}","{enc}","{enc}","{integ}","{integ}"'

    def framed(self, view, direction, pdu, tags):
        return (
            START
            + bytes([DRB, SNLEN, self.sn_len, DIRECTION, direction, BEARER_TYPE, 1])
            # The dissector takes one off.
            + bytes([BEARER, (self.lcid & 31) + 1, UEID])
            + struct.pack(">H", self.id + VIEWS[view])
            + tags
            + bytes([PAYLOAD])
            + bytes(pdu)
        )


def pcap_read(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at < len(data):
        size = struct.unpack_from("=I", data, at + 8)[0]
        yield data[at + 16 : at + 16 + size]
        at += 16 + size


def pcap_write(file, payloads):
    """In UDP in IP without an Ethernet header."""
    file.write(struct.pack("=IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
    for payload in payloads:
        size = len(payload) + 28
        file.write(struct.pack("=IIII", 0, 0, size, size))
        file.write(struct.pack(">BBHHHBBHII", 0x45, 0, size, 0, 0, 64, 17, 0, 0x7F000001, 0x7F000001))
        file.write(struct.pack(">HHHH", 9999, 9999, size - 20, 0))
        file.write(payload)
    file.flush()


def dissect(path, rows):
    """The text of each frame."""
    command = ["tshark", "-r", path, "-V", "-x", "--enable-heuristic", "pdcp_nr_udp"]
    for option in [
        "pdcp-nr.decipher_userplane:TRUE",
        "pdcp-nr.verify_integrity:TRUE",
        # By default there is no COUNT, and without it nothing is judged.
        "pdcp-nr.check_sequence_numbers:Only-PDCP-frames",
        "pdcp-nr.show_signalling_plane_as_rrc:FALSE",
        "pdcp-nr.show_user_plane_as_ip:TRUE",
        "pdcp-nr.default_ciphering_algorithm:NEA2 (AES)",
        "pdcp-nr.default_integrity_algorithm:NIA2 (AES)",
        *rows,
    ]:
        command += ["-o", option]
    text = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return re.split(r"^Frame \d+: ", text, flags=re.M)[1:]


def verdict(text):
    right = text.count("Matches calculated result")
    wrong = text.count("MAC-I Digest wrong")
    return {(1, 0): "match", (0, 1): "wrong"}.get((min(right, 1), min(wrong, 1)), "none")


def deciphered(text):
    """The octets of the data source tshark made of what it deciphered."""
    dump = re.search(r"^Deciphered [^\n]*:\n((?:[0-9a-f]{4} [^\n]*\n)+)", text, flags=re.M)
    if not dump:
        return b""
    return b"".join(bytes.fromhex(line[6:53]) for line in dump[1].splitlines())


def main():
    initiator = int(sys.argv[1], 0)
    random.seed(int(sys.argv[2]))
    contexts = [Context(name, initiator) for name in sys.argv[3:]]
    shown = [(context, *view) for context in contexts for view in context.shown()]
    rows = [row for context in contexts for row in context.rows()]
    with tempfile.NamedTemporaryFile() as file:
        pcap_write(file, [c.framed(*view) for c, *view in shown])
        texts = dissect(file.name, rows)
    if len(texts) != len(shown):
        sys.exit(f"{len(shown)} frames were shown, {len(texts)} seen")
    lines = {context.name: [] for context in contexts}
    for (context, view, direction, pdu, _), text in zip(shown, texts):
        if view in ("cipher", "nrpek"):
            sdu = deciphered(text)
            if context.maced:
                sdu = sdu[:-4]
            # With tshark's own word for it that this is IP.
            if not re.search(r"^    Internet Protocol Version [46], Src", text, flags=re.M):
                sdu = b""
        else:
            sdu = pdu[context.head : -4]
        lines[context.name].append(f"{view} {direction} {verdict(text)} {bytes(sdu).hex()}\n")
    for name, found in lines.items():
        with open(name + ".open", "w", encoding="ascii") as file:
            file.writelines(found)


main()
