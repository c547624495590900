import SCSI

/// All that makes one copy manager different from another, as data: what it supports, what limits
/// it advertises and enforces, and how it deviates from the standard. No executor asks which
/// profile it is.
public struct CopyManagerProfile: Equatable, Sendable {
    /// How parameter lists are laid out.
    public enum Dialect: String, CaseIterable, Sendable {
        /// SPC-2 and later: a header of 16 bytes, or of 48 for LID4.
        case spc
        /// T10/99-143r1: a header of 8 bytes and segment descriptors of its own.
        case r143 = "143r1"
        /// T10/00-165r0: the same with four reserved bytes more in the header.
        case r165 = "00-165r0"
    }

    /// The name by which scenarios and the command line call it.
    public var name = "spc4"
    /// What it is, in one line.
    public var summary = "everything of SPC-4, as the standard has it"
    /// How parameter lists are laid out.
    public var dialect = Dialect.spc
    /// The commands that are supported.
    public var commands = ThirdPartyCopyCommand.all
    /// The type codes of segment descriptors that are executed, ascending.
    public var segmentTypes: [UInt8] = Array(0x00...0x16) + [0xBE, 0xBF]
    /// The type codes of CSCD descriptors that are resolved, ascending.
    public var cscdTypes: [UInt8] = Array(0xE0...0xE4) + [0xE9, 0xEA, 0xFE]
    /// The CSCD descriptor IDs above 07FFh that are understood, ascending.
    public var wellKnownIDs: [CSCDDescriptorID] = [
        .nullDisk, .nullTape, .tokenLogicalUnit, .receiver,
    ]
    /// The limits that are reported.
    public var advertised = CopyManagerLimits()
    /// The limits that hold.
    public var enforced = CopyManagerLimits()
    /// The order in which parameter lists are checked.
    public var checkOrder = ParameterListCheckStage.allCases
    /// The choices that the standard leaves.
    public var switches = CopyManagerSwitches()
    /// What is reported where it is not what the standard says.
    public var sense: [CopyCondition: ReportedSense] = [:]
    /// How it deviates beyond that.
    public var quirks = CopyManagerQuirks()
    /// Representations of data.
    public var tokens = TokenRules()
    /// How long the results of finished copies are kept, in seconds; `nil` for as long as there is
    /// room.
    public var resultRetentionSeconds: UInt32?
    /// The UUID designator, 18 bytes, of the group of logical units among which copies are made: what
    /// VPD page 8Fh says of it in SPC-5; `nil` for nothing.
    public var copyGroupIdentifier: [UInt8]?
    /// How often a subcommand that met BUSY or the like is sent again.
    public var subcommandRetries = 3

    /// SPC-4, whole.
    public init() {}

    /// SPC-4, whole, with limits that are both advertised and enforced.
    public init(limits: CopyManagerLimits) {
        advertised = limits
        enforced = limits
    }

    /// Whether a command is supported.
    public func supports(_ command: ThirdPartyCopyCommand) -> Bool { commands.contains(command) }

    /// Whether any segment descriptor that holds data is supported.
    var holdsData: Bool { segmentTypes.contains { (0x0B...0x0F).contains($0) } }

    /// Whether any command about tokens is supported.
    var hasTokenCommands: Bool { supports(.populateToken) || supports(.writeUsingToken) }
}

/// The parts of the check of a parameter list, in the order in which the standard's rules are
/// satisfied best.
public enum ParameterListCheckStage: String, CaseIterable, Sendable {
    /// PARAMETER LIST FORMAT and the other constants of the LID4 header.
    case format
    /// LIST ID USAGE and what it asks of LIST IDENTIFIER.
    case usage
    /// A list identifier that is in use.
    case listIdentifier
    /// The lengths of the lists against the length of the parameter list.
    case lengths
    /// MAXIMUM DESCRIPTOR LIST LENGTH.
    case descriptorListLength
    /// The CSCD descriptors.
    case cscdDescriptors
    /// The segment descriptors.
    case segmentDescriptors
    /// MAXIMUM INLINE DATA LENGTH and what stands behind the inline data.
    case inlineData
}
