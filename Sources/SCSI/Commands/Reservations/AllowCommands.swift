/// ALLOW COMMANDS of REPORT CAPABILITIES: which of the commands that standards differ on pass a
/// persistent reservation of another (SPC-4, REPORT CAPABILITIES service action). Three bits.
public struct AllowCommands: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// TEST UNIT READY and RECEIVE COPY RESULTS pass any reservation, MODE SENSE and the like
    /// pass Write Exclusive: what SPC-4 says itself.
    public static let asInSPC4 = Self(rawValue: 4)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "not told",
        1: "TEST UNIT READY",
        2: "TEST UNIT READY, but not MODE SENSE and RECEIVE COPY RESULTS",
        3: "TEST UNIT READY, MODE SENSE, but not RECEIVE COPY RESULTS",
        4: "TEST UNIT READY, MODE SENSE, RECEIVE COPY RESULTS",
    ]
}
