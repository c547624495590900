import SCSI
import Testing
import WireBytes

/// Parameter lists with ROD CSCD descriptors, byte by byte.
enum RODLists {
    /// An FEh descriptor.
    static func rod(
        type: UInt32 = 0, producer: UInt16 = 0xFFFF, lifetime: Int = 0, timeout: Int = 0,
        flags: UInt8 = 0, offset: Int = 0, pad: Bool = false, blockLength: Int = 512,
        deviceType: UInt8 = 0
    ) -> [UInt8] {
        [0xFE, deviceType, 0, 0] + ListBytes.number(Int(producer), 2) + [0, 0]
            + ListBytes.number(Int(type), 4) + ListBytes.number(lifetime, 4)
            + ListBytes.number(timeout, 4) + [0, 0, 0, flags] + ListBytes.number(offset, 4)
            + [pad ? 4 : 0] + ListBytes.number(blockLength, 3)
    }

    /// BEh.
    static func ranges(
        _ ranges: [BlockRange], to destination: Int = 0, from source: Int = 0xFFFF, type: UInt8 = 1
    ) -> [UInt8] {
        let descriptors = ranges.flatMap(\.bytes)
        return [0xBE, 0] + ListBytes.number(12 + descriptors.count, 2)
            + ListBytes.number(source, 2) + ListBytes.number(destination, 2) + [
                0, 0, 0, 0, 0, type,
            ]
            + ListBytes.number(descriptors.count, 2) + descriptors
    }

    /// BFh.
    static func range(
        _ range: BlockRange, to destination: Int = 0, from source: Int = 0xFFFF
    ) -> [UInt8] {
        [0xBF, 0, 0, 0x10] + ListBytes.number(source, 2) + ListBytes.number(destination, 2)
            + ListBytes.number(range.lba, 8) + ListBytes.number(range.count, 4)
    }

    /// 07h.
    static func verify(_ id: Int) -> [UInt8] {
        [0x07, 0, 0, 8] + ListBytes.number(id, 2) + [0, 0, 1, 0, 0, 0]
    }

    static let diskB = ListBytes.disk(CopyBench.naaB)
}

extension TokenBench {
    /// Sends an EXTENDED COPY(LID1).
    @discardableResult
    func copy(_ list: [UInt8], to id: String = "A") -> Reply {
        send(CopyBench.copyCDB(list.count), list, to: id)
    }
}
