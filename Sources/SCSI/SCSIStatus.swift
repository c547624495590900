/// The status that a command ends with (SAM-5, Status codes).
public struct SCSIStatus: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// GOOD: the command did what it was asked to.
    public static let good = Self(rawValue: 0x00)
    /// CHECK CONDITION: sense data says what happened.
    public static let checkCondition = Self(rawValue: 0x02)
    /// CONDITION MET: a PRE-FETCH found room for all it was asked to fetch.
    public static let conditionMet = Self(rawValue: 0x04)
    /// BUSY: the logical unit cannot take the command now; try again.
    public static let busy = Self(rawValue: 0x08)
    /// RESERVATION CONFLICT: another I_T nexus holds a reservation that forbids the command.
    public static let reservationConflict = Self(rawValue: 0x18)
    /// TASK SET FULL: no room for another command while others are there.
    public static let taskSetFull = Self(rawValue: 0x28)
    /// ACA ACTIVE: an auto contingent allegiance stops the command.
    public static let acaActive = Self(rawValue: 0x30)
    /// TASK ABORTED: another I_T nexus aborted the command.
    public static let taskAborted = Self(rawValue: 0x40)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "GOOD",
        0x02: "CHECK CONDITION",
        0x04: "CONDITION MET",
        0x08: "BUSY",
        0x18: "RESERVATION CONFLICT",
        0x28: "TASK SET FULL",
        0x30: "ACA ACTIVE",
        0x40: "TASK ABORTED",
    ]
}
