import Devices
import SCSI
import Timebase

extension FuzzTarget {
    /// The first byte chooses the profile. Then come actions, each with its bytes:
    ///
    ///     0  EXTENDED COPY: flags, list identifier, length (1 byte), parameter list
    ///     1  EXTENDED COPY of a list that works, with IMMED: list identifier, usage and priority
    ///     2  COPY OPERATION ABORT: list identifier
    ///     3  RECEIVE COPY …: service action, list identifier, allocation length (2 bytes)
    ///     4  any CDB of 83h or 84h: 15 bytes of it, parameter list of 2 bytes
    ///     5  events happen: how many
    ///     6  the fabric: reset, loss of the nexus, or ABORT TASK SET
    ///     7  time passes: seconds (2 bytes)
    ///
    /// The upper bits of an action choose the nexus and the logical unit.
    static let results = FuzzTarget(
        "results", "sequences of copies, aborts and questions about them", maximumLength: 512
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        let fabric = try FuzzFabric(.fuzzed(bytes.byte()))
        var actions = 0
        while !bytes.isAtEnd && actions < 48 {
            try fabric.act(&bytes)
            actions += 1
        }
        try fabric.settle()
        try fabric.requireReady()
    }
}

extension FuzzFabric {
    fileprivate func act(_ bytes: inout InputBytes) throws(FuzzFinding) {
        let action = bytes.byte()
        let isOther = action & 0x08 != 0
        let nexus = isOther ? Self.otherNexus : Self.nexus
        // The other nexus sees the first and the last only.
        let index = isOther ? Int(action >> 4 & 0x01) * 3 : Int(action >> 4 & 0x03)
        switch action & 0x07 {
        case 0:
            let flags = bytes.byte()
            var list = bytes.take(Int(bytes.byte()))
            if flags & 0x02 != 0, let first = list.indices.first { list[first] = flags >> 4 }
            submit(
                CopyCommand.copy(list.count, isLID4: flags & 1 != 0), list, to: index, from: nexus)
        case 1:
            let list = WorkingList.lid4(identifier: bytes.byte(), flags: bytes.byte())
            submit(CopyCommand.copy(list.count, isLID4: true), list, to: index, from: nexus)
        case 2:
            submit(CopyCommand.abort([bytes.byte()]), to: index, from: nexus)
        case 3:
            try ask(&bytes, index, nexus)
        case 4:
            var cdb = [0x83 | (action >> 7)] + bytes.take(15)
            cdb += [UInt8](repeating: 0, count: 16 - cdb.count)
            // The transport brings as much as the CDB says, or less.
            submit(cdb, bytes.take(2), to: index, from: nexus)
        case 5:
            return try run(events: Int(bytes.byte()))
        case 6:
            switch bytes.byte() % 3 {
            case 0: fabric.reset(units[index])
            case 1: fabric.lose(nexus)
            default: abortTaskSet(of: nexus, on: index)
            }
        default:
            try settle()
            fabric.wait(until: fabric.now + .seconds(Int64(bytes.number(2))))
        }
    }

    /// A question is answered while copies go on.
    private func ask(
        _ bytes: inout InputBytes, _ index: Int, _ nexus: NexusIdentifier
    ) throws(FuzzFinding) {
        let service = bytes.byte() & 0x1F
        let identifier = [bytes.byte()]
        let allocation = bytes.number(2)
        var fault: FuzzFinding?
        submit(
            CopyCommand.retrieve(service, identifier, allocation: allocation), to: index,
            from: nexus
        ) { completion in
            do throws(FuzzFinding) {
                _ = try Self.checked(completion, service, allocation)
            } catch {
                fault = error
            }
        }
        try run(events: 4)
        if let fault { throw fault }
    }
}

/// A list that works: 16 blocks of disk A to disk B, or of disk A to tape 2 in fixed blocks.
enum WorkingList {
    static func lid4(identifier: UInt8, flags: UInt8) -> [UInt8] {
        let toTape = flags & 0x80 != 0
        let diskA: [UInt8] = [
            0xE4, 0, 0, 0, 1, 3, 0, 16, 0x60, 0x01, 0x40, 0x5A, 0xAB, 0xBC, 0xCD, 0xD0, 0, 0, 0, 0,
            0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0,
        ]
        let diskB = diskA.enumerated().map { $0.offset == 23 ? 2 : $0.element }
        let tape2: [UInt8] = [
            0xE4, 1, 0, 0, 1, 3, 0, 8, 0x50, 0x00, 0xC5, 0x00, 0x12, 0x34, 0x56, 0x7A, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 4, 0,
        ]
        // CSCD descriptor IDs count from 1: units of 32 bytes from byte 16 of the list.
        let segment: [UInt8] =
            toTape
            ? [0x00, 0, 0, 0x14, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 16] + bigEndian(0, 8)
            : [0x02, 0, 0, 0x18, 0, 1, 0, 2, 0, 0, 0, 16] + bigEndian(0, 8) + bigEndian(8, 8)
        let segments = Array([[UInt8]](repeating: segment, count: 3).joined())
        var list: [UInt8] = [0x01, flags & 0x1F, 0, 0x20] + [UInt8](repeating: 0, count: 11)
        list += [flags & 0x40 != 0 ? 0 : 1]
        list += [0xFF, 0, 0, 0, 0, 0, 0, identifier] + [UInt8](repeating: 0, count: 18)
        list += bigEndian(64, 2) + bigEndian(segments.count, 2) + [0, 0]
        return list + diskA + (toTape ? tape2 : diskB) + segments
    }
}
