import SCSI
import WireBytes

/// Explanations as one JSON document: a list with an object for each run of bytes, in it its
/// structures, in them their fields.
public struct ExplanationJSON {
    /// The document, which ends with a line end.
    public let text: String

    /// The document of explanations.
    public init(_ explained: [ExplainedBytes]) {
        text = JSONValue.list(explained.map(Self.value)).written() + "\n"
    }

    private static func value(_ explained: ExplainedBytes) -> JSONValue {
        .object([
            ("origin", .text(explained.origin)),
            ("bytes", .text(hexPairs(explained.bytes))),
            ("type", .text(explained.type)),
            ("title", .text(explained.title)),
            ("reason", .text(explained.reason)),
            ("guessed", .truth(explained.isGuess)),
            (
                "alternatives",
                .list(
                    explained.alternatives.map {
                        .object([
                            ("type", .text($0.type)), ("title", .text($0.title)),
                            ("reason", .text($0.reason)),
                        ])
                    })
            ),
            ("profile", explained.profile.map { .text($0) } ?? .null),
            ("refusal", explained.refusal.map(value) ?? .null),
            ("structures", .list(explained.parts.map { value($0, explained.bytes) })),
        ])
    }

    private static func value(_ sense: SenseData) -> JSONValue {
        .object([
            ("text", .text(sense.text(withPointer: true))),
            ("fixed", .text(hexPairs(sense.encoded(.fixed)))),
            ("descriptor", .text(hexPairs(sense.encoded(.descriptor)))),
        ])
    }

    private static func value(_ part: ExplainedPart, _ bytes: [UInt8]) -> JSONValue {
        .object([
            ("name", .text(part.name)), ("source", .text(part.source)), ("note", .text(part.note)),
            ("fields", .list(part.fields.map { value($0, bytes) })),
        ])
    }

    private static func value(_ marked: MarkedField, _ bytes: [UInt8]) -> JSONValue {
        let field = marked.field
        return .object([
            ("name", .text(field.name)),
            ("offset", .number(field.bytes.lowerBound)),
            ("length", .number(field.bytes.count)),
            // The highest bit in the first byte and the lowest in the last.
            ("high_bit", .number(field.bits?.high ?? 7)),
            ("low_bit", .number(field.bits?.low ?? 0)),
            ("bytes", .text(hexPairs(bytes[field.bytes]))),
            ("value", .text(field.value)),
            ("meaning", .text(field.meaning)),
            (
                "marks",
                .list(
                    marked.marks.map {
                        .object([("kind", .text($0.kind.rawValue)), ("text", .text($0.text))])
                    })
            ),
        ])
    }
}
