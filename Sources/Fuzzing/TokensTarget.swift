import SCSI
import Timebase

extension FuzzTarget {
    /// The first byte chooses the profile. Then come actions, each with its bytes:
    ///
    ///     0  POPULATE TOKEN: list identifier, length (1 byte), parameter list
    ///     1  POPULATE TOKEN of blocks 0 to 15: list identifier, ROD type (0 to 3)
    ///     2  RECEIVE ROD TOKEN INFORMATION: list identifier, allocation length (2 bytes)
    ///     3  WRITE USING TOKEN: list identifier, flags, which token, how many changes (1 byte),
    ///        each change (place of 2 bytes, bits to be flipped), ranges (1 byte, 16 bytes each)
    ///     4  REPORT ALL ROD TOKENS: allocation length (2 bytes)
    ///     5  WRITE of one block: its address
    ///     6  time passes: seconds (2 bytes)
    ///     7  EXTENDED COPY(LID1): length (1 byte), parameter list
    ///
    /// The upper bits of an action choose the logical unit.
    static let tokens = FuzzTarget(
        "tokens", "ROD tokens: made, changed, used, expired", maximumLength: 1024
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        var user = TokenUser(fabric: try FuzzFabric(.fuzzed(bytes.byte())))
        var actions = 0
        while !bytes.isAtEnd && actions < 32 {
            try user.act(&bytes)
            actions += 1
        }
        try user.fabric.requireReady()
    }
}

/// Somebody who makes tokens and uses what was made, changed or not.
private struct TokenUser {
    let fabric: FuzzFabric
    /// The tokens that were given; at first the one that nobody creates, of zeros.
    private var tokens: [[UInt8]] = [
        [0xFF, 0xFF, 0x00, 0x01, 0, 0, 0x01, 0xF8]
            + [UInt8](repeating: 0, count: RODToken.byteCount - 8)
    ]

    init(fabric: FuzzFabric) { self.fabric = fabric }

    mutating func act(_ bytes: inout InputBytes) throws(FuzzFinding) {
        let action = bytes.byte()
        let index = Int(action >> 4 & 0x03)
        switch action & 0x07 {
        case 0:
            let identifier = bytes.byte()
            let list = bytes.take(Int(bytes.byte()))
            try fabric.execute(
                CopyCommand.token(0x10, identifier, list.count), list, to: index)
        case 1:
            let identifier = bytes.byte()
            let list = Self.populateList(type: bytes.byte())
            try fabric.execute(
                CopyCommand.token(0x10, identifier, list.count), list, to: index)
        case 2:
            try receive([bytes.byte()], allocation: bytes.number(2), from: index)
        case 3:
            let identifier = bytes.byte()
            let list = writeList(&bytes)
            try fabric.execute(
                CopyCommand.token(0x11, identifier, list.count), list, to: index)
        case 4:
            try fabric.retrieve(8, [], allocation: bytes.number(2), from: index)
        case 5:
            let block = [UInt8](repeating: bytes.byte(), count: 512)
            try fabric.execute([0x2A, 0, 0, 0, 0, block[0], 0, 0, 1, 0], block, to: index)
        case 6:
            fabric.fabric.wait(until: fabric.fabric.now + .seconds(Int64(bytes.number(2))))
        default:
            let list = bytes.take(Int(bytes.byte()))
            try fabric.execute(CopyCommand.copy(list.count, isLID4: false), list, to: index)
        }
    }

    /// Asks for a token, and keeps what comes.
    private mutating func receive(
        _ identifier: [UInt8], allocation: Int, from index: Int
    ) throws(FuzzFinding) {
        let data = try fabric.retrieve(7, identifier, allocation: allocation, from: index)
        guard let information = try? RODTokenInformationData(data) else { return }
        for descriptor in information.rodTokenDescriptors where tokens.count < 8 {
            let token = descriptor.encoded().dropFirst(2)
            try require(token.count == RODToken.byteCount, "a token of \(token.count) bytes")
            tokens.append(Array(token))
        }
    }

    /// Blocks 0 to 15 as one of the types of which tokens are made.
    private static func populateList(type: UInt8) -> [UInt8] {
        let types: [[UInt8]] = [
            [0x00, 0x80, 0x00, 0x00], [0x00, 0x80, 0x00, 0x01], [0x00, 0x80, 0x00, 0x02],
            [0x00, 0x01, 0x00, 0x00],
        ]
        return [0, 30, 0x02, 0, 0, 0, 0, 60] + types[Int(type & 3)] + [0, 0, 0, 16]
            + bigEndian(0, 8) + bigEndian(16, 4) + [0, 0, 0, 0]
    }

    private func writeList(_ bytes: inout InputBytes) -> [UInt8] {
        let flags = bytes.byte()
        var token = tokens[Int(bytes.byte()) % tokens.count]
        for _ in 0..<bytes.byte() & 0x0F {
            token[bytes.number(2) % token.count] ^= bytes.byte()
        }
        let ranges = bytes.take(Int(bytes.byte() & 0x0F) * 16)
        let offset = bigEndian(Int(flags >> 4), 8)
        return bigEndian(534 + ranges.count, 2) + [flags & 0x03, 0, 0, 0, 0, 0] + offset + token
            + [0, 0, 0, 0, 0, 0] + bigEndian(ranges.count, 2) + ranges
    }
}
