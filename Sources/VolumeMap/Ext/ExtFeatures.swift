/// Features without which a program must neither mount nor read the volume (`s_feature_incompat`).
///
/// The names are those of `mke2fs -O`. Source: Linux, Documentation/filesystems/ext4/super.rst.
struct ExtIncompatible: OptionSet, Sendable {
    var rawValue: UInt32
    static let fileType = Self(rawValue: 0x2)
    static let recover = Self(rawValue: 0x4)
    static let journalDevice = Self(rawValue: 0x8)
    static let metaBlockGroups = Self(rawValue: 0x10)
    static let extents = Self(rawValue: 0x40)
    static let wide = Self(rawValue: 0x80)
    static let multipleMountProtection = Self(rawValue: 0x100)
    static let flexibleGroups = Self(rawValue: 0x200)
    static let attributeInodes = Self(rawValue: 0x400)
    static let checksumSeed = Self(rawValue: 0x2000)
    static let largeDirectory = Self(rawValue: 0x4000)
    static let inlineData = Self(rawValue: 0x8000)
    static let encrypt = Self(rawValue: 0x1_0000)
    static let caseFold = Self(rawValue: 0x2_0000)

    /// Those that this reader understands.
    static let supported: Self = [
        fileType, recover, metaBlockGroups, extents, wide, multipleMountProtection, flexibleGroups,
        attributeInodes, checksumSeed, largeDirectory, inlineData, encrypt, caseFold,
    ]

    /// The names of those that are not understood, the unknown ones as numbers.
    var unsupportedNames: [String] {
        let known: [UInt32: String] = [0x1: "compression", 0x8: "journal_dev", 0x1000: "dirdata"]
        return subtracting(.supported).bits.map { known[$0] ?? hexadecimal($0) }
    }
}

/// Features that an old program may ignore (`s_feature_compat`).
struct ExtCompatible: OptionSet, Sendable {
    var rawValue: UInt32
    static let hasJournal = Self(rawValue: 0x4)
    static let resizeInode = Self(rawValue: 0x10)
    static let directoryIndex = Self(rawValue: 0x20)
    static let sparseSuper2 = Self(rawValue: 0x200)
    static let fastCommit = Self(rawValue: 0x400)
    static let orphanFile = Self(rawValue: 0x1000)
}

/// Features that an old program may ignore as long as it only reads (`s_feature_ro_compat`).
struct ExtReadOnlyCompatible: OptionSet, Sendable {
    var rawValue: UInt32
    static let sparseSuper = Self(rawValue: 0x1)
    static let groupChecksum = Self(rawValue: 0x10)
    static let quota = Self(rawValue: 0x100)
    static let bigAllocation = Self(rawValue: 0x200)
    static let metadataChecksum = Self(rawValue: 0x400)
    static let project = Self(rawValue: 0x2000)
    static let sharedBlocks = Self(rawValue: 0x4000)
    static let orphanPresent = Self(rawValue: 0x1_0000)

    /// The bits that have a meaning in Linux's or e2fsprogs' sources.
    static let known = Self(rawValue: 0x1_FFFF)
}

extension OptionSet where RawValue == UInt32 {
    /// The single bits, lowest first.
    var bits: [UInt32] {
        (0..<32).map { UInt32(1) << $0 }.filter { rawValue & $0 != 0 }
    }
}

/// A number as the standard writes it: `1F0h`.
func hexadecimal(_ value: some BinaryInteger) -> String {
    String(value, radix: 16, uppercase: true) + "h"
}
