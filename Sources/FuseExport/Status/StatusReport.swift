import CopyManager
import Devices
import Fabric
import Media
import SCSI
import WireBytes

/// What the files in `status` say, as JSON.
enum StatusReport {
    /// One logical unit: what it is, and what it has done. Times are nanoseconds since the fabric
    /// began.
    static func unit(_ exported: ExportedUnit, _ fabric: RealTimeFabric) -> [UInt8] {
        let identity = exported.unit.identity
        var members: [(name: String, value: JSONValue)] = [
            ("id", .text(exported.unit.id)),
            ("kind", .text(kind(of: exported))),
            ("lun", .of(exported.lun)),
            ("vendor", .text(identity.vendor)),
            ("product", .text(identity.product)),
            ("revision", .text(identity.revision)),
            ("serial_number", .text(identity.serialNumber)),
            ("naa", .text(hexadecimal(identity.naa))),
        ]
        if let image = exported.image {
            members += [
                ("block_length", .of(image.blockLength)),
                ("block_count", .of(image.byteCount / image.blockLength)),
                ("capacity", .of(image.byteCount)),
                ("write_protected", .truth(image.isWriteProtected)),
            ]
        }
        members += fabric.withUnit(exported.unit) { unit -> [(name: String, value: JSONValue)] in
            var members: [(name: String, value: JSONValue)] = []
            if let drive = unit.logicalUnit as? SequentialAccessUnit {
                members.append(("cartridge", cartridge(drive.cartridge)))
            }
            return members + [
                ("commands", .of(unit.commandCount)),
                ("bytes_in", .of(unit.bytesIn)),
                ("bytes_out", .of(unit.bytesOut)),
                ("writes", .of(unit.writeCount)),
                ("last_write", unit.lastWrite.map { .of($0.nanoseconds) } ?? .null),
            ]
        }
        members.append(("now", .of(fabric.now.nanoseconds)))
        return JSONValue.object(members).document
    }

    /// The copies that have not ended.
    static func copies(_ fabric: RealTimeFabric) -> [UInt8] {
        let copies = fabric.withFabric { fabric in
            fabric.runningCopies.map { unit, copy -> JSONValue in
                .object([
                    ("sent_to", .text(unit)),
                    ("nexus", .of(copy.nexus.number)),
                    ("list_identifier", copy.listIdentifier.map { .of($0) } ?? .null),
                    ("segments_processed", .of(copy.segmentsProcessed)),
                    ("bytes_written", .of(copy.bytesWritten)),
                ])
            }
        }
        return JSONValue.object([
            ("now", .of(fabric.now.nanoseconds)), ("copies", .list(copies)),
        ]).document
    }

    private static func kind(of exported: ExportedUnit) -> String {
        if exported.isSnapshot { return "snapshot" }
        if exported.image != nil { return "disk" }
        return exported.tape == nil ? "other" : "tape"
    }

    private static func cartridge(_ medium: (any TapeMedium)?) -> JSONValue {
        guard let medium else { return .null }
        var isGood = false
        if case .good = medium.condition { isGood = true }
        let count = medium.objectCount
        return .object([
            ("volume_identifier", .text(medium.volumeIdentifier)),
            ("capacity", .of(medium.geometry.capacity)),
            ("used", .of(medium.usedByteCount(before: count))),
            ("objects", .of(count)),
            ("filemarks", .of(medium.filemarks(before: count))),
            ("write_protected", .truth(medium.isWriteProtected)),
            ("damaged", .truth(!isGood)),
        ])
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
