import FileSAN
import SCSI
import Styling
import WireBytes

/// What a machine offers, for people and for programs.
public struct MachineReport {
    private let survey: MachineSurvey
    private let style: TextStyle

    /// The report of a survey.
    public init(_ survey: MachineSurvey, style: TextStyle) {
        self.survey = survey
        self.style = style
    }

    /// Lines for people: a table for each area, and the devices.
    public var lines: [String] {
        var lines: [String] = []
        for area in MachineFinding.Area.allCases {
            lines.append(style.strong(area.heading))
            lines += table(survey.findings.filter { $0.area == area })
            if area == .sg { lines += survey.devices.flatMap(Self.lines) }
            lines.append("")
        }
        lines.append(
            survey.canWork
                ? style.good("the bench can work here")
                : style.bad("no program can be given the bench's devices: see what is missing"))
        return lines
    }

    private func table(_ findings: [MachineFinding]) -> [String] {
        let width = findings.map(\.name.count).max() ?? 0
        return findings.map { finding in
            let state = finding.state.rawValue.padded(to: 8)
            let shown =
                switch finding.state {
                case .ok: style.good(state)
                case .limited: style.strong(state)
                case .missing: style.bad(state)
                }
            let remedy = finding.remedy.map { " -> " + $0 } ?? ""
            return "  \(shown) \(finding.name.padded(to: width))  \(finding.detail)\(remedy)"
        }
    }

    private static func lines(_ device: DeviceSurvey) -> [String] {
        var first = "  " + device.path
        if let make = device.make { first += "  " + make }
        if let type = device.type { first += "  " + type }
        if let count = device.byteCount { first += "  \(grouped(count)) B" }
        if let length = device.blockLength { first += " in blocks of \(length)" }
        if !device.isPermitted { first += "  no permission to read and write" }
        var lines = [first]
        if let problem = device.problem { lines.append("    " + problem) }
        guard device.hasCopyManager else {
            if device.problem == nil { lines.append("    no copy manager") }
            return lines
        }
        guard let limits = device.limits else { return lines }
        lines.append(
            "    copy manager: \(limits.cscdDescriptors) CSCD and \(limits.segmentDescriptors)"
                + " segment descriptors in \(grouped(UInt64(limits.descriptorListLength))) B,"
                + " \(limits.concurrentCopies) copies at once")
        let segment =
            limits.segmentLength == 0
            ? "any length" : "\(grouped(UInt64(limits.segmentLength))) B"
        lines.append(
            "    a segment: \(segment); inline data:"
                + " \(grouped(UInt64(limits.inlineDataLength))) B; a tape record:"
                + " \(grouped(UInt64(limits.streamTransferSize))) B")
        for code in limits.implementedDescriptors {
            lines.append("    \(hexadecimal(code)) \(Self.name(code))")
        }
        return lines
    }

    /// The name of a descriptor type: segments count from 00h, CSCD descriptors from E0h.
    private static func name(_ code: UInt8) -> String {
        (code < 0xC0
            ? SegmentTypeCode(rawValue: code).meaning : CSCDTypeCode(rawValue: code).meaning)
            ?? "unknown"
    }

    /// One JSON object.
    public var json: String {
        jsonText(
            Figures(
                canWork: survey.canWork, findings: survey.findings, devices: survey.devices))
    }

    private struct Figures: Encodable {
        var canWork: Bool
        var findings: [MachineFinding]
        var devices: [DeviceSurvey]
    }
}

extension String {
    /// The text with blanks behind it, up to a width.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
