import SCSI
import Testing
import WireBytes

/// Compares bytes and tells of the first that differs, not of all of them.
func expectBytes(
    _ found: [UInt8], _ wanted: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) {
    if areEqual(found, wanted) { return }
    let place = zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let start = place ?? min(found.count, wanted.count)
    let near = { (bytes: [UInt8]) in hexPairs(Array(bytes.dropFirst(start).prefix(16))) }
    Issue.record(
        """
        \(found.count) bytes for \(wanted.count), the first other one is \(start): \
        \(near(found)) for \(near(wanted))
        """, sourceLocation: sourceLocation)
}

/// Compares all that is on a tape.
func expectItems(
    _ tape: BenchTape, _ wanted: [TapeItem], sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let found = try tape.items()
    if found == wanted { return }
    let text = { (items: [TapeItem]) in
        items.prefix(24).map {
            if case .record(let bytes) = $0 {
                "\(bytes.count):\(hexPairs(Array(bytes.prefix(2))))"
            } else {
                "mark"
            }
        }.joined(separator: " ")
    }
    Issue.record(
        "\(found.count) objects, \(text(found)); wanted are \(wanted.count), \(text(wanted))",
        sourceLocation: sourceLocation)
}

/// Compares all that is on a disk with what was there, but for a range of bytes.
func expectDisk(
    _ disk: BenchDisk, with bytes: [UInt8] = [], at offset: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    expectBytes(
        try disk.bytes(), disk.content.with(bytes, at: offset), sourceLocation: sourceLocation)
}

/// Sense data in fixed format of a command that was refused: the code, then the three bytes of the
/// field pointer.
func refused(_ code: String, _ pointer: String = "00 00 00") -> String {
    "70 00 05 00 00 00 00 0a 00 00 00 00 \(code) 00 \(pointer)"
}

/// Sense data in fixed format of a copy that a segment ended without a write.
func aborted(_ code: String, segment: Int = 0, _ pointer: String = "00 00 00") -> String {
    let number = hexPairs(ListBytes.number(segment, 2))
    return "70 00 0a 00 00 00 00 0a 00 00 \(number) \(code) 00 \(pointer)"
}
