import WireBytes

/// What a partition table says is in a partition. Nobody is held to it: what is there is found by
/// `FileSystemSignature`.
public enum PartitionType: Equatable, Sendable, CustomStringConvertible {
    /// There is no table, and so no type.
    case wholeDisk
    /// The type byte of a master boot record.
    case code(UInt8)
    /// The type GUID of a GUID partition table, as people write it.
    case guid(String)

    /// Its name where it is one of those that are met often, and the number.
    public var description: String {
        switch self {
        case .wholeDisk: "whole disk"
        case .code(let code):
            (Self.codes[code].map { $0 + ", " } ?? "") + hexadecimal(code)
        case .guid(let text):
            (Self.guids[text].map { $0 + ", " } ?? "") + text
        }
    }

    private static let codes: [UInt8: String] = [
        0x01: "FAT12", 0x04: "FAT16", 0x06: "FAT16", 0x07: "NTFS or exFAT", 0x0B: "FAT32",
        0x0C: "FAT32", 0x0E: "FAT16", 0x27: "Windows recovery", 0x42: "Windows dynamic disk",
        0x82: "Linux swap", 0x83: "Linux", 0x8E: "Linux LVM", 0xEE: "GPT protective",
        0xEF: "EFI system", 0xFD: "Linux RAID",
    ]

    private static let guids: [String: String] = [
        "C12A7328-F81F-11D2-BA4B-00A0C93EC93B": "EFI system",
        "21686148-6449-6E6F-744E-656564454649": "BIOS boot",
        "E3C9E316-0B5C-4DB8-817D-F92DF00215AE": "Microsoft reserved",
        "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7": "Microsoft basic data",
        "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC": "Windows recovery",
        "5808C8AA-7E8F-42E0-85D2-E1E90434CFB3": "Windows dynamic disk metadata",
        "AF9B60A0-1431-4F62-BC68-3311714A69AD": "Windows dynamic disk data",
        "0FC63DAF-8483-4772-8E79-3D69D8477DE4": "Linux",
        "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F": "Linux swap",
        "E6D6D379-F507-44C2-A23C-238F2A3DF928": "Linux LVM",
        "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709": "Linux root, x86-64",
        "933AC7E1-2EB4-4F13-B844-0E14E2AEF915": "Linux home",
        "A19D880F-05FC-4D3B-A006-743F0F84911E": "Linux RAID",
    ]
}
