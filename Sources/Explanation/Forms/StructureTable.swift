import SCSI

/// The structures on the wire by the codes that they begin with. What is in `WireStructures` is
/// here without being listed again: a structure tells by its name what it is, and by its first
/// bytes which one.
enum StructureTable {
    /// The structures of a family, in the order of `WireStructures`.
    private static func structures(
        named isMember: (String) -> Bool
    ) -> [any WireStructure.Type] {
        WireStructures.all.compactMap { $0 as? any WireStructure.Type }
            .filter { isMember($0.wireName) }
    }

    private static func byFirstBytes(
        _ types: [any WireStructure.Type], _ key: ([UInt8]) -> UInt8?
    ) -> [UInt8: [any WireStructure.Type]] {
        var table: [UInt8: [any WireStructure.Type]] = [:]
        for type in types {
            if let key = key(encodedDefault(type)) { table[key, default: []].append(type) }
        }
        return table
    }

    private static func encodedDefault<T: WireStructure>(_ type: T.Type) -> [UInt8] {
        T().encoded()
    }

    private static let sources: [String: String] = {
        var sources: [String: String] = [:]
        for type in WireStructures.all {
            if let structure = type as? any WireStructure.Type {
                sources[structure.wireName] = source(structure)
            }
        }
        return sources
    }()

    private static func source<T: WireStructure>(_ type: T.Type) -> String { T.layout.source }

    /// The standard and clause that define a structure; `nil` for one that is another by its first
    /// bytes.
    static func source(of type: any WireCodable.Type) -> String? {
        (type as? any WireStructure.Type).map { source($0) }
    }

    /// The standard and clause that define the structure of a name.
    static func source(of name: String) -> String? {
        sources[name] ?? unknownSources[name]
    }

    private static let unknownSources: [String: String] = [
        UnknownCDB.wireName: UnknownCDB.layout.source,
        UnknownVPDPage.wireName: UnknownVPDPage.layout.source,
        UnknownModePage.wireName: UnknownModePage.layout.source,
        UnknownModeSubpage.wireName: UnknownModeSubpage.layout.source,
        "CSCD descriptor": "SPC-4, CSCD descriptors introduction",
        "Segment descriptor": "SPC-4, Segment descriptors introduction",
        "Block device type specific parameters": deviceTypeSource,
        "Stream device type specific parameters": deviceTypeSource,
        "Processor device type specific parameters": deviceTypeSource,
        "Device type specific parameters": deviceTypeSource,
    ]

    private static let deviceTypeSource = "SPC-4, Device type specific CSCD descriptor parameters"

    private static let commands = byFirstBytes(structures { $0.hasSuffix(" CDB") }) { $0.first }
    private static let vpdPages = byFirstBytes(structures { $0.hasSuffix(" VPD page") }) {
        $0.count > 1 ? $0[1] : nil
    }
    private static let modePages = byFirstBytes(structures { $0.hasSuffix(" mode page") }) {
        $0.first.map { $0 & 0x3F }
    }

    /// The CDB layouts of an operation code, without those of its other service actions.
    static func commands(_ bytes: [UInt8]) -> [any WireStructure.Type] {
        guard let code = bytes.first, let types = commands[code] else { return [] }
        guard bytes.count > 1, let wanted = receiveCopyNames[bytes[1] & 0x1F],
            OperationCode(rawValue: code) == .receiveCopyResults
        else { return types }
        let named = types.filter { $0.wireName == wanted }
        return named.isEmpty ? types : named
    }

    /// The other layouts that have as little to say against the bytes of a CDB as the first one:
    /// those of other kinds of device.
    static func twins(ofCommand bytes: [UInt8]) -> [any WireStructure.Type] {
        let types = commands(bytes)
        guard let first = best(of: types, for: bytes, at: 0, end: bytes.count) else { return [] }
        let fewest = faults(first, bytes)
        return types.filter { $0 != first && faults($0, bytes) == fewest }
    }

    private static func faults(_ type: any WireStructure.Type, _ bytes: [UInt8]) -> Int {
        var offset = 0
        return type.explain(bytes, at: &offset, end: bytes.count).count { $0.fault != nil }
    }

    /// Which layout a service action of operation code 84h has: in two of them any value may stand
    /// in the field.
    private static let receiveCopyNames: [UInt8: String] = [
        0x00: lid1Results, 0x01: lid1Results, 0x03: lid1Results, 0x04: lid1Results,
        0x05: lid4Results, 0x06: lid4Results, 0x07: lid4Results,
        0x08: "REPORT ALL ROD TOKENS CDB",
    ]
    private static let lid1Results = "RECEIVE COPY RESULTS CDB"
    private static let lid4Results = "RECEIVE COPY RESULTS(LID4) CDB"

    /// The layouts of a VPD page.
    static func vpdPages(_ code: UInt8) -> [any WireStructure.Type] { vpdPages[code] ?? [] }

    /// The layouts of a mode page without subpage code.
    static func modePages(_ code: UInt8) -> [any WireStructure.Type] { modePages[code] ?? [] }

    /// The layout that has the least to say against the bytes; of equals the first.
    static func best(
        of types: [any WireStructure.Type], for bytes: [UInt8], at offset: Int, end: Int
    ) -> (any WireStructure.Type)? {
        var best: (type: any WireStructure.Type, faults: Int)?
        for type in types {
            var next = offset
            let faults = type.explain(bytes, at: &next, end: end).count { $0.fault != nil }
            if faults < best?.faults ?? .max { best = (type, faults) }
        }
        return best?.type
    }
}
