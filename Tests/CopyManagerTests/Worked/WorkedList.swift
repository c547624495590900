import Foundation
import WireBytes

/// Parameter lists that were worked out by hand.
enum WorkedList: String, CaseIterable {
    case w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16

    /// The list's bytes, as `Fixtures/third-party-copy` has them.
    var bytes: [UInt8] {
        get throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Fixtures/third-party-copy/\(rawValue.uppercased()).hex")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let digits = lines.map { $0.prefix { $0 != "#" && $0 != ";" } }
            return try WireBytes.bytes(hex: digits.joined(separator: " "))
        }
    }
}
