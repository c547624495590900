import SCSI

/// One key of a profile file: how its value is read, and what it says.
///
/// The keys of each section are one table, from which files are read and profiles are shown and
/// compared, so that no key can be known to one and not to the others.
struct ProfileField<Record> {
    /// The key.
    let key: String
    /// Reads the value into the record, or notes why it cannot be.
    let read: (ValueReader, inout Record) -> Void
    /// What the record says.
    let value: (Record) -> ProfileValue
}

/// What a key of a profile says.
public enum ProfileValue: Equatable, Sendable {
    /// `true` or `false`.
    case flag(Bool)
    /// A number.
    case number(UInt64)
    /// A name, a code.
    case text(String)
    /// Several names or codes.
    case list([String])
    /// Nothing, which is shown as `none`.
    case none

    /// One line.
    public var text: String {
        switch self {
        case .flag(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let value): value
        case .list(let values): "[" + values.joined(separator: ", ") + "]"
        case .none: "none"
        }
    }
}

// MARK: The kinds of values

extension ProfileField {
    /// `true` or `false`.
    static func flag(_ key: String, _ path: WritableKeyPath<Record, Bool>) -> Self {
        Self(
            key: key, read: { value, record in value.bool().map { record[keyPath: path] = $0 } },
            value: { .flag($0[keyPath: path]) })
    }

    /// A number within a range.
    static func number<T: FixedWidthInteger & UnsignedInteger>(
        _ key: String, _ path: WritableKeyPath<Record, T>,
        _ range: ClosedRange<T> = T.min...T.max
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                let number: T? = value.number(range)
                number.map { record[keyPath: path] = $0 }
            },
            value: { .number(UInt64($0[keyPath: path])) })
    }

    /// A number within a range of numbers that are not negative.
    static func count(
        _ key: String, _ path: WritableKeyPath<Record, Int>, _ range: ClosedRange<Int>
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                let bounds = UInt64(range.lowerBound)...UInt64(range.upperBound)
                value.number(bounds).map { record[keyPath: path] = Int($0) }
            },
            value: { .number(UInt64($0[keyPath: path])) })
    }

    /// A size in bytes.
    static func size(
        _ key: String, _ path: WritableKeyPath<Record, UInt32>, atLeast least: Int = 0
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                value.size(least...Int(UInt32.max)).map { record[keyPath: path] = UInt32($0) }
            },
            value: { .number(UInt64($0[keyPath: path])) })
    }

    /// A value that may be missing, which is written `none`.
    static func optional<T>(
        _ key: String, _ path: WritableKeyPath<Record, T?>,
        read: @escaping (ValueReader) -> T?, show: @escaping (T) -> ProfileValue
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                if case .scalar("none", isPlain: true) = value.node.content {
                    record[keyPath: path] = nil
                } else if let found = read(value) {
                    record[keyPath: path] = found
                }
            },
            value: { $0[keyPath: path].map(show) ?? .none })
    }

    /// One of the names of an enumeration.
    static func choice<T: RawRepresentable & CaseIterable>(
        _ key: String, _ path: WritableKeyPath<Record, T>
    ) -> Self where T.RawValue == String {
        let named = T.allCases.map { ($0, snakeCase($0.rawValue)) }
        return Self(
            key: key,
            read: { value, record in value.choice(named).map { record[keyPath: path] = $0 } },
            value: { .text(snakeCase($0[keyPath: path].rawValue)) })
    }

    /// An additional sense code.
    static func code(
        _ key: String, _ path: WritableKeyPath<Record, AdditionalSenseCode>
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                value.additionalSenseCode().map { record[keyPath: path] = $0 }
            },
            value: { .text(senseText($0[keyPath: path])) })
    }

    /// Several values, each known by a name or a number, none twice.
    static func list<T: Equatable>(
        _ key: String, _ path: WritableKeyPath<Record, [T]>, canBeEmpty: Bool = true,
        sortedBy areInOrder: ((T, T) -> Bool)? = nil, read: @escaping (ValueReader) -> T?,
        show: @escaping (T) -> String
    ) -> Self {
        Self(
            key: key,
            read: { value, record in
                guard var found = value.list(read) else { return }
                if found.isEmpty && !canBeEmpty { return value.note("at least one") }
                for (index, one) in found.enumerated() where found[..<index].contains(one) {
                    return value.note("each of them once", found: show(one) + " twice")
                }
                if let areInOrder { found.sort(by: areInOrder) }
                record[keyPath: path] = found
            },
            value: { .list($0[keyPath: path].map(show)) })
    }

    /// The same field of a record that is part of another.
    func of<Whole>(
        _ path: WritableKeyPath<Whole, Record>, _ prefix: String
    ) -> ProfileField<Whole> {
        ProfileField<Whole>(
            key: prefix + "." + key, read: { read($0, &$1[keyPath: path]) },
            value: { value($0[keyPath: path]) })
    }
}

extension ValueReader {
    /// Reads a mapping whose keys are a table's into a record; keys that are not there leave it as
    /// it is.
    func fields<Record>(_ fields: [ProfileField<Record>], into record: inout Record) {
        guard let mapping = mapping(fields.map(\.key)) else { return }
        for field in fields {
            if let value = mapping.optional(field.key) { field.read(value, &record) }
        }
    }
}

// MARK: Names

/// `tooManyCSCDDescriptors` as `too_many_cscd_descriptors`: a row of capitals is one word, but for
/// the one that begins the next.
func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
        if letter.isUppercase && index > 0 {
            let beginsWord = index + 1 < letters.count && letters[index + 1].isLowercase
            if letters[index - 1].isLowercase || letters[index - 1].isNumber || beginsWord {
                result.append("_")
            }
        }
        result += letter.lowercased()
    }
    return result
}
