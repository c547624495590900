/// What a logical unit is, in the words of its maker.
///
/// The first 36 bytes are always there. ADDITIONAL LENGTH counts what follows byte 4, and it stays
/// the same when a short allocation length cuts the data off; what is missing is decoded as zero.
/// LU_CONG is SPC-5's.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |  RMB   |LU_CONG |                       Reserved                      |
///     Byte 2    |                                VERSION                                |
///     Byte 3    |     Obsolete    |NORMACA | HISUP  |        RESPONSE DATA FORMAT       |
///     Byte 4    |                           ADDITIONAL LENGTH                           |
///     Byte 5    |  SCCS  |  ACC   |       TPGS      |  3PC   |     Reserved    |PROTECT |
///     Byte 6    |Obsolete|ENCSERV |   VS   | MULTIP |         Obsolete         | ADDR16 |
///     Byte 7    |     Obsolete    | WBUS16 |  SYNC  |     Obsolete    | CMDQUE |   VS   |
///     Byte 8-15 |                       T10 VENDOR IDENTIFICATION                       |
///     Byte 16-31|                         PRODUCT IDENTIFICATION                        |
///     Byte 32-35|                         PRODUCT REVISION LEVEL                        |
///     Byte 36-55|                            Vendor specific                            |
///     Byte 56   |              Reserved             |     CLOCKING    |  QAS   |  IUS   |
///     Byte 57   |                                Reserved                               |
///     Byte 58-59|                          VERSION DESCRIPTOR 1                         |
///     Byte 60-61|                          VERSION DESCRIPTOR 2                         |
///     Byte 62-63|                          VERSION DESCRIPTOR 3                         |
///     Byte 64-65|                          VERSION DESCRIPTOR 4                         |
///     Byte 66-67|                          VERSION DESCRIPTOR 5                         |
///     Byte 68-69|                          VERSION DESCRIPTOR 6                         |
///     Byte 70-71|                          VERSION DESCRIPTOR 7                         |
///     Byte 72-73|                          VERSION DESCRIPTOR 8                         |
///     Byte 74-95|                                Reserved                               |
public struct StandardInquiryData: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// RMB: removable medium.
    public var rmb = false
    /// LU_CONG: part of a logical unit conglomerate.
    public var luCong = false
    /// VERSION.
    public var version: InquiryVersion = .spc4
    /// NORMACA: NACA in the CONTROL byte is supported.
    public var normACA = false
    /// HISUP: hierarchical addressing of logical units.
    public var hiSup = false
    /// RESPONSE DATA FORMAT: 2 is this one.
    public var responseDataFormat: UInt8 = 2
    /// ADDITIONAL LENGTH: how many bytes follow byte 4; 91 for all that the table has.
    public var additionalLength: UInt8 = 91
    /// SCCS: embedded storage array controller.
    public var sccs = false
    /// ACC: access controls coordinator.
    public var acc = false
    /// TPGS.
    public var tpgs = TargetPortGroupSupport(rawValue: 0)
    /// 3PC: third-party copy commands are supported.
    public var thirdPartyCopy = false
    /// PROTECT: protection information is supported.
    public var protect = false
    /// ENCSERV: embedded enclosure services.
    public var encServ = false
    /// VS: vendor specific.
    public var vendorSpecificByte6 = false
    /// MULTIP: more than one port.
    public var multiP = false
    /// ADDR16: 16-bit wide addresses, parallel interface alone.
    public var addr16 = false
    /// WBUS16: 16-bit wide transfers, parallel interface alone.
    public var wBus16 = false
    /// SYNC: synchronous transfers, parallel interface alone.
    public var sync = false
    /// CMDQUE: more than one command at a time.
    public var cmdQue = false
    /// VS: vendor specific.
    public var vendorSpecificByte7 = false
    /// T10 VENDOR IDENTIFICATION.
    public var t10VendorIdentification: String = ""
    /// PRODUCT IDENTIFICATION.
    public var productIdentification: String = ""
    /// PRODUCT REVISION LEVEL.
    public var productRevisionLevel: String = ""
    /// Vendor specific.
    public var vendorSpecific: [UInt8] = []
    /// CLOCKING: parallel interface alone.
    public var clocking: UInt8 = 0
    /// QAS: quick arbitration, parallel interface alone.
    public var qas = false
    /// IUS: information units, parallel interface alone.
    public var ius = false
    /// VERSION DESCRIPTOR 1.
    public var versionDescriptor1 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 2.
    public var versionDescriptor2 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 3.
    public var versionDescriptor3 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 4.
    public var versionDescriptor4 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 5.
    public var versionDescriptor5 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 6.
    public var versionDescriptor6 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 7.
    public var versionDescriptor7 = VersionDescriptor(rawValue: 0)
    /// VERSION DESCRIPTOR 8.
    public var versionDescriptor8 = VersionDescriptor(rawValue: 0)

    /// Every field zero, or as declared above.
    public init() {}

    /// What a logical unit of this kind and make is.
    public init(
        peripheralDeviceType: PeripheralDeviceType,
        vendor: String,
        product: String,
        revision: String
    ) {
        self.peripheralDeviceType = peripheralDeviceType
        t10VendorIdentification = vendor
        productIdentification = product
        productRevisionLevel = revision
    }

    /// The standards that the logical unit claims to follow, in order; at most eight.
    public var versionDescriptors: [VersionDescriptor] {
        get { Self.versionDescriptorPaths.map { self[keyPath: $0] }.filter { $0.rawValue != 0 } }
        set {
            for (index, path) in Self.versionDescriptorPaths.enumerated() {
                self[keyPath: path] =
                    index < newValue.count ? newValue[index] : VersionDescriptor(rawValue: 0)
            }
        }
    }

    private static var versionDescriptorPaths: [WritableKeyPath<Self, VersionDescriptor>] {
        [
            \.versionDescriptor1, \.versionDescriptor2, \.versionDescriptor3,
            \.versionDescriptor4, \.versionDescriptor5, \.versionDescriptor6,
            \.versionDescriptor7, \.versionDescriptor8,
        ]
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Standard INQUIRY data",
        source: "SPC-4, Standard INQUIRY data",
        shortest: 36,
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .flag("RMB", 1, bit: 7, \.rmb, "removable medium"),
        .flag("LU_CONG", 1, bit: 6, \.luCong, "part of a logical unit conglomerate"),
        .reserved(1...1, bits: (5, 0)),
        .number("VERSION", 2...2, \.version),
        .reserved(3...3, bits: (7, 6), name: "Obsolete"),
        .flag("NORMACA", 3, bit: 5, \.normACA, "NACA in the CONTROL byte is supported"),
        .flag("HISUP", 3, bit: 4, \.hiSup, "hierarchical addressing of logical units"),
        .number("RESPONSE DATA FORMAT", 3...3, bits: (3, 0), \.responseDataFormat, "2 is this one"),
        .extent("ADDITIONAL LENGTH", 4...4, from: 5, \.additionalLength),
        .flag("SCCS", 5, bit: 7, \.sccs, "embedded storage array controller"),
        .flag("ACC", 5, bit: 6, \.acc, "access controls coordinator"),
        .number("TPGS", 5...5, bits: (5, 4), \.tpgs),
        .flag("3PC", 5, bit: 3, \.thirdPartyCopy, "third-party copy commands are supported"),
        .reserved(5...5, bits: (2, 1)),
        .flag("PROTECT", 5, bit: 0, \.protect, "protection information is supported"),
        .reserved(6...6, bits: (7, 7), name: "Obsolete"),
        .flag("ENCSERV", 6, bit: 6, \.encServ, "embedded enclosure services"),
        .flag("VS", 6, bit: 5, \.vendorSpecificByte6, "vendor specific"),
        .flag("MULTIP", 6, bit: 4, \.multiP, "more than one port"),
        .reserved(6...6, bits: (3, 1), name: "Obsolete"),
        .flag("ADDR16", 6, bit: 0, \.addr16, "16-bit wide addresses, parallel interface alone"),
        .reserved(7...7, bits: (7, 6), name: "Obsolete"),
        .flag("WBUS16", 7, bit: 5, \.wBus16, "16-bit wide transfers, parallel interface alone"),
        .flag("SYNC", 7, bit: 4, \.sync, "synchronous transfers, parallel interface alone"),
        .reserved(7...7, bits: (3, 2), name: "Obsolete"),
        .flag("CMDQUE", 7, bit: 1, \.cmdQue, "more than one command at a time"),
        .flag("VS", 7, bit: 0, \.vendorSpecificByte7, "vendor specific"),
        .text("T10 VENDOR IDENTIFICATION", 8...15, \.t10VendorIdentification),
        .text("PRODUCT IDENTIFICATION", 16...31, \.productIdentification),
        .text("PRODUCT REVISION LEVEL", 32...35, \.productRevisionLevel),
        .bytes("Vendor specific", 36...55, \.vendorSpecific),
        .reserved(56...56, bits: (7, 4)),
        .number("CLOCKING", 56...56, bits: (3, 2), \.clocking, "parallel interface alone"),
        .flag("QAS", 56, bit: 1, \.qas, "quick arbitration, parallel interface alone"),
        .flag("IUS", 56, bit: 0, \.ius, "information units, parallel interface alone"),
        .reserved(57...57),
        .number("VERSION DESCRIPTOR 1", 58...59, \.versionDescriptor1),
        .number("VERSION DESCRIPTOR 2", 60...61, \.versionDescriptor2),
        .number("VERSION DESCRIPTOR 3", 62...63, \.versionDescriptor3),
        .number("VERSION DESCRIPTOR 4", 64...65, \.versionDescriptor4),
        .number("VERSION DESCRIPTOR 5", 66...67, \.versionDescriptor5),
        .number("VERSION DESCRIPTOR 6", 68...69, \.versionDescriptor6),
        .number("VERSION DESCRIPTOR 7", 70...71, \.versionDescriptor7),
        .number("VERSION DESCRIPTOR 8", 72...73, \.versionDescriptor8),
        .reserved(74...95)
    )
}
