import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// The token commands of a profile's copy manager, byte by byte as the standard draws them.
extension ProfileBench {
    /// POPULATE TOKEN on a disk, for ranges of an address and a number of blocks.
    ///
    /// - Parameter type: ROD TYPE, with RTV; `nil` for neither.
    func populate(
        _ ranges: [(Int, Int)], type: Int? = nil, timeout: Int = 0, of id: String = "A"
    ) -> Reply {
        let descriptors = Self.descriptors(ranges)
        let list =
            ProfileList.number(14 + descriptors.count, 2) + [type == nil ? 0 : 2, 0]
            + ProfileList.number(timeout, 4) + ProfileList.number(type ?? 0, 4) + [0, 0]
            + ProfileList.number(descriptors.count, 2) + descriptors
        return send(Self.tokenCDB(0x10, list.count), list, to: id)
    }

    /// What RECEIVE ROD TOKEN INFORMATION says of the last POPULATE TOKEN or WRITE USING TOKEN.
    func tokenInformation(of id: String = "A") -> Reply {
        var cdb: [UInt8] = [0x84, 0x07] + ProfileList.number(0x77, 4)
        cdb += [0, 0, 0, 0] + ProfileList.number(4096, 4) + [0, 0]
        return send(cdb, to: id, dataIn: 4096)
    }

    /// Makes a token.
    func token(
        _ ranges: [(Int, Int)], type: Int? = nil, timeout: Int = 0, of id: String = "A"
    ) throws -> [UInt8] {
        #expect(outcome(populate(ranges, type: type, timeout: timeout, of: id)) == "GOOD")
        let data = tokenInformation(of: id).dataIn
        try #require(data.count == 550)
        return Array(data[38...])
    }

    /// WRITE USING TOKEN.
    func write(
        _ token: [UInt8], _ ranges: [(Int, Int)] = [(0, 1)], deletes: Bool = false,
        to id: String = "B"
    ) -> Reply {
        let descriptors = Self.descriptors(ranges)
        let list =
            ProfileList.number(534 + descriptors.count, 2)
            + [deletes ? 2 : 0] + [UInt8](repeating: 0, count: 13) + token
            + [0, 0, 0, 0, 0, 0] + ProfileList.number(descriptors.count, 2) + descriptors
        return send(Self.tokenCDB(0x11, list.count), list, to: id)
    }

    /// Overwrites a block of a disk with what is in no other place.
    func overwrite(_ id: String, block: Int) {
        let cdb = [0x8A, 0] + ProfileList.number(block, 8) + [0, 0, 0, 1, 0, 0]
        let data = Array(Self.content(of: "Z")[block * 512..<(block + 1) * 512])
        #expect(outcome(send(cdb, data, to: id)) == "GOOD")
    }

    /// Lets seconds pass.
    func wait(seconds: Int64) { fabric.wait(until: fabric.now + .seconds(seconds)) }

    /// The descriptor of VPD page 8Fh that has a type.
    func thirdPartyCopyDescriptor(_ type: Int, of id: String = "A") -> [UInt8] {
        let page = send([0x12, 1, 0x8F, 0x10, 0, 0], to: id, dataIn: 4096).dataIn
        var offset = 4
        while offset + 4 <= page.count {
            let end = offset + 4 + Int(page.bigEndian16(at: offset + 2))
            if Int(page.bigEndian16(at: offset)) == type, end <= page.count {
                return Array(page[offset..<end])
            }
            offset = end
        }
        return []
    }

    static func descriptors(_ ranges: [(Int, Int)]) -> [UInt8] {
        ranges.flatMap {
            ProfileList.number($0.0, 8) + ProfileList.number($0.1, 4) + [0, 0, 0, 0]
        }
    }

    static func tokenCDB(_ action: UInt8, _ length: Int) -> [UInt8] {
        [0x83, action, 0, 0, 0, 0] + ProfileList.number(0x77, 4) + ProfileList.number(length, 4)
            + [0, 0]
    }
}

/// Sense data in fixed format: ILLEGAL REQUEST, the code, and the bytes of the field pointer.
func tokenRefused(_ code: String, _ pointer: String = "00 00 00") -> String {
    "70 00 05 00 00 00 00 0a 00 00 00 00 \(code) 00 \(pointer)"
}
