import WireBytes

extension [UInt8] {
    /// Appends UTF-16 code units as WTF-8: UTF-8, in which a surrogate without its partner has
    /// three bytes of its own (the WTF-8 encoding, Simon Sapin).
    ///
    /// - Parameters:
    ///   - bytes: that hold the units, little-endian.
    ///   - start: the first unit's place.
    ///   - units: how many; all within `bytes`.
    mutating func appendWTF8(_ bytes: Span<UInt8>, at start: Int, units: Int) {
        var place = start
        let end = start + 2 * units
        while place < end {
            let unit = UInt32(bytes.littleEndian16(at: place))
            place += 2
            if unit < 0x80 {
                append(UInt8(truncatingIfNeeded: unit))
                continue
            }
            if unit < 0x800 {
                append(UInt8(truncatingIfNeeded: 0xC0 | unit >> 6))
                append(UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F))
                continue
            }
            if unit & 0xFC00 == 0xD800, place < end {
                let low = UInt32(bytes.littleEndian16(at: place))
                if low & 0xFC00 == 0xDC00 {
                    place += 2
                    let scalar = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
                    append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
                    append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
                    append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
                    append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
                    continue
                }
            }
            append(UInt8(truncatingIfNeeded: 0xE0 | unit >> 12))
            append(UInt8(truncatingIfNeeded: 0x80 | unit >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F))
        }
    }
}

extension FileTime {
    /// A time of NTFS: units of 100 ns since 1601-01-01 UTC, signed.
    init(ntfs ticks: Int64) {
        let perSecond: Int64 = 10_000_000
        var seconds = ticks / perSecond
        var rest = ticks % perSecond
        if rest < 0 {
            rest += perSecond
            seconds -= 1
        }
        // 369 years with 89 leap days lie between 1601 and 1970.
        self.init(seconds: seconds - 11_644_473_600, nanoseconds: UInt32(rest) * 100)
    }
}

/// The value of $STANDARD_INFORMATION.
///
///     byte  length
///     0     8       created
///     8     8       data modified
///     16    8       record changed
///     24    8       accessed
///     32    4       file attributes
struct StandardInformation {
    static let length = 36

    var times = FileTimes()
    var attributes: UInt32

    /// - Parameter start: the value's place; `length` bytes are there.
    init(_ bytes: Span<UInt8>, at start: Int) {
        func time(_ offset: Int) -> FileTime {
            FileTime(ntfs: Int64(bitPattern: bytes.littleEndian64(at: start + offset)))
        }
        times.created = time(0)
        times.modified = time(8)
        times.changed = time(16)
        times.accessed = time(24)
        attributes = bytes.littleEndian32(at: start + 32)
    }
}

/// The value of $FILE_NAME, which is the key of an index entry, too.
///
///     byte  length
///     0     8       file reference of the directory
///     8     32      times, as in $STANDARD_INFORMATION } copies that may be stale;
///     40    16      allocated and data size            } not used
///     56    4       file attributes                    }
///     64    1       name length, in UTF-16 code units
///     65    1       namespace: 0 POSIX, 1 Win32, 2 DOS, 3 Win32 and DOS
///     66            name
struct FileNameValue {
    static let length = 66

    var parent: FileReference
    var nameOffset: Int
    var nameUnits: Int
    var namespace: UInt8

    var isShortName: Bool { namespace == 2 }

    /// - Returns: nil where the value is too short, or the name no name.
    init?(_ bytes: Span<UInt8>, at start: Int, count: Int) {
        guard count >= Self.length else { return nil }
        nameUnits = Int(bytes[start + 64])
        namespace = bytes[start + 65]
        nameOffset = start + Self.length
        guard nameUnits > 0, Self.length + 2 * nameUnits <= count, namespace <= 3 else {
            return nil
        }
        parent = FileReference(bytes.littleEndian64(at: start))
    }
}
