/// Writes JSON (RFC 8259) piecewise: what has been written leaves in pieces of some 64 KiB, so that a
/// report's size does not matter. Keys come in the order in which they are written.
package struct JSONWriter {
    private static let pieceLength = 1 << 16

    private var buffer: [UInt8] = []
    /// Whether the next value or key is the first of what was opened last, and needs no comma.
    private var isFirst = true
    private let sink: (String) -> Void

    package init(_ sink: @escaping (String) -> Void) {
        self.sink = sink
        buffer.reserveCapacity(Self.pieceLength + 4096)
    }

    package mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        buffer.append(UInt8(truncatingIfNeeded: bracket.value))
        isFirst = true
    }

    package mutating func close(_ bracket: Unicode.Scalar) {
        buffer.append(UInt8(truncatingIfNeeded: bracket.value))
        isFirst = false
    }

    /// A key that needs no escapes.
    package mutating func key(_ name: StaticString) {
        separate()
        buffer.append(UInt8(ascii: "\""))
        append(name)
        append("\":")
        isFirst = true
    }

    package mutating func line() {
        buffer.append(UInt8(ascii: "\n"))
        isFirst = true
        if buffer.count >= Self.pieceLength { flush() }
    }

    package mutating func flush() {
        if !buffer.isEmpty { sink(String(decoding: buffer, as: UTF8.self)) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes out what is there where it has become much; between any two values.
    package mutating func flushIfLong() {
        if buffer.count >= Self.pieceLength { flush() }
    }

    package mutating func value(_ number: UInt64) {
        separate()
        appendDecimal(number)
    }

    package mutating func value(_ number: Int64) {
        separate()
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        appendDecimal(number.magnitude)
    }

    package mutating func value(_ isTrue: Bool) {
        separate()
        append(isTrue ? "true" : "false")
    }

    package mutating func null() {
        separate()
        append("null")
    }

    package mutating func value(_ text: String) {
        separate()
        buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 { appendEscaped(byte) }
        buffer.append(UInt8(ascii: "\""))
    }

    package mutating func pair(_ name: StaticString, _ number: UInt64) {
        key(name)
        value(number)
    }

    package mutating func pair(_ name: StaticString, _ number: Int64) {
        key(name)
        value(number)
    }

    package mutating func pair(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    package mutating func pair(_ name: StaticString, _ isTrue: Bool) {
        key(name)
        value(isTrue)
    }

    private mutating func separate() {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private mutating func append(_ text: StaticString) {
        for byte in text.description.utf8 { buffer.append(byte) }
    }

    private mutating func appendDecimal(_ number: UInt64) {
        let start = buffer.count
        var rest = number
        repeat {
            buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        buffer[start...].reverse()
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            buffer.append(UInt8(ascii: "\\"))
            buffer.append(byte)
        case 0..<0x20:
            append("\\u00")
            for digit in twoDigits(byte).utf8 { buffer.append(digit) }
        default:
            buffer.append(byte)
        }
    }
}
