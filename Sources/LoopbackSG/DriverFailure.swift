/// Why a call on a driver's file failed.
struct DriverFailure: Error, Equatable {
    /// The `errno`.
    var error: Int32

    /// An `errno`.
    init(_ error: Int32) { self.error = error }
}

extension FileAnswer {
    /// What a call came to: its answer, or its failure.
    init(_ call: () throws(DriverFailure) -> FileAnswer) {
        do throws(DriverFailure) {
            self = try call()
        } catch {
            self = .failure(error.error)
        }
    }
}

extension [UInt8] {
    /// Adds a number in this machine's order, as C structures hold it.
    mutating func append(native value: some FixedWidthInteger) {
        for index in 0..<value.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: value.littleEndian >> (8 * index)))
        }
    }

    /// A number in this machine's order.
    init(native value: some FixedWidthInteger) {
        self = []
        append(native: value)
    }
}
