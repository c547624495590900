import Foundation
import ServerlessBackup
import Styling
import VolumeMap

/// What a backup has done, for people and for programs.
public struct BackupReport {
    private let summary: ArchiveSummary
    private let tapes: [String]
    private let source: SourceReport

    /// The report of a backup of a disk to cartridges of these paths.
    public init(_ summary: ArchiveSummary, source: SourceReport, tapes: [String]) {
        self.summary = summary
        self.source = source
        self.tapes = tapes
    }

    /// Lines for people.
    public var lines: [String] {
        let header = summary.header
        let kind =
            switch header.content {
            case .image: "an image of the disk"
            case .used: "\(summary.memberCount) members, every block in use"
            case .files: "\(summary.memberCount) members, chosen files"
            }
        var lines = ["backup \(header.name): \(kind)"] + source.lines
        lines.append("  moved by the copy manager  \(grouped(summary.copiedBytes)) B")
        lines.append("  sent along by the server   \(grouped(summary.inlineBytes)) B")
        lines.append("  read through the server    \(grouped(summary.serverBytes)) B")
        lines.append(
            "  on tape                    \(grouped(summary.records)) records of"
                + " \(grouped(UInt64(header.recordLength))) B, \(summary.commands) EXTENDED COPY")
        if summary.resumedAt > 0 {
            lines.append("  was there before           \(grouped(summary.resumedAt)) B")
        }
        for span in summary.spans {
            lines.append(
                "  cartridge \(tapes[span.cartridge - 1]): tape file \(span.file), records"
                    + " \(span.firstObject) to \(span.firstObject + max(1, span.recordCount) - 1)")
        }
        return lines + damage.map { "  damaged: " + $0 }
    }

    /// What the backup could not have as it should be.
    public var damage: [String] {
        var lines = summary.incompletePaths.map {
            "\(FileName(bytes: $0)): a part is lost, zeros stand in its place"
        }
        lines += summary.unmapped.map { "partition \($0.partition) is not mapped: \($0.reason)" }
        let shown = summary.findings.prefix(Self.mostFindings)
        lines += shown.map(\.description)
        let left = summary.findings.count - shown.count
        if left > 0 { lines.append("\(left) findings more; sanbench map shows all") }
        return lines
    }

    /// The most findings that are shown.
    private static let mostFindings = 10

    /// One JSON object.
    public var json: String {
        jsonText(
            Figures(
                name: summary.header.name, source: source,
                content: summary.header.content.rawValue,
                members: summary.memberCount, extendedCopyCommands: summary.commands,
                copiedBytes: summary.copiedBytes, inlineBytes: summary.inlineBytes,
                serverPayloadBytes: summary.serverBytes,
                recordLength: summary.header.recordLength, records: summary.records,
                resumedAt: summary.resumedAt, findings: summary.findings.count, damage: damage,
                cartridges: summary.spans.map { span in
                    Place(
                        path: tapes[span.cartridge - 1], tapeFile: span.file,
                        firstObject: span.firstObject, records: span.recordCount)
                }))
    }

    private struct Figures: Encodable {
        var name: String
        var source: SourceReport
        var content: String
        var members: Int
        var extendedCopyCommands: Int
        var copiedBytes: UInt64
        var inlineBytes: UInt64
        var serverPayloadBytes: UInt64
        var recordLength: Int
        var records: UInt64
        var resumedAt: UInt64
        var findings: Int
        var damage: [String]
        var cartridges: [Place]
    }

    private struct Place: Encodable {
        var path: String
        var tapeFile: UInt64
        var firstObject: UInt64
        var records: UInt64
    }
}

/// What a restore has done, for people and for programs.
public struct RestoreReport {
    private let summary: RestoreSummary
    private let target: String
    /// The backup's name.
    public var name = ""
    /// What could not be restored, and why.
    public var notes: [String] = []

    /// The report of a restore to a file or folder.
    public init(_ summary: RestoreSummary, to target: String) {
        self.summary = summary
        self.target = target
    }

    /// How many members were restored.
    public var memberCount: Int { summary.memberCount }

    /// Lines for people.
    public var lines: [String] {
        var lines = ["restored \(name) to \(target): \(summary.memberCount) members"]
        lines.append("  moved by the copy manager  \(grouped(summary.copiedBytes)) B")
        lines.append("  through the server         \(grouped(summary.serverBytes)) B")
        lines.append("  EXTENDED COPY commands     \(summary.commands)")
        if summary.resumedAt > 0 {
            lines.append("  was there before           \(grouped(summary.resumedAt)) B")
        }
        return lines + notes.map { "  not restored: " + $0 }
    }

    /// One JSON object.
    public var json: String {
        jsonText(
            Figures(
                name: name, target: target, members: summary.memberCount,
                extendedCopyCommands: summary.commands, copiedBytes: summary.copiedBytes,
                serverPayloadBytes: summary.serverBytes, resumedAt: summary.resumedAt,
                notRestored: notes))
    }

    private struct Figures: Encodable {
        var name: String
        var target: String
        var members: Int
        var extendedCopyCommands: Int
        var copiedBytes: UInt64
        var serverPayloadBytes: UInt64
        var resumedAt: UInt64
        var notRestored: [String]
    }
}

/// A value as JSON, its keys in alphabetical order and in lower case with `_` between words.
public func jsonText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    // Numbers, texts and lists of these always encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}
