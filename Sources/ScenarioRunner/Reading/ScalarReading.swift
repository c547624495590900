import Timebase

/// Reading scalars: text with or without quotes; numbers, times and sizes only without.
extension ValueReader {
    /// Text that is not empty.
    func text(_ expected: String = "text") -> String? {
        guard case .scalar(let text, _) = node.content, !text.isEmpty else {
            return refuse(expected)
        }
        return text
    }

    private func plain(_ expected: String) -> String? {
        guard case .scalar(let text, isPlain: true) = node.content, !text.isEmpty else {
            return refuse(expected)
        }
        return text
    }

    private func parsed<T>(
        _ text: String?,
        _ body: (String) throws(ScalarFault) -> T
    ) -> T? {
        guard let text else { return nil }
        do {
            return try body(text)
        } catch {
            return refuse(error.expected)
        }
    }

    /// `true` or `false`.
    func bool() -> Bool? {
        switch plain("true or false") {
        case "true": true
        case "false": false
        case nil: nil
        default: refuse("true or false")
        }
    }

    /// A word that is only there to be there: `true`.
    func onlyTrue() -> Bool? {
        guard let value = bool() else { return nil }
        return value ? true : refuse("true; leave the key away otherwise")
    }

    /// A number within a range, of a type that holds the range.
    func number<T: FixedWidthInteger & UnsignedInteger>(
        _ range: ClosedRange<T> = T.min...T.max
    ) -> T? {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = parsed(plain(numberForm), number(text:)) else { return nil }
        guard let result = T(exactly: value), range.contains(result) else {
            return refuse(expected)
        }
        return result
    }

    /// A length of time; `least` is the shortest one that is possible.
    func duration(atLeast least: Nanoseconds = .zero) -> Nanoseconds? {
        guard let value = parsed(plain(durationForm), duration(text:)) else { return nil }
        guard value >= least else {
            return refuse(least.count == 1 ? "more than 0s" : "at least \(least)")
        }
        return value
    }

    /// An instant, as the time since the scenario's start.
    func instant() -> Instant? {
        duration().map { Instant(nanoseconds: $0.count) }
    }

    /// A size in bytes within a range, and a multiple of something if that is said.
    func size(
        _ range: ClosedRange<Int>,
        multipleOf unit: (bytes: Int, name: String)? = nil
    ) -> Int? {
        guard let value = parsed(plain(sizeForm), byteSize(text:)) else { return nil }
        guard range.contains(value) else {
            return refuse("from \(range.lowerBound) to \(range.upperBound) bytes")
        }
        if let unit, !value.isMultiple(of: unit.bytes) {
            return refuse("a multiple of \(unit.name), \(unit.bytes) bytes")
        }
        return value
    }

    /// A name of small letters, digits and hyphens.
    func name() -> String? {
        let expected =
            "a name of a to z, 0 to 9 and -, at most \(ReadingLimits.nameLength) characters"
        guard let text = text(expected) else { return nil }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isName && text.utf8.count <= ReadingLimits.nameLength ? text : refuse(expected)
    }

    /// One of the names of an enumeration.
    func choice<T: RawRepresentable & CaseIterable>(_: T.Type = T.self) -> T?
    where T.RawValue == String {
        choice(T.allCases.map { ($0, $0.rawValue) })
    }

    /// One of several values by its name.
    func choice<T>(_ named: [(value: T, name: String)]) -> T? {
        let names = named.map(\.name)
        let expected = (names.count > 2 ? "one of " : "") + list(names)
        guard let text = text(expected) else { return nil }
        if let found = named.first(where: { $0.name == text }) { return found.value }
        return refuse(expected, nearest: nearestName(to: text, among: names))
    }

    /// `a, b or c`, or all of them after commas where there are many.
    private func list(_ names: [String]) -> String {
        names.count == 2 ? names.joined(separator: " or ") : names.joined(separator: ", ")
    }

    /// Bytes as hexadecimal pairs; their number within a range.
    func hexBytes(_ range: ClosedRange<Int>) -> [UInt8]? {
        let expected = "hexadecimal byte pairs such as 0a ff"
        guard let bytes = parsed(text(expected), byteString(text:)) else { return nil }
        guard range.contains(bytes.count) else {
            let bounds = "\(range.lowerBound) to \(range.upperBound)"
            return refuse(
                range.count == 1 ? "\(range.lowerBound) bytes" : "from \(bounds) bytes",
                found: "\(bytes.count) bytes"
            )
        }
        return bytes
    }

    /// Bytes of which some may be anything; at least one.
    func pattern() -> BytePattern? {
        let expected = "hexadecimal byte pairs such as 0a ?? ff"
        guard let pattern = parsed(text(expected), bytePattern(text:)) else { return nil }
        return pattern.bytes.isEmpty ? refuse(expected) : pattern
    }

    /// A path; a relative one counts from the directory of the scenario file.
    func filePath() -> ScenarioPath? {
        guard let written = text("a path") else { return nil }
        guard !written.contains("\0") else { return refuse("a path without null characters") }
        let directory = log.file.lastIndex(of: "/").map { log.file[...$0] } ?? ""
        return ScenarioPath(
            written: written,
            resolved: written.hasPrefix("/") ? written : directory + written
        )
    }
}
