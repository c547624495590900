import WireBytes

/// The header of an attribute in a FILE record.
///
///     byte  length
///     0     4       type code; FFFFFFFFh ends the record
///     4     4       length of the attribute with this header, a multiple of 8
///     8     1       non-resident
///     9     1       name length, in UTF-16 code units
///     10    2       offset of the name
///     12    2       flags: 1 compressed (lower byte), 4000h encrypted, 8000h sparse
///     14    2       instance
///
///     resident                                non-resident
///     16    4   length of the value           16    8   lowest VCN
///     20    2   offset of the value           24    8   highest VCN
///                                             32    2   offset of the data runs
///                                             34    1   compression unit, as a power of two
///                                             40    8   allocated size      } these four are valid
///                                             48    8   data size           } in the piece whose
///                                             56    8   initialized size    } lowest VCN is 0
///                                             64    8   total allocated     }
///
/// The last field is there where the attribute is compressed or sparse.
struct AttributeHeader {
    var type: UInt32 = 0
    /// The attribute's place in its record.
    var offset = 0
    var length = 0
    var isResident = true
    var nameOffset = 0
    var nameUnits = 0
    var flags: UInt16 = 0
    var instance: UInt16 = 0
    var valueOffset = 0
    var valueLength = 0
    var lowestVCN: UInt64 = 0
    /// The VCN behind the last one.
    var endVCN: UInt64 = 0
    var runsOffset = 0
    var compressionShift = 0
    var allocated: Int64 = 0
    var dataSize: Int64 = 0
    var initialized: Int64 = 0
    var totalAllocated: Int64?

    var isCompressed: Bool { flags & 0x00FF != 0 }
    var isEncrypted: Bool { flags & 0x4000 != 0 }
    var isSparse: Bool { flags & 0x8000 != 0 }

    /// What is at a place of a record.
    enum Found {
        case attribute
        case end
        case damaged(StaticString)
    }

    /// Reads the header at a place; all that it points to is within the record. One header serves
    /// for all attributes of a record, since to copy it takes longer than to read it.
    ///
    /// - Parameters:
    ///   - bytes: one whole record.
    ///   - start: the place.
    ///   - limit: the bytes of the record that are in use.
    mutating func read(_ bytes: Span<UInt8>, at start: Int, limit: Int) -> Found {
        guard start + 4 <= limit else { return .damaged("the record ends without an end mark") }
        type = bytes.littleEndian32(at: start)
        if type == AttributeType.end { return .end }
        guard start + 24 <= limit else { return .damaged("the record ends within a header") }
        offset = start
        length = Int(bytes.littleEndian32(at: start + 4))
        guard length >= 24, length & 7 == 0, length <= limit - start else {
            return .damaged("length: beyond the record, or no multiple of 8")
        }
        guard type != 0, type & 15 == 0 else { return .damaged("type code: none of NTFS") }
        let form = bytes[start + 8]
        guard form <= 1 else { return .damaged("non-resident flag: neither 0 nor 1") }
        isResident = form == 0
        nameUnits = Int(bytes[start + 9])
        nameOffset = start + Int(bytes.littleEndian16(at: start + 10))
        flags = bytes.littleEndian16(at: start + 12)
        instance = bytes.littleEndian16(at: start + 14)
        if nameUnits > 0, nameOffset + 2 * nameUnits > start + length {
            return .damaged("name: beyond the attribute")
        }
        if let problem = isResident ? readResident(bytes) : readNonResident(bytes) {
            return .damaged(problem)
        }
        return .attribute
    }

    private mutating func readResident(_ bytes: Span<UInt8>) -> StaticString? {
        valueLength = Int(bytes.littleEndian32(at: offset + 16))
        let within = Int(bytes.littleEndian16(at: offset + 20))
        guard valueLength == 0 || within >= 24, valueLength <= length,
            within <= length - valueLength
        else { return "value: beyond the attribute" }
        valueOffset = offset + within
        lowestVCN = 0
        return nil
    }

    private mutating func readNonResident(_ bytes: Span<UInt8>) -> StaticString? {
        guard length >= 64 else { return "length: too short for what is not resident" }
        lowestVCN = bytes.littleEndian64(at: offset + 16)
        // -1 where there is no cluster at all.
        let highest = Int64(bitPattern: bytes.littleEndian64(at: offset + 24))
        guard lowestVCN <= UInt64(Int64.max), highest >= -1, highest < Int64.max,
            UInt64(highest + 1) >= lowestVCN
        else { return "highest VCN: below the lowest, or negative" }
        endVCN = UInt64(highest + 1)
        let runs = Int(bytes.littleEndian16(at: offset + 32))
        guard runs >= 64, runs <= length else { return "data runs: beyond the attribute" }
        runsOffset = offset + runs
        compressionShift = Int(bytes[offset + 34])
        totalAllocated = nil
        allocated = 0
        dataSize = 0
        initialized = 0
        if lowestVCN > 0 { return nil }
        allocated = Int64(bitPattern: bytes.littleEndian64(at: offset + 40))
        dataSize = Int64(bitPattern: bytes.littleEndian64(at: offset + 48))
        initialized = Int64(bitPattern: bytes.littleEndian64(at: offset + 56))
        guard allocated >= 0, dataSize >= 0, initialized >= 0 else { return "sizes: negative" }
        if isCompressed || isSparse, runs >= 72 {
            let total = Int64(bitPattern: bytes.littleEndian64(at: offset + 64))
            guard total >= 0 else { return "total allocated size: negative" }
            totalAllocated = total
        }
        return nil
    }

    /// Whether an attribute has this name.
    func isNamed(_ name: String, in bytes: Span<UInt8>) -> Bool {
        guard name.utf16.count == nameUnits else { return false }
        var place = nameOffset
        for unit in name.utf16 {
            if bytes.littleEndian16(at: place) != unit { return false }
            place += 2
        }
        return true
    }
}
