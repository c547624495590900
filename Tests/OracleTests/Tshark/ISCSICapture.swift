import WireBytes

/// A capture file of one iSCSI session, as much of it as a dissector needs to find the SCSI
/// commands in it: no login, no digests, every PDU in one TCP segment of its own.
///
/// The file is a pcap of link type 101, raw IP:
///
///     24 bytes  file header: a1b2c3d4h, version 2.4, snapshot length, link type
///     16 bytes  record header: seconds, microseconds, length twice; all little-endian
///     20 bytes  IPv4 header of 10.0.0.1 or 10.0.0.2, without a checksum
///     20 bytes  TCP header of port 50000 or 3260, without a checksum
///     n bytes   one PDU: a basic header segment of 48 bytes, then data, filled to four bytes
struct ISCSICapture {
    /// The file.
    private(set) var bytes: [UInt8] = []
    private var packetCount: UInt64 = 0
    /// How many commands there are.
    private(set) var commandCount = 0
    /// How many bytes of TCP each side has sent.
    private var sent: [UInt64] = [0, 0]

    init() {
        append(little: 0xA1B2_C3D4, count: 4)
        append(little: 2, count: 2)
        append(little: 4, count: 2)
        for field in [0, 0, 0xFFFF, 101] { append(little: UInt64(field), count: 4) }
    }

    /// A command, then its data-in or its response. A dissector takes the kind of device from the
    /// last INQUIRY of that logical unit.
    ///
    /// - Returns: its number, counted from zero. Its frames are twice that and the next.
    @discardableResult
    mutating func add(
        _ cdb: [UInt8], dataOut: [UInt8] = [], dataIn: [UInt8] = [], sense: [UInt8] = []
    ) -> Int {
        commandCount += 1
        let tag = UInt64(commandCount)
        let read: UInt8 = dataIn.isEmpty ? 0 : 0x40
        let write: UInt8 = dataOut.isEmpty ? 0 : 0x20
        // SCSI Command: F, R, W, and a simple task.
        var command = header(0x01, flags: 0x81 | read | write, dataLength: dataOut.count)
        command.setBigEndian(tag, at: 16, count: 4)
        command.setBigEndian(UInt64(dataOut.count + dataIn.count), at: 20, count: 4)
        command.setBigEndian(tag, at: 24, count: 4)
        command.setBigEndian(tag, at: 28, count: 4)
        command.replaceSubrange(32..<32 + cdb.count, with: cdb)
        send(from: 0, command, dataOut)
        if dataIn.isEmpty {
            // SCSI Response, with SenseLength before the sense data.
            let data =
                sense.isEmpty ? [] : [UInt8(sense.count >> 8), UInt8(sense.count & 0xFF)] + sense
            var response = reply(0x21, flags: 0x80, dataLength: data.count, tag)
            response[3] = sense.isEmpty ? 0x00 : 0x02
            send(from: 1, response, data)
        } else {
            // SCSI Data-In, final and with the status.
            var response = reply(0x25, flags: 0x81, dataLength: dataIn.count, tag)
            response.setBigEndian(0xFFFF_FFFF, at: 20, count: 4)
            send(from: 1, response, dataIn)
        }
        return commandCount - 1
    }

    private func header(_ code: UInt8, flags: UInt8, dataLength: Int) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 48)
        header[0] = code
        header[1] = flags
        header.setBigEndian(UInt64(dataLength), at: 5, count: 3)
        return header
    }

    private func reply(
        _ code: UInt8, flags: UInt8, dataLength: Int, _ tag: UInt64
    ) -> [UInt8] {
        var header = header(code, flags: flags, dataLength: dataLength)
        header.setBigEndian(tag, at: 16, count: 4)
        // StatSN, ExpCmdSN and MaxCmdSN.
        header.setBigEndian(tag, at: 24, count: 4)
        header.setBigEndian(tag + 1, at: 28, count: 4)
        header.setBigEndian(tag + 9, at: 32, count: 4)
        return header
    }

    private mutating func send(from side: Int, _ header: [UInt8], _ data: [UInt8]) {
        packetCount += 1
        let fill = [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
        let pdu = header + data + fill
        var packet: [UInt8] = [0x45, 0]
        packet.appendBigEndian(UInt64(40 + pdu.count), count: 2)
        packet.appendBigEndian(packetCount, count: 2)
        // No fragment, 64 hops, TCP.
        packet += [0, 0, 64, 6, 0, 0]
        packet += [10, 0, 0, side == 0 ? 1 : 2, 10, 0, 0, side == 0 ? 2 : 1]
        packet.appendBigEndian(side == 0 ? 50000 : 3260, count: 2)
        packet.appendBigEndian(side == 0 ? 3260 : 50000, count: 2)
        packet.appendBigEndian(sent[side] + 1, count: 4)
        packet.appendBigEndian(sent[1 - side] + 1, count: 4)
        // Five words of header, PSH and ACK, the largest window.
        packet += [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]
        sent[side] += UInt64(pdu.count)
        packet += pdu
        for field in [packetCount, 0, UInt64(packet.count), UInt64(packet.count)] {
            append(little: field, count: 4)
        }
        bytes += packet
    }

    private mutating func append(little value: UInt64, count: Int) {
        for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
}
