import CopyManager
import SCSI

extension ProfileField<[CopyCondition: ReportedSense]> {
    /// The keys of `sense`: one for each condition that third-party copy can end with.
    ///
    /// The value is a code, or a mapping with `code`, `field` (the field that is always pointed
    /// to), `segment` (whether it is reported as of a segment) and `forwards`; or `standard`, to
    /// take back what the profile that this one is based on says.
    static var conditions: [Self] {
        CopyCondition.allCases.map { condition in
            Self(
                key: snakeCase(condition.rawValue),
                read: { value, record in
                    if case .scalar("standard", isPlain: true) = value.node.content {
                        record[condition] = nil
                    } else if let sense = value.reportedSense() {
                        record[condition] = sense
                    }
                },
                value: { record in .text(record[condition]?.text ?? "standard") })
        }
    }
}

extension ReportedSense {
    /// `A/00/00, of the segment, at segment descriptor byte 6`.
    fileprivate var text: String {
        var parts: [String] = []
        if let key, let code {
            parts.append(senseText(key, code))
        } else if let code {
            parts.append(senseText(code))
        }
        if let namesSegment { parts.append(namesSegment ? "of the segment" : "of no segment") }
        if let field { parts.append("at " + field.text) }
        if !forwards { parts.append("nothing forwarded") }
        return parts.joined(separator: ", ")
    }
}

extension ValueReader {
    fileprivate func reportedSense() -> ReportedSense? {
        guard case .mapping = node.content else {
            return senseCode().map { ReportedSense(key: $0.key, code: $0.code) }
        }
        guard let mapping = mapping(["code", "segment", "field", "forwards"]) else { return nil }
        let code = mapping.ifPresent("code") { $0.senseCode() }
        let segment = mapping.ifPresent("segment") { $0.bool() }
        let field = mapping.ifPresent("field") { $0.fieldPointer() }
        let forwards = mapping.optional("forwards", default: true) { $0.bool() }
        guard let code, let segment, let field, let forwards else { return nil }
        return ReportedSense(
            key: code?.key, code: code?.code, field: field, namesSegment: segment,
            forwards: forwards)
    }

    /// `{parameter_list: 1, bit: 3}`, `{segment: 6}`, `{cdb: 10}`.
    private func fieldPointer() -> FieldPointer? {
        let kinds = ["parameter_list", "segment", "cdb"].map { (key: $0, others: ["bit"]) }
        guard let (kind, mapping) = oneOf(kinds) else { return nil }
        let byte = mapping.required(kind, "a byte") { $0.number(UInt16.min...UInt16.max) }
        let bit = mapping.ifPresent("bit") { $0.number(UInt8(0)...7) }
        guard let byte, let bit else { return nil }
        switch kind {
        case "parameter_list": return .parameterList(Int(byte), bit: bit)
        case "segment": return .segment(Int(byte), bit: bit)
        default: return .cdb(Int(byte), bit: bit)
        }
    }
}
