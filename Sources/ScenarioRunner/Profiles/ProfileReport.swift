import CopyManager
import Styling

/// What there is to be said of profiles: a table of all, everything of one, the differences of
/// several; as lines for people or as JSON for programs.
public struct ProfileReport {
    private let profiles: [CopyManagerProfile]
    private let style: TextStyle

    /// A report on profiles.
    public init(_ profiles: [CopyManagerProfile], style: TextStyle = TextStyle(isColoured: false)) {
        self.profiles = profiles
        self.style = style
    }

    // MARK: All

    /// A table: a line a profile, with what it supports and the limits that it enforces.
    public var overview: [String] {
        let head = ["profile", "commands", "CSCD types", "segment types", "limits", "summary"]
        let rows = profiles.map { profile in
            [
                profile.name, commands(of: profile), codes(profile.cscdTypes),
                codes(profile.segmentTypes), limits(of: profile), profile.summary,
            ]
        }
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).enumerated().map { column, cell in
                // Blanks at the end of a line help nobody.
                let isLast = column == head.count - 1
                return isLast
                    ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count)
            }.joined(separator: "  ")
        }
        return [style.faint(line(head))] + rows.map(line)
    }

    /// `83: 00 01 10  84: 00 03`.
    private func commands(of profile: CopyManagerProfile) -> String {
        let groups = [UInt8(0x83), 0x84].map { operation in
            let actions = profile.commands.filter { $0.operationCode == operation }
            return String(operation, radix: 16) + ": " + codes(actions.map(\.serviceAction))
        }
        return groups.joined(separator: "  ")
    }

    /// `64 CSCDs, 1024 segments, 65,536 B`.
    private func limits(of profile: CopyManagerProfile) -> String {
        let limits = profile.enforced
        var text =
            counted(Int(limits.maximumCSCDDescriptorCount), "CSCD") + ", "
            + counted(Int(limits.maximumSegmentDescriptorCount), "segment") + ", "
            + "\(grouped(UInt64(limits.maximumDescriptorListLength))) B"
        if limits.maximumSegmentLength > 0 {
            text += ", \(grouped(UInt64(limits.maximumSegmentLength))) B a segment"
        }
        return text
    }

    /// `00-16 BE BF`: runs of three and more are drawn together.
    private func codes(_ values: [UInt8]) -> String {
        func text(_ value: UInt8) -> String { String(hexadecimal(value, digits: 2).dropLast()) }
        var parts: [String] = []
        var index = 0
        while index < values.count {
            var last = index
            while last + 1 < values.count && Int(values[last + 1]) == Int(values[last]) + 1 {
                last += 1
            }
            if last - index >= 2 {
                parts.append(text(values[index]) + "-" + text(values[last]))
            } else {
                parts += values[index...last].map(text)
            }
            index = last + 1
        }
        return parts.isEmpty ? "none" : parts.joined(separator: " ")
    }

    // MARK: One

    /// Everything that each profile says, a line a key; what differs from the standard's profile is
    /// marked.
    public var details: [String] {
        let standard = CopyManagerProfile()
        let fields = ProfileField<CopyManagerProfile>.all
        let width = fields.map(\.key.count).max() ?? 0
        var lines: [String] = []
        for profile in profiles {
            if !lines.isEmpty { lines.append("") }
            lines.append(style.strong(profile.name) + ": " + profile.summary)
            lines.append(style.faint("  * differs from spc4"))
            for field in fields {
                let value = field.value(profile)
                // What is reported as the standard says is not worth a line for each condition.
                if field.key.hasPrefix("sense.") && value == .text("standard") { continue }
                let differs = value != field.value(standard)
                let pad = String(repeating: " ", count: width - field.key.count)
                let line = "\(field.key)\(pad)  \(value.text)"
                lines.append(differs ? "* " + style.strong(line) : "  " + line)
            }
        }
        return lines
    }

    // MARK: Several

    /// The keys in which the profiles differ, each with what every profile says.
    public var comparison: [String] {
        let width = profiles.map(\.name.count).max() ?? 0
        var lines: [String] = []
        for field in differing {
            lines.append(style.strong(field.key))
            for profile in profiles {
                let pad = String(repeating: " ", count: width - profile.name.count)
                lines.append("  \(profile.name)\(pad)  \(field.value(profile).text)")
            }
        }
        return lines.isEmpty ? ["no key differs"] : lines
    }

    private var differing: [ProfileField<CopyManagerProfile>] {
        ProfileField<CopyManagerProfile>.all.filter { field in
            let values = profiles.map(field.value)
            return values.contains { $0 != values.first }
        }
    }

    // MARK: JSON

    /// The profiles as JSON, keys in the order of profile files.
    ///
    ///     {"profiles": [{"profile": NAME, "summary": TEXT, "settings": {KEY: VALUE, …}}, …]}
    ///
    /// - Parameter onlyDifferences: whether only keys are told in which the profiles differ.
    public func json(onlyDifferences: Bool = false) -> String {
        let fields = onlyDifferences ? differing : ProfileField<CopyManagerProfile>.all
        let objects = profiles.map { profile in
            let settings = fields.map { quoted($0.key) + ": " + json($0.value(profile)) }
            return "    {\"profile\": \(quoted(profile.name)), "
                + "\"summary\": \(quoted(profile.summary)), \"settings\": {"
                + (settings.isEmpty
                    ? "" : "\n      " + settings.joined(separator: ",\n      ") + "\n    ") + "}}"
        }
        return "{\n  \"profiles\": [\n" + objects.joined(separator: ",\n") + "\n  ]\n}"
    }

    private func json(_ value: ProfileValue) -> String {
        switch value {
        case .flag(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let value): quoted(value)
        case .list(let values): "[" + values.map(quoted).joined(separator: ", ") + "]"
        case .none: "null"
        }
    }

    /// A JSON string.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
