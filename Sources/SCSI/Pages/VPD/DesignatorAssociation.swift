/// ASSOCIATION: what a designator designates (SPC-4, Designation descriptor). Two bits.
public struct DesignatorAssociation: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The addressed logical unit.
    public static let logicalUnit = Self(rawValue: 0)
    /// The target port that received the command.
    public static let targetPort = Self(rawValue: 1)
    /// The SCSI target device that contains the logical unit.
    public static let targetDevice = Self(rawValue: 2)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "logical unit",
        1: "target port",
        2: "SCSI target device",
    ]
}
