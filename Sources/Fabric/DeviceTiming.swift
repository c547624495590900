import Timebase

/// How long a device takes for a command: a fixed part, and a part for each MiB that moves.
public struct DeviceTiming: Sendable, Equatable {
    /// The time that every command takes.
    public var perCommand: Nanoseconds
    /// The time that 1,048,576 bytes take.
    public var perMebibyte: Nanoseconds

    /// A device with these times.
    public init(perCommand: Nanoseconds, perMebibyte: Nanoseconds) {
        self.perCommand = perCommand
        self.perMebibyte = perMebibyte
    }

    /// A disk of a present array: 100 us a command, 1 GiB/s.
    public static let disk = DeviceTiming(
        perCommand: .microseconds(100), perMebibyte: .microseconds(977))

    /// A tape drive of the LTO-9 class: 400 MB/s native, 50 us a command.
    public static let tape = DeviceTiming(
        perCommand: .microseconds(50), perMebibyte: .microseconds(2621))

    /// A device that takes no time at all.
    public static let instant = DeviceTiming(perCommand: .zero, perMebibyte: .zero)

    /// The time for one command that moves `byteCount` bytes.
    public func duration(byteCount: Int) -> Nanoseconds {
        if perMebibyte.count == 0 { return perCommand }
        let bytes = UInt64(byteCount)
        let (high, low) = bytes.multipliedFullWidth(by: UInt64(perMebibyte.count))
        // The product over 2^20; a sum too large for the type stays the largest time.
        let time = high >> 20 > 0 ? UInt64.max : high << 44 | low >> 20
        return perCommand + Nanoseconds(Int64(clamping: time))
    }
}
