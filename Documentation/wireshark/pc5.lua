-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- Wireshark dissector of the pc5 underlay: sidelink header and PDCP header of
-- unicast SL-DRBs. What is behind them is ciphered, and is left as data.
--
--	tshark -X lua_script:Documentation/wireshark/pc5.lua -i eth0 -f 'ether proto 0x88b5'
--
-- The length of the SN is not on the wire; it is a preference ("-o pc5.sn:12").
-- How to see through NEA2 is in Documentation/guide.md.

local pc5 = Proto("pc5", "PC5 sidelink (pc5)")
local casts = { [0] = "broadcast", "groupcast", "unicast", "reserved" }
local types = { [0] = "IP", "Non-IP", "Ethernet", "Unstructured", "ARP" }
local f = {
	version = ProtoField.uint8("pc5.version", "Version", base.DEC, nil, 0xf0),
	cast = ProtoField.uint8("pc5.cast", "Cast type", base.DEC, casts, 0x0c),
	srap = ProtoField.bool("pc5.srap", "SRAP header follows", 8, nil, 0x02),
	padded = ProtoField.bool("pc5.padded", "Padded", 8, nil, 0x01),
	lcid = ProtoField.uint8("pc5.lcid", "LCID", base.DEC, nil, 0xfc),
	src = ProtoField.uint24("pc5.src", "Source Layer-2 ID", base.HEX),
	dst = ProtoField.uint24("pc5.dst", "Destination Layer-2 ID", base.HEX),
	dc = ProtoField.bool("pc5.dc", "D/C: data PDU", 8, nil, 0x80),
	type = ProtoField.uint8("pc5.sdu_type", "SDU Type", base.DEC, types, 0x70),
	sn12 = ProtoField.uint16("pc5.sn", "SN", base.DEC, nil, 0x0fff),
	sn18 = ProtoField.uint24("pc5.sn", "SN", base.DEC, nil, 0x03ffff),
	id = ProtoField.uint16("pc5.id", "K_NRP-sess ID", base.HEX),
	data = ProtoField.bytes("pc5.data", "Data and MAC-I"),
	padding = ProtoField.bytes("pc5.padding", "Padding"),
}
pc5.fields = f
pc5.prefs.sn = Pref.enum("Length of the SN", 18, "On all bearers",
	{ { 1, "12", 12 }, { 2, "18", 18 } }, false)

pc5.prefs.decipher = Pref.bool("Give PDUs to pdcp-nr", false, "See the guide for what it needs")
pc5.prefs.responder = Pref.string("Layer-2 ID of the responder", "", "It sends with DIRECTION 1")

-- The PDU in the framing that the dissector pdcp-nr reads out of UDP, which has
-- no K_NRP-sess ID; the keys are looked up by it, in the place of a UE's number.
local function decipher(tvb, pinfo, root, n, last)
	local sender, id = tvb(2, 3):uint(), tvb(8 + n, 2):uint()
	local direction = sender == tonumber(pc5.prefs.responder) and 1 or 0
	local bearer = math.floor(tvb(1, 1):uint() / 4) % 32 + 1
	local framed = ByteArray.new(string.format(
		"70 64 63 70 2d 6e 72 02 02 %02x 03 %02x 05 %02x 06 %04x 0f 01 %s %s",
		n == 2 and 12 or 18, direction, bearer, id,
		tvb(8, n):bytes():tohex(), tvb(10 + n, last - 10 - n):bytes():tohex()))
	DissectorTable.try_heuristics("udp", framed:tvb("PDU for pdcp-nr"), pinfo, root)
end

function pc5.dissector(tvb, pinfo, root)
	if tvb:len() < 12 then
		return 0
	end
	local tree = root:add(pc5, tvb())
	local flags, last = tvb(0, 1):uint(), tvb:len()

	pinfo.cols.protocol = "PC5"
	for _, name in ipairs({ "version", "cast", "srap", "padded" }) do
		tree:add(f[name], tvb(0, 1))
	end
	tree:add(f.lcid, tvb(1, 1))
	tree:add(f.src, tvb(2, 3))
	tree:add(f.dst, tvb(5, 3))
	if flags % 2 == 1 then
		local padding = tvb(last - 1, 1):uint()
		if padding > 0 and padding <= last - 8 then
			last = last - padding
			tree:add(f.padding, tvb(last, padding))
		end
	end
	local n = pc5.prefs.sn == 12 and 2 or 3
	if last < 8 + n + 2 or tvb(8, 1):uint() < 0x80 then
		return tvb:len()
	end
	tree:add(f.dc, tvb(8, 1))
	tree:add(f.type, tvb(8, 1))
	tree:add(n == 2 and f.sn12 or f.sn18, tvb(8, n))
	tree:add(f.id, tvb(8 + n, 2))
	if last > 10 + n then
		tree:add(f.data, tvb(10 + n, last - 10 - n))
	end
	local sn = tvb(8, n):uint() % (n == 2 and 4096 or 262144)
	pinfo.cols.info = string.format("%06x > %06x LCID %d SN %d key 0x%04x, %d octets",
		tvb(2, 3):uint(), tvb(5, 3):uint(), math.floor(tvb(1, 1):uint() / 4), sn,
		tvb(8 + n, 2):uint(), last - 10 - n)
	if pc5.prefs.decipher then
		decipher(tvb, pinfo, root, n, last)
	end
	return tvb:len()
end

DissectorTable.get("ethertype"):add(0x88b5, pc5)
DissectorTable.get("udp.port"):add(38323, pc5)
