import SCSI

// The parts of forms whose first bytes say which structure they are.

extension ByteForm {
    /// A structure that is found by a code, or what its family shares.
    private static func parts(
        _ types: [any WireStructure.Type], orElse fallback: any WireStructure.Type,
        _ bytes: [UInt8]
    ) -> [ExplainedPart] {
        let type =
            StructureTable.best(of: types, for: bytes, at: 0, end: bytes.count) ?? fallback
        return ExplainedPart.parts(of: type, bytes)
    }

    /// A CDB, by OPERATION CODE and SERVICE ACTION.
    @Sendable static func commandParts(_ bytes: [UInt8]) -> [ExplainedPart] {
        parts(StructureTable.commands(bytes), orElse: UnknownCDB.self, bytes)
    }

    /// Sense data, by RESPONSE CODE.
    @Sendable static func senseParts(_ bytes: [UInt8]) -> [ExplainedPart] {
        var offset = 0
        let lines: [ExplainedField]
        switch (bytes.first ?? 0) & 0x7F {
        case 0x70, 0x71:
            lines = FixedFormatSenseData.explain(bytes, at: &offset, end: bytes.count)
        case 0x72, 0x73:
            lines = DescriptorFormatSenseData.explain(bytes, at: &offset, end: bytes.count)
        default:
            return [
                .plain(
                    "Sense data", "Bytes", bytes.indices, of: bytes,
                    fault: "RESPONSE CODE 70h to 73h expected in the first byte")
            ]
        }
        return ExplainedPart.parts(of: lines)
    }

    /// A VPD page, by PAGE CODE.
    @Sendable static func vpdParts(_ bytes: [UInt8]) -> [ExplainedPart] {
        let types = bytes.count > 1 ? StructureTable.vpdPages(bytes[1]) : []
        return parts(types, orElse: UnknownVPDPage.self, bytes)
    }

    /// A CSCD descriptor without a list.
    @Sendable static func cscdParts(_ bytes: [UInt8]) -> [ExplainedPart] {
        ExplainedPart.parts(of: CSCDDescriptor.explain(bytes))
    }

    /// A segment descriptor without a list.
    @Sendable static func segmentParts(_ bytes: [UInt8]) -> [ExplainedPart] {
        ExplainedPart.parts(of: SegmentDescriptor.explain(bytes))
    }
}
