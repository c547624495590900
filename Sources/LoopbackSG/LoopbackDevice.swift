import Fabric
import SCSI

/// A logical unit as the loopback host has it: its address and the nodes that lead to it.
public struct LoopbackDevice: Sendable {
    /// The driver above the generic one.
    public enum Driver: Sendable, Equatable {
        /// sd, with the disk's number: 0 is sda.
        case disk(Int)
        /// st, with the tape's number.
        case tape(Int)
        /// None.
        case none
    }

    /// The logical unit and its LUN.
    public var place: DevicePlace
    /// The number N of sgN.
    public var genericNumber: Int
    /// What else there is of it.
    public var driver: Driver

    /// H:C:T:L.
    public var address: String { "0:0:0:\(place.lun)" }
    /// The generic node's name: `sg0`.
    public var genericName: String { "sg\(genericNumber)" }
    /// The other driver's name for it: `sda`, `st0`; `nil` where there is none.
    public var driverName: String? {
        switch driver {
        case .disk(let number): Self.diskName(number)
        case .tape(let number): "st\(number)"
        case .none: nil
        }
    }

    /// The name of a disk: sda to sdz, then sdaa.
    static func diskName(_ number: Int) -> String {
        var letters: [UInt8] = []
        var rest = number
        repeat {
            letters.append(UInt8(ascii: "a") + UInt8(rest % 26))
            rest = rest / 26 - 1
        } while rest >= 0
        return "sd" + String(decoding: letters.reversed(), as: UTF8.self)
    }
}

/// A node's major and minor number (Documentation/admin-guide/devices.txt).
struct DeviceNumber: Equatable, Sendable {
    var major: Int
    var minor: Int

    var text: String { "\(major):\(minor)" }

    /// The disks that sd's numbers reach without the minor numbers of 20 bits.
    static let maximumDisks = 256

    static func generic(_ number: Int) -> DeviceNumber {
        DeviceNumber(major: 21, minor: number)
    }

    /// Five bits of the number, the mode's two, which are zero, no-rewind, and the rest of the number.
    static func tape(_ number: Int, isRewinding: Bool) -> DeviceNumber {
        DeviceNumber(
            major: 9, minor: number & 0x1F | (number >> 5) << 8 | (isRewinding ? 0 : 0x80))
    }

    /// Sixteen majors, with sixteen disks each.
    static func disk(_ number: Int) -> DeviceNumber {
        let group = number >> 4 & 0xF
        let major = group == 0 ? 8 : group < 8 ? 64 + group : 120 + group
        return DeviceNumber(major: major, minor: (number & 0xF) << 4)
    }
}
