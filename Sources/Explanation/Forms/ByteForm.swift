import SCSI

/// What bytes can be taken for: a CDB, a parameter list, sense data.
struct ByteForm: Sendable {
    /// Why bytes may be of this form, and how surely.
    struct Fit {
        /// The higher, the surer; compared between forms only.
        var score: Int
        /// What speaks for it, as a clause.
        var reason: String
    }

    /// The name that `--as` takes.
    let name: String
    /// The name that people use.
    let title: String
    /// The structures in the bytes.
    let parts: @Sendable ([UInt8]) -> [ExplainedPart]
    /// Whether the bytes look like it; `nil` where they do not.
    let fit: @Sendable ([UInt8]) -> Fit?

    init(
        _ name: String, _ title: String,
        parts: @escaping @Sendable ([UInt8]) -> [ExplainedPart],
        fit: @escaping @Sendable ([UInt8]) -> Fit? = { _ in nil }
    ) {
        self.name = name
        self.title = title
        self.parts = parts
        self.fit = fit
    }

    /// A form that is one structure.
    init(
        _ name: String, _ type: any WireCodable.Type,
        fit: @escaping @Sendable ([UInt8]) -> Fit? = { _ in nil }
    ) {
        self.init(
            name, type.wireName,
            parts: { ExplainedPart.parts(of: type, $0) },
            fit: fit)
    }
}

extension WireStructure {
    /// The standard that defines it, without its edition: `SSC`.
    fileprivate static var standard: String {
        String(layout.source.prefix { $0 != "-" && $0 != "," })
    }
}

extension ByteForm {
    /// The forms that are guessed, in the order in which they are preferred.
    static let guessed: [ByteForm] =
        lists + commandsAndSense + results + pages + descriptors + smallPayloads

    /// All forms: those, then every structure by its own name.
    static let all: [ByteForm] = {
        let names = Set(guessed.map(\.name))
        return guessed + structures.filter { !names.contains($0.form.name) }.map(\.form)
    }()

    /// The structures by their own names. Where two are called the same, the later ones have the
    /// name of their standard behind: `read-6-cdb-ssc`.
    private static let structures: [(type: any WireCodable.Type, form: ByteForm)] = {
        var names: Set<String> = []
        return WireStructures.all.map { type in
            var name = typeName(of: type.wireName)
            if !names.insert(name).inserted {
                name += "-" + typeName(of: (type as? any WireStructure.Type)?.standard ?? "other")
                names.insert(name)
            }
            return (type, ByteForm(name, type))
        }
    }()

    /// The form of a structure by its own name.
    static func form(of type: any WireCodable.Type) -> ByteForm? {
        structures.first { $0.type == type }?.form
    }

    /// The form of a name that `--as` takes.
    static func named(_ name: String) -> ByteForm? { all.first { $0.name == name } }

    /// A structure's name as `--as` takes it: `Control mode page` is `control-mode-page`.
    static func typeName(of structure: String) -> String {
        let words = structure.lowercased().split { !($0.isLetter || $0.isNumber) || !$0.isASCII }
        return words.joined(separator: "-")
    }

    /// The form for a structure of this name in `WireStructures`, if there is one by now.
    static func structure(
        _ name: String, called wireName: String,
        fit: @escaping @Sendable ([UInt8]) -> Fit? = { _ in nil }
    ) -> [ByteForm] {
        WireStructures.all.filter { $0.wireName == wireName }.prefix(1)
            .map { ByteForm(name, $0, fit: fit) }
    }
}
