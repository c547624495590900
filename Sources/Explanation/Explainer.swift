import CopyManager
import SCSI
import WireBytes

/// Explains bytes: finds them in what was read, takes them for something, names every one of them,
/// and marks what is wrong with them and what a copy manager would refuse.
public struct Explainer: Sendable {
    /// Something to explain: a file's content, or text.
    public struct Source: Sendable {
        /// What faults call it.
        public var name: String
        /// Its content.
        public var content: [UInt8]

        /// A file or a stream.
        public init(name: String, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    private let form: ByteForm?
    private let refusals: RefusalFinder

    /// An explainer.
    ///
    /// - Parameters:
    ///   - type: what the bytes are, as `--as` names it; `nil` to guess.
    ///   - profile: the profile whose refusals are marked.
    /// - Throws: `HexFault` for a type that is not known.
    public init(
        type: String? = nil, profile: CopyManagerProfile = CopyManagerProfile()
    ) throws(HexFault) {
        form = try type.map { name throws(HexFault) in
            guard let form = ByteForm.named(name) else { throw Self.unknownType(name) }
            return form
        }
        refusals = RefusalFinder(profile: profile)
    }

    /// The types that are guessed, as `--as` names them. Beside them every structure has its own.
    public static var typeNames: [String] { ByteForm.guessed.map(\.name) }

    private static func unknownType(_ name: String) -> HexFault {
        let wanted = ByteForm.typeName(of: name)
        let near = ByteForm.all.map(\.name).filter { !wanted.isEmpty && $0.contains(wanted) }
        let known = near.isEmpty ? typeNames : Array(near.prefix(20))
        return HexFault(
            "no type \(name); \(near.isEmpty ? "known, beside the names of all structures" : "near")"
                + ": \(known.joined(separator: ", "))")
    }

    /// Explains all that is in the sources.
    ///
    /// - Throws: `HexFault` where a source holds no bytes, and where they look like nothing that
    ///   is known.
    public func explain(_ sources: [Source]) throws(HexFault) -> [ExplainedBytes] {
        var explained: [ExplainedBytes] = []
        for source in sources {
            var exchange = Exchange()
            let runs = try HexReader.read(source.content, from: source.name)
            for run in runs {
                let choice = try choose(run, exchange.command, isAlone: runs.count == 1)
                var next = name(run, choice)
                exchange.compare(&next, run.role, with: &explained)
                exchange.add(next, at: explained.count)
                explained.append(next)
            }
        }
        return explained
    }

    private struct Choice {
        var form: ByteForm
        var reason: String
        var alternatives: [ExplainedBytes.Alternative]?
    }

    private func choose(
        _ run: FoundBytes, _ command: [UInt8]?, isAlone: Bool
    ) throws(HexFault) -> Choice {
        if let form, isAlone || (run.role != .command && run.role != .sense) {
            return Choice(form: form, reason: "--as \(form.name)")
        }
        switch run.role {
        case .command:
            if let form = ByteForm.named("cdb") {
                return Choice(form: form, reason: "the text says so")
            }
        case .sense:
            if let form = ByteForm.named("sense"), form.fit(run.bytes) != nil {
                return Choice(form: form, reason: "the text says so")
            }
        case .dataOut, .dataIn, .data:
            if let command, let choice = data(run.role, of: command) { return choice }
        case .fragment, .unknown:
            break
        }
        guard let guess = FormGuess(run.bytes) else {
            throw HexFault(
                "\(run.origin): \(run.bytes.count) bytes that look like nothing that is known;"
                    + " expected --as TYPE, one of \(Self.typeNames.joined(separator: ", ")),"
                    + " or the name of a structure")
        }
        return Choice(form: guess.form, reason: guess.reason, alternatives: guess.alternatives)
    }

    private func data(_ role: FoundBytes.Role, of command: [UInt8]) -> Choice? {
        let said: CommandData.Direction? =
            switch role {
            case .dataOut: .out
            case .dataIn: .in
            default: CommandData.direction(of: command)
            }
        guard let said, let form = CommandData.form(of: command, said) else { return nil }
        let name = ByteForm.commandParts(command).first?.name ?? "the CDB"
        return Choice(form: form, reason: "data of the \(name) before it")
    }

    private func name(_ run: FoundBytes, _ choice: Choice) -> ExplainedBytes {
        let refusal = refusals.refusal(of: run.bytes, choice.form)
        var parts = choice.form.parts(run.bytes).namingTheRest(of: run.bytes)
        if let refusal, let byte = refusal.byte {
            parts.mark(
                byte: byte, bit: refusal.bit,
                ByteMark(
                    kind: .refusal,
                    text: "\(refusals.profile) \(refusal.sense.verb): \(refusal.sense.text)"))
        }
        return ExplainedBytes(
            origin: run.origin, bytes: run.bytes, type: choice.form.name, title: choice.form.title,
            reason: choice.reason, isGuess: choice.alternatives != nil,
            alternatives: choice.alternatives ?? [], parts: parts,
            profile: refusals.checks(choice.form, run.bytes) ? refusals.profile : nil,
            refusal: refusal?.sense)
    }
}

extension Array where Element == ExplainedPart {
    /// The parts, and behind them the bytes that none of them names.
    func namingTheRest(of bytes: [UInt8]) -> [ExplainedPart] {
        var isNamed = [Bool](repeating: false, count: bytes.count)
        for part in self {
            for marked in part.fields {
                for index in marked.field.bytes { isNamed[index] = true }
            }
        }
        var parts = self
        var start = 0
        while start < bytes.count {
            var end = start + 1
            while end < bytes.count && isNamed[end] == isNamed[start] { end += 1 }
            if !isNamed[start] {
                parts.append(
                    .plain(
                        "Surplus bytes", "Surplus bytes", start..<end, of: bytes,
                        fault: "\(end - start) bytes behind the end of the structure"))
            }
            start = end
        }
        return parts
    }
}
