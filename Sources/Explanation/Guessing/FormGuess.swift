/// What bytes are taken for when nobody says what they are.
struct FormGuess {
    /// A form that the bytes fit.
    struct Candidate {
        var form: ByteForm
        var fit: ByteForm.Fit
    }

    /// How many alternatives are worth naming.
    private static let alternativeLimit = 3

    /// The form.
    var form: ByteForm
    /// Why.
    var reason: String
    /// The others, the likeliest first.
    var alternatives: [ExplainedBytes.Alternative]

    /// The surest fit; of equals the one that is first in the list of forms. `nil` where the bytes
    /// fit no form.
    init?(_ bytes: [UInt8]) {
        let candidates = Self.candidates(bytes)
        guard let best = candidates.first else { return nil }
        form = best.form
        reason = best.fit.reason
        let twins = best.form.name == "cdb" ? StructureTable.twins(ofCommand: bytes) : []
        alternatives = twins.compactMap(ByteForm.form(of:)).map {
            ExplainedBytes.Alternative(
                type: $0.name, title: $0.title, reason: "the same bytes, to another kind of device")
        }
        alternatives += candidates.dropFirst().map {
            ExplainedBytes.Alternative(
                type: $0.form.name, title: $0.form.title, reason: $0.fit.reason)
        }
        alternatives = Array(alternatives.prefix(Self.alternativeLimit))
    }

    /// The forms that the bytes fit, the surest first.
    static func candidates(_ bytes: [UInt8]) -> [Candidate] {
        let fitting = ByteForm.guessed.compactMap { form in
            form.fit(bytes).map { Candidate(form: form, fit: $0) }
        }
        return fitting.enumerated().sorted { left, right in
            (right.element.fit.score, left.offset) < (left.element.fit.score, right.offset)
        }.map(\.element)
    }
}
