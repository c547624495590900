import WireBytes

/// The update sequence of FILE, INDX, RCRD and RSTR structures: the last two bytes of every 512 are
/// replaced on disk by a number that changes with each write, and what they were is kept in an array
/// near the structure's beginning. Where one of them is not the number, only a part of the structure
/// was written.
///
///     byte  length
///     0     4       signature
///     4     2       offset of the update sequence: the number, then the array
///     6     2       how many two-byte fields: 1, and 1 for each 512 bytes
///
/// The stride is 512 bytes whatever a sector of the disk has.
enum UpdateSequence {
    static let stride = 512

    /// What became of a structure.
    enum Outcome: UInt8, Equatable {
        /// Its bytes are as they were before they were written.
        case restored
        /// Another signature than the one that was expected.
        case otherSignature
        /// The header's offset or count cannot be.
        case malformed
        /// A part of it was not written.
        case torn
    }

    static let file: UInt32 = 0x454C_4946
    static let index: UInt32 = 0x5844_4E49
    static let restart: UInt32 = 0x5254_5352
    static let bad: UInt32 = 0x4441_4142

    /// Puts the replaced bytes of one structure back; changes nothing where that fails.
    ///
    /// - Parameters:
    ///   - bytes: that hold the structure whole.
    ///   - start: its first byte.
    ///   - length: a multiple of 512.
    static func restore(
        _ bytes: inout MutableSpan<UInt8>, at start: Int, length: Int, signature: UInt32
    ) -> Outcome {
        let found =
            UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8
            | UInt32(bytes[start + 2]) << 16 | UInt32(bytes[start + 3]) << 24
        if found != signature { return .otherSignature }
        let offset = Int(bytes[start + 4]) | Int(bytes[start + 5]) << 8
        let count = Int(bytes[start + 6]) | Int(bytes[start + 7]) << 8
        let strides = length / stride
        // The array may not reach the first bytes that it replaces.
        guard count == strides + 1, offset >= 8, offset & 1 == 0,
            offset + 2 * count <= stride - 2
        else { return .malformed }
        let low = bytes[start + offset]
        let high = bytes[start + offset + 1]
        var end = start + stride - 2
        for _ in 0..<strides {
            if bytes[end] != low || bytes[end + 1] != high { return .torn }
            end += stride
        }
        end = start + stride - 2
        var kept = start + offset + 2
        for _ in 0..<strides {
            bytes[end] = bytes[kept]
            bytes[end + 1] = bytes[kept + 1]
            end += stride
            kept += 2
        }
        return .restored
    }

    /// Restores one structure that fills an array.
    static func restore(_ bytes: inout [UInt8], signature: UInt32) -> Outcome {
        let length = bytes.count
        guard length >= stride, length % stride == 0 else { return .malformed }
        var span = bytes.mutableSpan
        return restore(&span, at: 0, length: length, signature: signature)
    }
}
