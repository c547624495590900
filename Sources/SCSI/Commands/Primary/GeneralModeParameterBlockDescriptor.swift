/// How a medium is recorded, and how long its blocks are: the form that tapes use. BLOCK LENGTH
/// zero means blocks of variable length, and NUMBER OF BLOCKS zero all that are left.
public struct GeneralModeParameterBlockDescriptor: WireStructure {
    /// DENSITY CODE: 00h: default; 7Fh: no change.
    public var densityCode: UInt8 = 0
    /// NUMBER OF BLOCKS: 0: all that remain.
    public var numberOfBlocks: UInt32 = 0
    /// BLOCK LENGTH: bytes; 0: variable.
    public var blockLength: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The descriptor of a medium.
    public init(densityCode: UInt8 = 0, numberOfBlocks: UInt32 = 0, blockLength: UInt32) {
        self.densityCode = densityCode
        self.numberOfBlocks = numberOfBlocks
        self.blockLength = blockLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "General mode parameter block descriptor",
        source: "SPC-4, General block descriptor format",
        .number("DENSITY CODE", 0...0, \.densityCode, "00h: default; 7Fh: no change"),
        .number("NUMBER OF BLOCKS", 1...3, \.numberOfBlocks, "0: all that remain"),
        .reserved(4...4),
        .number("BLOCK LENGTH", 5...7, \.blockLength, "bytes; 0: variable")
    )
}
