/// SERVICE ACTION of PERSISTENT RESERVE OUT (SPC-4, PERSISTENT RESERVE OUT service actions). Five
/// bits.
public struct PersistentReserveOutServiceAction: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x1F }

    /// Registers the I_T nexus with a reservation key, or unregisters it.
    public static let register = Self(rawValue: 0x00)
    /// Makes a persistent reservation.
    public static let reserve = Self(rawValue: 0x01)
    /// Gives it up.
    public static let release = Self(rawValue: 0x02)
    /// Removes the persistent reservation and all registrations.
    public static let clear = Self(rawValue: 0x03)
    /// Takes the persistent reservation from others, or removes their registrations.
    public static let preempt = Self(rawValue: 0x04)
    /// The same, and aborts their commands.
    public static let preemptAndAbort = Self(rawValue: 0x05)
    /// Registers whatever key is registered.
    public static let registerAndIgnoreExistingKey = Self(rawValue: 0x06)
    /// Registers another I_T nexus and moves the persistent reservation there.
    public static let registerAndMove = Self(rawValue: 0x07)
    /// Makes a new persistent reservation where the device server has lost what it knew.
    public static let replaceLostReservation = Self(rawValue: 0x08)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "REGISTER",
        0x01: "RESERVE",
        0x02: "RELEASE",
        0x03: "CLEAR",
        0x04: "PREEMPT",
        0x05: "PREEMPT AND ABORT",
        0x06: "REGISTER AND IGNORE EXISTING KEY",
        0x07: "REGISTER AND MOVE",
        0x08: "REPLACE LOST RESERVATION",
    ]
}
