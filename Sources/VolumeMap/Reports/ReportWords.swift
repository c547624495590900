/// The words and numbers that several reports share.

/// A kind of file in one word.
func kindName(_ kind: MappedFile.Kind) -> String {
    switch kind {
    case .regular: "file"
    case .directory: "directory"
    case .symbolicLink: "symbolic link"
    case .characterDevice: "character device"
    case .blockDevice: "block device"
    case .fifo: "FIFO"
    case .socket: "socket"
    case .unknown: "unknown"
    }
}

/// A role in one word that a program can compare.
func attributeRoleKey(_ role: FileAttribute.Role) -> String {
    switch role {
    case .data: "data"
    case .index: "index"
    case .extendedAttribute: "extendedAttribute"
    case .metadata: "metadata"
    }
}

/// A kind of extent in one word.
func extentKindName(_ kind: Extent.Kind) -> String {
    switch kind {
    case .stored: "stored"
    case .hole: "hole"
    case .unwritten: "unwritten"
    }
}

/// What is to be known of an attribute beside its residency, a word each.
func flagNames(_ flags: FileAttribute.Flags) -> [String] {
    let names: [(FileAttribute.Flags, String)] = [
        (.compressed, "compressed"), (.sparse, "sparse"), (.encrypted, "encrypted"),
        (.incomplete, "incomplete"),
    ]
    return names.filter { flags.contains($0.0) }.map(\.1)
}

/// A number of bytes for people: `512 B`, `1.5 KiB`; cut, not rounded.
package func byteText(_ count: UInt64) -> String {
    if count < 1024 { return "\(count) B" }
    var unit: UInt64 = 1024
    var name = 0
    let names = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while name + 1 < names.count, count / unit >= 1024 {
        unit *= 1024
        name += 1
    }
    // The remainder's tenth without a product that has no room.
    return "\(count / unit).\(count % unit / (unit / 1024) * 10 / 1024) \(names[name])"
}

/// A share with one decimal: `12.5 %`.
func percentText(_ part: UInt64, of whole: UInt64) -> String {
    if whole == 0 { return "0.0 %" }
    let tenths = Int((Double(part) / Double(whole) * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

/// `1 file`, `2 files`.
package func counted(_ count: UInt64, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
}

extension FileTime {
    /// The instant in ISO 8601, with nanoseconds: `2026-01-31T23:59:59.000000100Z`. Years that four
    /// digits cannot say have more, or a minus sign, which ISO 8601 leaves to agreement.
    public var text: String {
        let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        // Not seconds - days * 86,400: of the least seconds that product has no room.
        let second = seconds % 86_400 + (seconds % 86_400 < 0 ? 86_400 : 0)
        // Years that begin with March end with the leap day (Hinnant, chrono-compatible date
        // algorithms); eras of 400 years.
        let shifted = days + 719_468
        let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civil = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (civil <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(civil, 2))-\(padded(day, 2))"
        let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
        return date + "T" + time.joined(separator: ":") + ".\(padded(Int64(nanoseconds), 9))Z"
    }
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
}
